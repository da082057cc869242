/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/start.h"

#include <math.h>
#include <string.h>

#include "sim/arithmetic.h"
#include "sim/demand.h"
#include "sim/dependence.h"
#include "sim/noise.h"
#include "sim/observe.h"
#include "sim/perception.h"
#include "sim/rule.h"
#include "sim/shock.h"
#include "sim/threat.h"
#include "sim/ties.h"

/* f = 2^(-dt/half_life), and the noise that keeps the stationary standard deviation at sd (model
 * 3). */
static double keep_of(double dt, double half_life)
{
    return arithmetic_exp2(-dt / half_life);
}

static double shake_of(double sd, double keep)
{
    return sd * sqrt(1.0 - keep * keep);
}

static void work_out_constants(world_t *world)
{
    const parameters_t *p = &world->model->parameters;
    constants_t *c = &world->constants;
    c->dt = 1.0 / p->time_ticks_per_year;
    c->keep_intention = keep_of(c->dt, p->half_life_intention);
    c->keep_engagement = keep_of(c->dt, p->half_life_engagement);
    c->keep_dependence = keep_of(c->dt, p->half_life_dependence);
    c->keep_attribute = keep_of(c->dt, p->half_life_attribute);
    c->keep_memory = keep_of(c->dt, p->half_life_memory);
    c->shake_intention = shake_of(p->noise_intention, c->keep_intention);
    c->shake_engagement = shake_of(p->noise_engagement, c->keep_engagement);
    c->shake_dependence = shake_of(p->noise_dependence, c->keep_dependence);
    c->own_weight = 1.0 - p->socialisation_patrons - p->socialisation_neighbours;
    c->line_up = p->threshold_dependence + p->threshold_band / 2;
    c->line_down = p->threshold_dependence - p->threshold_band / 2;
    c->stake_is_proposed =
        distribution_beta_init(&c->stake, p->demand_stake_alpha, p->demand_stake_beta);
    c->drift_ticks = model_ticks(world->model, p->consequence_drift_after);
    c->recover_ticks = model_ticks(world->model, p->consequence_recover_after);
    c->end_ticks = model_ticks(world->model, p->consequence_end_after);
    c->reform_ticks = model_ticks(world->model, p->consequence_reform_after);
}

/* What one agent's entry gives for a variable: a constant, or a draw of that agent and replicate.
 */
static double draw_value(const world_t *world, const distribution_t *given, uint32_t cell, uint64_t who,
                         uint64_t what, const variable_info_t *info)
{
    double value = given->a;
    if (given->kind != DISTRIBUTION_CONSTANT) {
        random_stream_t stream;
        random_stream_init(&stream, world_key(world, cell), random_hash_join(who, what), 0, RANDOM_ATTRIBUTE);
        value = distribution_sample(given, &stream);
    }
    return clamp(value, info->lowest, info->highest);
}

/* An agent's entry in a model that has the entries of the world's. */
static const model_agent_t *entry_of(const world_t *world, const model_t *model, agent_kind_t kind,
                                     uint32_t i, uint64_t *address)
{
    const roster_t *roster = &world->roster;
    const model_agent_t *entry = NULL;
    switch (kind) {
    case KIND_SOURCE:
        entry = &model->sources[roster->source_entry[i >> roster->copy_bits]];
        *address = roster->source_address[i >> roster->copy_bits];
        break;
    case KIND_STRONG:
        entry = &model->strong[roster->strong_entry[i]];
        *address = roster->strong_address[i];
        break;
    case KIND_WEAK:
        entry = &model->weak[roster->weak_entry[i]];
        *address = roster->weak_address[i];
        break;
    default:
        entry = &model->alliances[roster->alliance_entry[i]];
        *address = roster->alliance_address[i];
        break;
    }
    return entry;
}

/* Every agent's value of a variable that is not per source. */
static void draw_single(const world_t *world, variable_t variable, double *value)
{
    const variable_info_t *info = variable_info(variable);
    const uint64_t what = random_hash(info->name);
    for (uint32_t i = 0; i < roster_agents(&world->roster, info->kind); i++) {
        uint64_t address;
        const model_agent_t *entry = entry_of(world, world->model, info->kind, i, &address);
        value[i] = draw_value(world, &entry->value[variable], i, address, what, info);
    }
}

/* Every agent's value of a variable for each source. */
static void draw_per_source(const world_t *world, variable_t variable, double *value)
{
    const roster_t *roster = &world->roster;
    const variable_info_t *info = variable_info(variable);
    const size_t agents = roster_agents(roster, info->kind);
    const uint64_t name = random_hash(info->name);
    for (uint32_t k = 0; k < roster->sources; k++) {
        const uint64_t what = random_hash_join(name, roster->source_address[k]);
        for (uint32_t i = 0; i < agents; i++) {
            uint64_t address;
            const model_agent_t *entry = entry_of(world, world->model, info->kind, i, &address);
            value[k * agents + i] = draw_value(
                world, &entry->per_source[variable][roster->source_entry[k]], i, address, what, info);
        }
    }
}

