/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/rule.h"

#include <math.h>
#include <string.h>

#include "sim/arithmetic.h"
#include "sim/chronicle.h"
#include "sim/dependence.h"
#include "sim/marks.h"
#include "sim/threat.h"

interdependence_t rule_type(bool strong_is_strong, bool weak_is_strong)
{
    return (interdependence_t)((strong_is_strong ? STRONG_STRONG : WEAK_STRONG) +
                               (weak_is_strong ? 0 : 1));
}

bool rule_irreconcilable(const parameters_t *p, double divergence, double ally_threat)
{
    return divergence >= p->threshold_divergence || ally_threat >= p->threshold_ally;
}

behaviour_t rule_table(interdependence_t type, bool same, bool ending)
{
    static const behaviour_t if_different[INTERDEPENDENCE_COUNT] = {
        [STRONG_STRONG] = BEHAVIOUR_NEGATIVE_RESPONSE,
        [STRONG_WEAK] = BEHAVIOUR_PRICE_RAISING,
        [WEAK_STRONG] = BEHAVIOUR_FOLLOW,
        [WEAK_WEAK] = BEHAVIOUR_CONFRONTATION,
    };
    return same ? BEHAVIOUR_FOLLOW : ending ? BEHAVIOUR_TERMINATION : if_different[type];
}

void rule_distances(const parameters_t *p, const rule_position_t *at,
                    double distance[BEHAVIOUR_COUNT])
{
    const double strong_up = greater(0.0, at->strong_line - at->strong_dependence);
    const double strong_down = greater(0.0, at->strong_dependence - at->strong_line);
    const double weak_up = greater(0.0, at->weak_line - at->weak_dependence);
    const double weak_down = greater(0.0, at->weak_dependence - at->weak_line);
    const double apart = at->different_distance;
    const double past_repair = lesser(greater(0.0, p->threshold_divergence - at->divergence),
                                      greater(0.0, p->threshold_ally - at->ally_threat));
    const double repairable = greater(greater(0.0, at->divergence - p->threshold_divergence),
                                      greater(0.0, at->ally_threat - p->threshold_ally));
    const double secure = greater(0.0, at->vulnerability - p->threshold_vulnerability);
    const double exposed = greater(0.0, p->threshold_vulnerability - at->vulnerability);
    const double confront = greater(apart, greater(strong_down, weak_down));
    distance[BEHAVIOUR_FOLLOW] = lesser(at->same_distance, greater(strong_down, weak_up));
    distance[BEHAVIOUR_NEGATIVE_RESPONSE] = greater(apart, greater(strong_up, weak_up));
    distance[BEHAVIOUR_PRICE_RAISING] = greater(apart, greater(strong_up, weak_down));
    distance[BEHAVIOUR_CONFRONTATION] =
        at->clock_has_run ? greater(confront, lesser(repairable, exposed)) : confront;
    distance[BEHAVIOUR_TERMINATION] =
        at->clock_has_run ? greater(confront, greater(past_repair, secure)) : INFINITY;
}

behaviour_t rule_logit(double lambda, const double distance[BEHAVIOUR_COUNT], double u)
{
    double weight[BEHAVIOUR_COUNT], sum = 0;
    int chosen = BEHAVIOUR_FOLLOW;
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        weight[b] = distance[b] < INFINITY ? arithmetic_exp(-lambda * distance[b]) : 0.0;
        sum += weight[b];
    }
    double left = u * sum;
    for (int b = 0; b < BEHAVIOUR_COUNT && left >= 0; b++) {
        if (weight[b] > 0) {
            chosen = b;
            left -= weight[b];
        }
    }
    return (behaviour_t)chosen;
}

/* The two moves between same and different, on the focal source or on any source foreign to the
 * strong state. */
static void threat_distances(const world_t *world, uint32_t d, double *to_same,
                             double *to_different)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const uint32_t s = roster->alliance_strong[d], w = roster->alliance_weak[d];
    const bool any = p->decision_scope == SCOPE_ANY;
    const uint32_t focal = (uint32_t)world->focal_source[d];
    *to_same = INFINITY;
    *to_different = 0;
    for (uint32_t k = any ? 0 : focal;
         k < (any ? roster->sources : focal + 1) && k < roster->sources; k++) {
        const double strong = world->strong_threat[(size_t)k * roster->strongs + s];
        const double weak = world->weak_threat[(size_t)k * roster->weaks + w];
        const double lower = lesser(strong, weak);
        if (!roster_embodies(roster, s, k)) {
            *to_same = lesser(*to_same, greater(0.0, p->threshold_threat - lower));
            *to_different = greater(*to_different, greater(0.0, lower - p->threshold_threat));
        }
    }
}

