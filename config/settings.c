/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/settings.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/notation.h"
#include "config/number.h"

enum { LONGEST_VALUE = 48 };

void settings_free(settings_t *self)
{
    document_free(&self->document);
    for (size_t i = 0; i < self->blamed_count; i++) {
        free(self->blamed[i]);
    }
    free(self->blamed);
    memset(self, 0, sizeof *self);
}

void settings_end(settings_t *self)
{
    if (self->withheld > 0) {
        report_add(self->report, NULL, 0, NULL, "%zu more faults are not listed", self->withheld);
    }
}

const char *settings_type_name(const config_setting_t *setting)
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

int64_t settings_whole_of(const config_setting_t *setting)
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

void settings_describe(const config_setting_t *setting, char text[SETTINGS_VALUE_SIZE])
{
    char number[NUMBER_SIZE];
    const char *string;
    size_t length;
    text[0] = '\0';
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        if (config_setting_get_format(setting) == CONFIG_FORMAT_HEX) {
            snprintf(text, SETTINGS_VALUE_SIZE, " = 0x%" PRIX64,
                     (uint64_t)settings_whole_of(setting));
        } else {
            snprintf(text, SETTINGS_VALUE_SIZE, " = %" PRId64, settings_whole_of(setting));
        }
        break;
    case CONFIG_TYPE_FLOAT:
        number_write(number, config_setting_get_float(setting));
        snprintf(text, SETTINGS_VALUE_SIZE, " = %s", number);
        break;
    case CONFIG_TYPE_BOOL:
        snprintf(text, SETTINGS_VALUE_SIZE, " = %s",
                 config_setting_get_bool(setting) ? "true" : "false");
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
        snprintf(text, SETTINGS_VALUE_SIZE, " = \"%.*s%s\"", (int)length, string,
                 string[length] == '\0' ? "" : "...");
        break;
    default:
        break;
    }
}

void settings_blame(settings_t *self, const char *path)
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

void settings_say(settings_t *self, const char *file, int line, const char *path,
                  const char *message)
{
    if (self->said < SETTINGS_FAULTS_MAX) {
        self->said++;
        report_add(self->report, file, line, path, "%s", message);
    } else {
        self->withheld++;
    }
}

void settings_fault(settings_t *self, const config_setting_t *setting, const char *path,
                    const char *format, ...)
{
    char message[SETTINGS_MESSAGE_SIZE], value[SETTINGS_VALUE_SIZE];
    char full[TABLE_PATH_SIZE + SETTINGS_VALUE_SIZE];
    int line;
    const char *file = document_place(&self->document, setting, &line);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    settings_describe(setting, value);
    snprintf(full, sizeof full, "%s%s", path, value);
    settings_say(self, file, line, full, message);
    settings_blame(self, path);
}

void settings_join(char path[TABLE_PATH_SIZE], const char *parent, const char *name)
{
    char joined[TABLE_PATH_SIZE]; /* `parent` may be `path` */
    snprintf(joined, sizeof joined, "%.420s.%.200s", parent, name);
    memcpy(path, joined, sizeof joined);
}

const config_setting_t *settings_member(const config_setting_t *group, const char *name)
{
    return config_setting_is_group(group) ? config_setting_get_member(group, name) : NULL;
}

bool settings_number(settings_t *self, const config_setting_t *setting, const char *path,
                     double *value)
{
    bool fine = is_number(setting);
    if (!fine) {
        settings_fault(self, setting, path, "must be a number, not %s",
                       settings_type_name(setting));
    } else if (config_setting_type(setting) == CONFIG_TYPE_FLOAT) {
        double number = config_setting_get_float(setting);
        fine = isfinite(number);
        if (fine) {
            *value = number;
        } else {
            settings_fault(self, setting, path, "is too large for a number");
        }
    } else {
        int64_t whole = settings_whole_of(setting);
        *value = whole < 0 && config_setting_get_format(setting) == CONFIG_FORMAT_HEX
                     ? (double)(uint64_t)whole
                     : (double)whole;
    }
    return fine;
}

