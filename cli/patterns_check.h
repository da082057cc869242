/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift cases --patterns [SCENARIO...], or a sweep's directory */
#ifndef ADRIFT_CLI_PATTERNS_CHECK_H
#define ADRIFT_CLI_PATTERNS_CHECK_H

#include <stdatomic.h>

#include "cli/exit.h"
#include "cli/options.h"

/*
 * Plays and prints, as CSV or for people. Without arguments: the shipped cases (P2), the baseline and,
 * reported but not required, the real scenarios; else the scenarios given, without P2. EXIT_FAILED if a required line does not
 * hold. With the directory of a finished sweep: how near its points come (analysis/calibration.h).
 */
exit_code_t patterns_check(const options_t *options, bool csv, const atomic_int *stop);

#endif
