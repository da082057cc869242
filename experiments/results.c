/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "experiments/table.h"
#include "files/text.h"

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* Whether what stands there is a run of the same key. One that did not come to its end is as good
 * as nothing. */
static int compare_keys(results_t *self, failure_t *failure)
{
    manifest_t old = {.root = NULL};
    const char *theirs = NULL;
    const char *end = NULL;
    const char *ours = manifest_get_text(&self->manifest, "key");
    int status = manifest_read(&old, self->directory, failure);

    if (status == FILES_OK) {
        theirs = manifest_get_text(&old, "key");
        if (theirs == NULL || ours == NULL || strcmp(theirs, ours) != 0) {
            status = failure_set(failure, FILES_NOT_EMPTY, 0, self->directory);
            if (failure != NULL && failure->status == FILES_NOT_EMPTY) {
                snprintf(failure->detail, sizeof failure->detail, "another run");
            }
            goto out;
        }
        end = manifest_get_text(&old, "status");
        self->fresh = end == NULL || strcmp(end, "complete") != 0;
    }
out:
    manifest_free(&old);
    return status;
}

int results_open(results_t *self, const char *directory, manifest_t *manifest, failure_t *failure)
{
    directory_contents_t contents = DIRECTORY_EMPTY;
    int status = FILES_OK;

    *self = (results_t){.directory = directory, .manifest = *manifest, .made = !exists(directory)};
    *manifest = (manifest_t){.root = NULL};
    status = directory_prepare(directory, NULL, failure);
    if (status != FILES_OK) {
        goto out;
    }
    status = directory_lock(&self->lock, directory, failure);
    if (status != FILES_OK) {
        self->made = false; /* somebody else works in it */
        goto out;
    }
    status = directory_look(directory, &contents, failure);
    if (status == FILES_OK && contents == DIRECTORY_HAS_MANIFEST) {
        status = compare_keys(self, failure);
    } else if (status == FILES_OK && contents == DIRECTORY_NOT_EMPTY) {
        status = failure_set(failure, FILES_NOT_EMPTY, 0, directory);
    }
    if (status == FILES_OK) {
        status = directory_remove_parts(directory, failure);
    }
    if (status == FILES_OK && contents == DIRECTORY_EMPTY) {
        status = manifest_set_text(&self->manifest, "status", "running");
        if (status == FILES_OK) {
            self->fresh = true;
            status = manifest_write(&self->manifest, directory, failure);
        }
    }
out:
    if (status != FILES_OK) {
        failure_set(failure, status, 0, directory);
        results_discard(self);
    }
    return status;
}

void results_open_locked(results_t *self, const char *directory, manifest_t *manifest)
{
    *self = (results_t){.directory = directory, .manifest = *manifest};
    *manifest = (manifest_t){.root = NULL};
}

static int add(results_t *self, const results_file_t *file, output_t **output, failure_t *failure)
{
    results_file_t *added = &self->files[self->count];
    text_t header;
    int status = FILES_OK;

    text_init(&header);
    *output = NULL;
    if (self->count == RESULTS_FILES) {
        status = failure_set(failure, FILES_MISUSED, 0, file->name);
        goto out;
    }
    *added = *file;
    self->count++;
    table_header_more(file->table, file->swept, file->more, file->more_count, &header);
    status = header.status;
    if (status == FILES_OK) {
        status = output_open(&added->output, self->directory, file->name);
    }
    if (status == FILES_OK) {
        status = output_write(&added->output, header.data, header.length);
    }
    if (status != FILES_OK) {
        const failure_t *why = &added->output.failure;

        failure_set(failure, status, why->error_number,
                    why->status != FILES_OK ? why->path : file->name);
        goto out;
    }
    *output = &added->output;
out:
    text_free(&header);
    return status;
}

int results_add_more(results_t *self, const char *file, bool swept, const table_column_t *more,
                     size_t more_count, output_t **output, failure_t *failure)
{
    const results_file_t added = {
        .name = file, .table = file, .swept = swept, .more = more, .more_count = more_count};

    return add(self, &added, output, failure);
}

