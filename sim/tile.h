/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tile of alliances, with what belongs to its states laid beside it, so that the loops over it
 * are plain. Where a tile's weak states stand in the same order as its alliances (one patron each),
 * nothing is copied.
 */
#ifndef ADRIFT_SIM_TILE_H
#define ADRIFT_SIM_TILE_H

#include "sim/roster.h"
#include "sim/vector.h"

enum {
    TILE_SIZE = 256
}; /* agents worked on at a time, so that what one submodel leaves is still in the cache */

static inline uint32_t tile_end(uint32_t begin, uint32_t count)
{
    return count - begin > TILE_SIZE ? begin + TILE_SIZE : count;
}

typedef struct tile {
    uint32_t begin, count;         /* alliances begin ... begin + count - 1 */
    const uint32_t *strong, *weak; /* [count] */
    bool in_line;                  /* weak[i] = weak[0] + i */
    bool one_strong;               /* all of one strong state, each of its own copy's */
    uint32_t turn;                 /* copies - 1 */
} tile_t;

static inline tile_t tile_of(const roster_t *roster, uint32_t begin, uint32_t end)
{
    tile_t tile = {.begin = begin,
                   .count = end - begin,
                   .strong = roster->alliance_strong + begin,
                   .weak = roster->alliance_weak + begin,
                   .in_line = true,
                   .one_strong = true,
                   .turn = roster->copies - 1};
    for (uint32_t i = 1; i < tile.count; i++) {
        tile.in_line &= tile.weak[i] == tile.weak[0] + i;
        tile.one_strong &= tile.strong[i] == tile.strong[0] + (i & tile.turn);
    }
    return tile;
}

/* How many strong states a loop over the tile needs: those in turn, if there is but one for each copy. */
static inline uint32_t tile_strongs(const tile_t *tile, bool one_strong)
{
    return one_strong ? VECTOR_TURN : tile->count;
}

static inline uint32_t tile_strong(const tile_t *tile, bool one_strong, uint32_t i)
{
    return one_strong ? tile->strong[0] + (i & tile->turn) : tile->strong[i];
}

/* The weak states' values, one for each alliance of the tile: in place, or copied into
 * room[TILE_SIZE]. */
static inline const double *tile_weak(const tile_t *tile, const double *value, double *room)
{
    const double *laid = room;
    if (tile->in_line) {
        laid = value + tile->weak[0];
    } else {
        for (uint32_t i = 0; i < tile->count; i++) {
            room[i] = value[tile->weak[i]];
        }
    }
    return laid;
}

#endif
