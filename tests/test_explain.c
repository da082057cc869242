/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The account of the rule (sim/account.h) against what the world shows, its ways against the rule
 * itself, and the words made from it.
 */
#include "fixture.h"

#include <string.h>

#include "analysis/explain_words.h"
#include "config/reader.h"
#include "sim/account.h"
#include "sim/rule.h"

enum { WORLDS = 60, MOVES_MAX = ACCOUNT_MOVES + 8 };

static bool equal(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || a == b;
}

#define assert_equal(a, b)                                                                         \
    do {                                                                                           \
        if (!equal((a), (b))) {                                                                    \
            print_error("%s = %.17g, %s = %.17g\n", #a, (double)(a), #b, (double)(b));             \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

/* Everything worked out again equals what is observed, to the bit. */
static void check_observation(const account_t *a)
{
    const observation_t *seen = &a->seen;

    assert_equal(a->strong_dependence, seen->strong_dependence);
    assert_equal(a->weak_dependence, seen->weak_dependence);
    assert_equal(a->divergence, seen->divergence);
    assert_equal(a->vulnerability, seen->vulnerability);
    assert_equal(a->alternatives, seen->alternatives);
    assert_equal(a->ally_threat, seen->ally_threat);
    assert_int_equal(a->type, seen->type);
    assert_int_equal(a->same, seen->same);
    assert_int_equal(a->disposition, seen->disposition);
    assert_int_equal(a->behaviour, seen->behaviour);
}

/* The distance of each disposition is that of its nearest open way. */
static void check_distances(const account_t *a, const world_t *world)
{
    account_move_t moves[MOVES_MAX];
    account_way_t way;
    double nearest[BEHAVIOUR_COUNT];

    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        nearest[b] = (double)INFINITY;
    }
    for (int r = 0; r < ROUTE_COUNT; r++) {
        account_route(a, world, (account_route_t)r, &way, moves);
        if (way.open && way.distance < nearest[way.disposition]) {
            nearest[way.disposition] = way.distance;
        }
    }
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        assert_equal(nearest[b], a->distance[b]);
    }
}

/* ---- A rule of the test's own, on numbers that can be moved ---- */

typedef struct stand {
    double strong, weak, divergence, vulnerability, ally;
    double strong_threat[8], weak_threat[8];
} stand_t;

static void stand_as(stand_t *stand, const account_t *a, const world_t *world)
{
    *stand = (stand_t){a->strong_dependence,
                       a->weak_dependence,
                       a->divergence,
                       a->vulnerability,
                       a->ally_threat,
                       {0},
                       {0}};
    for (size_t k = 0; k < world_source_count(world); k++) {
        account_threat_t t;

        account_threat(a, world, k, &t);
        stand->strong_threat[k] = t.strong_threat;
        stand->weak_threat[k] = t.embodied ? -1 : t.weak_threat;
    }
}

static behaviour_t judge(const stand_t *at, const account_t *a, const world_t *world)
{
    const parameters_t *p = &world->model->parameters;
    const bool strong = at->strong >= a->strong_line, weak = at->weak >= a->weak_line;
    bool same = false;

    for (int32_t k = 0; k < (int32_t)world_source_count(world); k++) {
        same = same || ((p->decision_scope == SCOPE_ANY || k == a->seen.focal_source) &&
                        at->strong_threat[k] >= p->threshold_threat &&
                        at->weak_threat[k] >= p->threshold_threat);
    }
    const bool ends = a->clock_has_run && at->vulnerability < p->threshold_vulnerability &&
                      (at->divergence >= p->threshold_divergence || at->ally >= p->threshold_ally);

    return same || (!strong && weak) ? BEHAVIOUR_FOLLOW
           : strong && weak          ? BEHAVIOUR_NEGATIVE_RESPONSE
           : strong                  ? BEHAVIOUR_PRICE_RAISING
           : ends                    ? BEHAVIOUR_TERMINATION
                                     : BEHAVIOUR_CONFRONTATION;
}

/* Each quantity of a way moved to `share` of what is said of it (1: all), and a hair further if
 * `beyond`. */
static void move_to(stand_t *at, const account_move_t *moves, size_t count, bool beyond)
{
    static const double hair = 1e-9;

    for (size_t i = 0; i < count; i++) {
        const account_move_t *m = &moves[i];
        double *const places[] = {&at->strong,
                                  &at->weak,
                                  &at->strong_threat[m->source < 0 ? 0 : m->source],
                                  &at->weak_threat[m->source < 0 ? 0 : m->source],
                                  &at->divergence,
                                  &at->vulnerability,
                                  &at->ally};
        const double amount = fabs(m->line - m->value) + (beyond ? hair : -hair);

        assert_true(*places[m->quantity] == m->value);
        *places[m->quantity] += m->up ? amount : -amount;
    }
}

/*
 * Every open way leads where it says: all its moves and a hair, and the rule gives that
 * disposition. If any one of them falls a hair short, the way is not gone: the rule gives another,
 * or the disposition was there before.
 */
static size_t check_ways(const account_t *a, const world_t *world)
{
    account_move_t moves[MOVES_MAX];
    account_way_t way;
    stand_t stand;
    size_t gone = 0;

    stand_as(&stand, a, world);
    if (world->model->parameters.decision_rule == DECISION_FRAMEWORK) {
        assert_int_equal(judge(&stand, a, world), a->disposition);
    }
    const behaviour_t here = judge(&stand, a, world);

    for (int r = 0; r < ROUTE_COUNT; r++) {
        account_route(a, world, (account_route_t)r, &way, moves);
        assert_in_range(way.count, 0, ACCOUNT_MOVES + world_source_count(world));
        if (way.open) {
            stand_as(&stand, a, world);
            move_to(&stand, moves, way.count, true);
            assert_int_equal(judge(&stand, a, world), way.disposition);
            gone++;
        }
        for (size_t i = 0; way.open && way.disposition != here && i < way.count; i++) {
            stand_as(&stand, a, world);
            move_to(&stand, moves, i, true);
            move_to(&stand, moves + i, 1, false);
            move_to(&stand, moves + i + 1, way.count - i - 1, true);
            assert_int_not_equal(judge(&stand, a, world), way.disposition);
        }
    }
    return gone;
}

static void check_probabilities(const account_t *a, const parameters_t *p)
{
    double sum = 0, below = 0;

    if (p->decision_rule == DECISION_LOGIT) {
        for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
            sum += a->probability[b];
            below += b < (int)a->disposition ? a->probability[b] : 0;
        }
        assert_near(sum, 1, 1e-12);
        assert_true(a->draw >= below - 1e-12 &&
                    a->draw <= below + a->probability[a->disposition] + 1e-12);
    }
}

