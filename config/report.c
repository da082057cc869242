/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/report.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* How many entries about one line are looked through for one that says the same. */
enum { NEIGHBOURS = 16, LINE_SIZE = 4096 };

void report_init(report_t *self)
{
    memset(self, 0, sizeof *self);
}

static void entry_free(report_entry_t *entry)
{
    free(entry->file);
    free(entry->path);
    free(entry->message);
}

void report_free(report_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        entry_free(&self->entries[i]);
    }
    free(self->entries);
    memset(self, 0, sizeof *self);
}

static char *copy_text(const char *text, bool *failed)
{
    char *copy = NULL;
    if (text != NULL) {
        size_t size = strlen(text) + 1;
        copy = malloc(size);
        if (copy == NULL) {
            *failed = true;
        } else {
            memcpy(copy, text, size);
        }
    }
    return copy;
}

static char *format_text(const char *format, va_list arguments)
{
    va_list again;
    char *text = NULL;
    int length;
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length >= 0) {
        text = malloc((size_t)length + 1);
    }
    if (text != NULL) {
        vsnprintf(text, (size_t)length + 1, format, arguments);
    }
    return text;
}

static bool reserve(report_t *self)
{
    bool fine = self->count < self->capacity;
    if (!fine) {
        size_t capacity = self->capacity == 0 ? 16 : 2 * self->capacity;
        report_entry_t *larger = realloc(self->entries, capacity * sizeof *larger);
        if (larger != NULL) {
            self->entries = larger;
            self->capacity = capacity;
            fine = true;
        }
    }
    return fine;
}

void report_add(report_t *self, const char *file, int line, const char *path, const char *format,
                ...)
{
    report_entry_t entry = {.line = line};
    bool failed = false;
    va_list arguments;
    va_start(arguments, format);
    entry.message = format_text(format, arguments);
    va_end(arguments);
    entry.file = copy_text(file, &failed);
    entry.path = copy_text(path, &failed);
    if (failed || entry.message == NULL || !reserve(self)) {
        entry_free(&entry);
        self->lost++;
    } else {
        self->entries[self->count++] = entry;
    }
}

size_t report_count(const report_t *self)
{
    return self->count + self->lost;
}

typedef struct {
    size_t rank; /* of the file */
    int line;
    size_t order;
    report_entry_t entry;
} place_t;

static int compare_places(const void *a, const void *b)
{
    const place_t *first = a, *second = b;
    int order = (first->rank > second->rank) - (first->rank < second->rank);
    if (order == 0) {
        order = (first->line > second->line) - (first->line < second->line);
    }
    if (order == 0) {
        order = (first->order > second->order) - (first->order < second->order);
    }
    return order;
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_entry(const report_entry_t *a, const report_entry_t *b)
{
    return a->line == b->line && same_text(a->file, b->file) && same_text(a->path, b->path) &&
           same_text(a->message, b->message);
}

/* Among the entries kept so far. */
static bool said_before(const report_t *self, const report_entry_t *entry)
{
    bool found = false;
    for (size_t back = 1; back <= NEIGHBOURS && back <= self->count && !found; back++) {
        found = same_entry(&self->entries[self->count - back], entry);
    }
    return found;
}

void report_sort(report_t *self)
{
    size_t count = self->count;
    place_t *places = count > 0 ? malloc(count * sizeof *places) : NULL;
    if (places == NULL) { /* nothing to sort, or no memory: then they stay as they came */
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        const char *file = self->entries[i].file;
        places[i] = (place_t){.rank = SIZE_MAX, .line = self->entries[i].line, .order = i};
        places[i].entry = self->entries[i];
        if (file != NULL && i > 0 && same_text(file, self->entries[i - 1].file)) {
            places[i].rank = places[i - 1].rank;
        } else if (file != NULL) {
            for (size_t j = 0; j <= i && places[i].rank == SIZE_MAX; j++) {
                places[i].rank = same_text(file, self->entries[j].file) ? j : SIZE_MAX;
            }
        }
    }
    qsort(places, count, sizeof *places, compare_places);
    self->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (said_before(self, &places[i].entry)) {
            entry_free(&places[i].entry);
        } else {
            self->entries[self->count++] = places[i].entry;
        }
    }
out:
    free(places);
}

void report_line(const report_t *self, size_t index, char *line, size_t size)
{
    const report_entry_t *entry = &self->entries[index];
    char number[16] = "";
    if (entry->line > 0) {
        snprintf(number, sizeof number, ":%d", entry->line);
    }
    snprintf(line, size, "%s%s%s%s%s%s", entry->file != NULL ? entry->file : "",
             entry->file != NULL ? number : "", entry->file != NULL ? ": " : "",
             entry->path != NULL ? entry->path : "", entry->path != NULL ? ": " : "",
             entry->message);
    for (char *c = line; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            *c = '?';
        }
    }
}

void report_print(report_t *self, FILE *stream)
{
    char line[LINE_SIZE];
    report_sort(self);
    for (size_t i = 0; i < self->count; i++) {
        report_line(self, i, line, sizeof line);
        fprintf(stream, "%s\n", line);
    }
    if (self->lost > 0) {
        fprintf(stream, "(%zu more, for which memory did not suffice)\n", self->lost);
    }
}
