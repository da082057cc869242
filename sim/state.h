/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of a world, as structure of arrays. Only the submodels of the tick include this; users
 * include sim/adrift.h. Index conventions: k source, s strong state, w weak state, d alliance, c
 * copy; s, w and d count cells (roster.h). A state's value for a source stands at [k * strongs + s]
 * or [k * weaks + w], a source's own at roster_beside(k, ...).
 */
#ifndef ADRIFT_SIM_STATE_H
#define ADRIFT_SIM_STATE_H

#include "sim/adrift.h"
#include "sim/random.h"
#include "sim/roster.h"
#include "sim/tile.h"
#include "sim/vector.h"

enum {
    WORLD_NOISE_TICKS =
        4, /* one random block gives four normals; for intentions they serve four ticks */
};

/* A plain attribute of n agents: value = clamp(constant + transient). */
typedef struct attribute {
    double *constant, *value; /* [n] */
    double *transient;        /* [n], or NULL if no transient shock acts on it */
    uint8_t *fading; /* [n / TILE_SIZE, rounded up]: whether a transient shock has hit the tile */
    uint32_t count;
} attribute_t;

enum { TIES_ROWS = 8 };

/* Who a weak state is tied to, by rows: ties first[w] ... first[w + 1] - 1, by ascending index of
 * the other. */
typedef struct ties {
    uint32_t *first; /* [weaks + 1] */
    uint32_t *to;    /* [capacity] */
    double *weight;  /* [capacity] */
    double *share;   /* [capacity]: of the weights of its row; 0 in a row without weight */
    uint32_t *fill;  /* [weaks]: scratch */
    uint32_t capacity;
    /* The same once more, TIES_ROWS rows at a time, as most are of one length (sliced ELLPACK: Monakov, Lokhmotov and
     * Avetisyan 2010): number j of row w stands at [(slots[w / TIES_ROWS] + j) * TIES_ROWS + w % TIES_ROWS]. Where a row
     * has less it has ties without weight; where few have more, these are in the rows alone. */
    uint32_t *slots; /* [slices + 1]: where those of a slice begin */
    int32_t *slot_to;
    double *slot_weight, *slot_share; /* [2 capacity] */
    uint32_t *longer; /* [longer_count], room for [weaks]: rows with more than that */
    uint32_t longer_count;
} ties_t;

/* A shock process, or an event, resolved to whom it can hit. */
typedef struct shock {
    const model_shock_t *entry;
    uint64_t address;
    uint32_t *target; /* [targets]: cells of the kind it acts on, ascending, each with those of the other copies */
    uint64_t *who;    /* [targets]: where their arrivals are drawn, unless `together` */
    int32_t *next;    /* [targets], or [copies] if `together`: tick of the next arrival */
    uint32_t targets;
    int32_t source;  /* index, or MODEL_NONE */
} shock_t;

/* A shock's arrival, with the first block of its random numbers. */
typedef struct arrival {
    int32_t tick, next; /* when it comes, and when again */
    uint32_t shock, target; /* indices: of the shock, and of its target, or copy if `together` */
    uint32_t block[4];
} arrival_t;

enum { AGENDA_TICKS = 8 }; /* listed at once, at most */

/* What arrives in the ticks to come, and how far this tick's have been taken (agenda.c). */
typedef struct agenda {
    arrival_t *arrival; /* [room] */
    uint32_t *order;    /* [room]: of arrivals, by tick, shock and target */
    uint32_t room;
    int32_t ticks;      /* to list at once */
    int32_t from, until; /* those that are listed */
    uint32_t begin[AGENDA_TICKS + 1]; /* in `order`, of each of them */
    int32_t today;
    uint32_t at, end;   /* in `order`, of this tick, or of the part of it that is listed */
    uint32_t shock, target; /* up to where shocks have been looked through; shock_count: all */
} agenda_t;

/* Numbers worked out once from the parameters: no pow and no division in the tick. */
typedef struct constants {
    double dt;
    double keep_intention, keep_engagement, keep_dependence, keep_attribute,
        keep_memory;                                            /* f = 2^(-dt/half_life) */
    double shake_intention, shake_engagement, shake_dependence; /* sd sqrt(1 - f^2) */
    double own_weight;                                          /* 1 - a_p - a_n */
    double line_up, line_down; /* of dependence, with the hysteresis band */
    distribution_beta_t stake;    /* of demands ... */
    bool stake_is_proposed;       /* ... if both its shapes are above 1 */
    int32_t drift_ticks, recover_ticks, end_ticks, reform_ticks; /* reform_ticks 0: never */
} constants_t;