static void check_clocks(const account_t *a, const world_t *world)
{
    const size_t d = a->alliance;

    if (a->disposition != BEHAVIOUR_TERMINATION || !a->seen.issue || !a->seen.conflict) {
        assert_int_equal(a->clock, world->termination_clock[d]);
    }
    if (a->disposition == BEHAVIOUR_TERMINATION && a->seen.issue && a->seen.conflict) {
        assert_int_equal(a->seen.status, STATUS_ENDED);
        assert_true(a->clock_has_run);
    }
}

/* What the step noted before, the target, and what the step made of it: level <- target + f (level
 * - target). */
static void check_target(double target, double before, double after, double keep)
{
    assert_equal(after, fmin(fmax(target + keep * (before - target), 0), 1));
}

typedef struct levels {
    double mw, qw, ms, qs;
} levels_t;

static levels_t levels_of(const world_t *world, size_t d)
{
    return (levels_t){world->weak_military[d], world->weak_political[d], world->strong_military[d],
                      world->strong_political[d]};
}

static void check_targets(const account_t *a, const world_t *world, const levels_t *before)
{
    const double keep = world->constants.keep_dependence;

    if (world->model->parameters.noise_dependence == 0) {
        check_target(a->weak_military_target, before->mw, a->seen.weak_military, keep);
        check_target(a->weak_political_target, before->qw, a->seen.weak_political, keep);
        check_target(a->strong_military_target, before->ms, a->seen.strong_military, keep);
        check_target(a->strong_political_target, before->qs, a->seen.strong_political, keep);
    }
}

typedef struct seen {
    size_t disposition[BEHAVIOUR_COUNT + 1], ways, noiseless;
} seen_t;

