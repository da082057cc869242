/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/case_fixture.h"

#include "experiments/cases.h"

static const char asks_and_refuses[] =
    "noise = { intention = 0.0; dependence = 0.0; };\n events = ( " CASE_ASKS " );\n"
    "expect = ( { alliance = \"S.w\"; behaviour = \"negative_response\"; }, { alliance = \"S.w\"; "
    "status = \"allied\"; },\n           { alliance = \"S.w\"; never = \"price_raising\"; } );";
static const char asks_and_pays[] =
    "noise = { intention = 0.0; dependence = 0.0; };\n events = ( " CASE_ASKS " );\n"
    "expect = ( { alliance = \"S.w\"; behaviour = \"price_raising\"; } );";

static void test_play(void **state)
{
    (void)state;
    scenario_t scenarios[2] = {0};
    cases_result_t result;
    case_read(&scenarios[0], "refuses", 0.2, 0.6, asks_and_refuses);
    case_read(&scenarios[1], "pays", 0.2, 0.6, asks_and_pays);
    assert_int_equal(cases_init(&result, scenarios, 2), CASES_OK);
    assert_int_equal(cases_play(&result), CASES_OK);
    assert_true(result.cases[0].held);
    assert_true(case_passes(&result.cases[0], false));
    assert_false(case_passes(&result.cases[0], true)); /* not played with noise */
    assert_false(result.cases[1].held);
    assert_int_equal(result.cases[1].checks[0].miss, MISS_OTHER);
    assert_int_equal(result.cases[1].checks[0].tick, 12);
    assert_int_equal(result.cases[1].checks[0].found, BEHAVIOUR_NEGATIVE_RESPONSE);
    cases_free(&result);
    cases_free(&result);
    scenario_free(&scenarios[0]);
    scenario_free(&scenarios[1]);
}

static void test_nothing_expected(void **state)
{
    (void)state;
    scenario_t scenario = {0};
    cases_result_t result;
    case_read(&scenario, "silent", 0.2, 0.6, "");
    assert_int_equal(cases_init(&result, &scenario, 1), CASES_INVALID);
    scenario_free(&scenario);
}

/*
 * Q_w is Gaussian about 0.5, symmetrical in every tick after the first, and the line is at 0.5: the
 * demand is followed in just half of the replicates. (S is weakly dependent: 1 - 0.9 * 0.5 < 0.7.)
 */
static const char even_chance[] =
    "noise = { intention = 0.0; dependence = 0.05; }; threshold = { band = 0.0; };\n"
    "events = ( { id = \"asks\"; date = 2003.0; on = \"alliance.demand\"; strong = \"S\"; weak = "
    "\"w\"; size = 0.05; } );\n"
    "expect = ( { alliance = \"S.w\"; from = 2003.0; to = 2003.08; behaviour = \"follow\"; },\n"
    "           { alliance = \"S.w\"; from = 2000.0; to = 2003.1; status = \"allied\"; } );";

static void test_noise_share(void **state)
{
    (void)state;
    scenario_t scenario = {0};
    cases_result_t result;
    const cases_options_t options = {.replicates = 4000, .threads = 1};
    case_read(&scenario, "even", 0.1, 0.5, even_chance);
    assert_int_equal(cases_init(&result, &scenario, 1), CASES_OK);
    assert_int_equal(cases_noise(&result, &options), CASES_OK);
    const case_result_t *even = &result.cases[0];
    assert_int_equal(even->replicates, 4000);
    assert_within_sigma((double)even->kept / 4000, 0.5, sqrt(0.25 / 4000), 5);
    assert_int_equal(even->kept_each[0], even->kept);
    assert_int_equal(even->kept_each[1], 4000);
    assert_false(case_passes(even, true));
    /* Noise off it stands on the line, and a dependence on the line is strong. */
    for (uint64_t seed = 1; seed <= 20; seed++) {
        scenario.seed = seed;
        assert_int_equal(cases_play(&result), CASES_OK);
        assert_true(even->held);
    }
    scenario.seed = SCENARIO_SEED;

    /* What is not follow is confrontation: replicate by replicate the other half. */
    const uint64_t followed = even->kept;
    scenario.expectations[0].value = BEHAVIOUR_CONFRONTATION;
    assert_int_equal(cases_noise(&result, &options), CASES_OK);
    assert_int_equal(even->kept + followed, 4000);

    /* Any threads, the same numbers; another seed, others. */
    const uint64_t confronted = even->kept;
    for (int threads = 2; threads <= 5; threads++) {
        assert_int_equal(
            cases_noise(&result, &(cases_options_t){.replicates = 4000, .threads = threads}),
            CASES_OK);
        assert_int_equal(even->kept, confronted);
        assert_int_equal(even->kept_each[0], confronted);
        assert_int_equal(even->kept_each[1], 4000);
    }
    scenario.seed = 99;
    assert_int_equal(cases_noise(&result, &(cases_options_t){.replicates = 4000}), CASES_OK);
    assert_int_not_equal(even->kept, confronted);
    cases_free(&result);
    scenario_free(&scenario);
}

