/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is counted of twins, from rows made by hand: one shock of some sizes, horizons of 1 and 2 years in months. */
#include "analysis/flips.h"

#include "rows.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SIZES_MOST = 9, HORIZONS = 2, YEAR = 12 };

#define F {BEHAVIOUR_FOLLOW, STATUS_ALLIED}
#define N {BEHAVIOUR_NEGATIVE_RESPONSE, STATUS_ALLIED}
#define C {BEHAVIOUR_CONFRONTATION, STATUS_DRIFTING}
#define E {BEHAVIOUR_NONE, STATUS_ENDED}

typedef struct bench {
    experiment_t experiment;
    experiment_shock_t shock;
    double sizes[SIZES_MOST], years[HORIZONS];
    flip_point_t points[SIZES_MOST];
    int32_t ticks[HORIZONS];
    char id[8];
    flip_t flip;
    flips_t flips;
} bench_t;

static void bench_init(bench_t *self, const double *sizes, size_t count, uint64_t replicates)
{
    *self = (bench_t){.id = "blow", .years = {1.0, 2.0}, .ticks = {YEAR, 2 * YEAR}};
    memcpy(self->sizes, sizes, count * sizeof *sizes);
    self->shock = (experiment_shock_t){.shock.id = self->id, .sizes = self->sizes, .size_count = count};
    self->experiment.seed = 1;
    self->experiment.replicates = replicates;
    self->experiment.first_replicate = 10;
    self->experiment.flip = (experiment_flip_t){
        .horizons = self->years, .horizon_count = HORIZONS, .shocks = &self->shock, .shock_count = 1};
    for (size_t i = 0; i < count; i++) {
        self->points[i] = (flip_point_t){0, sizes[i]};
    }
    self->flip = (flip_t){.experiment = &self->experiment,
                          .points = self->points,
                          .point_count = count,
                          .ticks_per_year = YEAR,
                          .horizons = self->ticks,
                          .horizon_count = HORIZONS};
    assert_int_equal(flips_init(&self->flips, &self->flip), ANALYSIS_OK);
}

static void bench_free(bench_t *self)
{
    flips_free(&self->flips);
    flips_free(&self->flips);
}

/* One alliance of which nothing but its disposition at both horizons is of interest. */
static void add(bench_t *self, size_t point, uint64_t replicate, bool target, bool flipped)
{
    const flip_state_t follows[HORIZONS] = {F, F}, not[HORIZONS] = {N, N};
    const flip_row_t row = {.point = point,
                            .replicate = 10 + replicate,
                            .target = target,
                            .delay = flipped ? 0 : FLIP_NEVER,
                            .back = FLIP_NEVER,
                            .twin = follows,
                            .shocked = flipped ? not : follows};

    assert_int_equal(flips_add(&self->flips, &row), 0);
}

