/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const response_words = "accommodate|ignore|punish|retrench";

/* ---- Arrays --------------------------------------------------------------------------------- */

/* The capacity is a function of the count, so that it need not be stored. */
static size_t capacity_of(size_t count)
{
    size_t capacity = 8;
    while (capacity < count) {
        capacity *= 2;
    }
    return capacity;
}

/* Make room for one more. */
static int reserve(void **array, size_t count, size_t size)
{
    int status = MODEL_OK;
    if (count >= (size_t)INT32_MAX) {
        status = MODEL_NO_MEMORY;
    } else if (*array == NULL || capacity_of(count + 1) != capacity_of(count)) {
        void *larger = realloc(*array, capacity_of(count + 1) * size);
        if (larger == NULL) {
            status = MODEL_NO_MEMORY;
        } else {
            *array = larger;
        }
    }
    return status;
}

int model_set_text(char **field, const char *text)
{
    int status = MODEL_OK;
    char *copy = NULL;
    if (text != NULL) {
        size_t size = strlen(text) + 1;
        copy = malloc(size);
        if (copy == NULL) {
            status = MODEL_NO_MEMORY;
            goto out;
        }
        memcpy(copy, text, size);
    }
    free(*field);
    *field = copy;
out:
    return status;
}

static distribution_t constant(double value)
{
    return (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = value};
}

/* ---- The index of weak states: open addressing, position + 1, 0 is free ---------------------- */

static size_t hash_of(const char *id, size_t length)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)id[i]) * 1099511628211u;
    }
    return (size_t)(hash ^ (hash >> 32));
}

/* The slot of the entry whose ID is the first `length` bytes of `id`, or the free one for it. */
static size_t index_slot(const model_t *self, const char *id, size_t length)
{
    size_t mask = self->weak_index_size - 1;
    size_t slot = hash_of(id, length) & mask;
    bool found = false;
    while (!found) {
        int32_t position = self->weak_index[slot];
        const char *other = position == 0 ? NULL : self->weak[position - 1].id;
        found = position == 0 ||
                (other != NULL && strncmp(other, id, length) == 0 && other[length] == '\0');
        if (!found) {
            slot = (slot + 1) & mask;
        }
    }
    return slot;
}

/* Of two entries of one ID the first stays: model_check refuses the model anyway. */
static void index_insert(model_t *self, size_t position)
{
    const char *id = self->weak[position].id;
    if (id != NULL) {
        size_t slot = index_slot(self, id, strlen(id));
        if (self->weak_index[slot] == 0) {
            self->weak_index[slot] = (int32_t)position + 1;
        }
    }
}

/* Room for `count` entries, at most half full. */
static int index_reserve(model_t *self, size_t count)
{
    int status = MODEL_OK;
    size_t size = 2 * capacity_of(count);
    if (size > self->weak_index_size) {
        int32_t *larger = calloc(size, sizeof *larger);
        if (larger == NULL) {
            status = MODEL_NO_MEMORY;
            goto out;
        }
        free(self->weak_index);
        self->weak_index = larger;
        self->weak_index_size = size;
        for (size_t i = 0; i < self->weak_count; i++) {
            index_insert(self, i);
        }
    }
out:
    return status;
}

static int32_t index_find(const model_t *self, const char *id, size_t length)
{
    int32_t found = MODEL_NONE;
    if (self->weak_index_size > 0) {
        found = self->weak_index[index_slot(self, id, length)] - 1;
    }
    return found;
}

/* ---- Agents --------------------------------------------------------------------------------- */

static void agent_free(model_agent_t *self)
{
    free(self->id);
    free(self->label);
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        free(self->per_source[v]);
    }
}

static distribution_t *new_values(size_t count)
{
    return malloc((count > 0 ? count : 1) * sizeof(distribution_t));
}

static int agent_init(model_agent_t *self, agent_kind_t kind, const char *id, size_t source_count)
{
    int status = MODEL_OK;
    memset(self, 0, sizeof *self);
    self->state = MODEL_NONE;
    self->strong = MODEL_NONE;
    self->weak = MODEL_NONE;
    self->response = RESPONSE_ACCOMMODATE;
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        self->value[v] = constant(info->kind == kind && !info->per_source ? info->initial : 0.0);
        self->per_source[v] = NULL;
    }
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        if (info->kind == kind && info->per_source && info->role != ROLE_ACTION) {
            self->per_source[v] = new_values(source_count);
            if (self->per_source[v] == NULL) {
                status = MODEL_NO_MEMORY;
                goto out;
            }
            for (size_t k = 0; k < source_count; k++) {
                self->per_source[v][k] = constant(info->initial);
            }
        }
    }
    status = model_set_text(&self->id, id);
out:
    if (status != MODEL_OK) {
        agent_free(self);
        memset(self, 0, sizeof *self);
    }
    return status;
}

