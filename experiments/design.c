/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/design.h"

#include "sim/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_qrng.h>

enum {
    USES_POINTS = 1,
    USES_LEVELS = 2,
    USES_TRAJECTORIES = 4,
    USES_BASE_SAMPLE = 8,
    USES_SKIP = 16,
    USES_TRIES = 32,
    USES_TABLE = 64,
    ON_GRID = 128 /* factors have levels */
};

typedef struct design_info {
    const char *name;
    unsigned uses;
    size_t most;  /* factors */
    size_t least;
} design_info_t;

/* So many points can GSL's sequences give. */
static const uint64_t sequence_points = (1u << 30) - 2;

static design_info_t info_of(design_kind_t kind)
{
    static const design_info_t infos[DESIGN_KINDS] = {
        [DESIGN_FACTORIAL] = {"factorial", USES_LEVELS | ON_GRID, SIZE_MAX, 0},
        [DESIGN_ONE_AT_A_TIME] = {"one_at_a_time", USES_LEVELS | ON_GRID, SIZE_MAX, 0},
        [DESIGN_RANDOM] = {"random", USES_POINTS, SIZE_MAX, 1},
        [DESIGN_LATIN_HYPERCUBE] = {"latin_hypercube", USES_POINTS | USES_TRIES, SIZE_MAX, 1},
        [DESIGN_SOBOL] = {"sobol", USES_POINTS | USES_SKIP, 40, 1},
        [DESIGN_HALTON] = {"halton", USES_POINTS | USES_SKIP, 1229, 1},
        [DESIGN_REVERSE_HALTON] = {"reverse_halton", USES_POINTS | USES_SKIP, 1229, 1},
        [DESIGN_NIEDERREITER] = {"niederreiter", USES_POINTS | USES_SKIP, 12, 1},
        [DESIGN_MORRIS] = {"morris", USES_LEVELS | USES_TRAJECTORIES, SIZE_MAX, 1},
        [DESIGN_SALTELLI] = {"saltelli", USES_BASE_SAMPLE | USES_SKIP, DESIGN_SALTELLI_FACTORS,
                             1},
        [DESIGN_RAMP] = {"ramp", USES_LEVELS | ON_GRID, SIZE_MAX, 1},
        [DESIGN_TABLE] = {"table", USES_POINTS | USES_TABLE, SIZE_MAX, 1},
    };

    return infos[kind];
}

static bool is_kind(design_kind_t kind)
{
    return (unsigned)kind < DESIGN_KINDS;
}

const char *design_kind_name(design_kind_t kind)
{
    return is_kind(kind) ? info_of(kind).name : NULL;
}

int design_kind_from_name(const char *name)
{
    int found = -1;

    for (int kind = 0; kind < DESIGN_KINDS && found < 0; kind++) {
        if (strcmp(info_of((design_kind_t)kind).name, name) == 0) {
            found = kind;
        }
    }
    return found;
}

const char *design_role_name(design_role_t role)
{
    static const char *const names[DESIGN_ROLES] = {
        [DESIGN_ROLE_POINT] = "point", [DESIGN_ROLE_BASE] = "base",
        [DESIGN_ROLE_LEVEL] = "level", [DESIGN_ROLE_START] = "start",
        [DESIGN_ROLE_MOVE] = "move",   [DESIGN_ROLE_A] = "A",
        [DESIGN_ROLE_B] = "B",         [DESIGN_ROLE_AB] = "AB",
        [DESIGN_ROLE_BA] = "BA",       [DESIGN_ROLE_UP] = "up",
        [DESIGN_ROLE_DOWN] = "down",
    };

    return (unsigned)role < DESIGN_ROLES ? names[role] : NULL;
}

static size_t morris_levels(const design_options_t *options)
{
    return options->levels == 0 ? DESIGN_MORRIS_LEVELS : options->levels;
}

