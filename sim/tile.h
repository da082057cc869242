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

/* How those have a number in common that belong to one strong state, or to the world: by their copies. */
static inline vector_share_t tile_share(uint32_t copies)
{
    return copies == 1 ? VECTOR_ONE : VECTOR_TURNS;
}

typedef struct tile {
    uint32_t begin, count;         /* alliances begin ... begin + count - 1 */
    const uint32_t *strong, *weak; /* [count] */
    bool in_line;                  /* weak[i] = weak[0] + i */
    bool one_strong;               /* all of one strong state, each of its own copy's */
    uint32_t copies;
    vector_share_t share;          /* how they have what is their strong state's: their own, if not one_strong */
} tile_t;

/* `begin` is a first copy's. */
static inline tile_t tile_of(const roster_t *roster, uint32_t begin, uint32_t end)
{
    tile_t tile = {.begin = begin,
                   .count = end - begin,
                   .strong = roster->alliance_strong + begin,
                   .weak = roster->alliance_weak + begin,
                   .in_line = true,
                   .one_strong = true,
                   .copies = roster->copies};
    for (uint32_t i = 1; i < tile.count; i++) {
        tile.in_line &= tile.weak[i] == tile.weak[0] + i;
        tile.one_strong &= tile.strong[i] == tile.strong[0] + (i & (roster->copies - 1));
    }
    tile.share = tile.one_strong ? tile_share(roster->copies) : VECTOR_OWN;
    return tile;
}

/* The numbers of all copies, to be read so: in place, or in turn in room[VECTOR_TURN]. */
static inline const double *tile_shared(uint32_t copies, const double *of_copies, double *room)
{
    const double *laid = of_copies;
    if (copies != 1 && copies != VECTOR_TURN) {
        laid = room;
        for (uint32_t i = 0; i < VECTOR_TURN; i++) {
            room[i] = of_copies[i & (copies - 1)];
        }
    }
    return laid;
}

/* The strong states' values, to be read as `share` says: as above, or one for each alliance in room[TILE_SIZE]. */
static inline const double *tile_strong(const tile_t *tile, vector_share_t share, const double *value, double *room)
{
    const double *laid = room;
    if (share == VECTOR_OWN) {
        for (uint32_t i = 0; i < tile->count; i++) {
            room[i] = value[tile->strong[i]];
        }
    } else {
        laid = tile_shared(tile->copies, value + tile->strong[0], room);
    }
    return laid;
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
