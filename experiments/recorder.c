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

/* Of timeseries.csv; an empty field counts with the others. */
enum { NUMBERS_IN_ROW = 10, WORDS_IN_ROW = 6, ROWS_AT_ONCE = 16, SEEN_AT_ONCE = 64 };

_Static_assert(sizeof ((recorder_word_t *)NULL)->letters == CSV_NUMBER_ROOM,
               "a word takes the room of a number");

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

/* SHOCK,VARIABLE: the name may need quotes, as a text. */
static void put_shock(const model_shock_t *shock, text_t *letters)
{
    const variable_info_t *info = variable_info(shock->on);
    char variable[64];
    text_t dotted;

    text_init_fixed(&dotted, variable, sizeof variable);
    text_append(&dotted, info->kind_name, strlen(info->kind_name));
    text_append(&dotted, ".", 1);
    text_append(&dotted, info->name, strlen(info->name) + 1);
    csv_text(letters, shock->id);
    csv_word(letters, variable);
}

/* Of what the namer names; without one, of the model's shocks. */
static int names_init(recorder_names_t *self, const recorder_t *recorder, size_t count,
                      namer_t *namer)
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
        if (namer != NULL) {
            namer(recorder->world, i, name);
            csv_word(&letters, name);
        } else {
            put_shock(&recorder->model->shocks[i], &letters);
        }
    }
    self->begin[count] = letters.length;
    for (size_t i = 0; i < count; i++) {
        const size_t length = self->begin[i + 1] - self->begin[i];

        self->longest = length > self->longest ? length : self->longest;
    }
    if (text_reserve(&letters, CSV_CHUNK) != NULL) {
        memset(letters.data + letters.length, 0, CSV_CHUNK);
    }
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

static bool has_size(world_event_kind_t kind)
{
    return kind >= EVENT_SHOCK && kind <= EVENT_ISSUE_ENDED;
}

/* Rows go straight to where there is room for all of one (row_room, event_room), field by field:
 * there are many, and asking for room costs as much as writing a field. */
static char *place_name(const recorder_names_t *names, int32_t index, char *place)
{
    if (index < 0) {
        *place++ = ',';
    } else {
        const size_t begin = names->begin[index];

        place = csv_put_letters(place, names->letters + begin, names->begin[index + 1] - begin);
    }
    return place;
}

static inline char *place_word(const recorder_word_t *word, char *place)
{
    memcpy(place, word->letters, sizeof word->letters);
    return place + word->length;
}

static void listen(void *context, const world_event_t *event)
{
    recorder_t *self = context;
    text_t *out = self->events;
    char *const begin = text_reserve(out, self->event_room);
    char *place = begin;

    self->rows[RECORDER_EVENTS]++;
    if (begin == NULL) {
        goto out;
    }
    moment_at(self, event->tick);
    place = csv_put_letters(place, self->moment, self->moment_length);
    place = place_word(&self->kinds[event->kind], place);
    if (event->shock < 0) {
        *place++ = ',';
    }
    place = place_name(&self->shocks, event->shock, place);
    place = place_name(&self->strongs, event->strong, place);
    place = place_name(&self->weaks, event->weak, place);
    place = place_name(&self->sources, event->source, place);
    if (has_size(event->kind)) {
        uint64_t letters = 0;

        place = csv_micros(1, &event->size, &letters) ? csv_put_micro(place, letters)
                                                      : csv_put_fixed6(place, event->size);
    } else {
        *place++ = ',';
    }
    place[-1] = '\n';
    out->length += (size_t)(place - begin);
out:
    if (self->also != NULL) {
        self->also(self->also_context, event);
    }
}

static void word_init(recorder_word_t *self, const char *word)
{
    text_t letters;

    text_init_fixed(&letters, self->letters, sizeof self->letters);
    csv_word(&letters, word);
    self->length = letters.length;
}

/* What the rows of timeseries.csv are put together from. */
static int prepare_rows(recorder_t *self)
{
    const int status =
        names_init(&self->pairs, self, world_alliance_count(self->world), name_pair);

    for (int i = 0; i < STATUS_COUNT; i++) {
        word_init(&self->statuses[i], status_name((status_t)i));
    }
    for (int i = 0; i < INTERDEPENDENCE_COUNT; i++) {
        word_init(&self->types[i], interdependence_name((interdependence_t)i));
    }
    for (int i = 0; i <= BEHAVIOUR_COUNT; i++) {
        word_init(&self->behaviours[i], behaviour_name((behaviour_t)i));
    }
    self->row_room = sizeof self->moment + self->pairs.longest + 2 * self->sources.longest
                     + (NUMBERS_IN_ROW + WORDS_IN_ROW) * CSV_NUMBER_ROOM + CSV_CHUNK;
    return status;
}