/* a b, or just too many; neither is more than that. */
static uint64_t times(uint64_t a, uint64_t b)
{
    const uint64_t too_many = (uint64_t)DESIGN_POINTS_MAX + 1;
    uint64_t product = 0;

    if (a > too_many) {
        a = too_many;
    }
    if (b > too_many) {
        b = too_many;
    }
    product = a * b;
    return product < too_many ? product : too_many;
}

/* Points of a design that is right but perhaps too large: then DESIGN_POINTS_MAX + 1. */
static uint64_t count_points(const design_options_t *options, const factor_t *factors,
                             size_t factor_count)
{
    uint64_t count = 1;

    switch (options->kind) {
    case DESIGN_FACTORIAL:
        for (size_t i = 0; i < factor_count; i++) {
            count = times(count, factor_level_count(&factors[i], options->levels));
        }
        break;
    case DESIGN_ONE_AT_A_TIME:
        for (size_t i = 0; i < factor_count; i++) {
            count = times(count + factor_level_count(&factors[i], options->levels), 1);
        }
        break;
    case DESIGN_RAMP:
        count = times(2 * (uint64_t)factor_level_count(&factors[0], options->levels) - 1, 1);
        for (size_t i = 1; i < factor_count; i++) {
            count = times(count, factor_level_count(&factors[i], options->levels));
        }
        break;
    case DESIGN_MORRIS:
        count = times(options->trajectories, (uint64_t)factor_count + 1);
        break;
    case DESIGN_SALTELLI:
        count = times(options->base_sample,
                      (options->second_order ? 2 : 1) * (uint64_t)factor_count + 2);
        break;
    default:
        count = times(options->points, 1);
        break;
    }
    return count;
}

size_t design_count(const design_options_t *options, const factor_t *factors, size_t factor_count)
{
    return (size_t)count_points(options, factors, factor_count);
}

/* Where complaints about the design itself go. */
typedef struct complaints {
    const design_options_t *options;
    report_t *report;
    int count;
} complaints_t;

static void complain(complaints_t *self, const char *what, const char *message)
{
    report_add(self->report, self->options->file, self->options->line, what, "%s", message);
    self->count++;
}

static void check_unused(complaints_t *self, bool given, bool used, const char *what)
{
    if (given && !used) {
        report_add(self->report, self->options->file, self->options->line, what,
                   "means nothing to a design of kind %s", info_of(self->options->kind).name);
        self->count++;
    }
}

static void check_numbers(complaints_t *self)
{
    const design_options_t *options = self->options;
    const unsigned uses = info_of(options->kind).uses;

    check_unused(self, options->points != 0, uses & USES_POINTS, "points");
    check_unused(self, options->levels != 0, uses & USES_LEVELS, "levels");
    check_unused(self, options->trajectories != 0, uses & USES_TRAJECTORIES, "trajectories");
    check_unused(self, options->base_sample != 0, uses & USES_BASE_SAMPLE, "base_sample");
    check_unused(self, options->second_order, uses & USES_BASE_SAMPLE, "second_order");
    check_unused(self, options->skip != 0, uses & USES_SKIP, "skip");
    check_unused(self, options->tries != 0, uses & USES_TRIES, "tries");
    check_unused(self, options->table != NULL, uses & USES_TABLE, "table");
    if ((uses & USES_POINTS) && options->points == 0) {
        complain(self, "points", "must be at least 1");
    }
    if ((uses & USES_TRAJECTORIES) && options->trajectories == 0) {
        complain(self, "trajectories", "must be at least 1");
    }
    if ((uses & USES_BASE_SAMPLE) && options->base_sample == 0) {
        complain(self, "base_sample", "must be at least 1");
    }
    if ((uses & USES_LEVELS) && options->levels > FACTOR_LEVELS_MAX) {
        complain(self, "levels", "must be at most 1000000");
    }
    if (options->kind == DESIGN_MORRIS && options->levels % 2 != 0) {
        complain(self, "levels", "must be even in a design of kind morris");
    }
    if (uses & USES_SKIP) {
        uint64_t wanted = (uint64_t)options->points + options->base_sample;

        if (options->skip > sequence_points || wanted > sequence_points - options->skip) {
            complain(self, "skip", "skipped and used points must be fewer than 2^30 - 1");
        }
    }
    if ((uses & USES_TRIES) && (options->tries < 0 || options->tries > DESIGN_TRIES_MAX)) {
        complain(self, "tries", "must be in [0, 1000]");
    } else if (options->tries > 1 && options->points > DESIGN_MAXIMIN_POINTS) {
        complain(self, "tries", "must be 1 for more than 10000 points");
    }
}

