/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can stand in a scenario, listed from the same tables that read it. */
#ifndef ADRIFT_CONFIG_CATALOGUE_H
#define ADRIFT_CONFIG_CATALOGUE_H

#include "files/text.h"

typedef enum catalogue_format { CATALOGUE_TEXT, CATALOGUE_CSV, CATALOGUE_MARKDOWN } catalogue_format_t;

/* The format of "text", "csv", "md" (or "markdown"); -1 if it is none. */
int catalogue_format_from_name(const char *name);

/*
 * Appends the list: parameters, attributes of agents, fields of ties, shocks, events and expectations, distributions.
 * Columns: section, name (as in a path), type, unit, lowest, highest, default, meaning, source. CSV is one table with a
 * header (RFC 4180); Markdown and text have one table a section. `filter` (may be NULL) keeps only rows whose name
 * contains it, ignoring case. 0 or files/failure.h's FILES_NO_MEMORY.
 */
int catalogue_write(catalogue_format_t format, const char *filter, text_t *out);

#endif
