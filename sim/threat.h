/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threats on Walt's four grounds, and what two allies' threats have in common (model 4, Threat). */
#ifndef ADRIFT_SIM_THREAT_H
#define ADRIFT_SIM_THREAT_H

#include "sim/tile.h"
#include "sim/world.h"

/* Every state's threat from every source, and each strong state's greatest. */
void threat_update(world_t *world);

/* What one tile of alliances has in common, and not, of its states' threats. */
typedef struct threat_tile {
    double deterrable[WORLD_TILE]; /* greatest e_k T_wk over sources foreign to s */
    double position[WORLD_TILE];   /* pos_d: greatest T_sk X_wk */
    double either[WORLD_TILE];     /* sum of max(T_sk, T_wk) */
    double both[WORLD_TILE];       /* sum of min(T_sk, T_wk) */
    double partner[WORLD_TILE];    /* F: what the strong state fears and the weak one takes for a partner */
    double ally[WORLD_TILE];       /* greatest T_wk over sources that s embodies */
} threat_tile_t;

/* Compare them over all sources; sets the world's divergence and ally_threat of the tile's alliances too. */
void threat_compare(world_t *world, const tile_t *tile, threat_tile_t *threats);

#endif
