/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/case_fixture.h"

#include "experiments/history.h"

static const double always = INFINITY;

static history_check_t play(const scenario_t *scenario)
{
    history_t *history = NULL;
    history_check_t check;
    assert_int_equal(scenario->expectation_count, 1);
    assert_int_equal(history_create(&history, scenario, NULL), HISTORY_OK);
    const bool held = history_play(history, 1, 0, &check);
    assert_int_equal(held, check.miss == MISS_NONE);
    /* A world that is reset is as good as new. */
    history_check_t again;
    assert_int_equal(history_play(history, 1, 0, &again), held);
    assert_int_equal(again.miss, check.miss);
    assert_int_equal(again.tick, check.tick);
    history_free(history);
    return check;
}

static const char quiet[] = "noise = { intention = 0.0; dependence = 0.0; };\n";

/* Both dependences strong: negative response to the demand; what else happens is up to `events`. */
static void read_case(scenario_t *scenario, double q, double n, const char *events)
{
    char more[2048];
    snprintf(more, sizeof more, "%s events = ( %s%s );", quiet, CASE_ASKS, events);
    case_read(scenario, "hand-made", q, n, more);
}

static const char conversion[] = ", { id = \"converts\"; date = 2001.5; on = \"weak.intention\"; "
                                 "target = \"w\"; source = \"K\"; size = 1.0; }";

static void test_behaviour_holds(void **state)
{
    (void)state;
    scenario_t scenario = {0};
    read_case(&scenario, 0.9, 0.9, "");
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_NEGATIVE_RESPONSE, -always, always);
    history_check_t check = play(&scenario);
    assert_int_equal(check.miss, MISS_NONE);
    assert_int_equal(check.tick, MODEL_NONE);
    assert_int_equal(check.ticks, 60);
    assert_int_equal(check.open, 18);
    assert_int_equal(check.seen[BEHAVIOUR_NEGATIVE_RESPONSE], 18);
    assert_int_equal(check.first[BEHAVIOUR_NEGATIVE_RESPONSE], 12);
    assert_int_equal(check.first[BEHAVIOUR_FOLLOW], MODEL_NONE);
    assert_near(history_year(&scenario, check.first[BEHAVIOUR_NEGATIVE_RESPONSE]), 2001.0, 1e-12);
    scenario_free(&scenario);
}

/* [from, to): ticks that begin at or after the one and before the other. */
static void test_windows(void **state)
{
    (void)state;
    static const struct {
        double from, to;
        uint64_t ticks, open;
    } windows[] = {
        {2001.0, 2001.25, 3, 3},  {2001.01, 2001.25, 2, 2}, {2000.99, 2001.25, 3, 3},
        {2001.0, 2001.26, 4, 4},  {2000.5, 2001.25, 9, 3},  {2002.0, 2010.0, 36, 6},
        {-always, 2001.5, 18, 6}, {1990.0, always, 60, 18},
    };
    scenario_t scenario = {0};
    read_case(&scenario, 0.9, 0.9, "");
    for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
        case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_NEGATIVE_RESPONSE, windows[i].from,
                    windows[i].to);
        history_check_t check = play(&scenario);
        assert_int_equal(check.miss, MISS_NONE);
        assert_int_equal(check.ticks, windows[i].ticks);
        assert_int_equal(check.open, windows[i].open);
    }
    scenario_free(&scenario);
}

/* In tick 18 the weak state comes to see the threat, and follows. */
static void test_behaviour_missed(void **state)
{
    (void)state;
    scenario_t scenario = {0};
    read_case(&scenario, 0.9, 0.9, conversion);
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_NEGATIVE_RESPONSE, -always, always);
    history_check_t check = play(&scenario);
    assert_int_equal(check.miss, MISS_OTHER);
    assert_int_equal(check.tick, 18);
    assert_int_equal(check.found, BEHAVIOUR_FOLLOW);
    assert_int_equal(check.seen[BEHAVIOUR_NEGATIVE_RESPONSE], 6);
    assert_int_equal(check.seen[BEHAVIOUR_FOLLOW], 1);
    assert_true(check.there.same);
    assert_string_equal(check.strong, "S");
    assert_string_equal(check.weak, "w");
    assert_string_equal(check.focal, "K");
    assert_string_equal(check.issue, "K");
    /* Before, it held. */
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_NEGATIVE_RESPONSE, -always, 2001.5);
    assert_int_equal(play(&scenario).miss, MISS_NONE);
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_FOLLOW, -always, always)->never = true;
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_SEEN);
    assert_int_equal(check.tick, 18);
    assert_int_equal(check.found, BEHAVIOUR_FOLLOW);
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_FOLLOW, -always, 2001.5)->never = true;
    assert_int_equal(play(&scenario).miss, MISS_NONE);
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_FOLLOW, -always, always)->once = true;
    assert_int_equal(play(&scenario).miss, MISS_NONE);
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_CONFRONTATION, -always, always)->once =
        true;
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_UNSEEN);
    assert_int_equal(check.tick, 12); /* the first with an issue */
    assert_int_equal(check.found, BEHAVIOUR_NEGATIVE_RESPONSE);
    scenario_free(&scenario);
}

