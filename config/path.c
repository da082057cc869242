/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/path.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/suggest.h"
#include "config/table.h"

enum { MOST_STEPS = 6 };

/* A path cut into its steps, and how to say why it leads nowhere. */
typedef struct {
    char text[TABLE_PATH_SIZE];
    const char *step[MOST_STEPS];
    int count;
    char *why;
    size_t why_size;
} route_t;

static void say(route_t *route, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(route_t *route, const char *format, ...)
{
    if (route->why != NULL && route->why_size > 0) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(route->why, route->why_size, format, arguments);
        va_end(arguments);
    }
}

/* The first `count` steps as they were written. */
static const char *up_to(const route_t *route, int count, char text[TABLE_PATH_SIZE])
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < count && used < TABLE_PATH_SIZE; i++) {
        used += (size_t)snprintf(text + used, TABLE_PATH_SIZE - used, "%s%s", i == 0 ? "" : ".",
                                 route->step[i]);
    }
    return text;
}

/* Step `index` is not known after what comes before it. */
static void unknown_step(route_t *route, int index, const char *what, const suggest_t *nearest)
{
    char before[TABLE_PATH_SIZE], suggestion[SUGGEST_TEXT_SIZE];
    suggest_did_you_mean(nearest, suggestion, sizeof suggestion);
    if (index == 0 || what != NULL) {
        say(route, "there is no %s %.100s%s", what == NULL ? "group" : what, route->step[index], suggestion);
    } else {
        say(route, "%.300s has no %.100s%s", up_to(route, index, before), route->step[index], suggestion);
    }
}

/* Nothing may follow the first `count` steps. */
static int finish(route_t *route, int count, const char *what)
{
    int status = PATH_OK;
    if (route->count > count) {
        char before[TABLE_PATH_SIZE];
        say(route, "%.300s is %s: nothing can follow it", up_to(route, count, before), what);
        status = PATH_UNKNOWN;
    }
    return status;
}

static int cut(route_t *route, const char *path)
{
    int status = PATH_UNKNOWN;
    char *rest = route->text;
    if (strlen(path) >= sizeof route->text) {
        say(route, "this path is too long to be one");
        goto out;
    }
    memcpy(route->text, path, strlen(path) + 1);
    route->count = 0;
    while (rest != NULL) {
        char *dot = strchr(rest, '.');
        if (route->count == MOST_STEPS) {
            say(route, "this path has too many steps to be one");
            goto out;
        }
        route->step[route->count++] = rest;
        if (dot != NULL) {
            *dot = '\0';
        }
        if (*rest == '\0') {
            say(route, "a step of this path is empty; it reads like threshold.dependence");
            goto out;
        }
        rest = dot == NULL ? NULL : dot + 1;
    }
    status = PATH_OK;
out:
    return status;
}

/* ---- Resolving ------------------------------------------------------------------------------ */

/* What follows a value that may be a distribution: nothing, or one of its parameters. */
static int resolve_detail(route_t *route, int used, knob_t *knob)
{
    const distribution_info_t *info = knob_distribution(knob);
    int status = PATH_OK, found = -1;
    if (info == NULL) {
        status = finish(route, used,
                        knob->type == KNOB_DISTRIBUTION ? "a number, not a distribution" : "a single value");
    } else if (route->count > used) {
        suggest_t nearest;
        suggest_init(&nearest, route->step[used]);
        for (int i = 0; i < info->count; i++) {
            suggest_offer(&nearest, info->parameter[i]);
            found = strcmp(info->parameter[i], route->step[used]) == 0 ? i : found;
        }
        if (found < 0) {
            unknown_step(route, used, NULL, &nearest);
            status = PATH_UNKNOWN;
        } else {
            status = finish(route, used + 1, "a single value");
        }
    }
    if (status == PATH_OK && found >= 0) {
        *knob = knob_of_detail(knob, found);
    }
    return status;
}

