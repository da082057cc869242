/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Against published vectors, against Random123 itself, against the C library in double precision,
   and against theory: 5 standard errors, or as stated. Seeds are fixed. */
#include "testing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <Random123/philox.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "sim/random.h"
#include "sim/random_lanes.h"

#define PI 3.14159265358979323846

enum { CHUNK = 1024 };

/* The tick whose counter word 2 this is. */
/* Of one replicate. */
static random_keys_t keys_of(uint64_t seed, uint64_t replicate)
{
    const random_key_t key = random_key(seed, replicate);

    return random_keys(&key, 1);
}

static int32_t when_of(uint32_t word)
{
    return (int32_t)((int64_t)word - INT64_C(0x80000000));
}

static void assert_block(const uint32_t counter[4], const uint32_t key[2],
                         const uint32_t expected[4])
{
    const random_key_t k = {{key[0], key[1]}};
    uint32_t out[4];

    random_block(k, (uint64_t)counter[1] << 32 | counter[0], when_of(counter[2]), counter[3], out);
    assert_memory_equal(out, expected, sizeof out);
}

/* tests/kat_vectors of Random123 1.14, philox4x32 with 10 rounds */
static void test_known_answers(void **state)
{
    const uint32_t zero[4] = {0, 0, 0, 0};
    const uint32_t ones[4] = {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff};
    const uint32_t pi[4] = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
    const uint32_t pi_key[2] = {0xa4093822, 0x299f31d0};
    const uint32_t of_zero[4] = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
    const uint32_t of_ones[4] = {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd};
    const uint32_t of_pi[4] = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};

    (void)state;
    assert_block(zero, zero, of_zero);
    assert_block(ones, ones, of_ones);
    assert_block(pi, pi_key, of_pi);
}

static void test_equals_random123(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        const random_key_t key = random_key(1, i);
        const uint64_t a = random_hash_join(i, 1), b = random_hash_join(i, 2);
        const philox4x32_ctr_t counter = {
            {(uint32_t)a, (uint32_t)(a >> 32), (uint32_t)b, (uint32_t)(b >> 32)}};
        const philox4x32_key_t k = {{key.word[0], key.word[1]}};
        const philox4x32_ctr_t expected = philox4x32(counter, k);

        assert_block(counter.v, key.word, expected.v);
    }
}

static void test_address_to_counter(void **state)
{
    const random_key_t key = random_key(3, 4);
    const philox4x32_key_t k = {{key.word[0], key.word[1]}};
    const philox4x32_ctr_t counter = {{0x89abcdef, 0x01234567, 0x7ffffffe, 5u << 16 | 9u}};
    const philox4x32_ctr_t expected = philox4x32(counter, k);
    uint32_t out[4];

    (void)state;
    random_block(key, UINT64_C(0x0123456789abcdef), -2, random_what(RANDOM_DEPENDENCE, 9), out);
    assert_memory_equal(out, expected.v, sizeof out);
}

/* Renumbering one would change every published result. */
static void test_purposes_keep_their_numbers(void **state)
{
    (void)state;
    assert_int_equal(RANDOM_ATTRIBUTE, 1);
    assert_int_equal(RANDOM_INTENTION, 2);
    assert_int_equal(RANDOM_STRONG, 3);
    assert_int_equal(RANDOM_DEPENDENCE, 5);
    assert_int_equal(RANDOM_DEMAND, 6);
    assert_int_equal(RANDOM_ISSUE, 9);
    assert_int_equal(RANDOM_DECISION, 11);
    assert_int_equal(RANDOM_SHOCK, 12);
    assert_int_equal(RANDOM_SHOCK_SIZE, 13);
    assert_int_equal(RANDOM_TIE, 15);
    assert_int_equal(RANDOM_DESIGN, 16);
}

static int ascending(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void assert_distinct(uint64_t *x, size_t n)
{
    qsort(x, n, sizeof *x, ascending);
    for (size_t i = 1; i < n; i++)
        assert_true(x[i] != x[i - 1]);
}

static uint64_t key_bits(random_key_t key)
{
    return (uint64_t)key.word[1] << 32 | key.word[0];
}

/* No two of 512 seeds x 512 replicates share a key, nor of pairs of small numbers an address:
   expected number of collisions by chance 2e-9. */
static void test_no_collisions(void **state)
{
    enum { SIDE = 512 };
    uint64_t *x = malloc(SIDE * SIDE * sizeof *x);

    (void)state;
    assert_non_null(x);
    for (uint64_t i = 0; i < SIDE * SIDE; i++)
        x[i] = key_bits(random_key(i / SIDE, i % SIDE));
    assert_distinct(x, SIDE * SIDE);
    for (uint64_t i = 0; i < SIDE * SIDE; i++)
        x[i] = random_hash_join(i / SIDE, i % SIDE);
    assert_distinct(x, SIDE * SIDE);
    for (uint64_t i = 0; i < SIDE * SIDE; i++) {
        char name[32];

        snprintf(name, sizeof name, "W%" PRIu64 "-%" PRIu64, i / SIDE, i % SIDE);
        x[i] = random_hash(name);
    }
    assert_distinct(x, SIDE * SIDE);
    free(x);
}

static void test_join_is_ordered(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 1000; i++) {
        const uint64_t a = random_hash_join(77, i), b = random_hash_join(78, i), c = i;

        assert_true(random_hash_join(a, b) != random_hash_join(b, a));
        assert_true(random_hash_join(a, random_hash_join(b, c)) !=
                    random_hash_join(random_hash_join(a, b), c));
        assert_true(random_hash_join(a, a) != random_hash_join(b, b));
        assert_true(random_hash_join(a, b) != a);
    }
}

