/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift verify DIR */
#include <stdio.h>

#include "analysis/verify.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"

enum { KEY_FILES_ONLY = 0x1000 };

static const struct argp_option own_options[] = {
    {"files-only", KEY_FILES_ONLY, NULL, 0, "compare the files with the manifest, run nothing again", 0},
    {0},
};

static int take_own(int key, char *argument, struct argp_state *state, void *context)
{
    verify_request_t *request = context;

    (void)argument;
    (void)state;
    request->files_only = request->files_only || key == KEY_FILES_ONLY;
    return key == KEY_FILES_ONLY ? 0 : ARGP_ERR_UNKNOWN;
}

static exit_code_t exit_of_verify(int status)
{
    return status == VERIFY_OK          ? EXIT_FINE
           : status == VERIFY_NO_MEMORY ? EXIT_INTERNAL
           : status == VERIFY_STOPPED   ? EXIT_INTERRUPTED
           : status == VERIFY_SCRATCH   ? EXIT_WRITE
           : status == VERIFY_MISUSED   ? EXIT_USAGE
                                        : EXIT_CONFIGURATION;
}

static int print(const verify_t *verify, const options_t *options)
{
    text_t text;
    int code = verify_holds(verify) ? EXIT_FINE : EXIT_FAILED;

    text_init(&text);
    verify_text(verify, &text);
    if (text.status != FILES_OK) {
        options_complain(options, "out of memory");
        code = EXIT_INTERNAL;
    } else {
        fwrite(text.data, 1, text.length, stdout);
    }
    text_free(&text);
    return code;
}

int command_verify(int argc, char **argv)
{
    verify_request_t request = {.files_only = false};
    const options_spec_t spec = {
        .which = OPTIONS_OUTPUT | OPTIONS_THREADS,
        .arguments = "DIR",
        .about = OPTIONS_ABOUT(
            "Says whether the results in DIR are what they say: compares its files with the digests in its manifest, then "
            "runs again what the manifest says and compares those digests too. So are the tables of DIR/analysis, which are "
            "made again; page and figures of adrift report are compared as they lie there. Nothing but DIR is needed, wherever it is "
            "now, and nothing in it is changed. Names each file that differs, where it first does, and what differs between "
            "the program, libraries and processor that wrote it and these. Runs in a temporary directory below TMPDIR, or "
            "in that of -o, which stays. Exit status 1: something is not as the manifest says."),
        .fewest = 1,
        .most = 1,
        .own = own_options,
        .take_own = take_own,
        .context = &request,
    };
    options_t options;
    progress_t progress;
    verify_t verify = {.file_count = 0};
    int code = EXIT_INTERNAL;

    if (options_parse(&options, &spec, argc, argv)) {
        request.directory = options.arguments[0];
        request.scratch = options.output;
        request.threads = options.threads;
        request.stop = interrupt_install();
        request.progress = progress_update;
        request.progress_context = &progress;
        progress_begin(&progress, &options, "steps");
        const int status = verify_run(&verify, &request);

        progress_end(&progress);
        if (verify.left[0] != '\0') {
            options_complain(&options, "%s", verify.left);
        }
        code = (int)exit_of_verify(status);
        if (status == VERIFY_OK) {
            code = print(&verify, &options);
        } else if (status == VERIFY_STOPPED) {
            options_complain(&options, "interrupted; the same command starts again");
        } else {
            options_complain(&options, "%s", verify.message);
        }
    }
    verify_free(&verify);
    options_free(&options);
    return code;
}
