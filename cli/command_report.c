/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift report DIR */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/options.h"
#include "cli/reporting.h"

enum { KEY_ALLIANCE = 0x1000, KEY_REPLICATE, ID_SIZE = 256 };

typedef struct {
    bool alliance_given, replicate_given;
    char strong[ID_SIZE], weak[ID_SIZE];
    uint64_t replicate;
} own_t;

static const struct argp_option own_options[] = {
    {"alliance", KEY_ALLIANCE, "S,W", 0,
     "whose life to show: IDs of the strong and the weak state (default: a telling one)", 0},
    {"replicate", KEY_REPLICATE, "N", 0, "in which replicate (default: the first recorded)", 0},
    {0},
};

static error_t take_own(int key, char *argument, struct argp_state *state, void *context)
{
    own_t *own = context;
    const char *comma;
    error_t result = 0;

    switch (key) {
    case KEY_ALLIANCE:
        comma = strchr(argument, ',');
        if (comma == NULL || comma == argument || comma[1] == '\0' ||
            strchr(comma + 1, ',') != NULL || strlen(argument) >= ID_SIZE) {
            argp_error(state, "--alliance=%s: must be two IDs, STRONG,WEAK", argument);
        } else {
            snprintf(own->strong, sizeof own->strong, "%.*s", (int)(comma - argument), argument);
            snprintf(own->weak, sizeof own->weak, "%s", comma + 1);
            own->alliance_given = true;
        }
        break;
    case KEY_REPLICATE:
        if (!options_read_unsigned(argument, 0, INT64_MAX, &own->replicate)) {
            argp_error(state, "--replicate=%s: must be a whole number from 0 on", argument);
        }
        own->replicate_given = true;
        break;
    default:
        result = ARGP_ERR_UNKNOWN;
        break;
    }
    return result;
}

int command_report(int argc, char **argv)
{
    own_t own = {.alliance_given = false};
    const options_spec_t spec = {
        .which = OPTIONS_LANGUAGE,
        .arguments = "DIR",
        .about = OPTIONS_ABOUT("Writes DIR/report.html, one page that needs nothing else (no "
                               "network, no script), and DIR/figures/ as SVG and PNG, from what a "
                               "run, sweep or flip left in DIR. The tables of DIR/analysis are "
                               "made anew. Figures are drawn by gnuplot; ADRIFT_GNUPLOT names "
                               "another program of that kind."),
        .fewest = 1,
        .most = 1,
        .own = own_options,
        .take_own = take_own,
        .context = &own};
    options_t options;
    page_t page = {0};
    exit_code_t code = EXIT_INTERNAL;

    if (options_parse(&options, &spec, argc, argv)) {
        page.directory = options.arguments[0];
        page.language = options.language;
        page.strong = own.alliance_given ? own.strong : NULL;
        page.weak = own.alliance_given ? own.weak : NULL;
        page.replicate = own.replicate_given ? &own.replicate : NULL;
        code = reporting_make(&page, &options);
    }
    options_free(&options);
    return (int)code;
}
