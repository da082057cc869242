/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples against theory: moments at 5 standard errors; Kolmogorov-Smirnov against GSL's
   distribution functions at alpha = 1e-4 (sqrt(n) D < 2.23). Seeds are fixed. */
#include "testing.h"

#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>

#include "sim/distribution.h"

#define KS_LIMIT 2.23

enum { SAMPLES = 100000 };

static const distribution_t examples[] = {
    {DISTRIBUTION_GAUSSIAN, -0.2, 0.7, 0},  {DISTRIBUTION_LAPLACE, 0.3, 0.5, 0},
    {DISTRIBUTION_EXPONENTIAL, 0.4, 0, 0},  {DISTRIBUTION_EXPONENTIAL, -2.5, 0, 0},
    {DISTRIBUTION_LOGNORMAL, 0.6, 0.5, 0},  {DISTRIBUTION_STUDENT_T, 0.1, 0.8, 12.0},
    {DISTRIBUTION_UNIFORM, -0.5, 1.5, 0},   {DISTRIBUTION_BETA, 2.0, 2.5, 0},
    {DISTRIBUTION_BETA, 0.5, 0.7, 0},       {DISTRIBUTION_BETA, 3.5, 1.2, 0},
    {DISTRIBUTION_BETA, 1.01, 1.01, 0},     {DISTRIBUTION_BETA, 1.5, 40.0, 0},
    {DISTRIBUTION_BETA, 25.0, 8.0, 0},      {DISTRIBUTION_BETA, 1.0, 3.0, 0},
};

enum { EXAMPLES = sizeof examples / sizeof examples[0] };

