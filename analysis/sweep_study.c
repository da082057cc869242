/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sweep_study.h"

#include "analysis/overview.h"
#include "analysis/ratio.h"
#include "analysis/sensitivity.h"
#include "experiments/outcome.h"
#include "experiments/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS_MAX = 12, BINS_LEAST = 3, BINS_MOST = 10, POINTS_IN_CELL = 5, WORDS_MAX = 64 };

/* Sums of a cell within a cluster. */
typedef struct {
    double sum;
    double count;
} part_t;

typedef struct {
    char *name;
    char *words[WORDS_MAX]; /* owned; of a factor of words, in the order in which they come */
    size_t word_count;
    size_t bins;
    double least[LEVELS_MAX], most[LEVELS_MAX], middle[LEVELS_MAX];
} study_factor_t;

typedef struct {
    const source_t *source;
    const experiment_study_options_t *options;
    int design;                /* design_kind_t, or -1 */
    size_t points, point_capacity, factors;
    study_factor_t *factor;    /* owned */
    double *values;            /* owned; points x factors; words as their number */
    design_row_t *rows;        /* owned; points */
    unsigned char *bin;        /* owned; points x factors */
    int *outcomes;             /* owned; which of experiments/outcome.h */
    int *columns;              /* owned; where they stand */
    size_t outcome_count;
    double *sums, *counts;     /* owned; points x outcomes */
    unsigned char *failed;     /* owned; points */
    size_t clusters;
    bool by_point;             /* clusters are points: one replicate each */
    part_t *cells;             /* owned; [factor][LEVELS_MAX][outcome][cluster] */
    part_t *plane;             /* owned; [pair][x][y][plane outcome][cluster] */
    size_t plane_outcomes[OUTCOME_MAX], plane_count; /* indices into outcomes */
    overview_t overview;
} sweep_t;

static void sweep_free(sweep_t *self)
{
    for (size_t f = 0; f < self->factors && self->factor != NULL; f++) {
        free(self->factor[f].name);
        for (size_t w = 0; w < self->factor[f].word_count; w++) {
            free(self->factor[f].words[w]);
        }
    }
    free(self->factor);
    free(self->values);
    free(self->rows);
    free(self->bin);
    free(self->outcomes);
    free(self->columns);
    free(self->sums);
    free(self->counts);
    free(self->failed);
    free(self->cells);
    free(self->plane);
    overview_free(&self->overview);
}

/* ---- The design ---- */

static bool read_value(study_factor_t *factor, csv_field_t field, double *value)
{
    size_t w = 0;

    if (factor->word_count == 0 && csv_field_number(field, value)) {
        return true;
    }
    while (w < factor->word_count && !csv_field_is(field, factor->words[w], strlen(factor->words[w]))) {
        w++;
    }
    if (w == factor->word_count && w < WORDS_MAX) {
        factor->words[w] = strndup(field.data, field.length);
        factor->word_count += factor->words[w] != NULL;
    }
    *value = (double)w;
    return w < factor->word_count;
}

static int role_of(csv_field_t field)
{
    int found = -1;

    for (int r = 0; r < DESIGN_ROLES && found < 0; r++) {
        const char *name = design_role_name((design_role_t)r);

        found = csv_field_is(field, name, strlen(name)) ? r : -1;
    }
    return found;
}

enum { POINT, ROLE, BLOCK, FACTOR, LEVEL, DELTA }; /* columns of design_table */

static bool grow_points(sweep_t *self)
{
    const size_t capacity = self->point_capacity == 0 ? 256 : 2 * self->point_capacity;
    double *values = realloc(self->values, (capacity * self->factors + 1) * sizeof *values);
    design_row_t *rows = NULL;

    if (values != NULL) {
        self->values = values;
        rows = realloc(self->rows, capacity * sizeof *rows);
    }
    if (rows != NULL) {
        self->rows = rows;
        self->point_capacity = capacity;
    }
    return rows != NULL;
}

