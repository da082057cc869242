/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/journal.h"
#include "testing.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PLACE "journal.bin"

static const unsigned char key[JOURNAL_KEY_SIZE] = "one experiment's key, 32 bytes.";
static const unsigned char other_key[JOURNAL_KEY_SIZE] = "another experiment, 32 bytes ..";

/* Syncs are counted, and fail if they are to: an errno. */
static int syncs, sync_error;

int fsync(int descriptor)
{
    (void)descriptor;
    syncs++;
    errno = sync_error;
    return sync_error == 0 ? 0 : -1;
}

/* What a payload of run `number` must be: its length and bytes follow from the number. */
static size_t make_payload(uint64_t number, unsigned char *payload)
{
    size_t size = (size_t)(number * 7 % 23);

    for (size_t i = 0; i < size; i++) {
        payload[i] = (unsigned char)(number * 31 + i * i);
    }
    return size;
}

/* Counts records, which must be 0, 1, 2 ... with their payloads. */
static int expect_next(void *context, uint64_t number, const void *payload, size_t size)
{
    uint64_t *count = context;
    unsigned char expected[32];

    assert_int_equal(number, *count);
    assert_int_equal(size, make_payload(number, expected));
    assert_memory_equal(payload, expected, size);
    ++*count;
    return 0;
}

static void append_number(journal_t *journal, uint64_t number)
{
    unsigned char payload[32];
    size_t size = make_payload(number, payload);

    assert_int_equal(journal_append(journal, number, payload, size), FILES_OK);
}

static size_t file_size(void)
{
    struct stat about;

    assert_int_equal(stat(PLACE, &about), 0);
    return (size_t)about.st_size;
}

static size_t load(unsigned char *bytes, size_t room)
{
    FILE *stream = fopen(PLACE, "rb");
    size_t size = 0;

    assert_non_null(stream);
    size = fread(bytes, 1, room, stream);
    fclose(stream);
    assert_true(size < room);
    return size;
}

static void store(const unsigned char *bytes, size_t size)
{
    FILE *stream = fopen(PLACE, "wb");

    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

static void make_journal(uint64_t records)
{
    journal_t journal;

    unlink(PLACE);
    assert_int_equal(journal_open(&journal, PLACE, key, NULL, NULL), FILES_OK);
    for (uint64_t i = 0; i < records; i++) {
        append_number(&journal, i);
    }
    assert_int_equal(journal_close(&journal), FILES_OK);
}

static int remove_journal(void **state)
{
    (void)state;
    unlink(PLACE);
    return 0;
}

static void test_checksum(void **state)
{
    static checksum_t checksum;
    unsigned char bytes[100];
    uint64_t whole = 0;

    (void)state;
    checksum_init(&checksum);
    assert_true(checksum_add(&checksum, 0, "123456789", 9) == 0x995DC9BBDF1939FAu);
    assert_true(checksum_add(&checksum, 0, NULL, 0) == 0);
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)(i * i + 3);
    }
    whole = checksum_add(&checksum, 0, bytes, sizeof bytes);
    for (size_t i = 0; i <= sizeof bytes; i++) {
        uint64_t part = checksum_add(&checksum, 0, bytes, i);

        assert_true(checksum_add(&checksum, part, bytes + i, sizeof bytes - i) == whole);
    }
}

static void test_comes_back(void **state)
{
    journal_t journal;
    journal_contents_t found;
    uint64_t count = 0;

    (void)state;
    make_journal(0);
    assert_int_equal(file_size(), JOURNAL_HEADER_SIZE);
    for (uint64_t session = 0; session < 5; session++) {
        count = 0;
        assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), FILES_OK);
        assert_int_equal(count, session * 40);
        assert_int_equal(journal.found.records, count);
        assert_int_equal(journal.found.cut, 0);
        for (uint64_t i = 0; i < 40; i++) {
            append_number(&journal, count + i);
        }
        assert_int_equal(journal_close(&journal), FILES_OK);
    }
    count = 0;
    assert_int_equal(journal_read(PLACE, key, expect_next, &count, &found, NULL), FILES_OK);
    assert_int_equal(count, 200);
    assert_int_equal(found.records, 200);
    assert_int_equal(found.bytes, file_size());
    assert_memory_equal(found.key, key, sizeof key);
    count = 0;
    assert_int_equal(journal_read(PLACE, NULL, expect_next, &count, NULL, NULL), FILES_OK);
    assert_int_equal(count, 200);
}

