/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold between any two steps, whatever the scenario. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "sim/observe.h"
#include "sim/rule.h"
#include "sim/state.h"

typedef struct verdict {
    char *fault;
    size_t size;
    bool holds;
} verdict_t;

/* The first fault is the one reported. */
static void expect(verdict_t *verdict, bool holds, const char *format, ...)
{
    if (!holds && verdict->holds) {
        va_list arguments;
        va_start(arguments, format);
        if (verdict->size > 0) {
            vsnprintf(verdict->fault, verdict->size, format, arguments);
        }
        va_end(arguments);
        verdict->holds = false;
    }
}

static bool is_exactly(double a, double b)
{
    return a >= b && a <= b;
}

static void within(verdict_t *verdict, const char *what, const double *value, size_t n,
                   double lowest, double highest)
{
    for (size_t i = 0; i < n && verdict->holds; i++) {
        expect(verdict, value[i] >= lowest && value[i] <= highest,
               "%s[%zu] = %.17g is outside [%g, %g]", what, i, value[i], lowest, highest);
    }
}

static void verify_ranges(const world_t *world, verdict_t *verdict)
{
    const roster_t *roster = &world->roster;
    const size_t alliances = roster->alliances,
                 weak_pairs = (size_t)roster->weaks * roster->sources;
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        within(verdict, info->name, world->attribute[v].value, world->attribute[v].count,
               info->lowest, info->highest);
    }
    within(verdict, "engagement", world->engagement, roster->strongs, 0, 1);
    within(verdict, "strong intention", world->strong_intention,
           (size_t)roster->strongs * roster->sources, -1, 1);
    within(verdict, "weak intention", world->weak_intention, weak_pairs, -1, 1);
    within(verdict, "own view", world->own_view, weak_pairs, -1, 1);
    within(verdict, "weak threat", world->weak_threat, weak_pairs, 0, 1 + 1e-9);
    within(verdict, "strong threat", world->strong_threat,
           (size_t)roster->strongs * roster->sources, 0, 1 + 1e-9);
    within(verdict, "M_w", world->weak_military, alliances, 0, 1);
    within(verdict, "Q_w", world->weak_political, alliances, 0, 1);
    within(verdict, "M_s", world->strong_military, alliances, 0, 1);
    within(verdict, "Q_s", world->strong_political, alliances, 0, 1);
    within(verdict, "d_s", world->strong_dependence, alliances, 0, 1 + 1e-9);
    within(verdict, "d_w", world->weak_dependence, alliances, 0, 1 + 1e-9);
    within(verdict, "conceded", world->conceded, roster->strongs, 0, INFINITY);
}

/* Those that are not allied, counted anew, are those that the strong states reckon with. */
static void verify_unallied(const world_t *world, verdict_t *verdict)
{
    const roster_t *roster = &world->roster;
    for (uint32_t s = 0; s < roster->strongs && verdict->holds; s++) {
        double unallied = 0;
        for (uint32_t d = 0; d < roster->alliances; d++) {
            unallied += roster->alliance_strong[d] == s && world->status[d] != STATUS_ALLIED ? 1 : 0;
        }
        expect(verdict, is_exactly(unallied, world->unallied[s]),
               "%s reckons with %g alliances that are not allied, not with %g",
               world_strong_id(world, s >> roster->copy_bits), world->unallied[s], unallied);
    }
}

/* What is worked out where a status changes, so that no tick has to look it up, is what it would be if it
 * were looked up. */
static void verify_notes(const world_t *world, uint32_t d, verdict_t *verdict)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const uint32_t s = roster->alliance_strong[d], w = roster->alliance_weak[d];
    const status_t status = (status_t)world->status[d];
    const bool sanctioned =
        status == STATUS_DRIFTING &&
        world->model->strong[roster->strong_entry[s]].response != RESPONSE_IGNORE;
    const double apart = status == STATUS_ALLIED ? 0 : 1;
    const double backed = sanctioned ? 1 - p->consequence_sanction : 1;
    const double based = status == STATUS_DRIFTING ? 1 - p->consequence_withdrawal : 1;
    expect(verdict,
           is_exactly(world->apart[d], apart) && is_exactly(world->backed[d], backed) &&
               is_exactly(world->based[d], based),
           "alliance %u is %s and is not dealt with as such", d >> roster->copy_bits, status_name(status));
    if (!world->several_patrons) {
        const bool has_patron = status != STATUS_ENDED;
        expect(verdict,
               world->only_patron[w] == (has_patron ? s : roster->strongs) &&
                   is_exactly(world->swayed[w], has_patron ? p->socialisation_patrons : 0),
               "weak state %u listens to a patron that it does not have, or not to the one it has",
               w >> roster->copy_bits);
    }
}

/* P1: the paper's table, from what is observed, without the clock; termination only where the paper
 * lets it be. */
