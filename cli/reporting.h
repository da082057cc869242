/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `adrift report` does, and run, sweep and flip with --report: analyze, draw, write the page. */
#ifndef ADRIFT_CLI_REPORTING_H
#define ADRIFT_CLI_REPORTING_H

#include "analysis/page.h"
#include "cli/options.h"

/* Says what it did and what is wrong; the exit code. */
exit_code_t reporting_make(const page_t *page, const options_t *options);

/* The same with nothing but a directory and the options' language; EXIT_FINE at once without --report. */
exit_code_t reporting_after(const char *directory, const options_t *options);

#endif
