/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment_fixture.h"

#include "experiments/design.h"
#include "experiments/recorder.h"

/* clang-format off */
static const fault_t wrong[] = {
    /* the file as such */
    {"seed = 1;",
     "x.cfg: scenario is missing: say scenario = \"FILE\"\n"
     "x.cfg: it is no experiment: say design = \"...\" and factors, or flip = { ... }\n"},
    {HEAD,
     "x.cfg: it is no experiment: say design = \"...\" and factors, or flip = { ... }\n"},
    {"",
     "x.cfg: there is nothing in it\n"},
    {"design = \"random\"",
     "x.cfg: scenario is missing: say scenario = \"FILE\"\n"
     "x.cfg:1: factors are missing: say factors = ( { path = \"...\"; ... }, ... )\n"},
    {SWEEP("random") FACTOR "poinst = 3;",
     "x.cfg:4: poinst = 3: unknown; did you mean points?\n"},
    {SWEEP("random") FACTOR "qqqqqqqq = 3;",
     "x.cfg:4: qqqqqqqq = 3: unknown\n"},
    {SWEEP("random") FACTOR "flip = { date = 2.0; };",
     "x.cfg:4: flip: does not go with design: make two experiments\n"},
    {SWEEP("random") FACTOR "name = \"\"; label = 3;",
     "x.cfg:4: label = 3: must be a text in quotes, not a number\n"
     "x.cfg:4: name = \"\": must not be empty\n"},
    /* what both have */
    {SWEEP("random") FACTOR "replicates = 0; first_replicate = -1; every = 0; seed = -1;",
     "x.cfg:4: seed = -1: must be 0 or more\n"
     "x.cfg:4: replicates = 0: must be in [1, 2147483647]\n"
     "x.cfg:4: first_replicate = -1: must be in [0, 9007199254740992]\n"
     "x.cfg:4: every = 0: must be in [1, 2147483647]\n"},
    {SWEEP("random") FACTOR "replicates = 1.5; record = \"dyad\"; common_random_numbers = 1;",
     "x.cfg:4: replicates = 1.5: must be a whole number, without point or exponent\n"
     "x.cfg:4: common_random_numbers = 1: must be true or false, not a number\n"
     "x.cfg:4: record = \"dyad\": must be none, counts or dyads; did you mean dyads?\n"},
    {SWEEP("random") FACTOR "outcomes = [ \"folow\", \"flips\", \"flips\" ];",
     "x.cfg:4: outcomes = \"folow\": there is no outcome of that name; did you mean follow?\n"
     "x.cfg:4: outcomes = \"flips\": is said twice\n"},
    {SWEEP("random") FACTOR "outcomes = [ ];",
     "x.cfg:4: outcomes: must not be empty\n"},
    {SWEEP("random") FACTOR "outcomes = \"flips\";",
     "x.cfg:4: outcomes = \"flips\": must be an array [ ... ], not a text\n"},
};
/* clang-format on */

static void every_fault_is_told(void **state)
{
    (void)state;
    assert_all_refused(wrong, sizeof wrong / sizeof wrong[0]);
}

