/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/cases.h"

#include "config/path.h"
#include "experiments/shares.h"
#include "files/stop.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int from_history(int status)
{
    return status == HISTORY_OK          ? CASES_OK
           : status == HISTORY_NO_MEMORY ? CASES_NO_MEMORY
                                         : CASES_INVALID;
}

/* ---- Results ---- */

int cases_init(cases_result_t *self, const scenario_t *scenarios, size_t count)
{
    int status = CASES_NO_MEMORY;
    *self = (cases_result_t){0};
    self->cases = calloc(count + 1, sizeof *self->cases);
    if (self->cases == NULL) {
        goto out;
    }
    self->count = count;
    for (size_t i = 0; i < count; i++) {
        case_result_t *result = &self->cases[i];
        result->scenario = &scenarios[i];
        result->checks = calloc(scenarios[i].expectation_count + 1, sizeof *result->checks);
        result->kept_each = calloc(scenarios[i].expectation_count + 1, sizeof *result->kept_each);
        if (result->checks == NULL || result->kept_each == NULL) {
            goto out;
        }
        if (scenarios[i].expectation_count == 0) {
            status = CASES_INVALID;
            goto out;
        }
    }
    status = CASES_OK;
out:
    if (status != CASES_OK) {
        cases_free(self);
    }
    return status;
}

static void free_variants(case_result_t *result)
{
    for (size_t i = 0; i < result->variant_count; i++) {
        free(result->variants[i].path);
    }
    free(result->variants);
    result->variants = NULL;
    result->variant_count = 0;
}

void cases_free(cases_result_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->cases[i].checks);
        free(self->cases[i].kept_each);
        free_variants(&self->cases[i]);
    }
    free(self->cases);
    free(self->placebos);
    *self = (cases_result_t){0};
}

bool case_passes(const case_result_t *self, bool noise)
{
    return noise ? self->replicates > 0 &&
                       (double)self->kept >= CASES_SHARE * (double)self->replicates
                 : self->held;
}

/* ---- Noise off ---- */

/* A copy without noise. */
static int copy_quiet(scenario_t *quiet, const scenario_t *scenario)
{
    int status = scenario_copy(quiet, scenario) == SCENARIO_OK ? CASES_OK : CASES_NO_MEMORY;
    for (size_t i = 0; status == CASES_OK && i < parameters_count; i++) {
        if (strcmp(parameters_table[i].group, "noise") == 0) {
            char path[128];
            knob_t knob;
            snprintf(path, sizeof path, "noise.%s", parameters_table[i].name);
            if (path_resolve(quiet, path, &knob, NULL, 0) != PATH_OK || knob_set(&knob, 0) != KNOB_OK) {
                status = CASES_INVALID;
            }
        }
    }
    return status;
}

/* One run of a scenario; `checks` has room for its expectations. */
static int play_once(const scenario_t *scenario, uint64_t seed, const atomic_int *stop,
                     history_check_t *checks, bool *held)
{
    history_t *history = NULL;
    int status = from_history(history_create(&history, scenario, stop));
    if (status == CASES_OK) {
        *held = history_play(history, seed, 0, checks);
        status = stop_asked(stop) ? CASES_STOPPED : CASES_OK;
    }
    history_free(history);
    return status;
}

int cases_play(cases_result_t *self)
{
    int status = CASES_OK;
    for (size_t i = 0; status == CASES_OK && i < self->count; i++) {
        case_result_t *result = &self->cases[i];
        scenario_t quiet = {0};
        status = copy_quiet(&quiet, result->scenario);
        if (status == CASES_OK) {
            status = play_once(&quiet, result->scenario->seed, self->stop, result->checks,
                               &result->held);
        }
        scenario_free(&quiet);
    }
    return status;
}

/* ---- Noise on ---- */

typedef struct task {
    case_result_t *into;
    const atomic_int *stop;
} task_t;

/* The replicates of one thread: counted in integers, so that the order of threads cannot matter. */
static int play_share(void *context, uint64_t first, uint64_t end)
{
    const task_t *task = context;
    case_result_t *result = task->into;
    const uint64_t seed = result->scenario->seed;
    const size_t expectations = result->scenario->expectation_count;
    history_t *history = NULL;
    history_check_t *checks = calloc(WORLD_COPIES * expectations, sizeof *checks);
    uint64_t *each = calloc(expectations, sizeof *each), kept = 0;
    int status = CASES_NO_MEMORY;
    if (checks == NULL || each == NULL) {
        goto out;
    }
    status = from_history(history_create(&history, result->scenario, task->stop));
    if (status != CASES_OK) {
        goto out;
    }
    for (uint64_t replicate = first; replicate < end && !stop_asked(task->stop);) {
        bool held[WORLD_COPIES];
        const uint32_t count = history_play_some(history, seed, replicate, end - replicate, checks, held);
        for (uint32_t c = 0; c < count; c++) {
            kept += held[c];
            for (size_t i = 0; i < expectations; i++) {
                each[i] += checks[c * expectations + i].miss == MISS_NONE;
            }
        }
        replicate += count;
    }
#ifdef _OPENMP
#pragma omp critical(adrift_cases)
#endif
    {
        result->kept += kept;
        for (size_t i = 0; i < expectations; i++) {
            result->kept_each[i] += each[i];
        }
    }
    status = stop_asked(task->stop) ? CASES_STOPPED : CASES_OK;
out:
    history_free(history);
    free(checks);
    free(each);
    return status;
}

