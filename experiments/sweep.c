/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/sweep.h"

#include <inttypes.h>
#include <string.h>

#include "experiments/table.h"
#include "files/csv.h"
#include "sim/roster.h"

/* Blocks are small, to keep many workers, or shards, busy to the end; less so where their runs are played together. */
enum { BLOCKS_LEAST = 2048, BLOCKS_TOGETHER_LEAST = 64, BLOCK_MOST = 16 };

const char *const sweep_tables[] = {TABLE_DESIGN,     TABLE_RUNS,   TABLE_RAMPS,  TABLE_RAMP_AREAS, TABLE_TIMESERIES,
                                    TABLE_COUNTS,     TABLE_EVENTS, TABLE_COLUMNS, MANIFEST_NAME,   NULL};

bool sweep_is_ramp(const sweep_t *self)
{
    return self->design.kind == DESIGN_RAMP;
}

uint64_t sweep_point(const sweep_t *self, uint64_t run)
{
    return run / self->experiment->replicates;
}

uint64_t sweep_replicate(const sweep_t *self, uint64_t run)
{
    const experiment_t *experiment = self->experiment;

    return experiment->first_replicate + (experiment->common_random_numbers ? run % experiment->replicates : run);
}

static int make_design(sweep_t *self, report_t *report)
{
    const experiment_t *experiment = self->experiment;
    const int kind = design_kind_from_name(experiment->design);
    const design_options_t options = {
        .kind = (design_kind_t)kind,
        .seed = experiment->seed,
        .points = experiment->points,
        .levels = experiment->levels,
        .trajectories = experiment->trajectories,
        .base_sample = experiment->samples,
        .second_order = experiment->second_order,
        .skip = experiment->skip,
        .tries = experiment->maximin,
        .table = experiment->table,
        .file = experiment->file,
        .line = experiment->design_line,
    };
    const int status = design_init(&self->design, &options, experiment->factors, experiment->factor_count, report);

    return status == DESIGN_OK ? SWEEP_OK : status == DESIGN_NO_MEMORY ? SWEEP_NO_MEMORY : SWEEP_INVALID;
}

/* A block has as many runs as are played together, as long as there are enough blocks. */
static void widen_blocks(sweep_t *self)
{
    const experiment_t *experiment = self->experiment;
    const size_t states = roster_states(&experiment->scenario.model);
    const uint32_t together =
        self->record != RECORD_NONE || sweep_is_ramp(self) ? 1 : world_copies_best(states, experiment->replicates);
    uint32_t size = 1;

    while (size < together && 2 * size <= self->runs / BLOCKS_TOGETHER_LEAST) {
        size *= 2;
    }
    self->together = size;
    self->block_size = self->block_size > size ? self->block_size / size * size : size;
}

static void count_runs(sweep_t *self, report_t *report)
{
    const experiment_t *experiment = self->experiment;
    const uint64_t points = sweep_is_ramp(self) ? self->design.blocks : self->design.points;

    if (experiment->replicates == 0 || points > CAMPAIGN_RUNS_MAX / experiment->replicates) {
        report_add(report, experiment->file, 0, "replicates", "%" PRIu64 " points and %" PRIu64 " replicates: too many runs",
                   points, experiment->replicates);
    } else {
        self->runs = points * experiment->replicates;
        self->block_size = self->runs / BLOCKS_LEAST;
        self->block_size = self->block_size < 1 ? 1 : self->block_size > BLOCK_MOST ? BLOCK_MOST : self->block_size;
        widen_blocks(self);
    }
}

int sweep_init(sweep_t *self, const experiment_t *experiment, report_t *report)
{
    const size_t before = report_count(report);
    int status = SWEEP_OK;

    memset(self, 0, sizeof *self);
    self->experiment = experiment;
    self->begun = time(NULL);
    self->record = (record_t)record_from_name(experiment->record);
    status = make_design(self, report);
    if (status != SWEEP_OK) {
        goto out;
    }
    self->outcome_count = identity_outcomes(experiment, self->outcomes);
    switch (stage_init(&self->probe, experiment)) {
    case FILES_OK:
        break;
    case FILES_MISUSED:
        report_add(report, experiment->file, 0, "factors", "%s", self->probe.message);
        break;
    default:
        status = SWEEP_NO_MEMORY;
        goto out;
    }
    if (sweep_is_ramp(self)) {
        self->ramp = (ramp_t){experiment, &self->design, &self->stop, 2 * self->design.levels - 1};
        if (report_count(report) == before) {
            ramp_check(experiment, &self->probe, report);
        }
        ramp_set_length(&self->ramp, &self->probe);
    }
    count_runs(self, report);
    if (report_count(report) != before) {
        status = SWEEP_INVALID;
    } else if (identity_init(&self->identity, "sweep", experiment) != FILES_OK) {
        status = SWEEP_NO_MEMORY;
    }
out:
    return status;
}

void sweep_free(sweep_t *self)
{
    design_free(&self->design);
    stage_free(&self->probe);
    identity_free(&self->identity);
    memset(self, 0, sizeof *self);
}

void sweep_value(sweep_t *self, size_t factor, double value, text_t *out)
{
    const knob_t *knob = &self->probe.knobs[factor];
    char word[256];

    switch (knob->type) {
    case KNOB_WORD:
    case KNOB_BOOLEAN:
    case KNOB_SOURCE:
    case KNOB_STRONG:
        if (stage_set_factor(&self->probe, factor, value)) {
            knob_get_text(knob, word, sizeof word);
            csv_text(out, word);
            break;
        }
        csv_double17(out, value); /* none of the words: the run failed */
        break;
    default:
        csv_double17(out, value);
        break;
    }
}
