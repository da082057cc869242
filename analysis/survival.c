/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/survival.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int survival_init(survival_t *self, int32_t causes)
{
    memset(self, 0, sizeof *self);
    if (causes < 1 || causes > SURVIVAL_CAUSES_MAX) {
        return ANALYSIS_INVALID;
    }
    self->causes = causes;
    return ANALYSIS_OK;
}

void survival_free(survival_t *self)
{
    free(self->spells);
    free(self->points);
    free(self->incidence);
    memset(self, 0, sizeof *self);
}

static uint64_t spell_hash(double start, double stop, int32_t event)
{
    uint64_t a, b;

    memcpy(&a, &start, sizeof a);
    memcpy(&b, &stop, sizeof b);
    a = (a ^ (uint64_t)event) * UINT64_C(0x9e3779b97f4a7c15);
    a ^= a >> 29;
    a = (a ^ b) * UINT64_C(0xbf58476d1ce4e5b9);
    a ^= a >> 32;
    a *= UINT64_C(0x94d049bb133111eb);
    return a ^ a >> 31;
}

/* The slot of such a spell, or the free one where it belongs. capacity is a power of 2, never full.
 */
static survival_spell_t *find_slot(survival_spell_t *spells, size_t capacity, double start,
                                   double stop, int32_t event)
{
    size_t slot = (size_t)spell_hash(start, stop, event) & (capacity - 1);

    while (spells[slot].count != 0 && (spells[slot].start != start || spells[slot].stop != stop ||
                                       spells[slot].event != event)) {
        slot = (slot + 1) & (capacity - 1);
    }
    return &spells[slot];
}

static int grow(survival_t *self)
{
    const size_t capacity = self->capacity == 0 ? 64 : 2 * self->capacity;
    survival_spell_t *spells = calloc(capacity, sizeof *spells);

    if (spells == NULL) {
        return ANALYSIS_NO_MEMORY;
    }
    for (size_t i = 0; i < self->capacity; i++) {
        const survival_spell_t *old = &self->spells[i];

        if (old->count != 0) {
            *find_slot(spells, capacity, old->start, old->stop, old->event) = *old;
        }
    }
    free(self->spells);
    self->spells = spells;
    self->capacity = capacity;
    return ANALYSIS_OK;
}

int survival_add(survival_t *self, double start, double stop, int32_t event, uint64_t count)
{
    int status = ANALYSIS_OK;
    survival_spell_t *slot;

    if (!(start >= 0.0) || !(stop > start) || !isfinite(stop) || event < 0 ||
        event > self->causes) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    if (count == 0) {
        goto out;
    }
    if (2 * (self->distinct + 1) > self->capacity) {
        status = grow(self);
        if (status != ANALYSIS_OK) {
            goto out;
        }
    }
    start += 0.0; /* -0 and 0 are one time and must have one hash */
    slot = find_slot(self->spells, self->capacity, start, stop, event);
    if (slot->count == 0) {
        *slot = (survival_spell_t){start, stop, event, 0};
        self->distinct++;
    }
    slot->count += count;
    self->count += count;
    self->events += event == SURVIVAL_CENSORED ? 0 : count;

out:
    return status;
}

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_stop(const void *a, const void *b)
{
    const survival_spell_t *x = a, *y = b;
    int order = compare(x->stop, y->stop);

    if (order == 0) {
        order = compare(x->start, y->start);
    }
    return order != 0 ? order : (x->event > y->event) - (x->event < y->event);
}

typedef struct entry {
    double start;
    size_t spell;
} entry_t;

static int by_start(const void *a, const void *b)
{
    const entry_t *x = a, *y = b;
    const int order = compare(x->start, y->start);

    return order != 0 ? order : (x->spell > y->spell) - (x->spell < y->spell);
}

/* exp(log(estimate) -+ z se(log)), above at most 1. */
static void log_bounds(double estimate, double relative_error, double z, double *low, double *high)
{
    *low = NAN;
    *high = NAN;
    if (estimate > 0.0) {
        *low = estimate * exp(-z * relative_error);
        *high = fmin(1.0, estimate * exp(z * relative_error));
    }
}

