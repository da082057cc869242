/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/experiment.h"
#include "experiments/campaign.h"
#include "experiments/payload.h"
#include "experiments/ramp.h"
#include "experiments/sweep.h"
#include "files/output.h"

/*
 * No noise; both see different threats; the strong state depends weakly. So the type, and with it
 * the disposition, is a matter of the weak state's political need alone: follow where its dependence
 * is strong, which begins at .5 + .09 and ends at .5 - .09.
 */
static const char hysteresis[] =
    "name = \"band\"; time = { years = 1.0; burn_in = 2.0; };\n"
    "threshold = { dependence = 0.5; band = 0.18; };\n"
    "dependence = { security_weak = 0.0; };\n"
    "half_life = { dependence = 0.02; };\n"
    "noise = { intention = 0.0; dependence = 0.0; };\n"
    "socialisation = { patrons = 0.0; neighbours = 0.0; };\n"
    "demand = { rate = 0.0; };\n"
    "sources = ( { id = \"rival\"; power = 0.9; offense = 0.9; } );\n"
    "strong = ( { id = \"patron\"; intention = { rival = 0.9; }; } );\n"
    "weak = ( { id = \"ally\"; patron = \"patron\"; basing = 0.1; salience = 0.1; } );\n";

/* The same with all that is random. */
static const char noisy[] =
    "name = \"noisy\"; time = { years = 10.0; };\n"
    "sources = ( { id = \"rival\"; power = 0.9; offense = 0.7; } );\n"
    "strong = ( { id = \"patron\"; intention = { rival = 0.8; }; } );\n"
    "weak = ( { id = \"ally\"; count = 9; capability = { distribution = \"beta\"; a = 2.0; b = 4.0; };\n"
    "  intention = { rival = { distribution = \"gaussian\"; mean = 0.4; sd = 0.3; }; }; patron = \"patron\"; } );\n"
    "shocks = ( { id = \"elections\"; on = \"weak.government\"; rate = 0.5;\n"
    "  size = { distribution = \"gaussian\"; mean = 0.0; sd = 0.3; }; } );\n"
    "events = ( { id = \"late\"; on = \"strong.engagement\"; date = 8.0; size = -0.2; } );\n";

static int write_scenarios(void **state)
{
    (void)state;
    return output_write_file(".", "band.cfg", hysteresis, sizeof hysteresis - 1, NULL, NULL)
           + output_write_file(".", "noisy.cfg", noisy, sizeof noisy - 1, NULL, NULL);
}

typedef struct fixture {
    experiment_t experiment;
    sweep_t sweep;
    ramp_worker_t worker;
    text_t payload;
    double numbers[256][RAMP_MEASURES];
} fixture_t;

static int try_open(fixture_t *self, const char *text, report_t *report)
{
    memset(self, 0, sizeof *self);
    int status = experiment_read_text(&self->experiment, "r.cfg", text, strlen(text), NULL, 0, NULL, report);

    if (status == EXPERIMENT_OK) {
        status = sweep_init(&self->sweep, &self->experiment, report);
    }
    return status;
}

static void open_ramp(fixture_t *self, const char *text)
{
    report_t report;

    report_init(&report);
    if (try_open(self, text, &report) != SWEEP_OK) {
        report_print(&report, stderr);
        fail();
    }
    report_free(&report);
    assert_int_equal(ramp_worker_init(&self->worker, &self->sweep.ramp), FILES_OK);
}

static void play(fixture_t *self, uint64_t replicate)
{
    char message[CAMPAIGN_MESSAGE_SIZE] = "";
    size_t at = 0;

    text_clear(&self->payload);
    assert_true(self->sweep.ramp.steps <= 256);
    if (ramp_play(&self->worker, 0, replicate, &self->payload, message, sizeof message) != 0) {
        print_error("%s\n", message);
        fail();
    }
    assert_true(payload_get_numbers(self->payload.data, self->payload.length, &at, self->numbers[0],
                                    self->sweep.ramp.steps * RAMP_MEASURES));
    assert_int_equal(at, self->payload.length);
}

