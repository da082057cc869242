/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/csv_reader.h"

#include "files/input.h"
#include "files/text.h"

#include <csv.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 1 << 18,                           /* bytes read at once */
    BUFFER = CSV_READER_ROW_MAX + BLOCK + 1,   /* before the block, what the last one left of a row; behind it a line end */
    EXACT_DIGITS = 15,                         /* a whole number of so many is a double */
    EXACT_POWER = 22,                          /* so is 10 to this power */
    NUMBER_MAX = 400
};

/* One thread digests a block while the other parses it. */
typedef struct {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t turn;
    digest_t digest;
    const char *data;
    size_t size;
    bool pending, stop, running;
} digester_t;

struct csv_reader_state {
    input_t input;
    char *buffers[2];
    int current;
    const char *cursor, *limit; /* in the current buffer: what is not parsed */
    const char *quote;          /* the first one from the cursor on, or limit */
    bool at_end;
    bool foreign;  /* csv_reader_open_foreign */
    bool unended;  /* the last row has no line end */
    char line_end; /* '\n'; of a foreign file perhaps '\r' */
    int status;
    uint64_t next_line;
    csv_field_t *fields;
    size_t capacity;   /* of fields */
    size_t found;      /* fields of this row */
    size_t *ends;      /* of fields in `letters`, in a row that libcsv parses; as many as fields */
    text_t letters;
    bool complete;     /* libcsv has seen the end of the row */
    struct csv_parser parser;
    bool parser_made;
    char **names;
    size_t name_count;
    digester_t digester;
    char hex[DIGEST_HEX_SIZE];
};

typedef struct csv_reader_state state_t;

/* ---- The digest beside ---- */

static void *digest_blocks(void *context)
{
    digester_t *self = context;

    pthread_mutex_lock(&self->mutex);
    for (;;) {
        while (!self->pending && !self->stop) {
            pthread_cond_wait(&self->turn, &self->mutex);
        }
        if (!self->pending) {
            break;
        }
        pthread_mutex_unlock(&self->mutex);
        digest_add(&self->digest, self->data, self->size);
        pthread_mutex_lock(&self->mutex);
        self->pending = false;
        pthread_cond_signal(&self->turn);
    }
    pthread_mutex_unlock(&self->mutex);
    return NULL;
}

static void digester_start(digester_t *self)
{
    digest_init(&self->digest);
    if (pthread_mutex_init(&self->mutex, NULL) == 0) {
        if (pthread_cond_init(&self->turn, NULL) == 0) {
            self->running = pthread_create(&self->thread, NULL, digest_blocks, self) == 0;
            if (!self->running) {
                pthread_cond_destroy(&self->turn);
            }
        }
        if (!self->running) {
            pthread_mutex_destroy(&self->mutex);
        }
    }
}

/* The data must stay until the next call. */
static void digester_give(digester_t *self, const char *data, size_t size)
{
    if (self->running) {
        pthread_mutex_lock(&self->mutex);
        while (self->pending) {
            pthread_cond_wait(&self->turn, &self->mutex);
        }
        self->data = data;
        self->size = size;
        self->pending = true;
        pthread_cond_signal(&self->turn);
        pthread_mutex_unlock(&self->mutex);
    } else {
        digest_add(&self->digest, data, size);
    }
}

static void digester_stop(digester_t *self)
{
    if (self->running) {
        pthread_mutex_lock(&self->mutex);
        self->stop = true;
        pthread_cond_signal(&self->turn);
        pthread_mutex_unlock(&self->mutex);
        pthread_join(self->thread, NULL);
        pthread_cond_destroy(&self->turn);
        pthread_mutex_destroy(&self->mutex);
        self->running = false;
    }
}

/* ---- Blocks ---- */

static int fail(csv_reader_t *self, int status, const char *reason, failure_t *failure)
{
    state_t *state = self->state;

    state->status = status;
    if (status == FILES_DAMAGED) {
        failure_set_damaged(failure, state->input.path, self->line > INT32_MAX ? 0 : (int)self->line, reason);
    } else {
        failure_set(failure, status, errno, state->input.path);
    }
    return status;
}

