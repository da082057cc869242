/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How adrift ends. */
#ifndef ADRIFT_CLI_EXIT_H
#define ADRIFT_CLI_EXIT_H

/* X(name, code, text): for the enumeration, --help, the manual. */
#define EXIT_CODES(X)                                                                              \
    X(EXIT_FINE, 0, "success")                                                                     \
    X(EXIT_FAILED, 1, "some runs failed, or a check did not hold")                                 \
    X(EXIT_USAGE, 2, "wrong usage")                                                                \
    X(EXIT_CONFIGURATION, 3, "something is wrong with a scenario, experiment, data or results")    \
    X(EXIT_WRITE, 4, "cannot write, or the directory is taken or holds something else")            \
    X(EXIT_INTERRUPTED, 5, "interrupted; run the same command again")                              \
    X(EXIT_INTERNAL, 6, "out of memory, or an internal fault")

typedef enum exit_code {
#define EXIT_ENUMERATOR(name, code, text) name = (code),
    EXIT_CODES(EXIT_ENUMERATOR)
#undef EXIT_ENUMERATOR
} exit_code_t;

/* For --help. */
#define EXIT_LINE(name, code, text) "  " #code "  " text "\n"
#define EXIT_HELP "Exit status:\n" EXIT_CODES(EXIT_LINE)

/* The exit code for a status of files/failure.h or experiments/run.h. */
exit_code_t exit_of(int status);

/* The same for a command that reads results: what is wrong with them is no failure to write, and
 * what was asked of them in vain is wrong usage. */
exit_code_t exit_of_reading(int status);

#endif
