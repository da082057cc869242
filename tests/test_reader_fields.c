/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader_fixture.h"

static const fault_t wrong[] = {
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.capability\"; } );", "x.cfg:4: shocks.s: rate is missing\nx.cfg:4: shocks.s: size is missing\n"},
    {WORLD "events = ( { on = \"weak.capability\"; size = 0.1; } );", "x.cfg:4: events.event-1: date is missing\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.government\"; rate = 0.1; size = 0.1; permanent = true; } );", "x.cfg:4: shocks.s.permanent = true: does not go with weak.government, which lasts until the next government: leave it out\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"alliance.demand\"; rate = 0.1; size = 0.1; target = \"KOR\"; } );", "x.cfg:4: shocks.s.target = \"KOR\": does not go with alliance.demand: say strong and weak instead\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = 0.1; size = 0.1; strong = \"USA\"; } );", "x.cfg:4: shocks.s.strong = \"USA\": does not go with weak.capability: say target instead\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"world.intention\"; rate = 0.1; size = 0.1; target = \"KOR\"; } );", "x.cfg:4: shocks.s.target = \"KOR\": does not go with world.intention: it hits everybody\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = 0.1; size = 0.1; source = \"CHN\"; } );", "x.cfg:4: shocks.s.source = \"CHN\": does not go with weak.capability: leave it out\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = 0.1; size = 0.1; conflict = true; } );", "x.cfg:4: shocks.s.conflict = true: does not go with weak.capability: leave it out\n"},
    {WORLD "expect = ( { alliance = \"USA\"; status = \"allied\"; } );", "x.cfg:4: expect.alliance = \"USA\": must be a strong and a weak state with a dot between them\n"},
    {WORLD "expect = ( { alliance = \"USA.lone\"; status = \"allied\"; } );", "x.cfg:4: expect.alliance = \"USA.lone\": USA and lone have no alliance\n"},
    {WORLD "expect = ( { alliance = \"USA.KOR\"; } );", "x.cfg:4: expect: one of behaviour, status, outcome and never must be said\n"},
    {WORLD "expect = ( { alliance = \"USA.KOR\"; status = \"allied\"; never = \"termination\"; } );", "x.cfg:4: expect: only one of behaviour, status, outcome and never must be said\n"},
    {WORLD "expect = ( { alliance = \"USA.KOR\"; status = \"drifitng\"; } );", "x.cfg:4: expect.status = \"drifitng\": must be allied, drifting or ended; did you mean drifting?\n"},
    {WORLD "expect = ( { alliance = \"USA.KOR\"; never = \"terminated\"; } );", "x.cfg:4: expect.never = \"terminated\": must be a behaviour, a status or an outcome; did you mean termination?\n"},
    {WORLD "expect = ( { alliance = \"USA.KOR\"; never = \"ended\"; once = true; } );", "x.cfg:4: expect.once = true: does not go with never: leave it out\n"},
    /* of other worlds */
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; capability = { distribution = \"beat\"; }; } );",
     "x.cfg:2: weak.B.capability.distribution = \"beat\": must be constant, gaussian, laplace, exponential, lognormal, student-t, uniform or beta; did you mean beta?\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; capability = { a = 1.0; }; } );",
     "x.cfg:2: weak.B.capability: must be a number, or a group that says distribution = constant, gaussian, laplace, exponential, lognormal, student-t, uniform or beta and its parameters\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; capability = { distribution = \"beta\"; a = 1.0;\n c = 2.0; }; } );",
     "x.cfg:2: weak.B.capability: b is missing from the beta distribution\nx.cfg:3: weak.B.capability.c = 2: unknown; the beta distribution has a, b\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; capability = { distribution = \"gaussian\"; mean = 1.0; sd = -2.0; }; } );",
     "x.cfg:2: weak.B.capability: sd must be at least 0\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; capability = \"low\"; } );",
     "x.cfg:2: weak.B.capability = \"low\": must be a number or a distribution { distribution = \"...\"; ... }, not a text\n"},
};

static void says_what_is_wrong_and_where(void **state)
{
    (void)state;
    assert_all_refused(wrong, sizeof wrong / sizeof wrong[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_wrong_and_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
