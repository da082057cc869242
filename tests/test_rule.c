/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rule, with the position of one alliance set by hand: omega_w = omega_s = 1, so that d_s is
 * M_s and d_w is M_w. The lines are binary fractions, so that "at the line" is exact.
 */
#include "fixture.h"

#include "sim/rule.h"

static const double tau = 0.5, band = 0.125, line = 0.375; /* of dependence; of threat */
static const double below = 0.0078125;

typedef struct bench {
    model_t model;
    world_t *world;
} bench_t;

/* K0 and K1, both foreign to S, and OWN, which S embodies; one alliance of S and w. In the world:
 * K0, K1, OWN. */
static void bench_open(bench_t *bench)
{
    model_t *model = &bench->model;
    fixture_quiet(model);
    fixture_source(model, "K0", 1, 1);
    fixture_source(model, "K1", 1, 1);
    const int32_t own = fixture_source(model, "OWN", 1, 1);
    const int32_t s = fixture_strong(model, "S", 1);
    fixture_alliance(model, s, fixture_weak(model, "w", 0));
    model->sources[own].state = s;
    model->parameters.dependence_security_strong = 1;
    model->parameters.dependence_security_weak = 1;
    model->parameters.threshold_dependence = tau;
    model->parameters.threshold_band = band;
    model->parameters.threshold_threat = line;
    model->parameters.threshold_divergence = 0.75;
    model->parameters.threshold_vulnerability = 0.5;
    model->parameters.threshold_ally = 0.625;
    model->parameters.consequence_end_after = 0.25; /* 3 ticks */
    for (int32_t k = 0; k <= own; k++) {
        model->sources[k].value[VARIABLE_SOURCE_deterrable] = constant(0);
    }
    /* a gap of 1, whatever the threats: V is 1 - a */
    model->weak[0].value[VARIABLE_WEAK_capability] = constant(0);
    model->weak[0].value[VARIABLE_WEAK_defense_need] = constant(1);
    model->weak[0].value[VARIABLE_WEAK_alternatives] = constant(0);
    bench->world = fixture_world(model, 1, 0);
}

static void bench_close(bench_t *bench)
{
    world_free(bench->world);
    model_free(&bench->model);
}

/* In every alliance. */
static void rule_all(world_t *world)
{
    rule_prepare(world);
    for (uint32_t i = 0; i < world->tile_count; i++) {
        rule_update(world, &world->tiles[i]);
    }
}

static void stand(world_t *world, double strong, double weak, bool strong_was, bool weak_was)
{
    world->strong_military[0] = strong;
    world->weak_military[0] = weak;
    world->strong_is_strong[0] = strong_was;
    world->weak_is_strong[0] = weak_was;
}

static void see(world_t *world, uint32_t source, double strong, double weak)
{
    world->strong_threat[source] = strong;
    world->weak_threat[source] = weak; /* one weak state */
}

static void raise_issue(world_t *world, int32_t source, bool conflict)
{
    world->issue[0] = ISSUE_OPEN;
    world->issue_source[0] = source;
    world->issue_stake[0] = 0;
    world->issue_conflict[0] = conflict;
    world->issue_gravest[0] = BEHAVIOUR_FOLLOW;
}

/* Table 2 of the paper, written out: rows are ①-④, columns different and same. */
static const behaviour_t table_by_hand[4][2] = {
    {BEHAVIOUR_NEGATIVE_RESPONSE, BEHAVIOUR_FOLLOW},
    {BEHAVIOUR_PRICE_RAISING, BEHAVIOUR_FOLLOW},
    {BEHAVIOUR_FOLLOW, BEHAVIOUR_FOLLOW},
    {BEHAVIOUR_CONFRONTATION, BEHAVIOUR_FOLLOW},
};

