/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/bench_workshop.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int workshop_open(workshop_t *self, bench_t *bench)
{
    const int length =
        snprintf(self->path, sizeof self->path, "%s/adrift-bench-XXXXXX", bench->directory);
    self->made = length > 0 && (size_t)length < sizeof self->path - 64 && mkdtemp(self->path);
    return self->made ? FILES_OK
                      : failure_set(&bench->failure, FILES_CANNOT_CREATE, 0, bench->directory);
}

/* Removes all that is in it: no directories but `results`. */
void workshop_clear(const char *path)
{
    DIR *directory = opendir(path);
    const struct dirent *entry = NULL;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        char file[2 * WORKSHOP_PATH_SIZE];
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            unlink(file);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    rmdir(path);
}

void workshop_close(workshop_t *self)
{
    char inner[WORKSHOP_PATH_SIZE + 16];
    if (self->made) {
        snprintf(inner, sizeof inner, "%s/results", self->path);
        workshop_clear(inner);
        workshop_clear(self->path);
    }
    self->made = false;
}

int workshop_file(bench_t *bench, const char *path, int flags, int *descriptor)
{
    *descriptor = open(path, flags | O_CLOEXEC, 0666);
    return *descriptor >= 0 ? FILES_OK : failure_set(&bench->failure, FILES_CANNOT_OPEN, 0, path);
}
