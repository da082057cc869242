/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks against plain loops, in every width that the processor has. Arrays hold no more than they
 * must, which sanitizers see to. */
#include "fixture.h"

#include "sim/marks.h"

enum { MOST = 200, MARGIN = 64, UNTOUCHED = 0xa5 };

static const double densities[] = {0, 0.01, 0.1, 0.5, 0.99, 1};

enum { DENSITIES = sizeof densities / sizeof densities[0] };

/* n bytes, caller's to free: 0, or anything else with chance p. */
static uint8_t *roll_bytes(dice_t *dice, uint32_t n, double p)
{
    uint8_t *byte = malloc(n + (n == 0));
    assert_non_null(byte);
    for (uint32_t i = 0; i < n; i++) {
        byte[i] = dice_chance(dice, p) ? (uint8_t)(1 + dice_below(dice, 255)) : 0;
    }
    return byte;
}

/* ---- Finding ---- */

static void assert_found(marks_t marks, const uint8_t *mark, const uint8_t *other, uint32_t n)
{
    uint32_t found = 12345;
    for (uint32_t i = 0; i < n; i++) {
        if (mark[i] != 0 || (other != NULL && other[i] != 0)) {
            assert_true(marks_next(&marks, &found));
            assert_int_equal(found, i);
        }
    }
    for (int again = 0; again < 3; again++) { /* the end stays the end, and leaves the index alone */
        const uint32_t last = found;
        assert_false(marks_next(&marks, &found));
        assert_int_equal(found, last);
    }
}

static void test_in(void **state)
{
    dice_t dice = {1};
    (void)state;
    for (uint32_t n = 0; n <= MOST; n++) {
        for (int p = 0; p < DENSITIES; p++) {
            uint8_t *mark = roll_bytes(&dice, n, densities[p]);
            for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++) {
                assert_found(marks_in((vector_width_t)width, mark, n), mark, NULL, n);
            }
            free(mark);
        }
    }
}

static void test_in_either(void **state)
{
    dice_t dice = {2};
    (void)state;
    for (uint32_t n = 0; n <= MOST; n++) {
        for (int p = 0; p < DENSITIES * DENSITIES; p++) {
            uint8_t *mark = roll_bytes(&dice, n, densities[p / DENSITIES]),
                    *other = roll_bytes(&dice, n, densities[p % DENSITIES]);
            for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++) {
                assert_found(marks_in_either((vector_width_t)width, mark, other, n), mark, other,
                             n);
            }
            free(mark);
            free(other);
        }
    }
}

/* One mark of any value at any place is found, and no other. */
static void test_one(void **state)
{
    static const uint8_t values[] = {1, 2, 0x7f, 0x80, 0xff};
    (void)state;
    for (uint32_t n = 1; n <= MOST; n++) {
        uint8_t *mark = calloc(n, 1);
        assert_non_null(mark);
        for (uint32_t i = 0; i < n; i++) {
            mark[i] = values[(i + n) % sizeof values];
            for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++) {
                assert_found(marks_in((vector_width_t)width, mark, n), mark, NULL, n);
            }
            mark[i] = 0;
        }
        free(mark);
    }
}

static void test_bits(void **state)
{
    dice_t dice = {3};
    (void)state;
    for (uint32_t n = 0; n <= 64; n++) {
        for (int p = 0; p < DENSITIES; p++) {
            uint8_t *mark = roll_bytes(&dice, n, densities[p]);
            uint64_t expected = 0;
            for (uint32_t i = 0; i < n; i++) {
                expected |= (uint64_t)(mark[i] != 0) << i;
            }
            for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++) {
                assert_true(marks_bits((vector_width_t)width, mark, n) == expected);
            }
            free(mark);
        }
    }
}

/* What the loop does to bytes of the same 64 shows in the next loop only; to later ones, in this
 * one. */
static void test_changes_under_way(void **state)
{
    (void)state;
    for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++) {
        uint8_t mark[130] = {0};
        uint32_t i = 0, seen = 0;
        mark[3] = mark[5] = mark[70] = 1;
        for (marks_t marks = marks_in((vector_width_t)width, mark, 130); marks_next(&marks, &i);) {
            static const uint32_t expected[] = {3, 5, 129};
            assert_true(seen < 3);
            assert_int_equal(i, expected[seen++]);
            mark[5] = mark[70] = 0;
            mark[10] = mark[129] = 1;
        }
        assert_int_equal(seen, 3);
    }
}

/* ---- Making ---- */

static void assert_marks(const uint8_t *room, const uint8_t *expected, uint32_t n, uint32_t offset)
{
    for (uint32_t i = 0; i < MOST + 2 * MARGIN; i++) {
        const bool inside = i >= MARGIN + offset && i < MARGIN + offset + n;
        assert_int_equal(room[i], inside ? expected[i - MARGIN - offset] : UNTOUCHED);
    }
}

