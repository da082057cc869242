/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/load.h"

#include <stdio.h>

#include "config/reader.h"
#include "config/report.h"

exit_code_t load_scenario(scenario_t *scenario, const char *file, const options_t *options)
{
    report_t report;
    int status = SCENARIO_OK;
    exit_code_t code = EXIT_FINE;

    report_init(&report);
    status = scenario_read(scenario, file, options->sets, options->set_count, &report);
    if (status != SCENARIO_OK) {
        report_sort(&report);
        report_print(&report, stderr);
        code = status == SCENARIO_NO_MEMORY ? EXIT_INTERNAL : EXIT_CONFIGURATION;
    } else if (options->seed_given) {
        scenario->seed = options->seed;
        scenario->seed_given = true;
    }
    report_free(&report);
    return code;
}
