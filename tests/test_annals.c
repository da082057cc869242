/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/annals.h"

#include "tests/case_fixture.h"

static const char header[] = "strong,weak,from,to,kind,evidence\n";

/* Of the scenario with S and w. */
static int read_text(annals_t *annals, const char *text, report_t *report)
{
    scenario_t scenario;
    FILE *file = fopen("annals.csv", "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    case_read(&scenario, "annals", 0.5, 0.5, "");
    report_init(report);
    const int status = annals_read(annals, "annals.csv", &scenario, report);
    scenario_free(&scenario);
    return status;
}

static void test_reads(void **state)
{
    annals_t annals;
    report_t report;

    (void)state;
    assert_int_equal(read_text(&annals,
                               "kind,evidence,from,to,strong,weak\r\n"
                               "confrontation,\"a, b\",1991.5,1993,S,w\r\n"
                               "move,c,2000,2001,S,w\r\n",
                               &report),
                     ANNALS_OK);
    assert_int_equal(annals.count, 2);
    assert_string_equal(annals.entries[0].strong, "S");
    assert_string_equal(annals.entries[0].weak, "w");
    assert_near(annals.entries[0].from, 1991.5, 0.0);
    assert_near(annals.entries[0].to, 1993.0, 0.0);
    assert_int_equal(annals.entries[0].kind, BEHAVIOUR_CONFRONTATION);
    assert_string_equal(annals.entries[0].evidence, "a, b");
    assert_int_equal(annals.entries[1].kind, ANNALS_MOVE);
    assert_int_equal(annals.entries[1].line, 3);
    assert_true(annals_is_coded(BEHAVIOUR_TERMINATION));
    assert_false(annals_is_coded(ANNALS_WITHDRAWAL));
    assert_string_equal(annals_kind(ANNALS_WITHDRAWAL), "withdrawal");
    assert_string_equal(annals_kind(ANNALS_PACT_ENDED), "pact_ended");
    assert_true(annals_is_end(BEHAVIOUR_TERMINATION) && annals_is_end(ANNALS_PACT_ENDED));
    assert_false(annals_is_end(BEHAVIOUR_CONFRONTATION) || annals_is_end(ANNALS_MOVE));
    assert_string_equal(annals_kind(BEHAVIOUR_TERMINATION), "termination");
    annals_free(&annals);
    annals_free(&annals);
    report_free(&report);

    assert_int_equal(read_text(&annals, header, &report), ANNALS_OK); /* nothing happened */
    assert_int_equal(annals.count, 0);
    annals_free(&annals);
    report_free(&report);
}

static void refused(const char *rows, int line, const char *word)
{
    char text[1024], said[512];
    annals_t annals;
    report_t report;

    snprintf(text, sizeof text, "%s%s", rows[0] == '!' ? "" : header, rows + (rows[0] == '!'));
    assert_int_equal(read_text(&annals, text, &report), ANNALS_INVALID);
    assert_int_equal(report_count(&report), 1);
    report_line(&report, 0, said, sizeof said);
    if (report.entries[0].line != line || strstr(said, word) == NULL) {
        print_error("not line %d, %s: %s\n", line, word, said);
        fail();
    }
    annals_free(&annals);
    report_free(&report);
}

/* Two strong states, an alliance of each; of a group, its members. */
static void test_whose(void **state)
{
    static const char text[] =
        "sources = ( { id = \"K\"; } ); strong = ( { id = \"S\"; }, { id = \"T\"; } );"
        "weak = ( { id = \"v\"; patron = \"T\"; }, { id = \"g\"; count = 3; patron = \"S\"; } );";
    static const struct {
        const char *row;
        int status;
    } rows[] = {
        {"T,v,1,2,move,", ANNALS_OK},       {"S,v,1,2,move,", ANNALS_INVALID},
        {"S,g-3,1,2,move,", ANNALS_OK},     {"T,g-3,1,2,move,", ANNALS_INVALID},
        {"S,g-4,1,2,move,", ANNALS_INVALID}, {"S,g,1,2,move,", ANNALS_INVALID},
    };
    scenario_t scenario;
    report_t report = {0};

    (void)state;
    assert_int_equal(
        scenario_read_text(&scenario, "whose", text, sizeof text - 1, NULL, 0, &report), SCENARIO_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        annals_t annals;
        FILE *file = fopen("whose.csv", "w");

        assert_non_null(file);
        fprintf(file, "%s%s\n", header, rows[i].row);
        assert_int_equal(fclose(file), 0);
        if (annals_read(&annals, "whose.csv", &scenario, &report) != rows[i].status) {
            print_error("%s\n", rows[i].row);
            fail();
        }
        annals_free(&annals);
        report_free(&report);
    }
    scenario_free(&scenario);
}

static void test_refuses(void **state)
{
    annals_t annals;
    report_t report;
    scenario_t scenario;

    (void)state;
    refused("S,w,1990,1991,move,\nS,w,1990,1991,follow,\n", 3, "follow is none of");
    refused("S,w,1990,1990,move,\n", 2, "the first the smaller");
    refused("S,w,1990,soon,move,\n", 2, "must be years");
    refused("S,w,1990,,move,\n", 2, "must be years");
    refused("S,x,1990,1991,move,\n", 2, "no alliance of S and x");
    refused("K,w,1990,1991,move,\n", 2, "no alliance of K and w");
    refused("S,w,1990,1991\n", 2, "annals.csv");
    refused("!strong,weak,from,to,evidence\nS,w,1990,1991,x\n", 1, "kind");

    /* All that is wrong at once. */
    assert_int_equal(read_text(&annals, "strong,weak,from,to,kind,evidence\nT,w,2,1,none,\n", &report),
                     ANNALS_INVALID);
    assert_int_equal(report_count(&report), 3);
    annals_free(&annals);
    report_free(&report);

    case_read(&scenario, "annals", 0.5, 0.5, "");
    report_init(&report);
    assert_int_equal(annals_read(&annals, "not/there.csv", &scenario, &report), ANNALS_INVALID);
    assert_int_equal(report_count(&report), 1);
    annals_free(&annals);
    report_free(&report);
    scenario_free(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_whose),
        cmocka_unit_test(test_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
