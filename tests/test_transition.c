/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <gsl/gsl_errno.h>

#include "analysis/transition.h"

enum { UNITS = 3, TICKS = 8 };

static const int32_t path[UNITS][TICKS] = {
    {0, 0, 1, 1, 2, 0, 0, 0}, {1, 1, 1, 1, 0, 2, 2, 2}, {0, 1, 0, 1, 0, 1, 0, 0}};

/* All units of a tick, then the next: as files have it. */
static void example(transition_t *transition)
{
    assert_int_equal(transition_init(transition, 3), ANALYSIS_OK);
    for (size_t t = 0; t < TICKS; t++) {
        for (size_t u = 0; u < UNITS; u++) {
            assert_int_equal(transition_observe(transition, u, (double)t / 4.0, path[u][t]),
                             ANALYSIS_OK);
        }
    }
}

/* R: statetable.msm(state, unit), msm 1.7 */
static void test_counts(void **state)
{
    static const uint64_t expected[3][3] = {{4, 4, 1}, {4, 4, 1}, {1, 0, 2}};
    transition_t transition;

    (void)state;
    example(&transition);
    for (size_t from = 0; from < 3; from++) {
        for (size_t to = 0; to < 3; to++) {
            assert_int_equal(transition_count(&transition, from, to), expected[from][to]);
        }
    }
    assert_near(transition_share(&transition, 0, 1, 0.95).estimate, 4.0 / 9.0, 1e-15);
    assert_near(transition_episode_share(&transition, 0, 1, 0.95).estimate, 4.0 / 5.0, 1e-15);
    assert_true(isnan(transition_episode_share(&transition, 0, 0, 0.95).estimate));
    /* Episodes by hand: of 0: 00, 000 | 0 | 0, 0, 0, 00; of 1: 11 | 1111 | 1, 1, 1; of 2: 2 | 222
     */
    assert_int_equal(transition.episodes[0], 7);
    assert_int_equal(transition.episodes[1], 5);
    assert_int_equal(transition.episodes[2], 2);
    /* Seen whole: 0 (unit 1), 0, 0 (unit 2); 11, 1, 1, 1; 2: each counted to the next observation.
     */
    assert_int_equal(transition.completed[0], 3);
    assert_near(transition_completed_mean(&transition, 0), 0.25, 1e-15);
    assert_int_equal(transition.completed[1], 4);
    assert_near(transition_completed_mean(&transition, 1), 5.0 / 4.0 / 4.0, 1e-15);
    assert_near(transition_completed_mean(&transition, 2), 0.25, 1e-15);
    /* Nine quarters in 0, five departures. */
    assert_near(transition_sojourn(&transition, 0, 0.95).estimate, 9.0 / 4.0 / 5.0, 1e-15);
    assert_near(transition_sojourn(&transition, 0, 0.95).high,
                9.0 / 20.0 * exp(1.959963984540054 / sqrt(5.0)), 1e-12);
    transition_free(&transition);
    transition_free(&transition);
}

/* Two states, P = (1 - a, a; b, 1 - b): P^n has a / (a + b) (1 - (1 - a - b)^n) off the diagonal.
 */
static void test_per_year(void **state)
{
    transition_t transition;
    double p[4];
    double time = 0.0;

    (void)state;
    assert_int_equal(transition_init(&transition, 2), ANALYSIS_OK);
    /* a = 1/4, b = 1/2: 0 0 0 0 1 1 0 is 00 00 00 01 11 10 */
    for (int round = 0; round < 5; round++) {
        static const int32_t states[7] = {0, 0, 0, 0, 1, 1, 0};

        transition_cut(&transition);
        for (size_t i = 0; i < 7; i++) {
            time = (double)i;
            assert_int_equal(transition_observe(&transition, 0, time, states[i]), ANALYSIS_OK);
        }
    }
    assert_int_equal(transition_count(&transition, 0, 0), 15);
    assert_int_equal(transition_per_year(&transition, 12.0, p), ANALYSIS_OK);
    assert_near(p[1], 1.0 / 3.0 * (1.0 - pow(0.25, 12)), 1e-14);
    assert_near(p[2], 2.0 / 3.0 * (1.0 - pow(0.25, 12)), 1e-14);
    assert_near(p[0] + p[1], 1.0, 1e-14);
    assert_int_equal(transition_per_year(&transition, 1.0, p), ANALYSIS_OK);
    assert_near(p[1], 0.25, 1e-15);
    assert_int_equal(transition_per_year(&transition, 0.5, p), ANALYSIS_INVALID);
    assert_int_equal(transition_per_year(&transition, 1.5, p), ANALYSIS_INVALID);
    /* Rates 1/4 and 1/2: exp(Q t) has a / (a + b) (1 - exp(-(a + b) t)). */
    assert_int_equal(transition_exponential(&transition, 2.0, p), ANALYSIS_OK);
    assert_near(p[1], 1.0 / 3.0 * (1.0 - exp(-1.5)), 1e-12);
    assert_near(p[2], 2.0 / 3.0 * (1.0 - exp(-1.5)), 1e-12);
    transition_free(&transition);
}

