/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the made-up data sets of tests/data/import say of states and pairs. */
#include "config/atlas.h"

#include "files/output.h"
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA ADRIFT_SOURCE_DIR "/tests/data/import/"

enum { USA = 2, UKG = 200, GMY = 255, RUS = 365, TUR = 640, CHN = 710, PRK = 731, ROK = 732, NEW = 920 };

static const char *const all[DATASET_COUNT] = {
    [DATASET_STATES] = DATA "states.csv",     [DATASET_CAPABILITY] = DATA "nmc6.csv",
    [DATASET_PACTS] = DATA "atop.csv",        [DATASET_DISTANCE] = DATA "distance.csv",
    [DATASET_CONTIGUITY] = DATA "contiguity.csv", [DATASET_TROOPS] = DATA "troops.csv",
    [DATASET_IDEAL] = DATA "ideal.csv",       [DATASET_DISPUTES] = DATA "mid.csv",
};

static void open_atlas(atlas_t *atlas, int from, int to, bool fill)
{
    report_t report, notes;

    report_init(&report);
    report_init(&notes);
    if (atlas_init(atlas, all, from, to, fill, &report, &notes) != ATLAS_OK) {
        report_print(&report, stderr);
        fail();
    }
    report_free(&report);
    report_free(&notes);
}

static void test_states(void **state)
{
    static const struct {
        const char *name;
        int code;
        const char *said;
    } cases[] = {{"USA", USA, NULL},
                 {"rok", ROK, NULL},
                 {"640", TUR, NULL},
                 {"KOR", 0, "states.csv:9: --source KOR: Korea was no state in 2015; did you mean PRK, North Korea, or ROK, Korea, Republic of?"},
                 {"ROC", 0, "did you mean"},
                 {"Germany", 0, "did you mean GMY, Germany?"},
                 {"zealand", 0, "did you mean NEW, New Zealand?"},
                 {"999", 0, "there is no state of that abbreviation or code"},
                 {"", 0, "there is no state"}};
    atlas_t atlas;

    (void)state;
    open_atlas(&atlas, 2015, 2015, true);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        report_t report;
        char line[512] = "";

        report_init(&report);
        assert_int_equal(atlas_find_state(&atlas, cases[i].name, "source", &report), cases[i].code);
        assert_int_equal(report_count(&report), cases[i].said != NULL);
        if (cases[i].said != NULL) {
            report_line(&report, 0, line, sizeof line);
            assert_non_null(strstr(line, cases[i].said));
        }
        report_free(&report);
    }
    assert_int_equal(atlas.member_count, 9); /* Germany once, the old Korea not at all */
    assert_true(atlas_is_member(&atlas, GMY) && !atlas_is_member(&atlas, 730));
    assert_string_equal(atlas_abbreviation(&atlas, GMY), "GMY");
    assert_int_equal(atlas_state_line(&atlas, GMY), 5); /* the row of its second time */
    assert_string_equal(atlas_state_name(&atlas, 999), "");
    atlas_free(&atlas);
    atlas_free(&atlas);
}

static void assert_finding(finding_t finding, double value, uint64_t line, const char *rule)
{
    if (isnan(value)) {
        assert_true(isnan(finding.value));
    } else {
        assert_near(finding.value, value, 1e-9);
        assert_int_equal(finding.line, line);
    }
    assert_true((finding.rule == NULL) == (rule == NULL));
    if (rule != NULL) {
        assert_string_equal(finding.rule, rule);
    }
}

static void test_values(void **state)
{
    atlas_t atlas;

    (void)state;
    open_atlas(&atlas, 2015, 2015, true);
    assert_finding(atlas_value(&atlas, DATASET_CAPABILITY, CAPABILITY_CINC, GMY), 0.008, 7, NULL);
    assert_finding(atlas_value(&atlas, DATASET_CAPABILITY, CAPABILITY_CINC, 20), (double)NAN, 0, NULL);
    assert_finding(atlas_value(&atlas, DATASET_TROOPS, TROOPS_NUMBER, TUR), 500.0, 12, NULL);
    assert_finding(atlas_troops_abroad(&atlas, USA), 105500.0, 10, NULL);
    assert_finding(atlas_ideal_point(&atlas, ROK), 1.0, 14, NULL);
    assert_finding(atlas_ideal_point(&atlas, PRK), -1.5, 12, "the nearest year");
    assert_finding(atlas_ideal_point(&atlas, TUR), 5.0 / 3.0, 3, "the mean of its defence partners"); /* 2.5, 1.5, 1 */
    assert_finding(atlas_ideal_point(&atlas, NEW), (double)NAN, 0, NULL); /* it has none */
    atlas_free(&atlas);

    open_atlas(&atlas, 2015, 2015, false);
    assert_finding(atlas_ideal_point(&atlas, PRK), (double)NAN, 0, NULL);
    assert_finding(atlas_ideal_point(&atlas, TUR), (double)NAN, 0, NULL);
    atlas_free(&atlas);

    open_atlas(&atlas, 2014, 2015, true); /* a span: the mean of the years that there are */
    assert_finding(atlas_ideal_point(&atlas, PRK), -1.5, 12, NULL);
    assert_finding(atlas_troops_abroad(&atlas, USA), 105500.0, 3, NULL);
    assert_int_equal(atlas_value(&atlas, DATASET_TROOPS, TROOPS_NUMBER, USA).last_line, 9);
    atlas_free(&atlas);
}

