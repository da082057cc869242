/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/flips.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/interval.h"
#include "experiments/table.h"
#include "files/csv.h"

enum {
    SCOPES_KEPT = FLIPS_ALL,       /* the last is the sum of the others */
    CLUSTER_NUMBERS = 1 << 22,     /* of doubles in all clusters together, about */
    PRINTED_HORIZONS = 6
};

const char *flips_scope_name(flips_scope_t scope)
{
    static const char *const names[FLIPS_SCOPES] = {"direct", "spill_over", "all"};

    return names[scope];
}

static size_t cell_index(const flip_t *flip, size_t point, size_t horizon)
{
    return (point * flip->horizon_count + horizon) * SCOPES_KEPT;
}

static size_t choose_clusters(const flip_t *flip)
{
    const size_t each = cell_index(flip, flip->point_count, 0) + 1;
    size_t clusters = CLUSTER_NUMBERS / each;

    clusters = clusters < 2 ? 2 : clusters > FLIPS_CLUSTERS ? FLIPS_CLUSTERS : clusters;
    return flip->experiment->replicates < clusters ? (size_t)flip->experiment->replicates
                                                   : clusters;
}

int flips_init(flips_t *self, const flip_t *flip)
{
    const size_t cells = cell_index(flip, flip->point_count, 0);

    *self = (flips_t){.flip = flip, .clusters = choose_clusters(flip)};
    self->cells = calloc(cells + 1, sizeof *self->cells);
    self->matrix = calloc(cells / SCOPES_KEPT * FLIPS_STATES * FLIPS_STATES + 1, sizeof *self->matrix);
    self->flipped = calloc(cells * self->clusters + 1, sizeof *self->flipped);
    self->trials = calloc(flip->point_count * SCOPES_KEPT * self->clusters + 1,
                          sizeof *self->trials);
    return self->cells == NULL || self->matrix == NULL || self->flipped == NULL ||
                   self->trials == NULL
               ? ANALYSIS_NO_MEMORY
               : ANALYSIS_OK;
}

void flips_free(flips_t *self)
{
    free(self->cells);
    free(self->matrix);
    free(self->flipped);
    free(self->trials);
    *self = (flips_t){.flip = NULL};
}

static uint64_t *matrix_at(const flips_t *self, size_t point, size_t horizon, size_t from, size_t to)
{
    const size_t cell = point * self->flip->horizon_count + horizon;

    return &self->matrix[(cell * FLIPS_STATES + from) * FLIPS_STATES + to];
}

int flips_add(void *context, const flip_row_t *row)
{
    const flips_t *self = context;
    const flip_t *flip = self->flip;
    const flips_scope_t scope = row->target ? FLIPS_DIRECT : FLIPS_SPILL_OVER;
    const size_t cluster =
        (size_t)((row->replicate - flip->experiment->first_replicate) % self->clusters);

    self->trials[(cluster * flip->point_count + row->point) * SCOPES_KEPT + scope] += 1;
    for (size_t h = 0; h < flip->horizon_count; h++) {
        const size_t at = cell_index(flip, row->point, h) + scope;
        const behaviour_t from = row->twin[h].disposition, to = row->shocked[h].disposition;
        flips_cell_t *cell = &self->cells[at];

        cell->n++;
        cell->flipped += from != to;
        if (row->delay != FLIP_NEVER && row->delay <= flip->horizons[h]) {
            cell->differed++;
            cell->returned += row->back != FLIP_NEVER;
            cell->delay += (uint64_t)row->delay;
        }
        ++*matrix_at(self, row->point, h, from, to);
        self->flipped[cluster * cell_index(flip, flip->point_count, 0) + at] += from != to;
    }
    return 0;
}

