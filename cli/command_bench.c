/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift bench */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench_print.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/resource.h"
#include "experiments/bench.h"
#include "experiments/run.h"

enum { KEY_LONG = 3000, KEY_QUICK, KEY_SCENARIO, KEY_DIRECTORY, KEY_REPEATS, KEY_SECONDS };

enum { QUICK_REPEATS = 5, LONG_REPEATS = 31 };

typedef struct request {
    const char *scenario, *directory; /* NULL: not given */
    bool csv, large;
    size_t repeats; /* 0: not given */
    double seconds;
} request_t;

static const struct argp_option own[] = {
    {"format", 'f', "text|csv", 0, "text or csv (default: text)", 1},
    {"quick", KEY_QUICK, NULL, 0, "less than a minute (the default)", 1},
    {"long", KEY_LONG, NULL, 0, "some minutes: more rounds, longer ones, and a million alliances",
     1},
    {"scenario", KEY_SCENARIO, "FILE", 0,
     "the world of the tick, threads, files and the sweep "
     "(default: the shipped baseline)",
     1},
    {"directory", KEY_DIRECTORY, "DIR", 0,
     "where files are written for a while (default: TMPDIR, "
     "else /tmp)",
     1},
    {"repeats", KEY_REPEATS, "N", OPTION_HIDDEN, "rounds", 1},
    {"seconds", KEY_SECONDS, "S", OPTION_HIDDEN, "of a row in a round", 1},
    {.name = NULL},
};

static int take_format(request_t *self, const char *text, struct argp_state *state)
{
    self->csv = strcmp(text, "csv") == 0;
    if (!self->csv && strcmp(text, "text") != 0) {
        argp_error(state, "--format=%s: must be text or csv", text);
    }
    return 0;
}

static int take_repeats(request_t *self, const char *text, struct argp_state *state)
{
    uint64_t repeats = 0;
    if (!options_read_unsigned(text, 1, 1000, &repeats)) {
        argp_error(state, "--repeats=%s: must be a whole number from 1 to 1000", text);
    }
    self->repeats = (size_t)repeats;
    return 0;
}

static int take_seconds(request_t *self, const char *text, struct argp_state *state)
{
    char *end = NULL;
    self->seconds = strtod(text, &end);
    if (end == text || *end != '\0' || !(self->seconds > 0 && self->seconds <= 60)) {
        argp_error(state, "--seconds=%s: must be above 0 and at most 60", text);
    }
    return 0;
}

static int take_own(int key, char *argument, struct argp_state *state, void *context)
{
    request_t *self = context;
    int result = 0;
    switch (key) {
    case 'f':
        result = take_format(self, argument, state);
        break;
    case KEY_QUICK:
        self->large = false;
        break;
    case KEY_LONG:
        self->large = true;
        break;
    case KEY_SCENARIO:
        self->scenario = argument;
        break;
    case KEY_DIRECTORY:
        self->directory = argument;
        break;
    case KEY_REPEATS:
        result = take_repeats(self, argument, state);
        break;
    case KEY_SECONDS:
        result = take_seconds(self, argument, state);
        break;
    default:
        result = ARGP_ERR_UNKNOWN;
        break;
    }
    return result;
}

static void tell_table(void *context, const char *table)
{
    const options_t *options = context;
    if (options->verbose) {
        options_say(options, "%s ...", table);
    }
}

static void explain(const options_t *options, int status, const bench_t *bench)
{
    char line[1400];
    if (status == FILES_STOPPED) {
        options_complain(options, "interrupted; nothing is left");
    } else if (status == RUN_COLLISION) {
        options_complain(options,
                         "%s: two of its entities have the same 64-bit address; change "
                         "the ID of one",
                         bench->scenario->file);
    } else if (status == FILES_MISUSED) {
        options_complain(options, "%s: there is no tick to measure", bench->scenario->file);
    } else if (status == FILES_NO_MEMORY) {
        options_complain(options, "out of memory");
    } else {
        failure_describe(&bench->failure, line, sizeof line);
        options_complain(options, "%s", line);
    }
}

static int print_result(const bench_t *bench, bool csv)
{
    int code = EXIT_FINE;
    text_t out;
    text_init(&out);
    if (!csv) {
        bench_print(bench, stdout);
    } else {
        bench_csv(bench, &out);
        code = out.status == FILES_OK ? EXIT_FINE : EXIT_INTERNAL;
        fwrite(out.data, 1, out.status == FILES_OK ? out.length : 0, stdout);
    }
    text_free(&out);
    return code;
}

static const char *usual_directory(void)
{
    const char *directory = getenv("TMPDIR");
    return directory != NULL && directory[0] != '\0' ? directory : "/tmp";
}

/* The file that the request names, else the shipped baseline. */
static exit_code_t load(scenario_t *scenario, const request_t *request, const options_t *options)
{
    char path[RESOURCE_PATH_SIZE + 32], directory[RESOURCE_PATH_SIZE];
    const char *file = request->scenario;
    exit_code_t code = EXIT_INTERNAL;
    if (file == NULL) {
        if (resource_directory(directory) != 0) {
            options_complain(options, "the shipped scenarios are not there; name one with "
                                      "--scenario");
            goto out;
        }
        snprintf(path, sizeof path, "%s/config/baseline.cfg", directory);
        file = path;
    }
    code = load_scenario(scenario, file, options);
out:
    return code;
}

int command_bench(int argc, char **argv)
{
    request_t request = {.seconds = 0};
    const options_spec_t spec = {
        .which = OPTIONS_SEED | OPTIONS_YEARS | OPTIONS_THREADS | OPTIONS_SET,
        .arguments = "",
        .about = OPTIONS_ABOUT(
            "Measures how fast this program is on this machine: a tick, as a ratio to the mere "
            "cost of its random numbers and to a plain writing of the same model; threads; cost "
            "against the numbers of alliances, sources, ties and replicates; memory; CSV; a sweep. "
            "docs/performance.md says what the rows are."),
        .own = own,
        .take_own = take_own,
        .context = &request,
    };
    options_t options;
    scenario_t scenario;
    bench_t *bench = calloc(1, sizeof *bench);
    int code = EXIT_INTERNAL, status = FILES_OK;

    scenario_init(&scenario);
    if (!options_parse(&options, &spec, argc, argv) || bench == NULL) {
        goto out;
    }
    code = (int)load(&scenario, &request, &options);
    if (code != EXIT_FINE) {
        goto out;
    }
    bench_init(bench, &scenario);
    bench->directory = request.directory != NULL ? request.directory : usual_directory();
    bench->large = request.large;
    bench->repeats = request.repeats > 0 ? request.repeats
                     : request.large     ? LONG_REPEATS
                                         : QUICK_REPEATS;
    bench->seconds = request.seconds > 0 ? request.seconds : request.large ? 0.2 : 0.1;
    bench->threads = options.threads;
    bench->stop = interrupt_install();
    bench->listener = tell_table;
    bench->listener_context = &options;
    status = bench_execute(bench);
    if (status != FILES_OK) {
        explain(&options, status, bench);
    }
    code = status == FILES_OK ? print_result(bench, request.csv) : (int)exit_of(status);
out:
    options_free(&options);
    scenario_free(&scenario);
    free(bench);
    return code;
}
