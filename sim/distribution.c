/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/distribution.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "sim/arithmetic.h"

static const distribution_info_t kinds[DISTRIBUTION_KINDS] = {
    [DISTRIBUTION_CONSTANT] = {"constant", {"value", NULL, NULL}, 1},
    [DISTRIBUTION_GAUSSIAN] = {"gaussian", {"mean", "sd", NULL}, 2},
    [DISTRIBUTION_LAPLACE] = {"laplace", {"mean", "scale", NULL}, 2},
    [DISTRIBUTION_EXPONENTIAL] = {"exponential", {"mean", NULL, NULL}, 1},
    [DISTRIBUTION_LOGNORMAL] = {"lognormal", {"median", "sigma", NULL}, 2},
    [DISTRIBUTION_STUDENT_T] = {"student-t", {"mean", "scale", "df"}, 3},
    [DISTRIBUTION_UNIFORM] = {"uniform", {"low", "high", NULL}, 2},
    [DISTRIBUTION_BETA] = {"beta", {"a", "b", NULL}, 2},
};

const distribution_info_t *distribution_info(distribution_kind_t kind)
{
    return (unsigned)kind < DISTRIBUTION_KINDS ? &kinds[kind] : NULL;
}

int distribution_kind_from_name(const char *name)
{
    int found = -1;

    for (int kind = 0; kind < DISTRIBUTION_KINDS && found < 0; kind++) {
        if (strcmp(kinds[kind].name, name) == 0)
            found = kind;
    }
    return found;
}

static int at_most(double x, double limit)
{
    return fabs(x) <= limit; /* false for NaN */
}

int distribution_check(const distribution_t *d, const char **why)
{
    const double parameter[3] = {d->a, d->b, d->c};
    const distribution_info_t *info = distribution_info(d->kind);
    const char *wrong = NULL;

    if (info == NULL) {
        wrong = "unknown kind of distribution";
        goto out;
    }
    for (int i = 0; i < info->count; i++) {
        if (!isfinite(parameter[i])) { /* count <= 3. NOLINT(clang-analyzer-core.CallAndMessage) */
            wrong = "parameters must be finite";
            goto out;
        }
        if (d->kind != DISTRIBUTION_CONSTANT && !at_most(parameter[i], 1e9)) {
            wrong = "parameters must be at most 1e9 in magnitude";
            goto out;
        }
    }
    switch (d->kind) {
    case DISTRIBUTION_GAUSSIAN:
        if (d->b < 0.0)
            wrong = "sd must be at least 0";
        break;
    case DISTRIBUTION_LAPLACE:
        if (d->b < 0.0)
            wrong = "scale must be at least 0";
        break;
    case DISTRIBUTION_LOGNORMAL:
        if (d->a <= 0.0)
            wrong = "median must be greater than 0";
        else if (d->b < 0.0 || d->b > 20.0)
            wrong = "sigma must be in [0, 20]";
        break;
    case DISTRIBUTION_STUDENT_T:
        if (d->b < 0.0)
            wrong = "scale must be at least 0";
        else if (d->c < 0.1 || d->c > 1e6)
            wrong = "df must be in [0.1, 1e6]";
        break;
    case DISTRIBUTION_UNIFORM:
        if (d->a > d->b)
            wrong = "low must not exceed high";
        break;
    case DISTRIBUTION_BETA:
        if (d->a < 1e-3 || d->a > 1e6)
            wrong = "a must be in [0.001, 1e6]";
        else if (d->b < 1e-3 || d->b > 1e6)
            wrong = "b must be in [0.001, 1e6]";
        break;
    case DISTRIBUTION_CONSTANT:
    case DISTRIBUTION_EXPONENTIAL:
    case DISTRIBUTION_KINDS:
        break;
    }
out:
    if (why != NULL)
        *why = wrong;
    return wrong == NULL ? 0 : -1;
}

/* Beyond 2^32 doubles of that size are too coarse for the last digits to be worth keeping. */
static double rounded(double x)
{
    return fabs(x) < 0x1p32 ? floor(x * 0x1p20 + 0.5) * 0x1p-20 : floor(x);
}

/* By inversion, so that a number moves with its uniform one: the same draw of a larger scale is a
 * larger shock. */
static double sample_laplace(double mean, double scale, double u)
{
    return u < 0.5 ? mean + scale * arithmetic_log(2.0 * u)
                   : mean - scale * arithmetic_log(2.0 * (1.0 - u));
}

