/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One block of random numbers holds four words, or four normals. Where an agent needs one a tick, its
 * block serves four ticks: an epoch, and a lane within it. Both depend on the tick alone.
 */
#ifndef ADRIFT_SIM_NOISE_H
#define ADRIFT_SIM_NOISE_H

#include "sim/state.h"

static inline uint32_t noise_lane(int32_t tick)
{
    return (uint32_t)tick % WORLD_NOISE_TICKS;
}

static inline int32_t noise_epoch(int32_t tick)
{
    return (int32_t)(((uint32_t)tick + 0x80000000u) / WORLD_NOISE_TICKS);
}

/* How far apart the lanes stand of what n agents need. */
static inline size_t noise_stride(size_t n)
{
    return RANDOM_ROOM(n);
}

/* The address of one agent's view of one source. */
static inline uint64_t noise_pair(uint64_t agent_address, uint64_t source_address)
{
    return agent_address ^ source_address;
}

/* The addresses of what states need, once for a world. */
void noise_address(world_t *world);

/* Normals of intentions and engagement, and the words of demands, for this tick, if it is the first of its epoch, or `first`
 * of the run. */
void noise_draw(world_t *world, bool first);

#endif