int cases_noise(cases_result_t *self, const cases_options_t *options)
{
    int status = CASES_OK;
    for (size_t i = 0; status == CASES_OK && i < self->count; i++) {
        case_result_t *result = &self->cases[i];
        task_t task = {result, self->stop};
        result->replicates = options->replicates;
        result->kept = 0;
        memset(result->kept_each, 0,
               result->scenario->expectation_count * sizeof *result->kept_each);
        status = shares_work(options->threads, options->replicates, play_share, &task);
    }
    return status;
}

/* ---- Perturbation ---- */

/* What can be moved, as path_list tells it. */
typedef struct code {
    char *path;
    knob_t knob;
    bool event;
} code_t;

typedef struct codes {
    code_t *list;
    size_t count, capacity;
    bool events;
} codes_t;

static void free_codes(codes_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->list[i].path);
    }
    free(self->list);
    *self = (codes_t){0};
}

/* "events.ID.size"; IDs have no dots. */
static bool is_event_size(const char *path)
{
    const char *dot = strrchr(path, '.');
    return strncmp(path, "events.", strlen("events.")) == 0 && dot != NULL &&
           strcmp(dot, ".size") == 0;
}

static int add_code(void *context, const char *path, const knob_t *knob)
{
    codes_t *self = context;
    int status = 0;
    if (self->events && !is_event_size(path)) {
        goto out;
    }
    status = CASES_NO_MEMORY;
    if (self->count == self->capacity) {
        const size_t capacity = 2 * self->capacity + 64;
        code_t *list = realloc(self->list, capacity * sizeof *list);
        if (list == NULL) {
            goto out;
        }
        self->list = list;
        self->capacity = capacity;
    }
    const size_t length = strlen(path) + 1;
    char *copy = malloc(length);
    if (copy == NULL) {
        goto out;
    }
    memcpy(copy, path, length);
    self->list[self->count++] = (code_t){copy, *knob, self->events};
    status = 0;
out:
    return status;
}

static int list_codes(codes_t *self, scenario_t *scenario)
{
    int status = path_list(scenario, PATH_CODES | PATH_GIVEN | PATH_CONSTANT, add_code, self);
    self->events = true;
    if (status == 0) {
        status = path_list(scenario, PATH_SHOCKS | PATH_CONSTANT, add_code, self);
    }
    return status == 0 ? CASES_OK : CASES_NO_MEMORY;
}

/* Play the scenario as it now stands, one code of it moved to `to`. */
static int play_variant(case_result_t *result, const scenario_t *moved, code_t *code, double to,
                        const atomic_int *stop, history_check_t *checks)
{
    case_variant_t *variant = &result->variants[result->variant_count];
    *variant = (case_variant_t){
        .event = code->event, .from = knob_get(&code->knob), .to = to, .year = NAN};
    int status = knob_set(&code->knob, to) == KNOB_OK ? CASES_OK : CASES_INVALID;
    if (status == CASES_OK && model_check(&moved->model, NULL, NULL) == 0) {
        const size_t length = strlen(code->path) + 1;
        variant->path = malloc(length);
        status = variant->path == NULL
                     ? CASES_NO_MEMORY
                     : play_once(moved, result->scenario->seed, stop, checks, &variant->held);
        if (variant->path != NULL) {
            memcpy(variant->path, code->path, length);
            result->variant_count++;
        }
        for (size_t i = moved->expectation_count; status == CASES_OK && i-- > 0;) {
            if (checks[i].miss != MISS_NONE) {
                variant->broken = i;
                variant->year =
                    checks[i].tick == MODEL_NONE ? NAN : history_year(moved, checks[i].tick);
            }
        }
    }
    knob_set(&code->knob, variant->from);
    return status;
}