/* The format is a promise: written out by hand for run 258 with payload "AB". */
static void test_bytes(void **state)
{
    static checksum_t checksum;
    unsigned char expected[98] = "adriftJ\n\1";
    unsigned char bytes[200];
    unsigned char sealed[64];
    journal_t journal;
    uint64_t sum = 0;

    (void)state;
    checksum_init(&checksum);
    memcpy(expected + 16, key, 32);
    sum = checksum_add(&checksum, 0, expected, 56);
    for (size_t i = 0; i < 8; i++) {
        expected[56 + i] = (unsigned char)(sum >> 8 * i);
    }
    expected[64] = 2;
    expected[65] = 1;
    expected[72] = 2;
    sum = checksum_add(&checksum, 0, "AB", 2);
    for (size_t i = 0; i < 8; i++) {
        expected[80 + i] = (unsigned char)(sum >> 8 * i);
    }
    memset(sealed, 0, sizeof sealed);
    memcpy(sealed, key, 32);
    sealed[32] = 64;
    memcpy(sealed + 40, expected + 64, 24);
    sum = checksum_add(&checksum, 0, sealed, 64);
    for (size_t i = 0; i < 8; i++) {
        expected[88 + i] = (unsigned char)(sum >> 8 * i);
    }
    memcpy(expected + 96, "AB", 2);
    unlink(PLACE);
    assert_int_equal(journal_open(&journal, PLACE, key, NULL, NULL), FILES_OK);
    assert_int_equal(journal_append(&journal, 258, "AB", 2), FILES_OK);
    assert_int_equal(journal_close(&journal), FILES_OK);
    assert_int_equal(load(bytes, sizeof bytes), 98);
    assert_memory_equal(bytes, expected, 98);
}

/* Cut anywhere: what is whole is there, the rest is cut, and appending goes on. */
static void test_cut_at_every_byte(void **state)
{
    enum { RECORDS = 6 };
    static unsigned char bytes[4096];
    static unsigned char again[4096];
    size_t ends[RECORDS + 1] = {JOURNAL_HEADER_SIZE};
    size_t size = 0;

    (void)state;
    make_journal(RECORDS);
    size = load(bytes, sizeof bytes);
    for (uint64_t i = 0; i < RECORDS; i++) {
        unsigned char payload[32];

        ends[i + 1] = ends[i] + JOURNAL_RECORD_HEADER_SIZE + make_payload(i, payload);
    }
    assert_int_equal(ends[RECORDS], size);
    for (size_t cut = 0; cut <= size; cut++) {
        journal_t journal;
        journal_contents_t found;
        uint64_t count = 0;
        uint64_t whole = 0;

        while (whole < RECORDS && ends[whole + 1] <= cut) {
            whole++;
        }
        store(bytes, cut);
        assert_int_equal(journal_read(PLACE, key, expect_next, &count, &found, NULL), FILES_OK);
        assert_int_equal(count, whole);
        assert_int_equal(found.cut, cut < ends[0] ? cut : cut - ends[whole]);
        assert_int_equal(file_size(), cut);
        count = 0;
        assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), FILES_OK);
        assert_int_equal(count, whole);
        assert_int_equal(journal.found.cut, cut < ends[0] ? cut : cut - ends[whole]);
        assert_int_equal(file_size(), ends[whole]);
        for (; count < RECORDS; count++) {
            append_number(&journal, count);
        }
        assert_int_equal(journal_close(&journal), FILES_OK);
        assert_int_equal(load(again, sizeof again), size);
        assert_memory_equal(again, bytes, size);
    }
}

