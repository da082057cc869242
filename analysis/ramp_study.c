/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/ramp_study.h"

#include "experiments/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of one place (ramp, step and measure; or ramp and measure), over replicates. */
typedef struct {
    size_t n;
    double mean, squares; /* Welford 1962 */
} spread_t;

typedef struct {
    char factor[256];
    size_t points, ramps, steps; /* points = ramps x steps */
    size_t measures;
    spread_t *spreads; /* owned; [ramp][step][measure] */
    spread_t *areas;   /* owned; [ramp][measure] */
    double *values;    /* owned; [ramp][step] */
    bool *down;        /* owned; [ramp][step] */
    char **names;      /* owned; of measures */
} ramps_t;

static void add(spread_t *self, double value)
{
    if (isfinite(value)) {
        const double delta = value - self->mean;

        self->n++;
        self->mean += delta / (double)self->n;
        self->squares += delta * (value - self->mean);
    }
}

static interval_t interval_of(const spread_t *self, double level)
{
    interval_t result = interval_none();

    if (self->n > 1) {
        result = interval_moments(self->mean, self->squares / (double)(self->n - 1), self->n, level);
    } else if (self->n == 1) {
        result.estimate = self->mean;
    }
    return result;
}

static void ramps_free(ramps_t *self)
{
    for (size_t m = 0; m < self->measures && self->names != NULL; m++) {
        free(self->names[m]);
    }
    free(self->names);
    free(self->spreads);
    free(self->areas);
    free(self->values);
    free(self->down);
}

/* Which factor is moved: the first behind the columns of every design. */
static int begin_design(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    ramps_t *self = context;

    (void)failure;
    snprintf(self->factor, sizeof self->factor, "%s", csv_reader_name(reader, (size_t)columns[1] + 1));
    return FILES_OK;
}

static int take_point(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    ramps_t *self = context;
    uint64_t number = 0;

    if (!csv_reader_unsigned(reader, (size_t)columns[0], &number, failure)) {
        return FILES_DAMAGED;
    }
    if (number > self->points) {
        return csv_reader_fault(reader, (size_t)columns[0], "blocks are left out", failure);
    }
    self->points++;
    self->ramps = number >= self->ramps ? (size_t)number + 1 : self->ramps;
    return FILES_OK;
}

static const source_table_t design_table = {
    .name = TABLE_DESIGN, .columns = {"block", "delta"}, .begin = begin_design, .row = take_point};

/* How many ramps of how many steps. */
static int read_design(ramps_t *self, const source_t *source, const source_tally_t *read, failure_t *failure)
{
    int status = source_each(source, &design_table, self, read, failure);

    if (status == FILES_OK && (self->ramps == 0 || self->points % self->ramps != 0)) {
        status = failure_set_damaged(failure, TABLE_DESIGN, 0, "ramps of different lengths");
    }
    self->steps = self->ramps == 0 ? 0 : self->points / self->ramps;
    return status;
}

static int make_room(ramps_t *self, const csv_reader_t *reader, size_t first)
{
    bool fine = true;

    self->measures = reader->width - first;
    self->spreads = calloc(self->points * self->measures + 1, sizeof *self->spreads);
    self->areas = calloc(self->ramps * self->measures + 1, sizeof *self->areas);
    self->values = calloc(self->points, sizeof *self->values);
    self->down = calloc(self->points, sizeof *self->down);
    self->names = calloc(self->measures + 1, sizeof *self->names);
    fine = self->spreads != NULL && self->areas != NULL && self->values != NULL && self->down != NULL && self->names != NULL;
    for (size_t m = 0; m < self->measures && fine; m++) {
        self->names[m] = strdup(csv_reader_name(reader, first + m));
        fine = self->names[m] != NULL;
    }
    return fine ? FILES_OK : FILES_NO_MEMORY;
}

