/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/campaign.h"

#include "files/moment.h"
#include "files/stop.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#define SYNC_INTERVAL 5.0
#define PROGRESS_INTERVAL 0.1

/* Whether a block belongs to this job. */
static bool is_mine(const campaign_t *campaign, uint64_t block)
{
    const campaign_options_t *options = &campaign->options;

    return options->shards == 0 || block % options->shards == options->shard - 1;
}

static int misused(campaign_t *campaign, const char *message)
{
    snprintf(campaign->message, sizeof campaign->message, "%s", message);
    return CAMPAIGN_MISUSED;
}

/* What a status of files/ is here. */
static int status_of(int files)
{
    return files == FILES_OK          ? CAMPAIGN_OK
           : files == FILES_NO_MEMORY ? CAMPAIGN_NO_MEMORY
                                      : CAMPAIGN_FILES;
}

static int no_memory(campaign_t *campaign)
{
    return status_of(failure_set(&campaign->failure, FILES_NO_MEMORY, 0, campaign->options.directory));
}

/* ---- opening ---- */

/* This rank's archive. */
static int open_archive(campaign_t *campaign)
{
    const campaign_options_t *options = &campaign->options;
    archive_options_t wanted = {
        .directory = options->directory,
        .description = options->description,
        .runs = options->runs,
        .shard = options->shard,
        .shards = options->shards,
        .rank = campaign->ranks->rank,
        .fresh = options->fresh,
        .tables = options->tables,
    };
    int files = FILES_OK;

    memcpy(wanted.key, options->key, sizeof wanted.key);
    files = archive_open(&campaign->archive, &wanted, &campaign->failure);
    if (files == FILES_OK && wanted.rank == 0) {
        files = archive_merge(&campaign->archive, options->merge, options->merge_count, &campaign->failure);
    }
    return files == FILES_OTHER_RUN ? CAMPAIGN_OTHER_RUN : status_of(files);
}

/* The other ranks learn from rank 0 which runs are finished: a bit for each. All succeed or all fail. */
static int share_finished(campaign_t *campaign)
{
    int status = CAMPAIGN_OK;
    const uint64_t runs = campaign->options.runs;
    const size_t size = (size_t)(runs / 8 + 1);
    unsigned char *bits = calloc(size, 1);

    if (bits == NULL) {
        status = no_memory(campaign);
    }
    status = ranks_least(campaign->ranks, status);
    if (status != CAMPAIGN_OK || bits == NULL) {
        goto out;
    }
    for (uint64_t i = 0; i < runs; i++) {
        bits[i / 8] |= (unsigned char)(archive_has(&campaign->archive, i) << (i % 8));
    }
    ranks_share(campaign->ranks, bits, size);
    for (uint64_t i = 0; i < runs && campaign->ranks->rank != 0; i++) {
        if (bits[i / 8] >> (i % 8) & 1) {
            archive_mark(&campaign->archive, i);
        }
    }
out:
    free(bits);
    return status;
}

static int check_options(campaign_t *campaign)
{
    const campaign_options_t *options = &campaign->options;
    int status = CAMPAIGN_OK;

    if (options->runs > CAMPAIGN_RUNS_MAX) {
        status = misused(campaign, "too many runs");
    } else if (options->shards > CAMPAIGN_SHARDS_MAX
               || (options->shards > 0 && options->shard - 1 >= options->shards)
               || (options->shards == 0 && options->shard > 0)) {
        status = misused(campaign, "a shard is I/N with I from 1 to N");
    } else if (options->merge_count > 0 && options->shards > 0) {
        status = misused(campaign, "a shard cannot merge");
    } else if (options->block_stride > 0 && options->block_size % options->block_stride != 0) {
        status = misused(campaign, "a block is no multiple of its stride");
    }
    for (size_t i = 0; i < options->merge_count && status == CAMPAIGN_OK && options->fresh; i++) {
        if (directory_is_same(options->directory, options->merge[i])) {
            status = misused(campaign, "a directory that is to be merged cannot start over");
        }
    }
    return status;
}

/* How many runs a block has: the last may have fewer. */
static uint64_t block_end(const campaign_t *campaign, uint64_t block)
{
    const campaign_options_t *options = &campaign->options;
    uint64_t start = block * options->block_size;

    return options->runs - start < options->block_size ? options->runs
                                                       : start + options->block_size;
}

static uint64_t blocks_of(const campaign_t *campaign)
{
    const campaign_options_t *options = &campaign->options;

    return options->runs / options->block_size + (options->runs % options->block_size != 0);
}

