/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/hindcast.h"

#include "config/reader.h"
#include "testing.h"

#include <stdio.h>
#include <string.h>

/*
 * 2000 to 2017: periods 2000-2005, 2005-2010, 2010-2017. S sees K as strong, x and y do not; both
 * weak: whoever is asked confronts. x is asked in 2001 and, not against its interest, in 2006; y in
 * 2012.5. `noise` is a half life of trembling or none.
 */
static void read_world(scenario_t *scenario, double noise)
{
    char text[4096];
    report_t report = {0};
    const int length = snprintf(
        text, sizeof text,
        "name = \"hindcast\"; time = { start = 2000.0; years = 17.0; };\n"
        "socialisation = { patrons = 0.0; neighbours = 0.0; }; demand = { rate = 0.0; };\n"
        "noise = { intention = %.3f; dependence = %.3f; };\n"
        "sources = ( { id = \"K\"; power = 1.0; offense = 1.0; } );\n"
        "strong = ( { id = \"S\"; engagement = 1.0; intention = { K = 1.0; }; } );\n"
        "weak = ( { id = \"y\"; intention = { K = 0.0; }; patron = \"S\"; salience = 0.0; basing = 0.0;"
        " support = 0.0; political_need = 0.0; alternatives = 0.0; capability = 0.0; },\n"
        "         { id = \"x\"; intention = { K = 0.0; }; patron = \"S\"; salience = 0.0; basing = 0.0;"
        " support = 0.0; political_need = 0.0; alternatives = 0.0; capability = 0.0; } );\n"
        "events = ( { id = \"a\"; date = 2001.0; on = \"alliance.demand\"; weak = \"x\"; size = 0.3; },\n"
        "           { id = \"b\"; date = 2006.0; on = \"alliance.demand\"; weak = \"x\"; size = 0.3; conflict = false; },\n"
        "           { id = \"c\"; date = 2012.5; on = \"alliance.demand\"; weak = \"y\"; size = 0.3; } );\n",
        noise, noise);

    assert_in_range(length, 1, sizeof text - 1);
    const int status =
        scenario_read_text(scenario, "hindcast", text, (size_t)length, NULL, 0, &report);
    report_print(&report, stderr);
    assert_int_equal(status, SCENARIO_OK);
    report_free(&report);
}

static annals_entry_t entry(const char *weak, double from, double to, int kind)
{
    annals_entry_t self = {.from = from, .to = to, .kind = kind};

    snprintf(self.strong, sizeof self.strong, "S");
    snprintf(self.weak, sizeof self.weak, "%s", weak);
    return self;
}

static uint64_t gravest(const hindcast_t *self, size_t alliance, size_t period, int behaviour)
{
    return self->gravest[(alliance * self->periods + period) * (BEHAVIOUR_COUNT + 1) +
                         (size_t)behaviour];
}

/* Noise off: all replicates do the same. x drifts from its confrontation on. */
static void test_by_hand(void **state)
{
    const annals_t nothing = {NULL, 0};
    scenario_t scenario;
    hindcast_t hindcast;

    (void)state;
    read_world(&scenario, 0);
    assert_int_equal(hindcast_play(&hindcast, &scenario, &nothing, 3, 1, NULL), HINDCAST_OK);
    assert_int_equal(hindcast.alliances, 2);
    assert_int_equal(hindcast.periods, 3);
    assert_string_equal(hindcast.weak[0], "x");
    assert_string_equal(hindcast.strong[1], "S");
    assert_near(hindcast_year(&scenario, 3, 2), 2010.0, 0.0);
    assert_near(hindcast_year(&scenario, 3, 3), 2017.0, 0.0);
    static const double any[2][3] = {{1, 0, 0}, {0, 0, 1}};
    static const double adrift[2][3] = {{1, 1, 1}, {0, 0, 1}};
    for (size_t d = 0; d < 2; d++) {
        for (size_t p = 0; p < 3; p++) {
            assert_near(hindcast_share(&hindcast, d, p, HINDCAST_ANY), any[d][p], 0.0);
            assert_near(hindcast_share(&hindcast, d, p, HINDCAST_GRAVE), any[d][p], 0.0);
            assert_near(hindcast_share(&hindcast, d, p, HINDCAST_ADRIFT), adrift[d][p], 0.0);
        }
    }
    assert_int_equal(gravest(&hindcast, 0, 0, BEHAVIOUR_CONFRONTATION), 3);
    assert_int_equal(gravest(&hindcast, 0, 1, BEHAVIOUR_FOLLOW), 3);
    assert_int_equal(gravest(&hindcast, 0, 2, BEHAVIOUR_COUNT), 3); /* never asked */
    assert_int_equal(gravest(&hindcast, 1, 2, BEHAVIOUR_CONFRONTATION), 3);
    hindcast_free(&hindcast);
    hindcast_free(&hindcast);
    scenario_free(&scenario);
}

