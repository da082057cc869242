/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is observed of alliances after a step: of one, or of many at once. */
#include <string.h>

#include "sim/arithmetic.h"
#include "sim/dependence.h"
#include "sim/state.h"
#include "sim/threat.h"
#include "sim/tile.h"

/* What is kept; what nobody keeps is worked out by those below. */
static void look(const world_t *world, uint32_t d, observation_t *seen)
{
    const roster_t *roster = &world->roster;
    const bool sources = roster->sources > 0;
    const uint32_t s = roster->alliance_strong[d], w = roster->alliance_weak[d];
    const uint32_t k = (uint32_t)world->focal_source[d];
    /* one by one: an initialiser would clear the padding, too, which takes as long as all this */
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
}

void world_observe(const world_t *world, uint32_t copy, size_t alliance, observation_t *seen)
{
    const uint32_t d = world_cell(world, copy, alliance);
    threat_comparison_t threats;
    security_t security;
    look(world, d, seen);
    threat_compare(world, d, &threats);
    dependence_security(world, d, threats.deterrable, &security);
    seen->divergence = threats.divergence;
    seen->ally_threat = threats.ally;
    seen->vulnerability = security.vulnerability;
    seen->alternatives = security.alternatives;
}

/* ---- Of many, of one strong state in a world of one copy ---- */

/* What threat_compare and dependence_security work out, of a tile. */
typedef struct sight {
    double deterrable[TILE_SIZE], either[TILE_SIZE], both[TILE_SIZE], partner[TILE_SIZE], ally[TILE_SIZE];
    double divergence[TILE_SIZE], alternatives[TILE_SIZE], vulnerability[TILE_SIZE];
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
        sight->alternatives[i] = 1.0 - open;
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

void world_observe_many(const world_t *world, uint32_t copy, size_t first, size_t count, observation_t *seen)
{
    for (size_t from = 0; from < count; from += TILE_SIZE) {
        const size_t n = count - from < TILE_SIZE ? count - from : TILE_SIZE;
        const uint32_t begin = (uint32_t)(first + from);
        tile_t tile = {.share = VECTOR_OWN};
        sight_t sight;
        if (world->roster.copies == 1 && !world->several_patrons) {
            tile = tile_of(&world->roster, begin, begin + (uint32_t)n);
        }
        if (tile.share == VECTOR_ONE) {
            look_at_tile(world, &tile, &sight);
        }
        for (size_t i = 0; i < n; i++) {
            observation_t *one = &seen[from + i];
            if (tile.share == VECTOR_ONE) {
                look(world, begin + (uint32_t)i, one);
                one->divergence = sight.divergence[i];
                one->ally_threat = sight.ally[i];
                one->vulnerability = sight.vulnerability[i];
                one->alternatives = sight.alternatives[i];
            } else {
                world_observe(world, copy, first + from + i, one);
            }
        }
    }
}
