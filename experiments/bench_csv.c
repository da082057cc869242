/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/bench_play.h"
#include "experiments/bench_probe.h"
#include "experiments/bench_table.h"
#include "experiments/bench_workshop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "experiments/recorder.h"
#include "experiments/run.h"
#include "files/digest.h"
#include "files/text.h"

/* So many that the opening and closing of a directory weigh little. */
enum { CSV_COPY_BLOCK = 1 << 18, CSV_REPLICATES = 32 };

typedef struct writing {
    running_t running;
    char results[WORKSHOP_PATH_SIZE + 16], series[WORKSHOP_PATH_SIZE + 48], copy[WORKSHOP_PATH_SIZE + 48];
    double bytes; /* of the time series */
    recorder_t recorder;
    stepping_t stepping;
    text_t *buffers[RECORDER_CHANNELS];
    text_t texts[RECORDER_CHANNELS];
    char *block;
} writing_t;

/* `synced`: as lasting as what a run writes. */
static int copy_file(bench_t *bench, writing_t *self, bool synced, uint64_t size, timing_t *timing)
{
    int status = FILES_OK;
    for (uint64_t i = 0; i < size && status == FILES_OK && !bench_stopped(bench); i++) {
        int from = -1, to = -1;
        ssize_t got = 0;
        double copied = 0;
        timing_start(timing);
        status = workshop_file(bench, self->series, O_RDONLY, &from);
        if (status == FILES_OK) {
            status = workshop_file(bench, self->copy, O_WRONLY | O_CREAT | O_TRUNC, &to);
        }
        while (status == FILES_OK && (got = read(from, self->block, CSV_COPY_BLOCK)) > 0) {
            if (write(to, self->block, (size_t)got) != got) {
                status = failure_set(&bench->failure, FILES_CANNOT_WRITE, 0, self->copy);
            }
            copied += (double)got;
        }
        if (status == FILES_OK && synced && fsync(to) != 0 && errno != EINVAL) {
            status = failure_set(&bench->failure, FILES_CANNOT_WRITE, errno, self->copy);
        }
        if (from >= 0) {
            close(from);
        }
        if (to >= 0) {
            close(to);
        }
        timing_stop(timing, copied);
        unlink(self->copy);
    }
    return status;
}

static int copy_series(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    return copy_file(bench, context, false, size, timing);
}

static int copy_and_sync(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    return copy_file(bench, context, true, size, timing);
}

static int digest_series(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    writing_t *self = context;
    digest_t digest;
    (void)bench;
    timing_start(timing);
    digest_init(&digest);
    for (uint64_t i = 0; i < size; i++) {
        digest_add(&digest, self->block, CSV_COPY_BLOCK);
    }
    timing_stop(timing, (double)CSV_COPY_BLOCK * (double)size);
    return FILES_OK;
}

static int run_and_write(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    writing_t *self = context;
    int status = FILES_OK;
    for (uint64_t i = 0; i < size && status == FILES_OK; i++) {
        workshop_clear(self->results);
        status = running_execute(bench, &self->running, 1, timing);
    }
    timing->units = self->bytes * (double)size;
    return status;
}

/* The same replicates, one after the other, as a run that writes plays them. */
static int step_without_writing(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    writing_t *self = context;
    world_t *world = self->stepping.world;
    timing_start(timing);
    for (uint64_t i = 0; i < size * self->running.replicates && !bench_stopped(bench); i++) {
        world_reset(world, self->stepping.seed, i % self->running.replicates);
        while (world_tick(world) < world_end(world)) {
            world_step(world);
        }
    }
    timing_stop(timing, self->bytes * (double)size);
    return FILES_OK;
}

/* What has been recorded goes to a file, or nowhere if that is -1. */
static int put_records(bench_t *bench, writing_t *self, int to, size_t more_than)
{
    int status = FILES_OK;
    for (int c = 0; c < RECORDER_CHANNELS && status == FILES_OK; c++) {
        text_t *text = &self->texts[c];
        status = text->status;
        if (status == FILES_OK && text->length > more_than) {
            if (to >= 0 && write(to, text->data, text->length) != (ssize_t)text->length) {
                status = failure_set(&bench->failure, FILES_CANNOT_WRITE, errno, self->copy);
            }
            text_clear(text);
        }
    }
    return status;
}

