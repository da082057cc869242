/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A campaign: many runs, numbered 0 .. runs - 1, each a pure function of its number, computed once
 * by threads, ranks and shards, kept in an archive (experiments/archive.h), and visited in order of
 * number when they are there. It knows nothing of what a run is.
 *
 *     campaign_init(&campaign, &options)
 *     status = campaign_open(&campaign)       opens the archive
 *     status = campaign_run(&campaign)        computes what is missing
 *     if (campaign_leads(&campaign) && campaign_complete(&campaign))
 *         status = campaign_each(&campaign, visitor, context)     and writes the tables
 *     campaign_close(&campaign)
 *
 * A job may be resumed with another number of threads, ranks or shards. What was being computed when
 * the process was killed is computed again, what was finished never. Runs that failed are in no
 * journal, and so are tried again.
 *
 * Memory: the archive's, 8 more bytes per missing block while campaign_run works, and a payload per
 * thread.
 */
#ifndef ADRIFT_EXPERIMENTS_CAMPAIGN_H
#define ADRIFT_EXPERIMENTS_CAMPAIGN_H

#include "experiments/archive.h"
#include "experiments/ranks.h"
#include "files/failure.h"
#include "files/text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CAMPAIGN_MESSAGE_SIZE = 512,
    CAMPAIGN_SHARDS_MAX = 1000000
};

#define CAMPAIGN_RUNS_MAX (UINT64_C(1) << 40)

/* The graver, the lower. */
enum {
    CAMPAIGN_OK = 0,
    CAMPAIGN_RUNS_FAILED = -1, /* some runs failed; the others are finished (unless fail_fast) */
    CAMPAIGN_STOPPED = -2,     /* by the stop flag; what is finished is in the journal */
    CAMPAIGN_NO_MEMORY = -3,
    CAMPAIGN_NO_WORKER = -4,   /* work.open failed: campaign->message */
    CAMPAIGN_FILES = -5,       /* campaign->failure */
    CAMPAIGN_OTHER_RUN = -6,   /* a directory has another key: archive.other, archive.difference */
    CAMPAIGN_MISUSED = -7      /* campaign->message */
};

/* What the user of a campaign knows and it does not. */
typedef struct campaign_work {
    void *context;
    /*
     * Makes a thread's worker (its own scenario, its own world), called by that thread; several
     * threads at once. Not 0: the campaign ends with CAMPAIGN_NO_WORKER; `message` (of `size`
     * bytes, "" at first) says why.
     */
    int (*open)(void *context, void **worker, char *message, size_t size);
    void (*close)(void *context, void *worker); /* by the same thread; only of what was opened */
    /*
     * Computes a run and appends its result to the empty `payload`: a pure function of `number`,
     * whatever the worker did before. 0: finished. CAMPAIGN_STOPPED: given up because the user's
     * stop flag was seen; neither finished nor failed. Anything else: failed, with a message.
     */
    int (*run)(void *worker, uint64_t number, text_t *payload, char *message, size_t size);
} campaign_work_t;

typedef struct campaign_counts {
    uint64_t total;    /* runs of this job: all, or the shard's */
    uint64_t skipped;  /* of these, found finished at the start (or merged) */
    uint64_t merged;   /* of these, copied from the directories to be merged */
    uint64_t computed; /* finished by this job */
    uint64_t failed;
    uint64_t repeated; /* records of a run that was in a journal before: 0 unless somebody copied */
    double seconds;    /* since campaign_run began */
} campaign_counts_t;

/*
 * Told now and then (before the first run, every progress_interval seconds or more, and at the
 * end), never by two threads at once; on rank 0 only. With several ranks `computed` is an estimate
 * before the end, and `failed` only this rank's.
 */
typedef void campaign_progress_t(void *context, const campaign_counts_t *counts);

/* Told of a run that failed, never by two threads at once; on the rank where it happened. */
typedef void campaign_failed_t(void *context, uint64_t number, const char *message);

/* Told of a finished run. The payload is valid during the call. Anything but 0 ends the visit. */
typedef int campaign_visitor_t(void *context, uint64_t number, const void *payload, size_t size);

