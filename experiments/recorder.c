/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/recorder.h"

#include <stdlib.h>
#include <string.h>

#include "experiments/table.h"
#include "files/csv.h"
#include "files/failure.h"

static const char *const record_names[] = {"none", "counts", "dyads"};

const char *record_name(record_t record)
{
    return record_names[record];
}

int record_from_name(const char *name)
{
    int found = -1;

    for (int i = 0; i <= RECORD_DYADS; i++) {
        if (strcmp(name, record_names[i]) == 0) {
            found = i;
        }
    }
    return found;
}

const char *recorder_file(recorder_channel_t channel)
{
    static const char *const files[RECORDER_CHANNELS] = {TABLE_TIMESERIES, TABLE_COUNTS,
                                                         TABLE_EVENTS};

    return files[channel];
}

bool recorder_has(record_t record, recorder_channel_t channel)
{
    return record >= (channel == RECORDER_TIMESERIES ? RECORD_DYADS : RECORD_COUNTS);
}

/* Writes the name of one into `name`, which has room for two IDs. */
typedef void namer_t(const world_t *world, size_t index, char *name);

enum { NAME_SIZE = 2 * WORLD_ID_SIZE };

static void copy_name(const char *id, char *name)
{
    size_t length = strlen(id);

    memcpy(name, id, length < WORLD_ID_SIZE ? length + 1 : WORLD_ID_SIZE);
    name[WORLD_ID_SIZE - 1] = '\0';
}

static void name_source(const world_t *world, size_t index, char *name)
{
    copy_name(world_source_id(world, index), name);
}

static void name_strong(const world_t *world, size_t index, char *name)
{
    copy_name(world_strong_id(world, index), name);
}

static void name_weak(const world_t *world, size_t index, char *name)
{
    world_weak_id(world, index, name);
}

static void name_pair(const world_t *world, size_t index, char *name)
{
    size_t length = 0;

    name_strong(world, world_alliance_strong(world, index), name);
    length = strlen(name);
    name[length] = ',';
    name_weak(world, world_alliance_weak(world, index), name + length + 1);
}

static int names_init(recorder_names_t *self, const world_t *world, size_t count, namer_t *namer)
{
    text_t letters;
    char name[NAME_SIZE];
    int status = FILES_OK;

    text_init(&letters);
    self->count = count;
    self->begin = malloc((count + 1) * sizeof *self->begin);
    if (self->begin == NULL) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        self->begin[i] = letters.length;
        namer(world, i, name);
        csv_word(&letters, name);
    }
    self->begin[count] = letters.length;
    status = letters.status;
out:
    self->letters = letters.data;
    return status;
}

static void names_free(recorder_names_t *self)
{
    free(self->letters);
    free(self->begin);
    *self = (recorder_names_t){.count = 0};
}

/* Appends the name and its comma; an empty field for what there is none of. */
static void names_put(const recorder_names_t *self, int32_t index, text_t *out)
{
    if (index < 0) {
        csv_empty(out);
    } else {
        const size_t begin = self->begin[index];

        text_append(out, self->letters + begin, self->begin[index + 1] - begin);
    }
}

/* tick and year behind point and replicate, once a tick. */
static void moment_at(recorder_t *self, int32_t tick)
{
    const parameters_t *parameters = &self->model->parameters;
    text_t moment;

    if (self->moment_tick != tick) {
        text_init_fixed(&moment, self->moment, sizeof self->moment);
        text_append(&moment, self->run, self->run_length);
        csv_integer(&moment, tick);
        csv_fixed6(&moment,
                   parameters->time_start + (double)tick / parameters->time_ticks_per_year);
        self->moment_length = moment.length;
        self->moment_tick = tick;
    }
}

static void put_moment(const recorder_t *self, text_t *out)
{
    text_append(out, self->moment, self->moment_length);
}

static bool has_size(world_event_kind_t kind)
{
    return kind >= EVENT_SHOCK && kind <= EVENT_ISSUE_ENDED;
}

static void listen(void *context, const world_event_t *event)
{
    recorder_t *self = context;
    text_t *out = self->events;

    moment_at(self, event->tick);
    put_moment(self, out);
    csv_word(out, world_event_name(event->kind));
    if (event->shock < 0) {
        csv_empty(out);
        csv_empty(out);
    } else {
        const model_shock_t *shock = &self->model->shocks[event->shock];
        const variable_info_t *info = variable_info(shock->on);
        char variable[64];
        text_t dotted;

        text_init_fixed(&dotted, variable, sizeof variable);
        text_append(&dotted, info->kind_name, strlen(info->kind_name));
        text_append(&dotted, ".", 1);
        text_append(&dotted, info->name, strlen(info->name) + 1);
        csv_text(out, shock->id);
        csv_word(out, variable);
    }
    names_put(&self->strongs, event->strong, out);
    names_put(&self->weaks, event->weak, out);
    names_put(&self->sources, event->source, out);
    if (has_size(event->kind)) {
        csv_fixed6(out, event->size);
    } else {
        csv_empty(out);
    }
    csv_end_row(out);
    self->rows[RECORDER_EVENTS]++;
}

