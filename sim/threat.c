/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/threat.h"

#include <string.h>

#include "sim/arithmetic.h"

static void strong_threats(world_t *world)
{
    const roster_t *roster = &world->roster;
    const uint32_t sources = roster->sources, strongs = roster->strongs;
    const double by_proximity = world->model->parameters.walt_proximity;
    for (uint32_t s = 0; s < strongs; s++) {
        uint32_t greatest = 0;
        while (greatest + 1 < sources && roster_embodies(roster, s, greatest)) {
            greatest++; /* of nothing but zeros, the first that counts at all */
        }
        for (uint32_t k = 0; k < sources; k++) {
            const size_t i = (size_t)k * strongs + s;
            const double material =
                world->menace[roster_beside(roster, k, s)] + by_proximity * world->strong_proximity[i];
            world->strong_threat[i] =
                roster_embodies(roster, s, k) ? 0.0 : greater(0.0, world->strong_intention[i]) * material;
            if (world->strong_threat[i] > world->strong_threat[(size_t)greatest * strongs + s]) {
                greatest = k;
            }
        }
        world->greatest_threat[s] = greatest;
    }
}

VECTOR_INLINE void fear(uint32_t n, const double *restrict menace, double by_proximity,
                        const double *restrict intention, const double *restrict proximity,
                        double *restrict threat, const vector_share_t share)
{
    VECTOR_EACH(n, share, w, c, {
        threat[w] = greater(0.0, intention[w]) * (menace[c] + by_proximity * proximity[w]);
    });
}

VECTOR_INLINE void weak_threats_lanes(uint32_t n, vector_share_t share, const double *restrict menace,
                                      double by_proximity, const double *restrict intention,
                                      const double *restrict proximity, double *restrict threat)
{
    if (share == VECTOR_ONE) {
        fear(n, menace, by_proximity, intention, proximity, threat, VECTOR_ONE);
    } else {
        fear(n, menace, by_proximity, intention, proximity, threat, VECTOR_TURNS);
    }
}

VECTORISED(weak_threats,
           (uint32_t n, vector_share_t share, const double *restrict menace, double by_proximity,
            const double *restrict intention, const double *restrict proximity,
            double *restrict threat),
           (n, share, menace, by_proximity, intention, proximity, threat))

void threat_prepare(world_t *world)
{
    const parameters_t *p = &world->model->parameters;
    const attribute_t *attribute = world->attribute;
    const uint32_t n = attribute[VARIABLE_SOURCE_power].count;
    for (uint32_t i = 0; i < n; i++) {
        world->menace[i] = p->walt_power * attribute[VARIABLE_SOURCE_power].value[i] +
                           p->walt_offense * attribute[VARIABLE_SOURCE_offense].value[i];
    }
    strong_threats(world);
}

void threat_update(world_t *world, uint32_t begin, uint32_t end)
{
    const roster_t *roster = &world->roster;
    for (uint32_t k = 0; k < roster->sources; k++) {
        const size_t at = (size_t)k * roster->weaks + begin;
        double turn[VECTOR_TURN];
        weak_threats(world->width, end - begin, tile_share(roster->copies),
                     tile_shared(roster->copies, world->menace + ((size_t)k << roster->copy_bits), turn),
                     world->model->parameters.walt_proximity, world->weak_intention + at,
                     world->weak_proximity + at, world->weak_threat + at);
    }
}

/* What one source adds. `weight` is e_k where the strong state does not embody it, else 0; `theirs`
 * is T_sk. */
VECTOR_INLINE void reach(uint32_t n, const double *restrict weight, const double *restrict theirs,
                         const double *restrict seen, const double *restrict proximity,
                         threat_tile_t *restrict threats, const vector_share_t share)
{
    VECTOR_EACH(n, share, i, s, {
        threats->deterrable[i] = greater(threats->deterrable[i], weight[s] * seen[i]);
        threats->position[i] = greater(threats->position[i], theirs[s] * proximity[i]);
    });
}

VECTOR_INLINE void reach_all_lanes(uint32_t n, vector_share_t share, const double *weight, const double *theirs,
                                   const double *seen, const double *proximity, threat_tile_t *threats)
{
    switch (share) {
    case VECTOR_ONE:
        reach(n, weight, theirs, seen, proximity, threats, VECTOR_ONE);
        break;
    case VECTOR_TURNS:
        reach(n, weight, theirs, seen, proximity, threats, VECTOR_TURNS);
        break;
    default:
        reach(n, weight, theirs, seen, proximity, threats, VECTOR_OWN);
        break;
    }
}

VECTORISED(reach_all,
           (uint32_t n, vector_share_t share, const double *weight, const double *theirs,
            const double *seen, const double *proximity, threat_tile_t *threats),
           (n, share, weight, theirs, seen, proximity, threats))

/* e_k as the strong states of a tile have it. */
static const double *weigh_source(const world_t *world, const tile_t *tile, uint32_t k, double *room)
{
    const roster_t *roster = &world->roster;
    const double *deterrable =
        world->attribute[VARIABLE_SOURCE_deterrable].value + ((size_t)k << roster->copy_bits);
    const double *weight = room;
    if (tile->share == VECTOR_OWN) {
        for (uint32_t i = 0; i < tile->count; i++) {
            const uint32_t s = tile->strong[i];
            room[i] = roster_embodies(roster, s, k) ? 0.0 : deterrable[roster_copy(roster, s)];
        }
    } else if (roster_embodies(roster, tile->strong[0], k)) {
        memset(room, 0, VECTOR_TURN * sizeof *room);
    } else {
        weight = tile_shared(roster->copies, deterrable, room);
    }
    return weight;
}

void threat_reach(const world_t *world, const tile_t *tile, threat_tile_t *threats)
{
    const roster_t *roster = &world->roster;
    double room[4][TILE_SIZE];
    memset(threats->deterrable, 0, tile->count * sizeof(double));
    memset(threats->position, 0, tile->count * sizeof(double));
    for (uint32_t k = 0; k < roster->sources; k++) {
        const size_t row = (size_t)k * roster->weaks;
        reach_all(world->width, tile->count, tile->share, weigh_source(world, tile, k, room[0]),
                  tile_strong(tile, tile->share, world->strong_threat + (size_t)k * roster->strongs, room[1]),
                  tile_weak(tile, world->weak_threat + row, room[2]),
                  tile_weak(tile, world->weak_proximity + row, room[3]), threats);
    }
}

void threat_compare(const world_t *world, uint32_t d, threat_comparison_t *self)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const uint32_t s = roster->alliance_strong[d], w = roster->alliance_weak[d];
    *self = (threat_comparison_t){0};
    for (uint32_t k = 0; k < roster->sources; k++) {
        const size_t pair = (size_t)k * roster->weaks + w;
        const uint32_t source = roster_beside(roster, k, d);
        const double theirs = world->strong_threat[(size_t)k * roster->strongs + s];
        const double ours = world->weak_threat[pair];
        if (roster_embodies(roster, s, k)) {
            self->ally = greater(self->ally, ours);
        } else {
            self->deterrable = greater(
                self->deterrable, world->attribute[VARIABLE_SOURCE_deterrable].value[source] * ours);
            self->either += greater(theirs, ours);
            self->both += lesser(theirs, ours);
            if (theirs >= p->threshold_threat) {
                self->partner += threat_partner(world->weak_intention[pair], world->menace[source],
                                                p->walt_proximity, world->weak_proximity[pair]);
            }
        }
    }
    self->divergence = threat_divergence(self->either + self->partner + self->ally, self->both,
                                         p->threshold_threat);
}
