/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to random.c and its test: the arithmetic of Philox4x32-10 and of the normals. The
   normals are a plain loop that compilers vectorise, inlined into functions for several
   instruction sets; it gives the same bits in all of them, since it uses only integers, + - x and
   sqrt in float, nothing fused (-ffp-contract=off). */
#ifndef ADRIFT_RANDOM_LANES_H
#define ADRIFT_RANDOM_LANES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sim/random.h"
#include "sim/vector.h"

#if defined(__GNUC__)
#define RANDOM_INLINE static inline __attribute__((always_inline))
#else
#define RANDOM_INLINE static inline
#endif

/* One round on the four counter words c0 ... c3, then the key's Weyl step. */
#define RANDOM_ROUND                                                                              \
    do {                                                                                          \
        const uint64_t p0 = (uint64_t)0xD2511F53u * c0;                                           \
        const uint64_t p1 = (uint64_t)0xCD9E8D57u * c2;                                           \
                                                                                                  \
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;                                                      \
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;                                                      \
        c1 = (uint32_t)p1;                                                                        \
        c3 = (uint32_t)p0;                                                                        \
        k0 += 0x9E3779B9u;                                                                        \
        k1 += 0xBB67AE85u;                                                                        \
    } while (0)

RANDOM_INLINE void random_lane_philox(uint32_t k0, uint32_t k1, uint32_t c0, uint32_t c1,
                                      uint32_t c2, uint32_t c3, uint32_t *restrict out0,
                                      uint32_t *restrict out1, uint32_t *restrict out2,
                                      uint32_t *restrict out3)
{
    RANDOM_ROUND;
    RANDOM_ROUND;
    RANDOM_ROUND;
    RANDOM_ROUND;
    RANDOM_ROUND;
    RANDOM_ROUND;
    RANDOM_ROUND;
    RANDOM_ROUND;
    RANDOM_ROUND;
    RANDOM_ROUND;
    *out0 = c0;
    *out1 = c1;
    *out2 = c2;
    *out3 = c3;
}

