/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threats on Walt's four grounds, and what two allies' threats have in common (model 4, Threat). */
#ifndef ADRIFT_SIM_THREAT_H
#define ADRIFT_SIM_THREAT_H

#include "sim/world.h"

/* Every state's threat from every source, and each strong state's greatest. */
void threat_update(world_t *world);

/* What dependence needs to know of the threats to one tile of alliances. */
typedef struct threat_tile {
    double deterrable[WORLD_TILE]; /* greatest e_k T_wk over sources foreign to s */
    double position[WORLD_TILE];   /* pos_d: greatest T_sk X_wk */
} threat_tile_t;

/* Of alliances begin ... end - 1: the tile, and the world's divergence and ally_threat. */
void threat_compare(world_t *world, uint32_t begin, uint32_t end, threat_tile_t *tile);

#endif
