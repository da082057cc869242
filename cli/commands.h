/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands: to add one, add its function here and its row in commands.c. */
#ifndef ADRIFT_CLI_COMMANDS_H
#define ADRIFT_CLI_COMMANDS_H

#include <stddef.h>

/* argv[0] is "adrift NAME"; returns an exit code of cli/exit.h. */
typedef int command_function_t(int argc, char **argv);

typedef struct command {
    const char *name;
    const char *help; /* one line */
    command_function_t *function;
} command_t;

extern const command_t commands[];
extern const size_t command_count;

command_function_t command_run;
command_function_t command_sweep;
command_function_t command_flip;
command_function_t command_cases;
command_function_t command_analyze;
command_function_t command_compare;
command_function_t command_explain;
command_function_t command_report;
command_function_t command_import;
command_function_t command_verify;
command_function_t command_check;
command_function_t command_bench;
command_function_t command_params;
command_function_t command_examples;

#endif
