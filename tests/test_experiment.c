/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/experiment.h"
#include "config/path.h"
#include "config/writer.h"
#include "experiments/design.h"
#include "experiments/outcome.h"
#include "experiments/recorder.h"

/* libconfig 1.5 loses the text at which a syntax error shows. Asked for by the leak sanitizer, if
 * it is there. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig";
}

/* Two strong states, a named weak one, a group; a shock and an event. Twenty years. */
static const char world[] =
    "time = { years = 20.0; };\n"
    "sources = ( { id = \"CHN\"; }, { id = \"PRK\"; state = \"JPN\"; } );\n"
    "strong = ( { id = \"USA\"; engagement = 0.8; }, { id = \"JPN\"; } );\n"
    "weak = ( { id = \"KOR\"; patron = \"USA\"; support = 0.8; capability = 0.3; },\n"
    "         { id = \"ally\"; count = 4; patron = \"USA\";\n"
    "           capability = { distribution = \"beta\"; a = 2.0; b = 8.0; }; } );\n"
    "shocks = ( { id = \"coup\"; on = \"weak.government\"; rate = 0.1; size = 0.2; } );\n"
    "events = ( { id = \"war\"; on = \"source.power\"; target = \"CHN\"; date = 3.0; size = 0.1; } "
    ");\n"
    "seed = 7;\n";

static const char *const outcomes[] = {"follow", "non_following_rate", "flips"};
static const experiment_context_t context = {.outcomes = outcomes, .outcome_count = 3};

static void write_file(const char *name, const char *text)
{
    FILE *stream = fopen(name, "wb");
    assert_non_null(stream);
    assert_int_equal(fputs(text, stream) >= 0, 1);
    assert_int_equal(fclose(stream), 0);
}

static int set_up(void **state)
{
    (void)state;
    write_file("world.cfg", world);
    write_file("points.csv", "threshold.dependence,decision.rule,weak.ally.count\r\n"
                             "0.4,framework,4\r\n\r\n\"0.6\",logit,8\r\n");
    write_file("bad.cfg", "time = { years = 20.0; };\n");
    return 0;
}

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

static int read_with(experiment_t *experiment, const char *text, const char *set, report_t *report)
{
    report_init(report);
    return experiment_read_text(experiment, "x.cfg", text, strlen(text), &set, set == NULL ? 0 : 1,
                                &context, report);
}

static void assert_refused(const char *text, const char *set, const char *expected)
{
    experiment_t experiment;
    report_t report;
    int status = read_with(&experiment, text, set, &report);
    char *said = printed(&report);
    if (strcmp(said, expected) != 0) {
        print_error("of\n%s\nwas said\n%s\ninstead of\n%s\n", text, said, expected);
        fail();
    }
    assert_int_equal(status, EXPERIMENT_INVALID);
    free(said);
    report_free(&report);
    experiment_free(&experiment);
    experiment_free(&experiment);
}

static void read_well(experiment_t *experiment, const char *text, const char *set)
{
    report_t report;
    int status = read_with(experiment, text, set, &report);
    char *said = printed(&report);
    assert_string_equal(said, "");
    assert_int_equal(status, EXPERIMENT_OK);
    free(said);
    report_free(&report);
}

/* Line 1 names the scenario; what a test says begins on line 2. */
#define HEAD "scenario = \"world.cfg\";\n"
#define SWEEP(design) HEAD "design = \"" design "\";\n" /* ... on line 3 */
#define FACTOR "factors = ( { path = \"threshold.dependence\"; low = 0.4; high = 0.6; } );\n"
#define FLIP(rest) HEAD "flip = { date = 2.0;\n" rest " };\n" /* ... on line 3 */
#define SHOCK(rest) "shocks = ( { id = \"s\"; on = \"strong.engagement\"; " rest " } );"

