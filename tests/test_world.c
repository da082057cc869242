/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole: random models with everything in them (fixture.h, dice_model), each stepped and
 * verified tick by tick, against a second writing of the formulas, and against themselves in
 * another order, in company, resumed, shocked.
 */
#include "fixture.h"

#include "sim/arithmetic.h"

/* ---- Allocation ---- */

static size_t allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *at, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *at, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocations++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *at, size_t size)
{
    allocations++;
    return __real_realloc(at, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    allocations++;
    return __real_aligned_alloc(alignment, size);
}

/* ---- Random models ---- */

enum { SEEDS = 300 };

static void random_model(model_t *model, uint64_t seed)
{
    const recipe_t recipe = {.seed = seed, .prefix = "", .embodied = seed % 3 == 0};
    dice_model(model, &recipe, seed ^ 0x5eed);
}

static void step_verified(world_t *world, uint64_t seed)
{
    char fault[256] = "";
    world_step(world);
    if (!world_verify(world, fault, sizeof fault)) {
        print_error("seed %llu, tick %d: %s\n", (unsigned long long)seed,
                    (int)world_tick(world) - 1, fault);
        fail();
    }
}

/* FNV-1a of what is observed of every alliance in every tick until the end, and of the tally. */
static uint64_t digest(world_t *world)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    tally_t tally;
    while (world_tick(world) < world_end(world)) {
        step_verified(world, 0);
        for (size_t d = 0; d < world_alliance_count(world); d++) {
            observation_t seen;
            fixture_observe(world, d, &seen);
            for (size_t i = 0; i < sizeof seen; i++) {
                hash = (hash ^ ((const unsigned char *)&seen)[i]) * UINT64_C(0x100000001b3);
            }
        }
    }
    world_tally(world, 0, &tally);
    for (size_t i = 0; i < sizeof tally; i++) {
        hash = (hash ^ ((const unsigned char *)&tally)[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static uint64_t digest_of(const model_t *model, uint64_t seed, uint64_t replicate)
{
    world_t *world = fixture_world(model, seed, replicate);
    const uint64_t result = digest(world);
    world_free(world);
    return result;
}

/* ---- A second writing of model.md: what a tick must have left, from what it began with ---- */

typedef struct before {
    uint8_t status[64], strong_was[64], weak_was[64];
    double military[64], political[64], strong_military[64], strong_political[64];
} before_t;

static void remember(const world_t *world, before_t *before)
{
    const size_t n = world_alliance_count(world);
    assert_true(n <= 64);
    memcpy(before->status, world->status, n);
    memcpy(before->strong_was, world->strong_is_strong, n);
    memcpy(before->weak_was, world->weak_is_strong, n);
    memcpy(before->military, world->weak_military, n * sizeof(double));
    memcpy(before->political, world->weak_political, n * sizeof(double));
    memcpy(before->strong_military, world->strong_military, n * sizeof(double));
    memcpy(before->strong_political, world->strong_political, n * sizeof(double));
}

static double limit(double x, double low, double high)
{
    return fmin(high, fmax(low, x));
}

static double reverted(const world_t *world, double level, double target, float z)
{
    const parameters_t *p = &world->model->parameters;
    const double f = exp2(-1.0 / p->time_ticks_per_year / p->half_life_dependence);
    return limit(target + f * (level - target) + p->noise_dependence * sqrt(1 - f * f) * (double)z,
                 0, 1);
}

static bool is_source_of(const world_t *world, uint32_t k, uint32_t s)
{
    return world->roster.source_state[k] == (int32_t)s;
}

static double material(const world_t *world, uint32_t k, double proximity)
{
    const parameters_t *p = &world->model->parameters;
    return p->walt_power * world->attribute[VARIABLE_SOURCE_power].value[k] +
           p->walt_proximity * proximity +
           p->walt_offense * world->attribute[VARIABLE_SOURCE_offense].value[k];
}

static void check_threats(const world_t *world)
{
    const roster_t *r = &world->roster;
    for (uint32_t k = 0; k < r->sources; k++) {
        for (uint32_t w = 0; w < r->weaks; w++) {
            const size_t i = (size_t)k * r->weaks + w;
            assert_near(world->weak_threat[i],
                        fmax(0, world->weak_intention[i]) *
                            material(world, k, world->weak_proximity[i]),
                        1e-12);
        }
        for (uint32_t s = 0; s < r->strongs; s++) {
            const size_t i = (size_t)k * r->strongs + s;
            const double threat = fmax(0, world->strong_intention[i]) *
                                  material(world, k, world->strong_proximity[i]);
            assert_near(world->strong_threat[i], is_source_of(world, k, s) ? 0 : threat, 1e-12);
            assert_true(world->strong_threat[(size_t)world->greatest_threat[s] * r->strongs + s] >=
                        world->strong_threat[i]);
            assert_true(
                world->greatest_threat[s] <= k || is_source_of(world, k, s) ||
                world->strong_threat[i] <
                    world->strong_threat[(size_t)world->greatest_threat[s] * r->strongs + s]);
        }
    }
}

static void check_alliance(const world_t *world, const before_t *before, uint32_t d)
{
    const parameters_t *p = &world->model->parameters;
    const roster_t *r = &world->roster;
    const uint32_t s = r->alliance_strong[d], w = r->alliance_weak[d];
    const double capability = world->attribute[VARIABLE_WEAK_capability].value[w];
    const double everyday = world->attribute[VARIABLE_WEAK_defense_need].value[w];
    double ally = 0, most = 0, least = 0, partner = 0, answered = 0, position = 0;
    bool any = false;
    for (uint32_t k = 0; k < r->sources; k++) {
        const double ts = world->strong_threat[(size_t)k * r->strongs + s],
                     tw = world->weak_threat[(size_t)k * r->weaks + w];
        const double x = world->weak_proximity[(size_t)k * r->weaks + w],
                     i = world->weak_intention[(size_t)k * r->weaks + w];
        if (is_source_of(world, k, s)) {
            ally = fmax(ally, tw);
            continue;
        }
        most += fmax(ts, tw);
        least += fmin(ts, tw);
        partner += ts >= p->threshold_threat ? fmax(0, -i) * material(world, k, x) : 0;
        answered = fmax(answered, world->attribute[VARIABLE_SOURCE_deterrable].value[k] * tw);
        position = fmax(position, ts * x);
        any |= ts >= p->threshold_threat && tw >= p->threshold_threat;
    }
    const double all = most + partner + ally;
    observation_t seen;
    world_observe(world, 0, d, &seen);
    assert_near(seen.ally_threat, ally, 1e-12);
    assert_near(seen.divergence, (all - least) / fmax(all, p->threshold_threat), 1e-10);

    double none = 1 - world->attribute[VARIABLE_WEAK_alternatives].value[w];
    for (uint32_t i = world->ties.first[w]; i < world->ties.first[w + 1]; i++) {
        none *= 1 - world->ties.weight[i] *
                        world->attribute[VARIABLE_WEAK_capability].value[world->ties.to[i]];
    }
    uint32_t others = 0, lost = 0;
    for (uint32_t e = 0; e < r->alliances; e++) {
        if (e != d && r->alliance_weak[e] == w && before->status[e] != STATUS_ENDED) {
            none *= 1 - world->attribute[VARIABLE_ALLIANCE_support].value[e] *
                            world->engagement[r->alliance_strong[e]];
        }
        others += e != d && r->alliance_strong[e] == s;
        lost += e != d && r->alliance_strong[e] == s && before->status[e] != STATUS_ALLIED;
    }
    const double need = everyday + (1 - everyday) * answered;
    const double gap = capability >= 1 ? 0 : fmax(0, need - capability) / (1 - capability);
    const double rho = world->engagement[s],
                 near = p->dependence_standing + (1 - p->dependence_standing) * position;
    const double wanted =
        1 + p->consequence_substitution * (others > 0 ? (double)lost / others : 0);
    const bool drifting = before->status[d] == STATUS_DRIFTING;
    const bool ignores = world->model->strong[r->strong_entry[s]].response == RESPONSE_IGNORE;
    assert_near(seen.alternatives, 1 - none, 1e-12);
    assert_near(seen.vulnerability, none * fmin(1, gap / p->dependence_self_help), 1e-10);
    float z[4] = {0};
    if (p->noise_dependence > 0) {
        random_normal_one(world_key(world, 0), r->alliance_address[d], world->tick - 1, RANDOM_DEPENDENCE,
                          z);
    }
    const double mw = gap * world->attribute[VARIABLE_ALLIANCE_support].value[d] *
                      (p->dependence_treaty + (1 - p->dependence_treaty) * rho) *
                      (1 - p->dependence_substitutes * (1 - none)) *
                      (drifting && !ignores ? 1 - p->consequence_sanction : 1);
    const double ms = rho * world->attribute[VARIABLE_ALLIANCE_basing].value[d] * near * wanted *
                      (drifting ? 1 - p->consequence_withdrawal : 1);
    const double qs = rho * world->attribute[VARIABLE_ALLIANCE_salience].value[d] * near * wanted;
    assert_near(world->weak_military[d], reverted(world, before->military[d], mw, z[0]), 1e-10);
    assert_near(world->weak_political[d],
                reverted(world, before->political[d],
                         world->attribute[VARIABLE_ALLIANCE_political_need].value[d], z[1]),
                1e-10);
    assert_near(world->strong_military[d], reverted(world, before->strong_military[d], ms, z[2]),
                1e-10);
    assert_near(world->strong_political[d], reverted(world, before->strong_political[d], qs, z[3]),
                1e-10);

    const double stake = seen.issue ? seen.stake : 0;
    assert_near(seen.strong_dependence,
                p->dependence_security_strong * world->strong_military[d] +
                    (1 - p->dependence_security_strong) *
                        (1 - (1 - world->strong_political[d]) * (1 - stake)),
                1e-12);
    assert_near(seen.weak_dependence,
                p->dependence_security_weak * world->weak_military[d] +
                    (1 - p->dependence_security_weak) * world->weak_political[d],
                1e-12);
    const bool ss =
        seen.strong_dependence >=
        p->threshold_dependence + (before->strong_was[d] ? -0.5 : 0.5) * p->threshold_band;
    const bool ww =
        seen.weak_dependence >=
        p->threshold_dependence + (before->weak_was[d] ? -0.5 : 0.5) * p->threshold_band;
    assert_int_equal(seen.type,
                     ss ? (ww ? STRONG_STRONG : STRONG_WEAK) : (ww ? WEAK_STRONG : WEAK_WEAK));
    assert_int_equal(seen.focal_source,
                     seen.issue ? (uint32_t)seen.issue_source : world->greatest_threat[s]);
    const bool focal = !is_source_of(world, (uint32_t)seen.focal_source, s) &&
                       seen.strong_threat >= p->threshold_threat &&
                       seen.weak_threat >= p->threshold_threat;
    assert_int_equal(seen.same, p->decision_scope == SCOPE_ANY ? any : focal);
    if (before->status[d] == STATUS_ENDED) {
        assert_int_equal(seen.disposition, BEHAVIOUR_NONE);
        assert_false(seen.issue);
    } else if (p->decision_rule == DECISION_FRAMEWORK) {
        static const behaviour_t table[] = {BEHAVIOUR_NEGATIVE_RESPONSE, BEHAVIOUR_PRICE_RAISING,
                                            BEHAVIOUR_FOLLOW, BEHAVIOUR_CONFRONTATION};
        const bool may_end =
            seen.issue && seen.conflict && !seen.same && seen.type == WEAK_WEAK &&
            seen.vulnerability < p->threshold_vulnerability &&
            (seen.divergence >= p->threshold_divergence || seen.ally_threat >= p->threshold_ally);
        const behaviour_t expected = seen.same ? BEHAVIOUR_FOLLOW : table[seen.type];
        assert_true(seen.disposition == expected ||
                    (seen.disposition == BEHAVIOUR_TERMINATION && may_end));
    }
    assert_int_equal(seen.behaviour, !seen.issue     ? BEHAVIOUR_NONE
                                     : seen.conflict ? seen.disposition
                                                     : BEHAVIOUR_FOLLOW);
    assert_int_equal(seen.status == STATUS_ENDED && before->status[d] != STATUS_ENDED,
                     seen.behaviour == BEHAVIOUR_TERMINATION);
    assert_false(before->status[d] == STATUS_ENDED && seen.status == STATUS_DRIFTING);
}

static void test_against_a_second_writing(void **state)
{
    uint64_t behaviours[BEHAVIOUR_COUNT] = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        model_t model;
        before_t before;
        tally_t tally;
        random_model(&model, seed);
        world_t *world = fixture_world(&model, seed, 0);
        while (world_tick(world) < world_end(world)) {
            remember(world, &before);
            step_verified(world, seed);
            check_threats(world);
            for (uint32_t d = 0; d < world_alliance_count(world); d++) {
                check_alliance(world, &before, d);
            }
        }
        world_tally(world, 0, &tally);
        assert_int_equal(tally.ticks, world_end(world));
        for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
            behaviours[b] += tally.sum.behaviour[b];
        }
        world_free(world);
        model_free(&model);
    }
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        assert_true(behaviours[b] > 50); /* none was left out */
    }
}

/* ---- Order ---- */

static void shuffle(dice_t *dice, size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const size_t j = dice_below(dice, (uint32_t)i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}

static int32_t moved(const size_t *order, size_t n, int32_t index)
{
    int32_t at = MODEL_NONE;
    for (size_t i = 0; i < n; i++) {
        at = order[i] == (size_t)index ? (int32_t)i : at;
    }
    return at;
}

/* The same model with every list in another order. */
static void permuted(model_t *model, const model_t *other, uint64_t seed)
{
    size_t k[16], s[16], w[16], rest[64];
    dice_t dice = {seed};
    shuffle(&dice, k, other->source_count);
    shuffle(&dice, s, other->strong_count);
    shuffle(&dice, w, other->weak_count);
    model_init(model);
    model->parameters = other->parameters;
    model_agent_t *lists[4] = {other->sources, other->strong, other->weak, other->alliances};
    const size_t counts[4] = {other->source_count, other->strong_count, other->weak_count,
                              other->alliance_count};
    for (int kind = 0; kind < 4; kind++) {
        shuffle(&dice, rest, counts[kind]);
        const size_t *order = kind == 0 ? k : kind == 1 ? s : kind == 2 ? w : rest;
        for (size_t i = 0; i < counts[kind]; i++) {
            const model_agent_t *from = &lists[kind][order[i]];
            model_agent_t *to = NULL;
            if (kind == 0) {
                assert_int_equal(model_add_source(model, from->id, &to), 0);
                to->state = moved(s, other->strong_count, from->state);
            } else if (kind == 1) {
                assert_int_equal(model_add_strong(model, from->id, &to), 0);
                to->response = from->response;
            } else if (kind == 2) {
                assert_int_equal(model_add_weak(model, from->id, from->count, &to), 0);
            } else {
                assert_int_equal(
                    model_add_alliance(model, moved(s, other->strong_count, from->strong),
                                       moved(w, other->weak_count, from->weak), from->member, &to),
                    0);
            }
            memcpy(to->value, from->value, sizeof to->value);
            for (int v = 0; v < VARIABLE_COUNT; v++) {
                for (size_t j = 0; from->per_source[v] != NULL && j < other->source_count; j++) {
                    to->per_source[v][j] = from->per_source[v][k[j]];
                }
            }
        }
    }
    shuffle(&dice, rest, other->tie_count);
    for (size_t i = 0; i < other->tie_count; i++) {
        model_tie_t *to = NULL;
        assert_int_equal(model_add_tie(model, 0, 0, &to), 0);
        *to = other->ties[rest[i]];
        to->from = moved(w, other->weak_count, to->from);
        to->to = moved(w, other->weak_count, to->to);
    }
    shuffle(&dice, rest, other->shock_count);
    for (size_t i = 0; i < other->shock_count; i++) {
        const model_shock_t *from = &other->shocks[rest[i]];
        model_shock_t *to = NULL;
        assert_int_equal(model_add_shock(model, from->id, from->on, &to), 0);
        char *id = to->id;
        *to = *from;
        to->id = id;
        const agent_kind_t kind = variable_info(from->on)->kind;
        to->target = kind == KIND_SOURCE   ? moved(k, other->source_count, from->target)
                     : kind == KIND_STRONG ? moved(s, other->strong_count, from->target)
                     : kind == KIND_WEAK   ? moved(w, other->weak_count, from->target)
                                           : MODEL_NONE;
        to->strong = moved(s, other->strong_count, from->strong);
        to->weak = moved(w, other->weak_count, from->weak);
        to->source = moved(k, other->source_count, from->source);
    }
}

static void test_order_of_entries(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        model_t model, other;
        random_model(&model, seed);
        permuted(&other, &model, seed);
        if (digest_of(&model, seed, 3) != digest_of(&other, seed, 3)) {
            print_error("seed %llu: another order of entries, other numbers\n",
                        (unsigned long long)seed);
            fail();
        }
        model_free(&model);
        model_free(&other);
    }
}

/* ---- Company ---- */

/* b's states, alliances, ties and shocks added to a's; they share the sources. */
static void joined(model_t *model, const model_t *a, const model_t *b)
{
    const int32_t s = (int32_t)a->strong_count, w = (int32_t)a->weak_count;
    model_agent_t *to = NULL;
    assert_int_equal(model_copy(model, a), 0);
    const model_agent_t *lists[3] = {b->strong, b->weak, b->alliances};
    const size_t counts[3] = {b->strong_count, b->weak_count, b->alliance_count};
    for (int kind = 0; kind < 3; kind++) {
        for (size_t i = 0; i < counts[kind]; i++) {
            const model_agent_t *from = &lists[kind][i];
            assert_int_equal(kind == 0   ? model_add_strong(model, from->id, &to)
                             : kind == 1 ? model_add_weak(model, from->id, from->count, &to)
                                         : model_add_alliance(model, from->strong + s,
                                                              from->weak + w, from->member, &to),
                             0);
            to->response = from->response;
            memcpy(to->value, from->value, sizeof to->value);
            for (int v = 0; v < VARIABLE_COUNT; v++) {
                if (from->per_source[v] != NULL) {
                    memcpy(to->per_source[v], from->per_source[v],
                           b->source_count * sizeof(distribution_t));
                }
            }
        }
    }
    for (size_t i = 0; i < b->tie_count; i++) {
        model_tie_t *tie = NULL;
        assert_int_equal(model_add_tie(model, 0, 0, &tie), 0);
        *tie = b->ties[i];
        tie->from += w;
        tie->to += w;
    }
    for (size_t i = 0; i < b->shock_count; i++) {
        if (strcmp(b->shocks[i].id, "common") != 0) {
            model_shock_t *shock = NULL;
            assert_int_equal(model_add_shock(model, b->shocks[i].id, b->shocks[i].on, &shock), 0);
            char *id = shock->id;
            *shock = b->shocks[i];
            shock->id = id;
            const agent_kind_t kind = variable_info(shock->on)->kind;
            shock->target += shock->target == MODEL_NONE ? 0 : kind == KIND_STRONG ? s : w;
            shock->strong += shock->strong == MODEL_NONE ? 0 : s;
            shock->weak += shock->weak == MODEL_NONE ? 0 : w;
        }
    }
}

static size_t counterpart(const world_t *world, const world_t *other, size_t d)
{
    char id[WORLD_ID_SIZE];
    world_weak_id(other, world_alliance_weak(other, d), id);
    return fixture_find(world, world_strong_id(other, world_alliance_strong(other, d)), id);
}

static void assert_same_alliances(const world_t *world, const world_t *part, uint64_t seed)
{
    for (size_t d = 0; d < world_alliance_count(part); d++) {
        if (!fixture_equal(part, d, world, counterpart(world, part, d))) {
            print_error("seed %llu, tick %d: alliance %zu is not the same in company\n",
                        (unsigned long long)seed, (int)world_tick(world) - 1, d);
            fail();
        }
    }
}

static void pair_of_models(model_t *a, model_t *b, uint64_t seed)
{
    const recipe_t first = {
        .seed = seed, .prefix = "x", .confined = true, .embodied = seed % 2 == 0};
    const recipe_t second = {.seed = seed + 100000, .prefix = "y", .confined = true};
    dice_model(a, &first, seed);
    dice_model(b, &second, seed);
    fixture_process(a, "common", VARIABLE_SOURCE_power, 2, 0.2);
    fixture_process(b, "common", VARIABLE_SOURCE_power, 2, 0.2);
}

/* Two systems without a path between them, in one model: each as if alone. */
static void test_two_systems_side_by_side(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        model_t a, b, both;
        pair_of_models(&a, &b, seed);
        joined(&both, &a, &b);
        world_t *x = fixture_world(&a, seed, 0), *y = fixture_world(&b, seed, 0),
                *world = fixture_world(&both, seed, 0);
        while (world_tick(world) < world_end(world)) {
            step_verified(world, seed);
            world_step(x);
            world_step(y);
            assert_same_alliances(world, x, seed);
            assert_same_alliances(world, y, seed);
        }
        world_free(x);
        world_free(y);
        world_free(world);
        model_free(&a);
        model_free(&b);
        model_free(&both);
    }
}

