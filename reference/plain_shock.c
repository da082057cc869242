/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shocks and events (model 5). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference/plain_state.h"

static bool is_target(const plain_t *self, const model_shock_t *entry, uint32_t i)
{
    const agent_kind_t kind = variable_info(entry->on)->kind;
    bool is = true;
    if (kind == KIND_ALLIANCE) {
        const alliance_t *alliance = &self->alliances[i];
        is = (entry->strong == MODEL_NONE ||
              self->strongs[alliance->strong].entry == (uint32_t)entry->strong) &&
             (entry->weak == MODEL_NONE ||
              plain_is_weak(self, alliance->weak, entry->weak, entry->member));
    } else if (entry->target != MODEL_NONE) {
        is = kind == KIND_SOURCE   ? self->sources[i].entry == (uint32_t)entry->target
             : kind == KIND_STRONG ? self->strongs[i].entry == (uint32_t)entry->target
             : kind == KIND_WEAK   ? plain_is_weak(self, i, entry->target, entry->member)
                                   : true;
    }
    return is;
}

/* Events before shocks, each by ID. */
static int compare(const void *a, const void *b)
{
    const model_shock_t *x = ((const process_t *)a)->entry, *y = ((const process_t *)b)->entry;
    return x->scripted != y->scripted ? (x->scripted ? -1 : 1) : strcmp(x->id, y->id);
}

int plain_processes_init(plain_t *self)
{
    int status = MODEL_NO_MEMORY;
    self->process_count = self->model->shock_count;
    self->processes = calloc(self->process_count + 1, sizeof *self->processes);
    if (self->processes == NULL) {
        self->process_count = 0;
        goto out;
    }
    for (size_t i = 0; i < self->process_count; i++) {
        self->processes[i].entry = &self->model->shocks[i];
    }
    qsort(self->processes, self->process_count, sizeof *self->processes, compare);
    for (size_t i = 0; i < self->process_count; i++) {
        process_t *process = &self->processes[i];
        const model_shock_t *entry = process->entry;
        const uint32_t agents = plain_agents(self, variable_info(entry->on)->kind);
        process->address = random_hash_join((uint64_t)KIND_COUNT + 1, random_hash(entry->id));
        process->source = MODEL_NONE;
        for (uint32_t k = 0; k < self->source_count; k++) {
            if (entry->source != MODEL_NONE && self->sources[k].entry == (uint32_t)entry->source) {
                process->source = (int32_t)k;
            }
        }
        process->targets = calloc((size_t)agents + 1, sizeof *process->targets);
        process->next = calloc((size_t)agents + 1, sizeof *process->next);
        if (process->targets == NULL || process->next == NULL) {
            goto out;
        }
        for (uint32_t j = 0; j < agents; j++) {
            if (is_target(self, entry, j)) {
                process->targets[process->target_count++] = j;
            }
        }
    }
    status = MODEL_OK;
out:
    return status;
}

void plain_processes_free(plain_t *self)
{
    for (size_t i = 0; i < self->process_count; i++) {
        free(self->processes[i].targets);
        free(self->processes[i].next);
    }
    free(self->processes);
}

/* How often it arrives by itself: once for all, or at each target. */
static uint32_t arrivals(const process_t *process)
{
    return process->entry->together && process->target_count > 0 ? 1 : process->target_count;
}

static uint64_t arrival_address(const plain_t *self, const process_t *process, uint32_t i)
{
    const agent_kind_t kind = variable_info(process->entry->on)->kind;
    return process->entry->together || kind == KIND_WORLD
               ? process->address
               : random_hash_join(process->address, plain_address(self, kind, process->targets[i]));
}

/* What an arrival at `when` draws from: first the wait for the next one. */
static gsl_rng *begin_arrival(plain_t *self, const process_t *process, uint32_t i, int32_t when,
                              int32_t *next)
{
    gsl_rng *stream =
        draws_stream(self->draws, arrival_address(self, process, i), when, RANDOM_SHOCK);
    *next = plain_arrival(self, draws_unit(stream), when, process->entry->rate);
    return stream;
}

void plain_processes_reset(plain_t *self)
{
    for (size_t p = 0; p < self->process_count; p++) {
        process_t *process = &self->processes[p];
        const model_shock_t *entry = process->entry;
        for (uint32_t i = 0; i < arrivals(process); i++) {
            if (entry->scripted) {
                process->next[i] =
                    model_ticks(self->model, entry->date - self->model->parameters.time_start);
            } else {
                begin_arrival(self, process, i, self->tick - 1, &process->next[i]);
            }
        }
    }
}

static void view_move(view_t *view, double size, bool permanent)
{
    view->intention = plain_clamp(view->intention + size, -1.0, 1.0);
    view->base += permanent ? size : 0.0;
}

static void government_set(const plain_t *self, view_t *view, double orientation)
{
    const parameters_t *p = &self->model->parameters;
    const double before = view_own(view);
    view->government = orientation;
    view->intention = plain_clamp(
        view->intention + (1.0 - p->socialisation_patrons - p->socialisation_neighbours) *
                              (view_own(view) - before),
        -1.0, 1.0);
}