/* What the rows of events.csv are put together from. */
static int prepare_events(recorder_t *self)
{
    const world_t *world = self->world;
    int status = names_init(&self->strongs, self, world_strong_count(world), name_strong);

    if (status == FILES_OK) {
        status = names_init(&self->weaks, self, world_weak_count(world), name_weak);
    }
    if (status == FILES_OK) {
        status = names_init(&self->sources, self, world_source_count(world), name_source);
    }
    if (status == FILES_OK) {
        status = names_init(&self->shocks, self, self->model->shock_count, NULL);
    }
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        word_init(&self->kinds[i], world_event_name((world_event_kind_t)i));
    }
    self->event_room = sizeof self->moment + self->shocks.longest + self->strongs.longest
                       + self->weaks.longest + self->sources.longest + 2 * CSV_NUMBER_ROOM
                       + CSV_CHUNK;
    return status;
}

int recorder_init(recorder_t *self, world_t *world, const model_t *model, record_t record,
                  int32_t every)
{
    int status = FILES_OK;

    *self = (recorder_t){.world = world, .model = model, .record = record, .every = every};
    if (record == RECORD_NONE) {
        goto out;
    }
    status = prepare_events(self);
    if (status == FILES_OK && record == RECORD_DYADS) {
        status = prepare_rows(self);
    }
out:
    world_listen(world, record == RECORD_NONE ? NULL : listen, self);
    if (status != FILES_OK) {
        recorder_free(self);
    }
    return status;
}

void recorder_also(recorder_t *self, world_listener_t also, void *context)
{
    self->also = also;
    self->also_context = context;
    if (self->record == RECORD_NONE) {
        world_listen(self->world, also, context);
    }
}

