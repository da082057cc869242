/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small CSV table read as a whole, for figures and pages; large ones are files/csv_reader.h's. */
#ifndef ADRIFT_ANALYSIS_GRID_H
#define ADRIFT_ANALYSIS_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "files/failure.h"
#include "files/text.h"

enum { GRID_ROWS_MAX = 200000 };

typedef struct grid {
    text_t cells;    /* all fields, each ended by a NUL */
    size_t *offsets; /* [(1 + rows) width], the header's first; owned */
    size_t rows, width;
    bool cut;        /* there were more rows than GRID_ROWS_MAX, which are left out */
} grid_t;

/* DIRECTORY/NAME; the codes of csv_reader_open and csv_reader_next. grid_free is always legal. */
int grid_read(grid_t *self, const char *directory, const char *name, failure_t *failure);

void grid_free(grid_t *self); /* legal on a zeroed one */

/* -1 if there is no such column. */
int grid_column(const grid_t *self, const char *name);
const char *grid_name(const grid_t *self, size_t column);

/* "" out of range or where there is no such column (-1). Valid until grid_free. */
const char *grid_text(const grid_t *self, size_t row, int column);

/* NaN where that is no number. */
double grid_number(const grid_t *self, size_t row, int column);

bool grid_is(const grid_t *self, size_t row, int column, const char *word);

#endif
