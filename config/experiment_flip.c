/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/experiment_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/number.h"
#include "config/reader.h"

static void read_horizons(reading_t *self, const config_setting_t *setting, bool dated)
{
    static const double usual[] = {0.5, 1.0, 2.0, 5.0, 10.0};
    experiment_flip_t *flip = &self->experiment->flip;
    const model_t *model = &self->experiment->scenario.model;
    size_t length = sizeof usual / sizeof usual[0];
    int32_t last = 0, date = 0;
    if (setting != NULL) {
        length = settings_is_sequence(&self->settings, setting, "flip.horizons")
                     ? (size_t)config_setting_length(setting)
                     : 0;
    }
    if (self->scenario_fine && dated) {
        date = model_ticks(model, flip->date - model->parameters.time_start);
        last = model_ticks(model, model->parameters.time_years) - 1;
    }
    flip->horizons = reading_array(self, length, sizeof *flip->horizons);
    for (size_t i = 0; i < length && flip->horizons != NULL; i++) {
        const config_setting_t *element =
            setting == NULL ? NULL : config_setting_get_elem(setting, (unsigned)i);
        double horizon = usual[setting == NULL ? i : 0];
        double before =
            flip->horizon_count == 0 ? -INFINITY : flip->horizons[flip->horizon_count - 1];
        bool inside;
        if (setting != NULL &&
            !settings_number(&self->settings, element, "flip.horizons", &horizon)) {
            continue;
        }
        inside = !self->scenario_fine || !dated ||
                 (horizon <= model->parameters.time_years &&
                  date + model_ticks(model, horizon < 0.0 ? 0.0 : horizon) <= last);
        if (setting != NULL && horizon < 0.0) {
            settings_fault(&self->settings, element, "flip.horizons", "must be 0 or more");
        } else if (setting != NULL && horizon <= before) {
            settings_fault(&self->settings, element, "flip.horizons",
                           "must be greater than the one before it");
        } else if (setting != NULL && !inside) {
            char end[NUMBER_SIZE];
            number_write_rounded(end, model->parameters.time_start + model->parameters.time_years,
                                 10);
            settings_fault(&self->settings, element, "flip.horizons",
                           "is beyond the run, which ends at %s", end);
        } else if (inside) {
            flip->horizons[flip->horizon_count++] = horizon;
        }
    }
    if (setting == NULL && flip->horizon_count == 0 && self->scenario_fine && dated) {
        settings_fault(&self->settings, reading_top(self, "flip"), "flip",
                       "half a year after its date the run is over: say horizons");
    }
}

static bool read_date(reading_t *self, const config_setting_t *group)
{
    experiment_flip_t *flip = &self->experiment->flip;
    const model_t *model = &self->experiment->scenario.model;
    const config_setting_t *setting = settings_member(group, "date");
    double start = model->parameters.time_start, end = start + model->parameters.time_years;
    bool fine = false;
    if (setting == NULL) {
        settings_fault(&self->settings, group, "flip", "date is missing");
    } else if (settings_number(&self->settings, setting, "flip.date", &flip->date)) {
        fine = true;
        if (self->scenario_fine && !(flip->date >= start && flip->date < end)) {
            char first[NUMBER_SIZE], last[NUMBER_SIZE];
            number_write_rounded(first, start, 10);
            number_write_rounded(last, end, 10);
            settings_fault(&self->settings, setting, "flip.date",
                           "must be in [%s, %s), the time simulated", first, last);
            fine = false;
        } else if (self->scenario_fine && model_ticks(model, flip->date - start) >=
                                              model_ticks(model, model->parameters.time_years)) {
            settings_fault(&self->settings, setting, "flip.date",
                           "the last tick begins before it: it would never happen");
            fine = false;
        }
    }
    return fine;
}

static void read_size_list(reading_t *self, const config_setting_t *setting, const char *path,
                           experiment_shock_t *shock)
{
    char step[TABLE_PATH_SIZE];
    size_t length;
    settings_join(step, path, "sizes");
    if (!settings_is_sequence(&self->settings, setting, step)) {
        goto out;
    }
    length = (size_t)config_setting_length(setting);
    shock->sizes = reading_array(self, length, sizeof *shock->sizes);
    for (size_t i = 0; i < length && shock->sizes != NULL; i++) {
        const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
        double size = 0.0;
        bool twice = false;
        if (!settings_number(&self->settings, element, step, &size)) {
            continue;
        }
        for (size_t k = 0; k < shock->size_count; k++) {
            twice = twice || shock->sizes[k] == size;
        }
        if (twice) {
            settings_fault(&self->settings, element, step, "is said twice");
        } else {
            shock->sizes[shock->size_count++] = size;
        }
    }
out:
    return;
}