bool distribution_beta_init(distribution_beta_t *self, double first, double second)
{
    const bool possible = lesser(first, second) > 1.0;

    if (possible) {
        self->a = lesser(first, second);
        self->b = greater(first, second);
        self->sum = self->a + self->b;
        self->beta = sqrt((self->sum - 2.0) / (2.0 * self->a * self->b - self->sum));
        self->gamma = self->a + 1.0 / self->beta;
        self->of_w = first <= second ? 1.0 : 0.0;
        self->of_b = first <= second ? 0.0 : self->b;
    }
    return possible;
}

/* The sample, and how far the proposal is from being refused: accepted where `margin` is not
 * negative. The paper's preliminary test only spares logarithms; here they cost less than it. */
VECTOR_INLINE double propose_beta(const distribution_beta_t *self, double u1, double u2,
                                  double *margin)
{
    const double v = self->beta * arithmetic_log_normal(u1 / (1.0 - u1));
    const double w = self->a * arithmetic_exp_normal(v);
    const double r = self->gamma * v - 1.3862943611198906; /* log 4 */

    *margin = r + self->sum * arithmetic_log_normal(self->sum / (self->b + w)) -
              arithmetic_log_normal(u1 * u1 * u2);
    return (self->of_w * w + self->of_b) / (self->b + w);
}

VECTOR_INLINE void propose_betas_lanes(uint32_t n, const distribution_beta_t *restrict self,
                                       const uint32_t *restrict first,
                                       const uint32_t *restrict second, double *restrict x,
                                       double *restrict margin)
{
    for (uint32_t i = 0; i < n; i++) { /* whole vectors of it */
        /* by way of int32_t, whose conversion every width has */
        const double low1 = (double)(int32_t)(first[i] ^ 0x80000000u) + 2147483648.5;
        const double low2 = (double)(int32_t)(second[i] ^ 0x80000000u) + 2147483648.5;

        x[i] = propose_beta(self, low1 * 0x1p-32, low2 * 0x1p-32, &margin[i]);
    }
}

VECTORISED(propose_betas,
           (uint32_t n, const distribution_beta_t *restrict self, const uint32_t *restrict first,
            const uint32_t *restrict second, double *restrict x, double *restrict margin),
           (n, self, first, second, x, margin))

void distribution_beta_try(vector_width_t width, const distribution_beta_t *self, uint32_t n,
                           const uint32_t *first, const uint32_t *second, double *x, double *margin)
{
    propose_betas(width, RANDOM_ROOM(n), self, first, second, x, margin);
    for (uint32_t i = 0; i < n; i++) {
        x[i] = rounded(x[i]);
    }
}

static double sample_beta(double a, double b, random_stream_t *stream)
{
    distribution_beta_t beta;
    double x = 0.0;

    if (distribution_beta_init(&beta, a, b)) {
        double margin = -1.0;

        while (margin < 0.0) {
            const double u1 = random_stream_unit(stream), u2 = random_stream_unit(stream);

            x = rounded(propose_beta(&beta, u1, u2, &margin));
        }
    } else {
        x = rounded(gsl_ran_beta(random_stream_gsl(stream), a, b));
    }
    return x;
}

double distribution_sample(const distribution_t *d, random_stream_t *stream)
{
    double x = (double)NAN;

    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
        x = d->a;
        break;
    case DISTRIBUTION_GAUSSIAN:
        x = rounded(d->a + d->b * gsl_cdf_ugaussian_Pinv(random_stream_uniform(stream)));
        break;
    case DISTRIBUTION_LAPLACE:
        x = rounded(sample_laplace(d->a, d->b, random_stream_uniform(stream)));
        break;
    case DISTRIBUTION_EXPONENTIAL:
        x = rounded(-d->a * arithmetic_log(1.0 - random_stream_uniform(stream)));
        break;
    case DISTRIBUTION_LOGNORMAL:
        x = rounded(d->a * arithmetic_exp(d->b * gsl_cdf_ugaussian_Pinv(random_stream_uniform(stream))));
        break;
    case DISTRIBUTION_STUDENT_T:
        x = rounded(d->a + d->b * gsl_ran_tdist(random_stream_gsl(stream), d->c));
        break;
    case DISTRIBUTION_UNIFORM:
        x = rounded(d->a + (d->b - d->a) * random_stream_uniform(stream));
        break;
    case DISTRIBUTION_BETA:
        x = sample_beta(d->a, d->b, stream);
        break;
    case DISTRIBUTION_KINDS:
        break;
    }
    return x;
}

