/* SPDX-License-Identifier: GPL-3.0-or-later */
/* world_adopt: a living world takes up what has changed in its model, and nothing else. */
#include "fixture.h"

#include "sim/model.h"
#include "sim/noise.h"

enum { SEEDS = 120, TICKS = 90 };

static void random_model(model_t *model, uint64_t seed)
{
    const recipe_t recipe = {.seed = seed, .prefix = "", .embodied = seed % 3 == 0};
    dice_model(model, &recipe, seed ^ 0x5eed);
}

#define same_bytes(a, b, count) assert_memory_equal((a), (b), (count) * sizeof *(a))

static void assert_same_world(const world_t *a, const world_t *b)
{
    const size_t alliances = a->roster.alliances, strongs = a->roster.strongs;
    const size_t weak_pairs = (size_t)a->roster.weaks * a->roster.sources;
    const size_t strong_pairs = strongs * a->roster.sources;
    tally_t tallies[2];
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        if (a->attribute[v].count > 0) {
            same_bytes(a->attribute[v].constant, b->attribute[v].constant, a->attribute[v].count);
            same_bytes(a->attribute[v].value, b->attribute[v].value, a->attribute[v].count);
        }
    }
    same_bytes(a->engagement, b->engagement, strongs);
    same_bytes(a->engagement_base, b->engagement_base, strongs);
    same_bytes(a->strong_intention, b->strong_intention, strong_pairs);
    same_bytes(a->strong_intention_base, b->strong_intention_base, strong_pairs);
    same_bytes(a->weak_intention, b->weak_intention, weak_pairs);
    same_bytes(a->weak_intention_base, b->weak_intention_base, weak_pairs);
    same_bytes(a->own_view, b->own_view, weak_pairs);
    same_bytes(a->strong_dependence, b->strong_dependence, alliances);
    same_bytes(a->weak_dependence, b->weak_dependence, alliances);
    for (size_t d = 0; d < alliances; d++) {
        assert_true(fixture_equal(a, d, b, d));
    }
    same_bytes(a->disposition, b->disposition, alliances);
    same_bytes(a->behaviour, b->behaviour, alliances);
    same_bytes(a->status, b->status, alliances);
    same_bytes(a->apart, b->apart, alliances);
    same_bytes(a->backed, b->backed, alliances);
    same_bytes(a->based, b->based, alliances);
    same_bytes(a->only_patron, b->only_patron, a->roster.weaks);
    same_bytes(a->swayed, b->swayed, a->roster.weaks);
    if (a->listens) {
        same_bytes(a->heeding, b->heeding, a->roster.weaks);
    }
    /* before the first tick of an epoch its words may not have been drawn yet */
    const bool demands = noise_lane(a->tick) > 0 && a->model->parameters.demand_rate > 0;
    for (size_t lane = 0; lane < WORLD_NOISE_TICKS && demands; lane++) {
        const size_t at = lane * noise_stride(alliances);
        same_bytes(a->demand_word + at, b->demand_word + at, alliances);
    }
    same_bytes(a->termination_clock, b->termination_clock, alliances);
    for (uint32_t j = 0; j < a->shock_count; j++) {
    }
    world_tally(a, 0, &tallies[0]);
    world_tally(b, 0, &tallies[1]);
    assert_memory_equal(&tallies[0], &tallies[1], sizeof tallies[0]);
}

/* Whatever has happened to the world, permanent shocks among it. */
static void test_the_same_model_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        model_t model, before;
        random_model(&model, seed);
        assert_int_equal(model_copy(&before, &model), MODEL_OK);
        world_t *adopting = fixture_world(&model, seed, 3), *plain = fixture_world(&model, seed, 3);
        while (world_tick(plain) < world_end(plain)) {
            world_adopt(adopting, &before);
            assert_same_world(adopting, plain);
            fixture_run(adopting, world_tick(adopting) + 1);
            world_step(plain);
        }
        assert_same_world(adopting, plain);
        world_free(adopting);
        world_free(plain);
        model_free(&model);
        model_free(&before);
    }
}