/* What was found for this job; how many of its blocks miss something. */
static void count_missing(campaign_t *campaign)
{
    const uint64_t blocks = blocks_of(campaign);

    campaign->block_count = 0;
    campaign->counts.total = 0;
    campaign->counts.skipped = 0;
    campaign->counts.merged = campaign->archive.merged;
    campaign->counts.repeated = campaign->archive.repeated;
    for (uint64_t block = 0; block < blocks; block++) {
        if (is_mine(campaign, block)) {
            uint64_t end = block_end(campaign, block);
            uint64_t finished = 0;
            uint64_t count = end - block * campaign->options.block_size;

            for (uint64_t i = end - count; i < end; i++) {
                finished += archive_has(&campaign->archive, i);
            }
            campaign->counts.total += count;
            campaign->counts.skipped += finished;
            campaign->block_count += finished < count;
        }
    }
}

uint64_t campaign_nth(const campaign_options_t *options, uint64_t block, uint64_t i)
{
    const uint64_t stride = options->block_stride > 0 ? options->block_stride : 1;
    const uint64_t rows = options->block_size / stride;

    return block * options->block_size + i % rows * stride + i / rows;
}

void campaign_init(campaign_t *campaign, const campaign_options_t *options)
{
    memset(campaign, 0, sizeof *campaign);
    campaign->options = *options;
    if (campaign->options.block_size == 0) {
        campaign->options.block_size = 1;
    }
    if (!(campaign->options.progress_interval > 0.0)) {
        campaign->options.progress_interval = PROGRESS_INTERVAL;
    }
    campaign->alone.size = 1;
    campaign->ranks = options->ranks != NULL ? campaign->options.ranks : &campaign->alone;
}

int campaign_open(campaign_t *campaign)
{
    ranks_t *ranks = campaign->ranks;
    int status = check_options(campaign);

    if (status == CAMPAIGN_OK && ranks->rank == 0) {
        status = open_archive(campaign);
    }
    status = ranks_least(ranks, status);
    if (status == CAMPAIGN_OK && ranks->size > 1) {
        if (ranks->rank != 0) {
            status = open_archive(campaign);
        }
        status = ranks_least(ranks, status);
        if (status == CAMPAIGN_OK) {
            status = share_finished(campaign);
        }
    }
    if (status == CAMPAIGN_OK && pthread_mutex_init(&campaign->mutex, NULL) != 0) {
        status = no_memory(campaign);
    }
    if (status == CAMPAIGN_OK) {
        count_missing(campaign);
        campaign->open = true;
    } else {
        archive_close(&campaign->archive, NULL);
    }
    return status;
}

/* ---- working ---- */

/* Keeps the gravest. */
static void set_status(campaign_t *campaign, int status)
{
    int before = atomic_load(&campaign->status);

    while (status < before && !atomic_compare_exchange_weak(&campaign->status, &before, status)) {
    }
}

static bool is_halted(const campaign_t *campaign)
{
    int status = atomic_load(&campaign->status);

    return status < CAMPAIGN_RUNS_FAILED
           || (status == CAMPAIGN_RUNS_FAILED && campaign->options.fail_fast);
}

/* `position`: in the list of blocks, that was handed out last. Under the mutex. */
static void report(campaign_t *campaign, uint64_t position, double time)
{
    campaign_counts_t counts = campaign->counts;

    campaign->reported = time;
    campaign->counts.seconds = time - campaign->started;
    if (campaign->options.progress != NULL && campaign->ranks->rank == 0) {
        counts.seconds = campaign->counts.seconds;
        if (campaign->ranks->size > 1) {
            uint64_t left = counts.total - counts.skipped - counts.failed;
            uint64_t handed = position * campaign->options.block_size;

            if (handed > counts.computed) {
                counts.computed = handed < left ? handed : left;
            }
        }
        campaign->options.progress(campaign->options.context, &counts);
    }
}

