/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets of dependence by hand, and their reversion. */
#include "fixture.h"

#include "sim/dependence.h"
#include "sim/threat.h"

/*
 *                K0 (e 1)  K1 (e .5)  OWN (e 1, embodied by S)
 *
 *    S (rho .9) ---- w ---- T (rho .6)        w ~.5~ v (C .4), w ~.25~ u (C .8)
 *      |  \____ x (drifting)
 *      \_______ y (ended)
 *
 * Threats are set by hand: w sees K0 .6, K1 .9, OWN 1; S sees K0 .5, K1 .8; T sees OWN .7.
 * w: C .2, r .5, a .25, X .6, .25, 1. Alliances, in the world's order: S.w, T.w, S.x, S.y.
 */
enum { S_W, T_W, S_X, S_Y, ALLIANCES };

/* Every component at its target of the scene, and each alliance's security. */
typedef struct targets {
    double weak_military[ALLIANCES], weak_political[ALLIANCES], strong_military[ALLIANCES],
        strong_political[ALLIANCES];
    security_t security[ALLIANCES];
} targets_t;

static void work_out_targets(world_t *world, targets_t *t)
{
    dependence_start(world);
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        threat_comparison_t threats;
        t->weak_military[d] = world->weak_military[d];
        t->weak_political[d] = world->weak_political[d];
        t->strong_military[d] = world->strong_military[d];
        t->strong_political[d] = world->strong_political[d];
        threat_compare(world, d, &threats);
        dependence_security(world, d, threats.deterrable, &t->security[d]);
    }
}

static void put_status(world_t *world, uint32_t alliance, status_t status)
{
    world->status[alliance] = (uint8_t)status;
    dependence_note_status(world, alliance);
}

static void net(model_t *model)
{
    fixture_quiet(model);
    fixture_source(model, "K0", 1, 1);
    fixture_source(model, "K1", 1, 1);
    fixture_source(model, "OWN", 1, 1);
    model->sources[1].value[VARIABLE_SOURCE_deterrable] = constant(0.5);
    fixture_strong(model, "S", 0.9);
    fixture_strong(model, "T", 0.6);
    model->sources[2].state = 0;
    for (int i = 0; i < 5; i++) {
        const char *const id[] = {"u", "v", "w", "x", "y"};
        fixture_weak(model, id[i], 0);
    }
    model_agent_t *w = &model->weak[2];
    w->value[VARIABLE_WEAK_capability] = constant(0.2);
    w->value[VARIABLE_WEAK_defense_need] = constant(0.5);
    w->value[VARIABLE_WEAK_alternatives] = constant(0.25);
    model->weak[0].value[VARIABLE_WEAK_capability] = constant(0.8);
    model->weak[1].value[VARIABLE_WEAK_capability] = constant(0.4);
    fixture_weak_view(model, 2, 0, 0, 0.6);
    fixture_weak_view(model, 2, 1, 0, 0.25);
    fixture_weak_view(model, 2, 2, 0, 1);
    const int32_t strong[ALLIANCES] = {0, 1, 0, 0}, weak[ALLIANCES] = {2, 2, 3, 4};
    const double support[ALLIANCES] = {0.8, 0.5, 0.7, 0.7};
    for (int d = 0; d < ALLIANCES; d++) {
        model_agent_t *alliance = fixture_alliance(model, strong[d], weak[d]);
        alliance->value[VARIABLE_ALLIANCE_support] = constant(support[d]);
        alliance->value[VARIABLE_ALLIANCE_basing] = constant(0.4);
        alliance->value[VARIABLE_ALLIANCE_salience] = constant(0.6);
        alliance->value[VARIABLE_ALLIANCE_political_need] = constant(0.35);
    }
    for (int i = 3; i < 5; i++) { /* x and y: no needs but their own */
        model->weak[i].value[VARIABLE_WEAK_capability] = constant(0.5);
        model->weak[i].value[VARIABLE_WEAK_defense_need] = constant(0.75);
        model->weak[i].value[VARIABLE_WEAK_alternatives] = constant(0);
    }
    fixture_tie(model, 2, 1, 0.5);
    fixture_tie(model, 2, 0, 0.25);
    model->parameters.dependence_self_help = 1;
    model->parameters.consequence_substitution = 0.3;
}

static void set_scene(world_t *world)
{
    enum { WEAKS = 5, W = 2 };
    world->weak_threat[0 * WEAKS + W] = 0.6;
    world->weak_threat[1 * WEAKS + W] = 0.9;
    world->weak_threat[2 * WEAKS + W] = 1;
    world->strong_threat[0 * 2 + 0] = 0.5;
    world->strong_threat[1 * 2 + 0] = 0.8;
    world->strong_threat[2 * 2 + 1] = 0.7;
    put_status(world, S_X, STATUS_DRIFTING);
    put_status(world, S_Y, STATUS_ENDED);
    world->unallied[0] = 2;
}

