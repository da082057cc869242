/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/chronicle.h"

void chronicle_tell_alliance(const world_t *world, world_event_kind_t kind, uint32_t d, double size)
{
    const bool about_issue = kind >= EVENT_ISSUE_OPENED && kind <= EVENT_ISSUE_ENDED;
    const world_event_t event = {
        .kind = kind,
        .copy = roster_copy(&world->roster, d),
        .tick = world->tick,
        .shock = MODEL_NONE,
        .strong = (int32_t)(world->roster.alliance_strong[d] >> world->roster.copy_bits),
        .weak = (int32_t)(world->roster.alliance_weak[d] >> world->roster.copy_bits),
        .source =
            about_issue && world->roster.sources > 0 ? world->issue_source[d] : MODEL_NONE,
        .size = size,
    };
    world->listener(world->listener_context, &event);
}
