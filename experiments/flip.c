/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/flip.h"

#include <stdlib.h>

#include "experiments/table.h"
#include "files/csv.h"
#include "sim/roster.h"

/* A block has as many replicates as are played together, as long as there are so many blocks, to keep many workers, or shards,
 * busy, and as long as what a worker keeps of the twins, a byte for each tick and alliance of each, is not too much. */
enum { BLOCKS_LEAST = 32, TWINS_MOST = 1 << 26 };

const char *const flip_tables[] = {
    TABLE_DESIGN,       TABLE_RUNS,        TABLE_FLIPS,   TABLE_FLIPS_SUMMARY,
    TABLE_FLIPS_MATRIX, TABLE_FLIPS_HALF, TABLE_COLUMNS, MANIFEST_NAME, NULL};

/* ---- How two paths part ---- */

void flip_parting_init(flip_parting_t *self)
{
    *self = (flip_parting_t){FLIP_NEVER, FLIP_NEVER};
}

int32_t flip_parting_back(const flip_parting_t *self, int32_t ticks)
{
    return self->last != FLIP_NEVER && self->last + 1 < ticks ? self->last + 1 : FLIP_NEVER;
}

/* ---- The experiment ---- */

static int plan_points(flip_t *self)
{
    const experiment_flip_t *flip = &self->experiment->flip;
    size_t count = 0;
    int status = FLIP_OK;

    for (size_t i = 0; i < flip->shock_count; i++) {
        count += flip->shocks[i].size_count;
    }
    self->points = calloc(count + 1, sizeof *self->points);
    if (self->points == NULL) {
        status = FLIP_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < flip->shock_count; i++) {
        for (size_t j = 0; j < flip->shocks[i].size_count; j++) {
            self->points[self->point_count++] = (flip_point_t){i, flip->shocks[i].sizes[j]};
        }
    }
out:
    return status;
}

static int plan_times(flip_t *self)
{
    const experiment_flip_t *flip = &self->experiment->flip;
    const model_t *model = &self->experiment->scenario.model;
    int status = FLIP_OK;

    self->ticks_per_year = model->parameters.time_ticks_per_year;
    self->tick = model_ticks(model, flip->date - model->parameters.time_start);
    self->end = model_ticks(model, model->parameters.time_years);
    self->has_before = self->tick > -model_ticks(model, model->parameters.time_burn_in);
    self->horizons = calloc(flip->horizon_count + 1, sizeof *self->horizons);
    if (self->horizons == NULL) {
        status = FLIP_NO_MEMORY;
        goto out;
    }
    for (size_t h = 0; h < flip->horizon_count; h++) {
        self->horizons[self->horizon_count++] = model_ticks(model, flip->horizons[h]);
    }
out:
    return status;
}

/* Those whom the shock acts on among the alliances, or among their states. */
static void mark_targets(const roster_t *roster, const model_shock_t *shock, bool *targets)
{
    const agent_kind_t kind = variable_info(shock->on)->kind;
    const int32_t entry = kind == KIND_ALLIANCE ? shock->weak : shock->target;
    uint32_t first = 0, count = roster->weaks;

    if ((kind == KIND_ALLIANCE || kind == KIND_WEAK) && entry != MODEL_NONE) {
        roster_weak_range(roster, entry, shock->member, &first, &count);
    }
    for (uint32_t d = 0; d < roster->alliances; d++) {
        const uint32_t strong = roster->alliance_strong[d];
        const int32_t wanted = kind == KIND_ALLIANCE ? shock->strong
                               : kind == KIND_STRONG ? shock->target
                                                     : MODEL_NONE;

        targets[d] = roster->alliance_weak[d] - first < count &&
                     (wanted == MODEL_NONE || roster->strong_of[wanted] == strong);
    }
}

static int plan_targets(flip_t *self)
{
    const experiment_flip_t *flip = &self->experiment->flip;
    roster_t roster = {0};
    int status = roster_init(&roster, &self->experiment->scenario.model, 1);

    if (status != MODEL_OK) {
        status = status == MODEL_INVALID ? FLIP_INVALID : FLIP_NO_MEMORY;
        goto out;
    }
    self->alliances = roster.alliances;
    self->targets = calloc(flip->shock_count * self->alliances + 1, sizeof *self->targets);
    if (self->targets == NULL) {
        status = FLIP_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < flip->shock_count; i++) {
        mark_targets(&roster, &flip->shocks[i].shock, self->targets + i * self->alliances);
    }
out:
    roster_free(&roster);
    return status;
}

static void plan_blocks(flip_t *self)
{
    const experiment_t *experiment = self->experiment;

    self->together = world_copies_best(roster_states(&experiment->scenario.model), experiment->replicates / BLOCKS_LEAST);
    while (self->together > 1 && (size_t)(self->end - self->tick) * self->alliances > TWINS_MOST / self->together) {
        self->together /= 2;
    }
    self->block_size = flip_block(self) * self->together;
}

int flip_init(flip_t *self, const experiment_t *experiment)
{
    int status = FLIP_OK;

    *self = (flip_t){.experiment = experiment};
    status = plan_points(self);
    if (status == FLIP_OK) {
        status = plan_times(self);
    }
    if (status == FLIP_OK) {
        status = plan_targets(self);
    }
    if (status == FLIP_OK) {
        status = world_create(&self->world, &experiment->scenario.model, 1);
        status = status == MODEL_OK        ? FLIP_OK
                 : status == MODEL_INVALID ? FLIP_INVALID
                                           : FLIP_NO_MEMORY;
    }
    if (status == FLIP_OK) {
        plan_blocks(self);
        self->outcome_count = identity_outcomes(experiment, self->outcomes);
        status = identity_init(&self->identity, "flip", experiment) == FILES_OK ? FLIP_OK
                                                                               : FLIP_NO_MEMORY;
    }
    return status;
}

void flip_free(flip_t *self)
{
    world_free(self->world);
    identity_free(&self->identity);
    free(self->points);
    free(self->horizons);
    free(self->targets);
    *self = (flip_t){.experiment = NULL};
}

uint64_t flip_block(const flip_t *self)
{
    return (uint64_t)self->point_count + 1;
}

uint64_t flip_runs(const flip_t *self)
{
    return self->experiment->replicates * flip_block(self);
}

uint64_t flip_replicate(const flip_t *self, uint64_t number)
{
    return self->experiment->first_replicate + number / flip_block(self);
}

int64_t flip_point(const flip_t *self, uint64_t number)
{
    return (int64_t)(number % flip_block(self)) - 1;
}

bool flip_is_target(const flip_t *self, size_t shock, size_t alliance)
{
    return self->targets[shock * self->alliances + alliance];
}

void flip_horizon_name(const flip_t *self, size_t horizon, char name[FLIP_HORIZON_SIZE])
{
    text_t text;

    text_init_fixed(&text, name, FLIP_HORIZON_SIZE - 1);
    csv_double17(&text, self->experiment->flip.horizons[horizon]);
    name[text.length > 0 ? text.length - 1 : 0] = '\0'; /* without the comma */
}
