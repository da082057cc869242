/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many observed at once are what each is by itself, to the bit. */
#include "fixture.h"

static void assert_same(const world_t *world, uint32_t copy, size_t first, size_t count)
{
    observed_states_t states;
    double numbers[OBSERVED_NUMBERS * WORLD_OBSERVED];
    world_observe_states(world, copy, first, count, &states);
    world_observe_numbers(world, copy, first, count, numbers);
    for (size_t i = 0; i < count; i++) {
        observation_t one;
        world_observe(world, copy, first + i, &one);
#define SAME(field) assert_int_equal(states.field[i], one.field)
#define SAME_NUMBER(number, value) assert_true(numbers[OBSERVED_##number * count + i] == (value))
        SAME(status), SAME(type), SAME(disposition), SAME(behaviour), SAME(same), SAME(issue), SAME(focal_source);
        assert_int_equal(states.conflict[i], one.issue && one.conflict);
        assert_int_equal(states.issue_source[i], one.issue ? one.issue_source : MODEL_NONE);
        SAME_NUMBER(STRONG_DEPENDENCE, one.strong_dependence), SAME_NUMBER(WEAK_DEPENDENCE, one.weak_dependence);
        SAME_NUMBER(STRONG_THREAT, one.strong_threat), SAME_NUMBER(WEAK_THREAT, one.weak_threat);
        SAME_NUMBER(DIVERGENCE, one.divergence), SAME_NUMBER(VULNERABILITY, one.vulnerability);
        SAME_NUMBER(ALLY_THREAT, one.ally_threat), SAME_NUMBER(STAKE, one.issue ? one.stake : 0.0);
        SAME_NUMBER(PRICE, one.issue ? one.price : 0.0), SAME_NUMBER(CONCESSION, one.issue ? one.concession : 0.0);
#undef SAME
#undef SAME_NUMBER
    }
}

static void assert_all_same(const world_t *world, uint32_t copy, size_t first, size_t count)
{
    for (size_t from = 0; from < count; from += WORLD_OBSERVED) {
        assert_same(world, copy, first + from, count - from < WORLD_OBSERVED ? count - from : WORLD_OBSERVED);
    }
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
                assert_all_same(world, copy, 0, n);
                assert_all_same(world, copy, n / 3, n / 2);
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
