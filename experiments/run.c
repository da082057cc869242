/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "config/writer.h"
#include "experiments/difference.h"
#include "experiments/ensemble.h"
#include "experiments/provenance.h"
#include "experiments/results.h"
#include "experiments/table.h"
#include "experiments/tally.h"
#include "files/csv.h"
#include "files/spool.h"
#include "files/stop.h"
#include "sim/roster.h"

/* The spool's channels: the recorder's, and one for tallies, which so come in the order of
 * replicates. */
enum { CHANNEL_TALLY = RECORDER_CHANNELS, CHANNELS };

enum { STASH_PER_THREAD = 2, PROGRESS_TICKS = 64 };

/* Bytes that wait for their turn: in all, and of one replicate. */
enum { SPOOL_ALL = 128 << 20, SPOOL_LEAST = 1 << 20, SPOOL_MOST = 16 << 20 };

/* What the threads of a run share. */
typedef struct crew {
    const run_t *run;
    run_outcome_t *outcome;
    record_t record;
    spool_t spool;
    output_t *outputs[RECORDER_CHANNELS];
    int threads;
    uint64_t together;     /* so many replicates are played by one thread, side by side: a batch */
    _Atomic uint64_t next; /* the batch that nobody has begun, from 0 */
    _Atomic uint64_t rows[RECORDER_CHANNELS];
    _Atomic uint64_t ticks_done;
    double ticks_all;
    atomic_flag reporting;
} crew_t;

/* What each thread has of its own. */
typedef struct worker {
    crew_t *crew;
    ensemble_t ensemble;
    recorder_t recorder; /* of its world of one copy */
} worker_t;

void run_init(run_t *self, const scenario_t *scenario)
{
    *self = (run_t){.scenario = scenario, .replicates = 1, .record = RECORD_DYADS, .every = 1};
}

static void digest_number(digest_t *digest, uint64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, number);
    digest_add_text(digest, text);
}

/* `configuration` is what scenario_write gives, with a NUL behind it. */
static void make_key(const run_t *self, const char *configuration, char hex[DIGEST_HEX_SIZE])
{
    digest_t digest;

    digest_init(&digest);
    digest_add_text(&digest, "run");
    digest_add_text(&digest, provenance_model_version());
    digest_add_text(&digest, configuration);
    digest_number(&digest, self->scenario->seed);
    digest_number(&digest, self->first_replicate);
    digest_number(&digest, self->replicates);
    digest_add_text(&digest, record_name(self->record));
    digest_number(&digest, (uint64_t)self->every);
    if (self->compress != OUTPUT_PLAIN) {
        digest_add_text(&digest, output_form_name(self->compress));
    }
    digest_hex(&digest, hex);
}

static int write_configuration(const scenario_t *scenario, text_t *out)
{
    int status = scenario_write(scenario, out);

    return status != SCENARIO_OK ? FILES_NO_MEMORY : text_append(out, "", 1);
}

int run_key(const run_t *self, char hex[DIGEST_HEX_SIZE])
{
    text_t configuration;
    int status = FILES_OK;

    text_init(&configuration);
    status = write_configuration(self->scenario, &configuration);
    if (status == FILES_OK) {
        make_key(self, configuration.data, hex);
    }
    text_free(&configuration);
    return status;
}