/* A shock and its twin without: the same before its date, and for ever where no path leads. */
static void test_twins(void **state)
{
    uint64_t differed = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        model_t a, b, both, twin;
        pair_of_models(&a, &b, seed);
        a.parameters.time_burn_in = b.parameters.time_burn_in = 0;
        joined(&both, &a, &b);
        assert_int_equal(model_copy(&twin, &both), 0);
        const double date = 40.0 / both.parameters.time_ticks_per_year;
        fixture_event(&twin, "the-shock", VARIABLE_STRONG_engagement, date, -0.6)->target = 0;
        world_t *without = fixture_world(&both, seed, 0), *with = fixture_world(&twin, seed, 0),
                *y = fixture_world(&b, seed, 0);
        const int32_t tick = 40;
        uint64_t moved_in_a = 0;
        while (world_tick(with) < world_end(with)) {
            step_verified(with, seed);
            step_verified(without, seed);
            world_step(y);
            if (world_tick(with) <= tick) {
                assert_same_alliances(with, without, seed);
            }
            assert_same_alliances(with, y, seed);
            for (size_t d = 0; d < world_alliance_count(with); d++) {
                moved_in_a += !fixture_equal(with, d, without, d);
            }
        }
        differed += moved_in_a > 0;
        world_free(without);
        world_free(with);
        world_free(y);
        model_free(&a);
        model_free(&b);
        model_free(&both);
        model_free(&twin);
    }
    assert_true(differed >= 36);
}