static void test_types(void **state)
{
    (void)state;
    assert_int_equal(rule_type(true, true), STRONG_STRONG);
    assert_int_equal(rule_type(true, false), STRONG_WEAK);
    assert_int_equal(rule_type(false, true), WEAK_STRONG);
    assert_int_equal(rule_type(false, false), WEAK_WEAK);
    for (int type = 0; type < 4; type++) {
        for (int same = 0; same < 2; same++) {
            assert_int_equal(rule_table((interdependence_t)type, same, false),
                             table_by_hand[type][same]);
        }
        assert_int_equal(rule_table((interdependence_t)type, true, true), BEHAVIOUR_FOLLOW);
    }
    assert_int_equal(rule_table(WEAK_WEAK, false, true), BEHAVIOUR_TERMINATION);
}

/* Strong from the upper line on if it was weak, from the lower one on if it was strong: every
 * combination. */
static void test_every_combination(void **state)
{
    const double level[] = {0,   tau - band / 2 - below, tau - band / 2, tau - below,
                            tau, tau + band / 2 - below, tau + band / 2, 1};
    const bool from_weak[] = {false, false, false, false, false, false, true, true};
    const bool from_strong[] = {false, false, true, true, true, true, true, true};
    const double threat[] = {0, line - below, line, line + below};
    const bool fears[] = {false, false, true, true};
    bench_t bench;
    bench_open(&bench);
    world_t *world = bench.world;
    (void)state;
    for (int i = 0; i < 8 * 8 * 4 * 4 * 4 * 3; i++) {
        const int s = i % 8, w = i / 8 % 8, was = i / 64 % 4, ts = i / 256 % 4, tw = i / 1024 % 4,
                  issue = i / 4096;
        const bool s_was = was & 1, w_was = was & 2;
        const bool s_strong = s_was ? from_strong[s] : from_weak[s],
                   w_strong = w_was ? from_strong[w] : from_weak[w];
        const int row = s_strong ? (w_strong ? 0 : 1) : (w_strong ? 2 : 3);
        stand(world, level[s], level[w], s_was, w_was);
        see(world, 0, threat[ts], threat[tw]);
        world->greatest_threat[0] = 0;
        world->issue[0] = ISSUE_NONE;
        if (issue > 0) {
            raise_issue(world, 0, issue == 2);
        }
        rule_all(world);
        const behaviour_t expected = table_by_hand[row][fears[ts] && fears[tw]];
        assert_int_equal(world->type[0], row);
        assert_int_equal(world->same[0], fears[ts] && fears[tw]);
        assert_int_equal(world->disposition[0], expected);
        assert_int_equal(world->behaviour[0], issue == 0   ? BEHAVIOUR_NONE
                                              : issue == 1 ? BEHAVIOUR_FOLLOW
                                                           : expected);
        assert_int_equal(world->issue_gravest[0], issue == 2 ? (int)expected : BEHAVIOUR_FOLLOW);
        assert_int_equal(world->strong_is_strong[0], s_strong);
        assert_int_equal(world->weak_is_strong[0], w_strong);
    }
    bench_close(&bench);
}

/* d_s = omega_s M_s + (1 - omega_s) (1 - (1 - Q_s)(1 - stake)); d_w = omega_w M_w + (1 - omega_w)
 * Q_w. */
static void test_dependence_of_a_side(void **state)
{
    bench_t bench;
    bench_open(&bench);
    world_t *world = bench.world;
    (void)state;
    bench.model.parameters.dependence_security_strong = 0.25;
    bench.model.parameters.dependence_security_weak = 0.75;
    world->strong_military[0] = 0.4;
    world->strong_political[0] = 0.5;
    world->weak_military[0] = 0.2;
    world->weak_political[0] = 0.6;
    rule_all(world);
    assert_near(world->strong_dependence[0], 0.25 * 0.4 + 0.75 * 0.5, 1e-15);
    assert_near(world->weak_dependence[0], 0.75 * 0.2 + 0.25 * 0.6, 1e-15);
    raise_issue(world, 0, true);
    world->issue_stake[0] = 0.6;
    rule_all(world);
    assert_near(world->strong_dependence[0], 0.25 * 0.4 + 0.75 * (1 - 0.5 * 0.4), 1e-15);
    assert_near(world->weak_dependence[0], 0.75 * 0.2 + 0.25 * 0.6, 1e-15);
    bench_close(&bench);
}

