/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/observe.h"

#include <string.h>

#include "sim/vector.h"

enum {
    CHUNK = 128, /* counted at a time, so that a count fits into a byte */
    LANES = 8,   /* partial sums, added up in order: the same whatever the width of vectors */
};

VECTOR_INLINE void count_equal_lanes(uint32_t n, const uint8_t *restrict value, uint32_t categories,
                                     uint64_t *restrict count)
{
    for (uint32_t category = 0; category < categories; category++) {
        uint64_t total = 0;
        for (uint32_t begin = 0; begin < n; begin += CHUNK) {
            const uint32_t end = n - begin > CHUNK ? begin + CHUNK : n;
            uint8_t found = 0;
            for (uint32_t i = begin; i < end; i++) {
                found = (uint8_t)(found + (value[i] == category));
            }
            total += found;
        }
        count[category] += total;
    }
}

VECTORISED(count_equal,
           (uint32_t n, const uint8_t *restrict value, uint32_t categories,
            uint64_t *restrict count),
           (n, value, categories, count))

/* `value` where the alliance is alive, else a category that nobody counts. */
VECTOR_INLINE void among_living_lanes(uint32_t n, const uint8_t *restrict disposition,
                                      const uint8_t *restrict value, uint8_t *restrict living)
{
    for (uint32_t i = 0; i < n; i++) {
        living[i] = disposition[i] == BEHAVIOUR_NONE ? UINT8_MAX : value[i];
    }
}

VECTORISED(among_living,
           (uint32_t n, const uint8_t *restrict disposition, const uint8_t *restrict value,
            uint8_t *restrict living),
           (n, disposition, value, living))

/* A change from or to nothing (an alliance that ended or was formed again) is no flip. */
VECTOR_INLINE void compare_ticks_lanes(uint32_t n, bool first, const uint8_t *restrict before,
                                       const uint8_t *restrict now, uint8_t *restrict flipped,
                                       uint8_t *restrict begun)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint8_t was = before[i] != BEHAVIOUR_NONE, is = now[i] != BEHAVIOUR_NONE;
        const uint8_t apart = was & (before[i] != BEHAVIOUR_FOLLOW);
        flipped[i] = (uint8_t)((first ? 0 : 1) & was & is & (before[i] != now[i]));
        begun[i] = (uint8_t)((apart ^ 1) & is & (now[i] != BEHAVIOUR_FOLLOW));
    }
}

VECTORISED(compare_ticks,
           (uint32_t n, bool first, const uint8_t *restrict before, const uint8_t *restrict now,
            uint8_t *restrict flipped, uint8_t *restrict begun),
           (n, first, before, now, flipped, begun))

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

/* The tick in which an alliance ends is its last: it still has a disposition, a type and a
 * behaviour. */
static void count_alliances(world_t *world)
{
    const uint32_t alliances = world->roster.alliances;
    counts_t *counts = &world->counts;
    tally_t *tally = &world->tally;
    double strong[LANES] = {0}, weak[LANES] = {0};
    memset(counts, 0, sizeof *counts);
    count_equal(alliances, world->status, STATUS_COUNT, counts->status);
    count_equal(alliances, world->disposition, BEHAVIOUR_COUNT, counts->disposition);
    count_equal(alliances, world->behaviour, BEHAVIOUR_COUNT, counts->behaviour);
    for (uint32_t begin = 0, end; begin < alliances; begin = end) {
        uint8_t living[TILE_SIZE], flipped[TILE_SIZE], begun[TILE_SIZE];
        uint64_t of_same[2] = {0}, of_flipped[2] = {0}, of_begun[2] = {0};
        end = tile_end(begin, alliances);
        const uint32_t n = end - begin;
        const uint8_t *disposition = world->disposition + begin;
        among_living(n, disposition, world->type + begin, living);
        count_equal(n, living, INTERDEPENDENCE_COUNT, counts->type);
        among_living(n, disposition, world->same + begin, living);
        count_equal(n, living, 2, of_same);
        compare_ticks(n, world->tick == 0, world->disposition_before + begin, disposition, flipped,
                      begun);
        count_equal(n, flipped, 2, of_flipped);
        count_equal(n, begun, 2, of_begun);
        add_living(n, disposition, world->strong_dependence + begin, strong);
        add_living(n, disposition, world->weak_dependence + begin, weak);
        counts->same += of_same[1];
        tally->flips += of_flipped[1];
        tally->spells += of_begun[1];
    }
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        counts->issues += counts->behaviour[b];
    }
    memcpy(world->disposition_before, world->disposition, alliances * sizeof *world->disposition);
    tally->strong_dependence += in_order(strong);
    tally->weak_dependence += in_order(weak);
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
    if (tally->first_non_following == MODEL_NONE &&
        world->counts.behaviour[BEHAVIOUR_FOLLOW] < world->counts.issues) {
        tally->first_non_following = world->tick;
    }
    if (tally->first_termination == MODEL_NONE &&
        world->counts.behaviour[BEHAVIOUR_TERMINATION] > 0) {
        tally->first_termination = world->tick;
    }
}

void observe_update(world_t *world)
{
    if (world->tick >= 0) {
        const uint64_t *from = (const uint64_t *)&world->counts;
        uint64_t *to = (uint64_t *)&world->tally.sum;
        count_alliances(world);
        for (size_t i = 0; i < sizeof world->counts / sizeof *from; i++) {
            to[i] += from[i];
        }
        note_first_times(world);
        if (world->tick % world->model->parameters.time_ticks_per_year == 0) {
            compare_years(world);
        }
        world->tally.ticks++;
    }
}
