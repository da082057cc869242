/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small models for the tests of sim/, drawn as pictures, and what is needed to watch them.
 *
 * The pair, every lever of which is exact when noise is off:
 *
 *          K   power 1, offense 1
 *         / \
 *    I 1 /   \ I 0, X 1
 *   X 1 /     \
 *      S ----- w
 *     rho 1   q = d_s without a stake, n = d_w
 *
 * S sees K at 1; w sees it at I_w, so that the same threat is a matter of weak.intention alone.
 * Dependence is political only (omega_w = omega_s = 0, phi = 1): Q_s = salience, Q_w =
 * political_need. w's capability is 0, its need 1: it is vulnerable until its capability is raised
 * to 1. No socialisation, substitution, demonstration, random demand.
 */
#ifndef ADRIFT_TESTS_FIXTURE_H
#define ADRIFT_TESTS_FIXTURE_H

#include "tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/state.h"

/* ---- Models ---- */

static inline distribution_t constant(double value)
{
    return (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = value};
}

/* Defaults, but nothing random and nothing beyond the paper. */
static inline void fixture_quiet(model_t *model)
{
    model_init(model);
    model->parameters.noise_intention = 0;
    model->parameters.noise_dependence = 0;
    model->parameters.noise_engagement = 0;
    model->parameters.socialisation_patrons = 0;
    model->parameters.socialisation_neighbours = 0;
    model->parameters.consequence_substitution = 0;
    model->parameters.consequence_demonstration = 0;
    model->parameters.demand_rate = 0;
    model->parameters.time_years = 10;
}

static inline int32_t fixture_source(model_t *model, const char *id, double power, double offense)
{
    model_agent_t *added = NULL;
    assert_int_equal(model_add_source(model, id, &added), MODEL_OK);
    added->value[VARIABLE_SOURCE_power] = constant(power);
    added->value[VARIABLE_SOURCE_offense] = constant(offense);
    return (int32_t)model->source_count - 1;
}

static inline int32_t fixture_strong(model_t *model, const char *id, double engagement)
{
    model_agent_t *added = NULL;
    assert_int_equal(model_add_strong(model, id, &added), MODEL_OK);
    added->value[VARIABLE_STRONG_engagement] = constant(engagement);
    return (int32_t)model->strong_count - 1;
}

static inline int32_t fixture_weak(model_t *model, const char *id, uint32_t count)
{
    model_agent_t *added = NULL;
    assert_int_equal(model_add_weak(model, id, count, &added), MODEL_OK);
    return (int32_t)model->weak_count - 1;
}

static inline model_agent_t *fixture_alliance(model_t *model, int32_t strong, int32_t weak)
{
    model_agent_t *added = NULL;
    assert_int_equal(model_add_alliance(model, strong, weak, 0, &added), MODEL_OK);
    return added;
}

static inline model_tie_t *fixture_tie(model_t *model, int32_t from, int32_t to, double weight)
{
    model_tie_t *added = NULL;
    assert_int_equal(model_add_tie(model, from, to, &added), MODEL_OK);
    added->weight = constant(weight);
    return added;
}

static inline void fixture_strong_view(model_t *model, int32_t strong, int32_t source,
                                       double intention, double proximity)
{
    model->strong[strong].per_source[VARIABLE_STRONG_intention][source] = constant(intention);
    model->strong[strong].per_source[VARIABLE_STRONG_proximity][source] = constant(proximity);
}

static inline void fixture_weak_view(model_t *model, int32_t weak, int32_t source, double intention,
                                     double proximity)
{
    model->weak[weak].per_source[VARIABLE_WEAK_intention][source] = constant(intention);
    model->weak[weak].per_source[VARIABLE_WEAK_proximity][source] = constant(proximity);
}

/* A permanent event on every target. Valid until the next shock is added. */
static inline model_shock_t *fixture_event(model_t *model, const char *id, variable_t on,
                                           double date, double size)
{
    model_shock_t *added = NULL;
    assert_int_equal(model_add_shock(model, id, on, &added), MODEL_OK);
    added->scripted = true;
    added->permanent = true;
    added->date = date;
    added->size = constant(size);
    return added;
}