static void check_names(complaints_t *self, const factor_t *factors, size_t factor_count)
{
    const char *file = self->options->file;
    const design_info_t info = info_of(self->options->kind);

    if (factor_count < info.least) {
        complain(self, "factors", "must be at least one");
    } else if (factor_count > info.most) {
        report_add(self->report, file, self->options->line, "factors",
                   "a design of kind %s can have %zu at most, not %zu", info.name, info.most,
                   factor_count);
        self->count++;
    } else if (factor_count > INT32_MAX) {
        complain(self, "factors", "there are too many");
    }
    for (size_t i = 0; i < factor_count; i++) {
        if (factors[i].name == NULL || factors[i].name[0] == '\0') {
            report_add(self->report, file, factors[i].line, NULL, "a factor must have a path");
            self->count++;
            continue;
        }
        for (size_t j = 0; j < i; j++) {
            const char *other = factors[j].name;

            if (other != NULL && random_hash(other) == random_hash(factors[i].name)) {
                report_add(self->report, file, factors[i].line, factors[i].name, "%s",
                           strcmp(other, factors[i].name) == 0
                               ? "is a factor twice"
                               : "and another factor's path have the same hash: leave one out");
                self->count++;
                break;
            }
        }
    }
}

/* A step over half the grid must change the value, or there would be no elementary effect. */
static void check_steps(complaints_t *self, const factor_t *factor)
{
    size_t levels = morris_levels(self->options);

    for (size_t i = 0; i < levels / 2; i++) {
        if (factor_level(factor, i, levels) == factor_level(factor, i + levels / 2, levels)) {
            report_add(self->report, self->options->file, factor->line, factor->name,
                       "has too few different values: a step of a trajectory would not change it");
            self->count++;
            break;
        }
    }
}

static void check_table(complaints_t *self, const factor_t *factors, size_t factor_count)
{
    const design_options_t *options = self->options;

    if (options->table == NULL) {
        complain(self, "table", "is missing");
        return;
    }
    for (size_t i = 0; i < factor_count; i++) {
        for (size_t row = 0; row < options->points; row++) {
            double value = options->table[row * factor_count + i];
            bool wrong = factors[i].whole ? floor(value) != value || fabs(value) > 0x1p53
                                          : !isfinite(value);

            if (wrong || isnan(value)) {
                report_add(self->report, options->file, factors[i].line, factors[i].name,
                           "its value in row %zu of the table must be %s", row + 1,
                           factors[i].whole ? "a whole number" : "finite");
                self->count++;
                break;
            }
        }
    }
}

int design_check(const design_options_t *options, const factor_t *factors, size_t factor_count,
                 report_t *report)
{
    complaints_t complaints = {.options = options, .report = report};
    design_info_t info;

    if (!is_kind(options->kind)) {
        complain(&complaints, "kind", "unknown kind of design");
        goto out;
    }
    info = info_of(options->kind);
    check_numbers(&complaints);
    check_names(&complaints, factors, factor_count);
    if (info.uses & USES_TABLE) {
        check_table(&complaints, factors, factor_count);
    } else {
        for (size_t i = 0; i < factor_count; i++) {
            const factor_t *factor = &factors[i];
            int wrong = factor_check(factor, options->file, report);

            if (wrong == 0 && (info.uses & ON_GRID)) {
                wrong = factor_check_levels(factor, factor_level_count(factor, options->levels),
                                            options->file, report);
            } else if (wrong == 0 && options->kind == DESIGN_MORRIS
                       && options->levels <= FACTOR_LEVELS_MAX) {
                check_steps(&complaints, factor);
            }
            complaints.count += wrong;
        }
    }
    if (options->kind == DESIGN_RAMP && complaints.count == 0
        && factor_level_count(&factors[0], options->levels) < 2) {
        report_add(report, options->file, factors[0].line, factors[0].name,
                   "must have at least two levels to go up and down");
        complaints.count++;
    }
    if (complaints.count == 0
        && count_points(options, factors, factor_count) > DESIGN_POINTS_MAX) {
        complain(&complaints, "design", "has more than 2^31 - 1 points");
    }
out:
    return complaints.count == 0 ? DESIGN_OK : DESIGN_INVALID;
}