/* The open issue's source is focal, else the strong state's greatest threat; scope "any" takes each
 * that is foreign to S. */
static void test_focal_source_and_scope(void **state)
{
    bench_t bench;
    bench_open(&bench);
    world_t *world = bench.world;
    (void)state;
    see(world, 0, 0.5, 0.1);
    see(world, 1, 0.4, 0.4);
    see(world, 2, 0.9, 0.9); /* embodied: even if numbers stood there, it does not count */
    world->greatest_threat[0] = 0;
    rule_all(world);
    assert_int_equal(world->focal_source[0], 0);
    assert_false(world->same[0]);
    raise_issue(world, 1, true);
    rule_all(world);
    assert_int_equal(world->focal_source[0], 1);
    assert_true(world->same[0]);
    raise_issue(world, 2, true);
    rule_all(world);
    assert_false(world->same[0]);
    bench.model.parameters.decision_scope = SCOPE_ANY;
    raise_issue(world, 0, true);
    rule_all(world);
    assert_int_equal(world->focal_source[0], 0);
    assert_true(world->same[0]);
    see(world, 1, 0.4, line - below);
    rule_all(world);
    assert_false(world->same[0]);
    see(world, 1, line - below, 0.4);
    rule_all(world);
    assert_false(world->same[0]);
    bench_close(&bench);
}

static void test_irreconcilable(void **state)
{
    bench_t bench;
    bench_open(&bench);
    const parameters_t *p = &bench.model.parameters;
    (void)state;
    assert_false(rule_irreconcilable(p, 0.75 - below, 0.625 - below));
    assert_true(rule_irreconcilable(p, 0.75, 0));
    assert_true(rule_irreconcilable(p, 0, 0.625));
    bench_close(&bench);
}

/* Threats are of K0; `common` is both sides' threat of K1, which they agree on: Delta is (|T_s - T_w| +
 * ally) / (max(T_s, T_w) + common + ally). */
typedef struct ending {
    double strong, weak, strong_threat, weak_threat, common, vulnerability, ally_threat;
    bool conflict;
} ending_t;

static void take(world_t *world, const ending_t *at)
{
    stand(world, at->strong, at->weak, world->strong_is_strong[0], world->weak_is_strong[0]);
    see(world, 0, at->strong_threat, at->weak_threat);
    see(world, 1, at->common, at->common);
    see(world, 2, 0, at->ally_threat);
    world->attribute[VARIABLE_WEAK_alternatives].value[0] = 1 - at->vulnerability;
}

/* With each condition alone failing, the third tick does not end the alliance; and the clock starts
 * anew after it. */
static void test_termination_needs_each_condition(void **state)
{
    const ending_t all = {0.2, 0.2, 0.5, 0.125, 0, 0.5 - below, 0, true}; /* Delta .75 */
    ending_t lacking[8];
    (void)state;
    for (int i = 0; i < 8; i++) {
        lacking[i] = all;
    }
    lacking[0].strong = 0.9;
    lacking[1].weak = 0.9;
    lacking[2].weak_threat = line;
    lacking[3].common = 0.001; /* Delta .7485 */
    lacking[4].vulnerability = 0.5;
    lacking[5].conflict = false; /* does not confront: the clock stands still */
    lacking[6].common = 1, lacking[6].ally_threat = 0.625 - below; /* Delta .47, and almost */
    lacking[7].common = 1, lacking[7].ally_threat = 0.625; /* the ally alone is enough: ends */
    for (int i = 0; i < 8; i++) {
        bench_t bench;
        bench_open(&bench);
        world_t *world = bench.world;
        raise_issue(world, 0, true);
        for (int tick = 0; tick < 2; tick++) {
            take(world, &all);
            rule_all(world);
            assert_int_equal(world->behaviour[0], BEHAVIOUR_CONFRONTATION);
            assert_int_equal(world->termination_clock[0], tick + 1);
        }
        take(world, &lacking[i]);
        world->issue_conflict[0] = lacking[i].conflict;
        rule_all(world);
        assert_int_equal(world->behaviour[0] == BEHAVIOUR_TERMINATION, i == 7);
        assert_int_equal(world->disposition[0] == BEHAVIOUR_TERMINATION, i == 7);
        assert_int_equal(world->termination_clock[0], i == 7 ? 3 : i == 5 ? 2 : 0);
        bench_close(&bench);
    }
}