static void draw_attributes(world_t *world)
{
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        attribute_t *attribute = &world->attribute[v];
        if (variable_is_attribute((variable_t)v)) {
            draw_single(world, (variable_t)v, attribute->constant);
            memcpy(attribute->value, attribute->constant,
                   attribute->count * sizeof *attribute->value);
            if (attribute->transient != NULL) {
                memset(attribute->transient, 0, attribute->count * sizeof *attribute->transient);
                memset(attribute->fading, 0,
                       (attribute->count + TILE_SIZE - 1) / TILE_SIZE * sizeof *attribute->fading);
            }
        }
    }
    draw_single(world, VARIABLE_STRONG_engagement, world->engagement_base);
    draw_per_source(world, VARIABLE_STRONG_intention, world->strong_intention_base);
    draw_per_source(world, VARIABLE_STRONG_proximity, world->strong_proximity);
    draw_per_source(world, VARIABLE_WEAK_intention, world->weak_intention_base);
    draw_per_source(world, VARIABLE_WEAK_proximity, world->weak_proximity);
}

/* What an agent's value in a living world becomes: moved as its entry's was, so that permanent
 * shocks stay. */
static double moved(double value, double before, double now)
{
    return value == before ? now : now != before ? value + (now - before) : value;
}

static void adopt_attribute(world_t *world, variable_t variable, const model_t *before)
{
    const variable_info_t *info = variable_info(variable);
    attribute_t *attribute = &world->attribute[variable];
    const uint64_t what = random_hash(info->name);
    for (uint32_t i = 0; i < attribute->count; i++) {
        uint64_t address;
        const distribution_t *then =
            &entry_of(world, before, info->kind, i, &address)->value[variable];
        const distribution_t *now =
            &entry_of(world, world->model, info->kind, i, &address)->value[variable];
        const double constant =
            moved(attribute->constant[i], draw_value(world, then, i, address, what, info),
                  draw_value(world, now, i, address, what, info));
        if (constant != attribute->constant[i]) {
            const double transient = attribute->transient != NULL ? attribute->transient[i] : 0.0;
            attribute->constant[i] = constant;
            attribute->value[i] = clamp(constant + transient, info->lowest, info->highest);
        }
    }
}

static void adopt_engagement(world_t *world, const model_t *before)
{
    const variable_info_t *info = variable_info(VARIABLE_STRONG_engagement);
    const uint64_t what = random_hash(info->name);
    for (uint32_t s = 0; s < world->roster.strongs; s++) {
        uint64_t address;
        const distribution_t *then =
            &entry_of(world, before, KIND_STRONG, s, &address)->value[VARIABLE_STRONG_engagement];
        const distribution_t *now = &entry_of(world, world->model, KIND_STRONG, s, &address)
                                         ->value[VARIABLE_STRONG_engagement];
        world->engagement_base[s] =
            moved(world->engagement_base[s], draw_value(world, then, s, address, what, info),
                  draw_value(world, now, s, address, what, info));
    }
}

/* Bases of intentions, laid out as draw_per_source has them. */
static void adopt_intention(world_t *world, variable_t variable, const model_t *before, double *base)
{
    const roster_t *roster = &world->roster;
    const variable_info_t *info = variable_info(variable);
    const size_t agents = roster_agents(roster, info->kind);
    const uint64_t name = random_hash(info->name);
    for (uint32_t k = 0; k < roster->sources; k++) {
        const uint64_t what = random_hash_join(name, roster->source_address[k]);
        const uint32_t source = roster->source_entry[k];
        for (uint32_t i = 0; i < agents; i++) {
            uint64_t address;
            const distribution_t *then =
                &entry_of(world, before, info->kind, i, &address)->per_source[variable][source];
            const distribution_t *now = &entry_of(world, world->model, info->kind, i, &address)
                                             ->per_source[variable][source];
            double *value = &base[k * agents + i];
            *value = moved(*value, draw_value(world, then, i, address, what, info),
                           draw_value(world, now, i, address, what, info));
        }
    }
}

