/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/explain.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/experiment.h"
#include "config/path.h"
#include "config/table.h"
#include "experiments/provenance.h"
#include "experiments/recorder.h"
#include "experiments/resolved.h"
#include "experiments/table.h"
#include "files/csv_reader.h"
#include "files/manifest.h"

enum { DESIGN_OWN = 6, VALUE_SIZE = 512, COLUMNS_MAX = 64 };

static int refuse(explain_t *self, int status, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vsnprintf(self->message, sizeof self->message, format, list);
    va_end(list);
    return status;
}

static int refuse_failure(explain_t *self, const failure_t *failure)
{
    failure_describe(failure, self->message, sizeof self->message);
    return failure->status == FILES_NO_MEMORY ? EXPLAIN_NO_MEMORY : EXPLAIN_FILES;
}

/* ---- What was run ---- */

static int refuse_resolved(explain_t *self, int status, const char *why)
{
    return refuse(self, status == RESOLVED_NO_MEMORY ? EXPLAIN_NO_MEMORY : EXPLAIN_UNFIT,
                  "%s/%s: %s", self->request.directory, MANIFEST_NAME, why);
}

static int read_configuration(explain_t *self, const manifest_t *manifest)
{
    const char *version = manifest_get_text(manifest, "version");
    char why[RESOLVED_MESSAGE_SIZE];
    const int status = resolved_scenario(manifest, &self->scenario, why, sizeof why);

    if (version == NULL || strcmp(version, provenance_model_version()) != 0) {
        snprintf(self->version, sizeof self->version, "%s", version != NULL ? version : "unknown");
    }
    return status == RESOLVED_OK ? EXPLAIN_OK : refuse_resolved(self, status, why);
}

/* Whether replicate R is one of those that were run (at that point). */
static int check_replicate(explain_t *self, const manifest_t *manifest)
{
    const explain_request_t *request = &self->request;
    uint64_t first = 0, count = 0;
    bool common = true;
    int status = EXPLAIN_OK;

    manifest_get_unsigned(manifest, "first_replicate", &first);
    manifest_get_unsigned(manifest, "replicates", &count);
    manifest_get_bool(manifest, "common_random_numbers", &common);
    if (!common && request->has_point) {
        first += request->point * count;
    }
    if (request->replicate < first || request->replicate - first >= count) {
        status =
            refuse(self, EXPLAIN_ABSENT,
                   "there is no replicate %" PRIu64 " in %s%s: there are %" PRIu64 " to %" PRIu64,
                   request->replicate, request->directory, common ? "" : " at this point", first,
                   first + count - 1);
    }
    return status;
}

/* ---- Points ---- */

static void copy_field(csv_field_t field, char *text, size_t size)
{
    const size_t length = field.length < size ? field.length : size - 1;

    memcpy(text, field.data, length);
    text[length] = '\0';
}

/* Puts the reader on the row of the point. */
static int find_point(explain_t *self, csv_reader_t *reader)
{
    const explain_request_t *request = &self->request;
    failure_t failure = {.status = FILES_OK};
    uint64_t point = UINT64_MAX;
    int column = -1, next = csv_reader_open(reader, request->directory, TABLE_DESIGN, &failure);

    if (next == FILES_OK) {
        column = csv_reader_column(reader, "point", &failure);
        next = column < 0 ? failure.status : 1;
    }
    while (next > 0 && point != request->point) {
        next = csv_reader_next(reader, &failure);
        if (next > 0 && !csv_reader_unsigned(reader, (size_t)column, &point, &failure)) {
            next = failure.status;
        }
    }
    if (next < 0) {
        next = refuse_failure(self, &failure);
    } else if (next == 0) {
        next = refuse(self, EXPLAIN_ABSENT, "there is no point %" PRIu64 " in %s/%s",
                      request->point, request->directory, TABLE_DESIGN);
    } else {
        next = EXPLAIN_OK;
    }
    return next;
}

static int check_model(explain_t *self)
{
    return model_check(&self->scenario.model, NULL, NULL) == 0
               ? EXPLAIN_OK
               : refuse(self, EXPLAIN_UNFIT,
                        "the values of point %" PRIu64 " are impossible; its runs failed too",
                        self->request.point);
}

/* A sweep's point: columns of design.csv behind its own are paths. */
static int apply_point(explain_t *self)
{
    csv_reader_t reader = {.state = NULL};
    char assignment[TABLE_PATH_SIZE + VALUE_SIZE], value[VALUE_SIZE], why[PATH_WHY_SIZE];
    int status = find_point(self, &reader);

    for (size_t i = DESIGN_OWN; status == EXPLAIN_OK && i < reader.width; i++) {
        copy_field(reader.fields[i], value, sizeof value);
        snprintf(assignment, sizeof assignment, "%s=%s", csv_reader_name(&reader, i), value);
        if (path_assign(&self->scenario, assignment, why, sizeof why) != PATH_OK) {
            status = refuse(self, EXPLAIN_UNFIT, "%s/%s: %s: %s", self->request.directory,
                            TABLE_DESIGN, assignment, why);
        }
    }
    csv_reader_close(&reader);
    return status == EXPLAIN_OK ? check_model(self) : status;
}

