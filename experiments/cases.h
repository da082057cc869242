/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The historical cases (model.md section 8), and what keeps them honest. Everything is computed
 * here and printed elsewhere. Four questions, each of its own function:
 *
 *     cases_play     noise off: does each case follow its history?
 *     cases_noise    noise on: in which share of replicates?
 *     cases_perturb  noise off, each code moved by +-0.2, one at a time: how often does the history
 * survive? cases_placebo  noise off, one case's states with another's events and history: it should
 * not be followed
 */
#ifndef ADRIFT_EXPERIMENTS_CASES_H
#define ADRIFT_EXPERIMENTS_CASES_H

#include <stdatomic.h>

#include "experiments/history.h"

enum { CASES_OK = 0, CASES_NO_MEMORY = -1, CASES_INVALID = -2, CASES_STOPPED = -3 };

#define CASES_REPLICATES UINT64_C(1000)
#define CASES_SHARE 0.9 /* of replicates in which a required case must follow its history */
#define CASES_STEP 0.2  /* a code is moved by one step of the coding's scale */

/* One code moved. */
typedef struct case_variant {
    char *path;
    bool event; /* the size of an event rather than a code of a state, a source or an alliance */
    double from, to;
    bool held;     /* the history survived */
    size_t broken; /* else: the first expectation missed ... */
    double year;   /* ... and its date, NAN if it has none */
} case_variant_t;

typedef struct case_result {
    const scenario_t *scenario; /* not owned */
    history_check_t *checks;    /* cases_play: one per expectation */
    bool held;
    uint64_t replicates, kept; /* cases_noise: and in how many of them all expectations hold */
    uint64_t *kept_each;       /* the same for each expectation alone */
    case_variant_t *variants;  /* cases_perturb */
    size_t variant_count;
} case_result_t;

typedef enum placebo_state {
    PLACEBO_PLAYED,
    PLACEBO_SAME_CODES, /* the two cases have the same codes, so that it is no placebo; not played
                         */
    PLACEBO_UNMAPPED    /* `why` says what is missing */
} placebo_state_t;

typedef struct placebo {
    size_t codes, events; /* indices of cases: whose states, whose events and history */
    placebo_state_t state;
    char why[160];
    bool held;     /* the other case's history was reproduced: wrongly */
    size_t missed; /* expectations missed */
} placebo_t;

typedef struct cases_result {
    case_result_t *cases;
    size_t count;
    placebo_t *placebos; /* cases_placebo: every ordered pair */
    size_t placebo_count;
    const atomic_int *stop; /* may be set after cases_init; files/stop.h */
} cases_result_t;

typedef struct cases_options {
    uint64_t replicates; /* cases_noise */
    int threads;         /* cases_noise; 0: as many as OpenMP thinks right */
} cases_options_t;

/*
 * For `count` scenarios, which must have passed model_check, have at least one expectation each
 * (CASES_INVALID else) and outlive the result; each is played with its own seed. cases_free is
 * legal on a zeroed or freed result. The functions can be called in any order; all return CASES_OK,
 * CASES_NO_MEMORY, CASES_INVALID (a world could not be made) or CASES_STOPPED, after which their part of
 * the result says nothing. Results do not depend on threads.
 */
int cases_init(cases_result_t *self, const scenario_t *scenarios, size_t count);
void cases_free(cases_result_t *self);

int cases_play(cases_result_t *self);
int cases_noise(cases_result_t *self, const cases_options_t *options);
int cases_perturb(cases_result_t *self);
int cases_placebo(cases_result_t *self);

/* Whether the case passes: noise off it held, or noise on its share is CASES_SHARE or more. */
bool case_passes(const case_result_t *self, bool noise);

#endif
