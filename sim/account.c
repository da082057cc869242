/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/account.h"

#include <math.h>
#include <string.h>

#include "sim/arithmetic.h"
#include "sim/dependence.h"
#include "sim/rule.h"
#include "sim/state.h"

void account_open(account_t *self, const world_t *world, size_t d)
{
    const size_t s = world->roster.alliance_strong[d];
    const uint32_t others = world->roster.strong_alliances[s] - 1;
    const double unallied = world->unallied[s];

    memset(self, 0, sizeof *self);
    self->alliance = d;
    self->strong = s;
    self->weak = world->roster.alliance_weak[d];
    self->tick = world->tick;
    self->status_before = (status_t)world->status[d];
    self->strong_was = world->strong_is_strong[d] != 0;
    self->weak_was = world->weak_is_strong[d] != 0;
    self->clock_before = world->termination_clock[d];
    self->lost =
        unallied > 0 && others > 0
            ? (unallied - (self->status_before == STATUS_ALLIED ? 0.0 : 1.0)) *
                  (1.0 / (double)others)
            : 0.0;
}

/* ---- Threats ---- */

void account_threat(const account_t *self, const world_t *world, size_t k, account_threat_t *threat)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const size_t of_strong = k * roster->strongs + self->strong,
                 of_weak = k * roster->weaks + self->weak;
    const double shared = world->menace[k];

    *threat = (account_threat_t){
        .power = world->attribute[VARIABLE_SOURCE_power].value[k],
        .offense = world->attribute[VARIABLE_SOURCE_offense].value[k],
        .deterrable = world->attribute[VARIABLE_SOURCE_deterrable].value[k],
        .embodied = roster_embodies(roster, (uint32_t)self->strong, (uint32_t)k),
        .strong_intention = world->strong_intention[of_strong],
        .strong_proximity = world->strong_proximity[of_strong],
        .strong_menace = shared + p->walt_proximity * world->strong_proximity[of_strong],
        .strong_threat = world->strong_threat[of_strong],
        .weak_intention = world->weak_intention[of_weak],
        .weak_proximity = world->weak_proximity[of_weak],
        .weak_menace = shared + p->walt_proximity * world->weak_proximity[of_weak],
        .weak_threat = world->weak_threat[of_weak],
    };
    threat->strong_is = threat->strong_threat >= p->threshold_threat;
    threat->weak_is = threat->weak_threat >= p->threshold_threat;
    if (!threat->embodied) {
        threat->greater = greater(threat->strong_threat, threat->weak_threat);
        threat->lesser = lesser(threat->strong_threat, threat->weak_threat);
        threat->partner =
            threat->strong_is ? greater(0.0, -threat->weak_intention) * threat->weak_menace : 0.0;
    }
}

static void sum_threats(account_t *self, const world_t *world)
{
    const parameters_t *p = &world->model->parameters;
    const size_t sources = world->roster.sources;
    account_threat_t threat;

    for (size_t k = 0; k < sources; k++) {
        account_threat(self, world, k, &threat);
        self->either += threat.greater;
        self->both += threat.lesser;
        self->partner += threat.partner;
        self->position = greater(self->position, threat.strong_threat * threat.weak_proximity);
        if (threat.embodied) {
            self->ally_threat = greater(self->ally_threat, threat.weak_threat);
        } else {
            self->deterrable = greater(self->deterrable, threat.deterrable * threat.weak_threat);
            self->same = self->same ||
                         (p->decision_scope == SCOPE_ANY && threat.strong_is && threat.weak_is);
        }
    }
    if (sources > 0) {
        self->greatest_source = (int32_t)world->greatest_threat[self->strong];
        account_threat(self, world, (size_t)self->greatest_source, &threat);
        self->united = threat.strong_is && threat.weak_is;
    } else {
        self->greatest_source = MODEL_NONE;
    }
    if (p->decision_scope == SCOPE_FOCAL && self->seen.focal_source != MODEL_NONE) {
        account_threat(self, world, (size_t)self->seen.focal_source, &threat);
        self->same = !threat.embodied && threat.strong_is && threat.weak_is;
    }
    const double all = self->either + self->partner + self->ally_threat;
    const double scale = greater(all, p->threshold_threat);

    self->divergence = (all - self->both) / (scale > 0 ? scale : 1.0);
}

