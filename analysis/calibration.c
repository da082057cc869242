/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/calibration.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "analysis/judgement.h"
#include "config/path.h"
#include "experiments/cases.h"
#include "experiments/table.h"
#include "files/stop.h"

/* Kolmogorov's limiting distribution at 5 %. */
static const double kolmogorov_line = 1.358;

static size_t lines(void)
{
    return pattern_count();
}

void calibration_free(calibration_t *self)
{
    for (size_t i = 0; i < self->points * self->factors && self->texts != NULL; i++) {
        free(self->texts[i]);
    }
    for (size_t f = 0; f < self->factors && self->path != NULL; f++) {
        free(self->path[f]);
    }
    free(self->texts);
    free(self->path);
    free(self->values);
    free(self->base);
    free(self->means);
    free(self->counts);
    free(self->missed);
    free(self->distance);
    free(self->accepted);
    source_close(&self->source);
    memset(self, 0, sizeof *self);
}

/* ---- Reading ---- */

/* Columns of runs.csv: point, replicate, seed, status, factors, outcomes. */
typedef struct columns {
    int point, status;
    size_t first_factor;
    int outcome[OUTCOME_MAX]; /* of each outcome; -1: not there */
} columns_t;

static int misuse(failure_t *failure, const char *directory, const char *what, const char *name)
{
    const int status = failure_set(failure, FILES_MISUSED, 0, directory);

    if (failure != NULL) {
        snprintf(failure->detail, sizeof failure->detail, "%s%s", what, name);
    }
    return status;
}

static int find_columns(calibration_t *self, const csv_reader_t *reader, columns_t *columns,
                        failure_t *failure)
{
    size_t end = reader->width;
    int status = FILES_OK;

    columns->point = csv_reader_column(reader, "point", failure);
    columns->status = csv_reader_column(reader, "status", failure);
    if (columns->point < 0 || columns->status < 0) {
        status = FILES_DAMAGED;
        goto out;
    }
    columns->first_factor = (size_t)columns->status + 1;
    for (size_t o = 0; o < outcome_count(); o++) {
        columns->outcome[o] = csv_reader_column(reader, outcome_info(o)->name, NULL);
        if (columns->outcome[o] >= 0 && (size_t)columns->outcome[o] < end) {
            end = (size_t)columns->outcome[o];
        }
    }
    for (size_t p = 0; p < lines() && status == FILES_OK; p++) {
        const pattern_t *pattern = pattern_info(p);

        for (int i = 0; i < PATTERN_TERMS && pattern->outcome[i] != NULL && status == FILES_OK; i++) {
            if (self->applies[p] && columns->outcome[outcome_find(pattern->outcome[i])] < 0) {
                status = misuse(failure, self->source.directory,
                                "the patterns need an outcome that the sweep does not have: ",
                                pattern->outcome[i]);
            }
        }
    }
    if (status != FILES_OK) {
        goto out;
    }
    self->path = calloc(end - columns->first_factor + 1, sizeof *self->path);
    self->base = calloc(end - columns->first_factor + 1, sizeof *self->base);
    if (self->path == NULL || self->base == NULL) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
        goto out;
    }
    self->factors = end - columns->first_factor;
    for (size_t f = 0; f < self->factors && status == FILES_OK; f++) {
        knob_t knob;

        self->path[f] = strdup(csv_reader_name(reader, columns->first_factor + f));
        self->base[f] = NAN;
        if (self->path[f] == NULL) {
            status = failure_set(failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
        } else if (path_resolve(&self->source.scenario, self->path[f], &knob, NULL, 0) == PATH_OK &&
                   knob_is_constant(&knob) && knob.type != KNOB_WORD) {
            self->base[f] = knob_get(&knob);
        }
    }
out:
    return status;
}

static bool grow(calibration_t *self)
{
    const size_t capacity = self->capacity == 0 ? 256 : 2 * self->capacity;
    char **texts = realloc(self->texts, (capacity * self->factors + 1) * sizeof *texts);
    double *values = NULL, *means = NULL, *counts = NULL;

    if (texts != NULL) {
        self->texts = texts;
        values = realloc(self->values, (capacity * self->factors + 1) * sizeof *values);
    }
    if (values != NULL) {
        self->values = values;
        means = realloc(self->means, capacity * lines() * sizeof *means);
    }
    if (means != NULL) {
        self->means = means;
        counts = realloc(self->counts, capacity * lines() * sizeof *counts);
    }
    if (counts != NULL) {
        self->counts = counts;
        self->capacity = capacity;
    }
    return counts != NULL;
}

