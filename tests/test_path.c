/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <stdio.h>
#include <string.h>

#include "config/path.h"
#include "config/reader.h"

static const char world[] =
    "time = { start = 0.0; years = 50.0; };\n"
    "sources = ( { id = \"CHN\"; power = 0.9; }, { id = \"PRK\"; state = \"USA\"; } );\n"
    "strong = ( { id = \"USA\"; intention = { CHN = 0.7; }; } );\n"
    "weak = ( { id = \"KOR\"; patron = \"USA\"; support = 0.8; capability = 0.3; intention = { PRK = -0.3; }; },\n"
    "         { id = \"ally\"; count = 4; patron = \"USA\"; capability = { distribution = \"beta\"; a = 2.0; b = 9.0; }; },\n"
    "         { id = \"lone\"; } );\n"
    "alliances = ( { strong = \"USA\"; weak = \"lone\"; basing = 0.2; } );\n"
    "ties = ( { from = \"lone\"; to = \"ally-1\"; weight = 0.4; }, { from = \"lone\"; to = \"ally-2\"; weight = 0.5; } );\n"
    "shocks = ( { id = \"coup\"; on = \"weak.government\"; rate = 0.13; size = { distribution = \"gaussian\"; mean = 0.0; sd = 0.3; }; } );\n"
    "events = ( { id = \"asks\"; date = 7.5; on = \"alliance.demand\"; source = \"CHN\"; size = 0.7; } );\n";

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

