/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "reference/plain_state.h"

static int tie_add(plain_t *self, uint32_t from, uint32_t to, double weight)
{
    int status = MODEL_OK;
    if (self->tie_count == self->tie_capacity) {
        const size_t capacity = 2 * self->tie_capacity + 16;
        tie_t *ties = realloc(self->ties, capacity * sizeof *ties);
        if (ties == NULL) {
            status = MODEL_NO_MEMORY;
            goto out;
        }
        self->ties = ties;
        self->tie_capacity = capacity;
    }
    self->ties[self->tie_count++] = (tie_t){from, to, weight};
out:
    return status;
}

static int tie_draw(plain_t *self, const model_tie_t *entry, uint32_t from, uint32_t to)
{
    const uint64_t who = random_hash_join(self->weaks[from].address, self->weaks[to].address);
    const double weight =
        plain_clamp(draws_sample(self->draws, &entry->weight,
                                 draws_stream(self->draws, who, 0, RANDOM_TIE)), 0.0, 1.0);
    int status = tie_add(self, from, to, weight);
    if (status == MODEL_OK && entry->mutual) {
        status = tie_add(self, to, from, weight);
    }
    return status;
}

/* As many of the candidates as wanted, at random: Floyd's algorithm (Bentley and Floyd 1987). */
static int partners_draw(plain_t *self, const model_tie_t *entry, uint32_t from,
                         const uint32_t *candidates, uint32_t count)
{
    bool *taken = calloc((size_t)count + 1, sizeof *taken);
    uint32_t *order = calloc((size_t)count + 1, sizeof *order);
    const uint32_t wanted = entry->partners < count ? entry->partners : count;
    const uint64_t who =
        random_hash_join(self->weaks[from].address, random_hash(self->model->weak[entry->to].id));
    int status = taken == NULL || order == NULL ? MODEL_NO_MEMORY : MODEL_OK;
    if (status != MODEL_OK) {
        goto out;
    }
    gsl_rng *rng = draws_stream(self->draws, who, 1, RANDOM_TIE);
    for (uint32_t i = 0; i < wanted; i++) {
        const uint32_t top = count - wanted + i;
        const uint32_t drawn = (uint32_t)gsl_rng_uniform_int(rng, (unsigned long)top + 1);
        order[i] = taken[drawn] ? top : drawn;
        taken[order[i]] = true;
    }
    for (uint32_t i = 0; i < wanted && status == MODEL_OK; i++) {
        status = tie_draw(self, entry, from, candidates[order[i]]);
    }
out:
    free(taken);
    free(order);
    return status;
}

static int compare(const void *a, const void *b)
{
    const tie_t *x = a, *y = b;
    int order = (x->from > y->from) - (x->from < y->from);
    order = order != 0 ? order : (x->to > y->to) - (x->to < y->to);
    return order != 0 ? order : (x->weight < y->weight) - (x->weight > y->weight);
}

/* In the order of states; of two ties between the same states the stronger stays. */
static void ties_sort(plain_t *self)
{
    size_t kept = 0, i = 0;
    if (self->tie_count > 0) {
        qsort(self->ties, self->tie_count, sizeof *self->ties, compare);
    }
    for (i = 0; i < self->tie_count; i++) {
        const tie_t tie = self->ties[i];
        if (kept == 0 || self->ties[kept - 1].from != tie.from ||
            self->ties[kept - 1].to != tie.to) {
            self->ties[kept++] = tie;
        }
    }
    self->tie_count = kept;
    i = 0;
    for (uint32_t w = 0; w < self->weak_count; w++) {
        self->weaks[w].first_tie = (uint32_t)i;
        while (i < kept && self->ties[i].from == w) {
            i++;
        }
        self->weaks[w].end_tie = (uint32_t)i;
    }
}

int plain_ties_draw(plain_t *self)
{
    int status = MODEL_OK;
    uint32_t *candidates = calloc((size_t)self->weak_count + 1, sizeof *candidates);
    self->tie_count = 0;
    if (candidates == NULL) {
        status = MODEL_NO_MEMORY;
        goto out;
    }
    for (size_t t = 0; t < self->model->tie_count; t++) {
        const model_tie_t *entry = &self->model->ties[t];
        for (uint32_t from = 0; from < self->weak_count; from++) {
            uint32_t count = 0;
            if (!plain_is_weak(self, from, entry->from, entry->from_member)) {
                continue;
            }
            for (uint32_t to = 0; to < self->weak_count; to++) {
                if (to != from && plain_is_weak(self, to, entry->to, entry->to_member)) {
                    candidates[count++] = to;
                }
            }
            if (entry->partners > 0) {
                status = partners_draw(self, entry, from, candidates, count);
            } else {
                for (uint32_t i = 0; i < count && status == MODEL_OK; i++) {
                    status = tie_draw(self, entry, from, candidates[i]);
                }
            }
            if (status != MODEL_OK) {
                goto out;
            }
        }
    }
    ties_sort(self);
out:
    free(candidates);
    return status;
}
