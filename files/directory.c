/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char directory_lock_name[] = ".lock";
static const char directory_probe_name[] = ".probe.part";
static const char directory_manifest_name[] = "manifest.json";

static void close_keeping_errno(int descriptor)
{
    int error_number = errno;

    if (descriptor >= 0) {
        close(descriptor);
    }
    errno = error_number;
}

static bool is_part(const char *name)
{
    static const char ending[] = ".part";
    size_t length = strlen(name);
    size_t ending_length = sizeof ending - 1;

    return name[0] == '.' && length > ending_length + 1
           && strcmp(name + length - ending_length, ending) == 0;
}

static bool is_directory(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* mkdir -p */
static int make_with_parents(const char *path, failure_t *failure)
{
    int status = FILES_OK;
    size_t length = strlen(path);
    char *prefix = malloc(length + 1);

    if (prefix == NULL) {
        status = failure_set(failure, FILES_NO_MEMORY, ENOMEM, path);
        goto out;
    }
    memcpy(prefix, path, length + 1);
    for (size_t i = 1; i <= length; i++) {
        if ((path[i] == '/' && path[i - 1] != '/') || path[i] == '\0') {
            prefix[i] = '\0';
            /* what is there already may fail in other ways than EEXIST: EROFS, EACCES */
            if (mkdir(prefix, 0777) != 0 && errno != EEXIST) {
                int error_number = errno;

                if (!is_directory(prefix)) {
                    errno = error_number;
                    status = failure_set(failure, FILES_CANNOT_CREATE, error_number, prefix);
                    goto out;
                }
            }
            prefix[i] = path[i];
        }
    }
out:
    free(prefix);
    return status;
}

static int look_into(int descriptor, const char *path, directory_contents_t *contents,
                     failure_t *failure)
{
    int status = FILES_OK;
    directory_contents_t found = DIRECTORY_EMPTY;
    const struct dirent *entry = NULL;
    DIR *stream = NULL;
    int copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (copy < 0) {
        status = failure_set(failure, FILES_CANNOT_READ, errno, path);
        goto out;
    }
    stream = fdopendir(copy);
    if (stream == NULL) {
        status = failure_set(failure, FILES_CANNOT_READ, errno, path);
        close_keeping_errno(copy);
        goto out;
    }
    for (errno = 0; (entry = readdir(stream)) != NULL; errno = 0) {
        const char *name = entry->d_name;

        if (strcmp(name, directory_manifest_name) == 0) {
            found = DIRECTORY_HAS_MANIFEST;
        } else if (found == DIRECTORY_EMPTY && strcmp(name, ".") != 0 && strcmp(name, "..") != 0
                   && strcmp(name, directory_lock_name) != 0 && !is_part(name)) {
            found = DIRECTORY_NOT_EMPTY;
        }
    }
    if (errno != 0) {
        status = failure_set(failure, FILES_CANNOT_READ, errno, path);
        goto out;
    }
    if (contents != NULL) {
        *contents = found;
    }
out:
    if (stream != NULL) {
        int error_number = errno;

        closedir(stream);
        errno = error_number;
    }
    return status;
}

static int open_directory(const char *path, int *descriptor, failure_t *failure)
{
    int status = FILES_OK;

    *descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*descriptor < 0) {
        int error_number = errno;
        struct stat about;

        if (stat(path, &about) == 0 && !S_ISDIR(about.st_mode)) {
            status = failure_set(failure, FILES_NOT_DIRECTORY, 0, path);
        } else {
            status = failure_set(failure, FILES_CANNOT_OPEN, error_number, path);
        }
        errno = error_number;
    }
    return status;
}

