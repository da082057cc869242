/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <stdio.h>
#include <string.h>

#include "config/suggest.h"

static void measures_the_distance_of_damerau(void **state)
{
    static const struct {
        const char *a, *b;
        size_t distance;
    } pairs[] = {
        {"", "", 0},           {"", "abc", 3},        {"abc", "abc", 0},     {"abc", "abd", 1},
        {"abc", "ab", 1},      {"abc", "xabc", 1},    {"abc", "bac", 1},     {"abcd", "badc", 2},
        {"ABC", "abc", 0},     {"kitten", "sitting", 3}, {"ca", "abc", 3},   {"capabilty", "capability", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_int_equal(suggest_distance(pairs[i].a, pairs[i].b, 10), pairs[i].distance);
        assert_int_equal(suggest_distance(pairs[i].b, pairs[i].a, 10), pairs[i].distance);
    }
    assert_int_equal(suggest_distance("kitten", "sitting", 2), 3);
    assert_int_equal(suggest_distance("kitten", "abcdefghij", 2), 3);
}

static void suggests_what_is_near_and_nothing_else(void **state)
{
    static const char *const names[] = {"capability", "defense_need", "alternatives", "rate", "USA", "proximity"};
    static const struct {
        const char *word, *best;
    } words[] = {
        {"capabilty", "capability"}, {"CAPABILITY", "capability"}, {"defence_need", "defense_need"},
        {"alternative", "alternatives"}, {"UAS", "USA"}, {"usa", "USA"}, {"RUS", NULL},
        {"raet", "rate"}, {"xyzt", NULL}, {"proxim", "proximity"}, {"proxipqrs", NULL}, {"x", NULL}, {"", NULL}, {"capacity_of_the_state", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *best = suggest_nearest(words[i].word, names, sizeof names / sizeof names[0]);
        if (words[i].best == NULL) {
            assert_null(best);
        } else {
            assert_non_null(best);
            assert_string_equal(best, words[i].best);
        }
    }
}

static void prefers_the_nearest_and_of_equals_the_first(void **state)
{
    static const char *const names[] = {"threshols", "threshold", "threshile"};
    static const char *const equals[] = {"band1", "band2"};
    (void)state;
    assert_ptr_equal(suggest_nearest("threshold", names, 3), names[1]);
    assert_ptr_equal(suggest_nearest("band3", equals, 2), equals[0]);
}

static void bears_long_names_and_none(void **state)
{
    char longest[64], longer[200];
    suggest_t nearest;
    (void)state;
    memset(longest, 'a', 63);
    longest[63] = '\0';
    memset(longer, 'a', 199);
    longer[199] = '\0';
    suggest_init(&nearest, longest);
    suggest_offer(&nearest, NULL);
    suggest_offer(&nearest, longer);
    assert_null(nearest.best);
    suggest_offer(&nearest, longest);
    assert_ptr_equal(nearest.best, longest);
    assert_null(suggest_nearest(longer, (const char *const[]){longest}, 1));
}

static void asks_whether_it_was_meant(void **state)
{
    char name[64], text[SUGGEST_TEXT_SIZE], wanted[SUGGEST_TEXT_SIZE];
    suggest_t nearest;
    (void)state;
    suggest_init(&nearest, "UAS");
    suggest_did_you_mean(&nearest, text, sizeof text);
    assert_string_equal(text, "");
    suggest_offer(&nearest, "USA");
    suggest_did_you_mean(&nearest, text, sizeof text);
    assert_string_equal(text, "; did you mean USA?");
    memset(name, 'a', 63);
    name[63] = '\0';
    suggest_init(&nearest, name);
    suggest_offer(&nearest, name);
    suggest_did_you_mean(&nearest, text, sizeof text);
    snprintf(wanted, sizeof wanted, "; did you mean %s?", name);
    assert_string_equal(text, wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_the_distance_of_damerau),
        cmocka_unit_test(suggests_what_is_near_and_nothing_else),
        cmocka_unit_test(prefers_the_nearest_and_of_equals_the_first),
        cmocka_unit_test(bears_long_names_and_none),
        cmocka_unit_test(asks_whether_it_was_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
