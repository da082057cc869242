/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tick (model 3): the submodels of model 4 up to the rule. */
#include <math.h>
#include <string.h>

#include "reference/plain_state.h"

/* Material menace of source k as seen from a proximity (model 4, Threat). */
static double menace(const plain_t *self, uint32_t k, double proximity)
{
    return self->sources[k].menace + self->model->parameters.walt_proximity * proximity;
}

int32_t plain_arrival(const plain_t *self, double u, int32_t last, double rate)
{
    double tick = INFINITY;
    if (rate > 0.0) {
        tick = (double)last + 1.0 + floor(-log(u) / (rate * self->dt));
    }
    return tick < (double)INT32_MAX ? (int32_t)tick : INT32_MAX;
}

static double revert(double x, double target, double keep, double noise)
{
    return target + keep * (x - target) + noise;
}

static void strong_states(plain_t *self)
{
    for (uint32_t s = 0; s < self->strong_count; s++) {
        strong_t *strong = &self->strongs[s];
        for (uint32_t k = 0; k < self->source_count; k++) {
            view_t *view = &strong->views[k];
            const double noise = self->shake_intention > 0.0
                                     ? self->shake_intention *
                                           draws_normal_in_turn(self->draws, view->address,
                                                                self->tick, RANDOM_STRONG)
                                     : 0.0;
            view->intention =
                plain_clamp(revert(view->intention, plain_clamp(view->base, -1.0, 1.0),
                                   self->keep_intention, noise),
                            -1.0, 1.0);
        }
        const double noise =
            self->shake_engagement > 0.0
                ? self->shake_engagement * draws_normal_in_turn(self->draws, strong->address,
                                                                self->tick, RANDOM_STRONG)
                : 0.0;
        strong->engagement =
            plain_clamp(revert(strong->engagement, plain_clamp(strong->engagement_base, 0.0, 1.0),
                               self->keep_engagement, noise),
                        0.0, 1.0);
        strong->conceded *= self->keep_memory;
    }
}

/* What others make of it: own, patrons, neighbours. `at_base`: of neighbours' bases. */
double plain_weak_target(const plain_t *self, uint32_t w, uint32_t k, bool at_base)
{
    const parameters_t *p = &self->model->parameters;
    const weak_t *weak = &self->weaks[w];
    const double own = view_own(&weak->views[k]);
    double patrons = 0.0, neighbours = 0.0, weight = 0.0;
    uint32_t count = 0;
    for (uint32_t d = weak->first_alliance; d < weak->end_alliance; d++) {
        const alliance_t *alliance = &self->alliances[d];
        if (alliance->status != STATUS_ENDED &&
            self->sources[k].state != (int32_t)alliance->strong) {
            patrons += self->strongs[alliance->strong].views[k].intention;
            count++;
        }
    }
    for (uint32_t t = weak->first_tie; t < weak->end_tie; t++) {
        const view_t *view = &self->weaks[self->ties[t].to].views[k];
        neighbours += self->ties[t].weight * (at_base ? view_own(view) : view->intention);
        weight += self->ties[t].weight;
    }
    patrons = count > 0 ? patrons / count : own;
    neighbours = weight > 0.0 ? neighbours / weight : own;
    return (1.0 - p->socialisation_patrons - p->socialisation_neighbours) * own +
           p->socialisation_patrons * patrons + p->socialisation_neighbours * neighbours;
}

static void weak_states(plain_t *self)
{
    for (uint32_t w = 0; w < self->weak_count; w++) {
        for (uint32_t k = 0; k < self->source_count; k++) {
            view_t *view = &self->weaks[w].views[k];
            const double noise =
                self->shake_intention > 0.0
                    ? self->shake_intention * draws_normal_in_turn(self->draws, view->address,
                                                                   self->tick, RANDOM_INTENTION)
                    : 0.0;
            view->next = plain_clamp(revert(view->intention, plain_weak_target(self, w, k, false),
                                            self->keep_intention, noise),
                                     -1.0, 1.0);
        }
    }
    for (uint32_t w = 0; w < self->weak_count; w++) {
        for (uint32_t k = 0; k < self->source_count; k++) {
            self->weaks[w].views[k].intention = self->weaks[w].views[k].next;
        }
    }
}

static double threat_of(const plain_t *self, const view_t *view, uint32_t k)
{
    return greater(0.0, view->intention) * menace(self, k, view->proximity);
}

