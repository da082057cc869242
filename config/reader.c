/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/reader.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/document.h"
#include "config/number.h"
#include "config/path.h"
#include "config/suggest.h"
#include "config/table.h"

enum { VALUE_SIZE = 96, MESSAGE_SIZE = 1024, LONGEST_VALUE = 48, MOST_FAULTS = 1000 };
static const size_t most_comparisons = 20000000; /* of names, in search of suggestions */

typedef struct {
    const config_setting_t **settings; /* of the entries of an array of the model */
    size_t count, capacity;
} places_t;

/* Shocks and events share one array of the model, and so places[SECTION_SHOCKS]. */
typedef struct {
    scenario_t *scenario;
    model_t *model;
    document_t document;
    report_t *report;
    const char *const *sets;
    size_t set_count;
    places_t places[SECTION_COUNT];
    size_t inline_count; /* so many alliances, the first ones, are given with their weak state */
    char **blamed;       /* paths already complained of */
    size_t blamed_count, blamed_capacity;
    size_t sorted;    /* so many of `blamed`, the first ones, are in order */
    size_t said;      /* faults in the report ... */
    size_t withheld;  /* ... and beyond the most that anyone would read */
    size_t comparisons;
    bool incomplete; /* an entry had to be left out: what follows from that is not the user's fault */
    bool no_memory;
} reader_t;

/* ---- Complaints ----------------------------------------------------------------------------- */

static const char *type_name(const config_setting_t *setting)
{
    const char *name = "nothing";
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_GROUP:
        name = "a group { ... }";
        break;
    case CONFIG_TYPE_LIST:
        name = "a list ( ... )";
        break;
    case CONFIG_TYPE_ARRAY:
        name = "an array [ ... ]";
        break;
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
    case CONFIG_TYPE_FLOAT:
        name = "a number";
        break;
    case CONFIG_TYPE_STRING:
        name = "a text";
        break;
    case CONFIG_TYPE_BOOL:
        name = "true or false";
        break;
    default:
        break;
    }
    return name;
}

static bool is_number(const config_setting_t *setting)
{
    int type = config_setting_type(setting);
    return type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64 || type == CONFIG_TYPE_FLOAT;
}

/* As an int64 or, if written in hexadecimal, the bits of an unsigned number. */
static int64_t whole_of(const config_setting_t *setting)
{
    bool hexadecimal = config_setting_get_format(setting) == CONFIG_FORMAT_HEX;
    int64_t value;
    if (config_setting_type(setting) == CONFIG_TYPE_INT64) {
        value = (int64_t)config_setting_get_int64(setting);
    } else if (hexadecimal) {
        value = (int64_t)(uint32_t)config_setting_get_int(setting);
    } else {
        value = config_setting_get_int(setting);
    }
    return value;
}

/* " = 1.4", or "" of what is not a single value. */
static void describe_value(const config_setting_t *setting, char text[VALUE_SIZE])
{
    char number[NUMBER_SIZE];
    const char *string;
    size_t length;
    text[0] = '\0';
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        if (config_setting_get_format(setting) == CONFIG_FORMAT_HEX) {
            snprintf(text, VALUE_SIZE, " = 0x%" PRIX64, (uint64_t)whole_of(setting));
        } else {
            snprintf(text, VALUE_SIZE, " = %" PRId64, whole_of(setting));
        }
        break;
    case CONFIG_TYPE_FLOAT:
        number_write(number, config_setting_get_float(setting));
        snprintf(text, VALUE_SIZE, " = %s", number);
        break;
    case CONFIG_TYPE_BOOL:
        snprintf(text, VALUE_SIZE, " = %s", config_setting_get_bool(setting) ? "true" : "false");
        break;
    case CONFIG_TYPE_STRING:
        string = config_setting_get_string(setting);
        length = strlen(string);
        if (length > LONGEST_VALUE) {
            length = LONGEST_VALUE;
            while (length > 0 && ((unsigned char)string[length] & 0xc0) == 0x80) {
                length--;
            }
        }
        snprintf(text, VALUE_SIZE, " = \"%.*s%s\"", (int)length, string,
                 string[length] == '\0' ? "" : "...");
        break;
    default:
        break;
    }
}

/* From now on consequences of what is wrong there are not complained of. */
static void blame(reader_t *self, const char *path)
{
    size_t size = strlen(path) + 1;
    char *copy = malloc(size);
    if (copy != NULL && self->blamed_count == self->blamed_capacity) {
        size_t capacity = self->blamed_capacity == 0 ? 16 : 2 * self->blamed_capacity;
        char **larger = realloc(self->blamed, capacity * sizeof *larger);
        if (larger == NULL) {
            free(copy);
            copy = NULL;
        } else {
            self->blamed = larger;
            self->blamed_capacity = capacity;
        }
    }
    if (copy == NULL) {
        self->no_memory = true;
    } else {
        memcpy(copy, path, size);
        self->blamed[self->blamed_count++] = copy;
    }
}

static void say(reader_t *self, const char *file, int line, const char *path, const char *message)
{
    if (self->said < MOST_FAULTS) {
        self->said++;
        report_add(self->report, file, line, path, "%s", message);
    } else {
        self->withheld++;
    }
}

