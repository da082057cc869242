/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * adrift as a library: create a world from a model, step it, observe it, verify it, free it.
 *
 *     model_t model;
 *     model_init(&model);
 *     ... model_add_source, model_add_strong, model_add_weak, model_add_alliance ...
 *     if (model_check(&model, NULL, NULL) == 0) {
 *         world_t *world = NULL;
 *         status = world_create(&world, &model, 1);
 *         world_reset(world, seed, replicate);
 *         while (world_tick(world) < world_end(world)) {
 *             world_step(world);
 *         }
 *         world_free(world);
 *     }
 *     model_free(&model);
 *
 * A world is one replicate's state, or those of several replicates that step together: its copies, which do not know
 * of one another, and show to the last bit what each would show in a world of its own. Small worlds are much faster so:
 * what one has to do for each alliance is done for those of all copies at once. A world belongs to one thread at a time;
 * worlds share nothing but the model, which they only read. Nothing here reads a file, prints, exits or keeps global state.
 *
 * States and alliances stand in one order whatever the order of the model's entries: sources and states by ID (members
 * of a group by number), alliances by weak state and then strong state. Indices below count in that order.
 */
#ifndef ADRIFT_SIM_ADRIFT_H
#define ADRIFT_SIM_ADRIFT_H

#include "sim/model.h"
#include "sim/vector.h"

typedef enum behaviour {
    BEHAVIOUR_FOLLOW,
    BEHAVIOUR_NEGATIVE_RESPONSE,
    BEHAVIOUR_PRICE_RAISING,
    BEHAVIOUR_CONFRONTATION,
    BEHAVIOUR_TERMINATION,
    BEHAVIOUR_COUNT,
    BEHAVIOUR_NONE = BEHAVIOUR_COUNT /* no open issue; as a disposition: the alliance has ended */
} behaviour_t;

/* The strong state's dependence first (paper, table 1). */
typedef enum interdependence {
    STRONG_STRONG,
    STRONG_WEAK,
    WEAK_STRONG,
    WEAK_WEAK,
    INTERDEPENDENCE_COUNT
} interdependence_t;

typedef enum status { STATUS_ALLIED, STATUS_DRIFTING, STATUS_ENDED, STATUS_COUNT } status_t;

/* The words that files use: "negative_response", "weak-strong", "drifting". "" for BEHAVIOUR_NONE. */
const char *behaviour_name(behaviour_t behaviour);
const char *interdependence_name(interdependence_t type);
const char *status_name(status_t status);

typedef struct world world_t;

enum { WORLD_COPIES = 8 }; /* at most */

/*
 * A world of `copies` replicates: 1, 2, 4 or 8; a `copy` below is less than that. The caller owns *world and ends it with
 * world_free. The model must have passed model_check, must outlive the world, and may change its values (not its entries,
 * counts or ties) between one world_reset and the next: world_reset reads it anew. MODEL_OK, MODEL_NO_MEMORY, or
 * MODEL_INVALID if two entities have the same address (rename one), or if there are more ties, or cells of several copies,
 * than can be counted.
 */
int world_create(world_t **world, const model_t *model, uint32_t copies);
void world_free(world_t *world); /* NULL is legal */

/* Back to the beginning (of the burn-in, if there is one) as that seed's and replicate's world; copy c is replicate + c.
 * Allocates nothing. */
void world_reset(world_t *world, uint64_t seed, uint64_t replicate);

/*
 * Take up what has changed in the model while the world lives, without touching its state: parameters, values of agents
 * (what a value's change is, is added to what permanent shocks have made of it; what is drawn is drawn with the same
 * randomness), ties, rates, sizes and dates. An open issue keeps its duration, a termination clock beyond its new end stands
 * one tick before it. Neither entries, counts nor the group `time` may have changed. `before`: the model as it was at the
 * last world_reset or world_adopt, with the same entries; if nothing has changed since, nothing changes. Between two steps;
 * world_verify may be asked again after the next. Allocates nothing.
 */
void world_adopt(world_t *world, const model_t *before);

/*
 * Work with vectors of that width, or the widest that the processor has if that is less; a new world takes the widest.
 * No result depends on it: it is there to measure, and to test that.
 */
