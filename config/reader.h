/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a scenario, strictly: every setting must be known, of its type, finite and in its range, every name must point to
 * something, and all that is wrong is reported at once (the first 1000 faults, and how many more there are). Nothing is
 * printed. What can stand in a file is in config/table.h, sim/parameters.def and sim/variables.def.
 */
#ifndef ADRIFT_CONFIG_READER_H
#define ADRIFT_CONFIG_READER_H

#include "config/report.h"
#include "config/scenario.h"
#include "config/settings.h"

/*
 * `self` need not be initialised; the caller frees it with scenario_free, also after a failure. `sets` are
 * `set_count` assignments "PATH=VALUE" (config/path.h), applied in their order after the file; `file` is named in
 * messages as it stands here, @include is relative to its directory. SCENARIO_OK says that the model has passed
 * model_check and nothing was added to `report`; else SCENARIO_INVALID or SCENARIO_NO_MEMORY, the report has at least
 * one entry, and the scenario must not be used for anything but scenario_free.
 */
int scenario_read(scenario_t *self, const char *file, const char *const *sets, size_t set_count,
                  report_t *report);

/* The same from `length` bytes of memory (no NUL needed at the end), called `name` in messages. */
int scenario_read_text(scenario_t *self, const char *name, const char *text, size_t length,
                       const char *const *sets, size_t set_count, report_t *report);

/*
 * Adds the entries of a list in the document of `settings` to the shocks of a scenario, as `section`'s (table_flip_shocks)
 * fields say; those that are FIELD_APART the caller reads. places[i], for which the caller has room for each element of
 * the list, is the setting of the i-th shock that was added: an entry that says nothing to act on is left out. The model is
 * not checked. SCENARIO_OK; SCENARIO_INVALID: something was added to the report; SCENARIO_NO_MEMORY: it was not.
 */
int scenario_read_events(scenario_t *self, settings_t *settings, const section_t *section,
                         const config_setting_t *list, const config_setting_t **places);

#endif
