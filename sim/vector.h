/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One binary that uses what the processor has. A plain loop over arrays is written once, as an
 * always-inlined function NAME_lanes, and VECTORISED makes of it NAME(width, ...), compiled for each width of
 * vectors and chosen when it runs. The loops use + - x / sqrt and comparisons alone, nothing fused
 * and nothing reordered, so every width gives the same bits.
 *
 * How wide to work is the caller's to say, up to what the processor can do: vector_widest.
 */
#ifndef ADRIFT_SIM_VECTOR_H
#define ADRIFT_SIM_VECTOR_H

#include <stddef.h>

typedef enum vector_width {
    VECTOR_PLAIN, /* what every processor of the kind has; SSE2 on x86-64 */
    VECTOR_AVX2,
    VECTOR_AVX512, /* F, BW, DQ and VL */
    VECTOR_WIDTHS
} vector_width_t;

/* The widest that this processor has. */
vector_width_t vector_widest(void);

/* "plain", "avx2", "avx512". */
const char *vector_name(vector_width_t width);

#if defined(__GNUC__)
#define VECTOR_INLINE static inline __attribute__((always_inline))
#else
#define VECTOR_INLINE static inline
#endif

/* Loops over bytes are worked on 64 at a time, the widest register; what is left over would go one by one,
 * and most worlds are small. So such loops go on to the next multiple of 64, into room that every array of a
 * tile has, and every one of a world but of doubles, and leave rubbish there. */
#define VECTOR_ROOM 64u
#define VECTOR_WHOLE(n) (((n) + VECTOR_ROOM - 1) / VECTOR_ROOM * VECTOR_ROOM)

/* What a loop over i = 0 ... n - 1 reads at i, or, of what many have in common, at s: at 0, or of eight in turn, which
 * is one register, or few, that the loop keeps. VECTOR_EACH goes through all i with their s. Inlined with a constant
 * `share`. */
typedef enum vector_share {
    VECTOR_OWN,  /* s = i */
    VECTOR_ONE,  /* s = 0 */
    VECTOR_TURNS /* s = i % VECTOR_TURN */
} vector_share_t;

enum { VECTOR_TURN = 8 };

#define VECTOR_EACH(n, share, i, s, ...)                                                           \
    do {                                                                                           \
        size_t from_ = 0; /* not narrower: compilers would reckon with its wrapping round */       \
        for (; (share) == VECTOR_TURNS && from_ + VECTOR_TURN <= (n); from_ += VECTOR_TURN) {      \
            for (size_t s = 0; s < VECTOR_TURN; s++) {                                             \
                const size_t i = from_ + s;                                                        \
                __VA_ARGS__                                                                        \
            }                                                                                      \
        }                                                                                          \
        for (size_t i = from_; i < (n); i++) {                                                     \
            const size_t s = (share) == VECTOR_OWN ? i : (share) == VECTOR_ONE ? 0 : i - from_;    \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    } while (0)

#define VECTOR_WITH_WIDTH(...) (vector_width_t width, __VA_ARGS__)

#if defined(__GNUC__) && defined(__x86_64__)
#define VECTOR_X86 1
#define VECTOR_TARGET_AVX2 __attribute__((target("avx2")))
/* gcc would use half of a register unless told otherwise; clang cannot be told. */
#if defined(__clang__)
#define VECTOR_TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#else
#define VECTOR_TARGET_AVX512                                                                       \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")))
#endif

/* Not by target_clones: its resolvers run before sanitizers are set up, and not every C library or
 * compiler has them. */
#define VECTORISED(name, parameters, arguments)                                                    \
    VECTOR_TARGET_AVX512 static void name##_avx512 parameters                                      \
    {                                                                                              \
        name##_lanes arguments;                                                                    \
    }                                                                                              \
    VECTOR_TARGET_AVX2 static void name##_avx2 parameters                                          \
    {                                                                                              \
        name##_lanes arguments;                                                                    \
    }                                                                                              \
    static void name##_plain parameters                                                            \
    {                                                                                              \
        name##_lanes arguments;                                                                    \
    }                                                                                              \
    VECTOR_CHOICE(name, parameters, arguments)

#define VECTOR_CHOICE(name, parameters, arguments)                                                 \
    static inline void name VECTOR_WITH_WIDTH parameters                                           \
    {                                                                                              \
        switch (width) {                                                                           \
        case VECTOR_AVX512:                                                                        \
            name##_avx512 arguments;                                                               \
            break;                                                                                 \
        case VECTOR_AVX2:                                                                          \
            name##_avx2 arguments;                                                                 \
            break;                                                                                 \
        default:                                                                                   \
            name##_plain arguments;                                                                \
            break;                                                                                 \
        }                                                                                          \
    }
#else
#define VECTOR_X86 0
#define VECTORISED(name, parameters, arguments)                                                    \
    static inline void name VECTOR_WITH_WIDTH parameters                                           \
    {                                                                                              \
        (void)width;                                                                               \
        name##_lanes arguments;                                                                    \
    }
#endif

#endif