/* The levels of every factor. */
typedef struct grid {
    size_t *count;  /* per factor */
    double **level; /* per factor; all in one piece, the first factor's */
} grid_t;

static void grid_free(grid_t *grid)
{
    if (grid->level != NULL) {
        free(grid->level[0]);
    }
    free(grid->level);
    free(grid->count);
}

/* `levels`: of every factor; 0: of each its own. At least one factor. */
static int grid_init(grid_t *grid, const design_t *self, size_t levels, size_t otherwise)
{
    int status = DESIGN_OK;
    size_t total = 0;

    grid->count = calloc(self->factor_count, sizeof *grid->count);
    grid->level = calloc(self->factor_count, sizeof *grid->level);
    if (grid->count == NULL || grid->level == NULL) {
        status = DESIGN_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < self->factor_count; i++) {
        grid->count[i] =
            levels != 0 ? levels : factor_level_count(&self->factors[i], otherwise);
        total += grid->count[i];
    }
    grid->level[0] = calloc(total, sizeof *grid->level[0]);
    if (grid->level[0] == NULL) {
        status = DESIGN_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < self->factor_count; i++) {
        if (i > 0) {
            grid->level[i] = grid->level[i - 1] + grid->count[i - 1];
        }
        for (size_t j = 0; j < grid->count[i]; j++) {
            grid->level[i][j] = factor_level(&self->factors[i], j, grid->count[i]);
        }
    }
out:
    return status;
}

static double *point_of(design_t *self, size_t point)
{
    return self->values + point * self->factor_count;
}

/* Combination `number` of the factors from `first` on, the last one fastest. */
static void fill_combination(design_t *self, const grid_t *grid, size_t first, size_t number,
                             double *values)
{
    for (size_t i = self->factor_count; i-- > first;) {
        values[i] = grid->level[i][number % grid->count[i]];
        number /= grid->count[i];
    }
}

static void fill_factorial(design_t *self, const grid_t *grid)
{
    for (size_t point = 0; point < self->points; point++) {
        fill_combination(self, grid, 0, point, point_of(self, point));
    }
}

static void fill_base(design_t *self, double *values)
{
    for (size_t i = 0; i < self->factor_count; i++) {
        values[i] = factor_base(&self->factors[i]);
    }
}

static void fill_one_at_a_time(design_t *self, const grid_t *grid)
{
    size_t point = 1;

    fill_base(self, point_of(self, 0));
    self->rows[0].role = DESIGN_ROLE_BASE;
    for (size_t i = 0; i < self->factor_count; i++) {
        for (size_t j = 0; j < grid->count[i]; j++) {
            double *values = point_of(self, point);

            fill_base(self, values);
            values[i] = grid->level[i][j];
            self->rows[point] = (design_row_t){
                .role = DESIGN_ROLE_LEVEL, .factor = (int32_t)i, .step = (uint32_t)j};
            point++;
        }
    }
}

