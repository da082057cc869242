/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spells: how long an alliance lasts, is allied, drifts, follows, does not follow; and how that ends. A spell begins in the
 * first row in that state and ends in the first row in another; one that goes on to the last row is censored at the end
 * of that tick. An alliance that is formed again opens a new one. What was under way at the first row began then as far as
 * anybody can know: spells of following, of not following and of drifting of that kind are listed, but not used for survival
 * (but without a burn-in the first row is their beginning); alliances are counted from the first row.
 */
#ifndef ADRIFT_ANALYSIS_SPELLS_H
#define ADRIFT_ANALYSIS_SPELLS_H

#include "analysis/series.h"
#include "analysis/sheet.h"
#include "analysis/survival.h"

typedef enum spells_kind {
    SPELLS_ALLIANCE,
    SPELLS_ALLIED,
    SPELLS_DRIFTING,
    SPELLS_FOLLOWING,
    SPELLS_NON_FOLLOWING,
    SPELLS_KINDS
} spells_kind_t;

enum { SPELLS_CAUSES = 5 };

typedef struct spells_unit {
    unsigned states; /* bit k: in a spell of kind k */
    unsigned seen;   /* bit k: that was seen to begin */
    int32_t begin[SPELLS_KINDS];
    uint64_t subject;
} spells_unit_t;

typedef struct spells {
    int32_t ticks_per_year, every;
    bool burn_in;
    bool points;
    survival_t survival[SPELLS_KINDS];
    spells_unit_t *units; /* owned; of each alliance */
    size_t unit_count;
    uint64_t id;
    uint64_t subjects;
    sheet_t *sheet; /* spells.csv, or NULL */
    sheet_t *states; /* states_long.csv, or NULL */
    /* Of the run: */
    int64_t point;
    uint64_t replicate;
    int32_t tick;
} spells_t;

/* Tables that grow with the data are written as it comes by. FILES_OK, FILES_NO_MEMORY. */
int spells_init(spells_t *self, const source_t *source, sheets_t *sheets);
void spells_free(spells_t *self);
int spells_row(spells_t *self, const series_t *series, const series_row_t *row);
int spells_end(spells_t *self, const series_t *series); /* the run is over */
void spells_write(spells_t *self, sheets_t *sheets, double level);

#endif
