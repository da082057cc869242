/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reference: the C library's long double functions, which on x86-64 carry 11 bits more. */
#include "testing.h"

#include <float.h>
#include <inttypes.h>
#include <string.h>

#include "sim/arithmetic.h"
#include "sim/random.h"

/* Largest error allowed against the reference, in units in the last place. Where long double is
   no longer than double the reference itself is off by up to one. */
#define ULPS (LDBL_MANT_DIG > DBL_MANT_DIG ? 1.0 : 2.0)

enum { DRAWS = 200000 };

static double uniform(uint64_t i, double low, double high)
{
    const random_key_t key = random_key(20240607, 0);

    return low + (high - low) * random_uniform(key, i, 0, RANDOM_DESIGN);
}

/* Error in units of the last place of the double nearest to the reference. */
static double ulps(double value, long double reference)
{
    const double nearest = fabs((double)reference);
    const double unit = nextafter(nearest, HUGE_VAL) - nearest;

    return (double)(fabsl((long double)value - reference) / (long double)unit);
}

static void assert_close(double value, long double reference, double x)
{
    if (!(ulps(value, reference) < ULPS)) {
        print_error("at %.17g (%a): %.17g, reference %.17Lg, off by %.3f ulp\n", x, x, value,
                    reference, ulps(value, reference));
        fail();
    }
}

static void test_exp(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        const double wide = uniform(i, -708.0, 709.78);
        const double narrow = uniform(i, -3.0, 3.0);
        const double tiny = ldexp(uniform(i, -1.0, 1.0), -(int)(i % 70));

        assert_close(arithmetic_exp(wide), expl((long double)wide), wide);
        assert_close(arithmetic_exp(narrow), expl((long double)narrow), narrow);
        assert_close(arithmetic_exp(tiny), expl((long double)tiny), tiny);
    }
}

static void test_exp2(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        const double wide = uniform(i, -1022.0, 1024.0);
        const double narrow = uniform(i, -2.0, 2.0);

        assert_close(arithmetic_exp2(wide), exp2l((long double)wide), wide);
        assert_close(arithmetic_exp2(narrow), exp2l((long double)narrow), narrow);
    }
    for (int n = -1074; n < 1024; n++)
        assert_true(arithmetic_exp2(n) == ldexp(1.0, n));
}

static void test_log(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        const double wide = ldexp(uniform(i, 1.0, 2.0), (int)(i % 2046) - 1022);
        const double narrow = uniform(i, 0.5, 2.0);
        const double near = 1.0 + ldexp(uniform(i, -1.0, 1.0), -(int)(i % 50));

        assert_close(arithmetic_log(wide), logl((long double)wide), wide);
        assert_close(arithmetic_log(narrow), logl((long double)narrow), narrow);
        if (near > 0.0 && near != 1.0)
            assert_close(arithmetic_log(near), logl((long double)near), near);
    }
    for (int n = -1074; n < -1022; n++)
        assert_close(arithmetic_log(ldexp(1.0, n)), logl(ldexpl(1.0L, n)), ldexp(1.0, n));
}

static void assert_log_normal(double x)
{
    assert_true(arithmetic_log_normal(x) == arithmetic_log(x));
    if (x != 1.0) {
        assert_close(arithmetic_log_normal(x), logl((long double)x), x);
    }
}

static void assert_exp_normal(double x)
{
    assert_true(arithmetic_exp_normal(x) == arithmetic_exp(x));
    assert_close(arithmetic_exp_normal(x), expl((long double)x), x);
}

