/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/analyze.h"

#include "analysis/changes.h"
#include "analysis/dyads.h"
#include "analysis/event_study.h"
#include "analysis/experiment_study.h"
#include "analysis/ledger.h"
#include "analysis/overview.h"
#include "analysis/source.h"
#include "analysis/spells.h"
#include "config/suggest.h"
#include "experiments/table.h"
#include "files/directory.h"
#include "files/stop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_errno.h>

enum { PATH_SIZE = 1024, ASK_EVERY = 4096 };

typedef struct {
    const analyze_options_t *options;
    analyze_outcome_t *outcome;
    source_t source;
    sheets_t sheets;
    interval_resampling_t resampling;
    failure_t *failure;
    /* What is fed row by row */
    series_t series;
    demands_t demands;
    overview_t overview;
    changes_t changes;
    spells_t spells;
    dyads_t dyads;
    event_study_t events;
    bool has_events;
} analysis_t;

const char *analyze_table(size_t index)
{
    return sheet_name(index);
}

/* ---- Time series ---- */

static void take_demand(analysis_t *self, size_t alliance, const demand_t *demand)
{
    overview_demand(&self->overview, demand);
    dyads_demand(&self->dyads, alliance, demand);
}

static void confirm(void *context, size_t alliance)
{
    analysis_t *self = context;
    demand_t closed;

    if (demands_confirm(&self->demands, alliance, &closed)) {
        take_demand(self, alliance, &closed);
    }
}

static int end_run(analysis_t *self, uint64_t replicate)
{
    demand_t closed;
    int status = self->has_events ? event_study_end(&self->events, &self->series, self->failure) : FILES_OK;

    if (status != FILES_OK) {
        return status;
    }
    for (size_t a = 0; a < self->demands.count; a++) {
        if (demands_end(&self->demands, a, &closed)) {
            take_demand(self, a, &closed);
        }
    }
    status = overview_end(&self->overview, replicate);
    if (status == FILES_OK) {
        status = changes_end(&self->changes, replicate);
    }
    if (status == FILES_OK) {
        status = spells_end(&self->spells, &self->series);
    }
    return status;
}

static int take_row(analysis_t *self, const series_row_t *row)
{
    demand_t closed[2];
    int status = FILES_OK;
    int over = 0;

    if (self->has_events) { /* first: it tells of the tick before */
        status = event_study_row(&self->events, &self->series, row, self->failure);
    }
    overview_row(&self->overview, row);
    if (status == FILES_OK) {
        status = dyads_row(&self->dyads, row);
    }
    if (status == FILES_OK) {
        over = demands_add(&self->demands, row, closed);
        status = over < 0 ? over : FILES_OK;
    }
    for (int i = 0; i < over; i++) {
        take_demand(self, row->alliance, &closed[i]);
    }
    if (status == FILES_OK) {
        status = changes_row(&self->changes, row);
    }
    if (status == FILES_OK) {
        status = spells_row(&self->spells, &self->series, row);
    }
    return status;
}

static int read_series(analysis_t *self)
{
    const double all = (double)source_bytes(&self->source, TABLE_TIMESERIES);
    series_row_t row;
    uint64_t run = 0;
    uint64_t replicate = 0;
    int status = series_open(&self->series, &self->source, self->failure);
    bool more = status == FILES_OK;

    while (more) {
        status = series_next(&self->series, &row, self->failure);
        more = status > 0;
        status = more ? FILES_OK : status;
        if (more && row.run != run) {
            status = run > 0 ? end_run(self, replicate) : FILES_OK;
            run = row.run;
            replicate = row.replicate;
        }
        if (more && status == FILES_OK) {
            status = take_row(self, &row);
        }
        if (more && self->series.reader.rows % ASK_EVERY == 0) {
            status = status == FILES_OK && stop_asked(self->options->stop) ? FILES_STOPPED : status;
            if (self->options->progress != NULL) {
                self->options->progress(self->options->progress_context, (double)self->series.reader.bytes, all);
            }
        }
        more = more && status == FILES_OK && self->sheets.status == FILES_OK;
    }
    if (status == FILES_OK && run > 0) {
        status = end_run(self, replicate);
    }
    if (status == FILES_OK && self->has_events) {
        status = event_study_finish(&self->events, self->failure);
    }
    self->outcome->rows += self->series.reader.rows + self->events.reader.rows;
    self->outcome->bytes += self->series.reader.bytes + self->events.reader.bytes;
    return status;
}