static void test_counts(void **state)
{
    static const flip_state_t twin[][HORIZONS] = {{F, F}, {F, F}, {F, N}, {N, E}, {F, F}};
    static const flip_state_t shocked[][HORIZONS] = {{F, N}, {C, F}, {F, N}, {E, E}, {F, F}};
    static const flip_row_t rows[] = {
        {.point = 1, .replicate = 10, .target = true, .delay = 18, .back = FLIP_NEVER},
        {.point = 1, .replicate = 10, .target = true, .delay = 6, .back = 20},
        {.point = 1, .replicate = 10, .target = false, .delay = 12, .back = 13}, /* on the horizon */
        {.point = 1, .replicate = 11, .target = false, .delay = 0, .back = 15},
        {.point = 1, .replicate = 11, .target = true, .delay = FLIP_NEVER, .back = FLIP_NEVER},
    };
    static const flips_cell_t expected[HORIZONS][FLIPS_SCOPES] = {
        {{3, 1, 1, 1, 6}, {2, 1, 2, 2, 12}, {5, 2, 3, 3, 18}},
        {{3, 1, 2, 1, 24}, {2, 0, 2, 2, 12}, {5, 1, 4, 3, 36}}};
    bench_t bench;

    (void)state;
    for (int backwards = 0; backwards < 2; backwards++) {
        bench_init(&bench, (const double[]){0.0, 0.5}, 2, 2);
        for (size_t i = 0; i < 5; i++) {
            const size_t j = backwards ? 4 - i : i;
            flip_row_t row = rows[j];

            row.twin = twin[j];
            row.shocked = shocked[j];
            assert_int_equal(flips_add(&bench.flips, &row), 0);
        }
        for (size_t h = 0; h < HORIZONS; h++) {
            for (int scope = 0; scope < FLIPS_SCOPES; scope++) {
                const flips_cell_t cell = flips_cell(&bench.flips, 1, h, (flips_scope_t)scope);

                assert_memory_equal(&cell, &expected[h][scope], sizeof cell);
                assert_int_equal(flips_cell(&bench.flips, 0, h, (flips_scope_t)scope).n, 0);
            }
        }
        assert_int_equal(flips_count(&bench.flips, 1, 0, BEHAVIOUR_FOLLOW, BEHAVIOUR_CONFRONTATION), 1);
        assert_int_equal(flips_count(&bench.flips, 1, 0, BEHAVIOUR_CONFRONTATION, BEHAVIOUR_FOLLOW), 0);
        assert_int_equal(flips_count(&bench.flips, 1, 0, BEHAVIOUR_FOLLOW, BEHAVIOUR_FOLLOW), 3);
        assert_int_equal(flips_count(&bench.flips, 1, 0, BEHAVIOUR_NEGATIVE_RESPONSE, BEHAVIOUR_NONE), 1);
        assert_int_equal(flips_count(&bench.flips, 1, 1, BEHAVIOUR_NONE, BEHAVIOUR_NONE), 1);
        assert_int_equal(flips_count(&bench.flips, 0, 1, BEHAVIOUR_FOLLOW, BEHAVIOUR_FOLLOW), 0);
        bench_free(&bench);
    }
}

/* Each of 50 replicates has 40 alliances, of which share p flips, evenly spread. */
static void add_share(bench_t *bench, size_t point, double p)
{
    const int all = 2000, flipped = (int)floor(p * all + 0.5);

    for (int i = 0; i < all; i++) {
        add(bench, point, (uint64_t)(i % 50), true, i < flipped);
    }
}

static double logistic(double size, double half, double slope)
{
    return 1 / (1 + exp(-slope * (size - half)));
}

/* Shares that lie on a logistic curve give back its middle and slope. */
static void test_half(void **state)
{
    static const double sizes[] = {0, -0.2, -0.4, -0.6, -0.8};
    bench_t bench;
    flips_half_t half;

    (void)state;
    bench_init(&bench, sizes, 5, 50);
    for (size_t i = 0; i < 5; i++) {
        add_share(&bench, i, logistic(sizes[i], -0.5, -8));
    }
    assert_true(flips_has_side(&bench.flips, 0, FLIPS_NEGATIVE));
    assert_false(flips_has_side(&bench.flips, 0, FLIPS_POSITIVE));
    for (size_t h = 0; h < HORIZONS; h++) {
        assert_int_equal(flips_half(&bench.flips, 0, FLIPS_NEGATIVE, h, FLIPS_DIRECT, &half), ANALYSIS_OK);
        assert_int_equal(half.status, ANALYSIS_OK);
        assert_int_equal(half.fit.shape, DOSE_FITTED);
        assert_near(half.half.estimate, -0.5, 1e-3);
        assert_near(half.fit.slope, -8, 0.02);
        assert_true(half.resampled && !half.beyond);
        assert_true(half.half.low < -0.5 && -0.5 < half.half.high);
        assert_true(half.half.high - half.half.low < 0.1);
        assert_int_equal(half.sizes, 5);
        assert_int_equal(half.n, 10000);
    }
    /* nobody else was there */
    assert_int_equal(flips_half(&bench.flips, 0, FLIPS_NEGATIVE, 0, FLIPS_SPILL_OVER, &half), ANALYSIS_OK);
    assert_int_equal(half.status, ANALYSIS_TOO_FEW);
    assert_true(isnan(half.half.estimate));
    bench_free(&bench);
}

