/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/roster.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/random.h"

/* An entry, or an alliance, on its way to its place in the order. */
typedef struct place {
    const char *id;
    uint32_t entry;
    uint32_t weak, strong; /* of an alliance */
} place_t;

static int compare_id(const void *a, const void *b)
{
    return strcmp(((const place_t *)a)->id, ((const place_t *)b)->id);
}

static int compare_alliance(const void *a, const void *b)
{
    const place_t *x = a, *y = b;
    int order = (x->weak > y->weak) - (x->weak < y->weak);
    return order != 0 ? order : (x->strong > y->strong) - (x->strong < y->strong);
}

static int compare_address(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

uint32_t roster_members(const model_agent_t *entry)
{
    return entry->count > 0 ? entry->count : 1;
}

static size_t count_weaks(const model_t *model)
{
    size_t n = 0;
    for (size_t i = 0; i < model->weak_count; i++) {
        n += roster_members(&model->weak[i]);
    }
    return n;
}

static size_t count_alliances(const model_t *model)
{
    size_t n = 0;
    for (size_t i = 0; i < model->alliance_count; i++) {
        const model_agent_t *entry = &model->alliances[i];
        n += entry->member > 0 ? 1 : roster_members(&model->weak[entry->weak]);
    }
    return n;
}

size_t roster_states(const model_t *model)
{
    const size_t weaks = count_weaks(model), alliances = count_alliances(model);
    return alliances > weaks ? alliances : weaks;
}

static void *zeroed(size_t count, size_t size)
{
    return calloc(count > 0 ? count : 1, size);
}

/* `entry_at[i]` is the entry at place i in the order of IDs. */
static int order_by_id(const model_agent_t *entries, size_t count, uint32_t *entry_at)
{
    int status = MODEL_NO_MEMORY;
    place_t *places = zeroed(count, sizeof *places);
    if (places == NULL) {
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        places[i] = (place_t){.id = entries[i].id, .entry = (uint32_t)i};
    }
    qsort(places, count, sizeof *places, compare_id);
    for (size_t i = 0; i < count; i++) {
        entry_at[i] = places[i].entry;
    }
    status = MODEL_OK;
out:
    free(places);
    return status;
}

static uint64_t address_of(agent_kind_t kind, const char *id)
{
    return random_hash_join((uint64_t)kind + 1, random_hash(id));
}

/* The sources and the strong states: one entry, one agent. */
static int place_singles(roster_t *self)
{
    const model_t *model = self->model;
    int status = order_by_id(model->sources, model->source_count, self->source_entry);
    if (status == MODEL_OK) {
        status = order_by_id(model->strong, model->strong_count, self->strong_entry);
    }
    if (status != MODEL_OK) {
        goto out;
    }
    for (uint32_t s = 0; s < self->strongs; s++) {
        self->strong_of[self->strong_entry[s]] = s;
        self->strong_address[s] = address_of(KIND_STRONG, model->strong[self->strong_entry[s]].id);
    }
    for (uint32_t k = 0; k < self->sources; k++) {
        const model_agent_t *entry = &model->sources[self->source_entry[k]];
        self->source_of[self->source_entry[k]] = k;
        self->source_address[k] = address_of(KIND_SOURCE, entry->id);
        self->source_state[k] =
            entry->state == MODEL_NONE ? MODEL_NONE : (int32_t)self->strong_of[entry->state];
    }
out:
    return status;
}

static int place_weak(roster_t *self)
{
    const model_t *model = self->model;
    uint32_t *order = zeroed(model->weak_count, sizeof *order);
    int status =
        order == NULL ? MODEL_NO_MEMORY : order_by_id(model->weak, model->weak_count, order);
    uint32_t w = 0;
    for (size_t i = 0; status == MODEL_OK && i < model->weak_count; i++) {
        const model_agent_t *entry = &model->weak[order[i]];
        self->weak_of[order[i]] = w;
        for (uint32_t member = 0; member < roster_members(entry); member++, w++) {
            char id[WORLD_ID_SIZE];
            self->weak_entry[w] = order[i];
            self->weak_member[w] = entry->count > 0 ? member + 1 : 0;
            roster_weak_id(self, w, id);
            self->weak_address[w] = address_of(KIND_WEAK, id);
        }
    }
    free(order);
    return status;
}

static int place_alliances(roster_t *self)
{
    const model_t *model = self->model;
    int status = MODEL_OK;
    uint32_t d = 0;
    place_t *places = zeroed(self->alliances, sizeof *places);
    if (places == NULL) {
        status = MODEL_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < model->alliance_count; i++) {
        const model_agent_t *entry = &model->alliances[i];
        uint32_t first, count;
        roster_weak_range(self, entry->weak, entry->member, &first, &count);
        for (uint32_t j = 0; j < count; j++, d++) {
            places[d] = (place_t){
                .entry = (uint32_t)i, .weak = first + j, .strong = self->strong_of[entry->strong]};
        }
    }
    qsort(places, self->alliances, sizeof *places, compare_alliance);
    for (d = 0; d < self->alliances; d++) {
        self->alliance_entry[d] = places[d].entry;
        self->alliance_strong[d] = places[d].strong;
        self->alliance_weak[d] = places[d].weak;
        self->alliance_first[places[d].weak + 1]++;
        self->strong_alliances[places[d].strong]++;
        self->alliance_address[d] = random_hash_join(self->strong_address[places[d].strong],
                                                     self->weak_address[places[d].weak]);
    }
    for (uint32_t w = 0; w < self->weaks; w++) {
        self->alliance_first[w + 1] += self->alliance_first[w];
    }
out:
    free(places);
    return status;
}

/* Two entities with one address would share their randomness. */
static int refuse_collisions(const roster_t *self)
{
    int status = MODEL_OK;
    size_t n = 0, count = (size_t)self->sources + self->strongs + self->weaks + self->alliances;
    uint64_t *all = zeroed(count, sizeof *all);
    if (all == NULL) {
        status = MODEL_NO_MEMORY;
        goto out;
    }
    const uint64_t *lists[] = {self->source_address, self->strong_address, self->weak_address,
                               self->alliance_address};
    const uint32_t sizes[] = {self->sources, self->strongs, self->weaks, self->alliances};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        memcpy(all + n, lists[i], sizes[i] * sizeof *all);
        n += sizes[i];
    }
    qsort(all, count, sizeof *all, compare_address);
    for (size_t i = 1; i < count && status == MODEL_OK; i++) {
        status = all[i] == all[i - 1] ? MODEL_INVALID : MODEL_OK;
    }
out:
    free(all);
    return status;
}

