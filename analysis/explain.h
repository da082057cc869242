/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why an alliance did what it did: the replicate of a results directory is played again to one
 * tick, and the rule is laid open (sim/account.h), in words and as a table. Only the manifest is
 * needed (and design.csv, where there are points); where timeseries.csv has the tick, its row is
 * compared with what was played.
 *
 *     explain_open(&explain, &request)
 *     explain_text(&explain, LANGUAGE_EN, &text)
 *     explain_free(&explain)    always
 */
#ifndef ADRIFT_ANALYSIS_EXPLAIN_H
#define ADRIFT_ANALYSIS_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/language.h"
#include "config/scenario.h"
#include "files/failure.h"
#include "files/text.h"
#include "sim/account.h"

enum {
    EXPLAIN_OK = 0,
    EXPLAIN_NO_MEMORY = -1,
    EXPLAIN_ABSENT = -2, /* no such point, replicate, tick or alliance */
    EXPLAIN_UNFIT = -3,  /* what is in the directory cannot be played again */
    EXPLAIN_FILES = -4   /* a file cannot be read, or is damaged */
};

typedef struct explain_request {
    const char *directory;
    bool has_point;
    uint64_t point; /* of design.csv; of a flip without one: the twin, which has no shock */
    uint64_t replicate;
    const char *strong, *weak; /* IDs */
    int32_t tick;
} explain_request_t;

typedef enum explain_match {
    EXPLAIN_UNCOMPARED, /* there is no timeseries.csv, or it does not have the tick */
    EXPLAIN_SAME,
    EXPLAIN_OTHER /* `difference` says in what */
} explain_match_t;

typedef struct explain {
    explain_request_t request; /* its texts not owned */
    scenario_t scenario;       /* owned; as the point has it */
    world_t *world;            /* owned; after the tick */
    account_t account;
    account_move_t *moves; /* owned; room for those of one way */
    explain_match_t match;
    char version[64];     /* that wrote the directory, if it is not this one; else "" */
    char difference[256]; /* "weak_threat is 0.412345 in timeseries.csv and 0.412346 when played
                             again" */
    char message[1400];   /* why the status is not EXPLAIN_OK */
} explain_t;

/* `self` need not be initialised. The request's texts must stay. */
int explain_open(explain_t *self, const explain_request_t *request);

/* Legal on a zeroed one. */
void explain_free(explain_t *self);

/* Appends; a failure is sticky in `out`. UTF-8. */
void explain_text(explain_t *self, language_t language, text_t *out);

/*
 * name,value,threshold,margin,holds,meaning: a row for each quantity and condition. `margin` is
 * value - threshold, `holds` whether the value is at or above the threshold (a condition: whether
 * it is met). Rows change.DISPOSITION.WAY... are the ways to other dispositions: value now, the
 * line it would have to reach (holds would be true) or to fall below.
 */
void explain_csv(explain_t *self, language_t language, text_t *out);

#endif
