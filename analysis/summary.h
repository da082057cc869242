/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table that a run prints at its end: how often each behaviour was the answer to a demand, where alliances spent their
 * time, what became of them.
 */
#ifndef ADRIFT_ANALYSIS_SUMMARY_H
#define ADRIFT_ANALYSIS_SUMMARY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/adrift.h"

enum { SUMMARY_ROWS = 40 }; /* room for all rows */

/* One line, over all replicates together and between them. */
typedef struct summary_row {
    const char *section;
    const char *label;
    double count;   /* numerator; alliance-years for what is a share of time */
    double value;   /* numerator / denominator; NAN where that is 0 */
    double deviation; /* standard deviation of the replicates' own values; NAN for fewer than two */
} summary_row_t;

typedef struct summary {
    int ticks_per_year;
    uint64_t replicates;
    tally_t total;
    struct {
        uint64_t replicates; /* that have a value */
        double mean;
        double squares;      /* of deviations from the mean, summed (Welford 1962) */
    } spread[SUMMARY_ROWS];
} summary_t;

void summary_init(summary_t *self, int ticks_per_year);

/* The next replicate. The same order gives the same numbers. */
void summary_add(summary_t *self, const tally_t *tally);

/* How many lines there are, and one of them. */
size_t summary_count(void);
summary_row_t summary_row(const summary_t *self, size_t index);

/* The lines that are about something that there was; whether the stream could be written it knows itself. */
void summary_print(const summary_t *self, FILE *stream);

#endif
