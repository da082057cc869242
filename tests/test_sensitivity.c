/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indices of functions whose indices are known, on the project's own designs. */
#include "testing.h"

#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>

#include "analysis/sensitivity.h"

enum { FACTORS = 3, PAIRS = 3 };

static const interval_resampling_t resampling = {4, "sensitivity", 400, 0.99};

typedef double (*function_t)(const double *x);

/* Ishigami and Homma 1990, a = 7, b = 0.1, on [-pi, pi]. */
static double ishigami(const double *x)
{
    const double third = x[2] * x[2];

    return sin(x[0]) + 7.0 * sin(x[1]) * sin(x[1]) + 0.1 * third * third * sin(x[0]);
}

static double linear(const double *x)
{
    return 1000.0 + 3.0 * x[0] - 2.0 * x[1] + 0.0 * x[2];
}

/* Sobol's g: the product of (|4 u - 2| + a) / (1 + a), a = 0, 1, 4.5, of u = the unit interval. */
static double sobol_g(const double *x)
{
    static const double a[FACTORS] = {0.0, 1.0, 4.5};
    double product = 1.0;

    for (size_t i = 0; i < FACTORS; i++) {
        const double u = (x[i] + M_PI) / (2.0 * M_PI);

        product *= (fabs(4.0 * u - 2.0) + a[i]) / (1.0 + a[i]);
    }
    return product;
}

static double *make(design_t *design, design_options_t options, function_t function)
{
    factor_t factors[FACTORS];
    report_t report;
    double *y;

    memset(factors, 0, sizeof factors);
    for (size_t i = 0; i < FACTORS; i++) {
        static const char *const names[FACTORS] = {"one", "two", "three"};

        factors[i].name = names[i];
        factors[i].form = FACTOR_RANGE;
        factors[i].low = -M_PI;
        factors[i].high = M_PI;
    }
    report_init(&report);
    assert_int_equal(design_init(design, &options, factors, FACTORS, &report), DESIGN_OK);
    report_free(&report);
    y = malloc(design->points * sizeof *y);
    assert_non_null(y);
    for (size_t p = 0; p < design->points; p++) {
        y[p] = function(design_point(design, p));
    }
    return y;
}

static void assert_covers(interval_t interval, double value)
{
    if (!(interval.low <= value && value <= interval.high)) {
        print_error("%.6f is not in [%.6f, %.6f]\n", value, interval.low, interval.high);
        fail();
    }
}

static void test_sobol_of_ishigami(void **state)
{
    const double pi4 = M_PI * M_PI * M_PI * M_PI;
    const double v1 = 0.5 * (1.0 + 0.1 * pi4 / 5.0) * (1.0 + 0.1 * pi4 / 5.0), v2 = 49.0 / 8.0;
    const double v13 = 0.01 * pi4 * pi4 * (1.0 / 18.0 - 1.0 / 50.0), v = v1 + v2 + v13;
    const double first[FACTORS] = {v1 / v, v2 / v, 0.0};
    const double total[FACTORS] = {(v1 + v13) / v, v2 / v, v13 / v};

    (void)state;
    assert_near(v, 13.8446, 1e-4);
    for (int second_order = 0; second_order < 2; second_order++) {
        design_t design;
        sensitivity_sobol_t result[FACTORS];
        sensitivity_sample_t sample;
        interval_t second[PAIRS];
        double variance;
        double *y = make(&design,
                         (design_options_t){.kind = DESIGN_SALTELLI,
                                            .base_sample = 2048,
                                            .second_order = second_order != 0},
                         ishigami);

        assert_int_equal(sensitivity_sobol(result, second, &variance, &sample, design.rows, y,
                                           design.points, FACTORS, &resampling),
                         ANALYSIS_OK);
        assert_int_equal(sample.used, 2048);
        assert_int_equal(sample.left_out, 0);
        assert_near_relative(variance, v, 0.02);
        for (size_t f = 0; f < FACTORS; f++) {
            assert_near(result[f].first.estimate, first[f], 0.02);
            assert_near(result[f].total.estimate, total[f], 0.02);
            assert_covers(result[f].first, first[f]);
            assert_covers(result[f].total, total[f]);
            assert_true(result[f].first.high - result[f].first.low < 0.3);
        }
        if (second_order) {
            assert_near(second[sensitivity_pair(0, 1, FACTORS)].estimate, 0.0, 0.03);
            assert_near(second[sensitivity_pair(0, 2, FACTORS)].estimate, v13 / v, 0.03);
            assert_near(second[sensitivity_pair(1, 2, FACTORS)].estimate, 0.0, 0.03);
            assert_covers(second[sensitivity_pair(0, 2, FACTORS)], v13 / v);
        } else {
            assert_true(isnan(second[0].estimate));
        }
        free(y);
        design_free(&design);
    }
}