/* Spans are laid over periods, ends excluded; after a termination there is nothing to judge. */
static void test_facts(void **state)
{
    annals_entry_t entries[] = {
        entry("x", 2004.5, 2006.0, ANNALS_MOVE),
        entry("x", 1990.0, 2000.0, BEHAVIOUR_CONFRONTATION),
        entry("y", 2005.0, 2010.0, BEHAVIOUR_TERMINATION),
    };
    const annals_t annals = {entries, 3};
    scenario_t scenario;
    hindcast_t hindcast;

    (void)state;
    read_world(&scenario, 0);
    assert_int_equal(hindcast_play(&hindcast, &scenario, &annals, 1, 1, NULL), HINDCAST_OK);
    static const bool coded[2][3] = {{0, 0, 0}, {0, 1, 0}};
    static const bool suspected[2][3] = {{1, 1, 0}, {0, 1, 0}};
    static const bool gone[2][3] = {{0, 0, 0}, {0, 0, 1}};
    for (size_t d = 0; d < 2; d++) {
        for (size_t p = 0; p < 3; p++) {
            const hindcast_fact_t *fact = &hindcast.facts[d * 3 + p];

            assert_int_equal(fact->coded, coded[d][p]);
            assert_int_equal(fact->suspected, suspected[d][p]);
            assert_int_equal(fact->gone, gone[d][p]);
        }
    }
    assert_int_equal(hindcast_alliance(&hindcast, &entries[2]), 1);
    hindcast_free(&hindcast);
    scenario_free(&scenario);
}

/* Threads are nothing; what is added up is each replicate once. */
static void test_threads(void **state)
{
    const annals_t nothing = {NULL, 0};
    scenario_t scenario;
    hindcast_t one, four;

    (void)state;
    read_world(&scenario, 0.3);
    scenario.model.parameters.demand_rate = 1.0;
    assert_int_equal(hindcast_play(&one, &scenario, &nothing, 50, 1, NULL), HINDCAST_OK);
    assert_int_equal(hindcast_play(&four, &scenario, &nothing, 50, 4, NULL), HINDCAST_OK);
    const size_t cells = one.alliances * one.periods;
    assert_memory_equal(one.signs, four.signs, cells * HINDCAST_SIGNS * sizeof *one.signs);
    assert_memory_equal(one.gravest, four.gravest,
                        cells * (BEHAVIOUR_COUNT + 1) * sizeof *one.gravest);
    for (size_t d = 0; d < one.alliances; d++) {
        for (size_t p = 0; p < one.periods; p++) {
            uint64_t all = 0, grave = 0;

            for (int b = 0; b <= BEHAVIOUR_COUNT; b++) {
                all += gravest(&one, d, p, b);
                grave += b == BEHAVIOUR_CONFRONTATION || b == BEHAVIOUR_TERMINATION
                             ? gravest(&one, d, p, b)
                             : 0;
            }
            assert_int_equal(all, 50);
            assert_near(hindcast_share(&one, d, p, HINDCAST_GRAVE), (double)grave / 50, 1e-15);
            assert_near(hindcast_share(&one, d, p, HINDCAST_ANY),
                        1 - (double)(gravest(&one, d, p, BEHAVIOUR_FOLLOW) +
                                     gravest(&one, d, p, BEHAVIOUR_COUNT)) / 50, 1e-15);
        }
    }
    hindcast_free(&one);
    hindcast_free(&four);
    scenario_free(&scenario);
}

static void test_stopped(void **state)
{
    const annals_t nothing = {NULL, 0};
    const atomic_int stop = 1;
    scenario_t scenario;
    hindcast_t hindcast;

    (void)state;
    read_world(&scenario, 0.3);
    assert_int_equal(hindcast_play(&hindcast, &scenario, &nothing, 5, 2, &stop), HINDCAST_STOPPED);
    for (int b = 0; b <= BEHAVIOUR_COUNT; b++) {
        assert_int_equal(gravest(&hindcast, 0, 0, b), 0);
    }
    hindcast_free(&hindcast);
    scenario_free(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
