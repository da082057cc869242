/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a command works on: those given, or shipped ones. */
#ifndef ADRIFT_CLI_FILES_H
#define ADRIFT_CLI_FILES_H

#include "cli/exit.h"
#include "cli/options.h"

typedef struct files {
    char **names; /* owned array of owned paths */
    size_t count;
} files_t;

/* Adds all shipped files whose name begins with `prefix` ("config/cases/"), in order. It is said if
 * there are none (EXIT_FAILED), unless there were files before. */
exit_code_t files_shipped(files_t *self, const options_t *options, const char *prefix);

/* Adds the command's arguments. */
exit_code_t files_given(files_t *self, const options_t *options);

/* Legal on a zeroed or freed one. */
void files_free(files_t *self);

#endif