/* Those for vectorised loops: as good as the others and the same, to the ends of what they promise. */
static void test_normal(void **state)
{
    static const double logs[] = {DBL_MIN, 0x1.fffffffffffffp-1022, 0x1p-1021, 1.0, DBL_MAX, 0x1p1023, 0x1p-32, 1.0 - 0x1p-33};
    static const double exps[] = {0.0, -0.0, 708.0, -708.0, DBL_MIN, -DBL_MIN, 1.0, -1.0, 0x1p-60, -0x1p-60};

    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        assert_log_normal(ldexp(uniform(i, 1.0, 2.0), (int)(i % 2046) - 1022));
        assert_log_normal(uniform(i, 0.5, 2.0));
        assert_log_normal(1.0 + ldexp(uniform(i, -0.5, 1.0), -(int)(i % 50)));
        assert_exp_normal(uniform(i, -708.0, 708.0));
        assert_exp_normal(uniform(i, -3.0, 3.0));
        assert_exp_normal(ldexp(uniform(i, -1.0, 1.0), -(int)(i % 70)));
    }
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
        assert_log_normal(logs[i]);
    }
    for (size_t i = 0; i < sizeof exps / sizeof exps[0]; i++) {
        assert_exp_normal(exps[i]);
    }
    assert_true(arithmetic_log_normal(1.0) == 0.0 && arithmetic_exp_normal(0.0) == 1.0);
    for (int n = -1021; n <= 1020; n++) { /* seams of the reductions, from either side */
        const double seam = (n + 0.5) * 0x1.62e42fefa39efp-1, root = ldexp(sqrt(0.5), n);

        for (int side = -1; side <= 1; side++) {
            assert_exp_normal(nextafter(seam, seam + side));
            assert_log_normal(nextafter(root, side < 0 ? 0.0 : side > 0 ? HUGE_VAL : root));
        }
    }
}

static void test_exact_values(void **state)
{
    (void)state;
    assert_true(arithmetic_exp(0.0) == 1.0);
    assert_true(arithmetic_exp(-0.0) == 1.0);
    assert_true(arithmetic_exp2(0.0) == 1.0);
    assert_true(arithmetic_exp2(-1.0) == 0.5);
    assert_true(arithmetic_log(1.0) == 0.0);
    assert_true(arithmetic_log(2.0) == 0x1.62e42fefa39efp-1);
}

static void test_ends(void **state)
{
    (void)state;
    assert_true(arithmetic_exp(-745.2) == 0.0);
    assert_true(arithmetic_exp(-1e300) == 0.0);
    assert_true(arithmetic_exp(-HUGE_VAL) == 0.0);
    assert_true(arithmetic_exp(709.79) == HUGE_VAL);
    assert_true(arithmetic_exp(HUGE_VAL) == HUGE_VAL);
    assert_true(arithmetic_exp(709.782712893384) < HUGE_VAL);
    assert_near_relative(arithmetic_exp(709.782712893384), exp(709.782712893384), 1e-15);
    assert_true(isnan(arithmetic_exp((double)NAN)));
    for (double x = -745.1; x < -708.0; x += 0.1) /* subnormal: half a unit, and the rounding */
        assert_near(arithmetic_exp(x), exp(x), 0x1p-1074 + 3e-16 * exp(x));
    assert_true(arithmetic_exp2(-1076.0) == 0.0);
    assert_true(arithmetic_exp2(-HUGE_VAL) == 0.0);
    assert_true(arithmetic_exp2(1024.0) == HUGE_VAL);
    assert_true(isnan(arithmetic_exp2((double)NAN)));
    assert_true(arithmetic_log(0.0) == -HUGE_VAL);
    assert_true(arithmetic_log(HUGE_VAL) == HUGE_VAL);
    assert_close(arithmetic_log(DBL_MAX), logl((long double)DBL_MAX), DBL_MAX);
    assert_true(isnan(arithmetic_log(-1.0)));
    assert_true(isnan(arithmetic_log((double)NAN)));
}

/* An error of an ulp in log x is one of |log x| ulp, at most, in exp(log x). */
static void test_inverse(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        const double x = ldexp(uniform(i, 1.0, 2.0), (int)(i % 100) - 50);
        const double l = arithmetic_log(x);

        assert_near_relative(arithmetic_exp(l), x, (2.0 + fabs(l)) * DBL_EPSILON);
        assert_near_relative(arithmetic_exp2(l / 0x1.62e42fefa39efp-1), x,
                             (3.0 + 2.0 * fabs(l)) * DBL_EPSILON);
    }
}

