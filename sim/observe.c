/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/observe.h"

#include <string.h>

#include "sim/vector.h"

enum { LANES = 8 }; /* partial sums, added up in order: the same whatever the width of vectors */

VECTOR_INLINE void add_living_lanes(uint32_t n, const uint8_t *restrict disposition,
                                    const double *restrict value, double *restrict sum)
{
    uint32_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (uint32_t j = 0; j < LANES; j++) {
            sum[j] += disposition[i + j] == BEHAVIOUR_NONE ? 0.0 : value[i + j];
        }
    }
    for (uint32_t j = 0; i + j < n; j++) {
        sum[j] += disposition[i + j] == BEHAVIOUR_NONE ? 0.0 : value[i + j];
    }
}

VECTORISED(add_living,
           (uint32_t n, const uint8_t *restrict disposition, const double *restrict value,
            double *restrict sum),
           (n, disposition, value, sum))

static double in_order(const double sum[LANES])
{
    double total = 0;
    for (uint32_t j = 0; j < LANES; j++) {
        total += sum[j];
    }
    return total;
}

static uint32_t act_of(const world_t *world, uint32_t d)
{
    return (uint32_t)world->disposition[d] * CENSUS_ACTS + world->behaviour[d];
}

/* The tick in which an alliance ends is its last: it still has a disposition, type and behaviour.
 */
static uint32_t kind_of(const world_t *world, uint32_t d)
{
    const bool living = world->disposition[d] != BEHAVIOUR_NONE;
    const uint32_t kind = living ? world->type[d] * 2u + world->same[d] : CENSUS_KINDS - 1;
    return kind * STATUS_COUNT + world->status[d];
}

static void count_acts(const uint64_t acts[CENSUS_ACTS * CENSUS_ACTS], counts_t *counts)
{
    for (int disposition = 0; disposition < CENSUS_ACTS; disposition++) {
        for (int behaviour = 0; behaviour < CENSUS_ACTS; behaviour++) {
            const uint64_t n = acts[disposition * CENSUS_ACTS + behaviour];
            if (disposition < BEHAVIOUR_COUNT) {
                counts->disposition[disposition] += n;
            }
            if (behaviour < BEHAVIOUR_COUNT) {
                counts->behaviour[behaviour] += n;
                counts->issues += n;
            }
        }
    }
}

static void count_kinds(const uint64_t kinds[CENSUS_KINDS * STATUS_COUNT], counts_t *counts)
{
    for (int kind = 0; kind < CENSUS_KINDS; kind++) {
        for (int status = 0; status < STATUS_COUNT; status++) {
            const uint64_t n = kinds[kind * STATUS_COUNT + status];
            counts->status[status] += n;
            if (kind < CENSUS_KINDS - 1) {
                counts->type[kind / 2] += n;
                counts->same += kind % 2 == 1 ? n : 0;
            }
        }
    }
}

void observe_counts(const world_t *world, counts_t *counts)
{
    uint64_t acts[CENSUS_ACTS * CENSUS_ACTS] = {0}, kinds[CENSUS_KINDS * STATUS_COUNT] = {0};
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        acts[act_of(world, d)]++;
        kinds[kind_of(world, d)]++;
    }
    memset(counts, 0, sizeof *counts);
    count_acts(acts, counts);
    count_kinds(kinds, counts);
}

/* A change from or to nothing (an alliance that ended or was formed again) is no flip. */
static void count_moves(const uint64_t moves[CENSUS_ACTS * CENSUS_ACTS], tally_t *tally)
{
    for (int before = 0; before < CENSUS_ACTS; before++) {
        for (int now = 0; now < BEHAVIOUR_COUNT; now++) {
            const uint64_t n = moves[before * CENSUS_ACTS + now];
            const bool apart = before != BEHAVIOUR_FOLLOW && before != BEHAVIOUR_NONE;
            tally->flips += before != now && before != BEHAVIOUR_NONE ? n : 0;
            tally->spells += !apart && now != BEHAVIOUR_FOLLOW ? n : 0;
        }
    }
}

void observe_tally(const world_t *world, tally_t *tally)
{
    *tally = world->tally;
    count_acts(world->census.acts, &tally->sum);
    count_kinds(world->census.kinds, &tally->sum);
    count_moves(world->census.moves, tally);
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        if (world->issue[d] == ISSUE_OPEN && world->issue_opened[d] >= 0) {
            tally->demands[world->issue_gravest[d]]++;
        }
    }
}

static void take_census(world_t *world)
{
    const uint32_t alliances = world->roster.alliances;
    census_t *census = &world->census;
    double strong[LANES] = {0}, weak[LANES] = {0};
    for (uint32_t d = 0; d < alliances; d++) {
        census->acts[act_of(world, d)]++;
        census->kinds[kind_of(world, d)]++;
        census->moves[world->disposition_before[d] * CENSUS_ACTS + world->disposition[d]]++;
    }
    memcpy(world->disposition_before, world->disposition, alliances * sizeof *world->disposition);
    add_living(alliances, world->disposition, world->strong_dependence, strong);
    add_living(alliances, world->disposition, world->weak_dependence, weak);
    world->tally.strong_dependence += in_order(strong);
    world->tally.weak_dependence += in_order(weak);
}

/* Threat perception is compared from year to year, as the data are (model 1, P8). */
static void compare_years(world_t *world)
{
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        if (world->disposition[d] < BEHAVIOUR_COUNT) {
            world->tally.same_lost +=
                world->tick > 0 && world->same_last_year[d] && !world->same[d];
            world->tally.same_gained +=
                world->tick > 0 && !world->same_last_year[d] && world->same[d];
        }
        world->same_last_year[d] = world->same[d];
    }
}

static void note_first_times(world_t *world)
{
    tally_t *tally = &world->tally;
    if (tally->first_non_following == MODEL_NONE) {
        counts_t counts = {0};
        count_acts(world->census.acts, &counts);
        if (counts.behaviour[BEHAVIOUR_FOLLOW] < counts.issues) {
            tally->first_non_following = world->tick;
        }
    }
    if (tally->first_termination == MODEL_NONE &&
        world->census.acts[BEHAVIOUR_TERMINATION * CENSUS_ACTS + BEHAVIOUR_TERMINATION] > 0) {
        tally->first_termination = world->tick;
    }
}

void observe_update(world_t *world)
{
    if (world->tick >= 0) {
        take_census(world);
        note_first_times(world);
        if (world->tick % world->model->parameters.time_ticks_per_year == 0) {
            compare_years(world);
        }
        world->tally.ticks++;
    }
}
