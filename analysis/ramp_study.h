/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two branches of ramps and the area between: from ramps.csv and ramp_areas.csv. */
#ifndef ADRIFT_ANALYSIS_RAMP_STUDY_H
#define ADRIFT_ANALYSIS_RAMP_STUDY_H

#include "analysis/experiment_study.h"

/* As experiment_study. */
int ramp_study(const source_t *source, sheets_t *sheets, const experiment_study_options_t *options,
                const source_tally_t *read, failure_t *failure);

#endif
