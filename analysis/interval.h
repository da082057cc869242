/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Intervals of confidence: of a share, of a mean, and of anything by resampling whole replicates.
 * `level` is the two-sided level, in (0, 1): 0.95.
 */
#ifndef ADRIFT_ANALYSIS_INTERVAL_H
#define ADRIFT_ANALYSIS_INTERVAL_H

#include "analysis/status.h"

#include <stddef.h>
#include <stdint.h>

/* low and high are NaN where there is no interval, all three where there is not even an estimate.
 */
typedef struct interval {
    double estimate;
    double low;
    double high;
} interval_t;

/* Three times NaN. */
interval_t interval_none(void);

/* The standard normal's quantile at (1 + level) / 2: 1.96 for 0.95. NaN for a level out of range.
 */
double interval_z(double level);

/*
 * Share successes / n, both >= 0, not larger than n, with the score interval of Wilson (1927,
 * "Probable inference, the law of succession, and statistical inference", JASA 22). It never leaves
 * [0, 1]. For independent trials. n = 0: interval_none().
 */
interval_t interval_wilson(double successes, double n, double level);

/* Mean with Student's t interval, of n >= 2 independent values with that variance (n - 1 below). */
interval_t interval_moments(double mean, double variance, size_t n, double level);

/* The same from the values. n = 1: no bounds; n = 0: interval_none(). A NaN among them: all NaN. */
interval_t interval_mean(const double *values, size_t n, double level);

/* Estimate +- z standard errors. */
interval_t interval_normal(double estimate, double standard_error, double level);

/*
 * Bounds at (1 -+ level) / 2 of the n values (linear between order statistics, R's type 7), NaN
 * left out. Sorts `values`. `estimate` is taken over. No bounds if less than 2 are left.
 */
interval_t interval_percentile(double estimate, double *values, size_t n, double level);

/* Resampling: how often, and from which random numbers. */
typedef struct interval_resampling {
    uint64_t seed;
    const char *name; /* of the statistic: other names, other random numbers; not NULL */
    size_t resamples; /* >= 2, at most 2^31 - 1 */
    double level;
} interval_resampling_t;

/*
 * A statistic of clusters (replicates, trajectories): fills values[] from the clusters whose
 * indices stand in chosen[0 ... n - 1], some several times, others never. NaN where it does not
 * exist.
 */
typedef void (*interval_statistic_t)(void *context, const size_t *chosen, size_t n, double *values);

/*
 * Cluster bootstrap (Efron 1979; Davison and Hinkley 1997, section 3.8): the estimate is the
 * statistic of all clusters once, the bounds are percentiles over resamples of n clusters with
 * replacement. So what happens within a cluster may depend on itself in any way.
 *
 * Resample b draws from the random numbers at (seed, name, b): the same whatever the number of
 * resamples, of statistics or of threads. Resamples in which a value is NaN are left out for it.
 * intervals: `value_count` of them, the caller's. Less than 2 clusters: estimates only.
 * ANALYSIS_OK, ANALYSIS_NO_MEMORY, ANALYSIS_INVALID.
 */
int interval_bootstrap(interval_t *intervals, size_t value_count, size_t clusters,
                       interval_statistic_t statistic, void *context,
                       const interval_resampling_t *resampling);

#endif
