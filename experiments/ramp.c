/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/ramp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "experiments/campaign.h"
#include "experiments/payload.h"
#include "experiments/tally.h"
#include "files/stop.h"
#include "sim/model.h"

enum { STOP_TICKS = 64 };

static const char *const measures[RAMP_MEASURES] = {
    "disposition_follow",        "disposition_negative_response", "disposition_price_raising",
    "disposition_confrontation", "disposition_termination",       "status_allied",
    "status_drifting",           "status_ended",                  "same_threat",
    "strong_dependence",         "weak_dependence",
};

const char *ramp_measure(size_t measure)
{
    return measure < RAMP_MEASURES ? measures[measure] : NULL;
}

void ramp_check(const experiment_t *experiment, const stage_t *probe, report_t *report)
{
    const factor_t *factor = &experiment->factors[0];
    const double hold = experiment->ramp_hold;

    if (experiment->factor_count == 0) {
        report_add(report, experiment->file, experiment->design_line, "design = ramp", "there is no factor to be moved");
    } else if (probe->knobs[0].structural) {
        report_add(report, experiment->file, factor->line, factor->name,
                   "cannot change while the world lives; a ramp can move parameters (but for time), values of agents, rates "
                   "and sizes");
    }
    if (!(hold > 0.0)) {
        report_add(report, experiment->file, experiment->design_line, "ramp.hold", "must be greater than 0");
    }
    if (strcmp(experiment->record, "none") != 0) {
        report_add(report, experiment->file, 0, "record", "a ramp records nothing but ramps.csv; leave it out");
    }
}

/* As long as all steps take. */
static void set_length(stage_t *stage, size_t steps, int32_t hold)
{
    parameters_t *parameters = &stage->scenario.model.parameters;

    parameters->time_years = (double)steps * (double)hold / (double)parameters->time_ticks_per_year;
}

/* Ticks of a step, at least one. */
static int32_t hold_of(const ramp_t *ramp, const stage_t *stage)
{
    const int32_t hold = model_ticks(&stage->scenario.model, ramp->experiment->ramp_hold);

    return hold > 0 ? hold : 1;
}

void ramp_set_length(const ramp_t *ramp, stage_t *stage)
{
    set_length(stage, ramp->steps, hold_of(ramp, stage));
}

int ramp_worker_init(ramp_worker_t *self, const ramp_t *ramp)
{
    int status = FILES_OK;

    memset(self, 0, sizeof *self);
    self->ramp = ramp;
    status = stage_init(&self->stage, ramp->experiment);
    if (status == FILES_OK) {
        status = stage_init(&self->before, ramp->experiment);
    }
    if (status == FILES_OK) { /* for model_check, which looks at the dates of events */
        ramp_set_length(ramp, &self->stage);
        ramp_set_length(ramp, &self->before);
    }
    return status;
}

void ramp_worker_free(ramp_worker_t *self)
{
    stage_free(&self->stage);
    stage_free(&self->before);
    memset(self, 0, sizeof *self);
}

/* Takes up another block: every level of it must be possible. The stage is left at the lowest. */
static bool set_block(ramp_worker_t *self, uint64_t block)
{
    const ramp_t *ramp = self->ramp;
    const uint64_t first = block * ramp->steps, top = first + ramp->steps / 2;

    if (!self->set || self->block != block) {
        self->set = true;
        self->block = block;
        self->possible = true;
        for (uint64_t point = top + 1; point > first && self->possible; point--) {
            const double *values = design_point(ramp->design, (size_t)point - 1);
            const parameters_t *parameters = &self->stage.scenario.model.parameters;

            self->possible = stage_set(&self->stage, point - 1, values) && stage_set(&self->before, point - 1, values);
            if (self->possible && (double)ramp->steps * hold_of(ramp, &self->stage)
                                          + parameters->time_burn_in * parameters->time_ticks_per_year
                                      >= 2147483647.0) {
                snprintf(self->stage.message, sizeof self->stage.message, "the ramp has more than 2^31 ticks");
                self->possible = false;
            }
        }
        memcpy(self->message, self->stage.message, sizeof self->message);
    }
    return self->possible;
}

