/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/flip.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/outcome.h"
#include "experiments/table.h"
#include "files/csv.h"
#include "files/stop.h"
#include "sim/roster.h"

/*
 * A payload: outcome_count() doubles; of a run with a shock then, for each alliance, its delay and
 * return (4 bytes each), the state before, and at each horizon the twin's and its own (a byte each).
 */
enum {
    TIMES_SIZE = 2 * sizeof(int32_t),
    STATUS_SHIFT = 4, /* a state in a byte: disposition, and status above it */
    STOP_TICKS = 16,  /* look at the stop flag so often */
    NUMBER_SIZE = 32,
    TEXT_SIZE = 160,
    FLUSH_SIZE = 1 << 16
};

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

/* ---- The experiment ---- */

static size_t row_size(const flip_t *self)
{
    return TIMES_SIZE + 1 + 2 * self->horizon_count;
}

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

/* ---- A worker ---- */

typedef struct worker {
    const flip_t *flip;
    scenario_t scenario;      /* with an event for each shock of the experiment behind its own */
    size_t first_shock;       /* of these events */
    world_t *world;
    bool twin_known;
    uint64_t twin_replicate;
    uint8_t *twin;            /* owned; [ticks from the shock's to the end][alliances] states */
    uint8_t *twin_before;     /* owned; [alliances] */
    uint8_t *seen;            /* owned; [horizons][alliances] states of the world with the shock */
    uint8_t *before;          /* owned; [alliances] */
    uint8_t *now;             /* owned; [alliances] */
    flip_parting_t *partings; /* owned; [alliances] */
} worker_t;

