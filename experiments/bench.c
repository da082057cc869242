/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/bench.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "config/experiment.h"
#include "config/writer.h"
#include "experiments/campaign.h"
#include "experiments/outcome.h"
#include "experiments/recorder.h"
#include "experiments/run.h"
#include "experiments/sweep.h"
#include "files/digest.h"
#include "files/output.h"
#include "files/text.h"
#include "reference/plain.h"
#include "sim/random.h"

enum {
    PATH_SIZE = 1024,
    COPY_BLOCK = 1 << 18,
    PROBES_MAX = 64,
    REPEATS_MAX = 1000,
    USUAL_ALLIANCES = 1000,
    USUAL_SOURCES = 3,
    SWEEP_POINTS = 12,
};

/* ---- Time ---- */

typedef struct timing {
    double wall, cpu; /* seconds */
    double units;     /* of work done in them */
    double begun_wall, begun_cpu;
} timing_t;

static double clock_seconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void timing_start(timing_t *self)
{
    self->begun_cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    self->begun_wall = clock_seconds(CLOCK_MONOTONIC);
}

static void timing_stop(timing_t *self, double units)
{
    self->wall += clock_seconds(CLOCK_MONOTONIC) - self->begun_wall;
    self->cpu += clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - self->begun_cpu;
    self->units += units;
}

/* ---- Probes: what a row is measured by ---- */

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

static bench_row_t *add_row(bench_t *self, const char *table, const char *name, const char *unit)
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

static void add_probe(bench_t *self, probes_t *probes, const char *table, const char *name,
                      const char *unit, probe_work_t *work, void *context, uint64_t size)
{
    bench_row_t *row = add_row(self, table, name, unit);
    if (row != NULL && probes->count < PROBES_MAX) {
        probes->probe[probes->count++] =
            (probe_t){.row = row, .work = work, .context = context, .size = size};
    }
}

static bool stopped(const bench_t *self)
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
    double each[REPEATS_MAX];
    for (size_t i = 0; i < n; i++) {
        each[i] = b[i] > 0 ? a[i] / b[i] : NAN;
    }
    return spread(each, n).median;
}

