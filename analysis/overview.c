/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/overview.h"

#include "analysis/sets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

static const char *const measure_names[OVERVIEW_MEASURES] = {"demand", "issue_tick", "disposition"};
static const char *const time_names[OVERVIEW_TIMES] = {"disposition", "issue_tick", "status"};
static const size_t time_states[OVERVIEW_TIMES] = {BEHAVIOUR_COUNT, BEHAVIOUR_COUNT, STATUS_COUNT};

#define BOOTSTRAP "share; bootstrap over replicates, percentiles"

int overview_init(overview_t *self, const source_t *source)
{
    const double bins_at_most = OVERVIEW_YEARS_MAX;
    const double years = ceil(source->years - 1e-9);
    bool fine = true;

    memset(self, 0, sizeof *self);
    self->ticks_per_year = source->ticks_per_year;
    self->threshold_vulnerability = source->scenario.model.parameters.threshold_vulnerability;
    self->years_per_bin = years > bins_at_most ? (int32_t)ceil(years / bins_at_most) : 1;
    self->years = years < 1.0 ? 1 : (size_t)ceil(years / self->years_per_bin);
    for (int i = 0; i < OVERVIEW_MEASURES; i++) {
        frequency_init(&self->overall[i], 1, BEHAVIOUR_COUNT);
        frequency_init(&self->by_type[i], OVERVIEW_CELLS, BEHAVIOUR_COUNT);
    }
    frequency_init(&self->types, 1, OVERVIEW_CELLS);
    for (int i = 0; i < OVERVIEW_TIMES; i++) {
        frequency_init(&self->times[i], self->years, time_states[i]);
        self->time[i] = calloc(self->years * time_states[i], sizeof *self->time[i]);
        fine = fine && self->time[i] != NULL;
    }
    return fine ? FILES_OK : FILES_NO_MEMORY;
}

void overview_free(overview_t *self)
{
    for (int i = 0; i < OVERVIEW_MEASURES; i++) {
        frequency_free(&self->overall[i]);
        frequency_free(&self->by_type[i]);
    }
    frequency_free(&self->types);
    for (int i = 0; i < OVERVIEW_TIMES; i++) {
        frequency_free(&self->times[i]);
        free(self->time[i]);
        self->time[i] = NULL;
    }
}

static size_t year_of(const overview_t *self, int32_t tick)
{
    const size_t year = (size_t)(tick / self->ticks_per_year / self->years_per_bin);

    return year < self->years ? year : self->years - 1;
}

void overview_row(overview_t *self, const series_row_t *row)
{
    const size_t cell = frequency_type_threat(row->type, row->same);
    const size_t year = year_of(self, row->tick);
    const size_t condition = (row->type == STRONG_STRONG || row->type == STRONG_WEAK ? 8u : 0u) |
                             (row->type == STRONG_STRONG || row->type == WEAK_STRONG ? 4u : 0u) | (row->same ? 2u : 0u) |
                             (row->values[SERIES_VULNERABILITY] >= self->threshold_vulnerability ? 1u : 0u);

    self->has_types = true;
    self->time[OVERVIEW_TIME_STATUS][year * STATUS_COUNT + (size_t)row->status]++;
    if (row->living) {
        self->cells[OVERVIEW_DISPOSITION][cell][row->disposition]++;
        self->time[OVERVIEW_TIME_DISPOSITION][year * BEHAVIOUR_COUNT + (size_t)row->disposition]++;
        self->truth[1][condition][row->disposition]++;
    }
    if (row->behaviour != BEHAVIOUR_NONE) {
        self->cells[OVERVIEW_ISSUE_TICK][cell][row->behaviour]++;
        self->time[OVERVIEW_TIME_ISSUE][year * BEHAVIOUR_COUNT + (size_t)row->behaviour]++;
        self->truth[0][condition][row->behaviour]++;
    }
}

void overview_demand(overview_t *self, const demand_t *demand)
{
    self->cells[OVERVIEW_DEMAND][frequency_type_threat(demand->type, demand->same)][demand->gravest]++;
}

