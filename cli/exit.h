/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How adrift ends. */
#ifndef ADRIFT_CLI_EXIT_H
#define ADRIFT_CLI_EXIT_H

typedef enum exit_code {
    EXIT_FINE = 0,
    EXIT_FAILED = 1,        /* some runs failed, or a check did not hold */
    EXIT_USAGE = 2,         /* the command line */
    EXIT_CONFIGURATION = 3, /* a scenario, experiment or data set */
    EXIT_WRITE = 4,         /* cannot write; the directory is taken or holds something else; standard output too */
    EXIT_INTERRUPTED = 5,
    EXIT_INTERNAL = 6       /* out of memory, or a fault of the program */
} exit_code_t;

/* For --help. */
#define EXIT_HELP                                                                                  \
    "Exit status: 0 success; 1 some runs failed or a check did not hold; 2 wrong usage; "          \
    "3 something is wrong with a scenario, experiment or data set; 4 cannot write; 5 interrupted " \
    "(run the same command again); 6 out of memory or an internal fault."

/* The exit code for a status of files/failure.h or experiments/run.h. */
exit_code_t exit_of(int status);

/* The same for a command that reads results: what is wrong with them is no failure to write, and
 * what was asked of them in vain is wrong usage. */
exit_code_t exit_of_reading(int status);

#endif
