/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/spool.h"
#include "testing.h"

#include "files/csv.h"
#include "files/output.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <unistd.h>

enum { CHANNELS = 3, MOST_THREADS = 7 };

/* Where the bytes arrive; refuses to be entered twice, fails on demand. */
typedef struct {
    text_t channels[CHANNELS];
    atomic_int inside;
    atomic_int calls;
    int fail_at; /* 0: never */
    bool misuse; /* entered twice, nothing to write, or called after it failed */
} sink_t;

static int sink_write(void *context, size_t channel, const char *data, size_t size)
{
    sink_t *sink = context;
    int status = FILES_OK;
    int call = atomic_fetch_add(&sink->calls, 1) + 1;

    if (atomic_fetch_add(&sink->inside, 1) != 0 || size == 0 || channel >= CHANNELS
        || (sink->fail_at > 0 && call > sink->fail_at)) {
        sink->misuse = true;
    }
    if (call == sink->fail_at) {
        status = FILES_DISC_FULL;
    } else {
        text_append(&sink->channels[channel], data, size);
    }
    atomic_fetch_sub(&sink->inside, 1);
    return status;
}

static void sink_free(sink_t *sink)
{
    for (size_t i = 0; i < CHANNELS; i++) {
        text_free(&sink->channels[i]);
    }
}

