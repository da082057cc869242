/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elementary functions that give the same bits with every compiler, C library and vector width:
   only + - x / and polynomials, the exact floor(), and the bits of an IEEE 754 double. Build with
   -ffp-contract=off. None of them reads or writes errno. */
#ifndef ADRIFT_ARITHMETIC_H
#define ADRIFT_ARITHMETIC_H

#include <stdint.h>
#include <string.h>

/* e^x. Any x: 0 below -745.14, +infinity above 709.7827, NaN for NaN; between -745.14 and -708.40
   the result is subnormal and loses digits as it must. Error below 1 ulp (2.3e-16 relative)
   elsewhere. arithmetic_exp(0) is 1 exactly. */
double arithmetic_exp(double x);

/* 2^x. Any x: 0 below -1075, +infinity at 1024 and above, NaN for NaN. Error below 1 ulp. Exact
   where x is an integer. */
double arithmetic_exp2(double x);

/* Natural logarithm. x > 0, subnormals included; error below 1 ulp; 0 exactly at 1. At 0 it is
   -infinity, for negative x and NaN it is NaN. */
double arithmetic_log(double x);

/* The same functions, inlined where a loop is vectorised: no branch, and the same bits where the
   argument is in range. log: x normal and positive. exp: |x| <= 708. */
static inline double arithmetic_log_normal(double x);
static inline double arithmetic_exp_normal(double x);

/* x, or the end of [low, high] that it is beyond. low <= high. NaN stays NaN. */
static inline double clamp(double x, double low, double high)
{
    const double below = x > high ? high : x;
    return below < low ? low : below;
}

static inline double greater(double a, double b)
{
    return a > b ? a : b;
}

static inline double lesser(double a, double b)
{
    return a < b ? a : b;
}

/* ---- Both functions ---- */

/* ln 2 in two parts; the first has 33 bits, so that its product with an exponent is exact. */
#define ARITHMETIC_LN2_HIGH 0x1.62e42fefp-1
#define ARITHMETIC_LN2_LOW 0x1.473de6af278edp-34
#define ARITHMETIC_PER_LN2 0x1.71547652b82fep+0

/* Added to a number below 2^51 in magnitude, it leaves the nearest integer in the low bits. */
#define ARITHMETIC_TO_INTEGER 0x1.8p52

static inline uint64_t arithmetic_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double arithmetic_of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* log of 2^e (1 + f), 1 + f in [sqrt 1/2, sqrt 2). With s = f / (2 + f), log(1 + f) = 2 artanh s
   = f - f^2/2 + s (f^2/2 + R), R = 2 s^2/3 + 2 s^4/5 + ...: the large terms are f and e ln 2, the
   others only correct them (the arrangement of fdlibm's e_log.c). First term left out: 1e-18.
   Polynomials are summed in pairs (Estrin's scheme): a chain of products and sums would make the
   processor wait. */
static inline double arithmetic_log_parts(double e, double f)
{
    const double s = f / (2.0 + f), half = 0.5 * f * f;
    const double z = s * s, z2 = z * z, z4 = z2 * z2;
    const double p0 = 2.0 / 3.0 + 2.0 / 5.0 * z;
    const double p1 = 2.0 / 7.0 + 2.0 / 9.0 * z;
    const double p2 = 2.0 / 11.0 + 2.0 / 13.0 * z;
    const double p3 = 2.0 / 15.0 + 2.0 / 17.0 * z;
    const double p4 = 2.0 / 19.0 + 2.0 / 21.0 * z;
    const double low = p0 + p1 * z2, middle = p2 + p3 * z2, high = p4 + 2.0 / 23.0 * z2;
    const double p = low + z4 * (middle + z4 * high);

    return e * ARITHMETIC_LN2_HIGH - ((half - (s * (half + p * z) + e * ARITHMETIC_LN2_LOW)) - f);
}

/* e and f of a normal number. */
static inline double arithmetic_split(double x, double *f)
{
    const uint64_t root_half = UINT64_C(0x3fe6a09e667f3bcd);
    const uint64_t bits = arithmetic_bits(x) + (UINT64_C(0x3ff0000000000000) - root_half);

    *f = arithmetic_of_bits((bits & UINT64_C(0x000fffffffffffff)) + root_half) - 1.0;
    /* bits >> 52, as a double: 2^52 + it, less 2^52 and the exponent's bias */
    return arithmetic_of_bits(bits >> 52 | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023.0);
}

static inline double arithmetic_log_normal(double x)
{
    double f;
    const double e = arithmetic_split(x, &f);

    return arithmetic_log_parts(e, f);
}

/* e^(r + correction) for |r| <= ln(2) / 2 and a tiny correction. Taylor's series: its first term
   left out is 4e-18. 1 + r is rounded last, so the error stays near half an ulp. */
static inline double arithmetic_exp_reduced(double r, double correction)
{
    const double r2 = r * r, r4 = r2 * r2;
    const double p0 = 0.5 + 1.6666666666666666667e-1 * r;
    const double p1 = 4.1666666666666666667e-2 + 8.3333333333333333333e-3 * r;
    const double p2 = 1.3888888888888888889e-3 + 1.9841269841269841270e-4 * r;
    const double p3 = 2.4801587301587301587e-5 + 2.7557319223985890653e-6 * r;
    const double p4 = 2.7557319223985890653e-7 + 2.5052108385441718775e-8 * r;
    const double p5 = 2.0876756987868098979e-9 + 1.6059043836821614599e-10 * r; /* 1/13! */
    const double low = p0 + p1 * r2, middle = p2 + p3 * r2, high = p4 + p5 * r2;
    const double p = low + r4 * (middle + r4 * high);

    return 1.0 + (r + (p * r2 + correction));
}

static inline double arithmetic_exp_normal(double x)
{
    const double shifted = x * ARITHMETIC_PER_LN2 + ARITHMETIC_TO_INTEGER;
    const double n = shifted - ARITHMETIC_TO_INTEGER;
    const double high = x - n * ARITHMETIC_LN2_HIGH, low = n * ARITHMETIC_LN2_LOW;
    const double r = high - low;
    const double scale = arithmetic_of_bits((arithmetic_bits(shifted) + 1023) << 52); /* 2^n */

    return arithmetic_exp_reduced(r, (high - r) - low) * scale;
}

#endif
