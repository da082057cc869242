/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * An append-only journal of finished runs: what makes an experiment resumable. Whatever kills the
 * writer, what was appended before is there, and what was being appended is gone without a trace.
 *
 * Numbers are little-endian. First a header of 64 bytes:
 *
 *     0  8  "adriftJ\n"
 *     8  4  format, 1
 *    12  4  0
 *    16 32  key: SHA-256 of everything that the runs depend on
 *    48  8  0
 *    56  8  checksum of the 56 bytes before
 *
 * then records without gaps, each given to the kernel in one write(2):
 *
 *     0  8  run number
 *     8  8  size of the payload, at most JOURNAL_PAYLOAD_MAX
 *    16  8  checksum of the payload
 *    24  8  checksum of the key, this record's place in the file (8 bytes) and the 24 bytes before
 *    32     payload
 *
 * with checksums as in files/checksum.h. So a record is good only in its own journal and place, and
 * its size is known to be right before it is believed.
 *
 * The first record that is torn or damaged ends the journal: what comes after it is not delivered,
 * and journal_open cuts it off, even if good records follow (their runs are only run again). A file
 * that could not be read (an I/O error) is never cut. A run number appended twice is delivered
 * twice, in the order of appending.
 */
#ifndef ADRIFT_JOURNAL_H
#define ADRIFT_JOURNAL_H

#include "files/checksum.h"
#include "files/failure.h"

#include <sys/types.h>

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    JOURNAL_KEY_SIZE = 32,
    JOURNAL_HEADER_SIZE = 64,
    JOURNAL_RECORD_HEADER_SIZE = 32,
    JOURNAL_PAYLOAD_MAX = 1 << 30,
    JOURNAL_SYNC_EVERY = 1000
};

/*
 * Told of each good record, in the order of the file. `payload` is valid during the call and not
 * aligned. Anything but 0 ends the reading.
 */
typedef int journal_visitor_t(void *context, uint64_t number, const void *payload, size_t size);

/* As write(2); replaced in tests by one that fails. */
typedef ssize_t journal_write_t(void *context, int descriptor, const void *data, size_t size);

/* What was found in a file. */
typedef struct {
    unsigned char key[JOURNAL_KEY_SIZE]; /* the file's own, also where another was asked for */
    uint64_t records;                    /* good ones */
    uint64_t bytes;                      /* of the header and of these */
    uint64_t cut;                        /* bytes after these: torn or damaged */
} journal_contents_t;

typedef struct {
    int descriptor;               /* holds the lock; valid while `open` */
    bool open;
    char *path;                   /* owned */
    unsigned char key[JOURNAL_KEY_SIZE];
    journal_contents_t found;     /* when it was opened */
    checksum_t checksum;
    uint64_t key_checksum;
    pthread_mutex_t mutex;        /* protects what follows */
    uint64_t bytes;               /* length of the file, up to the last whole record */
    uint64_t unsynced;            /* records since the last sync */
    uint64_t sync_every;          /* sync after so many; 0: only in journal_sync and journal_close.
                                     May be set by the caller after journal_open */
    unsigned char *record;        /* owned; a record on its way to the file */
    size_t record_capacity;
    journal_write_t *write;       /* may be set by the caller after journal_open */
    void *write_context;          /* the first argument of `write` */
    failure_t failure;            /* the first failure, sticky */
} journal_t;

/*
 * Opens a journal for appending, or makes one, and tells the visitor (NULL: nobody) of its records.
 * Takes it for this process without waiting; the lock is the kernel's (flock) and ends with the
 * process, however it ends. Memory does not grow with the number of records.
 *
 * FILES_LOCKED; FILES_CANNOT_LOCK; FILES_OTHER_RUN if it has another key: nothing is changed, and
 * journal->found.key is the file's; FILES_OTHER_FORMAT if a later version wrote it; FILES_DAMAGED if
 * it is no journal or its header is damaged: nothing is changed (a file without records, where the
 * writing of the header was interrupted, begins anew); FILES_CANNOT_OPEN, FILES_CANNOT_CREATE,
 * FILES_CANNOT_READ, FILES_CANNOT_WRITE, FILES_DISC_FULL, FILES_NO_MEMORY; what the visitor
 * returned, if not 0: then nothing is cut. After a failure the file is closed, journal_close is
 * legal, not needed, and journal->failure and journal->found may be looked at.
 */
int journal_open(journal_t *journal, const char *path, const unsigned char key[JOURNAL_KEY_SIZE],
                 journal_visitor_t *visitor, void *context);

/*
 * Appends a record; after it returns FILES_OK a killed process does not lose it, and after the next
 * sync a failing machine neither. Any number of threads at once. `payload` may be NULL if size is
 * 0. If only a part can be written, it is taken back. A failure is sticky: later calls return it
 * at once. FILES_CANNOT_WRITE, FILES_DISC_FULL, FILES_NO_MEMORY; FILES_MISUSED (too large, not
 * open), which is not sticky.
 */
int journal_append(journal_t *journal, uint64_t number, const void *payload, size_t size);

/* Puts all that has been appended on the disc. Any thread. FILES_CANNOT_WRITE, FILES_DISC_FULL. */
int journal_sync(journal_t *journal);

/* Keeps the first failure in `failure` (NULL: nowhere), while others may append and sync. */
void journal_tell(journal_t *journal, failure_t *failure);

/*
 * Syncs, closes, unlocks, frees; no other thread may be using it. The first failure of the journal,
 * or FILES_OK. Legal on a zeroed, failed or closed journal_t.
 */
int journal_close(journal_t *journal);

/*
 * Tells the visitor (NULL: nobody) of the records of a journal that nobody is writing; changes
 * nothing. `key` NULL: of whatever run it is. `found` may be NULL. Failures as journal_open's.
 */
int journal_read(const char *path, const unsigned char key[JOURNAL_KEY_SIZE],
                 journal_visitor_t *visitor, void *context, journal_contents_t *found,
                 failure_t *failure);

#endif
