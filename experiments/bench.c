/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/bench.h"

#include <inttypes.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "experiments/bench_play.h"
#include "experiments/bench_probe.h"
#include "experiments/bench_table.h"
#include "reference/plain.h"
#include "sim/random.h"

enum { USUAL_ALLIANCES = 1000, USUAL_SOURCES = 3 };

static void tell(const bench_t *self, const char *table)
{
    if (self->listener != NULL) {
        self->listener(self->listener_context, table);
    }
}

/* ---- The tick ---- */

typedef struct opponent {
    plain_t *plain;
    draws_t draws;
} opponent_t;

static int step_reference(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    opponent_t *self = context;
    int status = FILES_OK;
    const double alliances = (double)plain_alliance_count(self->plain);
    while (size > 0 && !bench_stopped(bench) && status == FILES_OK) {
        if (plain_tick(self->plain) >= plain_end(self->plain) &&
            plain_reset(self->plain, &self->draws) != MODEL_OK) {
            status = FILES_NO_MEMORY;
            break;
        }
        const uint64_t left = (uint64_t)(plain_end(self->plain) - plain_tick(self->plain));
        const uint64_t now = size < left ? size : left;
        timing_start(timing);
        for (uint64_t i = 0; i < now && (i % 4096 != 0 || !bench_stopped(bench)); i++) {
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
    float *z;      /* owned; [4 RANDOM_ROOM(most)] */
    size_t alliances, views, most;
    random_keys_t keys;
    int32_t tick;
    vector_width_t width;
} floor_draws_t;

static int draw_floor(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    floor_draws_t *self = context;
    float *z = self->z;
    const size_t n = RANDOM_ROOM(self->most);
    timing_start(timing);
    for (uint64_t i = 0; i < size && (i % 4096 != 0 || !bench_stopped(bench)); i++, self->tick++) {
        if (self->tick % 4 == 0 && self->views > 0) {
            random_normal4(self->width, &self->keys, self->views, self->who, self->tick / 4,
                           RANDOM_INTENTION, z, z + n, z + 2 * n, z + 3 * n);
        }
        if (self->alliances > 0) {
            random_normal4(self->width, &self->keys, self->alliances, self->who, self->tick,
                           RANDOM_DEPENDENCE, z, z + n, z + 2 * n, z + 3 * n);
        }
    }
    timing_stop(timing, (double)self->alliances * (double)size);
    return FILES_OK;
}

/* Without noise a tick needs none: the floor is then that of a world with noise. */
static int floor_init(floor_draws_t *self, const world_t *world)
{
    const size_t copies = world_copies(world);
    const size_t states = copies * (world_strong_count(world) + world_weak_count(world));
    int status = FILES_NO_MEMORY;
    self->alliances = copies * world_alliance_count(world);
    self->views = states * world_source_count(world);
    self->most = self->alliances > self->views ? self->alliances : self->views;
    self->keys = random_keys(&(random_key_t){{1, 2}}, 1);
    self->tick = 0;
    self->who = calloc(self->most + 1, sizeof *self->who);
    self->z = calloc(4 * RANDOM_ROOM(self->most) + 1, sizeof *self->z);
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

/* What one width of vectors does: the floor and the tick. */
typedef struct lane {
    stepping_t stepping;
    floor_draws_t draws;
} lane_t;

static int lane_init(lane_t *self, const scenario_t *scenario, vector_width_t width)
{
    int status = stepping_init(&self->stepping, &scenario->model, scenario->seed, false);
    if (status == FILES_OK) {
        world_narrow(self->stepping.world, width);
        status = floor_init(&self->draws, self->stepping.world);
        self->draws.width = width;
    }
    return status;
}

/* The widest vectors first; narrower ones, for comparison, as "floor_avx2", "tick_avx2"; one replicate by itself. */
static int table_tick(bench_t *self)
{
    const vector_width_t widest = vector_widest();
    probes_t probes = {.count = 0};
    lane_t lanes[VECTOR_WIDTHS] = {0};
    opponent_t reference = {.plain = NULL};
    stepping_t alone = {.world = NULL};
    char name[32];
    int status = reference_init(&reference, &self->scenario->model, self->scenario->seed);
    if (status == FILES_OK) {
        status = stepping_init(&alone, &self->scenario->model, self->scenario->seed, true);
    }
    for (int width = 0; width <= (int)widest && status == FILES_OK; width++) {
        status = lane_init(&lanes[width], self->scenario, (vector_width_t)width);
    }
    probes_add(self, &probes, "tick", "floor", "alliance-tick", draw_floor, &lanes[widest].draws, 0);
    probes_add(self, &probes, "tick", "tick", "alliance-tick", stepping_step,
               &lanes[widest].stepping, 0);
    probes_add(self, &probes, "tick", "reference", "alliance-tick", step_reference, &reference, 0);
    probes_add(self, &probes, "tick", "alone", "alliance-tick", stepping_step, &alone, 0);
    for (int width = (int)widest - 1; width >= 0; width--) {
        snprintf(name, sizeof name, "floor_%s", vector_name((vector_width_t)width));
        probes_add(self, &probes, "tick", name, "alliance-tick", draw_floor, &lanes[width].draws, 0);
        snprintf(name, sizeof name, "tick_%s", vector_name((vector_width_t)width));
        probes_add(self, &probes, "tick", name, "alliance-tick", stepping_step,
                   &lanes[width].stepping, 0);
    }
    if (status == FILES_OK) {
        status = probes_measure(self, &probes);
    }
    for (int width = 0; width < VECTOR_WIDTHS; width++) {
        world_free(lanes[width].stepping.world);
        floor_free(&lanes[width].draws);
    }
    world_free(alone.world);
    reference_free(&reference);
    return status;
}

/* ---- Runs ---- */

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
        probes_add(self, &probes, "threads", name, "alliance-tick", running_execute, &running[n - 1],
                  0);
    }
    if (probes.count > 0) { /* the same work for all, enough for the most threads */
        status = probe_calibrate(self, &probes.probe[0]);
        const uint64_t each = WORLD_COPIES * (uint64_t)most; /* a batch for every thread */
        size = (probes.probe[0].size + each - 1) / each * each;
        for (size_t i = 0; i < probes.count; i++) {
            probes.probe[i].size = size;
        }
    }
    return status == FILES_OK ? probes_measure(self, &probes) : status;
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
        probes_add(self, &probes, "replicates", name, "alliance-tick", running_execute, &running[i], 1);
    }
    return probes_measure(self, &probes);
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
        status = bench_stopped(self)
                     ? FILES_STOPPED
                     : build_model(&models[i], sizes[i].alliances, sizes[i].sources, sizes[i].ties);
        if (status == FILES_OK) {
            status = stepping_init(&stepping[i], &models[i], self->scenario->seed, false);
        }
        name_size(name, number[i]);
        probes_add(self, &probes, table, name, "alliance-tick", stepping_step, &stepping[i], 0);
    }
    if (status == FILES_OK) {
        status = probes_measure(self, &probes);
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
        bench_row_t *row = bench_add_row(self, "memory", name, "alliance");
        status = bench_stopped(self) ? FILES_STOPPED : FILES_OK;
        if (status == FILES_OK) {
            status = build_model(&model, numbers_of_alliances[i], USUAL_SOURCES, 0);
            const size_t before = bytes_in_use();
            if (status == FILES_OK) {
                status = stepping_init(&stepping, &model, 1, true);
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
        {"csv", bench_csv_table},
        {"sweep", bench_sweep_table},
    };
    int status = running_alliance_ticks(self->scenario, 1, 1) >= 1
                     ? FILES_OK
                     : failure_set(&self->failure, FILES_MISUSED, 0, self->scenario->file);
    self->row_count = 0;
    self->repeats = self->repeats < 1             ? 1
                    : self->repeats > PROBE_REPEATS_MAX ? PROBE_REPEATS_MAX
                                                  : self->repeats;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == FILES_OK; i++) {
        tell(self, tables[i].table);
        status = bench_stopped(self) ? FILES_STOPPED : tables[i].measure(self);
    }
    relate(self);
    return status == FILES_OK && bench_stopped(self) ? FILES_STOPPED : status;
}

const char *bench_vectors(void)
{
    return vector_name(vector_widest());
}
