/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From state to state: transitions.csv and sojourns.csv of dispositions, behaviours and statuses. */
#ifndef ADRIFT_ANALYSIS_CHANGES_H
#define ADRIFT_ANALYSIS_CHANGES_H

#include "analysis/frequency.h"
#include "analysis/ratio.h"
#include "analysis/series.h"
#include "analysis/sheet.h"
#include "analysis/transition.h"

enum { CHANGES_KINDS = 3, CHANGES_STATES = BEHAVIOUR_COUNT + 1 };

/* A quantity's kind of states: dispositions and "ended"; behaviours (none cuts the history); statuses. */
typedef struct changes_kind {
    transition_t transition;
    frequency_t steps, episodes; /* from x to, by replicate */
    ratio_t sojourns[CHANGES_STATES];
    /* As they stood when the run began: */
    uint64_t counts[CHANGES_STATES * CHANGES_STATES];
    double time[CHANGES_STATES];
} changes_kind_t;

typedef struct changes {
    int32_t ticks_per_year, every;
    changes_kind_t kinds[CHANGES_KINDS];
} changes_t;

int changes_init(changes_t *self, const source_t *source); /* FILES_OK, FILES_NO_MEMORY */
void changes_free(changes_t *self);
int changes_row(changes_t *self, const series_row_t *row);  /* FILES_OK, FILES_NO_MEMORY */
int changes_end(changes_t *self, uint64_t replicate);       /* the run is over */
void changes_write(const changes_t *self, sheets_t *sheets, const interval_resampling_t *resampling);

#endif
