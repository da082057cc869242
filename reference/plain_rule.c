/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule (model 4; the paper's figure 1 and table 2). */
#include <math.h>

#include "reference/plain_state.h"

static bool is_foreign(const plain_t *self, const alliance_t *alliance, uint32_t k)
{
    return self->sources[k].state != (int32_t)alliance->strong;
}

/* Largest single move of threats to where they are the same, and to where they are different. */
static void threat_moves(const plain_t *self, const alliance_t *alliance, double *to_same,
                         double *to_different)
{
    const parameters_t *p = &self->model->parameters;
    *to_same = INFINITY;
    *to_different = 0.0;
    for (uint32_t k = 0; k < self->source_count; k++) {
        const bool counts = is_foreign(self, alliance, k) &&
                            (p->decision_scope == SCOPE_ANY || (int32_t)k == alliance->focal);
        if (counts) {
            const double common = lesser(self->strongs[alliance->strong].views[k].threat,
                                         self->weaks[alliance->weak].views[k].threat);
            *to_same = lesser(*to_same, greater(0.0, p->threshold_threat - common));
            *to_different = greater(*to_different, greater(0.0, common - p->threshold_threat));
        }
    }
}

static bool is_same(const plain_t *self, const alliance_t *alliance)
{
    double to_same, to_different;
    threat_moves(self, alliance, &to_same, &to_different);
    return to_same <= 0.0;
}

static bool stands_above(const plain_t *self, double dependence, bool did)
{
    const parameters_t *p = &self->model->parameters;
    const double half = p->threshold_band / 2;
    return dependence >= p->threshold_dependence + (did ? -half : half);
}

static behaviour_t table(const alliance_t *alliance)
{
    behaviour_t disposition = BEHAVIOUR_FOLLOW;
    if (!alliance->same && alliance->type == STRONG_STRONG) {
        disposition = BEHAVIOUR_NEGATIVE_RESPONSE;
    } else if (!alliance->same && alliance->type == STRONG_WEAK) {
        disposition = BEHAVIOUR_PRICE_RAISING;
    } else if (!alliance->same && alliance->type == WEAK_WEAK) {
        disposition = BEHAVIOUR_CONFRONTATION;
    }
    return disposition;
}

/* Whether one more tick of confrontation lets the termination clock reach its end. */
static bool at_the_end(const plain_t *self, const alliance_t *alliance)
{
    const int32_t end = model_ticks(self->model, self->model->parameters.consequence_end_after);
    return alliance->issue.open && alliance->issue.conflict &&
           alliance->termination_clock + 1 >= end;
}

/* The quantal response. `strong_was`, `weak_was`: the sides of the lines before this tick. */
static behaviour_t quantal(const plain_t *self, const alliance_t *alliance, bool strong_was,
                           bool weak_was)
{
    const parameters_t *p = &self->model->parameters;
    const double half = p->threshold_band / 2;
    const double strong_line = p->threshold_dependence + (strong_was ? -half : half);
    const double weak_line = p->threshold_dependence + (weak_was ? -half : half);
    const double strong_up = greater(0.0, strong_line - alliance->strong_dependence);
    const double strong_down = greater(0.0, alliance->strong_dependence - strong_line);
    const double weak_up = greater(0.0, weak_line - alliance->weak_dependence);
    const double weak_down = greater(0.0, alliance->weak_dependence - weak_line);
    double to_same, to_different, distance[BEHAVIOUR_COUNT], weight[BEHAVIOUR_COUNT], sum = 0;
    behaviour_t chosen = BEHAVIOUR_FOLLOW;
    threat_moves(self, alliance, &to_same, &to_different);
    distance[BEHAVIOUR_FOLLOW] = lesser(to_same, greater(strong_down, weak_up));
    distance[BEHAVIOUR_NEGATIVE_RESPONSE] = greater(to_different, greater(strong_up, weak_up));
    distance[BEHAVIOUR_PRICE_RAISING] = greater(to_different, greater(strong_up, weak_down));
    distance[BEHAVIOUR_CONFRONTATION] = greater(to_different, greater(strong_down, weak_down));
    distance[BEHAVIOUR_TERMINATION] = INFINITY;
    if (at_the_end(self, alliance)) {
        /* ④ and different ends if irreconcilable and not vulnerable, else goes on confronting */
        const double to_irreconcilable =
            lesser(greater(0.0, p->threshold_divergence - alliance->divergence),
                   greater(0.0, p->threshold_ally - alliance->ally_threat));
        const double to_reconcilable =
            greater(greater(0.0, alliance->divergence - p->threshold_divergence),
                    greater(0.0, alliance->ally_threat - p->threshold_ally));
        const double to_secure = greater(0.0, alliance->vulnerability - p->threshold_vulnerability);
        const double to_vulnerable =
            greater(0.0, p->threshold_vulnerability - alliance->vulnerability);
        distance[BEHAVIOUR_TERMINATION] =
            greater(distance[BEHAVIOUR_CONFRONTATION], greater(to_irreconcilable, to_secure));
        distance[BEHAVIOUR_CONFRONTATION] =
            greater(distance[BEHAVIOUR_CONFRONTATION], lesser(to_reconcilable, to_vulnerable));
    }
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        weight[b] = isinf(distance[b]) ? 0.0 : exp(-p->decision_lambda * distance[b]);
        sum += weight[b];
    }
    double below = 0.0;
    for (int b = 0; b < BEHAVIOUR_COUNT && below <= alliance->decision * sum; b++) {
        if (weight[b] > 0.0) {
            chosen = (behaviour_t)b;
            below += weight[b];
        }
    }
    return chosen;
}

