/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tallies of several replicates as one. */
#ifndef ADRIFT_EXPERIMENTS_TALLY_H
#define ADRIFT_EXPERIMENTS_TALLY_H

#include "sim/adrift.h"

/* Of no replicate: all 0, first times MODEL_NONE. */
void tally_init(tally_t *self);

/*
 * Adds counts and sums; of first times the earlier stays. Sums of doubles depend on the order of
 * adding: add in the order of replicates.
 */
void tally_add(tally_t *self, const tally_t *other);

/* Alliance-ticks in which the alliance was alive when the rule was applied. */
uint64_t tally_living(const tally_t *self);

/* All demands, and all alliance-ticks whatever the status. */
uint64_t tally_demands(const tally_t *self);
uint64_t tally_alliance_ticks(const tally_t *self);

#endif
