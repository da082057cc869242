/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sweeps: every row is what a fresh world of that point and replicate gives, whatever the threads,
 * shards, interruptions and order; a point that is impossible fails alone.
 */
#include "tests/rows.h"
#include "tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/experiment.h"
#include "config/reader.h"
#include "experiments/payload.h"
#include "experiments/run.h"
#include "experiments/sweep.h"
#include "experiments/table.h"
#include "files/manifest.h"
#include "files/output.h"

static const char scenario_text[] =
    "name = \"small\"; time = { years = 6.0; burn_in = 1.0; };\n"
    "sources = ( { id = \"rival\"; power = 0.9; offense = 0.7; } );\n"
    "strong = ( { id = \"patron\"; intention = { rival = 0.8; }; } );\n"
    "weak = ( { id = \"ally\"; count = 5; capability = { distribution = \"beta\"; a = 2.0; b = 4.0; };\n"
    "  intention = { rival = { distribution = \"gaussian\"; mean = 0.4; sd = 0.3; }; }; patron = \"patron\"; } );\n"
    "shocks = ( { id = \"elections\"; on = \"weak.government\"; rate = 0.5;\n"
    "  size = { distribution = \"gaussian\"; mean = 0.0; sd = 0.3; }; } );\n";

/* A number, a word, and what a world is made from. */
static const char everything[] =
    "name = \"everything\"; scenario = \"small.cfg\"; seed = 5L; replicates = 3; first_replicate = 2;\n"
    "design = \"factorial\";\n"
    "factors = ( { path = \"threshold.dependence\"; values = [0.4, 0.55]; },\n"
    "            { path = \"decision.rule\"; values = [\"framework\", \"logit\"]; },\n"
    "            { path = \"weak.ally.count\"; values = [3, 7]; },\n"
    "            { path = \"weak.ally.capability.a\"; values = [2.0, 1.1]; } );\n";

/* Weights of threats must add up to 1, and at the points 2 ... 3 they do not. */
static const char half_impossible[] =
    "name = \"half\"; scenario = \"small.cfg\"; replicates = 2;\n"
    "set = ( \"walt.power=0.25\", \"walt.proximity=0.25\", \"walt.offense=0.5\" );\n"
    "design = \"factorial\";\n"
    "factors = ( { path = \"walt.power\"; values = [0.25, 0.5]; },\n"
    "            { path = \"threshold.threat\"; values = [0.3, 0.4]; } );\n";

static void clear(const char *directory)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    assert_int_equal(system(command), 0);
}

static int write_scenario(void **state)
{
    (void)state;
    return output_write_file(".", "small.cfg", scenario_text, sizeof scenario_text - 1, NULL, NULL);
}

static void read_experiment(experiment_t *experiment, const char *text, const char *set)
{
    report_t report;

    report_init(&report);
    if (experiment_read_text(experiment, "e.cfg", text, strlen(text), &set, set != NULL, NULL, &report) != EXPERIMENT_OK) {
        report_print(&report, stderr);
        fail();
    }
    report_free(&report);
}

typedef struct how {
    const char *directory;
    int threads;
    uint32_t shard, shards;
    uint64_t stop_after; /* runs; 0: never */
    bool fresh;
    const char *const *merge;
    size_t merge_count;
    bool no_tables;
} how_t;

typedef struct watch {
    atomic_int stop;
    uint64_t stop_after;
    uint64_t failed_runs[16];
    char failed_message[CAMPAIGN_MESSAGE_SIZE];
    size_t failed;
} watch_t;

static void tell_failed(void *context, uint64_t run, const char *message)
{
    watch_t *watch = context;

    if (watch->failed < 16) {
        watch->failed_runs[watch->failed] = run;
    }
    watch->failed++;
    snprintf(watch->failed_message, sizeof watch->failed_message, "%s", message);
}

