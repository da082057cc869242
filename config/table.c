/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define AGENT(field) offsetof(model_agent_t, field)
#define TIE(field) offsetof(model_tie_t, field)
#define SHOCK(field) offsetof(model_shock_t, field)
#define EXPECTATION(field) offsetof(expectation_t, field)
#define SCENARIO(field) offsetof(scenario_t, field)
#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))
#define ANY -INFINITY, INFINITY

const char *const table_patron = "patron";

/* clang-format off */
/* name, type, flags, offset, second, lowest, highest, words, unit, default, meaning */
const field_t table_top[] = {
    {"name", FIELD_TEXT, 0, SCENARIO(name), 0, ANY, NULL, "text", "the file's name", "what results call the scenario"},
    {"label", FIELD_TEXT, 0, SCENARIO(label), 0, ANY, NULL, "text", "", "any text"},
    {"required", FIELD_BOOLEAN, 0, SCENARIO(required), 0, 0.0, 1.0, NULL, "true or false", "true", "of a case: its expectations must hold; false is an open question, only reported"},
    {"seed", FIELD_SEED, 0, SCENARIO(seed), SCENARIO(seed_given), 0.0, 18446744073709551615.0, NULL, "1", "1", "seed of all random numbers"},
};
const size_t table_top_count = LENGTH(table_top);

static const field_t source_fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED | FIELD_KEY, AGENT(id), 0, ANY, NULL, "ID", "", "a letter, then letters, digits, _ or -"},
    {"label", FIELD_TEXT, FIELD_WRITTEN, AGENT(label), 0, ANY, NULL, "text", "", "any text"},
    {"state", FIELD_STRONG, FIELD_STRUCTURAL, AGENT(state), 0, ANY, NULL, "ID", "", "the strong state that embodies it"},
};
static const field_t strong_fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED | FIELD_KEY, AGENT(id), 0, ANY, NULL, "ID", "", "a letter, then letters, digits, _ or -"},
    {"label", FIELD_TEXT, FIELD_WRITTEN, AGENT(label), 0, ANY, NULL, "text", "", "any text"},
    {"response", FIELD_WORD, 0, AGENT(response), 0, 0.0, 3.0, "accommodate|ignore|punish|retrench", "word", "accommodate", "how it answers price raising and confrontation"},
};
static const field_t weak_fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED | FIELD_KEY, AGENT(id), 0, ANY, NULL, "ID", "", "a letter, then letters, digits, _ or -"},
    {"label", FIELD_TEXT, FIELD_WRITTEN, AGENT(label), 0, ANY, NULL, "text", "", "any text"},
    {"count", FIELD_COUNT, FIELD_STRUCTURAL | FIELD_EARLY, AGENT(count), 0, 0.0, 2147483646.0, NULL, "states", "0", "makes it a group of so many, called ID-1, ID-2, ...; 0 is one state"},
};
static const field_t alliance_fields[] = {
    {"strong", FIELD_STRONG, FIELD_REQUIRED | FIELD_KEY, AGENT(strong), 0, ANY, NULL, "ID", "", "the strong state"},
    {"weak", FIELD_WEAK, FIELD_REQUIRED | FIELD_KEY, AGENT(weak), AGENT(member), ANY, NULL, "ID", "", "the weak state, a group (each member) or a member"},
    {"label", FIELD_TEXT, FIELD_WRITTEN, AGENT(label), 0, ANY, NULL, "text", "", "any text"},
};
static const field_t tie_fields[] = {
    {"from", FIELD_WEAK, FIELD_REQUIRED | FIELD_KEY, TIE(from), TIE(from_member), ANY, NULL, "ID", "", "the weak state, group or member that relies on the other"},
    {"to", FIELD_WEAK, FIELD_REQUIRED | FIELD_KEY, TIE(to), TIE(to_member), ANY, NULL, "ID", "", "the weak state, group or member that it relies on"},
    {"weight", FIELD_DISTRIBUTION, FIELD_STRUCTURAL, TIE(weight), 0, 0.0, 1.0, NULL, "1", "1", "how much it relies on it"},
    {"mutual", FIELD_BOOLEAN, FIELD_STRUCTURAL, TIE(mutual), 0, 0.0, 1.0, NULL, "true or false", "false", "the other way round too, with the same weight"},
    {"partners", FIELD_COUNT, FIELD_STRUCTURAL, TIE(partners), 0, 0.0, 2147483646.0, NULL, "states", "0", "so many members of `to`, drawn at random for each `from`; 0 is all of them"},
};
#define SHOCK_WHERE \
    {"on", FIELD_VARIABLE, FIELD_REQUIRED | FIELD_KEY, SHOCK(on), 0, ANY, NULL, "variable", "", "what it acts on: weak.capability, alliance.demand, ..."}, \
    {"target", FIELD_TARGET, FIELD_TARGETED | FIELD_WRITTEN, SHOCK(target), SHOCK(member), ANY, NULL, "ID", "every one", "the source or state that it hits"}, \
    {"strong", FIELD_STRONG, FIELD_ALLIED | FIELD_WRITTEN, SHOCK(strong), 0, ANY, NULL, "ID", "any", "on alliances: of this strong state"}, \
    {"weak", FIELD_WEAK, FIELD_ALLIED | FIELD_WRITTEN, SHOCK(weak), SHOCK(member), ANY, NULL, "ID", "any", "on alliances: of this weak state, group or member"}, \
    {"source", FIELD_SOURCE, FIELD_ABOUT, SHOCK(source), 0, ANY, NULL, "ID", "see the model", "which source it is about"}
