/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/threat.h"

#include <string.h>

#include "sim/arithmetic.h"
#include "sim/vector.h"

VECTOR_INLINE double greater(double a, double b)
{
    return a > b ? a : b;
}

static void strong_threats(world_t *world)
{
    const uint32_t sources = world->roster.sources;
    const double by_proximity = world->model->parameters.walt_proximity;
    for (uint32_t s = 0; s < world->roster.strongs; s++) {
        uint32_t greatest = 0;
        while (greatest + 1 < sources && world->roster.source_state[greatest] == (int32_t)s) {
            greatest++; /* of nothing but zeros, the first that counts at all */
        }
        for (uint32_t k = 0; k < sources; k++) {
            size_t i = (size_t)s * sources + k;
            double material = world->menace[k] + by_proximity * world->strong_proximity[i];
            bool embodied = world->roster.source_state[k] == (int32_t)s;
            world->strong_threat[i] =
                embodied ? 0.0 : greater(0.0, world->strong_intention[i]) * material;
            if (world->strong_threat[i] > world->strong_threat[(size_t)s * sources + greatest]) {
                greatest = k;
            }
        }
        world->greatest_threat[s] = greatest;
    }
}

VECTOR_INLINE void weak_threats_lanes(uint32_t n, double menace, double by_proximity,
                                      const double *restrict intention,
                                      const double *restrict proximity, double *restrict threat)
{
    for (uint32_t w = 0; w < n; w++) {
        threat[w] = greater(0.0, intention[w]) * (menace + by_proximity * proximity[w]);
    }
}

VECTORISED(weak_threats,
           (uint32_t n, double menace, double by_proximity, const double *restrict intention,
            const double *restrict proximity, double *restrict threat),
           (n, menace, by_proximity, intention, proximity, threat))

void threat_update(world_t *world)
{
    const parameters_t *p = &world->model->parameters;
    const uint32_t sources = world->roster.sources, weaks = world->roster.weaks;
    for (uint32_t k = 0; k < sources; k++) {
        const size_t row = (size_t)k * weaks;
        world->menace[k] = p->walt_power * world->attribute[VARIABLE_SOURCE_power].value[k] +
                           p->walt_offense * world->attribute[VARIABLE_SOURCE_offense].value[k];
        weak_threats(weaks, world->menace[k], p->walt_proximity, world->weak_intention + row,
                     world->weak_proximity + row, world->weak_threat + row);
    }
    strong_threats(world);
}

/* What one source adds. `foreign` is 1 where the strong state does not embody it, else 0; `theirs`
 * is T_sk. */
VECTOR_INLINE void add_source_lanes(uint32_t n, double deterrable, double menace,
                                    double by_proximity, double line,
                                    const double *restrict foreign, const double *restrict theirs,
                                    const double *restrict seen, const double *restrict intention,
                                    const double *restrict proximity,
                                    threat_tile_t *restrict threats)
{
    for (uint32_t i = 0; i < n; i++) {
        const double ours = seen[i] * foreign[i];
        const double partner =
            greater(0.0, -intention[i]) * (menace + by_proximity * proximity[i]) * foreign[i];
        threats->deterrable[i] = greater(threats->deterrable[i], deterrable * ours);
        threats->position[i] = greater(threats->position[i], theirs[i] * proximity[i]);
        threats->either[i] += greater(theirs[i], ours);
        threats->both[i] += theirs[i] < ours ? theirs[i] : ours;
        threats->partner[i] += theirs[i] >= line ? partner : 0.0;
        threats->ally[i] = greater(threats->ally[i], seen[i] - ours);
    }
}

VECTORISED(add_source,
           (uint32_t n, double deterrable, double menace, double by_proximity, double line,
            const double *restrict foreign, const double *restrict theirs,
            const double *restrict seen, const double *restrict intention,
            const double *restrict proximity, threat_tile_t *restrict threats),
           (n, deterrable, menace, by_proximity, line, foreign, theirs, seen, intention, proximity,
            threats))

VECTOR_INLINE void diverge_lanes(uint32_t n, double line, const threat_tile_t *restrict threats,
                                 double *restrict divergence, double *restrict ally_threat)
{
    for (uint32_t i = 0; i < n; i++) {
        const double all = threats->either[i] + threats->partner[i] + threats->ally[i];
        const double scale = greater(all, line);
        ally_threat[i] = threats->ally[i];
        divergence[i] = (all - threats->both[i]) / (scale > 0 ? scale : 1.0);
    }
}

VECTORISED(diverge,
           (uint32_t n, double line, const threat_tile_t *restrict threats,
            double *restrict divergence, double *restrict ally_threat),
           (n, line, threats, divergence, ally_threat))

void threat_compare(world_t *world, const tile_t *tile, threat_tile_t *threats)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    double foreign[TILE_SIZE], theirs[TILE_SIZE], room[3][TILE_SIZE];
    const size_t used = tile->count * sizeof(double);
    memset(threats->deterrable, 0, used);
    memset(threats->position, 0, used);
    memset(threats->either, 0, used);
    memset(threats->both, 0, used);
    memset(threats->partner, 0, used);
    memset(threats->ally, 0, used);
    for (uint32_t k = 0; k < roster->sources; k++) {
        const size_t row = (size_t)k * roster->weaks;
        for (uint32_t i = 0; i < tile->count; i++) {
            foreign[i] = (int32_t)tile->strong[i] != roster->source_state[k] ? 1.0 : 0.0;
        }
        tile_strong(tile, world->strong_threat + k, roster->sources, theirs);
        add_source(tile->count, world->attribute[VARIABLE_SOURCE_deterrable].value[k],
                   world->menace[k], p->walt_proximity, p->threshold_threat, foreign, theirs,
                   tile_weak(tile, world->weak_threat + row, room[0]),
                   tile_weak(tile, world->weak_intention + row, room[1]),
                   tile_weak(tile, world->weak_proximity + row, room[2]), threats);
    }
    diverge(tile->count, p->threshold_threat, threats, world->divergence + tile->begin,
            world->ally_threat + tile->begin);
}
