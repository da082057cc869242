/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives of runs whose payload is a function of their number: several in this process, as its locks allow. */
#include "experiments/archive.h"

#include "files/digest.h"
#include "testing.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 100, PAYLOAD_MAX = 3000 };

static const char description[] = "scenario = \"baseline\"\nseed = 1\nreplicates = 10\n";
static const char other_description[] = "scenario = \"baseline\"\nseed = 2\nreplicates = 10\nmore = 1\n";

/* Syncs are counted, and fail if they are to: an errno. */
static atomic_int syncs;
static int sync_error;

int fsync(int descriptor)
{
    (void)descriptor;
    atomic_fetch_add(&syncs, 1);
    errno = sync_error;
    return sync_error == 0 ? 0 : -1;
}

static archive_options_t options_for(const char *directory, const char *text)
{
    archive_options_t options = {.directory = directory, .description = text, .runs = RUNS};

    archive_key(text, options.key);
    return options;
}

/* Empty ones, short ones, now and then one that is much longer than the one before. */
static size_t make_payload(uint64_t number, unsigned char payload[PAYLOAD_MAX])
{
    size_t size = number % 10 == 7 ? PAYLOAD_MAX - (size_t)(number * 11 % 700) : (size_t)(number * 7 % 23);

    for (size_t i = 0; i < size; i++) {
        payload[i] = (unsigned char)(number * 31 + i * i);
    }
    return size;
}

static void append(archive_t *archive, uint64_t number)
{
    unsigned char payload[PAYLOAD_MAX];
    const size_t size = make_payload(number, payload);

    assert_int_equal(archive_append(archive, number, payload, size, NULL), FILES_OK);
    assert_true(archive_has(archive, number));
}

/* Finishes what is missing of every `step`-th run from the one of this number. Returns how many. */
static uint64_t fill(archive_t *archive, uint64_t from, uint64_t step)
{
    uint64_t count = 0;

    for (uint64_t number = from; number < archive->options.runs; number += step) {
        if (!archive_has(archive, number)) {
            append(archive, number);
            count++;
        }
    }
    return count;
}

static void assert_reads(archive_t *archive, uint64_t number)
{
    unsigned char expected[PAYLOAD_MAX];
    const size_t expected_size = make_payload(number, expected);
    const void *payload = NULL;
    size_t size = 0;

    assert_int_equal(archive_read(archive, number, &payload, &size, NULL), FILES_OK);
    assert_int_equal(size, expected_size);
    assert_memory_equal(payload, expected, size);
}

static void assert_all_there(archive_t *archive)
{
    assert_int_equal(archive->finished, archive->options.runs);
    for (uint64_t number = 0; number < archive->options.runs; number++) {
        assert_reads(archive, number);
    }
}

static void open_fine(archive_t *archive, const archive_options_t *options)
{
    assert_int_equal(archive_open(archive, options, NULL), FILES_OK);
}

/* Opens what does not open. */
static void assert_refused(const archive_options_t *options, int status)
{
    archive_t archive;
    failure_t failure = {.status = FILES_OK};

    assert_int_equal(archive_open(&archive, options, &failure), status);
    assert_int_equal(failure.status, status);
    assert_int_equal(archive.other != NULL, status == FILES_OTHER_RUN);
    archive_free(&archive);
}

static void end(archive_t *archive)
{
    assert_int_equal(archive_close(archive, NULL), FILES_OK);
    archive_free(archive);
}

/* Opens, finishes all of it, closes. Returns how many were finished before. */
static uint64_t complete(const archive_options_t *options)
{
    archive_t archive;
    uint64_t before = 0;

    open_fine(&archive, options);
    before = archive.finished;
    fill(&archive, 0, 1);
    assert_all_there(&archive);
    assert_int_equal(archive.repeated, 0);
    end(&archive);
    return before;
}

static void complete_shard(archive_options_t options, uint32_t shard, uint32_t shards)
{
    archive_t archive;

    options.shard = shard;
    options.shards = shards;
    open_fine(&archive, &options);
    fill(&archive, shard - 1, shards);
    end(&archive);
}

