/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/reader.h"

/* libconfig 1.5 loses the text at which a syntax error shows. Asked for by the leak sanitizer, if it is there. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig";
}

/* Three lines that make a scenario; what a test adds begins on line 4. */
#define WORLD                                                                                      \
    "sources = ( { id = \"CHN\"; }, { id = \"PRK\"; } ); strong = ( { id = \"USA\"; } );\n"        \
    "weak = ( { id = \"KOR\"; patron = \"USA\"; support = 0.8; },\n"                               \
    "         { id = \"ally\"; count = 4; patron = \"USA\"; }, { id = \"lone\"; } );\n"

static char *printed(report_t *report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    report_print(report, stream);
    fclose(stream);
    return text;
}

static int read_with(scenario_t *scenario, const char *text, const char *set, report_t *report)
{
    report_init(report);
    return scenario_read_text(scenario, "x.cfg", text, strlen(text), &set, set == NULL ? 0 : 1,
                              report);
}

static void assert_refused(const char *text, const char *set, const char *expected)
{
    scenario_t scenario;
    report_t report;
    int status = read_with(&scenario, text, set, &report);
    char *said = printed(&report);
    if (strcmp(said, expected) != 0) {
        print_error("of\n%s\nwas said\n%s\ninstead of\n%s\n", text, said, expected);
        fail();
    }
    assert_int_equal(status, SCENARIO_INVALID);
    free(said);
    report_free(&report);
    scenario_free(&scenario);
}

static void read_well(scenario_t *scenario, const char *text, const char *set)
{
    report_t report;
    int status = read_with(scenario, text, set, &report);
    char *said = printed(&report);
    assert_string_equal(said, "");
    assert_int_equal(status, SCENARIO_OK);
    free(said);
    report_free(&report);
}

