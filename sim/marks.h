/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arrays of bytes most of which are 0: those that are not are few, and found eight at a time.
 *
 *     for (uint32_t i = marks_next(mark, 0, n); i < n; i = marks_next(mark, i + 1, n)) ...
 */
#ifndef ADRIFT_SIM_MARKS_H
#define ADRIFT_SIM_MARKS_H

#include <stdint.h>
#include <string.h>

#include "sim/vector.h"

/* The first index from `from` on whose byte is not 0; n or more if there is none. */
static inline uint32_t marks_next(const uint8_t *mark, uint32_t from, uint32_t n)
{
    uint64_t eight = 0;
    while (from + 8 <= n) {
        memcpy(&eight, mark + from, sizeof eight);
        if (eight != 0) {
            break;
        }
        from += 8;
    }
    while (from < n && mark[from] == 0) {
        from++;
    }
    return from;
}

/* The first index whose byte is not 0 in either of two arrays. */
static inline uint32_t marks_next_of_two(const uint8_t *mark, const uint8_t *other, uint32_t from,
                                         uint32_t n)
{
    uint64_t eight = 0, others = 0;
    while (from + 8 <= n) {
        memcpy(&eight, mark + from, sizeof eight);
        memcpy(&others, other + from, sizeof others);
        if ((eight | others) != 0) {
            break;
        }
        from += 8;
    }
    while (from < n && (mark[from] | other[from]) == 0) {
        from++;
    }
    return from;
}

/* mark[i] = value[i] >= line, as 1 or 0. */
void marks_at_least(vector_width_t width, uint32_t n, const double *restrict value, double line,
                    uint8_t *restrict mark);

#endif
