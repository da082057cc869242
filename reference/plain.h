/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * docs/model.md written down a second time, as plainly as it can be: one struct for each source,
 * state and alliance, one thing after the other, no thought for speed. It is what tests hold sim/
 * to (with the same draws both must show the same) and what the speed of sim/ is compared with
 * (with mt19937 and the ziggurat). It shares with sim/ the description of a model (sim/model.h),
 * the words for what is observed (sim/adrift.h) and the generator (sim/random.h), nothing else.
 *
 *     plain_t *plain = NULL;
 *     draws_t draws;
 *     plain_create(&plain, &model);
 *     draws_init_addressed(&draws, seed, replicate);
 *     plain_reset(plain, &draws);
 *     while (plain_tick(plain) < plain_end(plain)) {
 *         plain_step(plain);
 *     }
 *     plain_free(plain);
 */
#ifndef ADRIFT_REFERENCE_PLAIN_H
#define ADRIFT_REFERENCE_PLAIN_H

#include "reference/draws.h"
#include "sim/adrift.h"

typedef struct plain plain_t;

/* The model must have passed model_check and outlive `plain`. MODEL_OK or MODEL_NO_MEMORY. */
int plain_create(plain_t **plain, const model_t *model);
void plain_free(plain_t *plain); /* NULL is legal */

/* Back to the beginning. The draws must live as long as steps are made. MODEL_OK or
 * MODEL_NO_MEMORY. */
int plain_reset(plain_t *plain, draws_t *draws);

/* One tick, all of model.md section 3. */
void plain_step(plain_t *plain);

int32_t plain_tick(const plain_t *plain); /* that the next step simulates */
int32_t plain_end(const plain_t *plain);

/* Alliances stand in the order of section 2, as a world's. */
size_t plain_alliance_count(const plain_t *plain);

/* After a step. */
void plain_observe(const plain_t *plain, size_t alliance, observation_t *observation);
void plain_counts(const plain_t *plain, counts_t *counts);

#endif