/* Parameters that the beginning does not depend on: taken up at the beginning, they are as if they had been there. */
static void test_at_the_beginning_it_is_a_reset(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        model_t model, before;
        random_model(&model, seed);
        assert_int_equal(model_copy(&before, &model), MODEL_OK);
        before.parameters.noise_intention = seed % 2 == 0 ? 0.0 : 0.3;
        before.parameters.noise_engagement = seed % 2 == 0 ? 0.0 : 0.3;
        before.parameters.noise_dependence = seed % 2 == 0 ? 0.0 : 0.3;
        before.parameters.half_life_intention = 0.7;
        before.parameters.half_life_engagement = 0.7;
        before.parameters.half_life_dependence = 0.7;
        before.parameters.half_life_attribute = 0.7;
        before.parameters.half_life_memory = 0.7;
        before.parameters.demand_rate = seed % 3 == 0 ? 0.0 : 3.3;
        before.parameters.demand_issue_years = 2.2;
        before.parameters.consequence_drift_after = 0.9;
        before.parameters.consequence_recover_after = 0.9;
        before.parameters.consequence_end_after = 0.9;
        before.parameters.consequence_reform_after = 0.9;
        before.parameters.threshold_divergence = 0.9;
        for (size_t i = 0; i < before.shock_count; i++) {
            before.shocks[i].rate = 5.0 * before.shocks[i].rate + 1.0;
            before.shocks[i].date = before.parameters.time_start;
        }
        world_t *plain = fixture_world(&model, seed, 1);
        const model_t after = model;
        model.parameters = before.parameters;
        for (size_t i = 0; i < model.shock_count; i++) {
            double rate = model.shocks[i].rate, date = model.shocks[i].date;
            model.shocks[i].rate = before.shocks[i].rate;
            model.shocks[i].date = before.shocks[i].date;
            before.shocks[i].rate = rate; /* for the moment: what to go back to */
            before.shocks[i].date = date;
        }
        world_t *adopting = NULL;
        assert_int_equal(world_create(&adopting, &model, 1), MODEL_OK);
        world_reset(adopting, seed, 1);
        model.parameters = after.parameters;
        for (size_t i = 0; i < model.shock_count; i++) {
            double rate = model.shocks[i].rate, date = model.shocks[i].date;
            model.shocks[i].rate = before.shocks[i].rate;
            model.shocks[i].date = before.shocks[i].date;
            before.shocks[i].rate = rate;
            before.shocks[i].date = date;
        }
        world_adopt(adopting, &before);
        for (int32_t t = 0; world_tick(plain) < world_end(plain) && t < TICKS; t++) {
            assert_same_world(adopting, plain);
            fixture_run(adopting, world_tick(adopting) + 1);
            world_step(plain);
        }
        assert_same_world(adopting, plain);
        world_free(adopting);
        world_free(plain);
        model_free(&model);
        model_free(&before);
    }
}

typedef struct living {
    model_t model, before;
    world_t *world;
} living_t;

/* The pair and a group of three, two years old, after permanent and transient shocks. */
static void living_open(living_t *self)
{
    fixture_pair(&self->model, 0.2, 0.8);
    fixture_alliance(&self->model, 0, fixture_weak(&self->model, "g", 3));
    self->model.weak[1].value[VARIABLE_WEAK_capability] = (distribution_t){DISTRIBUTION_UNIFORM, 0.1, 0.3, 0};
    self->model.alliances[0].value[VARIABLE_ALLIANCE_support] = constant(0.5);
    fixture_event(&self->model, "built", VARIABLE_WEAK_capability, 1, 0.25);
    fixture_event(&self->model, "lent", VARIABLE_WEAK_capability, 2, 0.125)->permanent = false;
    fixture_event(&self->model, "left", VARIABLE_STRONG_engagement, 1, -0.25);
    fixture_event_about(&self->model, "turned", VARIABLE_WEAK_government, 1, 0.5, 0);
    fixture_event(&self->model, "later", VARIABLE_ALLIANCE_basing, 5, -0.5);
    fixture_process(&self->model, "never", VARIABLE_ALLIANCE_salience, 0, 0.1);
    self->world = fixture_world(&self->model, 1, 1);
    fixture_run(self->world, 25);
    assert_int_equal(model_copy(&self->before, &self->model), MODEL_OK);
}

static void living_close(living_t *self)
{
    world_free(self->world);
    model_free(&self->model);
    model_free(&self->before);
}

static void test_values_are_moved(void **state)
{
    living_t living;
    model_t *model = &living.model;
    (void)state;
    living_open(&living);
    const world_t *world = living.world;
    const attribute_t *capability = &world->attribute[VARIABLE_WEAK_capability];
    const double engagement = world->engagement[0], view = world->weak_intention[1];
    const uint32_t g = 0, w = 3; /* in the order of IDs */
    double drawn[3];
    assert_near(capability->constant[w], 0.25, 1e-12);
    assert_near(world->engagement_base[0], 0.75, 1e-12);
    for (int i = 0; i < 3; i++) {
        drawn[i] = capability->constant[g + (uint32_t)i];
    }
    model->weak[0].value[VARIABLE_WEAK_capability] = constant(0.5);
    model->weak[1].value[VARIABLE_WEAK_capability] = (distribution_t){DISTRIBUTION_UNIFORM, 0.2, 0.4, 0};
    model->strong[0].value[VARIABLE_STRONG_engagement] = constant(0.5);
    model->weak[0].per_source[VARIABLE_WEAK_intention][0] = constant(0.25);
    model->weak[0].per_source[VARIABLE_WEAK_proximity][0] = constant(0.375);
    model->alliances[0].value[VARIABLE_ALLIANCE_support] = constant(0.625);
    world_adopt(living.world, &living.before);
    assert_near(capability->constant[w], 0.75, 1e-12);
    assert_near(capability->value[w], 0.75 + capability->transient[w], 1e-12);
    assert_true(capability->transient[w] > 0.1);
    for (int i = 0; i < 3; i++) { /* the same draw of another distribution */
        assert_near(capability->constant[g + (uint32_t)i], drawn[i] + 0.1, 1e-5);
    }
    assert_near(world->engagement_base[0], 0.25, 1e-12);
    assert_true(world->engagement[0] == engagement); /* the state stays */
    assert_true(world->weak_intention[1] == view);
    assert_near(world->own_view[w], 0.75, 1e-12);
    assert_near(world->weak_proximity[w], 0.375, 0.0);
    assert_near(world->attribute[VARIABLE_ALLIANCE_support].value[w], 0.625, 0.0);
    living_close(&living);
}

