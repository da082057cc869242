/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/transition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_matrix.h>

int transition_init(transition_t *self, size_t states)
{
    int status = ANALYSIS_OK;

    memset(self, 0, sizeof *self);
    if (states < 1 || states > TRANSITION_STATES_MAX) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    self->states = states;
    self->counts = calloc(states * states, sizeof *self->counts);
    self->episodes = calloc(states, sizeof *self->episodes);
    self->completed = calloc(states, sizeof *self->completed);
    self->time_completed = calloc(states, sizeof *self->time_completed);
    self->time = calloc(states, sizeof *self->time);
    if (self->counts == NULL || self->episodes == NULL || self->completed == NULL ||
        self->time_completed == NULL || self->time == NULL) {
        transition_free(self);
        status = ANALYSIS_NO_MEMORY;
    }

out:
    return status;
}

void transition_free(transition_t *self)
{
    free(self->counts);
    free(self->episodes);
    free(self->completed);
    free(self->time_completed);
    free(self->time);
    free(self->units);
    memset(self, 0, sizeof *self);
}

static int grow(transition_t *self, size_t unit)
{
    size_t capacity = self->unit_capacity == 0 ? 64 : self->unit_capacity;
    transition_unit_t *units;

    while (capacity <= unit && capacity <= SIZE_MAX / 2 / sizeof *units) {
        capacity *= 2;
    }
    units = capacity > unit ? realloc(self->units, capacity * sizeof *units) : NULL;
    if (units == NULL) {
        return ANALYSIS_NO_MEMORY;
    }
    for (size_t i = self->unit_capacity; i < capacity; i++) {
        units[i] = (transition_unit_t){TRANSITION_MISSING, false, -INFINITY, 0.0};
    }
    self->units = units;
    self->unit_capacity = capacity;
    return ANALYSIS_OK;
}

int transition_observe(transition_t *self, size_t unit, double time, int32_t state)
{
    int status = ANALYSIS_OK;
    transition_unit_t *seen;

    if (state < TRANSITION_MISSING || state >= (int32_t)self->states || !isfinite(time)) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    if (unit >= self->unit_capacity) {
        status = grow(self, unit);
        if (status != ANALYSIS_OK) {
            goto out;
        }
    }
    seen = &self->units[unit];
    if (!(time > seen->time)) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    if (state != TRANSITION_MISSING && seen->state != TRANSITION_MISSING) {
        const size_t from = (size_t)seen->state;

        self->counts[from * self->states + (size_t)state]++;
        self->time[from] += time - seen->time;
    }
    if (state != seen->state) {
        if (state != TRANSITION_MISSING) {
            if (seen->state != TRANSITION_MISSING && seen->begin_seen) {
                self->completed[seen->state]++;
                self->time_completed[seen->state] += time - seen->begin;
            }
            self->episodes[state]++;
            seen->begin_seen = seen->state != TRANSITION_MISSING;
            seen->begin = time;
        }
        seen->state = state;
    }
    seen->time = time;

out:
    return status;
}

void transition_cut(transition_t *self)
{
    for (size_t i = 0; i < self->unit_capacity; i++) {
        self->units[i].state = TRANSITION_MISSING;
        self->units[i].time = -INFINITY;
    }
}

uint64_t transition_count(const transition_t *self, size_t from, size_t to)
{
    return self->counts[from * self->states + to];
}

static uint64_t steps_from(const transition_t *self, size_t from)
{
    uint64_t sum = 0;

    for (size_t to = 0; to < self->states; to++) {
        sum += transition_count(self, from, to);
    }
    return sum;
}

static uint64_t departures_from(const transition_t *self, size_t from)
{
    return steps_from(self, from) - transition_count(self, from, from);
}

interval_t transition_share(const transition_t *self, size_t from, size_t to, double level)
{
    return interval_wilson((double)transition_count(self, from, to), (double)steps_from(self, from),
                           level);
}