static int resolve_parameter(scenario_t *self, route_t *route, knob_t *knob)
{
    int status = PATH_UNKNOWN;
    const parameter_info_t *info =
        route->count > 1 ? parameters_find(route->step[0], route->step[1]) : NULL;
    suggest_t nearest;
    if (route->count < 2) {
        const char *example = "";
        for (size_t i = parameters_count; i > 0; i--) {
            example = strcmp(parameters_table[i - 1].group, route->step[0]) == 0
                          ? parameters_table[i - 1].name
                          : example;
        }
        say(route, "%.100s is a group: name one of its parameters, such as %.100s.%s",
            route->step[0], route->step[0], example);
    } else if (info == NULL) {
        suggest_init(&nearest, route->step[1]);
        for (size_t i = 0; i < parameters_count; i++) {
            if (strcmp(parameters_table[i].group, route->step[0]) == 0) {
                suggest_offer(&nearest, parameters_table[i].name);
            }
        }
        unknown_step(route, 1, NULL, &nearest);
    } else {
        status = finish(route, 2, "a single value");
        if (status == PATH_OK) {
            *knob = knob_of_parameter(self, info);
        }
    }
    return status;
}

static void offer_entries(scenario_t *self, agent_kind_t kind, suggest_t *nearest)
{
    model_agent_t *entries;
    size_t count = scenario_entries(self, kind, &entries);
    for (size_t i = 0; i < count && i < SUGGEST_MOST; i++) {
        suggest_offer(nearest, entries[i].id);
    }
}

static int32_t find_agent(scenario_t *self, route_t *route, int step, agent_kind_t kind,
                          const char *what)
{
    model_agent_t *entries;
    size_t count = scenario_entries(self, kind, &entries);
    int32_t found = model_find(entries, count, route->step[step]);
    if (found == MODEL_NONE) {
        suggest_t nearest;
        suggest_init(&nearest, route->step[step]);
        offer_entries(self, kind, &nearest);
        unknown_step(route, step, what, &nearest);
    }
    return found;
}

static int32_t find_weak(scenario_t *self, route_t *route, int step, uint32_t *member)
{
    int32_t found = model_find_weak(&self->model, route->step[step], member);
    if (found == MODEL_NONE) {
        suggest_t nearest;
        suggest_init(&nearest, route->step[step]);
        offer_entries(self, KIND_WEAK, &nearest);
        unknown_step(route, step, "weak state", &nearest);
    }
    return found;
}

static void *find_alliance(scenario_t *self, route_t *route)
{
    model_agent_t *found = NULL, *whole = NULL;
    uint32_t member = 0;
    int32_t strong = find_agent(self, route, 1, KIND_STRONG, "strong state");
    int32_t weak = strong == MODEL_NONE ? MODEL_NONE : find_weak(self, route, 2, &member);
    if (weak == MODEL_NONE) {
        goto out;
    }
    for (size_t i = 0; i < self->model.alliance_count && found == NULL; i++) {
        model_agent_t *alliance = &self->model.alliances[i];
        if (alliance->strong == strong && alliance->weak == weak) {
            found = alliance->member == member ? alliance : NULL;
            whole = alliance->member == 0 ? alliance : whole;
        }
    }
    if (found == NULL && whole != NULL) {
        say(route, "all members of %.100s are set together: alliances.%.100s.%.100s",
            self->model.weak[weak].id, route->step[1], self->model.weak[weak].id);
    } else if (found == NULL) {
        say(route, "%.100s and %.100s have no alliance", route->step[1], route->step[2]);
    }
out:
    return found;
}

static void *find_tie(scenario_t *self, route_t *route)
{
    model_tie_t *found = NULL;
    uint32_t from_member = 0, to_member = 0;
    int32_t from = find_weak(self, route, 1, &from_member);
    int32_t to = from == MODEL_NONE ? MODEL_NONE : find_weak(self, route, 2, &to_member);
    if (to == MODEL_NONE) {
        goto out;
    }
    for (size_t i = 0; i < self->model.tie_count && found == NULL; i++) {
        model_tie_t *tie = &self->model.ties[i];
        if (tie->from == from && tie->to == to && tie->from_member == from_member &&
            tie->to_member == to_member) {
            found = tie;
        }
    }
    if (found == NULL) {
        say(route, "no tie is described from %.100s to %.100s", route->step[1], route->step[2]);
    }
out:
    return found;
}

