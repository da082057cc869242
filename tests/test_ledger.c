/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/ledger.h"

#include "config/reader.h"
#include "experiments/run.h"
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUN "ledger_run"

static const char digest[DIGEST_HEX_SIZE] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static void open_source(source_t *source)
{
    const char *const sets[] = {"time.years=2"};
    run_outcome_t outcome;
    report_t report;
    scenario_t scenario;
    run_t run;

    report_init(&report);
    assert_int_equal(scenario_read(&scenario, ADRIFT_SOURCE_DIR "/config/baseline.cfg", sets, 1, &report), SCENARIO_OK);
    report_free(&report);
    run_init(&run, &scenario);
    run.directory = RUN;
    assert_int_equal(system("rm -rf " RUN), 0);
    assert_int_equal(run_execute(&run, &outcome), FILES_OK);
    scenario_free(&scenario);
    assert_int_equal(analyze(RUN, NULL, &(analyze_outcome_t){.tables = 0}), FILES_OK); /* makes the directory */
    remove(RUN "/analysis/" MANIFEST_NAME);
    assert_int_equal(source_open(source, RUN, NULL), FILES_OK);
}

static void add(manifest_t *ledger, const char *name, int64_t rows)
{
    const manifest_file_t file = {.name = name, .sha256 = digest, .bytes = 7, .rows = rows};

    assert_int_equal(strchr(name, '/') == NULL && rows >= 0 ? ledger_add_table(ledger, &file) : manifest_add_file(ledger, &file),
                     FILES_OK);
}

/* What is written of tables and options is read, and kept in a later one as far as is said. */
static void test_keep(void **state)
{
    static const char *const named[] = {"flips", "demands"};
    const analyze_options_t with = {.level = 0.9, .resamples = 50, .seed = UINT64_MAX, .outcomes = named, .outcome_count = 2};
    const analyze_options_t without = {.level = 0.95, .resamples = 1000, .seed = 3};
    const char *outcomes[LEDGER_OUTCOMES_MAX];
    analyze_options_t options = {.level = 0.0};
    manifest_t ledger;
    manifest_file_t file;
    source_t source;
    failure_t failure = {.status = FILES_OK};

    (void)state;
    open_source(&source);
    assert_int_equal(ledger_read(&ledger, RUN, &failure), FILES_CANNOT_OPEN);
    assert_int_equal(ledger_begin(&ledger, &source, LEDGER_TABLES | LEDGER_PAGE), FILES_OK);
    assert_int_equal(manifest_file_count(&ledger), 0);
    add(&ledger, "plane.csv", 4);
    add(&ledger, "columns.csv", 9);
    add(&ledger, "report.html", -1);
    add(&ledger, "figures/plane.svg", -1);
    assert_int_equal(ledger_set_options(&ledger, "plane", &with), FILES_OK);
    assert_int_equal(ledger_write(&ledger, RUN, NULL), FILES_OK);
    manifest_free(&ledger);

    assert_int_equal(ledger_read(&ledger, RUN, NULL), FILES_OK);
    assert_true(manifest_find_file(&ledger, "analysis/plane.csv", &file));
    assert_int_equal(file.rows, 4);
    assert_string_equal(file.sha256, digest);
    assert_string_equal(manifest_get_text(&ledger, "key"), manifest_get_text(&source.manifest, "key"));
    assert_true(ledger_options(&ledger, "plane", &options, outcomes));
    assert_true(options.level == 0.9 && options.resamples == 50 && options.seed == UINT64_MAX);
    assert_int_equal(options.outcome_count, 2);
    assert_string_equal(options.outcomes[1], "demands");
    assert_false(ledger_options(&ledger, "types", &options, outcomes));
    manifest_free(&ledger);

    for (int keep = 0; keep <= (LEDGER_TABLES | LEDGER_PAGE); keep++) {
        assert_int_equal(ledger_begin(&ledger, &source, keep), FILES_OK);
        assert_int_equal(manifest_find_file(&ledger, "analysis/plane.csv", &file), (keep & LEDGER_TABLES) != 0);
        assert_int_equal(manifest_find_file(&ledger, "analysis/columns.csv", &file), (keep & LEDGER_TABLES) != 0);
        assert_int_equal(manifest_find_file(&ledger, "report.html", &file), (keep & LEDGER_PAGE) != 0);
        assert_int_equal(manifest_find_file(&ledger, "figures/plane.svg", &file), (keep & LEDGER_PAGE) != 0);
        assert_int_equal(ledger_options(&ledger, "plane", &options, outcomes), (keep & LEDGER_TABLES) != 0);
        manifest_free(&ledger);
    }
    /* made again without outcomes: none of the old ones stays */
    assert_int_equal(ledger_begin(&ledger, &source, LEDGER_TABLES), FILES_OK);
    assert_int_equal(ledger_set_options(&ledger, "plane", &without), FILES_OK);
    assert_true(ledger_options(&ledger, "plane", &options, outcomes));
    assert_true(options.level == 0.95 && options.seed == 3);
    assert_int_equal(options.outcome_count, 0);
    /* of other results: nothing stays */
    assert_int_equal(manifest_set_text(&ledger, "key", "other"), FILES_OK);
    assert_int_equal(ledger_write(&ledger, RUN, NULL), FILES_OK);
    manifest_free(&ledger);
    assert_int_equal(ledger_begin(&ledger, &source, LEDGER_TABLES | LEDGER_PAGE), FILES_OK);
    assert_int_equal(manifest_file_count(&ledger), 0);
    manifest_free(&ledger);
    source_close(&source);
}

