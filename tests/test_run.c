/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/rows.h"
#include "tests/testing.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/reader.h"
#include "experiments/results.h"
#include "experiments/run.h"
#include "experiments/table.h"
#include "experiments/tally.h"
#include "files/manifest.h"
#include "files/output.h"

/* Five alliances, every kind of event, six years after two of burn-in. */
static const char small[] =
    "name = \"small\"; time = { start = 2000.0; years = 6.0; burn_in = 2.0; };\n"
    "sources = ( { id = \"rival\"; power = 0.9; offense = 0.7; } );\n"
    "strong = ( { id = \"patron\"; intention = { rival = 0.8; }; } );\n"
    "weak = ( { id = \"ally\"; count = 5; capability = { distribution = \"beta\"; a = 2.0; b = "
    "4.0; };\n"
    "  intention = { rival = { distribution = \"gaussian\"; mean = 0.4; sd = 0.3; }; }; patron = "
    "\"patron\"; } );\n"
    "shocks = ( { id = \"elections\"; on = \"weak.government\"; rate = 0.5;\n"
    "  size = { distribution = \"gaussian\"; mean = 0.0; sd = 0.3; }; } );\n";

enum { ALLIANCES = 5, TICKS = 72 };

static void read_small(scenario_t *scenario, const char *set)
{
    report_t report;

    report_init(&report);
    if (scenario_read_text(scenario, "small.cfg", small, sizeof small - 1, &set, set != NULL,
                           &report) != SCENARIO_OK) {
        report_print(&report, stderr);
        fail();
    }
    report_free(&report);
}

static void clear(const char *directory)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    assert_int_equal(system(command), 0);
}

static bool exists(const char *directory, const char *file)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", directory, file);
    return access(path, F_OK) == 0;
}

static run_t run_of(const scenario_t *scenario, const char *directory, uint64_t replicates)
{
    run_t run;

    run_init(&run, scenario);
    run.directory = directory;
    run.replicates = replicates;
    return run;
}

/* The digests of what stands in a directory, one after the other, checked against the files. */
static void digests_of(const char *directory, char digests[4 * DIGEST_HEX_SIZE])
{
    static const char *const names[] = {TABLE_TIMESERIES, TABLE_COUNTS, TABLE_EVENTS,
                                        TABLE_COLUMNS};
    manifest_t manifest;

    assert_int_equal(manifest_read(&manifest, directory, NULL), 0);
    assert_string_equal(manifest_get_text(&manifest, "status"), "complete");
    digests[0] = '\0';
    for (size_t i = 0; i < 4; i++) {
        manifest_file_t entry;
        char path[256], hex[DIGEST_HEX_SIZE];
        uint64_t bytes = 0;

        assert_true(manifest_find_file(&manifest, names[i], &entry));
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        assert_int_equal(digest_file(path, hex, &bytes, NULL), 0);
        assert_string_equal(entry.sha256, hex);
        assert_int_equal(entry.bytes, bytes);
        strcat(digests, hex);
    }
    manifest_free(&manifest);
}

/* 1, 2 and 7 threads: the same bytes and the same sums, to the last bit. */
static void threads_do_not_matter(void **state)
{
    static const int threads[] = {1, 2, 7};
    char first[4 * DIGEST_HEX_SIZE], other[4 * DIGEST_HEX_SIZE];
    run_outcome_t outcomes[3];
    scenario_t scenario;

    (void)state;
    read_small(&scenario, NULL);
    for (size_t i = 0; i < 3; i++) {
        run_t run = run_of(&scenario, "threads", 23);

        clear("threads");
        run.threads = threads[i];
        assert_int_equal(run_execute(&run, &outcomes[i]), 0);
        assert_int_equal(outcomes[i].replicates, 23);
        digests_of("threads", i == 0 ? first : other);
        if (i > 0) {
            assert_string_equal(first, other);
            assert_memory_equal(&outcomes[0].total, &outcomes[i].total, sizeof outcomes[i].total);
        }
    }
    scenario_free(&scenario);
}

