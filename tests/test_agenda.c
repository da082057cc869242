/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What arrives when, however many ticks are listed at once, and where it does not fit. */
#include "fixture.h"

#include "sim/agenda.h"

/* Each shock's arrivals one by one, as model.md 5 has them. */
static int32_t next_of(const world_t *world, const shock_t *shock, uint32_t i, int32_t when)
{
    random_stream_t stream;
    random_stream_init(&stream, world_key(world, i), shock->entry->together ? shock->address : shock->who[i], when,
                       RANDOM_SHOCK);
    const double gap = 1 + floor(-log(random_stream_unit(&stream)) / (shock->entry->rate * world->constants.dt));
    return shock->entry->scripted || gap > 1e9 ? INT32_MAX : when + (int32_t)gap;
}

/* Takes all of this tick, and holds it against a plain look through all shocks. How many. */
static size_t take_tick(world_t *world)
{
    const arrival_t *arrival;
    size_t taken = 0;
    for (uint32_t j = 0; j < world->shock_count; j++) {
        shock_t *shock = &world->shocks[j];
        const uint32_t n = shock->entry->together && shock->targets > 0 ? world->roster.copies : shock->targets;
        for (uint32_t i = 0; i < n; i++) {
            if (shock->next[i] == world->tick) {
                arrival = agenda_next(world);
                assert_non_null(arrival);
                assert_int_equal(arrival->shock, j);
                assert_int_equal(arrival->target, i);
                assert_int_equal(arrival->tick, world->tick);
                assert_int_equal(arrival->next, next_of(world, shock, i, world->tick));
                assert_int_equal(shock->next[i], arrival->next);
                taken++;
            }
            assert_true(shock->next[i] > world->tick);
        }
    }
    assert_null(agenda_next(world));
    assert_null(agenda_next(world));
    return taken;
}

static void test_all_arrivals_in_order(void **state)
{
    size_t taken = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        model_t model;
        world_t *world = NULL;
        dice_model(&model, &(recipe_t){seed, "", false, false}, seed);
        for (size_t i = 0; i < model.shock_count; i++) {
            model.shocks[i].rate *= seed % 5 == 0 ? 40 : 1; /* more than once in eight ticks */
        }
        assert_int_equal(world_create(&world, &model, 1u << seed % 4), MODEL_OK);
        world_reset(world, seed, 3);
        for (int32_t tick = 0; tick < 60; tick++, world->tick++) {
            taken += take_tick(world);
        }
        world_free(world);
        model_free(&model);
    }
    assert_true(taken > 10000);
}

/* A group so large, and shocks so frequent, that one tick does not fit; and those that do now and then. */
static void test_what_does_not_fit(void **state)
{
    const double rates[] = {12 * 2.0, 12 * 0.4, 12 * 0.02};
    (void)state;
    for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
        model_t model;
        size_t taken = 0;
        fixture_pair(&model, 0.5, 0.5);
        model.weak[0].count = 5000;
        for (int i = 0; i < 3; i++) {
            const char *const id[] = {"a", "b", "c"};
            const variable_t on[] = {VARIABLE_WEAK_capability, VARIABLE_ALLIANCE_basing, VARIABLE_WEAK_alternatives};
            fixture_process(&model, id[i], on[i], rates[r], 0.01);
        }
        fixture_event(&model, "all", VARIABLE_WEAK_defense_need, 1, 0.1);
        world_t *world = fixture_world(&model, 1, 0);
        for (int32_t tick = 0; tick < 20; tick++, world->tick++) {
            const size_t now = take_tick(world);
            assert_int_equal(tick != 12 || now >= 5000, true);
            taken += now;
        }
        /* 15000 targets a tick, and 5000 of the event: 6 standard deviations */
        const double chance = -expm1(-rates[r] / 12), mean = 20 * 15000 * chance;
        assert_within_sigma((double)taken - 5000, mean, sqrt(mean * (1 - chance)), 6);
        world_free(world);
        model_free(&model);
    }
}

/* After a look from the middle of what was listed, nothing is lost and nothing comes twice. */
static void test_look_again(void **state)
{
    model_t model;
    size_t taken[2] = {0};
    (void)state;
    for (int again = 0; again < 2; again++) {
        dice_model(&model, &(recipe_t){7, "", false, false}, 7);
        world_t *world = fixture_world(&model, 7, 0);
        for (int32_t tick = 0; tick < 60; tick++, world->tick++) {
            if (again && tick % 3 == 0) {
                agenda_look_again(world);
            }
            taken[again] += take_tick(world);
        }
        world_free(world);
        model_free(&model);
    }
    assert_true(taken[0] > 50);
    assert_int_equal(taken[0], taken[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_arrivals_in_order),
        cmocka_unit_test(test_what_does_not_fit),
        cmocka_unit_test(test_look_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
