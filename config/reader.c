/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/reader.h"

#include <stdio.h>
#include <string.h>

#include "config/document.h"
#include "config/number.h"
#include "config/path.h"
#include "config/reader_parts.h"

/* ---- The file ------------------------------------------------------------------------------- */

static void read_parameter(reader_t *self, const config_setting_t *setting, const char *path,
                           const parameter_info_t *info)
{
    parameters_t *parameters = &self->model->parameters;
    double value = 0.0;
    int index = 0;
    bool fine;
    if (info->type == PARAMETER_CHOICE) {
        fine = settings_word(self->settings, setting, path, info->words, &index);
        value = index;
    } else {
        fine = (info->type == PARAMETER_REAL || settings_is_whole(self->settings, setting, path)) &&
               settings_number(self->settings, setting, path, &value);
    }
    if (fine) {
        parameters_set(parameters, info, value);
        self->scenario->given_parameters[info - parameters_table] = 1;
    }
}

static void read_parameter_group(reader_t *self, const config_setting_t *setting)
{
    const char *group = config_setting_name(setting);
    if (!config_setting_is_group(setting)) {
        settings_fault(self->settings, setting, group, "must be a group { ... }, not %s",
                       settings_type_name(setting));
        goto out;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child);
        const parameter_info_t *info = parameters_find(group, name);
        char path[TABLE_PATH_SIZE];
        settings_join(path, group, name);
        if (info != NULL) {
            read_parameter(self, child, path, info);
        } else {
            settings_key_t key;
            settings_key_init(&key, name);
            key.suggesting = true;
            for (size_t p = 0; p < parameters_count; p++) {
                if (strcmp(parameters_table[p].group, group) == 0) {
                    settings_key_offer(&key, parameters_table[p].name);
                }
            }
            settings_unknown(self->settings, child, group, &key);
        }
    }
out:
    return;
}

static void offer_top(settings_key_t *key)
{
    for (size_t f = 0; f < table_top_count; f++) {
        settings_key_offer(key, table_top[f].name);
    }
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        settings_key_offer(key, sections[i].name);
    }
    for (size_t i = 0; i < parameters_count; i++) {
        settings_key_offer(key, parameters_table[i].group);
    }
}

/* What stands at the top: its own fields, groups of parameters, sections. */
static void read_top(reader_t *self)
{
    const config_setting_t *root = config_root_setting(&self->settings->document.tree);
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *child = config_setting_get_elem(root, (unsigned)i);
        const char *name = config_setting_name(child);
        const field_t *field = NULL;
        settings_key_t key;
        settings_key_init(&key, name);
        offer_top(&key);
        for (size_t f = 0; f < table_top_count && field == NULL; f++) {
            field = strcmp(table_top[f].name, name) == 0 ? &table_top[f] : NULL;
        }
        if (field != NULL) {
            reader_read_field(self, child, name, field, self->scenario);
        } else if (!key.known) {
            key.suggesting = true;
            offer_top(&key);
            settings_unknown(self->settings, child, "", &key);
        } else if (section_find(name) == NULL) {
            read_parameter_group(self, child);
        }
    }
}

static void read_file(reader_t *self)
{
    for (size_t s = 0; s < SECTION_COUNT; s++) {
        if (sections[s].id ==
            SECTION_ALLIANCES) { /* those that stand with their weak state first */
            for (size_t i = 0; i < self->model->weak_count && !self->settings->no_memory; i++) {
                reader_add_inline_alliance(self, i);
            }
            self->inline_count = self->model->alliance_count;
        }
        if (!self->settings->no_memory) {
            reader_add_entries(self, &sections[s],
                               settings_member(config_root_setting(&self->settings->document.tree),
                                               sections[s].name));
        }
    }
    if (self->settings->no_memory || scenario_given_init(self->scenario) != SCENARIO_OK) {
        self->settings->no_memory = true;
        goto out;
    }
    read_top(self);
    for (size_t s = 0; s < SECTION_COUNT && !self->settings->no_memory; s++) {
        for (size_t i = 0; i < section_length(self->scenario, &sections[s]); i++) {
            reader_read_entry(self, &sections[s], i);
        }
    }
out:
    return;
}

/* ---- What follows the file ------------------------------------------------------------------ */

static void apply_sets(reader_t *self)
{
    for (size_t i = 0; i < self->set_count; i++) {
        char why[PATH_WHY_SIZE];
        int status = path_assign(self->scenario, self->sets[i], why, sizeof why);
        if (status == PATH_INVALID || (status == PATH_UNKNOWN && !self->incomplete)) {
            char label[TABLE_PATH_SIZE];
            snprintf(label, sizeof label, "-s %.600s", self->sets[i]);
            report_add(self->settings->report, NULL, 0, label, "%s", why);
        }
    }
}