/* clang-format off */
static const struct {
    const char *text, *said;
} wrong[] = {
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
    {HEAD "design = \"latin_hypercub\";\n" FACTOR,
     "x.cfg:2: design = \"latin_hypercub\": must be factorial, one_at_a_time, random, latin_hypercube, sobol, halton, reverse_halton, niederreiter, morris, saltelli, ramp or table; did you mean latin_hypercube?\n"},
    {HEAD "design = 3;\n" FACTOR,
     "x.cfg:2: design = 3: must be a text in quotes, not a number\n"},
    {SWEEP("random") FACTOR "name = \"\"; label = 3;",
     "x.cfg:4: label = 3: must be a text in quotes, not a number\n"
     "x.cfg:4: name = \"\": must not be empty\n"},
    /* the scenario */
    {"scenario = \"nowhere.cfg\";\ndesign = \"random\";\n" FACTOR,
     "x.cfg:1: scenario = \"nowhere.cfg\": there is no nowhere.cfg\n"},
    {"scenario = 3;\ndesign = \"random\";\n" FACTOR,
     "x.cfg:1: scenario = 3: must be a text in quotes, not a number\n"},
    {"scenario = \"bad.cfg\";\ndesign = \"random\";\n" FACTOR "points = 0;",
     "bad.cfg: alliances: there is none: give a weak state a patron or add an alliance\n"
     "x.cfg:4: points = 0: must be in [1, 2147483647]\n"},
    {SWEEP("random") FACTOR "set = ( \"time.yaers=3\", \"threshold.threat=2\" );",
     "x.cfg:4: set = \"time.yaers=3\": time has no yaers; did you mean years?\n"
     "x.cfg:4: set = \"threshold.threat=2\": must be in [0, 1]\n"},
    {SWEEP("random") FACTOR "set = \"time.years=3\";",
     "x.cfg:4: set = \"time.years=3\": must be a list ( \"PATH=VALUE\", ... ), not a text\n"},
    {SWEEP("random") FACTOR "set = ( 3 );",
     "x.cfg:4: set = 3: must be a text in quotes, not a number\n"},
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
    /* options */
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
    /* factors */
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
    {SWEEP("ramp") "factors = ( { path = \"threshold.threat\"; low = 0.1; high = 0.2; },\n { path = \"threshold.dependence\"; low = 0.1; high = 0.2; } );",
     "x.cfg:3: factors: the design ramp has exactly one, not 2\n"},
    /* tables */
    {SWEEP("table"),
     "x.cfg:2: factors are missing: say them and a table, or file = \"points.csv\"\n"},
    {SWEEP("table") "factors = ( { path = \"threshold.threat\"; } );",
     "x.cfg:3: factors: table = ( ( ... ), ... ) with their values is missing\n"},
    {SWEEP("table") "factors = ( { path = \"threshold.threat\"; values = [0.1]; } ); table = ( (0.1) );",
     "x.cfg:3: factors.threshold.threat.values: unknown\n"},
    {SWEEP("table") "factors = ( { path = \"threshold.threat\"; } ); table = ( (0.1), (0.1, 0.2), 3, (1.4) );",
     "x.cfg:3: table: row 2 must have a value for each of the 1 factors, not 2\n"
     "x.cfg:3: table = 3: row 3 must be a list ( ... ), not a number\n"
     "x.cfg:3: table.threshold.threat = 1.4: must be in [0, 1]\n"},
    {SWEEP("table") "file = \"points.csv\"; factors = ( { path = \"threshold.threat\"; } );",
     "x.cfg:3: factors: does not go with file: leave one of them out\n"},
    {SWEEP("table") "file = \"nowhere.csv\";",
     "nowhere.csv: cannot be read: No such file or directory\n"},
    {SWEEP("table") "file = \"bad-1.csv\";",
     "bad-1.csv: there is nothing in it\n"},
    {SWEEP("table") "file = \"bad-2.csv\";",
     "bad-2.csv:3: the header has 2 fields, this row 1\n"},
    {SWEEP("table") "file = \"bad-3.csv\";",
     "bad-3.csv:1: threshold has no treat; did you mean threat?\n"
     "bad-3.csv:1: threshold.threat: is a factor twice\n"
     "bad-3.csv:2: threshold.threat = 1.4: must be in [0, 1]\n"},
    {SWEEP("table") "file = \"bad-4.csv\";",
     "bad-4.csv:2: decision.rule = logti: must be framework or logit\n"
     "bad-4.csv:3: threshold.threat = high: must be a number\n"},
    {SWEEP("table") "file = \"bad-5.csv\";",
     "bad-5.csv:2: a '\"' is never closed\n"},
    {SWEEP("table") "file = \".\";",
     ".: cannot be read: Is a directory\n"},
    /* flips */
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
    write_file("bad-1.csv", "");
    write_file("bad-2.csv", "threshold.threat,threshold.dependence\n0.1,0.2\n0.1\n");
    write_file("bad-3.csv", "threshold.treat,threshold.threat,threshold.threat\n0.1,1.4,\n");
    write_file("bad-4.csv", "threshold.threat,decision.rule\n0.1,logti\nhigh,logit\n");
    write_file("bad-5.csv", "threshold.threat\n\"0.1\n");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_refused(wrong[i].text, NULL, wrong[i].said);
    }
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

