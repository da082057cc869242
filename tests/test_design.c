/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/design.h"
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_qrng.h>

static const double three[] = {1.0, 2.0, 5.0};
static const double two[] = {10.0, 20.0};

/* Every form of factor. */
static const factor_t mixed[] = {
    {.name = "threshold.dependence", .form = FACTOR_RANGE, .low = 0.0, .high = 1.0},
    {.name = "weak.KOR.capability", .form = FACTOR_RANGE, .low = 0.01, .high = 100.0,
     .logarithmic = true},
    {.name = "shocks.coup.size", .form = FACTOR_DISTRIBUTION,
     .distribution = {DISTRIBUTION_GAUSSIAN, 3.0, 2.0, 0.0}},
    {.name = "decision.rule", .form = FACTOR_VALUES, .values = three, .value_count = 3},
    {.name = "weak.ally.count", .form = FACTOR_RANGE, .low = 1.0, .high = 6.0, .whole = true},
};
enum { MIXED = sizeof mixed / sizeof mixed[0] };

/* A design that must be right. */
static void make(design_t *design, const design_options_t *options, const factor_t *factors,
                 size_t count)
{
    report_t report = {0};

    if (design_init(design, options, factors, count, &report) != DESIGN_OK) {
        report_print(&report, stderr);
        fail();
    }
    assert_int_equal(report_count(&report), 0);
    assert_int_equal(design->points, design_count(options, factors, count));
    report_free(&report);
}

/* The inverse of what makes a value from a number of the unit interval. */
static double unit_of(const factor_t *factor, double value)
{
    double unit = (double)NAN;

    if (factor->form == FACTOR_DISTRIBUTION) {
        unit = 0.5 * erfc((factor->distribution.a - value) / factor->distribution.b / sqrt(2.0));
    } else if (factor->logarithmic) {
        unit = log(value / factor->low) / log(factor->high / factor->low);
    } else {
        unit = (value - factor->low) / (factor->high - factor->low);
    }
    return unit;
}

static void assert_same_points(const design_t *a, const design_t *b, size_t points)
{
    assert_int_equal(a->factor_count, b->factor_count);
    assert_memory_equal(a->values, b->values, points * a->factor_count * sizeof(double));
    for (size_t i = 0; i < points; i++) {
        assert_int_equal(a->rows[i].role, b->rows[i].role);
        assert_int_equal(a->rows[i].block, b->rows[i].block);
        assert_int_equal(a->rows[i].factor, b->rows[i].factor);
    }
}

static void test_factorial_is_complete_and_in_order(void **state)
{
    const factor_t factors[] = {
        {.name = "a", .form = FACTOR_VALUES, .values = two, .value_count = 2},
        {.name = "b", .form = FACTOR_RANGE, .low = 0.0, .high = 1.0, .levels = 5},
        {.name = "c", .form = FACTOR_VALUES, .values = three, .value_count = 3},
    };
    const design_options_t options = {.kind = DESIGN_FACTORIAL};
    design_t design;
    size_t point = 0;

    (void)state;
    make(&design, &options, factors, 3);
    assert_int_equal(design.points, 30);
    for (size_t a = 0; a < 2; a++) {
        for (size_t b = 0; b < 5; b++) {
            for (size_t c = 0; c < 3; c++, point++) {
                assert_true(design_point(&design, point)[0] == two[a]);
                assert_true(design_point(&design, point)[1] == 0.25 * (double)b);
                assert_true(design_point(&design, point)[2] == three[c]);
                assert_int_equal(design.rows[point].role, DESIGN_ROLE_POINT);
            }
        }
    }
    design_free(&design);
    make(&design, &options, NULL, 0);
    assert_int_equal(design.points, 1);
    design_free(&design);
}

