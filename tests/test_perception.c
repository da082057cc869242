/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How weak states see: socialisation by hand on a small net, reversion, noise. */
#include "fixture.h"

#include <string.h>

#include "sim/perception.h"

/*
 *      S0 (K0 .9, K1 .7)   S1 (K0 .1; embodies K1)
 *      |   \________       |
 *      a            \_____ b         c
 *      a --.5--> b,  a --.25--> c;  b --.8--> a (test_no_order_effects only)
 *
 * a_p = .3, a_n = .2. Own views of K0: a .2, b .4, c -.6; of K1: a .5, b 0, c 0.
 */
static void net(model_t *model, bool both_ways)
{
    fixture_quiet(model);
    model->parameters.socialisation_patrons = 0.3;
    model->parameters.socialisation_neighbours = 0.2;
    model->parameters.half_life_intention = 1.0 / 12; /* f = 1/2 */
    fixture_source(model, "K0", 1, 1);
    fixture_source(model, "K1", 1, 1);
    fixture_strong(model, "S0", 1);
    fixture_strong(model, "S1", 1);
    model->sources[1].state = 1;
    fixture_weak(model, "a", 0);
    fixture_weak(model, "b", 0);
    fixture_weak(model, "c", 0);
    fixture_alliance(model, 0, 0);
    fixture_alliance(model, 0, 1);
    fixture_alliance(model, 1, 1);
    fixture_strong_view(model, 0, 0, 0.9, 0.5);
    fixture_strong_view(model, 0, 1, 0.7, 0.5);
    fixture_strong_view(model, 1, 0, 0.1, 0.5);
    fixture_strong_view(model, 1, 1, -1, 0.5);
    fixture_weak_view(model, 0, 0, 0.2, 0.5);
    fixture_weak_view(model, 1, 0, 0.4, 0.5);
    fixture_weak_view(model, 2, 0, -0.6, 0.5);
    fixture_weak_view(model, 0, 1, 0.5, 0.5);
    fixture_tie(model, 0, 1, 0.5);
    fixture_tie(model, 0, 2, 0.25);
    if (both_ways) {
        fixture_tie(model, 1, 0, 0.8);
    }
}

enum { A, B, C, STATES };

static double view(const world_t *world, int k, int w)
{
    return world->weak_intention[k * STATES + w];
}

static void test_start_by_hand(void **state)
{
    model_t model;
    (void)state;
    net(&model, false);
    world_t *world = fixture_world(&model, 1, 0);
    const double around = (0.5 * 0.4 + 0.25 * -0.6) / 0.75;
    assert_near(view(world, 0, A), 0.5 * 0.2 + 0.3 * 0.9 + 0.2 * around, 1e-15);
    assert_near(view(world, 0, B), 0.5 * 0.4 + 0.3 * (0.9 + 0.1) / 2 + 0.2 * 0.4, 1e-15);
    assert_near(view(world, 0, C), -0.6, 1e-15);
    assert_near(view(world, 1, A), 0.5 * 0.5 + 0.3 * 0.7, 1e-15);
    assert_near(view(world, 1, B), 0.3 * 0.7, 1e-15); /* S1 says nothing about what it is */
    assert_near(view(world, 1, C), 0, 0);
    world_free(world);
    model_free(&model);
}

/* An only patron says nothing about what it is. */
static void test_only_patron(void **state)
{
    model_t model;
    (void)state;
    fixture_quiet(&model);
    model.parameters.socialisation_patrons = 0.3;
    fixture_source(&model, "K0", 1, 1);
    fixture_source(&model, "OWN", 1, 1);
    fixture_strong(&model, "S", 1);
    model.sources[1].state = 0;
    fixture_alliance(&model, 0, fixture_weak(&model, "a", 0));
    fixture_strong_view(&model, 0, 0, 0.9, 0.5);
    fixture_strong_view(&model, 0, 1, -1, 0.5);
    fixture_weak_view(&model, 0, 0, 0.2, 0.5);
    fixture_weak_view(&model, 0, 1, 0.5, 0.5);
    world_t *world = fixture_world(&model, 1, 0);
    assert_near(world->weak_intention[0], 0.7 * 0.2 + 0.3 * 0.9, 1e-15);
    assert_near(world->weak_intention[1], 0.5, 1e-15);
    world_free(world);
    model_free(&model);
}