/* From one state to either of two others at rate 1/2 each: it is left at the sum of both. */
static void test_two_ways_out(void **state)
{
    transition_t transition;
    double p[9];

    (void)state;
    assert_int_equal(transition_init(&transition, 3), ANALYSIS_OK);
    for (int32_t to = 1; to <= 2; to++) {
        transition_cut(&transition);
        assert_int_equal(transition_observe(&transition, 0, 0.0, 0), ANALYSIS_OK);
        assert_int_equal(transition_observe(&transition, 0, 1.0, to), ANALYSIS_OK);
    }
    assert_int_equal(transition_exponential(&transition, 3.0, p), ANALYSIS_OK);
    assert_near(p[0], exp(-3.0), 1e-12);
    assert_near(p[1], (1.0 - exp(-3.0)) / 2.0, 1e-12);
    assert_near(p[2], (1.0 - exp(-3.0)) / 2.0, 1e-12);
    transition_free(&transition);
}

/* A missing state and the end of a replicate cut a unit's history; a row that is not there does
 * not. */
static void test_cuts(void **state)
{
    transition_t transition;
    double p[9];

    (void)state;
    assert_int_equal(transition_init(&transition, 3), ANALYSIS_OK);
    assert_int_equal(transition_observe(&transition, 100, 0.0, 0), ANALYSIS_OK);
    assert_int_equal(transition_observe(&transition, 100, 1.0, TRANSITION_MISSING), ANALYSIS_OK);
    assert_int_equal(transition_observe(&transition, 100, 1.0, 1), ANALYSIS_INVALID);
    assert_int_equal(transition_observe(&transition, 100, 2.0, 1), ANALYSIS_OK);
    assert_int_equal(transition_count(&transition, 0, 1), 0);
    assert_int_equal(transition_observe(&transition, 100, 4.0, 0), ANALYSIS_OK);
    assert_int_equal(transition_count(&transition, 1, 0), 1);
    assert_near(transition.time[1], 2.0, 1e-15);
    assert_near(transition.time[0], 0.0, 1e-15);
    assert_int_equal(transition.completed[1], 0); /* it was not seen to begin */

    assert_int_equal(transition_observe(&transition, 100, 4.0, 0), ANALYSIS_INVALID);
    assert_int_equal(transition_observe(&transition, 100, 5.0, 3), ANALYSIS_INVALID);
    assert_int_equal(transition_observe(&transition, 100, 5.0, -2), ANALYSIS_INVALID);
    assert_int_equal(transition_observe(&transition, 100, NAN, 0), ANALYSIS_INVALID);
    transition_cut(&transition);
    assert_int_equal(transition_observe(&transition, 100, 0.0, 1), ANALYSIS_OK);
    assert_int_equal(transition_count(&transition, 0, 1), 0);
    assert_true(isnan(transition_sojourn(&transition, 0, 0.95).estimate));
    assert_int_equal(transition_per_year(&transition, 2.0, p), ANALYSIS_OK);
    assert_true(isnan(p[0]) && isnan(p[8])); /* nothing is known of what comes after 0 and 2 */
    assert_near(p[3], 1.0, 1e-15);
    transition_free(&transition);
    assert_int_equal(transition_init(&transition, 0), ANALYSIS_INVALID);
    assert_int_equal(transition_init(&transition, 65), ANALYSIS_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_per_year),
        cmocka_unit_test(test_two_ways_out),
        cmocka_unit_test(test_cuts),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
