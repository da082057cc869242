/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ratio of two sums, each summed within clusters (replicates), with an interval that lets what happens within a
 * cluster depend on itself: linearised variance (Cochran 1977, "Sampling Techniques", section 6.3) and Student's t with
 * clusters - 1 degrees of freedom. A mean is a ratio of a sum and a count. Memory does not grow with clusters.
 */
#ifndef ADRIFT_ANALYSIS_RATIO_H
#define ADRIFT_ANALYSIS_RATIO_H

#include "analysis/interval.h"

/* Zero it, add clusters, ask. */
typedef struct ratio {
    double above, below; /* sums */
    double above_above, above_below, below_below; /* sums over clusters of products */
    size_t clusters;     /* with below > 0 */
} ratio_t;

/* A cluster's sums; one with nothing below (0) counts for nothing. */
void ratio_add(ratio_t *self, double above, double below);

/* NaN without a cluster; no bounds with one. */
interval_t ratio_interval(const ratio_t *self, double level);

#endif