static void tell_progress(void *context, const campaign_counts_t *counts)
{
    watch_t *watch = context;

    if (watch->stop_after > 0 && counts->computed >= watch->stop_after) {
        atomic_store(&watch->stop, 1);
    }
}

/* Returns the campaign's status; the counts as they were. */
static int sweep(const experiment_t *experiment, const how_t *how, campaign_counts_t *counts, watch_t *watch)
{
    static const char *const line[] = {"adrift", "sweep", "e.cfg"};
    sweep_t self;
    campaign_t campaign;
    campaign_options_t options = {.tables = sweep_tables};
    report_t report;
    failure_t failure;
    int status = 0;

    report_init(&report);
    if (sweep_init(&self, experiment, &report) != SWEEP_OK) {
        report_print(&report, stderr);
        fail();
    }
    report_free(&report);
    *watch = (watch_t){.stop_after = how->stop_after};
    self.stop = &watch->stop;
    options.directory = how->directory;
    memcpy(options.key, self.identity.key, sizeof options.key);
    options.description = self.identity.description.data;
    options.runs = self.runs;
    options.block_size = self.block_size;
    options.threads = how->threads;
    options.shard = how->shard;
    options.shards = how->shards;
    options.fresh = how->fresh;
    options.merge = how->merge;
    options.merge_count = how->merge_count;
    options.stop = &watch->stop;
    options.failed = tell_failed;
    options.progress = tell_progress;
    options.progress_interval = 1e-9;
    options.context = watch;
    sweep_work(&self, &options.work);
    campaign_init(&campaign, &options);
    status = campaign_open(&campaign);
    if (status == CAMPAIGN_OK) {
        status = campaign_run(&campaign);
        if (status != CAMPAIGN_STOPPED && how->shards == 0) {
            assert_int_equal(sweep_write(&self, &campaign, line, 3, &failure), FILES_OK);
            assert_int_equal(self.summary.finished + self.summary.failed, self.runs);
        }
    }
    *counts = campaign.counts;
    campaign_close(&campaign);
    sweep_free(&self);
    return status;
}

static void run_all(const experiment_t *experiment, const char *directory, int threads)
{
    const how_t how = {.directory = directory, .threads = threads};
    campaign_counts_t counts;
    watch_t watch;

    clear(directory);
    assert_int_equal(sweep(experiment, &how, &counts, &watch), CAMPAIGN_OK);
    assert_int_equal(counts.computed, counts.total);
}

static void assert_same_file(const char *a, const char *b, const char *file)
{
    char command[512];

    snprintf(command, sizeof command, "cmp '%s/%s' '%s/%s'", a, file, b, file);
    assert_int_equal(system(command), 0);
}

static double number_of(const char *field)
{
    return field[0] == '\0' ? (double)NAN : strtod(field, NULL);
}

/* By hand, for one row of runs.csv: a scenario of its own, a new world. */
static void assert_row(const experiment_t *experiment, const rows_t *rows, size_t row)
{
    scenario_t scenario;
    world_t *world = NULL;
    tally_t tally;
    double outcomes[OUTCOME_MAX];
    char why[PATH_WHY_SIZE];
    asymmetry_t asymmetry;
    asymmetry_counts_t halves;

    assert_int_equal(scenario_copy(&scenario, &experiment->scenario), SCENARIO_OK);
    for (size_t i = 0; i < experiment->factor_count; i++) {
        knob_t knob;
        const char *path = experiment->factors[i].name;

        assert_int_equal(path_resolve(&scenario, path, &knob, why, sizeof why), PATH_OK);
        assert_int_equal(knob_set_text(&knob, rows_get(rows, row, path), why, sizeof why), KNOB_OK);
    }
    assert_int_equal(model_check(&scenario.model, NULL, NULL), 0);
    assert_int_equal(world_create(&world, &scenario.model, 1), MODEL_OK);
    world_reset(world, experiment->seed, strtoull(rows_get(rows, row, "replicate"), NULL, 10));
    assert_int_equal(asymmetry_init(&asymmetry, world, 0), 0);
    world_listen(world, asymmetry_hear, &asymmetry);
    while (world_tick(world) < world_end(world)) {
        if (world_tick(world) == 0) {
            asymmetry_begin(&asymmetry);
        }
        world_step(world);
    }
    world_tally(world, 0, &tally);
    asymmetry_count(&asymmetry, &halves);
    outcomes_of(&tally, &halves, world_alliance_count(world), scenario.model.parameters.time_ticks_per_year, outcomes);
    for (size_t i = 0; i < outcome_count(); i++) {
        const double written = number_of(rows_get(rows, row, outcome_info(i)->name));

        assert_true(isnan(outcomes[i]) ? isnan(written) : outcomes[i] == written); /* to the bit */
    }
    asymmetry_free(&asymmetry);
    world_free(world);
    scenario_free(&scenario);
}

