/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a flip, from the runs that its campaign has finished. */
#include "experiments/flip.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/table.h"
#include "files/csv.h"

enum { NUMBER_SIZE = 32, TEXT_SIZE = 160, FLUSH_SIZE = 1 << 16 };

enum { RUN_COUNTS = 2, HORIZON_COLUMNS = 5 };

typedef struct writing {
    const flip_t *flip;
    const campaign_t *campaign;
    const flip_reader_t *reader;
    failure_t *failure;
    results_t results;
    table_column_t *columns;     /* owned: of runs.csv, then of flips.csv */
    char *names;                 /* owned; texts of these */
    output_t *runs, *flips;
    text_t run_rows, flip_rows;  /* owned; not yet written */
    uint64_t differed, returned; /* alliances in this run */
    uint64_t next, failed;       /* run; runs that are not finished */
    uint64_t flip_count;         /* rows */
} writing_t;

static size_t runs_columns(const flip_t *flip)
{
    return RUN_COUNTS + flip->outcome_count;
}

/* Of flips.csv: what each horizon adds. `column` and `name` move on. */
static void add_horizon(const flip_t *flip, size_t horizon, table_column_t **column, char **name)
{
    static const struct {
        const char *column, *unit, *before, *after;
    } parts[HORIZON_COLUMNS] = {
        {"twin_disposition", "word", "disposition in the world without the shock, ",
         " years after it; empty if the alliance has ended"},
        {"twin_status", "word", "status in the world without the shock, ", " years after it"},
        {"shocked_disposition", "word", "disposition in the world with the shock, ",
         " years after it; empty if the alliance has ended"},
        {"shocked_status", "word", "status in the world with the shock, ", " years after it"},
        {"flipped", "true/false", "whether the two dispositions differ ",
         " years after the shock"}};
    char years[FLIP_HORIZON_SIZE];

    flip_horizon_name(flip, horizon, years);
    for (size_t i = 0; i < HORIZON_COLUMNS; i++) {
        char *meaning = *name + TEXT_SIZE;

        snprintf(*name, TEXT_SIZE, "%s_%s", parts[i].column, years);
        snprintf(meaning, TEXT_SIZE, "%s%s%s", parts[i].before, years, parts[i].after);
        *(*column)++ =
            (table_column_t){.column = *name, .unit = parts[i].unit, .meaning = meaning};
        *name += 2 * TEXT_SIZE;
    }
}

/* Columns that this experiment has: its outcomes in runs.csv, its horizons in flips.csv. */
static int make_columns(writing_t *self)
{
    const flip_t *flip = self->flip;
    const size_t more = flip->horizon_count * HORIZON_COLUMNS;
    table_column_t *column = NULL;
    char *name = NULL;
    int status = FILES_OK;

    self->columns = calloc(runs_columns(flip) + more, sizeof *self->columns);
    self->names = calloc(2 * more + 1, TEXT_SIZE);
    if (self->columns == NULL || self->names == NULL) {
        status = failure_set(self->failure, FILES_NO_MEMORY, 0, TABLE_RUNS);
        goto out;
    }
    column = self->columns;
    name = self->names;
    *column++ = (table_column_t){
        .column = "alliances_differed",
        .unit = "alliances",
        .meaning = "whose disposition ever was another than the twin's; empty for the twin"};
    *column++ = (table_column_t){
        .column = "alliances_returned",
        .unit = "alliances",
        .meaning = "of these, whose disposition was the twin's again to the end; empty for the twin"};
    for (size_t i = 0; i < flip->outcome_count; i++) {
        const outcome_info_t *info = outcome_info((size_t)flip->outcomes[i]);

        *column++ = (table_column_t){
            .column = info->name, .unit = info->unit, .meaning = info->meaning};
    }
    for (size_t h = 0; h < flip->horizon_count; h++) {
        add_horizon(flip, h, &column, &name);
    }
out:
    return status;
}

static void put_years(const flip_t *flip, int32_t ticks, text_t *out)
{
    if (ticks == FLIP_NEVER) {
        csv_empty(out);
    } else {
        csv_fixed6(out, (double)ticks / flip->ticks_per_year);
    }
}

static void put_flag(bool flag, text_t *out)
{
    csv_word(out, flag ? "true" : "false");
}

static void put_state(const flip_state_t *state, text_t *out)
{
    csv_word(out, behaviour_name(state->disposition));
    csv_word(out, status_name(state->status));
}

