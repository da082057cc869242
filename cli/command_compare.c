/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift compare A B */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "config/suggest.h"
#include "experiments/outcome.h"
#include "files/csv.h"

enum { KEY_LEVEL = 0x1000, KEY_PRECISION, KEY_FORMAT, KEY_OUTCOME, OUTCOMES_MAX = 64 };

typedef struct {
    double level, precision;
    bool csv;
    const char *outcomes[OUTCOMES_MAX];
    size_t outcome_count;
} own_t;

static const struct argp_option own_options[] = {
    {"level", KEY_LEVEL, "P", 0, "two-sided level of the intervals (0.95)", 0},
    {"precision", KEY_PRECISION, "HALF-WIDTH", 0, "say how many replicates make the interval that narrow", 0},
    {"format", KEY_FORMAT, "text|csv", 0, "text (default) or csv", 0},
    {"outcome", KEY_OUTCOME, "NAME", 0, "only this outcome; may be given several times", 0},
    {0},
};

static bool read_positive(const char *text, double most, double *value)
{
    char *end = NULL;

    *value = strtod(text, &end);
    return end != text && *end == '\0' && *value > 0.0 && *value < most;
}

static void refuse_outcome(struct argp_state *state, const char *name)
{
    char nearest[SUGGEST_TEXT_SIZE];
    suggest_t suggest;

    suggest_init(&suggest, name);
    for (size_t i = 0; i < outcome_count(); i++) {
        suggest_offer(&suggest, outcome_info(i)->name);
    }
    suggest_did_you_mean(&suggest, nearest, sizeof nearest);
    argp_error(state, "--outcome %s: there is no such outcome%s", name,
               nearest[0] != '\0' ? nearest : "; adrift params --outputs lists them, of runs.csv");
}

static error_t take_own(int key, char *argument, struct argp_state *state, void *context)
{
    own_t *own = context;
    error_t result = 0;

    switch (key) {
    case KEY_LEVEL:
        if (!read_positive(argument, 1.0, &own->level)) {
            argp_error(state, "--level %s: must be between 0 and 1", argument);
        }
        break;
    case KEY_PRECISION:
        if (!read_positive(argument, HUGE_VAL, &own->precision)) {
            argp_error(state, "--precision %s: must be above 0", argument);
        }
        break;
    case KEY_FORMAT:
        own->csv = strcmp(argument, "csv") == 0;
        if (!own->csv && strcmp(argument, "text") != 0) {
            argp_error(state, "--format %s: must be text or csv", argument);
        }
        break;
    case KEY_OUTCOME:
        if (outcome_find(argument) < 0) {
            refuse_outcome(state, argument);
        }
        if (own->outcome_count < OUTCOMES_MAX) {
            own->outcomes[own->outcome_count++] = argument;
        }
        break;
    default:
        result = ARGP_ERR_UNKNOWN;
        break;
    }
    return result;
}

static bool is_wanted(const own_t *own, const char *name)
{
    bool wanted = own->outcome_count == 0;

    for (size_t i = 0; i < own->outcome_count && !wanted; i++) {
        wanted = strcmp(own->outcomes[i], name) == 0;
    }
    return wanted;
}

static int print_csv(const compare_t *compare, const own_t *own)
{
    text_t text;
    int status = FILES_OK;

    text_init(&text);
    csv_header(&text, "outcome,unit,mean_a,mean_b,difference,low,high,unpaired_low,unpaired_high,correlation,reduction,left_out,"
                      "replicates_needed,n,method,level");
    for (size_t o = 0; o < outcome_count(); o++) {
        const compare_outcome_t *one = &compare->outcomes[o];
        const paired_t *paired = &one->paired;

        if (!one->known || !is_wanted(own, outcome_info(o)->name)) {
            continue;
        }
        csv_word(&text, outcome_info(o)->name);
        csv_text(&text, outcome_info(o)->unit);
        csv_double17(&text, paired->mean_a);
        csv_double17(&text, paired->mean_b);
        csv_double17(&text, paired->difference.estimate);
        csv_double17(&text, paired->difference.low);
        csv_double17(&text, paired->difference.high);
        csv_double17(&text, paired->unpaired.low);
        csv_double17(&text, paired->unpaired.high);
        csv_double17(&text, paired->correlation);
        csv_double17(&text, paired->reduction);
        csv_unsigned(&text, paired->left_out);
        if (one->needed > 0) {
            csv_unsigned(&text, one->needed);
        } else {
            csv_empty(&text);
        }
        csv_unsigned(&text, paired->pairs);
        csv_text(&text, "paired by replicate, t");
        csv_double17(&text, own->level);
        csv_end_row(&text);
    }
    status = text.status;
    if (status == FILES_OK) {
        fwrite(text.data, 1, text.length, stdout);
    }
    text_free(&text);
    return status;
}

