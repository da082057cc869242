/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/knob.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "config/notation.h"
#include "config/number.h"
#include "config/suggest.h"

/* ---- Made of -------------------------------------------------------------------------------- */

static knob_t make(scenario_t *scenario, knob_type_t type, void *target, double lowest, double highest)
{
    return (knob_t){.type = type,
                    .target = target,
                    .lowest = lowest,
                    .highest = highest,
                    .unit = "1",
                    .meaning = "",
                    .model = &scenario->model};
}

knob_t knob_of_parameter(scenario_t *scenario, const parameter_info_t *info)
{
    static const knob_type_t types[] = {
        [PARAMETER_REAL] = KNOB_REAL, [PARAMETER_INTEGER] = KNOB_INTEGER, [PARAMETER_CHOICE] = KNOB_WORD};
    knob_t knob = make(scenario, types[info->type], (char *)&scenario->model.parameters + info->offset, info->lowest,
                       info->highest);
    knob.words = info->words;
    knob.structural = strcmp(info->group, "time") == 0;
    knob.unit = info->unit;
    knob.meaning = info->meaning;
    if (info->type == PARAMETER_CHOICE) {
        knob.highest = word_count(info->words) - 1;
    }
    if (scenario->given_parameters != NULL) {
        knob.given = &scenario->given_parameters[info - parameters_table];
    }
    return knob;
}

knob_t knob_of_value(scenario_t *scenario, agent_kind_t kind, size_t index, variable_t variable, int32_t source)
{
    const variable_info_t *info = variable_info(variable);
    model_agent_t *entries;
    knob_t knob;
    (void)scenario_entries(scenario, kind, &entries);
    knob = make(scenario, KNOB_DISTRIBUTION, agent_value(&entries[index], variable, source), info->lowest,
                info->highest);
    knob.meaning = info->meaning;
    knob.given = scenario_given_place(scenario, kind, index, variable, info->per_source ? source : MODEL_NONE);
    return knob;
}

/* The type of a field's knob; false if fields of that type have none. */
static bool find_type(field_type_t field, knob_type_t *type)
{
    static const struct {
        field_type_t field;
        knob_type_t knob;
    } types[] = {{FIELD_REAL, KNOB_REAL},       {FIELD_COUNT, KNOB_INTEGER},
                 {FIELD_BOOLEAN, KNOB_BOOLEAN}, {FIELD_WORD, KNOB_WORD},
                 {FIELD_SOURCE, KNOB_SOURCE},   {FIELD_STRONG, KNOB_STRONG},
                 {FIELD_DISTRIBUTION, KNOB_DISTRIBUTION}};
    bool found = false;
    for (size_t i = 0; i < sizeof types / sizeof types[0] && !found; i++) {
        found = types[i].field == field;
        *type = types[i].knob;
    }
    return found;
}

bool knob_exists(const section_t *section, const field_t *field, const void *entry)
{
    knob_type_t type;
    return find_type(field->type, &type) && !(field->flags & (FIELD_KEY | FIELD_WRITTEN)) &&
           field_applies(section, field, entry);
}

knob_t knob_of_field(scenario_t *scenario, const section_t *section, const field_t *field, void *entry)
{
    knob_type_t type = KNOB_REAL;
    knob_t knob;
    (void)find_type(field->type, &type);
    knob = make(scenario, type, (char *)entry + field->offset, field->lowest, field->highest);
    if ((section->id == SECTION_SHOCKS || section->id == SECTION_EVENTS) && type == KNOB_DISTRIBUTION) {
        const variable_info_t *info = variable_info(((const model_shock_t *)entry)->on);
        knob.lowest = info->lowest;
        knob.highest = info->highest;
        if (info->role != ROLE_ACTION) { /* a change may lead from one end of the range to the other */
            knob.highest = info->highest - info->lowest;
            knob.lowest = -knob.highest;
        }
    }
    knob.words = field->words;
    knob.structural = (field->flags & FIELD_STRUCTURAL) != 0;
    knob.unit = field->unit;
    knob.meaning = field->meaning;
    return knob;
}

knob_t knob_of_detail(const knob_t *value, int parameter)
{
    knob_t knob = *value;
    knob.type = KNOB_REAL;
    knob.target = notation_parameter(value->target, parameter);
    knob.lowest = -1e9;
    knob.highest = 1e9;
    return knob;
}

/* ---- What it is ----------------------------------------------------------------------------- */

const distribution_info_t *knob_distribution(const knob_t *self)
{
    const distribution_info_t *info = NULL;
    if (self->type == KNOB_DISTRIBUTION) {
        const distribution_t *distribution = self->target;
        info = distribution->kind == DISTRIBUTION_CONSTANT ? NULL : distribution_info(distribution->kind);
    }
    return info;
}