static void close_ramp(fixture_t *self)
{
    text_free(&self->payload);
    ramp_worker_free(&self->worker);
    sweep_free(&self->sweep);
    experiment_free(&self->experiment);
}

static void test_area(void **state)
{
    const double values[] = {1.0, 2.0, 4.0};
    const double same[] = {0.1, 0.5, 0.7, 0.5, 0.1};
    const double loop[] = {0.0, 0.0, 1.0, 0.5, 0.25};      /* down - up: .25, .5, 0 */
    const double crossing[] = {0.0, 0.75, 1.0, 0.25, 0.5}; /* .5, -.5, 0 */
    const double hole[] = {0.0, (double)NAN, 1.0, 0.5, 0.25};
    double wide[10], area = 0.0, absolute = 0.0;

    (void)state;
    ramp_area(values, 3, same, 1, &area, &absolute);
    assert_near(area, 0.0, 0.0);
    assert_near(absolute, 0.0, 0.0);
    ramp_area(values, 3, loop, 1, &area, &absolute);
    assert_near(area, 0.375 + 0.5, 1e-15);
    assert_near(absolute, 0.375 + 0.5, 1e-15);
    ramp_area(values, 3, crossing, 1, &area, &absolute);
    assert_near(area, -0.5, 1e-15);
    assert_near(absolute, 0.25 + 0.5, 1e-15);
    ramp_area(values, 3, hole, 1, &area, &absolute);
    assert_true(isnan(area) && isnan(absolute));
    for (int i = 0; i < 5; i++) {
        wide[2 * i] = loop[i];
        wide[2 * i + 1] = 99.0;
    }
    ramp_area(values, 3, wide, 2, &area, &absolute);
    assert_near(area, 0.875, 1e-15);
}

/*
 *     follow  1 |        .___.__X        up at .6, down at .4 (the lines .59 and .41)
 *               |        |   |
 *             0 X___.____.___|
 *              .3   .4       .6  .7
 */
static void test_band_is_hysteresis(void **state)
{
    fixture_t fixture;
    double levels[9], area = 0.0, absolute = 0.0;

    (void)state;
    open_ramp(&fixture, "scenario = \"band.cfg\"; design = \"ramp\"; ramp = { hold = 1.0; };\n"
                        "factors = ( { path = \"alliances.patron.ally.political_need\"; low = 0.3; high = 0.7; levels = 9; } );\n");
    assert_int_equal(fixture.sweep.runs, 1);
    assert_int_equal(fixture.sweep.ramp.steps, 17);
    play(&fixture, 0);
    for (size_t step = 0; step < 17; step++) {
        const size_t level = step <= 8 ? step : 16 - step;
        const double follow = step <= 8 ? level >= 6 : level >= 3;

        assert_near(fixture.numbers[step][0], follow, 0.0);
        assert_near(fixture.numbers[step][3], 1.0 - follow, 0.0);
        assert_near(fixture.numbers[step][5], 1.0, 0.0);
        assert_near(fixture.numbers[step][10], 0.3 + 0.05 * (double)level, 1e-6);
        levels[level] = 0.3 + 0.05 * (double)level;
    }
    ramp_area(levels, 9, fixture.numbers[0], RAMP_MEASURES, &area, &absolute);
    assert_near(area, 3 * 0.05, 1e-12);
    assert_near(absolute, 3 * 0.05, 1e-12);
    ramp_area(levels, 9, fixture.numbers[0] + 3, RAMP_MEASURES, &area, &absolute);
    assert_near(area, -3 * 0.05, 1e-12);
    close_ramp(&fixture);
}

