/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Campaigns with a toy for a run: a pure function of its number. Processes that are to be killed,
 * or to work side by side, are this program again:
 *
 *     [TOY_STOP=RANK] [TOY_MEET=N] [TOY_HOLD=N]
 *     test_campaign toy DIRECTORY RUNS THREADS WORK [I/N [BLOCK [fresh]]]
 *
 * (also started by check_ranks.sh, under mpirun). TOY_MEET: each of a rank's first N runs waits for those of
 * the other ranks; TOY_HOLD: its N-th does not end; with one thread. It prints "total skipped computed failed repeated"
 * and the digest of all finished payloads, and ends with the status.
 */
#include "experiments/campaign.h"

#include "files/digest.h"
#include "testing.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TOY_RUNS = 500, TOY_WORKERS = 64 };

static char program[4096];

static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* What the runs of a campaign do; shared by its workers. */
typedef struct {
    uint64_t work;             /* how long a run takes */
    uint64_t fail_from;        /* runs fail_from, fail_from + fail_every, ... fail */
    uint64_t fail_every;       /* 0: none */
    bool fail_alone;           /* runs after the first that fails do not end before it has */
    atomic_int failed;         /* how many were told of */
    bool fail_open;
    atomic_int *stop;          /* set when `stop_after` runs were begun */
    uint64_t stop_after;
    _Atomic uint64_t begun;
    uint64_t meet, hold;       /* TOY_MEET, TOY_HOLD; 0: not */
    ranks_t *ranks;
    atomic_int opened, closed;
    _Atomic uint64_t *times;   /* how often each run was computed; or NULL */
    uint64_t list[16];         /* the first that were begun */
    _Atomic size_t listed;
    uint64_t failures[TOY_RUNS];
    size_t failure_count;
    uint64_t reports;
    campaign_counts_t last;    /* reported */
    uint64_t block;            /* block size; 0: order is not looked at */
    atomic_int out_of_order;
} toy_t;

typedef struct {
    toy_t *toy;
    uint64_t last;
    bool any;
} toy_worker_t;

static int toy_open(void *context, void **worker, char *message, size_t size)
{
    toy_t *toy = context;
    toy_worker_t *made = calloc(1, sizeof *made);
    int status = 0;

    if (toy->fail_open) {
        snprintf(message, size, "no world today");
        free(made);
        status = -1;
    } else {
        made->toy = toy;
        *worker = made;
        atomic_fetch_add(&toy->opened, 1);
    }
    return status;
}

static void toy_close(void *context, void *worker)
{
    toy_t *toy = context;

    atomic_fetch_add(&toy->closed, 1);
    free(worker);
}

static size_t toy_payload(uint64_t number, unsigned char payload[64])
{
    size_t size = 8 + number % 41;

    for (size_t i = 0; i < size; i++) {
        payload[i] = (unsigned char)(mix(number + (i << 40)) >> 11);
    }
    return size;
}

static int toy_run(void *context, uint64_t number, text_t *payload, char *message, size_t size)
{
    toy_worker_t *worker = context;
    toy_t *toy = worker->toy;
    unsigned char bytes[64];
    volatile uint64_t state = number;
    int status = 0;

    assert_int_equal(payload->length, 0);
    if (toy->block > 0 && worker->any && number / toy->block == worker->last / toy->block
        && number <= worker->last) {
        atomic_fetch_add(&toy->out_of_order, 1);
    }
    worker->any = true;
    worker->last = number;
    for (uint64_t i = 0; i < toy->work; i++) {
        state = mix(state);
    }
    const uint64_t begun = atomic_fetch_add(&toy->begun, 1) + 1;
    const size_t at = atomic_fetch_add(&toy->listed, 1);

    if (at < sizeof toy->list / sizeof toy->list[0]) {
        toy->list[at] = number;
    }

    if (begun <= toy->meet) {
        ranks_barrier(toy->ranks);
    }
    while (begun == toy->hold) {
        pause();
    }
    while (toy->fail_alone && number > toy->fail_from && atomic_load(&toy->failed) == 0) {
        sched_yield();
    }
    if (toy->stop != NULL && begun == toy->stop_after) {
        atomic_store(toy->stop, 1);
    }
    if (toy->times != NULL) {
        atomic_fetch_add(&toy->times[number], 1);
    }
    if (toy->fail_every > 0 && number >= toy->fail_from
        && (number - toy->fail_from) % toy->fail_every == 0) {
        text_append(payload, "rubbish", 7);
        snprintf(message, size, "run %" PRIu64 " is unlucky", number);
        status = -1;
    } else {
        text_append(payload, (const char *)bytes, toy_payload(number, bytes));
    }
    return status;
}

