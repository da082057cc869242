/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift sweep EXPERIMENT.cfg */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/job.h"
#include "experiments/sweep.h"

static const char about[] = OPTIONS_ABOUT(
    "Runs every point of an experiment's design, with its replicates, in parallel. Writes design.csv, runs.csv, columns.csv "
    "and manifest.json to a directory (ramps.csv and ramp_areas.csv, if the design is a ramp), and prints a summary. Without "
    "-o the directory is results/NAME-KEY, where KEY stands for all that decides the contents. Stopped or killed, the same "
    "command goes on: what is finished is never computed again. Under mpirun all processes work together; with --shard, jobs "
    "that know nothing of one another do, in one directory or in several, which --merge brings together.");

enum { POINTS_SHOWN = 5, OUTCOMES_SHOWN = 12 };

/* The outcomes shown where there are many. */
static const char *const main_outcomes[] = {
    "demands",       "share_follow", "share_negative_response", "share_price_raising", "share_confrontation",
    "share_termination", "non_following_rate", "type_weak_strong", "same_threat", "flips",
    "terminations",
};

static void name_run(void *context, uint64_t run, char *text, size_t size)
{
    const sweep_t *sweep = context;

    snprintf(text, size, "%s %" PRIu64 ", replicate %" PRIu64 ", seed %" PRIu64, sweep_is_ramp(sweep) ? "ramp" : "point",
             sweep_point(sweep, run), sweep_replicate(sweep, run), sweep->experiment->seed);
}

typedef struct writing {
    sweep_t *sweep;
    const job_t *job;
} writing_t;

static void name_writing(void *context, uint64_t run, char *text, size_t size)
{
    name_run(((writing_t *)context)->sweep, run, text, size);
}

static int write_tables(void *context, campaign_t *campaign, failure_t *failure)
{
    writing_t *writing = context;

    return sweep_write(writing->sweep, campaign, writing->job->line, writing->job->line_count, failure);
}

static bool is_shown(const sweep_t *sweep, const char *name)
{
    bool shown = sweep->outcome_count <= OUTCOMES_SHOWN;

    for (size_t i = 0; i < sizeof main_outcomes / sizeof main_outcomes[0] && !shown; i++) {
        shown = strcmp(main_outcomes[i], name) == 0;
    }
    return shown;
}

static void print_outcomes(const sweep_t *sweep)
{
    const sweep_summary_t *summary = &sweep->summary;

    printf("  %-30s %12s %12s %12s %10s\n", "outcome, over runs", "mean", "least", "greatest", "runs");
    for (size_t i = 0; i < sweep->outcome_count; i++) {
        const char *name = outcome_info((size_t)sweep->outcomes[i])->name;

        if (is_shown(sweep, name) && summary->defined[i] > 0) {
            printf("  %-30s %12.6g %12.6g %12.6g %10" PRIu64 "\n", name, summary->sum[i] / (double)summary->defined[i],
                   summary->least[i], summary->greatest[i], summary->defined[i]);
        }
    }
}

static void print_areas(const sweep_t *sweep)
{
    const sweep_summary_t *summary = &sweep->summary;

    printf("  %-30s %12s %12s %12s %10s\n", "area between down and up", "mean", "least", "greatest", "ramps");
    for (size_t i = 0; i < RAMP_MEASURES; i++) {
        if (summary->defined[i] > 0) {
            printf("  %-30s %12.6g %12.6g %12.6g %10" PRIu64 "\n", ramp_measure(i), summary->sum[i] / (double)summary->defined[i],
                   summary->least[i], summary->greatest[i], summary->defined[i]);
        }
    }
}

static void print_levels(const sweep_t *sweep)
{
    const sweep_summary_t *summary = &sweep->summary;

    for (size_t i = 0; i < summary->factor_count; i++) {
        const sweep_factor_t *factor = &summary->factors[i];

        if (factor->level_count > 1) {
            printf("  %-30s %12s %10s\n", sweep->experiment->factors[factor->factor].name, "not followed", "runs");
        }
        for (size_t j = 0; j < factor->level_count && factor->level_count > 1; j++) {
            const sweep_level_t *level = &factor->levels[j];

            printf("    %-28s %12.6g %10" PRIu64 "\n", level->value,
                   level->count > 0 ? level->sum / (double)level->count : 0.0, level->count);
        }
    }
}

static void print_title(const sweep_t *sweep)
{
    const experiment_t *experiment = sweep->experiment;
    const bool ramp = sweep_is_ramp(sweep);
    const size_t points = ramp ? sweep->design.blocks : sweep->design.points;

    printf("%s: %s, %zu %s%s, %" PRIu64 " replicate%s, seed %" PRIu64 "\n", experiment->name, experiment->design, points,
           ramp ? "ramp" : "point", points == 1 ? "" : "s", experiment->replicates, experiment->replicates == 1 ? "" : "s",
           experiment->seed);
}