/* Fills points (at, events, curve) and the events of incidence. */
static void estimate_curve(survival_t *self, const survival_spell_t *spells, const entry_t *entries)
{
    const size_t distinct = self->distinct;
    const double z = interval_z(self->level);
    const size_t causes = (size_t)self->causes;
    double survival = 1.0, hazard_variance = 0.0;
    uint64_t at_risk = 0;
    size_t entered = 0, point = 0;

    for (size_t i = 0; i < distinct; point++) {
        survival_point_t *p = &self->points[point];
        const double time = spells[i].stop;

        while (entered < distinct && entries[entered].start < time) {
            at_risk += spells[entries[entered].spell].count;
            entered++;
        }
        *p = (survival_point_t){.time = time, .at_risk = at_risk};
        for (; i < distinct && spells[i].stop == time; i++) {
            if (spells[i].event == SURVIVAL_CENSORED) {
                p->censored += spells[i].count;
            } else {
                p->events += spells[i].count;
                self->incidence[point * causes + (size_t)(spells[i].event - 1)].events +=
                    spells[i].count;
            }
        }
        at_risk -= p->events + p->censored;

        const double n = (double)p->at_risk, d = (double)p->events;

        survival *= 1.0 - d / n;
        hazard_variance += d > 0.0 ? d / (n * (n - d)) : 0.0; /* infinite where all end */
        p->survival = survival;
        p->standard_error = survival > 0.0 ? survival * sqrt(hazard_variance) : NAN;
        log_bounds(survival, sqrt(hazard_variance), z, &p->low, &p->high);
    }
}

/*
 * Incidence of one cause and its variance, the sum over spells of squared influence (infinitesimal
 * jackknife). With A_k the cumulative hazard of cause k, h_k its step, h their sum, n at risk,
 *
 *     F_k(t) = sum of S(u-) h_k(u),     U_i(t) = sum of S(u-) dA_ki(u) + dS_i(u-) h_k(u)
 *
 * where spell i, entered at a, contributes dA_ki = (1{ends by k} - h_k) / n while at risk, and
 * dS_i(u-) = -S(u-) H_i with H_i the sum of dA_i / (1 - h) before u. Every spell that is at risk
 * without an end yet has
 *
 *     U_i(t) = p(t) + q(a) - C(a) F(t),   C = sum h / (n (1 - h)),  P = sum S h_k / n,
 *     p = Q - P,  q = P - Q + C F,        Q = sum S h_k C(u-)
 *
 * and one that has stopped U_i(t) = alpha - H F(t). So running sums of products give the sum of
 * squares over all spells, in time proportional to distinct spells + times.
 *
 * entry_c, entry_q: scratch, one for each distinct spell.
 */
static void estimate_incidence(survival_t *self, const survival_spell_t *spells,
                               const entry_t *entries, int32_t cause, double *entry_c,
                               double *entry_q)
{
    const size_t distinct = self->distinct;
    const size_t causes = (size_t)self->causes;
    const double z = interval_z(self->level);
    double before = 1.0; /* S(u-) */
    double F = 0.0, C = 0.0, P = 0.0, Q = 0.0;
    double n_risk = 0.0, q_risk = 0.0, qq_risk = 0.0, c_risk = 0.0, cc_risk = 0.0, qc_risk = 0.0;
    double aa_gone = 0.0, ah_gone = 0.0, hh_gone = 0.0;
    size_t entered = 0, i = 0;

    for (size_t point = 0; point < self->point_count; point++) {
        const survival_point_t *at = &self->points[point];
        survival_incidence_t *result = &self->incidence[point * causes + (size_t)(cause - 1)];
        const double n = (double)at->at_risk;
        const double step = (double)result->events / n, all = (double)at->events / n;
        const bool last = at->events == at->at_risk;

        for (; entered < distinct && entries[entered].start < at->time; entered++) {
            const size_t spell = entries[entered].spell;
            const double count = (double)spells[spell].count;
            const double q = P - Q + C * F;

            entry_c[spell] = C;
            entry_q[spell] = q;
            n_risk += count;
            q_risk += count * q;
            qq_risk += count * q * q;
            c_risk += count * C;
            cc_risk += count * C * C;
            qc_risk += count * q * C;
        }

        P += before * step / n;
        Q += before * step * C;
        F += before * step;
        C += last ? 0.0 : all / (n * (1.0 - all));

        for (; i < distinct && spells[i].stop == at->time; i++) {
            const double count = (double)spells[i].count;
            const double c = entry_c[i], q = entry_q[i];
            const bool ended = spells[i].event != SURVIVAL_CENSORED;
            const double U = Q - P + q - c * F + (spells[i].event == cause ? before / n : 0.0);
            const double H = c - C + (ended && !last ? 1.0 / (n * (1.0 - all)) : 0.0);
            const double alpha = U + H * F;

            n_risk -= count;
            q_risk -= count * q;
            qq_risk -= count * q * q;
            c_risk -= count * c;
            cc_risk -= count * c * c;
            qc_risk -= count * q * c;
            aa_gone += count * alpha * alpha;
            ah_gone += count * alpha * H;
            hh_gone += count * H * H;
        }

        const double p = Q - P;
        const double risk = n_risk * p * p + 2.0 * p * (q_risk - F * c_risk) + qq_risk -
                            2.0 * F * qc_risk + F * F * cc_risk;
        const double gone = aa_gone - 2.0 * F * ah_gone + F * F * hh_gone;

        result->incidence = F;
        result->standard_error = sqrt(fmax(0.0, risk + gone));
        log_bounds(F, result->standard_error / F, z, &result->low, &result->high);
        before = at->survival;
    }
}

