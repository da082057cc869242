/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sweep held against the patterns, as text for people and as CSV. */
#ifndef ADRIFT_CLI_CALIBRATION_PRINT_H
#define ADRIFT_CLI_CALIBRATION_PRINT_H

#include <stdio.h>

#include "analysis/calibration.h"
#include "files/text.h"

/* How often each pattern is met, what the accepted region says of each factor, the nearest points. */
void calibration_print(const calibration_t *self, FILE *stream);

/* A row for each point: factors, means, cases missed, distance, whether it is accepted. */
void calibration_csv(const calibration_t *self, text_t *text);

#endif