/* Under logit the clock runs while the alliance in fact confronts, not while it only might. */
static void test_clock_of_a_noisy_mind(void **state)
{
    const ending_t all = {0.2, 0.2, 0.5, 0.125, 0, 0.5 - below, 0, true}; /* Delta .75 */
    bench_t bench;
    bench_open(&bench);
    world_t *world = bench.world;
    (void)state;
    bench.model.parameters.decision_rule = DECISION_LOGIT;
    bench.model.parameters.decision_lambda = 0;
    raise_issue(world, 0, true);
    for (int u = 0; u < 4; u++) {
        take(world, &all);
        world->termination_clock[0] = 1;
        world->decision_draw[0] = 0.125 + 0.25 * u;
        rule_all(world);
        assert_int_equal(world->behaviour[0], u);
        assert_int_equal(world->termination_clock[0], u == BEHAVIOUR_CONFRONTATION ? 2 : 1);
    }
    bench_close(&bench);
}

/* ---- Distances ---- */

static void assert_distances(const parameters_t *p, const rule_position_t *at, double follow,
                             double negative, double price, double confrontation,
                             double termination)
{
    const double expected[BEHAVIOUR_COUNT] = {follow, negative, price, confrontation, termination};
    double distance[BEHAVIOUR_COUNT];
    rule_distances(p, at, distance);
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        if (isinf(expected[b])) {
            assert_true(isinf(distance[b]) && distance[b] > 0);
        } else {
            assert_near(distance[b], expected[b], 1e-14);
        }
    }
}

static void test_distances_by_hand(void **state)
{
    bench_t bench;
    bench_open(&bench);
    const parameters_t *p = &bench.model.parameters;
    (void)state;
    rule_position_t at = {.strong_dependence = 0.7,
                          .weak_dependence = 0.3,
                          .strong_line = 0.45,
                          .weak_line = 0.55,
                          .same_distance = 0.2,
                          .different_distance = 0,
                          .divergence = 0.3,
                          .vulnerability = 0.8,
                          .ally_threat = 0.1};
    /* ②, different. follow: the threats move .2, or d_s falls .25 and d_w rises .25. */
    assert_distances(p, &at, 0.2, 0.25, 0, 0.25, INFINITY);
    at.same_distance = 0.3;
    assert_distances(p, &at, 0.25, 0.25, 0, 0.25, INFINITY);
    /* The same threat: nothing but follow without .1 of threat. */
    at.same_distance = 0;
    at.different_distance = 0.1;
    assert_distances(p, &at, 0, 0.25, 0.1, 0.25, INFINITY);
    /* The clock has run: termination needs Delta + .45 (or ally + .525) and V - .3. */
    at.clock_has_run = true;
    assert_distances(p, &at, 0, 0.25, 0.1, 0.25, 0.45);
    at.ally_threat = 0.5;
    assert_distances(p, &at, 0, 0.25, 0.1, 0.25, 0.3);
    /* Where termination is chosen, confrontation is as far as the nearest condition that would
     * fail. */
    at = (rule_position_t){.strong_dependence = 0.2,
                           .weak_dependence = 0.2,
                           .strong_line = 0.55,
                           .weak_line = 0.55,
                           .same_distance = 0.3,
                           .divergence = 0.9,
                           .vulnerability = 0.1,
                           .ally_threat = 0.7,
                           .clock_has_run = true};
    assert_distances(p, &at, 0.3, 0.35, 0.35, 0.15, 0);
    at.vulnerability = 0.4;
    assert_distances(p, &at, 0.3, 0.35, 0.35, 0.1, 0);
    at.clock_has_run = false;
    assert_distances(p, &at, 0.3, 0.35, 0.35, 0, INFINITY);
    bench_close(&bench);
}

