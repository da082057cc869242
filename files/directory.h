/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The directory that a command writes to: made, looked into, kept from a second process. */
#ifndef ADRIFT_DIRECTORY_H
#define ADRIFT_DIRECTORY_H

#include "files/failure.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    DIRECTORY_EMPTY,        /* nothing in it but left-over .part files and the lock */
    DIRECTORY_NOT_EMPTY,    /* files, but no manifest.json */
    DIRECTORY_HAS_MANIFEST, /* a manifest.json: a run stands here */
} directory_contents_t;

typedef struct {
    int descriptor; /* of the directory or of its lock file; holds the lock while `locked` */
    bool locked;
} directory_t;

/*
 * Makes `path` with its parents if it is not there, makes sure that a file can be written in it
 * (by writing an empty one and removing it), and says what it holds. It refuses nothing for what
 * it holds: that is the caller's to decide. `contents` may be NULL. FILES_CANNOT_CREATE,
 * FILES_NOT_DIRECTORY, FILES_CANNOT_OPEN, FILES_CANNOT_WRITE, FILES_DISC_FULL, FILES_CANNOT_READ.
 */
int directory_prepare(const char *path, directory_contents_t *contents, failure_t *failure);

/* What an existing directory holds; changes nothing. */
int directory_look(const char *path, directory_contents_t *contents, failure_t *failure);

/*
 * Takes the directory for this process, without waiting: FILES_LOCKED if somebody else has it.
 * The lock is the kernel's (flock on the directory itself, so that no file is left behind) and ends
 * with the process however it ends. File systems that cannot lock a directory (NFS) get a file
 * `.lock` in it instead; FILES_CANNOT_LOCK where there are no locks at all.
 */
int directory_lock(directory_t *directory, const char *path, failure_t *failure);

/* Legal on a zeroed or unlocked directory_t. */
void directory_unlock(directory_t *directory);

/* Removes the .part files that a killed process left (".NAME.part"). Hold the lock. */
int directory_remove_parts(const char *path, failure_t *failure);

/* A new empty directory NAME-XXXXXX in $TMPDIR, else in /tmp; `path` (of `size` bytes) is its name. */
int directory_make_temporary(const char *name, char *path, size_t size, failure_t *failure);

/* Removes a directory and the files in it; directories in it are left, and it with them. */
int directory_remove(const char *path, failure_t *failure);

/* Removes the file `name`, relative to the directory; that it is not there is fine, and then *removed (may be NULL) is false.
 * FILES_CANNOT_WRITE, FILES_BAD_NAME. */
int directory_remove_file(const char *path, const char *name, bool *removed, failure_t *failure);

/* Whether two names are of the same directory, which is there. */
bool directory_is_same(const char *a, const char *b);

#endif