static int analyze_series(analysis_t *self)
{
    int status = overview_init(&self->overview, &self->source);

    self->has_events = source_has(&self->source, TABLE_EVENTS);
    self->demands.burn_in = self->has_events && self->source.burn_in > 0.0;
    if (status == FILES_OK) {
        status = changes_init(&self->changes, &self->source);
    }
    if (status == FILES_OK) {
        status = spells_init(&self->spells, &self->source, &self->sheets);
    }
    if (status == FILES_OK && self->has_events) {
        status = event_study_open(&self->events, &self->source, self->failure);
        self->events.opened = confirm;
        self->events.opened_context = self;
    }
    if (status == FILES_OK) {
        status = read_series(self);
    }
    if (status == FILES_OK) {
        overview_write(&self->overview, &self->sheets, &self->resampling);
        changes_write(&self->changes, &self->sheets, &self->resampling);
        spells_write(&self->spells, &self->sheets, self->resampling.level);
        dyads_write(&self->dyads, &self->series, &self->sheets);
        if (self->has_events) {
            event_study_write(&self->events, &self->sheets, self->resampling.level);
        }
        status = self->sheets.status;
    }
    return status;
}

/* ---- Counts, where there is no time series ---- */

enum { REPLICATE, TICK, DISPOSITION, BEHAVIOUR = DISPOSITION + BEHAVIOUR_COUNT, STATUS = BEHAVIOUR + BEHAVIOUR_COUNT,
       COUNT_COLUMNS = STATUS + STATUS_COUNT };

static void name_count(size_t column, char name[64])
{
    if (column < DISPOSITION) {
        snprintf(name, 64, "%s", column == REPLICATE ? "replicate" : "tick");
    } else if (column < BEHAVIOUR) {
        snprintf(name, 64, "disposition_%s", behaviour_name((behaviour_t)(column - DISPOSITION)));
    } else if (column < STATUS) {
        snprintf(name, 64, "behavior_%s", behaviour_name((behaviour_t)(column - BEHAVIOUR)));
    } else {
        snprintf(name, 64, "status_%s", status_name((status_t)(column - STATUS)));
    }
}

typedef struct count_rows {
    analysis_t *self;
    int columns[COUNT_COLUMNS];
    uint64_t replicate, tick; /* of the last row */
    bool begun;
} count_rows_t;

static int begin_counts(void *context, const csv_reader_t *reader, const int *columns, failure_t *failure)
{
    count_rows_t *rows = context;
    char name[64];
    int status = FILES_OK;

    (void)columns;
    for (size_t i = 0; i < COUNT_COLUMNS && status == FILES_OK; i++) {
        name_count(i, name);
        rows->columns[i] = csv_reader_column(reader, name, failure);
        status = rows->columns[i] < 0 ? FILES_DAMAGED : FILES_OK;
    }
    return status;
}

static int take_counts(void *context, csv_reader_t *reader, const int *columns, failure_t *failure)
{
    count_rows_t *rows = context;
    overview_t *overview = &rows->self->overview;
    uint64_t values[COUNT_COLUMNS];
    int status = FILES_OK;

    (void)columns;
    for (size_t i = 0; i < COUNT_COLUMNS && status == FILES_OK; i++) {
        status = csv_reader_unsigned(reader, (size_t)rows->columns[i], &values[i], failure) ? FILES_OK : FILES_DAMAGED;
    }
    if (status == FILES_OK && values[TICK] > INT32_MAX) {
        status = csv_reader_fault(reader, (size_t)rows->columns[TICK], "too large", failure);
    }
    /* A point of a sweep begins again at tick 0. */
    if (status == FILES_OK && rows->begun && (values[REPLICATE] != rows->replicate || values[TICK] <= rows->tick)) {
        status = overview_end(overview, rows->replicate);
    }
    if (status == FILES_OK) {
        overview_tick(overview, (int32_t)values[TICK], &values[DISPOSITION], &values[BEHAVIOUR], &values[STATUS]);
        rows->replicate = values[REPLICATE];
        rows->tick = values[TICK];
        rows->begun = true;
        status = stop_asked(rows->self->options->stop) ? FILES_STOPPED : FILES_OK;
    }
    return status;
}