static int take_step(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    ramps_t *self = context;
    uint64_t ramp = 0;
    uint64_t step = 0;
    size_t place = 0;
    bool fine = csv_reader_unsigned(reader, (size_t)columns[0], &ramp, failure) &&
                csv_reader_unsigned(reader, (size_t)columns[1], &step, failure);

    if (fine && (ramp >= self->ramps || step >= self->steps)) {
        return csv_reader_fault(reader, (size_t)columns[ramp >= self->ramps ? 0 : 1], "the design has no such", failure);
    }
    place = fine ? (size_t)ramp * self->steps + (size_t)step : 0;
    fine = fine && csv_reader_number(reader, (size_t)columns[3], &self->values[place], failure);
    if (fine) {
        self->down[place] = csv_field_is(reader->fields[columns[2]], "down", 4);
    }
    for (size_t m = 0; m < self->measures && fine; m++) {
        double value = 0.0;

        fine = csv_reader_number(reader, (size_t)columns[3] + 1 + m, &value, failure);
        add(&self->spreads[place * self->measures + m], value);
    }
    return fine ? FILES_OK : FILES_DAMAGED;
}

static int begin_steps(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    int status = make_room(context, reader, (size_t)columns[3] + 1);

    if (status != FILES_OK) {
        failure_set(failure, status, 0, TABLE_RAMPS);
    }
    return status;
}

static const source_table_t steps_table = {
    .name = TABLE_RAMPS, .columns = {"ramp", "step", "direction", "value"}, .begin = begin_steps, .row = take_step};

static int take_area(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    ramps_t *self = context;
    const csv_field_t measure = reader->fields[columns[1]];
    uint64_t ramp = 0;
    double area = 0.0;
    size_t m = 0;

    if (!csv_reader_unsigned(reader, (size_t)columns[0], &ramp, failure) ||
        !csv_reader_number(reader, (size_t)columns[2], &area, failure)) {
        return FILES_DAMAGED;
    }
    while (m < self->measures && !csv_field_is(measure, self->names[m], strlen(self->names[m]))) {
        m++;
    }
    if (ramp >= self->ramps || m == self->measures) {
        return csv_reader_fault(reader, (size_t)columns[ramp >= self->ramps ? 0 : 1], "there is no such", failure);
    }
    add(&self->areas[(size_t)ramp * self->measures + m], area);
    return FILES_OK;
}

static const source_table_t areas_table = {
    .name = TABLE_RAMP_AREAS, .columns = {"ramp", "measure", "area"}, .row = take_area};

static void write_tables(const ramps_t *self, sheets_t *sheets, double level)
{
    sheet_t *paths = sheets_add(sheets, "ramps");
    sheet_t *areas = sheets_add(sheets, "ramp_areas");

    for (size_t p = 0; p < self->points && paths != NULL; p++) {
        for (size_t m = 0; m < self->measures; m++) {
            const spread_t *spread = &self->spreads[p * self->measures + m];

            csv_unsigned(&paths->text, p / self->steps);
            csv_text(&paths->text, self->factor);
            csv_word(&paths->text, self->down[p] ? "down" : "up");
            csv_unsigned(&paths->text, p % self->steps);
            csv_double17(&paths->text, self->values[p]);
            csv_text(&paths->text, self->names[m]);
            sheet_interval(paths, interval_of(spread, level));
            csv_double17(&paths->text, spread->n > 1 ? sqrt(spread->squares / (double)(spread->n - 1)) : (double)NAN);
            csv_unsigned(&paths->text, spread->n);
            sheet_tail(paths, spread->n, "mean over replicates, t", level);
        }
    }
    for (size_t i = 0; i < self->ramps * self->measures && areas != NULL; i++) {
        const spread_t *spread = &self->areas[i];

        csv_unsigned(&areas->text, i / self->measures);
        csv_text(&areas->text, self->factor);
        csv_text(&areas->text, self->names[i % self->measures]);
        sheet_interval(areas, interval_of(spread, level));
        csv_unsigned(&areas->text, spread->n);
        sheet_tail(areas, spread->n, "mean of replicates' areas, t", level);
    }
}

int ramp_study(const source_t *source, sheets_t *sheets, const experiment_study_options_t *options,
               const source_tally_t *read, failure_t *failure)
{
    ramps_t ramps;
    int status = FILES_OK;

    memset(&ramps, 0, sizeof ramps);
    status = read_design(&ramps, source, read, failure);
    if (status == FILES_OK) {
        status = source_each(source, &steps_table, &ramps, read, failure);
    }
    if (status == FILES_OK) {
        status = source_each(source, &areas_table, &ramps, read, failure);
    }
    if (status == FILES_OK) {
        write_tables(&ramps, sheets, options->resampling.level);
        status = sheets->status;
    }
    ramps_free(&ramps);
    return status;
}
