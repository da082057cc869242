/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/experiment_parts.h"

#include <limits.h>
#include <stdlib.h>

static void read_factors(reading_t *self)
{
    experiment_t *experiment = self->experiment;
    const config_setting_t *list = reading_top(self, "factors"),
                           *table = reading_top(self, "table");
    subject_t *subjects = NULL;
    size_t length;
    bool tabular = self->design->options & OPTION_TABLE;
    if (list == NULL) {
        report_add(self->settings.report, experiment->file, experiment->design_line, NULL,
                   tabular ? "factors are missing: say them and a table, or file = \"points.csv\""
                           : "factors are missing: say factors = ( { path = \"...\"; ... }, ... )");
        goto out;
    }
    if (!config_setting_is_list(list) && !config_setting_is_array(list)) {
        settings_fault(&self->settings, list, "factors",
                       "must be a list ( { ... }, { ... } ), not %s", settings_type_name(list));
        goto out;
    }
    length = (size_t)config_setting_length(list);
    if (length == 0) {
        settings_fault(&self->settings, list, "factors", "must have at least one");
    }
    if (!experiment_make_factors(self, length, &subjects)) {
        goto out;
    }
    for (size_t i = 0; i < length && !self->settings.no_memory; i++) {
        const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
        const config_setting_t *path = settings_member(group, "path");
        const char *name = NULL;
        int line = 0;
        (void)document_place(&self->settings.document, group, &line);
        if (!config_setting_is_group(group)) {
            settings_fault(&self->settings, group, "factors",
                           "each factor must be a group { ... }, not %s",
                           settings_type_name(group));
            continue;
        }
        if (path == NULL) {
            settings_fault(&self->settings, group, "factors", "path is missing from this factor");
        } else {
            name = settings_text(&self->settings, path, "factors");
        }
        if (path != NULL) {
            (void)document_place(&self->settings.document, path, &line);
        }
        if (name != NULL && experiment_add_factor(self, path, name, line, subjects)) {
            experiment_read_factor(self, group, experiment->factor_count - 1, subjects);
        }
    }
    experiment_check_factor_count(self, list, length);
    if (tabular && table == NULL) {
        settings_fault(&self->settings, list, "factors",
                       "table = ( ( ... ), ... ) with their values is missing");
    } else if (tabular && experiment->factor_count == length) {
        experiment_read_points(self, table, subjects);
    }
out:
    free(subjects);
}

void experiment_read_design(reading_t *self)
{
    experiment_t *experiment = self->experiment;
    const config_setting_t *setting = reading_top(self, "design"),
                           *file = reading_top(self, "file");
    char words[256];
    int index = 0;
    (void)document_place(&self->settings.document, setting, &experiment->design_line);
    scheme_list(UINT_MAX, words, sizeof words);
    if (!settings_word(&self->settings, setting, "design", words, &index)) {
        goto out;
    }
    self->design = &schemes[index];
    experiment->design = self->design->name;
    experiment_read_options(self);
    if (file != NULL && self->design->options & OPTION_FILE) {
        static const char *const others[] = {"factors", "table"};
        for (size_t i = 0; i < 2; i++) {
            if (reading_top(self, others[i]) != NULL) {
                settings_fault(&self->settings, reading_top(self, others[i]), others[i],
                               "does not go with file: leave one of them out");
            }
        }
        if (reading_top(self, "factors") == NULL && reading_top(self, "table") == NULL) {
            experiment_read_points_file(self, file);
        }
    } else {
        read_factors(self);
    }
out:
    return;
}