static int perturb(case_result_t *result, const atomic_int *stop)
{
    scenario_t moved = {0};
    codes_t codes = {0};
    history_check_t *checks = calloc(result->scenario->expectation_count, sizeof *checks);
    int status = copy_quiet(&moved, result->scenario);
    free_variants(result);
    if (status == CASES_OK) {
        status = list_codes(&codes, &moved);
    }
    if (status == CASES_OK) {
        result->variants = calloc(2 * codes.count + 1, sizeof *result->variants);
        status = result->variants == NULL || checks == NULL ? CASES_NO_MEMORY : CASES_OK;
    }
    for (size_t i = 0; status == CASES_OK && i < 2 * codes.count; i++) {
        code_t *code = &codes.list[i / 2];
        const double from = knob_get(&code->knob), step = i % 2 == 0 ? CASES_STEP : -CASES_STEP;
        const double to = fmin(fmax(from + step, code->knob.lowest), code->knob.highest);
        if (fabs(to - from) > 1e-9) {
            status = play_variant(result, &moved, code, to, stop, checks);
        }
    }
    free_codes(&codes);
    free(checks);
    scenario_free(&moved);
    return status;
}

int cases_perturb(cases_result_t *self)
{
    int status = CASES_OK;
    for (size_t i = 0; status == CASES_OK && i < self->count; i++) {
        status = perturb(&self->cases[i], self->stop);
    }
    return status;
}

/* ---- Placebos ---- */

static bool same_value(const distribution_t *a, const distribution_t *b)
{
    return a->kind == b->kind && !(a->a < b->a || a->a > b->a) && !(a->b < b->b || a->b > b->b) &&
           !(a->c < b->c || a->c > b->c);
}

static bool same_entry(const model_agent_t *a, const model_agent_t *b, agent_kind_t kind,
                       size_t sources)
{
    bool same = a->count == b->count && a->state == b->state && a->response == b->response &&
                a->strong == b->strong && a->weak == b->weak && a->member == b->member;
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        if (info->kind != kind || info->role == ROLE_ACTION) {
            continue;
        }
        for (size_t k = 0; k < (info->per_source ? sources : 1); k++) {
            same =
                same && (info->per_source ? same_value(&a->per_source[v][k], &b->per_source[v][k])
                                          : same_value(&a->value[v], &b->value[v]));
        }
    }
    return same;
}

static bool same_codes(const scenario_t *a, const scenario_t *b)
{
    bool same = a->model.tie_count == b->model.tie_count;
    for (agent_kind_t kind = KIND_SOURCE; kind < KIND_WORLD; kind++) {
        model_agent_t *x = NULL, *y = NULL;
        const size_t count = scenario_entries(a, kind, &x);
        same = same && count == scenario_entries(b, kind, &y);
        for (size_t i = 0; same && i < count; i++) {
            same = same_entry(&x[i], &y[i], kind, a->model.source_count);
        }
    }
    return same;
}

/* An index into the other case's entries means the entry in that place here. */
static bool has_place(int32_t index, size_t count, const char *what, char *why, size_t why_size)
{
    const bool has = index == MODEL_NONE || (size_t)index < count;
    if (!has && why[0] == '\0') {
        snprintf(why, why_size, "too few %s there: %zu", what, count);
    }
    return has;
}

static bool has_alliance(const model_t *model, int32_t strong, int32_t weak, uint32_t member,
                         char *why, size_t why_size)
{
    bool has = strong == MODEL_NONE || weak == MODEL_NONE;
    for (size_t i = 0; i < model->alliance_count && !has; i++) {
        const model_agent_t *alliance = &model->alliances[i];
        has = alliance->strong == strong && alliance->weak == weak &&
              (alliance->member == 0 || member == 0 || alliance->member == member);
    }
    if (!has && why[0] == '\0') {
        snprintf(why, why_size, "%s and %s have no alliance there", model->strong[strong].id,
                 model->weak[weak].id);
    }
    return has;
}

static bool can_map_shock(const model_t *model, const model_shock_t *shock, char *why,
                          size_t why_size)
{
    const agent_kind_t kind = variable_info(shock->on)->kind;
    const size_t targets = kind == KIND_SOURCE   ? model->source_count
                           : kind == KIND_STRONG ? model->strong_count
                                                 : model->weak_count;
    const char *name = kind == KIND_SOURCE   ? "sources"
                       : kind == KIND_STRONG ? "strong states"
                                             : "weak states";
    return has_place(shock->target, targets, name, why, why_size) &&
           has_place(shock->source, model->source_count, "sources", why, why_size) &&
           has_place(shock->strong, model->strong_count, "strong states", why, why_size) &&
           has_place(shock->weak, model->weak_count, "weak states", why, why_size) &&
           (kind != KIND_ALLIANCE ||
            has_alliance(model, shock->strong, shock->weak, shock->member, why, why_size));
}

