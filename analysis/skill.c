/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/skill.h"

#include <math.h>
#include <stdlib.h>


double skill_brier(const double *p, const bool *y, size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        const double off = p[i] - (y[i] ? 1.0 : 0.0);

        sum += off * off;
    }
    return n > 0 ? sum / (double)n : NAN;
}

double skill_auc(const double *p, const bool *y, size_t n)
{
    double won = 0.0, pairs = 0.0;

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; y[i] && j < n; j++) {
            if (!y[j]) {
                pairs += 1.0;
                won += p[i] > p[j] ? 1.0 : p[i] < p[j] ? 0.0 : 0.5;
            }
        }
    }
    return pairs > 0.0 ? won / pairs : NAN;
}

static size_t count_cases(const bool *y, size_t n)
{
    size_t cases = 0;

    for (size_t i = 0; i < n; i++) {
        cases += y[i];
    }
    return cases;
}

skill_alarms_t skill_alarms(const double *p, const bool *y, size_t n)
{
    const size_t cases = count_cases(y, n);
    skill_alarms_t self = {.line = INFINITY};

    /* The cases-th highest: the one that fewer than `cases` exceed, and with itself at least so many. */
    for (size_t i = 0; i < n && cases > 0; i++) {
        size_t above = 0, equal = 0;

        for (size_t j = 0; j < n; j++) {
            above += p[j] > p[i];
            equal += !(p[j] > p[i]) && !(p[j] < p[i]);
        }
        if (above < cases && above + equal >= cases && p[i] > 0.0) {
            self.line = p[i];
        }
    }
    if (isinf(self.line) && cases > 0) { /* fewer than so many are above 0 */
        for (size_t i = 0; i < n; i++) {
            self.line = p[i] > 0.0 && p[i] < self.line ? p[i] : self.line;
        }
    }
    for (size_t i = 0; i < n; i++) {
        const bool alarm = p[i] >= self.line;

        self.hits += alarm && y[i];
        self.misses += !alarm && y[i];
        self.false_alarms += alarm && !y[i];
        self.rejections += !alarm && !y[i];
    }
    return self;
}

/* ---- Intervals ---- */

typedef struct sample {
    const double *p;
    const bool *y;
    const size_t *first, *order; /* order[first[c] ... first[c + 1] - 1]: those of cluster c */
    double *chosen_p;            /* scratch, grown to what a resample needs */
    bool *chosen_y;
    size_t capacity;
    bool failed;
} sample_t;

enum { BRIER, AUC, GAIN, VALUES };

static void measure(void *context, const size_t *chosen, size_t n, double *values)
{
    sample_t *self = context;
    size_t count = 0, cases = 0;

    for (size_t c = 0; c < n; c++) {
        count += self->first[chosen[c] + 1] - self->first[chosen[c]];
    }
    if (count > self->capacity) {
        double *p = realloc(self->chosen_p, count * sizeof *p);
        bool *y = realloc(self->chosen_y, count * sizeof *y);

        self->chosen_p = p != NULL ? p : self->chosen_p;
        self->chosen_y = y != NULL ? y : self->chosen_y;
        self->failed = self->failed || p == NULL || y == NULL;
        self->capacity = self->failed ? self->capacity : count;
    }
    count = 0;
    for (size_t c = 0; c < n && !self->failed; c++) {
        for (size_t i = self->first[chosen[c]]; i < self->first[chosen[c] + 1]; i++) {
            self->chosen_p[count] = self->p[self->order[i]];
            self->chosen_y[count++] = self->y[self->order[i]];
        }
    }
    cases = count_cases(self->chosen_y, count);
    const double base = count > 0 ? (double)cases / (double)count : NAN;

    values[BRIER] = skill_brier(self->chosen_p, self->chosen_y, count);
    values[AUC] = skill_auc(self->chosen_p, self->chosen_y, count);
    values[GAIN] =
        base > 0.0 && base < 1.0 ? 1.0 - values[BRIER] / (base * (1.0 - base)) : NAN;
}

static int sort_clusters(const size_t *cluster, size_t n, size_t clusters, size_t *first,
                         size_t *order)
{
    int status = ANALYSIS_OK;

    for (size_t i = 0; i < n; i++) {
        if (cluster[i] >= clusters) {
            status = ANALYSIS_INVALID;
            goto out;
        }
        first[cluster[i] + 1]++;
    }
    for (size_t c = 0; c < clusters; c++) {
        first[c + 1] += first[c];
    }
    for (size_t i = n; i-- > 0;) { /* fills each cluster from its end; first[c + 1] comes back below */
        order[--first[cluster[i] + 1]] = i;
    }
    for (size_t c = 0; c < clusters; c++) {
        first[c] = first[c + 1];
    }
    first[clusters] = n;
out:
    return status;
}

int skill_of(skill_t *self, const double *p, const bool *y, const size_t *cluster, size_t n,
             size_t clusters, const interval_resampling_t *resampling)
{
    size_t *first = calloc(clusters + 2, sizeof *first);
    size_t *order = calloc(n + 1, sizeof *order);
    sample_t sample = {.p = p, .y = y, .first = first, .order = order};
    interval_t intervals[VALUES];
    int status = ANALYSIS_NO_MEMORY;

    *self = (skill_t){.n = n, .cases = count_cases(y, n)};
    if (first == NULL || order == NULL) {
        goto out;
    }
    status = sort_clusters(cluster, n, clusters, first, order);
    if (status == ANALYSIS_OK) {
        status = interval_bootstrap(intervals, VALUES, clusters, measure, &sample, resampling);
    }
    if (status == ANALYSIS_OK && sample.failed) {
        status = ANALYSIS_NO_MEMORY;
    }
    if (status != ANALYSIS_OK) {
        goto out;
    }
    const double base = n > 0 ? (double)self->cases / (double)n : NAN;

    self->brier = intervals[BRIER];
    self->auc = intervals[AUC];
    self->gain = intervals[GAIN];
    self->brier_follow = base;
    self->brier_chance = base * (1.0 - base);
    self->alarms = skill_alarms(p, y, n);
    self->expected_hits = (double)(self->alarms.hits + self->alarms.false_alarms) * base;
out:
    free(first);
    free(order);
    free(sample.chosen_p);
    free(sample.chosen_y);
    return status;
}