static void test_levels(void **state)
{
    factor_t range = {.name = "a", .form = FACTOR_RANGE, .low = 0.1, .high = 1000.0,
                      .logarithmic = true};
    factor_t whole = {.name = "b", .form = FACTOR_RANGE, .low = -1.0, .high = 4.0, .whole = true};
    factor_t uniform = {.name = "c", .form = FACTOR_DISTRIBUTION,
                        .distribution = {DISTRIBUTION_UNIFORM, 0.0, 8.0, 0.0}};
    factor_t values = {.name = "d", .form = FACTOR_VALUES, .values = three, .value_count = 3};

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        assert_near_relative(factor_level(&range, i, 5), 0.1 * pow(10.0, (double)i), 1e-14);
    }
    assert_true(factor_level(&range, 0, 5) == 0.1);
    assert_true(factor_level(&range, 4, 5) == 1000.0);
    assert_near_relative(factor_level(&range, 0, 1), 10.0, 1e-14);
    assert_int_equal(factor_level_count(&range, 7), 7);

    /* levels between short decimals are short, and within the range whatever its ends */
    const factor_t tenths = {.form = FACTOR_RANGE, .low = 0.3, .high = 0.9};
    const factor_t thirds = {.form = FACTOR_RANGE, .low = 1.0 / 3.0, .high = 2.0 / 3.0};
    static const double levels[] = {0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    for (size_t i = 0; i < 7; i++) {
        assert_true(factor_level(&tenths, i, 7) == levels[i]);
        assert_true(factor_level(&thirds, i, 7) >= 1.0 / 3.0 && factor_level(&thirds, i, 7) <= 2.0 / 3.0);
    }
    assert_int_equal(factor_level_count(&whole, 0), 6);
    assert_int_equal(factor_level_count(&whole, 100), 6);
    assert_int_equal(factor_level_count(&whole, 3), 3);
    assert_int_equal(factor_level_count(&values, 100), 3);
    for (size_t i = 0; i < 6; i++) {
        assert_true(factor_level(&whole, i, 6) == (double)i - 1.0);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_true(factor_level(&uniform, i, 4) == 1.0 + 2.0 * (double)i);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_true(factor_level(&values, i, 3) == three[i]);
    }
}

/* Where the unit interval goes. */
static void test_values_at(void **state)
{
    const factor_t whole_log = {.name = "w", .form = FACTOR_RANGE, .low = 1.0, .high = 7.0,
                                .whole = true, .logarithmic = true};
    const double step = 1.0 / 3.0;

    (void)state;
    assert_true(factor_at(&mixed[0], 0.0) == 0.0 && factor_at(&mixed[0], 1.0) == 1.0);
    assert_true(factor_at(&mixed[0], 0.375) == 0.375);
    assert_near_relative(factor_at(&mixed[1], 0.5), 1.0, 1e-14);
    assert_near_relative(factor_at(&mixed[1], 0.75), 10.0, 1e-14);
    assert_true(factor_at(&mixed[1], 0.0) == 0.01 && factor_at(&mixed[1], 1.0) == 100.0);
    assert_near(factor_at(&mixed[2], 0.5), 3.0, 1e-11);
    assert_near(factor_at(&mixed[2], 0.975), 3.0 + 2.0 * 1.959963984540054, 1e-11);
    assert_true(isfinite(factor_at(&mixed[2], 0.0)) && isfinite(factor_at(&mixed[2], 1.0)));
    assert_true(factor_at(&mixed[3], 0.0) == 1.0 && factor_at(&mixed[3], step - 1e-9) == 1.0);
    assert_true(factor_at(&mixed[3], step + 1e-9) == 2.0);
    assert_true(factor_at(&mixed[3], 2.0 * step - 1e-9) == 2.0);
    assert_true(factor_at(&mixed[3], 2.0 * step + 1e-9) == 5.0);
    assert_true(factor_at(&mixed[3], 1.0) == 5.0);
    for (int i = 0; i < 6; i++) {
        assert_true(factor_at(&mixed[4], (i + 0.001) / 6.0) == 1.0 + i);
        assert_true(factor_at(&mixed[4], (i + 0.999) / 6.0) == 1.0 + i);
    }
    assert_true(factor_at(&mixed[4], 1.0) == 6.0);
    /* 1 has the share log 2 / log 8, as have 2 and 3 together */
    assert_true(factor_at(&whole_log, step - 1e-9) == 1.0);
    assert_true(factor_at(&whole_log, step + 1e-9) == 2.0);
    assert_true(factor_at(&whole_log, 2.0 * step - 1e-9) == 3.0);
    assert_true(factor_at(&whole_log, 2.0 * step + 1e-9) == 4.0);
    assert_true(factor_at(&whole_log, 1.0) == 7.0);
    assert_near(factor_base(&mixed[2]), 3.0, 1e-11);
    assert_true(factor_base(&mixed[3]) == 2.0);
}

static void test_one_at_a_time(void **state)
{
    factor_t factors[] = {
        {.name = "a", .form = FACTOR_RANGE, .low = 0.0, .high = 1.0},
        {.name = "b", .form = FACTOR_VALUES, .values = three, .value_count = 3},
        {.name = "c", .form = FACTOR_RANGE, .low = 0.0, .high = 8.0, .levels = 5,
         .has_base = true, .base = 7.0},
    };
    const double base[] = {0.5, 2.0, 7.0};
    const size_t levels[] = {3, 3, 5};
    const design_options_t options = {.kind = DESIGN_ONE_AT_A_TIME, .levels = 3};
    design_t design;
    size_t point = 1;

    (void)state;
    make(&design, &options, factors, 3);
    assert_int_equal(design.points, 12);
    assert_int_equal(design.rows[0].role, DESIGN_ROLE_BASE);
    assert_int_equal(design.rows[0].factor, -1);
    assert_memory_equal(design_point(&design, 0), base, sizeof base);
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < levels[i]; j++, point++) {
            assert_int_equal(design.rows[point].role, DESIGN_ROLE_LEVEL);
            assert_int_equal(design.rows[point].factor, i);
            assert_int_equal(design.rows[point].step, j);
            for (size_t k = 0; k < 3; k++) {
                assert_true(design_point(&design, point)[k]
                            == (k == i ? factor_level(&factors[i], j, levels[i]) : base[k]));
            }
        }
    }
    design_free(&design);
}