static int describe(const run_t *self, manifest_t *manifest)
{
    const scenario_t *scenario = self->scenario;
    text_t configuration;
    char key[DIGEST_HEX_SIZE];
    int status = FILES_OK;

    text_init(&configuration);
    status = write_configuration(scenario, &configuration);
    if (status != FILES_OK) {
        goto out;
    }
    make_key(self, configuration.data, key);
    const struct {
        const char *name, *value;
    } texts[] = {{"command", "run"},
                 {"scenario", scenario->file},
                 {"configuration", configuration.data},
                 {"record", record_name(self->record)},
                 {"key", key}};
    const struct {
        const char *name;
        uint64_t value;
    } numbers[] = {{"seed", scenario->seed},
                   {"replicates", self->replicates},
                   {"first_replicate", self->first_replicate},
                   {"every", (uint64_t)self->every}};

    for (size_t i = 0; status == FILES_OK && i < sizeof texts / sizeof texts[0]; i++) {
        status = manifest_set_text(manifest, texts[i].name, texts[i].value);
    }
    for (size_t i = 0; status == FILES_OK && i < sizeof numbers / sizeof numbers[0]; i++) {
        status = manifest_set_unsigned(manifest, numbers[i].name, numbers[i].value);
    }
    if (status == FILES_OK) {
        status = manifest_set_bool(manifest, "seed_is_default", !scenario->seed_given);
    }
    if (status == FILES_OK && self->compress != OUTPUT_PLAIN) {
        status = manifest_set_text(manifest, "compress", output_form_name(self->compress));
    }
out:
    text_free(&configuration);
    return status;
}

/* What a manifest says of how its run was run, line by line. */
static void put_description(const manifest_t *manifest, text_t *out)
{
    static const char *const texts[] = {"command", "record", "compress"};
    static const char *const numbers[] = {"seed", "first_replicate", "replicates", "every"};
    char line[160];

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *text = manifest_get_text(manifest, texts[i]);

        if (text != NULL) {
            text_append(out, line, (size_t)snprintf(line, sizeof line, "%s = %.100s\n", texts[i], text));
        }
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        uint64_t number = 0;

        if (manifest_get_unsigned(manifest, numbers[i], &number)) {
            text_append(out, line, (size_t)snprintf(line, sizeof line, "%s = %" PRIu64 "\n", numbers[i], number));
        }
    }
    const char *configuration = manifest_get_text(manifest, "configuration");

    if (configuration != NULL) {
        text_append(out, configuration, strlen(configuration));
    }
}

int run_difference(const run_t *self, text_t *out)
{
    manifest_t ours = {.root = NULL}, theirs = {.root = NULL};
    text_t asked, there;
    failure_t failure = {.status = FILES_OK};
    int status = manifest_read(&theirs, self->directory, &failure);

    text_init(&asked);
    text_init(&there);
    if (status == FILES_OK) {
        status = manifest_init(&ours);
    }
    if (status == FILES_OK) {
        status = describe(self, &ours);
    }
    if (status == FILES_OK) {
        put_description(&theirs, &there);
        put_description(&ours, &asked);
        status = there.status != FILES_OK ? there.status : asked.status;
    }
    if (status == FILES_OK) {
        status = difference_append(out, there.data, there.length, asked.data, asked.length, DIFFERENCE_LINES);
    }
    text_free(&asked);
    text_free(&there);
    manifest_free(&ours);
    manifest_free(&theirs);
    return status;
}

/* A recorder's file as it is called in this run. */
static const char *file_name(const run_t *run, recorder_channel_t channel)
{
    static const char *const compressed[OUTPUT_FORMS][RECORDER_CHANNELS] = {
        [OUTPUT_GZIP] = {[RECORDER_TIMESERIES] = TABLE_TIMESERIES ".gz",
                         [RECORDER_COUNTS] = TABLE_COUNTS ".gz",
                         [RECORDER_EVENTS] = TABLE_EVENTS ".gz"},
        [OUTPUT_ZSTD] = {[RECORDER_TIMESERIES] = TABLE_TIMESERIES ".zst",
                         [RECORDER_COUNTS] = TABLE_COUNTS ".zst",
                         [RECORDER_EVENTS] = TABLE_EVENTS ".zst"}};

    return run->compress == OUTPUT_PLAIN ? recorder_file(channel)
                                         : compressed[run->compress][channel];
}

/* The columns of a run's file, which the table knows by the name without the ending. */
static const table_column_t *columns_of(const char *file, size_t *count)
{
    const table_column_t *columns = NULL;

    *count = 0;
    for (size_t i = 0; i < table_column_count; i++) {
        const table_column_t *column = &table_columns[i];

        if (strcmp(column->file, file) == 0 && !column->swept) {
            columns = columns == NULL ? column : columns;
            *count += 1;
        }
    }
    return columns;
}

