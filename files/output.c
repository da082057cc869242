/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef __linux__
#define _GNU_SOURCE /* sync_file_range */
#endif
#include "files/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef ADRIFT_HAVE_ZLIB
#define ZLIB_CONST /* does not write through next_in */
#include <zlib.h>
#endif
#ifdef ADRIFT_HAVE_ZSTD
#include <zstd.h>
#endif

/* What is collected before it is written; and what is not worth copying there. */
enum { OUTPUT_BLOCK = 1 << 18, OUTPUT_LARGE = 1 << 16 };

/* What the disc is asked to begin with while more is made: the sync at the end waits for the rest. */
enum { OUTPUT_AHEAD = 1 << 23 };

static const char output_ending[] = ".part";

static const char *const output_names[OUTPUT_FORMS] = {"none", "gzip", "zstd"};
static const char *const output_endings[OUTPUT_FORMS] = {"", ".gz", ".zst"};

/* What these programs do unless told otherwise. */
enum { OUTPUT_GZIP_LEVEL = 6, OUTPUT_ZSTD_LEVEL = 3 };

struct output_squeezer {
    output_form_t form;
    bool begun; /* `gzip` is to be ended */
#ifdef ADRIFT_HAVE_ZLIB
    z_stream gzip;
#endif
#ifdef ADRIFT_HAVE_ZSTD
    ZSTD_CCtx *zstd;
#endif
    char block[OUTPUT_LARGE]; /* what comes out */
};

const char *output_form_name(output_form_t form)
{
    return output_names[form];
}

const char *output_form_ending(output_form_t form)
{
    return output_endings[form];
}

bool output_has_form(output_form_t form)
{
    bool has = form == OUTPUT_PLAIN;

#ifdef ADRIFT_HAVE_ZLIB
    has = has || form == OUTPUT_GZIP;
#endif
#ifdef ADRIFT_HAVE_ZSTD
    has = has || form == OUTPUT_ZSTD;
#endif
    return has;
}

output_form_t output_form_of(const char *name)
{
    const size_t length = strlen(name);
    output_form_t form = OUTPUT_PLAIN;

    for (int i = OUTPUT_GZIP; i < OUTPUT_FORMS; i++) {
        const size_t ending = strlen(output_endings[i]);

        if (length > ending && strcmp(name + length - ending, output_endings[i]) == 0) {
            form = (output_form_t)i;
        }
    }
    return form;
}

static void squeezer_free(output_squeezer_t *squeezer)
{
    if (squeezer != NULL) {
#ifdef ADRIFT_HAVE_ZLIB
        if (squeezer->begun) {
            deflateEnd(&squeezer->gzip);
        }
#endif
#ifdef ADRIFT_HAVE_ZSTD
        ZSTD_freeCCtx(squeezer->zstd);
#endif
        free(squeezer);
    }
}

/* NULL: no memory. */
static output_squeezer_t *squeezer_new(output_form_t form)
{
    output_squeezer_t *squeezer = calloc(1, sizeof *squeezer);
    bool good = squeezer != NULL;

    if (good) {
        squeezer->form = form;
#ifdef ADRIFT_HAVE_ZLIB
        if (form == OUTPUT_GZIP) {
            /* 16: with the header of gzip, which then has no name and no time */
            good = deflateInit2(&squeezer->gzip, OUTPUT_GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8,
                                Z_DEFAULT_STRATEGY) == Z_OK;
            squeezer->begun = good;
        }
#endif
#ifdef ADRIFT_HAVE_ZSTD
        if (form == OUTPUT_ZSTD) {
            squeezer->zstd = ZSTD_createCCtx();
            good = squeezer->zstd != NULL
                   && !ZSTD_isError(ZSTD_CCtx_setParameter(
                       squeezer->zstd, ZSTD_c_compressionLevel, OUTPUT_ZSTD_LEVEL))
                   && !ZSTD_isError(
                       ZSTD_CCtx_setParameter(squeezer->zstd, ZSTD_c_checksumFlag, 1));
        }
#endif
    }
    if (!good) {
        squeezer_free(squeezer);
        squeezer = NULL;
    }
    return squeezer;
}