static uint64_t mixed(uint64_t i)
{
    i += UINT64_C(0x9e3779b97f4a7c15);
    i = (i ^ (i >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    i = (i ^ (i >> 27)) * UINT64_C(0x94d049bb133111eb);
    return i ^ (i >> 31);
}

/* Many items are small, some empty, some far above any limit used here. */
static uint64_t rows_of(uint64_t item)
{
    static const uint64_t rows[] = {0, 1, 3, 10, 50, 200, 1000, 3};

    return rows[mixed(item) % 8];
}

static void append_row(text_t *text, uint64_t item, size_t channel, uint64_t row)
{
    csv_unsigned(text, item);
    csv_unsigned(text, row);
    csv_unsigned(text, mixed(item ^ row ^ channel) % 100000);
    csv_end_row(text);
}

/* Not every item writes to every channel in every row. */
static bool has_row(uint64_t item, size_t channel, uint64_t row)
{
    return mixed(item * 31 + channel * 7 + row) % (channel + 1) == 0;
}

typedef struct {
    spool_t spool;
    sink_t sink;
    atomic_uint_fast64_t next;
    uint64_t end;
    size_t limit;
    int threads;
    atomic_int failed_threads; /* that were told a failure, and the same one ever after */
    atomic_bool unbounded;     /* a buffer held more than it may */
    atomic_bool inconsistent;  /* a failure was told and then not */
} job_t;

static void *work(void *argument)
{
    job_t *job = argument;
    int seen = FILES_OK;
    spool_item_t item;

    for (;;) {
        uint64_t number = atomic_fetch_add(&job->next, 1);
        uint64_t rows = rows_of(number);
        int status = FILES_OK;

        if (number >= job->end) {
            break;
        }
        status = spool_item_begin(&job->spool, &item, number);
        for (uint64_t row = 0; status == FILES_OK && row < rows; row++) {
            size_t held = 0;

            for (size_t channel = 0; channel < CHANNELS; channel++) {
                if (has_row(number, channel, row)) {
                    append_row(spool_buffer(&item, channel), number, channel, row);
                }
            }
            status = spool_item_check(&item);
            for (size_t channel = 0; channel < CHANNELS; channel++) {
                held += spool_buffer(&item, channel)->length;
            }
            if (held >= job->limit) {
                atomic_store(&job->unbounded, true);
            }
            if (mixed(row) % 64 == 0) {
                sched_yield();
            }
        }
        if (status != FILES_OK && spool_item_check(&item) != status) {
            atomic_store(&job->inconsistent, true);
        }
        if (spool_item_end(&item) != FILES_OK) {
            status = spool_status(&job->spool);
        }
        if (seen != FILES_OK && status != seen) {
            atomic_store(&job->inconsistent, true);
        }
        seen = status;
    }
    if (seen != FILES_OK) {
        atomic_fetch_add(&job->failed_threads, 1);
    }
    return NULL;
}

static void run(job_t *job, uint64_t first, uint64_t end, int threads, size_t limit, size_t stash,
                int fail_at)
{
    pthread_t ids[MOST_THREADS];

    memset(&job->sink, 0, sizeof job->sink);
    job->sink.fail_at = fail_at;
    job->limit = limit;
    job->threads = threads;
    job->end = end;
    atomic_init(&job->next, first);
    atomic_init(&job->failed_threads, 0);
    atomic_init(&job->unbounded, false);
    atomic_init(&job->inconsistent, false);
    assert_int_equal(
        spool_init(&job->spool, CHANNELS, first, limit, stash, sink_write, &job->sink), FILES_OK);
    for (int i = 0; i < threads; i++) {
        assert_int_equal(pthread_create(&ids[i], NULL, work, job), 0);
    }
    for (int i = 0; i < threads; i++) {
        assert_int_equal(pthread_join(ids[i], NULL), 0);
    }
    assert_false(job->sink.misuse);
    assert_false(atomic_load(&job->unbounded));
    assert_false(atomic_load(&job->inconsistent));
}

static void expect(text_t expected[CHANNELS], uint64_t first, uint64_t end)
{
    memset(expected, 0, CHANNELS * sizeof expected[0]);
    for (uint64_t item = first; item < end; item++) {
        for (uint64_t row = 0; row < rows_of(item); row++) {
            for (size_t channel = 0; channel < CHANNELS; channel++) {
                if (has_row(item, channel, row)) {
                    append_row(&expected[channel], item, channel, row);
                }
            }
        }
    }
}

static void test_same_bytes_for_any_threads(void **state)
{
    static const int threads[] = {1, 2, 7};
    static const size_t limits[] = {40, 1000, 1000000};
    static const size_t stashes[] = {0, 1, 16};
    const uint64_t first = 5;
    const uint64_t end = 205;
    text_t expected[CHANNELS];

    (void)state;
    expect(expected, first, end);
    for (size_t t = 0; t < 3; t++) {
        for (size_t l = 0; l < 3; l++) {
            for (size_t s = 0; s < 3; s++) {
                job_t job;

                run(&job, first, end, threads[t], limits[l], stashes[s], 0);
                assert_int_equal(spool_status(&job.spool), FILES_OK);
                assert_true(spool_turn(&job.spool) == end);
                assert_int_equal(job.spool.stashed, 0);
                for (size_t c = 0; c < CHANNELS; c++) {
                    assert_int_equal(job.sink.channels[c].length, expected[c].length);
                    assert_memory_equal(job.sink.channels[c].data, expected[c].data,
                                        expected[c].length);
                }
                spool_free(&job.spool);
                sink_free(&job.sink);
            }
        }
    }
    for (size_t c = 0; c < CHANNELS; c++) {
        text_free(&expected[c]);
    }
}

/* What has arrived before the failure is a beginning of the right bytes; all threads come back. */
static void test_failing_write_wakes_everybody(void **state)
{
    static const int threads[] = {1, 2, 7};
    text_t expected[CHANNELS];

    (void)state;
    expect(expected, 0, 150);
    for (size_t t = 0; t < 3; t++) {
        for (int fail_at = 1; fail_at < 120; fail_at += 1 + fail_at / 3) {
            job_t job;

            run(&job, 0, 150, threads[t], 500, 2, fail_at);
            assert_int_equal(spool_status(&job.spool), FILES_DISC_FULL);
            assert_int_equal(atomic_load(&job.sink.calls), fail_at);
            assert_true(spool_turn(&job.spool) < 150);
            assert_true(atomic_load(&job.failed_threads) >= 1);
            for (size_t c = 0; c < CHANNELS; c++) {
                assert_true(job.sink.channels[c].length < expected[c].length);
                if (job.sink.channels[c].length > 0) {
                    assert_memory_equal(job.sink.channels[c].data, expected[c].data,
                                        job.sink.channels[c].length);
                }
            }
            spool_free(&job.spool);
            sink_free(&job.sink);
        }
    }
    for (size_t c = 0; c < CHANNELS; c++) {
        text_free(&expected[c]);
    }
}

static void assert_arrived(const sink_t *sink, const char *expected)
{
    assert_int_equal(sink->channels[0].length, strlen(expected));
    if (expected[0] != '\0') {
        assert_memory_equal(sink->channels[0].data, expected, strlen(expected));
    }
}

static void put(spool_item_t *item, const char *word)
{
    text_append(spool_buffer(item, 0), word, strlen(word));
}

static void test_turn_by_turn(void **state)
{
    sink_t sink = {.fail_at = 0};
    spool_t spool;
    spool_item_t zero;
    spool_item_t one;
    spool_item_t two;

    (void)state;
    assert_int_equal(spool_init(&spool, 1, 0, 4, 2, sink_write, &sink), FILES_OK);
    assert_int_equal(spool_item_begin(&spool, &zero, 0), FILES_OK);
    assert_int_equal(spool_item_begin(&spool, &one, 1), FILES_OK);
    assert_int_equal(spool_item_begin(&spool, &two, 2), FILES_OK);
    put(&two, "C");
    assert_int_equal(spool_item_end(&two), FILES_OK);
    put(&one, "bbb");
    assert_int_equal(spool_item_check(&one), FILES_OK); /* below the limit */
    assert_int_equal(spool_item_end(&one), FILES_OK);
    put(&zero, "aaa");
    assert_int_equal(spool_item_check(&zero), FILES_OK);
    assert_arrived(&sink, "");
    put(&zero, "A");
    assert_int_equal(spool_item_check(&zero), FILES_OK); /* at the limit, and its turn */
    assert_arrived(&sink, "aaaA");
    put(&zero, ".");
    assert_int_equal(spool_item_end(&zero), FILES_OK);
    assert_arrived(&sink, "aaaA.bbbC");
    assert_true(spool_turn(&spool) == 3);
    assert_int_equal(spool_item_end(&zero), FILES_MISUSED);
    spool_free(&spool);
    spool_free(&spool);
    sink_free(&sink);
}

static void test_items_over_are_refused(void **state)
{
    sink_t sink = {.fail_at = 0};
    spool_t spool = {0};
    spool_item_t item;

    (void)state;
    spool_free(&spool);
    assert_int_equal(spool_init(&spool, 0, 0, 0, 0, sink_write, &sink), FILES_MISUSED);
    assert_int_equal(spool_init(&spool, 1, 7, 0, 0, sink_write, &sink), FILES_OK);
    assert_int_equal(spool_item_begin(&spool, &item, 6), FILES_MISUSED);
    assert_int_equal(spool_item_check(&item), FILES_MISUSED);
    assert_int_equal(spool_item_end(&item), FILES_MISUSED);
    assert_int_equal(spool_status(&spool), FILES_MISUSED);
    spool_free(&spool);
}

typedef struct {
    spool_t *spool;
    uint64_t number;
    size_t bytes;
    atomic_bool begun;
    int status;
} waiter_t;

/* Has too much to keep, or finds the stash full; its turn never comes. */
static void *wait_for_turn(void *argument)
{
    waiter_t *waiter = argument;
    spool_item_t item;

    waiter->status = spool_item_begin(waiter->spool, &item, waiter->number);
    for (size_t i = 0; i < waiter->bytes; i++) {
        put(&item, "x");
    }
    atomic_store(&waiter->begun, true);
    waiter->status = spool_item_check(&item);
    if (spool_item_end(&item) != FILES_STOPPED) {
        waiter->status = FILES_MISUSED;
    }
    return NULL;
}

static void test_abort_wakes_who_waits(void **state)
{
    sink_t sink = {.fail_at = 0};
    spool_t spool;
    waiter_t waiters[2] = {{.number = 1, .bytes = 100}, {.number = 2, .bytes = 1}};
    pthread_t ids[2];

    (void)state;
    assert_int_equal(spool_init(&spool, 1, 0, 10, 0, sink_write, &sink), FILES_OK);
    for (int i = 0; i < 2; i++) {
        waiters[i].spool = &spool;
        atomic_init(&waiters[i].begun, false);
        assert_int_equal(pthread_create(&ids[i], NULL, wait_for_turn, &waiters[i]), 0);
    }
    while (!atomic_load(&waiters[0].begun) || !atomic_load(&waiters[1].begun)) {
        sched_yield();
    }
    usleep(20000); /* most likely both wait by now; right either way */
    spool_abort(&spool, FILES_STOPPED);
    spool_abort(&spool, FILES_LOCKED);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(ids[i], NULL), 0);
    }
    assert_int_equal(waiters[0].status, FILES_STOPPED);
    assert_true(waiters[1].status == FILES_OK || waiters[1].status == FILES_STOPPED);
    assert_int_equal(spool_status(&spool), FILES_STOPPED);
    assert_arrived(&sink, "");
    spool_free(&spool);
    sink_free(&sink);
}

