/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two tables, and the fields that they name. */
#include "tests/testing.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "sim/parameters.h"
#include "sim/variables.h"

static int word_count(const char *words)
{
    int count = 1;
    for (const char *c = words; *c != '\0'; c++) {
        count += *c == '|';
    }
    return count;
}

static bool is_name(const char *text)
{
    return *text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz_") == strlen(text);
}

static void test_rows(void **state)
{
    (void)state;
    assert_true(parameters_count > 40);
    for (size_t i = 0; i < parameters_count; i++) {
        const parameter_info_t *info = &parameters_table[i];
        assert_true(is_name(info->group));
        assert_true(is_name(info->name));
        assert_true(isfinite(info->lowest) && isfinite(info->highest));
        assert_true(info->lowest < info->highest);
        assert_true(info->initial >= info->lowest && info->initial <= info->highest);
        assert_true(strlen(info->unit) > 0);
        assert_true(strlen(info->meaning) > 0);
        assert_true(strlen(info->source) > 0);
        assert_int_equal(info->words != NULL, info->type == PARAMETER_CHOICE);
        if (info->type != PARAMETER_REAL) {
            assert_true(info->initial == floor(info->initial));
        }
        if (info->type == PARAMETER_CHOICE) {
            assert_true(info->lowest == 0.0);
            assert_true(info->highest == word_count(info->words) - 1);
        }
        assert_ptr_equal(parameters_find(info->group, info->name),
                         info); /* the only one of that name */
    }
}

/* Rows of a group stand together, so that listings by group need no sorting. */
static void test_groups_are_contiguous(void **state)
{
    (void)state;
    for (size_t i = 1; i < parameters_count; i++) {
        if (strcmp(parameters_table[i].group, parameters_table[i - 1].group) != 0) {
            for (size_t j = 0; j + 1 < i; j++) {
                assert_string_not_equal(parameters_table[i].group, parameters_table[j].group);
            }
        }
    }
}

static void test_find(void **state)
{
    (void)state;
    assert_non_null(parameters_find("threshold", "dependence"));
    assert_null(parameters_find("threshold", "dependenc"));
    assert_null(parameters_find("dependence", "threshold"));
    assert_null(parameters_find("", ""));
}

/* docs: model 7. Written by name here, so that a wrong offset or a wrong default shows. */
static void test_defaults(void **state)
{
    parameters_t parameters;
    (void)state;
    memset(&parameters, 0xff, sizeof parameters);
    parameters_init(&parameters);
    assert_near(parameters.threshold_dependence, 0.5, 0.0);
    assert_near(parameters.threshold_threat, 0.4, 0.0);
    assert_near(parameters.threshold_divergence, 0.7, 0.0);
    assert_near(parameters.threshold_vulnerability, 0.45, 0.0);
    assert_near(parameters.threshold_ally, 0.4, 0.0);
    assert_near(parameters.threshold_band, 0.05, 0.0);
    assert_near(parameters.walt_power + parameters.walt_proximity + parameters.walt_offense, 1.0,
                1e-15);
    assert_near(parameters.dependence_security_weak, 0.7, 0.0);
    assert_near(parameters.dependence_security_strong, 0.3, 0.0);
    assert_near(parameters.consequence_end_after, 1.0, 0.0);
    assert_near(parameters.decision_lambda, 20.0, 0.0);
    assert_int_equal(parameters.decision_rule, DECISION_FRAMEWORK);
    assert_int_equal(parameters.decision_scope, SCOPE_FOCAL);
    assert_int_equal(parameters.time_ticks_per_year, 12);
}

static void test_choices(void **state)
{
    (void)state;
    assert_string_equal(parameters_find("decision", "rule")->words, "framework|logit");
    assert_string_equal(parameters_find("decision", "scope")->words, "focal|any");
    assert_int_equal(DECISION_FRAMEWORK, 0);
    assert_int_equal(DECISION_LOGIT, 1);
    assert_int_equal(SCOPE_FOCAL, 0);
    assert_int_equal(SCOPE_ANY, 1);
}

