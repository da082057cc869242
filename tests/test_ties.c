/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is tied to whom. */
#include "fixture.h"

#include "sim/ties.h"

/* w's row, as "to:weight to:weight " in the world's order. */
static const char *row(const world_t *world, uint32_t w)
{
    static char text[4096];
    size_t used = 0;
    text[0] = '\0';
    for (uint32_t i = world->ties.first[w]; i < world->ties.first[w + 1]; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%u:%g ", world->ties.to[i],
                                 world->ties.weight[i]);
    }
    return text;
}

/* a-1 a-2 a-3 b c: 0 ... 4 */
static void scene(model_t *model)
{
    fixture_quiet(model);
    fixture_strong(model, "S", 1);
    fixture_weak(model, "c", 0);
    fixture_weak(model, "a", 3);
    fixture_weak(model, "b", 0);
    fixture_alliance(model, 0, 0);
}

enum { C_ENTRY, A_ENTRY, B_ENTRY };

static void test_rows(void **state)
{
    model_t model;
    (void)state;
    scene(&model);
    fixture_tie(&model, C_ENTRY, B_ENTRY, 0.5);
    fixture_tie(&model, C_ENTRY, A_ENTRY, 0.25)->to_member = 2;
    fixture_tie(&model, A_ENTRY, A_ENTRY, 0.75);
    fixture_tie(&model, A_ENTRY, B_ENTRY, 0.125)->mutual = true;
    world_t *world = fixture_world(&model, 1, 0);
    for (int again = 0; again < 2; again++) {
        assert_string_equal(row(world, 0), "1:0.75 2:0.75 3:0.125 ");
        assert_string_equal(row(world, 1), "0:0.75 2:0.75 3:0.125 ");
        assert_string_equal(row(world, 2), "0:0.75 1:0.75 3:0.125 ");
        assert_string_equal(row(world, 3), "0:0.125 1:0.125 2:0.125 ");
        assert_string_equal(row(world, 4), "1:0.25 3:0.5 ");
        assert_near(world->tie_gap[4], (1 - 0.25 * 0.18) * (1 - 0.5 * 0.18), 1e-15);
        world_reset(world, 2, 1);
    }
    world_free(world);
    model_free(&model);
}

/* A tie laid twice, by drawn partners and by a line of its own: once, by the greater weight; and
 * rows close ranks. */
static void test_the_greater_weight_stands(void **state)
{
    (void)state;
    for (int greater = 0; greater < 2; greater++) {
        model_t model;
        scene(&model);
        fixture_tie(&model, A_ENTRY, A_ENTRY, greater ? 0.25 : 0.5)->partners = 2; /* everybody */
        fixture_tie(&model, A_ENTRY, A_ENTRY, greater ? 0.5 : 0.25);
        fixture_tie(&model, B_ENTRY, C_ENTRY, 0.125);
        world_t *world = fixture_world(&model, 1, 0);
        assert_string_equal(row(world, 0), "1:0.5 2:0.5 ");
        assert_string_equal(row(world, 1), "0:0.5 2:0.5 ");
        assert_string_equal(row(world, 2), "0:0.5 1:0.5 ");
        assert_string_equal(row(world, 3), "4:0.125 ");
        assert_string_equal(row(world, 4), "");
        world_free(world);
        model_free(&model);
    }
}

/* n different others, never oneself, each as often as any other; another draw in another replicate,
 * the same in the same. */