/* What became of a run. */
static int conclude(campaign_t *campaign, uint64_t number, uint64_t position, int result,
                    const text_t *payload, const char *message)
{
    const double time = moment_now();
    int status = CAMPAIGN_OK;
    bool due = false;

    pthread_mutex_lock(&campaign->mutex);
    if (result == CAMPAIGN_OK) {
        status = status_of(archive_append(&campaign->archive, number, payload->data, payload->length,
                                          &campaign->failure));
        campaign->counts.computed += status == CAMPAIGN_OK;
        due = time - campaign->synced >= SYNC_INTERVAL;
    } else if (result == CAMPAIGN_STOPPED) {
        status = CAMPAIGN_STOPPED;
    } else {
        /* before anybody hears of it: who does finds the others halted */
        status = CAMPAIGN_RUNS_FAILED;
        set_status(campaign, status);
        campaign->counts.failed++;
        if (campaign->options.failed != NULL) {
            campaign->options.failed(campaign->options.context, number, message);
        }
    }
    if (due) {
        campaign->synced = time;
    }
    if (time - campaign->reported >= campaign->options.progress_interval) {
        report(campaign, position, time);
    }
    pthread_mutex_unlock(&campaign->mutex);
    if (due && status == CAMPAIGN_OK) {
        failure_t failure = {.status = FILES_OK};

        /* outside the mutex, so that the others go on */
        status = status_of(archive_sync(&campaign->archive, &failure));
        pthread_mutex_lock(&campaign->mutex);
        failure_keep(&campaign->failure, &failure);
        pthread_mutex_unlock(&campaign->mutex);
    }
    set_status(campaign, status);
    return status;
}

/* The missing runs of a block. */
static void work_block(campaign_t *campaign, void *worker, uint64_t position, text_t *payload,
                       char *message)
{
    const campaign_options_t *options = &campaign->options;
    const uint64_t block = campaign->blocks[position];

    for (uint64_t i = 0; i < options->block_size; i++) {
        const uint64_t number = campaign_nth(options, block, i);
        int result = CAMPAIGN_OK;

        if (number >= options->runs || archive_has(&campaign->archive, number)) {
            continue;
        }
        if (stop_asked(options->stop)) {
            set_status(campaign, CAMPAIGN_STOPPED);
        }
        if (is_halted(campaign)) {
            break;
        }
        text_clear(payload);
        message[0] = '\0';
        result = options->work.run(worker, number, payload, message, CAMPAIGN_MESSAGE_SIZE);
        if (result == CAMPAIGN_OK && payload->status != FILES_OK) {
            snprintf(message, CAMPAIGN_MESSAGE_SIZE, "out of memory for the result");
            result = CAMPAIGN_NO_MEMORY;
        }
        conclude(campaign, number, position, result, payload, message);
    }
}

/* What a thread does. */
static void work(campaign_t *campaign)
{
    const campaign_options_t *options = &campaign->options;
    char message[CAMPAIGN_MESSAGE_SIZE] = "";
    text_t payload = {.length = 0};
    void *worker = NULL;
    bool opened = false;
    uint64_t position = 0;

    while (!is_halted(campaign)
           && ranks_next(campaign->ranks, campaign->block_count, &position)) {
        if (!opened
            && options->work.open(options->work.context, &worker, message, sizeof message) != 0) {
            pthread_mutex_lock(&campaign->mutex);
            if (campaign->message[0] == '\0') {
                memcpy(campaign->message, message, sizeof message);
            }
            pthread_mutex_unlock(&campaign->mutex);
            set_status(campaign, CAMPAIGN_NO_WORKER);
            break;
        }
        opened = true;
        work_block(campaign, worker, position, &payload, message);
    }
    if (is_halted(campaign)) {
        ranks_stop(campaign->ranks);
    }
    if (opened) {
        options->work.close(options->work.context, worker);
    }
    text_free(&payload);
}

static int threads_of(const campaign_t *campaign)
{
    int threads = campaign->options.threads;

#ifdef _OPENMP
    if (threads <= 0) {
        threads = omp_get_max_threads();
    }
#endif
    if (campaign->ranks->one_thread || threads <= 0) {
        threads = 1;
    }
    return (uint64_t)threads > campaign->block_count ? (int)campaign->block_count : threads;
}

static void work_together(campaign_t *campaign)
{
    const int threads = threads_of(campaign);

#ifdef _OPENMP
#pragma omp parallel num_threads(threads) default(none) shared(campaign)
    work(campaign);
#else
    if (threads > 0) {
        work(campaign);
    }
#endif
}

/* The blocks with something missing, in order. */
static int list_blocks(campaign_t *campaign)
{
    int status = CAMPAIGN_OK;
    const uint64_t blocks = blocks_of(campaign);
    uint64_t count = 0;

    campaign->blocks = calloc((size_t)campaign->block_count + 1, sizeof *campaign->blocks);
    if (campaign->blocks == NULL) {
        status = no_memory(campaign);
        goto out;
    }
    for (uint64_t block = 0; block < blocks; block++) {
        if (is_mine(campaign, block)) {
            uint64_t end = block_end(campaign, block);
            uint64_t i = block * campaign->options.block_size;

            while (i < end && archive_has(&campaign->archive, i)) {
                i++;
            }
            if (i < end) {
                campaign->blocks[count++] = block;
            }
        }
    }
out:
    return status;
}