static void test_shock_of_no_size(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        model_t model;
        random_model(&model, seed);
        const uint64_t before = digest_of(&model, seed, 0);
        for (int v = 0; v < VARIABLE_COUNT; v++) {
            if (variable_shockable((variable_t)v) && v != VARIABLE_ALLIANCE_demand &&
                v != VARIABLE_WEAK_government) {
                char id[32];
                snprintf(id, sizeof id, "none-%d", v);
                fixture_process(&model, id, (variable_t)v, 20, 0)->permanent = v % 2 == 0;
            }
        }
        assert_int_equal(digest_of(&model, seed, 0), before);
        model_free(&model);
    }
}

/* ---- Replicates ---- */

static void test_reset_is_a_fresh_run(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        model_t model;
        random_model(&model, seed);
        const uint64_t seventh = digest_of(&model, seed, 7);
        world_t *world = fixture_world(&model, seed + 1, 2);
        for (int32_t t = 0; t < (int32_t)(seed % 90); t++) {
            world_step(world);
        }
        world_reset(world, seed, 7);
        assert_int_equal(digest(world), seventh);
        world_reset(world, seed, 8);
        assert_true(digest(world) != seventh);
        world_reset(world, seed + 1, 7);
        assert_true(digest(world) != seventh);
        world_reset(world, seed, 7);
        assert_int_equal(digest(world), seventh);
        world_free(world);
        model_free(&model);
    }
}