/* What follows WORLD, and all that is said of it. */
static const struct {
    const char *text, *said;
} wrong[] = {
    /* keys */
    {"nmae = \"x\";", "x.cfg:4: nmae = \"x\": unknown; did you mean name?\n"},
    {"qqqqqqqq = 1;", "x.cfg:4: qqqqqqqq = 1: unknown\n"},
    {"threshold = { dependance = 0.3; };", "x.cfg:4: threshold.dependance = 0.3: unknown; did you mean dependence?\n"},
    {"treshold = { dependence = 0.3; };", "x.cfg:4: treshold: unknown; did you mean threshold?\n"},
    {"ties = ( { from = \"KOR\"; to = \"lone\"; wieght = 0.5; } );", "x.cfg:4: ties.wieght = 0.5: unknown; did you mean weight?\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = 0.1; size = 0.1; colour = 3; } );", "x.cfg:4: shocks.s.colour = 3: unknown\n"},
    /* types */
    {"threshold = 3;", "x.cfg:4: threshold = 3: must be a group { ... }, not a number\n"},
    {"threshold = { threat = \"high\"; };", "x.cfg:4: threshold.threat = \"high\": must be a number, not a text\n"},
    {"threshold = { threat = { a = 1; }; };", "x.cfg:4: threshold.threat: must be a number, not a group { ... }\n"},
    {"threshold = { threat = [1, 2]; };", "x.cfg:4: threshold.threat: must be a number, not an array [ ... ]\n"},
    {"threshold = { threat = true; };", "x.cfg:4: threshold.threat = true: must be a number, not true or false\n"},
    {"time = { ticks_per_year = 0.75; };", "x.cfg:4: time.ticks_per_year = 0.75: must be a whole number, without point or exponent\n"},
    {"time = { ticks_per_year = 12.0; };", "x.cfg:4: time.ticks_per_year = 12: must be a whole number, without point or exponent\n"},
    {"time = { ticks_per_year = \"12\"; };", "x.cfg:4: time.ticks_per_year = \"12\": must be a whole number, not a text\n"},
    {"required = 1;", "x.cfg:4: required = 1: must be true or false, not a number\n"},
    {"required = \"true\";", "x.cfg:4: required = \"true\": must be true or false, without quotes\n"},
    {"name = 3;", "x.cfg:4: name = 3: must be a text in quotes, not a number\n"},
    {"name = \"\";", "x.cfg:4: name = \"\": must not be empty\n"},
    {"label = \"a\\xff\";", "x.cfg:4: label = \"a\377\": must be a text in UTF-8\n"},
    {"ties = { from = \"KOR\"; };", "x.cfg:4: ties: must be a list ( { ... }, { ... } ), not a group { ... }\n"},
    {"ties = ( 3 );", "x.cfg:4: ties = 3: each tie must be a group { ... }, not a number\n"},
    {"seed = 1.0;", "x.cfg:4: seed = 1: must be a whole number, without point or exponent\n"},
    {"seed = -1;", "x.cfg:4: seed = -1: must be 0 or more\n"},
    /* numbers */
    {"threshold = { dependence = 1.4; };", "x.cfg:4: threshold.dependence = 1.4: must be in [0, 1]\n"},
    {"threshold = {\n dependence =\n 3000000000; };", "x.cfg:5: threshold.dependence = 3000000000: must be in [0, 1]\n"},
    {"time = { ticks_per_year = 3000000000; };", "x.cfg:4: time.ticks_per_year = 3000000000: must be in [1, 366]\n"},
    {"time = { ticks_per_year = 4294967308; };", "x.cfg:4: time.ticks_per_year = 4294967308: must be in [1, 366]\n"},
    {"time = { ticks_per_year = 0xFFFFFFFF; };", "x.cfg:4: time.ticks_per_year = 0xFFFFFFFF: must be in [1, 366]\n"},
    {"seed = 99999999999999999999;", "x.cfg:4: 99999999999999999999 is too large for a whole number; a real number has a point or an exponent\n"},
    {"threshold = { dependence = 1e999; };", "x.cfg:4: threshold.dependence = inf: is too large for a number\n"},
    {"threshold = { dependence = -1e999; };", "x.cfg:4: threshold.dependence = -inf: is too large for a number\n"},
    {"walt = { power = 0.9; };", "x.cfg:4: walt: power, proximity and offense must add up to 1, not 1.56666666667\n"},
    /* words */
    {"decision = { rule = \"logti\"; };", "x.cfg:4: decision.rule = \"logti\": must be framework or logit; did you mean logit?\n"},
    {"decision = { rule = 1; };", "x.cfg:4: decision.rule = 1: must be a text in quotes, not a number\n"},
    /* names */
    {"alliances = ( { strong = \"UAS\"; weak = \"lone\"; } );", "x.cfg:4: alliances.strong = \"UAS\": there is no strong state of that name; did you mean USA?\n"},
    {"alliances = ( { strong = \"USA\"; weak = \"lnoe\"; } );", "x.cfg:4: alliances.weak = \"lnoe\": there is no weak state of that name; did you mean lone?\n"},
    {"alliances = ( { strong = \"KOR\"; weak = \"lone\"; } );", "x.cfg:4: alliances.strong = \"KOR\": there is no strong state of that name; KOR is a weak state\n"},
    {"alliances = ( { weak = \"lone\"; } );", "x.cfg:4: alliances: strong is missing from this alliance\n"},
    {"ties = ( { from = \"ally-5\"; to = \"KOR\"; } );", "x.cfg:4: ties.from = \"ally-5\": the group ally has members ally-1 to ally-4\n"},
    {"ties = ( { from = \"lone-1\"; to = \"KOR\"; } );", "x.cfg:4: ties.from = \"lone-1\": lone is one state, it has no members\n"},
    {"ties = ( { from = \"KOR\"; to = \"KOR\"; } );", "x.cfg:4: ties.KOR.KOR: a tie of a state to itself: remove it\n"},
    {"alliances = ( { strong = \"USA\"; weak = \"KOR\"; } );", "x.cfg:4: alliances.USA.KOR: a second alliance of the same two states: remove one\n"},
    /* shocks and events */
    {"shocks = ( { on = \"weak.capability\"; rate = 0.1; size = 0.1; } );", "x.cfg:4: shocks: id is missing from this shock\n"},
    {"shocks = ( { id = \"s\"; rate = 0.1; size = 0.1; } );", "x.cfg:4: shocks: on is missing from this shock\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.capability\"; } );", "x.cfg:4: shocks.s: rate is missing\nx.cfg:4: shocks.s: size is missing\n"},
    {"events = ( { on = \"weak.capability\"; size = 0.1; } );", "x.cfg:4: events.event-1: date is missing\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.goverment\"; rate = 0.1; size = 0.1; } );", "x.cfg:4: shocks.s.on = \"weak.goverment\": there is nothing of that name to act on; did you mean weak.government?\n"},
    {"shocks = ( { id = \"s\"; on = \"capability\"; rate = 0.1; size = 0.1; } );", "x.cfg:4: shocks.s.on = \"capability\": there is nothing of that name to act on; did you mean weak.capability?\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.proximity\"; rate = 0.1; size = 0.1; } );", "x.cfg:4: shocks.s.on = \"weak.proximity\": nothing can act on weak.proximity: it is fixed\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.government\"; rate = 0.1; size = 0.1; permanent = true; } );", "x.cfg:4: shocks.s.permanent = true: does not go with weak.government, which lasts until the next government: leave it out\n"},
    {"shocks = ( { id = \"s\"; on = \"alliance.demand\"; rate = 0.1; size = 0.1; target = \"KOR\"; } );", "x.cfg:4: shocks.s.target = \"KOR\": does not go with alliance.demand: say strong and weak instead\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = 0.1; size = 0.1; strong = \"USA\"; } );", "x.cfg:4: shocks.s.strong = \"USA\": does not go with weak.capability: say target instead\n"},
    {"shocks = ( { id = \"s\"; on = \"world.intention\"; rate = 0.1; size = 0.1; target = \"KOR\"; } );", "x.cfg:4: shocks.s.target = \"KOR\": does not go with world.intention: it hits everybody\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = 0.1; size = 0.1; source = \"CHN\"; } );", "x.cfg:4: shocks.s.source = \"CHN\": does not go with weak.capability: leave it out\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = 0.1; size = 0.1; conflict = true; } );", "x.cfg:4: shocks.s.conflict = true: does not go with weak.capability: leave it out\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = 0.1; size = 0.1; target = \"CHN\"; } );", "x.cfg:4: shocks.s.target = \"CHN\": there is no weak state of that name; CHN is a source\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.intention\"; rate = 0.1; size = 0.1; source = \"CHM\"; } );", "x.cfg:4: shocks.s.source = \"CHM\": there is no source of that name; did you mean CHN?\n"},
    {"shocks = ( { id = \"s\"; on = \"alliance.demand\"; rate = 0.1; size = 3.0; } );", "x.cfg:4: shocks.s.size = 3: must be in [0, 1]\n"},
    {"shocks = ( { id = \"s\"; on = \"weak.capability\"; rate = -1; size = 0.1; } );", "x.cfg:4: shocks.s.rate = -1: must be in [0, 1e+06]\n"},
    {"events = ( { date = 50.0; on = \"weak.capability\"; size = 0.1; } );", "x.cfg:4: events.event-1.date = 50: must be in [0, 50), the time simulated\n"},
    {"events = ( { id = \"e\"; date = 1; on = \"weak.capability\"; size = 0.1; rate = 1.0; } );", "x.cfg:4: events.e.rate = 1: unknown; what happens at random is one of the shocks\n"},
    {"shocks = ( { id = \"s\"; rate = 1; on = \"weak.capability\"; size = 0.1; date = 1.0; } );", "x.cfg:4: shocks.s.date = 1: unknown; what happens at a date is one of the events\n"},
    {"scenario = \"y.cfg\";", "x.cfg:4: scenario = \"y.cfg\": unknown; this is an experiment, for adrift sweep or adrift flip\n"},
    /* expectations */
    {"expect = ( { alliance = \"USA\"; status = \"allied\"; } );", "x.cfg:4: expect.alliance = \"USA\": must be a strong and a weak state with a dot between them\n"},
    {"expect = ( { alliance = \"USA.lone\"; status = \"allied\"; } );", "x.cfg:4: expect.alliance = \"USA.lone\": USA and lone have no alliance\n"},
    {"expect = ( { alliance = \"USA.KOR\"; } );", "x.cfg:4: expect: one of behaviour, status, outcome and never must be said\n"},
    {"expect = ( { alliance = \"USA.KOR\"; status = \"allied\"; never = \"termination\"; } );", "x.cfg:4: expect: only one of behaviour, status, outcome and never must be said\n"},
    {"expect = ( { alliance = \"USA.KOR\"; status = \"drifitng\"; } );", "x.cfg:4: expect.status = \"drifitng\": must be allied, drifting or ended; did you mean drifting?\n"},
    {"expect = ( { alliance = \"USA.KOR\"; never = \"terminated\"; } );", "x.cfg:4: expect.never = \"terminated\": must be a behaviour, a status or an outcome; did you mean termination?\n"},
    {"expect = ( { alliance = \"USA.KOR\"; never = \"ended\"; once = true; } );", "x.cfg:4: expect.once = true: does not go with never: leave it out\n"},
    {"expect = ( { alliance = \"USA.KOR\"; status = \"allied\"; from = 3; to = 3; } );", "x.cfg:4: expect.to = 3: must be after from\n"},
    {"expect = ( { alliance = \"USA.KOR\"; status = \"allied\"; from = 50; } );", "x.cfg:4: expect.from = 50: must be before 50, when the run ends\n"},
    {"expect = ( { alliance = \"USA.KOR\"; status = \"allied\"; to = 0; } );", "x.cfg:4: expect.to = 0: must be after 0, when the run begins\n"},
    /* what follows from a fault is not said as well */
    {"time = { start = 10; };\nevents = ( { id = \"e\"; date = \"11\"; on = \"weak.capability\"; size = 0.1; } );", "x.cfg:5: events.e.date = \"11\": must be a number, not a text\n"},
    {"walt = { power = \"x\"; proximity = 0.5; };", "x.cfg:4: walt.power = \"x\": must be a number, not a text\n"},
    {"walt = { power = 1.5; };", "x.cfg:4: walt.power = 1.5: must be in [0, 1]\n"},
    /* several at once, in the order of the file, whoever finds them */
    {"threshold = { threat = 3;\n band = \"x\"; };\nlable = \"\";\nprice = { scale = -1; };",
     "x.cfg:4: threshold.threat = 3: must be in [0, 1]\nx.cfg:5: threshold.band = \"x\": must be a number, not a text\n"
     "x.cfg:6: lable = \"\": unknown; did you mean label?\nx.cfg:7: price.scale = -1: must be in [0, 1000]\n"},
    /* syntax */
    {"time = {\n years = = 3;\n};", "x.cfg:5: syntax error at or before \"years = = 3;\"\n"},
    {"time = {\n years = 3;\n", "x.cfg:4: this '{' is never closed\nx.cfg:5: syntax error at the end of the file\n"},
    {"time = (\n { years = 3; ] );\n", "x.cfg:5: syntax error at or before \"{ years = 3; ] );\"\nx.cfg:5: this '{' is not closed before line 5 closes another bracket\n"},
    {"name = \"abc;\nlabel = \"x\";", "x.cfg:4: a text begins here and ends in a later line; is its closing '\"' missing?\n"},
    {"name = \"abc;\nlabel = \"xy;", "x.cfg:4: a text begins here and ends in a later line; is its closing '\"' missing?\nx.cfg:5: syntax error at or before \"label = \"xy;\"\n"},
    {"name = \"x\" /* and so on", "x.cfg:4: this comment, /*, is never closed\n"},
    {"name = \"x\";\nname = \"y\";", "x.cfg:5: duplicate setting name at or before \"name = \"y\";\"\n"},
    {"\nname = \"T\374rkiye\";", "x.cfg:5: not a text in UTF-8: byte 0xFC\n"},
    {"x = [1, 2.0];", "x.cfg:4: mismatched element type in array at or before \"x = [1, 2.0];\"\n"},
};

