/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a bench measures: probes, each of which does pieces of one work and fills one row, take turns
 * in rounds.
 */
#ifndef ADRIFT_EXPERIMENTS_BENCH_PROBE_H
#define ADRIFT_EXPERIMENTS_BENCH_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "experiments/bench.h"

enum { PROBES_MAX = 64, PROBE_REPEATS_MAX = 1000 };

typedef struct timing {
    double wall, cpu; /* seconds */
    double units;     /* of work done in them */
    double begun_wall, begun_cpu;
} timing_t;

void timing_start(timing_t *self);
void timing_stop(timing_t *self, double units);

/* Does `size` pieces of its work and adds what they took to `timing`. 0 or a negative status. */
typedef int probe_work_t(bench_t *bench, void *context, uint64_t size, timing_t *timing);

typedef struct probe {
    bench_row_t *row;
    probe_work_t *work;
    void *context;
    uint64_t size;      /* 0: as many as bench.seconds hold */
    double *wall, *cpu; /* [repeats]: seconds per unit */
} probe_t;

typedef struct probes {
    probe_t probe[PROBES_MAX];
    size_t count;
} probes_t;

/* A row that is not measured; NULL if there is no room. `table` and `unit` must stay. */
bench_row_t *bench_add_row(bench_t *self, const char *table, const char *name, const char *unit);

/* A probe and its row. `size` as in probe_t. */
void probes_add(bench_t *self, probes_t *probes, const char *table, const char *name,
                const char *unit, probe_work_t *work, void *context, uint64_t size);

bool bench_stopped(const bench_t *self);

/* Doubles the work until it takes a good part of the time wanted: this warms up, too. */
int probe_calibrate(bench_t *self, probe_t *probe);

/* Every probe in turn, as many rounds as wanted; fills the rows. */
int probes_measure(bench_t *self, probes_t *probes);

#endif
