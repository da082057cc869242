/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/import.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/document.h"
#include "config/measure.h"
#include "config/notation.h"
#include "config/number.h"
#include "config/portrait.h"
#include "config/reader.h"
#include "config/suggest.h"
#include "config/table.h"

enum { GAPS_MAX = 64, GAP_NAMES = 12, WHAT_SIZE = 200, VALUE_WIDTH = 36, SPECIFICATION = 512 };
enum { LONGEST_ID = 60 }; /* as sim/model_check.c has it */

const char *const import_missing_words = "fill|leave|stop";

/* One kind of thing that was missing, and of whom. */
typedef struct gap {
    char what[WHAT_SIZE];
    char last[PORTRAIT_ID];
    size_t count;
    text_t who; /* the first ones */
} gap_t;

typedef struct import {
    const import_request_t *request;
    atlas_t atlas;
    gallery_t gallery;
    char specifications[PORTRAIT_SOURCES_MAX][SPECIFICATION]; /* labels point into them */
    gap_t gaps[GAPS_MAX];
    size_t gap_count;
    report_t *faults, *notes;
    text_t *out;
} import_t;

/* ---- Who is in it ---- */

static bool is_id(const char *text)
{
    bool fine = (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z');

    for (const char *c = text; *c != '\0' && fine; c++) {
        fine = (*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_' || *c == '-';
    }
    return fine && strlen(text) <= LONGEST_ID;
}

/* A state's abbreviation is its ID: a legal one, and no other state's of the year. */
static void check_abbreviation(import_t *self, int code)
{
    const dataset_t *set = &self->atlas.sets[DATASET_STATES];
    const char *id = atlas_abbreviation(&self->atlas, code);

    if (!is_id(id)) {
        report_add(self->faults, set->path, (int)atlas_state_line(&self->atlas, code), NULL,
                   "stateabb: '%s' is to be an ID: make it a letter, then letters, digits, _ or -, at most %d in all", id,
                   LONGEST_ID);
    }
    for (size_t i = 0; i < self->atlas.member_count; i++) {
        const int other = self->atlas.members[i];
        const int first = other < code ? other : code, last = other < code ? code : other;

        if (first != last && strcmp(atlas_abbreviation(&self->atlas, other), id) == 0) {
            report_add(self->faults, set->path, (int)atlas_state_line(&self->atlas, last), NULL,
                       "stateabb: '%s' is both state %d and state %d in %d: change one", id, first, last, self->atlas.to);
        }
    }
}

static void find_strong(import_t *self)
{
    const import_request_t *request = self->request;

    if (request->strong_count > PORTRAIT_STRONG_MAX) {
        report_add(self->faults, NULL, 0, NULL, "--strong: at most %d", PORTRAIT_STRONG_MAX);
        return;
    }
    for (size_t s = 0; s < request->strong_count; s++) {
        const int code = atlas_find_state(&self->atlas, request->strong[s], "strong", self->faults);

        if (code == 0) {
            continue;
        }
        for (size_t other = 0; other < self->gallery.strong_count; other++) {
            if (self->gallery.strong[other].code == code) {
                report_add(self->faults, NULL, 0, NULL, "--strong %s: stands twice", request->strong[s]);
            }
        }
        if (!(gallery_cinc(&self->atlas, code) > 0.0)) {
            report_add(self->faults, self->atlas.sets[DATASET_CAPABILITY].path, 0, NULL,
                       "--strong %s: has no capability in %d", request->strong[s], self->atlas.to);
        }
        check_abbreviation(self, code);
        self->gallery.strong[self->gallery.strong_count++].code = code;
    }
}

/* The scenario will be UTF-8. */
static void check_text(import_t *self, const char *option, const char *text)
{
    if (text != NULL && !document_is_utf8(text)) {
        report_add(self->faults, NULL, 0, NULL, "%s=%s: must be UTF-8", option, text);
    }
}

/* "power=0.3": into the field of that name. */
static void take_key(import_t *self, source_portrait_t *source, char *key)
{
    static const char *const keys[] = {"id", "label", "power", "offense", "deterrable", "intention", "strong_intention",
                                       "proximity"};
    double *const fields[] = {NULL, NULL, &source->power.value, &source->offense.value, &source->deterrable.value,
                              &source->said_intention, &source->said_strong_intention, &source->said_proximity};
    char *value = strchr(key, '=');
    double number = 0.0;
    size_t which = 0;
    double lowest = 0.0;

    if (value == NULL) {
        report_add(self->faults, NULL, 0, NULL, "--source %s: '%s' must be KEY=VALUE", source->id, key);
        return;
    }
    *value++ = '\0';
    while (which < sizeof keys / sizeof keys[0] && strcmp(key, keys[which]) != 0) {
        which++;
    }
    if (which == sizeof keys / sizeof keys[0]) {
        const char *nearest = suggest_nearest(key, keys, which);

        report_add(self->faults, NULL, 0, NULL, "--source %s: unknown key %s; %s%s", source->id, key,
                   nearest != NULL ? "did you mean " : "there are id, label, power, offense, deterrable, intention, "
                                                      "strong_intention, proximity",
                   nearest != NULL ? nearest : "");
    } else if (which == 0 && !is_id(value)) {
        report_add(self->faults, NULL, 0, NULL,
                   "--source %s: id=%s: must be a letter, then letters, digits, _ or -, at most %d in all", source->id, value,
                   LONGEST_ID);
    } else if (which == 0) {
        snprintf(source->id, sizeof source->id, "%s", value);
    } else if (which == 1) {
        check_text(self, "--source label", value);
        source->label = value;
    } else {
        lowest = which == 5 || which == 6 ? -1.0 : 0.0;
        if (!number_read(value, &number) || !(number >= lowest && number <= 1.0)) {
            report_add(self->faults, NULL, 0, NULL, "--source %s: %s=%s: must be a number in [%g, 1]", source->id, key,
                       value, lowest);
        } else {
            *fields[which] = number;
        }
    }
}

/* Which strong state it is; -1: none. */
static int strong_that_is(const gallery_t *gallery, int code)
{
    int found = -1;

    for (size_t s = 0; s < gallery->strong_count && code != 0; s++) {
        found = gallery->strong[s].code == code ? (int)s : found;
    }
    return found;
}

static void add_source(import_t *self, const char *text)
{
    gallery_t *gallery = &self->gallery;
    source_portrait_t *source = &gallery->sources[gallery->source_count];
    char *words = self->specifications[gallery->source_count];
    char *rest = NULL, *word = NULL;

    if (strspn(text, ",") == strlen(text)) {
        report_add(self->faults, NULL, 0, NULL, "--source: names nothing");
        return;
    }
    if (strlen(text) >= SPECIFICATION) {
        report_add(self->faults, NULL, 0, NULL, "--source %.40s...: too long", text);
        return;
    }
    *source = (source_portrait_t){.said_intention = (double)NAN, .said_strong_intention = (double)NAN,
                                  .said_proximity = (double)NAN};
    source->power.value = source->offense.value = source->deterrable.value = (double)NAN;
    snprintf(words, SPECIFICATION, "%s", text);
    word = strtok_r(words, ",", &rest);
    snprintf(source->id, sizeof source->id, "%.*s", PORTRAIT_ID - 1, word);
    source->code = atlas_find_state(&self->atlas, word, "source", NULL);
    if (source->code != 0) {
        check_abbreviation(self, source->code);
        snprintf(source->id, sizeof source->id, "%.*s", PORTRAIT_ID - 1, atlas_abbreviation(&self->atlas, source->code));
    }
    while ((word = strtok_r(NULL, ",", &rest)) != NULL) {
        take_key(self, source, word);
    }
    source->strong = strong_that_is(gallery, source->code);
    if (source->code == 0 && strchr(text, '=') == NULL) {
        atlas_find_state(&self->atlas, text, "source", self->faults);
        report_add(self->faults, NULL, 0, NULL,
                   "--source %s: of what is no state, say so: --source %s,power=P,offense=O,intention=I,proximity=X",
                   text, text);
    } else if (source->code == 0 && (isnan(source->power.value) || isnan(source->offense.value) ||
                                     isnan(source->said_intention) || isnan(source->said_proximity))) {
        report_add(self->faults, NULL, 0, NULL,
                   "--source %s: no state of %d, so power, offense, intention and proximity must be said", source->id,
                   self->atlas.to);
    } else if (source->code == 0 && !is_id(source->id)) {
        report_add(self->faults, NULL, 0, NULL, "--source %s: must be a letter, then letters, digits, _ or -, at most %d in all",
                   source->id, LONGEST_ID);
    }
    for (size_t k = 0; k < gallery->source_count; k++) {
        if (strcmp(gallery->sources[k].id, source->id) == 0) {
            report_add(self->faults, NULL, 0, NULL, "--source %s: stands twice", source->id);
        }
    }
    gallery->source_count++;
}

static void find_sources(import_t *self)
{
    if (self->request->source_count > PORTRAIT_SOURCES_MAX) {
        report_add(self->faults, NULL, 0, NULL, "--source: at most %d", PORTRAIT_SOURCES_MAX);
        return;
    }
    for (size_t k = 0; k < self->request->source_count; k++) {
        add_source(self, self->request->sources[k]);
    }
}

static bool is_source(const gallery_t *gallery, int code)
{
    bool found = false;

    for (size_t k = 0; k < gallery->source_count; k++) {
        found = found || gallery->sources[k].code == code;
    }
    return found;
}

/* Codes of a list of names; what is wrong with them has been said. */
static void mark_names(import_t *self, const char *const *names, size_t count, const char *option, bool *marks)
{
    for (size_t i = 0; i < count; i++) {
        const int code = atlas_find_state(&self->atlas, names[i], option, self->faults);

        marks[code] = true;
    }
}

static void note(import_t *self, const char *state, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Notes are told once for all states that they hold for. */
static void note(import_t *self, const char *state, const char *format, ...)
{
    char what[WHAT_SIZE];
    gap_t *gap = NULL;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < self->gap_count && gap == NULL; i++) {
        gap = strcmp(self->gaps[i].what, what) == 0 ? &self->gaps[i] : NULL;
    }
    if (gap == NULL && self->gap_count < GAPS_MAX) {
        gap = &self->gaps[self->gap_count++];
        *gap = (gap_t){.last = ""};
        snprintf(gap->what, sizeof gap->what, "%s", what);
    }
    if (gap != NULL && strcmp(gap->last, state) != 0) {
        snprintf(gap->last, sizeof gap->last, "%s", state);
        if (gap->count++ < GAP_NAMES) {
            notation_print(&gap->who, "%s%s", gap->who.length > 0 ? ", " : "", state);
        }
    }
}

static int find_weak(import_t *self)
{
    enum { CODES = 10000 };
    const import_request_t *request = self->request;
    gallery_t *gallery = &self->gallery;
    bool only[CODES] = {false}, without[CODES] = {false};

    mark_names(self, request->only, request->only_count, "only", only);
    mark_names(self, request->without, request->without_count, "without", without);
    gallery->weak = calloc(self->atlas.member_count + 1, sizeof *gallery->weak);
    if (gallery->weak == NULL) {
        return IMPORT_NO_MEMORY;
    }
    for (size_t i = 0; i < self->atlas.member_count; i++) {
        const int code = self->atlas.members[i];
        const char *id = atlas_abbreviation(&self->atlas, code);
        bool allied = false;

        for (size_t s = 0; s < gallery->strong_count; s++) {
            allied = allied || atlas_has_pact(&self->atlas, gallery->strong[s].code, code);
        }
        if (only[code] && !allied) {
            report_add(self->faults, self->atlas.sets[DATASET_PACTS].path, 0, NULL,
                       "--only %s: has no defence pact with a --strong in %d", id, self->atlas.to);
        }
        if (!allied || without[code] || (request->only_count > 0 && !only[code])) {
            continue;
        }
        if (strong_that_is(gallery, code) >= 0) {
            note(self, id, "an ally, but itself a strong state: their pact is left out");
        } else if (is_source(gallery, code)) {
            note(self, id, "an ally, but named as a source: left out of the weak states");
        } else if (!(gallery_cinc(&self->atlas, code) >= 0.0)) {
            note(self, id, "an ally, but without capability in %s: left out", self->atlas.sets[DATASET_CAPABILITY].name);
        } else {
            check_abbreviation(self, code);
            gallery->weak[gallery->weak_count++].code = code;
        }
    }
    if (gallery->weak_count == 0 && report_count(self->faults) == 0) {
        report_add(self->faults, self->atlas.sets[DATASET_PACTS].path, 0, NULL,
                   "no state has a defence pact with a --strong in %d", self->atlas.to);
    }
    return IMPORT_OK;
}

/* ---- Writing ---- */

static void put(import_t *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(import_t *self, const char *format, ...)
{
    char line[1536];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    notation_put(self->out, line);
}

static const char *id_of(const import_t *self, int code)
{
    return atlas_abbreviation(&self->atlas, code);
}

/* One comment, whatever a file's name has in it. */
static void put_comment(import_t *self, const char *text)
{
    const bool ascii = document_is_utf8(text) == 0;

    notation_put(self->out, "# ");
    for (const char *c = text; *c != '\0'; c++) {
        const unsigned char byte = (unsigned char)*c;
        const char letter = byte < 0x20 || byte == 0x7f || (ascii && byte > 0x7f) ? '?' : *c;

        (void)text_append(self->out, &letter, 1);
    }
    notation_put(self->out, "\n");
}

static const char *const go_on = "(--missing=fill or leave would go on)";

static void tell_rule(import_t *self, const char *topic, const char *who, const measured_t *measured)
{
    if (measured->rule != NULL && self->request->missing == IMPORT_STOP) {
        report_add(self->faults, NULL, 0, NULL, "%s of %s: %s %s", topic, who, measured->rule, go_on);
    } else if (measured->rule != NULL) {
        note(self, who, "%s: %s", topic, measured->rule);
    }
}

/* "    capability = 0.448;    # why": or, if it is not known, only why. */
static void put_value_of(import_t *self, const char *indent, const char *name, const char *topic, const char *who,
                         const measured_t *measured)
{
    const import_request_t *request = self->request;
    char number[NUMBER_SIZE];

    if (isnan(measured->value)) {
        notation_put(self->out, indent);
        put(self, "# %s is left at its default: ", name);
        notation_put(self->out, measured->why);
        notation_put(self->out, "\n");
        note(self, who, "%s left at its default: %s", topic,
             strstr(measured->why, "says nothing") != NULL ? "the data say nothing" : measured->why);
        if (request->missing == IMPORT_STOP && strstr(measured->why, "says nothing") != NULL) {
            report_add(self->faults, NULL, 0, NULL, "%s of %s: %s %s", topic, who, measured->why, go_on);
        }
    } else {
        const size_t before = self->out->length;

        number_write_real(number, measure_round(measured->value));
        put(self, "%s%s = %s;", indent, name, number);
        do {
            notation_put(self->out, " ");
        } while (self->out->status == FILES_OK && self->out->length - before < VALUE_WIDTH);
        put_comment(self, measured->why);
        tell_rule(self, topic, who, measured);
    }
}

static void put_value(import_t *self, const char *indent, const char *name, const char *who, const measured_t *measured)
{
    put_value_of(self, indent, name, name, who, measured);
}

static void put_label(import_t *self, const char *label)
{
    notation_put(self->out, "label = ");
    notation_string(self->out, label);
    notation_put(self->out, ";");
}

static void put_head(import_t *self)
{
    const import_request_t *request = self->request;
    char label[512], line[768];

    for (size_t i = 0; i < request->comment_count; i++) {
        put_comment(self, request->comments[i]);
    }
    if (request->label == NULL) {
        snprintf(label, sizeof label, "%s and %s defence partners, %d",
                 atlas_state_name(&self->atlas, self->gallery.strong[0].code),
                 self->gallery.strong_count > 1 ? "others with their" : "its", self->atlas.to);
    }
    put_comment(self, request->label != NULL ? request->label : label);
    put(self, "# Measured from data sets by the command\n");
    notation_put(self->out, "#     ");
    notation_put(self->out, request->command);
    notation_put(self->out,
                 "\n# Behind each number stand its formula and the rows that went into it, FILE:LINE. docs/measurement.md has the\n"
                 "# formulas with their reasons. c is the CINC share, X proximity, h hostility, t a tie, C capability.\n");
    if (request->from != request->to) {
        put(self, "# What is of a year is the mean of %d to %d; pacts are those of %d.\n", request->from, request->to,
            request->to);
    }
    put(self, "#\n");
    for (int id = 0; id < DATASET_COUNT; id++) {
        const dataset_t *set = &self->atlas.sets[id];

        if (dataset_is_there(set)) {
            snprintf(line, sizeof line, "%s (--%s): %s (%s)", set->name, dataset_option((dataset_id_t)id),
                     dataset_title((dataset_id_t)id), dataset_citation((dataset_id_t)id));
            put_comment(self, line);
            put(self, "#     %zu rows, SHA-256 %s\n", set->rows + set->skipped, set->digest);
        }
    }
    notation_put(self->out, "\nname = ");
    notation_string(self->out, request->name);
    notation_put(self->out, ";\n");
    put_label(self, request->label != NULL ? request->label : label);
    notation_put(self->out, "\ntime = { start = ");
    notation_number(self->out, request->to);
    notation_put(self->out, "; years = ");
    notation_number(self->out, request->years);
    notation_put(self->out, "; };\n");
}

static void put_sources(import_t *self)
{
    const gallery_t *gallery = &self->gallery;

    notation_put(self->out, "\nsources = (\n");
    for (size_t k = 0; k < gallery->source_count; k++) {
        const source_portrait_t *source = &gallery->sources[k];

        put(self, "    {\n        id = \"%s\"; ", source->id);
        put_label(self, source->label != NULL  ? source->label
                        : source->code != 0    ? atlas_state_name(&self->atlas, source->code)
                                               : source->id);
        notation_put(self->out, "\n");
        put_value(self, "        ", "power", source->id, &source->power);
        put_value(self, "        ", "offense", source->id, &source->offense);
        put_value(self, "        ", "deterrable", source->id, &source->deterrable);
        if (source->strong >= 0) {
            put(self, "        state = \"%s\";\n", id_of(self, gallery->strong[source->strong].code));
        }
        put(self, "    }%s\n", k + 1 < gallery->source_count ? "," : "");
    }
    notation_put(self->out, ");\n");
}

/* One group with a value for each source. */
static void put_views(import_t *self, const char *name, const state_portrait_t *state,
                      const measured_t views[PORTRAIT_SOURCES_MAX])
{
    put(self, "        %s = {\n", name);
    for (size_t k = 0; k < self->gallery.source_count; k++) {
        if (self->gallery.sources[k].code != state->code) {
            char who[2 * PORTRAIT_ID];

            snprintf(who, sizeof who, "%s-%s", id_of(self, state->code), self->gallery.sources[k].id);
            put_value_of(self, "            ", self->gallery.sources[k].id, name, who, &views[k]);
        }
    }
    notation_put(self->out, "        };\n");
}

static void put_state(import_t *self, const state_portrait_t *state, bool strong)
{
    const char *id = id_of(self, state->code);
    char place[512];

    put(self, "    {\n        id = \"%s\"; ", id);
    put_label(self, atlas_state_name(&self->atlas, state->code));
    snprintf(place, sizeof place, "%s:%llu", self->atlas.sets[DATASET_STATES].name,
             (unsigned long long)atlas_state_line(&self->atlas, state->code));
    notation_put(self->out, " ");
    put_comment(self, place);
    if (strong) {
        put_value(self, "        ", "engagement", id, &state->engagement);
    } else {
        put_value(self, "        ", "capability", id, &state->capability);
        put_value(self, "        ", "defense_need", id, &state->need);
        put_value(self, "        ", "alternatives", id, &state->alternatives);
    }
    put_views(self, "intention", state, state->intention);
    put_views(self, "proximity", state, state->proximity);
}

static void put_states(import_t *self)
{
    const gallery_t *gallery = &self->gallery;

    notation_put(self->out, "\nstrong = (\n");
    for (size_t s = 0; s < gallery->strong_count; s++) {
        put_state(self, &gallery->strong[s], true);
        put(self, "    }%s\n", s + 1 < gallery->strong_count ? "," : "");
    }
    notation_put(self->out, ");\n\nweak = (\n");
    for (size_t w = 0; w < gallery->weak_count; w++) {
        put_state(self, &gallery->weak[w], false);
        put(self, "    }%s\n", w + 1 < gallery->weak_count ? "," : "");
    }
    notation_put(self->out, ");\n\nalliances = (\n");
    for (size_t i = 0; i < gallery->alliance_count; i++) {
        const alliance_portrait_t *alliance = &gallery->alliances[i];
        char who[64];

        snprintf(who, sizeof who, "%s.%s", id_of(self, gallery->strong[alliance->strong].code),
                 id_of(self, gallery->weak[alliance->weak].code));
        put(self, "    {\n        strong = \"%s\"; weak = \"%s\";\n", id_of(self, gallery->strong[alliance->strong].code),
            id_of(self, gallery->weak[alliance->weak].code));
        put_value(self, "        ", "support", who, &alliance->support);
        put_value(self, "        ", "basing", who, &alliance->basing);
        put_value(self, "        ", "salience", who, &alliance->salience);
        put_value(self, "        ", "political_need", who, &alliance->political_need);
        put(self, "    }%s\n", i + 1 < gallery->alliance_count ? "," : "");
    }
    notation_put(self->out, ");\n");
}

static void put_ties(import_t *self)
{
    const gallery_t *gallery = &self->gallery;

    if (gallery->tie_count > 0) {
        notation_put(self->out, "\n# Allies that have a defence pact with one another.\nties = (\n");
    }
    for (size_t i = 0; i < gallery->tie_count; i++) {
        const tie_portrait_t *tie = &gallery->ties[i];
        const char *from = id_of(self, gallery->weak[tie->from].code);
        const char *to = id_of(self, gallery->weak[tie->to].code);
        char number[NUMBER_SIZE], who[64];

        snprintf(who, sizeof who, "%s-%s", from, to);
        number_write_real(number, measure_round(tie->weight.value));
        put(self, "    { from = \"%s\"; to = \"%s\"; weight = %s; mutual = true; }%s ", from, to, number,
            i + 1 < gallery->tie_count ? "," : "");
        put_comment(self, tie->weight.why);
        tell_rule(self, "tie", who, &tie->weight);
    }
    if (gallery->tie_count > 0) {
        notation_put(self->out, ");\n");
    }
    if (self->request->shocks) {
        notation_put(self->out,
                     "\n# Not measured here, but known: governments that change a state's orientation come at .13 a year in allies of\n"
                     "# the United States (CHISOLS, changes of the source of a leader's support; Mattes, Leeds and Matsumura 2016).\n"
                     "# Their size is the baseline's.\n"
                     "shocks = (\n"
                     "    { id = \"government\"; on = \"weak.government\"; rate = 0.13;\n"
                     "      size = { distribution = \"gaussian\"; mean = 0.0; sd = 0.25; }; }\n"
                     ");\n");
    }
}

/* What has been written must be a scenario. That it is not is our fault, or an ID's that cannot be one. */
static int read_back(import_t *self, size_t begin)
{
    scenario_t scenario;
    const int status = scenario_read_text(&scenario, "(imported)", self->out->data + begin, self->out->length - begin,
                                          NULL, 0, self->faults);

    scenario_free(&scenario);
    return status == SCENARIO_OK ? IMPORT_OK : status == SCENARIO_NO_MEMORY ? IMPORT_NO_MEMORY : IMPORT_INVALID;
}

static void tell_gaps(import_t *self)
{
    for (size_t i = 0; i < self->gap_count; i++) {
        gap_t *gap = &self->gaps[i];

        if (gap->count > GAP_NAMES) {
            notation_print(&gap->who, ", and %zu more: see the comments", gap->count - GAP_NAMES);
        }
        report_add(self->notes, NULL, 0, NULL, "%s (%.*s)", gap->what, (int)gap->who.length, gap->who.data);
        text_free(&gap->who);
    }
}

int import_write(const import_request_t *request, text_t *out, report_t *faults, report_t *notes)
{
    import_t *self = calloc(1, sizeof *self);
    const size_t begin = out->length;
    int status = IMPORT_NO_MEMORY;

    if (self == NULL) {
        goto out;
    }
    *self = (import_t){.request = request, .faults = faults, .notes = notes, .out = out};
    status = atlas_init(&self->atlas, request->paths, request->from, request->to, request->missing == IMPORT_FILL, faults,
                        notes);
    if (status == ATLAS_OK) {
        self->gallery.atlas = &self->atlas;
        self->gallery.with_ties = request->ties;
        check_text(self, "--label", request->label);
        check_text(self, "--name", request->name);
        if (request->name[0] == '\0') {
            report_add(faults, NULL, 0, NULL, "--name: must not be empty");
        }
        find_strong(self);
        find_sources(self);
        status = report_count(faults) > 0 ? IMPORT_INVALID : find_weak(self);
    }
    if (status == IMPORT_OK && report_count(faults) == 0) {
        status = gallery_measure(&self->gallery);
    }
    if (status == IMPORT_OK && report_count(faults) == 0) {
        put_head(self);
        put_sources(self);
        put_states(self);
        put_ties(self);
        status = out->status == FILES_OK ? IMPORT_OK : IMPORT_NO_MEMORY;
    }
    tell_gaps(self);
    if (status == IMPORT_OK && report_count(faults) == 0) {
        status = read_back(self, begin);
    } else if (status == IMPORT_OK) {
        status = IMPORT_INVALID;
    }
    gallery_free(&self->gallery);
    atlas_free(&self->atlas);
out:
    if (status == IMPORT_NO_MEMORY) {
        report_add(faults, NULL, 0, NULL, "not enough memory");
    }
    if (status != IMPORT_OK) {
        out->length = begin;
    }
    free(self);
    return status;
}
