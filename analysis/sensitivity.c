/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

typedef struct blocks {
    double *values; /* blocks x width */
    size_t width;
    size_t factors;
    bool second_order;
    bool wants_second;
} blocks_t;

/* The end of the block that begins at `first`. */
static size_t block_end(const design_row_t *rows, size_t points, size_t first)
{
    size_t end = first + 1;

    while (end < points && rows[end].block == rows[first].block) {
        end++;
    }
    return end;
}

static bool any_failed(const double *values, size_t n)
{
    bool found = false;

    for (size_t i = 0; i < n; i++) {
        found = found || !isfinite(values[i]);
    }
    return found;
}

/* The effects of one trajectory, one for each factor. */
static int trajectory_effects(const design_row_t *rows, const double *y, size_t n, size_t factors,
                              double *effects)
{
    if (n != factors + 1 || rows[0].role != DESIGN_ROLE_START) {
        return ANALYSIS_INVALID;
    }
    for (size_t f = 0; f < factors; f++) {
        effects[f] = NAN;
    }
    for (size_t i = 1; i < n; i++) {
        const int32_t factor = rows[i].factor;

        if (rows[i].role != DESIGN_ROLE_MOVE || factor < 0 || (size_t)factor >= factors ||
            !isnan(effects[factor]) || !(fabs(rows[i].delta) > 0.0)) {
            return ANALYSIS_INVALID;
        }
        effects[factor] = (y[i] - y[i - 1]) / rows[i].delta;
    }
    return ANALYSIS_OK;
}

/* Values: mu, mu_star, sigma of each factor. */
static void morris_of(void *context, const size_t *chosen, size_t n, double *values)
{
    const blocks_t *blocks = context;

    for (size_t f = 0; f < blocks->factors; f++) {
        double sum = 0.0, sum_absolute = 0.0, squares = 0.0, mean;

        for (size_t i = 0; i < n; i++) {
            const double effect = blocks->values[chosen[i] * blocks->width + f];

            sum += effect;
            sum_absolute += fabs(effect);
        }
        mean = sum / (double)n;
        for (size_t i = 0; i < n; i++) {
            const double distance = blocks->values[chosen[i] * blocks->width + f] - mean;

            squares += distance * distance;
        }
        values[3 * f] = mean;
        values[3 * f + 1] = sum_absolute / (double)n;
        values[3 * f + 2] = n > 1 ? sqrt(squares / (double)(n - 1)) : NAN;
    }
}

