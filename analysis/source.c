/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/source.h"

#include "config/reader.h"
#include "files/output.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "version.h"

enum { PATH_SIZE = 1024, NAME_SIZE = 128 };

/* The line of the manifest on which a key stands; 0 if it is not found. */
static int line_of(const char *path, const char *key)
{
    char *line = NULL;
    size_t capacity = 0;
    char quoted[64];
    int number = 0;
    int found = 0;
    FILE *stream = fopen(path, "r");

    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    while (stream != NULL && found == 0 && getline(&line, &capacity, stream) > 0) {
        number++;
        if (strncmp(line + strspn(line, " "), quoted, strlen(quoted)) == 0) {
            found = number;
        }
    }
    free(line);
    if (stream != NULL) {
        fclose(stream);
    }
    return found;
}

static int refuse(const source_t *self, const char *key, const char *reason, failure_t *failure)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof path, "%s/" MANIFEST_NAME, self->directory);
    return failure_set_damaged(failure, path, line_of(path, key), reason);
}

static int check_manifest(source_t *self, failure_t *failure)
{
    const char *program = manifest_get_text(&self->manifest, "program");
    const char *version = manifest_get_text(&self->manifest, "version");
    const char *status = manifest_get_text(&self->manifest, "status");
    char reason[160];
    int result = FILES_OK;

    if (program == NULL || strcmp(program, "adrift") != 0) {
        result = refuse(self, "program", "not a manifest of adrift", failure);
    } else if (version == NULL || strcmp(version, ADRIFT_VERSION) != 0) {
        snprintf(reason, sizeof reason, "written by adrift %.40s, this is " ADRIFT_VERSION ": run it again",
                 version == NULL ? "of no version" : version);
        refuse(self, "version", reason, failure);
        if (failure != NULL) {
            failure->status = FILES_OTHER_FORMAT;
        }
        result = FILES_OTHER_FORMAT;
    } else if (status == NULL || strcmp(status, "complete") != 0) {
        snprintf(reason, sizeof reason, "the run is not complete (status: %.40s): its command, started again, completes it",
                 status == NULL ? "none" : status);
        result = refuse(self, "status", reason, failure);
    }
    return result;
}

static int read_scenario(source_t *self, failure_t *failure)
{
    const char *text = manifest_get_text(&self->manifest, "configuration");
    int status = SCENARIO_INVALID;
    report_t report;

    if (text != NULL) {
        report_init(&report);
        status = scenario_read_text(&self->scenario, MANIFEST_NAME, text, strlen(text), NULL, 0, &report);
        report_free(&report);
    }
    if (status == SCENARIO_NO_MEMORY) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, self->directory);
    } else if (status != SCENARIO_OK) {
        status = refuse(self, "configuration", "it does not hold a valid scenario", failure);
    }
    return status;
}

int source_open(source_t *self, const char *directory, failure_t *failure)
{
    int64_t every = 1;
    int status = FILES_OK;

    memset(self, 0, sizeof *self);
    self->directory = directory;
    scenario_init(&self->scenario);
    status = manifest_read(&self->manifest, directory, failure);
    if (status == FILES_OK) {
        status = check_manifest(self, failure);
    }
    if (status == FILES_OK) {
        status = read_scenario(self, failure);
    }
    if (status == FILES_OK) {
        const parameters_t *parameters = &self->scenario.model.parameters;

        self->ticks_per_year = parameters->time_ticks_per_year;
        self->years = parameters->time_years;
        self->burn_in = parameters->time_burn_in;
        manifest_get_integer(&self->manifest, "every", &every);
        self->every = every >= 1 && every <= INT32_MAX ? (int32_t)every : 1;
        manifest_get_unsigned(&self->manifest, "seed", &self->seed);
        manifest_get_unsigned(&self->manifest, "replicates", &self->replicates);
        manifest_get_unsigned(&self->manifest, "first_replicate", &self->first_replicate);
    }
    return status;
}

void source_close(source_t *self)
{
    manifest_free(&self->manifest);
    scenario_free(&self->scenario);
}