/*
 * 90 % is the line: with Q_w at 0.5 + 1.2816 sd the demand is followed in 90 %, so at 1.6 sd (94.5
 * %) the case passes and at 0.9 sd (81.6 %) it does not.
 */
static void test_noise_line(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        scenario_t scenario = {0};
        cases_result_t result;
        case_read(&scenario, "line", 0.1, i == 0 ? 0.58 : 0.545, even_chance);
        assert_int_equal(cases_init(&result, &scenario, 1), CASES_OK);
        assert_int_equal(cases_noise(&result, &(cases_options_t){.replicates = 2000}), CASES_OK);
        assert_int_equal(case_passes(&result.cases[0], true), i == 0);
        assert_within_sigma((double)result.cases[0].kept / 2000, i == 0 ? 0.9452 : 0.8159, 0.01, 5);
        result.cases[0].replicates = 1000;
        result.cases[0].kept = 900;
        assert_true(case_passes(&result.cases[0], true));
        result.cases[0].kept = 899;
        assert_false(case_passes(&result.cases[0], true));
        cases_free(&result);
        scenario_free(&scenario);
    }
}

/*
 * d_s = 1 - 0.8 * 0.5 = 0.6 and d_w = 0.6 make a negative response. By hand: n - 0.2 makes d_w
 * weak; q - 0.2 makes d_s 0.5, below the upper line of the band; the stake - 0.2 makes it 0.44.
 * Nothing else that the file gives can break it.
 */
static void test_perturb(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        double to;
    } breaking[] = {{"alliances.S.w.salience", 0.0},
                    {"alliances.S.w.political_need", 0.4},
                    {"events.asks.size", 0.3}};
    scenario_t scenario = {0}, before = {0};
    cases_result_t result;
    size_t broken = 0, events = 0, powers = 0, intentions = 0, clamped = 0;
    case_read(&scenario, "refuses", 0.2, 0.6, asks_and_refuses);
    scenario.model.sources[0].value[VARIABLE_SOURCE_offense].a = 0.9;
    assert_int_equal(scenario_copy(&before, &scenario), SCENARIO_OK);
    assert_int_equal(cases_init(&result, &scenario, 1), CASES_OK);
    for (int repeat = 0; repeat < 2; repeat++) {
        assert_int_equal(cases_perturb(&result), CASES_OK);
    }
    assert_true(scenario_equal(&scenario, &before));
    const case_result_t *moved = &result.cases[0];
    for (size_t i = 0; i < moved->variant_count; i++) {
        const case_variant_t *variant = &moved->variants[i];
        bool expected = true;
        for (size_t k = 0; k < sizeof breaking / sizeof breaking[0]; k++) {
            expected = expected && !(strcmp(breaking[k].path, variant->path) == 0 &&
                                     fabs(breaking[k].to - variant->to) < 1e-9);
        }
        if (variant->held != expected) {
            print_error("%s %g -> %g\n", variant->path, variant->from, variant->to);
        }
        assert_int_equal(variant->held, expected);
        assert_in_range(lround(fabs(variant->to - variant->from) * 1000), 1, 200);
        broken += !variant->held;
        events += variant->event;
        clamped +=
            strcmp(variant->path, "sources.K.offense") == 0 && fabs(variant->to - 1.0) < 1e-9;
        powers += strcmp(variant->path, "sources.K.power") == 0;
        intentions += strcmp(variant->path, "weak.w.intention.K") == 0;
        if (!variant->held) {
            assert_int_equal(variant->broken, 0);
            assert_near(variant->year, 2001.0, 1e-9);
        }
    }
    assert_int_equal(broken, 3);
    assert_int_equal(events, 2);
    assert_int_equal(clamped, 1); /* from 0.9 not to 1.1 */
    assert_int_equal(powers, 1);  /* at 1 it can only fall */
    assert_int_equal(intentions, 2);
    cases_free(&result);
    scenario_free(&before);
    scenario_free(&scenario);
}