static inline model_shock_t *fixture_process(model_t *model, const char *id, variable_t on,
                                             double rate, double size)
{
    model_shock_t *added = NULL;
    assert_int_equal(model_add_shock(model, id, on, &added), MODEL_OK);
    added->rate = rate;
    added->size = constant(size);
    return added;
}

/* A random weak.intention that an event names its source for. */
static inline model_shock_t *fixture_event_about(model_t *model, const char *id, variable_t on,
                                                 double date, double size, int32_t source)
{
    model_shock_t *added = fixture_event(model, id, on, date, size);
    added->source = source;
    return added;
}

/* The pair, with salience q and political need n. */
static inline void fixture_pair(model_t *model, double q, double n)
{
    fixture_quiet(model);
    model->parameters.dependence_security_strong = 0;
    model->parameters.dependence_security_weak = 0;
    model->parameters.dependence_standing = 1;
    int32_t k = fixture_source(model, "K", 1, 1);
    int32_t s = fixture_strong(model, "S", 1);
    int32_t w = fixture_weak(model, "w", 0);
    fixture_strong_view(model, s, k, 1, 1);
    fixture_weak_view(model, w, k, 0, 1);
    model->weak[w].value[VARIABLE_WEAK_capability] = constant(0);
    model->weak[w].value[VARIABLE_WEAK_defense_need] = constant(1);
    model->weak[w].value[VARIABLE_WEAK_alternatives] = constant(0);
    model_agent_t *d = fixture_alliance(model, s, w);
    d->value[VARIABLE_ALLIANCE_support] = constant(1);
    d->value[VARIABLE_ALLIANCE_basing] = constant(1);
    d->value[VARIABLE_ALLIANCE_salience] = constant(q);
    d->value[VARIABLE_ALLIANCE_political_need] = constant(n);
}

static inline void fixture_complain(void *context, const char *path, const char *message)
{
    (void)context;
    print_error("%s: %s\n", path, message);
}

/* A checked model's world, reset to (seed, replicate). */
static inline world_t *fixture_world(const model_t *model, uint64_t seed, uint64_t replicate)
{
    world_t *world = NULL;
    assert_int_equal(model_check(model, fixture_complain, NULL), 0);
    assert_int_equal(world_create(&world, model, 1), MODEL_OK);
    world_reset(world, seed, replicate);
    return world;
}

/* Steps until the next tick is `tick`, verifying after each. */
static inline void fixture_run(world_t *world, int32_t tick)
{
    while (world_tick(world) < tick) {
        char fault[256] = "";
        world_step(world);
        if (!world_verify(world, fault, sizeof fault)) {
            print_error("tick %d: %s\n", (int)world_tick(world) - 1, fault);
            fail();
        }
    }
}

/* What alliance 0 looks like at the end of `tick`. */
static inline observation_t fixture_seen(world_t *world, int32_t tick)
{
    observation_t seen;
    assert_true(world_tick(world) <= tick + 1);
    fixture_run(world, tick + 1);
    world_observe(world, 0, 0, &seen);
    return seen;
}

/* ---- Events as they happened ---- */

enum { CHRONICLE_SIZE = 1 << 17 };

typedef struct chronicle {
    world_event_t *event;
    size_t count;
    size_t of[EVENT_KIND_COUNT];
} chronicle_t;

static inline void chronicle_write(void *context, const world_event_t *event)
{
    chronicle_t *self = context;
    if (self->count < CHRONICLE_SIZE) {
        self->event[self->count++] = *event;
    }
    self->of[event->kind]++;
}

static inline void chronicle_open(chronicle_t *self, world_t *world)
{
    memset(self, 0, sizeof *self);
    self->event = calloc(CHRONICLE_SIZE, sizeof *self->event);
    assert_non_null(self->event);
    world_listen(world, chronicle_write, self);
}

static inline void chronicle_close(chronicle_t *self)
{
    free(self->event);
}

static inline void chronicle_forget(chronicle_t *self)
{
    self->count = 0;
    memset(self->of, 0, sizeof self->of);
}

/* Tick of the n-th event (from 0) of a kind; -1 if there was none. */
static inline int32_t chronicle_tick(const chronicle_t *self, world_event_kind_t kind, size_t n)
{
    int32_t tick = -1;
    for (size_t i = 0; i < self->count && tick < 0; i++) {
        if (self->event[i].kind == kind && n-- == 0) {
            tick = self->event[i].tick;
        }
    }
    return tick;
}