static void manifest_says_it_all(void **state)
{
    const char *const line[] = {"adrift", "run", "small.cfg"};
    manifest_t manifest;
    manifest_file_t entry;
    scenario_t scenario, again;
    report_t report;
    run_t run;
    run_outcome_t outcome;
    char key[DIGEST_HEX_SIZE];
    uint64_t seed = 0, replicates = 0, first = 0;
    bool seed_is_default = false;

    (void)state;
    clear("manifest");
    read_small(&scenario, NULL);
    run = run_of(&scenario, "manifest", 3);
    run.first_replicate = 4;
    run.command_line = line;
    run.command_line_count = 3;
    assert_int_equal(run_execute(&run, &outcome), 0);
    assert_int_equal(manifest_read(&manifest, "manifest", NULL), 0);
    assert_int_equal(run_key(&run, key), 0);
    assert_string_equal(manifest_get_text(&manifest, "key"), key);
    assert_string_equal(manifest_get_item(&manifest, "command_line", 2), "small.cfg");
    assert_true(manifest_get_unsigned(&manifest, "seed", &seed));
    assert_true(manifest_get_unsigned(&manifest, "replicates", &replicates));
    assert_true(manifest_get_unsigned(&manifest, "first_replicate", &first));
    assert_true(manifest_get_bool(&manifest, "seed_is_default", &seed_is_default));
    assert_true(seed == SCENARIO_SEED && replicates == 3 && first == 4 && seed_is_default);
    assert_non_null(manifest_get_text(&manifest, "start"));
    assert_non_null(manifest_get_text(&manifest, "end"));
    assert_non_null(manifest_get_text(&manifest, "libraries.gsl"));
    assert_true(manifest_find_file(&manifest, TABLE_TIMESERIES, &entry));
    assert_int_equal(entry.rows, 3 * TICKS * ALLIANCES);
    assert_true(manifest_find_file(&manifest, TABLE_COUNTS, &entry));
    assert_int_equal(entry.rows, 3 * TICKS);
    assert_true(manifest_find_file(&manifest, TABLE_EVENTS, &entry));
    assert_int_equal((uint64_t)entry.rows, outcome.rows[RECORDER_EVENTS]);
    assert_true(entry.rows > 0);

    /* what it says of the scenario is the scenario */
    const char *text = manifest_get_text(&manifest, "configuration");

    report_init(&report);
    assert_int_equal(scenario_read_text(&again, "manifest", text, strlen(text), NULL, 0, &report),
                     SCENARIO_OK);
    again.seed = scenario.seed;
    again.seed_given = scenario.seed_given;
    run.scenario = &again;
    assert_true(scenario_equal(&scenario, &again));
    report_free(&report);
    scenario_free(&again);
    manifest_free(&manifest);
    scenario_free(&scenario);
}

/* columns.csv names the columns that the files have, and no others. */
static void columns_are_listed(void **state)
{
    static const char *const names[] = {TABLE_COUNTS, TABLE_EVENTS, TABLE_COLUMNS};
    scenario_t scenario;
    run_outcome_t outcome;
    rows_t rows;
    char path[64], line[512];
    FILE *stream = NULL;
    size_t count = 0;

    (void)state;
    clear("columns");
    read_small(&scenario, NULL);
    run_t run = run_of(&scenario, "columns", 1);

    run.record = RECORD_COUNTS;
    assert_int_equal(run_execute(&run, &outcome), 0);
    assert_false(exists("columns", TABLE_TIMESERIES));
    stream = fopen("columns/columns.csv", "r");
    assert_non_null(stream);
    assert_non_null(fgets(line, sizeof line, stream));
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "columns/%s", names[i]);
        rows_read(&rows, path);
        for (size_t k = 0; k < rows.width; k++, count++) {
            char expected[128];

            assert_non_null(fgets(line, sizeof line, stream));
            snprintf(expected, sizeof expected, "%s,%s,", names[i], rows.columns[k]);
            assert_memory_equal(line, expected, strlen(expected));
        }
        rows_free(&rows);
    }
    for (size_t k = 0; k < 4; k++) {
        assert_non_null(fgets(line, sizeof line, stream));
        assert_memory_equal(line, "columns.csv,", 12);
    }
    assert_null(fgets(line, sizeof line, stream));
    fclose(stream);
    scenario_free(&scenario);
}

