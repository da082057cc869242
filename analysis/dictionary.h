/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every column of every file that results have, from the tables by which they are written: what
 * columns.csv says in each directory, all at once. Columns that an experiment makes (its factors; states at
 * its horizons) are not among them.
 */
#ifndef ADRIFT_ANALYSIS_DICTIONARY_H
#define ADRIFT_ANALYSIS_DICTIONARY_H

#include "config/catalogue.h"
#include "files/text.h"

/*
 * Appends file, column, unit, meaning of each; a file of an analysis is "analysis/NAME.csv". Markdown and
 * text have a table for each file. `filter` (may be NULL) keeps only files and columns that contain it.
 * FILES_OK or FILES_NO_MEMORY.
 */
int dictionary_write(catalogue_format_t format, const char *filter, text_t *out);

#endif