/* The first row of a point: runs stand by point. */
static int begin_point(calibration_t *self, const csv_reader_t *reader, const columns_t *columns,
                       failure_t *failure)
{
    const size_t point = self->points;
    int status = FILES_OK;

    if (point == self->capacity && !grow(self)) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
        goto out;
    }
    memset(&self->texts[point * self->factors], 0, self->factors * sizeof *self->texts);
    for (size_t p = 0; p < lines(); p++) {
        self->means[point * lines() + p] = 0.0;
        self->counts[point * lines() + p] = 0.0;
    }
    self->points++;
    for (size_t f = 0; f < self->factors && status == FILES_OK; f++) {
        const csv_field_t field = reader->fields[columns->first_factor + f];
        const size_t at = point * self->factors + f;

        self->texts[at] = strndup(field.data, field.length);
        if (self->texts[at] == NULL) {
            status = failure_set(failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
        }
        if (field.length == 0 || !csv_field_number(field, &self->values[at])) {
            self->values[at] = NAN;
        }
    }
out:
    return status;
}

static int take_run(calibration_t *self, csv_reader_t *reader, const columns_t *columns,
                    failure_t *failure)
{
    double outcomes[OUTCOME_MAX];
    uint64_t point = 0;
    int status = FILES_OK;

    for (size_t o = 0; o < OUTCOME_MAX; o++) {
        outcomes[o] = NAN;
    }
    if (!csv_reader_unsigned(reader, (size_t)columns->point, &point, failure)) {
        status = FILES_DAMAGED;
    } else if (point == self->points) {
        status = begin_point(self, reader, columns, failure);
    } else if (point + 1 != self->points) {
        status = csv_reader_fault(reader, (size_t)columns->point, "points are not in order", failure);
    }
    if (status != FILES_OK || !csv_field_is(reader->fields[columns->status], "finished", 8)) {
        goto out;
    }
    for (size_t o = 0; o < outcome_count() && status == FILES_OK; o++) {
        if (columns->outcome[o] >= 0 &&
            !csv_reader_number(reader, (size_t)columns->outcome[o], &outcomes[o], failure)) {
            status = FILES_DAMAGED;
        }
    }
    for (size_t p = 0; p < lines() && status == FILES_OK; p++) {
        const double value = pattern_value(p, outcomes);

        if (isfinite(value)) { /* a running mean */
            double *mean = &self->means[point * lines() + p];
            double *count = &self->counts[point * lines() + p];

            *count += 1.0;
            *mean += (value - *mean) / *count;
        }
    }
out:
    return status;
}

typedef struct runs {
    calibration_t *self;
    columns_t columns;
} runs_t;

static int begin_runs(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    runs_t *runs = context;

    (void)columns;
    return find_columns(runs->self, reader, &runs->columns, failure);
}

static int next_run(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    const runs_t *runs = context;

    (void)columns;
    return stop_asked(runs->self->stop) ? FILES_STOPPED : take_run(runs->self, reader, &runs->columns, failure);
}

static int read_runs(calibration_t *self, failure_t *failure)
{
    static const source_table_t table = {.name = TABLE_RUNS, .begin = begin_runs, .row = next_run};
    runs_t runs = {.self = self};

    return source_each(&self->source, &table, &runs, NULL, failure);
}

/* How many alliances the sweep's scenario has, before its factors. */
static size_t count_alliances(const scenario_t *scenario)
{
    world_t *world = NULL;
    const size_t count = world_create(&world, &scenario->model, 1) == MODEL_OK
                             ? world_alliance_count(world)
                             : 0;

    world_free(world);
    return count;
}

