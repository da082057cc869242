/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/series.h"

#include "experiments/table.h"

#include <stdlib.h>
#include <string.h>

/* Columns by their place in series->columns. */
enum {
    POINT,
    REPLICATE,
    TICK,
    STRONG,
    WEAK,
    STATUS,
    ISSUE_SOURCE,
    STAKE,
    CONFLICT,
    TYPE,
    PERCEPTION,
    DISPOSITION,
    BEHAVIOUR,
    PRICE,
    CONCESSION,
    VALUES, /* and the others */
    COLUMNS = VALUES + SERIES_VARIABLES
};

_Static_assert((int)COLUMNS <= 24, "series->columns is too small");

static const char *const names[COLUMNS] = {
    "point",           "replicate",        "tick",        "strong",   "weak",  "status",     "issue_source",
    "stake",           "conflict",         "interdependence", "threat_perception", "disposition", "behavior", "price",
    "concession",      "strong_dependence", "weak_dependence", "strong_threat", "weak_threat", "divergence", "vulnerability",
    "ally_threat",
};

const char *series_variable_name(series_variable_t variable)
{
    return names[VALUES + (int)variable];
}

int series_open(series_t *self, const source_t *source, failure_t *failure)
{
    int status = FILES_OK;

    memset(self, 0, sizeof *self);
    self->source = source;
    status = source_read(source, TABLE_TIMESERIES, &self->reader, failure);
    for (int i = 0; i < COLUMNS && status == FILES_OK; i++) {
        self->columns[i] = csv_reader_column(&self->reader, names[i], i == POINT ? NULL : failure);
        if (self->columns[i] < 0 && i != POINT) {
            status = FILES_DAMAGED;
        }
    }
    return status;
}

void series_close(series_t *self)
{
    csv_reader_close(&self->reader);
    for (size_t i = 0; i < self->alliance_count; i++) {
        free(self->alliances[i].strong);
        free(self->alliances[i].weak);
    }
    free(self->alliances);
    free(self->slots);
    self->alliances = NULL;
    self->slots = NULL;
    self->alliance_count = 0;
}

static inline csv_field_t field_of(const series_t *self, int column)
{
    return self->reader.fields[self->columns[column]];
}

/* ---- Alliances ---- */

static uint64_t hash(uint64_t before, csv_field_t field)
{
    uint64_t value = before;

    for (size_t i = 0; i < field.length; i++) {
        value = (value ^ (unsigned char)field.data[i]) * UINT64_C(0x100000001b3); /* FNV-1a */
    }
    return (value ^ 0xff) * UINT64_C(0x100000001b3);
}

static bool is_pair(const series_alliance_t *alliance, csv_field_t strong, csv_field_t weak)
{
    return csv_field_is(weak, alliance->weak, alliance->weak_length) &&
           csv_field_is(strong, alliance->strong, alliance->strong_length);
}

/* Where it is among the slots, or the empty one where it would be; there must be an empty one. */
static size_t slot_of(const series_t *self, csv_field_t strong, csv_field_t weak)
{
    size_t slot = (size_t)hash(hash(14695981039346656037u, strong), weak) & (self->slot_count - 1);

    while (self->slots[slot] != 0 && !is_pair(&self->alliances[self->slots[slot] - 1], strong, weak)) {
        slot = (slot + 1) & (self->slot_count - 1);
    }
    return slot;
}

int64_t series_find(const series_t *self, csv_field_t strong, csv_field_t weak)
{
    return self->slot_count == 0 ? -1 : (int64_t)self->slots[slot_of(self, strong, weak)] - 1;
}

static bool make_slots(series_t *self)
{
    const size_t count = self->slot_count == 0 ? 64 : 2 * self->slot_count;
    size_t *slots = calloc(count, sizeof *slots);

    if (slots != NULL) {
        free(self->slots);
        self->slots = slots;
        self->slot_count = count;
        for (size_t i = 0; i < self->alliance_count; i++) {
            const series_alliance_t *one = &self->alliances[i];
            const csv_field_t strong = {one->strong, one->strong_length};
            const csv_field_t weak = {one->weak, one->weak_length};
            size_t slot = (size_t)hash(hash(14695981039346656037u, strong), weak) & (count - 1);

            while (slots[slot] != 0) {
                slot = (slot + 1) & (count - 1);
            }
            slots[slot] = i + 1;
        }
    }
    return slots != NULL;
}

