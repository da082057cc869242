/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/experiment.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/document.h"
#include "config/experiment_parts.h"
#include "config/notation.h"
#include "config/number.h"
#include "config/path.h"
#include "config/reader.h"
#include "config/scheme.h"
#include "config/settings.h"
#include "config/suggest.h"
#include "config/table.h"
#include "config/writer.h"

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

/* ---- The reader ----------------------------------------------------------------------------- */

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

/* ---- What both kinds have ------------------------------------------------------------------- */

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
            char nearest_text[96];
            suggest_t nearest;
            suggest_init(&nearest, name);
            for (size_t k = 0; k < context->outcome_count; k++) {
                suggest_offer(&nearest, context->outcomes[k]);
            }
            settings_did_you_mean(&nearest, nearest_text, sizeof nearest_text);
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

/* ---- The flip ------------------------------------------------------------------------------- */

static void read_horizons(reading_t *self, const config_setting_t *setting, bool dated)
{
    static const double usual[] = {0.5, 1.0, 2.0, 5.0, 10.0};
    experiment_flip_t *flip = &self->experiment->flip;
    const model_t *model = &self->experiment->scenario.model;
    size_t length = sizeof usual / sizeof usual[0];
    int32_t last = 0, date = 0;
    if (setting != NULL) {
        length = settings_is_sequence(&self->settings, setting, "flip.horizons")
                     ? (size_t)config_setting_length(setting)
                     : 0;
    }
    if (self->scenario_fine && dated) {
        date = model_ticks(model, flip->date - model->parameters.time_start);
        last = model_ticks(model, model->parameters.time_years) - 1;
    }
    flip->horizons = reading_array(self, length, sizeof *flip->horizons);
    for (size_t i = 0; i < length && flip->horizons != NULL; i++) {
        const config_setting_t *element =
            setting == NULL ? NULL : config_setting_get_elem(setting, (unsigned)i);
        double horizon = usual[setting == NULL ? i : 0];
        double before =
            flip->horizon_count == 0 ? -INFINITY : flip->horizons[flip->horizon_count - 1];
        bool inside;
        if (setting != NULL &&
            !settings_number(&self->settings, element, "flip.horizons", &horizon)) {
            continue;
        }
        inside = !self->scenario_fine || !dated ||
                 (horizon <= model->parameters.time_years &&
                  date + model_ticks(model, horizon < 0.0 ? 0.0 : horizon) <= last);
        if (setting != NULL && horizon < 0.0) {
            settings_fault(&self->settings, element, "flip.horizons", "must be 0 or more");
        } else if (setting != NULL && horizon <= before) {
            settings_fault(&self->settings, element, "flip.horizons",
                           "must be greater than the one before it");
        } else if (setting != NULL && !inside) {
            char end[NUMBER_SIZE];
            number_write_rounded(end, model->parameters.time_start + model->parameters.time_years,
                                 10);
            settings_fault(&self->settings, element, "flip.horizons",
                           "is beyond the run, which ends at %s", end);
        } else if (inside) {
            flip->horizons[flip->horizon_count++] = horizon;
        }
    }
    if (setting == NULL && flip->horizon_count == 0 && self->scenario_fine && dated) {
        settings_fault(&self->settings, reading_top(self, "flip"), "flip",
                       "half a year after its date the run is over: say horizons");
    }
}

