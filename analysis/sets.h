/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Set relations (Ragin 2008, "Redesigning Social Inquiry"; Schneider and Wagemann 2012,
 * "Set-Theoretic Methods for the Social Sciences"): how far X is sufficient for Y, and truth
 * tables, as R's QCA package has them. Memberships in [0, 1]; crisp sets are 0 and 1. Sums only, so
 * cases may stream by.
 */
#ifndef ADRIFT_ANALYSIS_SETS_H
#define ADRIFT_ANALYSIS_SETS_H

#include "analysis/status.h"

#include <stddef.h>
#include <stdint.h>

enum { SETS_CONDITIONS_MAX = 16 };

/* Of X with Y. Zero it, add cases, ask. */
typedef struct sets_relation {
    uint64_t cases;
    double x; /* sums of memberships */
    double y;
    double both;    /* min(x, y) */
    double neither; /* min(x, y, 1 - y): what speaks for Y and for not-Y alike */
} sets_relation_t;

/* `count` equal cases. ANALYSIS_INVALID, and nothing added, for a membership out of [0, 1]. */
int sets_relation_add(sets_relation_t *self, double x, double y, uint64_t count);

/* Sufficiency: sum min(x, y) / sum x. NaN where X is empty. As consistency of necessity: swap x and
 * y. */
double sets_consistency(const sets_relation_t *self);

/* Raw coverage: sum min(x, y) / sum y. NaN where Y is empty. */
double sets_coverage(const sets_relation_t *self);

/* Proportional reduction in inconsistency. NaN where nothing is left to divide by. */
double sets_pri(const sets_relation_t *self);

/*
 * A row of the truth table: one combination of conditions. The case belongs to the row in which its
 * membership, the least of its conditions (or 1 - them where they are absent), is above 0.5; all
 * cases count in the relation of every row.
 */
typedef struct sets_row {
    uint64_t cases;           /* that belong to the row */
    sets_relation_t relation; /* membership in the row with the outcome */
} sets_row_t;

typedef struct sets_table {
    size_t conditions;
    size_t row_count; /* 2^conditions */
    /* Owned. First condition = highest bit, as QCA numbers them; row 0: all absent. */
    sets_row_t *rows;
    uint64_t cases;
    uint64_t ambiguous; /* cases with a condition at exactly 0.5, which belong to no row */
} sets_table_t;

/* conditions: 1 ... SETS_CONDITIONS_MAX. ANALYSIS_OK, ANALYSIS_INVALID, ANALYSIS_NO_MEMORY. */
int sets_table_init(sets_table_t *self, size_t conditions);

/* Legal on a zeroed or freed one. */
void sets_table_free(sets_table_t *self);

/* memberships: one for each condition. ANALYSIS_INVALID as sets_relation_add. */
int sets_table_add(sets_table_t *self, const double *memberships, double outcome, uint64_t count);

/* Whether the condition is present in the row. */
static inline int sets_table_present(const sets_table_t *self, size_t row, size_t condition)
{
    return (int)(row >> (self->conditions - 1 - condition) & 1u);
}

#endif
