/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Paired differences: two sets of replicates that share their random numbers (same seed, same
 * replicate numbers), so that replicate i of one is compared with replicate i of the other.
 */
#ifndef ADRIFT_ANALYSIS_PAIRED_H
#define ADRIFT_ANALYSIS_PAIRED_H

#include "analysis/interval.h"

#include <stdint.h>

typedef struct paired {
    size_t pairs;                /* used */
    size_t left_out;             /* pairs of which at least one is NaN */
    double mean_a, mean_b;       /* over the pairs used */
    interval_t difference;       /* mean of b - a, Student's t */
    double difference_deviation; /* standard deviation of b - a (n - 1 below) */
    interval_t unpaired;         /* the same mean as if the sets were independent (Welch 1947) */
    double correlation;          /* of a and b; NaN if one is constant */
    double reduction; /* 1 - var(b - a) / (var a + var b): the share of the variance that pairing
                         removes; below 0 it added some; NaN if both are constant */
} paired_t;

/*
 * a, b: n values each; level in (0, 1). With less than two pairs what needs a variance is NaN.
 * ANALYSIS_OK; ANALYSIS_TOO_FEW without a pair; ANALYSIS_INVALID; ANALYSIS_NO_MEMORY.
 */
int paired_compare(paired_t *self, const double *a, const double *b, size_t n, double level);

/*
 * The least number of replicates (>= 2) for which Student's t interval of a mean, with this
 * standard deviation of one value, is at most +- half_width. 0 if it cannot be said (half_width <=
 * 0, NaN) or is above 10^15.
 */
uint64_t paired_replicates(double deviation, double half_width, double level);

#endif
