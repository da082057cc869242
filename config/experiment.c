/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/experiment.h"

#include <stdlib.h>
#include <string.h>

#include "config/document.h"
#include "config/experiment_parts.h"
#include "config/suggest.h"

static const double largest_whole = 9007199254740992.0;

static const char top_words[] =
    "name|label|question|scenario|set|seed|replicates|first_replicate|common_random_numbers|"
    "record|every|outcomes|design|levels|points|maximin|skip|trajectories|samples|second_order|"
    "table|file|ramp|factors|flip";
static const char record_words[] = "none|counts|dyads";
static const char *const record_constants[] = {"none", "counts", "dyads"};

/* ---- Memory --------------------------------------------------------------------------------- */

void experiment_init(experiment_t *self)
{
    memset(self, 0, sizeof *self);
    scenario_init(&self->scenario);
    self->seed = SCENARIO_SEED;
    self->replicates = 1;
    self->common_random_numbers = true;
    self->record = record_constants[0];
    self->every = 1;
}

static void free_texts(char **texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(texts[i]);
    }
    free(texts);
}

void experiment_free(experiment_t *self)
{
    free(self->name);
    free(self->label);
    free(self->question);
    free(self->file);
    free(self->scenario_file);
    free_texts(self->sets, self->set_count);
    free_texts(self->outcomes, self->outcome_count);
    free(self->table);
    for (size_t i = 0; i < self->factor_count; i++) {
        free((void *)self->factors[i].name);
        free((void *)self->factors[i].values);
    }
    free(self->factors);
    free(self->flip.horizons);
    for (size_t i = 0; i < self->flip.shock_count; i++) {
        free(self->flip.shocks[i].shock.id);
        free(self->flip.shocks[i].sizes);
    }
    free(self->flip.shocks);
    scenario_free(&self->scenario);
    memset(self, 0, sizeof *self);
}

/* ---- What both kinds have ------------------------------------------------------------------- */

static void read_texts(reading_t *self)
{
    experiment_t *experiment = self->experiment;
    const struct {
        const char *name;
        char **field;
    } texts[] = {{"name", &experiment->name},
                 {"label", &experiment->label},
                 {"question", &experiment->question}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const config_setting_t *setting = reading_top(self, texts[i].name);
        const char *text =
            setting == NULL ? NULL : settings_text(&self->settings, setting, texts[i].name);
        if (text != NULL) {
            (void)reading_set_text(self, texts[i].field, text);
        }
    }
    if (experiment->name != NULL && experiment->name[0] == '\0') {
        settings_fault(&self->settings, reading_top(self, "name"), "name", "must not be empty");
    } else if (experiment->name == NULL) {
        int status = scenario_name_after(&experiment->name, experiment->file);
        self->settings.no_memory = self->settings.no_memory || status != SCENARIO_OK;
    }
}

static void read_outcomes(reading_t *self)
{
    experiment_t *experiment = self->experiment;
    const experiment_context_t *context = self->context;
    const config_setting_t *setting = reading_top(self, "outcomes");
    size_t length = setting == NULL ? context->outcome_count : 0;
    if (setting != NULL && settings_is_sequence(&self->settings, setting, "outcomes")) {
        length = (size_t)config_setting_length(setting);
    }
    if (length == 0) {
        goto out;
    }
    experiment->outcomes = reading_array(self, length, sizeof *experiment->outcomes);
    for (size_t i = 0; i < length && !self->settings.no_memory; i++) {
        const config_setting_t *element =
            setting == NULL ? NULL : config_setting_get_elem(setting, (unsigned)i);
        const char *name = setting == NULL ? context->outcomes[i]
                                           : settings_text(&self->settings, element, "outcomes");
        bool known = setting == NULL || context->outcomes == NULL, twice = false;
        if (name == NULL) {
            continue;
        }
        for (size_t k = 0; k < context->outcome_count && !known; k++) {
            known = strcmp(context->outcomes[k], name) == 0;
        }
        for (size_t k = 0; k < experiment->outcome_count && !twice; k++) {
            /* Those before are set. NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker) */
            twice = strcmp(experiment->outcomes[k], name) == 0;
        }
        if (!known) {
            char nearest_text[SUGGEST_TEXT_SIZE];
            suggest_t nearest;
            suggest_init(&nearest, name);
            for (size_t k = 0; k < context->outcome_count; k++) {
                suggest_offer(&nearest, context->outcomes[k]);
            }
            suggest_did_you_mean(&nearest, nearest_text, sizeof nearest_text);
            settings_fault(&self->settings, element, "outcomes",
                           "there is no outcome of that name%s", nearest_text);
        } else if (twice) {
            settings_fault(&self->settings, element, "outcomes", "is said twice");
        } else if (reading_set_text(self, &experiment->outcomes[experiment->outcome_count], name)) {
            experiment->outcome_count++;
        }
    }
out:
    return;
}