#define SHOCK_HOW \
    {"together", FIELD_BOOLEAN, 0, SHOCK(together), 0, 0.0, 1.0, NULL, "true or false", "false", "all targets at once and alike, instead of each by itself"}, \
    {"conflict", FIELD_BOOLEAN, FIELD_DEMAND, SHOCK(conflict), 0, 0.0, 1.0, NULL, "true or false", "true", "of a demand: whether it hurts the weak state's interest"}
#define SHOCK_FIELDS \
    SHOCK_WHERE, \
    {"size", FIELD_DISTRIBUTION, FIELD_REQUIRED, SHOCK(size), 0, ANY, NULL, "1", "", "what is added; of a demand, its stake"}, \
    SHOCK_HOW
static const field_t shock_fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED | FIELD_KEY, SHOCK(id), 0, ANY, NULL, "ID", "", "a letter, then letters, digits, _ or -"},
    {"rate", FIELD_REAL, FIELD_REQUIRED, SHOCK(rate), 0, 0.0, 1e6, NULL, "1/year", "", "arrivals a year for each target, or for all together"},
    SHOCK_FIELDS,
    {"permanent", FIELD_BOOLEAN, FIELD_LASTING, SHOCK(permanent), 0, 0.0, 1.0, NULL, "true or false", "false", "whether the change stays; else it decays"},
};
static const field_t event_fields[] = {
    {"id", FIELD_ID, FIELD_KEY, SHOCK(id), 0, ANY, NULL, "ID", "event-1, event-2, ...", "a letter, then letters, digits, _ or -"},
    {"date", FIELD_REAL, FIELD_REQUIRED, SHOCK(date), 0, ANY, NULL, "year", "", "when it happens: in the first tick that begins then or later"},
    SHOCK_FIELDS,
    {"permanent", FIELD_BOOLEAN, FIELD_LASTING, SHOCK(permanent), 0, 0.0, 1.0, NULL, "true or false", "true", "whether the change stays; else it decays"},
};
static const field_t flip_fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED | FIELD_KEY, SHOCK(id), 0, ANY, NULL, "ID", "", "a letter, then letters, digits, _ or -"},
    SHOCK_WHERE,
    SHOCK_HOW,
    {"permanent", FIELD_BOOLEAN, FIELD_LASTING, SHOCK(permanent), 0, 0.0, 1.0, NULL, "true or false", "true", "whether the change stays; else it decays"},
    {"sizes", FIELD_REAL, FIELD_APART, 0, 0, ANY, NULL, "1", "", "the sizes to be tried"},
    {"low", FIELD_REAL, FIELD_APART, 0, 0, ANY, NULL, "1", "", "instead: the first size"},
    {"high", FIELD_REAL, FIELD_APART, 0, 0, ANY, NULL, "1", "", "the last size"},
    {"levels", FIELD_COUNT, FIELD_APART, 0, 0, 2.0, 1e6, NULL, "1", "5", "how many sizes, equally far apart"},
};
static const field_t expectation_fields[] = {
    {"alliance", FIELD_PAIR, FIELD_REQUIRED, EXPECTATION(strong), EXPECTATION(weak), ANY, NULL, "STRONG.WEAK", "", "whose history it is"},
    {"from", FIELD_REAL, 0, EXPECTATION(from), 0, ANY, NULL, "year", "the beginning", "beginning of the window"},
    {"to", FIELD_REAL, 0, EXPECTATION(to), 0, ANY, NULL, "year", "the end", "end of the window, not in it"},
    {"behaviour", FIELD_EXPECTED, 0, EXPECTATION(value), EXPECTATION_BEHAVIOUR, ANY, "follow|negative_response|price_raising|confrontation|termination", "word", "", "seen in every tick in which an issue is open"},
    {"status", FIELD_EXPECTED, 0, EXPECTATION(value), EXPECTATION_STATUS, ANY, "allied|drifting|ended", "word", "", "seen in every tick"},
    {"outcome", FIELD_EXPECTED, 0, EXPECTATION(value), EXPECTATION_OUTCOME, ANY, "settled|lapsed", "word", "", "the way every issue closes"},
    {"never", FIELD_NEVER, 0, EXPECTATION(value), 0, ANY, NULL, "word", "", "any of these words: not seen once"},
    {"once", FIELD_BOOLEAN, 0, EXPECTATION(once), 0, 0.0, 1.0, NULL, "true or false", "false", "at least once will do"},
};

