/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/csv_reader.h"

#include "files/output.h"
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "csv_reader_test.csv"

static void put(const char *text, size_t length)
{
    assert_int_equal(output_write_file(".", NAME, text, length, NULL, NULL), FILES_OK);
}

static void put_text(const char *text)
{
    put(text, strlen(text));
}

static void assert_field(const csv_reader_t *reader, size_t column, const char *expected)
{
    const csv_field_t field = reader->fields[column];

    if (!csv_field_is(field, expected, strlen(expected))) {
        print_error("'%.*s', not '%s'\n", (int)field.length, field.data, expected);
        fail();
    }
}

static void test_fields(void **state)
{
    csv_reader_t reader;
    failure_t failure = {.status = FILES_OK};

    (void)state;
    put_text("a,b,c\n1,,x y \r\n\"q,\"\"u\",\"two\nlines\",\n,,\n3,4,5\n");
    assert_int_equal(csv_reader_open(&reader, ".", NAME, &failure), FILES_OK);
    assert_int_equal(reader.width, 3);
    assert_string_equal(csv_reader_name(&reader, 1), "b");
    assert_int_equal(csv_reader_column(&reader, "c", NULL), 2);
    assert_int_equal(csv_reader_column(&reader, "d", NULL), -1);
    assert_int_equal(csv_reader_next(&reader, &failure), 1);
    assert_int_equal(reader.line, 2);
    assert_field(&reader, 0, "1");
    assert_field(&reader, 1, "");
    assert_field(&reader, 2, "x y ");
    assert_int_equal(csv_reader_next(&reader, &failure), 1);
    assert_int_equal(reader.line, 3);
    assert_field(&reader, 0, "q,\"u");
    assert_field(&reader, 1, "two\nlines");
    assert_field(&reader, 2, "");
    assert_int_equal(csv_reader_next(&reader, &failure), 1);
    assert_int_equal(reader.line, 5); /* the row before had two lines */
    assert_int_equal(csv_reader_next(&reader, &failure), 1);
    assert_field(&reader, 2, "5");
    assert_int_equal(csv_reader_next(&reader, &failure), 0);
    assert_int_equal(csv_reader_next(&reader, &failure), 0);
    assert_int_equal(reader.rows, 4);
    csv_reader_close(&reader);
    csv_reader_close(&reader);
}

/* Many rows of all lengths, some quoted, over many blocks: each comes back, and the digest is the file's. */
static void test_blocks(void **state)
{
    enum { ROWS = 40000 };
    char *text = malloc(ROWS * 90);
    size_t length = 0;
    csv_reader_t reader;
    char expected[DIGEST_HEX_SIZE];
    char hex[DIGEST_HEX_SIZE];
    uint64_t bytes = 0;

    (void)state;
    assert_non_null(text);
    length += (size_t)sprintf(text, "n,pad,last\n");
    for (int i = 0; i < ROWS; i++) {
        length += (size_t)sprintf(text + length, i % 7 == 3 ? "%d,\"%.*s,\n\",%d\n" : "%d,%.*s,%d\n", i, i % 41,
                                  "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", -i);
    }
    put(text, length);
    assert_int_equal(digest_file(NAME, expected, NULL, NULL), FILES_OK);
    assert_int_equal(csv_reader_open(&reader, ".", NAME, NULL), FILES_OK);
    for (int i = 0; i < ROWS; i++) {
        uint64_t n = 0;
        int64_t last = 0;

        assert_int_equal(csv_reader_next(&reader, NULL), 1);
        assert_true(csv_reader_unsigned(&reader, 0, &n, NULL));
        assert_true(csv_reader_integer(&reader, 2, &last, NULL));
        assert_int_equal(n, i);
        assert_int_equal(last, -i);
        assert_int_equal(reader.fields[1].length, i % 41 + (i % 7 == 3 ? 2 : 0));
        assert_int_not_equal(csv_reader_digest(&reader, hex), i + 1 < ROWS ? FILES_OK : 1);
    }
    assert_int_equal(csv_reader_next(&reader, NULL), 0);
    assert_int_equal(csv_reader_digest(&reader, hex), FILES_OK);
    assert_string_equal(hex, expected);
    bytes = reader.bytes;
    assert_int_equal(bytes, length);
    csv_reader_close(&reader);
    free(text);
}