flips_cell_t flips_cell(const flips_t *self, size_t point, size_t horizon, flips_scope_t scope)
{
    const flips_cell_t *cells = &self->cells[cell_index(self->flip, point, horizon)];
    flips_cell_t sum = {0};

    for (int i = 0; i < SCOPES_KEPT; i++) {
        if (scope == FLIPS_ALL || i == (int)scope) {
            sum.n += cells[i].n;
            sum.flipped += cells[i].flipped;
            sum.differed += cells[i].differed;
            sum.returned += cells[i].returned;
            sum.delay += cells[i].delay;
        }
    }
    return sum;
}

uint64_t flips_count(const flips_t *self, size_t point, size_t horizon, size_t from, size_t to)
{
    return *matrix_at(self, point, horizon, from, to);
}

/* ---- Half ---- */

const char *flips_side_name(flips_side_t side)
{
    return side == FLIPS_NEGATIVE ? "negative" : "positive";
}

static bool is_on(double size, flips_side_t side)
{
    return side == FLIPS_NEGATIVE ? size < 0 : size > 0;
}

bool flips_has_side(const flips_t *self, size_t shock, flips_side_t side)
{
    const experiment_shock_t *of = &self->flip->experiment->flip.shocks[shock];
    size_t on[FLIPS_SIDES] = {0};

    for (size_t j = 0; j < of->size_count; j++) {
        on[FLIPS_NEGATIVE] += is_on(of->sizes[j], FLIPS_NEGATIVE);
        on[FLIPS_POSITIVE] += is_on(of->sizes[j], FLIPS_POSITIVE);
    }
    return on[side] > 0 || (side == FLIPS_POSITIVE && on[FLIPS_NEGATIVE] == 0);
}

static size_t first_point(const flip_t *flip, size_t shock)
{
    size_t first = 0;

    while (flip->points[first].shock != shock) {
        first++;
    }
    return first;
}

/* The points of one shock on one side of 0, with what happened there; trials, flipped: [cluster][point]. */
typedef struct curve {
    size_t count;
    size_t *point;
    double *size, *trials, *flipped;
    dose_t *doses;
} curve_t;

static void curve_free(curve_t *self)
{
    free(self->point);
    free(self->size);
    free(self->trials);
    free(self->flipped);
    free(self->doses);
}

