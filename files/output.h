/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * One output file, written as a whole: it appears under its name only when all of it is on the
 * disc. Until then it is ".NAME.part" in the same directory; a discarded or failed output leaves
 * nothing behind, a killed process at most the .part (directory_remove_parts takes it away).
 *
 * An output whose name ends in ".gz" or ".zst" is compressed on its way: the same bytes for the same
 * contents and version of zlib or libzstd, however they are cut into calls of output_write.
 *
 * A failure is sticky: later calls return the same status at once, and output->failure holds it.
 * Not for several threads at once.
 */
#ifndef ADRIFT_OUTPUT_H
#define ADRIFT_OUTPUT_H

#include "files/digest.h"
#include "files/failure.h"
#include "files/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* As write(2); replaced in tests by one that fails. */
typedef ssize_t output_write_t(void *context, int descriptor, const void *data, size_t size);

typedef enum {
    OUTPUT_PLAIN,
    OUTPUT_GZIP,
    OUTPUT_ZSTD,
    OUTPUT_FORMS
} output_form_t;

typedef struct output_squeezer output_squeezer_t;

typedef struct {
    int descriptor;      /* of the .part file; valid while `open` */
    int directory;       /* descriptor of the directory; valid while `open` */
    bool open;           /* between output_open and output_commit or output_discard */
    char *name;          /* owned */
    char *part;          /* owned; ".NAME.part" */
    char *path;          /* owned; DIRECTORY/NAME, for messages */
    char *block;         /* owned; what is not yet written */
    size_t block_length; /* in use of `block` */
    uint64_t bytes;      /* of the file, those in `block` too; still there after output_commit */
    digest_t digest;     /* of the file */
    uint64_t written;    /* bytes that the kernel has */
    uint64_t begun;      /* of these, bytes that the disc has been told of */
    uint64_t plain_bytes;        /* given to output_write so far; still there after output_commit */
    digest_t plain_digest;       /* of these, without those in `block`; unless it is plain */
    output_squeezer_t *squeezer; /* owned; NULL if it is plain */
    output_write_t *write; /* may be set by the caller after output_open */
    void *write_context;   /* the first argument of `write` */
    failure_t failure;     /* the first failure */
} output_t;

/* "none", "gzip", "zstd"; and the ending of a name: "", ".gz", ".zst". */
const char *output_form_name(output_form_t form);
const char *output_form_ending(output_form_t form);

/* Of the ending of a name. */
output_form_t output_form_of(const char *name);

/* Whether the program was built with the library for it. */
bool output_has_form(output_form_t form);

/*
 * Opens DIRECTORY/NAME for writing; an old file of that name stays until the commit. A stale .part
 * is overwritten: hold the directory's lock. NAME has no '/', is not "." or "..", and with its
 * additions fits in a file name. FILES_CANNOT_OPEN (the directory), FILES_CANNOT_CREATE,
 * FILES_BAD_NAME, FILES_NO_MEMORY, FILES_MISUSED (not output_has_form). After a failure only output->failure is to be looked at;
 * output_discard is legal.
 */
int output_open(output_t *output, const char *directory, const char *name);

/* Appends. FILES_CANNOT_WRITE, FILES_DISC_FULL: the .part file is gone when it returns. */
int output_write(output_t *output, const void *data, size_t size);

/* Appends a growing text and empties it, if it is longer than `more_than`. FILES_OK; what went wrong with the text, or with the
 * file, in `failure`, too. */
int output_drain(output_t *output, text_t *text, size_t more_than, failure_t *failure);

/*
 * Writes the rest, syncs it to the disc, gives it its name, syncs the directory, closes. `hex`
 * (NULL: not wanted) gets the SHA-256 of the file. On failure the old file, if there was one,
 * is as it was and nothing else is left; only where the last sync of the directory fails (in which
 * case the failure is returned too) is the new one there. Frees everything but `bytes`,
 * `plain_bytes` and `failure`.
 */
int output_commit(output_t *output, char hex[DIGEST_HEX_SIZE]);

/* SHA-256 of what has been given to output_write so far, before compression. Not after the end. */
void output_plain_hex(const output_t *output, char hex[DIGEST_HEX_SIZE]);

/* Removes the .part file and frees; legal at any time, on a zeroed, failed or committed output. */
void output_discard(output_t *output);

/* A whole small file in one call. `hex` and `failure` may be NULL. */
int output_write_file(const char *directory, const char *name, const void *data, size_t size,
                      char hex[DIGEST_HEX_SIZE], failure_t *failure);

#endif
