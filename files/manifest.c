/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/manifest.h"

#include "files/output.h"
#include "files/text.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t manifest_exact = INT64_C(1) << 53; /* largest that a double holds for sure */
static const char manifest_files[] = "files";

/* Length of the UTF-8 sequence at `text` (RFC 3629), 0 if there is none. */
static size_t utf8_length(const unsigned char *text)
{
    size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xbf;

    if (text[0] < 0x80) {
        length = 1;
    } else if (text[0] >= 0xc2 && text[0] <= 0xdf) {
        length = 2;
    } else if (text[0] >= 0xe0 && text[0] <= 0xef) {
        length = 3;
        low = text[0] == 0xe0 ? 0xa0 : 0x80;  /* overlong */
        high = text[0] == 0xed ? 0x9f : 0xbf; /* surrogates */
    } else if (text[0] >= 0xf0 && text[0] <= 0xf4) {
        length = 4;
        low = text[0] == 0xf0 ? 0x90 : 0x80;
        high = text[0] == 0xf4 ? 0x8f : 0xbf;
    }
    for (size_t i = 1; i < length; i++) {
        if (text[i] < low || text[i] > high) {
            length = 0;
        }
        low = 0x80;
        high = 0xbf;
    }
    return length;
}

/* A JSON text of any bytes; null for NULL. NULL if there is no memory. */
static json_t *json_of_text(const char *value)
{
    json_t *json = NULL;
    text_t clean;
    const char *at = value;

    text_init(&clean);
    if (value == NULL) {
        json = json_null();
        goto out;
    }
    while (*at != '\0') {
        size_t length = utf8_length((const unsigned char *)at);

        if (length == 0) {
            text_append(&clean, "\xef\xbf\xbd", 3);
            at++;
        } else {
            text_append(&clean, at, length);
            at += length;
        }
    }
    if (clean.status == FILES_OK) {
        json = json_stringn(clean.length == 0 ? "" : clean.data, clean.length);
    }
out:
    text_free(&clean);
    return json;
}

static json_t *json_of_integer(int64_t value)
{
    char digits[32];
    json_t *json = NULL;

    if (value >= -manifest_exact && value <= manifest_exact) {
        json = json_integer(value);
    } else {
        snprintf(digits, sizeof digits, "%" PRId64, value);
        json = json_string(digits);
    }
    return json;
}

static json_t *json_of_unsigned(uint64_t value)
{
    char digits[32];
    json_t *json = NULL;

    if (value <= (uint64_t)manifest_exact) {
        json = json_integer((json_int_t)value);
    } else {
        snprintf(digits, sizeof digits, "%" PRIu64, value);
        json = json_string(digits);
    }
    return json;
}

static bool integer_of_json(const json_t *json, int64_t *value)
{
    bool found = false;

    if (json_is_integer(json)) {
        *value = json_integer_value(json);
        found = true;
    } else if (json_is_string(json)) {
        const char *text = json_string_value(json);
        size_t sign = text[0] == '-';
        size_t digits = strspn(text + sign, "0123456789");
        int error_number = errno;

        errno = 0;
        if (digits > 0 && text[sign + digits] == '\0') {
            long long read = strtoll(text, NULL, 10);

            found = errno == 0;
            *value = found ? read : *value;
        }
        errno = error_number;
    }
    return found;
}

static bool unsigned_of_json(const json_t *json, uint64_t *value)
{
    bool found = false;

    if (json_is_integer(json)) {
        found = json_integer_value(json) >= 0;
        *value = found ? (uint64_t)json_integer_value(json) : *value;
    } else if (json_is_string(json)) {
        const char *text = json_string_value(json);
        size_t digits = strspn(text, "0123456789");
        int error_number = errno;

        errno = 0;
        if (digits > 0 && text[digits] == '\0') {
            unsigned long long read = strtoull(text, NULL, 10);

            found = errno == 0;
            *value = found ? read : *value;
        }
        errno = error_number;
    }
    return found;
}

