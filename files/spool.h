/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Ordered output of parallel work: items first, first + 1, ... are produced by several threads, each
 * item writes to `channels` files, and each file gets the bytes of all items in the order of the
 * items, whatever the threads do.
 *
 *     each thread:  while there are items
 *                       spool_item_begin(&spool, &item, number)
 *                       for each tick
 *                           csv_...(spool_buffer(&item, channel), ...)
 *                           status = spool_item_check(&item)
 *                       spool_item_end(&item)
 *
 * The item whose turn it is writes through; the others keep their bytes. An item that is finished
 * before its turn is stashed, and is written by whoever has the turn before it. An item that has
 * more than `limit` bytes before its turn waits for it, as does one that finds the stash full. So
 * memory is bounded: about (threads + stash) * limit, plus what is appended between two checks.
 * Buffers are used again; in the steady state nothing is allocated.
 *
 * It never deadlocks if every item is begun and ended, and each thread begins its own items in
 * ascending order and waits for nothing else in between: then the lowest unwritten item is always at
 * work, and never waits. In OpenMP say schedule(monotonic : dynamic, 1): since 5.0 plain `dynamic`
 * may go backwards.
 *
 * A failure is sticky: the item that meets it and all later calls of any thread return it at once,
 * those who wait are woken, and nothing more is written.
 */
#ifndef ADRIFT_SPOOL_H
#define ADRIFT_SPOOL_H

#include "files/failure.h"
#include "files/text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Takes bytes for a channel; 0 or a negative status. Never called by two threads at once, always in
 * order, and without a lock held. `size` is never 0.
 */
typedef int spool_write_t(void *context, size_t channel, const char *data, size_t size);

typedef struct spool_parcel spool_parcel_t; /* the buffers of one item */

typedef struct {
    size_t channels;
    size_t limit;          /* bytes that an item may hold before its turn */
    size_t at_once;        /* bytes that are worth a write; no more than `limit` */
    size_t stash_limit;    /* items finished before their turn that may be kept */
    spool_write_t *write;
    void *context;         /* of `write` */
    pthread_mutex_t mutex; /* protects what follows, down to `free` */
    pthread_cond_t changed;
    size_t stashed;        /* length of `stash` */
    spool_parcel_t *stash; /* finished, not yet written; ascending */
    spool_parcel_t *free;  /* to be used again */
    _Atomic uint64_t turn; /* the item that writes through; changed under the mutex */
    atomic_int status;     /* the first failure */
    bool ready;            /* between spool_init and spool_free */
} spool_t;

typedef struct {
    spool_t *spool;         /* not owned; NULL if no item is begun */
    uint64_t number;
    text_t *buffers;        /* one per channel, owned by the spool */
    spool_parcel_t *parcel;
} spool_item_t;

/*
 * `first`: number of the first item. `limit` 0 stands for 1 MiB, `stash_limit` 0 for none. A good
 * stash_limit is a few times the number of threads. FILES_NO_MEMORY, FILES_MISUSED (no channel).
 */
int spool_init(spool_t *spool, size_t channels, uint64_t first, size_t limit, size_t stash_limit,
               spool_write_t *write, void *context);

/* Frees; no item may be at work. Legal on a zeroed spool. Does not write or close anything. */
void spool_free(spool_t *spool);

/*
 * Begins an item. After a failure (this one's or an earlier one) it has no buffers, so spool_buffer
 * is not to be called; spool_item_check and spool_item_end are legal and return the status.
 * FILES_NO_MEMORY; FILES_MISUSED if the item's turn is over.
 */
int spool_item_begin(spool_t *spool, spool_item_t *item, uint64_t number);

/* Where to append for a channel. Valid until the item's next check or end. */
static inline text_t *spool_buffer(spool_item_t *item, size_t channel)
{
    return &item->buffers[channel];
}

/*
 * To be called now and then, between rows; cheap. Writes if it is this item's turn and there is
 * enough to write; waits for the turn if there is too much to keep. After a failure the buffers
 * are emptied, so that going on does no harm.
 */
int spool_item_check(spool_item_t *item);

/*
 * Hands the item over. May wait, and may write the items that come after it. On return `item` is
 * free to begin another.
 */
int spool_item_end(spool_item_t *item);

/*
 * Makes every call return `status` (negative; FILES_STOPPED for an interrupt) and wakes who waits.
 * An earlier failure stays. Any thread may call it, a signal handler may not.
 */
void spool_abort(spool_t *spool, int status);

/* FILES_OK or the first failure. */
int spool_status(spool_t *spool);

/* The next item to be written through: all before it have gone to `write` in full. */
uint64_t spool_turn(spool_t *spool);

/*
 * A spool_write_t for channels that are outputs: `context` is an array of output_t *, one per
 * channel; a NULL in it drops that channel.
 */
int spool_write_outputs(void *context, size_t channel, const char *data, size_t size);

#endif
