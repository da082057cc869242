/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a sweep, a ramp or a flip says beyond its time series: factors, the plane of two of them, sensitivity; branches and
 * areas; doses. Memory grows with points and outcomes (sweeps), with sizes and horizons (flips), not with replicates beyond
 * EXPERIMENT_STUDY_CLUSTERS.
 */
#ifndef ADRIFT_ANALYSIS_EXPERIMENT_STUDY_H
#define ADRIFT_ANALYSIS_EXPERIMENT_STUDY_H

#include "analysis/interval.h"
#include "analysis/sheet.h"
#include "analysis/source.h"

enum { EXPERIMENT_STUDY_CLUSTERS = 64 };

typedef struct experiment_study_options {
    const char *const *outcomes; /* none: all; plane.csv: non_following_rate */
    size_t outcome_count;
    interval_resampling_t resampling;
    bool demands_too; /* frequencies of demands from runs.csv: there is nothing else */
} experiment_study_options_t;

/* Adds the tables that the directory has data for; none if it is a plain run. FILES_OK or what the failure says. */
int experiment_study(const source_t *source, sheets_t *sheets, const experiment_study_options_t *options, uint64_t *rows,
                     uint64_t *bytes, failure_t *failure);

#endif
