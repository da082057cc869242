/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/reader_parts.h"

#include <stdio.h>
#include <string.h>

#include "config/suggest.h"

static void *at(void *entry, size_t offset)
{
    return (char *)entry + offset;
}

static void read_pair(reader_t *self, const config_setting_t *setting, const char *path,
                      expectation_t *expectation)
{
    const char *text = settings_text(self->settings, setting, path);
    const char *dot = text == NULL ? NULL : strchr(text, '.');
    char strong[TABLE_NAME_SIZE];
    bool found = false;
    if (text == NULL) {
        goto out;
    }
    if (dot == NULL || (size_t)(dot - text) >= sizeof strong) {
        settings_fault(self->settings, setting, path,
                       "must be a strong and a weak state with a dot between them");
        goto out;
    }
    snprintf(strong, sizeof strong, "%.*s", (int)(dot - text), text);
    expectation->strong = reader_find_agent(self, setting, path, strong, KIND_STRONG);
    expectation->weak = reader_find_weak(self, setting, path, dot + 1, &expectation->member);
    if (expectation->strong == MODEL_NONE || expectation->weak == MODEL_NONE) {
        goto out;
    }
    for (size_t i = 0; i < self->model->alliance_count && !found; i++) {
        const model_agent_t *alliance = &self->model->alliances[i];
        found = alliance->strong == expectation->strong && alliance->weak == expectation->weak &&
                (alliance->member == 0 || expectation->member == 0 ||
                 alliance->member == expectation->member);
    }
    if (!found && !self->incomplete) {
        settings_fault(self->settings, setting, path, "%s and %s have no alliance", strong,
                       dot + 1);
    }
out:
    return;
}

static void read_never(reader_t *self, const config_setting_t *setting, const char *path,
                       expectation_t *expectation)
{
    const char *text = settings_text(self->settings, setting, path);
    if (text != NULL && !expectation_from_word(text, &expectation->kind, &expectation->value)) {
        char nearest_text[SUGGEST_TEXT_SIZE];
        suggest_t nearest;
        suggest_init(&nearest, text);
        for (int kind = 0; kind < EXPECTATION_KIND_COUNT; kind++) {
            for (int value = 0; expectation_word((expectation_kind_t)kind, value)[0] != '\0';
                 value++) {
                suggest_offer(&nearest, expectation_word((expectation_kind_t)kind, value));
            }
        }
        suggest_did_you_mean(&nearest, nearest_text, sizeof nearest_text);
        settings_fault(self->settings, setting, path,
                       "must be a behaviour, a status or an outcome%s", nearest_text);
    }
    expectation->never = true;
}

static void read_seed(reader_t *self, const config_setting_t *setting, const char *path,
                      const field_t *field, void *entry)
{
    if (settings_seed(self->settings, setting, path, at(entry, field->offset))) {
        *(bool *)at(entry, field->second) = true;
    }
}

static void read_count(reader_t *self, const config_setting_t *setting, const char *path,
                       const field_t *field, uint32_t *count)
{
    uint64_t value = 0;
    if (settings_count(self->settings, setting, path, field->lowest, field->highest, &value)) {
        *count = (uint32_t)value;
    }
}

static void read_target(reader_t *self, const config_setting_t *setting, const char *path,
                        const field_t *field, void *entry)
{
    const model_shock_t *shock = entry;
    const char *id = settings_text(self->settings, setting, path);
    agent_kind_t kind = variable_info(shock->on)->kind;
    if (id != NULL && kind == KIND_WEAK) {
        *(int32_t *)at(entry, field->offset) =
            reader_find_weak(self, setting, path, id, at(entry, field->second));
    } else if (id != NULL) {
        *(int32_t *)at(entry, field->offset) = reader_find_agent(self, setting, path, id, kind);
    }
}