/* Nowhere does a larger x give a smaller value, not even across the seams of the reductions. */
static void test_monotone(void **state)
{
    double previous_exp = 0.0, previous_exp2 = 0.0, previous_log = -HUGE_VAL;

    (void)state;
    for (double x = -20.0; x < 20.0; x += 0x1p-13) {
        const double e = arithmetic_exp(x), e2 = arithmetic_exp2(x), l = arithmetic_log(20.0 + x);

        assert_true(e > previous_exp);
        assert_true(e2 > previous_exp2);
        assert_true(l > previous_log || x == -20.0);
        previous_exp = e;
        previous_exp2 = e2;
        previous_log = l;
    }
    for (int n = -60; n <= 60; n++) {
        double seam = (n + 0.5) * 0x1.62e42fefa39efp-1, seam2 = n + 0.5, root = ldexp(sqrt(0.5), n);

        for (int i = 0; i < 50; i++) {
            seam = nextafter(seam, -HUGE_VAL);
            seam2 = nextafter(seam2, -HUGE_VAL);
            root = nextafter(root, 0.0);
        }
        for (int i = 0; i < 100; i++) {
            const double s = nextafter(seam, HUGE_VAL), s2 = nextafter(seam2, HUGE_VAL);
            const double r = nextafter(root, HUGE_VAL);

            assert_true(arithmetic_exp(s) >= arithmetic_exp(seam));
            assert_true(arithmetic_exp2(s2) >= arithmetic_exp2(seam2));
            assert_true(arithmetic_log(r) >= arithmetic_log(root));
            seam = s;
            seam2 = s2;
            root = r;
        }
    }
}

/* The promise of the header: these bits come from every compiler and processor. The value says
   nothing about right or wrong, the other tests do. */
static void test_same_bits_everywhere(void **state)
{
    uint64_t digest = 0;

    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        const double value[3] = {arithmetic_exp(uniform(i, -50.0, 50.0)),
                                 arithmetic_exp2(uniform(i, -50.0, 50.0)),
                                 arithmetic_log(uniform(i, 0.0, 10.0))};

        for (int j = 0; j < 3; j++) {
            uint64_t bits;

            memcpy(&bits, &value[j], sizeof bits);
            digest = random_hash_join(digest, bits);
        }
    }
    if (digest != UINT64_C(0xc1377442f0957bba)) {
        print_error("0x%016" PRIx64 "\n", digest);
        fail();
    }
}

static void test_clamp(void **state)
{
    (void)state;
    assert_true(clamp(-0.1, 0.0, 1.0) == 0.0);
    assert_true(clamp(1.1, 0.0, 1.0) == 1.0);
    assert_true(clamp(0.3, 0.0, 1.0) == 0.3);
    assert_true(clamp(-2.0, -1.0, 1.0) == -1.0);
    assert_true(clamp(HUGE_VAL, 0.0, 1.0) == 1.0);
    assert_true(clamp(-HUGE_VAL, 0.0, 1.0) == 0.0);
    assert_true(clamp(0.0, 0.0, 1.0) == 0.0 && clamp(1.0, 0.0, 1.0) == 1.0);
    assert_true(clamp(0.7, 0.5, 0.5) == 0.5 && clamp(0.2, 0.5, 0.5) == 0.5);
    assert_true(isnan(clamp((double)NAN, 0.0, 1.0)));
    assert_true(isnan(clamp(-(double)NAN, -1.0, 1.0)));
}

static void test_greater_and_lesser(void **state)
{
    (void)state;
    assert_true(greater(1.0, 2.0) == 2.0 && greater(2.0, 1.0) == 2.0 && greater(-1.0, -1.0) == -1.0);
    assert_true(lesser(1.0, 2.0) == 1.0 && lesser(2.0, 1.0) == 1.0 && lesser(-1.0, -1.0) == -1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exp),          cmocka_unit_test(test_exp2),
        cmocka_unit_test(test_log),          cmocka_unit_test(test_normal),       cmocka_unit_test(test_exact_values),
        cmocka_unit_test(test_ends),         cmocka_unit_test(test_inverse),
        cmocka_unit_test(test_monotone),     cmocka_unit_test(test_same_bits_everywhere),
        cmocka_unit_test(test_clamp),        cmocka_unit_test(test_greater_and_lesser),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