static void worker_close(void *context, void *worker)
{
    worker_t *self = worker;

    (void)context;
    if (self != NULL) {
        world_free(self->world);
        scenario_free(&self->scenario);
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

static int worker_prepare(worker_t *self, const flip_t *flip)
{
    const size_t alliances = flip->alliances;
    int status = FLIP_NO_MEMORY;

    self->flip = flip;
    if (scenario_copy(&self->scenario, &flip->experiment->scenario) != SCENARIO_OK) {
        goto out;
    }
    self->first_shock = self->scenario.model.shock_count;
    for (size_t i = 0; i < flip->experiment->flip.shock_count; i++) {
        if (experiment_add_shock(flip->experiment, i, 0.0, &self->scenario, NULL) !=
            EXPERIMENT_OK) {
            goto out;
        }
    }
    self->twin = malloc(ticks_after(flip) * alliances + 1);
    self->twin_before = calloc(alliances + 1, 1);
    self->seen = malloc(flip->horizon_count * alliances + 1);
    self->before = calloc(alliances + 1, 1);
    self->now = calloc(alliances + 1, 1);
    self->partings = malloc((alliances + 1) * sizeof *self->partings);
    if (self->twin == NULL || self->twin_before == NULL || self->seen == NULL ||
        self->before == NULL || self->now == NULL || self->partings == NULL) {
        goto out;
    }
    status = world_create(&self->world, &self->scenario.model, 1);
    status = status == MODEL_OK ? FLIP_OK : status == MODEL_INVALID ? FLIP_INVALID : FLIP_NO_MEMORY;
out:
    return status;
}

static int worker_open(void *context, void **worker, char *message, size_t size)
{
    worker_t *made = calloc(1, sizeof *made);
    int status = made == NULL ? FLIP_NO_MEMORY : worker_prepare(made, context);

    if (status == FLIP_OK) {
        *worker = made;
    } else {
        snprintf(message, size, "%s",
                 status == FLIP_INVALID ? "two entities have the same 64-bit address; change an ID"
                                        : "out of memory");
        worker_close(context, made);
    }
    return status;
}

/* The model of the twin, or of the world in which one of the shocks happens. */
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
    const size_t alliances = self->flip->alliances;

    for (size_t first = 0; first < alliances; first += WORLD_OBSERVED) {
        const size_t count = alliances - first < WORLD_OBSERVED ? alliances - first : WORLD_OBSERVED;
        observed_states_t seen;

        world_observe_states(self->world, 0, first, count, &seen);
        for (size_t i = 0; i < count; i++) {
            states[first + i] = pack(seen.disposition[i], seen.status[i]);
        }
    }
}

/* After a tick of the world with the shock: `after` ticks after the shock's, the first of which is 0. */
static void compare(worker_t *self, int32_t after, size_t *horizon)
{
    const flip_t *flip = self->flip;
    const uint8_t *twin = self->twin + (size_t)after * flip->alliances;

    look(self, self->now);
    for (size_t d = 0; d < flip->alliances; d++) {
        flip_parting_add(&self->partings[d], after, disposition_of(self->now[d]) != disposition_of(twin[d]));
    }
    for (; *horizon < flip->horizon_count && flip->horizons[*horizon] == after; (*horizon)++) {
        memcpy(self->seen + *horizon * flip->alliances, self->now, flip->alliances);
    }
}

/* 0 or CAMPAIGN_STOPPED. */
static int play(worker_t *self, uint64_t replicate, int64_t point)
{
    const flip_t *flip = self->flip;
    size_t horizon = 0;
    int status = 0;

    for (size_t d = 0; d < flip->alliances; d++) {
        flip_parting_init(&self->partings[d]);
    }
    choose_shock(self, point);
    world_reset(self->world, flip->experiment->seed, replicate);
    while (status == 0 && world_tick(self->world) < flip->end) {
        const int32_t after = world_tick(self->world) - flip->tick;

        world_step(self->world);
        if (after == -1) {
            look(self, point < 0 ? self->twin_before : self->before);
        } else if (after >= 0 && point < 0) {
            look(self, self->twin + (size_t)after * flip->alliances);
        } else if (after >= 0) {
            compare(self, after, &horizon);
        }
        if (after % STOP_TICKS == 0 && stop_asked(flip->stop)) {
            status = CAMPAIGN_STOPPED;
        }
    }
    return status;
}

static void append_outcomes(const worker_t *self, text_t *payload)
{
    double values[OUTCOME_MAX];
    tally_t tally;

    world_tally(self->world, 0, &tally);
    outcomes_of(&tally, NULL, self->flip->alliances, self->flip->ticks_per_year, values);
    text_append(payload, (const char *)values, outcome_count() * sizeof values[0]);
}

static void append_rows(const worker_t *self, text_t *payload)
{
    const flip_t *flip = self->flip;
    char *to = text_reserve(payload, flip->alliances * row_size(flip));

    for (size_t d = 0; to != NULL && d < flip->alliances; d++) {
        const int32_t times[2] = {
            self->partings[d].first,
            flip_parting_back(&self->partings[d], (int32_t)ticks_after(flip))};

        memcpy(to, times, TIMES_SIZE);
        to += TIMES_SIZE;
        *to++ = (char)self->before[d];
        for (size_t h = 0; h < flip->horizon_count; h++) {
            *to++ = (char)self->twin[(size_t)flip->horizons[h] * flip->alliances + d];
            *to++ = (char)self->seen[h * flip->alliances + d];
        }
    }
    payload->length += to != NULL ? flip->alliances * row_size(flip) : 0;
}

static int worker_run(void *worker, uint64_t number, text_t *payload, char *message, size_t size)
{
    worker_t *self = worker;
    const uint64_t replicate = flip_replicate(self->flip, number);
    const int64_t point = flip_point(self->flip, number);
    int status = 0;

    if (point < 0 || !self->twin_known || self->twin_replicate != replicate) {
        status = play(self, replicate, -1);
        self->twin_known = status == 0;
        self->twin_replicate = replicate;
    }
    if (status == 0 && point >= 0) {
        status = play(self, replicate, point);
    }
    if (status != 0) {
        goto out;
    }
    if (memcmp(self->before, self->twin_before, self->flip->alliances) != 0 && point >= 0) {
        snprintf(message, size, "the twins differ before the shock: a fault of the program");
        status = FLIP_INVALID;
        goto out;
    }
    append_outcomes(self, payload);
    if (point >= 0) {
        append_rows(self, payload);
    }
    if (payload->status != FILES_OK) {
        snprintf(message, size, "out of memory");
        status = FLIP_NO_MEMORY;
    }
out:
    return status;
}

void flip_work(flip_t *self, campaign_work_t *work)
{
    *work = (campaign_work_t){
        .context = self, .open = worker_open, .close = worker_close, .run = worker_run};
}

/* ---- Reading a payload ---- */

static bool is_sound(const flip_t *self, int64_t point, size_t size)
{
    const size_t rows = point < 0 ? 0 : self->alliances * row_size(self);

    return size == outcome_count() * sizeof(double) + rows;
}

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
    if (!is_sound(self, point, size)) {
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

void flip_horizon_name(const flip_t *self, size_t horizon, char name[FLIP_HORIZON_SIZE])
{
    text_t text;

    text_init_fixed(&text, name, FLIP_HORIZON_SIZE - 1);
    csv_double17(&text, self->experiment->flip.horizons[horizon]);
    name[text.length > 0 ? text.length - 1 : 0] = '\0'; /* without the comma */
}

/* ---- Tables ---- */

enum { RUN_COUNTS = 2, HORIZON_COLUMNS = 5 };

typedef struct writing {
    const flip_t *flip;
    const campaign_t *campaign;
    const flip_reader_t *reader;
    failure_t *failure;
    results_t results;
    table_column_t *columns;     /* owned: of runs.csv, then of flips.csv */
    char *names;                 /* owned; texts of these */
    output_t *runs, *flips;
    text_t run_rows, flip_rows;  /* owned; not yet written */
    uint64_t differed, returned; /* alliances in this run */
    uint64_t next, failed;       /* run; runs that are not finished */
    uint64_t flip_count;         /* rows */
} writing_t;

static size_t runs_columns(const flip_t *flip)
{
    return RUN_COUNTS + flip->outcome_count;
}

/* Of flips.csv: what each horizon adds. `column` and `name` move on. */
static void add_horizon(const flip_t *flip, size_t horizon, table_column_t **column, char **name)
{
    static const struct {
        const char *column, *unit, *before, *after;
    } parts[HORIZON_COLUMNS] = {
        {"twin_disposition", "word", "disposition in the world without the shock, ",
         " years after it; empty if the alliance has ended"},
        {"twin_status", "word", "status in the world without the shock, ", " years after it"},
        {"shocked_disposition", "word", "disposition in the world with the shock, ",
         " years after it; empty if the alliance has ended"},
        {"shocked_status", "word", "status in the world with the shock, ", " years after it"},
        {"flipped", "true/false", "whether the two dispositions differ ",
         " years after the shock"}};
    char years[FLIP_HORIZON_SIZE];

    flip_horizon_name(flip, horizon, years);
    for (size_t i = 0; i < HORIZON_COLUMNS; i++) {
        char *meaning = *name + TEXT_SIZE;

        snprintf(*name, TEXT_SIZE, "%s_%s", parts[i].column, years);
        snprintf(meaning, TEXT_SIZE, "%s%s%s", parts[i].before, years, parts[i].after);
        *(*column)++ =
            (table_column_t){.column = *name, .unit = parts[i].unit, .meaning = meaning};
        *name += 2 * TEXT_SIZE;
    }
}

/* Columns that this experiment has: its outcomes in runs.csv, its horizons in flips.csv. */
static int make_columns(writing_t *self)
{
    const flip_t *flip = self->flip;
    const size_t more = flip->horizon_count * HORIZON_COLUMNS;
    table_column_t *column = NULL;
    char *name = NULL;
    int status = FILES_OK;

    self->columns = calloc(runs_columns(flip) + more, sizeof *self->columns);
    self->names = calloc(2 * more + 1, TEXT_SIZE);
    if (self->columns == NULL || self->names == NULL) {
        status = failure_set(self->failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
        goto out;
    }
    column = self->columns;
    name = self->names;
    *column++ = (table_column_t){
        .column = "alliances_differed",
        .unit = "alliances",
        .meaning = "whose disposition ever was another than the twin's; empty for the twin"};
    *column++ = (table_column_t){
        .column = "alliances_returned",
        .unit = "alliances",
        .meaning = "of these, whose disposition was the twin's again to the end; empty for the twin"};
    for (size_t i = 0; i < flip->outcome_count; i++) {
        const outcome_info_t *info = outcome_info((size_t)flip->outcomes[i]);

        *column++ = (table_column_t){
            .column = info->name, .unit = info->unit, .meaning = info->meaning};
    }
    for (size_t h = 0; h < flip->horizon_count; h++) {
        add_horizon(flip, h, &column, &name);
    }
out:
    return status;
}

static int flush(writing_t *self, output_t *output, text_t *rows, size_t more_than)
{
    int status = rows->status;

    if (status == FILES_OK && rows->length > more_than) {
        status = output_write(output, rows->data, rows->length);
        text_clear(rows);
    }
    if (status != FILES_OK) {
        failure_set(self->failure, status, output->failure.error_number,
                    output->failure.status != FILES_OK ? output->failure.path : output->path);
    }
    return status;
}

static void put_years(const flip_t *flip, int32_t ticks, text_t *out)
{
    if (ticks == FLIP_NEVER) {
        csv_empty(out);
    } else {
        csv_fixed6(out, (double)ticks / flip->ticks_per_year);
    }
}

static void put_flag(bool flag, text_t *out)
{
    csv_word(out, flag ? "true" : "false");
}

static void put_state(const flip_state_t *state, text_t *out)
{
    csv_word(out, behaviour_name(state->disposition));
    csv_word(out, status_name(state->status));
}

static int put_row(void *context, const flip_row_t *row)
{
    writing_t *self = context;
    const flip_t *flip = self->flip;
    const flip_point_t *point = &flip->points[row->point];
    const flip_reader_t *reader = self->reader;
    text_t *out = &self->flip_rows;
    char id[WORLD_ID_SIZE];

    self->differed += row->delay != FLIP_NEVER;
    self->returned += row->back != FLIP_NEVER;
    csv_unsigned(out, row->point);
    csv_word(out, flip->experiment->flip.shocks[point->shock].shock.id);
    csv_double17(out, point->size);
    csv_unsigned(out, row->replicate);
    csv_word(out, world_strong_id(flip->world, world_alliance_strong(flip->world, row->alliance)));
    world_weak_id(flip->world, world_alliance_weak(flip->world, row->alliance), id);
    csv_word(out, id);
    put_flag(row->target, out);
    if (flip->has_before) {
        put_state(&row->before, out);
    } else {
        csv_empty(out);
        csv_empty(out);
    }
    put_years(flip, row->delay, out);
    put_flag(row->back != FLIP_NEVER, out);
    put_years(flip, row->back, out);
    put_flag(row->delay != FLIP_NEVER && !row->target, out);
    for (size_t h = 0; h < flip->horizon_count; h++) {
        put_state(&row->twin[h], out);
        put_state(&row->shocked[h], out);
        put_flag(row->twin[h].disposition != row->shocked[h].disposition, out);
    }
    csv_end_row(out);
    self->flip_count++;
    return reader != NULL && reader->row != NULL ? reader->row(reader->context, row) : 0;
}

/* `outcomes` NULL: the run is not finished. */
static void put_run(writing_t *self, uint64_t number, const double *outcomes)
{
    const flip_t *flip = self->flip;
    const int64_t point = flip_point(flip, number);
    text_t *out = &self->run_rows;

    if (point < 0) {
        csv_empty(out);
    } else {
        csv_unsigned(out, (uint64_t)point);
    }
    csv_unsigned(out, flip_replicate(flip, number));
    csv_unsigned(out, flip->experiment->seed);
    csv_word(out, outcomes != NULL ? "finished" : "failed");
    if (point < 0 || outcomes == NULL) {
        csv_empty(out);
        csv_empty(out);
    } else {
        csv_unsigned(out, self->differed);
        csv_unsigned(out, self->returned);
    }
    for (size_t i = 0; i < flip->outcome_count; i++) {
        csv_double17(out, outcomes != NULL ? outcomes[flip->outcomes[i]] : (double)NAN);
    }
    csv_end_row(out);
}

static int put_failed(writing_t *self, uint64_t number)
{
    int status = FILES_OK;

    for (; self->next < number && status == FILES_OK; self->next++) {
        put_run(self, self->next, NULL);
        self->failed++;
        status = flush(self, self->runs, &self->run_rows, FLUSH_SIZE);
    }
    return status;
}

static int visit_run(void *context, uint64_t number, const void *payload, size_t size)
{
    writing_t *self = context;
    double outcomes[OUTCOME_MAX];
    int status = put_failed(self, number);

    self->differed = 0;
    self->returned = 0;
    if (status != FILES_OK) {
        goto out;
    }
    status = flip_outcomes(self->flip, payload, size, outcomes);
    if (status == FLIP_OK) {
        status = flip_read(self->flip, number, payload, size, put_row, self);
    }
    if (status == FLIP_DAMAGED) {
        status = failure_set_damaged(self->failure, self->campaign->options.directory, 0,
                                     "a record of the journal is not a flip's");
    } else if (status == FLIP_NO_MEMORY) {
        status = failure_set(self->failure, FILES_NO_MEMORY, 0, TABLE_FLIPS);
    }
    if (status != FILES_OK) {
        goto out;
    }
    put_run(self, number, outcomes);
    self->next = number + 1;
    status = flush(self, self->runs, &self->run_rows, FLUSH_SIZE);
    if (status == FILES_OK) {
        status = flush(self, self->flips, &self->flip_rows, FLUSH_SIZE);
    }
out:
    return status;
}

/* "USA", "front-3", "USA.KOR"; empty: everyone. */
static void put_target(const model_t *model, const model_shock_t *shock, text_t *out)
{
    const agent_kind_t kind = variable_info(shock->on)->kind;
    const int32_t weak = kind == KIND_ALLIANCE ? shock->weak
                         : kind == KIND_WEAK   ? shock->target
                                               : MODEL_NONE;
    const int32_t strong = kind == KIND_ALLIANCE ? shock->strong
                           : kind == KIND_STRONG ? shock->target
                                                 : MODEL_NONE;
    char name[4 * WORLD_ID_SIZE] = "", member[NUMBER_SIZE] = "";

    if (kind == KIND_SOURCE && shock->target != MODEL_NONE) {
        snprintf(name, sizeof name, "%s", model->sources[shock->target].id);
    } else {
        if (weak != MODEL_NONE && shock->member > 0) {
            snprintf(member, sizeof member, "-%" PRIu32, shock->member);
        }
        snprintf(name, sizeof name, "%s%s%s%s",
                 strong != MODEL_NONE ? model->strong[strong].id : "",
                 strong != MODEL_NONE && weak != MODEL_NONE ? "." : "",
                 weak != MODEL_NONE ? model->weak[weak].id : "", member);
    }
    csv_text(out, name);
}

static const table_column_t design_columns[] = {
    {TABLE_DESIGN, "point", "count", "number of the point, from 0: one shock of one size", false},
    {TABLE_DESIGN, "shock", "text", "ID of the shock", false},
    {TABLE_DESIGN, "on", "text", "what it acts on", false},
    {TABLE_DESIGN, "target", "text",
     "whom it hits: a source, a state, a group or one of its members; of alliances STRONG.WEAK or "
     "one of these; empty: all",
     false},
    {TABLE_DESIGN, "source", "text", "the source that it is about; empty if none is said", false},
    {TABLE_DESIGN, "permanent", "true/false", "whether it lasts", false},
    {TABLE_DESIGN, "date", "year", "when it happens", false},
    {TABLE_DESIGN, "size", "1", "how large it is", false}};

static int write_design(writing_t *self)
{
    const flip_t *flip = self->flip;
    const experiment_flip_t *of = &flip->experiment->flip;
    const model_t *model = &flip->experiment->scenario.model;
    output_t *output = NULL;
    text_t rows;
    int status =
        results_add_own(&self->results, TABLE_DESIGN, design_columns,
                        sizeof design_columns / sizeof design_columns[0], &output, self->failure);

    text_init(&rows);
    for (size_t i = 0; status == FILES_OK && i < flip->point_count; i++) {
        const model_shock_t *shock = &of->shocks[flip->points[i].shock].shock;
        const variable_info_t *info = variable_info(shock->on);
        char on[TEXT_SIZE];

        snprintf(on, sizeof on, "%s.%s", info->kind_name, info->name);
        csv_unsigned(&rows, i);
        csv_word(&rows, shock->id);
        csv_text(&rows, on);
        put_target(model, shock, &rows);
        csv_text(&rows, shock->source == MODEL_NONE ? "" : model->sources[shock->source].id);
        put_flag(shock->permanent, &rows);
        csv_double17(&rows, of->date);
        csv_double17(&rows, flip->points[i].size);
        csv_end_row(&rows);
    }
    if (status == FILES_OK) {
        status = flush(self, output, &rows, 0);
    }
    results_set_rows(&self->results, TABLE_DESIGN, flip->point_count);
    text_free(&rows);
    return status;
}

static int write_runs(writing_t *self, campaign_t *campaign)
{
    const flip_t *flip = self->flip;
    const size_t behind = runs_columns(flip);
    int status = results_add_more(&self->results, TABLE_RUNS, true, self->columns, behind,
                                  &self->runs, self->failure);

    if (status == FILES_OK) {
        status = results_add_more(&self->results, TABLE_FLIPS, true, self->columns + behind,
                                  flip->horizon_count * HORIZON_COLUMNS, &self->flips,
                                  self->failure);
    }
    if (status == FILES_OK) {
        status = campaign_each(campaign, visit_run, self);
    }
    if (status == FILES_OK) {
        status = put_failed(self, flip_runs(flip));
    }
    if (status == FILES_OK) {
        status = flush(self, self->runs, &self->run_rows, 0);
    }
    if (status == FILES_OK) {
        status = flush(self, self->flips, &self->flip_rows, 0);
    }
    results_set_rows(&self->results, TABLE_RUNS, self->next);
    results_set_rows(&self->results, TABLE_FLIPS, self->flip_count);
    return status;
}

static int complete_manifest(const writing_t *self, manifest_t *manifest)
{
    const flip_t *flip = self->flip;
    int status = manifest_set_unsigned(manifest, "points", flip->point_count);

    if (status == FILES_OK) {
        status = manifest_set_unsigned(manifest, "runs", flip_runs(flip));
    }
    if (status == FILES_OK) {
        status = manifest_set_unsigned(manifest, "failed", self->failed);
    }
    return status;
}

int flip_write(const flip_t *self, campaign_t *campaign, const flip_reader_t *reader,
               const char *const *command_line, size_t command_line_count, failure_t *failure)
{
    writing_t writing = {
        .flip = self, .campaign = campaign, .reader = reader, .failure = failure};
    manifest_t manifest = {.root = NULL};
    int status = FILES_OK;

    failure_clear(failure);
    status = make_columns(&writing);
    if (status == FILES_OK) {
        status = identity_manifest(&self->identity, "flip", self->experiment, command_line,
                                   command_line_count, &manifest);
    }
    if (status != FILES_OK) {
        goto out;
    }
    results_open_locked(&writing.results, campaign->options.directory, &manifest);
    status = write_design(&writing);
    if (status == FILES_OK) {
        status = write_runs(&writing, campaign);
    }
    if (status == FILES_OK && reader != NULL && reader->finish != NULL) {
        status = reader->finish(reader->context, &writing.results, failure);
    }
    if (status == FILES_OK) {
        status = complete_manifest(&writing, &writing.results.manifest);
    }
    if (status == FILES_OK) {
        status = results_commit(&writing.results, failure);
    }
out:
    if (status != FILES_OK && failure->status == FILES_OK &&
        campaign->failure.status != FILES_OK) {
        *failure = campaign->failure;
    }
    if (status != FILES_OK) {
        failure_set(failure, status, 0, campaign->options.directory);
        status = failure->status;
    }
    results_discard(&writing.results);
    manifest_free(&manifest);
    free(writing.columns);
    free(writing.names);
    text_free(&writing.run_rows);
    text_free(&writing.flip_rows);
    return status;
}