void rule_position(const world_t *world, uint32_t d, rule_position_t *position)
{
    const constants_t *c = &world->constants;
    threat_comparison_t threats;
    security_t security;
    threat_compare(world, d, &threats);
    dependence_security(world, d, threats.deterrable, &security);
    *position = (rule_position_t){
        .strong_dependence = world->strong_dependence[d],
        .weak_dependence = world->weak_dependence[d],
        .strong_line = world->strong_is_strong[d] ? c->line_down : c->line_up,
        .weak_line = world->weak_is_strong[d] ? c->line_down : c->line_up,
        .divergence = threats.divergence,
        .vulnerability = security.vulnerability,
        .ally_threat = threats.ally,
        .clock_has_run = world->issue[d] == ISSUE_OPEN && world->issue_conflict[d] &&
                         world->termination_clock[d] + 1 >= c->end_ticks,
    };
    threat_distances(world, d, &position->same_distance, &position->different_distance);
}

/* ---- Both dependences, and on which side of the line they stand ---- */

VECTOR_INLINE void weigh_lanes(uint32_t n, double security_strong, double security_weak,
                               const double *restrict strong_military,
                               const double *restrict strong_political,
                               const double *restrict weak_military,
                               const double *restrict weak_political, const double *restrict stake,
                               double *restrict strong_dependence,
                               double *restrict weak_dependence)
{
    for (uint32_t i = 0; i < n; i++) {
        const double political = 1.0 - (1.0 - strong_political[i]) * (1.0 - stake[i]); /* Q_s' */
        strong_dependence[i] =
            security_strong * strong_military[i] + (1.0 - security_strong) * political;
        weak_dependence[i] =
            security_weak * weak_military[i] + (1.0 - security_weak) * weak_political[i];
    }
}

VECTORISED(weigh,
           (uint32_t n, double security_strong, double security_weak,
            const double *restrict strong_military, const double *restrict strong_political,
            const double *restrict weak_military, const double *restrict weak_political,
            const double *restrict stake, double *restrict strong_dependence,
            double *restrict weak_dependence),
           (n, security_strong, security_weak, strong_military, strong_political, weak_military,
            weak_political, stake, strong_dependence, weak_dependence))

static void weigh_tile(world_t *world, const tile_t *tile)
{
    const parameters_t *p = &world->model->parameters;
    const uint32_t begin = tile->begin;
    weigh(world->width, tile->count, p->dependence_security_strong, p->dependence_security_weak,
          world->strong_military + begin, world->strong_political + begin,
          world->weak_military + begin, world->weak_political + begin, world->issue_stake + begin,
          world->strong_dependence + begin, world->weak_dependence + begin);
}

/* ---- Draws of the quantal response ---- */

void rule_draw(world_t *world, uint32_t d)
{
    if (world->model->parameters.decision_rule == DECISION_LOGIT) {
        world->decision_draw[d] = random_uniform(world_key(world, d), world->roster.alliance_address[d],
                                                 world->issue_opened[d], RANDOM_DECISION);
    }
}

void rule_adopt(world_t *world, const model_t *before)
{
    if (before->parameters.decision_rule != DECISION_LOGIT) {
        for (uint32_t d = 0; d < world->roster.alliances; d++) {
            rule_draw(world, d);
        }
    }
}

void rule_start(world_t *world)
{
    const double line = world->model->parameters.threshold_dependence;
    for (uint32_t i = 0; i < world->tile_count; i++) {
        weigh_tile(world, &world->tiles[i]);
    }
    for (uint32_t d = 0; d < world->roster.alliances; d++) {
        world->strong_is_strong[d] = world->strong_dependence[d] >= line;
        world->weak_is_strong[d] = world->weak_dependence[d] >= line;
        world->issue_opened[d] = world->tick - 1;
        rule_draw(world, d);
    }
}

