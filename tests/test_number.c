/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <float.h>
#include <locale.h>
#include <string.h>

#include "config/number.h"

static void writes_as_a_person_would_and_as_a_real(void **state)
{
    static const struct {
        double value;
        const char *plain, *real;
    } rows[] = {
        {0.0, "0", "0.0"},       {-0.0, "-0", "-0.0"},  {3.0, "3", "3.0"},
        {0.1, "0.1", "0.1"},     {1.4, "1.4", "1.4"},   {1e300, "1e+300", "1e+300"},
        {1.0 / 3.0, "0.3333333333333333", "0.3333333333333333"},
        {0.1 + 0.2, "0.30000000000000004", "0.30000000000000004"},
        {1e15, "1e+15", "1e+15"}, {123456.0, "123456", "123456.0"},
        {4.9406564584124654e-324, "4.94065645841247e-324", "4.94065645841247e-324"},
    };
    char text[NUMBER_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        number_write(text, rows[i].value);
        assert_string_equal(text, rows[i].plain);
        number_write_real(text, rows[i].value);
        assert_string_equal(text, rows[i].real);
    }
    number_write(text, (double)INFINITY);
    assert_string_equal(text, "inf");
    number_write_rounded(text, 1.0 / 3.0, 4);
    assert_string_equal(text, "0.3333");
    assert_true(0.3 + 0.5 * (0.9 - 0.3) != 0.6 && number_short(0.3 + 0.5 * (0.9 - 0.3)) == 0.6);
    assert_true(number_short(1.0 / 3.0) == 0.333333333333333);
    assert_true(number_short(-1e300) == -1e300 && number_short(0.0) == 0.0);
}

static void what_is_written_reads_back_to_the_bit(void **state)
{
    uint64_t bits = 88172645463325252u;
    double ends[] = {DBL_MAX, DBL_MIN, DBL_EPSILON, -DBL_MAX, 1.0 - DBL_EPSILON / 2};
    char text[NUMBER_SIZE];
    (void)state;
    for (int i = 0; i < 100000; i++) {
        double value, again = 0.0;
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        memcpy(&value, &bits, sizeof value);
        if (i < 5) {
            value = ends[i];
        }
        if (isfinite(value)) {
            number_write_real(text, value);
            assert_true(number_read(text, &again));
            assert_memory_equal(&value, &again, sizeof value);
        }
    }
}

static void reads_numbers_and_nothing_else(void **state)
{
    static const char *const wrong[] = {"", " ", "1 ", " 1", "1x", "x", "nan", "inf", "-inf", "0x10", "1e", "1e+",
                                        ".", "-", "+.", "1,5", "1.5.2", "--1", "1e5.0", "1_000"};
    static const struct {
        const char *text;
        double value;
    } right[] = {{"1", 1.0}, {"-1.5", -1.5}, {"+2", 2.0}, {".5", 0.5}, {"5.", 5.0}, {"1e3", 1000.0}, {"1E-3", 0.001}, {"007", 7.0}};
    double value = 42.0;
    char longest[400];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(number_read(wrong[i], &value));
    }
    assert_near(value, 42.0, 0.0);
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        assert_true(number_read(right[i].text, &value));
        assert_near(value, right[i].value, 0.0);
    }
    assert_true(number_read("1e999", &value));
    assert_true(isinf(value));
    memset(longest, '1', 399);
    longest[399] = '\0';
    assert_false(number_read(longest, &value));
}

static void keeps_its_point_in_a_locale_with_a_comma(void **state)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
    const char *set = NULL;
    char text[NUMBER_SIZE];
    double value = 0.0;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && set == NULL; i++) {
        set = setlocale(LC_ALL, names[i]);
    }
    if (set == NULL) {
        skip();
    }
    number_write(text, 1.5);
    assert_string_equal(text, "1.5");
    assert_true(number_read("2.25", &value));
    assert_near(value, 2.25, 0.0);
    assert_false(number_read("2,25", &value));
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_as_a_person_would_and_as_a_real),
        cmocka_unit_test(what_is_written_reads_back_to_the_bit),
        cmocka_unit_test(reads_numbers_and_nothing_else),
        cmocka_unit_test(keeps_its_point_in_a_locale_with_a_comma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