static double cdf(const distribution_t *d, double x)
{
    switch (d->kind) {
    case DISTRIBUTION_GAUSSIAN:
        return gsl_cdf_gaussian_P(x - d->a, d->b);
    case DISTRIBUTION_LAPLACE:
        return gsl_cdf_laplace_P(x - d->a, d->b);
    case DISTRIBUTION_EXPONENTIAL:
        return d->a > 0.0 ? gsl_cdf_exponential_P(x, d->a) : gsl_cdf_exponential_Q(-x, -d->a);
    case DISTRIBUTION_LOGNORMAL:
        return gsl_cdf_lognormal_P(x, log(d->a), d->b);
    case DISTRIBUTION_STUDENT_T:
        return gsl_cdf_tdist_P((x - d->a) / d->b, d->c);
    case DISTRIBUTION_UNIFORM:
        return gsl_cdf_flat_P(x, d->a, d->b);
    case DISTRIBUTION_BETA:
        return gsl_cdf_beta_P(x, d->a, d->b);
    default:
        fail();
        return 0.0;
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* One stream for each sample, as the model uses them. */
static double *sample(const distribution_t *d, uint64_t seed)
{
    double *x = malloc(SAMPLES * sizeof *x);

    assert_non_null(x);
    for (uint64_t i = 0; i < SAMPLES; i++) {
        random_stream_t stream;

        random_stream_init(&stream, random_key(seed, 0), i, 0, RANDOM_SHOCK_SIZE);
        x[i] = distribution_sample(d, &stream);
    }
    return x;
}

static void test_moments(void **state)
{
    (void)state;
    for (size_t e = 0; e < EXAMPLES; e++) {
        const double mean = distribution_mean(&examples[e]);
        const double variance = distribution_variance(&examples[e]);
        double *x = sample(&examples[e], 100 + e);
        double sum = 0.0, sum2 = 0.0, sum4 = 0.0;

        for (size_t i = 0; i < SAMPLES; i++) {
            const double square = (x[i] - mean) * (x[i] - mean);

            sum += x[i];
            sum2 += square;
            sum4 += square * square;
        }
        sum /= SAMPLES;
        sum2 /= SAMPLES;
        sum4 /= SAMPLES;
        assert_within_sigma(sum, mean, sqrt(variance / SAMPLES), 5.0);
        assert_within_sigma(sum2, variance, sqrt((sum4 - sum2 * sum2) / SAMPLES), 5.0);
        free(x);
    }
}

static void test_shape(void **state)
{
    (void)state;
    for (size_t e = 0; e < EXAMPLES; e++) {
        double *x = sample(&examples[e], 200 + e);
        double d = 0.0;

        qsort(x, SAMPLES, sizeof *x, ascending);
        for (size_t i = 0; i < SAMPLES; i++) {
            const double p = cdf(&examples[e], x[i]);

            d = fmax(d, fmax(p - (double)i / SAMPLES, (double)(i + 1) / SAMPLES - p));
        }
        if (!(sqrt(SAMPLES) * d < KS_LIMIT)) {
            print_error("%s: KS %g\n", distribution_info(examples[e].kind)->name,
                        sqrt(SAMPLES) * d);
            fail();
        }
        free(x);
    }
}

static void test_rounding(void **state)
{
    (void)state;
    for (size_t e = 0; e < EXAMPLES; e++) {
        double *x = sample(&examples[e], 300 + e);
        size_t odd = 0;

        for (size_t i = 0; i < SAMPLES; i++) {
            const double multiple = x[i] * 0x1p20;

            assert_true(multiple == floor(multiple));
            odd += fmod(fabs(multiple), 2.0) == 1.0;
        }
        assert_within_sigma((double)odd / SAMPLES, 0.5, 0.5 / sqrt(SAMPLES), 5.0); /* no coarser */
        free(x);
    }
}

/* With no spread the sample is the mean rounded: to the nearest, ties up, and no further than
   half a step. */
static void test_rounding_is_to_nearest(void **state)
{
    (void)state;
    for (int i = -2000; i < 2000; i++) {
        const distribution_t point = {DISTRIBUTION_GAUSSIAN, i * 0.000317, 0.0, 0};
        const distribution_t coarse = {DISTRIBUTION_GAUSSIAN, i * 0x1p-22, 0.0, 0};
        random_stream_t stream;

        random_stream_init(&stream, random_key(1, 1), 1, 1, RANDOM_ATTRIBUTE);
        assert_near(distribution_sample(&point, &stream), point.a, 0x1p-21);
        assert_true(distribution_sample(&coarse, &stream) == floor((i + 2) / 4.0) * 0x1p-20);
    }
}

/* Those that are inverted: a sample is the quantile of the stream's next uniform, rounded. A negative
   exponential is minus that of its positive twin. */
static void test_sample_is_the_quantile_of_its_uniform(void **state)
{
    const distribution_t inverted[] = {
        {DISTRIBUTION_GAUSSIAN, -0.2, 0.7, 0},   {DISTRIBUTION_GAUSSIAN, 0.3, 0.0, 0},
        {DISTRIBUTION_LAPLACE, 0.3, 0.5, 0},     {DISTRIBUTION_EXPONENTIAL, 0.4, 0, 0},
        {DISTRIBUTION_EXPONENTIAL, -2.5, 0, 0},  {DISTRIBUTION_LOGNORMAL, 0.6, 0.5, 0},
        {DISTRIBUTION_UNIFORM, -0.5, 1.5, 0},    {DISTRIBUTION_UNIFORM, 0.25, 0.25, 0},
        {DISTRIBUTION_LOGNORMAL, 0.01, 2.0, 0},
    };

    (void)state;
    for (size_t e = 0; e < sizeof inverted / sizeof inverted[0]; e++) {
        random_stream_t stream, same;

        random_stream_init(&stream, random_key(500, e), 1, 0, RANDOM_SHOCK_SIZE);
        random_stream_init(&same, random_key(500, e), 1, 0, RANDOM_SHOCK_SIZE);
        for (size_t i = 0; i < SAMPLES; i++) {
            const double u = random_stream_uniform(&same);
            const bool mirrored = inverted[e].kind == DISTRIBUTION_EXPONENTIAL && inverted[e].a < 0;
            const double x = distribution_sample(&inverted[e], &stream);
            const double q = distribution_quantile(&inverted[e], mirrored ? 1.0 - u : u);

            assert_near(x, q, 0x1p-21 + 1e-13 * fabs(q));
        }
    }
}

/* So that with common random numbers a larger scale is a larger shock, draw by draw. */
static void test_sample_grows_with_its_scale(void **state)
{
    const distribution_kind_t kinds[] = {DISTRIBUTION_GAUSSIAN, DISTRIBUTION_LAPLACE,
                                         DISTRIBUTION_UNIFORM, DISTRIBUTION_EXPONENTIAL};

    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        for (uint64_t i = 0; i < 20000; i++) {
            const bool one = kinds[k] == DISTRIBUTION_EXPONENTIAL;
            const bool flat = kinds[k] == DISTRIBUTION_UNIFORM;
            const distribution_t small = {kinds[k], one ? 0.2 : flat ? -0.2 : 0, 0.2, 0};
            const distribution_t large = {kinds[k], one ? 0.6 : flat ? -0.6 : 0, 0.6, 0};
            random_stream_t first, second;

            random_stream_init(&first, random_key(501, k), i, 0, RANDOM_SHOCK_SIZE);
            random_stream_init(&second, random_key(501, k), i, 0, RANDOM_SHOCK_SIZE);
            assert_near(distribution_sample(&large, &second),
                        3.0 * distribution_sample(&small, &first), 0x1p-19);
        }
    }
}

/* ---- Proposals ---- */

static const double shapes[][2] = {
    {2.0, 2.5}, {2.5, 2.0}, {1.01, 1.01}, {1.5, 40.0}, {40.0, 1.5}, {25.0, 8.0}, {1.001, 300.0}, {5000.0, 7000.0},
};

enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static uint32_t *words(uint64_t seed, random_purpose_t purpose)
{
    uint32_t *word = malloc(RANDOM_ROOM(SAMPLES) * sizeof *word);
    random_stream_t stream;

    assert_non_null(word);
    random_stream_init(&stream, random_key(seed, 1), 0, 0, purpose);
    for (size_t i = 0; i < RANDOM_ROOM(SAMPLES); i++) {
        word[i] = (uint32_t)(random_stream_unit(&stream) * 0x1p32);
    }
    return word;
}

typedef struct proposals {
    distribution_beta_t beta;
    uint32_t *first, *second;
    double *x, *margin;
} proposals_t;

static void propose(proposals_t *self, double a, double b, uint64_t seed)
{
    self->first = words(seed, RANDOM_ATTRIBUTE);
    self->second = words(seed, RANDOM_ISSUE);
    self->x = malloc(RANDOM_ROOM(SAMPLES) * sizeof *self->x);
    self->margin = malloc(RANDOM_ROOM(SAMPLES) * sizeof *self->margin);
    assert_non_null(self->x);
    assert_non_null(self->margin);
    assert_true(distribution_beta_init(&self->beta, a, b));
    distribution_beta_try(vector_widest(), &self->beta, SAMPLES, self->first, self->second, self->x, self->margin);
}

static void proposals_free(proposals_t *self)
{
    free(self->first);
    free(self->second);
    free(self->x);
    free(self->margin);
}

/* What is accepted has the moments and the shape of the distribution. */
static void test_beta_try(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        const distribution_t d = {DISTRIBUTION_BETA, shapes[s][0], shapes[s][1], 0};
        const double mean = distribution_mean(&d), variance = distribution_variance(&d);
        double sum = 0.0, sum2 = 0.0, sum4 = 0.0, distance = 0.0;
        proposals_t p;
        size_t n = 0;

        propose(&p, d.a, d.b, 600 + s);
        for (size_t i = 0; i < SAMPLES; i++) {
            if (p.margin[i] >= 0.0) {
                const double square = (p.x[i] - mean) * (p.x[i] - mean);

                assert_true(p.x[i] * 0x1p20 == floor(p.x[i] * 0x1p20));
                sum += p.x[i];
                sum2 += square;
                sum4 += square * square;
                p.x[n++] = p.x[i];
            }
        }
        assert_true(n > SAMPLES / 2); /* Cheng: at most 1.47 proposals for a sample */
        sum /= (double)n;
        sum2 /= (double)n;
        sum4 /= (double)n;
        assert_within_sigma(sum, mean, sqrt(variance / (double)n), 5.0);
        assert_within_sigma(sum2, variance, sqrt((sum4 - sum2 * sum2) / (double)n), 5.0);
        qsort(p.x, n, sizeof *p.x, ascending);
        for (size_t i = 0; i < n; i++) {
            const double at = cdf(&d, p.x[i]);

            distance = fmax(distance, fmax(at - (double)i / (double)n, (double)(i + 1) / (double)n - at));
        }
        assert_true(sqrt((double)n) * distance < KS_LIMIT);
        proposals_free(&p);
    }
}