static void answer_issue(plain_t *self, alliance_t *alliance)
{
    const parameters_t *p = &self->model->parameters;
    const bool irreconcilable = alliance->divergence >= p->threshold_divergence ||
                                alliance->ally_threat >= p->threshold_ally;
    const bool hopeless = alliance->type == WEAK_WEAK && !alliance->same && irreconcilable &&
                          alliance->vulnerability < p->threshold_vulnerability;
    if (!hopeless) {
        alliance->termination_clock = 0;
    } else if (alliance->issue.conflict) {
        if (p->decision_rule == DECISION_FRAMEWORK && at_the_end(self, alliance)) {
            alliance->disposition = BEHAVIOUR_TERMINATION;
        }
        if (alliance->disposition == BEHAVIOUR_CONFRONTATION ||
            alliance->disposition == BEHAVIOUR_TERMINATION) {
            alliance->termination_clock++;
        }
    }
    alliance->behaviour = alliance->issue.conflict ? alliance->disposition : BEHAVIOUR_FOLLOW;
}

static void judge(plain_t *self, alliance_t *alliance)
{
    const parameters_t *p = &self->model->parameters;
    const issue_t *issue = &alliance->issue;
    const bool strong_was = alliance->strong_is_strong, weak_was = alliance->weak_is_strong;
    const double stake = issue->open ? issue->stake : 0.0;
    const double political = 1.0 - (1.0 - alliance->strong_political) * (1.0 - stake);
    alliance->strong_dependence = p->dependence_security_strong * alliance->strong_military +
                                  (1.0 - p->dependence_security_strong) * political;
    alliance->weak_dependence = p->dependence_security_weak * alliance->weak_military +
                                (1.0 - p->dependence_security_weak) * alliance->weak_political;
    alliance->focal = issue->open ? issue->source : self->strongs[alliance->strong].greatest;
    alliance->same = is_same(self, alliance);
    alliance->strong_is_strong = stands_above(self, alliance->strong_dependence, strong_was);
    alliance->weak_is_strong = stands_above(self, alliance->weak_dependence, weak_was);
    alliance->type = alliance->strong_is_strong
                         ? (alliance->weak_is_strong ? STRONG_STRONG : STRONG_WEAK)
                         : (alliance->weak_is_strong ? WEAK_STRONG : WEAK_WEAK);
    alliance->behaviour = BEHAVIOUR_NONE;
    if (alliance->status == STATUS_ENDED) {
        alliance->disposition = BEHAVIOUR_NONE;
    } else {
        alliance->disposition = p->decision_rule == DECISION_LOGIT
                                    ? quantal(self, alliance, strong_was, weak_was)
                                    : table(alliance);
        if (issue->open) {
            answer_issue(self, alliance);
        }
    }
}

void plain_rule(plain_t *self)
{
    for (uint32_t d = 0; d < self->alliance_count; d++) {
        judge(self, &self->alliances[d]);
    }
}