/* ---- The table, for every alliance ---- */

/* Where a tile's numbers stand, each [TILE_SIZE], 1 at or above the line. */
typedef struct rule_sides {
    uint8_t strong_up[TILE_SIZE], strong_down[TILE_SIZE], weak_up[TILE_SIZE], weak_down[TILE_SIZE];
    uint8_t strong_sees[TILE_SIZE], weak_sees[TILE_SIZE]; /* the focal source, as strong */
} rule_sides_t;

/* Types with the hysteresis of model 4, and the table; see rule_type and rule_table, which the tests
 * hold this to. */
VECTOR_INLINE void apply_table_lanes(uint32_t n, const rule_sides_t *restrict sides,
                                     const uint8_t *restrict status,
                                     uint8_t *restrict strong_is_strong,
                                     uint8_t *restrict weak_is_strong, uint8_t *restrict same,
                                     uint8_t *restrict type, uint8_t *restrict disposition)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint8_t strong = sides->strong_up[i] | (strong_is_strong[i] & sides->strong_down[i]);
        const uint8_t weak = sides->weak_up[i] | (weak_is_strong[i] & sides->weak_down[i]);
        const uint8_t both = sides->strong_sees[i] & sides->weak_sees[i];
        const uint8_t t = (uint8_t)(3 - 2 * strong - weak);
        const uint8_t if_different = t == STRONG_STRONG ? BEHAVIOUR_NEGATIVE_RESPONSE
                                     : t == STRONG_WEAK ? BEHAVIOUR_PRICE_RAISING
                                     : t == WEAK_STRONG ? BEHAVIOUR_FOLLOW
                                                        : BEHAVIOUR_CONFRONTATION;
        const uint8_t table = both ? BEHAVIOUR_FOLLOW : if_different;
        strong_is_strong[i] = strong;
        weak_is_strong[i] = weak;
        same[i] = both;
        type[i] = t;
        disposition[i] = status[i] == STATUS_ENDED ? BEHAVIOUR_NONE : table;
    }
}

VECTORISED(apply_table,
           (uint32_t n, const rule_sides_t *restrict sides,
            const uint8_t *restrict status, uint8_t *restrict strong_is_strong,
            uint8_t *restrict weak_is_strong, uint8_t *restrict same, uint8_t *restrict type,
            uint8_t *restrict disposition),
           (n, sides, status, strong_is_strong, weak_is_strong, same, type, disposition))

/* Those copies whose strong state fears this source most look at it: what their weak states see as strong. */
VECTOR_INLINE void look_lanes(uint32_t n, const uint8_t *restrict looks, const uint8_t *restrict seen,
                              uint8_t *restrict weak_sees)
{
    VECTOR_EACH(n, VECTOR_TURNS, i, c, { weak_sees[i] |= looks[c] & seen[i]; });
}

VECTORISED(look,
           (uint32_t n, const uint8_t *restrict looks, const uint8_t *restrict seen, uint8_t *restrict weak_sees),
           (n, looks, seen, weak_sees))

VECTOR_INLINE void unite_shared(uint32_t n, const int32_t *restrict source, const uint8_t *restrict strong,
                                const uint8_t *restrict weak_sees, uint8_t *restrict strong_sees,
                                uint8_t *restrict united, int32_t *restrict focal_source,
                                const vector_share_t share)
{
    VECTOR_EACH(n, share, i, s, {
        strong_sees[i] = strong[s];
        united[i] = strong[s] & weak_sees[i];
        focal_source[i] = source[s];
    });
}

VECTOR_INLINE void unite_lanes(uint32_t n, vector_share_t share, const int32_t *restrict source,
                               const uint8_t *restrict strong, const uint8_t *restrict weak_sees,
                               uint8_t *restrict strong_sees, uint8_t *restrict united,
                               int32_t *restrict focal_source)
{
    if (share == VECTOR_ONE) {
        unite_shared(n, source, strong, weak_sees, strong_sees, united, focal_source, VECTOR_ONE);
    } else {
        unite_shared(n, source, strong, weak_sees, strong_sees, united, focal_source, VECTOR_TURNS);
    }
}