static void test_sobol_of_g(void **state)
{
    static const double part[FACTORS] = {1.0 / 3.0, 1.0 / 12.0, 1.0 / 90.75};
    const double all = (1.0 + part[0]) * (1.0 + part[1]) * (1.0 + part[2]);
    design_t design;
    sensitivity_sobol_t result[FACTORS];
    sensitivity_sample_t sample;
    interval_t second[PAIRS];
    double *y =
        make(&design,
             (design_options_t){.kind = DESIGN_SALTELLI, .base_sample = 4096, .second_order = true},
             sobol_g);

    (void)state;
    assert_int_equal(sensitivity_sobol(result, second, NULL, &sample, design.rows, y, design.points,
                                       FACTORS, &resampling),
                     ANALYSIS_OK);
    for (size_t f = 0; f < FACTORS; f++) {
        assert_near(result[f].first.estimate, part[f] / (all - 1.0), 0.02);
        assert_near(result[f].total.estimate, part[f] * all / (1.0 + part[f]) / (all - 1.0), 0.02);
        for (size_t g = f + 1; g < FACTORS; g++) {
            assert_near(second[sensitivity_pair(f, g, FACTORS)].estimate,
                        part[f] * part[g] / (all - 1.0), 0.02);
        }
    }
    free(y);
    design_free(&design);
}

/* One block of two factors, by hand. */
static void test_sobol_by_hand(void **state)
{
    static const design_row_t rows[6] = {
        {.role = DESIGN_ROLE_A, .factor = -1}, {.role = DESIGN_ROLE_AB, .factor = 0},
        {.role = DESIGN_ROLE_AB, .factor = 1}, {.role = DESIGN_ROLE_BA, .factor = 0},
        {.role = DESIGN_ROLE_BA, .factor = 1}, {.role = DESIGN_ROLE_B, .factor = -1}};
    static const double y[6] = {1, 2, 4, 3, 5, 7}; /* less their mean: -3 -2 0 -1 1 3 */
    sensitivity_sobol_t result[2];
    sensitivity_sample_t sample;
    interval_t second[1];
    double variance;

    (void)state;
    assert_int_equal(
        sensitivity_sobol(result, second, &variance, &sample, rows, y, 6, 2, &resampling),
        ANALYSIS_OK);
    assert_near(variance, 9.0, 1e-14);
    /* (3 (-2 + 3) - 3 (-1 - 3)) / 2, (3 (0 + 3) - 3 (1 - 3)) / 2 */
    assert_near(result[0].first.estimate, 7.5 / 9.0, 1e-14);
    assert_near(result[1].first.estimate, 7.5 / 9.0, 1e-14);
    /* ((-3 + 2)^2 + (3 + 1)^2) / 4, ((-3 - 0)^2 + (3 - 1)^2) / 4 */
    assert_near(result[0].total.estimate, 4.25 / 9.0, 1e-14);
    assert_near(result[1].total.estimate, 3.25 / 9.0, 1e-14);
    /* ((-1) 0 + 1 (-2)) / 2 + 3 * 3 - 7.5 - 7.5 */
    assert_near(second[0].estimate, -7.0 / 9.0, 1e-14);
    assert_true(isnan(result[0].first.low));
}

