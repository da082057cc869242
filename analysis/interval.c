/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/interval.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "sim/random.h"

static bool level_valid(double level)
{
    return level > 0.0 && level < 1.0;
}

interval_t interval_none(void)
{
    return (interval_t){NAN, NAN, NAN};
}

double interval_z(double level)
{
    return level_valid(level) ? gsl_cdf_ugaussian_Qinv((1.0 - level) / 2.0) : NAN;
}

interval_t interval_wilson(double successes, double n, double level)
{
    interval_t result = interval_none();

    if (n > 0.0 && successes >= 0.0 && successes <= n) {
        const double share = successes / n;
        const double z = interval_z(level);
        const double scale = 1.0 / (1.0 + z * z / n);
        const double centre = scale * (share + z * z / (2.0 * n));
        const double half = scale * z * sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));

        result.estimate = share;
        /* At the ends the bound is the end itself, without a rounding error. */
        result.low = successes > 0.0 ? centre - half : isnan(half) ? NAN : 0.0;
        result.high = successes < n ? centre + half : isnan(half) ? NAN : 1.0;
    }
    return result;
}

interval_t interval_moments(double mean, double variance, size_t n, double level)
{
    interval_t result = {mean, NAN, NAN};

    if (n >= 2 && level_valid(level)) {
        const double t = gsl_cdf_tdist_Qinv((1.0 - level) / 2.0, (double)(n - 1));
        const double half = t * sqrt(variance / (double)n);

        result.low = mean - half;
        result.high = mean + half;
    }
    return result;
}

interval_t interval_mean(const double *values, size_t n, double level)
{
    interval_t result = interval_none();

    if (n == 1) {
        result.estimate = values[0];
    } else if (n > 1) {
        const double mean = gsl_stats_mean(values, 1, n);

        result = interval_moments(mean, gsl_stats_variance_m(values, 1, n, mean), n, level);
    }
    return result;
}

interval_t interval_normal(double estimate, double standard_error, double level)
{
    const double half = interval_z(level) * standard_error;

    return (interval_t){estimate, estimate - half, estimate + half};
}

interval_t interval_percentile(double estimate, double *values, size_t n, double level)
{
    interval_t result = {estimate, NAN, NAN};
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i])) {
            values[used++] = values[i];
        }
    }
    if (used >= 2 && level_valid(level)) {
        gsl_sort(values, 1, used);
        result.low = gsl_stats_quantile_from_sorted_data(values, 1, used, (1.0 - level) / 2.0);
        result.high = gsl_stats_quantile_from_sorted_data(values, 1, used, (1.0 + level) / 2.0);
    }
    return result;
}

int interval_bootstrap(interval_t *intervals, size_t value_count, size_t clusters,
                       interval_statistic_t statistic, void *context,
                       const interval_resampling_t *resampling)
{
    const size_t resamples = resampling->resamples;
    const random_key_t key = random_key(resampling->seed, 0);
    uint64_t who;
    size_t *chosen = NULL;
    double *values = NULL, *column = NULL;
    int status = ANALYSIS_OK;

    if (resampling->name == NULL || resamples < 2 || resamples > INT32_MAX ||
        !level_valid(resampling->level) || clusters > UINT32_MAX ||
        value_count > SIZE_MAX / sizeof *values / resamples - 1) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    who = random_hash_join(random_hash("bootstrap"), random_hash(resampling->name));
    chosen = malloc((clusters + 1) * sizeof *chosen);
    values = malloc((value_count + 1) * resamples * sizeof *values);
    column = malloc(resamples * sizeof *column);
    if (chosen == NULL || values == NULL || column == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }

    for (size_t i = 0; i < clusters; i++) {
        chosen[i] = i;
    }
    statistic(context, chosen, clusters, values);
    for (size_t v = 0; v < value_count; v++) {
        intervals[v] = (interval_t){values[v], NAN, NAN};
    }
    if (clusters < 2) {
        goto out;
    }
    for (size_t b = 0; b < resamples; b++) {
        random_stream_t stream;

        random_stream_init(&stream, key, who, (int32_t)b, RANDOM_DESIGN);
        for (size_t i = 0; i < clusters; i++) {
            chosen[i] = gsl_rng_uniform_int(random_stream_gsl(&stream), clusters);
        }
        statistic(context, chosen, clusters, values + b * value_count);
    }
    for (size_t v = 0; v < value_count; v++) {
        for (size_t b = 0; b < resamples; b++) {
            column[b] = values[b * value_count + v];
        }
        intervals[v] =
            interval_percentile(intervals[v].estimate, column, resamples, resampling->level);
    }

out:
    free(column);
    free(values);
    free(chosen);
    return status;
}
