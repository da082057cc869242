/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <stdio.h>
#include <string.h>

#include "config/knob.h"
#include "config/reader.h"

static const char world[] =
    "time = { start = 0.0; years = 50.0; };\n"
    "sources = ( { id = \"CHN\"; power = 0.9; }, { id = \"PRK\"; state = \"USA\"; } );\n"
    "strong = ( { id = \"USA\"; intention = { CHN = 0.7; }; } );\n"
    "weak = ( { id = \"KOR\"; patron = \"USA\"; capability = 0.3; },\n"
    "         { id = \"ally\"; count = 4; patron = \"USA\"; capability = { distribution = \"beta\"; a = 2.0; b = 9.0; }; } );\n"
    "ties = ( { from = \"KOR\"; to = \"ally\"; weight = 0.4; } );\n"
    "shocks = ( { id = \"coup\"; on = \"weak.government\"; rate = 0.13; size = 0.5; },\n"
    "           { id = \"grow\"; on = \"weak.capability\"; rate = 0.2; size = 0.1; } );\n"
    "events = ( { id = \"asks\"; date = 7.5; on = \"alliance.demand\"; source = \"CHN\"; size = 0.7; } );\n";

enum { KOR, ALLY };        /* of weak */
enum { COUP, GROW, ASKS }; /* of shocks and events */

static int make(void **state)
{
    static scenario_t scenario;
    report_t report;
    report_init(&report);
    assert_int_equal(scenario_read_text(&scenario, "x.cfg", world, strlen(world), NULL, 0, &report), SCENARIO_OK);
    report_free(&report);
    *state = &scenario;
    return 0;
}

static int drop(void **state)
{
    scenario_free(*state);
    return 0;
}

/* Of a parameter, or of a field or a value (towards the first source) of entry `index` of a section. */
static knob_t knob_at(scenario_t *scenario, const char *group, size_t index, const char *name)
{
    const parameter_info_t *info = parameters_find(group, name);
    const section_t *section = info == NULL ? section_find(group) : NULL;
    const field_t *field = section == NULL ? NULL : field_find(section, name);
    knob_t knob;
    if (info != NULL) {
        knob = knob_of_parameter(scenario, info);
    } else if (field != NULL) {
        void *entry = section_entry(scenario, section, index);
        assert_true(knob_exists(section, field, entry));
        knob = knob_of_field(scenario, section, field, entry);
    } else {
        int variable = section == NULL ? -1 : variable_find(section->kind, name);
        assert_true(variable >= 0);
        knob = knob_of_value(scenario, section->kind, index, (variable_t)variable, 0);
    }
    return knob;
}

