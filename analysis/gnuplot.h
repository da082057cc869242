/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gnuplot as a child process: a script in, a picture out. No shell, no files of the user's, no
 * pipes that could fill up: the streams are unlinked temporary files.
 */
#ifndef ADRIFT_ANALYSIS_GNUPLOT_H
#define ADRIFT_ANALYSIS_GNUPLOT_H

#include <stddef.h>

#include "files/failure.h"
#include "files/text.h"

enum {
    GNUPLOT_OK = 0,
    GNUPLOT_NO_MEMORY = -1,
    GNUPLOT_MISSING = -2, /* no program of that name; errno says why */
    GNUPLOT_FAILED = -3,  /* it ended with an error: see `messages` */
    GNUPLOT_NO_FILES = -4 /* no temporary file, or it could not be written or read; errno */
};

/*
 * Runs the program that the environment's ADRIFT_GNUPLOT names, else "gnuplot", without any start-up
 * file. Appends what it writes on standard output to `picture`, on standard error to `messages`
 * (which should be nothing).
 */
int gnuplot_run(const char *script, size_t length, text_t *picture, text_t *messages);

#endif
