/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/consequence.h"

#include "sim/chronicle.h"
#include "sim/demand.h"
#include "sim/dependence.h"
#include "sim/marks.h"
#include "sim/perception.h"

/* The least price that is raised, for each unit of price.scale (model 4). */
static const double price_least = 0.05;

static response_t response_of(const world_t *world, uint32_t d)
{
    return world->model->strong[world->roster.strong_entry[world->roster.alliance_strong[d]]]
        .response;
}

static tally_t *tally_of(world_t *world, uint32_t d)
{
    return &world->tally[roster_copy(&world->roster, d)];
}

static void change_status(world_t *world, uint32_t d, status_t status, world_event_kind_t event,
                          uint64_t *tallied)
{
    const uint32_t s = world->roster.alliance_strong[d];
    world->unallied[s] += world->status[d] == STATUS_ALLIED ? 1.0 : 0.0;
    world->unallied[s] -= status == STATUS_ALLIED ? 1.0 : 0.0;
    world->shaken[s] += status != STATUS_ALLIED;
    world->status[d] = (uint8_t)status;
    world->calm_clock[d] = 0;
    perception_note_patron(world, world->roster.alliance_weak[d]);
    dependence_note_status(world, d);
    *tallied += world->tick >= 0;
    chronicle_alliance(world, event, d, 0);
}

/* The strong state pays at a rate, up to what it accepts; what is paid in full settles the issue.
 */
static void pay(world_t *world, uint32_t d)
{
    const parameters_t *p = &world->model->parameters;
    const uint32_t s = world->roster.alliance_strong[d];
    const double dependence = world->strong_dependence[d];
    const double due = world->issue_price[d] - world->issue_paid[d];
    const double allowance = p->price_acceptance * dependence - world->issue_paid[d];
    double payment = p->price_concession_rate * dependence * world->constants.dt;
    payment = payment < due ? payment : due;
    payment = payment < allowance ? payment : allowance;
    payment = payment > 0 ? payment : 0;
    world->issue_paid[d] += payment;
    tally_of(world, d)->conceded += world->tick >= 0 ? payment : 0;
    if (payment >= due) {
        world->conceding[s] += world->issue_price[d] / world->roster.strong_alliances[s];
        demand_close(world, d, EVENT_ISSUE_SETTLED);
    }
}

static void raise_price(world_t *world, uint32_t d)
{
    const parameters_t *p = &world->model->parameters;
    const response_t response = response_of(world, d);
    if (world->issue_price[d] <= 0) {
        double asymmetry = world->strong_dependence[d] - world->weak_dependence[d];
        world->issue_price[d] = p->price_scale *
                                (asymmetry > price_least ? asymmetry : price_least) *
                                (1.0 + p->consequence_demonstration *
                                           world->conceded[world->roster.alliance_strong[d]]);
    }
    if (response == RESPONSE_ACCOMMODATE || response == RESPONSE_RETRENCH) {
        pay(world, d);
    }
}

/* Confrontation, or price raising that is punished as such, long enough on one issue: the alliance
 * drifts. */
static void strain(world_t *world, uint32_t d)
{
    world->issue_confronted[d]++;
    if (world->status[d] == STATUS_ALLIED &&
        world->issue_confronted[d] >= world->constants.drift_ticks) {
        change_status(world, d, STATUS_DRIFTING, EVENT_DRIFTED, &tally_of(world, d)->drifts);
    }
}

static void end_alliance(world_t *world, uint32_t d)
{
    demand_close(world, d, EVENT_ISSUE_ENDED);
    world->termination_clock[d] = 0;
    change_status(world, d, STATUS_ENDED, EVENT_TERMINATED, &tally_of(world, d)->terminations);
}

static void answer(world_t *world, uint32_t d)
{
    switch ((behaviour_t)world->behaviour[d]) {
    case BEHAVIOUR_FOLLOW:
        demand_close(world, d, EVENT_ISSUE_FOLLOWED);
        break;
    case BEHAVIOUR_PRICE_RAISING:
        raise_price(world, d);
        if (response_of(world, d) == RESPONSE_PUNISH) {
            strain(world, d);
        }
        break;
    case BEHAVIOUR_CONFRONTATION:
        strain(world, d);
        break;
    case BEHAVIOUR_TERMINATION:
        end_alliance(world, d);
        break;
    default:
        break;
    }
    if (world->issue[d] == ISSUE_OPEN &&
        world->tick - world->issue_opened[d] + 1 >= world->issue_duration[d]) {
        demand_close(world, d, EVENT_ISSUE_LAPSED);
    }
}

/* Ticks in which both have seen the strong state's greatest threat as strong, without a break, since
 * the alliance was last allied; and whether they are enough. */
