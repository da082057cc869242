/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alliance by alliance, over all replicates: alliances.csv. */
#ifndef ADRIFT_ANALYSIS_DYADS_H
#define ADRIFT_ANALYSIS_DYADS_H

#include "analysis/demands.h"
#include "analysis/series.h"
#include "analysis/sheet.h"

typedef struct dyad {
    uint64_t runs, status[STATUS_COUNT], disposition[BEHAVIOUR_COUNT], same;
    uint64_t demands, not_followed;
    double strong_dependence, weak_dependence; /* sums over living ticks */
} dyad_t;

typedef struct dyads {
    dyad_t *list; /* owned; of each alliance */
    size_t count;
} dyads_t;

void dyads_free(dyads_t *self); /* zeroing makes an empty one */
int dyads_row(dyads_t *self, const series_row_t *row); /* FILES_OK, FILES_NO_MEMORY */
void dyads_demand(dyads_t *self, size_t alliance, const demand_t *demand); /* of one whose row was there */
void dyads_write(const dyads_t *self, const series_t *series, sheets_t *sheets);

#endif
