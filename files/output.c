/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is collected before it is written; and what is not worth copying there. */
enum { OUTPUT_BLOCK = 1 << 18, OUTPUT_LARGE = 1 << 16 };

static const char output_ending[] = ".part";

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
    output->open = false;
    output->descriptor = -1;
    output->directory = -1;
    output->name = NULL;
    output->part = NULL;
    output->path = NULL;
    output->block = NULL;
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

    *output = (output_t){.descriptor = -1, .directory = -1, .write = output_system_write};
    digest_init(&output->digest);
    output->path = output_join(directory, "/", name);
    if (!output_name_is_usable(name)) {
        errno = EINVAL;
        status = output_fail(output, FILES_BAD_NAME);
        goto out;
    }
    output->name = output_join(name, "", "");
    output->part = output_join(".", name, output_ending);
    output->block = malloc(OUTPUT_BLOCK);
    if (output->path == NULL || output->name == NULL || output->part == NULL
        || output->block == NULL) {
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
    }
out:
    return status;
}

static int output_flush(output_t *output)
{
    size_t length = output->block_length;

    output->block_length = 0;
    return output_write_through(output, output->block, length);
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
    output->bytes += size;
    if (size >= OUTPUT_LARGE || size > OUTPUT_BLOCK - output->block_length) {
        status = output_flush(output);
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

int output_commit(output_t *output, char hex[DIGEST_HEX_SIZE])
{
    int status = output_status(output);
    int descriptor = -1;

    if (status != FILES_OK) {
        goto out;
    }
    status = output_flush(output);
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
    if (status != FILES_OK && failure != NULL && failure->status == FILES_OK) {
        *failure = output.failure;
    }
    output_discard(&output);
    return status;
}
