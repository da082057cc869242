/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/patterns_check.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "analysis/calibration.h"
#include "cli/calibration_print.h"
#include "cli/files.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/patterns_print.h"

/* Scenarios read from files. */
typedef struct scenarios {
    scenario_t *list;
    size_t count;
} scenarios_t;

static void scenarios_free(scenarios_t *self)
{
    for (size_t i = 0; i < self->count && self->list != NULL; i++) {
        scenario_free(&self->list[i]);
    }
    free(self->list);
    *self = (scenarios_t){NULL, 0};
}

/* All of them, so that all that is wrong is said at once. */
static exit_code_t scenarios_read(scenarios_t *self, const files_t *files, const options_t *options)
{
    exit_code_t code = EXIT_FINE;

    self->list = calloc(files->count + 1, sizeof *self->list);
    if (self->list == NULL) {
        code = EXIT_INTERNAL;
    }
    for (size_t i = 0; self->list != NULL && i < files->count; i++) {
        const exit_code_t one = load_scenario(&self->list[i], files->names[i], options);

        self->count++;
        code = one > code ? one : code;
    }
    return code;
}

/* Where results go. */
typedef struct printing {
    FILE *stream; /* NULL with CSV */
    text_t *text; /* NULL without */
    patterns_score_t score;
} printing_t;

static exit_code_t say_status(int status, const options_t *options)
{
    exit_code_t code = EXIT_FINE;

    if (status == PATTERNS_INVALID) {
        options_complain(options, "two entities of a scenario have the same 64-bit address; change "
                                  "the ID of one");
        code = EXIT_CONFIGURATION;
    } else if (status == PATTERNS_STOPPED) {
        code = interrupt_say(options);
    } else if (status != PATTERNS_OK) {
        code = EXIT_INTERNAL;
    }
    return code;
}

static exit_code_t check_cases(const scenarios_t *cases, const options_t *options,
                               const atomic_int *stop, printing_t *printing)
{
    const cases_options_t how = {
        .replicates = options->replicates > 0 ? options->replicates : CASES_REPLICATES,
        .threads = options->threads,
    };
    cases_result_t result = {0};
    int status = cases_init(&result, cases->list, cases->count);

    result.stop = stop;
    if (status == CASES_OK) {
        status = cases_play(&result);
    }
    if (status == CASES_OK) {
        status = cases_noise(&result, &how);
    }
    if (status == CASES_OK) {
        patterns_print_cases(&result, printing->stream, printing->text, &printing->score);
    }
    cases_free(&result);
    return say_status(status == CASES_OK        ? PATTERNS_OK
                      : status == CASES_INVALID ? PATTERNS_INVALID
                      : status == CASES_STOPPED ? PATTERNS_STOPPED
                                                : PATTERNS_NO_MEMORY,
                      options);
}

static exit_code_t check_scenario(const scenario_t *scenario, const options_t *options,
                                  const atomic_int *stop, printing_t *printing)
{
    patterns_result_t result = {0};
    const int status =
        patterns_play(&result, scenario,
                      options->replicates > 0 ? options->replicates : PATTERNS_REPLICATES,
                      options->threads, stop);

    if (status == PATTERNS_OK) {
        patterns_print_scenario(scenario, &result, printing->stream, printing->text,
                                &printing->score);
    }
    patterns_free(&result);
    return say_status(status, options);
}

/* ---- A sweep ---- */