static int put_row(void *context, const flip_row_t *row)
{
    writing_t *self = context;
    const flip_t *flip = self->flip;
    const flip_point_t *point = &flip->points[row->point];
    const flip_reader_t *reader = self->reader;
    text_t *out = &self->flip_rows;
    char id[WORLD_ID_SIZE];

    self->differed += row->delay != FLIP_NEVER;
    self->returned += row->back != FLIP_NEVER;
    csv_unsigned(out, row->point);
    csv_word(out, flip->experiment->flip.shocks[point->shock].shock.id);
    csv_double17(out, point->size);
    csv_unsigned(out, row->replicate);
    csv_word(out, world_strong_id(flip->world, world_alliance_strong(flip->world, row->alliance)));
    world_weak_id(flip->world, world_alliance_weak(flip->world, row->alliance), id);
    csv_word(out, id);
    put_flag(row->target, out);
    if (flip->has_before) {
        put_state(&row->before, out);
    } else {
        csv_empty(out);
        csv_empty(out);
    }
    put_years(flip, row->delay, out);
    put_flag(row->back != FLIP_NEVER, out);
    put_years(flip, row->back, out);
    put_flag(row->delay != FLIP_NEVER && !row->target, out);
    for (size_t h = 0; h < flip->horizon_count; h++) {
        put_state(&row->twin[h], out);
        put_state(&row->shocked[h], out);
        put_flag(row->twin[h].disposition != row->shocked[h].disposition, out);
    }
    csv_end_row(out);
    self->flip_count++;
    return reader != NULL && reader->row != NULL ? reader->row(reader->context, row) : 0;
}

/* `outcomes` NULL: the run is not finished. */
static void put_run(writing_t *self, uint64_t number, const double *outcomes)
{
    const flip_t *flip = self->flip;
    const int64_t point = flip_point(flip, number);
    text_t *out = &self->run_rows;

    if (point < 0) {
        csv_empty(out);
    } else {
        csv_unsigned(out, (uint64_t)point);
    }
    csv_unsigned(out, flip_replicate(flip, number));
    csv_unsigned(out, flip->experiment->seed);
    csv_word(out, outcomes != NULL ? "finished" : "failed");
    if (point < 0 || outcomes == NULL) {
        csv_empty(out);
        csv_empty(out);
    } else {
        csv_unsigned(out, self->differed);
        csv_unsigned(out, self->returned);
    }
    for (size_t i = 0; i < flip->outcome_count; i++) {
        csv_double17(out, outcomes != NULL ? outcomes[flip->outcomes[i]] : (double)NAN);
    }
    csv_end_row(out);
}

static int put_failed(writing_t *self, uint64_t number)
{
    int status = FILES_OK;

    for (; self->next < number && status == FILES_OK; self->next++) {
        put_run(self, self->next, NULL);
        self->failed++;
        status = output_drain(self->runs, &self->run_rows, FLUSH_SIZE, self->failure);
    }
    return status;
}

static int visit_run(void *context, uint64_t number, const void *payload, size_t size)
{
    writing_t *self = context;
    double outcomes[OUTCOME_MAX];
    int status = put_failed(self, number);

    self->differed = 0;
    self->returned = 0;
    if (status != FILES_OK) {
        goto out;
    }
    status = flip_outcomes(self->flip, payload, size, outcomes);
    if (status == FLIP_OK) {
        status = flip_read(self->flip, number, payload, size, put_row, self);
    }
    if (status == FLIP_DAMAGED) {
        status = failure_set_damaged(self->failure, self->campaign->options.directory, 0,
                                     "a record of the journal is not a flip's");
    } else if (status == FLIP_NO_MEMORY) {
        status = failure_set(self->failure, FILES_NO_MEMORY, 0, TABLE_FLIPS);
    }
    if (status != FILES_OK) {
        goto out;
    }
    put_run(self, number, outcomes);
    self->next = number + 1;
    status = output_drain(self->runs, &self->run_rows, FLUSH_SIZE, self->failure);
    if (status == FILES_OK) {
        status = output_drain(self->flips, &self->flip_rows, FLUSH_SIZE, self->failure);
    }
out:
    return status;
}

/* "USA", "front-3", "USA.KOR"; empty: everyone. */
static void put_target(const model_t *model, const model_shock_t *shock, text_t *out)
{
    const agent_kind_t kind = variable_info(shock->on)->kind;
    const int32_t weak = kind == KIND_ALLIANCE ? shock->weak
                         : kind == KIND_WEAK   ? shock->target
                                               : MODEL_NONE;
    const int32_t strong = kind == KIND_ALLIANCE ? shock->strong
                           : kind == KIND_STRONG ? shock->target
                                                 : MODEL_NONE;
    char name[4 * WORLD_ID_SIZE] = "", member[NUMBER_SIZE] = "";

    if (kind == KIND_SOURCE && shock->target != MODEL_NONE) {
        snprintf(name, sizeof name, "%s", model->sources[shock->target].id);
    } else {
        if (weak != MODEL_NONE && shock->member > 0) {
            snprintf(member, sizeof member, "-%" PRIu32, shock->member);
        }
        snprintf(name, sizeof name, "%s%s%s%s",
                 strong != MODEL_NONE ? model->strong[strong].id : "",
                 strong != MODEL_NONE && weak != MODEL_NONE ? "." : "",
                 weak != MODEL_NONE ? model->weak[weak].id : "", member);
    }
    csv_text(out, name);
}