/* Which of the experiment's shocks a row of a flip's design.csv is about, and how large. */
static int find_shock(explain_t *self, const experiment_t *experiment, size_t *shock, double *size)
{
    csv_reader_t reader = {.state = NULL};
    failure_t failure = {.status = FILES_OK};
    char id[VALUE_SIZE];
    int of_shock = -1, of_size = -1, status = find_point(self, &reader);

    *shock = experiment->flip.shock_count;
    if (status != EXPLAIN_OK) {
        goto out;
    }
    of_shock = csv_reader_column(&reader, "shock", &failure);
    of_size = csv_reader_column(&reader, "size", &failure);
    if (of_shock < 0 || of_size < 0 ||
        !csv_reader_number(&reader, (size_t)of_size, size, &failure)) {
        status = refuse_failure(self, &failure);
        goto out;
    }
    copy_field(reader.fields[of_shock], id, sizeof id);
    for (size_t i = 0; i < experiment->flip.shock_count; i++) {
        if (strcmp(experiment->flip.shocks[i].shock.id, id) == 0) {
            *shock = i;
        }
    }
    if (*shock == experiment->flip.shock_count) {
        status = refuse(self, EXPLAIN_UNFIT, "%s/%s: no shock %s in the experiment",
                        self->request.directory, TABLE_DESIGN, id);
    }
out:
    csv_reader_close(&reader);
    return status;
}

/* A flip's point is a shock, which only the experiment knows in full. */
static int apply_shock(explain_t *self, const manifest_t *manifest)
{
    experiment_t experiment;
    char why[RESOLVED_MESSAGE_SIZE];
    size_t shock = 0;
    double size = 0;
    int status = resolved_experiment(manifest, &experiment, why, sizeof why);

    if (status != RESOLVED_OK) {
        status = refuse_resolved(self, status, why);
        goto out;
    }
    status = find_shock(self, &experiment, &shock, &size);
    if (status == EXPLAIN_OK &&
        experiment_add_shock(&experiment, shock, size, &self->scenario, NULL) != EXPERIMENT_OK) {
        status = EXPLAIN_NO_MEMORY;
    }
    if (status == EXPLAIN_OK) {
        status = check_model(self);
    }
out:
    experiment_free(&experiment);
    return status;
}

static int choose_point(explain_t *self, const manifest_t *manifest)
{
    const explain_request_t *request = &self->request;
    const char *command = manifest_get_text(manifest, "command");
    const char *design = manifest_get_text(manifest, "design");
    const bool sweep = command != NULL && strcmp(command, "sweep") == 0;
    const bool flip = command != NULL && strcmp(command, "flip") == 0;
    int status = EXPLAIN_OK;

    if (sweep && design != NULL && strcmp(design, "ramp") == 0) {
        status = refuse(self, EXPLAIN_UNFIT,
                        "%s holds ramps, in which a value moves while the world lives; run its "
                        "scenario to have something "
                        "to explain",
                        request->directory);
    } else if (sweep && !request->has_point) {
        status =
            refuse(self, EXPLAIN_ABSENT, "%s holds a sweep: say which point of %s with --point",
                   request->directory, TABLE_DESIGN);
    } else if (sweep) {
        status = apply_point(self);
    } else if (flip && request->has_point) {
        status = apply_shock(self, manifest);
    } else if (!flip && request->has_point) {
        status =
            refuse(self, EXPLAIN_ABSENT, "%s holds a run, which has no points", request->directory);
    }
    return status;
}

/* ---- Playing it again ---- */