static bool read_date(reading_t *self, const config_setting_t *group)
{
    experiment_flip_t *flip = &self->experiment->flip;
    const model_t *model = &self->experiment->scenario.model;
    const config_setting_t *setting = settings_member(group, "date");
    double start = model->parameters.time_start, end = start + model->parameters.time_years;
    bool fine = false;
    if (setting == NULL) {
        settings_fault(&self->settings, group, "flip", "date is missing");
    } else if (settings_number(&self->settings, setting, "flip.date", &flip->date)) {
        fine = true;
        if (self->scenario_fine && !(flip->date >= start && flip->date < end)) {
            char first[NUMBER_SIZE], last[NUMBER_SIZE];
            number_write_rounded(first, start, 10);
            number_write_rounded(last, end, 10);
            settings_fault(&self->settings, setting, "flip.date",
                           "must be in [%s, %s), the time simulated", first, last);
            fine = false;
        } else if (self->scenario_fine && model_ticks(model, flip->date - start) >=
                                              model_ticks(model, model->parameters.time_years)) {
            settings_fault(&self->settings, setting, "flip.date",
                           "the last tick begins before it: it would never happen");
            fine = false;
        }
    }
    return fine;
}

static void read_size_list(reading_t *self, const config_setting_t *setting, const char *path,
                           experiment_shock_t *shock)
{
    char step[TABLE_PATH_SIZE];
    size_t length;
    settings_join(step, path, "sizes");
    if (!settings_is_sequence(&self->settings, setting, step)) {
        goto out;
    }
    length = (size_t)config_setting_length(setting);
    shock->sizes = reading_array(self, length, sizeof *shock->sizes);
    for (size_t i = 0; i < length && shock->sizes != NULL; i++) {
        const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
        double size = 0.0;
        bool twice = false;
        if (!settings_number(&self->settings, element, step, &size)) {
            continue;
        }
        for (size_t k = 0; k < shock->size_count; k++) {
            twice = twice || shock->sizes[k] == size;
        }
        if (twice) {
            settings_fault(&self->settings, element, step, "is said twice");
        } else {
            shock->sizes[shock->size_count++] = size;
        }
    }
out:
    return;
}

static void read_size_range(reading_t *self, const config_setting_t *group, const char *path,
                            experiment_shock_t *shock)
{
    static const char *const names[] = {"low", "high"};
    const config_setting_t *levels = settings_member(group, "levels");
    double ends[2] = {0.0, 0.0};
    uint64_t count = EXPERIMENT_LEVELS;
    char step[TABLE_PATH_SIZE];
    bool fine = true;
    for (int i = 0; i < 2; i++) {
        const config_setting_t *setting = settings_member(group, names[i]);
        settings_join(step, path, names[i]);
        if (setting == NULL) {
            settings_fault(&self->settings, group, path, "%s is missing", names[i]);
            fine = false;
        } else {
            fine = settings_number(&self->settings, setting, step, &ends[i]) && fine;
        }
    }
    settings_join(step, path, "levels");
    if (levels != NULL) {
        fine =
            settings_count(&self->settings, levels, step, 2.0, FACTOR_LEVELS_MAX, &count) && fine;
    }
    if (fine && ends[0] == ends[1]) {
        settings_join(step, path, "high");
        settings_fault(&self->settings, settings_member(group, "high"), step,
                       "must be another than low");
        fine = false;
    }
    if (fine) {
        shock->sizes = reading_array(self, (size_t)count, sizeof *shock->sizes);
    }
    for (size_t i = 0; fine && i < count && shock->sizes != NULL; i++) {
        double share = (double)i / (double)(count - 1);
        shock->sizes[i] = i + 1 == count ? ends[1] : ends[0] + share * (ends[1] - ends[0]);
        shock->size_count++;
    }
}

static void read_sizes(reading_t *self, const config_setting_t *group, const char *path,
                       experiment_shock_t *shock)
{
    const config_setting_t *sizes = settings_member(group, "sizes");
    bool range = settings_member(group, "low") != NULL || settings_member(group, "high") != NULL ||
                 settings_member(group, "levels") != NULL;
    if ((sizes != NULL) == range) {
        settings_fault(&self->settings, group, path, "%ssizes, or low and high, must be said",
                       range ? "only one of " : "");
    } else if (range) {
        read_size_range(self, group, path, shock);
    } else {
        read_size_list(self, sizes, path, shock);
    }
}

