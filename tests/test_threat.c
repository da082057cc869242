/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threats by hand. */
#include "fixture.h"

#include "sim/threat.h"

/* m = .5 P + .3 X + .2 O; T = max(0, I) m. */
static void test_walt_by_hand(void **state)
{
    model_t model;
    (void)state;
    fixture_quiet(&model);
    model.parameters.walt_power = 0.5;
    model.parameters.walt_proximity = 0.3;
    model.parameters.walt_offense = 0.2;
    fixture_source(&model, "K0", 0.8, 0.4);
    fixture_source(&model, "K1", 0.3, 0.9);
    fixture_strong(&model, "S", 1);
    fixture_weak(&model, "w", 0);
    fixture_alliance(&model, 0, 0);
    fixture_strong_view(&model, 0, 0, 0.5, 0.6);
    fixture_strong_view(&model, 0, 1, -0.5, 0.6);
    fixture_weak_view(&model, 0, 0, -0.1, 1);
    fixture_weak_view(&model, 0, 1, 0.7, 0.1);
    world_t *world = fixture_world(&model, 1, 0);
    assert_near(world->strong_threat[0], 0.5 * (0.4 + 0.18 + 0.08), 1e-15);
    assert_near(world->strong_threat[1], 0, 0);
    assert_near(world->weak_threat[0], 0, 0);
    assert_near(world->weak_threat[1], 0.7 * (0.15 + 0.03 + 0.18), 1e-15);
    world_free(world);
    model_free(&model);
}

/* P = O = X = 1, so that threat is intention. Sources K0, K1, K2 and OWN, which S embodies; T is
 * another strong state. */
static world_t *bench(model_t *model, const double strong[4], const double weak[4])
{
    fixture_quiet(model);
    model->parameters.threshold_threat = 0.4;
    for (int k = 0; k < 4; k++) {
        const char *const id[] = {"K0", "K1", "K2", "OWN"};
        fixture_source(model, id[k], 1, 1);
    }
    fixture_strong(model, "S", 1);
    fixture_strong(model, "T", 1);
    fixture_weak(model, "w", 0);
    fixture_alliance(model, 0, 0);
    fixture_alliance(model, 1, 0);
    model->sources[3].state = 0;
    for (int k = 0; k < 4; k++) {
        fixture_strong_view(model, 0, k, strong[k], 1);
        fixture_strong_view(model, 1, k, strong[k], 1);
        fixture_weak_view(model, 0, k, weak[k], 1);
    }
    return fixture_world(model, 1, 0);
}

static void compare(world_t *world, threat_tile_t *threats)
{
    const tile_t tile = tile_of(&world->roster, 0, 2);
    threat_compare(world, &tile, threats);
}

static void test_divergence_by_hand(void **state)
{
    model_t model;
    threat_tile_t tile;
    (void)state;
    world_t *world =
        bench(&model, (double[]){0.8, 0.5, 0.3, 0.9}, (double[]){0.2, -0.6, 0.4, 0.35});
    compare(world, &tile);
    /* S: sum max .8 + .5 + .4, F .6 (K1), ally .35; sum min .2 + 0 + .3. */
    assert_near(world->ally_threat[0], 0.35, 1e-15);
    assert_near(world->divergence[0], (1.7 + 0.6 + 0.35 - 0.5) / (1.7 + 0.6 + 0.35), 1e-14);
    assert_near(world->strong_threat[3], 0, 0);
    assert_near(tile.deterrable[0], 0.4, 1e-15); /* not OWN's .35, nor would .9 be */
    assert_near(tile.position[0], 0.8, 1e-15);
    /* T: OWN is foreign to it: sum max + .9, sum min + .35, no ally threat. */
    assert_near(world->ally_threat[1], 0, 0);
    assert_near(world->divergence[1], (1.7 + 0.9 + 0.6 - 0.5 - 0.35) / (1.7 + 0.9 + 0.6), 1e-14);
    assert_near(tile.position[1], 0.9, 1e-15);
    world_free(world);
    model_free(&model);
}

/* A partner counts against one only where the strong state sees a strong threat: at the line, not
 * below. */