/* Alliance-ticks since tick 0, by all that is counted about an alliance at once (observe.c). What an alliance is seldom
 * changes: it is counted when it does, for all the ticks since it last did. */
enum {
    CENSUS_ACTS = BEHAVIOUR_COUNT + 1, /* dispositions, and none */
    CENSUS_ANSWERS = 3,                /* no open issue; followed; as the disposition says */
    CENSUS_KINDS = CENSUS_ACTS * CENSUS_ANSWERS * INTERDEPENDENCE_COUNT * 2 * STATUS_COUNT,
    CENSUS_NOT_YET = CENSUS_KINDS, /* before tick 0 */
    CENSUS_PARTS = 8 /* partial sums of each copy, added up in order: the same whatever the width of vectors */
};

typedef struct census {
    uint16_t *kind; /* [alliances]: of the last tick */
    int32_t *since; /* [alliances]: the first tick of that kind without a break */
    double strong[CENSUS_PARTS * WORLD_COPIES], weak[CENSUS_PARTS * WORLD_COPIES]; /* of a tick: dependences of the living */
    uint64_t *kinds; /* [copies][disposition][answer][type][same][status]; without what `since` says */
} census_t;

/* Demands that may be made in the ticks to come, if the alliance is then free and the strong state engaged enough,
 * with the random numbers of the issue that each would open. Few come in one tick: those of several are drawn
 * together. */
typedef struct prospects {
    uint32_t *alliance, *source, *conflict; /* [alliances]; words 0 and 1 of the issue's block */
    uint32_t *word;                         /* [alliances]: of demand_word */
    double *stake;                          /* [alliances] */
    uint32_t end[WORLD_NOISE_TICKS];        /* those of a lane begin where the lane before ends */
    uint32_t begin;                         /* of the tick's */
    int32_t until;                          /* the first tick that is not listed */
} prospects_t;

/* What stands in turn comes round to the same copy. */
_Static_assert(VECTOR_TURN % WORLD_COPIES == 0 && RANDOM_KEYS % WORLD_COPIES == 0, "copies in turn");
_Static_assert(TILE_SIZE % (CENSUS_PARTS * WORLD_COPIES) == 0 && TILE_SIZE % VECTOR_ROOM == 0, "whole tiles");

struct world {
    /* From world_create until world_free */
    const model_t *model;
    roster_t roster;
    ties_t ties;
    shock_t *shocks;
    uint32_t shock_count;
    agenda_t agenda;
    tile_t *tiles; /* [tile_count]: the alliances, TILE_SIZE at a time */
    uint32_t tile_count;
    bool several_patrons; /* some weak state has more than one alliance */
    bool listens;         /* some weak state has a tie, so that neighbours' views matter */
    world_listener_t listener;
    void *listener_context;
    void *block; /* the memory behind the arrays below */
    vector_width_t width; /* of vectors to work with; the results do not depend on it */

    /* From world_reset until the next */
    random_keys_t keys; /* of the copies, in turn */
    constants_t constants;
    int32_t tick, end;
    bool ties_stale; /* capabilities or ties have changed since tie_gap was worked out */
    double *strong_proximity; /* [sources * strongs] */
    double *weak_proximity;   /* [sources * weaks] */

    /* Carried from tick to tick: mean-reverting levels and what they revert to */
    attribute_t attribute[VARIABLE_COUNT];
    double *engagement, *engagement_base;                                 /* [strongs] */
    double *strong_intention, *strong_intention_base;                     /* [sources * strongs] */
    double *weak_intention, *weak_intention_base, *government, *own_view; /* [sources * weaks] */
    double *weak_military, *weak_political, *strong_military,
        *strong_political; /* [alliances]: M_w, Q_w, M_s, Q_s */
    double *conceded;      /* [strongs]: G_s */
    uint8_t *status;       /* [alliances] status_t */
    uint32_t *only_patron; /* [weaks]: its living patron, or `strongs` if it has none; unless
                              several_patrons */
    double *swayed;        /* [weaks]: a_p, or 0 if it has no living patron; unless several_patrons */
    double *heeding;       /* [weaks]: a_n, or 0 if it has no neighbours; if listens */
    double *apart, *backed, *based; /* [alliances]: 1 if not allied, else 0; what sanctions leave of
                                       support and withdrawal of bases */
    uint8_t *strong_is_strong, *weak_is_strong; /* [alliances]: dependence stands above the line */
    int32_t *termination_clock, *calm_clock;    /* [alliances], ticks */
    double *decision_draw;                      /* [alliances]: the logit rule's uniform, if it rules */

