/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often units (alliances) go from one state (disposition, behaviour, status) to another,
 * counted while observations stream by in any order of units, each unit's own in order of time.
 *
 *     per tick     every pair of consecutive observations of a unit, staying included: what msm's
 *                  statetable.msm counts
 *     per episode  an episode is a stretch of one state; only changes count
 *
 * Memory: one slot for each unit that may be open at the same time.
 */
#ifndef ADRIFT_ANALYSIS_TRANSITION_H
#define ADRIFT_ANALYSIS_TRANSITION_H

#include "analysis/interval.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TRANSITION_MISSING = -1, /* a state that is not known or does not exist now */
    TRANSITION_STATES_MAX = 64
};

typedef struct transition_unit {
    int32_t state;   /* of the last observation; TRANSITION_MISSING: none */
    bool begin_seen; /* of the episode it is in: the unit was seen to enter it */
    double time;     /* of the last observation */
    double begin;    /* of the episode */
} transition_unit_t;

typedef struct transition {
    size_t states;
    uint64_t *counts;       /* owned; states x states, [from * states + to]: per tick */
    uint64_t *episodes;     /* owned; by state: episodes begun, seen to begin or not */
    uint64_t *completed;    /* owned; by state: of them seen to begin and to end */
    double *time_completed; /* owned; by state: total length of the completed */
    double *time;           /* owned; by state: total time spent, from observation to observation */
    transition_unit_t *units; /* owned */
    size_t unit_capacity;
} transition_t;

/* states: 1 ... TRANSITION_STATES_MAX. ANALYSIS_OK, ANALYSIS_INVALID, ANALYSIS_NO_MEMORY. */
int transition_init(transition_t *self, size_t states);

/* Legal on a zeroed or freed one. */
void transition_free(transition_t *self);

/*
 * The unit (0, 1, 2 ...: small, an index into an array) is in `state` at `time`. TRANSITION_MISSING
 * cuts the unit's history: what follows does not count as coming from what was before. An
 * observation that is just left out does not cut it (that is what R makes of rows that are not
 * there).
 *
 * ANALYSIS_INVALID, and nothing counted: unknown state, or a time not after the unit's last one.
 * ANALYSIS_NO_MEMORY.
 */
int transition_observe(transition_t *self, size_t unit, double time, int32_t state);

/* All histories end here (a replicate's last row); units may be used again from time -infinity. */
void transition_cut(transition_t *self);

/* Observed changes from one state to another; to itself: times it stayed. */
uint64_t transition_count(const transition_t *self, size_t from, size_t to);

/* Share of the steps from `from` that led to `to`, with Wilson's interval (steps as independent).
 */
interval_t transition_share(const transition_t *self, size_t from, size_t to, double level);

/* Share of the ended episodes of `from` that led to `to` != from; likewise. */
interval_t transition_episode_share(const transition_t *self, size_t from, size_t to, double level);

/*
 * Mean time in a state before leaving it: all time spent there by the number of times it was left,
 * which is right for episodes cut by the ends of observation too if leaving does not depend on how
 * long the episode has lasted. Its interval is from the log of the number of departures. NaN if
 * it was never left.
 */
interval_t transition_sojourn(const transition_t *self, size_t state, double level);

/* Mean length of the episodes whose beginning and end were seen; NaN without any. Short ones are
   more likely to be seen whole. */
double transition_completed_mean(const transition_t *self, size_t state);

/*
 * Probabilities of being in each state a year after being in another: the matrix of shares per step
 * to the power of steps_per_year (ticks per year / ticks between observations; all steps must be
 * equally long, the caller sees to that). probability: states x states, the caller's; a row of a
 * state that was never left or stayed in is NaN (on the way of others such a state keeps whoever
 * comes). steps_per_year: a whole number from 1, else ANALYSIS_INVALID (use
 * transition_exponential). ANALYSIS_NO_MEMORY.
 */
int transition_per_year(const transition_t *self, double steps_per_year, double *probability);

/*
 * The same after a span of `time`, for observations at any distance, from rates (departures to each
 * state / time spent): the exponential of the matrix of rates. ANALYSIS_NO_MEMORY, ANALYSIS_INVALID
 * for a span below 0.
 */
int transition_exponential(const transition_t *self, double time, double *probability);

#endif
