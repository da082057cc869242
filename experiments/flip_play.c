/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runs of a flip: those of several replicates together, and what they leave in the journal. */
#include "experiments/flip.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/ensemble.h"
#include "files/stop.h"

/*
 * A payload: outcome_count() doubles; of a run with a shock then, for each alliance, its delay and
 * return (4 bytes each), the state before, and at each horizon the twin's and its own (a byte each).
 */
enum {
    TIMES_SIZE = 2 * sizeof(int32_t),
    STATUS_SHIFT = 4, /* a state in a byte: disposition, and status above it */
    STOP_TICKS = 16,  /* look at the stop flag so often */
    NOTHING = -2      /* no point, and no twin */
};

static uint8_t pack(uint8_t disposition, uint8_t status)
{
    return (uint8_t)(disposition | (unsigned)status << STATUS_SHIFT);
}

static behaviour_t disposition_of(uint8_t state)
{
    return (behaviour_t)(state & ((1u << STATUS_SHIFT) - 1));
}

static flip_state_t unpack(uint8_t state)
{
    return (flip_state_t){disposition_of(state), (status_t)(state >> STATUS_SHIFT)};
}

static size_t row_size(const flip_t *self)
{
    return TIMES_SIZE + 1 + 2 * self->horizon_count;
}

static size_t payload_size(const flip_t *self, int64_t point)
{
    const size_t rows = point < 0 ? 0 : self->alliances * row_size(self);

    return outcome_count() * sizeof(double) + rows;
}

/* ---- A worker ---- */

/*
 * It plays `copies` replicates together, from `first` on: the twins, and a point when one of its runs is asked for. What
 * came of the others is kept until another point is. What is of alliances is of all copies: [alliances][copies].
 */
typedef struct worker {
    const flip_t *flip;
    scenario_t scenario;      /* with an event for each shock of the experiment behind its own */
    size_t first_shock;       /* of these events */
    ensemble_t ensemble;
    world_t *world;           /* of the ensemble's; NULL: nothing is played yet */
    uint64_t first;
    uint32_t copies;
    bool twin_played;
    int64_t played;           /* point of which all is kept, -1 for the twins' outcomes; NOTHING */
    char *kept;               /* owned; [copies] payloads of it */
    uint8_t *twin;            /* owned; [ticks from the shock's to the end][cells] states */
    uint8_t *twin_before;     /* owned; [cells] */
    uint8_t *seen;            /* owned; [horizons][cells] states of the world with the shock */
    uint8_t *before;          /* owned; [cells] */
    uint8_t *now;             /* owned; [cells] */
    flip_parting_t *partings; /* owned; [cells] */
} worker_t;

static void worker_close(void *context, void *worker)
{
    worker_t *self = worker;

    (void)context;
    if (self != NULL) {
        ensemble_free(&self->ensemble);
        scenario_free(&self->scenario);
        free(self->kept);
        free(self->twin);
        free(self->twin_before);
        free(self->seen);
        free(self->before);
        free(self->now);
        free(self->partings);
        free(self);
    }
}

static size_t ticks_after(const flip_t *flip)
{
    return (size_t)(flip->end - flip->tick);
}

static size_t cells(const worker_t *self)
{
    return self->flip->alliances * self->copies;
}

/* Room for as many copies as are ever played together. */
static int worker_prepare(worker_t *self, const flip_t *flip)
{
    const size_t most = flip->alliances * flip->together;
    int status = FLIP_NO_MEMORY;

    self->flip = flip;
    if (scenario_copy(&self->scenario, &flip->experiment->scenario) != SCENARIO_OK) {
        goto out;
    }
    ensemble_init(&self->ensemble, &self->scenario.model);
    self->first_shock = self->scenario.model.shock_count;
    for (size_t i = 0; i < flip->experiment->flip.shock_count; i++) {
        if (experiment_add_shock(flip->experiment, i, 0.0, &self->scenario, NULL) !=
            EXPERIMENT_OK) {
            goto out;
        }
    }
    self->kept = malloc(flip->together * payload_size(flip, 0));
    self->twin = malloc(ticks_after(flip) * most + 1);
    self->twin_before = calloc(most + 1, 1);
    self->seen = malloc(flip->horizon_count * most + 1);
    self->before = calloc(most + 1, 1);
    self->now = malloc(most + 1);
    self->partings = malloc((most + 1) * sizeof *self->partings);
    if (self->kept == NULL || self->twin == NULL || self->twin_before == NULL ||
        self->seen == NULL || self->before == NULL || self->now == NULL || self->partings == NULL) {
        goto out;
    }
    status = FLIP_OK;
out:
    return status;
}

