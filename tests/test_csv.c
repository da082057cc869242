/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/csv.h"
#include "testing.h"

#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t mixed(uint64_t i)
{
    i += UINT64_C(0x9e3779b97f4a7c15);
    i = (i ^ (i >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    i = (i ^ (i >> 27)) * UINT64_C(0x94d049bb133111eb);
    return i ^ (i >> 31);
}

/* The single field in `text` as a string, valid until the text changes; empties the text. */
static const char *field(text_t *text)
{
    assert_int_equal(text->status, 0);
    assert_true(text->length > 0);
    assert_int_equal(text->data[text->length - 1], ',');
    text->data[text->length - 1] = '\0';
    text->length = 0;
    return text->data;
}

static void assert_rows(const text_t *text, const char *expected)
{
    assert_int_equal(text->status, 0);
    assert_int_equal(text->length, strlen(expected));
    assert_memory_equal(text->data, expected, text->length);
}

static void test_rows(void **state)
{
    text_t text = {0};

    (void)state;
    csv_header(&text, "a,b,c");
    csv_integer(&text, 1);
    csv_empty(&text);
    csv_word(&text, "weak-strong");
    csv_end_row(&text);
    csv_empty(&text);
    csv_empty(&text);
    csv_fixed6(&text, 0.5);
    csv_end_row(&text);
    csv_text(&text, "ends with comma,");
    csv_end_row(&text);
    assert_rows(&text, "a,b,c\n1,,weak-strong\n,,0.500000\n\"ends with comma,\"\n");
    text_free(&text);
}

static void test_quoting(void **state)
{
    static const struct {
        const char *value;
        const char *expected;
    } cases[] = {
        {NULL, ""},
        {"", ""},
        {"T\xc3\xbcrkiye", "T\xc3\xbcrkiye"},
        {"two words", "two words"},
        {"a,b", "\"a,b\""},
        {"say \"no\"", "\"say \"\"no\"\"\""},
        {"\"", "\"\"\"\""},
        {"line\nline", "\"line\nline\""},
        {"carriage\r", "\"carriage\r\""},
    };
    text_t text = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        csv_text(&text, cases[i].value);
        assert_string_equal(field(&text), cases[i].expected);
    }
    text_free(&text);
}

static void test_integers(void **state)
{
    static const int64_t values[] = {0,  9,    10,   99,  100,       101,
                                     -1, -100, 1234, -99, INT64_MAX, INT64_MIN};
    text_t text = {0};
    char expected[32];

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        csv_integer(&text, values[i]);
        snprintf(expected, sizeof expected, "%" PRId64, values[i]);
        assert_string_equal(field(&text), expected);
    }
    for (uint64_t i = 0; i < 20000; i++) {
        uint64_t value = mixed(i) >> (i % 64);

        csv_unsigned(&text, value);
        snprintf(expected, sizeof expected, "%" PRIu64, value);
        assert_string_equal(field(&text), expected);
        csv_integer(&text, -(int64_t)(value / 2));
        snprintf(expected, sizeof expected, "%" PRId64, -(int64_t)(value / 2));
        assert_string_equal(field(&text), expected);
    }
    csv_unsigned(&text, UINT64_MAX);
    assert_string_equal(field(&text), "18446744073709551615");
    text_free(&text);
}

/* As printf("%.6f"), but without the sign of a zero. */
static void check_fixed6(text_t *text, double value)
{
    char expected[400];
    const char *got = NULL;
    const char *wanted = expected;

    snprintf(expected, sizeof expected, "%.6f", value);
    if (strcmp(expected, "-0.000000") == 0) {
        wanted++;
    }
    csv_fixed6(text, value);
    got = field(text);
    if (strcmp(got, wanted) != 0) {
        print_error("csv_fixed6(%.17g)\n", value);
    }
    assert_string_equal(got, wanted);
}

static void test_fixed6_by_hand(void **state)
{
    static const struct {
        double value;
        const char *expected;
    } cases[] = {
        {0.0, "0.000000"},
        {-0.0, "0.000000"},
        {-0.0000001, "0.000000"},
        {-0.0000006, "-0.000001"},
        {0.9999999, "1.000000"},
        {-0.9999999, "-1.000000"},
        {999999.9999996, "1000000.000000"},
        {1.0 / 3.0, "0.333333"},
        {-2.0 / 3.0, "-0.666667"},
        {0.05, "0.050000"},
        {1950.083333333333, "1950.083333"},
        {9e12, "9000000000000.000000"},
        {-9e12 - 0.25, "-9000000000000.250000"},
        {(double)NAN, ""},
        {(double)INFINITY, ""},
        {-(double)INFINITY, ""},
    };
    text_t text = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        csv_fixed6(&text, cases[i].value);
        assert_string_equal(field(&text), cases[i].expected);
    }
    text_free(&text);
}

