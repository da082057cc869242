/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/changes.h"

#include <math.h>
#include <string.h>

enum { DISPOSITION, BEHAVIOUR, STATUS };

static const char *const kind_names[CHANGES_KINDS] = {"disposition", "behavior", "status"};
static const size_t kind_states[CHANGES_KINDS] = {CHANGES_STATES, BEHAVIOUR_COUNT, STATUS_COUNT};

static const char *state_name(size_t kind, size_t state)
{
    if (kind == STATUS) {
        return status_name((status_t)state);
    }
    return state == BEHAVIOUR_COUNT ? status_name(STATUS_ENDED) : behaviour_name((behaviour_t)state);
}

int changes_init(changes_t *self, const source_t *source)
{
    int status = ANALYSIS_OK;

    memset(self, 0, sizeof *self);
    self->ticks_per_year = source->ticks_per_year;
    self->every = source->every;
    for (size_t k = 0; k < CHANGES_KINDS && status == ANALYSIS_OK; k++) {
        changes_kind_t *kind = &self->kinds[k];

        status = transition_init(&kind->transition, kind_states[k]);
        frequency_init(&kind->steps, kind_states[k], kind_states[k]);
        frequency_init(&kind->episodes, kind_states[k], kind_states[k]);
    }
    return status == ANALYSIS_OK ? FILES_OK : FILES_NO_MEMORY;
}

void changes_free(changes_t *self)
{
    for (size_t k = 0; k < CHANGES_KINDS; k++) {
        transition_free(&self->kinds[k].transition);
        frequency_free(&self->kinds[k].steps);
        frequency_free(&self->kinds[k].episodes);
    }
}

int changes_row(changes_t *self, const series_row_t *row)
{
    const double time = (double)row->tick / self->ticks_per_year;
    const int32_t states[CHANGES_KINDS] = {(int32_t)row->disposition,
                                           row->behaviour == BEHAVIOUR_NONE ? TRANSITION_MISSING : (int32_t)row->behaviour,
                                           (int32_t)row->status};
    int status = ANALYSIS_OK;

    for (size_t k = 0; k < CHANGES_KINDS && status == ANALYSIS_OK; k++) {
        status = transition_observe(&self->kinds[k].transition, row->alliance, time, states[k]);
    }
    return status == ANALYSIS_OK ? FILES_OK : FILES_NO_MEMORY;
}

int changes_end(changes_t *self, uint64_t replicate)
{
    int status = ANALYSIS_OK;

    for (size_t k = 0; k < CHANGES_KINDS; k++) {
        changes_kind_t *kind = &self->kinds[k];
        const size_t states = kind_states[k];

        for (size_t from = 0; from < states; from++) {
            uint64_t left = 0;

            for (size_t to = 0; to < states && status == ANALYSIS_OK; to++) {
                uint64_t *before = &kind->counts[from * states + to];
                const uint64_t count = kind->transition.counts[from * states + to];

                status = frequency_add(&kind->steps, replicate, from, to, count - *before);
                if (status == ANALYSIS_OK) {
                    status = frequency_add(&kind->episodes, replicate, from, to, from == to ? 0 : count - *before);
                }
                left += from == to ? 0 : count - *before;
                *before = count;
            }
            /* Time over departures = 1 / rate; the ratio is of rates' parts turned round, so that runs without a
               departure count too. */
            ratio_add(&kind->sojourns[from], (double)left, kind->transition.time[from] - kind->time[from]);
            kind->time[from] = kind->transition.time[from];
        }
        transition_cut(&kind->transition);
    }
    return status == ANALYSIS_OK ? FILES_OK : FILES_NO_MEMORY;
}

static void put_transitions(sheet_t *sheet, const changes_t *self, size_t k, bool episodes,
                            const interval_resampling_t *resampling)
{
    const changes_kind_t *kind = &self->kinds[k];
    const frequency_t *table = episodes ? &kind->episodes : &kind->steps;
    const size_t states = kind_states[k];
    const double steps = (double)self->ticks_per_year / self->every;
    interval_resampling_t own = *resampling;
    interval_t shares[CHANGES_STATES * CHANGES_STATES];
    double per_year[CHANGES_STATES * CHANGES_STATES];
    const bool whole = fabs(steps - round(steps)) < 1e-9 && steps >= 1.0;

    own.name = kind_names[k];
    if (frequency_shares(table, &own, shares, NULL, NULL) != ANALYSIS_OK ||
        (whole ? transition_per_year(&kind->transition, round(steps), per_year)
               : transition_exponential(&kind->transition, 1.0, per_year)) != ANALYSIS_OK) {
        sheets_fail(sheet->sheets, FILES_NO_MEMORY);
        return;
    }
    for (size_t i = 0; i < states * states; i++) {
        const size_t from = i / states;
        const size_t to = i % states;

        if (episodes && from == to) {
            continue;
        }
        csv_word(&sheet->text, kind_names[k]);
        csv_word(&sheet->text, episodes ? "episode" : "tick");
        csv_word(&sheet->text, state_name(k, from));
        csv_word(&sheet->text, state_name(k, to));
        csv_unsigned(&sheet->text, frequency_count(table, from, to));
        sheet_interval(sheet, shares[i]);
        /* Behaviours are seen only while an issue is open: a year later is not theirs to say. */
        csv_double17(&sheet->text, episodes || k == BEHAVIOUR ? (double)NAN : per_year[i]);
        csv_unsigned(&sheet->text, frequency_clusters(table));
        sheet_tail(sheet, frequency_row(table, from), "share; bootstrap over replicates, percentiles", resampling->level);
    }
}

static void write_sojourns(const changes_t *self, sheets_t *sheets, double level)
{
    sheet_t *sheet = sheets_add(sheets, "sojourns");

    for (size_t k = 0; k < CHANGES_KINDS && sheet != NULL; k++) {
        const changes_kind_t *kind = &self->kinds[k];

        for (size_t s = 0; s < kind_states[k]; s++) {
            const interval_t mean = transition_sojourn(&kind->transition, s, level);
            const interval_t rate = ratio_interval(&kind->sojourns[s], level);
            const uint64_t departures = frequency_row(&kind->episodes, s);

            csv_word(&sheet->text, kind_names[k]);
            csv_word(&sheet->text, state_name(k, s));
            csv_double17(&sheet->text, mean.estimate);
            csv_double17(&sheet->text, departures > 0 ? 1.0 / rate.high : (double)NAN);
            csv_double17(&sheet->text, departures > 0 && rate.low > 0.0 ? 1.0 / rate.low : (double)NAN);
            csv_double17(&sheet->text, transition_completed_mean(&kind->transition, s));
            csv_unsigned(&sheet->text, kind->transition.episodes[s]);
            csv_unsigned(&sheet->text, departures);
            csv_double17(&sheet->text, kind->transition.time[s]);
            csv_unsigned(&sheet->text, kind->sojourns[s].clusters);
            sheet_tail(sheet, departures, "years / departures; rate's interval clustered by replicate, t", level);
        }
    }
}

void changes_write(const changes_t *self, sheets_t *sheets, const interval_resampling_t *resampling)
{
    sheet_t *sheet = sheets_add(sheets, "transitions");

    for (size_t k = 0; k < CHANGES_KINDS && sheet != NULL; k++) {
        put_transitions(sheet, self, k, false, resampling);
        put_transitions(sheet, self, k, true, resampling);
    }
    write_sojourns(self, sheets, resampling->level);
}