static void toy_failed(void *context, uint64_t number, const char *message)
{
    toy_t *toy = context;
    char expected[64];

    snprintf(expected, sizeof expected, "run %" PRIu64 " is unlucky", number);
    assert_string_equal(message, expected);
    if (toy->failure_count < TOY_RUNS) {
        toy->failures[toy->failure_count++] = number;
    }
    atomic_fetch_add(&toy->failed, 1);
}

static void toy_progress(void *context, const campaign_counts_t *counts)
{
    toy_t *toy = context;

    toy->reports++;
    toy->last = *counts;
}

static campaign_options_t toy_options(toy_t *toy, const char *directory, uint64_t runs, int threads)
{
    static const char description[] = "scenario = \"baseline\"\nseed = 1\nreplicates = 10\n";
    campaign_options_t options = {
        .directory = directory,
        .description = description,
        .runs = runs,
        .threads = threads,
        .progress = toy_progress,
        .failed = toy_failed,
        .context = toy,
        .work = {toy, toy_open, toy_close, toy_run},
    };

    archive_key(description, options.key);
    return options;
}

/* ---- looking at results ---- */

typedef struct {
    digest_t digest;
    uint64_t next;  /* least number that may come */
    uint64_t count;
} visit_t;

static int visit(void *context, uint64_t number, const void *payload, size_t size)
{
    visit_t *seen = context;
    unsigned char expected[64];

    assert_true(number >= seen->next);
    assert_int_equal(size, toy_payload(number, expected));
    assert_memory_equal(payload, expected, size);
    digest_add(&seen->digest, &number, sizeof number);
    digest_add(&seen->digest, payload, size);
    seen->next = number + 1;
    seen->count++;
    return 0;
}

static uint64_t digest_all(campaign_t *campaign, char hex[DIGEST_HEX_SIZE])
{
    visit_t seen = {.next = 0};

    digest_init(&seen.digest);
    assert_int_equal(campaign_each(campaign, visit, &seen), CAMPAIGN_OK);
    digest_hex(&seen.digest, hex);
    return seen.count;
}

static void digest_expected(uint64_t runs, char hex[DIGEST_HEX_SIZE])
{
    digest_t digest;
    unsigned char payload[64];

    digest_init(&digest);
    for (uint64_t number = 0; number < runs; number++) {
        digest_add(&digest, &number, sizeof number);
        digest_add(&digest, payload, toy_payload(number, payload));
    }
    digest_hex(&digest, hex);
}

static void assert_all_there(campaign_t *campaign)
{
    char found[DIGEST_HEX_SIZE];
    char expected[DIGEST_HEX_SIZE];

    assert_true(campaign_complete(campaign));
    assert_int_equal(digest_all(campaign, found), campaign->options.runs);
    digest_expected(campaign->options.runs, expected);
    assert_string_equal(found, expected);
}

/* Opens and runs; the caller closes. */
static int perform(campaign_t *campaign, const campaign_options_t *options)
{
    int status = CAMPAIGN_OK;

    campaign_init(campaign, options);
    status = campaign_open(campaign);
    return status == CAMPAIGN_OK ? campaign_run(campaign) : status;
}

static void empty_directory(const char *directory)
{
    char command[4200];

    snprintf(command, sizeof command, "rm -rf -- '%s'", directory);
    assert_int_equal(system(command), 0);
}

/* ---- other processes ---- */

typedef struct {
    campaign_counts_t counts;
    char hex[DIGEST_HEX_SIZE];
    int status;  /* exit status; -1: killed */
} child_t;