/*
 * Takes from `data`, of which *done have been taken, as much as goes into one block, and says how
 * long that block is. *more: to be called again. `last`: nothing comes behind this data. False if
 * memory ran out.
 */
static bool squeeze(output_squeezer_t *squeezer, const char *data, size_t size, bool last,
                    size_t *done, size_t *length, bool *more)
{
    bool good = false;

#ifdef ADRIFT_HAVE_ZLIB
    if (squeezer->form == OUTPUT_GZIP) {
        z_stream *stream = &squeezer->gzip;
        int result = Z_OK;

        /* size is at most OUTPUT_BLOCK */
        stream->next_in = (const Bytef *)data + *done;
        stream->avail_in = (uInt)(size - *done);
        stream->next_out = (Bytef *)squeezer->block;
        stream->avail_out = OUTPUT_LARGE;
        result = deflate(stream, last ? Z_FINISH : Z_NO_FLUSH);
        *done = size - stream->avail_in;
        *length = OUTPUT_LARGE - stream->avail_out;
        *more = last ? result != Z_STREAM_END : stream->avail_out == 0;
        good = result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR;
    }
#endif
#ifdef ADRIFT_HAVE_ZSTD
    if (squeezer->form == OUTPUT_ZSTD) {
        ZSTD_inBuffer in = {data, size, *done};
        ZSTD_outBuffer out = {squeezer->block, OUTPUT_LARGE, 0};
        const size_t left =
            ZSTD_compressStream2(squeezer->zstd, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);

        *done = in.pos;
        *length = out.pos;
        *more = last ? left != 0 : in.pos < in.size;
        good = !ZSTD_isError(left);
    }
#endif
#if !defined ADRIFT_HAVE_ZLIB && !defined ADRIFT_HAVE_ZSTD
    (void)squeezer, (void)data, (void)size, (void)last, (void)done, (void)length, (void)more;
#endif
    return good;
}

static ssize_t output_system_write(void *context, int descriptor, const void *data, size_t size)
{
    (void)context;
    return write(descriptor, data, size);
}

/* "a" + "b" + "c" in memory of its own; NULL if there is none. */
static char *output_join(const char *a, const char *b, const char *c)
{
    size_t length_a = strlen(a);
    size_t length_b = strlen(b);
    size_t size_c = strlen(c) + 1;
    char *joined = malloc(length_a + length_b + size_c);

    if (joined != NULL) {
        memcpy(joined, a, length_a);
        memcpy(joined + length_a, b, length_b);
        memcpy(joined + length_a + length_b, c, size_c);
    }
    return joined;
}

/* Closes, frees; the .part file is removed unless it has got its name. Keeps errno. */
static void output_release(output_t *output, bool remove_part)
{
    int error_number = errno;

    if (output->open) {
        if (remove_part) {
            unlinkat(output->directory, output->part, 0);
        }
        if (output->descriptor >= 0) {
            close(output->descriptor);
        }
        close(output->directory);
    }
    free(output->name);
    free(output->part);
    free(output->path);
    free(output->block);
    squeezer_free(output->squeezer);
    output->open = false;
    output->descriptor = -1;
    output->directory = -1;
    output->name = NULL;
    output->part = NULL;
    output->path = NULL;
    output->block = NULL;
    output->squeezer = NULL;
    output->block_length = 0;
    errno = error_number;
}

