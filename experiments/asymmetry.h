/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Terminations by how large the asymmetry of capability is (pattern P9 of docs/model.md 1). Two
 * halves of a world's alliances, by the capability C_w of the weak state as it stands when tick 0
 * begins: LOW, where it is at or below the median over alliances (the larger asymmetry), and HIGH,
 * where it is above. With equal capabilities HIGH is empty. An alliance stays in its half.
 *
 *     asymmetry_init(&asymmetry, world, 0)           of copy 0; for several, an array, in their order
 *     world_reset(world, ...)
 *     asymmetry_begin(&asymmetry)                    when world_tick is 0, before that step
 *     world_step(world) ...                          with asymmetry_hear as the world's listener
 *     asymmetry_count(&asymmetry, &counts)           at any later time
 */
#ifndef ADRIFT_EXPERIMENTS_ASYMMETRY_H
#define ADRIFT_EXPERIMENTS_ASYMMETRY_H

#include <stdbool.h>

#include "sim/adrift.h"

enum { ASYMMETRY_LOW, ASYMMETRY_HIGH, ASYMMETRY_HALVES };

/* Since tick 0. Over both halves as in tally_t: terminations, and living alliance-ticks. */
typedef struct asymmetry_counts {
    uint64_t terminations[ASYMMETRY_HALVES];
    uint64_t living[ASYMMETRY_HALVES]; /* alliance-ticks */
} asymmetry_counts_t;

typedef struct asymmetry {
    world_t *world;     /* not owned */
    uint32_t copy;
    size_t *first;      /* owned, [weaks + 1]: each weak state's first alliance */
    double *capability; /* owned, [2 * alliances]: of each alliance's weak state; scratch */
    int32_t *since;     /* owned, [alliances]: tick from which it has lived; MODEL_NONE: ended */
    bool *high;         /* owned, [alliances] */
    asymmetry_counts_t counts; /* without the ticks of those that live now */
} asymmetry_t;

/* FILES_OK or FILES_NO_MEMORY. The world must outlive its use; its listener is left alone. */
int asymmetry_init(asymmetry_t *self, world_t *world, uint32_t copy);

/* Legal on a zeroed or freed one. */
void asymmetry_free(asymmetry_t *self);

void asymmetry_begin(asymmetry_t *self);

/* A world_listener_t whose context is the asymmetry_t of copy 0, behind which those of the other copies stand. Allocates
 * nothing. */
void asymmetry_hear(void *context, const world_event_t *event);

void asymmetry_count(const asymmetry_t *self, asymmetry_counts_t *counts);

#endif
