/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of a time series that was made and counted by hand, and of a run, against its own tally and counts. */
#include "analysis/analyze.h"

#include "analysis/source.h"
#include "analysis/spells.h"
#include "config/reader.h"
#include "config/writer.h"
#include "experiments/run.h"
#include "experiments/table.h"
#include "files/csv.h"
#include "files/directory.h"
#include "files/output.h"
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "version.h"

#define MADE "analyze_made"
#define RUN "analyze_run"

static void read_baseline(scenario_t *scenario, const char *const *sets, size_t count)
{
    report_t report;

    report_init(&report);
    assert_int_equal(scenario_read(scenario, ADRIFT_SOURCE_DIR "/config/baseline.cfg", sets, count, &report), SCENARIO_OK);
    report_free(&report);
}

/* ---- A directory made by hand: 2 replicates, 2 alliances, 8 ticks of half a year ---- */

typedef struct {
    int replicate, tick;
    const char *weak, *status, *stake, *type, *perception, *vulnerability, *disposition, *behavior, *price, *concession;
} made_t;

#define QUIET(replicate, tick, weak)                                                                                     \
    {replicate, tick, weak, "allied", "", "weak-strong", "same", "0.500000", "follow", "", "", ""}

static const made_t made[] = {
    QUIET(0, 0, "A"),
    QUIET(0, 0, "B"),
    {0, 1, "A", "allied", "0.500000", "strong-strong", "different", "0.500000", "negative_response", "negative_response", "", ""},
    QUIET(0, 1, "B"),
    {0, 2, "A", "drifting", "0.500000", "weak-weak", "different", "0.100000", "confrontation", "confrontation", "", ""},
    QUIET(0, 2, "B"),
    {0, 3, "A", "ended", "0.500000", "weak-weak", "different", "0.100000", "termination", "termination", "", ""},
    {0, 3, "B", "allied", "0.400000", "strong-weak", "different", "0.500000", "price_raising", "price_raising", "0.200000", "0.200000"},
    {0, 4, "A", "ended", "", "weak-weak", "different", "0.100000", "", "", "", ""},
    {0, 4, "B", "allied", "0.400000", "weak-strong", "same", "0.500000", "follow", "follow", "", ""},
    {0, 5, "A", "allied", "", "weak-strong", "same", "0.500000", "", "", "", ""},
    QUIET(0, 5, "B"),
    QUIET(0, 6, "A"),
    QUIET(0, 6, "B"),
    {0, 7, "A", "allied", "0.300000", "weak-strong", "same", "0.500000", "follow", "follow", "", ""},
    QUIET(0, 7, "B"),
    QUIET(1, 0, "A"), QUIET(1, 0, "B"), QUIET(1, 1, "A"), QUIET(1, 1, "B"), QUIET(1, 2, "A"), QUIET(1, 2, "B"),
    QUIET(1, 3, "A"), QUIET(1, 3, "B"), QUIET(1, 4, "A"), QUIET(1, 4, "B"), QUIET(1, 5, "A"), QUIET(1, 5, "B"),
    QUIET(1, 6, "A"), QUIET(1, 6, "B"), QUIET(1, 7, "A"),
    {1, 7, "B", "allied", "0.700000", "strong-strong", "different", "0.500000", "negative_response", "negative_response", "", ""},
};

enum { MADE_ROWS = sizeof made / sizeof made[0] };

static void put_row(text_t *text, const made_t *row)
{
    char line[400];
    const bool issue = row->stake[0] != '\0';

    snprintf(line, sizeof line, "%d,%d,%d.%d00000,S,%s,%s,%s,%s,%s,0.250000,0.750000,%s,k,0.600000,0.600000,%s,0.000000,%s,0.000000,%s,%s,%s,%s\n",
             row->replicate, row->tick, row->tick / 2, row->tick % 2 * 5, row->weak, row->status, issue ? "k" : "", row->stake,
             issue ? "true" : "", row->type, row->perception, row->vulnerability, row->disposition, row->behavior,
             row->price, row->concession);
    text_append(text, line, strlen(line));
}

