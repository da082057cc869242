/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elementary functions that give the same bits with every compiler, C library and vector width:
   only + - x / and polynomials, the exact floor(), and the bits of an IEEE 754 double. Build with
   -ffp-contract=off. None of them reads or writes errno. */
#ifndef ADRIFT_ARITHMETIC_H
#define ADRIFT_ARITHMETIC_H

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

#endif