int manifest_init(manifest_t *manifest)
{
    manifest->root = json_object();
    return manifest->root == NULL ? FILES_NO_MEMORY : FILES_OK;
}

void manifest_free(manifest_t *manifest)
{
    json_decref(manifest->root);
    manifest->root = NULL;
}

/* Sets a dotted key; takes the reference to `value`, NULL being out of memory. */
static int set_value(manifest_t *manifest, const char *key, json_t *value)
{
    int status = FILES_OK;
    json_t *object = manifest->root;
    char *parts = NULL;
    char *part = NULL;

    if (value == NULL) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    parts = malloc(strlen(key) + 1);
    if (parts == NULL) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    memcpy(parts, key, strlen(key) + 1);
    part = parts;
    for (;;) {
        size_t length = strcspn(part, ".");
        bool last = part[length] == '\0';
        json_t *next = NULL;

        part[length] = '\0';
        if (length == 0 || !json_is_object(object)) {
            status = FILES_MISUSED;
            goto out;
        }
        if (last) {
            break;
        }
        next = json_object_get(object, part);
        if (next == NULL) {
            next = json_object();
            if (next == NULL || json_object_set_new(object, part, next) != 0) {
                status = FILES_NO_MEMORY;
                goto out;
            }
        }
        object = next;
        part += length + 1;
    }
    if (json_object_set(object, part, value) != 0) {
        status = FILES_MISUSED; /* a key that is not UTF-8 */
        goto out;
    }
out:
    json_decref(value);
    free(parts);
    return status;
}

/* NULL if there is none. */
static json_t *get_value(const manifest_t *manifest, const char *key)
{
    json_t *json = manifest->root;

    while (json != NULL && *key != '\0') {
        size_t length = strcspn(key, ".");

        json = json_object_getn(json, key, length);
        key += length + (key[length] == '.');
    }
    return json;
}

int manifest_set_text(manifest_t *manifest, const char *key, const char *value)
{
    return set_value(manifest, key, json_of_text(value));
}

int manifest_set_integer(manifest_t *manifest, const char *key, int64_t value)
{
    return set_value(manifest, key, json_of_integer(value));
}

int manifest_set_unsigned(manifest_t *manifest, const char *key, uint64_t value)
{
    return set_value(manifest, key, json_of_unsigned(value));
}

int manifest_set_number(manifest_t *manifest, const char *key, double value)
{
    return isfinite(value) ? set_value(manifest, key, json_real(value)) : FILES_MISUSED;
}

int manifest_set_bool(manifest_t *manifest, const char *key, bool value)
{
    return set_value(manifest, key, json_boolean(value));
}