int recorder_init(recorder_t *self, world_t *world, const model_t *model, record_t record,
                  int32_t every)
{
    int status = FILES_OK;

    *self = (recorder_t){.world = world, .model = model, .record = record, .every = every};
    if (record == RECORD_NONE) {
        goto out;
    }
    status = names_init(&self->strongs, world, world_strong_count(world), name_strong);
    if (status == FILES_OK) {
        status = names_init(&self->weaks, world, world_weak_count(world), name_weak);
    }
    if (status == FILES_OK) {
        status = names_init(&self->sources, world, world_source_count(world), name_source);
    }
    if (status == FILES_OK && record == RECORD_DYADS) {
        status = names_init(&self->pairs, world, world_alliance_count(world), name_pair);
    }
out:
    world_listen(world, record == RECORD_NONE ? NULL : listen, self);
    if (status != FILES_OK) {
        recorder_free(self);
    }
    return status;
}

void recorder_free(recorder_t *self)
{
    names_free(&self->strongs);
    names_free(&self->weaks);
    names_free(&self->sources);
    names_free(&self->pairs);
}

void recorder_begin(recorder_t *self, int64_t point, uint64_t replicate)
{
    text_t run;

    text_init_fixed(&run, self->run, sizeof self->run);
    if (point >= 0) {
        csv_integer(&run, point);
    }
    csv_unsigned(&run, replicate);
    self->run_length = run.length;
    self->moment_tick = -1;
    memset(self->rows, 0, sizeof self->rows);
}

static void put_issue(const recorder_t *self, const observation_t *seen, text_t *out)
{
    if (seen->issue) {
        names_put(&self->sources, seen->issue_source, out);
        csv_fixed6(out, seen->stake);
        csv_word(out, seen->conflict ? "true" : "false");
    } else {
        text_append(out, ",,,", 3);
    }
}

static void put_price(const observation_t *seen, text_t *out)
{
    if (seen->issue && seen->price > 0.0) {
        csv_fixed6(out, seen->price);
        csv_fixed6(out, seen->concession);
    } else {
        text_append(out, ",,", 2);
    }
}

static void put_alliance(const recorder_t *self, size_t alliance, text_t *out)
{
    observation_t seen;

    world_observe(self->world, alliance, &seen);
    put_moment(self, out);
    names_put(&self->pairs, (int32_t)alliance, out);
    csv_word(out, status_name(seen.status));
    put_issue(self, &seen, out);
    csv_fixed6(out, seen.strong_dependence);
    csv_fixed6(out, seen.weak_dependence);
    csv_word(out, interdependence_name(seen.type));
    names_put(&self->sources, seen.focal_source, out);
    csv_fixed6(out, seen.strong_threat);
    csv_fixed6(out, seen.weak_threat);
    csv_word(out, seen.same ? "same" : "different");
    csv_fixed6(out, seen.divergence);
    csv_fixed6(out, seen.vulnerability);
    csv_fixed6(out, seen.ally_threat);
    csv_word(out, behaviour_name(seen.disposition));
    csv_word(out, behaviour_name(seen.behaviour));
    put_price(&seen, out);
    csv_end_row(out);
}

static void put_each(text_t *out, const uint64_t *counts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        csv_unsigned(out, counts[i]);
    }
}

static void put_counts(const recorder_t *self, text_t *out)
{
    counts_t counts;

    world_counts(self->world, &counts);
    put_moment(self, out);
    put_each(out, counts.disposition, BEHAVIOUR_COUNT);
    put_each(out, counts.behaviour, BEHAVIOUR_COUNT);
    put_each(out, counts.type, INTERDEPENDENCE_COUNT);
    put_each(out, counts.status, STATUS_COUNT);
    csv_unsigned(out, counts.same);
    csv_unsigned(out, counts.issues);
    csv_end_row(out);
}

void recorder_step(recorder_t *self, text_t *const buffers[RECORDER_CHANNELS])
{
    const int32_t tick = world_tick(self->world);

    self->events = buffers[RECORDER_EVENTS];
    world_step(self->world);
    if (self->record >= RECORD_COUNTS && tick >= 0 && tick % self->every == 0) {
        moment_at(self, tick);
        put_counts(self, buffers[RECORDER_COUNTS]);
        self->rows[RECORDER_COUNTS]++;
        if (self->record == RECORD_DYADS) {
            const size_t alliances = self->pairs.count;

            for (size_t alliance = 0; alliance < alliances; alliance++) {
                put_alliance(self, alliance, buffers[RECORDER_TIMESERIES]);
            }
            self->rows[RECORDER_TIMESERIES] += alliances;
        }
    }
}