static int take_point(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    sweep_t *self = context;
    uint64_t point = 0;
    uint64_t block = 0;
    uint64_t step = 0;
    double delta = 0.0;
    const csv_field_t named = reader->fields[columns[FACTOR]];
    const int role = role_of(reader->fields[columns[ROLE]]);
    design_row_t row = {.factor = -1};

    if (!csv_reader_unsigned(reader, (size_t)columns[POINT], &point, failure) ||
        !csv_reader_unsigned(reader, (size_t)columns[BLOCK], &block, failure) ||
        !csv_reader_unsigned(reader, (size_t)columns[LEVEL], &step, failure) ||
        !csv_reader_number(reader, (size_t)columns[DELTA], &delta, failure)) {
        return FILES_DAMAGED;
    }
    if (role < 0 || point != self->points || block > UINT32_MAX || step > UINT32_MAX) {
        return csv_reader_fault(reader, (size_t)columns[role < 0 ? ROLE : POINT], "not as a design has it", failure);
    }
    if (self->points == self->point_capacity && !grow_points(self)) {
        return failure_set(failure, FILES_NO_MEMORY, 0, TABLE_DESIGN);
    }
    row.role = (design_role_t)role;
    row.block = (uint32_t)block;
    row.step = (uint32_t)step;
    row.delta = delta;
    for (size_t f = 0; f < self->factors; f++) {
        const size_t column = (size_t)columns[DELTA] + 1 + f;

        if (csv_field_is(named, self->factor[f].name, strlen(self->factor[f].name))) {
            row.factor = (int32_t)f;
        }
        if (!read_value(&self->factor[f], reader->fields[column], &self->values[self->points * self->factors + f])) {
            return csv_reader_fault(reader, column, "neither a number nor one of a few words", failure);
        }
    }
    self->rows[self->points++] = row;
    return FILES_OK;
}

static int begin_design(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    sweep_t *self = context;
    int status = FILES_OK;

    self->factors = reader->width - (size_t)columns[DELTA] - 1;
    self->factor = calloc(self->factors + 1, sizeof *self->factor);
    for (size_t f = 0; f < self->factors && self->factor != NULL && status == FILES_OK; f++) {
        self->factor[f].name = strdup(csv_reader_name(reader, (size_t)columns[DELTA] + 1 + f));
        status = self->factor[f].name == NULL ? FILES_NO_MEMORY : FILES_OK;
    }
    if (self->factor == NULL || status != FILES_OK) {
        self->factors = self->factor == NULL ? 0 : self->factors;
        status = failure_set(failure, FILES_NO_MEMORY, 0, TABLE_DESIGN);
    }
    return status;
}

static const source_table_t design_table = {.name = TABLE_DESIGN,
                                            .columns = {"point", "role", "block", "factor", "level", "delta"},
                                            .begin = begin_design,
                                            .row = take_point};

/* ---- Bins ---- */