static void the_command_line_comes_last(void **state)
{
    (void)state;
    experiment_t experiment;
    read_well(&experiment,
              SWEEP("random") FACTOR "set = ( \"time.years=5\", \"threshold.threat=0.3\" );",
              "time.years=4");
    assert_near(experiment.scenario.model.parameters.time_years, 4.0, 0.0);
    assert_near(experiment.scenario.model.parameters.threshold_threat, 0.3, 0.0);
    assert_int_equal(experiment.set_count, 3);
    assert_string_equal(experiment.sets[1], "threshold.threat=0.3");
    assert_string_equal(experiment.sets[2], "time.years=4");
    experiment_free(&experiment);
    assert_refused(SWEEP("random") FACTOR "set = ( \"time.years=5\" );", "time.yaers=4",
                   "-s time.yaers=4: time has no yaers; did you mean years?\n");
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

static void a_table_is_read(void **state)
{
    (void)state;
    static const char *const texts[] = {
        SWEEP("table") "file = \"points.csv\";",
        SWEEP("table") "factors = ( { path = \"threshold.dependence\"; }, { path = "
                       "\"decision.rule\"; },"
                       " { path = \"weak.ally.count\"; } );"
                       "table = ( ( 0.4, \"framework\", 4 ), ( 0.6, \"logit\", 8 ) );"};
    static const double expected[6] = {0.4, 0.0, 4.0, 0.6, 1.0, 8.0};
    for (int t = 0; t < 2; t++) {
        experiment_t e;
        read_well(&e, texts[t], NULL);
        assert_int_equal(e.factor_count, 3);
        assert_int_equal(e.points, 2);
        assert_string_equal(e.factors[2].name, "weak.ally.count");
        assert_true(!e.factors[0].whole && e.factors[1].whole && e.factors[2].whole);
        for (int i = 0; i < 6; i++) {
            assert_near(e.table[i], expected[i], 0.0);
        }
        experiment_free(&e);
    }
}

#define FLIPS                                                                                      \
    FLIP("horizons = [ 0.0, 0.5, 17.916666666666668 ];\n"                                          \
         "shocks = ( { id = \"retrench\"; on = \"strong.engagement\"; target = \"USA\"; low = "    \
         "0.0; high = -0.8; },\n"                                                                  \
         "  { id = \"call\"; on = \"alliance.demand\"; strong = \"USA\"; weak = \"ally-3\"; "      \
         "source = \"PRK\";\n"                                                                     \
         "    conflict = false; together = true; sizes = [ 0.9, 0.1 ]; },\n"                       \
         "  { id = \"fear\"; on = \"weak.intention\"; target = \"ally\"; source = \"CHN\"; "       \
         "permanent = false;\n"                                                                    \
         "    low = -0.5; high = 0.5; levels = 3; } );")

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

static void write_experiment(const experiment_t *experiment, text_t *text)
{
    text_init(text);
    assert_int_equal(experiment_write(experiment, text), EXPERIMENT_OK);
}

/* Written, read and written again: the same bytes; and the same design. */
static void assert_round_trip(const experiment_t *experiment, const char *file,
                              const experiment_context_t *with)
{
    experiment_t again;
    text_t first, second;
    report_t report;
    char *said;
    report_init(&report);
    write_experiment(experiment, &first);
    (void)experiment_read_text(&again, file, first.data, first.length, NULL, 0, with, &report);
    said = printed(&report);
    if (said[0] != '\0') {
        print_error("%.*s\n", (int)first.length, first.data);
    }
    assert_string_equal(said, "");
    write_experiment(&again, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    assert_true(scenario_equal(&experiment->scenario, &again.scenario));
    assert_string_equal(experiment->name, again.name);
    assert_string_equal(experiment->label != NULL ? experiment->label : "none",
                        again.label != NULL ? again.label : "none");
    assert_string_equal(experiment->question != NULL ? experiment->question : "none",
                        again.question != NULL ? again.question : "none");
    assert_true(experiment->seed == again.seed);
    assert_int_equal(experiment->replicates, again.replicates);
    assert_int_equal(experiment->first_replicate, again.first_replicate);
    assert_int_equal(experiment->common_random_numbers, again.common_random_numbers);
    assert_string_equal(experiment->record, again.record);
    assert_int_equal(experiment->every, again.every);
    assert_int_equal(experiment->set_count, again.set_count);
    assert_int_equal(experiment->outcome_count, again.outcome_count);
    assert_int_equal(experiment->levels, again.levels);
    assert_int_equal(experiment->points, again.points);
    assert_int_equal(experiment->trajectories, again.trajectories);
    assert_int_equal(experiment->samples, again.samples);
    assert_int_equal(experiment->second_order, again.second_order);
    assert_int_equal(experiment->maximin, again.maximin);
    assert_int_equal(experiment->skip, again.skip);
    assert_near(experiment->ramp_hold, again.ramp_hold, 0.0);
    assert_int_equal(experiment->structural, again.structural);
    assert_near(experiment->flip.date, again.flip.date, 0.0);
    assert_int_equal(experiment->flip.horizon_count, again.flip.horizon_count);
    for (size_t i = 0; i < again.flip.horizon_count; i++) {
        assert_near(experiment->flip.horizons[i], again.flip.horizons[i], 0.0);
    }
    assert_int_equal(experiment->factor_count, again.factor_count);
    for (size_t i = 0; i < again.factor_count; i++) {
        const factor_t *a = &experiment->factors[i], *b = &again.factors[i];
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->form, b->form);
        assert_int_equal(a->whole, b->whole);
        assert_int_equal(a->levels, b->levels);
        assert_int_equal(a->has_base, b->has_base);
        assert_near(a->base, b->base, 0.0);
        assert_int_equal(a->value_count, b->value_count);
        for (size_t v = 0; v < a->value_count; v++) {
            assert_near(a->values[v], b->values[v], 0.0);
        }
        if (a->form != FACTOR_VALUES) {
            assert_near(factor_at(a, 0.3), factor_at(b, 0.3), 0.0);
        }
    }
    for (size_t i = 0; experiment->table != NULL && i < experiment->points * again.factor_count;
         i++) {
        assert_near(experiment->table[i], again.table[i], 0.0);
    }
    assert_int_equal(experiment->flip.shock_count, again.flip.shock_count);
    for (size_t i = 0; i < again.flip.shock_count; i++) {
        const experiment_shock_t *a = &experiment->flip.shocks[i], *b = &again.flip.shocks[i];
        assert_int_equal(a->size_count, b->size_count);
        assert_memory_equal(a->sizes, b->sizes, a->size_count * sizeof *a->sizes);
        assert_int_equal(a->shock.target, b->shock.target);
        assert_int_equal(a->shock.member, b->shock.member);
        assert_int_equal(a->shock.permanent, b->shock.permanent);
    }
    text_free(&first);
    text_free(&second);
    free(said);
    report_free(&report);
    experiment_free(&again);
}

static void what_is_written_reads_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {
        FLIPS,
        SWEEP("table") "file = \"points.csv\";",
        SWEEP("random") "points = 2147483647; label = \"T\u00fcrkiye \\\"\\\\\\n\\x01\"; seed = "
                        "0xFFFFFFFFFFFFFFFFL; "
                        "factors = ( { path = \"threshold.threat\"; distribution = \"uniform\";"
                        " low = 0.1; high = 0.30000000000000004; } );",
        SWEEP("latin_hypercube") FACTOR
        "maximin = 20; set = ( \"time.years=5\" ); outcomes = [\"flips\"];",
        SWEEP("halton") FACTOR
        "skip = 17; common_random_numbers = false; record = \"counts\"; every = 3; replicates = 4; "
        "first_replicate = 5; name = \"other\"; question = \"why\";",
        SWEEP("morris") FACTOR "levels = 8; trajectories = 3;",
        SWEEP("saltelli") FACTOR "samples = 8; second_order = true; skip = 1;",
        SWEEP("ramp") FACTOR "ramp = { hold = 0.3; };",
        SWEEP("factorial") "factors = ( { path = \"decision.rule\"; values = [ \"logit\" ]; },"
                           " { path = \"shocks.coup.together\"; values = [ true, false ]; },"
                           " { path = \"sources.PRK.state\"; values = [ \"JPN\", \"USA\" ]; },"
                           " { path = \"weak.ally.count\"; low = 1; high = 3; levels = 3; },"
                           " { path = \"noise.intention\"; low = 0.01; high = 0.1; scale = "
                           "\"log\"; } );",
        SWEEP("one_at_a_time") "factors = ( { path = \"decision.rule\"; values = [ \"logit\" ]; },"
                               " { path = \"sources.CHN.state\"; values = [ \"JPN\", \"USA\" ]; },"
                               " { path = \"weak.KOR.capability\"; values = [ 0.1 ]; base = "
                               "0.1234567890123456789; } );",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        experiment_t experiment;
        read_well(&experiment, texts[i], "threshold.ally=0.37");
        assert_round_trip(&experiment, "x.cfg", &context);
        experiment_free(&experiment);
    }
}