interval_t transition_episode_share(const transition_t *self, size_t from, size_t to, double level)
{
    if (from == to) {
        return interval_none();
    }
    return interval_wilson((double)transition_count(self, from, to),
                           (double)departures_from(self, from), level);
}

interval_t transition_sojourn(const transition_t *self, size_t state, double level)
{
    const double departures = (double)departures_from(self, state);
    interval_t result = interval_none();

    if (departures > 0.0) {
        const double factor = exp(interval_z(level) / sqrt(departures));

        result.estimate = self->time[state] / departures;
        result.low = result.estimate / factor;
        result.high = result.estimate * factor;
    }
    return result;
}

double transition_completed_mean(const transition_t *self, size_t state)
{
    return self->completed[state] == 0
               ? NAN
               : self->time_completed[state] / (double)self->completed[state];
}

/* out = m to the power of n >= 1; m is used up. */
static void matrix_power(gsl_matrix *m, uint64_t n, gsl_matrix *out, gsl_matrix *scratch)
{
    gsl_matrix_set_identity(out);
    for (; n > 0; n >>= 1) {
        if (n & 1u) {
            gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, out, m, 0.0, scratch);
            gsl_matrix_memcpy(out, scratch);
        }
        gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, m, m, 0.0, scratch);
        gsl_matrix_memcpy(m, scratch);
    }
}

/* Rows from which nothing was observed are unknown. */
static void copy_known(const transition_t *self, const gsl_matrix *m, double *probability)
{
    for (size_t from = 0; from < self->states; from++) {
        const bool known = steps_from(self, from) > 0;

        for (size_t to = 0; to < self->states; to++) {
            probability[from * self->states + to] = known ? gsl_matrix_get(m, from, to) : NAN;
        }
    }
}

int transition_per_year(const transition_t *self, double steps_per_year, double *probability)
{
    const size_t n = self->states;
    gsl_matrix *step = NULL, *power = NULL, *scratch = NULL;
    int status = ANALYSIS_OK;

    if (!(steps_per_year >= 1.0 && steps_per_year <= 1e9) ||
        floor(steps_per_year) != steps_per_year) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    step = gsl_matrix_alloc(n, n);
    power = gsl_matrix_alloc(n, n);
    scratch = gsl_matrix_alloc(n, n);
    if (step == NULL || power == NULL || scratch == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    for (size_t from = 0; from < n; from++) {
        const double all = (double)steps_from(self, from);

        for (size_t to = 0; to < n; to++) {
            gsl_matrix_set(step, from, to,
                           all > 0.0 ? (double)transition_count(self, from, to) / all
                                     : (double)(from == to));
        }
    }
    matrix_power(step, (uint64_t)steps_per_year, power, scratch);
    copy_known(self, power, probability);

out:
    gsl_matrix_free(scratch);
    gsl_matrix_free(power);
    gsl_matrix_free(step);
    return status;
}

int transition_exponential(const transition_t *self, double time, double *probability)
{
    const size_t n = self->states;
    gsl_matrix *rates = NULL, *result = NULL;
    int status = ANALYSIS_OK;

    if (!(time >= 0.0) || !isfinite(time)) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    rates = gsl_matrix_calloc(n, n);
    result = gsl_matrix_alloc(n, n);
    if (rates == NULL || result == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    for (size_t from = 0; from < n; from++) {
        for (size_t to = 0; to < n; to++) {
            if (from != to && transition_count(self, from, to) > 0) {
                const double rate =
                    time * (double)transition_count(self, from, to) / self->time[from];

                gsl_matrix_set(rates, from, to, rate);
                gsl_matrix_set(rates, from, from, gsl_matrix_get(rates, from, from) - rate);
            }
        }
    }
    if (gsl_linalg_exponential_ss(rates, result, GSL_PREC_DOUBLE) != 0) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    copy_known(self, result, probability);

out:
    gsl_matrix_free(result);
    gsl_matrix_free(rates);
    return status;
}
