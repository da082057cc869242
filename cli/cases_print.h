/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `adrift cases` found, as text for people and as CSV. */
#ifndef ADRIFT_CLI_CASES_PRINT_H
#define ADRIFT_CLI_CASES_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "experiments/cases.h"
#include "files/text.h"

/* Noise off: every case with each of its expectations, what was seen, and of a miss where and why.
   `all`: also cases that hold. */
void cases_print_play(const cases_result_t *result, bool all, FILE *stream);
void cases_print_noise(const cases_result_t *result, FILE *stream);
void cases_print_perturb(const cases_result_t *result, FILE *stream);
void cases_print_placebo(const cases_result_t *result, FILE *stream);

/* The same as CSV with a header, appended; a failure is sticky in text->status. */
void cases_csv_play(const cases_result_t *result, text_t *text);
void cases_csv_noise(const cases_result_t *result, text_t *text);
void cases_csv_perturb(const cases_result_t *result, text_t *text);
void cases_csv_placebo(const cases_result_t *result, text_t *text);

#endif
