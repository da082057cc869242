/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two writings of docs/model.md, sim/ and reference/, on random models (fixture.h, dice_model) with
 * the same draws: what is observed of every alliance in every tick must agree, exactly where it is
 * discrete and to 1e-12 where it is a number.
 */
#include "fixture.h"

#include "reference/plain.h"

static const double tolerance = 1e-12;

/* What happened, so that nobody rests on models in which nothing does. */
typedef struct seen {
    uint64_t ticks, behaviour[BEHAVIOUR_COUNT], logit[BEHAVIOUR_COUNT], type[INTERDEPENDENCE_COUNT];
    uint64_t status[STATUS_COUNT], recovered, formed, conceded, several_patrons, ally_threat;
    uint64_t response[4];
} seen_t;

static void complain_number(const char *name, double sim, double plain, bool *agree)
{
    if (!(fabs(sim - plain) <= tolerance)) {
        print_error("  %s: sim %.17g, plain %.17g\n", name, sim, plain);
        *agree = false;
    }
}

static void complain_word(const char *name, int sim, int plain, bool *agree)
{
    if (sim != plain) {
        print_error("  %s: sim %d, plain %d\n", name, sim, plain);
        *agree = false;
    }
}

static bool observations_agree(const observation_t *a, const observation_t *b)
{
    bool agree = true;
#define NUMBER(field) complain_number(#field, a->field, b->field, &agree)
#define WORD(field) complain_word(#field, (int)a->field, (int)b->field, &agree)
    WORD(status);
    WORD(issue);
    if (a->issue && b->issue) {
        WORD(issue_source);
        WORD(conflict);
        NUMBER(stake);
        NUMBER(price);
        NUMBER(concession);
    }
    NUMBER(strong_military);
    NUMBER(strong_political);
    NUMBER(weak_military);
    NUMBER(weak_political);
    NUMBER(strong_dependence);
    NUMBER(weak_dependence);
    WORD(type);
    WORD(focal_source);
    NUMBER(strong_threat);
    NUMBER(weak_threat);
    WORD(same);
    NUMBER(divergence);
    NUMBER(vulnerability);
    NUMBER(ally_threat);
    NUMBER(alternatives);
    WORD(disposition);
    WORD(behaviour);
#undef NUMBER
#undef WORD
    return agree;
}

static bool counts_agree(const counts_t *a, const counts_t *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static void note(seen_t *seen, const model_t *model, const observation_t *before,
                 const observation_t *now)
{
    seen->ticks++;
    seen->status[now->status]++;
    seen->type[now->type]++;
    if (now->behaviour != BEHAVIOUR_NONE) {
        seen->behaviour[now->behaviour]++;
        seen->logit[now->behaviour] += model->parameters.decision_rule == DECISION_LOGIT;
    }
    seen->recovered += before->status == STATUS_DRIFTING && now->status == STATUS_ALLIED;
    seen->formed += before->status == STATUS_ENDED && now->status == STATUS_ALLIED;
    seen->conceded += now->issue && now->concession > 0;
    seen->ally_threat += now->ally_threat > 0;
}

/* Both on one model until its end. */
static void compare(const model_t *model, uint64_t seed, uint64_t replicate, seen_t *seen)
{
    world_t *world = fixture_world(model, seed, replicate);
    const size_t n = world_alliance_count(world);
    observation_t *last = calloc(n, sizeof *last);
    plain_t *plain = NULL;
    draws_t draws;
    assert_non_null(last);
    assert_int_equal(plain_create(&plain, model), MODEL_OK);
    draws_init_addressed(&draws, seed, replicate);
    assert_int_equal(plain_reset(plain, &draws), MODEL_OK);
    assert_int_equal(plain_alliance_count(plain), n);
    assert_int_equal(plain_end(plain), world_end(world));
    for (size_t d = 0; d + 1 < n; d++) {
        seen->several_patrons += world_alliance_weak(world, d) == world_alliance_weak(world, d + 1);
    }
    for (size_t s = 0; s < model->strong_count; s++) {
        seen->response[model->strong[s].response]++;
    }
    while (world_tick(world) < world_end(world)) {
        const int32_t tick = world_tick(world);
        counts_t sim_counts, plain_counted;
        assert_int_equal(plain_tick(plain), tick);
        world_step(world);
        plain_step(plain);
        for (size_t d = 0; d < n; d++) {
            observation_t sim, other;
            world_observe(world, 0, d, &sim);
            plain_observe(plain, d, &other);
            if (!observations_agree(&sim, &other)) {
                print_error("seed %llu, replicate %llu, tick %d, alliance %zu\n",
                            (unsigned long long)seed, (unsigned long long)replicate, (int)tick, d);
                fail();
            }
            note(seen, model, &last[d], &sim);
            last[d] = sim;
        }
        if (tick >= 0) {
            world_counts(world, 0, &sim_counts);
            plain_counts(plain, &plain_counted);
            assert_true(counts_agree(&sim_counts, &plain_counted));
        }
    }
    plain_free(plain);
    draws_free(&draws);
    world_free(world);
    free(last);
}

enum { SEEDS = 600, LARGE_SEEDS = 40 };

/* Everything that dice_model has: several patrons, embodied sources, ties, shocks of every kind,
 * responses, both rules, both scopes. */
static void test_random_models_agree(void **state)
{
    seen_t seen = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const recipe_t recipe = {.seed = seed, .prefix = "", .embodied = seed % 3 == 0};
        model_t model;
        dice_model(&model, &recipe, seed ^ 0x5eed);
        compare(&model, seed, seed % 5, &seen);
        model_free(&model);
    }
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        assert_true(seen.behaviour[b] > 20);
        assert_true(seen.logit[b] > 2);
        assert_true(seen.behaviour[b] > seen.logit[b]);
    }
    for (int t = 0; t < INTERDEPENDENCE_COUNT; t++) {
        assert_true(seen.type[t] > 1000);
    }
    for (int s = 0; s < STATUS_COUNT; s++) {
        assert_true(seen.status[s] > 100);
    }
    for (int r = 0; r < 4; r++) {
        assert_true(seen.response[r] > 50);
    }
    assert_true(seen.recovered > 10 && seen.formed > 2 && seen.conceded > 100);
    assert_true(seen.several_patrons > 100 && seen.ally_threat > 1000);
}

