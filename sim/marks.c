/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/marks.h"

#include <string.h>

VECTOR_INLINE void compare(uint32_t from, uint32_t n, const double *restrict value, double line,
                           uint8_t *restrict mark)
{
    for (uint32_t i = from; i < n; i++) {
        mark[i] = value[i] >= line;
    }
}

/* Compilers narrow the results of a comparison from 64 bits to 8 in many steps; the processor's
 * masks of comparisons are a step or two from bytes. */
#if VECTOR_X86
#include <immintrin.h>

VECTOR_TARGET_AVX512 static void marks_at_least_avx512(uint32_t n, const double *restrict value,
                                                       double line, uint8_t *restrict mark)
{
    const __m512d lines = _mm512_set1_pd(line);
    uint32_t i = 0;
    for (; i + 8 <= n; i += 8) {
        const __mmask8 is = _mm512_cmp_pd_mask(_mm512_loadu_pd(value + i), lines, _CMP_GE_OQ);
        _mm_storel_epi64((void *)(mark + i), _mm_maskz_set1_epi8(is, 1));
    }
    if (i < n) {
        const __mmask8 left = (__mmask8)((1u << (n - i)) - 1);
        const __mmask8 is = _mm512_mask_cmp_pd_mask(
            left, _mm512_maskz_loadu_pd(left, value + i), lines, _CMP_GE_OQ);
        _mm_mask_storeu_epi8(mark + i, left, _mm_maskz_set1_epi8(is, 1));
    }
}

/* The four low bits of a mask as bytes of 0 or 1, the first in the lowest. */
VECTOR_INLINE uint32_t spread(uint32_t mask)
{
    return mask * 0x00204081u & 0x01010101u;
}

VECTOR_TARGET_AVX2 static void marks_at_least_avx2(uint32_t n, const double *restrict value,
                                                   double line, uint8_t *restrict mark)
{
    const __m256d lines = _mm256_set1_pd(line);
    uint32_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const __m256d is = _mm256_cmp_pd(_mm256_loadu_pd(value + i), lines, _CMP_GE_OQ);
        const uint32_t bytes = spread((uint32_t)_mm256_movemask_pd(is));
        memcpy(mark + i, &bytes, sizeof bytes);
    }
    compare(i, n, value, line, mark);
}

static void marks_at_least_plain(uint32_t n, const double *restrict value, double line,
                                 uint8_t *restrict mark)
{
    const __m128d lines = _mm_set1_pd(line);
    uint32_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const __m128d low = _mm_cmpge_pd(_mm_loadu_pd(value + i), lines),
                      high = _mm_cmpge_pd(_mm_loadu_pd(value + i + 2), lines);
        const uint32_t bytes =
            spread((uint32_t)(_mm_movemask_pd(low) | _mm_movemask_pd(high) << 2));
        memcpy(mark + i, &bytes, sizeof bytes);
    }
    compare(i, n, value, line, mark);
}

void marks_at_least(vector_width_t width, uint32_t n, const double *restrict value, double line,
                    uint8_t *restrict mark)
{
    switch (width) {
    case VECTOR_AVX512:
        marks_at_least_avx512(n, value, line, mark);
        break;
    case VECTOR_AVX2:
        marks_at_least_avx2(n, value, line, mark);
        break;
    default:
        marks_at_least_plain(n, value, line, mark);
        break;
    }
}
#else
void marks_at_least(vector_width_t width, uint32_t n, const double *restrict value, double line,
                    uint8_t *restrict mark)
{
    (void)width;
    compare(0, n, value, line, mark);
}
#endif

VECTOR_INLINE void below_lanes(uint32_t n, const int32_t *restrict value, int32_t line,
                               uint8_t *restrict mark)
{
    for (uint32_t i = 0; i < n; i++) {
        mark[i] = value[i] < line;
    }
}

VECTORISED(below,
           (uint32_t n, const int32_t *restrict value, int32_t line, uint8_t *restrict mark),
           (n, value, line, mark))

void marks_below(vector_width_t width, uint32_t n, const int32_t *restrict value, int32_t line,
                 uint8_t *restrict mark)
{
    below(width, n, value, line, mark);
}

VECTOR_INLINE void at_most_lanes(uint32_t n, const uint32_t *restrict word, uint32_t last,
                                 uint8_t *restrict mark)
{
    for (uint32_t i = 0; i < n; i++) {
        mark[i] = word[i] <= last;
    }
}

VECTORISED(at_most,
           (uint32_t n, const uint32_t *restrict word, uint32_t last, uint8_t *restrict mark),
           (n, word, last, mark))

void marks_at_most(vector_width_t width, uint32_t n, const uint32_t *restrict word, uint32_t last,
                   uint8_t *restrict mark)
{
    at_most(width, n, word, last, mark);
}

/* ---- Bytes to bits ---- */

/* Eight bytes, each 0 or not, by arithmetic; the first byte in the lowest bit. */
static uint64_t bits_of_eight(const uint8_t *mark)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < 8; i++) {
        bits |= (uint64_t)(mark[i] != 0) << i;
    }
    return bits;
}

static uint64_t bits_of_rest(const uint8_t *mark, uint32_t from, uint32_t n)
{
    uint64_t bits = 0;
    uint8_t last[8] = {0};
    for (; from + 8 <= n; from += 8) {
        bits |= bits_of_eight(mark + from) << from;
    }
    if (from < n) {
        memcpy(last, mark + from, n - from);
        bits |= bits_of_eight(last) << from;
    }
    return bits;
}

#if VECTOR_X86
VECTOR_TARGET_AVX512 static uint64_t marks_bits_avx512(const uint8_t *mark, uint32_t n)
{
    const __mmask64 all = n == 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
    const __m512i bytes = _mm512_maskz_loadu_epi8(all, mark);
    return _mm512_test_epi8_mask(bytes, bytes);
}

static uint64_t marks_bits_plain(const uint8_t *mark, uint32_t n)
{
    const __m128i zero = _mm_setzero_si128();
    uint64_t bits = 0;
    uint32_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const __m128i is = _mm_cmpeq_epi8(_mm_loadu_si128((const void *)(mark + i)), zero);
        bits |= (uint64_t)(~(uint32_t)_mm_movemask_epi8(is) & 0xffffu) << i;
    }
    return bits | bits_of_rest(mark, i, n);
}

uint64_t marks_bits(vector_width_t width, const uint8_t *mark, uint32_t n)
{
    return width == VECTOR_AVX512 ? marks_bits_avx512(mark, n) : marks_bits_plain(mark, n);
}
#else
uint64_t marks_bits(vector_width_t width, const uint8_t *mark, uint32_t n)
{
    (void)width;
    return bits_of_rest(mark, 0, n);
}
#endif