static void read_size_range(reading_t *self, const config_setting_t *group, const char *path,
                            experiment_shock_t *shock)
{
    static const char *const names[] = {"low", "high"};
    const config_setting_t *levels = settings_member(group, "levels");
    double ends[2] = {0.0, 0.0};
    uint64_t count = EXPERIMENT_LEVELS;
    char step[TABLE_PATH_SIZE];
    bool fine = true;
    for (int i = 0; i < 2; i++) {
        const config_setting_t *setting = settings_member(group, names[i]);
        settings_join(step, path, names[i]);
        if (setting == NULL) {
            settings_fault(&self->settings, group, path, "%s is missing", names[i]);
            fine = false;
        } else {
            fine = settings_number(&self->settings, setting, step, &ends[i]) && fine;
        }
    }
    settings_join(step, path, "levels");
    if (levels != NULL) {
        fine =
            settings_count(&self->settings, levels, step, 2.0, FACTOR_LEVELS_MAX, &count) && fine;
    }
    if (fine && ends[0] == ends[1]) {
        settings_join(step, path, "high");
        settings_fault(&self->settings, settings_member(group, "high"), step,
                       "must be another than low");
        fine = false;
    }
    if (fine) {
        shock->sizes = reading_array(self, (size_t)count, sizeof *shock->sizes);
    }
    for (size_t i = 0; fine && i < count && shock->sizes != NULL; i++) {
        double share = (double)i / (double)(count - 1);
        shock->sizes[i] = i == 0 ? ends[0] : i + 1 == count ? ends[1] : number_short(ends[0] + share * (ends[1] - ends[0]));
        shock->size_count++;
    }
}

static void read_sizes(reading_t *self, const config_setting_t *group, const char *path,
                       experiment_shock_t *shock)
{
    const config_setting_t *sizes = settings_member(group, "sizes");
    bool range = settings_member(group, "low") != NULL || settings_member(group, "high") != NULL ||
                 settings_member(group, "levels") != NULL;
    if ((sizes != NULL) == range) {
        settings_fault(&self->settings, group, path, "%ssizes, or low and high, must be said",
                       range ? "only one of " : "");
    } else if (range) {
        read_size_range(self, group, path, shock);
    } else {
        read_size_list(self, sizes, path, shock);
    }
}

/* Who complains of what model_check finds in the scenario with the shocks. */
typedef struct {
    reading_t *reading;
    const scenario_t *scratch;
    const config_setting_t **places; /* of the flip's shocks */
    size_t first;                    /* so many shocks are the scenario's */
} complainer_t;

static void complain(void *context, const char *path, const char *message)
{
    const complainer_t *complainer = context;
    reading_t *self = complainer->reading;
    const model_t *model = &complainer->scratch->model;
    size_t length = strlen(path);
    for (size_t i = complainer->first; i < model->shock_count; i++) {
        char known[TABLE_PATH_SIZE], shown[TABLE_PATH_SIZE];
        const config_setting_t *group = complainer->places[i - complainer->first];
        const config_setting_t *place = NULL;
        const char *rest;
        settings_join(known, "events", model->shocks[i].id);
        if (!settings_at_or_below(path, length, known, strlen(known))) {
            continue;
        }
        rest = path + strlen(known) + (path[strlen(known)] == '.');
        settings_join(shown, "flip.shocks", model->shocks[i].id);
        if (strcmp(rest, "date") == 0) { /* the flip's, which was checked */
            break;
        }
        if (strcmp(rest, "size") == 0) {
            char size[NUMBER_SIZE], label[TABLE_PATH_SIZE + NUMBER_SIZE + 8];
            const char *file;
            int line = 0;
            place = settings_member(group, "sizes");
            place = place != NULL ? place : settings_member(group, "high");
            file = document_place(&self->settings.document, place, &line);
            number_write(size, model->shocks[i].size.a);
            snprintf(label, sizeof label, "%s.size = %s", shown, size);
            settings_say(&self->settings, file, line, label, message);
        } else if (!settings_is_blamed(&self->settings, shown, true)) {
            if (rest[0] != '\0') {
                settings_join(shown, shown, rest);
                place = settings_member(group, rest);
            }
            settings_fault(&self->settings, place != NULL ? place : group, shown, "%s", message);
        }
        break;
    }
}

static double least(const double *values, size_t count, double sign)
{
    double found = INFINITY;
    for (size_t i = 0; i < count; i++) {
        found = fmin(found, sign * values[i]);
    }
    return sign * found;
}

/* Whether the IDs of the flip's shocks are new. */
static bool check_ids(reading_t *self, const scenario_t *scratch, size_t first,
                      const config_setting_t **places)
{
    const model_t *model = &scratch->model;
    bool fine = true;
    for (size_t i = first; i < model->shock_count; i++) {
        const config_setting_t *id = settings_member(places[i - first], "id");
        for (size_t k = 0; k < i; k++) {
            if (id != NULL && strcmp(model->shocks[i].id, model->shocks[k].id) == 0) {
                char path[TABLE_PATH_SIZE];
                int line = 0;
                settings_join(path, "flip.shocks", model->shocks[i].id);
                settings_join(path, path, "id");
                if (k < first) {
                    settings_fault(&self->settings, id, path, "the scenario has %s of this ID",
                                   model->shocks[k].scripted ? "an event" : "a shock");
                } else {
                    (void)document_place(&self->settings.document, places[k - first], &line);
                    settings_fault(&self->settings, id, path, "this ID is taken since line %d",
                                   line);
                }
                fine = false;
                break;
            }
        }
    }
    return fine;
}

