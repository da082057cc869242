/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a scenario as a complete file: every parameter and value, also those at their defaults. */
#ifndef ADRIFT_CONFIG_WRITER_H
#define ADRIFT_CONFIG_WRITER_H

#include "config/scenario.h"
#include "config/table.h"
#include "files/text.h"

/*
 * Appends the text to `out`: UTF-8, whatever the locale. What scenario_read_text makes of it is scenario_equal to `self`
 * and is written the same, if the scenario is valid, its shock processes stand before its events and the named alliances
 * are as the reader makes them. Numbers have the fewest of 15 to 17 digits that give the same double. SCENARIO_OK or
 * SCENARIO_NO_MEMORY.
 */
int scenario_write(const scenario_t *self, text_t *out);

/* Appends " name = value;" for each field of an entry of `self` that is said. Failures are sticky in `out`. */
void scenario_write_fields(const scenario_t *self, const section_t *section, const void *entry,
                           text_t *out);

#endif
