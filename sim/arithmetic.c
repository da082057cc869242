/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/arithmetic.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* ln 2 in two parts; the first has 33 bits, so that its product with an exponent is exact. */
#define LN2_HIGH 0x1.62e42fefp-1
#define LN2_LOW 0x1.473de6af278edp-34
#define LN2 0x1.62e42fefa39efp-1
#define PER_LN2 0x1.71547652b82fep+0

/* 2^n, -1022 <= n <= 1023 */
static double power_of_two(int n)
{
    const uint64_t bits = (uint64_t)(n + 1023) << 52;
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* x 2^n for |n| <= 1100, in two steps, either of which is in range */
static double scale(double x, int n)
{
    const int half = n / 2;

    return x * power_of_two(half) * power_of_two(n - half);
}

/* e^(r + correction) for |r| <= ln(2) / 2 and a tiny correction. Taylor's series: its first term
   left out is 4e-18. 1 + r is rounded last, so the error stays near half an ulp. Summed in pairs
   (Estrin's scheme): a chain of products and sums would make the processor wait. */
static double exp_reduced(double r, double correction)
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

double arithmetic_exp(double x)
{
    double result;

    if (x != x) {
        result = x;
    } else if (x > 709.782712893384) {
        result = HUGE_VAL;
    } else if (x < -745.14) {
        result = 0.0;
    } else {
        const double n = floor(x * PER_LN2 + 0.5);
        const double high = x - n * LN2_HIGH;
        const double low = n * LN2_LOW;
        const double r = high - low;

        result = scale(exp_reduced(r, (high - r) - low), (int)n);
    }
    return result;
}

double arithmetic_exp2(double x)
{
    double result;

    if (x != x) {
        result = x;
    } else if (x >= 1024.0) {
        result = HUGE_VAL;
    } else if (x < -1075.0) {
        result = 0.0;
    } else {
        const double n = floor(x + 0.5);

        result = scale(exp_reduced((x - n) * LN2, 0.0), (int)n);
    }
    return result;
}

/* x = 2^e (1 + f), 1 + f in [sqrt 1/2, sqrt 2). With s = f / (2 + f), log(1 + f) = 2 artanh s
   = f - f^2/2 + s (f^2/2 + R), R = 2 s^2/3 + 2 s^4/5 + ...: the large terms are f and e ln 2, the
   others only correct them (the arrangement of fdlibm's e_log.c). First term left out: 1e-18. */
double arithmetic_log(double x)
{
    double result;

    if (x != x || x < 0.0) {
        result = (double)NAN;
    } else if (x == 0.0) {
        result = -HUGE_VAL;
    } else if (x > 0x1.fffffffffffffp+1023) {
        result = x;
    } else {
        const uint64_t root_half = UINT64_C(0x3fe6a09e667f3bcd);
        uint64_t bits;
        int exponent = 0;
        double m;

        if (x < 0x1p-1022) {
            x *= 0x1p54;
            exponent = -54;
        }
        memcpy(&bits, &x, sizeof bits);
        bits += UINT64_C(0x3ff0000000000000) - root_half;
        exponent += (int)(bits >> 52) - 1023;
        bits = (bits & UINT64_C(0x000fffffffffffff)) + root_half;
        memcpy(&m, &bits, sizeof m);

        const double e = exponent;
        const double f = m - 1.0;
        const double s = f / (2.0 + f);
        const double z = s * s;
        const double half = 0.5 * f * f;
        const double z2 = z * z, z4 = z2 * z2;
        const double p0 = 2.0 / 3.0 + 2.0 / 5.0 * z;
        const double p1 = 2.0 / 7.0 + 2.0 / 9.0 * z;
        const double p2 = 2.0 / 11.0 + 2.0 / 13.0 * z;
        const double p3 = 2.0 / 15.0 + 2.0 / 17.0 * z;
        const double p4 = 2.0 / 19.0 + 2.0 / 21.0 * z;
        const double low = p0 + p1 * z2, middle = p2 + p3 * z2, high = p4 + 2.0 / 23.0 * z2;
        const double p = low + z4 * (middle + z4 * high);

        result = e * LN2_HIGH - ((half - (s * (half + p * z) + e * LN2_LOW)) - f);
    }
    return result;
}
