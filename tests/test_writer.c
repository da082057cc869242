/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/reader.h"
#include "config/writer.h"

typedef struct {
    uint64_t bits;
} dice_t;

static uint64_t roll(dice_t *dice)
{
    dice->bits ^= dice->bits << 13;
    dice->bits ^= dice->bits >> 7;
    dice->bits ^= dice->bits << 17;
    return dice->bits;
}

static size_t below(dice_t *dice, size_t limit)
{
    return (size_t)((roll(dice) >> 11) % limit);
}

/* Any double of the range, and now and then an end of it. */
static double within(dice_t *dice, double lowest, double highest)
{
    double share = (double)(roll(dice) >> 11) * 0x1p-53;
    size_t which = below(dice, 10);
    return which == 0 ? lowest : which == 1 ? highest : fmin(lowest + share * (highest - lowest), highest);
}

static distribution_t value_within(dice_t *dice, double lowest, double highest)
{
    distribution_t value = {.kind = (distribution_kind_t)below(dice, DISTRIBUTION_KINDS)};
    if (value.kind == DISTRIBUTION_CONSTANT || below(dice, 3) == 0) {
        value.kind = DISTRIBUTION_CONSTANT;
        value.a = within(dice, lowest, highest);
    } else if (value.kind == DISTRIBUTION_UNIFORM) {
        value.a = within(dice, -1.0, 0.3);
        value.b = within(dice, 0.3, 1.0);
    } else {
        value.a = within(dice, 0.01, 3.0); /* legal for each of them */
        value.b = within(dice, 0.01, 3.0);
        value.c = value.kind == DISTRIBUTION_STUDENT_T ? within(dice, 0.5, 30.0) : 0.0;
    }
    return value;
}

static void fill(dice_t *dice, const scenario_t *scenario, agent_kind_t kind, model_agent_t *agent)
{
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        if (info->kind == kind && info->role != ROLE_ACTION && !info->per_source) {
            agent->value[v] = value_within(dice, info->lowest, info->highest);
        }
        for (size_t k = 0; info->kind == kind && info->role != ROLE_ACTION && info->per_source &&
                           k < scenario->model.source_count; k++) {
            agent->per_source[v][k] = value_within(dice, info->lowest, info->highest);
        }
    }
}

static void random_parameters(dice_t *dice, parameters_t *parameters)
{
    for (size_t i = 0; i < parameters_count; i++) {
        const parameter_info_t *info = &parameters_table[i];
        if (strcmp(info->group, "time") != 0 && strcmp(info->group, "walt") != 0) {
            double value = within(dice, info->lowest, info->highest);
            parameters_set(parameters, info, info->type == PARAMETER_REAL ? value : floor(value));
        }
    }
    parameters->socialisation_patrons /= 2.0;
    parameters->socialisation_neighbours /= 2.0;
    parameters->time_start = within(dice, -100.0, 2000.0);
    parameters->time_years = within(dice, 1.0, 100.0);
    parameters->time_ticks_per_year = 1 + (int)below(dice, 366);
}

static void random_shock(dice_t *dice, scenario_t *scenario, int number, bool scripted)
{
    model_t *model = &scenario->model;
    model_shock_t *shock = NULL;
    variable_t on;
    const variable_info_t *info;
    char id[32];
    do {
        on = (variable_t)below(dice, VARIABLE_COUNT);
    } while (!variable_shockable(on));
    info = variable_info(on);
    snprintf(id, sizeof id, "s%d", number);
    assert_int_equal(model_add_shock(model, id, on, &shock), MODEL_OK);
    shock->scripted = scripted;
    shock->size = value_within(dice, info->role == ROLE_ACTION ? info->lowest : -0.5, 0.5);
    if (shock->size.kind == DISTRIBUTION_CONSTANT && shock->size.a < info->lowest && info->role == ROLE_ACTION) {
        shock->size.a = info->lowest;
    }
    shock->together = below(dice, 2) == 0;
    if (scripted) {
        shock->date = model->parameters.time_start + within(dice, 0.0, 0.4) * model->parameters.time_years;
    } else {
        shock->rate = within(dice, 0.0, 3.0);
    }
    if (info->kind == KIND_WEAK && below(dice, 2) == 0) {
        shock->target = 1;
        shock->member = (uint32_t)below(dice, 4);
    } else if ((info->kind == KIND_STRONG || info->kind == KIND_SOURCE) && below(dice, 2) == 0) {
        shock->target = 1;
    } else if (info->kind == KIND_ALLIANCE && below(dice, 2) == 0) {
        shock->strong = 0;
        shock->weak = 1;
        shock->member = (uint32_t)below(dice, 4);
    }
    if (info->per_source || info->kind == KIND_WORLD) {
        shock->source = below(dice, 2) == 0 ? MODEL_NONE : 0;
    }
    if (on == VARIABLE_ALLIANCE_demand) {
        shock->conflict = below(dice, 2) == 0;
    } else if (on != VARIABLE_WEAK_government) {
        shock->permanent = below(dice, 2) == 0;
    }
}