VECTORISED(unite,
           (uint32_t n, vector_share_t share, const int32_t *restrict source, const uint8_t *restrict strong,
            const uint8_t *restrict weak_sees, uint8_t *restrict strong_sees,
            uint8_t *restrict united, int32_t *restrict focal_source),
           (n, share, source, strong, weak_sees, strong_sees, united, focal_source))

/* The weak states of a tile that see source k as strong. */
static void see_source(const world_t *world, const tile_t *tile, uint32_t k, uint8_t *sees)
{
    double room[TILE_SIZE];
    marks_at_least(world->width, tile->count,
                   tile_weak(tile, world->weak_threat + (size_t)k * world->roster.weaks, room),
                   world->model->parameters.threshold_threat, sees);
}

/* Of a tile with one strong state, which has a greatest threat in each copy: the same in most. */
static void look_at_one(world_t *world, const tile_t *tile, rule_sides_t *sides)
{
    const roster_t *roster = &world->roster;
    const double line = world->model->parameters.threshold_threat;
    const uint32_t begin = tile->begin, n = tile->count;
    int32_t source[VECTOR_TURN];
    uint8_t strong[VECTOR_TURN];
    bool alike = true;
    for (uint32_t c = 0; c < (tile->copies == 1 ? 1 : VECTOR_TURN); c++) {
        const uint32_t s = tile->strong[0] + (c & (tile->copies - 1)), k = world->greatest_threat[s];
        source[c] = (int32_t)k;
        strong[c] = world->strong_threat[(size_t)k * roster->strongs + s] >= line;
        alike &= source[c] == source[0];
    }
    if (alike) {
        see_source(world, tile, (uint32_t)source[0], sides->weak_sees);
    } else {
        memset(sides->weak_sees, 0, VECTOR_WHOLE(n));
    }
    for (uint32_t k = 0; k < roster->sources && !alike; k++) {
        uint8_t looks[VECTOR_TURN], seen[TILE_SIZE];
        for (uint32_t c = 0; c < VECTOR_TURN; c++) {
            looks[c] = source[c] == (int32_t)k;
        }
        see_source(world, tile, k, seen);
        look(world->width, VECTOR_WHOLE(n), looks, seen, sides->weak_sees);
    }
    unite(world->width, VECTOR_WHOLE(n), tile->share, source, strong, sides->weak_sees, sides->strong_sees,
          world->united + begin, world->focal_source + begin);
}

/* What both see of what the strong state fears most. */
static void look_at_greatest(world_t *world, const tile_t *tile, rule_sides_t *sides)
{
    const roster_t *roster = &world->roster;
    const double line = world->model->parameters.threshold_threat;
    const uint32_t begin = tile->begin, n = tile->count;
    if (tile->one_strong && roster->sources > 0 &&
        !roster_embodies(roster, tile->strong[0], world->greatest_threat[tile->strong[0]])) { /* in no copy, then */
        look_at_one(world, tile, sides);
    } else {
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t s = tile->strong[i], k = world->greatest_threat[s];
            const bool foreign = roster->sources > 0 && !roster_embodies(roster, s, k);
            world->focal_source[begin + i] = (int32_t)k;
            sides->strong_sees[i] =
                foreign && world->strong_threat[(size_t)k * roster->strongs + s] >= line;
            sides->weak_sees[i] =
                foreign && world->weak_threat[(size_t)k * roster->weaks + tile->weak[i]] >= line;
            world->united[begin + i] = sides->strong_sees[i] & sides->weak_sees[i];
        }
    }
}

/* What both see of an open issue's source. */
static void look_at_issue(world_t *world, const tile_t *tile, uint32_t i, rule_sides_t *sides)
{
    const roster_t *roster = &world->roster;
    const double line = world->model->parameters.threshold_threat;
    const uint32_t d = tile->begin + i, s = tile->strong[i], k = (uint32_t)world->issue_source[d];
    world->focal_source[d] = (int32_t)k;
    if (roster->sources > 0) {
        sides->strong_sees[i] = !roster_embodies(roster, s, k) &&
                                world->strong_threat[(size_t)k * roster->strongs + s] >= line;
        sides->weak_sees[i] = world->weak_threat[(size_t)k * roster->weaks + tile->weak[i]] >= line;
    }
}

/* Scope "any": one source foreign to the strong state is strong for both. */
static bool any_same(const world_t *world, uint32_t d)
{
    double to_same, to_different;
    threat_distances(world, d, &to_same, &to_different);
    return to_same <= 0;
}