/* Where view(world, k, w) would tend now, neighbours thinking what they did at the start. */
static double tends(world_t *world, int k, int w)
{
    memcpy(world->weak_intention, world->own_view, sizeof(double) * STATES * world->roster.sources);
    perception_start(world);
    return view(world, k, w);
}

static void test_ended_patrons_are_silent(void **state)
{
    model_t model;
    (void)state;
    net(&model, false);
    world_t *world = fixture_world(&model, 1, 0);
    world->status[1] = STATUS_ENDED; /* b and S0 */
    assert_near(tends(world, 0, B), 0.5 * 0.4 + 0.3 * 0.1 + 0.2 * 0.4, 1e-15);
    assert_near(tends(world, 1, B), 0, 0); /* nobody left to hear: own stands in */
    world->status[1] = STATUS_DRIFTING;
    assert_near(tends(world, 0, B), 0.5 * 0.4 + 0.3 * 0.5 + 0.2 * 0.4, 1e-15);
    world_free(world);
    model_free(&model);
}

/* Both read each other's view as it was before the submodel began. */
static void test_no_order_effects(void **state)
{
    model_t model;
    (void)state;
    net(&model, true);
    world_t *world = fixture_world(&model, 1, 0);
    const double a = view(world, 0, A), b = view(world, 0, B);
    assert_near(b, 0.5 * 0.4 + 0.3 * 0.5 + 0.2 * 0.2, 1e-15); /* from a's own view */
    const double to_a = 0.1 + 0.27 + 0.2 * (0.5 * b + 0.25 * -0.6) / 0.75,
                 to_b = 0.2 + 0.15 + 0.2 * a;
    fixture_run(world, 1);
    assert_near(view(world, 0, A), to_a + (a - to_a) / 2, 1e-15);
    assert_near(view(world, 0, B), to_b + (b - to_b) / 2, 1e-15);
    world_free(world);
    model_free(&model);
}

/* The same from one tile to the next: a-1 moves in this tick, and z hears what it thought before.
 */
static void test_no_order_effects_between_tiles(void **state)
{
    model_t model;
    (void)state;
    fixture_quiet(&model);
    model.parameters.socialisation_neighbours = 0.5;
    model.parameters.half_life_intention = 1.0 / 12;
    fixture_source(&model, "K", 1, 1);
    fixture_strong(&model, "S", 1);
    fixture_weak(&model, "a", 2 * TILE_SIZE);
    fixture_weak(&model, "z", 0);
    fixture_alliance(&model, 0, 0);
    fixture_tie(&model, 1, 0, 1)->to_member = 1;
    fixture_event_about(&model, "e", VARIABLE_WEAK_intention, 0, 0.8, 0)->permanent = false;
    model.shocks[0].target = 0;
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 1);
    assert_near(world->weak_intention[0], 0.4, 1e-15);
    assert_near(world->weak_intention[2 * TILE_SIZE], 0.5 * 0.8 / 2, 1e-15);
    world_free(world);
    model_free(&model);
}

/* Ties without weight are no neighbours. */
static void test_weightless_ties(void **state)
{
    model_t model;
    (void)state;
    net(&model, false);
    model.ties[0].weight = constant(0);
    model.ties[1].weight = constant(0);
    world_t *world = fixture_world(&model, 1, 0);
    assert_near(view(world, 0, A), 0.5 * 0.2 + 0.3 * 0.9 + 0.2 * 0.2, 1e-15);
    world_free(world);
    model_free(&model);
}

static void test_without_noise_nothing_moves(void **state)
{
    model_t model;
    (void)state;
    net(&model, false);
    model.parameters.socialisation_neighbours = 0;
    world_t *world = fixture_world(&model, 1, 0);
    double before[2 * STATES];
    memcpy(before, world->weak_intention, sizeof before);
    fixture_run(world, 100);
    assert_memory_equal(before, world->weak_intention, sizeof before);
    world_free(world);
    model_free(&model);
}