static int agent_copy(model_agent_t *self, const model_agent_t *other, size_t source_count)
{
    int status = MODEL_OK;
    *self = *other;
    self->id = NULL;
    self->label = NULL;
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        self->per_source[v] = NULL;
    }
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        if (other->per_source[v] != NULL) {
            self->per_source[v] = new_values(source_count);
            if (self->per_source[v] == NULL) {
                status = MODEL_NO_MEMORY;
                goto out;
            }
            memcpy(self->per_source[v], other->per_source[v],
                   source_count * sizeof *self->per_source[v]);
        }
    }
    status = model_set_text(&self->id, other->id);
    if (status == MODEL_OK) {
        status = model_set_text(&self->label, other->label);
    }
out:
    if (status != MODEL_OK) {
        agent_free(self);
        memset(self, 0, sizeof *self);
    }
    return status;
}

static int add_agent(model_agent_t **entries, size_t *count, agent_kind_t kind, const char *id,
                     size_t source_count, model_agent_t **added)
{
    void *array = *entries;
    int status = reserve(&array, *count, sizeof **entries);
    *entries = array;
    if (status == MODEL_OK) {
        status = agent_init(&(*entries)[*count], kind, id, source_count);
    }
    if (status == MODEL_OK) {
        *added = &(*entries)[*count];
        (*count)++;
    }
    return status;
}

static void free_agents(model_agent_t *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        agent_free(&entries[i]);
    }
    free(entries);
}

static int copy_agents(model_agent_t **entries, size_t *count, const model_agent_t *others,
                       size_t other_count, size_t source_count)
{
    int status = MODEL_OK;
    if (other_count > 0) {
        *entries = malloc(capacity_of(other_count) * sizeof **entries);
        if (*entries == NULL) {
            status = MODEL_NO_MEMORY;
        }
    }
    while (status == MODEL_OK && *count < other_count) {
        status = agent_copy(&(*entries)[*count], &others[*count], source_count);
        if (status == MODEL_OK) {
            (*count)++;
        }
    }
    return status;
}

/* ---- The model ------------------------------------------------------------------------------ */

void model_init(model_t *self)
{
    memset(self, 0, sizeof *self);
    parameters_init(&self->parameters);
}

void model_free(model_t *self)
{
    free_agents(self->sources, self->source_count);
    free_agents(self->strong, self->strong_count);
    free_agents(self->weak, self->weak_count);
    free_agents(self->alliances, self->alliance_count);
    free(self->ties);
    for (size_t i = 0; i < self->shock_count; i++) {
        free(self->shocks[i].id);
    }
    free(self->shocks);
    free(self->weak_index);
    memset(self, 0, sizeof *self);
}

static int copy_ties(model_t *self, const model_t *other)
{
    int status = MODEL_OK;
    if (other->tie_count > 0) {
        self->ties = malloc(capacity_of(other->tie_count) * sizeof *self->ties);
        if (self->ties == NULL) {
            status = MODEL_NO_MEMORY;
            goto out;
        }
        memcpy(self->ties, other->ties, other->tie_count * sizeof *self->ties);
        self->tie_count = other->tie_count;
    }
out:
    return status;
}

static int copy_shocks(model_t *self, const model_t *other)
{
    int status = MODEL_OK;
    if (other->shock_count > 0) {
        self->shocks = malloc(capacity_of(other->shock_count) * sizeof *self->shocks);
        if (self->shocks == NULL) {
            status = MODEL_NO_MEMORY;
        }
    }
    while (status == MODEL_OK && self->shock_count < other->shock_count) {
        model_shock_t *copy = &self->shocks[self->shock_count];
        *copy = other->shocks[self->shock_count];
        copy->id = NULL;
        status = model_set_text(&copy->id, other->shocks[self->shock_count].id);
        if (status == MODEL_OK) {
            self->shock_count++;
        }
    }
    return status;
}

int model_copy(model_t *self, const model_t *other)
{
    size_t sources = other->source_count;
    int status;
    model_init(self);
    self->parameters = other->parameters;
    status = copy_agents(&self->sources, &self->source_count, other->sources, sources, sources);
    if (status != MODEL_OK) {
        goto out;
    }
    status = copy_agents(&self->strong, &self->strong_count, other->strong, other->strong_count,
                         sources);
    if (status != MODEL_OK) {
        goto out;
    }
    status = copy_agents(&self->weak, &self->weak_count, other->weak, other->weak_count, sources);
    if (status != MODEL_OK) {
        goto out;
    }
    status = copy_agents(&self->alliances, &self->alliance_count, other->alliances,
                         other->alliance_count, sources);
    if (status != MODEL_OK) {
        goto out;
    }
    if (self->weak_count > 0) {
        status = index_reserve(self, self->weak_count);
        if (status != MODEL_OK) {
            goto out;
        }
    }
    status = copy_ties(self, other);
    if (status != MODEL_OK) {
        goto out;
    }
    status = copy_shocks(self, other);
out:
    if (status != MODEL_OK) {
        model_free(self);
    }
    return status;
}