static void fault(reader_t *self, const config_setting_t *setting, const char *path,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* At a setting; its value is told with the path if it is a single one. */
static void fault(reader_t *self, const config_setting_t *setting, const char *path,
                  const char *format, ...)
{
    char message[MESSAGE_SIZE], value[VALUE_SIZE], full[TABLE_PATH_SIZE + VALUE_SIZE];
    int line;
    const char *file = document_place(&self->document, setting, &line);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    describe_value(setting, value);
    snprintf(full, sizeof full, "%s%s", path, value);
    say(self, file, line, full, message);
    blame(self, path);
}

/* "; did you mean USA?" */
static void did_you_mean(const suggest_t *nearest, char *text, size_t size)
{
    text[0] = '\0';
    if (nearest->best != NULL) {
        snprintf(text, size, "; did you mean %s?", nearest->best);
    }
}

static void join(char path[TABLE_PATH_SIZE], const char *parent, const char *name)
{
    char joined[TABLE_PATH_SIZE]; /* `parent` may be `path` */
    snprintf(joined, sizeof joined, "%.420s.%.200s", parent, name);
    memcpy(path, joined, sizeof joined);
}

/* ---- Single values -------------------------------------------------------------------------- */

static const config_setting_t *member(const config_setting_t *group, const char *name)
{
    return config_setting_is_group(group) ? config_setting_get_member(group, name) : NULL;
}

static bool read_number(reader_t *self, const config_setting_t *setting, const char *path,
                        double *value)
{
    bool fine = is_number(setting);
    if (!fine) {
        fault(self, setting, path, "must be a number, not %s", type_name(setting));
    } else if (config_setting_type(setting) == CONFIG_TYPE_FLOAT) {
        double number = config_setting_get_float(setting);
        fine = isfinite(number);
        if (fine) {
            *value = number;
        } else {
            fault(self, setting, path, "is too large for a number");
        }
    } else {
        int64_t whole = whole_of(setting);
        *value = whole < 0 && config_setting_get_format(setting) == CONFIG_FORMAT_HEX
                     ? (double)(uint64_t)whole
                     : (double)whole;
    }
    return fine;
}

static bool is_whole(reader_t *self, const config_setting_t *setting, const char *path)
{
    bool fine = config_setting_type(setting) == CONFIG_TYPE_INT ||
                config_setting_type(setting) == CONFIG_TYPE_INT64;
    if (!fine) {
        fault(self, setting, path, "must be a whole number%s%s",
              is_number(setting) ? ", without point or exponent" : ", not ",
              is_number(setting) ? "" : type_name(setting));
    }
    return fine;
}

static bool read_boolean(reader_t *self, const config_setting_t *setting, const char *path,
                         bool *value)
{
    bool fine = config_setting_type(setting) == CONFIG_TYPE_BOOL;
    if (fine) {
        *value = config_setting_get_bool(setting) == CONFIG_TRUE;
    } else {
        fault(self, setting, path, "must be true or false%s%s",
              config_setting_type(setting) == CONFIG_TYPE_STRING ? ", without quotes" : ", not ",
              config_setting_type(setting) == CONFIG_TYPE_STRING ? "" : type_name(setting));
    }
    return fine;
}

/* NULL if it is none. */
static const char *read_text(reader_t *self, const config_setting_t *setting, const char *path)
{
    const char *text = NULL;
    if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
        fault(self, setting, path, "must be a text in quotes, not %s", type_name(setting));
    } else if (!document_is_utf8(config_setting_get_string(setting))) {
        fault(self, setting, path, "must be a text in UTF-8");
    } else {
        text = config_setting_get_string(setting);
    }
    return text;
}

/* "framework or logit", "a, b or c". */
static void list_words(const char *words, char *list, size_t size)
{
    int count = word_count(words);
    size_t used = 0;
    list[0] = '\0';
    for (int i = 0; i < count && used < size; i++) {
        char word[64];
        word_at(words, i, word, sizeof word);
        used += (size_t)snprintf(list + used, size - used, "%s%s",
                                 i == 0 ? "" : i + 1 < count ? ", " : " or ", word);
    }
}

static bool read_word(reader_t *self, const config_setting_t *setting, const char *path,
                      const char *words, int *value)
{
    const char *text = read_text(self, setting, path);
    int index = text == NULL ? -1 : word_index(words, text);
    if (index >= 0) {
        *value = index;
    } else if (text != NULL) {
        char list[512], nearest_text[96], known[16][64];
        suggest_t nearest;
        suggest_init(&nearest, text);
        for (int i = 0; i < word_count(words) && i < 16; i++) {
            word_at(words, i, known[i], sizeof known[i]);
            suggest_offer(&nearest, known[i]);
        }
        list_words(words, list, sizeof list);
        did_you_mean(&nearest, nearest_text, sizeof nearest_text);
        fault(self, setting, path, "must be %s%s", list, nearest_text);
    }
    return index >= 0;
}

/* ---- Distributions -------------------------------------------------------------------------- */

static void list_distributions(char *list, size_t size)
{
    size_t used = 0;
    for (int kind = 0; kind < DISTRIBUTION_KINDS && used < size; kind++) {
        used += (size_t)snprintf(list + used, size - used, "%s%s", kind == 0 ? "" : "|",
                                 distribution_info((distribution_kind_t)kind)->name);
    }
}

static bool read_distribution_group(reader_t *self, const config_setting_t *setting,
                                    const char *path, distribution_t *value)
{
    const config_setting_t *kind_setting = member(setting, "distribution");
    distribution_t read = {.kind = DISTRIBUTION_CONSTANT};
    double *parameters[3] = {&read.a, &read.b, &read.c};
    const distribution_info_t *info;
    char words[256], list[300], step[TABLE_PATH_SIZE];
    int kind = 0;
    bool fine = false;
    list_distributions(words, sizeof words);
    if (kind_setting == NULL) {
        list_words(words, list, sizeof list);
        fault(self, setting, path,
              "must be a number, or a group that says distribution = %s and its parameters", list);
        goto out;
    }
    join(step, path, "distribution");
    if (!read_word(self, kind_setting, step, words, &kind)) {
        goto out;
    }
    fine = true;
    read.kind = (distribution_kind_t)kind;
    info = distribution_info(read.kind);
    for (int i = 0; i < info->count; i++) {
        const config_setting_t *parameter = member(setting, info->parameter[i]);
        join(step, path, info->parameter[i]);
        if (parameter == NULL) {
            fault(self, setting, path, "%s is missing from the %s distribution", info->parameter[i],
                  info->name);
            fine = false;
        } else {
            fine = read_number(self, parameter, step, parameters[i]) && fine;
        }
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child);
        bool known = strcmp(name, "distribution") == 0;
        for (int p = 0; p < info->count; p++) {
            known = known || strcmp(name, info->parameter[p]) == 0;
        }
        if (!known) {
            char nearest_text[96], parameters_text[64];
            suggest_t nearest;
            suggest_init(&nearest, name);
            for (int p = 0; p < info->count; p++) {
                suggest_offer(&nearest, info->parameter[p]);
            }
            snprintf(parameters_text, sizeof parameters_text, "%s%s%s%s%s", info->parameter[0],
                     info->count > 1 ? ", " : "", info->count > 1 ? info->parameter[1] : "",
                     info->count > 2 ? ", " : "", info->count > 2 ? info->parameter[2] : "");
            join(step, path, name);
            did_you_mean(&nearest, nearest_text, sizeof nearest_text);
            fault(self, child, step, "unknown%s%s%s%s%s", nearest_text,
                  nearest.best == NULL ? "; the " : "", nearest.best == NULL ? info->name : "",
                  nearest.best == NULL ? " distribution has " : "",
                  nearest.best == NULL ? parameters_text : "");
            fine = false;
        }
    }
out:
    if (fine) {
        *value = read;
    }
    return fine;
}

static bool read_distribution(reader_t *self, const config_setting_t *setting, const char *path,
                              distribution_t *value)
{
    bool fine = false;
    if (config_setting_is_group(setting)) {
        fine = read_distribution_group(self, setting, path, value);
    } else if (!is_number(setting)) {
        fault(self, setting, path,
              "must be a number or a distribution { distribution = \"...\"; ... }, not %s",
              type_name(setting));
    } else {
        double number = 0.0;
        fine = read_number(self, setting, path, &number);
        if (fine) {
            *value = (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = number};
        }
    }
    return fine;
}

