/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An experiment while it is read: what is to be filled, the document, and what its parts have found
 * out so far. For config/experiment*.c only; experiment.c makes and frees it. Complaints go to the
 * report of `settings`; where memory ran out, `settings.no_memory` is set.
 */
#ifndef ADRIFT_CONFIG_READING_H
#define ADRIFT_CONFIG_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/experiment.h"
#include "config/scheme.h"
#include "config/settings.h"

typedef struct reading {
    experiment_t *experiment; /* not owned */
    settings_t settings;
    const config_setting_t *root;
    const experiment_context_t *context;
    const char *const *sets; /* the caller's */
    size_t set_count;
    size_t own_sets;        /* so many of experiment->sets, the first ones, are the file's */
    const scheme_t *design; /* NULL: none, or an unknown one */
    bool scenario_fine;
} reading_t;

/* The setting of that name at the top of the file, or NULL. */
const config_setting_t *reading_top(const reading_t *self, const char *name);

/* Zeroed, at least one element: NULL says that there is no memory. */
void *reading_array(reading_t *self, size_t count, size_t size);

/* A copy of `text` in place of what `field` has, which is freed; false without memory. */
bool reading_set_text(reading_t *self, char **field, const char *text);

/* A whole number in a range, if the file says it; else `value` is as before. */
void reading_whole(reading_t *self, const char *name, double lowest, double highest,
                   uint64_t *value);

/* `name` beside the experiment's file. */
enum { READING_PLACE_SIZE = 4096 };
void reading_beside(const reading_t *self, const char *name, char place[READING_PLACE_SIZE]);

#endif