/* What is left goes before the next block, in the other buffer. */
static int refill(csv_reader_t *self, failure_t *failure)
{
    state_t *state = self->state;
    const size_t left = (size_t)(state->limit - state->cursor);
    char *block = NULL;
    size_t size = 0;
    int status = FILES_OK;

    if (left > CSV_READER_ROW_MAX) {
        status = fail(self, FILES_DAMAGED, "a row is longer than 1 MiB", failure);
        goto out;
    }
    state->current = !state->current;
    block = state->buffers[state->current] + CSV_READER_ROW_MAX;
    if (left > 0) {
        memcpy(block - left, state->cursor, left);
    }
    status = input_read(&state->input, block, BLOCK, &size);
    if (status != FILES_OK) {
        status = fail(self, status, state->input.reason, failure);
        goto out;
    }
    state->at_end = size < BLOCK;
    state->cursor = block - left;
    state->limit = block + size;
    state->quote = NULL;
    if (size > 0) {
        digester_give(&state->digester, block, size);
    }
    if (state->foreign && state->at_end && state->limit > state->cursor && state->limit[-1] != state->line_end) {
        state->unended = true;
        block[size] = state->line_end;
        state->limit++;
    }
out:
    return status;
}

static inline const char *find(const char *begin, const char *end, char wanted)
{
    return begin == end ? NULL : memchr(begin, wanted, (size_t)(end - begin));
}

/* The next line end; NULL, and nothing left to parse, at the end of the file. Negative status by `status`. */
static const char *line_end(csv_reader_t *self, int *status, failure_t *failure)
{
    state_t *state = self->state;
    const char *end = find(state->cursor, state->limit, state->line_end);

    *status = FILES_OK;
    while (end == NULL && !state->at_end && *status == FILES_OK) {
        const size_t seen = (size_t)(state->limit - state->cursor);

        *status = refill(self, failure);
        if (*status == FILES_OK) {
            end = find(state->cursor + seen, state->limit, state->line_end);
        }
    }
    if (end == NULL && *status == FILES_OK && state->cursor != state->limit) {
        *status = fail(self, FILES_DAMAGED, "the file ends within a row", failure);
    }
    return end;
}

/* ---- Rows ---- */

static bool make_room(state_t *state)
{
    const size_t capacity = state->capacity == 0 ? 32 : 2 * state->capacity;
    csv_field_t *fields = NULL;
    size_t *ends = NULL;

    if (state->capacity >= CSV_READER_COLUMNS_MAX) {
        return false;
    }
    fields = realloc(state->fields, capacity * sizeof *fields);
    if (fields != NULL) {
        state->fields = fields;
    }
    ends = realloc(state->ends, capacity * sizeof *ends);
    if (ends != NULL) {
        state->ends = ends;
    }
    if (fields != NULL && ends != NULL) {
        state->capacity = capacity;
    }
    return fields != NULL && ends != NULL;
}

/* A row without quotes. False if there are more fields than room. */
static bool cut(state_t *state, const char *begin, const char *end)
{
    size_t found = 0;
    bool fits = true;

    for (const char *at = begin; fits; at++) {
        if (at == end || *at == ',') {
            if (found == state->capacity && !make_room(state)) {
                fits = false;
                break;
            }
            state->fields[found].data = begin;
            state->fields[found].length = (size_t)(at - begin);
            found++;
            begin = at + 1;
            if (at == end) {
                break;
            }
        }
    }
    state->found = found;
    return fits;
}

static void take_field(void *data, size_t length, void *context)
{
    state_t *state = context;

    if (state->found == state->capacity && !make_room(state)) {
        state->letters.status = FILES_NO_MEMORY;
    }
    if (state->letters.status == FILES_OK) {
        text_append(&state->letters, data, length);
        state->ends[state->found++] = state->letters.length;
    }
}

static void take_row(int end, void *context)
{
    state_t *state = context;

    (void)end;
    state->complete = true;
}

static int no_space(unsigned char letter)
{
    (void)letter;
    return 0;
}

