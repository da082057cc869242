/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an experiment may say for each design: its options, how many factors, how many levels where
 * none are said. A new design is one row in scheme.c; experiments/design.h makes its points.
 */
#ifndef ADRIFT_CONFIG_SCHEME_H
#define ADRIFT_CONFIG_SCHEME_H

#include <stddef.h>

enum {
    OPTION_LEVELS = 1,
    OPTION_POINTS = 2,
    OPTION_MAXIMIN = 4,
    OPTION_SKIP = 8,
    OPTION_TRAJECTORIES = 16,
    OPTION_SAMPLES = 32,
    OPTION_SECOND_ORDER = 64,
    OPTION_TABLE = 128,
    OPTION_FILE = 256,
    OPTION_RAMP = 512,
    OPTION_BASE = 1024, /* of a factor */
    OPTION_GRID = 2048  /* factors have levels of their own */
};

typedef struct scheme {
    const char *name; /* as design_kind_name has it */
    unsigned options;
    size_t most;   /* factors */
    size_t levels; /* where none are said */
} scheme_t;

extern const scheme_t schemes[];
extern const size_t scheme_count;

/* Options that stand at the top of an experiment, under these names. */
typedef struct scheme_option {
    const char *name;
    unsigned option;
} scheme_option_t;

extern const scheme_option_t scheme_options[];
extern const size_t scheme_option_count;

/* The names of the designs that have one of these options, as "a|b|c": cut to `size`. */
void scheme_list(unsigned options, char *list, size_t size);

#endif
