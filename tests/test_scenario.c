/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/scenario.h"
#include "config/table.h"

static void freeing_is_always_legal(void **state)
{
    scenario_t zeroed = {0}, scenario;
    (void)state;
    scenario_free(&zeroed);
    scenario_init(&scenario);
    assert_true(scenario.seed == SCENARIO_SEED && scenario.required && !scenario.seed_given);
    scenario_free(&scenario);
    scenario_free(&scenario);
}

/* The words in the tables are those of the model, in the order of its numbers. */
static void words_are_those_of_the_model(void **state)
{
    const section_t *expect = section_find("expect");
    (void)state;
    assert_string_equal(field_find(section_find("strong"), "response")->words, response_words);
    for (int kind = 0; kind < EXPECTATION_KIND_COUNT; kind++) {
        const field_t *field = field_find(expect, expectation_kind_name((expectation_kind_t)kind));
        int value = 0;
        assert_non_null(field);
        assert_int_equal(field->second, kind);
        for (; expectation_word((expectation_kind_t)kind, value)[0] != '\0'; value++) {
            expectation_kind_t found_kind;
            int found;
            assert_int_equal(word_index(field->words, expectation_word((expectation_kind_t)kind, value)), value);
            assert_true(expectation_from_word(expectation_word((expectation_kind_t)kind, value), &found_kind, &found));
            assert_int_equal(found_kind, kind);
            assert_int_equal(found, value);
        }
        assert_int_equal(word_count(field->words), value);
    }
    assert_false(expectation_from_word("", &(expectation_kind_t){0}, &(int){0}));
    assert_string_equal(expectation_word(EXPECTATION_STATUS, -1), "");
    assert_string_equal(outcome_name(OUTCOME_COUNT), "");
}

static void words_are_found_by_their_number(void **state)
{
    char word[8], list[32];
    (void)state;
    word_at("a|bb|ccc", 1, word, sizeof word);
    assert_string_equal(word, "bb");
    word_at("a|bb|ccc", 3, word, sizeof word);
    assert_string_equal(word, "");
    word_at("a|bb|ccc", -1, word, sizeof word);
    assert_string_equal(word, "");
    assert_int_equal(word_count("a|bb|ccc"), 3);
    assert_int_equal(word_index("a|bb|ccc", "ccc"), 2);
    assert_int_equal(word_index("a|bb|ccc", "c"), -1);
    assert_int_equal(word_index("a|bb|ccc", ""), -1);
    assert_int_equal(word_index("a|bb|ccc", "a|bb"), -1);
    word_list("a|bb|ccc", list, sizeof list);
    assert_string_equal(list, "a, bb or ccc");
    word_list("a|bb", list, sizeof list);
    assert_string_equal(list, "a or bb");
    word_list("a", list, sizeof list);
    assert_string_equal(list, "a");
    word_list("a|bb|ccc", list, 6);
    assert_string_equal(list, "a, bb");
}

/* No two settings of one group have the same name: one would hide the other. */
static void no_name_stands_twice(void **state)
{
    (void)state;
    for (size_t s = 0; s < SECTION_COUNT; s++) {
        const section_t *section = &sections[s];
        assert_int_equal(section->id, s);
        for (size_t f = 0; f < section->field_count; f++) {
            assert_ptr_equal(field_find(section, section->fields[f].name), &section->fields[f]);
            if (section->kind < KIND_COUNT) {
                assert_int_equal(variable_find(section->kind, section->fields[f].name), -1);
            }
        }
        for (size_t i = 0; i < parameters_count; i++) {
            assert_string_not_equal(section->name, parameters_table[i].group);
        }
        for (size_t f = 0; f < table_top_count; f++) {
            assert_string_not_equal(section->name, table_top[f].name);
        }
    }
    for (int v = 0; v < VARIABLE_COUNT; v++) { /* an alliance's attributes may stand with its weak state */
        if (variable_info((variable_t)v)->kind == KIND_ALLIANCE) {
            assert_int_equal(variable_find(KIND_WEAK, variable_info((variable_t)v)->name), -1);
            assert_null(field_find(section_find("weak"), variable_info((variable_t)v)->name));
        }
    }
}

static void what_was_given_is_told_apart(void **state)
{
    scenario_t scenario, copy;
    model_agent_t *agent = NULL;
    int marked = 0;
    (void)state;
    scenario_init(&scenario);
    for (int i = 0; i < 3; i++) {
        char id[] = "A";
        id[0] = (char)('A' + i);
        assert_int_equal(model_add_source(&scenario.model, id, &agent), MODEL_OK);
    }
    for (int i = 0; i < 2; i++) {
        char id[] = "S";
        id[0] = (char)('S' + i);
        assert_int_equal(model_add_strong(&scenario.model, id, &agent), MODEL_OK);
    }
    assert_false(scenario_given(&scenario, KIND_STRONG, 1, VARIABLE_STRONG_intention, 2));
    assert_null(scenario_given_place(&scenario, KIND_STRONG, 1, VARIABLE_STRONG_intention, 2));
    assert_int_equal(scenario_given_init(&scenario), SCENARIO_OK);
    *scenario_given_place(&scenario, KIND_STRONG, 1, VARIABLE_STRONG_intention, 2) = 1;
    scenario.given_parameters[parameters_count - 1] = 1;
    assert_int_equal(scenario_copy(&copy, &scenario), SCENARIO_OK);
    scenario_free(&scenario);
    for (size_t entry = 0; entry < 2; entry++) {
        for (int v = 0; v < VARIABLE_COUNT; v++) {
            for (int32_t source = MODEL_NONE; source < 3; source++) {
                bool given = scenario_given(&copy, KIND_STRONG, entry, (variable_t)v, source);
                assert_true(given == (entry == 1 && v == VARIABLE_STRONG_intention && source == 2));
                marked += given;
            }
        }
    }
    assert_int_equal(marked, 1);
    assert_true(copy.given_parameters[parameters_count - 1] == 1 && copy.given_parameters[0] == 0);
    scenario_free(&copy);
}

/* What differs in one place is not equal: a shock's conflict, the third parameter of a distribution. */
static void one_difference_is_enough(void **state)
{
    scenario_t scenario, copy;
    model_shock_t *shock = NULL;
    (void)state;
    scenario_init(&scenario);
    assert_int_equal(model_add_shock(&scenario.model, "asks", VARIABLE_ALLIANCE_demand, &shock), MODEL_OK);
    shock->size = (distribution_t){DISTRIBUTION_STUDENT_T, 0.0, 1.0, 3.0};
    assert_int_equal(scenario_copy(&copy, &scenario), SCENARIO_OK);
    assert_true(scenario_equal(&scenario, &copy));
    copy.model.shocks[0].conflict = !copy.model.shocks[0].conflict;
    assert_false(scenario_equal(&scenario, &copy));
    copy.model.shocks[0].conflict = !copy.model.shocks[0].conflict;
    copy.model.shocks[0].size.c = 4.0;
    assert_false(scenario_equal(&scenario, &copy));
    scenario_free(&copy);
    scenario_free(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(freeing_is_always_legal),
        cmocka_unit_test(words_are_those_of_the_model),
        cmocka_unit_test(words_are_found_by_their_number),
        cmocka_unit_test(no_name_stands_twice),
        cmocka_unit_test(what_was_given_is_told_apart),
        cmocka_unit_test(one_difference_is_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
