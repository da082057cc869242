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

/* How many ramps of how many steps, and which factor is moved: the first behind the columns of every design. */
static int read_design(ramps_t *self, const source_t *source, const experiment_tally_t *read, failure_t *failure)
{
    csv_reader_t reader;
    int status = source_read(source, TABLE_DESIGN, &reader, failure);
    const int block = status == FILES_OK ? csv_reader_column(&reader, "block", failure) : -1;
    const int delta = status == FILES_OK ? csv_reader_column(&reader, "delta", failure) : -1;

    if (status == FILES_OK && (block < 0 || delta < 0)) {
        status = FILES_DAMAGED;
    }
    if (status == FILES_OK) {
        snprintf(self->factor, sizeof self->factor, "%s", csv_reader_name(&reader, (size_t)delta + 1));
        while ((status = csv_reader_next(&reader, failure)) > 0) {
            uint64_t number = 0;

            if (!csv_reader_unsigned(&reader, (size_t)block, &number, failure)) {
                status = FILES_DAMAGED;
                break;
            }
            if (number > self->points) {
                status = csv_reader_fault(&reader, (size_t)block, "blocks are left out", failure);
                break;
            }
            self->points++;
            self->ramps = number >= self->ramps ? (size_t)number + 1 : self->ramps;
        }
    }
    if (status == FILES_OK) {
        status = source_verify(source, TABLE_DESIGN, &reader, failure);
    }
    if (status == FILES_OK && (self->ramps == 0 || self->points % self->ramps != 0)) {
        status = failure_set_damaged(failure, TABLE_DESIGN, 0, "ramps of different lengths");
    }
    self->steps = self->ramps == 0 ? 0 : self->points / self->ramps;
    experiment_tally(read, &reader);
    csv_reader_close(&reader);
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

static int take_step(ramps_t *self, csv_reader_t *reader, const int *columns, failure_t *failure)
{
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

static int read_steps(ramps_t *self, const source_t *source, const experiment_tally_t *read, failure_t *failure)
{
    static const char *const names[] = {"ramp", "step", "direction", "value"};
    csv_reader_t reader;
    int columns[4];
    int status = source_read(source, TABLE_RAMPS, &reader, failure);

    for (size_t i = 0; i < 4 && status == FILES_OK; i++) {
        columns[i] = csv_reader_column(&reader, names[i], failure);
        status = columns[i] < 0 ? FILES_DAMAGED : FILES_OK;
    }
    if (status == FILES_OK) {
        status = make_room(self, &reader, (size_t)columns[3] + 1);
        if (status != FILES_OK) {
            failure_set(failure, status, 0, TABLE_RAMPS);
        }
    }
    while (status == FILES_OK && (status = csv_reader_next(&reader, failure)) > 0) {
        status = take_step(self, &reader, columns, failure);
        if (status != FILES_OK) {
            goto out;
        }
    }
    if (status == FILES_OK) {
        status = source_verify(source, TABLE_RAMPS, &reader, failure);
    }
out:
    experiment_tally(read, &reader);
    csv_reader_close(&reader);
    return status;
}

static int take_area(ramps_t *self, csv_reader_t *reader, const int *columns, failure_t *failure)
{
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

static int read_areas(ramps_t *self, const source_t *source, const experiment_tally_t *read, failure_t *failure)
{
    static const char *const names[] = {"ramp", "measure", "area"};
    csv_reader_t reader;
    int columns[3];
    int status = source_read(source, TABLE_RAMP_AREAS, &reader, failure);

    for (size_t i = 0; i < 3 && status == FILES_OK; i++) {
        columns[i] = csv_reader_column(&reader, names[i], failure);
        status = columns[i] < 0 ? FILES_DAMAGED : FILES_OK;
    }
    while (status == FILES_OK && (status = csv_reader_next(&reader, failure)) > 0) {
        status = take_area(self, &reader, columns, failure);
        if (status != FILES_OK) {
            goto out;
        }
    }
    if (status == FILES_OK) {
        status = source_verify(source, TABLE_RAMP_AREAS, &reader, failure);
    }
out:
    experiment_tally(read, &reader);
    csv_reader_close(&reader);
    return status;
}

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
               const experiment_tally_t *read, failure_t *failure)
{
    ramps_t ramps;
    int status = FILES_OK;

    memset(&ramps, 0, sizeof ramps);
    status = read_design(&ramps, source, read, failure);
    if (status == FILES_OK) {
        status = read_steps(&ramps, source, read, failure);
    }
    if (status == FILES_OK) {
        status = read_areas(&ramps, source, read, failure);
    }
    if (status == FILES_OK) {
        write_tables(&ramps, sheets, options->resampling.level);
        status = sheets->status;
    }
    ramps_free(&ramps);
    return status;
}
