/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Demands, put together from the rows of a time series: each counts once, by the gravest behaviour shown while it was
 * open. An issue is over when it is followed or settled, when another one stands in its place or none, and with the run.
 * One that stands in a run's first row may have been made before it, within the burn-in, and then it does not count: it
 * waits to be confirmed.
 * (Two issues of equal source, stake and conflict right after one another count as one; stakes have six decimals.)
 */
#ifndef ADRIFT_ANALYSIS_DEMANDS_H
#define ADRIFT_ANALYSIS_DEMANDS_H

#include "analysis/series.h"

typedef struct demand {
    uint64_t issue;      /* 0: none is open */
    behaviour_t gravest;
    interdependence_t type; /* in the tick in which the gravest was first shown */
    bool same;
    bool doubtful; /* stood in the first row, and is not confirmed */
    bool over;     /* of a doubtful one */
} demand_t;

typedef struct demands {
    demand_t *open; /* owned; of each alliance */
    size_t count;
    bool burn_in; /* there is one: doubt what stands in the first row */
} demands_t;

void demands_free(demands_t *self); /* legal on a zeroed one; zeroing makes an empty one */

/* The next row; `closed` gets the demands that are over with it, 0 to 2 of them: their number, or FILES_NO_MEMORY. */
int demands_add(demands_t *self, const series_row_t *row, demand_t closed[2]);

/* The issue of the first row was opened then. True if it is over already: then `closed` gets it. */
bool demands_confirm(demands_t *self, size_t alliance, demand_t *closed);

/* The run is over: the demand that was open of that alliance; false if none was. In the end all are forgotten. */
bool demands_end(demands_t *self, size_t alliance, demand_t *closed);

#endif
