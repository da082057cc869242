/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <gsl/gsl_errno.h>

#include "analysis/frequency.h"
#include "sim/random.h"

static const interval_resampling_t resampling = {9, "frequency", 1000, 0.95};

/* A hand-made time series: (replicate, type, same, behaviour). */
static void test_counts_by_hand(void **state)
{
    static const struct {
        uint64_t replicate;
        interdependence_t type;
        bool same;
        behaviour_t behaviour;
    } rows[] = {
        {0, WEAK_STRONG, true, BEHAVIOUR_FOLLOW},
        {0, WEAK_STRONG, true, BEHAVIOUR_FOLLOW},
        {0, STRONG_STRONG, false, BEHAVIOUR_NEGATIVE_RESPONSE},
        {1, WEAK_STRONG, true, BEHAVIOUR_FOLLOW},
        {1, STRONG_STRONG, false, BEHAVIOUR_NEGATIVE_RESPONSE},
        {1, STRONG_STRONG, false, BEHAVIOUR_FOLLOW},
        {1, WEAK_WEAK, false, BEHAVIOUR_TERMINATION},
        {30, WEAK_STRONG, false, BEHAVIOUR_FOLLOW},
    };
    const size_t negative = frequency_type_threat(STRONG_STRONG, false);
    const size_t weak_weak = frequency_type_threat(WEAK_WEAK, false);
    interval_t in_row[FREQUENCY_TYPE_THREAT_ROWS * BEHAVIOUR_COUNT];
    interval_t in_table[FREQUENCY_TYPE_THREAT_ROWS * BEHAVIOUR_COUNT];
    interval_t of_rows[FREQUENCY_TYPE_THREAT_ROWS];
    frequency_t table;

    (void)state;
    assert_int_equal(frequency_type_threat(STRONG_STRONG, true), 0);
    assert_int_equal(weak_weak, FREQUENCY_TYPE_THREAT_ROWS - 1);
    assert_int_equal(frequency_init(&table, FREQUENCY_TYPE_THREAT_ROWS, BEHAVIOUR_COUNT),
                     ANALYSIS_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(frequency_add(&table, rows[i].replicate,
                                       frequency_type_threat(rows[i].type, rows[i].same),
                                       rows[i].behaviour, 1),
                         ANALYSIS_OK);
    }
    assert_int_equal(frequency_add(&table, 2, 0, 0, 0), ANALYSIS_OK);
    assert_int_equal(frequency_clusters(&table), 4);
    assert_int_equal(frequency_total(&table), 8);
    assert_int_equal(frequency_row(&table, negative), 3);
    assert_int_equal(frequency_count(&table, negative, BEHAVIOUR_NEGATIVE_RESPONSE), 2);
    assert_int_equal(
        frequency_count(&table, frequency_type_threat(WEAK_STRONG, true), BEHAVIOUR_FOLLOW), 3);

    assert_int_equal(frequency_shares(&table, &resampling, in_row, in_table, of_rows), ANALYSIS_OK);
    assert_near(in_row[negative * BEHAVIOUR_COUNT + BEHAVIOUR_NEGATIVE_RESPONSE].estimate,
                2.0 / 3.0, 1e-15);
    assert_near(in_table[negative * BEHAVIOUR_COUNT + BEHAVIOUR_NEGATIVE_RESPONSE].estimate, 0.25,
                1e-15);
    assert_near(of_rows[negative].estimate, 3.0 / 8.0, 1e-15);
    /* From replicates 0 (1 of 1) and 1 (1 of 2) the share can be anything from 1/2 to 1. */
    assert_near(in_row[negative * BEHAVIOUR_COUNT + BEHAVIOUR_NEGATIVE_RESPONSE].low, 0.5, 1e-12);
    assert_near(in_row[negative * BEHAVIOUR_COUNT + BEHAVIOUR_NEGATIVE_RESPONSE].high, 1.0, 1e-12);
    /* Whenever there is a weak-weak tick at all, it is a termination. */
    assert_true(in_row[weak_weak * BEHAVIOUR_COUNT + BEHAVIOUR_TERMINATION].low == 1.0);
    assert_true(isnan(in_row[0].estimate) && isnan(in_row[0].low));
    assert_true(of_rows[0].estimate == 0.0 && of_rows[0].high == 0.0);
    assert_int_equal(frequency_shares(&table, &resampling, NULL, NULL, NULL), ANALYSIS_OK);

    assert_int_equal(frequency_add(&table, 0, FREQUENCY_TYPE_THREAT_ROWS, 0, 1), ANALYSIS_INVALID);
    assert_int_equal(frequency_add(&table, 0, 0, BEHAVIOUR_COUNT, 1), ANALYSIS_INVALID);
    assert_int_equal(frequency_total(&table), 8);
    frequency_free(&table);
    frequency_free(&table);
    assert_int_equal(frequency_init(&table, 0, 1), ANALYSIS_INVALID);
}