int calibration_read(calibration_t *self, const char *directory, const atomic_int *stop, failure_t *failure)
{
    char reason[PATTERN_REASON_SIZE];
    size_t alliances = 0;
    int status = FILES_OK;

    memset(self, 0, sizeof *self);
    self->stop = stop;
    status = source_open(&self->source, directory, failure);
    if (status == FILES_OK &&
        (!source_has(&self->source, TABLE_RUNS) || source_has(&self->source, TABLE_FLIPS))) {
        status = misuse(failure, directory, "not a sweep: there are no points to judge", "");
    }
    if (status != FILES_OK) {
        goto out;
    }
    self->replicates = self->source.replicates;
    alliances = count_alliances(&self->source.scenario);
    for (size_t p = 0; p < lines(); p++) {
        self->applies[p] =
            pattern_info(p)->kind == PATTERN_OUTCOMES &&
            pattern_applies(p, &self->source.scenario, alliances, self->replicates, reason);
    }
    status = read_runs(self, failure);
    if (status != FILES_OK) {
        goto out;
    }
    for (size_t i = 0; i < self->points * lines(); i++) {
        self->means[i] = self->counts[i] > 0.0 ? self->means[i] : NAN;
    }
    self->missed = calloc(self->points + 1, sizeof *self->missed);
    self->distance = calloc(self->points + 1, sizeof *self->distance);
    self->accepted = calloc(self->points + 1, sizeof *self->accepted);
    if (self->missed == NULL || self->distance == NULL || self->accepted == NULL) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
    }
out:
    return status;
}

/* ---- Cases ---- */

/* A factor that a case takes over: a parameter of the model that its own file does not give. */
static bool takes_over(const scenario_t *one, const char *path)
{
    const parameter_info_t *info = NULL;
    const char *dot = strchr(path, '.');
    char group[64];

    if (dot != NULL && (size_t)(dot - path) < sizeof group) {
        memcpy(group, path, (size_t)(dot - path));
        group[dot - path] = '\0';
        info = strcmp(group, "time") == 0 ? NULL : parameters_find(group, dot + 1);
    }
    return info != NULL && !scenario_given_parameter(one, info);
}

static int play_case(const calibration_t *self, size_t point, const scenario_t *one, bool *held)
{
    scenario_t moved = {0};
    cases_result_t result = {0};
    char why[PATH_WHY_SIZE];
    int status = scenario_copy(&moved, one) == SCENARIO_OK ? CASES_OK : CASES_NO_MEMORY;

    for (size_t f = 0; f < self->factors && status == CASES_OK; f++) {
        knob_t knob;

        if (takes_over(one, self->path[f]) &&
            (path_resolve(&moved, self->path[f], &knob, why, sizeof why) != PATH_OK ||
             knob_set_text(&knob, self->texts[point * self->factors + f], why, sizeof why) != KNOB_OK)) {
            status = CASES_INVALID;
        }
    }
    *held = false;
    if (status == CASES_OK && model_check(&moved.model, NULL, NULL) == 0) {
        status = cases_init(&result, &moved, 1);
        result.stop = self->stop;
        if (status == CASES_OK) {
            status = cases_play(&result);
        }
        *held = status == CASES_OK && result.cases[0].held;
        cases_free(&result);
    }
    scenario_free(&moved);
    return status;
}

int calibration_play_cases(calibration_t *self, const scenario_t *cases, size_t count, int threads)
{
    int failed = CASES_OK;

#ifdef _OPENMP
    threads = threads > 0 ? threads : omp_get_max_threads();
#endif
    (void)threads;
    self->cases = 0;
    for (size_t i = 0; i < count; i++) {
        self->cases += cases[i].required;
    }
#ifdef _OPENMP
#pragma omp parallel for num_threads(threads) schedule(dynamic, 16)
#endif
    for (size_t point = 0; point < self->points; point++) {
        self->missed[point] = 0;
        for (size_t i = 0; i < count; i++) {
            bool held = true;
            const int status =
                cases[i].required ? play_case(self, point, &cases[i], &held) : CASES_OK;

            self->missed[point] += !held;
            if (status != CASES_OK) {
#ifdef _OPENMP
#pragma omp atomic write
#endif
                failed = status;
            }
        }
    }
    return failed;
}

/* ---- Judging ---- */

