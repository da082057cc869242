/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A world to try experiments on, and what its tests ask: whether a text is refused with certain
 * words, or read.
 */
#ifndef ADRIFT_TESTS_EXPERIMENT_FIXTURE_H
#define ADRIFT_TESTS_EXPERIMENT_FIXTURE_H

#include "tests/refusals.h"

#include <stdio.h>
#include <string.h>

#include "config/experiment.h"

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

static inline int set_up(void **state)
{
    (void)state;
    write_file("world.cfg", world);
    write_file("points.csv", "threshold.dependence,decision.rule,weak.ally.count\r\n"
                             "0.4,framework,4\r\n\r\n\"0.6\",logit,8\r\n");
    write_file("bad.cfg", "time = { years = 20.0; };\n");
    return 0;
}

static inline int read_with(experiment_t *experiment, const char *text, const char *set,
                            report_t *report)
{
    report_init(report);
    return experiment_read_text(experiment, "x.cfg", text, strlen(text), &set, set == NULL ? 0 : 1,
                                &context, report);
}

static inline void assert_refused(const char *text, const char *set, const char *expected)
{
    experiment_t experiment;
    report_t report;
    int status = read_with(&experiment, text, set, &report);
    assert_said(&report, text, expected);
    assert_int_equal(status, EXPERIMENT_INVALID);
    experiment_free(&experiment);
    experiment_free(&experiment);
}

static inline void read_well(experiment_t *experiment, const char *text, const char *set)
{
    report_t report;
    int status = read_with(experiment, text, set, &report);
    assert_said(&report, text, "");
    assert_int_equal(status, EXPERIMENT_OK);
}

static inline void assert_all_refused(const fault_t *faults, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_refused(faults[i].text, NULL, faults[i].said);
    }
}

/* Line 1 names the scenario; what a test says begins on line 2. */
#define HEAD "scenario = \"world.cfg\";\n"
#define SWEEP(design) HEAD "design = \"" design "\";\n" /* ... on line 3 */
#define FACTOR "factors = ( { path = \"threshold.dependence\"; low = 0.4; high = 0.6; } );\n"
#define FLIP(rest) HEAD "flip = { date = 2.0;\n" rest " };\n" /* ... on line 3 */
#define SHOCK(rest) "shocks = ( { id = \"s\"; on = \"strong.engagement\"; " rest " } );"

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

#endif
