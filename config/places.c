/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/places.h"

#include <stdlib.h>
#include <string.h>

static section_id_t shared(section_id_t section)
{
    return section == SECTION_EVENTS ? SECTION_SHOCKS : section;
}

void places_free(places_t *self)
{
    for (size_t s = 0; s < SECTION_COUNT; s++) {
        free((void *)self->lists[s].settings);
    }
    memset(self, 0, sizeof *self);
}

int places_add(places_t *self, section_id_t section, const config_setting_t *setting)
{
    places_list_t *list = &self->lists[shared(section)];
    int status = PLACES_OK;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;
        const config_setting_t **larger =
            realloc((void *)list->settings, capacity * sizeof *larger);
        if (larger == NULL) {
            status = PLACES_NO_MEMORY;
            goto out;
        }
        list->settings = larger;
        list->capacity = capacity;
    }
    list->settings[list->count++] = setting;
out:
    return status;
}

const config_setting_t *places_at(const places_t *self, section_id_t section, size_t index)
{
    const places_list_t *list = &self->lists[shared(section)];
    /* Where there are any, there is an array. NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
     */
    return index < list->count ? list->settings[index] : NULL;
}