static int add_file(crew_t *crew, results_t *results, recorder_channel_t channel)
{
    const run_t *run = crew->run;
    const char *name = file_name(run, channel);
    failure_t *failure = &crew->outcome->failure;
    size_t count = 0;
    const table_column_t *columns = columns_of(recorder_file(channel), &count);

    return run->compress == OUTPUT_PLAIN
               ? results_add(results, name, false, &crew->outputs[channel], failure)
               : results_add_more(results, name, false, columns, count, &crew->outputs[channel],
                                  failure);
}

/* uncompressed.NAME.sha256 and uncompressed.NAME.bytes, beside what the manifest says of the files
 * as they lie there; NAME is "timeseries". */
static int note_uncompressed(const crew_t *crew, results_t *results)
{
    int status = FILES_OK;

    for (int i = 0; status == FILES_OK && i < RECORDER_CHANNELS; i++) {
        const char *file = recorder_file((recorder_channel_t)i);
        const int stem = (int)strcspn(file, ".");
        char key[64];
        char hex[DIGEST_HEX_SIZE];

        if (crew->outputs[i] != NULL) {
            output_plain_hex(crew->outputs[i], hex);
            snprintf(key, sizeof key, "uncompressed.%.*s.sha256", stem, file);
            status = manifest_set_text(&results->manifest, key, hex);
        }
        if (crew->outputs[i] != NULL && status == FILES_OK) {
            snprintf(key, sizeof key, "uncompressed.%.*s.bytes", stem, file);
            status =
                manifest_set_unsigned(&results->manifest, key, crew->outputs[i]->plain_bytes);
        }
    }
    return status;
}

static int open_results(crew_t *crew, results_t *results)
{
    const run_t *run = crew->run;
    failure_t *failure = &crew->outcome->failure;
    manifest_t manifest = {.root = NULL};
    int status = manifest_init(&manifest);

    if (status == FILES_OK) {
        status = provenance_write(&manifest, run->command_line, run->command_line_count);
    }
    if (status == FILES_OK) {
        status = describe(run, &manifest);
    }
    if (status == FILES_OK) {
        status = results_open(results, run->directory, &manifest, failure);
    }
    for (int i = 0; status == FILES_OK && i < RECORDER_CHANNELS; i++) {
        const recorder_channel_t channel = (recorder_channel_t)i;

        if (recorder_has(crew->record, channel)) {
            status = add_file(crew, results, channel);
        }
    }
    manifest_free(&manifest);
    return status;
}

/* Called in the order of replicates: rows go to their files, tallies to the outcome. */
static int receive(void *context, size_t channel, const char *data, size_t size)
{
    crew_t *crew = context;
    run_outcome_t *outcome = crew->outcome;
    const run_t *run = crew->run;
    int status = FILES_OK;

    if (channel == CHANNEL_TALLY) {
        for (size_t at = 0; at < size; at += sizeof(tally_t)) {
            tally_t tally;

            memcpy(&tally, data + at, sizeof tally);
            tally_add(&outcome->total, &tally);
            if (run->listener != NULL) {
                run->listener(run->listener_context, run->first_replicate + outcome->replicates,
                              &tally);
            }
            outcome->replicates++;
        }
    } else {
        status = output_write(crew->outputs[channel], data, size);
        if (status != FILES_OK) {
            outcome->failure = crew->outputs[channel]->failure;
        }
    }
    return status;
}

static void report_progress(crew_t *crew, uint64_t ticks)
{
    const run_t *run = crew->run;
    const double done = (double)(atomic_fetch_add(&crew->ticks_done, ticks) + ticks);

    if (run->progress != NULL && !atomic_flag_test_and_set(&crew->reporting)) {
        const double alliances = (double)crew->outcome->alliances;

        run->progress(run->progress_context, done * alliances, crew->ticks_all * alliances);
        atomic_flag_clear(&crew->reporting);
    }
}