/* Moments of every form against theory, at 5 sigma; and no correlation between factors. */
static void test_random_moments(void **state)
{
    enum { POINTS = 20000 };
    const double n = POINTS;
    const double log_range = log(100.0 / 0.01);
    const double mean[MIXED] = {0.5, log(0.01) + log_range / 2.0, 3.0, 8.0 / 3.0, 3.5};
    const double variance[MIXED] = {1.0 / 12.0, log_range * log_range / 12.0, 4.0,
                                    10.0 - 64.0 / 9.0, 35.0 / 12.0};
    const design_options_t options = {.kind = DESIGN_RANDOM, .seed = 7, .points = POINTS};
    design_t design;
    double z[MIXED];
    double sum[MIXED] = {0};
    double square[MIXED] = {0};
    double product[MIXED][MIXED] = {{0}};

    (void)state;
    make(&design, &options, mixed, MIXED);
    for (size_t point = 0; point < POINTS; point++) {
        for (size_t i = 0; i < MIXED; i++) {
            double value = design_point(&design, point)[i];

            z[i] = ((i == 1 ? log(value) : value) - mean[i]) / sqrt(variance[i]);
            sum[i] += z[i];
            square[i] += z[i] * z[i];
            for (size_t j = 0; j < i; j++) {
                product[i][j] += z[i] * z[j];
            }
        }
    }
    for (size_t i = 0; i < MIXED; i++) {
        assert_within_sigma(sum[i] / n, 0.0, 1.0 / sqrt(n), 5.0);
        assert_within_sigma(square[i] / n, 1.0, sqrt(2.0 / n), 5.0);
        for (size_t j = 0; j < i; j++) {
            assert_within_sigma(product[i][j] / n, 0.0, 1.0 / sqrt(n), 5.0);
        }
    }
    design_free(&design);
}

static void assert_one_per_stratum(const design_t *design)
{
    unsigned char *seen = malloc(design->points);

    assert_non_null(seen);
    for (size_t i = 0; i < design->factor_count; i++) {
        memset(seen, 0, design->points);
        for (size_t point = 0; point < design->points; point++) {
            double unit = unit_of(&design->factors[i], design_point(design, point)[i]);
            double stratum = floor(unit * (double)design->points);

            assert_true(stratum >= 0.0 && stratum < (double)design->points);
            assert_int_equal(seen[(size_t)stratum], 0);
            seen[(size_t)stratum] = 1;
        }
    }
    free(seen);
}

static double least_distance(const design_t *design)
{
    double least = HUGE_VAL;

    for (size_t a = 0; a < design->points; a++) {
        for (size_t b = 0; b < a; b++) {
            double distance = 0.0;

            for (size_t i = 0; i < design->factor_count; i++) {
                double x = unit_of(&design->factors[i], design_point(design, a)[i]);
                double y = unit_of(&design->factors[i], design_point(design, b)[i]);

                distance += (x - y) * (x - y);
            }
            least = fmin(least, distance);
        }
    }
    return least;
}

static void test_latin_hypercube(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 10, 17, 1000};
    design_options_t options = {.kind = DESIGN_LATIN_HYPERCUBE, .seed = 3};
    design_t design;
    design_t best;
    double mean = 0.0;
    double square = 0.0;
    double correlation = 0.0;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        options.points = sizes[i];
        make(&design, &options, mixed, 3);
        assert_one_per_stratum(&design);
        design_free(&design);
    }
    /* within its stratum a point is anywhere, and the columns have nothing to do with one another */
    options.points = 4000;
    make(&design, &options, mixed, 1);
    for (size_t point = 0; point < 4000; point++) {
        double scaled = design_point(&design, point)[0] * 4000.0;

        scaled -= floor(scaled);
        mean += scaled / 4000.0;
        square += scaled * scaled / 4000.0;
        correlation += (design_point(&design, point)[0] - 0.5)
                       * ((double)point / 4000.0 - 0.5) * 12.0 / 4000.0;
    }
    assert_within_sigma(mean, 0.5, sqrt(1.0 / 12.0 / 4000.0), 5.0);
    assert_within_sigma(square, 1.0 / 3.0, sqrt(4.0 / 45.0 / 4000.0), 5.0);
    assert_within_sigma(correlation, 0.0, 1.0 / sqrt(4000.0), 5.0);
    design_free(&design);

    /* of several tries the best, and at least as good as the first */
    options.points = 20;
    make(&design, &options, mixed, 3);
    options.tries = 50;
    make(&best, &options, mixed, 3);
    assert_one_per_stratum(&best);
    assert_true(least_distance(&best) > least_distance(&design));
    options.tries = 1;
    design_free(&best);
    make(&best, &options, mixed, 3);
    assert_same_points(&best, &design, 20);
    design_free(&best);
    design_free(&design);
}

