/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arrays of bytes most of which are 0: those that are not are few, and found without a branch for
 * each.
 *
 *     uint32_t i;
 *     for (marks_t marks = marks_in(width, mark, n); marks_next(&marks, &i);) ...
 *
 * What the loop does to bytes of the same 64 shows in the next loop only.
 */
#ifndef ADRIFT_SIM_MARKS_H
#define ADRIFT_SIM_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/vector.h"

typedef struct marks {
    const uint8_t *mark, *other; /* [n]; other: NULL, or bytes that count as well */
    uint32_t base, n;
    vector_width_t width;
    uint64_t left; /* of base ... base + 63, those not yet given: bit i is base + i */
} marks_t;

/* Which of up to 64 bytes are not 0, the first in the lowest bit. */
uint64_t marks_bits(vector_width_t width, const uint8_t *mark, uint32_t n);

static inline void marks_load(marks_t *self)
{
    const uint32_t rest = self->n - self->base, n = rest < 64 ? rest : 64;
    self->left = marks_bits(self->width, self->mark + self->base, n);
    if (self->other != NULL) {
        self->left |= marks_bits(self->width, self->other + self->base, n);
    }
}

/* Those where either of two bytes is not 0. */
static inline marks_t marks_in_either(vector_width_t width, const uint8_t *mark,
                                      const uint8_t *other, uint32_t n)
{
    marks_t self = {.mark = mark, .other = other, .n = n, .width = width};
    if (n > 0) {
        marks_load(&self);
    }
    return self;
}

static inline marks_t marks_in(vector_width_t width, const uint8_t *mark, uint32_t n)
{
    return marks_in_either(width, mark, NULL, n);
}

static inline uint32_t marks_lowest(uint64_t bits)
{
#if defined(__GNUC__)
    return (uint32_t)__builtin_ctzll(bits);
#else
    uint32_t i = 0;
    while ((bits >> i & 1) == 0) {
        i++;
    }
    return i;
#endif
}

/* The next index, in ascending order; false if there is none. */
static inline bool marks_next(marks_t *self, uint32_t *index)
{
    while (self->left == 0 && self->n - self->base > 64) {
        self->base += 64;
        marks_load(self);
    }
    const bool found = self->left != 0;
    if (found) {
        *index = self->base + marks_lowest(self->left);
        self->left &= self->left - 1;
    }
    return found;
}

/* mark[i] = value[i] >= line, as 1 or 0. */
void marks_at_least(vector_width_t width, uint32_t n, const double *restrict value, double line,
                    uint8_t *restrict mark);

/* mark[i] = value[i] < line, as 1 or 0. */
void marks_below(vector_width_t width, uint32_t n, const int32_t *restrict value, int32_t line,
                 uint8_t *restrict mark);

/* mark[i] = word[i] <= last, as 1 or 0. */
void marks_at_most(vector_width_t width, uint32_t n, const uint32_t *restrict word, uint32_t last,
                   uint8_t *restrict mark);

#endif
