/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a thread plays the replicates of a model, many at a time: worlds of 1, 2, 4 and 8 copies, made when they are
 * needed. Each replicate is what it would be alone.
 *
 *     for (replicate = first; replicate < end; replicate += world_copies(world))
 *         ensemble_world(&ensemble, end - replicate, &world) ... world_reset(world, seed, replicate) ...
 */
#ifndef ADRIFT_EXPERIMENTS_ENSEMBLE_H
#define ADRIFT_EXPERIMENTS_ENSEMBLE_H

#include <stddef.h>
#include <stdint.h>

#include "sim/adrift.h"

enum { ENSEMBLE_WORLDS = 4 };
_Static_assert(1 << (ENSEMBLE_WORLDS - 1) == WORLD_COPIES, "a world for each number of copies");

typedef struct ensemble {
    const model_t *model;            /* not owned; as world_create wants it */
    world_t *world[ENSEMBLE_WORLDS]; /* owned; of 1 << i copies; NULL: not made yet */
    uint64_t made[ENSEMBLE_WORLDS];  /* how many of these have been made, ever */
} ensemble_t;

void ensemble_init(ensemble_t *self, const model_t *model);

/* The worlds, of which none is left; legal on a zeroed one. The next are made of the model as it is then. */
void ensemble_free(ensemble_t *self);

/*
 * The world in which the next of `wanted` >= 1 replicates are best played: it has no more copies than that, and less where
 * there is no memory for as many. It is not yet reset. MODEL_OK, or what world_create says of one copy; then *world is NULL.
 */
int ensemble_world(ensemble_t *self, uint64_t wanted, world_t **world);

/* Which of an ensemble's worlds has so many copies. */
static inline size_t ensemble_place(uint32_t copies)
{
    size_t i = 0;

    while (1u << i < copies) {
        i++;
    }
    return i;
}

#endif
