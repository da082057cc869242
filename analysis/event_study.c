/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/event_study.h"

#include "experiments/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINT, REPLICATE, TICK, EVENT, SHOCK, STRONG, WEAK, COLUMNS };

static const char *const names[COLUMNS] = {"point", "replicate", "tick", "event", "shock", "strong", "weak"};

/* The last place of what is summed: how many living ones. */
enum { VALUES_ALL = EVENT_STUDY_VARIABLES, VALUES_LIVING, SUMS };

static size_t ring_length(const event_study_t *self)
{
    return (size_t)self->half + 1;
}

/* Reads the next event's run and tick. */
static int advance(event_study_t *self, failure_t *failure)
{
    int status = csv_reader_next(&self->reader, failure);
    uint64_t point = 0;
    uint64_t tick = 0;

    if (status == 0) {
        self->ended = true;
        status = source_verify(self->source, TABLE_EVENTS, &self->reader, failure);
    } else if (status > 0) {
        status = FILES_OK;
        if ((self->columns[POINT] >= 0 &&
             !csv_reader_unsigned(&self->reader, (size_t)self->columns[POINT], &point, failure)) ||
            !csv_reader_unsigned(&self->reader, (size_t)self->columns[REPLICATE], &self->replicate, failure) ||
            !csv_reader_unsigned(&self->reader, (size_t)self->columns[TICK], &tick, failure)) {
            status = FILES_DAMAGED;
        } else if (tick > INT32_MAX) {
            status = csv_reader_fault(&self->reader, (size_t)self->columns[TICK], "too large", failure);
        }
        self->point = self->columns[POINT] >= 0 ? (int64_t)point : -1;
        self->tick = (int32_t)tick;
    }
    return status;
}

int event_study_open(event_study_t *self, const source_t *source, failure_t *failure)
{
    int status = FILES_OK;

    memset(self, 0, sizeof *self);
    self->source = source;
    self->every = source->every;
    self->ticks_per_year = source->ticks_per_year;
    self->half = EVENT_STUDY_YEARS * source->ticks_per_year / source->every;
    self->offsets = 2 * (size_t)self->half + 1;
    status = source_read(source, TABLE_EVENTS, &self->reader, failure);
    for (int i = 0; i < COLUMNS && status == FILES_OK; i++) {
        self->columns[i] = csv_reader_column(&self->reader, names[i], i == POINT ? NULL : failure);
        status = self->columns[i] < 0 && i != POINT ? FILES_DAMAGED : FILES_OK;
    }
    if (status == FILES_OK) {
        status = advance(self, failure);
    }
    return status;
}

void event_study_close(event_study_t *self)
{
    csv_reader_close(&self->reader);
    for (size_t k = 0; k < self->kind_count; k++) {
        free(self->kinds[k].event);
        free(self->kinds[k].shock);
        free(self->kinds[k].sums);
        free(self->kinds[k].ratios);
    }
    free(self->paths);
    free(self->rings);
    free(self->ring_ticks);
    self->kind_count = 0;
    self->paths = NULL;
    self->rings = NULL;
    self->ring_ticks = NULL;
    self->path_count = 0;
}

/* ---- Kinds ---- */

static bool is_studied(csv_field_t event)
{
    static const char *const studied[] = {"shock", "issue_opened", "warning_started", "drifted", "recovered", "terminated",
                                          "formed"};
    bool found = false;

    for (size_t i = 0; i < sizeof studied / sizeof studied[0] && !found; i++) {
        found = csv_field_is(event, studied[i], strlen(studied[i]));
    }
    return found;
}

/* Index, or -1 if it is not to be studied; -2 without memory. */
static int kind_of(event_study_t *self)
{
    const csv_field_t event = self->reader.fields[self->columns[EVENT]];
    const csv_field_t shock = self->reader.fields[self->columns[SHOCK]];
    event_study_kind_t *kind = NULL;

    if (!is_studied(event)) {
        return -1;
    }
    for (size_t k = 0; k < self->kind_count; k++) {
        kind = &self->kinds[k];
        if (csv_field_is(event, kind->event, strlen(kind->event)) && csv_field_is(shock, kind->shock, strlen(kind->shock))) {
            return (int)k;
        }
    }
    if (self->kind_count == EVENT_STUDY_KINDS) {
        return -1;
    }
    kind = &self->kinds[self->kind_count++];
    kind->event = strndup(event.data, event.length);
    kind->shock = strndup(shock.data, shock.length);
    kind->sums = calloc(self->offsets * SUMS, sizeof *kind->sums);
    kind->ratios = calloc(self->offsets * EVENT_STUDY_VARIABLES, sizeof *kind->ratios);
    return kind->event == NULL || kind->shock == NULL || kind->sums == NULL || kind->ratios == NULL
               ? -2
               : (int)self->kind_count - 1;
}