static exit_code_t report(void *context, const campaign_t *campaign)
{
    const sweep_t *sweep = ((writing_t *)context)->sweep;
    const campaign_counts_t *counts = &campaign->counts;

    print_title(sweep);
    printf("  %-22s %" PRIu64 "\n", "runs", counts->total);
    printf("  %-22s %" PRIu64 "\n", "computed", counts->computed);
    printf("  %-22s %" PRIu64 "\n", "already finished", counts->skipped);
    printf("  %-22s %" PRIu64 "\n", "computed twice", counts->repeated);
    printf("  %-22s %" PRIu64 "\n", "failed", sweep->summary.failed);
    if (sweep_is_ramp(sweep)) {
        print_areas(sweep);
    } else if (sweep->summary.finished > 0) {
        print_outcomes(sweep);
        print_levels(sweep);
    }
    return EXIT_FINE;
}

/* A value that fits in its column. */
static void print_value(sweep_t *sweep, size_t factor, double value)
{
    char letters[64];
    text_t text;

    text_init_fixed(&text, letters, sizeof letters);
    sweep_value(sweep, factor, value, &text);
    printf(" %s=%.*s", sweep->experiment->factors[factor].name, text.length > 0 ? (int)text.length - 1 : 0, letters);
}

static void print_plan(sweep_t *sweep)
{
    const design_t *design = &sweep->design;

    print_title(sweep);
    printf("  %-22s %zu\n", "factors", design->factor_count);
    printf("  %-22s %zu\n", "points", design->points);
    printf("  %-22s %" PRIu64 "\n", "runs", sweep->runs);
    for (size_t point = 0; point < design->points && point < POINTS_SHOWN; point++) {
        printf("  point %zu:", point);
        for (size_t i = 0; i < design->factor_count; i++) {
            print_value(sweep, i, design_point(design, point)[i]);
        }
        putchar('\n');
    }
    if (design->points > POINTS_SHOWN) {
        printf("  ... %zu more\n", design->points - POINTS_SHOWN);
    }
}

static exit_code_t plan(const job_t *job, sweep_t *sweep, const campaign_options_t *options)
{
    const double row = sweep_is_ramp(sweep) ? (double)sweep->ramp.steps * 80.0 : 40.0 + 9.0 * (double)sweep->design.factor_count;
    exit_code_t code = EXIT_FINE;

    if (job_speaks(job)) {
        print_plan(sweep);
        code = job_estimate(job, options, sweep->together, row + (double)sweep->outcome_count * 4.0);
    }
    return code;
}

static exit_code_t execute(job_t *job, experiment_t *experiment, sweep_t *sweep)
{
    campaign_options_t options = {.tables = sweep_tables};
    writing_t writing = {sweep, job};
    const job_hooks_t hooks = {
        .context = &writing, .name = experiment->name, .name_run = name_writing, .write = write_tables, .report = report};
    report_t complaints;
    exit_code_t code = EXIT_FINE;
    int status = SWEEP_OK;

    report_init(&complaints);
    if (experiment->design == NULL) {
        report_add(&complaints, experiment->file, 0, NULL, "is a flip; see adrift flip");
        status = SWEEP_INVALID;
    } else {
        status = sweep_init(sweep, experiment, &complaints);
    }
    if (status == SWEEP_NO_MEMORY && report_count(&complaints) == 0) {
        options_complain(&job->options, "out of memory");
    }
    job_print(job, &complaints);
    if (status != SWEEP_OK) {
        code = status == SWEEP_NO_MEMORY ? EXIT_INTERNAL : EXIT_CONFIGURATION;
        goto out;
    }
    sweep->stop = job->stop;
    memcpy(options.key, sweep->identity.key, sizeof options.key);
    options.description = sweep->identity.description.data;
    options.runs = sweep->runs;
    options.block_size = sweep->block_size;
    sweep_work(sweep, &options.work);
    code = job->dry_run ? plan(job, sweep, &options) : job_run(job, &options, &hooks);
out:
    return code;
}

int command_sweep(int argc, char **argv)
{
    job_t job;
    experiment_t experiment;
    sweep_t sweep;
    exit_code_t code = EXIT_INTERNAL;

    experiment_init(&experiment);
    memset(&sweep, 0, sizeof sweep);
    if (job_begin(&job, about, argc, argv, &code)) {
        code = job_load(&job, &experiment);
        if (code == EXIT_FINE) {
            code = execute(&job, &experiment, &sweep);
        }
    }
    sweep_free(&sweep);
    experiment_free(&experiment);
    job_end(&job);
    return (int)code;
}
