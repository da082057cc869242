/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fuzz targets share. A target is fuzz_NOUN.c with one function, LLVMFuzzerTestOneInput:
 * linked to libFuzzer where the compiler is clang (preset fuzz), else to replay.c, which plays files.
 * Targets write to the working directory.
 */
#ifndef ADRIFT_TESTS_FUZZ_H
#define ADRIFT_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <gsl/gsl_errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As the program does: what GSL cannot work out is no reason to end. */
__attribute__((constructor)) static void fuzz_begin(void)
{
    gsl_set_error_handler_off();
}

/* A promise that was broken: a finding, as a crash is. */
static inline void fuzz_require(int holds, const char *promise)
{
    if (!holds) {
        fprintf(stderr, "broken: %s\n", promise);
        abort();
    }
}

static inline void fuzz_write_file(const char *path, const void *data, size_t size)
{
    FILE *stream = fopen(path, "wb");

    fuzz_require(stream != NULL && fwrite(data, 1, size, stream) == size && fclose(stream) == 0,
                 "the working directory can be written");
}

#endif
