/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consequences (model 4). */
#include <math.h>

#include "reference/plain_state.h"

static void set_status(plain_t *self, alliance_t *alliance, status_t status)
{
    alliance->status = status;
    alliance->calm_clock = 0;
    self->strongs[alliance->strong].shaken += status != STATUS_ALLIED;
}

static void close_issue(alliance_t *alliance)
{
    alliance->issue.open = false;
    alliance->issue.closed = true;
}

static void confront(plain_t *self, alliance_t *alliance)
{
    alliance->issue.confronted++;
    if (alliance->status == STATUS_ALLIED &&
        alliance->issue.confronted >=
            model_ticks(self->model, self->model->parameters.consequence_drift_after)) {
        set_status(self, alliance, STATUS_DRIFTING);
    }
}

static void raise_price(plain_t *self, alliance_t *alliance)
{
    const parameters_t *p = &self->model->parameters;
    strong_t *strong = &self->strongs[alliance->strong];
    issue_t *issue = &alliance->issue;
    const double dependence = alliance->strong_dependence;
    if (issue->price <= 0.0) {
        issue->price = p->price_scale * greater(0.05, dependence - alliance->weak_dependence) *
                       (1.0 + p->consequence_demonstration * strong->conceded);
    }
    if (strong->response == RESPONSE_ACCOMMODATE || strong->response == RESPONSE_RETRENCH) {
        const double left = issue->price - issue->paid;
        const double acceptable = greater(0.0, p->price_acceptance * dependence - issue->paid);
        const double payment =
            lesser(lesser(p->price_concession_rate * dependence * self->dt, acceptable), left);
        issue->paid += payment;
        if (payment >= left) {
            strong->conceding += issue->price / strong->alliances;
            close_issue(alliance);
        }
    } else if (strong->response == RESPONSE_PUNISH) {
        confront(self, alliance);
    }
}

static void answer(plain_t *self, alliance_t *alliance)
{
    issue_t *issue = &alliance->issue;
    switch (alliance->behaviour) {
    case BEHAVIOUR_FOLLOW:
        close_issue(alliance);
        break;
    case BEHAVIOUR_PRICE_RAISING:
        raise_price(self, alliance);
        break;
    case BEHAVIOUR_CONFRONTATION:
        confront(self, alliance);
        break;
    case BEHAVIOUR_TERMINATION:
        close_issue(alliance);
        alliance->termination_clock = 0;
        set_status(self, alliance, STATUS_ENDED);
        break;
    default:
        break;
    }
    if (issue->open && self->tick >= issue->opened + issue->duration - 1) {
        close_issue(alliance);
    }
}

/* Whether both see the strong state's greatest threat as strong. */
static bool is_common(const plain_t *self, const alliance_t *alliance)
{
    const int32_t k = self->strongs[alliance->strong].greatest;
    const double line = self->model->parameters.threshold_threat;
    return k != MODEL_NONE && self->strongs[alliance->strong].views[k].threat >= line &&
           self->weaks[alliance->weak].views[k].threat >= line;
}

/* A drifting alliance recovers, an ended one is formed again. */
static void mend(plain_t *self, alliance_t *alliance)
{
    const parameters_t *p = &self->model->parameters;
    const int32_t recover = model_ticks(self->model, p->consequence_recover_after);
    const int32_t reform = model_ticks(self->model, p->consequence_reform_after);
    alliance->calm_clock = is_common(self, alliance) ? alliance->calm_clock + 1 : 0;
    if (alliance->status == STATUS_DRIFTING) {
        if (alliance->calm_clock > 0 && alliance->calm_clock >= recover) {
            set_status(self, alliance, STATUS_ALLIED);
            alliance->issue.confronted = 0;
        }
    } else if (reform > 0 && alliance->calm_clock >= reform) {
        set_status(self, alliance, STATUS_ALLIED);
    }
}

void plain_consequences(plain_t *self)
{
    const parameters_t *p = &self->model->parameters;
    for (uint32_t s = 0; s < self->strong_count; s++) {
        self->strongs[s].shaken = 0;
        self->strongs[s].conceding = 0.0;
    }
    for (uint32_t d = 0; d < self->alliance_count; d++) {
        alliance_t *alliance = &self->alliances[d];
        const status_t before = alliance->status;
        if (alliance->issue.open) {
            answer(self, alliance);
        }
        if (before != STATUS_ALLIED && alliance->status == before) {
            mend(self, alliance);
        }
    }
    for (uint32_t s = 0; s < self->strong_count; s++) {
        strong_t *strong = &self->strongs[s];
        strong->conceded += strong->conceding;
        if (strong->response == RESPONSE_RETRENCH && strong->shaken > 0) {
            const double fall = p->consequence_retrench_step * strong->shaken / strong->alliances;
            if (strong->engagement_base > 0.0) {
                strong->engagement_base = greater(0.0, strong->engagement_base - fall);
            }
        }
    }
}
