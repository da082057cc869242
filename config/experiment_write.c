/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/experiment.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "config/notation.h"
#include "config/path.h"
#include "config/scheme.h"
#include "config/table.h"
#include "config/writer.h"

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
static void write_value(text_t *out, const experiment_t *self, const knob_t *knob, double value)
{
    const model_t *model = &self->scenario.model;
    char word[TABLE_NAME_SIZE];
    switch (knob->type) {
    case KNOB_WORD:
        word_at(knob->words, (int)value, word, sizeof word);
        notation_string(out, word);
        break;
    case KNOB_BOOLEAN:
        notation_put(out, value != 0.0 ? "true" : "false");
        break;
    case KNOB_SOURCE:
    case KNOB_STRONG: {
        const model_agent_t *agents = knob->type == KNOB_SOURCE ? model->sources : model->strong;
        notation_string(out, value < 0.0 ? "" : agents[(size_t)value].id);
        break;
    }
    case KNOB_REAL:
    case KNOB_INTEGER:
    case KNOB_DISTRIBUTION:
        notation_number(out, value);
        break;
    }
}

/* The knob of a factor; it is only asked for its type and names. */
static knob_t factor_knob(const experiment_t *self, size_t factor)
{
    knob_t knob = {.type = KNOB_REAL};
    (void)path_resolve((scenario_t *)(uintptr_t)&self->scenario, self->factors[factor].name, &knob, NULL, 0);
    return knob;
}

static void write_factor(text_t *out, const experiment_t *self, size_t index)
{
    const factor_t *factor = &self->factors[index];
    knob_t knob = factor_knob(self, index);
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
            write_value(out, self, &knob, factor->values[i]);
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
        write_value(out, self, &knob, factor->base);
        notation_put(out, "; ");
    }
out:
    notation_put(out, "}");
}

static void write_table(text_t *out, const experiment_t *self)
{
    knob_t *knobs = calloc(self->factor_count + 1, sizeof *knobs);
    if (knobs == NULL) {
        out->status = -1; /* FILES_NO_MEMORY */
        goto out;
    }
    for (size_t c = 0; c < self->factor_count; c++) {
        knobs[c] = factor_knob(self, c);
    }
    notation_put(out, "table = (\n");
    for (size_t r = 0; r < self->points; r++) {
        notation_put(out, "    ( ");
        for (size_t c = 0; c < self->factor_count; c++) {
            notation_put(out, c == 0 ? "" : ", ");
            write_value(out, self, &knobs[c], self->table[r * self->factor_count + c]);
        }
        notation_put(out, r + 1 < self->points ? " ),\n" : " )\n");
    }
    notation_put(out, ");\n");
out:
    free(knobs);
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
