/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling the world's listener what happens, in recorded ticks. */
#ifndef ADRIFT_SIM_CHRONICLE_H
#define ADRIFT_SIM_CHRONICLE_H

#include "sim/state.h"

/* An event of one alliance; of an issue's kind with the source. */
void chronicle_alliance(world_t *world, world_event_kind_t kind, uint32_t alliance, double size);

/* Any event; its tick is set here. */
void chronicle_tell(world_t *world, world_event_t event);

#endif