static void check_tick(world_t *world, account_t *accounts, levels_t *levels, seen_t *met)
{
    const size_t count = world_alliance_count(world);

    for (size_t d = 0; d < count; d++) {
        account_open(&accounts[d], world, d);
        levels[d] = levels_of(world, d);
    }
    world_step(world);
    for (size_t d = 0; d < count; d++) {
        account_t *a = &accounts[d];

        account_close(a, world);
        check_observation(a);
        check_targets(a, world, &levels[d]);
        met->noiseless += world->model->parameters.noise_dependence == 0;
        met->disposition[a->disposition]++;
        if (a->disposition != BEHAVIOUR_NONE) {
            check_distances(a, world);
            check_probabilities(a, &world->model->parameters);
            check_clocks(a, world);
            met->ways += check_ways(a, world);
        }
    }
}

static void check_world(world_t *world, int32_t ticks, seen_t *met)
{
    account_t *accounts = calloc(world_alliance_count(world), sizeof *accounts);
    levels_t *levels = calloc(world_alliance_count(world), sizeof *levels);

    assert_non_null(accounts);
    assert_non_null(levels);
    while (world_tick(world) < world_end(world) && ticks-- > 0) {
        check_tick(world, accounts, levels, met);
    }
    free(accounts);
    free(levels);
}

static void test_random_worlds(void **state)
{
    seen_t met = {{0}, 0, 0};

    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        const recipe_t recipe = {.seed = 1000 + seed, .prefix = "", .embodied = seed % 2 == 0};
        model_t model;

        dice_model(&model, &recipe, seed);
        world_t *world = fixture_world(&model, seed, 0);
        check_world(world, 110, &met);
        world_free(world);
        model_free(&model);
    }
    for (int b = 0; b <= BEHAVIOUR_COUNT; b++) {
        assert_true(met.disposition[b] > 0); /* else nothing was tested */
    }
    assert_true(met.ways > 1000 && met.noiseless > 1000);
}

static void test_cases(void **state)
{
    static const char *const cases[] = {"france_1959",           "iraq_2003",
                                        "korea_2017_2022",       "new_zealand_1984_1986",
                                        "philippines_1990_1998", "turkey_2022_2024"};
    seen_t met = {{0}, 0, 0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        scenario_t scenario;
        report_t report = {0};
        char file[512];

        snprintf(file, sizeof file, "%s/config/cases/%s.cfg", ADRIFT_SOURCE_DIR, cases[i]);
        assert_int_equal(scenario_read(&scenario, file, NULL, 0, &report), SCENARIO_OK);
        world_t *world = fixture_world(&scenario.model, 1, 0);
        check_world(world, INT32_MAX, &met);
        world_free(world);
        scenario_free(&scenario);
        report_free(&report);
    }
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        assert_true(met.disposition[b] > 0);
    }
}

/* The pair's account by hand: q = .45, n = .3; S sees K at 1, w at 0. */
static void test_by_hand(void **state)
{
    model_t model;
    account_t a;
    account_move_t moves[MOVES_MAX];
    account_way_t way;

    (void)state;
    fixture_pair(&model, 0.45, 0.3);
    world_t *world = fixture_world(&model, 1, 0);
    account_open(&a, world, 0);
    world_step(world);
    account_close(&a, world);
    assert_int_equal(a.tick, 0);
    assert_int_equal(a.disposition, BEHAVIOUR_CONFRONTATION);
    assert_int_equal(a.behaviour, BEHAVIOUR_NONE);
    assert_near(a.strong_line, 0.525, 1e-15);
    assert_near(a.gap, 1, 1e-15);
    assert_near(a.vulnerability, 1, 1e-15);
    assert_near(a.divergence, 1, 1e-15); /* (1 + 0 + 0 - 0) / max(1, .4) */
    assert_true(a.irreconcilable && a.vulnerable && !a.conditions && !a.clock_has_run);
    account_route(&a, world, ROUTE_PRICE_RAISING, &way, moves);
    assert_int_equal(way.count, 1);
    assert_int_equal(moves[0].quantity, ACCOUNT_STRONG_DEPENDENCE);
    assert_true(moves[0].up);
    assert_near(way.distance, 0.075, 1e-12);
    account_route(&a, world, ROUTE_FOLLOW_SAME, &way, moves);
    assert_int_equal(way.count, 1);
    assert_int_equal(moves[0].quantity, ACCOUNT_WEAK_THREAT);
    assert_near(way.distance, 0.4, 1e-12);
    account_route(&a, world, ROUTE_TERMINATION_DIVERGENCE, &way, moves);
    assert_false(way.open);
    assert_int_equal(way.count, 1);
    assert_int_equal(moves[0].quantity, ACCOUNT_VULNERABILITY);
    assert_false(moves[0].up);
    world_free(world);
    model_free(&model);
}

