/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/ensemble.h"

#include "sim/roster.h"

void ensemble_init(ensemble_t *self, const model_t *model)
{
    *self = (ensemble_t){.model = model};
}

void ensemble_free(ensemble_t *self)
{
    for (size_t i = 0; i < ENSEMBLE_WORLDS; i++) {
        world_free(self->world[i]);
        self->world[i] = NULL;
    }
}

static int make(ensemble_t *self, size_t i)
{
    int status = MODEL_OK;

    if (self->world[i] == NULL) {
        status = world_create(&self->world[i], self->model, 1u << i);
        self->made[i] += status == MODEL_OK;
    }
    return status;
}

int ensemble_world(ensemble_t *self, uint64_t wanted, world_t **world)
{
    size_t i = ensemble_place(world_copies_best(roster_states(self->model), wanted));
    int status = make(self, i);

    while (status != MODEL_OK && i > 0) {
        status = make(self, --i);
    }
    *world = status == MODEL_OK ? self->world[i] : NULL;
    return status;
}
