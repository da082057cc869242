/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/failure.h"
#include "testing.h"

#include <errno.h>
#include <string.h>

static void test_every_code_has_its_own_text(void **state)
{
    static const int codes[] = {
#define TEST_CODE(name, code, text) name,
        FILES_FAILURES(TEST_CODE)
#undef TEST_CODE
    };
    size_t count = sizeof codes / sizeof codes[0];

    (void)state;
    assert_int_equal(codes[0], 0);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || codes[i] < 0);
        assert_string_not_equal(failure_text(codes[i]), failure_text(1));
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(codes[i], codes[j]);
            assert_string_not_equal(failure_text(codes[i]), failure_text(codes[j]));
        }
    }
}

static void test_first_failure_is_kept_and_described(void **state)
{
    failure_t failure = {0};
    char line[200];

    (void)state;
    assert_int_equal(failure_set(&failure, FILES_CANNOT_WRITE, ENOSPC, "out/runs.csv"),
                     FILES_CANNOT_WRITE);
    assert_int_equal(failure_set(&failure, FILES_LOCKED, 0, "other"), FILES_LOCKED);
    failure_describe(&failure, line, sizeof line);
    assert_string_equal(line, "cannot write out/runs.csv: No space left on device");

    failure_clear(&failure);
    failure_set(&failure, FILES_LOCKED, 0, "out");
    failure_describe(&failure, line, sizeof line);
    assert_string_equal(line, "another process is using out");

    failure_clear(&failure);
    failure_set_damaged(&failure, "m.json", 12, "'}' expected");
    failure_describe(&failure, line, sizeof line);
    assert_string_equal(line, "damaged file m.json:12: '}' expected");
    failure_describe(&failure, line, 8);
    assert_string_equal(line, "damaged");
}

static void test_kept_elsewhere(void **state)
{
    const failure_t nothing = {.status = FILES_OK};
    failure_t first = {.status = FILES_OK}, second = {.status = FILES_OK}, failure = {.status = FILES_OK};
    char line[200];

    (void)state;
    failure_set_damaged(&first, "m.json", 12, "'}' expected");
    failure_set(&second, FILES_LOCKED, 0, "out");
    assert_int_equal(failure_keep(&failure, &nothing), FILES_OK);
    assert_int_equal(failure.status, FILES_OK);
    assert_int_equal(failure_keep(&failure, &first), FILES_DAMAGED);
    assert_int_equal(failure_keep(&failure, &second), FILES_LOCKED);
    failure_describe(&failure, line, sizeof line);
    assert_string_equal(line, "damaged file m.json:12: '}' expected");
    assert_int_equal(failure_keep(NULL, &second), FILES_LOCKED);
}

static void test_null_and_long_paths(void **state)
{
    failure_t failure = {0};
    char path[3000];

    (void)state;
    memset(path, 'x', sizeof path);
    path[sizeof path - 1] = '\0';
    assert_int_equal(failure_set(NULL, FILES_LOCKED, 0, NULL), FILES_LOCKED);
    assert_int_equal(failure_set_damaged(NULL, NULL, 1, NULL), FILES_DAMAGED);
    failure_set(&failure, FILES_CANNOT_OPEN, ENOENT, path);
    assert_int_equal(strlen(failure.path), sizeof failure.path - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_has_its_own_text),
        cmocka_unit_test(test_first_failure_is_kept_and_described),
        cmocka_unit_test(test_kept_elsewhere),
        cmocka_unit_test(test_null_and_long_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
