/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dose and response: how the share of alliances (or worlds) that a shock flips depends on its size,
 * the size at which half of them flip, and the area of a hysteresis loop.
 */
#ifndef ADRIFT_ANALYSIS_DOSE_H
#define ADRIFT_ANALYSIS_DOSE_H

#include "analysis/interval.h"

#include <stdbool.h>
#include <stdint.h>

/* One size. */
typedef struct dose {
    double size;
    double trials;
    double flipped; /* 0 ... trials */
} dose_t;

/* Whether it says anything of the curve; else it is passed over. A dose without trials does not, nor does one of size 0 at
 * which none flips: nothing comes of nothing, which a logistic curve, never 0, cannot say, and would be bent by. */
bool dose_counts(const dose_t *self);

typedef enum dose_shape {
    DOSE_FITTED,   /* all below holds */
    DOSE_FLAT,     /* all below holds, but the slope does not differ from 0 at this level: the size at which
                      half flip could be any, and half.estimate is a number without a meaning */
    DOSE_BEYOND,   /* all below holds, but the size at which half flip lies further beyond the sizes tried than half of
                      their range: half.estimate is what the curve would be there, if it went on; often it levels off */
    DOSE_EDGE,     /* only at the outermost size some flip (or stay), and less than half of them: no slope,
                      and half flip beyond the sizes tried, if anywhere */
    DOSE_NONE,     /* nothing flipped at any size: no fit */
    DOSE_ALL,      /* everything flipped at every size: no fit */
    DOSE_SEPARATED /* a size parts those that flip from those that do not: the slope has no finite
                      estimate. half.estimate is the middle of the gap, its bounds the gap's ends */
} dose_shape_t;

/* "fitted", ...: the words that files use. */
const char *dose_shape_name(dose_shape_t shape);

/* Whether there is a size at which half flip to speak of. */
bool dose_has_half(dose_shape_t shape);

/* Whether there is a curve: intercept, slope and what dose_predict makes of them. */
bool dose_has_curve(dose_shape_t shape);

/* log(p / (1 - p)) = intercept + slope * size */
typedef struct dose_fit {
    dose_shape_t shape;
    bool rising; /* more flips at larger sizes */
    double intercept;
    double slope;
    double covariance[3]; /* var(intercept), cov, var(slope): the inverse of Fisher's information */
    interval_t slope_interval; /* Wald */
    double deviance;           /* of the fit, against one share for each size */
    int freedom;               /* its degrees of freedom: different sizes - 2 */
    interval_t half; /* size at which half flip, -intercept / slope, with delta-method interval */
    /* The same with Fieller's (1954) interval; from -infinity to infinity if the shape is flat, for
       then it has no ends. */
    interval_t fieller;
} dose_fit_t;

/*
 * Maximum likelihood by iteratively reweighted least squares. Trials count as independent, also
 * across sizes; where the same replicates stand behind every size use dose_half_bootstrap for the
 * interval. doses: n of them in any order; sizes may repeat.
 *
 * ANALYSIS_OK (look at shape); ANALYSIS_TOO_FEW with less than two different sizes that
 * count; ANALYSIS_INVALID; ANALYSIS_SINGULAR if the iteration does not settle; ANALYSIS_NO_MEMORY.
 */
int dose_fit(dose_fit_t *self, const dose_t *doses, size_t n, double level);

/* P(flip) at a size, by the fit, with its interval (normal on the logit scale). */
interval_t dose_predict(const dose_fit_t *self, double size, double level);

/*
 * Size at which half flip with an interval from resampled replicates. trials, flipped: replicates x
 * sizes, row by row (counts of that replicate at that size; 0 trials: not run). Resamples without
 * a fit count with the middle of the gap if they are separated, else they are left out; `used` (may
 * be NULL) says how many of the resamples counted. Flat ones count: that is how far the size could be.
 * Else as interval_bootstrap and dose_fit.
 */
int dose_half_bootstrap(interval_t *half, size_t *used, const double *size, size_t sizes,
                        const double *trials, const double *flipped, size_t replicates,
                        const interval_resampling_t *resampling);

/*
 * Area enclosed by a path through n points, from the last straight back to the first: the integral
 * of y dx along it by trapezoids. For a ramp (x up and down again) that is the area between
 * the two branches: above 0 if y is higher on the way up, 0 if the way back is the same. NaN among
 * the values: NaN; n = 0: 0.
 */
double dose_loop_area(const double *x, const double *y, size_t n);

#endif
