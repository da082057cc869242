/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/hindcast.h"

#include <stdlib.h>
#include <string.h>

#include "experiments/ensemble.h"
#include "experiments/shares.h"
#include "files/stop.h"

const char *hindcast_sign_name(hindcast_sign_t sign)
{
    static const char *const names[] = {"any", "grave", "adrift"};

    return names[sign];
}

static size_t count_periods(const scenario_t *scenario)
{
    const size_t whole = (size_t)(scenario->model.parameters.time_years / HINDCAST_YEARS + 1e-9);

    return whole < 1 ? 1 : whole;
}

double hindcast_year(const scenario_t *scenario, size_t periods, size_t period)
{
    const parameters_t *p = &scenario->model.parameters;

    return p->time_start +
           (period < periods ? (double)period * HINDCAST_YEARS : p->time_years);
}

static size_t period_of(const scenario_t *scenario, size_t periods, int32_t tick)
{
    const int32_t length =
        HINDCAST_YEARS * (int32_t)scenario->model.parameters.time_ticks_per_year;
    const size_t period = (size_t)(tick / length);

    return period < periods ? period : periods - 1;
}

static size_t cell_of(const hindcast_t *self, size_t alliance, size_t period)
{
    return alliance * self->periods + period;
}

double hindcast_share(const hindcast_t *self, size_t alliance, size_t period, hindcast_sign_t sign)
{
    return (double)self->signs[cell_of(self, alliance, period) * HINDCAST_SIGNS + sign] /
           (double)self->replicates;
}

long hindcast_alliance(const hindcast_t *self, const annals_entry_t *entry)
{
    long found = -1;

    for (size_t d = 0; d < self->alliances && found < 0; d++) {
        if (strcmp(self->strong[d], entry->strong) == 0 && strcmp(self->weak[d], entry->weak) == 0) {
            found = (long)d;
        }
    }
    return found;
}

/* ---- What happened ---- */

static void lay_over(hindcast_t *self, const scenario_t *scenario, const annals_t *annals)
{
    for (size_t i = 0; i < annals->count; i++) {
        const annals_entry_t *entry = &annals->entries[i];
        const long d = hindcast_alliance(self, entry);

        for (size_t p = 0; d >= 0 && p < self->periods; p++) {
            const double begins = hindcast_year(scenario, self->periods, p);
            const double ends = hindcast_year(scenario, self->periods, p + 1);
            hindcast_fact_t *fact = &self->facts[cell_of(self, (size_t)d, p)];
            const bool there = entry->from < ends && entry->to > begins;

            fact->coded = fact->coded || (there && annals_is_coded(entry->kind));
            fact->suspected = fact->suspected || there;
            fact->gone = fact->gone || (annals_is_end(entry->kind) && entry->to <= begins);
        }
    }
}

/* ---- Playing ---- */

/* What a thread has seen of one replicate's period: bits of signs, and the gravest behaviour. */
typedef struct glimpse {
    uint8_t signs;
    uint8_t gravest; /* behaviour + 1; 0: no issue was open */
} glimpse_t;

static void look(const world_t *world, uint32_t copy, glimpse_t *glimpses, size_t periods, size_t period)
{
    for (size_t d = 0; d < world_alliance_count(world); d++) {
        glimpse_t *glimpse = &glimpses[d * periods + period];
        observation_t seen;

        world_observe(world, copy, d, &seen);
        if (seen.status != STATUS_ALLIED) {
            glimpse->signs |= 1u << HINDCAST_ADRIFT;
        }
        if (seen.behaviour != BEHAVIOUR_NONE) {
            if (seen.behaviour != BEHAVIOUR_FOLLOW) {
                glimpse->signs |= 1u << HINDCAST_ANY;
            }
            if (seen.behaviour >= BEHAVIOUR_CONFRONTATION) {
                glimpse->signs |= 1u << HINDCAST_GRAVE;
            }
            if (seen.behaviour >= glimpse->gravest) {
                glimpse->gravest = (uint8_t)(seen.behaviour + 1);
            }
        }
    }
}

/* Integers, so that the order of threads cannot matter. */
static void add_glimpses(hindcast_t *self, const glimpse_t *glimpses)
{
    for (size_t cell = 0; cell < self->alliances * self->periods; cell++) {
        const glimpse_t *glimpse = &glimpses[cell];

        for (int sign = 0; sign < HINDCAST_SIGNS; sign++) {
            self->signs[cell * HINDCAST_SIGNS + (size_t)sign] += (glimpse->signs >> sign) & 1u;
        }
        self->gravest[cell * (BEHAVIOUR_COUNT + 1) +
                      (glimpse->gravest == 0 ? BEHAVIOUR_COUNT : glimpse->gravest - 1u)]++;
    }
}

