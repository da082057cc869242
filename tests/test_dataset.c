/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets as their providers' programs write them, and what is wrong with those that are not so. */
#include "config/dataset.h"

#include "files/output.h"
#include "testing.h"

#include <stdio.h>
#include <string.h>

#define DATA ADRIFT_SOURCE_DIR "/tests/data/import/"
#define NAME "dataset_test.csv"

static void read(dataset_t *set, dataset_id_t id, const char *path, size_t rows)
{
    report_t report;

    report_init(&report);
    if (dataset_read(set, id, path, &report) != DATASET_OK) {
        report_print(&report, stderr);
        fail();
    }
    assert_int_equal(report_count(&report), 0);
    assert_int_equal(set->rows, rows);
    report_free(&report);
}

static void assert_value(const dataset_t *set, size_t row, int column, double expected)
{
    assert_near(dataset_value(set, row, column), expected, 1e-12);
}

/* Lines that end in "\r" alone, quotes with a comma within, Latin-1, a state that lapsed and came back. */
static void test_states(void **state)
{
    dataset_t set;

    (void)state;
    read(&set, DATASET_STATES, DATA "states.csv", 11);
    assert_string_equal(set.name, "states.csv");
    assert_string_equal(set.texts[2 * 9 + 1], "Korea, Republic of");
    assert_string_equal(set.texts[2 * 5], "TUR");
    assert_string_equal(set.texts[2 * 5 + 1], "T\xC3\xBCrkiye");
    assert_value(&set, 2, STATES_TO, 1945.0);
    assert_value(&set, 3, STATES_FROM, 1990.0);
    assert_int_equal(set.lines[9], 11);
    assert_near(set.first_year, 1816.0, 0.0);
    assert_near(set.last_year, 2016.0, 0.0);
    dataset_free(&set);
    dataset_free(&set);
}

/* The list of codes has no years: then every state is always there. */
static void test_codes(void **state)
{
    static const char text[] = "StateAbb,CCode,StateNme\rUSA,2,United States of America\rUSA,2,United States of America\r";
    dataset_t set;

    (void)state;
    assert_int_equal(output_write_file(".", NAME, text, sizeof text - 1, NULL, NULL), FILES_OK);
    read(&set, DATASET_STATES, NAME, 2);
    assert_true(dataset_value(&set, 0, STATES_FROM) < -5000.0 && dataset_value(&set, 1, STATES_TO) > 5000.0);
    dataset_free(&set);
}

/* Version 6: CRLF, no last line end, -9, 1E-03. Version 7: quoted names, NA. They say the same. */
static void test_capability(void **state)
{
    dataset_t six, seven;

    (void)state;
    read(&six, DATASET_CAPABILITY, DATA "nmc6.csv", 18);
    read(&seven, DATASET_CAPABILITY, DATA "nmc7.csv", 18);
    assert_int_equal(six.columns, seven.columns);
    for (size_t row = 0; row < six.rows; row++) {
        for (int column = 0; column < (int)six.columns; column++) {
            const double a = dataset_value(&six, row, column), b = dataset_value(&seven, row, column);

            assert_true(isnan(a) ? isnan(b) : fabs(a - b) < 1e-15);
        }
    }
    assert_value(&six, 9, CAPABILITY_CINC, 0.001);
    assert_value(&six, 17, CAPABILITY_YEAR, 2015.0);
    assert_value(&six, 17, CAPABILITY_CINC, 1.25e-4);
    assert_true(isnan(dataset_value(&six, 12, CAPABILITY_SPENDING))); /* -9, the DPRK's */
    assert_near(six.first_year, 2014.0, 0.0);
    dataset_free(&six);
    dataset_free(&seven);
}

/* The three layouts of ATOP name the same two columns otherwise; votes by session and by year; both lists of contiguity. */
static void test_layouts(void **state)
{
    dataset_t a, b;

    (void)state;
    read(&a, DATASET_PACTS, DATA "atop.csv", 26);
    assert_value(&a, 1, PACTS_A, 2.0);
    assert_value(&a, 1, PACTS_B, 255.0);
    dataset_free(&a);
    read(&a, DATASET_PACTS, DATA "atop_dy.csv", 18);
    assert_value(&a, 1, PACTS_A, 2.0);
    assert_value(&a, 1, PACTS_B, 255.0);
    assert_value(&a, 8, PACTS_DEFENSE, 0.0);
    assert_value(&a, 8, PACTS_CONSULTATION, 1.0);
    dataset_free(&a);
    read(&a, DATASET_PACTS, DATA "atop_ddyr.csv", 34);
    assert_value(&a, 3, PACTS_A, 255.0);
    assert_value(&a, 3, PACTS_B, 2.0);
    dataset_free(&a);
    read(&a, DATASET_IDEAL, DATA "ideal.csv", 13);
    read(&b, DATASET_IDEAL, DATA "ideal_session.csv", 13);
    for (size_t row = 0; row < a.rows; row++) {
        for (int column = 0; column < 3; column++) {
            assert_value(&b, row, column, dataset_value(&a, row, column));
        }
    }
    assert_value(&b, 0, IDEAL_YEAR, 2014.0);
    dataset_free(&a);
    dataset_free(&b);
    read(&a, DATASET_CONTIGUITY, DATA "contiguity.csv", 6);
    read(&b, DATASET_CONTIGUITY, DATA "contiguity_cow.csv", 4);
    assert_value(&a, 0, CONTIGUITY_FROM, 1990.0);
    assert_value(&b, 0, CONTIGUITY_FROM, 1990.0);
    assert_value(&a, 0, CONTIGUITY_TO, 2016.0);
    assert_value(&b, 0, CONTIGUITY_TO, 2016.0);
    dataset_free(&a);
    dataset_free(&b);
    read(&a, DATASET_TROOPS, DATA "troops.csv", 12); /* without Hong Kong, whose code is NA */
    assert_int_equal(a.skipped, 2);
    dataset_free(&a);
    read(&a, DATASET_DISPUTES, DATA "mid.csv", 12);
    dataset_free(&a);
    read(&a, DATASET_DISTANCE, DATA "distance.csv", 20);
    dataset_free(&a);
}

