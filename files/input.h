/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * One file to be read from its beginning to its end. If its name ends in ".gz" or ".zst" it is unpacked
 * on its way, in memory that does not depend on the file; several members or frames one behind the other
 * are one text, as gunzip and unzstd have it. The counterpart of files/output.h.
 */
#ifndef ADRIFT_INPUT_H
#define ADRIFT_INPUT_H

#include "files/failure.h"

#include <stddef.h>

typedef struct input_unpacker input_unpacker_t;

typedef struct {
    int descriptor;             /* -1: not open */
    char *path;                 /* owned; DIRECTORY/NAME, with the ending of what was opened */
    input_unpacker_t *unpacker; /* owned; NULL if it is plain */
    const char *reason;         /* why it is damaged; static */
} input_t;

/*
 * Opens DIRECTORY/NAME or, where that is not there, NAME.gz or NAME.zst. FILES_CANNOT_OPEN, FILES_CANNOT_READ (the program was
 * built without the library for it), FILES_NO_MEMORY. input_close is legal after a failure.
 */
int input_open(input_t *self, const char *directory, const char *name, failure_t *failure);

/*
 * Fills `data`; *got is less than `size` only at the end. FILES_CANNOT_READ (with errno), FILES_NO_MEMORY, or
 * FILES_DAMAGED: what is compressed is not whole (self->reason).
 */
int input_read(input_t *self, char *data, size_t size, size_t *got);

/* Legal on a closed one; not on one never opened. */
void input_close(input_t *self);

#endif
