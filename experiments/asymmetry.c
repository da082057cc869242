/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/asymmetry.h"

#include <stdlib.h>
#include <string.h>

#include "files/failure.h"

int asymmetry_init(asymmetry_t *self, world_t *world, uint32_t copy)
{
    const size_t weaks = world_weak_count(world), alliances = world_alliance_count(world);
    size_t d = 0;
    int status = FILES_NO_MEMORY;

    *self = (asymmetry_t){.world = world, .copy = copy};
    self->first = calloc(weaks + 1, sizeof *self->first);
    self->capability = calloc(2 * alliances + 1, sizeof *self->capability);
    self->since = calloc(alliances + 1, sizeof *self->since);
    self->high = calloc(alliances + 1, sizeof *self->high);
    if (self->first == NULL || self->capability == NULL || self->since == NULL ||
        self->high == NULL) {
        asymmetry_free(self);
        goto out;
    }
    for (size_t w = 0; w <= weaks; w++) { /* alliances stand by weak state */
        while (d < alliances && world_alliance_weak(world, d) < w) {
            d++;
        }
        self->first[w] = d;
    }
    status = FILES_OK;
out:
    return status;
}

void asymmetry_free(asymmetry_t *self)
{
    free(self->first);
    free(self->capability);
    free(self->since);
    free(self->high);
    *self = (asymmetry_t){.world = NULL};
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void asymmetry_begin(asymmetry_t *self)
{
    const size_t n = world_alliance_count(self->world);
    double *sorted = self->capability + n;
    double median = 0.0;

    self->counts = (asymmetry_counts_t){.living = {0}};
    for (size_t d = 0; d < n; d++) {
        self->capability[d] =
            world_weak_capability(self->world, self->copy, world_alliance_weak(self->world, d));
    }
    memcpy(sorted, self->capability, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare);
    if (n > 0) {
        median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
    for (size_t d = 0; d < n; d++) {
        observation_t seen;

        world_observe(self->world, self->copy, d, &seen);
        self->high[d] = self->capability[d] > median;
        self->since[d] = seen.status == STATUS_ENDED ? MODEL_NONE : 0;
    }
}

/* An alliance lives in the tick in which it ends, and from the tick after it is formed. */
void asymmetry_hear(void *context, const world_event_t *event)
{
    asymmetry_t *self = (asymmetry_t *)context + event->copy;

    if (event->kind == EVENT_TERMINATED || event->kind == EVENT_FORMED) {
        size_t d = self->first[event->weak];

        while (world_alliance_strong(self->world, d) != (size_t)event->strong) {
            d++;
        }
        if (event->kind == EVENT_FORMED) {
            self->since[d] = event->tick + 1;
        } else {
            self->counts.terminations[self->high[d]]++;
            self->counts.living[self->high[d]] += (uint64_t)(event->tick + 1 - self->since[d]);
            self->since[d] = MODEL_NONE;
        }
    }
}

void asymmetry_count(const asymmetry_t *self, asymmetry_counts_t *counts)
{
    const int32_t now = world_tick(self->world);

    *counts = self->counts;
    for (size_t d = 0; d < world_alliance_count(self->world); d++) {
        if (self->since[d] != MODEL_NONE && now > self->since[d]) {
            counts->living[self->high[d]] += (uint64_t)(now - self->since[d]);
        }
    }
}
