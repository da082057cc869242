/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/reader_parts.h"

#include <stdio.h>
#include <string.h>

#include "config/suggest.h"

static const size_t most_comparisons = 20000000; /* of names, in search of suggestions */

/* Offers all IDs of a kind, as long as that is cheap. */
static void offer_ids(reader_t *self, suggest_t *nearest, agent_kind_t kind)
{
    model_agent_t *entries;
    size_t count = scenario_entries(self->scenario, kind, &entries);
    if (self->comparisons + count <= most_comparisons / 64) {
        self->comparisons += count;
        for (size_t i = 0; i < count; i++) {
            suggest_offer(nearest, entries[i].id);
        }
    }
}

void reader_nobody(reader_t *self, const config_setting_t *setting, const char *path,
                   const char *id, agent_kind_t kind)
{
    static const char *const singular[KIND_COUNT] = {"source", "strong state", "weak state",
                                                     "alliance", "world"};
    char nearest_text[160];
    suggest_t nearest;
    suggest_init(&nearest, id);
    offer_ids(self, &nearest, kind);
    suggest_did_you_mean(&nearest, nearest_text, sizeof nearest_text);
    if (nearest.best == NULL) { /* perhaps it is somebody else's name */
        for (int other = KIND_SOURCE; other <= KIND_WEAK && nearest_text[0] == '\0'; other++) {
            model_agent_t *entries;
            size_t count = scenario_entries(self->scenario, (agent_kind_t)other, &entries);
            if (other != (int)kind && model_find(entries, count, id) != MODEL_NONE) {
                snprintf(nearest_text, sizeof nearest_text, "; %.60s is a %s", id, singular[other]);
            }
        }
    }
    settings_fault(self->settings, setting, path, "there is no %s of that name%s", singular[kind],
                   nearest_text);
}

int32_t reader_find_agent(reader_t *self, const config_setting_t *setting, const char *path,
                          const char *id, agent_kind_t kind)
{
    model_agent_t *entries;
    size_t count = scenario_entries(self->scenario, kind, &entries);
    int32_t found = model_find(entries, count, id);
    if (found == MODEL_NONE) {
        reader_nobody(self, setting, path, id, kind);
    }
    return found;
}

int32_t reader_find_weak(reader_t *self, const config_setting_t *setting, const char *path,
                         const char *id, uint32_t *number)
{
    int32_t found = model_find_weak(self->model, id, number);
    if (found == MODEL_NONE) {
        const char *dash = strrchr(id, '-');
        char group[TABLE_NAME_SIZE] = "";
        int32_t whole = MODEL_NONE;
        uint32_t ignored;
        if (dash != NULL && dash[1] != '\0' && strspn(dash + 1, "0123456789") == strlen(dash + 1) &&
            (size_t)(dash - id) < sizeof group) {
            snprintf(group, sizeof group, "%.*s", (int)(dash - id), id);
            whole = model_find_weak(self->model, group, &ignored);
        }
        if (whole != MODEL_NONE && self->model->weak[whole].count > 0) {
            settings_fault(self->settings, setting, path, "the group %s has members %s-1 to %s-%lu",
                           group, group, group, (unsigned long)self->model->weak[whole].count);
        } else if (whole != MODEL_NONE) {
            settings_fault(self->settings, setting, path, "%s is one state, it has no members",
                           group);
        } else {
            reader_nobody(self, setting, path, id, KIND_WEAK);
        }
    }
    return found;
}

int reader_find_variable(reader_t *self, const config_setting_t *setting, const char *path,
                         const char *name)
{
    int found = variable_from_name(name);
    if (found < 0) {
        char known[VARIABLE_COUNT][64], nearest_text[SUGGEST_TEXT_SIZE];
        suggest_t nearest;
        suggest_init(&nearest, name);
        for (int v = 0; v < VARIABLE_COUNT; v++) {
            const variable_info_t *info = variable_info((variable_t)v);
            snprintf(known[v], sizeof known[v], "%s.%s", info->kind_name, info->name);
            if (variable_shockable((variable_t)v)) {
                suggest_offer(&nearest, known[v]);
                if (strcmp(info->name, name) == 0 && nearest.best == NULL) {
                    nearest.best = known[v]; /* the kind was forgotten */
                    nearest.distance = 1;
                }
            }
        }
        suggest_did_you_mean(&nearest, nearest_text, sizeof nearest_text);
        settings_fault(self->settings, setting, path, "there is nothing of that name to act on%s%s",
                       nearest_text,
                       nearest.best == NULL ? "; `adrift params` lists what there is" : "");
    }
    return found;
}