static pid_t start_child(const char *const arguments[], int *output)
{
    int ends[2];
    pid_t process = 0;

    assert_int_equal(pipe(ends), 0);
    process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        const char *list[16] = {program, "toy"};

        for (size_t i = 0; i < 12 && arguments[i] != NULL; i++) {
            list[i + 2] = arguments[i];
        }
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        execv(program, (char *const *)(uintptr_t)list);
        _exit(127);
    }
    close(ends[1]);
    *output = ends[0];
    return process;
}

static child_t end_child(pid_t process, int output)
{
    child_t child = {.status = -1};
    char text[512] = "";
    size_t length = 0;
    ssize_t count = 0;
    int status = 0;

    while ((count = read(output, text + length, sizeof text - 1 - length)) > 0) {
        length += (size_t)count;
    }
    close(output);
    assert_int_equal(waitpid(process, &status, 0), process);
    if (WIFEXITED(status)) {
        child.status = WEXITSTATUS(status);
        sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %64s",
               &child.counts.total, &child.counts.skipped, &child.counts.computed,
               &child.counts.failed, &child.counts.repeated, child.hex);
    }
    return child;
}

static child_t run_child(const char *const arguments[])
{
    int output = -1;
    pid_t process = start_child(arguments, &output);

    return end_child(process, output);
}

static int toy_main(int argc, char **argv)
{
    campaign_t campaign;
    toy_t *toy = calloc(1, sizeof *toy);
    ranks_t ranks;
    atomic_int stop = 0;
    char hex[DIGEST_HEX_SIZE] = "-";
    int status = ranks_open(&ranks);
    campaign_options_t options = {.runs = 0};
    campaign_counts_t *counts = &campaign.counts;

    if (toy == NULL || status != RANKS_OK || argc < 6) {
        fprintf(stderr, "toy: ranks %d\n", status);
        status = -99;
        goto out;
    }
    options = toy_options(toy, argv[2], strtoull(argv[3], NULL, 10), atoi(argv[4]));
    toy->work = strtoull(argv[5], NULL, 10);
    if (argc > 6) {
        sscanf(argv[6], "%" SCNu32 "/%" SCNu32, &options.shard, &options.shards);
    }
    options.block_size = argc > 7 ? strtoull(argv[7], NULL, 10) : 1;
    options.fresh = argc > 8;
    options.ranks = &ranks;
    toy->ranks = &ranks;
    toy->meet = getenv("TOY_MEET") != NULL ? strtoull(getenv("TOY_MEET"), NULL, 10) : 0;
    toy->hold = getenv("TOY_HOLD") != NULL ? strtoull(getenv("TOY_HOLD"), NULL, 10) : 0;
    if (getenv("TOY_STOP") != NULL && atoi(getenv("TOY_STOP")) == ranks.rank) {
        toy->stop = &stop;
        toy->stop_after = 100;
        options.stop = &stop;
    }
    status = perform(&campaign, &options);
    if (campaign_leads(&campaign)) {
        if (campaign.open) {
            digest_all(&campaign, hex);
        } else {
            char line[1024];

            campaign_describe(&campaign, status, line, sizeof line);
            fprintf(stderr, "toy: %s\n", line);
        }
        printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %s\n", counts->total,
               counts->skipped, counts->computed, counts->failed, counts->repeated, hex);
        if (getenv("TOY_MEASURE") != NULL) {
            struct rusage usage;

            getrusage(RUSAGE_SELF, &usage);
            printf("%ld KiB %.3f s\n", usage.ru_maxrss, counts->seconds);
        }
        fflush(stdout);
    }
    campaign_close(&campaign);
    ranks_close(&ranks);
out:
    free(toy);
    return -status;
}

/* ---- tests ---- */

