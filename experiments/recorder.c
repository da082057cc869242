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

enum { WORDS_IN_ROW = 6 /* of timeseries.csv */, MICRO_LETTERS = sizeof(uint64_t) };

enum { FORM_BITS = 9, FORM_CHUNK = 128 };

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
    const size_t forms = (size_t)1 << FORM_BITS;
    int status = names_init(&self->pairs, self, world_alliance_count(self->world), name_pair);

    for (int i = 0; i < STATUS_COUNT; i++) {
        word_init(&self->statuses[i], status_name((status_t)i));
    }
    for (int i = 0; i < INTERDEPENDENCE_COUNT; i++) {
        word_init(&self->types[i], interdependence_name((interdependence_t)i));
    }
    for (int i = 0; i <= BEHAVIOUR_COUNT; i++) {
        word_init(&self->behaviours[i], behaviour_name((behaviour_t)i));
    }
    self->form_room = 2 * self->sources.longest + (OBSERVED_NUMBERS + WORDS_IN_ROW) * CSV_NUMBER_ROOM + CSV_CHUNK;
    self->row_room = sizeof self->moment + self->pairs.longest + self->form_room;
    self->forms = calloc(forms, sizeof *self->forms);
    self->form_letters = malloc(forms * self->form_room);
    return self->forms == NULL || self->form_letters == NULL ? FILES_NO_MEMORY : status;
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
    free(self->forms);
    free(self->form_letters);
    self->forms = NULL;
    self->form_letters = NULL;
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

/* ---- Rows of timeseries.csv ---- */

/* Up to WORLD_OBSERVED rows. */
typedef struct rows {
    observed_states_t seen;
    uint32_t state[WORLD_OBSERVED];                     /* all that is discrete, but for sources; never 0 */
    double numbers[OBSERVED_NUMBERS * WORLD_OBSERVED];  /* [OBSERVED_NUMBERS][count] */
    uint64_t micros[OBSERVED_NUMBERS * WORLD_OBSERVED]; /* likewise, of csv_micros ... */
    uint64_t hard;                                      /* ... but of these rows: bit i is row i */
    size_t count;
} rows_t;

_Static_assert(WORLD_OBSERVED <= 64, "a bit for each row");
_Static_assert(STATUS_COUNT <= 4 && INTERDEPENDENCE_COUNT <= 4 && BEHAVIOUR_NONE < 8, "room for them in a state");

enum { STATE_IS_PRICED = 1u << 13, STATE_IS_KNOWN = 1u << 14 };

static void pack_states(size_t count, const observed_states_t *restrict seen, const double *restrict price,
                        uint32_t *restrict state)
{
    for (size_t i = 0; i < count; i++) {
        state[i] = STATE_IS_KNOWN | (uint32_t)seen->status[i] | (uint32_t)seen->type[i] << 2 |
                   (uint32_t)seen->disposition[i] << 4 | (uint32_t)seen->behaviour[i] << 7 |
                   (uint32_t)seen->same[i] << 10 | (uint32_t)seen->issue[i] << 11 | (uint32_t)seen->conflict[i] << 12 |
                   (price[i] > 0.0 ? STATE_IS_PRICED : 0u);
    }
}

static void observe_rows(const world_t *world, size_t first, size_t count, rows_t *rows)
{
    const size_t numbers = OBSERVED_NUMBERS * count;

    world_observe_states(world, 0, first, count, &rows->seen);
    world_observe_numbers(world, 0, first, count, rows->numbers);
    pack_states(count, &rows->seen, rows->numbers + OBSERVED_PRICE * count, rows->state);
    rows->count = count;
    rows->hard = 0;
    if (!csv_micros(numbers, rows->numbers, rows->micros)) {
        for (size_t i = 0; i < numbers; i++) {
            rows->hard |= (uint64_t)!csv_micros(1, &rows->numbers[i], &rows->micros[i]) << i % count;
        }
    }
}

/* Notes where a number goes, with its comma. */
static char *place_number(recorder_form_t *form, const char *begin, observed_number_t number, char *place)
{
    form->at[number] = (uint16_t)(place - begin);
    place[MICRO_LETTERS] = ',';
    return place + MICRO_LETTERS + 1;
}