/* Position of two threats of two sources, in scope focal and any. */
static void test_threat_distances(void **state)
{
    bench_t bench;
    bench_open(&bench);
    world_t *world = bench.world;
    rule_position_t at;
    (void)state;
    see(world, 0, 0.5, 0.25);
    see(world, 1, 0.25, 0.3125);
    see(world, 2, 1, 1);
    raise_issue(world, 0, true);
    world->focal_source[0] = 0;
    rule_position(world, 0, &at);
    assert_near(at.same_distance, 0.125, 0);
    assert_near(at.different_distance, 0, 0);
    bench.model.parameters.decision_scope = SCOPE_ANY;
    see(world, 1, 0.3125, 0.34375);
    rule_position(world, 0, &at);
    assert_near(at.same_distance, 0.0625, 0);
    see(world, 0, 0.5, 0.4375);
    see(world, 1, 0.75, 0.625);
    rule_position(world, 0, &at);
    assert_near(at.same_distance, 0, 0);
    assert_near(at.different_distance, 0.25, 0); /* both must go */
    bench.model.parameters.decision_scope = SCOPE_FOCAL;
    rule_position(world, 0, &at);
    assert_near(at.different_distance, 0.0625, 0);
    bench_close(&bench);
}

/* What the table chooses at a point, from the point alone. */
static behaviour_t chosen_at(const parameters_t *p, const double x[7], const rule_position_t *lines)
{
    const bool same = x[2] >= p->threshold_threat && x[3] >= p->threshold_threat;
    const interdependence_t type = rule_type(x[0] >= lines->strong_line, x[1] >= lines->weak_line);
    const bool ending = type == WEAK_WEAK && !same && lines->clock_has_run &&
                        rule_irreconcilable(p, x[4], x[6]) && x[5] < p->threshold_vulnerability;
    return rule_table(type, same, ending);
}

/*
 * The nearest point, by search: in the largest-move metric each coordinate may be moved by up to r,
 * and as only its side of one line matters, moving it by 0, r up or r down is enough. r is searched
 * over a grid.
 */
static double search(const parameters_t *p, const double at[7], const rule_position_t *lines,
                     behaviour_t wanted, double step)
{
    double found = INFINITY;
    for (int n = 0; n * step <= 1 && isinf(found); n++) {
        for (int code = 0; code < 2187 && isinf(found); code++) {
            double x[7];
            for (int i = 0, c = code; i < 7; i++, c /= 3) {
                x[i] = at[i] + (c % 3 - 1) * n * step;
            }
            if (chosen_at(p, x, lines) == wanted) {
                found = n * step;
            }
        }
    }
    return found;
}

static void test_distances_by_search(void **state)
{
    const double step = 1.0 / 64;
    dice_t dice = {77};
    bench_t bench;
    bench_open(&bench);
    const parameters_t *p = &bench.model.parameters;
    (void)state;
    for (int trial = 0; trial < 150; trial++) {
        double at[7], distance[BEHAVIOUR_COUNT];
        for (int i = 0; i < 7; i++) {
            at[i] = dice_real(&dice, 0, 1);
        }
        rule_position_t position = {.strong_dependence = at[0],
                                    .weak_dependence = at[1],
                                    .strong_line = dice_chance(&dice, 0.5) ? 0.4375 : 0.5625,
                                    .weak_line = dice_chance(&dice, 0.5) ? 0.4375 : 0.5625,
                                    .divergence = at[4],
                                    .vulnerability = at[5],
                                    .ally_threat = at[6],
                                    .clock_has_run = dice_chance(&dice, 0.7)};
        const double lower = fmin(at[2], at[3]);
        position.same_distance = fmax(0, line - lower);
        position.different_distance = fmax(0, lower - line);
        rule_distances(p, &position, distance);
        for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
            const double found = search(p, at, &position, (behaviour_t)b, step);
            if (isinf(found)) {
                assert_true(isinf(distance[b]));
            } else {
                assert_true(distance[b] <= found + 1e-12 && distance[b] >= found - step - 1e-12);
            }
            /* zero exactly where the table chooses it (the positions are off the lines) */
            assert_int_equal(distance[b] <= 0, chosen_at(p, at, &position) == (behaviour_t)b);
        }
    }
    bench_close(&bench);
}