/* Every bit flipped: the records before it are delivered, none after, and never a wrong one. */
static void test_every_flipped_bit(void **state)
{
    enum { RECORDS = 5 };
    static unsigned char bytes[4096];
    size_t size = 0;
    size_t end = JOURNAL_HEADER_SIZE;
    uint64_t before = 0;

    (void)state;
    make_journal(RECORDS);
    size = load(bytes, sizeof bytes);
    for (size_t place = 0; place < size; place++) {
        unsigned char payload[32];

        while (place >= end + JOURNAL_RECORD_HEADER_SIZE + make_payload(before, payload)) {
            end += JOURNAL_RECORD_HEADER_SIZE + make_payload(before, payload);
            before++;
        }
        for (int bit = 0; bit < 8; bit++) {
            journal_t journal;
            failure_t failure = {0};
            uint64_t count = 0;
            int expected = place < JOURNAL_HEADER_SIZE ? FILES_DAMAGED : FILES_OK;

            bytes[place] ^= (unsigned char)(1u << bit);
            store(bytes, size);
            assert_int_equal(journal_read(PLACE, key, expect_next, &count, NULL, &failure),
                             expected);
            assert_int_equal(failure.status, expected);
            assert_int_equal(count, before);
            count = 0;
            assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), expected);
            assert_int_equal(count, before);
            if (expected == FILES_OK) {
                assert_int_equal(journal.found.cut, size - end);
                assert_int_equal(file_size(), end);
            } else {
                assert_int_equal(file_size(), size);
            }
            assert_int_equal(journal_close(&journal), expected);
            bytes[place] ^= (unsigned char)(1u << bit);
        }
    }
    assert_int_equal(before, RECORDS - 1);
}

/* A good record elsewhere, from another journal, or after zeros, is not believed. */
static void test_only_in_its_place(void **state)
{
    static unsigned char bytes[4096];
    static unsigned char moved[4096];
    size_t size = 0;
    size_t first = JOURNAL_RECORD_HEADER_SIZE; /* run 0 has no payload */
    uint64_t count = 0;
    journal_t journal;

    (void)state;
    make_journal(3);
    size = load(bytes, sizeof bytes);
    memcpy(moved, bytes, size);
    memcpy(moved + size, bytes + JOURNAL_HEADER_SIZE, first);
    store(moved, size + first);
    assert_int_equal(journal_read(PLACE, key, expect_next, &count, NULL, NULL), FILES_OK);
    assert_int_equal(count, 3);

    memset(moved + size, 0, 500);
    store(moved, size + 500);
    count = 0;
    assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), FILES_OK);
    assert_int_equal(count, 3);
    assert_int_equal(journal.found.cut, 500);
    assert_int_equal(journal_close(&journal), FILES_OK);

    unlink(PLACE);
    assert_int_equal(journal_open(&journal, PLACE, other_key, NULL, NULL), FILES_OK);
    assert_int_equal(journal_close(&journal), FILES_OK);
    load(moved, sizeof moved);
    memcpy(moved + JOURNAL_HEADER_SIZE, bytes + JOURNAL_HEADER_SIZE, size - JOURNAL_HEADER_SIZE);
    store(moved, size);
    count = 0;
    assert_int_equal(journal_read(PLACE, other_key, expect_next, &count, NULL, NULL), FILES_OK);
    assert_int_equal(count, 0);
}

