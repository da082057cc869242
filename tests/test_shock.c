/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shock processes and events: when they come, whom they hit, what they move. */
#include "fixture.h"

/*
 * Sources K0, K1; strong S, T; weak group a of 3 and b; alliances S.a-1 ... S.a-3, T.b, S.b, in the
 * world's order S.a-1, S.a-2, S.a-3, S.b, T.b. Everything stands at .5, intentions at 0.
 */
enum { SOURCES = 2, STRONGS = 2, WEAKS = 4, ALLIANCES = 5 };

static void scene(model_t *model)
{
    fixture_quiet(model);
    fixture_source(model, "K0", 0.5, 0.5);
    fixture_source(model, "K1", 0.5, 0.5);
    fixture_strong(model, "S", 0.5);
    fixture_strong(model, "T", 0.5);
    fixture_weak(model, "a", 3);
    fixture_weak(model, "b", 0);
    fixture_alliance(model, 0, 0);
    fixture_alliance(model, 1, 1);
    fixture_alliance(model, 0, 1);
    for (int w = 0; w < 2; w++) {
        model->weak[w].value[VARIABLE_WEAK_capability] = constant(0.5);
        model->weak[w].value[VARIABLE_WEAK_defense_need] = constant(0.5);
        model->weak[w].value[VARIABLE_WEAK_alternatives] = constant(0.5);
    }
    for (int d = 0; d < 3; d++) {
        for (int v = VARIABLE_ALLIANCE_support; v <= VARIABLE_ALLIANCE_political_need; v++) {
            model->alliances[d].value[v] = constant(0.5);
        }
    }
}

/* Every variable.def row that has a value: [i] of how many, level and base. */
static double *level_of(world_t *world, variable_t on, size_t *n)
{
    double *level = world->attribute[on].value;
    *n = world->attribute[on].count;
    if (on == VARIABLE_STRONG_engagement) {
        level = world->engagement, *n = STRONGS;
    } else if (on == VARIABLE_STRONG_intention) {
        level = world->strong_intention, *n = STRONGS * SOURCES;
    } else if (on == VARIABLE_WEAK_intention) {
        level = world->weak_intention, *n = WEAKS * SOURCES;
    }
    return level;
}

static double *base_of(world_t *world, variable_t on)
{
    return on == VARIABLE_STRONG_engagement  ? world->engagement_base
           : on == VARIABLE_STRONG_intention ? world->strong_intention_base
           : on == VARIABLE_WEAK_intention   ? world->weak_intention_base
                                             : NULL;
}

/* Each variable, permanent and transient, on everybody: it moves, by that much, at once; nothing
 * else does. */
static void test_every_variable(void **state)
{
    (void)state;
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_t on = (variable_t)v;
        const variable_info_t *info = variable_info(on);
        if (info->role == ROLE_FIXED || info->role == ROLE_ACTION) {
            continue;
        }
        for (int permanent = 0; permanent < 2; permanent++) {
            const bool reverting = info->role == ROLE_REVERTING;
            model_t model;
            scene(&model);
            model.parameters.half_life_attribute = 0.5;
            model.parameters.half_life_intention = 0.25;
            model.parameters.half_life_engagement = 0.25;
            model_shock_t *shock = fixture_event(&model, "e", on, 0.25, 0.2);
            shock->permanent = permanent;
            shock->source = info->per_source ? 1 : MODEL_NONE;
            world_t *world = fixture_world(&model, 1, 0);
            fixture_run(world, 3);
            for (int round = 0; round < 2;
                 round++) { /* the tick of the event, and one half-life on */
                fixture_run(world, round == 0 ? 4 : reverting ? 4 + 3 : 4 + 6);
                for (int u = 0; u < VARIABLE_COUNT; u++) {
                    size_t n;
                    const double *level = level_of(world, (variable_t)u, &n);
                    const double start = variable_info((variable_t)u)->per_source ? 0
                                         : u == VARIABLE_SOURCE_deterrable        ? 1
                                                                                  : 0.5;
                    for (size_t i = 0; level != NULL && i < n; i++) {
                        const bool about =
                            u == (int)on &&
                            (!info->per_source ||
                             i >= (on == VARIABLE_STRONG_intention ? STRONGS : WEAKS));
                        /* a level has reverted once already when the tick is over, a transient
                         * fades from the next on */
                        const double first = !permanent && reverting ? 0.2 * exp2(-1.0 / 3) : 0.2;
                        const double moved = permanent ? 0.2 : round == 0 ? first : first / 2;
                        assert_near(level[i], start + (about ? moved : 0), 1e-14);
                        if (about && base_of(world, on) != NULL) {
                            assert_near(base_of(world, on)[i], start + (permanent ? 0.2 : 0),
                                        1e-15);
                        } else if (about) {
                            assert_near(world->attribute[on].constant[i],
                                        start + (permanent ? 0.2 : 0), 1e-15);
                        }
                    }
                }
            }
            world_free(world);
            model_free(&model);
        }
    }
}

