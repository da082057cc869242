/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two results directories of the same seed and replicates (two policies, two scenarios), outcome by outcome: replicate i
 * of one with replicate i of the other, which share their random numbers. Outcomes are those of runs.csv, each
 * replicate's mean over points; without it what timeseries.csv, or counts.csv, says of them.
 */
#ifndef ADRIFT_ANALYSIS_COMPARE_H
#define ADRIFT_ANALYSIS_COMPARE_H

#include "analysis/paired.h"
#include "experiments/outcome.h"
#include "files/failure.h"

#include <stdatomic.h>
#include <stdbool.h>

typedef struct compare_outcome {
    bool known;      /* in both */
    paired_t paired; /* meaningless without `known` */
    uint64_t needed; /* replicates for the wanted precision; 0: not asked for, or cannot be said */
} compare_outcome_t;

typedef struct compare {
    uint64_t replicates; /* that both have */
    compare_outcome_t outcomes[OUTCOME_MAX]; /* by the numbers of experiments/outcome.h */
} compare_t;

/*
 * level in (0, 1); precision: half width wanted of an interval, 0: none. stop may be NULL. FILES_OK; FILES_MISUSED
 * (detail: other seeds, no common replicate or no common outcome); else as analyze().
 */
int compare_directories(compare_t *self, const char *a, const char *b, double level, double precision,
                        const atomic_int *stop, failure_t *failure);

#endif
