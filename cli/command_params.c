/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift params [NAME] */
#include <stdbool.h>
#include <stdio.h>

#include "analysis/dictionary.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/options.h"
#include "config/catalogue.h"
#include "files/failure.h"
#include "files/text.h"

enum { KEY_OUTPUTS = 0x1000 };

typedef struct wishes {
    int format; /* catalogue_format_t */
    bool outputs;
} wishes_t;

static const struct argp_option own[] = {
    {"outputs", KEY_OUTPUTS, NULL, 0, "list the columns of results instead: file, name, unit, meaning", 1},
    {"format", 'f', "text|csv|md", 0, "text, csv or md (default: text)", 1},
    {.name = NULL},
};

static int take_own(int key, char *argument, struct argp_state *state, void *context)
{
    wishes_t *wishes = context;
    int result = ARGP_ERR_UNKNOWN;

    if (key == KEY_OUTPUTS) {
        wishes->outputs = true;
        result = 0;
    } else if (key == 'f') {
        const int format = catalogue_format_from_name(argument);

        if (format < 0) {
            argp_error(state, "--format=%s: must be text, csv or md", argument);
        }
        wishes->format = format;
        result = 0;
    }
    return result;
}

int command_params(int argc, char **argv)
{
    wishes_t wishes = {.format = CATALOGUE_TEXT};
    const options_spec_t spec = {
        .arguments = "[NAME]",
        .about = OPTIONS_ABOUT("Lists everything that a scenario can say: name, type, unit, range, "
                               "default, meaning and "
                               "source; or with --outputs every column of results. With NAME only what has it in its name."),
        .most = 1,
        .own = own,
        .take_own = take_own,
        .context = &wishes,
    };
    options_t options;
    text_t out;
    int code = EXIT_INTERNAL;

    text_init(&out);
    if (!options_parse(&options, &spec, argc, argv)) {
        goto out;
    }
    const catalogue_format_t format = (catalogue_format_t)wishes.format;
    const char *filter = options.argument_count > 0 ? options.arguments[0] : NULL;

    if ((wishes.outputs ? dictionary_write(format, filter, &out) : catalogue_write(format, filter, &out)) != FILES_OK) {
        options_complain(&options, "out of memory");
        goto out;
    }
    fwrite(out.data, 1, out.length, stdout);
    code = EXIT_FINE;
out:
    options_free(&options);
    text_free(&out);
    return code;
}