/* Who complains of what model_check finds in the scenario with the shocks. */
typedef struct {
    reading_t *reading;
    const scenario_t *scratch;
    const config_setting_t **places; /* of the flip's shocks */
    size_t first;                    /* so many shocks are the scenario's */
} complainer_t;

static void complain(void *context, const char *path, const char *message)
{
    const complainer_t *complainer = context;
    reading_t *self = complainer->reading;
    const model_t *model = &complainer->scratch->model;
    size_t length = strlen(path);
    for (size_t i = complainer->first; i < model->shock_count; i++) {
        char known[TABLE_PATH_SIZE], shown[TABLE_PATH_SIZE];
        const config_setting_t *group = complainer->places[i - complainer->first];
        const config_setting_t *place = NULL;
        const char *rest;
        settings_join(known, "events", model->shocks[i].id);
        if (!settings_at_or_below(path, length, known, strlen(known))) {
            continue;
        }
        rest = path + strlen(known) + (path[strlen(known)] == '.');
        settings_join(shown, "flip.shocks", model->shocks[i].id);
        if (strcmp(rest, "date") == 0) { /* the flip's, which was checked */
            break;
        }
        if (strcmp(rest, "size") == 0) {
            char size[NUMBER_SIZE], label[TABLE_PATH_SIZE + NUMBER_SIZE + 8];
            const char *file;
            int line = 0;
            place = settings_member(group, "sizes");
            place = place != NULL ? place : settings_member(group, "high");
            file = document_place(&self->settings.document, place, &line);
            number_write(size, model->shocks[i].size.a);
            snprintf(label, sizeof label, "%s.size = %s", shown, size);
            settings_say(&self->settings, file, line, label, message);
        } else if (!settings_is_blamed(&self->settings, shown, true)) {
            if (rest[0] != '\0') {
                settings_join(shown, shown, rest);
                place = settings_member(group, rest);
            }
            settings_fault(&self->settings, place != NULL ? place : group, shown, "%s", message);
        }
        break;
    }
}

static double least(const double *values, size_t count, double sign)
{
    double found = INFINITY;
    for (size_t i = 0; i < count; i++) {
        found = fmin(found, sign * values[i]);
    }
    return sign * found;
}

/* Whether the IDs of the flip's shocks are new. */
static bool check_ids(reading_t *self, const scenario_t *scratch, size_t first,
                      const config_setting_t **places)
{
    const model_t *model = &scratch->model;
    bool fine = true;
    for (size_t i = first; i < model->shock_count; i++) {
        const config_setting_t *id = settings_member(places[i - first], "id");
        for (size_t k = 0; k < i; k++) {
            if (id != NULL && strcmp(model->shocks[i].id, model->shocks[k].id) == 0) {
                char path[TABLE_PATH_SIZE];
                int line = 0;
                settings_join(path, "flip.shocks", model->shocks[i].id);
                settings_join(path, path, "id");
                if (k < first) {
                    settings_fault(&self->settings, id, path, "the scenario has %s of this ID",
                                   model->shocks[k].scripted ? "an event" : "a shock");
                } else {
                    (void)document_place(&self->settings.document, places[k - first], &line);
                    settings_fault(&self->settings, id, path, "this ID is taken since line %d",
                                   line);
                }
                fine = false;
                break;
            }
        }
    }
    return fine;
}

/* The scenario with all shocks of the flip must pass the model's check, with the least and the
 * greatest sizes. */
static void check_shocks(reading_t *self, scenario_t *scratch, size_t first,
                         const config_setting_t **places)
{
    const experiment_flip_t *flip = &self->experiment->flip;
    complainer_t complainer = {self, scratch, places, first};
    for (int end = 0; end < 2; end++) {
        bool other = end == 0;
        for (size_t i = 0; i < flip->shock_count; i++) {
            const experiment_shock_t *shock = &flip->shocks[i];
            model_shock_t *target = &scratch->model.shocks[first + i];
            if (shock->size_count > 0) {
                double low = least(shock->sizes, shock->size_count, 1.0);
                double high = least(shock->sizes, shock->size_count, -1.0);
                other = other || low != high;
                target->size =
                    (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = end == 0 ? low : high};
            }
            target->date = flip->date;
        }
        if (other) {
            (void)model_check(&scratch->model, complain, &complainer);
        }
    }
}