static void test_fixed6_is_printf(void **state)
{
    text_t text = {0};

    (void)state;
    for (uint64_t i = 0; i < 300000; i++) {
        double unit = (double)(mixed(i) >> 11) * 0x1p-53;
        double sign = i % 2 == 0 ? 1.0 : -1.0;

        check_fixed6(&text, sign * unit);
        check_fixed6(&text, sign * unit * pow(10.0, (double)(i % 13)));
        check_fixed6(&text, sign * unit * 1e-6);
        /* next to a tie, on both sides, and true ties: odd multiples of 1/128 */
        check_fixed6(&text, sign * ((double)(mixed(i) % 1000000) + 0.5) / 1e6);
        check_fixed6(&text, sign * nextafter(((double)(mixed(i) % 1000) + 0.5) / 1e6, 0.0));
        check_fixed6(&text, sign * nextafter(((double)(mixed(i) % 1000) + 0.5) / 1e6, 1.0));
        check_fixed6(&text, sign * (double)(mixed(i) % 100000) / 128.0);
    }
    check_fixed6(&text, 0x1p53 + 2.0);
    check_fixed6(&text, 9.9e17);
    check_fixed6(&text, 5e-324);
    text_free(&text);
}

/* What csv_put_... writes is what csv_... appends, and stays within its room. */
static void check_put(text_t *text, double value)
{
    char room[CSV_NUMBER_ROOM + 1];
    uint64_t letters = 0;
    uint64_t plain = 0;
    char *end = NULL;
    const char *wanted = NULL;

    csv_fixed6(text, value);
    wanted = field(text);
    memset(room, '#', sizeof room);
    end = csv_put_fixed6(room, value);
    assert_int_equal(end[-1], ',');
    assert_int_equal(room[CSV_NUMBER_ROOM], '#');
    end[-1] = '\0';
    assert_string_equal(room, wanted);
    assert_int_equal(csv_micros(1, &value, &letters), csv_micros_plain(1, &value, &plain));
    if (csv_micros(1, &value, &letters)) {
        assert_true(letters == plain);
        memset(room, '#', sizeof room);
        end = csv_put_micro(room, letters);
        assert_int_equal(end[-1], ',');
        end[-1] = '\0';
        if (strcmp(room, wanted) != 0) {
            print_error("csv_put_micro of %.17g\n", value);
        }
        assert_string_equal(room, wanted);
    }
}

static void test_put_is_append(void **state)
{
    static const double values[] = {0.0, -0.0, 1.0, 8.388607, 8.3886074, 8.3886076, 8.388608, 9.5,
                                    -1e-9, -4e-7, -6e-7, -0.5, 1e17, -1e17, 1e300, 5e-324, 5e-7,
                                    1.5e-6, 2.5e-6, 0.0078125, -(double)INFINITY, (double)NAN};
    text_t text = {0};
    uint64_t easy = 0;

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        check_put(&text, values[i]);
    }
    for (uint64_t i = 0; i < 300000; i++) {
        const double unit = (double)(mixed(i) >> 11) * 0x1p-53;
        const double tie = ((double)(mixed(i) % 1000000) + 0.5) / 1e6;
        uint64_t letters = 0;

        check_put(&text, unit);
        check_put(&text, unit * 10.0 - 1.0);
        check_put(&text, tie);
        check_put(&text, nextafter(tie, 0.0));
        check_put(&text, nextafter(tie, 1.0));
        check_put(&text, (double)(mixed(i) % 1000) / 128.0);
        easy += csv_micros(1, &unit, &letters);
    }
    assert_true(easy > 299000);
    text_free(&text);
}

