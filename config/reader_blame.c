/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/reader_parts.h"

#include <stdio.h>
#include <string.h>

#include "config/document.h"
#include "config/path.h"

/* The last assignment that may be to blame for a fault at `path`, or NULL. */
static const char *find_set(const reader_t *self, const char *path)
{
    const char *found = NULL;
    size_t length = strlen(path);
    knob_t knob;
    bool group = strchr(path, '.') == NULL;
    bool value = !group && self->set_count > 0 &&
                 path_resolve(self->scenario, path, &knob, NULL, 0) == PATH_OK;
    for (size_t i = self->set_count; i > 0 && found == NULL; i--) {
        const char *set = self->sets[i - 1];
        size_t set_length = strcspn(set, "=");
        if ((set_length == length && strncmp(set, path, length) == 0) ||
            ((group || value) && settings_at_or_below(set, set_length, path, length))) {
            found = set;
        }
    }
    return found;
}

/* Whether an alliance described twice may be the one whose value is at fault. */
static bool may_be_at_fault(const model_agent_t *alliance, const char *rest)
{
    int variable = *rest == '.' ? variable_find(KIND_ALLIANCE, rest + 1) : -1;
    bool fault_there = true;
    if (variable >= 0) {
        const distribution_t *value = &alliance->value[variable];
        const variable_info_t *info = variable_info((variable_t)variable);
        fault_there = value->kind == DISTRIBUTION_CONSTANT
                          ? value->a < info->lowest || value->a > info->highest
                          : distribution_check(value, NULL) != 0;
    }
    return fault_there;
}

/* The same for "USA.KOR.support": by numbers, as there may be millions. */
static size_t find_alliance(const reader_t *self, const char *path, const char **rest)
{
    const model_t *model = self->model;
    char strong_id[TABLE_NAME_SIZE], weak_id[TABLE_NAME_SIZE];
    size_t found = SIZE_MAX;
    const char *second = path + strcspn(path, ".");
    const char *end = *second == '.' ? second + 1 + strcspn(second + 1, ".") : second;
    int32_t strong, weak;
    uint32_t number = 0;
    snprintf(strong_id, sizeof strong_id, "%.*s", (int)(second - path), path);
    snprintf(weak_id, sizeof weak_id, "%.*s", (int)(end > second ? end - second - 1 : 0),
             second + 1);
    strong = model_find(model->strong, model->strong_count, strong_id);
    weak = model_find_weak(model, weak_id, &number);
    for (size_t i = 0; i < model->alliance_count && strong != MODEL_NONE && weak != MODEL_NONE;
         i++) {
        const model_agent_t *alliance = &model->alliances[i];
        if (alliance->strong == strong && alliance->weak == weak && alliance->member == number &&
            may_be_at_fault(alliance, end)) {
            found = i;
            *rest = end;
        }
    }
    return found;
}

/* The index of the last entry that a path means, and what of the path remains; SIZE_MAX if there is
 * none. */
static size_t find_entry(const reader_t *self, const section_t *section, const char *path,
                         const char **rest)
{
    size_t found = SIZE_MAX;
    size_t count = section_length(self->scenario, section);
    size_t length = strlen(path);
    size_t longest = 0;
    char known[TABLE_PATH_SIZE];
    if (section->id == SECTION_WEAK) { /* there may be millions */
        char id[TABLE_NAME_SIZE];
        uint32_t number;
        const char *start = path + strlen(section->name) + 1;
        snprintf(id, sizeof id, "%.*s", (int)strcspn(start, "."), start);
        if (model_find_weak(self->model, id, &number) != MODEL_NONE) {
            found = (size_t)model_find_weak(self->model, id, &number);
            *rest = start + strcspn(start, ".");
            goto out;
        }
    } else if (section->id == SECTION_ALLIANCES) {
        found = find_alliance(self, path + strlen(section->name) + 1, rest);
        if (found != SIZE_MAX) {
            goto out;
        }
    }
    for (size_t i = 0; i < count; i++) {
        void *entry = section_entry(self->scenario, section, i);
        if (entry != NULL) {
            section_path(self->scenario, section, entry, known, sizeof known);
            if (settings_at_or_below(path, length, known, strlen(known)) &&
                strlen(known) >= longest &&
                (section->id != SECTION_ALLIANCES ||
                 may_be_at_fault(entry, path + strlen(known)))) {
                longest = strlen(known);
                found = i;
                *rest = path + longest;
            }
        }
    }
out:
    return found;
}