/* Replicates 7 to 9 alone are those of a run of twelve. */
static void later_replicates_are_the_same(void **state)
{
    scenario_t scenario;
    run_outcome_t outcome;
    rows_t whole, part;

    (void)state;
    clear("whole");
    clear("part");
    read_small(&scenario, NULL);
    run_t all = run_of(&scenario, "whole", 12), some = run_of(&scenario, "part", 3);

    some.first_replicate = 7;
    assert_int_equal(run_execute(&all, &outcome), 0);
    assert_int_equal(run_execute(&some, &outcome), 0);
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        char path[64];
        size_t row = 0;

        snprintf(path, sizeof path, "whole/%s", recorder_file((recorder_channel_t)i));
        rows_read(&whole, path);
        snprintf(path, sizeof path, "part/%s", recorder_file((recorder_channel_t)i));
        rows_read(&part, path);
        for (size_t j = 0; j < whole.count; j++) {
            const size_t replicate = rows_index(&whole, j, "replicate");

            if (replicate >= 7 && replicate <= 9) {
                assert_true(row < part.count);
                for (size_t k = 0; k < whole.width; k++) {
                    assert_string_equal(part.fields[row * whole.width + k],
                                        whole.fields[j * whole.width + k]);
                }
                row++;
            }
        }
        assert_int_equal(row, part.count);
        assert_true(row > 0);
        rows_free(&whole);
        rows_free(&part);
    }
    scenario_free(&scenario);
}

typedef struct diary {
    uint64_t next;
    tally_t total;
} diary_t;

static void keep_diary(void *context, uint64_t replicate, const tally_t *tally)
{
    diary_t *diary = context;

    assert_int_equal(replicate, diary->next);
    diary->next++;
    tally_add(&diary->total, tally);
}

/* The listener hears of all replicates in their order; their sum is the outcome's, and agrees with
 * counts.csv. */
static void tallies_come_in_order(void **state)
{
    scenario_t scenario;
    run_outcome_t outcome;
    diary_t diary = {.next = 5};
    rows_t counts;
    uint64_t follow = 0, issues = 0;

    (void)state;
    clear("order");
    read_small(&scenario, NULL);
    run_t run = run_of(&scenario, "order", 40);

    tally_init(&diary.total);
    run.first_replicate = 5;
    run.threads = 4;
    run.listener = keep_diary;
    run.listener_context = &diary;
    assert_int_equal(run_execute(&run, &outcome), 0);
    assert_int_equal(diary.next, 45);
    assert_int_equal(outcome.alliances, ALLIANCES);
    assert_memory_equal(&diary.total, &outcome.total, sizeof outcome.total);
    rows_read(&counts, "order/counts.csv");
    for (size_t row = 0; row < counts.count; row++) {
        follow += rows_index(&counts, row, "disposition_follow");
        issues += rows_index(&counts, row, "issues");
    }
    assert_int_equal(follow, outcome.total.sum.disposition[BEHAVIOUR_FOLLOW]);
    assert_int_equal(issues, outcome.total.sum.issues);
    assert_int_equal(tally_alliance_ticks(&outcome.total), 40 * TICKS * ALLIANCES);
    rows_free(&counts);
    scenario_free(&scenario);
}

/* Without a directory the same is simulated, and nothing is written. */
static void nothing_need_be_written(void **state)
{
    scenario_t scenario;
    run_outcome_t with, without;

    (void)state;
    clear("with");
    read_small(&scenario, NULL);
    run_t run = run_of(&scenario, "with", 6);

    assert_int_equal(run_execute(&run, &with), 0);
    run.directory = NULL;
    assert_int_equal(run_execute(&run, &without), 0);
    assert_memory_equal(&with.total, &without.total, sizeof with.total);
    assert_int_equal(without.rows[RECORDER_TIMESERIES], 0);
    scenario_free(&scenario);
}

/* Sets the flag that it is given as soon as something is done. */
static void stop_at_once(void *context, double done, double all)
{
    assert_true(done > 0.0 && done <= all);
    atomic_store((atomic_int *)context, 1);
}

