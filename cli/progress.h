/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far a command is, on standard error: on a terminal one line that rewrites itself, elsewhere a
 * line a minute, with
 * --quiet nothing.
 */
#ifndef ADRIFT_CLI_PROGRESS_H
#define ADRIFT_CLI_PROGRESS_H

#include <stdbool.h>

#include "cli/options.h"

typedef struct progress {
    const char *command; /* begins a line that is not on a terminal */
    const char *unit;    /* of the work: "alliance-ticks" */
    bool off;
    bool terminal;
    bool shown;         /* a line stands on the terminal */
    double begun, last; /* seconds */
} progress_t;

void progress_begin(progress_t *self, const options_t *options, const char *unit);

/* `context` is a progress_t; a run_progress_t (experiments/run.h). Cheap when called too often. */
void progress_update(void *context, double done, double all);

/* What is done where it cannot be said how far it is; on a terminal only. */
void progress_note(progress_t *self, const char *what);

/* Takes the line away. */
void progress_end(progress_t *self);

/* Seconds since progress_begin. */
double progress_seconds(const progress_t *self);

/* One line about the state after `seconds`, without newline, for progress_update and its test. */
void progress_line(char *line, int size, double done, double all, double seconds, const char *unit);

#endif
