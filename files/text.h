/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A run of characters in memory that others append to: growable, or in storage of the caller.
 *
 * A failure (no memory, no room) is sticky: what is appended after it is dropped, and `status`
 * tells. So a writer of many fields asks once, at the end. What is appended is there whole or not
 * at all. `data` is not terminated by a NUL.
 */
#ifndef ADRIFT_TEXT_H
#define ADRIFT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char *data;      /* owned, unless `fixed` */
    size_t length;   /* in use */
    size_t capacity; /* allocated */
    bool fixed;      /* storage of the caller: never grown, never freed */
    int status;      /* FILES_OK, FILES_NO_MEMORY or FILES_NO_ROOM */
} text_t;

/* An empty growable text; allocates nothing before something is appended. Zeroing does the same. */
void text_init(text_t *text);

/* An empty text in `storage`, which must outlive it. */
void text_init_fixed(text_t *text, char *storage, size_t capacity);

/* Frees and zeroes; legal on a zeroed or freed text. */
void text_free(text_t *text);

/* Makes it empty again and forgets a failure; keeps the memory. */
void text_clear(text_t *text);

/*
 * Where up to `size` more characters may be written; the caller then adds to `length` what it wrote.
 * NULL if that many cannot be had, now or since an earlier failure. Valid until the next call.
 */
char *text_reserve(text_t *text, size_t size);

/* Appends; returns the status. */
int text_append(text_t *text, const char *data, size_t size);

/* A failure of `part`, which was made to be put into `text`, is one of `text` too. Returns the status. */
int text_inherit(text_t *text, const text_t *part);

#endif