/* Flipping one bit of the input flips each output bit with probability 1/2. Of 64 x 64
   frequencies the worst lies within 5.5 sigma (alpha = 2e-4). */
static void assert_avalanche(uint64_t (*function)(uint64_t))
{
    enum { TRIALS = 4000 };

    for (unsigned in = 0; in < 64; in++) {
        int flips[64] = {0};

        for (uint64_t i = 0; i < TRIALS; i++) {
            const uint64_t changed = function(i) ^ function(i ^ UINT64_C(1) << in);

            for (unsigned out = 0; out < 64; out++)
                flips[out] += (int)(changed >> out & 1);
        }
        for (unsigned out = 0; out < 64; out++)
            assert_within_sigma(flips[out], TRIALS / 2.0, sqrt(TRIALS) / 2.0, 5.5);
    }
}

static uint64_t join_left(uint64_t x) { return random_hash_join(x, 12345); }
static uint64_t join_right(uint64_t x) { return random_hash_join(12345, x); }
static uint64_t key_of_seed(uint64_t x) { return key_bits(random_key(x, 3)); }
static uint64_t key_of_replicate(uint64_t x) { return key_bits(random_key(3, x)); }

static void test_avalanche(void **state)
{
    (void)state;
    assert_avalanche(join_left);
    assert_avalanche(join_right);
    assert_avalanche(key_of_seed);
    assert_avalanche(key_of_replicate);
}

/* FNV-1a's own value of "foobar" is 85944171f73967e8; the rest is splitmix64's finaliser. Values
   pinned: they are addresses in every result. */
static void test_hash_is_pinned(void **state)
{
    uint64_t x = UINT64_C(0x85944171f73967e8);

    (void)state;
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    assert_true(random_hash("foobar") == x);
    assert_true(random_hash("") != 0);
    assert_true(random_hash("KOR") != random_hash("KOr"));
    assert_true(random_hash("T\xc3\xbcrkiye") != random_hash("Turkiye"));
}

static void test_pinned_mixing(void **state)
{
    (void)state;
    assert_true(key_bits(random_key(1, 0)) == UINT64_C(0xef750fda15543af0));
    assert_true(random_hash_join(1, 2) == UINT64_C(0xb3e609412c307d8d));
}

/* Each of 128 bits is one half the time; neighbouring bits are independent; bytes are uniform
   (chi-square, 255 degrees of freedom, alpha = 1e-5). Counters differ in their lowest bits only. */
static void test_bits(void **state)
{
    enum { N = 1 << 17 };
    static uint32_t ones[128], equal[128], bytes[16][256];
    const random_key_t key = random_key(0, 0);

    (void)state;
    for (uint64_t i = 0; i < N; i++) {
        uint32_t out[4];

        random_block(key, i, 0, random_what(RANDOM_TIE, 0), out);
        for (unsigned b = 0; b < 128; b++) {
            const uint32_t bit = out[b / 32] >> b % 32 & 1;
            const unsigned next = (b + 1) % 128;

            ones[b] += bit;
            equal[b] += bit == (out[next / 32] >> next % 32 & 1);
        }
        for (unsigned b = 0; b < 16; b++)
            bytes[b][out[b / 4] >> b % 4 * 8 & 0xff]++;
    }
    for (unsigned b = 0; b < 128; b++) {
        assert_within_sigma(ones[b], N / 2.0, sqrt(N) / 2.0, 5.0);
        assert_within_sigma(equal[b], N / 2.0, sqrt(N) / 2.0, 5.0);
    }
    for (unsigned b = 0; b < 16; b++) {
        double chi2 = 0.0;

        for (unsigned v = 0; v < 256; v++)
            chi2 += (bytes[b][v] - N / 256.0) * (bytes[b][v] - N / 256.0) / (N / 256.0);
        assert_true(gsl_cdf_chisq_Q(chi2, 255.0) > 1e-5);
        assert_true(gsl_cdf_chisq_P(chi2, 255.0) > 1e-5);
    }
}

/* 16 cells of the unit interval in each of two neighbouring draws: 256 cells, chi-square at
   alpha = 1e-5 on both sides, for neighbours in every part of the address. */