/* Width of the interval of a share: 100 replicates of 50 ticks that are all alike within a
   replicate tell as much as 100 ticks, those that are independent as much as 5000. */
static void test_clusters_matter(void **state)
{
    double width[2];

    (void)state;
    for (int alike = 0; alike < 2; alike++) {
        frequency_t table;
        interval_t share[2];

        assert_int_equal(frequency_init(&table, 1, 2), ANALYSIS_OK);
        for (uint64_t r = 0; r < 100; r++) {
            for (uint64_t t = 0; t < 50; t++) {
                const double u =
                    random_uniform(random_key(2, r), alike ? 0 : t, 0, RANDOM_DECISION);

                assert_int_equal(frequency_add(&table, r, 0, u < 0.4, 1), ANALYSIS_OK);
            }
        }
        assert_int_equal(frequency_shares(&table, &resampling, share, NULL, NULL), ANALYSIS_OK);
        width[alike] = share[1].high - share[1].low;
        frequency_free(&table);
    }
    assert_near_relative(width[0], 3.92 * sqrt(0.24 / 5000.0), 0.3);
    assert_near_relative(width[1], 3.92 * sqrt(0.24 / 100.0), 0.3);
}

/* More replicates than clusters: counts stay right, memory stays bounded, order does not matter. */
static void test_many_replicates(void **state)
{
    const uint64_t replicates = 3 * FREQUENCY_CLUSTERS;
    interval_t one[4], two[4];
    frequency_t table, reversed;

    (void)state;
    assert_int_equal(frequency_init(&table, 2, 2), ANALYSIS_OK);
    assert_int_equal(frequency_init(&reversed, 2, 2), ANALYSIS_OK);
    for (uint64_t r = 0; r < replicates; r++) {
        const uint64_t s = replicates - 1 - r;

        assert_int_equal(frequency_add(&table, r, r % 2, r % 3 == 0, r), ANALYSIS_OK);
        assert_int_equal(frequency_add(&reversed, s, s % 2, s % 3 == 0, s), ANALYSIS_OK);
    }
    assert_int_equal(table.cluster_capacity, FREQUENCY_CLUSTERS);
    assert_int_equal(frequency_clusters(&table), FREQUENCY_CLUSTERS);
    assert_int_equal(frequency_total(&table), replicates * (replicates - 1) / 2);

    interval_resampling_t few = resampling;

    few.resamples = 20;
    assert_int_equal(frequency_shares(&table, &few, one, NULL, NULL), ANALYSIS_OK);
    assert_int_equal(frequency_shares(&reversed, &few, two, NULL, NULL), ANALYSIS_OK);
    assert_memory_equal(one, two, sizeof one);
    assert_true(one[0].low < one[0].estimate && one[0].estimate < one[0].high);
    frequency_free(&table);
    frequency_free(&reversed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_by_hand),
        cmocka_unit_test(test_clusters_matter),
        cmocka_unit_test(test_many_replicates),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
