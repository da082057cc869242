/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/sweep.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/payload.h"
#include "experiments/results.h"
#include "experiments/table.h"
#include "files/csv.h"
#include "files/stop.h"
#include "sim/roster.h"

/* Blocks are small, to keep many workers, or shards, busy to the end; less so where their runs are played together. */
enum { STOP_TICKS = 64, FLUSH_SIZE = 1 << 16, BLOCKS_LEAST = 2048, BLOCKS_TOGETHER_LEAST = 64, BLOCK_MOST = 16 };

static const char *const watched_outcome = "non_following_rate";

const char *const sweep_tables[] = {TABLE_DESIGN,     TABLE_RUNS,   TABLE_RAMPS,  TABLE_RAMP_AREAS, TABLE_TIMESERIES,
                                    TABLE_COUNTS,     TABLE_EVENTS, TABLE_COLUMNS, MANIFEST_NAME,   NULL};

bool sweep_is_ramp(const sweep_t *self)
{
    return self->design.kind == DESIGN_RAMP;
}

uint64_t sweep_point(const sweep_t *self, uint64_t run)
{
    return run / self->experiment->replicates;
}

uint64_t sweep_replicate(const sweep_t *self, uint64_t run)
{
    const experiment_t *experiment = self->experiment;

    return experiment->first_replicate + (experiment->common_random_numbers ? run % experiment->replicates : run);
}

/* ---- preparing ---- */

static int make_design(sweep_t *self, report_t *report)
{
    const experiment_t *experiment = self->experiment;
    const int kind = design_kind_from_name(experiment->design);
    const design_options_t options = {
        .kind = (design_kind_t)kind,
        .seed = experiment->seed,
        .points = experiment->points,
        .levels = experiment->levels,
        .trajectories = experiment->trajectories,
        .base_sample = experiment->samples,
        .second_order = experiment->second_order,
        .skip = experiment->skip,
        .tries = experiment->maximin,
        .table = experiment->table,
        .file = experiment->file,
        .line = experiment->design_line,
    };
    const int status = design_init(&self->design, &options, experiment->factors, experiment->factor_count, report);

    return status == DESIGN_OK ? SWEEP_OK : status == DESIGN_NO_MEMORY ? SWEEP_NO_MEMORY : SWEEP_INVALID;
}

/* A block has as many runs as are played together, as long as there are enough blocks. */
static void widen_blocks(sweep_t *self)
{
    const experiment_t *experiment = self->experiment;
    const size_t states = roster_states(&experiment->scenario.model);
    const uint32_t together =
        self->record != RECORD_NONE || sweep_is_ramp(self) ? 1 : world_copies_best(states, experiment->replicates);
    uint64_t size = 1;

    while (size < together && 2 * size <= self->runs / BLOCKS_TOGETHER_LEAST) {
        size *= 2;
    }
    if (size > 1) {
        self->block_size = self->block_size > size ? self->block_size / size * size : size;
    }
}

static void count_runs(sweep_t *self, report_t *report)
{
    const experiment_t *experiment = self->experiment;
    const uint64_t points = sweep_is_ramp(self) ? self->design.blocks : self->design.points;

    if (experiment->replicates == 0 || points > CAMPAIGN_RUNS_MAX / experiment->replicates) {
        report_add(report, experiment->file, 0, "replicates", "%" PRIu64 " points and %" PRIu64 " replicates: too many runs",
                   points, experiment->replicates);
    } else {
        self->runs = points * experiment->replicates;
        self->block_size = self->runs / BLOCKS_LEAST;
        self->block_size = self->block_size < 1 ? 1 : self->block_size > BLOCK_MOST ? BLOCK_MOST : self->block_size;
        widen_blocks(self);
    }
}