static void demand_ask(alliance_t *alliance, const process_t *process, double stake)
{
    const bool unasked = !alliance->issue.open && !alliance->asked.is;
    if (alliance->status != STATUS_ENDED && (process->entry->scripted || unasked)) {
        alliance->asked = (asked_t){true, process->source, plain_clamp(stake, 0.0, 1.0),
                                    process->entry->conflict};
    }
}

static void hit(plain_t *self, const process_t *process, uint32_t i, uint32_t k, double size)
{
    const bool permanent = process->entry->permanent;
    switch (process->entry->on) {
    case VARIABLE_STRONG_engagement:
        self->strongs[i].engagement = plain_clamp(self->strongs[i].engagement + size, 0.0, 1.0);
        self->strongs[i].engagement_base += permanent ? size : 0.0;
        break;
    case VARIABLE_STRONG_intention:
        view_move(&self->strongs[i].views[k], size, permanent);
        break;
    case VARIABLE_WEAK_intention:
        view_move(&self->weaks[i].views[k], size, permanent);
        break;
    case VARIABLE_WEAK_government:
        government_set(self, &self->weaks[i].views[k], size);
        break;
    case VARIABLE_WORLD_intention:
        for (uint32_t s = 0; s < self->strong_count; s++) {
            view_move(&self->strongs[s].views[k], size, permanent);
        }
        for (uint32_t w = 0; w < self->weak_count; w++) {
            view_move(&self->weaks[w].views[k], size, permanent);
        }
        break;
    case VARIABLE_ALLIANCE_demand:
        demand_ask(&self->alliances[i], process, size);
        break;
    default: {
        property_t *property = plain_property(self, process->entry->on, i);
        *(permanent ? &property->constant : &property->transient) += size;
        break;
    }
    }
}

/* Arrival i: one size for all that it hits. */
static void arrive(plain_t *self, const process_t *process, uint32_t i, uint32_t k, gsl_rng *stream)
{
    const double size = draws_sample(self->draws, &process->entry->size, stream);
    if (process->entry->together) {
        for (uint32_t j = 0; j < process->target_count; j++) {
            hit(self, process, process->targets[j], k, size);
        }
    } else {
        hit(self, process, process->targets[i], k, size);
    }
}

static int32_t fire(plain_t *self, const process_t *process, uint32_t i)
{
    const variable_t on = process->entry->on;
    const bool named = process->source != MODEL_NONE;
    int32_t next;
    gsl_rng *stream = begin_arrival(self, process, i, self->tick, &next);
    const uint32_t drawn =
        self->source_count > 0 ? (uint32_t)(draws_unit(stream) * self->source_count) : 0;
    if (on == VARIABLE_WEAK_government) {
        for (uint32_t k = 0; k < self->source_count; k++) {
            if (!named || k == (uint32_t)process->source) {
                const uint64_t who = random_hash_join(arrival_address(self, process, i),
                                                      self->sources[k].address);
                arrive(self, process, i, k,
                       draws_stream(self->draws, who, self->tick, RANDOM_SHOCK_SIZE));
            }
        }
    } else if (!variable_info(on)->per_source && on != VARIABLE_WORLD_intention) {
        arrive(self, process, i, 0, stream);
    } else if (self->source_count > 0) {
        arrive(self, process, i, named ? (uint32_t)process->source : drawn, stream);
    }
    return next;
}

static void property_fade(property_t *property, double keep)
{
    if (property->transient != 0.0) {
        property->transient *= keep;
        if (fabs(property->transient) < 0x1p-40) {
            property->transient = 0.0;
        }
    }
}

static void fade(plain_t *self)
{
    for (uint32_t k = 0; k < self->source_count; k++) {
        property_fade(&self->sources[k].power, self->keep_attribute);
        property_fade(&self->sources[k].offense, self->keep_attribute);
    }
    for (uint32_t w = 0; w < self->weak_count; w++) {
        property_fade(&self->weaks[w].capability, self->keep_attribute);
        property_fade(&self->weaks[w].defense_need, self->keep_attribute);
        property_fade(&self->weaks[w].alternatives, self->keep_attribute);
    }
    for (uint32_t d = 0; d < self->alliance_count; d++) {
        property_fade(&self->alliances[d].support, self->keep_attribute);
        property_fade(&self->alliances[d].basing, self->keep_attribute);
        property_fade(&self->alliances[d].salience, self->keep_attribute);
        property_fade(&self->alliances[d].political_need, self->keep_attribute);
    }
}

void plain_processes_apply(plain_t *self)
{
    fade(self);
    for (size_t p = 0; p < self->process_count; p++) {
        process_t *process = &self->processes[p];
        for (uint32_t i = 0; i < arrivals(process); i++) {
            if (process->next[i] == self->tick) {
                const int32_t next = fire(self, process, i);
                if (!process->entry->scripted) {
                    process->next[i] = next;
                }
            }
        }
    }
}
