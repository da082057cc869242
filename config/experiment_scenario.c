/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/experiment_parts.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "config/reader.h"

enum { PLACES = 3 };

static bool is_there(const char *file)
{
    struct stat status;
    return stat(file, &status) == 0;
}

/* Where the scenario may be; how many places. */
static int list_places(const reading_t *self, const char *name,
                       char places[PLACES][READING_PLACE_SIZE])
{
    int count = 1;
    const char *directory = self->context->directory;
    reading_beside(self, name, places[0]);
    if (directory != NULL && name[0] != '/') {
        while (strncmp(name, "../", 3) == 0 || strncmp(name, "./", 2) == 0) {
            name = strchr(name, '/') + 1;
        }
        snprintf(places[count++], READING_PLACE_SIZE, "%s/%s", directory, name);
        snprintf(places[count++], READING_PLACE_SIZE, "%s/config/%s", directory, name);
    }
    return count;
}

/* All assignments: the file's, then the caller's. */
static void collect_sets(reading_t *self)
{
    experiment_t *experiment = self->experiment;
    const config_setting_t *list = reading_top(self, "set");
    size_t length = 0;
    if (list != NULL && (config_setting_is_list(list) || config_setting_is_array(list))) {
        length = (size_t)config_setting_length(list);
    } else if (list != NULL) {
        settings_fault(&self->settings, list, "set",
                       "must be a list ( \"PATH=VALUE\", ... ), not %s", settings_type_name(list));
    }
    experiment->sets = reading_array(self, length + self->set_count, sizeof *experiment->sets);
    for (size_t i = 0; i < length + self->set_count && !self->settings.no_memory; i++) {
        const char *set = NULL;
        if (i < length) {
            set = settings_text(&self->settings, config_setting_get_elem(list, (unsigned)i), "set");
        } else {
            set = self->sets[i - length];
        }
        if (set != NULL && reading_set_text(self, &experiment->sets[experiment->set_count], set)) {
            experiment->set_count++;
            self->own_sets += i < length;
        }
    }
}

/* The element of `set` that an entry of the scenario's report is about, or NULL. */
static const config_setting_t *blamed_set(const reading_t *self, const report_entry_t *entry)
{
    const config_setting_t *list = reading_top(self, "set"), *found = NULL;
    for (size_t i = 0; i < self->own_sets && entry->file == NULL && entry->path != NULL; i++) {
        const config_setting_t *element = config_setting_get_elem(list, (unsigned)i);
        const char *text = config_setting_get_string(element);
        if (strncmp(entry->path, "-s ", 3) == 0 && text != NULL &&
            strcmp(entry->path + 3, text) == 0) {
            found = element;
        }
    }
    return found;
}

/* Where the scenario's file is; false, with a complaint, if it is nowhere. */
static bool find_scenario(reading_t *self, const config_setting_t *setting, const char *name,
                          char place[READING_PLACE_SIZE])
{
    char places[PLACES][READING_PLACE_SIZE];
    int count = list_places(self, name, places), found = -1;
    for (int i = 0; i < count && found < 0; i++) {
        found = is_there(places[i]) ? i : -1;
    }
    if (found >= 0) {
        memcpy(place, places[found], READING_PLACE_SIZE);
    } else if (count == 1) {
        settings_fault(&self->settings, setting, "scenario", "there is no %s", places[0]);
    } else {
        settings_fault(&self->settings, setting, "scenario", "there is no %s, no %s and no %s",
                       places[0], places[1], places[2]);
    }
    return found >= 0;
}

void experiment_read_scenario(reading_t *self)
{
    experiment_t *experiment = self->experiment;
    const config_setting_t *setting = reading_top(self, "scenario");
    const char *name = NULL;
    char place[READING_PLACE_SIZE];
    report_t report;
    bool found;
    int status;
    report_init(&report);
    collect_sets(self);
    if (setting == NULL) {
        report_add(self->settings.report, experiment->file, 0, NULL,
                   "scenario is missing: say scenario = \"FILE\"");
        goto out;
    }
    name = settings_text(&self->settings, setting, "scenario");
    if (name == NULL || self->settings.no_memory ||
        !reading_set_text(self, &experiment->scenario_file, name)) {
        goto out;
    }
    if (self->context->scenario != NULL) {
        scenario_free(&experiment->scenario);
        status = scenario_read_text(&experiment->scenario, name, self->context->scenario,
                                    strlen(self->context->scenario), NULL, 0, &report);
    } else {
        found = find_scenario(self, setting, name, place);
        if (!found) {
            goto out;
        }
        scenario_free(&experiment->scenario);
        status = scenario_read(&experiment->scenario, place, (const char *const *)experiment->sets,
                               experiment->set_count, &report);
    }
    self->settings.no_memory = self->settings.no_memory || status == SCENARIO_NO_MEMORY;
    self->scenario_fine = status == SCENARIO_OK;
    for (size_t i = 0; i < report.count; i++) {
        const report_entry_t *entry = &report.entries[i];
        const config_setting_t *set = blamed_set(self, entry);
        if (set != NULL) {
            settings_fault(&self->settings, set, "set", "%s", entry->message);
        } else {
            report_add(self->settings.report, entry->file, entry->line, entry->path, "%s",
                       entry->message);
        }
    }
    if (self->scenario_fine) {
        experiment->seed = experiment->scenario.seed;
    }
out:
    report_free(&report);
}