/* 3 x - 2 y: variances 9 and 4, no interactions; the additive constant must not matter. */
static void test_sobol_of_a_line(void **state)
{
    design_t design;
    sensitivity_sobol_t result[FACTORS];
    sensitivity_sample_t sample;
    double variance;
    double *y =
        make(&design, (design_options_t){.kind = DESIGN_SALTELLI, .base_sample = 1024}, linear);

    (void)state;
    assert_int_equal(sensitivity_sobol(result, NULL, &variance, &sample, design.rows, y,
                                       design.points, FACTORS, &resampling),
                     ANALYSIS_OK);
    assert_near(result[0].first.estimate, 9.0 / 13.0, 0.01);
    assert_near(result[1].total.estimate, 4.0 / 13.0, 0.01);
    assert_near(result[2].first.estimate, 0.0, 1e-12);
    assert_near(result[2].total.estimate, 0.0, 1e-12);
    for (size_t p = 0; p < design.points; p++) {
        y[p] = 5.0;
    }
    assert_int_equal(sensitivity_sobol(result, NULL, &variance, &sample, design.rows, y,
                                       design.points, FACTORS, &resampling),
                     ANALYSIS_OK);
    assert_true(variance == 0.0 && isnan(result[0].first.estimate));
    free(y);
    design_free(&design);
}

/* Points fail here and there: the same as if their blocks had not been there, and counted. */
static void test_failed_blocks(void **state)
{
    enum { BLOCKS = 64 };
    static const design_kind_t kinds[2] = {DESIGN_SALTELLI, DESIGN_MORRIS};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        design_t design;
        design_row_t *rows;
        sensitivity_sobol_t sobol[2][FACTORS];
        sensitivity_morris_t morris[2][FACTORS];
        sensitivity_sample_t sample[2];
        size_t left = 0;
        double *y = make(&design,
                         (design_options_t){.kind = kinds[k],
                                            .seed = 3,
                                            .base_sample = k == 0 ? BLOCKS : 0,
                                            .trajectories = k == 0 ? 0 : BLOCKS},
                         ishigami);
        double *kept = malloc(design.points * sizeof *kept);
        const size_t width = design.points / BLOCKS;

        rows = malloc(design.points * sizeof *rows);
        assert_non_null(rows);
        assert_non_null(kept);
        y[0] = NAN;              /* block 0 */
        y[10 * width + 1] = NAN; /* block 10, twice */
        y[10 * width + width - 1] = NAN;
        y[20 * width] = INFINITY;
        y[63 * width + width - 1] = NAN; /* the last */
        for (size_t p = 0; p < design.points; p++) {
            if (p / width != 0 && p / width != 10 && p / width != 20 && p / width != 63) {
                rows[left] = design.rows[p];
                kept[left++] = y[p];
            }
        }
        assert_int_equal(left, 60 * width);
        for (int i = 0; i < 2; i++) {
            const design_row_t *use = i == 0 ? design.rows : rows;
            const double *values = i == 0 ? y : kept;
            const size_t points = i == 0 ? design.points : left;

            if (k == 0) {
                assert_int_equal(sensitivity_sobol(sobol[i], NULL, NULL, &sample[i], use, values,
                                                   points, FACTORS, &resampling),
                                 ANALYSIS_OK);
            } else {
                assert_int_equal(sensitivity_morris(morris[i], &sample[i], use, values, points,
                                                    FACTORS, &resampling),
                                 ANALYSIS_OK);
            }
        }
        assert_int_equal(sample[0].used, 60);
        assert_int_equal(sample[0].left_out, 4);
        assert_int_equal(sample[1].left_out, 0);
        if (k == 0) {
            assert_memory_equal(sobol[0], sobol[1], sizeof sobol[0]);
            assert_true(isfinite(sobol[0][0].first.low));
        } else {
            assert_memory_equal(morris[0], morris[1], sizeof morris[0]);
            assert_true(isfinite(morris[0][0].mu.low));
        }
        for (size_t p = 0; p < design.points; p++) {
            y[p] = NAN;
        }
        assert_int_equal(k == 0 ? sensitivity_sobol(sobol[0], NULL, NULL, sample, design.rows, y,
                                                    design.points, FACTORS, &resampling)
                                : sensitivity_morris(morris[0], sample, design.rows, y,
                                                     design.points, FACTORS, &resampling),
                         ANALYSIS_TOO_FEW);
        assert_int_equal(sample[0].left_out, BLOCKS);
        free(rows);
        free(kept);
        free(y);
        design_free(&design);
    }
}

