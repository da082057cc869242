/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a replicate starts: attributes drawn, every mean-reverting variable at its target (model 4,
 * fine print). */
#ifndef ADRIFT_SIM_START_H
#define ADRIFT_SIM_START_H

#include "sim/state.h"

/* As world_reset and world_adopt of sim/adrift.h. */
void start_replicate(world_t *world, uint64_t seed, uint64_t replicate);
void start_adopt(world_t *world, const model_t *before);

#endif
