/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Replicates of one scenario, in parallel: the same bytes with any number of threads, and memory
 * that grows neither with ticks nor with replicates.
 *
 *     run_t run;
 *     run_init(&run, &scenario);
 *     run.replicates = 100; run.directory = "out"; ...
 *     status = run_execute(&run, &outcome);
 */
#ifndef ADRIFT_EXPERIMENTS_RUN_H
#define ADRIFT_EXPERIMENTS_RUN_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "config/scenario.h"
#include "experiments/recorder.h"
#include "files/text.h"
#include "files/digest.h"
#include "files/failure.h"
#include "files/output.h"
#include "sim/adrift.h"

/* Besides the codes of files/failure.h. */
enum {
    RUN_COLLISION =
        -101 /* two entities of the scenario have the same address: one must get another ID */
};

/*
 * Told now and then, by one thread at a time but not always the same, how much is done of how much:
 * alliance-ticks, burn-in included.
 */
typedef void (*run_progress_t)(void *context, double done, double all);

/* Told of every replicate when it is complete, in the order of replicates, by one thread at a time.
 */
typedef void (*run_listener_t)(void *context, uint64_t replicate, const tally_t *tally);

typedef struct run {
    const scenario_t *scenario; /* valid; seed and parameters are taken from it; not owned, like all
                                   pointers here */
    uint64_t first_replicate;   /* 0 */
    uint64_t replicates;        /* 1; at least that */
    int threads;                /* 0: as many as OpenMP would take; never more than replicates */
    record_t record;            /* RECORD_DYADS; without a directory nothing is recorded */
    int32_t every;              /* 1: record every so many ticks; at least that */
    output_form_t compress;     /* OUTPUT_PLAIN: of what the recorder writes; output_has_form */
    const char *directory;      /* NULL: nothing is written */
    const char *const *command_line; /* for the manifest; may be NULL */
    size_t command_line_count;
    const atomic_int *stop;  /* may be NULL; the run stops soon after it is not 0 */
    run_progress_t progress; /* may be NULL */
    void *progress_context;
    run_listener_t listener; /* may be NULL */
    void *listener_context;
} run_t;

typedef struct run_outcome {
    uint64_t replicates; /* completed: all of them, or the status is not 0 */
    size_t alliances;
    tally_t total; /* over all replicates, summed in their order */
    uint64_t rows[RECORDER_CHANNELS];
    failure_t failure; /* why the status is not 0 */
} run_outcome_t;

void run_init(run_t *self, const scenario_t *scenario);

/*
 * FILES_OK; FILES_STOPPED if `stop` was set; RUN_COLLISION; FILES_NO_MEMORY; or what went wrong
 * with the directory (experiments/results.h). Unless it is FILES_OK, the directory holds no more
 * than before.
 */
int run_execute(const run_t *self, run_outcome_t *outcome);

/*
 * Digest of all that decides the bytes of the output: model version, resolved scenario with its
 * seed, replicates, what is recorded. FILES_OK or FILES_NO_MEMORY.
 */
int run_key(const run_t *self, char hex[DIGEST_HEX_SIZE]);

/*
 * Where run_execute has refused the directory for another run's results: appends the lines that differ, "- what is there" and
 * "+ what was asked" (experiments/difference.h). FILES_OK, also if none does; FILES_NO_MEMORY, or what reading the manifest gives.
 */
int run_difference(const run_t *self, text_t *out);

#endif
