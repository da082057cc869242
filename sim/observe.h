/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting what every alliance does in a tick (model 3, step 9). */
#ifndef ADRIFT_SIM_OBSERVE_H
#define ADRIFT_SIM_OBSERVE_H

#include "sim/state.h"

void observe_update(world_t *world);

#endif
