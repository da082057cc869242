/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIGINT, SIGTERM and SIGHUP: the first asks to stop, the second ends the program at once. */
#ifndef ADRIFT_CLI_INTERRUPT_H
#define ADRIFT_CLI_INTERRUPT_H

#include <stdatomic.h>

#include "cli/exit.h"
#include "cli/options.h"

/* From now on they are caught, except those that were ignored (nohup). Returns what becomes 1 when
 * one has come. */
const atomic_int *interrupt_install(void);

/* Of a command that writes nothing but what it prints at the end. EXIT_INTERRUPTED. */
exit_code_t interrupt_say(const options_t *options);

#endif
