/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What tests of readers share: files to read, what a report says, and texts that are to be refused
 * with certain words.
 */
#ifndef ADRIFT_TESTS_REFUSALS_H
#define ADRIFT_TESTS_REFUSALS_H

#include "tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/report.h"

/* libconfig 1.5 loses the text at which a syntax error shows. Asked for by the leak sanitizer, if
 * it is there. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig";
}

/* A text, and all that is said of it. */
typedef struct fault {
    const char *text, *said;
} fault_t;

static inline void write_file(const char *name, const char *text)
{
    FILE *stream = fopen(name, "wb");
    assert_non_null(stream);
    assert_int_equal(fputs(text, stream) >= 0, 1);
    assert_int_equal(fclose(stream), 0);
}

/* As report_print has it; the caller frees it. */
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

/* The report says just that; it is freed. */
static inline void assert_said(report_t *report, const char *text, const char *expected)
{
    char *said = printed(report);
    if (strcmp(said, expected) != 0) {
        print_error("of\n%s\nwas said\n%s\ninstead of\n%s\n", text, said, expected);
        fail();
    }
    free(said);
    report_free(report);
}

#endif
