/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many observed at once are what each is by itself, to the bit. */
#include "fixture.h"

static void assert_same(const world_t *world, uint32_t copy, size_t first, size_t count)
{
    observation_t *many = calloc(count + 1, sizeof *many), one;
    assert_non_null(many);
    world_observe_many(world, copy, first, count, many);
    for (size_t i = 0; i < count; i++) {
        world_observe(world, copy, first + i, &one);
#define SAME(field) assert_true(many[i].field == one.field)
        SAME(status), SAME(issue), SAME(issue_source), SAME(stake), SAME(conflict), SAME(price), SAME(concession);
        SAME(strong_dependence), SAME(weak_dependence), SAME(strong_military), SAME(strong_political);
        SAME(weak_military), SAME(weak_political), SAME(type), SAME(focal_source), SAME(strong_threat);
        SAME(weak_threat), SAME(same), SAME(divergence), SAME(vulnerability), SAME(ally_threat);
        SAME(alternatives), SAME(disposition), SAME(behaviour);
#undef SAME
    }
    free(many);
}

static void test_many_are_each(void **state)
{
    uint32_t at_once = 0, embodied = 0, partners = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        model_t model;
        world_t *world = NULL;
        dice_model(&model, &(recipe_t){seed, "", false, seed % 2 == 0}, seed ^ 0xfee1);
        if (seed % 4 == 0 && model.source_count > 1) {
            model.sources[1].state = 0; /* two that the strong state embodies */
        }
        if (seed % 7 == 0) { /* a threat is nothing, and its line, too */
            model.parameters.threshold_threat = 0;
            model.parameters.walt_proximity = 0;
            for (size_t k = 0; k < model.source_count; k++) {
                model.sources[k].value[VARIABLE_SOURCE_power] = constant(0);
                model.sources[k].value[VARIABLE_SOURCE_offense] = constant(0);
            }
        }
        if (seed % 6 == 0) {
            dice_enlarge(&model, 270 + (uint32_t)seed, 40);
        }
        assert_int_equal(world_create(&world, &model, seed % 5 == 0 ? 4 : 1), MODEL_OK);
        world_reset(world, seed, 0);
        const size_t n = world_alliance_count(world);
        at_once += world->roster.copies == 1 && world->tiles[0].one_strong && !world->several_patrons;
        for (int32_t tick = 0; tick < 20; tick++) {
            world_step(world);
            for (uint32_t copy = 0; copy < world_copies(world); copy++) {
                assert_same(world, copy, 0, n);
                assert_same(world, copy, n / 3, n / 2);
                for (size_t d = 0; d < n; d++) {
                    observation_t seen;
                    world_observe(world, copy, d, &seen);
                    embodied += at_once > 0 && seen.ally_threat > 0;
                    partners += seen.divergence > 0.5;
                }
            }
        }
        world_free(world);
        model_free(&model);
    }
    assert_true(at_once > 20 && embodied > 100 && partners > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_many_are_each)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