static int output_fail(output_t *output, int status)
{
    int error_number = errno;

    if (status == FILES_CANNOT_WRITE && (error_number == ENOSPC || error_number == EDQUOT)) {
        status = FILES_DISC_FULL;
    }
    failure_set(&output->failure, status, error_number, output->path);
    /* It frees what `output` owns. NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
    output_release(output, true);
    return status;
}

static bool output_name_is_usable(const char *name)
{
    size_t length = strlen(name);

    return length > 0 && length + 1 + strlen(output_ending) <= NAME_MAX
           && strchr(name, '/') == NULL && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

int output_open(output_t *output, const char *directory, const char *name)
{
    int status = FILES_OK;
    int directory_descriptor = -1;
    const output_form_t form = output_form_of(name);

    *output = (output_t){.descriptor = -1, .directory = -1, .write = output_system_write};
    digest_init(&output->digest);
    digest_init(&output->plain_digest);
    output->path = output_join(directory, "/", name);
    if (!output_name_is_usable(name)) {
        errno = EINVAL;
        status = output_fail(output, FILES_BAD_NAME);
        goto out;
    }
    if (!output_has_form(form)) {
        errno = ENOTSUP;
        status = output_fail(output, FILES_MISUSED);
        goto out;
    }
    output->squeezer = form == OUTPUT_PLAIN ? NULL : squeezer_new(form);
    output->name = output_join(name, "", "");
    output->part = output_join(".", name, output_ending);
    output->block = malloc(OUTPUT_BLOCK);
    if (output->path == NULL || output->name == NULL || output->part == NULL
        || output->block == NULL || (form != OUTPUT_PLAIN && output->squeezer == NULL)) {
        errno = ENOMEM;
        status = output_fail(output, FILES_NO_MEMORY);
        goto out;
    }
    directory_descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory_descriptor < 0) {
        failure_set(&output->failure, FILES_CANNOT_OPEN, errno, directory);
        status = output_fail(output, FILES_CANNOT_OPEN);
        goto out;
    }
    output->directory = directory_descriptor;
    output->open = true;
    /* removed and made anew rather than truncated: it might be a link to elsewhere */
    unlinkat(output->directory, output->part, 0);
    output->descriptor =
        openat(output->directory, output->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (output->descriptor < 0) {
        status = output_fail(output, errno == ENOSPC || errno == EDQUOT ? FILES_CANNOT_WRITE
                                                                       : FILES_CANNOT_CREATE);
        goto out;
    }
out:
    return status;
}

/* Only a hint: what it cannot do or what fails, the sync at the end does and tells. */
static void output_begin_sync(output_t *output, uint64_t size)
{
    output->written += size;
#ifdef SYNC_FILE_RANGE_WRITE
    if (output->written - output->begun >= OUTPUT_AHEAD) {
        const int error_number = errno;

        (void)sync_file_range(output->descriptor, (off_t)output->begun,
                              (off_t)(output->written - output->begun), SYNC_FILE_RANGE_WRITE);
        output->begun = output->written;
        errno = error_number;
    }
#endif
}

/* Writes all of it; status, with errno. */
static int output_write_through(output_t *output, const char *data, size_t size)
{
    int status = FILES_OK;

    digest_add(&output->digest, data, size);
    while (size > 0) {
        ssize_t count = output->write(output->write_context, output->descriptor, data, size);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            if (count == 0) {
                errno = EIO;
            }
            status = output_fail(output, FILES_CANNOT_WRITE);
            goto out;
        }
        data += count;
        size -= (size_t)count;
        output_begin_sync(output, (uint64_t)count);
    }
out:
    return status;
}

/* The same, compressed. `last`: nothing comes behind it. */
static int output_squeeze_through(output_t *output, const char *data, size_t size, bool last)
{
    size_t done = 0;
    bool more = true;
    int status = FILES_OK;

    digest_add(&output->plain_digest, data, size);
    while (status == FILES_OK && more) {
        size_t length = 0;

        if (!squeeze(output->squeezer, data, size, last, &done, &length, &more)) {
            errno = ENOMEM;
            status = output_fail(output, FILES_NO_MEMORY);
        } else {
            output->bytes += length;
            status = output_write_through(output, output->squeezer->block, length);
        }
    }
    return status;
}

static int output_flush(output_t *output, bool last)
{
    size_t length = output->block_length;

    output->block_length = 0;
    return output->squeezer != NULL
               ? output_squeeze_through(output, output->block, length, last)
               : output_write_through(output, output->block, length);
}

