/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every output file and its columns, described once: the headers that are written and columns.csv,
 * which explains them to who reads the files, are made from this table.
 */
#ifndef ADRIFT_EXPERIMENTS_TABLE_H
#define ADRIFT_EXPERIMENTS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "files/text.h"

#define TABLE_TIMESERIES "timeseries.csv"
#define TABLE_COUNTS "counts.csv"
#define TABLE_EVENTS "events.csv"
#define TABLE_COLUMNS "columns.csv"
#define TABLE_DESIGN "design.csv"
#define TABLE_RUNS "runs.csv"
#define TABLE_RAMPS "ramps.csv"
#define TABLE_RAMP_AREAS "ramp_areas.csv"
#define TABLE_FLIPS "flips.csv"
#define TABLE_FLIPS_SUMMARY "flips_summary.csv"
#define TABLE_FLIPS_MATRIX "flips_matrix.csv"
#define TABLE_FLIPS_HALF "flips_half.csv"

typedef struct table_column {
    const char *file;
    const char *column;
    const char *unit;    /* "1" for a plain number, "word", "text", "true/false", "year", ... */
    const char *meaning; /* also says when the field is empty */
    bool swept;          /* only where there are several points: in a sweep or a flip */
} table_column_t;

/* By file; within a file in the order in which the columns stand. */
extern const table_column_t table_columns[];
extern const size_t table_column_count;

/* Appends the header row of `file`, with its swept columns or without: empty if there is no such file. */
void table_header(const char *file, bool swept, text_t *out);

/* How many columns table_header writes. */
size_t table_width(const char *file, bool swept);

/* Appends what columns.csv says of `file`, a row per column. Its own header comes from table_header. */
void table_explain(const char *file, bool swept, text_t *out);

/* The same with `more` columns of a run's own behind those; their `file` and `swept` mean nothing. */
void table_header_more(const char *file, bool swept, const table_column_t *more, size_t more_count,
                       text_t *out);

/* What columns.csv says of columns of a run's own in `file`. */
void table_explain_more(const char *file, const table_column_t *more, size_t more_count,
                        text_t *out);

#endif
