/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/skill.h"

#include "testing.h"

/* By hand: (.9 - 1)^2 + (.4 - 1)^2 + .4^2 + .2^2 = .01 + .36 + .16 + .04; pairs: .9 beats both, .4
 * ties with .4 and beats .2: 3.5 of 4. */
static const double p[] = {0.9, 0.4, 0.4, 0.2};
static const bool y[] = {true, true, false, false};

static void test_by_hand(void **state)
{
    (void)state;
    assert_near(skill_brier(p, y, 4), 0.57 / 4, 1e-15);
    assert_near(skill_auc(p, y, 4), 3.5 / 4, 1e-15);
    assert_true(isnan(skill_brier(p, y, 0)));
    assert_true(isnan(skill_auc(p, y, 2)));
    assert_true(isnan(skill_auc(p + 2, y + 2, 2)));
}

/* Two cases: two alarms, but the second ties with a third. */
static void test_alarms(void **state)
{
    const double low[] = {0.0, 0.3, 0.0, 0.0}, none[] = {0.0, 0.0, 0.0, 0.0};
    skill_alarms_t alarms = skill_alarms(p, y, 4);

    (void)state;
    assert_near(alarms.line, 0.4, 0.0);
    assert_int_equal(alarms.hits, 2);
    assert_int_equal(alarms.misses, 0);
    assert_int_equal(alarms.false_alarms, 1);
    assert_int_equal(alarms.rejections, 1);
    alarms = skill_alarms(low, y, 4); /* only one is above 0 */
    assert_near(alarms.line, 0.3, 0.0);
    assert_int_equal(alarms.hits, 1);
    assert_int_equal(alarms.misses, 1);
    assert_int_equal(alarms.false_alarms, 0);
    alarms = skill_alarms(none, y, 4);
    assert_true(isinf(alarms.line));
    assert_int_equal(alarms.misses, 2);
    assert_int_equal(alarms.rejections, 2);
    alarms = skill_alarms(p + 2, y + 2, 2); /* nothing happened */
    assert_int_equal(alarms.false_alarms, 0);
    alarms = skill_alarms((const double[]){0.9, 0.5, 0.1}, (const bool[]){true, false, false}, 3);
    assert_near(alarms.line, 0.9, 0.0); /* as many alarms as cases, and no more */
    assert_int_equal(alarms.false_alarms, 0);
}

enum { CLUSTERS = 40, EACH = 3, N = CLUSTERS * EACH };

static const interval_resampling_t resampling = {.seed = 1, .name = "test", .resamples = 400, .level = 0.95};

static uint64_t roll(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static void test_limits(void **state)
{
    double perfect[N], chance[N], follow[N];
    bool what[N];
    size_t cluster[N], cases = 0;
    uint64_t random = 7;
    skill_t skill;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        what[i] = roll(&random) % 5 == 0;
        cases += what[i];
        cluster[i] = i % CLUSTERS;
    }
    assert_true(cases > 10);
    for (size_t i = 0; i < N; i++) {
        perfect[i] = what[i] ? 1.0 : 0.0;
        chance[i] = (double)cases / N;
        follow[i] = 0.0;
    }
    assert_int_equal(skill_of(&skill, perfect, what, cluster, N, CLUSTERS, &resampling), 0);
    assert_near(skill.brier.estimate, 0.0, 0.0);
    assert_near(skill.auc.estimate, 1.0, 0.0);
    assert_near(skill.auc.low, 1.0, 0.0);
    assert_near(skill.gain.estimate, 1.0, 0.0);
    assert_int_equal(skill.alarms.hits, cases);
    assert_int_equal(skill.alarms.false_alarms, 0);
    assert_near(skill.expected_hits, (double)(cases * cases) / N, 1e-12);

    /* The two baselines: their scores are what `brier_chance` and `brier_follow` say. */
    assert_int_equal(skill_of(&skill, chance, what, cluster, N, CLUSTERS, &resampling), 0);
    assert_near(skill.brier.estimate, skill.brier_chance, 1e-12);
    assert_near(skill.gain.estimate, 0.0, 1e-12);
    assert_near(skill.auc.estimate, 0.5, 0.0);
    assert_int_equal(skill_of(&skill, follow, what, cluster, N, CLUSTERS, &resampling), 0);
    assert_near(skill.brier.estimate, skill.brier_follow, 1e-12);
    assert_near(skill.auc.estimate, 0.5, 0.0);
    assert_int_equal(skill.alarms.hits, 0);
}

/* A forecast better than chance: the interval has the estimate, and neither 0.5 nor 1; the order of
 * the rows is nothing; a cluster out of range is refused. */
/* One alarm, and a false one: by chance it would have hit a quarter of the time. */
static void test_expected_hits(void **state)
{
    const double alarming[] = {0.8, 0.6, 0.4, 0.2};
    const bool happened[] = {false, true, false, false};
    const size_t alone[] = {0, 1, 2, 3};
    skill_t skill;

    (void)state;
    assert_int_equal(skill_of(&skill, alarming, happened, alone, 4, 4, &resampling), ANALYSIS_OK);
    assert_int_equal(skill.alarms.hits, 0);
    assert_int_equal(skill.alarms.false_alarms, 1);
    assert_near(skill.expected_hits, 0.25, 1e-15);
}

static void test_interval(void **state)
{
    double forecast[N], turned[N];
    bool what[N], turned_what[N];
    size_t cluster[N], turned_cluster[N];
    uint64_t random = 3;
    skill_t skill, other;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        forecast[i] = (double)(roll(&random) % 1000) / 1000.0;
        what[i] = (double)(roll(&random) % 1000) / 1000.0 < forecast[i] * forecast[i];
        cluster[i] = i / EACH;
        turned[N - 1 - i] = forecast[i];
        turned_what[N - 1 - i] = what[i];
        turned_cluster[N - 1 - i] = cluster[i];
    }
    assert_int_equal(skill_of(&skill, forecast, what, cluster, N, CLUSTERS, &resampling), 0);
    assert_true(skill.auc.low > 0.55 && skill.auc.low < skill.auc.estimate);
    assert_true(skill.auc.high > skill.auc.estimate && skill.auc.high < 1.0);
    assert_true(skill.brier.low < skill.brier.estimate && skill.brier.estimate < skill.brier.high);
    assert_near(skill.brier.estimate, skill_brier(forecast, what, N), 1e-15);
    assert_near(skill.auc.estimate, skill_auc(forecast, what, N), 1e-15);
    assert_int_equal(
        skill_of(&other, turned, turned_what, turned_cluster, N, CLUSTERS, &resampling), 0);
    assert_near(other.auc.low, skill.auc.low, 1e-12);
    assert_near(other.brier.high, skill.brier.high, 1e-12);

    /* Two clusters, one foreseen wholly and one not at all: resampled, there is none, half or all. */
    const double half[] = {1.0, 1.0, 0.0};
    const bool all[] = {true, false, true};
    const size_t two[] = {0, 1, 1};

    assert_int_equal(skill_of(&other, half, all, two, 3, 2, &resampling), 0);
    assert_near(other.brier.estimate, 2.0 / 3, 1e-15);
    assert_near(other.brier.low, 0.0, 0.0);
    assert_near(other.brier.high, 1.0, 0.0);

    cluster[5] = CLUSTERS;
    assert_int_not_equal(skill_of(&skill, forecast, what, cluster, N, CLUSTERS, &resampling), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_alarms),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_expected_hits),
        cmocka_unit_test(test_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
