/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/ensemble.h"
#include "files/stop.h"
#include "sim/roster.h"

/* One alliance that one expectation is about. */
typedef struct watch {
    size_t expectation; /* index */
    size_t alliance;    /* the world's */
    uint32_t closed;    /* how issues closed in this tick: bit 1 << outcome */
    int32_t other;      /* first tick at which another was seen, or MODEL_NONE */
    int found;
    int32_t hit;               /* first tick of the expected word */
    int32_t first, first_open; /* of the window; with an open issue */
    uint64_t judged;
    observation_t at_other, at_hit, at_first, at_open;
} watch_t;

struct history {
    const scenario_t *scenario;
    const atomic_int *stop;
    ensemble_t ensemble;
    world_t *world;     /* of the ensemble, that is played */
    uint64_t most;      /* copies of one */
    watch_t *watches;   /* [most][watch_count] */
    size_t watch_count;
    int32_t *from, *to; /* windows in ticks, one per expectation */
};

double history_year(const scenario_t *scenario, int32_t tick)
{
    const parameters_t *p = &scenario->model.parameters;
    return p->time_start + (double)tick / p->time_ticks_per_year;
}

const char *history_word(expectation_kind_t kind, int value)
{
    const char *word = "nothing";
    if (kind == EXPECTATION_OUTCOME && value == HISTORY_CLOSED) {
        word = "closed otherwise";
    } else if (value >= 0) {
        word = expectation_word(kind, value);
    }
    return word;
}

/* The member's number in a weak ID that is the group's or state's own: 0 for the state itself, -1
 * if it is another's. */
static long member_of(const model_agent_t *entry, const char *id)
{
    const size_t length = strlen(entry->id);
    long member = -1;
    if (entry->count == 0) {
        member = strcmp(entry->id, id) == 0 ? 0 : -1;
    } else if (strncmp(entry->id, id, length) == 0 && id[length] == '-') {
        char *end = NULL;
        member = strtol(id + length + 1, &end, 10);
        member = *end == '\0' && end != id + length + 1 ? member : -1;
    }
    return member;
}

static bool is_about(const scenario_t *scenario, const expectation_t *expectation,
                     const world_t *world, size_t alliance)
{
    const model_t *model = &scenario->model;
    char id[WORLD_ID_SIZE];
    world_weak_id(world, world_alliance_weak(world, alliance), id);
    const long member = member_of(&model->weak[expectation->weak], id);
    return member >= 0 && (expectation->member == 0 || expectation->member == (uint32_t)member) &&
           strcmp(world_strong_id(world, world_alliance_strong(world, alliance)),
                  model->strong[expectation->strong].id) == 0;
}

/* Counts if `watches` is NULL. */
static size_t list_watches(const scenario_t *scenario, const world_t *world, watch_t *watches)
{
    size_t count = 0;
    for (size_t i = 0; i < scenario->expectation_count; i++) {
        for (size_t d = 0; d < world_alliance_count(world); d++) {
            if (is_about(scenario, &scenario->expectations[i], world, d)) {
                if (watches != NULL) {
                    watches[count].expectation = i;
                    watches[count].alliance = d;
                }
                count++;
            }
        }
    }
    return count;
}

/* How an issue closes, told as it happens; nothing else is listened to. */
static void hear(void *context, const world_event_t *event)
{
    history_t *self = context;
    const bool closes = event->kind >= EVENT_ISSUE_FOLLOWED && event->kind <= EVENT_ISSUE_ENDED;
    const int outcome = event->kind == EVENT_ISSUE_SETTLED  ? OUTCOME_SETTLED
                        : event->kind == EVENT_ISSUE_LAPSED ? OUTCOME_LAPSED
                                                            : HISTORY_CLOSED;
    watch_t *watches = self->watches + event->copy * self->watch_count;
    for (size_t i = 0; closes && i < self->watch_count; i++) {
        const size_t d = watches[i].alliance;
        if (world_alliance_strong(self->world, d) == (size_t)event->strong &&
            world_alliance_weak(self->world, d) == (size_t)event->weak) {
            watches[i].closed |= 1u << outcome;
        }
    }
}

int history_create(history_t **created, const scenario_t *scenario, const atomic_int *stop)
{
    int status = HISTORY_NO_MEMORY;
    history_t *self = calloc(1, sizeof *self);
    if (self == NULL) {
        goto out;
    }
    self->scenario = scenario;
    self->stop = stop;
    ensemble_init(&self->ensemble, &scenario->model);
    self->most = world_copies_best(roster_states(&scenario->model), WORLD_COPIES);
    status = ensemble_world(&self->ensemble, 1, &self->world);
    if (status != MODEL_OK) {
        status = status == MODEL_NO_MEMORY ? HISTORY_NO_MEMORY : HISTORY_INVALID;
        goto out;
    }
    status = HISTORY_NO_MEMORY;
    self->watch_count = list_watches(scenario, self->world, NULL);
    self->watches = calloc(self->most * self->watch_count + 1, sizeof *self->watches);
    self->from = calloc(scenario->expectation_count + 1, sizeof *self->from);
    self->to = calloc(scenario->expectation_count + 1, sizeof *self->to);
    if (self->watches == NULL || self->from == NULL || self->to == NULL) {
        goto out;
    }
    list_watches(scenario, self->world, self->watches);
    for (uint64_t c = 1; c < self->most; c++) {
        memcpy(self->watches + c * self->watch_count, self->watches, self->watch_count * sizeof *self->watches);
    }
    *created = self;
    self = NULL;
    status = HISTORY_OK;
out:
    history_free(self);
    return status;
}

