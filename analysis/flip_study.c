/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/flip_study.h"

#include "analysis/dose.h"
#include "analysis/ratio.h"
#include "experiments/table.h"
#include "sim/adrift.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLIPS_FILE "flips.csv"

enum {
    STATES = BEHAVIOUR_COUNT + 1, /* dispositions, and ended */
    MATRIX = STATES * STATES,
    HORIZONS_MAX = 64,
    TICKS_MAX = 1 << 16           /* longer delays count as this */
};

typedef enum { DIRECT, SPILL_OVER, SCOPES, ALL = SCOPES, SCOPE_NAMES } scope_t;

typedef enum { DELAY, RECOVERY, QUANTITIES } quantity_t;

static const char *const scope_names[SCOPE_NAMES] = {"direct", "spill_over", "all"};
static const char *const quantity_names[QUANTITIES] = {"delay", "recovery"};

typedef struct {
    double sum, count;
} part_t;

typedef struct {
    char *shock; /* owned */
    double size;
} point_t;

typedef struct {
    const source_t *source;
    double level;
    interval_resampling_t resampling;
    point_t *points; /* owned */
    size_t count;
    size_t clusters;
    size_t horizons;
    double horizon[HORIZONS_MAX];
    int twin[HORIZONS_MAX], shocked[HORIZONS_MAX], flipped_at[HORIZONS_MAX]; /* columns */
    size_t ticks;        /* of the histograms */
    double *trials;      /* owned; [cluster][point][scope] */
    double *flipped;     /* owned; [cluster][point][horizon][scope] */
    uint32_t *matrix;    /* owned; [cluster][point][horizon][scope][from][to] */
    part_t *times;       /* owned; [cluster][point][scope][quantity] */
    uint32_t *histogram; /* owned; [point][scope][quantity][tick] */
} flips_read_t;

static void flips_read_free(flips_read_t *self)
{
    for (size_t p = 0; p < self->count && self->points != NULL; p++) {
        free(self->points[p].shock);
    }
    free(self->points);
    free(self->trials);
    free(self->flipped);
    free(self->matrix);
    free(self->times);
    free(self->histogram);
}

static size_t at_point(const flips_read_t *self, size_t cluster, size_t point, size_t scope)
{
    return (cluster * self->count + point) * SCOPES + scope;
}

static size_t at_horizon(const flips_read_t *self, size_t cluster, size_t point, size_t horizon, size_t scope)
{
    return ((cluster * self->count + point) * self->horizons + horizon) * SCOPES + scope;
}

/* ---- Reading ---- */

static int take_point(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    flips_read_t *self = context;
    const csv_field_t shock = reader->fields[columns[1]];
    uint64_t number = 0;
    point_t *points = NULL;

    if (!csv_reader_unsigned(reader, (size_t)columns[0], &number, failure)) {
        return FILES_DAMAGED;
    }
    if (number != self->count) {
        return csv_reader_fault(reader, (size_t)columns[0], "points are not in order", failure);
    }
    points = realloc(self->points, (self->count + 1) * sizeof *points);
    if (points == NULL) {
        return failure_set(failure, FILES_NO_MEMORY, 0, TABLE_DESIGN);
    }
    self->points = points;
    points[self->count].shock = strndup(shock.data, shock.length);
    points[self->count].size = 0.0;
    self->count++;
    if (points[self->count - 1].shock == NULL) {
        return failure_set(failure, FILES_NO_MEMORY, 0, TABLE_DESIGN);
    }
    return csv_reader_number(reader, (size_t)columns[2], &points[self->count - 1].size, failure) ? FILES_OK : FILES_DAMAGED;
}

static const source_table_t design_table = {
    .name = TABLE_DESIGN, .columns = {"point", "shock", "size"}, .row = take_point};