/* ---- Names ---------------------------------------------------------------------------------- */

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

static void nobody(reader_t *self, const config_setting_t *setting, const char *path,
                   const char *id, agent_kind_t kind)
{
    static const char *const singular[KIND_COUNT] = {"source", "strong state", "weak state",
                                                     "alliance", "world"};
    char nearest_text[160];
    suggest_t nearest;
    suggest_init(&nearest, id);
    offer_ids(self, &nearest, kind);
    did_you_mean(&nearest, nearest_text, sizeof nearest_text);
    if (nearest.best == NULL) { /* perhaps it is somebody else's name */
        for (int other = KIND_SOURCE; other <= KIND_WEAK && nearest_text[0] == '\0'; other++) {
            model_agent_t *entries;
            size_t count = scenario_entries(self->scenario, (agent_kind_t)other, &entries);
            if (other != (int)kind && model_find(entries, count, id) != MODEL_NONE) {
                snprintf(nearest_text, sizeof nearest_text, "; %.60s is a %s", id, singular[other]);
            }
        }
    }
    fault(self, setting, path, "there is no %s of that name%s", singular[kind], nearest_text);
}

static int32_t find_agent(reader_t *self, const config_setting_t *setting, const char *path,
                          const char *id, agent_kind_t kind)
{
    model_agent_t *entries;
    size_t count = scenario_entries(self->scenario, kind, &entries);
    int32_t found = model_find(entries, count, id);
    if (found == MODEL_NONE) {
        nobody(self, setting, path, id, kind);
    }
    return found;
}

static int32_t find_weak(reader_t *self, const config_setting_t *setting, const char *path,
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
            fault(self, setting, path, "the group %s has members %s-1 to %s-%lu", group, group,
                  group, (unsigned long)self->model->weak[whole].count);
        } else if (whole != MODEL_NONE) {
            fault(self, setting, path, "%s is one state, it has no members", group);
        } else {
            nobody(self, setting, path, id, KIND_WEAK);
        }
    }
    return found;
}

/* ---- Entries -------------------------------------------------------------------------------- */

static void remember(reader_t *self, section_id_t section, const config_setting_t *setting)
{
    places_t *places = &self->places[section];
    if (places->count == places->capacity) {
        size_t capacity = places->capacity == 0 ? 16 : 2 * places->capacity;
        const config_setting_t **larger =
            realloc((void *)places->settings, capacity * sizeof *larger);
        if (larger == NULL) {
            self->no_memory = true;
            goto out;
        }
        places->settings = larger;
        places->capacity = capacity;
    }
    places->settings[places->count++] = setting;
out:
    return;
}

/* Where the entry stands in the file; NULL if it does not. */
static const config_setting_t *setting_of(const reader_t *self, const section_t *section,
                                          size_t index)
{
    section_id_t id = section->id == SECTION_EVENTS ? SECTION_SHOCKS : section->id;
    return index < self->places[id].count ? self->places[id].settings[index] : NULL;
}

static void entry_left_out(reader_t *self)
{
    self->incomplete = true;
}

/* The text of a key of an entry that is not yet there; NULL, and a complaint if it is `required`. */
static const char *key_text(reader_t *self, const section_t *section,
                            const config_setting_t *setting, const char *key, bool required)
{
    const config_setting_t *child = member(setting, key);
    const char *text = NULL;
    char path[TABLE_PATH_SIZE];
    join(path, section->name, key);
    if (child != NULL) {
        text = read_text(self, child, path);
    } else if (required) {
        fault(self, setting, section->name, "%s is missing from this %s", key, section->singular);
    }
    return text;
}

static void made(reader_t *self, int status, section_id_t section, const config_setting_t *setting)
{
    if (status == MODEL_OK) {
        remember(self, section, setting);
    } else {
        self->no_memory = true;
    }
}

static void already(reader_t *self, const section_t *section, const config_setting_t *setting,
                    const char *id, int32_t other)
{
    char path[TABLE_PATH_SIZE];
    int line = 0, here = 0;
    const config_setting_t *place = setting_of(self, section, (size_t)other);
    const config_setting_t *id_setting = member(setting, "id");
    const char *file = document_place(&self->document, setting, &here);
    const char *other_file = document_place(&self->document, place, &line);
    join(path, section->name, id);
    if (id_setting == NULL) {
        id_setting = setting;
    }
    report_add(self->report, document_place(&self->document, id_setting, &here), here, path,
               "this ID is taken since %s%sline %d", other_file == file ? "" : other_file,
               other_file == file ? "" : ", ", line);
    blame(self, path);
}

static void add_agent(reader_t *self, const section_t *section, const config_setting_t *setting,
                      size_t number)
{
    const char *id = key_text(self, section, setting, "id", true);
    const config_setting_t *count_setting = member(setting, "count");
    model_agent_t *added = NULL;
    uint32_t ignored, count = 0;
    int32_t other;
    char substitute[64], path[TABLE_PATH_SIZE];
    if (id == NULL) { /* go on under another name, so that its values are checked all the same */
        snprintf(substitute, sizeof substitute, "unnamed-%zu", number + 1);
        id = substitute;
    }
    join(path, section->name, id);
    if (section->id == SECTION_SOURCES) {
        other = model_find(self->model->sources, self->model->source_count, id);
    } else if (section->id == SECTION_STRONG) {
        other = model_find(self->model->strong, self->model->strong_count, id);
    } else {
        other = model_find_weak(self->model, id, &ignored);
    }
    if (other != MODEL_NONE) {
        already(self, section, setting, id, other);
    } else if (section->id == SECTION_SOURCES) {
        made(self, model_add_source(self->model, id, &added), section->id, setting);
    } else if (section->id == SECTION_STRONG) {
        made(self, model_add_strong(self->model, id, &added), section->id, setting);
    } else {
        if (count_setting != NULL) {
            double value = 0.0;
            const field_t *field = field_find(section, "count");
            join(path, path, "count");
            if (is_whole(self, count_setting, path) &&
                read_number(self, count_setting, path, &value)) {
                if (value >= 1.0 && value <= field->highest) {
                    count = (uint32_t)value;
                } else {
                    fault(self, count_setting, path, "must be in [1, %.0f]", field->highest);
                }
            }
        }
        made(self, model_add_weak(self->model, id, count, &added), section->id, setting);
    }
}