/* A cell for each copy of `count` values of a size, in place of them. NULL: no memory, and they are gone. */
static void *spread(const roster_t *self, void *values, size_t count, size_t size)
{
    char *cells = zeroed(count << self->copy_bits, size);
    for (size_t i = 0; cells != NULL && i < count << self->copy_bits; i++) {
        memcpy(cells + i * size, (const char *)values + (i >> self->copy_bits) * size, size);
    }
    free(values);
    return cells;
}

/* Indices of agents in `count` cells become those of cells of the same copy. */
static void point_to_cells(const roster_t *self, uint32_t *index, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        index[i] = roster_beside(self, index[i], (uint32_t)i);
    }
}

#define SPREAD(field, count)                                                                       \
    ((self->field = spread(self, self->field, (count), sizeof *self->field)) != NULL)

/* From agents to cells. */
static int spread_all(roster_t *self)
{
    const size_t strongs = self->strongs, weaks = self->weaks, alliances = self->alliances;
    const bool fits = SPREAD(strong_entry, strongs) && SPREAD(strong_alliances, strongs) &&
                      SPREAD(strong_address, strongs) && SPREAD(weak_entry, weaks) &&
                      SPREAD(weak_member, weaks) && SPREAD(weak_address, weaks) &&
                      SPREAD(alliance_first, weaks + 1) && SPREAD(alliance_entry, alliances) &&
                      SPREAD(alliance_strong, alliances) && SPREAD(alliance_weak, alliances) &&
                      SPREAD(alliance_address, alliances);
    if (!fits) {
        goto out;
    }
    self->strongs <<= self->copy_bits;
    self->weaks <<= self->copy_bits;
    self->alliances <<= self->copy_bits;
    point_to_cells(self, self->alliance_first, self->weaks + self->copies);
    point_to_cells(self, self->alliance_strong, self->alliances);
    point_to_cells(self, self->alliance_weak, self->alliances);
    for (size_t i = 0; i < self->model->strong_count; i++) {
        self->strong_of[i] <<= self->copy_bits;
    }
    for (size_t i = 0; i < self->model->weak_count; i++) {
        self->weak_of[i] <<= self->copy_bits;
    }
    for (uint32_t k = 0; k < self->sources; k++) {
        self->source_state[k] =
            self->source_state[k] == MODEL_NONE ? MODEL_NONE : self->source_state[k] << self->copy_bits;
    }
out:
    return fits ? MODEL_OK : MODEL_NO_MEMORY;
}

