/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const config_setting_t *reading_top(const reading_t *self, const char *name)
{
    return settings_member(self->root, name);
}

void *reading_array(reading_t *self, size_t count, size_t size)
{
    void *array = calloc(count > 0 ? count : 1, size);
    self->settings.no_memory = self->settings.no_memory || array == NULL;
    return array;
}

bool reading_set_text(reading_t *self, char **field, const char *text)
{
    bool fine = model_set_text(field, text) == MODEL_OK;
    self->settings.no_memory = self->settings.no_memory || !fine;
    return fine;
}

void reading_whole(reading_t *self, const char *name, double lowest, double highest,
                   uint64_t *value)
{
    const config_setting_t *setting = reading_top(self, name);
    if (setting != NULL) {
        (void)settings_count(&self->settings, setting, name, lowest, highest, value);
    }
}

void reading_beside(const reading_t *self, const char *name, char place[READING_PLACE_SIZE])
{
    const char *file = self->experiment->file, *slash = strrchr(file, '/');
    if (name[0] == '/' || slash == NULL) {
        snprintf(place, READING_PLACE_SIZE, "%s", name);
    } else {
        snprintf(place, READING_PLACE_SIZE, "%.*s/%s", (int)(slash - file), file, name);
    }
}
