/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a bench that write files: csv and sweep, as experiments/bench.h says. */
#ifndef ADRIFT_EXPERIMENTS_BENCH_TABLE_H
#define ADRIFT_EXPERIMENTS_BENCH_TABLE_H

#include "experiments/bench.h"

int bench_csv_table(bench_t *self);
int bench_sweep_table(bench_t *self);

#endif
