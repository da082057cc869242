/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/perception.h"

#include <string.h>

#include "sim/arithmetic.h"
#include "sim/noise.h"

void perception_noise_refresh(world_t *world)
{
    const roster_t *roster = &world->roster;
    const size_t pairs = (size_t)roster->sources * roster->weaks;
    for (uint32_t k = 0; k < roster->sources; k++) {
        for (uint32_t begin = 0, end; begin < roster->weaks; begin = end) {
            uint64_t who[WORLD_TILE];
            end = world_tile_end(begin, roster->weaks);
            for (uint32_t w = begin; w < end; w++) {
                who[w - begin] = noise_pair(roster->weak_address[w], roster->source_address[k]);
            }
            float *z = world->weak_noise + (size_t)k * roster->weaks + begin;
            random_normal4(world->key, end - begin, who, noise_epoch(world->tick), RANDOM_INTENTION, z, z + pairs,
                           z + 2 * pairs, z + 3 * pairs);
        }
    }
}

/* The mean view of w's living patrons that do not embody k; w's own view if there is none. */
static double patrons_view(const world_t *world, uint32_t w, uint32_t k, double own)
{
    const roster_t *roster = &world->roster;
    double sum = 0;
    uint32_t n = 0;
    for (uint32_t d = roster->alliance_first[w]; d < roster->alliance_first[w + 1]; d++) {
        uint32_t s = roster->alliance_strong[d];
        if (world->status[d] != STATUS_ENDED && roster->source_state[k] != (int32_t)s) {
            sum += world->strong_intention[(size_t)s * roster->sources + k];
            n++;
        }
    }
    return n == 0 ? own : sum / n;
}

/* The tie-weighted mean view of the states that w is tied to; w's own view if there is none. */
static double neighbours_view(const ties_t *ties, uint32_t w, const double *view, double own)
{
    double sum = 0, weight = 0;
    for (uint32_t i = ties->first[w]; i < ties->first[w + 1]; i++) {
        sum += ties->weight[i] * view[ties->to[i]];
        weight += ties->weight[i];
    }
    return weight > 0 ? sum / weight : own;
}

void perception_targets(const world_t *world, uint32_t k, uint32_t begin, uint32_t end, const double *neighbours,
                        double *target)
{
    const parameters_t *p = &world->model->parameters;
    const double *own = world->own_view + (size_t)k * world->roster.weaks;
    const double by_patrons = p->socialisation_patrons, by_neighbours = p->socialisation_neighbours;
    const bool listens = world->listens && by_neighbours > 0;
    for (uint32_t w = begin; w < end; w++) {
        double view = by_patrons > 0 ? patrons_view(world, w, k, own[w]) : own[w];
        double around = listens ? neighbours_view(&world->ties, w, neighbours, own[w]) : own[w];
        target[w - begin] = own[w] + by_patrons * (view - own[w]) + by_neighbours * (around - own[w]);
    }
}

void perception_update(world_t *world)
{
    const roster_t *roster = &world->roster;
    const constants_t *c = &world->constants;
    const size_t pairs = (size_t)roster->sources * roster->weaks;
    const variable_info_t *info = variable_info(VARIABLE_WEAK_intention);
    const double lowest = info->lowest, highest = info->highest;
    if (world->listens) {
        memcpy(world->weak_intention_before, world->weak_intention, pairs * sizeof *world->weak_intention);
    }
    for (uint32_t k = 0; k < roster->sources; k++) {
        double *intention = world->weak_intention + (size_t)k * roster->weaks;
        const double *before = world->listens ? world->weak_intention_before + (size_t)k * roster->weaks : intention;
        const float *z = world->weak_noise + noise_lane(world->tick) * pairs + (size_t)k * roster->weaks;
        for (uint32_t begin = 0, end; begin < roster->weaks; begin = end) {
            double target[WORLD_TILE];
            end = world_tile_end(begin, roster->weaks);
            perception_targets(world, k, begin, end, before, target);
            for (uint32_t w = begin; w < end; w++) {
                double t = target[w - begin];
                intention[w] = clamp(t + c->keep_intention * (intention[w] - t) + c->shake_intention * (double)z[w], lowest,
                                     highest);
            }
        }
    }
}
