/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/hindcast_check.h"

#include <stdio.h>

#include "cli/files.h"
#include "cli/hindcast_print.h"
#include "cli/load.h"

/* The scenario and the record beside it. */
static exit_code_t find(files_t *files, const options_t *options)
{
    exit_code_t code = EXIT_FINE;

    if (options->argument_count == 2) {
        code = files_given(files, options);
    } else if (options->argument_count == 0) {
        code = files_shipped(files, options, "config/hindcast/us_allies_1985_2015.");
    } else {
        options_complain(options, "--hindcast wants a scenario and its record, SCENARIO.cfg "
                                  "RECORD.csv, or neither");
        code = EXIT_USAGE;
    }
    if (code == EXIT_FINE && files->count != 2) {
        options_complain(options, "the shipped hindcast is not complete; is adrift installed?");
        code = EXIT_FAILED;
    }
    return code;
}

static exit_code_t read_annals(annals_t *annals, const char *file, const scenario_t *scenario)
{
    report_t report;
    int status = ANNALS_OK;

    report_init(&report);
    status = annals_read(annals, file, scenario, &report);
    if (status == ANNALS_INVALID) {
        report_sort(&report);
        report_print(&report, stderr);
    }
    report_free(&report);
    return status == ANNALS_OK        ? EXIT_FINE
           : status == ANNALS_INVALID ? EXIT_CONFIGURATION
                                      : EXIT_INTERNAL;
}

static exit_code_t print(const hindcast_t *hindcast, const scenario_t *scenario,
                         const annals_t *annals, bool csv)
{
    exit_code_t code = EXIT_FINE;
    text_t text;

    text_init(&text);
    if (csv) {
        hindcast_csv(hindcast, scenario, &text);
        code = text.status != 0 ? EXIT_INTERNAL : EXIT_FINE;
        fwrite(text.data, 1, code == EXIT_FINE ? text.length : 0, stdout);
    } else if (hindcast_print(hindcast, scenario, annals, stdout) != 0) {
        code = EXIT_INTERNAL;
    }
    text_free(&text);
    return code;
}

exit_code_t hindcast_check(const options_t *options, bool csv)
{
    files_t files = {NULL, 0};
    scenario_t scenario = {0};
    annals_t annals = {NULL, 0};
    hindcast_t hindcast = {.replicates = 0};
    exit_code_t code = find(&files, options);

    if (code == EXIT_FINE) {
        code = load_scenario(&scenario, files.names[0], options);
    }
    if (code == EXIT_FINE) {
        code = read_annals(&annals, files.names[1], &scenario);
    }
    if (code == EXIT_FINE) {
        const int status = hindcast_play(
            &hindcast, &scenario, &annals,
            options->replicates > 0 ? options->replicates : HINDCAST_REPLICATES, options->threads);

        if (status == HINDCAST_INVALID) {
            options_complain(options, "two entities of the scenario have the same 64-bit address; "
                                      "change the ID of one");
            code = EXIT_CONFIGURATION;
        } else if (status != HINDCAST_OK) {
            code = EXIT_INTERNAL;
        }
    }
    if (code == EXIT_FINE) {
        code = print(&hindcast, &scenario, &annals, csv);
    }
    hindcast_free(&hindcast);
    annals_free(&annals);
    scenario_free(&scenario);
    files_free(&files);
    return code;
}