static void random_expectation(dice_t *dice, const scenario_t *scenario, expectation_t *expectation)
{
    static const int counts[] = {BEHAVIOUR_COUNT, STATUS_COUNT, OUTCOME_COUNT};
    double start = scenario->model.parameters.time_start, years = scenario->model.parameters.time_years;
    *expectation = (expectation_t){.from = -INFINITY, .to = INFINITY, .strong = 0, .weak = 1};
    expectation->kind = (expectation_kind_t)below(dice, EXPECTATION_KIND_COUNT);
    expectation->value = (int)below(dice, (size_t)counts[expectation->kind]);
    expectation->never = below(dice, 3) == 0;
    expectation->once = !expectation->never && below(dice, 2) == 0;
    expectation->member = (uint32_t)below(dice, 4);
    if (below(dice, 2) == 0) {
        expectation->from = start + 0.25 * years;
    }
    if (below(dice, 2) == 0) {
        expectation->to = start + within(dice, 0.5, 1.0) * years;
    }
}

static void random_scenario(dice_t *dice, scenario_t *scenario)
{
    model_t *model = &scenario->model;
    model_agent_t *agent = NULL;
    model_tie_t *tie = NULL;
    scenario_init(scenario);
    assert_int_equal(model_set_text(&scenario->name, "any \"name\" \\ \t\n\001 T\303\274rkiye"), MODEL_OK);
    assert_int_equal(model_set_text(&scenario->label, below(dice, 2) == 0 ? NULL : ""), MODEL_OK);
    scenario->seed = roll(dice);
    scenario->required = below(dice, 2) == 0;
    random_parameters(dice, &model->parameters);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(model_add_source(model, i == 0 ? "distribution" : i == 1 ? "id" : "Z-9_a", &agent), MODEL_OK);
        fill(dice, scenario, KIND_SOURCE, agent);
        agent->state = i == 2 ? 1 : MODEL_NONE;
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(model_add_strong(model, i == 0 ? "USA" : "strong", &agent), MODEL_OK);
        fill(dice, scenario, KIND_STRONG, agent);
        agent->response = (response_t)below(dice, 4);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(model_add_weak(model, i == 0 ? "KOR" : i == 1 ? "ally" : "x", i == 1 ? 3 : 0, &agent), MODEL_OK);
        fill(dice, scenario, KIND_WEAK, agent);
        assert_int_equal(model_set_text(&agent->label, i == 2 ? NULL : "l'\"a"), MODEL_OK);
    }
    assert_int_equal(model_add_alliance(model, 0, 1, 0, &agent), MODEL_OK);
    fill(dice, scenario, KIND_ALLIANCE, agent);
    assert_int_equal(model_add_alliance(model, 1, 1, 2, &agent), MODEL_OK);
    fill(dice, scenario, KIND_ALLIANCE, agent);
    assert_int_equal(model_add_tie(model, 0, 1, &tie), MODEL_OK);
    tie->to_member = (uint32_t)below(dice, 4);
    tie->mutual = below(dice, 2) == 0;
    tie->weight = value_within(dice, 0.0, 1.0);
    assert_int_equal(model_add_tie(model, 2, 1, &tie), MODEL_OK);
    tie->partners = (uint32_t)below(dice, 3);
    for (int i = 0; i < 12; i++) {
        random_shock(dice, scenario, i, i >= 6);
    }
    scenario->expectations = calloc(5, sizeof *scenario->expectations);
    assert_non_null(scenario->expectations);
    scenario->expectation_count = 5;
    for (size_t i = 0; i < 5; i++) {
        random_expectation(dice, scenario, &scenario->expectations[i]);
    }
}

/* Reads what was written and writes it again. */
static void assert_round_trip(const scenario_t *scenario)
{
    scenario_t again;
    report_t report;
    text_t first, second;
    text_init(&first);
    text_init(&second);
    report_init(&report);
    assert_int_equal(scenario_write(scenario, &first), SCENARIO_OK);
    if (scenario_read_text(&again, "written.cfg", first.data, first.length, NULL, 0, &report) != SCENARIO_OK) {
        report_print(&report, stderr);
        fail();
    }
    assert_true(scenario_equal(scenario, &again));
    assert_int_equal(scenario_write(&again, &second), SCENARIO_OK);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    text_free(&first);
    text_free(&second);
    scenario_free(&again);
    report_free(&report);
}

static void complain(void *context, const char *path, const char *message)
{
    (void)context;
    print_error("%s: %s\n", path, message);
}

static void any_valid_scenario_comes_back(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        dice_t dice = {seed * 0x9e3779b97f4a7c15u};
        scenario_t scenario;
        random_scenario(&dice, &scenario);
        if (model_check(&scenario.model, complain, NULL) != 0) {
            print_error("seed %lu\n", (unsigned long)seed);
            fail();
        }
        assert_round_trip(&scenario);
        scenario_free(&scenario);
    }
}

