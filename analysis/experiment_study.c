/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/experiment_study.h"

#include "analysis/flip_study.h"
#include "analysis/ramp_study.h"
#include "analysis/sweep_study.h"
#include "experiments/table.h"

int experiment_study(const source_t *source, sheets_t *sheets, const experiment_study_options_t *options, uint64_t *rows,
                     uint64_t *bytes, failure_t *failure)
{
    const source_tally_t read = {rows, bytes};
    int status = FILES_OK;

    if (source_has(source, "flips.csv")) {
        status = flip_study(source, sheets, options, &read, failure);
    } else if (source_has(source, TABLE_RAMPS)) {
        status = ramp_study(source, sheets, options, &read, failure);
    }
    if (status == FILES_OK && source_has(source, TABLE_RUNS)) {
        status = sweep_study(source, sheets, options, &read, failure);
    }
    return status;
}
