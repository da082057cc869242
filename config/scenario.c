/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/scenario.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const outcome_words[OUTCOME_COUNT] = {"settled", "lapsed"};
static const char *const kind_words[EXPECTATION_KIND_COUNT] = {"behaviour", "status", "outcome"};

void scenario_init(scenario_t *self)
{
    memset(self, 0, sizeof *self);
    model_init(&self->model);
    self->seed = SCENARIO_SEED;
    self->required = true;
}

void scenario_free(scenario_t *self)
{
    free(self->name);
    free(self->label);
    free(self->file);
    model_free(&self->model);
    free(self->expectations);
    free(self->given_parameters);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        free(self->given_values[kind]);
    }
    memset(self, 0, sizeof *self);
}

size_t scenario_entries(const scenario_t *self, agent_kind_t kind, model_agent_t **entries)
{
    const model_t *model = &self->model;
    model_agent_t *found = NULL;
    size_t count = 0;
    switch (kind) {
    case KIND_SOURCE:
        found = model->sources;
        count = model->source_count;
        break;
    case KIND_STRONG:
        found = model->strong;
        count = model->strong_count;
        break;
    case KIND_WEAK:
        found = model->weak;
        count = model->weak_count;
        break;
    case KIND_ALLIANCE:
        found = model->alliances;
        count = model->alliance_count;
        break;
    case KIND_WORLD:
    case KIND_COUNT:
        break;
    }
    if (entries != NULL) {
        *entries = found;
    }
    return count;
}

int scenario_name_after(char **name, const char *file)
{
    const char *slash = strrchr(file, '/');
    int status = model_set_text(name, slash == NULL ? file : slash + 1) == MODEL_OK
                     ? SCENARIO_OK
                     : SCENARIO_NO_MEMORY;
    if (status == SCENARIO_OK) {
        size_t length = strlen(*name);
        if (length > 4 && strcmp(*name + length - 4, ".cfg") == 0) {
            (*name)[length - 4] = '\0';
        }
    }
    return status;
}

/* ---- What was given ------------------------------------------------------------------------- */

static size_t given_stride(const scenario_t *self)
{
    return VARIABLE_COUNT * (1 + self->model.source_count);
}

int scenario_given_init(scenario_t *self)
{
    int status = SCENARIO_NO_MEMORY;
    free(self->given_parameters);
    self->given_parameters = calloc(parameters_count, 1);
    if (self->given_parameters == NULL) {
        goto out;
    }
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        size_t count = scenario_entries(self, (agent_kind_t)kind, NULL);
        free(self->given_values[kind]);
        self->given_values[kind] = NULL;
        if (count > 0) {
            self->given_values[kind] = calloc(count, given_stride(self));
            if (self->given_values[kind] == NULL) {
                goto out;
            }
        }
    }
    status = SCENARIO_OK;
out:
    return status;
}

static unsigned char *given_place(const scenario_t *self, agent_kind_t kind, size_t entry,
                                  variable_t variable, int32_t source)
{
    unsigned char *place = NULL;
    if (self->given_values[kind] != NULL) {
        size_t slot = source == MODEL_NONE
                          ? (size_t)variable
                          : VARIABLE_COUNT + (size_t)variable * self->model.source_count + (size_t)source;
        place = self->given_values[kind] + entry * given_stride(self) + slot;
    }
    return place;
}

bool scenario_given(const scenario_t *self, agent_kind_t kind, size_t entry, variable_t variable,
                    int32_t source)
{
    const unsigned char *place = given_place(self, kind, entry, variable, source);
    return place != NULL && *place != 0;
}

bool scenario_given_parameter(const scenario_t *self, const parameter_info_t *info)
{
    return self->given_parameters != NULL && self->given_parameters[info - parameters_table] != 0;
}

unsigned char *scenario_given_place(scenario_t *self, agent_kind_t kind, size_t entry,
                                    variable_t variable, int32_t source)
{
    return given_place(self, kind, entry, variable, source);
}

