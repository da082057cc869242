/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/draws.h"

#include <math.h>
#include <string.h>

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

double draws_part(const draws_t *self, uint64_t who, int32_t when, random_purpose_t purpose,
                  unsigned which)
{
    double u;
    if (self->sequence != NULL) {
        u = gsl_rng_uniform_pos(self->sequence);
    } else {
        uint32_t word[4];
        random_block(self->key, who, when, random_what(purpose, 0), word);
        u = random_unit(word[which]);
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

double draws_sample(draws_t *self, const distribution_t *of, uint64_t who, int32_t when,
                    random_purpose_t purpose)
{
    double x = of->a;
    if (of->kind != DISTRIBUTION_CONSTANT) {
        gsl_rng *rng = draws_stream(self, who, when, purpose);
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
        x = fabs(x) < 0x1p32 ? floor(x * 0x1p20 + 0.5) / 0x1p20 : floor(x);
    }
    return x;
}
