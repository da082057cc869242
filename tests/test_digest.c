/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/digest.h"
#include "testing.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* FIPS 180-4 examples and the message of a million "a" */
static const char empty_digest[] =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char abc_digest[] =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char million_digest[] =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

static void test_known_answers(void **state)
{
    digest_t digest;
    char hex[DIGEST_HEX_SIZE];

    (void)state;
    digest_init(&digest);
    digest_hex(&digest, hex);
    assert_string_equal(hex, empty_digest);
    digest_init(&digest);
    digest_add(&digest, "abc", 3);
    digest_hex(&digest, hex);
    assert_string_equal(hex, abc_digest);
    digest_init(&digest);
    digest_add(&digest, "a", 1);
    digest_add(&digest, NULL, 0);
    digest_add(&digest, "bc", 2);
    digest_hex(&digest, hex);
    assert_string_equal(hex, abc_digest);
    digest_init(&digest);
    for (int i = 0; i < 1000; i++) {
        char block[1000];

        memset(block, 'a', sizeof block);
        digest_add(&digest, block, sizeof block);
    }
    digest_hex(&digest, hex);
    assert_string_equal(hex, million_digest);
}

/* Pieces of all sizes around the 64 bytes that SHA-256 takes at a time. */
static void test_pieces(void **state)
{
    char data[1000];
    char whole[DIGEST_HEX_SIZE];
    char hex[DIGEST_HEX_SIZE];
    digest_t digest;

    (void)state;
    memset(data, 'a', sizeof data);
    for (size_t size = 1; size < 200; size++) {
        digest_init(&digest);
        for (size_t done = 0; done < 1000000;) {
            const size_t piece = size < 1000000 - done ? size : 1000000 - done;

            digest_add(&digest, data, piece);
            done += piece;
        }
        digest_hex(&digest, hex);
        assert_string_equal(hex, million_digest);
        digest_init(&digest);
        digest_add(&digest, data, size);
        digest_hex(&digest, whole);
        digest_init(&digest);
        digest_add(&digest, data, size / 2);
        digest_add(&digest, data, size - size / 2);
        digest_hex(&digest, hex);
        assert_string_equal(hex, whole);
    }
}

/* A copy goes on by itself: what is added to one of the two is not in the other. */
static void test_copies(void **state)
{
    digest_t digest;
    digest_t copy;
    char hex[DIGEST_HEX_SIZE];

    (void)state;
    digest_init(&digest);
    digest_add(&digest, "ab", 2);
    copy = digest;
    digest_add(&copy, "x", 1);
    digest_hex(&copy, hex);
    assert_string_not_equal(hex, abc_digest);
    digest_add(&digest, "c", 1);
    digest_hex(&digest, hex);
    assert_string_equal(hex, abc_digest);
}

static void test_texts_do_not_run_together(void **state)
{
    digest_t a;
    digest_t b;
    char hex_a[DIGEST_HEX_SIZE];
    char hex_b[DIGEST_HEX_SIZE];

    (void)state;
    digest_init(&a);
    digest_add_text(&a, "ab");
    digest_add_text(&a, "c");
    digest_hex(&a, hex_a);
    digest_init(&b);
    digest_add_text(&b, "a");
    digest_add_text(&b, "bc");
    digest_hex(&b, hex_b);
    assert_string_not_equal(hex_a, hex_b);
}

static void test_files(void **state)
{
    char hex[DIGEST_HEX_SIZE];
    uint64_t bytes = 7;
    failure_t failure = {0};
    FILE *stream = fopen("digest_million", "wb");

    (void)state;
    assert_non_null(stream);
    for (int i = 0; i < 1000000; i++) {
        fputc('a', stream);
    }
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(digest_file("digest_million", hex, &bytes, &failure), FILES_OK);
    assert_string_equal(hex, million_digest);
    assert_int_equal(bytes, 1000000);
    assert_int_equal(failure.status, FILES_OK);
    unlink("digest_million");

    assert_int_equal(digest_file("digest_million", hex, NULL, &failure), FILES_CANNOT_OPEN);
    assert_int_equal(failure.error_number, ENOENT);
    assert_string_equal(failure.path, "digest_million");
    assert_int_equal(digest_file(".", hex, &bytes, NULL), FILES_CANNOT_READ);
    assert_int_equal(errno, EISDIR);
    unlink("digest_fifo");
    assert_int_equal(mkfifo("digest_fifo", 0600), 0);
    assert_int_equal(digest_file("digest_fifo", hex, &bytes, NULL), FILES_CANNOT_READ);
    unlink("digest_fifo");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_texts_do_not_run_together),
        cmocka_unit_test(test_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
