/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "experiments/tally.h"

/* Two alliances over one year of four ticks; one of them ends after three. */
static tally_t by_hand(void)
{
    tally_t tally;

    tally_init(&tally);
    tally.ticks = 4;
    tally.sum.disposition[BEHAVIOUR_FOLLOW] = 4;
    tally.sum.disposition[BEHAVIOUR_CONFRONTATION] = 2;
    tally.sum.disposition[BEHAVIOUR_TERMINATION] = 1;
    tally.sum.type[WEAK_STRONG] = 4;
    tally.sum.type[WEAK_WEAK] = 3;
    tally.sum.status[STATUS_ALLIED] = 5;
    tally.sum.status[STATUS_DRIFTING] = 1;
    tally.sum.status[STATUS_ENDED] = 2;
    tally.sum.same = 1;
    tally.demands[BEHAVIOUR_FOLLOW] = 3;
    tally.demands[BEHAVIOUR_TERMINATION] = 1;
    tally.drifts = 1;
    tally.terminations = 1;
    tally.strong_dependence = 1.4;
    tally.weak_dependence = 4.9;
    return tally;
}

static summary_row_t find(const summary_t *summary, const char *section, const char *label)
{
    for (size_t i = 0; i < summary_count(); i++) {
        const summary_row_t row = summary_row(summary, i);

        if (strstr(row.section, section) != NULL && strcmp(row.label, label) == 0) {
            return row;
        }
    }
    print_error("no line %s, %s\n", section, label);
    fail();
    return (summary_row_t){.section = NULL};
}

static void values_are_those_by_hand(void **state)
{
    const tally_t tally = by_hand();
    summary_t summary;

    (void)state;
    summary_init(&summary, 4);
    summary_add(&summary, &tally);
    assert_near(find(&summary, "demands", "follow").value, 3.0 / 4, 1e-15);
    assert_near(find(&summary, "demands", "follow").count, 3, 0);
    assert_near(find(&summary, "demands", "termination").value, 1.0 / 4, 1e-15);
    assert_near(find(&summary, "disposition", "confrontation").value, 2.0 / 7, 1e-15);
    assert_near(find(&summary, "disposition", "confrontation").count, 0.5, 1e-15); /* years */
    assert_near(find(&summary, "interdependence", "weak-weak").value, 3.0 / 7, 1e-15);
    assert_near(find(&summary, "status", "ended").value, 2.0 / 8, 1e-15);
    assert_near(find(&summary, "threat perception", "same").value, 1.0 / 7, 1e-15);
    assert_near(find(&summary, "year", "terminations").value, 1 / (7.0 / 4), 1e-15);
    assert_near(find(&summary, "year", "drifts").count, 1, 0);
    assert_near(find(&summary, "dependence", "of the strong state").value, 0.2, 1e-15);
    assert_near(find(&summary, "dependence", "of the weak state").value, 0.7, 1e-15);
    assert_true(isnan(find(&summary, "demands", "follow").deviation));
}

/* Shares .75, .75 and 0 of demands: together 6 / 10, standard deviation sqrt(3) / 4. */
static void replicates_are_pooled_and_spread(void **state)
{
    tally_t tally = by_hand();
    summary_t summary;

    (void)state;
    summary_init(&summary, 4);
    summary_add(&summary, &tally);
    summary_add(&summary, &tally);
    tally.demands[BEHAVIOUR_FOLLOW] = 0;
    tally.demands[BEHAVIOUR_TERMINATION] = 2;
    summary_add(&summary, &tally);
    assert_near(find(&summary, "demands", "follow").value, 0.6, 1e-15);
    assert_near(find(&summary, "demands", "follow").deviation, sqrt(3.0) / 4, 1e-15);
    assert_near(find(&summary, "status", "ended").deviation, 0, 1e-15);
    /* a replicate without demands has no share */
    tally.demands[BEHAVIOUR_TERMINATION] = 0;
    summary_add(&summary, &tally);
    assert_near(find(&summary, "demands", "follow").deviation, sqrt(3.0) / 4, 1e-15);
}