int roster_init(roster_t *self, const model_t *model, uint32_t copies)
{
    int status = MODEL_NO_MEMORY;
    memset(self, 0, sizeof *self);
    self->model = model;
    self->copies = 1; /* until all are placed */
    self->sources = (uint32_t)model->source_count;
    self->strongs = (uint32_t)model->strong_count;
    self->weaks = (uint32_t)count_weaks(model);
    self->alliances = (uint32_t)count_alliances(model);
    struct {
        uint32_t **array;
        size_t count;
    } const indices[] = {
        {&self->source_entry, self->sources},
        {&self->strong_entry, self->strongs},
        {&self->weak_entry, self->weaks},
        {&self->weak_member, self->weaks},
        {&self->alliance_entry, self->alliances},
        {&self->source_of, self->sources},
        {&self->strong_of, self->strongs},
        {&self->weak_of, model->weak_count},
        {&self->alliance_strong, self->alliances},
        {&self->alliance_weak, self->alliances},
        {&self->alliance_first, (size_t)self->weaks + 1},
        {&self->strong_alliances, self->strongs},
    };
    struct {
        uint64_t **array;
        size_t count;
    } const addresses[] = {
        {&self->source_address, self->sources},
        {&self->strong_address, self->strongs},
        {&self->weak_address, self->weaks},
        {&self->alliance_address, self->alliances},
    };
    for (size_t i = 0; i < sizeof indices / sizeof indices[0]; i++) {
        *indices[i].array = zeroed(indices[i].count, sizeof **indices[i].array);
        if (*indices[i].array == NULL) {
            goto out;
        }
    }
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        *addresses[i].array = zeroed(addresses[i].count, sizeof **addresses[i].array);
        if (*addresses[i].array == NULL) {
            goto out;
        }
    }
    self->source_state = zeroed(self->sources, sizeof *self->source_state);
    if (self->source_state == NULL) {
        goto out;
    }
    status = place_singles(self);
    if (status == MODEL_OK) {
        status = place_weak(self);
    }
    if (status == MODEL_OK) {
        status = place_alliances(self);
    }
    if (status == MODEL_OK) {
        status = refuse_collisions(self);
    }
    if (status == MODEL_OK && copies > 1 &&
        ((uint64_t)self->alliances * copies > INT32_MAX || (uint64_t)self->weaks * copies > INT32_MAX)) {
        status = MODEL_INVALID;
    }
    if (status == MODEL_OK && copies > 1) {
        self->copies = copies;
        while (1u << self->copy_bits < copies) {
            self->copy_bits++;
        }
        status = spread_all(self);
    }
out:
    return status;
}

void roster_free(roster_t *self)
{
    free(self->source_entry);
    free(self->strong_entry);
    free(self->weak_entry);
    free(self->weak_member);
    free(self->alliance_entry);
    free(self->source_of);
    free(self->strong_of);
    free(self->weak_of);
    free(self->alliance_strong);
    free(self->alliance_weak);
    free(self->alliance_first);
    free(self->strong_alliances);
    free(self->source_address);
    free(self->strong_address);
    free(self->weak_address);
    free(self->alliance_address);
    free(self->source_state);
    memset(self, 0, sizeof *self);
}

void roster_weak_range(const roster_t *self, int32_t entry, uint32_t member, uint32_t *first,
                       uint32_t *count)
{
    *first = self->weak_of[entry] + (member > 0 ? (member - 1) << self->copy_bits : 0);
    *count = (member > 0 ? 1 : roster_members(&self->model->weak[entry])) << self->copy_bits;
}

void roster_weak_id(const roster_t *self, size_t weak, char id[WORLD_ID_SIZE])
{
    const char *name = self->model->weak[self->weak_entry[weak]].id;
    if (self->weak_member[weak] > 0) {
        snprintf(id, WORLD_ID_SIZE, "%s-%" PRIu32, name, self->weak_member[weak]);
    } else {
        snprintf(id, WORLD_ID_SIZE, "%s", name);
    }
}

size_t roster_agents(const roster_t *self, agent_kind_t kind)
{
    const size_t count[KIND_COUNT] = {(size_t)self->sources << self->copy_bits, self->strongs, self->weaks, self->alliances,
                                      0};
    return count[kind];
}
