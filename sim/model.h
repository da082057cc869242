/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A model: the description of an alliance system, as a scenario file gives it. It holds no state; any number of worlds
 * can be made from one model and share it, as long as nobody changes it meanwhile.
 *
 * An entry of `strong`, `weak` or `sources` is an agent, an entry of `weak` with a count is a group whose members are
 * called ID-1 ... ID-count. Values are distributions: a constant for what is known, anything else is drawn anew for each
 * member and replicate.
 *
 * Entries refer to one another by index into the arrays below. The order of entries never matters to the results.
 *
 * Ownership: a model owns all that its pointers point to; strings handed to model_add_* are copied.
 */
#ifndef ADRIFT_SIM_MODEL_H
#define ADRIFT_SIM_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/distribution.h"
#include "sim/parameters.h"
#include "sim/variables.h"

enum { MODEL_OK = 0, MODEL_NO_MEMORY = -1, MODEL_INVALID = -2 };

enum {
    MODEL_NONE = -1,           /* an index that points to nothing */
    MODEL_MAX_PARTNERS = 1024, /* that one tie entry may draw for one state */
};

typedef enum response { RESPONSE_ACCOMMODATE, RESPONSE_IGNORE, RESPONSE_PUNISH, RESPONSE_RETRENCH } response_t;
extern const char *const response_words; /* "accommodate|ignore|punish|retrench" */

/* A threat source, a strong state, a weak state or group, or an alliance: which, the array it stands in tells. */
typedef struct model_agent {
    char *id;    /* of an alliance: NULL, it is known by its two states */
    char *label; /* any text, or NULL */
    uint32_t count;    /* weak: 0 is one named state, n > 0 a group of n; 0 for all other kinds */
    int32_t state;     /* source: the strong state that embodies it, or MODEL_NONE */
    response_t response; /* strong */
    int32_t strong;    /* alliance: index into strong */
    int32_t weak;      /* alliance: index into weak ... */
    uint32_t member;   /* ... and which member of a group, from 1; 0 is every member (or the named state) */
    distribution_t value[VARIABLE_COUNT]; /* those of its kind that are not per source */
    distribution_t *per_source[VARIABLE_COUNT]; /* [source_count] where its kind has it per source, else NULL */
} model_agent_t;

/* A security tie: `from` relies on `to`. A substitute for the patron, and a channel of perception. */
typedef struct model_tie {
    int32_t from, to;                 /* weak entries */
    uint32_t from_member, to_member;  /* as model_agent_t.member */
    uint32_t partners; /* 0: every `from` to every `to`; n > 0: each `from` to n members of `to`, drawn at random */
    bool mutual;       /* and the other way round with the same weight */
    distribution_t weight;
} model_tie_t;

/* A shock process (at a rate) or an event (at a date). */
typedef struct model_shock {
    char *id;
    bool scripted;     /* an event: `date` counts; else a process: `rate` counts */
    variable_t on;
    int32_t target;    /* entry of the kind of `on`: source, strong or weak; MODEL_NONE is every one of that kind */
    int32_t strong, weak; /* on an alliance: those of this strong and this weak state; MODEL_NONE is any */
    uint32_t member;   /* with a weak group as target or as `weak`: which member, 0 is all */
    int32_t source;    /* intention, government, demand: about which source; MODEL_NONE as model.md section 4 says */
    bool together;     /* one arrival and one size for all targets at once, instead of each independently */
    double rate;       /* arrivals a year and target (or for all together) */
    double date;       /* year; INFINITY, set after model_check (which refuses it), is never */
    distribution_t size;
    bool permanent;
    bool conflict;     /* of a demand: does it hurt the weak state's interest */
} model_shock_t;

typedef struct model {
    parameters_t parameters;
    model_agent_t *sources, *strong, *weak, *alliances;
    size_t source_count, strong_count, weak_count, alliance_count;
    model_tie_t *ties;
    size_t tie_count;
    model_shock_t *shocks; /* processes and events alike */
    size_t shock_count;
    int32_t *weak_index; /* hash table of the IDs of `weak`, kept by model_add_weak for model_find_weak */
    size_t weak_index_size;
} model_t;

void model_init(model_t *self); /* empty, every parameter at its default; cannot fail */
void model_free(model_t *self); /* always legal on a model that was initialised or zeroed */
int model_copy(model_t *self, const model_t *other); /* deep; `self` need not be initialised */

/*
 * Append an entry with every value at its default and return it through `added` (valid until the next call that adds
 * one of the same kind). All sources must be added before the first state: a later one is MODEL_INVALID. Else MODEL_OK or
 * MODEL_NO_MEMORY; if it fails, the model is as before. An ID must not be changed once it is added.
 *
 * Defaults that no table gives: a tie's weight is 1; a shock is a process of rate 0 and size 0 (a demand: the default
 * stake), on every target and any source, transient; `conflict` is true. per_source of an ACTION is NULL.
 */
int model_add_source(model_t *self, const char *id, model_agent_t **added);
int model_add_strong(model_t *self, const char *id, model_agent_t **added);
int model_add_weak(model_t *self, const char *id, uint32_t count, model_agent_t **added);
int model_add_alliance(model_t *self, int32_t strong, int32_t weak, uint32_t member, model_agent_t **added);
int model_add_tie(model_t *self, int32_t from, int32_t to, model_tie_t **added);
int model_add_shock(model_t *self, const char *id, variable_t on, model_shock_t **added);

/* Replace a string that the model owns (text may be NULL). */
int model_set_text(char **field, const char *text);

/* Index of the entry of that ID, or MODEL_NONE. Looks at one after the other: for weak states use model_find_weak. */
int32_t model_find(const model_agent_t *entries, size_t count, const char *id);

/*
 * A weak state by its ID: the entry, and the member if `id` is GROUP-INDEX (0 if it is a named state or a whole group).
 * MODEL_NONE if there is none.
 */
int32_t model_find_weak(const model_t *self, const char *id, uint32_t *member);

/* Of the latter only: the group of which `id` is a member, even if a named state has that ID too (a fault). */
int32_t model_find_member(const model_t *self, const char *id, uint32_t *member);

/* Called by model_check for each fault, with the path of what is wrong ("weak.KOR.capability", "ties.NZL.AUS.weight"). */
typedef void (*model_complaint_t)(void *context, const char *path, const char *message);

/*
 * Everything that can be wrong with a model: ranges (from the two tables), distributions, weights that do not add up,
 * names that are not `[A-Za-z][A-Za-z0-9_-]*` or stand twice, ties of a state to itself, ties stated twice, two
 * alliances of the same pair, no alliance at all, events outside the time simulated, demands about a source that the
 * demanding state embodies, more than 2^31 ticks. Returns the number of faults; `complain` may be NULL. If memory runs out
 * that is one fault more, of the path "model".
 */
size_t model_check(const model_t *self, model_complaint_t complain, void *context);

/* Ticks of a duration: ceil(years ticks_per_year - 1e-9) (model 4, fine print). */
int32_t model_ticks(const model_t *self, double years);

#endif