bool knob_is_constant(const knob_t *self)
{
    return knob_distribution(self) == NULL;
}

/* ---- Reading and setting -------------------------------------------------------------------- */

/* Those that a SOURCE or STRONG can name. */
static size_t candidates(const knob_t *self, const model_agent_t **entries)
{
    const model_t *model = self->model;
    bool source = self->type == KNOB_SOURCE;
    *entries = source ? model->sources : model->strong;
    return source ? model->source_count : model->strong_count;
}

double knob_get(const knob_t *self)
{
    double value = 0.0;
    const distribution_t *distribution = self->target;
    switch (self->type) {
    case KNOB_REAL:
        value = *(const double *)self->target;
        break;
    case KNOB_INTEGER:
        value = self->lowest < 0.0 ? (double)*(const int *)self->target : (double)*(const uint32_t *)self->target;
        break;
    case KNOB_WORD:
        value = (double)*(const int *)self->target;
        break;
    case KNOB_BOOLEAN:
        value = *(const bool *)self->target ? 1.0 : 0.0;
        break;
    case KNOB_DISTRIBUTION:
        value = distribution->kind == DISTRIBUTION_CONSTANT ? distribution->a : distribution_mean(distribution);
        break;
    case KNOB_SOURCE:
    case KNOB_STRONG:
        value = (double)*(const int32_t *)self->target;
        break;
    }
    return value;
}

static bool whole_between(double value, double lowest, double highest)
{
    return value >= lowest && value <= highest && value <= floor(value);
}

int knob_set(const knob_t *self, double value)
{
    const model_agent_t *entries;
    bool fine = isfinite(value);
    switch (self->type) {
    case KNOB_REAL:
        if (fine) {
            *(double *)self->target = value;
        }
        break;
    case KNOB_DISTRIBUTION:
        if (fine) {
            *(distribution_t *)self->target = (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = value};
        }
        break;
    case KNOB_INTEGER: /* both int and uint32_t hold it */
        fine = fine && whole_between(value, 0.0, (double)INT_MAX);
        if (fine) {
            *(uint32_t *)self->target = (uint32_t)value;
        }
        break;
    case KNOB_WORD:
        fine = fine && whole_between(value, 0.0, word_count(self->words) - 1);
        if (fine) {
            *(int *)self->target = (int)value;
        }
        break;
    case KNOB_BOOLEAN:
        fine = fine && whole_between(value, 0.0, 1.0);
        if (fine) {
            *(bool *)self->target = value > 0.5;
        }
        break;
    case KNOB_SOURCE:
    case KNOB_STRONG:
        fine = fine && whole_between(value, MODEL_NONE, (double)candidates(self, &entries) - 1.0);
        if (fine) {
            *(int32_t *)self->target = (int32_t)value;
        }
        break;
    }
    return fine ? KNOB_OK : KNOB_INVALID;
}

/* "beta(2, 9)": a name of a distribution and its parameters, all of them. */
static bool read_distribution(const char *text, distribution_t *distribution)
{
    const char *open = strchr(text, '(');
    size_t length = strlen(text);
    char name[32], argument[64];
    const distribution_info_t *info;
    const char *rest;
    int kind;
    bool fine = false;
    if (open == NULL || (size_t)(open - text) >= sizeof name || text[length - 1] != ')') {
        goto out;
    }
    snprintf(name, sizeof name, "%.*s", (int)(open - text), text);
    kind = distribution_kind_from_name(name);
    if (kind < 0) {
        goto out;
    }
    *distribution = (distribution_t){.kind = (distribution_kind_t)kind};
    info = distribution_info(distribution->kind);
    rest = open + 1;
    fine = true;
    for (int i = 0; i < info->count && fine; i++) {
        size_t size;
        rest += strspn(rest, " ");
        size = strcspn(rest, ",) ");
        fine = size < sizeof argument;
        if (fine) {
            snprintf(argument, sizeof argument, "%.*s", (int)size, rest);
            double *parameter = notation_parameter(distribution, i);

            fine = number_read(argument, parameter) && isfinite(*parameter);
            rest += size;
            rest += strspn(rest, " ");
            fine = fine && *rest == (i + 1 < info->count ? ',' : ')');
            rest++;
        }
    }
    fine = fine && *rest == '\0';
out:
    return fine;
}

