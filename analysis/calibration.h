/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A finished sweep held against the patterns (experiments/patterns.h): how far each point's means
 * are from the targets, which points meet them all, and what that says about each factor.
 *
 *     status = calibration_read(&calibration, directory, stop, &failure);
 *     status = calibration_play_cases(&calibration, cases, count, threads);      may be left out
 *     calibration_judge(&calibration);
 *     calibration_factor_of(&calibration, factor, &range) ...
 *     calibration_free(&calibration)                                             always
 *
 * Means over replicates are judged by themselves, not by their intervals: with few replicates
 * some points near an edge are taken for the wrong side.
 */
#ifndef ADRIFT_ANALYSIS_CALIBRATION_H
#define ADRIFT_ANALYSIS_CALIBRATION_H

#include <stdatomic.h>
#include <stdbool.h>

#include "analysis/interval.h"
#include "analysis/source.h"
#include "experiments/patterns.h"

enum { CALIBRATION_LINES = 32 }; /* at least pattern_count() */

typedef struct calibration {
    source_t source;
    const atomic_int *stop; /* of calibration_read */
    size_t points, factors;
    uint64_t replicates;
    char **path;       /* owned, [factors], owned texts */
    char **texts;      /* owned, [points * factors]: values as they are written */
    double *values;    /* owned, [points * factors]; NaN: a word */
    double *base;      /* owned, [factors]: what the scenario has; NaN: a distribution or a word */
    double *means;     /* owned, [points * pattern_count()]; NaN: undefined, or no outcomes */
    double *counts;    /* owned, likewise: runs that these are made of */
    size_t capacity;   /* in points */
    bool applies[CALIBRATION_LINES]; /* asked of this scenario: pattern_applies, of outcomes */
    size_t cases;      /* required cases played at each point; 0: none */
    uint32_t *missed;  /* owned, [points]: how many of them miss, noise off */
    double *distance;  /* owned, [points]: sum over lines of distances, and the share of cases missed */
    bool *accepted;    /* owned, [points]: distance 0 */
    size_t accepted_count;
} calibration_t;

/*
 * FILES_OK, or what the failure says: FILES_MISUSED (detail) if it is no sweep with the outcomes that
 * the patterns need, FILES_DAMAGED, FILES_OTHER_FORMAT, ..., FILES_STOPPED (stop may be NULL). Runs that failed leave their point
 * without a mean; it is not accepted.
 */
int calibration_read(calibration_t *self, const char *directory, const atomic_int *stop, failure_t *failure);

/* Legal on a zeroed one and after a failure. */
void calibration_free(calibration_t *self);

/*
 * P2, noise off: each required case at each point, with the factors that are parameters of the model
 * (but `time`) unless the case's own file gives them. CASES_OK, CASES_NO_MEMORY,
 * CASES_INVALID, CASES_STOPPED (experiments/cases.h).
 */
int calibration_play_cases(calibration_t *self, const scenario_t *cases, size_t count, int threads);

void calibration_judge(calibration_t *self);

/* Share of points whose mean meets one line; the last index, pattern_count(), is that of the cases. */
double calibration_share(const calibration_t *self, size_t line);

typedef struct calibration_range {
    double low, high;          /* of all points */
    double q05, q50, q95;      /* of those accepted; NaN if there are none */
    double narrowed;           /* q95 - q05 of the accepted to that of all points */
    double kolmogorov;         /* greatest difference of the two cumulative distributions */
    bool pinned;               /* more than chance makes it, at 5 % (Kolmogorov) */
} calibration_range_t;

/* False for a factor of words. ANALYSIS_NO_MEMORY is told as NaN. */
bool calibration_factor_of(const calibration_t *self, size_t factor, calibration_range_t *range);

/* Pearson's correlation of two factors over the accepted points; NaN without three of them. */
double calibration_correlation(const calibration_t *self, size_t a, size_t b);

#endif