static void fill_ramp(design_t *self, const grid_t *grid)
{
    size_t levels = grid->count[0];
    size_t length = 2 * levels - 1;

    self->levels = levels;
    self->blocks = self->points / length;
    for (size_t point = 0; point < self->points; point++) {
        size_t block = point / length;
        size_t way = point % length;
        size_t level = way < levels ? way : length - 1 - way;
        double *values = point_of(self, point);

        fill_combination(self, grid, 1, block, values);
        values[0] = grid->level[0][level];
        self->rows[point] = (design_row_t){
            .role = way < levels ? DESIGN_ROLE_UP : DESIGN_ROLE_DOWN,
            .block = (uint32_t)block, .factor = 0, .step = (uint32_t)level};
    }
}

static int fill_on_grid(design_t *self, const design_options_t *options)
{
    grid_t grid = {NULL, NULL};
    int status = DESIGN_OK;

    if (self->factor_count > 0) {
        status = grid_init(&grid, self, 0, options->levels);
    }
    if (status != DESIGN_OK) {
        goto out;
    }
    if (self->kind == DESIGN_FACTORIAL) {
        fill_factorial(self, &grid);
    } else if (self->kind == DESIGN_ONE_AT_A_TIME) {
        fill_one_at_a_time(self, &grid);
    } else if (self->factor_count > 0) { /* a ramp has some */
        fill_ramp(self, &grid);
    }
out:
    grid_free(&grid);
    return status;
}

/* From the unit cube, where the values have been put, to the factors' values. */
static void map_values(design_t *self)
{
    for (size_t point = 0; point < self->points; point++) {
        double *values = point_of(self, point);

        for (size_t i = 0; i < self->factor_count; i++) {
            values[i] = factor_at(&self->factors[i], values[i]);
        }
    }
}

static uint64_t address_of(const char *use, const factor_t *factor)
{
    return random_hash_join(random_hash(use), random_hash(factor->name));
}

static void fill_random(design_t *self, random_key_t key)
{
    for (size_t i = 0; i < self->factor_count; i++) {
        uint64_t who = address_of("design.random", &self->factors[i]);

        for (size_t point = 0; point < self->points; point++) {
            point_of(self, point)[i] = random_uniform(key, who, (int32_t)point, RANDOM_DESIGN);
        }
    }
    map_values(self);
}

/* One latin hypercube in the unit cube. `strata` is room for as many numbers as points. */
static void fill_strata(design_t *self, random_key_t key, int32_t try, uint32_t *strata)
{
    for (size_t i = 0; i < self->factor_count; i++) {
        uint64_t who = random_hash_join(address_of("design.within", &self->factors[i]),
                                        (uint64_t)try);
        random_stream_t stream;
        gsl_rng *rng = random_stream_gsl(&stream);

        random_stream_init(&stream, key, address_of("design.strata", &self->factors[i]), try,
                           RANDOM_DESIGN);
        for (size_t point = 0; point < self->points; point++) {
            strata[point] = (uint32_t)point;
        }
        for (size_t point = self->points - 1; point > 0; point--) {
            size_t other = (size_t)(gsl_rng_uniform(rng) * (double)(point + 1));
            uint32_t kept = strata[point];

            strata[point] = strata[other];
            strata[other] = kept;
        }
        for (size_t point = 0; point < self->points; point++) {
            double within = random_uniform(key, who, (int32_t)strata[point], RANDOM_DESIGN);

            /* 20 digits, and never on the border, so that the sum is exact */
            within = (floor(within * 0x1p20) + 0.5) * 0x1p-20;
            point_of(self, point)[i] = ((double)strata[point] + within) / (double)self->points;
        }
    }
}

/* The square of the least distance between two points of the unit cube. */
static double least_distance(const design_t *self)
{
    double least = HUGE_VAL;

    for (size_t a = 1; a < self->points; a++) {
        const double *point_a = design_point(self, a);

        for (size_t b = 0; b < a; b++) {
            const double *point_b = design_point(self, b);
            double distance = 0.0;

            for (size_t i = 0; i < self->factor_count && distance < least; i++) {
                double difference = point_a[i] - point_b[i];

                distance += difference * difference;
            }
            least = distance < least ? distance : least;
        }
    }
    return least;
}

