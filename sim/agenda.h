/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which shocks arrive in the ticks to come. When they do, and what they draw, depends on nothing that happens, and few come
 * in one tick: those of several are looked up and drawn together.
 *
 *     const arrival_t *arrival;
 *     while ((arrival = agenda_next(world)) != NULL) ...      all of this tick, by shock and then by target
 */
#ifndef ADRIFT_SIM_AGENDA_H
#define ADRIFT_SIM_AGENDA_H

#include "sim/state.h"

/* Room for the arrivals of the world's shocks, which must have their targets. MODEL_OK or MODEL_NO_MEMORY. */
int agenda_init(world_t *world);
void agenda_free(world_t *world);

/* Look again from this tick on: the shocks' `next`, or their rates, have changed. */
void agenda_look_again(world_t *world);

/* NULL if there is none. It is valid until the next call; its `next` stands in its shock's `next` already. */
const arrival_t *agenda_next(world_t *world);

#endif
