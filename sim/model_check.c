/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/model.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RESPONSE_COUNT = RESPONSE_RETRENCH + 1, LONGEST_ID = 60 };

static const uint64_t most_entities = (uint64_t)INT32_MAX - 1;
static const double highest_rate = 1e6;
static const double tolerance = 1e-9; /* of sums, which round */

typedef enum place_kind {
    PLACE_MODEL,
    PLACE_SOURCE,
    PLACE_STRONG,
    PLACE_WEAK,
    PLACE_ALLIANCE,
    PLACE_TIE,
    PLACE_SHOCK
} place_kind_t;

/* Where a fault is. The path is put together only if there is one. */
typedef struct place {
    place_kind_t kind;
    size_t index;      /* of the entry */
    const char *group; /* of a parameter, else NULL */
    const char *field; /* NULL: the entry itself */
    int32_t source;    /* of a value per source, else MODEL_NONE */
} place_t;

/* An alliance entry that points at states that exist. */
typedef struct pair {
    int32_t strong, weak;
    uint32_t member;
    size_t entry;
} pair_t;

/* What an explicit tie entry says in one direction. */
typedef struct link {
    int32_t from, to;
    uint32_t from_member, to_member;
    size_t entry;
} link_t;

typedef struct named {
    const char *id;
    size_t entry;
} named_t;

typedef struct check {
    const model_t *model;
    model_complaint_t complain;
    void *context;
    size_t faults;
    pair_t *pairs; /* sorted */
    size_t pair_count;
} check_t;

static place_t place(place_kind_t kind, size_t index, const char *field)
{
    return (place_t){.kind = kind, .index = index, .field = field, .source = MODEL_NONE};
}

static place_t model_place(const char *group, const char *field)
{
    return (place_t){.kind = PLACE_MODEL, .group = group, .field = field, .source = MODEL_NONE};
}

static bool within(int32_t index, size_t count)
{
    return index >= 0 && (size_t)index < count;
}

static const char *id_of(const model_agent_t *entries, size_t count, int32_t index)
{
    return within(index, count) && entries[index].id != NULL ? entries[index].id : "?";
}

enum { NAME_SIZE = 144, PATH_SIZE = 512, MESSAGE_SIZE = 512 };

static const char *weak_name(const model_t *model, int32_t index, uint32_t member, char *name)
{
    const char *id = id_of(model->weak, model->weak_count, index);
    if (member == 0) {
        snprintf(name, NAME_SIZE, "%.128s", id);
    } else {
        snprintf(name, NAME_SIZE, "%.128s-%lu", id, (unsigned long)member);
    }
    return name;
}

static void write_path(const model_t *model, place_t where, char *path)
{
    char first[NAME_SIZE], second[NAME_SIZE];
    int32_t index = (int32_t)where.index;
    int length = 0;
    size_t used;
    switch (where.kind) {
    case PLACE_MODEL:
        length = snprintf(path, PATH_SIZE, "%s", where.group);
        break;
    case PLACE_SOURCE:
        length = snprintf(path, PATH_SIZE, "sources.%.128s",
                          id_of(model->sources, model->source_count, index));
        break;
    case PLACE_STRONG:
        length = snprintf(path, PATH_SIZE, "strong.%.128s",
                          id_of(model->strong, model->strong_count, index));
        break;
    case PLACE_WEAK:
        length = snprintf(path, PATH_SIZE, "weak.%s", weak_name(model, index, 0, first));
        break;
    case PLACE_ALLIANCE: {
        const model_agent_t *alliance = &model->alliances[where.index];
        length = snprintf(path, PATH_SIZE, "alliances.%.128s.%s",
                          id_of(model->strong, model->strong_count, alliance->strong),
                          weak_name(model, alliance->weak, alliance->member, first));
        break;
    }
    case PLACE_TIE: {
        const model_tie_t *tie = &model->ties[where.index];
        length = snprintf(path, PATH_SIZE, "ties.%s.%s",
                          weak_name(model, tie->from, tie->from_member, first),
                          weak_name(model, tie->to, tie->to_member, second));
        break;
    }
    case PLACE_SHOCK: {
        const model_shock_t *shock = &model->shocks[where.index];
        length = snprintf(path, PATH_SIZE, "%s.%.128s", shock->scripted ? "events" : "shocks",
                          shock->id != NULL ? shock->id : "?");
        break;
    }
    }
    used = (size_t)length;
    if (where.field != NULL) {
        length = snprintf(path + used, PATH_SIZE - used, ".%s", where.field);
        used += (size_t)length;
    }
    if (where.source != MODEL_NONE) {
        snprintf(path + used, PATH_SIZE - used, ".%.128s",
                 id_of(model->sources, model->source_count, where.source));
    }
}