/* Each of the six orders of three strata is as likely as the others. */
static void test_latin_hypercube_orders(void **state)
{
    enum { SEEDS = 6000 };
    size_t seen[3][3] = {{0}};

    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        const design_options_t options = {
            .kind = DESIGN_LATIN_HYPERCUBE, .seed = seed, .points = 3};
        design_t design;

        make(&design, &options, mixed, 1);
        seen[(size_t)(design.values[0] * 3.0)][(size_t)(design.values[1] * 3.0)]++;
        design_free(&design);
    }
    for (size_t a = 0; a < 3; a++) {
        for (size_t b = 0; b < 3; b++) {
            if (a == b) {
                assert_int_equal(seen[a][b], 0);
            } else {
                assert_within_sigma((double)seen[a][b] / SEEDS, 1.0 / 6.0,
                                    sqrt(5.0 / 36.0 / SEEDS), 5.0);
            }
        }
    }
}

static void test_sequences_are_gsls(void **state)
{
    static const struct {
        design_kind_t kind;
        unsigned most;
    } kinds[] = {{DESIGN_SOBOL, 40},
                 {DESIGN_HALTON, 100},
                 {DESIGN_REVERSE_HALTON, 100},
                 {DESIGN_NIEDERREITER, 12}};
    const gsl_qrng_type *const types[] = {gsl_qrng_sobol, gsl_qrng_halton, gsl_qrng_reversehalton,
                                          gsl_qrng_niederreiter_2};
    static factor_t factors[100];
    static char names[100][8];
    double expected[100];

    (void)state;
    for (size_t i = 0; i < 100; i++) {
        snprintf(names[i], sizeof names[i], "x%d", (int)i);
        factors[i] =
            (factor_t){.name = names[i], .form = FACTOR_RANGE, .low = 0.0, .high = 1.0};
    }
    for (size_t k = 0; k < 4; k++) {
        for (unsigned count = 1; count <= kinds[k].most; count += kinds[k].most - 1) {
            for (uint64_t skip = 0; skip <= 100; skip += 50) {
                const design_options_t options = {
                    .kind = kinds[k].kind, .points = 300, .skip = skip};
                gsl_qrng *sequence = gsl_qrng_alloc(types[k], count);
                design_t design;

                make(&design, &options, factors, count);
                if (kinds[k].kind == DESIGN_NIEDERREITER) {
                    gsl_qrng_get(sequence, expected);
                    assert_true(expected[0] == 0.0);
                }
                for (uint64_t i = 0; i < skip; i++) {
                    gsl_qrng_get(sequence, expected);
                }
                for (size_t point = 0; point < 300; point++) {
                    gsl_qrng_get(sequence, expected);
                    assert_memory_equal(design_point(&design, point), expected,
                                        count * sizeof expected[0]);
                    assert_true(expected[0] > 0.0 && expected[0] < 1.0);
                }
                gsl_qrng_free(sequence);
                design_free(&design);
            }
        }
    }
}

