/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading back simple CSV (no quotes) in tests: a table of fields, and columns by name. */
#ifndef ADRIFT_TESTS_ROWS_H
#define ADRIFT_TESTS_ROWS_H

#include "tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct rows {
    char *letters;  /* commas and newlines replaced by NUL */
    char **fields;  /* [count * width], the header not among them */
    char **columns; /* [width] */
    size_t count, width;
} rows_t;

/* The first line is the header; every line must have as many fields and end with a newline. */
static inline void rows_parse(rows_t *self, const char *text, size_t length)
{
    size_t fields = 0, width = 1, at = 0;

    *self = (rows_t){.letters = malloc(length + 1)};
    assert_non_null(self->letters);
    assert_true(length > 0 && text[length - 1] == '\n');
    memcpy(self->letters, text, length);
    for (size_t i = 0; text[i] != '\n'; i++) {
        width += text[i] == ',';
    }
    self->width = width;
    for (size_t i = 0; i < length; i++) {
        fields += text[i] == ',' || text[i] == '\n';
    }
    assert_int_equal(fields % width, 0);
    self->columns = calloc(fields, sizeof *self->columns);
    assert_non_null(self->columns);
    self->fields = self->columns + width;
    self->count = fields / width - 1;
    for (size_t i = 0, begin = 0; i < length; i++) {
        if (text[i] == ',' || text[i] == '\n') {
            self->columns[at++] = self->letters + begin;
            assert_int_equal(text[i] == '\n', at % width == 0);
            self->letters[i] = '\0';
            begin = i + 1;
        }
    }
}

static inline void rows_read(rows_t *self, const char *path)
{
    FILE *stream = fopen(path, "rb");
    char *text = NULL;
    long length = 0;

    assert_non_null(stream);
    assert_int_equal(fseek(stream, 0, SEEK_END), 0);
    length = ftell(stream);
    rewind(stream);
    text = malloc((size_t)length + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)length, stream), length);
    fclose(stream);
    rows_parse(self, text, (size_t)length);
    free(text);
}

static inline void rows_free(rows_t *self)
{
    free(self->letters);
    free(self->columns);
    *self = (rows_t){.count = 0};
}

static inline const char *rows_get(const rows_t *self, size_t row, const char *column)
{
    for (size_t i = 0; i < self->width; i++) {
        if (strcmp(self->columns[i], column) == 0) {
            return self->fields[row * self->width + i];
        }
    }
    print_error("no column %s\n", column);
    fail();
    return NULL;
}

/* NAN for an empty field. */
static inline double rows_number(const rows_t *self, size_t row, const char *column)
{
    const char *field = rows_get(self, row, column);

    return field[0] == '\0' ? NAN : strtod(field, NULL);
}

static inline size_t rows_index(const rows_t *self, size_t row, const char *column)
{
    return (size_t)strtoull(rows_get(self, row, column), NULL, 10);
}

#endif
