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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/*
 * For rows by the million: fields written where the caller has reserved room for the whole row
 * (text_reserve), one after the other, each with the comma behind it. They return where the next
 * field begins; the bytes are those of the functions above. What is written may be followed by
 * rubbish, within the room that is asked for.
 */
enum {
    CSV_NUMBER_ROOM = 32, /* for any number */
    CSV_CHUNK = 32        /* csv_put_letters may read and write this much too far */
};

/*
 * The eight characters of numbers in [0, 8.388607], "d.dddddd", as csv_fixed6 writes them, by a loop
 * that compilers vectorise: the same from every vector width. False, and no more to be said about
 * `letters`, if one of them is not in that range or too near to a tie: then use csv_put_fixed6.
 */
bool csv_micros(size_t count, const double *restrict values, uint64_t *restrict letters);

/* The same for any processor; csv_micros uses it where there is nothing better. */
bool csv_micros_plain(size_t count, const double *restrict values, uint64_t *restrict letters);

/* One of csv_micros. */
static inline char *csv_put_micro(char *place, uint64_t letters)
{
    memcpy(place, &letters, sizeof letters);
    place[sizeof letters] = ',';
    return place + sizeof letters + 1;
}

/* As csv_unsigned. */
char *csv_put_unsigned(char *place, uint64_t value);

/* The same, faster where most are small. */
static inline char *csv_put_count(char *place, uint64_t value)
{
    if (value < 10) {
        place[0] = (char)('0' + value);
        place[1] = ',';
        place += 2;
    } else if (value < 100) {
        place[0] = (char)('0' + value / 10);
        place[1] = (char)('0' + value % 10);
        place[2] = ',';
        place += 3;
    } else {
        place = csv_put_unsigned(place, value);
    }
    return place;
}

/* As csv_fixed6. */
char *csv_put_fixed6(char *place, double value);

/* Letters that bring their commas; `letters` must be readable for CSV_CHUNK more. */
static inline char *csv_put_letters(char *place, const char *letters, size_t length)
{
    memcpy(place, letters, CSV_CHUNK);
    for (size_t i = CSV_CHUNK; i < length; i += CSV_CHUNK) {
        memcpy(place + i, letters + i, CSV_CHUNK);
    }
    return place + length;
}

#endif