void recorder_free(recorder_t *self)
{
    names_free(&self->strongs);
    names_free(&self->weaks);
    names_free(&self->sources);
    names_free(&self->pairs);
    names_free(&self->shocks);
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

/* The numbers of a row, in its order. */
enum {
    STAKE,
    STRONG_DEPENDENCE,
    WEAK_DEPENDENCE,
    STRONG_THREAT,
    WEAK_THREAT,
    DIVERGENCE,
    VULNERABILITY,
    ALLY_THREAT,
    PRICE,
    CONCESSION,
    NUMBERS
};

_Static_assert((int)NUMBERS == NUMBERS_IN_ROW, "room for all of them");

/* Of one row. */
typedef struct numbers {
    const double *values;
    const uint64_t *micros; /* of csv_micros */
} numbers_t;

static inline char *place_number(numbers_t numbers, int number, bool easy, char *place)
{
    return easy ? csv_put_micro(place, numbers.micros[number])
                : csv_put_fixed6(place, numbers.values[number]);
}

static bool is_priced(const observation_t *seen)
{
    return seen->issue && seen->price > 0.0;
}

/* `easy`: the micros are good. */
static inline char *place_row(const recorder_t *self, size_t alliance, const observation_t *seen,
                              numbers_t numbers, bool easy, char *place)
{
    static const recorder_word_t different = {"different,", 10}, same = {"same,", 5};
    static const recorder_word_t no = {"false,", 6}, yes = {"true,", 5};

    place = csv_put_letters(place, self->moment, self->moment_length);
    place = place_name(&self->pairs, (int32_t)alliance, place);
    place = place_word(&self->statuses[seen->status], place);
    if (seen->issue) {
        place = place_name(&self->sources, seen->issue_source, place);
        place = place_number(numbers, STAKE, easy, place);
        place = place_word(seen->conflict ? &yes : &no, place);
    } else {
        memcpy(place, ",,,", 3);
        place += 3;
    }
    place = place_number(numbers, STRONG_DEPENDENCE, easy, place);
    place = place_number(numbers, WEAK_DEPENDENCE, easy, place);
    place = place_word(&self->types[seen->type], place);
    place = place_name(&self->sources, seen->focal_source, place);
    place = place_number(numbers, STRONG_THREAT, easy, place);
    place = place_number(numbers, WEAK_THREAT, easy, place);
    place = place_word(seen->same ? &same : &different, place);
    place = place_number(numbers, DIVERGENCE, easy, place);
    place = place_number(numbers, VULNERABILITY, easy, place);
    place = place_number(numbers, ALLY_THREAT, easy, place);
    place = place_word(&self->behaviours[seen->disposition], place);
    place = place_word(&self->behaviours[seen->behaviour], place);
    if (is_priced(seen)) {
        place = place_number(numbers, PRICE, easy, place);
        place = place_number(numbers, CONCESSION, easy, place);
    } else {
        memcpy(place, ",,", 2);
        place += 2;
    }
    place[-1] = '\n';
    return place;
}

static void list_numbers(const observation_t *seen, double values[NUMBERS])
{
    const bool priced = is_priced(seen);

    values[STAKE] = seen->issue ? seen->stake : 0.0;
    values[STRONG_DEPENDENCE] = seen->strong_dependence;
    values[WEAK_DEPENDENCE] = seen->weak_dependence;
    values[STRONG_THREAT] = seen->strong_threat;
    values[WEAK_THREAT] = seen->weak_threat;
    values[DIVERGENCE] = seen->divergence;
    values[VULNERABILITY] = seen->vulnerability;
    values[ALLY_THREAT] = seen->ally_threat;
    values[PRICE] = priced ? seen->price : 0.0;
    values[CONCESSION] = priced ? seen->concession : 0.0;
}

/* A few rows at a time: a number that was only just written is slow to read as part of a vector. */
static char *place_alliances(const recorder_t *self, const observation_t *seen, size_t from, size_t end, char *place)
{
    double values[ROWS_AT_ONCE][NUMBERS];
    uint64_t micros[ROWS_AT_ONCE][NUMBERS];
    const size_t rows = end - from;
    bool easy;

    for (size_t i = 0; i < ROWS_AT_ONCE; i++) {
        if (i < rows) {
            list_numbers(&seen[i], values[i]);
        } else {
            memset(values[i], 0, sizeof values[i]);
        }
    }
    easy = csv_micros(sizeof values / sizeof values[0][0], values[0], micros[0]);
    for (size_t i = 0; i < rows; i++) {
        const numbers_t numbers = {values[i], micros[i]};

        if (easy || csv_micros(NUMBERS, values[i], micros[i])) {
            place = place_row(self, from + i, &seen[i], numbers, true, place);
        } else {
            place = place_row(self, from + i, &seen[i], numbers, false, place);
        }
    }
    return place;
}

static void put_alliances(const recorder_t *self, text_t *out)
{
    const size_t alliances = self->pairs.count;
    observation_t seen[SEEN_AT_ONCE];

    for (size_t from = 0; from < alliances; from += ROWS_AT_ONCE) {
        const size_t end = alliances - from < ROWS_AT_ONCE ? alliances : from + ROWS_AT_ONCE, i = from % SEEN_AT_ONCE;
        char *const begin = text_reserve(out, (end - from) * self->row_room);

        if (i == 0) {
            world_observe_many(self->world, 0, from, alliances - from < SEEN_AT_ONCE ? alliances - from : SEEN_AT_ONCE,
                               seen);
        }
        if (begin != NULL) {
            out->length += (size_t)(place_alliances(self, seen + i, from, end, begin) - begin);
        }
    }
}

static char *place_each(const uint64_t *counts, size_t count, char *place)
{
    for (size_t i = 0; i < count; i++) {
        place = csv_put_count(place, counts[i]);
    }
    return place;
}

static void put_counts(const recorder_t *self, text_t *out)
{
    enum { COUNTS = sizeof(counts_t) / sizeof(uint64_t) };
    counts_t counts;
    char *const begin = text_reserve(out, sizeof self->moment + COUNTS * CSV_NUMBER_ROOM);
    char *place = begin;

    if (begin != NULL) {
        world_counts(self->world, 0, &counts);
        place = csv_put_letters(place, self->moment, self->moment_length);
        place = place_each(counts.disposition, BEHAVIOUR_COUNT, place);
        place = place_each(counts.behaviour, BEHAVIOUR_COUNT, place);
        place = place_each(counts.type, INTERDEPENDENCE_COUNT, place);
        place = place_each(counts.status, STATUS_COUNT, place);
        place = csv_put_count(place, counts.same);
        place = csv_put_count(place, counts.issues);
        place[-1] = '\n';
        out->length += (size_t)(place - begin);
    }
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
            put_alliances(self, buffers[RECORDER_TIMESERIES]);
            self->rows[RECORDER_TIMESERIES] += self->pairs.count;
        }
    }
}
