/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sets.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_membership(double x)
{
    return x >= 0.0 && x <= 1.0;
}

int sets_relation_add(sets_relation_t *self, double x, double y, uint64_t count)
{
    const double weight = (double)count;

    if (!is_membership(x) || !is_membership(y)) {
        return ANALYSIS_INVALID;
    }
    self->cases += count;
    self->x += weight * x;
    self->y += weight * y;
    self->both += weight * fmin(x, y);
    self->neither += weight * fmin(x, fmin(y, 1.0 - y));
    return ANALYSIS_OK;
}

double sets_consistency(const sets_relation_t *self)
{
    return self->x > 0.0 ? self->both / self->x : NAN;
}

double sets_coverage(const sets_relation_t *self)
{
    return self->y > 0.0 ? self->both / self->y : NAN;
}

double sets_pri(const sets_relation_t *self)
{
    const double rest = self->x - self->neither;

    return rest > 0.0 ? (self->both - self->neither) / rest : NAN;
}

int sets_table_init(sets_table_t *self, size_t conditions)
{
    memset(self, 0, sizeof *self);
    if (conditions < 1 || conditions > SETS_CONDITIONS_MAX) {
        return ANALYSIS_INVALID;
    }
    self->conditions = conditions;
    self->row_count = (size_t)1 << conditions;
    self->rows = calloc(self->row_count, sizeof *self->rows);
    return self->rows == NULL ? ANALYSIS_NO_MEMORY : ANALYSIS_OK;
}

void sets_table_free(sets_table_t *self)
{
    free(self->rows);
    memset(self, 0, sizeof *self);
}

int sets_table_add(sets_table_t *self, const double *memberships, double outcome, uint64_t count)
{
    const size_t conditions = self->conditions;
    bool ambiguous = false;

    for (size_t c = 0; c < conditions; c++) {
        if (!is_membership(memberships[c])) {
            return ANALYSIS_INVALID;
        }
        ambiguous = ambiguous || memberships[c] == 0.5;
    }
    if (!is_membership(outcome)) {
        return ANALYSIS_INVALID;
    }
    for (size_t row = 0; row < self->row_count; row++) {
        double membership = 1.0;

        for (size_t c = 0; c < conditions; c++) {
            membership = fmin(membership, sets_table_present(self, row, c) ? memberships[c]
                                                                           : 1.0 - memberships[c]);
        }
        sets_relation_add(&self->rows[row].relation, membership, outcome, count);
        self->rows[row].cases += membership > 0.5 ? count : 0;
    }
    self->cases += count;
    self->ambiguous += ambiguous ? count : 0;
    return ANALYSIS_OK;
}