/* offset: in recorded ticks from -half. */
static inline void add_values(event_study_kind_t *kind, int32_t offset, const float *values)
{
    double *sums = kind->sums + (size_t)offset * SUMS;

    for (size_t v = 0; v < SERIES_VARIABLES; v++) {
        sums[v] += (double)values[v];
    }
    sums[VALUES_ALL] += 1.0;
    if (values[SERIES_VARIABLES] >= 0.0F) {
        sums[SERIES_VARIABLES] += (double)values[SERIES_VARIABLES];
        sums[VALUES_LIVING] += 1.0;
    }
}

/* ---- Events ---- */

static void begin_event(event_study_t *self, size_t alliance, int kind)
{
    event_study_path_t *path = &self->paths[alliance];
    const size_t length = ring_length(self);
    const float *ring = self->rings + alliance * length * EVENT_STUDY_VARIABLES;
    const int32_t *ticks = self->ring_ticks + alliance * length;

    if (path->run != self->last.run || path->active_count == EVENT_STUDY_ACTIVE) {
        return;
    }
    self->kinds[kind].events++;
    for (size_t i = 0; i < path->filled; i++) {
        const int32_t back = (self->last.tick - ticks[i]) / self->every;

        if (back <= self->half) {
            add_values(&self->kinds[kind], self->half - back, ring + i * EVENT_STUDY_VARIABLES);
        }
    }
    path->active[path->active_count].tick = self->last.tick;
    path->active[path->active_count].kind = kind;
    path->active_count++;
}

static int take_event(event_study_t *self, const series_t *series)
{
    const csv_field_t strong = self->reader.fields[self->columns[STRONG]];
    const csv_field_t weak = self->reader.fields[self->columns[WEAK]];
    const int kind = kind_of(self);
    const int64_t pair = weak.length > 0 && strong.length > 0 ? series_find(series, strong, weak) : -1;

    if (pair >= 0) {
        if (self->opened != NULL && self->last.tick == 0 &&
            csv_field_is(self->reader.fields[self->columns[EVENT]], "issue_opened", 12)) {
            self->opened(self->opened_context, (size_t)pair);
        }
        if (kind >= 0) {
            begin_event(self, (size_t)pair, kind);
        }
    }
    for (size_t a = 0; a < series->alliance_count && kind >= 0 && pair < 0; a++) {
        const series_alliance_t *one = &series->alliances[a];

        if ((weak.length == 0 || csv_field_is(weak, one->weak, one->weak_length)) &&
            (strong.length == 0 || csv_field_is(strong, one->strong, one->strong_length))) {
            begin_event(self, a, kind);
        }
    }
    return kind == -2 ? FILES_NO_MEMORY : FILES_OK;
}

/* The rows of a tick were all there: the events up to it, of which those of unrecorded ticks are left out. */
static int take_tick(event_study_t *self, const series_t *series, failure_t *failure)
{
    int status = FILES_OK;

    while (!self->ended && status == FILES_OK &&
           (self->point < self->last.point || (self->point == self->last.point &&
                                               (self->replicate < self->last.replicate ||
                                                (self->replicate == self->last.replicate && self->tick <= self->last.tick))))) {
        if (self->point == self->last.point && self->replicate == self->last.replicate && self->tick == self->last.tick) {
            status = take_event(self, series);
            if (status != FILES_OK) {
                failure_set(failure, status, 0, TABLE_EVENTS);
            }
        }
        if (status == FILES_OK) {
            status = advance(self, failure);
        }
    }
    return status;
}

/* ---- Rows ---- */

static int make_room(event_study_t *self, size_t alliance)
{
    const size_t count = alliance < 32 ? 64 : 2 * (alliance + 1);
    const size_t length = ring_length(self);
    event_study_path_t *paths = realloc(self->paths, count * sizeof *paths);
    float *rings = NULL;
    int32_t *ticks = NULL;

    if (paths != NULL) {
        self->paths = paths;
        rings = realloc(self->rings, count * length * EVENT_STUDY_VARIABLES * sizeof *rings);
    }
    if (rings != NULL) {
        self->rings = rings;
        ticks = realloc(self->ring_ticks, count * length * sizeof *ticks);
    }
    if (ticks != NULL) {
        self->ring_ticks = ticks;
        memset(paths + self->path_count, 0, (count - self->path_count) * sizeof *paths);
        self->path_count = count;
    }
    return ticks == NULL ? FILES_NO_MEMORY : FILES_OK;
}

