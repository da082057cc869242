/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hand-made case whose every lever is exact when noise is off:
 *
 *          K   power 1, offense 1
 *         / \
 *    I 1 /   \ I 0, X 1
 *   X 1 /     \
 *      S ----- w      q = Q_s, n = Q_w; d_s = 1 - (1 - q) (1 - stake), d_w = n (politics only, phi
 * = 1)
 *
 * 2000-2005 in months; one demand at the beginning of 2001 (tick 12) of stake 0.5, which lapses
 * after 18 ticks (at the end of tick 29). The strong state sees K as strong, the weak one does not.
 */
#ifndef ADRIFT_TESTS_CASE_FIXTURE_H
#define ADRIFT_TESTS_CASE_FIXTURE_H

#include "tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/reader.h"

/* `more` is further text of the file. */
static inline void case_read(scenario_t *scenario, const char *name, double q, double n,
                             const char *more)
{
    char text[8192];
    report_t report = {0};
    const int length =
        snprintf(text, sizeof text,
                 "name = \"%s\";\n"
                 "time = { start = 2000.0; years = 5.0; };\n"
                 "socialisation = { patrons = 0.0; neighbours = 0.0; }; demand = { rate = 0.0; };\n"
                 "dependence = { security_weak = 0.0; security_strong = 0.0; standing = 1.0; };\n"
                 "sources = ( { id = \"K\"; power = 1.0; offense = 1.0; } );\n"
                 "strong = ( { id = \"S\"; engagement = 1.0; intention = { K = 1.0; }; proximity = "
                 "{ K = 1.0; }; } );\n"
                 "weak = ( { id = \"w\"; capability = 0.0; defense_need = 1.0; alternatives = 0.0; "
                 "intention = { K = 0.0; };\n"
                 "           proximity = { K = 1.0; }; patron = \"S\"; support = 1.0; basing = "
                 "1.0; salience = %.3f;\n"
                 "           political_need = %.3f; } );\n"
                 "%s\n",
                 name, q, n, more);
    assert_in_range(length, 1, sizeof text - 1);
    const int status = scenario_read_text(scenario, name, text, (size_t)length, NULL, 0, &report);
    report_print(&report, stderr);
    assert_int_equal(status, SCENARIO_OK);
    report_free(&report);
}

#define CASE_ASKS                                                                                  \
    "{ id = \"asks\"; date = 2001.0; on = \"alliance.demand\"; strong = \"S\"; weak = \"w\"; "     \
    "source = \"K\"; size = 0.5; }"

/* The one expectation of a scenario, whatever it had before. */
static inline expectation_t *case_expect(scenario_t *scenario, expectation_kind_t kind, int value,
                                         double from, double to)
{
    free(scenario->expectations);
    scenario->expectations = calloc(1, sizeof *scenario->expectations);
    assert_non_null(scenario->expectations);
    scenario->expectation_count = 1;
    *scenario->expectations = (expectation_t){.kind = kind, .value = value, .from = from, .to = to};
    return scenario->expectations;
}

#endif
