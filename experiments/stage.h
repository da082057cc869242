/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a thread plays the points of a design: its own copy of the experiment's scenario, the knobs of its factors, and
 * its worlds, which are reset from run to run and made anew only when a structural factor has another value.
 */
#ifndef ADRIFT_EXPERIMENTS_STAGE_H
#define ADRIFT_EXPERIMENTS_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/experiment.h"
#include "config/path.h"
#include "experiments/ensemble.h"
#include "files/failure.h"
#include "sim/adrift.h"

enum { STAGE_MESSAGE_SIZE = 512 };

typedef struct stage {
    const experiment_t *experiment; /* not owned */
    scenario_t scenario;            /* owned; as the point has it */
    knob_t *knobs;                  /* owned; of each factor, into `scenario` */
    double *built;                  /* owned; the factors' values that the worlds were made with */
    ensemble_t ensemble;            /* owned; of the scenario's model */
    bool set, possible;             /* a point is set; its values passed */
    uint64_t point;                 /* which */
    char message[STAGE_MESSAGE_SIZE]; /* why it is not possible */
} stage_t;

/* FILES_OK, FILES_NO_MEMORY; FILES_MISUSED if a factor's path is none of the scenario's. */
int stage_init(stage_t *self, const experiment_t *experiment);

/* Legal on a zeroed stage. */
void stage_free(stage_t *self);

/*
 * Gives the factors a point's values, one for each, and checks the model. Does nothing if the point
 * is set already. False if the values are impossible: stage->message says why.
 */
bool stage_set(stage_t *self, uint64_t point, const double *values);

/* Gives one factor a value in between, unchecked; the point counts as not set afterwards. False if it cannot be stored. */
bool stage_set_factor(stage_t *self, size_t factor, double value);

/* The ensemble's world for the next of `wanted` >= 1 runs of the point that is set; not yet reset. NULL with stage->message if it
 * cannot be made. */
world_t *stage_world(stage_t *self, uint64_t wanted);

#endif