void overview_tick(overview_t *self, int32_t tick, const uint64_t disposition[BEHAVIOUR_COUNT],
                   const uint64_t behaviour[BEHAVIOUR_COUNT], const uint64_t status[STATUS_COUNT])
{
    const size_t year = year_of(self, tick);

    for (size_t i = 0; i < BEHAVIOUR_COUNT; i++) {
        /* Types are not known: all in one cell, of which only the sum is used. */
        self->cells[OVERVIEW_DISPOSITION][0][i] += disposition[i];
        self->cells[OVERVIEW_ISSUE_TICK][0][i] += behaviour[i];
        self->time[OVERVIEW_TIME_DISPOSITION][year * BEHAVIOUR_COUNT + i] += disposition[i];
        self->time[OVERVIEW_TIME_ISSUE][year * BEHAVIOUR_COUNT + i] += behaviour[i];
    }
    for (size_t i = 0; i < STATUS_COUNT; i++) {
        self->time[OVERVIEW_TIME_STATUS][year * STATUS_COUNT + i] += status[i];
    }
}

int overview_run_demands(overview_t *self, uint64_t replicate, const uint64_t demands[BEHAVIOUR_COUNT])
{
    int status = ANALYSIS_OK;

    self->has[OVERVIEW_DEMAND] = true;
    for (size_t i = 0; i < BEHAVIOUR_COUNT && status == ANALYSIS_OK; i++) {
        status = frequency_add(&self->overall[OVERVIEW_DEMAND], replicate, 0, i, demands[i]);
    }
    return status == ANALYSIS_OK ? FILES_OK : FILES_NO_MEMORY;
}

int overview_end(overview_t *self, uint64_t replicate)
{
    int status = ANALYSIS_OK;

    self->has_time = true;
    for (size_t m = 0; m < OVERVIEW_MEASURES; m++) {
        self->has[m] = self->has[m] || m != OVERVIEW_DEMAND || self->has_types;
        for (size_t cell = 0; cell < OVERVIEW_CELLS; cell++) {
            uint64_t all = 0;

            for (size_t i = 0; i < BEHAVIOUR_COUNT && status == ANALYSIS_OK; i++) {
                const uint64_t count = self->cells[m][cell][i];

                all += count;
                status = frequency_add(&self->overall[m], replicate, 0, i, count);
                if (status == ANALYSIS_OK && self->has_types) {
                    status = frequency_add(&self->by_type[m], replicate, cell, i, count);
                }
            }
            if (status == ANALYSIS_OK && m == OVERVIEW_DISPOSITION && self->has_types) {
                status = frequency_add(&self->types, replicate, 0, cell, all);
            }
        }
    }
    for (size_t t = 0; t < OVERVIEW_TIMES; t++) {
        for (size_t i = 0; i < self->years * time_states[t] && status == ANALYSIS_OK; i++) {
            status = frequency_add(&self->times[t], replicate, i / time_states[t], i % time_states[t], self->time[t][i]);
        }
        memset(self->time[t], 0, self->years * time_states[t] * sizeof *self->time[t]);
    }
    memset(self->cells, 0, sizeof self->cells);
    return status == ANALYSIS_OK ? FILES_OK : FILES_NO_MEMORY;
}

/* ---- Tables ---- */

static interval_resampling_t named(const interval_resampling_t *resampling, const char *name)
{
    interval_resampling_t result = *resampling;

    result.name = name;
    return result;
}

static void put_cell(sheet_t *sheet, size_t cell)
{
    csv_word(&sheet->text, interdependence_name((interdependence_t)(cell / 2)));
    csv_word(&sheet->text, cell % 2 == 0 ? "same" : "different");
}

static void write_frequencies(const overview_t *self, sheets_t *sheets, const interval_resampling_t *resampling)
{
    sheet_t *sheet = sheets_add(sheets, "frequencies");

    for (size_t m = 0; m < OVERVIEW_MEASURES && sheet != NULL; m++) {
        const frequency_t *table = &self->overall[m];
        const interval_resampling_t own = named(resampling, measure_names[m]);
        interval_t shares[BEHAVIOUR_COUNT];

        if (!self->has[m]) {
            continue;
        }
        if (frequency_shares(table, &own, NULL, shares, NULL) != ANALYSIS_OK) {
            sheets_fail(sheets, FILES_NO_MEMORY);
            break;
        }
        for (size_t i = 0; i < BEHAVIOUR_COUNT; i++) {
            csv_word(&sheet->text, measure_names[m]);
            csv_word(&sheet->text, behaviour_name((behaviour_t)i));
            csv_unsigned(&sheet->text, frequency_count(table, 0, i));
            sheet_interval(sheet, shares[i]);
            csv_unsigned(&sheet->text, frequency_clusters(table));
            sheet_tail(sheet, frequency_total(table), BOOTSTRAP, resampling->level);
        }
    }
}

