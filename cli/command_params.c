/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift params [NAME] */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/options.h"
#include "config/catalogue.h"
#include "files/failure.h"
#include "files/text.h"

static const struct argp_option own[] = {
    {"format", 'f', "text|csv|md", 0, "text, csv or md (default: text)", 1},
    {.name = NULL},
};

static int take_own(int key, char *argument, struct argp_state *state, void *context)
{
    int result = ARGP_ERR_UNKNOWN;

    if (key == 'f') {
        const int format = catalogue_format_from_name(argument);

        if (format < 0) {
            argp_error(state, "--format=%s: must be text, csv or md", argument);
        }
        *(int *)context = format;
        result = 0;
    }
    return result;
}

int command_params(int argc, char **argv)
{
    int format = CATALOGUE_TEXT;
    const options_spec_t spec = {
        .arguments = "[NAME]",
        .about = OPTIONS_ABOUT("Lists everything that a scenario can say: name, type, unit, range, "
                               "default, meaning and "
                               "source. With NAME only what has it in its name."),
        .most = 1,
        .own = own,
        .take_own = take_own,
        .context = &format,
    };
    options_t options;
    text_t out;
    int code = EXIT_INTERNAL;

    text_init(&out);
    if (!options_parse(&options, &spec, argc, argv)) {
        goto out;
    }
    if (catalogue_write((catalogue_format_t)format,
                        options.argument_count > 0 ? options.arguments[0] : NULL,
                        &out) != FILES_OK) {
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