/* A buffer that cannot grow: the spool fails rather than lose bytes. */
static void test_lost_bytes_are_a_failure(void **state)
{
    sink_t sink = {.fail_at = 0};
    spool_t spool;
    spool_item_t item;

    (void)state;
    assert_int_equal(spool_init(&spool, 1, 0, 10, 0, sink_write, &sink), FILES_OK);
    assert_int_equal(spool_item_begin(&spool, &item, 0), FILES_OK);
    put(&item, "abc");
    assert_null(text_reserve(spool_buffer(&item, 0), SIZE_MAX / 2));
    assert_int_equal(spool_item_end(&item), FILES_NO_MEMORY);
    assert_int_equal(spool_item_begin(&spool, &item, 1), FILES_NO_MEMORY);
    assert_int_equal(spool_item_end(&item), FILES_NO_MEMORY);
    assert_arrived(&sink, "");
    spool_free(&spool);
    sink_free(&sink);
}

/* In the steady state buffers go round: an item of any length leaves them as they were. */
static void test_buffers_are_used_again(void **state)
{
    sink_t sink = {.fail_at = 0};
    spool_t spool;
    const char *data = NULL;
    size_t capacity = 0;

    (void)state;
    assert_int_equal(spool_init(&spool, 1, 0, 1000, 0, sink_write, &sink), FILES_OK);
    for (uint64_t number = 0; number < 20; number++) {
        spool_item_t item;

        assert_int_equal(spool_item_begin(&spool, &item, number), FILES_OK);
        for (uint64_t row = 0; row < 100 * (number + 1); row++) {
            append_row(spool_buffer(&item, 0), number, 0, row);
            assert_int_equal(spool_item_check(&item), FILES_OK);
        }
        if (number == 0) {
            data = spool_buffer(&item, 0)->data;
            capacity = spool_buffer(&item, 0)->capacity;
        }
        assert_ptr_equal(spool_buffer(&item, 0)->data, data);
        assert_int_equal(spool_buffer(&item, 0)->capacity, capacity);
        assert_int_equal(spool_item_end(&item), FILES_OK);
    }
    spool_free(&spool);
    sink_free(&sink);
}

