/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <gsl/gsl_errno.h>

#include "analysis/paired.h"

/* R: t.test(b, a, paired = TRUE), t.test(b, a), cor(a, b), 1 - var(b - a) / (var(a) + var(b)) */
static void test_example(void **state)
{
    static const double a[7] = {1, 2, NAN, 3, 4, 9, 5.5}, b[7] = {1.5, 2.2, 1, 3.9, 4.1, NAN, 6.6};
    paired_t paired;

    (void)state;
    assert_int_equal(paired_compare(&paired, a, b, 7, 0.95), ANALYSIS_OK);
    assert_int_equal(paired.pairs, 5);
    assert_int_equal(paired.left_out, 2);
    assert_near(paired.mean_a, 3.1, 1e-14);
    assert_near(paired.mean_b, 3.66, 1e-14);
    assert_near(paired.difference.estimate, 0.56, 1e-12);
    assert_near(paired.difference.low, 0.021627319532419809, 1e-10);
    assert_near(paired.difference.high, 1.098372680467579965, 1e-10);
    assert_near(paired.unpaired.low, -2.1706814943721775, 1e-9);
    assert_near(paired.unpaired.high, 3.2906814943721767, 1e-9);
    assert_near(paired.difference_deviation, 0.43358966777357594, 1e-12);
    assert_near(paired.correlation, 0.98075556841615441, 1e-12);
    assert_near(paired.reduction, 0.97303886419044883, 1e-12);

    /* R: the first N with qt(.975, N - 1) * sd(b - a) / sqrt(N) <= half width */
    assert_int_equal(paired_replicates(paired.difference_deviation, 0.2, 0.95), 21);
    assert_int_equal(paired_replicates(paired.difference_deviation, 0.01, 0.95), 7225);
}

static void test_limits(void **state)
{
    static const double a[3] = {1, 2, 3}, b[3] = {2, 3, 4}, none[2] = {NAN, NAN};
    paired_t paired;

    (void)state;
    /* A constant shift: pairing removes all variance. */
    assert_int_equal(paired_compare(&paired, a, b, 3, 0.95), ANALYSIS_OK);
    assert_true(paired.difference.low == 1.0 && paired.difference.high == 1.0);
    assert_near(paired.reduction, 1.0, 1e-15);
    assert_int_equal(paired_compare(&paired, a, a, 3, 0.95), ANALYSIS_OK);
    assert_true(paired.difference.estimate == 0.0 && paired.difference.high == 0.0);
    assert_int_equal(paired_compare(&paired, a, b, 1, 0.95), ANALYSIS_OK);
    assert_true(paired.difference.estimate == 1.0 && isnan(paired.difference.low));
    assert_true(isnan(paired.unpaired.low) && isnan(paired.reduction));
    assert_int_equal(paired_compare(&paired, none, b, 2, 0.95), ANALYSIS_TOO_FEW);
    assert_int_equal(paired.left_out, 2);
    assert_int_equal(paired_compare(&paired, a, b, 3, 0.0), ANALYSIS_INVALID);

    assert_int_equal(paired_replicates(0.0, 0.1, 0.95), 2);
    assert_int_equal(paired_replicates(1.0, 0.0, 0.95), 0);
    assert_int_equal(paired_replicates(1.0, NAN, 0.95), 0);
    assert_int_equal(paired_replicates(NAN, 0.1, 0.95), 0);
    assert_int_equal(paired_replicates(1.0, 1e-9, 0.95), 0);
    /* For many replicates (z sd / h)^2. */
    assert_near_relative((double)paired_replicates(1.0, 1e-4, 0.95), 3.841458820694124e8, 1e-7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example),
        cmocka_unit_test(test_limits),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
