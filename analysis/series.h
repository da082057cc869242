/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timeseries.csv as typed rows: words matched, numbers read, alliances numbered in the order in which they first appear.
 * Memory grows with the alliances only. What cannot be (an unknown word, a tick that goes back, an alliance twice in
 * a tick, an issue without an answer) is damage, with its line.
 */
#ifndef ADRIFT_ANALYSIS_SERIES_H
#define ADRIFT_ANALYSIS_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/source.h"
#include "sim/adrift.h"

typedef enum series_variable {
    SERIES_STRONG_DEPENDENCE,
    SERIES_WEAK_DEPENDENCE,
    SERIES_STRONG_THREAT,
    SERIES_WEAK_THREAT,
    SERIES_DIVERGENCE,
    SERIES_VULNERABILITY,
    SERIES_ALLY_THREAT,
    SERIES_VARIABLES
} series_variable_t;

/* Name of the column. */
const char *series_variable_name(series_variable_t variable);

typedef struct series_alliance {
    char *strong, *weak; /* owned by the series */
    size_t strong_length, weak_length;
    uint64_t run;        /* in which it was last seen, from 1 */
    int32_t tick;        /* its last one in that run */
} series_alliance_t;

typedef struct series_row {
    int64_t point;      /* -1: there are none */
    uint64_t replicate;
    int32_t tick;
    uint64_t run;       /* which replicate (of a point) in the file, from 1 */
    size_t alliance;
    bool first;         /* the alliance's first row in this run */
    status_t status;
    interdependence_t type;
    bool same;
    behaviour_t disposition; /* BEHAVIOUR_NONE: ended */
    behaviour_t behaviour;   /* BEHAVIOUR_NONE: no open issue */
    bool living;             /* when the rule was applied */
    double values[SERIES_VARIABLES];
    uint64_t issue;     /* what the open issue is, in short; 0: none */
    bool settled;       /* its price is paid in full */
} series_row_t;

typedef struct series {
    csv_reader_t reader;
    const source_t *source;
    int columns[24];
    series_alliance_t *alliances; /* owned */
    size_t alliance_count, alliance_capacity;
    size_t *slots;                /* owned: hash table of indices + 1 */
    size_t slot_count;
    uint64_t run;
    size_t last;                  /* alliance of the row before */
    char moment[96];              /* point, replicate and tick of the row before, as they stand */
    size_t moment_length;
    int64_t point;
    uint64_t replicate;
    int32_t tick;
} series_t;

int series_open(series_t *self, const source_t *source, failure_t *failure);
void series_close(series_t *self); /* legal on a zeroed one */

/* Index of an alliance that has been seen, or -1. */
int64_t series_find(const series_t *self, csv_field_t strong, csv_field_t weak);

/* 1 and the row; 0 at the end, when the file has been verified; or a negative status. */
int series_next(series_t *self, series_row_t *row, failure_t *failure);

#endif