static void a_copy_is_equal_and_any_change_is_seen(void **state)
{
    dice_t dice = {42};
    scenario_t scenario, copy;
    (void)state;
    random_scenario(&dice, &scenario);
    assert_int_equal(scenario_copy(&copy, &scenario), SCENARIO_OK);
    assert_true(scenario_equal(&scenario, &copy));
    copy.model.parameters.price_scale = nextafter(copy.model.parameters.price_scale, 2000.0);
    assert_false(scenario_equal(&scenario, &copy));
    copy.model.parameters.price_scale = scenario.model.parameters.price_scale;
    assert_true(scenario_equal(&scenario, &copy));
    copy.model.weak[1].per_source[VARIABLE_WEAK_intention][2].a += 0.5;
    assert_false(scenario_equal(&scenario, &copy));
    copy.model.weak[1].per_source[VARIABLE_WEAK_intention][2].a = scenario.model.weak[1].per_source[VARIABLE_WEAK_intention][2].a;
    copy.model.shocks[3].together = !copy.model.shocks[3].together;
    assert_false(scenario_equal(&scenario, &copy));
    copy.model.shocks[3].together = scenario.model.shocks[3].together;
    copy.expectations[4].to = 3.0;
    assert_false(scenario_equal(&scenario, &copy));
    copy.expectations[4].to = scenario.expectations[4].to;
    copy.model.alliances[1].member = 3;
    assert_false(scenario_equal(&scenario, &copy));
    copy.model.alliances[1].member = scenario.model.alliances[1].member;
    assert_true(scenario_equal(&scenario, &copy));
    copy.seed++;
    assert_false(scenario_equal(&scenario, &copy));
    scenario_free(&scenario);
    scenario_free(&copy);
    scenario_free(&copy);
}

static void the_shipped_files_come_back(void **state)
{
    static const char *const directories[] = {ADRIFT_SOURCE_DIR "/config", ADRIFT_SOURCE_DIR "/config/cases"};
    int count = 0;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        DIR *directory = opendir(directories[i]);
        struct dirent *entry;
        assert_non_null(directory);
        while ((entry = readdir(directory)) != NULL) {
            size_t length = strlen(entry->d_name);
            if (length > 4 && strcmp(entry->d_name + length - 4, ".cfg") == 0) {
                char path[2048];
                scenario_t scenario;
                report_t report;
                snprintf(path, sizeof path, "%s/%s", directories[i], entry->d_name);
                report_init(&report);
                assert_int_equal(scenario_read(&scenario, path, NULL, 0, &report), SCENARIO_OK);
                assert_round_trip(&scenario);
                scenario_free(&scenario);
                report_free(&report);
                count++;
            }
        }
        closedir(directory);
    }
    assert_true(count >= 12);
}

static void what_is_written_looks_like_this(void **state)
{
    static const char text[] = "strong = ( { id = \"A\"; } ); weak = ( { id = \"B\"; patron = \"A\"; capability = 0.1; } );";
    static const char head[] = "name = \"w\";\nrequired = true;\nseed = 1L;\n\ntime = {\n    start = 0.0;\n    years = 50.0;\n"
                               "    burn_in = 0.0;\n    ticks_per_year = 12;\n};\n\nthreshold = {\n    dependence = 0.5;\n";
    static const char tail[] = "\nalliances = (\n    { strong = \"A\"; weak = \"B\";\n      support = 0.9;\n      basing = 0.4;\n"
                               "      salience = 0.4;\n      political_need = 0.65; }\n);\n";
    scenario_t scenario;
    report_t report;
    text_t out;
    (void)state;
    report_init(&report);
    text_init(&out);
    assert_int_equal(scenario_read_text(&scenario, "w.cfg", text, strlen(text), NULL, 0, &report), SCENARIO_OK);
    assert_int_equal(scenario_write(&scenario, &out), SCENARIO_OK);
    assert_memory_equal(out.data, head, strlen(head));
    assert_true(out.length > strlen(tail));
    assert_memory_equal(out.data + out.length - strlen(tail), tail, strlen(tail));
    text_free(&out);
    scenario_free(&scenario);
    report_free(&report);
}

static void no_room_is_told(void **state)
{
    scenario_t scenario;
    char storage[100];
    text_t out;
    (void)state;
    scenario_init(&scenario);
    text_init_fixed(&out, storage, sizeof storage);
    assert_int_equal(scenario_write(&scenario, &out), SCENARIO_NO_MEMORY);
    scenario_free(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_valid_scenario_comes_back),
        cmocka_unit_test(a_copy_is_equal_and_any_change_is_seen),
        cmocka_unit_test(the_shipped_files_come_back),
        cmocka_unit_test(what_is_written_looks_like_this),
        cmocka_unit_test(no_room_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