static void write_manifest(const text_t *series, const char *version, const char *status)
{
    const char *const sets[] = {"time.years=4", "time.ticks_per_year=2", "time.burn_in=0"};
    scenario_t scenario;
    manifest_t manifest;
    text_t configuration;
    char hex[DIGEST_HEX_SIZE];

    text_init(&configuration);
    read_baseline(&scenario, sets, 3);
    assert_int_equal(scenario_write(&scenario, &configuration), 0);
    text_append(&configuration, "", 1);
    assert_int_equal(output_write_file(MADE, TABLE_TIMESERIES, series->data, series->length, hex, NULL), FILES_OK);
    assert_int_equal(manifest_init(&manifest), FILES_OK);
    manifest_set_text(&manifest, "program", "adrift");
    manifest_set_text(&manifest, "version", version);
    manifest_set_text(&manifest, "command", "run");
    manifest_set_text(&manifest, "configuration", configuration.data);
    manifest_set_unsigned(&manifest, "seed", 1);
    manifest_set_unsigned(&manifest, "replicates", 2);
    manifest_set_unsigned(&manifest, "first_replicate", 0);
    manifest_set_integer(&manifest, "every", 1);
    manifest_set_text(&manifest, "status", status);
    assert_int_equal(manifest_add_file(&manifest, &(manifest_file_t){TABLE_TIMESERIES, hex, series->length, MADE_ROWS}), FILES_OK);
    assert_int_equal(manifest_write(&manifest, MADE, NULL), FILES_OK);
    manifest_free(&manifest);
    text_free(&configuration);
    scenario_free(&scenario);
}

static void make_text(text_t *text)
{
    text_init(text);
    table_header(TABLE_TIMESERIES, false, text);
    for (size_t i = 0; i < MADE_ROWS; i++) {
        put_row(text, &made[i]);
    }
}

static void make(const char *version, const char *status)
{
    text_t text;

    assert_int_equal(directory_prepare(MADE, NULL, NULL), FILES_OK);
    make_text(&text);
    write_manifest(&text, version, status);
    text_free(&text);
}

/* ---- Looking things up in tables ---- */

/* The `wanted` of the only row of a table in which columns have these words: "measure=demand,behavior=follow". */
static double look(const char *directory, const char *table, const char *where, const char *wanted)
{
    char path[200];
    char name[80];
    csv_reader_t reader;
    failure_t failure = {.status = FILES_OK};
    double value = -12345.0;
    int found = 0;

    snprintf(path, sizeof path, "%s/" ANALYZE_DIRECTORY, directory);
    snprintf(name, sizeof name, "%s.csv", table);
    assert_int_equal(csv_reader_open(&reader, path, name, &failure), FILES_OK);
    assert_true(csv_reader_column(&reader, wanted, NULL) >= 0);
    while (csv_reader_next(&reader, &failure) > 0) {
        bool fits = true;

        for (const char *at = where; *at != '\0' && fits;) {
            const size_t key = strcspn(at, "=");
            const size_t word = strcspn(at + key + 1, ",");
            char column[40];

            snprintf(column, sizeof column, "%.*s", (int)key, at);
            assert_true(csv_reader_column(&reader, column, NULL) >= 0);
            fits = csv_field_is(reader.fields[csv_reader_column(&reader, column, NULL)], at + key + 1, word);
            at += key + 1 + word + (at[key + 1 + word] == ',');
        }
        if (fits) {
            found++;
            assert_true(csv_reader_number(&reader, (size_t)csv_reader_column(&reader, wanted, NULL), &value, &failure));
        }
    }
    assert_int_equal(failure.status, FILES_OK);
    csv_reader_close(&reader);
    if (found != 1) {
        print_error("%d rows of %s with %s\n", found, table, where);
        fail();
    }
    return value;
}

static void assert_look(const char *table, const char *where, const char *wanted, double expected)
{
    const double value = look(MADE, table, where, wanted);

    if (!(fabs(value - expected) <= 1e-12)) {
        print_error("%s of %s with %s is %.17g, not %.17g\n", wanted, table, where, value, expected);
        fail();
    }
}

static void analyze_fine(const char *directory)
{
    analyze_outcome_t outcome;
    const int status = analyze(directory, NULL, &outcome);

    if (status != FILES_OK) {
        print_error("%s:%d: %s\n", outcome.failure.path, outcome.failure.line, outcome.failure.detail);
    }
    assert_int_equal(status, FILES_OK);
}

