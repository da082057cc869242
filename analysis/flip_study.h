/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doses, half-flip sizes, flip matrices, delays: from design.csv and flips.csv. */
#ifndef ADRIFT_ANALYSIS_FLIP_STUDY_H
#define ADRIFT_ANALYSIS_FLIP_STUDY_H

#include "analysis/experiment_study.h"

/* As experiment_study. */
int flip_study(const source_t *source, sheets_t *sheets, const experiment_study_options_t *options,
                const source_tally_t *read, failure_t *failure);

#endif