    /* The open issue of each alliance */
    uint8_t *issue; /* [alliances] issue_state_t */
    int32_t *issue_source, *issue_opened, *issue_duration,
        *issue_confronted;                          /* source; tick; ticks; ticks */
    double *issue_stake, *issue_price, *issue_paid; /* stake is 0 where none is open; price until one
                                                       is raised */
    uint8_t *issue_conflict, *issue_gravest;

    /* Worked out anew in each tick */
    double *neighbours_view; /* [sources * weaks]: tie-weighted mean of neighbours' intentions, if
                                listens; 0 for a state without ties */
    double *views_together;  /* [weaks * 4], if listens: scratch of ties_hear */
    double *patrons_view; /* [sources * weaks]: mean of living patrons' intentions, if
                             several_patrons; NaN where there is none */
    double *weak_threat;  /* [sources * weaks] */
    double *strong_threat;     /* [sources * strongs] */
    uint32_t *greatest_threat; /* [strongs] */
    double *menace;            /* [sources * copies]: the part of material menace that all share */
    int64_t *demand_last;      /* [strongs]: the greatest word that brings a demand on an alliance in this tick, or -1 */
    double *unallied; /* [strongs]: alliances not allied */
    uint32_t *shaken; /* [strongs]: those that began to drift or end in this tick */
    double *lost_each; /* [strongs]: what each of them is of all alliances but one; 0 of a strong state's only one */
    double *conceding;     /* [strongs]: prices paid in full in this tick */
    double *tie_gap;       /* [weaks]: product over ties of 1 - t C */
    double *pending_stake; /* [alliances]: scripted demand of this tick; negative is none */
    int32_t *pending_source;
    uint8_t *pending_conflict;
    double *patrons_gap; /* [alliances]: what other living patrons leave open, if several_patrons */
    double *strong_dependence, *weak_dependence; /* [alliances]: d_s with the issue's stake, d_w */
    int32_t *focal_source;                       /* [alliances] */
    uint8_t *united; /* [alliances]: both see the strong state's greatest threat as strong */
    uint8_t *type, *same, *disposition, *behaviour; /* [alliances] */
    uint8_t *same_last_year;                        /* [alliances]: a year ago */
    uint32_t pending_count;
    uint8_t gravest[WORLD_COPIES]; /* behaviour of any alliance; follow if there was none */

    /* Noise of intentions: normals for four ticks */
    float *weak_noise;   /* [WORLD_NOISE_TICKS][noise_stride(sources * weaks)] */
    float *strong_noise; /* [WORLD_NOISE_TICKS][noise_stride((sources + 1) * strongs)]: intentions,
                            then engagement */
    uint64_t *weak_noise_address;   /* [sources * weaks] */
    uint64_t *strong_noise_address; /* [(sources + 1) * strongs] */
    prospects_t prospects;
    uint32_t *demand_word; /* [WORLD_NOISE_TICKS][noise_stride(alliances)]: whether a demand is made, for four
                              ticks */

    census_t census;
    tally_t *tally; /* [copies]: but for what the census holds */
};

static inline uint32_t world_cell(const world_t *world, uint32_t copy, size_t agent)
{
    return (uint32_t)agent << world->roster.copy_bits | copy;
}

/* The key of whoever has this cell. */
static inline random_key_t world_key(const world_t *world, uint32_t cell)
{
    return random_key_of(&world->keys, roster_copy(&world->roster, cell));
}

typedef enum issue_state {
    ISSUE_NONE,
    ISSUE_OPEN,
    ISSUE_CLOSED
} issue_state_t; /* CLOSED: in this tick, after the rule */

#endif