int manifest_set_time(manifest_t *manifest, const char *key, time_t value)
{
    struct tm parts;
    char printed[64];
    int status = FILES_MISUSED;

    if (gmtime_r(&value, &parts) != NULL
        && strftime(printed, sizeof printed, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0) {
        status = manifest_set_text(manifest, key, printed);
    }
    return status;
}

int manifest_clear(manifest_t *manifest, const char *key)
{
    const char *dot = strrchr(key, '.');
    json_t *object = manifest->root;

    if (dot != NULL) {
        char parent[128];

        snprintf(parent, sizeof parent, "%.*s", (int)(dot - key), key);
        object = get_value(manifest, parent);
    }
    (void)json_object_del(object, dot != NULL ? dot + 1 : key);
    return FILES_OK;
}

int manifest_append_text(manifest_t *manifest, const char *key, const char *value)
{
    int status = FILES_OK;
    json_t *list = get_value(manifest, key);

    if (list == NULL) {
        status = set_value(manifest, key, json_array());
        if (status != FILES_OK) {
            goto out;
        }
        list = get_value(manifest, key);
    }
    if (!json_is_array(list)) {
        status = FILES_MISUSED;
        goto out;
    }
    if (json_array_append_new(list, json_of_text(value)) != 0) {
        status = FILES_NO_MEMORY;
        goto out;
    }
out:
    return status;
}

/* The entry of `files` of that name, and its index; NULL if there is none. */
static json_t *find_file(const manifest_t *manifest, const char *name, size_t *index)
{
    json_t *list = json_object_get(manifest->root, manifest_files);
    json_t *found = NULL;
    size_t count = json_array_size(list);

    for (size_t i = 0; found == NULL && i < count; i++) {
        json_t *entry = json_array_get(list, i);
        const char *other = json_string_value(json_object_get(entry, "name"));

        if (other != NULL && strcmp(other, name) == 0) {
            found = entry;
            *index = i;
        }
    }
    return found;
}

int manifest_add_file(manifest_t *manifest, const manifest_file_t *file)
{
    int status = FILES_OK;
    size_t index = 0;
    json_t *list = json_object_get(manifest->root, manifest_files);
    json_t *entry = json_object();
    json_t *old = find_file(manifest, file->name, &index);
    int result = 0;

    if (list == NULL) {
        status = set_value(manifest, manifest_files, json_array());
        if (status != FILES_OK) {
            goto out;
        }
        list = json_object_get(manifest->root, manifest_files);
    }
    result |= json_object_set_new(entry, "name", json_of_text(file->name));
    result |= json_object_set_new(entry, "sha256", json_of_text(file->sha256));
    result |= json_object_set_new(entry, "bytes", json_of_unsigned(file->bytes));
    if (file->rows >= 0) {
        result |= json_object_set_new(entry, "rows", json_of_integer(file->rows));
    }
    if (result != 0) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    if (!json_is_array(list)) {
        status = FILES_MISUSED;
        goto out;
    }
    result = old != NULL ? json_array_set(list, index, entry) : json_array_append(list, entry);
    if (result != 0) {
        status = FILES_NO_MEMORY;
        goto out;
    }
out:
    json_decref(entry);
    return status;
}

int manifest_write(const manifest_t *manifest, const char *directory, failure_t *failure)
{
    int status = FILES_OK;
    output_t output;
    char *printed = json_dumps(manifest->root, JSON_INDENT(2));

    status = output_open(&output, directory, MANIFEST_NAME);
    if (status != FILES_OK) {
        goto out;
    }
    if (printed == NULL) {
        status = failure_set(&output.failure, FILES_NO_MEMORY, ENOMEM, output.path);
        goto out;
    }
    status = output_write(&output, printed, strlen(printed));
    if (status != FILES_OK) {
        goto out;
    }
    status = output_write(&output, "\n", 1);
    if (status != FILES_OK) {
        goto out;
    }
    status = output_commit(&output, NULL);
out:
    if (status != FILES_OK) {
        failure_keep(failure, &output.failure);
    }
    output_discard(&output);
    free(printed);
    return status;
}

static bool entry_of_json(const json_t *json, manifest_file_t *file)
{
    const json_t *rows = json_object_get(json, "rows");
    bool good = true;

    *file = (manifest_file_t){.rows = -1};
    file->name = json_string_value(json_object_get(json, "name"));
    file->sha256 = json_string_value(json_object_get(json, "sha256"));
    good = file->name != NULL && file->sha256 != NULL && strlen(file->sha256) == 64
           && strspn(file->sha256, "0123456789abcdef") == 64
           && unsigned_of_json(json_object_get(json, "bytes"), &file->bytes);
    if (good && rows != NULL) {
        good = integer_of_json(rows, &file->rows) && file->rows >= 0;
    }
    return good;
}

int manifest_read(manifest_t *manifest, const char *directory, failure_t *failure)
{
    int status = FILES_OK;
    size_t size = strlen(directory) + sizeof "/" MANIFEST_NAME;
    char *path = malloc(size);
    FILE *stream = NULL;
    json_error_t error;
    manifest_file_t file;
    const json_t *list = NULL;

    manifest->root = NULL;
    if (path == NULL) {
        status = failure_set(failure, FILES_NO_MEMORY, ENOMEM, directory);
        goto out;
    }
    snprintf(path, size, "%s/" MANIFEST_NAME, directory);
    stream = fopen(path, "rb");
    if (stream == NULL) {
        const int reason = errno;

        status = failure_set(failure, FILES_CANNOT_OPEN, reason, path);
        if (failure != NULL && reason == ENOENT && failure->detail[0] == '\0') {
            snprintf(failure->detail, sizeof failure->detail,
                     "there is none; adrift run, sweep and flip write it when they have finished (the same command goes on)");
        }
        goto out;
    }
    errno = 0;
    manifest->root = json_loadf(stream, JSON_REJECT_DUPLICATES, &error);
    if (ferror(stream)) {
        status = failure_set(failure, FILES_CANNOT_READ, errno, path);
        goto out;
    }
    if (manifest->root == NULL && json_error_code(&error) == json_error_out_of_memory) {
        status = failure_set(failure, FILES_NO_MEMORY, ENOMEM, path);
        goto out;
    }
    if (manifest->root == NULL) {
        status = failure_set_damaged(failure, path, error.line, error.text);
        goto out;
    }
    if (!json_is_object(manifest->root)) {
        status = failure_set_damaged(failure, path, 1, "an object was expected");
        goto out;
    }
    list = json_object_get(manifest->root, manifest_files);
    if (list != NULL && !json_is_array(list)) {
        status = failure_set_damaged(failure, path, 0, "`files` is not a list");
        goto out;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!entry_of_json(json_array_get(list, i), &file)) {
            char detail[96];

            snprintf(detail, sizeof detail, "entry %zu of `files` is not as it was written", i);
            status = failure_set_damaged(failure, path, 0, detail);
            goto out;
        }
    }
out:
    if (status != FILES_OK) {
        int error_number = errno;

        manifest_free(manifest);
        errno = error_number;
    }
    if (stream != NULL) {
        int error_number = errno;

        fclose(stream);
        errno = error_number;
    }
    free(path);
    return status;
}