/* ---- Logit ---- */

static void test_logit_probabilities(void **state)
{
    const double distance[BEHAVIOUR_COUNT] = {0.1, 0.3, 0, 0.2, INFINITY};
    const double lambda = 5;
    enum { N = 200000 };
    uint64_t drawn[BEHAVIOUR_COUNT] = {0};
    double sum = 0;
    (void)state;
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        sum += exp(-lambda * distance[b]);
    }
    for (int i = 0; i < N; i++) {
        drawn[rule_logit(lambda, distance, (i + 0.5) / N)]++;
    }
    for (int b = 0; b < BEHAVIOUR_COUNT;
         b++) { /* a grid, not random: within one point at either end */
        assert_near((double)drawn[b] / N, exp(-lambda * distance[b]) / sum, 2.0 / N);
    }
    assert_int_equal(drawn[BEHAVIOUR_TERMINATION], 0);
}

static void test_logit_without_precision_is_uniform(void **state)
{
    const double distance[BEHAVIOUR_COUNT] = {0.1, 0.9, 0, 0.2, INFINITY};
    (void)state;
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(rule_logit(0, distance, (i + 0.5) / 1000), i / 250);
    }
}

/* Off the thresholds the limit is the table: whole rule_update on random positions, clock included.
 */
static void test_logit_with_great_precision_is_the_table(void **state)
{
    const uint64_t seed = 4711;
    dice_t dice = {seed};
    bench_t framework, logit;
    int behaviours[BEHAVIOUR_COUNT] = {0};
    bench_open(&framework);
    bench_open(&logit);
    logit.model.parameters.decision_rule = DECISION_LOGIT;
    logit.model.parameters.decision_lambda = 1e6;
    (void)state;
    for (int trial = 0; trial < 20000; trial++) {
        const ending_t at = {dice_real(&dice, 0, 1),   dice_real(&dice, 0, 1),
                             dice_real(&dice, 0, 1),   dice_real(&dice, 0, 1),
                             0,                        dice_real(&dice, 0, 0.7),
                             dice_real(&dice, 0, 1),   dice_chance(&dice, 0.9)};
        const bool open = dice_chance(&dice, 0.8), s_was = dice_chance(&dice, 0.5),
                   w_was = dice_chance(&dice, 0.5);
        const bool any = dice_chance(&dice, 0.5), focal = dice_chance(&dice, 0.5);
        const int32_t clock = dice_chance(&dice, 0.6) ? 2 : 0;
        const double other[2] = {dice_real(&dice, 0, 1), dice_real(&dice, 0, 1)},
                     partner = dice_real(&dice, -1, 0), u = dice_real(&dice, 0.001, 0.999);
        bench_t *both[2] = {&framework, &logit};
        for (int i = 0; i < 2; i++) {
            world_t *world = both[i]->world;
            both[i]->model.parameters.decision_scope = any ? SCOPE_ANY : SCOPE_FOCAL;
            world->issue[0] = ISSUE_NONE;
            if (open) {
                raise_issue(world, focal, at.conflict);
            }
            world->greatest_threat[0] = focal;
            world->decision_draw[0] = u;
            world->termination_clock[0] = clock;
            take(world, &at);
            see(world, 1, other[0], other[1]);
            world->weak_intention[1] = partner;
            stand(world, at.strong, at.weak, s_was, w_was);
            rule_all(world);
        }
        if (framework.world->disposition[0] != logit.world->disposition[0] ||
            framework.world->behaviour[0] != logit.world->behaviour[0]) {
            print_error("seed %llu, trial %d: table %d, logit %d\n", (unsigned long long)seed,
                        trial, framework.world->disposition[0], logit.world->disposition[0]);
            fail();
        }
        assert_int_equal(framework.world->termination_clock[0], logit.world->termination_clock[0]);
        behaviours[framework.world->disposition[0]]++;
    }
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        assert_true(behaviours[b] > 100); /* none was left out */
    }
    bench_close(&framework);
    bench_close(&logit);
}