static void test_targets_by_hand(void **state)
{
    model_t model;
    targets_t t;
    (void)state;
    net(&model);
    world_t *world = fixture_world(&model, 1, 0);
    set_scene(world);
    work_out_targets(world, &t);
    const double ties = (1 - 0.5 * 0.4) * (1 - 0.25 * 0.8);

    /* S.w: need .5 + .5 * max(.6, .5 * .9) = .8, gap .6 / .8; T leaves 1 - .5 * .6; pos max(.5 *
     * .6, .8 * .25) */
    double open = 0.75 * ties * 0.7, gap = 0.75, near = 0.3 + 0.7 * 0.3;
    assert_near(t.security[S_W].alternatives, 1 - open, 1e-14);
    assert_near(t.security[S_W].vulnerability, open * gap, 1e-14);
    assert_near(t.weak_military[S_W], gap * 0.8 * (0.3 + 0.7 * 0.9) * (1 - 0.5 * (1 - open)),
                1e-14);
    assert_near(t.weak_political[S_W], 0.35, 0);
    assert_near(t.strong_military[S_W], 0.9 * 0.4 * near * (1 + 0.3 * 1),
                1e-14); /* both of its others are lost */
    assert_near(t.strong_political[S_W], 0.9 * 0.6 * near * 1.3, 1e-14);

    /* T.w: OWN is foreign to T: need 1, gap 1; S leaves 1 - .8 * .9; pos .7 * 1; it has no other
     * ally */
    open = 0.75 * ties * (1 - 0.72), near = 0.3 + 0.7 * 0.7;
    assert_near(t.security[T_W].alternatives, 1 - open, 1e-14);
    assert_near(t.security[T_W].vulnerability, open, 1e-14);
    assert_near(t.weak_military[T_W], 0.5 * (0.3 + 0.7 * 0.6) * (1 - 0.5 * (1 - open)), 1e-14);
    assert_near(t.strong_military[T_W], 0.6 * 0.4 * near, 1e-14);
    assert_near(t.strong_political[T_W], 0.6 * 0.6 * near, 1e-14);

    /* S.x drifts: sanction .2 and withdrawal .5; of S's two others one is lost; gap .5, X .5 */
    near = 0.3 + 0.7 * 0.4;
    assert_near(t.weak_military[S_X], 0.5 * 0.7 * 0.93 * 0.8, 1e-14);
    assert_near(t.strong_military[S_X], 0.9 * 0.4 * near * (1 + 0.3 * 0.5) * 0.5, 1e-14);
    assert_near(t.strong_political[S_X], 0.9 * 0.6 * near * 1.15, 1e-14);
    assert_near(t.security[S_X].vulnerability, 0.5, 1e-14);

    /* S.y has ended: neither sanction nor withdrawal */
    assert_near(t.weak_military[S_Y], 0.5 * 0.7 * 0.93, 1e-14);
    assert_near(t.strong_military[S_Y], 0.9 * 0.4 * near * 1.15, 1e-14);
    world_free(world);
    model_free(&model);
}

static void test_other_patrons(void **state)
{
    model_t model;
    targets_t t;
    (void)state;
    net(&model);
    world_t *world = fixture_world(&model, 1, 0);
    set_scene(world);
    const double ties = (1 - 0.5 * 0.4) * (1 - 0.25 * 0.8);
    put_status(world, T_W, STATUS_DRIFTING); /* still living */
    work_out_targets(world, &t);
    assert_near(t.security[S_W].alternatives, 1 - 0.75 * ties * 0.7, 1e-14);
    put_status(world, T_W, STATUS_ENDED);
    work_out_targets(world, &t);
    assert_near(t.security[S_W].alternatives, 1 - 0.75 * ties, 1e-14);
    world->engagement[0] = 0.1; /* what the other strong state invests now, not its base */
    work_out_targets(world, &t);
    assert_near(t.security[T_W].alternatives, 1 - 0.75 * ties * (1 - 0.8 * 0.1), 1e-14);
    world_free(world);
    model_free(&model);
}

