/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/dyads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void dyads_free(dyads_t *self)
{
    free(self->list);
    self->list = NULL;
    self->count = 0;
}

int dyads_row(dyads_t *self, const series_row_t *row)
{
    dyad_t *dyad = NULL;

    if (row->alliance >= self->count) {
        const size_t count = row->alliance < 32 ? 64 : 2 * (row->alliance + 1);
        dyad_t *list = realloc(self->list, count * sizeof *list);

        if (list == NULL) {
            return FILES_NO_MEMORY;
        }
        memset(list + self->count, 0, (count - self->count) * sizeof *list);
        self->list = list;
        self->count = count;
    }
    dyad = &self->list[row->alliance];
    dyad->runs += row->first;
    dyad->status[row->status]++;
    if (row->living) {
        dyad->disposition[row->disposition]++;
        dyad->same += row->same;
        dyad->strong_dependence += row->values[SERIES_STRONG_DEPENDENCE];
        dyad->weak_dependence += row->values[SERIES_WEAK_DEPENDENCE];
    }
    return FILES_OK;
}

void dyads_demand(dyads_t *self, size_t alliance, const demand_t *demand)
{
    self->list[alliance].demands++;
    self->list[alliance].not_followed += demand->gravest != BEHAVIOUR_FOLLOW;
}

static void put_share(sheet_t *sheet, double part, uint64_t whole)
{
    csv_double17(&sheet->text, whole > 0 ? part / (double)whole : (double)NAN);
}

void dyads_write(const dyads_t *self, const series_t *series, sheets_t *sheets)
{
    sheet_t *sheet = sheets_add(sheets, "alliances");

    for (size_t a = 0; a < series->alliance_count && sheet != NULL; a++) {
        const dyad_t *dyad = &self->list[a];
        uint64_t ticks = 0;
        uint64_t living = 0;

        for (size_t i = 0; i < STATUS_COUNT; i++) {
            ticks += dyad->status[i];
        }
        for (size_t i = 0; i < BEHAVIOUR_COUNT; i++) {
            living += dyad->disposition[i];
        }
        csv_text(&sheet->text, series->alliances[a].strong);
        csv_text(&sheet->text, series->alliances[a].weak);
        for (size_t i = 0; i < STATUS_COUNT; i++) {
            put_share(sheet, (double)dyad->status[i], ticks);
        }
        for (size_t i = 0; i < BEHAVIOUR_COUNT; i++) {
            put_share(sheet, (double)dyad->disposition[i], living);
        }
        put_share(sheet, dyad->strong_dependence, living);
        put_share(sheet, dyad->weak_dependence, living);
        put_share(sheet, (double)dyad->same, living);
        csv_unsigned(&sheet->text, dyad->demands);
        put_share(sheet, (double)dyad->not_followed, dyad->demands);
        csv_unsigned(&sheet->text, dyad->runs);
        sheet_tail(sheet, ticks, "shares and means", (double)NAN);
    }
}
