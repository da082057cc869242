/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A knob is one thing in a scenario that can be set: a parameter, the value of a source, state or alliance, a field of an
 * entry, or a parameter of the distribution that such a value is drawn from. Whatever its type, it is read and set as a
 * number or as text. config/path.h finds the knob of a name.
 */
#ifndef ADRIFT_CONFIG_KNOB_H
#define ADRIFT_CONFIG_KNOB_H

#include <stdbool.h>
#include <stddef.h>

#include "config/scenario.h"
#include "config/table.h"

enum {
    KNOB_OK = 0,
    KNOB_INVALID = -1 /* the value cannot be stored: not finite, not a whole number, not one of the words */
};

typedef enum knob_type {
    KNOB_REAL,         /* a number */
    KNOB_INTEGER,      /* a whole number */
    KNOB_WORD,         /* a choice; as a number, the index of its word */
    KNOB_BOOLEAN,      /* 0 or 1 */
    KNOB_DISTRIBUTION, /* a value that may be a distribution; as a number, its constant */
    KNOB_SOURCE,       /* names a source (or nothing); as a number, its index */
    KNOB_STRONG        /* names a strong state (or nothing) */
} knob_type_t;

/*
 * It points into the scenario: valid until that is freed or gets more entries; for a copy of the scenario it is made
 * again. Copying a knob is fine. Several threads may use knobs of different scenarios.
 */
typedef struct knob {
    knob_type_t type;
    void *target;           /* in the scenario: double, int, uint32_t, bool, distribution_t or int32_t */
    double lowest, highest; /* the range, ends included; infinite where there is none */
    const char *words;      /* of a WORD: "framework|logit" */
    bool structural;        /* a world must be made anew from the model, rather than reset, for the change to be seen */
    const char *unit;       /* "1", "years", "word" ...; never NULL */
    const char *meaning;    /* in words; never NULL */
    const model_t *model;   /* for the names of SOURCE and STRONG */
    unsigned char *given;   /* where the scenario notes that the file gave it; NULL where it does not */
} knob_t;

enum { KNOB_WHY_SIZE = 512 }; /* room for any reason */

/* ---- Made of ---- */

knob_t knob_of_parameter(scenario_t *scenario, const parameter_info_t *info);

/* The value of a variable that has one, of entry `index` of its kind; `source` counts for those that are per source. */
knob_t knob_of_value(scenario_t *scenario, agent_kind_t kind, size_t index, variable_t variable, int32_t source);

/* Whether a field of that entry can be set: neither a key nor only written into the file, and with a meaning there. */
bool knob_exists(const section_t *section, const field_t *field, const void *entry);

/* The field, which can be. */
knob_t knob_of_field(scenario_t *scenario, const section_t *section, const field_t *field, void *entry);

/* A parameter, by its index, of the distribution that `value` is drawn from; valid until that is another distribution. */
knob_t knob_of_detail(const knob_t *value, int parameter);

/* ---- What it is ---- */

/* What its value is drawn from, with the names of the parameters; NULL if nothing is drawn. */
const distribution_info_t *knob_distribution(const knob_t *self);

/* Whether nothing is drawn: false for a distribution other than a constant. */
bool knob_is_constant(const knob_t *self);

/* ---- Reading and setting ---- */

/* The value as a number; of a distribution that is no constant its mean (NAN if it has none). */
double knob_get(const knob_t *self);

/*
 * Set as a number; fast enough for every replicate. A distribution becomes that constant. It stores what can be stored
 * and leaves the range to model_check: KNOB_INVALID for what is not finite or, except for reals and distributions, not a
 * whole number in range of its type; then nothing has changed. Whether it was given is not noted.
 */
int knob_set(const knob_t *self, double value);

/* Set as a person writes it: "0.3", "logit", "true", "CHN", "beta(2, 9)"; KNOB_INVALID and why (may be NULL) if it cannot. */
int knob_set_text(const knob_t *self, const char *text, char *why, size_t why_size);

/* What knob_set_text would read; "" for no source or strong state. Cut to `size`. */
void knob_get_text(const knob_t *self, char *text, size_t size);

#endif
