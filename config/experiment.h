/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An experiment: a scenario, and what is to be tried on it. Read as strictly as a scenario: every
 * setting known and in its range, every path and name pointing to something, all that is wrong
 * reported at once. There are two kinds: sweeps (with a `design`; `adrift sweep`) and flips (with
 * `flip`; `adrift flip`).
 *
 *     name = "..."; label = "..."; question = "...";  texts; the name defaults to the file's
 *     scenario = "../config/baseline.cfg";       required; see experiment_context_t
 *     set = ( "time.years=30", ... );            assignments (path_assign), before the caller's
 *     seed = 1L;                                 default: the scenario's
 *     replicates = 1; first_replicate = 0;       1 .. 2^31 - 1; 0 .. 2^53
 *     common_random_numbers = true;              false: every point has its own; not in a flip
 *     record = "none"; every = 1;                or "counts", "dyads"; every so many ticks
 *     outcomes = [ "follow", ... ];              default: all
 *
 * A sweep:
 *     design = "factorial";                      as design_kind_name has it, and its options:
 *     levels = 5;          factorial, one_at_a_time (5), ramp (11): of factors that do not say
 *                          their own; morris (4): even
 *     points = 100;        random, latin_hypercube, sobol, halton, reverse_halton, niederreiter
 *     maximin = 1;         latin_hypercube: the best of so many
 *     skip = 0;            sobol, halton, reverse_halton, niederreiter, saltelli: leave out so many
 *     trajectories = 20;   morris
 *     samples = 64;        saltelli (n); and second_order = false
 *     file = "points.csv"; table: a header of paths, a row for each point. Relative to the
 *                          experiment's file. Or, instead, factors that only say their path, and
 *     table = ( (0.4, "logit"), ... );           a value for each factor in each row
 *     ramp = { hold = 5.0; };                    ramp: years at each step; default 1
 *     factors = ( { path = "threshold.dependence"; values = [ 0.4, 0.5 ]; },
 *                 { path = "decision.rule"; values = [ "framework", "logit" ]; },
 *                 { path = "noise.intention"; low = 0.01; high = 0.2; scale = "log"; levels = 5; },
 *                 { path = "weak.front.capability"; distribution = "beta"; a = 2.0; b = 8.0;
 *                   base = 0.2; } );             base: one_at_a_time; default: the scenario's value
 *                                                (if that is a constant), else the middle
 *
 * A flip:
 *     flip = {
 *         date = 10.0;                           year, in the time simulated; required
 *         horizons = [ 0.5, 1.0 ];               years after it, ascending, within the run;
 *                                                default: those of 0.5, 1, 2, 5, 10 that are
 *         shocks = ( { id = "retrench"; on = "strong.engagement"; target = "USA";
 *                      low = 0.0; high = -0.8; levels = 9;      or sizes = [ ... ] } , ... );
 *     };
 * Shocks are what a scenario's events are (docs/scenario.md): on, target, strong, weak, source,
 * together, conflict, permanent (default true).
 */
#ifndef ADRIFT_CONFIG_EXPERIMENT_H
#define ADRIFT_CONFIG_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/factor.h"
#include "config/report.h"
#include "config/scenario.h"
#include "files/text.h"

enum { EXPERIMENT_OK = 0, EXPERIMENT_NO_MEMORY = -1, EXPERIMENT_INVALID = -2 };

enum {
    EXPERIMENT_LEVELS = 5,       /* factorial, one_at_a_time */
    EXPERIMENT_RAMP_LEVELS = 11,
    EXPERIMENT_MORRIS_LEVELS = 4,
    EXPERIMENT_POINTS = 100,
    EXPERIMENT_TRAJECTORIES = 20,
    EXPERIMENT_SAMPLES = 64
};

/* One of the alternative shocks of a flip. */
typedef struct experiment_shock {
    model_shock_t shock; /* its ID owned; an event at the flip's date of (constant) size 0; target,
                            strong, weak and source are entries of the experiment's scenario */
    double *sizes;       /* owned; at least one, all different, in the order given */
    size_t size_count;
    int line;            /* of the file; 0: none */
} experiment_shock_t;

typedef struct experiment_flip {
    double date;
    double *horizons; /* owned; years after the date, ascending; each within the run */
    size_t horizon_count;
    experiment_shock_t *shocks; /* owned */
    size_t shock_count;         /* 0: the experiment is no flip */
} experiment_flip_t;