/* ---- Dependence ---- */

static void read_attributes(account_t *self, const world_t *world)
{
    const parameters_t *p = &world->model->parameters;
    const attribute_t *attribute = world->attribute;
    const size_t d = self->alliance, w = self->weak;
    const bool drifting = self->status_before == STATUS_DRIFTING;
    const response_t response =
        world->model->strong[world->roster.strong_entry[self->strong]].response;
    security_t security;

    self->capability = attribute[VARIABLE_WEAK_capability].value[w];
    self->everyday_need = attribute[VARIABLE_WEAK_defense_need].value[w];
    self->outside = attribute[VARIABLE_WEAK_alternatives].value[w];
    self->support = attribute[VARIABLE_ALLIANCE_support].value[d];
    self->basing = attribute[VARIABLE_ALLIANCE_basing].value[d];
    self->salience = attribute[VARIABLE_ALLIANCE_salience].value[d];
    self->political_need = attribute[VARIABLE_ALLIANCE_political_need].value[d];
    self->engagement = world->engagement[self->strong];
    self->response = response;
    self->sanction = drifting && response != RESPONSE_IGNORE ? p->consequence_sanction : 0.0;
    self->withdrawal = drifting ? p->consequence_withdrawal : 0.0;
    dependence_security(world, (uint32_t)d, self->deterrable, &security);
    self->ties_open = security.ties_open;
    self->patrons_open = security.patrons_open;
    self->need = security.need;
    self->gap = security.gap;
    self->unhelped = security.unhelped;
    self->alternatives = security.alternatives;
    self->vulnerability = security.vulnerability;
}

/* In the order of sim/dependence.c, so that the bits are the same. */
static void work_out(account_t *self, const parameters_t *p)
{
    const double treaty = p->dependence_treaty, standing = p->dependence_standing;
    const double backing = treaty + (1.0 - treaty) * self->engagement;
    const double near = standing + (1.0 - standing) * self->position;
    const double wanted =
        self->engagement * near * (1.0 + p->consequence_substitution * self->lost);

    self->weak_military_target = self->gap * self->support * backing *
                                 (1.0 - p->dependence_substitutes * self->alternatives) *
                                 (1.0 - self->sanction);
    self->weak_political_target = self->political_need;
    self->strong_military_target = wanted * self->basing * (1.0 - self->withdrawal);
    self->strong_political_target = wanted * self->salience;
}

static void judge_dependence(account_t *self, const world_t *world)
{
    const parameters_t *p = &world->model->parameters;
    const constants_t *c = &world->constants;
    const observation_t *seen = &self->seen;
    const double stake = seen->issue ? seen->stake : 0.0;

    self->strong_political = 1.0 - (1.0 - seen->strong_political) * (1.0 - stake);
    self->strong_dependence = p->dependence_security_strong * seen->strong_military +
                              (1.0 - p->dependence_security_strong) * self->strong_political;
    self->weak_dependence = p->dependence_security_weak * seen->weak_military +
                            (1.0 - p->dependence_security_weak) * seen->weak_political;
    self->strong_line = self->strong_was ? c->line_down : c->line_up;
    self->weak_line = self->weak_was ? c->line_down : c->line_up;
    self->strong_is = self->strong_dependence >= self->strong_line;
    self->weak_is = self->weak_dependence >= self->weak_line;
    self->type = rule_type(self->strong_is, self->weak_is);
}

/* ---- The rule ---- */

static void weigh(account_t *self, const world_t *world)
{
    const parameters_t *p = &world->model->parameters;
    double sum = 0;

    self->draw = world->decision_draw[self->alliance];
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        self->probability[b] = self->distance[b] < INFINITY
                                   ? arithmetic_exp(-p->decision_lambda * self->distance[b])
                                   : 0.0;
        sum += self->probability[b];
    }
    for (int b = 0; b < BEHAVIOUR_COUNT && sum > 0; b++) {
        self->probability[b] /= sum;
    }
}

/* The position as the rule saw it: what the step moved on is put back. */
static void measure_distances(account_t *self, const world_t *world)
{
    rule_position_t at;

    rule_position(world, (uint32_t)self->alliance, &at);
    at.strong_line = self->strong_line;
    at.weak_line = self->weak_line;
    at.clock_has_run = self->clock_has_run;
    rule_distances(&world->model->parameters, &at, self->distance);
}