void history_free(history_t *self)
{
    if (self != NULL) {
        ensemble_free(&self->ensemble);
        free(self->watches);
        free(self->from);
        free(self->to);
        free(self);
    }
}

static void begin(history_t *self, uint32_t copies, history_check_t *checks)
{
    const scenario_t *scenario = self->scenario;
    for (size_t i = 0; i < scenario->expectation_count; i++) {
        const expectation_t *expectation = &scenario->expectations[i];
        const double start = scenario->model.parameters.time_start;
        self->from[i] = model_ticks(&scenario->model, expectation->from - start);
        self->to[i] = model_ticks(&scenario->model, expectation->to - start);
    }
    for (size_t i = 0; i < copies * scenario->expectation_count; i++) {
        checks[i] = (history_check_t){.tick = MODEL_NONE, .found = -1};
        for (int word = 0; word < HISTORY_WORDS; word++) {
            checks[i].first[word] = MODEL_NONE;
        }
    }
    for (size_t i = 0; i < copies * self->watch_count; i++) {
        watch_t *watch = &self->watches[i];
        *watch = (watch_t){.expectation = watch->expectation,
                           .alliance = watch->alliance,
                           .other = MODEL_NONE,
                           .found = -1,
                           .hit = MODEL_NONE,
                           .first = MODEL_NONE,
                           .first_open = MODEL_NONE};
    }
}

/* One word of one tick: the expected one, or another. */
static void see(watch_t *watch, history_check_t *check, int expected, int word, int32_t tick,
                const observation_t *now)
{
    check->seen[word]++;
    check->first[word] =
        check->first[word] == MODEL_NONE || tick < check->first[word] ? tick : check->first[word];
    watch->judged++;
    if (word == expected && watch->hit == MODEL_NONE) {
        watch->hit = tick;
        watch->at_hit = *now;
    } else if (word != expected && watch->other == MODEL_NONE) {
        watch->other = tick;
        watch->found = word;
        watch->at_other = *now;
    }
}

static void look(const history_t *self, uint32_t copy, watch_t *watch, history_check_t *check, int32_t tick)
{
    const expectation_t *expectation = &self->scenario->expectations[watch->expectation];
    observation_t now;
    world_observe(self->world, copy, watch->alliance, &now);
    check->ticks++;
    check->open += now.issue;
    if (watch->first == MODEL_NONE) {
        watch->first = tick;
        watch->at_first = now;
    }
    if (now.issue && watch->first_open == MODEL_NONE) {
        watch->first_open = tick;
        watch->at_open = now;
    }
    if (expectation->kind == EXPECTATION_STATUS) {
        see(watch, check, expectation->value, (int)now.status, tick, &now);
    } else if (expectation->kind == EXPECTATION_BEHAVIOUR && now.behaviour < BEHAVIOUR_COUNT) {
        see(watch, check, expectation->value, (int)now.behaviour, tick, &now);
    } else if (expectation->kind == EXPECTATION_OUTCOME) {
        for (int outcome = 0; outcome <= HISTORY_CLOSED; outcome++) {
            if ((watch->closed >> outcome & 1u) != 0) {
                see(watch, check, expectation->value, outcome, tick, &now);
            }
        }
    }
}

static miss_t judge(const expectation_t *expectation, const watch_t *watch)
{
    const bool every = !expectation->never && !expectation->once;
    const bool something = expectation->kind == EXPECTATION_STATUS ? watch->first != MODEL_NONE
                           : expectation->kind == EXPECTATION_BEHAVIOUR || every
                               ? watch->judged > 0
                               : watch->first_open != MODEL_NONE;
    miss_t miss = MISS_NONE;
    if (watch->first == MODEL_NONE) {
        miss = MISS_OUTSIDE;
    } else if (!something) {
        miss = MISS_VACUOUS;
    } else if (expectation->never) {
        miss = watch->hit != MODEL_NONE ? MISS_SEEN : MISS_NONE;
    } else if (expectation->once) {
        miss = watch->hit == MODEL_NONE ? MISS_UNSEEN : MISS_NONE;
    } else {
        miss = watch->other != MODEL_NONE ? MISS_OTHER : MISS_NONE;
    }
    return miss;
}