static void test_into_outputs(void **state)
{
    output_t a;
    output_t c;
    output_t *outputs[] = {&a, NULL, &c};
    char hex_a[DIGEST_HEX_SIZE];
    char hex_c[DIGEST_HEX_SIZE];
    char read[DIGEST_HEX_SIZE];
    spool_t spool;

    (void)state;
    assert_int_equal(output_open(&a, ".", "spool_a.csv"), FILES_OK);
    assert_int_equal(output_open(&c, ".", "spool_c.csv"), FILES_OK);
    assert_int_equal(spool_init(&spool, 3, 0, 100, 4, spool_write_outputs, outputs), FILES_OK);
    for (uint64_t number = 0; number < 10; number++) {
        spool_item_t item;

        assert_int_equal(spool_item_begin(&spool, &item, number), FILES_OK);
        for (size_t channel = 0; channel < 3; channel++) {
            csv_unsigned(spool_buffer(&item, channel), number);
            csv_end_row(spool_buffer(&item, channel));
        }
        assert_int_equal(spool_item_end(&item), FILES_OK);
    }
    spool_free(&spool);
    assert_int_equal(output_commit(&a, hex_a), FILES_OK);
    assert_int_equal(output_commit(&c, hex_c), FILES_OK);
    assert_string_equal(hex_a, hex_c);
    assert_int_equal(a.bytes, 20);
    assert_int_equal(digest_file("spool_a.csv", read, NULL, NULL), FILES_OK);
    assert_string_equal(read, hex_a);
    unlink("spool_a.csv");
    unlink("spool_c.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turn_by_turn),
        cmocka_unit_test(test_same_bytes_for_any_threads),
        cmocka_unit_test(test_failing_write_wakes_everybody),
        cmocka_unit_test(test_abort_wakes_who_waits),
        cmocka_unit_test(test_items_over_are_refused),
        cmocka_unit_test(test_lost_bytes_are_a_failure),
        cmocka_unit_test(test_buffers_are_used_again),
        cmocka_unit_test(test_into_outputs),
    };

    alarm(300); /* a deadlock is a failure, not a wait */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
