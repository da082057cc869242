/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/demands.h"

#include <stdlib.h>
#include <string.h>

void demands_free(demands_t *self)
{
    free(self->open);
    self->open = NULL;
    self->count = 0;
}

static bool make_room(demands_t *self, size_t alliance)
{
    size_t count = self->count == 0 ? 64 : self->count;
    demand_t *open = NULL;

    while (count <= alliance) {
        count *= 2;
    }
    open = realloc(self->open, count * sizeof *open);
    if (open != NULL) {
        memset(open + self->count, 0, (count - self->count) * sizeof *open);
        self->open = open;
        self->count = count;
    }
    return open != NULL;
}

int demands_add(demands_t *self, const series_row_t *row, demand_t closed[2])
{
    demand_t *open = NULL;
    int over = 0;

    if (row->alliance >= self->count && !make_room(self, row->alliance)) {
        return FILES_NO_MEMORY;
    }
    open = &self->open[row->alliance];
    if (open->issue != 0 && (open->issue != row->issue || open->over)) {
        if (!open->doubtful) {
            closed[over++] = *open;
        }
        open->issue = 0;
    }
    if (row->issue != 0) {
        const bool doubtful = open->issue == 0 ? row->first && self->burn_in : open->doubtful;

        if (open->issue == 0 || row->behaviour > open->gravest) {
            *open = (demand_t){row->issue, row->behaviour, row->type, row->same, doubtful, false};
        }
        if (row->behaviour == BEHAVIOUR_FOLLOW || row->settled) {
            if (doubtful) {
                open->over = true;
            } else {
                closed[over++] = *open;
                open->issue = 0;
            }
        }
    }
    return over;
}

bool demands_confirm(demands_t *self, size_t alliance, demand_t *closed)
{
    bool over = false;

    if (alliance < self->count && self->open[alliance].issue != 0 && self->open[alliance].doubtful) {
        demand_t *open = &self->open[alliance];

        open->doubtful = false;
        over = open->over;
        if (over) {
            *closed = *open;
            open->issue = 0;
        }
    }
    return over;
}

bool demands_end(demands_t *self, size_t alliance, demand_t *closed)
{
    bool found = false;

    if (alliance < self->count && self->open[alliance].issue != 0) {
        *closed = self->open[alliance];
        found = !closed->doubtful;
        self->open[alliance].issue = 0;
    }
    return found;
}
