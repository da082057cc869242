/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader_fixture.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static const fault_t wrong[] = {
    /* keys */
    {WORLD "nmae = \"x\";", "x.cfg:4: nmae = \"x\": unknown; did you mean name?\n"},
    {WORLD "qqqqqqqq = 1;", "x.cfg:4: qqqqqqqq = 1: unknown\n"},
    {WORLD "threshold = { dependance = 0.3; };", "x.cfg:4: threshold.dependance = 0.3: unknown; did you mean dependence?\n"},
    {WORLD "treshold = { dependence = 0.3; };", "x.cfg:4: treshold: unknown; did you mean threshold?\n"},
    /* types */
    {WORLD "threshold = 3;", "x.cfg:4: threshold = 3: must be a group { ... }, not a number\n"},
    {WORLD "threshold = { threat = \"high\"; };", "x.cfg:4: threshold.threat = \"high\": must be a number, not a text\n"},
    {WORLD "threshold = { threat = { a = 1; }; };", "x.cfg:4: threshold.threat: must be a number, not a group { ... }\n"},
    {WORLD "threshold = { threat = [1, 2]; };", "x.cfg:4: threshold.threat: must be a number, not an array [ ... ]\n"},
    {WORLD "threshold = { threat = true; };", "x.cfg:4: threshold.threat = true: must be a number, not true or false\n"},
    {WORLD "time = { ticks_per_year = 0.75; };", "x.cfg:4: time.ticks_per_year = 0.75: must be a whole number, without point or exponent\n"},
    {WORLD "time = { ticks_per_year = 12.0; };", "x.cfg:4: time.ticks_per_year = 12: must be a whole number, without point or exponent\n"},
    {WORLD "time = { ticks_per_year = \"12\"; };", "x.cfg:4: time.ticks_per_year = \"12\": must be a whole number, not a text\n"},
    {WORLD "required = 1;", "x.cfg:4: required = 1: must be true or false, not a number\n"},
    {WORLD "required = \"true\";", "x.cfg:4: required = \"true\": must be true or false, without quotes\n"},
    {WORLD "name = 3;", "x.cfg:4: name = 3: must be a text in quotes, not a number\n"},
    {WORLD "name = \"\";", "x.cfg:4: name = \"\": must not be empty\n"},
    {WORLD "label = \"a\\xff\";", "x.cfg:4: label = \"a\377\": must be a text in UTF-8\n"},
    {WORLD "seed = 1.0;", "x.cfg:4: seed = 1: must be a whole number, without point or exponent\n"},
    {WORLD "seed = -1;", "x.cfg:4: seed = -1: must be 0 or more\n"},
    /* numbers */
    {WORLD "time = { ticks_per_year = 3000000000; };", "x.cfg:4: time.ticks_per_year = 3000000000: must be in [1, 366]\n"},
    {WORLD "time = { ticks_per_year = 4294967308; };", "x.cfg:4: time.ticks_per_year = 4294967308: must be in [1, 366]\n"},
    {WORLD "time = { ticks_per_year = 0xFFFFFFFF; };", "x.cfg:4: time.ticks_per_year = 0xFFFFFFFF: must be in [1, 366]\n"},
    {WORLD "seed = 99999999999999999999;", "x.cfg:4: 99999999999999999999 is too large for a whole number; a real number has a point or an exponent\n"},
    {WORLD "threshold = { dependence = 1e999; };", "x.cfg:4: threshold.dependence = inf: is too large for a number\n"},
    {WORLD "threshold = { dependence = -1e999; };", "x.cfg:4: threshold.dependence = -inf: is too large for a number\n"},
    /* words */
    {WORLD "decision = { rule = \"logti\"; };", "x.cfg:4: decision.rule = \"logti\": must be framework or logit; did you mean logit?\n"},
    {WORLD "decision = { rule = 1; };", "x.cfg:4: decision.rule = 1: must be a text in quotes, not a number\n"},
    /* shocks and events */
    {WORLD "scenario = \"y.cfg\";", "x.cfg:4: scenario = \"y.cfg\": unknown; this is an experiment, for adrift sweep or adrift flip\n"},
    /* expectations */
    {WORLD "expect = ( { alliance = \"USA.KOR\"; status = \"allied\"; from = 3; to = 3; } );", "x.cfg:4: expect.to = 3: must be after from\n"},
    {WORLD "expect = ( { alliance = \"USA.KOR\"; status = \"allied\"; from = 50; } );", "x.cfg:4: expect.from = 50: must be before 50, when the run ends\n"},
    {WORLD "expect = ( { alliance = \"USA.KOR\"; status = \"allied\"; to = 0; } );", "x.cfg:4: expect.to = 0: must be after 0, when the run begins\n"},
    /* several at once, in the order of the file, whoever finds them */
    {WORLD "threshold = { threat = 3;\n band = \"x\"; };\nlable = \"\";\nprice = { scale = -1; };",
     "x.cfg:4: threshold.threat = 3: must be in [0, 1]\nx.cfg:5: threshold.band = \"x\": must be a number, not a text\n"
     "x.cfg:6: lable = \"\": unknown; did you mean label?\nx.cfg:7: price.scale = -1: must be in [0, 1000]\n"},
    /* syntax */
    {WORLD "time = {\n years = = 3;\n};", "x.cfg:5: syntax error at or before \"years = = 3;\"\n"},
    {WORLD "time = {\n years = 3;\n", "x.cfg:4: this '{' is never closed\nx.cfg:5: syntax error at the end of the file\n"},
    {WORLD "time = (\n { years = 3; ] );\n", "x.cfg:5: syntax error at or before \"{ years = 3; ] );\"\nx.cfg:5: this '{' is not closed before line 5 closes another bracket\n"},
    {WORLD "name = \"abc;\nlabel = \"x\";", "x.cfg:4: a text begins here and ends in a later line; is its closing '\"' missing?\n"},
    {WORLD "name = \"abc;\nlabel = \"xy;", "x.cfg:4: a text begins here and ends in a later line; is its closing '\"' missing?\nx.cfg:5: syntax error at or before \"label = \"xy;\"\n"},
    {WORLD "name = \"x\" /* and so on", "x.cfg:4: this comment, /*, is never closed\n"},
    {WORLD "name = \"x\";\nname = \"y\";", "x.cfg:5: duplicate setting name at or before \"name = \"y\";\"\n"},
    {WORLD "\nname = \"T\374rkiye\";", "x.cfg:5: not a text in UTF-8: byte 0xFC\n"},
    {WORLD "x = [1, 2.0];", "x.cfg:4: mismatched element type in array at or before \"x = [1, 2.0];\"\n"},
    /* of other worlds */
    {"", "x.cfg: there is nothing in it\n"},
    {"# a comment\n", "x.cfg: there is nothing in it\n"},
    {"name = \"x\";", "x.cfg: alliances: there is none: give a weak state a patron or add an alliance\n"},
};

