/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/bench_play.h"
#include "experiments/bench_probe.h"
#include "experiments/bench_table.h"
#include "experiments/bench_workshop.h"

#include <stdio.h>
#include <string.h>

#include "config/experiment.h"
#include "config/writer.h"
#include "experiments/campaign.h"
#include "experiments/outcome.h"
#include "experiments/sweep.h"
#include "files/output.h"
#include "files/text.h"

enum { SWEEP_REPLICATES = 8, SWEEP_POINTS_LEAST = 64, SWEEP_POINTS_MOST = 10000 };

/* How long a sweep takes, in those of a row in a round: its opening and its tables are to weigh as
 * little as in one that is worth the name. */
#define SWEEP_LONGER 4.0

typedef struct sweeping {
    experiment_t experiment;
    char directory[WORKSHOP_PATH_SIZE + 16];
    size_t alliances;
} sweeping_t;

/* All that `adrift sweep` does, from an experiment that has been read. */
static int play_sweep(bench_t *bench, const experiment_t *experiment, const char *directory,
                      uint64_t *runs)
{
    sweep_t sweep;
    campaign_t campaign;
    campaign_options_t options;
    report_t report;
    int status = FILES_NO_MEMORY;
    report_init(&report);
    memset(&campaign, 0, sizeof campaign);
    memset(&options, 0, sizeof options);
    if (sweep_init(&sweep, experiment, &report) != SWEEP_OK) {
        goto out;
    }
    *runs = sweep.runs;
    sweep_work(&sweep, &options.work);
    memcpy(options.key, sweep.identity.key, sizeof options.key);
    options.description = sweep.identity.description.data;
    options.runs = sweep.runs;
    options.block_size = sweep.block_size;
    options.tables = sweep_tables;
    options.directory = directory;
    options.threads = 1;
    options.fresh = true;
    options.stop = bench->stop;
    campaign_init(&campaign, &options);
    status = campaign_open(&campaign);
    status = status == CAMPAIGN_OK ? campaign_run(&campaign) : status;
    if (status == CAMPAIGN_OK) {
        status = sweep_write(&sweep, &campaign, NULL, 0, &bench->failure);
    } else {
        bench->failure = campaign.failure;
        status = status == CAMPAIGN_STOPPED ? FILES_STOPPED
                 : status == CAMPAIGN_FILES ? campaign.failure.status
                                            : FILES_NO_MEMORY;
    }
    campaign_close(&campaign);
out:
    sweep_free(&sweep);
    report_free(&report);
    return status;
}

static int execute_sweep(bench_t *bench, void *context, uint64_t size, timing_t *timing)
{
    sweeping_t *self = context;
    int status = FILES_OK;
    for (uint64_t i = 0; i < size && status == FILES_OK; i++) {
        uint64_t runs = 0;
        timing_start(timing);
        status = play_sweep(bench, &self->experiment, self->directory, &runs);
        timing_stop(timing, running_alliance_ticks(bench->scenario, self->alliances, runs));
    }
    return status;
}

/* As many as fill the time, by the runs of one point, or about as many, in `stepping`. */
static int choose_points(bench_t *bench, stepping_t *stepping)
{
    timing_t timing = {0};
    double points = SWEEP_POINTS_LEAST;
    stepping_restart(stepping);
    stepping_step(bench, stepping,
                  (uint64_t)(world_end(stepping->world) - world_tick(stepping->world)), &timing);
    if (timing.wall > 0) {
        points = SWEEP_LONGER * bench->seconds * world_copies(stepping->world) / (SWEEP_REPLICATES * timing.wall);
    }
    return points < SWEEP_POINTS_LEAST  ? SWEEP_POINTS_LEAST
           : points > SWEEP_POINTS_MOST ? SWEEP_POINTS_MOST
                                        : (int)points;
}