static int worker_init(worker_t *self, crew_t *crew)
{
    const model_t *model = &crew->run->scenario->model;
    world_t *world = NULL;
    int status = MODEL_OK;

    self->crew = crew;
    ensemble_init(&self->ensemble, model);
    status = ensemble_world(&self->ensemble, 1, &world);
    if (status == MODEL_OK) {
        status = recorder_init(&self->recorder, world, model, crew->record, crew->run->every);
    } else {
        status = status == MODEL_INVALID ? RUN_COLLISION : FILES_NO_MEMORY;
    }
    return status;
}

static void worker_free(worker_t *self)
{
    recorder_free(&self->recorder);
    ensemble_free(&self->ensemble);
}

static int play_ticks(worker_t *self, world_t *world, spool_item_t *item)
{
    crew_t *crew = self->crew;
    const int32_t end = world_end(world);
    uint64_t unreported = 0;
    int status = FILES_OK;

    while (status == FILES_OK && world_tick(world) < end) {
        text_t *const buffers[RECORDER_CHANNELS] = {spool_buffer(item, RECORDER_TIMESERIES),
                                                    spool_buffer(item, RECORDER_COUNTS),
                                                    spool_buffer(item, RECORDER_EVENTS)};

        if (crew->record == RECORD_NONE) {
            world_step(world);
        } else {
            recorder_step(&self->recorder, buffers);
        }
        if (stop_asked(crew->run->stop)) {
            spool_abort(&crew->spool, FILES_STOPPED);
        }
        status = spool_item_check(item);
        if (++unreported == PROGRESS_TICKS) {
            report_progress(crew, unreported * world_copies(world));
            unreported = 0;
        }
    }
    report_progress(crew, unreported * world_copies(world));
    return status;
}

/* Some of a batch: the replicates from `replicate` on that one world holds, `wanted` at most. How many, or 0. */
static uint64_t play_some(worker_t *self, uint64_t replicate, uint64_t wanted, spool_item_t *item)
{
    crew_t *crew = self->crew;
    world_t *world = NULL;
    uint64_t played = 0;

    ensemble_world(&self->ensemble, wanted, &world); /* that of one copy is there */
    world_reset(world, crew->run->scenario->seed, replicate);
    recorder_begin(&self->recorder, -1, replicate);
    if (play_ticks(self, world, item) == FILES_OK) {
        played = world_copies(world);
    }
    for (uint32_t c = 0; c < played; c++) {
        tally_t tally;

        world_tally(world, c, &tally);
        text_append(spool_buffer(item, CHANNEL_TALLY), (const char *)&tally, sizeof tally);
    }
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        atomic_fetch_add(&crew->rows[i], self->recorder.rows[i]);
    }
    return played;
}

static void play(worker_t *self, uint64_t batch)
{
    crew_t *crew = self->crew;
    const uint64_t first = batch * crew->together;
    uint64_t left = crew->run->replicates - first < crew->together ? crew->run->replicates - first : crew->together;
    spool_item_t item;

    if (spool_item_begin(&crew->spool, &item, batch) == FILES_OK) {
        uint64_t played = 1;

        for (uint64_t at = crew->run->first_replicate + first; left > 0 && played > 0; at += played, left -= played) {
            played = play_some(self, at, left, &item);
        }
    }
    spool_item_end(&item);
}

static int choose_threads(const run_t *run)
{
    int threads = 1;

#ifdef _OPENMP
    threads = run->threads > 0 ? run->threads : omp_get_max_threads();
    if ((uint64_t)threads > run->replicates) {
        threads = (int)run->replicates;
    }
#else
    (void)run;
#endif
    return threads;
}

