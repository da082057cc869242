/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Same bits from every width of vectors: whole worlds, side by side, in every tick. */
#include "fixture.h"

#include "sim/vector.h"

enum { WORLDS_MOST = VECTOR_WIDTHS + 1, SEEDS = 150, LARGE_SEEDS = 24, TALLY_EVERY = 10 };

/* Of the events told so far, in order. */
typedef struct told {
    uint64_t hash, count;
} told_t;

static void add(told_t *told, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        told->hash = (told->hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
    }
}

static void hear(void *context, const world_event_t *event)
{
    told_t *told = context;
    const int32_t whole[] = {(int32_t)event->kind, event->tick, event->shock,
                             event->strong,        event->weak, event->source};
    add(told, whole, sizeof whole);
    add(told, &event->size, sizeof event->size);
    told->count++;
}

/* One world for each width, and the last one in another in every tick. */
typedef struct bench {
    world_t *world[WORLDS_MOST];
    told_t told[WORLDS_MOST];
    size_t worlds;
} bench_t;

static void bench_open(bench_t *self, const model_t *model, uint64_t seed)
{
    memset(self, 0, sizeof *self);
    self->worlds = (size_t)vector_widest() + 2;
    for (size_t i = 0; i < self->worlds; i++) {
        self->world[i] = fixture_world(model, seed + 1000, 0); /* width set before a reset stays */
        world_narrow(self->world[i], (vector_width_t)(i % ((size_t)vector_widest() + 1)));
        world_reset(self->world[i], seed, 1);
        assert_int_equal(self->world[i]->width, i % ((size_t)vector_widest() + 1));
        world_listen(self->world[i], hear, &self->told[i]);
    }
}

static void bench_close(bench_t *self)
{
    for (size_t i = 0; i < self->worlds; i++) {
        world_free(self->world[i]);
    }
}

static void complain(uint64_t seed, const world_t *world, const char *what)
{
    print_error("seed %llu, before tick %d, %s: %s is not what \"plain\" gives\n",
                (unsigned long long)seed, (int)world_tick(world), vector_name(world->width), what);
    fail();
}

static void bench_compare(const bench_t *self, uint64_t seed)
{
    for (size_t d = 0; d < world_alliance_count(self->world[0]); d++) {
        observation_t plain;
        fixture_observe(self->world[0], d, &plain);
        for (size_t i = 1; i < self->worlds; i++) {
            observation_t seen;
            fixture_observe(self->world[i], d, &seen);
            if (memcmp(&seen, &plain, sizeof seen) != 0) {
                complain(seed, self->world[i], "what is observed");
            }
        }
    }
}

/* What is counted and told. */
static void bench_compare_sums(const bench_t *self, uint64_t seed)
{
    tally_t plain, tally;
    counts_t plain_counts, counts;
    memset(&plain, 0, sizeof plain);
    memset(&plain_counts, 0, sizeof plain_counts);
    world_tally(self->world[0], 0, &plain);
    world_counts(self->world[0], 0, &plain_counts);
    for (size_t i = 1; i < self->worlds; i++) {
        memset(&tally, 0, sizeof tally);
        memset(&counts, 0, sizeof counts);
        world_tally(self->world[i], 0, &tally);
        world_counts(self->world[i], 0, &counts);
        if (memcmp(&tally, &plain, sizeof tally) != 0) {
            complain(seed, self->world[i], "the tally");
        }
        if (memcmp(&counts, &plain_counts, sizeof counts) != 0) {
            complain(seed, self->world[i], "what is counted");
        }
        if (memcmp(&self->told[i], &self->told[0], sizeof(told_t)) != 0) {
            complain(seed, self->world[i], "what is told");
        }
    }
}

static void bench_run(bench_t *self, uint64_t seed)
{
    bench_compare(self, seed);
    for (int32_t t = 0; world_tick(self->world[0]) < world_end(self->world[0]); t++) {
        world_narrow(self->world[self->worlds - 1],
                     (vector_width_t)((uint32_t)t % ((uint32_t)vector_widest() + 1)));
        for (size_t i = 0; i < self->worlds; i++) {
            world_step(self->world[i]);
        }
        bench_compare(self, seed);
        if (t % TALLY_EVERY == 0) {
            bench_compare_sums(self, seed);
        }
    }
    bench_compare_sums(self, seed);
}

static void test_same_bits_from_every_width(void **state)
{
    uint64_t told = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        model_t model;
        bench_t bench;
        dice_model(&model, &(recipe_t){seed, "", false, seed % 3 == 0}, seed ^ 0xbeef);
        bench_open(&bench, &model, seed);
        bench_run(&bench, seed);
        told += bench.told[0].count;
        bench_close(&bench);
        model_free(&model);
    }
    assert_true(told > SEEDS * 100); /* much has happened */
}

