/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is in the world: every source, state and alliance that a model's entries stand for, in the
 * one order that does not depend on the order of the entries (sources and states by ID, members of
 * a group by number, alliances by weak state and then strong state), each with its address in the
 * random numbers.
 *
 * A world may hold several copies, 1, 2, 4 or 8, each of which is one replicate. Every state and alliance then has
 * as many cells, next to one another: cell = agent << copy_bits | copy. To the submodels a cell is a state, or an
 * alliance, like any other, whose partners are cells of the same copy. Sources alone are counted once, as everybody
 * has a view of each; their own attributes stand in cells, too.
 */
#ifndef ADRIFT_SIM_ROSTER_H
#define ADRIFT_SIM_ROSTER_H

#include "sim/adrift.h"

typedef struct roster {
    const model_t *model;
    uint32_t copies, copy_bits; /* copies = 1 << copy_bits */
    uint32_t sources;
    uint32_t strongs, weaks, alliances; /* cells */

    uint32_t *source_entry,
        *strong_entry;                  /* [sources], [strongs]: index into the model's entries */
    uint32_t *weak_entry, *weak_member; /* [weaks]; member from 1, or 0 for a named state */
    uint32_t *alliance_entry;           /* [alliances] */

    uint32_t *source_of;          /* [model's entries]: which source that entry is */
    uint32_t *strong_of;          /* [model's entries]: where that entry's first cell stands */
    uint32_t *weak_of; /* [model's weak entries]: where its first member's first cell stands; the others follow */

    int32_t *source_state; /* [sources]: the first cell of the strong state that embodies it, or MODEL_NONE */
    uint32_t *alliance_strong, *alliance_weak; /* [alliances] */
    uint32_t *alliance_first; /* [weaks + copies]: a weak state's alliances are first[w], first[w] + copies ... below
                                 first[w + copies] */
    uint32_t *strong_alliances; /* [strongs]: how many it has */

    uint64_t *source_address;                                /* [sources] */
    uint64_t *strong_address, *weak_address, *alliance_address; /* [cells] */
} roster_t;

/* `copies`: a power of two up to WORLD_COPIES. MODEL_OK, MODEL_NO_MEMORY, or MODEL_INVALID if two addresses collide, or
 * if several copies had more than 2^31 - 1 cells. roster_free is always legal on a zeroed one. */
int roster_init(roster_t *self, const model_t *model, uint32_t copies);
void roster_free(roster_t *self);

/* How many alliances a model has, or weak states if they are more. */
size_t roster_states(const model_t *model);

/* How many states a weak entry stands for: 1 for a named one. */
uint32_t roster_members(const model_agent_t *entry);

/* First cell and number of cells of the states that (entry, member) stands for: one member, the named state, or
 * all members. */
void roster_weak_range(const roster_t *self, int32_t entry, uint32_t member, uint32_t *first,
                       uint32_t *count);

static inline uint32_t roster_copy(const roster_t *self, uint32_t cell)
{
    return cell & (self->copies - 1);
}

/* The cell of what a copy has but once, such as a source, beside that of whoever looks at it. */
static inline uint32_t roster_beside(const roster_t *self, uint32_t agent, uint32_t cell)
{
    return agent << self->copy_bits | roster_copy(self, cell);
}

/* Whether source k is strong state s itself. */
static inline bool roster_embodies(const roster_t *self, uint32_t s, uint32_t k)
{
    return self->source_state[k] == (int32_t)(s & ~(self->copies - 1));
}

/* How many cells of a kind; 0 for the world. */
size_t roster_agents(const roster_t *self, agent_kind_t kind);

void roster_weak_id(const roster_t *self, size_t weak, char id[WORLD_ID_SIZE]);

#endif
