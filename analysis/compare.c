/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/compare.h"

#include "analysis/demands.h"
#include "analysis/series.h"
#include "analysis/source.h"
#include "experiments/table.h"
#include "files/stop.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>

/* One side. Values are sums over counts until they are asked for. */
typedef struct {
    source_t source;
    size_t replicates;
    double *sums, *counts; /* owned; [outcome][replicate] */
    const atomic_int *stop;
} side_t;

static void side_free(side_t *self)
{
    source_close(&self->source);
    free(self->sums);
    free(self->counts);
}

static int open_side(side_t *self, const char *directory, const atomic_int *stop, failure_t *failure)
{
    int status = source_open(&self->source, directory, failure);

    self->stop = stop;
    if (status == FILES_OK && (self->source.replicates == 0 || self->source.replicates > INT32_MAX)) {
        status = failure_set_damaged(failure, directory, 0, "its manifest does not say how many replicates there are");
    }
    if (status == FILES_OK) {
        self->replicates = (size_t)self->source.replicates;
        self->sums = calloc(OUTCOME_MAX * self->replicates, sizeof *self->sums);
        self->counts = calloc(OUTCOME_MAX * self->replicates, sizeof *self->counts);
        if (self->sums == NULL || self->counts == NULL) {
            status = failure_set(failure, FILES_NO_MEMORY, 0, directory);
        }
    }
    return status;
}

/* What is not an outcome of the table is passed over. */
static void add(side_t *self, size_t replicate, const char *prefix, const char *name, double above, double below)
{
    char full[64];
    int outcome = -1;

    snprintf(full, sizeof full, "%s%s", prefix, name);
    for (char *letter = full; *letter != '\0'; letter++) {
        *letter = *letter == '-' ? '_' : *letter;
    }
    outcome = outcome_find(full);
    if (outcome >= 0) {
        self->sums[(size_t)outcome * self->replicates + replicate] += above;
        self->counts[(size_t)outcome * self->replicates + replicate] += below;
    }
}

/* Index of a replicate of this side; false, with a failure, if the manifest has no such one. */
static bool index_of(const side_t *self, csv_reader_t *reader, int column, size_t *index, failure_t *failure)
{
    uint64_t replicate = 0;
    bool fine = csv_reader_unsigned(reader, (size_t)column, &replicate, failure);

    if (fine && replicate - self->source.first_replicate >= self->replicates) {
        csv_reader_fault(reader, (size_t)column, "the manifest has no such replicate", failure);
        fine = false;
    }
    *index = fine ? (size_t)(replicate - self->source.first_replicate) : 0;
    return fine;
}

/* ---- runs.csv ---- */

typedef struct runs {
    side_t *side;
    int outcome[OUTCOME_MAX]; /* columns; -1: not there */
} runs_t;

static int begin_runs(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    runs_t *runs = context;

    (void)columns, (void)failure;
    for (size_t o = 0; o < outcome_count(); o++) {
        runs->outcome[o] = csv_reader_column(reader, outcome_info(o)->name, NULL);
    }
    return FILES_OK;
}

static int take_run(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    const runs_t *runs = context;
    side_t *self = runs->side;
    const bool twin = reader->fields[columns[0]].length == 0; /* of a flip: it has no point */
    size_t index = 0;
    int status = index_of(self, reader, columns[1], &index, failure) ? FILES_OK : FILES_DAMAGED;

    for (size_t o = 0; o < outcome_count() && status == FILES_OK; o++) {
        double value = (double)NAN;

        if (runs->outcome[o] >= 0 && !csv_reader_number(reader, (size_t)runs->outcome[o], &value, failure)) {
            status = FILES_DAMAGED;
        } else if (isfinite(value) && !twin) {
            self->sums[o * self->replicates + index] += value;
            self->counts[o * self->replicates + index] += 1.0;
        }
    }
    return status;
}

static int read_runs(side_t *self, failure_t *failure)
{
    static const source_table_t table = {
        .name = TABLE_RUNS, .columns = {"point", "replicate"}, .begin = begin_runs, .row = take_run};
    runs_t runs = {.side = self};

    return source_each(&self->source, &table, &runs, NULL, failure);
}

/* ---- counts.csv ---- */

static void add_counts(side_t *self, size_t replicate, const uint64_t *disposition, const uint64_t *type,
                       const uint64_t *status, uint64_t same)
{
    double living = 0.0;
    double all = 0.0;

    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        living += (double)disposition[i];
    }
    for (int i = 0; i < STATUS_COUNT; i++) {
        all += (double)status[i];
    }
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        add(self, replicate, "disposition_", behaviour_name((behaviour_t)i), (double)disposition[i], living);
    }
    for (int i = 0; i < INTERDEPENDENCE_COUNT; i++) {
        add(self, replicate, "type_", interdependence_name((interdependence_t)i), (double)type[i], living);
    }
    for (int i = 0; i < STATUS_COUNT; i++) {
        add(self, replicate, "status_", status_name((status_t)i), (double)status[i], all);
    }
    add(self, replicate, "", "same_threat", (double)same, living);
    if (self->source.every == 1) { /* an alliance has this disposition in the tick in which it ends, and only then */
        add(self, replicate, "", "terminations",
            (double)disposition[BEHAVIOUR_TERMINATION] * self->source.ticks_per_year, living);
    }
}

