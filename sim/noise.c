/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/noise.h"

void noise_address(world_t *world)
{
    const roster_t *roster = &world->roster;
    const size_t pairs = (size_t)roster->strongs * roster->sources;
    for (uint32_t s = 0; s < roster->strongs; s++) {
        for (uint32_t k = 0; k < roster->sources; k++) {
            world->strong_noise_address[(size_t)k * roster->strongs + s] =
                noise_pair(roster->strong_address[s], roster->source_address[k]);
        }
        world->strong_noise_address[pairs + s] = roster->strong_address[s];
    }
    for (uint32_t k = 0; k < roster->sources; k++) {
        for (uint32_t w = 0; w < roster->weaks; w++) {
            world->weak_noise_address[(size_t)k * roster->weaks + w] =
                noise_pair(roster->weak_address[w], roster->source_address[k]);
        }
    }
}

static void draw_weak(world_t *world)
{
    const size_t n = (size_t)world->roster.sources * world->roster.weaks;
    const size_t stride = noise_stride(n);
    float *z = world->weak_noise;
    random_normal4(world->width, &world->keys, n, world->weak_noise_address,
                   noise_epoch(world->tick), RANDOM_INTENTION, z, z + stride, z + 2 * stride,
                   z + 3 * stride);
}

static void draw_strong(world_t *world)
{
    size_t n = (size_t)world->roster.strongs * (world->roster.sources + 1);
    const size_t stride = noise_stride(n);
    float *z = world->strong_noise;
    random_normal4(world->width, &world->keys, n, world->strong_noise_address,
                   noise_epoch(world->tick), RANDOM_STRONG, z, z + stride, z + 2 * stride,
                   z + 3 * stride);
}

static void draw_demands(world_t *world)
{
    const size_t n = world->roster.alliances, stride = noise_stride(n);
    uint32_t *word = world->demand_word;
    random_words4(world->width, &world->keys, n, world->roster.alliance_address,
                  noise_epoch(world->tick), RANDOM_DEMAND, word, word + stride, word + 2 * stride,
                  word + 3 * stride);
}

void noise_draw(world_t *world, bool first)
{
    const parameters_t *p = &world->model->parameters;
    if (first || noise_lane(world->tick) == 0) {
        if (p->demand_rate > 0) {
            draw_demands(world);
        }
        if (p->noise_intention > 0) {
            draw_weak(world);
        }
        if (p->noise_intention > 0 || p->noise_engagement > 0) {
            draw_strong(world);
        }
    }
}
