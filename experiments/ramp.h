/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ramps: the first factor of a design moved slowly up its levels and down again in one living world
 * (world_adopt), so that what differs between the way there and the way back is hysteresis. One ramp
 * for each combination of the other factors.
 *
 * A step lasts `hold` years. The world begins (with its burn-in) at the lowest level; the length of
 * the run is what all steps take, whatever the scenario says. Shares are of the second half of each
 * step; the first is left to the transition.
 *
 * Files: ramps.csv, a row per ramp, replicate and step; ramp_areas.csv, per ramp, replicate and
 * measure the area between the two branches.
 */
#ifndef ADRIFT_EXPERIMENTS_RAMP_H
#define ADRIFT_EXPERIMENTS_RAMP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/experiment.h"
#include "config/report.h"
#include "experiments/design.h"
#include "experiments/stage.h"
#include "files/text.h"

enum { RAMP_MEASURES = 11 };

typedef struct ramp {
    const experiment_t *experiment; /* not owned */
    const design_t *design;         /* not owned; of kind ramp */
    const atomic_int *const *stop;  /* where to find the stop flag, which may be NULL */
    size_t steps;                   /* of a ramp: 2 levels - 1 */
} ramp_t;

/* What one thread plays ramps with. */
typedef struct ramp_worker {
    const ramp_t *ramp;
    stage_t stage;  /* the world's model */
    stage_t before; /* the same as it was a step ago */
    bool set, possible;
    uint64_t block;
    char message[STAGE_MESSAGE_SIZE];
} ramp_worker_t;

/* Adds what speaks against the experiment as a ramp to the report. */
void ramp_check(const experiment_t *experiment, const stage_t *probe, report_t *report);

/* Makes a stage's world as long as the ramp, before its points are checked. */
void ramp_set_length(const ramp_t *ramp, stage_t *stage);

int ramp_worker_init(ramp_worker_t *self, const ramp_t *ramp); /* as stage_init */
void ramp_worker_free(ramp_worker_t *self);

/*
 * Plays one ramp; appends steps x RAMP_MEASURES numbers (files/text.h; eight bytes each). 0,
 * CAMPAIGN_STOPPED, or -1 with a message.
 */
int ramp_play(ramp_worker_t *self, uint64_t block, uint64_t replicate, text_t *payload, char *message, size_t size);

/* "disposition_follow" ...: the last columns of ramps.csv. NULL out of range. */
const char *ramp_measure(size_t measure);

/*
 * Area between the branches of one measure: integral over the value of (down - up), and of its absolute
 * value. `values` of the levels, ascending; numbers[step * stride]. NaN if any number is.
 */
void ramp_area(const double *values, size_t levels, const double *numbers, size_t stride, double *area,
               double *absolute);

#endif
