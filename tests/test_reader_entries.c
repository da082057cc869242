/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader_fixture.h"

static const fault_t wrong[] = {
    /* keys */
    {WORLD "ties = ( { from = \"KOR\"; to = \"lone\"; wieght = 0.5; } );", "x.cfg:4: ties.wieght = 0.5: unknown; did you mean weight?\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = 0.1; size = 0.1; colour = 3; } );", "x.cfg:4: shocks.s.colour = 3: unknown\n"},
    /* types */
    {WORLD "ties = { from = \"KOR\"; };", "x.cfg:4: ties: must be a list ( { ... }, { ... } ), not a group { ... }\n"},
    {WORLD "ties = ( 3 );", "x.cfg:4: ties = 3: each tie must be a group { ... }, not a number\n"},
    /* names */
    {WORLD "alliances = ( { weak = \"lone\"; } );", "x.cfg:4: alliances: strong is missing from this alliance\n"},
    /* shocks and events */
    {WORLD "shocks = ( { on = \"weak.capability\"; rate = 0.1; size = 0.1; } );", "x.cfg:4: shocks: id is missing from this shock\n"},
    {WORLD "shocks = ( { id = \"s\"; rate = 0.1; size = 0.1; } );", "x.cfg:4: shocks: on is missing from this shock\n"},
    {WORLD "events = ( { id = \"e\"; date = 1; on = \"weak.capability\"; size = 0.1; rate = 1.0; } );", "x.cfg:4: events.e.rate = 1: unknown; what happens at random is one of the shocks\n"},
    {WORLD "shocks = ( { id = \"s\"; rate = 1; on = \"weak.capability\"; size = 0.1; date = 1.0; } );", "x.cfg:4: shocks.s.date = 1: unknown; what happens at a date is one of the events\n"},
    /* of other worlds */
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\";\n capabilty = 0.4; } );", "x.cfg:3: weak.B.capabilty = 0.4: unknown; did you mean capability?\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\";\n suport = 0.4; } );", "x.cfg:3: weak.B.suport = 0.4: unknown; did you mean support?\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; }, { id = \"C\";\n support = 0.4; } );", "x.cfg:3: weak.C.support = 0.4: is of the alliance: say patron = \"...\" beside it, or put it into alliances\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; government = 0.1; } );", "x.cfg:2: weak.B.government = 0.1: has no value of its own: it can stand in shocks and events\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; },\n { id = \"B\"; } );", "x.cfg:3: weak.B: this ID is taken since line 2\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; count = 3; patron = \"A\"; },\n { id = \"B-2\"; } );", "x.cfg:3: weak.B-2: this ID is taken since line 2\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { patron = \"A\"; capability = 3.0; } );", "x.cfg:2: weak: id is missing from this weak state\nx.cfg:2: weak.unnamed-1.capability = 3: must be in [0, 1]\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; count = 0; } );", "x.cfg:2: weak.B.count = 0: must be in [1, 2147483646]\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; count = 99999999999; } );", "x.cfg:2: weak.B.count = 99999999999: must be in [1, 2147483646]\n"},
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
