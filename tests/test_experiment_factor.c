/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment_fixture.h"

#include "config/writer.h"

/* clang-format off */
static const fault_t wrong[] = {
    {SWEEP("random") "factors = ( { path = \"treshold.dependence\"; low = 0.1; high = 0.2; } );",
     "x.cfg:3: factors = \"treshold.dependence\": there is no group treshold; did you mean threshold?\n"},
    {SWEEP("random") "factors = ( { path = \"weak.KRO.capability\"; low = 0.1; high = 0.2; } );",
     "x.cfg:3: factors = \"weak.KRO.capability\": there is no weak state KRO; did you mean KOR?\n"},
    {SWEEP("random") "factors = ( { path = \"weak.KOR.capabilty\"; low = 0.1; high = 0.2; } );",
     "x.cfg:3: factors = \"weak.KOR.capabilty\": weak.KOR has no capabilty; did you mean capability?\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; low = 0.1; hihg = 0.2; } );",
     "x.cfg:3: factors.threshold.threat.hihg = 0.2: unknown; did you mean high?\n"
     "x.cfg:3: factors.threshold.threat: high is missing\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; } );",
     "x.cfg:3: factors.threshold.threat: one of values, low and high, and a distribution must be said\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; values = [0.1]; low = 0.1; } );",
     "x.cfg:3: factors.threshold.threat: only one of values, low and high, and a distribution must be said\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; values = [0.1]; distribution = \"beta\"; a = 1.0; } );",
     "x.cfg:3: factors.threshold.threat: only one of values, low and high, and a distribution must be said\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; values = [0.1, 1.4,\n -0.1]; } );",
     "x.cfg:3: factors.threshold.threat.values = 1.4: must be in [0, 1]\n"
     "x.cfg:4: factors.threshold.threat.values = -0.1: must be in [0, 1]\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; values = [0.1, 0.2, 0.1]; } );",
     "x.cfg:3: factors.threshold.threat.values = 0.1: is said twice\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; values = []; } );",
     "x.cfg:3: factors.threshold.threat.values: must not be empty\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; values = 0.3; } );",
     "x.cfg:3: factors.threshold.threat.values = 0.3: must be an array [ ... ], not a number\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; values = [ \"framework\" ]; } );",
     "x.cfg:3: factors.threshold.threat.values = \"framework\": must be a number, not a text\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; low = 0.5; high = 0.2; } );",
     "x.cfg:3: factors.threshold.threat.high = 0.2: must be greater than low = 0.5\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; low = -0.5; high = 1.2; } );",
     "x.cfg:3: factors.threshold.threat.low = -0.5: must be in [0, 1]\n"
     "x.cfg:3: factors.threshold.threat.high = 1.2: must be in [0, 1]\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; low = 0; high = 1; scale = \"log\"; } );",
     "x.cfg:3: factors.threshold.threat.low = 0: must be greater than 0 for scale = \"log\"\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; low = 0; high = 1; scale = \"logarithmic\"; } );",
     "x.cfg:3: factors.threshold.threat.scale = \"logarithmic\": must be linear or log\n"},
    {SWEEP("random") "factors = ( { path = \"time.ticks_per_year\"; low = 1.5; high = 12; } );",
     "x.cfg:3: factors.time.ticks_per_year.low = 1.5: must be a whole number\n"},
    {SWEEP("random") "factors = ( { path = \"time.ticks_per_year\"; values = [ 12.5 ]; } );",
     "x.cfg:3: factors.time.ticks_per_year.values = 12.5: must be a whole number\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; low = 0.1; high = 0.2; levels = 3; base = 0.1; } );",
     "x.cfg:3: factors.threshold.threat.levels = 3: only for the design factorial, one_at_a_time or ramp, not for random\n"
     "x.cfg:3: factors.threshold.threat.base = 0.1: only for the design one_at_a_time, not for random\n"},
    {SWEEP("factorial") "factors = ( { path = \"threshold.threat\"; values = [0.1]; levels = 3; base = 0.1; } );",
     "x.cfg:3: factors.threshold.threat.levels = 3: does not go with values: leave it out\n"
     "x.cfg:3: factors.threshold.threat.base = 0.1: only for the design one_at_a_time, not for factorial\n"},
    {SWEEP("factorial") "factors = ( { path = \"weak.ally.count\"; low = 1; high = 3; levels = 9; } );",
     "x.cfg:3: factors.weak.ally.count: its 9 levels are not all different: there are several of 1\n"},
    {SWEEP("one_at_a_time") "factors = ( { path = \"threshold.threat\"; values = [0.1]; base = 1.5; } );",
     "x.cfg:3: factors.threshold.threat.base = 1.5: must be in [0, 1]\n"},
    {SWEEP("random") "factors = ( { path = \"decision.rule\"; values = [ \"logti\" ]; } );",
     "x.cfg:3: factors.decision.rule.values = \"logti\": must be framework or logit; did you mean logit?\n"},
    {SWEEP("random") "factors = ( { path = \"decision.rule\"; values = [ 1 ]; } );",
     "x.cfg:3: factors.decision.rule.values = 1: must be a text in quotes, not a number\n"},
    {SWEEP("random") "factors = ( { path = \"decision.rule\"; low = 0; high = 1; } );",
     "x.cfg:3: factors.decision.rule: is no number: it can only have values = [ ... ]\n"},
    {SWEEP("random") "factors = ( { path = \"shocks.coup.together\"; values = [ 1 ]; } );",
     "x.cfg:3: factors.shocks.coup.together.values = 1: must be true or false, not a number\n"},
    {SWEEP("random") "factors = ( { path = \"sources.PRK.state\"; values = [ \"UAS\" ]; } );",
     "x.cfg:3: factors.sources.PRK.state.values = \"UAS\": there is no strong state UAS; did you mean USA?\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; distribution = \"beta\"; a = 2.0; } );",
     "x.cfg:3: factors.threshold.threat: b is missing from the beta distribution\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; distribution = \"bata\"; a = 2.0; b = 3.0; } );",
     "x.cfg:3: factors.threshold.threat.distribution = \"bata\": must be constant, gaussian, laplace, exponential, lognormal, student-t, uniform or beta; did you mean beta?\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; distribution = \"beta\"; a = 2.0; b = 3.0; mean = 1.0; } );",
     "x.cfg:3: factors.threshold.threat.mean = 1: unknown; the beta distribution has a, b\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; distribution = \"beta\"; a = -2.0; b = 3.0; } );",
     "x.cfg:3: factors.threshold.threat.distribution = \"beta\": a must be in [0.001, 1e6]\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; distribution = \"gaussian\"; mean = 0.5; sd = 0.3; } );",
     "x.cfg:3: factors.threshold.threat.distribution = \"gaussian\": reaches -0.926, but must be in [0, 1]\n"},
    {SWEEP("random") "factors = ( { path = \"threshold.threat\"; values = [0.1]; },\n { path = \"threshold.threat\"; values = [0.2]; } );",
     "x.cfg:4: factors = \"threshold.threat\": is a factor already, since line 3\n"},
    {SWEEP("random") "factors = ( { path = \"weak.ally.capability\"; values = [0.1]; },\n { path = \"weak.ally.capability.a\"; values = [2.0]; } );",
     "x.cfg:4: factors = \"weak.ally.capability.a\": weak.ally.capability, a factor since line 3, sets it too\n"},
    {SWEEP("random") "factors = ( { path = \"weak.ally.capability.a\"; values = [2.0]; },\n { path = \"weak.ally.capability\"; values = [0.1]; } );",
     "x.cfg:4: factors = \"weak.ally.capability\": weak.ally.capability.a, a factor since line 3, sets it too\n"},
};
/* clang-format on */

static void every_fault_is_told(void **state)
{
    (void)state;
    assert_all_refused(wrong, sizeof wrong / sizeof wrong[0]);
}

static void reading_leaves_the_scenario_as_it_is(void **state)
{
    (void)state;
    experiment_t experiment;
    text_t with = {0}, without = {0};
    read_well(&experiment,
              SWEEP("random") "factors = ( { path = \"decision.rule\"; values = [ \"logit\" ]; },"
                              " { path = \"sources.CHN.state\"; values = [ \"USA\" ]; } );",
              NULL);
    assert_int_equal(scenario_write(&experiment.scenario, &with), SCENARIO_OK);
    experiment_free(&experiment);
    read_well(&experiment, SWEEP("random") FACTOR, NULL);
    assert_int_equal(scenario_write(&experiment.scenario, &without), SCENARIO_OK);
    experiment_free(&experiment);
    assert_int_equal(with.length, without.length);
    assert_memory_equal(with.data, without.data, with.length);
    text_free(&with);
    text_free(&without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(reading_leaves_the_scenario_as_it_is),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
