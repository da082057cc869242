/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/rule.h"

#include <math.h>

#include "sim/arithmetic.h"

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
    return (interdependence_t)((strong_is_strong ? STRONG_STRONG : WEAK_STRONG) + (weak_is_strong ? 0 : 1));
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

void rule_distances(const parameters_t *p, const rule_position_t *at, double distance[BEHAVIOUR_COUNT])
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
    distance[BEHAVIOUR_CONFRONTATION] = at->clock_has_run ? greater(confront, lesser(repairable, exposed)) : confront;
    distance[BEHAVIOUR_TERMINATION] = at->clock_has_run ? greater(confront, greater(past_repair, secure)) : INFINITY;
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

/* The two moves between same and different, on the focal source or on any source foreign to the strong state. */
static void threat_distances(const world_t *world, uint32_t d, double *to_same, double *to_different)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const uint32_t s = roster->alliance_strong[d], w = roster->alliance_weak[d];
    const bool any = p->decision_scope == SCOPE_ANY;
    const uint32_t focal = (uint32_t)world->focal_source[d];
    *to_same = INFINITY;
    *to_different = 0;
    for (uint32_t k = any ? 0 : focal; k < (any ? roster->sources : focal + 1) && k < roster->sources; k++) {
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

static bool any_same(const world_t *world, uint32_t d)
{
    const roster_t *roster = &world->roster;
    const double line = world->model->parameters.threshold_threat;
    const uint32_t s = roster->alliance_strong[d], w = roster->alliance_weak[d];
    bool same = false;
    for (uint32_t k = 0; k < roster->sources; k++) {
        same |= roster->source_state[k] != (int32_t)s && world->strong_threat[(size_t)s * roster->sources + k] >= line &&
                world->weak_threat[(size_t)k * roster->weaks + w] >= line;
    }
    return same;
}

static bool focal_same(const world_t *world, uint32_t d)
{
    const roster_t *roster = &world->roster;
    const double line = world->model->parameters.threshold_threat;
    const uint32_t s = roster->alliance_strong[d], w = roster->alliance_weak[d];
    const uint32_t k = (uint32_t)world->focal_source[d];
    return k < roster->sources && roster->source_state[k] != (int32_t)s &&
           world->strong_threat[(size_t)s * roster->sources + k] >= line &&
           world->weak_threat[(size_t)k * roster->weaks + w] >= line;
}

/* The clock and its warnings (model 4, fine print): one more tick of confrontation under the three conditions. */
static void advance_clock(world_t *world, uint32_t d)
{
    const int32_t end = world->constants.end_ticks, half = (end + 1) / 2;
    world->termination_clock[d]++;
    if (world->termination_clock[d] == 1) {
        world_tell_alliance(world, EVENT_WARNING_STARTED, d, 0);
    }
    if (world->termination_clock[d] == half && half > 1) {
        world_tell_alliance(world, EVENT_WARNING_HALF, d, 0);
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

void rule_update(world_t *world)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const constants_t *c = &world->constants;
    const bool logit = p->decision_rule == DECISION_LOGIT, any = p->decision_scope == SCOPE_ANY;
    for (uint32_t d = 0; d < roster->alliances; d++) {
        const bool open = world->issue[d] == ISSUE_OPEN, ended = world->status[d] == STATUS_ENDED;
        const double stake = open ? world->issue_stake[d] : 0.0;
        const double political = 1.0 - (1.0 - world->strong_political[d]) * (1.0 - stake); /* Q_s' */
        world->strong_dependence[d] =
            p->dependence_security_strong * world->strong_military[d] + (1.0 - p->dependence_security_strong) * political;
        world->weak_dependence[d] = p->dependence_security_weak * world->weak_military[d] +
                                    (1.0 - p->dependence_security_weak) * world->weak_political[d];
        world->focal_source[d] = open ? world->issue_source[d] : (int32_t)world->greatest_threat[roster->alliance_strong[d]];
        world->same[d] = any ? any_same(world, d) : focal_same(world, d);
        if (logit && !ended) {
            rule_position_t position;
            double distance[BEHAVIOUR_COUNT];
            rule_position(world, d, &position);
            rule_distances(p, &position, distance);
            world->disposition[d] = (uint8_t)rule_logit(p->decision_lambda, distance, world->decision_draw[d]);
        }
        world->strong_is_strong[d] = world->strong_dependence[d] >= (world->strong_is_strong[d] ? c->line_down : c->line_up);
        world->weak_is_strong[d] = world->weak_dependence[d] >= (world->weak_is_strong[d] ? c->line_down : c->line_up);
        world->type[d] = (uint8_t)rule_type(world->strong_is_strong[d] != 0, world->weak_is_strong[d] != 0);
        world->behaviour[d] = BEHAVIOUR_NONE;
        if (ended) {
            world->disposition[d] = BEHAVIOUR_NONE;
        } else if (!logit) {
            world->disposition[d] = (uint8_t)rule_table((interdependence_t)world->type[d], world->same[d] != 0, false);
        }
        if (open) {
            decide_issue(world, d, logit);
        }
    }
}