int results_add_own(results_t *self, const char *file, const table_column_t *columns, size_t count,
                    output_t **output, failure_t *failure)
{
    const results_file_t added = {
        .name = file, .table = "", .more = columns, .more_count = count};

    return add(self, &added, output, failure);
}

int results_add(results_t *self, const char *file, bool swept, output_t **output,
                failure_t *failure)
{
    return results_add_more(self, file, swept, NULL, 0, output, failure);
}

void results_set_rows(results_t *self, const char *file, uint64_t rows)
{
    for (size_t i = 0; i < self->count; i++) {
        if (strcmp(self->files[i].name, file) == 0) {
            self->files[i].rows = (int64_t)rows;
        }
    }
}

/* columns.csv: every column of every file here, itself included. */
static int explain(results_t *self, failure_t *failure)
{
    output_t *output = NULL;
    text_t rows;
    uint64_t count = 0;
    int status = results_add(self, TABLE_COLUMNS, false, &output, failure);

    text_init(&rows);
    if (status != FILES_OK) {
        goto out;
    }
    for (size_t i = 0; i < self->count; i++) {
        const results_file_t *file = &self->files[i];

        table_explain(file->table, file->swept, &rows);
        table_explain_more(file->name, file->more, file->more_count, &rows);
        count += table_width(file->table, file->swept) + file->more_count;
    }
    status = rows.status;
    if (status == FILES_OK) {
        status = output_write(output, rows.data, rows.length);
    }
    if (status != FILES_OK) {
        failure_set(failure, status, output->failure.error_number, output->failure.path);
    }
    results_set_rows(self, TABLE_COLUMNS, count);
out:
    text_free(&rows);
    return status;
}

static int commit_file(results_t *self, results_file_t *file, failure_t *failure)
{
    char hex[DIGEST_HEX_SIZE];
    int status = output_commit(&file->output, hex);

    if (status == FILES_OK) {
        const manifest_file_t entry = {
            .name = file->name, .sha256 = hex, .bytes = file->output.bytes, .rows = file->rows};

        status = manifest_add_file(&self->manifest, &entry);
        failure_set(failure, status, 0, MANIFEST_NAME);
    } else {
        failure_set(failure, status, file->output.failure.error_number, file->output.failure.path);
    }
    return status;
}

int results_commit(results_t *self, failure_t *failure)
{
    int status = explain(self, failure);

    for (size_t i = 0; status == FILES_OK && i < self->count; i++) {
        status = commit_file(self, &self->files[i], failure);
    }
    if (status == FILES_OK) {
        status = manifest_set_time(&self->manifest, "end", time(NULL));
    }
    if (status == FILES_OK) {
        status = manifest_set_text(&self->manifest, "status", "complete");
    }
    if (status == FILES_OK) {
        status = manifest_write(&self->manifest, self->directory, failure);
    }
    if (status == FILES_OK) {
        self->fresh = false;
        self->made = false;
    } else {
        failure_set(failure, status, 0, self->directory);
    }
    return status;
}

/* What is ours in a directory that was empty before. */
static void take_away(const results_t *self, const char *name)
{
    const size_t size = strlen(self->directory) + strlen(name) + 2;
    char *path = malloc(size);

    if (path != NULL) {
        snprintf(path, size, "%s/%s", self->directory, name);
        unlink(path);
    }
    free(path);
}

void results_discard(results_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        output_discard(&self->files[i].output);
        if (self->fresh) {
            take_away(self, self->files[i].name);
        }
    }
    if (self->fresh) {
        take_away(self, TABLE_COLUMNS);
        take_away(self, MANIFEST_NAME);
    }
    if (self->made) {
        rmdir(self->directory); /* fails if there is anything in it */
    }
    directory_unlock(&self->lock);
    manifest_free(&self->manifest);
    *self = (results_t){.directory = NULL};
}
