/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How well probabilities foresaw what happened. Forecasts p in [0, 1] and outcomes y (0 or 1), n of
 * them, in clusters that may depend on themselves; intervals by resampling whole clusters.
 */
#ifndef ADRIFT_ANALYSIS_SKILL_H
#define ADRIFT_ANALYSIS_SKILL_H

#include <stdbool.h>

#include "analysis/interval.h"

/* Mean of (p - y)^2 (Brier 1950); NaN for n = 0. */
double skill_brier(const double *p, const bool *y, size_t n);

/*
 * Area under the receiver operating characteristic: the chance that a case has a higher forecast
 * than one that is none, ties counting half (Mann and Whitney 1947; Hanley and McNeil 1982). NaN if
 * either is missing.
 */
double skill_auc(const double *p, const bool *y, size_t n);

typedef struct skill_alarms {
    double line; /* an alarm is p >= line */
    size_t hits, misses, false_alarms, rejections;
} skill_alarms_t;

/*
 * As many alarms as there were cases, the highest forecasts first; those that tie with the last are
 * all counted, so that there can be more, unless that is p = 0, which is no alarm.
 */
skill_alarms_t skill_alarms(const double *p, const bool *y, size_t n);

typedef struct skill {
    size_t n, cases;
    interval_t brier, auc;
    interval_t gain; /* 1 - Brier / Brier of chance at the base rate: above 0 is better than that */
    double brier_follow; /* of p = 0: everyone follows */
    double brier_chance; /* of p = the base rate */
    skill_alarms_t alarms;
    double expected_hits; /* of as many alarms at random */
} skill_t;

/*
 * `cluster`: of each, 0 ... clusters - 1. The base rate that chance has is the one that happened,
 * which flatters chance. ANALYSIS_OK, ANALYSIS_NO_MEMORY, ANALYSIS_INVALID.
 */
int skill_of(skill_t *self, const double *p, const bool *y, const size_t *cluster, size_t n,
             size_t clusters, const interval_resampling_t *resampling);

#endif