typedef struct task {
    hindcast_t *into;
    const scenario_t *scenario;
    const atomic_int *stop;
} task_t;

/* Steps a world to its end; whether it was not stopped. */
static bool play(world_t *world, const task_t *task, uint64_t replicate, glimpse_t *glimpses)
{
    const hindcast_t *self = task->into;
    const scenario_t *scenario = task->scenario;
    const size_t cells = self->alliances * self->periods;

    memset(glimpses, 0, world_copies(world) * cells * sizeof *glimpses);
    world_reset(world, scenario->seed, replicate);
    while (world_tick(world) < world_end(world) && !stop_asked(task->stop)) {
        const int32_t tick = world_tick(world);

        world_step(world);
        for (uint32_t c = 0; tick >= 0 && c < world_copies(world); c++) {
            look(world, c, glimpses + c * cells, self->periods, period_of(scenario, self->periods, tick));
        }
    }
    return !stop_asked(task->stop);
}

/* One thread's replicates. */
static int play_share(void *context, uint64_t first, uint64_t end)
{
    const task_t *task = context;
    hindcast_t *self = task->into;
    const size_t cells = self->alliances * self->periods;
    glimpse_t *glimpses = calloc(WORLD_COPIES * cells + 1, sizeof *glimpses);
    ensemble_t ensemble;
    world_t *world = NULL;
    int status = HINDCAST_NO_MEMORY;

    ensemble_init(&ensemble, &task->scenario->model);
    for (uint64_t replicate = first; replicate < end; replicate += world_copies(world)) {
        if (glimpses == NULL || ensemble_world(&ensemble, end - replicate, &world) != MODEL_OK) {
            goto out;
        }
        if (!play(world, task, replicate, glimpses)) {
            status = HINDCAST_STOPPED;
            goto out;
        }
#ifdef _OPENMP
#pragma omp critical(adrift_hindcast)
#endif
        for (uint32_t c = 0; c < world_copies(world); c++) {
            add_glimpses(self, glimpses + c * cells);
        }
    }
    status = HINDCAST_OK;
out:
    ensemble_free(&ensemble);
    free(glimpses);
    return status;
}

static int make_room(hindcast_t *self, const scenario_t *scenario)
{
    world_t *world = NULL;
    int status = world_create(&world, &scenario->model, 1);

    if (status != MODEL_OK) {
        status = status == MODEL_NO_MEMORY ? HINDCAST_NO_MEMORY : HINDCAST_INVALID;
        goto out;
    }
    status = HINDCAST_NO_MEMORY;
    const size_t alliances = world_alliance_count(world);
    const size_t cells = alliances * self->periods;

    self->strong = calloc(alliances + 1, sizeof *self->strong);
    self->weak = calloc(alliances + 1, sizeof *self->weak);
    self->signs = calloc(cells * HINDCAST_SIGNS + 1, sizeof *self->signs);
    self->gravest = calloc(cells * (BEHAVIOUR_COUNT + 1) + 1, sizeof *self->gravest);
    self->facts = calloc(cells + 1, sizeof *self->facts);
    if (self->strong == NULL || self->weak == NULL || self->signs == NULL ||
        self->gravest == NULL || self->facts == NULL) {
        goto out;
    }
    self->alliances = alliances;
    for (size_t d = 0; d < alliances; d++) {
        const char *id = world_strong_id(world, world_alliance_strong(world, d));
        const size_t length = strlen(id);

        memcpy(self->strong[d], id, length < WORLD_ID_SIZE ? length : WORLD_ID_SIZE - 1);
        world_weak_id(world, world_alliance_weak(world, d), self->weak[d]);
    }
    status = HINDCAST_OK;
out:
    world_free(world);
    return status;
}

int hindcast_play(hindcast_t *self, const scenario_t *scenario, const annals_t *annals,
                  uint64_t replicates, int threads, const atomic_int *stop)
{
    task_t task = {self, scenario, stop};
    int failed = HINDCAST_OK;

    *self = (hindcast_t){.replicates = replicates, .periods = count_periods(scenario)};
    failed = make_room(self, scenario);
    if (failed != HINDCAST_OK) {
        goto out;
    }
    lay_over(self, scenario, annals);
    failed = shares_work(threads, replicates, play_share, &task);
out:
    return failed;
}

void hindcast_free(hindcast_t *self)
{
    free(self->strong);
    free(self->weak);
    free(self->signs);
    free(self->gravest);
    free(self->facts);
    *self = (hindcast_t){0};
}