/* Horizons are in the names of columns: flipped_0.5. */
static int find_horizons(flips_read_t *self, const csv_reader_t *reader, failure_t *failure)
{
    int status = FILES_OK;

    for (size_t c = 0; c < reader->width && status == FILES_OK; c++) {
        const char *name = csv_reader_name(reader, c);
        char other[96];

        if (strncmp(name, "flipped_", 8) == 0 && self->horizons < HORIZONS_MAX) {
            const csv_field_t text = {name + 8, strlen(name + 8)};
            const size_t h = self->horizons++;

            self->flipped_at[h] = (int)c;
            snprintf(other, sizeof other, "twin_disposition_%.60s", name + 8);
            self->twin[h] = csv_reader_column(reader, other, failure);
            snprintf(other, sizeof other, "shocked_disposition_%.60s", name + 8);
            self->shocked[h] = csv_reader_column(reader, other, failure);
            if (!csv_field_number(text, &self->horizon[h]) || self->twin[h] < 0 || self->shocked[h] < 0) {
                status = failure_set_damaged(failure, FLIPS_FILE, 1, "a horizon is no number or not complete");
            }
        }
    }
    return status;
}

static int make_room(flips_read_t *self)
{
    const double replicates = self->source->replicates > 0 ? (double)self->source->replicates : 1.0;
    const double ticks = self->source->years * self->source->ticks_per_year + 1.0;

    self->clusters = (size_t)fmin(replicates, EXPERIMENT_STUDY_CLUSTERS);
    self->ticks = (size_t)fmin(ticks, TICKS_MAX) + 1;
    self->trials = calloc(self->clusters * self->count * SCOPES + 1, sizeof *self->trials);
    self->flipped = calloc(self->clusters * self->count * self->horizons * SCOPES + 1, sizeof *self->flipped);
    self->matrix = calloc(self->clusters * self->count * self->horizons * SCOPES * MATRIX + 1, sizeof *self->matrix);
    self->times = calloc(self->clusters * self->count * SCOPES * QUANTITIES + 1, sizeof *self->times);
    self->histogram = calloc(self->count * SCOPES * QUANTITIES * self->ticks + 1, sizeof *self->histogram);
    return self->trials == NULL || self->flipped == NULL || self->matrix == NULL || self->times == NULL ||
                   self->histogram == NULL
               ? FILES_NO_MEMORY
               : FILES_OK;
}

/* A disposition; empty is ended; -1: no such word. */
static int state_of(csv_field_t field)
{
    int found = field.length == 0 ? BEHAVIOUR_COUNT : -1;

    for (int i = 0; i < BEHAVIOUR_COUNT && found < 0; i++) {
        const char *name = behaviour_name((behaviour_t)i);

        found = csv_field_is(field, name, strlen(name)) ? i : -1;
    }
    return found;
}

static void add_time(flips_read_t *self, size_t cluster, size_t point, size_t scope, quantity_t quantity, double years)
{
    const double tick = round(years * self->source->ticks_per_year);
    part_t *part = &self->times[at_point(self, cluster, point, scope) * QUANTITIES + quantity];
    const size_t last = self->ticks - 1;

    part->sum += years;
    part->count += 1.0;
    self->histogram[((point * SCOPES + scope) * QUANTITIES + quantity) * self->ticks +
                    (tick < (double)last ? (size_t)fmax(tick, 0.0) : last)]++;
}

enum { POINT, REPLICATE, TARGET, DELAY_AT, RETURN_AT }; /* columns of flips_table */