static void says_what_is_wrong_and_where(void **state)
{
    (void)state;
    assert_all_refused(wrong, sizeof wrong / sizeof wrong[0]);
}

static void an_assignment_wins_over_the_file(void **state)
{
    scenario_t scenario;
    (void)state;
    read_well(&scenario, WORLD "threshold = { dependence = 7; };", "threshold.dependence=0.25");
    assert_near(scenario.model.parameters.threshold_dependence, 0.25, 0.0);
    scenario_free(&scenario);
}

static void reads_what_is_there_and_defaults_for_the_rest(void **state)
{
    scenario_t scenario;
    const model_t *model = &scenario.model;
    (void)state;
    read_well(&scenario,
              "label = \"T\303\274rkiye\"; seed = 0xFFFFFFFFFFFFFFFFL; required = false; time = { start = 2014; years = 12.5; };\n"
              "sources = ( { id = \"CHN\"; power = 1; }, { id = \"nuclear\"; state = \"USA\"; } );\n"
              "strong = ( { id = \"USA\"; response = \"punish\"; intention = { nuclear = -0.5; }; } );\n"
              "weak = ( { id = \"KOR\"; patron = \"USA\"; basing = 0.75; capability = 0.25; }, { id = \"ally\"; count = 4; capability = { distribution = \"beta\"; a = 2; b = 9.5; }; } );\n"
              "alliances = ( { strong = \"USA\"; weak = \"ally-3\"; salience = 0.125; } );\n"
              "ties = ( { from = \"ally\"; to = \"ally-2\"; weight = 0.5; mutual = true; partners = 1; }, { from = \"ally-4\"; to = \"KOR\"; } );\n"
              "shocks = ( { id = \"s\"; on = \"alliance.demand\"; weak = \"ally-3\"; source = \"CHN\"; rate = 2; size = 0.5; conflict = false; } );\n"
              "events = ( { date = 2015; on = \"weak.capability\"; target = \"ally\"; size = 0.1; }, { date = 2016; on = \"weak.government\"; target = \"ally-2\"; size = 0.1; } );\n"
              "expect = ( { alliance = \"USA.ally-3\"; from = 2015.5; outcome = \"lapsed\"; once = true; }, { alliance = \"USA.KOR\"; never = \"ended\"; } );\n",
              NULL);
    assert_string_equal(scenario.name, "x");
    assert_string_equal(scenario.label, "T\303\274rkiye");
    assert_string_equal(scenario.file, "x.cfg");
    assert_true(scenario.seed == UINT64_MAX && scenario.seed_given && !scenario.required);
    assert_near(model->parameters.time_start, 2014.0, 0.0);
    assert_int_equal(model->parameters.time_ticks_per_year, 12);
    assert_near(model->sources[0].value[VARIABLE_SOURCE_power].a, 1.0, 0.0);
    assert_near(model->sources[0].value[VARIABLE_SOURCE_offense].a, 0.5, 0.0);
    assert_int_equal(model->sources[0].state, MODEL_NONE);
    assert_int_equal(model->sources[1].state, 0);
    assert_int_equal(model->strong[0].response, RESPONSE_PUNISH);
    assert_near(model->strong[0].per_source[VARIABLE_STRONG_intention][1].a, -0.5, 0.0);
    assert_near(model->strong[0].per_source[VARIABLE_STRONG_intention][0].a, 0.0, 0.0);
    assert_int_equal(model->weak[1].count, 4);
    assert_int_equal(model->weak[1].value[VARIABLE_WEAK_capability].kind, DISTRIBUTION_BETA);
    assert_near(model->weak[1].value[VARIABLE_WEAK_capability].b, 9.5, 0.0);
    assert_int_equal(model->alliance_count, 2);
    assert_near(model->alliances[0].value[VARIABLE_ALLIANCE_basing].a, 0.75, 0.0);
    assert_int_equal(model->alliances[1].weak, 1);
    assert_int_equal(model->alliances[1].member, 3);
    assert_near(model->alliances[1].value[VARIABLE_ALLIANCE_salience].a, 0.125, 0.0);
    assert_int_equal(model->ties[0].from_member, 0);
    assert_int_equal(model->ties[0].to_member, 2);
    assert_int_equal(model->ties[0].partners, 1);
    assert_true(model->ties[0].mutual);
    assert_int_equal(model->shock_count, 3);
    assert_true(!model->shocks[0].scripted && !model->shocks[0].conflict && !model->shocks[0].permanent);
    assert_int_equal(model->shocks[0].strong, MODEL_NONE);
    assert_int_equal(model->shocks[0].weak, 1);
    assert_int_equal(model->shocks[0].member, 3);
    assert_string_equal(model->shocks[1].id, "event-1");
    assert_true(model->shocks[1].scripted && model->shocks[1].permanent);
    assert_false(model->shocks[2].permanent);
    assert_int_equal(model->shocks[1].target, 1);
    assert_int_equal(model->shocks[1].member, 0);
    assert_int_equal(model->shocks[2].target, 1);
    assert_int_equal(model->shocks[2].member, 2);
    assert_int_equal(model->ties[1].from_member, 4);
    assert_int_equal(model->ties[1].to, 0);
    assert_int_equal(scenario.expectation_count, 2);
    assert_int_equal(scenario.expectations[0].kind, EXPECTATION_OUTCOME);
    assert_int_equal(scenario.expectations[0].value, OUTCOME_LAPSED);
    assert_int_equal(scenario.expectations[0].member, 3);
    assert_true(scenario.expectations[0].once && isinf(scenario.expectations[0].to));
    assert_true(scenario.expectations[1].never && scenario.expectations[1].kind == EXPECTATION_STATUS);
    /* what the file gave, and what not */
    assert_true(scenario_given(&scenario, KIND_WEAK, 0, VARIABLE_WEAK_capability, MODEL_NONE));
    assert_false(scenario_given(&scenario, KIND_WEAK, 0, VARIABLE_WEAK_defense_need, MODEL_NONE));
    assert_true(scenario_given(&scenario, KIND_ALLIANCE, 0, VARIABLE_ALLIANCE_basing, MODEL_NONE));
    assert_false(scenario_given(&scenario, KIND_ALLIANCE, 1, VARIABLE_ALLIANCE_basing, MODEL_NONE));
    assert_true(scenario_given(&scenario, KIND_STRONG, 0, VARIABLE_STRONG_intention, 1));
    assert_false(scenario_given(&scenario, KIND_STRONG, 0, VARIABLE_STRONG_intention, 0));
    assert_true(scenario_given_parameter(&scenario, parameters_find("time", "years")));
    assert_false(scenario_given_parameter(&scenario, parameters_find("time", "burn_in")));
    scenario_free(&scenario);
}