static void look_at_sources(world_t *world, const tile_t *tile, rule_sides_t *sides)
{
    const uint8_t *issue = world->issue + tile->begin;
    look_at_greatest(world, tile, sides);
    uint32_t i;
    for (marks_t marks = marks_in(world->width, issue, tile->count); marks_next(&marks, &i);) {
        look_at_issue(world, tile, i, sides);
    }
    if (world->model->parameters.decision_scope == SCOPE_ANY) {
        for (i = 0; i < tile->count; i++) {
            sides->strong_sees[i] = sides->weak_sees[i] = any_same(world, tile->begin + i);
        }
    }
}

/* ---- Open issues ---- */

/* The clock and its warnings (model 4, fine print): one more tick of confrontation under the three
 * conditions. */
static void advance_clock(world_t *world, uint32_t d)
{
    const int32_t end = world->constants.end_ticks, half = (end + 1) / 2;
    world->termination_clock[d]++;
    if (world->termination_clock[d] == 1) {
        chronicle_alliance(world, EVENT_WARNING_STARTED, d, 0);
    }
    if (world->termination_clock[d] == half && half > 1) {
        chronicle_alliance(world, EVENT_WARNING_HALF, d, 0);
    }
}

/* Weak-weak and different, with an open issue: these alone can have irreconcilable differences. Of the others the clock
 * stands at 0. */
VECTOR_INLINE void suspect_lanes(uint32_t n, const uint8_t *restrict issue, const uint8_t *restrict type,
                                 const uint8_t *restrict same, int32_t *restrict clock, uint8_t *restrict suspect)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint8_t open = issue[i] == ISSUE_OPEN;
        suspect[i] = open & (type[i] == WEAK_WEAK) & (same[i] ^ 1);
        clock[i] = open & (suspect[i] ^ 1) ? 0 : clock[i];
    }
}

VECTORISED(suspect,
           (uint32_t n, const uint8_t *restrict issue, const uint8_t *restrict type, const uint8_t *restrict same,
            int32_t *restrict clock, uint8_t *restrict mark),
           (n, issue, type, same, clock, mark))

/* Irreconcilable and not vulnerable, too: nothing but the clock holds the end off. */
static bool may_end(const world_t *world, uint32_t d)
{
    const parameters_t *p = &world->model->parameters;
    threat_comparison_t threats;
    security_t security;
    threat_compare(world, d, &threats);
    bool may = rule_irreconcilable(p, threats.divergence, threats.ally);
    if (may) {
        dependence_security(world, d, threats.deterrable, &security);
        may = security.vulnerability < p->threshold_vulnerability;
    }
    return may;
}

/* What a suspect's differences come to: its clock, and its disposition where that has run. */
static void judge(world_t *world, uint32_t d, bool logit)
{
    const bool conditions = may_end(world, d);
    if (conditions && world->issue_conflict[d] != 0) {
        const bool ending = world->termination_clock[d] + 1 >= world->constants.end_ticks;
        if (!logit) {
            world->disposition[d] =
                (uint8_t)rule_table((interdependence_t)world->type[d], false, ending);
            if (ending) {
                world->gravest[roster_copy(&world->roster, d)] = BEHAVIOUR_TERMINATION;
            }
        }
        if (world->disposition[d] >= BEHAVIOUR_CONFRONTATION) {
            advance_clock(world, d);
        }
    } else if (!conditions) {
        world->termination_clock[d] = 0;
    }
}

/* What living alliances do about their open issues; others do nothing. */
VECTOR_INLINE void act_lanes(uint32_t n, const uint8_t *restrict issue, const uint8_t *restrict conflict,
                             const uint8_t *restrict disposition, uint8_t *restrict behaviour,
                             uint8_t *restrict gravest)
{
    for (uint32_t i = 0; i < n; i++) {
        const bool open = issue[i] == ISSUE_OPEN;
        const uint8_t act = conflict[i] ? disposition[i] : BEHAVIOUR_FOLLOW;
        behaviour[i] = open ? act : BEHAVIOUR_NONE;
        gravest[i] = open && act > gravest[i] ? act : gravest[i];
    }
}