/* ---- Dice of the tests' own (splitmix64), for property tests ---- */

typedef struct dice {
    uint64_t state;
} dice_t;

static inline uint64_t dice_roll(dice_t *self)
{
    uint64_t x = self->state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static inline double dice_real(dice_t *self, double low, double high)
{
    return low + (high - low) * ((double)(dice_roll(self) >> 11) * 0x1p-53);
}

static inline uint32_t dice_below(dice_t *self, uint32_t n)
{
    return (uint32_t)(dice_roll(self) >> 32) % n;
}

static inline bool dice_chance(dice_t *self, double p)
{
    return dice_real(self, 0, 1) < p;
}

/* A value or a distribution that mostly lies within [low, high]. */
static inline distribution_t dice_value(dice_t *self, double low, double high)
{
    const double a = dice_real(self, low, high), b = dice_real(self, low, high);
    distribution_t value = constant(a);
    switch (dice_below(self, 5)) {
    case 0:
        value = (distribution_t){DISTRIBUTION_UNIFORM, a < b ? a : b, a < b ? b : a, 0};
        break;
    case 1:
        value = (distribution_t){DISTRIBUTION_GAUSSIAN, a, (high - low) / 4, 0};
        break;
    default:
        break;
    }
    return value;
}

static inline distribution_t dice_size(dice_t *self, double scale)
{
    const double m = dice_real(self, -scale, scale), s = dice_real(self, 0, scale);
    const distribution_t sizes[] = {
        {DISTRIBUTION_CONSTANT, m, 0, 0},         {DISTRIBUTION_GAUSSIAN, m, s, 0},
        {DISTRIBUTION_LAPLACE, m, s, 0},          {DISTRIBUTION_EXPONENTIAL, m, 0, 0},
        {DISTRIBUTION_LOGNORMAL, s + 0.01, 1, 0}, {DISTRIBUTION_STUDENT_T, m, s, 2.5},
        {DISTRIBUTION_UNIFORM, -s, s + 0.1, 0},   {DISTRIBUTION_BETA, 1.5, 2, 0},
    };
    return sizes[dice_below(self, sizeof sizes / sizeof sizes[0])];
}

/* Numbers of the random models below. */
typedef struct recipe {
    uint64_t seed;
    const char *prefix; /* of every ID but the sources' */
    bool confined;      /* shocks only on named states, so that two models can stand side by side */
    bool embodied;      /* the first source is the first strong state's */
} recipe_t;

static inline const char *dice_id(char *text, size_t size, const char *prefix, const char *kind,
                                  uint32_t i)
{
    snprintf(text, size, "%s%s%u", prefix, kind, (unsigned)i);
    return text;
}

static inline void dice_parameters(dice_t *dice, parameters_t *p)
{
    p->time_ticks_per_year = dice_chance(dice, 0.5) ? 12 : 1 + (int)dice_below(dice, 52);
    p->time_years = 100.0 / p->time_ticks_per_year;
    p->time_burn_in = dice_chance(dice, 0.3) ? 7.0 / p->time_ticks_per_year : 0.0;
    p->threshold_dependence = dice_real(dice, 0.2, 0.6);
    p->threshold_band = dice_chance(dice, 0.3) ? 0 : dice_real(dice, 0, 0.2);
    p->threshold_threat = dice_real(dice, 0.1, 0.6);
    p->threshold_divergence = dice_real(dice, 0.1, 0.9);
    p->threshold_vulnerability = dice_real(dice, 0, 1);
    p->threshold_ally = dice_real(dice, 0, 0.7);
    p->walt_power = dice_real(dice, 0, 0.5);
    p->walt_proximity = dice_real(dice, 0, 0.5);
    p->walt_offense = 1 - p->walt_power - p->walt_proximity;
    p->dependence_security_weak = dice_real(dice, 0, 1);
    p->dependence_security_strong = dice_real(dice, 0, 1);
    p->dependence_substitutes = dice_real(dice, 0, 1);
    p->dependence_standing = dice_real(dice, 0, 1);
    p->dependence_treaty = dice_real(dice, 0, 1);
    p->dependence_self_help = dice_real(dice, 0.01, 1);
    p->half_life_intention = dice_real(dice, 0.1, 5);
    p->half_life_engagement = dice_real(dice, 0.1, 5);
    p->half_life_dependence = dice_real(dice, 0.1, 2);
    p->half_life_attribute = dice_real(dice, 0.1, 3);
    p->half_life_memory = dice_real(dice, 0.1, 3);
    p->noise_intention = dice_chance(dice, 0.2) ? 0 : dice_real(dice, 0, 0.3);
    p->noise_dependence = dice_chance(dice, 0.2) ? 0 : dice_real(dice, 0, 0.2);
    p->noise_engagement = dice_chance(dice, 0.5) ? 0 : dice_real(dice, 0, 0.2);
    p->socialisation_patrons = dice_chance(dice, 0.3) ? 0 : dice_real(dice, 0, 0.5);
    p->socialisation_neighbours = dice_chance(dice, 0.3) ? 0 : dice_real(dice, 0, 0.5);
    p->demand_rate = dice_real(dice, 0, 8);
    p->demand_conflict = dice_real(dice, 0.3, 1);
    p->demand_issue_years = dice_real(dice, 0.1, 2);
    p->price_scale = dice_real(dice, 0.05, 2);
    p->price_acceptance = dice_real(dice, 0, 1);
    p->price_concession_rate = dice_real(dice, 0, 3);
    p->consequence_withdrawal = dice_real(dice, 0, 1);
    p->consequence_sanction = dice_real(dice, -1, 1);
    p->consequence_drift_after = dice_real(dice, 0, 0.5);
    p->consequence_recover_after = dice_real(dice, 0, 1);
    p->consequence_end_after = dice_real(dice, 0, 1);
    p->consequence_reform_after = dice_chance(dice, 0.3) ? 0 : dice_real(dice, 0, 2);
    p->consequence_substitution = dice_real(dice, 0, 1);
    p->consequence_demonstration = dice_real(dice, 0, 1);
    p->consequence_retrench_step = dice_real(dice, 0, 0.3);
    p->decision_rule = dice_chance(dice, 0.3) ? DECISION_LOGIT : DECISION_FRAMEWORK;
    p->decision_lambda = dice_real(dice, 0, 40);
    p->decision_scope = dice_chance(dice, 0.4) ? SCOPE_ANY : SCOPE_FOCAL;
}

static inline void dice_agent(dice_t *dice, model_agent_t *agent, agent_kind_t kind, size_t sources)
{
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        if (info->kind == kind && info->role != ROLE_ACTION) {
            if (!info->per_source) {
                agent->value[v] = dice_value(dice, info->lowest, info->highest);
            } else {
                for (size_t k = 0; k < sources; k++) {
                    agent->per_source[v][k] = dice_value(dice, info->lowest, info->highest);
                }
            }
        }
    }
}

