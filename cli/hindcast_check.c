/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/hindcast_check.h"

#include <stdio.h>
#include <string.h>

#include "cli/files.h"
#include "cli/hindcast_print.h"
#include "cli/interrupt.h"
#include "cli/load.h"

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), size = strlen(end);

    return length >= size && strcmp(text + length - size, end) == 0;
}

/* Whether the first is a scenario and the second the record of the same name. */
static bool is_pair(const char *scenario, const char *record)
{
    const size_t length = strlen(scenario);

    return ends_with(scenario, ".cfg") && ends_with(record, ".csv") && strlen(record) == length &&
           strncmp(scenario, record, length - 4) == 0;
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

static exit_code_t check_pair(const char *scenario_file, const char *record_file,
                              const options_t *options, bool csv, const atomic_int *stop)
{
    scenario_t scenario = {0};
    annals_t annals = {NULL, 0};
    hindcast_t hindcast = {.replicates = 0};
    exit_code_t code = load_scenario(&scenario, scenario_file, options);

    if (code == EXIT_FINE) {
        code = read_annals(&annals, record_file, &scenario);
    }
    if (code == EXIT_FINE) {
        const int status = hindcast_play(
            &hindcast, &scenario, &annals,
            options->replicates > 0 ? options->replicates : HINDCAST_REPLICATES, options->threads,
            stop);

        if (status == HINDCAST_INVALID) {
            options_complain(options, "two entities of the scenario have the same 64-bit address; "
                                      "change the ID of one");
            code = EXIT_CONFIGURATION;
        } else if (status == HINDCAST_STOPPED) {
            code = interrupt_say(options);
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
    return code;
}

/* All that are shipped: scenarios that have a record beside them, in the order of names. */
static exit_code_t check_shipped(const options_t *options, const atomic_int *stop)
{
    files_t files = {NULL, 0};
    exit_code_t code = files_shipped(&files, options, "config/hindcast/");
    bool first = true;

    for (size_t i = 0; code == EXIT_FINE && i + 1 < files.count; i++) {
        if (is_pair(files.names[i], files.names[i + 1])) {
            if (!first) {
                puts("\n");
            }
            first = false;
            code = check_pair(files.names[i], files.names[i + 1], options, false, stop);
        }
    }
    files_free(&files);
    return code;
}

exit_code_t hindcast_check(const options_t *options, bool csv, const atomic_int *stop)
{
    exit_code_t code = EXIT_FINE;

    if (options->argument_count == 2) {
        code = check_pair(options->arguments[0], options->arguments[1], options, csv, stop);
    } else if (options->argument_count == 0 && !csv) {
        code = check_shipped(options, stop);
    } else {
        options_complain(options, csv ? "--hindcast --format=csv prints one table: give SCENARIO.cfg "
                                        "RECORD.csv"
                                      : "--hindcast wants a scenario and its record, SCENARIO.cfg "
                                        "RECORD.csv, or neither");
        code = EXIT_USAGE;
    }
    return code;
}