static void test_uniform_neighbours(void **state)
{
    enum { N = 1 << 17 };

    (void)state;
    for (int part = 0; part < 6; part++) {
        static double count[16][16];
        double chi2 = 0.0;

        memset(count, 0, sizeof count);
        for (uint64_t i = 0; i < N; i++) {
            const random_purpose_t p = RANDOM_DECISION, q = RANDOM_SHOCK;
            const double u = random_uniform(random_key(9, 2 * i), 2 * i, 10, p);
            const double v =
                part == 0   ? random_uniform(random_key(9, 2 * i), 2 * i + 1, 10, p)
                : part == 1 ? random_uniform(random_key(9, 2 * i), 2 * i, 11, p)
                : part == 2 ? random_uniform(random_key(9, 2 * i), 2 * i, 10, q)
                : part == 3 ? random_uniform(random_key(9, 2 * i + 1), 2 * i, 10, p)
                : part == 4 ? random_uniform(random_key(10, 2 * i), 2 * i, 10, p)
                            : random_uniform(random_key(9, 2 * i), 2 * i + (UINT64_C(1) << 32), 10,
                                             p);

            count[(int)(16.0 * u)][(int)(16.0 * v)] += 1.0;
        }
        for (int a = 0; a < 16; a++) {
            for (int b = 0; b < 16; b++)
                chi2 += (count[a][b] - N / 256.0) * (count[a][b] - N / 256.0) / (N / 256.0);
        }
        assert_true(gsl_cdf_chisq_Q(chi2, 255.0) > 1e-5);
        assert_true(gsl_cdf_chisq_P(chi2, 255.0) > 1e-5);
    }
}

static uint32_t word(uint64_t i)
{
    static const uint32_t special[] = {0,          1,          2,          3,
                                       0x7fffffff, 0x80000000, 0x80000001, 0xffffffff,
                                       0xfffffffe, 0x1fffffff, 0x20000000, 0x3fffffff,
                                       0x40000000, 0x5fffffff, 0x60000000, 0xc0000000};
    enum { SPECIAL = sizeof special / sizeof special[0] };

    return i < SPECIAL ? special[i] : (uint32_t)random_hash_join(i, i) >> i % 32;
}

/* The pair against its definition in double precision, over the extremes, over all magnitudes of
   the radius's word, and at random: error below 1.5e-6, |z| below 6.67. */
static void test_pair_against_definition(void **state)
{
    double worst = 0.0, largest = 0.0;

    (void)state;
    for (uint64_t i = 0; i < 600; i++) {
        for (uint64_t j = 0; j < 600; j++) {
            const uint32_t a = word(i), b = word(j);
            /* the float nearest to k + 1/2 is what the radius is made from */
            const double u = (double)((float)(a >> 1) + 0.5f) / 0x1p31;
            const double radius = sqrt(-2.0 * log(u));
            const double low = (double)(int32_t)(b << 2);
            const double angle = PI / 4.0 * (1.0 + low / 0x1p31);
            const double x = radius * cos(angle) * (b >> 31 ? -1.0 : 1.0);
            const double y = radius * sin(angle) * (b >> 30 & 1 ? -1.0 : 1.0);
            float got_x, got_y;

            random_lane_pair(a, b, &got_x, &got_y);
            assert_true(isfinite(got_x) && isfinite(got_y));
            worst = fmax(worst, fmax(fabs((double)got_x - x), fabs((double)got_y - y)));
            largest = fmax(largest, fmax(fabs((double)got_x), fabs((double)got_y)));
        }
    }
    assert_true(worst < 1.5e-6);
    assert_true(largest > 6.6 && largest < 6.67);
}

static void test_log_of_small_and_near_one(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 200000; i++) {
        const uint32_t a = (uint32_t)random_hash_join(i, 7) >> i % 32;
        const float u = ((float)(int32_t)(a >> 1) + 0.5f) * 0x1p-31f;

        assert_near_relative((double)random_lane_log(u), log((double)u), 2e-7);
    }
    assert_true(random_lane_log(1.0f) == 0.0f);
}

typedef struct moments {
    double n, sum[4];
    double beyond[2][3]; /* below and above 3, 4, 5 */
} moments_t;

static void add(moments_t *moments, double z)
{
    const double z2 = z * z;

    moments->n += 1.0;
    moments->sum[0] += z;
    moments->sum[1] += z2;
    moments->sum[2] += z * z2;
    moments->sum[3] += z2 * z2;
    for (int limit = 3; limit <= 5; limit++) {
        moments->beyond[0][limit - 3] += z < -limit;
        moments->beyond[1][limit - 3] += z > limit;
    }
}

/* E z^k = 0, 1, 0, 3 with variances 1, 2, 15, 96. Counts in the tails are Poisson: alpha = 1e-5
   on each side (beyond 5 sigma 4.8 are expected in each tail of all four together). */