static void measure(const tally_t *from, const tally_t *to, double numbers[RAMP_MEASURES])
{
    double living = 0.0, all = 0.0;

    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        numbers[b] = (double)(to->sum.disposition[b] - from->sum.disposition[b]);
        living += numbers[b];
    }
    for (int s = 0; s < STATUS_COUNT; s++) {
        numbers[BEHAVIOUR_COUNT + s] = (double)(to->sum.status[s] - from->sum.status[s]);
        all += numbers[BEHAVIOUR_COUNT + s];
    }
    numbers[8] = (double)(to->sum.same - from->sum.same);
    numbers[9] = to->strong_dependence - from->strong_dependence;
    numbers[10] = to->weak_dependence - from->weak_dependence;
    for (int i = 0; i < RAMP_MEASURES; i++) {
        const bool of_all = i >= BEHAVIOUR_COUNT && i < BEHAVIOUR_COUNT + STATUS_COUNT;
        const double whole = of_all ? all : living;

        numbers[i] = whole > 0.0 ? numbers[i] / whole : (double)NAN;
    }
}

/* Steps until the next tick is `tick`; false if told to stop. */
static bool step_until(const ramp_t *ramp, world_t *world, int32_t tick)
{
    const atomic_int *stop = ramp->stop != NULL ? *ramp->stop : NULL;
    bool stopped = false;

    while (world_tick(world) < tick && !stopped) {
        world_step(world);
        stopped = world_tick(world) % STOP_TICKS == 0 && stop_asked(stop);
    }
    return !stopped;
}

/* The factor's next value, in the living world. */
static bool advance(ramp_worker_t *self, world_t *world, double from, double to)
{
    const bool stored = stage_set_factor(&self->before, 0, from) && stage_set_factor(&self->stage, 0, to);

    if (stored) {
        world_adopt(world, &self->before.scenario.model);
    }
    return stored;
}

int ramp_play(ramp_worker_t *self, uint64_t block, uint64_t replicate, text_t *payload, char *message, size_t size)
{
    const ramp_t *ramp = self->ramp;
    const uint64_t first = block * ramp->steps;
    int status = -1;
    world_t *world = NULL;
    int32_t hold = 0;
    double value = 0.0;

    if (!set_block(self, block)) {
        snprintf(message, size, "%s", self->message);
        goto out;
    }
    value = design_point(ramp->design, (size_t)first)[0];
    stage_set_factor(&self->stage, 0, value);
    hold = hold_of(ramp, &self->stage);
    world = stage_world(&self->stage, 1);
    if (world == NULL) {
        snprintf(message, size, "%s", self->stage.message);
        goto out;
    }
    world_reset(world, ramp->experiment->seed, replicate);
    for (size_t step = 0; step < ramp->steps; step++) {
        const double next = design_point(ramp->design, (size_t)first + step)[0];
        const int32_t begin = (int32_t)step * hold;
        double numbers[RAMP_MEASURES];
        tally_t middle, end;

        if (next != value && !advance(self, world, value, next)) {
            snprintf(message, size, "%s cannot be %.17g", ramp->experiment->factors[0].name, next);
            goto out;
        }
        value = next;
        if (!step_until(ramp, world, begin + hold / 2)) {
            status = CAMPAIGN_STOPPED;
            goto out;
        }
        world_tally(world, 0, &middle);
        if (!step_until(ramp, world, begin + hold)) {
            status = CAMPAIGN_STOPPED;
            goto out;
        }
        world_tally(world, 0, &end);
        measure(&middle, &end, numbers);
        payload_put_numbers(payload, numbers, RAMP_MEASURES);
    }
    status = 0;
out:
    return status;
}

void ramp_area(const double *values, size_t levels, const double *numbers, size_t stride, double *area,
               double *absolute)
{
    const size_t last = 2 * levels - 2;

    *area = 0.0;
    *absolute = 0.0;
    for (size_t i = 0; i + 1 < levels; i++) {
        const double here = numbers[(last - i) * stride] - numbers[i * stride];
        const double there = numbers[(last - i - 1) * stride] - numbers[(i + 1) * stride];
        const double width = values[i + 1] - values[i];
        const double sum = fabs(here) + fabs(there);

        *area += 0.5 * width * (here + there);
        /* where the branches cross between two levels, two triangles */
        *absolute += here * there < 0.0 ? 0.5 * width * (here * here + there * there) / sum : 0.5 * width * sum;
    }
}
