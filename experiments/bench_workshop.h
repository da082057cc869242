/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a bench writes: a directory of its own within bench.directory, removed again. */
#ifndef ADRIFT_EXPERIMENTS_BENCH_WORKSHOP_H
#define ADRIFT_EXPERIMENTS_BENCH_WORKSHOP_H

#include <stdbool.h>

#include "experiments/bench.h"

enum { WORKSHOP_PATH_SIZE = 1024 };

typedef struct workshop {
    char path[WORKSHOP_PATH_SIZE];
    bool made;
} workshop_t;

int workshop_open(workshop_t *self, bench_t *bench);

/* Removes it, with its files and those in its directory `results`. */
void workshop_close(workshop_t *self);

/* Removes a directory and all that is in it: no directories. */
void workshop_clear(const char *path);

/* As open(2). FILES_OK or FILES_CANNOT_OPEN. */
int workshop_file(bench_t *bench, const char *path, int flags, int *descriptor);

#endif
