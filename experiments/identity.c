/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/identity.h"

#include <stdio.h>
#include <string.h>

#include "config/writer.h"
#include "experiments/provenance.h"

static void add_line(text_t *text, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        text_append(text, words[i], strlen(words[i]));
    }
    text_append(text, "\n", 1);
}

int identity_init(identity_t *self, const char *command, const experiment_t *experiment)
{
    text_t *text = &self->description;
    int status = FILES_NO_MEMORY;

    memset(self, 0, sizeof *self);
    add_line(text, (const char *const[]){"# adrift ", command, " ", provenance_model_version(), NULL});
    if (experiment_write(experiment, text) != EXPERIMENT_OK) {
        goto out;
    }
    add_line(text, (const char *const[]){"# scenario", NULL});
    if (scenario_write(&experiment->scenario, text) != SCENARIO_OK) {
        goto out;
    }
    status = text_append(text, "", 1);
    if (status == FILES_OK) {
        archive_key(text->data, self->key);
    }
out:
    return status;
}

void identity_free(identity_t *self)
{
    text_free(&self->description);
}

int identity_manifest(const identity_t *self, const char *command, const experiment_t *experiment,
                      const char *const *command_line, size_t command_line_count,
                      manifest_t *manifest)
{
    char key[ARCHIVE_HEX_SIZE];
    text_t resolved = {.length = 0}, scenario = {.length = 0};
    int status = manifest_init(manifest);

    archive_key_hex(self->key, key);
    if (status == FILES_OK) {
        status = provenance_write(manifest, command_line, command_line_count);
    }
    if (status == FILES_OK &&
        (experiment_write(experiment, &resolved) != EXPERIMENT_OK ||
         text_append(&resolved, "", 1) != FILES_OK ||
         scenario_write(&experiment->scenario, &scenario) != SCENARIO_OK ||
         text_append(&scenario, "", 1) != FILES_OK)) {
        status = FILES_NO_MEMORY;
    }
    const struct {
        const char *name, *value;
    } texts[] = {{"command", command},
                 {"name", experiment->name},
                 {"label", experiment->label},
                 {"question", experiment->question},
                 {"experiment", experiment->file},
                 {"experiment_configuration", resolved.data},
                 {"scenario", experiment->scenario.file},
                 {"configuration", scenario.data},
                 {"record", experiment->record},
                 {"key", key}};
    const struct {
        const char *name;
        uint64_t value;
    } numbers[] = {{"seed", experiment->seed},
                   {"replicates", experiment->replicates},
                   {"first_replicate", experiment->first_replicate},
                   {"every", (uint64_t)experiment->every}};

    for (size_t i = 0; status == FILES_OK && i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].value != NULL) {
            status = manifest_set_text(manifest, texts[i].name, texts[i].value);
        }
    }
    for (size_t i = 0; status == FILES_OK && i < sizeof numbers / sizeof numbers[0]; i++) {
        status = manifest_set_unsigned(manifest, numbers[i].name, numbers[i].value);
    }
    if (status == FILES_OK) {
        status = manifest_set_bool(manifest, "common_random_numbers",
                                   experiment->common_random_numbers);
    }
    text_free(&resolved);
    text_free(&scenario);
    return status;
}

size_t identity_outcomes(const experiment_t *experiment, int outcomes[OUTCOME_MAX])
{
    const size_t named = experiment->outcome_count;
    size_t count = 0;

    for (size_t i = 0; i < (named > 0 ? named : outcome_count()) && count < OUTCOME_MAX; i++) {
        const int found = named > 0 ? outcome_find(experiment->outcomes[i]) : (int)i;

        if (found >= 0) {
            outcomes[count++] = found;
        }
    }
    return count;
}
