/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/spells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[SPELLS_KINDS] = {"alliance", "allied", "drifting", "following", "non_following"};

static const char *const cause_names[SPELLS_KINDS][SPELLS_CAUSES] = {
    {"ended"},
    {"drifting", "ended"},
    {"allied", "ended"},
    {"negative_response", "price_raising", "confrontation", "termination", "ended"},
    {"follow", "ended"},
};

static const int32_t cause_counts[SPELLS_KINDS] = {1, 2, 2, 5, 2};

enum { ALWAYS_USED = 1 << SPELLS_ALLIANCE | 1 << SPELLS_ALLIED };

int spells_init(spells_t *self, const source_t *source, sheets_t *sheets)
{
    memset(self, 0, sizeof *self);
    self->ticks_per_year = source->ticks_per_year;
    self->every = source->every;
    self->burn_in = source->burn_in > 0.0;
    self->points = sheets->points;
    for (size_t k = 0; k < SPELLS_KINDS; k++) {
        survival_init(&self->survival[k], cause_counts[k]);
    }
    self->sheet = sheets_add(sheets, "spells");
    self->states = sheets_add(sheets, "states_long");
    return sheets->status;
}

void spells_free(spells_t *self)
{
    for (size_t k = 0; k < SPELLS_KINDS; k++) {
        survival_free(&self->survival[k]);
    }
    free(self->units);
    self->units = NULL;
    self->unit_count = 0;
}

static unsigned states_of(const series_row_t *row)
{
    unsigned states = 0;

    states |= row->status != STATUS_ENDED ? 1u << SPELLS_ALLIANCE : 0u;
    states |= row->status == STATUS_ALLIED ? 1u << SPELLS_ALLIED : 0u;
    states |= row->status == STATUS_DRIFTING ? 1u << SPELLS_DRIFTING : 0u;
    states |= row->disposition == BEHAVIOUR_FOLLOW ? 1u << SPELLS_FOLLOWING : 0u;
    states |= row->living && row->disposition != BEHAVIOUR_FOLLOW ? 1u << SPELLS_NON_FOLLOWING : 0u;
    return states;
}

/* What a spell of that kind ended by, if this row is the first in another state: from 1. */
static int32_t cause_of(spells_kind_t kind, const series_row_t *row)
{
    int32_t cause = 1;

    switch (kind) {
    case SPELLS_ALLIED:
    case SPELLS_DRIFTING:
        cause = row->status == STATUS_ENDED ? 2 : 1;
        break;
    case SPELLS_FOLLOWING:
        cause = row->living ? (int32_t)row->disposition : 5;
        break;
    case SPELLS_NON_FOLLOWING:
        cause = row->living ? 1 : 2;
        break;
    default:
        break;
    }
    return cause;
}

static void put_start(sheet_t *sheet, const spells_t *self, const series_alliance_t *alliance)
{
    if (self->points) {
        csv_integer(&sheet->text, self->point);
    }
    csv_unsigned(&sheet->text, self->replicate);
    csv_text(&sheet->text, alliance->strong);
    csv_text(&sheet->text, alliance->weak);
}

/* A spell that ended, or is cut, at the beginning of `tick`. */
static int close(spells_t *self, const series_t *series, size_t alliance, size_t kind, int32_t tick, int32_t cause)
{
    const spells_unit_t *unit = &self->units[alliance];
    const double begin = (double)unit->begin[kind] / self->ticks_per_year;
    const double length = (double)(tick - unit->begin[kind]) / self->ticks_per_year;
    const bool seen = (unit->seen >> kind & 1u) != 0;
    const bool used = seen || (ALWAYS_USED >> kind & 1) != 0;
    int status = ANALYSIS_OK;

    if (used) {
        status = survival_add(&self->survival[kind], 0.0, length, cause, 1);
    }
    self->id++;
    if (self->sheet != NULL) {
        text_t *text = &self->sheet->text;

        csv_unsigned(text, self->id);
        csv_word(text, kind_names[kind]);
        put_start(self->sheet, self, &series->alliances[alliance]);
        csv_double17(text, begin);
        csv_word(text, "0");
        csv_double17(text, length);
        csv_word(text, cause == SURVIVAL_CENSORED ? "0" : "1");
        csv_word(text, cause == SURVIVAL_CENSORED ? "" : cause_names[kind][cause - 1]);
        csv_word(text, seen ? "true" : "false");
        csv_word(text, used ? "true" : "false");
        sheet_end(self->sheet);
    }
    return status == ANALYSIS_OK ? FILES_OK : FILES_NO_MEMORY;
}

static void put_states(spells_t *self, const series_t *series, const series_row_t *row)
{
    text_t *text = &self->states->text;

    csv_unsigned(text, self->units[row->alliance].subject);
    put_start(self->states, self, &series->alliances[row->alliance]);
    csv_double17(text, (double)row->tick / self->ticks_per_year);
    csv_integer(text, (int64_t)row->disposition + 1);
    if (row->behaviour == BEHAVIOUR_NONE) {
        csv_empty(text);
    } else {
        csv_integer(text, (int64_t)row->behaviour + 1);
    }
    csv_integer(text, (int64_t)row->status + 1);
    sheet_end(self->states);
}

static bool make_room(spells_t *self, size_t alliance)
{
    size_t count = self->unit_count == 0 ? 64 : self->unit_count;
    spells_unit_t *units = NULL;

    while (count <= alliance) {
        count *= 2;
    }
    units = realloc(self->units, count * sizeof *units);
    if (units != NULL) {
        memset(units + self->unit_count, 0, (count - self->unit_count) * sizeof *units);
        self->units = units;
        self->unit_count = count;
    }
    return units != NULL;
}

