/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How weak states come to see the threat sources (model 4, Intention). */
#ifndef ADRIFT_SIM_PERCEPTION_H
#define ADRIFT_SIM_PERCEPTION_H

#include "sim/world.h"

/* The targets of weak states begin ... end - 1 for source k, given the strong states' and the neighbours' intentions. */
void perception_targets(const world_t *world, uint32_t k, uint32_t begin, uint32_t end, const double *neighbours,
                        double *target);

/* Revert every weak state's intentions to their targets, with noise. */
void perception_update(world_t *world);

/* Normals of weak states' intentions, drawn for WORLD_NOISE_TICKS ticks at a time. */
void perception_noise_refresh(world_t *world);

#endif
