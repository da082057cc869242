/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves against numbers of R's survival package 3.5-3 (check_r.sh compares more of them, live). */
#include "testing.h"

#include <gsl/gsl_errno.h>

#include "analysis/survival.h"
#include "sim/random.h"

enum { SPELLS = 12, TIMES = 7 };

static const double start[SPELLS] = {0, 0, 0, 0, 0, 1, 1, 2, 0, 3, 0, 0};
static const double stop[SPELLS] = {1, 2, 2, 3, 4, 3, 4, 5, 5, 6, 6, 8};
static const int32_t event[SPELLS] = {1, 1, 0, 2, 1, 2, 0, 1, 2, 1, 0, 1};

static void example(survival_t *survival)
{
    assert_int_equal(survival_init(survival, 2), ANALYSIS_OK);
    for (size_t i = 0; i < SPELLS; i++) {
        assert_int_equal(survival_add(survival, start[i], stop[i], event[i], 1), ANALYSIS_OK);
    }
    assert_int_equal(survival_estimate(survival, 0.95), ANALYSIS_OK);
    assert_int_equal(survival->point_count, TIMES);
}

/* NaN is equal to NaN here. */
static void assert_same(double a, double b)
{
    if (isnan(a) || isnan(b)) {
        assert_true(isnan(a) && isnan(b));
    } else {
        assert_near(a, b, 1e-12);
    }
}

/* R: survfit(Surv(start, stop, event > 0) ~ 1, conf.type = "log") */
static void test_curve(void **state)
{
    static const double time[TIMES] = {1, 2, 3, 4, 5, 6, 8};
    static const uint64_t n_risk[TIMES] = {8, 9, 8, 7, 5, 3, 1};
    static const uint64_t n_event[TIMES] = {1, 1, 2, 1, 2, 1, 1};
    static const uint64_t n_censor[TIMES] = {0, 1, 0, 1, 0, 1, 0};
    static const double surv[TIMES] = {0.875,
                                       0.77777777777777768,
                                       0.58333333333333326,
                                       0.49999999999999989,
                                       0.29999999999999993,
                                       0.19999999999999996,
                                       0.0};
    static const double std_err[TIMES] = {0.13363062095621220,
                                          0.17817416127494959,
                                          0.27094777801764386,
                                          0.31180478223116176,
                                          0.48016200969626444,
                                          0.63025568003963450,
                                          NAN};
    static const double lower[TIMES] = {0.673381936505955347,
                                        0.548521190012713045,
                                        0.342993292521461046,
                                        0.271369661249616867,
                                        0.117059485527590060,
                                        0.058150759074927463,
                                        NAN};
    static const double upper[TIMES] = {1.0,
                                        1.0,
                                        0.99208289257285265,
                                        0.92125257793663129,
                                        0.76883987311551649,
                                        0.68786720304819837,
                                        NAN};
    survival_t survival;

    (void)state;
    example(&survival);
    for (size_t i = 0; i < TIMES; i++) {
        const survival_point_t *p = &survival.points[i];

        assert_true(p->time == time[i]);
        assert_int_equal(p->at_risk, n_risk[i]);
        assert_int_equal(p->events, n_event[i]);
        assert_int_equal(p->censored, n_censor[i]);
        assert_same(p->survival, surv[i]);
        assert_same(p->standard_error / p->survival, std_err[i]);
        assert_same(p->low, lower[i]);
        assert_same(p->high, upper[i]);
    }
    assert_int_equal(survival.count, SPELLS);
    assert_int_equal(survival.events, 9);
    survival_free(&survival);
    survival_free(&survival);
}