static void adopt_values(world_t *world, const model_t *before)
{
    const roster_t *roster = &world->roster;
    const variable_info_t *view = variable_info(VARIABLE_WEAK_intention);
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        if (variable_is_attribute((variable_t)v)) {
            adopt_attribute(world, (variable_t)v, before);
        }
    }
    adopt_engagement(world, before);
    adopt_intention(world, VARIABLE_STRONG_intention, before, world->strong_intention_base);
    adopt_intention(world, VARIABLE_WEAK_intention, before, world->weak_intention_base);
    for (size_t i = 0; i < (size_t)roster->weaks * roster->sources; i++) {
        world->own_view[i] = clamp(world->weak_intention_base[i] + world->government[i],
                                   view->lowest, view->highest);
    }
    draw_per_source(world, VARIABLE_STRONG_proximity, world->strong_proximity);
    draw_per_source(world, VARIABLE_WEAK_proximity, world->weak_proximity);
}

/* Every mean-reverting variable at its target, worked out from base values; types by the plain
 * threshold (model 4). */
static void start_at_targets(world_t *world)
{
    const roster_t *roster = &world->roster;
    const size_t strong_pairs = (size_t)roster->strongs * roster->sources,
                 weak_pairs = (size_t)roster->weaks * roster->sources;
    memcpy(world->engagement, world->engagement_base, roster->strongs * sizeof *world->engagement);
    memcpy(world->strong_intention, world->strong_intention_base,
           strong_pairs * sizeof *world->strong_intention);
    memcpy(world->own_view, world->weak_intention_base, weak_pairs * sizeof *world->own_view);
    memset(world->government, 0, weak_pairs * sizeof *world->government);
    memcpy(world->weak_intention, world->own_view, weak_pairs * sizeof *world->weak_intention);
    perception_start(world);
    threat_prepare(world);
    threat_update(world, 0, roster->weaks);
    dependence_start(world);
    rule_start(world);
}

/* No issue, no clock, all allied, nothing conceded. */
static void forget(world_t *world)
{
    const size_t n = world->roster.alliances, strongs = world->roster.strongs;
    memset(world->status, STATUS_ALLIED, n);
    memset(world->issue, ISSUE_NONE, n);
    memset(world->same_last_year, 0, n);
    memset(world->disposition, BEHAVIOUR_NONE, n);
    memset(world->behaviour, BEHAVIOUR_NONE, n);
    memset(world->termination_clock, 0, n * sizeof *world->termination_clock);
    memset(world->calm_clock, 0, n * sizeof *world->calm_clock);
    memset(world->issue_stake, 0, n * sizeof *world->issue_stake);
    memset(world->conceded, 0, strongs * sizeof *world->conceded);
    memset(world->conceding, 0, strongs * sizeof *world->conceding);
    memset(world->unallied, 0, strongs * sizeof *world->unallied);
    memset(world->shaken, 0, strongs * sizeof *world->shaken);
    observe_reset(world);
}

void start_replicate(world_t *world, uint64_t seed, uint64_t replicate)
{
    const roster_t *roster = &world->roster;
    random_key_t key[WORLD_COPIES];
    const size_t weak_noise =
        WORLD_NOISE_TICKS * noise_stride((size_t)roster->weaks * roster->sources);
    const size_t strong_noise =
        WORLD_NOISE_TICKS * noise_stride((size_t)roster->strongs * (roster->sources + 1));
    for (uint32_t c = 0; c < roster->copies; c++) {
        key[c] = random_key(seed, replicate + c);
    }
    world->keys = random_keys(key, roster->copies);
    world->tick = -model_ticks(world->model, world->model->parameters.time_burn_in);
    world->end = model_ticks(world->model, world->model->parameters.time_years);
    work_out_constants(world);
    forget(world);
    draw_attributes(world);
    ties_lay(&world->ties, roster, &world->keys);
    world->ties_stale = true;
    for (uint32_t d = 0; d < roster->alliances; d++) {
        dependence_note_status(world, d);
    }
    memset(world->weak_noise, 0, weak_noise * sizeof *world->weak_noise);
    memset(world->strong_noise, 0, strong_noise * sizeof *world->strong_noise);
    start_at_targets(world);
    demand_reset(world);
    shock_reset_all(world);
    noise_draw(world, true);
}

void start_adopt(world_t *world, const model_t *before)
{
    work_out_constants(world);
    adopt_values(world, before);
    ties_lay(&world->ties, &world->roster, &world->keys);
    world->ties_stale = true;
    perception_note_all(world);
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        dependence_note_status(world, d);
    }
    rule_adopt(world, before);
    if (world->model->parameters.decision_rule ==
        DECISION_FRAMEWORK) { /* under logit a clock may run past its end */
        const int32_t last = world->constants.end_ticks > 0 ? world->constants.end_ticks - 1 : 0;
        for (uint32_t d = 0; d < world->roster.alliances; d++) {
            world->termination_clock[d] =
                world->termination_clock[d] > last ? last : world->termination_clock[d];
        }
    }
    shock_adopt_all(world, before);
    demand_look_again(world);
    noise_draw(world, true);
}