/*
 * The setting that a path of model_check is about, or the nearest around it, or NULL. `exact` tells
 * whether it is all of the path; `shown` is the path as the user wrote it.
 */
static const config_setting_t *locate(const reader_t *self, const char *path, bool *exact,
                                      char shown[TABLE_PATH_SIZE])
{
    const config_setting_t *root = config_root_setting(&self->settings->document.tree);
    const config_setting_t *place = NULL;
    const section_t *section;
    const char *rest = path + strcspn(path, ".");
    char step[TABLE_NAME_SIZE];
    snprintf(step, sizeof step, "%.*s", (int)(rest - path), path);
    snprintf(shown, TABLE_PATH_SIZE, "%s", path);
    section = section_find(step);
    place = settings_member(root, step);
    if (section != NULL && *rest == '.') {
        size_t index = find_entry(self, section, path, &rest);
        if (index != SIZE_MAX) {
            place = places_at(&self->places, section->id, index);
            if (section->id == SECTION_ALLIANCES && index < self->inline_count) {
                section_path(self->scenario, &sections[SECTION_WEAK],
                             &self->model->weak[self->model->alliances[index].weak], shown,
                             TABLE_PATH_SIZE);
                if (*rest == '.') {
                    settings_join(shown, shown, rest + 1);
                }
            }
        }
    }
    while (place != NULL && *rest == '.') {
        size_t length = strcspn(rest + 1, ".");
        const config_setting_t *child;
        snprintf(step, sizeof step, "%.*s", (int)length, rest + 1);
        child = settings_member(place, step);
        if (child == NULL) {
            break;
        }
        place = child;
        rest += 1 + length;
    }
    *exact = place != NULL && *rest == '\0';
    return place;
}

/* Of an agent, alliance or tie as such: its name or its being there, which no wrong value of it
 * explains. */
static bool is_whole_entry(const char *path)
{
    static const struct {
        const char *prefix;
        int dots;
    } kinds[] = {{"sources.", 1}, {"strong.", 1}, {"weak.", 1}, {"alliances.", 2}, {"ties.", 2}};
    int dots = 0;
    bool whole = false;
    for (const char *c = path; *c != '\0'; c++) {
        dots += *c == '.';
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && !whole; i++) {
        whole =
            dots == kinds[i].dots && strncmp(path, kinds[i].prefix, strlen(kinds[i].prefix)) == 0;
    }
    return whole;
}

static bool blamed_before(const reader_t *self, const char *path)
{
    bool found = self->incomplete && strcmp(path, "alliances") == 0;
    found = found || settings_is_blamed(self->settings, path, !is_whole_entry(path));
    if (!found && self->incomplete &&
        (strncmp(path, "shocks.", 7) == 0 || strncmp(path, "events.", 7) == 0)) {
        found = strchr(path + 7, '.') == NULL; /* of the whole shock: acts on what was left out */
    }
    return found;
}

static bool find_parameter(const char *path)
{
    char group[64];
    const char *dot = strchr(path, '.');
    bool found = dot != NULL && (size_t)(dot - path) < sizeof group;
    if (found) {
        snprintf(group, sizeof group, "%.*s", (int)(dot - path), path);
        found = parameters_find(group, dot + 1) != NULL;
    }
    return found;
}

void reader_blame(void *context, const char *path, const char *message)
{
    reader_t *self = context;
    char shown[TABLE_PATH_SIZE], value[SETTINGS_VALUE_SIZE] = "",
                                 full[TABLE_PATH_SIZE + SETTINGS_VALUE_SIZE];
    bool exact = false, said = true;
    const char *set = find_set(self, path);
    const config_setting_t *place;
    if (self->settings->said == SETTINGS_FAULTS_MAX) {
        self->settings->withheld++;
        goto out;
    }
    place = locate(self, path, &exact, shown);
    if (set != NULL && (strchr(path, '.') != NULL || !blamed_before(self, path))) {
        snprintf(full, sizeof full, "-s %.600s", set);
        report_add(self->settings->report, NULL, 0, full, "%s", message);
    } else if (!blamed_before(self, path) && !blamed_before(self, shown)) {
        int line = 0;
        const char *file = self->settings->document.files[0];
        if (place != NULL) {
            file = document_place(&self->settings->document, place, &line);
        }
        if (exact) {
            settings_describe(place, value);
        }
        snprintf(full, sizeof full, "%s%s", shown, value);
        settings_say(self->settings, file, line, full, message);
    } else {
        said = false;
    }
    if (said && find_parameter(path)) { /* what it does to a sum of its group need not be said */
        settings_blame(self->settings, path);
    }
out:
    return;
}
