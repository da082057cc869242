/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of reading an experiment; for config/experiment*.c only. Each may use those that stand
 * above it here. What is wrong goes to the reading's report, and for want of memory they set
 * settings.no_memory: nothing is returned but where the caller goes on by it.
 */
#ifndef ADRIFT_CONFIG_EXPERIMENT_PARTS_H
#define ADRIFT_CONFIG_EXPERIMENT_PARTS_H

#include "config/path.h"
#include "config/reading.h"

/* ---- experiment_scenario.c ---- */

/* The assignments, the scenario with them, and its seed as that of the experiment. Says in
 * `scenario_fine` whether there is something to point at. */
void experiment_read_scenario(reading_t *self);

/* ---- experiment_options.c ---- */

/* Those of the design, with their defaults, and a complaint of all others; without one, of all. */
void experiment_read_options(reading_t *self);

/* Says of which designs alone an option is. */
void experiment_refuse_option(reading_t *self, const config_setting_t *setting, const char *path,
                              unsigned option);

/* ---- experiment_factor.c ---- */

/* What is known of a factor while it is read; by its number, as in experiment->factors. */
typedef struct subject {
    char path[TABLE_PATH_SIZE]; /* "factors.threshold.dependence" */
    knob_t knob;
    bool resolved;
} subject_t;

/* Room for the factors and as many subjects, which the caller frees; false without memory. */
bool experiment_make_factors(reading_t *self, size_t count, subject_t **subjects);

/* The next of them, with its path. `place` is the setting that says the path, and against which it
 * is resolved; NULL: the caller does that. False without memory. */
bool experiment_add_factor(reading_t *self, const config_setting_t *place, const char *name,
                           int line, subject_t *subjects);

/* All else that the group of a factor says. */
void experiment_read_factor(reading_t *self, const config_setting_t *group, size_t index,
                            subject_t *subjects);

/* Whether the design can have so many. */
void experiment_check_factor_count(reading_t *self, const config_setting_t *list, size_t count);

/* A value of a factor, whatever its type. Unresolved, only what it is as such is checked. */
bool experiment_read_value(reading_t *self, const config_setting_t *setting, const char *path,
                           const subject_t *subject, double *value);

/* As a number, what a person writes: "0.3", "logit", "CHN"; false and why, if it may not be set. */
bool experiment_value_of_text(const knob_t *knob, const char *text, double *value, char *why, size_t size);

/* ---- experiment_points.c ---- */

/* The values of the factors, all of which are there, point by point. */
void experiment_read_points(reading_t *self, const config_setting_t *list,
                            const subject_t *subjects);

/* The factors too: a header of paths, a row for each point. */
void experiment_read_points_file(reading_t *self, const config_setting_t *setting);

/* ---- experiment_design.c ---- */

/* Of a sweep: its design, options and factors, and a table's points. */
void experiment_read_design(reading_t *self);

/* ---- experiment_flip.c ---- */

/* Date, horizons and shocks with their sizes. The scenario with them must pass model_check. */
void experiment_read_flip(reading_t *self);

#endif