/* An ID cut to its room; "" for none. */
static void take_id(char id[WORLD_ID_SIZE], const char *whole)
{
    id[0] = '\0';
    strncat(id, whole, WORLD_ID_SIZE - 1);
}

static void take_source(char id[WORLD_ID_SIZE], const world_t *world, int32_t source)
{
    take_id(id, source >= 0 && (size_t)source < world_source_count(world)
                    ? world_source_id(world, (size_t)source)
                    : "");
}

/* The word of a kind at a moment; -1 is none. */
static int word_of(expectation_kind_t kind, const observation_t *there)
{
    int word = -1;
    if (kind == EXPECTATION_STATUS) {
        word = (int)there->status;
    } else if (kind == EXPECTATION_BEHAVIOUR && there->behaviour < BEHAVIOUR_COUNT) {
        word = (int)there->behaviour;
    }
    return word;
}

/* Keep the earliest miss of all alliances that the expectation is about. */
static void report(const history_t *self, const watch_t *watch, history_check_t *check, miss_t miss)
{
    const expectation_t *expectation = &self->scenario->expectations[watch->expectation];
    const bool open = watch->first_open != MODEL_NONE;
    int32_t tick = open ? watch->first_open : watch->first;
    const observation_t *there = open ? &watch->at_open : &watch->at_first;
    int found = word_of(expectation->kind, there);
    if (miss == MISS_SEEN) {
        tick = watch->hit;
        there = &watch->at_hit;
        found = expectation->value;
    } else if (miss == MISS_OTHER) {
        tick = watch->other;
        there = &watch->at_other;
        found = watch->found;
    }
    if (check->miss == MISS_NONE || tick < check->tick) {
        check->miss = miss;
        check->tick = tick;
        check->found = found;
        check->there = *there;
        take_id(check->strong,
                world_strong_id(self->world, world_alliance_strong(self->world, watch->alliance)));
        world_weak_id(self->world, world_alliance_weak(self->world, watch->alliance), check->weak);
        take_source(check->focal, self->world, there->focal_source);
        take_source(check->issue, self->world, there->issue ? there->issue_source : MODEL_NONE);
    }
}

/* What a copy's tick shows of what is watched now. */
static void look_at_copy(const history_t *self, uint32_t copy, int32_t tick, history_check_t *checks)
{
    watch_t *watches = self->watches + copy * self->watch_count;
    for (size_t i = 0; i < self->watch_count; i++) {
        const size_t expectation = watches[i].expectation;
        if (tick >= self->from[expectation] && tick < self->to[expectation]) {
            look(self, copy, &watches[i], &checks[expectation], tick);
        }
    }
}

/* Whether all that is expected held in a copy. */
static bool judge_copy(const history_t *self, uint32_t copy, history_check_t *checks)
{
    const watch_t *watches = self->watches + copy * self->watch_count;
    bool all = true;
    /* An expectation about no alliance at all is as vacuous as can be. */
    for (size_t i = 0, next = 0; i < self->scenario->expectation_count; i++) {
        if (next >= self->watch_count || watches[next].expectation != i) {
            checks[i].miss = MISS_OUTSIDE;
        }
        for (; next < self->watch_count && watches[next].expectation == i; next++) {
            const miss_t miss = judge(&self->scenario->expectations[i], &watches[next]);
            if (miss != MISS_NONE) {
                report(self, &watches[next], &checks[i], miss);
            }
        }
        all = all && checks[i].miss == MISS_NONE;
    }
    return all;
}

uint32_t history_play_some(history_t *self, uint64_t seed, uint64_t replicate, uint64_t wanted, history_check_t *checks,
                           bool held[WORLD_COPIES])
{
    const size_t expectations = self->scenario->expectation_count;
    ensemble_world(&self->ensemble, wanted < self->most ? wanted : self->most, &self->world); /* that of one copy is there */
    world_t *world = self->world;
    const uint32_t copies = world_copies(world);
    world_listen(world, hear, self);
    world_reset(world, seed, replicate);
    begin(self, copies, checks);
    while (world_tick(world) < world_end(world) && !stop_asked(self->stop)) {
        const int32_t tick = world_tick(world);
        for (size_t i = 0; i < copies * self->watch_count; i++) {
            self->watches[i].closed = 0;
        }
        world_step(world);
        for (uint32_t c = 0; tick >= 0 && c < copies; c++) {
            look_at_copy(self, c, tick, checks + c * expectations);
        }
    }
    for (uint32_t c = 0; c < copies; c++) {
        held[c] = judge_copy(self, c, checks + c * expectations);
    }
    return copies;
}

bool history_play(history_t *self, uint64_t seed, uint64_t replicate, history_check_t *checks)
{
    bool held[WORLD_COPIES] = {false};
    history_play_some(self, seed, replicate, 1, checks, held);
    return held[0];
}
