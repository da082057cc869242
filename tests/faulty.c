/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linked with the program's own objects into adrift_faulty, where the linker puts these functions before the C library's
 * (--wrap; tests/CMakeLists.txt has the list): one call of a kind fails, or all from one on. In the environment
 *
 *     ADRIFT_FAULT=KIND:N:once|on:ERROR     the N-th call, from 1, of that kind; once or from there on
 *     ADRIFT_FAULT_COUNT=FILE               gets a line "KIND CALLS" for each kind at the end
 *
 * with kinds memory, jansson, open, read, write, sync, rename, remove, lock, close, begin (a thread or a program), and errors by
 * name: EINTR, EIO, ENOSPC, EACCES, ENOMEM ..., SHORT (half is written or read). Allocations of libraries are theirs; those
 * of Jansson, which lets itself be given others, are a kind of their own (after a single one that failed it goes on without
 * what it could not keep).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

typedef enum { MEMORY, JANSSON, OPEN, READ, WRITE, SYNC, RENAME, REMOVE, LOCK, CLOSE, BEGIN, KINDS } kind_t;

static const char *const kind_names[KINDS] = {"memory", "jansson", "open", "read",  "write", "sync",
                                              "rename", "remove",  "lock", "close", "begin"};

static struct {
    kind_t kind; /* KINDS: none is to fail */
    unsigned long number;
    bool on;
    int error;
} fault = {.kind = KINDS};
static atomic_ulong calls[KINDS]; /* so far */

/* Whether this call is to fail; with errno. */
static bool fails(kind_t kind)
{
    const unsigned long call = atomic_fetch_add(&calls[kind], 1) + 1;
    const bool failing = kind == fault.kind && (fault.on ? call >= fault.number : call == fault.number);

    if (failing) {
        errno = fault.error;
    }
    return failing;
}

#define WRAP(type, name, ...)                                                                                                    \
    type __real_##name(__VA_ARGS__);                                                                                             \
    type __wrap_##name(__VA_ARGS__);                                                                                             \
    type __wrap_##name(__VA_ARGS__)

WRAP(void *, malloc, size_t size) { return fails(MEMORY) ? NULL : __real_malloc(size); }
WRAP(void *, calloc, size_t count, size_t size) { return fails(MEMORY) ? NULL : __real_calloc(count, size); }
WRAP(void *, realloc, void *old, size_t size) { return fails(MEMORY) ? NULL : __real_realloc(old, size); }
WRAP(void *, aligned_alloc, size_t alignment, size_t size) { return fails(MEMORY) ? NULL : __real_aligned_alloc(alignment, size); }
WRAP(char *, strdup, const char *text) { return fails(MEMORY) ? NULL : __real_strdup(text); }
WRAP(char *, strndup, const char *text, size_t size) { return fails(MEMORY) ? NULL : __real_strndup(text, size); }

WRAP(int, openat, int directory, const char *path, int flags, ...)
{
    int mode = 0;

    if ((flags & O_CREAT) != 0) {
        va_list arguments;

        va_start(arguments, flags);
        mode = va_arg(arguments, int);
        va_end(arguments);
    }
    return fails(OPEN) ? -1 : __real_openat(directory, path, flags, mode);
}

WRAP(int, open, const char *path, int flags, ...)
{
    int mode = 0;

    if ((flags & O_CREAT) != 0) {
        va_list arguments;

        va_start(arguments, flags);
        mode = va_arg(arguments, int);
        va_end(arguments);
    }
    return fails(OPEN) ? -1 : __real_open(path, flags, mode);
}

WRAP(FILE *, fopen, const char *path, const char *mode) { return fails(OPEN) ? NULL : __real_fopen(path, mode); }
WRAP(FILE *, tmpfile, void) { return fails(OPEN) ? NULL : __real_tmpfile(); }
WRAP(DIR *, opendir, const char *path) { return fails(OPEN) ? NULL : __real_opendir(path); }
WRAP(DIR *, fdopendir, int descriptor) { return fails(OPEN) ? NULL : __real_fdopendir(descriptor); }
WRAP(int, mkdir, const char *path, mode_t mode) { return fails(OPEN) ? -1 : __real_mkdir(path, mode); }

static size_t half(size_t size)
{
    return size > 1 ? size / 2 : size;
}

WRAP(ssize_t, read, int descriptor, void *data, size_t size)
{
    const bool failing = fails(READ);

    return failing && errno != 0 ? -1 : __real_read(descriptor, data, failing ? half(size) : size);
}

