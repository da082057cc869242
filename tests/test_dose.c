/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <gsl/gsl_errno.h>

#include "analysis/dose.h"
#include "sim/random.h"

/* R: m <- glm(cbind(k, n - k) ~ size, binomial, control = list(epsilon = 1e-14)); MASS::dose.p(m);
   Fieller by uniroot of (a + b x)^2 = z^2 var(a + b x) */
static void test_fit(void **state)
{
    /* Not in order, one size in two parts, one without trials. */
    static const dose_t doses[] = {{.3, 40, 14}, {.1, 40, 1},  {.2, 40, 5}, {.5, 20, 18},
                                   {.4, 25, 20}, {.4, 15, 10}, {.9, 0, 0}};
    dose_fit_t fit;
    interval_t p;

    (void)state;
    assert_int_equal(dose_fit(&fit, doses, 7, 0.95), ANALYSIS_OK);
    assert_int_equal(fit.shape, DOSE_FITTED);
    assert_true(fit.rising);
    assert_int_equal(fit.freedom, 3);
    assert_near(fit.intercept, -5.0387376644703687, 1e-9);
    assert_near(fit.slope, 15.0210965194570818, 1e-9);
    assert_near(fit.covariance[0], 0.51883813320167749, 1e-9);
    assert_near(fit.covariance[1], -1.49519838306632780, 1e-9);
    assert_near(fit.covariance[2], 4.68646094976194849, 1e-8);
    assert_near(fit.deviance, 0.37228695539467116, 1e-9);
    assert_near(fit.half.estimate, 0.335444064149618248, 1e-10);
    assert_near(fit.half.high - fit.half.estimate, 1.959963984540054 * 0.013814606400839681, 1e-9);
    assert_near(fit.half.low + fit.half.high, 2.0 * fit.half.estimate, 1e-12);
    assert_near(fit.fieller.low, 0.30860449165976178, 1e-9);
    assert_near(fit.fieller.high, 0.36512719837587237, 1e-9);
    /* R: predict(m, data.frame(size = .25), se.fit = TRUE) through plogis */
    p = dose_predict(&fit, 0.25, 0.95);
    assert_near(p.estimate, 0.21696123014648613, 1e-9);
    assert_near(p.low, 0.14432138167464256, 1e-9);
    assert_near(p.high, 0.31279710295564789, 1e-9);
}

/* The unit of size must not matter, nor the sign of its effect. */
static void test_units(void **state)
{
    static const dose_t doses[3] = {{1, 10, 2}, {2, 10, 5}, {3, 10, 9}};
    dose_t other[3];
    dose_fit_t fit, scaled;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        other[i] = (dose_t){1e6 - 1000.0 * doses[i].size, doses[i].trials, doses[i].flipped};
    }
    assert_int_equal(dose_fit(&fit, doses, 3, 0.9), ANALYSIS_OK);
    assert_int_equal(dose_fit(&scaled, other, 3, 0.9), ANALYSIS_OK);
    assert_false(scaled.rising);
    assert_near_relative(scaled.slope, -fit.slope / 1000.0, 1e-9);
    assert_near_relative(scaled.half.estimate, 1e6 - 1000.0 * fit.half.estimate, 1e-12);
    assert_near_relative(scaled.half.low, 1e6 - 1000.0 * fit.half.high, 1e-12);
    assert_near_relative(scaled.fieller.low, 1e6 - 1000.0 * fit.fieller.high, 1e-12);
}