static const table_column_t design_columns[] = {
    {TABLE_DESIGN, "point", "count", "number of the point, from 0: one shock of one size", false},
    {TABLE_DESIGN, "shock", "text", "ID of the shock", false},
    {TABLE_DESIGN, "on", "text", "what it acts on", false},
    {TABLE_DESIGN, "target", "text",
     "whom it hits: a source, a state, a group or one of its members; of alliances STRONG.WEAK or "
     "one of these; empty: all",
     false},
    {TABLE_DESIGN, "source", "text", "the source that it is about; empty if none is said", false},
    {TABLE_DESIGN, "permanent", "true/false", "whether it lasts", false},
    {TABLE_DESIGN, "date", "year", "when it happens", false},
    {TABLE_DESIGN, "size", "1", "how large it is", false}};

static int write_design(writing_t *self)
{
    const flip_t *flip = self->flip;
    const experiment_flip_t *of = &flip->experiment->flip;
    const model_t *model = &flip->experiment->scenario.model;
    output_t *output = NULL;
    text_t rows;
    int status =
        results_add_own(&self->results, TABLE_DESIGN, design_columns,
                        sizeof design_columns / sizeof design_columns[0], &output, self->failure);

    text_init(&rows);
    for (size_t i = 0; status == FILES_OK && i < flip->point_count; i++) {
        const model_shock_t *shock = &of->shocks[flip->points[i].shock].shock;
        const variable_info_t *info = variable_info(shock->on);
        char on[TEXT_SIZE];

        snprintf(on, sizeof on, "%s.%s", info->kind_name, info->name);
        csv_unsigned(&rows, i);
        csv_word(&rows, shock->id);
        csv_text(&rows, on);
        put_target(model, shock, &rows);
        csv_text(&rows, shock->source == MODEL_NONE ? "" : model->sources[shock->source].id);
        put_flag(shock->permanent, &rows);
        csv_double17(&rows, of->date);
        csv_double17(&rows, flip->points[i].size);
        csv_end_row(&rows);
    }
    if (status == FILES_OK) {
        status = output_drain(output, &rows, 0, self->failure);
    }
    results_set_rows(&self->results, TABLE_DESIGN, flip->point_count);
    text_free(&rows);
    return status;
}

static int write_runs(writing_t *self, campaign_t *campaign)
{
    const flip_t *flip = self->flip;
    const size_t behind = runs_columns(flip);
    int status = results_add_more(&self->results, TABLE_RUNS, true, self->columns, behind,
                                  &self->runs, self->failure);

    if (status == FILES_OK) {
        status = results_add_more(&self->results, TABLE_FLIPS, true, self->columns + behind,
                                  flip->horizon_count * HORIZON_COLUMNS, &self->flips,
                                  self->failure);
    }
    if (status == FILES_OK) {
        status = campaign_each(campaign, visit_run, self);
    }
    if (status == FILES_OK) {
        status = put_failed(self, flip_runs(flip));
    }
    if (status == FILES_OK) {
        status = output_drain(self->runs, &self->run_rows, 0, self->failure);
    }
    if (status == FILES_OK) {
        status = output_drain(self->flips, &self->flip_rows, 0, self->failure);
    }
    results_set_rows(&self->results, TABLE_RUNS, self->next);
    results_set_rows(&self->results, TABLE_FLIPS, self->flip_count);
    return status;
}

static int complete_manifest(const writing_t *self, manifest_t *manifest)
{
    const flip_t *flip = self->flip;
    int status = manifest_set_unsigned(manifest, "points", flip->point_count);

    if (status == FILES_OK) {
        status = manifest_set_unsigned(manifest, "runs", flip_runs(flip));
    }
    if (status == FILES_OK) {
        status = manifest_set_unsigned(manifest, "failed", self->failed);
    }
    return status;
}

int flip_write(const flip_t *self, campaign_t *campaign, const flip_reader_t *reader,
               const char *const *command_line, size_t command_line_count, failure_t *failure)
{
    writing_t writing = {
        .flip = self, .campaign = campaign, .reader = reader, .failure = failure};
    manifest_t manifest = {.root = NULL};
    int status = FILES_OK;

    failure_clear(failure);
    status = make_columns(&writing);
    if (status == FILES_OK) {
        status = identity_manifest(&self->identity, "flip", self->experiment, command_line,
                                   command_line_count, &manifest);
    }
    if (status != FILES_OK) {
        goto out;
    }
    results_open_locked(&writing.results, campaign->options.directory, &manifest);
    status = write_design(&writing);
    if (status == FILES_OK) {
        status = write_runs(&writing, campaign);
    }
    if (status == FILES_OK && reader != NULL && reader->finish != NULL) {
        status = reader->finish(reader->context, &writing.results, failure);
    }
    if (status == FILES_OK) {
        status = complete_manifest(&writing, &writing.results.manifest);
    }
    if (status == FILES_OK) {
        status = results_commit(&writing.results, failure);
    }
out:
    if (status != FILES_OK) {
        failure_keep(failure, &campaign->failure);
        failure_set(failure, status, 0, campaign->options.directory);
        status = failure->status;
    }
    results_discard(&writing.results);
    manifest_free(&manifest);
    free(writing.columns);
    free(writing.names);
    text_free(&writing.run_rows);
    text_free(&writing.flip_rows);
    return status;
}
