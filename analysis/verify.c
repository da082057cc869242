/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/verify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/analyze.h"
#include "analysis/flips.h"
#include "analysis/ledger.h"
#include "config/experiment.h"
#include "experiments/campaign.h"
#include "experiments/flip.h"
#include "experiments/provenance.h"
#include "experiments/resolved.h"
#include "experiments/run.h"
#include "experiments/sweep.h"
#include "files/csv_reader.h"
#include "files/directory.h"
#include "files/output.h"

enum { PATH_SIZE = 1024, SHOWN = 48 /* bytes of a field that differs */ };

static int refuse(verify_t *self, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int refuse(verify_t *self, int status, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vsnprintf(self->message, sizeof self->message, format, list);
    va_end(list);
    return status;
}

static int no_memory(verify_t *self)
{
    return refuse(self, VERIFY_NO_MEMORY, "out of memory");
}

static int refuse_failure(verify_t *self, int status, const failure_t *failure)
{
    failure_describe(failure, self->message, sizeof self->message);
    return failure->status == FILES_NO_MEMORY ? VERIFY_NO_MEMORY
           : failure->status == FILES_STOPPED ? VERIFY_STOPPED
                                              : status;
}

/* ---- The files that are there ---- */

static verify_file_t *add_file(verify_t *self, const char *name, const char *said)
{
    verify_file_t *file = &self->files[self->file_count];

    *file = (verify_file_t){.name = malloc(strlen(name) + 1)};
    if (file->name == NULL) {
        return NULL;
    }
    memcpy(file->name, name, strlen(name) + 1);
    snprintf(file->said, sizeof file->said, "%s", said);
    self->file_count++;
    return file;
}

static int look_at(verify_t *self, verify_file_t *file)
{
    char path[PATH_SIZE + 256], hex[DIGEST_HEX_SIZE], why[1400] = "its path is too long";
    failure_t failure = {.status = FILES_OK};
    int status = VERIFY_OK;

    if (snprintf(path, sizeof path, "%s/%s", self->request.directory, file->name) >= (int)sizeof path) {
        file->there = VERIFY_UNREADABLE;
    } else if (digest_file(path, hex, NULL, &failure) == FILES_OK) {
        file->there = strcmp(hex, file->said) == 0 ? VERIFY_SAME : VERIFY_OTHER;
    } else if (failure.status == FILES_CANNOT_OPEN && failure.error_number == ENOENT) {
        file->there = VERIFY_ABSENT;
    } else {
        file->there = VERIFY_UNREADABLE;
        failure_describe(&failure, why, sizeof why);
    }
    if (file->there == VERIFY_UNREADABLE) {
        file->difference = strdup(why);
        status = file->difference == NULL || failure.status == FILES_NO_MEMORY ? no_memory(self) : VERIFY_OK;
    }
    return status;
}

static int check_files(verify_t *self)
{
    const size_t count = manifest_file_count(&self->manifest);
    const size_t added = self->ledger.root != NULL ? manifest_file_count(&self->ledger) : 0;
    manifest_file_t entry;
    int status = VERIFY_OK;

    self->files = calloc(count + added + RESULTS_FILES, sizeof *self->files);
    if (self->files == NULL) {
        return no_memory(self);
    }
    for (size_t i = 0; i < count && status == VERIFY_OK && manifest_get_file(&self->manifest, i, &entry); i++) {
        verify_file_t *file = NULL;

        if (strchr(entry.name, '/') != NULL) {
            return refuse(self, VERIFY_FILES, "damaged file %s/" MANIFEST_NAME ": '%.200s' is no name of a file in it",
                          self->request.directory, entry.name);
        }
        file = add_file(self, entry.name, entry.sha256);
        if (file == NULL) {
            return no_memory(self);
        }
        status = look_at(self, file);
    }
    for (size_t i = 0; i < added && status == VERIFY_OK && manifest_get_file(&self->ledger, i, &entry); i++) {
        verify_file_t *file = add_file(self, entry.name, entry.sha256);

        if (file == NULL) {
            return no_memory(self);
        }
        file->added = true;
        file->drawn = !ledger_is_in_analysis(entry.name);
        status = look_at(self, file);
    }
    return status;
}

/* Whether a sweep or flip has begun there, which writes its manifest last. */
static bool is_begun(const verify_t *self)
{
    char manifest[PATH_SIZE + 32], description[PATH_SIZE + 32];

    snprintf(manifest, sizeof manifest, "%.*s/" MANIFEST_NAME, PATH_SIZE, self->request.directory);
    snprintf(description, sizeof description, "%.*s/" ARCHIVE_DESCRIPTION, PATH_SIZE, self->request.directory);
    return access(manifest, F_OK) != 0 && access(description, F_OK) == 0;
}

static int open_manifest(verify_t *self)
{
    failure_t failure = {.status = FILES_OK};
    const char *program = NULL, *status = NULL;
    int result = VERIFY_OK;

    if (manifest_read(&self->manifest, self->request.directory, &failure) != FILES_OK) {
        return is_begun(self) ? refuse(self, VERIFY_UNFIT, "%s is not complete: its command, started again, completes it",
                                       self->request.directory)
                              : refuse_failure(self, VERIFY_FILES, &failure);
    }
    program = manifest_get_text(&self->manifest, "program");
    status = manifest_get_text(&self->manifest, "status");
    if (program == NULL || strcmp(program, "adrift") != 0) {
        result = refuse(self, VERIFY_UNFIT, "%s/" MANIFEST_NAME " is not a manifest of adrift", self->request.directory);
    } else if (status == NULL || strcmp(status, "complete") != 0) {
        result = refuse(self, VERIFY_UNFIT, "%s is not complete (%.40s): its command, started again, completes it",
                        self->request.directory, status == NULL ? "no status" : status);
    }
    return result;
}

/* That of analysis/, if there is one. */
static int open_ledger(verify_t *self)
{
    failure_t failure = {.status = FILES_OK};
    const char *key = manifest_get_text(&self->manifest, "key"), *theirs = NULL;
    int status = VERIFY_OK;

    if (ledger_read(&self->ledger, self->request.directory, &failure) == FILES_OK) {
        theirs = manifest_get_text(&self->ledger, "key");
        self->other_results = key == NULL || theirs == NULL || strcmp(key, theirs) != 0;
    } else if (failure.status != FILES_CANNOT_OPEN || (failure.error_number != ENOENT && failure.error_number != ENOTDIR)) {
        status = refuse_failure(self, VERIFY_FILES, &failure);
    }
    return status;
}

/* ---- Running it again ---- */

/* Keys of another version are others. */
static void compare_keys(verify_t *self, const char *key)
{
    const char *version = manifest_get_text(&self->manifest, "version");
    const char *theirs = manifest_get_text(&self->manifest, "key");

    self->key_differs = version != NULL && strcmp(version, provenance_model_version()) == 0 &&
                        (theirs == NULL || strcmp(theirs, key) != 0);
}

static int refuse_resolved(verify_t *self, int status, const char *why)
{
    return status == RESOLVED_NO_MEMORY
               ? no_memory(self)
               : refuse(self, VERIFY_UNFIT, "%s/" MANIFEST_NAME ": %s", self->request.directory, why);
}

static int play_run(verify_t *self, const char *scratch)
{
    const verify_request_t *request = &self->request;
    char why[RESOLVED_MESSAGE_SIZE], key[DIGEST_HEX_SIZE];
    scenario_t scenario;
    run_t run;
    run_outcome_t outcome = {.failure = {.status = FILES_OK}};
    int status = resolved_scenario(&self->manifest, &scenario, why, sizeof why);

    if (status == RESOLVED_OK) {
        status = resolved_run(&self->manifest, &scenario, &run, why, sizeof why);
    }
    if (status != RESOLVED_OK) {
        status = refuse_resolved(self, status, why);
        goto out;
    }
    if (run_key(&run, key) != FILES_OK) {
        status = no_memory(self);
        goto out;
    }
    compare_keys(self, key);
    run.directory = scratch;
    run.threads = request->threads;
    run.stop = request->stop;
    run.progress = request->progress;
    run.progress_context = request->progress_context;
    status = run_execute(&run, &outcome);
    if (status == RUN_COLLISION) {
        status = refuse(self, VERIFY_UNFIT, "two entities of the scenario have the same 64-bit address");
    } else if (status != FILES_OK) {
        failure_set(&outcome.failure, status, 0, scratch);
        status = refuse_failure(self, VERIFY_SCRATCH, &outcome.failure);
    }
out:
    scenario_free(&scenario);
    return status;
}

static void tell_progress(void *context, const campaign_counts_t *counts)
{
    const verify_request_t *request = context;

    if (request->progress != NULL) {
        request->progress(request->progress_context, (double)(counts->computed + counts->failed),
                          (double)(counts->total - counts->skipped));
    }
}

static int finish_flips(void *context, results_t *results, failure_t *failure)
{
    return flips_write(context, results, failure);
}

static int write_flip(verify_t *self, flip_t *flip, campaign_t *campaign, failure_t *failure)
{
    flips_t flips = {.flip = NULL};
    const flip_reader_t reader = {.row = flips_add, .finish = finish_flips, .context = &flips};
    int status = FILES_OK;

    if (flips_init(&flips, flip) != ANALYSIS_OK) {
        status = failure_set(failure, FILES_NO_MEMORY, 0, campaign->options.directory);
    } else {
        status = flip_write(flip, campaign, &reader, NULL, 0, failure);
    }
    flips_free(&flips);
    self->failed = campaign->counts.failed;
    return status;
}

static int write_sweep(verify_t *self, sweep_t *sweep, campaign_t *campaign, failure_t *failure)
{
    const int status = sweep_write(sweep, campaign, NULL, 0, failure);

    self->failed = sweep->summary.failed;
    return status;
}

/* Either `sweep` or `flip`; `options` say what to compute. */
static int play_campaign(verify_t *self, campaign_options_t *options, const char *scratch, sweep_t *sweep, flip_t *flip)
{
    char key[ARCHIVE_HEX_SIZE];
    campaign_t campaign;
    failure_t failure = {.status = FILES_OK};
    int status = CAMPAIGN_OK;

    archive_key_hex(options->key, key);
    compare_keys(self, key);
    options->directory = scratch;
    options->threads = self->request.threads;
    options->stop = self->request.stop;
    options->progress = tell_progress;
    options->context = &self->request;
    campaign_init(&campaign, options);
    status = campaign_open(&campaign);
    if (status == CAMPAIGN_OK) {
        status = campaign_run(&campaign);
    }
    if (status == CAMPAIGN_OK || status == CAMPAIGN_RUNS_FAILED) {
        status = sweep != NULL ? write_sweep(self, sweep, &campaign, &failure)
                               : write_flip(self, flip, &campaign, &failure);
        status = status == FILES_OK ? VERIFY_OK : refuse_failure(self, VERIFY_SCRATCH, &failure);
    } else {
        campaign_describe(&campaign, status, self->message, sizeof self->message);
        status = status == CAMPAIGN_STOPPED     ? VERIFY_STOPPED
                 : status == CAMPAIGN_NO_MEMORY ? VERIFY_NO_MEMORY
                                                : VERIFY_SCRATCH;
    }
    campaign_close(&campaign);
    return status;
}

static int play_sweep(verify_t *self, experiment_t *experiment, const char *scratch)
{
    campaign_options_t options = {.tables = sweep_tables};
    report_t report;
    sweep_t sweep;
    int status = SWEEP_OK;

    memset(&sweep, 0, sizeof sweep);
    report_init(&report);
    status = experiment->design == NULL ? SWEEP_INVALID : sweep_init(&sweep, experiment, &report);
    if (status != SWEEP_OK) {
        status = status == SWEEP_NO_MEMORY
                     ? no_memory(self)
                     : refuse(self, VERIFY_UNFIT, "%s/" MANIFEST_NAME ": its experiment is no sweep that can be run%s%s",
                              self->request.directory, report.count > 0 ? ": " : "",
                              report.count > 0 ? report.entries[0].message : "");
        goto out;
    }
    sweep.stop = self->request.stop;
    memcpy(options.key, sweep.identity.key, sizeof options.key);
    options.description = sweep.identity.description.data;
    options.runs = sweep.runs;
    options.block_size = sweep.block_size;
    sweep_work(&sweep, &options.work);
    status = play_campaign(self, &options, scratch, &sweep, NULL);
out:
    report_free(&report);
    sweep_free(&sweep);
    return status;
}

static int play_flip(verify_t *self, experiment_t *experiment, const char *scratch)
{
    campaign_options_t options = {.tables = flip_tables};
    flip_t flip;
    int status = FLIP_INVALID;

    memset(&flip, 0, sizeof flip);
    if (experiment->flip.shock_count > 0) {
        status = flip_init(&flip, experiment);
    }
    if (status != FLIP_OK || flip_block(&flip) > CAMPAIGN_RUNS_MAX / experiment->replicates) {
        status = status == FLIP_NO_MEMORY
                     ? no_memory(self)
                     : refuse(self, VERIFY_UNFIT, "%s/" MANIFEST_NAME ": its experiment is no flip that can be run",
                              self->request.directory);
        goto out;
    }
    flip.stop = self->request.stop;
    memcpy(options.key, flip.identity.key, sizeof options.key);
    options.description = flip.identity.description.data;
    options.runs = flip_runs(&flip);
    options.block_size = flip.block_size;
    options.block_stride = flip_block(&flip);
    flip_work(&flip, &options.work);
    status = play_campaign(self, &options, scratch, NULL, &flip);
out:
    flip_free(&flip);
    return status;
}

static int play(verify_t *self, const char *scratch)
{
    const char *command = manifest_get_text(&self->manifest, "command");
    const bool sweep = command != NULL && strcmp(command, "sweep") == 0;
    char why[RESOLVED_MESSAGE_SIZE];
    experiment_t experiment;
    int status = VERIFY_OK;

    if (command != NULL && strcmp(command, "run") == 0) {
        return play_run(self, scratch);
    }
    if (!sweep && (command == NULL || strcmp(command, "flip") != 0)) {
        return refuse(self, VERIFY_UNFIT, "%s/" MANIFEST_NAME " is of no run, sweep or flip", self->request.directory);
    }
    status = resolved_experiment(&self->manifest, &experiment, why, sizeof why);
    if (status != RESOLVED_OK) {
        status = refuse_resolved(self, status, why);
    } else {
        status = sweep ? play_sweep(self, &experiment, scratch) : play_flip(self, &experiment, scratch);
    }
    experiment_free(&experiment);
    return status;
}

/* ---- What was made against what the manifest says ---- */

/* Whether both manifests have the same digest of what is in a compressed file. */
static bool same_unpacked(const manifest_t *ours, const manifest_t *theirs, const char *name)
{
    char key[96];
    const char *one = NULL, *other = NULL;

    snprintf(key, sizeof key, "uncompressed.%.*s.sha256", (int)strcspn(name, "."), name);
    one = manifest_get_text(ours, key);
    other = manifest_get_text(theirs, key);
    return one != NULL && other != NULL && strcmp(one, other) == 0;
}

/* "row 3, column stake: '0.5' there, '0.4' made again"; false if nothing is found. */
static bool find_difference(const char *directory, const char *scratch, const char *name, char *text, size_t size)
{
    csv_reader_t there = {.state = NULL}, again = {.state = NULL};
    bool found = false;
    int one = csv_reader_open(&there, directory, name, NULL);
    int other = csv_reader_open(&again, scratch, name, NULL);

    one = one == FILES_OK ? 1 : one;
    other = other == FILES_OK ? 1 : other;
    while (one == 1 && other == 1 && !found) {
        const size_t width = there.width < again.width ? there.width : again.width;

        for (size_t i = 0; i < width && !found; i++) {
            const csv_field_t a = there.fields[i], b = again.fields[i];

            if (!csv_field_is(a, b.data, b.length)) {
                snprintf(text, size, "line %" PRIu64 ", column %s: '%.*s' there, '%.*s' made again", there.line,
                         csv_reader_name(&again, i), a.length < SHOWN ? (int)a.length : SHOWN, a.data,
                         b.length < SHOWN ? (int)b.length : SHOWN, b.data);
                found = true;
            }
        }
        if (!found && there.width != again.width) {
            snprintf(text, size, "%zu columns there, %zu made again", there.width, again.width);
            found = true;
        }
        one = found ? one : csv_reader_next(&there, NULL);
        other = found ? other : csv_reader_next(&again, NULL);
    }
    if (!found && one < 0 && other >= 0) {
        snprintf(text, size, "line %" PRIu64 " there cannot be read", there.line + 1);
        found = true;
    } else if (!found && one != other && one >= 0 && other >= 0) {
        snprintf(text, size, "%s after %" PRIu64 " rows", one == 0 ? "it ends there" : "more rows there",
                 one == 0 ? there.rows : again.rows);
        found = true;
    }
    csv_reader_close(&there);
    csv_reader_close(&again);
    return found;
}

static int keep_difference(verify_t *self, verify_file_t *file, const char *scratch)
{
    char text[256];
    int status = VERIFY_OK;

    if (find_difference(self->request.directory, scratch, file->name, text, sizeof text)) {
        file->difference = malloc(strlen(text) + 1);
        if (file->difference == NULL) {
            status = no_memory(self);
        } else {
            memcpy(file->difference, text, strlen(text) + 1);
        }
    }
    return status;
}

static void compare_file(const verify_t *self, const manifest_t *ours, verify_file_t *file)
{
    manifest_file_t made;

    if (!manifest_find_file(ours, file->name, &made)) {
        file->again = VERIFY_ABSENT;
    } else if (strcmp(file->said, made.sha256) == 0) {
        file->again = VERIFY_SAME;
    } else {
        file->again = same_unpacked(ours, &self->manifest, file->name) ? VERIFY_REPACKED : VERIFY_OTHER;
    }
}

/* Both, and where they differ. */
static int compare_made(verify_t *self, const manifest_t *ours, verify_file_t *file, const char *scratch)
{
    compare_file(self, ours, file);
    return file->there == VERIFY_OTHER || (file->there == VERIFY_SAME && file->again == VERIFY_OTHER)
               ? keep_difference(self, file, scratch)
               : VERIFY_OK;
}

static int compare(verify_t *self, const char *scratch)
{
    failure_t failure = {.status = FILES_OK};
    manifest_t ours = {.root = NULL};
    manifest_file_t made, said;
    int status = VERIFY_OK;

    if (manifest_read(&ours, scratch, &failure) != FILES_OK) {
        status = refuse_failure(self, VERIFY_SCRATCH, &failure);
        goto out;
    }
    for (size_t i = 0; i < self->file_count && status == VERIFY_OK; i++) {
        if (!self->files[i].added) {
            status = compare_made(self, &ours, &self->files[i], scratch);
        }
    }
    for (size_t i = 0; status == VERIFY_OK && manifest_get_file(&ours, i, &made); i++) {
        if (!manifest_find_file(&self->manifest, made.name, &said)) {
            verify_file_t *file = add_file(self, made.name, "");

            if (file == NULL) {
                status = no_memory(self);
            } else {
                file->again = VERIFY_NEW;
            }
        }
    }
    self->made = status == VERIFY_OK;
out:
    manifest_free(&ours);
    return status;
}

/* ---- The tables of analysis/ ---- */

/* A table's options; false if it is none, or they are not known. */
static bool options_of(const verify_t *self, const verify_file_t *file, analyze_options_t *options,
                       const char *outcomes[LEDGER_OUTCOMES_MAX], char table[64])
{
    return file->added && ledger_is_table(file->name, table) && ledger_options(&self->ledger, table, options, outcomes);
}

static bool same_options(const analyze_options_t *one, const analyze_options_t *other)
{
    bool same = one->level == other->level && one->resamples == other->resamples && one->seed == other->seed &&
                one->outcome_count == other->outcome_count;

    for (size_t i = 0; same && i < one->outcome_count; i++) {
        same = strcmp(one->outcomes[i], other->outcomes[i]) == 0;
    }
    return same;
}

/* All tables, from `first` on, that were made with the options of that one, in one go. `chosen` says which. */
static int analyze_group(verify_t *self, size_t first, bool *chosen, const char *scratch)
{
    char (*names)[64] = calloc(self->file_count, sizeof *names);
    const char **tables = calloc(self->file_count, sizeof *tables);
    const char *outcomes[LEDGER_OUTCOMES_MAX], *others[LEDGER_OUTCOMES_MAX];
    analyze_options_t options = {.stop = self->request.stop}, other = {.level = 0.0};
    analyze_outcome_t outcome;
    int status = VERIFY_OK;

    if (names == NULL || tables == NULL) {
        status = no_memory(self);
        goto out;
    }
    for (size_t i = first; i < self->file_count; i++) {
        char table[64];

        if (options_of(self, &self->files[i], i == first ? &options : &other, i == first ? outcomes : others, table) &&
            (i == first || same_options(&options, &other))) {
            chosen[i] = true;
            memcpy(names[options.table_count], table, sizeof table);
            tables[options.table_count] = names[options.table_count];
            options.table_count++;
        }
    }
    options.tables = tables;
    status = analyze(scratch, &options, &outcome);
    /* what cannot be made from these results is not there afterwards, and is told so */
    status = status == FILES_OK || status == FILES_MISUSED ? VERIFY_OK
                                                           : refuse_failure(self, VERIFY_SCRATCH, &outcome.failure);
out:
    free(names);
    free(tables);
    return status;
}

static int analyze_again(verify_t *self, const char *scratch)
{
    bool *chosen = calloc(self->file_count + 1, sizeof *chosen);
    manifest_t ours = {.root = NULL};
    int status = chosen == NULL ? no_memory(self) : VERIFY_OK;

    for (size_t i = 0; chosen != NULL && i < self->file_count && status == VERIFY_OK; i++) {
        const char *outcomes[LEDGER_OUTCOMES_MAX];
        analyze_options_t options = {.level = 0.0};
        char table[64];

        if (!chosen[i] && options_of(self, &self->files[i], &options, outcomes, table)) {
            status = analyze_group(self, i, chosen, scratch);
        }
    }
    if (status == VERIFY_OK && ledger_read(&ours, scratch, NULL) != FILES_OK) {
        status = manifest_init(&ours) == FILES_OK ? VERIFY_OK : no_memory(self); /* none could be made */
    }
    for (size_t i = 0; i < self->file_count && status == VERIFY_OK; i++) {
        if (self->files[i].added && !self->files[i].drawn) {
            status = compare_made(self, &ours, &self->files[i], scratch);
        }
    }
    manifest_free(&ours);
    free(chosen);
    return status;
}

static int make_again(verify_t *self)
{
    char temporary[PATH_SIZE];
    const char *scratch = self->request.scratch;
    failure_t failure = {.status = FILES_OK};
    int status = VERIFY_OK;

    if (scratch == NULL) {
        if (directory_make_temporary("adrift-verify", temporary, sizeof temporary, &failure) != FILES_OK) {
            return refuse_failure(self, VERIFY_SCRATCH, &failure);
        }
        scratch = temporary;
    } else if (directory_is_same(scratch, self->request.directory)) {
        return refuse(self, VERIFY_MISUSED, "%s is what is to be verified: choose another directory with -o", scratch);
    }
    status = play(self, scratch);
    if (status == VERIFY_OK) {
        status = compare(self, scratch);
    }
    if (status == VERIFY_OK && self->ledger.root != NULL) {
        status = analyze_again(self, scratch);
    }
    if (self->request.scratch == NULL) {
        char tables[PATH_SIZE + sizeof ANALYZE_DIRECTORY];

        snprintf(tables, sizeof tables, "%s/" ANALYZE_DIRECTORY, temporary);
        directory_remove(tables, NULL);
        if (directory_remove(temporary, &failure) != FILES_OK) {
            snprintf(self->left, sizeof self->left, "cannot remove the temporary directory %s: %s", temporary,
                     strerror(failure.error_number));
        }
    }
    return status;
}

/* ---- All of it ---- */

static int compare_provenance(verify_t *self)
{
    self->provenance_lines = provenance_compare(&self->manifest, &self->provenance);
    if (self->ledger.root != NULL) {
        provenance_compare(&self->ledger, &self->ledger_provenance);
    }
    return self->provenance.status == FILES_OK && self->ledger_provenance.status == FILES_OK ? VERIFY_OK
                                                                                              : no_memory(self);
}

int verify_run(verify_t *self, const verify_request_t *request)
{
    int status = VERIFY_OK;

    memset(self, 0, sizeof *self);
    self->request = *request;
    status = open_manifest(self);
    if (status == VERIFY_OK) {
        status = open_ledger(self);
    }
    if (status == VERIFY_OK) {
        status = check_files(self);
    }
    if (status == VERIFY_OK) {
        status = compare_provenance(self);
    }
    if (status == VERIFY_OK && !request->files_only) {
        status = make_again(self);
    }
    return status;
}

void verify_free(verify_t *self)
{
    for (size_t i = 0; i < self->file_count; i++) {
        free(self->files[i].name);
        free(self->files[i].difference);
    }
    free(self->files);
    text_free(&self->provenance);
    text_free(&self->ledger_provenance);
    manifest_free(&self->manifest);
    manifest_free(&self->ledger);
    *self = (verify_t){.file_count = 0};
}

bool verify_holds(const verify_t *self)
{
    bool holds = !self->key_differs && !self->other_results;

    for (size_t i = 0; i < self->file_count; i++) {
        const verify_file_t *file = &self->files[i];

        holds = holds && file->there == VERIFY_SAME &&
                (file->again == VERIFY_SAME || file->again == VERIFY_REPACKED ||
                 (file->again == VERIFY_UNKNOWN && (!self->made || file->drawn)));
    }
    return holds;
}
