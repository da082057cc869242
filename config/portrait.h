/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * States, sources, alliances and ties as the measurement model sees them: every number with the rows and the formula that it
 * came from, in words. config/import.c lists who is to be portrayed and writes it down.
 */
#ifndef ADRIFT_CONFIG_PORTRAIT_H
#define ADRIFT_CONFIG_PORTRAIT_H

#include <stdbool.h>
#include <stddef.h>

#include "config/atlas.h"

enum { PORTRAIT_SOURCES_MAX = 16, PORTRAIT_STRONG_MAX = 8, PORTRAIT_WHY = 1000, PORTRAIT_ID = 64 };

/* A number for the file. */
typedef struct measured {
    double value;           /* NaN: not known */
    const char *rule;       /* by which something in it was filled; NULL: nothing was */
    char why[PORTRAIT_WHY]; /* formula and rows; or why it is not known */
    const dataset_t *cited; /* the last row cited in it: the file's name need not stand there again */
    uint64_t cited_line;
} measured_t;

typedef struct source_portrait {
    char id[PORTRAIT_ID];
    int code; /* of the state that it is; 0: none */
    int strong; /* index of the strong state that it is; -1: none */
    const char *label; /* not owned; NULL: the state's name */
    double said_intention, said_strong_intention, said_proximity; /* by the user, of all states; NaN: unsaid */
    measured_t power, offense, deterrable;
} source_portrait_t;

typedef struct state_portrait {
    int code;
    measured_t engagement; /* of strong states */
    measured_t capability, need, alternatives; /* of weak ones */
    measured_t intention[PORTRAIT_SOURCES_MAX], proximity[PORTRAIT_SOURCES_MAX];
} state_portrait_t;

typedef struct alliance_portrait {
    size_t strong, weak; /* indices */
    measured_t support, basing, salience, political_need;
} alliance_portrait_t;

typedef struct tie_portrait {
    size_t from, to; /* indices of weak states, from < to; mutual */
    measured_t weight;
} tie_portrait_t;

typedef struct gallery {
    const atlas_t *atlas;
    bool with_ties;
    int reference; /* the most capable of the strong states: the measure of all capability */
    source_portrait_t sources[PORTRAIT_SOURCES_MAX];
    state_portrait_t strong[PORTRAIT_STRONG_MAX];
    state_portrait_t *weak;         /* owned */
    alliance_portrait_t *alliances; /* owned; by weak state, then strong */
    tie_portrait_t *ties;           /* owned; by from, then to */
    size_t source_count, strong_count, weak_count, alliance_count, tie_count;
} gallery_t;

void gallery_free(gallery_t *self); /* legal on a zeroed one, and twice */

/*
 * Measures all of it. Given are the atlas, `with_ties`, the sources (id, code, label, what is said; power, offense and
 * deterrable with a value where the user said it, NaN where it is to be measured), and the codes of strong and weak states;
 * alliances, ties and all numbers are made. Every weak state has a capability in the atlas. ATLAS_OK or ATLAS_NO_MEMORY.
 */
int gallery_measure(gallery_t *self);

/* Capability of a state in the atlas's years: NaN if it has none. */
double gallery_cinc(const atlas_t *atlas, int code);

#endif