static void write_by_type(const overview_t *self, sheets_t *sheets, const interval_resampling_t *resampling)
{
    sheet_t *sheet = sheets_add(sheets, "frequencies_type_threat");

    for (size_t m = 0; m < OVERVIEW_MEASURES && sheet != NULL; m++) {
        const frequency_t *table = &self->by_type[m];
        const interval_resampling_t own = named(resampling, measure_names[m]);
        interval_t in_row[OVERVIEW_CELLS * BEHAVIOUR_COUNT];
        interval_t in_table[OVERVIEW_CELLS * BEHAVIOUR_COUNT];

        if (frequency_shares(table, &own, in_row, in_table, NULL) != ANALYSIS_OK) {
            sheets_fail(sheets, FILES_NO_MEMORY);
            break;
        }
        for (size_t i = 0; i < OVERVIEW_CELLS * BEHAVIOUR_COUNT; i++) {
            const size_t cell = i / BEHAVIOUR_COUNT;

            csv_word(&sheet->text, measure_names[m]);
            put_cell(sheet, cell);
            csv_word(&sheet->text, behaviour_name((behaviour_t)(i % BEHAVIOUR_COUNT)));
            csv_unsigned(&sheet->text, frequency_count(table, cell, i % BEHAVIOUR_COUNT));
            sheet_interval(sheet, in_row[i]);
            sheet_interval(sheet, in_table[i]);
            csv_unsigned(&sheet->text, frequency_clusters(table));
            sheet_tail(sheet, frequency_row(table, cell), BOOTSTRAP, resampling->level);
        }
    }
}

static void write_types(const overview_t *self, sheets_t *sheets, const interval_resampling_t *resampling)
{
    sheet_t *sheet = sheets_add(sheets, "types");
    const interval_resampling_t own = named(resampling, "types");
    interval_t shares[OVERVIEW_CELLS];

    if (sheet == NULL) {
        return;
    }
    if (frequency_shares(&self->types, &own, NULL, shares, NULL) != ANALYSIS_OK) {
        sheets_fail(sheets, FILES_NO_MEMORY);
        return;
    }
    for (size_t i = 0; i < OVERVIEW_CELLS; i++) {
        put_cell(sheet, i);
        csv_unsigned(&sheet->text, frequency_count(&self->types, 0, i));
        sheet_interval(sheet, shares[i]);
        csv_unsigned(&sheet->text, frequency_clusters(&self->types));
        sheet_tail(sheet, frequency_total(&self->types), BOOTSTRAP, resampling->level);
    }
}

static const char *time_state(size_t time, size_t state)
{
    return time == OVERVIEW_TIME_STATUS ? status_name((status_t)state) : behaviour_name((behaviour_t)state);
}

