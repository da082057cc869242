/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/patterns.h"

#include "config/reader.h"
#include "testing.h"

#include <stdlib.h>
#include <string.h>

static void read_baseline(scenario_t *scenario, const char *const *sets, size_t count)
{
    report_t report = {0};

    assert_int_equal(scenario_read(scenario, ADRIFT_SOURCE_DIR "/config/baseline.cfg", sets, count,
                                   &report),
                     SCENARIO_OK);
    report_free(&report);
}

static size_t find(const char *number, const char *name)
{
    size_t found = pattern_count();

    for (size_t p = 0; p < pattern_count(); p++) {
        if (strcmp(pattern_info(p)->number, number) == 0 &&
            strcmp(pattern_info(p)->name, name) == 0) {
            assert_int_equal(found, pattern_count()); /* once */
            found = p;
        }
    }
    assert_true(found < pattern_count());
    return found;
}

/* P1 to P9 in order, targets that can be met, outcomes that exist. */
static void test_table(void **state)
{
    (void)state;
    assert_null(pattern_info(pattern_count()));
    assert_string_equal(pattern_info(0)->number, "P1");
    assert_string_equal(pattern_info(pattern_count() - 1)->number, "P9");
    for (size_t p = 0; p < pattern_count(); p++) {
        const pattern_t *pattern = pattern_info(p);

        if (p > 0) {
            const int step = pattern->number[1] - pattern_info(p - 1)->number[1];

            assert_true(step == 0 || step == 1);
        }
        assert_true(find(pattern->number, pattern->name) == p);
        assert_int_equal(pattern->kind == PATTERN_OUTCOMES, pattern->outcome[0] != NULL);
        if (pattern->kind == PATTERN_OUTCOMES) {
            assert_true(pattern->low < pattern->high && pattern->scale > 0.0);
        }
        for (int i = 0; i < PATTERN_TERMS && pattern->outcome[i] != NULL; i++) {
            assert_true(outcome_find(pattern->outcome[i]) >= 0);
        }
    }
}

/* The targets are those of docs/model.md 1. */
static void test_targets(void **state)
{
    static const struct {
        const char *number, *name;
        double low, high;
    } expected[] = {
        {"P3", "", 0.70, 0.95},  {"P6", "", 0.0008, 0.010},   {"P7", "", 0.40, 0.65},
        {"P8", "lost", 0.03, 0.20}, {"P8", "gained", 0.03, 0.20},
    };

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const pattern_t *pattern = pattern_info(find(expected[i].number, expected[i].name));

        assert_near(pattern->low, expected[i].low, 0.0);
        assert_near(pattern->high, expected[i].high, 0.0);
    }
}

static void test_values(void **state)
{
    double outcomes[OUTCOME_MAX];

    (void)state;
    for (size_t i = 0; i < OUTCOME_MAX; i++) {
        outcomes[i] = NAN;
    }
    outcomes[outcome_find("share_follow")] = 0.8;
    outcomes[outcome_find("share_negative_response")] = 0.07;
    outcomes[outcome_find("share_price_raising")] = 0.03;
    outcomes[outcome_find("share_termination")] = 0.01;
    outcomes[outcome_find("terminations_high_capability")] = 0.004;
    outcomes[outcome_find("terminations_low_capability")] = 0.001;
    assert_near(pattern_value(find("P3", ""), outcomes), 0.8, 0.0);
    assert_near(pattern_value(find("P4", "negative_response"), outcomes), 0.04, 1e-15);
    assert_near(pattern_value(find("P4", "rarer_than_price_raising"), outcomes), -0.02, 1e-15);
    assert_near(pattern_value(find("P9", ""), outcomes), 0.003, 1e-15);
    assert_true(isnan(pattern_value(find("P7", ""), outcomes)));
    assert_true(isnan(pattern_value(find("P1", ""), outcomes)));
}

static bool applies(const char *number, const char *name, const scenario_t *scenario,
                    size_t alliances, uint64_t replicates, const char *word)
{
    char reason[PATTERN_REASON_SIZE];
    const bool does = pattern_applies(find(number, name), scenario, alliances, replicates, reason);

    assert_int_equal(does, reason[0] == '\0');
    if (!does && strstr(reason, word) == NULL) {
        print_error("%s: %s\n", number, reason);
        fail();
    }
    return does;
}