static void test_any_number_of_threads(void **state)
{
    static const int threads[] = {1, 2, 7};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        for (uint64_t block = 1; block <= 7; block += 3) {
            toy_t toy = {.block = block};
            campaign_t campaign;
            campaign_options_t options = toy_options(&toy, "threads", TOY_RUNS, threads[i]);

            empty_directory("threads");
            options.block_size = block;
            assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
            assert_all_there(&campaign);
            assert_int_equal(campaign.counts.total, TOY_RUNS);
            assert_int_equal(campaign.counts.computed, TOY_RUNS);
            assert_int_equal(campaign.counts.skipped, 0);
            assert_int_equal(campaign.counts.repeated, 0);
            assert_int_equal(toy.opened, toy.closed);
            assert_in_range(toy.opened, 1, threads[i]);
            assert_int_equal(toy.out_of_order, 0);
            assert_true(toy.reports >= 2);
            assert_int_equal(toy.last.computed, TOY_RUNS);
            assert_int_equal(campaign_close(&campaign), CAMPAIGN_OK);

            /* again: nothing is left to do, and nobody is called to do it */
            memset(&toy, 0, sizeof toy);
            assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
            assert_all_there(&campaign);
            assert_int_equal(campaign.counts.computed, 0);
            assert_int_equal(campaign.counts.skipped, TOY_RUNS);
            assert_int_equal(toy.opened, 0);
            assert_int_equal(campaign_close(&campaign), CAMPAIGN_OK);
        }
    }
}

static void test_nothing_to_do(void **state)
{
    toy_t toy = {.work = 0};
    campaign_t campaign = {.open = false};
    campaign_options_t options = toy_options(&toy, "nothing", 0, 3);
    char hex[DIGEST_HEX_SIZE];

    (void)state;
    assert_int_equal(campaign_close(&campaign), CAMPAIGN_OK);
    empty_directory("nothing");
    assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
    assert_int_equal(digest_all(&campaign, hex), 0);
    assert_true(campaign_complete(&campaign));
    assert_int_equal(campaign_close(&campaign), CAMPAIGN_OK);
    assert_int_equal(campaign_close(&campaign), CAMPAIGN_OK);
}

static void test_stop_and_resume(void **state)
{
    static _Atomic uint64_t times[TOY_RUNS];
    uint64_t random = 7;

    (void)state;
    for (int trial = 0; trial < 20; trial++) {
        uint64_t computed = 0;
        int rounds = 0;
        int status = CAMPAIGN_STOPPED;

        for (size_t i = 0; i < TOY_RUNS; i++) {
            atomic_store(&times[i], 0);
        }
        empty_directory("stopped");
        while (status == CAMPAIGN_STOPPED) {
            atomic_int stop = 0;
            campaign_t campaign;
            toy_t toy = {.times = times, .stop = &stop};
            campaign_options_t options = toy_options(&toy, "stopped", TOY_RUNS, 1 + trial % 3);

            random = mix(random);
            toy.stop_after = 1 + random % (TOY_RUNS / 2);
            options.stop = &stop;
            options.block_size = 1 + (uint64_t)trial % 4;
            status = perform(&campaign, &options);
            assert_int_equal(campaign.counts.skipped, computed);
            computed += campaign.counts.computed;
            if (status == CAMPAIGN_OK) {
                assert_all_there(&campaign);
            } else {
                char hex[DIGEST_HEX_SIZE];

                assert_int_equal(status, CAMPAIGN_STOPPED);
                assert_int_equal(digest_all(&campaign, hex), computed);
                assert_int_equal(campaign_complete(&campaign), false);
                /* soon: no thread begins another run */
                assert_in_range(campaign.counts.computed, toy.stop_after, toy.stop_after + 2);
            }
            assert_int_equal(campaign_close(&campaign), CAMPAIGN_OK);
            rounds++;
        }
        assert_int_equal(status, CAMPAIGN_OK);
        assert_int_equal(computed, TOY_RUNS);
        assert_true(rounds > 1);
        for (size_t i = 0; i < TOY_RUNS; i++) {
            assert_int_equal(atomic_load(&times[i]), 1);
        }
    }
}

