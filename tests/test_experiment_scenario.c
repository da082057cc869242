/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment_fixture.h"

#include <sys/stat.h>
#include <unistd.h>

/* clang-format off */
static const fault_t wrong[] = {
    {"scenario = \"nowhere.cfg\";\ndesign = \"random\";\n" FACTOR,
     "x.cfg:1: scenario = \"nowhere.cfg\": there is no nowhere.cfg\n"},
    {"scenario = 3;\ndesign = \"random\";\n" FACTOR,
     "x.cfg:1: scenario = 3: must be a text in quotes, not a number\n"},
    {"scenario = \"bad.cfg\";\ndesign = \"random\";\n" FACTOR "points = 0;",
     "bad.cfg: alliances: there is none: give a weak state a patron or add an alliance\n"
     "x.cfg:4: points = 0: must be in [1, 2147483647]\n"},
    {SWEEP("random") FACTOR "set = ( \"time.yaers=3\", \"threshold.threat=2\" );",
     "x.cfg:4: set = \"time.yaers=3\": time has no yaers; did you mean years?\n"
     "x.cfg:4: set = \"threshold.threat=2\": must be in [0, 1]\n"},
    {SWEEP("random") FACTOR "set = \"time.years=3\";",
     "x.cfg:4: set = \"time.years=3\": must be a list ( \"PATH=VALUE\", ... ), not a text\n"},
    {SWEEP("random") FACTOR "set = ( 3 );",
     "x.cfg:4: set = 3: must be a text in quotes, not a number\n"},
};
/* clang-format on */

static void every_fault_is_told(void **state)
{
    (void)state;
    assert_all_refused(wrong, sizeof wrong / sizeof wrong[0]);
}

static void the_command_line_comes_last(void **state)
{
    (void)state;
    experiment_t experiment;
    read_well(&experiment,
              SWEEP("random") FACTOR "set = ( \"time.years=5\", \"threshold.threat=0.3\" );",
              "time.years=4");
    assert_near(experiment.scenario.model.parameters.time_years, 4.0, 0.0);
    assert_near(experiment.scenario.model.parameters.threshold_threat, 0.3, 0.0);
    assert_int_equal(experiment.set_count, 3);
    assert_string_equal(experiment.sets[1], "threshold.threat=0.3");
    assert_string_equal(experiment.sets[2], "time.years=4");
    experiment_free(&experiment);
    assert_refused(SWEEP("random") FACTOR "set = ( \"time.years=5\" );", "time.yaers=4",
                   "-s time.yaers=4: time has no yaers; did you mean years?\n");
}

static void read_in(const char *file, const char *scenario, const char *directory,
                    const char *expected)
{
    experiment_t experiment;
    report_t report;
    experiment_context_t with = {.directory = directory};
    char text[8192], *said;
    snprintf(text, sizeof text, "scenario = \"%s\";\ndesign = \"random\";\n" FACTOR, scenario);
    report_init(&report);
    (void)experiment_read_text(&experiment, file, text, strlen(text), NULL, 0, &with, &report);
    said = printed(&report);
    if (strstr(expected, ": ") != NULL) {
        assert_string_equal(said, expected);
    } else {
        assert_string_equal(said, "");
        assert_string_equal(experiment.scenario.file, expected);
        assert_string_equal(experiment.scenario_file, scenario);
    }
    free(said);
    report_free(&report);
    experiment_free(&experiment);
}

static void a_scenario_is_found(void **state)
{
    (void)state;
    char absolute[4096];
    (void)mkdir("data", 0777);
    (void)mkdir("data/config", 0777);
    (void)mkdir("mine", 0777);
    write_file("data/config/shipped.cfg", world);
    write_file("data/config/world.cfg", "broken");
    write_file("mine/own.cfg", world);
    read_in("mine/x.cfg", "own.cfg", NULL, "mine/own.cfg");
    assert_non_null(getcwd(absolute, sizeof absolute - 16));
    strcat(absolute, "/world.cfg");
    read_in("mine/x.cfg", absolute, "data", absolute);
    read_in("mine/x.cfg", "../world.cfg", "data", "mine/../world.cfg"); /* one's own first */
    read_in("mine/x.cfg", "../config/shipped.cfg", "data", "data/config/shipped.cfg");
    read_in("mine/x.cfg", "shipped.cfg", "data", "data/config/shipped.cfg");
    read_in("mine/x.cfg", "shipped.cfg", NULL,
            "mine/x.cfg:1: scenario = \"shipped.cfg\": there is no mine/shipped.cfg\n");
    read_in(
        "mine/x.cfg", "../none.cfg", "data",
        "mine/x.cfg:1: scenario = \"../none.cfg\": there is no mine/../none.cfg, no data/none.cfg"
        " and no data/config/none.cfg\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(the_command_line_comes_last),
        cmocka_unit_test(a_scenario_is_found),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
