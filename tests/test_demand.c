/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Demands: how many, about what, at what stake, how long. */
#include "fixture.h"

#include "sim/arithmetic.h"
#include "sim/noise.h"

enum { MANY = 1000, TICKS = 120 };

/* S (rho .8) and 1000 allies that fear nothing. Without conflict every demand is followed at once,
 * so none is in the way. */
static void crowd(model_t *model, double conflict)
{
    fixture_quiet(model);
    model->parameters.demand_rate = 2;
    model->parameters.demand_conflict = conflict;
    fixture_source(model, "K0", 1, 1);
    fixture_source(model, "K1", 1, 1);
    fixture_source(model, "OWN", 1, 1);
    model->sources[2].state = 0;
    fixture_strong(model, "S", 0.8);
    fixture_strong_view(model, 0, 0, 0.6, 1);
    fixture_strong_view(model, 0, 1, 0.2, 1);
    fixture_strong_view(model, 0, 2, 0.9, 1);
    fixture_alliance(model, 0, fixture_weak(model, "a", MANY));
}

/* A tick brings a demand with chance 1 - exp(-rate rho dt): thinned Poisson. */
static void test_rate(void **state)
{
    static const double rates[] = {2, 0.5, 12, 40}, engagements[] = {0.8, 1, 0.25, 0.9};
    (void)state;
    for (int i = 0; i < 4; i++) {
        const double p = 1 - exp(-rates[i] * engagements[i] / 12), n = (double)MANY * TICKS;
        uint64_t opened = 0, in_tick = 0, twice = 0;
        model_t model;
        crowd(&model, 0);
        model.parameters.demand_rate = rates[i];
        model.strong[0].value[VARIABLE_STRONG_engagement] = constant(engagements[i]);
        world_t *world = fixture_world(&model, 30, (uint64_t)i);
        static bool before[MANY];
        memset(before, 0, sizeof before);
        for (int t = 0; t < TICKS; t++) {
            world_step(world);
            for (int d = 0; d < MANY; d++) {
                const bool now = world->behaviour[d] == BEHAVIOUR_FOLLOW;
                twice += now && before[d];
                in_tick += now && t == 0;
                before[d] = now;
                opened += now;
            }
        }
        assert_within_sigma((double)opened, n * p, sqrt(n * p * (1 - p)), 5);
        assert_within_sigma((double)in_tick, MANY * p, sqrt(MANY * p * (1 - p)),
                            5); /* from the first tick on */
        assert_within_sigma((double)twice, (n - MANY) * p * p,
                            sqrt((n - MANY) * p * p * (1 + 2 * p)), 5); /* no memory */
        world_free(world);
        model_free(&model);
    }
}

/* What an issue is about is a pure function of the alliance and the tick, however many ticks are drawn at once. */
static void test_addresses(void **state)
{
    static const double rates[] = {0.5, 12, 500};
    (void)state;
    for (int i = 0; i < 3; i++) {
        uint64_t opened = 0, hurting = 0;
        model_t model;
        crowd(&model, 0.5);
        model.parameters.demand_rate = rates[i];
        model.parameters.demand_issue_years = 0.01; /* free again the tick after */
        world_t *world = fixture_world(&model, 33, (uint64_t)i);
        for (int32_t t = 0; t < 25; t++) {
            world_step(world);
            for (int d = 0; d < MANY; d++) {
                uint32_t block[4];
                if (world->behaviour[d] != BEHAVIOUR_NONE && world->issue_opened[d] == t) {
                    random_block(world_key(world, 0), world->roster.alliance_address[d], t,
                                 random_what(RANDOM_ISSUE, 0), block);
                    assert_int_equal(world->issue_conflict[d], random_unit(block[1]) < 0.5);
                    /* threats of .6 and .2, both beyond the rule's concern here */
                    assert_int_equal(world->issue_source[d], random_unit(block[0]) < 0.75 ? 0 : 1);
                    opened++;
                    hurting += world->issue_conflict[d];
                }
            }
        }
        assert_true(opened > 200 && hurting > 80 && hurting < opened);
        world_free(world);
        model_free(&model);
    }
}