static void add_inline_alliance(reader_t *self, size_t weak)
{
    const config_setting_t *setting = self->places[SECTION_WEAK].settings[weak];
    const config_setting_t *patron = member(setting, table_patron);
    model_agent_t *added = NULL;
    char path[TABLE_PATH_SIZE];
    if (patron != NULL) {
        const char *id;
        int32_t strong = MODEL_NONE;
        section_path(self->scenario, &sections[SECTION_WEAK], &self->model->weak[weak], path,
                     sizeof path);
        join(path, path, table_patron);
        id = read_text(self, patron, path);
        if (id != NULL) {
            strong = find_agent(self, patron, path, id, KIND_STRONG);
        }
        if (strong == MODEL_NONE) {
            entry_left_out(self);
        } else {
            made(self, model_add_alliance(self->model, strong, (int32_t)weak, 0, &added),
                 SECTION_ALLIANCES, setting);
        }
    }
}

static void add_alliance(reader_t *self, const section_t *section, const config_setting_t *setting)
{
    const char *strong_id = key_text(self, section, setting, "strong", true);
    const char *weak_id = key_text(self, section, setting, "weak", true);
    model_agent_t *added = NULL;
    uint32_t number = 0;
    int32_t strong = MODEL_NONE, weak = MODEL_NONE;
    if (strong_id != NULL) {
        strong = find_agent(self, member(setting, "strong"), "alliances.strong", strong_id,
                            KIND_STRONG);
    }
    if (weak_id != NULL) {
        weak = find_weak(self, member(setting, "weak"), "alliances.weak", weak_id, &number);
    }
    if (strong == MODEL_NONE || weak == MODEL_NONE) {
        entry_left_out(self);
    } else {
        made(self, model_add_alliance(self->model, strong, weak, number, &added), section->id,
             setting);
    }
}

static void add_tie(reader_t *self, const section_t *section, const config_setting_t *setting)
{
    const char *from_id = key_text(self, section, setting, "from", true);
    const char *to_id = key_text(self, section, setting, "to", true);
    model_tie_t *added = NULL;
    uint32_t from_number = 0, to_number = 0;
    int32_t from = MODEL_NONE, to = MODEL_NONE;
    if (from_id != NULL) {
        from = find_weak(self, member(setting, "from"), "ties.from", from_id, &from_number);
    }
    if (to_id != NULL) {
        to = find_weak(self, member(setting, "to"), "ties.to", to_id, &to_number);
    }
    if (from == MODEL_NONE || to == MODEL_NONE) {
        entry_left_out(self);
    } else {
        made(self, model_add_tie(self->model, from, to, &added), section->id, setting);
        if (added != NULL) {
            added->from_member = from_number;
            added->to_member = to_number;
        }
    }
}

static int find_variable(reader_t *self, const config_setting_t *setting, const char *path,
                         const char *name)
{
    int found = variable_from_name(name);
    if (found < 0) {
        char known[VARIABLE_COUNT][64], nearest_text[96];
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
        did_you_mean(&nearest, nearest_text, sizeof nearest_text);
        fault(self, setting, path, "there is nothing of that name to act on%s%s", nearest_text,
              nearest.best == NULL ? "; `adrift params` lists what there is" : "");
    }
    return found;
}

static void add_shock(reader_t *self, const section_t *section, const config_setting_t *setting,
                      size_t number)
{
    bool scripted = section->id == SECTION_EVENTS;
    const char *id = key_text(self, section, setting, "id", !scripted);
    const char *on = key_text(self, section, setting, "on", true);
    model_shock_t *added = NULL;
    char substitute[64], path[TABLE_PATH_SIZE];
    int variable = -1;
    if (id == NULL) {
        snprintf(substitute, sizeof substitute, "%s-%zu", section->singular, number + 1);
        id = substitute;
    }
    if (on != NULL) {
        join(path, section->name, id);
        join(path, path, "on");
        variable = find_variable(self, member(setting, "on"), path, on);
    }
    if (variable < 0) {
        entry_left_out(self);
    } else {
        made(self, model_add_shock(self->model, id, (variable_t)variable, &added), SECTION_SHOCKS,
             setting);
        if (added != NULL) {
            added->scripted = scripted;
            added->permanent =
                scripted && field_applies(section, field_find(section, "permanent"), added);
        }
    }
}

static void add_expectation(reader_t *self, const config_setting_t *setting)
{
    scenario_t *scenario = self->scenario;
    size_t count = scenario->expectation_count;
    if ((count & (count - 1)) == 0) { /* full at powers of two */
        expectation_t *larger = realloc(scenario->expectations,
                                        (count == 0 ? 1 : 2 * count) * sizeof *larger);
        if (larger == NULL) {
            self->no_memory = true;
            goto out;
        }
        scenario->expectations = larger;
    }
    scenario->expectations[count] = (expectation_t){.from = -INFINITY,
                                                    .to = INFINITY,
                                                    .strong = MODEL_NONE,
                                                    .weak = MODEL_NONE};
    scenario->expectation_count++;
    remember(self, SECTION_EXPECT, setting);
out:
    return;
}

/* ---- Keys ----------------------------------------------------------------------------------- */

/* All that could stand there is offered twice: to see whether it is known, and if not, to find the nearest. */
typedef struct {
    suggest_t nearest;
    bool known;
    bool suggesting;
} known_key_t;

static void offer_key(known_key_t *key, const char *name)
{
    if (key->suggesting) {
        suggest_offer(&key->nearest, name);
    } else {
        key->known = key->known || strcmp(key->nearest.word, name) == 0;
    }
}

static void offer_variables(known_key_t *key, agent_kind_t kind)
{
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        if (info->kind == kind && variable_has_value((variable_t)v)) {
            offer_key(key, info->name);
        }
    }
}

static void unknown_key(reader_t *self, const config_setting_t *child, const char *path,
                        const known_key_t *key)
{
    char nearest_text[96], step[TABLE_PATH_SIZE];
    if (path[0] == '\0') {
        snprintf(step, sizeof step, "%.200s", config_setting_name(child));
    } else {
        join(step, path, config_setting_name(child));
    }
    did_you_mean(&key->nearest, nearest_text, sizeof nearest_text);
    fault(self, child, step, "unknown%s", nearest_text);
}

static void offer_fields(known_key_t *key, const section_t *section, bool patron)
{
    for (size_t f = 0; f < section->field_count; f++) {
        offer_key(key, section->fields[f].name);
    }
    if (section->kind < KIND_COUNT) {
        offer_variables(key, section->kind);
    }
    if (section->id == SECTION_WEAK) {
        offer_key(key, table_patron);
    }
    if (section->id == SECTION_WEAK && (patron || key->suggesting)) {
        offer_variables(key, KIND_ALLIANCE);
    }
}

