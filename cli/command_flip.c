/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift flip EXPERIMENT.cfg */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/flips.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/job.h"
#include "experiments/flip.h"

static const char about[] = OPTIONS_ABOUT(
    "Plays pairs of worlds that differ by one shock alone: for each shock of an experiment, each of its sizes and each "
    "replicate. Writes flips.csv (what became of each alliance in both worlds), flips_summary.csv, flips_matrix.csv, "
    "flips_half.csv (the size at which half flip), design.csv, runs.csv, columns.csv and manifest.json to a directory, and "
    "prints a summary. Without -o the directory is results/NAME-KEY, where KEY stands for all that decides the contents. "
    "Stopped or killed, the same command goes on: what is finished is never computed again. Under mpirun all processes work "
    "together; with --shard, jobs that know nothing of one another do, in one directory or in several, which --merge brings "
    "together.");

enum { SIZES_SHOWN = 8, ROW_BYTES = 90, STATE_BYTES = 16 }; /* of flips.csv: a row, and each of its states */

typedef struct flipping {
    flip_t flip;
    flips_t flips;
    const job_t *job;
} flipping_t;

static void name_run(void *context, uint64_t run, char *text, size_t size)
{
    const flip_t *flip = &((flipping_t *)context)->flip;
    const experiment_t *experiment = flip->experiment;
    const int64_t number = flip_point(flip, run);

    if (number < 0) {
        snprintf(text, size, "no shock, replicate %" PRIu64 ", seed %" PRIu64, flip_replicate(flip, run),
                 experiment->seed);
    } else {
        const flip_point_t *point = &flip->points[number];

        snprintf(text, size, "point %" PRId64 ", %s of size %g, replicate %" PRIu64 ", seed %" PRIu64, number,
                 experiment->flip.shocks[point->shock].shock.id, point->size, flip_replicate(flip, run),
                 experiment->seed);
    }
}

static int add_tables(void *context, results_t *results, failure_t *failure)
{
    return flips_write(context, results, failure);
}

static int write_tables(void *context, campaign_t *campaign, failure_t *failure)
{
    flipping_t *self = context;
    const flip_reader_t reader = {.row = flips_add, .finish = add_tables, .context = &self->flips};

    flips_free(&self->flips);
    return flips_init(&self->flips, &self->flip) != ANALYSIS_OK
               ? failure_set(failure, FILES_NO_MEMORY, 0, campaign->options.directory)
               : flip_write(&self->flip, campaign, &reader, self->job->line, self->job->line_count, failure);
}

static void print_title(const flip_t *flip)
{
    const experiment_t *experiment = flip->experiment;
    const size_t shocks = experiment->flip.shock_count;

    printf("%s: %zu shock%s of together %zu size%s in year %g, %" PRIu64 " replicate%s of %zu alliance%s, seed %" PRIu64
           "\n",
           experiment->name, shocks, shocks == 1 ? "" : "s", flip->point_count, flip->point_count == 1 ? "" : "s",
           experiment->flip.date, experiment->replicates, experiment->replicates == 1 ? "" : "s", flip->alliances,
           flip->alliances == 1 ? "" : "s", experiment->seed);
}

static exit_code_t report(void *context, const campaign_t *campaign)
{
    const flipping_t *self = context;
    const campaign_counts_t *counts = &campaign->counts;
    exit_code_t code = EXIT_FINE;

    print_title(&self->flip);
    printf("  %-22s %" PRIu64 "\n", "runs", counts->total);
    printf("  %-22s %" PRIu64 "\n", "computed", counts->computed);
    printf("  %-22s %" PRIu64 "\n", "already finished", counts->skipped);
    printf("  %-22s %" PRIu64 "\n", "computed twice", counts->repeated);
    printf("  %-22s %" PRIu64 "\n", "failed", counts->failed);
    if (flips_print(&self->flips, stdout) != ANALYSIS_OK) {
        options_complain(&self->job->options, "out of memory: not all of it can be shown");
        code = EXIT_INTERNAL;
    }
    return code;
}

