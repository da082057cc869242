/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of the reader share; for config/reader*.c only. reader.c makes and frees the
 * reader; each part may use those that stand above it here. What is wrong goes to the report of
 * `settings`; where memory ran out, `settings->no_memory` is set.
 */
#ifndef ADRIFT_CONFIG_READER_PARTS_H
#define ADRIFT_CONFIG_READER_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/places.h"
#include "config/scenario.h"
#include "config/settings.h"
#include "config/table.h"

typedef struct reader {
    scenario_t *scenario; /* not owned, as all but `places` */
    model_t *model;       /* the scenario's */
    settings_t *settings;
    const char *const *sets;
    size_t set_count;
    places_t places;
    size_t inline_count; /* so many alliances, the first ones, are given with their weak state */
    size_t comparisons;  /* of names, so far */
    bool incomplete;     /* an entry had to be left out: what follows is not the user's fault */
} reader_t;

/* ---- reader_names.c: who or what is meant ---- */

/* MODEL_NONE or -1, and a complaint, if there is none. */
int32_t reader_find_agent(reader_t *self, const config_setting_t *setting, const char *path,
                          const char *id, agent_kind_t kind);
/* `number` gets the member of a group, 0 for all of it or a named state. */
int32_t reader_find_weak(reader_t *self, const config_setting_t *setting, const char *path,
                         const char *id, uint32_t *number);
int reader_find_variable(reader_t *self, const config_setting_t *setting, const char *path,
                         const char *name);

/* Complains that nobody of that kind has the name. */
void reader_nobody(reader_t *self, const config_setting_t *setting, const char *path,
                   const char *id, agent_kind_t kind);

/* ---- reader_entries.c: everything gets its name before anything is pointed at ---- */

/* Makes the entries of a section, of whose settings those of keys are read, and complains of
 * settings that are nothing's. `list` may be NULL. */
void reader_add_entries(reader_t *self, const section_t *section, const config_setting_t *list);

/* The alliance that stands with a weak state, if one does. */
void reader_add_inline_alliance(reader_t *self, size_t weak);

/* Notes where the next entry of a section stands; NULL: not in this document. */
void reader_remember(reader_t *self, section_id_t section, const config_setting_t *setting);

/* ---- reader_fields.c: once every entry is there ---- */

/* One field into an entry, or into the scenario for those of table_top. The scenario's tables of
 * what was given (scenario_given_init) must be there. */
void reader_read_field(reader_t *self, const config_setting_t *setting, const char *path,
                       const field_t *field, void *entry);

/* All that an entry says but its keys; nothing if it has no place here. */
void reader_read_entry(reader_t *self, const section_t *section, size_t index);

/* ---- reader_blame.c: what the model's check finds, said of what the user wrote ---- */

/* For model_check, `context` is the reader: at the setting or the assignment that is to blame;
 * nothing of what follows from faults that were told. */
void reader_blame(void *context, const char *path, const char *message);

#endif