static void empty_directory(const char *directory)
{
    failure_t failure = {.status = FILES_OK};

    if (access(directory, F_OK) == 0) {
        assert_int_equal(directory_remove(directory, &failure), FILES_OK);
    }
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static uint64_t file_size(const char *path)
{
    struct stat about;

    assert_int_equal(stat(path, &about), 0);
    return (uint64_t)about.st_size;
}

static void flip_byte(const char *path, uint64_t place)
{
    int descriptor = open(path, O_RDWR);
    unsigned char byte = 0;

    assert_true(descriptor >= 0);
    assert_int_equal(pread(descriptor, &byte, 1, (off_t)place), 1);
    byte ^= 0x10;
    assert_int_equal(pwrite(descriptor, &byte, 1, (off_t)place), 1);
    close(descriptor);
}

/* ---- what is finished ---- */

static void test_kept_and_read_back(void **state)
{
    const archive_options_t options = options_for("kept", description);
    archive_t archive = {.finished = 0};

    (void)state;
    assert_int_equal(archive_close(&archive, NULL), FILES_OK);
    archive_free(&archive);
    empty_directory("kept");
    open_fine(&archive, &options);
    assert_int_equal(archive.finished, 0);
    assert_false(archive_has(&archive, 0));
    /* in any order */
    for (uint64_t number = RUNS - 1; number >= 50; number--) {
        append(&archive, number);
    }
    assert_int_equal(archive.finished, 50);
    assert_reads(&archive, 99);
    assert_reads(&archive, 57);
    assert_false(archive_has(&archive, 49));
    assert_int_equal(archive_close(&archive, NULL), FILES_OK);
    assert_reads(&archive, 50); /* the last of the file */
    assert_reads(&archive, 87);
    archive_free(&archive);
    archive_free(&archive);
    /* and again */
    assert_int_equal(complete(&options), 50);
    assert_int_equal(complete(&options), RUNS);
}

static void test_what_is_not_there(void **state)
{
    const archive_options_t options = options_for("not-there", description);
    archive_t archive;

    (void)state;
    empty_directory("not-there");
    open_fine(&archive, &options);
    append(&archive, 3);
    archive_mark(&archive, 3);
    assert_int_equal(archive.finished, 1);
    archive_mark(&archive, 5);
    assert_int_equal(archive.finished, 2);
    assert_true(archive_has(&archive, 5));
    assert_false(archive_has(&archive, RUNS));
    for (uint64_t number = 4; number <= RUNS; number += number == 5 ? RUNS - 5 : 1) {
        const void *payload = &options;
        size_t size = 1;
        failure_t failure = {.status = FILES_OK};

        assert_int_equal(archive_read(&archive, number, &payload, &size, &failure), FILES_MISUSED);
        assert_null(payload);
        assert_int_equal(size, 0);
        assert_string_equal(failure.path, "not-there");
    }
    assert_reads(&archive, 3);
    end(&archive);
}

/* A run twice: the first counts, and it is told. A run of another number: no archive of ours. */
static void test_records_that_should_not_be(void **state)
{
    const archive_options_t options = options_for("should-not", description);
    archive_t archive;
    journal_t journal;

    (void)state;
    empty_directory("should-not");
    open_fine(&archive, &options);
    fill(&archive, 0, 2);
    end(&archive);
    assert_int_equal(journal_open(&journal, "should-not/journal-1.bin", options.key, NULL, NULL), FILES_OK);
    assert_int_equal(journal_append(&journal, 4, "other", 5), FILES_OK);
    assert_int_equal(journal_close(&journal), FILES_OK);
    open_fine(&archive, &options);
    assert_int_equal(archive.finished, RUNS / 2);
    assert_int_equal(archive.repeated, 1);
    end(&archive);
    assert_int_equal(journal_open(&journal, "should-not/journal-1.bin", options.key, NULL, NULL), FILES_OK);
    assert_int_equal(journal_append(&journal, RUNS, "other", 5), FILES_OK);
    assert_int_equal(journal_close(&journal), FILES_OK);
    assert_refused(&options, FILES_DAMAGED);
}

/* More journals than may be open at once, read to and fro. */
static void test_many_journals(void **state)
{
    const archive_options_t options = options_for("many", description);
    archive_options_t more = options;
    struct rlimit limit, low;
    archive_t archive;

    (void)state;
    empty_directory("many");
    more.runs = 300;
    for (uint32_t shard = 1; shard <= 150; shard++) {
        complete_shard(more, shard, 150);
    }
    open_fine(&archive, &more);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    low = limit;
    low.rlim_cur = 145;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
    assert_all_there(&archive);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    end(&archive);
}

static void test_keys(void **state)
{
    unsigned char key[ARCHIVE_KEY_SIZE], other[ARCHIVE_KEY_SIZE];
    char hex[ARCHIVE_HEX_SIZE], expected[DIGEST_HEX_SIZE];
    digest_t digest;

    (void)state;
    archive_key(description, key);
    archive_key(other_description, other);
    assert_memory_not_equal(key, other, sizeof key);
    archive_key_hex(key, hex);
    digest_init(&digest);
    digest_add_text(&digest, description);
    digest_hex(&digest, expected);
    assert_string_equal(hex, expected);
}

/* ---- what is refused, what is started over ---- */

static void test_other_key_is_refused(void **state)
{
    archive_options_t options = options_for("key", description);
    archive_options_t others = options_for("key", other_description);
    archive_t archive;

    (void)state;
    empty_directory("key");
    complete(&options);
    assert_int_equal(archive_open(&archive, &others, NULL), FILES_OTHER_RUN);
    assert_string_equal(archive.other, "key");
    assert_int_equal(archive.difference.length, strlen("- seed = 1\n+ seed = 2\n+ more = 1\n"));
    assert_memory_equal(archive.difference.data, "- seed = 1\n+ seed = 2\n+ more = 1\n", archive.difference.length);
    archive_free(&archive);

    /* a description's key counts to its last digit */
    flip_byte("key/" ARCHIVE_DESCRIPTION, strlen("# key: ") + 63);
    assert_refused(&options, FILES_OTHER_RUN);

    /* the journal knows it too */
    assert_int_equal(unlink("key/" ARCHIVE_DESCRIPTION), 0);
    assert_refused(&others, FILES_OTHER_RUN);
    assert_false(is_there("key/" ARCHIVE_DESCRIPTION));

    /* nothing was changed */
    assert_int_equal(complete(&options), RUNS);

    /* another journal than our own counts as well */
    assert_int_equal(rename("key/journal-0.bin", "key/journal-5.bin"), 0);
    assert_int_equal(unlink("key/" ARCHIVE_DESCRIPTION), 0);
    assert_refused(&others, FILES_OTHER_RUN);
    assert_false(is_there("key/journal-0.bin"));

    /* starting over takes all of it away */
    others.fresh = true;
    assert_int_equal(complete(&others), 0);
    assert_false(is_there("key/journal-5.bin"));
    others.fresh = false;
    assert_int_equal(complete(&others), RUNS);
}

static void test_foreign_results_are_kept(void **state)
{
    static const char *const tables[] = {"points.csv", "runs.csv", NULL};
    archive_options_t options = options_for("foreign", description);

    (void)state;
    options.tables = tables;
    for (int i = 0; i < 3; i++) {
        const char *path = i == 0 ? "foreign/manifest.json" : i == 1 ? "foreign/points.csv" : "foreign/runs.csv";

        empty_directory("foreign");
        assert_int_equal(mkdir("foreign", 0777), 0);
        write_file("foreign/notes.txt", "mine");
        write_file(path, "a,b\n");
        options.fresh = false;
        assert_refused(&options, FILES_NOT_EMPTY);
        assert_true(is_there(path));
        assert_false(is_there("foreign/journal-0.bin"));
        options.fresh = true;
        assert_int_equal(complete(&options), 0);
        assert_true(is_there("foreign/notes.txt"));
        assert_int_equal(is_there(path), i == 0);
    }
    /* with our journal beside them they are our own */
    write_file("foreign/runs.csv", "a,b\n");
    options.fresh = false;
    assert_int_equal(complete(&options), RUNS);
    assert_true(is_there("foreign/runs.csv"));
}

/* Fresh shards do not remove what their siblings have done of the same. */
static void test_fresh_shards(void **state)
{
    archive_options_t options = options_for("fresh", other_description);

    (void)state;
    empty_directory("fresh");
    complete_shard(options, 1, 2);
    complete_shard(options, 2, 2);
    options = options_for("fresh", description);
    options.fresh = true;
    complete_shard(options, 1, 2);
    /* what the sibling did of something else is gone */
    assert_false(is_there("fresh/journal-shard-2-of-2.bin"));
    complete_shard(options, 2, 2);
    options.fresh = false;
    assert_int_equal(complete(&options), RUNS);
}

/* ---- several processes ---- */

static void test_merging(void **state)
{
    static const char *const shards[] = {"merged", "merge-1", "merge-2", "merge-1"};
    archive_options_t options = options_for("merged", description);
    archive_t archive;

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        archive_options_t shard = options;

        empty_directory(shards[i]);
        if (i > 0) {
            shard.directory = shards[i];
            complete_shard(shard, i, 2);
        }
    }
    open_fine(&archive, &options);
    append(&archive, 6);
    syncs = 0;
    assert_int_equal(archive_merge(&archive, NULL, 0, NULL), FILES_OK);
    assert_int_equal(syncs, 0);
    assert_int_equal(archive_merge(&archive, shards, 2, NULL), FILES_OK);
    assert_int_equal(syncs, 1);
    assert_int_equal(archive.merged, RUNS / 2 - 1);
    assert_int_equal(archive.repeated, 1);
    assert_int_equal(archive_merge(&archive, shards + 2, 2, NULL), FILES_OK);
    assert_int_equal(syncs, 2);
    assert_int_equal(archive.merged, RUNS - 1);
    assert_int_equal(archive.repeated, 1 + RUNS / 2);
    assert_all_there(&archive);
    end(&archive);
    /* and stay without them */
    empty_directory("merge-1");
    assert_int_equal(complete(&options), RUNS);
}