static void test_rows_are_fresh_worlds(void **state)
{
    experiment_t experiment;
    rows_t rows, design;

    (void)state;
    read_experiment(&experiment, everything, NULL);
    run_all(&experiment, "fresh", 2);
    rows_read(&rows, "fresh/runs.csv");
    rows_read(&design, "fresh/design.csv");
    assert_int_equal(design.count, 16);
    assert_int_equal(rows.count, 48);
    for (size_t row = 0; row < rows.count; row++) {
        assert_int_equal(atoi(rows_get(&rows, row, "point")), row / 3);
        assert_int_equal(atoi(rows_get(&rows, row, "replicate")), 2 + row % 3);
        assert_int_equal(atoi(rows_get(&rows, row, "seed")), 5);
        assert_string_equal(rows_get(&rows, row, "status"), "finished");
        for (size_t i = 0; i < experiment.factor_count; i++) {
            const char *path = experiment.factors[i].name;

            assert_string_equal(rows_get(&rows, row, path), rows_get(&design, row / 3, path));
        }
        assert_row(&experiment, &rows, row);
    }
    assert_string_equal(rows_get(&design, 0, "decision.rule"), "framework");
    assert_string_equal(rows_get(&design, 4, "decision.rule"), "logit");
    assert_string_equal(rows_get(&design, 2, "weak.ally.count"), "7");
    rows_free(&rows);
    rows_free(&design);
    experiment_free(&experiment);
}

/* Runs that are played together, eight, four, two and one at a time, in the order of their numbers and not: each is what
 * it is alone. */
static void test_many_runs(void **state)
{
    experiment_t experiment;
    rows_t rows;

    (void)state;
    read_experiment(&experiment, everything, NULL);
    experiment.replicates = 39;
    run_all(&experiment, "many", 1);
    rows_read(&rows, "many/runs.csv");
    assert_int_equal(rows.count, 16 * 39);
    for (size_t row = 0; row < rows.count; row++) {
        assert_int_equal(atoi(rows_get(&rows, row, "replicate")), 2 + row % 39);
        assert_row(&experiment, &rows, row);
    }
    rows_free(&rows);
    experiment_free(&experiment);
}

/* The work of a worker that is asked in any order. */
static void test_any_order(void **state)
{
    experiment_t experiment;
    report_t report;
    sweep_t sweep;
    campaign_work_t work;
    text_t straight[64], payload;
    char message[CAMPAIGN_MESSAGE_SIZE];
    void *worker = NULL;

    (void)state;
    read_experiment(&experiment, everything, NULL);
    experiment.replicates = 39;
    report_init(&report);
    assert_int_equal(sweep_init(&sweep, &experiment, &report), SWEEP_OK);
    assert_true(sweep.block_size >= 8);
    sweep_work(&sweep, &work);
    assert_int_equal(work.open(work.context, &worker, message, sizeof message), 0);
    for (uint64_t number = 0; number < 64; number++) {
        text_init(&straight[number]);
        assert_int_equal(work.run(worker, number, &straight[number], message, sizeof message), 0);
    }
    for (uint64_t i = 0; i < 64; i++) {
        const uint64_t number = 27 * i % 64;

        text_init(&payload);
        assert_int_equal(work.run(worker, number, &payload, message, sizeof message), 0);
        assert_int_equal(payload.length, straight[number].length);
        assert_memory_equal(payload.data, straight[number].data, payload.length);
        text_free(&payload);
    }
    for (uint64_t number = 0; number < 64; number++) {
        text_free(&straight[number]);
    }
    work.close(work.context, worker);
    sweep_free(&sweep);
    report_free(&report);
    experiment_free(&experiment);
}