/*
 * The hysteresis lines in force are those of before: d_s has just crossed the upper one by 2^-7,
 * and it is by that little that it would have to fall for confrontation (weights 1 : exp(-20/128) =
 * .54 : .46 of price raising and confrontation).
 */
static void test_logit_lines_in_force(void **state)
{
    (void)state;
    for (int side = 0; side < 2; side++) {
        bench_t bench;
        bench_open(&bench);
        world_t *world = bench.world;
        bench.model.parameters.decision_rule = DECISION_LOGIT;
        bench.model.parameters.decision_lambda = 20;
        stand(world, tau + band / 2 + below, 0, false, false);
        see(world, 0, 0.9, 0);
        world->decision_draw[0] = side == 0 ? 0.52 : 0.56;
        rule_all(world);
        assert_int_equal(world->type[0], STRONG_WEAK);
        assert_int_equal(world->disposition[0],
                         side == 0 ? BEHAVIOUR_PRICE_RAISING : BEHAVIOUR_CONFRONTATION);
        bench_close(&bench);
    }
}

/* One draw per issue: at lambda 0 the behaviour stays while the issue is open, and four behaviours
 * come about equally. */
static void test_logit_draw_is_kept_while_an_issue_lasts(void **state)
{
    enum { ISSUES = 400 };
    model_t model;
    uint32_t behaviours[BEHAVIOUR_COUNT] = {0}, changes = 0, issues = 0;
    int previous = BEHAVIOUR_NONE, last_opened = -1;
    (void)state;
    fixture_pair(&model, 0.3, 0.3);
    model.parameters.decision_rule = DECISION_LOGIT;
    model.parameters.decision_lambda = 0;
    model.parameters.demand_rate = 1000;
    model.parameters.demand_conflict = 1;
    model.parameters.demand_issue_years = 0.25;
    model.parameters.price_concession_rate = 0;
    model.parameters.consequence_end_after = 1000;
    model.parameters.time_years = 1000;
    world_t *world = fixture_world(&model, 3, 0);
    while (issues < ISSUES) {
        fixture_run(world, world_tick(world) + 1);
        if (world->behaviour[0] < BEHAVIOUR_COUNT) {
            if (world->issue_opened[0] == last_opened) {
                changes += world->behaviour[0] != previous;
            } else {
                behaviours[world->behaviour[0]]++;
                issues++;
            }
            previous = world->behaviour[0];
            last_opened = world->issue_opened[0];
        }
    }
    assert_int_equal(changes, 0);
    for (int b = 0; b < BEHAVIOUR_TERMINATION; b++) {
        assert_within_sigma(behaviours[b] / (double)ISSUES, 0.25, sqrt(0.25 * 0.75 / ISSUES), 5);
    }
    assert_int_equal(behaviours[BEHAVIOUR_TERMINATION], 0);
    world_free(world);
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_every_combination),
        cmocka_unit_test(test_dependence_of_a_side),
        cmocka_unit_test(test_focal_source_and_scope),
        cmocka_unit_test(test_irreconcilable),
        cmocka_unit_test(test_termination_needs_each_condition),
        cmocka_unit_test(test_clock_of_a_noisy_mind),
        cmocka_unit_test(test_distances_by_hand),
        cmocka_unit_test(test_threat_distances),
        cmocka_unit_test(test_distances_by_search),
        cmocka_unit_test(test_logit_probabilities),
        cmocka_unit_test(test_logit_without_precision_is_uniform),
        cmocka_unit_test(test_logit_with_great_precision_is_the_table),
        cmocka_unit_test(test_logit_lines_in_force),
        cmocka_unit_test(test_logit_draw_is_kept_while_an_issue_lasts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
