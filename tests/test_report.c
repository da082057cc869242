/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/report.h"

static void assert_prints(report_t *report, const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    report_print(report, stream);
    fclose(stream);
    assert_string_equal(text, expected);
    free(text);
}

static void is_empty_at_first_and_after_free(void **state)
{
    report_t report = {0};
    (void)state;
    assert_int_equal(report_count(&report), 0);
    assert_prints(&report, "");
    report_free(&report);
    report_init(&report);
    report_add(&report, "a", 1, "p", "m");
    report_free(&report);
    assert_int_equal(report_count(&report), 0);
    report_free(&report);
}

static void prints_what_is_known_of_a_place(void **state)
{
    report_t report;
    (void)state;
    report_init(&report);
    report_add(&report, "baseline.cfg", 12, "threshold.dependence = 1.4", "must be in [%d, %d]", 0, 1);
    report_add(&report, "baseline.cfg", 0, NULL, "there is nothing in it");
    report_add(&report, NULL, 0, "-s threshold.dependence=1.4", "must be in [0, 1]");
    report_add(&report, NULL, 7, NULL, "no file, no line");
    assert_int_equal(report_count(&report), 4);
    assert_prints(&report, "baseline.cfg: there is nothing in it\n"
                           "baseline.cfg:12: threshold.dependence = 1.4: must be in [0, 1]\n"
                           "-s threshold.dependence=1.4: must be in [0, 1]\n"
                           "no file, no line\n");
    report_free(&report);
}

static void sorts_by_file_as_first_met_and_line_as_a_number(void **state)
{
    report_t report;
    (void)state;
    report_init(&report);
    report_add(&report, NULL, 0, NULL, "set");
    report_add(&report, "z.cfg", 10, NULL, "ten");
    report_add(&report, "a.cfg", 2, NULL, "other");
    report_add(&report, "z.cfg", 9, NULL, "nine, said first");
    report_add(&report, "z.cfg", 9, NULL, "nine, a later one");
    report_add(&report, "a.cfg", 1, NULL, "other");
    assert_prints(&report, "z.cfg:9: nine, said first\nz.cfg:9: nine, a later one\nz.cfg:10: ten\n"
                           "a.cfg:1: other\na.cfg:2: other\nset\n");
    report_free(&report);
}

static void says_the_same_once(void **state)
{
    report_t report;
    (void)state;
    report_init(&report);
    for (int i = 0; i < 3; i++) {
        report_add(&report, "a", 1, "p", "one");
        report_add(&report, "a", 1, "p", "two");
        report_add(&report, "a", 1, "q", "one");
    }
    assert_prints(&report, "a:1: p: one\na:1: p: two\na:1: q: one\n");
    assert_int_equal(report_count(&report), 3);
    report_free(&report);
}

static void keeps_control_characters_from_the_terminal_but_not_letters(void **state)
{
    report_t report;
    (void)state;
    report_init(&report);
    report_add(&report, "a\nb", 1, "T\303\274rkiye\033[31m", "x\ty\177");
    assert_prints(&report, "a?b:1: T\303\274rkiye?[31m: x?y?\n");
    report_free(&report);
}

static void grows_and_cuts_lines_to_size(void **state)
{
    report_t report;
    char line[8];
    (void)state;
    report_init(&report);
    for (int i = 0; i < 1000; i++) {
        report_add(&report, "f", 1000 - i, NULL, "%d", i);
    }
    assert_int_equal(report_count(&report), 1000);
    report_sort(&report);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(report.entries[i].line, i + 1);
        assert_int_equal(atoi(report.entries[i].message), 999 - i);
    }
    report_line(&report, 999, line, sizeof line);
    assert_string_equal(line, "f:1000:");
    report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_empty_at_first_and_after_free),
        cmocka_unit_test(prints_what_is_known_of_a_place),
        cmocka_unit_test(sorts_by_file_as_first_met_and_line_as_a_number),
        cmocka_unit_test(says_the_same_once),
        cmocka_unit_test(keeps_control_characters_from_the_terminal_but_not_letters),
        cmocka_unit_test(grows_and_cuts_lines_to_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