/* What the archive says of a directory is a status of the campaign and a line for a person. */
static void test_refusals_are_told(void **state)
{
    static const char *const tables[] = {"notes.txt", NULL};
    static const char *const others[] = {"refused"};
    toy_t toy = {.work = 0};
    campaign_t campaign;
    campaign_options_t options = toy_options(&toy, "refused", 20, 1);
    char line[256];
    FILE *notes = NULL;

    (void)state;
    empty_directory("refused");
    empty_directory("refuses");
    assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
    campaign_close(&campaign);
    options.description = "seed = 2\n";
    archive_key(options.description, options.key);
    for (int i = 0; i < 2; i++) { /* there; to be merged */
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_OTHER_RUN);
        assert_string_equal(campaign.archive.other, "refused");
        assert_true(campaign.archive.difference.length > 0);
        campaign_describe(&campaign, CAMPAIGN_OTHER_RUN, line, sizeof line);
        assert_string_equal(line, "results of something else are in refused");
        campaign_close(&campaign);
        options.directory = "refuses";
        options.merge = others;
        options.merge_count = 1;
    }

    options = toy_options(&toy, "refuses", 20, 1);
    options.tables = tables;
    empty_directory("refuses");
    assert_int_equal(mkdir("refuses", 0777), 0);
    notes = fopen("refuses/notes.txt", "w");
    assert_non_null(notes);
    assert_int_equal(fclose(notes), 0);
    assert_int_equal(perform(&campaign, &options), CAMPAIGN_FILES);
    campaign_describe(&campaign, CAMPAIGN_FILES, line, sizeof line);
    assert_string_equal(line, "there are files already in refuses");
    campaign_close(&campaign);
    options.fresh = true;
    assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
    campaign_close(&campaign);
    assert_int_not_equal(access("refuses/notes.txt", F_OK), 0);
}

/* By their stride: what a worker is asked for, one after the other; the last block has not all. */
static void test_block_stride(void **state)
{
    static const uint64_t expected[] = {0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8};
    toy_t toy = {.listed = 0};
    campaign_t campaign;
    campaign_options_t options = toy_options(&toy, "stride", 11, 1);

    (void)state;
    empty_directory("stride");
    options.block_size = 6;
    options.block_stride = 3;
    for (uint64_t i = 0; i < 11; i++) {
        assert_int_equal(campaign_nth(&options, i / 6, i % 6), i < 10 ? expected[i] : 8);
    }
    assert_int_equal(campaign_nth(&options, 1, 5), 11);
    assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
    assert_all_there(&campaign);
    campaign_close(&campaign);
    assert_int_equal(toy.listed, 11);
    assert_memory_equal(toy.list, expected, sizeof expected);
    options.block_stride = 4;
    assert_int_equal(perform(&campaign, &options), CAMPAIGN_MISUSED);
    campaign_close(&campaign);
}

static void test_failed_runs(void **state)
{
    campaign_t campaign;
    char hex[DIGEST_HEX_SIZE];

    (void)state;
    for (int threads = 1; threads <= 3; threads += 2) {
        toy_t toy = {.fail_from = 13, .fail_every = 100};
        campaign_options_t options = toy_options(&toy, "failed", TOY_RUNS, threads);
        bool seen[5] = {false};

        empty_directory("failed");
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_RUNS_FAILED);
        assert_int_equal(campaign.counts.failed, 5);
        assert_int_equal(campaign.counts.computed, TOY_RUNS - 5);
        assert_int_equal(digest_all(&campaign, hex), TOY_RUNS - 5);
        assert_false(archive_has(&campaign.archive, 113));
        assert_true(archive_has(&campaign.archive, 114));
        assert_false(campaign_complete(&campaign));
        assert_int_equal(toy.failure_count, 5);
        for (size_t i = 0; i < 5; i++) {
            seen[(toy.failures[i] - 13) / 100] = (toy.failures[i] - 13) % 100 == 0;
        }
        assert_true(seen[0] && seen[1] && seen[2] && seen[3] && seen[4]);
        campaign_close(&campaign);

        toy.fail_every = 0;
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
        assert_int_equal(campaign.counts.computed, 5);
        assert_int_equal(campaign.counts.skipped, TOY_RUNS - 5);
        assert_all_there(&campaign);
        campaign_close(&campaign);

        /* at once: only what others had begun is finished still */
        empty_directory("failed");
        toy.fail_every = 100;
        toy.failure_count = 0;
        toy.failed = 0;
        toy.fail_alone = true;
        options.fail_fast = true;
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_RUNS_FAILED);
        assert_int_equal(campaign.counts.failed, 1);
        assert_in_range(campaign.counts.computed, 13, 13 + threads - 1);
        campaign_close(&campaign);
    }
}

