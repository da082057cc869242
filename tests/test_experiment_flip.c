/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment_fixture.h"

/* clang-format off */
static const fault_t wrong[] = {
    {HEAD "flip = 3;",
     "x.cfg:2: flip = 3: must be a group { ... }, not a number\n"},
    {HEAD "flip = { };",
     "x.cfg:2: flip: date is missing\n"
     "x.cfg:2: flip: shocks is missing\n"},
    {FLIP("shcoks = 3;"),
     "x.cfg:2: flip: shocks is missing\n"
     "x.cfg:3: flip.shcoks = 3: unknown; did you mean shocks?\n"},
    {FLIP("shocks = 3;"),
     "x.cfg:3: flip.shocks = 3: must be a list ( { ... }, { ... } ), not a number\n"},
    {FLIP("shocks = ();"),
     "x.cfg:3: flip.shocks: must have at least one\n"},
    {FLIP("shocks = ( 3 );"),
     "x.cfg:3: flip.shocks = 3: each shock must be a group { ... }, not a number\n"},
    {HEAD "flip = { date = 20.0; " SHOCK("sizes = [0.1];") " };",
     "x.cfg:2: flip.date = 20: must be in [0, 20), the time simulated\n"},
    {HEAD "flip = { date = -1.0; " SHOCK("sizes = [0.1];") " };",
     "x.cfg:2: flip.date = -1: must be in [0, 20), the time simulated\n"},
    {HEAD "flip = { date = 19.9; " SHOCK("sizes = [0.1];") " };",
     "x.cfg:2: flip: half a year after its date the run is over: say horizons\n"},
    {HEAD "flip = { date = 19.99; " SHOCK("sizes = [0.1];") " };",
     "x.cfg:2: flip.date = 19.99: the last tick begins before it: it would never happen\n"},
    {FLIP("horizons = [1.0, 1.0, -1.0, 17.92, 1e9];" SHOCK("sizes = [0.1];")),
     "x.cfg:3: flip.horizons = 1: must be greater than the one before it\n"
     "x.cfg:3: flip.horizons = -1: must be 0 or more\n"
     "x.cfg:3: flip.horizons = 17.92: is beyond the run, which ends at 20\n"
     "x.cfg:3: flip.horizons = 1000000000: is beyond the run, which ends at 20\n"},
    {FLIP("horizons = [];" SHOCK("sizes = [0.1];")),
     "x.cfg:3: flip.horizons: must not be empty\n"},
    {FLIP(SHOCK("")),
     "x.cfg:3: flip.shocks.s: sizes, or low and high, must be said\n"},
    {FLIP(SHOCK("sizes = [0.1]; low = 0.1;")),
     "x.cfg:3: flip.shocks.s: only one of sizes, or low and high, must be said\n"},
    {FLIP(SHOCK("low = 0.1;")),
     "x.cfg:3: flip.shocks.s: high is missing\n"},
    {FLIP(SHOCK("low = 0.1; high = 0.1; levels = 1;")),
     "x.cfg:3: flip.shocks.s.levels = 1: must be in [2, 1000000]\n"},
    {FLIP(SHOCK("low = 0.1; high = 0.1;")),
     "x.cfg:3: flip.shocks.s.high = 0.1: must be another than low\n"},
    {FLIP(SHOCK("sizes = [0.1, 0.1];")),
     "x.cfg:3: flip.shocks.s.sizes = 0.1: is said twice\n"},
    {FLIP(SHOCK("sizes = [\"much\"];")),
     "x.cfg:3: flip.shocks.s.sizes = \"much\": must be a number, not a text\n"},
    {FLIP(SHOCK("sizes = [0.1]; size = 0.1; date = 2.0; rate = 0.1;")),
     "x.cfg:3: flip.shocks.s.size = 0.1: unknown; did you mean sizes?\n"
     "x.cfg:3: flip.shocks.s.date = 2: unknown\n"
     "x.cfg:3: flip.shocks.s.rate = 0.1: unknown\n"},
    {FLIP(SHOCK("sizes = [0.1]; target = \"UAS\";")),
     "x.cfg:3: flip.shocks.s.target = \"UAS\": there is no strong state of that name; did you mean USA?\n"},
    {FLIP(SHOCK("sizes = [0.1]; target = \"USA\"; strong = \"USA\"; source = \"CHN\"; conflict = true;")),
     "x.cfg:3: flip.shocks.s.strong = \"USA\": does not go with strong.engagement: say target instead\n"
     "x.cfg:3: flip.shocks.s.source = \"CHN\": does not go with strong.engagement: leave it out\n"
     "x.cfg:3: flip.shocks.s.conflict = true: does not go with strong.engagement: leave it out\n"},
    {FLIP(SHOCK("sizes = [0.1]; permanent = 1;")),
     "x.cfg:3: flip.shocks.s.permanent = 1: must be true or false, not a number\n"},
    {FLIP(SHOCK("sizes = [0.1]; tagret = \"USA\";")),
     "x.cfg:3: flip.shocks.s.tagret = \"USA\": unknown; did you mean target?\n"},
    {FLIP("shocks = ( { on = \"strong.engagement\"; sizes = [0.1]; } );"),
     "x.cfg:3: flip.shocks: id is missing from this shock\n"},
    {FLIP("shocks = ( { id = \"s\"; sizes = [0.1]; } );"),
     "x.cfg:3: flip.shocks: on is missing from this shock\n"},
    {FLIP("shocks = ( { id = \"s\"; on = \"strong.engagment\"; sizes = [0.1]; } );"),
     "x.cfg:3: flip.shocks.s.on = \"strong.engagment\": there is nothing of that name to act on; did you mean strong.engagement?\n"},
    {FLIP("shocks = ( { id = \"coup\"; on = \"strong.engagement\"; sizes = [0.1]; },\n { id = \"war\"; on = \"strong.engagement\"; sizes = [0.1]; },\n { id = \"s\"; on = \"strong.engagement\"; sizes = [0.1]; },\n { id = \"s\"; on = \"strong.engagement\"; sizes = [0.1]; } );"),
     "x.cfg:3: flip.shocks.coup.id = \"coup\": the scenario has a shock of this ID\n"
     "x.cfg:4: flip.shocks.war.id = \"war\": the scenario has an event of this ID\n"
     "x.cfg:6: flip.shocks.s.id = \"s\": this ID is taken since line 5\n"},
    {FLIP("shocks = ( { id = \"1s\"; on = \"strong.engagement\"; sizes = [0.1]; } );"),
     "x.cfg:3: flip.shocks.1s: an ID is a letter and then letters, digits, _ or -: rename it\n"},
    {FLIP("shocks = ( { id = \"s\"; on = \"alliance.demand\"; sizes = [0.5, 1.4]; source = \"CHN\"; } );"),
     "x.cfg:3: flip.shocks.s.size = 1.4: must be in [0, 1]\n"},
    {FLIP("shocks = ( { id = \"s\"; on = \"alliance.basing\"; sizes = [0.5]; strong = \"JPN\"; } );"),
     "x.cfg:3: flip.shocks.s: there is no such alliance to act on\n"},
    {FLIP(SHOCK("sizes = [0.1];")) "points = 3; factors = (); common_random_numbers = false;",
     "x.cfg:4: points = 3: only for the design random, latin_hypercube, sobol, halton, reverse_halton or niederreiter, not for a flip\n"
     "x.cfg:4: factors: only for a design, not for a flip\n"
     "x.cfg:4: common_random_numbers = false: must be true for a flip\n"},
};
/* clang-format on */

