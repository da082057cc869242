/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/resource.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has_scenarios(const char *path)
{
    char config[RESOURCE_PATH_SIZE + 16];
    struct stat about;

    snprintf(config, sizeof config, "%s/config", path);
    return stat(config, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool beside_program(char path[RESOURCE_PATH_SIZE])
{
    char program[RESOURCE_PATH_SIZE];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash = NULL;
    int written = 0;

    if (length <= 0) {
        return false;
    }
    program[length] = '\0';
    slash = strrchr(program, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    written = snprintf(path, RESOURCE_PATH_SIZE, "%s/%s", program, ADRIFT_DATA_RELATIVE);
    return written < RESOURCE_PATH_SIZE && has_scenarios(path);
}

int resource_directory(char path[RESOURCE_PATH_SIZE])
{
    if (!beside_program(path)) {
        snprintf(path, RESOURCE_PATH_SIZE, "%s", ADRIFT_DATA_DIR);
    }
    return has_scenarios(path) ? 0 : -1;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int resource_list_init(resource_list_t *self, const char *directory)
{
    static const char *const patterns[] = {"config/*.cfg", "config/cases/*.cfg",
                                           "config/hindcast/*.cfg", "config/hindcast/*.csv",
                                           "experiments/*.cfg", "experiments/*.csv",
                                           "experiments/*.sh"};
    const size_t prefix = strlen(directory) + 1;
    glob_t found = {.gl_pathc = 0};
    int status = 0;

    *self = (resource_list_t){.count = 0};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        char pattern[RESOURCE_PATH_SIZE + 32];

        snprintf(pattern, sizeof pattern, "%s/%s", directory, patterns[i]);
        if (glob(pattern, i > 0 ? GLOB_APPEND : 0, NULL, &found) == GLOB_NOSPACE) {
            status = -1;
            goto out;
        }
    }
    self->names = calloc(found.gl_pathc + 1, sizeof *self->names);
    if (self->names == NULL) {
        status = -1;
        goto out;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        self->names[i] = strdup(found.gl_pathv[i] + prefix);
        if (self->names[i] == NULL) {
            status = -1;
            goto out;
        }
        self->count++;
    }
    qsort(self->names, self->count, sizeof *self->names, compare);
out:
    globfree(&found);
    if (status != 0) {
        resource_list_free(self);
    }
    return status;
}

void resource_list_free(resource_list_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->names[i]);
    }
    free(self->names);
    *self = (resource_list_t){.count = 0};
}
