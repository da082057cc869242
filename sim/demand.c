/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/demand.h"

#include <math.h>
#include <string.h>

#include "sim/arithmetic.h"
#include "sim/chronicle.h"
#include "sim/marks.h"
#include "sim/noise.h"
#include "sim/rule.h"

void demand_reset(world_t *world)
{
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        world->pending_stake[d] = -1.0;
    }
    world->pending_count = 0;
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
    rule_draw(world, d);
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

/* The chance of a demand on one alliance in this tick, if none is open. */
static void weigh_engagement(world_t *world)
{
    const double full = world->model->parameters.demand_rate * world->constants.dt;
    for (uint32_t s = 0; s < world->roster.strongs; s++) {
        world->demand_chance[s] = 1.0 - arithmetic_exp(-full * world->engagement[s]);
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

/* Stakes from words 2 and 3 of n blocks, and from streams that go on where these are refused. */
static void draw_stakes(const world_t *world, uint32_t n, const uint64_t *who,
                        uint32_t word[4][TILE_SIZE], double *stake)
{
    const parameters_t *p = &world->model->parameters;
    const distribution_t stakes = {DISTRIBUTION_BETA, p->demand_stake_alpha, p->demand_stake_beta,
                                   0};
    const bool proposed = world->constants.stake_is_proposed;
    double margin[TILE_SIZE];
    if (proposed) {
        distribution_beta_try(world->width, &world->constants.stake, n, word[2], word[3], stake,
                              margin);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (!proposed || margin[i] < 0) {
            const uint32_t block[4] = {word[0][i], word[1][i], word[2][i], word[3][i]};
            random_stream_t stream;
            random_stream_resume(&stream, world->key, who[i], world->tick, RANDOM_ISSUE, block,
                                 proposed ? 4 : 2);
            stake[i] = distribution_sample(&stakes, &stream);
        }
    }
}

/* Demands on alliances d[0] ... d[n - 1], n <= TILE_SIZE. A block of random numbers each, drawn all at
 * once: the source, the conflict, and the beginning of the stake's stream. */
static void put_random(world_t *world, uint32_t n, const uint32_t *d)
{
    const double conflicting = world->model->parameters.demand_conflict;
    uint32_t word[4][TILE_SIZE];
    uint64_t who[TILE_SIZE];
    double stake[TILE_SIZE];
    for (uint32_t i = 0; i < n; i++) {
        who[i] = world->roster.alliance_address[d[i]];
    }
    random_words4(world->width, world->key, n, who, world->tick, RANDOM_ISSUE, word[0], word[1],
                  word[2], word[3]);
    draw_stakes(world, n, who, word, stake);
    for (uint32_t i = 0; i < n; i++) {
        const int32_t source = draw_source(world, d[i], random_unit(word[0][i]));
        if (source != MODEL_NONE) {
            open_issue(world, d[i], (uint32_t)source, stake[i],
                       random_unit(word[1][i]) < conflicting);
        }
    }
}

/* The greatest word that still brings a demand of a chance, and whether any does: those whose
 * random_unit is less. */
static bool last_word(double chance, uint32_t *last)
{
    const double below = chance * 0x1p32 - 0.5; /* words less than this */
    *last = below > 0x1p32 - 1 ? UINT32_MAX : below > 0 ? (uint32_t)ceil(below) - 1 : 0;
    return below > 0;
}

/* On which alliances of a tile a demand is made, if they are free. */
static void look_up_words(const world_t *world, const tile_t *tile, uint8_t *made)
{
    const size_t lane = noise_lane(world->tick);
    const uint32_t *word =
        world->demand_word + lane * noise_stride(world->roster.alliances) + tile->begin;
    uint32_t last;
    if (!tile->one_strong) {
        for (uint32_t i = 0; i < tile->count; i++) {
            made[i] = last_word(world->demand_chance[tile->strong[i]], &last) && word[i] <= last;
        }
    } else if (last_word(world->demand_chance[tile->strong[0]], &last)) {
        marks_at_most(world->width, tile->count, word, last, made);
    } else {
        memset(made, 0, tile->count);
    }
}

static void forget_closed(world_t *world)
{
    uint32_t d;
    for (marks_t marks = marks_in(world->width, world->issue, world->roster.alliances);
         marks_next(&marks, &d);) {
        if (world->issue[d] == ISSUE_CLOSED) {
            world->issue[d] = ISSUE_NONE;
            world->issue_stake[d] = 0;
        }
    }
}

void demand_update(world_t *world)
{
    forget_closed(world);
    put_pending(world);
    if (world->model->parameters.demand_rate > 0) {
        weigh_engagement(world);
        for (uint32_t t = 0; t < world->tile_count; t++) {
            const tile_t *tile = &world->tiles[t];
            uint8_t made[TILE_SIZE];
            uint32_t free[TILE_SIZE], n = 0, i;
            look_up_words(world, tile, made);
            for (marks_t marks = marks_in(world->width, made, tile->count); marks_next(&marks, &i);) {
                const uint32_t d = tile->begin + i;
                free[n] = d;
                n += world->issue[d] == ISSUE_NONE && world->status[d] != STATUS_ENDED;
            }
            put_random(world, n, free);
        }
    }
}