int sensitivity_morris(sensitivity_morris_t *result, sensitivity_sample_t *sample,
                       const design_row_t *rows, const double *y, size_t points, size_t factors,
                       const interval_resampling_t *resampling)
{
    blocks_t blocks = {.width = factors, .factors = factors};
    interval_t *intervals = NULL;
    int status = ANALYSIS_OK;

    *sample = (sensitivity_sample_t){0, 0};
    if (factors == 0 || points % (factors + 1) != 0) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    blocks.values = malloc((points + 1) * sizeof *blocks.values);
    intervals = malloc(3 * factors * sizeof *intervals);
    if (blocks.values == NULL || intervals == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    for (size_t first = 0, end; first < points; first = end) {
        end = block_end(rows, points, first);
        if (any_failed(y + first, end - first)) {
            sample->left_out++;
            continue;
        }
        status = trajectory_effects(rows + first, y + first, end - first, factors,
                                    blocks.values + sample->used * factors);
        if (status != ANALYSIS_OK) {
            goto out;
        }
        sample->used++;
    }
    if (sample->used == 0) {
        status = ANALYSIS_TOO_FEW;
        goto out;
    }
    status =
        interval_bootstrap(intervals, 3 * factors, sample->used, morris_of, &blocks, resampling);
    if (status != ANALYSIS_OK) {
        goto out;
    }
    for (size_t f = 0; f < factors; f++) {
        result[f] =
            (sensitivity_morris_t){intervals[3 * f], intervals[3 * f + 1], intervals[3 * f + 2]};
    }

out:
    free(intervals);
    free(blocks.values);
    return status;
}

/* Of a block: A, B, AB_1 ... AB_k, BA_1 ... BA_k. */
static int saltelli_values(const design_row_t *rows, const double *y, size_t n, size_t factors,
                           size_t width, double *values)
{
    if (n != width) {
        return ANALYSIS_INVALID;
    }
    for (size_t i = 0; i < width; i++) {
        values[i] = NAN;
    }
    for (size_t i = 0; i < n; i++) {
        size_t slot = width;

        if (rows[i].role == DESIGN_ROLE_A) {
            slot = 0;
        } else if (rows[i].role == DESIGN_ROLE_B) {
            slot = 1;
        } else if (rows[i].factor >= 0 && (size_t)rows[i].factor < factors) {
            if (rows[i].role == DESIGN_ROLE_AB) {
                slot = 2 + (size_t)rows[i].factor;
            } else if (rows[i].role == DESIGN_ROLE_BA) {
                slot = 2 + factors + (size_t)rows[i].factor;
            }
        }
        if (slot >= width || !isnan(values[slot])) {
            return ANALYSIS_INVALID;
        }
        values[slot] = y[i];
    }
    return ANALYSIS_OK;
}

/* Values: variance; first and total of each factor; second of each pair, if wanted. */
static void sobol_of(void *context, const size_t *chosen, size_t n, double *values)
{
    const blocks_t *blocks = context;
    const size_t k = blocks->factors, width = blocks->width;
    const double size = (double)n, half = blocks->second_order ? 0.5 : 1.0;
    double mean = 0.0, variance = 0.0, square_of_mean = 0.0;
    double *first = values + 1, *total = values + 1 + k, *second = values + 1 + 2 * k;
    const size_t pairs = blocks->wants_second ? k * (k - 1) / 2 : 0;

    for (size_t i = 0; i < n; i++) {
        const double *block = blocks->values + chosen[i] * width;

        mean += block[0] + block[1];
    }
    mean /= 2.0 * size;
    for (size_t i = 0; i < 2 * k + pairs; i++) {
        first[i] = 0.0;
    }
    for (size_t i = 0; i < n; i++) {
        const double *block = blocks->values + chosen[i] * width;
        const double *AB = block + 2, *BA = AB + k;
        const double A = block[0], B = block[1];

        variance += (A - mean) * (A - mean) + (B - mean) * (B - mean);
        square_of_mean += (A - mean) * (B - mean);
        for (size_t f = 0; f < k; f++) {
            first[f] += half * (B - mean) * (AB[f] - A);
            total[f] += half * (A - AB[f]) * (A - AB[f]) / 2.0;
            if (blocks->second_order) {
                first[f] += half * (A - mean) * (BA[f] - B);
                total[f] += half * (B - BA[f]) * (B - BA[f]) / 2.0;
            }
        }
        for (size_t a = 0, pair = 0; pair < pairs; a++) {
            for (size_t b = a + 1; b < k; b++, pair++) {
                second[pair] +=
                    ((BA[a] - mean) * (AB[b] - mean) + (BA[b] - mean) * (AB[a] - mean)) / 2.0;
            }
        }
    }
    variance /= 2.0 * size;
    values[0] = variance;
    for (size_t f = 0; f < 2 * k; f++) {
        first[f] = variance > 0.0 ? first[f] / (size * variance) : NAN;
    }
    for (size_t a = 0, pair = 0; pair < pairs; a++) {
        for (size_t b = a + 1; b < k; b++, pair++) {
            second[pair] = variance > 0.0 ? (second[pair] - square_of_mean) / (size * variance) -
                                                first[a] - first[b]
                                          : NAN;
        }
    }
}

int sensitivity_sobol(sensitivity_sobol_t *result, interval_t *second, double *variance,
                      sensitivity_sample_t *sample, const design_row_t *rows, const double *y,
                      size_t points, size_t factors, const interval_resampling_t *resampling)
{
    const size_t pairs = factors < 2 ? 0 : factors * (factors - 1) / 2;
    blocks_t blocks = {.factors = factors};
    interval_t *intervals = NULL;
    size_t count;
    int status = ANALYSIS_OK;

    *sample = (sensitivity_sample_t){0, 0};
    if (factors == 0 || points == 0) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    blocks.width = block_end(rows, points, 0);
    blocks.second_order = blocks.width == 2 * factors + 2;
    blocks.wants_second = blocks.second_order && second != NULL;
    if ((blocks.width != factors + 2 && !blocks.second_order) || points % blocks.width != 0) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    count = 1 + 2 * factors + (blocks.wants_second ? pairs : 0);
    blocks.values = malloc(points * sizeof *blocks.values);
    intervals = malloc(count * sizeof *intervals);
    if (blocks.values == NULL || intervals == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    for (size_t start = 0, end; start < points; start = end) {
        end = block_end(rows, points, start);
        if (any_failed(y + start, end - start)) {
            sample->left_out++;
            continue;
        }
        status = saltelli_values(rows + start, y + start, end - start, factors, blocks.width,
                                 blocks.values + sample->used * blocks.width);
        if (status != ANALYSIS_OK) {
            goto out;
        }
        sample->used++;
    }
    if (sample->used == 0) {
        status = ANALYSIS_TOO_FEW;
        goto out;
    }
    status = interval_bootstrap(intervals, count, sample->used, sobol_of, &blocks, resampling);
    if (status != ANALYSIS_OK) {
        goto out;
    }
    if (variance != NULL) {
        *variance = intervals[0].estimate;
    }
    for (size_t f = 0; f < factors; f++) {
        result[f] = (sensitivity_sobol_t){intervals[1 + f], intervals[1 + factors + f]};
    }
    for (size_t pair = 0; second != NULL && pair < pairs; pair++) {
        second[pair] = blocks.wants_second ? intervals[1 + 2 * factors + pair] : interval_none();
    }

out:
    free(intervals);
    free(blocks.values);
    return status;
}

/* Mean ranks, from 1. order: scratch of n. */
static void rank_values(const double *values, size_t n, size_t *order, double *ranks)
{
    gsl_sort_index(order, values, 1, n);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && values[order[end]] == values[order[i]]; end++) {
        }
        for (size_t j = i; j < end; j++) {
            ranks[order[j]] = ((double)i + (double)end + 1.0) / 2.0;
        }
    }
}