static void print_plan(const flip_t *flip)
{
    const experiment_flip_t *of = &flip->experiment->flip;

    print_title(flip);
    printf("  %-22s", "horizons, years");
    for (size_t i = 0; i < of->horizon_count; i++) {
        printf(" %g", of->horizons[i]);
    }
    printf("\n  %-22s %zu\n  %-22s %" PRIu64 " (with the world without a shock, in each replicate)\n", "points",
           flip->point_count, "runs", flip_runs(flip));
    for (size_t i = 0; i < of->shock_count; i++) {
        const experiment_shock_t *shock = &of->shocks[i];
        const variable_info_t *info = variable_info(shock->shock.on);
        size_t targets = 0;

        for (size_t d = 0; d < flip->alliances; d++) {
            targets += flip_is_target(flip, i, d);
        }
        printf("  %s: %s.%s, acts on %zu of %zu alliances, sizes", shock->shock.id, info->kind_name, info->name,
               targets, flip->alliances);
        for (size_t j = 0; j < shock->size_count && j < SIZES_SHOWN; j++) {
            printf(" %g", shock->sizes[j]);
        }
        printf("%s\n", shock->size_count > SIZES_SHOWN ? " ..." : "");
    }
}

static exit_code_t plan(const flipping_t *self, const campaign_options_t *options)
{
    const double row = ROW_BYTES + STATE_BYTES * 4.0 * (double)self->flip.horizon_count;
    exit_code_t code = EXIT_FINE;

    if (job_speaks(self->job)) {
        print_plan(&self->flip);
        code = job_estimate(self->job, options, self->flip.together, row * (double)self->flip.alliances);
    }
    return code;
}

/* What speaks against this experiment as a flip. */
static int check(const experiment_t *experiment, report_t *complaints)
{
    if (experiment->flip.shock_count == 0) {
        report_add(complaints, experiment->file, 0, NULL, "is a sweep; see adrift sweep");
    } else if (strcmp(experiment->record, "none") != 0) {
        report_add(complaints, experiment->file, 0, "record", "must be none for a flip");
    }
    return report_count(complaints) == 0 ? FLIP_OK : FLIP_INVALID;
}

static exit_code_t execute(job_t *job, experiment_t *experiment, flipping_t *self)
{
    campaign_options_t options = {.tables = flip_tables};
    const job_hooks_t hooks = {
        .context = self, .name = experiment->name, .name_run = name_run, .write = write_tables, .report = report};
    report_t complaints;
    exit_code_t code = EXIT_FINE;
    int status = FLIP_OK;

    self->job = job;
    report_init(&complaints);
    status = check(experiment, &complaints);
    if (status == FLIP_OK) {
        status = flip_init(&self->flip, experiment);
        if (status == FLIP_INVALID) {
            report_add(&complaints, experiment->scenario.file, 0, NULL,
                       "two of its entities have the same 64-bit address; change the ID of one");
        } else if (status == FLIP_OK && flip_block(&self->flip) > CAMPAIGN_RUNS_MAX / experiment->replicates) {
            report_add(&complaints, experiment->file, 0, "replicates", "%" PRIu64 " and %zu points: too many runs",
                       experiment->replicates, self->flip.point_count);
            status = FLIP_INVALID;
        }
    }
    if (status == FLIP_NO_MEMORY && report_count(&complaints) == 0) {
        options_complain(&job->options, "out of memory");
    }
    job_print(job, &complaints);
    if (status != FLIP_OK) {
        code = status == FLIP_NO_MEMORY ? EXIT_INTERNAL : EXIT_CONFIGURATION;
        goto out;
    }
    self->flip.stop = job->stop;
    memcpy(options.key, self->flip.identity.key, sizeof options.key);
    options.description = self->flip.identity.description.data;
    options.runs = flip_runs(&self->flip);
    options.block_size = self->flip.block_size;
    options.block_stride = flip_block(&self->flip);
    flip_work(&self->flip, &options.work);
    code = job->dry_run ? plan(self, &options) : job_run(job, &options, &hooks);
out:
    return code;
}

int command_flip(int argc, char **argv)
{
    job_t job;
    experiment_t experiment;
    flipping_t flipping;
    exit_code_t code = EXIT_INTERNAL;

    experiment_init(&experiment);
    memset(&flipping, 0, sizeof flipping);
    if (job_begin(&job, about, argc, argv, &code)) {
        code = job_load(&job, &experiment);
        if (code == EXIT_FINE) {
            code = execute(&job, &experiment, &flipping);
        }
    }
    flips_free(&flipping.flips);
    flip_free(&flipping.flip);
    experiment_free(&experiment);
    job_end(&job);
    return (int)code;
}
