/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DIRECTORY/analysis/manifest.json: what made the tables of analysis/, with which options each of them, and the digest of
 * every file that `adrift analyze` and `adrift report` have left. It is a manifest (files/manifest.h), but for
 * the names of its files, which are relative to DIRECTORY: "analysis/types.csv", "figures/types.svg", "report.html". The manifest of the
 * results themselves is never changed.
 *
 * Beside the keys of provenance_write: key (of the results), tables.NAME.{level, resamples, seed, outcomes[]}, files[].
 */
#ifndef ADRIFT_ANALYSIS_LEDGER_H
#define ADRIFT_ANALYSIS_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analyze.h"
#include "analysis/source.h"
#include "files/manifest.h"

enum { LEDGER_TABLES = 1, LEDGER_PAGE = 2, LEDGER_OUTCOMES_MAX = 64 };

/*
 * Into an uninitialised manifest. The codes of manifest_read; FILES_DAMAGED, too, if a name is not of a file that analyze or
 * report leave. After a failure manifest_free is legal, not needed.
 */
int ledger_read(manifest_t *self, const char *directory, failure_t *failure);

/*
 * A new one, in which the old one's entries of files that stay are kept: tables, page and figures, or both. An old one that
 * cannot be read, or is of other results, leaves nothing. FILES_OK or FILES_NO_MEMORY.
 */
int ledger_begin(manifest_t *self, const source_t *source, int keep);

/* A table's file, or columns.csv, by its name without directory. FILES_OK or FILES_NO_MEMORY. */
int ledger_add_table(manifest_t *self, const manifest_file_t *file);

/* The options with which the table NAME (without ".csv") was made. */
int ledger_set_options(manifest_t *self, const char *table, const analyze_options_t *options);

/* The same back, into level, resamples, seed and outcomes; `outcomes` is to hold them. False if they are not all there. */
bool ledger_options(const manifest_t *self, const char *table, analyze_options_t *options,
                    const char *outcomes[LEDGER_OUTCOMES_MAX]);

/* Whether a name in `files` is that of a file in analysis/. */
bool ledger_is_in_analysis(const char *name);

/* Whether a name in `files` is that of a table (without ".csv": `table`), and not page, figure or columns.csv. */
bool ledger_is_table(const char *name, char table[64]);

int ledger_write(const manifest_t *self, const char *directory, failure_t *failure);

/*
 * The results are to be made anew: removes what analyze and report have left of those before, as the ledger has it, and the
 * ledger; what nobody knows stays. `removed` counts files. FILES_OK, also where there is no ledger; the codes of ledger_read,
 * and then nothing is removed; FILES_CANNOT_WRITE, FILES_BAD_NAME: the others are gone, the ledger is not.
 */
int ledger_remove(const char *directory, size_t *removed, failure_t *failure);

#endif