static void decide(account_t *self, const world_t *world)
{
    const parameters_t *p = &world->model->parameters;
    const bool logit = p->decision_rule == DECISION_LOGIT;
    const bool conflict = self->seen.issue && self->seen.conflict;
    const bool ended = self->status_before == STATUS_ENDED;

    self->past_divergence = self->divergence >= p->threshold_divergence;
    self->past_ally = self->ally_threat >= p->threshold_ally;
    self->irreconcilable = rule_irreconcilable(p, self->divergence, self->ally_threat);
    self->vulnerable = self->vulnerability >= p->threshold_vulnerability;
    self->conditions =
        self->type == WEAK_WEAK && !self->same && self->irreconcilable && !self->vulnerable;
    self->clock_has_run = conflict && self->clock_before + 1 >= self->clock_end;
    self->table = ended ? BEHAVIOUR_NONE : rule_table(self->type, self->same, false);
    self->disposition =
        ended ? BEHAVIOUR_NONE
              : rule_table(self->type, self->same, self->conditions && self->clock_has_run);
    measure_distances(self, world);
    if (logit) {
        weigh(self, world);
        self->disposition =
            ended ? BEHAVIOUR_NONE : rule_logit(p->decision_lambda, self->distance, self->draw);
    }
    self->behaviour = !self->seen.issue ? BEHAVIOUR_NONE
                      : conflict        ? self->disposition
                                        : BEHAVIOUR_FOLLOW;
    self->clock = self->clock_before;
    if (self->seen.issue && !self->conditions) {
        self->clock = 0;
    } else if (conflict && self->conditions && self->disposition >= BEHAVIOUR_CONFRONTATION) {
        self->clock++;
    }
}

void account_close(account_t *self, const world_t *world)
{
    const size_t d = self->alliance;

    world_observe(world, 0, d, &self->seen);
    self->clock_end = world->constants.end_ticks;
    sum_threats(self, world);
    read_attributes(self, world);
    work_out(self, &world->model->parameters);
    judge_dependence(self, world);
    decide(self, world);
    if (self->seen.issue) {
        self->issue_age = self->tick - world->issue_opened[d] + 1;
        self->issue_duration = world->issue_duration[d];
        self->confronted = world->issue_confronted[d];
    }
    self->drift_after = world->constants.drift_ticks;
    self->calm = world->calm_clock[d];
    self->recover_after = world->constants.recover_ticks;
    self->reform_after = world->constants.reform_ticks;
    self->conceded = world->conceded[self->strong];
}

/* ---- What would have to change ---- */

typedef struct path {
    const account_t *account;
    const world_t *world;
    account_way_t *way;
    account_move_t *moves;
} path_t;

static void need(path_t *path, account_quantity_t quantity, int32_t source, double value,
                 double line, bool up)
{
    account_way_t *way = path->way;

    if (up ? value < line : value >= line) {
        path->moves[way->count++] = (account_move_t){quantity, source, value, line, up};
        way->distance = greater(way->distance, up ? line - value : value - line);
    }
}

static void need_dependence(path_t *path, bool strong, bool weak)
{
    const account_t *account = path->account;

    need(path, ACCOUNT_STRONG_DEPENDENCE, MODEL_NONE, account->strong_dependence,
         account->strong_line, strong);
    need(path, ACCOUNT_WEAK_DEPENDENCE, MODEL_NONE, account->weak_dependence, account->weak_line,
         weak);
}

/* Whether that source decides about the same threat at all. */
static bool counts(const path_t *path, size_t k, account_threat_t *threat)
{
    const bool any = path->world->model->parameters.decision_scope == SCOPE_ANY;

    account_threat(path->account, path->world, k, threat);
    return !threat->embodied && (any || (int32_t)k == path->account->seen.focal_source);
}

