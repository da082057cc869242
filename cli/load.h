/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the scenario that a command line names, and says what is wrong with it. */
#ifndef ADRIFT_CLI_LOAD_H
#define ADRIFT_CLI_LOAD_H

#include "cli/options.h"
#include "config/scenario.h"

/*
 * With the assignments and the seed of the options applied. EXIT_FINE; else what is wrong has been
 * printed and the exit code is returned. scenario_free is legal in any case.
 */
exit_code_t load_scenario(scenario_t *scenario, const char *file, const options_t *options);

#endif