/* A shock that flips both when it is large below and when it is large above 0. */
static void test_sides(void **state)
{
    static const double sizes[] = {-0.9, 0.3, -0.3, 0, 0.9, -0.6, 0.6};
    bench_t bench;
    flips_half_t half;

    (void)state;
    bench_init(&bench, sizes, 7, 50);
    for (size_t i = 0; i < 7; i++) {
        add_share(&bench, i, sizes[i] > 0 ? logistic(sizes[i], 0.4, 9) : logistic(sizes[i], -1.0, -6));
    }
    assert_int_equal(flips_half(&bench.flips, 0, FLIPS_NEGATIVE, 0, FLIPS_ALL, &half), ANALYSIS_OK);
    assert_near(half.half.estimate, -1.0, 0.01);
    assert_true(half.beyond);
    assert_int_equal(half.sizes, 4);
    assert_int_equal(flips_half(&bench.flips, 0, FLIPS_POSITIVE, 0, FLIPS_ALL, &half), ANALYSIS_OK);
    assert_near(half.half.estimate, 0.4, 0.02);
    assert_false(half.beyond);
    assert_int_equal(half.sizes, 4);
    bench_free(&bench);
    bench_init(&bench, (const double[]){0.25, 0.5}, 2, 50);
    for (size_t i = 0; i < 2; i++) {
        add_share(&bench, i, logistic(bench.sizes[i], 0.6, 6));
    }
    assert_int_equal(flips_half(&bench.flips, 0, FLIPS_POSITIVE, 0, FLIPS_ALL, &half), ANALYSIS_OK);
    assert_near(half.half.estimate, 0.6, 0.01);
    assert_true(half.beyond);
    bench_free(&bench);
}

static void test_no_half(void **state)
{
    static const double sizes[] = {0.1, 0.2, 0.3, 0.4};
    static const struct {
        double share[4];
        dose_shape_t shape;
    } rows[] = {{{0, 0, 0, 0}, DOSE_NONE}, {{1, 1, 1, 1}, DOSE_ALL}, {{0, 0, 1, 1}, DOSE_SEPARATED},
                {{0.1, 0.1, 0.1, 0.1}, DOSE_FLAT}, {{0, 0, 0, 0.1}, DOSE_EDGE},
                {{0.01, 0.05, 0.09, 0.1}, DOSE_BEYOND}};
    bench_t bench;
    flips_half_t half;

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        bench_init(&bench, sizes, 4, 50);
        for (size_t i = 0; i < 4; i++) {
            add_share(&bench, i, rows[r].share[i]);
        }
        assert_int_equal(flips_half(&bench.flips, 0, FLIPS_POSITIVE, 1, FLIPS_ALL, &half), ANALYSIS_OK);
        assert_int_equal(half.status, ANALYSIS_OK);
        assert_int_equal(half.fit.shape, rows[r].shape);
        assert_int_equal(isnan(half.half.estimate), rows[r].shape != DOSE_SEPARATED);
        if (rows[r].shape == DOSE_SEPARATED) {
            assert_near(half.half.estimate, 0.25, 1e-12);
        }
        bench_free(&bench);
    }
    bench_init(&bench, (const double[]){0.0}, 1, 1);
    assert_true(flips_has_side(&bench.flips, 0, FLIPS_POSITIVE));
    assert_false(flips_has_side(&bench.flips, 0, FLIPS_NEGATIVE));
    add(&bench, 0, 0, true, false);
    assert_int_equal(flips_half(&bench.flips, 0, FLIPS_POSITIVE, 0, FLIPS_ALL, &half), ANALYSIS_OK);
    assert_int_equal(half.status, ANALYSIS_TOO_FEW);
    bench_free(&bench);
}