/* A line's effects are its slopes (times the range) everywhere. */
static void test_morris_of_a_line(void **state)
{
    design_t design;
    sensitivity_morris_t result[FACTORS];
    sensitivity_sample_t sample;
    double *y =
        make(&design, (design_options_t){.kind = DESIGN_MORRIS, .trajectories = 10}, linear);
    const double slope[FACTORS] = {6.0 * M_PI, -4.0 * M_PI, 0.0};

    (void)state;
    assert_int_equal(
        sensitivity_morris(result, &sample, design.rows, y, design.points, FACTORS, &resampling),
        ANALYSIS_OK);
    assert_int_equal(sample.used, 10);
    for (size_t f = 0; f < FACTORS; f++) {
        assert_near(result[f].mu.estimate, slope[f], 1e-9);
        assert_near(result[f].mu_star.estimate, fabs(slope[f]), 1e-9);
        assert_near(result[f].sigma.estimate, 0.0, 1e-9);
        assert_near(result[f].mu.low, slope[f], 1e-9);
        assert_near(result[f].mu.high, slope[f], 1e-9);
    }
    free(y);
    design_free(&design);
}

/* On a grid of four levels the expected effects of Ishigami can be counted out. */
static void test_morris_of_ishigami(void **state)
{
    const double delta = 2.0 / 3.0;
    double mean[FACTORS] = {0.0}, absolute[FACTORS] = {0.0}, square[FACTORS] = {0.0};
    design_t design;
    sensitivity_morris_t result[FACTORS];
    sensitivity_sample_t sample;
    double *y =
        make(&design, (design_options_t){.kind = DESIGN_MORRIS, .trajectories = 2000}, ishigami);

    (void)state;
    for (size_t f = 0; f < FACTORS; f++) {
        for (size_t cell = 0; cell < 32;
             cell++) { /* 2 lower levels of f, 4 of each of the others */
            const double lower = (double)(cell % 2) / 3.0;
            double from[FACTORS], to[FACTORS], effect;
            size_t rest = cell / 2;

            for (size_t g = 0; g < FACTORS; g++) {
                double u = lower;

                if (g != f) {
                    u = (double)(rest % 4) / 3.0;
                    rest /= 4;
                }
                from[g] = (2.0 * u - 1.0) * M_PI;
                to[g] = g == f ? (2.0 * (u + delta) - 1.0) * M_PI : from[g];
            }
            effect = (ishigami(to) - ishigami(from)) / delta;
            mean[f] += effect / 32.0;
            absolute[f] += fabs(effect) / 32.0;
            square[f] += effect * effect / 32.0;
        }
    }
    assert_int_equal(
        sensitivity_morris(result, &sample, design.rows, y, design.points, FACTORS, &resampling),
        ANALYSIS_OK);
    for (size_t f = 0; f < FACTORS; f++) {
        const double sigma = sqrt(square[f] - mean[f] * mean[f]);

        /* Rounding makes sin(pi) and equal levels differ in the last digits. */
        assert_near(result[f].mu.estimate, mean[f], 5.0 * sigma / sqrt(2000.0) + 1e-9);
        assert_near(result[f].mu_star.estimate, absolute[f], 5.0 * sigma / sqrt(2000.0) + 1e-9);
        assert_near(result[f].sigma.estimate, sigma, 0.1 * sigma + 1e-9);
        assert_true(result[f].mu_star.low <= absolute[f] + 1e-9 &&
                    absolute[f] - 1e-9 <= result[f].mu_star.high);
        assert_true(result[f].sigma.low <= sigma + 1e-9 && sigma - 1e-9 <= result[f].sigma.high);
    }
    assert_true(result[2].mu_star.estimate > 1.0);
    free(y);
    design_free(&design);
}