/* The scenario with all shocks of the flip must pass the model's check, with the least and the
 * greatest sizes. */
static void check_shocks(reading_t *self, scenario_t *scratch, size_t first,
                         const config_setting_t **places)
{
    const experiment_flip_t *flip = &self->experiment->flip;
    complainer_t complainer = {self, scratch, places, first};
    for (int end = 0; end < 2; end++) {
        bool other = end == 0;
        for (size_t i = 0; i < flip->shock_count; i++) {
            const experiment_shock_t *shock = &flip->shocks[i];
            model_shock_t *target = &scratch->model.shocks[first + i];
            if (shock->size_count > 0) {
                double low = least(shock->sizes, shock->size_count, 1.0);
                double high = least(shock->sizes, shock->size_count, -1.0);
                other = other || low != high;
                target->size =
                    (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = end == 0 ? low : high};
            }
            target->date = flip->date;
        }
        if (other) {
            (void)model_check(&scratch->model, complain, &complainer);
        }
    }
}

static void read_shocks(reading_t *self, const config_setting_t *list)
{
    experiment_flip_t *flip = &self->experiment->flip;
    scenario_t scratch = {0};
    const config_setting_t **places = NULL;
    size_t length = 0, first;
    int status;
    if (!config_setting_is_list(list)) {
        settings_fault(&self->settings, list, "flip.shocks",
                       "must be a list ( { ... }, { ... } ), not %s", settings_type_name(list));
        goto out;
    }
    length = (size_t)config_setting_length(list);
    if (length == 0) {
        settings_fault(&self->settings, list, "flip.shocks", "must have at least one");
        goto out;
    }
    if (!self->scenario_fine) { /* nothing to point at */
        goto out;
    }
    places = reading_array(self, length, sizeof *places);
    flip->shocks = reading_array(self, length, sizeof *flip->shocks);
    if (self->settings.no_memory ||
        scenario_copy(&scratch, &self->experiment->scenario) != SCENARIO_OK) {
        self->settings.no_memory = true;
        goto out;
    }
    first = scratch.model.shock_count;
    status = scenario_read_events(&scratch, &self->settings, &table_flip_shocks, list, places);
    self->settings.no_memory = self->settings.no_memory || status == SCENARIO_NO_MEMORY;
    for (size_t i = first; i < scratch.model.shock_count && !self->settings.no_memory; i++) {
        experiment_shock_t *shock = &flip->shocks[flip->shock_count];
        char path[TABLE_PATH_SIZE];
        shock->shock = scratch.model.shocks[i];
        shock->shock.id = NULL;
        shock->shock.date = flip->date;
        shock->shock.size = (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = 0.0};
        (void)document_place(&self->settings.document, places[i - first], &shock->line);
        flip->shock_count++;
        settings_join(path, "flip.shocks", scratch.model.shocks[i].id);
        if (reading_set_text(self, &shock->shock.id, scratch.model.shocks[i].id)) {
            read_sizes(self, places[i - first], path, shock);
        }
    }
    if (!self->settings.no_memory && check_ids(self, &scratch, first, places)) {
        check_shocks(self, &scratch, first, places);
    }
out:
    free((void *)places);
    scenario_free(&scratch);
}

void experiment_read_flip(reading_t *self)
{
    const config_setting_t *group = reading_top(self, "flip"), *shocks,
                           *factors = reading_top(self, "factors");
    bool dated;
    experiment_read_options(self); /* refuses them */
    if (factors != NULL) {
        settings_fault(&self->settings, factors, "factors", "only for a design, not for a flip");
    }
    if (!self->experiment->common_random_numbers) {
        settings_fault(&self->settings, reading_top(self, "common_random_numbers"),
                       "common_random_numbers", "must be true for a flip");
    }
    if (!config_setting_is_group(group)) {
        settings_fault(&self->settings, group, "flip", "must be a group { ... }, not %s",
                       settings_type_name(group));
        goto out;
    }
    settings_check_keys(&self->settings, group, "flip", "date|horizons|shocks");
    dated = read_date(self, group);
    read_horizons(self, settings_member(group, "horizons"), dated);
    shocks = settings_member(group, "shocks");
    if (shocks == NULL) {
        settings_fault(&self->settings, group, "flip", "shocks is missing");
    } else {
        read_shocks(self, shocks);
    }
out:
    return;
}