const section_t sections[SECTION_COUNT] = {
    {SECTION_SOURCES, "sources", "source", KIND_SOURCE, source_fields, LENGTH(source_fields)},
    {SECTION_STRONG, "strong", "strong state", KIND_STRONG, strong_fields, LENGTH(strong_fields)},
    {SECTION_WEAK, "weak", "weak state", KIND_WEAK, weak_fields, LENGTH(weak_fields)},
    {SECTION_ALLIANCES, "alliances", "alliance", KIND_ALLIANCE, alliance_fields, LENGTH(alliance_fields)},
    {SECTION_TIES, "ties", "tie", KIND_COUNT, tie_fields, LENGTH(tie_fields)},
    {SECTION_SHOCKS, "shocks", "shock", KIND_COUNT, shock_fields, LENGTH(shock_fields)},
    {SECTION_EVENTS, "events", "event", KIND_COUNT, event_fields, LENGTH(event_fields)},
    {SECTION_EXPECT, "expect", "expectation", KIND_COUNT, expectation_fields, LENGTH(expectation_fields)},
};
const section_t table_flip_shocks =
    {SECTION_EVENTS, "flip.shocks", "shock", KIND_COUNT, flip_fields, LENGTH(flip_fields)};
/* clang-format on */

const section_t *section_find(const char *name)
{
    const section_t *found = NULL;
    for (size_t i = 0; i < SECTION_COUNT && found == NULL; i++) {
        found = strcmp(sections[i].name, name) == 0 ? &sections[i] : NULL;
    }
    return found;
}

const field_t *field_find(const section_t *section, const char *name)
{
    const field_t *found = NULL;
    for (size_t i = 0; i < section->field_count && found == NULL; i++) {
        found = strcmp(section->fields[i].name, name) == 0 ? &section->fields[i] : NULL;
    }
    return found;
}

size_t section_length(const scenario_t *scenario, const section_t *section)
{
    const model_t *model = &scenario->model;
    size_t length = 0;
    if (section->kind < KIND_COUNT) {
        length = scenario_entries(scenario, section->kind, NULL);
    } else if (section->id == SECTION_TIES) {
        length = model->tie_count;
    } else if (section->id == SECTION_EXPECT) {
        length = scenario->expectation_count;
    } else {
        length = model->shock_count;
    }
    return length;
}

void *section_entry(const scenario_t *scenario, const section_t *section, size_t index)
{
    const model_t *model = &scenario->model;
    void *entry = NULL;
    if (section->kind < KIND_COUNT) {
        model_agent_t *agents;
        (void)scenario_entries(scenario, section->kind, &agents);
        entry = &agents[index];
    } else if (section->id == SECTION_TIES) {
        entry = &model->ties[index];
    } else if (section->id == SECTION_EXPECT) {
        entry = &scenario->expectations[index];
    } else if (model->shocks[index].scripted == (section->id == SECTION_EVENTS)) {
        entry = &model->shocks[index];
    }
    return entry;
}

void weak_name(const model_t *model, int32_t weak, uint32_t member, char name[TABLE_NAME_SIZE])
{
    if (weak < 0 || (size_t)weak >= model->weak_count) {
        name[0] = '\0';
    } else if (member == 0) {
        snprintf(name, TABLE_NAME_SIZE, "%.140s", model->weak[weak].id);
    } else {
        snprintf(name, TABLE_NAME_SIZE, "%.140s-%lu", model->weak[weak].id, (unsigned long)member);
    }
}