/* Moving what does not matter is one long run, looked at in the second half of each step. */
static void test_ramp_of_nothing_is_a_run(void **state)
{
    fixture_t fixture;

    (void)state;
    open_ramp(&fixture, "scenario = \"noisy.cfg\"; design = \"ramp\"; ramp = { hold = 1.25; }; seed = 3L;\n"
                        "factors = ( { path = \"decision.lambda\"; low = 1.0; high = 2.0; levels = 5; } );\n");
    for (uint64_t replicate = 0; replicate < 3; replicate++) {
        scenario_t scenario;
        world_t *world = NULL;

        play(&fixture, replicate);
        assert_int_equal(scenario_copy(&scenario, &fixture.experiment.scenario), SCENARIO_OK);
        scenario.model.parameters.time_years = 9 * 1.25;
        assert_int_equal(world_create(&world, &scenario.model, 1), MODEL_OK);
        world_reset(world, 3, replicate);
        for (size_t step = 0; step < 9; step++) {
            double follow = 0, living = 0, drifting = 0, same = 0;

            for (int tick = 0; tick < 15; tick++) {
                counts_t counts;

                world_step(world);
                world_counts(world, 0, &counts);
                for (int b = 0; b < BEHAVIOUR_COUNT && tick >= 7; b++) {
                    living += (double)counts.disposition[b];
                }
                follow += tick >= 7 ? (double)counts.disposition[BEHAVIOUR_FOLLOW] : 0;
                drifting += tick >= 7 ? (double)counts.status[STATUS_DRIFTING] : 0;
                same += tick >= 7 ? (double)counts.same : 0;
            }
            assert_near(fixture.numbers[step][0], follow / living, 1e-15);
            assert_near(fixture.numbers[step][6], drifting / (9 * 8), 1e-15);
            assert_near(fixture.numbers[step][8], same / living, 1e-15);
        }
        assert_int_equal(world_tick(world), world_end(world));
        world_free(world);
        scenario_free(&scenario);
    }
    close_ramp(&fixture);
}

/* A ramp leaves nothing behind in the worker, however it ended. */
static void test_ramps_are_independent(void **state)
{
    atomic_int stop = 1;
    fixture_t fixture, other;
    char message[CAMPAIGN_MESSAGE_SIZE] = "";
    static const char text[] = "scenario = \"noisy.cfg\"; design = \"ramp\"; ramp = { hold = 2.0; };\n"
                               "factors = ( { path = \"strong.patron.engagement\"; low = 0.1; high = 1.0; levels = 4; } );\n";

    (void)state;
    open_ramp(&fixture, text);
    open_ramp(&other, text);
    play(&fixture, 7);
    play(&other, 1);
    other.sweep.stop = &stop;
    text_clear(&other.payload);
    assert_int_equal(ramp_play(&other.worker, 0, 2, &other.payload, message, sizeof message), CAMPAIGN_STOPPED);
    other.sweep.stop = NULL;
    play(&other, 7);
    assert_memory_equal(fixture.numbers, other.numbers, sizeof fixture.numbers);
    play(&other, 8);
    assert_memory_not_equal(fixture.numbers, other.numbers, sizeof fixture.numbers);
    close_ramp(&fixture);
    close_ramp(&other);
}

static void test_what_cannot_be_a_ramp(void **state)
{
    static const char *const texts[] = {
        "scenario = \"noisy.cfg\"; design = \"ramp\"; ramp = { hold = 1.0; };\n"
        "factors = ( { path = \"weak.ally.count\"; low = 2; high = 5; } );\n",
        "scenario = \"noisy.cfg\"; design = \"ramp\"; ramp = { hold = 1.0; };\n"
        "factors = ( { path = \"time.years\"; low = 2.0; high = 5.0; } );\n",
        "scenario = \"noisy.cfg\"; design = \"ramp\"; ramp = { hold = 1.0; }; record = \"counts\";\n"
        "factors = ( { path = \"decision.lambda\"; low = 2.0; high = 5.0; } );\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        fixture_t fixture;
        report_t report;

        report_init(&report);
        assert_true(try_open(&fixture, texts[i], &report) < 0);
        assert_int_equal(report_count(&report), 1);
        report_free(&report);
        sweep_free(&fixture.sweep);
        experiment_free(&fixture.experiment);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_area),
        cmocka_unit_test(test_band_is_hysteresis),
        cmocka_unit_test(test_ramp_of_nothing_is_a_run),
        cmocka_unit_test(test_ramps_are_independent),
        cmocka_unit_test(test_what_cannot_be_a_ramp),
    };
    return cmocka_run_group_tests(tests, write_scenarios, NULL);
}