/* Only whom it names: each kind of target, in the world's order. */
static void test_targets(void **state)
{
    static const struct {
        variable_t on;
        int32_t target, strong, weak;
        uint32_t member;
        const char *hit; /* x: hit, for each of its kind */
    } rows[] = {
        {VARIABLE_SOURCE_power, MODEL_NONE, MODEL_NONE, MODEL_NONE, 0, "xx"},
        {VARIABLE_SOURCE_power, 1, MODEL_NONE, MODEL_NONE, 0, ".x"},
        {VARIABLE_SOURCE_offense, 0, MODEL_NONE, MODEL_NONE, 0, "x."},
        {VARIABLE_STRONG_engagement, MODEL_NONE, MODEL_NONE, MODEL_NONE, 0, "xx"},
        {VARIABLE_STRONG_engagement, 1, MODEL_NONE, MODEL_NONE, 0, ".x"},
        {VARIABLE_WEAK_capability, MODEL_NONE, MODEL_NONE, MODEL_NONE, 0, "xxxx"},
        {VARIABLE_WEAK_capability, 0, MODEL_NONE, MODEL_NONE, 0, "xxx."},
        {VARIABLE_WEAK_capability, 0, MODEL_NONE, MODEL_NONE, 2, ".x.."},
        {VARIABLE_WEAK_alternatives, 1, MODEL_NONE, MODEL_NONE, 0, "...x"},
        {VARIABLE_ALLIANCE_basing, MODEL_NONE, MODEL_NONE, MODEL_NONE, 0, "xxxxx"},
        {VARIABLE_ALLIANCE_basing, MODEL_NONE, 0, MODEL_NONE, 0, "xxxx."},
        {VARIABLE_ALLIANCE_basing, MODEL_NONE, MODEL_NONE, 1, 0, "...xx"},
        {VARIABLE_ALLIANCE_basing, MODEL_NONE, 0, 0, 3, "..x.."},
        {VARIABLE_ALLIANCE_support, MODEL_NONE, 1, 1, 0, "....x"},
    };
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        for (int together = 0; together < 2; together++) {
            model_t model;
            chronicle_t told;
            size_t n, hits = 0;
            scene(&model);
            model_shock_t *shock = fixture_event(&model, "e", rows[r].on, 0, 0.2);
            shock->target = rows[r].target;
            shock->strong = rows[r].strong;
            shock->weak = rows[r].weak;
            shock->member = rows[r].member;
            shock->together = together;
            world_t *world = fixture_world(&model, 1, 0);
            chronicle_open(&told, world);
            fixture_run(world, 1);
            const double *level = level_of(world, rows[r].on, &n);
            assert_int_equal(n, strlen(rows[r].hit));
            for (size_t i = 0; i < n; i++) {
                assert_near(level[i], rows[r].hit[i] == 'x' ? 0.7 : 0.5, 1e-15);
                hits += rows[r].hit[i] == 'x';
            }
            assert_int_equal(told.of[EVENT_SHOCK], together ? 1 : hits);
            for (size_t i = 0; i < told.count; i++) {
                const world_event_t *event = &told.event[i];
                const agent_kind_t kind = variable_info(rows[r].on)->kind;
                const bool all = together && hits > 1;
                assert_int_equal(event->shock, 0);
                assert_near(event->size, 0.2, 0);
                assert_int_equal(event->source != MODEL_NONE, !all && kind == KIND_SOURCE);
                assert_int_equal(event->strong != MODEL_NONE,
                                 !all && (kind == KIND_STRONG || kind == KIND_ALLIANCE));
                assert_int_equal(event->weak != MODEL_NONE,
                                 !all && (kind == KIND_WEAK || kind == KIND_ALLIANCE));
                if (event->weak != MODEL_NONE && kind == KIND_WEAK) {
                    assert_int_equal(rows[r].hit[event->weak], 'x');
                }
            }
            chronicle_close(&told);
            world_free(world);
            model_free(&model);
        }
    }
}