static int worker_open(void *context, void **worker, char *message, size_t size)
{
    worker_t *made = calloc(1, sizeof *made);
    const int status = made == NULL ? FLIP_NO_MEMORY : worker_prepare(made, context);

    if (status == FLIP_OK) {
        *worker = made;
    } else {
        snprintf(message, size, "out of memory");
        worker_close(context, made);
    }
    return status;
}

static char *kept(const worker_t *self, uint32_t copy)
{
    return self->kept + copy * payload_size(self->flip, 0);
}

/* Those of a replicate's block together: where the last has fewer, perhaps with some that nobody will ask for. */
static int begin(worker_t *self, uint64_t replicate, char *message, size_t size)
{
    const flip_t *flip = self->flip;
    const uint64_t number = replicate - flip->experiment->first_replicate;
    const uint64_t left = flip->experiment->replicates - number / flip->together * flip->together;
    uint32_t wanted = flip->together;
    int status = MODEL_OK;

    while (wanted / 2 >= left) {
        wanted /= 2;
    }
    status = ensemble_world(&self->ensemble, wanted, &self->world);
    if (status == MODEL_OK) {
        self->copies = world_copies(self->world);
        self->first = flip->experiment->first_replicate + number / self->copies * self->copies;
        self->twin_played = false;
        self->played = NOTHING;
    } else {
        snprintf(message, size, "%s",
                 status == MODEL_INVALID ? "two entities have the same 64-bit address; change an ID" : "out of memory");
    }
    return status == MODEL_OK ? FLIP_OK : FLIP_NO_MEMORY;
}

/* The model of the twins, or of the worlds in which one of the shocks happens. */
static void choose_shock(worker_t *self, int64_t point)
{
    const flip_t *flip = self->flip;
    model_shock_t *events = self->scenario.model.shocks + self->first_shock;

    for (size_t i = 0; i < flip->experiment->flip.shock_count; i++) {
        events[i].date = INFINITY;
    }
    if (point >= 0) {
        events[flip->points[point].shock].date = flip->experiment->flip.date;
        events[flip->points[point].shock].size.a = flip->points[point].size;
    }
}

static void look(const worker_t *self, uint8_t *states)
{
    const uint8_t *disposition = world_dispositions(self->world), *status = world_statuses(self->world);

    for (size_t i = 0; i < cells(self); i++) {
        states[i] = pack(disposition[i], status[i]);
    }
}

/* After a tick of the worlds with the shock: `after` ticks after the shock's, the first of which is 0. */
static void compare(worker_t *self, int32_t after, size_t *horizon)
{
    const flip_t *flip = self->flip;
    const uint8_t *twin = self->twin + (size_t)after * cells(self);

    look(self, self->now);
    for (size_t i = 0; i < cells(self); i++) {
        flip_parting_add(&self->partings[i], after, disposition_of(self->now[i]) != disposition_of(twin[i]));
    }
    for (; *horizon < flip->horizon_count && flip->horizons[*horizon] == after; (*horizon)++) {
        memcpy(self->seen + *horizon * cells(self), self->now, cells(self));
    }
}

/* 0 or CAMPAIGN_STOPPED. */
static int step_all(worker_t *self, int64_t point)
{
    const flip_t *flip = self->flip;
    size_t horizon = 0;
    int status = 0;

    for (size_t i = 0; i < cells(self); i++) {
        flip_parting_init(&self->partings[i]);
    }
    choose_shock(self, point);
    world_reset(self->world, flip->experiment->seed, self->first);
    while (status == 0 && world_tick(self->world) < flip->end) {
        const int32_t after = world_tick(self->world) - flip->tick;

        world_step(self->world);
        if (after == -1) {
            look(self, point < 0 ? self->twin_before : self->before);
        } else if (after >= 0 && point < 0) {
            look(self, self->twin + (size_t)after * cells(self));
        } else if (after >= 0) {
            compare(self, after, &horizon);
        }
        if (after % STOP_TICKS == 0 && stop_asked(flip->stop)) {
            status = CAMPAIGN_STOPPED;
        }
    }
    return status;
}