static double line_distance(const calibration_t *self, size_t point, size_t line)
{
    const pattern_t *pattern = pattern_info(line);

    return judgement_distance(self->means[point * lines() + line], pattern->low, pattern->high,
                              pattern->scale);
}

void calibration_judge(calibration_t *self)
{
    self->accepted_count = 0;
    for (size_t point = 0; point < self->points; point++) {
        double distance =
            self->cases > 0 ? (double)self->missed[point] / (double)self->cases : 0.0;

        for (size_t p = 0; p < lines(); p++) {
            distance += self->applies[p] ? line_distance(self, point, p) : 0.0;
        }
        self->distance[point] = distance; /* NaN if one is */
        self->accepted[point] = distance <= 0.0;
        self->accepted_count += self->accepted[point];
    }
}

double calibration_share(const calibration_t *self, size_t line)
{
    size_t met = 0;

    for (size_t point = 0; point < self->points; point++) {
        met += line < lines() ? line_distance(self, point, line) <= 0.0 : self->missed[point] == 0;
    }
    return self->points > 0 ? (double)met / (double)self->points : NAN;
}

/* Sorted values of one factor, of all points or of those accepted; the number of them. */
static size_t sorted_values(const calibration_t *self, size_t factor, bool accepted, double *values)
{
    size_t count = 0;

    for (size_t point = 0; point < self->points; point++) {
        if (!accepted || self->accepted[point]) {
            values[count++] = self->values[point * self->factors + factor];
        }
    }
    gsl_sort(values, 1, count);
    return count;
}

/* Greatest difference of two empirical distributions, both sorted. */
static double greatest_difference(const double *a, size_t n, const double *b, size_t m)
{
    double greatest = 0.0;
    size_t j = 0;

    for (size_t i = 0; i < n; i++) {
        while (j < m && b[j] <= a[i]) {
            j++;
        }
        if (i + 1 == n || a[i + 1] > a[i]) {
            greatest = fmax(greatest, fabs((double)(i + 1) / (double)n - (double)j / (double)m));
        }
    }
    return greatest;
}

bool calibration_factor_of(const calibration_t *self, size_t factor, calibration_range_t *range)
{
    double *all = malloc((self->points + 1) * sizeof *all);
    double *some = malloc((self->points + 1) * sizeof *some);
    bool numbers = self->points > 0;

    *range = (calibration_range_t){NAN, NAN, NAN, NAN, NAN, NAN, NAN, false};
    for (size_t point = 0; point < self->points && numbers; point++) {
        numbers = !isnan(self->values[point * self->factors + factor]);
    }
    if (numbers && all != NULL && some != NULL) {
        const size_t n = sorted_values(self, factor, false, all);
        const size_t m = sorted_values(self, factor, true, some);

        range->low = all[0];
        range->high = all[n - 1];
        if (m > 0) {
            range->q05 = gsl_stats_quantile_from_sorted_data(some, 1, m, 0.05);
            range->q50 = gsl_stats_quantile_from_sorted_data(some, 1, m, 0.50);
            range->q95 = gsl_stats_quantile_from_sorted_data(some, 1, m, 0.95);
            range->narrowed = (range->q95 - range->q05) /
                              (gsl_stats_quantile_from_sorted_data(all, 1, n, 0.95) -
                               gsl_stats_quantile_from_sorted_data(all, 1, n, 0.05));
            range->kolmogorov = greatest_difference(all, n, some, m);
            range->pinned = range->kolmogorov * sqrt((double)m) > kolmogorov_line;
        }
    }
    free(all);
    free(some);
    return numbers;
}

double calibration_correlation(const calibration_t *self, size_t a, size_t b)
{
    double *x = malloc((self->points + 1) * sizeof *x);
    double *y = malloc((self->points + 1) * sizeof *y);
    double correlation = NAN;
    size_t count = 0;

    for (size_t point = 0; point < self->points && x != NULL && y != NULL; point++) {
        if (self->accepted[point]) {
            x[count] = self->values[point * self->factors + a];
            y[count++] = self->values[point * self->factors + b];
        }
    }
    if (count >= 3) {
        correlation = gsl_stats_correlation(x, 1, y, 1, count);
    }
    free(x);
    free(y);
    return correlation;
}
