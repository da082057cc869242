/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The speed of this machine and of this build, measured in one process: tables of rows, each the
 * cost of one unit of some work. The rows of a table are measured in turn, once in each round, so
 * that what else the machine does falls on all of them alike; ratios are taken within a round. Time
 * is that of the clock and that of the processor: on a machine with other work the latter says
 * more.
 *
 *     bench_t bench;
 *     bench_init(&bench, &scenario);
 *     bench.directory = "/var/tmp"; ...
 *     status = bench_execute(&bench);
 *     ... bench.rows ...
 *
 * Tables, in this order:
 *   tick        the scenario, one thread. floor: the normals that its ticks need, by
 *               random_normal4, and nothing else; tick: world_step, of as many replicates
 *               together as runs and sweeps play (world_copies_best); reference: plain_step
 *               (reference/plain.h) with mt19937 and the ziggurat; alone: the tick of one replicate
 *   threads     1, 2, ... n threads: replicates of the scenario by run_execute, nothing written
 *   replicates  1, 10, ...: the same on one thread, so with what a run needs to begin
 *   alliances, sources, ties   worlds of one strong state, one of these numbers varied, the others
 *               1000 alliances, 3 sources, no tie; as many replicates together as runs play
 *   memory      bytes that a world takes (not where the C library cannot tell)
 *   csv         one thread. copy: a time series copied with read and write; synced: the same, and
 *               put on the disc; run: simulated and written, synced, with its digest; recorder: its
 *               rows made in memory, the tick included; digest: SHA-256 of as many bytes; none: the
 *               same ticks with nothing recorded; written: recorded and written to a file, which
 *               is what a copy does with the bytes, without digest or sync
 *   sweep       one thread. tick: world_step; sweep: a sweep without time series, from the
 *               opening of its directory to its tables; run: the same, for each run; reset:
 *               world_reset, for each alliance
 */
#ifndef ADRIFT_EXPERIMENTS_BENCH_H
#define ADRIFT_EXPERIMENTS_BENCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/scenario.h"
#include "files/failure.h"

enum { BENCH_ROWS_MAX = 192, BENCH_CASE_SIZE = 24 };

/* One unit's cost, in nanoseconds: median, least and greatest of the rounds. */
typedef struct bench_cost {
    double median, least, greatest;
} bench_cost_t;

typedef struct bench_row {
    const char *table;
    char name[BENCH_CASE_SIZE];    /* "floor", or the number that is varied */
    const char *unit;              /* "alliance-tick", "byte", "run", "alliance" */
    bool measured;                 /* else all that follows is NAN */
    double units;                  /* in one round */
    bench_cost_t wall, cpu;        /* cpu: of all threads */
    double wall_ratio, cpu_ratio;  /* to the table's first row; medians over the rounds */
    double to_floor, to_reference; /* of cpu; NAN where the unit is not alliance-tick */
    double bytes;                  /* memory: of a world, for each alliance; else NAN */
} bench_row_t;

/* Told of each table before it is measured. */
typedef void (*bench_listener_t)(void *context, const char *table);

typedef struct bench {
    const scenario_t *scenario; /* not owned; valid */
    const char *directory;      /* where files may be written and are removed again */
    size_t repeats;             /* 5 */
    double seconds;             /* 0.1: of one row in one round, about */
    int threads;                /* 0: as many as OpenMP would take */
    bool large;                 /* a million alliances too, and a thousand replicates */
    const atomic_int *stop;     /* NULL: never */
    bench_listener_t listener;  /* NULL: nobody */
    void *listener_context;
    /* results */
    bench_row_t rows[BENCH_ROWS_MAX];
    size_t row_count;
    failure_t failure; /* where the status says that files failed */
} bench_t;

void bench_init(bench_t *self, const scenario_t *scenario);

/* FILES_OK, FILES_STOPPED, FILES_NO_MEMORY, RUN_COLLISION, FILES_MISUSED (the scenario has no
 * tick), or what went wrong with files. */
int bench_execute(bench_t *self);

/* The row, or NULL. */
const bench_row_t *bench_find(const bench_t *self, const char *table, const char *name);

/* The widest vectors that this processor offers to this build: "avx512", "avx2", "sse2", "none". */
const char *bench_vectors(void);

#endif
