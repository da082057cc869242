/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runs of a sweep: those of one point up to eight together. */
#include "experiments/sweep.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/payload.h"
#include "files/stop.h"

enum { STOP_TICKS = 64 };

/* Runs of one point that were played together: numbers first ... first + count - 1, and what came of them. What nobody has
 * asked for when the worker stops is played again. */
typedef struct played {
    uint64_t first;
    uint32_t count; /* 0: none */
    double outcomes[WORLD_COPIES][OUTCOME_MAX];
} played_t;

typedef struct worker {
    const sweep_t *sweep;
    stage_t stage;
    recorder_t recorder;
    uint64_t recorded; /* which of the stage's first worlds the recorder belongs to; 0: none */
    text_t rows[RECORDER_CHANNELS];
    asymmetry_t asymmetry[ENSEMBLE_WORLDS][WORLD_COPIES]; /* of the stage's worlds, where an outcome needs them */
    uint64_t compared[ENSEMBLE_WORLDS];                   /* which of these worlds they belong to; 0: none */
    played_t played;
} worker_t;

static int out_of_memory(char *message, size_t size)
{
    snprintf(message, size, "out of memory");
    return -1;
}

static void free_asymmetries(worker_t *worker, size_t i)
{
    for (size_t c = 0; c < WORLD_COPIES; c++) {
        asymmetry_free(&worker->asymmetry[i][c]);
    }
    worker->compared[i] = 0;
}

static void close_worker(void *context, void *opened)
{
    worker_t *worker = opened;

    (void)context;
    recorder_free(&worker->recorder);
    for (size_t i = 0; i < ENSEMBLE_WORLDS; i++) {
        free_asymmetries(worker, i);
    }
    stage_free(&worker->stage);
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        text_free(&worker->rows[i]);
    }
    free(worker);
}

static int open_worker(void *context, void **opened, char *message, size_t size)
{
    const sweep_t *sweep = context;
    worker_t *worker = calloc(1, sizeof *worker);
    int status = 0;

    if (worker == NULL || stage_init(&worker->stage, sweep->experiment) != FILES_OK) {
        status = out_of_memory(message, size);
        if (worker != NULL) {
            close_worker(context, worker);
        }
        goto out;
    }
    worker->sweep = sweep;
    *opened = worker;
out:
    return status;
}

static bool needs_halves(const sweep_t *sweep)
{
    bool needs = false;

    for (size_t i = 0; i < sweep->outcome_count && !needs; i++) {
        needs = outcome_needs_halves((size_t)sweep->outcomes[i]);
    }
    return needs;
}

/* The comparisons of the stage's world i, one for each copy. */
static int renew_asymmetries(worker_t *worker, size_t i, world_t *world)
{
    asymmetry_t *asymmetry = worker->asymmetry[i];
    int status = FILES_OK;

    if (worker->compared[i] != worker->stage.ensemble.made[i]) {
        free_asymmetries(worker, i);
        for (uint32_t c = 0; c < world_copies(world) && status == FILES_OK; c++) {
            status = asymmetry_init(&asymmetry[c], world, c);
        }
        worker->compared[i] = status == FILES_OK ? worker->stage.ensemble.made[i] : 0;
    }
    if (status == FILES_OK && worker->sweep->record == RECORD_NONE) {
        world_listen(world, asymmetry_hear, asymmetry);
    } else if (status == FILES_OK) {
        recorder_also(&worker->recorder, asymmetry_hear, asymmetry);
    }
    return status;
}

static void note_beginning(worker_t *worker, size_t i, const world_t *world)
{
    for (uint32_t c = 0; worker->compared[i] != 0 && world_tick(world) == 0 && c < world_copies(world); c++) {
        asymmetry_begin(&worker->asymmetry[i][c]);
    }
}

/* Steps to the end, without records. */
static int step_all(worker_t *worker, size_t i, world_t *world)
{
    const sweep_t *sweep = worker->sweep;
    const int32_t end = world_end(world);
    int status = 0;

    while (world_tick(world) < end && status == 0) {
        note_beginning(worker, i, world);
        world_step(world);
        if (world_tick(world) % STOP_TICKS == 0 && stop_asked(sweep->stop)) {
            status = CAMPAIGN_STOPPED;
        }
    }
    return status;
}

static size_t rows_size(const worker_t *worker)
{
    size_t size = 0;

    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        size += worker->rows[i].length;
    }
    return size;
}

/* The recorder of the stage's world of one copy. */
static int renew_recorder(worker_t *worker, world_t *world)
{
    const sweep_t *sweep = worker->sweep;
    int status = FILES_OK;

    if (worker->recorded != worker->stage.ensemble.made[0]) {
        recorder_free(&worker->recorder);
        worker->recorded = 0;
        status = recorder_init(&worker->recorder, world, &worker->stage.scenario.model, sweep->record,
                               sweep->experiment->every);
        worker->recorded = status == FILES_OK ? worker->stage.ensemble.made[0] : 0;
    }
    return status;
}