/* What the manifest says of a file, unpacked; its texts are the manifest's. */
static bool find_file(const source_t *self, const char *name, manifest_file_t *file)
{
    char packed[NAME_SIZE], key[NAME_SIZE + 32];
    bool found = manifest_find_file(&self->manifest, name, file);

    for (int i = OUTPUT_PLAIN + 1; i < OUTPUT_FORMS && !found; i++) {
        snprintf(packed, sizeof packed, "%s%s", name, output_form_ending((output_form_t)i));
        found = manifest_find_file(&self->manifest, packed, file);
        if (found) {
            const int stem = (int)strcspn(name, ".");
            const char *digest = NULL;

            snprintf(key, sizeof key, "uncompressed.%.*s.sha256", stem, name);
            digest = manifest_get_text(&self->manifest, key);
            file->sha256 = digest == NULL ? "" : digest;
            file->bytes = 0;
            snprintf(key, sizeof key, "uncompressed.%.*s.bytes", stem, name);
            manifest_get_unsigned(&self->manifest, key, &file->bytes);
        }
    }
    return found;
}

bool source_has(const source_t *self, const char *name)
{
    manifest_file_t file;

    return find_file(self, name, &file);
}

uint64_t source_bytes(const source_t *self, const char *name)
{
    manifest_file_t file;

    return find_file(self, name, &file) ? file.bytes : 0;
}

int source_read(const source_t *self, const char *name, csv_reader_t *reader, failure_t *failure)
{
    char reason[160];
    manifest_file_t file;

    memset(reader, 0, sizeof *reader);
    if (!find_file(self, name, &file)) {
        snprintf(reason, sizeof reason, "%.80s is not among its files", name);
        return refuse(self, "files", reason, failure);
    }
    return csv_reader_open(reader, self->directory, file.name, failure);
}

int source_verify(const source_t *self, const char *name, csv_reader_t *reader, failure_t *failure)
{
    manifest_file_t file;
    char hex[DIGEST_HEX_SIZE];
    char reason[192];
    int line = 0;
    int status = csv_reader_digest(reader, hex);

    if (status != FILES_OK || !find_file(self, name, &file)) {
        return FILES_MISUSED;
    }
    reason[0] = '\0';
    if (file.rows >= 0 && (uint64_t)file.rows != reader->rows) {
        snprintf(reason, sizeof reason, "%" PRIu64 " rows, the manifest has %" PRId64, reader->rows, file.rows);
        line = reader->line > INT32_MAX ? 0 : (int)reader->line;
    } else if (file.bytes != reader->bytes) {
        snprintf(reason, sizeof reason, "%" PRIu64 " bytes, the manifest has %" PRIu64, reader->bytes, file.bytes);
    } else if (strcmp(hex, file.sha256) != 0) {
        snprintf(reason, sizeof reason, "changed since it was written: its SHA-256 is not the manifest's");
    }
    if (reason[0] != '\0') {
        status = failure_set_damaged(failure, csv_reader_path(reader), line, reason);
    }
    return status;
}

void source_tally(const source_tally_t *self, const csv_reader_t *reader)
{
    *self->rows += reader->rows;
    *self->bytes += reader->bytes;
}

int source_each(const source_t *self, const source_table_t *table, void *context, const source_tally_t *tally,
                failure_t *failure)
{
    csv_reader_t reader;
    int columns[SOURCE_COLUMNS];
    int status = source_read(self, table->name, &reader, failure);

    for (size_t i = 0; i < SOURCE_COLUMNS && table->columns[i] != NULL && status == FILES_OK; i++) {
        columns[i] = csv_reader_column(&reader, table->columns[i], failure);
        status = columns[i] < 0 ? FILES_DAMAGED : FILES_OK;
    }
    if (status == FILES_OK && table->begin != NULL) {
        status = table->begin(context, &reader, columns, failure);
    }
    while (status == FILES_OK && (status = csv_reader_next(&reader, failure)) > 0) {
        status = table->row(context, &reader, columns, failure);
        if (status != FILES_OK) {
            goto out;
        }
    }
    if (status == FILES_OK) {
        status = source_verify(self, table->name, &reader, failure);
    }
out:
    if (tally != NULL) {
        source_tally(tally, &reader);
    }
    csv_reader_close(&reader);
    return status;
}
