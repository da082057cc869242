/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often: behaviours and dispositions, by type x threat perception and over the years, and as a truth table. Fed row by
 * row from a time series, or tick by tick from counts. Memory: by replicates up to FREQUENCY_CLUSTERS, and years up to
 * OVERVIEW_YEARS_MAX.
 */
#ifndef ADRIFT_ANALYSIS_OVERVIEW_H
#define ADRIFT_ANALYSIS_OVERVIEW_H

#include "analysis/demands.h"
#include "analysis/frequency.h"
#include "analysis/series.h"
#include "analysis/sheet.h"

enum { OVERVIEW_YEARS_MAX = 1000, OVERVIEW_CELLS = 2 * INTERDEPENDENCE_COUNT, OVERVIEW_CONDITIONS = 16 };

typedef enum overview_measure {
    OVERVIEW_DEMAND,
    OVERVIEW_ISSUE_TICK,
    OVERVIEW_DISPOSITION,
    OVERVIEW_MEASURES
} overview_measure_t;

typedef enum overview_time { OVERVIEW_TIME_DISPOSITION, OVERVIEW_TIME_ISSUE, OVERVIEW_TIME_STATUS, OVERVIEW_TIMES } overview_time_t;

typedef struct overview {
    double threshold_vulnerability;
    int32_t ticks_per_year;
    size_t years;
    int32_t years_per_bin;
    bool has_types, has_time, has[OVERVIEW_MEASURES]; /* what it was fed with */
    frequency_t overall[OVERVIEW_MEASURES]; /* 1 x behaviours */
    frequency_t by_type[OVERVIEW_MEASURES]; /* FREQUENCY_TYPE_THREAT_ROWS x behaviours */
    frequency_t types;                      /* 1 x FREQUENCY_TYPE_THREAT_ROWS */
    frequency_t times[OVERVIEW_TIMES];      /* years x states */
    uint64_t truth[2][OVERVIEW_CONDITIONS][BEHAVIOUR_COUNT]; /* issue ticks, dispositions */
    /* Of the run so far: */
    uint64_t cells[OVERVIEW_MEASURES][OVERVIEW_CELLS][BEHAVIOUR_COUNT];
    uint64_t *time[OVERVIEW_TIMES]; /* owned; years x states */
} overview_t;

int overview_init(overview_t *self, const source_t *source); /* FILES_OK, FILES_NO_MEMORY */
void overview_free(overview_t *self);

void overview_row(overview_t *self, const series_row_t *row);
void overview_demand(overview_t *self, const demand_t *demand);

/* A tick of counts.csv. */
void overview_tick(overview_t *self, int32_t tick, const uint64_t disposition[BEHAVIOUR_COUNT],
                   const uint64_t behaviour[BEHAVIOUR_COUNT], const uint64_t status[STATUS_COUNT]);

/* Demands of a whole run, by gravest behaviour. */
int overview_run_demands(overview_t *self, uint64_t replicate, const uint64_t demands[BEHAVIOUR_COUNT]);

/* The run is over; FILES_OK, FILES_NO_MEMORY. */
int overview_end(overview_t *self, uint64_t replicate);

/* resampling: the name in it is not used. Failures are in sheets->status. */
void overview_write(const overview_t *self, sheets_t *sheets, const interval_resampling_t *resampling);

#endif
