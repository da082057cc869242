/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/source.h"

#include "config/reader.h"
#include "experiments/run.h"
#include "experiments/table.h"
#include "files/output.h"
#include "testing.h"

#include <stdio.h>
#include <string.h>

#define RUN "source_run"

static void play(void)
{
    static const char *const files[] = {TABLE_TIMESERIES, TABLE_COUNTS, TABLE_EVENTS, TABLE_COLUMNS, MANIFEST_NAME};
    const char *const sets[] = {"time.years=2", "time.burn_in=3", "time.ticks_per_year=4"};
    char path[100];
    run_outcome_t outcome;
    report_t report;
    scenario_t scenario;
    run_t run;

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, RUN "/%s", files[i]);
        remove(path);
    }
    report_init(&report);
    assert_int_equal(scenario_read(&scenario, ADRIFT_SOURCE_DIR "/config/baseline.cfg", sets, 3, &report), SCENARIO_OK);
    report_free(&report);
    run_init(&run, &scenario);
    run.replicates = 2;
    run.first_replicate = 7;
    run.every = 2;
    run.directory = RUN;
    assert_int_equal(run_execute(&run, &outcome), FILES_OK);
    scenario_free(&scenario);
}

static void test_open(void **state)
{
    source_t source;
    failure_t failure = {.status = FILES_OK};

    (void)state;
    play();
    assert_int_equal(source_open(&source, RUN, &failure), FILES_OK);
    assert_int_equal(source.ticks_per_year, 4);
    assert_near(source.years, 2, 0);
    assert_near(source.burn_in, 3, 0);
    assert_int_equal(source.every, 2);
    assert_int_equal(source.replicates, 2);
    assert_int_equal(source.first_replicate, 7);
    assert_true(source_has(&source, TABLE_COUNTS));
    assert_false(source_has(&source, TABLE_RUNS));
    assert_true(source_bytes(&source, TABLE_COUNTS) > 100);
    assert_int_equal(source_bytes(&source, TABLE_RUNS), 0);
    source_close(&source);
    source_close(&source);
}

static int read_all(const char *name, failure_t *failure)
{
    source_t source;
    csv_reader_t reader;
    int status = source_open(&source, RUN, failure);

    assert_int_equal(status, FILES_OK);
    status = source_read(&source, name, &reader, failure);
    while (status == FILES_OK && csv_reader_next(&reader, failure) > 0) {
    }
    if (status == FILES_OK) {
        status = source_verify(&source, name, &reader, failure);
    }
    csv_reader_close(&reader);
    source_close(&source);
    return status;
}

static void test_verify(void **state)
{
    failure_t failure = {.status = FILES_OK};
    FILE *file = NULL;

    (void)state;
    play();
    assert_int_equal(read_all(TABLE_COUNTS, &failure), FILES_OK);
    assert_int_equal(read_all(TABLE_EVENTS, &failure), FILES_OK);
    assert_int_equal(read_all(TABLE_RUNS, &failure), FILES_DAMAGED);
    assert_non_null(strstr(failure.path, MANIFEST_NAME));
    assert_true(failure.line > 0);
    /* One more row than was written, and then one byte changed. */
    failure_clear(&failure);
    file = fopen(RUN "/" TABLE_COLUMNS, "a");
    fputs("a,b,c,d\n", file);
    fclose(file);
    assert_int_equal(read_all(TABLE_COLUMNS, &failure), FILES_DAMAGED);
    assert_non_null(strstr(failure.detail, "rows"));
    failure_clear(&failure);
    file = fopen(RUN "/" TABLE_COUNTS, "r+");
    fputs("Replicate", file);
    fclose(file);
    assert_int_equal(read_all(TABLE_COUNTS, &failure), FILES_DAMAGED);
    assert_non_null(strstr(failure.detail, "SHA-256"));
    assert_non_null(strstr(failure.path, TABLE_COUNTS));
}

/* What source_each told. */
typedef struct told {
    size_t begun, rows, end_at; /* the row that ends it; 0: none */
    uint64_t ticks;
} told_t;

