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
    demand_look_again(world);
}

void demand_close(world_t *world, uint32_t d, world_event_kind_t how)
{
    tally_t *tally = &world->tally[roster_copy(&world->roster, d)];
    world->issue[d] = ISSUE_CLOSED;
    if (world->issue_opened[d] >= 0) {
        tally->demands[world->issue_gravest[d]]++;
    }
    if (world->tick >= 0) {
        tally->settled += how == EVENT_ISSUE_SETTLED;
        tally->lapsed += how == EVENT_ISSUE_LAPSED;
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

/* The greatest word that still brings a demand of a chance, or -1: those whose random_unit is less. */
VECTOR_INLINE int64_t last_word(double chance)
{
    const double below = chance * 0x1p32 - 0.5; /* words less than this */
    const double last = ceil(below) - 1.0;
    return (int64_t)clamp(last, -1.0, 0x1p32 - 1.0);
}

/* The chance of a demand on one alliance in this tick, if none is open; `full` at an engagement of 1. */
VECTOR_INLINE void weigh_lanes(uint32_t n, double full, const double *restrict engagement, int64_t *restrict last)
{
    const double beyond = -700.0; /* where exp is nothing beside 1 */
    for (uint32_t s = 0; s < n; s++) {
        last[s] = last_word(1.0 - arithmetic_exp_normal(greater(beyond, -full * engagement[s])));
    }
}

VECTORISED(weigh, (uint32_t n, double full, const double *restrict engagement, int64_t *restrict last),
           (n, full, engagement, last))

static void weigh_engagement(world_t *world)
{
    weigh(world->width, world->roster.strongs, world->model->parameters.demand_rate * world->constants.dt,
          world->engagement, world->demand_last);
}

/* A source drawn with the strong state's threats as weights; MODEL_NONE if it sees no threat. */
static int32_t draw_source(const world_t *world, uint32_t d, double u)
{
    const uint32_t sources = world->roster.sources, strongs = world->roster.strongs;
    const double *threat = world->strong_threat + world->roster.alliance_strong[d];
    double sum = 0;
    int32_t drawn = MODEL_NONE;
    for (uint32_t k = 0; k < sources; k++) {
        sum += threat[(size_t)k * strongs];
    }
    double left = sum * u;
    for (uint32_t k = 0; k < sources && left >= 0; k++) {
        if (threat[(size_t)k * strongs] > 0) {
            drawn = (int32_t)k;
            left -= threat[(size_t)k * strongs];
        }
    }
    return drawn;
}

/* ---- Looking ahead ---- */

void demand_look_again(world_t *world)
{
    world->prospects.until = world->tick;
}

/* Lists whom a tick's demands can be made on if words up to `last` bring one; false if there is no room for all. */
static bool list_lane(world_t *world, uint32_t lane, uint32_t last, uint32_t *listed)
{
    prospects_t *self = &world->prospects;
    const uint32_t room = world->roster.alliances;
    const uint32_t *word = world->demand_word + lane * noise_stride(world->roster.alliances);
    uint32_t n = *listed;
    bool fits = true;
    for (uint32_t t = 0; t < world->tile_count && fits; t++) {
        const tile_t *tile = &world->tiles[t];
        uint8_t made[TILE_SIZE];
        uint32_t i;
        marks_at_most(world->width, VECTOR_WHOLE(tile->count), word + tile->begin, last, made);
        for (marks_t marks = marks_in(world->width, made, tile->count);
             fits && marks_next(&marks, &i);) {
            fits = n < room;
            if (fits) {
                self->alliance[n] = tile->begin + i;
                self->word[n++] = word[tile->begin + i];
            }
        }
    }
    *listed = fits ? n : *listed;
    return fits;
}

/* Stakes from words 2 and 3 of n blocks, and from streams that go on where these are refused. */
static void draw_stakes(const world_t *world, uint32_t n, const uint32_t *which, const uint64_t *who,
                        const int32_t *when, uint32_t word[4][TILE_SIZE], double *stake)
{
    const parameters_t *p = &world->model->parameters;
    const distribution_t stakes = {DISTRIBUTION_BETA, p->demand_stake_alpha, p->demand_stake_beta,
                                   0};
    const bool proposed = world->constants.stake_is_proposed;
    double tried[TILE_SIZE], margin[TILE_SIZE];
    if (proposed) {
        distribution_beta_try(world->width, &world->constants.stake, n, word[2], word[3], tried,
                              margin);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (!proposed || margin[i] < 0) {
            const uint32_t block[4] = {word[0][i], word[1][i], word[2][i], word[3][i]};
            random_stream_t stream;
            random_stream_resume(&stream, world_key(world, which[i]), who[i], when[i], RANDOM_ISSUE, block,
                                 proposed ? 4 : 2);
            stake[i] = distribution_sample(&stakes, &stream);
        } else {
            stake[i] = tried[i];
        }
    }
}

/* A block of random numbers for each that is listed, from the tick `first` on: the source, the conflict, and the
 * beginning of the stake's stream. */
static void draw_issues(world_t *world, uint32_t listed, int32_t first)
{
    prospects_t *self = &world->prospects;
    uint32_t lane = noise_lane(first);
    for (uint32_t begin = 0, end; begin < listed; begin = end) {
        uint32_t word[4][TILE_SIZE], which[TILE_SIZE];
        uint64_t who[TILE_SIZE];
        int32_t when[TILE_SIZE];
        end = tile_end(begin, listed);
        const uint32_t n = end - begin;
        for (uint32_t i = 0; i < n; i++) {
            while (begin + i >= self->end[lane]) {
                lane++;
            }
            which[i] = roster_copy(&world->roster, self->alliance[begin + i]);
            who[i] = world->roster.alliance_address[self->alliance[begin + i]];
            when[i] = first + (int32_t)(lane - noise_lane(first));
        }
        random_words4_each(world->width, &world->keys, n, which, who, when, RANDOM_ISSUE, word[0], word[1],
                           word[2], word[3]);
        draw_stakes(world, n, which, who, when, word, self->stake + begin);
        memcpy(self->source + begin, word[0], n * sizeof *word[0]);
        memcpy(self->conflict + begin, word[1], n * sizeof *word[1]);
    }
}

/* From this tick to the last whose words are drawn, or to the last there is room for. */
static void look_ahead(world_t *world)
{
    prospects_t *self = &world->prospects;
    const double full = world->model->parameters.demand_rate * world->constants.dt *
                        variable_info(VARIABLE_STRONG_engagement)->highest;
    const double rounding = 0x1p-30; /* more than exp's, for chances of less engagement */
    const uint32_t last = (uint32_t)last_word(1.0 - arithmetic_exp(-full) + rounding); /* some does: rounding is above 2^-32 */
    uint32_t lane = noise_lane(world->tick), listed = 0;
    self->begin = 0;
    self->until = world->tick;
    while (lane < WORLD_NOISE_TICKS && list_lane(world, lane, last, &listed)) {
        self->end[lane++] = listed;
        self->until++;
    }
    draw_issues(world, listed, world->tick);
}

VECTOR_INLINE void forget_lanes(uint32_t n, uint8_t *restrict issue, uint8_t *restrict closed)
{
    for (uint32_t i = 0; i < n; i++) {
        closed[i] = issue[i] == ISSUE_CLOSED;
        issue[i] = closed[i] ? ISSUE_NONE : issue[i];
    }
}

VECTORISED(forget, (uint32_t n, uint8_t *restrict issue, uint8_t *restrict closed), (n, issue, closed))

static void forget_closed(world_t *world)
{
    for (uint32_t t = 0; t < world->tile_count; t++) {
        const uint32_t begin = world->tiles[t].begin, n = world->tiles[t].count;
        uint8_t closed[TILE_SIZE];
        uint32_t i;
        forget(world->width, VECTOR_WHOLE(n), world->issue + begin, closed);
        for (marks_t marks = marks_in(world->width, closed, n); marks_next(&marks, &i);) {
            world->issue_stake[begin + i] = 0;
        }
    }
}

/* Of what is listed for this tick, what comes to pass. */
static void put_random(world_t *world)
{
    prospects_t *self = &world->prospects;
    const double conflicting = world->model->parameters.demand_conflict;
    const uint32_t end = self->end[noise_lane(world->tick)];
    for (uint32_t i = self->begin; i < end; i++) {
        const uint32_t d = self->alliance[i];
        if (world->issue[d] == ISSUE_NONE && world->status[d] != STATUS_ENDED &&
            (int64_t)self->word[i] <= world->demand_last[world->roster.alliance_strong[d]]) {
            const int32_t source = draw_source(world, d, random_unit(self->source[i]));
            if (source != MODEL_NONE) {
                open_issue(world, d, (uint32_t)source, self->stake[i],
                           random_unit(self->conflict[i]) < conflicting);
            }
        }
    }
    self->begin = end;
}

void demand_update(world_t *world)
{
    forget_closed(world);
    put_pending(world);
    if (world->model->parameters.demand_rate > 0) {
        weigh_engagement(world);
        if (world->tick == world->prospects.until) {
            look_ahead(world);
        }
        put_random(world);
    }
}
