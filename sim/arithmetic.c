/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/arithmetic.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LN2 0x1.62e42fefa39efp-1

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
        const double n = (x * ARITHMETIC_PER_LN2 + ARITHMETIC_TO_INTEGER) - ARITHMETIC_TO_INTEGER;
        const double high = x - n * ARITHMETIC_LN2_HIGH;
        const double low = n * ARITHMETIC_LN2_LOW;
        const double r = high - low;

        result = scale(arithmetic_exp_reduced(r, (high - r) - low), (int)n);
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

        result = scale(arithmetic_exp_reduced((x - n) * LN2, 0.0), (int)n);
    }
    return result;
}

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
        double shift = 0.0, f;

        if (x < 0x1p-1022) {
            x *= 0x1p54;
            shift = 54.0;
        }

        const double e = arithmetic_split(x, &f);

        result = arithmetic_log_parts(e - shift, f);
    }
    return result;
}
