/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several replicates in one world: each is, to the last bit, what it is in a world of its own. */
#include "fixture.h"

enum { SEEDS = 150, LARGE_SEEDS = 12, ADOPTING_SEEDS = 40, FIRST = 5, TALLY_EVERY = 10 };

/* Of the events told so far of each copy, in order. */
typedef struct told {
    uint64_t hash[WORLD_COPIES], count[WORLD_COPIES];
} told_t;

static void add(uint64_t *hash, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        *hash = (*hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
    }
}

static void hear(void *context, const world_event_t *event)
{
    told_t *told = context;
    const int32_t whole[] = {(int32_t)event->kind, event->tick, event->shock,
                             event->strong,        event->weak, event->source};
    assert_true(event->copy < WORLD_COPIES);
    add(&told->hash[event->copy], whole, sizeof whole);
    add(&told->hash[event->copy], &event->size, sizeof event->size);
    told->count[event->copy]++;
}

/* Copies together, and each of them alone. */
typedef struct bench {
    uint32_t copies;
    uint64_t seed;
    world_t *together, *alone[WORLD_COPIES];
    told_t told, told_alone[WORLD_COPIES];
} bench_t;

static void bench_open(bench_t *self, const model_t *model, uint64_t seed, uint32_t copies)
{
    memset(self, 0, sizeof *self);
    self->copies = copies;
    self->seed = seed;
    assert_int_equal(world_create(&self->together, model, copies), MODEL_OK);
    assert_int_equal(world_copies(self->together), copies);
    world_reset(self->together, seed + 1, 0); /* nothing of it stays */
    world_step(self->together);
    world_narrow(self->together, (vector_width_t)(seed % ((uint64_t)vector_widest() + 1)));
    world_reset(self->together, seed, FIRST);
    world_listen(self->together, hear, &self->told);
    for (uint32_t c = 0; c < copies; c++) {
        self->alone[c] = fixture_world(model, seed, FIRST + c);
        world_listen(self->alone[c], hear, &self->told_alone[c]);
    }
}

static void bench_close(bench_t *self)
{
    world_free(self->together);
    for (uint32_t c = 0; c < self->copies; c++) {
        world_free(self->alone[c]);
    }
}

static void complain(const bench_t *self, uint32_t copy, const char *what)
{
    print_error("seed %llu, copy %u of %u, before tick %d: %s is not that of the same replicate alone\n",
                (unsigned long long)self->seed, (unsigned)copy, (unsigned)self->copies,
                (int)world_tick(self->together), what);
    fail();
}

static void bench_compare(const bench_t *self)
{
    for (uint32_t c = 0; c < self->copies; c++) {
        assert_int_equal(world_alliance_count(self->together), world_alliance_count(self->alone[c]));
        for (size_t d = 0; d < world_alliance_count(self->together); d++) {
            observation_t seen, alone;
            fixture_observe_copy(self->together, c, d, &seen);
            fixture_observe(self->alone[c], d, &alone);
            if (memcmp(&seen, &alone, sizeof seen) != 0) {
                complain(self, c, "what is observed");
            }
        }
        for (size_t w = 0; w < world_weak_count(self->together); w++) {
            if (world_weak_capability(self->together, c, w) != world_weak_capability(self->alone[c], 0, w)) {
                complain(self, c, "a capability");
            }
        }
    }
}

static void bench_compare_sums(const bench_t *self)
{
    for (uint32_t c = 0; c < self->copies; c++) {
        tally_t tally, tally_alone;
        counts_t counts, counts_alone;
        memset(&tally, 0, sizeof tally);
        memset(&counts, 0, sizeof counts);
        memset(&tally_alone, 0, sizeof tally_alone);
        memset(&counts_alone, 0, sizeof counts_alone);
        world_tally(self->together, c, &tally);
        world_counts(self->together, c, &counts);
        world_tally(self->alone[c], 0, &tally_alone);
        world_counts(self->alone[c], 0, &counts_alone);
        if (memcmp(&tally, &tally_alone, sizeof tally) != 0) {
            complain(self, c, "the tally");
        }
        if (memcmp(&counts, &counts_alone, sizeof counts) != 0) {
            complain(self, c, "what is counted");
        }
        if (self->told.hash[c] != self->told_alone[c].hash[0] || self->told.count[c] != self->told_alone[c].count[0]) {
            complain(self, c, "what is told");
        }
    }
}

static void bench_run(bench_t *self, int32_t end)
{
    for (int32_t t = 0; world_tick(self->together) < end; t++) {
        char fault[256];
        world_step(self->together);
        if (!world_verify(self->together, fault, sizeof fault)) {
            print_error("seed %llu: %s\n", (unsigned long long)self->seed, fault);
            fail();
        }
        for (uint32_t c = 0; c < self->copies; c++) {
            world_step(self->alone[c]);
        }
        bench_compare(self);
        if (t % TALLY_EVERY == 0) {
            bench_compare_sums(self);
        }
    }
    bench_compare_sums(self);
}

static void test_same_bits_together_and_alone(void **state)
{
    uint64_t told = 0, different = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        model_t model;
        bench_t bench;
        dice_model(&model, &(recipe_t){seed, "", false, seed % 3 == 0}, seed ^ 0xbeef);
        bench_open(&bench, &model, seed, 1u << seed % 4);
        bench_run(&bench, world_end(bench.together));
        for (uint32_t c = 0; c < bench.copies; c++) {
            told += bench.told.count[c];
            different += bench.told.hash[c] != bench.told.hash[0];
        }
        bench_close(&bench);
        model_free(&model);
    }
    assert_true(told > SEEDS * 100); /* much has happened ... */
    assert_true(different > SEEDS * 2); /* ... of each copy something else */
}

