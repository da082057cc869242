/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Twins: for each shock of an experiment, each of its sizes and each replicate, the world with the
 * shock beside the same world without it. Both are made from one model, in which every shock of the
 * experiment stands as an event; those that are not to happen have their date at infinity. So seed,
 * replicate and every random number are the same, and whatever differs is the shock's doing.
 *
 * A point is one shock of one size: shocks in the order of the experiment, sizes in theirs. Runs
 * are numbered replicate by replicate, the twin first:
 *
 *     number = (replicate - first_replicate) * (points + 1) + (0 for the twin, point + 1)
 *
 * so that points + 1 runs are a replicate, whose twin a worker plays once. A worker plays several replicates together, if
 * there are many: a block of the campaign is as many.
 *
 * Moments are ticks after the shock's: 0 is the tick in which it happens. The state at a horizon of
 * h years is what is seen at the end of tick h * ticks_per_year (rounded up). So dispositions whose
 * first difference has a delay of d years have differed at some time up to every horizon >= d.
 *
 * Dispositions are compared, not statuses; that of an ended alliance is BEHAVIOUR_NONE, which is
 * another than any.
 */
#ifndef ADRIFT_EXPERIMENTS_FLIP_H
#define ADRIFT_EXPERIMENTS_FLIP_H

#include "config/experiment.h"
#include "experiments/campaign.h"
#include "experiments/identity.h"
#include "experiments/outcome.h"
#include "experiments/results.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FLIP_OK = 0, FLIP_NO_MEMORY = -1, FLIP_INVALID = -2, FLIP_DAMAGED = -3 };

enum { FLIP_NEVER = -1 }; /* a delay, or the time of a return */

typedef struct flip_point {
    size_t shock; /* of the experiment */
    double size;
} flip_point_t;

typedef struct flip {
    const experiment_t *experiment; /* not owned */
    const atomic_int *stop;         /* a run in progress is given up when it is not 0; NULL: never */
    flip_point_t *points;           /* owned */
    size_t point_count;
    int32_t tick;                   /* of the shocks; negative within the burn-in */
    int32_t end;                    /* of the run */
    int32_t ticks_per_year;
    bool has_before;                /* whether there is a tick before the shock */
    int32_t *horizons;              /* owned; [horizon_count] ticks after the shock's */
    size_t horizon_count;
    size_t alliances;
    bool *targets;                  /* owned; [shocks][alliances] */
    world_t *world;                 /* owned; for the names of states */
    identity_t identity;            /* owned; for the campaign: its key and description */
    uint32_t together;              /* replicates that a worker plays together, at most: 1, 2, 4 or 8 */
    uint64_t block_size;            /* for the campaign, with flip_block as its stride: a point's runs follow one another */
    int outcomes[OUTCOME_MAX];      /* in runs.csv: of the table in outcome.h */
    size_t outcome_count;
} flip_t;

/* What is seen of an alliance at the end of a tick. */
typedef struct flip_state {
    behaviour_t disposition;
    status_t status;
} flip_state_t;

/* An alliance in a pair of twins. */
typedef struct flip_row {
    size_t point;
    uint64_t replicate;
    size_t alliance;
    bool target;       /* see flip_is_target */
    flip_state_t before; /* at the end of the tick before the shock; only if flip->has_before */
    int32_t delay;     /* first tick in which dispositions differ; FLIP_NEVER */
    int32_t back;      /* first tick after a difference from which they agree to the end of the run;
                          FLIP_NEVER: they never differ, or they differ at the end */
    const flip_state_t *twin, *shocked; /* [horizon_count]; valid during the call */
} flip_row_t;

/* Told of each alliance of each run with a shock. Anything but 0 ends it. */
typedef int flip_listener_t(void *context, const flip_row_t *row);

/* ---- How two paths part ---- */

typedef struct flip_parting {
    int32_t first, last; /* ticks in which they differ; FLIP_NEVER */
} flip_parting_t;

void flip_parting_init(flip_parting_t *self);

/* The next tick, which comes after those before. */
static inline void flip_parting_add(flip_parting_t *self, int32_t tick, bool differ)
{
    if (differ) {
        self->first = self->first == FLIP_NEVER ? tick : self->first;
        self->last = tick;
    }
}

/* The tick from which they agree to the end, if they ever differed; `ticks` is how many there were. */
int32_t flip_parting_back(const flip_parting_t *self, int32_t ticks);

/* ---- The experiment ---- */

/*
 * The experiment must be a flip, valid as experiment_read leaves it (so all its sizes are legal),
 * and outlive this. `self` need not be initialised; flip_free is legal after a failure, on a zeroed
 * one, and twice. FLIP_OK, FLIP_NO_MEMORY, or FLIP_INVALID if two entities of the scenario have the
 * same address.
 */
int flip_init(flip_t *self, const experiment_t *experiment);
void flip_free(flip_t *self);

/* For the campaign: options.runs and .work; .key and .description are the identity's. */
uint64_t flip_runs(const flip_t *self);
void flip_work(flip_t *self, campaign_work_t *work);

/* How many runs a replicate is; of a run, its replicate, and its point or -1 for the twin. */
uint64_t flip_block(const flip_t *self);
uint64_t flip_replicate(const flip_t *self, uint64_t number);
int64_t flip_point(const flip_t *self, uint64_t number);

/*
 * Whether a shock acts on an alliance itself or on one of its two states. One on a source, or on
 * the world, acts on everybody: all see it. What happens to the others is spill-over: by ties,
 * substitution, demonstration, socialisation.
 */
bool flip_is_target(const flip_t *self, size_t shock, size_t alliance);

/* Tells of the alliances of a finished run, in their order. FLIP_DAMAGED if it is no such payload. */
int flip_read(const flip_t *self, uint64_t number, const void *payload, size_t size,
              flip_listener_t *listener, void *context);

/* Of a run, [outcome_count()]. FLIP_DAMAGED. */
int flip_outcomes(const flip_t *self, const void *payload, size_t size, double *values);

/* "0.5": of a horizon, as it stands in names of columns. */
enum { FLIP_HORIZON_SIZE = 32 };
void flip_horizon_name(const flip_t *self, size_t horizon, char name[FLIP_HORIZON_SIZE]);

/* ---- Its tables ---- */

/* Names of all files that an experiment of this kind leaves, NULL at the end: for the campaign. */
extern const char *const flip_tables[];

/* Who looks at the alliances while they are written, and adds files of its own. */
typedef struct flip_reader {
    flip_listener_t *row; /* or NULL */
    int (*finish)(void *context, results_t *results, failure_t *failure); /* or NULL; FILES_OK */
    void *context;
} flip_reader_t;

/*
 * Writes design.csv, runs.csv (a row per run, the twin's without a point) and flips.csv (a row per
 * shock, size, replicate and alliance) from the finished runs of an open campaign, what the reader
 * (NULL: nobody) adds, columns.csv and the manifest. Runs that are not finished stand in runs.csv as
 * failed. On rank 0. FILES_OK, or what went wrong with files (of the journal too).
 */
int flip_write(const flip_t *self, campaign_t *campaign, const flip_reader_t *reader,
               const char *const *command_line, size_t command_line_count, failure_t *failure);

#endif