static void every_fault_is_told(void **state)
{
    (void)state;
    assert_all_refused(wrong, sizeof wrong / sizeof wrong[0]);
}

static void a_flip_is_read(void **state)
{
    (void)state;
    experiment_t e;
    const experiment_shock_t *s;
    read_well(&e, FLIPS, NULL);
    assert_null(e.design);
    assert_near(e.flip.date, 2.0, 0.0);
    assert_int_equal(e.flip.horizon_count, 3);
    assert_near(e.flip.horizons[2], 215.0 / 12.0, 1e-12); /* the last tick */
    assert_int_equal(e.flip.shock_count, 3);
    s = e.flip.shocks;
    assert_string_equal(s[0].shock.id, "retrench");
    assert_int_equal(s[0].shock.on, VARIABLE_STRONG_engagement);
    assert_int_equal(s[0].shock.target, 0);
    assert_true(s[0].shock.scripted && s[0].shock.permanent && !s[0].shock.together);
    assert_near(s[0].shock.date, 2.0, 0.0);
    assert_int_equal(s[0].size_count, EXPERIMENT_LEVELS);
    assert_near(s[0].sizes[0], 0.0, 0.0);
    assert_near(s[0].sizes[1], -0.2, 1e-15);
    assert_near(s[0].sizes[4], -0.8, 0.0);
    assert_int_equal(s[0].line, 4);
    assert_int_equal(s[1].shock.strong, 0);
    assert_int_equal(s[1].shock.weak, 1);
    assert_int_equal(s[1].shock.member, 3);
    assert_int_equal(s[1].shock.source, 1);
    assert_true(!s[1].shock.conflict && s[1].shock.together);
    assert_int_equal(s[1].size_count, 2);
    assert_near(s[1].sizes[0], 0.9, 0.0);
    assert_int_equal(s[2].shock.target, 1);
    assert_int_equal(s[2].shock.member, 0);
    assert_int_equal(s[2].shock.source, 0);
    assert_false(s[2].shock.permanent);
    assert_near(s[2].sizes[1], 0.0, 0.0);
    experiment_free(&e);
    /* those of the usual horizons that are within the run */
    read_well(&e, HEAD "flip = { date = 16.0; " SHOCK("sizes = [0.1];") " };", NULL);
    assert_int_equal(e.flip.horizon_count, 3);
    assert_near(e.flip.horizons[2], 2.0, 0.0);
    experiment_free(&e);
}

static void a_shock_is_added_to_a_copy(void **state)
{
    (void)state;
    experiment_t e;
    scenario_t copy;
    model_shock_t *added = NULL;
    size_t count;
    read_well(&e, FLIPS, NULL);
    count = e.scenario.model.shock_count;
    assert_int_equal(count, 2); /* the scenario's own */
    assert_int_equal(scenario_copy(&copy, &e.scenario), SCENARIO_OK);
    assert_int_equal(experiment_add_shock(&e, 1, 0.75, &copy, &added), EXPERIMENT_OK);
    assert_int_equal(experiment_add_shock(&e, 2, 0.25, &copy, NULL), EXPERIMENT_OK);
    assert_int_equal(copy.model.shock_count, count + 2);
    added = &copy.model.shocks[count];
    assert_string_equal(added->id, "call");
    assert_ptr_not_equal(added->id, e.flip.shocks[1].shock.id);
    assert_int_equal(added->on, VARIABLE_ALLIANCE_demand);
    assert_int_equal(added->member, 3);
    assert_int_equal(added->size.kind, DISTRIBUTION_CONSTANT);
    assert_near(added->size.a, 0.75, 0.0);
    assert_near(added->date, 2.0, 0.0);
    assert_true(added->scripted);
    assert_int_equal(model_check(&copy.model, NULL, NULL), 0);
    assert_int_equal(e.scenario.model.shock_count, count);
    scenario_free(&copy);
    experiment_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(a_flip_is_read),
        cmocka_unit_test(a_shock_is_added_to_a_copy),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