WRAP(ssize_t, pread, int descriptor, void *data, size_t size, off_t place)
{
    const bool failing = fails(READ);

    return failing && errno != 0 ? -1 : __real_pread(descriptor, data, failing ? half(size) : size, place);
}

WRAP(ssize_t, write, int descriptor, const void *data, size_t size)
{
    const bool failing = fails(WRITE);

    return failing && errno != 0 ? -1 : __real_write(descriptor, data, failing ? half(size) : size);
}

WRAP(int, ftruncate, int descriptor, off_t size) { return fails(WRITE) ? -1 : __real_ftruncate(descriptor, size); }
WRAP(int, fsync, int descriptor) { return fails(SYNC) ? -1 : __real_fsync(descriptor); }
WRAP(int, rename, const char *from, const char *to) { return fails(RENAME) ? -1 : __real_rename(from, to); }
WRAP(int, renameat, int in, const char *from, int out, const char *to) { return fails(RENAME) ? -1 : __real_renameat(in, from, out, to); }
WRAP(int, unlink, const char *path) { return fails(REMOVE) ? -1 : __real_unlink(path); }
WRAP(int, unlinkat, int directory, const char *path, int flags) { return fails(REMOVE) ? -1 : __real_unlinkat(directory, path, flags); }
WRAP(int, rmdir, const char *path) { return fails(REMOVE) ? -1 : __real_rmdir(path); }
WRAP(int, flock, int descriptor, int kind) { return fails(LOCK) ? -1 : __real_flock(descriptor, kind); }

/* What cannot be closed well is closed all the same. */
WRAP(int, close, int descriptor)
{
    const int result = __real_close(descriptor);

    return fails(CLOSE) ? -1 : result;
}

WRAP(int, fclose, FILE *stream)
{
    const int result = __real_fclose(stream);

    return fails(CLOSE) ? EOF : result;
}

WRAP(int, pthread_create, pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument)
{
    return fails(BEGIN) ? EAGAIN : __real_pthread_create(thread, attributes, run, argument);
}

WRAP(int, posix_spawnp, pid_t *process, const char *file, const posix_spawn_file_actions_t *actions,
     const posix_spawnattr_t *attributes, char *const *arguments, char *const *environment)
{
    return fails(BEGIN) ? EAGAIN : __real_posix_spawnp(process, file, actions, attributes, arguments, environment);
}

static void *allocate(size_t size)
{
    return fails(JANSSON) ? NULL : __real_malloc(size);
}

static int error_number(const char *name)
{
    static const struct {
        const char *name;
        int number;
    } errors[] = {{"EINTR", EINTR},   {"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EACCES", EACCES}, {"ENOMEM", ENOMEM},
                  {"EROFS", EROFS},   {"EMFILE", EMFILE}, {"EAGAIN", EAGAIN}, {"EDQUOT", EDQUOT}, {"ENOLCK", ENOLCK},
                  {"EINVAL", EINVAL}, {"SHORT", 0}};
    int number = -1;

    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        number = strcmp(errors[i].name, name) == 0 ? errors[i].number : number;
    }
    return number;
}

__attribute__((constructor)) static void begin(void)
{
    const char *wanted = getenv("ADRIFT_FAULT");
    char kind[16], mode[8], error[16];

    json_set_alloc_funcs(allocate, free);
    if (wanted != NULL) {
        bool known = sscanf(wanted, "%15[^:]:%lu:%7[^:]:%15s", kind, &fault.number, mode, error) == 4;

        fault.on = known && strcmp(mode, "on") == 0;
        fault.error = known ? error_number(error) : -1;
        for (kind_t i = 0; known && i < KINDS; i++) {
            fault.kind = strcmp(kind, kind_names[i]) == 0 ? i : fault.kind;
        }
        known = known && fault.error >= 0 && fault.kind != KINDS && (fault.on || strcmp(mode, "once") == 0);
        if (!known) {
            fprintf(stderr, "adrift_faulty: ADRIFT_FAULT=%s: must be KIND:N:once|on:ERROR\n", wanted);
            _exit(2);
        }
    }
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("ADRIFT_FAULT_COUNT");
    FILE *stream = path == NULL ? NULL : __real_fopen(path, "w");

    for (int i = 0; stream != NULL && i < KINDS; i++) {
        fprintf(stream, "%s %lu\n", kind_names[i], atomic_load(&calls[i]));
    }
    if (stream != NULL) {
        __real_fclose(stream);
    }
}