static void test_own_random_numbers(void **state)
{
    experiment_t experiment;
    rows_t rows;

    (void)state;
    read_experiment(&experiment, everything, NULL);
    experiment.common_random_numbers = false;
    run_all(&experiment, "own", 2);
    rows_read(&rows, "own/runs.csv");
    for (size_t row = 0; row < rows.count; row++) {
        assert_int_equal(atoi(rows_get(&rows, row, "point")), row / 3);
        assert_int_equal(atoi(rows_get(&rows, row, "replicate")), 2 + row);
        assert_row(&experiment, &rows, row);
    }
    rows_free(&rows);
    experiment_free(&experiment);
}

static void test_threads_shards_stops(void **state)
{
    static const char *const files[] = {"design.csv", "runs.csv", "columns.csv"};
    static const char *const shards[] = {"shard-1", "shard-2", "shard-3"};
    static const char *const directories[] = {"threads-7", "merged", "stopped"};
    experiment_t experiment;
    campaign_counts_t counts;
    watch_t watch;
    uint64_t computed = 0;

    (void)state;
    read_experiment(&experiment, everything, NULL);
    run_all(&experiment, "threads-1", 1);
    run_all(&experiment, "threads-7", 7);
    for (uint32_t shard = 1; shard <= 3; shard++) {
        const how_t how = {.directory = shards[shard - 1], .threads = 2, .shard = shard, .shards = 3};

        clear(how.directory);
        assert_int_equal(sweep(&experiment, &how, &counts, &watch), CAMPAIGN_OK);
        assert_int_equal(counts.computed, 16);
    }
    clear("merged");
    const how_t merging = {.directory = "merged", .threads = 1, .merge = shards, .merge_count = 3};
    assert_int_equal(sweep(&experiment, &merging, &counts, &watch), CAMPAIGN_OK);
    assert_int_equal(counts.computed, 0);
    clear("stopped");
    for (int round = 0; round < 20 && computed < 48; round++) {
        const how_t how = {.directory = "stopped", .threads = 1 + round % 2, .stop_after = 7};
        const int status = sweep(&experiment, &how, &counts, &watch);

        assert_true(status == (computed + counts.computed == 48 ? CAMPAIGN_OK : CAMPAIGN_STOPPED)
                    || computed + counts.computed == 48);
        assert_int_equal(counts.skipped, computed);
        assert_int_equal(counts.repeated, 0);
        assert_true(counts.computed > 0);
        computed += counts.computed;
    }
    assert_int_equal(computed, 48);
    const how_t again = {.directory = "stopped", .threads = 1};
    assert_int_equal(sweep(&experiment, &again, &counts, &watch), CAMPAIGN_OK);
    assert_int_equal(counts.computed, 0);
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++) {
            assert_same_file("threads-1", directories[j], files[i]);
        }
    }
    experiment_free(&experiment);
}