static void test_sanctions(void **state)
{
    model_t model;
    targets_t t;
    (void)state;
    net(&model);
    world_t *world = fixture_world(&model, 1, 0);
    set_scene(world);
    model.parameters.consequence_sanction = -0.4; /* support rises */
    model.parameters.consequence_withdrawal = 0.25;
    model.parameters.consequence_substitution = 0;
    put_status(world, S_X, STATUS_DRIFTING);
    work_out_targets(world, &t);
    assert_near(t.weak_military[S_X], 0.5 * 0.7 * 0.93 * 1.4, 1e-14);
    assert_near(t.strong_military[S_X], 0.9 * 0.4 * 0.58 * 0.75, 1e-14);
    assert_near(t.strong_military[S_W], 0.9 * 0.4 * 0.51, 1e-14);
    model.strong[0].response =
        RESPONSE_IGNORE; /* sanctions nothing; bases are withdrawn all the same */
    put_status(world, S_X, STATUS_DRIFTING);
    work_out_targets(world, &t);
    assert_near(t.weak_military[S_X], 0.5 * 0.7 * 0.93, 1e-14);
    assert_near(t.strong_military[S_X], 0.9 * 0.4 * 0.58 * 0.75, 1e-14);
    for (int response = RESPONSE_PUNISH; response <= RESPONSE_RETRENCH; response++) {
        model.strong[0].response = (response_t)response;
        put_status(world, S_X, STATUS_DRIFTING);
        work_out_targets(world, &t);
        assert_near(t.weak_military[S_X], 0.5 * 0.7 * 0.93 * 1.4, 1e-14);
    }
    world_free(world);
    model_free(&model);
}

/* Gap and vulnerability about self_help, at full capability and without a gap. */
static void test_gap_and_self_help(void **state)
{
    static const struct {
        double capability, need, gap, vulnerability; /* self_help .2, no alternatives */
    } rows[] = {
        {0.5, 0.75, 0.5, 1}, {0.5, 0.6, 0.2, 1},    {0.5, 0.55, 0.1, 0.5},
        {0.5, 0.5, 0, 0},    {0.5, 0.2, 0, 0},      {1, 1, 0, 0},
        {0, 1, 1, 1},        {0, 0.05, 0.05, 0.25}, {0.99, 1, 1, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        model_t model;
        targets_t t;
        fixture_pair(&model, 0.3, 0.3);
        model.parameters.dependence_self_help = 0.2;
        model.weak[0].value[VARIABLE_WEAK_capability] = constant(rows[i].capability);
        model.weak[0].value[VARIABLE_WEAK_defense_need] = constant(rows[i].need);
        world_t *world = fixture_world(&model, 1, 0);
        work_out_targets(world, &t);
        assert_near(t.weak_military[0], rows[i].gap, 1e-14);
        assert_near(t.security[0].vulnerability, rows[i].vulnerability, 1e-13);
        assert_near(t.security[0].alternatives, 0, 0);
        world_free(world);
        model_free(&model);
    }
}

/* At the start every component stands at its target, so that without noise a tick moves nothing;
 * and types follow the plain threshold. */
static void test_start(void **state)
{
    model_t model;
    (void)state;
    net(&model);
    world_t *world = fixture_world(&model, 1, 0);
    const double open = 0.75 * (1 - 0.5 * 0.4) * (1 - 0.25 * 0.8) * 0.7;
    assert_near(world->weak_military[S_W], 0.375 * 0.8 * (0.3 + 0.7 * 0.9) * (1 - 0.5 * (1 - open)),
                1e-14);
    assert_near(world->weak_political[S_W], 0.35, 0);
    assert_near(world->strong_military[S_W], 0.9 * 0.4 * 0.3, 1e-14);
    assert_near(world->strong_political[S_W], 0.9 * 0.6 * 0.3, 1e-14);
    targets_t before;
    for (int d = 0; d < ALLIANCES; d++) {
        before.weak_military[d] = world->weak_military[d];
        before.weak_political[d] = world->weak_political[d];
        before.strong_military[d] = world->strong_military[d];
        before.strong_political[d] = world->strong_political[d];
    }
    fixture_run(world, 1);
    for (int d = 0; d < ALLIANCES; d++) {
        assert_near(world->weak_military[d], before.weak_military[d], 0);
        assert_near(world->weak_political[d], before.weak_political[d], 0);
        assert_near(world->strong_military[d], before.strong_military[d], 0);
        assert_near(world->strong_political[d], before.strong_political[d], 0);
    }
    world_free(world);
    model_free(&model);
    for (int above = 0; above < 2;
         above++) { /* inside the band, where the state of before decides */
        const double at = above ? 0.5 : 0.499;
        fixture_pair(&model, at, at);
        world = fixture_world(&model, 1, 0);
        assert_int_equal(fixture_seen(world, 0).type, above ? STRONG_STRONG : WEAK_WEAK);
        world_free(world);
        model_free(&model);
    }
}

/* A permanent change of a target is half made up after each half-life; without noise nothing moves
 * before. */
static void test_half_life(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.2, 0.6);
    model.parameters.half_life_dependence = 0.5;
    fixture_event(&model, "q", VARIABLE_ALLIANCE_salience, 1, 0.4);
    fixture_event(&model, "n", VARIABLE_ALLIANCE_political_need, 1, -0.4);
    fixture_event(&model, "b", VARIABLE_ALLIANCE_basing, 1, -0.8);
    fixture_event(&model, "B", VARIABLE_ALLIANCE_support, 1, -0.8);
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 12);
    assert_near(world->strong_political[0], 0.2, 0);
    assert_near(world->weak_political[0], 0.6, 0);
    fixture_run(world, 13);
    assert_near(world->strong_political[0], 0.6 - 0.4 * exp2(-1.0 / 6), 1e-13);
    fixture_run(world, 18);
    assert_near(world->strong_political[0], 0.4, 1e-13);
    assert_near(world->weak_political[0], 0.4, 1e-13);
    assert_near(world->strong_military[0], 1 - 0.4, 1e-13);
    assert_near(world->weak_military[0], 1 - 0.4, 1e-13);
    fixture_run(world, 24);
    assert_near(world->strong_political[0], 0.5, 1e-13);
    world_free(world);
    model_free(&model);
}