enum { TYPE = BEHAVIOUR_COUNT, STATUS = TYPE + INTERDEPENDENCE_COUNT, SAME = STATUS + STATUS_COUNT, COUNTS };

static void name_count(size_t i, char name[64])
{
    if (i < TYPE) {
        snprintf(name, 64, "disposition_%s", behaviour_name((behaviour_t)i));
    } else if (i < STATUS) {
        snprintf(name, 64, "interdependence_%s", interdependence_name((interdependence_t)(i - TYPE)));
    } else if (i < SAME) {
        snprintf(name, 64, "status_%s", status_name((status_t)(i - STATUS)));
    } else {
        snprintf(name, 64, "threat_same");
    }
    for (char *letter = name; *letter != '\0'; letter++) {
        *letter = *letter == '-' ? '_' : *letter;
    }
}

typedef struct count_rows {
    side_t *side;
    int count[COUNTS]; /* columns */
} count_rows_t;

static int begin_counts(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    count_rows_t *rows = context;
    char name[64];
    int status = FILES_OK;

    (void)columns;
    for (size_t i = 0; i < COUNTS && status == FILES_OK; i++) {
        name_count(i, name);
        rows->count[i] = csv_reader_column(reader, name, failure);
        status = rows->count[i] < 0 ? FILES_DAMAGED : FILES_OK;
    }
    return status;
}

static int take_counts(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    const count_rows_t *rows = context;
    uint64_t values[COUNTS];
    size_t index = 0;
    int status = index_of(rows->side, reader, columns[0], &index, failure) ? FILES_OK : FILES_DAMAGED;

    for (size_t i = 0; i < COUNTS && status == FILES_OK; i++) {
        status = csv_reader_unsigned(reader, (size_t)rows->count[i], &values[i], failure) ? FILES_OK : FILES_DAMAGED;
    }
    if (status == FILES_OK) {
        add_counts(rows->side, index, values, values + TYPE, values + STATUS, values[SAME]);
        status = stop_asked(rows->side->stop) ? FILES_STOPPED : FILES_OK;
    }
    return status;
}

static int read_counts(side_t *self, failure_t *failure)
{
    static const source_table_t table = {
        .name = TABLE_COUNTS, .columns = {"replicate"}, .begin = begin_counts, .row = take_counts};
    count_rows_t rows = {.side = self};

    return source_each(&self->source, &table, &rows, NULL, failure);
}

/* ---- Beside the counts: demands and dependences ---- */

static void add_demand(side_t *self, size_t replicate, const demand_t *demand)
{
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        add(self, replicate, "share_", behaviour_name((behaviour_t)i), (int)demand->gravest == i ? 1.0 : 0.0, 1.0);
    }
    add(self, replicate, "", "non_following_rate", demand->gravest == BEHAVIOUR_FOLLOW ? 0.0 : 1.0, 1.0);
}

static void end_run(side_t *self, demands_t *demands, size_t replicate)
{
    demand_t closed;

    for (size_t a = 0; a < demands->count; a++) {
        if (demands_end(demands, a, &closed)) {
            add_demand(self, replicate, &closed);
        }
    }
}

/*
 * Demands that stand in the first row count here only without a burn-in (analysis/demands.h): the same on both sides.
 */
static int read_series(side_t *self, failure_t *failure)
{
    series_t series;
    series_row_t row;
    demands_t demands = {.burn_in = self->source.burn_in > 0.0};
    uint64_t run = 0;
    size_t replicate = 0;
    int status = series_open(&series, &self->source, failure);

    while (status == FILES_OK && (status = series_next(&series, &row, failure)) > 0) {
        demand_t closed[2];
        int over = 0;

        status = FILES_OK;
        if (row.run != run) {
            end_run(self, &demands, replicate);
            run = row.run;
            status = index_of(self, &series.reader, csv_reader_column(&series.reader, "replicate", NULL), &replicate, failure)
                         ? FILES_OK
                         : FILES_DAMAGED;
        }
        if (status == FILES_OK) {
            over = demands_add(&demands, &row, closed);
            status = over < 0 ? over : stop_asked(self->stop) ? FILES_STOPPED : FILES_OK;
        }
        for (int i = 0; i < over && status == FILES_OK; i++) {
            add_demand(self, replicate, &closed[i]);
        }
        if (status == FILES_OK && row.living) {
            add(self, replicate, "", "strong_dependence", row.values[SERIES_STRONG_DEPENDENCE], 1.0);
            add(self, replicate, "", "weak_dependence", row.values[SERIES_WEAK_DEPENDENCE], 1.0);
        }
        if (status != FILES_OK) {
            goto out;
        }
    }
    if (status == FILES_OK) {
        end_run(self, &demands, replicate);
    }
out:
    demands_free(&demands);
    series_close(&series);
    return status;
}