/* A transient shock to the level has gone by half after each half-life, and leaves the base alone.
 */
static void test_half_life(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.3, 0.3);
    model.parameters.half_life_intention = 2;
    fixture_weak_view(&model, 0, 0, 0.1, 1);
    fixture_event_about(&model, "e", VARIABLE_WEAK_intention, 1, 0.8, 0)->permanent = false;
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 12);
    assert_near(world->weak_intention[0], 0.1, 0);
    fixture_run(world, 12 + 24);
    assert_near(world->weak_intention[0], 0.1 + 0.4, 1e-13);
    fixture_run(world, 12 + 48);
    assert_near(world->weak_intention[0], 0.1 + 0.2, 1e-13);
    world_free(world);
    model_free(&model);
}

/* Half-life of 3 ticks; 61 ticks between draws leave 2^-20 of one in the next, and take every lane
 * of a noise block. */
static void test_stationary_moments(void **state)
{
    enum { STATES_N = 500, DRAWS = 40, APART = 61 };
    const double base[2] = {0.1, -0.3}, sd = 0.12, f = exp2(-1.0 / 3);
    moments_t moments[2] = {{0}};
    double together = 0, neighbours = 0;
    static double x[2 * STATES_N];
    model_t model;
    (void)state;
    fixture_quiet(&model);
    model.parameters.noise_intention = sd;
    model.parameters.half_life_intention = 0.25;
    model.parameters.time_years = 1000;
    fixture_source(&model, "K0", 1, 1);
    fixture_source(&model, "K1", 1, 1);
    const int32_t s = fixture_strong(&model, "S", 1), w = fixture_weak(&model, "w", STATES_N);
    fixture_alliance(&model, s, w);
    fixture_weak_view(&model, w, 0, base[0], 0.5);
    fixture_weak_view(&model, w, 1, base[1], 0.5);
    world_t *world = fixture_world(&model, 20, 0);
    for (int draw = 1; draw <= DRAWS; draw++) {
        fixture_run(world, draw * APART);
        memcpy(x, world->weak_intention, sizeof x);
        world_step(world);
        for (int k = 0; k < 2; k++) {
            for (int i = 0; i < STATES_N; i++) {
                moments_add(&moments[k], x[k * STATES_N + i] - base[k],
                            world->weak_intention[k * STATES_N + i] - base[k]);
            }
        }
        for (int i = 0; i < STATES_N; i++) {
            together += (x[i] - base[0]) * (x[STATES_N + i] - base[1]);
            neighbours += (x[i] - base[0]) * (x[(i + 1) % STATES_N] - base[0]);
        }
    }
    moments_check(&moments[0], sd, f);
    moments_check(&moments[1], sd, f);
    assert_within_sigma(together, 0, sd * sd * sqrt(DRAWS * STATES_N), 5);
    assert_within_sigma(neighbours, 0, sd * sd * sqrt(DRAWS * STATES_N), 5);
    world_free(world);
    model_free(&model);
}

static void test_clamped(void **state)
{
    model_t model;
    bool touched = false;
    (void)state;
    fixture_pair(&model, 0.3, 0.3);
    model.parameters.noise_intention = 0.5;
    fixture_weak_view(&model, 0, 0, 0.9, 1);
    world_t *world = fixture_world(&model, 1, 0);
    while (world_tick(world) < 120) {
        fixture_run(world, world_tick(world) + 1);
        touched |= world->weak_intention[0] >= 1;
        assert_true(fabs(world->weak_intention[0]) <= 1);
    }
    assert_true(touched);
    world_free(world);
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_by_hand),
        cmocka_unit_test(test_only_patron),
        cmocka_unit_test(test_ended_patrons_are_silent),
        cmocka_unit_test(test_no_order_effects),
        cmocka_unit_test(test_no_order_effects_between_tiles),
        cmocka_unit_test(test_weightless_ties),
        cmocka_unit_test(test_without_noise_nothing_moves),
        cmocka_unit_test(test_half_life),
        cmocka_unit_test(test_stationary_moments),
        cmocka_unit_test(test_clamped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
