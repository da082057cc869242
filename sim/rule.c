/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/rule.h"

#include <math.h>
#include <string.h>

#include "sim/arithmetic.h"
#include "sim/chronicle.h"
#include "sim/tile.h"
#include "sim/vector.h"

static double greater(double a, double b)
{
    return a > b ? a : b;
}

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

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
        const double strong = world->strong_threat[(size_t)s * roster->sources + k];
        const double weak = world->weak_threat[(size_t)k * roster->weaks + w];
        const double lower = lesser(strong, weak);
        if (roster->source_state[k] != (int32_t)s) {
            *to_same = lesser(*to_same, greater(0.0, p->threshold_threat - lower));
            *to_different = greater(*to_different, greater(0.0, lower - p->threshold_threat));
        }
    }
}

void rule_position(const world_t *world, uint32_t d, rule_position_t *position)
{
    const constants_t *c = &world->constants;
    *position = (rule_position_t){
        .strong_dependence = world->strong_dependence[d],
        .weak_dependence = world->weak_dependence[d],
        .strong_line = world->strong_is_strong[d] ? c->line_down : c->line_up,
        .weak_line = world->weak_is_strong[d] ? c->line_down : c->line_up,
        .divergence = world->divergence[d],
        .vulnerability = world->vulnerability[d],
        .ally_threat = world->ally_threat[d],
        .clock_has_run = world->issue[d] == ISSUE_OPEN && world->issue_conflict[d] &&
                         world->termination_clock[d] + 1 >= c->end_ticks,
    };
    threat_distances(world, d, &position->same_distance, &position->different_distance);
}

/* Scope "any": one source foreign to the strong state is strong for both. */
static bool any_same(const world_t *world, uint32_t d)
{
    double to_same, to_different;
    threat_distances(world, d, &to_same, &to_different);
    return to_same <= 0;
}

/* What the rule reads of one tile of alliances, each [count]. */
typedef struct rule_input {
    const double *strong_military, *strong_political, *weak_military, *weak_political;
    double stake[TILE_SIZE];                                 /* of the open issue, or 0 */
    double strong_threat[TILE_SIZE], weak_threat[TILE_SIZE]; /* of the focal source */
} rule_input_t;

/* Both dependences, and on which side of the line they stand, hysteresis included (model 4, Type).
 */
VECTOR_INLINE void judge_dependence_lanes(uint32_t n, double security_strong, double security_weak,
                                          double up, double down, const rule_input_t *restrict in,
                                          double *restrict strong_dependence,
                                          double *restrict weak_dependence,
                                          uint8_t *restrict strong_is_strong,
                                          uint8_t *restrict weak_is_strong)
{
    for (uint32_t i = 0; i < n; i++) {
        const double political =
            1.0 - (1.0 - in->strong_political[i]) * (1.0 - in->stake[i]); /* Q_s' */
        const double strong =
            security_strong * in->strong_military[i] + (1.0 - security_strong) * political;
        const double weak =
            security_weak * in->weak_military[i] + (1.0 - security_weak) * in->weak_political[i];
        strong_dependence[i] = strong;
        weak_dependence[i] = weak;
        strong_is_strong[i] = (uint8_t)((strong >= up) | (strong_is_strong[i] & (strong >= down)));
        weak_is_strong[i] = (uint8_t)((weak >= up) | (weak_is_strong[i] & (weak >= down)));
    }
}

VECTORISED(judge_dependence,
           (uint32_t n, double security_strong, double security_weak, double up, double down,
            const rule_input_t *restrict in, double *restrict strong_dependence,
            double *restrict weak_dependence, uint8_t *restrict strong_is_strong,
            uint8_t *restrict weak_is_strong),
           (n, security_strong, security_weak, up, down, in, strong_dependence, weak_dependence,
            strong_is_strong, weak_is_strong))

/* The table for every alliance, as numbers: see rule_type and rule_table, which the tests hold this
 * to. */