static bool add_alliance(series_t *self, csv_field_t strong, csv_field_t weak)
{
    series_alliance_t *one = NULL;

    if (self->alliance_count == self->alliance_capacity) {
        const size_t capacity = self->alliance_capacity == 0 ? 64 : 2 * self->alliance_capacity;
        series_alliance_t *alliances = realloc(self->alliances, capacity * sizeof *alliances);

        if (alliances == NULL) {
            return false;
        }
        self->alliances = alliances;
        self->alliance_capacity = capacity;
    }
    one = &self->alliances[self->alliance_count];
    *one = (series_alliance_t){.strong_length = strong.length, .weak_length = weak.length};
    one->strong = strndup(strong.data, strong.length);
    one->weak = strndup(weak.data, weak.length);
    self->alliance_count++;
    return one->strong != NULL && one->weak != NULL;
}

/* Rows of a tick come in the same order as those of the tick before, so the next one is nearly always the one. */
static int find_alliance(series_t *self, size_t *alliance, failure_t *failure)
{
    const csv_field_t strong = field_of(self, STRONG);
    const csv_field_t weak = field_of(self, WEAK);
    const size_t next = self->last + 1 < self->alliance_count ? self->last + 1 : 0;
    size_t slot = 0;
    int status = FILES_OK;

    if (next < self->alliance_count && is_pair(&self->alliances[next], strong, weak)) {
        *alliance = next;
        goto out;
    }
    if (2 * (self->alliance_count + 1) > self->slot_count && !make_slots(self)) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, TABLE_TIMESERIES);
        goto out;
    }
    slot = slot_of(self, strong, weak);
    if (self->slots[slot] == 0) {
        if (weak.length == 0 || strong.length == 0) {
            status = csv_reader_fault(&self->reader, (size_t)self->columns[weak.length == 0 ? WEAK : STRONG], "empty",
                                      failure);
        } else if (!add_alliance(self, strong, weak)) {
            status = failure_set(failure, FILES_NO_MEMORY, 0, TABLE_TIMESERIES);
        } else {
            self->slots[slot] = self->alliance_count;
        }
    }
    *alliance = status == FILES_OK ? self->slots[slot] - 1 : 0;
out:
    return status;
}

/* ---- Moments ---- */

/* Point, replicate and tick; those of most rows are the row's before. */
static int read_moment(series_t *self, failure_t *failure)
{
    const int first = self->columns[POINT] >= 0 ? POINT : REPLICATE;
    char moment[sizeof self->moment];
    size_t length = 0;
    bool fits = true;
    bool fine = true;
    uint64_t point = 0;
    uint64_t replicate = 0;
    uint64_t tick = 0;
    int status = FILES_OK;

    for (int i = first; i <= TICK; i++) {
        const csv_field_t field = field_of(self, i);

        fits = fits && length + field.length + 1 <= sizeof moment;
        if (fits) {
            memcpy(moment + length, field.data, field.length);
            length += field.length;
            moment[length++] = ',';
        }
    }
    if (fits && length == self->moment_length && memcmp(moment, self->moment, length) == 0) {
        goto out;
    }
    if (self->columns[POINT] >= 0) {
        fine = csv_reader_unsigned(&self->reader, (size_t)self->columns[POINT], &point, failure);
    }
    fine = fine && csv_reader_unsigned(&self->reader, (size_t)self->columns[REPLICATE], &replicate, failure) &&
           csv_reader_unsigned(&self->reader, (size_t)self->columns[TICK], &tick, failure);
    if (!fine) {
        status = FILES_DAMAGED;
    } else if (point > INT64_MAX / 2 || tick > INT32_MAX) {
        status = csv_reader_fault(&self->reader, (size_t)self->columns[TICK], "too large", failure);
    } else {
        const int64_t at = self->columns[POINT] >= 0 ? (int64_t)point : -1;

        if (self->run == 0 || at != self->point || replicate != self->replicate) {
            self->run++;
        } else if ((int32_t)tick <= self->tick) {
            status = csv_reader_fault(&self->reader, (size_t)self->columns[TICK], "before that of the row before", failure);
        }
        self->point = at;
        self->replicate = replicate;
        self->tick = (int32_t)tick;
        if (fits) {
            memcpy(self->moment, moment, length);
        }
        self->moment_length = fits ? length : 0;
    }
out:
    return status;
}

/* ---- Words ---- */

typedef const char *namer_t(int value);

static const char *name_status(int value)
{
    return status_name((status_t)value);
}

static const char *name_type(int value)
{
    return interdependence_name((interdependence_t)value);
}

static const char *name_behaviour(int value)
{
    return behaviour_name((behaviour_t)value);
}