static void assert_normal(const moments_t *m)
{
    const double mean[4] = {0.0, 1.0, 0.0, 3.0}, variance[4] = {1.0, 2.0, 15.0, 96.0};

    for (int k = 0; k < 4; k++)
        assert_within_sigma(m->sum[k] / m->n, mean[k], sqrt(variance[k] / m->n), 5.0);
    for (int side = 0; side < 2; side++) {
        for (int limit = 3; limit <= 5; limit++) {
            const double expected = m->n * gsl_cdf_ugaussian_Q(limit);
            const unsigned seen = (unsigned)m->beyond[side][limit - 3];

            assert_true(gsl_cdf_poisson_P(seen, expected) > 1e-5);
            assert_true(seen == 0 || gsl_cdf_poisson_Q(seen - 1, expected) > 1e-5);
        }
    }
}

static void test_normal_moments_and_tails(void **state)
{
    static float z[4][CHUNK];
    static uint64_t who[CHUNK];
    static moments_t lane[4], all;
    const random_keys_t keys = keys_of(42, 1);

    (void)state;
    for (uint64_t i = 0; i < CHUNK; i++)
        who[i] = i;
    for (int32_t when = -2048; when < 2048; when++) {
        random_normal4(vector_widest(), &keys, CHUNK, who, when, RANDOM_DEPENDENCE, z[0], z[1], z[2], z[3]);
        for (int l = 0; l < 4; l++) {
            for (int i = 0; i < CHUNK; i++) {
                add(&lane[l], (double)z[l][i]);
                add(&all, (double)z[l][i]);
            }
        }
    }
    for (int l = 0; l < 4; l++)
        assert_normal(&lane[l]);
    assert_normal(&all);
}

static int ascending_float(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* Kolmogorov-Smirnov, alpha = 1e-4: sqrt(n) D < 2.23, for each of the four. */
static void test_normal_shape(void **state)
{
    enum { N = 1 << 18 };
    uint64_t *who = malloc(N * sizeof *who);
    float *z = malloc(4 * N * sizeof *z);

    (void)state;
    assert_non_null(who);
    assert_non_null(z);
    for (uint64_t i = 0; i < N; i++)
        who[i] = random_hash_join(1, i);
    const random_keys_t keys = keys_of(8, 8);
    random_normal4(vector_widest(), &keys, N, who, 3, RANDOM_INTENTION, z, z + N, z + 2 * N, z + 3 * N);
    for (int lane = 0; lane < 4; lane++) {
        float *x = z + lane * N;
        double d = 0.0;

        qsort(x, N, sizeof *x, ascending_float);
        for (int i = 0; i < N; i++) {
            const double p = gsl_cdf_ugaussian_P((double)x[i]);

            d = fmax(d, fmax(p - (double)i / N, (double)(i + 1) / N - p));
        }
        assert_true(sqrt(N) * d < 2.23);
    }
    free(who);
    free(z);
}

/* Of independent standard normals, products x y have variance 1, of (x^2 - 1)(y^2 - 1) 4, of
   (x^2 - 1) y 2. */
static void assert_independent(size_t n, const float *x, const float *y)
{
    double sum = 0.0, square = 0.0, mixed = 0.0;

    for (size_t i = 0; i < n; i++) {
        const double a = (double)x[i], b = (double)y[i];

        sum += a * b;
        square += (a * a - 1.0) * (b * b - 1.0);
        mixed += (a * a - 1.0) * b;
    }
    assert_within_sigma(sum, 0.0, sqrt((double)n), 5.0);
    assert_within_sigma(square, 0.0, 2.0 * sqrt((double)n), 5.0);
    assert_within_sigma(mixed, 0.0, sqrt(2.0 * (double)n), 5.0);
}

static void test_normal_independence(void **state)
{
    enum { N = 1 << 17, NEIGHBOURS = 8 };
    uint64_t *who = malloc(N * sizeof *who);
    float *z = malloc(NEIGHBOURS * 4 * N * sizeof *z);

    (void)state;
    assert_non_null(who);
    assert_non_null(z);
    for (int v = 0; v < NEIGHBOURS; v++) {
        float *out = z + v * 4 * N;
        const random_keys_t keys = keys_of(v == 4 ? 8 : 7, v == 3 ? 1 : 0);

        for (uint64_t i = 0; i < N; i++)
            who[i] = v == 1 ? i + 1 : v == 5 ? i + (UINT64_C(1) << 32) : v == 6 ? ~i : i;
        random_normal4(vector_widest(), &keys, N, who, v == 2 ? 1 : v == 7 ? -1 : 0,
                       RANDOM_DEPENDENCE, out, out + N, out + 2 * N, out + 3 * N);
    }
    for (int a = 0; a < 4; a++) {
        for (int b = 0; b < 4; b++) {
            if (a != b)
                assert_independent(N, z + a * N, z + b * N);
            for (int v = 1; v < NEIGHBOURS; v++)
                assert_independent(N, z + a * N, z + (v * 4 + b) * N);
        }
    }
    for (int purpose = RANDOM_ATTRIBUTE; purpose <= RANDOM_DESIGN; purpose++) {
        float *out = z + 4 * N;
        const random_keys_t keys = keys_of(7, 0);

        for (uint64_t i = 0; i < N; i++)
            who[i] = i;
        random_normal4(vector_widest(), &keys, N, who, 0, (random_purpose_t)purpose, out, out + N,
                       out + 2 * N, out + 3 * N);
        for (int a = 0; a < 4 && purpose != RANDOM_DEPENDENCE; a++)
            assert_independent(N, z + a * N, out + a * N);
    }
    free(who);
    free(z);
}

/* ---- Many at once, in every width ---- */

/* The portable form, which every other must equal. */
static void portable_normal4(RANDOM_LANES_NORMALS)
{
    RANDOM_LANES_NORMAL4(random_lanes_philox);
}

static void portable_words4(RANDOM_LANES_WORDS)
{
    RANDOM_LANES_WORDS4(random_lanes_philox, false);
}

static void portable_words4_each(RANDOM_LANES_WORDS)
{
    RANDOM_LANES_WORDS4(random_lanes_philox, true);
}

typedef void (*normals_t)(RANDOM_LANES_NORMALS);
typedef void (*words_t)(RANDOM_LANES_WORDS);

/* One way of doing it: by the public functions if there is no other. */
typedef struct way {
    vector_width_t width;
    normals_t normals;
    words_t words, each;
} way_t;

enum { WAYS_MOST = 1 + 2 * VECTOR_WIDTHS };

/* All that this processor can do. */
static size_t list_ways(way_t ways[WAYS_MOST])
{
    size_t count = 0;

    ways[count++] = (way_t){VECTOR_PLAIN, portable_normal4, portable_words4, portable_words4_each};
    ways[count++] = (way_t){VECTOR_PLAIN, random_lanes_normal4_plain, random_lanes_words4_plain,
                              random_lanes_words4_each_plain};
#if VECTOR_X86
    if (vector_widest() >= VECTOR_AVX2)
        ways[count++] =
            (way_t){VECTOR_AVX2, random_lanes_normal4_avx2, random_lanes_words4_avx2, random_lanes_words4_each_avx2};
    if (vector_widest() >= VECTOR_AVX512)
        ways[count++] =
            (way_t){VECTOR_AVX512, random_lanes_normal4_avx512, random_lanes_words4_avx512,
                    random_lanes_words4_each_avx512};
#endif
    for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++)
        ways[count++] = (way_t){(vector_width_t)width, NULL, NULL, NULL};
    return count;
}