/* R: survfit(Surv(start, stop, factor(event, 0:2)) ~ 1, id = 1:12, conf.type = "log") */
static void test_incidence(void **state)
{
    static const double pstate[2][TIMES] = {
        {0.125, 0.22222222222222221, 0.22222222222222221, 0.30555555555555552, 0.40555555555555556,
         0.50555555555555554, 0.70555555555555549},
        {0.0, 0.0, 0.19444444444444442, 0.19444444444444442, 0.29444444444444440,
         0.29444444444444440, 0.29444444444444440}};
    static const double std_err[2][TIMES] = {
        {0.11692679333668567, 0.13639740613570589, 0.13639740613570589, 0.14068192569057117,
         0.16073521974837032, 0.16402619893279233, 0.14323128548674435},
        {0.0, 0.0, 0.12370730755451283, 0.12370730755451283, 0.14323128548674438,
         0.14323128548674438, 0.14323128548674438}};
    static const double lower[2][TIMES] = {
        {0.019984067022007647, 0.066731350564963057, 0.066731350564963057, 0.123932565164279584,
         0.186505110899964494, 0.267669407210193611, 0.473950592778687507},
        {NAN, NAN, 0.055879620486860508, 0.055879620486860508, 0.113485371794726869,
         0.113485371794726869, 0.113485371794726869}};
    static const double upper[2][TIMES] = {
        {0.78187287816803397, 0.74002272741818054, 0.74002272741818054, 0.75334676892312136,
         0.88188097285009370, 0.95485854142599591, 1.0},
        {NAN, NAN, 0.67660878234129962, 0.67660878234129962, 0.76395335798006303,
         0.76395335798006303, 0.76395335798006303}};
    survival_t survival;

    (void)state;
    example(&survival);
    for (size_t i = 0; i < TIMES; i++) {
        for (size_t k = 0; k < 2; k++) {
            const survival_incidence_t *f = &survival.incidence[2 * i + k];

            assert_same(f->incidence, pstate[k][i]);
            assert_same(f->standard_error, std_err[k][i]);
            assert_same(f->low, lower[k][i]);
            assert_same(f->high, upper[k][i]);
        }
    }
    survival_free(&survival);
}

/* R: print(fit, rmean = 5) */
static void test_summary(void **state)
{
    survival_t survival;
    interval_t i;
    double error;

    (void)state;
    example(&survival);
    i = survival_mean(&survival, 5.0, &error);
    assert_near(i.estimate, 3.73611111111111072, 1e-12);
    assert_near(error, 0.48646096317174947, 1e-12);
    assert_near(i.high - i.low, 2.0 * 1.959963984540054 * error, 1e-12);
    i = survival_quantile(&survival, 0.5);
    assert_near(i.estimate, 4.5, 1e-12); /* the curve rests at 0.5 from 4 to 5 */
    assert_near(i.low, 3.0, 1e-12);
    assert_true(isnan(i.high));
    assert_near(survival_quantile(&survival, 0.75).estimate, 6.0, 1e-12);

    assert_null(survival_at(&survival, 0.99));
    assert_true(survival_at(&survival, 1.0)->time == 1.0);
    assert_true(survival_at(&survival, 4.5)->time == 4.0);
    assert_true(survival_at(&survival, 100.0)->time == 8.0);
    assert_near(survival_mean(&survival, 0.5, NULL).estimate, 0.5, 1e-15);
    survival_free(&survival);
}

/* Without censoring all is a share of n: S(t) = share longer than t, its variance S (1 - S) / n. */
static void test_without_censoring(void **state)
{
    enum { N = 500 };
    survival_t survival;
    uint64_t ended[2] = {0, 0};

    (void)state;
    assert_int_equal(survival_init(&survival, 2), ANALYSIS_OK);
    for (uint64_t i = 0; i < N; i++) {
        const double u = random_uniform(random_key(3, i), 0, 0, RANDOM_DECISION);
        const double v = random_uniform(random_key(3, i), 1, 0, RANDOM_DECISION);

        assert_int_equal(
            survival_add(&survival, 0.0, ceil(-20.0 * log(u)) / 12.0, v < 0.3 ? 1 : 2, 1),
            ANALYSIS_OK);
    }
    assert_int_equal(survival_estimate(&survival, 0.9), ANALYSIS_OK);
    for (size_t i = 0; i < survival.point_count; i++) {
        double sum = survival.points[i].survival;

        for (size_t k = 0; k < 2; k++) {
            const survival_incidence_t *f = &survival.incidence[2 * i + k];
            double share;

            ended[k] += f->events;
            share = (double)ended[k] / N;
            assert_near(f->incidence, share, 1e-12);
            assert_near(f->standard_error, sqrt(share * (1.0 - share) / N), 1e-10);
            sum += f->incidence;
        }
        assert_near(sum, 1.0, 1e-12);
        if (survival.points[i].survival > 0.0) {
            const double share = 1.0 - (double)(ended[0] + ended[1]) / N;

            assert_near(survival.points[i].survival, share, 1e-12);
            assert_near(survival.points[i].standard_error, sqrt(share * (1.0 - share) / N), 1e-12);
        }
    }
    survival_free(&survival);
}

