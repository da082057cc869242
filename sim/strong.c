/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/strong.h"

#include "sim/arithmetic.h"
#include "sim/noise.h"

void strong_update(world_t *world)
{
    const uint32_t strongs = world->roster.strongs, sources = world->roster.sources;
    const constants_t *c = &world->constants;
    const size_t pairs = (size_t)strongs * sources;
    const variable_info_t *intention = variable_info(VARIABLE_STRONG_intention);
    const variable_info_t *engagement = variable_info(VARIABLE_STRONG_engagement);
    const float *z = world->strong_noise + noise_lane(world->tick) * noise_stride(pairs + strongs);
    for (size_t i = 0; i < pairs; i++) {
        double target =
            clamp(world->strong_intention_base[i], intention->lowest, intention->highest);
        world->strong_intention[i] =
            clamp(target + c->keep_intention * (world->strong_intention[i] - target) +
                      c->shake_intention * (double)z[i],
                  intention->lowest, intention->highest);
    }
    for (uint32_t s = 0; s < strongs; s++) {
        double target = clamp(world->engagement_base[s], engagement->lowest, engagement->highest);
        world->engagement[s] = clamp(target + c->keep_engagement * (world->engagement[s] - target) +
                                         c->shake_engagement * (double)z[pairs + s],
                                     engagement->lowest, engagement->highest);
        world->conceded[s] *= c->keep_memory;
    }
}