/* One shock or event on any variable. */
static inline void dice_shock(dice_t *dice, model_t *model, const char *id, bool confined)
{
    variable_t on = (variable_t)dice_below(dice, VARIABLE_COUNT);
    const variable_info_t *info = variable_info(on);
    const bool scripted = dice_chance(dice, 0.4), demand = on == VARIABLE_ALLIANCE_demand;
    model_shock_t *shock = NULL;
    if (!variable_shockable(on) ||
        (confined && (info->kind == KIND_SOURCE || info->kind == KIND_WORLD))) {
        return;
    }
    assert_int_equal(model_add_shock(model, id, on, &shock), MODEL_OK);
    shock->scripted = scripted;
    shock->permanent = dice_chance(dice, 0.5);
    shock->together = dice_chance(dice, 0.3);
    shock->conflict = dice_chance(dice, 0.8);
    shock->rate = dice_real(dice, 0, 3);
    shock->date = floor(dice_real(dice, 0, 99)) / model->parameters.time_ticks_per_year;
    shock->size = demand ? (distribution_t){DISTRIBUTION_BETA, 2, 3, 0} : dice_size(dice, 0.5);
    if (scripted && shock->size.kind == DISTRIBUTION_CONSTANT && demand) {
        shock->size = constant(0.5);
    }
    if (info->kind == KIND_SOURCE && dice_chance(dice, 0.5)) {
        shock->target = (int32_t)dice_below(dice, (uint32_t)model->source_count);
    } else if (info->kind == KIND_STRONG && (confined || dice_chance(dice, 0.5))) {
        shock->target = (int32_t)dice_below(dice, (uint32_t)model->strong_count);
    } else if (info->kind == KIND_WEAK && (confined || dice_chance(dice, 0.5))) {
        shock->target = (int32_t)dice_below(dice, (uint32_t)model->weak_count);
        if (model->weak[shock->target].count > 0 && dice_chance(dice, 0.5)) {
            shock->member = 1 + dice_below(dice, model->weak[shock->target].count);
        }
    } else if (info->kind == KIND_ALLIANCE && (confined || dice_chance(dice, 0.5))) {
        const model_agent_t *alliance =
            &model->alliances[dice_below(dice, (uint32_t)model->alliance_count)];
        shock->strong = alliance->strong;
        if (dice_chance(dice, 0.5)) {
            shock->weak = alliance->weak;
            shock->member = alliance->member;
        }
    }
    if ((info->per_source || on == VARIABLE_WORLD_intention) && dice_chance(dice, 0.5)) {
        shock->source = (int32_t)dice_below(dice, (uint32_t)model->source_count);
    }
}