bool settings_is_whole(settings_t *self, const config_setting_t *setting, const char *path)
{
    bool fine = config_setting_type(setting) == CONFIG_TYPE_INT ||
                config_setting_type(setting) == CONFIG_TYPE_INT64;
    if (!fine) {
        settings_fault(self, setting, path, "must be a whole number%s%s",
                       is_number(setting) ? ", without point or exponent" : ", not ",
                       is_number(setting) ? "" : settings_type_name(setting));
    }
    return fine;
}

bool settings_boolean(settings_t *self, const config_setting_t *setting, const char *path,
                      bool *value)
{
    bool fine = config_setting_type(setting) == CONFIG_TYPE_BOOL;
    if (fine) {
        *value = config_setting_get_bool(setting) == CONFIG_TRUE;
    } else {
        settings_fault(
            self, setting, path, "must be true or false%s%s",
            config_setting_type(setting) == CONFIG_TYPE_STRING ? ", without quotes" : ", not ",
            config_setting_type(setting) == CONFIG_TYPE_STRING ? "" : settings_type_name(setting));
    }
    return fine;
}

bool settings_is_sequence(settings_t *self, const config_setting_t *setting, const char *path)
{
    bool fine = config_setting_is_list(setting) || config_setting_is_array(setting);
    if (!fine) {
        settings_fault(self, setting, path, "must be an array [ ... ], not %s",
                       settings_type_name(setting));
    } else if (config_setting_length(setting) == 0) {
        settings_fault(self, setting, path, "must not be empty");
        fine = false;
    }
    return fine;
}

const char *settings_text(settings_t *self, const config_setting_t *setting, const char *path)
{
    const char *text = NULL;
    if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
        settings_fault(self, setting, path, "must be a text in quotes, not %s",
                       settings_type_name(setting));
    } else if (!document_is_utf8(config_setting_get_string(setting))) {
        settings_fault(self, setting, path, "must be a text in UTF-8");
    } else {
        text = config_setting_get_string(setting);
    }
    return text;
}

bool settings_word(settings_t *self, const config_setting_t *setting, const char *path,
                   const char *words, int *value)
{
    const char *text = settings_text(self, setting, path);
    int index = text == NULL ? -1 : word_index(words, text);
    if (index >= 0) {
        *value = index;
    } else if (text != NULL) {
        char list[512], nearest_text[SUGGEST_TEXT_SIZE], known[16][64];
        suggest_t nearest;
        suggest_init(&nearest, text);
        for (int i = 0; i < word_count(words) && i < 16; i++) {
            word_at(words, i, known[i], sizeof known[i]);
            suggest_offer(&nearest, known[i]);
        }
        word_list(words, list, sizeof list);
        suggest_did_you_mean(&nearest, nearest_text, sizeof nearest_text);
        settings_fault(self, setting, path, "must be %s%s", list, nearest_text);
    }
    return index >= 0;
}

static void list_distributions(char *list, size_t size)
{
    size_t used = 0;
    for (int kind = 0; kind < DISTRIBUTION_KINDS && used < size; kind++) {
        used += (size_t)snprintf(list + used, size - used, "%s%s", kind == 0 ? "" : "|",
                                 distribution_info((distribution_kind_t)kind)->name);
    }
}