/* Names that lead elsewhere are damage. */
static void test_names(void **state)
{
    static const char *const wrong[] = {"timeseries.csv", "analysis/", "analysis/..", "analysis/../x.csv", "figures/a/b.svg",
                                        "/analysis/x.csv", "../report.html", "analysis/.x.csv.part"};
    char table[64];
    source_t source;

    (void)state;
    open_source(&source);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        failure_t failure = {.status = FILES_OK};
        manifest_t ledger;

        assert_int_equal(ledger_begin(&ledger, &source, 0), FILES_OK);
        add(&ledger, wrong[i], -1);
        assert_int_equal(ledger_write(&ledger, RUN, NULL), FILES_OK);
        manifest_free(&ledger);
        assert_int_equal(ledger_read(&ledger, RUN, &failure), FILES_DAMAGED);
        assert_non_null(strstr(failure.detail, wrong[i]));
        assert_non_null(strstr(failure.path, RUN "/analysis/" MANIFEST_NAME));
    }
    assert_true(ledger_is_table("analysis/types.csv", table));
    assert_string_equal(table, "types");
    assert_false(ledger_is_table("analysis/columns.csv", table));
    assert_false(ledger_is_table("figures/types.svg", table));
    source_close(&source);
}

static void touch(const char *path)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
}

/* What it knows is removed, what it does not stays; without a ledger nothing is. */
static void test_remove(void **state)
{
    static const char *const known[] = {RUN "/analysis/plane.csv", RUN "/figures/plane.svg", RUN "/report.html"};
    failure_t failure = {.status = FILES_OK};
    size_t removed = 7;
    manifest_t ledger;
    source_t source;

    (void)state;
    open_source(&source);
    mkdir(RUN "/figures", 0777);
    for (size_t i = 0; i < 3; i++) {
        touch(known[i]);
    }
    touch(RUN "/analysis/mine.csv");
    assert_int_equal(ledger_remove(RUN, &removed, &failure), FILES_OK);
    assert_int_equal(removed, 0);
    assert_int_equal(access(known[0], F_OK), 0);
    assert_int_equal(ledger_begin(&ledger, &source, 0), FILES_OK);
    add(&ledger, "plane.csv", 4);
    add(&ledger, "figures/plane.svg", -1);
    add(&ledger, "figures/gone.svg", -1);
    add(&ledger, "report.html", -1);
    assert_int_equal(ledger_write(&ledger, RUN, NULL), FILES_OK);
    manifest_free(&ledger);
    assert_int_equal(ledger_remove(RUN, &removed, &failure), FILES_OK);
    assert_int_equal(removed, 4); /* three, and the ledger */
    for (size_t i = 0; i < 3; i++) {
        assert_int_not_equal(access(known[i], F_OK), 0);
    }
    assert_int_not_equal(access(RUN "/figures", F_OK), 0);
    assert_int_not_equal(access(RUN "/analysis/" MANIFEST_NAME, F_OK), 0);
    assert_int_equal(access(RUN "/analysis/mine.csv", F_OK), 0);
    assert_int_equal(access(RUN "/" MANIFEST_NAME, F_OK), 0);

    /* one that cannot be removed: the others are, and the ledger stays, to be tried again */
    assert_int_equal(ledger_begin(&ledger, &source, 0), FILES_OK);
    add(&ledger, "plane.csv", 4);
    add(&ledger, "report.html", -1);
    assert_int_equal(ledger_write(&ledger, RUN, NULL), FILES_OK);
    manifest_free(&ledger);
    mkdir(known[0], 0777);
    touch(known[2]);
    assert_int_equal(ledger_remove(RUN, &removed, &failure), FILES_CANNOT_WRITE);
    assert_string_equal(failure.path, known[0]);
    assert_int_equal(removed, 1);
    assert_int_not_equal(access(known[2], F_OK), 0);
    assert_int_equal(rmdir(known[0]), 0);
    failure_clear(&failure);
    assert_int_equal(ledger_remove(RUN, &removed, &failure), FILES_OK);
    assert_int_equal(removed, 1);

    /* one that leads elsewhere: nothing is */
    assert_int_equal(ledger_begin(&ledger, &source, 0), FILES_OK);
    add(&ledger, "report.html", -1);
    add(&ledger, "../x", -1);
    assert_int_equal(ledger_write(&ledger, RUN, NULL), FILES_OK);
    manifest_free(&ledger);
    touch(known[2]);
    assert_int_equal(ledger_remove(RUN, &removed, &failure), FILES_DAMAGED);
    assert_int_equal(removed, 0);
    assert_int_equal(access(known[2], F_OK), 0);
    source_close(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keep),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