static void test_saltelli(void **state)
{
    enum { BLOCKS = 64 };

    (void)state;
    for (int second = 0; second < 2; second++) {
        const design_options_t options = {.kind = DESIGN_SALTELLI,
                                          .base_sample = BLOCKS,
                                          .second_order = second != 0,
                                          .skip = 5};
        gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, 2 * MIXED);
        design_t design;
        double unit[2 * MIXED];
        size_t point = 0;
        size_t moved[MIXED] = {0};

        make(&design, &options, mixed, MIXED);
        assert_int_equal(design.points, (second ? 2 * MIXED + 2 : MIXED + 2) * BLOCKS);
        assert_int_equal(design.blocks, BLOCKS);
        for (int i = 0; i < 5; i++) {
            gsl_qrng_get(sequence, unit);
        }
        for (size_t block = 0; block < BLOCKS; block++) {
            const double *a = design_point(&design, point);
            const double *b = a + (second ? 2 * MIXED + 1 : MIXED + 1) * MIXED;

            gsl_qrng_get(sequence, unit);
            for (size_t i = 0; i < MIXED; i++) {
                assert_true(a[i] == factor_at(&mixed[i], unit[i]));
                assert_true(b[i] == factor_at(&mixed[i], unit[MIXED + i]));
            }
            for (size_t r = 0; r < (second ? 2 * MIXED + 2 : MIXED + 2); r++, point++) {
                const double *row = design_point(&design, point);
                const design_row_t *about = &design.rows[point];

                assert_int_equal(about->block, block);
                if (r == 0) {
                    assert_int_equal(about->role, DESIGN_ROLE_A);
                    assert_int_equal(about->factor, -1);
                } else if (row == b) {
                    assert_int_equal(about->role, DESIGN_ROLE_B);
                    assert_int_equal(about->factor, -1);
                } else {
                    const double *most = r <= MIXED ? a : b;
                    const double *one = r <= MIXED ? b : a;

                    assert_int_equal(about->role, r <= MIXED ? DESIGN_ROLE_AB : DESIGN_ROLE_BA);
                    assert_int_equal(about->factor, (r - 1) % MIXED);
                    for (size_t i = 0; i < MIXED; i++) {
                        assert_true(row[i] == (i == (r - 1) % MIXED ? one[i] : most[i]));
                    }
                    moved[(r - 1) % MIXED] +=
                        row[(r - 1) % MIXED] != most[(r - 1) % MIXED];
                }
            }
        }
        for (size_t i = 0; i < MIXED; i++) {
            assert_true(moved[i] > BLOCKS / 2);
        }
        gsl_qrng_free(sequence);
        design_free(&design);
    }
}

static void test_morris(void **state)
{
    enum { TRAJECTORIES = 600 };
    static const size_t levels[] = {0, 2, 4, 8};
    const double n = TRAJECTORIES;

    (void)state;
    for (size_t l = 0; l < 4; l++) {
        const size_t p = levels[l] == 0 ? 4 : levels[l];
        const double delta = (double)p / (2.0 * ((double)p - 1.0));
        const design_options_t options = {.kind = DESIGN_MORRIS,
                                          .seed = 11,
                                          .levels = levels[l],
                                          .trajectories = TRAJECTORIES};
        design_t design;
        size_t up[MIXED] = {0};
        size_t place[MIXED] = {0};
        size_t starts[8] = {0};

        make(&design, &options, mixed, MIXED);
        assert_int_equal(design.points, TRAJECTORIES * (MIXED + 1));
        assert_int_equal(design.blocks, TRAJECTORIES);
        assert_int_equal(design.levels, p);
        for (size_t block = 0; block < TRAJECTORIES; block++) {
            bool moved[MIXED] = {false};

            for (size_t r = 0; r <= MIXED; r++) {
                size_t point = block * (MIXED + 1) + r;
                const double *values = design_point(&design, point);
                const design_row_t *about = &design.rows[point];

                assert_int_equal(about->block, block);
                for (size_t i = 0; i < MIXED; i++) {
                    bool on_grid = false;

                    for (size_t j = 0; j < p; j++) {
                        on_grid = on_grid || values[i] == factor_level(&mixed[i], j, p);
                    }
                    assert_true(on_grid);
                }
                if (r == 0) {
                    assert_int_equal(about->role, DESIGN_ROLE_START);
                    assert_int_equal(about->factor, -1);
                    assert_true(about->delta == 0.0);
                    starts[(size_t)lround(values[0] * (double)(p - 1))]++;
                    continue;
                }
                assert_int_equal(about->role, DESIGN_ROLE_MOVE);
                assert_false(moved[about->factor]);
                moved[about->factor] = true;
                up[about->factor] += about->delta > 0.0;
                place[about->factor] += r;
                assert_near(fabs(about->delta), delta, 1e-15);
                for (size_t i = 0; i < MIXED; i++) {
                    double change = values[i] - (values - MIXED)[i];

                    if (i == (size_t)about->factor) {
                        assert_true(change * about->delta > 0.0);
                    } else {
                        assert_true(change == 0.0);
                    }
                }
                if (about->factor <= 1) {
                    const factor_t *factor = &mixed[about->factor];

                    assert_near(unit_of(factor, values[about->factor])
                                    - unit_of(factor, (values - MIXED)[about->factor]),
                                about->delta, 1e-12);
                }
            }
        }
        /* directions, order and starting levels are all equally likely */
        for (size_t i = 0; i < MIXED; i++) {
            assert_within_sigma((double)up[i] / n, 0.5, sqrt(0.25 / n), 5.0);
            assert_within_sigma((double)place[i] / n, 3.0, sqrt(2.0 / n), 5.0);
        }
        for (size_t j = 0; j < p; j++) {
            double share = 1.0 / (double)p;

            assert_within_sigma((double)starts[j] / n, share, sqrt(share * (1.0 - share) / n),
                                5.0);
        }
        design_free(&design);
    }
}