static int take_row(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    flips_read_t *self = context;
    const size_t scope = csv_field_is(reader->fields[columns[TARGET]], "true", 4) ? DIRECT : SPILL_OVER;
    uint64_t point = 0;
    uint64_t replicate = 0;
    double delay = 0.0;
    double back = 0.0;
    size_t cluster = 0;

    if (!csv_reader_unsigned(reader, (size_t)columns[POINT], &point, failure) ||
        !csv_reader_unsigned(reader, (size_t)columns[REPLICATE], &replicate, failure) ||
        !csv_reader_number(reader, (size_t)columns[DELAY_AT], &delay, failure) ||
        !csv_reader_number(reader, (size_t)columns[RETURN_AT], &back, failure)) {
        return FILES_DAMAGED;
    }
    if (point >= self->count) {
        return csv_reader_fault(reader, (size_t)columns[POINT], "the design has no such point", failure);
    }
    cluster = (size_t)((replicate - self->source->first_replicate) % self->clusters);
    self->trials[at_point(self, cluster, (size_t)point, scope)] += 1.0;
    for (size_t h = 0; h < self->horizons; h++) {
        const size_t place = at_horizon(self, cluster, (size_t)point, h, scope);
        const int from = state_of(reader->fields[self->twin[h]]);
        const int to = state_of(reader->fields[self->shocked[h]]);

        if (from < 0 || to < 0) {
            return csv_reader_fault(reader, (size_t)(from < 0 ? self->twin[h] : self->shocked[h]), "no such word", failure);
        }
        self->flipped[place] += csv_field_is(reader->fields[self->flipped_at[h]], "true", 4) ? 1.0 : 0.0;
        self->matrix[place * MATRIX + (size_t)from * STATES + (size_t)to]++;
    }
    if (isfinite(delay)) {
        add_time(self, cluster, (size_t)point, scope, DELAY, delay);
        if (isfinite(back)) {
            add_time(self, cluster, (size_t)point, scope, RECOVERY, back - delay);
        }
    }
    return FILES_OK;
}

static int begin_rows(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    int status = find_horizons(context, reader, failure);

    (void)columns;
    if (status == FILES_OK && make_room(context) != FILES_OK) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, FLIPS_FILE);
    }
    return status;
}

static const source_table_t flips_table = {.name = FLIPS_FILE,
                                           .columns = {"point", "replicate", "target", "delay", "return_time"},
                                           .begin = begin_rows,
                                           .row = take_row};

/* ---- What was read, by scope ---- */

static bool in_scope(size_t scope, size_t one)
{
    return scope == ALL || scope == one;
}

static double trials_of(const flips_read_t *self, size_t cluster, size_t point, size_t scope)
{
    double sum = 0.0;

    for (size_t s = 0; s < SCOPES; s++) {
        sum += in_scope(scope, s) ? self->trials[at_point(self, cluster, point, s)] : 0.0;
    }
    return sum;
}

static double flipped_of(const flips_read_t *self, size_t cluster, size_t point, size_t horizon, size_t scope)
{
    double sum = 0.0;

    for (size_t s = 0; s < SCOPES; s++) {
        sum += in_scope(scope, s) ? self->flipped[at_horizon(self, cluster, point, horizon, s)] : 0.0;
    }
    return sum;
}

static double cell_of(const flips_read_t *self, size_t cluster, size_t point, size_t horizon, size_t scope, size_t cell)
{
    double sum = 0.0;

    for (size_t s = 0; s < SCOPES; s++) {
        sum += in_scope(scope, s) ? (double)self->matrix[at_horizon(self, cluster, point, horizon, s) * MATRIX + cell] : 0.0;
    }
    return sum;
}

/* A share's interval by t may leave [0, 1]. */
static interval_t share_interval(const ratio_t *ratio, double level)
{
    interval_t share = ratio_interval(ratio, level);

    share.low = share.low < 0.0 ? 0.0 : share.low;
    share.high = share.high > 1.0 ? 1.0 : share.high;
    return share;
}

/* ---- Doses ---- */

/* Sizes of one shock on one side of zero. */
typedef struct {
    size_t points[1024];
    size_t count;
    bool negative;
} side_t;

static bool make_side(const flips_read_t *self, size_t first, bool negative, side_t *side)
{
    bool other_than_zero = false;

    side->count = 0;
    side->negative = negative;
    for (size_t p = first; p < self->count && side->count < 1024; p++) {
        const double size = self->points[p].size;

        if (strcmp(self->points[p].shock, self->points[first].shock) == 0 && (negative ? size <= 0.0 : size >= 0.0)) {
            side->points[side->count++] = p;
            other_than_zero = other_than_zero || fabs(size) > 0.0;
        }
    }
    return other_than_zero;
}

