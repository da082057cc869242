/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scenario: a model, and what a file says about it beside. config/reader.h makes one from a file, config/writer.h a
 * file from one, config/path.h reaches what is in it by name.
 */
#ifndef ADRIFT_CONFIG_SCENARIO_H
#define ADRIFT_CONFIG_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/adrift.h"
#include "sim/model.h"

enum {
    SCENARIO_OK = 0,
    SCENARIO_NO_MEMORY = -1,
    SCENARIO_INVALID = -2, /* the report says why */
};

#define SCENARIO_SEED UINT64_C(1) /* where no seed is given; never the clock */

typedef enum expectation_kind {
    EXPECTATION_BEHAVIOUR, /* value: behaviour_t */
    EXPECTATION_STATUS,    /* value: status_t */
    EXPECTATION_OUTCOME,   /* value: outcome_t */
    EXPECTATION_KIND_COUNT
} expectation_kind_t;

/* How an issue closes. */
typedef enum outcome { OUTCOME_SETTLED, OUTCOME_LAPSED, OUTCOME_COUNT } outcome_t;

/*
 * What must be seen of an alliance in the window [from, to):
 *   never: not once, whatever the kind;
 *   once:  at least once;
 *   else:  a behaviour in every tick in which an issue is open, a status in every tick, an outcome of every issue that
 *          closes.
 */
typedef struct expectation {
    expectation_kind_t kind;
    int value;
    bool once, never;
    double from, to; /* years; -INFINITY and INFINITY where the file says none: the whole run */
    int32_t strong;  /* entries of model.strong ... */
    int32_t weak;    /* ... and model.weak */
    uint32_t member; /* of a group, from 1; 0 is every member (or the named state) */
} expectation_t;

typedef struct scenario {
    char *name;  /* never NULL after reading */
    char *label; /* or NULL */
    char *file;  /* it was read from, as the user gave it; or NULL */
    model_t model;
    expectation_t *expectations;
    size_t expectation_count;
    uint64_t seed;
    bool seed_given; /* by the file; else seed is SCENARIO_SEED */
    bool required;   /* a case whose expectations must hold; false: an open question, only reported */
    /* Which values the file gave rather than left at their defaults; ask scenario_given. */
    unsigned char *given_parameters;         /* [parameters_count], or NULL */
    unsigned char *given_values[KIND_COUNT]; /* [entries][VARIABLE_COUNT (1 + sources)], or NULL */
} scenario_t;

/* Empty, every parameter at its default; cannot fail. scenario_free is legal on a zeroed scenario, and twice. */
void scenario_init(scenario_t *self);
void scenario_free(scenario_t *self);

/* Deep; `self` need not be initialised. Entries keep their order, so a path means the same in both. OK or NO_MEMORY. */
int scenario_copy(scenario_t *self, const scenario_t *other);

/* Same name, label, seed, required, expectations and model, to the bit (not: file, seed_given, given_*). */
bool scenario_equal(const scenario_t *a, const scenario_t *b);

/*
 * Sets a name (owned by the caller, or NULL) to that of a file without directory and ".cfg". OK or
 * NO_MEMORY; then it is as before.
 */
int scenario_name_after(char **name, const char *file);

/*
 * Whether the file itself gave this value (also through -s). `source` is an index for variables that are per source, else
 * MODEL_NONE. False for everything in a scenario that was not read from a file.
 */
bool scenario_given(const scenario_t *self, agent_kind_t kind, size_t entry, variable_t variable,
                    int32_t source);
bool scenario_given_parameter(const scenario_t *self, const parameter_info_t *info);

/* For the reader: make the tables for the model as it now stands (all false). OK or NO_MEMORY. */
int scenario_given_init(scenario_t *self);

/* Where it is noted whether a value was given: not 0 if it was; NULL without tables. */
unsigned char *scenario_given_place(scenario_t *self, agent_kind_t kind, size_t entry,
                                    variable_t variable, int32_t source);

/* Number of entries of a kind, and the entries (unless `entries` is NULL); 0 and NULL for KIND_WORLD. */
size_t scenario_entries(const scenario_t *self, agent_kind_t kind, model_agent_t **entries);

/* "settled", "lapsed"; and any word: a behaviour's, status' or outcome's. False if the word is none of them. */
const char *outcome_name(outcome_t outcome);
bool expectation_from_word(const char *word, expectation_kind_t *kind, int *value);
const char *expectation_word(expectation_kind_t kind, int value); /* "" beyond the last */
const char *expectation_kind_name(expectation_kind_t kind); /* "behaviour", "status", "outcome" */

/* "USA.KOR", "USA.ally-3": the alliance that an expectation is about. Cut to `size`, always terminated. */
void expectation_alliance(const scenario_t *self, const expectation_t *expectation, char *text,
                          size_t size);

#endif