static void test_impossible_points(void **state)
{
    const how_t how = {.directory = "half", .threads = 2};
    experiment_t experiment;
    campaign_counts_t counts;
    watch_t watch;
    rows_t rows;

    (void)state;
    read_experiment(&experiment, half_impossible, NULL);
    clear("half");
    for (int round = 0; round < 2; round++) { /* what failed is tried again, what is finished is not */
        assert_int_equal(sweep(&experiment, &how, &counts, &watch), CAMPAIGN_RUNS_FAILED);
        assert_int_equal(counts.skipped, 4 * round);
        assert_int_equal(counts.computed, 4 - 4 * round);
        assert_int_equal(counts.failed, 4);
        assert_int_equal(watch.failed, 4);
        for (int i = 0; i < 4; i++) {
            assert_true(watch.failed_runs[i] >= 4);
        }
        assert_non_null(strstr(watch.failed_message, "walt"));
        rows_read(&rows, "half/runs.csv");
        assert_int_equal(rows.count, 8);
        for (size_t row = 0; row < 8; row++) {
            assert_string_equal(rows_get(&rows, row, "status"), row < 4 ? "finished" : "failed");
            assert_string_equal(rows_get(&rows, row, "walt.power"), row < 4 ? "0.25" : "0.5");
            if (row < 4) {
                assert_row(&experiment, &rows, row);
            } else {
                assert_string_equal(rows_get(&rows, row, "demands"), "");
            }
        }
        rows_free(&rows);
    }
    experiment_free(&experiment);
}

/* Of chosen outcomes each has its own column, as it has among all. */
static void test_chosen_outcomes(void **state)
{
    static const char *const names[] = {"flips", "weak_dependence", "same_threat"};
    char text[sizeof everything + 80];
    experiment_t experiment;
    rows_t all, chosen;

    (void)state;
    read_experiment(&experiment, everything, NULL);
    run_all(&experiment, "fresh", 2);
    experiment_free(&experiment);
    snprintf(text, sizeof text, "%soutcomes = [ \"%s\", \"%s\", \"%s\" ];\n", everything, names[0], names[1], names[2]);
    read_experiment(&experiment, text, NULL);
    run_all(&experiment, "chosen", 2);
    rows_read(&all, "fresh/runs.csv");
    rows_read(&chosen, "chosen/runs.csv");
    assert_int_equal(chosen.count, all.count);
    for (size_t row = 0; row < all.count; row++) {
        for (size_t i = 0; i < 3; i++) {
            assert_string_equal(rows_get(&chosen, row, names[i]), rows_get(&all, row, names[i]));
        }
    }
    rows_free(&all);
    rows_free(&chosen);
    experiment_free(&experiment);
}

/* What is recorded of a point is what `run` writes of its scenario, with the point before it. */
static void test_records(void **state)
{
    static const char *const files[] = {TABLE_TIMESERIES, TABLE_COUNTS, TABLE_EVENTS};
    experiment_t experiment;
    run_t run;
    run_outcome_t outcome;
    scenario_t scenario;
    char why[PATH_WHY_SIZE], command[512];

    (void)state;
    read_experiment(&experiment, everything, NULL);
    experiment.record = "dyads";
    experiment.every = 5;
    run_all(&experiment, "recorded", 1); /* one worker sees worlds of both sizes */
    run_all(&experiment, "threaded", 3);
    assert_int_equal(scenario_copy(&scenario, &experiment.scenario), SCENARIO_OK);
    assert_int_equal(path_assign(&scenario, "threshold.dependence=0.4", why, sizeof why), PATH_OK);
    assert_int_equal(path_assign(&scenario, "decision.rule=logit", why, sizeof why), PATH_OK);
    assert_int_equal(path_assign(&scenario, "weak.ally.capability.a=1.1", why, sizeof why), PATH_OK);
    assert_int_equal(path_assign(&scenario, "weak.ally.count=7", why, sizeof why), PATH_OK);
    run_init(&run, &scenario);
    run.first_replicate = 2;
    run.replicates = 3;
    run.every = 5;
    run.directory = "alone";
    clear("alone");
    assert_int_equal(run_execute(&run, &outcome), FILES_OK);
    for (size_t i = 0; i < 3; i++) {
        snprintf(command, sizeof command,
                 "awk -F, '$1 == \"point\" || $1 == 7' recorded/%s | cut -d, -f2- | cmp - alone/%s", files[i], files[i]);
        assert_int_equal(system(command), 0);
        snprintf(command, sizeof command, "cmp recorded/%s threaded/%s", files[i], files[i]);
        assert_int_equal(system(command), 0);
        /* in order of points, and how many there are is in the manifest */
        snprintf(command, sizeof command,
                 "tail -n +2 recorded/%s | cut -d, -f1,2 | uniq | sort -C -t, -k1,1n -k2,2n && "
                 "grep -A4 '\"name\": \"%s\"' recorded/manifest.json | grep -q '\"rows\": '$(($(wc -l <recorded/%s) - 1))'$'",
                 files[i], files[i], files[i]);
        assert_int_equal(system(command), 0);
    }
    scenario_free(&scenario);
    experiment_free(&experiment);
}