typedef struct {
    dose_fit_t fit;
    bool fitted; /* there is one at all */
} fit_t;

static int fit_side(const flips_read_t *self, const side_t *side, size_t scope, size_t horizon, fit_t *fit)
{
    dose_t *doses = calloc(side->count + 1, sizeof *doses);
    int status = ANALYSIS_NO_MEMORY;

    if (doses != NULL) {
        for (size_t i = 0; i < side->count; i++) {
            doses[i].size = self->points[side->points[i]].size;
            for (size_t c = 0; c < self->clusters; c++) {
                doses[i].trials += trials_of(self, c, side->points[i], scope);
                doses[i].flipped += flipped_of(self, c, side->points[i], horizon, scope);
            }
        }
        status = dose_fit(&fit->fit, doses, side->count, self->level);
    }
    fit->fitted = status == ANALYSIS_OK;
    free(doses);
    return status == ANALYSIS_NO_MEMORY ? FILES_NO_MEMORY : FILES_OK;
}

static int bootstrap_half(const flips_read_t *self, const side_t *side, size_t scope, size_t horizon, interval_t *half)
{
    double *size = calloc(side->count + 1, sizeof *size);
    double *trials = calloc(self->clusters * side->count + 1, sizeof *trials);
    double *flipped = calloc(self->clusters * side->count + 1, sizeof *flipped);
    interval_resampling_t own = self->resampling;
    int status = ANALYSIS_NO_MEMORY;

    own.name = "half_flip";
    if (size != NULL && trials != NULL && flipped != NULL) {
        for (size_t i = 0; i < side->count; i++) {
            size[i] = self->points[side->points[i]].size;
            for (size_t c = 0; c < self->clusters; c++) {
                trials[c * side->count + i] = trials_of(self, c, side->points[i], scope);
                flipped[c * side->count + i] = flipped_of(self, c, side->points[i], horizon, scope);
            }
        }
        status = dose_half_bootstrap(half, NULL, size, side->count, trials, flipped, self->clusters, &own);
    }
    if (status != ANALYSIS_OK) {
        *half = interval_none();
    }
    free(size);
    free(trials);
    free(flipped);
    return status == ANALYSIS_NO_MEMORY ? FILES_NO_MEMORY : FILES_OK;
}

static void put_doses(sheet_t *sheet, const flips_read_t *self, const side_t *side, bool with_zero, size_t scope,
                      size_t horizon, const fit_t *fit)
{
    for (size_t i = 0; i < side->count; i++) {
        const size_t p = side->points[i];
        ratio_t ratio = {.clusters = 0};
        interval_t line = interval_none();

        if (!with_zero && !(fabs(self->points[p].size) > 0.0)) {
            continue;
        }
        for (size_t c = 0; c < self->clusters; c++) {
            ratio_add(&ratio, flipped_of(self, c, p, horizon, scope), trials_of(self, c, p, scope));
        }
        const dose_t dose = {self->points[p].size, (double)ratio.below, (double)ratio.above};

        if (fit->fitted && dose_has_curve(fit->fit.shape) && dose_counts(&dose)) {
            line = dose_predict(&fit->fit, self->points[p].size, self->level);
        }
        csv_text(&sheet->text, self->points[p].shock);
        csv_word(&sheet->text, scope_names[scope]);
        csv_double17(&sheet->text, self->horizon[horizon]);
        csv_double17(&sheet->text, self->points[p].size);
        csv_unsigned(&sheet->text, (uint64_t)ratio.above);
        sheet_interval(sheet, share_interval(&ratio, self->level));
        sheet_interval(sheet, line);
        csv_unsigned(&sheet->text, ratio.clusters);
        sheet_tail(sheet, (uint64_t)ratio.below, "share, clustered by replicate, t; fit: logistic", self->level);
    }
}