static int open_spool(crew_t *crew)
{
    const size_t stash = (size_t)STASH_PER_THREAD * (size_t)crew->threads;
    size_t limit = (size_t)SPOOL_ALL / (stash + (size_t)crew->threads);

    limit = limit < SPOOL_LEAST ? SPOOL_LEAST : limit > SPOOL_MOST ? SPOOL_MOST : limit;
    return spool_init(&crew->spool, CHANNELS, 0, limit, stash, receive, crew);
}

/* The spool keeps the first failure of any thread. */
static int play_all(crew_t *crew)
{
    const uint64_t batches = (crew->run->replicates - 1) / crew->together + 1;

    atomic_init(&crew->next, 0);
#pragma omp parallel num_threads(crew->threads)
    {
        worker_t worker = {.crew = NULL};
        const int status = worker_init(&worker, crew);

        if (status != FILES_OK) {
            spool_abort(&crew->spool, status);
        }
        /* not `omp for`, which goes through all of them after a failure: there may be billions */
        while (spool_status(&crew->spool) == FILES_OK) {
            const uint64_t batch = atomic_fetch_add(&crew->next, 1);

            if (batch >= batches) {
                break;
            }
            play(&worker, batch);
        }
        worker_free(&worker);
    }
    return spool_status(&crew->spool);
}

/* How many alliances and ticks a world of this scenario has. */
static int measure(crew_t *crew)
{
    const model_t *model = &crew->run->scenario->model;
    const parameters_t *parameters = &model->parameters;
    world_t *world = NULL;
    int status = world_create(&world, model, 1);

    if (status == MODEL_OK) {
        crew->outcome->alliances = world_alliance_count(world);
        crew->together =
            crew->record == RECORD_NONE
                ? world_copies_best(roster_states(model), crew->run->replicates / (uint64_t)crew->threads)
                : 1;
        crew->ticks_all = ((double)model_ticks(model, parameters->time_burn_in) +
                           (double)model_ticks(model, parameters->time_years)) *
                          (double)crew->run->replicates;
    }
    world_free(world);
    return status == MODEL_OK        ? FILES_OK
           : status == MODEL_INVALID ? RUN_COLLISION
                                     : FILES_NO_MEMORY;
}

static int finish(crew_t *crew, results_t *results)
{
    int status = FILES_OK;

    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        const recorder_channel_t channel = (recorder_channel_t)i;

        crew->outcome->rows[i] = atomic_load(&crew->rows[i]);
        results_set_rows(results, file_name(crew->run, channel), crew->outcome->rows[i]);
    }
    if (results->directory != NULL) {
        if (crew->run->compress != OUTPUT_PLAIN) {
            status = note_uncompressed(crew, results);
        }
        if (status == FILES_OK) {
            status = results_commit(results, &crew->outcome->failure);
        }
    }
    return status;
}

int run_execute(const run_t *self, run_outcome_t *outcome)
{
    crew_t crew = {.run = self, .outcome = outcome, .reporting = ATOMIC_FLAG_INIT};
    results_t results = {.directory = NULL};
    int status = FILES_OK;

    *outcome = (run_outcome_t){.replicates = 0};
    tally_init(&outcome->total);
    crew.record = self->directory != NULL ? self->record : RECORD_NONE;
    crew.threads = choose_threads(self);
    if (self->replicates == 0 || self->every < 1 ||
        self->first_replicate > UINT64_MAX - self->replicates ||
        !output_has_form(self->compress)) {
        status = FILES_MISUSED;
        goto out;
    }
    status = measure(&crew);
    if (status == FILES_OK && self->directory != NULL) {
        status = open_results(&crew, &results);
    }
    if (status == FILES_OK) {
        status = open_spool(&crew);
    }
    if (status == FILES_OK) {
        status = play_all(&crew);
    }
    if (status == FILES_OK) {
        status = finish(&crew, &results);
    }
out:
    spool_free(&crew.spool);
    results_discard(&results);
    if (status != FILES_OK) {
        failure_set(&outcome->failure, status, 0,
                    self->directory != NULL ? self->directory : "the run");
    }
    return status;
}