VECTOR_INLINE void apply_table_lanes(uint32_t n, const uint8_t *restrict strong_is_strong,
                                     const uint8_t *restrict weak_is_strong,
                                     const uint8_t *restrict same, const uint8_t *restrict status,
                                     uint8_t *restrict type, uint8_t *restrict disposition,
                                     uint8_t *restrict behaviour)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint8_t t = (uint8_t)(3 - 2 * strong_is_strong[i] - weak_is_strong[i]);
        const uint8_t if_different = t == STRONG_STRONG ? BEHAVIOUR_NEGATIVE_RESPONSE
                                     : t == STRONG_WEAK ? BEHAVIOUR_PRICE_RAISING
                                     : t == WEAK_STRONG ? BEHAVIOUR_FOLLOW
                                                        : BEHAVIOUR_CONFRONTATION;
        const uint8_t table = same[i] ? BEHAVIOUR_FOLLOW : if_different;
        type[i] = t;
        disposition[i] = status[i] == STATUS_ENDED ? BEHAVIOUR_NONE : table;
        behaviour[i] = BEHAVIOUR_NONE;
    }
}

VECTORISED(apply_table,
           (uint32_t n, const uint8_t *restrict strong_is_strong,
            const uint8_t *restrict weak_is_strong, const uint8_t *restrict same,
            const uint8_t *restrict status, uint8_t *restrict type, uint8_t *restrict disposition,
            uint8_t *restrict behaviour),
           (n, strong_is_strong, weak_is_strong, same, status, type, disposition, behaviour))

VECTOR_INLINE void judge_threats_lanes(uint32_t n, double line, const rule_input_t *restrict in,
                                       uint8_t *restrict same)
{
    for (uint32_t i = 0; i < n; i++) {
        same[i] = (uint8_t)((in->strong_threat[i] >= line) & (in->weak_threat[i] >= line));
    }
}

VECTORISED(judge_threats,
           (uint32_t n, double line, const rule_input_t *restrict in, uint8_t *restrict same),
           (n, line, in, same))

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

/* What a living alliance does about its open issue. */
static void decide_issue(world_t *world, uint32_t d, bool logit)
{
    const parameters_t *p = &world->model->parameters;
    const interdependence_t type = (interdependence_t)world->type[d];
    const bool conflict = world->issue_conflict[d] != 0;
    const bool conditions = type == WEAK_WEAK && !world->same[d] &&
                            rule_irreconcilable(p, world->divergence[d], world->ally_threat[d]) &&
                            world->vulnerability[d] < p->threshold_vulnerability;
    if (conflict && conditions) {
        const bool ending = world->termination_clock[d] + 1 >= world->constants.end_ticks;
        if (!logit) {
            world->disposition[d] = (uint8_t)rule_table(type, false, ending);
        }
        if (world->disposition[d] >= BEHAVIOUR_CONFRONTATION) {
            advance_clock(world, d);
        }
    } else if (!conditions) {
        world->termination_clock[d] = 0;
    }
    world->behaviour[d] = conflict ? world->disposition[d] : BEHAVIOUR_FOLLOW;
    if (world->behaviour[d] > world->issue_gravest[d]) {
        world->issue_gravest[d] = world->behaviour[d];
    }
}

/* What both see of the focal source: first of what the strong state fears most, then of the open
 * issues' sources. */