static void put_half(sheet_t *sheet, const flips_read_t *self, const side_t *side, size_t scope, size_t horizon,
                     const fit_t *fit, interval_t half)
{
    const dose_fit_t *one = &fit->fit;
    const bool fitted = dose_has_curve(one->shape);

    csv_text(&sheet->text, self->points[side->points[0]].shock);
    csv_word(&sheet->text, side->negative ? "negative" : "positive");
    csv_word(&sheet->text, scope_names[scope]);
    csv_double17(&sheet->text, self->horizon[horizon]);
    csv_word(&sheet->text, dose_shape_name(one->shape));
    sheet_interval(sheet, half);
    sheet_interval(sheet, fitted ? one->slope_interval : interval_none());
    csv_unsigned(&sheet->text, self->clusters);
    sheet_tail(sheet, side->count, "logistic; half: bootstrap over replicates; slope: Wald", self->level);
}

static int write_side(const flips_read_t *self, const side_t *side, bool with_zero, sheet_t *doses, sheet_t *halves)
{
    int status = FILES_OK;

    for (size_t i = 0; i < SCOPE_NAMES * self->horizons && status == FILES_OK; i++) {
        const size_t scope = i / self->horizons;
        const size_t horizon = i % self->horizons;
        interval_t half = interval_none();
        fit_t fit;

        memset(&fit, 0, sizeof fit);
        status = fit_side(self, side, scope, horizon, &fit);
        if (status == FILES_OK && doses != NULL) {
            put_doses(doses, self, side, with_zero, scope, horizon, &fit);
        }
        if (status == FILES_OK && halves != NULL && fit.fitted) {
            if (dose_has_half(fit.fit.shape)) {
                status = bootstrap_half(self, side, scope, horizon, &half);
            }
            if (status == FILES_OK) {
                put_half(halves, self, side, scope, horizon, &fit, half);
            }
        }
    }
    return status;
}

static int write_doses(const flips_read_t *self, sheets_t *sheets)
{
    sheet_t *doses = sheets_add(sheets, "dose");
    sheet_t *halves = sheets_add(sheets, "half_flip");
    side_t *side = malloc(sizeof *side);
    int status = side == NULL ? FILES_NO_MEMORY : FILES_OK;

    for (size_t p = 0; p < self->count && status == FILES_OK; p++) {
        bool before = false;

        for (size_t q = 0; q < p && !before; q++) {
            before = strcmp(self->points[q].shock, self->points[p].shock) == 0;
        }
        if (!before) {
            const bool negative = make_side(self, p, true, side);

            if (negative) {
                status = write_side(self, side, true, doses, halves);
            }
            if (status == FILES_OK && (make_side(self, p, false, side) || !negative)) {
                status = write_side(self, side, !negative, doses, halves);
            }
        }
    }
    free(side);
    return status;
}

/* ---- Matrices and delays ---- */

static const char *state_name(size_t state)
{
    return state == BEHAVIOUR_COUNT ? "ended" : behaviour_name((behaviour_t)state);
}

static void put_matrix(sheet_t *sheet, const flips_read_t *self, size_t p, size_t scope, size_t h)
{
    for (size_t cell = 0; cell < MATRIX; cell++) {
        const size_t from = cell / STATES;
        ratio_t ratio = {.clusters = 0};

        for (size_t c = 0; c < self->clusters; c++) {
            double all = 0.0;

            for (size_t to = 0; to < STATES; to++) {
                all += cell_of(self, c, p, h, scope, from * STATES + to);
            }
            ratio_add(&ratio, cell_of(self, c, p, h, scope, cell), all);
        }
        csv_text(&sheet->text, self->points[p].shock);
        csv_word(&sheet->text, scope_names[scope]);
        csv_double17(&sheet->text, self->horizon[h]);
        csv_double17(&sheet->text, self->points[p].size);
        csv_word(&sheet->text, state_name(from));
        csv_word(&sheet->text, state_name(cell % STATES));
        csv_unsigned(&sheet->text, (uint64_t)ratio.above);
        sheet_interval(sheet, share_interval(&ratio, self->level));
        csv_unsigned(&sheet->text, ratio.clusters);
        sheet_tail(sheet, (uint64_t)ratio.below, "share; clustered by replicate, t", self->level);
    }
}