static void print_number(double value, int width, int decimals)
{
    if (isnan(value)) {
        printf(" %*s", width, "-");
    } else {
        printf(" %*.*g", width, decimals, value);
    }
}

static void print_text(const compare_t *compare, const own_t *own, char **directories)
{
    printf("A %s\nB %s\n%" PRIu64 " pairs of replicates; B - A with %g %% intervals; less: share of the variance that pairing removes\n\n",
           directories[0], directories[1], compare->replicates, 100.0 * own->level);
    printf("%-30s %10s %10s %10s %10s %10s %7s%s\n", "outcome", "A", "B", "B - A", "from", "to", "less",
           own->precision > 0.0 ? "   needed" : "");
    for (size_t o = 0; o < outcome_count(); o++) {
        const compare_outcome_t *one = &compare->outcomes[o];
        const paired_t *paired = &one->paired;

        if (!one->known || !is_wanted(own, outcome_info(o)->name)) {
            continue;
        }
        printf("%-30s", outcome_info(o)->name);
        print_number(paired->mean_a, 10, 4);
        print_number(paired->mean_b, 10, 4);
        print_number(paired->difference.estimate, 10, 3);
        print_number(paired->difference.low, 10, 3);
        print_number(paired->difference.high, 10, 3);
        if (isnan(paired->reduction)) {
            printf(" %7s", "-");
        } else {
            printf(" %5.1f %%", 100.0 * paired->reduction);
        }
        if (one->needed > 0) {
            printf(" %8" PRIu64, one->needed);
        }
        putchar('\n');
    }
}

/* An outcome that was asked for by name is not left out in silence. */
static int refuse_unknown(const options_t *options, const own_t *own, const compare_t *compare)
{
    int status = FILES_OK;

    for (size_t i = 0; i < own->outcome_count; i++) {
        const int found = outcome_find(own->outcomes[i]);

        if (found >= 0 && !compare->outcomes[found].known) {
            options_complain(options,
                             "--outcome %s: these directories do not hold it (only runs.csv does, which sweeps write)",
                             own->outcomes[i]);
            status = FILES_MISUSED;
        }
    }
    return status;
}

static int execute(const options_t *options, const own_t *own)
{
    compare_t *compare = malloc(sizeof *compare);
    failure_t failure = {.status = FILES_OK};
    char line[1400];
    int status = FILES_NO_MEMORY;

    if (compare != NULL) {
        status = compare_directories(compare, options->arguments[0], options->arguments[1], own->level, own->precision,
                                     interrupt_install(), &failure);
    }
    if (status == FILES_OK) {
        status = refuse_unknown(options, own, compare);
        if (status == FILES_OK && own->csv) {
            status = print_csv(compare, own);
        } else if (status == FILES_OK) {
            print_text(compare, own, options->arguments);
        }
    } else if (status == FILES_MISUSED) {
        options_complain(options, "%s: %s", failure.path, failure.detail);
    } else if (status == FILES_STOPPED) {
        options_complain(options, "interrupted");
    } else {
        failure_describe(&failure, line, sizeof line);
        options_complain(options, "%s", line);
    }
    free(compare);
    return (int)exit_of_reading(status);
}

int command_compare(int argc, char **argv)
{
    own_t own = {.level = 0.95};
    const options_spec_t spec = {
        .arguments = "A B",
        .about = OPTIONS_ABOUT(
            "Compares the outcomes of two finished directories of the same seed and replicates (two policies, two scenarios): "
            "differences of pairs of replicates, which share their random numbers, their intervals, how much of the "
            "variance pairing removes, and how many replicates a wanted precision needs."),
        .fewest = 2,
        .most = 2,
        .own = own_options,
        .take_own = take_own,
        .context = &own,
    };
    options_t options;
    int code = EXIT_INTERNAL;

    if (options_parse(&options, &spec, argc, argv)) {
        code = execute(&options, &own);
    }
    options_free(&options);
    return code;
}