/* Both dependences weak: confronts in ticks 12, 13, 14 and drifts. */
static void test_status(void **state)
{
    (void)state;
    scenario_t scenario = {0};
    read_case(&scenario, 0.0, 0.0, "");
    scenario.model.parameters.threshold_dependence = 0.6;
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_ALLIED, -always, always);
    history_check_t check = play(&scenario);
    assert_int_equal(check.miss, MISS_OTHER);
    assert_int_equal(check.tick, 14);
    assert_int_equal(check.found, STATUS_DRIFTING);
    assert_int_equal(check.seen[STATUS_ALLIED], 14);
    assert_int_equal(check.seen[STATUS_DRIFTING], 46);
    assert_int_equal(check.there.behaviour, BEHAVIOUR_CONFRONTATION);
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_ALLIED, -always, 2001.16);
    assert_int_equal(play(&scenario).miss, MISS_NONE);
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_DRIFTING, 2001.16, always);
    assert_int_equal(play(&scenario).miss, MISS_NONE);
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_DRIFTING, -always, always)->never = true;
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_SEEN);
    assert_int_equal(check.tick, 14);
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_DRIFTING, -always, always)->once = true;
    assert_int_equal(play(&scenario).miss, MISS_NONE);
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_ENDED, 2000.5, always)->once = true;
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_UNSEEN);
    assert_int_equal(check.tick, 12);
    assert_int_equal(check.found, STATUS_ALLIED);
    /* A status needs no issue. */
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_ALLIED, 2000.0, 2001.0);
    assert_int_equal(play(&scenario).miss, MISS_NONE);
    scenario_free(&scenario);
}

static void test_outcome(void **state)
{
    (void)state;
    scenario_t scenario = {0};
    read_case(&scenario, 0.9, 0.9, "");
    case_expect(&scenario, EXPECTATION_OUTCOME, OUTCOME_LAPSED, -always, always);
    history_check_t check = play(&scenario);
    assert_int_equal(check.miss, MISS_NONE);
    assert_int_equal(check.seen[OUTCOME_LAPSED], 1);
    assert_int_equal(check.first[OUTCOME_LAPSED], 29);
    case_expect(&scenario, EXPECTATION_OUTCOME, OUTCOME_SETTLED, -always, always);
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_OTHER);
    assert_int_equal(check.tick, 29);
    assert_int_equal(check.found, OUTCOME_LAPSED);
    case_expect(&scenario, EXPECTATION_OUTCOME, OUTCOME_SETTLED, -always, always)->once = true;
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_UNSEEN);
    assert_int_equal(check.tick, 12);
    case_expect(&scenario, EXPECTATION_OUTCOME, OUTCOME_LAPSED, -always, always)->never = true;
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_SEEN);
    assert_int_equal(check.tick, 29);
    case_expect(&scenario, EXPECTATION_OUTCOME, OUTCOME_LAPSED, 2001.0, 2002.4)->never = true;
    assert_int_equal(play(&scenario).miss, MISS_NONE);
    scenario_free(&scenario);
    /* Followed is closed, but neither settled nor lapsed. */
    read_case(&scenario, 0.9, 0.9, conversion);
    case_expect(&scenario, EXPECTATION_OUTCOME, OUTCOME_LAPSED, -always, always);
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_OTHER);
    assert_int_equal(check.tick, 18);
    assert_int_equal(check.found, HISTORY_CLOSED);
    assert_string_equal(history_word(EXPECTATION_OUTCOME, check.found), "closed otherwise");
    scenario_free(&scenario);
}

/* d_s 0.95, d_w 0.45: the price is 0.5, paid at 0.95 / 24 a tick: in full in the 13th, tick 24. */
static void test_settled(void **state)
{
    (void)state;
    scenario_t scenario = {0};
    read_case(&scenario, 0.9, 0.45, "");
    case_expect(&scenario, EXPECTATION_OUTCOME, OUTCOME_SETTLED, 2002.0, 2002.08);
    history_check_t check = play(&scenario);
    assert_int_equal(check.miss, MISS_NONE);
    assert_int_equal(check.first[OUTCOME_SETTLED], 24);
    case_expect(&scenario, EXPECTATION_OUTCOME, OUTCOME_SETTLED, -always, 2002.0)->once = true;
    assert_int_equal(play(&scenario).miss, MISS_UNSEEN);
    scenario_free(&scenario);
}

