/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files/csv_reader.h"

static bool add_row(grid_t *self, const csv_reader_t *reader, size_t *room, size_t row)
{
    const size_t used = row * self->width;

    if (used + self->width > *room) {
        const size_t wanted = 2 * (used + self->width) + 64;
        size_t *grown = realloc(self->offsets, wanted * sizeof *grown);

        if (grown == NULL) {
            return false;
        }
        self->offsets = grown;
        *room = wanted;
    }
    for (size_t i = 0; i < self->width; i++) {
        self->offsets[used + i] = self->cells.length;
        text_append(&self->cells, reader->fields[i].data, reader->fields[i].length);
        text_append(&self->cells, "", 1);
    }
    return self->cells.status == FILES_OK;
}

int grid_read(grid_t *self, const char *directory, const char *name, failure_t *failure)
{
    csv_reader_t reader = {0};
    size_t room = 0;
    int status;

    *self = (grid_t){0};
    text_init(&self->cells);
    status = csv_reader_open(&reader, directory, name, failure);
    if (status != FILES_OK) {
        goto out;
    }
    self->width = reader.width;
    if (!add_row(self, &reader, &room, 0)) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, name);
        goto out;
    }
    while ((status = csv_reader_next(&reader, failure)) > 0) {
        if (self->rows == GRID_ROWS_MAX) {
            self->cut = true;
            status = FILES_OK;
            break;
        }
        if (!add_row(self, &reader, &room, 1 + self->rows)) {
            status = failure_set(failure, FILES_NO_MEMORY, 0, name);
            break;
        }
        self->rows++;
    }
out:
    csv_reader_close(&reader);
    return status;
}

void grid_free(grid_t *self)
{
    text_free(&self->cells);
    free(self->offsets);
    *self = (grid_t){0};
}

const char *grid_name(const grid_t *self, size_t column)
{
    return column < self->width ? self->cells.data + self->offsets[column] : "";
}

int grid_column(const grid_t *self, const char *name)
{
    for (size_t i = 0; i < self->width; i++) {
        if (strcmp(grid_name(self, i), name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

const char *grid_text(const grid_t *self, size_t row, int column)
{
    if (row >= self->rows || column < 0 || (size_t)column >= self->width) {
        return "";
    }
    return self->cells.data + self->offsets[(1 + row) * self->width + (size_t)column];
}

double grid_number(const grid_t *self, size_t row, int column)
{
    const char *text = grid_text(self, row, column);
    const csv_field_t field = {text, strlen(text)};
    double value = NAN;

    return text[0] != '\0' && csv_field_number(field, &value) ? value : (double)NAN;
}

bool grid_is(const grid_t *self, size_t row, int column, const char *word)
{
    return strcmp(grid_text(self, row, column), word) == 0;
}