int survival_estimate(survival_t *self, double level)
{
    const size_t distinct = self->distinct;
    survival_spell_t *spells = NULL;
    entry_t *entries = NULL;
    double *scratch = NULL;
    size_t used = 0, times = 0;
    int status = ANALYSIS_OK;

    free(self->points);
    free(self->incidence);
    self->points = NULL;
    self->incidence = NULL;
    self->point_count = 0;
    if (!(level > 0.0 && level < 1.0)) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    if (distinct == 0) {
        status = ANALYSIS_TOO_FEW;
        goto out;
    }
    spells = malloc(distinct * sizeof *spells);
    entries = malloc(distinct * sizeof *entries);
    scratch = malloc(2 * distinct * sizeof *scratch);
    if (spells == NULL || entries == NULL || scratch == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < self->capacity; i++) {
        if (self->spells[i].count != 0) {
            spells[used++] = self->spells[i];
        }
    }
    qsort(spells, distinct, sizeof *spells, by_stop);
    for (size_t i = 0; i < distinct; i++) {
        entries[i] = (entry_t){spells[i].start, i};
        times += i == 0 || spells[i].stop != spells[i - 1].stop;
    }
    qsort(entries, distinct, sizeof *entries, by_start);

    self->points = calloc(times, sizeof *self->points);
    self->incidence = calloc(times * (size_t)self->causes, sizeof *self->incidence);
    if (self->points == NULL || self->incidence == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    self->point_count = times;
    self->level = level;
    estimate_curve(self, spells, entries);
    for (int32_t cause = 1; cause <= self->causes; cause++) {
        estimate_incidence(self, spells, entries, cause, scratch, scratch + distinct);
    }

out:
    free(scratch);
    free(entries);
    free(spells);
    return status;
}

const survival_point_t *survival_at(const survival_t *self, double time)
{
    size_t low = 0, high = self->point_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (self->points[middle].time <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NULL : &self->points[low - 1];
}

interval_t survival_mean(const survival_t *self, double horizon, double *standard_error)
{
    interval_t result = interval_none();
    double end = horizon, area = 0.0, variance = 0.0;

    if (standard_error != NULL) {
        *standard_error = NAN;
    }
    if (self->point_count == 0 || !(horizon >= 0.0) || !isfinite(horizon)) {
        return result;
    }
    /* From the end backwards: an event's weight is the area that follows it. */
    for (size_t i = self->point_count; i-- > 0;) {
        const survival_point_t *point = &self->points[i];

        if (point->time <= horizon) {
            const double n = (double)point->at_risk, d = (double)point->events;

            area += (end - point->time) * point->survival;
            variance += d < n ? area * area * d / (n * (n - d)) : 0.0;
            end = point->time;
        }
    }
    area += end;
    if (standard_error != NULL) {
        *standard_error = sqrt(variance);
    }
    return interval_normal(area, sqrt(variance), self->level);
}

static double curve_value(const survival_point_t *point, int which)
{
    return which == 0 ? point->survival : which < 0 ? point->low : point->high;
}

/* First time at which the curve (0) or its lower (-1) or upper (1) bound is at or below `goal`. */
static double first_below(const survival_t *self, int which, double goal)
{
    const double tolerance = 1.4901161193847656e-08; /* R's: the square root of its epsilon */
    size_t i = 0;

    while (i < self->point_count &&
           !(curve_value(&self->points[i], which) < goal + tolerance)) { /* NaN: go on */
        i++;
    }
    if (i == self->point_count) {
        return NAN;
    }

    const double value = curve_value(&self->points[i], which);
    const double time = self->points[i].time;

    if (fabs(value - goal) < tolerance) {
        for (size_t j = i + 1; j < self->point_count; j++) {
            if (curve_value(&self->points[j], which) < value) {
                return (time + self->points[j].time) / 2.0;
            }
        }
    }
    return time;
}

interval_t survival_quantile(const survival_t *self, double p)
{
    if (!(p > 0.0 && p < 1.0)) {
        return interval_none();
    }
    return (interval_t){first_below(self, 0, 1.0 - p), first_below(self, -1, 1.0 - p),
                        first_below(self, 1, 1.0 - p)};
}
