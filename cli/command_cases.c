/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift cases [FILE...] */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cases_print.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/files.h"
#include "cli/hindcast_check.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/patterns_check.h"
#include "experiments/cases.h"

enum { KEY_NOISE = 2000, KEY_PERTURB, KEY_PLACEBO, KEY_PATTERNS, KEY_HINDCAST, KEY_FORMAT };

static const struct argp_option own_options[] = {
    {"noise", KEY_NOISE, NULL, 0,
     "with noise: the share of replicates (default: 1000) that follow the history; 90 % must", 0},
    {"perturb", KEY_PERTURB, NULL, 0,
     "move every code by +-0.2, one at a time: how many histories survive", 0},
    {"placebo", KEY_PLACEBO, NULL, 0,
     "the events of one case with the codes of another: these should miss", 0},
    {"patterns", KEY_PATTERNS, NULL, 0,
     "the patterns by which the model is judged (P1-P9 of docs/model.md 1), on scenarios: by default "
     "the cases, the baseline and the real ones, 200 replicates; or on a sweep's directory: which "
     "points meet them", 0},
    {"hindcast", KEY_HINDCAST, NULL, 0,
     "hold who does not follow against what happened: the shipped hindcasts, or SCENARIO.cfg "
     "RECORD.csv; 200 replicates", 0},
    {"format", KEY_FORMAT, "text|csv", 0,
     "text or csv (default: text); csv with at most one of the above", 0},
    {0},
};

typedef struct wishes {
    bool noise, perturb, placebo, patterns, hindcast, csv;
} wishes_t;

static int take_own(int key, char *argument, struct argp_state *state, void *context)
{
    wishes_t *wishes = context;
    int status = 0;

    switch (key) {
    case KEY_NOISE:
        wishes->noise = true;
        break;
    case KEY_PERTURB:
        wishes->perturb = true;
        break;
    case KEY_PLACEBO:
        wishes->placebo = true;
        break;
    case KEY_PATTERNS:
        wishes->patterns = true;
        break;
    case KEY_HINDCAST:
        wishes->hindcast = true;
        break;
    case KEY_FORMAT:
        wishes->csv = strcmp(argument, "csv") == 0;
        if (!wishes->csv && strcmp(argument, "text") != 0) {
            argp_error(state, "--format=%s: must be text or csv", argument);
        }
        break;
    case ARGP_KEY_SUCCESS:
        if (wishes->patterns + wishes->hindcast + (wishes->noise || wishes->perturb || wishes->placebo) >
            1) {
            argp_error(state, "--patterns and --hindcast stand alone, without another of these options");
        }
        if (wishes->csv && wishes->noise + wishes->perturb + wishes->placebo > 1) {
            argp_error(
                state,
                "--format=csv prints one table: give one of --noise, --perturb and --placebo");
        }
        break;
    default:
        status = ARGP_ERR_UNKNOWN;
        break;
    }
    return status;
}

/* All of them, so that all that is wrong is said at once. */
static int read_all(scenario_t *scenarios, const files_t *files, const options_t *options)
{
    int code = EXIT_FINE;

    for (size_t i = 0; i < files->count; i++) {
        int one = (int)load_scenario(&scenarios[i], files->names[i], options);

        if (one == EXIT_FINE && scenarios[i].expectation_count == 0) {
            options_complain(options,
                             "%s expects nothing, so there is no history to follow (see expect in "
                             "docs/scenario.md)",
                             files->names[i]);
            one = EXIT_CONFIGURATION;
        }
        code = one > code ? one : code;
    }
    return code;
}

static int compute(cases_result_t *result, const wishes_t *wishes, const options_t *options)
{
    const cases_options_t how = {
        .replicates = options->replicates > 0 ? options->replicates : CASES_REPLICATES,
        .threads = options->threads,
    };
    int status = cases_play(result);

    if (status == CASES_OK && wishes->noise) {
        status = cases_noise(result, &how);
    }
    if (status == CASES_OK && wishes->perturb) {
        status = cases_perturb(result);
    }
    if (status == CASES_OK && wishes->placebo) {
        status = cases_placebo(result);
    }
    return status;
}

