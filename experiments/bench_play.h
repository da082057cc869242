/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works of a bench that several of its tables measure: a world that is stepped, and runs. */
#ifndef ADRIFT_EXPERIMENTS_BENCH_PLAY_H
#define ADRIFT_EXPERIMENTS_BENCH_PLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "experiments/bench_probe.h"
#include "experiments/run.h"
#include "sim/adrift.h"

/* A world that is stepped, and started again where it ends; that is not timed. */
typedef struct stepping {
    world_t *world; /* owned: world_free */
    uint64_t seed, replicate;
} stepping_t;

/* A world as runs and sweeps play it, of as many replicates together as is best, or `alone`. FILES_OK, or what run_execute
 * says of the same. */
int stepping_init(stepping_t *self, const model_t *model, uint64_t seed, bool alone);

/* Of all copies. */
size_t stepping_alliances(const stepping_t *self);

void stepping_restart(stepping_t *self);

/* Works with a stepping_t: ticks (in alliance-ticks), beginnings (in alliances). */
int stepping_step(bench_t *bench, void *context, uint64_t size, timing_t *timing);
int stepping_reset(bench_t *bench, void *context, uint64_t size, timing_t *timing);

typedef struct running {
    run_t run;
    uint64_t replicates; /* for each piece of work */
} running_t;

/* Nothing recorded, nothing written. `threads`: as run_t has them. */
void running_init(running_t *self, const bench_t *bench, int threads, uint64_t replicates);

/* A work with a running_t: runs by run_execute, in alliance-ticks. */
int running_execute(bench_t *bench, void *context, uint64_t size, timing_t *timing);

/* Of so many runs, burn-in included. */
double running_alliance_ticks(const scenario_t *scenario, size_t alliances, uint64_t runs);

#endif