int directory_prepare(const char *path, directory_contents_t *contents, failure_t *failure)
{
    int status = FILES_OK;
    int descriptor = -1;
    int probe = -1;

    if (path[0] == '\0') {
        errno = ENOENT;
        status = failure_set(failure, FILES_BAD_NAME, 0, "\"\"");
        goto out;
    }
    status = make_with_parents(path, failure);
    if (status != FILES_OK) {
        goto out;
    }
    status = open_directory(path, &descriptor, failure);
    if (status != FILES_OK) {
        goto out;
    }
    /* access() would not know of read-only and full file systems, nor of root's powers */
    unlinkat(descriptor, directory_probe_name, 0);
    probe = openat(descriptor, directory_probe_name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (probe < 0) {
        bool full = errno == ENOSPC || errno == EDQUOT;

        status = failure_set(failure, full ? FILES_DISC_FULL : FILES_CANNOT_WRITE, errno, path);
        goto out;
    }
    unlinkat(descriptor, directory_probe_name, 0);
    status = look_into(descriptor, path, contents, failure);
out:
    close_keeping_errno(probe);
    close_keeping_errno(descriptor);
    return status;
}

int directory_look(const char *path, directory_contents_t *contents, failure_t *failure)
{
    int descriptor = -1;
    int status = open_directory(path, &descriptor, failure);

    if (status == FILES_OK) {
        status = look_into(descriptor, path, contents, failure);
    }
    close_keeping_errno(descriptor);
    return status;
}

/* flock without waiting: 0 or errno. */
static int try_lock(int descriptor)
{
    int result = 0;

    do {
        result = flock(descriptor, LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

int directory_lock(directory_t *directory, const char *path, failure_t *failure)
{
    int descriptor = -1;
    int file = -1;
    int error_number = 0;
    int status = FILES_OK;

    *directory = (directory_t){.descriptor = -1};
    status = open_directory(path, &descriptor, failure);
    if (status != FILES_OK) {
        goto out;
    }
    error_number = try_lock(descriptor);
    if (error_number != 0 && error_number != EWOULDBLOCK) {
        /* NFS locks only what is open for writing, which no directory can be */
        file = openat(descriptor, directory_lock_name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        close(descriptor);
        descriptor = file;
        error_number = file < 0 ? errno : try_lock(file);
    }
    if (error_number != 0) {
        bool taken = error_number == EWOULDBLOCK;

        status = failure_set(failure, taken ? FILES_LOCKED : FILES_CANNOT_LOCK,
                             taken ? 0 : error_number, path);
        errno = error_number;
        goto out;
    }
    directory->descriptor = descriptor;
    directory->locked = true;
    descriptor = -1;
out:
    close_keeping_errno(descriptor);
    return status;
}

void directory_unlock(directory_t *directory)
{
    if (directory->locked) {
        close(directory->descriptor);
    }
    *directory = (directory_t){.descriptor = -1};
}

int directory_remove_parts(const char *path, failure_t *failure)
{
    int status = FILES_OK;
    const struct dirent *entry = NULL;
    DIR *stream = opendir(path);

    if (stream == NULL) {
        status = failure_set(failure, FILES_CANNOT_OPEN, errno, path);
        goto out;
    }
    for (errno = 0; (entry = readdir(stream)) != NULL; errno = 0) {
        if (is_part(entry->d_name) && unlinkat(dirfd(stream), entry->d_name, 0) != 0
            && errno != ENOENT) {
            status = failure_set(failure, FILES_CANNOT_WRITE, errno, path);
            goto out;
        }
    }
    if (errno != 0) {
        status = failure_set(failure, FILES_CANNOT_READ, errno, path);
        goto out;
    }
out:
    if (stream != NULL) {
        int error_number = errno;

        closedir(stream);
        errno = error_number;
    }
    return status;
}

int directory_make_temporary(const char *name, char *path, size_t size, failure_t *failure)
{
    const char *above = getenv("TMPDIR");
    int status = FILES_OK;
    int length = 0;

    above = above != NULL && above[0] != '\0' ? above : "/tmp";
    length = snprintf(path, size, "%s/%s-XXXXXX", above, name);
    if (length < 0 || (size_t)length >= size) {
        status = failure_set(failure, FILES_BAD_NAME, 0, above);
    } else if (mkdtemp(path) == NULL) {
        status = failure_set(failure, FILES_CANNOT_CREATE, errno, path);
    }
    return status;
}

int directory_remove(const char *path, failure_t *failure)
{
    int status = FILES_OK;
    const struct dirent *entry = NULL;
    DIR *stream = opendir(path);

    while (stream != NULL && (entry = readdir(stream)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            unlinkat(dirfd(stream), entry->d_name, 0);
        }
    }
    if (stream != NULL) {
        closedir(stream);
    }
    if (rmdir(path) != 0) {
        status = failure_set(failure, FILES_CANNOT_WRITE, errno, path);
    }
    return status;
}

int directory_remove_file(const char *path, const char *name, bool *removed, failure_t *failure)
{
    char whole[4096];
    const int length = snprintf(whole, sizeof whole, "%s/%s", path, name);
    bool gone = false;
    int status = FILES_OK;

    if (length < 0 || (size_t)length >= sizeof whole) {
        status = failure_set(failure, FILES_BAD_NAME, ENAMETOOLONG, path);
    } else if (unlink(whole) == 0) {
        gone = true;
    } else if (errno != ENOENT) {
        status = failure_set(failure, FILES_CANNOT_WRITE, errno, whole);
    }
    if (removed != NULL) {
        *removed = gone;
    }
    return status;
}

bool directory_is_same(const char *a, const char *b)
{
    struct stat one, other;

    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}
