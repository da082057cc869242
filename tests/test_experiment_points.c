/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment_fixture.h"

/* clang-format off */
static const fault_t wrong[] = {
    {SWEEP("table") "factors = ( { path = \"threshold.threat\"; values = [0.1]; } ); table = ( (0.1) );",
     "x.cfg:3: factors.threshold.threat.values: unknown\n"},
    {SWEEP("table") "factors = ( { path = \"threshold.threat\"; } ); table = ( (0.1), (0.1, 0.2), 3, (1.4) );",
     "x.cfg:3: table: row 2 must have a value for each of the 1 factors, not 2\n"
     "x.cfg:3: table = 3: row 3 must be a list ( ... ), not a number\n"
     "x.cfg:3: table.threshold.threat = 1.4: must be in [0, 1]\n"},
    {SWEEP("table") "file = \"nowhere.csv\";",
     "nowhere.csv: cannot be read: No such file or directory\n"},
    {SWEEP("table") "file = \"bad-1.csv\";",
     "bad-1.csv: there is nothing in it\n"},
    {SWEEP("table") "file = \"bad-2.csv\";",
     "bad-2.csv:3: the header has 2 fields, this row 1\n"},
    {SWEEP("table") "file = \"bad-3.csv\";",
     "bad-3.csv:1: threshold has no treat; did you mean threat?\n"
     "bad-3.csv:1: threshold.threat: is a factor twice\n"
     "bad-3.csv:2: threshold.threat = 1.4: must be in [0, 1]\n"},
    {SWEEP("table") "file = \"bad-4.csv\";",
     "bad-4.csv:2: decision.rule = logti: must be framework or logit\n"
     "bad-4.csv:3: threshold.threat = high: must be a number\n"},
    {SWEEP("table") "file = \"bad-5.csv\";",
     "bad-5.csv:2: a '\"' is never closed\n"},
    {SWEEP("table") "file = \".\";",
     ".: cannot be read: Is a directory\n"},
};
/* clang-format on */

static void every_fault_is_told(void **state)
{
    (void)state;
    write_file("bad-1.csv", "");
    write_file("bad-2.csv", "threshold.threat,threshold.dependence\n0.1,0.2\n0.1\n");
    write_file("bad-3.csv", "threshold.treat,threshold.threat,threshold.threat\n0.1,1.4,\n");
    write_file("bad-4.csv", "threshold.threat,decision.rule\n0.1,logti\nhigh,logit\n");
    write_file("bad-5.csv", "threshold.threat\n\"0.1\n");
    assert_all_refused(wrong, sizeof wrong / sizeof wrong[0]);
}

static void a_table_is_read(void **state)
{
    (void)state;
    static const char *const texts[] = {
        SWEEP("table") "file = \"points.csv\";",
        SWEEP("table") "factors = ( { path = \"threshold.dependence\"; }, { path = "
                       "\"decision.rule\"; },"
                       " { path = \"weak.ally.count\"; } );"
                       "table = ( ( 0.4, \"framework\", 4 ), ( 0.6, \"logit\", 8 ) );"};
    static const double expected[6] = {0.4, 0.0, 4.0, 0.6, 1.0, 8.0};
    for (int t = 0; t < 2; t++) {
        experiment_t e;
        read_well(&e, texts[t], NULL);
        assert_int_equal(e.factor_count, 3);
        assert_int_equal(e.points, 2);
        assert_string_equal(e.factors[2].name, "weak.ally.count");
        assert_true(!e.factors[0].whole && e.factors[1].whole && e.factors[2].whole);
        for (int i = 0; i < 6; i++) {
            assert_near(e.table[i], expected[i], 0.0);
        }
        experiment_free(&e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(a_table_is_read),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
