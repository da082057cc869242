/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting what every alliance does in a tick (model 3, step 9). */
#ifndef ADRIFT_SIM_OBSERVE_H
#define ADRIFT_SIM_OBSERVE_H

#include "sim/state.h"

/* Nothing counted yet. */
void observe_reset(world_t *world);

/* Nothing added up yet in this tick. */
void observe_prepare(world_t *world);

/* Add up a tile's dependences, after the rule. */
void observe_tile(world_t *world, const tile_t *tile);

/* After the consequences: count all else. */
void observe_update(world_t *world);

/* As world_counts and world_tally of sim/adrift.h. */
void observe_counts(const world_t *world, uint32_t copy, counts_t *counts);
void observe_tally(const world_t *world, uint32_t copy, tally_t *tally);

#endif