/* What decides the results must not depend on where the experiment lies. */
static void what_is_written_depends_on_the_content_only(void **state)
{
    (void)state;
    experiment_t here, there;
    text_t first, second;
    report_t report;
    static const char text[] = SWEEP("table") "name = \"same\"; file = \"points.csv\";";
    char directory[4096], name[5000];
    assert_non_null(getcwd(directory, sizeof directory));
    snprintf(name, sizeof name, "%s/y.cfg", directory);
    report_init(&report);
    read_well(&here, text, NULL);
    assert_int_equal(
        experiment_read_text(&there, name, text, strlen(text), NULL, 0, &context, &report),
        EXPERIMENT_OK);
    write_experiment(&here, &first);
    write_experiment(&there, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    text_free(&first);
    text_free(&second);
    report_free(&report);
    experiment_free(&here);
    experiment_free(&there);
}

static void read_in(const char *file, const char *scenario, const char *directory,
                    const char *expected)
{
    experiment_t experiment;
    report_t report;
    experiment_context_t with = {.directory = directory};
    char text[8192], *said;
    snprintf(text, sizeof text, "scenario = \"%s\";\ndesign = \"random\";\n" FACTOR, scenario);
    report_init(&report);
    (void)experiment_read_text(&experiment, file, text, strlen(text), NULL, 0, &with, &report);
    said = printed(&report);
    if (strstr(expected, ": ") != NULL) {
        assert_string_equal(said, expected);
    } else {
        assert_string_equal(said, "");
        assert_string_equal(experiment.scenario.file, expected);
        assert_string_equal(experiment.scenario_file, scenario);
    }
    free(said);
    report_free(&report);
    experiment_free(&experiment);
}

static void a_scenario_is_found(void **state)
{
    (void)state;
    char absolute[4096];
    (void)mkdir("data", 0777);
    (void)mkdir("data/config", 0777);
    (void)mkdir("mine", 0777);
    write_file("data/config/shipped.cfg", world);
    write_file("data/config/world.cfg", "broken");
    write_file("mine/own.cfg", world);
    read_in("mine/x.cfg", "own.cfg", NULL, "mine/own.cfg");
    assert_non_null(getcwd(absolute, sizeof absolute - 16));
    strcat(absolute, "/world.cfg");
    read_in("mine/x.cfg", absolute, "data", absolute);
    read_in("mine/x.cfg", "../world.cfg", "data", "mine/../world.cfg"); /* one's own first */
    read_in("mine/x.cfg", "../config/shipped.cfg", "data", "data/config/shipped.cfg");
    read_in("mine/x.cfg", "shipped.cfg", "data", "data/config/shipped.cfg");
    read_in("mine/x.cfg", "shipped.cfg", NULL,
            "mine/x.cfg:1: scenario = \"shipped.cfg\": there is no mine/shipped.cfg\n");
    read_in(
        "mine/x.cfg", "../none.cfg", "data",
        "mine/x.cfg:1: scenario = \"../none.cfg\": there is no mine/../none.cfg, no data/none.cfg"
        " and no data/config/none.cfg\n");
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

/* Those that come with the program: read, possible as designs, written back; one of each kind there
 * is. */
static void the_shipped_ones_read(void **state)
{
    (void)state;
    static const char *const names[] = {"factorial", "one_at_a_time", "random",   "latin_hypercube",
                                        "sobol",     "morris",        "saltelli", "table",
                                        "ramp",      "flip"};
    const char *known[OUTCOME_MAX];
    experiment_context_t with = {.outcomes = known, .outcome_count = outcome_count()};
    for (size_t i = 0; i < outcome_count(); i++) {
        known[i] = outcome_info(i)->name;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char file[4096], *said;
        experiment_t e;
        report_t report;
        snprintf(file, sizeof file, "%s/experiments/%s.cfg", ADRIFT_SOURCE_DIR, names[i]);
        report_init(&report);
        assert_true(experiment_is_experiment(file));
        (void)experiment_read(&e, file, NULL, 0, &with, &report);
        said = printed(&report);
        assert_string_equal(said, "");
        free(said);
        assert_string_equal(e.name, names[i]);
        assert_non_null(e.question);
        assert_true(e.outcome_count > 0);
        if (e.design != NULL) {
            design_options_t options = {.kind = (design_kind_t)design_kind_from_name(e.design),
                                        .seed = e.seed,
                                        .points = e.points,
                                        .levels = e.levels,
                                        .trajectories = e.trajectories,
                                        .base_sample = e.samples,
                                        .second_order = e.second_order,
                                        .skip = e.skip,
                                        .tries = e.maximin,
                                        .table = e.table};
            assert_string_equal(e.design, names[i]);
            assert_int_equal(design_check(&options, e.factors, e.factor_count, &report), DESIGN_OK);
            assert_true(design_count(&options, e.factors, e.factor_count) * e.replicates <= 2000);
        } else {
            assert_int_equal(e.flip.shock_count, 5);
        }
        assert_round_trip(&e, file, &with);
        report_free(&report);
        experiment_free(&e);
    }
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
        cmocka_unit_test(too_many_factors_are_refused),
        cmocka_unit_test(the_command_line_comes_last),
        cmocka_unit_test(what_is_said_is_read),
        cmocka_unit_test(reading_leaves_the_scenario_as_it_is),
        cmocka_unit_test(defaults_are_those_of_the_header),
        cmocka_unit_test(a_table_is_read),
        cmocka_unit_test(a_flip_is_read),
        cmocka_unit_test(a_shock_is_added_to_a_copy),
        cmocka_unit_test(what_is_written_reads_the_same),
        cmocka_unit_test(what_is_written_depends_on_the_content_only),
        cmocka_unit_test(a_scenario_is_found),
        cmocka_unit_test(any_outcome_is_taken_where_none_are_known),
        cmocka_unit_test(an_experiment_is_told_from_a_scenario),
        cmocka_unit_test(the_shipped_ones_read),
        cmocka_unit_test(a_zeroed_experiment_can_be_freed),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