static void test_other_run_other_format_no_journal(void **state)
{
    static const char text[] = "year,strong,weak\n1951,USA,KOR\n";
    static checksum_t checksum;
    static unsigned char bytes[4096];
    journal_t journal;
    journal_contents_t found;
    size_t size = 0;
    uint64_t count = 0;
    uint64_t sum = 0;

    (void)state;
    make_journal(4);
    size = load(bytes, sizeof bytes);
    assert_int_equal(journal_open(&journal, PLACE, other_key, expect_next, &count),
                     FILES_OTHER_RUN);
    assert_memory_equal(journal.found.key, key, sizeof key);
    assert_int_equal(journal.failure.status, FILES_OTHER_RUN);
    assert_string_equal(journal.failure.path, PLACE);
    assert_int_equal(journal_append(&journal, 1, "", 0), FILES_MISUSED);
    assert_int_equal(journal_close(&journal), FILES_OTHER_RUN);
    assert_int_equal(journal_read(PLACE, other_key, expect_next, &count, &found, NULL),
                     FILES_OTHER_RUN);
    assert_memory_equal(found.key, key, sizeof key);
    assert_int_equal(count, 0);
    assert_int_equal(file_size(), size);

    checksum_init(&checksum);
    bytes[8] = 2;
    sum = checksum_add(&checksum, 0, bytes, 56);
    for (size_t i = 0; i < 8; i++) {
        bytes[56 + i] = (unsigned char)(sum >> 8 * i);
    }
    store(bytes, size);
    assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), FILES_OTHER_FORMAT);
    assert_int_equal(file_size(), size);

    store((const unsigned char *)text, sizeof text - 1);
    assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), FILES_DAMAGED);
    assert_int_equal(file_size(), sizeof text - 1);
    assert_int_equal(journal_open(&journal, ".", key, expect_next, &count), FILES_CANNOT_OPEN);
    assert_int_equal(journal_open(&journal, "nowhere/" PLACE, key, NULL, NULL),
                     FILES_CANNOT_CREATE);
    assert_int_equal(journal_read("nowhere", key, NULL, NULL, NULL, NULL), FILES_CANNOT_OPEN);
    assert_int_equal(journal_open(&journal, "/dev/null", key, NULL, NULL), FILES_DAMAGED);
}

static int collect(void *context, uint64_t number, const void *payload, size_t size)
{
    char *text = context;

    snprintf(text + strlen(text), 8, "%d%.*s", (int)number, (int)size, (const char *)payload);
    return 0;
}

static void test_duplicates_are_delivered_in_order(void **state)
{
    char text[64] = "";
    journal_t journal;

    (void)state;
    unlink(PLACE);
    assert_int_equal(journal_open(&journal, PLACE, key, NULL, NULL), FILES_OK);
    assert_int_equal(journal_append(&journal, 7, "a", 1), FILES_OK);
    assert_int_equal(journal_append(&journal, 3, NULL, 0), FILES_OK);
    assert_int_equal(journal_append(&journal, 7, "b", 1), FILES_OK);
    assert_int_equal(journal_close(&journal), FILES_OK);
    assert_int_equal(journal_read(PLACE, key, collect, text, NULL, NULL), FILES_OK);
    assert_string_equal(text, "7a37b");
}

static int stop_at_third(void *context, uint64_t number, const void *payload, size_t size)
{
    (void)context;
    (void)payload;
    (void)size;
    return number == 2 ? -99 : 0;
}

static void test_visitor_stops(void **state)
{
    static unsigned char bytes[4096];
    journal_t journal;
    size_t size = 0;

    (void)state;
    make_journal(5);
    size = load(bytes, sizeof bytes) - 1;
    store(bytes, size);
    assert_int_equal(journal_read(PLACE, key, stop_at_third, NULL, NULL, NULL), -99);
    assert_int_equal(journal_open(&journal, PLACE, key, stop_at_third, NULL), -99);
    assert_false(journal.open);
    assert_int_equal(file_size(), size);
}

static int count_large(void *context, uint64_t number, const void *payload, size_t size)
{
    const unsigned char *bytes = payload;
    size_t *total = context;

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != (unsigned char)(number + i % 251)) {
            return -1;
        }
    }
    *total += size;
    return 0;
}

/* Around the size of what is read at once. */
static void test_large_records(void **state)
{
    static const size_t sizes[] = {0,      1,      262111, 262112, 262113,
                                   262143, 262144, 262145, 3,      5000000};
    unsigned char *bytes = malloc(5000000);
    journal_t journal;
    size_t total = 0;
    size_t expected = 0;

    (void)state;
    assert_non_null(bytes);
    unlink(PLACE);
    assert_int_equal(journal_open(&journal, PLACE, key, NULL, NULL), FILES_OK);
    for (size_t number = 0; number < sizeof sizes / sizeof sizes[0]; number++) {
        for (size_t i = 0; i < sizes[number]; i++) {
            bytes[i] = (unsigned char)(number + i % 251);
        }
        assert_int_equal(journal_append(&journal, number, bytes, sizes[number]), FILES_OK);
        expected += sizes[number];
    }
    assert_int_equal(journal_append(&journal, 0, bytes, (size_t)JOURNAL_PAYLOAD_MAX + 1),
                     FILES_MISUSED);
    assert_int_equal(journal_close(&journal), FILES_OK);
    free(bytes);
    assert_int_equal(journal_read(PLACE, key, count_large, &total, NULL, NULL), FILES_OK);
    assert_int_equal(total, expected);
}

