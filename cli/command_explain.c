/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift explain DIR */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/explain.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/options.h"

enum {
    KEY_REPLICATE = 3000,
    KEY_POINT,
    KEY_ALLIANCE,
    KEY_TICK,
    KEY_LANGUAGE,
    KEY_FORMAT,
    ID_SIZE = 128
};

static const struct argp_option own_options[] = {
    {"replicate", KEY_REPLICATE, "N", 0, "the replicate, as the files number it (default: 0)", 0},
    {"point", KEY_POINT, "N", 0,
     "of a sweep or flip: the row of design.csv (of a flip without it: the twin without a shock)",
     0},
    {"alliance", KEY_ALLIANCE, "STRONG,WEAK", 0, "the alliance, by the IDs of its two states", 0},
    {"tick", KEY_TICK, "N", 0, "the tick, as the files number it", 0},
    {"lang", KEY_LANGUAGE, "en|zh", 0, "en or zh (default: en)", 0},
    {"format", KEY_FORMAT, "text|csv", 0, "text or csv (default: text)", 0},
    {0},
};

typedef struct wishes {
    explain_request_t request;
    char strong[ID_SIZE], weak[ID_SIZE];
    bool has_tick, csv;
    language_t language;
} wishes_t;

static void take_alliance(wishes_t *wishes, const char *text, struct argp_state *state)
{
    const char *comma = strchr(text, ',');
    const size_t length = comma == NULL ? 0 : (size_t)(comma - text);

    if (length == 0 || length >= ID_SIZE || comma[1] == '\0' || strlen(comma + 1) >= ID_SIZE) {
        argp_error(state, "--alliance=%s: must be STRONG,WEAK: two IDs with a comma between", text);
        return;
    }
    snprintf(wishes->strong, sizeof wishes->strong, "%.*s", (int)length, text);
    snprintf(wishes->weak, sizeof wishes->weak, "%s", comma + 1);
    wishes->request.strong = wishes->strong;
    wishes->request.weak = wishes->weak;
}

static uint64_t take_number(struct argp_state *state, const char *name, const char *text,
                            uint64_t highest)
{
    uint64_t value = 0;

    if (!options_read_unsigned(text, 0, highest, &value)) {
        argp_error(state, "--%s=%s: must be a whole number from 0 to %" PRIu64, name, text,
                   highest);
    }
    return value;
}

static int take_own(int key, char *argument, struct argp_state *state, void *context)
{
    wishes_t *wishes = context;
    int status = 0;

    switch (key) {
    case KEY_REPLICATE:
        wishes->request.replicate = take_number(state, "replicate", argument, INT64_MAX);
        break;
    case KEY_POINT:
        wishes->request.point = take_number(state, "point", argument, INT64_MAX);
        wishes->request.has_point = true;
        break;
    case KEY_TICK:
        wishes->request.tick = (int32_t)take_number(state, "tick", argument, INT32_MAX);
        wishes->has_tick = true;
        break;
    case KEY_ALLIANCE:
        take_alliance(wishes, argument, state);
        break;
    case KEY_LANGUAGE:
        if (!language_from_name(argument, &wishes->language)) {
            argp_error(state, "--lang=%s: must be en or zh", argument);
        }
        break;
    case KEY_FORMAT:
        wishes->csv = strcmp(argument, "csv") == 0;
        if (!wishes->csv && strcmp(argument, "text") != 0) {
            argp_error(state, "--format=%s: must be text or csv", argument);
        }
        break;
    case ARGP_KEY_SUCCESS:
        if (wishes->request.strong == NULL) {
            argp_error(state, "--alliance=STRONG,WEAK is missing");
        } else if (!wishes->has_tick) {
            argp_error(state, "--tick=N is missing");
        }
        break;
    default:
        status = ARGP_ERR_UNKNOWN;
        break;
    }
    return status;
}

static exit_code_t exit_of_explain(int status)
{
    return status == EXPLAIN_OK          ? EXIT_FINE
           : status == EXPLAIN_NO_MEMORY ? EXIT_INTERNAL
           : status == EXPLAIN_ABSENT    ? EXIT_USAGE
                                         : EXIT_CONFIGURATION;
}

/* A difference from what the directory says is told even with --quiet, and is a check that did not
 * hold. */
static int print(explain_t *explain, const wishes_t *wishes, const options_t *options)
{
    const char *directory = explain->request.directory;
    text_t text;
    int code = EXIT_FINE;

    text_init(&text);
    if (wishes->csv) {
        explain_csv(explain, wishes->language, &text);
    } else {
        explain_text(explain, wishes->language, &text);
    }
    if (text.status != FILES_OK) {
        options_complain(options, "out of memory");
        code = EXIT_INTERNAL;
        goto out;
    }
    fwrite(text.data, 1, text.length, stdout);
    if (explain->version[0] != '\0') {
        options_complain(options, "warning: %s was written by version %s", directory,
                         explain->version);
    }
    if (explain->match == EXPLAIN_OTHER) {
        options_complain(options,
                         "warning: what was played is not what %s/timeseries.csv says (%s): the "
                         "directory is from another "
                         "version, or was changed",
                         directory, explain->difference);
        code = EXIT_FAILED;
    } else if (explain->match == EXPLAIN_UNCOMPARED && options->verbose) {
        options_say(options, "%s has no row of this tick to compare with", directory);
    }
out:
    text_free(&text);
    return code;
}

int command_explain(int argc, char **argv)
{
    wishes_t wishes = {.language = LANGUAGE_EN};
    const options_spec_t spec = {
        .arguments = "DIR",
        .about = OPTIONS_ABOUT("Says why an alliance did what it did in one tick: plays the "
                               "replicate of a results directory "
                               "again to that tick and lays the rule open, every quantity, "
                               "threshold and condition, which way "
                               "each fell, and what would have to change for another disposition. "
                               "Where DIR/timeseries.csv has "
                               "the tick, it is compared with what was played."),
        .fewest = 1,
        .most = 1,
        .own = own_options,
        .take_own = take_own,
        .context = &wishes,
    };
    options_t options;
    explain_t explain = {.world = NULL};
    int code = EXIT_INTERNAL;

    if (options_parse(&options, &spec, argc, argv)) {
        wishes.request.directory = options.arguments[0];
        const int status = explain_open(&explain, &wishes.request);

        code = (int)exit_of_explain(status);
        if (status == EXPLAIN_OK) {
            code = print(&explain, &wishes, &options);
        } else {
            options_complain(&options, "%s", explain.message);
        }
    }
    explain_free(&explain);
    options_free(&options);
    return code;
}