/* The scenario as it is, two thresholds varied, every outcome, nothing recorded. */
static int sweeping_init(sweeping_t *self, bench_t *bench, const workshop_t *workshop, int points)
{
    char name[WORKSHOP_PATH_SIZE + 16], line[400];
    const char *outcomes[OUTCOME_MAX];
    const experiment_context_t context = {.outcomes = outcomes, .outcome_count = outcome_count()};
    text_t scenario;
    report_t report;
    int status = FILES_NO_MEMORY;
    text_init(&scenario);
    report_init(&report);
    for (size_t i = 0; i < context.outcome_count; i++) {
        outcomes[i] = outcome_info(i)->name;
    }
    snprintf(self->directory, sizeof self->directory, "%s/results", workshop->path);
    snprintf(name, sizeof name, "%s/bench.cfg", workshop->path);
    if (scenario_write(bench->scenario, &scenario) != SCENARIO_OK) {
        goto out;
    }
    status = output_write_file(workshop->path, "scenario.cfg", scenario.data, scenario.length, NULL,
                               &bench->failure);
    if (status != FILES_OK) {
        goto out;
    }
    const int length = snprintf(
        line, sizeof line,
        "scenario = \"scenario.cfg\";\nreplicates = %d;\ndesign = \"latin_hypercube\";\n"
        "points = %d;\nfactors = (\n{ path = \"threshold.threat\"; low = 0.3; high = 0.5; },\n"
        "{ path = \"threshold.vulnerability\"; low = 0.4; high = 0.5; } );\n",
        (int)SWEEP_REPLICATES, points);
    if (experiment_read_text(&self->experiment, name, line, (size_t)length, NULL, 0, &context,
                             &report) != EXPERIMENT_OK) {
        status = failure_set(&bench->failure, FILES_DAMAGED, 0, name);
    }
out:
    text_free(&scenario);
    report_free(&report);
    return status;
}

/* What a sweep costs for each run, from what it costs for each alliance-tick. */
static void fill_run(bench_row_t *run, const bench_row_t *sweep, double ticks)
{
    if (run != NULL && sweep->measured) {
        const bench_cost_t *from[] = {&sweep->wall, &sweep->cpu};
        bench_cost_t *to[] = {&run->wall, &run->cpu};
        for (int i = 0; i < 2; i++) {
            *to[i] = (bench_cost_t){from[i]->median * ticks, from[i]->least * ticks,
                                    from[i]->greatest * ticks};
        }
        run->units = sweep->units / ticks;
        run->measured = true;
    }
}

int bench_sweep_table(bench_t *self)
{
    workshop_t workshop = {.made = false};
    sweeping_t sweeping = {.alliances = 0};
    stepping_t stepping = {.world = NULL}, resetting = {.world = NULL};
    probes_t probes = {.count = 0};
    bench_row_t *run = NULL;
    int status = workshop_open(&workshop, self);
    if (status == FILES_OK) {
        status = stepping_init(&stepping, &self->scenario->model, self->scenario->seed, false);
    }
    if (status == FILES_OK) {
        status = stepping_init(&resetting, &self->scenario->model, self->scenario->seed, false);
    }
    if (status == FILES_OK) {
        sweeping.alliances = world_alliance_count(stepping.world);
        status = sweeping_init(&sweeping, self, &workshop, choose_points(self, &resetting));
    }
    probes_add(self, &probes, "sweep", "tick", "alliance-tick", stepping_step, &stepping, 0);
    probes_add(self, &probes, "sweep", "sweep", "alliance-tick", execute_sweep, &sweeping, 1);
    run = bench_add_row(self, "sweep", "run", "run");
    probes_add(self, &probes, "sweep", "reset", "alliance", stepping_reset, &resetting, 0);
    if (status == FILES_OK) {
        status = probes_measure(self, &probes);
    }
    if (status == FILES_OK) {
        fill_run(run, probes.probe[1].row,
                 running_alliance_ticks(self->scenario, sweeping.alliances, 1));
    }
    world_free(stepping.world);
    world_free(resetting.world);
    experiment_free(&sweeping.experiment);
    workshop_close(&workshop);
    return status;
}