static int fill_latin_hypercube(design_t *self, random_key_t key, int tries)
{
    int status = DESIGN_OK;
    int best = 0;
    double best_distance = -1.0;
    uint32_t *strata = malloc(self->points * sizeof *strata);

    if (strata == NULL) {
        status = DESIGN_NO_MEMORY;
        goto out;
    }
    for (int try = 0; try < tries && tries > 1; try++) {
        double distance = 0.0;

        fill_strata(self, key, try, strata);
        distance = least_distance(self);
        if (distance > best_distance) {
            best_distance = distance;
            best = try;
        }
    }
    fill_strata(self, key, best, strata);
    map_values(self);
out:
    free(strata);
    return status;
}

static const gsl_qrng_type *sequence_of(design_kind_t kind)
{
    const gsl_qrng_type *type = gsl_qrng_sobol;

    if (kind == DESIGN_HALTON) {
        type = gsl_qrng_halton;
    } else if (kind == DESIGN_REVERSE_HALTON) {
        type = gsl_qrng_reversehalton;
    } else if (kind == DESIGN_NIEDERREITER) {
        type = gsl_qrng_niederreiter_2;
    }
    return type;
}

/* A sequence that is about to give its point number `skip`; NULL without memory. `room`: a point. */
static gsl_qrng *start_sequence(design_kind_t kind, size_t dimensions, uint64_t skip, double *room)
{
    gsl_qrng *sequence = gsl_qrng_alloc(sequence_of(kind), (unsigned)dimensions);

    skip += kind == DESIGN_NIEDERREITER ? 1 : 0;
    for (uint64_t i = 0; i < skip && sequence != NULL; i++) {
        gsl_qrng_get(sequence, room);
    }
    return sequence;
}

static int fill_sequence(design_t *self, uint64_t skip)
{
    int status = DESIGN_OK;
    gsl_qrng *sequence =
        start_sequence(self->kind, self->factor_count, skip, point_of(self, 0));

    if (sequence == NULL) {
        status = DESIGN_NO_MEMORY;
        goto out;
    }
    for (size_t point = 0; point < self->points; point++) {
        gsl_qrng_get(sequence, point_of(self, point));
    }
    map_values(self);
    gsl_qrng_free(sequence);
out:
    return status;
}

/* One row of a block: A or B, but for `changed` (none: -1), which comes from the other. */
static void fill_mixed(design_t *self, size_t *point, size_t block, design_role_t role,
                       const double *values, const double *others, int32_t changed)
{
    double *row = point_of(self, *point);

    memcpy(row, values, self->factor_count * sizeof *row);
    if (changed >= 0) {
        row[changed] = others[changed];
    }
    self->rows[*point] =
        (design_row_t){.role = role, .block = (uint32_t)block, .factor = changed};
    ++*point;
}

static int fill_saltelli(design_t *self, const design_options_t *options)
{
    int status = DESIGN_OK;
    double a[2 * DESIGN_SALTELLI_FACTORS];
    const int32_t factor_count = (int32_t)self->factor_count;
    const double *b = a + self->factor_count;
    size_t point = 0;
    gsl_qrng *sequence = start_sequence(DESIGN_SOBOL, 2 * self->factor_count, options->skip, a);

    if (sequence == NULL) {
        status = DESIGN_NO_MEMORY;
        goto out;
    }
    self->blocks = options->base_sample;
    for (size_t block = 0; block < self->blocks; block++) {
        gsl_qrng_get(sequence, a);
        for (size_t i = 0; i < 2 * self->factor_count; i++) {
            a[i] = factor_at(&self->factors[i % self->factor_count], a[i]);
        }
        fill_mixed(self, &point, block, DESIGN_ROLE_A, a, b, -1);
        for (int32_t i = 0; i < factor_count; i++) {
            fill_mixed(self, &point, block, DESIGN_ROLE_AB, a, b, i);
        }
        for (int32_t i = 0; i < factor_count && options->second_order; i++) {
            fill_mixed(self, &point, block, DESIGN_ROLE_BA, b, a, i);
        }
        fill_mixed(self, &point, block, DESIGN_ROLE_B, b, a, -1);
    }
    gsl_qrng_free(sequence);
out:
    return status;
}

