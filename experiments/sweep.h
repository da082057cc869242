/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sweep: the points of an experiment's design, each with its replicates, as the work of a campaign
 * and as tables. With a design of kind ramp, the ramps (experiments/ramp.h) instead.
 *
 *     sweep_init(&sweep, &experiment, &report)
 *     sweep_work(&sweep, &options.work); options.key, .description, .runs, .block_size, .tables: of the sweep
 *     ... campaign_open, campaign_run ...
 *     sweep_write(&sweep, &campaign, command_line, count, &failure)      if all runs are finished or failed
 *     sweep_free(&sweep)
 *
 * Run point * replicates + r (of a ramp: block * replicates + r) is replicate first_replicate + r:
 * the same at every point, so that points differ by their factors alone; without common random
 * numbers it is replicate first_replicate + run.
 *
 * Files: design.csv; runs.csv, a row per run in order, with factor values (numbers that read back the
 * same; words) and outcomes; with `record`, events.csv, counts.csv and timeseries.csv as those of
 * `adrift run`, with the point before the replicate; columns.csv; manifest.json.
 */
#ifndef ADRIFT_EXPERIMENTS_SWEEP_H
#define ADRIFT_EXPERIMENTS_SWEEP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "config/experiment.h"
#include "config/report.h"
#include "experiments/campaign.h"
#include "experiments/design.h"
#include "experiments/identity.h"
#include "experiments/outcome.h"
#include "experiments/ramp.h"
#include "experiments/recorder.h"
#include "experiments/stage.h"
#include "files/failure.h"
#include "files/text.h"

enum { SWEEP_OK = 0, SWEEP_NO_MEMORY = -1, SWEEP_INVALID = -2 /* see the report */ };

enum {
    SWEEP_LEVELS_MAX = 12,  /* values of a factor for which the summary has a row each */
    SWEEP_FACTORS_MAX = 20, /* factors of which it says so */
    SWEEP_VALUE_SIZE = 64
};

/* Runs that had one value of one factor. */
typedef struct sweep_level {
    char value[SWEEP_VALUE_SIZE];
    double number;
    double sum;     /* of the outcome looked at */
    uint64_t count; /* in how many runs it was defined */
} sweep_level_t;

typedef struct sweep_factor {
    size_t factor;
    size_t level_count; /* 0: it has too many */
    sweep_level_t levels[SWEEP_LEVELS_MAX];
} sweep_factor_t;

/* What sweep_write saw: means over the finished runs, in their order. */
typedef struct sweep_summary {
    uint64_t finished, failed;
    double sum[OUTCOME_MAX], least[OUTCOME_MAX], greatest[OUTCOME_MAX]; /* of each of the experiment's outcomes;
                                                                           of ramps: areas of each measure */
    uint64_t defined[OUTCOME_MAX]; /* runs in which it is */
    int watched;                   /* non_following_rate among the outcomes, or -1: `levels` say nothing */
    size_t factor_count;
    sweep_factor_t factors[SWEEP_FACTORS_MAX];
} sweep_summary_t;

typedef struct sweep {
    const experiment_t *experiment; /* not owned */
    design_t design;                /* owned */
    stage_t probe;                  /* owned; for names and texts of values */
    ramp_t ramp;
    time_t begun;                   /* by sweep_init */
    uint64_t runs;
    uint32_t together;              /* runs that are played together, at most: 1, 2, 4 or 8 */
    uint64_t block_size;            /* for the campaign */
    identity_t identity;            /* owned; what decides the results, and its key */
    int outcomes[OUTCOME_MAX];      /* of the table in outcome.h, in the experiment's order */
    size_t outcome_count;
    record_t record;
    const atomic_int *stop;         /* may be set by the caller: a long run ends soon after it is not 0 */
    sweep_summary_t summary;        /* after sweep_write */
} sweep_t;

/* Every file that a sweep or a ramp may leave, for campaign_options_t. */
extern const char *const sweep_tables[];

/*
 * `experiment` must be a sweep that was read without complaint, and outlive the sweep. What is wrong
 * with its design is added to the report. After a failure sweep_free is legal.
 */
int sweep_init(sweep_t *self, const experiment_t *experiment, report_t *report);

/* Legal on a zeroed sweep. */
void sweep_free(sweep_t *self);

bool sweep_is_ramp(const sweep_t *self);

/* Design point (of a ramp: block) and replicate of a run. */
uint64_t sweep_point(const sweep_t *self, uint64_t run);
uint64_t sweep_replicate(const sweep_t *self, uint64_t run);

/* How a campaign plays it. The sweep must outlive the campaign. */
void sweep_work(sweep_t *self, campaign_work_t *work);

/*
 * Writes all tables and the manifest from the finished runs, and the summary; those that are not
 * finished stand as failed. On rank 0, the campaign being open. FILES_OK, or what went wrong with
 * files (of the journal too).
 */
int sweep_write(sweep_t *self, campaign_t *campaign, const char *const *command_line, size_t command_line_count,
                failure_t *failure);

/* Appends a factor's value as the tables have it: a word, or a number that reads back the same. */
void sweep_value(sweep_t *self, size_t factor, double value, text_t *out);

#endif
