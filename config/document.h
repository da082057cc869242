/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A libconfig file with what libconfig 1.5 leaves to be desired: @include is relative to the file that says it, a loop of
 * them is named, every setting knows its file and line, whole numbers of more than 32 bits keep their value (libconfig
 * wraps them), text is UTF-8, and brackets and quotes left open are named with the line on which they were opened.
 */
#ifndef ADRIFT_CONFIG_DOCUMENT_H
#define ADRIFT_CONFIG_DOCUMENT_H

#include <stddef.h>

#include <libconfig.h>

#include "config/report.h"

enum { DOCUMENT_OK = 0, DOCUMENT_NO_MEMORY = -1, DOCUMENT_INVALID = -2 };

/* From line `first` of the text with all includes in their place on, lines are those of `file` from `line` on. */
typedef struct document_piece {
    int first;
    int line;
    size_t file;
} document_piece_t;

typedef struct document {
    config_t tree; /* config_root_setting(&tree) is the whole file */
    char **files;  /* [file_count], as the user gave them; the first is the file itself */
    size_t file_count;
    document_piece_t *pieces; /* in the order of `first` */
    size_t piece_count;
} document_t;

/*
 * `self` need not be initialised; document_free it, also after a failure. What is wrong (cannot be read, a directory,
 * empty, no text, wrong syntax, ...) is in the report. At most 256 MiB with all includes, includes at most 16 deep.
 */
int document_read(document_t *self, const char *file, report_t *report);

/* The same from memory, called `name` in messages. Includes are relative to the directory of `name`. */
int document_read_text(document_t *self, const char *name, const char *text, size_t length,
                       report_t *report);

void document_free(document_t *self); /* legal on a zeroed document, and twice */

/* The file (of the document) and line at which a setting begins. */
const char *document_place(const document_t *self, const config_setting_t *setting, int *line);

/* Whether a NUL-terminated text is UTF-8. */
int document_is_utf8(const char *text);

#endif
