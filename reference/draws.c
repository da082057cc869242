/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/draws.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

int draws_init_sequence(draws_t *self, unsigned long seed)
{
    memset(self, 0, sizeof *self);
    self->sequence = gsl_rng_alloc(gsl_rng_mt19937);
    if (self->sequence != NULL) {
        gsl_rng_set(self->sequence, seed);
    }
    return self->sequence != NULL ? 0 : -1;
}

void draws_init_addressed(draws_t *self, uint64_t seed, uint64_t replicate)
{
    memset(self, 0, sizeof *self);
    self->key = random_key(seed, replicate);
}

void draws_free(draws_t *self)
{
    if (self->sequence != NULL) {
        gsl_rng_free(self->sequence);
    }
    memset(self, 0, sizeof *self);
}

double draws_normal_addressed(const draws_t *self, uint64_t who, int32_t tick,
                              random_purpose_t purpose, unsigned which)
{
    float z[4];
    random_normal_one(self->key, who, tick, purpose, z);
    return (double)z[which];
}

/* A block holds four normals, which serve four ticks; ticks are counted from -2^31. */
double draws_normal_in_turn_addressed(const draws_t *self, uint64_t who, int32_t tick,
                                      random_purpose_t purpose)
{
    const int64_t since = (int64_t)tick + INT64_C(0x80000000);
    float z[4];
    random_normal_one(self->key, who, (int32_t)(since / 4), purpose, z);
    return (double)z[since % 4];
}

double draws_uniform(const draws_t *self, uint64_t who, int32_t when, random_purpose_t purpose)
{
    return self->sequence != NULL ? gsl_rng_uniform_pos(self->sequence)
                                  : random_uniform(self->key, who, when, purpose);
}

double draws_unit_in_turn(const draws_t *self, uint64_t who, int32_t tick, random_purpose_t purpose)
{
    double u;
    if (self->sequence != NULL) {
        u = gsl_rng_uniform_pos(self->sequence);
    } else {
        const int64_t since = (int64_t)tick + INT64_C(0x80000000);
        uint32_t word[4];
        random_block(self->key, who, (int32_t)(since / 4), random_what(purpose, 0), word);
        u = ((double)word[since % 4] + 0.5) / 0x1p32;
    }
    return u;
}

gsl_rng *draws_stream(draws_t *self, uint64_t who, int32_t when, random_purpose_t purpose)
{
    gsl_rng *stream = self->sequence;
    if (stream == NULL) {
        random_stream_init(&self->stream, self->key, who, when, purpose);
        stream = random_stream_gsl(&self->stream);
    }
    return stream;
}

double draws_unit(gsl_rng *stream)
{
    return ((double)gsl_rng_get(stream) + 0.5) / 0x1p32;
}

/* As most programs have it. */
static double sample_plainly(const distribution_t *of, gsl_rng *rng)
{
    double x;
    switch (of->kind) {
    case DISTRIBUTION_GAUSSIAN:
        x = of->a + gsl_ran_gaussian(rng, of->b);
        break;
    case DISTRIBUTION_LAPLACE:
        x = of->a + gsl_ran_laplace(rng, of->b);
        break;
    case DISTRIBUTION_EXPONENTIAL:
        x = gsl_ran_exponential(rng, of->a);
        break;
    case DISTRIBUTION_LOGNORMAL:
        x = of->a * gsl_ran_lognormal(rng, 0.0, of->b);
        break;
    case DISTRIBUTION_STUDENT_T:
        x = of->a + of->b * gsl_ran_tdist(rng, of->c);
        break;
    case DISTRIBUTION_UNIFORM:
        x = of->a + (of->b - of->a) * gsl_rng_uniform(rng);
        break;
    default:
        x = gsl_ran_beta(rng, of->a, of->b);
        break;
    }
    return x;
}

/* Cheng's (1978) BB: two shapes above 1. */
static double beta_both_above_1(double a0, double b0, gsl_rng *rng)
{
    const double a = a0 < b0 ? a0 : b0, b = a0 < b0 ? b0 : a0, alpha = a + b;
    const double beta = sqrt((alpha - 2.0) / (2.0 * a * b - alpha));
    double w, r, z;
    do {
        const double u1 = draws_unit(rng), u2 = draws_unit(rng);
        const double v = beta * log(u1 / (1.0 - u1));
        w = a * exp(v);
        r = (a + 1.0 / beta) * v - log(4.0);
        z = u1 * u1 * u2;
    } while (a + r - w + 1.0 + log(5.0) < 5.0 * z && r + alpha * log(alpha / (b + w)) < log(z));
    return a0 <= b0 ? w / (b + w) : b / (b + w);
}

/* As docs/model.md section 6 says: from one uniform number where that can be. */
static double sample_by_address(const distribution_t *of, gsl_rng *rng)
{
    double x, u;
    switch (of->kind) {
    case DISTRIBUTION_STUDENT_T:
        x = of->a + of->b * gsl_ran_tdist(rng, of->c);
        break;
    case DISTRIBUTION_BETA:
        x = of->a > 1.0 && of->b > 1.0 ? beta_both_above_1(of->a, of->b, rng)
                                       : gsl_ran_beta(rng, of->a, of->b);
        break;
    default:
        u = gsl_rng_uniform(rng);
        x = of->kind == DISTRIBUTION_GAUSSIAN ? of->a + gsl_cdf_gaussian_Pinv(u, of->b)
            : of->kind == DISTRIBUTION_LAPLACE ? of->a + gsl_cdf_laplace_Pinv(u, of->b)
            : of->kind == DISTRIBUTION_EXPONENTIAL
                ? -of->a * log1p(-u)
            : of->kind == DISTRIBUTION_LOGNORMAL
                ? of->a * gsl_cdf_lognormal_Pinv(u, 0.0, of->b)
                : of->a + (of->b - of->a) * u;
        break;
    }
    return x;
}

double draws_sample(const draws_t *self, const distribution_t *of, gsl_rng *stream)
{
    double x = of->a;
    if (of->kind != DISTRIBUTION_CONSTANT) {
        x = self->sequence != NULL ? sample_plainly(of, stream) : sample_by_address(of, stream);
        x = fabs(x) < 0x1p32 ? floor(x * 0x1p20 + 0.5) / 0x1p20 : floor(x);
    }
    return x;
}