/* A row with quotes: line after line to libcsv, until it has the whole row. */
static int parse(csv_reader_t *self, failure_t *failure)
{
    state_t *state = self->state;
    int status = FILES_OK;
    size_t begin = 0;

    text_clear(&state->letters);
    state->found = 0;
    state->complete = false;
    while (!state->complete && status == FILES_OK) {
        const char *end = line_end(self, &status, failure);

        if (status == FILES_OK && end == NULL) {
            status = fail(self, FILES_DAMAGED, "the file ends within quotes", failure);
        }
        if (status == FILES_OK) {
            const size_t size = (size_t)(end + 1 - state->cursor);

            if (csv_parse(&state->parser, state->cursor, size, take_field, take_row, state) != size) {
                status = csv_error(&state->parser) == CSV_EPARSE
                             ? fail(self, FILES_DAMAGED, "a quote stands where none may", failure)
                             : fail(self, FILES_NO_MEMORY, NULL, failure);
            } else if (state->letters.status != FILES_OK) {
                status = fail(self, FILES_NO_MEMORY, NULL, failure);
            } else if (state->letters.length > CSV_READER_ROW_MAX) {
                status = fail(self, FILES_DAMAGED, "a row is longer than 1 MiB", failure);
            }
            self->bytes += size;
            state->cursor = end + 1;
            state->next_line++;
        }
    }
    for (size_t i = 0; i < state->found; i++) {
        state->fields[i].data = state->letters.data == NULL ? "" : state->letters.data + begin;
        state->fields[i].length = state->ends[i] - begin;
        begin = state->ends[i];
    }
    return status;
}

/* 1, 0 or a negative status, as csv_reader_next; any width. */
static int read_row(csv_reader_t *self, failure_t *failure)
{
    state_t *state = self->state;
    const char *end = NULL;
    int status = FILES_OK;

    self->line = state->next_line;
    end = line_end(self, &status, failure);
    if (end == NULL) {
        goto out;
    }
    if (state->quote == NULL || state->quote < state->cursor) {
        state->quote = find(state->cursor, state->limit, '"');
        state->quote = state->quote == NULL ? state->limit : state->quote;
    }
    if (state->quote < end) {
        status = parse(self, failure);
    } else {
        const char *last = end > state->cursor && end[-1] == '\r' ? end - 1 : end;

        if (!cut(state, state->cursor, last)) {
            status = fail(self, FILES_NO_MEMORY, NULL, failure);
        }
        self->bytes += (size_t)(end + 1 - state->cursor);
        state->cursor = end + 1;
        state->next_line++;
    }
    self->fields = state->fields;
    status = status == FILES_OK ? 1 : status;
out:
    return status;
}

static int keep_names(csv_reader_t *self, failure_t *failure)
{
    state_t *state = self->state;
    int status = FILES_OK;

    self->width = state->found;
    state->names = calloc(state->found, sizeof *state->names);
    if (state->names == NULL) {
        return fail(self, FILES_NO_MEMORY, NULL, failure);
    }
    state->name_count = state->found;
    for (size_t i = 0; i < state->found && status == FILES_OK; i++) {
        const csv_field_t field = state->fields[i];

        if (csv_reader_column(self, "", NULL) >= 0 && field.length == 0) {
            status = fail(self, FILES_DAMAGED, "columns without a name", failure);
            break;
        }
        state->names[i] = strndup(field.data, field.length);
        if (state->names[i] == NULL) {
            status = fail(self, FILES_NO_MEMORY, NULL, failure);
        } else if (csv_reader_column(self, state->names[i], NULL) != (int)i) {
            char reason[128];

            snprintf(reason, sizeof reason, "two columns are called %.80s", state->names[i]);
            status = fail(self, FILES_DAMAGED, reason, failure);
        }
    }
    return status;
}

/* The first block of a foreign file: its byte order mark, and how its lines end. */
static int look_at_beginning(csv_reader_t *self, failure_t *failure)
{
    static const char mark[] = "\xEF\xBB\xBF";
    state_t *state = self->state;
    const int status = refill(self, failure);

    if (status == FILES_OK) {
        const size_t size = (size_t)(state->limit - state->cursor);
        const char *feed = find(state->cursor, state->limit, '\n');
        const char *returned = find(state->cursor, feed == NULL ? state->limit : feed, '\r');

        if (size >= sizeof mark - 1 && memcmp(state->cursor, mark, sizeof mark - 1) == 0) {
            state->cursor += sizeof mark - 1;
            self->bytes += sizeof mark - 1;
        }
        if (returned != NULL && returned + 1 != feed) {
            state->line_end = '\r';
            if (state->unended) { /* by a '\n', before this was known */
                char *last = state->buffers[state->current] + (state->limit - 1 - state->buffers[state->current]);

                *last = '\r';
                state->unended = last[-1] != '\r';
                state->limit -= !state->unended;
            }
        }
    }
    return status;
}