static const uint32_t untouched = 0xdeadbeef;

enum { MOST = 600, MARGIN = 64 };

typedef enum wanted { WANT_NORMALS, WANT_WORDS, WANT_WORDS_EACH, WANTED_COUNT } wanted_t;

/* No more than n addresses, which sanitizers see to; numbers `offset` from the alignment that
   malloc gives. */
static void assert_same_bits(const way_t *way, wanted_t wanted, size_t n, size_t offset,
                             uint64_t trial)
{
    const bool normals = wanted == WANT_NORMALS;
    enum { ROOM = MOST + 2 * MARGIN };
    static float z[4][ROOM];
    static uint32_t word[4][ROOM];
    const size_t count = (size_t)1 << trial % 4; /* of keys, in turn */
    random_key_t key[RANDOM_KEYS];
    const int32_t when = (int32_t)(trial % 7) - 3;
    const uint32_t counter = (uint32_t)when + 0x80000000u,
                   what = random_what(RANDOM_INTENTION, 0);
    const size_t at = MARGIN + offset;
    uint64_t *who = malloc((n + (n == 0)) * sizeof *who);
    int32_t *times = malloc((n + (n == 0)) * sizeof *times);
    uint32_t counters[RANDOM_ROOM(MOST)] = {0}, key0[RANDOM_ROOM(MOST)] = {0}, key1[RANDOM_ROOM(MOST)] = {0};
    uint32_t which[MOST];
    random_keys_t keys;

    for (size_t k = 0; k < count; k++)
        key[k] = random_key(trial, n + k);
    keys = random_keys(key, count);
    assert_non_null(who);
    assert_non_null(times);
    for (uint64_t i = 0; i < n; i++) {
        who[i] = random_hash_join(trial, i);
        times[i] = wanted == WANT_WORDS_EACH ? when + (int32_t)(i * i % 11) - 5 : when;
        counters[i] = (uint32_t)times[i] + 0x80000000u;
        which[i] = (uint32_t)(wanted == WANT_WORDS_EACH ? i * i * i / 3 % count : i % count);
        key0[i] = key[which[i]].word[0];
        key1[i] = key[which[i]].word[1];
    }
    for (size_t i = 0; i < (size_t)4 * ROOM; i++)
        word[i / ROOM][i % ROOM] = untouched;
    memcpy(z, word, sizeof z);
    if (normals && way->normals != NULL)
        way->normals(keys.word[0], keys.word[1], n, who, &counter, what, z[0] + at, z[1] + at, z[2] + at, z[3] + at);
    else if (normals)
        random_normal4(way->width, &keys, n, who, when, RANDOM_INTENTION, z[0] + at, z[1] + at,
                       z[2] + at, z[3] + at);
    else if (way->words != NULL && wanted == WANT_WORDS)
        way->words(keys.word[0], keys.word[1], n, who, &counter, what, word[0] + at, word[1] + at, word[2] + at,
                   word[3] + at);
    else if (way->words != NULL)
        way->each(key0, key1, n, who, counters, what, word[0] + at, word[1] + at, word[2] + at, word[3] + at);
    else if (wanted == WANT_WORDS_EACH)
        random_words4_each(way->width, &keys, n, which, who, times, RANDOM_INTENTION, word[0] + at,
                           word[1] + at, word[2] + at, word[3] + at);
    else
        random_words4(way->width, &keys, n, who, when, RANDOM_INTENTION, word[0] + at, word[1] + at,
                      word[2] + at, word[3] + at);
    if (normals)
        memcpy(word, z, sizeof word);
    for (size_t i = 0; i < ROOM; i++) {
        uint32_t one[4] = {untouched, untouched, untouched, untouched};

        if (i >= at + n && i < at + RANDOM_ROOM(n))
            continue; /* rubbish */
        if (i >= at && i < at + n && normals) {
            float of[4];

            random_normal_one(key[which[i - at]], who[i - at], when, RANDOM_INTENTION, of);
            memcpy(one, of, sizeof one);
        } else if (i >= at && i < at + n) {
            random_block(key[which[i - at]], who[i - at], times[i - at], what, one);
        }
        for (int l = 0; l < 4; l++)
            assert_true(word[l][i] == one[l]);
    }
    free(times);
    free(who);
}

