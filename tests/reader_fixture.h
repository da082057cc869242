/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A world to add faults to, and what tests of the reader ask: whether a text is refused with certain words, or read. */
#ifndef ADRIFT_TESTS_READER_FIXTURE_H
#define ADRIFT_TESTS_READER_FIXTURE_H

#include "tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static inline char *printed(report_t *report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    report_print(report, stream);
    fclose(stream);
    return text;
}

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

static inline void read_well(scenario_t *scenario, const char *text, const char *set)
{
    report_t report;
    int status = read_with(scenario, text, set, &report);
    char *said = printed(&report);
    assert_string_equal(said, "");
    assert_int_equal(status, SCENARIO_OK);
    free(said);
    report_free(&report);
}

/* A text, and all that is said of it. */
typedef struct fault {
    const char *text, *said;
} fault_t;

/* Of each text behind `before`. */
static inline void assert_all_refused(const char *before, const fault_t *faults, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char text[2048];
        snprintf(text, sizeof text, "%s%s", before, faults[i].text);
        assert_refused(text, NULL, faults[i].said);
    }
}

#endif