/* Doubles the work until it takes a good part of the time wanted: this warms up, too. */
static int calibrate(bench_t *self, probe_t *probe)
{
    int status = FILES_OK;
    uint64_t size = 1;
    double wall = 0;
    while (probe->size == 0 && status == FILES_OK && !stopped(self)) {
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
    double sorted[REPEATS_MAX];
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
static int measure(bench_t *self, probes_t *probes)
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
        status = calibrate(self, &probes->probe[i]);
    }
    for (size_t r = 0; r < self->repeats && status == FILES_OK; r++) {
        for (size_t i = 0; i < probes->count && status == FILES_OK; i++) {
            probe_t *probe = &probes->probe[i];
            timing_t timing = {0};
            status = stopped(self) ? FILES_STOPPED
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

static void tell(const bench_t *self, const char *table)
{
    if (self->listener != NULL) {
        self->listener(self->listener_context, table);
    }
}

/* ---- The tick ---- */

/* A world that is stepped, and started again where it ends; that is not timed. */
typedef struct stepping {
    world_t *world;
    uint64_t seed, replicate;
} stepping_t;

static void stepping_restart(stepping_t *self)
{
    world_reset(self->world, self->seed, self->replicate++);
}

static int step_world(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    stepping_t *self = context;
    const double alliances = (double)world_alliance_count(self->world);
    while (size > 0 && !stopped(bench)) {
        if (world_tick(self->world) >= world_end(self->world)) {
            stepping_restart(self);
        }
        const uint64_t left = (uint64_t)(world_end(self->world) - world_tick(self->world));
        const uint64_t now = size < left ? size : left;
        timing_start(timing);
        for (uint64_t i = 0; i < now && (i % 4096 != 0 || !stopped(bench)); i++) {
            world_step(self->world);
        }
        timing_stop(timing, alliances * (double)now);
        size -= now;
    }
    return FILES_OK;
}

static int reset_world(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    stepping_t *self = context;
    timing_start(timing);
    for (uint64_t i = 0; i < size && !stopped(bench); i++) {
        stepping_restart(self);
    }
    timing_stop(timing, (double)world_alliance_count(self->world) * (double)size);
    return FILES_OK;
}

/* FILES_OK, or what run_execute says of the same. */
static int stepping_init(stepping_t *self, const model_t *model, uint64_t seed)
{
    const int status = world_create(&self->world, model);
    self->seed = seed;
    self->replicate = 0;
    if (status == MODEL_OK) {
        stepping_restart(self);
    }
    return status == MODEL_OK        ? FILES_OK
           : status == MODEL_INVALID ? RUN_COLLISION
                                     : FILES_NO_MEMORY;
}

typedef struct opponent {
    plain_t *plain;
    draws_t draws;
} opponent_t;

static int step_reference(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    opponent_t *self = context;
    int status = FILES_OK;
    const double alliances = (double)plain_alliance_count(self->plain);
    while (size > 0 && !stopped(bench) && status == FILES_OK) {
        if (plain_tick(self->plain) >= plain_end(self->plain) &&
            plain_reset(self->plain, &self->draws) != MODEL_OK) {
            status = FILES_NO_MEMORY;
            break;
        }
        const uint64_t left = (uint64_t)(plain_end(self->plain) - plain_tick(self->plain));
        const uint64_t now = size < left ? size : left;
        timing_start(timing);
        for (uint64_t i = 0; i < now && (i % 4096 != 0 || !stopped(bench)); i++) {
            plain_step(self->plain);
        }
        timing_stop(timing, alliances * (double)now);
        size -= now;
    }
    return status;
}

static int reference_init(opponent_t *self, const model_t *model, uint64_t seed)
{
    const bool good = draws_init_sequence(&self->draws, (unsigned long)seed) == 0 &&
                      plain_create(&self->plain, model) == MODEL_OK &&
                      plain_reset(self->plain, &self->draws) == MODEL_OK;
    return good ? FILES_OK : FILES_NO_MEMORY;
}

static void reference_free(opponent_t *self)
{
    plain_free(self->plain);
    draws_free(&self->draws);
}

/* The dense normals of a tick: four of each alliance, and of each state's view of each source one,
 * of which four are drawn at a time. */
typedef struct floor_draws {
    uint64_t *who; /* owned */
    float *z;      /* owned; [4 most] */
    size_t alliances, views, most;
    random_key_t key;
    int32_t tick;
} floor_draws_t;

static int draw_floor(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    floor_draws_t *self = context;
    float *z = self->z;
    const size_t n = self->most;
    timing_start(timing);
    for (uint64_t i = 0; i < size && (i % 4096 != 0 || !stopped(bench)); i++, self->tick++) {
        if (self->tick % 4 == 0 && self->views > 0) {
            random_normal4(vector_widest(), self->key, self->views, self->who, self->tick / 4, RANDOM_INTENTION, z,
                           z + n, z + 2 * n, z + 3 * n);
        }
        if (self->alliances > 0) {
            random_normal4(vector_widest(), self->key, self->alliances, self->who, self->tick, RANDOM_DEPENDENCE, z,
                           z + n, z + 2 * n, z + 3 * n);
        }
    }
    timing_stop(timing, (double)self->alliances * (double)size);
    return FILES_OK;
}

/* Without noise a tick needs none: the floor is then that of a world with noise. */
static int floor_init(floor_draws_t *self, const world_t *world)
{
    const size_t states = world_strong_count(world) + world_weak_count(world);
    int status = FILES_NO_MEMORY;
    self->alliances = world_alliance_count(world);
    self->views = states * world_source_count(world);
    self->most = self->alliances > self->views ? self->alliances : self->views;
    self->key = random_key(1, 0);
    self->tick = 0;
    self->who = calloc(self->most + 1, sizeof *self->who);
    self->z = calloc(4 * self->most + 1, sizeof *self->z);
    if (self->who == NULL || self->z == NULL) {
        goto out;
    }
    for (size_t i = 0; i < self->most; i++) {
        self->who[i] = random_hash_join(1, i);
    }
    status = FILES_OK;
out:
    return status;
}

static void floor_free(floor_draws_t *self)
{
    free(self->who);
    free(self->z);
}

static int table_tick(bench_t *self)
{
    probes_t probes = {.count = 0};
    stepping_t stepping = {.world = NULL};
    floor_draws_t draws = {.who = NULL};
    opponent_t reference = {.plain = NULL};
    const model_t *model = &self->scenario->model;
    int status = stepping_init(&stepping, model, self->scenario->seed);
    if (status == FILES_OK) {
        status = reference_init(&reference, model, self->scenario->seed);
    }
    if (status == FILES_OK) {
        status = floor_init(&draws, stepping.world);
    }
    add_probe(self, &probes, "tick", "floor", "alliance-tick", draw_floor, &draws, 0);
    add_probe(self, &probes, "tick", "tick", "alliance-tick", step_world, &stepping, 0);
    add_probe(self, &probes, "tick", "reference", "alliance-tick", step_reference, &reference, 0);
    if (status == FILES_OK) {
        status = measure(self, &probes);
    }
    world_free(stepping.world);
    reference_free(&reference);
    floor_free(&draws);
    return status;
}

/* ---- Runs ---- */

typedef struct running {
    run_t run;
    uint64_t replicates; /* for each piece of work */
} running_t;

static double alliance_ticks(const scenario_t *scenario, size_t alliances, uint64_t runs)
{
    const parameters_t *p = &scenario->model.parameters;
    const double ticks = (double)model_ticks(&scenario->model, p->time_burn_in) +
                         (double)model_ticks(&scenario->model, p->time_years);
    return ticks * (double)alliances * (double)runs;
}

static int execute_runs(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    running_t *self = context;
    run_outcome_t outcome;
    self->run.replicates = self->replicates * size;
    timing_start(timing);
    const int status = run_execute(&self->run, &outcome);
    if (status != FILES_OK) {
        bench->failure = outcome.failure;
    }
    timing_stop(timing, alliance_ticks(bench->scenario, outcome.alliances, self->run.replicates));
    return status;
}

static void running_init(running_t *self, const bench_t *bench, int threads, uint64_t replicates)
{
    run_init(&self->run, bench->scenario);
    self->run.record = RECORD_NONE;
    self->run.threads = threads;
    self->run.stop = bench->stop;
    self->replicates = replicates;
}

static int threads_of(const bench_t *self)
{
    int threads = self->threads;
#ifdef _OPENMP
    threads = threads > 0 ? threads : omp_get_max_threads();
#else
    threads = 1;
#endif
    return threads < PROBES_MAX ? threads : PROBES_MAX;
}

/* All numbers up to 8, then powers of two and the last. */
static int table_threads(bench_t *self)
{
    running_t running[PROBES_MAX];
    probes_t probes = {.count = 0};
    const int most = threads_of(self);
    uint64_t size = 0;
    int status = FILES_OK;
    for (int n = 1; n <= most; n++) {
        char name[BENCH_CASE_SIZE];
        if (n > 8 && n < most && (n & (n - 1)) != 0) {
            continue;
        }
        /* every thread has many replicates: else the last ones to end decide */
        running_init(&running[n - 1], self, n, 1);
        snprintf(name, sizeof name, "%d", n);
        add_probe(self, &probes, "threads", name, "alliance-tick", execute_runs, &running[n - 1],
                  0);
    }
    if (probes.count > 0) { /* the same work for all, enough for the most threads */
        status = calibrate(self, &probes.probe[0]);
        size = probes.probe[0].size;
        size = size < 8 * (uint64_t)most ? 8 * (uint64_t)most : size;
        for (size_t i = 0; i < probes.count; i++) {
            probes.probe[i].size = size;
        }
    }
    return status == FILES_OK ? measure(self, &probes) : status;
}

static int table_replicates(bench_t *self)
{
    static const uint64_t numbers[] = {1, 10, 100, 1000};
    running_t running[sizeof numbers / sizeof numbers[0]];
    probes_t probes = {.count = 0};
    const size_t count = sizeof numbers / sizeof numbers[0] - (self->large ? 0 : 1);
    for (size_t i = 0; i < count; i++) {
        char name[BENCH_CASE_SIZE];
        running_init(&running[i], self, 1, numbers[i]);
        snprintf(name, sizeof name, "%" PRIu64, numbers[i]);
        add_probe(self, &probes, "replicates", name, "alliance-tick", execute_runs, &running[i], 1);
    }
    return measure(self, &probes);
}

/* ---- Worlds of a size ---- */

/* One strong state and its allies, everything at its default, with two processes of shocks. */
static int build_model(model_t *model, size_t alliances, size_t sources, size_t ties)
{
    model_agent_t *agent = NULL;
    model_shock_t *shock = NULL;
    model_tie_t *tie = NULL;
    char id[32];
    int status = MODEL_OK;
    model_init(model);
    for (size_t k = 0; k < sources && status == MODEL_OK; k++) {
        snprintf(id, sizeof id, "source%zu", k);
        status = model_add_source(model, id, &agent);
    }
    if (status != MODEL_OK || (status = model_add_strong(model, "patron", &agent)) != MODEL_OK) {
        goto out;
    }
    for (size_t k = 0; k < sources; k++) {
        agent->per_source[VARIABLE_STRONG_intention][k] =
            (distribution_t){DISTRIBUTION_CONSTANT, 0.8 - 0.05 * (double)k, 0, 0};
    }
    status = model_add_weak(model, "ally", (uint32_t)alliances, &agent);
    if (status != MODEL_OK) {
        goto out;
    }
    for (size_t k = 0; k < sources; k++) {
        agent->per_source[VARIABLE_WEAK_intention][k] =
            (distribution_t){DISTRIBUTION_UNIFORM, 0.2, 0.9, 0};
    }
    agent->value[VARIABLE_WEAK_alternatives] = (distribution_t){DISTRIBUTION_UNIFORM, 0, 0.6, 0};
    if ((status = model_add_alliance(model, 0, 0, 0, &agent)) != MODEL_OK ||
        (status = model_add_shock(model, "government", VARIABLE_WEAK_government, &shock)) !=
            MODEL_OK) {
        goto out;
    }
    shock->rate = 0.13;
    shock->size = (distribution_t){DISTRIBUTION_GAUSSIAN, 0, 0.2, 0};
    if ((status = model_add_shock(model, "war", VARIABLE_WORLD_intention, &shock)) != MODEL_OK) {
        goto out;
    }
    shock->rate = 0.1;
    shock->size = (distribution_t){DISTRIBUTION_GAUSSIAN, 0, 0.2, 0};
    if (ties > 0) {
        status = model_add_tie(model, 0, 0, &tie);
        if (status != MODEL_OK) {
            goto out;
        }
        tie->partners = (uint32_t)ties;
        tie->weight = (distribution_t){DISTRIBUTION_CONSTANT, 0.3, 0, 0};
    }
    status = model_check(model, NULL, NULL) == 0 ? MODEL_OK : MODEL_INVALID;
out:
    return status == MODEL_OK ? FILES_OK : FILES_NO_MEMORY;
}

typedef struct sized {
    size_t alliances, sources, ties;
} sized_t;

static void name_size(char name[BENCH_CASE_SIZE], size_t number)
{
    snprintf(name, BENCH_CASE_SIZE, "%zu", number);
}

/* A row for each size; `number[i]` is what is varied. */
static int table_sizes(bench_t *self, const char *table, const sized_t *sizes, const size_t *number,
                       size_t count)
{
    model_t models[16] = {{.sources = NULL}};
    stepping_t stepping[16] = {{.world = NULL}};
    probes_t probes = {.count = 0};
    int status = FILES_OK;
    for (size_t i = 0; i < count && status == FILES_OK; i++) {
        char name[BENCH_CASE_SIZE];
        status = stopped(self)
                     ? FILES_STOPPED
                     : build_model(&models[i], sizes[i].alliances, sizes[i].sources, sizes[i].ties);
        if (status == FILES_OK) {
            status = stepping_init(&stepping[i], &models[i], self->scenario->seed);
        }
        name_size(name, number[i]);
        add_probe(self, &probes, table, name, "alliance-tick", step_world, &stepping[i], 0);
    }
    if (status == FILES_OK) {
        status = measure(self, &probes);
    }
    for (size_t i = 0; i < count; i++) {
        world_free(stepping[i].world);
        model_free(&models[i]);
    }
    return status;
}

static const size_t numbers_of_alliances[] = {10, 40, 100, 1000, 10000, 100000, 1000000};

static size_t alliance_sizes(const bench_t *self)
{
    return sizeof numbers_of_alliances / sizeof numbers_of_alliances[0] - (self->large ? 0 : 1);
}

static int table_alliances(bench_t *self)
{
    sized_t sizes[sizeof numbers_of_alliances / sizeof numbers_of_alliances[0]];
    for (size_t i = 0; i < alliance_sizes(self); i++) {
        sizes[i] = (sized_t){numbers_of_alliances[i], USUAL_SOURCES, 0};
    }
    return table_sizes(self, "alliances", sizes, numbers_of_alliances, alliance_sizes(self));
}

static int table_sources(bench_t *self)
{
    static const size_t numbers[] = {1, 2, 3, 4, 5, 6, 7, 8};
    sized_t sizes[8];
    for (size_t i = 0; i < 8; i++) {
        sizes[i] = (sized_t){USUAL_ALLIANCES, numbers[i], 0};
    }
    return table_sizes(self, "sources", sizes, numbers, 8);
}

static int table_ties(bench_t *self)
{
    static const size_t numbers[] = {0, 1, 2, 4, 8, 16, 32};
    sized_t sizes[7];
    for (size_t i = 0; i < 7; i++) {
        sizes[i] = (sized_t){USUAL_ALLIANCES, USUAL_SOURCES, numbers[i]};
    }
    return table_sizes(self, "ties", sizes, numbers, 7);
}

/* ---- Memory ---- */

/* Bytes in use, or 0 if the C library cannot tell. */
static size_t bytes_in_use(void)
{
    size_t bytes = 0;
#if defined(__GLIBC__) && (__GLIBC__ > 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ >= 33))
    const struct mallinfo2 info = mallinfo2();
    bytes = info.uordblks + info.hblkhd;
#endif
    return bytes;
}

static int table_memory(bench_t *self)
{
    int status = FILES_OK;
    for (size_t i = 0; i < alliance_sizes(self) && status == FILES_OK; i++) {
        char name[BENCH_CASE_SIZE];
        model_t model;
        stepping_t stepping = {.world = NULL};
        name_size(name, numbers_of_alliances[i]);
        bench_row_t *row = add_row(self, "memory", name, "alliance");
        status = stopped(self) ? FILES_STOPPED : FILES_OK;
        if (status == FILES_OK) {
            status = build_model(&model, numbers_of_alliances[i], USUAL_SOURCES, 0);
            const size_t before = bytes_in_use();
            if (status == FILES_OK) {
                status = stepping_init(&stepping, &model, 1);
            }
            const size_t after = bytes_in_use();
            if (row != NULL && status == FILES_OK && before > 0 && after > before) {
                row->measured = true;
                row->bytes = (double)(after - before) / (double)numbers_of_alliances[i];
            }
            world_free(stepping.world);
            model_free(&model);
        }
    }
    return status;
}

/* ---- Files ---- */

/* A directory of our own within bench.directory. */
typedef struct workshop {
    char path[PATH_SIZE];
    bool made;
} workshop_t;

static int workshop_open(workshop_t *self, bench_t *bench)
{
    const int length =
        snprintf(self->path, sizeof self->path, "%s/adrift-bench-XXXXXX", bench->directory);
    self->made = length > 0 && (size_t)length < sizeof self->path - 64 && mkdtemp(self->path);
    return self->made ? FILES_OK
                      : failure_set(&bench->failure, FILES_CANNOT_CREATE, 0, bench->directory);
}

/* Removes all that is in it: no directories but `results`. */
static void remove_all(const char *path)
{
    DIR *directory = opendir(path);
    const struct dirent *entry = NULL;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        char file[2 * PATH_SIZE];
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            unlink(file);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    rmdir(path);
}

static void workshop_close(workshop_t *self)
{
    char inner[PATH_SIZE + 16];
    if (self->made) {
        snprintf(inner, sizeof inner, "%s/results", self->path);
        remove_all(inner);
        remove_all(self->path);
    }
    self->made = false;
}

static int open_or_fail(bench_t *bench, const char *path, int flags, int *descriptor)
{
    *descriptor = open(path, flags | O_CLOEXEC, 0666);
    return *descriptor >= 0 ? FILES_OK : failure_set(&bench->failure, FILES_CANNOT_OPEN, 0, path);
}

typedef struct writing {
    running_t running;
    char results[PATH_SIZE + 16], series[PATH_SIZE + 48], copy[PATH_SIZE + 48];
    double bytes; /* of the time series */
    recorder_t recorder;
    stepping_t stepping;
    text_t *buffers[RECORDER_CHANNELS];
    text_t texts[RECORDER_CHANNELS];
    char *block;
} writing_t;

static int copy_series(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    writing_t *self = context;
    int status = FILES_OK;
    for (uint64_t i = 0; i < size && status == FILES_OK && !stopped(bench); i++) {
        int from = -1, to = -1;
        ssize_t got = 0;
        double copied = 0;
        timing_start(timing);
        status = open_or_fail(bench, self->series, O_RDONLY, &from);
        if (status == FILES_OK) {
            status = open_or_fail(bench, self->copy, O_WRONLY | O_CREAT | O_TRUNC, &to);
        }
        while (status == FILES_OK && (got = read(from, self->block, COPY_BLOCK)) > 0) {
            if (write(to, self->block, (size_t)got) != got) {
                status = failure_set(&bench->failure, FILES_CANNOT_WRITE, 0, self->copy);
            }
            copied += (double)got;
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

static int digest_series(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    writing_t *self = context;
    digest_t digest;
    (void)bench;
    timing_start(timing);
    digest_init(&digest);
    for (uint64_t i = 0; i < size; i++) {
        digest_add(&digest, self->block, COPY_BLOCK);
    }
    timing_stop(timing, (double)COPY_BLOCK * (double)size);
    return FILES_OK;
}

static int run_and_write(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    writing_t *self = context;
    int status = FILES_OK;
    for (uint64_t i = 0; i < size && status == FILES_OK; i++) {
        remove_all(self->results);
        status = execute_runs(bench, &self->running, 1, timing);
    }
    timing->units = self->bytes * (double)size;
    return status;
}

static int run_without_writing(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    writing_t *self = context;
    running_t silent = self->running;
    silent.run.record = RECORD_NONE;
    silent.run.directory = NULL;
    const int status = execute_runs(bench, &silent, size, timing);
    timing->units = self->bytes * (double)size;
    return status;
}

static int record_in_memory(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    writing_t *self = context;
    double bytes = 0;
    int status = FILES_OK;
    timing_start(timing);
    for (uint64_t i = 0; i < size && status == FILES_OK && !stopped(bench); i++) {
        for (uint64_t replicate = 0; replicate < self->running.replicates; replicate++) {
            world_reset(self->stepping.world, self->stepping.seed, replicate);
            recorder_begin(&self->recorder, -1, replicate);
            while (world_tick(self->stepping.world) < world_end(self->stepping.world)) {
                recorder_step(&self->recorder, self->buffers);
                bytes += (double)self->texts[RECORDER_TIMESERIES].length;
                for (int c = 0; c < RECORDER_CHANNELS; c++) {
                    status = self->texts[c].status != FILES_OK ? self->texts[c].status : status;
                    text_clear(&self->texts[c]);
                }
            }
        }
    }
    timing_stop(timing, bytes);
    return status;
}

static int writing_init(writing_t *self, bench_t *bench, const workshop_t *workshop)
{
    timing_t ignored = {0};
    int from = -1, status = FILES_NO_MEMORY;
    snprintf(self->results, sizeof self->results, "%s/results", workshop->path);
    snprintf(self->series, sizeof self->series, "%s/series.csv", workshop->path);
    snprintf(self->copy, sizeof self->copy, "%s/copy.csv", workshop->path);
    running_init(&self->running, bench, 1, 8);
    self->running.run.record = RECORD_DYADS;
    self->running.run.directory = self->results;
    self->block = calloc(1, COPY_BLOCK);
    if (self->block == NULL ||
        (status = stepping_init(&self->stepping, &bench->scenario->model, bench->scenario->seed)) !=
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
    status = execute_runs(bench, &self->running, 1, &ignored);
    if (status == FILES_OK) {
        char file[PATH_SIZE + 64];
        snprintf(file, sizeof file, "%s/timeseries.csv", self->results);
        if (rename(file, self->series) != 0) {
            status = failure_set(&bench->failure, FILES_CANNOT_READ, 0, file);
        } else if ((status = open_or_fail(bench, self->series, O_RDONLY, &from)) == FILES_OK) {
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

static int table_csv(bench_t *self)
{
    workshop_t workshop = {.made = false};
    writing_t writing = {.block = NULL};
    probes_t probes = {.count = 0};
    int status = workshop_open(&workshop, self);
    if (status == FILES_OK) {
        status = writing_init(&writing, self, &workshop);
    }
    add_probe(self, &probes, "csv", "copy", "byte", copy_series, &writing, 0);
    add_probe(self, &probes, "csv", "run", "byte", run_and_write, &writing, 0);
    add_probe(self, &probes, "csv", "recorder", "byte", record_in_memory, &writing, 0);
    add_probe(self, &probes, "csv", "digest", "byte", digest_series, &writing, 0);
    add_probe(self, &probes, "csv", "none", "byte", run_without_writing, &writing, 0);
    if (status == FILES_OK) {
        status = measure(self, &probes);
    }
    writing_free(&writing);
    workshop_close(&workshop);
    return status;
}

/* ---- A sweep ---- */

typedef struct sweeping {
    experiment_t experiment;
    char directory[PATH_SIZE + 16];
    bool by_run; /* the unit is a run, not an alliance-tick */
    size_t alliances;
    const struct sweeping *same; /* NULL, or whose experiment it is */
} sweeping_t;

/* All that `adrift sweep` does, from an experiment that has been read. */
static int play_sweep(bench_t *bench, const experiment_t *experiment, const char *directory,
                      uint64_t *runs)
{
    sweep_t sweep;
    campaign_t campaign;
    campaign_options_t options;
    report_t report;
    int status = FILES_NO_MEMORY;
    report_init(&report);
    memset(&campaign, 0, sizeof campaign);
    memset(&options, 0, sizeof options);
    if (sweep_init(&sweep, experiment, &report) != SWEEP_OK) {
        goto out;
    }
    *runs = sweep.runs;
    sweep_work(&sweep, &options.work);
    memcpy(options.key, sweep.identity.key, sizeof options.key);
    options.description = sweep.identity.description.data;
    options.runs = sweep.runs;
    options.block_size = sweep.block_size;
    options.tables = sweep_tables;
    options.directory = directory;
    options.threads = 1;
    options.fresh = true;
    options.stop = bench->stop;
    campaign_init(&campaign, &options);
    status = campaign_open(&campaign);
    status = status == CAMPAIGN_OK ? campaign_run(&campaign) : status;
    if (status == CAMPAIGN_OK) {
        status = sweep_write(&sweep, &campaign, NULL, 0, &bench->failure);
    } else {
        bench->failure = campaign.failure;
        status = status == CAMPAIGN_STOPPED ? FILES_STOPPED
                 : status == CAMPAIGN_FILES ? campaign.failure.status
                                            : FILES_NO_MEMORY;
    }
    campaign_close(&campaign);
out:
    sweep_free(&sweep);
    report_free(&report);
    return status;
}

static int execute_sweep(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    sweeping_t *self = context;
    const sweeping_t *whose = self->same != NULL ? self->same : self;
    int status = FILES_OK;
    for (uint64_t i = 0; i < size && status == FILES_OK; i++) {
        uint64_t runs = 0;
        timing_start(timing);
        status = play_sweep(bench, &whose->experiment, whose->directory, &runs);
        timing_stop(timing, self->by_run ? (double)runs
                                         : alliance_ticks(bench->scenario, whose->alliances, runs));
    }
    return status;
}

/* The scenario as it is, two thresholds varied, every outcome, nothing recorded. */
static int sweeping_init(sweeping_t *self, bench_t *bench, const workshop_t *workshop)
{
    char name[PATH_SIZE + 16], line[400];
    const char *outcomes[OUTCOME_MAX];
    const experiment_context_t context = {.outcomes = outcomes, .outcome_count = outcome_count()};
    text_t scenario;
    report_t report;
    int status = FILES_NO_MEMORY;
    text_init(&scenario);
    report_init(&report);
    for (size_t i = 0; i < context.outcome_count; i++) {
        outcomes[i] = outcome_info(i)->name;
    }
    snprintf(self->directory, sizeof self->directory, "%s/results", workshop->path);
    snprintf(name, sizeof name, "%s/bench.cfg", workshop->path);
    if (scenario_write(bench->scenario, &scenario) != SCENARIO_OK) {
        goto out;
    }
    status = output_write_file(workshop->path, "scenario.cfg", scenario.data, scenario.length, NULL,
                               &bench->failure);
    if (status != FILES_OK) {
        goto out;
    }
    const int length = snprintf(
        line, sizeof line,
        "scenario = \"scenario.cfg\";\nreplicates = 8;\ndesign = \"latin_hypercube\";\n"
        "points = %d;\nfactors = (\n{ path = \"threshold.threat\"; low = 0.3; high = 0.5; },\n"
        "{ path = \"threshold.vulnerability\"; low = 0.4; high = 0.5; } );\n",
        SWEEP_POINTS);
    if (experiment_read_text(&self->experiment, name, line, (size_t)length, NULL, 0, &context,
                             &report) != EXPERIMENT_OK) {
        status = failure_set(&bench->failure, FILES_DAMAGED, 0, name);
    }
out:
    text_free(&scenario);
    report_free(&report);
    return status;
}

static int table_sweep(bench_t *self)
{
    workshop_t workshop = {.made = false};
    sweeping_t sweeping = {.by_run = false}, by_run = {.by_run = true, .same = &sweeping};
    stepping_t stepping = {.world = NULL}, resetting = {.world = NULL};
    probes_t probes = {.count = 0};
    int status = workshop_open(&workshop, self);
    if (status == FILES_OK) {
        status = sweeping_init(&sweeping, self, &workshop);
    }
    if (status == FILES_OK) {
        status = stepping_init(&stepping, &self->scenario->model, self->scenario->seed);
    }
    if (status == FILES_OK) {
        status = stepping_init(&resetting, &self->scenario->model, self->scenario->seed);
        sweeping.alliances = status == FILES_OK ? world_alliance_count(stepping.world) : 0;
    }
    add_probe(self, &probes, "sweep", "tick", "alliance-tick", step_world, &stepping, 0);
    add_probe(self, &probes, "sweep", "sweep", "alliance-tick", execute_sweep, &sweeping, 0);
    add_probe(self, &probes, "sweep", "run", "run", execute_sweep, &by_run, 0);
    add_probe(self, &probes, "sweep", "reset", "alliance", reset_world, &resetting, 0);
    if (status == FILES_OK) {
        status = measure(self, &probes);
    }
    world_free(stepping.world);
    world_free(resetting.world);
    experiment_free(&sweeping.experiment);
    workshop_close(&workshop);
    return status;
}

/* ---- All ---- */

void bench_init(bench_t *self, const scenario_t *scenario)
{
    memset(self, 0, sizeof *self);
    self->scenario = scenario;
    self->directory = ".";
    self->repeats = 5;
    self->seconds = 0.1;
}

const bench_row_t *bench_find(const bench_t *self, const char *table, const char *name)
{
    const bench_row_t *found = NULL;
    for (size_t i = 0; i < self->row_count && found == NULL; i++) {
        if (strcmp(self->rows[i].table, table) == 0 && strcmp(self->rows[i].name, name) == 0) {
            found = &self->rows[i];
        }
    }
    return found;
}

/* A ratio to another unit says nothing. */
static void relate(bench_t *self)
{
    const bench_row_t *lowest = bench_find(self, "tick", "floor");
    const bench_row_t *reference = bench_find(self, "tick", "reference");
    const bench_row_t *first = NULL;
    for (size_t i = 0; i < self->row_count; i++) {
        bench_row_t *row = &self->rows[i];
        first = first != NULL && strcmp(first->table, row->table) == 0 ? first : row;
        if (strcmp(row->unit, first->unit) != 0) {
            row->wall_ratio = row->cpu_ratio = NAN;
        }
        if (strcmp(row->unit, "alliance-tick") == 0 && row->measured && lowest != NULL &&
            reference != NULL) {
            row->to_floor = row->cpu.median / lowest->cpu.median;
            row->to_reference = row->cpu.median / reference->cpu.median;
        }
    }
}

int bench_execute(bench_t *self)
{
    static const struct {
        const char *table;
        int (*measure)(bench_t *self);
    } tables[] = {
        {"tick", table_tick},
        {"threads", table_threads},
        {"replicates", table_replicates},
        {"alliances", table_alliances},
        {"sources", table_sources},
        {"ties", table_ties},
        {"memory", table_memory},
        {"csv", table_csv},
        {"sweep", table_sweep},
    };
    int status = alliance_ticks(self->scenario, 1, 1) >= 1
                     ? FILES_OK
                     : failure_set(&self->failure, FILES_MISUSED, 0, self->scenario->file);
    self->row_count = 0;
    self->repeats = self->repeats < 1             ? 1
                    : self->repeats > REPEATS_MAX ? REPEATS_MAX
                                                  : self->repeats;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == FILES_OK; i++) {
        tell(self, tables[i].table);
        status = stopped(self) ? FILES_STOPPED : tables[i].measure(self);
    }
    relate(self);
    return status == FILES_OK && stopped(self) ? FILES_STOPPED : status;
}

const char *bench_vectors(void)
{
    return vector_name(vector_widest());
}