/*
 * The proposal of u1 has a density, and is accepted with a chance: their product must be that of the beta distribution
 * times one number, wherever it is, and the chance is nowhere above 1.
 */
static void test_beta_try_is_exact(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        const double a = fmin(shapes[s][0], shapes[s][1]), b = fmax(shapes[s][0], shapes[s][1]);
        const double step = sqrt((a + b - 2.0) / (2.0 * a * b - a - b));
        double constant = (double)NAN;
        proposals_t p;

        propose(&p, shapes[s][0], shapes[s][1], 700 + s);
        for (size_t i = 0; i < SAMPLES; i++) {
            const double u1 = random_unit(p.first[i]), u2 = random_unit(p.second[i]);
            const double w = a * pow(u1 / (1.0 - u1), step), x = w / (b + w);
            const double chance = p.margin[i] + log(u2); /* its logarithm */
            const double density = (a - 1.0) * log(x) + (b - 1.0) * log1p(-x) - gsl_sf_lnbeta(a, b);
            const double stretch = log(b / ((b + w) * (b + w))) + log(step * w / (u1 * (1.0 - u1)));

            assert_near(p.x[i], shapes[s][0] <= shapes[s][1] ? x : 1.0 - x, 0x1p-21 + 1e-12);
            assert_true(chance <= 1e-9);
            if (i == 0) {
                constant = density + stretch - chance;
            }
            assert_near(density + stretch - chance, constant, 1e-8 + 1e-12 * fabs(density));
        }
        assert_true(exp(constant) >= 1.0 && exp(constant) < 1.48); /* proposals for a sample */
        proposals_free(&p);
    }
}

