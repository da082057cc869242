/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/resolved.h"

#include <stdio.h>
#include <string.h>

#include "config/reader.h"
#include "config/report.h"
#include "experiments/outcome.h"

/* The first thing that is wrong with a configuration, in words. */
static int refuse(report_t *report, bool no_memory, const char *what, char *message, size_t size)
{
    report_sort(report);
    if (no_memory || report->count == 0) {
        snprintf(message, size, "out of memory");
    } else {
        const report_entry_t *entry = &report->entries[0];

        snprintf(message, size, "the %s cannot be read by this version: %s%s%s", what,
                 entry->path != NULL ? entry->path : "", entry->path != NULL ? ": " : "",
                 entry->message);
    }
    return no_memory || report->count == 0 ? RESOLVED_NO_MEMORY : RESOLVED_UNFIT;
}

static int lacks(const char *what, char *message, size_t size)
{
    snprintf(message, size, "it does not say what was run (%s)", what);
    return RESOLVED_UNFIT;
}

int resolved_scenario(const manifest_t *manifest, scenario_t *scenario, char *message, size_t size)
{
    const char *text = manifest_get_text(manifest, "configuration");
    uint64_t seed = 0;
    report_t report;
    int status = RESOLVED_OK, read = SCENARIO_OK;

    scenario_init(scenario);
    report_init(&report);
    if (text == NULL || !manifest_get_unsigned(manifest, "seed", &seed)) {
        status = lacks("configuration, seed", message, size);
        goto out;
    }
    read = scenario_read_text(scenario, "configuration", text, strlen(text), NULL, 0, &report);
    if (read != SCENARIO_OK) {
        status = refuse(&report, read == SCENARIO_NO_MEMORY, "configuration", message, size);
        goto out;
    }
    scenario->seed = seed;
    scenario->seed_given = true;
out:
    report_free(&report);
    return status;
}

int resolved_run(const manifest_t *manifest, const scenario_t *scenario, run_t *run, char *message,
                 size_t size)
{
    const char *record = manifest_get_text(manifest, "record");
    const char *compress = manifest_get_text(manifest, "compress");
    const int recorded = record != NULL ? record_from_name(record) : -1;
    int64_t every = 0;
    int status = RESOLVED_OK;

    run_init(run, scenario);
    if (recorded < 0 || !manifest_get_integer(manifest, "every", &every) || every < 1 ||
        every > INT32_MAX || !manifest_get_unsigned(manifest, "replicates", &run->replicates) ||
        run->replicates < 1 || run->replicates > UINT32_MAX ||
        !manifest_get_unsigned(manifest, "first_replicate", &run->first_replicate)) {
        status = lacks("record, every, replicates, first_replicate", message, size);
        goto out;
    }
    run->record = (record_t)recorded;
    run->every = (int32_t)every;
    for (int i = 0; compress != NULL && i < OUTPUT_FORMS; i++) {
        if (strcmp(compress, output_form_name((output_form_t)i)) == 0) {
            run->compress = (output_form_t)i;
        }
    }
    if (compress != NULL && strcmp(compress, output_form_name(run->compress)) != 0) {
        status = lacks("compress", message, size);
    } else if (!output_has_form(run->compress)) {
        snprintf(message, size, "its files are compressed with %s, which this program was built without",
                 compress);
        status = RESOLVED_UNFIT;
    }
out:
    return status;
}

int resolved_experiment(const manifest_t *manifest, experiment_t *experiment, char *message,
                        size_t size)
{
    const char *text = manifest_get_text(manifest, "experiment_configuration");
    const char *outcomes[OUTCOME_MAX];
    experiment_context_t context = {.outcomes = outcomes,
                                    .outcome_count = outcome_count(),
                                    .scenario = manifest_get_text(manifest, "configuration")};
    report_t report;
    int status = RESOLVED_OK, read = EXPERIMENT_OK;

    experiment_init(experiment);
    report_init(&report);
    for (size_t i = 0; i < context.outcome_count; i++) {
        outcomes[i] = outcome_info(i)->name;
    }
    if (text == NULL || context.scenario == NULL) {
        status = lacks("experiment_configuration, configuration", message, size);
        goto out;
    }
    read = experiment_read_text(experiment, "experiment_configuration", text, strlen(text), NULL, 0,
                                &context, &report);
    if (read != EXPERIMENT_OK) {
        status = refuse(&report, read == EXPERIMENT_NO_MEMORY, "experiment", message, size);
    }
out:
    report_free(&report);
    return status;
}
