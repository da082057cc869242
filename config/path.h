/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Paths name whatever in a scenario can be set or swept:
 *
 *     group.parameter                      threshold.dependence, decision.rule
 *     sources.ID.attribute                 sources.CHN.power
 *     strong.ID.attribute, .response       strong.USA.engagement, strong.USA.response
 *     weak.ID.attribute, .count            weak.KOR.capability, weak.ally.count
 *     strong|weak.ID.intention|proximity.SOURCE
 *     alliances.STRONG.WEAK.attribute      alliances.USA.KOR.support
 *     ties.FROM.TO.weight, .mutual, .partners
 *     shocks.ID.field, events.ID.field     shocks.coup.rate, events.asks.date
 *
 * and, where a value is a distribution, one step more for its parameters: weak.ally.capability.a. Setting the value itself
 * to a number makes it that constant. A group is set as a whole.
 */
#ifndef ADRIFT_CONFIG_PATH_H
#define ADRIFT_CONFIG_PATH_H

#include "config/scenario.h"

enum {
    PATH_OK = 0,
    PATH_UNKNOWN = -1, /* there is nothing of that name */
    PATH_INVALID = -2  /* the value cannot be stored: not finite, not a whole number, not one of the words */
};

typedef enum reference_type {
    REFERENCE_REAL,         /* a number */
    REFERENCE_INTEGER,      /* a whole number */
    REFERENCE_WORD,         /* a choice; as a number, the index of its word */
    REFERENCE_BOOLEAN,      /* 0 or 1 */
    REFERENCE_DISTRIBUTION, /* a value that may be a distribution; as a number, its constant */
    REFERENCE_SOURCE,       /* names a source (or nothing); as a number, its index */
    REFERENCE_STRONG        /* names a strong state (or nothing) */
} reference_type_t;

/*
 * One thing that can be set. It points into the scenario: valid until that is freed or gets more entries; for a copy,
 * resolve the path again. Copying a reference is fine. Several threads may use references into different scenarios.
 */
typedef struct reference {
    reference_type_t type;
    void *target;          /* in the scenario: double, int, uint32_t, bool, distribution_t or int32_t */
    size_t size;           /* of an INTEGER's target */
    double lowest, highest;
    const char *words;     /* of a WORD: "framework|logit" */
    bool structural;
    const char *unit;      /* "1", "years", "word" ...; never NULL */
    const char *meaning;   /* in words; never NULL */
    const model_t *model;  /* for the names of SOURCE and STRONG */
    unsigned char *given;  /* where the scenario notes that the file gave it; NULL where it does not */
} reference_t;

enum { PATH_WHY_SIZE = 512 }; /* room for any reason */

/*
 * PATH_OK, or PATH_UNKNOWN and the reason in `why` (may be NULL), which says which step is unknown and the nearest known
 * name: "weak.KOR: no capabilty; did you mean capability?".
 */
int path_resolve(scenario_t *self, const char *path, reference_t *reference, char *why,
                 size_t why_size);

/* The value as a number; of a distribution that is no constant its mean (NAN if it has none). */
double reference_get(const reference_t *reference);

/*
 * Set as a number; fast enough for every replicate. It stores what can be stored and leaves ranges to model_check (see
 * reference_range): PATH_INVALID for what is not finite or, except for reals and distributions, not a whole number in
 * range of its type; then nothing has changed.
 */
int reference_set(const reference_t *reference, double value);

/* Set as a person writes it: "0.3", "logit", "true", "CHN". PATH_OK or PATH_INVALID with the reason. */
int reference_set_text(const reference_t *reference, const char *text, char *why, size_t why_size);

/* What reference_set_text would read: "0.3", "logit", "true"; of a distribution "beta(2, 9)". */
void reference_get_text(const reference_t *reference, char *text, size_t size);

/* The range, ends included; infinite where there is none. */
void reference_range(const reference_t *reference, double *lowest, double *highest);

/* Whether a world made from the model must be made anew, rather than reset, for the change to be seen. */
bool reference_is_structural(const reference_t *reference);

/* Whether it is a value with nothing drawn: false for a distribution other than a constant. */
bool reference_is_constant(const reference_t *reference);

/*
 * "PATH=VALUE" (the argument of -s): resolve and set in one, and mark it as given. PATH_OK, PATH_UNKNOWN or PATH_INVALID,
 * with the reason.
 */
int path_assign(scenario_t *self, const char *assignment, char *why, size_t why_size);

/* Which paths to list; any of the first line together, narrowed by the second. */
enum {
    PATH_PARAMETERS = 1,  /* group.parameter */
    PATH_CODES = 2,       /* the values of sources, states and alliances: what a case study codes */
    PATH_OTHERS = 4,      /* counts, responses */
    PATH_TIES = 8,
    PATH_SHOCKS = 16,     /* shocks and events */
    PATH_DETAILS = 32,    /* parameters of the distributions among them; alone, of all */
    PATH_ALL = 63,
    PATH_GIVEN = 64,      /* only what the file gave explicitly (parameters and codes; ties and shocks always are) */
    PATH_CONSTANT = 128   /* only what is no distribution */
};

/* Told of each path; anything but 0 ends the listing. `path` is valid during the call, `reference` may be copied. */
typedef int (*path_visitor_t)(void *context, const char *path, const reference_t *reference);

/*
 * Every path that path_resolve would know, in the order of the tables and of the scenario's entries; each resolves to the
 * reference that comes with it. 0, or what ended it; SCENARIO_NO_MEMORY too.
 * `cases --perturb` wants PATH_CODES | PATH_GIVEN | PATH_CONSTANT.
 */
int path_list(scenario_t *self, unsigned which, path_visitor_t visitor, void *context);

#endif
