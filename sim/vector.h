/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One binary that uses what the processor has. A plain loop over arrays is written once, as an
 * always-inlined function NAME_lanes, and VECTORISED makes of it NAME, compiled for each
 * instruction set and chosen when it runs. The loops use
 * + - x / and comparisons alone, nothing fused and nothing reordered, so every form gives the same
 * bits.
 */
#ifndef ADRIFT_SIM_VECTOR_H
#define ADRIFT_SIM_VECTOR_H

#if defined(__GNUC__)
#define VECTOR_INLINE static inline __attribute__((always_inline))
#else
#define VECTOR_INLINE static inline
#endif

#if defined(__GNUC__) && defined(__x86_64__)
#define VECTORISED(name, parameters, arguments)                                                    \
    __attribute__((target("avx2"))) static void name##_avx2 parameters                             \
    {                                                                                              \
        name##_lanes arguments;                                                                    \
    }                                                                                              \
    static void name##_sse2 parameters                                                             \
    {                                                                                              \
        name##_lanes arguments;                                                                    \
    }                                                                                              \
    static void name parameters                                                                    \
    {                                                                                              \
        if (__builtin_cpu_supports("avx2")) {                                                      \
            name##_avx2 arguments;                                                                 \
        } else {                                                                                   \
            name##_sse2 arguments;                                                                 \
        }                                                                                          \
    }
#else
#define VECTORISED(name, parameters, arguments)                                                    \
    static void name parameters                                                                    \
    {                                                                                              \
        name##_lanes arguments;                                                                    \
    }
#endif

#endif
