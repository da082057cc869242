/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formulas of docs/measurement.md by hand, their limits and their directions. */
#include "config/measure.h"

#include "testing.h"

static void test_capability(void **state)
{
    (void)state;
    assert_near(measure_capability(0.001, 0.125), 0.2, 1e-12); /* (1/125)^(1/3) */
    assert_near(measure_capability(0.027, 0.125), 0.6, 1e-12);
    assert_near(measure_capability(0.0, 0.125), 0.0, 0.0);
    assert_near(measure_capability(0.125, 0.125), 1.0, 0.0);
    assert_near(measure_capability(0.3, 0.125), 1.0, 0.0); /* more than the strong state is no more than it */
    assert_near(measure_need(0.064, 0.125), 0.8, 1e-12);
    assert_near(measure_need(0.0, 0.125), 0.3, 0.0);   /* nobody can do without */
    assert_near(measure_need(0.001, 0.125), 0.3, 0.0); /* .2 would be less */
    assert_near(measure_need(1.0, 0.125), 1.0, 0.0);
}

static void test_proximity(void **state)
{
    (void)state;
    assert_near(measure_proximity(0.0), 1.0, 0.0);
    assert_near(measure_proximity(100.0 * (sqrt(201.0) - 1.0)), 0.5, 1e-12);
    assert_near(measure_proximity(20000.0), 0.0, 1e-12);
    assert_near(measure_proximity(25000.0), 0.0, 0.0);
    for (double km = 0.0; km < 20000.0; km += 50.0) {
        assert_true(measure_proximity(km) > measure_proximity(km + 50.0));
    }
    /* A type of contiguity is the distance that it allows: 400 miles are 643.7376 km. */
    assert_near(measure_contiguity(1), 1.0, 0.0);
    assert_near(measure_contiguity(5), 1.0 - log(7.437376) / log(201.0), 1e-12);
    for (int type = 1; type < 5; type++) {
        assert_true(measure_contiguity(type) > measure_contiguity(type + 1));
    }
    assert_true(isnan(measure_contiguity(0)) && isnan(measure_contiguity(6)) && isnan(measure_contiguity(-1)));
}

static void test_disputes(void **state)
{
    (void)state;
    assert_near(measure_dispute(5.0, 0.0), 1.0, 0.0);  /* a war that lasts */
    assert_near(measure_dispute(5.0, 5.0), 0.5, 1e-12); /* one that ended five years ago */
    assert_near(measure_dispute(3.0, 0.0), 0.6, 1e-12);
    assert_true(measure_dispute(5.0, 9.0) > 0.0);
    assert_near(measure_dispute(5.0, 10.0), 0.0, 0.0); /* the tenth year before is forgotten */
    assert_near(measure_dispute(5.0, -1.0), 0.0, 0.0); /* what is to come is not known */
    assert_near(measure_enmity(0.0), 0.0, 0.0);
    assert_near(measure_enmity(0.3), 0.5, 1e-12);
    assert_near(measure_enmity(0.6), 2.0 / 3.0, 1e-12);
    assert_true(measure_enmity(1e9) < 1.0 + 1e-12);
}

static void test_intention(void **state)
{
    (void)state;
    assert_near(measure_intention(2.25, 0.0, 0), 0.5, 1e-12);  /* (2.25 - 1) / 2.5 */
    assert_near(measure_intention(1.0, 0.0, 0), 0.0, 1e-12);
    assert_near(measure_intention(0.0, 0.0, 0), -0.4, 1e-12);
    assert_near(measure_intention(9.0, 0.0, 0), 0.7, 1e-12);   /* votes alone are no more */
    assert_near(measure_intention(9.0, 1.0, 0), 1.0, 1e-12);   /* a war is */
    assert_near(measure_intention(0.0, 1.0, 1), 1.0, 1e-12);   /* also with a partner */
    assert_near(measure_intention(2.25, 0.5, 0), 0.75, 1e-12); /* half of what is left */
    assert_near(measure_intention(2.25, 0.0, 1), 0.2, 1e-12);  /* a pact */
    assert_near(measure_intention((double)NAN, 0.0, 0), 0.0, 0.0);
    assert_near(measure_intention((double)NAN, 0.5, 0), 0.5, 1e-12);
    assert_near(measure_hostility(0.0, 0), 0.25, 0.0);
    assert_near(measure_hostility(0.0, 1), 0.0, 0.0);
    assert_near(measure_hostility(0.5, 0), 0.625, 1e-12);
    assert_near(measure_hostility(0.5, 1), 0.5, 1e-12);
    assert_near(measure_hostility(1.0, 1), 1.0, 1e-12);
}

