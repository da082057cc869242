/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/observe.h"

#include <string.h>

static void count(const world_t *world, counts_t *counts)
{
    memset(counts, 0, sizeof *counts);
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        counts->status[world->status[d]]++;
        /* The tick in which an alliance ends is its last: it still has a disposition, a type and a behaviour. */
        if (world->disposition[d] < BEHAVIOUR_COUNT) {
            counts->disposition[world->disposition[d]]++;
            counts->type[world->type[d]]++;
            counts->same += world->same[d];
        }
        if (world->behaviour[d] < BEHAVIOUR_COUNT) {
            counts->behaviour[world->behaviour[d]]++;
            counts->issues++;
        }
    }
}

/* Threat perception is compared from year to year, as the data are (model 1, P8). */
static void compare_years(world_t *world)
{
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        if (world->disposition[d] < BEHAVIOUR_COUNT) {
            world->tally.same_lost += world->tick > 0 && world->same_last_year[d] && !world->same[d];
            world->tally.same_gained += world->tick > 0 && !world->same_last_year[d] && world->same[d];
        }
        world->same_last_year[d] = world->same[d];
    }
}

/* A change from or to nothing (an alliance that ended or was formed again) is no flip. */
static void compare_ticks(world_t *world)
{
    tally_t *tally = &world->tally;
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        const uint8_t before = world->disposition_before[d], now = world->disposition[d];
        const bool stood_apart = before != BEHAVIOUR_FOLLOW && before != BEHAVIOUR_NONE;
        tally->flips += world->tick > 0 && before != now && before != BEHAVIOUR_NONE && now != BEHAVIOUR_NONE;
        tally->spells += !stood_apart && now != BEHAVIOUR_FOLLOW && now != BEHAVIOUR_NONE;
        world->disposition_before[d] = now;
    }
    if (tally->first_non_following == MODEL_NONE && world->counts.behaviour[BEHAVIOUR_FOLLOW] < world->counts.issues) {
        tally->first_non_following = world->tick;
    }
    if (tally->first_termination == MODEL_NONE && world->counts.behaviour[BEHAVIOUR_TERMINATION] > 0) {
        tally->first_termination = world->tick;
    }
}

void observe_update(world_t *world)
{
    tally_t *tally = &world->tally;
    if (world->tick >= 0) {
        const uint64_t *from = (const uint64_t *)&world->counts;
        uint64_t *to = (uint64_t *)&tally->sum;
        count(world, &world->counts);
        for (size_t i = 0; i < sizeof world->counts / sizeof *from; i++) {
            to[i] += from[i];
        }
        for (uint32_t d = 0; d < world->roster.alliances; d++) {
            const bool living = world->disposition[d] < BEHAVIOUR_COUNT;
            tally->strong_dependence += living ? world->strong_dependence[d] : 0.0;
            tally->weak_dependence += living ? world->weak_dependence[d] : 0.0;
        }
        compare_ticks(world);
        if (world->tick % world->model->parameters.time_ticks_per_year == 0) {
            compare_years(world);
        }
        tally->ticks++;
    }
}
