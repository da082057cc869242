/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift run SCENARIO.cfg */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/reporting.h"
#include "experiments/run.h"

enum { KEY_COMPRESS = 2000 };

static const struct argp_option own_options[] = {
    {"compress", KEY_COMPRESS, "zstd|gzip|none", 0,
     "write NAME.csv.zst or NAME.csv.gz (default: none)", 1},
    {0}};

static int take_own(int key, char *argument, struct argp_state *state, void *context)
{
    output_form_t *compress = context;
    int found = -1;
    int result = 0;

    if (key == KEY_COMPRESS) {
        for (int i = 0; i < OUTPUT_FORMS; i++) {
            if (strcmp(argument, output_form_name((output_form_t)i)) == 0) {
                found = i;
            }
        }
        if (found < 0) {
            argp_error(state, "--compress=%s: must be zstd, gzip or none", argument);
        } else if (!output_has_form((output_form_t)found)) {
            argp_error(state, "--compress=%s: this program was built without it", argument);
        } else {
            *compress = (output_form_t)found;
        }
    } else {
        result = ARGP_ERR_UNKNOWN;
    }
    return result;
}

static const options_spec_t spec = {
    .which = OPTIONS_ALL,
    .arguments = "SCENARIO.cfg",
    .about = OPTIONS_ABOUT("Simulates replicates of one scenario. Writes timeseries.csv, "
                           "counts.csv, events.csv, columns.csv and "
                           "manifest.json to a directory, and prints a summary. Without -o the "
                           "directory is results/NAME-KEY, where KEY "
                           "stands for all that decides the contents; with --record none and "
                           "without -o nothing is written."),
    .fewest = 1,
    .most = 1,
    .own = own_options,
    .take_own = take_own,
};

enum { DIRECTORY_SIZE = 160, NAME_LENGTH = 64, KEY_LENGTH = 8 };

/* results/NAME-KEY: another run has another directory, the same run the same one. */
static int name_directory(const run_t *run, char directory[DIRECTORY_SIZE])
{
    char key[DIGEST_HEX_SIZE];
    char name[NAME_LENGTH + 1];
    const char *given = run->scenario->name;
    size_t length = 0;
    const int status = run_key(run, key);

    for (; length < NAME_LENGTH && given[length] != '\0'; length++) {
        const unsigned char letter = (unsigned char)given[length];

        name[length] = (char)(letter < 128 && (isalnum(letter) || letter == '-') ? letter : '_');
    }
    name[length] = '\0';
    if (status == FILES_OK) {
        snprintf(directory, DIRECTORY_SIZE, "results/%s-%.*s", name, KEY_LENGTH, key);
    }
    return status;
}

/* The arguments behind "adrift run", as the manifest keeps them; main has joined the first two. */
static void set_command_line(run_t *run, const char **line, int argc, char **argv)
{
    line[0] = "adrift";
    line[1] = "run";
    for (int i = 1; i < argc; i++) {
        line[i + 1] = argv[i];
    }
    run->command_line = line;
    run->command_line_count = (size_t)argc + 1;
}

static void add_to_summary(void *context, uint64_t replicate, const tally_t *tally)
{
    (void)replicate;
    summary_add(context, tally);
}

static void explain_refusal(const options_t *options, const run_t *run, const failure_t *failure)
{
    const char *what = failure->detail[0] != '\0' ? failure->detail : "other files";
    text_t difference;

    text_init(&difference);
    const bool differs = failure->detail[0] != '\0' && run_difference(run, &difference) == FILES_OK && difference.length > 0;

    options_complain(options, "%s holds %s; nothing was written (choose another directory with -o)%s", run->directory, what,
                     differs ? "; there (-) and asked for (+):" : "");
    if (differs) {
        fwrite(difference.data, 1, difference.length, stderr);
    }
    text_free(&difference);
}