RANDOM_INLINE uint32_t random_lane_bits(float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

RANDOM_INLINE float random_lane_float(uint32_t bits)
{
    float x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* log(u) for u in [2^-32, 1], relative error below 2e-7 and never positive: u = 2^e (1 + f) with
   1 + f in [sqrt 1/2, sqrt 2), and a polynomial for (log(1 + f) - f + f^2 / 2) / f^3 through
   Chebyshev's nodes (2e-8). */
RANDOM_INLINE float random_lane_log(float u)
{
    const uint32_t shifted = random_lane_bits(u) - 0x3f3504f3u;
    const int32_t exponent = (int32_t)shifted >> 23;
    const float f = random_lane_float((shifted & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
    const float e = (float)exponent;
    const float f2 = f * f;
    float p = -0.07902743772f;

    p = p * f + 0.1262231985f;
    p = p * f - 0.1299818376f;
    p = p * f + 0.1421449592f;
    p = p * f - 0.1664128146f;
    p = p * f + 0.2000104509f;
    p = p * f - 0.2500030642f;
    p = p * f + 0.3333333073f;
    return e * 0.693147181f + (f + f2 * (f * p - 0.5f));
}

/* Box and Muller's pair from two words. Radius: 31 bits of a, nowhere 0 and fine near 0, where the
   tail is (|z| <= 6.67). Angle: quarter turn pi/4 + phi, phi from 30 bits of b, and b's two top
   bits for the signs; since cos and sin of it are (cos phi -+ sin phi) / sqrt 2, the sqrt 2 goes
   with the radius. */
RANDOM_INLINE void random_lane_pair(uint32_t a, uint32_t b, float *restrict x, float *restrict y)
{
    const float u = ((float)(int32_t)(a >> 1) + 0.5f) * 0x1p-31f;
    const float radius = sqrtf(0.0f - random_lane_log(u));
    const float s = (float)(int32_t)(b << 2) * 0x1p-31f;
    const float t = s * s;
    float cosine = -0.0003188774749f;
    float sine = -3.595429073e-5f;

    cosine = cosine * t + 0.01584991071f;
    cosine = cosine * t - 0.3084242519f;
    cosine = cosine * t + 1.0f;
    sine = sine * t + 0.002490006801f;
    sine = sine * t - 0.08074543471f;
    sine = sine * t + 0.785398161f;
    sine = sine * s;
    *x = random_lane_float(random_lane_bits(radius * (cosine - sine)) ^ (b & 0x80000000u));
    *y = random_lane_float(random_lane_bits(radius * (cosine + sine)) ^ (b << 1 & 0x80000000u));
}

/* How many entities go through both steps while their words are in the nearest cache. */
enum { RANDOM_LANES = 128 }; /* a multiple of 16 */

typedef struct random_words {
    uint32_t word[4][RANDOM_LANES];
} random_words_t;

/* Blocks of n <= RANDOM_LANES entities. If `each`, every one has its own key and `when`; else key0 and key1 are
   RANDOM_KEYS, in turn, and the first `when` is all's. Inlined with a constant `each`. */
#define RANDOM_LANES_ADDRESSES                                                                    \
    const uint32_t *restrict key0, const uint32_t *restrict key1, size_t n,                       \
        const uint64_t *restrict who, const uint32_t *restrict when, uint32_t what

RANDOM_INLINE void random_lanes_philox(RANDOM_LANES_ADDRESSES, const bool each,
                                       random_words_t *restrict out)
{
    for (size_t i = 0; i < RANDOM_ROOM(n); i++) {
        const uint64_t whose = i < n ? who[i] : 0;
        const size_t k = each ? i : i % RANDOM_KEYS;

        random_lane_philox(key0[k], key1[k], (uint32_t)whose, (uint32_t)(whose >> 32),
                           when[each ? i : 0], what, &out->word[0][i], &out->word[1][i],
                           &out->word[2][i], &out->word[3][i]);
    }
}

RANDOM_INLINE void random_lanes_pairs(size_t n, const random_words_t *restrict in,
                                      float *restrict z0, float *restrict z1, float *restrict z2,
                                      float *restrict z3)
{
    for (size_t i = 0; i < n; i++) {
        random_lane_pair(in->word[0][i], in->word[1][i], &z0[i], &z1[i]);
        random_lane_pair(in->word[2][i], in->word[3][i], &z2[i], &z3[i]);
    }
}

/* random_normal4() with one way of making the words. */
#define RANDOM_LANES_NORMAL4(philox)                                                              \
    do {                                                                                          \
        random_words_t words;                                                                     \
                                                                                                  \
        for (size_t i = 0; i < n; i += RANDOM_LANES) {                                            \
            const size_t m = n - i < RANDOM_LANES ? n - i : RANDOM_LANES;                         \
                                                                                                  \
            philox(key0, key1, m, who + i, when, what, false, &words);                            \
            random_lanes_pairs(RANDOM_ROOM(m), &words, z0 + i, z1 + i, z2 + i, z3 + i);           \
        }                                                                                         \
    } while (0)

/* random_words4() and random_words4_each() likewise. */
#define RANDOM_LANES_WORDS4(philox, each)                                                         \
    do {                                                                                          \
        random_words_t words;                                                                     \
                                                                                                  \
        for (size_t i = 0; i < n; i += RANDOM_LANES) {                                            \
            const size_t m = n - i < RANDOM_LANES ? n - i : RANDOM_LANES;                         \
                                                                                                  \
            const size_t own = (each) ? i : 0;                                                    \
                                                                                                  \
            philox(key0 + own, key1 + own, m, who + i, when + own, what, each, &words);           \
            memcpy(w0 + i, words.word[0], RANDOM_ROOM(m) * sizeof *w0);                           \
            memcpy(w1 + i, words.word[1], RANDOM_ROOM(m) * sizeof *w1);                           \
            memcpy(w2 + i, words.word[2], RANDOM_ROOM(m) * sizeof *w2);                           \
            memcpy(w3 + i, words.word[3], RANDOM_ROOM(m) * sizeof *w3);                           \
        }                                                                                         \
    } while (0)

/* when and what are counter words 2 and 3. */
#define RANDOM_LANES_NORMALS                                                                      \
    RANDOM_LANES_ADDRESSES, float *restrict z0, float *restrict z1, float *restrict z2,           \
        float *restrict z3
#define RANDOM_LANES_WORDS                                                                        \
    RANDOM_LANES_ADDRESSES, uint32_t *restrict w0, uint32_t *restrict w1, uint32_t *restrict w2,  \
        uint32_t *restrict w3

#define RANDOM_LANES_OF(width, target, philox)                                                    \
    target static inline void random_lanes_normal4_##width(RANDOM_LANES_NORMALS)                  \
    {                                                                                             \
        RANDOM_LANES_NORMAL4(philox);                                                             \
    }                                                                                             \
    target static inline void random_lanes_words4_##width(RANDOM_LANES_WORDS)                     \
    {                                                                                             \
        RANDOM_LANES_WORDS4(philox, false);                                                       \
    }                                                                                             \
    target static inline void random_lanes_words4_each_##width(RANDOM_LANES_WORDS)                \
    {                                                                                             \
        RANDOM_LANES_WORDS4(philox, true);                                                        \
    }

#if !VECTOR_X86
RANDOM_LANES_OF(plain, , random_lanes_philox)
#else
#include <immintrin.h>

/* gcc spends most of the plain loop moving 32-bit halves of products between lanes. Here each
   64-bit lane holds one counter word in its low half and rubbish above, which pmuludq ignores;
   only the results are packed, two vectors into one. There are RANDOM_ROOM of them, and of their
   `when`; those beyond n have the address 0.

   PAIR(into, low, high) stores the low halves of the lanes of low and then of high. */
#define RANDOM_LANES_PHILOX(name, target, vector, lanes, load, lift, set1, add, mul, srl, xor,    \
                            pair)                                                                 \
    target RANDOM_INLINE void name(RANDOM_LANES_ADDRESSES, const bool each,                       \
                                   random_words_t *restrict out)                                  \
    {                                                                                             \
        enum { VECTORS = RANDOM_KEYS / (lanes) }; /* of keys that come in turn */                 \
        const vector m0 = set1(0xD2511F53), m1 = set1(0xCD9E8D57);                                \
        vector k0[VECTORS][10], k1[VECTORS][10];                                                  \
        uint64_t last[2 * (lanes)] = {0};                                                         \
                                                                                                  \
        for (size_t v = 0; v < VECTORS && !each; v++) {                                           \
            for (uint32_t round = 0; round < 10; round++) {                                       \
                k0[v][round] = add(lift(key0 + v * (lanes)), set1((uint32_t)(round * 0x9E3779B9u)));          \
                k1[v][round] = add(lift(key1 + v * (lanes)), set1((uint32_t)(round * 0xBB67AE85u)));          \
            }                                                                                     \
        }                                                                                         \
        for (size_t i = 0; i < RANDOM_ROOM(n); i += 2 * (lanes)) {                                \
            const uint64_t *whose = who + i;                                                      \
            vector half[4][2];                                                                    \
                                                                                                  \
            if (i + 2 * (lanes) > n) {                                                            \
                for (size_t j = 0; j < 2 * (lanes); j++)                                          \
                    last[j] = i + j < n ? who[i + j] : 0;                                         \
                whose = last;                                                                     \
            }                                                                                     \
            for (size_t h = 0; h < 2; h++) {                                                      \
                const size_t v = (i / (lanes) + h) % VECTORS;                                     \
                vector c0 = load((const void *)(whose + (lanes) * h));                            \
                vector c1 = srl(c0, 32), c3 = set1(what);                                         \
                vector c2 = each ? lift(when + i + (lanes) * h) : set1(*when);                    \
                                                                                                  \
                for (uint32_t round = 0; each && round < 10; round++) {                           \
                    k0[v][round] =                                                                \
                        add(lift(key0 + i + (lanes) * h), set1((uint32_t)(round * 0x9E3779B9u)));             \
                    k1[v][round] =                                                                \
                        add(lift(key1 + i + (lanes) * h), set1((uint32_t)(round * 0xBB67AE85u)));             \
                }                                                                                 \
                for (size_t round = 0; round < 10; round++) {                                     \
                    const vector p0 = mul(c0, m0), p1 = mul(c2, m1);                              \
                                                                                                  \
                    c0 = xor(xor(srl(p1, 32), c1), k0[v][round]);                                 \
                    c2 = xor(xor(srl(p0, 32), c3), k1[v][round]);                                 \
                    c1 = p1;                                                                      \
                    c3 = p0;                                                                      \
                }                                                                                 \
                half[0][h] = c0;                                                                  \
                half[1][h] = c1;                                                                  \
                half[2][h] = c2;                                                                  \
                half[3][h] = c3;                                                                  \
            }                                                                                     \
            for (size_t w = 0; w < 4; w++)                                                        \
                pair(&out->word[w][i], half[w][0], half[w][1]);                                   \
        }                                                                                         \
    }

RANDOM_INLINE void random_lanes_pair_plain(uint32_t *into, __m128i low, __m128i high)
{
    const __m128 packed = _mm_shuffle_ps(_mm_castsi128_ps(low), _mm_castsi128_ps(high), 0x88);

    _mm_storeu_si128((void *)into, _mm_castps_si128(packed));
}

VECTOR_TARGET_AVX2 RANDOM_INLINE void random_lanes_pair_avx2(uint32_t *into, __m256i low,
                                                             __m256i high)
{
    const __m256 mixed =
        _mm256_shuffle_ps(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high), 0x88);

    _mm256_storeu_si256((void *)into,
                        _mm256_permute4x64_epi64(_mm256_castps_si256(mixed), 0xd8));
}

VECTOR_TARGET_AVX512 RANDOM_INLINE void random_lanes_pair_avx512(uint32_t *into, __m512i low,
                                                                 __m512i high)
{
    _mm256_storeu_si256((void *)into, _mm512_cvtepi64_epi32(low));
    _mm256_storeu_si256((void *)(into + 8), _mm512_cvtepi64_epi32(high));
}

/* Words, each in the low half of a lane. */
RANDOM_INLINE __m128i random_lanes_lift_plain(const uint32_t *word)
{
    return _mm_unpacklo_epi32(_mm_loadl_epi64((const void *)word), _mm_setzero_si128());
}

VECTOR_TARGET_AVX2 RANDOM_INLINE __m256i random_lanes_lift_avx2(const uint32_t *word)
{
    return _mm256_cvtepu32_epi64(_mm_loadu_si128((const void *)word));
}

VECTOR_TARGET_AVX512 RANDOM_INLINE __m512i random_lanes_lift_avx512(const uint32_t *word)
{
    return _mm512_cvtepu32_epi64(_mm256_loadu_si256((const void *)word));
}

RANDOM_LANES_PHILOX(random_lanes_philox_plain, , __m128i, 2, _mm_loadu_si128,
                    random_lanes_lift_plain, _mm_set1_epi64x, _mm_add_epi64, _mm_mul_epu32,
                    _mm_srli_epi64, _mm_xor_si128, random_lanes_pair_plain)
RANDOM_LANES_PHILOX(random_lanes_philox_avx2, VECTOR_TARGET_AVX2, __m256i, 4, _mm256_loadu_si256,
                    random_lanes_lift_avx2, _mm256_set1_epi64x, _mm256_add_epi64, _mm256_mul_epu32,
                    _mm256_srli_epi64, _mm256_xor_si256, random_lanes_pair_avx2)
RANDOM_LANES_PHILOX(random_lanes_philox_avx512, VECTOR_TARGET_AVX512, __m512i, 8,
                    _mm512_loadu_si512, random_lanes_lift_avx512, _mm512_set1_epi64,
                    _mm512_add_epi64, _mm512_mul_epu32, _mm512_srli_epi64, _mm512_xor_si512,
                    random_lanes_pair_avx512)

RANDOM_LANES_OF(plain, , random_lanes_philox_plain)
RANDOM_LANES_OF(avx2, VECTOR_TARGET_AVX2, random_lanes_philox_avx2)
RANDOM_LANES_OF(avx512, VECTOR_TARGET_AVX512, random_lanes_philox_avx512)
#endif

#endif