/*
 * A model with everything in it: one to four sources (the same for every recipe of one `sources`
 * seed), one to three strong states, named states and a group, several patrons or none, ties of
 * every kind, shocks of every kind.
 */
static inline void dice_model(model_t *model, const recipe_t *recipe, uint64_t sources_seed)
{
    dice_t dice = {recipe->seed}, source_dice = {sources_seed};
    model_agent_t *agent = NULL;
    char id[64];
    model_init(model);
    dice_parameters(&source_dice, &model->parameters);
    const uint32_t sources = 1 + dice_below(&source_dice, 4), strongs = 1 + dice_below(&dice, 3),
                   states = 1 + dice_below(&dice, 5);
    for (uint32_t i = 0; i < sources; i++) {
        assert_int_equal(model_add_source(model, dice_id(id, sizeof id, "", "K", i), &agent),
                         MODEL_OK);
        dice_agent(&source_dice, agent, KIND_SOURCE, sources);
    }
    for (uint32_t i = 0; i < strongs; i++) {
        assert_int_equal(
            model_add_strong(model, dice_id(id, sizeof id, recipe->prefix, "S", i), &agent),
            MODEL_OK);
        dice_agent(&dice, agent, KIND_STRONG, sources);
        agent->response = (response_t)dice_below(&dice, 4);
    }
    if (recipe->embodied) {
        model->sources[0].state = 0;
    }
    for (uint32_t i = 0; i <= states; i++) {
        const uint32_t count = i == states ? 2 + dice_below(&dice, 6) : 0;
        assert_int_equal(
            model_add_weak(model,
                           dice_id(id, sizeof id, recipe->prefix, i == states ? "group" : "w", i),
                           count, &agent),
            MODEL_OK);
        dice_agent(&dice, agent, KIND_WEAK, sources);
        for (uint32_t s = 0; s < strongs; s++) {
            if ((i == states && s == 0) || dice_chance(&dice, 0.5)) {
                assert_int_equal(model_add_alliance(model, (int32_t)s, (int32_t)i, 0, &agent),
                                 MODEL_OK);
                dice_agent(&dice, agent, KIND_ALLIANCE, sources);
            }
        }
    }
    if (dice_chance(&dice, 0.8)) {
        model_tie_t *tie = NULL;
        assert_int_equal(model_add_tie(model, (int32_t)states, (int32_t)states, &tie), MODEL_OK);
        tie->partners = dice_below(&dice, 2);
        tie->mutual = tie->partners > 0 && dice_chance(&dice, 0.5);
        tie->weight = dice_value(&dice, 0, 1);
        assert_int_equal(model_add_tie(model, 0, (int32_t)states, &tie), MODEL_OK);
        tie->partners = dice_below(&dice, 3);
        tie->mutual = dice_chance(&dice, 0.5);
        tie->weight = dice_value(&dice, 0, 1);
        if (states > 1) {
            assert_int_equal(model_add_tie(model, 0, 1, &tie), MODEL_OK);
            tie->weight = dice_value(&dice, 0, 1);
        }
    }
    for (uint32_t i = 0; i < 8; i++) {
        dice_shock(&dice, model, dice_id(id, sizeof id, recipe->prefix, "shock", i),
                   recipe->confined);
    }
}