int model_add_source(model_t *self, const char *id, model_agent_t **added)
{
    int status = MODEL_INVALID;
    if (self->strong_count == 0 && self->weak_count == 0) {
        status = add_agent(&self->sources, &self->source_count, KIND_SOURCE, id, 0, added);
    }
    return status;
}

int model_add_strong(model_t *self, const char *id, model_agent_t **added)
{
    return add_agent(&self->strong, &self->strong_count, KIND_STRONG, id, self->source_count,
                     added);
}

int model_add_weak(model_t *self, const char *id, uint32_t count, model_agent_t **added)
{
    int status = index_reserve(self, self->weak_count + 1);
    if (status == MODEL_OK) {
        status =
            add_agent(&self->weak, &self->weak_count, KIND_WEAK, id, self->source_count, added);
    }
    if (status == MODEL_OK) {
        (*added)->count = count;
        index_insert(self, self->weak_count - 1);
    }
    return status;
}

int model_add_alliance(model_t *self, int32_t strong, int32_t weak, uint32_t member,
                       model_agent_t **added)
{
    int status = add_agent(&self->alliances, &self->alliance_count, KIND_ALLIANCE, NULL,
                           self->source_count, added);
    if (status == MODEL_OK) {
        (*added)->strong = strong;
        (*added)->weak = weak;
        (*added)->member = member;
    }
    return status;
}

int model_add_tie(model_t *self, int32_t from, int32_t to, model_tie_t **added)
{
    void *array = self->ties;
    int status = reserve(&array, self->tie_count, sizeof *self->ties);
    self->ties = array;
    if (status == MODEL_OK) {
        model_tie_t *tie = &self->ties[self->tie_count++];
        memset(tie, 0, sizeof *tie);
        tie->from = from;
        tie->to = to;
        tie->weight = constant(1.0);
        *added = tie;
    }
    return status;
}

int model_add_shock(model_t *self, const char *id, variable_t on, model_shock_t **added)
{
    void *array = self->shocks;
    int status = reserve(&array, self->shock_count, sizeof *self->shocks);
    self->shocks = array;
    if (status == MODEL_OK) {
        model_shock_t *shock = &self->shocks[self->shock_count];
        memset(shock, 0, sizeof *shock);
        shock->on = on;
        shock->target = MODEL_NONE;
        shock->strong = MODEL_NONE;
        shock->weak = MODEL_NONE;
        shock->source = MODEL_NONE;
        shock->size = constant(on == VARIABLE_ALLIANCE_demand ? variable_info(on)->initial : 0.0);
        shock->conflict = true;
        status = model_set_text(&shock->id, id);
        if (status == MODEL_OK) {
            self->shock_count++;
            *added = shock;
        }
    }
    return status;
}

int32_t model_find(const model_agent_t *entries, size_t count, const char *id)
{
    int32_t found = MODEL_NONE;
    for (size_t i = 0; i < count && found == MODEL_NONE; i++) {
        if (entries[i].id != NULL && strcmp(entries[i].id, id) == 0) {
            found = (int32_t)i;
        }
    }
    return found;
}

int32_t model_find_member(const model_t *self, const char *id, uint32_t *member)
{
    int32_t found = MODEL_NONE;
    uint64_t number = 0;
    const char *dash = strrchr(id, '-');
    if (dash == NULL || dash[1] < '1' || dash[1] > '9') { /* from 1, without leading zeros */
        goto out;
    }
    for (const char *digit = dash + 1; *digit != '\0'; digit++) {
        if (*digit < '0' || *digit > '9' || number > UINT32_MAX) {
            goto out;
        }
        number = 10 * number + (uint64_t)(*digit - '0');
    }
    found = index_find(self, id, (size_t)(dash - id));
    if (found != MODEL_NONE && number > self->weak[found].count) {
        found = MODEL_NONE;
    }
    if (found != MODEL_NONE) {
        *member = (uint32_t)number;
    }
out:
    return found;
}

int32_t model_find_weak(const model_t *self, const char *id, uint32_t *member)
{
    int32_t found = index_find(self, id, strlen(id));
    *member = 0;
    if (found == MODEL_NONE) {
        found = model_find_member(self, id, member);
    }
    return found;
}

int32_t model_ticks(const model_t *self, double years)
{
    const double ticks = years * self->parameters.time_ticks_per_year - 1e-9;
    int32_t result = 0; /* of NaN */
    if (ticks >= (double)INT32_MAX) {
        result = INT32_MAX;
    } else if (ticks <= (double)INT32_MIN) {
        result = INT32_MIN;
    } else if (ticks < 0.0 || ticks > 0.0) {
        result = (int32_t)ticks;
        result += (double)result < ticks; /* up: the C library's ceil is a call */
    }
    return result;
}
