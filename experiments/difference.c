/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/difference.h"

#include "files/failure.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Lines times lines that a longest common subsequence is sought for. */
#define DIFFERENCE_CELLS 4000000u

typedef struct {
    const char *start;
    size_t length; /* without the newline */
} line_t;

typedef struct {
    line_t *lines; /* owned */
    size_t count;
} lines_t;

typedef struct {
    text_t *out;
    size_t left; /* lines that may still be written */
} writer_t;

static bool same(const line_t *a, const line_t *b)
{
    return a->length == b->length && memcmp(a->start, b->start, a->length) == 0;
}

static int split(const char *data, size_t size, lines_t *lines)
{
    int status = FILES_OK;
    size_t count = 0;
    const char *end = data + size;

    for (size_t i = 0; i < size; i++) {
        count += data[i] == '\n';
    }
    lines->lines = calloc(count + 1, sizeof *lines->lines);
    if (lines->lines == NULL) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    while (data < end) {
        const char *newline = memchr(data, '\n', (size_t)(end - data));
        const char *stop = newline != NULL ? newline : end;

        lines->lines[lines->count++] = (line_t){data, (size_t)(stop - data)};
        data = newline != NULL ? newline + 1 : end;
    }
out:
    return status;
}

static void write_line(writer_t *writer, char sign, const line_t *line)
{
    if (writer->left > 1) {
        text_append(writer->out, &sign, 1);
        text_append(writer->out, " ", 1);
        text_append(writer->out, line->start, line->length);
        text_append(writer->out, "\n", 1);
        writer->left--;
    } else if (writer->left == 1) {
        text_append(writer->out, "...\n", 4);
        writer->left = 0;
    }
}

/* length[i * (m + 1) + j]: of the longest common subsequence of a[i...] and b[j...] */
static void fill(const line_t *a, size_t n, const line_t *b, size_t m, uint32_t *length)
{
    for (size_t i = n; i-- > 0;) {
        for (size_t j = m; j-- > 0;) {
            uint32_t down = length[(i + 1) * (m + 1) + j];
            uint32_t right = length[i * (m + 1) + j + 1];

            length[i * (m + 1) + j] = same(&a[i], &b[j]) ? length[(i + 1) * (m + 1) + j + 1] + 1
                                      : down > right     ? down
                                                         : right;
        }
    }
}

int difference_append(text_t *out, const char *before, size_t before_size, const char *after,
                      size_t after_size, size_t most)
{
    int status = FILES_OK;
    lines_t old = {.count = 0};
    lines_t new = {.count = 0};
    uint32_t *length = NULL;
    writer_t writer = {out, most + 1};
    const line_t *a = NULL;
    const line_t *b = NULL;
    size_t n = 0;
    size_t m = 0;
    size_t i = 0;
    size_t j = 0;

    status = split(before, before_size, &old);
    if (status == FILES_OK) {
        status = split(after, after_size, &new);
    }
    if (status != FILES_OK) {
        goto out;
    }
    a = old.lines;
    b = new.lines;
    n = old.count;
    m = new.count;
    for (; n > 0 && m > 0 && same(a, b); n--, m--) {
        a++;
        b++;
    }
    for (; n > 0 && m > 0 && same(&a[n - 1], &b[m - 1]); n--, m--) {
    }
    if ((n + 1) <= DIFFERENCE_CELLS / (m + 1)) {
        length = calloc((n + 1) * (m + 1), sizeof *length);
        if (length == NULL) {
            status = FILES_NO_MEMORY;
            goto out;
        }
        fill(a, n, b, m, length);
    }
    while (i < n || j < m) {
        if (i < n && j < m && length != NULL && same(&a[i], &b[j])) {
            i++;
            j++;
        } else if (i < n
                   && (j == m || length == NULL
                       || length[(i + 1) * (m + 1) + j] >= length[i * (m + 1) + j + 1])) {
            write_line(&writer, '-', &a[i++]);
        } else {
            write_line(&writer, '+', &b[j++]);
        }
    }
    status = out->status;
out:
    free(length);
    free(old.lines);
    free(new.lines);
    return status;
}
