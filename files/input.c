/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/input.h"

#include "files/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
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
#include <zstd_errors.h>
#endif

enum { INPUT_BLOCK = 1 << 16 };

static const char input_damaged[] = "its compressed data is damaged";

struct input_unpacker {
    output_form_t form;
    bool between;         /* whole so far: behind a member or frame */
    size_t place, length; /* of `block`: taken, there */
    bool begun;           /* `gzip` is to be ended */
#ifdef ADRIFT_HAVE_ZLIB
    z_stream gzip;
#endif
#ifdef ADRIFT_HAVE_ZSTD
    ZSTD_DCtx *zstd;
#endif
    char block[INPUT_BLOCK]; /* compressed */
};

static void unpacker_free(input_unpacker_t *unpacker)
{
    if (unpacker != NULL) {
#ifdef ADRIFT_HAVE_ZLIB
        if (unpacker->begun) {
            inflateEnd(&unpacker->gzip);
        }
#endif
#ifdef ADRIFT_HAVE_ZSTD
        ZSTD_freeDCtx(unpacker->zstd);
#endif
        free(unpacker);
    }
}

/* NULL: no memory. */
static input_unpacker_t *unpacker_new(output_form_t form)
{
    input_unpacker_t *unpacker = calloc(1, sizeof *unpacker);
    bool good = unpacker != NULL;

    if (good) {
        unpacker->form = form;
#ifdef ADRIFT_HAVE_ZLIB
        if (form == OUTPUT_GZIP) {
            good = inflateInit2(&unpacker->gzip, 15 + 16) == Z_OK; /* 16: with the header of gzip */
            unpacker->begun = good;
        }
#endif
#ifdef ADRIFT_HAVE_ZSTD
        if (form == OUTPUT_ZSTD) {
            unpacker->zstd = ZSTD_createDCtx();
            good = unpacker->zstd != NULL;
        }
#endif
    }
    if (!good) {
        unpacker_free(unpacker);
        unpacker = NULL;
    }
    return unpacker;
}

/* Unpacks from the block into data[*got .. size). FILES_OK, FILES_DAMAGED, FILES_NO_MEMORY. */
static int unpack(input_unpacker_t *unpacker, char *data, size_t size, size_t *got)
{
    int status = FILES_DAMAGED;

#ifdef ADRIFT_HAVE_ZLIB
    if (unpacker->form == OUTPUT_GZIP) {
        z_stream *stream = &unpacker->gzip;
        int result = unpacker->between ? inflateReset(stream) : Z_OK;

        stream->next_in = (const Bytef *)unpacker->block + unpacker->place;
        stream->avail_in = (uInt)(unpacker->length - unpacker->place);
        stream->next_out = (Bytef *)data + *got;
        stream->avail_out = size - *got > INPUT_BLOCK ? INPUT_BLOCK : (uInt)(size - *got);
        *got += stream->avail_out;
        result = result == Z_OK ? inflate(stream, Z_NO_FLUSH) : result;
        *got -= stream->avail_out;
        unpacker->place = unpacker->length - stream->avail_in;
        unpacker->between = result == Z_STREAM_END;
        /* Z_BUF_ERROR: nothing to be done just now */
        status = result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR ? FILES_OK
                 : result == Z_MEM_ERROR                                           ? FILES_NO_MEMORY
                                                                                   : FILES_DAMAGED;
    }
#endif
#ifdef ADRIFT_HAVE_ZSTD
    if (unpacker->form == OUTPUT_ZSTD) {
        ZSTD_inBuffer in = {unpacker->block, unpacker->length, unpacker->place};
        ZSTD_outBuffer out = {data, size, *got};
        const size_t left = ZSTD_decompressStream(unpacker->zstd, &out, &in);

        *got = out.pos;
        unpacker->place = in.pos;
        unpacker->between = left == 0;
        status = !ZSTD_isError(left)                                              ? FILES_OK
                 : ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation ? FILES_NO_MEMORY
                                                                           : FILES_DAMAGED;
    }
#endif
#if !defined ADRIFT_HAVE_ZLIB && !defined ADRIFT_HAVE_ZSTD
    (void)unpacker, (void)data, (void)size, (void)got;
#endif
    return status;
}

