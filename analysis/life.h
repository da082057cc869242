/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of one alliance in one replicate, from timeseries.csv and events.csv, as a figure shows it. */
#ifndef ADRIFT_ANALYSIS_LIFE_H
#define ADRIFT_ANALYSIS_LIFE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "files/failure.h"

enum { LIFE_ID_SIZE = 256 };

typedef struct life_moment {
    double year;
    double strong_dependence, weak_dependence;
    double strong_threat, weak_threat;
    signed char disposition; /* behaviour_t; BEHAVIOUR_NONE once ended */
    signed char behaviour;   /* behaviour_t; BEHAVIOUR_NONE without an open issue */
    signed char status;      /* status_t */
} life_moment_t;

typedef enum life_hit { LIFE_HIT_WEAK, LIFE_HIT_STRONG, LIFE_HIT_SOURCE, LIFE_HITS } life_hit_t;

typedef struct life_shock {
    double year;
    double size;
    life_hit_t hit; /* on the weak state or the alliance; on the strong state; on a source or the world */
} life_shock_t;

typedef struct life {
    char strong[LIFE_ID_SIZE], weak[LIFE_ID_SIZE];
    uint64_t point, replicate;
    bool swept; /* the directory has points */
    life_moment_t *moments; /* owned */
    size_t count;
    life_shock_t *shocks; /* owned; demands are not among them */
    size_t shock_count;
    bool eventful; /* events.csv was there */
} life_t;

/*
 * `strong` and `weak` NULL: the most telling alliance of that replicate, the one that shows the most
 * kinds of behaviour, disposition and status, and lives. `replicate` NULL: the first one recorded
 * (of the first point). What there is none of is FILES_MISUSED with the reason in failure->detail;
 * else the codes of csv_reader_next.
 */
int life_read(life_t *self, const char *directory, const char *strong, const char *weak,
              const uint64_t *replicate, failure_t *failure);

void life_free(life_t *self); /* legal on a zeroed one */

#endif