static int curve_init(curve_t *self, const flips_t *flips, size_t shock, flips_side_t side)
{
    const experiment_shock_t *of = &flips->flip->experiment->flip.shocks[shock];
    const size_t first = first_point(flips->flip, shock), sizes = of->size_count;
    int status = ANALYSIS_OK;

    self->point = calloc(sizes + 1, sizeof *self->point);
    self->size = calloc(sizes + 1, sizeof *self->size);
    self->doses = calloc(sizes + 1, sizeof *self->doses);
    self->trials = calloc(flips->clusters * sizes + 1, sizeof *self->trials);
    self->flipped = calloc(flips->clusters * sizes + 1, sizeof *self->flipped);
    if (self->point == NULL || self->size == NULL || self->doses == NULL || self->trials == NULL ||
        self->flipped == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    for (size_t j = 0; j < sizes; j++) {
        if (is_on(of->sizes[j], side) || !(fabs(of->sizes[j]) > 0)) {
            self->point[self->count] = first + j;
            self->size[self->count++] = of->sizes[j];
        }
    }
out:
    return status;
}

static void gather(curve_t *self, const flips_t *flips, size_t horizon, flips_scope_t scope)
{
    const flip_t *flip = flips->flip;
    const size_t cells = cell_index(flip, flip->point_count, 0);

    for (size_t c = 0; c < flips->clusters; c++) {
        for (size_t j = 0; j < self->count; j++) {
            const size_t point = self->point[j], to = c * self->count + j;

            for (size_t i = 0; i < SCOPES_KEPT; i++) {
                if (scope == FLIPS_ALL || i == (size_t)scope) {
                    self->trials[to] +=
                        flips->trials[(c * flip->point_count + point) * SCOPES_KEPT + i];
                    self->flipped[to] +=
                        flips->flipped[c * cells + cell_index(flip, point, horizon) + i];
                }
            }
        }
    }
}

static int resample(const curve_t *curve, const flips_t *flips, const char *name,
                    flips_half_t *half)
{
    const interval_resampling_t resampling = {flips->flip->experiment->seed, name, FLIPS_RESAMPLES,
                                              FLIPS_LEVEL};
    interval_t interval = interval_none();
    size_t used = 0;
    const int status =
        dose_half_bootstrap(&interval, &used, curve->size, curve->count, curve->trials,
                            curve->flipped, flips->clusters, &resampling);

    half->resampled = status == ANALYSIS_OK && used > 1 && !isnan(interval.low);
    if (half->resampled) {
        half->half = interval;
    }
    return status == ANALYSIS_NO_MEMORY ? status : ANALYSIS_OK;
}

static bool is_beyond(const curve_t *curve, double size)
{
    bool below = true, above = true;

    for (size_t j = 0; j < curve->count; j++) {
        below = below && size < curve->size[j];
        above = above && size > curve->size[j];
    }
    return below || above;
}

int flips_half(const flips_t *self, size_t shock, flips_side_t side, size_t horizon,
               flips_scope_t scope, flips_half_t *half)
{
    curve_t curve = {0};
    char years[FLIP_HORIZON_SIZE], name[512];
    int status = curve_init(&curve, self, shock, side);

    *half = (flips_half_t){.half = interval_none(), .sizes = curve.count};
    if (status != ANALYSIS_OK) {
        goto out;
    }
    for (size_t j = 0; j < curve.count; j++) {
        const flips_cell_t cell = flips_cell(self, curve.point[j], horizon, scope);

        curve.doses[j] = (dose_t){curve.size[j], (double)cell.n, (double)cell.flipped};
        half->n += cell.n;
    }
    half->status = dose_fit(&half->fit, curve.doses, curve.count, FLIPS_LEVEL);
    if (half->status == ANALYSIS_OK && dose_has_half(half->fit.shape)) {
        half->half = half->fit.half;
        gather(&curve, self, horizon, scope);
        flip_horizon_name(self->flip, horizon, years);
        snprintf(name, sizeof name, "half %.300s %s %s %s",
                 self->flip->experiment->flip.shocks[shock].shock.id, flips_side_name(side), years,
                 flips_scope_name(scope));
        status = self->clusters < 2 ? ANALYSIS_OK : resample(&curve, self, name, half);
        half->beyond = is_beyond(&curve, half->half.estimate);
    }
    if (half->status == ANALYSIS_NO_MEMORY) {
        status = ANALYSIS_NO_MEMORY;
    }
out:
    curve_free(&curve);
    return status;
}

static const char *shape_name(const flips_half_t *half)
{
    return half->status == ANALYSIS_OK        ? dose_shape_name(half->fit.shape)
           : half->status == ANALYSIS_TOO_FEW ? "too_few"
                                              : "undetermined";
}

/* ---- Tables ---- */

static const char *shock_id(const flip_t *flip, size_t shock)
{
    return flip->experiment->flip.shocks[shock].shock.id;
}

static void put_interval(interval_t interval, void (*put)(text_t *, double), text_t *rows)
{
    put(rows, interval.estimate);
    put(rows, interval.low);
    put(rows, interval.high);
}

static double ratio(double a, double b)
{
    return b > 0 ? a / b : (double)NAN;
}

static void put_point(const flip_t *flip, size_t point, size_t horizon, text_t *rows)
{
    csv_unsigned(rows, point);
    csv_word(rows, shock_id(flip, flip->points[point].shock));
    csv_double17(rows, flip->points[point].size);
    csv_double17(rows, flip->experiment->flip.horizons[horizon]);
}

static uint64_t put_summary(const flips_t *self, text_t *rows)
{
    const flip_t *flip = self->flip;
    uint64_t count = 0;

    for (size_t i = 0; i < flip->point_count; i++) {
        for (size_t h = 0; h < flip->horizon_count; h++) {
            for (int scope = 0; scope < FLIPS_SCOPES; scope++) {
                const flips_cell_t cell = flips_cell(self, i, h, (flips_scope_t)scope);
                const double differed = (double)cell.differed;

                put_point(flip, i, h, rows);
                csv_word(rows, flips_scope_name((flips_scope_t)scope));
                csv_unsigned(rows, cell.n);
                csv_unsigned(rows, cell.flipped);
                put_interval(interval_wilson((double)cell.flipped, (double)cell.n, FLIPS_LEVEL),
                             csv_fixed6, rows);
                csv_unsigned(rows, cell.differed);
                csv_fixed6(rows, ratio((double)cell.delay, differed) / flip->ticks_per_year);
                csv_unsigned(rows, cell.returned);
                csv_fixed6(rows, ratio((double)cell.returned, differed));
                csv_end_row(rows);
                count++;
            }
        }
    }
    return count;
}

static const char *state_name(size_t state)
{
    return state == BEHAVIOUR_NONE ? "ended" : behaviour_name((behaviour_t)state);
}

static uint64_t put_matrix(const flips_t *self, text_t *rows)
{
    const flip_t *flip = self->flip;
    uint64_t count = 0;

    for (size_t i = 0; i < flip->point_count; i++) {
        for (size_t h = 0; h < flip->horizon_count; h++) {
            for (size_t cell = 0; cell < (size_t)FLIPS_STATES * FLIPS_STATES; cell++) {
                const size_t from = cell / FLIPS_STATES, to = cell % FLIPS_STATES;

                put_point(flip, i, h, rows);
                csv_word(rows, state_name(from));
                csv_word(rows, state_name(to));
                csv_unsigned(rows, flips_count(self, i, h, from, to));
                csv_end_row(rows);
                count++;
            }
        }
    }
    return count;
}

static void put_half(const flips_t *self, size_t shock, flips_side_t side, size_t horizon,
                     flips_scope_t scope, const flips_half_t *half, text_t *rows)
{
    const experiment_flip_t *flip = &self->flip->experiment->flip;
    const bool fitted = half->status == ANALYSIS_OK && dose_has_curve(half->fit.shape);

    csv_word(rows, shock_id(self->flip, shock));
    csv_word(rows, flips_side_name(side));
    csv_double17(rows, flip->horizons[horizon]);
    csv_word(rows, flips_scope_name(scope));
    csv_unsigned(rows, half->sizes);
    csv_unsigned(rows, half->n);
    csv_word(rows, shape_name(half));
    put_interval(half->half, csv_double17, rows);
    csv_word(rows, isnan(half->half.estimate) ? "" : half->beyond ? "true" : "false");
    csv_word(rows, isnan(half->half.low) ? "" : half->resampled ? "bootstrap" : "delta");
    put_interval(fitted ? half->fit.slope_interval : interval_none(), csv_double17, rows);
    csv_double17(rows, fitted ? half->fit.intercept : (double)NAN);
    csv_end_row(rows);
}

static int put_side(const flips_t *self, size_t shock, flips_side_t side, text_t *rows,
                    uint64_t *count)
{
    int status = ANALYSIS_OK;

    for (size_t h = 0; h < self->flip->horizon_count; h++) {
        for (int scope = 0; scope < FLIPS_SCOPES && status == ANALYSIS_OK; scope++) {
            flips_half_t half;

            status = flips_half(self, shock, side, h, (flips_scope_t)scope, &half);
            put_half(self, shock, side, h, (flips_scope_t)scope, &half, rows);
            ++*count;
        }
    }
    return status;
}

static int put_halves(const flips_t *self, text_t *rows, uint64_t *count)
{
    int status = ANALYSIS_OK;

    for (size_t i = 0; i < self->flip->experiment->flip.shock_count; i++) {
        for (int side = 0; side < FLIPS_SIDES && status == ANALYSIS_OK; side++) {
            if (flips_has_side(self, i, (flips_side_t)side)) {
                status = put_side(self, i, (flips_side_t)side, rows, count);
            }
        }
    }
    return status;
}

/* Adds a file with these rows, and empties them. */
static int add_file(results_t *results, const char *name, text_t *rows, uint64_t count,
                    failure_t *failure)
{
    output_t *output = NULL;
    int status = results_add(results, name, true, &output, failure);

    if (status == FILES_OK) {
        status = rows->status;
        if (status == FILES_OK) {
            status = output_write(output, rows->data, rows->length);
        }
        if (status != FILES_OK) {
            failure_set(failure, status, output->failure.error_number, output->failure.path);
        }
    }
    results_set_rows(results, name, count);
    text_clear(rows);
    return status;
}

int flips_write(const flips_t *self, results_t *results, failure_t *failure)
{
    uint64_t count = 0;
    text_t rows;
    int status = FILES_OK;

    text_init(&rows);
    count = put_summary(self, &rows);
    status = add_file(results, TABLE_FLIPS_SUMMARY, &rows, count, failure);
    if (status == FILES_OK) {
        count = put_matrix(self, &rows);
        status = add_file(results, TABLE_FLIPS_MATRIX, &rows, count, failure);
    }
    if (status == FILES_OK) {
        count = 0;
        if (put_halves(self, &rows, &count) != ANALYSIS_OK) {
            status = failure_set(failure, FILES_NO_MEMORY, 0, TABLE_FLIPS_HALF);
        }
    }
    if (status == FILES_OK) {
        status = add_file(results, TABLE_FLIPS_HALF, &rows, count, failure);
    }
    text_free(&rows);
    return status;
}

/* ---- For people ---- */

static void print_percent(double a, double b, FILE *stream)
{
    if (b > 0) {
        fprintf(stream, " %7.1f", 100.0 * a / b);
    } else {
        fprintf(stream, " %7s", "-");
    }
}

static size_t printed_horizons(const flip_t *flip)
{
    return flip->horizon_count < PRINTED_HORIZONS ? flip->horizon_count : PRINTED_HORIZONS;
}

/* Of many horizons the first ones and the last. */
static size_t printed_horizon(const flip_t *flip, size_t i)
{
    return i + 1 == printed_horizons(flip) ? flip->horizon_count - 1 : i;
}

static void print_size(double size, FILE *stream)
{
    fprintf(stream, "  %9.6g", size);
}

static void print_point(const flips_t *self, size_t point, FILE *stream)
{
    const flip_t *flip = self->flip;
    const size_t last = flip->horizon_count - 1;
    const flips_cell_t end = flips_cell(self, point, last, FLIPS_ALL);

    print_size(flip->points[point].size, stream);
    fprintf(stream, " %9" PRIu64, end.n);
    for (size_t i = 0; i < printed_horizons(flip); i++) {
        const flips_cell_t cell = flips_cell(self, point, printed_horizon(flip, i), FLIPS_ALL);

        print_percent((double)cell.flipped, (double)cell.n, stream);
    }
    for (int scope = 0; scope < SCOPES_KEPT; scope++) {
        const flips_cell_t cell = flips_cell(self, point, last, (flips_scope_t)scope);

        print_percent((double)cell.differed, (double)cell.n, stream);
    }
    if (end.differed > 0) {
        fprintf(stream, " %7.2f",
                (double)end.delay / (double)end.differed / flip->ticks_per_year);
    } else {
        fprintf(stream, " %7s", "-");
    }
    print_percent((double)end.returned, (double)end.differed, stream);
    fprintf(stream, "\n");
}

static const char *why_no_half(dose_shape_t shape)
{
    return shape == DOSE_FLAT     ? "the size makes no difference beyond chance"
           : shape == DOSE_BEYOND ? "far beyond the sizes tried, if anywhere"
           : shape == DOSE_EDGE   ? "beyond the sizes tried: few flip, at the last of them only"
           : shape == DOSE_NONE   ? "none flips at any size"
                                  : "all flip at every size";
}

static int print_half(const flips_t *self, size_t shock, flips_side_t side, size_t horizon,
                      FILE *stream)
{
    char name[FLIP_HORIZON_SIZE];
    flips_half_t half;
    const int status = flips_half(self, shock, side, horizon, FLIPS_DIRECT, &half);

    flip_horizon_name(self->flip, horizon, name);
    fprintf(stream, "    %5s y  ", name);
    if (status != ANALYSIS_OK) {
        fprintf(stream, "not worked out\n");
    } else if (half.status == ANALYSIS_OK && !isnan(half.half.estimate)) {
        fprintf(stream, "%.3g", half.half.estimate);
        if (!isnan(half.half.low)) {
            fprintf(stream, " [%.3g, %.3g]", half.half.low, half.half.high);
        }
        fprintf(stream, "%s\n",
                half.fit.shape == DOSE_SEPARATED ? " (all or none: between two sizes)"
                : half.beyond                    ? " (beyond the sizes tried)"
                                                 : "");
    } else {
        fprintf(stream, "%s\n", half.status == ANALYSIS_OK ? why_no_half(half.fit.shape)
                                                           : "these sizes do not tell");
    }
    return status;
}

/* With 0; none if the shock is not on that side. */
static size_t count_sizes(const flips_t *self, size_t shock, flips_side_t side)
{
    const experiment_shock_t *of = &self->flip->experiment->flip.shocks[shock];
    size_t count = 0;

    for (size_t j = 0; j < of->size_count && flips_has_side(self, shock, side); j++) {
        count += is_on(of->sizes[j], side) || !(fabs(of->sizes[j]) > 0);
    }
    return count;
}

static int print_halves(const flips_t *self, size_t shock, FILE *stream)
{
    const flip_t *flip = self->flip;
    int status = ANALYSIS_OK;

    for (int side = 0; side < FLIPS_SIDES; side++) {
        if (count_sizes(self, shock, (flips_side_t)side) > 1) {
            fprintf(stream, "  %s size at which half of those hit flip\n",
                    flips_side_name((flips_side_t)side));
            for (size_t h = 0; h < printed_horizons(flip) && status == ANALYSIS_OK; h++) {
                status = print_half(self, shock, (flips_side_t)side, printed_horizon(flip, h),
                                    stream);
            }
        }
    }
    return status;
}

static void print_head(const flip_t *flip, size_t shock, FILE *stream)
{
    fprintf(stream, "\n%s\n  %9s %9s", shock_id(flip, shock), "size", "n");
    for (size_t i = 0; i < printed_horizons(flip); i++) {
        char name[FLIP_HORIZON_SIZE];

        flip_horizon_name(flip, printed_horizon(flip, i), name);
        fprintf(stream, " %5s y", name);
    }
    fprintf(stream, " %7s %7s %7s %7s\n", "direct", "spill", "delay", "back");
}

int flips_print(const flips_t *self, FILE *stream)
{
    const flip_t *flip = self->flip;
    const experiment_flip_t *of = &flip->experiment->flip;
    int status = ANALYSIS_OK;

    fprintf(stream,
            "%% of alliances whose disposition is not its twin's after so many years; direct, spill:\n"
            "%% of those hit and of the others that differed at any time until the last of these;\n"
            "delay: mean years until they did; back: %% of them that came back to stay\n");
    for (size_t i = 0; i < of->shock_count && status == ANALYSIS_OK; i++) {
        const size_t first = first_point(flip, i);

        print_head(flip, i, stream);
        for (size_t j = 0; j < of->shocks[i].size_count; j++) {
            print_point(self, first + j, stream);
        }
        status = print_halves(self, i, stream);
    }
    return status;
}