const char *manifest_get_text(const manifest_t *manifest, const char *key)
{
    return json_string_value(get_value(manifest, key));
}

bool manifest_get_integer(const manifest_t *manifest, const char *key, int64_t *value)
{
    return integer_of_json(get_value(manifest, key), value);
}

bool manifest_get_unsigned(const manifest_t *manifest, const char *key, uint64_t *value)
{
    return unsigned_of_json(get_value(manifest, key), value);
}

bool manifest_get_number(const manifest_t *manifest, const char *key, double *value)
{
    const json_t *json = get_value(manifest, key);
    bool found = json_is_number(json);

    if (found) {
        *value = json_number_value(json);
    }
    return found;
}

bool manifest_get_bool(const manifest_t *manifest, const char *key, bool *value)
{
    const json_t *json = get_value(manifest, key);
    bool found = json_is_boolean(json);

    if (found) {
        *value = json_is_true(json);
    }
    return found;
}

size_t manifest_count(const manifest_t *manifest, const char *key)
{
    return json_array_size(get_value(manifest, key));
}

const char *manifest_get_item(const manifest_t *manifest, const char *key, size_t index)
{
    return json_string_value(json_array_get(get_value(manifest, key), index));
}

size_t manifest_file_count(const manifest_t *manifest)
{
    return manifest_count(manifest, manifest_files);
}

bool manifest_get_file(const manifest_t *manifest, size_t index, manifest_file_t *file)
{
    json_t *list = json_object_get(manifest->root, manifest_files);

    return index < json_array_size(list) && entry_of_json(json_array_get(list, index), file);
}

bool manifest_find_file(const manifest_t *manifest, const char *name, manifest_file_t *file)
{
    size_t index = 0;
    const json_t *entry = find_file(manifest, name, &index);

    return entry != NULL && entry_of_json(entry, file);
}