static char *put_outcomes(const worker_t *self, uint32_t copy, char *to)
{
    double values[OUTCOME_MAX];
    tally_t tally;

    world_tally(self->world, copy, &tally);
    outcomes_of(&tally, NULL, self->flip->alliances, self->flip->ticks_per_year, values);
    memcpy(to, values, outcome_count() * sizeof values[0]);
    return to + outcome_count() * sizeof values[0];
}

static void put_rows(const worker_t *self, uint32_t copy, char *to)
{
    const flip_t *flip = self->flip;

    for (size_t i = copy; i < cells(self); i += self->copies) {
        const flip_parting_t *parting = &self->partings[i];
        const int32_t times[2] = {parting->first, flip_parting_back(parting, (int32_t)ticks_after(flip))};

        memcpy(to, times, TIMES_SIZE);
        to += TIMES_SIZE;
        *to++ = (char)self->before[i];
        for (size_t h = 0; h < flip->horizon_count; h++) {
            *to++ = (char)self->twin[(size_t)flip->horizons[h] * cells(self) + i];
            *to++ = (char)self->seen[h * cells(self) + i];
        }
    }
}

/* Plays the twins, or a point, and keeps what came of it. */
static int play(worker_t *self, int64_t point, char *message, size_t size)
{
    int status = 0;

    self->played = NOTHING;
    status = step_all(self, point);
    if (status == 0 && point >= 0 && memcmp(self->before, self->twin_before, cells(self)) != 0) {
        snprintf(message, size, "the twins differ before the shock: a fault of the program");
        status = -1;
    }
    if (status != 0) {
        goto out;
    }
    for (uint32_t c = 0; c < self->copies; c++) {
        char *to = put_outcomes(self, c, kept(self, c));

        if (point >= 0) {
            put_rows(self, c, to);
        }
    }
    self->played = point;
    self->twin_played = self->twin_played || point < 0;
out:
    return status;
}

static int worker_run(void *worker, uint64_t number, text_t *payload, char *message, size_t size)
{
    worker_t *self = worker;
    const uint64_t replicate = flip_replicate(self->flip, number);
    const int64_t point = flip_point(self->flip, number);
    int status = 0;

    if (self->world == NULL || replicate < self->first || replicate - self->first >= self->copies) {
        status = begin(self, replicate, message, size);
    }
    if (status == 0 && !self->twin_played) {
        status = play(self, -1, message, size);
    }
    if (status == 0 && self->played != point) {
        status = play(self, point, message, size);
    }
    if (status == 0) {
        text_append(payload, kept(self, (uint32_t)(replicate - self->first)), payload_size(self->flip, point));
    }
    return status;
}

void flip_work(flip_t *self, campaign_work_t *work)
{
    *work = (campaign_work_t){
        .context = self, .open = worker_open, .close = worker_close, .run = worker_run};
}

/* ---- Reading a payload ---- */

int flip_outcomes(const flip_t *self, const void *payload, size_t size, double *values)
{
    const size_t wanted = outcome_count() * sizeof(double);
    int status = FLIP_OK;

    (void)self;
    if (size < wanted) {
        status = FLIP_DAMAGED;
        goto out;
    }
    memcpy(values, payload, wanted);
out:
    return status;
}

int flip_read(const flip_t *self, uint64_t number, const void *payload, size_t size,
              flip_listener_t *listener, void *context)
{
    const int64_t point = flip_point(self, number);
    flip_row_t row = {.point = (size_t)point, .replicate = flip_replicate(self, number)};
    const unsigned char *from = payload;
    flip_state_t *states = calloc(2 * self->horizon_count + 1, sizeof *states);
    int status = states == NULL ? FLIP_NO_MEMORY : FLIP_OK;

    if (status != FLIP_OK || point < 0) {
        goto out;
    }
    if (size != payload_size(self, point)) {
        status = FLIP_DAMAGED;
        goto out;
    }
    from += outcome_count() * sizeof(double);
    row.twin = states;
    row.shocked = states + self->horizon_count;
    for (size_t d = 0; status == FLIP_OK && d < self->alliances; d++) {
        int32_t times[2];

        memcpy(times, from, TIMES_SIZE);
        from += TIMES_SIZE;
        row.alliance = d;
        row.target = flip_is_target(self, self->points[point].shock, d);
        row.delay = times[0];
        row.back = times[1];
        row.before = unpack(*from++);
        for (size_t h = 0; h < self->horizon_count; h++) {
            states[h] = unpack(*from++);
            states[self->horizon_count + h] = unpack(*from++);
        }
        status = listener(context, &row);
    }
out:
    free(states);
    return status;
}