static void a_stopped_run_leaves_nothing(void **state)
{
    scenario_t scenario;
    run_outcome_t outcome;
    atomic_int stop = 0;

    (void)state;
    clear("stopped");
    read_small(&scenario, "time.years=1000");
    run_t run = run_of(&scenario, "stopped", 1000);

    run.threads = 3;
    run.stop = &stop;
    run.progress = stop_at_once;
    run.progress_context = &stop;
    assert_int_equal(run_execute(&run, &outcome), FILES_STOPPED);
    assert_int_equal(access("stopped", F_OK), -1);
    assert_true(outcome.replicates < 1000);

    /* a directory that was there stays, empty */
    assert_int_equal(mkdir("stopped", 0777), 0);
    assert_int_equal(run_execute(&run, &outcome), FILES_STOPPED);
    assert_int_equal(rmdir("stopped"), 0);
    scenario_free(&scenario);
}

/* The same run again writes the same; what stood there stays if it is stopped. */
static void the_same_run_may_come_again(void **state)
{
    char before[4 * DIGEST_HEX_SIZE], after[4 * DIGEST_HEX_SIZE];
    scenario_t scenario;
    run_outcome_t outcome;
    atomic_int stop = 1;

    (void)state;
    clear("again");
    read_small(&scenario, NULL);
    run_t run = run_of(&scenario, "again", 4);

    assert_int_equal(run_execute(&run, &outcome), 0);
    digests_of("again", before);
    assert_int_equal(run_execute(&run, &outcome), 0);
    digests_of("again", after);
    assert_string_equal(before, after);
    run.stop = &stop;
    assert_int_equal(run_execute(&run, &outcome), FILES_STOPPED);
    digests_of("again", after);
    assert_string_equal(before, after);
    scenario_free(&scenario);
}

/* Whatever changes a byte of the output changes the key, and another key is refused. */
static void another_run_is_refused(void **state)
{
    char keys[9][DIGEST_HEX_SIZE];
    char before[4 * DIGEST_HEX_SIZE], after[4 * DIGEST_HEX_SIZE];
    scenario_t scenario, longer, reseeded;
    run_outcome_t outcome;
    run_t runs[9];

    (void)state;
    clear("refused");
    read_small(&scenario, NULL);
    read_small(&longer, "time.years=7");
    read_small(&reseeded, NULL);
    reseeded.seed = 2;
    for (size_t i = 0; i < 9; i++) {
        runs[i] = run_of(&scenario, "refused", 4);
    }
    runs[1].scenario = &longer;
    runs[2].scenario = &reseeded;
    runs[3].replicates = 5;
    runs[4].first_replicate = 1;
    runs[5].record = RECORD_COUNTS;
    runs[6].every = 2;
    runs[7].threads = 2; /* changes nothing */
    runs[8].compress = output_has_form(OUTPUT_ZSTD) ? OUTPUT_ZSTD : OUTPUT_GZIP;
    assert_int_equal(run_execute(&runs[0], &outcome), 0);
    digests_of("refused", before);
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(run_key(&runs[i], keys[i]), 0);
        for (size_t j = 0; j < i; j++) {
            assert_int_equal(strcmp(keys[i], keys[j]) == 0, i == 7 && j == 0);
        }
        assert_int_equal(run_execute(&runs[i], &outcome),
                         i == 0 || i == 7                          ? FILES_OK
                         : !output_has_form(runs[i].compress) ? FILES_MISUSED
                                                              : FILES_NOT_EMPTY);
    }
    digests_of("refused", after);
    assert_string_equal(before, after);
    for (size_t i = 0; i < 9; i++) { /* why, in words */
        static const char *const lines[] = {"", "years = 7.0;", "- seed = 1\n+ seed = 2\n", "- replicates = 4\n+ replicates = 5\n",
                                            "- first_replicate = 0\n+ first_replicate = 1\n",
                                            "- record = dyads\n+ record = counts\n", "- every = 1\n+ every = 2\n", "",
                                            "+ compress = "};
        text_t difference;

        text_init(&difference);
        assert_int_equal(run_difference(&runs[i], &difference), FILES_OK);
        text_append(&difference, "", 1);
        if (lines[i][0] == '\0') {
            assert_string_equal(difference.data, "");
        } else {
            assert_non_null(strstr(difference.data, lines[i]));
        }
        text_free(&difference);
    }
    scenario_free(&scenario);
    scenario_free(&longer);
    scenario_free(&reseeded);
}