/* Text: the misses are said whatever was asked for; what holds, only where nothing else was. */
static void print_text(const cases_result_t *result, const wishes_t *wishes)
{
    cases_print_play(result, !wishes->noise && !wishes->perturb && !wishes->placebo, stdout);
    if (wishes->noise) {
        putchar('\n');
        cases_print_noise(result, stdout);
    }
    if (wishes->perturb) {
        putchar('\n');
        cases_print_perturb(result, stdout);
    }
    if (wishes->placebo) {
        putchar('\n');
        cases_print_placebo(result, stdout);
    }
}

static int print_csv(const cases_result_t *result, const wishes_t *wishes)
{
    text_t text;
    int code = EXIT_FINE;

    text_init(&text);
    if (wishes->noise) {
        cases_csv_noise(result, &text);
    } else if (wishes->perturb) {
        cases_csv_perturb(result, &text);
    } else if (wishes->placebo) {
        cases_csv_placebo(result, &text);
    } else {
        cases_csv_play(result, &text);
    }
    if (text.status != 0) {
        code = EXIT_INTERNAL;
    } else {
        fwrite(text.data, 1, text.length, stdout);
    }
    text_free(&text);
    return code;
}

static int judge(const cases_result_t *result, bool noise)
{
    bool fine = true;

    for (size_t i = 0; i < result->count; i++) {
        const case_result_t *one = &result->cases[i];

        fine = fine && (!one->scenario->required ||
                        (case_passes(one, false) && (!noise || case_passes(one, true))));
    }
    return fine ? EXIT_FINE : EXIT_FAILED;
}

static int play(const scenario_t *scenarios, size_t count, const wishes_t *wishes,
                const options_t *options, const atomic_int *stop)
{
    cases_result_t result = {0};
    int code = EXIT_FINE;
    int status = cases_init(&result, scenarios, count);

    result.stop = stop;
    if (status == CASES_OK) {
        status = compute(&result, wishes, options);
    }
    if (status == CASES_INVALID) {
        options_complain(
            options, "two entities of a case have the same 64-bit address; change the ID of one");
        code = EXIT_CONFIGURATION;
    } else if (status == CASES_STOPPED) {
        code = (int)interrupt_say(options);
    } else if (status != CASES_OK) {
        code = EXIT_INTERNAL;
    } else if (wishes->csv) {
        code = print_csv(&result, wishes);
    } else {
        print_text(&result, wishes);
    }
    if (code == EXIT_FINE) {
        code = judge(&result, wishes->noise);
    }
    cases_free(&result);
    return code;
}

int command_cases(int argc, char **argv)
{
    wishes_t wishes = {false};
    const options_spec_t spec = {
        .which = OPTIONS_SEED | OPTIONS_REPLICATES | OPTIONS_THREADS | OPTIONS_SET,
        .arguments = "[FILE...]",
        .about = OPTIONS_ABOUT("Plays historical cases without noise and compares them with what "
                               "they expect (default: the shipped ones). "
                               "Prints what was expected and seen, and of a miss where history and "
                               "simulation part, and why. A required case "
                               "that misses is a failure; an open question is only reported."),
        .most = SIZE_MAX,
        .own = own_options,
        .take_own = take_own,
        .context = &wishes,
    };
    options_t options;
    files_t files = {NULL, 0};
    scenario_t *scenarios = NULL;
    const atomic_int *stop = NULL;
    int code = EXIT_INTERNAL;

    if (!options_parse(&options, &spec, argc, argv)) {
        goto out;
    }
    stop = interrupt_install();
    if (wishes.patterns) {
        code = (int)patterns_check(&options, wishes.csv, stop);
        goto out;
    }
    if (wishes.hindcast) {
        code = (int)hindcast_check(&options, wishes.csv, stop);
        goto out;
    }
    code = options.argument_count > 0 ? (int)files_given(&files, &options)
                                      : (int)files_shipped(&files, &options, "config/cases/");
    if (code != EXIT_FINE) {
        goto out;
    }
    code = EXIT_INTERNAL;
    scenarios = calloc(files.count + 1, sizeof *scenarios);
    if (scenarios == NULL) {
        goto out;
    }
    code = read_all(scenarios, &files, &options);
    if (code == EXIT_FINE) {
        code = play(scenarios, files.count, &wishes, &options, stop);
    }
out:
    if (code == EXIT_INTERNAL) {
        options_complain(&options, "out of memory");
    }
    for (size_t i = 0; scenarios != NULL && i < files.count; i++) {
        scenario_free(&scenarios[i]);
    }
    free(scenarios);
    files_free(&files);
    options_free(&options);
    return code;
}