static void test_frequencies(void **state)
{
    (void)state;
    make(ADRIFT_VERSION, "complete");
    analyze_fine(MADE);
    assert_look("frequencies", "measure=disposition,behavior=follow", "count", 25);
    assert_look("frequencies", "measure=disposition,behavior=follow", "share", 25.0 / 30.0);
    assert_look("frequencies", "measure=disposition,behavior=negative_response", "count", 2);
    assert_look("frequencies", "measure=disposition,behavior=termination", "n", 30);
    assert_look("frequencies", "measure=issue_tick,behavior=follow", "count", 2);
    assert_look("frequencies", "measure=issue_tick,behavior=price_raising", "share", 1.0 / 7.0);
    /* The first issue goes from negative response by confrontation to termination, and counts as that; the price is paid. */
    assert_look("frequencies", "measure=demand,behavior=follow", "count", 2);
    assert_look("frequencies", "measure=demand,behavior=negative_response", "count", 1);
    assert_look("frequencies", "measure=demand,behavior=price_raising", "count", 1);
    assert_look("frequencies", "measure=demand,behavior=confrontation", "count", 0);
    assert_look("frequencies", "measure=demand,behavior=termination", "count", 1);
    assert_look("frequencies", "measure=demand,behavior=follow", "n", 5);
    assert_look("frequencies", "measure=demand,behavior=follow", "replicates", 2);
    assert_look("frequencies_type_threat",
                "measure=disposition,interdependence=weak-weak,threat_perception=different,behavior=confrontation", "share", 0.5);
    assert_look("frequencies_type_threat",
                "measure=disposition,interdependence=weak-strong,threat_perception=same,behavior=follow", "share", 1);
    assert_look("frequencies_type_threat",
                "measure=demand,interdependence=weak-weak,threat_perception=different,behavior=termination", "count", 1);
    assert_look("frequencies_type_threat",
                "measure=disposition,interdependence=strong-strong,threat_perception=different,behavior=negative_response",
                "share_of_all", 2.0 / 30.0);
    assert_look("types", "interdependence=weak-strong,threat_perception=same", "count", 25);
    assert_look("behaviours_over_time", "measure=status,year=1,state=ended", "share", 1.0 / 8.0);
    assert_look("behaviours_over_time", "measure=status,year=2,state=ended", "share", 1.0 / 8.0);
    assert_look("behaviours_over_time", "measure=disposition,year=1,state=follow", "mean", (1.0 / 4.0 + 1.0) / 2.0);
    assert_look("behaviours_over_time", "measure=disposition,year=1,state=follow", "share", 5.0 / 8.0);
    assert_look("alliances", "weak=A", "ended", 2.0 / 16.0);
    assert_look("alliances", "weak=A", "follow", 11.0 / 14.0);
    assert_look("alliances", "weak=B", "demands", 3);
    assert_look("alliances", "weak=B", "non_following", 2.0 / 3.0);
}

static void test_truth_table(void **state)
{
    (void)state;
    /* Both depend strongly, other threat, vulnerable: row 8 + 4 + 1, and QCA counts from 1. */
    assert_look("truth_table", "measure=issue_tick,outcome=negative_response,row=14", "cases", 2);
    assert_look("truth_table", "measure=issue_tick,outcome=negative_response,row=14", "incl", 1);
    assert_look("truth_table", "measure=issue_tick,outcome=negative_response,row=14", "OUT", 1);
    assert_look("truth_table", "measure=issue_tick,outcome=negative_response,row=14", "coverage", 1);
    assert_look("truth_table", "measure=disposition,outcome=confrontation,row=1", "incl", 0.5);
    assert_look("truth_table", "measure=disposition,outcome=non_following,row=1", "incl", 1);
    assert_look("truth_table", "measure=disposition,outcome=non_following,row=8", "incl", 0);
    assert_look("truth_table", "measure=disposition,outcome=follow,row=8", "cases", 25);
}

static void test_transitions(void **state)
{
    (void)state;
    assert_look("transitions", "of=status,scale=tick,from=allied,to=drifting", "count", 1);
    assert_look("transitions", "of=status,scale=tick,from=drifting,to=ended", "share", 1);
    assert_look("transitions", "of=status,scale=tick,from=ended,to=allied", "share", 0.5);
    assert_look("transitions", "of=status,scale=episode,from=ended,to=allied", "share", 1);
    assert_look("transitions", "of=status,scale=tick,from=allied,to=allied", "count", 24);
    /* No step leads from one replicate's last tick to the next one's first: 4 alliances of 8 ticks have 28. */
    assert_look("transitions", "of=disposition,scale=tick,from=follow,to=follow", "count", 1 + 5 + 7 + 6);
    assert_look("transitions", "of=disposition,scale=tick,from=follow,to=negative_response", "count", 2);
    assert_look("transitions", "of=disposition,scale=tick,from=ended,to=follow", "count", 1);
    assert_look("transitions", "of=behavior,scale=tick,from=negative_response,to=confrontation", "count", 1);
    assert_look("transitions", "of=behavior,scale=tick,from=price_raising,to=follow", "count", 1);
    assert_look("sojourns", "of=status,state=drifting", "mean", 0.5);
    assert_look("sojourns", "of=status,state=ended", "mean", 1);
    assert_look("sojourns", "of=status,state=ended", "departures", 1);
}