static void test_forces(void **state)
{
    (void)state;
    assert_near(measure_offense(0.16, 0.64, 0.0), sqrt(0.4), 1e-12);
    assert_near(measure_offense(0.16, 0.64, 0.015), 1.0 - (1.0 - sqrt(0.4)) * 0.75, 1e-12);
    assert_near(measure_offense((double)NAN, 0.25, 0.0), 0.5, 1e-12); /* what is known counts alone */
    assert_near(measure_offense(0.25, (double)NAN, (double)NAN), 0.5, 1e-12);
    assert_near(measure_offense(0.0, 2.0, 0.0), sqrt(0.5), 1e-12); /* more soldiers than the strong state: as many */
    assert_near(measure_offense(0.0, 0.0, 0.05), 0.5, 1e-12); /* a people under arms is half of it */
    assert_near(measure_basing(0.0), 0.0, 0.0);
    assert_near(measure_basing(50.0), 0.0, 0.0);
    assert_near(measure_basing(500.0), 1.0 / 3.0, 1e-12);
    assert_near(measure_basing(5000.0), 2.0 / 3.0, 1e-12);
    assert_near(measure_basing(50000.0), 1.0, 1e-12);
    assert_near(measure_basing(250000.0), 1.0, 0.0);
    assert_near(measure_engagement(25.0, 75.0), 1.0, 1e-12);
    assert_near(measure_engagement(1.0, 15.0), 0.5, 1e-12); /* a sixteenth is a quarter of a quarter */
    assert_near(measure_engagement(50.0, 50.0), 1.0, 0.0);
    assert_near(measure_engagement(0.0, 1.0), 0.0, 0.0);
}

static void test_alliance(void **state)
{
    (void)state;
    assert_near(measure_support(1.0, 0.0, 0.0, 0.0), 0.65, 1e-12);
    assert_near(measure_support(1.0, 0.0, 1.0, 1.0), 1.0, 1e-12);
    assert_near(measure_support(1.0, 1.0, 1.0, 1.0), 1.0, 0.0);
    assert_near(measure_support(1.0, 1.0, 1.0, 0.5), 0.9, 1e-12);
    assert_near(measure_agreement(0.0, 4.0), 1.0, 0.0);
    assert_near(measure_agreement(1.0, 4.0), 0.75, 1e-12);
    assert_near(measure_agreement(5.0, 4.0), 0.0, 0.0);
    assert_near(measure_agreement((double)NAN, 4.0), 0.5, 0.0);
    assert_near(measure_tie(1.0, 1.0), 0.4, 1e-12);
    assert_near(measure_tie(0.75, 0.5), 0.4 * 0.75 * 0.25, 1e-12);
    assert_near(measure_alternatives(1.0), 0.1, 1e-12);
    assert_near(measure_alternatives(0.5), 0.55, 1e-12);
    assert_near(measure_alternatives(0.0), 1.0, 0.0);
    assert_near(measure_salience(0.2, 0.5, 0.8), 0.5, 1e-12);
    assert_near(measure_political_need(1.0, 0.6, 0.5), 0.7, 1e-12);
    assert_near(measure_round(0.49044), 0.490, 1e-12);
    assert_false(signbit(measure_round(-0.0001)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_capability), cmocka_unit_test(test_proximity), cmocka_unit_test(test_disputes),
        cmocka_unit_test(test_intention),  cmocka_unit_test(test_forces),    cmocka_unit_test(test_alliance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
