/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/outcome.h"
#include "experiments/tally.h"

#include "testing.h"

#include <string.h>

/*
 * 4 alliances, 30 ticks at 12 a year: 120 alliance-ticks, of which 96 (8 alliance-years) are living.
 */
static tally_t tally_by_hand(void)
{
    return (tally_t){
        .ticks = 30,
        .sum = {.disposition = {60, 18, 6, 10, 2},
                .behaviour = {9, 4, 3, 2, 2},
                .type = {16, 8, 48, 24},
                .status = {72, 20, 28},
                .same = 36,
                .issues = 20},
        .demands = {5, 4, 3, 2, 2},
        .settled = 2,
        .lapsed = 7,
        .drifts = 3,
        .recoveries = 1,
        .terminations = 2,
        .formations = 4,
        .same_lost = 6,
        .same_gained = 5,
        .flips = 11,
        .spells = 6,
        .first_non_following = 3,
        .first_termination = 27,
        .conceded = 0.75,
        .strong_dependence = 24.0,
        .weak_dependence = 72.0,
    };
}

static double value_of(const double values[], const char *name)
{
    int outcome = outcome_find(name);

    if (outcome < 0) {
        print_error("there is no outcome %s\n", name);
        fail();
    }
    return values[outcome];
}

static void test_by_hand(void **state)
{
    static const struct {
        const char *name;
        double value;
    } expected[] = {
        {"demands", 16.0},
        {"follow", 5.0},
        {"negative_response", 4.0},
        {"price_raising", 3.0},
        {"confrontation", 2.0},
        {"termination", 2.0},
        {"share_follow", 5.0 / 16.0},
        {"share_negative_response", 4.0 / 16.0},
        {"share_price_raising", 3.0 / 16.0},
        {"share_confrontation", 2.0 / 16.0},
        {"share_termination", 2.0 / 16.0},
        {"non_following_rate", 11.0 / 16.0},
        {"disposition_follow", 60.0 / 96.0},
        {"disposition_negative_response", 18.0 / 96.0},
        {"disposition_price_raising", 6.0 / 96.0},
        {"disposition_confrontation", 10.0 / 96.0},
        {"disposition_termination", 2.0 / 96.0},
        {"type_strong_strong", 16.0 / 96.0},
        {"type_strong_weak", 8.0 / 96.0},
        {"type_weak_strong", 48.0 / 96.0},
        {"type_weak_weak", 24.0 / 96.0},
        {"status_allied", 72.0 / 120.0},
        {"status_drifting", 20.0 / 120.0},
        {"status_ended", 28.0 / 120.0},
        {"same_threat", 36.0 / 96.0},
        {"same_lost", 6.0 / 8.0},
        {"same_gained", 5.0 / 8.0},
        {"strong_dependence", 0.25},
        {"weak_dependence", 0.75},
        {"flips", 11.0 / 8.0},
        {"spell_years", 0.5},
        {"first_non_following", 0.25},
        {"first_termination", 2.25},
        {"terminations", 2.0 / 8.0},
        {"terminations_low_capability", 12.0 / 72.0},
        {"terminations_high_capability", 12.0 / 24.0},
        {"drifts", 3.0 / 8.0},
        {"recoveries", 1.0 / 8.0},
        {"formations", 4.0 / 8.0},
        {"settled", 2.0},
        {"lapsed", 7.0},
        {"conceded", 0.75},
    };
    const tally_t tally = tally_by_hand();
    const asymmetry_counts_t halves = {.terminations = {1, 1}, .living = {72, 24}};
    double values[OUTCOME_MAX];

    (void)state;
    outcomes_of(&tally, &halves, 4, 12, values);
    assert_int_equal(outcome_count(), sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < outcome_count(); i++) {
        if (!(fabs(value_of(values, expected[i].name) - expected[i].value) <= 1e-15)) {
            print_error("%s: ", expected[i].name);
        }
        assert_near(value_of(values, expected[i].name), expected[i].value, 1e-15);
    }
}

