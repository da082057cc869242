/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/reader_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void reader_remember(reader_t *self, section_id_t section, const config_setting_t *setting)
{
    int status = places_add(&self->places, section, setting);
    self->settings->no_memory = self->settings->no_memory || status != PLACES_OK;
}

static void entry_left_out(reader_t *self)
{
    self->incomplete = true;
}

/* The text of a key of an entry that is not yet there; NULL, and a complaint if it is `required`.
 */
static const char *key_text(reader_t *self, const section_t *section,
                            const config_setting_t *setting, const char *key, bool required)
{
    const config_setting_t *child = settings_member(setting, key);
    const char *text = NULL;
    char path[TABLE_PATH_SIZE];
    settings_join(path, section->name, key);
    if (child != NULL) {
        text = settings_text(self->settings, child, path);
    } else if (required) {
        settings_fault(self->settings, setting, section->name, "%s is missing from this %s", key,
                       section->singular);
    }
    return text;
}

static void made(reader_t *self, int status, section_id_t section, const config_setting_t *setting)
{
    if (status == MODEL_OK) {
        reader_remember(self, section, setting);
    } else {
        self->settings->no_memory = true;
    }
}

static void already(reader_t *self, const section_t *section, const config_setting_t *setting,
                    const char *id, int32_t other)
{
    char path[TABLE_PATH_SIZE];
    int line = 0, here = 0;
    const config_setting_t *place = places_at(&self->places, section->id, (size_t)other);
    const config_setting_t *id_setting = settings_member(setting, "id");
    const char *file = document_place(&self->settings->document, setting, &here);
    const char *other_file = document_place(&self->settings->document, place, &line);
    settings_join(path, section->name, id);
    if (id_setting == NULL) {
        id_setting = setting;
    }
    report_add(self->settings->report, document_place(&self->settings->document, id_setting, &here),
               here, path, "this ID is taken since %s%sline %d",
               other_file == file ? "" : other_file, other_file == file ? "" : ", ", line);
    settings_blame(self->settings, path);
}

static void add_agent(reader_t *self, const section_t *section, const config_setting_t *setting,
                      size_t number)
{
    const char *id = key_text(self, section, setting, "id", true);
    const config_setting_t *count_setting = settings_member(setting, "count");
    model_agent_t *added = NULL;
    uint32_t ignored, count = 0;
    int32_t other;
    char substitute[64], path[TABLE_PATH_SIZE];
    if (id == NULL) { /* go on under another name, so that its values are checked all the same */
        snprintf(substitute, sizeof substitute, "unnamed-%zu", number + 1);
        id = substitute;
    }
    settings_join(path, section->name, id);
    if (section->id == SECTION_SOURCES) {
        other = model_find(self->model->sources, self->model->source_count, id);
    } else if (section->id == SECTION_STRONG) {
        other = model_find(self->model->strong, self->model->strong_count, id);
    } else {
        other = model_find_weak(self->model, id, &ignored);
    }
    if (other != MODEL_NONE) {
        already(self, section, setting, id, other);
    } else if (section->id == SECTION_SOURCES) {
        made(self, model_add_source(self->model, id, &added), section->id, setting);
    } else if (section->id == SECTION_STRONG) {
        made(self, model_add_strong(self->model, id, &added), section->id, setting);
    } else {
        if (count_setting != NULL) {
            double value = 0.0;
            const field_t *field = field_find(section, "count");
            settings_join(path, path, "count");
            if (settings_is_whole(self->settings, count_setting, path) &&
                settings_number(self->settings, count_setting, path, &value)) {
                if (value >= 1.0 && value <= field->highest) {
                    count = (uint32_t)value;
                } else {
                    settings_fault(self->settings, count_setting, path, "must be in [1, %.0f]",
                                   field->highest);
                }
            }
        }
        made(self, model_add_weak(self->model, id, count, &added), section->id, setting);
    }
}

