/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is wrong with what a person wrote, collected, so that all of it can be said at once:
 *
 *     baseline.cfg:12: threshold.dependence = 1.4: must be in [0, 1]
 *     baseline.cfg:20: weak.KOR.capabilty: unknown; did you mean capability?
 *     -s threshold.dependence=1.4: must be in [0, 1]
 */
#ifndef ADRIFT_CONFIG_REPORT_H
#define ADRIFT_CONFIG_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct report_entry {
    char *file;    /* as the user gave it; NULL where it is none's */
    int line;      /* from 1; 0 is none */
    char *path;    /* what it is about, perhaps with its value: "threshold.dependence = 1.4"; or NULL */
    char *message;
} report_entry_t;

typedef struct report {
    report_entry_t *entries;
    size_t count;
    size_t capacity;
    size_t lost; /* how many could not be kept for want of memory; report_count includes them */
} report_t;

/* Zeroing does the same. report_free is legal on a zeroed or freed report. */
void report_init(report_t *self);
void report_free(report_t *self);

/* Adds one; all strings are copied; `file` and `path` may be NULL. */
void report_add(report_t *self, const char *file, int line, const char *path, const char *format,
                ...) __attribute__((format(printf, 5, 6)));

/* How many there are: 0 says that nothing is wrong. */
size_t report_count(const report_t *self);

/*
 * Sorts by file, in the order in which files were first complained of, then by line, else in the order of adding (what
 * has no file comes last). The same message about the same place and path is kept once.
 */
void report_sort(report_t *self);

/* One line each, sorted. Control characters in what the user wrote are printed as '?'. */
void report_print(report_t *self, FILE *stream);

/* Entry `index` as one line without newline, cut to `size` (always terminated). */
void report_line(const report_t *self, size_t index, char *line, size_t size);

#endif