/* Writes a few bytes at a time, is interrupted now and then, and fails from a point on. */
typedef struct {
    size_t piece;    /* at most so many bytes at once */
    size_t left;     /* until it fails */
    int error_number;
    unsigned calls;
} faulty_t;

static ssize_t faulty_write(void *context, int descriptor, const void *data, size_t size)
{
    faulty_t *faulty = context;

    if (faulty->calls++ % 3 == 0) {
        errno = EINTR;
        return -1;
    }
    if (faulty->left == 0) {
        errno = faulty->error_number;
        return -1;
    }
    size = size < faulty->piece ? size : faulty->piece;
    size = size < faulty->left ? size : faulty->left;
    faulty->left -= size;
    return write(descriptor, data, size);
}

static void test_failing_writes(void **state)
{
    static unsigned char bytes[8192];
    size_t size = 0;

    (void)state;
    make_journal(8);
    size = load(bytes, sizeof bytes) - JOURNAL_HEADER_SIZE;
    for (size_t room = 0; room <= size; room++) {
        faulty_t faulty = {.piece = 5, .left = room, .error_number = room % 2 ? ENOSPC : EIO};
        int expected = room % 2 ? FILES_DISC_FULL : FILES_CANNOT_WRITE;
        int status = FILES_OK;
        uint64_t written = 0;
        uint64_t count = 0;
        journal_t journal;

        unlink(PLACE);
        assert_int_equal(journal_open(&journal, PLACE, key, NULL, NULL), FILES_OK);
        journal.write = faulty_write;
        journal.write_context = &faulty;
        while (written < 8 && status == FILES_OK) {
            unsigned char payload[32];

            status = journal_append(&journal, written, payload, make_payload(written, payload));
            written += status == FILES_OK;
        }
        if (room < size) {
            assert_int_equal(status, expected);
            faulty.left = SIZE_MAX;
            assert_int_equal(journal_append(&journal, written, "", 0), expected);
            assert_int_equal(journal_sync(&journal), expected);
            assert_int_equal(journal.failure.error_number, faulty.error_number);
        }
        assert_int_equal(journal.bytes, file_size());
        assert_int_equal(journal_close(&journal), room < size ? expected : FILES_OK);
        assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), FILES_OK);
        assert_int_equal(count, written);
        assert_int_equal(journal.found.cut, 0);
        assert_int_equal(journal_close(&journal), FILES_OK);
    }
}

/* A file that may not grow: the kernel writes a part, then refuses. */
static void test_file_size_limit(void **state)
{
    pid_t child = 0;
    int how = 0;
    journal_t journal;
    uint64_t count = 0;

    (void)state;
    unlink(PLACE);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit = {.rlim_cur = 1000, .rlim_max = 1000};
        unsigned char payload[32];
        uint64_t number = 0;
        int status = FILES_OK;

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        status = journal_open(&journal, PLACE, key, NULL, NULL);
        for (; status == FILES_OK; number++) {
            status = journal_append(&journal, number, payload, make_payload(number, payload));
        }
        _exit(status == FILES_CANNOT_WRITE && journal.failure.error_number == EFBIG
                      && journal_close(&journal) == FILES_CANNOT_WRITE
                  ? (int)number - 1
                  : 255);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    assert_int_not_equal(WEXITSTATUS(how), 255);
    assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), FILES_OK);
    assert_int_equal(journal.found.cut, 0);
    assert_int_equal(count, WEXITSTATUS(how));
    assert_true(count > 10);
    assert_int_equal(journal_close(&journal), FILES_OK);
}

