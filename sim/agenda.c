/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/agenda.h"

#include <stdlib.h>

#include "sim/marks.h"
#include "sim/shock.h"

/* Arrivals that are listed at once, and of how many ticks at most. */
enum { ROOM_MOST = 4096, ROOM_SPARE = 64 };

int agenda_init(world_t *world)
{
    agenda_t *self = &world->agenda;
    int status = MODEL_OK;
    uint64_t all = ROOM_SPARE;
    for (uint32_t j = 0; j < world->shock_count; j++) {
        all += world->shocks[j].targets;
    }
    self->room = all < ROOM_MOST ? (uint32_t)all : ROOM_MOST;
    self->arrival = calloc(self->room, sizeof *self->arrival);
    self->order = calloc(self->room, sizeof *self->order);
    if (self->arrival == NULL || self->order == NULL) {
        status = MODEL_NO_MEMORY;
    }
    return status;
}

void agenda_free(world_t *world)
{
    free(world->agenda.arrival);
    free(world->agenda.order);
    world->agenda.arrival = NULL;
    world->agenda.order = NULL;
}

void agenda_look_again(world_t *world)
{
    agenda_t *self = &world->agenda;
    double expected = 0;
    for (uint32_t j = 0; j < world->shock_count; j++) {
        const shock_t *shock = &world->shocks[j];
        expected += shock->entry->scripted
                        ? 0
                        : shock->entry->rate * world->constants.dt * shock_arrivals(world, shock);
    }
    /* to fill a half of the room, so that it hardly ever overflows */
    self->ticks = 1;
    while (self->ticks < AGENDA_TICKS && 4 * self->ticks * expected <= self->room) {
        self->ticks *= 2;
    }
    self->until = world->tick;
    self->at = self->end = 0;
    self->shock = world->shock_count;
}

/* ---- Looking up ---- */

/* Lists what comes before `until`, from where the agenda's cursor stands on; false if there was no room for all: the
 * cursor then stands at the first that is left. What has been taken in the meantime comes later. */
static bool list(world_t *world, int32_t until, uint32_t *listed)
{
    agenda_t *self = &world->agenda;
    bool fits = true;
    while (fits && self->shock < world->shock_count) {
        const shock_t *shock = &world->shocks[self->shock];
        const uint32_t n = shock_arrivals(world, shock), begin = self->target / TILE_SIZE * TILE_SIZE;
        uint8_t due[TILE_SIZE];
        uint32_t i;
        if (begin < n) {
            const uint32_t count = tile_end(begin, n) - begin;
            marks_below(world->width, VECTOR_WHOLE(count), shock->next + begin, until, due);
            for (marks_t marks = marks_in(world->width, due, count); fits && marks_next(&marks, &i);) {
                fits = *listed < self->room;
                if (fits) {
                    self->arrival[(*listed)++] = (arrival_t){
                        .tick = shock->next[begin + i], .shock = self->shock, .target = begin + i};
                }
                self->target = fits ? self->target : begin + i;
            }
        }
        if (fits && begin + TILE_SIZE < n) {
            self->target = begin + TILE_SIZE;
        } else if (fits) {
            self->shock++;
            self->target = 0;
        }
    }
    return fits;
}

/* ---- Drawing ---- */

/* The blocks of those from number `begin` on, and when they come again. */
static void draw(world_t *world, uint32_t begin, uint32_t end)
{
    arrival_t *arrival = world->agenda.arrival;
    for (uint32_t from = begin; from < end; from += TILE_SIZE) {
        const uint32_t n = tile_end(from, end) - from;
        uint32_t which[TILE_SIZE], word[4][TILE_SIZE];
        uint64_t who[TILE_SIZE];
        int32_t when[TILE_SIZE];
        double per_tick[TILE_SIZE], waits[TILE_SIZE];
        for (uint32_t i = 0; i < n; i++) {
            const arrival_t *a = &arrival[from + i];
            const shock_t *shock = &world->shocks[a->shock];
            which[i] = roster_copy(&world->roster, a->target);
            who[i] = shock_address(shock, a->target);
            when[i] = a->tick;
            per_tick[i] = shock->entry->rate * world->constants.dt;
        }
        random_words4_each(world->width, &world->keys, n, which, who, when, RANDOM_SHOCK, word[0], word[1], word[2],
                           word[3]);
        shock_waits(world->width, n, word[0], per_tick, waits);
        for (uint32_t i = 0; i < n; i++) {
            arrival_t *a = &arrival[from + i];
            a->next = world->shocks[a->shock].entry->scripted ? INT32_MAX : shock_later(a->tick, waits[i]);
            for (uint32_t w = 0; w < 4; w++) {
                a->block[w] = word[w][i];
            }
        }
    }
}