/* Every member and every replicate has values of its own. */
static void test_drawn_attributes(void **state)
{
    enum { N = 2000 };
    model_t model;
    double first[N];
    moments_t across = {0};
    (void)state;
    fixture_pair(&model, 0.3, 0.3);
    fixture_alliance(&model, 0, fixture_weak(&model, "g", N));
    model.weak[1].value[VARIABLE_WEAK_capability] =
        (distribution_t){DISTRIBUTION_UNIFORM, 0.2, 0.6, 0};
    model.weak[1].value[VARIABLE_WEAK_alternatives] =
        (distribution_t){DISTRIBUTION_GAUSSIAN, 0.9, 0.2, 0};
    model.weak[1].per_source[VARIABLE_WEAK_proximity][0] =
        (distribution_t){DISTRIBUTION_UNIFORM, 0.2, 0.6, 0};
    world_t *world = fixture_world(&model, 1, 0);
    memcpy(first, world->attribute[VARIABLE_WEAK_capability].value, sizeof first);
    for (int i = 0; i < N; i++) {
        assert_in_range(world->attribute[VARIABLE_WEAK_alternatives].value[i] * 1e6, 0, 1000000);
        moments_add(&across, first[i] - 0.4,
                    world->weak_proximity[i] - 0.4); /* two variables are independent */
    }
    const double variance = 0.16 / 12;
    assert_within_sigma(across.sum / N, 0, sqrt(variance / N), 5);
    assert_within_sigma(across.square / N, variance, variance / sqrt(N), 5);
    assert_within_sigma(across.cross / N, 0, variance / sqrt(N), 5);
    world_reset(world, 1, 1);
    across = (moments_t){0};
    for (int i = 0; i < N; i++) {
        moments_add(&across, first[i] - 0.4,
                    world->attribute[VARIABLE_WEAK_capability].value[i] - 0.4);
    }
    assert_within_sigma(across.cross / N, 0, variance / sqrt(N), 5);
    world_free(world);
    model_free(&model);
}

