/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of reading an experiment; for config/experiment*.c only. Each may use those that stand
 * above it here. What is wrong goes to the reading's report, and for want of memory they set
 * settings.no_memory: nothing is returned but where the caller goes on by it.
 */
#ifndef ADRIFT_CONFIG_EXPERIMENT_PARTS_H
#define ADRIFT_CONFIG_EXPERIMENT_PARTS_H

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

#endif
