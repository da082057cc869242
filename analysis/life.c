/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/life.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/table.h"
#include "files/csv_reader.h"
#include "sim/adrift.h"

enum {
    COLUMN_REPLICATE,
    COLUMN_YEAR,
    COLUMN_STRONG,
    COLUMN_WEAK,
    COLUMN_STATUS,
    COLUMN_STRONG_DEPENDENCE,
    COLUMN_WEAK_DEPENDENCE,
    COLUMN_STRONG_THREAT,
    COLUMN_WEAK_THREAT,
    COLUMN_DISPOSITION,
    COLUMN_BEHAVIOR,
    COLUMNS
};

static const char *const column_names[COLUMNS] = {
    "replicate",       "year",          "strong",      "weak",        "status",  "strong_dependence",
    "weak_dependence", "strong_threat", "weak_threat", "disposition", "behavior"};

/* What has been seen of an alliance, to choose one. */
typedef struct candidate {
    char strong[LIFE_ID_SIZE], weak[LIFE_ID_SIZE];
    unsigned behaviours, dispositions, statuses; /* sets of bits */
    uint32_t changes, alive, ticks;
    signed char last;
} candidate_t;

typedef struct tape {
    csv_reader_t reader;
    size_t column[COLUMNS];
    int point; /* column, or -1 */
} tape_t;

static int tape_open(tape_t *self, const char *directory, failure_t *failure)
{
    int status;

    *self = (tape_t){0};
    status = csv_reader_open(&self->reader, directory, TABLE_TIMESERIES, failure);
    for (int i = 0; i < COLUMNS && status == FILES_OK; i++) {
        const int column = csv_reader_column(&self->reader, column_names[i], failure);

        status = column < 0 ? FILES_DAMAGED : FILES_OK;
        self->column[i] = (size_t)(column < 0 ? 0 : column);
    }
    if (status == FILES_OK) {
        self->point = csv_reader_column(&self->reader, "point", NULL);
    }
    return status;
}

static csv_field_t tape_field(const tape_t *self, int column)
{
    return self->reader.fields[self->column[column]];
}

static bool field_is(csv_field_t field, const char *word)
{
    return csv_field_is(field, word, strlen(word));
}

static signed char behaviour_of(csv_field_t field)
{
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        if (field_is(field, behaviour_name((behaviour_t)i))) {
            return (signed char)i;
        }
    }
    return BEHAVIOUR_NONE;
}

static signed char status_of(csv_field_t field)
{
    for (int i = 0; i < STATUS_COUNT; i++) {
        if (field_is(field, status_name((status_t)i))) {
            return (signed char)i;
        }
    }
    return STATUS_ENDED;
}

static void copy_field(char *to, csv_field_t field)
{
    snprintf(to, LIFE_ID_SIZE, "%.*s", (int)(field.length < LIFE_ID_SIZE ? field.length : 0),
             field.data);
}

/*
 * The next row of the wanted point and replicate (the first one's, if none is wanted: then it is
 * noted). Rows of one replicate stand together. 1; 0 behind the last of them; or a failure.
 */
static int tape_next(tape_t *self, life_t *life, bool *chosen, failure_t *failure)
{
    int status;

    while ((status = csv_reader_next(&self->reader, failure)) > 0) {
        uint64_t replicate, point = 0;

        if (!csv_reader_unsigned(&self->reader, self->column[COLUMN_REPLICATE], &replicate,
                                 failure) ||
            (self->point >= 0 &&
             !csv_reader_unsigned(&self->reader, (size_t)self->point, &point, failure))) {
            return FILES_DAMAGED;
        }
        if (!*chosen) {
            life->replicate = replicate;
            life->point = point;
            *chosen = true;
        }
        if (replicate == life->replicate && point == life->point) {
            return 1;
        }
        if (point > life->point || (point == life->point && replicate > life->replicate)) {
            return 0;
        }
    }
    return status;
}

static bool grow(void **array, size_t count, size_t *room, size_t size)
{
    bool fine = true;

    if (count == *room) {
        const size_t wanted = 2 * *room + 256;
        void *grown = realloc(*array, wanted * size);

        fine = grown != NULL;
        if (fine) {
            *array = grown;
            *room = wanted;
        }
    }
    return fine;
}

enum { CANDIDATES_MAX = 5000 }; /* of many more alliances the first are enough to find a telling one */

typedef struct candidates {
    candidate_t *array;
    size_t count, room;
    size_t next; /* alliances come in the same order in every tick */
} candidates_t;

