/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader_fixture.h"

static const fault_t wrong[] = {
    /* numbers */
    {WORLD "walt = { power = 0.9; };", "x.cfg:4: walt: power, proximity and offense must add up to 1, not 1.56666666667\n"},
    {WORLD "threshold = { dependence = 1.4; };", "x.cfg:4: threshold.dependence = 1.4: must be in [0, 1]\n"},
    {WORLD "threshold = {\n dependence =\n 3000000000; };", "x.cfg:5: threshold.dependence = 3000000000: must be in [0, 1]\n"},
    /* names */
    {WORLD "ties = ( { from = \"KOR\"; to = \"KOR\"; } );", "x.cfg:4: ties.KOR.KOR: a tie of a state to itself: remove it\n"},
    {WORLD "alliances = ( { strong = \"USA\"; weak = \"KOR\"; } );", "x.cfg:4: alliances.USA.KOR: a second alliance of the same two states: remove one\n"},
    /* shocks and events */
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.proximity\"; rate = 0.1; size = 0.1; } );", "x.cfg:4: shocks.s.on = \"weak.proximity\": nothing can act on weak.proximity: it is fixed\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"alliance.demand\"; rate = 0.1; size = 3.0; } );", "x.cfg:4: shocks.s.size = 3: must be in [0, 1]\n"},
    {WORLD "shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = -1; size = 0.1; } );", "x.cfg:4: shocks.s.rate = -1: must be in [0, 1e+06]\n"},
    {WORLD "events = ( { date = 50.0; on = \"weak.capability\"; size = 0.1; } );", "x.cfg:4: events.event-1.date = 50: must be in [0, 50), the time simulated\n"},
    /* what follows from a fault is not said as well */
    {WORLD "time = { start = 10; };\nevents = ( { id = \"e\"; date = \"11\"; on = \"weak.capability\"; size = 0.1; } );", "x.cfg:5: events.e.date = \"11\": must be a number, not a text\n"},
    {WORLD "walt = { power = \"x\"; proximity = 0.5; };", "x.cfg:4: walt.power = \"x\": must be a number, not a text\n"},
    {WORLD "walt = { power = 1.5; };", "x.cfg:4: walt.power = 1.5: must be in [0, 1]\n"},
    /* of other worlds */
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; capability = 1.4; } );", "x.cfg:2: weak.B.capability = 1.4: must be in [0, 1]\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; support = 9; } );", "x.cfg:2: weak.B.support = 9: must be in [0, 1]\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"South Korea\"; patron = \"A\"; } );", "x.cfg:2: weak.South Korea: an ID is a letter and then letters, digits, _ or -: rename it\n"},
};

static void says_what_is_wrong_and_where(void **state)
{
    (void)state;
    assert_all_refused(wrong, sizeof wrong / sizeof wrong[0]);
}

static void says_what_is_wrong_with_assignments(void **state)
{
    static const struct {
        const char *set, *said;
    } rows[] = {
        {"threshold.dependence=1.4", "-s threshold.dependence=1.4: must be in [0, 1]\n"},
        {"threshold.dependance=0.4", "-s threshold.dependance=0.4: threshold has no dependance; did you mean dependence?\n"},
        {"threshold.dependence", "-s threshold.dependence: must read PATH=VALUE, such as threshold.dependence=0.4\n"},
        {"threshold.dependence=", "-s threshold.dependence=: must be a number\n"},
        {"threshold.dependence=0.4x", "-s threshold.dependence=0.4x: must be a number\n"},
        {"threshold.dependence=nan", "-s threshold.dependence=nan: must be a number\n"},
        {"threshold.dependence=1e999", "-s threshold.dependence=1e999: is too large for a number\n"},
        {"time.ticks_per_year=12.5", "-s time.ticks_per_year=12.5: must be a whole number, without point or exponent\n"},
        {"decision.rule=logti", "-s decision.rule=logti: must be framework or logit\n"},
        {"weak.KRO.capability=0.3", "-s weak.KRO.capability=0.3: there is no weak state KRO; did you mean KOR?\n"},
        {"weak.KOR.capability=low", "-s weak.KOR.capability=low: must be a number, or a distribution such as uniform(0.1, 0.3)\n"},
        {"weak.KOR.capability=gaussian(0.3, -1)", "-s weak.KOR.capability=gaussian(0.3, -1): sd must be at least 0\n"},
        {"walt.power=0.5", "-s walt.power=0.5: power, proximity and offense must add up to 1, not 1.16666666667\n"},
        {"weak.ally.count=0", ""},
    };
    (void)state;
    for (size_t i = 0; i + 1 < sizeof rows / sizeof rows[0]; i++) {
        assert_refused(WORLD, rows[i].set, rows[i].said);
    }
}

/* Of a file with very many faults the first thousand are told, and how many more there are. */
static void very_many_faults_are_counted(void **state)
{
    enum { STATES = 1500, ENTRY = 96 };
    static char text[128 + STATES * ENTRY];
    scenario_t scenario;
    report_t report;
    size_t used = (size_t)snprintf(text, sizeof text, "strong = ( { id = \"A\"; } );\nweak = ( ");
    (void)state;
    for (int i = 0; i < STATES; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "%s{ id = \"B%d\"; patron = \"A\"; support = 9; }\n", i == 0 ? "" : ",", i);
    }
    used += (size_t)snprintf(text + used, sizeof text - used, ");");
    report_init(&report);
    assert_int_equal(scenario_read_text(&scenario, "x.cfg", text, used, NULL, 0, &report), SCENARIO_INVALID);
    assert_int_equal(report_count(&report), 1001);
    report_sort(&report);
    assert_int_equal(report.entries[999].line, 1001);
    assert_string_equal(report.entries[999].path, "weak.B999.support = 9");
    assert_string_equal(report.entries[1000].message, "500 more faults are not listed");
    report_free(&report);
    scenario_free(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_wrong_and_where),
        cmocka_unit_test(says_what_is_wrong_with_assignments),
        cmocka_unit_test(very_many_faults_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