int sweep_init(sweep_t *self, const experiment_t *experiment, report_t *report)
{
    const size_t before = report_count(report);
    int status = SWEEP_OK;

    memset(self, 0, sizeof *self);
    self->experiment = experiment;
    self->begun = time(NULL);
    self->record = (record_t)record_from_name(experiment->record);
    status = make_design(self, report);
    if (status != SWEEP_OK) {
        goto out;
    }
    self->outcome_count = identity_outcomes(experiment, self->outcomes);
    switch (stage_init(&self->probe, experiment)) {
    case FILES_OK:
        break;
    case FILES_MISUSED:
        report_add(report, experiment->file, 0, "factors", "%s", self->probe.message);
        break;
    default:
        status = SWEEP_NO_MEMORY;
        goto out;
    }
    if (sweep_is_ramp(self)) {
        self->ramp = (ramp_t){experiment, &self->design, &self->stop, 2 * self->design.levels - 1};
        if (report_count(report) == before) {
            ramp_check(experiment, &self->probe, report);
        }
        ramp_set_length(&self->ramp, &self->probe);
    }
    count_runs(self, report);
    if (report_count(report) != before) {
        status = SWEEP_INVALID;
    } else if (identity_init(&self->identity, "sweep", experiment) != FILES_OK) {
        status = SWEEP_NO_MEMORY;
    }
out:
    return status;
}

void sweep_free(sweep_t *self)
{
    design_free(&self->design);
    stage_free(&self->probe);
    identity_free(&self->identity);
    memset(self, 0, sizeof *self);
}

/* ---- playing ---- */

/* Runs of one point that were played together: numbers first ... first + count - 1, and what came of them. What nobody has
 * asked for when the worker stops is played again. */
typedef struct played {
    uint64_t first;
    uint32_t count; /* 0: none */
    double outcomes[WORLD_COPIES][OUTCOME_MAX];
} played_t;

typedef struct worker {
    const sweep_t *sweep;
    stage_t stage;
    recorder_t recorder;
    uint64_t recorded; /* which of the stage's first worlds the recorder belongs to; 0: none */
    text_t rows[RECORDER_CHANNELS];
    asymmetry_t asymmetry[ENSEMBLE_WORLDS][WORLD_COPIES]; /* of the stage's worlds, where an outcome needs them */
    uint64_t compared[ENSEMBLE_WORLDS];                   /* which of these worlds they belong to; 0: none */
    played_t played;
} worker_t;

static int out_of_memory(char *message, size_t size)
{
    snprintf(message, size, "out of memory");
    return -1;
}

static void free_asymmetries(worker_t *worker, size_t i)
{
    for (size_t c = 0; c < WORLD_COPIES; c++) {
        asymmetry_free(&worker->asymmetry[i][c]);
    }
    worker->compared[i] = 0;
}

static void close_worker(void *context, void *opened)
{
    worker_t *worker = opened;

    (void)context;
    recorder_free(&worker->recorder);
    for (size_t i = 0; i < ENSEMBLE_WORLDS; i++) {
        free_asymmetries(worker, i);
    }
    stage_free(&worker->stage);
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        text_free(&worker->rows[i]);
    }
    free(worker);
}

static int open_worker(void *context, void **opened, char *message, size_t size)
{
    const sweep_t *sweep = context;
    worker_t *worker = calloc(1, sizeof *worker);
    int status = 0;

    if (worker == NULL || stage_init(&worker->stage, sweep->experiment) != FILES_OK) {
        status = out_of_memory(message, size);
        if (worker != NULL) {
            close_worker(context, worker);
        }
        goto out;
    }
    worker->sweep = sweep;
    *opened = worker;
out:
    return status;
}

static bool needs_halves(const sweep_t *sweep)
{
    bool needs = false;

    for (size_t i = 0; i < sweep->outcome_count && !needs; i++) {
        needs = outcome_needs_halves((size_t)sweep->outcomes[i]);
    }
    return needs;
}

/* The comparisons of the stage's world i, one for each copy. */
static int renew_asymmetries(worker_t *worker, size_t i, world_t *world)
{
    asymmetry_t *asymmetry = worker->asymmetry[i];
    int status = FILES_OK;

    if (worker->compared[i] != worker->stage.ensemble.made[i]) {
        free_asymmetries(worker, i);
        for (uint32_t c = 0; c < world_copies(world) && status == FILES_OK; c++) {
            status = asymmetry_init(&asymmetry[c], world, c);
        }
        worker->compared[i] = status == FILES_OK ? worker->stage.ensemble.made[i] : 0;
    }
    if (status == FILES_OK && worker->sweep->record == RECORD_NONE) {
        world_listen(world, asymmetry_hear, asymmetry);
    } else if (status == FILES_OK) {
        recorder_also(&worker->recorder, asymmetry_hear, asymmetry);
    }
    return status;
}