/* Zero it, then set what is wanted. Everything it points to must outlive the campaign. */
typedef struct campaign_options {
    const char *directory;
    unsigned char key[ARCHIVE_KEY_SIZE]; /* of all that the results depend on: archive_key */
    const char *description; /* the same in words, line by line: tells what differs when refused */
    uint64_t runs;           /* 0 .. CAMPAIGN_RUNS_MAX */
    uint64_t block_size;     /* so many runs in sequence go to one worker; 0: 1 */
    uint64_t block_stride;   /* of which block_size is a multiple: a block's runs are computed in the order
                                0, stride, 2 stride, ..., 1, stride + 1, ...; 0: 1, one after the other */
    uint32_t shard, shards;  /* I and N: only the blocks b with b % N == I - 1; 0, 0: all */
    int threads;             /* 0: as many as OpenMP gives */
    bool fresh;              /* start over: remove the journals and the tables */
    bool fail_fast;          /* stop at the first run that fails */
    const char *const *tables; /* NULL or NULL-terminated: names of the files that the user makes of
                                  the finished runs in the directory (manifest.json too) */
    const char *const *merge;  /* directories whose finished runs are copied into our journal */
    size_t merge_count;
    ranks_t *ranks;            /* NULL: this process is alone */
    const atomic_int *stop;    /* stops soon when it is not 0; NULL: never */
    double progress_interval;  /* seconds; 0 stands for 0.1 */
    campaign_progress_t *progress; /* NULL: nobody */
    campaign_failed_t *failed;     /* NULL: nobody */
    void *context;                 /* the first argument of these two */
    campaign_work_t work;
} campaign_options_t;

typedef struct campaign {
    campaign_options_t options;
    /* results of calls */
    campaign_counts_t counts;
    failure_t failure;                   /* with CAMPAIGN_FILES */
    char message[CAMPAIGN_MESSAGE_SIZE]; /* with CAMPAIGN_NO_WORKER and CAMPAIGN_MISUSED */
    ranks_t alone;                       /* stands in where options.ranks is NULL */
    ranks_t *ranks;
    /* between campaign_open and campaign_close */
    archive_t archive;                   /* owned; with CAMPAIGN_OTHER_RUN says what and why; of the
                                            processes of a job only rank 0's may know */
    bool open;
    /* while campaign_run works */
    uint64_t *blocks;                    /* owned; those with missing runs */
    uint64_t block_count;
    pthread_mutex_t mutex;               /* protects the archive, `counts` and callbacks */
    double started, reported, synced;    /* seconds of a clock that does not jump */
    atomic_int status;                   /* the gravest so far */
} campaign_t;

/* The i-th run of a block to be computed, i < block_size, which is not 0; in the last block it may be one that there is not. */
uint64_t campaign_nth(const campaign_options_t *options, uint64_t block, uint64_t i);

/* Copies the options; touches no file. campaign_close is legal from here on. */
void campaign_init(campaign_t *campaign, const campaign_options_t *options);

/*
 * Makes and locks the directory, reads all journals in it, opens its own, copies those to be
 * merged. Afterwards counts.total and counts.skipped are known. Collective with ranks: all succeed
 * or all fail, with the gravest status. CAMPAIGN_FILES (FILES_LOCKED: somebody works there;
 * FILES_NOT_EMPTY: one of `tables` or a manifest.json stands there, but no campaign's;
 * FILES_DAMAGED: a journal's header, or a directory to be merged has none; ...), CAMPAIGN_OTHER_RUN
 * (nothing was changed), CAMPAIGN_NO_MEMORY, CAMPAIGN_MISUSED. Whatever it is, campaign_close.
 */
int campaign_open(campaign_t *campaign);

/*
 * Computes what is missing. Collective with ranks. CAMPAIGN_OK: all runs of this job are finished.
 * CAMPAIGN_RUNS_FAILED, CAMPAIGN_STOPPED, CAMPAIGN_NO_WORKER, CAMPAIGN_NO_MEMORY, CAMPAIGN_FILES.
 * Whatever it is, what is finished is in the journals. Once per campaign_open.
 */
int campaign_run(campaign_t *campaign);

/* Whether this is the process that assembles the results: rank 0, or alone. */
bool campaign_leads(const campaign_t *campaign);

/* Whether all runs, of all shards, are finished (as far as this process knows). On rank 0. */
bool campaign_complete(const campaign_t *campaign);

/*
 * Visits the finished runs in order of number, before or after campaign_run; as often as wanted; on
 * rank 0. Returns what the visitor returned if not 0; CAMPAIGN_FILES, CAMPAIGN_NO_MEMORY.
 */
int campaign_each(campaign_t *campaign, campaign_visitor_t *visitor, void *context);

/*
 * Syncs and closes the journal, unlocks, frees; counts, failure and message stay. CAMPAIGN_FILES
 * if the journal could not be put on the disc. Legal on a zeroed, failed or closed campaign.
 */
int campaign_close(campaign_t *campaign);

/* What a status means, in a line for a person: "another process is using results". */
void campaign_describe(const campaign_t *campaign, int status, char *line, size_t size);

#endif
