/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift check FILE.cfg */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/job.h"
#include "cli/load.h"
#include "cli/options.h"
#include "experiments/flip.h"
#include "experiments/sweep.h"
#include "sim/adrift.h"

static const options_spec_t spec = {
    .which = OPTIONS_SEED | OPTIONS_REPLICATES | OPTIONS_FIRST | OPTIONS_YEARS | OPTIONS_SET |
             OPTIONS_RECORD | OPTIONS_EVERY,
    .arguments = "FILE.cfg",
    .about = OPTIONS_ABOUT(
        "Says all that is wrong with a scenario or an experiment, or what would be run. Runs and writes nothing."),
    .fewest = 1,
    .most = 1,
};

static void print_number(const char *label, uint64_t number)
{
    printf("  %-22s %" PRIu64 "\n", label, number);
}

static void print_world(const world_t *world, const model_t *model)
{
    uint64_t scripted = 0;

    for (size_t i = 0; i < model->shock_count; i++) {
        scripted += model->shocks[i].scripted;
    }
    print_number("threat sources", world_source_count(world));
    print_number("strong states", world_strong_count(world));
    print_number("weak states", world_weak_count(world));
    print_number("alliances", world_alliance_count(world));
    print_number("ties, as written", model->tie_count);
    print_number("shock processes", model->shock_count - scripted);
    print_number("scripted events", scripted);
}

static void print_run(const scenario_t *scenario, const options_t *options, size_t alliances)
{
    const parameters_t *parameters = &scenario->model.parameters;
    const uint64_t replicates = options->replicates > 0 ? options->replicates : 1;
    const uint64_t ticks = (uint64_t)model_ticks(&scenario->model, parameters->time_years);
    const uint64_t recorded = (ticks + (uint64_t)options->every - 1) / (uint64_t)options->every;

    printf("  %-22s %g years from %g, %d ticks a year\n", "time", parameters->time_years,
           parameters->time_start, parameters->time_ticks_per_year);
    print_number("ticks", ticks);
    print_number("ticks of burn-in",
                 (uint64_t)model_ticks(&scenario->model, parameters->time_burn_in));
    print_number("replicates", replicates);
    printf("  %-22s %" PRIu64 "%s\n", "seed", scenario->seed,
           scenario->seed_given ? "" : " (the default)");
    if (options->record == RECORD_DYADS) {
        printf("  %-22s %.0f\n", "rows of timeseries.csv",
               (double)replicates * (double)recorded * (double)alliances);
    }
    if (options->record != RECORD_NONE) {
        printf("  %-22s %.0f\n", "rows of counts.csv", (double)replicates * (double)recorded);
    }
}

static int describe(const scenario_t *scenario, const options_t *options)
{
    world_t *world = NULL;
    const int status = world_create(&world, &scenario->model, 1);
    int code = EXIT_FINE;

    if (status == MODEL_OK) {
        printf("%s: %s%s%s%s\n", scenario->file, scenario->name,
               scenario->label != NULL ? " (" : "", scenario->label != NULL ? scenario->label : "",
               scenario->label != NULL ? ")" : "");
        print_world(world, &scenario->model);
        print_run(scenario, options, world_alliance_count(world));
        if (scenario->expectation_count > 0) {
            printf("  %-22s %zu%s\n", "expectations", scenario->expectation_count,
                   scenario->required ? "" : ", only reported");
        }
    } else if (status == MODEL_INVALID) {
        options_complain(
            options, "%s: two of its entities have the same 64-bit address; change the ID of one",
            scenario->file);
        code = EXIT_CONFIGURATION;
    } else {
        options_complain(options, "out of memory");
        code = EXIT_INTERNAL;
    }
    world_free(world);
    return code;
}

/* Which points of a design are no possible worlds: their runs would fail. */
static uint64_t check_points(sweep_t *sweep, const options_t *options)
{
    enum { SAID = 20 };
    uint64_t impossible = 0;

    for (size_t point = 0; point < sweep->design.points; point++) {
        if (!stage_set(&sweep->probe, point, design_point(&sweep->design, point))) {
            if (impossible++ < SAID) {
                options_complain(options, "%s: point %zu would fail: %s", sweep->experiment->file, point,
                                 sweep->probe.message);
            }
        }
    }
    return impossible;
}

static exit_code_t describe_sweep(const experiment_t *experiment, const job_t *job)
{
    sweep_t sweep;
    report_t report;
    exit_code_t code = EXIT_FINE;
    int status = SWEEP_OK;

    report_init(&report);
    status = sweep_init(&sweep, experiment, &report);
    job_print(job, &report);
    if (status != SWEEP_OK) {
        code = status == SWEEP_NO_MEMORY ? EXIT_INTERNAL : EXIT_CONFIGURATION;
        goto out;
    }
    print_number("factors", sweep.design.factor_count);
    print_number("points", sweep.design.points);
    print_number(sweep_is_ramp(&sweep) ? "ramps" : "runs", sweep.runs);
    if (check_points(&sweep, &job->options) > 0) {
        code = EXIT_FAILED;
    }
out:
    sweep_free(&sweep);
    return code;
}

static exit_code_t describe_flip(const experiment_t *experiment, const job_t *job)
{
    flip_t flip;
    exit_code_t code = EXIT_FINE;

    if (strcmp(experiment->record, "none") != 0) {
        options_complain(&job->options, "%s: record must be none for a flip", experiment->file);
        return EXIT_CONFIGURATION;
    }
    switch (flip_init(&flip, experiment)) {
    case FLIP_OK:
        print_number("shocks", experiment->flip.shock_count);
        print_number("shocks and sizes", flip.point_count);
        print_number("runs, twins too", flip_runs(&flip));
        break;
    case FLIP_INVALID:
        options_complain(&job->options,
                         "%s: two of its entities have the same 64-bit address; change the ID of one",
                         experiment->scenario.file);
        code = EXIT_CONFIGURATION;
        break;
    default:
        options_complain(&job->options, "out of memory");
        code = EXIT_INTERNAL;
        break;
    }
    flip_free(&flip);
    return code;
}

static exit_code_t check_experiment(const options_t *options)
{
    const job_t job = {.options = *options}; /* only to read with */
    experiment_t experiment;
    exit_code_t code = EXIT_FINE;

    experiment_init(&experiment);
    code = job_load(&job, &experiment);
    if (code == EXIT_FINE) {
        const char *label = experiment.label;

        printf("%s: %s%s%s%s\n", experiment.file, experiment.name, label != NULL ? " (" : "",
               label != NULL ? label : "", label != NULL ? ")" : "");
        printf("  %-22s %s\n", "scenario", experiment.scenario.file);
        printf("  %-22s %s\n", "design", experiment.design != NULL ? experiment.design : "flip");
        print_number("replicates", experiment.replicates);
        print_number("seed", experiment.seed);
        code = experiment.design != NULL ? describe_sweep(&experiment, &job)
                                         : describe_flip(&experiment, &job);
    }
    experiment_free(&experiment);
    return code;
}

int command_check(int argc, char **argv)
{
    options_t options;
    scenario_t scenario;
    int code = EXIT_INTERNAL;

    scenario_init(&scenario);
    if (!options_parse(&options, &spec, argc, argv)) {
        goto out;
    }
    if (experiment_is_experiment(options.arguments[0])) {
        code = (int)check_experiment(&options);
    } else {
        code = (int)load_scenario(&scenario, options.arguments[0], &options);
        if (code == EXIT_FINE) {
            code = describe(&scenario, &options);
        }
    }
out:
    options_free(&options);
    scenario_free(&scenario);
    return code;
}