/* Every setting of an entry must be one of its fields or of its kind's values. */
static void check_keys(reader_t *self, const section_t *section, const config_setting_t *setting,
                       const char *path)
{
    bool patron = section->id == SECTION_WEAK && member(setting, table_patron) != NULL;
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child);
        known_key_t key = {.known = false};
        char step[TABLE_PATH_SIZE];
        int action, attribute;
        suggest_init(&key.nearest, name);
        offer_fields(&key, section, patron);
        if (key.known) {
            continue;
        }
        action = section->kind < KIND_COUNT ? variable_find(section->kind, name) : -1;
        attribute = section->id == SECTION_WEAK ? variable_find(KIND_ALLIANCE, name) : -1;
        join(step, path, name);
        if (attribute >= 0 && variable_has_value((variable_t)attribute)) {
            fault(self, child, step,
                  "is of the alliance: say patron = \"...\" beside it, or put it into alliances");
        } else if (action >= 0) {
            fault(self, child, step, "has no value of its own: it can stand in shocks and events");
        } else {
            key.suggesting = true;
            offer_fields(&key, section, patron);
            unknown_key(self, child, path, &key);
        }
    }
}

/* ---- Fields --------------------------------------------------------------------------------- */

static void *at(void *entry, size_t offset)
{
    return (char *)entry + offset;
}

static void read_pair(reader_t *self, const config_setting_t *setting, const char *path,
                      expectation_t *expectation)
{
    const char *text = read_text(self, setting, path);
    const char *dot = text == NULL ? NULL : strchr(text, '.');
    char strong[TABLE_NAME_SIZE];
    bool found = false;
    if (text == NULL) {
        goto out;
    }
    if (dot == NULL || (size_t)(dot - text) >= sizeof strong) {
        fault(self, setting, path, "must be a strong and a weak state with a dot between them");
        goto out;
    }
    snprintf(strong, sizeof strong, "%.*s", (int)(dot - text), text);
    expectation->strong = find_agent(self, setting, path, strong, KIND_STRONG);
    expectation->weak = find_weak(self, setting, path, dot + 1, &expectation->member);
    if (expectation->strong == MODEL_NONE || expectation->weak == MODEL_NONE) {
        goto out;
    }
    for (size_t i = 0; i < self->model->alliance_count && !found; i++) {
        const model_agent_t *alliance = &self->model->alliances[i];
        found = alliance->strong == expectation->strong && alliance->weak == expectation->weak &&
                (alliance->member == 0 || expectation->member == 0 ||
                 alliance->member == expectation->member);
    }
    if (!found && !self->incomplete) {
        fault(self, setting, path, "%s and %s have no alliance", strong, dot + 1);
    }
out:
    return;
}

static void read_never(reader_t *self, const config_setting_t *setting, const char *path,
                       expectation_t *expectation)
{
    const char *text = read_text(self, setting, path);
    if (text != NULL &&
        !expectation_from_word(text, &expectation->kind, &expectation->value)) {
        char nearest_text[96];
        suggest_t nearest;
        suggest_init(&nearest, text);
        for (int kind = 0; kind < EXPECTATION_KIND_COUNT; kind++) {
            for (int value = 0; expectation_word((expectation_kind_t)kind, value)[0] != '\0';
                 value++) {
                suggest_offer(&nearest, expectation_word((expectation_kind_t)kind, value));
            }
        }
        did_you_mean(&nearest, nearest_text, sizeof nearest_text);
        fault(self, setting, path, "must be a behaviour, a status or an outcome%s", nearest_text);
    }
    expectation->never = true;
}

static void read_seed(reader_t *self, const config_setting_t *setting, const char *path,
                      const field_t *field, void *entry)
{
    if (is_whole(self, setting, path)) {
        int64_t seed = whole_of(setting);
        if (seed < 0 && config_setting_get_format(setting) != CONFIG_FORMAT_HEX) {
            fault(self, setting, path, "must be 0 or more");
        } else {
            *(uint64_t *)at(entry, field->offset) = (uint64_t)seed;
            *(bool *)at(entry, field->second) = true;
        }
    }
}

static void read_count(reader_t *self, const config_setting_t *setting, const char *path,
                       const field_t *field, uint32_t *count)
{
    double value = 0.0;
    if (is_whole(self, setting, path) && read_number(self, setting, path, &value)) {
        if (value >= field->lowest && value <= field->highest) {
            *count = (uint32_t)value;
        } else {
            fault(self, setting, path, "must be in [%.0f, %.0f]", field->lowest, field->highest);
        }
    }
}

static void read_target(reader_t *self, const config_setting_t *setting, const char *path,
                        const field_t *field, void *entry)
{
    const model_shock_t *shock = entry;
    const char *id = read_text(self, setting, path);
    agent_kind_t kind = variable_info(shock->on)->kind;
    if (id != NULL && kind == KIND_WEAK) {
        *(int32_t *)at(entry, field->offset) =
            find_weak(self, setting, path, id, at(entry, field->second));
    } else if (id != NULL) {
        *(int32_t *)at(entry, field->offset) = find_agent(self, setting, path, id, kind);
    }
}

static void read_field(reader_t *self, const config_setting_t *setting, const char *path,
                       const field_t *field, void *entry)
{
    void *target = at(entry, field->offset);
    const char *text;
    int index = 0;
    switch (field->type) {
    case FIELD_ID:
    case FIELD_VARIABLE:
        break; /* keys */
    case FIELD_TEXT:
        text = read_text(self, setting, path);
        if (text != NULL && model_set_text(target, text) != MODEL_OK) {
            self->no_memory = true;
        }
        break;
    case FIELD_REAL:
        (void)read_number(self, setting, path, target);
        break;
    case FIELD_COUNT:
        read_count(self, setting, path, field, target);
        break;
    case FIELD_BOOLEAN:
        (void)read_boolean(self, setting, path, target);
        break;
    case FIELD_WORD:
        if (read_word(self, setting, path, field->words, &index)) {
            memcpy(target, &index, sizeof index);
        }
        break;
    case FIELD_DISTRIBUTION:
        (void)read_distribution(self, setting, path, target);
        break;
    case FIELD_SOURCE:
    case FIELD_STRONG:
        text = read_text(self, setting, path);
        if (text != NULL) {
            *(int32_t *)target =
                find_agent(self, setting, path, text,
                           field->type == FIELD_SOURCE ? KIND_SOURCE : KIND_STRONG);
        }
        break;
    case FIELD_WEAK:
        text = read_text(self, setting, path);
        if (text != NULL) {
            *(int32_t *)target = find_weak(self, setting, path, text, at(entry, field->second));
        }
        break;
    case FIELD_TARGET:
        read_target(self, setting, path, field, entry);
        break;
    case FIELD_PAIR:
        read_pair(self, setting, path, entry);
        break;
    case FIELD_EXPECTED:
        (void)read_word(self, setting, path, field->words, target);
        ((expectation_t *)entry)->kind = (expectation_kind_t)field->second;
        break;
    case FIELD_NEVER:
        read_never(self, setting, path, entry);
        break;
    case FIELD_SEED:
        read_seed(self, setting, path, field, entry);
        break;
    }
}

