/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/spool.h"

#include "files/output.h"

#include <errno.h>
#include <stdlib.h>

/* What is written at once should still lie in a core's own cache. */
enum { SPOOL_DEFAULT_LIMIT = 1 << 20, SPOOL_AT_ONCE = 1 << 18 };

struct spool_parcel {
    spool_parcel_t *next; /* in the stash or among the free */
    uint64_t number;
    text_t buffers[];     /* one per channel */
};

static void parcel_free(spool_parcel_t *parcel, size_t channels)
{
    for (size_t i = 0; i < channels; i++) {
        text_free(&parcel->buffers[i]);
    }
    free(parcel);
}

static void parcel_list_free(spool_parcel_t *parcel, size_t channels)
{
    while (parcel != NULL) {
        spool_parcel_t *next = parcel->next;

        parcel_free(parcel, channels);
        parcel = next;
    }
}

static void parcel_empty(spool_t *spool, spool_parcel_t *parcel)
{
    for (size_t i = 0; i < spool->channels; i++) {
        text_t *buffer = &parcel->buffers[i];

        text_clear(buffer);
        /* one giant between two checks shall not stay for good */
        if (buffer->capacity / 4 > spool->limit) {
            text_free(buffer);
        }
    }
}

int spool_init(spool_t *spool, size_t channels, uint64_t first, size_t limit, size_t stash_limit,
               spool_write_t *write, void *context)
{
    int status = FILES_OK;

    spool->ready = false;
    if (channels == 0 || write == NULL) {
        status = FILES_MISUSED;
        goto out;
    }
    spool->channels = channels;
    spool->limit = limit == 0 ? SPOOL_DEFAULT_LIMIT : limit;
    spool->at_once = spool->limit < SPOOL_AT_ONCE ? spool->limit : SPOOL_AT_ONCE;
    spool->stash_limit = stash_limit;
    spool->write = write;
    spool->context = context;
    spool->stashed = 0;
    spool->stash = NULL;
    spool->free = NULL;
    atomic_init(&spool->turn, first);
    atomic_init(&spool->status, FILES_OK);
    if (pthread_mutex_init(&spool->mutex, NULL) != 0) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    if (pthread_cond_init(&spool->changed, NULL) != 0) {
        pthread_mutex_destroy(&spool->mutex);
        status = FILES_NO_MEMORY;
        goto out;
    }
    spool->ready = true;
out:
    return status;
}

void spool_free(spool_t *spool)
{
    if (spool->ready) {
        parcel_list_free(spool->stash, spool->channels);
        parcel_list_free(spool->free, spool->channels);
        pthread_cond_destroy(&spool->changed);
        pthread_mutex_destroy(&spool->mutex);
        spool->stash = NULL;
        spool->free = NULL;
        spool->stashed = 0;
        spool->ready = false;
    }
}

int spool_status(spool_t *spool)
{
    return atomic_load_explicit(&spool->status, memory_order_acquire);
}

uint64_t spool_turn(spool_t *spool)
{
    return atomic_load_explicit(&spool->turn, memory_order_acquire);
}

/* Keeps the first failure, wakes everybody; returns the first failure. Without the mutex. */
static int spool_fail(spool_t *spool, int status)
{
    int first = FILES_OK;

    pthread_mutex_lock(&spool->mutex);
    first = atomic_load(&spool->status);
    if (first == FILES_OK) {
        atomic_store(&spool->status, status);
        first = status;
    }
    pthread_cond_broadcast(&spool->changed);
    pthread_mutex_unlock(&spool->mutex);
    return first;
}

void spool_abort(spool_t *spool, int status)
{
    int error_number = errno;

    spool_fail(spool, status < 0 ? status : FILES_STOPPED);
    errno = error_number;
}

int spool_item_begin(spool_t *spool, spool_item_t *item, uint64_t number)
{
    int status = spool_status(spool);
    spool_parcel_t *parcel = NULL;

    *item = (spool_item_t){.spool = spool, .number = number};
    if (status != FILES_OK) {
        goto out;
    }
    if (number < spool_turn(spool)) {
        status = spool_fail(spool, FILES_MISUSED);
        goto out;
    }
    pthread_mutex_lock(&spool->mutex);
    parcel = spool->free;
    if (parcel != NULL) {
        spool->free = parcel->next;
    }
    pthread_mutex_unlock(&spool->mutex);
    if (parcel == NULL) {
        parcel = malloc(sizeof *parcel + spool->channels * sizeof parcel->buffers[0]);
        if (parcel == NULL) {
            status = spool_fail(spool, FILES_NO_MEMORY);
            goto out;
        }
        for (size_t i = 0; i < spool->channels; i++) {
            text_init(&parcel->buffers[i]);
        }
    }
    parcel->next = NULL;
    parcel->number = number;
    item->parcel = parcel;
    item->buffers = parcel->buffers;
out:
    return status;
}