static void what_is_said_is_read(void **state)
{
    (void)state;
    experiment_t experiment;
    read_well(
        &experiment,
        HEAD
        "name = \"n\"; label = \"l\"; question = \"q\\\"\\n\";\n"
        "seed = 0xFFFFFFFFFFFFFFFFL; replicates = 12; first_replicate = 9007199254740992L;\n"
        "common_random_numbers = false; record = \"dyads\"; every = 12;\n"
        "outcomes = ( \"flips\", \"follow\" );\n"
        "design = \"one_at_a_time\"; levels = 7;\n"
        "factors = ( { path = \"threshold.dependence\"; values = ( 0.4, 1, 0.25 ); base = 0.3; },\n"
        "  { path = \"weak.ally.count\"; low = 1; high = 9; levels = 3; },\n"
        "  { path = \"noise.intention\"; low = 0.01; high = 0.2; scale = \"log\"; },\n"
        "  { path = \"weak.ally.capability\"; distribution = \"beta\"; a = 2.0; b = 7.0; levels = "
        "4; },\n"
        "  { path = \"weak.KOR.capability\"; distribution = \"uniform\"; low = 0.1; high = 0.2; "
        "},\n"
        "  { path = \"decision.rule\"; values = [ \"logit\", \"framework\" ]; base = \"logit\"; "
        "},\n"
        "  { path = \"shocks.coup.together\"; values = [ true, false ]; },\n"
        "  { path = \"sources.PRK.state\"; values = [ \"USA\", \"JPN\" ]; } );\n",
        NULL);
    const factor_t *f = experiment.factors;
    assert_string_equal(experiment.name, "n");
    assert_string_equal(experiment.label, "l");
    assert_string_equal(experiment.question, "q\"\n");
    assert_string_equal(experiment.scenario_file, "world.cfg");
    assert_true(experiment.seed == UINT64_MAX);
    assert_true(experiment.scenario.seed == UINT64_MAX);
    assert_int_equal(experiment.replicates, 12);
    assert_true(experiment.first_replicate == UINT64_C(9007199254740992));
    assert_false(experiment.common_random_numbers);
    assert_string_equal(experiment.record, "dyads");
    assert_int_equal(experiment.every, 12);
    assert_int_equal(experiment.outcome_count, 2);
    assert_string_equal(experiment.outcomes[0], "flips");
    assert_string_equal(experiment.design, "one_at_a_time");
    assert_int_equal(experiment.levels, 7);
    assert_int_equal(experiment.factor_count, 8);
    assert_true(experiment.structural);
    assert_int_equal(f[0].form, FACTOR_VALUES);
    assert_int_equal(f[0].value_count, 3);
    assert_near(f[0].values[1], 1.0, 0.0);
    assert_true(f[0].has_base && !f[0].whole);
    assert_near(f[0].base, 0.3, 0.0);
    assert_int_equal(f[0].line, 7);
    assert_int_equal(f[1].form, FACTOR_RANGE);
    assert_true(f[1].whole && f[1].has_base && !f[1].logarithmic);
    assert_near(f[1].base, 4.0, 0.0); /* the scenario's */
    assert_int_equal(f[1].levels, 3);
    assert_int_equal(f[1].line, 8);
    assert_true(f[2].logarithmic);
    assert_near(f[2].high, 0.2, 0.0);
    assert_int_equal(f[3].form, FACTOR_DISTRIBUTION);
    assert_int_equal(f[3].distribution.kind, DISTRIBUTION_BETA);
    assert_near(f[3].distribution.b, 7.0, 0.0);
    assert_int_equal(f[3].levels, 4);
    assert_false(f[3].has_base); /* the scenario's is drawn */
    assert_int_equal(f[4].distribution.kind, DISTRIBUTION_UNIFORM);
    assert_near(f[4].base, 0.3, 0.0);
    assert_true(f[5].whole && f[5].has_base);
    assert_near(f[5].values[0], 1.0, 0.0);
    assert_near(f[5].base, 1.0, 0.0);
    assert_near(f[6].values[0], 1.0, 0.0);
    assert_near(f[6].base, 0.0, 0.0);
    assert_near(f[7].values[1], 1.0, 0.0);
    assert_near(f[7].base, 1.0, 0.0);
    experiment_free(&experiment);
}

