/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/experiment_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "config/number.h"

static bool in_range(double value, double lowest, double highest)
{
    return value >= lowest && value <= highest;
}

/* "must be in [0, 1]" */
static void range_text(const knob_t *knob, char *text, size_t size)
{
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    number_write(low, knob->lowest);
    number_write(high, knob->highest);
    snprintf(text, size, "[%s, %s]", low, high);
}

/* Whether a number may be set there; if not, why. */
static bool number_fits(const knob_t *knob, double value, char *why, size_t size)
{
    char range[2 * NUMBER_SIZE + 8];
    bool fits = true;
    range_text(knob, range, sizeof range);
    if (knob->type == KNOB_INTEGER && floor(value) != value) {
        snprintf(why, size, "must be a whole number");
        fits = false;
    } else if (!in_range(value, knob->lowest, knob->highest)) {
        snprintf(why, size, "must be in %s", range);
        fits = false;
    }
    return fits;
}

static bool is_numeric(const knob_t *knob)
{
    return knob->type == KNOB_REAL || knob->type == KNOB_INTEGER || knob->type == KNOB_DISTRIBUTION;
}

bool experiment_value_of_text(const knob_t *knob, const char *text, double *value, char *why, size_t size)
{
    bool fine = false;
    if (is_numeric(knob)) {
        if (!number_read(text, value) || !isfinite(*value)) {
            snprintf(why, size, "must be a number");
        } else {
            fine = number_fits(knob, *value, why, size);
        }
    } else {
        knob_t scratch = *knob;
        double before = knob_get(knob);
        scratch.given = NULL;
        fine = knob_set_text(&scratch, text, why, size) == KNOB_OK;
        if (fine) {
            *value = knob_get(&scratch);
            (void)knob_set(&scratch, before);
        }
    }
    return fine;
}

bool experiment_read_value(reading_t *self, const config_setting_t *setting, const char *path,
                           const subject_t *subject, double *value)
{
    const knob_t *knob = &subject->knob;
    char why[PATH_WHY_SIZE];
    bool fine = false, truth = false;
    int type = config_setting_type(setting);
    if (!subject->resolved) {
        *value = 0.0;
        if (type == CONFIG_TYPE_GROUP || type == CONFIG_TYPE_LIST || type == CONFIG_TYPE_ARRAY) {
            settings_fault(&self->settings, setting, path, "must be a single value, not %s",
                           settings_type_name(setting));
        } else {
            fine = true;
        }
    } else if (is_numeric(knob)) {
        fine = settings_number(&self->settings, setting, path, value);
        if (fine && !number_fits(knob, *value, why, sizeof why)) {
            settings_fault(&self->settings, setting, path, "%s", why);
            fine = false;
        }
    } else if (knob->type == KNOB_BOOLEAN) {
        fine = settings_boolean(&self->settings, setting, path, &truth);
        *value = truth ? 1.0 : 0.0;
    } else if (knob->type == KNOB_WORD) {
        int index = 0;
        fine = settings_word(&self->settings, setting, path, knob->words, &index);
        *value = index;
    } else {
        const char *text = settings_text(&self->settings, setting, path);
        fine = text != NULL && experiment_value_of_text(knob, text, value, why, sizeof why);
        if (text != NULL && !fine) {
            settings_fault(&self->settings, setting, path, "%s", why);
        }
    }
    return fine;
}

/* Its path, resolved; must not be a factor already. */
static void resolve(reading_t *self, const config_setting_t *setting, subject_t *subjects,
                    size_t index, const char *name)
{
    subject_t *subject = &subjects[index];
    const factor_t *factors = self->experiment->factors;
    char why[PATH_WHY_SIZE];
    bool fine = true;
    for (size_t i = 0; i < index && fine; i++) {
        const char *other = factors[i].name;
        if (strcmp(other, name) == 0) {
            settings_fault(&self->settings, setting, "factors",
                           "is a factor already, since line %d", factors[i].line);
            fine = false;
        }
    }
    if (fine && self->scenario_fine) {
        subject->resolved =
            path_resolve(&self->experiment->scenario, name, &subject->knob, why, sizeof why) == PATH_OK;
        if (!subject->resolved) {
            settings_fault(&self->settings, setting, "factors", "%s", why);
            fine = false;
        }
    }
    for (size_t i = 0; i < index && fine; i++) {
        const char *other = factors[i].name;
        if (settings_at_or_below(name, strlen(name), other, strlen(other)) ||
            settings_at_or_below(other, strlen(other), name, strlen(name))) {
            settings_fault(&self->settings, setting, "factors",
                           "%.200s, a factor since line %d, sets it too", other, factors[i].line);
            fine = false;
        }
    }
    if (subject->resolved && subject->knob.structural) {
        self->experiment->structural = true;
        if (self->design->options & OPTION_RAMP) {
            settings_fault(&self->settings, setting, "factors",
                           "needs a world made anew: a ramp cannot move it");
        }
    }
}