static void note_beginning(worker_t *worker, size_t i, const world_t *world)
{
    for (uint32_t c = 0; worker->compared[i] != 0 && world_tick(world) == 0 && c < world_copies(world); c++) {
        asymmetry_begin(&worker->asymmetry[i][c]);
    }
}

/* Steps to the end, without records. */
static int step_all(worker_t *worker, size_t i, world_t *world)
{
    const sweep_t *sweep = worker->sweep;
    const int32_t end = world_end(world);
    int status = 0;

    while (world_tick(world) < end && status == 0) {
        note_beginning(worker, i, world);
        world_step(world);
        if (world_tick(world) % STOP_TICKS == 0 && stop_asked(sweep->stop)) {
            status = CAMPAIGN_STOPPED;
        }
    }
    return status;
}

static size_t rows_size(const worker_t *worker)
{
    size_t size = 0;

    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        size += worker->rows[i].length;
    }
    return size;
}

/* The recorder of the stage's world of one copy. */
static int renew_recorder(worker_t *worker, world_t *world)
{
    const sweep_t *sweep = worker->sweep;
    int status = FILES_OK;

    if (worker->recorded != worker->stage.ensemble.made[0]) {
        recorder_free(&worker->recorder);
        worker->recorded = 0;
        status = recorder_init(&worker->recorder, world, &worker->stage.scenario.model, sweep->record,
                               sweep->experiment->every);
        worker->recorded = status == FILES_OK ? worker->stage.ensemble.made[0] : 0;
    }
    return status;
}

static int record_all(worker_t *worker, world_t *world, uint64_t number, char *message, size_t size)
{
    const sweep_t *sweep = worker->sweep;
    const int32_t end = world_end(world);
    const size_t most = JOURNAL_PAYLOAD_MAX - (1 << 20);
    text_t *const buffers[RECORDER_CHANNELS] = {&worker->rows[0], &worker->rows[1], &worker->rows[2]};
    int status = 0;

    recorder_begin(&worker->recorder, (int64_t)sweep_point(sweep, number), sweep_replicate(sweep, number));
    while (world_tick(world) < end && status == 0) {
        note_beginning(worker, 0, world);
        recorder_step(&worker->recorder, buffers);
        if (rows_size(worker) > most) {
            snprintf(message, size, "its records are larger than 1 GiB; record less, or not every tick");
            status = -1;
        } else if (stop_asked(sweep->stop)) {
            status = CAMPAIGN_STOPPED;
        }
    }
    return status;
}

/* This run, and those of its point behind it that this worker will be asked for. */
static uint64_t count_together(const sweep_t *sweep, uint64_t number)
{
    const uint64_t replicates = sweep->experiment->replicates;
    const uint64_t in_point = replicates - number % replicates, in_block = sweep->block_size - number % sweep->block_size;

    return sweep->record != RECORD_NONE ? 1 : in_point < in_block ? in_point : in_block;
}

static void keep_outcomes(worker_t *worker, size_t i, const world_t *world, uint64_t number)
{
    const sweep_t *sweep = worker->sweep;

    for (uint32_t c = 0; c < world_copies(world); c++) {
        double all[OUTCOME_MAX];
        asymmetry_counts_t halves;
        tally_t tally;

        world_tally(world, c, &tally);
        if (worker->compared[i] != 0) {
            asymmetry_count(&worker->asymmetry[i][c], &halves);
        }
        outcomes_of(&tally, worker->compared[i] != 0 ? &halves : NULL, world_alliance_count(world),
                    worker->stage.scenario.model.parameters.time_ticks_per_year, all);
        for (size_t j = 0; j < sweep->outcome_count; j++) {
            worker->played.outcomes[c][j] = all[sweep->outcomes[j]];
        }
    }
    worker->played.first = number;
    worker->played.count = world_copies(world);
}