static void explain(const options_t *options, int status, const run_t *run,
                    const failure_t *failure)
{
    char line[1400];

    switch (status) {
    case FILES_STOPPED:
        options_complain(
            options, "interrupted; nothing is left of this run, the same command starts it again");
        break;
    case FILES_NOT_EMPTY:
        explain_refusal(options, run, failure);
        break;
    case RUN_COLLISION:
        options_complain(
            options, "%s: two of its entities have the same 64-bit address; change the ID of one",
            run->scenario->file);
        break;
    default:
        failure_describe(failure, line, sizeof line);
        options_complain(options, "%s", line);
        break;
    }
}

static void print_result(const run_t *run, const run_outcome_t *outcome, const summary_t *summary)
{
    const scenario_t *scenario = run->scenario;
    const parameters_t *parameters = &scenario->model.parameters;

    printf("%s: %" PRIu64 " replicate%s of %zu alliance%s over %g years, seed %" PRIu64 "%s\n",
           scenario->name, run->replicates, run->replicates == 1 ? "" : "s", outcome->alliances,
           outcome->alliances == 1 ? "" : "s", parameters->time_years, scenario->seed,
           scenario->seed_given ? "" : " (the default)");
    summary_print(summary, stdout);
}

static int execute(run_t *run, const options_t *options)
{
    run_outcome_t outcome;
    progress_t progress;
    summary_t summary;
    int status = FILES_OK;

    summary_init(&summary, run->scenario->model.parameters.time_ticks_per_year);
    run->listener = add_to_summary;
    run->listener_context = &summary;
    run->stop = interrupt_install();
    run->progress = progress_update;
    run->progress_context = &progress;
    progress_begin(&progress, options, "alliance-ticks");
    status = run_execute(run, &outcome);
    progress_end(&progress);
    if (status == FILES_OK) {
        print_result(run, &outcome, &summary);
        if (options->verbose) {
            options_say(options,
                        "%.3f s, %" PRIu64 " rows of time series, %" PRIu64 " of counts, %" PRIu64
                        " of events",
                        progress_seconds(&progress), outcome.rows[RECORDER_TIMESERIES],
                        outcome.rows[RECORDER_COUNTS], outcome.rows[RECORDER_EVENTS]);
        }
        if (run->directory != NULL) {
            options_say(options, "results in %s", run->directory);
        }
    } else {
        explain(options, status, run, &outcome.failure);
    }
    return status;
}

int command_run(int argc, char **argv)
{
    options_t options;
    options_spec_t my_spec = spec;
    scenario_t scenario;
    run_t run;
    char directory[DIRECTORY_SIZE];
    const char **line = calloc((size_t)argc + 1, sizeof *line);
    int code = EXIT_INTERNAL;

    scenario_init(&scenario);
    run_init(&run, &scenario);
    my_spec.context = &run.compress;
    if (line != NULL) {
        set_command_line(&run, line, argc, argv); /* before argp sorts it */
    }
    if (!options_parse(&options, &my_spec, argc, argv)) {
        goto out;
    }
    if (line == NULL) {
        options_complain(&options, "out of memory");
        goto out;
    }
    if (options.report && options.record == RECORD_NONE) {
        options_complain(&options, "--report needs something to record: --record counts or dyads");
        code = EXIT_USAGE;
        goto out;
    }
    code = (int)load_scenario(&scenario, options.arguments[0], &options);
    if (code != EXIT_FINE) {
        goto out;
    }
    run.replicates = options.replicates > 0 ? options.replicates : run.replicates;
    run.first_replicate = options.first_replicate;
    run.threads = options.threads;
    run.record = options.record;
    run.every = options.every;
    run.directory = options.output;
    if (run.directory == NULL && run.record != RECORD_NONE) {
        code = (int)exit_of(name_directory(&run, directory));
        if (code != EXIT_FINE) {
            goto out;
        }
        run.directory = directory;
    }
    code = (int)exit_of(execute(&run, &options));
    if (code == EXIT_FINE) {
        code = (int)reporting_after(run.directory, &options);
    }
out:
    options_free(&options);
    scenario_free(&scenario);
    free(line);
    return code;
}
