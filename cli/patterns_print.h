/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `adrift cases --patterns` found, as text for people and as CSV. */
#ifndef ADRIFT_CLI_PATTERNS_PRINT_H
#define ADRIFT_CLI_PATTERNS_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "experiments/cases.h"
#include "experiments/patterns.h"
#include "files/text.h"

/* How many lines hold, of those that are required. */
typedef struct patterns_score {
    size_t required, held;
} patterns_score_t;

/* P2, from cases_play and cases_noise. `text` or `stream`: the other is NULL. */
void patterns_print_cases(const cases_result_t *result, FILE *stream, text_t *text,
                          patterns_score_t *score);

/* The other patterns, of one scenario. */
void patterns_print_scenario(const scenario_t *scenario, const patterns_result_t *result,
                             FILE *stream, text_t *text, patterns_score_t *score);

void patterns_csv_header(text_t *text);

#endif