/* 1 with a candidate; 0 if this alliance is none; FILES_NO_MEMORY. */
static int find_candidate(candidates_t *self, csv_field_t strong, csv_field_t weak,
                          candidate_t **candidate)
{
    candidate_t *expected = self->count > 0 ? &self->array[self->next] : NULL;
    int status = 0;

    if (expected != NULL && field_is(strong, expected->strong) && field_is(weak, expected->weak)) {
        *candidate = expected;
        self->next = (self->next + 1) % self->count;
        status = 1;
    } else if (self->count < CANDIDATES_MAX && (self->count == 0 || self->array[0].ticks == 1)) {
        if (!grow((void **)&self->array, self->count, &self->room, sizeof *expected)) {
            status = FILES_NO_MEMORY;
        } else {
            *candidate = &self->array[self->count++];
            **candidate = (candidate_t){.last = -1};
            copy_field((*candidate)->strong, strong);
            copy_field((*candidate)->weak, weak);
            status = 1;
        }
    }
    return status;
}

static int bits(unsigned set)
{
    int count = 0;

    for (; set != 0; set >>= 1U) {
        count += (int)(set & 1U);
    }
    return count;
}

static double score(const candidate_t *candidate)
{
    const double alive = candidate->ticks > 0 ? (double)candidate->alive / candidate->ticks : 0.0;

    return 10.0 * bits(candidate->behaviours) + 6.0 * bits(candidate->statuses) +
           4.0 * bits(candidate->dispositions) + 20.0 * fmin(alive, 0.6) -
           0.2 * fmin(candidate->changes, 60.0);
}

static int choose(life_t *life, const char *directory, bool *chosen, failure_t *failure)
{
    tape_t tape = {0};
    candidates_t candidates = {0};
    size_t best = 0;
    int status = tape_open(&tape, directory, failure);

    while (status == FILES_OK && (status = tape_next(&tape, life, chosen, failure)) > 0) {
        candidate_t *candidate = NULL;
        const signed char disposition = behaviour_of(tape_field(&tape, COLUMN_DISPOSITION));
        const signed char behaviour = behaviour_of(tape_field(&tape, COLUMN_BEHAVIOR));

        status = find_candidate(&candidates, tape_field(&tape, COLUMN_STRONG),
                                tape_field(&tape, COLUMN_WEAK), &candidate);
        if (status < 0) {
            failure_set(failure, FILES_NO_MEMORY, 0, directory);
        } else if (status > 0) {
            candidate->behaviours |= behaviour < BEHAVIOUR_COUNT ? 1U << behaviour : 0U;
            candidate->dispositions |= disposition < BEHAVIOUR_COUNT ? 1U << disposition : 0U;
            candidate->statuses |= 1U << status_of(tape_field(&tape, COLUMN_STATUS));
            candidate->changes += candidate->last >= 0 && candidate->last != disposition;
            candidate->last = disposition;
            candidate->alive += disposition < BEHAVIOUR_COUNT;
            candidate->ticks++;
            status = FILES_OK;
        }
    }
    if (status == FILES_OK && candidates.count == 0) {
        status = failure_set(failure, FILES_MISUSED, 0, directory);
        if (failure != NULL) {
            snprintf(failure->detail, sizeof failure->detail, "no replicate %" PRIu64 " in it", life->replicate);
        }
    }
    if (status == FILES_OK) {
        for (size_t i = 1; i < candidates.count; i++) {
            best = score(&candidates.array[i]) > score(&candidates.array[best]) ? i : best;
        }
        memcpy(life->strong, candidates.array[best].strong, LIFE_ID_SIZE);
        memcpy(life->weak, candidates.array[best].weak, LIFE_ID_SIZE);
    }
    free(candidates.array);
    csv_reader_close(&tape.reader);
    return status;
}

static int read_moments(life_t *life, const char *directory, bool *chosen, failure_t *failure)
{
    tape_t tape = {0};
    size_t room = 0;
    int status = tape_open(&tape, directory, failure);

    life->swept = tape.point >= 0 && status == FILES_OK;
    while (status == FILES_OK && (status = tape_next(&tape, life, chosen, failure)) > 0) {
        life_moment_t moment;

        status = FILES_OK;
        if (!field_is(tape_field(&tape, COLUMN_STRONG), life->strong) ||
            !field_is(tape_field(&tape, COLUMN_WEAK), life->weak)) {
            continue;
        }
        moment.disposition = behaviour_of(tape_field(&tape, COLUMN_DISPOSITION));
        moment.behaviour = behaviour_of(tape_field(&tape, COLUMN_BEHAVIOR));
        moment.status = status_of(tape_field(&tape, COLUMN_STATUS));
        if (!csv_reader_number(&tape.reader, tape.column[COLUMN_YEAR], &moment.year, failure) ||
            !csv_reader_number(&tape.reader, tape.column[COLUMN_STRONG_DEPENDENCE],
                               &moment.strong_dependence, failure) ||
            !csv_reader_number(&tape.reader, tape.column[COLUMN_WEAK_DEPENDENCE],
                               &moment.weak_dependence, failure) ||
            !csv_reader_number(&tape.reader, tape.column[COLUMN_STRONG_THREAT],
                               &moment.strong_threat, failure) ||
            !csv_reader_number(&tape.reader, tape.column[COLUMN_WEAK_THREAT], &moment.weak_threat,
                               failure)) {
            status = FILES_DAMAGED;
        } else if (!grow((void **)&life->moments, life->count, &room, sizeof moment)) {
            status = failure_set(failure, FILES_NO_MEMORY, 0, directory);
        } else {
            life->moments[life->count++] = moment;
        }
    }
    csv_reader_close(&tape.reader);
    return status;
}

