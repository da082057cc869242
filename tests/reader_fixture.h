/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A world to add faults to, and what tests of the reader ask: whether a text is refused with certain words, or read. */
#ifndef ADRIFT_TESTS_READER_FIXTURE_H
#define ADRIFT_TESTS_READER_FIXTURE_H

#include "tests/refusals.h"

#include <stdio.h>
#include <string.h>

#include "config/reader.h"

/* Three lines that make a scenario; what a test adds begins on line 4. */
#define WORLD                                                                                      \
    "sources = ( { id = \"CHN\"; }, { id = \"PRK\"; } ); strong = ( { id = \"USA\"; } );\n"        \
    "weak = ( { id = \"KOR\"; patron = \"USA\"; support = 0.8; },\n"                               \
    "         { id = \"ally\"; count = 4; patron = \"USA\"; }, { id = \"lone\"; } );\n"

static inline int read_with(scenario_t *scenario, const char *text, const char *set, report_t *report)
{
    report_init(report);
    return scenario_read_text(scenario, "x.cfg", text, strlen(text), &set, set == NULL ? 0 : 1,
                              report);
}

static inline void assert_refused(const char *text, const char *set, const char *expected)
{
    scenario_t scenario;
    report_t report;
    int status = read_with(&scenario, text, set, &report);
    assert_said(&report, text, expected);
    assert_int_equal(status, SCENARIO_INVALID);
    scenario_free(&scenario);
}

static inline void read_well(scenario_t *scenario, const char *text, const char *set)
{
    report_t report;
    int status = read_with(scenario, text, set, &report);
    assert_said(&report, text, "");
    assert_int_equal(status, SCENARIO_OK);
}

static inline void assert_all_refused(const fault_t *faults, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_refused(faults[i].text, NULL, faults[i].said);
    }
}

#endif