/* A member of a group is the named state of its name. */
static void test_member_is_a_named_state(void **state)
{
    (void)state;
    uint64_t digests[2];
    for (int named = 0; named < 2; named++) {
        model_t model;
        fixture_quiet(&model);
        model.parameters = (parameters_t){0};
        parameters_init(&model.parameters);
        model.parameters.time_years = 20;
        fixture_source(&model, "K", 0.9, 0.8);
        fixture_strong(&model, "S", 0.9);
        fixture_strong_view(&model, 0, 0, 0.7, 0.5);
        for (int i = 0; i < (named ? 5 : 1); i++) {
            char id[16];
            snprintf(id, sizeof id, named ? "ally-%d" : "ally", i + 1);
            const int32_t w = fixture_weak(&model, id, named ? 0 : 5);
            model.weak[w].value[VARIABLE_WEAK_capability] =
                (distribution_t){DISTRIBUTION_UNIFORM, 0, 0.5, 0};
            model.weak[w].per_source[VARIABLE_WEAK_intention][0] =
                (distribution_t){DISTRIBUTION_GAUSSIAN, 0.5, 0.3, 0};
            fixture_alliance(&model, 0, w)->value[VARIABLE_ALLIANCE_salience] =
                (distribution_t){DISTRIBUTION_BETA, 2, 2, 0};
        }
        fixture_process(&model, "coup", VARIABLE_WEAK_government, 0.2, 0)->size =
            (distribution_t){DISTRIBUTION_LAPLACE, 0, 0.3, 0};
        model_shock_t *rearms =
            fixture_process(&model, "rearms", VARIABLE_WEAK_capability, 0.5, 0.1);
        rearms->target = named ? 2 : 0;
        rearms->member = named ? 0 : 3;
        digests[named] = digest_of(&model, 5, 5);
        model_free(&model);
    }
    assert_int_equal(digests[0], digests[1]);
}

