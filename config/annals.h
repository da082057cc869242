/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happened: a CSV file of who did not follow, when, and how, against which a hindcast is held.
 * Columns, in any order: strong, weak (IDs of a scenario), from, to (years, [from, to)), kind,
 * evidence. A kind is a behaviour other than to follow (negative_response ... termination), as a
 * source codes it, or what data let us suspect: withdrawal (forces went home), move (away from the
 * strong state in its votes), pact_ended (the treaty ran out). After a termination or the end of the
 * pact there is no alliance.
 */
#ifndef ADRIFT_CONFIG_ANNALS_H
#define ADRIFT_CONFIG_ANNALS_H

#include "config/report.h"
#include "config/scenario.h"

enum { ANNALS_OK = 0, ANNALS_NO_MEMORY = -1, ANNALS_INVALID = -2 };

/* Kinds: behaviour_t, then these. */
enum { ANNALS_WITHDRAWAL = BEHAVIOUR_COUNT, ANNALS_MOVE, ANNALS_PACT_ENDED, ANNALS_KINDS };

typedef struct annals_entry {
    char strong[WORLD_ID_SIZE], weak[WORLD_ID_SIZE];
    double from, to;
    int kind;
    char *evidence; /* owned */
    int line;       /* of the file */
} annals_entry_t;

typedef struct annals {
    annals_entry_t *entries; /* owned */
    size_t count;
} annals_t;

/*
 * ANNALS_OK, ANNALS_NO_MEMORY; ANNALS_INVALID, and everything that is wrong in the report: not such
 * a file, an unknown kind, a span that is none, an alliance that the scenario does not have.
 * annals_free is legal on a zeroed one and after a failure.
 */
int annals_read(annals_t *self, const char *file, const scenario_t *scenario, report_t *report);
void annals_free(annals_t *self);

const char *annals_kind(int kind);

/* Whether the kind is coded by a source rather than suspected from data. */
bool annals_is_coded(int kind);

/* Whether there is no alliance afterwards. */
bool annals_is_end(int kind);

#endif
