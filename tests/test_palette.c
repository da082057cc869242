/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <string.h>

#include "analysis/palette.h"
#include "sim/adrift.h"

typedef enum { NORMAL, DEUTERANOPIA, PROTANOPIA, VISIONS } vision_t;

/* Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
static const double seen[VISIONS][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};

static double linear(double c)
{
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double bend(double t)
{
    return t > 216.0 / 24389.0 ? cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
}

/* CIE L*a*b* (D65) of a colour as somebody sees it. */
static void to_lab(const char *colour, vision_t vision, double lab[3])
{
    double rgb[3], as_seen[3], x, y, z;

    palette_components(colour, rgb);
    for (int i = 0; i < 3; i++) {
        as_seen[i] = 0.0;
        for (int j = 0; j < 3; j++) {
            as_seen[i] += seen[vision][i][j] * linear(rgb[j]);
        }
        as_seen[i] = fmin(fmax(as_seen[i], 0.0), 1.0);
    }
    x = (0.4124564 * as_seen[0] + 0.3575761 * as_seen[1] + 0.1804375 * as_seen[2]) / 0.95047;
    y = 0.2126729 * as_seen[0] + 0.7151522 * as_seen[1] + 0.0721750 * as_seen[2];
    z = (0.0193339 * as_seen[0] + 0.1191920 * as_seen[1] + 0.9503041 * as_seen[2]) / 1.08883;
    lab[0] = 116.0 * bend(y) - 16.0;
    lab[1] = 500.0 * (bend(x) - bend(y));
    lab[2] = 200.0 * (bend(y) - bend(z));
}

static double distance(const char *a, const char *b, vision_t vision)
{
    double p[3], q[3];

    to_lab(a, vision, p);
    to_lab(b, vision, q);
    return sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) +
                (p[2] - q[2]) * (p[2] - q[2]));
}

static void lab_of_known_colours(void **state)
{
    double lab[3];

    (void)state;
    to_lab("#FFFFFF", NORMAL, lab);
    assert_near(lab[0], 100.0, 0.01);
    to_lab("#FF0000", NORMAL, lab);
    assert_near(lab[0], 53.24, 0.02);
    assert_near(lab[1], 80.09, 0.05);
    assert_near(lab[2], 67.20, 0.05);
    /* What red and green are to a deuteranope is much nearer than to others. */
    assert_true(distance("#C04000", "#608000", DEUTERANOPIA) <
                0.4 * distance("#C04000", "#608000", NORMAL));
}

/* 25 is about ten times what can just be told apart side by side. */
static void behaviours_can_be_told_apart_by_everybody(void **state)
{
    (void)state;
    for (int vision = 0; vision < VISIONS; vision++) {
        for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
            for (int j = 0; j < i; j++) {
                const double d = distance(palette_behaviour(i), palette_behaviour(j),
                                          (vision_t)vision);

                if (d < 25.0) {
                    fail_msg("behaviours %d and %d are %.1f apart (vision %d)", i, j, d, vision);
                }
            }
            assert_true(distance(palette_behaviour(i), PALETTE_PAPER, (vision_t)vision) > 10.0);
        }
        for (int i = 0; i < STATUS_COUNT; i++) {
            for (int j = 0; j < i; j++) {
                assert_true(distance(palette_status(i), palette_status(j), (vision_t)vision) > 12.0);
            }
        }
        assert_true(distance(PALETTE_STRONG, PALETTE_WEAK, (vision_t)vision) > 40.0);
    }
}

/* The graver of two neighbours that are often beside one another is the darker, but for blue and orange. */
static void termination_is_darkest_and_following_palest(void **state)
{
    double first[3], last[3], lab[3];

    (void)state;
    to_lab(palette_behaviour(BEHAVIOUR_FOLLOW), NORMAL, first);
    to_lab(palette_behaviour(BEHAVIOUR_TERMINATION), NORMAL, last);
    for (int i = 1; i < BEHAVIOUR_TERMINATION; i++) {
        to_lab(palette_behaviour(i), NORMAL, lab);
        assert_true(lab[0] < first[0]);
        assert_true(lab[0] > last[0]);
    }
}

static void scale_darkens_evenly(void **state)
{
    double before = 101.0, lab[3];
    char colour[8];

    (void)state;
    for (int i = 0; i <= 50; i++) {
        palette_scale(i / 50.0, colour);
        assert_int_equal(strlen(colour), 7);
        to_lab(colour, NORMAL, lab);
        assert_true(lab[0] < before);
        assert_true(i == 0 || before - lab[0] < 4.0);
        before = lab[0];
    }
    palette_scale(-3.0, colour);
    assert_string_equal(colour, "#F6F9FC");
    palette_scale(7.0, colour);
    assert_string_equal(colour, "#062F52");
    palette_scale(NAN, colour);
    assert_string_equal(colour, PALETTE_EMPTY);
}

/* WCAG 2.1; with this ink and white 3.96 is the best that a middle shade allows. */
static void letters_can_be_read_on_the_scale(void **state)
{
    char colour[8];
    double rgb[2][3], l[2];

    (void)state;
    for (int i = 0; i <= 100; i++) {
        palette_scale(i / 100.0, colour);
        palette_components(colour, rgb[0]);
        palette_components(palette_letters_on(colour), rgb[1]);
        for (int k = 0; k < 2; k++) {
            l[k] = 0.2126 * linear(rgb[k][0]) + 0.7152 * linear(rgb[k][1]) +
                   0.0722 * linear(rgb[k][2]);
        }
        assert_true((fmax(l[0], l[1]) + 0.05) / (fmin(l[0], l[1]) + 0.05) > 3.9);
    }
}

static void what_is_none_is_quiet(void **state)
{
    (void)state;
    assert_string_equal(palette_behaviour(-1), PALETTE_QUIET);
    assert_string_equal(palette_behaviour(BEHAVIOUR_COUNT), PALETTE_QUIET);
    assert_string_equal(palette_status(STATUS_COUNT), PALETTE_QUIET);
    assert_string_equal(palette_series(palette_series_count), palette_series(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lab_of_known_colours),
        cmocka_unit_test(behaviours_can_be_told_apart_by_everybody),
        cmocka_unit_test(termination_is_darkest_and_following_palest),
        cmocka_unit_test(scale_darkens_evenly),
        cmocka_unit_test(letters_can_be_read_on_the_scale),
        cmocka_unit_test(what_is_none_is_quiet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
