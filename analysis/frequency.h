/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Contingency tables of rows (interdependence type x threat perception, a factor's level, ...) by
 * columns (behaviours), counted per replicate while data stream by; shares with intervals that
 * respect that what happens within a replicate is not independent: whole replicates are resampled.
 *
 * Memory: rows x columns counts for each replicate, at most for FREQUENCY_CLUSTERS; beyond that
 * replicates that are equal modulo FREQUENCY_CLUSTERS share one (clusters of independent replicates
 * are independent clusters too). Results do not depend on the order of what is added.
 */
#ifndef ADRIFT_ANALYSIS_FREQUENCY_H
#define ADRIFT_ANALYSIS_FREQUENCY_H

#include "analysis/interval.h"

#include <stdbool.h>
#include <stdint.h>

#include "sim/adrift.h"

enum { FREQUENCY_CLUSTERS = 4096 };

/* Rows of the table of behaviour by type x threat; columns are behaviour_t. */
enum { FREQUENCY_TYPE_THREAT_ROWS = 2 * INTERDEPENDENCE_COUNT };

static inline size_t frequency_type_threat(interdependence_t type, bool same)
{
    return 2 * (size_t)type + (same ? 0 : 1);
}

typedef struct frequency {
    size_t rows;
    size_t columns;
    uint64_t *counts; /* owned; cluster_capacity x rows x columns */
    bool *present;    /* owned; whether anything is known of the cluster */
    size_t cluster_capacity;
} frequency_t;

/* rows, columns: 1 ... 10000. ANALYSIS_OK or ANALYSIS_INVALID. */
int frequency_init(frequency_t *self, size_t rows, size_t columns);

/* Legal on a zeroed or freed one. */
void frequency_free(frequency_t *self);

/*
 * Adds `count` to a cell. 0 is of use: it says that the replicate was there and had none.
 * ANALYSIS_INVALID out of range, ANALYSIS_NO_MEMORY.
 */
int frequency_add(frequency_t *self, uint64_t replicate, size_t row, size_t column, uint64_t count);

size_t frequency_clusters(const frequency_t *self);

/* Sums over replicates. */
uint64_t frequency_count(const frequency_t *self, size_t row, size_t column);
uint64_t frequency_row(const frequency_t *self, size_t row);
uint64_t frequency_total(const frequency_t *self);

/*
 * Shares with intervals: of each cell in its row and in the whole table, and of each row in the
 * whole. rows x columns, rows x columns and rows of them, the caller's; each may be NULL. NaN in an
 * empty row; in resamples in which a row is empty its shares are left out. Bounds are NaN with less
 * than two clusters. As interval_bootstrap.
 */
int frequency_shares(const frequency_t *self, const interval_resampling_t *resampling,
                     interval_t *in_row, interval_t *in_table, interval_t *of_rows);

#endif