static void the_default_seed_is_a_constant(void **state)
{
    scenario_t scenario;
    (void)state;
    read_well(&scenario, WORLD, NULL);
    assert_true(scenario.seed == SCENARIO_SEED && !scenario.seed_given && scenario.required);
    scenario_free(&scenario);
}

/* ---- Files ---------------------------------------------------------------------------------- */

static void assert_file_refused(const char *name, const char *expected)
{
    scenario_t scenario;
    report_t report;
    char *said;
    report_init(&report);
    assert_int_equal(scenario_read(&scenario, name, NULL, 0, &report), SCENARIO_INVALID);
    said = printed(&report);
    assert_string_equal(said, expected);
    free(said);
    report_free(&report);
    scenario_free(&scenario);
}

static void refuses_what_is_no_readable_file(void **state)
{
    (void)state;
    (void)mkdir("directory.cfg", 0777);
    assert_file_refused("none.cfg", "none.cfg: cannot be read: No such file or directory\n");
    assert_file_refused("directory.cfg", "directory.cfg: cannot be read: Is a directory\n");
    write_file("empty.cfg", "");
    assert_file_refused("empty.cfg", "empty.cfg: there is nothing in it\n");
    if (geteuid() != 0) {
        write_file("closed.cfg", WORLD);
        assert_int_equal(chmod("closed.cfg", 0), 0);
        assert_file_refused("closed.cfg", "closed.cfg: cannot be read: Permission denied\n");
    }
    assert_refused("a = 1;\n\001", NULL, "x.cfg:2: not a text in UTF-8: byte 0x01\n");
}