/* The source that is nearest to being strong for both. */
static void need_same(path_t *path)
{
    const double line = path->world->model->parameters.threshold_threat;
    double nearest = INFINITY;
    int32_t chosen = MODEL_NONE;
    account_threat_t threat;

    for (size_t k = 0; k < path->world->roster.sources; k++) {
        if (counts(path, k, &threat) && greater(0.0, line - threat.lesser) < nearest) {
            nearest = greater(0.0, line - threat.lesser);
            chosen = (int32_t)k;
        }
    }
    if (chosen != MODEL_NONE) {
        account_threat(path->account, path->world, (size_t)chosen, &threat);
        need(path, ACCOUNT_STRONG_THREAT, chosen, threat.strong_threat, line, true);
        need(path, ACCOUNT_WEAK_THREAT, chosen, threat.weak_threat, line, true);
    } else {
        path->way->open = false;
        path->way->distance = INFINITY;
    }
}

/* Of each source that is strong for both, the lower of the two threats. */
static void need_different(path_t *path)
{
    const double line = path->world->model->parameters.threshold_threat;
    account_threat_t threat;

    for (size_t k = 0; k < path->world->roster.sources; k++) {
        if (counts(path, k, &threat) && threat.strong_is && threat.weak_is) {
            need(path,
                 threat.weak_threat <= threat.strong_threat ? ACCOUNT_WEAK_THREAT
                                                            : ACCOUNT_STRONG_THREAT,
                 (int32_t)k, threat.lesser, line, false);
        }
    }
}

static void need_divergence(path_t *path, bool up)
{
    need(path, ACCOUNT_DIVERGENCE, MODEL_NONE, path->account->divergence,
         path->world->model->parameters.threshold_divergence, up);
}

static void need_ally(path_t *path, bool up)
{
    need(path, ACCOUNT_ALLY_THREAT, MODEL_NONE, path->account->ally_threat,
         path->world->model->parameters.threshold_ally, up);
}

static void need_vulnerability(path_t *path, bool up)
{
    need(path, ACCOUNT_VULNERABILITY, MODEL_NONE, path->account->vulnerability,
         path->world->model->parameters.threshold_vulnerability, up);
}

/* Of two ways to the same end, one that asks for a move although the other needs none of that kind.
 */
static bool is_redundant(const account_t *a, account_route_t route)
{
    return route == ROUTE_CONFRONTATION_RECONCILABLE ? a->irreconcilable && a->vulnerable
           : route == ROUTE_CONFRONTATION_VULNERABLE ? !a->irreconcilable
           : route == ROUTE_TERMINATION_DIVERGENCE
               ? a->past_ally && !a->past_divergence
               : route == ROUTE_TERMINATION_ALLY && a->past_divergence;
}

void account_route(const account_t *self, const world_t *world, account_route_t route,
                   account_way_t *way, account_move_t *moves)
{
    path_t path = {self, world, way, moves};

    *way = (account_way_t){.open = true};
    switch (route) {
    case ROUTE_FOLLOW_SAME:
        way->disposition = BEHAVIOUR_FOLLOW;
        need_same(&path);
        break;
    case ROUTE_FOLLOW_TYPE:
        way->disposition = BEHAVIOUR_FOLLOW;
        need_dependence(&path, false, true);
        break;
    case ROUTE_NEGATIVE_RESPONSE:
        way->disposition = BEHAVIOUR_NEGATIVE_RESPONSE;
        need_different(&path);
        need_dependence(&path, true, true);
        break;
    case ROUTE_PRICE_RAISING:
        way->disposition = BEHAVIOUR_PRICE_RAISING;
        need_different(&path);
        need_dependence(&path, true, false);
        break;
    default:
        way->disposition =
            route < ROUTE_TERMINATION_DIVERGENCE ? BEHAVIOUR_CONFRONTATION : BEHAVIOUR_TERMINATION;
        way->open = self->clock_has_run == (route != ROUTE_CONFRONTATION);
        need_different(&path);
        need_dependence(&path, false, false);
        if (route == ROUTE_CONFRONTATION_RECONCILABLE) {
            need_divergence(&path, false);
            need_ally(&path, false);
        } else if (route == ROUTE_CONFRONTATION_VULNERABLE) {
            need_vulnerability(&path, true);
        } else if (route == ROUTE_TERMINATION_DIVERGENCE) {
            need_divergence(&path, true);
            need_vulnerability(&path, false);
        } else if (route == ROUTE_TERMINATION_ALLY) {
            need_ally(&path, true);
            need_vulnerability(&path, false);
        }
        break;
    }
    if (is_redundant(self, route)) {
        *way = (account_way_t){.disposition = way->disposition, .distance = INFINITY};
    }
}
