/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from what was done, on the pair (fixture.h), tick by tick. */
#include "fixture.h"

static double date(int tick)
{
    return tick / 12.0;
}

static model_shock_t *demand(model_t *model, const char *id, int tick, double stake)
{
    return fixture_event(model, id, VARIABLE_ALLIANCE_demand, date(tick), stake);
}

/* w's view of K moves at once and for good: 1 is the same threat, 0 is none. */
static void opinion(model_t *model, const char *id, int tick, double change)
{
    fixture_event_about(model, id, VARIABLE_WEAK_intention, date(tick), change, 0);
}

/* d_s = 1 - .4 * .5 = .8, d_w = .2: price .6; the strong state pays 1.1 * .8 / 12 a tick. */
static void dear(model_t *model)
{
    fixture_pair(model, 0.6, 0.2);
    model->parameters.price_concession_rate = 1.1;
    demand(model, "ask", 2, 0.5);
}

static void test_paid_in_full(void **state)
{
    const double payment = 1.1 * 0.8 / 12;
    model_t model;
    chronicle_t told;
    (void)state;
    dear(&model);
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    for (int n = 1; n <= 8; n++) {
        const observation_t seen = fixture_seen(world, 1 + n);
        assert_int_equal(seen.behaviour, BEHAVIOUR_PRICE_RAISING);
        assert_near(seen.price, 0.6, 1e-14);
        assert_near(seen.concession, n * payment, 1e-14);
    }
    const observation_t last = fixture_seen(world, 10);
    assert_true(last.issue);
    assert_int_equal(last.behaviour, BEHAVIOUR_PRICE_RAISING);
    assert_near(last.concession, 0.6, 1e-14);
    assert_int_equal(chronicle_tick(&told, EVENT_ISSUE_SETTLED, 0), 10);
    assert_near(told.event[told.count - 1].size, 0.6, 1e-14);
    assert_false(fixture_seen(world, 11).issue);
    assert_int_equal(world->tally->settled, 1);
    assert_near(world->tally->conceded, 0.6, 1e-14);
    assert_int_equal(world->tally->demands[BEHAVIOUR_PRICE_RAISING], 1);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* Up to acceptance d_s = .32 in all; then the issue lapses after 18 ticks. */
static void test_paid_up_to_what_is_accepted(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    dear(&model);
    model.parameters.price_acceptance = 0.4;
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    assert_near(fixture_seen(world, 5).concession, 4 * 1.1 * 0.8 / 12, 1e-14);
    assert_near(fixture_seen(world, 6).concession, 0.32, 1e-14);
    assert_near(fixture_seen(world, 19).concession, 0.32, 1e-14);
    assert_true(fixture_seen(world, 19).issue);
    assert_false(fixture_seen(world, 20).issue);
    assert_int_equal(chronicle_tick(&told, EVENT_ISSUE_LAPSED, 0), 19);
    assert_int_equal(told.of[EVENT_ISSUE_SETTLED], 0);
    assert_near(world->conceded[0], 0, 0);
    assert_int_equal(world->tally->lapsed, 1);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* Scale, and fixed when first raised: w's political need falls in the middle and changes nothing.
 */
static void test_price_is_fixed(void **state)
{
    model_t model;
    (void)state;
    dear(&model);
    model.parameters.price_scale = 0.75;
    model.parameters.half_life_dependence = 0.01;
    fixture_event(&model, "less", VARIABLE_ALLIANCE_political_need, date(4), -0.2);
    world_t *world = fixture_world(&model, 1, 0);
    assert_near(fixture_seen(world, 3).price, 0.45, 1e-14);
    assert_near(fixture_seen(world, 4).weak_dependence, 0, 0.01);
    assert_near(fixture_seen(world, 5).price, 0.45, 1e-14);
    world_free(world);
    model_free(&model);
}

static void test_least_price(void **state)
{
    model_t model;
    (void)state;
    fixture_pair(&model, 0.45, 0.48);
    model.parameters.threshold_band = 0;
    model.parameters.price_concession_rate = 0;
    model.parameters.price_scale = 2;
    demand(&model, "ask", 0, 1.0 / 11); /* d_s = 1 - .55 * 10 / 11 = .5 */
    model.parameters.threshold_dependence = 0.495;
    world_t *world = fixture_world(&model, 1, 0);
    const observation_t seen = fixture_seen(world, 0);
    assert_int_equal(seen.behaviour, BEHAVIOUR_PRICE_RAISING);
    assert_near(seen.strong_dependence - seen.weak_dependence, 0.02, 1e-12);
    assert_near(seen.price, 0.1, 1e-15);
    world_free(world);
    model_free(&model);
}

/* G grows by price / alliances when paid in full, fades with half-life `memory`, and raises the
 * next price. */
static void test_demonstration(void **state)
{
    model_t model;
    (void)state;
    dear(&model);
    model.parameters.consequence_demonstration = 0.5;
    model.parameters.half_life_memory = 1;
    demand(&model, "again", 22, 0.5);
    fixture_alliance(&model, 0, fixture_weak(&model, "bystander", 0));
    world_t *world = fixture_world(&model, 1, 0);
    const size_t d = fixture_find(world, "S", "w");
    fixture_run(world, 10);
    assert_near(world->conceded[0], 0, 0);
    fixture_run(world, 11);
    assert_near(world->conceded[0], 0.3, 1e-14);
    fixture_run(world, 22);
    assert_near(world->conceded[0], 0.3 * exp2(-11.0 / 12), 1e-14);
    fixture_run(world, 23);
    observation_t seen;
    world_observe(world, 0, d, &seen);
    assert_near(seen.price, 0.6 * (1 + 0.5 * 0.15), 1e-13); /* a half-life after it was paid */
    world_free(world);
    model_free(&model);
}

static void test_ignore_and_punish(void **state)
{
    (void)state;
    for (int response = RESPONSE_ACCOMMODATE; response <= RESPONSE_RETRENCH; response++) {
        const bool pays = response == RESPONSE_ACCOMMODATE || response == RESPONSE_RETRENCH;
        model_t model;
        chronicle_t told;
        dear(&model);
        model.strong[0].response = (response_t)response;
        world_t *world = fixture_world(&model, 1, 0);
        chronicle_open(&told, world);
        assert_int_equal(fixture_seen(world, 3).status, STATUS_ALLIED);
        assert_near(fixture_seen(world, 3).price, 0.6, 1e-14);
        assert_near(fixture_seen(world, 3).concession, pays ? 2 * 1.1 * 0.8 / 12 : 0, 1e-14);
        /* drift_after is three ticks */
        assert_int_equal(fixture_seen(world, 4).status,
                         response == RESPONSE_PUNISH ? STATUS_DRIFTING : STATUS_ALLIED);
        fixture_run(world, 30);
        assert_int_equal(told.of[EVENT_ISSUE_SETTLED], pays);
        assert_int_equal(told.of[EVENT_ISSUE_LAPSED], !pays);
        assert_int_equal(told.of[EVENT_DRIFTED], response == RESPONSE_PUNISH);
        assert_int_equal(chronicle_tick(&told, EVENT_DRIFTED, 0),
                         response == RESPONSE_PUNISH ? 4 : -1);
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
}

/* Confronts from tick 2 on: d_s = stake .3, d_w = 0. Vulnerable, so that it never ends. */
static void sour(model_t *model, double issue_years)
{
    fixture_pair(model, 0, 0);
    model->parameters.demand_issue_years = issue_years;
    demand(model, "ask", 2, 0.3);
}

static void test_drift_after(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    sour(&model, 1);
    model.parameters.consequence_drift_after = 5.0 / 12;
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    assert_int_equal(fixture_seen(world, 5).status, STATUS_ALLIED);
    assert_int_equal(fixture_seen(world, 6).status, STATUS_DRIFTING);
    assert_int_equal(chronicle_tick(&told, EVENT_DRIFTED, 0), 6);
    fixture_run(world, 60);
    assert_int_equal(told.of[EVENT_DRIFTED], 1);
    assert_int_equal(chronicle_tick(&told, EVENT_ISSUE_LAPSED, 0), 2 + 16 - 1); /* 15.6 ticks */
    assert_int_equal(world->tally->drifts, 1);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* On one issue: two of four ticks each are not one of five. */
static void test_drift_counts_one_issue(void **state)
{
    model_t model;
    (void)state;
    sour(&model, 0.25); /* 3.9 ticks */
    model.parameters.consequence_drift_after = 5.0 / 12;
    demand(&model, "again", 6, 0.3);
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 30);
    assert_int_equal(world->tally->drifts, 0);
    assert_int_equal(world->tally->lapsed, 2);
    world_free(world);
    model_free(&model);
}

static void test_negative_response_only_lapses(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    fixture_pair(&model, 0.7, 0.7);
    demand(&model, "ask", 2, 0.3);
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    const observation_t seen = fixture_seen(world, 17);
    assert_int_equal(seen.behaviour, BEHAVIOUR_NEGATIVE_RESPONSE);
    assert_near(seen.price, 0, 0);
    assert_int_equal(seen.status, STATUS_ALLIED);
    fixture_run(world, 18);
    assert_int_equal(told.of[EVENT_ISSUE_LAPSED], 1);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* A demand counts by the gravest behaviour shown, not by the last: here confrontation, then
 * negative response. */
static void test_gravest_behaviour_counts(void **state)
{
    model_t model;
    tally_t tally;
    (void)state;
    sour(&model, 1);
    model.parameters.half_life_dependence = 0.01;
    fixture_event(&model, "q", VARIABLE_ALLIANCE_salience, date(6), 0.9);
    fixture_event(&model, "n", VARIABLE_ALLIANCE_political_need, date(6), 0.9);
    world_t *world = fixture_world(&model, 1, 0);
    assert_int_equal(fixture_seen(world, 5).behaviour, BEHAVIOUR_CONFRONTATION);
    assert_int_equal(fixture_seen(world, 7).behaviour, BEHAVIOUR_NEGATIVE_RESPONSE);
    for (int closed = 0; closed < 2; closed++) { /* while it is open, and after it has lapsed */
        world_tally(world, 0, &tally);
        assert_int_equal(tally.demands[BEHAVIOUR_CONFRONTATION], 1);
        assert_int_equal(tally.demands[BEHAVIOUR_NEGATIVE_RESPONSE], 0);
        assert_int_equal(tally.lapsed, closed);
        fixture_run(world, 30);
    }
    world_free(world);
    model_free(&model);
}

/* The same threat from tick 20 on mends it after twelve ticks of it; a break of one tick starts the
 * count anew. */
static void test_recovery(void **state)
{
    (void)state;
    for (int broken = 0; broken < 2; broken++) {
        model_t model;
        chronicle_t told;
        sour(&model, 0.5);
        opinion(&model, "see", 20, 1);
        if (broken) {
            opinion(&model, "doubt", 30, -1);
            opinion(&model, "see-again", 31, 1);
        }
        world_t *world = fixture_world(&model, 1, 0);
        chronicle_open(&told, world);
        fixture_run(world, 60);
        assert_int_equal(chronicle_tick(&told, EVENT_DRIFTED, 0), 4);
        assert_int_equal(chronicle_tick(&told, EVENT_RECOVERED, 0), (broken ? 31 : 20) + 12 - 1);
        assert_int_equal(world->tally->recoveries, 1);
        assert_int_equal(world->unallied[0], 0);
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
}

/* Not by the strong state's fear alone, nor by the weak one's. */
static void test_recovery_needs_both(void **state)
{
    model_t model;
    (void)state;
    sour(&model, 0.5);
    opinion(&model, "see", 20, 1);
    fixture_event_about(&model, "careless", VARIABLE_STRONG_intention, date(20), -0.7, 0);
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 60);
    assert_int_equal(world->status[0], STATUS_DRIFTING);
    world_free(world);
    model_free(&model);
}

/* A settled quarrel is forgiven: after recovery another three ticks on the same issue are needed.
 */
static void test_confrontation_is_counted_anew_after_recovery(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    /* A second source L, less feared, which the demand is about: K unites while L divides. */
    fixture_quiet(&model);
    model.parameters.dependence_security_strong = model.parameters.dependence_security_weak = 0;
    model.parameters.dependence_standing = 1;
    model.parameters.consequence_recover_after = 0.25;
    fixture_source(&model, "K", 1, 1);
    fixture_source(&model, "L", 1, 1);
    fixture_strong(&model, "S", 1);
    fixture_weak(&model, "w", 0);
    model_agent_t *d = fixture_alliance(&model, 0, 0);
    d->value[VARIABLE_ALLIANCE_salience] = constant(0);
    d->value[VARIABLE_ALLIANCE_political_need] = constant(0);
    fixture_strong_view(&model, 0, 0, 1, 1);
    fixture_strong_view(&model, 0, 1, 0.8, 1);
    fixture_weak_view(&model, 0, 0, 1, 1);
    fixture_weak_view(&model, 0, 1, 0, 1);
    demand(&model, "ask", 0, 0.3)->source = 1;
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    fixture_run(world, 16);
    for (size_t n = 0; n < 2; n++) { /* drifts at 2, is mended at 5, drifts at 8 ... */
        assert_int_equal(chronicle_tick(&told, EVENT_DRIFTED, n), 2 + 6 * n);
        assert_int_equal(chronicle_tick(&told, EVENT_RECOVERED, n), 5 + 6 * n);
    }
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* As sour, but not vulnerable: it ends after end_after years of confrontation. */
static void bitter(model_t *model, double issue_years)
{
    sour(model, issue_years);
    model->weak[0].value[VARIABLE_WEAK_capability] = constant(1);
}

static void test_end_after(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    bitter(&model, 1);
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    observation_t seen = fixture_seen(world, 12);
    assert_int_equal(seen.behaviour, BEHAVIOUR_CONFRONTATION);
    assert_int_equal(seen.status, STATUS_DRIFTING);
    seen = fixture_seen(world, 13); /* the twelfth tick of it */
    assert_int_equal(seen.behaviour, BEHAVIOUR_TERMINATION);
    assert_int_equal(seen.disposition, BEHAVIOUR_TERMINATION);
    assert_int_equal(seen.status, STATUS_ENDED);
    assert_true(seen.issue);
    counts_t counts;
    world_counts(world, 0, &counts);
    assert_int_equal(counts.disposition[BEHAVIOUR_TERMINATION], 1);
    assert_int_equal(counts.status[STATUS_ENDED], 1);
    seen = fixture_seen(world, 14);
    assert_int_equal(seen.behaviour, BEHAVIOUR_NONE);
    assert_int_equal(seen.disposition, BEHAVIOUR_NONE);
    assert_false(seen.issue);
    world_counts(world, 0, &counts);
    assert_int_equal(counts.type[WEAK_WEAK], 0);
    assert_int_equal(told.of[EVENT_WARNING_STARTED], 1);
    assert_int_equal(told.of[EVENT_WARNING_HALF], 1);
    assert_int_equal(chronicle_tick(&told, EVENT_WARNING_STARTED, 0), 2);
    assert_int_equal(chronicle_tick(&told, EVENT_WARNING_HALF, 0), 7);
    assert_int_equal(chronicle_tick(&told, EVENT_TERMINATED, 0), 13);
    assert_int_equal(chronicle_tick(&told, EVENT_ISSUE_ENDED, 0), 13);
    assert_int_equal(world->tally->terminations, 1);
    assert_int_equal(world->tally->demands[BEHAVIOUR_TERMINATION], 1);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/*
 * Two issues of eight ticks, from 2 and from 15: the clock stands at 8 in between and ends the
 * alliance in the fourth tick of the second; unless w is vulnerable for one tick while an issue is
 * open.
 */
static void test_clock(void **state)
{
    (void)state;
    for (int which = 0; which < 4; which++) {
        const bool breaks = which >= 2;
        model_t model;
        chronicle_t told;
        bitter(&model, 0.5);
        demand(&model, "again", 15, 0.3);
        if (which == 2) { /* the condition fails for a tick while the issue is open; at the first
                             sight of it w follows */
            fixture_event(&model, "weaker", VARIABLE_WEAK_capability, date(16), -0.9);
            fixture_event(&model, "stronger", VARIABLE_WEAK_capability, date(17), 0.9);
        }
        if (which == 3) { /* it fails while one is open that does not conflict */
            fixture_event(&model, "weaker", VARIABLE_WEAK_capability, date(12), -0.9);
            fixture_event(&model, "stronger", VARIABLE_WEAK_capability, date(13), 0.9);
        }
        if (which % 2 == 1) { /* a demand that does not conflict is followed and moves no clock */
            demand(&model, "harmless", 12, 0.3)->conflict = false;
        }
        world_t *world = fixture_world(&model, 1, 0);
        chronicle_open(&told, world);
        fixture_run(world, 12);
        assert_int_equal(world->termination_clock[0], 8);
        fixture_run(world, 13);
        assert_int_equal(world->behaviour[0], which % 2 == 1 ? BEHAVIOUR_FOLLOW : BEHAVIOUR_NONE);
        fixture_run(world, 15);
        assert_int_equal(world->termination_clock[0], which == 3 ? 0 : 8);
        fixture_run(world, 17);
        assert_int_equal(world->termination_clock[0], which == 2 ? 0 : which == 3 ? 2 : 10);
        fixture_run(world, 40);
        assert_int_equal(chronicle_tick(&told, EVENT_TERMINATED, 0), breaks ? -1 : 18);
        assert_int_equal(told.of[EVENT_WARNING_STARTED], breaks ? 2 : 1);
        assert_int_equal(told.of[EVENT_WARNING_HALF], breaks ? 2 : 1);
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
}

/* Half the way of an odd number of ticks is the tick that reaches it; a clock of one tick has no
 * middle. */
static void test_warnings_of_short_clocks(void **state)
{
    static const struct {
        int ticks, half, end;
    } rows[] = {{1, -1, 2}, {2, -1, 3}, {3, 3, 4}, {4, 3, 5}, {7, 5, 8}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        model_t model;
        chronicle_t told;
        bitter(&model, 1);
        model.parameters.consequence_end_after = rows[i].ticks / 12.0;
        world_t *world = fixture_world(&model, 1, 0);
        chronicle_open(&told, world);
        fixture_run(world, 20);
        assert_int_equal(chronicle_tick(&told, EVENT_WARNING_STARTED, 0), 2);
        assert_int_equal(chronicle_tick(&told, EVENT_WARNING_HALF, 0), rows[i].half);
        assert_int_equal(chronicle_tick(&told, EVENT_TERMINATED, 0), rows[i].end);
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
}

/* Ended in tick 13; both see K from tick 20 on: formed again five years later, unless never. */
static void test_formed_again(void **state)
{
    (void)state;
    for (int never = 0; never < 2; never++) {
        model_t model;
        chronicle_t told;
        bitter(&model, 1);
        opinion(&model, "see", 20, 1);
        demand(&model, "in-vain", 30, 0.3);
        demand(&model, "new", 90, 0.3);
        model.parameters.consequence_reform_after = never ? 0 : 5;
        world_t *world = fixture_world(&model, 1, 0);
        chronicle_open(&told, world);
        fixture_run(world, 79);
        assert_int_equal(world->status[0], STATUS_ENDED);
        fixture_run(world, 80);
        assert_int_equal(world->status[0], never ? STATUS_ENDED : STATUS_ALLIED);
        fixture_run(world, 120);
        assert_int_equal(chronicle_tick(&told, EVENT_FORMED, 0), never ? -1 : 79);
        assert_int_equal(told.of[EVENT_ISSUE_OPENED],
                         never ? 1 : 2); /* an ended alliance gets no demand */
        assert_int_equal(world->tally->formations, !never);
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
}

/* United all the while on K, it ends over L while drifting: that tick does not count, the next
 * does. */
static void test_not_formed_in_the_tick_in_which_it_ends(void **state)
{
    model_t model;
    chronicle_t told;
    (void)state;
    fixture_quiet(&model);
    model.parameters.dependence_security_strong = model.parameters.dependence_security_weak = 0;
    model.parameters.dependence_standing = 1;
    model.parameters.threshold_divergence = 0.3;
    model.parameters.consequence_end_after = 0.5;
    model.parameters.consequence_reform_after = 1.0 / 12;
    fixture_source(&model, "K", 1, 1);
    fixture_source(&model, "L", 1, 1);
    fixture_strong(&model, "S", 1);
    fixture_weak(&model, "w", 0);
    model.weak[0].value[VARIABLE_WEAK_capability] = constant(1);
    model_agent_t *d = fixture_alliance(&model, 0, 0);
    d->value[VARIABLE_ALLIANCE_salience] = constant(0);
    d->value[VARIABLE_ALLIANCE_political_need] = constant(0);
    fixture_strong_view(&model, 0, 0, 1, 1);
    fixture_strong_view(&model, 0, 1, 0.8, 1);
    fixture_weak_view(&model, 0, 0, 1, 1);
    fixture_weak_view(&model, 0, 1, 0, 1);
    demand(&model, "ask", 0, 0.3)->source = 1;
    world_t *world = fixture_world(&model, 1, 0);
    chronicle_open(&told, world);
    fixture_run(world, 10);
    assert_int_equal(chronicle_tick(&told, EVENT_DRIFTED, 0), 2);
    assert_int_equal(chronicle_tick(&told, EVENT_TERMINATED, 0), 5);
    assert_int_equal(chronicle_tick(&told, EVENT_FORMED, 0), 6);
    chronicle_close(&told);
    world_free(world);
    model_free(&model);
}

/* The base of engagement falls by retrench_step times the share of alliances that begin to drift or
 * end. */
static void test_retrenchment(void **state)
{
    model_t model;
    (void)state;
    bitter(&model, 1);
    model.strong[0].response = RESPONSE_RETRENCH;
    model.parameters.consequence_retrench_step = 0.2;
    model.parameters.half_life_engagement = 1;
    for (int i = 0; i < 3; i++) {
        const char *const id[] = {"a", "b", "c"};
        fixture_alliance(&model, 0, fixture_weak(&model, id[i], 0));
    }
    model.shocks[0].weak = 0; /* of w alone */
    world_t *world = fixture_world(&model, 1, 0);
    fixture_run(world, 4);
    assert_near(world->engagement_base[0], 1, 0);
    fixture_run(world, 5); /* drifts in tick 4 */
    assert_near(world->engagement_base[0], 0.95, 1e-15);
    assert_near(world->engagement[0], 1, 0);
    fixture_run(world, 6);
    assert_near(world->engagement[0], 0.95 + 0.05 * exp2(-1.0 / 12), 1e-14);
    fixture_run(world, 13);
    assert_near(world->engagement_base[0], 0.95, 1e-15);
    fixture_run(world, 14); /* ends in tick 13 */
    assert_near(world->engagement_base[0], 0.9, 1e-15);
    world_free(world);
    model_free(&model);
}

/* What was lost elsewhere is needed here: L is 1/3 in the tick after w drifts. */
static void test_substitution_reads_the_last_tick(void **state)
{
    model_t model;
    (void)state;
    sour(&model, 1);
    model.parameters.consequence_substitution = 0.6;
    model.parameters.half_life_dependence = 0.01;
    for (int i = 0; i < 3; i++) {
        const char *const id[] = {"a", "b", "c"};
        fixture_alliance(&model, 0, fixture_weak(&model, id[i], 0));
    }
    model.shocks[0].weak = 0;
    world_t *world = fixture_world(&model, 1, 0);
    const double q = model.alliances[1].value[VARIABLE_ALLIANCE_salience].a;
    fixture_run(world, 5);
    assert_near(world->strong_political[0], q, 1e-14);
    fixture_run(world, 12);
    assert_near(world->strong_political[0], q * (1 + 0.6 / 3), 1e-12);
    world_free(world);
    model_free(&model);
}

/* Every issue that was opened went one way. */
static void test_issues_are_conserved(void **state)
{
    uint64_t of[EVENT_KIND_COUNT] = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        const recipe_t recipe = {.seed = seed, .prefix = "", .embodied = seed % 2 == 0};
        model_t model;
        chronicle_t told;
        tally_t tally;
        uint64_t open = 0, demands = 0;
        dice_model(&model, &recipe, seed);
        model.parameters.time_burn_in = 0;
        world_t *world = fixture_world(&model, seed, 0);
        chronicle_open(&told, world);
        fixture_run(world, world_end(world));
        for (size_t d = 0; d < world_alliance_count(world); d++) {
            open += world->issue[d] == ISSUE_OPEN;
        }
        world_tally(world, 0, &tally);
        for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
            demands += tally.demands[b];
        }
        assert_int_equal(told.of[EVENT_ISSUE_OPENED],
                         told.of[EVENT_ISSUE_FOLLOWED] + told.of[EVENT_ISSUE_SETTLED] +
                             told.of[EVENT_ISSUE_LAPSED] + told.of[EVENT_ISSUE_REPLACED] +
                             told.of[EVENT_ISSUE_ENDED] + open);
        assert_int_equal(demands, told.of[EVENT_ISSUE_OPENED]);
        assert_int_equal(tally.settled, told.of[EVENT_ISSUE_SETTLED]);
        assert_int_equal(tally.lapsed, told.of[EVENT_ISSUE_LAPSED]);
        assert_int_equal(tally.drifts, told.of[EVENT_DRIFTED]);
        assert_int_equal(tally.recoveries, told.of[EVENT_RECOVERED]);
        assert_int_equal(tally.terminations, told.of[EVENT_TERMINATED]);
        assert_int_equal(tally.formations, told.of[EVENT_FORMED]);
        assert_int_equal(told.of[EVENT_TERMINATED], told.of[EVENT_ISSUE_ENDED]);
        for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
            of[kind] += told.of[kind];
        }
        chronicle_close(&told);
        world_free(world);
        model_free(&model);
    }
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        if (of[kind] < 10) {
            print_error("%s happened %d times: the test is too tame\n",
                        world_event_name((world_event_kind_t)kind), (int)of[kind]);
            fail();
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paid_in_full),
        cmocka_unit_test(test_paid_up_to_what_is_accepted),
        cmocka_unit_test(test_price_is_fixed),
        cmocka_unit_test(test_least_price),
        cmocka_unit_test(test_demonstration),
        cmocka_unit_test(test_ignore_and_punish),
        cmocka_unit_test(test_drift_after),
        cmocka_unit_test(test_drift_counts_one_issue),
        cmocka_unit_test(test_negative_response_only_lapses),
        cmocka_unit_test(test_gravest_behaviour_counts),
        cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_recovery_needs_both),
        cmocka_unit_test(test_confrontation_is_counted_anew_after_recovery),
        cmocka_unit_test(test_end_after),
        cmocka_unit_test(test_clock),
        cmocka_unit_test(test_warnings_of_short_clocks),
        cmocka_unit_test(test_formed_again),
        cmocka_unit_test(test_not_formed_in_the_tick_in_which_it_ends),
        cmocka_unit_test(test_retrenchment),
        cmocka_unit_test(test_substitution_reads_the_last_tick),
        cmocka_unit_test(test_issues_are_conserved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
