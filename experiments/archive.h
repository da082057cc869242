/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An archive: which runs of a campaign are finished, and where on the disc what they said stands.
 * Runs are numbered 0 .. runs - 1; what one says is bytes. It knows nothing of what computes them.
 *
 *     status = archive_open(&archive, &options, &failure)      looks, locks, reads the journals
 *     if (!archive_has(&archive, number))
 *         status = archive_append(&archive, number, payload, size, &failure)
 *     status = archive_read(&archive, number, &payload, &size, &failure)
 *     status = archive_close(&archive, &failure)
 *     archive_free(&archive)
 *
 * In the directory: `experiment.resolved` (the key and the description) and a journal for each
 * process that ever worked here (files/journal.h):
 *
 *     journal-0.bin, journal-1.bin, ...        of process 0, 1, ... of a job
 *     journal-shard-I-of-N.bin                 of a shard (its further processes: ...-rank-R.bin)
 *
 * All of them are read at the start, so a job may be resumed with another number of processes or
 * shards. A run is finished when it is in a journal.
 *
 * Locks: a job that is no shard has the directory for itself until archive_close. A shard has its
 * journal, and the directory only while it opens, so that all shards of one division may work in
 * one directory at once; a second process for the same shard, another division, or the whole are
 * refused while one of them works. All locks die with the process.
 *
 * Statuses are those of files/failure.h. Whatever is not FILES_OK is told in `failure`, too, which
 * may be NULL. Memory: 8 bytes per run, and the longest payload that was read.
 */
#ifndef ADRIFT_EXPERIMENTS_ARCHIVE_H
#define ADRIFT_EXPERIMENTS_ARCHIVE_H

#include "files/directory.h"
#include "files/failure.h"
#include "files/journal.h"
#include "files/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARCHIVE_DESCRIPTION "experiment.resolved"

enum {
    ARCHIVE_KEY_SIZE = JOURNAL_KEY_SIZE,
    ARCHIVE_HEX_SIZE = 2 * ARCHIVE_KEY_SIZE + 1 /* with the NUL */
};

/* Zero it, then set what is wanted. Everything it points to must outlive the archive. */
typedef struct archive_options {
    const char *directory;
    unsigned char key[ARCHIVE_KEY_SIZE]; /* of all that the results depend on: archive_key */
    const char *description; /* the same in words, line by line: tells what differs when refused */
    uint64_t runs;
    uint32_t shard, shards;    /* this job is part I of N, from 1; 0, 0: all */
    int rank;                  /* which of the job's processes this is */
    bool fresh;                /* start over: remove the journals and the tables */
    const char *const *tables; /* NULL or NULL-terminated: names of the files that are made of the
                                  finished runs in the directory (manifest.json too) */
} archive_options_t;

typedef struct archive_file archive_file_t; /* a journal that was read */

typedef struct archive {
    archive_options_t options;
    /* results of calls */
    uint64_t finished; /* runs */
    uint64_t merged;   /* runs that archive_merge has copied */
    uint64_t repeated; /* records of a run that was in a journal before: 0 unless somebody copied */
    const char *other; /* the directory that was refused with FILES_OTHER_RUN; NULL: none was */
    text_t difference; /* owned; why: lines "- what is there" and "+ what was asked"; empty if unknown */
    /* its own */
    directory_t lock;
    journal_t journal; /* this process's */
    uint64_t *index;   /* owned; per run: 0, or file and offset of its record */
    archive_file_t *files; /* owned */
    size_t file_count, file_capacity, files_open;
    size_t own;            /* index into `files` */
    unsigned char *record; /* owned; that was read last */
    size_t record_size, record_capacity;
} archive_t;

/* The SHA-256 of a description (if it says everything, it can be its own key). */
void archive_key(const char *description, unsigned char key[ARCHIVE_KEY_SIZE]);

/* The key in lower-case hexadecimal digits. */
void archive_key_hex(const unsigned char key[ARCHIVE_KEY_SIZE], char hex[ARCHIVE_HEX_SIZE]);

/*
 * Rank 0: makes and locks the directory, reads all journals in it (but those of other shards of
 * this division, which have no run that this one wants), opens its own. A further rank, after that:
 * only opens its own, and knows of finished runs by archive_mark.
 *
 * FILES_OTHER_RUN: the directory has another key; nothing was changed. FILES_LOCKED: somebody works
 * there. FILES_NOT_EMPTY: one of `tables` or a manifest.json stands there, but no archive.
 * FILES_DAMAGED: a journal's header, or a run that is none of these. FILES_NO_MEMORY; what else
 * files do. Whatever it is, archive_free.
 */
int archive_open(archive_t *self, const archive_options_t *options, failure_t *failure);

/*
 * Copies the finished runs of other directories into the own journal, but those that are there, and
 * puts it on the disc; a directory that is the archive's own is passed over. FILES_OTHER_RUN,
 * FILES_DAMAGED (no journal in it), ... as archive_open's and archive_append's. On rank 0.
 */
int archive_merge(archive_t *self, const char *const *directories, size_t count, failure_t *failure);

/* Whether a run is finished. At once with the appending of others. */
bool archive_has(const archive_t *self, uint64_t number);

/* Another process has this run: archive_has says so too, archive_read does not. */
void archive_mark(archive_t *self, uint64_t number);

/*
 * A run is finished: appends it to the journal. After FILES_OK a killed process does not lose it,
 * and after archive_sync a failing machine neither. One thread at a time. A failure is sticky:
 * FILES_CANNOT_WRITE, FILES_DISC_FULL, FILES_NO_MEMORY. FILES_MISUSED (too large) is not.
 */
int archive_append(archive_t *self, uint64_t number, const void *payload, size_t size, failure_t *failure);

/* Puts what was appended on the disc. At once with anything but archive_close. Failures as above. */
int archive_sync(archive_t *self, failure_t *failure);

/* Reads what the further processes of this job (1 .. ranks - 1), which have closed theirs, have finished. On rank 0. */
int archive_gather(archive_t *self, int ranks, failure_t *failure);

/*
 * What a finished run said, `*size` bytes, not aligned, valid until the next call; also after
 * archive_close. FILES_DAMAGED (it changed since it was found or written), FILES_CANNOT_OPEN,
 * FILES_CANNOT_READ, FILES_NO_MEMORY; FILES_MISUSED: it is not finished, or another process has it.
 */
int archive_read(archive_t *self, uint64_t number, const void **payload, size_t *size, failure_t *failure);

/* Syncs and closes the journal, unlocks. The journal's first failure. Legal on a zeroed or failed archive. */
int archive_close(archive_t *self, failure_t *failure);

/* Closes, frees, zeroes. Legal on a zeroed or failed archive. */
void archive_free(archive_t *self);

#endif
