/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/sheet.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t longest_text = (size_t)256 << 20;

typedef struct {
    sheet_t *sheet;
    const char *file;
    report_t *report;
    size_t cell_count, cell_capacity;
    size_t line_count, line_capacity; /* rows with the header */
} parser_t;

static int grow(void **array, size_t count, size_t *capacity, size_t size)
{
    int status = SHEET_OK;
    if (count == *capacity) {
        size_t larger = *capacity == 0 ? 64 : 2 * *capacity;
        void *grown = realloc(*array, larger * size);
        if (grown == NULL) {
            status = SHEET_NO_MEMORY;
        } else {
            *array = grown;
            *capacity = larger;
        }
    }
    return status;
}

static int add_cell(parser_t *self, char *cell)
{
    void *array = self->sheet->cells;
    int status = grow(&array, self->cell_count, &self->cell_capacity, sizeof *self->sheet->cells);
    self->sheet->cells = array;
    if (status == SHEET_OK) {
        self->sheet->cells[self->cell_count++] = cell;
    }
    return status;
}

static int add_line(parser_t *self, int line)
{
    void *array = self->sheet->lines;
    int status = grow(&array, self->line_count, &self->line_capacity, sizeof *self->sheet->lines);
    self->sheet->lines = array;
    if (status == SHEET_OK) {
        self->sheet->lines[self->line_count++] = line;
    }
    return status;
}

static int read_whole(parser_t *self, size_t *length)
{
    FILE *stream;
    size_t capacity = 0, used = 0, got = 1;
    int status = SHEET_OK;
    char *text = NULL;
    errno = 0;
    stream = fopen(self->file, "rb");
    if (stream == NULL) {
        status = SHEET_INVALID;
    }
    while (status == SHEET_OK && got > 0 && used <= longest_text) {
        if (used + 1 >= capacity) {
            char *larger;
            capacity = capacity == 0 ? 65536 : 2 * capacity;
            larger = realloc(text, capacity);
            if (larger == NULL) {
                status = SHEET_NO_MEMORY;
                break;
            }
            text = larger;
        }
        got = fread(text + used, 1, capacity - used - 1, stream);
        used += got;
    }
    if (status == SHEET_INVALID || (stream != NULL && ferror(stream))) {
        report_add(self->report, self->file, 0, NULL, "cannot be read: %s", strerror(errno));
        status = SHEET_INVALID;
    } else if (used > longest_text) {
        report_add(self->report, self->file, 0, NULL, "it is larger than 256 MiB");
        status = SHEET_INVALID;
    } else if (status == SHEET_OK && memchr(text, '\0', used) != NULL) {
        report_add(self->report, self->file, 0, NULL, "it is no text");
        status = SHEET_INVALID;
    }
    if (text != NULL) {
        text[used] = '\0';
    }
    if (stream != NULL) {
        (void)fclose(stream);
    }
    self->sheet->text = text;
    *length = used;
    return status;
}

/* Takes a cell from `*from`, in place; the character behind it is left at `*from`. False: a quote
 * is never closed. */
static bool take_cell(char **from, char **cell, int *line)
{
    char *in = *from, *out = *from;
    bool closed = true;
    *cell = out;
    if (*in == '"') {
        closed = false;
        in++;
        while (*in != '\0' && !closed) {
            if (in[0] == '"' && in[1] == '"') {
                *out++ = '"';
                in += 2;
            } else if (in[0] == '"') {
                closed = true;
                in++;
            } else {
                *line += *in == '\n';
                *out++ = *in++;
            }
        }
    }
    while (closed && *in != '\0' && strchr(",\n", *in) == NULL &&
           !(in[0] == '\r' && (in[1] == '\n' || in[1] == '\0'))) {
        *out++ = *in++;
    }
    *from = in;
    if (out != in) {
        *out = '\0';
    }
    return closed;
}

static int parse(parser_t *self, char *text)
{
    int status = SHEET_OK, line = 1;
    char *at = text;
    if (strncmp(at, "\xef\xbb\xbf", 3) == 0) {
        at += 3;
    }
    while (*at != '\0' && status == SHEET_OK) {
        size_t first = self->cell_count;
        int begin = line;
        bool more = true;
        if (*at == '\n' || (at[0] == '\r' && at[1] == '\n')) { /* an empty line */
            at += *at == '\r' ? 2 : 1;
            line++;
            continue;
        }
        while (more && status == SHEET_OK) {
            char *cell = NULL, end;
            bool closed = take_cell(&at, &cell, &line);
            end = *at;
            status = add_cell(self, cell);
            if (!closed) {
                report_add(self->report, self->file, begin, NULL, "a '\"' is never closed");
                status = SHEET_INVALID;
            }
            more = end == ',';
            *at = '\0';
            if (end != '\0') {
                at++;
            }
            if (end == '\r' && *at == '\n') {
                at++;
            }
            line += end == '\n' || end == '\r';
        }
        if (status == SHEET_OK) {
            status = add_line(self, begin);
        }
        if (status == SHEET_OK && self->line_count == 1) {
            self->sheet->columns = self->cell_count;
        } else if (status == SHEET_OK && self->cell_count - first != self->sheet->columns) {
            report_add(self->report, self->file, begin, NULL,
                       "the header has %zu fields, this row %zu", self->sheet->columns,
                       self->cell_count - first);
            status = SHEET_INVALID;
        }
    }
    if (status == SHEET_OK && self->line_count == 0) {
        report_add(self->report, self->file, 0, NULL, "there is nothing in it");
        status = SHEET_INVALID;
    }
    return status;
}

int sheet_read(sheet_t *self, const char *file, report_t *report)
{
    parser_t parser = {.sheet = self, .file = file, .report = report};
    size_t length = 0;
    int status;
    memset(self, 0, sizeof *self);
    status = read_whole(&parser, &length);
    if (status == SHEET_OK) {
        status = parse(&parser, self->text);
    }
    if (status == SHEET_OK) {
        self->rows = parser.line_count - 1;
    }
    return status;
}

void sheet_free(sheet_t *self)
{
    free(self->text);
    free(self->cells);
    free(self->lines);
    memset(self, 0, sizeof *self);
}

const char *sheet_cell(const sheet_t *self, size_t row, size_t column)
{
    return self->cells[row * self->columns + column];
}

int sheet_line(const sheet_t *self, size_t row)
{
    return self->lines[row];
}