static void *find_shock(scenario_t *self, route_t *route, const section_t *section)
{
    model_shock_t *found = NULL;
    suggest_t nearest;
    suggest_init(&nearest, route->step[1]);
    for (size_t i = 0; i < self->model.shock_count && found == NULL; i++) {
        model_shock_t *shock = section_entry(self, section, i);
        if (shock != NULL) {
            suggest_offer(&nearest, i < SUGGEST_MOST ? shock->id : NULL);
            found = strcmp(shock->id, route->step[1]) == 0 ? shock : NULL;
        }
    }
    if (found == NULL) {
        unknown_step(route, 1, section->singular, &nearest);
    }
    return found;
}

/* The entry that the steps after the section's name mean; NULL, and why, if there is none. */
static void *find_entry(scenario_t *self, route_t *route, const section_t *section)
{
    void *found = NULL;
    int32_t index = MODEL_NONE;
    uint32_t member = 0;
    switch (section->id) {
    case SECTION_SOURCES:
    case SECTION_STRONG:
        index = find_agent(self, route, 1, section->kind, section->singular);
        break;
    case SECTION_WEAK:
        index = find_weak(self, route, 1, &member);
        if (index != MODEL_NONE && member != 0) {
            say(route, "all members of %.100s are set together: weak.%.100s",
                self->model.weak[index].id, self->model.weak[index].id);
            index = MODEL_NONE;
        }
        break;
    case SECTION_ALLIANCES:
        found = find_alliance(self, route);
        break;
    case SECTION_TIES:
        found = find_tie(self, route);
        break;
    case SECTION_SHOCKS:
    case SECTION_EVENTS:
        found = find_shock(self, route, section);
        break;
    case SECTION_EXPECT:
    case SECTION_COUNT:
        break;
    }
    if (index != MODEL_NONE) {
        found = section_entry(self, section, (size_t)index);
    }
    return found;
}

/* weak.KOR.intention.CHN, .capability, .capability.a */
static int resolve_value(scenario_t *self, route_t *route, int used, const section_t *section,
                         size_t index, variable_t variable, knob_t *knob)
{
    int status = PATH_UNKNOWN;
    int32_t source = MODEL_NONE;
    if (variable_info(variable)->per_source) {
        char before[TABLE_PATH_SIZE];
        if (route->count == used) {
            say(route, "%.300s has a value for each source: name one, such as %.300s.%s",
                up_to(route, used, before), before,
                self->model.source_count > 0 ? self->model.sources[0].id : "SOURCE");
            goto out;
        }
        source = find_agent(self, route, used, KIND_SOURCE, "source");
        if (source == MODEL_NONE) {
            goto out;
        }
        used++;
    }
    *knob = knob_of_value(self, section->kind, index, variable, source);
    status = resolve_detail(route, used, knob);
out:
    return status;
}

static void unknown_field(route_t *route, int step, const section_t *section, const void *entry)
{
    suggest_t nearest;
    const field_t *field = field_find(section, route->step[step]);
    int action = section->kind < KIND_COUNT ? variable_find(section->kind, route->step[step]) : -1;
    char before[TABLE_PATH_SIZE];
    if (field != NULL && !field_applies(section, field, entry)) {
        say(route, "%.300s has no meaning there", up_to(route, step + 1, before));
    } else if (field != NULL) {
        say(route, "%.300s cannot be set, only written into the file",
            up_to(route, step + 1, before));
    } else if (action >= 0) {
        say(route, "%.300s has no value of its own: it can stand in shocks and events",
            up_to(route, step + 1, before));
    } else {
        suggest_init(&nearest, route->step[step]);
        for (size_t f = 0; f < section->field_count; f++) {
            if (knob_exists(section, &section->fields[f], entry)) {
                suggest_offer(&nearest, section->fields[f].name);
            }
        }
        for (int v = 0; v < VARIABLE_COUNT && section->kind < KIND_COUNT; v++) {
            if (variable_info((variable_t)v)->kind == section->kind &&
                variable_has_value((variable_t)v)) {
                suggest_offer(&nearest, variable_info((variable_t)v)->name);
            }
        }
        if (section->id == SECTION_WEAK && nearest.best == NULL &&
            variable_find(KIND_ALLIANCE, route->step[step]) >= 0) {
            say(route, "%.100s is of the alliance: alliances.STRONG.%.100s.%.100s",
                route->step[step], route->step[1], route->step[step]);
        } else {
            unknown_step(route, step, NULL, &nearest);
        }
    }
}