/* Each group of shares adds up to one, whatever the order of the lines. */
static void shares_add_up(void **state)
{
    static const char *const sections[] = {"disposition", "interdependence", "status"};
    const tally_t tally = by_hand();
    summary_t summary;

    (void)state;
    summary_init(&summary, 4);
    summary_add(&summary, &tally);
    for (size_t s = 0; s < 3; s++) {
        double sum = 0;

        for (size_t i = 0; i < summary_count(); i++) {
            const summary_row_t row = summary_row(&summary, i);

            sum += strncmp(row.section, sections[s], strlen(sections[s])) == 0 ? row.value : 0;
        }
        assert_near(sum, 1, 1e-15);
    }
}

static void nothing_is_printed_as_a_dash(void **state)
{
    summary_t summary;
    tally_t tally;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    (void)state;
    tally_init(&tally);
    summary_init(&summary, 12);
    summary_add(&summary, &tally);
    assert_true(isnan(find(&summary, "demands", "follow").value));
    summary_print(&summary, stream);
    fclose(stream);
    assert_null(strstr(text, "nan"));
    assert_non_null(strstr(text, " - "));
    free(text);
}

static void what_is_printed_is_aligned(void **state)
{
    const tally_t tally = by_hand();
    summary_t summary;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    (void)state;
    summary_init(&summary, 4);
    summary_add(&summary, &tally);
    summary_add(&summary, &tally);
    summary_print(&summary, stream);
    fclose(stream);
    assert_non_null(strstr(text, "75.00 %"));
    for (char *line = strtok(strchr(text, '\n'), "\n"); line != NULL; line = strtok(NULL, "\n")) {
        assert_int_equal(strlen(line), 79);
    }
    free(text);
}

/* The earlier of first times; none is later than all. */
static void tallies_add(void **state)
{
    tally_t total, one = by_hand();

    (void)state;
    tally_init(&total);
    tally_add(&total, &one);
    assert_memory_equal(&total, &one, sizeof one);
    one.first_termination = 7;
    one.first_non_following = 3;
    tally_add(&total, &one);
    assert_int_equal(total.first_termination, 7);
    one.first_termination = MODEL_NONE;
    one.first_non_following = 9;
    tally_add(&total, &one);
    assert_int_equal(total.first_termination, 7);
    assert_int_equal(total.first_non_following, 3);
    assert_int_equal(total.ticks, 12);
    assert_int_equal(tally_demands(&total), 12);
    assert_int_equal(tally_living(&total), 21);
    assert_int_equal(tally_alliance_ticks(&total), 24);
    assert_near(total.weak_dependence, 14.7, 1e-12);
}

/* Every field of a tally is added: seen from the bytes, so that a new field cannot be forgotten. */
static void no_field_is_forgotten(void **state)
{
    tally_t total, one;
    const uint64_t *words = (const uint64_t *)(const void *)&total;
    const size_t doubles = offsetof(tally_t, conceded) / sizeof *words;
    const size_t firsts = offsetof(tally_t, first_non_following) / sizeof *words;

    (void)state;
    memset(&one, 0, sizeof one);
    for (size_t i = 0; i < sizeof one / sizeof *words; i++) {
        const uint64_t count = 3;
        const double sum = 1.5;

        memcpy((char *)&one + i * sizeof *words,
               i < doubles ? (const void *)&count : (const void *)&sum, sizeof *words);
    }
    one.first_non_following = 3;
    one.first_termination = 3;
    tally_init(&total);
    tally_add(&total, &one);
    tally_add(&total, &one);
    for (size_t i = 0; i < doubles; i++) {
        if (i != firsts) {
            assert_int_equal(words[i], 6);
        }
    }
    for (size_t i = doubles; i < sizeof one / sizeof *words; i++) {
        double sum = 0;

        memcpy(&sum, &words[i], sizeof sum);
        assert_near(sum, 3, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_those_by_hand),
        cmocka_unit_test(replicates_are_pooled_and_spread),
        cmocka_unit_test(shares_add_up),
        cmocka_unit_test(nothing_is_printed_as_a_dash),
        cmocka_unit_test(what_is_printed_is_aligned),
        cmocka_unit_test(tallies_add),
        cmocka_unit_test(no_field_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