static void assert_damaged(const char *text, size_t length, int line, const char *detail)
{
    csv_reader_t reader;
    failure_t failure = {.status = FILES_OK};
    int status = FILES_OK;

    put(text, length);
    status = csv_reader_open(&reader, ".", NAME, &failure);
    if (status == FILES_OK) {
        while ((status = csv_reader_next(&reader, &failure)) > 0) {
        }
        assert_int_equal(csv_reader_next(&reader, NULL), status); /* stays */
    }
    csv_reader_close(&reader);
    assert_int_equal(status, FILES_DAMAGED);
    assert_int_equal(failure.line, line);
    if (strstr(failure.detail, detail) == NULL) {
        print_error("'%s' does not say '%s'\n", failure.detail, detail);
        fail();
    }
}

static void test_damage(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *detail;
    } cases[] = {
        {"", 1, "empty"},
        {"a,b\n1,2\n3\n", 3, "1 field, the header has 2"},
        {"a,b\n1,2,3\n", 2, "3 fields, the header has 2"},
        {"a,b\n1,2\n\n", 3, "1 field"},
        {"a,b\n1,2\n3,4", 3, "ends within a row"},
        {"a,b\n1,\"2\n3,4\n", 2, "ends within quotes"},
        {"a,b\n1,2\n1,\"2\"x\n", 3, "quote"},
        {"a,a\n", 1, "two columns are called a"},
        {"a,b", 1, "ends within a row"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_damaged(cases[i].text, strlen(cases[i].text), cases[i].line, cases[i].detail);
    }
}

static void test_long_row(void **state)
{
    const size_t length = 3 * (size_t)CSV_READER_ROW_MAX;
    char *text = malloc(length);

    (void)state;
    assert_non_null(text);
    memset(text, 'x', length);
    memcpy(text, "a\n1\n", 4);
    text[length - 1] = '\n';
    assert_damaged(text, length, 3, "longer");
    text[4] = '"';
    text[length - 2] = '"';
    assert_damaged(text, length, 3, "longer");
    free(text);
}

/* Every double with six decimals comes back as strtod reads it; others too. */
static void test_numbers(void **state)
{
    static const char *const good[] = {"0",        "-0.000001", "123456789.123456", "0.1",     "1e300",     "-1.5E-7", "9007199254740993",
                                       "4.35",     "0.30000000000000004", "17.",    ".5",      "1e308",     "123456789012345678901234567890",
                                       "2.2250738585072014e-308"};
    static const char *const bad[] = {"", "-", ".", "1,5", "nan", "inf", "0x10", "1 ", " 1", "1e", "--1", "1.2.3", "1e999", "-1e999"};
    uint64_t bits = 88172645463325252u;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double value = 0.0;

        assert_true(csv_field_number((csv_field_t){good[i], strlen(good[i])}, &value));
        assert_true(value == strtod(good[i], NULL));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double value = 0.0;

        if (csv_field_number((csv_field_t){bad[i], strlen(bad[i])}, &value)) {
            print_error("'%s' passes\n", bad[i]);
            fail();
        }
    }
    for (int i = 0; i < 100000; i++) {
        char text[40];
        double value = 0.0;

        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        sprintf(text, "%s%u.%06u", i % 2 == 0 ? "-" : "", (unsigned)(bits >> 40) % (i % 3 == 0 ? 2 : 100000),
                (unsigned)bits % 1000000);
        assert_true(csv_field_number((csv_field_t){text, strlen(text)}, &value));
        assert_true(value == strtod(text, NULL));
    }
}

static void test_whole_numbers(void **state)
{
    csv_reader_t reader;
    failure_t failure = {.status = FILES_OK};
    uint64_t number = 0;
    int64_t integer = 0;
    double value = 0.0;

    (void)state;
    put_text("a,b,c,d\n18446744073709551615,18446744073709551616,-9223372036854775807,x\n");
    assert_int_equal(csv_reader_open(&reader, ".", NAME, &failure), FILES_OK);
    assert_int_equal(csv_reader_next(&reader, &failure), 1);
    assert_true(csv_reader_unsigned(&reader, 0, &number, &failure));
    assert_true(number == UINT64_MAX);
    assert_false(csv_reader_unsigned(&reader, 1, &number, NULL));
    assert_true(csv_reader_integer(&reader, 2, &integer, &failure));
    assert_true(integer == -INT64_MAX);
    assert_false(csv_reader_number(&reader, 3, &value, &failure));
    assert_int_equal(failure.status, FILES_DAMAGED);
    assert_int_equal(failure.line, 2);
    assert_non_null(strstr(failure.detail, "d: 'x': not a number"));
    csv_reader_close(&reader);
}