static void read_common(reading_t *self)
{
    experiment_t *experiment = self->experiment;
    const config_setting_t *seed = reading_top(self, "seed"), *record = reading_top(self, "record");
    const config_setting_t *common = reading_top(self, "common_random_numbers");
    uint64_t every = 1;
    int index = 0;
    if (seed != NULL) {
        (void)settings_seed(&self->settings, seed, "seed", &experiment->seed);
    }
    experiment->scenario.seed = experiment->seed;
    reading_whole(self, "replicates", 1.0, INT32_MAX, &experiment->replicates);
    reading_whole(self, "first_replicate", 0.0, largest_whole, &experiment->first_replicate);
    reading_whole(self, "every", 1.0, INT32_MAX, &every);
    experiment->every = (int32_t)every;
    if (common != NULL) {
        (void)settings_boolean(&self->settings, common, "common_random_numbers",
                               &experiment->common_random_numbers);
    }
    if (record != NULL && settings_word(&self->settings, record, "record", record_words, &index)) {
        experiment->record = record_constants[index];
    }
    read_outcomes(self);
}

/* ---- Reading -------------------------------------------------------------------------------- */

static int read_experiment(experiment_t *self, const char *file, const char *text, size_t length,
                           const char *const *sets, size_t set_count,
                           const experiment_context_t *context, report_t *report)
{
    static const experiment_context_t nothing = {0};
    reading_t reading = {.experiment = self,
                         .settings = {.report = report},
                         .context = context == NULL ? &nothing : context,
                         .sets = sets,
                         .set_count = set_count};
    size_t before = report_count(report);
    int status = DOCUMENT_OK;
    const config_setting_t *design, *flip;
    experiment_init(self);
    if (!reading_set_text(&reading, &self->file, file)) {
        goto out;
    }
    status = text == NULL
                 ? document_read(&reading.settings.document, file, report)
                 : document_read_text(&reading.settings.document, file, text, length, report);
    if (status != DOCUMENT_OK) {
        goto out;
    }
    reading.root = config_root_setting(&reading.settings.document.tree);
    settings_check_keys(&reading.settings, reading.root, "", top_words);
    read_texts(&reading);
    if (!reading.settings.no_memory) {
        experiment_read_scenario(&reading);
    }
    if (!reading.settings.no_memory) {
        read_common(&reading);
    }
    design = reading_top(&reading, "design");
    flip = reading_top(&reading, "flip");
    if (reading.settings.no_memory) {
        goto out;
    }
    if (design != NULL && flip != NULL) {
        settings_fault(&reading.settings, flip, "flip",
                       "does not go with design: make two experiments");
    } else if (design != NULL) {
        experiment_read_design(&reading);
    } else if (flip != NULL) {
        experiment_read_flip(&reading);
    } else {
        report_add(report, file, 0, NULL,
                   "it is no experiment: say design = \"...\" and factors, or flip = { ... }");
    }
    settings_end(&reading.settings);
out:
    if (reading.settings.no_memory) {
        report_add(report, file, 0, NULL, "not enough memory to read it");
    }
    if (reading.settings.no_memory || status == DOCUMENT_NO_MEMORY) {
        status = EXPERIMENT_NO_MEMORY;
    } else {
        status = report_count(report) != before ? EXPERIMENT_INVALID : EXPERIMENT_OK;
    }
    settings_free(&reading.settings);
    return status;
}

int experiment_read(experiment_t *self, const char *file, const char *const *sets, size_t set_count,
                    const experiment_context_t *context, report_t *report)
{
    return read_experiment(self, file, NULL, 0, sets, set_count, context, report);
}

int experiment_read_text(experiment_t *self, const char *name, const char *text, size_t length,
                         const char *const *sets, size_t set_count,
                         const experiment_context_t *context, report_t *report)
{
    return read_experiment(self, name, text, length, sets, set_count, context, report);
}

bool experiment_is_experiment(const char *file)
{
    static const char *const signs[] = {"design", "flip", "factors", "scenario"};
    document_t document = {0};
    report_t report;
    bool found = false;
    report_init(&report);
    if (document_read(&document, file, &report) == DOCUMENT_OK) {
        const config_setting_t *root = config_root_setting(&document.tree);
        for (size_t i = 0; i < sizeof signs / sizeof signs[0] && !found; i++) {
            found = settings_member(root, signs[i]) != NULL;
        }
    }
    document_free(&document);
    report_free(&report);
    return found;
}

int experiment_add_shock(const experiment_t *self, size_t shock, double size, scenario_t *scenario,
                         model_shock_t **added)
{
    const model_shock_t *from = &self->flip.shocks[shock].shock;
    model_shock_t *to = NULL;
    int status = EXPERIMENT_NO_MEMORY;
    if (model_add_shock(&scenario->model, from->id, from->on, &to) == MODEL_OK) {
        char *id = to->id;
        *to = *from;
        to->id = id;
        to->size.a = size;
        status = EXPERIMENT_OK;
    }
    if (added != NULL) {
        *added = to;
    }
    return status;
}