static void look_at_focus(world_t *world, const tile_t *tile, rule_input_t *in)
{
    const roster_t *roster = &world->roster;
    for (uint32_t i = 0; i < tile->count; i++) {
        const uint32_t s = tile->strong[i], k = world->greatest_threat[s];
        world->focal_source[tile->begin + i] = (int32_t)k;
        in->stake[i] = 0.0;
        in->strong_threat[i] = in->weak_threat[i] = -1.0;
        if (roster->sources > 0 && roster->source_state[k] != (int32_t)s) {
            in->strong_threat[i] = world->strong_threat[(size_t)s * roster->sources + k];
            in->weak_threat[i] = world->weak_threat[(size_t)k * roster->weaks + tile->weak[i]];
        }
    }
    for (uint32_t i = 0; i < tile->count; i++) {
        const uint32_t d = tile->begin + i, s = tile->strong[i];
        if (world->issue[d] == ISSUE_OPEN) {
            const uint32_t k = (uint32_t)world->issue_source[d];
            world->focal_source[d] = (int32_t)k;
            in->stake[i] = world->issue_stake[d];
            if (roster->sources > 0) {
                const bool foreign = roster->source_state[k] != (int32_t)s;
                in->strong_threat[i] =
                    foreign ? world->strong_threat[(size_t)s * roster->sources + k] : -1.0;
                in->weak_threat[i] = world->weak_threat[(size_t)k * roster->weaks + tile->weak[i]];
            }
        }
    }
}

/* Dispositions of a tile's living alliances by the quantal response; types must not have been
 * judged yet. */
static void respond(world_t *world, uint32_t d, uint8_t *disposition)
{
    const parameters_t *p = &world->model->parameters;
    rule_position_t position;
    double distance[BEHAVIOUR_COUNT];
    rule_position(world, d, &position);
    rule_distances(p, &position, distance);
    *disposition = (uint8_t)rule_logit(p->decision_lambda, distance, world->decision_draw[d]);
}

static void update_tile(world_t *world, const tile_t *tile)
{
    const parameters_t *p = &world->model->parameters;
    const constants_t *c = &world->constants;
    const uint32_t begin = tile->begin, n = tile->count;
    const bool logit = p->decision_rule == DECISION_LOGIT;
    uint8_t chosen[TILE_SIZE], strong_before[TILE_SIZE], weak_before[TILE_SIZE];
    rule_input_t in; /* field by field: an initialiser would clear all the room in it */
    in.strong_military = world->strong_military + begin;
    in.strong_political = world->strong_political + begin;
    in.weak_military = world->weak_military + begin;
    in.weak_political = world->weak_political + begin;
    look_at_focus(world, tile, &in);
    judge_threats(n, p->threshold_threat, &in, world->same + begin);
    if (p->decision_scope == SCOPE_ANY) {
        for (uint32_t d = begin; d < begin + n; d++) {
            world->same[d] = any_same(world, d);
        }
    }
    memcpy(strong_before, world->strong_is_strong + begin, n);
    memcpy(weak_before, world->weak_is_strong + begin, n);
    judge_dependence(n, p->dependence_security_strong, p->dependence_security_weak, c->line_up,
                     c->line_down, &in, world->strong_dependence + begin,
                     world->weak_dependence + begin, world->strong_is_strong + begin,
                     world->weak_is_strong + begin);
    apply_table(n, world->strong_is_strong + begin, world->weak_is_strong + begin,
                world->same + begin, world->status + begin, world->type + begin,
                world->disposition + begin, world->behaviour + begin);
    for (uint32_t i = 0; logit && i < n; i++) {
        const uint32_t d = begin + i;
        if (world->status[d] != STATUS_ENDED) {
            const uint8_t strong = world->strong_is_strong[d], weak = world->weak_is_strong[d];
            world->strong_is_strong[d] =
                strong_before[i]; /* the lines in force are those of before */
            world->weak_is_strong[d] = weak_before[i];
            respond(world, d, &chosen[i]);
            world->strong_is_strong[d] = strong;
            world->weak_is_strong[d] = weak;
            world->disposition[d] = chosen[i];
        }
    }
    for (uint32_t d = begin; d < begin + n; d++) {
        if (world->issue[d] == ISSUE_OPEN) {
            decide_issue(world, d, logit);
        }
    }
}

void rule_update(world_t *world)
{
    for (uint32_t i = 0; i < world->tile_count; i++) {
        update_tile(world, &world->tiles[i]);
    }
}