static void nobody(const knob_t *self, const char *text, char *why, size_t why_size)
{
    const model_agent_t *entries;
    size_t count = candidates(self, &entries);
    char suggestion[SUGGEST_TEXT_SIZE];
    suggest_t nearest;
    suggest_init(&nearest, text);
    for (size_t i = 0; i < count && i < SUGGEST_MOST; i++) {
        suggest_offer(&nearest, entries[i].id);
    }
    suggest_did_you_mean(&nearest, suggestion, sizeof suggestion);
    snprintf(why, why_size, "there is no %s %.100s%s", self->type == KNOB_SOURCE ? "source" : "strong state", text,
             suggestion);
}

/* A number where one is wanted; why not, otherwise. */
static int set_number(const knob_t *self, const char *text, char *why, size_t why_size)
{
    int status = KNOB_INVALID;
    bool whole = self->type == KNOB_INTEGER;
    double value = 0.0;
    if (!number_read(text, &value)) {
        if (self->type == KNOB_DISTRIBUTION) {
            distribution_t distribution;
            if (read_distribution(text, &distribution)) {
                *(distribution_t *)self->target = distribution;
                status = KNOB_OK;
            } else {
                snprintf(why, why_size, "must be a number, or a distribution such as uniform(0.1, 0.3)");
            }
        } else {
            snprintf(why, why_size, "must be a %snumber", whole ? "whole " : "");
        }
    } else if (!isfinite(value)) {
        snprintf(why, why_size, "is too large for a number");
    } else if (whole && strspn(text, "+-0123456789") != strlen(text)) {
        snprintf(why, why_size, "must be a whole number, without point or exponent");
    } else {
        status = knob_set(self, value);
        if (status != KNOB_OK) {
            snprintf(why, why_size, "must be in [%.10g, %.10g]", self->lowest, self->highest);
        }
    }
    return status;
}

int knob_set_text(const knob_t *self, const char *text, char *why, size_t why_size)
{
    int status = KNOB_OK, index;
    const model_agent_t *entries;
    size_t count;
    char ignored[1], list[256];
    if (why == NULL || why_size == 0) {
        why = ignored;
        why_size = sizeof ignored;
    }
    why[0] = '\0';
    switch (self->type) {
    case KNOB_REAL:
    case KNOB_INTEGER:
    case KNOB_DISTRIBUTION:
        status = set_number(self, text, why, why_size);
        break;
    case KNOB_WORD:
        index = word_index(self->words, text);
        if (index >= 0) {
            *(int *)self->target = index;
        } else {
            word_list(self->words, list, sizeof list);
            snprintf(why, why_size, "must be %s", list);
            status = KNOB_INVALID;
        }
        break;
    case KNOB_BOOLEAN:
        if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
            *(bool *)self->target = text[0] == 't';
        } else {
            snprintf(why, why_size, "must be true or false");
            status = KNOB_INVALID;
        }
        break;
    case KNOB_SOURCE:
    case KNOB_STRONG:
        count = candidates(self, &entries);
        index = model_find(entries, count, text);
        if (index != MODEL_NONE) {
            *(int32_t *)self->target = index;
        } else {
            nobody(self, text, why, why_size);
            status = KNOB_INVALID;
        }
        break;
    }
    return status;
}

static void get_distribution(const distribution_t *distribution, char *text, size_t size)
{
    const distribution_info_t *info = distribution_info(distribution->kind);
    distribution_t copy = *distribution;
    char number[NUMBER_SIZE];
    size_t used = 0;
    if (distribution->kind == DISTRIBUTION_CONSTANT) {
        number_write(number, distribution->a);
        snprintf(text, size, "%s", number);
    } else {
        used = (size_t)snprintf(text, size, "%s(", info->name);
        for (int i = 0; i < info->count && used < size; i++) {
            number_write(number, *notation_parameter(&copy, i));
            used += (size_t)snprintf(text + used, size - used, "%s%s", number,
                                     i + 1 < info->count ? ", " : ")");
        }
    }
}

void knob_get_text(const knob_t *self, char *text, size_t size)
{
    const model_agent_t *entries;
    char number[NUMBER_SIZE];
    int32_t index;
    switch (self->type) {
    case KNOB_REAL:
    case KNOB_INTEGER:
        number_write(number, knob_get(self));
        snprintf(text, size, "%s", number);
        break;
    case KNOB_WORD:
        word_at(self->words, *(const int *)self->target, text, size);
        break;
    case KNOB_BOOLEAN:
        snprintf(text, size, "%s", *(const bool *)self->target ? "true" : "false");
        break;
    case KNOB_DISTRIBUTION:
        get_distribution(self->target, text, size);
        break;
    case KNOB_SOURCE:
    case KNOB_STRONG:
        index = *(const int32_t *)self->target;
        (void)candidates(self, &entries);
        snprintf(text, size, "%s", index == MODEL_NONE ? "" : entries[index].id);
        break;
    }
}
