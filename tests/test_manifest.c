/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/manifest.h"
#include "testing.h"

#include "files/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLACE "manifest_place"

static const char some_digest[] =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static int set_up(void **state)
{
    (void)state;
    mkdir(PLACE, 0777);
    unlink(PLACE "/" MANIFEST_NAME);
    rmdir(PLACE "/" MANIFEST_NAME);
    return 0;
}

static int tear_down(void **state)
{
    set_up(state);
    return rmdir(PLACE);
}

static void put(const char *contents)
{
    assert_int_equal(
        output_write_file(PLACE, MANIFEST_NAME, contents, strlen(contents), NULL, NULL), FILES_OK);
}

static void test_written_as_expected(void **state)
{
    static const char expected[] = "{\n"
                                   "  \"program\": \"adrift\",\n"
                                   "  \"libraries\": {\n"
                                   "    \"gsl\": \"2.7.1\",\n"
                                   "    \"jansson\": \"2.14\"\n"
                                   "  },\n"
                                   "  \"command_line\": [\n"
                                   "    \"adrift\",\n"
                                   "    \"run\"\n"
                                   "  ],\n"
                                   "  \"seed\": 42,\n"
                                   "  \"seed_is_default\": true,\n"
                                   "  \"end\": \"2001-09-09T01:46:40Z\",\n"
                                   "  \"commit\": null,\n"
                                   "  \"files\": [\n"
                                   "    {\n"
                                   "      \"name\": \"a.csv\",\n"
                                   "      \"sha256\": \"%s\",\n"
                                   "      \"bytes\": 10,\n"
                                   "      \"rows\": 0\n"
                                   "    },\n"
                                   "    {\n"
                                   "      \"name\": \"b.html\",\n"
                                   "      \"sha256\": \"%s\",\n"
                                   "      \"bytes\": 11\n"
                                   "    }\n"
                                   "  ]\n"
                                   "}\n";
    manifest_file_t a = {.name = "a.csv", .sha256 = some_digest, .bytes = 99, .rows = 5};
    manifest_file_t b = {.name = "b.html", .sha256 = some_digest, .bytes = 11, .rows = -1};
    char wanted[2000];
    char read[2000] = "";
    FILE *stream = NULL;
    manifest_t manifest;

    (void)state;
    assert_int_equal(manifest_init(&manifest), FILES_OK);
    assert_int_equal(manifest_set_text(&manifest, "program", "other"), FILES_OK);
    assert_int_equal(manifest_set_text(&manifest, "libraries.gsl", "2.7.1"), FILES_OK);
    assert_int_equal(manifest_append_text(&manifest, "command_line", "adrift"), FILES_OK);
    assert_int_equal(manifest_set_text(&manifest, "libraries.jansson", "2.14"), FILES_OK);
    assert_int_equal(manifest_append_text(&manifest, "command_line", "run"), FILES_OK);
    assert_int_equal(manifest_set_unsigned(&manifest, "seed", 42), FILES_OK);
    assert_int_equal(manifest_set_bool(&manifest, "seed_is_default", true), FILES_OK);
    assert_int_equal(manifest_set_time(&manifest, "end", 1000000000), FILES_OK);
    assert_int_equal(manifest_set_text(&manifest, "commit", NULL), FILES_OK);
    assert_int_equal(manifest_add_file(&manifest, &a), FILES_OK);
    assert_int_equal(manifest_add_file(&manifest, &b), FILES_OK);
    a.bytes = 10;
    a.rows = 0;
    assert_int_equal(manifest_add_file(&manifest, &a), FILES_OK);
    assert_int_equal(manifest_set_text(&manifest, "program", "adrift"), FILES_OK);
    assert_int_equal(manifest_write(&manifest, PLACE, NULL), FILES_OK);
    manifest_free(&manifest);
    manifest_free(&manifest);

    snprintf(wanted, sizeof wanted, expected, some_digest, some_digest);
    stream = fopen(PLACE "/" MANIFEST_NAME, "rb");
    assert_non_null(stream);
    assert_true(fread(read, 1, sizeof read - 1, stream) > 0);
    fclose(stream);
    assert_string_equal(read, wanted);
}

