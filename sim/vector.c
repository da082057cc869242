/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/vector.h"

vector_width_t vector_widest(void)
{
    vector_width_t width = VECTOR_PLAIN;
#if VECTOR_X86
    if (__builtin_cpu_supports("avx2")) {
        width = VECTOR_AVX2;
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        width = VECTOR_AVX512;
    }
#endif
    return width;
}

const char *vector_name(vector_width_t width)
{
    static const char *const name[VECTOR_WIDTHS] = {"plain", "avx2", "avx512"};
    return name[width];
}
