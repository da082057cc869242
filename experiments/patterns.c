/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/patterns.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/shares.h"
#include "files/stop.h"

/* ---- The table ---- */

#define RANGE(low, high) PATTERN_OUTCOMES, (low), (high), (high) - (low)
#define AT_LEAST_0(scale) PATTERN_OUTCOMES, 0.0, INFINITY, (scale)

/* The scales of orderings: of shares of demands a hundredth, of shares of types a tenth, of P9 the
 * difference that the data show. */
static const pattern_t patterns[] = {
    {"P1", "", "the paper's table holds in every tick", PATTERN_EXACT, 0, 0, 1, {NULL}, {0}},
    {"P2", "noise_off", "required cases that follow their history, noise off",
     PATTERN_CASES, 0, 0, 1, {NULL}, {0}},
    {"P2", "noise_on", "and in 90 % of replicates, noise on",
     PATTERN_CASES_NOISE, 0, 0, 1, {NULL}, {0}},
    {"P3", "", "share of demands that are followed",
     RANGE(0.70, 0.95), {"share_follow"}, {1}},
    {"P4", "negative_response", "negative response less price raising, of demands",
     AT_LEAST_0(0.01), {"share_negative_response", "share_price_raising"}, {1, -1}},
    {"P4", "rarer_than_negative_response", "negative response less 5 x termination",
     AT_LEAST_0(0.01), {"share_negative_response", "share_termination"}, {1, -PATTERN_BY_FAR}},
    {"P4", "rarer_than_price_raising", "price raising less 5 x termination",
     AT_LEAST_0(0.01), {"share_price_raising", "share_termination"}, {1, -PATTERN_BY_FAR}},
    {"P4", "rarer_than_confrontation", "confrontation less 5 x termination",
     AT_LEAST_0(0.01), {"share_confrontation", "share_termination"}, {1, -PATTERN_BY_FAR}},
    {"P5", "more_than_strong_strong", "weak-strong less strong-strong, of time",
     AT_LEAST_0(0.1), {"type_weak_strong", "type_strong_strong"}, {1, -1}},
    {"P5", "more_than_strong_weak", "weak-strong less strong-weak",
     AT_LEAST_0(0.1), {"type_weak_strong", "type_strong_weak"}, {1, -1}},
    {"P5", "more_than_weak_weak", "weak-strong less weak-weak",
     AT_LEAST_0(0.1), {"type_weak_strong", "type_weak_weak"}, {1, -1}},
    {"P6", "", "terminations per alliance-year",
     RANGE(0.0008, 0.010), {"terminations"}, {1}},
    {"P7", "", "share of alliance-years with the same strong threat",
     RANGE(0.40, 0.65), {"same_threat"}, {1}},
    {"P8", "lost", "same threat lost, per alliance-year",
     RANGE(0.03, 0.20), {"same_lost"}, {1}},
    {"P8", "gained", "same threat gained, per alliance-year",
     RANGE(0.03, 0.20), {"same_gained"}, {1}},
    {"P9", "", "terminations a year, upper half of capability less lower",
     AT_LEAST_0(0.0048), {"terminations_high_capability", "terminations_low_capability"}, {1, -1}},
};

enum { PATTERN_COUNT = sizeof patterns / sizeof patterns[0] };

size_t pattern_count(void)
{
    return PATTERN_COUNT;
}

const pattern_t *pattern_info(size_t pattern)
{
    return pattern < PATTERN_COUNT ? &patterns[pattern] : NULL;
}

double pattern_value(size_t pattern, const double outcomes[])
{
    const pattern_t *line = &patterns[pattern];
    double value = line->outcome[0] == NULL ? NAN : 0.0;

    for (int i = 0; i < PATTERN_TERMS && line->outcome[i] != NULL; i++) {
        value += line->weight[i] * outcomes[outcome_find(line->outcome[i])];
    }
    return value;
}

/* ---- Where they apply ---- */

enum { ALLIANCES_IN_HALVES = 10, TERMINATIONS_LEAST = 10 };

static bool has_random(const model_t *model, bool demands)
{
    bool has = demands && model->parameters.demand_rate > 0;

    for (size_t i = 0; i < model->shock_count; i++) {
        const model_shock_t *shock = &model->shocks[i];

        has = has || (!shock->scripted && shock->rate > 0 &&
                      (shock->on == VARIABLE_ALLIANCE_demand) == demands);
    }
    return has;
}

static bool is_one_of(const pattern_t *line, const char *numbers)
{
    return strstr(numbers, line->number) != NULL;
}