static void read_values(reading_t *self, const config_setting_t *setting, factor_t *factor,
                        const subject_t *subject)
{
    char path[TABLE_PATH_SIZE];
    double *values;
    settings_join(path, subject->path, "values");
    if (settings_is_sequence(&self->settings, setting, path)) {
        size_t length = (size_t)config_setting_length(setting);
        values = reading_array(self, length, sizeof *values);
        factor->values = values;
        for (size_t i = 0; i < length && values != NULL; i++) {
            const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
            if (experiment_read_value(self, element, path, subject, &values[factor->value_count])) {
                bool twice = false;
                for (size_t k = 0; k < factor->value_count && subject->resolved; k++) {
                    twice = twice || values[k] == values[factor->value_count];
                }
                if (twice) {
                    settings_fault(&self->settings, element, path, "is said twice");
                } else {
                    factor->value_count++;
                }
            }
        }
    }
}

static bool read_end(reading_t *self, const config_setting_t *group, const subject_t *subject,
                     const char *name, double *value)
{
    const config_setting_t *setting = settings_member(group, name);
    char path[TABLE_PATH_SIZE], why[PATH_WHY_SIZE];
    bool fine = false;
    settings_join(path, subject->path, name);
    if (setting == NULL) {
        settings_fault(&self->settings, group, subject->path, "%s is missing", name);
    } else {
        fine = settings_number(&self->settings, setting, path, value);
        if (fine && subject->resolved && !number_fits(&subject->knob, *value, why, sizeof why)) {
            settings_fault(&self->settings, setting, path, "%s", why);
            fine = false;
        }
    }
    return fine;
}

/* Whether low and high make a range; a complaint if not. */
static bool read_range(reading_t *self, const config_setting_t *group, factor_t *factor,
                       const subject_t *subject)
{
    const config_setting_t *scale = settings_member(group, "scale");
    char path[TABLE_PATH_SIZE], low[NUMBER_SIZE];
    int index = 0;
    bool fine = read_end(self, group, subject, "low", &factor->low);
    fine = read_end(self, group, subject, "high", &factor->high) && fine;
    settings_join(path, subject->path, "scale");
    if (scale != NULL) {
        fine = settings_word(&self->settings, scale, path, "linear|log", &index) && fine;
        factor->logarithmic = index == 1;
    }
    if (fine && !(factor->low < factor->high)) {
        number_write(low, factor->low);
        settings_join(path, subject->path, "high");
        settings_fault(&self->settings, settings_member(group, "high"), path,
                       "must be greater than low = %s", low);
        fine = false;
    } else if (fine && factor->logarithmic && !(factor->low > 0.0)) {
        settings_join(path, subject->path, "low");
        settings_fault(&self->settings, settings_member(group, "low"), path,
                       "must be greater than 0 for scale = \"log\"");
        fine = false;
    }
    return fine;
}

/* All but one in a million of its values must be in range. */
static bool read_factor_distribution(reading_t *self, const config_setting_t *group,
                                     factor_t *factor, const subject_t *subject)
{
    const config_setting_t *setting = settings_member(group, "distribution");
    char path[TABLE_PATH_SIZE], why[PATH_WHY_SIZE], value[NUMBER_SIZE];
    const char *wrong = NULL;
    bool fine = settings_distribution_group(&self->settings, group, subject->path,
                                            "path|levels|base", &factor->distribution);
    settings_join(path, subject->path, "distribution");
    if (fine && distribution_check(&factor->distribution, &wrong) != 0) {
        settings_fault(&self->settings, setting, path, "%s",
                       wrong != NULL ? wrong : "is no distribution");
        fine = false;
    }
    for (int end = 0; end < 2 && fine && subject->resolved; end++) {
        double reached = factor_at(factor, end == 0 ? 1e-6 : 1.0 - 1e-6);
        if (!number_fits(&subject->knob, reached, why, sizeof why)) {
            number_write_rounded(value, reached, 3);
            settings_fault(&self->settings, setting, path, "reaches %s, but %s", value, why);
            fine = false;
        }
    }
    return fine;
}

static void check_levels(reading_t *self, const config_setting_t *group, const factor_t *factor,
                         const subject_t *subject)
{
    size_t count = factor_level_count(factor, self->experiment->levels);
    report_t report;
    factor_t named = *factor;
    report_init(&report);
    if (factor_check_levels(&named, count, NULL, &report) > 0 && report.count > 0) {
        settings_fault(&self->settings, group, subject->path, "%s", report.entries[0].message);
    }
    report_free(&report);
}