/* *got is less than `size` only at the end. */
static int read_plain(input_t *self, char *data, size_t size, size_t *got)
{
    int status = FILES_OK;
    bool more = true;

    for (*got = 0; *got < size && more;) {
        const ssize_t count = read(self->descriptor, data + *got, size - *got);

        if (count >= 0) {
            *got += (size_t)count;
            more = count > 0;
        } else if (errno != EINTR) {
            status = FILES_CANNOT_READ;
            more = false;
        }
    }
    return status;
}

/* Both libraries keep back the end of a member or frame until the last of it has come out, so that all is out at the end. */
static int read_packed(input_t *self, char *data, size_t size, size_t *got)
{
    input_unpacker_t *unpacker = self->unpacker;
    int status = FILES_OK;
    bool more = true;

    for (*got = 0; *got < size && more && status == FILES_OK;) {
        if (unpacker->place == unpacker->length) {
            unpacker->place = 0;
            status = read_plain(self, unpacker->block, INPUT_BLOCK, &unpacker->length);
            more = unpacker->length > 0;
        }
        if (status == FILES_OK && more) {
            status = unpack(unpacker, data, size, got);
            self->reason = status == FILES_DAMAGED ? input_damaged : self->reason;
        } else if (status == FILES_OK && !unpacker->between) {
            status = FILES_DAMAGED;
            self->reason = "its compressed data ends too early";
        }
    }
    return status;
}

int input_read(input_t *self, char *data, size_t size, size_t *got)
{
    return self->unpacker == NULL ? read_plain(self, data, size, got) : read_packed(self, data, size, got);
}

static int refuse(input_t *self, output_form_t form, failure_t *failure)
{
    const int status = failure_set(failure, FILES_CANNOT_READ, ENOTSUP, self->path);

    if (failure != NULL && failure->error_number == ENOTSUP) {
        snprintf(failure->detail, sizeof failure->detail, "this program was built without %s", output_form_name(form));
    }
    return status;
}

int input_open(input_t *self, const char *directory, const char *name, failure_t *failure)
{
    const size_t length = strlen(directory) + 1 + strlen(name);
    output_form_t form = output_form_of(name);
    int status = FILES_OK;

    *self = (input_t){.descriptor = -1, .reason = ""};
    self->path = malloc(length + sizeof ".zst");
    if (self->path == NULL) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, name);
        goto out;
    }
    snprintf(self->path, length + 1, "%s/%s", directory, name);
    self->descriptor = open(self->path, O_RDONLY | O_CLOEXEC);
    for (int i = OUTPUT_GZIP; i < OUTPUT_FORMS && self->descriptor < 0 && errno == ENOENT && form == OUTPUT_PLAIN; i++) {
        snprintf(self->path + length, sizeof ".zst", "%s", output_form_ending((output_form_t)i));
        self->descriptor = open(self->path, O_RDONLY | O_CLOEXEC);
        form = self->descriptor < 0 ? OUTPUT_PLAIN : (output_form_t)i;
    }
    if (self->descriptor < 0) {
        self->path[length] = '\0';
        status = failure_set(failure, FILES_CANNOT_OPEN, errno, self->path);
    } else if (!output_has_form(form)) {
        status = refuse(self, form, failure);
    } else if (form != OUTPUT_PLAIN) {
        self->unpacker = unpacker_new(form);
        status = self->unpacker == NULL ? failure_set(failure, FILES_NO_MEMORY, 0, self->path) : FILES_OK;
    }
out:
    return status;
}

void input_close(input_t *self)
{
    if (self->descriptor >= 0) {
        close(self->descriptor);
    }
    unpacker_free(self->unpacker);
    free(self->path);
    *self = (input_t){.descriptor = -1, .reason = ""};
}
