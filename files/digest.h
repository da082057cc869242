/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * SHA-256 (FIPS 180-4), of memory piece by piece and of whole files; by nettle, which uses the
 * processor's instructions for it where there are any.
 */
#ifndef ADRIFT_DIGEST_H
#define ADRIFT_DIGEST_H

#include "files/failure.h"

#include <nettle/sha2.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGEST_HEX_SIZE = 65 }; /* 64 lower-case hexadecimal digits and a NUL */

typedef struct {
    struct sha256_ctx state; /* may be copied */
} digest_t;

void digest_init(digest_t *digest);

void digest_add(digest_t *digest, const void *data, size_t size);

/* Adds the length of a text and then the text, so that no two lists of texts look the same. */
void digest_add_text(digest_t *digest, const char *text);

/* Ends the digest; call digest_init before adding more. */
void digest_hex(digest_t *digest, char hex[DIGEST_HEX_SIZE]);

/* Digest and size (NULL: not wanted) of a regular file. FILES_CANNOT_OPEN, FILES_CANNOT_READ. */
int digest_file(const char *path, char hex[DIGEST_HEX_SIZE], uint64_t *bytes, failure_t *failure);

#endif
