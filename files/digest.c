/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/version.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGEST_BLOCK = 1 << 17 };

void digest_init(digest_t *digest)
{
    sha256_init(&digest->state);
}

void digest_add(digest_t *digest, const void *data, size_t size)
{
    if (size > 0) {
        sha256_update(&digest->state, size, data);
    }
}

void digest_add_text(digest_t *digest, const char *text)
{
    uint64_t length = strlen(text);
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(length >> (8 * i) & 0xff);
    }
    digest_add(digest, bytes, sizeof bytes);
    digest_add(digest, text, (size_t)length);
}

void digest_hex(digest_t *digest, char hex[DIGEST_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[SHA256_DIGEST_SIZE];

#if NETTLE_VERSION_MAJOR >= 4
    sha256_digest(&digest->state, bytes);
#else
    sha256_digest(&digest->state, sizeof bytes, bytes);
#endif
    for (size_t i = 0; i < sizeof bytes; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * sizeof bytes] = '\0';
}

int digest_file(const char *path, char hex[DIGEST_HEX_SIZE], uint64_t *bytes, failure_t *failure)
{
    int status = FILES_OK;
    uint64_t total = 0;
    digest_t digest;
    struct stat about;
    unsigned char *block = malloc(DIGEST_BLOCK);
    int descriptor = -1;

    if (block == NULL) {
        status = failure_set(failure, FILES_NO_MEMORY, ENOMEM, path);
        goto out;
    }
    /* O_NONBLOCK: a FIFO of that name must not keep us waiting */
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        status = failure_set(failure, FILES_CANNOT_OPEN, errno, path);
        goto out;
    }
    if (fstat(descriptor, &about) != 0) {
        status = failure_set(failure, FILES_CANNOT_READ, errno, path);
        goto out;
    }
    if (!S_ISREG(about.st_mode)) {
        errno = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
        status = failure_set(failure, FILES_CANNOT_READ, errno, path);
        goto out;
    }
    digest_init(&digest);
    for (;;) {
        ssize_t count = read(descriptor, block, DIGEST_BLOCK);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            status = failure_set(failure, FILES_CANNOT_READ, errno, path);
            goto out;
        }
        if (count == 0) {
            break;
        }
        digest_add(&digest, block, (size_t)count);
        total += (uint64_t)count;
    }
    digest_hex(&digest, hex);
    if (bytes != NULL) {
        *bytes = total;
    }
out:
    if (descriptor >= 0) {
        int error_number = errno;

        close(descriptor);
        errno = error_number;
    }
    free(block);
    return status;
}