/* Sums may leave the range; what is used may not. */
static void test_clamped_when_used(void **state)
{
    model_t model;
    (void)state;
    scene(&model);
    fixture_event(&model, "up", VARIABLE_WEAK_capability, 0, 0.8);
    fixture_event(&model, "down", VARIABLE_WEAK_capability, 0.25, -0.9);
    fixture_event(&model, "x", VARIABLE_STRONG_engagement, 0, 0.8);
    fixture_event(&model, "y", VARIABLE_STRONG_engagement, 0.25, -0.9);
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 1);
    assert_near(world->attribute[VARIABLE_WEAK_capability].value[0], 1, 0);
    assert_near(world->engagement[0], 1, 0);
    fixture_run(world, 4);
    assert_near(world->attribute[VARIABLE_WEAK_capability].value[0], 0.5 + 0.8 - 0.9, 1e-15);
    assert_near(world->engagement_base[0], 0.4, 1e-15);
    world_free(world);
    model_free(&model);
}

/* Two transients add up and fade together; opposite ones cancel; a fresh one after that is listed
 * once. */
static void test_transients_add_up(void **state)
{
    model_t model;
    (void)state;
    scene(&model);
    model.parameters.half_life_attribute = 1.0 / 12;
    for (int i = 0; i < 4; i++) {
        const char *const id[] = {"a", "b", "c", "d"};
        const double date[] = {0, 1.0 / 12, 2.0 / 12, 2.0 / 12}, size[] = {0.2, 0.1, -0.1, 0.3};
        model_shock_t *shock =
            fixture_event(&model, id[i], VARIABLE_WEAK_defense_need, date[i], size[i]);
        shock->permanent = false;
        shock->target = 1;
    }
    world_t *world = fixture_world(&model, 1, 0);
    const attribute_t *need = &world->attribute[VARIABLE_WEAK_defense_need];
    fixture_run(world, 1);
    assert_near(need->value[3], 0.7, 1e-15);
    fixture_run(world, 2);
    assert_near(need->value[3], 0.5 + 0.1 + 0.1, 1e-15);
    fixture_run(world, 3);
    assert_near(need->value[3], 0.5 + 0.1 - 0.1 + 0.3, 1e-12);
    assert_true(need->transient[3] > 0);
    fixture_run(world, 5);
    assert_near(need->value[3], 0.5 + 0.075, 1e-12);
    fixture_run(world, 100);
    assert_near(need->value[3], 0.5, 0);
    assert_near(need->transient[3], 0, 0);
    assert_near(need->value[0], 0.5, 0);
    world_free(world);
    model_free(&model);
}

/* Wherever in a long list the target stands. */
static void test_transients_in_every_tile(void **state)
{
    model_t model;
    (void)state;
    fixture_quiet(&model);
    model.parameters.half_life_attribute = 1.0 / 12;
    fixture_strong(&model, "S", 1);
    const int32_t w = fixture_weak(&model, "w", 3 * TILE_SIZE);
    fixture_alliance(&model, 0, w);
    model.weak[w].value[VARIABLE_WEAK_capability] = constant(0.5);
    model_shock_t *shock = fixture_event(&model, "e", VARIABLE_WEAK_capability, 0, 0.2);
    shock->permanent = false;
    shock->target = w;
    shock->member = 2 * TILE_SIZE + 7;
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 3);
    for (uint32_t i = 0; i < 3 * TILE_SIZE; i++) {
        assert_near(world->attribute[VARIABLE_WEAK_capability].value[i],
                    i + 1 == 2 * TILE_SIZE + 7 ? 0.55 : 0.5, 1e-14);
    }
    world_free(world);
    model_free(&model);
}

/* g replaces the one before; the level follows by (1 - a_p - a_n) of the change of own, clamped.
 * Base .3 about K1. */
