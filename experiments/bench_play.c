/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/bench_play.h"

#include "sim/roster.h"

void stepping_restart(stepping_t *self)
{
    world_reset(self->world, self->seed, self->replicate);
    self->replicate += world_copies(self->world);
}

size_t stepping_alliances(const stepping_t *self)
{
    return world_copies(self->world) * world_alliance_count(self->world);
}

int stepping_step(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    stepping_t *self = context;
    const double alliances = (double)stepping_alliances(self);
    while (size > 0 && !bench_stopped(bench)) {
        if (world_tick(self->world) >= world_end(self->world)) {
            stepping_restart(self);
        }
        const uint64_t left = (uint64_t)(world_end(self->world) - world_tick(self->world));
        const uint64_t now = size < left ? size : left;
        timing_start(timing);
        for (uint64_t i = 0; i < now && (i % 4096 != 0 || !bench_stopped(bench)); i++) {
            world_step(self->world);
        }
        timing_stop(timing, alliances * (double)now);
        size -= now;
    }
    return FILES_OK;
}

int stepping_reset(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    stepping_t *self = context;
    timing_start(timing);
    for (uint64_t i = 0; i < size && !bench_stopped(bench); i++) {
        stepping_restart(self);
    }
    timing_stop(timing, (double)stepping_alliances(self) * (double)size);
    return FILES_OK;
}

/* FILES_OK, or what run_execute says of the same. */
int stepping_init(stepping_t *self, const model_t *model, uint64_t seed, bool alone)
{
    const uint32_t copies = alone ? 1 : world_copies_best(roster_states(model), WORLD_COPIES);
    const int status = world_create(&self->world, model, copies);
    self->seed = seed;
    self->replicate = 0;
    if (status == MODEL_OK) {
        stepping_restart(self);
    }
    return status == MODEL_OK        ? FILES_OK
           : status == MODEL_INVALID ? RUN_COLLISION
                                     : FILES_NO_MEMORY;
}

double running_alliance_ticks(const scenario_t *scenario, size_t alliances, uint64_t runs)
{
    const parameters_t *p = &scenario->model.parameters;
    const double ticks = (double)model_ticks(&scenario->model, p->time_burn_in) +
                         (double)model_ticks(&scenario->model, p->time_years);
    return ticks * (double)alliances * (double)runs;
}

int running_execute(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    running_t *self = context;
    run_outcome_t outcome;
    self->run.replicates = self->replicates * size;
    timing_start(timing);
    const int status = run_execute(&self->run, &outcome);
    if (status != FILES_OK) {
        bench->failure = outcome.failure;
    }
    timing_stop(timing, running_alliance_ticks(bench->scenario, outcome.alliances, self->run.replicates));
    return status;
}

void running_init(running_t *self, const bench_t *bench, int threads, uint64_t replicates)
{
    run_init(&self->run, bench->scenario);
    self->run.record = RECORD_NONE;
    self->run.threads = threads;
    self->run.stop = bench->stop;
    self->replicates = replicates;
}