/* Neighbours by land and by sea are as near as by land, whichever stands first. */
static void test_nearest_contiguity(void **state)
{
    static const char *const rows[] = {"200,255,5,1990,2016\n200,255,1,1990,2016\n",
                                       "200,255,1,1990,2016\n200,255,5,1990,2016\n"};
    const char *paths[DATASET_COUNT];

    (void)state;
    memcpy(paths, all, sizeof paths);
    paths[DATASET_CONTIGUITY] = "contiguity_twice.csv";
    for (size_t i = 0; i < 2; i++) {
        atlas_t atlas;
        report_t report, notes;
        char text[256];

        report_init(&report);
        report_init(&notes);
        snprintf(text, sizeof text, "ccode1,ccode2,conttype,stdate,enddate\n%s", rows[i]);
        assert_int_equal(output_write_file(".", paths[DATASET_CONTIGUITY], text, strlen(text), NULL, NULL), FILES_OK);
        assert_int_equal(atlas_init(&atlas, paths, 2015, 2015, true, &report, &notes), ATLAS_OK);
        assert_finding(atlas_proximity(&atlas, UKG, GMY, true), 1.0, 3 - i, NULL);
        atlas_free(&atlas);
        report_free(&report);
        report_free(&notes);
    }
    remove(paths[DATASET_CONTIGUITY]);
}

static void test_pairs(void **state)
{
    atlas_t atlas;
    int disputes = -1;

    (void)state;
    open_atlas(&atlas, 2015, 2015, true);
    for (int turned = 0; turned < 2; turned++) { /* pairs have no order, whichever the file has them in */
        assert_finding(atlas_proximity(&atlas, turned ? ROK : PRK, turned ? PRK : ROK, true), 1.0, 19, NULL);
        assert_finding(atlas_proximity(&atlas, turned ? ROK : CHN, turned ? CHN : ROK, true), 0.5, 17, NULL);
        assert_finding(atlas_proximity(&atlas, turned ? GMY : UKG, turned ? UKG : GMY, true),
                       1.0 - log(7.437376) / log(201.0), 2, NULL); /* by contiguity: type 5 */
        assert_finding(atlas_proximity(&atlas, turned ? GMY : PRK, turned ? PRK : GMY, true), 0.3, 0,
                       "no neighbours, and no distance known");
        assert_finding(atlas_proximity(&atlas, turned ? GMY : PRK, turned ? PRK : GMY, false), (double)NAN, 0, NULL);
        assert_finding(atlas_pact(&atlas, turned ? GMY : UKG, turned ? UKG : GMY, PACTS_CONSULTATION), 1.0, 21, NULL);
        assert_true(atlas_has_pact(&atlas, turned ? USA : TUR, turned ? TUR : USA));
        assert_false(atlas_has_pact(&atlas, turned ? USA : NEW, turned ? NEW : USA)); /* consultation only */
        assert_false(atlas_has_pact(&atlas, turned ? USA : CHN, turned ? CHN : USA));
    }
    /* A display of force that ended this year, .6 / (.3 + .6); the rows are each side's own. */
    assert_finding(atlas_enmity(&atlas, ROK, PRK, &disputes), 2.0 / 3.0, 3, NULL);
    assert_int_equal(disputes, 1);
    assert_finding(atlas_enmity(&atlas, PRK, ROK, NULL), 2.0 / 3.0, 2, NULL);
    assert_finding(atlas_enmity(&atlas, USA, PRK, NULL), 2.0 / 3.0, 4, NULL); /* the graver of the two sides */
    assert_finding(atlas_enmity(&atlas, TUR, RUS, NULL), 0.5 / 0.8, 6, NULL); /* a war, five years ago */
    assert_finding(atlas_enmity(&atlas, ROK, CHN, &disputes), 0.0, 0, NULL);  /* eleven years ago */
    assert_int_equal(disputes, 0);
    assert_finding(atlas_enmity(&atlas, ROK, USA, NULL), 0.0, 0, NULL); /* on one side */
    assert_finding(atlas_enmity(&atlas, RUS, CHN, NULL), 0.0, 0, NULL);
    assert_finding(atlas_enmity(&atlas, UKG, UKG, NULL), 0.0, 0, NULL); /* on both, but not at once */
    assert_finding(atlas_enmity(&atlas, UKG, RUS, NULL), 0.0, 0, NULL);
    atlas_free(&atlas);

    open_atlas(&atlas, 2014, 2014, true); /* what began in 2015 is not known yet */
    assert_finding(atlas_enmity(&atlas, ROK, PRK, NULL), 0.0, 0, NULL);
    atlas_free(&atlas);
}