static void a_field_has_a_knob_if_it_can_be_set(void **state)
{
    static const struct {
        const char *section;
        size_t index;
        const char *field;
        bool exists;
    } rows[] = {
        {"weak", KOR, "id", false},               /* it is the entry */
        {"weak", KOR, "label", false},            /* any text */
        {"weak", KOR, "count", true},
        {"sources", 1, "state", true},
        {"alliances", 0, "strong", false},        /* of a type that has knobs, and yet a key */
        {"ties", 0, "from", false},
        {"ties", 0, "weight", true},
        {"shocks", COUP, "rate", true},
        {"shocks", COUP, "permanent", false},     /* no meaning of a government's change */
        {"shocks", GROW, "permanent", true},
        {"events", ASKS, "strong", false},        /* only written into the file */
        {"events", ASKS, "conflict", true},
        {"shocks", GROW, "conflict", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const section_t *section = section_find(rows[i].section);
        const field_t *field = field_find(section, rows[i].field);
        assert_int_equal(knob_exists(section, field, section_entry(*state, section, rows[i].index)), rows[i].exists);
    }
}

static void a_change_may_go_from_end_to_end_and_a_stake_is_in_its_range(void **state)
{
    const knob_t grow = knob_at(*state, "shocks", GROW, "size"), asks = knob_at(*state, "events", ASKS, "size");
    const variable_info_t *capability = variable_info(VARIABLE_WEAK_capability),
                          *demand = variable_info(VARIABLE_ALLIANCE_demand);
    const double width = capability->highest - capability->lowest;
    assert_near(grow.lowest, -width, 0.0);
    assert_near(grow.highest, width, 0.0);
    assert_near(asks.lowest, demand->lowest, 0.0);
    assert_near(asks.highest, demand->highest, 0.0);
}

static void a_world_is_made_anew_for_time_counts_and_ties_alone(void **state)
{
    assert_true(knob_at(*state, "time", 0, "years").structural);
    assert_false(knob_at(*state, "threshold", 0, "dependence").structural);
    assert_true(knob_at(*state, "weak", ALLY, "count").structural);
    assert_false(knob_at(*state, "weak", ALLY, "capability").structural);
    assert_true(knob_at(*state, "ties", 0, "weight").structural);
    assert_false(knob_at(*state, "events", ASKS, "date").structural);
}

static void what_the_file_gave_is_noted_where_it_can_be(void **state)
{
    scenario_t bare;
    assert_int_equal(*knob_at(*state, "time", 0, "years").given, 1);
    assert_int_equal(*knob_at(*state, "threshold", 0, "dependence").given, 0);
    assert_int_equal(*knob_at(*state, "weak", KOR, "capability").given, 1);
    assert_int_equal(*knob_at(*state, "weak", KOR, "intention").given, 0);
    assert_int_equal(*knob_at(*state, "strong", 0, "intention").given, 1);
    assert_null(knob_at(*state, "ties", 0, "weight").given);
    scenario_init(&bare);
    assert_null(knob_at(&bare, "time", 0, "years").given);
    scenario_free(&bare);
}

static void setting_says_nothing_of_being_given(void **state)
{
    const knob_t knob = knob_at(*state, "threshold", 0, "dependence");
    assert_int_equal(knob_set(&knob, 0.25), KNOB_OK);
    assert_int_equal(knob_set_text(&knob, "0.3", NULL, 0), KNOB_OK);
    assert_int_equal(*knob.given, 0);
}

static void what_is_set_is_what_is_got(void **state)
{
    scenario_t *scenario = *state;
    knob_t knob = knob_at(scenario, "threshold", 0, "dependence");
    assert_int_equal(knob_set(&knob, 0.25), KNOB_OK);
    assert_near(knob_get(&knob), 0.25, 0.0);
    assert_near(scenario->model.parameters.threshold_dependence, 0.25, 0.0);
    assert_int_equal(knob_set(&knob, (double)NAN), KNOB_INVALID);
    assert_int_equal(knob_set(&knob, (double)INFINITY), KNOB_INVALID);
    assert_near(knob_get(&knob), 0.25, 0.0);

    knob = knob_at(scenario, "time", 0, "ticks_per_year");
    assert_int_equal(knob_set(&knob, 52.0), KNOB_OK);
    assert_int_equal(scenario->model.parameters.time_ticks_per_year, 52);
    assert_int_equal(knob_set(&knob, 52.5), KNOB_INVALID);
    assert_int_equal(knob_set(&knob, -1.0), KNOB_INVALID);
    assert_int_equal(knob_set(&knob, 1e10), KNOB_INVALID);
    assert_int_equal(scenario->model.parameters.time_ticks_per_year, 52);

    knob = knob_at(scenario, "strong", 0, "response");
    assert_int_equal(knob_set(&knob, 3.0), KNOB_OK);
    assert_int_equal(scenario->model.strong[0].response, RESPONSE_RETRENCH);
    assert_int_equal(knob_set(&knob, 4.0), KNOB_INVALID);

    knob = knob_at(scenario, "events", ASKS, "conflict");
    assert_int_equal(knob_set(&knob, 0.0), KNOB_OK);
    assert_false(scenario->model.shocks[ASKS].conflict);
    assert_int_equal(knob_set(&knob, 0.5), KNOB_INVALID);

    knob = knob_at(scenario, "events", ASKS, "source");
    assert_int_equal(knob_set(&knob, 1.0), KNOB_OK);
    assert_int_equal(scenario->model.shocks[ASKS].source, 1);
    assert_int_equal(knob_set(&knob, 2.0), KNOB_INVALID);

    knob = knob_at(scenario, "sources", 1, "state"); /* one strong state, two sources */
    assert_int_equal(knob_set(&knob, 1.0), KNOB_INVALID);
    assert_near(knob_get(&knob), 0.0, 0.0);
}

/* What is out of its range is model_check's business. */
static void ranges_are_not_enforced(void **state)
{
    knob_t knob = knob_at(*state, "threshold", 0, "dependence");
    assert_int_equal(knob_set(&knob, 7.0), KNOB_OK);
    assert_near(knob_get(&knob), 7.0, 0.0);
    knob = knob_at(*state, "time", 0, "ticks_per_year");
    assert_int_equal(knob_set_text(&knob, "367", NULL, 0), KNOB_OK);
    assert_near(knob_get(&knob), 367.0, 0.0);
}

static void nobody_is_a_number_and_no_text(void **state)
{
    const knob_t knob = knob_at(*state, "sources", 1, "state");
    char text[16] = "?";
    assert_int_equal(knob_set(&knob, MODEL_NONE), KNOB_OK);
    assert_near(knob_get(&knob), MODEL_NONE, 0.0);
    knob_get_text(&knob, text, sizeof text);
    assert_string_equal(text, "");
    assert_int_equal(knob_set(&knob, MODEL_NONE - 1), KNOB_INVALID);
}

static void setting_a_distribution_makes_it_constant_and_a_parameter_does_not(void **state)
{
    scenario_t *scenario = *state;
    distribution_t *value = &scenario->model.weak[ALLY].value[VARIABLE_WEAK_capability];
    const knob_t whole = knob_at(scenario, "weak", ALLY, "capability");
    const knob_t part = knob_of_detail(&whole, 0);
    assert_near(knob_get(&whole), 2.0 / 11.0, 1e-15);
    assert_false(knob_is_constant(&whole));
    assert_true(knob_is_constant(&part));
    assert_int_equal(knob_set(&part, 4.5), KNOB_OK);
    assert_int_equal(value->kind, DISTRIBUTION_BETA);
    assert_near(value->a, 4.5, 0.0);
    assert_near(value->b, 9.0, 0.0);
    assert_int_equal(knob_set(&whole, 0.125), KNOB_OK);
    assert_int_equal(value->kind, DISTRIBUTION_CONSTANT);
    assert_near(knob_get(&whole), 0.125, 0.0);
    assert_true(knob_is_constant(&whole));
}

static void a_distribution_is_known_with_its_parameters(void **state)
{
    const knob_t whole = knob_at(*state, "weak", ALLY, "capability"), years = knob_at(*state, "time", 0, "years");
    const distribution_info_t *info = knob_distribution(&whole);
    const knob_t b = knob_of_detail(&whole, 1);
    assert_non_null(info);
    assert_string_equal(info->name, "beta");
    assert_near(knob_get(&b), 9.0, 0.0);
    assert_int_equal(b.type, KNOB_REAL);
    assert_string_equal(b.meaning, whole.meaning);
    assert_true(b.lowest < -1e8 && b.highest > 1e8);
    assert_null(knob_distribution(&years));
    assert_null(knob_distribution(&b));
    assert_int_equal(knob_set_text(&whole, "student-t(0.5, 0.1, 3)", NULL, 0), KNOB_OK);
    assert_string_equal(knob_distribution(&whole)->name, "student-t");
    for (int i = 0; i < 3; i++) {
        const knob_t part = knob_of_detail(&whole, i);
        assert_near(knob_get(&part), i == 0 ? 0.5 : i == 1 ? 0.1 : 3.0, 0.0);
    }
    assert_int_equal(knob_set(&whole, 0.2), KNOB_OK);
    assert_null(knob_distribution(&whole));
}

static void text_is_read_strictly_and_comes_back(void **state)
{
    static const char neither[] = "must be a number, or a distribution such as uniform(0.1, 0.3)";
    static const struct {
        const char *group;
        size_t index;
        const char *name, *text, *back, *why; /* `why`: refused */
    } rows[] = {
        {"threshold", 0, "dependence", "0.3", "0.3", NULL},
        {"threshold", 0, "dependence", "1", "1", NULL},
        {"threshold", 0, "dependence", "0,3", NULL, "must be a number"},
        {"threshold", 0, "dependence", "1e999", NULL, "is too large for a number"},
        {"threshold", 0, "dependence", "beta(1, 2)", NULL, "must be a number"},
        {"time", 0, "ticks_per_year", "4", "4", NULL},
        {"time", 0, "ticks_per_year", "four", NULL, "must be a whole number"},
        {"time", 0, "ticks_per_year", "4.0", NULL, "must be a whole number, without point or exponent"},
        {"time", 0, "ticks_per_year", "99999999999", NULL, "must be in [1, 366]"},
        {"weak", ALLY, "count", "7", "7", NULL},
        {"decision", 0, "rule", "logit", "logit", NULL},
        {"decision", 0, "rule", "1", NULL, "must be framework or logit"},
        {"strong", 0, "response", "punish", "punish", NULL},
        {"strong", 0, "response", "", NULL, "must be accommodate, ignore, punish or retrench"},
        {"ties", 0, "mutual", "true", "true", NULL},
        {"ties", 0, "mutual", "1", NULL, "must be true or false"},
        {"events", ASKS, "source", "PRK", "PRK", NULL},
        {"events", ASKS, "source", "PRX", NULL, "there is no source PRX; did you mean PRK?"},
        {"events", ASKS, "source", "", NULL, "there is no source "},
        {"sources", 1, "state", "USA", "USA", NULL},
        {"sources", 1, "state", "UAS", NULL, "there is no strong state UAS; did you mean USA?"},
        {"sources", 1, "state", "CHN", NULL, "there is no strong state CHN"},
        {"weak", KOR, "capability", "uniform(0.1, 0.30000000000000004)", "uniform(0.1, 0.30000000000000004)", NULL},
        {"weak", KOR, "capability", "student-t(0.5,0.1,3)", "student-t(0.5, 0.1, 3)", NULL},
        {"weak", KOR, "capability", "0.25", "0.25", NULL},
        {"weak", KOR, "capability", "beta(1)", NULL, neither},
        {"weak", KOR, "capability", "beta(1, 2, 3)", NULL, neither},
        {"weak", KOR, "capability", "beta(1, 2) ", NULL, neither},
        {"weak", KOR, "capability", "beta(1, 2))", NULL, neither},
        {"weak", KOR, "capability", "beta(1, 1e999)", NULL, neither},
        {"weak", KOR, "capability", "beat(1, 2)", NULL, neither},
        {"weak", KOR, "capability", ")", NULL, neither},
        {"weak", KOR, "capability", "", NULL, neither},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const knob_t knob = knob_at(*state, rows[i].group, rows[i].index, rows[i].name);
        char before[128], after[128], why[KNOB_WHY_SIZE];
        int status;
        knob_get_text(&knob, before, sizeof before);
        status = knob_set_text(&knob, rows[i].text, why, sizeof why);
        knob_get_text(&knob, after, sizeof after);
        assert_int_equal(status, rows[i].why == NULL ? KNOB_OK : KNOB_INVALID);
        assert_string_equal(after, rows[i].why == NULL ? rows[i].back : before);
        assert_string_equal(why, rows[i].why == NULL ? "" : rows[i].why);
        assert_int_equal(knob_set_text(&knob, rows[i].text, NULL, 0), status);
    }
}

static void text_and_reasons_are_cut_to_their_room(void **state)
{
    const knob_t value = knob_at(*state, "weak", ALLY, "capability"), rule = knob_at(*state, "decision", 0, "rule");
    char text[8];
    knob_get_text(&value, text, sizeof text);
    assert_string_equal(text, "beta(2,");
    knob_get_text(&rule, text, sizeof text);
    assert_string_equal(text, "framewo");
    assert_int_equal(knob_set_text(&rule, "no", text, sizeof text), KNOB_INVALID);
    assert_string_equal(text, "must be");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_field_has_a_knob_if_it_can_be_set, make, drop),
        cmocka_unit_test_setup_teardown(a_change_may_go_from_end_to_end_and_a_stake_is_in_its_range, make, drop),
        cmocka_unit_test_setup_teardown(a_world_is_made_anew_for_time_counts_and_ties_alone, make, drop),
        cmocka_unit_test_setup_teardown(what_the_file_gave_is_noted_where_it_can_be, make, drop),
        cmocka_unit_test_setup_teardown(setting_says_nothing_of_being_given, make, drop),
        cmocka_unit_test_setup_teardown(what_is_set_is_what_is_got, make, drop),
        cmocka_unit_test_setup_teardown(ranges_are_not_enforced, make, drop),
        cmocka_unit_test_setup_teardown(nobody_is_a_number_and_no_text, make, drop),
        cmocka_unit_test_setup_teardown(setting_a_distribution_makes_it_constant_and_a_parameter_does_not, make, drop),
        cmocka_unit_test_setup_teardown(a_distribution_is_known_with_its_parameters, make, drop),
        cmocka_unit_test_setup_teardown(text_is_read_strictly_and_comes_back, make, drop),
        cmocka_unit_test_setup_teardown(text_and_reasons_are_cut_to_their_room, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
