/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threats on Walt's four grounds, and what two allies' threats have in common (model 4, Threat). */
#ifndef ADRIFT_SIM_THREAT_H
#define ADRIFT_SIM_THREAT_H

#include "sim/arithmetic.h"
#include "sim/state.h"
#include "sim/tile.h"

/* What all share of material menace, and strong states' threats, with the greatest of each. */
void threat_prepare(world_t *world);

/* Then, the threats of weak states begin ... end - 1, as their intentions are. */
void threat_update(world_t *world, uint32_t begin, uint32_t end);

/* What dependence needs of a tile's threats in every tick. */
typedef struct threat_tile {
    double deterrable[TILE_SIZE]; /* greatest e_k T_wk over sources foreign to s */
    double position[TILE_SIZE];   /* pos_d: greatest T_sk X_wk */
} threat_tile_t;

void threat_reach(const world_t *world, const tile_t *tile, threat_tile_t *threats);

/* How two allies' perceptions differ: only an open issue (or whoever looks) needs to know. */
typedef struct threat_comparison {
    double deterrable; /* as above */
    double either;     /* sum of max(T_sk, T_wk) */
    double both;       /* sum of min(T_sk, T_wk) */
    double partner;    /* F: what the strong state fears and the weak one takes for a partner */
    double ally;       /* ally threat: greatest T_wk over sources that s embodies */
    double divergence; /* Delta */
} threat_comparison_t;

void threat_compare(const world_t *world, uint32_t alliance, threat_comparison_t *comparison);

/* Two parts of it. What a source is to the weak state as a partner; Delta of all threats (either, partner and ally) and of
 * those that both see, where nothing beside `line` is nothing. */
VECTOR_INLINE double threat_partner(double intention, double menace, double by_proximity, double proximity)
{
    return greater(0.0, -intention) * (menace + by_proximity * proximity);
}

VECTOR_INLINE double threat_divergence(double all, double both, double line)
{
    const double scale = greater(all, line);
    return (all - both) / (scale > 0 ? scale : 1.0);
}

#endif
