/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scenario from the field's data sets: the allies by treaty of one or several strong states in a year, and the sources of
 * threat that the user names. Every number has a comment with its rows and formula; what is missing is filled by a rule,
 * left at its default or refused, and said in any case. docs/measurement.md has the formulas.
 */
#ifndef ADRIFT_CONFIG_IMPORT_H
#define ADRIFT_CONFIG_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "config/dataset.h"
#include "config/report.h"
#include "files/text.h"

enum { IMPORT_OK = 0, IMPORT_NO_MEMORY = -1, IMPORT_INVALID = -2 };

typedef enum import_missing { IMPORT_FILL, IMPORT_LEAVE, IMPORT_STOP } import_missing_t;
extern const char *const import_missing_words; /* "fill|leave|stop" */

typedef struct import_request {
    const char *paths[DATASET_COUNT]; /* NULL: not given */
    const char *const *strong, *const *sources, *const *only, *const *without; /* as the user wrote them */
    size_t strong_count, source_count, only_count, without_count;
    int from, to; /* years; equal: one year */
    import_missing_t missing;
    double years; /* time.years */
    bool ties, shocks;
    const char *name;  /* of the scenario */
    const char *label; /* NULL: made of the names */
    const char *const *comments; /* lines for the head */
    size_t comment_count;
    const char *command; /* the command line, for the head */
} import_request_t;

/*
 * Appends the scenario's text to `out` if nothing is wrong; it has then been read back by scenario_read_text, and so has
 * passed model_check. What is wrong is in `faults`, what the user should know in `notes`.
 *
 * A source is "CHN" or "CHN,label=...,power=...": a state of the year by abbreviation or code, of which power and offense
 * are measured unless they are said; or any other ID, of which power, offense, intention and proximity must be said. Further
 * keys: deterrable, strong_intention (of the strong states; intention is of all), id (of what else it is called).
 */
int import_write(const import_request_t *request, text_t *out, report_t *faults, report_t *notes);

#endif
