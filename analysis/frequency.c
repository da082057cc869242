/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/frequency.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MAX = 10000 };

int frequency_init(frequency_t *self, size_t rows, size_t columns)
{
    memset(self, 0, sizeof *self);
    if (rows < 1 || columns < 1 || rows > SIDE_MAX || columns > SIDE_MAX) {
        return ANALYSIS_INVALID;
    }
    self->rows = rows;
    self->columns = columns;
    return ANALYSIS_OK;
}

void frequency_free(frequency_t *self)
{
    free(self->counts);
    free(self->present);
    memset(self, 0, sizeof *self);
}

static int grow(frequency_t *self, size_t cluster)
{
    const size_t cells = self->rows * self->columns;
    size_t capacity = self->cluster_capacity == 0 ? 16 : self->cluster_capacity;
    uint64_t *counts;
    bool *present;

    while (capacity <= cluster) {
        capacity *= 2;
    }
    counts = realloc(self->counts, capacity * cells * sizeof *counts);
    if (counts == NULL) {
        return ANALYSIS_NO_MEMORY;
    }
    self->counts = counts;
    present = realloc(self->present, capacity * sizeof *present);
    if (present == NULL) {
        return ANALYSIS_NO_MEMORY;
    }
    self->present = present;
    memset(counts + self->cluster_capacity * cells, 0,
           (capacity - self->cluster_capacity) * cells * sizeof *counts);
    memset(present + self->cluster_capacity, 0, capacity - self->cluster_capacity);
    self->cluster_capacity = capacity;
    return ANALYSIS_OK;
}

int frequency_add(frequency_t *self, uint64_t replicate, size_t row, size_t column, uint64_t count)
{
    const size_t cluster = (size_t)(replicate % FREQUENCY_CLUSTERS);
    int status = ANALYSIS_OK;

    if (row >= self->rows || column >= self->columns) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    if (cluster >= self->cluster_capacity) {
        status = grow(self, cluster);
        if (status != ANALYSIS_OK) {
            goto out;
        }
    }
    self->present[cluster] = true;
    self->counts[(cluster * self->rows + row) * self->columns + column] += count;

out:
    return status;
}

size_t frequency_clusters(const frequency_t *self)
{
    size_t n = 0;

    for (size_t i = 0; i < self->cluster_capacity; i++) {
        n += self->present[i];
    }
    return n;
}

uint64_t frequency_count(const frequency_t *self, size_t row, size_t column)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < self->cluster_capacity; i++) {
        sum += self->counts[(i * self->rows + row) * self->columns + column];
    }
    return sum;
}

uint64_t frequency_row(const frequency_t *self, size_t row)
{
    uint64_t sum = 0;

    for (size_t column = 0; column < self->columns; column++) {
        sum += frequency_count(self, row, column);
    }
    return sum;
}

uint64_t frequency_total(const frequency_t *self)
{
    uint64_t sum = 0;

    for (size_t row = 0; row < self->rows; row++) {
        sum += frequency_row(self, row);
    }
    return sum;
}

typedef struct resample {
    const frequency_t *table;
    const size_t *clusters; /* those present */
    uint64_t *sums;         /* rows x columns */
} resample_t;

static double share(uint64_t part, uint64_t whole)
{
    return whole == 0 ? NAN : (double)part / (double)whole;
}

/* Values: cells in their rows, cells in the table, rows in the table. */
static void shares_of(void *context, const size_t *chosen, size_t n, double *values)
{
    const resample_t *resample = context;
    const frequency_t *table = resample->table;
    const size_t columns = table->columns, cells = table->rows * columns;
    uint64_t *sums = resample->sums;
    uint64_t total = 0;

    memset(sums, 0, cells * sizeof *sums);
    for (size_t i = 0; i < n; i++) {
        const uint64_t *counts = table->counts + resample->clusters[chosen[i]] * cells;

        for (size_t cell = 0; cell < cells; cell++) {
            sums[cell] += counts[cell];
        }
    }
    for (size_t cell = 0; cell < cells; cell++) {
        total += sums[cell];
    }
    for (size_t row = 0; row < table->rows; row++) {
        uint64_t in_row = 0;

        for (size_t column = 0; column < columns; column++) {
            in_row += sums[row * columns + column];
        }
        for (size_t cell = row * columns; cell < (row + 1) * columns; cell++) {
            values[cell] = share(sums[cell], in_row);
            values[cells + cell] = share(sums[cell], total);
        }
        values[2 * cells + row] = share(in_row, total);
    }
}

int frequency_shares(const frequency_t *self, const interval_resampling_t *resampling,
                     interval_t *in_row, interval_t *in_table, interval_t *of_rows)
{
    const size_t cells = self->rows * self->columns;
    const size_t values = 2 * cells + self->rows;
    resample_t resample = {.table = self};
    size_t *clusters = malloc((self->cluster_capacity + 1) * sizeof *clusters);
    interval_t *intervals = malloc(values * sizeof *intervals);
    size_t used = 0;
    int status = ANALYSIS_OK;

    resample.sums = malloc(cells * sizeof *resample.sums);
    if (clusters == NULL || intervals == NULL || resample.sums == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < self->cluster_capacity; i++) {
        if (self->present[i]) {
            clusters[used++] = i;
        }
    }
    resample.clusters = clusters;
    status = interval_bootstrap(intervals, values, used, shares_of, &resample, resampling);
    if (status != ANALYSIS_OK) {
        goto out;
    }
    if (in_row != NULL) {
        memcpy(in_row, intervals, cells * sizeof *in_row);
    }
    if (in_table != NULL) {
        memcpy(in_table, intervals + cells, cells * sizeof *in_table);
    }
    if (of_rows != NULL) {
        memcpy(of_rows, intervals + 2 * cells, self->rows * sizeof *of_rows);
    }

out:
    free(resample.sums);
    free(intervals);
    free(clusters);
    return status;
}