void plain_threats(plain_t *self)
{
    const parameters_t *p = &self->model->parameters;
    for (uint32_t k = 0; k < self->source_count; k++) {
        source_t *source = &self->sources[k];
        source->menace = p->walt_power * property_value(&source->power) +
                         p->walt_offense * property_value(&source->offense);
    }
    for (uint32_t s = 0; s < self->strong_count; s++) {
        strong_t *strong = &self->strongs[s];
        strong->greatest = MODEL_NONE;
        for (uint32_t k = 0; k < self->source_count; k++) {
            view_t *view = &strong->views[k];
            const bool counts = self->sources[k].state != (int32_t)s;
            view->threat = counts ? threat_of(self, view, k) : 0.0;
            if (counts && (strong->greatest == MODEL_NONE ||
                           view->threat > strong->views[strong->greatest].threat)) {
                strong->greatest = (int32_t)k;
            }
        }
        if (strong->greatest == MODEL_NONE && self->source_count > 0) {
            strong->greatest = (int32_t)self->source_count - 1; /* there are none but its own */
        }
    }
    for (uint32_t w = 0; w < self->weak_count; w++) {
        for (uint32_t k = 0; k < self->source_count; k++) {
            view_t *view = &self->weaks[w].views[k];
            view->threat = threat_of(self, view, k);
        }
    }
}

/* A_d */
static double alternatives_of(const plain_t *self, const alliance_t *alliance)
{
    const weak_t *weak = &self->weaks[alliance->weak];
    double open = 1.0 - property_value(&weak->alternatives);
    for (uint32_t t = weak->first_tie; t < weak->end_tie; t++) {
        const weak_t *other = &self->weaks[self->ties[t].to];
        open *= 1.0 - self->ties[t].weight * property_value(&other->capability);
    }
    for (uint32_t d = weak->first_alliance; d < weak->end_alliance; d++) {
        const alliance_t *other = &self->alliances[d];
        if (other != alliance && other->status != STATUS_ENDED) {
            open *= 1.0 - property_value(&other->support) * self->strongs[other->strong].engagement;
        }
    }
    return 1.0 - open;
}

/* What the two states' threats amount to: need, position, divergence, ally threat. */
static void compare_threats(const plain_t *self, alliance_t *alliance, double *answerable,
                            double *position)
{
    const parameters_t *p = &self->model->parameters;
    double either = 0.0, both = 0.0, partner = 0.0, ally = 0.0;
    *answerable = *position = 0.0;
    for (uint32_t k = 0; k < self->source_count; k++) {
        const view_t *theirs = &self->strongs[alliance->strong].views[k];
        const view_t *ours = &self->weaks[alliance->weak].views[k];
        if (self->sources[k].state == (int32_t)alliance->strong) {
            ally = greater(ally, ours->threat);
            continue;
        }
        *answerable =
            greater(*answerable, property_value(&self->sources[k].deterrable) * ours->threat);
        *position = greater(*position, theirs->threat * ours->proximity);
        either += greater(theirs->threat, ours->threat);
        both += lesser(theirs->threat, ours->threat);
        if (theirs->threat >= p->threshold_threat) {
            partner += greater(0.0, -ours->intention) * menace(self, k, ours->proximity);
        }
    }
    const double all = either + partner + ally, scale = greater(all, p->threshold_threat);
    alliance->ally_threat = ally;
    alliance->divergence = scale > 0.0 ? (all - both) / scale : 0.0;
}

targets_t plain_targets(plain_t *self, alliance_t *alliance)
{
    const parameters_t *p = &self->model->parameters;
    const strong_t *strong = &self->strongs[alliance->strong];
    const weak_t *weak = &self->weaks[alliance->weak];
    const double capability = property_value(&weak->capability);
    const double everyday = property_value(&weak->defense_need);
    const double support = property_value(&alliance->support);
    const double engagement = strong->engagement;
    const bool drifting = alliance->status == STATUS_DRIFTING;
    double answerable, position;
    compare_threats(self, alliance, &answerable, &position);
    const double need = everyday + (1.0 - everyday) * answerable;
    const double gap =
        capability < 1.0 ? greater(0.0, need - capability) / (1.0 - capability) : 0.0;
    const uint32_t others = strong->alliances - 1,
                   unallied = strong->unallied - (alliance->status != STATUS_ALLIED);
    const double lost = others > 0 ? (double)unallied / others : 0.0;
    const double standing = p->dependence_standing + (1.0 - p->dependence_standing) * position;
    const double sanction =
        drifting && strong->response != RESPONSE_IGNORE ? p->consequence_sanction : 0.0;
    const double withdrawal = drifting ? p->consequence_withdrawal : 0.0;
    alliance->alternatives = alternatives_of(self, alliance);
    alliance->vulnerability =
        (1.0 - alliance->alternatives) * lesser(1.0, gap / p->dependence_self_help);
    return (targets_t){
        .weak_military =
            gap * support * (p->dependence_treaty + (1.0 - p->dependence_treaty) * engagement) *
            (1.0 - p->dependence_substitutes * alliance->alternatives) * (1.0 - sanction),
        .weak_political = property_value(&alliance->political_need),
        .strong_military = engagement * property_value(&alliance->basing) * standing *
                           (1.0 + p->consequence_substitution * lost) * (1.0 - withdrawal),
        .strong_political = engagement * property_value(&alliance->salience) * standing *
                            (1.0 + p->consequence_substitution * lost),
    };
}