/* Every field keeps a value of its own: none overlaps another. */
static void test_round_trip(void **state)
{
    parameters_t parameters;
    (void)state;
    parameters_init(&parameters);
    for (size_t i = 0; i < parameters_count; i++) {
        double value = parameters_table[i].type == PARAMETER_REAL ? 0.1 + (double)i : (double)i;
        parameters_set(&parameters, &parameters_table[i], value);
    }
    for (size_t i = 0; i < parameters_count; i++) {
        double value = parameters_table[i].type == PARAMETER_REAL ? 0.1 + (double)i : (double)i;
        assert_near(parameters_get(&parameters, &parameters_table[i]), value, 0.0);
    }
}

/* A number that no int holds must end up outside every range, not wherever the cast sends it. */
static void test_set_saturates(void **state)
{
    parameters_t parameters;
    const parameter_info_t *info = parameters_find("time", "ticks_per_year");
    (void)state;
    parameters_init(&parameters);
    parameters_set(&parameters, info, 1e300);
    assert_int_equal(parameters.time_ticks_per_year, INT_MAX);
    parameters_set(&parameters, info, -1e300);
    assert_int_equal(parameters.time_ticks_per_year, INT_MIN);
    parameters_set(&parameters, info, (double)NAN);
    assert_int_equal(parameters.time_ticks_per_year, INT_MIN);
    parameters_set(&parameters, info, 365.0);
    assert_int_equal(parameters.time_ticks_per_year, 365);
}

static void test_variable_rows(void **state)
{
    (void)state;
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        char dotted[64];
        assert_true(is_name(info->name));
        assert_true(isfinite(info->lowest) && isfinite(info->highest));
        assert_true(info->lowest < info->highest);
        assert_true(info->initial >= info->lowest && info->initial <= info->highest);
        assert_true(strlen(info->meaning) > 0);
        assert_true(strlen(info->source) > 0);
        assert_string_equal(info->kind_name, agent_kind_name(info->kind));
        assert_int_equal(variable_find(info->kind, info->name), v); /* the only one of that name */
        snprintf(dotted, sizeof dotted, "%s.%s", info->kind_name, info->name);
        assert_int_equal(variable_from_name(dotted), v);
        assert_int_equal(variable_shockable((variable_t)v), info->role != ROLE_FIXED);
        if (info->kind == KIND_WORLD) { /* the world has no values of its own */
            assert_int_equal(info->role, ROLE_ACTION);
        }
        if (info->kind == KIND_SOURCE) {
            assert_false(info->per_source);
        }
    }
}

/* model 5: all that a shock can act on, and nothing else. */
static void test_shockable(void **state)
{
    static const char *const shockable[] = {
        "source.power",      "source.offense",  "strong.intention",  "strong.engagement",
        "weak.intention",    "weak.government", "weak.capability",   "weak.alternatives",
        "weak.defense_need", "alliance.basing", "alliance.salience", "alliance.political_need",
        "alliance.support",  "alliance.demand", "world.intention",
    };
    size_t expected = sizeof shockable / sizeof shockable[0], found = 0;
    (void)state;
    for (size_t i = 0; i < expected; i++) {
        int v = variable_from_name(shockable[i]);
        assert_true(v >= 0);
        assert_true(variable_shockable((variable_t)v));
    }
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        found += variable_shockable((variable_t)v) ? 1 : 0;
    }
    assert_int_equal(found, expected);
}

static void test_variable_from_name(void **state)
{
    static const char *const wrong[] = {"",
                                        ".",
                                        "weak",
                                        "weak.",
                                        ".capability",
                                        "weak.x",
                                        "capability",
                                        "wea.capability",
                                        "weaks.capability",
                                        "strong.capability",
                                        "weak.capability.a",
                                        "WEAK.capability"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(variable_from_name(wrong[i]), -1);
    }
    assert_int_equal(variable_from_name("weak.capability"), VARIABLE_WEAK_capability);
    assert_int_equal(variable_from_name("strong.intention"), VARIABLE_STRONG_intention);
    assert_int_equal(variable_from_name("world.intention"), VARIABLE_WORLD_intention);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),          cmocka_unit_test(test_groups_are_contiguous),
        cmocka_unit_test(test_find),          cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_choices),       cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_set_saturates), cmocka_unit_test(test_variable_rows),
        cmocka_unit_test(test_shockable),     cmocka_unit_test(test_variable_from_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
