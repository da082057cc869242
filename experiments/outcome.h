/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The outcomes of a run: one table of what is measured, and how it comes from the tally of a world.
 * Sweeps, ramps and analyses name their columns by it.
 */
#ifndef ADRIFT_EXPERIMENTS_OUTCOME_H
#define ADRIFT_EXPERIMENTS_OUTCOME_H

#include "experiments/asymmetry.h"
#include "sim/adrift.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OUTCOME_MAX = 64 }; /* at least outcome_count() */

typedef struct outcome_info {
    const char *name;    /* "non_following_rate": a column */
    const char *unit;    /* "1" (shares and plain numbers), "count", "per year", "years" */
    const char *meaning; /* a sentence; also says when it is undefined */
} outcome_info_t;

size_t outcome_count(void);

/* NULL out of range. */
const outcome_info_t *outcome_info(size_t outcome);

/* Index of the outcome with this name, or -1. */
int outcome_find(const char *name);

/*
 * All outcomes of a run into values[outcome_count()]; NAN where one is undefined (a share of
 * nothing, the time to what never happened). `halves`: terminations by asymmetry, NULL where they
 * were not counted. `alliances`: world_alliance_count.
 */
void outcomes_of(const tally_t *tally, const asymmetry_counts_t *halves, size_t alliances,
                 int32_t ticks_per_year, double values[]);

/* Whether an outcome needs `halves`. */
bool outcome_needs_halves(size_t outcome);

#endif