/* Plays a run, and perhaps some of those behind it. */
static int play_from(worker_t *worker, uint64_t number, char *message, size_t size)
{
    const sweep_t *sweep = worker->sweep;
    const uint64_t point = sweep_point(sweep, number);
    world_t *world = NULL;
    size_t i = 0;
    int status = -1;

    worker->played.count = 0;
    if (stage_set(&worker->stage, point, design_point(&sweep->design, (size_t)point))) {
        world = stage_world(&worker->stage, count_together(sweep, number));
    }
    if (world == NULL) {
        snprintf(message, size, "%s", worker->stage.message);
        goto out;
    }
    i = ensemble_place(world_copies(world));
    if ((sweep->record != RECORD_NONE && renew_recorder(worker, world) != FILES_OK) ||
        (needs_halves(sweep) && renew_asymmetries(worker, i, world) != FILES_OK)) {
        status = out_of_memory(message, size);
        goto out;
    }
    for (int j = 0; j < RECORDER_CHANNELS; j++) {
        text_clear(&worker->rows[j]);
    }
    world_reset(world, sweep->experiment->seed, sweep_replicate(sweep, number));
    status = sweep->record == RECORD_NONE ? step_all(worker, i, world) : record_all(worker, world, number, message, size);
    if (status == 0) {
        keep_outcomes(worker, i, world, number);
    }
out:
    return status;
}

static int run_one(void *opened, uint64_t number, text_t *payload, char *message, size_t size)
{
    worker_t *worker = opened;
    const sweep_t *sweep = worker->sweep;
    const played_t *played = &worker->played;
    int status = 0;

    if (number < played->first || number - played->first >= played->count) {
        status = play_from(worker, number, message, size);
    }
    if (status != 0) {
        goto out;
    }
    payload_put_numbers(payload, played->outcomes[number - played->first], sweep->outcome_count);
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        if (recorder_has(sweep->record, (recorder_channel_t)i)) {
            payload_put_text(payload, &worker->rows[i]);
        }
    }
out:
    return status;
}

static void close_ramp(void *context, void *opened)
{
    (void)context;
    ramp_worker_free(opened);
    free(opened);
}

static int open_ramp(void *context, void **opened, char *message, size_t size)
{
    const sweep_t *sweep = context;
    ramp_worker_t *worker = calloc(1, sizeof *worker);
    int status = 0;

    if (worker == NULL || ramp_worker_init(worker, &sweep->ramp) != FILES_OK) {
        status = out_of_memory(message, size);
        if (worker != NULL) {
            close_ramp(context, worker);
        }
        goto out;
    }
    *opened = worker;
out:
    return status;
}

static int run_ramp(void *opened, uint64_t number, text_t *payload, char *message, size_t size)
{
    ramp_worker_t *worker = opened;
    const sweep_t *sweep = (const sweep_t *)((const char *)worker->ramp - offsetof(sweep_t, ramp));

    return ramp_play(worker, sweep_point(sweep, number), sweep_replicate(sweep, number), payload, message, size);
}

void sweep_work(sweep_t *self, campaign_work_t *work)
{
    const bool ramp = sweep_is_ramp(self);

    *work = (campaign_work_t){.context = self,
                              .open = ramp ? open_ramp : open_worker,
                              .close = ramp ? close_ramp : close_worker,
                              .run = ramp ? run_ramp : run_one};
}

/* ---- texts of values ---- */

void sweep_value(sweep_t *self, size_t factor, double value, text_t *out)
{
    const reference_t *reference = &self->probe.references[factor];
    char word[256];

    switch (reference->type) {
    case REFERENCE_WORD:
    case REFERENCE_BOOLEAN:
    case REFERENCE_SOURCE:
    case REFERENCE_STRONG:
        if (stage_set_factor(&self->probe, factor, value)) {
            reference_get_text(reference, word, sizeof word);
            csv_text(out, word);
            break;
        }
        csv_double17(out, value); /* none of the words: the run failed */
        break;
    default:
        csv_double17(out, value);
        break;
    }
}

/* ---- writing ---- */

typedef struct writing {
    sweep_t *sweep;
    campaign_t *campaign;
    results_t results;
    failure_t *failure;
    table_column_t *columns; /* owned: factors, then outcomes */
    output_t *outputs[RECORDER_CHANNELS];
    output_t *table;         /* runs.csv or ramps.csv */
    output_t *areas;
    uint64_t rows[RECORDER_CHANNELS];
    uint64_t table_rows, area_rows;
    uint64_t next;           /* run expected */
    uint64_t point;          /* whose values are in `values` */
    text_t values;           /* owned: factor columns */
    text_t text, area_text;  /* owned */
    double *numbers;         /* owned: of a payload */
    double *levels;          /* owned: of a ramp */
} writing_t;