static void test_missing(void **state)
{
    csv_reader_t reader;
    failure_t failure = {.status = FILES_OK};

    (void)state;
    assert_int_equal(csv_reader_open(&reader, ".", "not_there.csv", &failure), FILES_CANNOT_OPEN);
    csv_reader_close(&reader);
}

/* The same rows and digest from a compressed file, found by the plain name; damage has its line and the name of the file. */
static void test_compressed(void **state)
{
    enum { ROWS = 60000 };
    char *text = malloc(ROWS * 16);
    size_t length = (size_t)sprintf(text, "n,m\n");
    char expected[DIGEST_HEX_SIZE], hex[DIGEST_HEX_SIZE], name[64];

    (void)state;
    assert_non_null(text);
    for (int i = 0; i < ROWS; i++) {
        length += (size_t)sprintf(text + length, i % 5 == 2 ? "%d,\"%d\"\n" : "%d,%d\n", i, 2 * i);
    }
    put(text, length);
    assert_int_equal(digest_file(NAME, expected, NULL, NULL), FILES_OK);
    remove(NAME);
    for (int f = OUTPUT_PLAIN + 1; f < OUTPUT_FORMS; f++) {
        csv_reader_t reader;
        failure_t failure = {.status = FILES_OK};
        uint64_t m = 0;
        int status = 1;

        if (!output_has_form((output_form_t)f)) {
            continue;
        }
        snprintf(name, sizeof name, NAME "%s", output_form_ending((output_form_t)f));
        assert_int_equal(output_write_file(".", name, text, length, NULL, NULL), FILES_OK);
        assert_int_equal(csv_reader_open(&reader, ".", f % 2 == 0 ? NAME : name, &failure), FILES_OK);
        for (int i = 0; i < ROWS; i++) {
            assert_int_equal(csv_reader_next(&reader, NULL), 1);
            assert_true(csv_reader_unsigned(&reader, 1, &m, NULL));
            assert_int_equal(m, 2 * i);
        }
        assert_int_equal(csv_reader_next(&reader, NULL), 0);
        assert_int_equal(csv_reader_digest(&reader, hex), FILES_OK);
        assert_string_equal(hex, expected);
        m = reader.bytes;
        assert_int_equal(m, length);
        assert_non_null(strstr(csv_reader_path(&reader), name));
        csv_reader_close(&reader);
        assert_int_equal(truncate(name, 100000), 0);
        assert_int_equal(csv_reader_open(&reader, ".", NAME, &failure), FILES_OK);
        while (status > 0) {
            status = csv_reader_next(&reader, &failure);
        }
        assert_int_equal(status, FILES_DAMAGED);
        assert_int_equal(csv_reader_next(&reader, NULL), FILES_DAMAGED);
        assert_true(failure.line > 1000 && failure.line < ROWS);
        assert_non_null(strstr(failure.path, name));
        csv_reader_close(&reader);
        remove(name);
    }
    free(text);
}

/* What other programs write: line ends, byte order mark, no line end at the end, empty lines, bytes beyond ASCII. */
static void test_foreign(void **state)
{
    static const char *const texts[] = {
        "a,b\n1,x\n2,\"y,z\"\n",           "a,b\r\n1,x\r\n2,\"y,z\"\r\n",     "a,b\r1,x\r2,\"y,z\"\r",
        "a,b\n1,x\n2,\"y,z\"",             "a,b\r\n1,x\r\n2,\"y,z\"",         "a,b\r1,x\r2,\"y,z\"",
        "\xEF\xBB\xBF" "a,b\n1,x\n2,\"y,z\"\n", "\xEF\xBB\xBF" "a,b\r1,x\r\r2,\"y,z\"\r\r", "\"a\",b\n\n1,x\n\n2,\"y,z\"\n\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        csv_reader_t reader;
        failure_t failure = {.status = FILES_OK};
        char expected[DIGEST_HEX_SIZE];
        char hex[DIGEST_HEX_SIZE];

        put_text(texts[i]);
        assert_int_equal(digest_file(NAME, expected, NULL, NULL), FILES_OK);
        assert_int_equal(csv_reader_open_foreign(&reader, ".", NAME, &failure), FILES_OK);
        assert_string_equal(csv_reader_name(&reader, 0), "a");
        assert_string_equal(csv_reader_name(&reader, 1), "b");
        assert_int_equal(csv_reader_next(&reader, &failure), 1);
        assert_field(&reader, 0, "1");
        assert_field(&reader, 1, "x");
        assert_int_equal(csv_reader_next(&reader, &failure), 1);
        assert_field(&reader, 0, "2");
        assert_field(&reader, 1, "y,z");
        assert_int_equal(reader.line, i < 7 ? 3 : i == 7 ? 4 : 5);
        assert_int_equal(csv_reader_next(&reader, &failure), 0);
        assert_int_equal(reader.rows, 2);
        assert_int_equal(csv_reader_digest(&reader, hex), FILES_OK);
        assert_string_equal(hex, expected); /* of the file as it is, not of what was made of it */
        csv_reader_close(&reader);
    }
}

