/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/reader.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/document.h"
#include "config/number.h"
#include "config/path.h"
#include "config/reader_parts.h"
#include "config/suggest.h"

/* ---- The file ------------------------------------------------------------------------------- */

static void read_parameter(reader_t *self, const config_setting_t *setting, const char *path,
                           const parameter_info_t *info)
{
    parameters_t *parameters = &self->model->parameters;
    double value = 0.0;
    int index = 0;
    bool fine;
    if (info->type == PARAMETER_CHOICE) {
        fine = settings_word(self->settings, setting, path, info->words, &index);
        value = index;
    } else {
        fine = (info->type == PARAMETER_REAL || settings_is_whole(self->settings, setting, path)) &&
               settings_number(self->settings, setting, path, &value);
    }
    if (fine) {
        parameters_set(parameters, info, value);
        self->scenario->given_parameters[info - parameters_table] = 1;
    }
}

static void read_parameter_group(reader_t *self, const config_setting_t *setting)
{
    const char *group = config_setting_name(setting);
    if (!config_setting_is_group(setting)) {
        settings_fault(self->settings, setting, group, "must be a group { ... }, not %s",
                       settings_type_name(setting));
        goto out;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child);
        const parameter_info_t *info = parameters_find(group, name);
        char path[TABLE_PATH_SIZE];
        settings_join(path, group, name);
        if (info != NULL) {
            read_parameter(self, child, path, info);
        } else {
            settings_key_t key;
            settings_key_init(&key, name);
            key.suggesting = true;
            for (size_t p = 0; p < parameters_count; p++) {
                if (strcmp(parameters_table[p].group, group) == 0) {
                    settings_key_offer(&key, parameters_table[p].name);
                }
            }
            settings_unknown(self->settings, child, group, &key);
        }
    }
out:
    return;
}

static void offer_top(settings_key_t *key)
{
    for (size_t f = 0; f < table_top_count; f++) {
        settings_key_offer(key, table_top[f].name);
    }
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        settings_key_offer(key, sections[i].name);
    }
    for (size_t i = 0; i < parameters_count; i++) {
        settings_key_offer(key, parameters_table[i].group);
    }
}

/* What stands at the top: its own fields, groups of parameters, sections. */
static void read_top(reader_t *self)
{
    const config_setting_t *root = config_root_setting(&self->settings->document.tree);
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *child = config_setting_get_elem(root, (unsigned)i);
        const char *name = config_setting_name(child);
        const field_t *field = NULL;
        settings_key_t key;
        settings_key_init(&key, name);
        offer_top(&key);
        for (size_t f = 0; f < table_top_count && field == NULL; f++) {
            field = strcmp(table_top[f].name, name) == 0 ? &table_top[f] : NULL;
        }
        if (field != NULL) {
            reader_read_field(self, child, name, field, self->scenario);
        } else if (!key.known) {
            key.suggesting = true;
            offer_top(&key);
            settings_unknown(self->settings, child, "", &key);
        } else if (section_find(name) == NULL) {
            read_parameter_group(self, child);
        }
    }
}

static void read_file(reader_t *self)
{
    for (size_t s = 0; s < SECTION_COUNT; s++) {
        if (sections[s].id ==
            SECTION_ALLIANCES) { /* those that stand with their weak state first */
            for (size_t i = 0; i < self->model->weak_count && !self->settings->no_memory; i++) {
                reader_add_inline_alliance(self, i);
            }
            self->inline_count = self->model->alliance_count;
        }
        if (!self->settings->no_memory) {
            reader_add_entries(self, &sections[s],
                               settings_member(config_root_setting(&self->settings->document.tree),
                                               sections[s].name));
        }
    }
    if (self->settings->no_memory || scenario_given_init(self->scenario) != SCENARIO_OK) {
        self->settings->no_memory = true;
        goto out;
    }
    read_top(self);
    for (size_t s = 0; s < SECTION_COUNT && !self->settings->no_memory; s++) {
        for (size_t i = 0; i < section_length(self->scenario, &sections[s]); i++) {
            reader_read_entry(self, &sections[s], i);
        }
    }
out:
    return;
}

/* ---- What follows the file ------------------------------------------------------------------ */

static void apply_sets(reader_t *self)
{
    for (size_t i = 0; i < self->set_count; i++) {
        char why[PATH_WHY_SIZE];
        int status = path_assign(self->scenario, self->sets[i], why, sizeof why);
        if (status == PATH_INVALID || (status == PATH_UNKNOWN && !self->incomplete)) {
            char label[TABLE_PATH_SIZE];
            snprintf(label, sizeof label, "-s %.600s", self->sets[i]);
            report_add(self->settings->report, NULL, 0, label, "%s", why);
        }
    }
}

