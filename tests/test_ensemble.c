/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which worlds replicates are played in. */
#include "fixture.h"

#include "experiments/ensemble.h"

static void test_copies_best(void **state)
{
    (void)state;
    for (size_t alliances = 1; alliances < 2000; alliances++) {
        for (uint64_t wanted = 1; wanted < 20; wanted++) {
            const uint32_t copies = world_copies_best(alliances, wanted);
            assert_true(copies == 1 || copies == 2 || copies == 4 || copies == 8);
            assert_true(copies <= wanted);
            assert_true(copies <= world_copies_best(alliances, wanted + 1));
            assert_true(copies >= world_copies_best(alliances + 1, wanted));
        }
    }
    assert_int_equal(world_copies_best(40, 8), 8);
    assert_int_equal(world_copies_best(5, UINT64_MAX), 8);
    assert_int_equal(world_copies_best(1000, 8), 1);
}

/* Any number of replicates is played, each once, in worlds that are made once. */
static void test_all_are_played(void **state)
{
    model_t model;
    ensemble_t ensemble;
    (void)state;
    fixture_pair(&model, 0.5, 0.5);
    ensemble_init(&ensemble, &model);
    for (uint64_t count = 1; count < 40; count++) {
        uint64_t played = 0, worlds = 0;
        while (played < count) {
            world_t *world = NULL;
            assert_int_equal(ensemble_world(&ensemble, count - played, &world), MODEL_OK);
            assert_ptr_equal(world, ensemble.world[ensemble_place(world_copies(world))]);
            played += world_copies(world);
            worlds++;
        }
        assert_int_equal(played, count);
        assert_int_equal(worlds, count / 8 + (count >> 2 & 1) + (count >> 1 & 1) + (count & 1));
    }
    for (size_t i = 0; i < ENSEMBLE_WORLDS; i++) {
        assert_int_equal(ensemble.made[i], 1);
    }
    ensemble_free(&ensemble);
    assert_null(ensemble.world[0]);
    ensemble_free(&ensemble);
    model_free(&model);
}

/* Made anew, they are of the model as it is then. */
static void test_made_anew(void **state)
{
    model_t model;
    ensemble_t ensemble;
    world_t *world = NULL;
    (void)state;
    fixture_pair(&model, 0.5, 0.5);
    ensemble_init(&ensemble, &model);
    assert_int_equal(ensemble_world(&ensemble, 8, &world), MODEL_OK);
    assert_int_equal(world_alliance_count(world), 1);
    ensemble_free(&ensemble);
    model.weak[0].count = 400;
    assert_int_equal(ensemble_world(&ensemble, 8, &world), MODEL_OK);
    assert_int_equal(world_alliance_count(world), 400);
    assert_int_equal(world_copies(world), 1);
    assert_int_equal(ensemble.made[0], 1);
    assert_int_equal(ensemble.made[3], 1);
    ensemble_free(&ensemble);
    assert_int_equal(ensemble_world(&ensemble, 8, &world), MODEL_OK);
    assert_int_equal(ensemble.made[0], 2);
    ensemble_free(&ensemble);
    model_free(&model);
}

/* States without alliances take time and room, too. */
static void test_states_count(void **state)
{
    model_t model;
    ensemble_t ensemble;
    world_t *world = NULL;
    (void)state;
    fixture_pair(&model, 0.5, 0.5);
    fixture_weak(&model, "neutral", 400);
    ensemble_init(&ensemble, &model);
    assert_int_equal(ensemble_world(&ensemble, 8, &world), MODEL_OK);
    assert_int_equal(world_alliance_count(world), 1);
    assert_int_equal(world_copies(world), 1);
    ensemble_free(&ensemble);
    model_free(&model);
}

static void test_numbers_of_copies(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.5, 0.5);
    for (uint32_t copies = 0; copies < 20; copies++) {
        const bool good = copies == 1 || copies == 2 || copies == 4 || copies == 8;
        world_t *world = NULL;
        assert_int_equal(world_create(&world, &model, copies), good ? MODEL_OK : MODEL_INVALID);
        assert_int_equal(world != NULL, good);
        world_free(world);
    }
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies_best),
        cmocka_unit_test(test_all_are_played),
        cmocka_unit_test(test_made_anew),
        cmocka_unit_test(test_states_count),
        cmocka_unit_test(test_numbers_of_copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
