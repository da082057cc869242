/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/catalogue.h"
#include "files/failure.h"
#include "sim/distribution.h"
#include "sim/parameters.h"
#include "sim/variables.h"

static char *listed(catalogue_format_t format, const char *filter)
{
    text_t out;
    text_init(&out);
    assert_int_equal(catalogue_write(format, filter, &out), 0);
    assert_int_equal(text_append(&out, "", 1), 0);
    return out.data;
}

static void a_row_is_the_row_of_the_table(void **state)
{
    char *csv = listed(CATALOGUE_CSV, "DECISION");
    char *markdown = listed(CATALOGUE_MARKDOWN, "threshold.band");
    char *text = listed(CATALOGUE_TEXT, "threshold.band");
    (void)state;
    assert_string_equal(csv, "section,name,type,unit,lowest,highest,default,meaning,source\r\n"
                             "parameters,decision.rule,framework|logit,word,,,framework,\"the paper's table, or a quantal response about it\",\"paper, assumption 1; McKelvey and Palfrey 1995\"\r\n"
                             "parameters,decision.lambda,real,1,0,1000000,20,precision of the logit rule; its limit is the framework rule,own\r\n"
                             "parameters,decision.scope,focal|any,word,,,focal,\"the same threat: the focal source is strong for both, or any one source is\",\"paper, section 3(2)\"\r\n");
    assert_string_equal(markdown, "### parameters\n\n| name | type | unit | range | default | meaning | source |\n|---|---|---|---|---|---|---|\n"
                                  "| `threshold.band` | real | 1 | [0, 1] | 0.05 | width of the hysteresis band about threshold.dependence, so that noise at the line does not flicker | own |\n");
    assert_string_equal(text, "parameters\n  threshold.band                real in [0, 1], default 0.05\n"
                              "                                width of the hysteresis band about threshold.dependence, so that noise at the line does not flicker [own]\n");
    free(csv);
    free(markdown);
    free(text);
}

static void everything_of_the_tables_is_there(void **state)
{
    char *csv = listed(CATALOGUE_CSV, NULL);
    char wanted[128];
    (void)state;
    for (size_t i = 0; i < parameters_count; i++) {
        snprintf(wanted, sizeof wanted, "\r\nparameters,%s.%s,", parameters_table[i].group, parameters_table[i].name);
        assert_non_null(strstr(csv, wanted));
    }
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        snprintf(wanted, sizeof wanted, "what shocks and events act on,%s.%s,", info->kind_name, info->name);
        assert_true((strstr(csv, wanted) != NULL) == variable_shockable((variable_t)v));
    }
    for (int kind = 0; kind < DISTRIBUTION_KINDS; kind++) {
        snprintf(wanted, sizeof wanted, "\r\ndistributions,%s,", distribution_info((distribution_kind_t)kind)->name);
        assert_non_null(strstr(csv, wanted));
    }
    assert_non_null(strstr(csv, "\r\nweak,weak.ID.intention.SOURCE,real or distribution,1,-1,1,0,"));
    assert_non_null(strstr(csv, "\r\nshocks,shocks.ID.rate,real,1/year,0,1000000,must be said,"));
    assert_non_null(strstr(csv, "\r\nexpect,expect.status,allied|drifting|ended,"));
    free(csv);
}

static void rows_have_as_many_cells_as_the_heading(void **state)
{
    char *csv = listed(CATALOGUE_CSV, NULL);
    int cells = 1;
    bool quoted = false;
    (void)state;
    for (const char *c = csv; *c != '\0'; c++) {
        quoted = *c == '"' ? !quoted : quoted;
        cells += *c == ',' && !quoted;
        if (*c == '\n' && !quoted) {
            assert_int_equal(cells, 9);
            cells = 1;
        }
    }
    free(csv);
}

static void formats_have_names(void **state)
{
    (void)state;
    assert_int_equal(catalogue_format_from_name("text"), CATALOGUE_TEXT);
    assert_int_equal(catalogue_format_from_name("csv"), CATALOGUE_CSV);
    assert_int_equal(catalogue_format_from_name("md"), CATALOGUE_MARKDOWN);
    assert_int_equal(catalogue_format_from_name("markdown"), CATALOGUE_MARKDOWN);
    assert_int_equal(catalogue_format_from_name("html"), -1);
}

static void no_room_is_told(void **state)
{
    char storage[64];
    text_t out;
    (void)state;
    text_init_fixed(&out, storage, sizeof storage);
    assert_int_equal(catalogue_write(CATALOGUE_TEXT, NULL, &out), FILES_NO_ROOM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_the_row_of_the_table),
        cmocka_unit_test(everything_of_the_tables_is_there),
        cmocka_unit_test(rows_have_as_many_cells_as_the_heading),
        cmocka_unit_test(formats_have_names),
        cmocka_unit_test(no_room_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