VECTORISED(act,
           (uint32_t n, const uint8_t *restrict issue, const uint8_t *restrict conflict,
            const uint8_t *restrict disposition, uint8_t *restrict behaviour, uint8_t *restrict gravest),
           (n, issue, conflict, disposition, behaviour, gravest))

static void note_gravest(world_t *world, uint32_t begin, uint32_t n)
{
    uint32_t i;
    for (marks_t marks = marks_in(world->width, world->issue + begin, n); marks_next(&marks, &i);) {
        uint8_t *gravest = &world->gravest[roster_copy(&world->roster, begin + i)];
        *gravest = world->behaviour[begin + i] > *gravest ? world->behaviour[begin + i] : *gravest;
    }
}

/* Whether the tally still waits for a copy's first behaviour but to follow. Then, nobody asks for the gravest but whether it
 * is to terminate, which `judge` knows. */
static bool is_awaited(const world_t *world)
{
    bool awaited = false;
    for (uint32_t c = 0; c < world->roster.copies; c++) {
        awaited |= world->tally[c].first_non_following == MODEL_NONE;
    }
    return awaited;
}

/* ---- The quantal response ---- */

/* Dispositions of a tile's living alliances. The lines in force are those of before: types are put
 * back for as long as it takes. */
static void respond(world_t *world, const tile_t *tile, const uint8_t *strong_before,
                    const uint8_t *weak_before)
{
    const parameters_t *p = &world->model->parameters;
    for (uint32_t i = 0; i < tile->count; i++) {
        const uint32_t d = tile->begin + i;
        if (world->status[d] != STATUS_ENDED) {
            const uint8_t strong = world->strong_is_strong[d], weak = world->weak_is_strong[d];
            rule_position_t position;
            double distance[BEHAVIOUR_COUNT];
            world->strong_is_strong[d] = strong_before[i];
            world->weak_is_strong[d] = weak_before[i];
            rule_position(world, d, &position);
            rule_distances(p, &position, distance);
            world->disposition[d] =
                (uint8_t)rule_logit(p->decision_lambda, distance, world->decision_draw[d]);
            world->strong_is_strong[d] = strong;
            world->weak_is_strong[d] = weak;
        }
    }
}

void rule_prepare(world_t *world)
{
    memset(world->gravest, BEHAVIOUR_FOLLOW, sizeof world->gravest);
}

void rule_update(world_t *world, const tile_t *tile)
{
    const constants_t *c = &world->constants;
    const uint32_t begin = tile->begin, n = tile->count;
    const double *strong = world->strong_dependence + begin, *weak = world->weak_dependence + begin;
    const bool logit = world->model->parameters.decision_rule == DECISION_LOGIT;
    uint8_t strong_before[TILE_SIZE], weak_before[TILE_SIZE], suspects[TILE_SIZE];
    rule_sides_t sides;
    uint32_t i;
    weigh_tile(world, tile);
    marks_at_least(world->width, n, strong, c->line_up, sides.strong_up);
    marks_at_least(world->width, n, strong, c->line_down, sides.strong_down);
    marks_at_least(world->width, n, weak, c->line_up, sides.weak_up);
    marks_at_least(world->width, n, weak, c->line_down, sides.weak_down);
    look_at_sources(world, tile, &sides);
    if (logit) {
        memcpy(strong_before, world->strong_is_strong + begin, n);
        memcpy(weak_before, world->weak_is_strong + begin, n);
    }
    apply_table(world->width, VECTOR_WHOLE(n), &sides, world->status + begin, world->strong_is_strong + begin,
                world->weak_is_strong + begin, world->same + begin, world->type + begin,
                world->disposition + begin);
    if (logit) {
        respond(world, tile, strong_before, weak_before);
    }
    suspect(world->width, VECTOR_WHOLE(n), world->issue + begin, world->type + begin, world->same + begin,
            world->termination_clock + begin, suspects);
    for (marks_t marks = marks_in(world->width, suspects, n); marks_next(&marks, &i);) {
        judge(world, begin + i, logit);
    }
    act(world->width, VECTOR_WHOLE(n), world->issue + begin, world->issue_conflict + begin,
        world->disposition + begin, world->behaviour + begin, world->issue_gravest + begin);
    if (logit || is_awaited(world)) {
        note_gravest(world, begin, n);
    }
}