static void test_no_worker(void **state)
{
    toy_t toy = {.fail_open = true};
    campaign_t campaign;
    campaign_options_t options = toy_options(&toy, "worker", 20, 3);
    char line[256];

    (void)state;
    empty_directory("worker");
    assert_int_equal(perform(&campaign, &options), CAMPAIGN_NO_WORKER);
    campaign_describe(&campaign, CAMPAIGN_NO_WORKER, line, sizeof line);
    assert_string_equal(line, "no world today");
    assert_int_equal(toy.closed, 0);
    campaign_close(&campaign);
}

static void test_wrong_options(void **state)
{
    toy_t toy = {.work = 0};
    campaign_t campaign;
    static const uint32_t shards[][2] = {{0, 4}, {5, 4}, {1, 0}, {1, 2000000}};

    (void)state;
    empty_directory("wrong");
    for (size_t i = 0; i < 4; i++) {
        campaign_options_t options = toy_options(&toy, "wrong", 20, 1);

        options.shard = shards[i][0];
        options.shards = shards[i][1];
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_MISUSED);
        campaign_close(&campaign);
    }
    assert_int_not_equal(access("wrong", F_OK), 0);
    for (uint32_t shard = 0; shard <= 1; shard++) { /* what starts over, a shard: neither can merge */
        static const char *const here[] = {"."};
        campaign_options_t options = toy_options(&toy, ".", 20, 1);

        options.merge = here;
        options.merge_count = 1;
        options.fresh = shard == 0;
        options.shard = shard;
        options.shards = shard;
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_MISUSED);
        campaign_close(&campaign);
    }
    assert_int_not_equal(access("journal-0.bin", F_OK), 0);
    assert_int_not_equal(access("journal-shard-1-of-1.bin", F_OK), 0);
}

/* One after another in directories of their own, merged; and all at once in one directory. */
static void test_shards(void **state)
{
    static const char *const directories[] = {"shard-1", "shard-2", "shard-3", "shard-4"};
    static const char *const divisions[] = {"1/4", "2/4", "3/4", "4/4"};
    char expected[DIGEST_HEX_SIZE];

    (void)state;
    digest_expected(TOY_RUNS, expected);
    for (uint64_t block = 1; block <= 3; block += 2) {
        toy_t toy = {.work = 0};
        uint64_t total = 0;
        campaign_t campaign;
        campaign_options_t options = toy_options(&toy, "merged", TOY_RUNS, 2);
        pid_t processes[4];
        int outputs[4];

        options.block_size = block;
        for (uint32_t i = 0; i < 4; i++) {
            options.directory = directories[i];
            options.shard = i + 1;
            options.shards = 4;
            empty_directory(directories[i]);
            assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
            assert_int_equal(campaign.counts.total, campaign.counts.computed);
            assert_in_range(campaign.counts.total, TOY_RUNS / 4 - block, TOY_RUNS / 4 + block);
            assert_false(campaign_complete(&campaign));
            for (uint64_t number = 0; number < TOY_RUNS; number++) {
                assert_int_equal(archive_has(&campaign.archive, number), number / block % 4 == i);
            }
            total += campaign.counts.total;
            campaign_close(&campaign);
        }
        assert_int_equal(total, TOY_RUNS);
        /* merged, they are whole; what is missing would be computed, but nothing is */
        empty_directory("merged");
        options.directory = "merged";
        options.shard = 0;
        options.shards = 0;
        options.merge = directories;
        options.merge_count = 4;
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
        assert_int_equal(campaign.counts.merged, TOY_RUNS);
        assert_int_equal(campaign.counts.skipped, TOY_RUNS);
        assert_int_equal(campaign.counts.computed, 0);
        assert_int_equal(campaign.counts.repeated, 0);
        assert_all_there(&campaign);
        campaign_close(&campaign);
        /* and stay so without them */
        options.merge_count = 0;
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
        assert_int_equal(campaign.counts.skipped, TOY_RUNS);
        campaign_close(&campaign);
        /* three of four */
        empty_directory("merged");
        options.merge_count = 3;
        campaign_init(&campaign, &options);
        assert_int_equal(campaign_open(&campaign), CAMPAIGN_OK);
        assert_false(campaign_complete(&campaign));
        assert_in_range(campaign.counts.merged, TOY_RUNS * 3 / 4 - block, TOY_RUNS * 3 / 4 + block);
        campaign_close(&campaign);

        empty_directory("together");
        for (size_t i = 0; i < 4; i++) {
            const char *arguments[] = {"together", "500", "2", "20000", divisions[i],
                                       block == 1 ? "1" : "3", NULL};

            processes[i] = start_child(arguments, &outputs[i]);
        }
        for (size_t i = 0; i < 4; i++) {
            child_t child = end_child(processes[i], outputs[i]);

            assert_int_equal(child.status, 0);
            assert_int_equal(child.counts.computed, child.counts.total);
        }
        options.directory = "together";
        options.merge_count = 0;
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
        assert_int_equal(campaign.counts.skipped, TOY_RUNS);
        assert_int_equal(campaign.counts.repeated, 0);
        assert_all_there(&campaign);
        campaign_close(&campaign);
        /* another division finds all done */
        options.shard = 2;
        options.shards = 3;
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
        assert_int_equal(campaign.counts.computed, 0);
        campaign_close(&campaign);
    }
}

