/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/bench_probe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double clock_seconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void timing_start(timing_t *self)
{
    self->begun_cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    self->begun_wall = clock_seconds(CLOCK_MONOTONIC);
}

void timing_stop(timing_t *self, double units)
{
    self->wall += clock_seconds(CLOCK_MONOTONIC) - self->begun_wall;
    self->cpu += clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - self->begun_cpu;
    self->units += units;
}

bench_row_t *bench_add_row(bench_t *self, const char *table, const char *name, const char *unit)
{
    bench_row_t *row = NULL;
    if (self->row_count < BENCH_ROWS_MAX) {
        row = &self->rows[self->row_count++];
        *row = (bench_row_t){.table = table,
                             .unit = unit,
                             .units = NAN,
                             .wall = {NAN, NAN, NAN},
                             .cpu = {NAN, NAN, NAN},
                             .wall_ratio = NAN,
                             .cpu_ratio = NAN,
                             .to_floor = NAN,
                             .to_reference = NAN,
                             .bytes = NAN};
        snprintf(row->name, sizeof row->name, "%s", name);
    }
    return row;
}

void probes_add(bench_t *self, probes_t *probes, const char *table, const char *name,
                      const char *unit, probe_work_t *work, void *context, uint64_t size)
{
    bench_row_t *row = bench_add_row(self, table, name, unit);
    if (row != NULL && probes->count < PROBES_MAX) {
        probes->probe[probes->count++] =
            (probe_t){.row = row, .work = work, .context = context, .size = size};
    }
}

bool bench_stopped(const bench_t *self)
{
    return self->stop != NULL && atomic_load(self->stop) != 0;
}

static int compare_numbers(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of n numbers; sorts them. */
static bench_cost_t spread(double *number, size_t n)
{
    qsort(number, n, sizeof *number, compare_numbers);
    return (bench_cost_t){(number[(n - 1) / 2] + number[n / 2]) / 2, number[0], number[n - 1]};
}

/* Median over the rounds of what a costs for each b. */
static double ratio(const double *a, const double *b, size_t n)
{
    double each[PROBE_REPEATS_MAX];
    for (size_t i = 0; i < n; i++) {
        each[i] = b[i] > 0 ? a[i] / b[i] : NAN;
    }
    return spread(each, n).median;
}

/* Doubles the work until it takes a good part of the time wanted: this warms up, too. */
int probe_calibrate(bench_t *self, probe_t *probe)
{
    int status = FILES_OK;
    uint64_t size = 1;
    double wall = 0;
    while (probe->size == 0 && status == FILES_OK && !bench_stopped(self)) {
        timing_t timing = {0};
        status = probe->work(self, probe->context, size, &timing);
        wall = timing.wall;
        if (wall >= self->seconds / 4) {
            const double wanted = (double)size * self->seconds / wall;
            probe->size = wanted < 1 ? 1 : (uint64_t)wanted;
        }
        size *= 2;
    }
    return status;
}

static void summarise(bench_t *self, probes_t *probes)
{
    const size_t n = self->repeats;
    double sorted[PROBE_REPEATS_MAX];
    for (size_t i = 0; i < probes->count; i++) {
        probe_t *probe = &probes->probe[i];
        bench_row_t *row = probe->row;
        row->wall_ratio = ratio(probe->wall, probes->probe[0].wall, n);
        row->cpu_ratio = ratio(probe->cpu, probes->probe[0].cpu, n);
        for (size_t r = 0; r < n; r++) {
            sorted[r] = 1e9 * probe->wall[r];
        }
        row->wall = spread(sorted, n);
        for (size_t r = 0; r < n; r++) {
            sorted[r] = 1e9 * probe->cpu[r];
        }
        row->cpu = spread(sorted, n);
        row->measured = true;
    }
}

/* Every probe in turn, as many rounds as wanted. */
int probes_measure(bench_t *self, probes_t *probes)
{
    int status = FILES_OK;
    double *room = calloc(2 * PROBES_MAX * self->repeats, sizeof *room);
    if (room == NULL) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < probes->count && status == FILES_OK; i++) {
        probes->probe[i].wall = room + 2 * i * self->repeats;
        probes->probe[i].cpu = room + (2 * i + 1) * self->repeats;
        status = probe_calibrate(self, &probes->probe[i]);
    }
    for (size_t r = 0; r < self->repeats && status == FILES_OK; r++) {
        for (size_t i = 0; i < probes->count && status == FILES_OK; i++) {
            probe_t *probe = &probes->probe[i];
            timing_t timing = {0};
            status = bench_stopped(self) ? FILES_STOPPED
                                   : probe->work(self, probe->context, probe->size, &timing);
            if (status == FILES_OK) {
                probe->wall[r] = timing.wall / timing.units;
                probe->cpu[r] = timing.cpu / timing.units;
                probe->row->units = timing.units;
            }
        }
    }
    if (status == FILES_OK) {
        summarise(self, probes);
    }
out:
    free(room);
    return status;
}
