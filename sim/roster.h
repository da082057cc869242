/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is in the world: every source, state and alliance that a model's entries stand for, in the
 * one order that does not depend on the order of the entries (sources and states by ID, members of
 * a group by number, alliances by weak state and then strong state), each with its address in the
 * random numbers.
 */
#ifndef ADRIFT_SIM_ROSTER_H
#define ADRIFT_SIM_ROSTER_H

#include "sim/adrift.h"

typedef struct roster {
    const model_t *model;
    uint32_t sources, strongs, weaks, alliances;

    uint32_t *source_entry,
        *strong_entry;                  /* [sources], [strongs]: index into the model's entries */
    uint32_t *weak_entry, *weak_member; /* [weaks]; member from 1, or 0 for a named state */
    uint32_t *alliance_entry;           /* [alliances] */

    uint32_t *source_of, *strong_of; /* [model's entries]: where that entry stands */
    uint32_t
        *weak_of; /* [model's weak entries]: where its first member stands; the others follow */

    int32_t *source_state; /* [sources]: the strong state that embodies it, or MODEL_NONE */
    uint32_t *alliance_strong, *alliance_weak; /* [alliances] */
    uint32_t *alliance_first; /* [weaks + 1]: a weak state's alliances are first[w] ... first[w + 1]
                                 - 1 */
    uint32_t *strong_alliances; /* [strongs]: how many it has */

    uint64_t *source_address, *strong_address, *weak_address, *alliance_address;
} roster_t;

/* MODEL_OK, MODEL_NO_MEMORY, or MODEL_INVALID if two addresses collide. roster_free is always legal
 * on a zeroed one. */
int roster_init(roster_t *self, const model_t *model);
void roster_free(roster_t *self);

/* How many states a weak entry stands for: 1 for a named one. */
uint32_t roster_members(const model_agent_t *entry);

/* First state and number of states that (entry, member) stands for: one member, the named state, or
 * all members. */
void roster_weak_range(const roster_t *self, int32_t entry, uint32_t member, uint32_t *first,
                       uint32_t *count);

/* How many agents of a kind; 0 for the world. */
size_t roster_agents(const roster_t *self, agent_kind_t kind);

void roster_weak_id(const roster_t *self, size_t weak, char id[WORLD_ID_SIZE]);

#endif
