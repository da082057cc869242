/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "analysis/sets.h"

/* The worked example of the issue: .862, .795, .909. */
static void test_worked_example(void **state)
{
    static const double x[5] = {.2, .6, .8, .9, .4}, y[5] = {.3, .7, .7, .95, .1};
    sets_relation_t relation = {0}, necessity = {0};

    (void)state;
    assert_true(isnan(sets_consistency(&relation)));
    assert_true(isnan(sets_coverage(&relation)));
    assert_true(isnan(sets_pri(&relation)));
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(sets_relation_add(&relation, x[i], y[i], 3), ANALYSIS_OK);
        assert_int_equal(sets_relation_add(&necessity, y[i], x[i], 1), ANALYSIS_OK);
    }
    /* min: .2 .6 .7 .9 .1 = 2.5; x: 2.9; y: 2.75; min(x, y, 1 - y): .2 .3 .3 .05 .1 = .95 */
    assert_near(sets_consistency(&relation), 2.5 / 2.9, 1e-14);
    assert_near(sets_coverage(&relation), 2.5 / 2.75, 1e-14);
    assert_near(sets_pri(&relation), 1.55 / 1.95, 1e-14);
    assert_near(sets_consistency(&relation), .862, 5e-4);
    assert_near(sets_pri(&relation), .795, 5e-4);
    assert_near(sets_coverage(&relation), .909, 5e-4);
    assert_near(sets_consistency(&necessity), sets_coverage(&relation), 1e-14);
    assert_int_equal(relation.cases, 15);
    assert_int_equal(sets_relation_add(&relation, 1.1, 0.0, 1), ANALYSIS_INVALID);
    assert_int_equal(sets_relation_add(&relation, 0.0, -0.1, 1), ANALYSIS_INVALID);
    assert_int_equal(sets_relation_add(&relation, NAN, 0.0, 1), ANALYSIS_INVALID);
    assert_int_equal(relation.cases, 15);
}

/* Crisp sets: consistency of a row is the share of its cases that have the outcome, PRI the same.
 */
static void test_crisp_table(void **state)
{
    static const double present[2] = {1, 0}, absent[2] = {0, 0};
    sets_table_t table;

    (void)state;
    assert_int_equal(sets_table_init(&table, 2), ANALYSIS_OK);
    assert_int_equal(table.row_count, 4);
    assert_int_equal(sets_table_add(&table, present, 1.0, 3), ANALYSIS_OK);
    assert_int_equal(sets_table_add(&table, present, 0.0, 1), ANALYSIS_OK);
    assert_int_equal(sets_table_add(&table, absent, 1.0, 2), ANALYSIS_OK);
    assert_int_equal(table.rows[2].cases, 4); /* first condition: highest bit */
    assert_true(sets_table_present(&table, 2, 0) && !sets_table_present(&table, 2, 1));
    assert_near(sets_consistency(&table.rows[2].relation), 0.75, 1e-15);
    assert_near(sets_pri(&table.rows[2].relation), 0.75, 1e-15);
    assert_near(sets_coverage(&table.rows[2].relation), 0.6, 1e-15);
    assert_int_equal(table.rows[0].cases, 2);
    assert_near(sets_consistency(&table.rows[0].relation), 1.0, 1e-15);
    assert_int_equal(table.rows[1].cases, 0); /* a logical remainder */
    assert_true(isnan(sets_consistency(&table.rows[1].relation)));
    assert_int_equal(table.cases, 6);
    sets_table_free(&table);
    sets_table_free(&table);
}

static void test_fuzzy_table(void **state)
{
    static const double one[2] = {.7, .2}, two[2] = {.5, .9}, bad[2] = {.5, 1.5};
    sets_table_t table;

    (void)state;
    assert_int_equal(sets_table_init(&table, 2), ANALYSIS_OK);
    assert_int_equal(sets_table_add(&table, one, 0.6, 1), ANALYSIS_OK);
    assert_int_equal(sets_table_add(&table, two, 0.8, 1), ANALYSIS_OK);
    assert_int_equal(sets_table_add(&table, bad, 0.8, 1), ANALYSIS_INVALID);
    assert_int_equal(sets_table_add(&table, one, 1.8, 1), ANALYSIS_INVALID);
    assert_int_equal(table.cases, 2);
    assert_int_equal(table.ambiguous, 1);
    assert_int_equal(table.rows[2].cases, 1);
    assert_int_equal(table.rows[0].cases + table.rows[1].cases + table.rows[3].cases, 0);
    /* Row AB': min(.7, .8) = .7 and min(.5, .1) = .1; with y: min .6 and .1 */
    assert_near(table.rows[2].relation.x, 0.8, 1e-15);
    assert_near(sets_consistency(&table.rows[2].relation), 0.7 / 0.8, 1e-14);
    sets_table_free(&table);
    assert_int_equal(sets_table_init(&table, 0), ANALYSIS_INVALID);
    assert_int_equal(sets_table_init(&table, 17), ANALYSIS_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_example),
        cmocka_unit_test(test_crisp_table),
        cmocka_unit_test(test_fuzzy_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
