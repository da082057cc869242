/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What commands that run a campaign (sweep, flip) have in common on the command line: their options,
 * the experiment's file, ranks of mpirun, progress, messages, the way it ends.
 *
 *     if (job_begin(&job, about, argc, argv)) code = job_load(&job, &experiment)
 *     ... campaign options: key, description, runs, block_size, tables, work ...
 *     code = job.dry_run ? job_estimate(&job, &options) : job_run(&job, &options, &hooks)
 *     job_end(&job)
 */
#ifndef ADRIFT_CLI_JOB_H
#define ADRIFT_CLI_JOB_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/exit.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "config/experiment.h"
#include "experiments/campaign.h"
#include "experiments/ranks.h"

enum { JOB_DIRECTORY_SIZE = 160 };

typedef struct job {
    options_t options;
    bool dry_run, fresh, fail_fast, merge;
    bool written;           /* the tables, by this process */
    uint32_t shard, shards; /* 0, 0: all */
    ranks_t ranks;
    const atomic_int *stop; /* becomes 1 when a signal asks to stop */
    const char **line;      /* owned: the command line, for the manifest */
    size_t line_count;
    /* while job_run works */
    const struct job_hooks *hooks;
    progress_t progress;
    atomic_uint failures;   /* failed runs that were told of */
    char directory[JOB_DIRECTORY_SIZE];
} job_t;

/* What the command knows of its runs. */
typedef struct job_hooks {
    void *context;
    const char *name; /* of the experiment: names the directory */
    /* "point 3, replicate 7, seed 1" */
    void (*name_run)(void *context, uint64_t run, char *text, size_t size);
    /* All runs are finished or have failed: write the tables. FILES_OK or what went wrong. */
    int (*write)(void *context, campaign_t *campaign, failure_t *failure);
    /* Print what was found on standard output; after `write`. */
    exit_code_t (*report)(void *context, const campaign_t *campaign);
} job_hooks_t;

/*
 * Takes the command line (ends the program if it is wrong) and joins the ranks. False with a message
 * if that is impossible; then *code is the exit code. job_end is legal in any case.
 */
bool job_begin(job_t *self, const char *about, int argc, char **argv, exit_code_t *code);
void job_end(job_t *self);

/* Whether this process speaks: rank 0. */
bool job_speaks(const job_t *self);

/*
 * Reads the experiment that the line names, with its assignments, seed, replicates and records
 * applied. What is wrong has been said if it is not EXIT_FINE. experiment_free is legal in any case.
 */
exit_code_t job_load(const job_t *self, experiment_t *experiment);

/* Says what is in a report, on rank 0, and empties it. */
void job_print(const job_t *self, report_t *report);

/*
 * Runs the campaign in the directory of -o (else results/NAME-KEY), has the tables written if all
 * runs of all shards are there, says how it went. Sets what is the job's in `options`.
 */
exit_code_t job_run(job_t *self, campaign_options_t *options, const job_hooks_t *hooks);

/* Plays a few runs, of which `together` at a time are played at once, and says how much time and room all would take. Writes
 * nothing. */
exit_code_t job_estimate(const job_t *self, const campaign_options_t *options, uint32_t together, double row_bytes);

#endif
