/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threats on Walt's four grounds, and what two allies' threats have in common (model 4, Threat). */
#ifndef ADRIFT_SIM_THREAT_H
#define ADRIFT_SIM_THREAT_H

#include "sim/state.h"
#include "sim/tile.h"

/* Every state's threat from every source, and each strong state's greatest. */
void threat_update(world_t *world);

/* What one tile of alliances has in common, and not, of its states' threats. */
typedef struct threat_tile {
    double deterrable[TILE_SIZE]; /* greatest e_k T_wk over sources foreign to s */
    double position[TILE_SIZE];   /* pos_d: greatest T_sk X_wk */
    double either[TILE_SIZE];     /* sum of max(T_sk, T_wk) */
    double both[TILE_SIZE];       /* sum of min(T_sk, T_wk) */
    double partner[TILE_SIZE];    /* F: what the strong state fears and the weak one takes for a
                                     partner */
    double ally[TILE_SIZE];       /* greatest T_wk over sources that s embodies */
} threat_tile_t;

/* Compare them over all sources; sets the world's divergence and ally_threat of the tile's
 * alliances too. */
void threat_compare(world_t *world, const tile_t *tile, threat_tile_t *threats);

#endif