static void test_partners_of_what_is_feared(void **state)
{
    model_t model;
    threat_tile_t tile;
    (void)state;
    for (int at = 0; at < 2; at++) {
        const double feared = at ? 0.5 : 0.5 - 1.0 / 64;
        world_t *world =
            bench(&model, (double[]){feared, 0.1, 0, 0}, (double[]){-0.5, -0.7, -0.9, -0.9});
        model.parameters.threshold_threat = world->strong_threat[0] + (at ? 0 : 1e-9);
        compare(world, &tile);
        assert_near(world->divergence[0], 1, 1e-14);
        fixture_weak_view(&model, 0, 1, 0.1,
                          1); /* something in common, so that F can be told apart */
        world_reset(world, 1, 0);
        compare(world, &tile);
        const double all = feared + 0.1 + (at ? 0.5 : 0);
        assert_near(world->divergence[0], (all - 0.1) / all, 1e-12);
        world_free(world);
        model_free(&model);
    }
}

/* OWN as a partner of w is no F in the alliance with S, which does not count it. */
static void test_embodied_partner_is_no_partner(void **state)
{
    model_t model;
    threat_tile_t tile;
    (void)state;
    world_t *world = bench(&model, (double[]){0.5, 0, 0, 0.9}, (double[]){0.25, 0, 0, -0.8});
    model.parameters.threshold_threat =
        0; /* at 0 every source is feared, even one that does not count */
    compare(world, &tile);
    assert_near(world->divergence[0], 0.25 / 0.5, 1e-14);
    assert_near(world->divergence[1], (0.5 + 0.9 + 0.8 - 0.25) / (0.5 + 0.9 + 0.8), 1e-14);
    world_free(world);
    model_free(&model);
}

/* Small threats are not blown up: the denominator is at least the threshold. */
static void test_divergence_of_little(void **state)
{
    model_t model;
    threat_tile_t tile;
    (void)state;
    world_t *world = bench(&model, (double[]){0.1, 0, 0, 0}, (double[]){0.05, 0, 0, 0});
    compare(world, &tile);
    assert_near(world->divergence[0], 0.05 / 0.4, 1e-14);
    world_free(world);
    model_free(&model);
    world = bench(&model, (double[]){0, 0, 0, 0}, (double[]){0, 0, 0, 0});
    compare(world, &tile);
    assert_near(world->divergence[0], 0, 0);
    model.parameters.threshold_threat = 0;
    compare(world, &tile);
    assert_near(world->divergence[0], 0, 0);
    world_free(world);
    model_free(&model);
}

static void test_embodied_source(void **state)
{
    model_t model;
    threat_tile_t tile;
    (void)state;
    world_t *world = bench(&model, (double[]){0.3, 0.2, 0, 1}, (double[]){0, 0, 0, 0.9});
    compare(world, &tile);
    assert_near(world->strong_threat[3], 0, 0);
    assert_near(world->strong_threat[4 + 3], 1, 1e-15);
    assert_int_equal(world->greatest_threat[0], 0);
    assert_int_equal(world->greatest_threat[1], 3);
    assert_near(tile.deterrable[0], 0, 0);
    assert_near(tile.deterrable[1], 0.9, 1e-15);
    model.sources[3].value[VARIABLE_SOURCE_deterrable] = constant(0.5);
    world_reset(world, 1, 0);
    compare(world, &tile);
    assert_near(tile.deterrable[1], 0.45, 1e-15);
    world_free(world);
    model_free(&model);
}

/* The first of equal ones, by ID; of nothing but zeros the first that counts at all. */
static void test_greatest_threat(void **state)
{
    model_t model;
    (void)state;
    world_t *world = bench(&model, (double[]){0.3, 0.7, 0.7, 1}, (double[]){0, 0, 0, 0});
    assert_int_equal(world->greatest_threat[0], 1);
    assert_int_equal(world->greatest_threat[1], 3);
    world_free(world);
    model_free(&model);
    world = bench(&model, (double[]){-1, 0, 0, 1}, (double[]){0, 0, 0, 0});
    assert_int_equal(world->greatest_threat[0], 0);
    world_free(world);
    model.sources[3].state = MODEL_NONE;
    model.sources[0].state = 0;
    fixture_strong_view(&model, 0, 3, 0, 1);
    world = fixture_world(&model, 1, 0);
    assert_int_equal(world->greatest_threat[0], 1); /* K0 is S itself */
    world_free(world);
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walt_by_hand),
        cmocka_unit_test(test_divergence_by_hand),
        cmocka_unit_test(test_partners_of_what_is_feared),
        cmocka_unit_test(test_embodied_partner_is_no_partner),
        cmocka_unit_test(test_divergence_of_little),
        cmocka_unit_test(test_embodied_source),
        cmocka_unit_test(test_greatest_threat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
