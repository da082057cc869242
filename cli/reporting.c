/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/reporting.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "analysis/analyze.h"
#include "analysis/life.h"
#include "cli/interrupt.h"
#include "cli/progress.h"

static exit_code_t complain(const options_t *options, const failure_t *failure, int status)
{
    char line[1400];

    if (status == FILES_STOPPED) {
        options_complain(options, "interrupted; no report was written");
    } else if (status == FILES_MISUSED && failure->detail[0] != '\0') {
        options_complain(options, "%s: %s", failure->path, failure->detail);
    } else {
        failure_describe(failure, line, sizeof line);
        options_complain(options, "%s", line);
    }
    return exit_of_reading(status);
}

static void say_figures(const options_t *options, const page_outcome_t *outcome)
{
    switch (outcome->figure_status) {
    case FIGURE_MISSING:
        options_complain(options, "gnuplot was not found, so there are no figures (Debian: apt-get "
                                  "install gnuplot-nox); the report has the tables");
        break;
    case FIGURE_FAILED:
    case FIGURE_SYSTEM:
        options_complain(options, "a figure could not be drawn: %.*s",
                         (int)strcspn(outcome->detail, "\n"), outcome->detail);
        break;
    default:
        break;
    }
}

/* An alliance or replicate that was asked for by name must be there. */
static int find_life(const page_t *page, failure_t *failure)
{
    life_t life = {.count = 0};
    int status = FILES_OK;

    if (page->strong != NULL || page->replicate != NULL) {
        status = life_read(&life, page->directory, page->strong, page->weak, page->replicate, failure);
        life_free(&life);
    }
    if (status == FILES_CANNOT_OPEN && failure->error_number == ENOENT) {
        failure_clear(failure);
        status = failure_set(failure, FILES_MISUSED, 0, page->directory);
        snprintf(failure->detail, sizeof failure->detail,
                 "no time series of alliances in it, so that --alliance and --replicate name nothing");
    }
    return status == FILES_MISUSED ? status : FILES_OK;
}

exit_code_t reporting_make(const page_t *page, const options_t *options)
{
    analyze_options_t wanted = {.stop = interrupt_install()};
    analyze_outcome_t analyzed;
    page_outcome_t outcome;
    progress_t progress;
    int status;

    wanted.progress = progress_update;
    wanted.progress_context = &progress;
    progress_begin(&progress, options, "bytes");
    status = analyze(page->directory, &wanted, &analyzed);
    progress_end(&progress);
    if (status != FILES_OK) {
        return complain(options, &analyzed.failure, status);
    }
    status = find_life(page, &analyzed.failure);
    if (status != FILES_OK) {
        return complain(options, &analyzed.failure, status);
    }
    status = page_write(page, &outcome);
    if (status != FILES_OK) {
        return complain(options, &outcome.failure, status);
    }
    say_figures(options, &outcome);
    options_say(options, "report in %s/" PAGE_NAME ", %zu figure%s in %s/" FIGURE_DIRECTORY,
                page->directory, outcome.figures, outcome.figures == 1 ? "" : "s",
                page->directory);
    return EXIT_FINE;
}

exit_code_t reporting_after(const char *directory, const options_t *options)
{
    const page_t page = {.directory = directory, .language = options->language};
    exit_code_t code = EXIT_FINE;

    if (options->report) {
        code = reporting_make(&page, options);
    }
    return code;
}
