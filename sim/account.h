/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why one alliance did what it did in one tick: every quantity, line, condition and clock that the
 * rule read, worked out again from what they are made of, and what would have to change for it to
 * do otherwise.
 *
 *     account_open(&account, world, alliance);
 *     world_step(world);
 *     account_close(&account, world);
 *
 * What the step moves on (lines in force, clocks, status) is noted before it; the rest is read
 * after it. The world must have one copy. Allocates nothing, changes nothing in the world. Indices are the world's
 * (sim/adrift.h); symbols are those of docs/model.md 4.
 */
#ifndef ADRIFT_SIM_ACCOUNT_H
#define ADRIFT_SIM_ACCOUNT_H

#include "sim/adrift.h"

typedef struct account {
    size_t alliance;
    size_t strong, weak;
    int32_t tick;           /* that was simulated */
    observation_t seen;     /* world_observe after it */
    status_t status_before; /* as the rule saw it; seen.status is after the consequences */

    /* Attributes and what comes of them */
    double capability, everyday_need, outside;                    /* C, r, a */
    double support, basing, salience, political_need, engagement; /* B, b, q, n, rho */
    double deterrable;              /* greatest e_k T_wk over sources foreign to s */
    double need, gap;               /* need_d, gap_d */
    double ties_open, patrons_open; /* what ties, and other living patrons, leave uncovered:
                                       products of 1 - t C, 1 - B rho */
    double unhelped;                /* min(1, gap / self_help) */
    double position;                /* pos_d */
    double lost;                    /* L_d */
    double sanction,
        withdrawal; /* in force: shares of support and bases taken away; 0 if not drifting */
    double weak_military_target, weak_political_target, strong_military_target,
        strong_political_target; /* M_w* ... */

    /* What the rule read, worked out again: the same bits as in `seen` */
    double alternatives, vulnerability;        /* A, V */
    double strong_political;                   /* Q_s', with the open issue's stake */
    double strong_dependence, weak_dependence; /* d_s, d_w */
    bool strong_was, weak_was;     /* whether that dependence was strong before the tick */
    double strong_line, weak_line; /* in force: at or above it is strong (hysteresis) */
    bool strong_is, weak_is;
    interdependence_t type;
    int32_t greatest_source;      /* of the strong state's threats; MODEL_NONE without sources */
    double either, both, partner; /* sums of max(T_sk, T_wk) and of min, and F */
    double divergence, ally_threat;
    bool same;
    bool past_divergence, past_ally, irreconcilable, vulnerable;
    bool conditions; /* of termination, but for its clock: weak-weak, different, irreconcilable, not
                        vulnerable */
    behaviour_t
        table; /* the cell of the paper's table, without the clock; BEHAVIOUR_NONE once ended */
    behaviour_t disposition, behaviour;

    /* Clocks, in ticks */
    int32_t clock_before, clock,
        clock_end;      /* of termination: before the rule, as it left it, and where it has run */
    bool clock_has_run; /* termination is within reach: reached in this tick, a conflicting issue
                           open */
    int32_t issue_age, issue_duration; /* age: 1 in the tick of the demand; 0 without an issue */
    response_t response;               /* of the strong state */
    int32_t confronted, drift_after;   /* on the open issue, this tick included; price raising that is punished, too */
    bool united;                       /* both see the strong state's greatest threat as strong */
    int32_t calm, recover_after,
        reform_after; /* ticks united without a break since it drifted or ended; reform 0: never */
    double conceded;  /* G_s after the tick */

    /* Reach (rule_distances) and the quantal response; the latter under decision.rule = "logit"
     * only, else 0 */
    double distance[BEHAVIOUR_COUNT]; /* INFINITY: out of reach */
    double probability[BEHAVIOUR_COUNT];
    double draw; /* the issue's uniform in (0, 1) */
} account_t;

/* Before the step. */
void account_open(account_t *self, const world_t *world, size_t alliance);

/* After it; the world must have been stepped exactly once in between. */
void account_close(account_t *self, const world_t *world);

/* What the two states of a closed account see of one source. */
typedef struct account_threat {
    double power, offense, deterrable;
    bool embodied; /* by the strong state: it never counts it, and it is foreign to nobody's sums */
    double strong_intention, strong_proximity, strong_menace, strong_threat; /* I, X, m, T_sk */
    double weak_intention, weak_proximity, weak_menace, weak_threat;
    double greater, lesser,
        partner;             /* what it adds to `either`, `both`, `partner`; 0 if embodied */
    bool strong_is, weak_is; /* at or above the threat threshold */
} account_threat_t;

void account_threat(const account_t *self, const world_t *world, size_t source,
                    account_threat_t *threat);

/* ---- What would have to change ---- */

typedef enum account_quantity {
    ACCOUNT_STRONG_DEPENDENCE,
    ACCOUNT_WEAK_DEPENDENCE,
    ACCOUNT_STRONG_THREAT,
    ACCOUNT_WEAK_THREAT,
    ACCOUNT_DIVERGENCE,
    ACCOUNT_VULNERABILITY,
    ACCOUNT_ALLY_THREAT
} account_quantity_t;

/* A quantity that stands on the wrong side of its line. */
typedef struct account_move {
    account_quantity_t quantity;
    int32_t source; /* of a threat; else MODEL_NONE */
    double value, line;
    bool up; /* it must rise to the line; else it must fall below it */
} account_move_t;

/* Ways to a disposition; each disposition is as far as the nearest of its ways. */
typedef enum account_route {
    ROUTE_FOLLOW_SAME, /* a common strong threat */
    ROUTE_FOLLOW_TYPE, /* weak-strong interdependence */
    ROUTE_NEGATIVE_RESPONSE,
    ROUTE_PRICE_RAISING,
    ROUTE_CONFRONTATION,              /* while the termination clock has not run */
    ROUTE_CONFRONTATION_RECONCILABLE, /* once it has */
    ROUTE_CONFRONTATION_VULNERABLE,
    ROUTE_TERMINATION_DIVERGENCE,
    ROUTE_TERMINATION_ALLY,
    ROUTE_COUNT
} account_route_t;

enum { ACCOUNT_MOVES = 6 }; /* of a route, beside one for each source */

typedef struct account_way {
    behaviour_t disposition;
    bool open; /* the way is there: termination needs its clock run, confrontation's ways depend on
                  that */
    size_t count;    /* of moves; 0 with `open`: it stands there already */
    double distance; /* the greatest of the moves; INFINITY if there is no such way, or another asks
                        for less of the same */
} account_way_t;

/* moves[ACCOUNT_MOVES + number of sources]. All moves of a way are needed together. Not for ended
 * alliances. */
void account_route(const account_t *self, const world_t *world, account_route_t route,
                   account_way_t *way, account_move_t *moves);

#endif