/* What had nothing to judge does not hold. */
static void test_vacuous(void **state)
{
    (void)state;
    scenario_t scenario = {0};
    read_case(&scenario, 0.9, 0.9, "");
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_FOLLOW, 2000.5, 2001.0);
    history_check_t check = play(&scenario);
    assert_int_equal(check.miss, MISS_VACUOUS);
    assert_int_equal(check.tick, 6);
    assert_int_equal(check.found, -1);
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_FOLLOW, 2000.5, 2001.0)->once = true;
    assert_int_equal(play(&scenario).miss, MISS_VACUOUS);
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_TERMINATION, 2000.5, 2001.0)->never =
        true;
    assert_int_equal(play(&scenario).miss, MISS_VACUOUS);
    case_expect(&scenario, EXPECTATION_BEHAVIOUR, BEHAVIOUR_TERMINATION, 2000.5, 2001.1)->never =
        true;
    assert_int_equal(play(&scenario).miss, MISS_NONE);
    case_expect(&scenario, EXPECTATION_OUTCOME, OUTCOME_LAPSED, 2001.0,
                2002.4); /* open, but none closes */
    assert_int_equal(play(&scenario).miss, MISS_VACUOUS);
    case_expect(&scenario, EXPECTATION_OUTCOME, OUTCOME_SETTLED, 2003.0, always)->never = true;
    assert_int_equal(play(&scenario).miss, MISS_VACUOUS);
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_ALLIED, 2001.01,
                2001.02); /* no tick begins there */
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_OUTSIDE);
    assert_int_equal(check.tick, MODEL_NONE);
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_ENDED, 2006.0, always)->never = true;
    assert_int_equal(play(&scenario).miss, MISS_OUTSIDE);
    scenario_free(&scenario);
}

/* Of a group every member is expected to do it; the miss names the one that does not. */
static void test_group(void **state)
{
    (void)state;
    scenario_t scenario = {0};
    report_t report = {0};
    static const char text[] =
        "name = \"group\"; time = { start = 2000.0; years = 5.0; };\n"
        "noise = { intention = 0.0; dependence = 0.0; }; demand = { rate = 0.0; };\n"
        "socialisation = { patrons = 0.0; neighbours = 0.0; };\n"
        "sources = ( { id = \"K\"; power = 1.0; offense = 1.0; } );\n"
        "strong = ( { id = \"S\"; intention = { K = 1.0; }; } );\n"
        "weak = ( { id = \"ally\"; count = 12; patron = \"S\"; salience = 0.0; basing = 0.0; "
        "political_need = 0.0; support = 0.0; },\n"
        "         { id = \"ally-3x\"; patron = \"S\"; }, { id = \"ally12\"; patron = \"S\"; } );\n"
        "events = ( { id = \"asks\"; date = 2001.0; on = \"alliance.demand\"; strong = \"S\"; weak "
        "= \"ally-11\"; size = 0.1; },\n"
        "           { id = \"later\"; date = 2002.0; on = \"alliance.demand\"; strong = \"S\"; weak "
        "= \"ally-2\"; size = 0.1; } );\n"; /* the earliest miss is told, whoever comes first */
    assert_int_equal(
        scenario_read_text(&scenario, "group", text, sizeof text - 1, NULL, 0, &report),
        SCENARIO_OK);
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_ALLIED, -always, always);
    history_check_t check = play(&scenario);
    assert_int_equal(check.miss, MISS_OTHER);
    assert_string_equal(check.weak, "ally-11");
    assert_int_equal(check.tick, 14);
    assert_int_equal(check.ticks, 12 * 60);
    scenario.expectations[0].member = 1; /* not 11 */
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_NONE);
    assert_int_equal(check.ticks, 60);
    scenario.expectations[0].member = 11;
    assert_int_equal(play(&scenario).miss, MISS_OTHER);
    /* Once means once of each. */
    case_expect(&scenario, EXPECTATION_STATUS, STATUS_DRIFTING, -always, always)->once = true;
    check = play(&scenario);
    assert_int_equal(check.miss, MISS_UNSEEN);
    assert_string_not_equal(check.weak, "ally-11");
    report_free(&report);
    scenario_free(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_behaviour_holds),  cmocka_unit_test(test_windows),
        cmocka_unit_test(test_behaviour_missed), cmocka_unit_test(test_status),
        cmocka_unit_test(test_outcome),          cmocka_unit_test(test_settled),
        cmocka_unit_test(test_vacuous),          cmocka_unit_test(test_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