int spells_row(spells_t *self, const series_t *series, const series_row_t *row)
{
    const unsigned states = states_of(row);
    spells_unit_t *unit = NULL;
    unsigned changed = 0;
    int status = FILES_OK;

    if (row->alliance >= self->unit_count && !make_room(self, row->alliance)) {
        return FILES_NO_MEMORY;
    }
    unit = &self->units[row->alliance];
    self->point = row->point;
    self->replicate = row->replicate;
    self->tick = row->tick;
    if (row->first) {
        unit->states = 0;
        unit->subject = ++self->subjects;
    }
    changed = states ^ unit->states;
    for (size_t k = 0; k < SPELLS_KINDS && changed != 0 && status == FILES_OK; k++) {
        if ((changed >> k & 1u) == 0) {
            continue;
        }
        if ((unit->states >> k & 1u) != 0) {
            status = close(self, series, row->alliance, k, row->tick, cause_of((spells_kind_t)k, row));
        } else {
            const bool seen = !row->first || (row->tick == 0 && !self->burn_in);

            unit->begin[k] = row->tick;
            unit->seen = (unit->seen & ~(1u << k)) | (seen ? 1u << k : 0u);
        }
    }
    unit->states = states;
    if (self->states != NULL) {
        put_states(self, series, row);
    }
    return status;
}

int spells_end(spells_t *self, const series_t *series)
{
    int status = FILES_OK;

    for (size_t a = 0; a < self->unit_count; a++) {
        for (size_t k = 0; k < SPELLS_KINDS && self->units[a].states != 0 && status == FILES_OK; k++) {
            if ((self->units[a].states >> k & 1u) != 0) {
                status = close(self, series, a, k, self->tick + self->every, SURVIVAL_CENSORED);
            }
        }
        self->units[a].states = 0;
    }
    return status;
}

/* ---- Tables ---- */

#define KAPLAN_MEIER "Kaplan-Meier; Greenwood, log"

static void put_curve(sheet_t *sheet, const survival_t *survival, const char *kind, double level)
{
    text_t *text = &sheet->text;

    csv_word(text, kind);
    csv_double17(text, 0.0);
    csv_unsigned(text, survival->count);
    csv_word(text, "0,0,1,0,1,1");
    sheet_tail(sheet, survival->count, KAPLAN_MEIER, level);
    for (size_t i = 0; i < survival->point_count; i++) {
        const survival_point_t *point = &survival->points[i];

        csv_word(text, kind);
        csv_double17(text, point->time);
        csv_unsigned(text, point->at_risk);
        csv_unsigned(text, point->events);
        csv_unsigned(text, point->censored);
        csv_double17(text, point->survival);
        csv_double17(text, point->standard_error);
        csv_double17(text, point->low);
        csv_double17(text, point->high);
        sheet_tail(sheet, survival->count, KAPLAN_MEIER, level);
    }
}

static void put_incidence(sheet_t *sheet, const survival_t *survival, size_t kind, double level)
{
    text_t *text = &sheet->text;

    for (int32_t cause = 1; cause <= survival->causes; cause++) {
        for (size_t i = 0; i < survival->point_count; i++) {
            const survival_incidence_t *one = &survival->incidence[i * (size_t)survival->causes + (size_t)cause - 1];

            csv_word(text, kind_names[kind]);
            csv_word(text, cause_names[kind][cause - 1]);
            csv_double17(text, survival->points[i].time);
            csv_unsigned(text, one->events);
            csv_double17(text, one->incidence);
            csv_double17(text, one->standard_error);
            csv_double17(text, one->low);
            csv_double17(text, one->high);
            sheet_tail(sheet, survival->count, "Aalen-Johansen; infinitesimal jackknife, log", level);
        }
    }
}

static void put_quantity(sheet_t *sheet, const survival_t *survival, const char *kind, const char *quantity,
                         interval_t value, double level)
{
    csv_word(&sheet->text, kind);
    csv_word(&sheet->text, quantity);
    sheet_interval(sheet, value);
    csv_unsigned(&sheet->text, survival->events);
    sheet_tail(sheet, survival->count, KAPLAN_MEIER, level);
}

void spells_write(spells_t *self, sheets_t *sheets, double level)
{
    sheet_t *curve = sheets_add(sheets, "survival");
    sheet_t *incidence = sheets_add(sheets, "cumulative_incidence");
    sheet_t *summary = sheets_add(sheets, "survival_summary");

    for (size_t k = 0; k < SPELLS_KINDS && sheets->status == FILES_OK; k++) {
        survival_t *survival = &self->survival[k];
        const int status = survival_estimate(survival, level);

        if (status == ANALYSIS_NO_MEMORY) {
            sheets_fail(sheets, FILES_NO_MEMORY);
        }
        if (status != ANALYSIS_OK) {
            continue; /* no such spell */
        }
        if (curve != NULL) {
            put_curve(curve, survival, kind_names[k], level);
        }
        if (incidence != NULL) {
            put_incidence(incidence, survival, k, level);
        }
        if (summary != NULL) {
            const double horizon = survival->points[survival->point_count - 1].time;

            put_quantity(summary, survival, kind_names[k], "median", survival_quantile(survival, 0.5), level);
            put_quantity(summary, survival, kind_names[k], "restricted_mean", survival_mean(survival, horizon, NULL), level);
        }
    }
}
