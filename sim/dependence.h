/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each side of an alliance depends on the other for (model 4, Dependence). */
#ifndef ADRIFT_SIM_DEPENDENCE_H
#define ADRIFT_SIM_DEPENDENCE_H

#include "sim/state.h"
#include "sim/tile.h"

/* Where the four components of one tile of alliances tend. */
typedef struct dependence_tile {
    double weak_military[TILE_SIZE], weak_political[TILE_SIZE];     /* M_w*, Q_w* */
    double strong_military[TILE_SIZE], strong_political[TILE_SIZE]; /* M_s*, Q_s* */
} dependence_tile_t;

/* Targets of a tile; the world's alternatives, vulnerability, divergence and ally_threat with them.
 */
void dependence_targets(world_t *world, const tile_t *tile, dependence_tile_t *target);

/* What ties leave open of each weak state's needs: call before dependence_targets when capabilities
 * or ties changed. */
void dependence_weigh_ties(world_t *world);

/* Revert every component to its target, with noise. */
void dependence_update(world_t *world);

#endif