static uint64_t random_in(uint64_t *random, uint64_t range)
{
    *random = mix(*random);
    return *random % range;
}

/* 0 if there is none */
static uint64_t size_if_there(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 ? (uint64_t)about.st_size : 0;
}

/*
 * Killed at any moment, as often as it likes: resumed, it is as if nothing had happened. A moment is
 * a time, or where the journal has reached a size, however fast this machine is.
 */
static void test_killed(void **state)
{
    static const char *const arguments[] = {"killed", "3000", "2", "12000", NULL};
    const uint64_t about = 3000 * (JOURNAL_RECORD_HEADER_SIZE + 28); /* the size in the end */
    char expected[DIGEST_HEX_SIZE];
    uint64_t random = 42;
    int killed = 0;
    int resumed = 0;

    (void)state;
    digest_expected(3000, expected);
    for (int moment = 0; moment < 30; moment++) {
        child_t child = {.status = -1};

        empty_directory("killed");
        for (int kills = 1 + moment % 3; kills > 0; kills--) {
            int output = -1;
            siginfo_t ended = {.si_pid = 0};
            pid_t process = start_child(arguments, &output);

            if (kills % 2 == 0) {
                uint64_t wait = random_in(&random, 40000000);

                nanosleep(&(struct timespec){.tv_nsec = (long)wait}, NULL);
            } else {
                uint64_t size = random_in(&random, about);

                while (ended.si_pid == 0 && size_if_there("killed/journal-0.bin") < size) {
                    waitid(P_PID, (id_t)process, &ended, WEXITED | WNOHANG | WNOWAIT);
                }
            }
            assert_int_equal(kill(process, SIGKILL), 0);
            child = end_child(process, output);
            killed += child.status == -1;
        }
        child = run_child(arguments);
        assert_int_equal(child.status, 0);
        assert_int_equal(child.counts.skipped + child.counts.computed, 3000);
        assert_int_equal(child.counts.repeated, 0);
        assert_string_equal(child.hex, expected);
        resumed += child.counts.skipped > 0 && child.counts.computed > 0;
    }
    /* or else this tests nothing */
    assert_true(killed >= 20);
    assert_true(resumed >= 10);
}

static int stop_at_seven(void *context, uint64_t number, const void *payload, size_t size)
{
    (void)payload;
    (void)size;
    ++*(int *)context;
    return number == 7 ? 123 : 0;
}

