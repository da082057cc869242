/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/plain.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/plain_state.h"

property_t *plain_property(plain_t *self, variable_t variable, uint32_t i)
{
    property_t *property = NULL;
    switch (variable) {
    case VARIABLE_SOURCE_power:
        property = &self->sources[i].power;
        break;
    case VARIABLE_SOURCE_offense:
        property = &self->sources[i].offense;
        break;
    case VARIABLE_SOURCE_deterrable:
        property = &self->sources[i].deterrable;
        break;
    case VARIABLE_WEAK_capability:
        property = &self->weaks[i].capability;
        break;
    case VARIABLE_WEAK_defense_need:
        property = &self->weaks[i].defense_need;
        break;
    case VARIABLE_WEAK_alternatives:
        property = &self->weaks[i].alternatives;
        break;
    case VARIABLE_ALLIANCE_support:
        property = &self->alliances[i].support;
        break;
    case VARIABLE_ALLIANCE_basing:
        property = &self->alliances[i].basing;
        break;
    case VARIABLE_ALLIANCE_salience:
        property = &self->alliances[i].salience;
        break;
    case VARIABLE_ALLIANCE_political_need:
        property = &self->alliances[i].political_need;
        break;
    default:
        break;
    }
    return property;
}

uint64_t plain_address(const plain_t *self, agent_kind_t kind, uint32_t i)
{
    return kind == KIND_SOURCE   ? self->sources[i].address
           : kind == KIND_STRONG ? self->strongs[i].address
           : kind == KIND_WEAK   ? self->weaks[i].address
                                 : self->alliances[i].address;
}

uint32_t plain_agents(const plain_t *self, agent_kind_t kind)
{
    return kind == KIND_SOURCE     ? self->source_count
           : kind == KIND_STRONG   ? self->strong_count
           : kind == KIND_WEAK     ? self->weak_count
           : kind == KIND_ALLIANCE ? self->alliance_count
                                   : 1;
}

bool plain_is_weak(const plain_t *self, uint32_t w, int32_t entry, uint32_t member)
{
    return self->weaks[w].entry == (uint32_t)entry &&
           (member == 0 || self->weaks[w].member == member);
}

/* ---- Who is there (model 2, Order) ---- */