/* Factors from number `first` on, then outcomes if asked for. */
static int make_columns(writing_t *writing)
{
    sweep_t *sweep = writing->sweep;
    const experiment_t *experiment = sweep->experiment;
    size_t count = 0;

    writing->columns = calloc(experiment->factor_count + OUTCOME_MAX + 1, sizeof *writing->columns);
    for (size_t i = 0; i < experiment->factor_count && writing->columns != NULL; i++) {
        writing->columns[count++] = (table_column_t){.column = experiment->factors[i].name,
                                                     .unit = sweep->probe.references[i].unit,
                                                     .meaning = sweep->probe.references[i].meaning};
    }
    for (size_t i = 0; i < sweep->outcome_count && writing->columns != NULL; i++) {
        const outcome_info_t *info = outcome_info((size_t)sweep->outcomes[i]);

        writing->columns[count++] = (table_column_t){.column = info->name, .unit = info->unit, .meaning = info->meaning};
    }
    return writing->columns != NULL ? FILES_OK : failure_set(writing->failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
}

static int flush(writing_t *writing, output_t *output, text_t *text, size_t more_than)
{
    int status = text->status;

    if (status == FILES_OK && text->length > more_than) {
        status = output_write(output, text->data, text->length);
        text_clear(text);
    }
    if (status != FILES_OK) {
        failure_set(writing->failure, status, output->failure.error_number,
                    output->failure.status != FILES_OK ? output->failure.path : output->path);
    }
    return status;
}

/* Commas and texts of the values of a point's factors, from number `first` on. */
static void put_values(writing_t *writing, uint64_t point, size_t first)
{
    const experiment_t *experiment = writing->sweep->experiment;
    const double *values = design_point(&writing->sweep->design, (size_t)point);

    if (writing->point != point) {
        text_clear(&writing->values);
        for (size_t i = first; i < experiment->factor_count; i++) {
            sweep_value(writing->sweep, i, values[i], &writing->values);
        }
        writing->point = point;
    }
    text_append(&writing->text, writing->values.data, writing->values.length);
    if (writing->values.status != FILES_OK) {
        writing->text.status = writing->values.status;
    }
}

static int write_design(writing_t *writing)
{
    sweep_t *sweep = writing->sweep;
    const design_t *design = &sweep->design;
    output_t *output = NULL;
    int status = results_add_more(&writing->results, TABLE_DESIGN, false, writing->columns, design->factor_count, &output,
                                  writing->failure);

    for (size_t point = 0; point < design->points && status == FILES_OK; point++) {
        const design_row_t *row = &design->rows[point];

        csv_unsigned(&writing->text, point);
        csv_word(&writing->text, design_role_name(row->role));
        csv_unsigned(&writing->text, row->block);
        csv_text(&writing->text, row->factor >= 0 ? design->factors[row->factor].name : NULL);
        csv_unsigned(&writing->text, row->step);
        csv_double17(&writing->text, row->delta);
        put_values(writing, point, 0);
        csv_end_row(&writing->text);
        status = flush(writing, output, &writing->text, FLUSH_SIZE);
    }
    if (status == FILES_OK) {
        status = flush(writing, output, &writing->text, 0);
    }
    results_set_rows(&writing->results, TABLE_DESIGN, design->points);
    writing->point = UINT64_MAX;
    return status;
}

static void put_run(writing_t *writing, uint64_t number, bool finished)
{
    const sweep_t *sweep = writing->sweep;
    text_t *text = &writing->text;

    csv_unsigned(text, sweep_point(sweep, number));
    csv_unsigned(text, sweep_replicate(sweep, number));
    csv_unsigned(text, sweep->experiment->seed);
    csv_word(text, finished ? "finished" : "failed");
    put_values(writing, sweep_point(sweep, number), 0);
    for (size_t i = 0; i < sweep->outcome_count; i++) {
        if (finished) {
            csv_double17(text, writing->numbers[i]);
        } else {
            csv_empty(text);
        }
    }
    csv_end_row(text);
    writing->table_rows++;
}

/* Runs before `number` that are not there. */
static int put_failed(writing_t *writing, uint64_t number)
{
    int status = FILES_OK;

    for (; writing->next < number && status == FILES_OK; writing->next++) {
        writing->sweep->summary.failed++;
        if (!sweep_is_ramp(writing->sweep)) {
            put_run(writing, writing->next, false);
            status = flush(writing, writing->table, &writing->text, FLUSH_SIZE);
        }
    }
    return status;
}

static void summarise_levels(sweep_summary_t *summary, const double *values, double number)
{
    for (size_t i = 0; i < summary->factor_count && !isnan(number); i++) {
        sweep_factor_t *factor = &summary->factors[i];

        for (size_t j = 0; j < factor->level_count; j++) {
            if (factor->levels[j].number == values[factor->factor]) {
                factor->levels[j].sum += number;
                factor->levels[j].count++;
            }
        }
    }
}

static void note_number(sweep_summary_t *summary, size_t i, double value)
{
    if (!isnan(value)) {
        summary->sum[i] += value;
        summary->least[i] = summary->defined[i] == 0 || value < summary->least[i] ? value : summary->least[i];
        summary->greatest[i] = summary->defined[i] == 0 || value > summary->greatest[i] ? value : summary->greatest[i];
        summary->defined[i]++;
    }
}

static void summarise(writing_t *writing, uint64_t number)
{
    const sweep_t *sweep = writing->sweep;
    sweep_summary_t *summary = &writing->sweep->summary;

    summary->finished++;
    for (size_t i = 0; i < sweep->outcome_count; i++) {
        note_number(summary, i, writing->numbers[i]);
    }
    if (summary->watched >= 0) {
        summarise_levels(summary, design_point(&sweep->design, (size_t)sweep_point(sweep, number)),
                         writing->numbers[summary->watched]);
    }
}

static uint64_t count_lines(const char *letters, size_t length)
{
    uint64_t lines = 0;

    for (const char *at = letters; (at = memchr(at, '\n', length - (size_t)(at - letters))) != NULL; at++) {
        lines++;
    }
    return lines;
}

static int damaged(writing_t *writing)
{
    return failure_set_damaged(writing->failure, writing->campaign->options.directory, 0, "a journal with other results");
}

static int visit_run(void *context, uint64_t number, const void *payload, size_t size)
{
    writing_t *writing = context;
    const sweep_t *sweep = writing->sweep;
    size_t at = 0;
    int status = put_failed(writing, number);

    if (status == FILES_OK && !payload_get_numbers(payload, size, &at, writing->numbers, sweep->outcome_count)) {
        status = damaged(writing);
    }
    if (status != FILES_OK) {
        goto out;
    }
    put_run(writing, number, true);
    summarise(writing, number);
    status = flush(writing, writing->table, &writing->text, FLUSH_SIZE);
    for (int i = 0; i < RECORDER_CHANNELS && status == FILES_OK; i++) {
        const char *letters = NULL;
        size_t length = 0;

        if (writing->outputs[i] == NULL) {
            continue;
        }
        status = payload_get_text(payload, size, &at, &letters, &length) ? FILES_OK : damaged(writing);
        if (status == FILES_OK && length > 0) {
            writing->rows[i] += count_lines(letters, length);
            status = output_write(writing->outputs[i], letters, length);
            if (status != FILES_OK) {
                *writing->failure = writing->outputs[i]->failure;
            }
        }
    }
    writing->next = number + 1;
out:
    return status;
}

static void put_ramp_step(writing_t *writing, uint64_t number, size_t step)
{
    sweep_t *sweep = writing->sweep;
    const uint64_t block = sweep_point(sweep, number);
    const uint64_t point = block * sweep->ramp.steps + step;
    text_t *text = &writing->text;

    csv_unsigned(text, block);
    csv_unsigned(text, sweep_replicate(sweep, number));
    csv_unsigned(text, sweep->experiment->seed);
    csv_unsigned(text, step);
    csv_word(text, design_role_name(sweep->design.rows[point].role));
    sweep_value(sweep, 0, design_point(&sweep->design, (size_t)point)[0], text);
    for (size_t i = 0; i < RAMP_MEASURES; i++) {
        csv_double17(text, writing->numbers[step * RAMP_MEASURES + i]);
    }
    put_values(writing, point, 1);
    csv_end_row(text);
    writing->table_rows++;
}

static void put_areas(writing_t *writing, uint64_t number)
{
    sweep_t *sweep = writing->sweep;
    const uint64_t block = sweep_point(sweep, number);
    text_t *text = &writing->area_text;

    for (size_t i = 0; i < sweep->design.levels; i++) {
        writing->levels[i] = design_point(&sweep->design, (size_t)(block * sweep->ramp.steps + i))[0];
    }
    for (size_t i = 0; i < RAMP_MEASURES; i++) {
        double area = 0.0, absolute = 0.0;

        ramp_area(writing->levels, sweep->design.levels, writing->numbers + i, RAMP_MEASURES, &area, &absolute);
        csv_unsigned(text, block);
        csv_unsigned(text, sweep_replicate(sweep, number));
        csv_word(text, ramp_measure(i));
        csv_double17(text, area);
        csv_double17(text, absolute);
        csv_end_row(text);
        writing->area_rows++;
        note_number(&sweep->summary, i, area);
    }
}

static int visit_ramp(void *context, uint64_t number, const void *payload, size_t size)
{
    writing_t *writing = context;
    sweep_t *sweep = writing->sweep;
    size_t at = 0;
    int status = put_failed(writing, number);

    if (status == FILES_OK && !payload_get_numbers(payload, size, &at, writing->numbers, sweep->ramp.steps * RAMP_MEASURES)) {
        status = damaged(writing);
    }
    if (status != FILES_OK) {
        goto out;
    }
    for (size_t step = 0; step < sweep->ramp.steps; step++) {
        put_ramp_step(writing, number, step);
    }
    put_areas(writing, number);
    sweep->summary.finished++;
    status = flush(writing, writing->table, &writing->text, FLUSH_SIZE);
    if (status == FILES_OK) {
        status = flush(writing, writing->areas, &writing->area_text, FLUSH_SIZE);
    }
    writing->next = number + 1;
out:
    return status;
}

/* What a factor's distinct values are, in order of appearance, if they are few. */
static void list_levels(sweep_t *sweep, sweep_factor_t *factor)
{
    const design_t *design = &sweep->design;
    bool few = true;

    for (size_t point = 0; point < design->points && few; point++) {
        const double value = design_point(design, point)[factor->factor];
        size_t i = 0;

        while (i < factor->level_count && factor->levels[i].number != value) {
            i++;
        }
        if (i == SWEEP_LEVELS_MAX) {
            few = false;
        } else if (i == factor->level_count) {
            sweep_level_t *level = &factor->levels[factor->level_count++];
            text_t text;

            level->number = value;
            text_init_fixed(&text, level->value, sizeof level->value - 1);
            sweep_value(sweep, factor->factor, value, &text);
            level->value[text.length > 0 ? text.length - 1 : 0] = '\0'; /* without the comma behind it */
        }
    }
    factor->level_count = few ? factor->level_count : 0;
}

static void begin_summary(sweep_t *sweep)
{
    sweep_summary_t *summary = &sweep->summary;

    memset(summary, 0, sizeof *summary);
    summary->watched = -1;
    for (size_t i = 0; i < sweep->outcome_count && !sweep_is_ramp(sweep); i++) {
        if (strcmp(outcome_info((size_t)sweep->outcomes[i])->name, watched_outcome) == 0) {
            summary->watched = (int)i;
        }
    }
    for (size_t i = 0; i < sweep->experiment->factor_count && i < SWEEP_FACTORS_MAX && summary->watched >= 0; i++) {
        summary->factors[summary->factor_count].factor = i;
        list_levels(sweep, &summary->factors[summary->factor_count++]);
    }
}

static int write_runs(writing_t *writing)
{
    sweep_t *sweep = writing->sweep;
    const size_t count = sweep->experiment->factor_count + sweep->outcome_count;
    int status = results_add_more(&writing->results, TABLE_RUNS, false, writing->columns, count, &writing->table,
                                  writing->failure);

    for (int i = 0; i < RECORDER_CHANNELS && status == FILES_OK; i++) {
        const recorder_channel_t channel = (recorder_channel_t)i;

        if (recorder_has(sweep->record, channel)) {
            status = results_add(&writing->results, recorder_file(channel), true, &writing->outputs[i], writing->failure);
        }
    }
    if (status == FILES_OK) {
        status = campaign_each(writing->campaign, visit_run, writing);
    }
    if (status == FILES_OK) {
        status = put_failed(writing, sweep->runs);
    }
    if (status == FILES_OK) {
        status = flush(writing, writing->table, &writing->text, 0);
    }
    results_set_rows(&writing->results, TABLE_RUNS, writing->table_rows);
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        results_set_rows(&writing->results, recorder_file((recorder_channel_t)i), writing->rows[i]);
    }
    return status;
}

