/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment_fixture.h"

/* clang-format off */
static const fault_t wrong[] = {
    {SWEEP("factorial") FACTOR "trajectories = 20;\npoints = 3;\nramp = { hold = 1.0; };",
     "x.cfg:4: trajectories = 20: only for the design morris, not for factorial\n"
     "x.cfg:5: points = 3: only for the design random, latin_hypercube, sobol, halton, reverse_halton or niederreiter, not for factorial\n"
     "x.cfg:6: ramp: only for the design ramp, not for factorial\n"},
    {SWEEP("random") FACTOR "levels = 3; second_order = true; table = ( (1) ); maximin = 2; skip = 3; file = \"f.csv\"; samples = 3;",
     "x.cfg:4: levels = 3: only for the design factorial, one_at_a_time, morris or ramp, not for random\n"
     "x.cfg:4: maximin = 2: only for the design latin_hypercube, not for random\n"
     "x.cfg:4: skip = 3: only for the design sobol, halton, reverse_halton, niederreiter or saltelli, not for random\n"
     "x.cfg:4: samples = 3: only for the design saltelli, not for random\n"
     "x.cfg:4: second_order = true: only for the design saltelli, not for random\n"
     "x.cfg:4: table: only for the design table, not for random\n"
     "x.cfg:4: file = \"f.csv\": only for the design table, not for random\n"},
    {SWEEP("morris") FACTOR "levels = 5;",
     "x.cfg:4: levels = 5: must be even for the design morris\n"},
    {SWEEP("morris") FACTOR "trajectories = 0; levels = 1;",
     "x.cfg:4: levels = 1: must be in [2, 1000000]\n"
     "x.cfg:4: trajectories = 0: must be in [1, 2147483647]\n"},
    {SWEEP("latin_hypercube") FACTOR "points = 10001; maximin = 2;",
     "x.cfg:4: maximin = 2: must be 1 for more than 10000 points\n"},
    {SWEEP("sobol") FACTOR "points = 1073741822; skip = 3;",
     "x.cfg:4: skip = 3: what is left out and what is used must be fewer than 2^30 - 1 together\n"},
    {SWEEP("saltelli") FACTOR "second_order = 1; samples = 0;",
     "x.cfg:4: samples = 0: must be in [1, 1073741822]\n"
     "x.cfg:4: second_order = 1: must be true or false, not a number\n"},
    {SWEEP("ramp") FACTOR "ramp = { hold = 0.0; hlod = 3.0; };",
     "x.cfg:4: ramp.hlod = 3: unknown; did you mean hold?\n"
     "x.cfg:4: ramp.hold = 0: must be greater than 0\n"},
    {SWEEP("ramp") FACTOR "ramp = 3;",
     "x.cfg:4: ramp = 3: must be a group { ... }, not a number\n"},
    {SWEEP("ramp") "factors = ( { path = \"weak.ally.count\"; low = 1; high = 4; levels = 4; } );",
     "x.cfg:3: factors = \"weak.ally.count\": needs a world made anew: a ramp cannot move it\n"},
};
/* clang-format on */

static void every_fault_is_told(void **state)
{
    (void)state;
    assert_all_refused(wrong, sizeof wrong / sizeof wrong[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