static int compare_numbers(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static void put_spread(sheet_t *sheet, double *shares, size_t n)
{
    static const double quantiles[] = {0.05, 0.25, 0.5, 0.75, 0.95};

    csv_double17(&sheet->text, n > 0 ? gsl_stats_mean(shares, 1, n) : NAN);
    csv_double17(&sheet->text, n > 1 ? gsl_stats_sd(shares, 1, n) : NAN);
    qsort(shares, n, sizeof *shares, compare_numbers);
    for (size_t q = 0; q < sizeof quantiles / sizeof quantiles[0]; q++) {
        csv_double17(&sheet->text, n > 0 ? gsl_stats_quantile_from_sorted_data(shares, 1, n, quantiles[q]) : NAN);
    }
    csv_unsigned(&sheet->text, n);
}

/* The clusters' shares of a state in a year; how many clusters have any. */
static size_t gather(const frequency_t *table, size_t year, size_t state, double *shares)
{
    const size_t cells = table->rows * table->columns;
    size_t n = 0;

    for (size_t c = 0; c < table->cluster_capacity; c++) {
        const uint64_t *row = table->counts + c * cells + year * table->columns;
        uint64_t all = 0;

        for (size_t i = 0; i < table->columns && table->present[c]; i++) {
            all += row[i];
        }
        if (all > 0) {
            shares[n++] = (double)row[state] / (double)all;
        }
    }
    return n;
}

static void write_times(const overview_t *self, sheets_t *sheets)
{
    sheet_t *sheet = sheets_add(sheets, "behaviours_over_time");

    for (size_t t = 0; t < OVERVIEW_TIMES && sheet != NULL; t++) {
        const frequency_t *table = &self->times[t];
        double *shares = malloc((table->cluster_capacity + 1) * sizeof *shares);

        if (shares == NULL) {
            sheets_fail(sheets, FILES_NO_MEMORY);
            break;
        }
        for (size_t i = 0; i < self->years * time_states[t]; i++) {
            const size_t year = i / time_states[t];
            const size_t state = i % time_states[t];
            const uint64_t all = frequency_row(table, year);

            if (all == 0) {
                continue;
            }
            csv_word(&sheet->text, time_names[t]);
            csv_unsigned(&sheet->text, year * (uint64_t)self->years_per_bin);
            csv_word(&sheet->text, time_state(t, state));
            csv_double17(&sheet->text, (double)frequency_count(table, year, state) / (double)all);
            put_spread(sheet, shares, gather(table, year, state, shares));
            sheet_tail(sheet, all, "quantiles over replicates", NAN);
        }
        free(shares);
    }
}

/* outcome: a behaviour, or BEHAVIOUR_COUNT: all but following. */
static bool outcome_is(size_t outcome, size_t behaviour)
{
    return outcome == BEHAVIOUR_COUNT ? behaviour != BEHAVIOUR_FOLLOW : outcome == behaviour;
}

static void put_truth(sheet_t *sheet, const sets_table_t *table, const char *measure, size_t outcome)
{
    for (size_t r = 0; r < table->row_count; r++) {
        const sets_row_t *row = &table->rows[r];
        const double consistency = sets_consistency(&row->relation);

        csv_word(&sheet->text, measure);
        csv_word(&sheet->text, outcome == BEHAVIOUR_COUNT ? "non_following" : behaviour_name((behaviour_t)outcome));
        csv_unsigned(&sheet->text, r + 1);
        for (size_t c = 0; c < 4; c++) {
            csv_integer(&sheet->text, sets_table_present(table, r, c));
        }
        csv_word(&sheet->text, row->cases == 0 ? "?" : consistency >= 0.8 ? "1" : "0");
        csv_unsigned(&sheet->text, row->cases);
        csv_double17(&sheet->text, consistency);
        csv_double17(&sheet->text, sets_pri(&row->relation));
        csv_double17(&sheet->text, sets_coverage(&row->relation));
        sheet_tail(sheet, table->cases, "crisp sets", NAN);
    }
}

static void write_truth(const overview_t *self, sheets_t *sheets)
{
    static const overview_measure_t measures[2] = {OVERVIEW_ISSUE_TICK, OVERVIEW_DISPOSITION};
    sheet_t *sheet = sheets_add(sheets, "truth_table");

    for (size_t m = 0; m < 2 && sheet != NULL; m++) {
        for (size_t outcome = 0; outcome <= BEHAVIOUR_COUNT; outcome++) {
            sets_table_t table;
            int status = sets_table_init(&table, 4);

            for (size_t i = 0; i < OVERVIEW_CONDITIONS * BEHAVIOUR_COUNT && status == ANALYSIS_OK; i++) {
                const size_t row = i / BEHAVIOUR_COUNT;
                const double memberships[4] = {(double)(row >> 3 & 1), (double)(row >> 2 & 1), (double)(row >> 1 & 1),
                                               (double)(row & 1)};

                status = sets_table_add(&table, memberships, outcome_is(outcome, i % BEHAVIOUR_COUNT) ? 1.0 : 0.0,
                                        self->truth[m][row][i % BEHAVIOUR_COUNT]);
            }
            if (status == ANALYSIS_OK) {
                put_truth(sheet, &table, measure_names[measures[m]], outcome);
            } else {
                sheets_fail(sheets, FILES_NO_MEMORY);
            }
            sets_table_free(&table);
        }
    }
}

void overview_write(const overview_t *self, sheets_t *sheets, const interval_resampling_t *resampling)
{
    write_frequencies(self, sheets, resampling);
    if (self->has_types) {
        write_by_type(self, sheets, resampling);
        write_types(self, sheets, resampling);
        write_truth(self, sheets);
    }
    if (self->has_time) {
        write_times(self, sheets);
    }
}
