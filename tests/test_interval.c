/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals against R and against theory. Seeds are fixed. */
#include "testing.h"

#include <string.h>

#include <gsl/gsl_errno.h>

#include "analysis/interval.h"
#include "sim/random.h"

static void test_wilson(void **state)
{
    /* R: prop.test(7, 50, correct = FALSE)$conf.int */
    interval_t i = interval_wilson(7, 50, 0.95);

    (void)state;
    assert_near(i.estimate, 0.14, 1e-15);
    assert_near(i.low, 0.069508334270162925, 1e-12);
    assert_near(i.high, 0.261861937105855425, 1e-12);

    i = interval_wilson(0, 10, 0.95);
    assert_true(i.estimate == 0.0 && i.low == 0.0);
    /* z^2 / (n + z^2) */
    assert_near(i.high, 1.959963984540054 * 1.959963984540054 / (10 + 3.841458820694124), 1e-12);
    i = interval_wilson(10, 10, 0.95);
    assert_true(i.estimate == 1.0 && i.high == 1.0 && i.low > 0.7 && i.low < 0.73);

    assert_true(isnan(interval_wilson(0, 0, 0.95).estimate));
    assert_true(isnan(interval_wilson(3, 2, 0.95).estimate));
    assert_true(isnan(interval_wilson(0, 2, 1.0).low));
    assert_true(isnan(interval_wilson(0, 2, 1.0).high));
}

static void test_mean(void **state)
{
    const double x[5] = {2.1, 3.4, 1.9, 5.6, 4.4};
    const double with_nan[3] = {1.0, NAN, 2.0};
    /* R: t.test(x, conf.level = 0.9)$conf.int */
    interval_t i = interval_mean(x, 5, 0.9);

    (void)state;
    assert_near(i.estimate, 3.48, 1e-14);
    assert_near(i.low, 1.9916716595089130, 1e-11);
    assert_near(i.high, 4.9683283404910865, 1e-11);
    i = interval_mean(x, 1, 0.9);
    assert_true(i.estimate == 2.1 && isnan(i.low) && isnan(i.high));
    assert_true(isnan(interval_mean(x, 0, 0.9).estimate));
    i = interval_mean(with_nan, 3, 0.9);
    assert_true(isnan(i.estimate) && isnan(i.low) && isnan(i.high));
    i = interval_normal(1.0, 2.0, 0.95);
    assert_near(i.low, 1.0 - 3.919927969080108, 1e-12);
    assert_near(i.high, 1.0 + 3.919927969080108, 1e-12);
}

static void test_percentile(void **state)
{
    double x[8] = {5, 1, NAN, 4, 2, 3, 9, 7};
    /* R: quantile(c(5,1,4,2,3,9,7), c(.1, .9)) */
    const interval_t i = interval_percentile(4.5, x, 8, 0.8);

    (void)state;
    assert_true(i.estimate == 4.5);
    assert_near(i.low, 1.6, 1e-12);
    assert_near(i.high, 7.8, 1e-12);
    assert_true(isnan(interval_percentile(1.0, x, 1, 0.8).low));
}

enum { CLUSTERS = 200 };

static void mean_of(void *context, const size_t *chosen, size_t n, double *values)
{
    const double *x = context;

    values[0] = 0.0;
    for (size_t i = 0; i < n; i++) {
        values[0] += x[chosen[i]] / (double)n;
    }
    values[1] = -values[0];
}

/* The bootstrap of a mean has the standard error s / sqrt(n), and reads no more than it was given.
 */
static void test_bootstrap_of_a_mean(void **state)
{
    interval_resampling_t options = {.seed = 7, .name = "mean", .resamples = 4000, .level = 0.95};
    double x[CLUSTERS], squares = 0.0, mean = 0.0;
    interval_t i[2], again[2], other[2];

    (void)state;
    for (uint64_t r = 0; r < CLUSTERS; r++) {
        x[r] = random_uniform(random_key(1, r), 0, 0, RANDOM_DECISION);
        mean += x[r] / CLUSTERS;
    }
    for (size_t r = 0; r < CLUSTERS; r++) {
        squares += (x[r] - mean) * (x[r] - mean);
    }
    const double error = sqrt(squares) / CLUSTERS; /* of the resampled mean, exactly */

    assert_int_equal(interval_bootstrap(i, 2, CLUSTERS, mean_of, x, &options), ANALYSIS_OK);
    assert_near(i[0].estimate, mean, 1e-14);
    /* A quantile at p of b resamples: standard error sqrt(p (1 - p) / b) / density. */
    const double of_bound = error * sqrt(0.025 * 0.975 / 4000.0) / 0.0584;

    assert_within_sigma(i[0].low, mean - 1.96 * error, of_bound, 5.0);
    assert_within_sigma(i[0].high, mean + 1.96 * error, of_bound, 5.0);
    assert_near(i[1].low, -i[0].high, 1e-12);

    assert_int_equal(interval_bootstrap(again, 2, CLUSTERS, mean_of, x, &options), ANALYSIS_OK);
    assert_memory_equal(i, again, sizeof i);
    options.name = "another";
    assert_int_equal(interval_bootstrap(other, 2, CLUSTERS, mean_of, x, &options), ANALYSIS_OK);
    assert_true(other[0].low != i[0].low && other[0].estimate == i[0].estimate);
    options.seed = 8;
    assert_int_equal(interval_bootstrap(again, 2, CLUSTERS, mean_of, x, &options), ANALYSIS_OK);
    assert_true(again[0].low != other[0].low);
}

static void test_bootstrap_limits(void **state)
{
    interval_resampling_t options = {.seed = 7, .name = "mean", .resamples = 10, .level = 0.95};
    double x[1] = {3.0};
    interval_t i[2];

    (void)state;
    assert_int_equal(interval_bootstrap(i, 2, 1, mean_of, x, &options), ANALYSIS_OK);
    assert_true(i[0].estimate == 3.0 && isnan(i[0].low) && isnan(i[0].high));
    /* Of two clusters either may be drawn twice, the last as well as the first. */
    options.resamples = 1000;
    assert_int_equal(interval_bootstrap(i, 2, 2, mean_of, (double[]){0.0, 1.0}, &options), ANALYSIS_OK);
    assert_true(i[0].estimate == 0.5 && i[0].low == 0.0 && i[0].high == 1.0);
    options.resamples = 1;
    assert_int_equal(interval_bootstrap(i, 2, 1, mean_of, x, &options), ANALYSIS_INVALID);
    options.resamples = 10;
    options.level = 0.0;
    assert_int_equal(interval_bootstrap(i, 2, 1, mean_of, x, &options), ANALYSIS_INVALID);
    options.level = 0.5;
    options.name = NULL;
    assert_int_equal(interval_bootstrap(i, 2, 1, mean_of, x, &options), ANALYSIS_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wilson),           cmocka_unit_test(test_mean),
        cmocka_unit_test(test_percentile),       cmocka_unit_test(test_bootstrap_of_a_mean),
        cmocka_unit_test(test_bootstrap_limits),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