/* The same bits of every width and number; the same numbers as distribution_sample; the mirror image of the shapes exchanged. */
static void test_beta_try_is_the_same(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        const distribution_t d = {DISTRIBUTION_BETA, shapes[s][0], shapes[s][1], 0};
        distribution_beta_t mirrored;
        proposals_t p;
        double x[RANDOM_ROOM(33)], margin[RANDOM_ROOM(33)];

        propose(&p, d.a, d.b, 800 + s);
        assert_true(distribution_beta_init(&mirrored, d.b, d.a));
        const bool itself = d.a == d.b;

        for (uint32_t n = 0; n <= 33; n++) {
            for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++) {
                distribution_beta_try((vector_width_t)width, &p.beta, n, p.first, p.second, x, margin);
                assert_memory_equal(x, p.x, n * sizeof *x);
                assert_memory_equal(margin, p.margin, n * sizeof *margin);
            }
            distribution_beta_try(vector_widest(), &mirrored, n, p.first, p.second, x, margin);
            for (uint32_t i = 0; i < n; i++) {
                assert_true(margin[i] == p.margin[i]);
                assert_near(x[i], itself ? p.x[i] : 1.0 - p.x[i], itself ? 0.0 : 0x1p-20);
            }
        }
        for (uint64_t i = 0; i < 2000; i++) {
            random_stream_t stream, same;

            random_stream_init(&stream, random_key(800, s), i, 0, RANDOM_ISSUE);
            random_stream_init(&same, random_key(800, s), i, 0, RANDOM_ISSUE);
            do {
                uint32_t first[16] = {(uint32_t)(random_stream_unit(&stream) * 0x1p32)};
                uint32_t second[16] = {(uint32_t)(random_stream_unit(&stream) * 0x1p32)};

                distribution_beta_try(vector_widest(), &p.beta, 1, first, second, x, margin);
            } while (margin[0] < 0.0);
            assert_true(x[0] == distribution_sample(&d, &same));
        }
        proposals_free(&p);
    }
}