static void read_shocks(reading_t *self, const config_setting_t *list)
{
    experiment_flip_t *flip = &self->experiment->flip;
    scenario_t scratch = {0};
    const config_setting_t **places = NULL;
    size_t length = 0, first;
    int status;
    if (!config_setting_is_list(list)) {
        settings_fault(&self->settings, list, "flip.shocks",
                       "must be a list ( { ... }, { ... } ), not %s", settings_type_name(list));
        goto out;
    }
    length = (size_t)config_setting_length(list);
    if (length == 0) {
        settings_fault(&self->settings, list, "flip.shocks", "must have at least one");
        goto out;
    }
    if (!self->scenario_fine) { /* nothing to point at */
        goto out;
    }
    places = reading_array(self, length, sizeof *places);
    flip->shocks = reading_array(self, length, sizeof *flip->shocks);
    if (self->settings.no_memory ||
        scenario_copy(&scratch, &self->experiment->scenario) != SCENARIO_OK) {
        self->settings.no_memory = true;
        goto out;
    }
    first = scratch.model.shock_count;
    status = scenario_read_events(&scratch, &self->settings, &table_flip_shocks, list, places);
    self->settings.no_memory = self->settings.no_memory || status == SCENARIO_NO_MEMORY;
    for (size_t i = first; i < scratch.model.shock_count && !self->settings.no_memory; i++) {
        experiment_shock_t *shock = &flip->shocks[flip->shock_count];
        char path[TABLE_PATH_SIZE];
        shock->shock = scratch.model.shocks[i];
        shock->shock.id = NULL;
        shock->shock.date = flip->date;
        shock->shock.size = (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = 0.0};
        (void)document_place(&self->settings.document, places[i - first], &shock->line);
        flip->shock_count++;
        settings_join(path, "flip.shocks", scratch.model.shocks[i].id);
        if (reading_set_text(self, &shock->shock.id, scratch.model.shocks[i].id)) {
            read_sizes(self, places[i - first], path, shock);
        }
    }
    if (!self->settings.no_memory && check_ids(self, &scratch, first, places)) {
        check_shocks(self, &scratch, first, places);
    }
out:
    free((void *)places);
    scenario_free(&scratch);
}

