/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Factors, the plane of two, sensitivity: from design.csv and runs.csv. */
#ifndef ADRIFT_ANALYSIS_SWEEP_STUDY_H
#define ADRIFT_ANALYSIS_SWEEP_STUDY_H

#include "analysis/experiment_study.h"

/* As experiment_study. */
int sweep_study(const source_t *source, sheets_t *sheets, const experiment_study_options_t *options,
                const source_tally_t *read, failure_t *failure);

#endif