static void test_partners(void **state)
{
    enum { N = 12, PARTNERS = 4, REPLICATES = 1500 };
    static uint64_t drawn[N][N];
    model_t model;
    (void)state;
    memset(drawn, 0, sizeof drawn);
    fixture_quiet(&model);
    fixture_strong(&model, "S", 1);
    fixture_weak(&model, "a", N);
    fixture_alliance(&model, 0, 0);
    fixture_tie(&model, 0, 0, 1)->partners = PARTNERS;
    world_t *world = fixture_world(&model, 1, 0);
    for (uint64_t r = 0; r < REPLICATES; r++) {
        world_reset(world, 1, r);
        for (uint32_t w = 0; w < N; w++) {
            assert_int_equal(world->ties.first[w + 1] - world->ties.first[w], PARTNERS);
            for (uint32_t i = world->ties.first[w]; i < world->ties.first[w + 1]; i++) {
                assert_true(i == world->ties.first[w] || world->ties.to[i] > world->ties.to[i - 1]);
                drawn[w][world->ties.to[i]]++;
            }
        }
    }
    const double p = (double)PARTNERS / (N - 1);
    for (int w = 0; w < N; w++) {
        for (int v = 0; v < N; v++) {
            if (v == w) {
                assert_int_equal(drawn[w][v], 0);
            } else {
                assert_within_sigma((double)drawn[w][v], REPLICATES * p,
                                    sqrt(REPLICATES * p * (1 - p)), 5);
            }
        }
    }
    world_free(world);
    model_free(&model);
}

/* From without, and to a group that one is in by its member only. */
static void test_partners_of_others(void **state)
{
    enum { REPLICATES = 600 };
    model_t model;
    uint64_t drawn[5] = {0};
    (void)state;
    scene(&model);
    fixture_tie(&model, B_ENTRY, A_ENTRY, 1)->partners = 1;
    fixture_tie(&model, A_ENTRY, A_ENTRY, 1)->partners = 1;
    model.ties[1].from_member = 2;
    world_t *world = fixture_world(&model, 1, 0);
    for (uint64_t r = 0; r < REPLICATES; r++) {
        world_reset(world, 3, r);
        assert_int_equal(world->ties.first[5], 2);
        assert_int_equal(world->ties.first[1], 0);
        assert_int_equal(world->ties.first[2], 1);
        assert_true(world->ties.to[0] == 0 || world->ties.to[0] == 2);
        drawn[world->ties.to[1]]++;
    }
    for (int v = 0; v < 3; v++) {
        assert_within_sigma((double)drawn[v], REPLICATES / 3.0, sqrt(REPLICATES * 2 / 9.0), 5);
    }
    world_free(world);
    model_free(&model);
}

/* Mutual: as much one way as the other; n drawn each, those drawn twice counted once: degree 2 n -
 * n^2 / (N - 1). */
static void test_mutual_partners(void **state)
{
    enum { N = 60, PARTNERS = 3, REPLICATES = 100 };
    model_t model;
    double ties = 0;
    (void)state;
    fixture_quiet(&model);
    fixture_strong(&model, "S", 1);
    fixture_weak(&model, "a", N);
    fixture_alliance(&model, 0, 0);
    model_tie_t *tie = fixture_tie(&model, 0, 0, 1);
    tie->partners = PARTNERS;
    tie->mutual = true;
    tie->weight = (distribution_t){DISTRIBUTION_UNIFORM, 0.2, 0.8, 0};
    world_t *world = fixture_world(&model, 1, 0);
    for (uint64_t r = 0; r < REPLICATES; r++) {
        static double weight[N][N];
        memset(weight, 0, sizeof weight);
        world_reset(world, 4, r);
        for (uint32_t w = 0; w < N; w++) {
            for (uint32_t i = world->ties.first[w]; i < world->ties.first[w + 1]; i++) {
                weight[w][world->ties.to[i]] = world->ties.weight[i];
                assert_in_range(world->ties.weight[i] * 1e6, 200000 - 1, 800001);
            }
        }
        for (int a = 0; a < N; a++) {
            assert_near(weight[a][a], 0, 0);
            for (int b = 0; b < a; b++) {
                assert_near(weight[a][b], weight[b][a], 0);
            }
        }
        ties += world->ties.first[N];
    }
    const double p = (double)PARTNERS / (N - 1), pair = 2 * p - p * p,
                 pairs = N * (N - 1) / 2.0 * REPLICATES;
    assert_within_sigma(ties / 2, pairs * pair, sqrt(pairs * p * p * (1 - p * p)),
                        5); /* only doubles are random */
    world_free(world);
    model_free(&model);
}