static void test_another_sweep_is_refused(void **state)
{
    static const char *const sets[] = {"time.years=5", "weak.ally.intention.rival=0.3"};
    const how_t how = {.directory = "refused", .threads = 1};
    experiment_t experiment;
    campaign_counts_t counts;
    watch_t watch;

    (void)state;
    read_experiment(&experiment, everything, NULL);
    run_all(&experiment, "refused", 1);
    experiment.replicates++;
    assert_int_equal(sweep(&experiment, &how, &counts, &watch), CAMPAIGN_OTHER_RUN);
    experiment_free(&experiment);
    for (size_t i = 0; i < 2; i++) {
        read_experiment(&experiment, everything, sets[i]);
        assert_int_equal(sweep(&experiment, &how, &counts, &watch), CAMPAIGN_OTHER_RUN);
        experiment_free(&experiment);
    }
    read_experiment(&experiment, everything, sets[0]);
    const how_t fresh = {.directory = "refused", .threads = 1, .fresh = true};
    assert_int_equal(sweep(&experiment, &fresh, &counts, &watch), CAMPAIGN_OK);
    assert_int_equal(counts.computed, 48);
    experiment_free(&experiment);
}

static void test_payload(void **state)
{
    const double numbers[] = {1.5, -0.0, (double)NAN, 1e-310};
    double back[4];
    size_t at = 0, length = 0;
    const char *letters = NULL;
    text_t payload = {.length = 0}, text = {.length = 0};

    (void)state;
    text_append(&text, "a\nb", 3);
    payload_put_numbers(&payload, numbers, 4);
    payload_put_text(&payload, &text);
    assert_int_equal(payload.length, 32 + 8 + 3);
    assert_int_equal((unsigned char)payload.data[7], 0x3f); /* the high byte last */
    assert_int_equal((unsigned char)payload.data[6], 0xf8);
    assert_true(payload_get_numbers(payload.data, payload.length, &at, back, 4));
    assert_memory_equal(back, numbers, sizeof back);
    assert_true(payload_get_text(payload.data, payload.length, &at, &letters, &length));
    assert_int_equal(length, 3);
    assert_memory_equal(letters, "a\nb", 3);
    assert_int_equal(at, payload.length);
    for (size_t cut = 0; cut < payload.length; cut++) { /* what is cut short is never taken */
        at = 0;
        assert_false(payload_get_numbers(payload.data, cut, &at, back, 4)
                     && payload_get_text(payload.data, cut, &at, &letters, &length));
    }
    at = 0;
    assert_false(payload_get_numbers(payload.data, payload.length, &at, back, SIZE_MAX / 8 + 1));
    text_free(&payload);
    text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_payload),
        cmocka_unit_test(test_rows_are_fresh_worlds),
        cmocka_unit_test(test_many_runs),
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_own_random_numbers),
        cmocka_unit_test(test_threads_shards_stops),
        cmocka_unit_test(test_impossible_points),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_chosen_outcomes),
        cmocka_unit_test(test_another_sweep_is_refused),
    };
    return cmocka_run_group_tests(tests, write_scenario, NULL);
}