/* What is under way when the record begins has begun there, unless years came before that were not recorded. */
static void test_spells_under_way(void **state)
{
    (void)state;
    for (int burn_in = 0; burn_in < 2; burn_in++) {
        const series_t series = {0};
        spells_t spells = {.ticks_per_year = 1, .every = 1, .burn_in = burn_in != 0};

        for (size_t k = 0; k < SPELLS_KINDS; k++) {
            assert_int_equal(survival_init(&spells.survival[k], SPELLS_CAUSES), ANALYSIS_OK);
        }
        for (int32_t tick = 0; tick < 6; tick++) { /* follows for three ticks, does not for two, follows */
            const series_row_t row = {.tick = tick, .first = tick == 0, .status = STATUS_ALLIED, .living = true,
                                      .disposition = tick == 3 || tick == 4 ? BEHAVIOUR_NEGATIVE_RESPONSE : BEHAVIOUR_FOLLOW,
                                      .behaviour = BEHAVIOUR_NONE};

            assert_int_equal(spells_row(&spells, &series, &row), FILES_OK);
        }
        assert_int_equal(spells_end(&spells, &series), FILES_OK);
        assert_int_equal(spells.survival[SPELLS_FOLLOWING].count, burn_in ? 1 : 2);
        assert_int_equal(spells.survival[SPELLS_FOLLOWING].events, burn_in ? 0 : 1);
        assert_int_equal(spells.survival[SPELLS_NON_FOLLOWING].count, 1);
        spells_free(&spells);
    }
}

static void test_spells(void **state)
{
    (void)state;
    /* A lasts for 3 ticks and ends; formed again in tick 5, it is a new spell, cut after 3; three others last 8. */
    assert_look("spells", "of=alliance,replicate=0,weak=A,begin=0", "tstop", 1.5);
    assert_look("spells", "of=alliance,replicate=0,weak=A,begin=0", "event", 1);
    assert_look("spells", "of=alliance,replicate=0,weak=A,begin=2.5", "tstop", 1.5);
    assert_look("spells", "of=alliance,replicate=0,weak=A,begin=2.5", "event", 0);
    assert_look("spells", "of=alliance,replicate=1,weak=B", "tstop", 4);
    assert_look("survival", "of=alliance,time=0", "survival", 1);
    assert_look("survival", "of=alliance,time=1.5", "at_risk", 5);
    assert_look("survival", "of=alliance,time=1.5", "events", 1);
    assert_look("survival", "of=alliance,time=1.5", "censored", 1);
    assert_look("survival", "of=alliance,time=1.5", "survival", 0.8);
    assert_look("survival", "of=alliance,time=1.5", "standard_error", 0.8 * sqrt(1.0 / 20.0));
    assert_look("survival", "of=alliance,time=4", "at_risk", 3);
    /* Following: 0.5 (negative response), 1 (cut), 1.5 (price), 2 (cut), 3.5 (negative response), 4 (cut). */
    assert_look("survival", "of=following,time=0.5", "survival", 5.0 / 6.0);
    assert_look("survival", "of=following,time=1.5", "survival", 5.0 / 6.0 * 3.0 / 4.0);
    assert_look("survival", "of=following,time=3.5", "survival", 5.0 / 6.0 * 3.0 / 4.0 / 2.0);
    assert_look("cumulative_incidence", "of=following,cause=price_raising,time=1.5", "incidence", 5.0 / 24.0);
    assert_look("cumulative_incidence", "of=following,cause=negative_response,time=3.5", "incidence", 1.0 / 6.0 + 5.0 / 16.0);
    assert_look("spells", "of=non_following,replicate=0,weak=A,cause=ended", "tstop", 1.5);
    assert_look("spells", "of=non_following,replicate=0,weak=B,cause=follow", "tstop", 0.5);
    assert_look("spells", "of=non_following,replicate=1,weak=B", "event", 0);
    assert_look("spells", "of=drifting,replicate=0,weak=A,cause=ended", "tstop", 0.5);
}