/* Why a field of a shock has no place there. */
static void out_of_place(reader_t *self, const config_setting_t *setting, const char *path,
                         const field_t *field, const model_shock_t *shock)
{
    const variable_info_t *info = variable_info(shock->on);
    const char *on = info->kind_name, *name = info->name;
    if (field->flags & FIELD_LASTING) {
        if (config_setting_type(setting) != CONFIG_TYPE_BOOL || config_setting_get_bool(setting)) {
            fault(self, setting, path, "does not go with %s.%s, which %s: leave it out", on, name,
                  shock->on == VARIABLE_WEAK_government ? "lasts until the next government"
                                                        : "is over when it is answered");
        }
    } else if (field->flags & FIELD_TARGETED) {
        fault(self, setting, path, "does not go with %s.%s: %s", on, name,
              info->kind == KIND_ALLIANCE ? "say strong and weak instead" : "it hits everybody");
    } else if (field->flags & FIELD_ALLIED) {
        fault(self, setting, path, "does not go with %s.%s: %s", on, name,
              info->kind == KIND_WORLD ? "it hits everybody" : "say target instead");
    } else {
        fault(self, setting, path, "does not go with %s.%s: leave it out", on, name);
    }
}

static void read_fields(reader_t *self, const section_t *section, const config_setting_t *setting,
                        void *entry, const char *path)
{
    bool shock = section->id == SECTION_SHOCKS || section->id == SECTION_EVENTS;
    for (size_t f = 0; f < section->field_count; f++) {
        const field_t *field = &section->fields[f];
        const config_setting_t *child = member(setting, field->name);
        char step[TABLE_PATH_SIZE];
        join(step, path, field->name);
        if (field->flags & (FIELD_KEY | FIELD_EARLY)) {
            continue; /* read when the entry was made */
        }
        if (child == NULL) {
            if (field->flags & FIELD_REQUIRED) {
                fault(self, setting, path, "%s is missing", field->name);
                blame(self, step);
            }
        } else if (shock && !field_applies(section, field, entry)) {
            out_of_place(self, child, step, field, entry);
        } else {
            read_field(self, child, step, field, entry);
        }
    }
}

static void read_per_source(reader_t *self, const config_setting_t *setting, const char *path,
                            agent_kind_t kind, size_t index, variable_t variable)
{
    model_agent_t *entries;
    (void)scenario_entries(self->scenario, kind, &entries);
    const config_setting_t *distribution = member(setting, "distribution"); /* or a source's name */
    if (!config_setting_is_group(setting) ||
        (distribution != NULL && config_setting_type(distribution) == CONFIG_TYPE_STRING)) {
        fault(self, setting, path, "must have a value for each source: { %.60s = 0.5; ... }",
              self->model->source_count > 0 ? self->model->sources[0].id : "SOURCE");
        goto out;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child);
        int32_t source = model_find(self->model->sources, self->model->source_count, name);
        char step[TABLE_PATH_SIZE];
        join(step, path, name);
        if (source == MODEL_NONE) {
            nobody(self, child, step, name, KIND_SOURCE);
        } else if (read_distribution(self, child, step,
                                     &entries[index].per_source[variable][source])) {
            *scenario_given_place(self->scenario, kind, index, variable, source) = 1;
        }
    }
out:
    return;
}

/* The attributes of an agent, or of the alliance that stands with a weak state. */
static void read_values(reader_t *self, agent_kind_t kind, const config_setting_t *setting,
                        size_t index, const char *path)
{
    model_agent_t *entries;
    (void)scenario_entries(self->scenario, kind, &entries);
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        const config_setting_t *child =
            info->kind == kind && variable_has_value((variable_t)v) ? member(setting, info->name)
                                                                    : NULL;
        char step[TABLE_PATH_SIZE];
        if (child != NULL) {
            join(step, path, info->name);
            if (info->per_source) {
                read_per_source(self, child, step, kind, index, (variable_t)v);
            } else if (read_distribution(self, child, step, &entries[index].value[v])) {
                *scenario_given_place(self->scenario, kind, index, (variable_t)v, MODEL_NONE) = 1;
            }
        }
    }
}

static void check_expectation(reader_t *self, const config_setting_t *setting, const char *path)
{
    static const char *const kinds[] = {"behaviour", "status", "outcome", "never"};
    const config_setting_t *never = member(setting, "never"), *once = member(setting, "once");
    int said = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        said += member(setting, kinds[i]) != NULL;
    }
    if (said != 1) {
        fault(self, setting, path, "%s of behaviour, status, outcome and never must be said",
              said == 0 ? "one" : "only one");
    }
    if (never != NULL && once != NULL) {
        fault(self, once, "expect.once", "does not go with never: leave it out");
    }
}

static void read_entry(reader_t *self, const section_t *section, size_t index)
{
    void *entry = section_entry(self->scenario, section, index);
    const config_setting_t *setting = setting_of(self, section, index);
    char path[TABLE_PATH_SIZE];
    if (entry != NULL && setting != NULL) {
        bool with_weak = section->id == SECTION_ALLIANCES && index < self->inline_count;
        if (with_weak) {
            section_path(self->scenario, &sections[SECTION_WEAK],
                         &self->model->weak[((model_agent_t *)entry)->weak], path, sizeof path);
        } else {
            section_path(self->scenario, section, entry, path, sizeof path);
            read_fields(self, section, setting, entry, path);
        }
        if (section->kind < KIND_COUNT) {
            read_values(self, section->kind, setting, index, path);
        }
        if (section->id == SECTION_EXPECT) {
            check_expectation(self, setting, path);
        }
    }
}

/* ---- The file ------------------------------------------------------------------------------- */