/* Each fault with its file and line, and the column or the remedy. */
static void test_faults(void **state)
{
    static const struct {
        dataset_id_t id;
        const char *text, *said;
    } cases[] = {
        {DATASET_CAPABILITY, "ccode,year,cinq\n2,2015,.1\n", NAME ":1: no column cinc, which Correlates of War"},
        {DATASET_CAPABILITY, "ccode,year,cinq\n2,2015,.1\n", "is it the column cinq?"},
        {DATASET_CAPABILITY, "ccode;year;cinc\n2;2015;.1\n", NAME ":1: fields are separated by semicolons, and must be by commas"},
        {DATASET_CAPABILITY, "\"ccode\";\"year\";\"cinc\"\r\n2;2015;.1\r\n", NAME ":1: fields are separated by semicolons"},
        {DATASET_CAPABILITY, "ccode\tyear\tcinc\n2\t2015\t.1\n", "by tabs"},
        {DATASET_CAPABILITY, "ccode,year,cinc\n2,2014,.1\n2,20", NAME ":3: the file ends within a row: 2 fields, the header has 3"},
        {DATASET_CAPABILITY, "ccode,year,cinc\n2,2014,.1\n2,2015,x\n", NAME ":3: cinc: 'x': not a number"},
        {DATASET_CAPABILITY, "ccode,year,cinc\n2,2014,39.7\n", NAME ":2: cinc: '39.7': must be in [0, 1]"},
        {DATASET_CAPABILITY, "ccode,year,cinc\n2,2014.5,.1\n", NAME ":2: year: '2014.5': no year"},
        {DATASET_CAPABILITY, "ccode,year,cinc\nUSA,2014,.1\n", NAME ":2: ccode: 'USA': not a number"},
        {DATASET_CAPABILITY, "ccode,year,cinc\n0,2014,.1\n", NAME ":2: ccode: '0': no code of a state"},
        {DATASET_CAPABILITY, "ccode,year,cinc\n2,2014,1e999\n", NAME ":2: cinc: '1e999': too large"},
        {DATASET_CAPABILITY, "ccode,year,cinc\n2,2014\n2,2015,.1\n", NAME ":2: 2 fields, the header has 3"},
        {DATASET_CAPABILITY, "ccode,year,cinc\n", NAME ": no rows but the header"},
        {DATASET_CAPABILITY, "", NAME ":1: the file is empty"},
        {DATASET_IDEAL, "ccode,idealpointall\n2,1\n", "no column year or session"},
        {DATASET_PACTS, "mem1,year,defense\n2,2015,1\n", "no column mem2 or stateB or ccode2"},
        {DATASET_PACTS, "mem1,mem2,year,defense\n2,20,2015,2\n", "must be in [0, 1]"},
        {DATASET_CONTIGUITY, "ccode1,ccode2,conttype,stdate,enddate\n2,20,1,soon,2016-12-01\n", "stdate: 'soon': no date"},
        {DATASET_DISTANCE, "ccode1,ccode2,year,mindist\n2,20,2015,-1\n", "must be in [0, 21000]"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dataset_t set;
        report_t report;
        char line[1024] = "";

        report_init(&report);
        assert_int_equal(output_write_file(".", NAME, cases[i].text, strlen(cases[i].text), NULL, NULL), FILES_OK);
        assert_int_equal(dataset_read(&set, cases[i].id, NAME, &report), DATASET_INVALID);
        assert_true(report_count(&report) > 0);
        report_line(&report, 0, line, sizeof line);
        if (strstr(line, cases[i].said) == NULL) {
            print_error("'%s', not '%s'\n", line, cases[i].said);
            fail();
        }
        report_free(&report);
        dataset_free(&set);
    }
}

static void test_nowhere(void **state)
{
    static const char *const paths[] = {"nowhere.csv", ".", "/dev/null/x"};

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        dataset_t set;
        report_t report;

        report_init(&report);
        assert_int_equal(dataset_read(&set, DATASET_TROOPS, paths[i], &report), DATASET_INVALID);
        assert_int_equal(report_count(&report), 1);
        report_free(&report);
        dataset_free(&set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),  cmocka_unit_test(test_codes),  cmocka_unit_test(test_capability),
        cmocka_unit_test(test_layouts), cmocka_unit_test(test_faults), cmocka_unit_test(test_nowhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