static void a_zero_byte_is_no_text(void **state)
{
    static const char text[] = "name = \"a\";\nlabel = \0;";
    scenario_t scenario;
    report_t report;
    char *said;
    (void)state;
    report_init(&report);
    assert_int_equal(scenario_read_text(&scenario, "x.cfg", text, sizeof text - 1, NULL, 0, &report),
                     SCENARIO_INVALID);
    said = printed(&report);
    assert_string_equal(said, "x.cfg:2: not a text in UTF-8: byte 0x00\n");
    free(said);
    report_free(&report);
    scenario_free(&scenario);
}

static void includes_are_beside_the_file_that_says_them(void **state)
{
    scenario_t scenario;
    report_t report;
    (void)state;
    (void)mkdir("sub", 0777);
    (void)mkdir("sub/deeper", 0777);
    write_file("sub/main.cfg", "name = \"m\";\n@include \"deeper/world.cfg\"\nprice = { scale = 2.0; };\n");
    write_file("sub/deeper/world.cfg", "@include \"states.cfg\" # behind\n  @include \"threshold.cfg\"");
    write_file("sub/deeper/states.cfg", WORLD);
    write_file("sub/deeper/threshold.cfg", "threshold = { threat = 0.25; };");
    report_init(&report);
    assert_int_equal(scenario_read(&scenario, "sub/main.cfg", NULL, 0, &report), SCENARIO_OK);
    assert_near(scenario.model.parameters.threshold_threat, 0.25, 0.0);
    assert_near(scenario.model.parameters.price_scale, 2.0, 0.0);
    scenario_free(&scenario);
    report_free(&report);
    write_file("sub/deeper/threshold.cfg", "\n\nthreshold = { threat = 2.5; };");
    write_file("sub/main.cfg", "name = \"m\";\n@include \"deeper/world.cfg\"\nprice = { scale = -2.0; };\n");
    assert_file_refused("sub/main.cfg", "sub/deeper/threshold.cfg:3: threshold.threat = 2.5: must be in [0, 1]\n"
                                        "sub/main.cfg:3: price.scale = -2: must be in [0, 1000]\n");
    write_file("sub/deeper/threshold.cfg", "threshold = { threat = 2.5; };");
    assert_file_refused("sub/main.cfg", "sub/deeper/threshold.cfg:1: threshold.threat = 2.5: must be in [0, 1]\n"
                                        "sub/main.cfg:3: price.scale = -2: must be in [0, 1000]\n");
    write_file("sub/deeper/threshold.cfg", "\nthreshold = { threat = = 2.5; };");
    assert_file_refused("sub/main.cfg", "sub/deeper/threshold.cfg:2: syntax error at or before \"threshold = { threat = = 2.5; };\"\n");
}