void world_narrow(world_t *world, vector_width_t width);

/* One tick, all of model.md section 3. Must not be called at world_end. Allocates nothing. */
void world_step(world_t *world);

/* The tick that the next step simulates: negative within the burn-in, 0 the first recorded; and where the run ends. */
int32_t world_tick(const world_t *world);
int32_t world_end(const world_t *world);

uint32_t world_copies(const world_t *world);

/* How many copies of a world of so many alliances, or weak states if they are more, to step together, to be fast: as many as
 * are wanted, if that is 1, 2, 4 or 8, or less. A large world has enough to do with one. */
uint32_t world_copies_best(size_t states, uint64_t wanted);

/* Of each copy, who are the same in all. */
size_t world_source_count(const world_t *world);
size_t world_strong_count(const world_t *world);
size_t world_weak_count(const world_t *world);
size_t world_alliance_count(const world_t *world);

/* IDs. A weak state's is written into `id` (WORLD_ID_SIZE bytes hold any) because a group's members have no stored name. */
enum { WORLD_ID_SIZE = 80 };
const char *world_source_id(const world_t *world, size_t source);
const char *world_strong_id(const world_t *world, size_t strong);
void world_weak_id(const world_t *world, size_t weak, char id[WORLD_ID_SIZE]);
size_t world_alliance_strong(const world_t *world, size_t alliance);
size_t world_alliance_weak(const world_t *world, size_t alliance);

/* C_w as it stands: after world_reset what was drawn, after a step what that step used. */
double world_weak_capability(const world_t *world, uint32_t copy, size_t weak);

/* What is observed of one alliance after a step (model 3): the issue as the rule saw it, the status after. */
typedef struct observation {
    status_t status;
    bool issue;         /* whether one was open; if not, the next five mean nothing */
    int32_t issue_source;
    double stake;
    bool conflict;
    double price;       /* asked so far, 0 if none was */
    double concession;  /* paid so far on this issue */
    double strong_dependence, weak_dependence; /* d_s (with the issue's stake), d_w */
    double strong_military, strong_political, weak_military, weak_political; /* M_s, Q_s, M_w, Q_w */
    interdependence_t type;
    int32_t focal_source;
    double strong_threat, weak_threat; /* of the focal source */
    bool same;                         /* threat perception */
    double divergence, vulnerability, ally_threat, alternatives;
    behaviour_t disposition; /* BEHAVIOUR_NONE once ended */
    behaviour_t behaviour;   /* BEHAVIOUR_NONE with no open issue */
} observation_t;

void world_observe(const world_t *world, uint32_t copy, size_t alliance, observation_t *observation);

/*
 * The same of many, field by field, which takes less time: of alliances first ... first + count - 1, at most
 * WORLD_OBSERVED. Where there is no issue, what is of one is 0, or MODEL_NONE.
 */
enum { WORLD_OBSERVED = 64 };

typedef struct observed_states {
    uint8_t status[WORLD_OBSERVED], type[WORLD_OBSERVED];           /* status_t, interdependence_t */
    uint8_t disposition[WORLD_OBSERVED], behaviour[WORLD_OBSERVED]; /* behaviour_t */
    uint8_t same[WORLD_OBSERVED], issue[WORLD_OBSERVED], conflict[WORLD_OBSERVED]; /* 1 or 0 */
    int32_t focal_source[WORLD_OBSERVED], issue_source[WORLD_OBSERVED];
} observed_states_t;

typedef enum observed_number {
    OBSERVED_STAKE,
    OBSERVED_STRONG_DEPENDENCE,
    OBSERVED_WEAK_DEPENDENCE,
    OBSERVED_STRONG_THREAT,
    OBSERVED_WEAK_THREAT,
    OBSERVED_DIVERGENCE,
    OBSERVED_VULNERABILITY,
    OBSERVED_ALLY_THREAT,
    OBSERVED_PRICE,
    OBSERVED_CONCESSION,
    OBSERVED_NUMBERS
} observed_number_t;