/* Every number of micros that has letters, in blocks, has the digits that counting up gives. */
static void test_micros_of_every_number(void **state)
{
    enum { BLOCK = 1024, END = 8388608 };
    static double values[BLOCK];
    static uint64_t letters[BLOCK], plain[BLOCK];
    char counted[9] = "0.000000";

    (void)state;
    for (int first = 0; first < END; first += BLOCK) {
        for (int i = 0; i < BLOCK; i++) {
            values[i] = (double)(first + i) / 1e6;
        }
        assert_true(csv_micros(BLOCK, values, letters));
        assert_true(csv_micros_plain(BLOCK, values, plain));
        assert_memory_equal(letters, plain, sizeof letters);
        for (int i = 0; i < BLOCK; i++) {
            int digit = 7;

            assert_memory_equal(&letters[i], counted, 8);
            while (counted[digit] == '9') {
                counted[digit] = '0';
                digit -= digit == 2 ? 2 : 1;
            }
            counted[digit]++;
        }
    }
    assert_string_equal(counted, "8.388608");
}

/* One bad number among good ones is noticed wherever it stands. */
static void test_micros_of_many(void **state)
{
    static const double bad[] = {-1.0, 9.0, 1e20, (double)NAN, (double)INFINITY, 0.0078125};
    double values[37];
    uint64_t letters[37];
    char expected[24];

    (void)state;
    for (size_t i = 0; i < 37; i++) {
        values[i] = (double)i / 7.0;
    }
    assert_true(csv_micros(0, values, letters));
    assert_true(csv_micros(37, values, letters));
    for (size_t i = 0; i < 37; i++) {
        snprintf(expected, sizeof expected, "%.6f", values[i]);
        assert_memory_equal(&letters[i], expected, 8);
    }
    for (size_t i = 0; i < 37; i++) {
        for (size_t j = 0; j < sizeof bad / sizeof bad[0]; j++) {
            const double good = values[i];

            values[i] = bad[j];
            assert_false(csv_micros(37, values, letters));
            assert_false(csv_micros_plain(37, values, letters));
            values[i] = good;
        }
    }
}

/* The short way for counts writes what csv_unsigned appends. */
static void test_counts(void **state)
{
    static const uint64_t large[] = {999999, 1000000, UINT32_MAX, UINT64_MAX};
    text_t text = {0};
    char room[CSV_NUMBER_ROOM + 1];

    (void)state;
    for (uint64_t i = 0; i < 2000 + sizeof large / sizeof large[0]; i++) {
        const uint64_t value = i < 2000 ? i : large[i - 2000];
        char *end = NULL;

        memset(room, '#', sizeof room);
        end = csv_put_count(room, value);
        assert_int_equal(end[-1], ',');
        assert_int_equal(room[CSV_NUMBER_ROOM], '#');
        end[-1] = '\0';
        csv_unsigned(&text, value);
        assert_string_equal(field(&text), room);
    }
    text_free(&text);
}

static void test_letters(void **state)
{
    char letters[200 + CSV_CHUNK];
    char room[200 + CSV_CHUNK + 1];

    (void)state;
    for (size_t i = 0; i < sizeof letters; i++) {
        letters[i] = (char)('a' + i % 26);
    }
    for (size_t length = 0; length <= 200; length++) {
        memset(room, '#', sizeof room);
        assert_ptr_equal(csv_put_letters(room, letters, length), room + length);
        assert_memory_equal(room, letters, length);
        assert_int_equal(room[length + CSV_CHUNK], '#');
    }
}

static void check_double17(text_t *text, double value)
{
    const char *got = NULL;
    double read = 0.0;

    csv_double17(text, value);
    got = field(text);
    read = strtod(got, NULL);
    assert_null(strchr(got, ','));
    assert_memory_equal(&read, &value, sizeof value);
}

/* The fewest of 15, 16, 17 digits, as printf has them; whole numbers in full. */
static void check_double17_is_printf(text_t *text, double value)
{
    char expected[64] = "";
    const char *got = NULL;

    for (int digits = 15; digits <= 17 && (digits == 15 || strtod(expected, NULL) != value); digits++) {
        snprintf(expected, sizeof expected, "%.*g", digits, value);
    }
    csv_double17(text, value);
    got = field(text);
    if (strcmp(got, expected) != 0) {
        print_error("csv_double17(%a)\n", value);
    }
    assert_string_equal(got, expected);
}

