/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How weak states come to see the threat sources (model 4, Intention). */
#ifndef ADRIFT_SIM_PERCEPTION_H
#define ADRIFT_SIM_PERCEPTION_H

#include "sim/state.h"

/* Every weak state's intentions at their targets, worked out from what stands in weak_intention
 * (neighbours'), own_view and strong_intention. */
void perception_start(world_t *world);

/* A weak state's patrons are others now: an alliance has ended or was formed again. */
void perception_note_patron(world_t *world, uint32_t weak);

/* The same of all, and who listens to neighbours: parameters or ties are others now. */
void perception_note_all(world_t *world);

/* What others say, before any state changes its mind: neighbours, and patrons if some state has several. */
void perception_prepare(world_t *world);

/* Then, revert the intentions of weak states begin ... end - 1, TILE_SIZE at most, to their targets, with noise. */
void perception_update(world_t *world, uint32_t begin, uint32_t end);

#endif
