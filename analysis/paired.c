/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/paired.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>

static interval_t welch(double difference, double error_a, double error_b, size_t n, double level)
{
    const double sum = error_a + error_b; /* squared standard errors */
    interval_t result = {difference, difference, difference};

    if (sum > 0.0) {
        const double freedom =
            sum * sum * (double)(n - 1) / (error_a * error_a + error_b * error_b);
        const double half = gsl_cdf_tdist_Qinv((1.0 - level) / 2.0, freedom) * sqrt(sum);

        result.low -= half;
        result.high += half;
    }
    return result;
}

int paired_compare(paired_t *self, const double *a, const double *b, size_t n, double level)
{
    double *x = NULL, *y = NULL, *d = NULL;
    size_t used = 0;
    int status = ANALYSIS_OK;

    *self = (paired_t){.mean_a = NAN,
                       .mean_b = NAN,
                       .difference = interval_none(),
                       .difference_deviation = NAN,
                       .unpaired = interval_none(),
                       .correlation = NAN,
                       .reduction = NAN};
    if (!(level > 0.0 && level < 1.0)) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    x = malloc((n + 1) * sizeof *x);
    y = malloc((n + 1) * sizeof *y);
    d = malloc((n + 1) * sizeof *d);
    if (x == NULL || y == NULL || d == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        if (!isnan(a[i]) && !isnan(b[i])) {
            x[used] = a[i];
            y[used] = b[i];
            d[used] = b[i] - a[i];
            used++;
        }
    }
    self->pairs = used;
    self->left_out = n - used;
    if (used == 0) {
        status = ANALYSIS_TOO_FEW;
        goto out;
    }
    self->mean_a = gsl_stats_mean(x, 1, used);
    self->mean_b = gsl_stats_mean(y, 1, used);
    self->difference = interval_mean(d, used, level);
    self->unpaired.estimate = self->difference.estimate;
    if (used >= 2) {
        const double size = (double)used;
        const double variance_a = gsl_stats_variance_m(x, 1, used, self->mean_a);
        const double variance_b = gsl_stats_variance_m(y, 1, used, self->mean_b);
        const double variance = gsl_stats_variance_m(d, 1, used, self->difference.estimate);

        self->difference_deviation = sqrt(variance);
        self->unpaired =
            welch(self->difference.estimate, variance_a / size, variance_b / size, used, level);
        if (variance_a > 0.0 && variance_b > 0.0) {
            self->correlation = gsl_stats_correlation(x, 1, y, 1, used);
        }
        if (variance_a + variance_b > 0.0) {
            self->reduction = 1.0 - variance / (variance_a + variance_b);
        }
    }

out:
    free(d);
    free(y);
    free(x);
    return status;
}

static bool precise_enough(uint64_t n, double deviation, double half_width, double level)
{
    const double t = gsl_cdf_tdist_Qinv((1.0 - level) / 2.0, (double)(n - 1));

    return t * deviation / sqrt((double)n) <= half_width;
}

uint64_t paired_replicates(double deviation, double half_width, double level)
{
    const uint64_t limit = UINT64_C(1000000000000000);
    uint64_t low = 2, high = 2;

    if (!(half_width > 0.0) || !(deviation >= 0.0) || !isfinite(deviation) ||
        !(level > 0.0 && level < 1.0)) {
        return 0;
    }
    /* The half width falls as n grows: double, then bisect. */
    while (high <= limit && !precise_enough(high, deviation, half_width, level)) {
        low = high + 1;
        high *= 2;
    }
    while (low < high && high <= 2 * limit) {
        const uint64_t middle = low + (high - low) / 2;

        if (precise_enough(middle, deviation, half_width, level)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return high <= limit ? high : 0;
}