static void says_what_is_wrong_and_where(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[2048];
        snprintf(text, sizeof text, "%s%s", WORLD, wrong[i].text);
        assert_refused(text, NULL, wrong[i].said);
    }
}

/* Whole files, of which agents are what is wrong. */
static const struct {
    const char *text, *said;
} wrong_agents[] = {
    {"", "x.cfg: there is nothing in it\n"},
    {"# a comment\n", "x.cfg: there is nothing in it\n"},
    {"name = \"x\";", "x.cfg: alliances: there is none: give a weak state a patron or add an alliance\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; capability = 1.4; } );", "x.cfg:2: weak.B.capability = 1.4: must be in [0, 1]\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; support = 9; } );", "x.cfg:2: weak.B.support = 9: must be in [0, 1]\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\";\n capabilty = 0.4; } );", "x.cfg:3: weak.B.capabilty = 0.4: unknown; did you mean capability?\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\";\n suport = 0.4; } );", "x.cfg:3: weak.B.suport = 0.4: unknown; did you mean support?\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; }, { id = \"C\";\n support = 0.4; } );", "x.cfg:3: weak.C.support = 0.4: is of the alliance: say patron = \"...\" beside it, or put it into alliances\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; government = 0.1; } );", "x.cfg:2: weak.B.government = 0.1: has no value of its own: it can stand in shocks and events\n"},
    {"strong = ( { id = \"Amer\"; } );\nweak = ( { id = \"B\"; patron = \"Ame\"; } );", "x.cfg:2: weak.B.patron = \"Ame\": there is no strong state of that name; did you mean Amer?\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; },\n { id = \"B\"; } );", "x.cfg:3: weak.B: this ID is taken since line 2\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; count = 3; patron = \"A\"; },\n { id = \"B-2\"; } );", "x.cfg:3: weak.B-2: this ID is taken since line 2\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { patron = \"A\"; capability = 3.0; } );", "x.cfg:2: weak: id is missing from this weak state\nx.cfg:2: weak.unnamed-1.capability = 3: must be in [0, 1]\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"South Korea\"; patron = \"A\"; } );", "x.cfg:2: weak.South Korea: an ID is a letter and then letters, digits, _ or -: rename it\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; count = 0; } );", "x.cfg:2: weak.B.count = 0: must be in [1, 2147483646]\n"},
    {"strong = ( { id = \"A\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; count = 99999999999; } );", "x.cfg:2: weak.B.count = 99999999999: must be in [1, 2147483646]\n"},
    {"sources = ( { id = \"X\"; state = \"B\"; } );\nstrong = ( { id = \"A\"; response = \"acommodate\"; } );\nweak = ( { id = \"B\"; patron = \"A\"; } );",
     "x.cfg:1: sources.X.state = \"B\": there is no strong state of that name; B is a weak state\nx.cfg:2: strong.A.response = \"acommodate\": must be accommodate, ignore, punish or retrench; did you mean accommodate?\n"},
    {"sources = ( { id = \"XYZ\"; } );\nstrong = ( { id = \"A\"; intention = 0.3; } );\nweak = ( { id = \"B\"; patron = \"A\"; intention = { XYS = 0.1; }; } );",
     "x.cfg:2: strong.A.intention = 0.3: must have a value for each source: { XYZ = 0.5; ... }\nx.cfg:3: weak.B.intention.XYS = 0.1: there is no source of that name; did you mean XYZ?\n"},
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

static void says_what_is_wrong_with_agents(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong_agents / sizeof wrong_agents[0]; i++) {
        assert_refused(wrong_agents[i].text, NULL, wrong_agents[i].said);
    }
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

static void an_assignment_wins_over_the_file(void **state)
{
    scenario_t scenario;
    (void)state;
    read_well(&scenario, WORLD "threshold = { dependence = 7; };", "threshold.dependence=0.25");
    assert_near(scenario.model.parameters.threshold_dependence, 0.25, 0.0);
    scenario_free(&scenario);
}

static void reads_what_is_there_and_defaults_for_the_rest(void **state)
{
    scenario_t scenario;
    const model_t *model = &scenario.model;
    (void)state;
    read_well(&scenario,
              "label = \"T\303\274rkiye\"; seed = 0xFFFFFFFFFFFFFFFFL; required = false; time = { start = 2014; years = 12.5; };\n"
              "sources = ( { id = \"CHN\"; power = 1; }, { id = \"nuclear\"; state = \"USA\"; } );\n"
              "strong = ( { id = \"USA\"; response = \"punish\"; intention = { nuclear = -0.5; }; } );\n"
              "weak = ( { id = \"KOR\"; patron = \"USA\"; basing = 0.75; capability = 0.25; }, { id = \"ally\"; count = 4; capability = { distribution = \"beta\"; a = 2; b = 9.5; }; } );\n"
              "alliances = ( { strong = \"USA\"; weak = \"ally-3\"; salience = 0.125; } );\n"
              "ties = ( { from = \"ally\"; to = \"ally-2\"; weight = 0.5; mutual = true; partners = 1; }, { from = \"ally-4\"; to = \"KOR\"; } );\n"
              "shocks = ( { id = \"s\"; on = \"alliance.demand\"; weak = \"ally-3\"; source = \"CHN\"; rate = 2; size = 0.5; conflict = false; } );\n"
              "events = ( { date = 2015; on = \"weak.capability\"; target = \"ally\"; size = 0.1; }, { date = 2016; on = \"weak.government\"; target = \"ally-2\"; size = 0.1; } );\n"
              "expect = ( { alliance = \"USA.ally-3\"; from = 2015.5; outcome = \"lapsed\"; once = true; }, { alliance = \"USA.KOR\"; never = \"ended\"; } );\n",
              NULL);
    assert_string_equal(scenario.name, "x");
    assert_string_equal(scenario.label, "T\303\274rkiye");
    assert_string_equal(scenario.file, "x.cfg");
    assert_true(scenario.seed == UINT64_MAX && scenario.seed_given && !scenario.required);
    assert_near(model->parameters.time_start, 2014.0, 0.0);
    assert_int_equal(model->parameters.time_ticks_per_year, 12);
    assert_near(model->sources[0].value[VARIABLE_SOURCE_power].a, 1.0, 0.0);
    assert_near(model->sources[0].value[VARIABLE_SOURCE_offense].a, 0.5, 0.0);
    assert_int_equal(model->sources[0].state, MODEL_NONE);
    assert_int_equal(model->sources[1].state, 0);
    assert_int_equal(model->strong[0].response, RESPONSE_PUNISH);
    assert_near(model->strong[0].per_source[VARIABLE_STRONG_intention][1].a, -0.5, 0.0);
    assert_near(model->strong[0].per_source[VARIABLE_STRONG_intention][0].a, 0.0, 0.0);
    assert_int_equal(model->weak[1].count, 4);
    assert_int_equal(model->weak[1].value[VARIABLE_WEAK_capability].kind, DISTRIBUTION_BETA);
    assert_near(model->weak[1].value[VARIABLE_WEAK_capability].b, 9.5, 0.0);
    assert_int_equal(model->alliance_count, 2);
    assert_near(model->alliances[0].value[VARIABLE_ALLIANCE_basing].a, 0.75, 0.0);
    assert_int_equal(model->alliances[1].weak, 1);
    assert_int_equal(model->alliances[1].member, 3);
    assert_near(model->alliances[1].value[VARIABLE_ALLIANCE_salience].a, 0.125, 0.0);
    assert_int_equal(model->ties[0].from_member, 0);
    assert_int_equal(model->ties[0].to_member, 2);
    assert_int_equal(model->ties[0].partners, 1);
    assert_true(model->ties[0].mutual);
    assert_int_equal(model->shock_count, 3);
    assert_true(!model->shocks[0].scripted && !model->shocks[0].conflict && !model->shocks[0].permanent);
    assert_int_equal(model->shocks[0].strong, MODEL_NONE);
    assert_int_equal(model->shocks[0].weak, 1);
    assert_int_equal(model->shocks[0].member, 3);
    assert_string_equal(model->shocks[1].id, "event-1");
    assert_true(model->shocks[1].scripted && model->shocks[1].permanent);
    assert_false(model->shocks[2].permanent);
    assert_int_equal(model->shocks[1].target, 1);
    assert_int_equal(model->shocks[1].member, 0);
    assert_int_equal(model->shocks[2].target, 1);
    assert_int_equal(model->shocks[2].member, 2);
    assert_int_equal(model->ties[1].from_member, 4);
    assert_int_equal(model->ties[1].to, 0);
    assert_int_equal(scenario.expectation_count, 2);
    assert_int_equal(scenario.expectations[0].kind, EXPECTATION_OUTCOME);
    assert_int_equal(scenario.expectations[0].value, OUTCOME_LAPSED);
    assert_int_equal(scenario.expectations[0].member, 3);
    assert_true(scenario.expectations[0].once && isinf(scenario.expectations[0].to));
    assert_true(scenario.expectations[1].never && scenario.expectations[1].kind == EXPECTATION_STATUS);
    /* what the file gave, and what not */
    assert_true(scenario_given(&scenario, KIND_WEAK, 0, VARIABLE_WEAK_capability, MODEL_NONE));
    assert_false(scenario_given(&scenario, KIND_WEAK, 0, VARIABLE_WEAK_defense_need, MODEL_NONE));
    assert_true(scenario_given(&scenario, KIND_ALLIANCE, 0, VARIABLE_ALLIANCE_basing, MODEL_NONE));
    assert_false(scenario_given(&scenario, KIND_ALLIANCE, 1, VARIABLE_ALLIANCE_basing, MODEL_NONE));
    assert_true(scenario_given(&scenario, KIND_STRONG, 0, VARIABLE_STRONG_intention, 1));
    assert_false(scenario_given(&scenario, KIND_STRONG, 0, VARIABLE_STRONG_intention, 0));
    assert_true(scenario_given_parameter(&scenario, parameters_find("time", "years")));
    assert_false(scenario_given_parameter(&scenario, parameters_find("time", "burn_in")));
    scenario_free(&scenario);
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

static void the_default_seed_is_a_constant(void **state)
{
    scenario_t scenario;
    (void)state;
    read_well(&scenario, WORLD, NULL);
    assert_true(scenario.seed == SCENARIO_SEED && !scenario.seed_given && scenario.required);
    scenario_free(&scenario);
}

/* ---- Files ---------------------------------------------------------------------------------- */

static void put_file(const char *name, const char *text)
{
    FILE *stream = fopen(name, "wb");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

static void assert_file_refused(const char *name, const char *expected)
{
    scenario_t scenario;
    report_t report;
    char *said;
    report_init(&report);
    assert_int_equal(scenario_read(&scenario, name, NULL, 0, &report), SCENARIO_INVALID);
    said = printed(&report);
    assert_string_equal(said, expected);
    free(said);
    report_free(&report);
    scenario_free(&scenario);
}

static void refuses_what_is_no_readable_file(void **state)
{
    (void)state;
    (void)mkdir("directory.cfg", 0777);
    assert_file_refused("none.cfg", "none.cfg: cannot be read: No such file or directory\n");
    assert_file_refused("directory.cfg", "directory.cfg: cannot be read: Is a directory\n");
    put_file("empty.cfg", "");
    assert_file_refused("empty.cfg", "empty.cfg: there is nothing in it\n");
    if (geteuid() != 0) {
        put_file("closed.cfg", WORLD);
        assert_int_equal(chmod("closed.cfg", 0), 0);
        assert_file_refused("closed.cfg", "closed.cfg: cannot be read: Permission denied\n");
    }
    assert_refused("a = 1;\n\001", NULL, "x.cfg:2: not a text in UTF-8: byte 0x01\n");
}

static void a_zero_byte_is_no_text(void **state)
{
    static const char text[] = "name = \"a\";\nlabel = \0;";
    scenario_t scenario;
    report_t report;
    char *said;
    (void)state;
    report_init(&report);
    assert_int_equal(scenario_read_text(&scenario, "x.cfg", text, sizeof text - 1, NULL, 0, &report),
                     SCENARIO_INVALID);
    said = printed(&report);
    assert_string_equal(said, "x.cfg:2: not a text in UTF-8: byte 0x00\n");
    free(said);
    report_free(&report);
    scenario_free(&scenario);
}

static void includes_are_beside_the_file_that_says_them(void **state)
{
    scenario_t scenario;
    report_t report;
    (void)state;
    (void)mkdir("sub", 0777);
    (void)mkdir("sub/deeper", 0777);
    put_file("sub/main.cfg", "name = \"m\";\n@include \"deeper/world.cfg\"\nprice = { scale = 2.0; };\n");
    put_file("sub/deeper/world.cfg", "@include \"states.cfg\" # behind\n  @include \"threshold.cfg\"");
    put_file("sub/deeper/states.cfg", WORLD);
    put_file("sub/deeper/threshold.cfg", "threshold = { threat = 0.25; };");
    report_init(&report);
    assert_int_equal(scenario_read(&scenario, "sub/main.cfg", NULL, 0, &report), SCENARIO_OK);
    assert_near(scenario.model.parameters.threshold_threat, 0.25, 0.0);
    assert_near(scenario.model.parameters.price_scale, 2.0, 0.0);
    scenario_free(&scenario);
    report_free(&report);
    put_file("sub/deeper/threshold.cfg", "\n\nthreshold = { threat = 2.5; };");
    put_file("sub/main.cfg", "name = \"m\";\n@include \"deeper/world.cfg\"\nprice = { scale = -2.0; };\n");
    assert_file_refused("sub/main.cfg", "sub/deeper/threshold.cfg:3: threshold.threat = 2.5: must be in [0, 1]\n"
                                        "sub/main.cfg:3: price.scale = -2: must be in [0, 1000]\n");
    put_file("sub/deeper/threshold.cfg", "threshold = { threat = 2.5; };");
    assert_file_refused("sub/main.cfg", "sub/deeper/threshold.cfg:1: threshold.threat = 2.5: must be in [0, 1]\n"
                                        "sub/main.cfg:3: price.scale = -2: must be in [0, 1000]\n");
    put_file("sub/deeper/threshold.cfg", "\nthreshold = { threat = = 2.5; };");
    assert_file_refused("sub/main.cfg", "sub/deeper/threshold.cfg:2: syntax error at or before \"threshold = { threat = = 2.5; };\"\n");
}

static void bad_includes_are_named(void **state)
{
    (void)state;
    put_file("loop_a.cfg", "name = \"a\";\n@include \"loop_b.cfg\"\n");
    put_file("loop_b.cfg", "@include \"./loop_a.cfg\"\n");
    assert_file_refused("loop_a.cfg", "loop_b.cfg:1: cannot include ./loop_a.cfg: it includes itself\n");
    put_file("self.cfg", "@include \"self.cfg\"\n");
    assert_file_refused("self.cfg", "self.cfg:1: cannot include self.cfg: it includes itself\n");
    (void)mkdir("directory.cfg", 0777);
    put_file("bad.cfg", "name = \"a\";\n@include \"none.cfg\"\n@include \"directory.cfg\"\n");
    assert_file_refused("bad.cfg", "bad.cfg:2: cannot include none.cfg: No such file or directory\n"
                                   "bad.cfg:3: cannot include directory.cfg: Is a directory\n");
    put_file("text.cfg", WORLD "label = \"\n@include \"; # @include \"none.cfg\"\n/*\n@include \"none.cfg\"\n*/");
    {
        scenario_t scenario;
        report_t report;
        report_init(&report);
        assert_int_equal(scenario_read(&scenario, "text.cfg", NULL, 0, &report), SCENARIO_OK);
        assert_string_equal(scenario.label, "\n@include ");
        scenario_free(&scenario);
        report_free(&report);
    }
}

static void bears_any_cut_and_any_changed_byte(void **state)
{
    static const char text[] =
        WORLD "time = { start = 2014.0; years = 12; };\n# comment\n/* another */ shocks = ( { id = \"s\"; on = \"weak.capability\"; "
              "rate = 0.1; size = { distribution = \"beta\"; a = 1.0; b = 2.0; }; } );\nexpect = ( { alliance = \"USA.KOR\"; never = \"ended\"; } );\n";
    static const char bytes[] = "{}()[]\"\\;=.-0L#/*@a\n\xff";
    uint32_t random = 12345;
    (void)state;
    for (size_t i = 0; i < 3 * sizeof text; i++) {
        char changed[sizeof text];
        scenario_t scenario;
        report_t report;
        int status;
        size_t length = i < sizeof text ? i : sizeof text - 1;
        memcpy(changed, text, sizeof text);
        if (i >= sizeof text) {
            random = random * 1664525u + 1013904223u;
            changed[(random >> 8) % (sizeof text - 1)] = bytes[(random >> 24) % (sizeof bytes - 1)];
        }
        report_init(&report);
        status = scenario_read_text(&scenario, "x.cfg", changed, length, NULL, 0, &report);
        assert_true((status == SCENARIO_OK) == (report_count(&report) == 0));
        report_free(&report);
        scenario_free(&scenario);
    }
}

static void the_shipped_files_are_fine(void **state)
{
    static const char *const directories[] = {ADRIFT_SOURCE_DIR "/config", ADRIFT_SOURCE_DIR "/config/cases"};
    int count = 0;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        DIR *directory = opendir(directories[i]);
        struct dirent *entry;
        assert_non_null(directory);
        while ((entry = readdir(directory)) != NULL) {
            size_t length = strlen(entry->d_name);
            if (length > 4 && strcmp(entry->d_name + length - 4, ".cfg") == 0) {
                char path[2048], *said;
                scenario_t scenario;
                report_t report;
                snprintf(path, sizeof path, "%s/%s", directories[i], entry->d_name);
                report_init(&report);
                (void)scenario_read(&scenario, path, NULL, 0, &report);
                said = printed(&report);
                assert_string_equal(said, "");
                free(said);
                report_free(&report);
                scenario_free(&scenario);
                count++;
            }
        }
        closedir(directory);
    }
    assert_true(count >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_wrong_and_where),
        cmocka_unit_test(says_what_is_wrong_with_agents),
        cmocka_unit_test(says_what_is_wrong_with_assignments),
        cmocka_unit_test(an_assignment_wins_over_the_file),
        cmocka_unit_test(reads_what_is_there_and_defaults_for_the_rest),
        cmocka_unit_test(very_many_faults_are_counted),
        cmocka_unit_test(the_default_seed_is_a_constant),
        cmocka_unit_test(refuses_what_is_no_readable_file),
        cmocka_unit_test(a_zero_byte_is_no_text),
        cmocka_unit_test(includes_are_beside_the_file_that_says_them),
        cmocka_unit_test(bad_includes_are_named),
        cmocka_unit_test(bears_any_cut_and_any_changed_byte),
        cmocka_unit_test(the_shipped_files_are_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