static void test_lock(void **state)
{
    int ready[2];
    char byte = 0;
    pid_t child = 0;
    int how = 0;
    uint64_t count = 0;
    journal_t journal;

    (void)state;
    make_journal(3);
    assert_int_equal(pipe(ready), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(60); /* not for ever, should the parent fail */
        if (journal_open(&journal, PLACE, key, NULL, NULL) == FILES_OK
            && write(ready[1], "x", 1) == 1) {
            pause();
        }
        _exit(1);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), FILES_LOCKED);
    assert_int_equal(journal_read(PLACE, key, expect_next, &count, NULL, NULL), FILES_LOCKED);
    assert_int_equal(count, 0);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), FILES_OK);
    assert_int_equal(count, 3);
    /* another descriptor of this process is another user too */
    assert_int_equal(journal_read(PLACE, key, NULL, NULL, NULL, NULL), FILES_LOCKED);
    assert_int_equal(journal_close(&journal), FILES_OK);
    assert_int_equal(journal_read(PLACE, key, NULL, NULL, NULL, NULL), FILES_OK);
}

/* Killed at random moments, from before the header on: always a prefix, and it goes on from there. */
static void test_killed_writer(void **state)
{
    uint64_t last = 0;
    unsigned random = 12345;

    (void)state;
    unlink(PLACE);
    for (int round = 0; round < 100; round++) {
        journal_t journal;
        uint64_t count = 0;
        int how = 0;
        int ready[2];
        char byte = 0;
        pid_t child = -1;
        struct timespec nap = {0};

        assert_int_equal(pipe(ready), 0);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            uint64_t next = 0;
            unsigned char payload[32];

            alarm(60);
            if (write(ready[1], "x", 1) != 1
                || journal_open(&journal, PLACE, key, expect_next, &next) != FILES_OK) {
                _exit(1);
            }
            journal.sync_every = 50;
            for (;; next++) {
                if (journal_append(&journal, next, payload, make_payload(next, payload)) != 0) {
                    _exit(1);
                }
            }
        }
        close(ready[1]);
        assert_int_equal(read(ready[0], &byte, 1), 1);
        close(ready[0]);
        random = random * 1103515245u + 12345u;
        nap.tv_nsec = (long)(random >> 8) % 2000000L;
        nanosleep(&nap, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how));
        assert_int_equal(journal_open(&journal, PLACE, key, expect_next, &count), FILES_OK);
        assert_true(count >= last);
        last = count;
        assert_int_equal(journal_close(&journal), FILES_OK);
    }
    assert_true(last > 0);
}

enum { THREADS = 4, PER_THREAD = 2000 };

typedef struct {
    journal_t *journal;
    uint64_t first;
    int status;
} writer_t;

static void *write_share(void *argument)
{
    writer_t *writer = argument;

    for (uint64_t i = 0; i < PER_THREAD && writer->status == FILES_OK; i++) {
        unsigned char payload[32];
        uint64_t number = writer->first + i * THREADS;

        writer->status =
            journal_append(writer->journal, number, payload, make_payload(number, payload));
    }
    return NULL;
}

static int mark(void *context, uint64_t number, const void *payload, size_t size)
{
    unsigned char *seen = context;
    unsigned char expected[32];

    assert_true(number < THREADS * PER_THREAD);
    assert_int_equal(size, make_payload(number, expected));
    assert_memory_equal(payload, expected, size);
    seen[number]++;
    return 0;
}