bool pattern_applies(size_t pattern, const scenario_t *scenario, size_t alliances,
                     uint64_t replicates, char reason[PATTERN_REASON_SIZE])
{
    const pattern_t *line = &patterns[pattern];
    const model_t *model = &scenario->model;
    const parameters_t *p = &model->parameters;
    const double years = (double)alliances * p->time_years * (double)replicates;
    const double least = TERMINATIONS_LEAST / 0.0008;

    reason[0] = '\0';
    if (is_one_of(line, "P1") && p->decision_rule != DECISION_FRAMEWORK) {
        snprintf(reason, PATTERN_REASON_SIZE, "decision.rule is not framework");
    } else if (is_one_of(line, "P3 P4") && !has_random(model, true)) {
        snprintf(reason, PATTERN_REASON_SIZE, "there are no random demands");
    } else if (is_one_of(line, "P6 P8 P9") && !has_random(model, false)) {
        snprintf(reason, PATTERN_REASON_SIZE, "there are no random shocks, so that nothing changes");
    } else if (is_one_of(line, "P8") && p->time_years < 2) {
        snprintf(reason, PATTERN_REASON_SIZE, "it compares years, and there are less than two");
    } else if (is_one_of(line, "P6") && years < least) {
        snprintf(reason, PATTERN_REASON_SIZE,
                 "%.0f alliance-years are too few to see 0.0008 a year; %.0f would do", years,
                 least);
    } else if (is_one_of(line, "P9") && alliances < ALLIANCES_IN_HALVES) {
        snprintf(reason, PATTERN_REASON_SIZE,
                 "halves of %zu alliances say more about those states than about asymmetry",
                 alliances);
    }
    return reason[0] == '\0';
}

/* ---- Playing ---- */

typedef struct task {
    patterns_result_t *into;
    const scenario_t *scenario;
    const atomic_int *stop;
} task_t;

typedef struct fault {
    uint64_t ticks, faults, replicate;
    int32_t tick;
    char words[sizeof ((patterns_result_t *)NULL)->fault];
} fault_t;

/* Whether it was not stopped. */
static bool play(world_t *world, asymmetry_t *asymmetry, const task_t *task, uint64_t replicate,
                 fault_t *fault, double outcomes[OUTCOME_MAX])
{
    const scenario_t *scenario = task->scenario;
    char words[sizeof fault->words];
    asymmetry_counts_t halves;
    tally_t tally;

    world_reset(world, scenario->seed, replicate);
    while (world_tick(world) < world_end(world) && !stop_asked(task->stop)) {
        if (world_tick(world) == 0) {
            asymmetry_begin(asymmetry);
        }
        world_step(world);
        fault->ticks++;
        if (!world_verify(world, words, sizeof words)) {
            if (fault->faults == 0) {
                fault->replicate = replicate;
                fault->tick = world_tick(world) - 1;
                memcpy(fault->words, words, sizeof words);
            }
            fault->faults++;
        }
    }
    world_tally(world, 0, &tally);
    asymmetry_count(asymmetry, &halves);
    outcomes_of(&tally, &halves, world_alliance_count(world),
                scenario->model.parameters.time_ticks_per_year, outcomes);
    return !stop_asked(task->stop);
}

/* What a thread found; integers, and the first fault by replicate, so that threads cannot matter. */
static void add_fault(patterns_result_t *self, const fault_t *fault)
{
    if (fault->faults > 0 && (self->faults == 0 || fault->replicate < self->fault_replicate)) {
        self->fault_replicate = fault->replicate;
        self->fault_tick = fault->tick;
        memcpy(self->fault, fault->words, sizeof self->fault);
    }
    self->ticks += fault->ticks;
    self->faults += fault->faults;
}

/* One thread's replicates. */
static int play_share(void *context, uint64_t first, uint64_t end)
{
    const task_t *task = context;
    patterns_result_t *self = task->into;
    asymmetry_t asymmetry = {.world = NULL};
    world_t *world = NULL;
    fault_t fault = {.faults = 0};
    double outcomes[OUTCOME_MAX];
    int status = world_create(&world, &task->scenario->model, 1);

    if (status != MODEL_OK) {
        status = status == MODEL_NO_MEMORY ? PATTERNS_NO_MEMORY : PATTERNS_INVALID;
        goto out;
    }
    if (asymmetry_init(&asymmetry, world, 0) != 0) {
        status = PATTERNS_NO_MEMORY;
        goto out;
    }
    world_listen(world, asymmetry_hear, &asymmetry);
    for (uint64_t replicate = first; replicate < end; replicate++) {
        if (!play(world, &asymmetry, task, replicate, &fault, outcomes)) {
            status = PATTERNS_STOPPED;
            goto out;
        }
        for (size_t i = 0; i < PATTERN_COUNT; i++) {
            self->values[i * self->replicates + replicate] = pattern_value(i, outcomes);
        }
    }
#ifdef _OPENMP
#pragma omp critical(adrift_patterns)
#endif
    {
        self->alliances = world_alliance_count(world);
        add_fault(self, &fault);
    }
    status = PATTERNS_OK;
out:
    asymmetry_free(&asymmetry);
    world_free(world);
    return status;
}

int patterns_play(patterns_result_t *self, const scenario_t *scenario, uint64_t replicates,
                  int threads, const atomic_int *stop)
{
    task_t task = {self, scenario, stop};
    int failed = PATTERNS_OK;

    *self = (patterns_result_t){.replicates = replicates};
    self->values = calloc((size_t)(PATTERN_COUNT * replicates) + 1, sizeof *self->values);
    if (self->values == NULL) {
        failed = PATTERNS_NO_MEMORY;
        goto out;
    }
    failed = shares_work(threads, replicates, play_share, &task);
out:
    return failed;
}

void patterns_free(patterns_result_t *self)
{
    free(self->values);
    *self = (patterns_result_t){0};
}