/* Nothing is demanded of an alliance that has ended. */
static void test_ended(void **state)
{
    uint64_t asked = 0;
    model_t model;
    (void)state;
    crowd(&model, 0);
    world_t *world = fixture_world(&model, 35, 0);
    for (int d = 0; d < MANY / 2; d++) {
        world->status[d] = STATUS_ENDED;
    }
    world_step(world);
    for (int d = 0; d < MANY; d++) {
        assert_true(d >= MANY / 2 || (world->issue[d] == ISSUE_NONE && world->behaviour[d] == BEHAVIOUR_NONE));
        asked += world->behaviour[d] == BEHAVIOUR_FOLLOW;
    }
    assert_true(asked > 0);
    world_free(world);
    model_free(&model);
}

/* A demand is made where the alliance's word for the tick, a quarter of a block, is below the chance: in
 * tiles of one strong state and of two, at any chance. */
static void test_words_decide(void **state)
{
    static const double rates[] = {1e-9, 0.3, 2, 40, 1000};
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        model_t model;
        uint64_t made = 0, not_made = 0;
        crowd(&model, 0);
        model.parameters.demand_rate = rates[i];
        model.parameters.time_burn_in = 0.5;
        fixture_strong(&model, "T", 0.3);
        fixture_strong_view(&model, 1, 0, 0.6, 1);
        fixture_alliance(&model, 1, fixture_weak(&model, "b", 300));
        world_t *world = fixture_world(&model, 33, i);
        for (int t = 0; t < 30; t++) {
            const int32_t tick = world_tick(world);
            const uint32_t lane = (uint32_t)(tick + 1000) % WORLD_NOISE_TICKS;
            fixture_run(world, tick + 1);
            for (uint32_t d = 0; d < world->roster.alliances; d++) {
                const double rho = d < MANY ? 0.8 : 0.3;
                const double chance = 1.0 - arithmetic_exp(-rates[i] * world->constants.dt * rho);
                uint32_t block[4];
                random_block(world_key(world, 0), world->roster.alliance_address[d], noise_epoch(tick),
                             random_what(RANDOM_DEMAND, 0), block);
                const bool expected = random_unit(block[lane]) < chance;
                assert_int_equal(world->behaviour[d],
                                 expected ? BEHAVIOUR_FOLLOW : BEHAVIOUR_NONE);
                made += expected;
                not_made += !expected;
            }
        }
        assert_int_equal(made > 0, i > 0);
        assert_int_equal(not_made > 0, i < 4);
        world_free(world);
        model_free(&model);
    }
}

/* Four ticks make an epoch, the next begins with lane 0; nowhere does one come again. */
static void test_epochs(void **state)
{
    static const int32_t ticks[] = {INT32_MIN, INT32_MIN + 1, -5, -4, -1, 0, 1, 3, 4, INT32_MAX - 1};
    (void)state;
    for (size_t i = 0; i < sizeof ticks / sizeof ticks[0]; i++) {
        const int32_t t = ticks[i];
        const uint32_t lane = noise_lane(t);
        assert_true(lane < WORLD_NOISE_TICKS);
        assert_int_equal((uint32_t)noise_epoch(t) * WORLD_NOISE_TICKS + lane,
                         (uint32_t)t + 0x80000000u);
        assert_int_equal(noise_lane(t + 1), (lane + 1) % WORLD_NOISE_TICKS);
        assert_int_equal(noise_epoch(t + 1), noise_epoch(t) + (lane == WORLD_NOISE_TICKS - 1));
    }
}

static void test_none_without_cause(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        model_t model;
        chronicle_t told;
        crowd(&model, 0);
        if (i == 0) {
            model.parameters.demand_rate = 0;
        } else if (i == 1) {
            model.strong[0].value[VARIABLE_STRONG_engagement] = constant(0);
        } else if (i == 2) { /* sees no threat but the one it embodies */
            fixture_strong_view(&model, 0, 0, 0, 1);
            fixture_strong_view(&model, 0, 1, -1, 1);
        }
        world_t *world = fixture_world(&model, 30, 0);
        chronicle_open(&told, world);
        fixture_run(world, 24);
        assert_int_equal(told.count == 0, i < 3);
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
}

