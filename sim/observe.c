/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/observe.h"

#include <string.h>

#include "sim/marks.h"

/* Part a % CENSUS_PARTS of a copy is that of its alliances a: of cells, in turn. Tiles are multiples of all parts, so that only
 * the last has a rest. */
VECTOR_INLINE void add_living_lanes(uint32_t n, uint32_t parts, const uint8_t *restrict disposition,
                                    const double *restrict first, const double *restrict second,
                                    double *restrict first_sum, double *restrict second_sum)
{
    for (uint32_t i = 0; i < n; i += VECTOR_TURN) {
        const uint32_t m = n - i < VECTOR_TURN ? n - i : VECTOR_TURN, part = i % parts;
        for (uint32_t j = 0; j < m; j++) {
            const bool living = disposition[i + j] != BEHAVIOUR_NONE;
            first_sum[part + j] += living ? first[i + j] : 0.0;
            second_sum[part + j] += living ? second[i + j] : 0.0;
        }
    }
}

VECTORISED(add_living,
           (uint32_t n, uint32_t parts, const uint8_t *restrict disposition,
            const double *restrict first, const double *restrict second,
            double *restrict first_sum, double *restrict second_sum),
           (n, parts, disposition, first, second, first_sum, second_sum))

static double in_order(const double *sum, uint32_t copies, uint32_t copy)
{
    double total = 0;
    for (uint32_t j = 0; j < CENSUS_PARTS; j++) {
        total += sum[j * copies + copy];
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

/* The kinds now, and whose is another than before. */
VECTOR_INLINE void kinds_of_lanes(uint32_t n, const uint8_t *restrict disposition,
                                  const uint8_t *restrict behaviour, const uint8_t *restrict type,
                                  const uint8_t *restrict same, const uint8_t *restrict status,
                                  const uint16_t *restrict before, uint16_t *restrict kind,
                                  uint8_t *restrict changed)
{
    for (uint32_t i = 0; i < n; i++) {
        kind[i] = kind_of(disposition[i], behaviour[i], type[i], same[i], status[i]);
        changed[i] = kind[i] != before[i];
    }
}

VECTORISED(kinds_of,
           (uint32_t n, const uint8_t *restrict disposition,
            const uint8_t *restrict behaviour, const uint8_t *restrict type,
            const uint8_t *restrict same, const uint8_t *restrict status,
            const uint16_t *restrict before, uint16_t *restrict kind, uint8_t *restrict changed),
           (n, disposition, behaviour, type, same, status, before, kind, changed))

static uint32_t disposition_of(uint32_t kind)
{
    return kind == CENSUS_NOT_YET
               ? BEHAVIOUR_NONE
               : kind / (CENSUS_ANSWERS * INTERDEPENDENCE_COUNT * 2 * STATUS_COUNT);
}

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

/* How many of up to VECTOR_ROOM alliances, those that are `there` (1, else 0), have each number below `most`. */
VECTOR_INLINE void count_bytes(const uint8_t *restrict there, const uint8_t *restrict number, uint32_t most,
                               uint64_t *restrict counts)
{
    for (uint32_t which = 0; which < most; which++) {
        uint8_t sum = 0;
        for (uint32_t i = 0; i < VECTOR_ROOM; i++) {
            sum = (uint8_t)(sum + (there[i] & (number[i] == which)));
        }
        counts[which] += sum;
    }
}

/* The same counts as of kinds: type and threat perception count the living. */
VECTOR_INLINE void count_block_lanes(const uint8_t *restrict there, const uint8_t *restrict disposition,
                                     const uint8_t *restrict behaviour, const uint8_t *restrict type,
                                     const uint8_t *restrict same, const uint8_t *restrict status,
                                     counts_t *restrict counts)
{
    uint8_t living[VECTOR_ROOM], both = 0;
    for (uint32_t i = 0; i < VECTOR_ROOM; i++) {
        living[i] = there[i] & (disposition[i] != BEHAVIOUR_NONE);
        both = (uint8_t)(both + (living[i] & same[i]));
    }
    counts->same += both;
    count_bytes(there, disposition, BEHAVIOUR_COUNT, counts->disposition);
    count_bytes(there, behaviour, BEHAVIOUR_COUNT, counts->behaviour);
    count_bytes(living, type, INTERDEPENDENCE_COUNT, counts->type);
    count_bytes(there, status, STATUS_COUNT, counts->status);
}

VECTORISED(count_block,
           (const uint8_t *restrict there, const uint8_t *restrict disposition, const uint8_t *restrict behaviour,
            const uint8_t *restrict type, const uint8_t *restrict same, const uint8_t *restrict status,
            counts_t *restrict counts),
           (there, disposition, behaviour, type, same, status, counts))

/* Of a world of several copies, those of one. */
static void show_copy(const world_t *world, uint32_t copy, uint32_t begin, uint8_t there[VECTOR_ROOM])
{
    const uint32_t copies = world->roster.copies, end = world->roster.alliances;
    for (uint32_t i = 0; i < VECTOR_ROOM; i++) {
        there[i] = begin + i < end && i % copies == copy;
    }
}

void observe_counts(const world_t *world, uint32_t copy, counts_t *counts)
{
    memset(counts, 0, sizeof *counts);
    for (uint32_t begin = 0; begin < world->roster.alliances; begin += VECTOR_ROOM) {
        uint8_t there[VECTOR_ROOM];
        show_copy(world, copy, begin, there);
        count_block(world->width, there, world->disposition + begin, world->behaviour + begin, world->type + begin,
                    world->same + begin, world->status + begin, counts);
    }
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        counts->issues += counts->behaviour[b];
    }
}

void observe_tally(const world_t *world, uint32_t copy, tally_t *tally)
{
    *tally = world->tally[copy];
    count_kinds(world->census.kinds + (size_t)copy * CENSUS_KINDS, &tally->sum);
    for (uint32_t d = copy; d < world->roster.alliances; d += world->roster.copies) {
        if (world->census.kind[d] != CENSUS_NOT_YET) {
            count_kind(world->census.kind[d], (uint64_t)(world->tick - world->census.since[d]),
                       &tally->sum);
        }
        if (world->issue[d] == ISSUE_OPEN && world->issue_opened[d] >= 0) {
            tally->demands[world->issue_gravest[d]]++;
        }
    }
}

void observe_reset(world_t *world)
{
    census_t *census = &world->census;
    memset(census->kinds, 0, (size_t)world->roster.copies * CENSUS_KINDS * sizeof *census->kinds);
    for (uint32_t c = 0; c < world->roster.copies; c++) {
        world->tally[c] = (tally_t){.first_non_following = MODEL_NONE, .first_termination = MODEL_NONE};
    }
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        census->kind[d] = CENSUS_NOT_YET;
    }
}

