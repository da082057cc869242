/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/judgement.h"

#include "testing.h"

static const double level = 0.95;

/* 1, 2, 3: mean 2, standard deviation 1, t(.975; 2) = 4.30265: 2 -+ 2.48414. */
static void test_by_hand(void **state)
{
    const double values[] = {1.0, NAN, 2.0, 3.0};
    judgement_t judgement = judgement_of(values, 4, 3.0, 5.0, 2.0, level);

    (void)state;
    assert_int_equal(judgement.n, 3);
    assert_near(judgement.value.estimate, 2.0, 1e-15);
    assert_near(judgement.value.low, 2.0 - 2.484138, 1e-6);
    assert_near(judgement.value.high, 2.0 + 2.484138, 1e-6);
    assert_near(judgement.distance, 0.5, 1e-15);
    assert_int_equal(judgement.verdict, VERDICT_UNDECIDED);

    judgement = judgement_of(values, 1, 0.0, 5.0, 1.0, level);
    assert_near(judgement.value.estimate, 1.0, 0.0);
    assert_near(judgement.distance, 0.0, 0.0);
    assert_int_equal(judgement.verdict, VERDICT_NONE);
    judgement = judgement_of(values + 1, 1, 0.0, 5.0, 1.0, level);
    assert_int_equal(judgement.n, 0);
    assert_true(isnan(judgement.value.estimate) && isnan(judgement.distance));
    assert_int_equal(judgement.verdict, VERDICT_NONE);
}

/* Independent of the order and of a shift that would cost digits. */
static void test_precision(void **state)
{
    const double values[] = {1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0};
    const double turned[] = {1e9 + 3.0, 1e9 + 1.0, 1e9 + 2.0};
    const judgement_t a = judgement_of(values, 3, 0.0, 1.0, 1.0, level);
    const judgement_t b = judgement_of(turned, 3, 0.0, 1.0, 1.0, level);

    (void)state;
    assert_near(a.value.high - a.value.estimate, 2.484138, 1e-5);
    assert_near(b.value.high - b.value.estimate, 2.484138, 1e-5);
}

static void test_verdicts(void **state)
{
    const interval_t value = {0.5, 0.4, 0.6};

    (void)state;
    assert_int_equal(judgement_verdict(value, 0.4, 0.6), VERDICT_HOLDS);
    assert_int_equal(judgement_verdict(value, 0.0, INFINITY), VERDICT_HOLDS);
    assert_int_equal(judgement_verdict(value, 0.41, 1.0), VERDICT_UNDECIDED);
    assert_int_equal(judgement_verdict(value, 0.0, 0.59), VERDICT_UNDECIDED);
    assert_int_equal(judgement_verdict(value, 0.45, 0.55), VERDICT_UNDECIDED);
    assert_int_equal(judgement_verdict(value, 0.61, INFINITY), VERDICT_FAILS);
    assert_int_equal(judgement_verdict(value, 0.0, 0.39), VERDICT_FAILS);
    assert_int_equal(judgement_verdict(interval_none(), 0.0, 1.0), VERDICT_NONE);
    assert_near(judgement_distance(0.5, 0.4, 0.6, 0.2), 0.0, 0.0);
    assert_near(judgement_distance(0.3, 0.4, 0.6, 0.2), 0.5, 1e-15);
    assert_near(judgement_distance(0.9, 0.4, 0.6, 0.2), 1.5, 1e-15);
    assert_near(judgement_distance(9.0, 0.0, INFINITY, 0.2), 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_precision),
        cmocka_unit_test(test_verdicts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