/* Sources by threat (.6 to .2), stakes Beta(2, 2.5), conflict a half. */
static void test_what_is_demanded(void **state)
{
    model_t model;
    chronicle_t told;
    uint64_t conflicts = 0, both = 0, opened = 0, of[3] = {0};
    double of_conflicts = 0, squares_of_conflicts = 0, by_source = 0;
    moments_t stake = {0};
    (void)state;
    crowd(&model, 0.3);
    model.parameters.demand_issue_years = 0.01; /* one tick */
    world_t *world = fixture_world(&model, 31, 0);
    chronicle_open(&told, world);
    for (int t = 0; t < TICKS; t++) {
        fixture_run(world, t + 1);
        for (int d = 0; d < MANY; d++) {
            if (world->behaviour[d] != BEHAVIOUR_NONE) {
                conflicts += world->issue_conflict[d];
                const double off = world->issue_stake[d] - 2 / 4.5;
                of_conflicts += world->issue_conflict[d] ? off : 0;
                squares_of_conflicts += world->issue_conflict[d] ? off * off : 0;
                by_source += world->issue_source[d] == 0 ? world->issue_stake[d] - 2 / 4.5 : 0;
                both += world->issue_conflict[d] && world->issue_source[d] == 0;
                opened++;
            }
        }
    }
    assert_int_equal(opened, told.of[EVENT_ISSUE_OPENED]);
    for (size_t i = 0; i < told.count; i++) {
        if (told.event[i].kind == EVENT_ISSUE_OPENED) {
            of[told.event[i].source]++;
            moments_add(&stake, told.event[i].size - 2 / 4.5, 0);
        }
    }
    const double n = (double)opened, variance = 2 * 2.5 / (4.5 * 4.5 * 5.5);
    assert_within_sigma((double)conflicts / n, 0.3, sqrt(0.3 * 0.7 / n), 5);
    assert_within_sigma((double)of[0] / n, 0.75, sqrt(0.75 * 0.25 / n), 5);
    assert_int_equal(of[2], 0);
    /* the three are independent */
    assert_within_sigma(of_conflicts, 0, sqrt(variance * n * 0.3), 5);
    assert_within_sigma(squares_of_conflicts / (double)conflicts, variance,
                        variance * sqrt(2 / (0.3 * n)), 5);
    assert_within_sigma(by_source, 0, sqrt(variance * n * 0.75), 5);
    assert_within_sigma((double)both / n, 0.3 * 0.75, sqrt(0.225 * 0.775 / n), 5);
    assert_within_sigma(stake.sum / n, 0, sqrt(variance / n), 5);
    assert_within_sigma(stake.square / n, variance, variance * sqrt(2 / n), 5);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* Weights are today's threats: K0 ceases in year 1. */
static void test_sources_follow_threats(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    crowd(&model, 0);
    fixture_event_about(&model, "peace", VARIABLE_STRONG_intention, 1, -0.6, 0);
    world_t *world = fixture_world(&model, 31, 0);
    chronicle_open(&told, world);
    fixture_run(world, 24);
    for (size_t i = 0; i < told.count; i++) {
        if (told.event[i].kind == EVENT_ISSUE_OPENED && told.event[i].tick >= 12) {
            assert_int_equal(told.event[i].source, 1);
        }
    }
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* issue_years (1 + stake) in ticks, rounded up; open in exactly so many. */
static void test_lapse(void **state)
{
    static const struct {
        double years, stake;
        int ticks;
    } rows[] = {{1, 0, 12},    {1, 0.5, 18}, {1, 0.51, 19},    {1, 1, 24},
                {0.5, 0.3, 8}, {0.01, 0, 1}, {1.0 / 12, 1, 2}, {0.1, 0.1, 2}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        model_t model;
        chronicle_t told;
        fixture_pair(&model, 0.9, 0.9);
        model.parameters.demand_issue_years = rows[i].years;
        fixture_event(&model, "ask", VARIABLE_ALLIANCE_demand, 0.5, rows[i].stake);
        world_t *world = fixture_world(&model, 1, 0);
        chronicle_open(&told, world);
        assert_false(fixture_seen(world, 5).issue);
        for (int t = 0; t < rows[i].ticks; t++) {
            const observation_t seen = fixture_seen(world, 6 + t);
            assert_true(seen.issue);
            assert_near(seen.stake, rows[i].stake, 0);
            assert_true(seen.conflict);
            assert_int_equal(seen.behaviour, BEHAVIOUR_NEGATIVE_RESPONSE);
        }
        assert_false(fixture_seen(world, 6 + rows[i].ticks).issue);
        assert_int_equal(chronicle_tick(&told, EVENT_ISSUE_LAPSED, 0), 6 + rows[i].ticks - 1);
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
}

/* None is put while one is open, and the next may come in the tick after it lapsed. */
static void test_one_at_a_time(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    fixture_pair(&model, 0.9, 0.9);
    model.parameters.demand_rate = 1000;
    model.parameters.demand_conflict = 1;
    model.parameters.demand_issue_years = 0.25;
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    fixture_run(world, 120);
    int32_t free_from = 0;
    for (size_t i = 0; i < told.count; i++) {
        if (told.event[i].kind == EVENT_ISSUE_OPENED) {
            assert_int_equal(told.event[i].tick, free_from);
        } else {
            assert_int_equal(told.event[i].kind, EVENT_ISSUE_LAPSED);
            free_from = told.event[i].tick + 1;
        }
    }
    assert_int_equal(told.of[EVENT_ISSUE_REPLACED], 0);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* A scripted demand replaces an open issue; price, clocks and draws begin anew; its source is the
 * greatest threat. */
static void test_scripted(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    crowd(&model, 1);
    model.parameters.demand_rate = 0;
    model.parameters.decision_rule = DECISION_LOGIT; /* so sure that it is the table, with draws */
    model.parameters.decision_lambda = 1e6;
    model.weak[0].count = 2;
    model.parameters.dependence_security_strong = model.parameters.dependence_security_weak = 0;
    model.alliances[0].value[VARIABLE_ALLIANCE_salience] = constant(0);
    model.alliances[0].value[VARIABLE_ALLIANCE_political_need] = constant(0);
    fixture_event(&model, "first", VARIABLE_ALLIANCE_demand, 0, 0.25)->source = 1;
    model_shock_t *second = fixture_event(&model, "second", VARIABLE_ALLIANCE_demand, 0.25, 0.75);
    second->weak = 0;
    second->member = 2;
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    fixture_run(world, 3);
    assert_int_equal(world->issue_confronted[1], 3);
    assert_int_equal(told.of[EVENT_ISSUE_OPENED], 2);
    assert_int_equal(world->issue_source[0], 1);
    assert_near(world->decision_draw[1],
                random_uniform(world_key(world, 0), world->roster.alliance_address[1], 0, RANDOM_DECISION),
                0);
    const double draw = world->decision_draw[1];
    fixture_run(world, 4);
    assert_int_equal(told.of[EVENT_ISSUE_REPLACED], 1);
    assert_int_equal(told.of[EVENT_ISSUE_OPENED], 3);
    assert_int_equal(world->issue_source[0], 1);
    assert_int_equal(world->issue_opened[0], 0);
    assert_int_equal(world->issue_source[1], 0);
    assert_int_equal(world->issue_opened[1], 3);
    assert_near(world->issue_stake[1], 0.75, 0);
    assert_true(world->issue_conflict[1]);
    assert_int_equal(world->behaviour[1], BEHAVIOUR_PRICE_RAISING); /* at that stake */
    assert_int_equal(world->issue_confronted[1], 0);
    assert_true(fabs(world->decision_draw[1] - draw) > 1e-9);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* Without a source it is about what the strong state fears most when it is put. */
static void test_default_source(void **state)
{
    model_t model;
    (void)state;
    crowd(&model, 1);
    model.parameters.demand_rate = 0;
    fixture_event_about(&model, "turn", VARIABLE_STRONG_intention, 1, 0.7, 1);
    fixture_event(&model, "a", VARIABLE_ALLIANCE_demand, 0, 0.5);
    fixture_event(&model, "b", VARIABLE_ALLIANCE_demand, 1, 0.5);
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 1);
    assert_int_equal(world->issue_source[0], 0);
    fixture_run(world, 13);
    assert_int_equal(world->issue_source[0], 1);
    world_free(world);
    model_free(&model);
}

/* A random one (a process on alliance.demand) does not replace; its size is its stake, in [0, 1].
 */
static void test_process(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    fixture_pair(&model, 0.9, 0.9);
    model_shock_t *asks = fixture_process(&model, "asks", VARIABLE_ALLIANCE_demand, 1000, 0.5);
    asks->conflict = true;
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    fixture_run(world, 36);
    assert_int_equal(told.of[EVENT_SHOCK], 36);
    assert_int_equal(told.of[EVENT_ISSUE_OPENED], 2);
    assert_int_equal(told.of[EVENT_ISSUE_LAPSED], 2);
    assert_int_equal(told.of[EVENT_ISSUE_REPLACED], 0);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* Of two scripted ones in a tick the later by ID stands; nothing was opened that is not accounted
 * for. */
static void test_two_in_a_tick(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    fixture_pair(&model, 0.9, 0.9);
    fixture_event(&model, "b", VARIABLE_ALLIANCE_demand, 0, 0.25);
    fixture_event(&model, "a", VARIABLE_ALLIANCE_demand, 0, 0.75);
    fixture_process(&model, "z", VARIABLE_ALLIANCE_demand, 1000, 1);
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    assert_near(fixture_seen(world, 0).stake, 0.25, 0);
    assert_int_equal(told.of[EVENT_ISSUE_OPENED], 1);
    fixture_run(world, 40);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* Only of the alliance that is named. */
static void test_targets(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.9, 0.9);
    const int32_t t = fixture_strong(&model, "T", 1), v = fixture_weak(&model, "v", 0);
    fixture_alliance(&model, t, 0);
    fixture_alliance(&model, t, v);
    fixture_alliance(&model, 0, v);
    model_shock_t *ask = fixture_event(&model, "ask", VARIABLE_ALLIANCE_demand, 0, 0.5);
    ask->strong = t;
    ask = fixture_event(&model, "ask-v", VARIABLE_ALLIANCE_demand, 1.0 / 12, 0.5);
    ask->weak = v;
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_t told;
    chronicle_open(&told, world);
    fixture_run(world, 2);
    for (size_t i = 0; i < told.count; i++) {
        if (told.event[i].kind == EVENT_ISSUE_OPENED) {
            const bool by_t =
                strcmp(world_strong_id(world, (size_t)told.event[i].strong), "T") == 0;
            char id[WORLD_ID_SIZE];
            world_weak_id(world, (size_t)told.event[i].weak, id);
            assert_true(told.event[i].tick == 0 ? by_t : strcmp(id, "v") == 0);
        }
    }
    assert_int_equal(told.of[EVENT_ISSUE_OPENED], 4);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* A model without sources: a scripted demand is about nothing, and says so. */
static void test_without_sources(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    fixture_quiet(&model);
    model.parameters.demand_rate = 100;
    fixture_strong(&model, "S", 1);
    fixture_alliance(&model, 0, fixture_weak(&model, "w", 0));
    fixture_event(&model, "ask", VARIABLE_ALLIANCE_demand, 1, 0.5);
    fixture_process(&model, "p", VARIABLE_WEAK_intention, 100, 0.5);
    fixture_process(&model, "g", VARIABLE_WEAK_government, 100, 0.5);
    fixture_process(&model, "x", VARIABLE_WORLD_intention, 100, 0.5);
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    fixture_run(world, 120);
    assert_int_equal(told.of[EVENT_SHOCK], 1);
    assert_int_equal(told.of[EVENT_ISSUE_OPENED], 1);
    for (size_t i = 0; i < told.count; i++) {
        assert_int_equal(told.event[i].source, MODEL_NONE);
    }
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_ended),
        cmocka_unit_test(test_words_decide),
        cmocka_unit_test(test_epochs),
        cmocka_unit_test(test_none_without_cause),
        cmocka_unit_test(test_what_is_demanded),
        cmocka_unit_test(test_sources_follow_threats),
        cmocka_unit_test(test_lapse),
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_scripted),
        cmocka_unit_test(test_default_source),
        cmocka_unit_test(test_process),
        cmocka_unit_test(test_two_in_a_tick),
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_without_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