/* The last assignment that may be to blame for a fault at `path`, or NULL. */
static const char *find_set(const reader_t *self, const char *path)
{
    const char *found = NULL;
    size_t length = strlen(path);
    reference_t reference;
    bool group = strchr(path, '.') == NULL;
    bool value = !group && self->set_count > 0 &&
                 path_resolve(self->scenario, path, &reference, NULL, 0) == PATH_OK;
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

static void complain(void *context, const char *path, const char *message)
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

/* The window of an expectation against the time simulated, which only now is known for certain. */
static void check_windows(reader_t *self)
{
    const parameters_t *parameters = &self->model->parameters;
    double start = parameters->time_start, end = start + parameters->time_years;
    for (size_t i = 0; i < self->scenario->expectation_count; i++) {
        const expectation_t *expectation = &self->scenario->expectations[i];
        const config_setting_t *setting = places_at(&self->places, SECTION_EXPECT, i);
        const config_setting_t *from = settings_member(setting, "from"),
                               *to = settings_member(setting, "to");
        char first[NUMBER_SIZE], last[NUMBER_SIZE];
        number_write(first, start);
        number_write(last, end);
        if (from != NULL && to != NULL && !(expectation->from < expectation->to)) {
            settings_fault(self->settings, to, "expect.to", "must be after from");
        } else if (from != NULL && expectation->from >= end) {
            settings_fault(self->settings, from, "expect.from",
                           "must be before %s, when the run ends", last);
        } else if (to != NULL && expectation->to <= start) {
            settings_fault(self->settings, to, "expect.to", "must be after %s, when the run begins",
                           first);
        }
    }
}

static int read_scenario(scenario_t *self, const char *file, const char *text, size_t length,
                         const char *const *sets, size_t set_count, report_t *report)
{
    settings_t settings = {.report = report};
    reader_t reader = {.scenario = self,
                       .model = &self->model,
                       .settings = &settings,
                       .sets = sets,
                       .set_count = set_count};
    size_t before = report_count(report);
    int status = DOCUMENT_OK;
    scenario_init(self);
    if (model_set_text(&self->file, file) != MODEL_OK) {
        settings.no_memory = true;
        goto out;
    }
    status = text == NULL ? document_read(&settings.document, file, report)
                          : document_read_text(&settings.document, file, text, length, report);
    if (status != DOCUMENT_OK) {
        goto out;
    }
    read_file(&reader);
    if (settings.no_memory) {
        goto out;
    }
    if (self->name == NULL && scenario_name_after(&self->name, file) != SCENARIO_OK) {
        settings.no_memory = true;
        goto out;
    }
    if (self->name[0] == '\0') {
        settings_fault(&settings,
                       settings_member(config_root_setting(&settings.document.tree), "name"),
                       "name", "must not be empty");
    }
    apply_sets(&reader);
    settings_sort_blamed(&settings);
    (void)model_check(&self->model, complain, &reader);
    check_windows(&reader);
    settings_end(&settings);
out:
    if (settings.no_memory) {
        report_add(report, file, 0, NULL, "not enough memory to read it");
    }
    if (settings.no_memory || status == DOCUMENT_NO_MEMORY) {
        status = SCENARIO_NO_MEMORY;
    } else {
        status = report_count(report) != before ? SCENARIO_INVALID : SCENARIO_OK;
    }
    settings_free(&settings);
    places_free(&reader.places);
    return status;
}

int scenario_read(scenario_t *self, const char *file, const char *const *sets, size_t set_count,
                  report_t *report)
{
    return read_scenario(self, file, NULL, 0, sets, set_count, report);
}

int scenario_read_text(scenario_t *self, const char *name, const char *text, size_t length,
                       const char *const *sets, size_t set_count, report_t *report)
{
    return read_scenario(self, name, text, length, sets, set_count, report);
}

int scenario_read_events(scenario_t *self, settings_t *settings, const section_t *section,
                         const config_setting_t *list, const config_setting_t **places)
{
    reader_t reader = {.scenario = self, .model = &self->model, .settings = settings};
    size_t before = report_count(settings->report), first = self->model.shock_count;
    int status;
    for (size_t i = 0; i < first; i++) { /* those that are there have no place in this document */
        reader_remember(&reader, SECTION_SHOCKS, NULL);
    }
    if (!settings->no_memory) {
        reader_add_entries(&reader, section, list);
    }
    for (size_t i = first; i < self->model.shock_count && !settings->no_memory; i++) {
        places[i - first] = places_at(&reader.places, SECTION_SHOCKS, i);
        reader_read_entry(&reader, section, i);
    }
    if (settings->no_memory) {
        status = SCENARIO_NO_MEMORY;
    } else {
        status = report_count(settings->report) != before ? SCENARIO_INVALID : SCENARIO_OK;
    }
    places_free(&reader.places);
    return status;
}
