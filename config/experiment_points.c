/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/experiment_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/sheet.h"

void experiment_read_points(reading_t *self, const config_setting_t *list,
                            const subject_t *subjects)
{
    experiment_t *experiment = self->experiment;
    size_t columns = experiment->factor_count;
    size_t rows = settings_is_sequence(&self->settings, list, "table")
                      ? (size_t)config_setting_length(list)
                      : 0;
    if (rows > 0 && columns > 0) {
        experiment->table = reading_array(self, rows * columns, sizeof *experiment->table);
    }
    for (size_t r = 0; r < rows && experiment->table != NULL; r++) {
        const config_setting_t *row = config_setting_get_elem(list, (unsigned)r);
        if (!config_setting_is_list(row) && !config_setting_is_array(row)) {
            settings_fault(&self->settings, row, "table", "row %zu must be a list ( ... ), not %s",
                           r + 1, settings_type_name(row));
        } else if ((size_t)config_setting_length(row) != columns) {
            settings_fault(&self->settings, row, "table",
                           "row %zu must have a value for each of the %zu factors, not %d", r + 1,
                           columns, config_setting_length(row));
        } else {
            for (size_t c = 0; c < columns; c++) {
                char path[TABLE_PATH_SIZE];
                settings_join(path, "table", experiment->factors[c].name);
                (void)experiment_read_value(self, config_setting_get_elem(row, (unsigned)c), path,
                                            &subjects[c], &experiment->table[r * columns + c]);
            }
        }
    }
    experiment->points = rows;
}

void experiment_read_points_file(reading_t *self, const config_setting_t *setting)
{
    experiment_t *experiment = self->experiment;
    const char *name = settings_text(&self->settings, setting, "file");
    char place[READING_PLACE_SIZE], why[PATH_WHY_SIZE];
    subject_t *subjects = NULL;
    sheet_t sheet = {0};
    int status;
    if (name == NULL) {
        goto out;
    }
    reading_beside(self, name, place);
    status = sheet_read(&sheet, place, self->settings.report);
    if (status != SHEET_OK) {
        self->settings.no_memory = self->settings.no_memory || status == SHEET_NO_MEMORY;
        goto out;
    }
    if (sheet.rows == 0) {
        report_add(self->settings.report, place, 0, NULL, "there is no point in it");
    }
    if (!experiment_make_factors(self, sheet.columns, &subjects)) {
        goto out;
    }
    for (size_t c = 0; c < sheet.columns; c++) {
        factor_t *factor = &experiment->factors[c];
        const char *path = sheet_cell(&sheet, 0, c);
        size_t same = 0;
        if (!experiment_add_factor(self, NULL, path, 0, subjects)) {
            goto out;
        }
        while (strcmp(experiment->factors[same].name, path) != 0) {
            same++;
        }
        if (same < c) {
            report_add(self->settings.report, place, 1, path, "is a factor twice");
        } else if (self->scenario_fine &&
                   path_resolve(&experiment->scenario, path, &subjects[c].knob, why,
                                sizeof why) != PATH_OK) {
            report_add(self->settings.report, place, 1, NULL, "%s", why);
        } else {
            const knob_t *knob = &subjects[c].knob;
            subjects[c].resolved = self->scenario_fine;
            factor->whole = subjects[c].resolved && knob->type != KNOB_REAL &&
                            knob->type != KNOB_DISTRIBUTION;
            experiment->structural = experiment->structural ||
                                     (subjects[c].resolved && knob->structural);
        }
    }
    experiment->points = sheet.rows;
    experiment->table = reading_array(self, sheet.rows * sheet.columns, sizeof *experiment->table);
    for (size_t r = 0; r < sheet.rows && experiment->table != NULL; r++) {
        for (size_t c = 0; c < sheet.columns; c++) {
            const char *text = sheet_cell(&sheet, r + 1, c);
            if (subjects[c].resolved &&
                !experiment_value_of_text(&subjects[c].knob, text,
                                          &experiment->table[r * sheet.columns + c], why,
                                          sizeof why)) {
                char label[TABLE_PATH_SIZE];
                snprintf(label, sizeof label, "%.400s = %.100s", experiment->factors[c].name, text);
                report_add(self->settings.report, place, sheet_line(&sheet, r + 1), label, "%s",
                           why);
            }
        }
    }
    experiment_check_factor_count(self, setting, sheet.columns);
out:
    free(subjects);
    sheet_free(&sheet);
}
