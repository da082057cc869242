/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is observed of alliances after a step: of one, or of many at once. */
#include <string.h>

#include "sim/arithmetic.h"
#include "sim/dependence.h"
#include "sim/state.h"
#include "sim/threat.h"
#include "sim/tile.h"

void world_observe(const world_t *world, uint32_t copy, size_t alliance, observation_t *seen)
{
    const roster_t *roster = &world->roster;
    const uint32_t d = world_cell(world, copy, alliance);
    const bool sources = roster->sources > 0;
    const uint32_t s = roster->alliance_strong[d], w = roster->alliance_weak[d];
    const uint32_t k = (uint32_t)world->focal_source[d];
    threat_comparison_t threats;
    security_t security;
    threat_compare(world, d, &threats);
    dependence_security(world, d, threats.deterrable, &security);
    seen->status = (status_t)world->status[d];
    seen->issue = world->issue[d] != ISSUE_NONE;
    seen->issue_source = sources ? world->issue_source[d] : MODEL_NONE;
    seen->stake = world->issue_stake[d];
    seen->conflict = world->issue_conflict[d] != 0;
    seen->price = world->issue_price[d];
    seen->concession = world->issue_paid[d];
    seen->strong_dependence = world->strong_dependence[d];
    seen->weak_dependence = world->weak_dependence[d];
    seen->strong_military = world->strong_military[d];
    seen->strong_political = world->strong_political[d];
    seen->weak_military = world->weak_military[d];
    seen->weak_political = world->weak_political[d];
    seen->type = (interdependence_t)world->type[d];
    seen->focal_source = sources ? (int32_t)k : MODEL_NONE;
    seen->strong_threat = sources ? world->strong_threat[(size_t)k * roster->strongs + s] : 0.0;
    seen->weak_threat = sources ? world->weak_threat[(size_t)k * roster->weaks + w] : 0.0;
    seen->same = world->same[d] != 0;
    seen->disposition = (behaviour_t)world->disposition[d];
    seen->behaviour = (behaviour_t)world->behaviour[d];
    seen->divergence = threats.divergence;
    seen->ally_threat = threats.ally;
    seen->vulnerability = security.vulnerability;
    seen->alternatives = security.alternatives;
}

/* ---- Of many, of one strong state in a world of one copy ---- */

/* What threat_compare and dependence_security work out. */
typedef struct sight {
    double deterrable[WORLD_OBSERVED], either[WORLD_OBSERVED], both[WORLD_OBSERVED], partner[WORLD_OBSERVED];
    double ally[WORLD_OBSERVED], divergence[WORLD_OBSERVED], vulnerability[WORLD_OBSERVED];
} sight_t;

/* A source that the strong state does not embody: e_k, T_sk, whether that is strong, and what material menace all share. */
typedef struct foreign {
    double deterrable, theirs, menace, by_proximity;
    bool strong;
} foreign_t;

VECTOR_INLINE void compare_lanes(uint32_t n, const foreign_t *source, const double *restrict ours,
                                 const double *restrict intention, const double *restrict proximity,
                                 sight_t *restrict sight)
{
    const double deterrable = source->deterrable, theirs = source->theirs, menace = source->menace;
    const double by_proximity = source->by_proximity;
    for (uint32_t i = 0; i < n; i++) {
        sight->deterrable[i] = greater(sight->deterrable[i], deterrable * ours[i]);
        sight->either[i] += greater(theirs, ours[i]);
        sight->both[i] += lesser(theirs, ours[i]);
    }
    for (uint32_t i = 0; source->strong && i < n; i++) {
        sight->partner[i] += threat_partner(intention[i], menace, by_proximity, proximity[i]);
    }
}

VECTORISED(compare,
           (uint32_t n, const foreign_t *source, const double *restrict ours, const double *restrict intention,
            const double *restrict proximity, sight_t *restrict sight),
           (n, source, ours, intention, proximity, sight))

VECTOR_INLINE void fear_ally_lanes(uint32_t n, const double *restrict ours, double *restrict ally)
{
    for (uint32_t i = 0; i < n; i++) {
        ally[i] = greater(ally[i], ours[i]);
    }
}

VECTORISED(fear_ally, (uint32_t n, const double *restrict ours, double *restrict ally), (n, ours, ally))

