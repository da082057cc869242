/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which factors matter: elementary effects, variance-based indices, regression and rank
 * correlation. Works on one number y per point of a design (experiments/design.h); where a point
 * has several replicates the caller takes their mean. NaN (or infinity) says that a point failed:
 * it is left out with all of its block (a trajectory, a row of Saltelli's matrices), and blocks
 * left out are counted.
 */
#ifndef ADRIFT_ANALYSIS_SENSITIVITY_H
#define ADRIFT_ANALYSIS_SENSITIVITY_H

#include "analysis/interval.h"
#include "experiments/design.h"

#include <stdbool.h>

/* Trajectories, blocks, or points. */
typedef struct sensitivity_sample {
    size_t used;
    size_t left_out;
} sensitivity_sample_t;

/*
 * Of a factor's elementary effects (change of y by change of the factor in units of the unit cube):
 * their mean (Morris 1991, Technometrics 33), the mean of their absolute values (Campolongo et al.
 * 2007), their standard deviation (n - 1 below).
 */
typedef struct sensitivity_morris {
    interval_t mu;
    interval_t mu_star;
    interval_t sigma;
} sensitivity_morris_t;

/*
 * rows, y: of all points of a design of kind DESIGN_MORRIS. result: one for each factor. Intervals
 * from resampled trajectories. ANALYSIS_INVALID if the rows are not a Morris design of so many
 * factors; ANALYSIS_TOO_FEW if no trajectory is left; ANALYSIS_NO_MEMORY.
 */
int sensitivity_morris(sensitivity_morris_t *result, sensitivity_sample_t *sample,
                       const design_row_t *rows, const double *y, size_t points, size_t factors,
                       const interval_resampling_t *resampling);

typedef struct sensitivity_sobol {
    interval_t first; /* share of y's variance by the factor alone */
    interval_t total; /* by it and all its interactions */
} sensitivity_sobol_t;

/* Index of a pair a < b among the factors (factors - 1) / 2 pairs: (0,1), (0,2) ... (1,2) ... */
static inline size_t sensitivity_pair(size_t a, size_t b, size_t factors)
{
    return a * (2 * factors - a - 1) / 2 + (b - a - 1);
}

/*
 * rows, y: of all points of a design of kind DESIGN_SALTELLI. First order by Saltelli et al. 2010
 * (Computer Physics Communications 181, table 2 (b)), total by Jansen 1999 ((f) there), on y less
 * its mean; with a second-order design both also with A and B exchanged, and the mean of the two.
 * Estimates of small indices may fall below 0.
 *
 * result: one for each factor. second: factors (factors - 1) / 2 of them by sensitivity_pair(), or
 * NULL; the share of variance by the interaction of the two alone (Saltelli 2002); all NaN if the
 * design has no second order. variance: of y over A and B, may be NULL. Intervals from resampled
 * blocks. y constant: all NaN, ANALYSIS_OK, variance 0.
 *
 * ANALYSIS_INVALID if the rows are not such a design; ANALYSIS_TOO_FEW if no block is left;
 * ANALYSIS_NO_MEMORY.
 */
int sensitivity_sobol(sensitivity_sobol_t *result, interval_t *second, double *variance,
                      sensitivity_sample_t *sample, const design_row_t *rows, const double *y,
                      size_t points, size_t factors, const interval_resampling_t *resampling);

/* Of one factor, all others held. Intervals as of a linear model. */
typedef struct sensitivity_regression {
    interval_t src;  /* standardised regression coefficient; Student's t */
    interval_t pcc;  /* partial correlation; Fisher's z */
    interval_t srrc; /* both of ranks (mean ranks for ties): standardised rank regression, */
    interval_t prcc; /* partial rank correlation (Saltelli and Marivoet 1990; Marino et al. 2008) */
} sensitivity_regression_t;

/*
 * x: points x factors, row by row; y: points. For random, latin and other space-filling designs.
 * A factor that does not vary has NaN and is not in the model. r_squared, rank_r_squared (may be
 * NULL): share of variance that the linear model explains, of values and of ranks; if the first is
 * low, trust ranks, if both are, neither.
 *
 * ANALYSIS_TOO_FEW with less than factors + 3 points left; ANALYSIS_SINGULAR if y does not vary,
 * no factor does, or factors are collinear; ANALYSIS_NO_MEMORY; ANALYSIS_INVALID.
 */
int sensitivity_regression(sensitivity_regression_t *result, double *r_squared,
                           double *rank_r_squared, sensitivity_sample_t *sample, const double *x,
                           const double *y, size_t points, size_t factors, double level);

#endif