/* Neither the order nor the way of adding matters: not one bit. */
static void test_order(void **state)
{
    survival_t one, two;

    (void)state;
    example(&one);
    assert_int_equal(survival_init(&two, 2), ANALYSIS_OK);
    for (size_t i = SPELLS; i-- > 0;) {
        assert_int_equal(survival_add(&two, start[i], stop[i], event[i], 1), ANALYSIS_OK);
    }
    for (int i = 0; i < 1000; i++) { /* make the table grow; estimated again below */
        assert_int_equal(survival_add(&two, 0.0, 1.0 + i, 0, 0), ANALYSIS_OK);
    }
    assert_int_equal(survival_estimate(&two, 0.95), ANALYSIS_OK);
    assert_memory_equal(one.points, two.points, TIMES * sizeof *one.points);
    for (size_t i = 0; i < SPELLS; i++) {
        assert_int_equal(survival_add(&one, start[i], stop[i], event[i], 99), ANALYSIS_OK);
    }
    assert_int_equal(survival_estimate(&one, 0.95), ANALYSIS_OK);
    for (size_t i = 0; i + 1 < TIMES; i++) { /* a hundred times the data: a tenth of the error */
        assert_near(one.points[i].survival, two.points[i].survival, 1e-14);
        assert_near(10.0 * one.points[i].standard_error, two.points[i].standard_error, 1e-12);
        assert_near(10.0 * one.incidence[2 * i].standard_error, two.incidence[2 * i].standard_error,
                    1e-12);
    }
    survival_free(&one);
    survival_free(&two);
}

/* Many distinct spells: the table grows; sums stay right. */
static void test_growth(void **state)
{
    survival_t survival;

    (void)state;
    assert_int_equal(survival_init(&survival, 1), ANALYSIS_OK);
    for (int round = 0; round < 2; round++) {
        for (int i = 1; i <= 3000; i++) {
            assert_int_equal(survival_add(&survival, 0.0, i / 12.0, i % 3 == 0, 1), ANALYSIS_OK);
        }
    }
    assert_int_equal(survival.distinct, 3000);
    assert_int_equal(survival_estimate(&survival, 0.95), ANALYSIS_OK);
    assert_int_equal(survival.point_count, 3000);
    for (size_t i = 0; i < 3000; i++) {
        assert_int_equal(survival.points[i].at_risk, 6000 - 2 * i);
    }
    survival_free(&survival);
}

static void test_refusals(void **state)
{
    survival_t survival;

    (void)state;
    assert_int_equal(survival_init(&survival, 0), ANALYSIS_INVALID);
    assert_int_equal(survival_init(&survival, 17), ANALYSIS_INVALID);
    assert_int_equal(survival_init(&survival, 2), ANALYSIS_OK);
    assert_int_equal(survival_estimate(&survival, 0.95), ANALYSIS_TOO_FEW);
    assert_int_equal(survival_add(&survival, 1.0, 1.0, 0, 1), ANALYSIS_INVALID);
    assert_int_equal(survival_add(&survival, -1.0, 1.0, 0, 1), ANALYSIS_INVALID);
    assert_int_equal(survival_add(&survival, 0.0, NAN, 0, 1), ANALYSIS_INVALID);
    assert_int_equal(survival_add(&survival, 0.0, INFINITY, 0, 1), ANALYSIS_INVALID);
    assert_int_equal(survival_add(&survival, 0.0, 1.0, 3, 1), ANALYSIS_INVALID);
    assert_int_equal(survival_add(&survival, 0.0, 1.0, -1, 1), ANALYSIS_INVALID);
    assert_int_equal(survival.count, 0);
    assert_int_equal(survival_add(&survival, 0.0, 1.0, 2, 1), ANALYSIS_OK);
    assert_int_equal(survival_estimate(&survival, 1.0), ANALYSIS_INVALID);
    assert_int_equal(survival_estimate(&survival, 0.95), ANALYSIS_OK);
    assert_true(survival.points[0].survival == 0.0 && isnan(survival.points[0].low));
    survival_free(&survival);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curve),    cmocka_unit_test(test_incidence),
        cmocka_unit_test(test_summary),  cmocka_unit_test(test_without_censoring),
        cmocka_unit_test(test_order),    cmocka_unit_test(test_growth),
        cmocka_unit_test(test_refusals),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