/* Shapes and words at their ends; shapes that are not for it. */
static void test_beta_try_at_the_ends(void **state)
{
    static const double extreme[][2] = {{1 + 0x1p-52, 1 + 0x1p-52}, {1 + 0x1p-52, 1e6}, {1e6, 1 + 0x1p-52}, {1e6, 1e6}, {1.5, 1e6}};
    static const double none[][2] = {{1.0, 1.0}, {1.0, 5.0}, {5.0, 1.0}, {0.5, 2.0}, {1e-3, 1e6}};
    static const uint32_t ends[16] = {0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
    distribution_beta_t beta = {.a = -7.0};

    (void)state;
    for (size_t s = 0; s < sizeof extreme / sizeof extreme[0]; s++) {
        assert_true(distribution_beta_init(&beta, extreme[s][0], extreme[s][1]));
        for (int j = 0; j < 6; j++) {
            uint32_t second[16];
            double x[16], margin[16];

            for (int i = 0; i < 16; i++) {
                second[i] = ends[j];
            }
            distribution_beta_try(vector_widest(), &beta, 6, ends, second, x, margin);
            for (int i = 0; i < 6; i++) {
                assert_true(x[i] >= 0.0 && x[i] <= 1.0);
                assert_true(!isnan(margin[i]));
                assert_true(margin[i] <= -log(random_unit(ends[j])) + 1e-6);
            }
            /* in the order of u1, but for what is rounded away */
            for (int i = 1; i < 6; i++) {
                assert_true(extreme[s][0] <= extreme[s][1] ? x[i] >= x[i - 1] : x[i] <= x[i - 1]);
            }
        }
    }
    for (size_t s = 0; s < sizeof none / sizeof none[0]; s++) {
        beta = (distribution_beta_t){.a = -7.0};
        assert_false(distribution_beta_init(&beta, none[s][0], none[s][1]));
        assert_true(beta.a == -7.0);
    }
}

static void test_moments_by_hand(void **state)
{
    const struct {
        distribution_t distribution;
        double mean, variance;
    } known[] = {
        {{DISTRIBUTION_GAUSSIAN, 1.0, 3.0, 0}, 1.0, 9.0},
        {{DISTRIBUTION_LAPLACE, 1.0, 3.0, 0}, 1.0, 18.0},
        {{DISTRIBUTION_EXPONENTIAL, -3.0, 0, 0}, -3.0, 9.0},
        {{DISTRIBUTION_LOGNORMAL, 2.0, 1.0, 0}, 3.2974425414002564, 18.683097081886416},
        {{DISTRIBUTION_STUDENT_T, 1.0, 3.0, 4.0}, 1.0, 18.0},
        {{DISTRIBUTION_STUDENT_T, 1.0, 1.0, 2.0}, 1.0, HUGE_VAL},
        {{DISTRIBUTION_UNIFORM, 1.0, 3.0, 0}, 2.0, 1.0 / 3.0},
        {{DISTRIBUTION_BETA, 1.0, 1.0, 0}, 0.5, 1.0 / 12.0},
        {{DISTRIBUTION_BETA, 2.0, 1.0, 0}, 2.0 / 3.0, 1.0 / 18.0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_near_relative(distribution_mean(&known[i].distribution), known[i].mean, 1e-12);
        if (isinf(known[i].variance))
            assert_true(distribution_variance(&known[i].distribution) == HUGE_VAL);
        else
            assert_near_relative(distribution_variance(&known[i].distribution), known[i].variance,
                                 1e-12);
    }
}

static void test_extreme_parameters(void **state)
{
    const distribution_t extreme[] = {
        {DISTRIBUTION_STUDENT_T, 0.0, 1e9, 0.1}, {DISTRIBUTION_LOGNORMAL, 1e9, 20.0, 0},
        {DISTRIBUTION_BETA, 1e-3, 1e-3, 0},      {DISTRIBUTION_BETA, 1e-3, 1e6, 0},
        {DISTRIBUTION_BETA, 1e6, 1e6, 0},        {DISTRIBUTION_GAUSSIAN, 1e9, 1e9, 0},
        {DISTRIBUTION_BETA, 1 + 0x1p-52, 1e6, 0}, {DISTRIBUTION_BETA, 1e6, 1 + 0x1p-52, 0},
        {DISTRIBUTION_BETA, 1 + 0x1p-52, 1 + 0x1p-52, 0},
        {DISTRIBUTION_EXPONENTIAL, 0.0, 0, 0},   {DISTRIBUTION_LAPLACE, 0.0, 0.0, 0},
    };

    (void)state;
    for (size_t e = 0; e < sizeof extreme / sizeof extreme[0]; e++) {
        double *x;

        assert_int_equal(distribution_check(&extreme[e], NULL), 0);
        x = sample(&extreme[e], 400 + e);
        for (size_t i = 0; i < SAMPLES; i++) {
            assert_true(isfinite(x[i]));
            if (extreme[e].kind == DISTRIBUTION_BETA)
                assert_true(x[i] >= 0.0 && x[i] <= 1.0);
        }
        free(x);
    }
}

static void test_same_stream_same_numbers(void **state)
{
    (void)state;
    for (size_t e = 0; e < EXAMPLES; e++) {
        random_stream_t one, other, elsewhere;
        int same = 0;

        random_stream_init(&one, random_key(5, 6), 7, -8, RANDOM_ATTRIBUTE);
        random_stream_init(&other, random_key(5, 6), 7, -8, RANDOM_ATTRIBUTE);
        random_stream_init(&elsewhere, random_key(5, 6), 7, -7, RANDOM_ATTRIBUTE);
        for (int i = 0; i < 100; i++) {
            const double x = distribution_sample(&examples[e], &one);

            assert_true(x == distribution_sample(&examples[e], &other));
            same += x == distribution_sample(&examples[e], &elsewhere);
        }
        assert_true(same < 3);
    }
}

static void test_constant_is_exact(void **state)
{
    const distribution_t third = {DISTRIBUTION_CONSTANT, 1.0 / 3.0, 0, 0};
    random_stream_t stream;

    (void)state;
    random_stream_init(&stream, random_key(1, 1), 1, 1, RANDOM_ATTRIBUTE);
    assert_true(distribution_sample(&third, &stream) == 1.0 / 3.0);
    assert_true(distribution_mean(&third) == 1.0 / 3.0);
    assert_true(distribution_variance(&third) == 0.0);
    assert_true(distribution_quantile(&third, 0.2) == 1.0 / 3.0);
}

static void test_quantile(void **state)
{
    (void)state;
    for (size_t e = 0; e < EXAMPLES; e++) {
        for (double p = 0.001; p < 1.0; p += 0.0073)
            assert_near(cdf(&examples[e], distribution_quantile(&examples[e], p)), p, 1e-9);
        assert_true(isnan(distribution_quantile(&examples[e], -0.1)));
        assert_true(isnan(distribution_quantile(&examples[e], 1.1)));
        assert_true(isnan(distribution_quantile(&examples[e], (double)NAN)));
    }
}

static void test_quantile_at_the_ends(void **state)
{
    const distribution_t uniform = {DISTRIBUTION_UNIFORM, -0.3, 0.7, 0};
    const distribution_t beta = {DISTRIBUTION_BETA, 2, 3, 0};
    const distribution_t exponential = {DISTRIBUTION_EXPONENTIAL, -0.5, 0, 0};
    const distribution_t point = {DISTRIBUTION_GAUSSIAN, 0.4, 0.0, 0};
    const distribution_t lognormal = {DISTRIBUTION_LOGNORMAL, 0.5, 1.0, 0};

    (void)state;
    assert_true(distribution_quantile(&uniform, 0.0) == -0.3);
    assert_true(distribution_quantile(&uniform, 1.0) == 0.7);
    assert_true(distribution_quantile(&beta, 0.0) == 0.0);
    assert_true(distribution_quantile(&beta, 1.0) == 1.0);
    assert_true(distribution_quantile(&exponential, 1.0) == 0.0);
    assert_true(isnan(distribution_quantile(&exponential, 0.0)));
    assert_true(distribution_quantile(&point, 0.9) == 0.4);
    assert_true(distribution_quantile(&lognormal, 0.0) == 0.0);
    assert_near(distribution_quantile(&lognormal, 0.5), 0.5, 1e-12);
    assert_true(isnan(distribution_quantile(&lognormal, 1.0)));
}

static void test_undefined_moments(void **state)
{
    const distribution_t cauchy = {DISTRIBUTION_STUDENT_T, 0.0, 1.0, 1.0};
    const distribution_t heavy = {DISTRIBUTION_STUDENT_T, 0.5, 1.0, 1.5};

    (void)state;
    assert_true(isnan(distribution_mean(&cauchy)));
    assert_true(isnan(distribution_variance(&cauchy)));
    assert_true(distribution_mean(&heavy) == 0.5);
    assert_true(distribution_variance(&heavy) == HUGE_VAL);
}

static void test_check(void **state)
{
    const struct {
        distribution_t distribution;
        const char *why;
    } wrong[] = {
        {{DISTRIBUTION_GAUSSIAN, 0, -0.1, 0}, "sd must be at least 0"},
        {{DISTRIBUTION_GAUSSIAN, 0, (double)NAN, 0}, "parameters must be finite"},
        {{DISTRIBUTION_CONSTANT, HUGE_VAL, 0, 0}, "parameters must be finite"},
        {{DISTRIBUTION_LAPLACE, 0, -1, 0}, "scale must be at least 0"},
        {{DISTRIBUTION_LAPLACE, 2e9, 1, 0}, "parameters must be at most 1e9 in magnitude"},
        {{DISTRIBUTION_LOGNORMAL, 0, 1, 0}, "median must be greater than 0"},
        {{DISTRIBUTION_LOGNORMAL, 1, -1, 0}, "sigma must be in [0, 20]"},
        {{DISTRIBUTION_STUDENT_T, 0, -1, 3}, "scale must be at least 0"},
        {{DISTRIBUTION_STUDENT_T, 0, 1, 0}, "df must be in [0.1, 1e6]"},
        {{DISTRIBUTION_UNIFORM, 1, 0, 0}, "low must not exceed high"},
        {{DISTRIBUTION_BETA, 0, 1, 0}, "a must be in [0.001, 1e6]"},
        {{DISTRIBUTION_BETA, 1, -1, 0}, "b must be in [0.001, 1e6]"},
        {{DISTRIBUTION_KINDS, 0, 0, 0}, "unknown kind of distribution"},
    };
    const distribution_t unused = {DISTRIBUTION_GAUSSIAN, 0, 1, (double)NAN};
    const char *why = "untouched";

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(distribution_check(&wrong[i].distribution, &why), -1);
        assert_string_equal(why, wrong[i].why);
        assert_int_equal(distribution_check(&wrong[i].distribution, NULL), -1);
    }
    for (size_t e = 0; e < EXAMPLES; e++) {
        assert_int_equal(distribution_check(&examples[e], &why), 0);
        assert_null(why);
    }
    assert_int_equal(distribution_check(&unused, NULL), 0);
}

static void test_names(void **state)
{
    (void)state;
    for (int kind = 0; kind < DISTRIBUTION_KINDS; kind++) {
        const distribution_info_t *info = distribution_info((distribution_kind_t)kind);

        assert_non_null(info);
        assert_int_equal(distribution_kind_from_name(info->name), kind);
        assert_in_range(info->count, 1, 3);
        for (int i = 0; i < 3; i++)
            assert_int_equal(info->parameter[i] != NULL, i < info->count);
    }
    assert_int_equal(distribution_kind_from_name("student-t"), DISTRIBUTION_STUDENT_T);
    assert_string_equal(distribution_info(DISTRIBUTION_STUDENT_T)->parameter[2], "df");
    assert_int_equal(distribution_kind_from_name("Gaussian"), -1);
    assert_int_equal(distribution_kind_from_name(""), -1);
    assert_null(distribution_info(DISTRIBUTION_KINDS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_rounding),
        cmocka_unit_test(test_rounding_is_to_nearest),
        cmocka_unit_test(test_sample_is_the_quantile_of_its_uniform),
        cmocka_unit_test(test_sample_grows_with_its_scale),
        cmocka_unit_test(test_beta_try),
        cmocka_unit_test(test_beta_try_is_exact),
        cmocka_unit_test(test_beta_try_is_the_same),
        cmocka_unit_test(test_beta_try_at_the_ends),
        cmocka_unit_test(test_moments_by_hand),
        cmocka_unit_test(test_extreme_parameters),
        cmocka_unit_test(test_same_stream_same_numbers),
        cmocka_unit_test(test_constant_is_exact),
        cmocka_unit_test(test_quantile),
        cmocka_unit_test(test_quantile_at_the_ends),
        cmocka_unit_test(test_undefined_moments),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_names),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