/* The item's own failure to keep its bytes, or the spool's. */
static int item_status(const spool_item_t *item)
{
    int status = spool_status(item->spool);

    for (size_t i = 0; status == FILES_OK && i < item->spool->channels; i++) {
        if (item->buffers[i].status != FILES_OK) {
            status = spool_fail(item->spool, item->buffers[i].status);
        }
    }
    return status;
}

/* Writes and empties the buffers. Only for who has the turn, without the mutex. */
static int parcel_write(spool_t *spool, spool_parcel_t *parcel)
{
    int status = spool_status(spool);

    for (size_t i = 0; status == FILES_OK && i < spool->channels; i++) {
        const text_t *buffer = &parcel->buffers[i];

        if (buffer->length > 0) {
            status = spool->write(spool->context, i, buffer->data, buffer->length);
            if (status != FILES_OK) {
                status = spool_fail(spool, status);
            }
        }
    }
    parcel_empty(spool, parcel);
    return status;
}

int spool_item_check(spool_item_t *item)
{
    int status = FILES_MISUSED;
    size_t total = 0;
    spool_t *spool = item->spool;

    if (spool == NULL) {
        goto out;
    }
    if (item->parcel == NULL) {
        status = spool_status(spool);
        goto out;
    }
    status = item_status(item);
    if (status != FILES_OK) {
        parcel_empty(spool, item->parcel);
        goto out;
    }
    for (size_t i = 0; i < spool->channels; i++) {
        total += item->buffers[i].length;
    }
    if (total < spool->at_once) {
        goto out;
    }
    if (spool_turn(spool) != item->number) {
        if (total < spool->limit) {
            goto out;
        }
        pthread_mutex_lock(&spool->mutex);
        while (spool_turn(spool) != item->number && spool_status(spool) == FILES_OK) {
            pthread_cond_wait(&spool->changed, &spool->mutex);
        }
        pthread_mutex_unlock(&spool->mutex);
    }
    status = parcel_write(spool, item->parcel);
out:
    return status;
}

/* With the mutex. */
static void stash_insert(spool_t *spool, spool_parcel_t *parcel)
{
    spool_parcel_t **place = &spool->stash;

    while (*place != NULL && (*place)->number < parcel->number) {
        place = &(*place)->next;
    }
    parcel->next = *place;
    *place = parcel;
    spool->stashed++;
}

/* The stashed parcel whose turn it is, or NULL. With the mutex. */
static spool_parcel_t *stash_take(spool_t *spool)
{
    spool_parcel_t *parcel = spool->stash;

    if (parcel != NULL && parcel->number == spool_turn(spool)) {
        spool->stash = parcel->next;
        spool->stashed--;
    } else {
        parcel = NULL;
    }
    return parcel;
}

/*
 * Writes the parcel whose turn it is, and those stashed behind it, and passes the turn on. Comes and
 * goes with the mutex held, writes without. After a failure the turn stays where it is.
 */
static int write_in_turn(spool_t *spool, spool_parcel_t *parcel)
{
    int status = FILES_OK;

    while (parcel != NULL && status == FILES_OK) {
        pthread_mutex_unlock(&spool->mutex);
        status = parcel_write(spool, parcel);
        pthread_mutex_lock(&spool->mutex);
        parcel->next = spool->free;
        spool->free = parcel;
        parcel = NULL;
        if (status == FILES_OK) {
            atomic_store_explicit(&spool->turn, spool_turn(spool) + 1, memory_order_release);
            parcel = stash_take(spool);
        }
        pthread_cond_broadcast(&spool->changed);
    }
    return status;
}

int spool_item_end(spool_item_t *item)
{
    int status = FILES_MISUSED;
    spool_t *spool = item->spool;
    spool_parcel_t *parcel = item->parcel;

    if (spool == NULL) {
        goto out;
    }
    if (parcel == NULL) {
        status = spool_status(spool);
        goto out;
    }
    status = item_status(item);
    pthread_mutex_lock(&spool->mutex);
    while (status == FILES_OK && spool_turn(spool) != item->number
           && spool->stashed >= spool->stash_limit) {
        pthread_cond_wait(&spool->changed, &spool->mutex);
        status = spool_status(spool);
    }
    if (status != FILES_OK) {
        parcel_empty(spool, parcel);
        parcel->next = spool->free;
        spool->free = parcel;
    } else if (spool_turn(spool) == item->number) {
        status = write_in_turn(spool, parcel);
    } else {
        stash_insert(spool, parcel);
    }
    pthread_mutex_unlock(&spool->mutex);
out:
    *item = (spool_item_t){.spool = NULL};
    return status;
}

int spool_write_outputs(void *context, size_t channel, const char *data, size_t size)
{
    output_t *const *outputs = context;
    int status = FILES_OK;

    if (outputs[channel] != NULL) {
        status = output_write(outputs[channel], data, size);
    }
    return status;
}