/* In whole blocks, so that what comes out does not depend on how it came in. */
static int output_write_blocks(output_t *output, const char *data, size_t size)
{
    int status = FILES_OK;

    while (status == FILES_OK && size > 0) {
        const size_t room = OUTPUT_BLOCK - output->block_length;
        const size_t piece = size < room ? size : room;

        memcpy(output->block + output->block_length, data, piece);
        output->block_length += piece;
        data += piece;
        size -= piece;
        if (output->block_length == OUTPUT_BLOCK) {
            status = output_flush(output, false);
        }
    }
    return status;
}

/* The sticky failure, or FILES_MISUSED if the output is not open. */
static int output_status(const output_t *output)
{
    int status = output->failure.status;

    if (status == FILES_OK && !output->open) {
        status = FILES_MISUSED;
    }
    return status;
}

int output_write(output_t *output, const void *data, size_t size)
{
    int status = output_status(output);

    if (status != FILES_OK || size == 0) {
        goto out;
    }
    output->plain_bytes += size;
    if (output->squeezer != NULL) {
        status = output_write_blocks(output, data, size);
        goto out;
    }
    output->bytes += size;
    if (size >= OUTPUT_LARGE || size > OUTPUT_BLOCK - output->block_length) {
        status = output_flush(output, false);
        if (status != FILES_OK) {
            goto out;
        }
    }
    if (size >= OUTPUT_LARGE) {
        status = output_write_through(output, data, size);
    } else {
        memcpy(output->block + output->block_length, data, size);
        output->block_length += size;
    }
out:
    return status;
}

/* Some file systems cannot sync and say EINVAL; that is no failure of ours. */
static bool output_sync(int descriptor)
{
    int result = 0;

    do {
        result = fsync(descriptor);
    } while (result != 0 && errno == EINTR);
    return result == 0 || errno == EINVAL;
}

int output_drain(output_t *output, text_t *text, size_t more_than, failure_t *failure)
{
    int status = text->status;

    if (status == FILES_OK && text->length > more_than) {
        status = output_write(output, text->data, text->length);
        text_clear(text);
    }
    if (status != FILES_OK) {
        failure_set(failure, status, output->failure.error_number,
                    output->failure.status != FILES_OK ? output->failure.path : output->path);
    }
    return status;
}

int output_commit(output_t *output, char hex[DIGEST_HEX_SIZE])
{
    int status = output_status(output);
    int descriptor = -1;

    if (status != FILES_OK) {
        goto out;
    }
    status = output_flush(output, true);
    if (status != FILES_OK) {
        goto out;
    }
    if (!output_sync(output->descriptor)) {
        status = output_fail(output, FILES_CANNOT_WRITE);
        goto out;
    }
    descriptor = output->descriptor;
    output->descriptor = -1;
    /* an interrupted close has closed */
    if (close(descriptor) != 0 && errno != EINTR) {
        status = output_fail(output, FILES_CANNOT_WRITE);
        goto out;
    }
    if (renameat(output->directory, output->part, output->directory, output->name) != 0) {
        status = output_fail(output, FILES_CANNOT_WRITE);
        goto out;
    }
    if (!output_sync(output->directory)) {
        status = output_fail(output, FILES_CANNOT_WRITE);
        goto out;
    }
    if (hex != NULL) {
        digest_hex(&output->digest, hex);
    }
    output_release(output, false);
out:
    return status;
}

void output_plain_hex(const output_t *output, char hex[DIGEST_HEX_SIZE])
{
    digest_t digest = output->squeezer != NULL ? output->plain_digest : output->digest;

    if (output->block_length > 0) {
        digest_add(&digest, output->block, output->block_length);
    }
    digest_hex(&digest, hex);
}

void output_discard(output_t *output)
{
    output_release(output, true);
}

int output_write_file(const char *directory, const char *name, const void *data, size_t size,
                      char hex[DIGEST_HEX_SIZE], failure_t *failure)
{
    output_t output;
    int status = output_open(&output, directory, name);

    if (status == FILES_OK) {
        status = output_write(&output, data, size);
    }
    if (status == FILES_OK) {
        status = output_commit(&output, hex);
    }
    if (status != FILES_OK) {
        failure_keep(failure, &output.failure);
    }
    output_discard(&output);
    return status;
}