/* The same with a group of `count` states, so that there are several tiles, for `ticks`; a tie of
 * everybody to everybody is one to a few. */
static inline void dice_enlarge(model_t *model, uint32_t count, int32_t ticks)
{
    const int32_t group = (int32_t)model->weak_count - 1;
    model->weak[group].count = count;
    for (size_t i = 0; i < model->tie_count; i++) {
        if (model->ties[i].to == group && model->ties[i].partners == 0) {
            model->ties[i].partners = 2;
        }
    }
    const double per_year = model->parameters.time_ticks_per_year;
    const double shorter = ticks / per_year / model->parameters.time_years;
    for (size_t i = 0; i < model->shock_count; i++) {
        model->shocks[i].date = floor(model->shocks[i].date * shorter * per_year) / per_year;
    }
    model->parameters.time_years = ticks / per_year;
}

/* ---- Moments of a mean-reverting variable ---- */

/* Of deviations from the target, x in one tick and y in the next, of draws far enough apart to be
 * independent. */
typedef struct moments {
    double sum, square, cross;
    size_t n;
} moments_t;

static inline void moments_add(moments_t *self, double x, double y)
{
    self->sum += x;
    self->square += x * x;
    self->cross += x * y;
    self->n++;
}

/* Stationary mean 0, standard deviation sd, autocorrelation f after a tick: 5 standard errors of
 * normal theory. */
static inline void moments_check(const moments_t *self, double sd, double f)
{
    const double n = (double)self->n, variance = sd * sd;
    assert_within_sigma(self->sum / n, 0, sd / sqrt(n), 5);
    assert_within_sigma(self->square / n, variance, variance * sqrt(2 / n), 5);
    assert_within_sigma(self->cross / n, variance * f, variance * sqrt((1 + f * f) / n), 5);
}

/* ---- Comparing ---- */

/* What is observed, with what means nothing blanked, so that two can be compared byte by byte. */
static inline void fixture_observe_copy(const world_t *world, uint32_t copy, size_t alliance, observation_t *seen)
{
    observation_t raw, clean;
    world_observe(world, copy, alliance, &raw);
    memset(&clean, 0, sizeof clean);
#define KEEP(field) clean.field = raw.field
    KEEP(status), KEEP(issue), KEEP(strong_dependence), KEEP(weak_dependence),
        KEEP(strong_military), KEEP(strong_political);
    KEEP(weak_military), KEEP(weak_political), KEEP(type), KEEP(focal_source), KEEP(strong_threat),
        KEEP(weak_threat);
    KEEP(same), KEEP(divergence), KEEP(vulnerability), KEEP(ally_threat), KEEP(alternatives),
        KEEP(disposition);
    KEEP(behaviour);
    if (raw.issue) {
        KEEP(issue_source), KEEP(stake), KEEP(conflict), KEEP(price), KEEP(concession);
    }
#undef KEEP
    memset(seen, 0, sizeof *seen);
    memcpy(seen, &clean, sizeof clean);
}

static inline void fixture_observe(const world_t *world, size_t alliance, observation_t *seen)
{
    fixture_observe_copy(world, 0, alliance, seen);
}

static inline bool fixture_equal(const world_t *a, size_t alliance_a, const world_t *b,
                                 size_t alliance_b)
{
    observation_t x, y;
    fixture_observe(a, alliance_a, &x);
    fixture_observe(b, alliance_b, &y);
    return memcmp(&x, &y, sizeof x) == 0;
}

/* The alliance of those two states, by their IDs. */
static inline size_t fixture_find(const world_t *world, const char *strong, const char *weak)
{
    size_t found = world_alliance_count(world);
    for (size_t d = 0; d < world_alliance_count(world); d++) {
        char id[WORLD_ID_SIZE];
        world_weak_id(world, world_alliance_weak(world, d), id);
        if (strcmp(world_strong_id(world, world_alliance_strong(world, d)), strong) == 0 &&
            strcmp(id, weak) == 0) {
            found = d;
        }
    }
    assert_true(found < world_alliance_count(world));
    return found;
}

#endif
