/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the shipped scenarios and experiments lie, and which there are. */
#ifndef ADRIFT_CLI_RESOURCE_H
#define ADRIFT_CLI_RESOURCE_H

#include <stddef.h>

enum { RESOURCE_PATH_SIZE = 4096 };

/*
 * The directory that has config/ and experiments/: beside the program (of the build tree as of an
 * installed one), else where it was to be installed. 0, or -1 if neither is there.
 */
int resource_directory(char path[RESOURCE_PATH_SIZE]);

typedef struct resource_list {
    char **names; /* "config/cases/korea_1965.cfg", sorted; owned */
    size_t count;
} resource_list_t;

/* The scenarios (config/, config/cases/), experiments, and the tables and scripts that go with them, below `directory`. 0 or
 * -1 (no memory). */
int resource_list_init(resource_list_t *self, const char *directory);

/* Legal on a zeroed list. */
void resource_list_free(resource_list_t *self);

#endif
