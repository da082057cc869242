/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a flip experiment found, for each shock, size and horizon: how many alliances flipped, from
 * what to what, how soon, how many came back, and the size at which half flip. It looks at each
 * alliance of each run once, as they come by; memory does not grow with alliances, and with
 * replicates only up to FLIPS_CLUSTERS of them.
 *
 *     flips_init(&flips, &flip)
 *     ... flips_add(&flips, row), a flip_listener_t ...
 *     flips_write(&flips, &results, &failure)     flips_summary.csv, flips_matrix.csv, flips_half.csv
 *     flips_print(&flips, stdout)
 *     flips_free(&flips)
 */
#ifndef ADRIFT_ANALYSIS_FLIPS_H
#define ADRIFT_ANALYSIS_FLIPS_H

#include "analysis/dose.h"
#include "analysis/status.h"
#include "experiments/flip.h"

#include <stdint.h>
#include <stdio.h>

enum {
    FLIPS_CLUSTERS = 4096, /* of replicates, for resampling; see analysis/frequency.h */
    FLIPS_STATES = BEHAVIOUR_COUNT + 1, /* dispositions, and ended */
    FLIPS_RESAMPLES = 1000
};

#define FLIPS_LEVEL 0.95

typedef enum flips_scope {
    FLIPS_DIRECT,     /* alliances that the shock acts on */
    FLIPS_SPILL_OVER, /* the others */
    FLIPS_ALL,
    FLIPS_SCOPES
} flips_scope_t;

/* Sizes below 0 (and 0 itself), or above: where a shock has both, each side has a half of its own. */
typedef enum flips_side { FLIPS_NEGATIVE, FLIPS_POSITIVE, FLIPS_SIDES } flips_side_t;

const char *flips_side_name(flips_side_t side); /* "negative", "positive" */

const char *flips_scope_name(flips_scope_t scope); /* "direct", "spill_over", "all" */

/* Of a shock, size, horizon and scope. */
typedef struct flips_cell {
    uint64_t n;        /* alliances in all replicates */
    uint64_t flipped;  /* dispositions differ at the horizon */
    uint64_t differed; /* they differed at any time up to the horizon */
    uint64_t returned; /* of these, they agree again to the end of the run */
    uint64_t delay;    /* sum of the delays of those that differed, ticks */
} flips_cell_t;

/* Of a shock, side, horizon and scope. */
typedef struct flips_half {
    int status;      /* ANALYSIS_OK; ANALYSIS_TOO_FEW sizes; ANALYSIS_SINGULAR; the rest is NaN then */
    dose_fit_t fit;
    bool resampled;  /* the interval of `half` is from resampled replicates, else the fit's own */
    interval_t half; /* the size at which half flip */
    bool beyond;     /* it lies outside the sizes tried */
    size_t sizes;    /* on this side */
    uint64_t n;      /* alliances in all of them and all replicates */
} flips_half_t;

typedef struct flips {
    const flip_t *flip;    /* not owned */
    size_t clusters;
    flips_cell_t *cells;   /* owned; [point][horizon][direct, spill_over] */
    uint64_t *matrix;      /* owned; [point][horizon][twin's state][state with the shock] */
    double *flipped;       /* owned; [cluster][point][horizon][direct, spill_over] */
    double *trials;        /* owned; [cluster][point][direct, spill_over] */
} flips_t;

/* ANALYSIS_OK or ANALYSIS_NO_MEMORY. flips_free is legal afterwards and on zeroed flips. */
int flips_init(flips_t *self, const flip_t *flip);
void flips_free(flips_t *self);

/* A flip_listener_t; `context` is the flips_t. 0. */
int flips_add(void *context, const flip_row_t *row);

flips_cell_t flips_cell(const flips_t *self, size_t point, size_t horizon, flips_scope_t scope);
uint64_t flips_count(const flips_t *self, size_t point, size_t horizon, size_t from, size_t to);

/* Whether some size of the shock is on that side of 0 (positive: or all are 0). */
bool flips_has_side(const flips_t *self, size_t shock, flips_side_t side);

/* ANALYSIS_OK (look at half->status) or ANALYSIS_NO_MEMORY. */
int flips_half(const flips_t *self, size_t shock, flips_side_t side, size_t horizon,
               flips_scope_t scope, flips_half_t *half);

/* Adds the three files to open results. FILES_OK, or what `failure` says. */
int flips_write(const flips_t *self, results_t *results, failure_t *failure);

/* A compact table for people. ANALYSIS_OK or ANALYSIS_NO_MEMORY. */
int flips_print(const flips_t *self, FILE *stream);

#endif