static void verify_rule(const world_t *world, uint32_t d, verdict_t *verdict)
{
    const parameters_t *p = &world->model->parameters;
    const uint32_t alliance = d >> world->roster.copy_bits;
    observation_t seen;
    world_observe(world, roster_copy(&world->roster, d), alliance, &seen);
    within(verdict, "alternatives", &seen.alternatives, 1, 0, 1);
    within(verdict, "vulnerability", &seen.vulnerability, 1, 0, 1);
    within(verdict, "ally threat", &seen.ally_threat, 1, 0, 1 + 1e-9);
    within(verdict, "divergence", &seen.divergence, 1, -1e-9, 1 + 1e-9);
    const behaviour_t disposition = (behaviour_t)world->disposition[d];
    const interdependence_t type = (interdependence_t)world->type[d];
    const behaviour_t table = rule_table(type, world->same[d] != 0, false);
    if (p->decision_rule == DECISION_FRAMEWORK && disposition != BEHAVIOUR_NONE) {
        const bool may_end = type == WEAK_WEAK && !world->same[d] &&
                             world->issue[d] == ISSUE_CLOSED &&
                             rule_irreconcilable(p, seen.divergence, seen.ally_threat) &&
                             seen.vulnerability < p->threshold_vulnerability;
        expect(verdict, disposition == table || (disposition == BEHAVIOUR_TERMINATION && may_end),
               "alliance %u: %s and %s threat give %s, not %s", alliance, interdependence_name(type),
               world->same[d] ? "same" : "different", behaviour_name(table),
               behaviour_name(disposition));
    }
}

static void verify_alliance(const world_t *world, uint32_t d, verdict_t *verdict)
{
    const constants_t *c = &world->constants;
    const uint32_t alliance = d >> world->roster.copy_bits;
    const bool ended = world->status[d] == STATUS_ENDED, issue = world->issue[d] != ISSUE_NONE;
    const bool ending = world->disposition[d] == BEHAVIOUR_TERMINATION && issue;
    const bool formed = world->disposition[d] == BEHAVIOUR_NONE;
    expect(verdict, world->status[d] < STATUS_COUNT && world->type[d] < INTERDEPENDENCE_COUNT,
           "alliance %u: no such status or type", alliance);
    expect(verdict, !ended || world->issue[d] != ISSUE_OPEN,
           "alliance %u has ended and has an open issue", alliance);
    expect(verdict, !ended || formed || ending, "alliance %u has ended and has a disposition", alliance);
    expect(verdict, !formed || !issue, "alliance %u has an issue and no disposition", alliance);
    expect(verdict, issue == (world->behaviour[d] != BEHAVIOUR_NONE),
           "alliance %u: a behaviour and an issue go together", alliance);
    expect(verdict,
           !issue || world->behaviour[d] ==
                         (world->issue_conflict[d] ? world->disposition[d] : BEHAVIOUR_FOLLOW),
           "alliance %u: behaviour is the disposition if the issue conflicts, else follow", alliance);
    expect(verdict,
           world->issue[d] != ISSUE_OPEN ||
               world->tick - world->issue_opened[d] < world->issue_duration[d],
           "alliance %u: an issue outlived its time", alliance);
    expect(verdict, !issue || world->issue_paid[d] <= world->issue_price[d] * (1 + 1e-12) + 1e-12,
           "alliance %u: paid %g of a price of %g", alliance, world->issue_paid[d], world->issue_price[d]);
    expect(verdict,
           world->termination_clock[d] >= 0 &&
               (world->termination_clock[d] < c->end_ticks || world->termination_clock[d] == 0 ||
                world->model->parameters.decision_rule == DECISION_LOGIT),
           "alliance %u: the termination clock ran past its end", alliance);
    expect(verdict, world->status[d] != STATUS_ALLIED || world->calm_clock[d] == 0,
           "alliance %u is allied and waits to be", alliance);
    expect(verdict,
           world->status[d] != STATUS_DRIFTING ||
               world->calm_clock[d] < (c->recover_ticks > 1 ? c->recover_ticks : 1),
           "alliance %u should have recovered", alliance);
    verify_notes(world, d, verdict);
    verify_rule(world, d, verdict);
}

static uint64_t total(const uint64_t *count, size_t n)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += count[i];
    }
    return sum;
}

/* What was counted since tick 0 adds up to every alliance in every tick, however it is divided. */
static void verify_tally(const world_t *world, uint32_t copy, verdict_t *verdict)
{
    tally_t tally;
    observe_tally(world, copy, &tally);
    const counts_t *n = &tally.sum;
    const uint64_t all = tally.ticks * world_alliance_count(world);
    const uint64_t living = total(n->type, INTERDEPENDENCE_COUNT);
    expect(verdict, tally.spells <= living && tally.flips <= living,
           "more changes of disposition than dispositions");
    expect(verdict, total(n->status, STATUS_COUNT) == all, "not every alliance was counted in every tick");
    expect(verdict, total(n->disposition, BEHAVIOUR_COUNT) == living && n->same <= living,
           "dispositions and types do not count the same alliances");
    expect(verdict, total(n->behaviour, BEHAVIOUR_COUNT) == n->issues && n->issues <= living,
           "behaviours do not add up to the issues");
}

bool world_verify(const world_t *world, char *fault, size_t fault_size)
{
    verdict_t verdict = {.fault = fault, .size = fault_size, .holds = true};
    verify_ranges(world, &verdict);
    verify_unallied(world, &verdict);
    for (uint32_t d = 0; d < world->roster.alliances && verdict.holds; d++) {
        verify_alliance(world, d, &verdict);
    }
    for (uint32_t c = 0; c < world->roster.copies; c++) {
        verify_tally(world, c, &verdict);
    }
    return verdict.holds;
}