static int resolve_entry(scenario_t *self, route_t *route, const section_t *section,
                         knob_t *knob)
{
    int status = PATH_UNKNOWN;
    int used = section->id == SECTION_ALLIANCES || section->id == SECTION_TIES ? 3 : 2;
    char *entry, before[TABLE_PATH_SIZE];
    const field_t *field;
    int variable;
    if (route->count < used) {
        say(route, "which %s? %s", section->singular,
            section->id == SECTION_ALLIANCES ? "alliances.STRONG.WEAK.ATTRIBUTE"
            : section->id == SECTION_TIES    ? "ties.FROM.TO.weight"
                                             : "its ID comes after the dot");
        goto out;
    }
    entry = find_entry(self, route, section);
    if (entry == NULL) {
        goto out;
    }
    if (route->count == used) {
        say(route, "what of %.300s? a name must follow", up_to(route, used, before));
        goto out;
    }
    field = field_find(section, route->step[used]);
    variable = section->kind < KIND_COUNT ? variable_find(section->kind, route->step[used]) : -1;
    if (field != NULL && knob_exists(section, field, entry)) {
        *knob = knob_of_field(self, section, field, entry);
        status = resolve_detail(route, used + 1, knob);
    } else if (variable >= 0 && variable_has_value((variable_t)variable)) {
        model_agent_t *entries;
        (void)scenario_entries(self, section->kind, &entries);
        status = resolve_value(self, route, used + 1, section,
                               (size_t)((model_agent_t *)(void *)entry - entries),
                               (variable_t)variable, knob);
    } else {
        unknown_field(route, used, section, entry);
    }
out:
    return status;
}

static void unknown_group(route_t *route)
{
    suggest_t nearest;
    suggest_init(&nearest, route->step[0]);
    for (size_t i = 0; i < parameters_count; i++) {
        suggest_offer(&nearest, parameters_table[i].group);
    }
    for (size_t i = 0; i < SECTION_EXPECT; i++) {
        suggest_offer(&nearest, sections[i].name);
    }
    if (strcmp(route->step[0], "seed") == 0) {
        say(route, "the seed is set by --seed");
    } else {
        unknown_step(route, 0, NULL, &nearest);
    }
}

int path_resolve(scenario_t *self, const char *path, knob_t *knob, char *why, size_t why_size)
{
    route_t route = {.why = why, .why_size = why_size};
    int status = cut(&route, path);
    const section_t *section;
    bool group = false;
    if (status != PATH_OK) {
        goto out;
    }
    section = section_find(route.step[0]);
    for (size_t i = 0; i < parameters_count; i++) {
        group = group || strcmp(parameters_table[i].group, route.step[0]) == 0;
    }
    if (group) {
        status = resolve_parameter(self, &route, knob);
    } else if (section != NULL && section->id != SECTION_EXPECT) {
        status = resolve_entry(self, &route, section, knob);
    } else {
        unknown_group(&route);
        status = PATH_UNKNOWN;
    }
out:
    return status;
}

int path_assign(scenario_t *self, const char *assignment, char *why, size_t why_size)
{
    int status = PATH_INVALID;
    const char *equals = strchr(assignment, '=');
    size_t length = equals == NULL ? 0 : (size_t)(equals - assignment);
    char path[TABLE_PATH_SIZE];
    knob_t knob;
    if (equals == NULL || length >= sizeof path) {
        snprintf(why, why_size, "must read PATH=VALUE, such as threshold.dependence=0.4");
        goto out;
    }
    snprintf(path, sizeof path, "%.*s", (int)length, assignment);
    status = path_resolve(self, path, &knob, why, why_size);
    if (status != PATH_OK) {
        goto out;
    }
    if (knob_set_text(&knob, equals + 1, why, why_size) != KNOB_OK) {
        status = PATH_INVALID;
    } else if (knob.given != NULL) {
        *knob.given = 1;
    }
out:
    return status;
}

