/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/resource.h"

void files_free(files_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->names[i]);
    }
    free(self->names);
    *self = (files_t){NULL, 0};
}

static exit_code_t add_file(files_t *self, const char *directory, const char *name)
{
    const size_t size = strlen(directory) + strlen(name) + 2;
    char *path = malloc(size);
    char **names = realloc(self->names, (self->count + 1) * sizeof *names);
    exit_code_t code = EXIT_INTERNAL;

    if (names != NULL) {
        self->names = names;
    }
    if (path == NULL || names == NULL) {
        free(path);
        goto out;
    }
    snprintf(path, size, "%s%s%s", directory, directory[0] != '\0' ? "/" : "", name);
    self->names[self->count++] = path;
    code = EXIT_FINE;
out:
    return code;
}

exit_code_t files_shipped(files_t *self, const options_t *options, const char *prefix)
{
    char directory[RESOURCE_PATH_SIZE];
    resource_list_t shipped = {.count = 0};
    exit_code_t code = EXIT_FAILED;

    if (resource_directory(directory) != 0) {
        options_complain(options, "what is shipped is not in %s; is adrift installed?", directory);
        goto out;
    }
    code = EXIT_INTERNAL;
    if (resource_list_init(&shipped, directory) != 0) {
        goto out;
    }
    code = EXIT_FINE;
    for (size_t i = 0; code == EXIT_FINE && i < shipped.count; i++) {
        if (strncmp(shipped.names[i], prefix, strlen(prefix)) == 0) {
            code = add_file(self, directory, shipped.names[i]);
        }
    }
    if (code == EXIT_FINE && self->count == 0) {
        options_complain(options, "there is nothing in %s/%s", directory, prefix);
        code = EXIT_FAILED;
    }
out:
    resource_list_free(&shipped);
    return code;
}

exit_code_t files_given(files_t *self, const options_t *options)
{
    exit_code_t code = EXIT_FINE;

    for (size_t i = 0; code == EXIT_FINE && i < options->argument_count; i++) {
        code = add_file(self, "", options->arguments[i]);
    }
    return code;
}