int campaign_run(campaign_t *campaign)
{
    uint64_t sums[2] = {0, 0};
    int status = CAMPAIGN_OK;
    ranks_t *ranks = campaign->ranks;

    if (!campaign->open || campaign->blocks != NULL) {
        status = misused(campaign, "campaign_run: once after campaign_open");
        goto out;
    }
    campaign->started = moment_now();
    campaign->synced = campaign->started;
    status = ranks_least(ranks, list_blocks(campaign));
    if (status != CAMPAIGN_OK) {
        goto out;
    }
    report(campaign, 0, campaign->started);
    ranks_count_from_zero(ranks);
    if (campaign->block_count > 0) {
        work_together(campaign);
    }
    if (ranks->size > 1) {
        if (ranks->rank != 0) {
            set_status(campaign, status_of(archive_close(&campaign->archive, &campaign->failure)));
        }
        sums[0] = campaign->counts.computed;
        sums[1] = campaign->counts.failed;
        ranks_sum(ranks, sums, 2);
        campaign->counts.computed = sums[0];
        campaign->counts.failed = sums[1];
        ranks_barrier(ranks);
        if (ranks->rank == 0) {
            set_status(campaign, status_of(archive_gather(&campaign->archive, ranks->size, &campaign->failure)));
            campaign->counts.repeated = campaign->archive.repeated;
        }
    }
    status = ranks_least(ranks, atomic_load(&campaign->status));
    report(campaign, campaign->block_count, moment_now());
out:
    return status;
}

/* ---- reading back ---- */

bool campaign_leads(const campaign_t *campaign)
{
    return campaign->ranks->rank == 0;
}

bool campaign_complete(const campaign_t *campaign)
{
    return campaign->archive.finished == campaign->options.runs;
}

int campaign_each(campaign_t *campaign, campaign_visitor_t *visitor, void *context)
{
    archive_t *archive = &campaign->archive;
    int status = CAMPAIGN_OK;
    const void *payload = NULL;
    size_t size = 0;

    if (!campaign->open || !campaign_leads(campaign)) {
        status = misused(campaign, "campaign_each: on rank 0, while open");
    }
    for (uint64_t number = 0; number < campaign->options.runs && status == CAMPAIGN_OK; number++) {
        if (archive_has(archive, number)) {
            status = status_of(archive_read(archive, number, &payload, &size, &campaign->failure));
            if (status == CAMPAIGN_OK) {
                status = visitor(context, number, payload, size);
            }
        }
    }
    return status;
}

int campaign_close(campaign_t *campaign)
{
    int status = CAMPAIGN_OK;

    if (campaign->open) {
        status = status_of(archive_close(&campaign->archive, &campaign->failure));
        pthread_mutex_destroy(&campaign->mutex);
        campaign->open = false;
    }
    archive_free(&campaign->archive);
    free(campaign->blocks);
    campaign->blocks = NULL;
    return status;
}

void campaign_describe(const campaign_t *campaign, int status, char *line, size_t size)
{
    const char *directory = campaign->options.directory;

    switch (status) {
    case CAMPAIGN_OK:
        snprintf(line, size, "all runs are finished");
        break;
    case CAMPAIGN_RUNS_FAILED:
        snprintf(line, size, "%" PRIu64 " of %" PRIu64 " runs failed", campaign->counts.failed,
                 campaign->counts.total);
        break;
    case CAMPAIGN_STOPPED:
        snprintf(line, size, "stopped; what is finished is kept in %s", directory);
        break;
    case CAMPAIGN_OTHER_RUN:
        snprintf(line, size, "results of something else are in %s",
                 campaign->archive.other != NULL ? campaign->archive.other : directory);
        break;
    case CAMPAIGN_NO_WORKER:
    case CAMPAIGN_MISUSED:
        snprintf(line, size, "%s",
                 campaign->message[0] != '\0' ? campaign->message : "a process of this job failed");
        break;
    default:
        if (campaign->failure.status != FILES_OK) {
            failure_describe(&campaign->failure, line, size);
        } else {
            snprintf(line, size, "a process of this job failed");
        }
        break;
    }
}
