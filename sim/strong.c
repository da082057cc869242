/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/strong.h"

#include "sim/arithmetic.h"
#include "sim/noise.h"

/* Levels on their way back to a base that shocks may have pushed out of range. */
VECTOR_INLINE void revert_lanes(uint32_t n, double keep, double shake, double lowest, double highest,
                                const double *restrict base, const float *restrict z, double *restrict level)
{
    for (uint32_t i = 0; i < n; i++) {
        const double target = clamp(base[i], lowest, highest);
        const double next = target + keep * (level[i] - target) + shake * (double)z[i];
        level[i] = clamp(next, lowest, highest);
    }
}

VECTORISED(revert,
           (uint32_t n, double keep, double shake, double lowest, double highest, const double *restrict base,
            const float *restrict z, double *restrict level),
           (n, keep, shake, lowest, highest, base, z, level))

void strong_update(world_t *world)
{
    const uint32_t strongs = world->roster.strongs, pairs = strongs * world->roster.sources;
    const constants_t *c = &world->constants;
    const variable_info_t *intention = variable_info(VARIABLE_STRONG_intention);
    const variable_info_t *engagement = variable_info(VARIABLE_STRONG_engagement);
    const float *z = world->strong_noise + noise_lane(world->tick) * noise_stride(pairs + strongs);
    revert(world->width, pairs, c->keep_intention, c->shake_intention, intention->lowest, intention->highest,
           world->strong_intention_base, z, world->strong_intention);
    revert(world->width, strongs, c->keep_engagement, c->shake_engagement, engagement->lowest, engagement->highest,
           world->engagement_base, z + pairs, world->engagement);
    for (uint32_t s = 0; s < strongs; s++) {
        world->conceded[s] *= c->keep_memory;
    }
}