static void test_visitor_ends_the_visit(void **state)
{
    toy_t toy = {.work = 0};
    campaign_t campaign;
    campaign_options_t options = toy_options(&toy, "visited", 20, 2);
    int calls = 0;

    (void)state;
    empty_directory("visited");
    assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
    assert_int_equal(campaign_each(&campaign, stop_at_seven, &calls), 123);
    assert_int_equal(calls, 8);
    calls = 0;
    assert_int_equal(truncate("visited/journal-0.bin", JOURNAL_HEADER_SIZE), 0);
    assert_int_equal(campaign_each(&campaign, stop_at_seven, &calls), CAMPAIGN_FILES);
    assert_int_equal(campaign.failure.status, FILES_DAMAGED);
    assert_int_equal(calls, 0);
    campaign_close(&campaign);
}

static ssize_t full_disc(void *context, int descriptor, const void *data, size_t size)
{
    uint64_t *left = context;

    if (*left < size) {
        errno = ENOSPC;
        return -1;
    }
    *left -= size;
    return write(descriptor, data, size);
}

static void test_disc_full(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads += 2) {
        toy_t toy = {.work = 0};
        campaign_t campaign;
        campaign_options_t options = toy_options(&toy, "full", TOY_RUNS, threads);
        uint64_t left = 5000;
        uint64_t computed = 0;

        empty_directory("full");
        campaign_init(&campaign, &options);
        assert_int_equal(campaign_open(&campaign), CAMPAIGN_OK);
        campaign.archive.journal.write = full_disc;
        campaign.archive.journal.write_context = &left;
        assert_int_equal(campaign_run(&campaign), CAMPAIGN_FILES);
        assert_int_equal(campaign.failure.status, FILES_DISC_FULL);
        computed = campaign.counts.computed;
        assert_in_range(computed, 1, 200);
        campaign_close(&campaign);
        assert_int_equal(perform(&campaign, &options), CAMPAIGN_OK);
        assert_int_equal(campaign.counts.skipped, computed);
        assert_all_there(&campaign);
        campaign_close(&campaign);
    }
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_IS_MEASURED false
#elif defined(__has_feature)
#define MEMORY_IS_MEASURED (!__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer))
#else
#define MEMORY_IS_MEASURED true
#endif

/* A million runs: 16 bytes for each, and not what they have to say (60 bytes each). */
static void test_memory(void **state)
{
    long peak[2] = {0, 0};
    static const char *const runs[] = {"1000", "1000000"};

    (void)state;
    if (!MEMORY_IS_MEASURED) {
        skip();
    }
    for (size_t i = 0; i < 2; i++) {
        const char *arguments[] = {"memory", runs[i], "2", "0", NULL};
        int output = -1;
        int status = 0;
        pid_t process = 0;
        struct rusage usage;
        char text[512];

        empty_directory("memory");
        process = start_child(arguments, &output);
        while (read(output, text, sizeof text) > 0) {
        }
        close(output);
        assert_int_equal(wait4(process, &status, 0, &usage), process);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        peak[i] = usage.ru_maxrss;
        if (i == 1) {
            assert_true(size_if_there("memory/journal-0.bin") > 55000000);
        }
    }
    print_message("%ld KiB for 1000 runs, %ld KiB for 1000000\n", peak[0], peak[1]);
    assert_in_range(peak[1] - peak[0], 7000, 18000);
    empty_directory("memory");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_number_of_threads),
        cmocka_unit_test(test_nothing_to_do),
        cmocka_unit_test(test_stop_and_resume),
        cmocka_unit_test(test_refusals_are_told),
        cmocka_unit_test(test_block_stride),
        cmocka_unit_test(test_failed_runs),
        cmocka_unit_test(test_no_worker),
        cmocka_unit_test(test_wrong_options),
        cmocka_unit_test(test_shards),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_visitor_ends_the_visit),
        cmocka_unit_test(test_disc_full),
        cmocka_unit_test(test_memory),
    };
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

    if (length < 0) {
        return 1;
    }
    if (argc > 1 && strcmp(argv[1], "toy") == 0) {
        return toy_main(argc, argv);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
