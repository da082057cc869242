/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/experiment_parts.h"

void experiment_refuse_option(reading_t *self, const config_setting_t *setting, const char *path,
                              unsigned option)
{
    char words[256], list[256];
    scheme_list(option, words, sizeof words);
    word_list(words, list, sizeof list);
    if (self->design == NULL) {
        settings_fault(&self->settings, setting, path, "only for the design %s, not for a flip",
                       list);
    } else {
        settings_fault(&self->settings, setting, path, "only for the design %s, not for %s", list,
                       self->design->name);
    }
}

void experiment_read_options(reading_t *self)
{
    experiment_t *experiment = self->experiment;
    const config_setting_t *ramp = reading_top(self, "ramp"),
                           *second = reading_top(self, "second_order");
    unsigned has = self->design == NULL ? 0 : self->design->options;
    uint64_t value;
    for (size_t i = 0; i < scheme_option_count; i++) {
        const config_setting_t *setting = reading_top(self, scheme_options[i].name);
        if (setting != NULL && !(has & scheme_options[i].option)) {
            experiment_refuse_option(self, setting, scheme_options[i].name,
                                     scheme_options[i].option);
        }
    }
    if (has & OPTION_LEVELS) {
        bool morris = !(has & OPTION_GRID);
        value = self->design->levels;
        reading_whole(self, "levels", morris ? 2.0 : 1.0, FACTOR_LEVELS_MAX, &value);
        if (morris && value % 2 != 0) {
            settings_fault(&self->settings, reading_top(self, "levels"), "levels",
                           "must be even for the design morris");
        }
        experiment->levels = (size_t)value;
    }
    if (has & OPTION_POINTS) {
        value = EXPERIMENT_POINTS;
        reading_whole(self, "points", 1.0, has & OPTION_SKIP ? 1073741822.0 : INT32_MAX, &value);
        experiment->points = (size_t)value;
    }
    if (has & OPTION_MAXIMIN) {
        value = 1;
        reading_whole(self, "maximin", 1.0, 1000.0, &value);
        experiment->maximin = (int)value;
        if (value > 1 && experiment->points > 10000) {
            settings_fault(&self->settings, reading_top(self, "maximin"), "maximin",
                           "must be 1 for more than 10000 points");
        }
    }
    if (has & OPTION_SKIP) {
        reading_whole(self, "skip", 0.0, 1073741821.0, &experiment->skip);
    }
    if (has & OPTION_TRAJECTORIES) {
        value = EXPERIMENT_TRAJECTORIES;
        reading_whole(self, "trajectories", 1.0, INT32_MAX, &value);
        experiment->trajectories = (size_t)value;
    }
    if (has & OPTION_SAMPLES) {
        value = EXPERIMENT_SAMPLES;
        reading_whole(self, "samples", 1.0, 1073741822.0, &value);
        experiment->samples = (size_t)value;
    }
    if (has & OPTION_SKIP &&
        experiment->skip + experiment->points + experiment->samples > 1073741822u) {
        settings_fault(&self->settings, reading_top(self, "skip"), "skip",
                       "what is left out and what is used must be fewer than 2^30 - 1 together");
    }
    if (has & OPTION_SECOND_ORDER && second != NULL) {
        (void)settings_boolean(&self->settings, second, "second_order", &experiment->second_order);
    }
    if (has & OPTION_RAMP) {
        const config_setting_t *hold = ramp == NULL ? NULL : settings_member(ramp, "hold");
        experiment->ramp_hold = 1.0;
        if (ramp != NULL && !config_setting_is_group(ramp)) {
            settings_fault(&self->settings, ramp, "ramp", "must be a group { ... }, not %s",
                           settings_type_name(ramp));
        } else if (ramp != NULL) {
            settings_check_keys(&self->settings, ramp, "ramp", "hold");
        }
        if (hold != NULL &&
            settings_number(&self->settings, hold, "ramp.hold", &experiment->ramp_hold) &&
            !(experiment->ramp_hold > 0.0)) {
            settings_fault(&self->settings, hold, "ramp.hold", "must be greater than 0");
        }
    }
}