static void test_ramp(void **state)
{
    const factor_t factors[] = {
        {.name = "a", .form = FACTOR_RANGE, .low = 0.0, .high = 2.0, .levels = 5},
        {.name = "b", .form = FACTOR_VALUES, .values = two, .value_count = 2},
        {.name = "c", .form = FACTOR_VALUES, .values = three, .value_count = 3},
    };
    static const double way[] = {0.0, 0.5, 1.0, 1.5, 2.0, 1.5, 1.0, 0.5, 0.0};
    const design_options_t options = {.kind = DESIGN_RAMP};
    design_t design;

    (void)state;
    make(&design, &options, factors, 3);
    assert_int_equal(design.points, 9 * 6);
    assert_int_equal(design.blocks, 6);
    assert_int_equal(design.levels, 5);
    for (size_t point = 0; point < design.points; point++) {
        const double *values = design_point(&design, point);
        const design_row_t *about = &design.rows[point];

        assert_true(values[0] == way[point % 9]);
        assert_true(values[1] == two[point / 27]);
        assert_true(values[2] == three[point / 9 % 3]);
        assert_int_equal(about->block, point / 9);
        assert_int_equal(about->factor, 0);
        assert_int_equal(about->step, (size_t)(values[0] * 2.0));
        assert_int_equal(about->role, point % 9 < 5 ? DESIGN_ROLE_UP : DESIGN_ROLE_DOWN);
    }
    design_free(&design);
    make(&design, &options, factors, 1);
    assert_int_equal(design.points, 9);
    design_free(&design);
}

static void test_table(void **state)
{
    const double table[] = {1.0, 2.5, 3.0, -4.0, 5.0, 1e300};
    const factor_t factors[] = {{.name = "a", .whole = true}, {.name = "b"}};
    const design_options_t options = {.kind = DESIGN_TABLE, .points = 3, .table = table};
    design_t design;

    (void)state;
    make(&design, &options, factors, 2);
    assert_memory_equal(design.values, table, sizeof table);
    design_free(&design);
}

/* The table of the header: what stays when a design grows. */
static void test_growth(void **state)
{
    static const struct {
        design_kind_t kind;
        bool points_keep;
        bool columns_keep;
    } kinds[] = {
        {DESIGN_RANDOM, true, true},         {DESIGN_LATIN_HYPERCUBE, false, true},
        {DESIGN_SOBOL, true, true},          {DESIGN_HALTON, true, true},
        {DESIGN_REVERSE_HALTON, true, true}, {DESIGN_NIEDERREITER, true, true},
        {DESIGN_MORRIS, true, false},        {DESIGN_SALTELLI, true, false},
    };

    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        design_options_t options = {.kind = kinds[k].kind, .seed = 5};
        size_t *size = options.kind == DESIGN_MORRIS     ? &options.trajectories
                       : options.kind == DESIGN_SALTELLI ? &options.base_sample
                                                         : &options.points;
        design_t small;
        design_t again;
        design_t longer;
        design_t wider;

        *size = 40;
        make(&small, &options, mixed, 3);
        make(&again, &options, mixed, 3);
        make(&wider, &options, mixed, MIXED);
        *size = 60;
        make(&longer, &options, mixed, 3);
        assert_same_points(&small, &again, small.points);
        assert_int_equal(longer.points, small.points / 40 * 60);
        if (kinds[k].points_keep) {
            assert_same_points(&small, &longer, small.points);
        } else {
            assert_memory_not_equal(small.values, longer.values,
                                    small.points * 3 * sizeof(double));
        }
        for (size_t point = 0; point < small.points && kinds[k].columns_keep; point++) {
            assert_memory_equal(design_point(&small, point), design_point(&wider, point),
                                3 * sizeof(double));
        }
        design_free(&small);
        design_free(&again);
        design_free(&longer);
        design_free(&wider);
    }
}

/* Another order of the factors is another order of the columns, no more. */
static void test_order_of_factors(void **state)
{
    static const design_kind_t kinds[] = {DESIGN_RANDOM, DESIGN_LATIN_HYPERCUBE, DESIGN_MORRIS};
    factor_t reversed[MIXED];

    (void)state;
    for (size_t i = 0; i < MIXED; i++) {
        reversed[i] = mixed[MIXED - 1 - i];
    }
    for (size_t k = 0; k < 3; k++) {
        design_options_t options = {.kind = kinds[k], .seed = 9};
        design_t a;
        design_t b;

        *(kinds[k] == DESIGN_MORRIS ? &options.trajectories : &options.points) = 50;
        make(&a, &options, mixed, MIXED);
        make(&b, &options, reversed, MIXED);
        for (size_t point = 0; point < a.points; point++) {
            for (size_t i = 0; i < MIXED; i++) {
                assert_true(design_point(&a, point)[i]
                            == design_point(&b, point)[MIXED - 1 - i]);
            }
        }
        design_free(&b);
        options.seed = 10;
        make(&b, &options, mixed, MIXED);
        assert_memory_not_equal(a.values, b.values, a.points * MIXED * sizeof(double));
        design_free(&a);
        design_free(&b);
    }
}