/* Compressed files are those of a plain run: what the manifest says of them, and that they stay the
 * same with more threads. */
static void compressed(void **state)
{
    static const char *const names[] = {"timeseries", "counts", "events"};
    scenario_t scenario;
    run_outcome_t outcome;
    manifest_t plain;

    (void)state;
    read_small(&scenario, NULL);
    run_t run = run_of(&scenario, "squeezed", 9);

    clear("squeezed");
    assert_int_equal(run_execute(&run, &outcome), 0);
    assert_int_equal(manifest_read(&plain, "squeezed", NULL), 0);
    for (int f = OUTPUT_GZIP; f < OUTPUT_FORMS; f++) {
        char first[3][DIGEST_HEX_SIZE];

        run.compress = (output_form_t)f;
        for (int threads = 1; output_has_form(run.compress) && threads <= 3; threads += 2) {
            manifest_t manifest;

            clear("squeezed");
            run.threads = threads;
            assert_int_equal(run_execute(&run, &outcome), 0);
            assert_int_equal(manifest_read(&manifest, "squeezed", NULL), 0);
            assert_string_equal(manifest_get_text(&manifest, "compress"),
                                output_form_name(run.compress));
            assert_int_equal(manifest_file_count(&manifest), 4);
            for (int i = 0; i < 3; i++) {
                manifest_file_t file, was;
                char name[64], path[128], key[64], hex[DIGEST_HEX_SIZE];
                uint64_t bytes = 0;

                snprintf(name, sizeof name, "%s.csv", names[i]);
                assert_true(manifest_find_file(&plain, name, &was));
                snprintf(key, sizeof key, "uncompressed.%s.sha256", names[i]);
                assert_string_equal(manifest_get_text(&manifest, key), was.sha256);
                snprintf(key, sizeof key, "uncompressed.%s.bytes", names[i]);
                assert_true(manifest_get_unsigned(&manifest, key, &bytes));
                assert_int_equal(bytes, was.bytes);
                assert_false(exists("squeezed", name));
                strcat(name, output_form_ending(run.compress));
                snprintf(path, sizeof path, "squeezed/%s", name);
                assert_true(manifest_find_file(&manifest, name, &file));
                assert_int_equal(digest_file(path, hex, &bytes, NULL), 0);
                assert_string_equal(file.sha256, hex);
                assert_int_equal(file.bytes, bytes);
                assert_int_equal(file.rows, was.rows);
                if (threads == 1) {
                    memcpy(first[i], hex, sizeof hex);
                }
                assert_string_equal(first[i], hex);
            }
            manifest_free(&manifest);
        }
    }
    manifest_free(&plain);
    scenario_free(&scenario);
}

static void other_files_are_left_alone(void **state)
{
    scenario_t scenario;
    run_outcome_t outcome;

    (void)state;
    clear("others");
    read_small(&scenario, NULL);
    run_t run = run_of(&scenario, "others", 1);

    assert_int_equal(mkdir("others", 0777), 0);
    assert_int_equal(output_write_file("others", "thesis.txt", "x", 1, NULL, NULL), 0);
    assert_int_equal(run_execute(&run, &outcome), FILES_NOT_EMPTY);
    assert_string_equal(outcome.failure.path, "others");
    assert_true(exists("others", "thesis.txt"));
    assert_false(exists("others", MANIFEST_NAME));
    run.directory = "others/thesis.txt";
    assert_true(run_execute(&run, &outcome) < 0);
    scenario_free(&scenario);
}

/* What a killed process leaves: a manifest that says "running", parts, perhaps some files. The same
 * run takes over. */
