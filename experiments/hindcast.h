/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scenario played from a date on, as if what came after were not known: how often each alliance
 * shows each behaviour in each period. What happened (config/annals.h) is laid over it; how well the
 * two agree is said by analysis/skill.h.
 *
 * Periods are HINDCAST_YEARS long from time.start on; the last takes what is left over.
 */
#ifndef ADRIFT_EXPERIMENTS_HINDCAST_H
#define ADRIFT_EXPERIMENTS_HINDCAST_H

#include <stdatomic.h>

#include "config/annals.h"
#include "config/scenario.h"

enum { HINDCAST_OK = 0, HINDCAST_NO_MEMORY = -1, HINDCAST_INVALID = -2, HINDCAST_STOPPED = -3 };
enum { HINDCAST_YEARS = 5 };

#define HINDCAST_REPLICATES UINT64_C(200)

/* What is counted of an alliance in a period: replicates in which it was seen at least once. */
typedef enum hindcast_sign {
    HINDCAST_ANY,     /* any behaviour but to follow */
    HINDCAST_GRAVE,   /* confrontation or termination */
    HINDCAST_ADRIFT,  /* drifting or ended after a tick */
    HINDCAST_SIGNS
} hindcast_sign_t;

/* What happened in a cell: an alliance in a period. */
typedef struct hindcast_fact {
    bool coded;     /* an entry that a source codes */
    bool suspected; /* one of any kind */
    bool gone;      /* the alliance had ended before: not judged */
} hindcast_fact_t;

typedef struct hindcast {
    uint64_t replicates;
    size_t alliances, periods;
    char (*strong)[WORLD_ID_SIZE], (*weak)[WORLD_ID_SIZE]; /* owned, [alliances] */
    uint64_t *signs;        /* owned, [alliances][periods][HINDCAST_SIGNS] */
    uint64_t *gravest;      /* owned, [alliances][periods][BEHAVIOUR_COUNT + 1]: the gravest behaviour
                               of the period; the last: no issue was open */
    hindcast_fact_t *facts; /* owned, [alliances][periods] */
} hindcast_t;

/*
 * Plays replicates 0 ... replicates - 1 with the scenario's seed; the result does not depend on
 * threads (0: as many as OpenMP would take). `stop`: files/stop.h. HINDCAST_OK, HINDCAST_NO_MEMORY,
 * HINDCAST_INVALID (a world cannot be made), HINDCAST_STOPPED. hindcast_free is legal on a zeroed one and
 * after a failure.
 */
int hindcast_play(hindcast_t *self, const scenario_t *scenario, const annals_t *annals,
                  uint64_t replicates, int threads, const atomic_int *stop);
void hindcast_free(hindcast_t *self);

/* Where a period begins; the one after the last begins where the run ends. */
double hindcast_year(const scenario_t *scenario, size_t periods, size_t period);

/* Share of replicates that show a sign in a cell. */
double hindcast_share(const hindcast_t *self, size_t alliance, size_t period, hindcast_sign_t sign);

/* The alliance of an entry, or -1. */
long hindcast_alliance(const hindcast_t *self, const annals_entry_t *entry);

const char *hindcast_sign_name(hindcast_sign_t sign); /* "any", "grave", "adrift" */

#endif
