/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The model as a library: one patron, ten allies and a rival, fifty years, and how the allies answered
 * what was demanded of them.
 */
#include <inttypes.h>
#include <stdio.h>

#include "sim/adrift.h"

/* A constant; groups may have any distribution of sim/distribution.h. */
static distribution_t constant(double value)
{
    return (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = value};
}

static void complain(void *context, const char *path, const char *message)
{
    (void)context;
    fprintf(stderr, "%s: %s\n", path, message);
}

/* Entries are valid until the next of their kind is added. */
static int build(model_t *model)
{
    model_agent_t *rival = NULL, *patron = NULL, *allies = NULL, *alliances = NULL;
    int status = model_add_source(model, "rival", &rival);

    if (status == MODEL_OK) {
        rival->value[VARIABLE_SOURCE_power] = constant(0.9);
        rival->value[VARIABLE_SOURCE_offense] = constant(0.7);
        status = model_add_strong(model, "patron", &patron);
    }
    if (status == MODEL_OK) {
        patron->per_source[VARIABLE_STRONG_intention][0] = constant(0.8); /* towards source 0 */
        status = model_add_weak(model, "ally", 10, &allies);
    }
    if (status == MODEL_OK) {
        allies->per_source[VARIABLE_WEAK_intention][0] = (distribution_t){.kind = DISTRIBUTION_GAUSSIAN, .a = 0.4, .b = 0.4};
        status = model_add_alliance(model, 0, 0, 0, &alliances);
    }
    return status;
}

int main(void)
{
    model_t model;
    world_t *world = NULL;
    tally_t tally;
    int status = MODEL_OK;

    model_init(&model);
    status = build(&model);
    if (status == MODEL_OK) {
        status = model_check(&model, complain, NULL) == 0 ? MODEL_OK : MODEL_INVALID;
    }
    if (status == MODEL_OK) {
        status = world_create(&world, &model, 1);
    }
    if (status != MODEL_OK) {
        fprintf(stderr, "example: %s\n", status == MODEL_NO_MEMORY ? "out of memory" : "no possible world");
        goto out;
    }
    world_reset(world, 1, 0); /* seed and replicate */
    while (world_tick(world) < world_end(world)) {
        world_step(world);
    }
    world_tally(world, 0, &tally);
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        printf("%-18s %" PRIu64 "\n", behaviour_name((behaviour_t)b), tally.demands[b]);
    }
out:
    world_free(world);
    model_free(&model);
    return status == MODEL_OK ? 0 : 1;
}