static void bad_includes_are_named(void **state)
{
    (void)state;
    write_file("loop_a.cfg", "name = \"a\";\n@include \"loop_b.cfg\"\n");
    write_file("loop_b.cfg", "@include \"./loop_a.cfg\"\n");
    assert_file_refused("loop_a.cfg", "loop_b.cfg:1: cannot include ./loop_a.cfg: it includes itself\n");
    write_file("self.cfg", "@include \"self.cfg\"\n");
    assert_file_refused("self.cfg", "self.cfg:1: cannot include self.cfg: it includes itself\n");
    (void)mkdir("directory.cfg", 0777);
    write_file("bad.cfg", "name = \"a\";\n@include \"none.cfg\"\n@include \"directory.cfg\"\n");
    assert_file_refused("bad.cfg", "bad.cfg:2: cannot include none.cfg: No such file or directory\n"
                                   "bad.cfg:3: cannot include directory.cfg: Is a directory\n");
    write_file("text.cfg", WORLD "label = \"\n@include \"; # @include \"none.cfg\"\n/*\n@include \"none.cfg\"\n*/");
    {
        scenario_t scenario;
        report_t report;
        report_init(&report);
        assert_int_equal(scenario_read(&scenario, "text.cfg", NULL, 0, &report), SCENARIO_OK);
        assert_string_equal(scenario.label, "\n@include ");
        scenario_free(&scenario);
        report_free(&report);
    }
}

static void bears_any_cut_and_any_changed_byte(void **state)
{
    static const char text[] =
        WORLD "time = { start = 2014.0; years = 12; };\n# comment\n/* another */ shocks = ( { id = \"s\"; on = \"weak.capability\"; "
              "rate = 0.1; size = { distribution = \"beta\"; a = 1.0; b = 2.0; }; } );\nexpect = ( { alliance = \"USA.KOR\"; never = \"ended\"; } );\n";
    static const char bytes[] = "{}()[]\"\\;=.-0L#/*@a\n\xff";
    uint32_t random = 12345;
    (void)state;
    for (size_t i = 0; i < 3 * sizeof text; i++) {
        char changed[sizeof text];
        scenario_t scenario;
        report_t report;
        int status;
        size_t length = i < sizeof text ? i : sizeof text - 1;
        memcpy(changed, text, sizeof text);
        if (i >= sizeof text) {
            random = random * 1664525u + 1013904223u;
            changed[(random >> 8) % (sizeof text - 1)] = bytes[(random >> 24) % (sizeof bytes - 1)];
        }
        report_init(&report);
        status = scenario_read_text(&scenario, "x.cfg", changed, length, NULL, 0, &report);
        assert_true((status == SCENARIO_OK) == (report_count(&report) == 0));
        report_free(&report);
        scenario_free(&scenario);
    }
}

static void the_shipped_files_are_fine(void **state)
{
    static const char *const directories[] = {ADRIFT_SOURCE_DIR "/config", ADRIFT_SOURCE_DIR "/config/cases"};
    int count = 0;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        DIR *directory = opendir(directories[i]);
        struct dirent *entry;
        assert_non_null(directory);
        while ((entry = readdir(directory)) != NULL) {
            size_t length = strlen(entry->d_name);
            if (length > 4 && strcmp(entry->d_name + length - 4, ".cfg") == 0) {
                char path[2048], *said;
                scenario_t scenario;
                report_t report;
                snprintf(path, sizeof path, "%s/%s", directories[i], entry->d_name);
                report_init(&report);
                (void)scenario_read(&scenario, path, NULL, 0, &report);
                said = printed(&report);
                assert_string_equal(said, "");
                free(said);
                report_free(&report);
                scenario_free(&scenario);
                count++;
            }
        }
        closedir(directory);
    }
    assert_true(count >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_wrong_and_where),
        cmocka_unit_test(an_assignment_wins_over_the_file),
        cmocka_unit_test(reads_what_is_there_and_defaults_for_the_rest),
        cmocka_unit_test(the_default_seed_is_a_constant),
        cmocka_unit_test(refuses_what_is_no_readable_file),
        cmocka_unit_test(a_zero_byte_is_no_text),
        cmocka_unit_test(includes_are_beside_the_file_that_says_them),
        cmocka_unit_test(bad_includes_are_named),
        cmocka_unit_test(bears_any_cut_and_any_changed_byte),
        cmocka_unit_test(the_shipped_files_are_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