static void fault(check_t *check, place_t where, const char *format, ...)
{
    check->faults++;
    if (check->complain != NULL) {
        char path[PATH_SIZE], message[MESSAGE_SIZE];
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(message, sizeof message, format, arguments);
        va_end(arguments);
        write_path(check->model, where, path);
        check->complain(check->context, path, message);
    }
}

/* A NaN is in no range. */
static bool in_range(double value, double lowest, double highest)
{
    return value >= lowest && value <= highest;
}

static void check_value(check_t *check, place_t where, const distribution_t *value, double lowest,
                        double highest)
{
    const char *why = NULL;
    if (value->kind == DISTRIBUTION_CONSTANT) {
        if (!in_range(value->a, lowest, highest)) {
            fault(check, where, "must be in [%g, %g]", lowest, highest);
        }
    } else if (distribution_check(value, &why) != 0) {
        fault(check, where, "%s", why != NULL ? why : "is no distribution");
    }
}

static void check_parameters(check_t *check)
{
    const parameters_t *parameters = &check->model->parameters;
    double walt = parameters->walt_power + parameters->walt_proximity + parameters->walt_offense;
    double views = parameters->socialisation_patrons + parameters->socialisation_neighbours;
    double ticks = (parameters->time_burn_in + parameters->time_years) *
                   (double)parameters->time_ticks_per_year;
    for (size_t i = 0; i < parameters_count; i++) {
        const parameter_info_t *info = &parameters_table[i];
        double value = parameters_get(parameters, info);
        place_t where = model_place(info->group, info->name);
        if (info->type == PARAMETER_CHOICE) {
            double last = 0.0;
            for (const char *c = info->words; *c != '\0'; c++) {
                last += *c == '|' ? 1.0 : 0.0;
            }
            if (!in_range(value, 0.0, last)) {
                fault(check, where, "must be one of %s", info->words);
            }
        } else if (!in_range(value, info->lowest, info->highest)) {
            fault(check, where, "must be in [%g, %g]", info->lowest, info->highest);
        }
    }
    if (fabs(walt - 1.0) > tolerance) { /* not of NaN, which is a fault already */
        fault(check, model_place("walt", NULL),
              "power, proximity and offense must add up to 1, not %.12g", walt);
    }
    if (views > 1.0 + tolerance) {
        fault(check, model_place("socialisation", NULL),
              "patrons and neighbours must add up to at most 1, not %.12g", views);
    }
    if (ticks >= (double)INT32_MAX) {
        fault(check, model_place("time", NULL),
              "%.12g ticks are too many: shorten years or burn_in, or lower ticks_per_year", ticks);
    }
}

/* ---- Names ---- */

static void check_id(check_t *check, place_kind_t kind, size_t index, const char *id)
{
    bool legal = id != NULL && ((*id >= 'A' && *id <= 'Z') || (*id >= 'a' && *id <= 'z'));
    for (const char *c = legal ? id : ""; *c != '\0'; c++) {
        legal = legal && ((*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') ||
                          (*c >= '0' && *c <= '9') || *c == '_' || *c == '-');
    }
    if (!legal) {
        fault(check, place(kind, index, NULL),
              "an ID is a letter and then letters, digits, _ or -: rename it");
    } else if (strlen(id) > LONGEST_ID) {
        fault(check, place(kind, index, NULL), "an ID has at most %d characters: shorten it",
              (int)LONGEST_ID);
    }
}

static int compare_names(const void *a, const void *b)
{
    const named_t *first = a, *second = b;
    int order = strcmp(first->id, second->id);
    if (order == 0) {
        order = (first->entry > second->entry) - (first->entry < second->entry);
    }
    return order;
}

/* Every ID alone and together; sorts the names. */
static void check_names(check_t *check, place_kind_t kind, named_t *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_id(check, kind, names[i].entry, names[i].id);
        if (names[i].id == NULL) {
            names[i].id = "";
        }
    }
    qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(names[i].id, names[i - 1].id) == 0) {
            fault(check, place(kind, names[i].entry, NULL), "this ID stands twice: rename one");
        }
    }
}

