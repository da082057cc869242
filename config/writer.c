/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/writer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "config/notation.h"
#include "config/table.h"

static const void *at(const void *entry, size_t offset)
{
    return (const char *)entry + offset;
}

/* Whether there is something to write: no text, no name and no end of a window is said by silence. */
static bool is_said(const field_t *field, const void *entry)
{
    const void *target = at(entry, field->offset);
    bool said = true;
    if (field->type == FIELD_TEXT || field->type == FIELD_ID) {
        said = *(char *const *)target != NULL;
    } else if (field->type == FIELD_SOURCE || field->type == FIELD_STRONG ||
               field->type == FIELD_WEAK || field->type == FIELD_TARGET) {
        said = *(const int32_t *)target != MODEL_NONE;
    } else if (field->type == FIELD_REAL) {
        said = isfinite(*(const double *)target);
    } else if (field->type == FIELD_COUNT) {
        said = *(const uint32_t *)target != 0;
    }
    return said;
}

static void put_weak(text_t *out, const scenario_t *self, int32_t weak, uint32_t member)
{
    char name[TABLE_NAME_SIZE];
    weak_name(&self->model, weak, member, name);
    notation_string(out, name);
}

static void put_target(text_t *out, const scenario_t *self, const model_shock_t *shock)
{
    agent_kind_t kind = variable_info(shock->on)->kind;
    model_agent_t *entries;
    (void)scenario_entries(self, kind, &entries);
    if (kind == KIND_WEAK) {
        put_weak(out, self, shock->target, shock->member);
    } else {
        notation_string(out, entries[shock->target].id);
    }
}

static void put_field(text_t *out, const scenario_t *self, const field_t *field, const void *entry)
{
    const void *target = at(entry, field->offset);
    char word[TABLE_NAME_SIZE];
    int index = 0;
    notation_print(out, "%s = ", field->name);
    switch (field->type) {
    case FIELD_ID:
    case FIELD_TEXT:
        notation_string(out, *(char *const *)target);
        break;
    case FIELD_REAL:
        notation_number(out, *(const double *)target);
        break;
    case FIELD_COUNT:
        notation_print(out, "%" PRIu32, *(const uint32_t *)target);
        break;
    case FIELD_BOOLEAN:
        notation_put(out, *(const bool *)target ? "true" : "false");
        break;
    case FIELD_WORD:
        memcpy(&index, target, sizeof index);
        word_at(field->words, index, word, sizeof word);
        notation_string(out, word);
        break;
    case FIELD_DISTRIBUTION:
        notation_distribution(out, target);
        break;
    case FIELD_VARIABLE:
        notation_print(out, "\"%s.%s\"", variable_info(*(const variable_t *)target)->kind_name,
              variable_info(*(const variable_t *)target)->name);
        break;
    case FIELD_SOURCE:
        notation_string(out, self->model.sources[*(const int32_t *)target].id);
        break;
    case FIELD_STRONG:
        notation_string(out, self->model.strong[*(const int32_t *)target].id);
        break;
    case FIELD_WEAK:
        put_weak(out, self, *(const int32_t *)target, *(const uint32_t *)at(entry, field->second));
        break;
    case FIELD_TARGET:
        put_target(out, self, entry);
        break;
    case FIELD_PAIR: {
        char pair[2 * TABLE_NAME_SIZE];
        expectation_alliance(self, entry, pair, sizeof pair);
        notation_string(out, pair);
        break;
    }
    case FIELD_EXPECTED:
    case FIELD_NEVER:
        notation_string(out, expectation_word(((const expectation_t *)entry)->kind,
                                         ((const expectation_t *)entry)->value));
        break;
    case FIELD_SEED:
        notation_seed(out, *(const uint64_t *)target);
        break;
    }
    notation_put(out, ";");
}

static void put_values(text_t *out, const scenario_t *self, const section_t *section,
                       model_agent_t *agent)
{
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        if (info->kind != section->kind || !variable_has_value((variable_t)v)) {
            continue;
        }
        notation_print(out, "\n      %s = ", info->name);
        if (info->per_source) {
            notation_put(out, "{");
            for (size_t k = 0; k < self->model.source_count; k++) {
                notation_print(out, " %s = ", self->model.sources[k].id);
                notation_distribution(out, agent_value(agent, (variable_t)v, (int32_t)k));
                notation_put(out, ";");
            }
            notation_put(out, " };");
        } else {
            notation_distribution(out, agent_value(agent, (variable_t)v, MODEL_NONE));
            notation_put(out, ";");
        }
    }
}

void scenario_write_fields(const scenario_t *self, const section_t *section, const void *entry,
                           text_t *out)
{
    for (size_t f = 0; f < section->field_count; f++) {
        const field_t *field = &section->fields[f];
        bool never = section->id == SECTION_EXPECT && ((const expectation_t *)entry)->never;
        if (!(field->flags & FIELD_APART) && field_applies(section, field, entry) &&
            is_said(field, entry) && !(never && field->type == FIELD_BOOLEAN)) {
            notation_put(out, " ");
            put_field(out, self, field, entry);
        }
    }
}

static void put_section(text_t *out, const scenario_t *self, const section_t *section)
{
    bool first = true;
    for (size_t i = 0; i < section_length(self, section); i++) {
        void *entry = section_entry(self, section, i);
        if (entry == NULL) {
            continue;
        }
        if (first) {
            notation_print(out, "\n%s = (\n    {", section->name);
        } else {
            notation_put(out, ",\n    {");
        }
        first = false;
        scenario_write_fields(self, section, entry, out);
        if (section->kind < KIND_COUNT) {
            put_values(out, self, section, entry);
        }
        notation_put(out, " }");
    }
    if (!first) {
        notation_put(out, "\n);\n");
    }
}

static void put_parameters(text_t *out, const parameters_t *parameters)
{
    const char *group = "";
    for (size_t i = 0; i < parameters_count; i++) {
        const parameter_info_t *info = &parameters_table[i];
        double value = parameters_get(parameters, info);
        char word[64];
        if (strcmp(group, info->group) != 0) {
            notation_print(out, "%s\n%s = {", *group == '\0' ? "" : "\n};\n", info->group);
            group = info->group;
        }
        notation_print(out, "\n    %s = ", info->name);
        if (info->type == PARAMETER_REAL) {
            notation_number(out, value);
        } else if (info->type == PARAMETER_INTEGER) {
            notation_print(out, "%.0f", value);
        } else {
            word_at(info->words, (int)value, word, sizeof word);
            notation_string(out, word);
        }
        notation_put(out, ";");
    }
    notation_put(out, "\n};\n");
}

int scenario_write(const scenario_t *self, text_t *out)
{
    for (size_t f = 0; f < table_top_count; f++) {
        if (is_said(&table_top[f], self)) {
            put_field(out, self, &table_top[f], self);
            notation_put(out, "\n");
        }
    }
    put_parameters(out, &self->model.parameters);
    for (size_t s = 0; s < SECTION_COUNT; s++) {
        put_section(out, self, &sections[s]);
    }
    return out->status == 0 ? SCENARIO_OK : SCENARIO_NO_MEMORY;
}