static int record_all(worker_t *worker, world_t *world, uint64_t number, char *message, size_t size)
{
    const sweep_t *sweep = worker->sweep;
    const int32_t end = world_end(world);
    const size_t most = JOURNAL_PAYLOAD_MAX - (1 << 20);
    text_t *const buffers[RECORDER_CHANNELS] = {&worker->rows[0], &worker->rows[1], &worker->rows[2]};
    int status = 0;

    recorder_begin(&worker->recorder, (int64_t)sweep_point(sweep, number), sweep_replicate(sweep, number));
    while (world_tick(world) < end && status == 0) {
        note_beginning(worker, 0, world);
        recorder_step(&worker->recorder, buffers);
        if (rows_size(worker) > most) {
            snprintf(message, size, "its records are larger than 1 GiB; record less, or not every tick");
            status = -1;
        } else if (stop_asked(sweep->stop)) {
            status = CAMPAIGN_STOPPED;
        }
    }
    return status;
}

/* This run, and those of its point behind it that this worker will be asked for. */
static uint64_t count_together(const sweep_t *sweep, uint64_t number)
{
    const uint64_t replicates = sweep->experiment->replicates;
    const uint64_t in_point = replicates - number % replicates, in_block = sweep->block_size - number % sweep->block_size;

    return sweep->record != RECORD_NONE ? 1 : in_point < in_block ? in_point : in_block;
}

static void keep_outcomes(worker_t *worker, size_t i, const world_t *world, uint64_t number)
{
    const sweep_t *sweep = worker->sweep;

    for (uint32_t c = 0; c < world_copies(world); c++) {
        double all[OUTCOME_MAX];
        asymmetry_counts_t halves;
        tally_t tally;

        world_tally(world, c, &tally);
        if (worker->compared[i] != 0) {
            asymmetry_count(&worker->asymmetry[i][c], &halves);
        }
        outcomes_of(&tally, worker->compared[i] != 0 ? &halves : NULL, world_alliance_count(world),
                    worker->stage.scenario.model.parameters.time_ticks_per_year, all);
        for (size_t j = 0; j < sweep->outcome_count; j++) {
            worker->played.outcomes[c][j] = all[sweep->outcomes[j]];
        }
    }
    worker->played.first = number;
    worker->played.count = world_copies(world);
}

/* Plays a run, and perhaps some of those behind it. */
static int play_from(worker_t *worker, uint64_t number, char *message, size_t size)
{
    const sweep_t *sweep = worker->sweep;
    const uint64_t point = sweep_point(sweep, number);
    world_t *world = NULL;
    size_t i = 0;
    int status = -1;

    worker->played.count = 0;
    if (stage_set(&worker->stage, point, design_point(&sweep->design, (size_t)point))) {
        world = stage_world(&worker->stage, count_together(sweep, number));
    }
    if (world == NULL) {
        snprintf(message, size, "%s", worker->stage.message);
        goto out;
    }
    i = ensemble_place(world_copies(world));
    if ((sweep->record != RECORD_NONE && renew_recorder(worker, world) != FILES_OK) ||
        (needs_halves(sweep) && renew_asymmetries(worker, i, world) != FILES_OK)) {
        status = out_of_memory(message, size);
        goto out;
    }
    for (int j = 0; j < RECORDER_CHANNELS; j++) {
        text_clear(&worker->rows[j]);
    }
    world_reset(world, sweep->experiment->seed, sweep_replicate(sweep, number));
    status = sweep->record == RECORD_NONE ? step_all(worker, i, world) : record_all(worker, world, number, message, size);
    if (status == 0) {
        keep_outcomes(worker, i, world, number);
    }
out:
    return status;
}

static int run_one(void *opened, uint64_t number, text_t *payload, char *message, size_t size)
{
    worker_t *worker = opened;
    const sweep_t *sweep = worker->sweep;
    const played_t *played = &worker->played;
    int status = 0;

    if (number < played->first || number - played->first >= played->count) {
        status = play_from(worker, number, message, size);
    }
    if (status != 0) {
        goto out;
    }
    payload_put_numbers(payload, played->outcomes[number - played->first], sweep->outcome_count);
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        if (recorder_has(sweep->record, (recorder_channel_t)i)) {
            payload_put_text(payload, &worker->rows[i]);
        }
    }
out:
    return status;
}

static void close_ramp(void *context, void *opened)
{
    (void)context;
    ramp_worker_free(opened);
    free(opened);
}

static int open_ramp(void *context, void **opened, char *message, size_t size)
{
    const sweep_t *sweep = context;
    ramp_worker_t *worker = calloc(1, sizeof *worker);
    int status = 0;

    if (worker == NULL || ramp_worker_init(worker, &sweep->ramp) != FILES_OK) {
        status = out_of_memory(message, size);
        if (worker != NULL) {
            close_ramp(context, worker);
        }
        goto out;
    }
    *opened = worker;
out:
    return status;
}

static int run_ramp(void *opened, uint64_t number, text_t *payload, char *message, size_t size)
{
    ramp_worker_t *worker = opened;
    const sweep_t *sweep = (const sweep_t *)((const char *)worker->ramp - offsetof(sweep_t, ramp));

    return ramp_play(worker, sweep_point(sweep, number), sweep_replicate(sweep, number), payload, message, size);
}

void sweep_work(sweep_t *self, campaign_work_t *work)
{
    const bool ramp = sweep_is_ramp(self);

    *work = (campaign_work_t){.context = self,
                              .open = ramp ? open_ramp : open_worker,
                              .close = ramp ? close_ramp : close_worker,
                              .run = ramp ? run_ramp : run_one};
}