static void test_nothing_happened(void **state)
{
    static const char *const zero[] = {"demands", "follow", "termination", "settled", "lapsed",
                                       "conceded"};
    const tally_t tally = {.first_non_following = MODEL_NONE, .first_termination = MODEL_NONE};
    double values[OUTCOME_MAX];
    size_t undefined = 0;

    (void)state;
    outcomes_of(&tally, NULL, 0, 12, values);
    for (size_t i = 0; i < sizeof zero / sizeof zero[0]; i++) {
        assert_true(value_of(values, zero[i]) == 0.0);
    }
    for (size_t i = 0; i < outcome_count(); i++) {
        undefined += isnan(values[i]) ? 1u : 0u;
    }
    assert_int_equal(undefined, outcome_count() - 9);

    /* a whole run in which all was followed: rates are 0, times and durations undefined */
    const tally_t calm = {.ticks = 10,
                          .sum = {.disposition = {20}, .type = {0, 0, 20}, .status = {20}},
                          .demands = {3},
                          .first_non_following = MODEL_NONE,
                          .first_termination = MODEL_NONE};
    outcomes_of(&calm, NULL, 2, 12, values);
    assert_true(value_of(values, "non_following_rate") == 0.0);
    assert_true(value_of(values, "share_follow") == 1.0);
    assert_true(value_of(values, "terminations") == 0.0);
    assert_true(isnan(value_of(values, "spell_years")));
    assert_true(isnan(value_of(values, "first_non_following")));
    assert_true(isnan(value_of(values, "first_termination")));

    /* the first tick is a date as well */
    tally_t early = calm;
    early.first_non_following = 0;
    outcomes_of(&early, NULL, 2, 12, values);
    assert_true(value_of(values, "first_non_following") == 0.0);
}

static double sum_of(const double values[], const char *prefix)
{
    double sum = 0.0;

    for (size_t i = 0; i < outcome_count(); i++) {
        if (strncmp(outcome_info(i)->name, prefix, strlen(prefix)) == 0) {
            sum += values[i];
        }
    }
    return sum;
}

/* Of tallies that could be: what is divided up adds up, whatever the numbers. */
static void test_agreement(void **state)
{
    uint64_t random = 1;

    (void)state;
    for (int trial = 0; trial < 200; trial++) {
        tally_t tally = {.ticks = 50};
        double values[OUTCOME_MAX];
        uint64_t living = 0;
        uint64_t numbers[32];
        size_t alliances = 0;

        for (size_t i = 0; i < 32; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            numbers[i] = 1 + (random >> 33) % 1000;
        }
        for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
            tally.demands[i] = numbers[i];
            tally.sum.disposition[i] = numbers[5 + i] + 4;
            living += tally.sum.disposition[i];
        }
        tally.sum.type[0] = living / 7;
        tally.sum.type[1] = living / 3;
        tally.sum.type[2] = living / 4;
        tally.sum.type[3] = living - living / 7 - living / 3 - living / 4;
        alliances = (size_t)(living / 50 + 1 + numbers[10] % 9);
        tally.sum.status[1] = numbers[11] % living;
        tally.sum.status[0] = living - tally.sum.status[1];
        tally.sum.status[2] = 50 * alliances - living;
        outcomes_of(&tally, NULL, alliances, 12, values);
        assert_near(sum_of(values, "share_"), 1.0, 1e-12);
        assert_near(sum_of(values, "disposition_"), 1.0, 1e-12);
        assert_near(sum_of(values, "type_"), 1.0, 1e-12);
        assert_near(sum_of(values, "status_"), 1.0, 1e-12);
        assert_near(value_of(values, "non_following_rate"), 1.0 - value_of(values, "share_follow"),
                    1e-12);
        assert_near(value_of(values, "follow"),
                    value_of(values, "share_follow") * value_of(values, "demands"), 1e-9);
        assert_near(value_of(values, "follow") + value_of(values, "negative_response")
                        + value_of(values, "price_raising") + value_of(values, "confrontation")
                        + value_of(values, "termination"),
                    value_of(values, "demands"), 0.0);
    }
}

/* Names are columns: words, each once, and each with what a reader needs. */
static void test_table(void **state)
{
    (void)state;
    assert_true(outcome_count() <= OUTCOME_MAX);
    assert_null(outcome_info(outcome_count()));
    assert_int_equal(outcome_find("nonsense"), -1);
    assert_int_equal(outcome_find(""), -1);
    for (size_t i = 0; i < outcome_count(); i++) {
        const outcome_info_t *info = outcome_info(i);

        assert_int_equal(outcome_find(info->name), i);
        assert_int_equal(strspn(info->name, "abcdefghijklmnopqrstuvwxyz_"), strlen(info->name));
        assert_true(strlen(info->unit) > 0);
        assert_true(strlen(info->meaning) > 20);
    }
}

/* Of two tallies the earlier dates; what never happened is no date. */
static void test_earlier_dates(void **state)
{
    tally_t sum, other;

    (void)state;
    tally_init(&sum);
    tally_init(&other);
    other.first_non_following = 7;
    tally_add(&sum, &other);
    assert_int_equal(sum.first_non_following, 7);
    assert_int_equal(sum.first_termination, MODEL_NONE);
    other.first_non_following = 9;
    tally_add(&sum, &other);
    assert_int_equal(sum.first_non_following, 7);
    other.first_non_following = MODEL_NONE;
    tally_add(&sum, &other);
    assert_int_equal(sum.first_non_following, 7);
    other.first_non_following = 3;
    tally_add(&sum, &other);
    assert_int_equal(sum.first_non_following, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_nothing_happened),
        cmocka_unit_test(test_agreement),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_earlier_dates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
