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
    int status = make(self, 0); /* in any case: what it says counts, and the others may be too large */

    *world = NULL;
    if (status != MODEL_OK) {
        goto out;
    }
    size_t i = ensemble_place(world_copies_best(roster_states(self->model), wanted));

    while (i > 0 && make(self, i) != MODEL_OK) { /* that of one copy is there */
        i--;
    }
    *world = self->world[i];
out:
    return status;
}