/* ---- Copies --------------------------------------------------------------------------------- */

static int copy_bytes(unsigned char **copy, const unsigned char *bytes, size_t size)
{
    int status = SCENARIO_OK;
    if (bytes != NULL && size > 0) {
        *copy = malloc(size);
        if (*copy == NULL) {
            status = SCENARIO_NO_MEMORY;
        } else {
            memcpy(*copy, bytes, size);
        }
    }
    return status;
}

int scenario_copy(scenario_t *self, const scenario_t *other)
{
    int status = SCENARIO_NO_MEMORY;
    unsigned char *expectations = NULL;
    scenario_init(self);
    self->seed = other->seed;
    self->seed_given = other->seed_given;
    self->required = other->required;
    if (model_set_text(&self->name, other->name) != MODEL_OK ||
        model_set_text(&self->label, other->label) != MODEL_OK ||
        model_set_text(&self->file, other->file) != MODEL_OK ||
        model_copy(&self->model, &other->model) != MODEL_OK ||
        copy_bytes(&expectations, (const unsigned char *)other->expectations,
                   other->expectation_count * sizeof *other->expectations) != SCENARIO_OK) {
        goto out;
    }
    self->expectations = (expectation_t *)(void *)expectations;
    self->expectation_count = other->expectation_count;
    if (copy_bytes(&self->given_parameters, other->given_parameters, parameters_count) !=
        SCENARIO_OK) {
        goto out;
    }
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        size_t size = scenario_entries(other, (agent_kind_t)kind, NULL) * given_stride(other);
        if (copy_bytes(&self->given_values[kind], other->given_values[kind], size) != SCENARIO_OK) {
            goto out;
        }
    }
    status = SCENARIO_OK;
out:
    if (status != SCENARIO_OK) {
        scenario_free(self);
    }
    return status;
}

/* ---- Equality ------------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* To the bit: -0 is not 0. */
static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Parameters that the kind does not have do not count. */
static bool same_distribution(const distribution_t *a, const distribution_t *b)
{
    const distribution_info_t *info = distribution_info(a->kind);
    return a->kind == b->kind && info != NULL && same_number(a->a, b->a) &&
           (info->count < 2 || same_number(a->b, b->b)) &&
           (info->count < 3 || same_number(a->c, b->c));
}

static bool same_agents(const scenario_t *a, const scenario_t *b, agent_kind_t kind)
{
    model_agent_t *first, *second;
    size_t count = scenario_entries(a, kind, &first);
    bool same = count == scenario_entries(b, kind, &second);
    for (size_t i = 0; same && i < count; i++) {
        const model_agent_t *x = &first[i], *y = &second[i];
        same = same_text(x->id, y->id) && same_text(x->label, y->label) && x->count == y->count &&
               x->state == y->state && x->response == y->response && x->strong == y->strong &&
               x->weak == y->weak && x->member == y->member;
        for (int v = 0; same && v < VARIABLE_COUNT; v++) {
            const variable_info_t *info = variable_info((variable_t)v);
            if (info->kind != kind || info->role == ROLE_ACTION) {
                continue;
            }
            if (!info->per_source) {
                same = same_distribution(&x->value[v], &y->value[v]);
            }
            for (size_t k = 0; same && info->per_source && k < a->model.source_count; k++) {
                same = same_distribution(&x->per_source[v][k], &y->per_source[v][k]);
            }
        }
    }
    return same;
}

static bool same_tie(const model_tie_t *a, const model_tie_t *b)
{
    return a->from == b->from && a->to == b->to && a->from_member == b->from_member &&
           a->to_member == b->to_member && a->partners == b->partners && a->mutual == b->mutual &&
           same_distribution(&a->weight, &b->weight);
}

static bool same_shock(const model_shock_t *a, const model_shock_t *b)
{
    return same_text(a->id, b->id) && a->scripted == b->scripted && a->on == b->on &&
           a->target == b->target && a->strong == b->strong && a->weak == b->weak &&
           a->member == b->member && a->source == b->source && a->together == b->together &&
           a->permanent == b->permanent && a->conflict == b->conflict &&
           same_number(a->rate, b->rate) && same_number(a->date, b->date) &&
           same_distribution(&a->size, &b->size);
}