/* ---- Common random numbers ---- */

/* What a parameter does not touch stays the same bit by bit: demands move no intention, noise moves
 * no demand. */
static void test_common_random_numbers(void **state)
{
    enum { TICKS = 240 };
    model_t model;
    chronicle_t told[2];
    (void)state;
    fixture_pair(&model, 0.4, 0.4);
    model.parameters.noise_intention = 0.1;
    model.parameters.noise_dependence = 0.05;
    model.parameters.demand_rate = 1;
    model.parameters.demand_conflict = 0;
    model.parameters.time_years = 20;
    fixture_alliance(&model, 0, fixture_weak(&model, "a", 20));
    double intention[21], military[21];
    world_t *world = fixture_world(&model, 6, 0);
    fixture_run(world, TICKS);
    memcpy(intention, world->weak_intention, sizeof intention);
    memcpy(military, world->weak_military, sizeof military);
    model.parameters.demand_rate = 7;
    model.parameters.decision_rule = DECISION_LOGIT;
    world_reset(world, 6, 0);
    fixture_run(world, TICKS);
    assert_memory_equal(intention, world->weak_intention, sizeof intention);
    assert_memory_equal(military, world->weak_military, sizeof military);

    /* Fewer demands at less engagement, and those there are were there before: the same tick, stake
     * and ally. */
    model.parameters.decision_rule = DECISION_FRAMEWORK;
    for (int i = 0; i < 2; i++) {
        model.strong[0].value[VARIABLE_STRONG_engagement] = constant(i == 0 ? 0.9 : 0.4);
        world_reset(world, 6, 0);
        chronicle_open(&told[i], world);
        fixture_run(world, TICKS);
    }
    assert_true(told[1].of[EVENT_ISSUE_OPENED] > 100 &&
                told[1].of[EVENT_ISSUE_OPENED] < told[0].of[EVENT_ISSUE_OPENED]);
    for (size_t i = 0, j = 0; i < told[1].count; i++) {
        const world_event_t *few = &told[1].event[i];
        while (j < told[0].count &&
               (told[0].event[j].tick < few->tick || told[0].event[j].weak != few->weak ||
                told[0].event[j].kind != few->kind)) {
            j++;
        }
        assert_true(j < told[0].count);
        assert_int_equal(told[0].event[j].tick, few->tick);
        assert_near(told[0].event[j].size, few->size, 0);
    }
    chronicle_close(&told[0]);
    chronicle_close(&told[1]);
    world_free(world);
    model_free(&model);
}

/* ---- Time ---- */

/* Without noise, a burn-in of two years is the first two years of a run that begins two years
 * before; unrecorded. */