static void follow(event_study_t *self, event_study_path_t *path, const series_row_t *row, const float *values)
{
    size_t kept = 0;

    for (size_t i = 0; i < path->active_count; i++) {
        const int32_t ahead = (row->tick - path->active[i].tick) / self->every;

        if (ahead <= self->half) {
            add_values(&self->kinds[path->active[i].kind], self->half + ahead, values);
            path->active[kept++] = path->active[i];
        }
    }
    path->active_count = kept;
}

int event_study_row(event_study_t *self, const series_t *series, const series_row_t *row, failure_t *failure)
{
    event_study_path_t *path = NULL;
    float *values = NULL;
    int status = FILES_OK;

    if (self->begun && (row->tick != self->last.tick || row->run != self->last.run)) {
        status = take_tick(self, series, failure);
    }
    if (status == FILES_OK && row->alliance >= self->path_count) {
        status = make_room(self, row->alliance);
        if (status != FILES_OK) {
            failure_set(failure, status, 0, TABLE_TIMESERIES);
        }
    }
    if (status != FILES_OK) {
        goto out;
    }
    path = &self->paths[row->alliance];
    if (path->run != row->run) {
        path->run = row->run;
        path->next = 0;
        path->filled = 0;
        path->active_count = 0;
    }
    values = self->rings + (row->alliance * ring_length(self) + path->next) * EVENT_STUDY_VARIABLES;
    for (size_t v = 0; v < SERIES_VARIABLES; v++) {
        values[v] = (float)row->values[v];
    }
    values[SERIES_VARIABLES] = !row->living ? -1.0F : row->disposition == BEHAVIOUR_FOLLOW ? 0.0F : 1.0F;
    self->ring_ticks[row->alliance * ring_length(self) + path->next] = row->tick;
    path->next = path->next + 1 < ring_length(self) ? path->next + 1 : 0;
    path->filled += path->filled < ring_length(self);
    follow(self, path, row, values);
    self->last = *row;
    self->begun = true;
out:
    return status;
}

int event_study_end(event_study_t *self, const series_t *series, failure_t *failure)
{
    const int status = self->begun ? take_tick(self, series, failure) : FILES_OK;

    for (size_t k = 0; k < self->kind_count; k++) {
        event_study_kind_t *kind = &self->kinds[k];

        for (size_t o = 0; o < self->offsets; o++) {
            const double *sums = kind->sums + o * SUMS;

            for (size_t v = 0; v < EVENT_STUDY_VARIABLES; v++) {
                ratio_add(&kind->ratios[o * EVENT_STUDY_VARIABLES + v], sums[v],
                          sums[v == SERIES_VARIABLES ? VALUES_LIVING : VALUES_ALL]);
            }
        }
        memset(kind->sums, 0, self->offsets * SUMS * sizeof *kind->sums);
    }
    self->begun = false;
    return status;
}

int event_study_finish(event_study_t *self, failure_t *failure)
{
    int status = FILES_OK;

    while (!self->ended && status == FILES_OK) {
        status = advance(self, failure);
    }
    return status;
}

void event_study_write(const event_study_t *self, sheets_t *sheets, double level)
{
    sheet_t *sheet = sheets_add(sheets, "event_study");

    for (size_t k = 0; k < self->kind_count && sheet != NULL; k++) {
        const event_study_kind_t *kind = &self->kinds[k];

        for (size_t i = 0; i < EVENT_STUDY_VARIABLES * self->offsets; i++) {
            const size_t v = i / self->offsets;
            const size_t o = i % self->offsets;
            const ratio_t *ratio = &kind->ratios[o * EVENT_STUDY_VARIABLES + v];

            if (ratio->clusters == 0) {
                continue;
            }
            csv_word(&sheet->text, kind->event);
            csv_text(&sheet->text, kind->shock);
            csv_word(&sheet->text, v == SERIES_VARIABLES ? "non_following" : series_variable_name((series_variable_t)v));
            csv_double17(&sheet->text, ((double)o - self->half) * self->every / self->ticks_per_year);
            sheet_interval(sheet, ratio_interval(ratio, level));
            csv_unsigned(&sheet->text, kind->events);
            csv_unsigned(&sheet->text, ratio->clusters);
            sheet_tail(sheet, (uint64_t)ratio->below, "mean; clustered by replicate, t", level);
        }
    }
}
