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

/*
 * Tick of the next arrival of a process of `rate` a year after an arrival (or the tick before the
 * start) at `last`: an exponential gap, floored, so that each tick has a chance 1 - exp(-rate dt).
 * `u` is uniform in (0, 1). INT32_MAX if it never comes.
 */
int32_t shock_next_arrival(double u, int32_t last, double rate, double dt);

#endif
