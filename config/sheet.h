/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small CSV file (RFC 4180; UTF-8 with or without a byte order mark; lines may end in LF or CR
 * LF) as a whole: a header, and rows as long as it. Empty lines are skipped.
 */
#ifndef ADRIFT_CONFIG_SHEET_H
#define ADRIFT_CONFIG_SHEET_H

#include <stddef.h>

#include "config/report.h"

enum { SHEET_OK = 0, SHEET_NO_MEMORY = -1, SHEET_INVALID = -2 };

typedef struct sheet {
    char *text;     /* owned; the cells, each with a NUL */
    char **cells;   /* owned; (rows + 1) x columns, the header first */
    int *lines;     /* owned; of the header and of each row, from 1 */
    size_t rows;    /* without the header */
    size_t columns; /* at least 1 */
} sheet_t;

/* `self` need not be initialised; sheet_free it, also after a failure. What is wrong is in the
 * report. */
int sheet_read(sheet_t *self, const char *file, report_t *report);

/* Legal on a zeroed sheet. */
void sheet_free(sheet_t *self);

/* Row 0 is the header. */
const char *sheet_cell(const sheet_t *self, size_t row, size_t column);
int sheet_line(const sheet_t *self, size_t row);

#endif