static const placebo_t *placebo_of(const cases_result_t *result, size_t codes, size_t events)
{
    const placebo_t *found = NULL;
    for (size_t i = 0; i < result->placebo_count; i++) {
        if (result->placebos[i].codes == codes && result->placebos[i].events == events) {
            assert_null(found);
            found = &result->placebos[i];
        }
    }
    assert_non_null(found);
    return found;
}

static void test_placebo(void **state)
{
    (void)state;
    enum { REFUSES, PAYS, LIKE_REFUSES, SAME, TWO, CASES };
    static const char two_sources[] =
        "name = \"two\"; time = { start = 1950.0; years = 3.0; }; demand = { rate = 0.0; };\n"
        "socialisation = { patrons = 0.0; neighbours = 0.0; }; noise = { intention = 0.0; "
        "dependence = 0.0; };\n"
        "dependence = { security_weak = 0.0; security_strong = 0.0; standing = 1.0; };\n"
        "sources = ( { id = \"A\"; }, { id = \"B\"; } );\n"
        "strong = ( { id = \"T\"; engagement = 1.0; intention = { A = 1.0; }; } );\n"
        "weak = ( { id = \"v\"; patron = \"T\"; salience = 0.2; political_need = 0.4; intention = "
        "{ A = 0.0; }; } );\n"
        "events = ( { id = \"turns\"; date = 1950.5; on = \"weak.intention\"; target = \"v\"; "
        "source = \"B\"; size = 0.1; },\n"
        "           { id = \"asks\"; date = 1951.0; on = \"alliance.demand\"; strong = \"T\"; weak "
        "= \"v\"; source = \"A\"; size = 0.5; } );\n"
        "expect = ( { alliance = \"T.v\"; behaviour = \"price_raising\"; } );";
    scenario_t scenarios[CASES] = {0};
    cases_result_t result;
    report_t report = {0};
    case_read(&scenarios[REFUSES], "refuses", 0.2, 0.6, asks_and_refuses);
    case_read(&scenarios[PAYS], "pays", 0.2, 0.4, asks_and_pays);
    case_read(&scenarios[LIKE_REFUSES], "like", 0.3, 0.7, asks_and_refuses);
    case_read(&scenarios[SAME], "same", 0.2, 0.6, asks_and_pays);
    assert_int_equal(scenario_read_text(&scenarios[TWO], "two", two_sources, sizeof two_sources - 1,
                                        NULL, 0, &report),
                     SCENARIO_OK);
    assert_int_equal(cases_init(&result, scenarios, CASES), CASES_OK);
    assert_int_equal(cases_placebo(&result), CASES_OK);
    assert_int_equal(cases_placebo(&result), CASES_OK);
    assert_int_equal(result.placebo_count, CASES * (CASES - 1));

    const placebo_t *placebo = placebo_of(&result, REFUSES, PAYS);
    assert_int_equal(placebo->state, PLACEBO_PLAYED);
    assert_false(placebo->held);
    assert_int_equal(placebo->missed, 1);
    placebo = placebo_of(&result, PAYS, REFUSES);
    assert_false(placebo->held);
    assert_int_equal(placebo->missed, 2); /* it stays allied, though */
    placebo = placebo_of(&result, LIKE_REFUSES, REFUSES);
    assert_int_equal(placebo->state, PLACEBO_PLAYED);
    assert_true(placebo->held);
    assert_int_equal(placebo->missed, 0);
    assert_int_equal(placebo_of(&result, SAME, REFUSES)->state, PLACEBO_SAME_CODES);
    assert_int_equal(placebo_of(&result, REFUSES, SAME)->state, PLACEBO_SAME_CODES);
    /* An event about the second of two sources has no place where there is one; the other way round
     * there is. */
    placebo = placebo_of(&result, PAYS, TWO);
    assert_int_equal(placebo->state, PLACEBO_UNMAPPED);
    assert_string_equal(placebo->why, "too few sources there: 1");
    /* Other names, other dates: mapped by place, at the times of the events. */
    placebo = placebo_of(&result, TWO, PAYS);
    assert_int_equal(placebo->state, PLACEBO_PLAYED);
    assert_true(placebo->held);
    assert_false(placebo_of(&result, TWO, REFUSES)->held);
    cases_free(&result);
    report_free(&report);
    for (size_t i = 0; i < CASES; i++) {
        scenario_free(&scenarios[i]);
    }
}