static bool same_expectation(const expectation_t *a, const expectation_t *b)
{
    return a->kind == b->kind && a->value == b->value && a->once == b->once &&
           a->never == b->never && same_number(a->from, b->from) && same_number(a->to, b->to) &&
           a->strong == b->strong && a->weak == b->weak && a->member == b->member;
}

bool scenario_equal(const scenario_t *a, const scenario_t *b)
{
    const model_t *x = &a->model, *y = &b->model;
    bool same = same_text(a->name, b->name) && same_text(a->label, b->label) &&
                a->seed == b->seed && a->required == b->required && a->expectation_count == b->expectation_count &&
                x->source_count == y->source_count && x->tie_count == y->tie_count &&
                x->shock_count == y->shock_count;
    for (size_t i = 0; same && i < parameters_count; i++) {
        same = same_number(parameters_get(&x->parameters, &parameters_table[i]),
                           parameters_get(&y->parameters, &parameters_table[i]));
    }
    for (int kind = 0; same && kind < KIND_COUNT; kind++) {
        same = same_agents(a, b, (agent_kind_t)kind);
    }
    for (size_t i = 0; same && i < x->tie_count; i++) {
        same = same_tie(&x->ties[i], &y->ties[i]);
    }
    for (size_t i = 0; same && i < x->shock_count; i++) {
        same = same_shock(&x->shocks[i], &y->shocks[i]);
    }
    for (size_t i = 0; same && i < a->expectation_count; i++) {
        same = same_expectation(&a->expectations[i], &b->expectations[i]);
    }
    return same;
}

/* ---- Expectations --------------------------------------------------------------------------- */

const char *outcome_name(outcome_t outcome)
{
    return (unsigned)outcome < OUTCOME_COUNT ? outcome_words[outcome] : "";
}

const char *expectation_word(expectation_kind_t kind, int value)
{
    const char *word = "";
    if (kind == EXPECTATION_BEHAVIOUR && (unsigned)value < BEHAVIOUR_COUNT) {
        word = behaviour_name((behaviour_t)value);
    } else if (kind == EXPECTATION_STATUS && (unsigned)value < STATUS_COUNT) {
        word = status_name((status_t)value);
    } else if (kind == EXPECTATION_OUTCOME && (unsigned)value < OUTCOME_COUNT) {
        word = outcome_name((outcome_t)value);
    }
    return word;
}

bool expectation_from_word(const char *word, expectation_kind_t *kind, int *value)
{
    static const int counts[EXPECTATION_KIND_COUNT] = {BEHAVIOUR_COUNT, STATUS_COUNT,
                                                       OUTCOME_COUNT};
    bool found = false;
    for (int k = 0; k < EXPECTATION_KIND_COUNT && !found; k++) {
        for (int v = 0; v < counts[k] && !found; v++) {
            found = strcmp(expectation_word((expectation_kind_t)k, v), word) == 0;
            if (found) {
                *kind = (expectation_kind_t)k;
                *value = v;
            }
        }
    }
    return found;
}

const char *expectation_kind_name(expectation_kind_t kind)
{
    return (unsigned)kind < EXPECTATION_KIND_COUNT ? kind_words[kind] : "";
}

void expectation_alliance(const scenario_t *self, const expectation_t *expectation, char *text,
                          size_t size)
{
    const model_t *model = &self->model;
    const char *strong = expectation->strong < 0 ? "" : model->strong[expectation->strong].id;
    const char *weak = expectation->weak < 0 ? "" : model->weak[expectation->weak].id;
    if (expectation->member == 0) {
        snprintf(text, size, "%s.%s", strong, weak);
    } else {
        snprintf(text, size, "%s.%s-%lu", strong, weak, (unsigned long)expectation->member);
    }
}
