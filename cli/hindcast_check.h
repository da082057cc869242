/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift cases --hindcast [SCENARIO.cfg RECORD.csv] */
#ifndef ADRIFT_CLI_HINDCAST_CHECK_H
#define ADRIFT_CLI_HINDCAST_CHECK_H

#include <stdatomic.h>

#include "cli/exit.h"
#include "cli/options.h"

/* Plays and prints, as CSV or for people. Without arguments: the shipped hindcast. It reports and
 * requires nothing: EXIT_FINE whatever the score. */
exit_code_t hindcast_check(const options_t *options, bool csv, const atomic_int *stop);

#endif