static void defaults_are_those_of_the_header(void **state)
{
    (void)state;
    for (int kind = 0; kind < DESIGN_KINDS; kind++) {
        const char *name = design_kind_name((design_kind_t)kind);
        char text[512];
        experiment_t e;
        bool grid = kind == DESIGN_FACTORIAL || kind == DESIGN_ONE_AT_A_TIME || kind == DESIGN_RAMP;
        bool sequence = kind >= DESIGN_SOBOL && kind <= DESIGN_NIEDERREITER;
        bool points = sequence || kind == DESIGN_RANDOM || kind == DESIGN_LATIN_HYPERCUBE;
        if (kind == DESIGN_TABLE) {
            snprintf(text, sizeof text, HEAD "design = \"%s\"; file = \"points.csv\";", name);
        } else {
            snprintf(text, sizeof text, HEAD "design = \"%s\";\n" FACTOR, name);
        }
        read_well(&e, text, NULL);
        assert_string_equal(e.design, name);
        assert_string_equal(e.name, "x");
        assert_null(e.label);
        assert_null(e.question);
        assert_true(e.seed == 7); /* the scenario's */
        assert_int_equal(e.replicates, 1);
        assert_int_equal(e.first_replicate, 0);
        assert_true(e.common_random_numbers);
        assert_string_equal(e.record, "none");
        assert_int_equal(e.every, 1);
        assert_int_equal(e.outcome_count, 3);
        assert_int_equal(e.levels, kind == DESIGN_RAMP     ? EXPERIMENT_RAMP_LEVELS
                                   : grid                  ? EXPERIMENT_LEVELS
                                   : kind == DESIGN_MORRIS ? EXPERIMENT_MORRIS_LEVELS
                                                           : 0);
        assert_int_equal(e.points, points ? EXPERIMENT_POINTS : kind == DESIGN_TABLE ? 2 : 0);
        assert_int_equal(e.maximin, kind == DESIGN_LATIN_HYPERCUBE);
        assert_int_equal(e.trajectories, kind == DESIGN_MORRIS ? EXPERIMENT_TRAJECTORIES : 0);
        assert_int_equal(e.samples, kind == DESIGN_SALTELLI ? EXPERIMENT_SAMPLES : 0);
        assert_int_equal(e.skip, 0);
        assert_near(e.ramp_hold, kind == DESIGN_RAMP ? 1.0 : 0.0, 0.0);
        assert_int_equal(e.flip.shock_count, 0);
        assert_int_equal(e.structural, kind == DESIGN_TABLE);
        experiment_free(&e);
    }
    for (int record = RECORD_NONE; record <= RECORD_DYADS; record++) {
        char text[512];
        experiment_t e;
        snprintf(text, sizeof text, SWEEP("random") FACTOR "record = \"%s\";",
                 record_name((record_t)record));
        read_well(&e, text, NULL);
        assert_int_equal(record_from_name(e.record), record);
        experiment_free(&e);
    }
}

static void any_outcome_is_taken_where_none_are_known(void **state)
{
    (void)state;
    experiment_t experiment;
    report_t report;
    static const char text[] = SWEEP("random") FACTOR "outcomes = [ \"whatever\" ];";
    report_init(&report);
    assert_int_equal(
        experiment_read_text(&experiment, "x.cfg", text, strlen(text), NULL, 0, NULL, &report),
        EXPERIMENT_OK);
    assert_string_equal(experiment.outcomes[0], "whatever");
    experiment_free(&experiment);
    report_free(&report);
}

static void an_experiment_is_told_from_a_scenario(void **state)
{
    (void)state;
    write_file("is-1.cfg", SWEEP("random") FACTOR);
    write_file("is-2.cfg", "flip = 3;");
    write_file("is-3.cfg", "broken {");
    assert_true(experiment_is_experiment("is-1.cfg"));
    assert_true(experiment_is_experiment("is-2.cfg"));
    assert_false(experiment_is_experiment("is-3.cfg"));
    assert_false(experiment_is_experiment("world.cfg"));
    assert_false(experiment_is_experiment("nowhere.cfg"));
}

static void a_zeroed_experiment_can_be_freed(void **state)
{
    (void)state;
    experiment_t experiment = {0};
    experiment_free(&experiment);
    experiment_init(&experiment);
    assert_int_equal(experiment.replicates, 1);
    experiment_free(&experiment);
    experiment_free(&experiment);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(what_is_said_is_read),
        cmocka_unit_test(defaults_are_those_of_the_header),
        cmocka_unit_test(any_outcome_is_taken_where_none_are_known),
        cmocka_unit_test(an_experiment_is_told_from_a_scenario),
        cmocka_unit_test(a_zeroed_experiment_can_be_freed),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
