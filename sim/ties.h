/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Security ties between weak states, laid out by rows from a model's entries. */
#ifndef ADRIFT_SIM_TIES_H
#define ADRIFT_SIM_TIES_H

#include "sim/state.h"

/* Room for every tie that the model can lay; MODEL_OK, MODEL_NO_MEMORY, or MODEL_INVALID beyond
 * 2^32 ties. */
int ties_init(ties_t *self, const roster_t *roster);
void ties_free(ties_t *self);

/* Lay them: partners and weights that are drawn are drawn with each copy's key. A tie laid twice counts once,
 * by the greater weight. */
void ties_lay(ties_t *self, const roster_t *roster, const random_keys_t *keys);

/* Sum of a state's weights; 0 for one without ties. */
double ties_weigh(const ties_t *self, uint32_t weak);

/* The tie-weighted mean of neighbours' intentions, heard[sources * weaks]; 0 for a state without ties. */
void ties_hear(const world_t *world, double *heard);

/* What ties leave open of each state's needs: the product over them of 1 - t C, left[weaks]. */
void ties_open(const world_t *world, double *left);

#endif