static void test_government(void **state)
{
    model_t model;
    (void)state;
    scene(&model);
    model.parameters.socialisation_patrons = 0.25;
    model.parameters.socialisation_neighbours = 0.125;
    model.parameters.half_life_intention = 10000; /* levels stay where they are put */
    fixture_weak_view(&model, 1, 1, 0.3, 0.5);
    static const struct {
        double date, size, own;
    } rows[] = {{0, 0.4, 0.7}, {1, -0.2, 0.1}, {2, 1.5, 1}, {3, 0, 0.3}};
    for (int i = 0; i < 4; i++) {
        const char *const id[] = {"g0", "g1", "g2", "g3"};
        model_shock_t *shock =
            fixture_event(&model, id[i], VARIABLE_WEAK_government, rows[i].date, rows[i].size);
        shock->target = 1;
        shock->source = 1;
    }
    world_t *world = fixture_world(&model, 1, 0);
    const size_t i = 1 * WEAKS + 3;
    double level = 0.625 * 0.3 + 0.125 * 0.3, own = 0.3;
    assert_near(world->weak_intention[i], level, 1e-15);
    for (int row = 0; row < 4; row++) {
        fixture_run(world, 12 * row + 1);
        level += 0.625 * (rows[row].own - own);
        own = rows[row].own;
        assert_near(world->own_view[i], own, 1e-15);
        assert_near(world->weak_intention[i], level, 1e-3);
        assert_near(world->weak_intention_base[i], 0.3, 0);
        assert_near(world->own_view[3], 0, 0);     /* of K0 */
        assert_near(world->own_view[WEAKS], 0, 0); /* of another state */
    }
    world_free(world);
    model_free(&model);
}

/* A permanent shock to intention keeps the government's part. */
static void test_intention_under_a_government(void **state)
{
    model_t model;
    (void)state;
    scene(&model);
    fixture_event_about(&model, "g", VARIABLE_WEAK_government, 0, 0.4, 0);
    fixture_event_about(&model, "i", VARIABLE_WEAK_intention, 0.25, 0.3, 0);
    fixture_event_about(&model, "j", VARIABLE_WEAK_government, 0.5, 0.1, 0);
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 4);
    assert_near(world->own_view[0], 0.7, 1e-15);
    assert_near(world->weak_intention[0], 0.7, 1e-15);
    fixture_run(world, 7);
    assert_near(world->own_view[0], 0.4, 1e-15);
    assert_near(world->weak_intention[0], 0.4, 1e-15);
    world_free(world);
    model_free(&model);
}

/* Without a source: an intention's is drawn, one for each arrival; a government's is each, with its
 * own size. */