static void test_burn_in(void **state)
{
    model_t model, early;
    chronicle_t told;
    (void)state;
    for (int i = 0; i < 2; i++) {
        model_t *m = i == 0 ? &model : &early;
        fixture_pair(m, 0.2, 0.3);
        m->parameters.time_start = i == 0 ? 0 : -2;
        m->parameters.time_burn_in = i == 0 ? 2 : 0;
        m->parameters.time_years = i == 0 ? 3 : 5;
        fixture_event(m, "e1", VARIABLE_ALLIANCE_demand, -1, 0.2);
        fixture_event(m, "e2", VARIABLE_ALLIANCE_demand, 0.5, 0.3);
        fixture_event(m, "e3", VARIABLE_WEAK_capability, -0.5, 0.3);
    }
    world_t *world = fixture_world(&model, 1, 0), *other = fixture_world(&early, 1, 0);
    chronicle_open(&told, world);
    assert_int_equal(world_tick(world), -24);
    assert_int_equal(world_end(world), 36);
    while (world_tick(world) < world_end(world)) {
        step_verified(world, 0);
        step_verified(other, 0);
        assert_int_equal(world_tick(world) + 24, world_tick(other));
        assert_true(fixture_equal(world, 0, other, 0));
        assert_int_equal(world->tally->ticks, world_tick(world) > 0 ? world_tick(world) : 0);
        assert_true(world_tick(world) > 0 || told.count == 0);
    }
    assert_int_equal(world_tick(other), world_end(other));
    assert_int_equal(world->tally->drifts, 0); /* it drifted in the burn-in */
    assert_int_equal(other->tally->drifts, 1);
    assert_int_equal(told.of[EVENT_ISSUE_OPENED], 1);
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) { /* of demands put since tick 0 */
        assert_int_equal(world->tally->demands[b], b == BEHAVIOUR_CONFRONTATION ? 1 : 0);
        assert_int_equal(other->tally->demands[b], b == BEHAVIOUR_CONFRONTATION ? 2 : 0);
    }
    chronicle_close(&told);
    world_free(world);
    world_free(other);
    model_free(&model);
    model_free(&early);
}

/* With noise, the ticks of a longer burn-in change the state but not the draws: the intentions'
 * difference fades. */
static void test_draws_follow_the_calendar(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.2, 0.3);
    model.parameters.noise_intention = 0.1;
    model.parameters.half_life_intention = 0.25;
    model.parameters.time_burn_in = 10;
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 5);
    const double once = world->weak_intention[0];
    model.parameters.time_burn_in = 20 + 1.0 / 12; /* another lane of the first block */
    world_reset(world, 1, 0);
    fixture_run(world, 5);
    assert_near(world->weak_intention[0], once, 1e-12);
    assert_true(fabs(once) > 1e-6);
    world_free(world);
    model_free(&model);
}

/* A run may begin within a block of noise: the first tick is as noisy as any. */
static void test_first_tick_is_noisy(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.2, 0.3);
    model.parameters.noise_intention = 0.1;
    for (int ticks = 0; ticks < 4; ticks++) {
        model.parameters.time_burn_in = ticks / 12.0;
        world_t *world = fixture_world(&model, 1, 0);
        world_step(world);
        assert_true(fabs(world->weak_intention[0]) > 1e-6);
        world_free(world);
    }
    model_free(&model);
}

/* ---- Observation ---- */

static void test_counts_and_tally(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        model_t model;
        counts_t sum = {{0}, {0}, {0}, {0}, 0, 0};
        tally_t tally;
        uint64_t lost = 0, gained = 0;
        double strong = 0, weak = 0;
        bool same[64] = {false};
        random_model(&model, seed);
        world_t *world = fixture_world(&model, seed, 0);
        const size_t n = world_alliance_count(world);
        while (world_tick(world) < world_end(world)) {
            counts_t counts, by_hand = {{0}, {0}, {0}, {0}, 0, 0};
            step_verified(world, seed);
            world_counts(world, 0, &counts);
            if (world_tick(world) <= 0) {
                continue;
            }
            const bool anniversary =
                (world_tick(world) - 1) % model.parameters.time_ticks_per_year == 0;
            for (size_t d = 0; d < n; d++) {
                observation_t seen;
                world_observe(world, 0, d, &seen);
                by_hand.status[seen.status]++;
                if (seen.disposition != BEHAVIOUR_NONE) {
                    by_hand.disposition[seen.disposition]++;
                    by_hand.type[seen.type]++;
                    by_hand.same += seen.same;
                    strong += seen.strong_dependence;
                    weak += seen.weak_dependence;
                    lost += anniversary && world_tick(world) > 1 && same[d] && !seen.same;
                    gained += anniversary && world_tick(world) > 1 && !same[d] && seen.same;
                }
                if (seen.issue) {
                    by_hand.behaviour[seen.behaviour]++;
                    by_hand.issues++;
                }
                same[d] = anniversary ? seen.same : same[d];
            }
            assert_memory_equal(&counts, &by_hand, sizeof counts);
            for (size_t i = 0; i < sizeof sum / sizeof(uint64_t); i++) {
                ((uint64_t *)&sum)[i] += ((const uint64_t *)&by_hand)[i];
            }
        }
        world_tally(world, 0, &tally);
        assert_memory_equal(&tally.sum, &sum, sizeof sum);
        assert_int_equal(tally.same_lost, lost);
        assert_int_equal(tally.same_gained, gained);
        assert_near(tally.strong_dependence, strong, 1e-6);
        assert_near(tally.weak_dependence, weak, 1e-6);
        world_free(world);
        model_free(&model);
    }
}

