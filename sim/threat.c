/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/threat.h"

#include "sim/arithmetic.h"

static double greater(double a, double b)
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
            world->strong_threat[i] = embodied ? 0.0 : greater(0.0, world->strong_intention[i]) * material;
            if (world->strong_threat[i] > world->strong_threat[(size_t)s * sources + greatest]) {
                greatest = k;
            }
        }
        world->greatest_threat[s] = greatest;
    }
}

void threat_update(world_t *world)
{
    const parameters_t *p = &world->model->parameters;
    const uint32_t sources = world->roster.sources, weaks = world->roster.weaks;
    const double by_proximity = p->walt_proximity;
    for (uint32_t k = 0; k < sources; k++) {
        const double menace = p->walt_power * world->attribute[VARIABLE_SOURCE_power].value[k] +
                              p->walt_offense * world->attribute[VARIABLE_SOURCE_offense].value[k];
        const double *restrict intention = world->weak_intention + (size_t)k * weaks;
        const double *restrict proximity = world->weak_proximity + (size_t)k * weaks;
        double *restrict threat = world->weak_threat + (size_t)k * weaks;
        world->menace[k] = menace;
        for (uint32_t w = 0; w < weaks; w++) {
            threat[w] = greater(0.0, intention[w]) * (menace + by_proximity * proximity[w]);
        }
    }
    strong_threats(world);
}

void threat_compare(world_t *world, uint32_t begin, uint32_t end, threat_tile_t *tile)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const uint32_t sources = roster->sources, n = end - begin;
    const uint32_t *restrict strong = roster->alliance_strong + begin;
    const uint32_t *restrict weak = roster->alliance_weak + begin;
    double union_[WORLD_TILE] = {0}, common[WORLD_TILE] = {0}, partner[WORLD_TILE] = {0}, ally[WORLD_TILE] = {0};
    for (uint32_t i = 0; i < n; i++) {
        tile->deterrable[i] = 0;
        tile->position[i] = 0;
    }
    for (uint32_t k = 0; k < sources; k++) {
        const double deterrable = world->attribute[VARIABLE_SOURCE_deterrable].value[k];
        const double *restrict intention = world->weak_intention + (size_t)k * roster->weaks;
        const double *restrict proximity = world->weak_proximity + (size_t)k * roster->weaks;
        const double *restrict threat = world->weak_threat + (size_t)k * roster->weaks;
        const double *restrict strong_threat = world->strong_threat + k;
        const double menace = world->menace[k];
        const int32_t embodied_by = roster->source_state[k];
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t w = weak[i];
            const bool foreign = (int32_t)strong[i] != embodied_by;
            const double seen = threat[w], theirs = strong_threat[(size_t)strong[i] * sources]; /* 0 if embodied */
            const double ours = foreign ? seen : 0.0;
            const double seen_as_partner = greater(0.0, -intention[w]) * (menace + p->walt_proximity * proximity[w]);
            tile->deterrable[i] = greater(tile->deterrable[i], deterrable * ours);
            tile->position[i] = greater(tile->position[i], theirs * proximity[w]);
            union_[i] += greater(theirs, ours);
            common[i] += theirs < ours ? theirs : ours;
            partner[i] += theirs >= p->threshold_threat && foreign ? seen_as_partner : 0.0;
            ally[i] = greater(ally[i], foreign ? 0.0 : seen);
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        const double all = union_[i] + partner[i] + ally[i];
        const double scale = greater(all, p->threshold_threat);
        world->ally_threat[begin + i] = ally[i];
        world->divergence[begin + i] = scale > 0 ? (all - common[i]) / scale : 0.0;
    }
}