static void test_unsaid_source(void **state)
{
    (void)state;
    const variable_t on[] = {VARIABLE_WEAK_intention, VARIABLE_STRONG_intention,
                             VARIABLE_WORLD_intention, VARIABLE_WEAK_government};
    for (int i = 0; i < 4; i++) {
        model_t model;
        chronicle_t told;
        uint64_t of[SOURCES] = {0}, different = 0;
        scene(&model);
        model.parameters.time_years = 100;
        fixture_process(&model, "p", on[i], 1000, 0)->size =
            (distribution_t){DISTRIBUTION_GAUSSIAN, 0, 0.1, 0};
        world_t *world = fixture_world(&model, 7, 0);
        chronicle_open(&told, world);
        fixture_run(world, 1200);
        for (size_t e = 0; e < told.count; e++) {
            assert_in_range(told.event[e].source, 0, 1);
            of[told.event[e].source]++;
            different += on[i] == VARIABLE_WEAK_government && e % 2 == 1 &&
                         fabs(told.event[e].size - told.event[e - 1].size) > 1e-9;
        }
        const size_t targets = i == 1 ? STRONGS : i == 2 ? 1 : WEAKS;
        assert_int_equal(told.count, 1200 * targets * (i == 3 ? 2 : 1));
        if (i == 3) {
            assert_int_equal(of[0], of[1]);
            assert_int_equal(different, 1200 * targets);
        } else {
            const double n = (double)told.count;
            assert_within_sigma((double)of[0] / n, 0.5, 0.5 / sqrt(n), 5);
        }
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
}

/* One source, everybody, at once and by the same size; told once. */
static void test_world_intention(void **state)
{
    (void)state;
    for (int permanent = 0; permanent < 2; permanent++) {
        model_t model;
        chronicle_t told;
        scene(&model);
        model.parameters.half_life_intention = 1.0 / 12;
        fixture_event_about(&model, "x", VARIABLE_WORLD_intention, 1, 0.4, 1)->permanent =
            permanent;
        world_t *world = fixture_world(&model, 1, 0);
        chronicle_open(&told, world);
        fixture_run(world, 13);
        for (int s = 0; s < STRONGS; s++) {
            assert_near(world->strong_intention[s], 0, 0);
            assert_near(world->strong_intention[STRONGS + s], permanent ? 0.4 : 0.2, 1e-15);
        }
        for (int w = 0; w < WEAKS; w++) {
            assert_near(world->weak_intention[w], 0, 0);
            assert_near(world->weak_intention[WEAKS + w], permanent ? 0.4 : 0.2, 1e-15);
        }
        assert_int_equal(told.count, 1);
        assert_int_equal(told.event[0].source, 1);
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
}

/* In the first tick that begins at or after the date; burn-in and another start included; once. */
static void test_dates(void **state)
{
    static const struct {
        double start, burn_in, date;
        int per_year, tick;
    } rows[] = {
        {0, 0, 0, 12, 0},
        {0, 0, 0.001, 12, 1},
        {0, 0, 1.0 / 12, 12, 1},
        {0, 0, 2.0 / 12 + 1e-6, 12, 3},
        {2014, 0, 2017.9, 12, 47},
        {2014, 0, 2018, 12, 48},
        {0, 2, -1, 12, -12},
        {0, 2, -0.01, 12, 0},
        {1959, 1, 1959, 1, 0},
        {0, 0, 0.5, 1, 1},
        {1984.5, 0, 1985, 365, 183},
        {0, 0, 0.3, 10, 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        model_t model;
        scene(&model);
        model.parameters.time_start = rows[i].start;
        model.parameters.time_burn_in = rows[i].burn_in;
        model.parameters.time_ticks_per_year = rows[i].per_year;
        fixture_event(&model, "e", VARIABLE_WEAK_capability, rows[i].date, 0.25)->rate =
            1000; /* of no concern */
        world_t *world = fixture_world(&model, 1, 0);
        assert_int_equal(world_tick(world), -(int)rows[i].burn_in * rows[i].per_year);
        fixture_run(world, rows[i].tick);
        assert_near(world->attribute[VARIABLE_WEAK_capability].value[0], 0.5, 0);
        fixture_run(world, rows[i].tick + 1);
        assert_near(world->attribute[VARIABLE_WEAK_capability].value[0], 0.75, 0);
        fixture_run(world, rows[i].tick + 10);
        assert_near(world->attribute[VARIABLE_WEAK_capability].value[0], 0.75, 0);
        world_free(world);
        model_free(&model);
    }
}

/* Scripted events first, whatever their names: the demand of the event is there before the process
 * asks. */
static void test_events_come_first(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    scene(&model);
    fixture_process(&model, "a", VARIABLE_WEAK_capability, 1000, 0.1);
    fixture_event(&model, "z", VARIABLE_WEAK_alternatives, 0, 0.1);
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    fixture_run(world, 1);
    assert_int_equal(told.event[0].shock, 1);
    assert_int_equal(told.event[told.count - 1].shock, 0);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* Arrivals are Bernoulli in each tick, 1 - exp(-rate dt), from the first tick on, for each target
 * by itself or for all. */
static void test_arrivals(void **state)
{
    static const double rates[] = {0.05, 1, 30};
    (void)state;
    for (int r = 0; r < 3; r++) {
        for (int together = 0; together < 2; together++) {
            enum { N = 400, RUNS = 40 };
            const int targets = together ? 1 : N, ticks = together ? 1200 : 60;
            model_t model;
            uint64_t arrivals = 0, first = 0, both = 0;
            fixture_quiet(&model);
            model.parameters.time_years = ticks / 12.0;
            fixture_strong(&model, "S", 1);
            fixture_alliance(&model, 0, fixture_weak(&model, "w", together ? 2 : N));
            fixture_process(&model, "p", VARIABLE_WEAK_capability, rates[r], 0.1)->together =
                together;
            world_t *world = fixture_world(&model, 8, 0);
            chronicle_t told;
            chronicle_open(&told, world);
            for (uint64_t run = 0; run < (together ? RUNS : 2); run++) {
                chronicle_forget(&told);
                world_reset(world, 8, run);
                while (world_tick(world) < world_end(world)) {
                    world_step(world);
                }
                int32_t last = -2;
                for (size_t i = 0; i < told.count; i++) {
                    first += told.event[i].tick == 0;
                    both += together && told.event[i].tick == last + 1;
                    last = told.event[i].tick;
                }
                arrivals += told.of[EVENT_SHOCK];
            }
            const double p = 1 - exp(-rates[r] / 12),
                         n = (double)targets * ticks * (together ? RUNS : 2);
            assert_within_sigma((double)arrivals, n * p, sqrt(n * p * (1 - p)), 5);
            const double starts = n / ticks;
            assert_within_sigma((double)first, starts * p, sqrt(starts * p * (1 - p)) + 1, 5);
            if (together) { /* no memory: consecutive ticks with chance p squared */
                assert_within_sigma((double)both, n * p * p, sqrt(n * p * p * (1 + 2 * p)), 5);
            }
            chronicle_close(&told);
            world_free(world);
            model_free(&model);
        }
    }
}

/* Sizes of each target and arrival are independent draws of the distribution; of `together` one for
 * all. */
static void test_sizes(void **state)
{
    const distribution_t sizes[] = {{DISTRIBUTION_GAUSSIAN, 0.1, 0.2, 0},
                                    {DISTRIBUTION_EXPONENTIAL, -0.3, 0, 0},
                                    {DISTRIBUTION_UNIFORM, -0.2, 0.5, 0}};
    (void)state;
    for (int i = 0; i < 3; i++) {
        model_t model;
        chronicle_t told;
        moments_t size = {0};
        fixture_quiet(&model);
        model.parameters.time_years = 5;
        fixture_strong(&model, "S", 1);
        fixture_alliance(&model, 0, fixture_weak(&model, "w", 400));
        fixture_process(&model, "p", VARIABLE_WEAK_capability, 12, 0)->size = sizes[i];
        world_t *world = fixture_world(&model, 9, 0);
        chronicle_open(&told, world);
        fixture_run(world, 60);
        const double mean = distribution_mean(&sizes[i]),
                     variance = distribution_variance(&sizes[i]);
        for (size_t e = 1; e < told.count; e++) {
            moments_add(&size, told.event[e].size - mean, told.event[e - 1].size - mean);
        }
        const double n = (double)size.n;
        assert_true(n > 10000);
        assert_within_sigma(size.sum / n, 0, sqrt(variance / n), 5);
        assert_within_sigma(size.square / n, variance, variance * sqrt(8 / n),
                            5); /* kurtosis at most 9 */
        assert_within_sigma(size.cross / n, 0, variance / sqrt(n), 5);
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
}

/* Whether a shock is permanent may change between two resets. */
static void test_becomes_transient(void **state)
{
    model_t model;
    (void)state;
    scene(&model);
    fixture_event(&model, "e", VARIABLE_WEAK_capability, 0, 0.25);
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 37);
    assert_near(world->attribute[VARIABLE_WEAK_capability].value[0], 0.75, 0);
    model.shocks[0].permanent = false;
    world_reset(world, 1, 0);
    fixture_run(world, 37);
    assert_near(world->attribute[VARIABLE_WEAK_capability].value[0], 0.625,
                1e-14); /* half-life 3 years */
    world_free(world);
    model_free(&model);
}

/* Two worlds of models that differ by events on everything, none of which ever happens. */
static void test_never(void **state)
{
    model_t model;
    (void)state;
    scene(&model);
    fixture_process(&model, "p", VARIABLE_WEAK_capability, 2, 0.125);
    model.parameters.noise_intention = 0.1;
    model.parameters.noise_dependence = 0.1;
    model.parameters.demand_rate = 1;
    model.parameters.time_years = 20;
    world_t *without = fixture_world(&model, 1, 0);
    model_t with;
    assert_int_equal(model_copy(&with, &model), MODEL_OK);
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        if (variable_shockable((variable_t)v)) {
            char id[16];
            snprintf(id, sizeof id, "e%d", v);
            fixture_event(&with, id, (variable_t)v, 1, 0.25)->permanent = v % 2;
        }
    }
    world_t *world = fixture_world(&with, 1, 0);
    for (size_t i = 0; i < with.shock_count; i++) {
        with.shocks[i].date = with.shocks[i].scripted ? INFINITY : with.shocks[i].date;
    }
    assert_true(model_check(&with, NULL, NULL) > 0);
    world_reset(world, 1, 0);
    while (world_tick(world) < world_end(world)) {
        world_step(world);
        world_step(without);
        for (size_t d = 0; d < ALLIANCES; d++) {
            assert_true(fixture_equal(world, d, without, d));
        }
    }
    world_free(world);
    world_free(without);
    model_free(&with);
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_variable),
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_clamped_when_used),
        cmocka_unit_test(test_transients_add_up),
        cmocka_unit_test(test_transients_in_every_tile),
        cmocka_unit_test(test_government),
        cmocka_unit_test(test_intention_under_a_government),
        cmocka_unit_test(test_unsaid_source),
        cmocka_unit_test(test_world_intention),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_events_come_first),
        cmocka_unit_test(test_arrivals),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_becomes_transient),
        cmocka_unit_test(test_never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