static void test_double17_is_printf(void **state)
{
    static const double values[] = {0.1, 0.3, 1.0 / 3.0, 2.0 / 3.0, 0.5, 0.25, 0x1p-13, 9.5, 99.5,
                                    1e-4, 0.99999999999999989, 1.0000000000000002, 0.0001220703125,
                                    999999999999999.875, 999999999999999.5, 99999999999999.984,
                                    9007199254740.9927, 4503599627370.4961, 1.5e-4, 9.9999e-5,
                                    123456.789, 5e-324, 1e300, 1.7976931348623157e308};
    text_t text = {0};

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        check_double17_is_printf(&text, values[i]);
        check_double17_is_printf(&text, -values[i]);
        check_double17_is_printf(&text, nextafter(values[i], 0.0));
    }
    for (uint64_t i = 0; i < 60000; i++) {
        const uint64_t bits = mixed(i);
        const double unit = (double)(bits >> 11) * 0x1p-53 + 0x1p-60;

        check_double17_is_printf(&text, unit);
        check_double17_is_printf(&text, -unit * pow(10.0, (double)(i % 13) - 4.0));
        /* ratios of counts, decimals of few digits, and what lies next to these */
        check_double17_is_printf(&text, ((double)(bits % 1000) + 0.5) / (double)(2 * (i % 5000) + 4000));
        check_double17_is_printf(&text, nextafter(((double)(bits % 100000) + 0.5) / 1e3, 0.0));
        check_double17_is_printf(&text, ((double)(bits % 100000) + 0.5) / 1e4);
        /* halves, quarters, ...: ties when digits are dropped */
        check_double17_is_printf(&text, ((double)(bits % 1000000) + 0.5) / (double)(1 << i % 24));
    }
    text_free(&text);
}

static void test_double17_reads_back(void **state)
{
    static const double values[] = {0.0,     -0.0,    0.1,  1.0 / 3.0, 1e15,   1e22,  -1e-300,
                                    5e-324,  0x1p53,  3.0,  -7.0,      1e300,  123456789.125,
                                    0x1p-30, 2.5e-10, 1e18, -1e14,     0x1p62, 1.7976931348623157e308};
    text_t text = {0};

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        check_double17(&text, values[i]);
    }
    for (uint64_t i = 0; i < 100000; i++) {
        uint64_t bits = mixed(i);
        double value = 0.0;

        memcpy(&value, &bits, sizeof value);
        if (isfinite(value)) {
            check_double17(&text, value);
        }
        check_double17(&text, (double)(bits >> 11) * 0x1p-53);
    }
    csv_double17(&text, 0.1);
    assert_string_equal(field(&text), "0.1");
    csv_double17(&text, 3.0);
    assert_string_equal(field(&text), "3");
    csv_double17(&text, 1.0 / 3.0);
    assert_string_equal(field(&text), "0.3333333333333333");
    csv_double17(&text, (double)NAN);
    assert_string_equal(field(&text), "");
    text_free(&text);
}

static void test_decimal_comma_has_no_influence(void **state)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE",
                                        "ps_AF.UTF-8", "ps_AF"};
    text_t text = {0};
    bool found = false;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (setlocale(LC_ALL, names[i]) != NULL
            && strcmp(localeconv()->decimal_point, ".") != 0) {
            found = true;
            csv_fixed6(&text, 0.25);
            assert_string_equal(field(&text), "0.250000");
            csv_double17(&text, 0.1);
            assert_string_equal(field(&text), "0.1");
            csv_double17(&text, -1.25e-21);
            assert_string_equal(field(&text), "-1.25e-21");
        }
    }
    setlocale(LC_ALL, "C");
    text_free(&text);
    if (!found) {
        skip();
    }
}

static void test_failure_is_sticky_and_leaves_whole_fields(void **state)
{
    char storage[8];
    text_t text;

    (void)state;
    text_init_fixed(&text, storage, sizeof storage);
    csv_word(&text, "abc");
    csv_fixed6(&text, 1.5);
    csv_word(&text, "d");
    csv_end_row(&text);
    assert_int_not_equal(text.status, 0);
    assert_int_equal(text.length, 4);
    assert_memory_equal(storage, "abc,", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_quoting),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_fixed6_by_hand),
        cmocka_unit_test(test_fixed6_is_printf),
        cmocka_unit_test(test_put_is_append),
        cmocka_unit_test(test_micros_of_many),
        cmocka_unit_test(test_micros_of_every_number),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_double17_reads_back),
        cmocka_unit_test(test_double17_is_printf),
        cmocka_unit_test(test_decimal_comma_has_no_influence),
        cmocka_unit_test(test_failure_is_sticky_and_leaves_whole_fields),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