bool settings_distribution_group(settings_t *self, const config_setting_t *setting,
                                 const char *path, const char *others, distribution_t *value)
{
    const config_setting_t *kind_setting = settings_member(setting, "distribution");
    distribution_t read = {.kind = DISTRIBUTION_CONSTANT};
    const distribution_info_t *info;
    char words[256], list[300], step[TABLE_PATH_SIZE];
    int kind = 0;
    bool fine = false;
    list_distributions(words, sizeof words);
    if (kind_setting == NULL) {
        word_list(words, list, sizeof list);
        settings_fault(
            self, setting, path,
            "must be a number, or a group that says distribution = %s and its parameters", list);
        goto out;
    }
    settings_join(step, path, "distribution");
    if (!settings_word(self, kind_setting, step, words, &kind)) {
        goto out;
    }
    fine = true;
    read.kind = (distribution_kind_t)kind;
    info = distribution_info(read.kind);
    for (int i = 0; i < info->count; i++) {
        const config_setting_t *parameter = settings_member(setting, info->parameter[i]);
        settings_join(step, path, info->parameter[i]);
        if (parameter == NULL) {
            settings_fault(self, setting, path, "%s is missing from the %s distribution",
                           info->parameter[i], info->name);
            fine = false;
        } else {
            fine = settings_number(self, parameter, step, notation_parameter(&read, i)) && fine;
        }
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child);
        bool known =
            strcmp(name, "distribution") == 0 || (others != NULL && word_index(others, name) >= 0);
        for (int p = 0; p < info->count; p++) {
            known = known || strcmp(name, info->parameter[p]) == 0;
        }
        if (!known) {
            char nearest_text[SUGGEST_TEXT_SIZE], parameters_text[64];
            suggest_t nearest;
            suggest_init(&nearest, name);
            for (int p = 0; p < info->count; p++) {
                suggest_offer(&nearest, info->parameter[p]);
            }
            snprintf(parameters_text, sizeof parameters_text, "%s%s%s%s%s", info->parameter[0],
                     info->count > 1 ? ", " : "", info->count > 1 ? info->parameter[1] : "",
                     info->count > 2 ? ", " : "", info->count > 2 ? info->parameter[2] : "");
            settings_join(step, path, name);
            suggest_did_you_mean(&nearest, nearest_text, sizeof nearest_text);
            settings_fault(self, child, step, "unknown%s%s%s%s%s", nearest_text,
                           nearest.best == NULL ? "; the " : "",
                           nearest.best == NULL ? info->name : "",
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

bool settings_distribution(settings_t *self, const config_setting_t *setting, const char *path,
                           distribution_t *value)
{
    bool fine = false;
    if (config_setting_is_group(setting)) {
        fine = settings_distribution_group(self, setting, path, NULL, value);
    } else if (!is_number(setting)) {
        settings_fault(self, setting, path,
                       "must be a number or a distribution { distribution = \"...\"; ... }, not %s",
                       settings_type_name(setting));
    } else {
        double number = 0.0;
        fine = settings_number(self, setting, path, &number);
        if (fine) {
            *value = (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = number};
        }
    }
    return fine;
}

void settings_key_init(settings_key_t *self, const char *name)
{
    suggest_init(&self->nearest, name);
    self->known = false;
    self->suggesting = false;
}

void settings_key_offer(settings_key_t *self, const char *name)
{
    if (self->suggesting) {
        suggest_offer(&self->nearest, name);
    } else {
        self->known = self->known || strcmp(self->nearest.word, name) == 0;
    }
}

/* Where a name is known that is not known here; NULL: nowhere. */
static const char *known_elsewhere(const char *path, const char *name)
{
    static const struct {
        const char *parent, *name, *where;
    } places[] = {
        {"", "scenario", "; this is an experiment, for adrift sweep or adrift flip"},
        {"", "weak", "; this is a scenario, for adrift run"},
        {"shocks", "date", "; what happens at a date is one of the events"},
        {"events", "rate", "; what happens at random is one of the shocks"},
    };
    const char *where = NULL;
    const size_t length = strcspn(path, ".");
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strlen(places[i].parent) == length && strncmp(places[i].parent, path, length) == 0 &&
            strcmp(places[i].name, name) == 0) {
            where = places[i].where;
        }
    }
    return where;
}

void settings_unknown(settings_t *self, const config_setting_t *child, const char *path,
                      const settings_key_t *key)
{
    const char *elsewhere = known_elsewhere(path, config_setting_name(child));
    char nearest_text[SUGGEST_TEXT_SIZE], step[TABLE_PATH_SIZE];
    if (path[0] == '\0') {
        snprintf(step, sizeof step, "%.200s", config_setting_name(child));
    } else {
        settings_join(step, path, config_setting_name(child));
    }
    suggest_did_you_mean(&key->nearest, nearest_text, sizeof nearest_text);
    settings_fault(self, child, step, "unknown%s",
                   elsewhere != NULL ? elsewhere : nearest_text);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Index of the first of the sorted ones that is not before `path`. */
static size_t blamed_from(const settings_t *self, const char *path)
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
static size_t blamed_at(const settings_t *self, const char *path)
{
    size_t index = blamed_from(self, path);
    return index < self->sorted && strcmp(self->blamed[index], path) == 0 ? index : self->sorted;
}

bool settings_at_or_below(const char *path, size_t length, const char *prefix, size_t prefix_length)
{
    return length >= prefix_length && strncmp(path, prefix, prefix_length) == 0 &&
           (length == prefix_length || path[prefix_length] == '.');
}

void settings_check_keys(settings_t *self, const config_setting_t *group, const char *path,
                         const char *known)
{
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *child = config_setting_get_elem(group, (unsigned)i);
        if (word_index(known, config_setting_name(child)) < 0) {
            char words[64][32];
            settings_key_t key;
            settings_key_init(&key, config_setting_name(child));
            key.suggesting = true;
            for (int w = 0; w < word_count(known) && w < 64; w++) {
                word_at(known, w, words[w], sizeof words[w]);
                settings_key_offer(&key, words[w]);
            }
            settings_unknown(self, child, path, &key);
        }
    }
}

void settings_sort_blamed(settings_t *self)
{
    if (self->blamed_count > 0) {
        qsort(self->blamed, self->blamed_count, sizeof *self->blamed, compare_texts);
        self->sorted = self->blamed_count;
    }
}

bool settings_is_blamed(const settings_t *self, const char *path, bool below)
{
    size_t length = strlen(path);
    bool found = blamed_at(self, path) < self->sorted;
    if (!found && below) {
        char start[TABLE_PATH_SIZE];
        size_t first;
        snprintf(start, sizeof start, "%.*s.", (int)(sizeof start - 2), path);
        first = blamed_from(self, start);
        found = first < self->sorted && strncmp(self->blamed[first], start, length + 1) == 0;
    }
    for (size_t i = self->sorted; i < self->blamed_count && !found; i++) {
        found = below ? settings_at_or_below(self->blamed[i], strlen(self->blamed[i]), path, length)
                      : strcmp(self->blamed[i], path) == 0;
    }
    return found;
}

bool settings_seed(settings_t *self, const config_setting_t *setting, const char *path,
                   uint64_t *value)
{
    bool fine = settings_is_whole(self, setting, path);
    if (fine) {
        int64_t seed = settings_whole_of(setting);
        fine = seed >= 0 || config_setting_get_format(setting) == CONFIG_FORMAT_HEX;
        if (fine) {
            *value = (uint64_t)seed;
        } else {
            settings_fault(self, setting, path, "must be 0 or more");
        }
    }
    return fine;
}

bool settings_count(settings_t *self, const config_setting_t *setting, const char *path,
                    double lowest, double highest, uint64_t *value)
{
    double number = 0.0;
    bool fine =
        settings_is_whole(self, setting, path) && settings_number(self, setting, path, &number);
    if (fine) {
        fine = number >= lowest && number <= highest;
        if (fine) {
            *value = (uint64_t)number;
        } else {
            settings_fault(self, setting, path, "must be in [%.0f, %.0f]", lowest, highest);
        }
    }
    return fine;
}