/* Every length around the widths of the vectors and of the chunk, aligned or not; nothing beyond
   RANDOM_ROOM is written. */
static void test_every_instruction_set_gives_the_same_bits(void **state)
{
    way_t ways[WAYS_MOST];
    const size_t count = list_ways(ways);

    (void)state;
    assert_true(count >= 3);
    for (size_t i = 0; i < WANTED_COUNT * count; i++) {
        const way_t *way = &ways[i / WANTED_COUNT];
        const wanted_t wanted = (wanted_t)(i % WANTED_COUNT);

        for (size_t n = 0; n < 70; n++)
            assert_same_bits(way, wanted, n, n % 8, n);
        for (size_t n = 120; n < 150; n++)
            assert_same_bits(way, wanted, n, n % 8, n);
        assert_same_bits(way, wanted, 590, 3, 0);
    }
}

static void test_room(void **state)
{
    (void)state;
    for (size_t n = 0; n < 100; n++) {
        assert_int_equal(RANDOM_ROOM(n) % 16, 0);
        assert_true(RANDOM_ROOM(n) >= n && RANDOM_ROOM(n) < n + 16);
    }
}

/* As in test_arithmetic: a pin for other compilers and processors, no more. */
static void test_same_bits_everywhere(void **state)
{
    static uint64_t who[CHUNK];
    static float z[4][CHUNK];
    const random_keys_t keys = keys_of(1, 2);
    uint64_t digest = 0;

    (void)state;
    for (uint64_t i = 0; i < CHUNK; i++)
        who[i] = random_hash_join(5, i);
    for (int32_t when = 0; when < 20; when++) {
        random_normal4(vector_widest(), &keys, CHUNK, who, when, RANDOM_DEPENDENCE, z[0], z[1], z[2],
                       z[3]);
        for (int i = 0; i < 4 * CHUNK; i++) {
            uint32_t bits;

            memcpy(&bits, &z[i / CHUNK][i % CHUNK], sizeof bits);
            digest = random_hash_join(digest, bits);
        }
    }
    if (digest != UINT64_C(0xc8537fac6dd569a2)) {
        print_error("0x%016" PRIx64 "\n", digest);
        fail();
    }
}

/* Philox backwards: the counter whose block is `block`. */
static void counter_of(random_key_t key, const uint32_t block[4], uint32_t counter[4])
{
    uint32_t inverse0 = 1, inverse1 = 1; /* of the multipliers, modulo 2^32, by Newton's method */
    uint32_t c[4];

    for (int i = 0; i < 6; i++) {
        inverse0 *= 2u - 0xD2511F53u * inverse0;
        inverse1 *= 2u - 0xCD9E8D57u * inverse1;
    }
    memcpy(c, block, sizeof c);
    for (uint32_t round = 10; round-- > 0;) {
        const uint32_t k0 = key.word[0] + round * 0x9E3779B9u;
        const uint32_t k1 = key.word[1] + round * 0xBB67AE85u;
        const uint32_t c0 = inverse0 * c[3], c2 = inverse1 * c[1];
        const uint32_t c1 = (uint32_t)((uint64_t)0xCD9E8D57u * c2 >> 32) ^ c[0] ^ k0;
        const uint32_t c3 = (uint32_t)((uint64_t)0xD2511F53u * c0 >> 32) ^ c[2] ^ k1;

        c[0] = c0;
        c[1] = c1;
        c[2] = c2;
        c[3] = c3;
    }
    memcpy(counter, c, sizeof c);
}