/* Few flips, or few that stay, at the last size only: where half flip is not to be seen. */
static void test_edges(void **state)
{
    static const struct {
        dose_t doses[3];
        dose_shape_t shape;
    } rows[] = {
        {{{1, 100, 0}, {2, 100, 0}, {3, 100, 3}}, DOSE_EDGE},
        {{{1, 100, 3}, {2, 100, 0}, {3, 100, 0}}, DOSE_EDGE},
        {{{1, 100, 97}, {2, 100, 100}, {3, 100, 100}}, DOSE_EDGE},
        {{{1, 100, 100}, {2, 100, 100}, {3, 100, 97}}, DOSE_EDGE},
        {{{1, 100, 0}, {2, 100, 0}, {3, 100, 97}}, DOSE_SEPARATED}, /* most flip there: half is passed */
        {{{1, 100, 3}, {2, 100, 100}, {3, 100, 100}}, DOSE_SEPARATED},
        {{{1, 100, 0}, {2, 100, 3}, {3, 100, 100}}, DOSE_SEPARATED}, /* not the last size */
        {{{1, 100, 0}, {2, 100, 1}, {3, 100, 3}}, DOSE_FLAT},
        {{{1, 100, 0}, {2, 100, 5}, {3, 100, 13}}, DOSE_BEYOND},
        {{{1, 100, 0}, {2, 100, 13}, {3, 100, 26}}, DOSE_FITTED}, /* beyond, but not far */
        {{{3, 100, 10}, {2, 100, 10}, {1, 1000, 20}}, DOSE_BEYOND}, /* it levels off */
        {{{0, 100, 0}, {1, 100, 100}, {2, 100, 100}}, DOSE_ALL}, /* of what counts */
        {{{0, 100, 1}, {1, 100, 100}, {2, 100, 100}}, DOSE_SEPARATED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        dose_fit_t fit;

        assert_int_equal(dose_fit(&fit, rows[i].doses, 3, 0.95), ANALYSIS_OK);
        assert_string_equal(dose_shape_name(fit.shape), dose_shape_name(rows[i].shape));
        assert_int_equal(isnan(fit.half.estimate), rows[i].shape == DOSE_EDGE || rows[i].shape == DOSE_ALL);
        assert_int_equal(isnan(fit.slope), !dose_has_curve(rows[i].shape));
        assert_int_equal(dose_has_curve(rows[i].shape), !isnan(fit.slope));
    }
}

/* A size of 0 at which none flips changes nothing, wherever it stands; one at which some flip does. */
static void test_nothing_comes_of_nothing(void **state)
{
    const dose_t without[3] = {{0.2, 200, 20}, {0.4, 200, 60}, {0.6, 200, 130}};
    const dose_t with[4] = {{0.2, 200, 20}, {0, 200, 0}, {0.4, 200, 60}, {0.6, 200, 130}};
    const dose_t some[4] = {{0.2, 200, 20}, {0, 200, 1}, {0.4, 200, 60}, {0.6, 200, 130}};
    const dose_t one[2] = {{0, 200, 0}, {0.5, 200, 60}};
    dose_fit_t expected, fit;

    (void)state;
    assert_int_equal(dose_fit(&expected, without, 3, 0.95), ANALYSIS_OK);
    assert_int_equal(dose_fit(&fit, with, 4, 0.95), ANALYSIS_OK);
    assert_true(fit.half.estimate == expected.half.estimate && fit.slope == expected.slope);
    assert_int_equal(fit.freedom, expected.freedom);
    assert_int_equal(dose_fit(&fit, some, 4, 0.95), ANALYSIS_OK);
    assert_true(fit.slope != expected.slope && fit.freedom == expected.freedom + 1);
    assert_int_equal(dose_fit(&fit, one, 2, 0.95), ANALYSIS_TOO_FEW);
}

static void test_shapes(void **state)
{
    static const dose_t none[2] = {{1, 5, 0}, {2, 5, 0}}, all[2] = {{1, 5, 5}, {2, 5, 5}};
    static const dose_t apart[4] = {{1, 5, 0}, {2, 5, 0}, {3, 5, 5}, {4, 5, 5}};
    static const dose_t touching[3] = {{1, 5, 0}, {2, 5, 3}, {4, 5, 5}};
    static const dose_t touching_falling[3] = {{1, 5, 5}, {2, 5, 3}, {4, 5, 0}};
    static const dose_t falling[2] = {{1, 5, 5}, {2, 5, 0}};
    static const dose_t flat[2] = {{1, 10, 5}, {2, 10, 6}};
    static const dose_t flat_high[2] = {{1, 40, 32}, {2, 40, 33}};
    static const dose_t one[2] = {{1, 10, 5}, {1, 10, 6}};
    static const dose_t bad[2] = {{1, 10, 11}, {2, 10, 6}}, bad2[2] = {{NAN, 10, 1}, {2, 10, 6}};
    dose_fit_t fit;

    (void)state;
    assert_int_equal(dose_fit(&fit, none, 2, 0.95), ANALYSIS_OK);
    assert_true(fit.shape == DOSE_NONE && isnan(fit.half.estimate) && isnan(fit.slope));
    assert_int_equal(dose_fit(&fit, all, 2, 0.95), ANALYSIS_OK);
    assert_int_equal(fit.shape, DOSE_ALL);
    assert_int_equal(dose_fit(&fit, apart, 4, 0.95), ANALYSIS_OK);
    assert_true(fit.shape == DOSE_SEPARATED && fit.rising);
    assert_true(fit.half.low == 2.0 && fit.half.estimate == 2.5 && fit.half.high == 3.0);
    assert_true(isnan(fit.slope));
    assert_int_equal(dose_fit(&fit, touching, 3, 0.95), ANALYSIS_OK);
    assert_true(fit.shape == DOSE_SEPARATED && fit.half.low == 2.0 && fit.half.high == 2.0);
    assert_int_equal(dose_fit(&fit, falling, 2, 0.95), ANALYSIS_OK);
    assert_true(fit.shape == DOSE_SEPARATED && !fit.rising);
    assert_int_equal(dose_fit(&fit, touching_falling, 3, 0.95), ANALYSIS_OK);
    assert_true(fit.shape == DOSE_SEPARATED && !fit.rising && fit.half.low == 2.0 && fit.half.high == 2.0);
    assert_int_equal(dose_fit(&fit, flat, 2, 0.95), ANALYSIS_OK);
    assert_int_equal(fit.shape, DOSE_FLAT);
    assert_near(fit.slope, log(6.0 / 4.0), 1e-9); /* two sizes: the model is saturated */
    assert_near(fit.half.estimate, 1.0, 1e-9);
    assert_true(isinf(fit.fieller.low) && isinf(fit.fieller.high));
    assert_int_equal(dose_fit(&fit, flat_high, 2, 0.95), ANALYSIS_OK);
    assert_true(fit.half.estimate < 0.0 && isinf(fit.fieller.low) && isinf(fit.fieller.high));
    assert_int_equal(dose_fit(&fit, one, 2, 0.95), ANALYSIS_TOO_FEW);
    assert_int_equal(dose_fit(&fit, one, 0, 0.95), ANALYSIS_TOO_FEW);
    assert_int_equal(dose_fit(&fit, bad, 2, 0.95), ANALYSIS_INVALID);
    assert_int_equal(dose_fit(&fit, bad2, 2, 0.95), ANALYSIS_INVALID);
    assert_int_equal(dose_fit(&fit, flat, 2, 1.5), ANALYSIS_INVALID);
}

/*
 * Each replicate has one threshold, logistic about 0.5, and flips at every size above it: sizes are
 * not independent, and the interval from replicates must be wider than the one that thinks so.
 */
static void test_bootstrap(void **state)
{
    enum { REPLICATES = 100, SIZES = 21 };
    static double trials[REPLICATES * SIZES], flipped[REPLICATES * SIZES];
    const interval_resampling_t options = {5, "half", 500, 0.95};
    double size[SIZES];
    dose_t doses[SIZES];
    dose_fit_t fit;
    interval_t half;
    size_t used = 0;

    (void)state;
    for (size_t s = 0; s < SIZES; s++) {
        size[s] = (double)s / 20.0;
        doses[s] = (dose_t){size[s], 0, 0};
        for (uint64_t r = 0; r < REPLICATES; r++) {
            const double u = random_uniform(random_key(11, r), 0, 0, RANDOM_DECISION);
            const bool flip = size[s] > 0.5 + 0.1 * log(u / (1.0 - u));

            trials[r * SIZES + s] = 1.0;
            flipped[r * SIZES + s] = flip ? 1.0 : 0.0;
            doses[s].trials += 1.0;
            doses[s].flipped += flip ? 1.0 : 0.0;
        }
    }
    assert_int_equal(dose_fit(&fit, doses, SIZES, 0.95), ANALYSIS_OK);
    assert_int_equal(
        dose_half_bootstrap(&half, &used, size, SIZES, trials, flipped, REPLICATES, &options),
        ANALYSIS_OK);
    assert_int_equal(used, 500);
    assert_near(half.estimate, fit.half.estimate, 1e-12);
    /* Standard error of a logistic sample's centre: at least scale sqrt(3 / n) = 0.0173. */
    assert_within_sigma(half.estimate, 0.5, 0.0173, 5.0);
    assert_true(half.high - half.low > 0.8 * 3.92 * 0.0173);
    assert_true(half.high - half.low < 1.3 * 3.92 * 0.0182);
    assert_true(half.high - half.low > 1.5 * (fit.half.high - fit.half.low));
    /* Replicates that count two or three times: trials and flips go together in every resample. */
    for (size_t i = 0; i < REPLICATES * SIZES; i++) {
        trials[i] = (double)(1 + i / SIZES % 3);
        flipped[i] *= trials[i];
    }
    assert_int_equal(
        dose_half_bootstrap(&half, &used, size, SIZES, trials, flipped, REPLICATES, &options),
        ANALYSIS_OK);
    assert_int_equal(used, 500);
}

static void test_loop(void **state)
{
    static const double x[5] = {0, 1, 2, 1, 0}, late[5] = {0, 0, 1, 1, 0};
    static const double same[5] = {0, 0.3, 1, 0.3, 0}, early[5] = {0, 1, 1, 0, 0};
    static const double square_x[4] = {0, 0, 2, 2}, square_y[4] = {0, 3, 3, 0};
    static const double open_x[3] = {0, 2, 2}, open_y[3] = {1, 3, 0};
    static const double gap[5] = {0, NAN, 1, 0, 0};

    (void)state;
    /* up: 0 + 0.5; down: 1 + 0.5 */
    assert_near(dose_loop_area(x, late, 5), -1.0, 1e-15);
    assert_near(dose_loop_area(x, early, 5), 1.0, 1e-15);
    assert_near(dose_loop_area(x, same, 5), 0.0, 1e-15);
    /* 4 there, 0 down, -1 on the way that closes it */
    assert_near(dose_loop_area(open_x, open_y, 3), 3.0, 1e-15);
    assert_near(dose_loop_area(square_x, square_y, 4), 6.0, 1e-15);
    assert_true(isnan(dose_loop_area(x, gap, 5)));
    assert_true(dose_loop_area(x, late, 0) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fit),    cmocka_unit_test(test_units),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_nothing_comes_of_nothing),
        cmocka_unit_test(test_shapes), cmocka_unit_test(test_bootstrap),
        cmocka_unit_test(test_loop),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
