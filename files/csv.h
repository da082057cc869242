/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Rows of CSV (RFC 4180, but with "\n" line ends, as R, pandas and DuckDB read and Unix tools like),
 * appended to a text. Each call appends one field; csv_end_row ends the row. Nothing is flushed
 * here: whoever owns the text decides when to write it, between rows. Memory failures are sticky in
 * text->status. The locale has no influence.
 *
 * (There is no csv_init or csv_free, and must not be: libcsv has functions of these names.)
 */
#ifndef ADRIFT_CSV_H
#define ADRIFT_CSV_H

#include "files/text.h"

#include <stdint.h>

/* Any text (UTF-8 or whatever it is), quoted where RFC 4180 asks for it. NULL is an empty field. */
void csv_text(text_t *text, const char *value);

/* A word known to need no quotes: an ID, a behaviour, a column. */
void csv_word(text_t *text, const char *word);

void csv_empty(text_t *text);

void csv_integer(text_t *text, int64_t value);

void csv_unsigned(text_t *text, uint64_t value);

/*
 * Exactly six decimals, correctly rounded (ties to even, as printf("%.6f") does in the default
 * rounding mode), without a sign if all digits are 0. NaN and infinities are an empty field. From
 * 1e18 on, where there are no decimals to print, the field is as by csv_double17.
 */
void csv_fixed6(text_t *text, double value);

/* The fewest of 15, 16 or 17 digits that read back as the same double. NaN, infinities: empty. */
void csv_double17(text_t *text, double value);

/* Ends the row; a row must have at least one field. */
void csv_end_row(text_t *text);

/* A row of words, as a header is: "replicate,tick,year" is given as it is, without newline. */
void csv_header(text_t *text, const char *columns);

#endif