double distribution_mean(const distribution_t *d)
{
    double mean = (double)NAN;

    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
    case DISTRIBUTION_GAUSSIAN:
    case DISTRIBUTION_LAPLACE:
    case DISTRIBUTION_EXPONENTIAL:
        mean = d->a;
        break;
    case DISTRIBUTION_LOGNORMAL:
        mean = d->a * exp(0.5 * d->b * d->b);
        break;
    case DISTRIBUTION_STUDENT_T:
        mean = d->c > 1.0 ? d->a : (double)NAN;
        break;
    case DISTRIBUTION_UNIFORM:
        mean = 0.5 * (d->a + d->b);
        break;
    case DISTRIBUTION_BETA:
        mean = d->a / (d->a + d->b);
        break;
    case DISTRIBUTION_KINDS:
        break;
    }
    return mean;
}

double distribution_variance(const distribution_t *d)
{
    double variance = (double)NAN;
    double sum;

    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
        variance = 0.0;
        break;
    case DISTRIBUTION_GAUSSIAN:
        variance = d->b * d->b;
        break;
    case DISTRIBUTION_LAPLACE:
        variance = 2.0 * d->b * d->b;
        break;
    case DISTRIBUTION_EXPONENTIAL:
        variance = d->a * d->a;
        break;
    case DISTRIBUTION_LOGNORMAL:
        variance = d->a * d->a * exp(d->b * d->b) * expm1(d->b * d->b);
        break;
    case DISTRIBUTION_STUDENT_T:
        if (d->c > 2.0)
            variance = d->b * d->b * d->c / (d->c - 2.0);
        else if (d->c > 1.0)
            variance = HUGE_VAL;
        break;
    case DISTRIBUTION_UNIFORM:
        variance = (d->b - d->a) * (d->b - d->a) / 12.0;
        break;
    case DISTRIBUTION_BETA:
        sum = d->a + d->b;
        variance = d->a * d->b / (sum * sum * (sum + 1.0));
        break;
    case DISTRIBUTION_KINDS:
        break;
    }
    return variance;
}

/* GSL's inverses want a positive scale; with none the distribution is one point. */
static double standard_quantile(const distribution_t *d, double p)
{
    double x = (double)NAN;

    switch (d->kind) {
    case DISTRIBUTION_GAUSSIAN:
    case DISTRIBUTION_LOGNORMAL:
        x = gsl_cdf_ugaussian_Pinv(p);
        break;
    case DISTRIBUTION_LAPLACE:
        x = gsl_cdf_laplace_Pinv(p, 1.0);
        break;
    case DISTRIBUTION_STUDENT_T:
        x = gsl_cdf_tdist_Pinv(p, d->c);
        break;
    default:
        break;
    }
    return x;
}

double distribution_quantile(const distribution_t *d, double p)
{
    double x = (double)NAN;

    if (!(p >= 0.0 && p <= 1.0))
        goto out;
    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
        x = d->a;
        break;
    case DISTRIBUTION_GAUSSIAN:
    case DISTRIBUTION_LAPLACE:
    case DISTRIBUTION_STUDENT_T:
        if (p > 0.0 && p < 1.0)
            x = d->b > 0.0 ? d->a + d->b * standard_quantile(d, p) : d->a;
        break;
    case DISTRIBUTION_LOGNORMAL:
        if (p == 0.0)
            x = d->b > 0.0 ? 0.0 : d->a;
        else if (p < 1.0)
            x = d->b > 0.0 ? d->a * exp(d->b * standard_quantile(d, p)) : d->a;
        break;
    case DISTRIBUTION_EXPONENTIAL: /* a negative one is the mirror image */
        if (d->a >= 0.0 ? p < 1.0 : p > 0.0)
            x = d->a * -(d->a >= 0.0 ? log1p(-p) : log(p));
        break;
    case DISTRIBUTION_UNIFORM:
        x = p < 1.0 ? d->a + p * (d->b - d->a) : d->b;
        break;
    case DISTRIBUTION_BETA:
        x = p == 0.0 ? 0.0 : p == 1.0 ? 1.0 : gsl_cdf_beta_Pinv(p, d->a, d->b);
        break;
    case DISTRIBUTION_KINDS:
        break;
    }
out:
    return x;
}
