/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/demand.h"

#include "sim/arithmetic.h"
#include "sim/chronicle.h"
#include "sim/shock.h"

/* What one block decides about a candidate demand. */
enum { DRAW_GAP, DRAW_THIN, DRAW_SOURCE, DRAW_CONFLICT, DRAW_COUNT };

static void draw_candidate(const world_t *world, uint32_t d, int32_t tick,
                           uint32_t word[DRAW_COUNT])
{
    random_block(world->key, world->roster.alliance_address[d], tick, random_what(RANDOM_DEMAND, 0),
                 word);
}

/* The candidate after the one at `last`, from that one's draw. */
static int32_t candidate_after(const world_t *world, int32_t last, const uint32_t word[DRAW_COUNT])
{
    return shock_next_arrival(random_unit(word[DRAW_GAP]), last,
                              world->model->parameters.demand_rate, world->constants.dt);
}

static int32_t first_candidate(const world_t *world, uint32_t d)
{
    uint32_t word[DRAW_COUNT];
    draw_candidate(world, d, world->tick - 1, word);
    return candidate_after(world, world->tick - 1, word);
}

void demand_reset(world_t *world)
{
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        world->demand_next[d] = first_candidate(world, d);
        world->pending_stake[d] = -1.0;
    }
    world->pending_count = 0;
}

void demand_adopt(world_t *world, const model_t *before)
{
    if (world->model->parameters.demand_rate != before->parameters.demand_rate) {
        for (uint32_t d = 0; d < world->roster.alliances; d++) {
            world->demand_next[d] = first_candidate(world, d);
        }
    }
}

void demand_close(world_t *world, uint32_t d, world_event_kind_t how)
{
    world->issue[d] = ISSUE_CLOSED;
    if (world->issue_opened[d] >= 0) {
        world->tally.demands[world->issue_gravest[d]]++;
    }
    if (world->tick >= 0) {
        world->tally.settled += how == EVENT_ISSUE_SETTLED;
        world->tally.lapsed += how == EVENT_ISSUE_LAPSED;
    }
    chronicle_alliance(world, how, d,
                       how == EVENT_ISSUE_SETTLED ? world->issue_paid[d] : world->issue_stake[d]);
}

static void open_issue(world_t *world, uint32_t d, uint32_t source, double stake, bool conflict)
{
    const uint64_t who = world->roster.alliance_address[d];
    world->issue[d] = ISSUE_OPEN;
    world->issue_source[d] = (int32_t)source;
    world->issue_stake[d] = stake;
    world->issue_conflict[d] = conflict;
    world->issue_opened[d] = world->tick;
    world->issue_duration[d] =
        model_ticks(world->model, world->model->parameters.demand_issue_years * (1.0 + stake));
    world->issue_confronted[d] = 0;
    world->issue_price[d] = 0;
    world->issue_paid[d] = 0;
    world->issue_gravest[d] = BEHAVIOUR_FOLLOW;
    world->decision_draw[d] = random_uniform(world->key, who, world->tick, RANDOM_DECISION);
    chronicle_alliance(world, EVENT_ISSUE_OPENED, d, stake);
}

/* Demands of events and shock processes, left by the shocks of this tick. */
static void put_pending(world_t *world)
{
    for (uint32_t d = 0; world->pending_count > 0 && d < world->roster.alliances; d++) {
        if (world->pending_stake[d] >= 0) {
            uint32_t s = world->roster.alliance_strong[d];
            int32_t source = world->pending_source[d];
            if (world->issue[d] == ISSUE_OPEN) {
                demand_close(world, d, EVENT_ISSUE_REPLACED);
            }
            open_issue(world, d,
                       source == MODEL_NONE ? world->greatest_threat[s] : (uint32_t)source,
                       world->pending_stake[d], world->pending_conflict[d] != 0);
            world->pending_stake[d] = -1.0;
            world->pending_count--;
        }
    }
}

/* Candidates come at the full rate whatever the state; engagement thins them (Lewis and Shedler
 * 1979). */
static void weigh_engagement(world_t *world)
{
    const double full = world->model->parameters.demand_rate * world->constants.dt;
    for (uint32_t s = 0; s < world->roster.strongs; s++) {
        double candidate = 1.0 - arithmetic_exp(-full);
        world->demand_chance[s] =
            candidate > 0 ? (1.0 - arithmetic_exp(-full * world->engagement[s])) / candidate : 0.0;
    }
}

/* A source drawn with the strong state's threats as weights; MODEL_NONE if it sees no threat. */
static int32_t draw_source(const world_t *world, uint32_t d, double u)
{
    const uint32_t sources = world->roster.sources;
    const double *threat =
        world->strong_threat + (size_t)world->roster.alliance_strong[d] * sources;
    double sum = 0;
    int32_t drawn = MODEL_NONE;
    for (uint32_t k = 0; k < sources; k++) {
        sum += threat[k];
    }
    double left = sum * u;
    for (uint32_t k = 0; k < sources && left >= 0; k++) {
        if (threat[k] > 0) {
            drawn = (int32_t)k;
            left -= threat[k];
        }
    }
    return drawn;
}

static double draw_stake(const world_t *world, uint32_t d)
{
    const parameters_t *p = &world->model->parameters;
    const distribution_t stakes = {DISTRIBUTION_BETA, p->demand_stake_alpha, p->demand_stake_beta,
                                   0};
    random_stream_t stream;
    random_stream_init(&stream, world->key, world->roster.alliance_address[d], world->tick,
                       RANDOM_DEMAND_STAKE);
    return distribution_sample(&stakes, &stream);
}

static void put_random(world_t *world, uint32_t d, const uint32_t word[DRAW_COUNT])
{
    const bool asked =
        random_unit(word[DRAW_THIN]) < world->demand_chance[world->roster.alliance_strong[d]];
    const bool can_ask = world->issue[d] == ISSUE_NONE && world->status[d] != STATUS_ENDED;
    const int32_t source =
        asked && can_ask ? draw_source(world, d, random_unit(word[DRAW_SOURCE])) : MODEL_NONE;
    if (source != MODEL_NONE) {
        open_issue(world, d, (uint32_t)source, draw_stake(world, d),
                   random_unit(word[DRAW_CONFLICT]) < world->model->parameters.demand_conflict);
    }
}

void demand_update(world_t *world)
{
    weigh_engagement(world);
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        world->issue[d] = world->issue[d] == ISSUE_CLOSED ? ISSUE_NONE : world->issue[d];
    }
    put_pending(world);
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        if (world->demand_next[d] == world->tick) {
            uint32_t word[DRAW_COUNT];
            draw_candidate(world, d, world->tick, word);
            put_random(world, d, word);
            world->demand_next[d] = candidate_after(world, world->tick, word);
        }
    }
}