static void test_wrong_rows(void **state)
{
    design_t design;
    sensitivity_morris_t morris[FACTORS + 1];
    sensitivity_sobol_t sobol[FACTORS + 1];
    sensitivity_sample_t sample;
    double *y = make(&design, (design_options_t){.kind = DESIGN_MORRIS, .trajectories = 4}, linear);

    (void)state;
    assert_int_equal(
        sensitivity_morris(morris, &sample, design.rows, y, design.points, 2, &resampling),
        ANALYSIS_INVALID);
    assert_int_equal(sensitivity_morris(morris, &sample, design.rows, y, design.points - 1, FACTORS,
                                        &resampling),
                     ANALYSIS_INVALID);
    assert_int_equal(sensitivity_sobol(sobol, NULL, NULL, &sample, design.rows, y, design.points,
                                       FACTORS, &resampling),
                     ANALYSIS_INVALID);
    assert_int_equal(sensitivity_sobol(sobol, NULL, NULL, &sample, design.rows, y, design.points, 2,
                                       &resampling),
                     ANALYSIS_INVALID);
    design.rows[2].factor = design.rows[1].factor;
    assert_int_equal(
        sensitivity_morris(morris, &sample, design.rows, y, design.points, FACTORS, &resampling),
        ANALYSIS_INVALID);
    free(y);
    design_free(&design);
}

/* R: s <- function(v) (v - mean(v)) / sd(v); l <- lm(s(y) ~ s(x1) + s(x2)); confint(l, level =
   0.9); partial correlations: cor(resid(lm(x1 ~ x2)), resid(lm(y ~ x2))); ranks: the same of rank()
 */
static void test_regression(void **state)
{
    static const double x1[10] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    static const double x2[10] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3};
    static const double output[10] = {2.1, 3.9, 4.2, 7.7, 6.1, 9.9, 15.2, 14.4, 18.3, 22.0};
    sensitivity_regression_t result[FACTORS];
    sensitivity_sample_t sample;
    double x[12 * FACTORS], y[12], r_squared, rank_r_squared;

    (void)state;
    for (size_t p = 0; p < 12; p++) { /* two of them failed; the second factor does not vary */
        const size_t i = p < 5 ? p : p - 1;

        x[p * FACTORS] = p == 5 || p == 11 ? 77.0 : x1[i];
        x[p * FACTORS + 1] = 0.1;
        x[p * FACTORS + 2] = p == 5 || p == 11 ? -7.0 : x2[i];
        y[p] = p == 5 || p == 11 ? NAN : output[i];
    }
    assert_int_equal(sensitivity_regression(result, &r_squared, &rank_r_squared, &sample, x, y, 12,
                                            FACTORS, 0.9),
                     ANALYSIS_OK);
    assert_int_equal(sample.used, 10);
    assert_int_equal(sample.left_out, 2);
    assert_near(result[0].src.estimate, 1.03160815895455982, 1e-11);
    assert_near(result[0].src.low, 0.900640468359528601, 1e-9);
    assert_near(result[0].src.high, 1.162575849549591034, 1e-9);
    assert_near(result[2].src.estimate, -0.18670261704172414, 1e-11);
    assert_near(result[2].src.low, -0.317670307636755411, 1e-9);
    assert_near(result[0].pcc.estimate, 0.98464505908028344, 1e-11);
    assert_near(result[2].pcc.estimate, -0.71435455561620553, 1e-11);
    assert_near(result[0].srrc.estimate, 1.03923301228240694, 1e-11);
    assert_near(result[2].srrc.estimate, -0.16215307976607043, 1e-11);
    assert_near(result[0].prcc.estimate, 0.98627345744746209, 1e-11);
    assert_near(result[2].prcc.estimate, -0.68179141212730510, 1e-11);
    /* tanh(atanh(r) +- qnorm(0.95) / sqrt(10 - 2 - 2)) */
    assert_near(result[0].prcc.low, 0.94842134305038406, 1e-10);
    assert_near(result[0].prcc.high, 0.99639832692562769, 1e-10);
    assert_near(r_squared, 0.9702884806139479, 1e-11);
    assert_near(rank_r_squared, 0.97436733688390498, 1e-11);
    assert_true(isnan(result[1].src.estimate) && isnan(result[1].prcc.estimate));
}

