/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A factor of an experimental design: a path, and the values that it may take. Pure data; nothing
 * here knows of scenarios or files. config/experiment.h reads them, experiments/design.h uses them.
 *
 * A design asks for a factor's values in one of two ways: at u in the unit interval (designs that
 * sample), or at level i of n (designs on a grid).
 *
 *                   at u                                     level i of n
 *     values        values[floor(u m)], m equal strata       values[floor((i + 1/2) m / n)]; with
 *                                                            n = m, each in the order given
 *     linear range  low + u (high - low)                     the same at u = i / (n - 1)
 *     log range     low (high / low)^u                       the same at u = i / (n - 1)
 *     distribution  its quantile at u                        its quantile at (i + 1/2) / n: the
 *                                                            middles of n strata of equal weight
 *
 * A range takes its lower end at u = 0 and level 0, its upper end at u = 1 and level n - 1, exactly.
 * A factor that is `whole` takes whole numbers only: a range those from low to high, each with the
 * same share of the unit interval (log: the share of [x, x + 1) in log); levels and quantiles are
 * rounded to the nearest.
 *
 * The same bits on every machine: ranges use only exact arithmetic and sim/arithmetic.h, quantiles
 * are rounded to 40 binary digits (12 decimals), which hides the last bits of libm.
 */
#ifndef ADRIFT_CONFIG_FACTOR_H
#define ADRIFT_CONFIG_FACTOR_H

#include "config/report.h"
#include "sim/distribution.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum factor_form {
    FACTOR_VALUES,
    FACTOR_RANGE,
    FACTOR_DISTRIBUTION
} factor_form_t;

/* Strings and arrays are the caller's, or the design's in a design's copy. */
typedef struct factor {
    const char *name;            /* a path, see config/path.h; addresses the factor's random numbers */
    factor_form_t form;
    const double *values;        /* of FACTOR_VALUES: at least one, finite */
    size_t value_count;
    double low, high;            /* of FACTOR_RANGE: finite, low < high; log: low > 0 */
    bool logarithmic;            /* of FACTOR_RANGE */
    distribution_t distribution; /* of FACTOR_DISTRIBUTION */
    size_t levels;               /* of ranges and distributions on a grid; 0: the design's */
    bool whole;                  /* whole numbers only */
    bool has_base;
    double base;                 /* value in a one-at-a-time design's base point, if has_base */
    int line;                    /* of the experiment's file, for messages; 0: none */
} factor_t;

enum { FACTOR_LEVELS_MAX = 1000000 };

/*
 * Adds what is wrong with the values it may take to the report, under the factor's name; returns
 * how many complaints that makes. `file` may be NULL. Levels: see factor_check_levels.
 */
int factor_check(const factor_t *self, const char *file, report_t *report);

/*
 * The same for `levels` on a grid: at least one, at most FACTOR_LEVELS_MAX, and (but for given
 * values) each another than the one before. The factor must have passed factor_check.
 */
int factor_check_levels(const factor_t *self, size_t levels, const char *file, report_t *report);

/*
 * How many levels it has on a grid: the number of its values; else its own `levels`; else
 * `otherwise`, but a whole range no more than it has numbers, and all of them if that is 0. 0: not
 * said.
 */
size_t factor_level_count(const factor_t *self, size_t otherwise);

/* Level i of n, 0 <= i < n. The only level of a range (n = 1) is its middle. */
double factor_level(const factor_t *self, size_t i, size_t n);

/* At u in [0, 1]; a distribution at most 2^-53 from the ends, where it may be infinite. */
double factor_at(const factor_t *self, double u);

/* The base value if given; else at u = 1/2, and of m values number (m - 1) / 2 from 0. */
double factor_base(const factor_t *self);

#endif