static void make_form(const recorder_t *self, const rows_t *rows, size_t i, recorder_form_t *form, char *begin)
{
    static const recorder_word_t different = {"different,", 10}, same = {"same,", 5};
    static const recorder_word_t no = {"false,", 6}, yes = {"true,", 5};
    const observed_states_t *seen = &rows->seen;
    char *place = begin;

    memset(form->at, 0, sizeof form->at);
    place = place_word(&self->statuses[seen->status[i]], place);
    if (seen->issue[i]) {
        place = place_name(&self->sources, seen->issue_source[i], place);
        place = place_number(form, begin, OBSERVED_STAKE, place);
        place = place_word(seen->conflict[i] ? &yes : &no, place);
    } else {
        memcpy(place, ",,,", 3);
        place += 3;
    }
    place = place_number(form, begin, OBSERVED_STRONG_DEPENDENCE, place);
    place = place_number(form, begin, OBSERVED_WEAK_DEPENDENCE, place);
    place = place_word(&self->types[seen->type[i]], place);
    place = place_name(&self->sources, seen->focal_source[i], place);
    place = place_number(form, begin, OBSERVED_STRONG_THREAT, place);
    place = place_number(form, begin, OBSERVED_WEAK_THREAT, place);
    place = place_word(seen->same[i] ? &same : &different, place);
    place = place_number(form, begin, OBSERVED_DIVERGENCE, place);
    place = place_number(form, begin, OBSERVED_VULNERABILITY, place);
    place = place_number(form, begin, OBSERVED_ALLY_THREAT, place);
    place = place_word(&self->behaviours[seen->disposition[i]], place);
    place = place_word(&self->behaviours[seen->behaviour[i]], place);
    if ((rows->state[i] & STATE_IS_PRICED) != 0) {
        place = place_number(form, begin, OBSERVED_PRICE, place);
        place = place_number(form, begin, OBSERVED_CONCESSION, place);
    } else {
        memcpy(place, ",,", 2);
        place += 2;
    }
    place[-1] = '\n';
    form->length = (uint32_t)(place - begin);
    form->state = rows->state[i];
    form->source = seen->focal_source[i];
    for (int number = 0; number < OBSERVED_NUMBERS; number++) {
        form->at[number] = form->at[number] > 0 ? form->at[number] : (uint16_t)form->length;
    }
}

/* The index of a row's form, which is made unless it stands there already. */
static size_t find_form(const recorder_t *self, const rows_t *rows, size_t i)
{
    const uint32_t state = rows->state[i];
    const int32_t source = rows->seen.focal_source[i]; /* and an issue's, where there is one: look_at_issue in sim/rule.c */
    const uint32_t mixed = (state ^ (uint32_t)source << 15) * 0x9e3779b1u;
    const size_t index = mixed >> (32 - FORM_BITS);
    recorder_form_t *form = &self->forms[index];

    if (form->state != state || form->source != source) {
        make_form(self, rows, i, form, self->form_letters + index * self->form_room);
    }
    return index;
}

/* Where each number is eight letters. Those that the row does not have go behind it, where the next will be. */
static inline char *place_easy(const recorder_form_t *form, const char *letters, const uint64_t *micros, size_t stride,
                               char *place)
{
    char *const end = place + form->length;

    memcpy(place, letters, FORM_CHUNK); /* mostly all of it */
    for (size_t i = FORM_CHUNK; i < form->length; i += CSV_CHUNK) {
        memcpy(place + i, letters + i, CSV_CHUNK);
    }
    for (size_t number = 0; number < OBSERVED_NUMBERS; number++) {
        memcpy(place + form->at[number], &micros[number * stride], MICRO_LETTERS);
    }
    return end;
}

static char *place_hard(const recorder_form_t *form, const char *letters, const double *numbers, size_t stride, char *place)
{
    size_t done = 0;

    for (size_t number = 0; number < OBSERVED_NUMBERS; number++) {
        const size_t at = form->at[number];

        if (at < form->length) {
            place = csv_put_letters(place, letters + done, at - done);
            place = csv_put_fixed6(place, numbers[number * stride]) - 1; /* the form has the comma */
            done = at + MICRO_LETTERS;
        }
    }
    return csv_put_letters(place, letters + done, form->length - done);
}

static char *place_rows(const recorder_t *self, size_t first, const rows_t *rows, char *place)
{
    const size_t count = rows->count; /* letters could be part of it, for all the compiler knows */
    const size_t moment_length = self->moment_length;

    for (size_t i = 0; i < count; i++) {
        const size_t index = find_form(self, rows, i);
        const recorder_form_t *form = &self->forms[index];
        const char *letters = self->form_letters + index * self->form_room;

        place = csv_put_letters(place, self->moment, moment_length);
        place = place_name(&self->pairs, (int32_t)(first + i), place);
        if ((rows->hard >> i & 1) == 0) {
            place = place_easy(form, letters, &rows->micros[i], count, place);
        } else {
            place = place_hard(form, letters, &rows->numbers[i], count, place);
        }
    }
    return place;
}

static void put_alliances(const recorder_t *self, text_t *out)
{
    const size_t alliances = self->pairs.count;

    for (size_t first = 0; first < alliances; first += WORLD_OBSERVED) {
        const size_t count = alliances - first < WORLD_OBSERVED ? alliances - first : WORLD_OBSERVED;
        char *const begin = text_reserve(out, count * self->row_room);

        if (begin != NULL) {
            rows_t rows;

            observe_rows(self->world, first, count, &rows);
            out->length += (size_t)(place_rows(self, first, &rows, begin) - begin);
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