/* More replicates than clusters share them: no count is lost. */
static void test_clusters(void **state)
{
    bench_t bench;
    flips_half_t half;

    (void)state;
    bench_init(&bench, (const double[]){0.25, 0.5, 0.75}, 3, 3 * FLIPS_CLUSTERS + 1);
    assert_int_equal(bench.flips.clusters, FLIPS_CLUSTERS);
    for (uint64_t r = 0; r < bench.experiment.replicates; r++) {
        for (size_t i = 0; i < 3; i++) {
            add(&bench, i, r, r % 2 == 0, r % 4 <= i);
        }
    }
    assert_int_equal(flips_half(&bench.flips, 0, FLIPS_POSITIVE, 0, FLIPS_ALL, &half), ANALYSIS_OK);
    assert_int_equal(half.n, 3 * bench.experiment.replicates);
    assert_near(half.half.estimate, 0.5, 1e-3); /* shares of 1/4, 1/2, 3/4 */
    assert_true(half.resampled && half.half.low < 0.5 && half.half.high > 0.5);
    bench_free(&bench);
}

static const char *field(const rows_t *rows, size_t row, const char *column)
{
    const char *found = NULL;

    for (size_t i = 0; i < rows->width; i++) {
        found = strcmp(rows->columns[i], column) == 0 ? rows->fields[row * rows->width + i] : found;
    }
    assert_non_null(found);
    return found;
}

static void test_files(void **state)
{
    bench_t bench;
    results_t results;
    manifest_t manifest;
    failure_t failure = {0};
    rows_t rows;

    (void)state;
    mkdir("files", 0777);
    bench_init(&bench, (const double[]){0.0, 0.5}, 2, 2);
    for (int i = 0; i < 10; i++) {
        add(&bench, 1, (uint64_t)(i % 2), i < 8, i < 2 || i == 9);
        add(&bench, 0, (uint64_t)(i % 2), i < 8, false);
    }
    assert_int_equal(manifest_init(&manifest), FILES_OK);
    results_open_locked(&results, "files", &manifest);
    assert_int_equal(flips_write(&bench.flips, &results, &failure), FILES_OK);
    assert_int_equal(results_commit(&results, &failure), FILES_OK);
    results_discard(&results);
    rows_read(&rows, "files/flips_summary.csv");
    assert_int_equal(rows.count, 2 * HORIZONS * FLIPS_SCOPES);
    for (size_t i = 0; i < FLIPS_SCOPES; i++) { /* point 1, horizon 1 */
        static const char *const expected[FLIPS_SCOPES][4] = {{"direct", "8", "2", "0.250000"},
                                                              {"spill_over", "2", "1", "0.500000"},
                                                              {"all", "10", "3", "0.300000"}};
        const size_t row = HORIZONS * FLIPS_SCOPES + i;
        const interval_t interval =
            interval_wilson(atof(expected[i][2]), atof(expected[i][1]), 0.95);

        assert_string_equal(field(&rows, row, "scope"), expected[i][0]);
        assert_string_equal(field(&rows, row, "n"), expected[i][1]);
        assert_string_equal(field(&rows, row, "flipped"), expected[i][2]);
        assert_string_equal(field(&rows, row, "share"), expected[i][3]);
        assert_near(atof(field(&rows, row, "share_low")), interval.low, 1e-6);
        assert_near(atof(field(&rows, row, "share_high")), interval.high, 1e-6);
        assert_string_equal(field(&rows, row, "mean_delay"), "0.000000");
        assert_string_equal(field(&rows, row, "share_returned"), "0.000000");
        assert_string_equal(field(&rows, i, "share"), "0.000000");
        assert_string_equal(field(&rows, i, "mean_delay"), "");
    }
    rows_free(&rows);
    rows_read(&rows, "files/flips_matrix.csv");
    assert_int_equal(rows.count, 2 * HORIZONS * FLIPS_STATES * FLIPS_STATES);
    rows_free(&rows);
    rows_read(&rows, "files/flips_half.csv");
    assert_int_equal(rows.count, HORIZONS * FLIPS_SCOPES);
    assert_string_equal(field(&rows, 0, "side"), "positive");
    rows_free(&rows);
    bench_free(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),   cmocka_unit_test(test_half),
        cmocka_unit_test(test_sides),    cmocka_unit_test(test_no_half),
        cmocka_unit_test(test_clusters), cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