/* Years that the data do not have; and rows that contradict each other. */
static void test_years(void **state)
{
    static const struct {
        int from, to;
        bool fine;
        const char *said;
    } cases[] = {{2013, 2013, false, "nmc6.csv: has the years 2014 to 2015, not 2013"},
                 {2014, 2016, false, "nmc6.csv: has the years 2014 to 2015, not 2016"},
                 {2015, 2015, true, ""}};
    static const char contrary[] = "ccode,year,cinc\n2,2015,.1\n2,2015,.1\n20,2015,.2\n20,2015,.3\n";
    atlas_t atlas;
    report_t report, notes;
    char line[512];
    const char *paths[DATASET_COUNT];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        report_init(&report);
        report_init(&notes);
        assert_int_equal(atlas_init(&atlas, all, cases[i].from, cases[i].to, true, &report, &notes),
                         cases[i].fine ? ATLAS_OK : ATLAS_INVALID);
        if (!cases[i].fine) {
            report_line(&report, 0, line, sizeof line);
            assert_non_null(strstr(line, cases[i].said));
        }
        atlas_free(&atlas);
        report_free(&report);
        report_free(&notes);
    }
    assert_int_equal(output_write_file(".", "contrary.csv", contrary, sizeof contrary - 1, NULL, NULL), FILES_OK);
    memcpy(paths, all, sizeof paths);
    paths[DATASET_CAPABILITY] = "contrary.csv";
    report_init(&report);
    report_init(&notes);
    assert_int_equal(atlas_init(&atlas, paths, 2015, 2015, true, &report, &notes), ATLAS_OK);
    assert_finding(atlas_value(&atlas, DATASET_CAPABILITY, CAPABILITY_CINC, 20), 0.2, 4, NULL); /* the first */
    report_line(&notes, notes.count - 1, line, sizeof line);
    assert_string_equal(line, "contrary.csv:5: says otherwise of the same year than line 4, which counts");
    atlas_free(&atlas);
    report_free(&report);
    report_free(&notes);
}

/* The last year of the list of states is open: who was there then is there later. */
static void test_later(void **state)
{
    static const char capability[] = "ccode,year,cinc\n2,2030,.1\n";
    static const char pacts[] = "mem1,mem2,year,defense\n2,255,2030,1\n";
    const char *paths[DATASET_COUNT] = {[DATASET_STATES] = DATA "states.csv",
                                        [DATASET_CAPABILITY] = "late_nmc.csv",
                                        [DATASET_PACTS] = "late_atop.csv",
                                        [DATASET_IDEAL] = "late_ideal.csv"};
    static const char ideal[] = "ccode,year,idealpointall\n2,2026,1\n2,2029,NA\n2,2033,2\n255,2024,1\n710,2028,3\n710,2032,4\n";
    atlas_t atlas;
    report_t report, notes;

    (void)state;
    assert_int_equal(output_write_file(".", "late_nmc.csv", capability, sizeof capability - 1, NULL, NULL), FILES_OK);
    assert_int_equal(output_write_file(".", "late_atop.csv", pacts, sizeof pacts - 1, NULL, NULL), FILES_OK);
    assert_int_equal(output_write_file(".", "late_ideal.csv", ideal, sizeof ideal - 1, NULL, NULL), FILES_OK);
    report_init(&report);
    report_init(&notes);
    assert_int_equal(atlas_init(&atlas, paths, 2030, 2030, true, &report, &notes), ATLAS_OK);
    assert_int_equal(atlas.member_count, 9);
    assert_true(atlas_is_member(&atlas, GMY) && !atlas_is_member(&atlas, 730));
    assert_true(atlas_has_pact(&atlas, GMY, USA));
    /* The nearest year that says something, of two the earlier; six years away is too far. */
    assert_finding(atlas_value(&atlas, DATASET_IDEAL, IDEAL_POINT, USA), 2.0, 4, "the nearest year");
    assert_finding(atlas_value(&atlas, DATASET_IDEAL, IDEAL_POINT, CHN), 3.0, 6, "the nearest year");
    assert_finding(atlas_value(&atlas, DATASET_IDEAL, IDEAL_POINT, GMY), (double)NAN, 0, NULL);
    atlas_free(&atlas);
    report_free(&report);
    report_free(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_nearest_contiguity), cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_years),
        cmocka_unit_test(test_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
