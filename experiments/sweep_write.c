/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a sweep, from the runs that its campaign has finished, and what a person is told of them. */
#include "experiments/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/payload.h"
#include "experiments/results.h"
#include "experiments/table.h"
#include "files/csv.h"

enum { FLUSH_SIZE = 1 << 16 };

static const char *const watched_outcome = "non_following_rate";

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
                                                     .unit = sweep->probe.knobs[i].unit,
                                                     .meaning = sweep->probe.knobs[i].meaning};
    }
    for (size_t i = 0; i < sweep->outcome_count && writing->columns != NULL; i++) {
        const outcome_info_t *info = outcome_info((size_t)sweep->outcomes[i]);

        writing->columns[count++] = (table_column_t){.column = info->name, .unit = info->unit, .meaning = info->meaning};
    }
    return writing->columns != NULL ? FILES_OK : failure_set(writing->failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
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
        status = output_drain(output, &writing->text, FLUSH_SIZE, writing->failure);
    }
    if (status == FILES_OK) {
        status = output_drain(output, &writing->text, 0, writing->failure);
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
            status = output_drain(writing->table, &writing->text, FLUSH_SIZE, writing->failure);
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
    status = output_drain(writing->table, &writing->text, FLUSH_SIZE, writing->failure);
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
    status = output_drain(writing->table, &writing->text, FLUSH_SIZE, writing->failure);
    if (status == FILES_OK) {
        status = output_drain(writing->areas, &writing->area_text, FLUSH_SIZE, writing->failure);
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
        status = output_drain(writing->table, &writing->text, 0, writing->failure);
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
        status = output_drain(writing->table, &writing->text, 0, writing->failure);
    }
    if (status == FILES_OK) {
        status = output_drain(writing->areas, &writing->area_text, 0, writing->failure);
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

    failure_keep(writing->failure, &campaign->failure);
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