static void read_levels(reading_t *self, const config_setting_t *group, factor_t *factor,
                        const subject_t *subject)
{
    const config_setting_t *setting = settings_member(group, "levels");
    char path[TABLE_PATH_SIZE];
    uint64_t value = 0;
    settings_join(path, subject->path, "levels");
    if (setting == NULL) {
        goto out;
    }
    if (!(self->design->options & OPTION_GRID)) {
        experiment_refuse_option(self, setting, path, OPTION_GRID);
    } else if (factor->form == FACTOR_VALUES) {
        settings_fault(&self->settings, setting, path, "does not go with values: leave it out");
    } else if (settings_count(&self->settings, setting, path, 1.0, FACTOR_LEVELS_MAX, &value)) {
        factor->levels = (size_t)value;
    }
out:
    return;
}

static void read_base(reading_t *self, const config_setting_t *group, factor_t *factor,
                      const subject_t *subject)
{
    const config_setting_t *setting = settings_member(group, "base");
    char path[TABLE_PATH_SIZE];
    settings_join(path, subject->path, "base");
    if (setting != NULL && !(self->design->options & OPTION_BASE)) {
        experiment_refuse_option(self, setting, path, OPTION_BASE);
    } else if (setting != NULL) {
        factor->has_base = experiment_read_value(self, setting, path, subject, &factor->base);
    } else if (self->design->options & OPTION_BASE && subject->resolved &&
               knob_is_constant(&subject->knob)) {
        double value = knob_get(&subject->knob);
        factor->has_base = isfinite(value) && (value >= 0.0 || is_numeric(&subject->knob));
        factor->base = factor->has_base ? value : 0.0;
    }
}

void experiment_read_factor(reading_t *self, const config_setting_t *group, size_t index,
                            subject_t *subjects)
{
    factor_t *factor = &self->experiment->factors[index];
    subject_t *subject = &subjects[index];
    const config_setting_t *values = settings_member(group, "values");
    const config_setting_t *distribution = settings_member(group, "distribution");
    bool range = distribution == NULL &&
                 (settings_member(group, "low") != NULL || settings_member(group, "high") != NULL ||
                  settings_member(group, "scale") != NULL);
    int forms = (values != NULL) + (distribution != NULL) + range;
    bool fine = false;
    factor->whole = subject->resolved && subject->knob.type != KNOB_REAL &&
                    subject->knob.type != KNOB_DISTRIBUTION;
    if (self->design->options & OPTION_TABLE) {
        settings_check_keys(&self->settings, group, subject->path, "path");
        goto out;
    }
    if (distribution == NULL || forms != 1) {
        settings_check_keys(&self->settings, group, subject->path,
                            distribution == NULL
                                ? "path|values|low|high|scale|levels|base|distribution"
                                : "path|values|low|high|scale|levels|base|distribution|mean|sd|"
                                  "median|sigma|df|a|b|value");
    }
    if (forms != 1) {
        settings_fault(&self->settings, group, subject->path,
                       "%sone of values, low and high, and a distribution must be said",
                       forms == 0 ? "" : "only ");
        goto out;
    }
    if (values == NULL && subject->resolved && !is_numeric(&subject->knob)) {
        settings_fault(&self->settings, group, subject->path,
                       "is no number: it can only have values = [ ... ]");
        goto out;
    }
    factor->form = values != NULL ? FACTOR_VALUES : range ? FACTOR_RANGE : FACTOR_DISTRIBUTION;
    if (values != NULL) {
        read_values(self, values, factor, subject);
        fine = factor->value_count > 0;
    } else if (range) {
        fine = read_range(self, group, factor, subject);
    } else {
        fine = read_factor_distribution(self, group, factor, subject);
    }
    read_levels(self, group, factor, subject);
    read_base(self, group, factor, subject);
    if (fine && self->design->options & OPTION_GRID) {
        check_levels(self, group, factor, subject);
    }
out:
    return;
}

bool experiment_make_factors(reading_t *self, size_t count, subject_t **subjects)
{
    experiment_t *experiment = self->experiment;
    experiment->factors = reading_array(self, count, sizeof *experiment->factors);
    *subjects = reading_array(self, count, sizeof **subjects);
    return experiment->factors != NULL && *subjects != NULL;
}

bool experiment_add_factor(reading_t *self, const config_setting_t *place, const char *name,
                           int line, subject_t *subjects)
{
    experiment_t *experiment = self->experiment;
    size_t index = experiment->factor_count;
    factor_t *factor = &experiment->factors[index];
    char *copy = NULL;
    if (reading_set_text(self, &copy, name)) {
        factor->name = copy;
        factor->line = line;
        settings_join(subjects[index].path, "factors", name);
        if (place != NULL) {
            resolve(self, place, subjects, index, name);
        }
        experiment->factor_count++;
    }
    return copy != NULL;
}

void experiment_check_factor_count(reading_t *self, const config_setting_t *list, size_t count)
{
    if (self->design->most == 1 && count != 1) {
        settings_fault(&self->settings, list, "factors", "the design %s has exactly one, not %zu",
                       self->design->name, count);
    } else if (count > self->design->most) {
        settings_fault(&self->settings, list, "factors",
                       "the design %s can have %zu at most, not %zu", self->design->name,
                       self->design->most, count);
    }
}