/* A trajectory with one factor left out is the trajectory without it. */
static void test_morris_with_a_factor_more(void **state)
{
    const design_options_t options = {.kind = DESIGN_MORRIS, .seed = 2, .trajectories = 30};
    design_t fewer;
    design_t more;

    (void)state;
    make(&fewer, &options, mixed, 4);
    make(&more, &options, mixed, 5);
    for (size_t block = 0; block < 30; block++) {
        size_t point = block * 5;

        for (size_t r = 0; r < 6; r++) {
            const design_row_t *about = &more.rows[block * 6 + r];

            if (about->factor != 4) {
                assert_int_equal(about->factor, fewer.rows[point].factor);
                assert_memory_equal(design_point(&more, block * 6 + r),
                                    design_point(&fewer, point), 4 * sizeof(double));
                point++;
            }
        }
        assert_int_equal(point, block * 5 + 5);
    }
    design_free(&fewer);
    design_free(&more);
}

/* One complaint, and what it must contain. */
static void assert_refused(const design_options_t *options, const factor_t *factors, size_t count,
                           const char *expected)
{
    report_t report = {0};
    design_t design;
    char line[512] = "";

    assert_int_equal(design_init(&design, options, factors, count, &report), DESIGN_INVALID);
    assert_int_equal(report_count(&report), 1);
    report_line(&report, 0, line, sizeof line);
    if (strstr(line, expected) == NULL) {
        print_error("\"%s\" does not contain \"%s\"\n", line, expected);
        fail();
    }
    assert_null(design.values);
    design_free(&design);
    report_free(&report);
}

static void test_refusals(void **state)
{
    const factor_t good = {.name = "a", .form = FACTOR_RANGE, .low = 0.0, .high = 1.0};
    const design_options_t random = {
        .kind = DESIGN_RANDOM, .points = 10, .file = "x.cfg", .line = 3};
    const design_options_t factorial = {.kind = DESIGN_FACTORIAL, .levels = 10};
    static const double not_finite[] = {1.0, (double)INFINITY};
    static factor_t many[41];
    static char names[41][8];
    factor_t factor = good;
    design_options_t options = random;

    (void)state;
    for (size_t i = 0; i < 41; i++) {
        snprintf(names[i], sizeof names[i], "x%d", (int)i);
        many[i] = good;
        many[i].name = names[i];
    }
    factor.line = 12;
    factor.low = 1.0;
    assert_refused(&random, &factor, 1, "x.cfg:12: a: low = 1 must be less than high = 1");
    factor.high = 2.0;
    factor.low = (double)NAN;
    assert_refused(&random, &factor, 1, "a: low and high must be finite");
    factor.low = 0.0;
    factor.logarithmic = true;
    assert_refused(&random, &factor, 1, "must be greater than 0 on a logarithmic scale");
    factor = good;
    factor.low = 0.5;
    factor.whole = true;
    assert_refused(&random, &factor, 1, "low and high must be whole numbers");
    factor = good;
    factor.low = -1e308;
    factor.high = 1e308;
    assert_refused(&random, &factor, 1, "too far apart");
    factor = (factor_t){.name = "a", .form = FACTOR_VALUES};
    assert_refused(&random, &factor, 1, "at least one value");
    factor.values = not_finite;
    factor.value_count = 2;
    assert_refused(&random, &factor, 1, "value 2 must be finite");
    factor = (factor_t){.name = "a", .form = FACTOR_DISTRIBUTION,
                        .distribution = {DISTRIBUTION_GAUSSIAN, 0.0, -1.0, 0.0}};
    assert_refused(&random, &factor, 1, "sd must be at least 0");
    factor = good;
    factor.name = NULL;
    assert_refused(&random, &factor, 1, "a factor must have a path");
    factor = good;
    factor.has_base = true;
    factor.base = (double)NAN;
    assert_refused(&random, &factor, 1, "base must be finite");
    many[1].name = "x0";
    assert_refused(&random, many, 2, "x0: is a factor twice");
    many[1].name = names[1];

    options.points = 0;
    assert_refused(&options, &good, 1, "x.cfg:3: points: must be at least 1");
    options = random;
    options.trajectories = 4;
    assert_refused(&options, &good, 1, "means nothing to a design of kind random");
    assert_refused(&random, NULL, 0, "factors: must be at least one");
    options = (design_options_t){.kind = DESIGN_KINDS};
    assert_refused(&options, &good, 1, "unknown kind");
    options = (design_options_t){.kind = DESIGN_FACTORIAL};
    assert_refused(&options, &good, 1, "does not say how many levels");
    assert_refused(&factorial, many, 10, "more than 2^31 - 1 points");
    assert_refused(&factorial, many, 41, "more than 2^31 - 1 points");
    assert_int_equal(design_count(&factorial, many, 9), 1000000000);
    factor = good;
    factor.whole = true;
    factor.levels = 3;
    assert_refused(&factorial, &factor, 1, "not all different");
    options = (design_options_t){.kind = DESIGN_SOBOL, .points = 1};
    assert_refused(&options, many, 41, "can have 40 at most, not 41");
    options.skip = (1u << 30) - 2;
    assert_refused(&options, many, 1, "2^30");
    options = (design_options_t){.kind = DESIGN_SALTELLI, .base_sample = 1};
    assert_refused(&options, many, 21, "can have 20 at most, not 21");
    options = (design_options_t){.kind = DESIGN_MORRIS, .trajectories = 1, .levels = 5};
    assert_refused(&options, many, 1, "must be even");
    options.levels = 4;
    factor = (factor_t){.name = "a", .form = FACTOR_VALUES, .values = three, .value_count = 1};
    assert_refused(&options, &factor, 1, "too few different values");
    options.trajectories = DESIGN_POINTS_MAX;
    assert_refused(&options, many, 1, "more than 2^31 - 1 points");
    options.trajectories = SIZE_MAX / 2 + 1;
    assert_refused(&options, many, 1, "more than 2^31 - 1 points");
    options = (design_options_t){.kind = DESIGN_LATIN_HYPERCUBE, .points = 10001, .tries = 2};
    assert_refused(&options, many, 1, "must be 1 for more than 10000 points");
    options = (design_options_t){.kind = DESIGN_RAMP, .levels = 1};
    assert_refused(&options, many, 1, "at least two levels");
    options = (design_options_t){.kind = DESIGN_TABLE, .points = 2};
    assert_refused(&options, &good, 1, "table: is missing");
    options.table = not_finite;
    assert_refused(&options, &good, 1, "row 2 of the table must be finite");
}