/* Weights are drawn for each pair, clamped to [0, 1], and are not the same from pair to pair. */
/* Slots and what is beyond them say the same as the rows, whatever the lengths of these. */
static void test_slots(void **state)
{
    uint32_t longer = 0, empty = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        model_t model;
        world_t *world = NULL;
        dice_model(&model, &(recipe_t){seed, "", false, false}, seed);
        if (seed % 3 == 0) {
            dice_enlarge(&model, 30 + (uint32_t)seed, 20);
        }
        assert_int_equal(world_create(&world, &model, 1u << seed % 4), MODEL_OK);
        world_reset(world, seed, 0);
        for (int32_t tick = 0; tick < 4 && world->listens; tick++) {
            const uint32_t weaks = world->roster.weaks;
            const ties_t *ties = &world->ties;
            double *heard = calloc((size_t)weaks * world->roster.sources, sizeof *heard), *open = calloc(weaks, sizeof *open);
            assert_non_null(heard);
            assert_non_null(open);
            world_step(world);
            ties_hear(world, heard);
            ties_open(world, open);
            for (uint32_t w = 0; w < weaks; w++) {
                double left = 1;
                for (uint32_t i = ties->first[w]; i < ties->first[w + 1]; i++) {
                    left *= 1 - ties->weight[i] * world->attribute[VARIABLE_WEAK_capability].value[ties->to[i]];
                }
                assert_true(open[w] == left); /* to the bit: in the order of the row */
                empty += ties->first[w] == ties->first[w + 1];
                for (uint32_t k = 0; k < world->roster.sources; k++) {
                    double sum = 0;
                    for (uint32_t i = ties->first[w]; i < ties->first[w + 1]; i++) {
                        sum += ties->share[i] * world->weak_intention[k * weaks + ties->to[i]];
                    }
                    assert_true(heard[k * weaks + w] == sum);
                }
            }
            assert_true(ties->slots[(weaks + TIES_ROWS - 1) / TIES_ROWS] * TIES_ROWS <= 2 * ties->capacity);
            longer += ties->longer_count;
            free(heard);
            free(open);
        }
        world_free(world);
        model_free(&model);
    }
    assert_true(longer > 200 && empty > 200);
}

static void test_weights(void **state)
{
    enum { N = 60 };
    model_t model;
    double sum = 0;
    uint64_t ends = 0;
    (void)state;
    fixture_quiet(&model);
    fixture_strong(&model, "S", 1);
    fixture_weak(&model, "a", N);
    fixture_alliance(&model, 0, 0);
    fixture_tie(&model, 0, 0, 0)->weight = (distribution_t){DISTRIBUTION_GAUSSIAN, 0.5, 0.5, 0};
    world_t *world = fixture_world(&model, 1, 0);
    const uint32_t n = world->ties.first[N];
    assert_int_equal(n, N * (N - 1));
    for (uint32_t i = 0; i < n; i++) {
        assert_true(world->ties.weight[i] >= 0 && world->ties.weight[i] <= 1);
        ends += world->ties.weight[i] <= 0 || world->ties.weight[i] >= 1;
        sum += world->ties.weight[i];
    }
    assert_within_sigma(sum / n, 0.5, 0.36 / sqrt(n), 5);
    assert_within_sigma((double)ends / n, 0.3173, 0.4654 / sqrt(n),
                        5); /* beyond one standard deviation */
    world_free(world);
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_greater_weight_stands),
        cmocka_unit_test(test_partners),
        cmocka_unit_test(test_partners_of_others),
        cmocka_unit_test(test_mutual_partners),
        cmocka_unit_test(test_slots),
        cmocka_unit_test(test_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