static int open_reader(csv_reader_t *self, const char *directory, const char *name, bool foreign,
                       failure_t *failure)
{
    state_t *state = calloc(1, sizeof *state);
    int status = FILES_OK;

    *self = (csv_reader_t){.state = state};
    if (state == NULL) {
        return failure_set(failure, FILES_NO_MEMORY, 0, name);
    }
    state->next_line = 1;
    state->line_end = '\n';
    state->foreign = foreign;
    status = input_open(&state->input, directory, name, failure);
    if (status != FILES_OK) {
        goto out;
    }
    for (int i = 0; i < 2; i++) {
        state->buffers[i] = malloc(BUFFER);
    }
    if (state->buffers[0] == NULL || state->buffers[1] == NULL ||
        csv_init(&state->parser, CSV_STRICT) != 0) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, name);
        goto out;
    }
    state->parser_made = true;
    csv_set_space_func(&state->parser, no_space);
    state->cursor = state->limit = state->buffers[0];
    digester_start(&state->digester);
    status = foreign ? look_at_beginning(self, failure) : FILES_OK;
    if (status != FILES_OK) {
        goto out;
    }
    status = read_row(self, failure);
    if (status == 0) {
        status = fail(self, FILES_DAMAGED, "the file is empty", failure);
    } else if (status > 0) {
        status = keep_names(self, failure);
    }
out:
    if (status != FILES_OK) {
        csv_reader_close(self);
    }
    return status;
}

int csv_reader_open(csv_reader_t *self, const char *directory, const char *name, failure_t *failure)
{
    return open_reader(self, directory, name, false, failure);
}

int csv_reader_open_foreign(csv_reader_t *self, const char *directory, const char *name, failure_t *failure)
{
    return open_reader(self, directory, name, true, failure);
}

void csv_reader_close(csv_reader_t *self)
{
    state_t *state = self->state;

    if (state != NULL) {
        digester_stop(&state->digester);
        input_close(&state->input);
        if (state->parser_made) {
            csv_free(&state->parser);
        }
        for (size_t i = 0; i < state->name_count; i++) {
            free(state->names[i]);
        }
        free(state->names);
        free(state->buffers[0]);
        free(state->buffers[1]);
        free(state->fields);
        free(state->ends);
        text_free(&state->letters);
        free(state);
    }
    self->state = NULL;
    self->fields = NULL;
}

const char *csv_reader_path(const csv_reader_t *self)
{
    return self->state->input.path;
}

const char *csv_reader_name(const csv_reader_t *self, size_t column)
{
    return column < self->state->name_count ? self->state->names[column] : "";
}

int csv_reader_column(const csv_reader_t *self, const char *name, failure_t *failure)
{
    int found = -1;

    for (size_t i = 0; i < self->state->name_count && found < 0; i++) {
        if (self->state->names[i] != NULL && strcmp(self->state->names[i], name) == 0) {
            found = (int)i;
        }
    }
    if (found < 0 && failure != NULL) {
        char reason[128];

        snprintf(reason, sizeof reason, "there is no column %.80s", name);
        failure_set_damaged(failure, self->state->input.path, 1, reason);
    }
    return found;
}

int csv_reader_next(csv_reader_t *self, failure_t *failure)
{
    state_t *state = self->state;
    int status = state->status;

    if (status == FILES_OK) {
        do {
            status = read_row(self, failure);
        } while (status > 0 && state->foreign && state->found == 1 && state->fields[0].length == 0 && self->width > 1);
        if (status > 0 && state->found != self->width) {
            const bool cut_off = state->unended && state->at_end && state->cursor == state->limit;
            char reason[96];

            snprintf(reason, sizeof reason, "%s%zu field%s, the header has %zu",
                     cut_off ? "the file ends within a row: " : "", state->found,
                     state->found == 1 ? "" : "s", self->width);
            status = fail(self, FILES_DAMAGED, reason, failure);
        }
        self->rows += status > 0;
    }
    return status;
}

int csv_reader_digest(csv_reader_t *self, char hex[DIGEST_HEX_SIZE])
{
    state_t *state = self->state;

    if (!state->at_end || state->cursor != state->limit) {
        return FILES_MISUSED;
    }
    if (state->hex[0] == '\0') {
        digester_stop(&state->digester);
        digest_hex(&state->digester.digest, state->hex);
    }
    memcpy(hex, state->hex, DIGEST_HEX_SIZE);
    return FILES_OK;
}

