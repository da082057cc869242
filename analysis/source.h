/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A results directory to be read: its manifest, what it holds, and readers of its files that find out at their end
 * whether they have read what was written. Nothing of an unfinished run, of another version's or of a changed
 * file is used.
 */
#ifndef ADRIFT_ANALYSIS_SOURCE_H
#define ADRIFT_ANALYSIS_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "config/scenario.h"
#include "files/csv_reader.h"
#include "files/failure.h"
#include "files/manifest.h"

typedef struct source {
    const char *directory; /* not owned */
    manifest_t manifest;
    scenario_t scenario;   /* as the manifest resolves it; of a sweep or flip: before its factors and shocks */
    int32_t ticks_per_year;
    double years, burn_in;
    int32_t every;         /* ticks between recorded ones */
    uint64_t seed, replicates, first_replicate;
} source_t;

/*
 * FILES_OK; FILES_DAMAGED (the manifest and its line: not JSON, not finished, not of a run), FILES_OTHER_FORMAT
 * (another version), FILES_CANNOT_OPEN, FILES_NO_MEMORY. source_close is legal after a failure and on a zeroed one.
 */
int source_open(source_t *self, const char *directory, failure_t *failure);
void source_close(source_t *self);

/* Whether the manifest speaks of the file, be it compressed (NAME.gz, NAME.zst). */
bool source_has(const source_t *self, const char *name);

/* Bytes of it unpacked, as the manifest has it; 0 if it has not. */
uint64_t source_bytes(const source_t *self, const char *name);

/* FILES_DAMAGED if the manifest does not know it; else as csv_reader_open. */
int source_read(const source_t *self, const char *name, csv_reader_t *reader, failure_t *failure);

/* At the reader's end: that bytes, rows and digest, all unpacked, are the manifest's. FILES_OK or FILES_DAMAGED. */
int source_verify(const source_t *self, const char *name, csv_reader_t *reader, failure_t *failure);

/* Rows and bytes that were read: added to. */
typedef struct source_tally {
    uint64_t *rows, *bytes;
} source_tally_t;

void source_tally(const source_tally_t *self, const csv_reader_t *reader);

enum { SOURCE_COLUMNS = 8 };

/* A table to be read through, and what is done with it. What is not FILES_OK ends the reading; columns[i] is where the
 * i-th of those names stands. */
typedef struct source_table {
    const char *name;
    const char *columns[SOURCE_COLUMNS]; /* that it must have; less than all of them: the others are NULL */
    int (*begin)(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure); /* NULL: nothing */
    int (*row)(void *context, csv_reader_t *reader, const int *columns, failure_t *failure);
} source_table_t;

/* From the first row to the last, and source_verify. `tally` may be NULL. FILES_OK, or what the failure says. */
int source_each(const source_t *self, const source_table_t *table, void *context, const source_tally_t *tally,
                failure_t *failure);

#endif