VECTOR_INLINE void conclude_lanes(uint32_t n, double threat_line, double unhelped_from,
                                  const double *restrict everyday, const double *restrict capability,
                                  const double *restrict outside, const double *restrict ties_open,
                                  sight_t *restrict sight)
{
    for (uint32_t i = 0; i < n; i++) {
        const double all = sight->either[i] + sight->partner[i] + sight->ally[i];
        const double need = dependence_need(everyday[i], sight->deterrable[i]);
        const double unhelped = lesser(1.0, dependence_gap(need, capability[i]) / unhelped_from);
        const double open = dependence_open(outside[i], ties_open[i], 1.0);
        sight->divergence[i] = threat_divergence(all, sight->both[i], threat_line);
        sight->vulnerability[i] = open * unhelped;
    }
}

VECTORISED(conclude,
           (uint32_t n, double threat_line, double unhelped_from, const double *restrict everyday,
            const double *restrict capability, const double *restrict outside,
            const double *restrict ties_open, sight_t *restrict sight),
           (n, threat_line, unhelped_from, everyday, capability, outside, ties_open, sight))

static void look_at_tile(const world_t *world, const tile_t *tile, sight_t *sight)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const attribute_t *attribute = world->attribute;
    const uint32_t n = tile->count, s = tile->strong[0];
    double room[4][TILE_SIZE];
    double *const sums[] = {sight->deterrable, sight->either, sight->both, sight->partner, sight->ally};
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        memset(sums[i], 0, n * sizeof(double));
    }
    for (uint32_t k = 0; k < roster->sources; k++) {
        const size_t row = (size_t)k * roster->weaks;
        const double *ours = tile_weak(tile, world->weak_threat + row, room[0]);
        const double theirs = world->strong_threat[(size_t)k * roster->strongs + s];
        if (roster_embodies(roster, s, k)) {
            fear_ally(world->width, n, ours, sight->ally);
        } else {
            const foreign_t source = {attribute[VARIABLE_SOURCE_deterrable].value[k], theirs, world->menace[k],
                                      p->walt_proximity, theirs >= p->threshold_threat};
            compare(world->width, n, &source, ours, tile_weak(tile, world->weak_intention + row, room[1]),
                    tile_weak(tile, world->weak_proximity + row, room[2]), sight);
        }
    }
    conclude(world->width, n, p->threshold_threat, p->dependence_self_help,
             tile_weak(tile, attribute[VARIABLE_WEAK_defense_need].value, room[0]),
             tile_weak(tile, attribute[VARIABLE_WEAK_capability].value, room[1]),
             tile_weak(tile, attribute[VARIABLE_WEAK_alternatives].value, room[2]),
             tile_weak(tile, world->tie_gap, room[3]), sight);
}

/* ---- Of many, field by field ---- */

/* Every step-th of an array. */
VECTOR_INLINE void take_bytes(size_t n, size_t step, const uint8_t *restrict from, uint8_t *restrict to)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = from[i * step];
    }
}

VECTOR_INLINE void take_sources(size_t n, size_t step, const int32_t *restrict from, int32_t *restrict to)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = from[i * step];
    }
}

VECTOR_INLINE void take_numbers(size_t n, size_t step, const double *restrict from, double *restrict to)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = from[i * step];
    }
}

VECTOR_INLINE void take_states(const world_t *world, uint32_t begin, size_t n, size_t step, observed_states_t *states)
{
    take_bytes(n, step, world->status + begin, states->status);
    take_bytes(n, step, world->type + begin, states->type);
    take_bytes(n, step, world->disposition + begin, states->disposition);
    take_bytes(n, step, world->behaviour + begin, states->behaviour);
    take_bytes(n, step, world->same + begin, states->same);
    take_bytes(n, step, world->issue + begin, states->issue);
    take_bytes(n, step, world->issue_conflict + begin, states->conflict);
    take_sources(n, step, world->focal_source + begin, states->focal_source);
    take_sources(n, step, world->issue_source + begin, states->issue_source);
    for (size_t i = 0; i < n; i++) {
        states->issue[i] = states->issue[i] != ISSUE_NONE;
        states->conflict[i] &= states->issue[i];
        states->issue_source[i] = states->issue[i] ? states->issue_source[i] : MODEL_NONE;
    }
}

