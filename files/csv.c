/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every field is followed by a comma; csv_end_row makes the last one a newline. */

enum { CSV_DIGITS = 20 }; /* of UINT64_MAX */

#if defined(__GNUC__)
#define CSV_INLINE static inline __attribute__((always_inline))
#else
#define CSV_INLINE static inline
#endif

static const char csv_pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";

/* Writes the digits of `value` so that they end before `end`; returns where they begin. */
static char *csv_digits(char *end, uint64_t value)
{
    while (value >= 100) {
        const char *pair = csv_pairs + 2 * (value % 100);

        value /= 100;
        *--end = pair[1];
        *--end = pair[0];
    }
    if (value >= 10) {
        const char *pair = csv_pairs + 2 * value;

        *--end = pair[1];
        *--end = pair[0];
    } else {
        *--end = (char)('0' + value);
    }
    return end;
}

static void csv_append_field(text_t *text, const char *field, size_t length)
{
    char *place = text_reserve(text, length + 1);

    if (place != NULL) {
        memcpy(place, field, length);
        place[length] = ',';
        text->length += length + 1;
    }
}

void csv_text(text_t *text, const char *value)
{
    size_t length = value == NULL ? 0 : strlen(value);

    if (length == 0) {
        csv_empty(text);
    } else if (value[strcspn(value, "\",\r\n")] == '\0') {
        csv_append_field(text, value, length);
    } else {
        size_t quotes = 0;
        char *place = NULL;

        for (size_t i = 0; i < length; i++) {
            quotes += value[i] == '"';
        }
        place = text_reserve(text, length + quotes + 3);
        if (place != NULL) {
            *place++ = '"';
            for (size_t i = 0; i < length; i++) {
                if (value[i] == '"') {
                    *place++ = '"';
                }
                *place++ = value[i];
            }
            *place++ = '"';
            *place++ = ',';
            text->length += length + quotes + 3;
        }
    }
}

void csv_word(text_t *text, const char *word)
{
    csv_append_field(text, word, strlen(word));
}

void csv_empty(text_t *text)
{
    csv_append_field(text, "", 0);
}

void csv_integer(text_t *text, int64_t value)
{
    char digits[CSV_DIGITS + 1];
    char *end = digits + sizeof digits;
    /* the negation of INT64_MIN exists only without a sign */
    char *begin = csv_digits(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);

    if (value < 0) {
        *--begin = '-';
    }
    csv_append_field(text, begin, (size_t)(end - begin));
}

void csv_unsigned(text_t *text, uint64_t value)
{
    char digits[CSV_DIGITS];
    char *end = digits + sizeof digits;
    char *begin = csv_digits(end, value);

    csv_append_field(text, begin, (size_t)(end - begin));
}

void csv_fixed6(text_t *text, double value)
{
    double magnitude = fabs(value);

    if (!isfinite(value)) {
        csv_empty(text);
    } else if (magnitude >= 1e18) {
        csv_double17(text, value);
    } else {
        char field[1 + CSV_DIGITS + 7];
        char *end = field + sizeof field;
        char *begin = end - 6;
        uint64_t whole = (uint64_t)magnitude;
        double fraction = magnitude - (double)whole; /* exact */
        double scaled = fraction * 1e6;
        uint32_t micro = (uint32_t)scaled;
        double rest = scaled - (double)micro; /* exact */

        if (rest > 0.5) {
            micro++;
        } else if (rest == 0.5) {
            /* the product was rounded: what it lost decides, and nothing lost is a true tie */
            double lost = fma(fraction, 1e6, -scaled);

            if (lost > 0.0 || (lost == 0.0 && micro % 2 == 1)) {
                micro++;
            }
        }
        if (micro == 1000000) {
            micro = 0;
            whole++;
        }
        memcpy(begin, csv_pairs + 2 * (micro / 10000), 2);
        memcpy(begin + 2, csv_pairs + 2 * (micro / 100 % 100), 2);
        memcpy(begin + 4, csv_pairs + 2 * (micro % 100), 2);
        *--begin = '.';
        begin = csv_digits(begin, whole);
        if (value < 0.0 && (whole > 0 || micro > 0)) {
            *--begin = '-';
        }
        csv_append_field(text, begin, (size_t)(end - begin));
    }
}

/*
 * Four digits as four characters, the first in the lowest byte: halves, then quarters are divided at
 * once, by multiplications that are exact below 10000 and below 100.
 */
CSV_INLINE uint32_t csv_four(uint32_t value)
{
    const uint32_t hundreds = value * 5243 >> 19;
    const uint32_t pairs = (value << 16) - hundreds * ((100u << 16) - 1);
    const uint32_t tens = pairs * 103 >> 10 & 0x000f000f;

    return (pairs << 8) - tens * ((10u << 8) - 1) + 0x30303030;
}