static int compare_ids(const void *a, const void *b)
{
    const model_agent_t *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

/* Entries in the order of their IDs; the caller frees. NULL: no memory. */
static const model_agent_t **in_order(const model_agent_t *entries, size_t count)
{
    const model_agent_t **order = calloc(count + 1, sizeof *order);
    for (size_t i = 0; order != NULL && i < count; i++) {
        order[i] = &entries[i];
    }
    if (order != NULL) {
        qsort(order, count, sizeof *order, compare_ids);
    }
    return order;
}

static uint64_t address(agent_kind_t kind, const char *id)
{
    return random_hash_join((uint64_t)kind + 1, random_hash(id));
}

static int place_strongs(plain_t *self)
{
    const model_agent_t **order = in_order(self->model->strong, self->model->strong_count);
    self->strong_count = (uint32_t)self->model->strong_count;
    self->strongs = calloc((size_t)self->strong_count + 1, sizeof *self->strongs);
    const int status = order != NULL && self->strongs != NULL ? MODEL_OK : MODEL_NO_MEMORY;
    for (uint32_t s = 0; status == MODEL_OK && s < self->strong_count; s++) {
        self->strongs[s].entry = (uint32_t)(order[s] - self->model->strong);
        self->strongs[s].address = address(KIND_STRONG, order[s]->id);
    }
    free(order);
    return status;
}

static int place_sources(plain_t *self)
{
    const model_agent_t **order = in_order(self->model->sources, self->model->source_count);
    self->source_count = (uint32_t)self->model->source_count;
    self->sources = calloc((size_t)self->source_count + 1, sizeof *self->sources);
    const int status = order != NULL && self->sources != NULL ? MODEL_OK : MODEL_NO_MEMORY;
    for (uint32_t k = 0; status == MODEL_OK && k < self->source_count; k++) {
        self->sources[k].entry = (uint32_t)(order[k] - self->model->sources);
        self->sources[k].address = address(KIND_SOURCE, order[k]->id);
        self->sources[k].state = MODEL_NONE;
        for (uint32_t s = 0; s < self->strong_count; s++) {
            if (order[k]->state == (int32_t)self->strongs[s].entry) {
                self->sources[k].state = (int32_t)s;
            }
        }
    }
    free(order);
    return status;
}

static int place_weaks(plain_t *self)
{
    const model_agent_t **order = in_order(self->model->weak, self->model->weak_count);
    size_t total = 0;
    uint32_t w = 0;
    int status = MODEL_NO_MEMORY;
    for (size_t i = 0; i < self->model->weak_count; i++) {
        total += self->model->weak[i].count > 0 ? self->model->weak[i].count : 1;
    }
    self->weaks = calloc(total + 1, sizeof *self->weaks);
    if (order == NULL || self->weaks == NULL) {
        goto out;
    }
    self->weak_count = (uint32_t)total;
    for (size_t i = 0; i < self->model->weak_count; i++) {
        const uint32_t entry = (uint32_t)(order[i] - self->model->weak);
        if (order[i]->count == 0) {
            self->weaks[w++] =
                (weak_t){.entry = entry, .address = address(KIND_WEAK, order[i]->id)};
        }
        for (uint32_t member = 1; member <= order[i]->count; member++) {
            char id[WORLD_ID_SIZE];
            snprintf(id, sizeof id, "%s-%" PRIu32, order[i]->id, member);
            self->weaks[w++] =
                (weak_t){.entry = entry, .member = member, .address = address(KIND_WEAK, id)};
        }
    }
    status = MODEL_OK;
out:
    free(order);
    return status;
}

static int compare_alliances(const void *a, const void *b)
{
    const alliance_t *x = a, *y = b;
    const int order = (x->weak > y->weak) - (x->weak < y->weak);
    return order != 0 ? order : (x->strong > y->strong) - (x->strong < y->strong);
}

static bool stands_for(const plain_t *self, const model_agent_t *entry, uint32_t w)
{
    return plain_is_weak(self, w, entry->weak, entry->member);
}

static int place_alliances(plain_t *self)
{
    const model_t *model = self->model;
    size_t total = 0;
    int status = MODEL_NO_MEMORY;
    for (size_t i = 0; i < model->alliance_count; i++) {
        for (uint32_t w = 0; w < self->weak_count; w++) {
            total += stands_for(self, &model->alliances[i], w);
        }
    }
    self->alliances = calloc(total + 1, sizeof *self->alliances);
    if (self->alliances == NULL) {
        goto out;
    }
    for (size_t i = 0; i < model->alliance_count; i++) {
        const model_agent_t *entry = &model->alliances[i];
        uint32_t strong = 0;
        while (self->strongs[strong].entry != (uint32_t)entry->strong) {
            strong++;
        }
        for (uint32_t w = 0; w < self->weak_count; w++) {
            if (stands_for(self, entry, w)) {
                self->alliances[self->alliance_count++] =
                    (alliance_t){.entry = (uint32_t)i,
                                 .strong = strong,
                                 .weak = w,
                                 .address = random_hash_join(self->strongs[strong].address,
                                                             self->weaks[w].address)};
                self->strongs[strong].alliances++;
            }
        }
    }
    qsort(self->alliances, total, sizeof *self->alliances, compare_alliances);
    for (uint32_t w = 0, d = 0; w < self->weak_count; w++) {
        self->weaks[w].first_alliance = d;
        while (d < self->alliance_count && self->alliances[d].weak == w) {
            d++;
        }
        self->weaks[w].end_alliance = d;
    }
    status = MODEL_OK;
out:
    return status;
}

static int place_views(plain_t *self)
{
    const size_t states = (size_t)self->strong_count + self->weak_count;
    int status = MODEL_NO_MEMORY;
    self->views = calloc(states * self->source_count + 1, sizeof *self->views);
    if (self->views == NULL) {
        goto out;
    }
    for (size_t i = 0; i < states; i++) {
        view_t *views = self->views + i * self->source_count;
        const uint64_t who = i < self->strong_count ? self->strongs[i].address
                                                    : self->weaks[i - self->strong_count].address;
        for (uint32_t k = 0; k < self->source_count; k++) {
            views[k].address = who ^ self->sources[k].address;
        }
        if (i < self->strong_count) {
            self->strongs[i].views = views;
        } else {
            self->weaks[i - self->strong_count].views = views;
        }
    }
    status = MODEL_OK;
out:
    return status;
}

int plain_create(plain_t **plain, const model_t *model)
{
    plain_t *self = calloc(1, sizeof *self);
    int status = MODEL_NO_MEMORY;
    if (self == NULL) {
        goto out;
    }
    self->model = model;
    if (place_strongs(self) != MODEL_OK || place_sources(self) != MODEL_OK ||
        place_weaks(self) != MODEL_OK || place_alliances(self) != MODEL_OK ||
        place_views(self) != MODEL_OK || plain_processes_init(self) != MODEL_OK) {
        plain_free(self);
        self = NULL;
        goto out;
    }
    status = MODEL_OK;
out:
    *plain = self;
    return status;
}

void plain_free(plain_t *self)
{
    if (self != NULL) {
        plain_processes_free(self);
        free(self->sources);
        free(self->strongs);
        free(self->weaks);
        free(self->alliances);
        free(self->views);
        free(self->ties);
        free(self);
    }
}

/* ---- The beginning (model 4, fine print) ---- */

static double value_draw(plain_t *self, const distribution_t *given, uint64_t who, uint64_t what,
                         variable_t variable)
{
    const variable_info_t *info = variable_info(variable);
    return plain_clamp(
        draws_sample(self->draws, given,
                     draws_stream(self->draws, random_hash_join(who, what), 0, RANDOM_ATTRIBUTE)),
        info->lowest, info->highest);
}

static const model_agent_t *entry_of(const plain_t *self, agent_kind_t kind, uint32_t i)
{
    const model_t *model = self->model;
    return kind == KIND_SOURCE   ? &model->sources[self->sources[i].entry]
           : kind == KIND_STRONG ? &model->strong[self->strongs[i].entry]
           : kind == KIND_WEAK   ? &model->weak[self->weaks[i].entry]
                                 : &model->alliances[self->alliances[i].entry];
}

static void draw_properties(plain_t *self)
{
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_t variable = (variable_t)v;
        const variable_info_t *info = variable_info(variable);
        for (uint32_t i = 0; variable_is_attribute(variable) && i < plain_agents(self, info->kind);
             i++) {
            *plain_property(self, variable, i) =
                (property_t){.lowest = info->lowest,
                             .highest = info->highest,
                             .constant = value_draw(self, &entry_of(self, info->kind, i)->value[v],
                                                    plain_address(self, info->kind, i),
                                                    random_hash(info->name), variable)};
        }
    }
}