static void test_applies(void **state)
{
    scenario_t scenario;

    (void)state;
    read_baseline(&scenario, NULL, 0);
    for (size_t p = 0; p < pattern_count(); p++) {
        assert_true(applies(pattern_info(p)->number, pattern_info(p)->name, &scenario, 40, 200, ""));
    }
    /* 40 alliances over 50 years: 2000 alliance-years a replicate; 12500 are asked for. */
    assert_false(applies("P6", "", &scenario, 40, 6, "too few"));
    assert_true(applies("P6", "", &scenario, 40, 7, ""));
    assert_false(applies("P9", "", &scenario, 9, 200, "halves of 9"));
    scenario.model.parameters.decision_rule = DECISION_LOGIT;
    assert_false(applies("P1", "", &scenario, 40, 200, "decision.rule"));
    scenario.model.parameters.time_years = 1;
    assert_false(applies("P8", "lost", &scenario, 40, 200, "years"));
    scenario.model.parameters.time_years = 50;

    scenario.model.parameters.demand_rate = 0;
    assert_true(applies("P3", "", &scenario, 40, 200, "")); /* the call to all allies is one */
    for (size_t i = 0; i < scenario.model.shock_count; i++) {
        scenario.model.shocks[i].rate *= scenario.model.shocks[i].on == VARIABLE_ALLIANCE_demand;
    }
    assert_true(applies("P3", "", &scenario, 40, 200, "")); /* demands are no other shocks */
    assert_false(applies("P6", "", &scenario, 40, 200, "shocks"));
    for (size_t i = 0; i < scenario.model.shock_count; i++) {
        scenario.model.shocks[i].rate = 0;
    }
    assert_false(applies("P3", "", &scenario, 40, 200, "demands"));
    assert_false(applies("P4", "negative_response", &scenario, 40, 200, "demands"));
    assert_false(applies("P6", "", &scenario, 40, 200, "shocks"));
    assert_false(applies("P8", "gained", &scenario, 40, 200, "shocks"));
    assert_true(applies("P7", "", &scenario, 40, 200, ""));
    scenario_free(&scenario);
}

/* Each replicate's values are those of its own world; threads are nothing; every tick is verified. */
static void test_play(void **state)
{
    const char *const sets[] = {"time.years=5", "time.burn_in=1"};
    scenario_t scenario;
    patterns_result_t one, three;

    (void)state;
    read_baseline(&scenario, sets, 2);
    scenario.seed = 9;
    assert_int_equal(patterns_play(&one, &scenario, 7, 1, NULL), PATTERNS_OK);
    assert_int_equal(patterns_play(&three, &scenario, 7, 3, NULL), PATTERNS_OK);
    assert_int_equal(one.alliances, 40);
    assert_int_equal(one.ticks, 7 * 72);
    assert_int_equal(one.faults, 0);
    assert_int_equal(three.ticks, one.ticks);
    assert_memory_equal(one.values, three.values,
                        pattern_count() * 7 * sizeof *one.values); /* to the bit, NaN too */

    world_t *world = NULL;
    tally_t tally;
    double outcomes[OUTCOME_MAX];

    assert_int_equal(world_create(&world, &scenario.model, 1), MODEL_OK);
    world_reset(world, 9, 4);
    while (world_tick(world) < world_end(world)) {
        world_step(world);
    }
    world_tally(world, 0, &tally);
    outcomes_of(&tally, NULL, 40, 12, outcomes);
    for (size_t p = 0; p < pattern_count(); p++) {
        const double value = pattern_value(p, outcomes);

        if (!isnan(value)) {
            assert_near(one.values[p * 7 + 4], value, 0.0);
        } else {
            assert_true(isnan(one.values[p * 7 + 4]) || p == find("P9", ""));
        }
    }
    assert_true(isfinite(one.values[find("P9", "") * 7 + 4]) != 0);
    world_free(world);
    patterns_free(&one);
    patterns_free(&one);
    patterns_free(&three);
    scenario_free(&scenario);
}

static void test_stopped(void **state)
{
    const atomic_int stop = 1;
    scenario_t scenario;
    patterns_result_t result;

    (void)state;
    read_baseline(&scenario, NULL, 0);
    assert_int_equal(patterns_play(&result, &scenario, 5, 2, &stop), PATTERNS_STOPPED);
    assert_int_equal(result.ticks, 0);
    patterns_free(&result);
    scenario_free(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),   cmocka_unit_test(test_targets),
        cmocka_unit_test(test_values),  cmocka_unit_test(test_applies),
        cmocka_unit_test(test_play),    cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
