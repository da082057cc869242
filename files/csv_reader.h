/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Reads CSV (RFC 4180, line ends "\n" or "\r\n") as a stream: a header, then row after row, in memory that does not
 * depend on the file, with the digest of what was read. Compressed files are unpacked on the way (files/input.h). Rows
 * with a quote are libcsv's to parse; rows without are cut at their commas. As RFC 4180 has it, spaces belong to the field.
 *
 *     status = csv_reader_open(&reader, directory, "timeseries.csv", &failure);
 *     tick = csv_reader_column(&reader, "tick", &failure);
 *     while ((status = csv_reader_next(&reader, &failure)) > 0) {
 *         csv_reader_unsigned(&reader, (size_t)tick, &value, &failure);
 *     }
 *
 * Damage (a row of another width, a number that is none, a last row without line end) is FILES_DAMAGED, with the line in
 * failure->line and the column's name in failure->detail. Line ends within quotes count as lines.
 */
#ifndef ADRIFT_CSV_READER_H
#define ADRIFT_CSV_READER_H

#include "files/digest.h"
#include "files/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CSV_READER_ROW_MAX = 1 << 20,    /* bytes of a row; longer ones are damage */
    CSV_READER_COLUMNS_MAX = 1 << 14
};

/* Not terminated; valid until the next row. */
typedef struct csv_field {
    const char *data;
    size_t length;
} csv_field_t;

typedef struct csv_reader {
    struct csv_reader_state *state; /* owned; NULL if not open */
    const csv_field_t *fields;      /* of the row, csv_reader_width of them; of the header after open */
    size_t width;                   /* columns */
    uint64_t line;                  /* on which the row begins, from 1 */
    uint64_t rows;                  /* read, without the header */
    uint64_t bytes;                 /* parsed so far, unpacked */
} csv_reader_t;

/*
 * Opens DIRECTORY/NAME or, where that is not there, NAME.gz or NAME.zst, and reads the header; the names of the columns are
 * kept. Two columns of one name, or an empty file, are damage. FILES_OK, FILES_CANNOT_OPEN, FILES_CANNOT_READ, FILES_DAMAGED, FILES_NO_MEMORY. csv_reader_close
 * is legal after a failure.
 */
int csv_reader_open(csv_reader_t *self, const char *directory, const char *name, failure_t *failure);

/*
 * The same for a file that somebody else's program wrote: lines may end in "\r" alone, the last one in nothing, empty lines
 * are passed over, and so is a byte order mark at the beginning. Which line end it is, the first one tells.
 */
int csv_reader_open_foreign(csv_reader_t *self, const char *directory, const char *name, failure_t *failure);

/* Legal on a zeroed or closed one. */
void csv_reader_close(csv_reader_t *self);

/* What was opened, for messages. */
const char *csv_reader_path(const csv_reader_t *self);

/* The name of a column; "" out of range. */
const char *csv_reader_name(const csv_reader_t *self, size_t column);

/* Index of a column, or -1; without a failure to tell (NULL) that is all, else it is FILES_DAMAGED at line 1. */
int csv_reader_column(const csv_reader_t *self, const char *name, failure_t *failure);

/* The next row: 1; 0 at the end; or a negative status, which stays. */
int csv_reader_next(csv_reader_t *self, failure_t *failure);

/*
 * A field as a number; false, and a failure that names line and column, if it is not one wholly. Whole numbers have no
 * sign but (integer) '-'. Numbers are decimal, correctly rounded, whatever the locale; one too large to be finite
 * is none; an empty one is NaN.
 */
bool csv_reader_unsigned(csv_reader_t *self, size_t column, uint64_t *value, failure_t *failure);
bool csv_reader_integer(csv_reader_t *self, size_t column, int64_t *value, failure_t *failure);
bool csv_reader_number(csv_reader_t *self, size_t column, double *value, failure_t *failure);

/* Says that a field is wrong: FILES_DAMAGED with its line, column and (some of) its text. */
int csv_reader_fault(const csv_reader_t *self, size_t column, const char *reason, failure_t *failure);

static inline bool csv_field_is(csv_field_t field, const char *word, size_t length)
{
    return field.length == length && __builtin_memcmp(field.data, word, length) == 0;
}

/* A number as csv_reader_number reads it; false if it is none, or too large: *value is infinite then. */
bool csv_field_number(csv_field_t field, double *value);

/* After the end was reached: SHA-256 of all that was read, unpacked. FILES_MISUSED before. */
int csv_reader_digest(csv_reader_t *self, char hex[DIGEST_HEX_SIZE]);

#endif