static void test_large_worlds(void **state)
{
    uint32_t one_strong = 0, several_strong = 0, in_line = 0, out_of_line = 0, ragged = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= LARGE_SEEDS; seed++) {
        model_t model;
        bench_t bench;
        dice_model(&model, &(recipe_t){seed * 7919, "", false, seed % 4 == 0}, seed);
        dice_enlarge(&model, 100 + (uint32_t)(seed % 17), 40);
        bench_open(&bench, &model, seed, 2u << seed % 3);
        for (uint32_t t = 0; t < bench.together->tile_count; t++) {
            one_strong += bench.together->tiles[t].one_strong;
            several_strong += !bench.together->tiles[t].one_strong;
            in_line += bench.together->tiles[t].in_line;
            out_of_line += !bench.together->tiles[t].in_line;
        }
        ragged += bench.together->roster.alliances % 8 != 0;
        bench_run(&bench, world_end(bench.together));
        bench_close(&bench);
        model_free(&model);
    }
    assert_true(one_strong > 0 && several_strong > 0 && in_line > 0 && out_of_line > 0 && ragged > 0);
}

/* Another model half-way: one by one as together. */
static void test_adopted_together(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ADOPTING_SEEDS; seed++) {
        model_t model, before, other;
        bench_t bench;
        dice_model(&model, &(recipe_t){seed + 500, "", false, seed % 3 == 0}, seed);
        dice_model(&other, &(recipe_t){seed + 500, "", false, seed % 3 == 0}, seed);
        assert_int_equal(model_copy(&before, &model), MODEL_OK);
        for (size_t i = 0; i < other.weak_count; i++) {
            other.weak[i].value[VARIABLE_WEAK_capability] = constant(0.1 * (double)i);
            other.weak[i].per_source[VARIABLE_WEAK_intention][0] = (distribution_t){DISTRIBUTION_UNIFORM, 0, 1, 0};
        }
        for (size_t i = 0; i < other.source_count; i++) {
            other.sources[i].value[VARIABLE_SOURCE_power] = (distribution_t){DISTRIBUTION_UNIFORM, 0, 1, 0};
        }
        other.strong[0].value[VARIABLE_STRONG_engagement] = constant(0.4);
        bench_open(&bench, &model, seed, WORLD_COPIES);
        bench_run(&bench, 20);
        for (size_t i = 0; i < model.weak_count; i++) {
            model.weak[i].value[VARIABLE_WEAK_capability] = other.weak[i].value[VARIABLE_WEAK_capability];
            model.weak[i].per_source[VARIABLE_WEAK_intention][0] = other.weak[i].per_source[VARIABLE_WEAK_intention][0];
        }
        for (size_t i = 0; i < model.source_count; i++) {
            model.sources[i].value[VARIABLE_SOURCE_power] = other.sources[i].value[VARIABLE_SOURCE_power];
        }
        model.strong[0].value[VARIABLE_STRONG_engagement] = other.strong[0].value[VARIABLE_STRONG_engagement];
        for (size_t i = 0; i < model.shock_count; i++) {
            model.shocks[i].rate *= 2;
        }
        model.parameters.demand_rate *= 1.5;
        world_adopt(bench.together, &before);
        for (uint32_t c = 0; c < bench.copies; c++) {
            world_adopt(bench.alone[c], &before);
        }
        bench_run(&bench, 60);
        bench_close(&bench);
        model_free(&model);
        model_free(&before);
        model_free(&other);
    }
}

/* Who is who does not depend on how many copies there are. */
static void test_same_roster(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        model_t model;
        dice_model(&model, &(recipe_t){seed, "", false, false}, seed);
        world_t *one = fixture_world(&model, 1, 0), *many = NULL;
        assert_int_equal(world_create(&many, &model, WORLD_COPIES), MODEL_OK);
        assert_int_equal(world_copies(one), 1);
        assert_int_equal(world_strong_count(many), world_strong_count(one));
        assert_int_equal(world_weak_count(many), world_weak_count(one));
        assert_int_equal(world_alliance_count(many), world_alliance_count(one));
        assert_int_equal(world_source_count(many), world_source_count(one));
        for (size_t s = 0; s < world_strong_count(one); s++) {
            assert_string_equal(world_strong_id(many, s), world_strong_id(one, s));
        }
        for (size_t w = 0; w < world_weak_count(one); w++) {
            char a[WORLD_ID_SIZE], b[WORLD_ID_SIZE];
            world_weak_id(many, w, a);
            world_weak_id(one, w, b);
            assert_string_equal(a, b);
        }
        for (size_t d = 0; d < world_alliance_count(one); d++) {
            assert_int_equal(world_alliance_strong(many, d), world_alliance_strong(one, d));
            assert_int_equal(world_alliance_weak(many, d), world_alliance_weak(one, d));
        }
        world_free(one);
        world_free(many);
        model_free(&model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_roster),
        cmocka_unit_test(test_same_bits_together_and_alone),
        cmocka_unit_test(test_large_worlds),
        cmocka_unit_test(test_adopted_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