static int compare_numbers(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* As many as leave a cell of the plane of two factors POINTS_IN_CELL points, on average. */
static size_t bins_for(size_t points)
{
    const size_t bins = (size_t)sqrt((double)points / POINTS_IN_CELL);

    return bins > BINS_MOST ? BINS_MOST : bins < BINS_LEAST ? BINS_LEAST : bins;
}

/* Levels as they are if there are few; else bins of equal numbers of points. */
static int make_bins(sweep_t *self)
{
    const size_t bins = bins_for(self->points);
    double *sorted = malloc((self->points + 1) * sizeof *sorted);

    self->bin = calloc(self->points * self->factors + 1, sizeof *self->bin);
    for (size_t f = 0; f < self->factors && sorted != NULL && self->bin != NULL; f++) {
        study_factor_t *factor = &self->factor[f];
        size_t distinct = 0;
        size_t counts[LEVELS_MAX] = {0};

        for (size_t p = 0; p < self->points; p++) {
            sorted[p] = self->values[p * self->factors + f];
        }
        qsort(sorted, self->points, sizeof *sorted, compare_numbers);
        for (size_t p = 0; p < self->points; p++) {
            distinct += p == 0 || sorted[p] > sorted[p - 1];
        }
        factor->bins = distinct <= LEVELS_MAX ? distinct : bins;
        if (distinct <= LEVELS_MAX) {
            size_t level = 0;

            for (size_t p = 0; p < self->points; p++) {
                level += p > 0 && sorted[p] > sorted[p - 1];
                factor->most[level] = sorted[p];
            }
        } else {
            for (size_t b = 0; b < bins; b++) {
                factor->most[b] = sorted[(b + 1) * self->points / bins - 1];
            }
        }
        for (size_t b = 0; b < factor->bins; b++) {
            factor->least[b] = INFINITY;
        }
        for (size_t p = 0; p < self->points; p++) {
            const double value = self->values[p * self->factors + f];
            size_t b = 0;

            while (b + 1 < factor->bins && value > factor->most[b]) {
                b++;
            }
            self->bin[p * self->factors + f] = (unsigned char)b;
            factor->least[b] = fmin(factor->least[b], value);
            factor->middle[b] += value;
            counts[b]++;
        }
        for (size_t b = 0; b < factor->bins; b++) {
            factor->middle[b] = factor->least[b] == factor->most[b] ? factor->most[b] : factor->middle[b] / (double)counts[b];
        }
    }
    free(sorted);
    return sorted != NULL && self->bin != NULL ? FILES_OK : FILES_NO_MEMORY;
}

/* ---- Runs ---- */

static int choose_outcomes(sweep_t *self, const csv_reader_t *reader, failure_t *failure)
{
    const experiment_study_options_t *options = self->options;
    int status = FILES_OK;

    self->outcomes = calloc(outcome_count() + 1, sizeof *self->outcomes);
    self->columns = calloc(outcome_count() + 1, sizeof *self->columns);
    if (self->outcomes == NULL || self->columns == NULL) {
        return failure_set(failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
    }
    for (size_t i = 0; i < options->outcome_count && status == FILES_OK; i++) {
        if (csv_reader_column(reader, options->outcomes[i], NULL) < 0 || outcome_find(options->outcomes[i]) < 0) {
            status = failure_set(failure, FILES_MISUSED, 0, options->outcomes[i]);
            snprintf(failure->detail, sizeof failure->detail, "runs.csv has no such outcome");
        }
    }
    for (size_t o = 0; o < outcome_count() && status == FILES_OK; o++) {
        const char *name = outcome_info(o)->name;
        const int column = csv_reader_column(reader, name, NULL);
        bool wanted = options->outcome_count == 0;

        for (size_t i = 0; i < options->outcome_count && !wanted; i++) {
            wanted = strcmp(options->outcomes[i], name) == 0;
        }
        if (column >= 0 && wanted) {
            if (options->outcome_count > 0 || strcmp(name, "non_following_rate") == 0) {
                self->plane_outcomes[self->plane_count++] = self->outcome_count;
            }
            self->outcomes[self->outcome_count] = (int)o;
            self->columns[self->outcome_count++] = column;
        }
    }
    return status;
}

static size_t pair_count(const sweep_t *self)
{
    return self->factors * (self->factors - (self->factors > 0)) / 2;
}

static part_t *cell_of(const sweep_t *self, size_t factor, size_t bin, size_t outcome)
{
    return self->cells + ((factor * LEVELS_MAX + bin) * self->outcome_count + outcome) * self->clusters;
}

static part_t *plane_of(const sweep_t *self, size_t pair, size_t x, size_t y, size_t outcome)
{
    return self->plane + (((pair * LEVELS_MAX + x) * LEVELS_MAX + y) * self->plane_count + outcome) * self->clusters;
}

static int make_room(sweep_t *self)
{
    self->by_point = self->source->replicates < 2;
    self->clusters = self->by_point ? self->points : (size_t)fmin((double)self->source->replicates, 1e6);
    self->clusters = self->clusters > EXPERIMENT_STUDY_CLUSTERS ? EXPERIMENT_STUDY_CLUSTERS : self->clusters;
    self->clusters = self->clusters == 0 ? 1 : self->clusters;
    self->sums = calloc(self->points * self->outcome_count + 1, sizeof *self->sums);
    self->counts = calloc(self->points * self->outcome_count + 1, sizeof *self->counts);
    self->failed = calloc(self->points + 1, sizeof *self->failed);
    self->cells = calloc(self->factors * LEVELS_MAX * self->outcome_count * self->clusters + 1, sizeof *self->cells);
    self->plane =
        calloc(pair_count(self) * LEVELS_MAX * LEVELS_MAX * self->plane_count * self->clusters + 1, sizeof *self->plane);
    return self->sums == NULL || self->counts == NULL || self->failed == NULL || self->cells == NULL || self->plane == NULL
               ? FILES_NO_MEMORY
               : FILES_OK;
}

static void add_part(part_t *part, double value)
{
    part->sum += value;
    part->count += 1.0;
}

static void add_run(sweep_t *self, size_t point, size_t cluster, size_t outcome, double value)
{
    const unsigned char *bin = self->bin + point * self->factors;

    self->sums[point * self->outcome_count + outcome] += value;
    self->counts[point * self->outcome_count + outcome] += 1.0;
    for (size_t f = 0; f < self->factors; f++) {
        add_part(cell_of(self, f, bin[f], outcome) + cluster, value);
    }
    for (size_t i = 0; i < self->plane_count; i++) {
        for (size_t a = 0; a < self->factors && self->plane_outcomes[i] == outcome; a++) {
            for (size_t b = a + 1; b < self->factors; b++) {
                add_part(plane_of(self, sensitivity_pair(a, b, self->factors), bin[a], bin[b], i) + cluster, value);
            }
        }
    }
}

/* Demands of a run; they are whole numbers. */
static int take_demands(sweep_t *self, csv_reader_t *reader, uint64_t replicate, failure_t *failure)
{
    uint64_t demands[BEHAVIOUR_COUNT] = {0};
    int status = FILES_OK;

    for (size_t i = 0; i < BEHAVIOUR_COUNT && status == FILES_OK; i++) {
        const int column = csv_reader_column(reader, behaviour_name((behaviour_t)i), NULL);

        if (column < 0) {
            return FILES_OK; /* these outcomes were not asked for */
        }
        if (!csv_reader_unsigned(reader, (size_t)column, &demands[i], failure)) {
            status = FILES_DAMAGED;
        }
    }
    return status == FILES_OK ? overview_run_demands(&self->overview, replicate, demands) : status;
}

static int take_run(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    sweep_t *self = context;
    const bool twin = reader->fields[columns[0]].length == 0; /* of a flip: it has no point */
    const bool finished = csv_field_is(reader->fields[columns[2]], "finished", 8);
    uint64_t point = 0;
    uint64_t replicate = 0;
    int status = FILES_OK;

    if ((!twin && !csv_reader_unsigned(reader, (size_t)columns[0], &point, failure)) ||
        !csv_reader_unsigned(reader, (size_t)columns[1], &replicate, failure)) {
        return FILES_DAMAGED;
    }
    if (self->points > 0 && point >= self->points) {
        return csv_reader_fault(reader, (size_t)columns[0], "the design has no such point", failure);
    }
    if (finished && self->options->demands_too && self->design >= 0) {
        status = take_demands(self, reader, replicate, failure);
    }
    if (self->points > 0 && !finished) {
        self->failed[point] = 1;
    }
    for (size_t o = 0; o < self->outcome_count && self->points > 0 && finished && status == FILES_OK; o++) {
        double value = 0.0;

        if (!csv_reader_number(reader, (size_t)self->columns[o], &value, failure)) {
            status = FILES_DAMAGED;
        } else if (isfinite(value)) {
            const uint64_t cluster = self->by_point ? point : replicate - self->source->first_replicate;

            add_run(self, (size_t)point, (size_t)(cluster % self->clusters), o, value);
        }
    }
    return status;
}

static int begin_runs(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    int status = choose_outcomes(context, reader, failure);

    (void)columns;
    if (status == FILES_OK && make_room(context) != FILES_OK) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
    }
    return status;
}

static const source_table_t runs_table = {
    .name = TABLE_RUNS, .columns = {"point", "replicate", "status"}, .begin = begin_runs, .row = take_run};

/* ---- Tables ---- */

static void put_value(sheet_t *sheet, const study_factor_t *factor, double value)
{
    if (factor->word_count > 0) {
        csv_text(&sheet->text, factor->words[(size_t)value]);
    } else {
        csv_double17(&sheet->text, value);
    }
}

static void put_parts(sheet_t *sheet, const sweep_t *self, const part_t *parts)
{
    const double level = self->options->resampling.level;
    ratio_t ratio = {.clusters = 0};

    for (size_t c = 0; c < self->clusters; c++) {
        ratio_add(&ratio, parts[c].sum, parts[c].count);
    }
    sheet_interval(sheet, ratio_interval(&ratio, level));
    csv_unsigned(&sheet->text, ratio.clusters);
    sheet_tail(sheet, (uint64_t)ratio.below, self->by_point ? "mean; clustered by point, t" : "mean; clustered by replicate, t",
               level);
}

static bool has_parts(const sweep_t *self, const part_t *parts)
{
    bool found = false;

    for (size_t c = 0; c < self->clusters && !found; c++) {
        found = parts[c].count > 0.0;
    }
    return found;
}

static void write_factors(const sweep_t *self, sheets_t *sheets)
{
    sheet_t *sheet = sheets_add(sheets, "factors");

    for (size_t f = 0; f < self->factors && sheet != NULL; f++) {
        const study_factor_t *factor = &self->factor[f];

        for (size_t b = 0; b < factor->bins; b++) {
            for (size_t o = 0; o < self->outcome_count; o++) {
                csv_text(&sheet->text, factor->name);
                csv_unsigned(&sheet->text, b);
                put_value(sheet, factor, factor->middle[b]);
                put_value(sheet, factor, factor->least[b]);
                put_value(sheet, factor, factor->most[b]);
                csv_word(&sheet->text, outcome_info((size_t)self->outcomes[o])->name);
                put_parts(sheet, self, cell_of(self, f, b, o));
            }
        }
    }
}

static void write_plane(const sweep_t *self, sheets_t *sheets)
{
    sheet_t *sheet = self->plane_count > 0 && self->factors > 1 ? sheets_add(sheets, "plane") : NULL;

    for (size_t i = 0; i < self->factors * self->factors && sheet != NULL; i++) {
        const size_t a = i / self->factors;
        const size_t b = i % self->factors;

        for (size_t cell = 0; a < b && cell < LEVELS_MAX * LEVELS_MAX * self->plane_count; cell++) {
            const size_t x = cell / self->plane_count / LEVELS_MAX;
            const size_t y = cell / self->plane_count % LEVELS_MAX;
            const size_t o = cell % self->plane_count;
            const part_t *parts = plane_of(self, sensitivity_pair(a, b, self->factors), x, y, o);

            if (!has_parts(self, parts)) {
                continue;
            }
            csv_text(&sheet->text, self->factor[a].name);
            csv_text(&sheet->text, self->factor[b].name);
            csv_unsigned(&sheet->text, x);
            csv_unsigned(&sheet->text, y);
            put_value(sheet, &self->factor[a], self->factor[a].middle[x]);
            put_value(sheet, &self->factor[b], self->factor[b].middle[y]);
            csv_word(&sheet->text, outcome_info((size_t)self->outcomes[self->plane_outcomes[o]])->name);
            put_parts(sheet, self, parts);
        }
    }
}

static void write_morris(sheet_t *sheet, const sweep_t *self, size_t o, const double *y, sensitivity_morris_t *effects)
{
    const char *outcome = outcome_info((size_t)self->outcomes[o])->name;
    interval_resampling_t own = self->options->resampling;
    sensitivity_sample_t sample;

    own.name = outcome;
    if (sensitivity_morris(effects, &sample, self->rows, y, self->points, self->factors, &own) != ANALYSIS_OK) {
        return; /* no trajectory is whole */
    }
    for (size_t f = 0; f < self->factors; f++) {
        csv_word(&sheet->text, outcome);
        csv_text(&sheet->text, self->factor[f].name);
        sheet_interval(sheet, effects[f].mu);
        sheet_interval(sheet, effects[f].mu_star);
        sheet_interval(sheet, effects[f].sigma);
        csv_unsigned(&sheet->text, sample.left_out);
        sheet_tail(sheet, sample.used, "Morris; bootstrap over trajectories", own.level);
    }
}

static void put_index(sheet_t *sheet, const char *outcome, const char *order, const char *factor, const char *with,
                      interval_t index, double variance, const sensitivity_sample_t *sample, double level)
{
    csv_word(&sheet->text, outcome);
    csv_word(&sheet->text, order);
    csv_text(&sheet->text, factor);
    csv_text(&sheet->text, with);
    sheet_interval(sheet, index);
    csv_double17(&sheet->text, variance);
    csv_unsigned(&sheet->text, sample->left_out);
    sheet_tail(sheet, sample->used, "Saltelli 2010, Jansen 1999; bootstrap over blocks", level);
}

static void write_sobol(sheet_t *sheet, const sweep_t *self, size_t o, const double *y, sensitivity_sobol_t *indices,
                        interval_t *second)
{
    const char *outcome = outcome_info((size_t)self->outcomes[o])->name;
    interval_resampling_t own = self->options->resampling;
    sensitivity_sample_t sample;
    double variance = 0.0;

    own.name = outcome;
    if (sensitivity_sobol(indices, second, &variance, &sample, self->rows, y, self->points, self->factors, &own) !=
        ANALYSIS_OK) {
        return;
    }
    for (size_t f = 0; f < self->factors; f++) {
        const char *name = self->factor[f].name;

        put_index(sheet, outcome, "first", name, "", indices[f].first, variance, &sample, own.level);
        put_index(sheet, outcome, "total", name, "", indices[f].total, variance, &sample, own.level);
        for (size_t g = f + 1; g < self->factors; g++) {
            const interval_t one = second[sensitivity_pair(f, g, self->factors)];

            if (!isnan(one.estimate)) {
                put_index(sheet, outcome, "second", name, self->factor[g].name, one, variance, &sample, own.level);
            }
        }
    }
}

static void write_regression(sheet_t *sheet, const sweep_t *self, size_t o, const double *y,
                             sensitivity_regression_t *results)
{
    static const char *const names[4] = {"src", "pcc", "srrc", "prcc"};
    const char *outcome = outcome_info((size_t)self->outcomes[o])->name;
    const double level = self->options->resampling.level;
    sensitivity_sample_t sample;
    double fit[2];

    if (sensitivity_regression(results, &fit[0], &fit[1], &sample, self->values, y, self->points, self->factors, level) !=
        ANALYSIS_OK) {
        return; /* y does not vary, or too few points */
    }
    for (size_t f = 0; f < self->factors; f++) {
        const interval_t all[4] = {results[f].src, results[f].pcc, results[f].srrc, results[f].prcc};

        for (size_t c = 0; c < 4; c++) {
            csv_word(&sheet->text, outcome);
            csv_text(&sheet->text, self->factor[f].name);
            csv_word(&sheet->text, names[c]);
            sheet_interval(sheet, all[c]);
            csv_double17(&sheet->text, fit[c / 2]);
            csv_unsigned(&sheet->text, sample.left_out);
            sheet_tail(sheet, sample.used, c % 2 == 0 ? "linear regression, t" : "partial correlation, Fisher's z", level);
        }
    }
}

static void write_sensitivity(const sweep_t *self, sheets_t *sheets)
{
    const bool morris = self->design == DESIGN_MORRIS;
    const bool sobol = self->design == DESIGN_SALTELLI;
    const bool regression = !morris && !sobol && self->design != DESIGN_ONE_AT_A_TIME && self->design != DESIGN_RAMP;
    sheet_t *sheet = morris       ? sheets_add(sheets, "sensitivity_morris")
                     : sobol      ? sheets_add(sheets, "sensitivity_sobol")
                     : regression ? sheets_add(sheets, "sensitivity_regression")
                                  : NULL;
    double *y = malloc((self->points + 1) * sizeof *y);
    sensitivity_morris_t *effects = calloc(self->factors + 1, sizeof *effects);
    sensitivity_sobol_t *indices = calloc(self->factors + 1, sizeof *indices);
    interval_t *second = calloc(pair_count(self) + 1, sizeof *second);
    sensitivity_regression_t *results = calloc(self->factors + 1, sizeof *results);

    if (y == NULL || effects == NULL || indices == NULL || second == NULL || results == NULL) {
        sheets_fail(sheets, FILES_NO_MEMORY);
        sheet = NULL;
    }
    for (size_t o = 0; o < self->outcome_count && sheet != NULL && sheets->status == FILES_OK; o++) {
        for (size_t p = 0; p < self->points; p++) {
            const size_t i = p * self->outcome_count + o;

            y[p] = self->failed[p] || !(self->counts[i] > 0.0) ? (double)NAN : self->sums[i] / self->counts[i];
        }
        if (morris) {
            write_morris(sheet, self, o, y, effects);
        } else if (sobol) {
            write_sobol(sheet, self, o, y, indices, second);
        } else {
            write_regression(sheet, self, o, y, results);
        }
    }
    free(y);
    free(effects);
    free(indices);
    free(second);
    free(results);
}

int sweep_study(const source_t *source, sheets_t *sheets, const experiment_study_options_t *options,
                const source_tally_t *read, failure_t *failure)
{
    const char *design = manifest_get_text(&source->manifest, "design");
    sweep_t self;
    int status = FILES_OK;

    memset(&self, 0, sizeof self);
    self.source = source;
    self.options = options;
    self.design = design == NULL ? -1 : design_kind_from_name(design);
    status = overview_init(&self.overview, source);
    if (status == FILES_OK && self.design >= 0) { /* a flip's design has shocks */
        status = source_each(source, &design_table, &self, read, failure);
    }
    if (status == FILES_OK) {
        status = make_bins(&self);
    }
    if (status == FILES_OK) {
        status = source_each(source, &runs_table, &self, read, failure);
    }
    if (status == FILES_OK) {
        if (options->demands_too && self.design >= 0) {
            overview_write(&self.overview, sheets, &options->resampling);
        }
        if (self.factors > 0) {
            write_factors(&self, sheets);
            write_plane(&self, sheets);
            write_sensitivity(&self, sheets);
        }
        status = sheets->status;
    }
    sweep_free(&self);
    return status;
}