static int find_alliance(explain_t *self, size_t *found)
{
    const explain_request_t *request = &self->request;
    const world_t *world = self->world;
    const size_t count = world_alliance_count(world);
    bool strong_known = false, weak_known = false;
    char id[WORLD_ID_SIZE];
    int status = EXPLAIN_OK;

    *found = count;
    for (size_t s = 0; s < world_strong_count(world); s++) {
        strong_known = strong_known || strcmp(world_strong_id(world, s), request->strong) == 0;
    }
    for (size_t w = 0; w < world_weak_count(world); w++) {
        world_weak_id(world, w, id);
        weak_known = weak_known || strcmp(id, request->weak) == 0;
    }
    for (size_t d = 0; d < count; d++) {
        world_weak_id(world, world_alliance_weak(world, d), id);
        if (strcmp(id, request->weak) == 0 &&
            strcmp(world_strong_id(world, world_alliance_strong(world, d)), request->strong) == 0) {
            *found = d;
        }
    }
    if (*found == count) {
        world_weak_id(world, world_alliance_weak(world, 0), id);
        status = refuse(self, EXPLAIN_ABSENT,
                        "no alliance %s,%s: %s%s (there are %zu; the first is %s,%s)",
                        request->strong, request->weak,
                        !strong_known ? "no strong state "
                        : !weak_known ? "no weak state "
                                      : "both states are there, but are not allied",
                        !strong_known ? request->strong
                        : !weak_known ? request->weak
                                      : "",
                        count, world_strong_id(world, world_alliance_strong(world, 0)), id);
    }
    return status;
}

/* The row of one alliance among those that a step recorded. */
static csv_field_t find_row(const text_t *rows, size_t alliance)
{
    const char *at = rows->data, *end = rows->data + rows->length;

    for (size_t i = 0; i < alliance && at < end; i++) {
        at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
    }
    const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;

    return (csv_field_t){at, stop == NULL ? 0 : (size_t)(stop - at)};
}

/* Fields of a row of which none needs quotes. */
static size_t split(csv_field_t row, csv_field_t fields[COLUMNS_MAX])
{
    size_t count = 0;
    const char *at = row.data, *end = row.data + row.length;

    for (bool more = row.length > 0; more && count < COLUMNS_MAX;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));

        more = comma != NULL;
        fields[count++] = (csv_field_t){at, (size_t)((more ? comma : end) - at)};
        at = more ? comma + 1 : end;
    }
    return count;
}

/* 1: the reader stands on the row of the tick; 0: the file does not have it. */
static int seek_row(const explain_t *self, csv_reader_t *reader, failure_t *failure)
{
    const explain_request_t *request = &self->request;
    const int of_point = csv_reader_column(reader, "point", NULL);
    const int of_replicate = csv_reader_column(reader, "replicate", failure);
    const int of_tick = csv_reader_column(reader, "tick", failure),
              of_strong = csv_reader_column(reader, "strong", failure);
    const int of_weak = csv_reader_column(reader, "weak", failure);
    const size_t strong = strlen(request->strong), weak = strlen(request->weak);
    int next = of_replicate < 0 || of_tick < 0 || of_strong < 0 || of_weak < 0 ? FILES_DAMAGED : 1;
    bool found = false;

    while (next > 0 && !found) {
        next = csv_reader_next(reader, failure);
        if (next > 0 && csv_field_is(reader->fields[of_weak], request->weak, weak) &&
            csv_field_is(reader->fields[of_strong], request->strong, strong)) {
            uint64_t point = request->point, replicate = 0, tick = 0;

            if (!csv_reader_unsigned(reader, (size_t)of_replicate, &replicate, failure) ||
                !csv_reader_unsigned(reader, (size_t)of_tick, &tick, failure) ||
                (of_point >= 0 &&
                 !csv_reader_unsigned(reader, (size_t)of_point, &point, failure))) {
                next = FILES_DAMAGED;
            } else {
                found = point == request->point && replicate == request->replicate &&
                        tick == (uint64_t)request->tick;
            }
        }
    }
    return next;
}

/* Compares the row on which the reader stands with the one that was played, by the names of the
 * columns. */
static void compare_rows(explain_t *self, const csv_reader_t *reader, csv_field_t row, bool swept)
{
    csv_field_t ours[COLUMNS_MAX], names[COLUMNS_MAX];
    text_t header;

    text_init(&header);
    table_header(TABLE_TIMESERIES, swept, &header);
    const size_t count = split(row, ours);
    const size_t columns = header.status != FILES_OK || header.length == 0
                               ? 0
                               : split((csv_field_t){header.data, header.length - 1}, names);

    self->match = EXPLAIN_SAME;
    if (count != columns || columns != reader->width) {
        self->match = EXPLAIN_OTHER;
        snprintf(self->difference, sizeof self->difference, "it has %zu columns, not %zu",
                 reader->width, columns);
    }
    for (size_t i = 0; self->match == EXPLAIN_SAME && i < columns; i++) {
        const csv_field_t theirs = reader->fields[i];
        const char *name = csv_reader_name(reader, i);

        if (!csv_field_is(names[i], name, strlen(name))) {
            self->match = EXPLAIN_OTHER;
            snprintf(self->difference, sizeof self->difference, "its column %zu is %s", i + 1,
                     name);
        } else if (!csv_field_is(theirs, ours[i].data, ours[i].length)) {
            self->match = EXPLAIN_OTHER;
            snprintf(self->difference, sizeof self->difference,
                     "%s is '%.*s' there and '%.*s' when played again", name,
                     (int)(theirs.length < 64 ? theirs.length : 64), theirs.data,
                     (int)(ours[i].length < 64 ? ours[i].length : 64), ours[i].data);
        }
    }
    text_free(&header);
}