void reader_read_field(reader_t *self, const config_setting_t *setting, const char *path,
                       const field_t *field, void *entry)
{
    void *target = at(entry, field->offset);
    const char *text;
    int index = 0;
    switch (field->type) {
    case FIELD_ID:
    case FIELD_VARIABLE:
        break; /* keys */
    case FIELD_TEXT:
        text = settings_text(self->settings, setting, path);
        if (text != NULL && model_set_text(target, text) != MODEL_OK) {
            self->settings->no_memory = true;
        }
        break;
    case FIELD_REAL:
        (void)settings_number(self->settings, setting, path, target);
        break;
    case FIELD_COUNT:
        read_count(self, setting, path, field, target);
        break;
    case FIELD_BOOLEAN:
        (void)settings_boolean(self->settings, setting, path, target);
        break;
    case FIELD_WORD:
        if (settings_word(self->settings, setting, path, field->words, &index)) {
            memcpy(target, &index, sizeof index);
        }
        break;
    case FIELD_DISTRIBUTION:
        (void)settings_distribution(self->settings, setting, path, target);
        break;
    case FIELD_SOURCE:
    case FIELD_STRONG:
        text = settings_text(self->settings, setting, path);
        if (text != NULL) {
            *(int32_t *)target = reader_find_agent(
                self, setting, path, text, field->type == FIELD_SOURCE ? KIND_SOURCE : KIND_STRONG);
        }
        break;
    case FIELD_WEAK:
        text = settings_text(self->settings, setting, path);
        if (text != NULL) {
            *(int32_t *)target =
                reader_find_weak(self, setting, path, text, at(entry, field->second));
        }
        break;
    case FIELD_TARGET:
        read_target(self, setting, path, field, entry);
        break;
    case FIELD_PAIR:
        read_pair(self, setting, path, entry);
        break;
    case FIELD_EXPECTED:
        (void)settings_word(self->settings, setting, path, field->words, target);
        ((expectation_t *)entry)->kind = (expectation_kind_t)field->second;
        break;
    case FIELD_NEVER:
        read_never(self, setting, path, entry);
        break;
    case FIELD_SEED:
        read_seed(self, setting, path, field, entry);
        break;
    }
}

/* Why a field of a shock has no place there. */
static void out_of_place(reader_t *self, const config_setting_t *setting, const char *path,
                         const field_t *field, const model_shock_t *shock)
{
    const variable_info_t *info = variable_info(shock->on);
    const char *on = info->kind_name, *name = info->name;
    if (field->flags & FIELD_LASTING) {
        if (config_setting_type(setting) != CONFIG_TYPE_BOOL || config_setting_get_bool(setting)) {
            settings_fault(self->settings, setting, path,
                           "does not go with %s.%s, which %s: leave it out", on, name,
                           shock->on == VARIABLE_WEAK_government ? "lasts until the next government"
                                                                 : "is over when it is answered");
        }
    } else if (field->flags & FIELD_TARGETED) {
        settings_fault(self->settings, setting, path, "does not go with %s.%s: %s", on, name,
                       info->kind == KIND_ALLIANCE ? "say strong and weak instead"
                                                   : "it hits everybody");
    } else if (field->flags & FIELD_ALLIED) {
        settings_fault(self->settings, setting, path, "does not go with %s.%s: %s", on, name,
                       info->kind == KIND_WORLD ? "it hits everybody" : "say target instead");
    } else {
        settings_fault(self->settings, setting, path, "does not go with %s.%s: leave it out", on,
                       name);
    }
}

static void read_fields(reader_t *self, const section_t *section, const config_setting_t *setting,
                        void *entry, const char *path)
{
    bool shock = section->id == SECTION_SHOCKS || section->id == SECTION_EVENTS;
    for (size_t f = 0; f < section->field_count; f++) {
        const field_t *field = &section->fields[f];
        const config_setting_t *child = settings_member(setting, field->name);
        char step[TABLE_PATH_SIZE];
        settings_join(step, path, field->name);
        if (field->flags & (FIELD_KEY | FIELD_EARLY | FIELD_APART)) {
            continue; /* read when the entry was made, or by somebody else */
        }
        if (child == NULL) {
            if (field->flags & FIELD_REQUIRED) {
                settings_fault(self->settings, setting, path, "%s is missing", field->name);
                settings_blame(self->settings, step);
            }
        } else if (shock && !field_applies(section, field, entry)) {
            out_of_place(self, child, step, field, entry);
        } else {
            reader_read_field(self, child, step, field, entry);
        }
    }
}