static behaviour_t disposition_of(double q, double n, double weak_intention)
{
    model_t model;
    observation_t seen;

    fixture_pair(&model, q, n);
    fixture_weak_view(&model, 0, 0, weak_intention, 1);
    world_t *world = fixture_world(&model, 1, 0);
    seen = fixture_seen(world, 0);
    world_free(world);
    model_free(&model);
    return seen.disposition;
}

/* The amounts hold in the world too, where d_s is q, d_w is n and the weak state's threat its
 * intention. */
static void test_amounts_in_the_world(void **state)
{
    const double hair = 1e-6;

    (void)state;
    for (int i = 0; i < 36; i++) {
        const int row = i / 6;
        const double q = 0.05 + 0.15 * (i % 6), n = 0.05 + 0.15 * row;
        model_t model;
        account_t a;
        account_move_t moves[MOVES_MAX];
        account_way_t way;

        fixture_pair(&model, q, n);
        world_t *world = fixture_world(&model, 1, 0);
        account_open(&a, world, 0);
        world_step(world);
        account_close(&a, world);
        for (int r = 0; r <= ROUTE_CONFRONTATION; r++) {
            double at[] = {q, n, 1, 0};

            account_route(&a, world, (account_route_t)r, &way, moves);
            assert_true(way.open);
            for (size_t m = 0; m < way.count; m++) {
                assert_in_range(moves[m].quantity, 0, 3);
                at[moves[m].quantity] = moves[m].line + (moves[m].up ? hair : -hair);
            }
            assert_int_equal(disposition_of(at[0], at[1], at[3]), way.disposition);
        }
        world_free(world);
        model_free(&model);
    }
}

/* ---- Words ---- */

static bool is_utf8(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    bool good = true;

    while (good && *at != 0) {
        const int more = *at < 0x80             ? 0
                         : (*at & 0xe0) == 0xc0 ? 1
                         : (*at & 0xf0) == 0xe0 ? 2
                         : (*at & 0xf8) == 0xf0 ? 3
                                                : -1;

        good = more >= 0;
        at++;
        for (int i = 0; good && i < more; i++) {
            good = (*at++ & 0xc0) == 0x80;
        }
    }
    return good;
}

/* The places {0} ... {9} that a phrase has, as bits. */
static unsigned places_of(const char *text)
{
    unsigned found = 0;

    for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{')) {
        assert_true(at[1] >= '0' && at[1] <= '9' && at[2] == '}');
        found |= 1u << (at[1] - '0');
    }
    return found;
}

/* Both languages say the same things; no key stands twice. */
static void test_phrases(void **state)
{
    (void)state;
    for (size_t i = 0; i < explain_phrase_count; i++) {
        const phrase_t *phrase = &explain_phrases[i];

        assert_non_null(phrase->text[LANGUAGE_EN]);
        assert_non_null(phrase->text[LANGUAGE_ZH]);
        assert_true(is_utf8(phrase->text[LANGUAGE_EN]) && is_utf8(phrase->text[LANGUAGE_ZH]));
        if (places_of(phrase->text[LANGUAGE_EN]) != places_of(phrase->text[LANGUAGE_ZH])) {
            print_error("%s: other places in the two languages\n", phrase->key);
            fail();
        }
        assert_int_equal(strchr(phrase->text[LANGUAGE_EN], '\n') == NULL,
                         strchr(phrase->text[LANGUAGE_ZH], '\n') == NULL);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(phrase->key, explain_phrases[j].key);
        }
    }
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        assert_string_not_equal(explain_say(LANGUAGE_ZH, behaviour_name((behaviour_t)b)),
                                behaviour_name((behaviour_t)b));
    }
    assert_string_equal(explain_say(LANGUAGE_ZH, "KOR"), "KOR");
}

static void test_fill(void **state)
{
    text_t text;

    (void)state;
    text_init(&text);
    explain_fill(LANGUAGE_EN, &text, "{1} before {0}{2} {x} {", "a", "b", (const char *)NULL);
    text_append(&text, "", 1);
    assert_string_equal(text.data, "b before a {x} {");
    text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_worlds), cmocka_unit_test(test_cases),
        cmocka_unit_test(test_by_hand),       cmocka_unit_test(test_amounts_in_the_world),
        cmocka_unit_test(test_phrases),       cmocka_unit_test(test_fill),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