static void a_killed_run_is_run_again(void **state)
{
    char before[4 * DIGEST_HEX_SIZE], after[4 * DIGEST_HEX_SIZE];
    scenario_t scenario;
    run_outcome_t outcome;
    manifest_t manifest;
    atomic_int stop = 1;

    (void)state;
    clear("killed");
    read_small(&scenario, NULL);
    run_t run = run_of(&scenario, "killed", 4);

    for (int stopped = 0; stopped < 2; stopped++) {
        assert_int_equal(run_execute(&run, &outcome), 0);
        digests_of("killed", before);
        assert_int_equal(manifest_read(&manifest, "killed", NULL), 0);
        assert_int_equal(manifest_set_text(&manifest, "status", "running"), 0);
        assert_int_equal(manifest_write(&manifest, "killed", NULL), 0);
        manifest_free(&manifest);
        assert_int_equal(rename("killed/counts.csv", "killed/.counts.csv.part"), 0);
        assert_int_equal(rename("killed/events.csv", "killed/.elsewhere.csv.part"), 0);
        run.stop = stopped ? &stop : NULL;
        if (stopped) {
            assert_int_equal(run_execute(&run, &outcome), FILES_STOPPED);
            assert_int_equal(rmdir("killed"), 0);
        } else {
            assert_int_equal(run_execute(&run, &outcome), 0);
            digests_of("killed", after);
            assert_string_equal(before, after);
            assert_false(exists("killed", ".counts.csv.part"));
            assert_false(exists("killed", ".elsewhere.csv.part"));
        }
    }
    scenario_free(&scenario);
}

/* A second process in the directory is refused, and the first is not disturbed. */
static void one_process_at_a_time(void **state)
{
    scenario_t scenario;
    run_outcome_t outcome;
    directory_t lock;

    (void)state;
    clear("taken");
    read_small(&scenario, NULL);
    run_t run = run_of(&scenario, "taken", 1);

    assert_int_equal(mkdir("taken", 0777), 0);
    assert_int_equal(directory_lock(&lock, "taken", NULL), 0);
    assert_int_equal(run_execute(&run, &outcome), FILES_LOCKED);
    directory_unlock(&lock);
    assert_int_equal(run_execute(&run, &outcome), 0);
    scenario_free(&scenario);
}

/* The file system takes no more than 20 kB a file: as a disc that is full in the midst of the run.
 */
static void a_failed_run_leaves_nothing(void **state)
{
    const struct rlimit little = {.rlim_cur = 20000, .rlim_max = RLIM_INFINITY};
    struct rlimit before;
    scenario_t scenario;
    run_outcome_t outcome;
    int status = 0;

    (void)state;
    clear("full");
    read_small(&scenario, NULL);
    run_t run = run_of(&scenario, "full", 30);

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    status = run_execute(&run, &outcome);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, FILES_CANNOT_WRITE);
    assert_string_equal(outcome.failure.path, "full/timeseries.csv");
    assert_int_equal(access("full", F_OK), -1);
    scenario_free(&scenario);
}

static void nonsense_is_refused(void **state)
{
    scenario_t scenario;
    run_outcome_t outcome;

    (void)state;
    read_small(&scenario, NULL);
    run_t run = run_of(&scenario, NULL, 0);

    assert_int_equal(run_execute(&run, &outcome), FILES_MISUSED);
    run = run_of(&scenario, NULL, 1);
    run.every = 0;
    assert_int_equal(run_execute(&run, &outcome), FILES_MISUSED);
    run = run_of(&scenario, NULL, 2);
    run.first_replicate = UINT64_MAX - 1;
    assert_int_equal(run_execute(&run, &outcome), FILES_MISUSED);
    scenario_free(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(manifest_says_it_all),
        cmocka_unit_test(columns_are_listed),
        cmocka_unit_test(later_replicates_are_the_same),
        cmocka_unit_test(tallies_come_in_order),
        cmocka_unit_test(nothing_need_be_written),
        cmocka_unit_test(a_stopped_run_leaves_nothing),
        cmocka_unit_test(the_same_run_may_come_again),
        cmocka_unit_test(another_run_is_refused),
        cmocka_unit_test(other_files_are_left_alone),
        cmocka_unit_test(compressed),
        cmocka_unit_test(a_killed_run_is_run_again),
        cmocka_unit_test(one_process_at_a_time),
        cmocka_unit_test(a_failed_run_leaves_nothing),
        cmocka_unit_test(nonsense_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
