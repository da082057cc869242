/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strong states: engagement, intentions, and the memory of what they conceded (model 3, step
 * 2). */
#ifndef ADRIFT_SIM_STRONG_H
#define ADRIFT_SIM_STRONG_H

#include "sim/state.h"

void strong_update(world_t *world);

#endif