static bool is_directory(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static exit_code_t read_sweep(calibration_t *calibration, const options_t *options, const atomic_int *stop)
{
    failure_t failure = {.status = FILES_OK};
    const int status = calibration_read(calibration, options->arguments[0], stop, &failure);
    char line[1400];

    if (status == FILES_STOPPED) {
        interrupt_say(options);
    } else if (status == FILES_MISUSED) {
        options_complain(options, "%s: %s", failure.path, failure.detail);
    } else if (status != FILES_OK) {
        failure_describe(&failure, line, sizeof line);
        options_complain(options, "%s", line);
    }
    return exit_of_reading(status);
}

/* Holds a sweep's directory against the patterns, P2 with the shipped cases. */
static exit_code_t check_sweep(const options_t *options, bool csv, const atomic_int *stop)
{
    files_t files = {NULL, 0};
    scenarios_t cases = {NULL, 0};
    calibration_t calibration = {.points = 0};
    text_t text;
    exit_code_t code = EXIT_FINE;

    text_init(&text);
    code = read_sweep(&calibration, options, stop);
    if (code == EXIT_FINE) {
        code = files_shipped(&files, options, "config/cases/");
    }
    if (code == EXIT_FINE) {
        code = scenarios_read(&cases, &files, options);
    }
    if (code == EXIT_FINE) {
        const int status = calibration_play_cases(&calibration, cases.list, cases.count, options->threads);

        code = status == CASES_OK        ? EXIT_FINE
               : status == CASES_STOPPED ? interrupt_say(options)
                                         : EXIT_INTERNAL;
    }
    if (code == EXIT_FINE) {
        calibration_judge(&calibration);
        if (csv) {
            calibration_csv(&calibration, &text);
            code = text.status != 0 ? EXIT_INTERNAL : EXIT_FINE;
            fwrite(text.data, 1, code == EXIT_FINE ? text.length : 0, stdout);
        } else {
            calibration_print(&calibration, stdout);
        }
    }
    text_free(&text);
    calibration_free(&calibration);
    scenarios_free(&cases);
    files_free(&files);
    return code;
}

/* ---- Scenarios ---- */

static exit_code_t find(files_t *cases, files_t *files, const options_t *options)
{
    exit_code_t code = EXIT_FINE;

    if (options->argument_count > 0) {
        code = files_given(files, options);
    } else {
        code = files_shipped(cases, options, "config/cases/");
        if (code == EXIT_FINE) {
            code = files_shipped(files, options, "config/baseline.cfg");
        }
        if (code == EXIT_FINE) {
            code = files_shipped(files, options, "config/us_allies_");
        }
    }
    return code;
}

static void print_score(const printing_t *printing)
{
    if (printing->text != NULL) {
        fwrite(printing->text->data, 1, printing->text->length, stdout);
    } else {
        fprintf(printing->stream, "\npatterns: %zu of %zu required lines hold\n",
                printing->score.held, printing->score.required);
    }
}

static exit_code_t check_scenarios(const options_t *options, bool csv, const atomic_int *stop)
{
    files_t case_files = {NULL, 0}, scenario_files = {NULL, 0};
    scenarios_t cases = {NULL, 0}, scenarios = {NULL, 0};
    text_t text;
    printing_t printing = {csv ? NULL : stdout, csv ? &text : NULL, {0, 0}};
    exit_code_t code = EXIT_FINE;

    text_init(&text);
    code = find(&case_files, &scenario_files, options);
    if (code == EXIT_FINE) {
        const exit_code_t one = scenarios_read(&cases, &case_files, options);

        code = scenarios_read(&scenarios, &scenario_files, options);
        code = one > code ? one : code;
    }
    /* Of what is shipped, the baseline is made to show the patterns; real scenarios are measured, and
     * what they show is a finding. */
    for (size_t i = 1; code == EXIT_FINE && options->argument_count == 0 && i < scenarios.count; i++) {
        scenarios.list[i].required = false;
    }
    if (code == EXIT_FINE && csv) {
        patterns_csv_header(&text);
    }
    if (code == EXIT_FINE && cases.count > 0) {
        code = check_cases(&cases, options, stop, &printing);
    }
    for (size_t i = 0; code == EXIT_FINE && i < scenarios.count; i++) {
        code = check_scenario(&scenarios.list[i], options, stop, &printing);
    }
    if (code == EXIT_FINE && text.status != 0) {
        code = EXIT_INTERNAL;
    }
    if (code == EXIT_FINE) {
        print_score(&printing);
        code = printing.score.held == printing.score.required ? EXIT_FINE : EXIT_FAILED;
    }
    text_free(&text);
    scenarios_free(&cases);
    scenarios_free(&scenarios);
    files_free(&case_files);
    files_free(&scenario_files);
    return code;
}

exit_code_t patterns_check(const options_t *options, bool csv, const atomic_int *stop)
{
    exit_code_t code = EXIT_FINE;

    if (options->argument_count == 1 && is_directory(options->arguments[0])) {
        code = check_sweep(options, csv, stop);
    } else {
        code = check_scenarios(options, csv, stop);
    }
    return code;
}
