/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `adrift bench` measured, as text for people and as CSV. */
#ifndef ADRIFT_CLI_BENCH_PRINT_H
#define ADRIFT_CLI_BENCH_PRINT_H

#include <stdio.h>

#include "experiments/bench.h"
#include "files/text.h"

void bench_print(const bench_t *bench, FILE *stream);

/* With a header; what was not measured is empty. A failure is sticky in text->status. */
void bench_csv(const bench_t *bench, text_t *text);

#endif