static void a_path_leads_to_what_it_names(void **state)
{
    scenario_t *scenario = *state;
    model_t *model = &scenario->model;
    const struct {
        const char *path;
        const void *target;
        knob_type_t type;
        double value, lowest, highest;
        bool structural;
    } rows[] = {
        {"threshold.dependence", &model->parameters.threshold_dependence, KNOB_REAL, 0.5, 0.0, 1.0, false},
        {"consequence.sanction", &model->parameters.consequence_sanction, KNOB_REAL, 0.2, -1.0, 1.0, false},
        {"time.ticks_per_year", &model->parameters.time_ticks_per_year, KNOB_INTEGER, 12.0, 1.0, 366.0, true},
        {"decision.rule", &model->parameters.decision_rule, KNOB_WORD, 0.0, 0.0, 1.0, false},
        {"sources.CHN.power", &model->sources[0].value[VARIABLE_SOURCE_power], KNOB_DISTRIBUTION, 0.9, 0.0, 1.0, false},
        {"sources.PRK.state", &model->sources[1].state, KNOB_STRONG, 0.0, -INFINITY, INFINITY, true},
        {"strong.USA.response", &model->strong[0].response, KNOB_WORD, 0.0, 0.0, 3.0, false},
        {"strong.USA.intention.CHN", &model->strong[0].per_source[VARIABLE_STRONG_intention][0], KNOB_DISTRIBUTION, 0.7, -1.0, 1.0, false},
        {"weak.KOR.intention.PRK", &model->weak[0].per_source[VARIABLE_WEAK_intention][1], KNOB_DISTRIBUTION, -0.3, -1.0, 1.0, false},
        {"weak.ally.capability.b", &model->weak[1].value[VARIABLE_WEAK_capability].b, KNOB_REAL, 9.0, -1e9, 1e9, false},
        {"weak.ally.count", &model->weak[1].count, KNOB_INTEGER, 4.0, 0.0, 2147483646.0, true},
        {"alliances.USA.KOR.support", &model->alliances[0].value[VARIABLE_ALLIANCE_support], KNOB_DISTRIBUTION, 0.8, 0.0, 1.0, false},
        {"alliances.USA.lone.basing", &model->alliances[2].value[VARIABLE_ALLIANCE_basing], KNOB_DISTRIBUTION, 0.2, 0.0, 1.0, false},
        {"ties.lone.ally-2.weight", &model->ties[1].weight, KNOB_DISTRIBUTION, 0.5, 0.0, 1.0, true},
        {"ties.lone.ally-2.mutual", &model->ties[1].mutual, KNOB_BOOLEAN, 0.0, 0.0, 1.0, true},
        {"shocks.coup.rate", &model->shocks[0].rate, KNOB_REAL, 0.13, 0.0, 1e6, false},
        {"shocks.coup.size.sd", &model->shocks[0].size.b, KNOB_REAL, 0.3, -1e9, 1e9, false},
        {"events.asks.date", &model->shocks[1].date, KNOB_REAL, 7.5, -INFINITY, INFINITY, false},
        {"events.asks.size", &model->shocks[1].size, KNOB_DISTRIBUTION, 0.7, 0.0, 1.0, false},
        {"events.asks.conflict", &model->shocks[1].conflict, KNOB_BOOLEAN, 1.0, 0.0, 1.0, false},
        {"events.asks.source", &model->shocks[1].source, KNOB_SOURCE, 0.0, -INFINITY, INFINITY, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        knob_t knob;
        char why[PATH_WHY_SIZE] = "";
        if (path_resolve(scenario, rows[i].path, &knob, why, sizeof why) != PATH_OK) {
            print_error("%s: %s\n", rows[i].path, why);
            fail();
        }
        assert_ptr_equal(knob.target, rows[i].target);
        assert_int_equal(knob.type, rows[i].type);
        assert_near(knob_get(&knob), rows[i].value, 0.0);
        assert_true(knob.lowest <= rows[i].lowest && knob.lowest >= rows[i].lowest);
        assert_true(knob.highest <= rows[i].highest && knob.highest >= rows[i].highest);
        assert_int_equal(knob.structural, rows[i].structural);
        assert_true(knob.unit != NULL && knob.meaning[0] != '\0');
    }
}

static void a_wrong_step_is_named_with_its_neighbour(void **state)
{
    static const struct {
        const char *path, *why;
    } rows[] = {
        {"treshold.dependence", "there is no group treshold; did you mean threshold?"},
        {"threshold.dependance", "threshold has no dependance; did you mean dependence?"},
        {"threshold.qqq", "threshold has no qqq"},
        {"threshold", "threshold is a group: name one of its parameters, such as threshold.dependence"},
        {"threshold.dependence.a", "threshold.dependence is a single value: nothing can follow it"},
        {"weak.KRO.capability", "there is no weak state KRO; did you mean KOR?"},
        {"weak.KOR.capabilty", "weak.KOR has no capabilty; did you mean capability?"},
        {"weak.KOR.capability.a", "weak.KOR.capability is a number, not a distribution: nothing can follow it"},
        {"weak.ally.capability.c", "weak.ally.capability has no c"},
        {"weak.ally.capability.a.x", "weak.ally.capability.a is a single value: nothing can follow it"},
        {"weak.ally-2.capability", "all members of ally are set together: weak.ally"},
        {"weak.KOR.intention", "weak.KOR.intention has a value for each source: name one, such as weak.KOR.intention.CHN"},
        {"weak.KOR.intention.CNH", "there is no source CNH; did you mean CHN?"},
        {"weak.KOR.government", "weak.KOR.government has no value of its own: it can stand in shocks and events"},
        {"weak.KOR.support", "support is of the alliance: alliances.STRONG.KOR.support"},
        {"weak.KOR.id", "weak.KOR.id cannot be set, only written into the file"},
        {"weak.KOR", "what of weak.KOR? a name must follow"},
        {"weak", "which weak state? its ID comes after the dot"},
        {"alliances.USA.KOR", "what of alliances.USA.KOR? a name must follow"},
        {"alliances.USA", "which alliance? alliances.STRONG.WEAK.ATTRIBUTE"},
        {"alliances.UAS.KOR.support", "there is no strong state UAS; did you mean USA?"},
        {"alliances.USA.ally-1.support", "all members of ally are set together: alliances.USA.ally"},
        {"ties.lone.KOR.weight", "no tie is described from lone to KOR"},
        {"shocks.cuop.rate", "there is no shock cuop; did you mean coup?"},
        {"shocks.asks.rate", "there is no shock asks"},
        {"shocks.coup.permanent", "shocks.coup.permanent has no meaning there"},
        {"shocks.coup.date", "shocks.coup has no date; did you mean rate?"},
        {"seed", "the seed is set by --seed"},
        {"", "a step of this path is empty; it reads like threshold.dependence"},
        {"threshold..band", "a step of this path is empty; it reads like threshold.dependence"},
        {"a.b.c.d.e.f.g", "this path has too many steps to be one"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        knob_t knob;
        char why[PATH_WHY_SIZE] = "";
        assert_int_equal(path_resolve(*state, rows[i].path, &knob, why, sizeof why), PATH_UNKNOWN);
        assert_string_equal(why, rows[i].why);
        assert_int_equal(path_resolve(*state, rows[i].path, &knob, NULL, 0), PATH_UNKNOWN);
    }
}

static void an_assignment_marks_what_it_gives(void **state)
{
    scenario_t *scenario = *state;
    char why[PATH_WHY_SIZE];
    const parameter_info_t *info = parameters_find("price", "scale");
    assert_false(scenario_given_parameter(scenario, info));
    assert_int_equal(path_assign(scenario, "price.scale=2", why, sizeof why), PATH_OK);
    assert_true(scenario_given_parameter(scenario, info));
    assert_near(scenario->model.parameters.price_scale, 2.0, 0.0);
    assert_int_equal(path_assign(scenario, "price.scale", why, sizeof why), PATH_INVALID);
    assert_string_equal(why, "must read PATH=VALUE, such as threshold.dependence=0.4");
    assert_int_equal(path_assign(scenario, "decision.rule=1", why, sizeof why), PATH_INVALID);
    assert_string_equal(why, "must be framework or logit");
    assert_false(scenario_given_parameter(scenario, parameters_find("decision", "rule")));
    assert_int_equal(path_assign(scenario, "=2", why, sizeof why), PATH_UNKNOWN);
}

/* ---- Listing -------------------------------------------------------------------------------- */

typedef struct {
    scenario_t *scenario;
    int count;
    int stop_at;
    char all[8192];
} seen_t;

static int see(void *context, const char *path, const knob_t *knob)
{
    seen_t *seen = context;
    knob_t again;
    assert_int_equal(path_resolve(seen->scenario, path, &again, NULL, 0), PATH_OK);
    assert_ptr_equal(again.target, knob->target);
    assert_int_equal(again.type, knob->type);
    seen->count++;
    snprintf(seen->all + strlen(seen->all), sizeof seen->all - strlen(seen->all), "%s ", path);
    return seen->count == seen->stop_at ? 7 : 0;
}

static void every_listed_path_resolves_to_itself(void **state)
{
    seen_t seen = {.scenario = *state};
    int values = 2 * 3 + 5 * 1 + 3 * 7 + 3 * 4; /* of sources, strong, weak, alliances; two sources */
    assert_int_equal(path_list(*state, PATH_PARAMETERS, see, &seen), 0);
    assert_int_equal(seen.count, parameters_count);
    seen.count = 0;
    assert_int_equal(path_list(*state, PATH_CODES, see, &seen), 0);
    assert_int_equal(seen.count, values);
    seen.count = 0;
    assert_int_equal(path_list(*state, PATH_ALL, see, &seen), 0);
    assert_int_equal(seen.count, (int)parameters_count + values + 2 + 1 + 3 + 6 + 4 + 5 + 2 + 2);
    seen.count = 0;
    seen.stop_at = 5;
    assert_int_equal(path_list(*state, PATH_ALL, see, &seen), 7);
    assert_int_equal(seen.count, 5);
}

static void what_a_case_study_codes_is_what_its_file_says(void **state)
{
    seen_t seen = {.scenario = *state};
    assert_int_equal(path_list(*state, PATH_CODES | PATH_GIVEN | PATH_CONSTANT, see, &seen), 0);
    assert_string_equal(seen.all, "sources.CHN.power strong.USA.intention.CHN weak.KOR.capability weak.KOR.intention.PRK "
                                  "alliances.USA.KOR.support alliances.USA.lone.basing ");
    seen.all[0] = '\0';
    assert_int_equal(path_list(*state, PATH_CODES | PATH_GIVEN | PATH_DETAILS, see, &seen), 0);
    assert_string_equal(seen.all, "sources.CHN.power strong.USA.intention.CHN weak.KOR.capability weak.KOR.intention.PRK "
                                  "weak.ally.capability weak.ally.capability.a weak.ally.capability.b "
                                  "alliances.USA.KOR.support alliances.USA.lone.basing ");
    seen.all[0] = '\0';
    assert_int_equal(path_list(*state, PATH_SHOCKS | PATH_CONSTANT, see, &seen), 0);
    assert_string_equal(seen.all, "shocks.coup.rate shocks.coup.source shocks.coup.together "
                                  "events.asks.date events.asks.source events.asks.size events.asks.together events.asks.conflict ");
}

static void the_same_path_means_the_same_in_a_copy(void **state)
{
    scenario_t *scenario = *state;
    scenario_t copy;
    knob_t here, there;
    assert_int_equal(scenario_copy(&copy, scenario), SCENARIO_OK);
    assert_int_equal(path_resolve(scenario, "weak.KOR.capability", &here, NULL, 0), PATH_OK);
    assert_int_equal(path_resolve(&copy, "weak.KOR.capability", &there, NULL, 0), PATH_OK);
    assert_ptr_not_equal(here.target, there.target);
    assert_true(*there.given == 1);
    assert_int_equal(knob_set(&there, 0.9), KNOB_OK);
    assert_near(knob_get(&here), 0.3, 0.0);
    scenario_free(&copy);
    assert_near(knob_get(&here), 0.3, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_path_leads_to_what_it_names, make, drop),
        cmocka_unit_test_setup_teardown(a_wrong_step_is_named_with_its_neighbour, make, drop),
        cmocka_unit_test_setup_teardown(an_assignment_marks_what_it_gives, make, drop),
        cmocka_unit_test_setup_teardown(every_listed_path_resolves_to_itself, make, drop),
        cmocka_unit_test_setup_teardown(what_a_case_study_codes_is_what_its_file_says, make, drop),
        cmocka_unit_test_setup_teardown(the_same_path_means_the_same_in_a_copy, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
