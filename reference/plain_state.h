/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the plain model remembers; only reference/ includes this. */
#ifndef ADRIFT_REFERENCE_PLAIN_STATE_H
#define ADRIFT_REFERENCE_PLAIN_STATE_H

#include "reference/plain.h"

/* An attribute: a constant plus transient shocks, within a range; see property_value. */
typedef struct property {
    double constant, transient, lowest, highest;
} property_t;

/* How a state sees one source. */
typedef struct view {
    uint64_t address;
    double intention, base, government, proximity;
    double next;   /* intention at the end of the submodel that works it out */
    double threat; /* T */
} view_t;

typedef struct source {
    uint64_t address;
    uint32_t entry;
    int32_t state; /* the strong state that embodies it, or MODEL_NONE */
    property_t power, offense, deterrable;
    double menace; /* what of m all see alike: w_P P + w_O O */
} source_t;

typedef struct strong {
    uint64_t address;
    uint32_t entry;
    response_t response;
    view_t *views; /* [sources] */
    double engagement, engagement_base;
    double conceded, conceding; /* G_s, and what this tick adds to it */
    int32_t greatest;           /* threat: a source */
    uint32_t alliances, unallied, shaken;
    double demand_chance; /* of a demand on one alliance in a tick */
} strong_t;

typedef struct tie {
    uint32_t from, to;
    double weight;
} tie_t;

typedef struct weak {
    uint64_t address;
    uint32_t entry, member;
    property_t capability, defense_need, alternatives;
    view_t *views; /* [sources] */
    uint32_t first_tie, end_tie, first_alliance, end_alliance;
} weak_t;

typedef struct issue {
    bool open, closed; /* closed: in this tick, after the rule */
    int32_t source, opened, duration, confronted;
    double stake, price, paid;
    bool conflict;
} issue_t;

/* A demand that a shock of this tick asks for. */
typedef struct asked {
    bool is;
    int32_t source;
    double stake;
    bool conflict;
} asked_t;

typedef struct alliance {
    uint64_t address;
    uint32_t entry, strong, weak;
    property_t support, basing, salience, political_need;
    double weak_military, weak_political, strong_military, strong_political; /* M_w Q_w M_s Q_s */
    status_t status;
    bool strong_is_strong, weak_is_strong;
    int32_t termination_clock, calm_clock;
    double decision;
    issue_t issue;
    asked_t asked;
    double vulnerability, alternatives, divergence, ally_threat, strong_dependence, weak_dependence;
    int32_t focal;
    interdependence_t type;
    bool same;
    behaviour_t disposition, behaviour;
} alliance_t;

typedef struct process {
    const model_shock_t *entry;
    uint64_t address;
    int32_t source; /* or MODEL_NONE */
    uint32_t *targets;
    int32_t *next; /* tick of the next arrival at each target; [0] if together */
    uint32_t target_count;
} process_t;

struct plain {
    const model_t *model;
    draws_t *draws; /* not owned */
    source_t *sources;
    strong_t *strongs;
    weak_t *weaks;
    alliance_t *alliances;
    uint32_t source_count, strong_count, weak_count, alliance_count;
    view_t *views; /* behind strong_t.views and weak_t.views */
    tie_t *ties;
    size_t tie_count, tie_capacity;
    process_t *processes;
    size_t process_count;
    int32_t tick, end;
    double dt;
    double keep_intention, keep_engagement, keep_dependence, keep_attribute, keep_memory;
    double shake_intention, shake_engagement, shake_dependence;
    counts_t counts;
};

/* The C library's fmin and fmax are calls, and would make the plain model slower than plain. */
static inline double lesser(double a, double b)
{
    return a < b ? a : b;
}

static inline double greater(double a, double b)
{
    return a > b ? a : b;
}

static inline double plain_clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static inline double property_value(const property_t *property)
{
    return plain_clamp(property->constant + property->transient, property->lowest,
                       property->highest);
}

/* own = clamp(base + government) (model 4, Intention). */
static inline double view_own(const view_t *view)
{
    return plain_clamp(view->base + view->government, -1.0, 1.0);
}

/* The property that an attribute is of agent i of its kind. */
property_t *plain_property(plain_t *self, variable_t variable, uint32_t i);
uint64_t plain_address(const plain_t *self, agent_kind_t kind, uint32_t i);
uint32_t plain_agents(const plain_t *self, agent_kind_t kind);

/* Whether weak state w is one of those that (entry, member) stands for. */
bool plain_is_weak(const plain_t *self, uint32_t w, int32_t entry, uint32_t member);

/* Tick of the arrival that follows one at `last`, by a uniform draw (model 4, fine print, Time). */
int32_t plain_arrival(const plain_t *self, double u, int32_t last, double rate);

/* plain_shock.c */
int plain_processes_init(plain_t *self);
void plain_processes_free(plain_t *self);
void plain_processes_reset(plain_t *self);
void plain_processes_apply(plain_t *self);

/* plain_tie.c: ties of this replicate. MODEL_OK or MODEL_NO_MEMORY. */
int plain_ties_draw(plain_t *self);

/* plain_rule.c */
void plain_rule(plain_t *self);

/* plain_consequence.c */
void plain_consequences(plain_t *self);

/* plain_tick.c: the submodels that the beginning needs too. */
typedef struct targets {
    double weak_military, weak_political, strong_military, strong_political;
} targets_t;

double plain_weak_target(const plain_t *self, uint32_t w, uint32_t k, bool at_base);
void plain_threats(plain_t *self);
targets_t plain_targets(plain_t *self, alliance_t *alliance);

#endif
