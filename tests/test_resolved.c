/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is read back from a manifest alone is what was run: the same key, which stands for all that
 * decides the results. For every shipped experiment, and for assignments that cannot be made twice.
 */
#include "tests/testing.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/reader.h"
#include "experiments/identity.h"
#include "experiments/provenance.h"
#include "experiments/resolved.h"

static void read_experiment(experiment_t *experiment, const char *file, const char *const *sets, size_t set_count)
{
    const char *outcomes[OUTCOME_MAX];
    const experiment_context_t context = {
        .directory = ADRIFT_SOURCE_DIR, .outcomes = outcomes, .outcome_count = outcome_count()};
    report_t report;

    for (size_t i = 0; i < outcome_count(); i++) {
        outcomes[i] = outcome_info(i)->name;
    }
    report_init(&report);
    if (experiment_read(experiment, file, sets, set_count, &context, &report) != EXPERIMENT_OK) {
        report_print(&report, stderr);
        fail();
    }
    report_free(&report);
}

/* Through a manifest and back: the same identity. */
static void check_experiment(const char *file, const char *const *sets, size_t set_count, uint64_t seed)
{
    experiment_t experiment, again;
    identity_t identity, second;
    manifest_t manifest = {.root = NULL};
    char why[RESOLVED_MESSAGE_SIZE] = "";

    read_experiment(&experiment, file, sets, set_count);
    experiment.seed = seed;
    experiment.scenario.seed = seed;
    assert_int_equal(identity_init(&identity, "sweep", &experiment), FILES_OK);
    assert_int_equal(identity_manifest(&identity, "sweep", &experiment, NULL, 0, &manifest), FILES_OK);
    if (resolved_experiment(&manifest, &again, why, sizeof why) != RESOLVED_OK) {
        print_error("%s: %s\n", file, why);
        fail();
    }
    assert_true(scenario_equal(&experiment.scenario, &again.scenario));
    assert_int_equal(identity_init(&second, "sweep", &again), FILES_OK);
    assert_string_equal(identity.description.data, second.description.data);
    assert_memory_equal(identity.key, second.key, ARCHIVE_KEY_SIZE);
    identity_free(&identity);
    identity_free(&second);
    manifest_free(&manifest);
    experiment_free(&experiment);
    experiment_free(&again);
}

static void test_shipped_experiments(void **state)
{
    glob_t found = {.gl_pathc = 0};

    (void)state;
    assert_int_equal(glob(ADRIFT_SOURCE_DIR "/experiments/*.cfg", 0, NULL, &found), 0);
    assert_true(found.gl_pathc >= 9);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        check_experiment(found.gl_pathv[i], NULL, 0, 18446744073709551615U - i);
    }
    globfree(&found);
}

/* The first needs a distribution, which the second makes a number: made twice, it would fail. */
static void test_assignments_are_not_made_twice(void **state)
{
    static const char *const sets[] = {"weak.front.capability.a=3", "weak.front.capability=0.2", "time.years=7"};

    (void)state;
    check_experiment(ADRIFT_SOURCE_DIR "/experiments/factorial.cfg", sets, 3, 3);
}

static void test_scenario_and_run(void **state)
{
    manifest_t manifest = {.root = NULL};
    scenario_t scenario;
    run_t run;
    char why[RESOLVED_MESSAGE_SIZE] = "";

    (void)state;
    assert_int_equal(manifest_init(&manifest), FILES_OK);
    assert_int_equal(resolved_scenario(&manifest, &scenario, why, sizeof why), RESOLVED_UNFIT);
    assert_non_null(strstr(why, "configuration"));
    scenario_free(&scenario);

    manifest_set_text(&manifest, "configuration",
                      "threshold = { threat = 1.5; };"
                      "sources = ( { id = \"rival\"; } ); strong = ( { id = \"patron\"; } );"
                      "weak = ( { id = \"ally\"; patron = \"patron\"; } );");
    manifest_set_unsigned(&manifest, "seed", UINT64_MAX);
    assert_int_equal(resolved_scenario(&manifest, &scenario, why, sizeof why), RESOLVED_UNFIT);
    assert_non_null(strstr(why, "threshold.threat"));
    scenario_free(&scenario);

    manifest_set_text(&manifest, "configuration",
                      "sources = ( { id = \"rival\"; } ); strong = ( { id = \"patron\"; } );"
                      "weak = ( { id = \"ally\"; patron = \"patron\"; } );");
    assert_int_equal(resolved_scenario(&manifest, &scenario, why, sizeof why), RESOLVED_OK);
    assert_true(scenario.seed == UINT64_MAX);

    assert_int_equal(resolved_run(&manifest, &scenario, &run, why, sizeof why), RESOLVED_UNFIT);
    manifest_set_text(&manifest, "record", "counts");
    manifest_set_unsigned(&manifest, "every", 3);
    manifest_set_unsigned(&manifest, "replicates", 9);
    manifest_set_unsigned(&manifest, "first_replicate", UINT64_C(1) << 60);
    assert_int_equal(resolved_run(&manifest, &scenario, &run, why, sizeof why), RESOLVED_OK);
    assert_int_equal(run.record, RECORD_COUNTS);
    assert_int_equal(run.every, 3);
    assert_true(run.replicates == 9 && run.first_replicate == UINT64_C(1) << 60 && run.compress == OUTPUT_PLAIN);
    manifest_set_text(&manifest, "compress", "lzma");
    assert_int_equal(resolved_run(&manifest, &scenario, &run, why, sizeof why), RESOLVED_UNFIT);
    manifest_set_text(&manifest, "compress", "none");
    manifest_set_unsigned(&manifest, "every", 0);
    assert_int_equal(resolved_run(&manifest, &scenario, &run, why, sizeof why), RESOLVED_UNFIT);
    scenario_free(&scenario);
    manifest_free(&manifest);
}

/* One's own manifest differs in nothing; each thing that is changed is a line; the host is none. */
static void test_provenance(void **state)
{
    manifest_t manifest = {.root = NULL};
    text_t lines;

    (void)state;
    text_init(&lines);
    assert_int_equal(manifest_init(&manifest), FILES_OK);
    assert_int_equal(provenance_write(&manifest, NULL, 0), FILES_OK);
    assert_int_equal(provenance_compare(&manifest, &lines), 0);
    assert_int_equal(lines.length, 0);
    manifest_set_text(&manifest, "host", "elsewhere");
    assert_int_equal(provenance_compare(&manifest, &lines), 0);
    manifest_set_text(&manifest, "compiler", "lcc 3.6");
    manifest_set_text(&manifest, "libraries.gsl", NULL);
    assert_int_equal(provenance_compare(&manifest, &lines), 2);
    text_append(&lines, "", 1);
    assert_non_null(strstr(lines.data, "compiler: lcc 3.6 there, "));
    assert_non_null(strstr(lines.data, "libraries.gsl: unknown there, "));
    text_free(&lines);
    manifest_free(&manifest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_experiments),
        cmocka_unit_test(test_assignments_are_not_made_twice),
        cmocka_unit_test(test_scenario_and_run),
        cmocka_unit_test(test_provenance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