/* Whether the shock of this row reaches the alliance, and which way. */
static bool hits(const life_t *life, csv_field_t strong, csv_field_t weak, life_hit_t *hit)
{
    const bool of_strong = strong.length == 0 || field_is(strong, life->strong);
    const bool of_weak = weak.length == 0 || field_is(weak, life->weak);

    *hit = weak.length > 0 ? LIFE_HIT_WEAK : strong.length > 0 ? LIFE_HIT_STRONG : LIFE_HIT_SOURCE;
    return of_strong && of_weak;
}

static int read_shocks(life_t *life, const char *directory, failure_t *failure)
{
    enum { REPLICATE, YEAR, EVENT, VARIABLE, STRONG, WEAK, SIZE, NEEDED };
    static const char *const names[NEEDED] = {"replicate", "year", "event", "variable",
                                              "strong",    "weak", "size"};
    csv_reader_t reader = {0};
    size_t column[NEEDED] = {0};
    size_t room = 0;
    int point = -1;
    int status = csv_reader_open(&reader, directory, TABLE_EVENTS, failure);

    for (int i = 0; i < NEEDED && status == FILES_OK; i++) {
        const int found = csv_reader_column(&reader, names[i], failure);

        status = found < 0 ? FILES_DAMAGED : FILES_OK;
        column[i] = (size_t)(found < 0 ? 0 : found);
    }
    if (status == FILES_OK) {
        point = csv_reader_column(&reader, "point", NULL);
    }
    while (status == FILES_OK && (status = csv_reader_next(&reader, failure)) > 0) {
        uint64_t replicate, at = 0;
        life_shock_t shock;

        status = FILES_OK;
        if (!csv_reader_unsigned(&reader, column[REPLICATE], &replicate, failure) ||
            (point >= 0 && !csv_reader_unsigned(&reader, (size_t)point, &at, failure))) {
            status = FILES_DAMAGED;
            break;
        }
        if (at > life->point || (at == life->point && replicate > life->replicate)) {
            break;
        }
        if (at != life->point || replicate != life->replicate ||
            !field_is(reader.fields[column[EVENT]], "shock") ||
            field_is(reader.fields[column[VARIABLE]], "alliance.demand") ||
            !hits(life, reader.fields[column[STRONG]], reader.fields[column[WEAK]], &shock.hit)) {
            continue;
        }
        if (!csv_reader_number(&reader, column[YEAR], &shock.year, failure) ||
            !csv_reader_number(&reader, column[SIZE], &shock.size, failure)) {
            status = FILES_DAMAGED;
        } else if (!grow((void **)&life->shocks, life->shock_count, &room, sizeof shock)) {
            status = failure_set(failure, FILES_NO_MEMORY, 0, directory);
        } else {
            life->shocks[life->shock_count++] = shock;
        }
    }
    csv_reader_close(&reader);
    return status;
}

int life_read(life_t *self, const char *directory, const char *strong, const char *weak,
              const uint64_t *replicate, failure_t *failure)
{
    bool chosen = replicate != NULL;
    failure_t quiet = {0};
    int status = FILES_OK;

    *self = (life_t){0};
    self->replicate = replicate != NULL ? *replicate : 0;
    if (strong != NULL && weak != NULL) {
        snprintf(self->strong, sizeof self->strong, "%s", strong);
        snprintf(self->weak, sizeof self->weak, "%s", weak);
    } else {
        status = choose(self, directory, &chosen, failure);
    }
    if (status == FILES_OK) {
        status = read_moments(self, directory, &chosen, failure);
    }
    if (status == FILES_OK && self->count == 0) {
        status = failure_set(failure, FILES_MISUSED, 0, directory);
        if (failure != NULL) {
            snprintf(failure->detail, sizeof failure->detail, "no alliance %.60s,%.60s in replicate %" PRIu64 " of it",
                     self->strong, self->weak, self->replicate);
        }
    }
    if (status == FILES_OK) {
        status = read_shocks(self, directory, &quiet);
        self->eventful = status == FILES_OK;
        if (status == FILES_CANNOT_OPEN && quiet.error_number == ENOENT) {
            status = FILES_OK; /* not recorded */
        } else if (status != FILES_OK && failure != NULL) {
            *failure = quiet;
        }
    }
    return status;
}

void life_free(life_t *self)
{
    free(self->moments);
    free(self->shocks);
    *self = (life_t){0};
}
