/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to random.c and its test: the arithmetic of Philox4x32-10 and of the normals, written so
   that a plain loop over it vectorises. It is inlined into functions compiled for several
   instruction sets, and gives the same bits in all of them, since it uses only integers, + - x /
   and sqrt in float, nothing fused. */
#ifndef ADRIFT_RANDOM_LANES_H
#define ADRIFT_RANDOM_LANES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sim/random.h"

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

RANDOM_INLINE void random_lanes_normal4(random_key_t key, size_t n, const uint64_t *restrict who,
                                        uint32_t when, uint32_t what, float *restrict z0,
                                        float *restrict z1, float *restrict z2,
                                        float *restrict z3)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t w0, w1, w2, w3;

        random_lane_philox(key.word[0], key.word[1], (uint32_t)who[i], (uint32_t)(who[i] >> 32),
                           when, what, &w0, &w1, &w2, &w3);
        random_lane_pair(w0, w1, &z0[i], &z1[i]);
        random_lane_pair(w2, w3, &z2[i], &z3[i]);
    }
}

#endif