static void read_per_source(reader_t *self, const config_setting_t *setting, const char *path,
                            agent_kind_t kind, size_t index, variable_t variable)
{
    model_agent_t *entries;
    (void)scenario_entries(self->scenario, kind, &entries);
    const config_setting_t *distribution =
        settings_member(setting, "distribution"); /* or a source's name */
    if (!config_setting_is_group(setting) ||
        (distribution != NULL && config_setting_type(distribution) == CONFIG_TYPE_STRING)) {
        settings_fault(self->settings, setting, path,
                       "must have a value for each source: { %.60s = 0.5; ... }",
                       self->model->source_count > 0 ? self->model->sources[0].id : "SOURCE");
        goto out;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child);
        int32_t source = model_find(self->model->sources, self->model->source_count, name);
        char step[TABLE_PATH_SIZE];
        settings_join(step, path, name);
        if (source == MODEL_NONE) {
            reader_nobody(self, child, step, name, KIND_SOURCE);
        } else if (settings_distribution(self->settings, child, step,
                                         &entries[index].per_source[variable][source])) {
            *scenario_given_place(self->scenario, kind, index, variable, source) = 1;
        }
    }
out:
    return;
}

/* The attributes of an agent, or of the alliance that stands with a weak state. */
static void read_values(reader_t *self, agent_kind_t kind, const config_setting_t *setting,
                        size_t index, const char *path)
{
    model_agent_t *entries;
    (void)scenario_entries(self->scenario, kind, &entries);
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        const config_setting_t *child = info->kind == kind && variable_has_value((variable_t)v)
                                            ? settings_member(setting, info->name)
                                            : NULL;
        char step[TABLE_PATH_SIZE];
        if (child != NULL) {
            settings_join(step, path, info->name);
            if (info->per_source) {
                read_per_source(self, child, step, kind, index, (variable_t)v);
            } else if (settings_distribution(self->settings, child, step,
                                             &entries[index].value[v])) {
                *scenario_given_place(self->scenario, kind, index, (variable_t)v, MODEL_NONE) = 1;
            }
        }
    }
}

static void check_expectation(reader_t *self, const config_setting_t *setting, const char *path)
{
    static const char *const kinds[] = {"behaviour", "status", "outcome", "never"};
    const config_setting_t *never = settings_member(setting, "never"),
                           *once = settings_member(setting, "once");
    int said = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        said += settings_member(setting, kinds[i]) != NULL;
    }
    if (said != 1) {
        settings_fault(self->settings, setting, path,
                       "%s of behaviour, status, outcome and never must be said",
                       said == 0 ? "one" : "only one");
    }
    if (never != NULL && once != NULL) {
        settings_fault(self->settings, once, "expect.once", "does not go with never: leave it out");
    }
}

void reader_read_entry(reader_t *self, const section_t *section, size_t index)
{
    void *entry = section_entry(self->scenario, section, index);
    const config_setting_t *setting = places_at(&self->places, section->id, index);
    char path[TABLE_PATH_SIZE];
    if (entry != NULL && setting != NULL) {
        bool with_weak = section->id == SECTION_ALLIANCES && index < self->inline_count;
        if (with_weak) {
            section_path(self->scenario, &sections[SECTION_WEAK],
                         &self->model->weak[((model_agent_t *)entry)->weak], path, sizeof path);
        } else {
            section_path(self->scenario, section, entry, path, sizeof path);
            read_fields(self, section, setting, entry, path);
        }
        if (section->kind < KIND_COUNT) {
            read_values(self, section->kind, setting, index, path);
        }
        if (section->id == SECTION_EXPECT) {
            check_expectation(self, setting, path);
        }
    }
}