/* ---- Listing -------------------------------------------------------------------------------- */

typedef struct {
    unsigned which;
    path_visitor_t visitor;
    void *context;
} listing_t;

/* The path and, where wanted, the parameters of its distribution. */
static int visit(const listing_t *listing, const char *path, const knob_t *knob, unsigned class)
{
    int status = 0;
    unsigned which = listing->which;
    const unsigned classes =
        PATH_PARAMETERS | PATH_CODES | PATH_OTHERS | PATH_TIES | PATH_SHOCKS;
    const distribution_info_t *info = knob_distribution(knob);
    bool given = !(which & PATH_GIVEN) || knob->given == NULL || *knob->given != 0;
    bool constant = !(which & PATH_CONSTANT) || info == NULL;
    if (which & class && given && constant) {
        status = listing->visitor(listing->context, path, knob);
    }
    if (status == 0 && which & PATH_DETAILS && (which & class || !(which & classes)) && given &&
        constant && info != NULL) {
        for (int i = 0; i < info->count && status == 0; i++) {
            char longer[TABLE_PATH_SIZE + 32];
            knob_t detail = knob_of_detail(knob, i);
            snprintf(longer, sizeof longer, "%s.%s", path, info->parameter[i]);
            status = listing->visitor(listing->context, longer, &detail);
        }
    }
    return status;
}

static int list_values(scenario_t *self, const listing_t *listing, const section_t *section,
                       size_t index, const char *path)
{
    int status = 0;
    for (int v = 0; v < VARIABLE_COUNT && status == 0; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        char step[2 * TABLE_PATH_SIZE];
        knob_t knob;
        if (info->kind != section->kind || !variable_has_value((variable_t)v)) {
            continue;
        }
        if (!info->per_source) {
            snprintf(step, sizeof step, "%s.%s", path, info->name);
            knob = knob_of_value(self, section->kind, index, (variable_t)v, MODEL_NONE);
            status = visit(listing, step, &knob, PATH_CODES);
        }
        for (size_t k = 0; info->per_source && k < self->model.source_count && status == 0; k++) {
            snprintf(step, sizeof step, "%s.%s.%s", path, info->name, self->model.sources[k].id);
            knob = knob_of_value(self, section->kind, index, (variable_t)v, (int32_t)k);
            status = visit(listing, step, &knob, PATH_CODES);
        }
    }
    return status;
}

static int list_section(scenario_t *self, const listing_t *listing, const section_t *section)
{
    int status = 0;
    unsigned class = section->id == SECTION_TIES      ? PATH_TIES
                     : section->kind < KIND_COUNT ? PATH_OTHERS
                                                  : PATH_SHOCKS;
    for (size_t i = 0; i < section_length(self, section) && status == 0; i++) {
        void *entry = section_entry(self, section, i);
        char path[TABLE_PATH_SIZE], step[2 * TABLE_PATH_SIZE];
        if (entry == NULL) {
            continue;
        }
        section_path(self, section, entry, path, sizeof path);
        for (size_t f = 0; f < section->field_count && status == 0; f++) {
            const field_t *field = &section->fields[f];
            if (knob_exists(section, field, entry)) {
                knob_t knob = knob_of_field(self, section, field, entry);
                snprintf(step, sizeof step, "%s.%s", path, field->name);
                status = visit(listing, step, &knob, class);
            }
        }
        if (status == 0 && section->kind < KIND_COUNT) {
            status = list_values(self, listing, section, i, path);
        }
    }
    return status;
}

int path_list(scenario_t *self, unsigned which, path_visitor_t visitor, void *context)
{
    listing_t listing = {which, visitor, context};
    int status = 0;
    for (size_t i = 0; i < parameters_count && status == 0; i++) {
        char path[TABLE_PATH_SIZE];
        knob_t knob = knob_of_parameter(self, &parameters_table[i]);
        snprintf(path, sizeof path, "%s.%s", parameters_table[i].group, parameters_table[i].name);
        status = visit(&listing, path, &knob, PATH_PARAMETERS);
    }
    for (size_t s = 0; s < SECTION_EXPECT && status == 0; s++) {
        status = list_section(self, &listing, &sections[s]);
    }
    return status;
}
