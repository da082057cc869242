/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * DIRECTORY/manifest.json: what was run, by what, on what, and the digest of every file it left.
 *
 * Keys are dotted paths of objects ("libraries.gsl"); the order in the file is that in which they
 * were first set. Texts are UTF-8; bytes that are not (a file name may be anything) are replaced by
 * U+FFFD. Whole numbers above 2^53, which many readers of JSON would round, are written as texts
 * and read back as numbers.
 *
 * Keys of adrift, in this order: program, version, commit, compiler, libraries.NAME, host, processor,
 * command_line[], scenario (path), configuration (resolved text), seed, seed_is_default,
 * replicates, first_replicate, key, start, end, status, files[].
 */
#ifndef ADRIFT_MANIFEST_H
#define ADRIFT_MANIFEST_H

#include "files/digest.h"
#include "files/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define MANIFEST_NAME "manifest.json"

typedef struct {
    struct json_t *root; /* owned; NULL if not initialised */
} manifest_t;

typedef struct {
    const char *name;   /* relative to the directory; owned by the manifest */
    const char *sha256; /* 64 hexadecimal digits; owned by the manifest */
    uint64_t bytes;
    int64_t rows;       /* without the header; negative: not counted */
} manifest_file_t;

/* An empty manifest. FILES_NO_MEMORY. */
int manifest_init(manifest_t *manifest);

/* Legal on a zeroed manifest. */
void manifest_free(manifest_t *manifest);

/*
 * Sets or replaces. FILES_NO_MEMORY; FILES_MISUSED if the key is empty or goes through something
 * that is not an object, or a number is not finite. A NULL text is written as null.
 */
int manifest_set_text(manifest_t *manifest, const char *key, const char *value);
int manifest_set_integer(manifest_t *manifest, const char *key, int64_t value);
int manifest_set_unsigned(manifest_t *manifest, const char *key, uint64_t value);
int manifest_set_number(manifest_t *manifest, const char *key, double value);
int manifest_set_bool(manifest_t *manifest, const char *key, bool value);

/* An instant as "2025-11-22T07:50:00Z". */
int manifest_set_time(manifest_t *manifest, const char *key, time_t value);

/* Takes away what stands there, if anything does. FILES_OK. */
int manifest_clear(manifest_t *manifest, const char *key);

/* Appends to a list of texts, which it makes if there is none. */
int manifest_append_text(manifest_t *manifest, const char *key, const char *value);

/* Appends to `files`, or replaces the entry of that name. The texts are copied. */
int manifest_add_file(manifest_t *manifest, const manifest_file_t *file);

/* Writes DIRECTORY/manifest.json as a whole (files/output.h). */
int manifest_write(const manifest_t *manifest, const char *directory, failure_t *failure);

/*
 * Reads DIRECTORY/manifest.json into an uninitialised manifest. FILES_CANNOT_OPEN,
 * FILES_CANNOT_READ, FILES_DAMAGED (with the line) if it is not JSON, not an object, or its `files`
 * are not as manifest_add_file writes them. After a failure manifest_free is legal, not needed.
 */
int manifest_read(manifest_t *manifest, const char *directory, failure_t *failure);

/* NULL if there is none or it is no text; owned by the manifest, until it is changed. */
const char *manifest_get_text(const manifest_t *manifest, const char *key);

/* false, and `value` untouched, if there is none or it is of another kind or out of range. */
bool manifest_get_integer(const manifest_t *manifest, const char *key, int64_t *value);
bool manifest_get_unsigned(const manifest_t *manifest, const char *key, uint64_t *value);
bool manifest_get_number(const manifest_t *manifest, const char *key, double *value);
bool manifest_get_bool(const manifest_t *manifest, const char *key, bool *value);

/* Length of a list, 0 if there is none; and its texts, NULL if there is none at `index`. */
size_t manifest_count(const manifest_t *manifest, const char *key);
const char *manifest_get_item(const manifest_t *manifest, const char *key, size_t index);

/* The files; false if there is none at `index`, or of that name. */
size_t manifest_file_count(const manifest_t *manifest);
bool manifest_get_file(const manifest_t *manifest, size_t index, manifest_file_t *file);
bool manifest_find_file(const manifest_t *manifest, const char *name, manifest_file_t *file);

#endif