/* Those of begin ... end - 1 that come again before `until`, behind the others; false if there is no room. */
static bool list_again(agenda_t *self, int32_t until, uint32_t begin, uint32_t *listed)
{
    const uint32_t end = *listed;
    bool fits = true;
    for (uint32_t i = begin; i < end && fits; i++) {
        const arrival_t *a = &self->arrival[i];
        fits = a->next >= until || *listed < self->room;
        if (fits && a->next < until) {
            self->arrival[(*listed)++] = (arrival_t){.tick = a->next, .shock = a->shock, .target = a->target};
        }
    }
    return fits;
}

/* ---- In order ---- */

static bool stands_before(const arrival_t *a, const arrival_t *b)
{
    return a->shock != b->shock ? a->shock < b->shock : a->target < b->target;
}

/* By tick, and then by shock and target, as the first `sorted` of them stand; the others are few. */
static void put_in_order(agenda_t *self, int32_t from, uint32_t sorted, uint32_t listed)
{
    uint32_t count[AGENDA_TICKS + 1] = {0};
    for (uint32_t i = 0; i < listed; i++) {
        count[self->arrival[i].tick - from + 1]++;
    }
    for (int32_t t = 0; t < AGENDA_TICKS; t++) {
        count[t + 1] += count[t];
        self->begin[t] = count[t];
    }
    self->begin[AGENDA_TICKS] = count[AGENDA_TICKS];
    for (uint32_t i = 0; i < listed; i++) {
        const arrival_t *a = &self->arrival[i];
        const int32_t t = a->tick - from;
        uint32_t at = count[t]++;
        for (; i >= sorted && at > self->begin[t] && stands_before(a, &self->arrival[self->order[at - 1]]); at--) {
            self->order[at] = self->order[at - 1];
        }
        self->order[at] = i;
    }
}

static void start_listing(agenda_t *self)
{
    self->shock = self->target = 0;
}

/* All of the next `ticks` from this one on; false if there is no room. */
static bool look_ahead(world_t *world, int32_t ticks)
{
    agenda_t *self = &world->agenda;
    const int32_t from = world->tick, until = from + ticks;
    uint32_t listed = 0, begin = 0;
    start_listing(self);
    bool fits = list(world, until, &listed);
    const uint32_t sorted = listed;
    while (fits && begin < listed) {
        const uint32_t end = listed;
        draw(world, begin, end);
        fits = list_again(self, until, begin, &listed);
        begin = end;
    }
    if (fits) {
        put_in_order(self, from, sorted, listed);
        self->from = from;
        self->until = until;
    }
    return fits;
}

/* A tick that has more than there is room for, a part of it at a time. */
static void look_on(world_t *world)
{
    agenda_t *self = &world->agenda;
    uint32_t listed = 0;
    list(world, world->tick + 1, &listed);
    draw(world, 0, listed);
    for (uint32_t i = 0; i < listed; i++) {
        self->order[i] = i;
    }
    self->at = 0;
    self->end = listed;
}

const arrival_t *agenda_next(world_t *world)
{
    agenda_t *self = &world->agenda;
    const arrival_t *arrival = NULL;
    if (self->today != world->tick || self->until == world->tick) { /* the first call of this tick */
        self->today = world->tick;
        if (self->until <= world->tick && !look_ahead(world, self->ticks) &&
            (self->ticks == 1 || !look_ahead(world, 1))) {
            start_listing(self);
            self->from = world->tick;
            self->until = world->tick + 1;
            look_on(world);
        } else {
            self->at = self->begin[world->tick - self->from];
            self->end = self->begin[world->tick - self->from + 1];
        }
    } else if (self->at == self->end && self->shock < world->shock_count) {
        look_on(world);
    }
    if (self->at < self->end) {
        arrival = &self->arrival[self->order[self->at++]];
        world->shocks[arrival->shock].next[arrival->target] = arrival->next;
    }
    return arrival;
}