/* ---- What is refused, and leaves nothing ---- */

static void assert_refused(int status, const char *file, int line, const char *detail)
{
    analyze_outcome_t outcome;

    remove(MADE "/" ANALYZE_DIRECTORY "/frequencies.csv");
    assert_int_equal(analyze(MADE, NULL, &outcome), status);
    if (strstr(outcome.failure.path, file) == NULL || strstr(outcome.failure.detail, detail) == NULL ||
        (line > 0 && outcome.failure.line != line)) {
        print_error("%s:%d: %s\n", outcome.failure.path, outcome.failure.line, outcome.failure.detail);
        fail();
    }
    assert_null(fopen(MADE "/" ANALYZE_DIRECTORY "/frequencies.csv", "r"));
}

/* The text with one thing changed: as an attacker would, with a manifest that fits. */
static void change(const char *from, const char *to)
{
    text_t text;
    text_t changed;
    const char *at = NULL;

    make_text(&text);
    text_append(&text, "", 1);
    at = strstr(text.data, from);
    assert_non_null(at);
    text_init(&changed);
    text_append(&changed, text.data, (size_t)(at - text.data));
    text_append(&changed, to, strlen(to));
    text_append(&changed, at + strlen(from), strlen(at + strlen(from)));
    write_manifest(&changed, ADRIFT_VERSION, "complete");
    text_free(&text);
    text_free(&changed);
}

static void test_refusals(void **state)
{
    text_t text;

    (void)state;
    make("0.0.0", "complete");
    assert_refused(FILES_OTHER_FORMAT, "manifest.json", 3, "0.0.0");
    make(ADRIFT_VERSION, "running");
    assert_refused(FILES_DAMAGED, "manifest.json", 0, "not complete");
    change("negative_response,negative_response", "negativeresponse,negative_response");
    assert_refused(FILES_DAMAGED, "timeseries.csv", 4, "disposition: 'negativeresponse'");
    change("0,1,0.500000,S,B,", "0,1,0.500000,S,A,");
    assert_refused(FILES_DAMAGED, "timeseries.csv", 5, "twice");
    change("\n0,4,", "\n0,2,");
    assert_refused(FILES_DAMAGED, "timeseries.csv", 10, "tick");
    change(",0.250000,", ",0.25x000,");
    assert_refused(FILES_DAMAGED, "timeseries.csv", 2, "strong_dependence");
    change(",stake,", ",stakes,");
    assert_refused(FILES_DAMAGED, "timeseries.csv", 1, "stake");
    /* A digit that fits, but is not what the digest was made of. */
    make(ADRIFT_VERSION, "complete");
    make_text(&text);
    memcpy(strstr(text.data, "0.250000"), "0.260000", 8);
    output_write_file(MADE, TABLE_TIMESERIES, text.data, text.length, NULL, NULL);
    assert_refused(FILES_DAMAGED, "timeseries.csv", 0, "SHA-256");
    /* A row less. */
    while (text.data[--text.length - 1] != '\n') {
    }
    output_write_file(MADE, TABLE_TIMESERIES, text.data, text.length, NULL, NULL);
    assert_refused(FILES_DAMAGED, "timeseries.csv", 0, "31 rows");
    text_free(&text);
}

static void test_named_tables(void **state)
{
    const char *const unknown[] = {"survivals"};
    const char *const missing[] = {"frequencies", "dose"};
    analyze_options_t options = {.tables = unknown, .table_count = 1};
    analyze_outcome_t outcome;

    (void)state;
    make(ADRIFT_VERSION, "complete");
    assert_int_equal(analyze(MADE, &options, &outcome), FILES_MISUSED);
    options = (analyze_options_t){.tables = missing, .table_count = 2};
    remove(MADE "/" ANALYZE_DIRECTORY "/frequencies.csv");
    assert_int_equal(analyze(MADE, &options, &outcome), FILES_MISUSED);
    assert_string_equal(outcome.failure.path, "dose");
    assert_null(fopen(MADE "/" ANALYZE_DIRECTORY "/frequencies.csv", "r"));
    options.table_count = 1;
    assert_int_equal(analyze(MADE, &options, &outcome), FILES_OK);
    assert_int_equal(outcome.tables, 1);
}

/* ---- A run ---- */