/* A pin for other compilers and processors, no more: it says "changed", not "wrong". Whoever changes
 * results on purpose pins it anew. */
static void test_same_bits_from_every_compiler(void **state)
{
    told_t all = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        model_t model;
        dice_model(&model, &(recipe_t){seed, "", false, seed % 3 == 0}, seed ^ 0xbeef);
        world_t *world = fixture_world(&model, seed, 1);
        while (world_tick(world) < world_end(world)) {
            world_step(world);
            for (size_t d = 0; d < world_alliance_count(world); d++) {
                observation_t seen;
                fixture_observe(world, d, &seen);
                add(&all, &seen, sizeof seen);
            }
        }
        world_free(world);
        model_free(&model);
    }
    if (all.hash != UINT64_C(0x3452322c7bf3bc0d)) {
        print_error("0x%016llx\n", (unsigned long long)all.hash);
        fail();
    }
}

/* Several tiles, the last of them not a whole number of vectors; every way that a tile can be worked
 * on. */
static void test_large_worlds(void **state)
{
    uint32_t one_strong = 0, several_strong = 0, in_line = 0, out_of_line = 0, several_patrons = 0,
             one_patron = 0, listening = 0, deaf = 0, noisy_minds = 0, any = 0, ragged = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= LARGE_SEEDS; seed++) {
        model_t model;
        bench_t bench;
        dice_model(&model, &(recipe_t){seed * 7919, "", false, seed % 4 == 0}, seed);
        dice_enlarge(&model, 600 + (uint32_t)(seed % 17), 40);
        bench_open(&bench, &model, seed);
        const world_t *world = bench.world[0];
        assert_true(world->tile_count >= 3);
        for (uint32_t t = 0; t < world->tile_count; t++) {
            one_strong += world->tiles[t].one_strong;
            several_strong += !world->tiles[t].one_strong;
            in_line += world->tiles[t].in_line;
            out_of_line += !world->tiles[t].in_line;
        }
        several_patrons += world->several_patrons;
        one_patron += !world->several_patrons;
        listening += world->listens;
        deaf += !world->listens;
        noisy_minds += model.parameters.decision_rule == DECISION_LOGIT;
        any += model.parameters.decision_scope == SCOPE_ANY;
        ragged += world->roster.alliances % 16 != 0;
        bench_run(&bench, seed);
        bench_close(&bench);
        model_free(&model);
    }
    assert_true(one_strong > 0 && several_strong > 0 && in_line > 0 && out_of_line > 0);
    assert_true(several_patrons > 0 && one_patron > 0 && listening > 0 && deaf > 0);
    assert_true(noisy_minds > 0 && any > 0 && ragged > LARGE_SEEDS / 2);
}

/* A model of each number of alliances from 1 to beyond two widest vectors of bytes. */
static void test_every_rest(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 140; n++) {
        model_t model;
        bench_t bench;
        fixture_pair(&model, 0.5, 0.5);
        model.parameters.noise_dependence = 0.1;
        model.parameters.noise_intention = 0.3;
        model.parameters.demand_rate = 12;
        model.parameters.time_years = 1;
        model.parameters.socialisation_patrons = 0.2;
        model.weak[0].count = n;
        fixture_weak_view(&model, 0, 0, 0.4, 1);
        fixture_process(&model, "p", VARIABLE_WEAK_capability, 2, 0.3);
        bench_open(&bench, &model, n);
        bench_run(&bench, n);
        bench_close(&bench);
        model_free(&model);
    }
}

static void test_narrow(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.5, 0.5);
    world_t *world = fixture_world(&model, 1, 0);
    assert_int_equal(world->width, vector_widest());
    world_narrow(world, VECTOR_PLAIN);
    assert_int_equal(world->width, VECTOR_PLAIN);
    world_narrow(world, VECTOR_AVX512); /* or what the processor has */
    assert_int_equal(world->width, vector_widest());
    world_free(world);
    model_free(&model);
    assert_in_range(vector_widest(), VECTOR_PLAIN, VECTOR_WIDTHS - 1);
    assert_string_equal(vector_name(VECTOR_PLAIN), "plain");
    assert_string_equal(vector_name(VECTOR_AVX2), "avx2");
    assert_string_equal(vector_name(VECTOR_AVX512), "avx512");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits_from_every_compiler),
        cmocka_unit_test(test_same_bits_from_every_width),
        cmocka_unit_test(test_large_worlds),
        cmocka_unit_test(test_every_rest),
        cmocka_unit_test(test_narrow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
