/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/ledger.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analysis/page.h"
#include "experiments/provenance.h"
#include "experiments/table.h"
#include "files/directory.h"

enum { PATH_SIZE = 1024, KEY_SIZE = 128 };

#define LEDGER_TABLE_PREFIX ANALYZE_DIRECTORY "/"
#define LEDGER_FIGURE_PREFIX FIGURE_DIRECTORY "/"

static bool begins(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

bool ledger_is_in_analysis(const char *name)
{
    return begins(name, LEDGER_TABLE_PREFIX);
}

/* Of a file that analyze or report leave. */
static bool is_ours(const char *name)
{
    const char *base = begins(name, LEDGER_TABLE_PREFIX)    ? name + strlen(LEDGER_TABLE_PREFIX)
                       : begins(name, LEDGER_FIGURE_PREFIX) ? name + strlen(LEDGER_FIGURE_PREFIX)
                                                            : NULL;

    return strcmp(name, PAGE_NAME) == 0 ||
           (base != NULL && base[0] != '\0' && base[0] != '.' && strchr(base, '/') == NULL);
}

bool ledger_is_table(const char *name, char table[64])
{
    const char *base = name + strlen(LEDGER_TABLE_PREFIX);
    bool found = ledger_is_in_analysis(name) && strcmp(base, TABLE_COLUMNS) != 0;

    if (found) {
        snprintf(table, 64, "%.*s", (int)strcspn(base, "."), base);
    }
    return found;
}

static int path_of(const char *directory, char path[PATH_SIZE], failure_t *failure)
{
    return snprintf(path, PATH_SIZE, "%s/" ANALYZE_DIRECTORY, directory) < PATH_SIZE
               ? FILES_OK
               : failure_set(failure, FILES_BAD_NAME, 0, directory);
}

int ledger_read(manifest_t *self, const char *directory, failure_t *failure)
{
    char path[PATH_SIZE];
    manifest_file_t file;
    int status = path_of(directory, path, failure);

    *self = (manifest_t){.root = NULL};
    if (status == FILES_OK) {
        status = manifest_read(self, path, failure);
    }
    for (size_t i = 0; status == FILES_OK && manifest_get_file(self, i, &file); i++) {
        if (!is_ours(file.name)) {
            char reason[192];

            snprintf(reason, sizeof reason, "'%.100s' is no file of an analysis or report", file.name);
            snprintf(path, sizeof path, "%.900s/" ANALYZE_DIRECTORY "/" MANIFEST_NAME, directory);
            status = failure_set_damaged(failure, path, 0, reason);
        }
    }
    if (status != FILES_OK) {
        manifest_free(self);
    }
    return status;
}

static int keep_entries(manifest_t *self, const manifest_t *old, int keep)
{
    const char *outcomes[LEDGER_OUTCOMES_MAX];
    analyze_options_t options = {.level = 0.0};
    manifest_file_t file;
    char table[64];
    int status = FILES_OK;

    for (size_t i = 0; status == FILES_OK && manifest_get_file(old, i, &file); i++) {
        const bool in_analysis = ledger_is_in_analysis(file.name);

        if ((keep & (in_analysis ? LEDGER_TABLES : LEDGER_PAGE)) == 0) {
            continue;
        }
        status = manifest_add_file(self, &file);
        if (status == FILES_OK && ledger_is_table(file.name, table) && ledger_options(old, table, &options, outcomes)) {
            status = ledger_set_options(self, table, &options);
        }
    }
    return status;
}

int ledger_begin(manifest_t *self, const source_t *source, int keep)
{
    const char *key = manifest_get_text(&source->manifest, "key");
    manifest_t old = {.root = NULL};
    int status = manifest_init(self);

    if (status == FILES_OK) {
        status = provenance_write(self, NULL, 0);
    }
    if (status == FILES_OK) {
        status = manifest_set_text(self, "key", key);
    }
    if (status == FILES_OK && ledger_read(&old, source->directory, NULL) == FILES_OK) {
        const char *theirs = manifest_get_text(&old, "key");

        if (key != NULL && theirs != NULL && strcmp(key, theirs) == 0) {
            status = keep_entries(self, &old, keep);
        }
    }
    manifest_free(&old);
    return status;
}

int ledger_add_table(manifest_t *self, const manifest_file_t *file)
{
    char name[KEY_SIZE];
    manifest_file_t entry = *file;

    snprintf(name, sizeof name, LEDGER_TABLE_PREFIX "%s", file->name);
    entry.name = name;
    return manifest_add_file(self, &entry);
}

int ledger_set_options(manifest_t *self, const char *table, const analyze_options_t *options)
{
    char key[KEY_SIZE];
    int status = FILES_OK;

    snprintf(key, sizeof key, "tables.%.60s", table);
    status = manifest_clear(self, key); /* of an earlier one, whose outcomes would stay */
    if (status == FILES_OK) {
        snprintf(key, sizeof key, "tables.%.60s.level", table);
        status = manifest_set_number(self, key, options->level);
    }
    if (status == FILES_OK) {
        snprintf(key, sizeof key, "tables.%.60s.resamples", table);
        status = manifest_set_unsigned(self, key, options->resamples);
    }
    if (status == FILES_OK) {
        snprintf(key, sizeof key, "tables.%.60s.seed", table);
        status = manifest_set_unsigned(self, key, options->seed);
    }
    snprintf(key, sizeof key, "tables.%.60s.outcomes", table);
    for (size_t i = 0; i < options->outcome_count && status == FILES_OK; i++) {
        status = manifest_append_text(self, key, options->outcomes[i]);
    }
    return status;
}

bool ledger_options(const manifest_t *self, const char *table, analyze_options_t *options,
                    const char *outcomes[LEDGER_OUTCOMES_MAX])
{
    char key[KEY_SIZE];
    uint64_t resamples = 0;
    bool found = false;

    snprintf(key, sizeof key, "tables.%.60s.level", table);
    found = manifest_get_number(self, key, &options->level);
    snprintf(key, sizeof key, "tables.%.60s.resamples", table);
    found = manifest_get_unsigned(self, key, &resamples) && found;
    options->resamples = (size_t)resamples;
    snprintf(key, sizeof key, "tables.%.60s.seed", table);
    found = manifest_get_unsigned(self, key, &options->seed) && found;
    snprintf(key, sizeof key, "tables.%.60s.outcomes", table);
    options->outcomes = outcomes;
    options->outcome_count = manifest_count(self, key);
    found = found && options->outcome_count <= LEDGER_OUTCOMES_MAX;
    for (size_t i = 0; i < options->outcome_count && found; i++) {
        outcomes[i] = manifest_get_item(self, key, i);
        found = outcomes[i] != NULL;
    }
    return found;
}

int ledger_write(const manifest_t *self, const char *directory, failure_t *failure)
{
    char path[PATH_SIZE];
    const int status = path_of(directory, path, failure);

    return status == FILES_OK ? manifest_write(self, path, failure) : status;
}

static int remove_one(const char *directory, const char *name, size_t *removed, failure_t *failure)
{
    bool gone = false;
    const int status = directory_remove_file(directory, name, &gone, failure);

    *removed += gone;
    return status;
}

static void remove_empty(const char *directory, const char *name)
{
    char path[PATH_SIZE];

    if (snprintf(path, sizeof path, "%s/%s", directory, name) < PATH_SIZE) {
        rmdir(path);
    }
}

int ledger_remove(const char *directory, size_t *removed, failure_t *failure)
{
    manifest_t ledger = {.root = NULL};
    manifest_file_t file;
    failure_t unread = {.status = FILES_OK};
    int status = ledger_read(&ledger, directory, &unread);

    *removed = 0;
    if (status != FILES_OK) {
        status = status == FILES_CANNOT_OPEN && unread.error_number == ENOENT ? FILES_OK : failure_keep(failure, &unread);
        goto out;
    }
    for (size_t i = 0; manifest_get_file(&ledger, i, &file); i++) {
        const int one = remove_one(directory, file.name, removed, failure);

        status = status == FILES_OK ? one : status;
    }
    if (status == FILES_OK) {
        status = remove_one(directory, LEDGER_TABLE_PREFIX MANIFEST_NAME, removed, failure);
    }
    remove_empty(directory, ANALYZE_DIRECTORY);
    remove_empty(directory, FIGURE_DIRECTORY);
out:
    manifest_free(&ledger);
    return status;
}
