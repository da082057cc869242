/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/observe.h"

#include <string.h>

#include "sim/marks.h"

enum { LANES = 8 }; /* partial sums, added up in order: the same whatever the width of vectors */

/* Tiles are multiples of LANES, so that only the last has a rest. */
VECTOR_INLINE void add_living_lanes(uint32_t n, const uint8_t *restrict disposition,
                                    const double *restrict first, const double *restrict second,
                                    double *restrict first_sum, double *restrict second_sum)
{
    for (uint32_t i = 0; i < n; i += LANES) {
        const uint32_t m = n - i < LANES ? n - i : LANES;
        for (uint32_t j = 0; j < m; j++) {
            const bool living = disposition[i + j] != BEHAVIOUR_NONE;
            first_sum[j] += living ? first[i + j] : 0.0;
            second_sum[j] += living ? second[i + j] : 0.0;
        }
    }
}

VECTORISED(add_living,
           (uint32_t n, const uint8_t *restrict disposition,
            const double *restrict first, const double *restrict second,
            double *restrict first_sum, double *restrict second_sum),
           (n, disposition, first, second, first_sum, second_sum))

static double in_order(const double sum[LANES])
{
    double total = 0;
    for (uint32_t j = 0; j < LANES; j++) {
        total += sum[j];
    }
    return total;
}

/* ---- All that is counted of an alliance, as one number ---- */

/* The tick in which an alliance ends is its last: it still has a disposition, type and behaviour.
 * Behaviour is none, follow, or the disposition; where that is to follow, too, it counts as follow. */
VECTOR_INLINE uint16_t kind_of(uint8_t disposition, uint8_t behaviour, uint8_t type, uint8_t same,
                               uint8_t status)
{
    const uint16_t answer = behaviour == BEHAVIOUR_NONE     ? 0
                            : behaviour == BEHAVIOUR_FOLLOW ? 1
                                                            : 2;
    return (uint16_t)((((disposition * CENSUS_ANSWERS + answer) * INTERDEPENDENCE_COUNT + type) * 2 +
                       same) *
                          STATUS_COUNT +
                      status);
}

VECTOR_INLINE void kinds_of_lanes(uint32_t n, const uint8_t *restrict disposition,
                                  const uint8_t *restrict behaviour, const uint8_t *restrict type,
                                  const uint8_t *restrict same, const uint8_t *restrict status,
                                  uint16_t *restrict kind)
{
    for (uint32_t i = 0; i < n; i++) {
        kind[i] = kind_of(disposition[i], behaviour[i], type[i], same[i], status[i]);
    }
}

VECTORISED(kinds_of,
           (uint32_t n, const uint8_t *restrict disposition,
            const uint8_t *restrict behaviour, const uint8_t *restrict type,
            const uint8_t *restrict same, const uint8_t *restrict status, uint16_t *restrict kind),
           (n, disposition, behaviour, type, same, status, kind))

/* `n` alliances of a kind. Type and threat perception count the living, behaviour those with an
 * issue. */
static void count_kind(uint32_t kind, uint64_t n, counts_t *counts)
{
    const uint32_t status = kind % STATUS_COUNT, rest = kind / STATUS_COUNT;
    const uint32_t same = rest % 2, type = rest / 2 % INTERDEPENDENCE_COUNT;
    const uint32_t acts = rest / 2 / INTERDEPENDENCE_COUNT;
    const uint32_t answer = acts % CENSUS_ANSWERS, disposition = acts / CENSUS_ANSWERS;
    counts->status[status] += n;
    if (disposition < BEHAVIOUR_COUNT) {
        counts->disposition[disposition] += n;
        counts->type[type] += n;
        counts->same += same * n;
        if (answer > 0) {
            counts->behaviour[answer == 1 ? BEHAVIOUR_FOLLOW : disposition] += n;
            counts->issues += n;
        }
    }
}

static void count_kinds(const uint64_t kinds[CENSUS_KINDS], counts_t *counts)
{
    for (uint32_t kind = 0; kind < CENSUS_KINDS; kind++) {
        if (kinds[kind] > 0) {
            count_kind(kind, kinds[kind], counts);
        }
    }
}

void observe_counts(const world_t *world, counts_t *counts)
{
    memset(counts, 0, sizeof *counts);
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        count_kind(kind_of(world->disposition[d], world->behaviour[d], world->type[d],
                           world->same[d], world->status[d]),
                   1, counts);
    }
}

void observe_tally(const world_t *world, tally_t *tally)
{
    *tally = world->tally;
    tally->flips = world->census.flips;
    tally->spells = world->census.spells;
    for (uint32_t i = 0; i < CENSUS_COPIES; i++) {
        count_kinds(world->census.kinds[i], &tally->sum);
    }
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        if (world->issue[d] == ISSUE_OPEN && world->issue_opened[d] >= 0) {
            tally->demands[world->issue_gravest[d]]++;
        }
    }
}

/* Changes of disposition. One from or to nothing (an alliance that ended or was formed again) is no
 * flip. */
static void count_changes(world_t *world, uint32_t begin, uint32_t n)
{
    census_t *census = &world->census;
    uint8_t changed[TILE_SIZE];
    uint32_t i;
    for (i = 0; i < n; i++) {
        changed[i] = world->disposition_before[begin + i] ^ world->disposition[begin + i];
    }
    for (marks_t marks = marks_in(world->width, changed, n); marks_next(&marks, &i);) {
        const uint8_t before = world->disposition_before[begin + i],
                      now = world->disposition[begin + i];
        const bool was_apart = before != BEHAVIOUR_FOLLOW && before != BEHAVIOUR_NONE;
        census->flips += before != BEHAVIOUR_NONE && now != BEHAVIOUR_NONE;
        census->spells += !was_apart && now != BEHAVIOUR_FOLLOW && now != BEHAVIOUR_NONE;
        world->disposition_before[begin + i] = now;
    }
}

static void take_census(world_t *world)
{
    const uint32_t alliances = world->roster.alliances;
    uint64_t(*kinds)[CENSUS_KINDS] = world->census.kinds;
    double strong[LANES] = {0}, weak[LANES] = {0};
    for (uint32_t begin = 0, end; begin < alliances; begin = end) {
        uint16_t kind[TILE_SIZE];
        end = tile_end(begin, alliances);
        kinds_of(world->width, VECTOR_WHOLE(end - begin), world->disposition + begin, world->behaviour + begin,
                 world->type + begin, world->same + begin, world->status + begin, kind);
        for (uint32_t i = 0; i < end - begin; i++) {
            /* kinds_of writes n of them. NOLINTNEXTLINE(clang-analyzer-core.uninitialized.ArraySubscript) */
            kinds[i % CENSUS_COPIES][kind[i]]++;
        }
        count_changes(world, begin, end - begin);
        add_living(world->width, end - begin, world->disposition + begin,
                   world->strong_dependence + begin, world->weak_dependence + begin, strong, weak);
    }
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
    if (world->gravest > BEHAVIOUR_FOLLOW && tally->first_non_following == MODEL_NONE) {
        tally->first_non_following = world->tick;
    }
    if (world->gravest == BEHAVIOUR_TERMINATION && tally->first_termination == MODEL_NONE) {
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