static int begin(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    told_t *told = context;

    (void)failure;
    assert_int_equal(told->rows, 0);
    assert_string_equal(csv_reader_name(reader, (size_t)columns[0]), "tick");
    assert_string_equal(csv_reader_name(reader, (size_t)columns[1]), "replicate");
    told->begun++;
    return FILES_OK;
}

static int refuse(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    (void)context, (void)reader, (void)columns, (void)failure;
    return FILES_NO_MEMORY;
}

static int take(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    told_t *told = context;
    uint64_t tick = 0;

    assert_true(csv_reader_unsigned(reader, (size_t)columns[0], &tick, failure));
    told->rows++;
    told->ticks += tick;
    return told->rows == told->end_at ? FILES_STOPPED : FILES_OK;
}

static int each(const source_table_t *table, told_t *told, uint64_t tally[2], failure_t *failure)
{
    const source_tally_t read = {&tally[0], &tally[1]};
    source_t source;
    int status = FILES_OK;

    failure_clear(failure);
    assert_int_equal(source_open(&source, RUN, failure), FILES_OK);
    status = source_each(&source, table, told, &read, failure);
    source_close(&source);
    return status;
}

static void test_each(void **state)
{
    source_table_t table = {.name = TABLE_COUNTS, .columns = {"tick", "replicate"}, .begin = begin, .row = take};
    failure_t failure = {.status = FILES_OK};
    uint64_t tally[2] = {5, 7}, bytes = 0;
    told_t told = {.rows = 0};
    source_t source;
    FILE *file = NULL;
    int last = 0;

    (void)state;
    play();
    assert_int_equal(source_open(&source, RUN, &failure), FILES_OK);
    bytes = source_bytes(&source, TABLE_COUNTS);
    source_close(&source);
    assert_int_equal(each(&table, &told, tally, &failure), FILES_OK);
    assert_int_equal(told.begun, 1);
    assert_int_equal(told.rows, 2 * 4); /* of two replicates, every second tick of 8 */
    assert_int_equal(told.ticks, 2 * (0 + 2 + 4 + 6));
    assert_int_equal(tally[0], 5 + 8);
    assert_int_equal(tally[1], 7 + bytes);
    /* a row ends it */
    told = (told_t){.end_at = 3};
    assert_int_equal(each(&table, &told, tally, &failure), FILES_STOPPED);
    assert_int_equal(told.rows, 3);
    assert_int_equal(tally[0], 5 + 8 + 3);
    /* so does the beginning, and a column that is not there */
    told = (told_t){.rows = 0};
    table.begin = refuse;
    assert_int_equal(each(&table, &told, tally, &failure), FILES_NO_MEMORY);
    table.begin = NULL;
    table.columns[2] = "tock";
    assert_int_equal(each(&table, &told, tally, &failure), FILES_DAMAGED);
    assert_non_null(strstr(failure.detail, "tock"));
    assert_int_equal(told.rows, 0);
    /* what was changed is damaged, though every row is read */
    table.columns[2] = NULL;
    file = fopen(RUN "/" TABLE_COUNTS, "r+");
    fseek(file, -2, SEEK_END);
    last = fgetc(file);
    fseek(file, -2, SEEK_END);
    fputc(last == '9' ? '8' : '9', file);
    fclose(file);
    assert_int_equal(each(&table, &told, tally, &failure), FILES_DAMAGED);
    assert_int_equal(told.rows, 8);
    table.name = TABLE_RUNS;
    assert_int_equal(each(&table, &told, tally, &failure), FILES_DAMAGED);
}

static void test_not_a_directory(void **state)
{
    static const char other[] = "{\n \"program\": \"other\"\n}\n";
    source_t source;
    failure_t failure = {.status = FILES_OK};

    (void)state;
    assert_int_equal(source_open(&source, "source_not_there", &failure), FILES_CANNOT_OPEN);
    source_close(&source);
    failure_clear(&failure);
    play();
    assert_int_equal(output_write_file(RUN, MANIFEST_NAME, other, sizeof other - 1, NULL, NULL), FILES_OK);
    assert_int_equal(source_open(&source, RUN, &failure), FILES_DAMAGED);
    assert_int_equal(failure.line, 2);
    source_close(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_each),
        cmocka_unit_test(test_not_a_directory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
