/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens around events: the mean path of recorded variables from EVENT_STUDY_YEARS before to as long after, over all
 * alliances that an event is about (its strong and weak state; where it names none of them, all). events.csv is read
 * beside the time series. Memory: by alliances and kinds of events (at most EVENT_STUDY_KINDS; further ones are left out), not
 * by events. Of events at the same alliance at most EVENT_STUDY_ACTIVE are followed at a time, later ones are left out.
 */
#ifndef ADRIFT_ANALYSIS_EVENT_STUDY_H
#define ADRIFT_ANALYSIS_EVENT_STUDY_H

#include "analysis/ratio.h"
#include "analysis/series.h"
#include "analysis/sheet.h"

enum {
    EVENT_STUDY_YEARS = 2,
    EVENT_STUDY_KINDS = 64,
    EVENT_STUDY_ACTIVE = 64,
    EVENT_STUDY_VARIABLES = SERIES_VARIABLES + 1 /* the last: not following, of living ones */
};

typedef struct event_study_kind {
    char *event, *shock; /* owned */
    uint64_t events;     /* alliance-events */
    double *sums;        /* owned; of the run: offsets x (variables + 2: how many values, how many living) */
    ratio_t *ratios;     /* owned; offsets x variables */
} event_study_kind_t;

typedef struct event_study_path {
    uint64_t run;        /* whose rows are in the ring */
    size_t next, filled; /* of the ring */
    size_t active_count;
    struct {
        int32_t tick;
        int32_t kind;
    } active[EVENT_STUDY_ACTIVE];
} event_study_path_t;

typedef struct event_study {
    csv_reader_t reader;
    const source_t *source;
    int32_t every, ticks_per_year;
    int32_t half;        /* recorded ticks on each side */
    size_t offsets;      /* 2 half + 1 */
    int columns[8];
    bool ended;          /* events.csv is */
    int64_t point;       /* of the event that stands next */
    uint64_t replicate;
    int32_t tick;
    event_study_kind_t kinds[EVENT_STUDY_KINDS];
    size_t kind_count;
    event_study_path_t *paths; /* owned; of each alliance */
    float *rings;              /* owned; alliances x (half + 1) x variables; not living: NaN as the last */
    int32_t *ring_ticks;       /* owned; alliances x (half + 1) */
    size_t path_count;
    bool begun;          /* a row has come */
    series_row_t last;   /* the row before */
    void (*opened)(void *context, size_t alliance); /* told of issues opened in the first tick of a run; or NULL */
    void *opened_context;
} event_study_t;

/* FILES_OK or what the failure says. */
int event_study_open(event_study_t *self, const source_t *source, failure_t *failure);
void event_study_close(event_study_t *self);
int event_study_row(event_study_t *self, const series_t *series, const series_row_t *row, failure_t *failure);
int event_study_end(event_study_t *self, const series_t *series, failure_t *failure); /* the run is over */

/* All rows were read: reads and verifies the rest of events.csv. */
int event_study_finish(event_study_t *self, failure_t *failure);
void event_study_write(const event_study_t *self, sheets_t *sheets, double level);

#endif