/* The first ticks of a behaviour but to follow, and of a termination, are those that are seen. */
static void test_first_times(void **state)
{
    uint32_t terminated[2] = {0}, never = 0, refused = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        model_t model;
        dice_model(&model, &(recipe_t){seed, "", false, seed % 2}, seed * 31);
        world_t *world = fixture_world(&model, seed, 2);
        int32_t non_following = MODEL_NONE, termination = MODEL_NONE;
        tally_t tally;
        while (world_tick(world) < world_end(world)) {
            const int32_t tick = world_tick(world);
            world_step(world);
            for (size_t d = 0; d < world_alliance_count(world) && tick >= 0; d++) {
                observation_t seen;
                world_observe(world, 0, d, &seen);
                if (seen.issue && seen.behaviour > BEHAVIOUR_FOLLOW && non_following == MODEL_NONE) {
                    non_following = tick;
                }
                if (seen.issue && seen.behaviour == BEHAVIOUR_TERMINATION && termination == MODEL_NONE) {
                    termination = tick;
                }
            }
        }
        world_tally(world, 0, &tally);
        assert_int_equal(tally.first_non_following, non_following);
        assert_int_equal(tally.first_termination, termination);
        terminated[model.parameters.decision_rule == DECISION_LOGIT] += termination > 0;
        never += termination == MODEL_NONE;
        refused += non_following > 0;
        world_free(world);
        model_free(&model);
    }
    assert_true(terminated[0] > 5 && terminated[1] > 2 && never > 20 && refused > 100);
}

static void test_a_step_allocates_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        model_t model;
        random_model(&model, seed);
        allocations = 0;
        world_t *world = fixture_world(&model, seed, 0);
        assert_true(allocations > 0);
        allocations = 0;
        while (world_tick(world) < world_end(world)) {
            world_step(world);
        }
        world_reset(world, seed, 1);
        world_step(world);
        assert_int_equal(allocations, 0);
        world_free(world);
        model_free(&model);
    }
}

/* A fault is found: each of these is what world_verify exists for. */
static void test_verify_sees_faults(void **state)
{
    char fault[256];
    model_t model;
    (void)state;
    fixture_pair(&model, 0.2, 0.2);
    fixture_event(&model, "ask", VARIABLE_ALLIANCE_demand, 0, 0.2);
    for (int i = 0; i < 14; i++) {
        world_t *world = fixture_world(&model, 1, 0);
        fixture_run(world, 2);
        assert_int_equal(world->behaviour[0], BEHAVIOUR_CONFRONTATION);
        switch (i) {
        case 0:
            world->weak_intention[0] = 1.5;
            break;
        case 1:
            world->weak_military[0] = (double)NAN;
            break;
        case 2:
            world->unallied[0] = 1;
            break;
        case 3:
            world->disposition[0] = world->behaviour[0] = BEHAVIOUR_NEGATIVE_RESPONSE;
            break;
        case 4:
            world->behaviour[0] = BEHAVIOUR_FOLLOW;
            break;
        case 5:
            world->status[0] = STATUS_ENDED;
            world->unallied[0] = 1;
            break;
        case 6:
            world->issue_opened[0] = -100;
            break;
        case 7:
            world->termination_clock[0] = 13;
            break;
        case 8:
            world->apart[0] = 1;
            break;
        case 9:
            world->backed[0] = 0.8;
            break;
        case 10:
            world->based[0] = 0.5;
            break;
        case 11:
            world->only_patron[0] = 1;
            break;
        case 12:
            world->swayed[0] = 0.2;
            break;
        default:
            world->census.kinds[1]++;
            break;
        }
        assert_false(world_verify(world, fault, sizeof fault));
        assert_true(strlen(fault) > 10);
        world_free(world);
    }
    model_free(&model);
}

/* What was never the same cannot be lost, nor what always was be gained. */
static void test_same_of_no_change(void **state)
{
    (void)state;
    for (int together = 0; together < 2; together++) {
        model_t model;
        tally_t tally;
        fixture_pair(&model, 0.3, 0.3);
        fixture_weak_view(&model, 0, 0, together, 1);
        world_t *world = fixture_world(&model, 1, 0);
        fixture_run(world, 60);
        world_tally(world, 0, &tally);
        assert_int_equal(tally.sum.same, together * 60);
        assert_int_equal(tally.same_lost, 0);
        assert_int_equal(tally.same_gained, 0);
        assert_int_equal(tally.flips, 0); /* the first disposition is none */
        world_free(world);
        model_free(&model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_of_no_change),
        cmocka_unit_test(test_against_a_second_writing),
        cmocka_unit_test(test_order_of_entries),
        cmocka_unit_test(test_two_systems_side_by_side),
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_shock_of_no_size),
        cmocka_unit_test(test_reset_is_a_fresh_run),
        cmocka_unit_test(test_drawn_attributes),
        cmocka_unit_test(test_member_is_a_named_state),
        cmocka_unit_test(test_common_random_numbers),
        cmocka_unit_test(test_burn_in),
        cmocka_unit_test(test_draws_follow_the_calendar),
        cmocka_unit_test(test_first_tick_is_noisy),
        cmocka_unit_test(test_counts_and_tally),
        cmocka_unit_test(test_first_times),
        cmocka_unit_test(test_a_step_allocates_nothing),
        cmocka_unit_test(test_verify_sees_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
