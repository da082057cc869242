/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order and addresses. */
#include "fixture.h"

/*
 * Entered:  sources zeta, alpha; strong T, S; weak g (3), b, G (2), h; alliances T.g, S.b, T.b,
 * S.g-2. Ordered (ASCII, members by number): alpha zeta; S T; G-1 G-2 b g-1 g-2 g-3 h; S.b T.b
 * T.g-1 S.g-2 T.g-2 T.g-3.
 */
static void scene(model_t *model)
{
    model_agent_t *added = NULL;
    fixture_quiet(model);
    fixture_source(model, "zeta", 0.1, 0.1);
    fixture_source(model, "alpha", 0.2, 0.2);
    fixture_strong(model, "T", 0.3);
    fixture_strong(model, "S", 0.4);
    model->sources[0].state = 0; /* zeta is T */
    fixture_weak(model, "g", 3);
    fixture_weak(model, "b", 0);
    fixture_weak(model, "G", 2);
    fixture_weak(model, "h", 0);
    fixture_alliance(model, 0, 0);
    fixture_alliance(model, 1, 1);
    fixture_alliance(model, 0, 1);
    assert_int_equal(model_add_alliance(model, 1, 0, 2, &added), MODEL_OK);
    added->value[VARIABLE_ALLIANCE_basing] = constant(0.77);
    fixture_weak_view(model, 0, 0, 0.5, 0.5);
    fixture_weak_view(model, 0, 1, 0.6, 0.5);
    fixture_strong_view(model, 0, 1, 0.7, 0.5);
}

static void test_order(void **state)
{
    static const char *const weaks[] = {"G-1", "G-2", "b", "g-1", "g-2", "g-3", "h"};
    static const size_t strong[] = {0, 1, 1, 0, 1, 1}, weak[] = {2, 2, 3, 4, 4, 5};
    model_t model;
    (void)state;
    scene(&model);
    world_t *world = fixture_world(&model, 1, 0);
    const roster_t *roster = &world->roster;
    assert_int_equal(world_source_count(world), 2);
    assert_int_equal(world_strong_count(world), 2);
    assert_int_equal(world_weak_count(world), 7);
    assert_int_equal(world_alliance_count(world), 6);
    assert_string_equal(world_source_id(world, 0), "alpha");
    assert_string_equal(world_source_id(world, 1), "zeta");
    assert_string_equal(world_strong_id(world, 0), "S");
    assert_string_equal(world_strong_id(world, 1), "T");
    for (size_t w = 0; w < 7; w++) {
        char id[WORLD_ID_SIZE];
        world_weak_id(world, w, id);
        assert_string_equal(id, weaks[w]);
    }
    for (size_t d = 0; d < 6; d++) {
        assert_int_equal(world_alliance_strong(world, d), strong[d]);
        assert_int_equal(world_alliance_weak(world, d), weak[d]);
        assert_near(world->attribute[VARIABLE_ALLIANCE_basing].value[d], d == 3 ? 0.77 : 0.4, 0);
        assert_int_equal(
            roster->alliance_address[d],
            random_hash_join(roster->strong_address[strong[d]], roster->weak_address[weak[d]]));
    }
    assert_int_equal(roster->strong_alliances[0], 2);
    assert_int_equal(roster->strong_alliances[1], 4);
    assert_int_equal(roster->source_state[0], MODEL_NONE);
    assert_int_equal(roster->source_state[1], 1);
    assert_int_equal(roster->alliance_first[0], 0);
    assert_int_equal(roster->alliance_first[2], 0);
    assert_int_equal(roster->alliance_first[3], 2);
    assert_int_equal(roster->alliance_first[7], 6);
    /* Values went with their owners. */
    assert_near(world->attribute[VARIABLE_SOURCE_power].value[0], 0.2, 0);
    assert_near(world->engagement[0], 0.4, 0);
    assert_near(world->weak_intention[0 * 7 + 3], 0.6, 0);
    assert_near(world->weak_intention[1 * 7 + 5], 0.5, 0);
    assert_near(world->weak_intention[1 * 7 + 2], 0, 0);
    assert_near(world->strong_intention[0 * 2 + 1], 0.7, 0);
    world_free(world);
    model_free(&model);
}

/* An address follows from kind and ID alone: a member's is that of a named state of its name. */
static void test_addresses(void **state)
{
    model_t model, other;
    (void)state;
    scene(&model);
    fixture_quiet(&other);
    fixture_strong(&other, "S", 1);
    fixture_weak(&other, "g-2", 0);
    fixture_weak(&other, "S", 0);
    fixture_alliance(&other, 0, 0);
    fixture_alliance(&other, 0, 1);
    world_t *x = fixture_world(&model, 1, 0), *y = fixture_world(&other, 2, 7);
    assert_int_equal(x->roster.strong_address[0], y->roster.strong_address[0]);
    assert_int_equal(x->roster.weak_address[4], y->roster.weak_address[1]);
    assert_int_equal(x->roster.alliance_address[3], y->roster.alliance_address[1]);
    assert_true(y->roster.strong_address[0] !=
                y->roster.weak_address[0]); /* a strong and a weak S */
    for (size_t a = 0; a < 7; a++) {
        for (size_t b = 0; b < a; b++) {
            assert_true(x->roster.weak_address[a] != x->roster.weak_address[b]);
        }
    }
    world_free(x);
    world_free(y);
    model_free(&model);
    model_free(&other);
}

/* Three sources, so that the order and its inverse differ. */
static void test_places(void **state)
{
    static const uint32_t place[] = {2, 0, 1};
    model_t model;
    (void)state;
    fixture_quiet(&model);
    fixture_source(&model, "c", 0.5, 0.5);
    fixture_source(&model, "a", 0.5, 0.5);
    fixture_source(&model, "b", 0.5, 0.5);
    fixture_strong(&model, "S", 1);
    fixture_weak(&model, "w", 0);
    fixture_alliance(&model, 0, 0);
    world_t *world = fixture_world(&model, 1, 0);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(world->roster.source_of[i], place[i]);
        assert_int_equal(world->roster.source_entry[place[i]], i);
    }
    world_free(world);
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