/* What a factor does in one trajectory. */
typedef struct move {
    uint64_t order; /* factors move in the order of these, which are random */
    int32_t factor;
    uint32_t low;   /* level on the grid's lower half: it goes from here up, or down to here */
    bool up;
} move_t;

static int compare_moves(const void *a, const void *b)
{
    const move_t *x = a;
    const move_t *y = b;
    int result = (x->order > y->order) - (x->order < y->order);

    return result != 0 ? result : (x->factor > y->factor) - (x->factor < y->factor);
}

static void fill_trajectory(design_t *self, const grid_t *grid, random_key_t key, size_t block,
                            move_t *moves)
{
    const uint32_t half = (uint32_t)(self->levels / 2);
    const double delta = (double)half / (double)(self->levels - 1);
    size_t point = block * (self->factor_count + 1);
    double *values = point_of(self, point);

    for (size_t i = 0; i < self->factor_count; i++) {
        uint32_t word[4];
        move_t *move = &moves[i];

        random_block(key, address_of("design.morris", &self->factors[i]), (int32_t)block,
                     random_what(RANDOM_DESIGN, 0), word);
        *move = (move_t){.order = (uint64_t)word[3] << 32 | word[2],
                         .factor = (int32_t)i,
                         .low = (uint32_t)((uint64_t)word[0] * half >> 32),
                         .up = (word[1] & 1) != 0};
        values[i] = grid->level[i][move->up ? move->low : move->low + half];
    }
    self->rows[point] = (design_row_t){
        .role = DESIGN_ROLE_START, .block = (uint32_t)block, .factor = -1};
    qsort(moves, self->factor_count, sizeof *moves, compare_moves);
    for (size_t i = 0; i < self->factor_count; i++) {
        const move_t *move = &moves[i];

        point++;
        memcpy(values + self->factor_count, values, self->factor_count * sizeof *values);
        values += self->factor_count;
        values[move->factor] =
            grid->level[move->factor][move->up ? move->low + half : move->low];
        self->rows[point] = (design_row_t){.role = DESIGN_ROLE_MOVE,
                                           .block = (uint32_t)block,
                                           .factor = move->factor,
                                           .delta = move->up ? delta : -delta};
    }
}

static int fill_morris(design_t *self, const design_options_t *options, random_key_t key)
{
    grid_t grid = {NULL, NULL};
    move_t *moves = malloc(self->factor_count * sizeof *moves);
    int status = moves == NULL ? DESIGN_NO_MEMORY : DESIGN_OK;

    self->levels = morris_levels(options);
    self->blocks = options->trajectories;
    if (status == DESIGN_OK) {
        status = grid_init(&grid, self, self->levels, 0);
    }
    if (status != DESIGN_OK) {
        goto out;
    }
    for (size_t block = 0; block < self->blocks; block++) {
        fill_trajectory(self, &grid, key, block, moves);
    }
out:
    grid_free(&grid);
    free(moves);
    return status;
}

static int fill(design_t *self, const design_options_t *options)
{
    random_key_t key = random_key(options->seed, 0);
    int status = DESIGN_OK;

    switch (self->kind) {
    case DESIGN_FACTORIAL:
    case DESIGN_ONE_AT_A_TIME:
    case DESIGN_RAMP:
        status = fill_on_grid(self, options);
        break;
    case DESIGN_RANDOM:
        fill_random(self, key);
        break;
    case DESIGN_LATIN_HYPERCUBE:
        status = fill_latin_hypercube(self, key, options->tries);
        break;
    case DESIGN_SOBOL:
    case DESIGN_HALTON:
    case DESIGN_REVERSE_HALTON:
    case DESIGN_NIEDERREITER:
        status = fill_sequence(self, options->skip);
        break;
    case DESIGN_MORRIS:
        status = fill_morris(self, options, key);
        break;
    case DESIGN_SALTELLI:
        status = fill_saltelli(self, options);
        break;
    case DESIGN_TABLE:
    case DESIGN_KINDS:
        memcpy(self->values, options->table,
               self->points * self->factor_count * sizeof *self->values);
        break;
    }
    return status;
}