/* All four at a target of .5, ten standard deviations from either end. */
static void test_stationary_moments(void **state)
{
    enum { N = 700, DRAWS = 30, APART = 61, COMPONENTS = 4 };
    const double sd = 0.05, f = exp2(-1.0 / 3);
    static double x[COMPONENTS][N];
    moments_t moments[COMPONENTS] = {{0}};
    double cross[COMPONENTS][COMPONENTS] = {{0}};
    model_t model;
    (void)state;
    fixture_quiet(&model);
    model.parameters.noise_dependence = sd;
    model.parameters.half_life_dependence = 0.25;
    model.parameters.dependence_standing = 1;
    model.parameters.time_years = 1000;
    fixture_strong(&model, "S", 1);
    fixture_weak(&model, "w", N);
    model.weak[0].value[VARIABLE_WEAK_capability] = constant(0);
    model.weak[0].value[VARIABLE_WEAK_defense_need] = constant(1);
    model.weak[0].value[VARIABLE_WEAK_alternatives] = constant(0);
    model_agent_t *d = fixture_alliance(&model, 0, 0);
    d->value[VARIABLE_ALLIANCE_support] = constant(0.5);
    d->value[VARIABLE_ALLIANCE_basing] = constant(0.5);
    d->value[VARIABLE_ALLIANCE_salience] = constant(0.5);
    d->value[VARIABLE_ALLIANCE_political_need] = constant(0.5);
    world_t *world = fixture_world(&model, 22, 0);
    const double *const component[COMPONENTS] = {world->weak_military, world->weak_political,
                                                 world->strong_military, world->strong_political};
    for (int draw = 1; draw <= DRAWS; draw++) {
        fixture_run(world, draw * APART);
        for (int c = 0; c < COMPONENTS; c++) {
            memcpy(x[c], component[c], sizeof x[c]);
        }
        world_step(world);
        for (int c = 0; c < COMPONENTS; c++) {
            for (int i = 0; i < N; i++) {
                moments_add(&moments[c], x[c][i] - 0.5, component[c][i] - 0.5);
                for (int other = 0; other < c; other++) {
                    cross[c][other] += (x[c][i] - 0.5) * (x[other][i] - 0.5);
                }
            }
        }
    }
    for (int c = 0; c < COMPONENTS; c++) {
        moments_check(&moments[c], sd, f);
        for (int other = 0; other < c; other++) {
            assert_within_sigma(cross[c][other], 0, sd * sd * sqrt(DRAWS * N), 5);
        }
    }
    world_free(world);
    model_free(&model);
}

/* More than a whole tile: the numbers of alliance i do not depend on where its tile begins. */
static void test_tiles(void **state)
{
    model_t large, small;
    (void)state;
    fixture_pair(&large, 0.3, 0.3);
    fixture_pair(&small, 0.3, 0.3);
    large.parameters.noise_dependence = small.parameters.noise_dependence = 0.05;
    const int32_t many = fixture_weak(&large, "a", 600), few = fixture_weak(&small, "a", 3);
    fixture_alliance(&large, 0, many);
    fixture_alliance(&small, 0, few);
    world_t *x = fixture_world(&large, 5, 0), *y = fixture_world(&small, 5, 0);
    fixture_run(x, 20);
    fixture_run(y, 20);
    assert_true(fixture_equal(x, fixture_find(x, "S", "w"), y,
                              fixture_find(y, "S", "w"))); /* 600 stand before it */
    assert_true(fixture_equal(x, fixture_find(x, "S", "a-3"), y, fixture_find(y, "S", "a-3")));
    world_free(x);
    world_free(y);
    model_free(&large);
    model_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_targets_by_hand),
        cmocka_unit_test(test_other_patrons),
        cmocka_unit_test(test_sanctions),
        cmocka_unit_test(test_gap_and_self_help),
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_half_life),
        cmocka_unit_test(test_stationary_moments),
        cmocka_unit_test(test_tiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
