/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What can go wrong with files, and how it is told.
 *
 * Functions of files/ return FILES_OK (0) or one of the negative codes below. Where a failure_t * is
 * accepted it may be NULL; if it is not, the first failure is kept in it with what a message to a
 * person needs: the path, errno, and for damaged files the line. errno itself is left as the
 * failing call set it.
 */
#ifndef ADRIFT_FAILURE_H
#define ADRIFT_FAILURE_H

#include <stddef.h>

/* X(name, code, text): text is made to stand before a path. */
#define FILES_FAILURES(X)                                                                          \
    X(FILES_OK, 0, "no failure with")                                                              \
    X(FILES_NO_MEMORY, -1, "out of memory for")                                                    \
    X(FILES_CANNOT_OPEN, -2, "cannot open")                                                        \
    X(FILES_CANNOT_CREATE, -3, "cannot create")                                                    \
    X(FILES_CANNOT_READ, -4, "cannot read")                                                        \
    X(FILES_CANNOT_WRITE, -5, "cannot write")                                                      \
    X(FILES_DISC_FULL, -6, "disc full, cannot write")                                              \
    X(FILES_LOCKED, -7, "another process is using")                                                \
    X(FILES_CANNOT_LOCK, -8, "cannot lock")                                                        \
    X(FILES_NOT_EMPTY, -9, "there are files already in")                                           \
    X(FILES_NOT_DIRECTORY, -10, "not a directory:")                                                \
    X(FILES_DAMAGED, -11, "damaged file")                                                          \
    X(FILES_BAD_NAME, -12, "not a usable file name:")                                              \
    X(FILES_NO_ROOM, -13, "text does not fit in")                                                  \
    X(FILES_STOPPED, -14, "stopped before the end of")                                             \
    X(FILES_MISUSED, -15, "called with wrong arguments:")                                          \
    X(FILES_OTHER_RUN, -16, "results of something else are in")                                    \
    X(FILES_OTHER_FORMAT, -17, "written by another version:")

typedef enum {
#define FAILURE_ENUMERATOR(name, code, text) name = (code),
    FILES_FAILURES(FAILURE_ENUMERATOR)
#undef FAILURE_ENUMERATOR
} files_status_t;

typedef struct {
    int status;        /* one of the codes above; 0 = nothing has failed */
    int error_number;  /* errno of the call that failed, 0 if it was none */
    int line;          /* of the damaged file, from 1; 0 if unknown */
    char path[1024];   /* what it failed on, cut if longer */
    char detail[192];  /* more words, or "" */
} failure_t;

/* The text of a code, never NULL; "unknown failure with" for a code that is none of ours. */
const char *failure_text(int status);

/*
 * Keeps a failure and returns `status`, so that it can be used in a return. The first one is kept:
 * what is there already stays. `failure` and `path` may be NULL. errno is not changed.
 */
int failure_set(failure_t *failure, int status, int error_number, const char *path);

/* The same for a file damaged at a line (0: unknown), with a reason in words (NULL: none). */
int failure_set_damaged(failure_t *failure, const char *path, int line, const char *detail);

/* Keeps what was kept in `other`, if anything, where nothing is yet. Returns other's status. */
int failure_keep(failure_t *failure, const failure_t *other);

void failure_clear(failure_t *failure);

/*
 * One line for a person, without newline: "cannot write results/runs.csv: Input/output error",
 * "damaged file results/manifest.json:12: '}' expected". Cut to `size`, always terminated.
 */
void failure_describe(const failure_t *failure, char *line, size_t size);

#endif