/*
 * Linear model in standard units from the correlations: coefficients b = R^-1 r with variance
 * (1 - R2) (R^-1)_ii / (n - k - 1), partial correlations b / sqrt(b^2 + (1 - R2) (R^-1)_ii).
 * columns: k + 1 of n values, y last. coefficient, partial: k intervals.
 */
static int regress(const double *columns, size_t n, size_t k, double level, interval_t *coefficient,
                   interval_t *partial, double *r_squared)
{
    const double *y = columns + k * n;
    const double freedom = (double)(n - k - 1);
    const double t = gsl_cdf_tdist_Qinv((1.0 - level) / 2.0, freedom);
    const double fisher = interval_z(level) / sqrt((double)(n - k - 2));
    gsl_matrix *inverse = gsl_matrix_alloc(k, k);
    gsl_vector *right = gsl_vector_alloc(k), *solution = gsl_vector_alloc(k);
    gsl_vector *scratch = gsl_vector_alloc(3 * k);
    double explained = 0.0, left, condition = 0.0;
    int status = ANALYSIS_OK;

    if (inverse == NULL || right == NULL || solution == NULL || scratch == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    for (size_t a = 0; a < k; a++) {
        for (size_t b = 0; b < k; b++) {
            gsl_matrix_set(
                inverse, a, b,
                a == b ? 1.0 : gsl_stats_correlation(columns + a * n, 1, columns + b * n, 1, n));
        }
        gsl_vector_set(right, a, gsl_stats_correlation(columns + a * n, 1, y, 1, n));
    }
    if (gsl_linalg_cholesky_decomp1(inverse) != 0 ||
        gsl_linalg_cholesky_rcond(inverse, &condition, scratch) != 0 || !(condition > 1e-12) ||
        gsl_linalg_cholesky_solve(inverse, right, solution) != 0 ||
        gsl_linalg_cholesky_invert(inverse) != 0) {
        status = ANALYSIS_SINGULAR;
        goto out;
    }
    for (size_t f = 0; f < k; f++) {
        explained += gsl_vector_get(right, f) * gsl_vector_get(solution, f);
    }
    *r_squared = fmin(1.0, fmax(0.0, explained));
    left = 1.0 - *r_squared;
    for (size_t f = 0; f < k; f++) {
        const double b = gsl_vector_get(solution, f);
        const double scale = left * gsl_matrix_get(inverse, f, f);
        const double half = t * sqrt(scale / freedom);
        const double r = b == 0.0 ? 0.0 : b / sqrt(b * b + scale);

        coefficient[f] = (interval_t){b, b - half, b + half};
        partial[f] = (interval_t){r, tanh(atanh(r) - fisher), tanh(atanh(r) + fisher)};
    }

out:
    gsl_vector_free(scratch);
    gsl_vector_free(solution);
    gsl_vector_free(right);
    gsl_matrix_free(inverse);
    return status;
}

static bool varies(const double *values, size_t n)
{
    bool found = false;

    for (size_t i = 1; i < n; i++) {
        found = found || values[i] != values[0];
    }
    return found;
}

int sensitivity_regression(sensitivity_regression_t *result, double *r_squared,
                           double *rank_r_squared, sensitivity_sample_t *sample, const double *x,
                           const double *y, size_t points, size_t factors, double level)
{
    double *columns = NULL, *ranks = NULL;
    double explained[2] = {NAN, NAN};
    size_t *order = NULL, *which = NULL;
    interval_t *intervals = NULL;
    size_t n = 0, k = 0;
    int status = ANALYSIS_OK;

    *sample = (sensitivity_sample_t){0, 0};
    for (size_t f = 0; f < factors; f++) {
        result[f] = (sensitivity_regression_t){interval_none(), interval_none(), interval_none(),
                                               interval_none()};
    }
    if (factors == 0 || !(level > 0.0 && level < 1.0) ||
        points > SIZE_MAX / sizeof *columns / (factors + 2)) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    for (size_t i = 0; i < points; i++) {
        n += isfinite(y[i]) ? 1 : 0;
    }
    *sample = (sensitivity_sample_t){n, points - n};
    if (n < factors + 3) {
        status = ANALYSIS_TOO_FEW;
        goto out;
    }
    columns = malloc((factors + 1) * n * sizeof *columns);
    ranks = malloc((factors + 1) * n * sizeof *ranks);
    order = malloc(n * sizeof *order);
    which = malloc(factors * sizeof *which);
    intervals = malloc(4 * factors * sizeof *intervals);
    if (columns == NULL || ranks == NULL || order == NULL || which == NULL || intervals == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    for (size_t f = 0; f <= factors; f++) { /* the last column is y */
        double *column = columns + k * n;
        size_t used = 0;

        for (size_t i = 0; i < points; i++) {
            if (isfinite(y[i])) {
                column[used++] = f < factors ? x[i * factors + f] : y[i];
            }
        }
        if (f == factors) {
            break;
        }
        for (size_t i = 0; i < n; i++) {
            if (!isfinite(column[i])) {
                status = ANALYSIS_INVALID;
                goto out;
            }
        }
        if (varies(column, n)) {
            which[k++] = f;
        }
    }
    if (k == 0 || !varies(columns + k * n, n)) {
        status = ANALYSIS_SINGULAR;
        goto out;
    }
    for (size_t f = 0; f <= k; f++) {
        rank_values(columns + f * n, n, order, ranks + f * n);
    }
    status = regress(columns, n, k, level, intervals, intervals + k, &explained[0]);
    if (status == ANALYSIS_OK) {
        status = regress(ranks, n, k, level, intervals + 2 * k, intervals + 3 * k, &explained[1]);
    }
    if (status != ANALYSIS_OK) {
        goto out;
    }
    for (size_t f = 0; f < k; f++) {
        result[which[f]] = (sensitivity_regression_t){intervals[f], intervals[k + f],
                                                      intervals[2 * k + f], intervals[3 * k + f]};
    }

out:
    if (r_squared != NULL) {
        *r_squared = explained[0];
    }
    if (rank_r_squared != NULL) {
        *rank_r_squared = explained[1];
    }
    free(intervals);
    free(which);
    free(order);
    free(ranks);
    free(columns);
    return status;
}
