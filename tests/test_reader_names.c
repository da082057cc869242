/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader_fixture.h"

static const fault_t wrong[] = {
    {WORLD "alliances = ( { strong = \"UAS\"; weak = \"lone\"; } );", "x.cfg:4: alliances.strong = \"UAS\": there is no strong state of that name; did you mean USA?\n"},
    {WORLD "alliances = ( { strong = \"KOR\"; weak = \"lone\"; } );", "x.cfg:4: alliances.strong = \"KOR\": there is no strong state of that name; KOR is a weak state\n"},
    {WORLD "alliances = ( { strong = \"USA\"; weak = \"lnoe\"; } );", "x.cfg:4: alliances.weak = \"lnoe\": there is no weak state of that name; did you mean lone?\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = 0.1; size = 0.1; target = \"CHN\"; } );", "x.cfg:4: shocks.s.target = \"CHN\": there is no weak state of that name; CHN is a source\n"},
    {WORLD "ties = ( { from = \"ally-5\"; to = \"KOR\"; } );", "x.cfg:4: ties.from = \"ally-5\": the group ally has members ally-1 to ally-4\n"},
    {WORLD "ties = ( { from = \"lone-1\"; to = \"KOR\"; } );", "x.cfg:4: ties.from = \"lone-1\": lone is one state, it has no members\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.goverment\"; rate = 0.1; size = 0.1; } );", "x.cfg:4: shocks.s.on = \"weak.goverment\": there is nothing of that name to act on; did you mean weak.government?\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"capability\"; rate = 0.1; size = 0.1; } );", "x.cfg:4: shocks.s.on = \"capability\": there is nothing of that name to act on; did you mean weak.capability?\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.intention\"; rate = 0.1; size = 0.1; source = \"CHM\"; } );", "x.cfg:4: shocks.s.source = \"CHM\": there is no source of that name; did you mean CHN?\n"},
    /* of other worlds */
    {"strong = ( { id = \"Amer\"; } );\nweak = ( { id = \"B\"; patron = \"Ame\"; } );", "x.cfg:2: weak.B.patron = \"Ame\": there is no strong state of that name; did you mean Amer?\n"},
    {"sources = ( { id = \"X\"; state = \"B\"; } );\nstrong = ( { id = \"A\"; response = \"acommodate\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; } );",
     "x.cfg:1: sources.X.state = \"B\": there is no strong state of that name; B is a weak state\nx.cfg:2: strong.A.response = \"acommodate\": must be accommodate, ignore, punish or retrench; did you mean accommodate?\n"},
    {"sources = ( { id = \"XYZ\"; } );\nstrong = ( { id = \"A\"; intention = 0.3; } );\nweak = ( { id = \"B\"; patron = \"A\"; intention = { XYS = 0.1; }; } );",
     "x.cfg:2: strong.A.intention = 0.3: must have a value for each source: { XYZ = 0.5; ... }\nx.cfg:3: weak.B.intention.XYS = 0.1: there is no source of that name; did you mean XYZ?\n"},
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