static void test_reads_back(void **state)
{
    static const char text[] = "name = \"T\xc3\xbcrkiye\";\n\t\\ \x01 \xf0\x9f\x8c\x8a";
    static const uint64_t seeds[] = {0, 1, UINT64_C(1) << 53, (UINT64_C(1) << 53) + 1, UINT64_MAX};
    static const int64_t integers[] = {0, -1, INT64_MIN, INT64_MAX};
    manifest_file_t file = {.name = "big", .sha256 = some_digest, .bytes = UINT64_MAX, .rows = 7};
    manifest_t manifest;
    double number = 0.0;
    int64_t integer = 77;
    uint64_t seed = 77;
    bool truth = true;
    char key[32];

    (void)state;
    assert_int_equal(manifest_init(&manifest), FILES_OK);
    assert_int_equal(manifest_set_text(&manifest, "configuration", text), FILES_OK);
    for (int i = 0; i < 5; i++) {
        snprintf(key, sizeof key, "seed.%d", i);
        assert_int_equal(manifest_set_unsigned(&manifest, key, seeds[i]), FILES_OK);
    }
    for (int i = 0; i < 4; i++) {
        snprintf(key, sizeof key, "integer.%d", i);
        assert_int_equal(manifest_set_integer(&manifest, key, integers[i]), FILES_OK);
    }
    assert_int_equal(manifest_set_number(&manifest, "number", 1.0 / 3.0), FILES_OK);
    assert_int_equal(manifest_set_bool(&manifest, "truth", false), FILES_OK);
    assert_int_equal(manifest_append_text(&manifest, "list", "one"), FILES_OK);
    assert_int_equal(manifest_append_text(&manifest, "list", ""), FILES_OK);
    assert_int_equal(manifest_add_file(&manifest, &file), FILES_OK);
    assert_int_equal(manifest_write(&manifest, PLACE, NULL), FILES_OK);
    manifest_free(&manifest);

    assert_int_equal(manifest_read(&manifest, PLACE, NULL), FILES_OK);
    assert_string_equal(manifest_get_text(&manifest, "configuration"), text);
    for (int i = 0; i < 5; i++) {
        snprintf(key, sizeof key, "seed.%d", i);
        assert_true(manifest_get_unsigned(&manifest, key, &seed));
        assert_true(seed == seeds[i]);
    }
    for (int i = 0; i < 4; i++) {
        snprintf(key, sizeof key, "integer.%d", i);
        assert_true(manifest_get_integer(&manifest, key, &integer));
        assert_true(integer == integers[i]);
    }
    assert_true(manifest_get_number(&manifest, "number", &number));
    assert_true(number == 1.0 / 3.0);
    assert_true(manifest_get_bool(&manifest, "truth", &truth));
    assert_false(truth);
    assert_int_equal(manifest_count(&manifest, "list"), 2);
    assert_string_equal(manifest_get_item(&manifest, "list", 0), "one");
    assert_string_equal(manifest_get_item(&manifest, "list", 1), "");
    assert_null(manifest_get_item(&manifest, "list", 2));
    assert_int_equal(manifest_file_count(&manifest), 1);
    file.bytes = 0;
    assert_true(manifest_find_file(&manifest, "big", &file));
    assert_true(file.bytes == UINT64_MAX);
    assert_int_equal(file.rows, 7);
    assert_true(manifest_get_file(&manifest, 0, &file));
    assert_string_equal(file.sha256, some_digest);
    assert_false(manifest_get_file(&manifest, 1, &file));
    assert_false(manifest_find_file(&manifest, "small", &file));

    /* of another kind, out of range, not there */
    assert_null(manifest_get_text(&manifest, "number"));
    assert_null(manifest_get_text(&manifest, "seed"));
    assert_null(manifest_get_text(&manifest, "seed.9"));
    assert_null(manifest_get_text(&manifest, "number.deeper"));
    integer = 77;
    assert_false(manifest_get_integer(&manifest, "seed.4", &integer)); /* above INT64_MAX */
    assert_false(manifest_get_integer(&manifest, "configuration", &integer));
    assert_false(manifest_get_integer(&manifest, "number", &integer));
    assert_int_equal(integer, 77);
    seed = 77;
    assert_false(manifest_get_unsigned(&manifest, "integer.1", &seed));
    assert_false(manifest_get_unsigned(&manifest, "integer.2", &seed));
    assert_int_equal(seed, 77);
    assert_false(manifest_get_bool(&manifest, "number", &truth));
    assert_false(manifest_get_number(&manifest, "truth", &number));
    assert_int_equal(manifest_count(&manifest, "none"), 0);
    manifest_free(&manifest);
}

