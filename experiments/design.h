/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Experimental designs: which combinations of factor values are run. A matrix of points x factors,
 * and for each point what an analysis must know of it. Pure data: no model, no files.
 *
 *     kind             points                        rows
 *     factorial        product of level counts       every combination, in order, the last factor
 *                                                    fastest; without factors, one empty point
 *     one_at_a_time    1 + sum of level counts       the base point; then every level of the first
 *                                                    factor with the others at base, and so on (a
 *                                                    level equal to the base is there again)
 *     random           points                        independent
 *     latin_hypercube  points                        in each factor one point in each of n strata
 *     sobol, halton, reverse_halton, niederreiter
 *                      points                        GSL's sequence from its point number `skip`;
 *                                                    factor i is dimension i (up to 40, 1229, 1229
 *                                                    and 12). Niederreiter's first, the origin, is
 *                                                    left out
 *     morris           trajectories (k + 1)          Morris 1991: start on the grid's lower or upper
 *                                                    half, then every factor once, in random order,
 *                                                    by +-delta = p / (2 (p - 1)) of the unit cube
 *     saltelli         n (k + 2), second order n (2 k + 2)
 *                                                    Saltelli et al. 2010: block j is A_j, AB_1j ...
 *                                                    AB_kj, [BA_1j ... BA_kj,] B_j, where A and B are
 *                                                    the first and last k of 2 k Sobol dimensions
 *     ramp             (2 n - 1) combinations        the first factor up its n levels and down again,
 *                                                    once for each combination of the others (in
 *                                                    order as factorial; a combination is a block)
 *     table            points                        as given
 *
 * Randomness: all from sim/random.h at (seed, the factor's name, row or trajectory), so it does not
 * depend on other factors or on their order, and
 *
 *                      more points keep the first?   another factor keeps the columns of the others?
 *     random           yes                           yes
 *     latin_hypercube  no                            yes, but with tries > 1 another try may win
 *     sequences        yes                           if it comes last
 *     morris           yes (whole trajectories)      yes: it adds one row to each trajectory
 *     saltelli         yes (whole blocks)            no (B's dimensions move)
 *     factorial, one_at_a_time, ramp                 nothing is random
 *
 * Sequences and saltelli do not depend on the seed.
 */
#ifndef ADRIFT_EXPERIMENTS_DESIGN_H
#define ADRIFT_EXPERIMENTS_DESIGN_H

#include "config/report.h"
#include "config/factor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DESIGN_OK = 0,
    DESIGN_INVALID = -1,   /* see the report */
    DESIGN_NO_MEMORY = -2
};

typedef enum design_kind {
    DESIGN_FACTORIAL,
    DESIGN_ONE_AT_A_TIME,
    DESIGN_RANDOM,
    DESIGN_LATIN_HYPERCUBE,
    DESIGN_SOBOL,
    DESIGN_HALTON,
    DESIGN_REVERSE_HALTON,
    DESIGN_NIEDERREITER,
    DESIGN_MORRIS,
    DESIGN_SALTELLI,
    DESIGN_RAMP,
    DESIGN_TABLE,
    DESIGN_KINDS /* how many there are */
} design_kind_t;

#define DESIGN_POINTS_MAX 2147483647u /* rows of any design: 2^31 - 1 */

enum {
    DESIGN_MORRIS_LEVELS = 4,       /* where options.levels is 0 */
    DESIGN_MAXIMIN_POINTS = 10000,  /* a latin hypercube of more cannot have several tries */
    DESIGN_TRIES_MAX = 1000,
    DESIGN_SALTELLI_FACTORS = 20    /* half of GSL's Sobol dimensions */
};

/* What a kind does not use must be 0. */
typedef struct design_options {
    design_kind_t kind;
    uint64_t seed;
    size_t points;       /* random, latin_hypercube, sequences, table: rows */
    size_t levels;       /* factorial, one_at_a_time, ramp: of factors that do not say their own;
                            morris: p, even */
    size_t trajectories; /* morris */
    size_t base_sample;  /* saltelli: n; best a power of 2 */
    bool second_order;   /* saltelli: with BA_i */
    uint64_t skip;       /* sequences and saltelli: points of the sequence to leave out */
    int tries;           /* latin_hypercube: of so many take that with the greatest least distance
                            between two points of the unit cube; 0 and 1: one try */
    const double *table; /* table: points x factors, row by row; copied */
    const char *file;    /* for messages: of the experiment, and the line of the design; or NULL, 0 */
    int line;
} design_options_t;

typedef enum design_role {
    DESIGN_ROLE_POINT, /* nothing special */
    DESIGN_ROLE_BASE,  /* one_at_a_time: the base point */
    DESIGN_ROLE_LEVEL, /* one_at_a_time: `factor` is at level `step` */
    DESIGN_ROLE_START, /* morris: first of a trajectory */
    DESIGN_ROLE_MOVE,  /* morris: `factor` has changed by `delta` since the row before */
    DESIGN_ROLE_A,     /* saltelli */
    DESIGN_ROLE_B,
    DESIGN_ROLE_AB,    /* saltelli: A with `factor` from B */
    DESIGN_ROLE_BA,    /* saltelli: B with `factor` from A */
    DESIGN_ROLE_UP,    /* ramp: the first factor is at level `step`, on its way up (the top too) */
    DESIGN_ROLE_DOWN,  /* ramp: on its way down, from the level below the top */
    DESIGN_ROLES       /* how many there are */
} design_role_t;

typedef struct design_row {
    design_role_t role;
    uint32_t block; /* morris: trajectory; saltelli: j; ramp: combination of the others; else 0 */
    int32_t factor; /* index of the factor that the role speaks of; -1: none. A ramp's is 0 */
    uint32_t step;  /* one_at_a_time, ramp: level from 0; else 0 */
    double delta;   /* morris: signed, in units of the unit cube; else 0 */
} design_row_t;

typedef struct design {
    design_kind_t kind;
    size_t points;        /* rows, at most DESIGN_POINTS_MAX */
    size_t factor_count;
    size_t blocks;        /* trajectories, n or ramps; else 1 */
    size_t levels;        /* morris: p; ramp: levels of the first factor; else 0 */
    bool second_order;    /* saltelli */
    factor_t *factors;    /* owned, with their strings and arrays */
    double *values;       /* owned; points x factor_count, row by row */
    design_row_t *rows;   /* owned; points */
} design_t;

/*
 * Whether the design can be made; adds all that is wrong to the report (which may hold other
 * things). Also refused: two factors of one name (or of one address), and more than
 * DESIGN_POINTS_MAX points. DESIGN_OK or DESIGN_INVALID.
 */
int design_check(const design_options_t *options, const factor_t *factors, size_t factor_count,
                 report_t *report);

/* How many points a design that passes the check will have, without making it. */
size_t design_count(const design_options_t *options, const factor_t *factors,
                    size_t factor_count);

/*
 * Checks and makes. Copies the factors; nothing of the arguments is needed afterwards. `report` as
 * in design_check. DESIGN_OK, DESIGN_INVALID, DESIGN_NO_MEMORY; after a failure design_free is
 * legal, not needed. GSL's error handler should be off (distribution_quantile).
 */
int design_init(design_t *self, const design_options_t *options, const factor_t *factors,
                size_t factor_count, report_t *report);

/* Legal on a zeroed or freed design. */
void design_free(design_t *self);

/* The values of a point, one per factor. */
static inline const double *design_point(const design_t *self, size_t point)
{
    return self->values + point * self->factor_count;
}

/* "latin_hypercube"; NULL out of range. And back: the kind, or -1. */
const char *design_kind_name(design_kind_t kind);
int design_kind_from_name(const char *name);

/* "point", "base", "level", "start", "move", "A", "B", "AB", "BA", "up", "down"; NULL out of range. */
const char *design_role_name(design_role_t role);

#endif