/* Makes the entries of a section, so that everything has its name before anything is pointed at. */
static void add_entries(reader_t *self, const section_t *section)
{
    const config_setting_t *list =
        member(config_root_setting(&self->document.tree), section->name);
    size_t count = list == NULL || !config_setting_is_aggregate(list)
                       ? 0
                       : (size_t)config_setting_length(list);
    if (list != NULL && !config_setting_is_list(list) &&
        !(config_setting_is_array(list) && count == 0)) {
        fault(self, list, section->name, "must be a list ( { ... }, { ... } ), not %s",
              type_name(list));
        entry_left_out(self);
        count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        const config_setting_t *setting = config_setting_get_elem(list, (unsigned)i);
        char path[TABLE_PATH_SIZE];
        const char *id;
        if (!config_setting_is_group(setting)) {
            fault(self, setting, section->name, "each %s must be a group { ... }, not %s",
                  section->singular, type_name(setting));
            entry_left_out(self);
            continue;
        }
        switch (section->id) {
        case SECTION_SOURCES:
        case SECTION_STRONG:
        case SECTION_WEAK:
            add_agent(self, section, setting, i);
            break;
        case SECTION_ALLIANCES:
            add_alliance(self, section, setting);
            break;
        case SECTION_TIES:
            add_tie(self, section, setting);
            break;
        case SECTION_SHOCKS:
        case SECTION_EVENTS:
            add_shock(self, section, setting, i);
            break;
        case SECTION_EXPECT:
            add_expectation(self, setting);
            break;
        case SECTION_COUNT:
            break;
        }
        snprintf(path, sizeof path, "%s", section->name);
        if (member(setting, "id") != NULL) {
            id = config_setting_get_string(member(setting, "id"));
            if (id != NULL) {
                join(path, section->name, id);
            }
        }
        check_keys(self, section, setting, path);
    }
}

static void read_parameter(reader_t *self, const config_setting_t *setting, const char *path,
                           const parameter_info_t *info)
{
    parameters_t *parameters = &self->model->parameters;
    double value = 0.0;
    int index = 0;
    bool fine;
    if (info->type == PARAMETER_CHOICE) {
        fine = read_word(self, setting, path, info->words, &index);
        value = index;
    } else {
        fine = (info->type == PARAMETER_REAL || is_whole(self, setting, path)) &&
               read_number(self, setting, path, &value);
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
        fault(self, setting, group, "must be a group { ... }, not %s", type_name(setting));
        goto out;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child);
        const parameter_info_t *info = parameters_find(group, name);
        char path[TABLE_PATH_SIZE];
        join(path, group, name);
        if (info != NULL) {
            read_parameter(self, child, path, info);
        } else {
            known_key_t key = {.suggesting = true};
            suggest_init(&key.nearest, name);
            for (size_t p = 0; p < parameters_count; p++) {
                if (strcmp(parameters_table[p].group, group) == 0) {
                    offer_key(&key, parameters_table[p].name);
                }
            }
            unknown_key(self, child, group, &key);
        }
    }
out:
    return;
}

static void offer_top(known_key_t *key)
{
    for (size_t f = 0; f < table_top_count; f++) {
        offer_key(key, table_top[f].name);
    }
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        offer_key(key, sections[i].name);
    }
    for (size_t i = 0; i < parameters_count; i++) {
        offer_key(key, parameters_table[i].group);
    }
}

/* What stands at the top: its own fields, groups of parameters, sections. */
static void read_top(reader_t *self)
{
    const config_setting_t *root = config_root_setting(&self->document.tree);
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *child = config_setting_get_elem(root, (unsigned)i);
        const char *name = config_setting_name(child);
        const field_t *field = NULL;
        known_key_t key = {.known = false};
        suggest_init(&key.nearest, name);
        offer_top(&key);
        for (size_t f = 0; f < table_top_count && field == NULL; f++) {
            field = strcmp(table_top[f].name, name) == 0 ? &table_top[f] : NULL;
        }
        if (field != NULL) {
            read_field(self, child, name, field, self->scenario);
        } else if (!key.known) {
            key.suggesting = true;
            offer_top(&key);
            unknown_key(self, child, "", &key);
        } else if (section_find(name) == NULL) {
            read_parameter_group(self, child);
        }
    }
}

static void read_file(reader_t *self)
{
    for (size_t s = 0; s < SECTION_COUNT; s++) {
        if (sections[s].id == SECTION_ALLIANCES) { /* those that stand with their weak state first */
            for (size_t i = 0; i < self->model->weak_count && !self->no_memory; i++) {
                add_inline_alliance(self, i);
            }
            self->inline_count = self->model->alliance_count;
        }
        if (!self->no_memory) {
            add_entries(self, &sections[s]);
        }
    }
    if (self->no_memory || scenario_given_init(self->scenario) != SCENARIO_OK) {
        self->no_memory = true;
        goto out;
    }
    read_top(self);
    for (size_t s = 0; s < SECTION_COUNT && !self->no_memory; s++) {
        for (size_t i = 0; i < section_length(self->scenario, &sections[s]); i++) {
            read_entry(self, &sections[s], i);
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
            report_add(self->report, NULL, 0, label, "%s", why);
        }
    }
}

/* Whether `path` is `prefix`, or a step or more below it. */
static bool at_or_below(const char *path, size_t length, const char *prefix, size_t prefix_length)
{
    return length >= prefix_length && strncmp(path, prefix, prefix_length) == 0 &&
           (length == prefix_length || path[prefix_length] == '.');
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
            ((group || value) && at_or_below(set, set_length, path, length))) {
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
    snprintf(weak_id, sizeof weak_id, "%.*s", (int)(end > second ? end - second - 1 : 0), second + 1);
    strong = model_find(model->strong, model->strong_count, strong_id);
    weak = model_find_weak(model, weak_id, &number);
    for (size_t i = 0; i < model->alliance_count && strong != MODEL_NONE && weak != MODEL_NONE; i++) {
        const model_agent_t *alliance = &model->alliances[i];
        if (alliance->strong == strong && alliance->weak == weak && alliance->member == number &&
            may_be_at_fault(alliance, end)) {
            found = i;
            *rest = end;
        }
    }
    return found;
}

/* The index of the last entry that a path means, and what of the path remains; SIZE_MAX if there is none. */
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
            if (at_or_below(path, length, known, strlen(known)) && strlen(known) >= longest &&
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
 * The setting that a path of model_check is about, or the nearest around it, or NULL. `exact` tells whether it is all of
 * the path; `shown` is the path as the user wrote it.
 */
static const config_setting_t *locate(const reader_t *self, const char *path, bool *exact,
                                      char shown[TABLE_PATH_SIZE])
{
    const config_setting_t *root = config_root_setting(&self->document.tree);
    const config_setting_t *place = NULL;
    const section_t *section;
    const char *rest = path + strcspn(path, ".");
    char step[TABLE_NAME_SIZE];
    snprintf(step, sizeof step, "%.*s", (int)(rest - path), path);
    snprintf(shown, TABLE_PATH_SIZE, "%s", path);
    section = section_find(step);
    place = member(root, step);
    if (section != NULL && *rest == '.') {
        size_t index = find_entry(self, section, path, &rest);
        if (index != SIZE_MAX) {
            place = setting_of(self, section, index);
            if (section->id == SECTION_ALLIANCES && index < self->inline_count) {
                section_path(self->scenario, &sections[SECTION_WEAK],
                             &self->model->weak[self->model->alliances[index].weak], shown,
                             TABLE_PATH_SIZE);
                if (*rest == '.') {
                    join(shown, shown, rest + 1);
                }
            }
        }
    }
    while (place != NULL && *rest == '.') {
        size_t length = strcspn(rest + 1, ".");
        const config_setting_t *child;
        snprintf(step, sizeof step, "%.*s", (int)length, rest + 1);
        child = member(place, step);
        if (child == NULL) {
            break;
        }
        place = child;
        rest += 1 + length;
    }
    *exact = place != NULL && *rest == '\0';
    return place;
}

/* Of an agent, alliance or tie as such: its name or its being there, which no wrong value of it explains. */
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
        whole = dots == kinds[i].dots && strncmp(path, kinds[i].prefix, strlen(kinds[i].prefix)) == 0;
    }
    return whole;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Index of the first of the sorted ones that is not before `path`. */