/* There and back again is where it was. */
static void test_there_and_back(void **state)
{
    living_t living;
    model_t there;
    (void)state;
    living_open(&living);
    const double base = living.world->attribute[VARIABLE_WEAK_capability].constant[3];
    living.model.weak[0].value[VARIABLE_WEAK_capability] = constant(0.5);
    living.model.parameters.threshold_dependence = 0.25;
    world_adopt(living.world, &living.before);
    assert_near(living.world->constants.line_up, 0.275, 1e-12);
    assert_int_equal(model_copy(&there, &living.model), MODEL_OK);
    living.model.weak[0].value[VARIABLE_WEAK_capability] = constant(0);
    living.model.parameters.threshold_dependence = 0.5;
    world_adopt(living.world, &there);
    assert_true(living.world->attribute[VARIABLE_WEAK_capability].constant[3] == base);
    assert_near(living.world->constants.line_up, 0.525, 1e-12);
    model_free(&there);
    living_close(&living);
}

static void test_rates_and_dates(void **state)
{
    living_t living;
    chronicle_t chronicle;
    (void)state;
    living_open(&living);
    chronicle_open(&chronicle, living.world);
    living.model.parameters.demand_rate = 50.0;
    for (size_t i = 0; i < living.model.shock_count; i++) {
        model_shock_t *shock = &living.model.shocks[i];
        shock->date = strcmp(shock->id, "later") == 0 ? 3.0 : strcmp(shock->id, "left") == 0 ? 1.5 : shock->date;
        shock->rate = shock->scripted ? shock->rate : 100.0;
    }
    world_adopt(living.world, &living.before);
    fixture_run(living.world, 37);
    size_t later = 0, never = 0;
    for (size_t i = 0; i < chronicle.count; i++) {
        const world_event_t *event = &chronicle.event[i];
        const char *id = event->shock == MODEL_NONE ? "" : living.model.shocks[event->shock].id;
        later += strcmp(id, "later") == 0;
        never += strcmp(id, "never") == 0;
        assert_true(strcmp(id, "later") != 0 || event->tick == 36);
        assert_string_not_equal(id, "left"); /* over is over */
    }
    assert_true(later > 0);
    assert_true(never > 4 * 12 / 2);
    assert_true(chronicle.of[EVENT_ISSUE_OPENED] > 12);
    chronicle_close(&chronicle);
    living_close(&living);
}

/* The clock has run for most of four years when two become enough: the next confrontation is the last. */
static void test_clock_beyond_its_end(void **state)
{
    model_t model, before;
    (void)state;
    fixture_pair(&model, 0.2, 0.2);
    model.weak[0].value[VARIABLE_WEAK_capability] = constant(1);
    model.parameters.demand_issue_years = 50;
    model.parameters.consequence_end_after = 4;
    model.parameters.threshold_dependence = 0.9;
    fixture_event(&model, "asks", VARIABLE_ALLIANCE_demand, 0, 0.1);
    world_t *world = fixture_world(&model, 1, 1);
    fixture_run(world, 40);
    assert_in_range(world->termination_clock[0], 36, 47);
    assert_int_equal(model_copy(&before, &model), MODEL_OK);
    model.parameters.consequence_end_after = 2;
    world_adopt(world, &before);
    assert_int_equal(world->termination_clock[0], 23);
    assert_int_equal(fixture_seen(world, 40).disposition, BEHAVIOUR_TERMINATION);
    world_free(world);
    model_free(&model);
    model_free(&before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_model_changes_nothing),
        cmocka_unit_test(test_at_the_beginning_it_is_a_reset),
        cmocka_unit_test(test_values_are_moved),
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_rates_and_dates),
        cmocka_unit_test(test_clock_beyond_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