/* Once through all replicates. */
static int record_all(bench_t *bench, writing_t *self, int to)
{
    int status = FILES_OK;
    for (uint64_t replicate = 0; replicate < self->running.replicates && status == FILES_OK; replicate++) {
        world_reset(self->stepping.world, self->stepping.seed, replicate);
        recorder_begin(&self->recorder, -1, replicate);
        while (status == FILES_OK && world_tick(self->stepping.world) < world_end(self->stepping.world)) {
            recorder_step(&self->recorder, self->buffers);
            status = put_records(bench, self, to, CSV_COPY_BLOCK);
        }
    }
    return status == FILES_OK ? put_records(bench, self, to, 0) : status;
}

static int record_in_memory(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    writing_t *self = context;
    int status = FILES_OK;
    timing_start(timing);
    for (uint64_t i = 0; i < size && status == FILES_OK && !bench_stopped(bench); i++) {
        status = record_all(bench, self, -1);
    }
    timing_stop(timing, self->bytes * (double)size);
    return status;
}

/* What `cp` does with the bytes, and no more: neither digest nor sync. */
static int record_in_file(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    writing_t *self = context;
    int status = FILES_OK;
    for (uint64_t i = 0; i < size && status == FILES_OK && !bench_stopped(bench); i++) {
        int to = -1;
        timing_start(timing);
        status = workshop_file(bench, self->copy, O_WRONLY | O_CREAT | O_TRUNC, &to);
        if (status == FILES_OK) {
            status = record_all(bench, self, to);
            close(to);
        }
        timing_stop(timing, self->bytes);
        unlink(self->copy);
    }
    return status;
}

static int writing_init(writing_t *self, bench_t *bench, const workshop_t *workshop)
{
    timing_t ignored = {0};
    int from = -1, status = FILES_NO_MEMORY;
    snprintf(self->results, sizeof self->results, "%s/results", workshop->path);
    snprintf(self->series, sizeof self->series, "%s/series.csv", workshop->path);
    snprintf(self->copy, sizeof self->copy, "%s/copy.csv", workshop->path);
    running_init(&self->running, bench, 1, CSV_REPLICATES);
    self->running.run.record = RECORD_DYADS;
    self->running.run.directory = self->results;
    self->block = calloc(1, CSV_COPY_BLOCK);
    if (self->block == NULL ||
        (status = stepping_init(&self->stepping, &bench->scenario->model, bench->scenario->seed, true)) !=
            FILES_OK ||
        (status = recorder_init(&self->recorder, self->stepping.world, &bench->scenario->model,
                                RECORD_DYADS, 1)) != FILES_OK) {
        goto out;
    }
    for (int c = 0; c < RECORDER_CHANNELS; c++) {
        text_init(&self->texts[c]);
        self->buffers[c] = &self->texts[c];
    }
    /* one run's time series is kept, to be copied */
    status = running_execute(bench, &self->running, 1, &ignored);
    if (status == FILES_OK) {
        char file[WORKSHOP_PATH_SIZE + 64];
        snprintf(file, sizeof file, "%s/timeseries.csv", self->results);
        if (rename(file, self->series) != 0) {
            status = failure_set(&bench->failure, FILES_CANNOT_READ, 0, file);
        } else if ((status = workshop_file(bench, self->series, O_RDONLY, &from)) == FILES_OK) {
            self->bytes = (double)lseek(from, 0, SEEK_END);
            close(from);
        }
    }
out:
    return status;
}

static void writing_free(writing_t *self)
{
    recorder_free(&self->recorder);
    world_free(self->stepping.world);
    for (int c = 0; c < RECORDER_CHANNELS; c++) {
        text_free(&self->texts[c]);
    }
    free(self->block);
}

int bench_csv_table(bench_t *self)
{
    workshop_t workshop = {.made = false};
    writing_t writing = {.block = NULL};
    probes_t probes = {.count = 0};
    int status = workshop_open(&workshop, self);
    if (status == FILES_OK) {
        status = writing_init(&writing, self, &workshop);
    }
    probes_add(self, &probes, "csv", "copy", "byte", copy_series, &writing, 0);
    probes_add(self, &probes, "csv", "synced", "byte", copy_and_sync, &writing, 0);
    probes_add(self, &probes, "csv", "run", "byte", run_and_write, &writing, 0);
    probes_add(self, &probes, "csv", "recorder", "byte", record_in_memory, &writing, 0);
    probes_add(self, &probes, "csv", "digest", "byte", digest_series, &writing, 0);
    probes_add(self, &probes, "csv", "none", "byte", step_without_writing, &writing, 0);
    probes_add(self, &probes, "csv", "written", "byte", record_in_file, &writing, 0);
    if (status == FILES_OK) {
        status = probes_measure(self, &probes);
    }
    writing_free(&writing);
    workshop_close(&workshop);
    return status;
}