/* NaN is at least nothing, and nothing is at least NaN; 0 and -0 are equal. */
static void test_at_least(void **state)
{
    const double special[] = {0.0,
                              -0.0,
                              (double)NAN,
                              -(double)NAN,
                              HUGE_VAL,
                              -HUGE_VAL,
                              0.5,
                              nextafter(0.5, 0),
                              nextafter(0.5, 1),
                              5e-324,
                              -5e-324,
                              -1};
    enum { SPECIAL = sizeof special / sizeof special[0] };
    dice_t dice = {4};
    (void)state;
    for (uint32_t n = 0; n <= MOST; n++) {
        for (uint32_t l = 0; l <= SPECIAL; l++) {
            const double line = l < SPECIAL ? special[l] : dice_real(&dice, 0, 1);
            const uint32_t offset = dice_below(&dice, 16);
            uint8_t expected[MOST];
            double *value = malloc((n + (n == 0)) * sizeof *value);
            assert_non_null(value);
            for (uint32_t i = 0; i < n; i++) {
                value[i] = dice_chance(&dice, 0.3)   ? special[dice_below(&dice, SPECIAL)]
                           : dice_chance(&dice, 0.1) ? line
                                                     : dice_real(&dice, -1, 2);
                expected[i] = value[i] >= line ? 1 : 0;
            }
            for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++) {
                uint8_t room[MOST + 2 * MARGIN];
                memset(room, UNTOUCHED, sizeof room);
                marks_at_least((vector_width_t)width, n, value, line, room + MARGIN + offset);
                assert_marks(room, expected, n, offset);
            }
            free(value);
        }
    }
}

/* By hand, so that the plain loop above cannot be wrong in the same way. */
static void test_at_least_by_hand(void **state)
{
    const double value[] = {0.5, nextafter(0.5, 0), nextafter(0.5, 1), (double)NAN, HUGE_VAL,
                            -1,  0.0,               -0.0,              1};
    const uint8_t at_half[] = {1, 0, 1, 0, 1, 0, 0, 0, 1}, at_zero[] = {1, 1, 1, 0, 1, 0, 1, 1, 1},
                  at_nan[9] = {0};
    (void)state;
    for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++) {
        uint8_t mark[9];
        marks_at_least((vector_width_t)width, 9, value, 0.5, mark);
        assert_memory_equal(mark, at_half, 9);
        marks_at_least((vector_width_t)width, 9, value, 0.0, mark);
        assert_memory_equal(mark, at_zero, 9);
        marks_at_least((vector_width_t)width, 9, value, -0.0, mark);
        assert_memory_equal(mark, at_zero, 9);
        marks_at_least((vector_width_t)width, 9, value, (double)NAN, mark);
        assert_memory_equal(mark, at_nan, 9);
    }
}

static const int32_t whole[] = {0, 1, -1, 2, INT32_MAX, INT32_MIN, 256, 65536};

enum { WHOLE = sizeof whole / sizeof whole[0] };

static void test_below(void **state)
{
    dice_t dice = {5};
    (void)state;
    for (uint32_t n = 0; n <= MOST; n++) {
        for (uint32_t which = 0; which < WHOLE; which++) {
            const uint32_t offset = dice_below(&dice, 16);
            uint8_t expected[MOST];
            int32_t *value = malloc((n + (n == 0)) * sizeof *value);
            assert_non_null(value);
            for (uint32_t i = 0; i < n; i++) {
                value[i] = whole[dice_chance(&dice, 0.3) ? which : dice_below(&dice, WHOLE)];
                expected[i] = value[i] < whole[which] ? 1 : 0;
            }
            for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++) {
                uint8_t room[MOST + 2 * MARGIN];
                memset(room, UNTOUCHED, sizeof room);
                marks_below((vector_width_t)width, n, value, whole[which],
                            room + MARGIN + offset);
                assert_marks(room, expected, n, offset);
            }
            free(value);
        }
    }
}

/* Words are without a sign. */
static void test_at_most(void **state)
{
    dice_t dice = {6};
    (void)state;
    for (uint32_t n = 0; n <= MOST; n++) {
        for (uint32_t l = 0; l <= WHOLE; l++) {
            const uint32_t last = l < WHOLE ? (uint32_t)whole[l] : (uint32_t)dice_roll(&dice);
            const uint32_t offset = dice_below(&dice, 16);
            uint8_t expected[MOST];
            uint32_t *word = malloc((n + (n == 0)) * sizeof *word);
            assert_non_null(word);
            for (uint32_t i = 0; i < n; i++) {
                word[i] = dice_chance(&dice, 0.3) ? last + dice_below(&dice, 3) - 1
                                                  : (uint32_t)dice_roll(&dice);
                expected[i] = word[i] <= last ? 1 : 0;
            }
            for (int width = VECTOR_PLAIN; width <= (int)vector_widest(); width++) {
                uint8_t room[MOST + 2 * MARGIN];
                memset(room, UNTOUCHED, sizeof room);
                marks_at_most((vector_width_t)width, n, word, last, room + MARGIN + offset);
                assert_marks(room, expected, n, offset);
            }
            free(word);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in),
        cmocka_unit_test(test_in_either),
        cmocka_unit_test(test_one),
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_changes_under_way),
        cmocka_unit_test(test_at_least),
        cmocka_unit_test(test_at_least_by_hand),
        cmocka_unit_test(test_below),
        cmocka_unit_test(test_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
