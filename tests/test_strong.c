/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strong states: intentions and engagement revert to their bases. */
#include "fixture.h"

static void test_without_noise_nothing_moves(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.3, 0.3);
    fixture_strong_view(&model, 0, 0, 0.37, 0.5);
    model.strong[0].value[VARIABLE_STRONG_engagement] = constant(0.83);
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 120);
    assert_near(world->strong_intention[0], 0.37, 0);
    assert_near(world->engagement[0], 0.83, 0);
    world_free(world);
    model_free(&model);
}

/* A deviation halves in each half-life: of intention 2 years, of engagement 1. */
static void test_half_lives(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.3, 0.3);
    model.parameters.half_life_intention = 2;
    model.parameters.half_life_engagement = 1;
    fixture_strong_view(&model, 0, 0, 0.1, 0.5);
    fixture_event_about(&model, "i", VARIABLE_STRONG_intention, 0, -0.8, 0)->permanent = false;
    fixture_event(&model, "e", VARIABLE_STRONG_engagement, 0, -0.4)->permanent = false;
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 1);
    assert_near(world->strong_intention[0], 0.1 - 0.8 * exp2(-1.0 / 24), 1e-14);
    assert_near(world->engagement[0], 1 - 0.4 * exp2(-1.0 / 12), 1e-14);
    fixture_run(world, 24);
    assert_near(world->strong_intention[0], 0.1 - 0.4, 1e-13);
    assert_near(world->engagement[0], 1 - 0.1, 1e-13);
    world_free(world);
    model_free(&model);
}

/* What was conceded is forgotten with half-life `memory`. */
static void test_memory_fades(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.3, 0.3);
    model.parameters.half_life_memory = 1.5;
    world_t *world = fixture_world(&model, 1, 0);
    world->conceded[0] = 0.6;
    fixture_run(world, 18);
    assert_near(world->conceded[0], 0.3, 1e-13);
    world_free(world);
    model_free(&model);
}

/* 150 strong states, three ticks of half-life, 61 ticks between draws. */
static void test_stationary_moments(void **state)
{
    enum { N = 150, DRAWS = 60, APART = 61 };
    const double sd = 0.12, sd_engagement = 0.08, f = exp2(-1.0 / 3), f_engagement = 0.5;
    moments_t intention[2] = {{0}}, engagement = {0};
    static double x[2 * N], rho[N];
    double together = 0, with_engagement = 0, with_place = 0;
    model_t model;
    (void)state;
    fixture_quiet(&model);
    model.parameters.noise_intention = sd;
    model.parameters.noise_engagement = sd_engagement;
    model.parameters.half_life_intention = 0.25;
    model.parameters.half_life_engagement = 1.0 / 12;
    model.parameters.time_years = 1000;
    fixture_source(&model, "K0", 1, 1);
    fixture_source(&model, "K1", 1, 1);
    for (int s = 0; s < N; s++) {
        char id[16];
        snprintf(id, sizeof id, "S%d", s);
        fixture_strong(&model, id, 0.5);
        fixture_strong_view(&model, s, 0, 0.2, 0.5);
        fixture_strong_view(&model, s, 1, -0.2, 0.5);
    }
    fixture_alliance(&model, 0, fixture_weak(&model, "w", 0));
    world_t *world = fixture_world(&model, 21, 0);
    for (int draw = 1; draw <= DRAWS; draw++) {
        fixture_run(world, draw * APART);
        memcpy(x, world->strong_intention, sizeof x);
        memcpy(rho, world->engagement, sizeof rho);
        world_step(world);
        for (int s = 0; s < N; s++) {
            for (int k = 0; k < 2; k++) {
                const double base = k == 0 ? 0.2 : -0.2;
                moments_add(&intention[k], x[N * k + s] - base,
                            world->strong_intention[N * k + s] - base);
            }
            moments_add(&engagement, rho[s] - 0.5, world->engagement[s] - 0.5);
            together += (x[s] - 0.2) * (x[N + s] + 0.2);
            with_engagement += (x[s] - 0.2) * (rho[s] - 0.5);
            with_place += (x[(s + 1) % N] - 0.2) * (rho[s] - 0.5); /* of another state */
        }
    }
    moments_check(&intention[0], sd, f);
    moments_check(&intention[1], sd, f);
    moments_check(&engagement, sd_engagement, f_engagement);
    assert_within_sigma(together, 0, sd * sd * sqrt(DRAWS * N), 5);
    assert_within_sigma(with_engagement, 0, sd * sd_engagement * sqrt(DRAWS * N), 5);
    assert_within_sigma(with_place, 0, sd * sd_engagement * sqrt(DRAWS * N), 5);
    world_free(world);
    model_free(&model);
}

/* Engagement's noise without intentions', and the other way round. */
static void test_noises_are_apart(void **state)
{
    (void)state;
    for (int which = 0; which < 2; which++) {
        model_t model;
        fixture_pair(&model, 0.3, 0.3);
        fixture_strong_view(&model, 0, 0, 0.2, 0.5);
        model.strong[0].value[VARIABLE_STRONG_engagement] = constant(0.5);
        *(which == 0 ? &model.parameters.noise_engagement : &model.parameters.noise_intention) =
            0.1;
        world_t *world = fixture_world(&model, 2, 0);
        fixture_run(world, 1);
        assert_int_equal(fabs(world->engagement[0] - 0.5) > 1e-6, which == 0);
        assert_int_equal(fabs(world->strong_intention[0] - 0.2) > 1e-6, which == 1);
        world_free(world);
        model_free(&model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_noise_nothing_moves),
        cmocka_unit_test(test_half_lives),
        cmocka_unit_test(test_memory_fades),
        cmocka_unit_test(test_stationary_moments),
        cmocka_unit_test(test_noises_are_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