/* The least time by which a share q of the n has it. */
static double quantile(const flips_read_t *self, size_t p, size_t scope, size_t quantity, double n, double q)
{
    double seen = 0.0;
    size_t tick = 0;

    for (; tick < self->ticks; tick++) {
        for (size_t s = 0; s < SCOPES; s++) {
            seen += in_scope(scope, s)
                        ? (double)self->histogram[((p * SCOPES + s) * QUANTITIES + quantity) * self->ticks + tick]
                        : 0.0;
        }
        if (seen >= q * n) {
            break;
        }
    }
    return n > 0.0 ? (double)tick / self->source->ticks_per_year : (double)NAN;
}

static void put_delay(sheet_t *sheet, const flips_read_t *self, size_t p, size_t scope, size_t quantity)
{
    ratio_t ratio = {.clusters = 0};

    for (size_t c = 0; c < self->clusters; c++) {
        part_t part = {0.0, 0.0};

        for (size_t s = 0; s < SCOPES; s++) {
            const part_t *one = &self->times[at_point(self, c, p, s) * QUANTITIES + quantity];

            part.sum += in_scope(scope, s) ? one->sum : 0.0;
            part.count += in_scope(scope, s) ? one->count : 0.0;
        }
        ratio_add(&ratio, part.sum, part.count);
    }
    csv_text(&sheet->text, self->points[p].shock);
    csv_word(&sheet->text, scope_names[scope]);
    csv_double17(&sheet->text, self->points[p].size);
    csv_word(&sheet->text, quantity_names[quantity]);
    sheet_interval(sheet, ratio_interval(&ratio, self->level));
    csv_double17(&sheet->text, quantile(self, p, scope, quantity, ratio.below, 0.25));
    csv_double17(&sheet->text, quantile(self, p, scope, quantity, ratio.below, 0.5));
    csv_double17(&sheet->text, quantile(self, p, scope, quantity, ratio.below, 0.75));
    csv_unsigned(&sheet->text, ratio.clusters);
    sheet_tail(sheet, (uint64_t)ratio.below, "mean; clustered by replicate, t", self->level);
}

static void write_others(const flips_read_t *self, sheets_t *sheets)
{
    sheet_t *matrix = sheets_add(sheets, "flip_matrix");
    sheet_t *delays = sheets_add(sheets, "flip_delay");

    for (size_t p = 0; p < self->count; p++) {
        for (size_t scope = 0; scope < SCOPE_NAMES; scope++) {
            for (size_t h = 0; h < self->horizons && matrix != NULL; h++) {
                put_matrix(matrix, self, p, scope, h);
            }
            for (size_t q = 0; q < QUANTITIES && delays != NULL; q++) {
                put_delay(delays, self, p, scope, q);
            }
        }
    }
}

int flip_study(const source_t *source, sheets_t *sheets, const experiment_study_options_t *options,
               const source_tally_t *read, failure_t *failure)
{
    flips_read_t self;
    int status = FILES_OK;

    memset(&self, 0, sizeof self);
    self.source = source;
    self.resampling = options->resampling;
    self.level = options->resampling.level;
    status = source_each(source, &design_table, &self, read, failure);
    if (status == FILES_OK) {
        status = source_each(source, &flips_table, &self, read, failure);
    }
    if (status == FILES_OK) {
        status = write_doses(&self, sheets);
        if (status != FILES_OK) {
            sheets_fail(sheets, status);
        }
        write_others(&self, sheets);
        status = sheets->status;
    }
    flips_read_free(&self);
    return status;
}