static int compare(explain_t *self, const text_t *rows, bool swept)
{
    const explain_request_t *request = &self->request;
    csv_reader_t reader = {.state = NULL};
    failure_t failure = {.status = FILES_OK};
    int status = EXPLAIN_OK;
    int next = csv_reader_open(&reader, request->directory, TABLE_TIMESERIES, &failure);

    if (next == FILES_CANNOT_OPEN && failure.error_number == ENOENT) {
        goto out; /* not recorded */
    }
    if (next == FILES_OK) {
        next = seek_row(self, &reader, &failure);
    }
    if (next > 0) {
        compare_rows(self, &reader, find_row(rows, self->account.alliance), swept);
    } else if (next < 0) {
        status = refuse_failure(self, &failure);
    }
out:
    csv_reader_close(&reader);
    return status;
}

static int play(explain_t *self)
{
    const explain_request_t *request = &self->request;
    const bool swept = request->has_point;
    recorder_t recorder = {.world = NULL};
    text_t rows, counts, events;
    text_t *const buffers[RECORDER_CHANNELS] = {&rows, &counts, &events};
    size_t alliance = 0;
    int status = world_create(&self->world, &self->scenario.model, 1);

    text_init(&rows);
    text_init(&counts);
    text_init(&events);
    if (status != MODEL_OK) {
        status = status == MODEL_NO_MEMORY
                     ? EXPLAIN_NO_MEMORY
                     : refuse(self, EXPLAIN_UNFIT,
                              "two entities of the scenario have the same 64-bit address");
        goto out;
    }
    status = find_alliance(self, &alliance);
    if (status != EXPLAIN_OK) {
        goto out;
    }
    world_reset(self->world, self->scenario.seed, request->replicate);
    if (request->tick < 0 || request->tick >= world_end(self->world)) {
        status = refuse(self, EXPLAIN_ABSENT,
                        "there is no tick %" PRId32 " in %s: there are 0 to %" PRId32,
                        request->tick, request->directory, world_end(self->world) - 1);
        goto out;
    }
    while (world_tick(self->world) < request->tick) {
        world_step(self->world);
    }
    self->moves = calloc(ACCOUNT_MOVES + world_source_count(self->world), sizeof *self->moves);
    if (self->moves == NULL ||
        recorder_init(&recorder, self->world, &self->scenario.model, RECORD_DYADS, 1) != FILES_OK) {
        status = EXPLAIN_NO_MEMORY;
        goto out;
    }
    recorder_begin(&recorder, swept ? (int64_t)request->point : -1, request->replicate);
    account_open(&self->account, self->world, alliance);
    recorder_step(&recorder, buffers);
    account_close(&self->account, self->world);
    world_listen(self->world, NULL, NULL);
    status = rows.status != FILES_OK ? EXPLAIN_NO_MEMORY : compare(self, &rows, swept);
out:
    recorder_free(&recorder);
    text_free(&rows);
    text_free(&counts);
    text_free(&events);
    return status;
}

int explain_open(explain_t *self, const explain_request_t *request)
{
    manifest_t manifest = {.root = NULL};
    failure_t failure = {.status = FILES_OK};
    const char *end = NULL;
    int status = EXPLAIN_OK;

    memset(self, 0, sizeof *self);
    self->request = *request;
    scenario_init(&self->scenario);
    if (manifest_read(&manifest, request->directory, &failure) != FILES_OK) {
        status = refuse_failure(self, &failure);
        goto out;
    }
    end = manifest_get_text(&manifest, "status");
    if (end == NULL || strcmp(end, "complete") != 0) {
        status = refuse(self, EXPLAIN_UNFIT, "%s is not complete (%s)", request->directory,
                        end != NULL ? end : "no status");
        goto out;
    }
    status = read_configuration(self, &manifest);
    if (status == EXPLAIN_OK) {
        status = choose_point(self, &manifest);
    }
    if (status == EXPLAIN_OK) {
        status = check_replicate(self, &manifest);
    }
    if (status == EXPLAIN_OK) {
        status = play(self);
    }
out:
    if (status == EXPLAIN_NO_MEMORY) {
        snprintf(self->message, sizeof self->message, "out of memory");
    }
    manifest_free(&manifest);
    return status;
}

void explain_free(explain_t *self)
{
    world_free(self->world);
    free(self->moves);
    scenario_free(&self->scenario);
    memset(self, 0, sizeof *self);
}
