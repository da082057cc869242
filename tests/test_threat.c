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

typedef struct compared {
    threat_tile_t tile;
    threat_comparison_t with[2]; /* S, T */
} compared_t;

static void compare(const world_t *world, compared_t *seen)
{
    const tile_t tile = tile_of(&world->roster, 0, 2);
    threat_reach(world, &tile, &seen->tile);
    for (uint32_t d = 0; d < 2; d++) {
        threat_compare(world, d, &seen->with[d]);
        assert_near(seen->with[d].deterrable, seen->tile.deterrable[d], 0);
    }
}

static void test_divergence_by_hand(void **state)
{
    model_t model;
    compared_t seen;
    (void)state;
    world_t *world =
        bench(&model, (double[]){0.8, 0.5, 0.3, 0.9}, (double[]){0.2, -0.6, 0.4, 0.35});
    compare(world, &seen);
    /* S: sum max .8 + .5 + .4, F .6 (K1), ally .35; sum min .2 + 0 + .3. */
    assert_near(seen.with[0].either, 1.7, 1e-15);
    assert_near(seen.with[0].both, 0.5, 1e-15);
    assert_near(seen.with[0].partner, 0.6, 1e-15);
    assert_near(seen.with[0].ally, 0.35, 1e-15);
    assert_near(seen.with[0].divergence, (1.7 + 0.6 + 0.35 - 0.5) / (1.7 + 0.6 + 0.35), 1e-14);
    assert_near(world->strong_threat[3 * 2 + 0], 0, 0);
    assert_near(seen.tile.deterrable[0], 0.4, 1e-15); /* not OWN's .35, nor would .9 be */
    assert_near(seen.tile.position[0], 0.8, 1e-15);
    /* T: OWN is foreign to it: sum max + .9, sum min + .35, no ally threat. */
    assert_near(seen.with[1].ally, 0, 0);
    assert_near(seen.with[1].divergence, (1.7 + 0.9 + 0.6 - 0.5 - 0.35) / (1.7 + 0.9 + 0.6), 1e-14);
    assert_near(seen.tile.position[1], 0.9, 1e-15);
    world_free(world);
    model_free(&model);
}

/* A partner counts against one only where the strong state sees a strong threat: at the line, not
 * below. */
static void test_partners_of_what_is_feared(void **state)
{
    model_t model;
    compared_t seen;
    (void)state;
    for (int at = 0; at < 2; at++) {
        const double feared = at ? 0.5 : 0.5 - 1.0 / 64;
        world_t *world =
            bench(&model, (double[]){feared, 0.1, 0, 0}, (double[]){-0.5, -0.7, -0.9, -0.9});
        model.parameters.threshold_threat = world->strong_threat[0] + (at ? 0 : 1e-9);
        compare(world, &seen);
        assert_near(seen.with[0].divergence, 1, 1e-14);
        fixture_weak_view(&model, 0, 1, 0.1,
                          1); /* something in common, so that F can be told apart */
        world_reset(world, 1, 0);
        compare(world, &seen);
        const double all = feared + 0.1 + (at ? 0.5 : 0);
        assert_near(seen.with[0].divergence, (all - 0.1) / all, 1e-12);
        world_free(world);
        model_free(&model);
    }
}

/* OWN as a partner of w is no F in the alliance with S, which does not count it. */
static void test_embodied_partner_is_no_partner(void **state)
{
    model_t model;
    compared_t seen;
    (void)state;
    world_t *world = bench(&model, (double[]){0.5, 0, 0, 0.9}, (double[]){0.25, 0, 0, -0.8});
    model.parameters.threshold_threat =
        0; /* at 0 every source is feared, even one that does not count */
    compare(world, &seen);
    assert_near(seen.with[0].divergence, 0.25 / 0.5, 1e-14);
    assert_near(seen.with[1].divergence, (0.5 + 0.9 + 0.8 - 0.25) / (0.5 + 0.9 + 0.8), 1e-14);
    world_free(world);
    model_free(&model);
}

/* Small threats are not blown up: the denominator is at least the threshold. */
static void test_divergence_of_little(void **state)
{
    model_t model;
    compared_t seen;
    (void)state;
    world_t *world = bench(&model, (double[]){0.1, 0, 0, 0}, (double[]){0.05, 0, 0, 0});
    compare(world, &seen);
    assert_near(seen.with[0].divergence, 0.05 / 0.4, 1e-14);
    world_free(world);
    model_free(&model);
    world = bench(&model, (double[]){0, 0, 0, 0}, (double[]){0, 0, 0, 0});
    compare(world, &seen);
    assert_near(seen.with[0].divergence, 0, 0);
    model.parameters.threshold_threat = 0;
    compare(world, &seen);
    assert_near(seen.with[0].divergence, 0, 0);
    world_free(world);
    model_free(&model);
}

static void test_embodied_source(void **state)
{
    model_t model;
    compared_t seen;
    (void)state;
    world_t *world = bench(&model, (double[]){0.3, 0.2, 0, 1}, (double[]){0, 0, 0, 0.9});
    compare(world, &seen);
    assert_near(world->strong_threat[3 * 2 + 0], 0, 0);
    assert_near(world->strong_threat[3 * 2 + 1], 1, 1e-15);
    assert_int_equal(world->greatest_threat[0], 0);
    assert_int_equal(world->greatest_threat[1], 3);
    assert_near(seen.tile.deterrable[0], 0, 0);
    assert_near(seen.tile.deterrable[1], 0.9, 1e-15);
    model.sources[3].value[VARIABLE_SOURCE_deterrable] = constant(0.5);
    world_reset(world, 1, 0);
    compare(world, &seen);
    assert_near(seen.tile.deterrable[1], 0.45, 1e-15);
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

/* threat_reach of a tile, whatever the order of its states and the number of its strong ones, is
 * threat_compare and pos_d of each alliance. */
static void test_reach_is_each_alliance(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        model_t model;
        dice_model(&model, &(recipe_t){seed, "", false, seed % 2}, seed);
        world_t *world = fixture_world(&model, seed, 0);
        const roster_t *roster = &world->roster;
        fixture_run(world, 5);
        for (uint32_t begin = 0; begin < roster->alliances; begin++) {
            for (uint32_t end = begin + 1; end <= roster->alliances; end++) {
                const tile_t tile = tile_of(roster, begin, end);
                threat_tile_t threats;
                threat_reach(world, &tile, &threats);
                for (uint32_t d = begin; d < end; d++) {
                    const uint32_t s = roster->alliance_strong[d], w = roster->alliance_weak[d];
                    threat_comparison_t with;
                    double position = 0;
                    for (uint32_t k = 0; k < roster->sources; k++) {
                        position = fmax(position,
                                        world->strong_threat[k * roster->strongs + s] *
                                            world->weak_proximity[k * roster->weaks + w]);
                    }
                    threat_compare(world, d, &with);
                    assert_near(threats.deterrable[d - begin], with.deterrable, 0);
                    assert_near(threats.position[d - begin], position, 0);
                }
            }
        }
        world_free(world);
        model_free(&model);
    }
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
        cmocka_unit_test(test_reach_is_each_alliance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