static uint64_t sum_counts(const char *column)
{
    csv_reader_t reader;
    uint64_t sum = 0;

    assert_int_equal(csv_reader_open(&reader, RUN, TABLE_COUNTS, NULL), FILES_OK);
    while (csv_reader_next(&reader, NULL) > 0) {
        uint64_t count = 0;

        assert_true(csv_reader_unsigned(&reader, (size_t)csv_reader_column(&reader, column, NULL), &count, NULL));
        sum += count;
    }
    csv_reader_close(&reader);
    return sum;
}

static double count_of(const char *measure, int behaviour)
{
    char where[100];

    snprintf(where, sizeof where, "measure=%s,behavior=%s", measure, behaviour_name((behaviour_t)behaviour));
    return look(RUN, "frequencies", where, "count");
}

static void play(record_t record, run_outcome_t *outcome)
{
    const char *const sets[] = {"time.years=12", "time.burn_in=5"};
    scenario_t scenario;
    run_t run;

    read_baseline(&scenario, sets, 2);
    run_init(&run, &scenario);
    run.replicates = 5;
    run.record = record;
    run.directory = RUN;
    assert_int_equal(run_execute(&run, outcome), FILES_OK);
    scenario_free(&scenario);
}

static void clear_run(void)
{
    static const char *const files[] = {TABLE_TIMESERIES, TABLE_COUNTS, TABLE_EVENTS, TABLE_COLUMNS, MANIFEST_NAME};
    char path[200];

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, RUN "/%s", files[i]);
        remove(path);
    }
    for (size_t i = 0; analyze_table(i) != NULL; i++) {
        snprintf(path, sizeof path, RUN "/" ANALYZE_DIRECTORY "/%s.csv", analyze_table(i));
        remove(path);
    }
    remove(RUN "/" ANALYZE_DIRECTORY "/columns.csv");
    remove(RUN "/" ANALYZE_DIRECTORY "/" MANIFEST_NAME);
    remove(RUN "/" ANALYZE_DIRECTORY);
    remove(RUN);
}

/* Demands as the run has tallied them, burn-in and all; ticks as counts.csv has them. */
static void test_run(void **state)
{
    run_outcome_t outcome;
    double terminations = 0.0;

    (void)state;
    clear_run();
    play(RECORD_DYADS, &outcome);
    analyze_fine(RUN);
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        char column[64];

        assert_near(count_of("demand", i), (double)outcome.total.demands[i], 0);
        assert_near(count_of("disposition", i), (double)outcome.total.sum.disposition[i], 0);
        assert_near(count_of("issue_tick", i), (double)outcome.total.sum.behaviour[i], 0);
        snprintf(column, sizeof column, "disposition_%s", behaviour_name((behaviour_t)i));
        assert_near(count_of("disposition", i), (double)sum_counts(column), 0);
        snprintf(column, sizeof column, "behavior_%s", behaviour_name((behaviour_t)i));
        assert_near(count_of("issue_tick", i), (double)sum_counts(column), 0);
    }
    assert_true(outcome.total.drifts > 0 && outcome.total.recoveries > 0);
    /* Changes from the first recorded tick to the next are seen, those into the first are not. */
    assert_true(look(RUN, "transitions", "of=status,scale=tick,from=allied,to=drifting", "count") <= (double)outcome.total.drifts);
    assert_true(look(RUN, "transitions", "of=status,scale=tick,from=allied,to=drifting", "count") >=
                (double)outcome.total.drifts - 5 * 40 * 0.05);
    terminations = look(RUN, "transitions", "of=disposition,scale=tick,from=termination,to=ended", "count");
    assert_true(terminations <= (double)outcome.total.terminations);
}

/* From counts alone: the same numbers where there are any. */
static void test_counts_only(void **state)
{
    run_outcome_t outcome;
    analyze_outcome_t read;

    (void)state;
    clear_run();
    play(RECORD_COUNTS, &outcome);
    assert_int_equal(analyze(RUN, NULL, &read), FILES_OK);
    assert_int_equal(read.tables, 2);
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        assert_near(count_of("disposition", i), (double)outcome.total.sum.disposition[i], 0);
        assert_near(count_of("issue_tick", i), (double)outcome.total.sum.behaviour[i], 0);
    }
    clear_run();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frequencies), cmocka_unit_test(test_truth_table), cmocka_unit_test(test_transitions),
        cmocka_unit_test(test_spells_under_way),
        cmocka_unit_test(test_spells),      cmocka_unit_test(test_refusals),    cmocka_unit_test(test_named_tables),
        cmocka_unit_test(test_run),         cmocka_unit_test(test_counts_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
