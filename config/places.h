/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the entries of a scenario stand in the document that they are read from. Shocks and events
 * share one array of the model, and so one list of places.
 */
#ifndef ADRIFT_CONFIG_PLACES_H
#define ADRIFT_CONFIG_PLACES_H

#include <stddef.h>

#include <libconfig.h>

#include "config/table.h"

enum { PLACES_OK = 0, PLACES_NO_MEMORY = -1 };

/* Of the entries of an array of the model. */
typedef struct places_list {
    const config_setting_t **settings; /* owned; the settings are the document's */
    size_t count, capacity;
} places_list_t;

/* Zeroing makes an empty one. */
typedef struct places {
    places_list_t lists[SECTION_COUNT];
} places_t;

void places_free(places_t *self); /* legal on a zeroed one, and twice */

/* The place of the next entry of a section; NULL: it has none. PLACES_OK or PLACES_NO_MEMORY. */
int places_add(places_t *self, section_id_t section, const config_setting_t *setting);

/* Where entry `index` stands; NULL if nowhere. */
const config_setting_t *places_at(const places_t *self, section_id_t section, size_t index);

#endif