static void test_merging_refuses(void **state)
{
    static const char *const wrong[] = {"merge-other"};
    static const char *const empty[] = {"merge-empty"};
    archive_options_t options = options_for("merge", description);
    archive_options_t others = options_for("merge-other", other_description);
    failure_t failure = {.status = FILES_OK};
    archive_t archive;

    (void)state;
    empty_directory("merge");
    empty_directory("merge-other");
    empty_directory("merge-empty");
    assert_int_equal(mkdir("merge-empty", 0777), 0);
    complete(&others);
    for (int i = 0; i < 2; i++) {
        open_fine(&archive, &options);
        assert_int_equal(archive_merge(&archive, wrong, 1, NULL), FILES_OTHER_RUN);
        assert_string_equal(archive.other, "merge-other");
        /* whether its description says so or its journal */
        assert_int_equal(archive.difference.length > 0, i == 0);
        assert_int_equal(archive.finished, 0);
        end(&archive);
        unlink("merge-other/" ARCHIVE_DESCRIPTION);
    }
    open_fine(&archive, &options);
    assert_int_equal(archive_merge(&archive, empty, 1, &failure), FILES_DAMAGED);
    assert_string_equal(failure.detail, "no journal in this directory");
    end(&archive);
}

/* The processes of a job: the first has the directory, the others do what they are told is missing. */
static void test_ranks(void **state)
{
    (void)state;
    for (uint32_t shards = 0; shards <= 2; shards += 2) {
        const char *journal = shards == 0 ? "ranks/journal-2.bin" : "ranks/journal-shard-1-of-2-rank-2.bin";
        archive_options_t options = options_for("ranks", description);
        archive_t archive[3];

        empty_directory("ranks");
        options.shard = shards / 2;
        options.shards = shards;
        open_fine(&archive[0], &options);
        fill(&archive[0], 0, 3);
        for (int rank = 1; rank < 3; rank++) {
            options.rank = rank;
            open_fine(&archive[rank], &options);
            assert_int_equal(archive[rank].finished, 0);
            for (uint64_t number = 0; number < RUNS; number += 3) {
                archive_mark(&archive[rank], number);
            }
            fill(&archive[rank], (uint64_t)rank, 3);
        }
        assert_true(is_there(journal));
        /* not before they have closed it */
        assert_int_equal(archive_gather(&archive[0], 3, NULL), FILES_LOCKED);
        end(&archive[1]);
        end(&archive[2]);
        assert_int_equal(archive_gather(&archive[0], 3, NULL), FILES_OK);
        assert_int_equal(archive[0].repeated, 0);
        assert_all_there(&archive[0]);
        end(&archive[0]);
        /* one process finds the work of all, and further ones do not take its own for it */
        options.rank = 0;
        assert_int_equal(complete(&options), RUNS);
        options.rank = 2;
        open_fine(&archive[2], &options);
        assert_int_equal(archive[2].finished, 0);
        end(&archive[2]);
        options.rank = 1;
        archive_key(other_description, options.key);
        assert_refused(&options, FILES_OTHER_RUN);
    }
}

