/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shock processes and scripted events (model 5): when they arrive, whom they hit, what they move.
 */
#ifndef ADRIFT_SIM_SHOCK_H
#define ADRIFT_SIM_SHOCK_H

#include <math.h>

#include "sim/arithmetic.h"
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

/*
 * Tick of the next arrival of a process of `rate` a year after an arrival (or the tick before the
 * start) at `last`: an exponential gap, floored, so that each tick has a chance 1 - exp(-rate dt).
 * `u` is uniform in (0, 1). INT32_MAX if it never comes.
 */
int32_t shock_next_arrival(double u, int32_t last, double rate, double dt);

/* The gap, for log(u) and for the word that gives u. */
static inline double shock_wait_of(double log_u, double per_tick)
{
    return 1.0 + floor(-log_u / per_tick);
}

static inline double shock_wait(uint32_t word, double per_tick)
{
    return shock_wait_of(arithmetic_log_normal(random_unit(word)), per_tick);
}

/* `when` and a gap; INT32_MAX if that is beyond it, as where the rate is 0 and the gap infinite. */
static inline int32_t shock_later(int32_t when, double gap)
{
    const double next = (double)when + gap;
    return next < (double)INT32_MAX ? (int32_t)next : INT32_MAX;
}

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
