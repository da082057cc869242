/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `adrift cases --hindcast` found, as text for people and as CSV. */
#ifndef ADRIFT_CLI_HINDCAST_PRINT_H
#define ADRIFT_CLI_HINDCAST_PRINT_H

#include <stdio.h>

#include "config/annals.h"
#include "experiments/hindcast.h"
#include "files/text.h"

/* What happened beside what the model shows; hits, misses and false alarms; scores with intervals at
 * 95 %. 0, or -1 if memory ran out. */
int hindcast_print(const hindcast_t *self, const scenario_t *scenario, const annals_t *annals,
                   FILE *stream);

/* A row for each alliance and period. */
void hindcast_csv(const hindcast_t *self, const scenario_t *scenario, text_t *text);

#endif