static int analyze_counts(analysis_t *self)
{
    static const source_table_t table = {.name = TABLE_COUNTS, .begin = begin_counts, .row = take_counts};
    const source_tally_t tally = {&self->outcome->rows, &self->outcome->bytes};
    count_rows_t rows = {.self = self};
    int status = overview_init(&self->overview, &self->source);

    if (status == FILES_OK) {
        status = source_each(&self->source, &table, &rows, &tally, self->failure);
    }
    if (status == FILES_OK && rows.begun) {
        status = overview_end(&self->overview, rows.replicate);
    }
    if (status == FILES_OK) {
        overview_write(&self->overview, &self->sheets, &self->resampling);
        status = self->sheets.status;
    }
    return status;
}

/* ---- All of it ---- */

static void free_all(analysis_t *self)
{
    series_close(&self->series);
    demands_free(&self->demands);
    overview_free(&self->overview);
    changes_free(&self->changes);
    spells_free(&self->spells);
    dyads_free(&self->dyads);
    event_study_close(&self->events);
    source_close(&self->source);
    sheets_discard(&self->sheets);
}

static int refuse_table(const char *name, failure_t *failure)
{
    char nearest[SUGGEST_TEXT_SIZE];
    suggest_t suggest;

    suggest_init(&suggest, name);
    for (size_t t = 0; analyze_table(t) != NULL; t++) {
        suggest_offer(&suggest, analyze_table(t));
    }
    suggest_did_you_mean(&suggest, nearest, sizeof nearest);
    failure_set(failure, FILES_MISUSED, 0, name);
    snprintf(failure->detail, sizeof failure->detail, "there is no such table%s",
             nearest[0] != '\0' ? nearest : "; adrift params --outputs lists them, of analysis/");
    return FILES_MISUSED;
}

static int check_names(const analyze_options_t *options, failure_t *failure)
{
    int status = FILES_OK;

    for (size_t i = 0; i < options->table_count && status == FILES_OK; i++) {
        bool known = false;

        for (size_t t = 0; analyze_table(t) != NULL && !known; t++) {
            known = strcmp(analyze_table(t), options->tables[i]) == 0;
        }
        if (!known) {
            status = refuse_table(options->tables[i], failure);
        }
    }
    return status;
}

/* Each table asked for must have come, and some table. */
static int check_written(const analysis_t *self)
{
    const analyze_options_t *options = self->options;
    int status = FILES_OK;

    if (options->table_count == 0 && self->sheets.count == 0) {
        status = failure_set(self->failure, FILES_MISUSED, 0, self->source.directory);
        snprintf(self->failure->detail, sizeof self->failure->detail, "there is nothing to analyze in it: nothing was recorded");
    }

    for (size_t i = 0; i < options->table_count && status == FILES_OK; i++) {
        bool written = false;

        for (size_t s = 0; s < self->sheets.count && !written; s++) {
            written = strcmp(self->sheets.list[s]->name, options->tables[i]) == 0;
        }
        if (!written) {
            status = failure_set(self->failure, FILES_MISUSED, 0, options->tables[i]);
            snprintf(self->failure->detail, sizeof self->failure->detail, "%.100s does not hold what this table needs",
                     self->source.directory);
        }
    }
    return status;
}

/* Tables of an earlier analysis that this one does not make would not fit with its. */
static void remove_others(const analysis_t *self)
{
    char path[PATH_SIZE + 64];

    for (size_t t = 0; analyze_table(t) != NULL && self->options->table_count == 0; t++) {
        bool written = false;

        for (size_t s = 0; s < self->sheets.count && !written; s++) {
            written = strcmp(self->sheets.list[s]->name, analyze_table(t)) == 0;
        }
        if (!written) {
            snprintf(path, sizeof path, "%s/%s.csv", self->sheets.directory, analyze_table(t));
            unlink(path);
        }
    }
}