void reader_add_inline_alliance(reader_t *self, size_t weak)
{
    const config_setting_t *setting = places_at(&self->places, SECTION_WEAK, weak);
    const config_setting_t *patron = settings_member(setting, table_patron);
    model_agent_t *added = NULL;
    char path[TABLE_PATH_SIZE];
    if (patron != NULL) {
        const char *id;
        int32_t strong = MODEL_NONE;
        section_path(self->scenario, &sections[SECTION_WEAK], &self->model->weak[weak], path,
                     sizeof path);
        settings_join(path, path, table_patron);
        id = settings_text(self->settings, patron, path);
        if (id != NULL) {
            strong = reader_find_agent(self, patron, path, id, KIND_STRONG);
        }
        if (strong == MODEL_NONE) {
            entry_left_out(self);
        } else {
            made(self, model_add_alliance(self->model, strong, (int32_t)weak, 0, &added),
                 SECTION_ALLIANCES, setting);
        }
    }
}

static void add_alliance(reader_t *self, const section_t *section, const config_setting_t *setting)
{
    const char *strong_id = key_text(self, section, setting, "strong", true);
    const char *weak_id = key_text(self, section, setting, "weak", true);
    model_agent_t *added = NULL;
    uint32_t number = 0;
    int32_t strong = MODEL_NONE, weak = MODEL_NONE;
    if (strong_id != NULL) {
        strong = reader_find_agent(self, settings_member(setting, "strong"), "alliances.strong",
                                   strong_id, KIND_STRONG);
    }
    if (weak_id != NULL) {
        weak = reader_find_weak(self, settings_member(setting, "weak"), "alliances.weak", weak_id,
                                &number);
    }
    if (strong == MODEL_NONE || weak == MODEL_NONE) {
        entry_left_out(self);
    } else {
        made(self, model_add_alliance(self->model, strong, weak, number, &added), section->id,
             setting);
    }
}

static void add_tie(reader_t *self, const section_t *section, const config_setting_t *setting)
{
    const char *from_id = key_text(self, section, setting, "from", true);
    const char *to_id = key_text(self, section, setting, "to", true);
    model_tie_t *added = NULL;
    uint32_t from_number = 0, to_number = 0;
    int32_t from = MODEL_NONE, to = MODEL_NONE;
    if (from_id != NULL) {
        from = reader_find_weak(self, settings_member(setting, "from"), "ties.from", from_id,
                                &from_number);
    }
    if (to_id != NULL) {
        to = reader_find_weak(self, settings_member(setting, "to"), "ties.to", to_id, &to_number);
    }
    if (from == MODEL_NONE || to == MODEL_NONE) {
        entry_left_out(self);
    } else {
        made(self, model_add_tie(self->model, from, to, &added), section->id, setting);
        if (added != NULL) {
            added->from_member = from_number;
            added->to_member = to_number;
        }
    }
}

static void add_shock(reader_t *self, const section_t *section, const config_setting_t *setting,
                      size_t number)
{
    bool scripted = section->id == SECTION_EVENTS;
    bool named = field_find(section, "id")->flags & FIELD_REQUIRED;
    const char *id = key_text(self, section, setting, "id", named);
    const char *on = key_text(self, section, setting, "on", true);
    model_shock_t *added = NULL;
    char substitute[64], path[TABLE_PATH_SIZE];
    int variable = -1;
    if (id == NULL) {
        snprintf(substitute, sizeof substitute, "%s-%zu", section->singular, number + 1);
        id = substitute;
    }
    if (on != NULL) {
        settings_join(path, section->name, id);
        settings_join(path, path, "on");
        variable = reader_find_variable(self, settings_member(setting, "on"), path, on);
    }
    if (variable < 0) {
        entry_left_out(self);
    } else {
        made(self, model_add_shock(self->model, id, (variable_t)variable, &added), SECTION_SHOCKS,
             setting);
        if (added != NULL) {
            added->scripted = scripted;
            added->permanent =
                scripted && field_applies(section, field_find(section, "permanent"), added);
        }
    }
}

static void add_expectation(reader_t *self, const config_setting_t *setting)
{
    scenario_t *scenario = self->scenario;
    size_t count = scenario->expectation_count;
    if ((count & (count - 1)) == 0) { /* full at powers of two */
        expectation_t *larger =
            realloc(scenario->expectations, (count == 0 ? 1 : 2 * count) * sizeof *larger);
        if (larger == NULL) {
            self->settings->no_memory = true;
            goto out;
        }
        scenario->expectations = larger;
    }
    scenario->expectations[count] = (expectation_t){
        .from = -INFINITY, .to = INFINITY, .strong = MODEL_NONE, .weak = MODEL_NONE};
    scenario->expectation_count++;
    reader_remember(self, SECTION_EXPECT, setting);
out:
    return;
}