static size_t blamed_from(const reader_t *self, const char *path)
{
    size_t low = 0, high = self->sorted;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(self->blamed[middle], path) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Index of `path` among the sorted ones, or their number. */
static size_t blamed_at(const reader_t *self, const char *path)
{
    size_t index = blamed_from(self, path);
    return index < self->sorted && strcmp(self->blamed[index], path) == 0 ? index : self->sorted;
}

static bool blamed_before(const reader_t *self, const char *path)
{
    size_t length = strlen(path);
    bool found = self->incomplete && strcmp(path, "alliances") == 0;
    found = found || blamed_at(self, path) < self->sorted;
    if (!found && !is_whole_entry(path)) {
        char below[TABLE_PATH_SIZE];
        size_t first;
        snprintf(below, sizeof below, "%.*s.", (int)(sizeof below - 2), path);
        first = blamed_from(self, below);
        found = first < self->sorted && strncmp(self->blamed[first], below, length + 1) == 0;
    }
    for (size_t i = self->sorted; i < self->blamed_count && !found; i++) {
        found = at_or_below(self->blamed[i], strlen(self->blamed[i]), path, length);
    }
    if (!found && self->incomplete && strncmp(path, "shocks.", 7) == 0) {
        found = strchr(path + 7, '.') == NULL; /* of the whole shock: acts on what was left out */
    } else if (!found && self->incomplete && strncmp(path, "events.", 7) == 0) {
        found = strchr(path + 7, '.') == NULL;
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
    char shown[TABLE_PATH_SIZE], value[VALUE_SIZE] = "", full[TABLE_PATH_SIZE + VALUE_SIZE];
    bool exact = false, said = true;
    const char *set = find_set(self, path);
    const config_setting_t *place;
    if (self->said == MOST_FAULTS) {
        self->withheld++;
        goto out;
    }
    place = locate(self, path, &exact, shown);
    if (set != NULL && (strchr(path, '.') != NULL || !blamed_before(self, path))) {
        snprintf(full, sizeof full, "-s %.600s", set);
        report_add(self->report, NULL, 0, full, "%s", message);
    } else if (!blamed_before(self, path) && !blamed_before(self, shown)) {
        int line = 0;
        const char *file = self->document.files[0];
        if (place != NULL) {
            file = document_place(&self->document, place, &line);
        }
        if (exact) {
            describe_value(place, value);
        }
        snprintf(full, sizeof full, "%s%s", shown, value);
        say(self, file, line, full, message);
    } else {
        said = false;
    }
    if (said && find_parameter(path)) { /* what it does to a sum of its group need not be said */
        blame(self, path);
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
        const config_setting_t *setting = self->places[SECTION_EXPECT].settings[i];
        const config_setting_t *from = member(setting, "from"), *to = member(setting, "to");
        char first[NUMBER_SIZE], last[NUMBER_SIZE];
        number_write(first, start);
        number_write(last, end);
        if (from != NULL && to != NULL && !(expectation->from < expectation->to)) {
            fault(self, to, "expect.to", "must be after from");
        } else if (from != NULL && expectation->from >= end) {
            fault(self, from, "expect.from", "must be before %s, when the run ends", last);
        } else if (to != NULL && expectation->to <= start) {
            fault(self, to, "expect.to", "must be after %s, when the run begins", first);
        }
    }
}

/* The file's name without directory and ".cfg". */
static int name_after(scenario_t *self, const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash == NULL ? file : slash + 1;
    int status = model_set_text(&self->name, name);
    if (status == MODEL_OK) {
        size_t length = strlen(self->name);
        if (length > 4 && strcmp(self->name + length - 4, ".cfg") == 0) {
            self->name[length - 4] = '\0';
        }
    }
    return status;
}

static int read_scenario(scenario_t *self, const char *file, const char *text, size_t length,
                         const char *const *sets, size_t set_count, report_t *report)
{
    reader_t reader = {.scenario = self,
                       .model = &self->model,
                       .report = report,
                       .sets = sets,
                       .set_count = set_count};
    size_t before = report_count(report);
    int status = DOCUMENT_OK;
    scenario_init(self);
    if (model_set_text(&self->file, file) != MODEL_OK) {
        reader.no_memory = true;
        goto out;
    }
    status = text == NULL ? document_read(&reader.document, file, report)
                          : document_read_text(&reader.document, file, text, length, report);
    if (status != DOCUMENT_OK) {
        goto out;
    }
    read_file(&reader);
    if (reader.no_memory) {
        goto out;
    }
    if (self->name == NULL && name_after(self, file) != MODEL_OK) {
        reader.no_memory = true;
        goto out;
    }
    if (self->name[0] == '\0') {
        fault(&reader, member(config_root_setting(&reader.document.tree), "name"), "name",
              "must not be empty");
    }
    apply_sets(&reader);
    if (reader.blamed_count > 0) {
        qsort(reader.blamed, reader.blamed_count, sizeof *reader.blamed, compare_texts);
        reader.sorted = reader.blamed_count;
    }
    (void)model_check(&self->model, complain, &reader);
    check_windows(&reader);
    if (reader.withheld > 0) {
        report_add(report, NULL, 0, NULL, "%zu more faults are not listed", reader.withheld);
    }
out:
    if (reader.no_memory) {
        report_add(report, file, 0, NULL, "not enough memory to read it");
    }
    if (reader.no_memory || status == DOCUMENT_NO_MEMORY) {
        status = SCENARIO_NO_MEMORY;
    } else {
        status = report_count(report) != before ? SCENARIO_INVALID : SCENARIO_OK;
    }
    document_free(&reader.document);
    for (size_t s = 0; s < SECTION_COUNT; s++) {
        free((void *)reader.places[s].settings);
    }
    for (size_t i = 0; i < reader.blamed_count; i++) {
        free(reader.blamed[i]);
    }
    free(reader.blamed);
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