/* analysis/manifest.json; what it says of tables that were not asked for, and of page and figures, stays. */
static int write_ledger(analysis_t *self)
{
    const analyze_options_t options = {.level = self->resampling.level,
                                       .resamples = self->resampling.resamples,
                                       .seed = self->resampling.seed,
                                       .outcomes = self->options->outcomes,
                                       .outcome_count = self->options->outcome_count};
    const bool some = self->options->table_count > 0;
    manifest_t ledger = {.root = NULL};
    int status = ledger_begin(&ledger, &self->source, some ? LEDGER_TABLES | LEDGER_PAGE : LEDGER_PAGE);

    for (size_t i = 0; i < self->sheets.count && status == FILES_OK; i++) {
        const sheet_t *sheet = self->sheets.list[i];
        char name[80];
        const manifest_file_t file = {
            .name = name, .sha256 = sheet->hex, .bytes = sheet->output.bytes, .rows = (int64_t)sheet->rows};

        snprintf(name, sizeof name, "%s.csv", sheet->name);
        status = ledger_add_table(&ledger, &file);
        if (status == FILES_OK) {
            status = ledger_set_options(&ledger, sheet->name, &options);
        }
    }
    if (status == FILES_OK) {
        status = ledger_add_table(&ledger, &self->sheets.columns);
    }
    if (status == FILES_OK) {
        status = ledger_write(&ledger, self->source.directory, self->failure);
    }
    manifest_free(&ledger);
    return status;
}

static int analyze_all(analysis_t *self)
{
    int status = FILES_OK;

    if (source_has(&self->source, TABLE_TIMESERIES)) {
        status = analyze_series(self);
    } else if (source_has(&self->source, TABLE_COUNTS)) {
        status = analyze_counts(self);
    }
    if (status == FILES_OK) {
        const experiment_study_options_t study = {
            .outcomes = self->options->outcomes,
            .outcome_count = self->options->outcome_count,
            .resampling = self->resampling,
            .demands_too = !source_has(&self->source, TABLE_TIMESERIES) && !source_has(&self->source, TABLE_COUNTS),
        };

        status = experiment_study(&self->source, &self->sheets, &study, &self->outcome->rows, &self->outcome->bytes,
                                  self->failure);
    }
    if (status == FILES_OK) {
        status = check_written(self);
    }
    return status;
}

int analyze(const char *directory, const analyze_options_t *options, analyze_outcome_t *outcome)
{
    static const analyze_options_t none = {.level = 0.0};
    analysis_t *self = calloc(1, sizeof *self);
    char path[PATH_SIZE];
    directory_t lock = {.locked = false};
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    int status = FILES_OK;

    memset(outcome, 0, sizeof *outcome);
    if (self == NULL) {
        status = failure_set(&outcome->failure, FILES_NO_MEMORY, 0, directory);
        goto out;
    }
    self->options = options == NULL ? &none : options;
    self->outcome = outcome;
    self->failure = &outcome->failure;
    self->resampling.seed = self->options->seed;
    self->resampling.name = "";
    self->resampling.resamples = self->options->resamples == 0 ? ANALYZE_RESAMPLES : self->options->resamples;
    self->resampling.level = self->options->level > 0.0 ? self->options->level : 0.95;
    status = check_names(self->options, self->failure);
    if (status == FILES_OK) {
        status = source_open(&self->source, directory, self->failure);
    }
    if (status == FILES_OK && snprintf(path, sizeof path, "%s/" ANALYZE_DIRECTORY, directory) >= (int)sizeof path) {
        status = failure_set(self->failure, FILES_BAD_NAME, 0, directory);
    }
    if (status == FILES_OK) {
        status = directory_lock(&lock, directory, self->failure);
    }
    if (status != FILES_OK) {
        goto out;
    }
    status = directory_prepare(path, NULL, self->failure);
    if (status == FILES_OK) {
        status = directory_remove_parts(path, self->failure);
    }
    if (status == FILES_OK) {
        sheets_init(&self->sheets, path, source_has(&self->source, TABLE_DESIGN));
        self->sheets.wanted = self->options->tables;
        self->sheets.wanted_count = self->options->table_count;
        status = analyze_all(self);
    }
    if (status == FILES_OK) {
        status = sheets_commit(&self->sheets);
    }
    if (status == FILES_OK) {
        remove_others(self);
        status = write_ledger(self);
    }
    if (status == FILES_OK) {
        outcome->tables = self->sheets.count;
    } else if (self->failure->status == FILES_OK) {
        if (self->sheets.status != FILES_OK) {
            *self->failure = self->sheets.failure;
        } else {
            failure_set(self->failure, status, 0, directory);
        }
    }
out:
    if (self != NULL) {
        free_all(self);
        if (status != FILES_OK && self->sheets.directory != NULL) {
            rmdir(path); /* only if there is nothing in it */
        }
        free(self);
    }
    directory_unlock(&lock);
    gsl_set_error_handler(handler);
    return status;
}