/* Chance would not find the words that give the least and the greatest number. */
static void test_uniform_is_never_0_or_1(void **state)
{
    const random_key_t key = random_key(6, 6);
    const double expected[2] = {0x1p-53, 1.0 - 0x1p-53};

    (void)state;
    for (int end = 0; end < 2; end++) {
        const uint32_t fill = end == 0 ? 0 : 0xffffffff;
        const uint32_t block[4] = {fill, fill, fill, fill};
        uint32_t counter[4], out[4];
        random_stream_t stream;

        counter_of(key, block, counter);
        random_block(key, (uint64_t)counter[1] << 32 | counter[0], when_of(counter[2]), counter[3],
                     out);
        assert_memory_equal(out, block, sizeof out);
        random_stream_init(&stream, key, (uint64_t)counter[1] << 32 | counter[0],
                           when_of(counter[2]), (random_purpose_t)(counter[3] >> 16));
        stream.state.which = counter[3] & 0xffff;
        assert_true(gsl_rng_uniform(random_stream_gsl(&stream)) == expected[end]);
        assert_true(gsl_rng_uniform(random_stream_gsl(&stream)) == expected[end]);
    }
}

static void test_stream_is_the_blocks_in_order(void **state)
{
    const random_key_t key = random_key(11, 12);
    random_stream_t stream;
    gsl_rng *rng = random_stream_gsl(&stream);

    (void)state;
    random_stream_init(&stream, key, 13, -14, RANDOM_DESIGN);
    assert_int_equal(gsl_rng_min(rng), 0);
    assert_true(gsl_rng_max(rng) == 0xffffffff);
    for (uint32_t which = 0; which < 0x10000; which++) {
        uint32_t out[4];

        random_block(key, 13, -14, random_what(RANDOM_DESIGN, which), out);
        for (int i = 0; i < 4; i++)
            assert_true(gsl_rng_get(rng) == out[i]);
    }
}

static void test_stream_goes_on_beyond_its_blocks(void **state)
{
    enum { WORDS = 1 << 18 };
    random_stream_t stream, beginning;
    gsl_rng *rng = random_stream_gsl(&stream);
    int same = 0;

    (void)state;
    random_stream_init(&stream, random_key(1, 1), 1, 1, RANDOM_DESIGN);
    random_stream_init(&beginning, random_key(1, 1), 1, 1, RANDOM_DESIGN);
    for (int i = 0; i < WORDS; i++)
        gsl_rng_get(rng);
    for (int i = 0; i < 1000; i++)
        same += gsl_rng_get(rng) == gsl_rng_get(random_stream_gsl(&beginning));
    assert_int_equal(same, 0);
    gsl_rng_set(rng, 5);
    random_stream_init(&beginning, random_key(1, 1), 1, 1, RANDOM_DESIGN);
    for (int i = 0; i < 1000; i++)
        assert_true(gsl_rng_get(rng) == gsl_rng_get(random_stream_gsl(&beginning)));
}

static void test_stream_doubles(void **state)
{
    enum { N = 100000 };
    random_stream_t stream;
    double sum = 0.0, square = 0.0, previous = 0.5, serial = 0.0;

    (void)state;
    random_stream_init(&stream, random_key(2, 2), 2, 2, RANDOM_SHOCK_SIZE);
    for (int i = 0; i < N; i++) {
        const double u = gsl_rng_uniform(random_stream_gsl(&stream));

        assert_true(u > 0.0 && u < 1.0);
        assert_true(fmod(u * 0x1p53, 2.0) == 1.0);
        sum += u;
        square += (u - 0.5) * (u - 0.5);
        serial += (u - 0.5) * (previous - 0.5);
        previous = u;
    }
    assert_within_sigma(sum / N, 0.5, sqrt(1.0 / 12.0 / N), 5.0);
    assert_within_sigma(square / N, 1.0 / 12.0, sqrt(1.0 / 180.0 / N), 5.0);
    assert_within_sigma(serial / N, 0.0, 1.0 / 12.0 / sqrt(N), 5.0);
    assert_in_range(gsl_rng_uniform_int(random_stream_gsl(&stream), 6), 0, 5);
}

static void test_uniform_is_the_first_of_its_stream(void **state)
{
    (void)state;
    for (uint64_t who = 0; who < 1000; who++) {
        random_stream_t stream;

        random_stream_init(&stream, random_key(2, who), who, -3, RANDOM_DECISION);
        assert_true(random_uniform(random_key(2, who), who, -3, RANDOM_DECISION) ==
                    gsl_rng_uniform(random_stream_gsl(&stream)));
    }
}

