/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was run, read back from a manifest alone: its configuration is complete, so the files that it
 * was read from are not needed, nor where they were. Whoever plays results again (analysis/explain.h,
 * analysis/verify.h) begins here.
 *
 * A message (of `size` bytes) says why a manifest will not do: "the configuration cannot be read by
 * this version: threshold.threat: must be in [0, 1]".
 */
#ifndef ADRIFT_EXPERIMENTS_RESOLVED_H
#define ADRIFT_EXPERIMENTS_RESOLVED_H

#include <stddef.h>

#include "config/experiment.h"
#include "config/scenario.h"
#include "experiments/run.h"
#include "files/manifest.h"

enum {
    RESOLVED_OK = 0,
    RESOLVED_NO_MEMORY = -1,
    RESOLVED_UNFIT = -2, /* see the message */
    RESOLVED_MESSAGE_SIZE = 1024
};

/*
 * The scenario, with its seed; of a sweep or flip: before its factors and shocks. `scenario` need
 * not be initialised; scenario_free is legal whatever is returned.
 */
int resolved_scenario(const manifest_t *manifest, scenario_t *scenario, char *message, size_t size);

/* Of `adrift run`: how its scenario was run. The scenario must outlive the run. */
int resolved_run(const manifest_t *manifest, const scenario_t *scenario, run_t *run, char *message,
                 size_t size);

/* Of a sweep or flip. experiment_free is legal whatever is returned. */
int resolved_experiment(const manifest_t *manifest, experiment_t *experiment, char *message,
                        size_t size);

#endif
