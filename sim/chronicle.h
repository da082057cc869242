/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling the world's listener what happens, in recorded ticks. */
#ifndef ADRIFT_SIM_CHRONICLE_H
#define ADRIFT_SIM_CHRONICLE_H

#include "sim/state.h"

static inline bool chronicle_is_read(const world_t *world)
{
    return world->listener != NULL && world->tick >= 0;
}

void chronicle_tell_alliance(const world_t *world, world_event_kind_t kind, uint32_t alliance,
                             double size);

/* An event of one alliance; of an issue's kind with the source. */
static inline void chronicle_alliance(const world_t *world, world_event_kind_t kind,
                                      uint32_t alliance, double size)
{
    if (chronicle_is_read(world)) {
        chronicle_tell_alliance(world, kind, alliance, size);
    }
}

#endif