VECTOR_INLINE void take_issues(const world_t *world, uint32_t begin, size_t n, size_t step, double *numbers)
{
    double *const price = numbers + OBSERVED_PRICE * n, *const concession = numbers + OBSERVED_CONCESSION * n;
    take_numbers(n, step, world->issue_stake + begin, numbers + OBSERVED_STAKE * n);
    take_numbers(n, step, world->issue_price + begin, price);
    take_numbers(n, step, world->issue_paid + begin, concession);
    take_numbers(n, step, world->strong_dependence + begin, numbers + OBSERVED_STRONG_DEPENDENCE * n);
    take_numbers(n, step, world->weak_dependence + begin, numbers + OBSERVED_WEAK_DEPENDENCE * n);
    for (size_t i = 0; i < n; i++) {
        const bool issue = world->issue[begin + i * step] != ISSUE_NONE;
        price[i] = issue ? price[i] : 0.0;
        concession[i] = issue ? concession[i] : 0.0;
    }
}

/* What both think of the focal source. */
static void take_threats(const world_t *world, uint32_t begin, size_t n, double *numbers)
{
    const roster_t *roster = &world->roster;
    for (size_t i = 0; i < n; i++) {
        const uint32_t d = begin + (uint32_t)i * roster->copies;
        const size_t k = (size_t)world->focal_source[d];
        const bool any = roster->sources > 0;
        numbers[OBSERVED_STRONG_THREAT * n + i] = any ? world->strong_threat[k * roster->strongs + roster->alliance_strong[d]] : 0.0;
        numbers[OBSERVED_WEAK_THREAT * n + i] = any ? world->weak_threat[k * roster->weaks + roster->alliance_weak[d]] : 0.0;
    }
}

/* What nobody keeps, one by one. */
static void work_out_each(const world_t *world, uint32_t begin, size_t n, double *numbers)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t d = begin + (uint32_t)i * world->roster.copies;
        threat_comparison_t threats;
        security_t security;
        threat_compare(world, d, &threats);
        dependence_security(world, d, threats.deterrable, &security);
        numbers[OBSERVED_DIVERGENCE * n + i] = threats.divergence;
        numbers[OBSERVED_VULNERABILITY * n + i] = security.vulnerability;
        numbers[OBSERVED_ALLY_THREAT * n + i] = threats.ally;
    }
}

static void work_out(const world_t *world, uint32_t begin, size_t n, double *numbers)
{
    tile_t tile = {.share = VECTOR_OWN};
    if (world->roster.copies == 1 && !world->several_patrons) {
        tile = tile_of(&world->roster, begin, begin + (uint32_t)n);
    }
    if (tile.share == VECTOR_ONE) {
        sight_t sight;
        look_at_tile(world, &tile, &sight);
        memcpy(numbers + OBSERVED_DIVERGENCE * n, sight.divergence, n * sizeof(double));
        memcpy(numbers + OBSERVED_VULNERABILITY * n, sight.vulnerability, n * sizeof(double));
        memcpy(numbers + OBSERVED_ALLY_THREAT * n, sight.ally, n * sizeof(double));
    } else {
        work_out_each(world, begin, n, numbers);
    }
}

void world_observe_states(const world_t *world, uint32_t copy, size_t first, size_t count, observed_states_t *states)
{
    const uint32_t begin = world_cell(world, copy, first), step = world->roster.copies;
    if (step == 1) { /* a constant: plain copies */
        take_states(world, begin, count, 1, states);
    } else {
        take_states(world, begin, count, step, states);
    }
    for (size_t i = 0; i < count && world->roster.sources == 0; i++) {
        states->focal_source[i] = states->issue_source[i] = MODEL_NONE;
    }
}

void world_observe_numbers(const world_t *world, uint32_t copy, size_t first, size_t count, double *numbers)
{
    const uint32_t begin = world_cell(world, copy, first), step = world->roster.copies;
    if (step == 1) {
        take_issues(world, begin, count, 1, numbers);
    } else {
        take_issues(world, begin, count, step, numbers);
    }
    take_threats(world, begin, count, numbers);
    work_out(world, begin, count, numbers);
}

const uint8_t *world_dispositions(const world_t *world)
{
    return world->disposition;
}

const uint8_t *world_statuses(const world_t *world)
{
    return world->status;
}