/* The window of an expectation against the time simulated, which only now is known for certain. */
static void check_windows(reader_t *self)
{
    const parameters_t *parameters = &self->model->parameters;
    double start = parameters->time_start, end = start + parameters->time_years;
    for (size_t i = 0; i < self->scenario->expectation_count; i++) {
        const expectation_t *expectation = &self->scenario->expectations[i];
        const config_setting_t *setting = places_at(&self->places, SECTION_EXPECT, i);
        const config_setting_t *from = settings_member(setting, "from"),
                               *to = settings_member(setting, "to");
        char first[NUMBER_SIZE], last[NUMBER_SIZE];
        number_write(first, start);
        number_write(last, end);
        if (from != NULL && to != NULL && !(expectation->from < expectation->to)) {
            settings_fault(self->settings, to, "expect.to", "must be after from");
        } else if (from != NULL && expectation->from >= end) {
            settings_fault(self->settings, from, "expect.from",
                           "must be before %s, when the run ends", last);
        } else if (to != NULL && expectation->to <= start) {
            settings_fault(self->settings, to, "expect.to", "must be after %s, when the run begins",
                           first);
        }
    }
}

static int read_scenario(scenario_t *self, const char *file, const char *text, size_t length,
                         const char *const *sets, size_t set_count, report_t *report)
{
    settings_t settings = {.report = report};
    reader_t reader = {.scenario = self,
                       .model = &self->model,
                       .settings = &settings,
                       .sets = sets,
                       .set_count = set_count};
    size_t before = report_count(report);
    int status = DOCUMENT_OK;
    scenario_init(self);
    if (model_set_text(&self->file, file) != MODEL_OK) {
        settings.no_memory = true;
        goto out;
    }
    status = text == NULL ? document_read(&settings.document, file, report)
                          : document_read_text(&settings.document, file, text, length, report);
    if (status != DOCUMENT_OK) {
        goto out;
    }
    read_file(&reader);
    if (settings.no_memory) {
        goto out;
    }
    if (self->name == NULL && scenario_name_after(&self->name, file) != SCENARIO_OK) {
        settings.no_memory = true;
        goto out;
    }
    if (self->name[0] == '\0') {
        settings_fault(&settings,
                       settings_member(config_root_setting(&settings.document.tree), "name"),
                       "name", "must not be empty");
    }
    apply_sets(&reader);
    settings_sort_blamed(&settings);
    (void)model_check(&self->model, reader_blame, &reader);
    check_windows(&reader);
    settings_end(&settings);
out:
    if (settings.no_memory) {
        report_add(report, file, 0, NULL, "not enough memory to read it");
    }
    if (settings.no_memory || status == DOCUMENT_NO_MEMORY) {
        status = SCENARIO_NO_MEMORY;
    } else {
        status = report_count(report) != before ? SCENARIO_INVALID : SCENARIO_OK;
    }
    settings_free(&settings);
    places_free(&reader.places);
    return status;
}

int scenario_read(scenario_t *self, const char *file, const char *const *sets, size_t set_count,
                  report_t *report)
{
    return read_scenario(self, file, NULL, 0, sets, set_count, report);
}

int scenario_read_text(scenario_t *self, const char *name, const char *text, size_t length,
                       const char *const *sets, size_t set_count, report_t *report)
{
    return read_scenario(self, name, text, length, sets, set_count, report);
}

int scenario_read_events(scenario_t *self, settings_t *settings, const section_t *section,
                         const config_setting_t *list, const config_setting_t **places)
{
    reader_t reader = {.scenario = self, .model = &self->model, .settings = settings};
    size_t before = report_count(settings->report), first = self->model.shock_count;
    int status;
    for (size_t i = 0; i < first; i++) { /* those that are there have no place in this document */
        reader_remember(&reader, SECTION_SHOCKS, NULL);
    }
    if (!settings->no_memory) {
        reader_add_entries(&reader, section, list);
    }
    for (size_t i = first; i < self->model.shock_count && !settings->no_memory; i++) {
        places[i - first] = places_at(&reader.places, SECTION_SHOCKS, i);
        reader_read_entry(&reader, section, i);
    }
    if (settings->no_memory) {
        status = SCENARIO_NO_MEMORY;
    } else {
        status = report_count(settings->report) != before ? SCENARIO_INVALID : SCENARIO_OK;
    }
    places_free(&reader.places);
    return status;
}