static void test_unit_is_the_middle_of_a_words_interval(void **state)
{
    (void)state;
    assert_true(random_unit(0) == 0x1p-33);
    assert_true(random_unit(UINT32_MAX) == 1.0 - 0x1p-33);
    for (uint64_t i = 0; i < 10000; i++) {
        const uint32_t w = word(i);

        assert_true(random_unit(w) * 0x1p33 == 2.0 * (double)w + 1.0);
    }
}

/* However they are mixed: each takes the words that come next, one or two of them. */
static void test_stream_units_and_uniforms_are_words_in_order(void **state)
{
    random_stream_t stream, words;

    (void)state;
    random_stream_init(&stream, random_key(21, 22), 23, -24, RANDOM_SHOCK);
    random_stream_init(&words, random_key(21, 22), 23, -24, RANDOM_SHOCK);
    for (uint64_t i = 0; i < 300000; i++) { /* beyond its blocks */
        const uint32_t first = (uint32_t)gsl_rng_get(random_stream_gsl(&words));

        if (random_hash_join(i, 1) % 2 == 0) {
            assert_true(random_stream_unit(&stream) == random_unit(first));
        } else {
            const uint32_t second = (uint32_t)gsl_rng_get(random_stream_gsl(&words));
            const uint64_t bits = (uint64_t)(first >> 6) << 26 | second >> 6;
            const double u = random_stream_uniform(&stream);

            assert_true(u * 0x1p53 == 2.0 * (double)bits + 1.0 && u > 0.0 && u < 1.0);
        }
    }
}

static void test_stream_uniform_is_gsls(void **state)
{
    random_stream_t stream, gsl;

    (void)state;
    random_stream_init(&stream, random_key(2, 2), 2, 2, RANDOM_SHOCK);
    random_stream_init(&gsl, random_key(2, 2), 2, 2, RANDOM_SHOCK);
    for (int i = 0; i < 1000; i++)
        assert_true(random_stream_uniform(&stream) == gsl_rng_uniform(random_stream_gsl(&gsl)));
    random_stream_init(&stream, random_key(2, 2), 2, 2, RANDOM_SHOCK);
    assert_true(random_stream_uniform(&stream) == random_uniform(random_key(2, 2), 2, 2, RANDOM_SHOCK));
}

/* A stream whose first block is at hand goes on as if it had been read from the beginning; and goes
   back to it. */
static void test_stream_resumed(void **state)
{
    const random_key_t key = random_key(31, 32);

    (void)state;
    for (uint32_t used = 0; used <= 4; used++) {
        random_stream_t resumed, whole;
        uint32_t block[4];

        random_block(key, 33, -34, random_what(RANDOM_ISSUE, 0), block);
        random_stream_resume(&resumed, key, 33, -34, RANDOM_ISSUE, block, used);
        memset(block, 0, sizeof block); /* it has its own copy */
        random_stream_init(&whole, key, 33, -34, RANDOM_ISSUE);
        for (uint32_t i = 0; i < used; i++)
            gsl_rng_get(random_stream_gsl(&whole));
        for (int i = 0; i < (1 << 18) + 100; i++)
            assert_true(gsl_rng_get(random_stream_gsl(&resumed)) ==
                        gsl_rng_get(random_stream_gsl(&whole)));
        random_stream_init(&whole, key, 33, -34, RANDOM_ISSUE);
        gsl_rng_set(random_stream_gsl(&resumed), 1);
        for (int i = 0; i < 100; i++)
            assert_true(gsl_rng_get(random_stream_gsl(&resumed)) ==
                        gsl_rng_get(random_stream_gsl(&whole)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_equals_random123),
        cmocka_unit_test(test_address_to_counter),
        cmocka_unit_test(test_purposes_keep_their_numbers),
        cmocka_unit_test(test_no_collisions),
        cmocka_unit_test(test_join_is_ordered),
        cmocka_unit_test(test_avalanche),
        cmocka_unit_test(test_hash_is_pinned),
        cmocka_unit_test(test_pinned_mixing),
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_uniform_neighbours),
        cmocka_unit_test(test_pair_against_definition),
        cmocka_unit_test(test_log_of_small_and_near_one),
        cmocka_unit_test(test_normal_moments_and_tails),
        cmocka_unit_test(test_normal_shape),
        cmocka_unit_test(test_normal_independence),
        cmocka_unit_test(test_every_instruction_set_gives_the_same_bits),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_same_bits_everywhere),
        cmocka_unit_test(test_uniform_is_never_0_or_1),
        cmocka_unit_test(test_stream_is_the_blocks_in_order),
        cmocka_unit_test(test_stream_goes_on_beyond_its_blocks),
        cmocka_unit_test(test_stream_doubles),
        cmocka_unit_test(test_uniform_is_the_first_of_its_stream),
        cmocka_unit_test(test_unit_is_the_middle_of_a_words_interval),
        cmocka_unit_test(test_stream_units_and_uniforms_are_words_in_order),
        cmocka_unit_test(test_stream_uniform_is_gsls),
        cmocka_unit_test(test_stream_resumed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
