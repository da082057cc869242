/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shock processes and scripted events (model 5): when they arrive, whom they hit, what they move.
 */
#ifndef ADRIFT_SIM_SHOCK_H
#define ADRIFT_SIM_SHOCK_H

#include "sim/state.h"

/* Resolve every shock of the model to its targets, events first, each by ID. MODEL_OK or
 * MODEL_NO_MEMORY. */
int shock_init_all(world_t *world);
void shock_free_all(world_t *world);

/* First arrivals of a new replicate. */
void shock_reset_all(world_t *world);

/* Next arrivals of those whose rate, date or `together` has changed since `before`; a date that is
 * over never comes again. */
void shock_adopt_all(world_t *world, const model_t *before);

/* Let transients fade, then let fire what falls in this tick. */
void shock_apply_all(world_t *world);

/*
 * Whether some shock of the model acts on this variable: its attribute then needs room for
 * transients, even if the shock is permanent, as that may change between one world_reset and the
 * next.
 */
bool shock_is_on(const model_t *model, variable_t variable);

/* Ticks from an arrival (or from the tick before the start) to the next of a process, of n of them: from the first words of
 * their streams and their rates a tick, waits[n]. Infinite where the rate is 0. */
void shock_waits(vector_width_t width, uint32_t n, const uint32_t *word, const double *per_tick, double *waits);

/* The tick after a wait; INT32_MAX if it never comes. */
int32_t shock_later(int32_t when, double wait);

/* How many arrival times a shock has: one for each target, or one for all of a copy. Number i is of the copy that cell i
 * is of, and so is target i. */
static inline uint32_t shock_arrivals(const world_t *world, const shock_t *shock)
{
    return shock->entry->together && shock->targets > 0 ? world->roster.copies : shock->targets;
}

/* Where arrival number i is drawn. */
static inline uint64_t shock_address(const shock_t *shock, uint32_t i)
{
    return shock->entry->together ? shock->address : shock->who[i];
}

#endif