/* Which of `count` words the field is, or -1. */
static int match(csv_field_t field, namer_t *namer, int count)
{
    int found = -1;

    for (int i = 0; i < count && found < 0; i++) {
        const char *name = namer(i);

        if (field.length > 0 && name[0] == field.data[0] && strlen(name) == field.length &&
            memcmp(name, field.data, field.length) == 0) {
            found = i;
        }
    }
    return found;
}

static int read_word(series_t *self, int column, namer_t *namer, int count, bool may_be_empty, int *value,
                     failure_t *failure)
{
    const csv_field_t field = field_of(self, column);
    int status = FILES_OK;

    *value = field.length == 0 && may_be_empty ? count : match(field, namer, count);
    if (*value < 0) {
        status = csv_reader_fault(&self->reader, (size_t)self->columns[column], "no such word", failure);
    }
    return status;
}

static int read_words(series_t *self, series_row_t *row, failure_t *failure)
{
    const csv_field_t perception = field_of(self, PERCEPTION);
    int word[4] = {0, 0, 0, 0};
    int status = read_word(self, STATUS, name_status, STATUS_COUNT, false, &word[0], failure);

    if (status == FILES_OK) {
        status = read_word(self, TYPE, name_type, INTERDEPENDENCE_COUNT, false, &word[1], failure);
    }
    if (status == FILES_OK) {
        status = read_word(self, DISPOSITION, name_behaviour, BEHAVIOUR_COUNT, true, &word[2], failure);
    }
    if (status == FILES_OK) {
        status = read_word(self, BEHAVIOUR, name_behaviour, BEHAVIOUR_COUNT, true, &word[3], failure);
    }
    row->same = csv_field_is(perception, "same", 4);
    if (status == FILES_OK && !row->same && !csv_field_is(perception, "different", 9)) {
        status = csv_reader_fault(&self->reader, (size_t)self->columns[PERCEPTION], "no such word", failure);
    }
    row->status = (status_t)word[0];
    row->type = (interdependence_t)word[1];
    row->disposition = (behaviour_t)word[2];
    row->behaviour = (behaviour_t)word[3];
    row->living = row->disposition != BEHAVIOUR_NONE;
    return status;
}

static int read_issue(series_t *self, series_row_t *row, failure_t *failure)
{
    const csv_field_t source = field_of(self, ISSUE_SOURCE);
    const csv_field_t price = field_of(self, PRICE);
    const csv_field_t concession = field_of(self, CONCESSION);
    int status = FILES_OK;

    row->issue = 0;
    row->settled = false;
    if ((source.length > 0) != (row->behaviour != BEHAVIOUR_NONE)) {
        status = csv_reader_fault(&self->reader, (size_t)self->columns[BEHAVIOUR],
                                  "an open issue must have an answer, and only it", failure);
    } else if (source.length > 0) {
        row->issue = hash(hash(hash(14695981039346656037u, source), field_of(self, STAKE)), field_of(self, CONFLICT)) | 1;
        /* Paid in full, to the six decimals. */
        row->settled = price.length > 0 && csv_field_is(price, concession.data, concession.length);
    }
    return status;
}

static int read_row(series_t *self, series_row_t *row, failure_t *failure)
{
    series_alliance_t *alliance = NULL;
    int status = read_moment(self, failure);

    if (status == FILES_OK) {
        status = find_alliance(self, &row->alliance, failure);
    }
    if (status == FILES_OK) {
        self->last = row->alliance;
        alliance = &self->alliances[row->alliance];
        row->first = alliance->run != self->run;
        if (!row->first && alliance->tick == self->tick) {
            status = csv_reader_fault(&self->reader, (size_t)self->columns[WEAK], "twice in one tick", failure);
        }
        alliance->run = self->run;
        alliance->tick = self->tick;
        row->point = self->point;
        row->replicate = self->replicate;
        row->tick = self->tick;
        row->run = self->run;
    }
    if (status == FILES_OK) {
        status = read_words(self, row, failure);
    }
    if (status == FILES_OK) {
        status = read_issue(self, row, failure);
    }
    for (int i = 0; i < SERIES_VARIABLES && status == FILES_OK; i++) {
        if (!csv_reader_number(&self->reader, (size_t)self->columns[VALUES + i], &row->values[i], failure)) {
            status = FILES_DAMAGED;
        }
    }
    return status;
}

int series_next(series_t *self, series_row_t *row, failure_t *failure)
{
    int status = csv_reader_next(&self->reader, failure);

    if (status > 0) {
        const int fault = read_row(self, row, failure);

        status = fault == FILES_OK ? 1 : fault;
    } else if (status == 0) {
        status = source_verify(self->source, TABLE_TIMESERIES, &self->reader, failure);
    }
    return status;
}
