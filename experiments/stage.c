/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int stage_init(stage_t *self, const experiment_t *experiment)
{
    const size_t count = experiment->factor_count;
    int status = FILES_OK;

    memset(self, 0, sizeof *self);
    self->experiment = experiment;
    if (scenario_copy(&self->scenario, &experiment->scenario) != SCENARIO_OK) {
        memset(&self->scenario, 0, sizeof self->scenario);
        status = FILES_NO_MEMORY;
        goto out;
    }
    ensemble_init(&self->ensemble, &self->scenario.model);
    self->knobs = calloc(count + 1, sizeof *self->knobs);
    self->built = calloc(count + 1, sizeof *self->built);
    if (self->knobs == NULL || self->built == NULL) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        if (path_resolve(&self->scenario, experiment->factors[i].name, &self->knobs[i], self->message,
                         sizeof self->message) != PATH_OK) {
            status = FILES_MISUSED;
            goto out;
        }
    }
out:
    return status;
}

void stage_free(stage_t *self)
{
    ensemble_free(&self->ensemble);
    free(self->knobs);
    free(self->built);
    scenario_free(&self->scenario);
    memset(self, 0, sizeof *self);
}

/* The first of the model's faults. */
static void keep_fault(void *context, const char *path, const char *message)
{
    stage_t *self = context;

    if (self->message[0] == '\0') {
        snprintf(self->message, sizeof self->message, "%s: %s", path, message);
    }
}

bool stage_set_factor(stage_t *self, size_t factor, double value)
{
    self->set = false;
    return knob_set(&self->knobs[factor], value) == KNOB_OK;
}

bool stage_set(stage_t *self, uint64_t point, const double *values)
{
    const experiment_t *experiment = self->experiment;

    if (self->set && self->point == point) {
        goto out;
    }
    self->message[0] = '\0';
    self->possible = true;
    for (size_t i = 0; i < experiment->factor_count && self->possible; i++) {
        if (!stage_set_factor(self, i, values[i])) {
            snprintf(self->message, sizeof self->message, "%s cannot be %.17g", experiment->factors[i].name, values[i]);
            self->possible = false;
        }
    }
    if (self->possible) {
        self->possible = model_check(&self->scenario.model, keep_fault, self) == 0;
    }
    self->set = true;
    self->point = point;
out:
    return self->possible;
}

/* Whether worlds would be made with other values of what they are made from. */
static bool is_outdated(const stage_t *self)
{
    bool outdated = false;

    for (size_t i = 0; i < self->experiment->factor_count && !outdated; i++) {
        outdated = self->knobs[i].structural && knob_get(&self->knobs[i]) != self->built[i];
    }
    return outdated;
}

world_t *stage_world(stage_t *self, uint64_t wanted)
{
    world_t *world = NULL;
    int status = MODEL_OK;

    if (is_outdated(self)) {
        ensemble_free(&self->ensemble);
        for (size_t j = 0; j < self->experiment->factor_count; j++) {
            self->built[j] = knob_get(&self->knobs[j]);
        }
    }
    status = ensemble_world(&self->ensemble, wanted, &world);
    if (status != MODEL_OK) {
        snprintf(self->message, sizeof self->message, "%s",
                 status == MODEL_INVALID ? "two of its entities have the same 64-bit address; change the ID of one"
                                         : "out of memory");
    }
    return world;
}