VECTOR_INLINE void calm_lanes(uint32_t n, int32_t recover, int32_t reform,
                              const uint8_t *restrict status, const uint8_t *restrict united,
                              int32_t *restrict clock, uint8_t *restrict due)
{
    for (uint32_t i = 0; i < n; i++) {
        const int32_t enough = status[i] == STATUS_DRIFTING ? recover : reform;
        const bool apart = status[i] != STATUS_ALLIED;
        const int32_t ticks = apart & united[i] ? clock[i] + 1 : 0;
        clock[i] = ticks;
        due[i] = apart & (ticks >= enough);
    }
}

VECTORISED(calm,
           (uint32_t n, int32_t recover, int32_t reform, const uint8_t *restrict status,
            const uint8_t *restrict united, int32_t *restrict clock, uint8_t *restrict due),
           (n, recover, reform, status, united, clock, due))

/* A common strong threat without a break mends a drifting alliance, and forms an ended one again. */
static void mend(world_t *world, uint32_t d)
{
    if (world->status[d] == STATUS_DRIFTING) {
        change_status(world, d, STATUS_ALLIED, EVENT_RECOVERED, &tally_of(world, d)->recoveries);
        world->issue_confronted[d] = 0;
    } else {
        change_status(world, d, STATUS_ALLIED, EVENT_FORMED, &tally_of(world, d)->formations);
    }
}

/* After the alliances: what the strong states draw from it. */
static void draw_conclusions(world_t *world)
{
    const roster_t *roster = &world->roster;
    for (uint32_t s = 0; s < roster->strongs; s++) {
        world->conceded[s] += world->conceding[s];
        if (world->model->strong[roster->strong_entry[s]].response == RESPONSE_RETRENCH &&
            world->shaken[s] > 0) {
            const double fall = world->model->parameters.consequence_retrench_step *
                                world->shaken[s] / roster->strong_alliances[s];
            const double base = world->engagement_base[s], fallen = base - fall;
            /* what is gone cannot go further, nor come back (a shock may have it below 0) */
            world->engagement_base[s] = fallen > 0 ? fallen : base < 0 ? base : 0;
        }
        world->conceding[s] = 0;
        world->shaken[s] = 0;
    }
}

/* Open issues that come to something in this tick: all but negative responses, and those whose time is over. */
VECTOR_INLINE void matters_lanes(uint32_t n, int32_t tick, const uint8_t *restrict issue, const uint8_t *restrict behaviour,
                                 const int32_t *restrict opened, const int32_t *restrict duration,
                                 uint8_t *restrict mark)
{
    for (uint32_t i = 0; i < n; i++) {
        const bool over = tick - opened[i] + 1 >= duration[i];
        const bool acts = behaviour[i] != BEHAVIOUR_NEGATIVE_RESPONSE;
        mark[i] = (issue[i] == ISSUE_OPEN) & (over | acts);
    }
}

VECTORISED(matters,
           (uint32_t n, int32_t tick, const uint8_t *restrict issue, const uint8_t *restrict behaviour,
            const int32_t *restrict opened, const int32_t *restrict duration, uint8_t *restrict mark),
           (n, tick, issue, behaviour, opened, duration, mark))

/* One tile: few have an open issue that matters, few are mended. */
static void conclude(world_t *world, uint32_t begin, uint32_t n)
{
    const constants_t *c = &world->constants;
    const int32_t recover = c->recover_ticks > 1 ? c->recover_ticks : 1;
    const int32_t reform = c->reform_ticks > 0 ? c->reform_ticks : INT32_MAX;
    uint8_t due[TILE_SIZE], answers[TILE_SIZE];
    uint32_t i;
    calm(world->width, VECTOR_WHOLE(n), recover, reform, world->status + begin, world->united + begin,
         world->calm_clock + begin, due);
    matters(world->width, VECTOR_WHOLE(n), world->tick, world->issue + begin, world->behaviour + begin,
            world->issue_opened + begin, world->issue_duration + begin, answers);
    for (marks_t marks = marks_in_either(world->width, answers, due, n); marks_next(&marks, &i);) {
        const uint32_t d = begin + i;
        const uint8_t before = world->status[d];
        if (answers[i]) {
            answer(world, d);
        }
        if (due[i] && world->status[d] == before) {
            mend(world, d);
        }
    }
}

void consequence_update(world_t *world)
{
    const uint32_t n = world->roster.alliances;
    for (uint32_t begin = 0, end; begin < n; begin = end) {
        end = tile_end(begin, n);
        conclude(world, begin, end - begin);
    }
    draw_conclusions(world);
}