/* A change from or to no disposition (an alliance that ended or was formed again) is no flip. */
static void count_change(world_t *world, uint32_t d, uint16_t kind)
{
    census_t *census = &world->census;
    const uint32_t copy = roster_copy(&world->roster, d);
    tally_t *tally = &world->tally[copy];
    const uint32_t before = disposition_of(census->kind[d]), now = disposition_of(kind);
    if (census->kind[d] != CENSUS_NOT_YET) {
        census->kinds[(size_t)copy * CENSUS_KINDS + census->kind[d]] += (uint64_t)(world->tick - census->since[d]);
    }
    if (before != now) {
        const bool was_apart = before != BEHAVIOUR_FOLLOW && before != BEHAVIOUR_NONE;
        tally->flips += before != BEHAVIOUR_NONE && now != BEHAVIOUR_NONE;
        tally->spells += !was_apart && now != BEHAVIOUR_FOLLOW && now != BEHAVIOUR_NONE;
    }
    census->kind[d] = kind;
    census->since[d] = world->tick;
}

static void take_census(world_t *world)
{
    const uint32_t alliances = world->roster.alliances;
    for (uint32_t begin = 0, end; begin < alliances; begin = end) {
        uint16_t kind[TILE_SIZE];
        uint8_t changed[TILE_SIZE];
        uint32_t i;
        end = tile_end(begin, alliances);
        kinds_of(world->width, VECTOR_WHOLE(end - begin), world->disposition + begin,
                 world->behaviour + begin, world->type + begin, world->same + begin,
                 world->status + begin, world->census.kind + begin, kind, changed);
        for (marks_t marks = marks_in(world->width, changed, end - begin);
             marks_next(&marks, &i);) {
            count_change(world, begin + i, kind[i]);
        }
    }
}

/* Threat perception is compared from year to year, as the data are (model 1, P8). */
static void compare_years(world_t *world)
{
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        tally_t *tally = &world->tally[roster_copy(&world->roster, d)];
        if (world->disposition[d] < BEHAVIOUR_COUNT) {
            tally->same_lost +=
                world->tick > 0 && world->same_last_year[d] && !world->same[d];
            tally->same_gained +=
                world->tick > 0 && !world->same_last_year[d] && world->same[d];
        }
        world->same_last_year[d] = world->same[d];
    }
}

static void tell_tallies(world_t *world)
{
    const uint32_t copies = world->roster.copies;
    for (uint32_t c = 0; c < copies; c++) {
        tally_t *tally = &world->tally[c];
        tally->strong_dependence += in_order(world->census.strong, copies, c);
        tally->weak_dependence += in_order(world->census.weak, copies, c);
        if (world->gravest[c] > BEHAVIOUR_FOLLOW && tally->first_non_following == MODEL_NONE) {
            tally->first_non_following = world->tick;
        }
        if (world->gravest[c] == BEHAVIOUR_TERMINATION && tally->first_termination == MODEL_NONE) {
            tally->first_termination = world->tick;
        }
        tally->ticks++;
    }
}

void observe_prepare(world_t *world)
{
    memset(world->census.strong, 0, sizeof world->census.strong);
    memset(world->census.weak, 0, sizeof world->census.weak);
}

void observe_tile(world_t *world, const tile_t *tile)
{
    const uint32_t begin = tile->begin;
    if (world->tick >= 0) {
        add_living(world->width, tile->count, CENSUS_PARTS * world->roster.copies, world->disposition + begin,
                   world->strong_dependence + begin, world->weak_dependence + begin, world->census.strong,
                   world->census.weak);
    }
}

void observe_update(world_t *world)
{
    if (world->tick >= 0) {
        take_census(world);
        tell_tallies(world);
        if (world->tick % world->model->parameters.time_ticks_per_year == 0) {
            compare_years(world);
        }
    }
}
