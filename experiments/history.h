/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plays a scenario and watches what it expects (config/scenario.h, expectation_t).
 *
 * Windows count as dates of events do: [from, to) holds the ticks that begin at or after `from` and
 * before `to`. An expectation must have had something to judge: of a status a tick of the window,
 * of a behaviour (a `never` too) a tick with an open issue, of an outcome that is required of every
 * issue one that closes, of any other outcome a tick with an open issue. Else it is vacuous, and a
 * miss. An issue closes as settled, as lapsed, or in another way: followed, replaced, ended with
 * its alliance; the last is no outcome that can be expected, but is not "every issue settled". What
 * is expected of a group is expected of each member.
 */
#ifndef ADRIFT_EXPERIMENTS_HISTORY_H
#define ADRIFT_EXPERIMENTS_HISTORY_H

#include <stdatomic.h>

#include "config/scenario.h"
#include "sim/adrift.h"

enum { HISTORY_OK = 0, HISTORY_NO_MEMORY = -1, HISTORY_INVALID = -2 };

typedef enum miss {
    MISS_NONE,
    MISS_OTHER,   /* something else was seen where the word was expected throughout */
    MISS_SEEN,    /* it was seen though it never should be */
    MISS_UNSEEN,  /* it was expected once and not seen */
    MISS_VACUOUS, /* nothing to judge: the window has ticks, but no open or closing issue */
    MISS_OUTSIDE  /* the window has no tick of the run */
} miss_t;

enum {
    HISTORY_WORDS = BEHAVIOUR_COUNT, /* no kind has more */
    HISTORY_CLOSED = OUTCOME_COUNT   /* "outcome": closed in another way */
};

/* What was seen of one expectation in one run. Counts are over all alliances that it is about. */
typedef struct history_check {
    miss_t miss;
    uint64_t ticks;               /* of the window */
    uint64_t open;                /* of them with an open issue */
    uint64_t seen[HISTORY_WORDS]; /* by word of its kind: ticks, or issues closed */
    int32_t first[HISTORY_WORDS]; /* tick; MODEL_NONE if never */
    /* Where history and simulation part: the first tick that decides; if none does (something was
       not seen), the first tick of the window with an open issue, else the first of the window.
       MODEL_NONE where nothing is missed or MISS_OUTSIDE. */
    int32_t tick;
    int found; /* word seen there; -1 is none */
    observation_t there;
    char strong[WORLD_ID_SIZE], weak[WORLD_ID_SIZE]; /* the alliance; "" where there is no tick */
    char focal[WORLD_ID_SIZE], issue[WORLD_ID_SIZE]; /* sources of `there`; "" is none */
} history_check_t;

typedef struct history history_t;

/*
 * For any number of runs of a scenario, which must have passed model_check and outlive it; values
 * may change between runs as world_create allows. Belongs to one thread at a time. `stop`: files/stop.h.
 * HISTORY_OK, HISTORY_NO_MEMORY, HISTORY_INVALID.
 */
int history_create(history_t **self, const scenario_t *scenario, const atomic_int *stop);
void history_free(history_t *self); /* NULL is legal */

/* Plays one replicate. `checks` has room for one per expectation. Whether all held; once asked to stop,
 * it says nothing. Allocates nothing. */
bool history_play(history_t *self, uint64_t seed, uint64_t replicate, history_check_t *checks);

/*
 * The same of several replicates, from `replicate` on: at least one and at most `wanted`, or WORLD_COPIES; how many.
 * `checks` has room for those of each, one replicate behind the other; held[WORLD_COPIES]: whether all held. May allocate.
 */
uint32_t history_play_some(history_t *self, uint64_t seed, uint64_t replicate, uint64_t wanted, history_check_t *checks,
                           bool held[WORLD_COPIES]);

/* The date at which a tick begins. */
double history_year(const scenario_t *scenario, int32_t tick);

/* "follow", "drifting", "settled"; "closed otherwise" for HISTORY_CLOSED, "nothing" for -1. */
const char *history_word(expectation_kind_t kind, int value);

#endif
