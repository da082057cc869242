/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Demands to follow, and the issues that they open (model 4, Demands). */
#ifndef ADRIFT_SIM_DEMAND_H
#define ADRIFT_SIM_DEMAND_H

#include "sim/state.h"

/* No demand pending in a new replicate. */
void demand_reset(world_t *world);

/* What has been drawn of the ticks to come is no longer true: the model's parameters, or the tick, have changed. */
void demand_look_again(world_t *world);

/* Forget issues closed in the last tick, put scripted demands, then random ones where none is open.
 */
void demand_update(world_t *world);

/* Close an open issue: it is still observed in this tick. Counts it by its gravest behaviour. */
void demand_close(world_t *world, uint32_t alliance, world_event_kind_t how);

#endif
