/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probability distributions of shock sizes, attributes and sweep factors. Samples serve what is
   sparse and are rounded (see distribution_sample). */
#ifndef ADRIFT_DISTRIBUTION_H
#define ADRIFT_DISTRIBUTION_H

#include <stdbool.h>

#include "sim/random.h"

/* Each with its parameters a, b, c in order, and their range. */
typedef enum distribution_kind {
    DISTRIBUTION_CONSTANT,    /* value */
    DISTRIBUTION_GAUSSIAN,    /* mean, sd >= 0 */
    DISTRIBUTION_LAPLACE,     /* mean, scale >= 0; its sd is scale sqrt 2 */
    DISTRIBUTION_EXPONENTIAL, /* mean; its sign carries over: with mean -0.3 a sample is minus an
                                 exponential of mean 0.3 */
    DISTRIBUTION_LOGNORMAL,   /* median > 0, sigma in [0, 20]: median e^(sigma z) */
    DISTRIBUTION_STUDENT_T,   /* mean, scale >= 0, df in [0.1, 1e6]: mean + scale t(df) */
    DISTRIBUTION_UNIFORM,     /* low <= high */
    DISTRIBUTION_BETA,        /* a, b in [0.001, 1e6]; on [0, 1] */
    DISTRIBUTION_KINDS        /* how many there are */
} distribution_kind_t;

/* a, b, c are the parameters in the order above; those a kind does not have are ignored. */
typedef struct distribution {
    distribution_kind_t kind;
    double a, b, c;
} distribution_t;

typedef struct distribution_info {
    const char *name;         /* as written in a configuration: "student-t" */
    const char *parameter[3]; /* names of a, b, c; NULL beyond count */
    int count;                /* of parameters, 1 to 3 */
} distribution_info_t;

/* Static; NULL for a kind out of range. */
const distribution_info_t *distribution_info(distribution_kind_t kind);

/* The distribution_kind_t of that name, or -1. Exact match. */
int distribution_kind_from_name(const char *name);

/* 0 if the distribution can be sampled; otherwise -1, and *why (may be NULL) points to a static
   phrase such as "sd must be at least 0", or is NULL if nothing is wrong. Ranges as above; all
   finite, and but for a constant at most 1e9 in magnitude. */
int distribution_check(const distribution_t *distribution, const char **why);

/* One sample, rounded to the nearest multiple of 2^-20 so that a last bit of libm's cannot matter
   (a constant is exact, unrounded; beyond 2^32 in magnitude, rounded to an integer). Rounding can
   pass a uniform's ends by at most 2^-21.
   The distribution must have passed distribution_check(). */
double distribution_sample(const distribution_t *distribution, random_stream_t *stream);

/* Analytic mean and variance. NAN where undefined; the variance of a t with 1 < df <= 2 is
   infinite. */
double distribution_mean(const distribution_t *distribution);
double distribution_variance(const distribution_t *distribution);

/* The value below which a share p lies, 0 < p < 1, unrounded; NAN for other p. At 0 and 1 the ends
   of the support where they are finite (uniform, beta, constant, exponential's and lognormal's 0).
   Like all GSL functions it may call GSL's error handler, which a program should turn off
   (gsl_set_error_handler_off); nothing here sets it. */
double distribution_quantile(const distribution_t *distribution, double p);

/*
 * Beta samples where both shapes are above 1, a proposal at a time, for those who need many: Cheng
 * 1978, "Generating beta variates with nonintegral shape parameters", Communications of the ACM 21,
 * algorithm BB. distribution_sample gives the same numbers: one word of its stream for u1 and one
 * for u2 until a proposal is accepted.
 */
typedef struct distribution_beta {
    double a, b, sum, beta, gamma; /* a <= b: the shapes; the rest as in the paper */
    double of_w, of_b; /* the sample is (of_w w + of_b) / (b + w) */
} distribution_beta_t;

/* Whether both shapes are above 1; if not, `self` is left alone. */
bool distribution_beta_init(distribution_beta_t *self, double first, double second);

/* n proposals from as many pairs of words of random numbers (u1, u2 are their random_unit): x[i], in
 * [0, 1], is a sample if margin[i] is not negative, else refused. Arrays of RANDOM_ROOM(n); what is
 * beyond n is rubbish. */
void distribution_beta_try(vector_width_t width, const distribution_beta_t *self, uint32_t n,
                           const uint32_t *first, const uint32_t *second, double *x,
                           double *margin);

#endif
