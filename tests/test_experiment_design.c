/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment_fixture.h"

#include <math.h>

/* clang-format off */
static const fault_t wrong[] = {
    {HEAD "design = \"latin_hypercub\";\n" FACTOR,
     "x.cfg:2: design = \"latin_hypercub\": must be factorial, one_at_a_time, random, latin_hypercube, sobol, halton, reverse_halton, niederreiter, morris, saltelli, ramp or table; did you mean latin_hypercube?\n"},
    {HEAD "design = 3;\n" FACTOR,
     "x.cfg:2: design = 3: must be a text in quotes, not a number\n"},
    {SWEEP("random"),
     "x.cfg:2: factors are missing: say factors = ( { path = \"...\"; ... }, ... )\n"},
    {SWEEP("random") "factors = 3;",
     "x.cfg:3: factors = 3: must be a list ( { ... }, { ... } ), not a number\n"},
    {SWEEP("random") "factors = ();",
     "x.cfg:3: factors: must have at least one\n"},
    {SWEEP("random") "factors = ( 3 );",
     "x.cfg:3: factors = 3: each factor must be a group { ... }, not a number\n"},
    {SWEEP("random") "factors = ( { low = 0.1; high = 0.2; } );",
     "x.cfg:3: factors: path is missing from this factor\n"},
    {SWEEP("random") "factors = ( { path = 3; low = 0.1; high = 0.2; } );",
     "x.cfg:3: factors = 3: must be a text in quotes, not a number\n"},
    {SWEEP("ramp") "factors = ( { path = \"threshold.threat\"; low = 0.1; high = 0.2; },\n { path = \"threshold.dependence\"; low = 0.1; high = 0.2; } );",
     "x.cfg:3: factors: the design ramp has exactly one, not 2\n"},
    {SWEEP("table"),
     "x.cfg:2: factors are missing: say them and a table, or file = \"points.csv\"\n"},
    {SWEEP("table") "factors = ( { path = \"threshold.threat\"; } );",
     "x.cfg:3: factors: table = ( ( ... ), ... ) with their values is missing\n"},
    {SWEEP("table") "file = \"points.csv\"; factors = ( { path = \"threshold.threat\"; } );",
     "x.cfg:3: factors: does not go with file: leave one of them out\n"},
};
/* clang-format on */

static void every_fault_is_told(void **state)
{
    (void)state;
    assert_all_refused(wrong, sizeof wrong / sizeof wrong[0]);
}

/* Forty-one different paths, and one row of a table of all parameters. */
static void too_many_factors_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *design;
        int most;
    } limits[] = {{"sobol", 40}, {"saltelli", 20}, {"niederreiter", 12}, {"ramp", 1}};
    for (size_t d = 0; d < sizeof limits / sizeof limits[0]; d++) {
        for (int more = 0; more < 2; more++) {
            char text[8192];
            size_t used = (size_t)snprintf(text, sizeof text, HEAD "design = \"%s\";\nfactors = (",
                                           limits[d].design);
            size_t first = 0;
            int count = 0;
            while (count < limits[d].most + more) {
                const parameter_info_t *info = &parameters_table[first++];
                assert_true(first < parameters_count);
                if (info->type == PARAMETER_REAL && strcmp(info->group, "time") != 0) {
                    used += (size_t)snprintf(
                        text + used, sizeof text - used,
                        "%s { path = \"%s.%s\"; distribution = \"constant\"; value = %.17g; }",
                        count == 0 ? "" : ",\n", info->group, info->name,
                        info->lowest + 0.5 * (fmin(info->highest, 1.0) - info->lowest));
                    count++;
                }
            }
            snprintf(text + used, sizeof text - used, " );%s",
                     limits[d].most == 1 ? "levels = 1;" : "");
            if (more == 0) {
                experiment_t experiment;
                read_well(&experiment, text, NULL);
                assert_int_equal(experiment.factor_count, limits[d].most);
                experiment_free(&experiment);
            } else {
                char said[128];
                snprintf(said, sizeof said,
                         limits[d].most == 1
                             ? "x.cfg:3: factors: the design ramp has exactly one, not 2\n"
                             : "x.cfg:3: factors: the design %s can have %d at most, not %d\n",
                         limits[d].design, limits[d].most, limits[d].most + 1);
                assert_refused(text, NULL, said);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(too_many_factors_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