void section_path(const scenario_t *scenario, const section_t *section, const void *entry,
                  char *path, size_t size)
{
    const model_t *model = &scenario->model;
    char first[TABLE_NAME_SIZE], second[TABLE_NAME_SIZE];
    if (section->id == SECTION_ALLIANCES) {
        const model_agent_t *alliance = entry;
        weak_name(model, alliance->weak, alliance->member, second);
        snprintf(path, size, "%s.%.140s.%s", section->name,
                 alliance->strong < 0 ? "" : model->strong[alliance->strong].id, second);
    } else if (section->kind < KIND_COUNT) {
        snprintf(path, size, "%s.%.140s", section->name, ((const model_agent_t *)entry)->id);
    } else if (section->id == SECTION_TIES) {
        const model_tie_t *tie = entry;
        weak_name(model, tie->from, tie->from_member, first);
        weak_name(model, tie->to, tie->to_member, second);
        snprintf(path, size, "%s.%s.%s", section->name, first, second);
    } else if (section->id == SECTION_EXPECT) {
        snprintf(path, size, "%s", section->name);
    } else {
        snprintf(path, size, "%s.%.140s", section->name, ((const model_shock_t *)entry)->id);
    }
}

static bool shock_field_applies(const field_t *field, const model_shock_t *shock)
{
    const variable_info_t *info = variable_info(shock->on);
    bool demand = shock->on == VARIABLE_ALLIANCE_demand;
    bool government = shock->on == VARIABLE_WEAK_government;
    bool agents = info->kind != KIND_ALLIANCE && info->kind != KIND_WORLD;
    bool about = info->per_source || demand || info->kind == KIND_WORLD;
    return !((field->flags & FIELD_TARGETED && !agents) ||
             (field->flags & FIELD_ALLIED && info->kind != KIND_ALLIANCE) ||
             (field->flags & FIELD_ABOUT && !about) || (field->flags & FIELD_DEMAND && !demand) ||
             (field->flags & FIELD_LASTING && (demand || government)));
}

static bool expectation_field_applies(const field_t *field, const expectation_t *expectation)
{
    bool applies = true;
    if (field->type == FIELD_EXPECTED) {
        applies = !expectation->never && (size_t)expectation->kind == field->second;
    } else if (field->type == FIELD_NEVER) {
        applies = expectation->never;
    }
    return applies;
}

bool field_applies(const section_t *section, const field_t *field, const void *entry)
{
    bool applies = true;
    if (section->id == SECTION_SHOCKS || section->id == SECTION_EVENTS) {
        applies = shock_field_applies(field, entry);
    } else if (section->id == SECTION_EXPECT) {
        applies = expectation_field_applies(field, entry);
    }
    return applies;
}

bool variable_has_value(variable_t variable)
{
    return variable_info(variable)->role != ROLE_ACTION;
}

distribution_t *agent_value(model_agent_t *agent, variable_t variable, int32_t source)
{
    return variable_info(variable)->per_source ? &agent->per_source[variable][source]
                                               : &agent->value[variable];
}

int word_count(const char *words)
{
    int count = 1;
    for (const char *c = words; *c != '\0'; c++) {
        count += *c == '|';
    }
    return count;
}

void word_at(const char *words, int index, char *word, size_t size)
{
    const char *start = words;
    for (int i = 0; i < index && start != NULL; i++) {
        start = strchr(start, '|');
        start = start == NULL ? NULL : start + 1;
    }
    if (start == NULL || index < 0) {
        start = "";
    }
    snprintf(word, size, "%.*s", (int)strcspn(start, "|"), start);
}

int word_index(const char *words, const char *word)
{
    int found = -1;
    for (int i = 0; i < word_count(words) && found < 0; i++) {
        char known[64];
        word_at(words, i, known, sizeof known);
        found = strcmp(known, word) == 0 ? i : -1;
    }
    return found;
}

void word_list(const char *words, char *list, size_t size)
{
    int count = word_count(words);
    size_t used = 0;
    list[0] = '\0';
    for (int i = 0; i < count && used < size; i++) {
        char word[64];
        word_at(words, i, word, sizeof word);
        used += (size_t)snprintf(list + used, size - used, "%s%s",
                                 i == 0          ? ""
                                 : i + 1 < count ? ", "
                                                 : " or ",
                                 word);
    }
}
