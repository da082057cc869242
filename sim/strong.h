/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strong states: engagement, intentions, and the memory of what they conceded (model 3, step 2). */
#ifndef ADRIFT_SIM_STRONG_H
#define ADRIFT_SIM_STRONG_H

#include "sim/world.h"

void strong_update(world_t *world);

/* Normals of strong states' intentions and engagement, drawn for WORLD_NOISE_TICKS ticks at a time. */
void strong_noise_refresh(world_t *world);

#endif
