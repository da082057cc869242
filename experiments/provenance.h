/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a manifest says of any run, whatever it was: program, libraries, machine, command line, start.
 */
#ifndef ADRIFT_EXPERIMENTS_PROVENANCE_H
#define ADRIFT_EXPERIMENTS_PROVENANCE_H

#include <stddef.h>

#include "files/manifest.h"
#include "files/text.h"

/* Into an initialised manifest. The command line may be NULL and 0. FILES_OK or FILES_NO_MEMORY. */
int provenance_write(manifest_t *manifest, const char *const *command_line, size_t count);

/*
 * Appends a line "KEY: OLD there, NEW here" for each thing in which the program, the libraries or the
 * processor that wrote a manifest are not those of this process. Failures are sticky in `out`; returns
 * how many lines.
 */
size_t provenance_compare(const manifest_t *manifest, text_t *out);

/* Of the model that this program simulates: equal versions give equal bytes. Part of every key. */
const char *provenance_model_version(void);

#endif
