/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables that an analysis writes: their names and columns, described once (analyze.h says what they mean together),
 * and the files, which appear together when all are complete.
 *
 *     sheet_t *sheet = sheets_add(&sheets, "survival");
 *     csv_word(&sheet->text, "alliance"); ... sheet_interval(sheet, interval); sheet_tail(sheet, n, "wilson", 0.95);
 *     sheets_commit(&sheets)
 *     sheets_discard(&sheets)    always
 */
#ifndef ADRIFT_ANALYSIS_SHEET_H
#define ADRIFT_ANALYSIS_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/interval.h"
#include "files/csv.h"
#include "files/failure.h"
#include "files/manifest.h"
#include "files/output.h"

enum { SHEETS_MAX = 40 };

typedef struct sheet {
    const char *name;
    output_t output;
    text_t text; /* rows that are not yet given to the output */
    uint64_t rows;             /* without the header */
    char hex[DIGEST_HEX_SIZE]; /* SHA-256, after sheets_commit */
    struct sheets *sheets;
} sheet_t;

typedef struct sheets {
    const char *directory; /* not owned; there already */
    const char *const *wanted; /* not owned; names; none: all but states_long */
    size_t wanted_count;
    bool points;           /* spells.csv and states_long.csv have a column `point` */
    sheet_t *list[SHEETS_MAX]; /* owned */
    size_t count;
    manifest_file_t columns;            /* columns.csv, after sheets_commit */
    char columns_hex[DIGEST_HEX_SIZE];
    int status;            /* the first failure; sticky */
    failure_t failure;
} sheets_t;

/* Name of a table without ".csv", or NULL from the last on. */
const char *sheet_name(size_t index);

/* Told of each column of each table, in order. */
typedef void sheet_column_t(void *context, const char *file, const char *column, const char *unit, const char *meaning);

/* `points`: with those that are there only in sweeps. */
void sheet_columns(bool points, sheet_column_t *told, void *context);

void sheets_init(sheets_t *self, const char *directory, bool points);

/* Whether a table is asked for. */
bool sheets_want(const sheets_t *self, const char *name);

/* A table with its header. NULL, and nothing added, if it is not asked for. NULL after any failure: sheets->status. */
sheet_t *sheets_add(sheets_t *self, const char *name);

/* Ends a row and passes it on now and then. */
void sheet_end(sheet_t *self);

/* Adds estimate, low and high; low and high. */
void sheet_interval(sheet_t *self, interval_t interval);
void sheet_bounds(sheet_t *self, interval_t interval);

/* Adds n, method and level (NaN: none) and ends the row. */
void sheet_tail(sheet_t *self, uint64_t n, const char *method, double level);

/* Marks memory gone, or another failure, from the outside. */
void sheets_fail(sheets_t *self, int status);

/* Writes columns.csv, gives every file its name. FILES_OK or sheets->failure. */
int sheets_commit(sheets_t *self);

/* Legal on zeroed ones. */
void sheets_discard(sheets_t *self);

#endif