static int write_ramps(writing_t *writing)
{
    sweep_t *sweep = writing->sweep;
    const size_t others = sweep->experiment->factor_count - 1;
    int status = results_add_more(&writing->results, TABLE_RAMPS, false, writing->columns + 1, others, &writing->table,
                                  writing->failure);

    if (status == FILES_OK) {
        status = results_add(&writing->results, TABLE_RAMP_AREAS, false, &writing->areas, writing->failure);
    }
    if (status == FILES_OK) {
        status = campaign_each(writing->campaign, visit_ramp, writing);
    }
    if (status == FILES_OK) {
        status = put_failed(writing, sweep->runs);
    }
    if (status == FILES_OK) {
        status = flush(writing, writing->table, &writing->text, 0);
    }
    if (status == FILES_OK) {
        status = flush(writing, writing->areas, &writing->area_text, 0);
    }
    results_set_rows(&writing->results, TABLE_RAMPS, writing->table_rows);
    results_set_rows(&writing->results, TABLE_RAMP_AREAS, writing->area_rows);
    return status;
}

static int make_manifest(const sweep_t *sweep, manifest_t *manifest, const char *const *line, size_t line_count)
{
    const experiment_t *experiment = sweep->experiment;
    int status = identity_manifest(&sweep->identity, "sweep", experiment, line, line_count, manifest);

    if (status == FILES_OK) {
        status = manifest_set_text(manifest, "design", experiment->design);
    }
    if (status == FILES_OK) {
        status = manifest_set_unsigned(manifest, "points", sweep->design.points);
    }
    if (status == FILES_OK) {
        status = manifest_set_unsigned(manifest, "runs", sweep->runs);
    }
    if (status == FILES_OK) {
        status = manifest_set_time(manifest, "start", sweep->begun);
    }
    return status;
}