/* A row that is not whole is damage, also where the file simply ends; what is ours must end in a line end still. */
static void test_foreign_damage(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *reason;
    } cases[] = {{"a,b\n1,2\n3", 3, "the file ends within a row: 1 field, the header has 2"},
                 {"a,b\r1,2\r3", 3, "the file ends within a row"},
                 {"a,b\n1,2,3\n", 2, "3 fields, the header has 2"},
                 {"a,b\n1,\"2\n3,4", 2, "the file ends within quotes"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        csv_reader_t reader;
        failure_t failure = {.status = FILES_OK};
        int status = 1;

        put_text(cases[i].text);
        assert_int_equal(csv_reader_open_foreign(&reader, ".", NAME, &failure), FILES_OK);
        while (status > 0) {
            status = csv_reader_next(&reader, &failure);
        }
        assert_int_equal(status, FILES_DAMAGED);
        assert_int_equal(failure.line, cases[i].line);
        assert_non_null(strstr(failure.detail, cases[i].reason));
        csv_reader_close(&reader);
    }
    for (int whole = 0; whole < 3; whole++) { /* of one column an empty line is a row: none may be made up */
        csv_reader_t reader;

        put_text(whole == 0 ? "a\r1" : whole == 1 ? "a\r1\r" : "a\n\n1\n");
        assert_int_equal(csv_reader_open_foreign(&reader, ".", NAME, NULL), FILES_OK);
        assert_int_equal(csv_reader_next(&reader, NULL), 1);
        if (whole == 2) {
            assert_int_equal(csv_reader_next(&reader, NULL), 1);
        }
        assert_int_equal(csv_reader_next(&reader, NULL), 0);
        csv_reader_close(&reader);
    }
    for (int foreign = 0; foreign < 2; foreign++) {
        csv_reader_t reader;
        failure_t failure = {.status = FILES_OK};

        put_text("a,b\n1,2");
        assert_int_equal((foreign ? csv_reader_open_foreign : csv_reader_open)(&reader, ".", NAME, &failure), FILES_OK);
        assert_int_equal(csv_reader_next(&reader, &failure), foreign ? 1 : FILES_DAMAGED);
        csv_reader_close(&reader);
    }
}

/* Larger than a block, by "\r" alone and without the last one. */
static void test_foreign_blocks(void **state)
{
    enum { ROWS = 60000 };
    char *text = malloc(ROWS * 16);
    size_t length = (size_t)sprintf(text, "n,m\r");
    csv_reader_t reader;

    (void)state;
    assert_non_null(text);
    for (int i = 0; i < ROWS; i++) {
        length += (size_t)sprintf(text + length, i % 5 == 2 ? "%d,\"%d\"\r" : "%d,%d\r", i, 2 * i);
    }
    put(text, length - 1);
    assert_int_equal(csv_reader_open_foreign(&reader, ".", NAME, NULL), FILES_OK);
    for (int i = 0; i < ROWS; i++) {
        uint64_t n = 0, m = 0;

        assert_int_equal(csv_reader_next(&reader, NULL), 1);
        assert_true(csv_reader_unsigned(&reader, 0, &n, NULL) && csv_reader_unsigned(&reader, 1, &m, NULL));
        assert_int_equal(n, i);
        assert_int_equal(m, 2 * i);
        assert_int_equal(reader.line, i + 2);
    }
    assert_int_equal(csv_reader_next(&reader, NULL), 0);
    csv_reader_close(&reader);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),         cmocka_unit_test(test_foreign),       cmocka_unit_test(test_foreign_damage),
        cmocka_unit_test(test_foreign_blocks), cmocka_unit_test(test_blocks),        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_long_row),       cmocka_unit_test(test_numbers),       cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_missing),        cmocka_unit_test(test_compressed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
