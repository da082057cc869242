/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift analyze DIR [TABLE...] */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analyze.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"

enum { KEY_LEVEL = 0x1000, KEY_RESAMPLES, KEY_OUTCOME, KEY_LIST, OUTCOMES_MAX = 64 };

typedef struct {
    analyze_options_t options;
    const char *outcomes[OUTCOMES_MAX];
    bool list;
} own_t;

static const struct argp_option own_options[] = {
    {"level", KEY_LEVEL, "P", 0, "two-sided level of the intervals (0.95)", 0},
    {"resamples", KEY_RESAMPLES, "N", 0, "of the bootstrap (1000)", 0},
    {"outcome", KEY_OUTCOME, "NAME", 0, "of a sweep: only this outcome; may be given several times", 0},
    {"list", KEY_LIST, NULL, 0, "list the tables, analyze nothing", 0},
    {0},
};

static error_t take_own(int key, char *argument, struct argp_state *state, void *context)
{
    own_t *own = context;
    uint64_t number = 0;
    char *end = NULL;
    error_t result = 0;

    switch (key) {
    case KEY_LEVEL:
        own->options.level = strtod(argument, &end);
        if (*end != '\0' || !(own->options.level > 0.0 && own->options.level < 1.0)) {
            argp_error(state, "--level %s: must be between 0 and 1", argument);
        }
        break;
    case KEY_RESAMPLES:
        if (!options_read_unsigned(argument, 2, 1000000, &number)) {
            argp_error(state, "--resamples %s: must be a whole number from 2 to 1000000", argument);
        }
        own->options.resamples = (size_t)number;
        break;
    case KEY_OUTCOME:
        if (own->options.outcome_count == OUTCOMES_MAX) {
            argp_error(state, "too many outcomes");
        }
        own->outcomes[own->options.outcome_count++] = argument;
        break;
    case KEY_LIST:
        own->list = true;
        break;
    default:
        result = ARGP_ERR_UNKNOWN;
        break;
    }
    return result;
}

/* What is wrong with what was read is not a failure to write. */
static int execute(const options_t *options, own_t *own)
{
    const char *directory = options->arguments[0];
    analyze_outcome_t outcome;
    progress_t progress;
    char line[1400];
    int status = FILES_OK;

    own->options.tables = (const char *const *)(options->arguments + 1);
    own->options.table_count = options->argument_count - 1;
    own->options.outcomes = own->outcomes;
    own->options.stop = interrupt_install();
    own->options.progress = progress_update;
    own->options.progress_context = &progress;
    progress_begin(&progress, options, "bytes");
    status = analyze(directory, &own->options, &outcome);
    progress_end(&progress);
    if (status == FILES_OK) {
        if (options->verbose) {
            options_say(options, "%.3f s, %" PRIu64 " rows, %" PRIu64 " bytes", progress_seconds(&progress), outcome.rows,
                        outcome.bytes);
        }
        options_say(options, "%zu tables in %s/" ANALYZE_DIRECTORY, outcome.tables, directory);
    } else if (status == FILES_STOPPED) {
        options_complain(options, "interrupted; nothing was written");
    } else if (status == FILES_MISUSED) {
        options_complain(options, "%s: %s", outcome.failure.path, outcome.failure.detail);
    } else {
        failure_describe(&outcome.failure, line, sizeof line);
        options_complain(options, "%s", line);
    }
    return (int)exit_of_reading(status);
}

int command_analyze(int argc, char **argv)
{
    own_t own = {.list = false};
    const options_spec_t spec = {
        .which = OPTIONS_SEED,
        .arguments = "DIR [TABLE...]",
        .about = OPTIONS_ABOUT(
            "Statistics of a finished run, sweep or flip, as tidy CSV tables in DIR/analysis/: all that apply to what DIR holds, or "
            "those named (--list). A directory that is not complete, is another version's or was changed since is refused. "
            "--seed is that of the resampling."),
        .fewest = 0,
        .most = 64,
        .own = own_options,
        .take_own = take_own,
        .context = &own,
    };
    options_t options;
    int code = EXIT_INTERNAL;

    if (options_parse(&options, &spec, argc, argv)) {
        if (own.list) {
            for (size_t i = 0; analyze_table(i) != NULL; i++) {
                puts(analyze_table(i));
            }
            code = EXIT_FINE;
        } else if (options.argument_count == 0) {
            options_complain(&options, "a directory is needed (--help)");
            code = EXIT_USAGE;
        } else {
            own.options.seed = options.seed;
            code = execute(&options, &own);
        }
    }
    options_free(&options);
    return code;
}