void world_observe_states(const world_t *world, uint32_t copy, size_t first, size_t count, observed_states_t *states);
/* `numbers`: [OBSERVED_NUMBERS][count] */
void world_observe_numbers(const world_t *world, uint32_t copy, size_t first, size_t count, double *numbers);

/* The same of all alliances in all copies, [world_alliance_count][world_copies]: behaviour_t and status_t of each. They
 * change with the next step. */
const uint8_t *world_dispositions(const world_t *world);
const uint8_t *world_statuses(const world_t *world);

/*
 * Counts after a step: status over all alliances, the rest over those that were alive when the rule was applied (so the
 * tick in which an alliance ends still counts its termination).
 */
typedef struct counts {
    uint64_t disposition[BEHAVIOUR_COUNT];
    uint64_t behaviour[BEHAVIOUR_COUNT];
    uint64_t type[INTERDEPENDENCE_COUNT];
    uint64_t status[STATUS_COUNT];
    uint64_t same;
    uint64_t issues; /* open as the rule saw them: the sum of behaviour */
} counts_t;

void world_counts(const world_t *world, uint32_t copy, counts_t *counts); /* of the last step */

/*
 * What has happened since tick 0. A demand counts once, by the gravest behaviour shown while it was open; those still
 * open count too (world_tally adds them). Counts of ticks are sums of counts_t over ticks.
 */
typedef struct tally {
    uint64_t ticks;
    counts_t sum;                      /* alliance-ticks */
    uint64_t demands[BEHAVIOUR_COUNT]; /* by gravest behaviour */
    uint64_t settled, lapsed;          /* issues */
    uint64_t drifts, recoveries, terminations, formations; /* changes of status */
    uint64_t same_lost, same_gained;   /* living alliances whose threat perception differs from a year before, by year */
    uint64_t flips;                    /* changes of a living alliance's disposition from one tick to the next */
    uint64_t spells;                   /* of non-following dispositions, begun */
    int32_t first_non_following;       /* tick of the first behaviour other than follow; MODEL_NONE if there was none */
    int32_t first_termination;         /* likewise */
    double conceded;                   /* sum of payments */
    double strong_dependence, weak_dependence; /* sums over living alliance-ticks of d_s, d_w */
} tally_t;

void world_tally(const world_t *world, uint32_t copy, tally_t *tally);

typedef enum world_event_kind {
    EVENT_SHOCK,
    EVENT_ISSUE_OPENED,
    EVENT_ISSUE_FOLLOWED,
    EVENT_ISSUE_SETTLED,
    EVENT_ISSUE_LAPSED,
    EVENT_ISSUE_REPLACED, /* by a scripted demand */
    EVENT_ISSUE_ENDED,    /* with the alliance */
    EVENT_WARNING_STARTED, /* the termination clock starts */
    EVENT_WARNING_HALF,    /* half its way */
    EVENT_DRIFTED,
    EVENT_RECOVERED,
    EVENT_TERMINATED,
    EVENT_FORMED,
    EVENT_KIND_COUNT
} world_event_kind_t;

const char *world_event_name(world_event_kind_t kind); /* "shock", "issue_opened", ... */

typedef struct world_event {
    world_event_kind_t kind;
    uint32_t copy;    /* whose it is; those of several copies come mixed, of each in its own order */
    int32_t tick;
    int32_t shock;    /* EVENT_SHOCK: index into model->shocks, else MODEL_NONE */
    int32_t strong;   /* indices of the world; MODEL_NONE where it does not apply or where all were hit */
    int32_t weak;
    int32_t source;
    double size;      /* of the shock; stake of an issue; price paid of a settled one; else 0 */
} world_event_t;

typedef void (*world_listener_t)(void *context, const world_event_t *event);

/* Be told of every event of a recorded tick as it happens; NULL turns it off. world_reset keeps the listener. */
void world_listen(world_t *world, world_listener_t listener, void *context);

/*
 * Every invariant that must hold between two steps: ranges, counts that add up, P1 (the paper's table holds for every
 * living alliance under the framework rule), clocks within their bounds, ended alliances without issue. True if all hold;
 * else false with the first fault in words.
 */
bool world_verify(const world_t *world, char *fault, size_t fault_size);

#endif