static double view_draw(plain_t *self, agent_kind_t kind, uint32_t i, uint32_t k,
                        variable_t variable)
{
    const uint64_t what =
        random_hash_join(random_hash(variable_info(variable)->name), self->sources[k].address);
    return value_draw(self, &entry_of(self, kind, i)->per_source[variable][self->sources[k].entry],
                      plain_address(self, kind, i), what, variable);
}

static void draw_views(plain_t *self)
{
    for (uint32_t k = 0; k < self->source_count; k++) {
        for (uint32_t s = 0; s < self->strong_count; s++) {
            view_t *view = &self->strongs[s].views[k];
            view->base = view_draw(self, KIND_STRONG, s, k, VARIABLE_STRONG_intention);
            view->proximity = view_draw(self, KIND_STRONG, s, k, VARIABLE_STRONG_proximity);
            view->intention = view->base;
        }
        for (uint32_t w = 0; w < self->weak_count; w++) {
            view_t *view = &self->weaks[w].views[k];
            view->base = view_draw(self, KIND_WEAK, w, k, VARIABLE_WEAK_intention);
            view->proximity = view_draw(self, KIND_WEAK, w, k, VARIABLE_WEAK_proximity);
            view->government = 0.0;
        }
    }
}

static void begin_strongs(plain_t *self)
{
    for (uint32_t s = 0; s < self->strong_count; s++) {
        strong_t *strong = &self->strongs[s];
        const model_agent_t *entry = entry_of(self, KIND_STRONG, s);
        strong->response = entry->response;
        strong->engagement_base =
            value_draw(self, &entry->value[VARIABLE_STRONG_engagement], strong->address,
                       random_hash(variable_info(VARIABLE_STRONG_engagement)->name),
                       VARIABLE_STRONG_engagement);
        strong->engagement = strong->engagement_base;
        strong->conceded = 0.0;
        strong->unallied = 0;
    }
}