/* More alliances than sim/ works on at a time, of one strong state and of several, of one patron and
 * of several. */
static void test_large_models_agree(void **state)
{
    seen_t seen = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= LARGE_SEEDS; seed++) {
        const recipe_t recipe = {.seed = seed * 7919, .prefix = "", .embodied = seed % 3 == 0};
        model_t model;
        dice_model(&model, &recipe, seed);
        dice_enlarge(&model, 2 * TILE_SIZE + (uint32_t)seed, 25);
        compare(&model, seed, 0, &seen);
        model_free(&model);
    }
    assert_true(seen.behaviour[BEHAVIOUR_TERMINATION] > 0 && seen.several_patrons > 1000);
}

/* A restarted one is a new one: no state is left over. */
static void test_reset_forgets(void **state)
{
    const recipe_t recipe = {.seed = 12, .prefix = "", .embodied = true};
    model_t model;
    plain_t *used = NULL, *fresh = NULL;
    draws_t draws[2];
    (void)state;
    dice_model(&model, &recipe, 7);
    assert_int_equal(model_check(&model, NULL, NULL), 0);
    assert_int_equal(plain_create(&used, &model), MODEL_OK);
    assert_int_equal(plain_create(&fresh, &model), MODEL_OK);
    draws_init_addressed(&draws[0], 1, 0);
    assert_int_equal(plain_reset(used, &draws[0]), MODEL_OK);
    while (plain_tick(used) < plain_end(used)) {
        plain_step(used);
    }
    draws_init_addressed(&draws[0], 1, 1);
    draws_init_addressed(&draws[1], 1, 1);
    assert_int_equal(plain_reset(used, &draws[0]), MODEL_OK);
    assert_int_equal(plain_reset(fresh, &draws[1]), MODEL_OK);
    while (plain_tick(fresh) < plain_end(fresh)) {
        plain_step(used);
        plain_step(fresh);
        for (size_t d = 0; d < plain_alliance_count(fresh); d++) {
            observation_t a, b;
            plain_observe(used, d, &a);
            plain_observe(fresh, d, &b);
            assert_true(observations_agree(&a, &b));
        }
    }
    plain_free(used);
    plain_free(fresh);
    model_free(&model);
}

/* Draws one after the other: another world, the same kind of world. */
static void test_sequence_runs(void **state)
{
    const recipe_t recipe = {.seed = 3, .prefix = "", .embodied = false};
    model_t model;
    plain_t *plain = NULL;
    draws_t draws;
    (void)state;
    dice_model(&model, &recipe, 3);
    assert_int_equal(model_check(&model, NULL, NULL), 0);
    assert_int_equal(plain_create(&plain, &model), MODEL_OK);
    assert_int_equal(draws_init_sequence(&draws, 1), 0);
    assert_int_equal(plain_reset(plain, &draws), MODEL_OK);
    while (plain_tick(plain) < plain_end(plain)) {
        counts_t counts;
        uint64_t of_status = 0;
        plain_step(plain);
        plain_counts(plain, &counts);
        for (int s = 0; s < STATUS_COUNT; s++) {
            of_status += counts.status[s];
        }
        assert_int_equal(of_status, plain_alliance_count(plain));
        for (size_t d = 0; d < plain_alliance_count(plain); d++) {
            observation_t seen;
            plain_observe(plain, d, &seen);
            assert_true(seen.strong_dependence >= 0 && seen.strong_dependence <= 1);
            assert_true(seen.weak_dependence >= 0 && seen.weak_dependence <= 1);
            assert_true(seen.divergence >= 0 && seen.divergence <= 1);
        }
    }
    plain_free(plain);
    draws_free(&draws);
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_models_agree),
        cmocka_unit_test(test_large_models_agree),
        cmocka_unit_test(test_reset_forgets),
        cmocka_unit_test(test_sequence_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