/* Bytes that are not UTF-8 (Markus Kuhn's kinds: stray, overlong, surrogate, too large, cut). */
static void test_texts_of_any_bytes(void **state)
{
    static const struct {
        const char *text;
        const char *read;
    } cases[] = {
        {"", ""},
        {"a\xff" "b", "a\xef\xbf\xbd" "b"},
        {"\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xe5\x90", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xe5\x90\x8c", "\xe5\x90\x8c"},
        {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
    };
    manifest_t manifest;

    (void)state;
    assert_int_equal(manifest_init(&manifest), FILES_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(manifest_set_text(&manifest, "text", cases[i].text), FILES_OK);
        assert_string_equal(manifest_get_text(&manifest, "text"), cases[i].read);
    }
    manifest_free(&manifest);
}

static void test_misuse(void **state)
{
    manifest_t manifest;

    (void)state;
    assert_int_equal(manifest_init(&manifest), FILES_OK);
    assert_int_equal(manifest_set_bool(&manifest, "a", true), FILES_OK);
    assert_int_equal(manifest_set_bool(&manifest, "a.b", true), FILES_MISUSED);
    assert_int_equal(manifest_set_bool(&manifest, "", true), FILES_MISUSED);
    assert_int_equal(manifest_set_bool(&manifest, ".b", true), FILES_MISUSED);
    assert_int_equal(manifest_set_bool(&manifest, "b.", true), FILES_MISUSED);
    assert_int_equal(manifest_set_number(&manifest, "n", (double)NAN), FILES_MISUSED);
    assert_int_equal(manifest_append_text(&manifest, "a", "x"), FILES_MISUSED);
    manifest_free(&manifest);
}

static void test_damaged(void **state)
{
    static const struct {
        const char *contents;
        int line;
    } cases[] = {
        {"", 1},
        {"{\n  \"a\": 1\n", 3},
        {"{\n\n  \"a\": }\n", 3},
        {"[1]\n", 1},
        {"{\"a\": 1, \"a\": 2}", 1},
        {"{\"a\": \"\xff\"}", 1},
        {"{} trailing", 1},
        {"{\"files\": 3}", 0},
        {"{\"files\": [3]}", 0},
        {"{\"files\": [{\"name\": \"a\", \"sha256\": \"beef\", \"bytes\": 1}]}", 0},
        {"{\"files\": [{\"name\": \"a\", \"bytes\": 1, \"sha256\": \""
         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" "z\"}]}", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        failure_t failure = {0};
        manifest_t manifest;

        put(cases[i].contents);
        assert_int_equal(manifest_read(&manifest, PLACE, &failure), FILES_DAMAGED);
        assert_null(manifest.root);
        assert_int_equal(failure.status, FILES_DAMAGED);
        assert_string_equal(failure.path, PLACE "/" MANIFEST_NAME);
        assert_int_equal(failure.line, cases[i].line);
        assert_true(strlen(failure.detail) > 0);
        manifest_free(&manifest);
    }
}

static void test_unreadable(void **state)
{
    manifest_t manifest;
    failure_t failure = {0};

    (void)state;
    assert_int_equal(manifest_read(&manifest, PLACE, &failure), FILES_CANNOT_OPEN);
    assert_int_equal(failure.error_number, ENOENT);
    failure_clear(&failure);
    assert_int_equal(mkdir(PLACE "/" MANIFEST_NAME, 0777), 0);
    assert_int_equal(manifest_read(&manifest, PLACE, &failure), FILES_CANNOT_READ);
    assert_int_equal(failure.error_number, EISDIR);

    failure_clear(&failure);
    assert_int_equal(manifest_init(&manifest), FILES_OK);
    assert_int_equal(manifest_write(&manifest, PLACE "/none", &failure), FILES_CANNOT_OPEN);
    assert_int_equal(failure.error_number, ENOENT);
    manifest_free(&manifest);
}

/* Every beginning of a manifest is damaged, but for its last newline; none is taken for a whole. */
static void test_cut_anywhere(void **state)
{
    static const char whole[] = "{\n  \"a\": [\"x\", 1.5, true],\n  \"b\": {\"c\": null}\n}";
    char part[sizeof whole];

    (void)state;
    for (size_t length = 0; length < sizeof whole - 1; length++) {
        manifest_t manifest;

        memcpy(part, whole, length);
        part[length] = '\0';
        put(part);
        assert_int_equal(manifest_read(&manifest, PLACE, NULL), FILES_DAMAGED);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_written_as_expected),
        TEST(test_reads_back),
        TEST(test_texts_of_any_bytes),
        TEST(test_misuse),
        TEST(test_damaged),
        TEST(test_unreadable),
        TEST(test_cut_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