static int copy_shocks(model_t *to, const model_t *from, char *why, size_t why_size)
{
    int status = CASES_OK;
    for (size_t i = 0; i < to->shock_count; i++) {
        free(to->shocks[i].id);
    }
    to->shock_count = 0;
    for (size_t i = 0; status == CASES_OK && i < from->shock_count; i++) {
        model_shock_t *added = NULL;
        if (can_map_shock(to, &from->shocks[i], why, why_size)) {
            status = model_add_shock(to, from->shocks[i].id, from->shocks[i].on, &added) == MODEL_OK
                         ? CASES_OK
                         : CASES_NO_MEMORY;
        }
        if (added != NULL) {
            char *id = added->id;
            *added = from->shocks[i];
            added->id = id;
        }
    }
    return status;
}

static int copy_expectations(scenario_t *to, const scenario_t *from, char *why, size_t why_size)
{
    expectation_t *copy = calloc(from->expectation_count + 1, sizeof *copy);
    if (copy != NULL) {
        memcpy(copy, from->expectations, from->expectation_count * sizeof *copy);
        free(to->expectations);
        to->expectations = copy;
        to->expectation_count = from->expectation_count;
        for (size_t i = 0; i < to->expectation_count; i++) {
            if (has_place(copy[i].strong, to->model.strong_count, "strong states", why, why_size) &&
                has_place(copy[i].weak, to->model.weak_count, "weak states", why, why_size)) {
                has_alliance(&to->model, copy[i].strong, copy[i].weak, copy[i].member, why,
                             why_size);
            }
        }
    }
    return copy == NULL ? CASES_NO_MEMORY : CASES_OK;
}

typedef struct complaint {
    char *text;
    size_t size;
} complaint_t;

static void complain(void *context, const char *path, const char *message)
{
    complaint_t *first = context;
    if (first->text[0] == '\0') {
        snprintf(first->text, first->size, "%s: %s", path, message);
    }
}

/* Sources, strong states, weak states, alliances and ties of `codes`; parameters, events and
 * history of `events`. */
static int graft(scenario_t *self, const scenario_t *codes, const scenario_t *events, char *why,
                 size_t why_size)
{
    int status = copy_quiet(self, codes);
    why[0] = '\0';
    if (status == CASES_OK) {
        scenario_t quiet = {0};
        status = copy_quiet(&quiet, events);
        self->model.parameters = quiet.model.parameters;
        scenario_free(&quiet);
    }
    if (status == CASES_OK) {
        status = copy_shocks(&self->model, &events->model, why, why_size);
    }
    if (status == CASES_OK) {
        status = copy_expectations(self, events, why, why_size);
    }
    if (status == CASES_OK && why[0] == '\0') {
        model_check(&self->model, complain, &(complaint_t){why, why_size});
    }
    return status;
}

static int try_placebo(placebo_t *placebo, const scenario_t *codes, const scenario_t *events,
                       const atomic_int *stop)
{
    scenario_t grafted = {0};
    history_check_t *checks = calloc(events->expectation_count, sizeof *checks);
    int status = checks == NULL ? CASES_NO_MEMORY
                                : graft(&grafted, codes, events, placebo->why, sizeof placebo->why);
    if (same_codes(codes, events)) {
        placebo->state = PLACEBO_SAME_CODES;
    } else if (placebo->why[0] != '\0') {
        placebo->state = PLACEBO_UNMAPPED;
    } else if (status == CASES_OK) {
        placebo->state = PLACEBO_PLAYED;
        status = play_once(&grafted, events->seed, stop, checks, &placebo->held);
        for (size_t i = 0; status == CASES_OK && i < events->expectation_count; i++) {
            placebo->missed += checks[i].miss != MISS_NONE;
        }
    }
    scenario_free(&grafted);
    free(checks);
    return status;
}

int cases_placebo(cases_result_t *self)
{
    int status = CASES_NO_MEMORY;
    free(self->placebos);
    self->placebo_count = 0;
    self->placebos = calloc(self->count * self->count + 1, sizeof *self->placebos);
    if (self->placebos == NULL) {
        goto out;
    }
    status = CASES_OK;
    for (size_t events = 0; status == CASES_OK && events < self->count; events++) {
        for (size_t codes = 0; status == CASES_OK && codes < self->count; codes++) {
            if (codes != events) {
                placebo_t *placebo = &self->placebos[self->placebo_count++];
                *placebo = (placebo_t){.codes = codes, .events = events};
                status = try_placebo(placebo, self->cases[codes].scenario,
                                     self->cases[events].scenario, self->stop);
            }
        }
    }
out:
    return status;
}