static int check_agent_names(check_t *check, place_kind_t kind, const model_agent_t *entries,
                             size_t count)
{
    int status = MODEL_OK;
    named_t *names = malloc((count + 1) * sizeof *names);
    if (names == NULL) {
        status = MODEL_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = (named_t){entries[i].id, i};
    }
    check_names(check, kind, names, count);
out:
    free(names);
    return status;
}

static int check_shock_names(check_t *check)
{
    int status = MODEL_OK;
    const model_t *model = check->model;
    named_t *names = malloc((model->shock_count + 1) * sizeof *names);
    if (names == NULL) {
        status = MODEL_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < model->shock_count; i++) {
        names[i] = (named_t){model->shocks[i].id, i};
    }
    check_names(check, PLACE_SHOCK, names, model->shock_count);
out:
    free(names);
    return status;
}

/* ---- Agents ---- */

static void check_agent(check_t *check, place_kind_t place_kind, agent_kind_t kind, size_t index,
                        const model_agent_t *agent)
{
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        place_t where = place(place_kind, index, info->name);
        if (info->kind != kind || info->role == ROLE_ACTION) {
            continue;
        }
        if (!info->per_source) {
            check_value(check, where, &agent->value[v], info->lowest, info->highest);
        } else if (agent->per_source[v] == NULL) {
            fault(check, where, "has no values: add the entry by model_add_%s", info->kind_name);
        } else {
            for (size_t k = 0; k < check->model->source_count; k++) {
                where.source = (int32_t)k;
                check_value(check, where, &agent->per_source[v][k], info->lowest, info->highest);
            }
        }
    }
}

static void check_sources(check_t *check)
{
    const model_t *model = check->model;
    for (size_t i = 0; i < model->source_count; i++) {
        int32_t state = model->sources[i].state;
        check_agent(check, PLACE_SOURCE, KIND_SOURCE, i, &model->sources[i]);
        if (state != MODEL_NONE && !within(state, model->strong_count)) {
            fault(check, place(PLACE_SOURCE, i, "state"), "must be the ID of a strong state");
        }
    }
}

static void check_strong(check_t *check)
{
    const model_t *model = check->model;
    for (size_t i = 0; i < model->strong_count; i++) {
        int response = (int)model->strong[i].response;
        check_agent(check, PLACE_STRONG, KIND_STRONG, i, &model->strong[i]);
        if (response < 0 || response >= RESPONSE_COUNT) {
            fault(check, place(PLACE_STRONG, i, "response"), "must be one of %s", response_words);
        }
    }
}

static void check_weak(check_t *check)
{
    const model_t *model = check->model;
    uint64_t total = 0;
    for (size_t i = 0; i < model->weak_count; i++) {
        const model_agent_t *weak = &model->weak[i];
        uint32_t member = 0;
        int32_t group = weak->id != NULL ? model_find_member(model, weak->id, &member) : MODEL_NONE;
        check_agent(check, PLACE_WEAK, KIND_WEAK, i, weak);
        total += weak->count > 0 ? weak->count : 1;
        if (group != MODEL_NONE) {
            fault(check, place(PLACE_WEAK, i, NULL),
                  "the group %.128s has a member of this ID: rename one", model->weak[group].id);
        }
    }
    if (total > most_entities) {
        fault(check, model_place("weak", NULL), "%llu states are too many: at most %llu",
              (unsigned long long)total, (unsigned long long)most_entities);
    }
}

/* How many states an entry's reference stands for. */
static uint64_t states_of(const model_t *model, int32_t weak, uint32_t member)
{
    return member == 0 && model->weak[weak].count > 0 ? model->weak[weak].count : 1;
}

static bool member_exists(const model_t *model, int32_t weak, uint32_t member)
{
    return member == 0 || member <= model->weak[weak].count;
}

/* ---- Alliances ---- */