static void test_threads(void **state)
{
    static unsigned char seen[THREADS * PER_THREAD];
    pthread_t threads[THREADS];
    writer_t writers[THREADS];
    journal_t journal;

    (void)state;
    unlink(PLACE);
    assert_int_equal(journal_open(&journal, PLACE, key, NULL, NULL), FILES_OK);
    journal.sync_every = 500;
    for (size_t i = 0; i < THREADS; i++) {
        writers[i] = (writer_t){.journal = &journal, .first = i};
        assert_int_equal(pthread_create(&threads[i], NULL, write_share, &writers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(writers[i].status, FILES_OK);
    }
    assert_int_equal(journal_close(&journal), FILES_OK);
    assert_int_equal(journal_read(PLACE, key, mark, seen, NULL, NULL), FILES_OK);
    for (size_t i = 0; i < sizeof seen; i++) {
        assert_int_equal(seen[i], 1);
    }
}

static void test_close_is_always_legal(void **state)
{
    journal_t journal = {0};

    (void)state;
    assert_int_equal(journal_close(&journal), FILES_OK);
    assert_int_equal(journal_append(&journal, 0, "", 0), FILES_MISUSED);
    assert_int_equal(journal_sync(&journal), FILES_MISUSED);
    unlink(PLACE);
    assert_int_equal(journal_open(&journal, PLACE, key, NULL, NULL), FILES_OK);
    assert_int_equal(journal_append(&journal, 0, NULL, 1), FILES_MISUSED);
    assert_int_equal(journal_append(&journal, 0, "a", 1), FILES_OK);
    assert_int_equal(journal_close(&journal), FILES_OK);
    assert_int_equal(journal_close(&journal), FILES_OK);
}

/* A journal begun is safe with its name; then every so many records, and the last ones when it is closed. */
static void test_syncs(void **state)
{
    journal_t journal;

    (void)state;
    unlink(PLACE);
    syncs = 0;
    assert_int_equal(journal_open(&journal, PLACE, key, NULL, NULL), FILES_OK);
    assert_int_equal(syncs, 2); /* file and directory */
    journal.sync_every = 3;
    for (uint64_t i = 0; i < 7; i++) {
        append_number(&journal, i);
        assert_int_equal(syncs, 2 + (i + 1) / 3);
    }
    assert_int_equal(journal_close(&journal), FILES_OK);
    assert_int_equal(syncs, 5);

    assert_int_equal(journal_open(&journal, PLACE, key, NULL, NULL), FILES_OK);
    sync_error = EINVAL; /* a file system that cannot */
    assert_int_equal(journal_sync(&journal), FILES_OK);
    sync_error = EIO;
    assert_int_equal(journal_sync(&journal), FILES_CANNOT_WRITE);
    sync_error = 0;
    assert_int_equal(journal_close(&journal), FILES_CANNOT_WRITE);
    unlink(PLACE);
}

/* Keys that differ in their last byte alone; a size that ends where its header would. */
static void test_last_bytes(void **state)
{
    static checksum_t checksum;
    static unsigned char bytes[4096];
    unsigned char almost[JOURNAL_KEY_SIZE], place[8] = {JOURNAL_HEADER_SIZE};
    journal_contents_t found;
    uint64_t count = 0, sum = 0;
    size_t size = 0;

    (void)state;
    make_journal(2);
    memcpy(almost, key, sizeof almost);
    almost[JOURNAL_KEY_SIZE - 1] ^= 1;
    assert_int_equal(journal_read(PLACE, almost, expect_next, &count, &found, NULL), FILES_OTHER_RUN);

    /* the first record says that it is longer than the file by less than a record's header */
    size = load(bytes, sizeof bytes);
    unsigned char *record = bytes + JOURNAL_HEADER_SIZE;
    record[8] = (unsigned char)(size - JOURNAL_HEADER_SIZE - 1);
    checksum_init(&checksum);
    sum = checksum_add(&checksum, 0, key, sizeof key);
    sum = checksum_add(&checksum, checksum_add(&checksum, sum, place, 8), record, 24);
    for (int i = 0; i < 8; i++) {
        record[24 + i] = (unsigned char)(sum >> 8 * i);
    }
    store(bytes, size);
    assert_int_equal(journal_read(PLACE, key, expect_next, &count, &found, NULL), FILES_OK);
    assert_int_equal(found.records, 0);
    assert_int_equal(found.cut, size - JOURNAL_HEADER_SIZE);
    unlink(PLACE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checksum),
        cmocka_unit_test(test_comes_back),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_every_flipped_bit),
        cmocka_unit_test(test_only_in_its_place),
        cmocka_unit_test(test_other_run_other_format_no_journal),
        cmocka_unit_test(test_duplicates_are_delivered_in_order),
        cmocka_unit_test(test_visitor_stops),
        cmocka_unit_test(test_large_records),
        cmocka_unit_test(test_failing_writes),
        cmocka_unit_test(test_file_size_limit),
        cmocka_unit_test(test_lock),
        cmocka_unit_test(test_syncs),
        cmocka_unit_test(test_last_bytes),
        cmocka_unit_test(test_killed_writer),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_close_is_always_legal),
    };

    return cmocka_run_group_tests(tests, NULL, remove_journal);
}