static int read_side(side_t *self, failure_t *failure)
{
    int status = FILES_OK;

    if (source_has(&self->source, TABLE_RUNS)) {
        status = read_runs(self, failure);
    } else {
        if (source_has(&self->source, TABLE_COUNTS)) {
            status = read_counts(self, failure);
        }
        if (status == FILES_OK && source_has(&self->source, TABLE_TIMESERIES)) {
            status = read_series(self, failure);
        }
    }
    return status;
}

/* ---- Pairs ---- */

static bool has_outcome(const side_t *self, size_t outcome)
{
    bool found = false;

    for (size_t r = 0; r < self->replicates && !found; r++) {
        found = self->counts[outcome * self->replicates + r] > 0.0;
    }
    return found;
}

static void gather(const side_t *self, size_t outcome, uint64_t first, size_t n, double *values)
{
    for (size_t i = 0; i < n; i++) {
        const size_t at = outcome * self->replicates + (size_t)(first - self->source.first_replicate) + i;

        values[i] = self->counts[at] > 0.0 ? self->sums[at] / self->counts[at] : (double)NAN;
    }
}

static int refuse(failure_t *failure, const char *directory, const char *reason)
{
    const int status = failure_set(failure, FILES_MISUSED, 0, directory);

    if (failure != NULL) {
        snprintf(failure->detail, sizeof failure->detail, "%s", reason);
    }
    return status;
}

static const char *command_of(const side_t *self)
{
    const char *command = manifest_get_text(&self->source.manifest, "command");

    return command != NULL ? command : "run";
}

/* Replicate i of one and of the other share their randomness only if every point has the same. */
static int check_pairs(const side_t *self, failure_t *failure)
{
    bool common = true;
    int status = FILES_OK;

    if (manifest_get_bool(&self->source.manifest, "common_random_numbers", &common) && !common) {
        status = refuse(failure, self->source.directory,
                        "its points have random numbers of their own (common_random_numbers = false): no pairs");
    }
    return status;
}

static int compare_sides(compare_t *self, const side_t *a, const side_t *b, double level, double precision,
                         failure_t *failure)
{
    const uint64_t first =
        a->source.first_replicate > b->source.first_replicate ? a->source.first_replicate : b->source.first_replicate;
    const uint64_t end_a = a->source.first_replicate + a->replicates;
    const uint64_t end_b = b->source.first_replicate + b->replicates;
    const uint64_t end = end_a < end_b ? end_a : end_b;
    const size_t n = end > first ? (size_t)(end - first) : 0;
    double *values = malloc((2 * n + 1) * sizeof *values);
    size_t known = 0;
    int status = FILES_OK;

    if (values == NULL) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, b->source.directory);
    } else if (n == 0) {
        status = refuse(failure, b->source.directory, "the two have no replicate in common");
    }
    self->replicates = n;
    for (size_t o = 0; values != NULL && o < outcome_count() && status == FILES_OK; o++) {
        compare_outcome_t *one = &self->outcomes[o];

        if (!has_outcome(a, o) || !has_outcome(b, o)) {
            continue;
        }
        gather(a, o, first, n, values);
        gather(b, o, first, n, values + n);
        const int paired = paired_compare(&one->paired, values, values + n, n, level);

        if (paired == ANALYSIS_NO_MEMORY) {
            status = failure_set(failure, FILES_NO_MEMORY, 0, b->source.directory);
        }
        one->known = paired == ANALYSIS_OK;
        if (one->known && precision > 0.0) {
            one->needed = paired_replicates(one->paired.difference_deviation, precision, level);
        }
        known += one->known;
    }
    if (status == FILES_OK && known == 0) {
        status = refuse(failure, b->source.directory, "the two have no outcome in common");
    }
    free(values);
    return status;
}

int compare_directories(compare_t *self, const char *a, const char *b, double level, double precision,
                        const atomic_int *stop, failure_t *failure)
{
    side_t sides[2];
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    int status = FILES_OK;

    memset(self, 0, sizeof *self);
    memset(sides, 0, sizeof sides);
    status = open_side(&sides[0], a, stop, failure);
    if (status == FILES_OK) {
        status = open_side(&sides[1], b, stop, failure);
    }
    if (status == FILES_OK && sides[0].source.seed != sides[1].source.seed) {
        status = refuse(failure, b, "the two have different seeds: their replicates are no pairs");
    }
    for (size_t i = 0; i < 2 && status == FILES_OK; i++) {
        status = check_pairs(&sides[i], failure);
    }
    if (status == FILES_OK && strcmp(command_of(&sides[0]), command_of(&sides[1])) != 0) {
        status = refuse(failure, b, "one is a run and the other an experiment, or the experiments differ in kind");
    }
    for (size_t i = 0; i < 2 && status == FILES_OK; i++) {
        status = read_side(&sides[i], failure);
    }
    if (status == FILES_OK) {
        status = compare_sides(self, &sides[0], &sides[1], level, precision, failure);
    } else if (failure != NULL && failure->status == FILES_OK) {
        failure_set(failure, status, 0, a);
    }
    side_free(&sides[0]);
    side_free(&sides[1]);
    gsl_set_error_handler(handler);
    return status;
}