/* ---- Their keys ----------------------------------------------------------------------------- */

static void offer_variables(settings_key_t *key, agent_kind_t kind)
{
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        if (info->kind == kind && variable_has_value((variable_t)v)) {
            settings_key_offer(key, info->name);
        }
    }
}

static void offer_fields(settings_key_t *key, const section_t *section, bool patron)
{
    for (size_t f = 0; f < section->field_count; f++) {
        settings_key_offer(key, section->fields[f].name);
    }
    if (section->kind < KIND_COUNT) {
        offer_variables(key, section->kind);
    }
    if (section->id == SECTION_WEAK) {
        settings_key_offer(key, table_patron);
    }
    if (section->id == SECTION_WEAK && (patron || key->suggesting)) {
        offer_variables(key, KIND_ALLIANCE);
    }
}

/* Every setting of an entry must be one of its fields or of its kind's values. */
static void check_keys(reader_t *self, const section_t *section, const config_setting_t *setting,
                       const char *path)
{
    bool patron = section->id == SECTION_WEAK && settings_member(setting, table_patron) != NULL;
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child);
        settings_key_t key;
        char step[TABLE_PATH_SIZE];
        int action, attribute;
        settings_key_init(&key, name);
        offer_fields(&key, section, patron);
        if (key.known) {
            continue;
        }
        action = section->kind < KIND_COUNT ? variable_find(section->kind, name) : -1;
        attribute = section->id == SECTION_WEAK ? variable_find(KIND_ALLIANCE, name) : -1;
        settings_join(step, path, name);
        if (attribute >= 0 && variable_has_value((variable_t)attribute)) {
            settings_fault(
                self->settings, child, step,
                "is of the alliance: say patron = \"...\" beside it, or put it into alliances");
        } else if (action >= 0) {
            settings_fault(self->settings, child, step,
                           "has no value of its own: it can stand in shocks and events");
        } else {
            key.suggesting = true;
            offer_fields(&key, section, patron);
            settings_unknown(self->settings, child, path, &key);
        }
    }
}

/* ---- A section ------------------------------------------------------------------------------ */

void reader_add_entries(reader_t *self, const section_t *section, const config_setting_t *list)
{
    size_t count = list == NULL || !config_setting_is_aggregate(list)
                       ? 0
                       : (size_t)config_setting_length(list);
    if (list != NULL && !config_setting_is_list(list) &&
        !(config_setting_is_array(list) && count == 0)) {
        settings_fault(self->settings, list, section->name,
                       "must be a list ( { ... }, { ... } ), not %s", settings_type_name(list));
        entry_left_out(self);
        count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        const config_setting_t *setting = config_setting_get_elem(list, (unsigned)i);
        char path[TABLE_PATH_SIZE];
        const char *id;
        if (!config_setting_is_group(setting)) {
            settings_fault(self->settings, setting, section->name,
                           "each %s must be a group { ... }, not %s", section->singular,
                           settings_type_name(setting));
            entry_left_out(self);
            continue;
        }
        switch (section->id) {
        case SECTION_SOURCES:
        case SECTION_STRONG:
        case SECTION_WEAK:
            add_agent(self, section, setting, i);
            break;
        case SECTION_ALLIANCES:
            add_alliance(self, section, setting);
            break;
        case SECTION_TIES:
            add_tie(self, section, setting);
            break;
        case SECTION_SHOCKS:
        case SECTION_EVENTS:
            add_shock(self, section, setting, i);
            break;
        case SECTION_EXPECT:
            add_expectation(self, setting);
            break;
        case SECTION_COUNT:
            break;
        }
        snprintf(path, sizeof path, "%s", section->name);
        if (settings_member(setting, "id") != NULL) {
            id = config_setting_get_string(settings_member(setting, "id"));
            if (id != NULL) {
                settings_join(path, section->name, id);
            }
        }
        check_keys(self, section, setting, path);
    }
}