/* The failure of the campaign, or of the files that it was asked to write, in one place. */
static void keep_failure(const writing_t *writing, int status)
{
    const campaign_t *campaign = writing->campaign;

    if (writing->failure->status == FILES_OK && campaign->failure.status != FILES_OK) {
        *writing->failure = campaign->failure;
    }
    failure_set(writing->failure, status, 0, campaign->options.directory);
}

int sweep_write(sweep_t *self, campaign_t *campaign, const char *const *command_line, size_t command_line_count,
                failure_t *failure)
{
    writing_t writing = {.sweep = self, .campaign = campaign, .failure = failure, .point = UINT64_MAX};
    const size_t numbers = sweep_is_ramp(self) ? self->ramp.steps * RAMP_MEASURES : OUTCOME_MAX;
    manifest_t manifest = {.root = NULL};
    int status = FILES_OK;

    failure_clear(failure);
    writing.numbers = calloc(numbers + 1, sizeof *writing.numbers);
    writing.levels = calloc(self->design.levels + 1, sizeof *writing.levels);
    if (writing.numbers == NULL || writing.levels == NULL) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    begin_summary(self);
    status = make_columns(&writing);
    if (status == FILES_OK) {
        status = make_manifest(self, &manifest, command_line, command_line_count);
    }
    if (status != FILES_OK) {
        goto out;
    }
    results_open_locked(&writing.results, campaign->options.directory, &manifest);
    status = write_design(&writing);
    if (status == FILES_OK) {
        status = sweep_is_ramp(self) ? write_ramps(&writing) : write_runs(&writing);
    }
    if (status == FILES_OK) {
        status = manifest_set_unsigned(&writing.results.manifest, "failed", self->summary.failed);
    }
    if (status == FILES_OK) {
        status = results_commit(&writing.results, failure);
    }
out:
    if (status != FILES_OK) {
        keep_failure(&writing, status);
        status = failure->status;
    }
    if (writing.results.directory != NULL) {
        results_discard(&writing.results);
    }
    manifest_free(&manifest);
    free(writing.columns);
    free(writing.numbers);
    free(writing.levels);
    text_free(&writing.values);
    text_free(&writing.text);
    text_free(&writing.area_text);
    return status;
}