static void begin_alliances(plain_t *self)
{
    const parameters_t *p = &self->model->parameters;
    for (uint32_t d = 0; d < self->alliance_count; d++) {
        alliance_t *a = &self->alliances[d];
        a->status = STATUS_ALLIED;
        a->issue = (issue_t){0};
        a->asked = (asked_t){0};
        a->termination_clock = a->calm_clock = 0;
    }
    for (uint32_t d = 0; d < self->alliance_count; d++) {
        alliance_t *a = &self->alliances[d];
        const targets_t target = plain_targets(self, a);
        a->weak_military = plain_clamp(target.weak_military, 0.0, 1.0);
        a->weak_political = plain_clamp(target.weak_political, 0.0, 1.0);
        a->strong_military = plain_clamp(target.strong_military, 0.0, 1.0);
        a->strong_political = plain_clamp(target.strong_political, 0.0, 1.0);
        a->strong_is_strong = p->dependence_security_strong * a->strong_military +
                                  (1.0 - p->dependence_security_strong) * a->strong_political >=
                              p->threshold_dependence;
        a->weak_is_strong = p->dependence_security_weak * a->weak_military +
                                (1.0 - p->dependence_security_weak) * a->weak_political >=
                            p->threshold_dependence;
        a->decision = draws_uniform(self->draws, a->address, self->tick - 1, RANDOM_DECISION);
    }
}

static void work_out_constants(plain_t *self)
{
    const parameters_t *p = &self->model->parameters;
    self->dt = 1.0 / p->time_ticks_per_year;
    self->keep_intention = exp2(-self->dt / p->half_life_intention);
    self->keep_engagement = exp2(-self->dt / p->half_life_engagement);
    self->keep_dependence = exp2(-self->dt / p->half_life_dependence);
    self->keep_attribute = exp2(-self->dt / p->half_life_attribute);
    self->keep_memory = exp2(-self->dt / p->half_life_memory);
    self->shake_intention =
        p->noise_intention * sqrt(1.0 - self->keep_intention * self->keep_intention);
    self->shake_engagement =
        p->noise_engagement * sqrt(1.0 - self->keep_engagement * self->keep_engagement);
    self->shake_dependence =
        p->noise_dependence * sqrt(1.0 - self->keep_dependence * self->keep_dependence);
}

int plain_reset(plain_t *self, draws_t *draws)
{
    const parameters_t *p = &self->model->parameters;
    int status;
    self->draws = draws;
    self->tick = -model_ticks(self->model, p->time_burn_in);
    self->end = model_ticks(self->model, p->time_years);
    work_out_constants(self);
    draw_properties(self);
    draw_views(self);
    begin_strongs(self);
    for (uint32_t d = 0; d < self->alliance_count; d++) {
        self->alliances[d].status = STATUS_ALLIED;
    }
    status = plain_ties_draw(self);
    if (status != MODEL_OK) {
        goto out;
    }
    for (uint32_t w = 0; w < self->weak_count; w++) {
        for (uint32_t k = 0; k < self->source_count; k++) {
            self->weaks[w].views[k].intention = plain_weak_target(self, w, k, true);
        }
    }
    plain_threats(self);
    begin_alliances(self);
    plain_processes_reset(self);
out:
    return status;
}

/* ---- What is seen ---- */

int32_t plain_tick(const plain_t *self)
{
    return self->tick;
}

int32_t plain_end(const plain_t *self)
{
    return self->end;
}

size_t plain_alliance_count(const plain_t *self)
{
    return self->alliance_count;
}

void plain_observe(const plain_t *self, size_t alliance, observation_t *seen)
{
    const alliance_t *a = &self->alliances[alliance];
    const bool sources = self->source_count > 0;
    *seen = (observation_t){
        .status = a->status,
        .issue = a->issue.open || a->issue.closed,
        .issue_source = a->issue.source,
        .stake = a->issue.stake,
        .conflict = a->issue.conflict,
        .price = a->issue.price,
        .concession = a->issue.paid,
        .strong_dependence = a->strong_dependence,
        .weak_dependence = a->weak_dependence,
        .strong_military = a->strong_military,
        .strong_political = a->strong_political,
        .weak_military = a->weak_military,
        .weak_political = a->weak_political,
        .type = a->type,
        .focal_source = a->focal,
        .strong_threat = sources ? self->strongs[a->strong].views[a->focal].threat : 0.0,
        .weak_threat = sources ? self->weaks[a->weak].views[a->focal].threat : 0.0,
        .same = a->same,
        .divergence = a->divergence,
        .vulnerability = a->vulnerability,
        .ally_threat = a->ally_threat,
        .alternatives = a->alternatives,
        .disposition = a->disposition,
        .behaviour = a->behaviour,
    };
}

void plain_counts(const plain_t *self, counts_t *counts)
{
    *counts = self->counts;
}