/* P2: the shipped cases themselves. */
static void test_shipped(void **state)
{
    (void)state;
    static const char *const names[] = {"france_1959",
                                        "iraq_2003",
                                        "korea_1965",
                                        "korea_2017_2022",
                                        "new_zealand_1984_1986",
                                        "philippines_1990_1998",
                                        "thailand_2015",
                                        "turkey_2022_2024",
                                        "turkey_s400_2017",
                                        "united_kingdom_1964"};
    enum { COUNT = sizeof names / sizeof names[0] };
    scenario_t scenarios[COUNT] = {0};
    cases_result_t result;
    report_t report = {0};
    size_t required = 0;
    for (size_t i = 0; i < COUNT; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/config/cases/%s.cfg", ADRIFT_SOURCE_DIR, names[i]);
        const int status = scenario_read(&scenarios[i], path, NULL, 0, &report);
        report_print(&report, stderr);
        assert_int_equal(status, SCENARIO_OK);
        assert_string_equal(scenarios[i].name, names[i]);
        required += scenarios[i].required;
    }
    assert_int_equal(required, COUNT - 1);
    assert_int_equal(cases_init(&result, scenarios, COUNT), CASES_OK);
    assert_int_equal(cases_play(&result), CASES_OK);
    assert_int_equal(cases_noise(&result, &(cases_options_t){.replicates = 400}), CASES_OK);
    for (size_t i = 0; i < COUNT; i++) {
        const case_result_t *one = &result.cases[i];
        if (one->scenario->required && !(case_passes(one, false) && case_passes(one, true))) {
            print_error("%s: noise off %d, noise on %g\n", names[i], one->held,
                        (double)one->kept / 400);
            fail();
        }
    }
    cases_free(&result);
    report_free(&report);
    for (size_t i = 0; i < COUNT; i++) {
        scenario_free(&scenarios[i]);
    }
}

/* Each part ends, and says so, before its first and its only run is over. */
static void test_stopped(void **state)
{
    (void)state;
    const atomic_int stop = 1;
    scenario_t scenarios[2] = {0};
    cases_result_t result;
    case_read(&scenarios[0], "refuses", 0.2, 0.6, asks_and_refuses);
    case_read(&scenarios[1], "other", 0.2, 0.5, asks_and_refuses);
    assert_int_equal(cases_init(&result, scenarios, 2), CASES_OK);
    result.stop = &stop;
    assert_int_equal(cases_play(&result), CASES_STOPPED);
    assert_int_equal(cases_noise(&result, &(cases_options_t){.replicates = 50}), CASES_STOPPED);
    assert_int_equal(result.cases[0].kept, 0);
    assert_int_equal(cases_perturb(&result), CASES_STOPPED);
    assert_int_equal(result.cases[0].variant_count, 1);
    assert_int_equal(cases_placebo(&result), CASES_STOPPED);
    assert_int_equal(result.placebo_count, 1);
    cases_free(&result);
    scenario_free(&scenarios[0]);
    scenario_free(&scenarios[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_play),        cmocka_unit_test(test_nothing_expected),
        cmocka_unit_test(test_noise_share), cmocka_unit_test(test_noise_line),
        cmocka_unit_test(test_perturb),     cmocka_unit_test(test_placebo),
        cmocka_unit_test(test_shipped),     cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
