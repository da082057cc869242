/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the data sets say of a state or a pair of states in a year or a span of years, each with the row that says it. Of a
 * span it is the mean over its years; pacts and membership are those of its last year, disputes those up to its end.
 *
 * With `fill`, what is missing is filled by the rules of docs/measurement.md and says so (finding_t.rule); without it, it is
 * missing.
 */
#ifndef ADRIFT_CONFIG_ATLAS_H
#define ADRIFT_CONFIG_ATLAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/dataset.h"
#include "config/report.h"

enum { ATLAS_OK = 0, ATLAS_NO_MEMORY = -1, ATLAS_INVALID = -2 };

enum { ATLAS_NEAR_YEARS = 5 }; /* how far away a year may be that stands in for one without a value */

typedef struct finding {
    double value;         /* NaN: unknown */
    const dataset_t *set; /* that says so; NULL: none does */
    uint64_t line, last_line; /* its rows; of a span the first and the last */
    const char *rule;     /* by which it was filled, in words; NULL: it was not */
} finding_t;

typedef struct atlas_index atlas_index_t;

typedef struct atlas {
    dataset_t sets[DATASET_COUNT];
    int from, to; /* years */
    bool fill;
    atlas_index_t *indexes[DATASET_COUNT]; /* owned */
    int *members;                          /* owned; codes of the states of the year `to`, ascending */
    size_t member_count;
} atlas_t;

/*
 * Reads the data sets (a path may be NULL: without it; states, capability and pacts must be there). `self` need not be
 * initialised; atlas_free it, also after a failure. What is wrong is in `report`, for all files at once; `notes` gets what
 * the user should know.
 */
int atlas_init(atlas_t *self, const char *const paths[DATASET_COUNT], int from, int to, bool fill, report_t *report,
               report_t *notes);
void atlas_free(atlas_t *self); /* legal on a zeroed one, and twice */

/* By abbreviation (whatever its case) or number; 0 if it was no state in the year, and why is in the report: `option`
 * is what named it. */
int atlas_find_state(const atlas_t *self, const char *name, const char *option, report_t *report);
bool atlas_is_member(const atlas_t *self, int code);
const char *atlas_abbreviation(const atlas_t *self, int code); /* "" of none */
const char *atlas_state_name(const atlas_t *self, int code);
uint64_t atlas_state_line(const atlas_t *self, int code);

/* A column of capability, troops or ideal points. Filled: the nearest year within ATLAS_NEAR_YEARS. */
finding_t atlas_value(const atlas_t *self, dataset_id_t set, int column, int code);

/* The ideal point; filled: the nearest year, else the mean of the defence partners'. */
finding_t atlas_ideal_point(const atlas_t *self, int code);

/* Soldiers abroad: the sum over all states but `code` (of the United States: nobody else's are known). */
finding_t atlas_troops_abroad(const atlas_t *self, int code);

/* measure_proximity; NaN without data sets that could say. Of two states that are no neighbours and whose distance is not
 * known: with `guess` MEASURE_UNKNOWN_PROXIMITY as a rule, else NaN. */
finding_t atlas_proximity(const atlas_t *self, int a, int b, bool guess);

/* Whether the two have a defence pact in the last year (set, line), and another obligation in it (value 0 or 1). */
finding_t atlas_pact(const atlas_t *self, int a, int b, int column);
bool atlas_has_pact(const atlas_t *self, int a, int b);

/* measure_enmity from the disputes in which the two stood on opposite sides; the row is that of a's part in the last one.
 * `disputes` (may be NULL) gets how many. Without the data set: 0. */
finding_t atlas_enmity(const atlas_t *self, int a, int b, int *disputes);

#endif