/* The eight characters d.dddddd of a number of micros below 2^23, as they lie in memory. */
CSV_INLINE uint64_t csv_eight(uint32_t micros)
{
    const uint32_t high = micros / 10000;
    const uint32_t first = csv_four(high);
    const uint64_t last = csv_four(micros - 10000 * high);
    uint64_t letters = (first & 0xffff0000) | (uint32_t)'.' << 8 | (first >> 8 & 0xff) | last << 32;

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    letters = __builtin_bswap64(letters);
#endif
    return letters;
}

CSV_INLINE bool csv_micros_lanes(size_t count, const double *restrict values,
                                 uint64_t *restrict letters)
{
    const double shift = 0x1.8p52; /* where doubles are whole numbers: adding it rounds */
    const double half = 0.5;
    uint64_t shift_bits;
    uint64_t half_bits;
    uint64_t large = 0;             /* has a bit above 23 if one is too large, or negative, or NaN */
    uint64_t small = UINT64_MAX;    /* keeps its highest bit if no rest is a half */

    memcpy(&shift_bits, &shift, sizeof shift_bits);
    memcpy(&half_bits, &half, sizeof half_bits);
    for (size_t i = 0; i < count; i++) {
        const double scaled = values[i] * 1e6;
        const double shifted = scaled + shift;
        const double rest = scaled - (shifted - shift); /* exact */
        uint64_t whole_bits;
        uint64_t rest_bits;

        memcpy(&whole_bits, &shifted, sizeof whole_bits);
        memcpy(&rest_bits, &rest, sizeof rest_bits);
        large |= whole_bits - shift_bits;
        /* the product was rounded: where it looks like a tie, what it lost decides, but not here */
        small &= (rest_bits << 1) - (half_bits << 1);
        letters[i] = csv_eight((uint32_t)whole_bits);
    }
    return large >> 23 == 0 && small >> 63 == 1;
}

#if defined(__GNUC__) && defined(__x86_64__)
__attribute__((target("avx2"))) static bool csv_micros_avx2(size_t count,
                                                            const double *restrict values,
                                                            uint64_t *restrict letters)
{
    return csv_micros_lanes(count, values, letters);
}

#if defined(__clang__)
#define CSV_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#else
#define CSV_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")))
#endif

CSV_AVX512 static bool
csv_micros_avx512(size_t count, const double *restrict values, uint64_t *restrict letters)
{
    return csv_micros_lanes(count, values, letters);
}
#endif

bool csv_micros_plain(size_t count, const double *restrict values, uint64_t *restrict letters)
{
    return csv_micros_lanes(count, values, letters);
}

bool csv_micros(size_t count, const double *restrict values, uint64_t *restrict letters)
{
#if defined(__GNUC__) && defined(__x86_64__)
    return __builtin_cpu_supports("avx512dq") ? csv_micros_avx512(count, values, letters)
           : __builtin_cpu_supports("avx2")   ? csv_micros_avx2(count, values, letters)
                                              : csv_micros_plain(count, values, letters);
#else
    return csv_micros_plain(count, values, letters);
#endif
}

char *csv_put_unsigned(char *place, uint64_t value)
{
    text_t field;

    text_init_fixed(&field, place, CSV_NUMBER_ROOM);
    csv_unsigned(&field, value);
    return place + field.length;
}

char *csv_put_fixed6(char *place, double value)
{
    text_t field;

    text_init_fixed(&field, place, CSV_NUMBER_ROOM);
    csv_fixed6(&field, value);
    return place + field.length;
}

/* By the C library: the fewest of 15, 16, 17 digits that it reads back as the same. */
static void csv_double17_printed(text_t *text, double value)
{
    char printed[64];
    char field[64];
    size_t length = 0;
    bool in_point = false;

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(printed, sizeof printed, "%.*g", digits, value);
        if (strtod(printed, NULL) == value) {
            break;
        }
    }
    /* whatever is no part of a number is the locale's decimal mark, of one byte or more */
    for (const char *c = printed; *c != '\0'; c++) {
        if (strchr("0123456789+-e", *c) != NULL) {
            field[length++] = *c;
            in_point = false;
        } else if (!in_point) {
            field[length++] = '.';
            in_point = true;
        }
    }
    csv_append_field(text, field, length);
}

/*
 * A number of 17 digits, and what is to be known of it: value * 10^decimals is `whole` + `part`
 * exactly, 0 <= part < 1 (but for what part loses, some 2^-49).
 */
typedef struct {
    uint64_t whole; /* 10^16 .. 10^17 - 1 */
    double part;
    double reach;   /* numbers nearer than this read back as the same: half a last place, scaled */
    int decimals;
} csv_digits17_t;

static const double csv_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}; /* all exact */

/* False where it is not done here: beyond [1e-4, 1e15), and for powers of 2, whose neighbours stand
 * at two distances. `magnitude` is positive. */
