/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long spells last, and how they end: Kaplan and Meier's (1958) curve with Greenwood's (1926)
 * standard errors; cumulative incidence of competing ends (Aalen and Johansen 1978). Everything as
 * R's survival::survfit gives it: Surv(start, stop, event) ~ 1 with conf.type = "log", one id per
 * spell.
 *
 * A spell is under observation from start (exclusive) to stop (inclusive) and then ends by a cause,
 * or is censored. Both are durations since the spell began: start > 0 says that it was older when
 * observation began (late entry). Times are equal only if they are equal doubles: compute them from
 * whole ticks, (stop_tick - start_tick) / ticks_per_year.
 *
 * Spells are added one at a time and kept as distinct (start, stop, event) with a count: memory
 * grows with the different lengths, not with the spells. Results do not depend on their order.
 */
#ifndef ADRIFT_ANALYSIS_SURVIVAL_H
#define ADRIFT_ANALYSIS_SURVIVAL_H

#include "analysis/interval.h"

#include <stdint.h>

enum { SURVIVAL_CENSORED = 0, SURVIVAL_CAUSES_MAX = 16 };

typedef struct survival_spell {
    double start;
    double stop;
    int32_t event;  /* SURVIVAL_CENSORED, or its cause 1 ... causes */
    uint64_t count; /* how many of them; 0: an unused slot */
} survival_spell_t;

/* At one of the times at which spells stopped, in ascending order. */
typedef struct survival_point {
    double time;
    uint64_t at_risk; /* just before */
    uint64_t events;  /* of any cause */
    uint64_t censored;
    double survival;       /* S(time), after the events */
    double standard_error; /* of S: Greenwood. R's std.err is this / S */
    double low, high;      /* of S, by log; high at most 1; NaN where S = 0 */
} survival_point_t;

typedef struct survival_incidence {
    uint64_t events;       /* of this cause at this time */
    double incidence;      /* share ended by this cause until now: F_k(time) */
    double standard_error; /* infinitesimal jackknife, as R has it */
    double low, high;      /* by log; high at most 1; NaN where F_k = 0 */
} survival_incidence_t;

typedef struct survival {
    int32_t causes;
    survival_spell_t *spells; /* owned; hash table of `capacity` slots */
    size_t capacity;
    size_t distinct; /* slots in use */
    uint64_t count;  /* spells added */
    uint64_t events; /* of them ended */
    /* by survival_estimate */
    double level;
    survival_point_t *points;        /* owned */
    survival_incidence_t *incidence; /* owned; points x causes, [point * causes + cause - 1] */
    size_t point_count;
} survival_t;

/* causes: 1 ... SURVIVAL_CAUSES_MAX. ANALYSIS_OK or ANALYSIS_INVALID. */
int survival_init(survival_t *self, int32_t causes);

/* Legal on a zeroed or freed one. */
void survival_free(survival_t *self);

/*
 * Adds `count` equal spells. 0 <= start < stop, both finite; else, or with an unknown event,
 * ANALYSIS_INVALID and nothing is added. ANALYSIS_NO_MEMORY.
 */
int survival_add(survival_t *self, double start, double stop, int32_t event, uint64_t count);

/*
 * Fills points and incidence from all that was added so far; may be called again after more.
 * ANALYSIS_TOO_FEW without any spell, ANALYSIS_INVALID for a level out of (0, 1),
 * ANALYSIS_NO_MEMORY.
 *
 * Once S is 0 it stays 0, whoever enters later.
 */
int survival_estimate(survival_t *self, double level);

/* After survival_estimate: the last point at or before `time`; NULL before the first (there S is
 * 1). */
const survival_point_t *survival_at(const survival_t *self, double time);

/*
 * After survival_estimate: restricted mean, the area below S from 0 to `horizon` (>= 0; beyond the
 * last time S is held at its last value), with normal interval; its standard error if
 * `standard_error` is not NULL. As R's print(fit, rmean = horizon).
 */
interval_t survival_mean(const survival_t *self, double horizon, double *standard_error);

/*
 * After survival_estimate: the first time at which a share p (in (0, 1); 0.5 the median) has ended;
 * where S rests exactly at 1 - p, the middle of that stretch. The bounds are where the bounds of S
 * get there. NaN where they never do. As R's print(fit).
 */
interval_t survival_quantile(const survival_t *self, double p);

#endif