/* Memory of its own for a copy; `size` may be 0. */
static void *copy_of(const void *data, size_t size)
{
    void *copy = malloc(size > 0 ? size : 1);

    if (copy != NULL && size > 0) {
        memcpy(copy, data, size);
    }
    return copy;
}

static int copy_factors(design_t *self, const factor_t *factors, size_t factor_count)
{
    int status = DESIGN_OK;

    self->factors = calloc(factor_count > 0 ? factor_count : 1, sizeof *self->factors);
    if (self->factors == NULL) {
        status = DESIGN_NO_MEMORY;
        goto out;
    }
    self->factor_count = factor_count;
    for (size_t i = 0; i < factor_count; i++) {
        factor_t *copy = &self->factors[i];
        bool has_values = factors[i].form == FACTOR_VALUES && factors[i].values != NULL;

        *copy = factors[i];
        copy->values = NULL;
        copy->name = copy_of(factors[i].name, strlen(factors[i].name) + 1);
        if (has_values) {
            copy->values =
                copy_of(factors[i].values, factors[i].value_count * sizeof *factors[i].values);
        }
        if (copy->name == NULL || (has_values && copy->values == NULL)) {
            status = DESIGN_NO_MEMORY;
            goto out;
        }
    }
out:
    return status;
}

/* Quantiles may fail where their parameters are extreme. */
static int check_finite(const design_t *self, const design_options_t *options, report_t *report)
{
    int status = DESIGN_OK;

    for (size_t i = 0; i < self->factor_count; i++) {
        for (size_t point = 0; point < self->points; point++) {
            if (!isfinite(design_point(self, point)[i])) {
                report_add(report, options->file, self->factors[i].line, self->factors[i].name,
                           "its value at point %zu cannot be computed", point);
                status = DESIGN_INVALID;
                break;
            }
        }
    }
    return status;
}

int design_init(design_t *self, const design_options_t *options, const factor_t *factors,
                size_t factor_count, report_t *report)
{
    int status = DESIGN_OK;

    memset(self, 0, sizeof *self);
    status = design_check(options, factors, factor_count, report);
    if (status != DESIGN_OK) {
        goto out;
    }
    status = copy_factors(self, factors, factor_count);
    if (status != DESIGN_OK) {
        goto out;
    }
    self->kind = options->kind;
    self->points = design_count(options, factors, factor_count);
    self->blocks = 1;
    self->second_order = options->second_order;
    if (self->points > SIZE_MAX / sizeof *self->values / (factor_count + 1)) {
        status = DESIGN_NO_MEMORY;
        goto out;
    }
    self->values = malloc((self->points * factor_count + 1) * sizeof *self->values);
    self->rows = calloc(self->points + 1, sizeof *self->rows);
    if (self->values == NULL || self->rows == NULL) {
        status = DESIGN_NO_MEMORY;
        goto out;
    }
    for (size_t point = 0; point < self->points; point++) {
        self->rows[point].factor = -1;
    }
    status = fill(self, options);
    if (status == DESIGN_OK) {
        status = check_finite(self, options, report);
    }
out:
    if (status != DESIGN_OK) {
        design_free(self);
    }
    return status;
}

void design_free(design_t *self)
{
    if (self->factors != NULL) {
        for (size_t i = 0; i < self->factor_count; i++) {
            free((void *)self->factors[i].name);
            free((void *)self->factors[i].values);
        }
    }
    free(self->factors);
    free(self->values);
    free(self->rows);
    memset(self, 0, sizeof *self);
}