static bool csv_scale17(double magnitude, csv_digits17_t *scaled)
{
    uint64_t bits = 0;
    bool good = false;
    int decimals = 0;

    memcpy(&bits, &magnitude, sizeof bits);
    if (!(magnitude >= 1e-4 && magnitude < 1e15) || (bits & ((UINT64_C(1) << 52) - 1)) == 0) {
        goto out;
    }
    /* floor(log10) by log10(2) = 1233 / 4096, or one too many, then looked at */
    decimals = 16 - (((int)(bits >> 52) - 1023) * 1233 >> 12);
    for (int tries = 0; tries < 3 && !good; tries++) {
        const double power = csv_powers[decimals < 0 ? 0 : decimals > 22 ? 22 : decimals];
        const double high = magnitude * power;
        const double low = fma(magnitude, power, -high); /* exact: high + low is the product */
        const double below = floor(low);

        /* high is whole: it is above 2^53 */
        scaled->whole = (uint64_t)high + (uint64_t)(int64_t)below;
        scaled->part = low - below;
        if (scaled->whole >= UINT64_C(100000000000000000)) {
            decimals--;
        } else if (scaled->whole < UINT64_C(10000000000000000)) {
            decimals++;
        } else {
            const uint64_t unit_bits = ((bits >> 52) - 53) << 52; /* half a last place */
            double unit = 0.0;

            memcpy(&unit, &unit_bits, sizeof unit);
            scaled->reach = unit * power;
            scaled->decimals = decimals;
            good = decimals >= 0 && decimals <= 22;
        }
    }
out:
    return good;
}

/*
 * Rounds to one of 15, 16, 17 digits: `drop` of 100, 10, 1. 1 if the result reads back, 0 if not,
 * -1 if it is too near to a tie to be said here.
 */
static int csv_round17(const csv_digits17_t *scaled, uint64_t drop, uint64_t *rounded)
{
    const double rest = (double)(scaled->whole % drop) + scaled->part;
    const double half = 0.5 * (double)drop;
    const bool up = rest > half;
    const double distance = up ? (double)drop - rest : rest;
    const double doubt = 1e-9;
    int reads = distance < scaled->reach * (1.0 - doubt);

    *rounded = scaled->whole / drop + up;
    if (fabs(rest - half) < doubt || fabs(distance - scaled->reach) <= scaled->reach * doubt) {
        reads = -1;
    }
    return reads;
}

/* Digits and a point where there are decimals, without zeros at the end of these, as "%.17g". */
static void csv_append_digits17(text_t *text, bool negative, uint64_t digits, int decimals)
{
    char room[2 + CSV_DIGITS + 8];
    char *end = room + sizeof room;
    char *begin = end;

    while (decimals > 0 && digits % 10 == 0) {
        digits /= 10;
        decimals--;
    }
    if (decimals > 0) {
        begin = csv_digits(end, digits);
        while (end - begin <= decimals) {
            *--begin = '0';
        }
        memmove(begin - 1, begin, (size_t)(end - begin - decimals));
        begin--;
        end[-decimals - 1] = '.';
    } else {
        begin = csv_digits(end, digits);
    }
    if (negative) {
        *--begin = '-';
    }
    csv_append_field(text, begin, (size_t)(end - begin));
}

/* The same field without the C library, by exact products; false if it must do it. */
static bool csv_double17_scaled(text_t *text, double value)
{
    csv_digits17_t scaled = {.whole = 0};
    uint64_t rounded = 0;
    int reads = -1;
    int dropped = 2;

    if (csv_scale17(fabs(value), &scaled)) {
        reads = csv_round17(&scaled, 100, &rounded);
        if (reads == 0) {
            dropped = 1;
            reads = csv_round17(&scaled, 10, &rounded);
        }
        if (reads == 0) {
            dropped = 0;
            reads = csv_round17(&scaled, 1, &rounded);
        }
    }
    if (reads == 1) {
        csv_append_digits17(text, value < 0.0, rounded, scaled.decimals - dropped);
    }
    return reads == 1;
}

void csv_double17(text_t *text, double value)
{
    if (!isfinite(value)) {
        csv_empty(text);
    } else if (fabs(value) < 1e15 && value == (double)(int64_t)value
               && !(value == 0.0 && signbit(value))) {
        csv_integer(text, (int64_t)value);
    } else if (!csv_double17_scaled(text, value)) {
        csv_double17_printed(text, value);
    }
}

void csv_end_row(text_t *text)
{
    if (text->status == 0 && text->length > 0 && text->data[text->length - 1] == ',') {
        text->data[text->length - 1] = '\n';
    } else {
        text_append(text, "\n", 1);
    }
}

void csv_header(text_t *text, const char *columns)
{
    csv_word(text, columns);
    csv_end_row(text);
}
