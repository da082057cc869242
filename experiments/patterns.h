/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The patterns by which the model is judged (docs/model.md 1): one table of what each asks for, and
 * the values that a scenario's replicates show. Whether a target is met, with which interval, is
 * said by analysis/judgement.h.
 *
 * A pattern may have several lines: an ordering has one for each comparison, lost and gained are
 * two. A line of outcomes is a sum of outcomes of experiments/outcome.h, each with a weight, so that
 * it can be had from a run, a sweep's runs.csv, or anything else that has outcomes.
 */
#ifndef ADRIFT_EXPERIMENTS_PATTERNS_H
#define ADRIFT_EXPERIMENTS_PATTERNS_H

#include <stdatomic.h>

#include "config/scenario.h"
#include "experiments/outcome.h"

enum { PATTERNS_OK = 0, PATTERNS_NO_MEMORY = -1, PATTERNS_INVALID = -2, PATTERNS_STOPPED = -3 };

#define PATTERNS_REPLICATES UINT64_C(200)

enum { PATTERN_TERMS = 2, PATTERN_REASON_SIZE = 160 };

typedef enum pattern_kind {
    PATTERN_EXACT,      /* P1: world_verify after every tick of every replicate */
    PATTERN_CASES,      /* P2: the shipped cases, noise off */
    PATTERN_CASES_NOISE, /* P2: noise on */
    PATTERN_OUTCOMES
} pattern_kind_t;

typedef struct pattern {
    const char *number;   /* "P4" */
    const char *name;     /* "negative_response": of this line among those of its pattern; or "" */
    const char *meaning;  /* "negative response is not rarer than price raising" */
    pattern_kind_t kind;
    double low, high;     /* target, INFINITY where it is open; of PATTERN_OUTCOMES */
    double scale;         /* a distance of 1 from the target: the target's width, or what is said */
    const char *outcome[PATTERN_TERMS]; /* NULL beyond the last */
    double weight[PATTERN_TERMS];
} pattern_t;

/* "By far the rarest": at most one for so many of the next. */
#define PATTERN_BY_FAR 5.0

size_t pattern_count(void);
const pattern_t *pattern_info(size_t pattern); /* NULL out of range */

/* A line's value from outcomes_of; NAN where an outcome is. Only of PATTERN_OUTCOMES. */
double pattern_value(size_t pattern, const double outcomes[]);

/*
 * Whether a line can be asked of this scenario with so many alliances and replicates. If not,
 * `reason` says why, in words.
 */
bool pattern_applies(size_t pattern, const scenario_t *scenario, size_t alliances,
                     uint64_t replicates, char reason[PATTERN_REASON_SIZE]);

typedef struct patterns_result {
    uint64_t replicates;
    size_t alliances;
    double *values;  /* owned, [pattern_count()][replicates]; NAN where undefined or of no outcomes */
    uint64_t ticks;  /* P1: verified, of all replicates, burn-in included */
    uint64_t faults; /* of them those with a fault */
    uint64_t fault_replicate; /* the first of these, ... */
    int32_t fault_tick;
    char fault[256]; /* ... in words */
} patterns_result_t;

/*
 * Plays replicates 0 ... replicates - 1 of a scenario that has passed model_check, with its seed.
 * threads 0: as many as OpenMP would take; the result does not depend on them. `stop`: files/stop.h.
 * PATTERNS_OK, PATTERNS_NO_MEMORY, PATTERNS_INVALID (a world cannot be made), PATTERNS_STOPPED.
 * patterns_free is legal on a zeroed or freed result, and after a failure.
 */
int patterns_play(patterns_result_t *self, const scenario_t *scenario, uint64_t replicates,
                  int threads, const atomic_int *stop);
void patterns_free(patterns_result_t *self);

#endif