/* While one has it open, who may come beside it? */
static void test_locks(void **state)
{
    static const struct {
        uint32_t shard, shards;
        uint32_t other_shard, other_shards;
        bool welcome;
    } table[] = {
        {0, 0, 0, 0, false}, {1, 4, 1, 4, false}, {1, 4, 2, 4, true},
        {1, 4, 1, 2, false}, {1, 4, 2, 2, false}, {1, 4, 0, 0, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        archive_options_t options = options_for("locks", description);
        archive_options_t others = options;
        archive_t archive, other;

        empty_directory("locks");
        options.shard = table[i].shard;
        options.shards = table[i].shards;
        others.shard = table[i].other_shard;
        others.shards = table[i].other_shards;
        open_fine(&archive, &options);
        append(&archive, 0);
        if (table[i].welcome) {
            open_fine(&other, &others);
            assert_int_equal(other.finished, 0); /* what a sibling has is not looked at */
            end(&other);
        } else {
            assert_refused(&others, FILES_LOCKED);
            others.fresh = true;
            assert_refused(&others, FILES_LOCKED);
            others.fresh = false;
        }
        end(&archive);
        open_fine(&other, &others);
        assert_int_equal(other.finished, table[i].welcome ? 0 : 1);
        end(&other);
    }
}

/* Lets go of the directory after a moment. */
static void *let_go(void *context)
{
    nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
    directory_unlock(context);
    return NULL;
}

/* Shards that open at once wait for one another. */
static void test_waits(void **state)
{
    archive_options_t options = options_for("waits", description);
    directory_t lock = {.locked = false};
    archive_t archive;
    pthread_t thread;

    (void)state;
    empty_directory("waits");
    assert_int_equal(mkdir("waits", 0777), 0);
    options.shard = 1;
    options.shards = 2;
    assert_int_equal(directory_lock(&lock, "waits", NULL), FILES_OK);
    assert_int_equal(pthread_create(&thread, NULL, let_go, &lock), 0);
    assert_int_equal(archive_open(&archive, &options, NULL), FILES_OK);
    assert_int_equal(pthread_join(thread, NULL), 0);
    end(&archive);
}

/* ---- the disc ---- */

static void test_syncs(void **state)
{
    const archive_options_t options = options_for("syncs", description);
    failure_t failure = {.status = FILES_OK};
    archive_t archive;

    (void)state;
    empty_directory("syncs");
    open_fine(&archive, &options);
    syncs = 0;
    fill(&archive, 0, 2);
    assert_int_equal(syncs, 0);
    assert_int_equal(archive_sync(&archive, NULL), FILES_OK);
    assert_int_equal(syncs, 1);
    append(&archive, 1);
    assert_int_equal(archive_close(&archive, NULL), FILES_OK);
    assert_int_equal(syncs, 2);
    archive_free(&archive);
    assert_int_equal(syncs, 2);

    /* whatever cannot be put on the disc is told, then and in the end */
    open_fine(&archive, &options);
    append(&archive, 3);
    sync_error = EIO;
    assert_int_equal(archive_sync(&archive, &failure), FILES_CANNOT_WRITE);
    sync_error = 0;
    assert_string_equal(failure.path, "syncs/journal-0.bin");
    assert_int_equal(failure.error_number, EIO);
    failure_clear(&failure);
    assert_int_equal(archive_append(&archive, 5, "x", 1, &failure), FILES_CANNOT_WRITE);
    assert_false(archive_has(&archive, 5));
    assert_string_equal(failure.path, "syncs/journal-0.bin");
    failure_clear(&failure);
    assert_int_equal(archive_close(&archive, &failure), FILES_CANNOT_WRITE);
    assert_int_equal(failure.error_number, EIO);
    archive_free(&archive);
    assert_int_equal(complete(&options), RUNS / 2 + 2);
}

static void *sync_often(void *context)
{
    int status = FILES_OK;

    for (int i = 0; i < 1000 && status == FILES_OK; i++) {
        status = archive_sync(context, NULL);
    }
    return status == FILES_OK ? context : NULL;
}

/* One thread may sync, and another ask for runs, while a third appends and reads others. */
static void test_at_once(void **state)
{
    const archive_options_t options = options_for("at-once", description);
    archive_t archive;
    pthread_t thread;
    void *result = NULL;

    (void)state;
    empty_directory("at-once");
    open_fine(&archive, &options);
    assert_int_equal(pthread_create(&thread, NULL, sync_often, &archive), 0);
    for (uint64_t number = 0; number < RUNS; number++) {
        append(&archive, number);
        assert_reads(&archive, number / 2);
    }
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_ptr_equal(result, &archive);
    assert_all_there(&archive);
    end(&archive);
}

static void test_damaged_journals(void **state)
{
    const char *path = "damaged/journal-0.bin";
    archive_options_t options = options_for("damaged", description);
    uint64_t random = 3;

    (void)state;
    for (int trial = 0; trial < 40; trial++) {
        uint64_t size = 0, place = 0;

        empty_directory("damaged");
        options.fresh = false;
        complete(&options);
        size = file_size(path);
        random = random * UINT64_C(6364136223846793005) + 1;
        place = JOURNAL_HEADER_SIZE + (random >> 33) % (size - JOURNAL_HEADER_SIZE);
        if (trial % 2 == 0) {
            assert_int_equal(truncate(path, (off_t)place), 0);
        } else {
            flip_byte(path, place);
        }
        if (trial % 4 >= 2) {
            /* another's journal is not mended, only read as far as it is good */
            assert_int_equal(rename(path, "damaged/journal-3.bin"), 0);
        }
        assert_true(complete(&options) < RUNS);
        assert_int_equal(complete(&options), RUNS);

        flip_byte(path, 20);
        assert_refused(&options, FILES_DAMAGED);
        options.fresh = true;
        assert_int_equal(complete(&options), 0);
    }
}

/* A record that changes after it was written is not taken for a result. */
static void test_changed_meanwhile(void **state)
{
    const char *path = "changed/journal-0.bin";
    const archive_options_t options = options_for("changed", description);
    const void *payload = NULL;
    size_t size = 0;
    failure_t failure = {.status = FILES_OK};
    archive_t archive;

    (void)state;
    empty_directory("changed");
    open_fine(&archive, &options);
    fill(&archive, 0, 1);
    size = (size_t)file_size(path);
    flip_byte(path, size - 1);
    assert_reads(&archive, RUNS - 2);
    assert_int_equal(archive_read(&archive, RUNS - 1, &payload, &size, &failure), FILES_DAMAGED);
    assert_string_equal(failure.detail, "changed meanwhile");
    assert_string_equal(failure.path, path);
    failure_clear(&failure);
    assert_int_equal(truncate(path, (off_t)file_size(path) - 1), 0);
    assert_int_equal(archive_read(&archive, RUNS - 1, &payload, &size, &failure), FILES_DAMAGED);
    assert_string_equal(failure.detail, "shorter than it was");
    failure_clear(&failure);
    /* the number of the first */
    flip_byte(path, JOURNAL_HEADER_SIZE);
    assert_int_equal(archive_read(&archive, 0, &payload, &size, &failure), FILES_DAMAGED);
    assert_reads(&archive, 1);
    end(&archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_and_read_back),
        cmocka_unit_test(test_what_is_not_there),
        cmocka_unit_test(test_records_that_should_not_be),
        cmocka_unit_test(test_many_journals),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_other_key_is_refused),
        cmocka_unit_test(test_foreign_results_are_kept),
        cmocka_unit_test(test_fresh_shards),
        cmocka_unit_test(test_merging),
        cmocka_unit_test(test_merging_refuses),
        cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_locks),
        cmocka_unit_test(test_waits),
        cmocka_unit_test(test_syncs),
        cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_damaged_journals),
        cmocka_unit_test(test_changed_meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
