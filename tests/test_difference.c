/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/difference.h"

#include "files/failure.h"
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(const char *before, const char *after, size_t most, const char *expected)
{
    text_t out = {.length = 0};

    assert_int_equal(
        difference_append(&out, before, strlen(before), after, strlen(after), most), FILES_OK);
    text_append(&out, "", 1);
    assert_string_equal(out.data, expected);
    text_free(&out);
}

static void test_by_hand(void **state)
{
    (void)state;
    check("", "", 9, "");
    check("a\nb\n", "a\nb\n", 9, "");
    check("a\nb\n", "a\nb", 9, "");
    check("a\n", "", 9, "- a\n");
    check("", "a\n\n", 9, "+ a\n+ \n");
    check("a\nb\nc\n", "a\nx\nc\n", 9, "- b\n+ x\n");
    check("a\nb\nc\nd\ne\n", "b\nc\nx\ne\nf\n", 9, "- a\n- d\n+ x\n+ f\n");
    check("a\na\na\n", "a\na\n", 9, "- a\n");
    check("ab\n", "abc\n", 9, "- ab\n+ abc\n");
    check("a\nb\nc\n", "d\nd\na\n", 9, "+ d\n+ d\n- b\n- c\n");
    check("a\nb\nc\n", "", 2, "- a\n- b\n...\n");
    check("a\nb\nc\n", "", 3, "- a\n- b\n- c\n");
}

/* Too large for a longest common subsequence: still every line that differs, if not only those. */
static void test_large(void **state)
{
    const size_t lines = 3000;
    char *before = calloc(lines, 16);
    char *after = calloc(lines, 16);
    text_t out = {.length = 0};
    size_t a = 0;
    size_t b = 0;

    (void)state;
    assert_non_null(before);
    assert_non_null(after);
    for (size_t i = 0; i < lines; i++) {
        a += (size_t)sprintf(before + a, "x%zu\n", i);
        b += (size_t)sprintf(after + b, "y%zu\n", i);
    }
    assert_int_equal(difference_append(&out, before, a, after, b, 2 * lines), FILES_OK);
    assert_int_equal(out.length, a + b + 4 * lines);
    text_free(&out);
    free(before);
    free(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
