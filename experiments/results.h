/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The output directory of one run, as a whole: it belongs to one process, holds one run (known by
 * its key), and its files appear only when all of them are complete.
 *
 *     results_open(&results, directory, &provenance, key, &failure)
 *     results_add(&results, "counts.csv", false, &output, &failure)    any number of files
 *     ... output_write(output, ...) ...
 *     results_set_rows(&results, "counts.csv", rows)
 *     results_commit(&results, &failure)
 *     results_discard(&results)    always; after a commit it only frees and unlocks
 *
 * From results_open on, a new directory has a manifest of status "running", so that the same run
 * may be started again after a kill and another one may not; results_commit writes the manifest of
 * status "complete", results_discard without results_commit takes away whatever results_open and
 * results_add have made.
 */
#ifndef ADRIFT_EXPERIMENTS_RESULTS_H
#define ADRIFT_EXPERIMENTS_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "experiments/table.h"
#include "files/directory.h"
#include "files/manifest.h"
#include "files/output.h"

enum { RESULTS_FILES = 8 }; /* most that results_add takes */

typedef struct results_file {
    const char *name; /* not owned: one of experiments/table.h */
    bool swept;
    const char *table;          /* of which file of the table it has the columns; "" of none */
    const table_column_t *more; /* columns of this run's own, behind the table's; not owned */
    size_t more_count;
    output_t output;
    int64_t rows;
} results_file_t;

typedef struct results {
    const char *directory; /* not owned; NULL if not open */
    bool made;             /* the directory itself is ours */
    bool fresh;            /* nothing was there: the manifest is ours */
    directory_t lock;
    manifest_t manifest; /* may be added to between open and commit */
    results_file_t files[RESULTS_FILES];
    size_t count;
} results_t;

/*
 * Makes or takes the directory. `manifest` (uninitialised afterwards: it is moved) says all that is
 * known of the run beforehand, with its "key". FILES_NOT_EMPTY if there is something else than a
 * run of that key, FILES_LOCKED, and those of directory_prepare, manifest_read (if the old one
 * cannot be read) and manifest_write.
 */
int results_open(results_t *self, const char *directory, manifest_t *manifest, failure_t *failure);

/*
 * The same in a directory that this process has already for itself, because a campaign has it open
 * (experiments/campaign.h): nothing is locked, looked at or refused, and what stands there is
 * replaced by results_commit. Cannot fail.
 */
void results_open_locked(results_t *self, const char *directory, manifest_t *manifest);

/* Begins a file, with its header (table_header), and returns where to write its rows. */
int results_add(results_t *self, const char *file, bool swept, output_t **output,
                failure_t *failure);

/*
 * The same for a file that has columns of this run's own (factors, outcomes, horizons) behind those
 * of the table. `more` and its strings must stay until results_discard; their `file` and `swept`
 * mean nothing.
 */
int results_add_more(results_t *self, const char *file, bool swept, const table_column_t *more,
                     size_t more_count, output_t **output, failure_t *failure);

/* The same for a file all of whose columns are this run's own, whatever the table says of such a name. */
int results_add_own(results_t *self, const char *file, const table_column_t *columns, size_t count,
                    output_t **output, failure_t *failure);

/* How many rows were written to a file of results_add. */
void results_set_rows(results_t *self, const char *file, uint64_t rows);

/* Writes columns.csv, gives every file its name, writes the manifest. */
int results_commit(results_t *self, failure_t *failure);

/* Legal on zeroed results. */
void results_discard(results_t *self);

#endif
