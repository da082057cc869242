/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the plain model's random numbers come from: one after the other from mt19937, as most
 * programs have them, or each from its address, as sim/ has them. Only draws.c knows which address
 * a draw has: who asks says whose it is, when and what for.
 */
#ifndef ADRIFT_REFERENCE_DRAWS_H
#define ADRIFT_REFERENCE_DRAWS_H

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "sim/distribution.h"
#include "sim/random.h"

typedef struct draws {
    gsl_rng *sequence;      /* owned; NULL: by address */
    random_key_t key;       /* by address */
    random_stream_t stream; /* by address: the last that draws_stream handed out */
} draws_t;

/* 0, or -1 if there is no memory. End with draws_free. */
int draws_init_sequence(draws_t *self, unsigned long seed);

/* Those of the world of that seed and replicate. */
void draws_init_addressed(draws_t *self, uint64_t seed, uint64_t replicate);

void draws_free(draws_t *self); /* legal on a zeroed one */

double draws_normal_addressed(const draws_t *self, uint64_t who, int32_t tick,
                              random_purpose_t purpose, unsigned which);
double draws_normal_in_turn_addressed(const draws_t *self, uint64_t who, int32_t tick,
                                      random_purpose_t purpose);

/* Standard normal, one of four (`which`) that `who` needs in a tick. */
static inline double draws_normal(const draws_t *self, uint64_t who, int32_t tick,
                                  random_purpose_t purpose, unsigned which)
{
    return self->sequence != NULL ? gsl_ran_gaussian_ziggurat(self->sequence, 1.0)
                                  : draws_normal_addressed(self, who, tick, purpose, which);
}

/* Standard normal, the one that `who` needs in a tick. */
static inline double draws_normal_in_turn(const draws_t *self, uint64_t who, int32_t tick,
                                          random_purpose_t purpose)
{
    return self->sequence != NULL ? gsl_ran_gaussian_ziggurat(self->sequence, 1.0)
                                  : draws_normal_in_turn_addressed(self, who, tick, purpose);
}

/* Uniform in (0, 1). */
double draws_uniform(const draws_t *self, uint64_t who, int32_t when, random_purpose_t purpose);

/* Uniform in (0, 1), the one that `who` needs in a tick; a multiple of 2^-33. */
double draws_unit_in_turn(const draws_t *self, uint64_t who, int32_t tick, random_purpose_t purpose);

/* A generator for as many numbers as are needed; valid until the next call of any of these. */
gsl_rng *draws_stream(draws_t *self, uint64_t who, int32_t when, random_purpose_t purpose);

/* The next number of such a generator, in (0, 1); a multiple of 2^-33. */
double draws_unit(gsl_rng *stream);

/* One sample from a generator of draws_stream, rounded to a multiple of 2^-20 (model 6); a constant is
 * exact. */
double draws_sample(const draws_t *self, const distribution_t *distribution, gsl_rng *stream);

#endif
