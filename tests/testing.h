/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every test needs: cmocka with the headers it wants before it, and assertions about doubles
 * that print what they compared. NaN is near nothing and within no number of sigmas.
 */
#ifndef ADRIFT_TESTING_H
#define ADRIFT_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

/* Fails unless |a - b| <= tolerance (absolute). */
#define assert_near(a, b, tolerance)                                                               \
    testing_assert_near((a), (b), (tolerance), #a, #b, __FILE__, __LINE__)

/* Fails unless |a - b| <= tolerance * max(|a|, |b|). */
#define assert_near_relative(a, b, tolerance)                                                      \
    testing_assert_near_relative((a), (b), (tolerance), #a, #b, __FILE__, __LINE__)

/* Fails unless estimate lies within `sigmas` standard errors of expected. */
#define assert_within_sigma(estimate, expected, standard_error, sigmas)                            \
    testing_assert_within_sigma((estimate), (expected), (standard_error), (sigmas), #estimate,     \
                                __FILE__, __LINE__)

/* A standard error that is zero, negative or not finite says that the test is wrong: false. */
static inline bool within_sigma(double estimate, double expected, double standard_error,
                                double sigmas)
{
    return isfinite(standard_error) && standard_error > 0.0 &&
           fabs(estimate - expected) <= sigmas * standard_error;
}

static inline void testing_assert_near(double a, double b, double tolerance, const char *a_text,
                                       const char *b_text, const char *file, int line)
{
    if (!(fabs(a - b) <= tolerance)) {
        print_error("%s = %.17g\n%s = %.17g\ndiffer by %.3g, more than %.3g\n", a_text, a, b_text,
                    b, fabs(a - b), tolerance);
        _fail(file, line);
    }
}

static inline void testing_assert_near_relative(double a, double b, double tolerance,
                                                const char *a_text, const char *b_text,
                                                const char *file, int line)
{
    double scale = fmax(fabs(a), fabs(b));

    testing_assert_near(a, b, tolerance * scale, a_text, b_text, file, line);
}

static inline void testing_assert_within_sigma(double estimate, double expected,
                                               double standard_error, double sigmas,
                                               const char *text, const char *file, int line)
{
    if (!within_sigma(estimate, expected, standard_error, sigmas)) {
        print_error("%s = %.17g\nexpected %.17g, standard error %.3g: off by %.2f sigma, more "
                    "than %.2f\n",
                    text, estimate, expected, standard_error,
                    fabs(estimate - expected) / standard_error, sigmas);
        _fail(file, line);
    }
}

#endif