static int order_of(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_keys(const pair_t *first, const pair_t *second)
{
    int order = order_of((uint64_t)first->strong, (uint64_t)second->strong);
    if (order == 0) {
        order = order_of((uint64_t)first->weak, (uint64_t)second->weak);
    }
    if (order == 0) {
        order = order_of(first->member, second->member);
    }
    return order;
}

static int compare_pairs(const void *a, const void *b)
{
    const pair_t *first = a, *second = b;
    int order = compare_keys(first, second);
    if (order == 0) {
        order = order_of(first->entry, second->entry);
    }
    return order;
}

/* The first pair that is not below (strong, weak, member). */
static size_t lower_bound(const check_t *check, int32_t strong, int32_t weak, uint32_t member)
{
    pair_t key = {.strong = strong, .weak = weak, .member = member};
    size_t low = 0, high = check->pair_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(&check->pairs[middle], &key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Whether a strong state has an alliance with a weak one (MODEL_NONE: any; member 0: any of it). */
static bool allied(const check_t *check, int32_t strong, int32_t weak, uint32_t member)
{
    size_t first = lower_bound(check, strong, weak == MODEL_NONE ? 0 : weak, 0);
    const pair_t *pair = first < check->pair_count ? &check->pairs[first] : NULL;
    bool found = pair != NULL && pair->strong == strong;
    if (found && weak != MODEL_NONE) {
        found = pair->weak == weak;
        if (found && member != 0 && pair->member != 0) {
            first = lower_bound(check, strong, weak, member);
            pair = first < check->pair_count ? &check->pairs[first] : NULL;
            found = pair != NULL && pair->strong == strong && pair->weak == weak &&
                    pair->member == member;
        }
    }
    return found;
}

static int check_alliances(check_t *check)
{
    const model_t *model = check->model;
    uint64_t total = 0;
    int status = MODEL_OK;
    check->pairs = malloc((model->alliance_count + 1) * sizeof *check->pairs);
    if (check->pairs == NULL) {
        status = MODEL_NO_MEMORY;
        goto out;
    }
    if (model->alliance_count == 0) {
        fault(check, model_place("alliances", NULL),
              "there is none: give a weak state a patron or add an alliance");
    }
    for (size_t i = 0; i < model->alliance_count; i++) {
        const model_agent_t *alliance = &model->alliances[i];
        bool legal = true;
        check_agent(check, PLACE_ALLIANCE, KIND_ALLIANCE, i, alliance);
        if (!within(alliance->strong, model->strong_count)) {
            fault(check, place(PLACE_ALLIANCE, i, "strong"), "must be the ID of a strong state");
            legal = false;
        }
        if (!within(alliance->weak, model->weak_count)) {
            fault(check, place(PLACE_ALLIANCE, i, "weak"),
                  "must be the ID of a weak state, group or member");
            legal = false;
        } else if (!member_exists(model, alliance->weak, alliance->member)) {
            fault(check, place(PLACE_ALLIANCE, i, "weak"), "there is no such member");
            legal = false;
        }
        if (legal) {
            total += states_of(model, alliance->weak, alliance->member);
            check->pairs[check->pair_count++] = (pair_t){.strong = alliance->strong,
                                                         .weak = alliance->weak,
                                                         .member = alliance->member,
                                                         .entry = i};
        }
    }
    if (total > most_entities) {
        fault(check, model_place("alliances", NULL), "%llu alliances are too many: at most %llu",
              (unsigned long long)total, (unsigned long long)most_entities);
    }
    qsort(check->pairs, check->pair_count, sizeof *check->pairs, compare_pairs);
    for (size_t i = 1, first = 0; i < check->pair_count; i++) {
        const pair_t *pair = &check->pairs[i];
        if (pair->strong != check->pairs[first].strong || pair->weak != check->pairs[first].weak) {
            first = i; /* of this strong state with this weak entry; the whole group comes first */
        } else if (check->pairs[first].member == 0 || pair->member == check->pairs[i - 1].member) {
            fault(check, place(PLACE_ALLIANCE, pair->entry, NULL),
                  "a second alliance of the same two states: remove one");
        }
    }
out:
    return status;
}

/* ---- Ties ---- */

static int compare_links(const void *a, const void *b)
{
    const link_t *first = a, *second = b;
    int order = order_of((uint64_t)first->from, (uint64_t)second->from);
    if (order == 0) {
        order = order_of((uint64_t)first->to, (uint64_t)second->to);
    }
    if (order == 0) {
        order = order_of(first->from_member, second->from_member);
    }
    if (order == 0) {
        order = order_of(first->to_member, second->to_member);
    }
    if (order == 0) {
        order = order_of(first->entry, second->entry);
    }
    return order;
}

/* Of two entries that state the same, the later one is at fault. */
static void mark(bool *twice, const link_t *first, const link_t *second)
{
    twice[first->entry > second->entry ? first->entry : second->entry] = true;
}

/*
 * Links of one entry to one other, sorted; member 0 is all. So there come first everything (0, 0),
 * then columns (0, t), then for each f the row (f, 0) and the points (f, t). What they have in
 * common within one group may be only a state's tie to itself, which no link means.
 */
static void mark_links(const link_t *links, size_t count, bool *twice)
{
    size_t columns = 0; /* links[0 ... columns) are everything and columns */
    size_t row = 0;     /* where the links of this from_member begin */
    while (columns < count && links[columns].from_member == 0) {
        columns++;
    }
    for (size_t i = 1; i < count; i++) {
        const link_t *link = &links[i];
        if (links[row].from_member != link->from_member) {
            row = i;
        }
        if (links[0].from_member == 0 && links[0].to_member == 0) {
            mark(twice, &links[0], link);
        } else if (i > row && (links[i - 1].to_member == link->to_member ||
                               (links[row].to_member == 0 && row >= columns))) {
            mark(twice, links[i - 1].to_member == link->to_member ? &links[i - 1] : &links[row],
                 link);
        }
        if (i < columns) {
            continue;
        }
        if (link->to_member == 0) { /* a row crosses every column */
            for (size_t c = 0; c < columns && c < 2; c++) {
                if (link->from != link->to || links[c].to_member != link->from_member) {
                    mark(twice, &links[c], link);
                }
            }
        } else { /* a point lies in at most one column */
            size_t low = 0, high = columns;
            while (low < high) {
                size_t middle = low + (high - low) / 2;
                if (links[middle].to_member < link->to_member) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if (low < columns && links[low].to_member == link->to_member) {
                mark(twice, &links[low], link);
            }
        }
    }
}

static bool check_tie(check_t *check, size_t index)
{
    const model_t *model = check->model;
    const model_tie_t *tie = &model->ties[index];
    uint64_t available;
    bool legal = true;
    check_value(check, place(PLACE_TIE, index, "weight"), &tie->weight, 0.0, 1.0);
    if (!within(tie->from, model->weak_count)) {
        fault(check, place(PLACE_TIE, index, "from"),
              "must be the ID of a weak state, group or member");
        legal = false;
    } else if (!member_exists(model, tie->from, tie->from_member)) {
        fault(check, place(PLACE_TIE, index, "from"), "there is no such member");
        legal = false;
    }
    if (!within(tie->to, model->weak_count)) {
        fault(check, place(PLACE_TIE, index, "to"),
              "must be the ID of a weak state, group or member");
        legal = false;
    } else if (!member_exists(model, tie->to, tie->to_member)) {
        fault(check, place(PLACE_TIE, index, "to"), "there is no such member");
        legal = false;
    }
    if (!legal) {
        goto out;
    }
    available = states_of(model, tie->to, tie->to_member);
    if (tie->from == tie->to && tie->to_member == 0) {
        available--; /* nobody is its own partner */
    }
    if (tie->from == tie->to && (model->weak[tie->from].count <= 1 ||
                                 (tie->from_member != 0 && tie->from_member == tie->to_member))) {
        fault(check, place(PLACE_TIE, index, NULL), "a tie of a state to itself: remove it");
        legal = false;
    } else if (tie->partners > available) {
        fault(check, place(PLACE_TIE, index, "partners"), "must be at most the %llu there are",
              (unsigned long long)available);
        legal = false;
    } else if (tie->partners > MODEL_MAX_PARTNERS) {
        fault(check, place(PLACE_TIE, index, "partners"), "must be at most %d",
              (int)MODEL_MAX_PARTNERS);
        legal = false;
    }
out:
    return legal;
}

static int check_ties(check_t *check)
{
    const model_t *model = check->model;
    int status = MODEL_OK;
    uint64_t total = 0;
    size_t count = 0;
    link_t *links = malloc((2 * model->tie_count + 1) * sizeof *links);
    bool *twice = calloc(model->tie_count + 1, sizeof *twice);
    if (links == NULL || twice == NULL) {
        status = MODEL_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < model->tie_count; i++) {
        const model_tie_t *tie = &model->ties[i];
        if (!check_tie(check, i)) {
            continue;
        }
        if (total <= most_entities) { /* once beyond it, stay there rather than overflow */
            total +=
                states_of(model, tie->from, tie->from_member) *
                (tie->partners > 0 ? tie->partners : states_of(model, tie->to, tie->to_member));
        }
        if (tie->partners == 0) {
            links[count++] = (link_t){tie->from, tie->to, tie->from_member, tie->to_member, i};
            if (tie->mutual) {
                links[count++] = (link_t){tie->to, tie->from, tie->to_member, tie->from_member, i};
            }
        }
    }
    qsort(links, count, sizeof *links, compare_links);
    for (size_t i = 0, end; i < count; i = end) {
        end = i + 1;
        while (end < count && links[end].from == links[i].from && links[end].to == links[i].to) {
            end++;
        }
        mark_links(&links[i], end - i, twice);
    }
    for (size_t i = 0; i < model->tie_count; i++) {
        if (twice[i]) {
            fault(check, place(PLACE_TIE, i, NULL),
                  model->ties[i].mutual ? "a tie stated twice (mutual states both ways): remove one"
                                        : "a tie stated twice: remove one");
        }
    }
    if (total > most_entities) {
        fault(check, model_place("ties", NULL), "more than %llu are too many: use partners",
              (unsigned long long)most_entities);
    }
out:
    free(links);
    free(twice);
    return status;
}

/* ---- Shocks and events ---- */

/* Plausible sizes: of an action its own range, of a value the whole way through its range. */
static double highest_size(const variable_info_t *info)
{
    return info->role == ROLE_ACTION ? info->highest : info->highest - info->lowest;
}

static double lowest_size(const variable_info_t *info)
{
    return info->role == ROLE_ACTION ? info->lowest : info->lowest - info->highest;
}

/* Its three fields of who is hit; whether they are as the kind of `on` wants them. */
static bool check_target(check_t *check, size_t index)
{
    const model_t *model = check->model;
    const model_shock_t *shock = &model->shocks[index];
    const variable_info_t *info = variable_info(shock->on);
    bool alliance = info->kind == KIND_ALLIANCE;
    int32_t weak = alliance ? shock->weak : info->kind == KIND_WEAK ? shock->target : MODEL_NONE;
    size_t targets = info->kind == KIND_SOURCE   ? model->source_count
                     : info->kind == KIND_STRONG ? model->strong_count
                     : info->kind == KIND_WEAK   ? model->weak_count
                                                 : 0;
    const char *field = alliance ? "weak" : "target";
    size_t faults = check->faults;
    if (shock->target != MODEL_NONE && (alliance || info->kind == KIND_WORLD)) {
        fault(check, place(PLACE_SHOCK, index, "target"),
              alliance ? "does not go with %s.%s: say strong and weak instead"
                       : "does not go with %s.%s: leave it out",
              info->kind_name, info->name);
    } else if (shock->target != MODEL_NONE && !within(shock->target, targets)) {
        fault(check, place(PLACE_SHOCK, index, "target"), "must be the ID of a %s%s",
              info->kind_name, info->kind == KIND_SOURCE ? "" : " state");
    }
    if (shock->strong != MODEL_NONE && (!alliance || !within(shock->strong, model->strong_count))) {
        fault(check, place(PLACE_SHOCK, index, "strong"),
              alliance ? "must be the ID of a strong state"
                       : "goes only with alliances: say target");
    }
    if (shock->weak != MODEL_NONE && (!alliance || !within(shock->weak, model->weak_count))) {
        fault(check, place(PLACE_SHOCK, index, "weak"),
              alliance ? "must be the ID of a weak state, group or member"
                       : "goes only with alliances: say target");
    }
    if (shock->member != 0 &&
        (weak == MODEL_NONE ||
         (within(weak, model->weak_count) && !member_exists(model, weak, shock->member)))) {
        fault(check, place(PLACE_SHOCK, index, field), "there is no such member");
    }
    return check->faults == faults;
}

/* Whether any strong state but `except` has an alliance that a shock on alliances may hit. */
static bool hits_alliance(const check_t *check, const model_shock_t *shock, int32_t except)
{
    bool found = false;
    if (shock->strong != MODEL_NONE) {
        found = shock->strong != except && allied(check, shock->strong, shock->weak, shock->member);
    } else if (shock->weak == MODEL_NONE && check->pair_count > 0) {
        found = check->pairs[0].strong != except ||
                check->pairs[check->pair_count - 1].strong != except;
    } else if (shock->weak != MODEL_NONE) {
        for (size_t s = 0; s < check->model->strong_count && !found; s++) {
            found = (int32_t)s != except && allied(check, (int32_t)s, shock->weak, shock->member);
        }
    }
    return found;
}

static void check_shock_source(check_t *check, size_t index, bool targets_legal)
{
    const model_t *model = check->model;
    const model_shock_t *shock = &model->shocks[index];
    const variable_info_t *info = variable_info(shock->on);
    place_t where = place(PLACE_SHOCK, index, "source");
    bool demand = shock->on == VARIABLE_ALLIANCE_demand;
    if (!info->per_source && !demand && shock->on != VARIABLE_WORLD_intention) {
        fault(check, where, "does not go with %s.%s: leave it out", info->kind_name, info->name);
    } else if (!within(shock->source, model->source_count)) {
        fault(check, where, "must be the ID of a source");
    } else if (demand && targets_legal) {
        const model_agent_t *source = &model->sources[shock->source];
        if (within(source->state, model->strong_count) && hits_alliance(check, shock, MODEL_NONE) &&
            !hits_alliance(check, shock, source->state)) {
            fault(check, where, "demand about %.128s: %.128s itself embodies it",
                  id_of(model->sources, model->source_count, shock->source),
                  id_of(model->strong, model->strong_count, source->state));
        }
    }
}

static void check_date(check_t *check, size_t index)
{
    const model_t *model = check->model;
    const parameters_t *parameters = &model->parameters;
    double date = model->shocks[index].date;
    double first = parameters->time_start - parameters->time_burn_in;
    double end = parameters->time_start + parameters->time_years;
    place_t where = place(PLACE_SHOCK, index, "date");
    if (!(date >= first - tolerance && date < end)) {
        fault(check, where, "must be in [%.10g, %.10g), the time simulated", first, end);
    } else if (model_ticks(model, date - parameters->time_start) >=
               model_ticks(model, parameters->time_years)) {
        fault(check, where, "the last tick begins before it: it would never happen");
    }
}

static void check_shock(check_t *check, size_t index)
{
    const model_shock_t *shock = &check->model->shocks[index];
    const variable_info_t *info;
    bool targets_legal;
    if ((int)shock->on < 0 || (int)shock->on >= VARIABLE_COUNT) {
        fault(check, place(PLACE_SHOCK, index, "on"), "names no variable");
        goto out;
    }
    info = variable_info(shock->on);
    if (!variable_shockable(shock->on)) {
        fault(check, place(PLACE_SHOCK, index, "on"), "nothing can act on %s.%s: it is fixed",
              info->kind_name, info->name);
        goto out;
    }
    targets_legal = check_target(check, index);
    if (targets_legal && info->kind == KIND_ALLIANCE && check->pair_count > 0 &&
        !hits_alliance(check, shock, MODEL_NONE)) {
        fault(check, place(PLACE_SHOCK, index, NULL), "there is no such alliance to act on");
    }
    if (shock->source != MODEL_NONE) {
        check_shock_source(check, index, targets_legal);
    }
    check_value(check, place(PLACE_SHOCK, index, "size"), &shock->size, lowest_size(info),
                highest_size(info));
    if (shock->scripted) {
        check_date(check, index);
    } else if (!in_range(shock->rate, 0.0, highest_rate)) {
        fault(check, place(PLACE_SHOCK, index, "rate"), "must be in [0, %g]", highest_rate);
    }
out:
    return;
}

size_t model_check(const model_t *self, model_complaint_t complain, void *context)
{
    check_t check = {.model = self, .complain = complain, .context = context};
    int status;
    check_parameters(&check);
    check_sources(&check);
    check_strong(&check);
    check_weak(&check);
    status = check_agent_names(&check, PLACE_SOURCE, self->sources, self->source_count);
    if (status != MODEL_OK) {
        goto out;
    }
    status = check_agent_names(&check, PLACE_STRONG, self->strong, self->strong_count);
    if (status != MODEL_OK) {
        goto out;
    }
    status = check_agent_names(&check, PLACE_WEAK, self->weak, self->weak_count);
    if (status != MODEL_OK) {
        goto out;
    }
    status = check_shock_names(&check);
    if (status != MODEL_OK) {
        goto out;
    }
    status = check_alliances(&check);
    if (status != MODEL_OK) {
        goto out;
    }
    status = check_ties(&check);
    if (status != MODEL_OK) {
        goto out;
    }
    for (size_t i = 0; i < self->shock_count; i++) {
        check_shock(&check, i);
    }
out:
    if (status != MODEL_OK) {
        fault(&check, model_place("model", NULL), "not enough memory to check it");
    }
    free(check.pairs);
    return check.faults;
}