typedef struct experiment {
    char *name;          /* never NULL after reading */
    char *label;         /* or NULL */
    char *question;      /* or NULL */
    char *file;          /* it was read from, as the user gave it */
    char *scenario_file; /* as the experiment says it; scenario.file is where it was found */
    char **sets;         /* all that were applied: the file's, then the caller's */
    size_t set_count;
    scenario_t scenario; /* valid, with the assignments applied and the experiment's seed */
    uint64_t seed;       /* who changes it changes scenario.seed too */
    uint64_t replicates;
    uint64_t first_replicate;
    bool common_random_numbers;
    const char *record;  /* "none", "counts" or "dyads": a constant, see record_from_name */
    int32_t every;
    char **outcomes;     /* owned; none said: all of the context's, or NULL without a context */
    size_t outcome_count;
    /* A sweep */
    const char *design;  /* a constant, see design_kind_from_name; NULL: no sweep */
    int design_line;     /* of the file, for messages */
    size_t levels, points, trajectories, samples; /* with defaults; 0: the design has none */
    bool second_order;
    int maximin;
    uint64_t skip;
    double *table;       /* owned; table: points x factors, row by row */
    factor_t *factors;   /* owned, with names and values; a path is the name. With words, true or
                            false, or names of states, the values are knob_get's: indices */
    size_t factor_count;
    bool structural;     /* some factor is: a world must be made anew at each point */
    double ramp_hold;    /* years at each step */
    /* A flip */
    experiment_flip_t flip;
} experiment_t;

/* What the reader must be told. Zeroed, it is legal. */
typedef struct experiment_context {
    /*
     * Where shipped files are, or NULL. A scenario is looked for relative to the experiment's file;
     * then as DIRECTORY/SCENARIO and DIRECTORY/config/SCENARIO, without the ../ at its beginning.
     */
    const char *directory;
    const char *const *outcomes; /* every outcome that there is; NULL: any name is taken */
    size_t outcome_count;
    /*
     * Or NULL: the scenario itself, as scenario_write gives it with all assignments applied. No
     * file is looked for then, and `set` is kept but not applied once more.
     */
    const char *scenario;
} experiment_context_t;

/* Empty; cannot fail. experiment_free is legal on a zeroed experiment, and twice. */
void experiment_init(experiment_t *self);
void experiment_free(experiment_t *self);

/*
 * `self` need not be initialised; the caller frees it, also after a failure. `sets` are applied to
 * the scenario after the experiment's own; `context` may be NULL. EXPERIMENT_OK says that nothing
 * was added to `report`, that the scenario passes model_check, and that each factor can be set; not
 * that each point of the design is possible, nor that design_check has nothing to say. Else
 * EXPERIMENT_INVALID or EXPERIMENT_NO_MEMORY.
 */
int experiment_read(experiment_t *self, const char *file, const char *const *sets, size_t set_count,
                    const experiment_context_t *context, report_t *report);

/* The same from memory, called `name` in messages; files are relative to its directory. */
int experiment_read_text(experiment_t *self, const char *name, const char *text, size_t length,
                         const char *const *sets, size_t set_count,
                         const experiment_context_t *context, report_t *report);

/*
 * Appends it as a complete file, with every default: what experiment_read_text makes of it (beside
 * the same scenario, with the same context, no further sets) is the same and is written the same.
 * Depends on nothing but the content: with the scenario's text (scenario_write) it is all that
 * decides the results. EXPERIMENT_OK or EXPERIMENT_NO_MEMORY.
 */
int experiment_write(const experiment_t *self, text_t *out);

/*
 * Whether a file is meant as an experiment rather than as a scenario: it can be read and has one of
 * `design`, `flip`, `factors` or `scenario` at the top. False for what cannot be read.
 */
bool experiment_is_experiment(const char *file);

/*
 * Adds shock number `shock` of the flip to a copy of the experiment's scenario: an event at the
 * flip's date of this size. The address of its random numbers is its ID: no other shock's change.
 * `added` (may be NULL) is valid until another shock is added; its `size` may be set anew.
 * EXPERIMENT_OK or EXPERIMENT_NO_MEMORY.
 */
int experiment_add_shock(const experiment_t *self, size_t shock, double size, scenario_t *scenario,
                         model_shock_t **added);

#endif