static double component(const plain_t *self, const alliance_t *alliance, double x, double target,
                        unsigned which)
{
    const double noise =
        self->shake_dependence > 0.0
            ? self->shake_dependence *
                  draws_normal(self->draws, alliance->address, self->tick, RANDOM_DEPENDENCE, which)
            : 0.0;
    return plain_clamp(revert(x, target, self->keep_dependence, noise), 0.0, 1.0);
}

static void dependence(plain_t *self)
{
    for (uint32_t s = 0; s < self->strong_count; s++) {
        self->strongs[s].unallied = 0;
    }
    for (uint32_t d = 0; d < self->alliance_count; d++) {
        const alliance_t *alliance = &self->alliances[d];
        self->strongs[alliance->strong].unallied += alliance->status != STATUS_ALLIED;
    }
    for (uint32_t d = 0; d < self->alliance_count; d++) {
        alliance_t *a = &self->alliances[d];
        const targets_t target = plain_targets(self, a);
        a->weak_military = component(self, a, a->weak_military, target.weak_military, 0);
        a->weak_political = component(self, a, a->weak_political, target.weak_political, 1);
        a->strong_military = component(self, a, a->strong_military, target.strong_military, 2);
        a->strong_political = component(self, a, a->strong_political, target.strong_political, 3);
    }
}

static void issue_open(plain_t *self, alliance_t *alliance, int32_t source, double stake,
                       bool conflict)
{
    alliance->issue = (issue_t){
        .open = true,
        .source = source,
        .opened = self->tick,
        .duration =
            model_ticks(self->model, self->model->parameters.demand_issue_years * (1.0 + stake)),
        .stake = stake,
        .conflict = conflict,
    };
    alliance->decision = draws_uniform(self->draws, alliance->address, self->tick, RANDOM_DECISION);
}

/* A source with probability proportional to its threat; MODEL_NONE if there is no threat. */
static int32_t source_draw(const plain_t *self, const alliance_t *alliance, double u)
{
    const view_t *views = self->strongs[alliance->strong].views;
    int32_t drawn = MODEL_NONE;
    double sum = 0.0, below = 0.0;
    for (uint32_t k = 0; k < self->source_count; k++) {
        sum += views[k].threat;
    }
    for (uint32_t k = 0; sum > 0.0 && k < self->source_count && below <= u * sum; k++) {
        if (views[k].threat > 0.0) {
            drawn = (int32_t)k;
            below += views[k].threat;
        }
    }
    return drawn;
}

static void demand_randomly(plain_t *self, alliance_t *alliance)
{
    const parameters_t *p = &self->model->parameters;
    const distribution_t stakes = {DISTRIBUTION_BETA, p->demand_stake_alpha, p->demand_stake_beta,
                                   0.0};
    gsl_rng *stream = draws_stream(self->draws, alliance->address, self->tick, RANDOM_ISSUE);
    const int32_t source = source_draw(self, alliance, draws_unit(stream));
    const bool conflict = draws_unit(stream) < p->demand_conflict;
    if (source != MODEL_NONE) {
        issue_open(self, alliance, source, draws_sample(self->draws, &stakes, stream), conflict);
    }
}

static void demands(plain_t *self)
{
    const double rate = self->model->parameters.demand_rate;
    for (uint32_t s = 0; s < self->strong_count; s++) {
        strong_t *strong = &self->strongs[s];
        strong->demand_chance = 1.0 - exp(-rate * strong->engagement * self->dt);
    }
    for (uint32_t d = 0; d < self->alliance_count; d++) {
        alliance_t *alliance = &self->alliances[d];
        alliance->issue.closed = false;
        if (alliance->asked.is) {
            const asked_t *asked = &alliance->asked;
            issue_open(self, alliance,
                       asked->source != MODEL_NONE ? asked->source
                                                   : self->strongs[alliance->strong].greatest,
                       asked->stake, asked->conflict);
            alliance->asked.is = false;
        }
        if (!alliance->issue.open && alliance->status != STATUS_ENDED &&
            draws_unit_in_turn(self->draws, alliance->address, self->tick, RANDOM_DEMAND) <
                self->strongs[alliance->strong].demand_chance) {
            demand_randomly(self, alliance);
        }
    }
}

static void count(plain_t *self)
{
    counts_t *counts = &self->counts;
    memset(counts, 0, sizeof *counts);
    for (uint32_t d = 0; d < self->alliance_count; d++) {
        const alliance_t *alliance = &self->alliances[d];
        counts->status[alliance->status]++;
        if (alliance->disposition != BEHAVIOUR_NONE) {
            counts->disposition[alliance->disposition]++;
            counts->type[alliance->type]++;
            counts->same += alliance->same;
        }
        if (alliance->behaviour != BEHAVIOUR_NONE) {
            counts->behaviour[alliance->behaviour]++;
            counts->issues++;
        }
    }
}

void plain_step(plain_t *self)
{
    plain_processes_apply(self);
    strong_states(self);
    weak_states(self);
    plain_threats(self);
    dependence(self);
    demands(self);
    plain_rule(self);
    plain_consequences(self);
    count(self);
    self->tick++;
}