/* All that is wrong is said at once. */
static void test_all_at_once(void **state)
{
    const factor_t factors[] = {
        {.name = "a", .form = FACTOR_RANGE, .low = 2.0, .high = 1.0},
        {.name = "b", .form = FACTOR_VALUES},
        {.name = "a", .form = FACTOR_RANGE, .low = -1.0, .high = 1.0, .logarithmic = true},
    };
    const design_options_t options = {.kind = DESIGN_SOBOL, .trajectories = 3};
    report_t report = {0};

    (void)state;
    assert_int_equal(design_check(&options, factors, 3, &report), DESIGN_INVALID);
    assert_int_equal(report_count(&report), 6);
    report_free(&report);
}

static void test_names(void **state)
{
    design_t design = {0};

    (void)state;
    for (int kind = 0; kind < DESIGN_KINDS; kind++) {
        assert_int_equal(design_kind_from_name(design_kind_name((design_kind_t)kind)), kind);
    }
    assert_int_equal(design_kind_from_name("sobo"), -1);
    assert_null(design_kind_name(DESIGN_KINDS));
    for (int role = 0; role < DESIGN_ROLES; role++) {
        assert_non_null(design_role_name((design_role_t)role));
    }
    assert_null(design_role_name(DESIGN_ROLES));
    design_free(&design);
    design_free(&design);
}

/* Of values the middle one of each share, of an even number the lower of the two; quantiles have 40 binary digits. */
static void test_shares_of_values(void **state)
{
    const factor_t of_three = {.name = "x", .form = FACTOR_VALUES, .values = three, .value_count = 3};
    const factor_t of_two = {.name = "x", .form = FACTOR_VALUES, .values = two, .value_count = 2};

    (void)state;
    assert_true(factor_level(&of_three, 0, 1) == 2.0);
    assert_true(factor_level(&of_three, 0, 2) == 1.0 && factor_level(&of_three, 1, 2) == 5.0);
    assert_true(factor_base(&of_three) == 2.0 && factor_base(&of_two) == 10.0);
    for (int i = 1; i < 50; i++) {
        int exponent = 0;
        const double mantissa = frexp(factor_at(&mixed[2], i / 50.0), &exponent);

        assert_true(floor(ldexp(mantissa, 40)) == ldexp(mantissa, 40));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factorial_is_complete_and_in_order),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_shares_of_values),
        cmocka_unit_test(test_values_at),
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_random_moments),
        cmocka_unit_test(test_latin_hypercube),
        cmocka_unit_test(test_latin_hypercube_orders),
        cmocka_unit_test(test_sequences_are_gsls),
        cmocka_unit_test(test_saltelli),
        cmocka_unit_test(test_morris),
        cmocka_unit_test(test_ramp),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_order_of_factors),
        cmocka_unit_test(test_morris_with_a_factor_more),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_names),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
