/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/asymmetry.h"

#include "config/reader.h"
#include "experiments/tally.h"
#include "tests/fixture.h"

/* One strong state and n weak ones, of capability .1, .2, ... or all `equal` if that is not 0. */
static void make_model(model_t *model, int n, double equal)
{
    fixture_quiet(model);
    fixture_source(model, "K", 1, 1);
    const int32_t strong = fixture_strong(model, "S", 1);
    for (int i = 0; i < n; i++) {
        const char id[] = {'w', (char)('0' + i), '\0'};
        const int32_t weak = fixture_weak(model, id, 0);
        model->weak[weak].value[VARIABLE_WEAK_capability] =
            constant(equal > 0 ? equal : 0.1 * (i + 1));
        fixture_alliance(model, strong, weak);
    }
}

static void tell(asymmetry_t *self, world_event_kind_t kind, int32_t tick, int32_t weak)
{
    const world_event_t event = {.kind = kind, .tick = tick, .strong = 0, .weak = weak};
    asymmetry_hear(self, &event);
}

/*
 * Capabilities .1 .2 | .3 .4, ten ticks. w3 ends in tick 2 (so lives 3 ticks) and is formed in tick
 * 5 (so lives from 6 on: 4 ticks); a demand that opens is nothing.
 */
static void test_by_hand(void **state)
{
    model_t model;
    asymmetry_t asymmetry;
    asymmetry_counts_t counts;

    (void)state;
    make_model(&model, 4, 0);
    world_t *world = fixture_world(&model, 1, 0);
    assert_int_equal(asymmetry_init(&asymmetry, world, 0), 0);
    for (int again = 0; again < 2; again++) {
        world_reset(world, 1, 0);
        asymmetry_begin(&asymmetry);
        asymmetry_count(&asymmetry, &counts);
        assert_int_equal(counts.living[ASYMMETRY_LOW] + counts.living[ASYMMETRY_HIGH], 0);
        fixture_run(world, 10);
        tell(&asymmetry, EVENT_TERMINATED, 2, 3);
        tell(&asymmetry, EVENT_ISSUE_OPENED, 3, 0);
        tell(&asymmetry, EVENT_FORMED, 5, 3);
        asymmetry_count(&asymmetry, &counts);
        assert_int_equal(counts.living[ASYMMETRY_LOW], 20);
        assert_int_equal(counts.living[ASYMMETRY_HIGH], 10 + 3 + 4);
        assert_int_equal(counts.terminations[ASYMMETRY_LOW], 0);
        assert_int_equal(counts.terminations[ASYMMETRY_HIGH], 1);
        tell(&asymmetry, EVENT_TERMINATED, 9, 0);
        asymmetry_count(&asymmetry, &counts);
        assert_int_equal(counts.living[ASYMMETRY_LOW], 20); /* it ended in the last tick */
        assert_int_equal(counts.terminations[ASYMMETRY_LOW], 1);
    }
    asymmetry_free(&asymmetry);
    asymmetry_free(&asymmetry);
    world_free(world);
    model_free(&model);
}

static void living_of(int n, double equal, uint64_t *low, uint64_t *high)
{
    model_t model;
    asymmetry_t asymmetry;
    asymmetry_counts_t counts;

    make_model(&model, n, equal);
    world_t *world = fixture_world(&model, 1, 0);
    assert_int_equal(asymmetry_init(&asymmetry, world, 0), 0);
    asymmetry_begin(&asymmetry);
    fixture_run(world, 1);
    asymmetry_count(&asymmetry, &counts);
    *low = counts.living[ASYMMETRY_LOW];
    *high = counts.living[ASYMMETRY_HIGH];
    asymmetry_free(&asymmetry);
    world_free(world);
    model_free(&model);
}

/* The one in the middle belongs to the lower half; equal ones all do. */
static void test_halves(void **state)
{
    uint64_t low, high;

    (void)state;
    living_of(5, 0, &low, &high);
    assert_int_equal(low, 3);
    assert_int_equal(high, 2);
    living_of(1, 0, &low, &high);
    assert_int_equal(low, 1);
    assert_int_equal(high, 0);
    living_of(4, 0.3, &low, &high);
    assert_int_equal(low, 4);
    assert_int_equal(high, 0);
}

/* What the halves have adds up to what the world counted itself; alliances end, and are formed. */
static void test_adds_up(void **state)
{
    scenario_t scenario;
    report_t report = {0};
    world_t *world = NULL;
    asymmetry_t asymmetry;
    uint64_t ended = 0, formed = 0;

    (void)state;
    assert_int_equal(scenario_read(&scenario, ADRIFT_SOURCE_DIR "/config/baseline.cfg",
                                   (const char *[]){"threshold.divergence=0.4",
                                                    "consequence.reform_after=1"},
                                   2, &report),
                     SCENARIO_OK);
    report_free(&report);
    assert_int_equal(world_create(&world, &scenario.model, 1), MODEL_OK);
    assert_int_equal(asymmetry_init(&asymmetry, world, 0), 0);
    world_listen(world, asymmetry_hear, &asymmetry);
    for (uint64_t replicate = 0; replicate < 20; replicate++) {
        asymmetry_counts_t counts;
        tally_t tally;

        world_reset(world, 1, replicate);
        while (world_tick(world) < world_end(world)) {
            if (world_tick(world) == 0) {
                asymmetry_begin(&asymmetry);
            }
            world_step(world);
        }
        world_tally(world, 0, &tally);
        asymmetry_count(&asymmetry, &counts);
        assert_int_equal(counts.terminations[0] + counts.terminations[1], tally.terminations);
        assert_int_equal(counts.living[0] + counts.living[1], tally_living(&tally));
        ended += tally.terminations;
        formed += tally.formations;
    }
    assert_true(ended > 20 && formed > 10);
    asymmetry_free(&asymmetry);
    world_free(world);
    scenario_free(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_halves),
        cmocka_unit_test(test_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
