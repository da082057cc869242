/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/failure.h"
#include "files/text.h"
#include "testing.h"

#include <string.h>

static void test_growth_keeps_what_is_there(void **state)
{
    text_t text = {0};

    (void)state;
    for (int i = 0; i < 100000; i++) {
        char c = (char)('a' + i % 26);

        assert_int_equal(text_append(&text, &c, 1), FILES_OK);
    }
    assert_int_equal(text.length, 100000);
    for (size_t i = 0; i < text.length; i++) {
        assert_int_equal(text.data[i], 'a' + (int)(i % 26));
    }
    text_free(&text);
    text_free(&text);
    assert_null(text.data);
}

static void test_fixed_text_takes_whole_pieces_only(void **state)
{
    char storage[9];
    text_t text;

    (void)state;
    memset(storage, '#', sizeof storage);
    text_init_fixed(&text, storage, 8);
    assert_int_equal(text_append(&text, "12345", 5), FILES_OK);
    assert_int_equal(text_append(&text, "6789", 4), FILES_NO_ROOM);
    assert_int_equal(text.length, 5);
    assert_int_equal(text_append(&text, "6", 1), FILES_NO_ROOM); /* sticky */
    assert_null(text_reserve(&text, 0));
    text_clear(&text);
    assert_int_equal(text_append(&text, "abcdefgh", 8), FILES_OK);
    assert_memory_equal(storage, "abcdefgh#", 9);
    text_free(&text);
}

static void test_impossible_size_is_no_memory(void **state)
{
    text_t text = {0};

    (void)state;
    text_append(&text, "x", 1);
    assert_null(text_reserve(&text, SIZE_MAX - 8));
    assert_int_equal(text.status, FILES_NO_MEMORY);
    assert_int_equal(text.length, 1);
    text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth_keeps_what_is_there),
        cmocka_unit_test(test_fixed_text_takes_whole_pieces_only),
        cmocka_unit_test(test_impossible_size_is_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
