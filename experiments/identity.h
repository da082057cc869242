/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a campaign's results depend on, in words: as the key under which they are resumed, as the
 * text that tells what differs, and as what the manifest says of them. For experiments of any kind.
 */
#ifndef ADRIFT_EXPERIMENTS_IDENTITY_H
#define ADRIFT_EXPERIMENTS_IDENTITY_H

#include <stddef.h>

#include "config/experiment.h"
#include "experiments/archive.h"
#include "experiments/outcome.h"
#include "files/manifest.h"
#include "files/text.h"

typedef struct identity {
    text_t description; /* owned; ends with a NUL: command, model version, experiment, scenario */
    unsigned char key[ARCHIVE_KEY_SIZE]; /* of it */
} identity_t;

/* `command`: "sweep", "flip". FILES_OK or FILES_NO_MEMORY; identity_free is legal in any case. */
int identity_init(identity_t *self, const char *command, const experiment_t *experiment);
void identity_free(identity_t *self);

/*
 * Makes the manifest of a campaign: provenance, and all that any experiment has. Points, runs and
 * the like are the caller's to add. The line may be NULL and 0. FILES_OK or FILES_NO_MEMORY;
 * manifest_free is legal in any case.
 */
int identity_manifest(const identity_t *self, const char *command, const experiment_t *experiment,
                      const char *const *command_line, size_t command_line_count,
                      manifest_t *manifest);

/*
 * Indices (experiments/outcome.h) of the outcomes that an experiment asks for, in its order; all if
 * it names none. Returns how many; unknown names, which the reader refuses, are left out.
 */
size_t identity_outcomes(const experiment_t *experiment, int outcomes[OUTCOME_MAX]);

#endif