/* Ranks see any monotone relation: a cube root is as good as a line. */
static void test_regression_of_a_line(void **state)
{
    design_t design;
    sensitivity_regression_t result[FACTORS], bent[FACTORS];
    sensitivity_sample_t sample;
    double r_squared, rank_r_squared;
    double *y =
        make(&design, (design_options_t){.kind = DESIGN_LATIN_HYPERCUBE, .points = 400}, linear);

    (void)state;
    assert_int_equal(sensitivity_regression(result, &r_squared, NULL, &sample, design.values, y,
                                            design.points, FACTORS, 0.95),
                     ANALYSIS_OK);
    assert_near(r_squared, 1.0, 1e-9);
    /* |SRC| = 3 and 2 times sd(x) / sd(y); in a latin design sd(x) are equal but for the jitter. */
    assert_near(result[0].src.estimate / result[1].src.estimate, -1.5, 0.01);
    assert_near(result[2].src.estimate, 0.0, 1e-9);
    assert_near(result[0].pcc.estimate, 1.0, 1e-9);
    assert_true(result[0].prcc.estimate > 0.95 && result[1].prcc.estimate < -0.9);
    assert_true(result[2].prcc.low < 0.0 && result[2].prcc.high > 0.0);
    for (size_t p = 0; p < design.points; p++) {
        y[p] = cbrt(y[p] - 1000.0);
    }
    assert_int_equal(sensitivity_regression(bent, &r_squared, &rank_r_squared, &sample,
                                            design.values, y, design.points, FACTORS, 0.95),
                     ANALYSIS_OK);
    assert_true(r_squared < 0.95);
    assert_near(bent[0].prcc.estimate, result[0].prcc.estimate, 1e-12);

    for (size_t p = 0; p < design.points; p++) { /* the third a copy of the first */
        design.values[p * FACTORS + 2] = design.values[p * FACTORS];
    }
    assert_int_equal(sensitivity_regression(bent, NULL, NULL, &sample, design.values, y,
                                            design.points, FACTORS, 0.95),
                     ANALYSIS_SINGULAR);
    assert_int_equal(
        sensitivity_regression(bent, NULL, NULL, &sample, design.values, y, 5, FACTORS, 0.95),
        ANALYSIS_TOO_FEW);
    for (size_t p = 0; p < design.points; p++) {
        y[p] = 1.0;
    }
    assert_int_equal(sensitivity_regression(bent, NULL, NULL, &sample, design.values, y,
                                            design.points, FACTORS, 0.95),
                     ANALYSIS_SINGULAR);
    free(y);
    design_free(&design);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sobol_of_ishigami),    cmocka_unit_test(test_sobol_of_g),
        cmocka_unit_test(test_sobol_of_a_line),      cmocka_unit_test(test_failed_blocks),
        cmocka_unit_test(test_morris_of_a_line),     cmocka_unit_test(test_morris_of_ishigami),
        cmocka_unit_test(test_wrong_rows),           cmocka_unit_test(test_regression),
        cmocka_unit_test(test_regression_of_a_line), cmocka_unit_test(test_sobol_by_hand),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