static void read_flip(reading_t *self)
{
    const config_setting_t *group = reading_top(self, "flip"), *shocks,
                           *factors = reading_top(self, "factors");
    bool dated;
    experiment_read_options(self); /* refuses them */
    if (factors != NULL) {
        settings_fault(&self->settings, factors, "factors", "only for a design, not for a flip");
    }
    if (!self->experiment->common_random_numbers) {
        settings_fault(&self->settings, reading_top(self, "common_random_numbers"),
                       "common_random_numbers", "must be true for a flip");
    }
    if (!config_setting_is_group(group)) {
        settings_fault(&self->settings, group, "flip", "must be a group { ... }, not %s",
                       settings_type_name(group));
        goto out;
    }
    settings_check_keys(&self->settings, group, "flip", "date|horizons|shocks");
    dated = read_date(self, group);
    read_horizons(self, settings_member(group, "horizons"), dated);
    shocks = settings_member(group, "shocks");
    if (shocks == NULL) {
        settings_fault(&self->settings, group, "flip", "shocks is missing");
    } else {
        read_shocks(self, shocks);
    }
out:
    return;
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
        read_flip(&reading);
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

/* ---- Writing -------------------------------------------------------------------------------- */

static void write_text(text_t *out, const char *name, const char *value)
{
    if (value != NULL) {
        notation_print(out, "%s = ", name);
        notation_string(out, value);
        notation_put(out, ";\n");
    }
}

static void write_texts(text_t *out, const char *name, char *const *values, size_t count)
{
    if (count > 0) {
        notation_print(out, "%s = (", name);
        for (size_t i = 0; i < count; i++) {
            notation_put(out, i == 0 ? "\n    " : ",\n    ");
            notation_string(out, values[i]);
        }
        notation_put(out, "\n);\n");
    }
}

static void write_numbers(text_t *out, const double *values, size_t count)
{
    notation_put(out, "[");
    for (size_t i = 0; i < count; i++) {
        notation_put(out, i == 0 ? " " : ", ");
        notation_number(out, values[i]);
    }
    notation_put(out, " ]");
}

static void write_whole(text_t *out, const char *name, uint64_t value)
{
    notation_print(out, "%s = %" PRIu64 "L;\n", name, value);
}

/* A factor's value as it was said: a number, a word, a name. */
static void write_value(text_t *out, const experiment_t *self, const reference_t *reference,
                        double value)
{
    const model_t *model = &self->scenario.model;
    char word[TABLE_NAME_SIZE];
    switch (reference->type) {
    case REFERENCE_WORD:
        word_at(reference->words, (int)value, word, sizeof word);
        notation_string(out, word);
        break;
    case REFERENCE_BOOLEAN:
        notation_put(out, value != 0.0 ? "true" : "false");
        break;
    case REFERENCE_SOURCE:
    case REFERENCE_STRONG: {
        const model_agent_t *agents =
            reference->type == REFERENCE_SOURCE ? model->sources : model->strong;
        notation_string(out, value < 0.0 ? "" : agents[(size_t)value].id);
        break;
    }
    case REFERENCE_REAL:
    case REFERENCE_INTEGER:
    case REFERENCE_DISTRIBUTION:
        notation_number(out, value);
        break;
    }
}

/* The reference of a factor; it is only asked for its type and names. */
static reference_t reference_of(const experiment_t *self, size_t factor)
{
    reference_t reference = {.type = REFERENCE_REAL};
    (void)path_resolve((scenario_t *)(uintptr_t)&self->scenario, self->factors[factor].name,
                       &reference, NULL, 0);
    return reference;
}

static void write_factor(text_t *out, const experiment_t *self, size_t index)
{
    const factor_t *factor = &self->factors[index];
    reference_t reference = reference_of(self, index);
    notation_put(out, "    { path = ");
    notation_string(out, factor->name);
    notation_put(out, "; ");
    if (self->table != NULL) {
        goto out;
    }
    if (factor->form == FACTOR_VALUES) {
        notation_put(out, "values = (");
        for (size_t i = 0; i < factor->value_count; i++) {
            notation_put(out, i == 0 ? " " : ", ");
            write_value(out, self, &reference, factor->values[i]);
        }
        notation_put(out, " ); ");
    } else if (factor->form == FACTOR_RANGE) {
        notation_put(out, "low = ");
        notation_number(out, factor->low);
        notation_put(out, "; high = ");
        notation_number(out, factor->high);
        notation_print(out, "; scale = \"%s\"; ", factor->logarithmic ? "log" : "linear");
    } else {
        notation_parameters(out, &factor->distribution);
    }
    if (factor->levels > 0) {
        notation_print(out, "levels = %zu; ", factor->levels);
    }
    if (factor->has_base) {
        notation_put(out, "base = ");
        write_value(out, self, &reference, factor->base);
        notation_put(out, "; ");
    }
out:
    notation_put(out, "}");
}

static void write_table(text_t *out, const experiment_t *self)
{
    reference_t *references = calloc(self->factor_count + 1, sizeof *references);
    if (references == NULL) {
        out->status = -1; /* FILES_NO_MEMORY */
        goto out;
    }
    for (size_t c = 0; c < self->factor_count; c++) {
        references[c] = reference_of(self, c);
    }
    notation_put(out, "table = (\n");
    for (size_t r = 0; r < self->points; r++) {
        notation_put(out, "    ( ");
        for (size_t c = 0; c < self->factor_count; c++) {
            notation_put(out, c == 0 ? "" : ", ");
            write_value(out, self, &references[c], self->table[r * self->factor_count + c]);
        }
        notation_put(out, r + 1 < self->points ? " ),\n" : " )\n");
    }
    notation_put(out, ");\n");
out:
    free(references);
}

static void write_sweep(text_t *out, const experiment_t *self)
{
    unsigned has = 0;
    for (size_t d = 0; d < scheme_count; d++) {
        has = strcmp(schemes[d].name, self->design) == 0 ? schemes[d].options : has;
    }
    write_text(out, "design", self->design);
    if (has & OPTION_LEVELS) {
        write_whole(out, "levels", self->levels);
    }
    if (has & OPTION_POINTS) {
        write_whole(out, "points", self->points);
    }
    if (has & OPTION_MAXIMIN) {
        write_whole(out, "maximin", (uint64_t)self->maximin);
    }
    if (has & OPTION_SKIP) {
        write_whole(out, "skip", self->skip);
    }
    if (has & OPTION_TRAJECTORIES) {
        write_whole(out, "trajectories", self->trajectories);
    }
    if (has & OPTION_SAMPLES) {
        write_whole(out, "samples", self->samples);
        notation_print(out, "second_order = %s;\n", self->second_order ? "true" : "false");
    }
    if (has & OPTION_RAMP) {
        notation_put(out, "ramp = { hold = ");
        notation_number(out, self->ramp_hold);
        notation_put(out, "; };\n");
    }
    notation_put(out, "factors = (\n");
    for (size_t i = 0; i < self->factor_count; i++) {
        write_factor(out, self, i);
        notation_put(out, i + 1 < self->factor_count ? ",\n" : "\n");
    }
    notation_put(out, ");\n");
    if (has & OPTION_TABLE) {
        write_table(out, self);
    }
}

static void write_flip(text_t *out, const experiment_t *self)
{
    const experiment_flip_t *flip = &self->flip;
    notation_put(out, "flip = {\n    date = ");
    notation_number(out, flip->date);
    notation_put(out, ";\n    horizons = ");
    write_numbers(out, flip->horizons, flip->horizon_count);
    notation_put(out, ";\n    shocks = (\n");
    for (size_t i = 0; i < flip->shock_count; i++) {
        const experiment_shock_t *shock = &flip->shocks[i];
        notation_put(out, "        {");
        scenario_write_fields(&self->scenario, &table_flip_shocks, &shock->shock, out);
        notation_put(out, " sizes = ");
        write_numbers(out, shock->sizes, shock->size_count);
        notation_put(out, i + 1 < flip->shock_count ? "; },\n" : "; }\n");
    }
    notation_put(out, "    );\n};\n");
}

int experiment_write(const experiment_t *self, text_t *out)
{
    write_text(out, "name", self->name);
    write_text(out, "label", self->label);
    write_text(out, "question", self->question);
    write_text(out, "scenario", self->scenario_file);
    write_texts(out, "set", self->sets, self->set_count);
    notation_put(out, "seed = ");
    notation_seed(out, self->seed);
    notation_put(out, ";\n");
    write_whole(out, "replicates", self->replicates);
    write_whole(out, "first_replicate", self->first_replicate);
    notation_print(out, "common_random_numbers = %s;\n",
                   self->common_random_numbers ? "true" : "false");
    write_text(out, "record", self->record);
    write_whole(out, "every", (uint64_t)self->every);
    write_texts(out, "outcomes", self->outcomes, self->outcome_count);
    if (self->design != NULL) {
        write_sweep(out, self);
    } else {
        write_flip(out, self);
    }
    return out->status == 0 ? EXPERIMENT_OK : EXPERIMENT_NO_MEMORY;
}