/* ---- Fields ---- */

int csv_reader_fault(const csv_reader_t *self, size_t column, const char *reason, failure_t *failure)
{
    char detail[192];
    const csv_field_t field = column < self->width ? self->fields[column] : (csv_field_t){.data = ""};

    snprintf(detail, sizeof detail, "%.60s: '%.*s': %s", csv_reader_name(self, column),
             field.length > 40 ? 40 : (int)field.length, field.data, reason);
    return failure_set_damaged(failure, self->state->input.path, self->line > INT32_MAX ? 0 : (int)self->line,
                               detail);
}

static bool read_digits(csv_field_t field, size_t from, uint64_t highest, uint64_t *value)
{
    uint64_t number = 0;
    bool fine = from < field.length;

    for (size_t i = from; i < field.length && fine; i++) {
        const unsigned digit = (unsigned)(unsigned char)field.data[i] - '0';

        fine = digit <= 9 && number <= (highest - digit) / 10;
        number = 10 * number + digit;
    }
    *value = number;
    return fine;
}

bool csv_reader_unsigned(csv_reader_t *self, size_t column, uint64_t *value, failure_t *failure)
{
    const bool fine = read_digits(self->fields[column], 0, UINT64_MAX, value);

    if (!fine) {
        csv_reader_fault(self, column, "not a whole number from 0", failure);
    }
    return fine;
}

bool csv_reader_integer(csv_reader_t *self, size_t column, int64_t *value, failure_t *failure)
{
    const csv_field_t field = self->fields[column];
    const bool negative = field.length > 0 && field.data[0] == '-';
    uint64_t size = 0;
    const bool fine = read_digits(field, negative, INT64_MAX, &size);

    *value = negative ? -(int64_t)size : (int64_t)size;
    if (!fine) {
        csv_reader_fault(self, column, "not a whole number", failure);
    }
    return fine;
}

/* What the exact path does not read: by strtod, in the C locale. */
static bool read_slowly(csv_field_t field, double *value)
{
    char text[NUMBER_MAX + 1];
    char *end = NULL;
    locale_t c_locale = (locale_t)0;
    locale_t before = (locale_t)0;

    if (field.length == 0 || field.length > NUMBER_MAX) {
        return false;
    }
    for (size_t i = 0; i < field.length; i++) {
        if (strchr("+-.0123456789eE", field.data[i]) == NULL || field.data[i] == '\0') {
            return false;
        }
        text[i] = field.data[i];
    }
    text[field.length] = '\0';
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (c_locale == (locale_t)0) {
        return false;
    }
    before = uselocale(c_locale);
    *value = strtod(text, &end);
    uselocale(before);
    freelocale(c_locale);
    return *end == '\0' && end != text && isfinite(*value);
}

/* A whole number below 2^53 by a power of ten that is a double too: one correctly rounded division (Clinger 1990). */
bool csv_field_number(csv_field_t field, double *value)
{
    static const double powers[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *at = field.data;
    const char *end = at + field.length;
    const bool negative = field.length > 0 && *at == '-';
    uint64_t number = 0;
    size_t whole = 0;
    size_t decimals = 0;

    at += negative;
    for (; at < end && (unsigned char)(*at - '0') <= 9 && whole <= EXACT_DIGITS; at++, whole++) {
        number = 10 * number + (uint64_t)(*at - '0');
    }
    if (at < end && *at == '.') {
        for (at++; at < end && (unsigned char)(*at - '0') <= 9 && whole + decimals <= EXACT_DIGITS;
             at++, decimals++) {
            number = 10 * number + (uint64_t)(*at - '0');
        }
    }
    if (at != end || whole + decimals == 0 || whole + decimals > EXACT_DIGITS) {
        return read_slowly(field, value);
    }
    *value = (double)number / powers[decimals];
    if (negative) {
        *value = -*value;
    }
    return true;
}

bool csv_reader_number(csv_reader_t *self, size_t column, double *value, failure_t *failure)
{
    const csv_field_t field = self->fields[column];
    bool fine = true;

    if (field.length == 0) {
        *value = (double)NAN;
    } else {
        fine = csv_field_number(field, value);
        if (!fine) {
            csv_reader_fault(self, column, "not a number", failure);
        }
    }
    return fine;
}
