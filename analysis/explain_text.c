/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule laid open in words. */
#include "analysis/explain.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/explain_words.h"

enum { NUMBERS = 16, NUMBER_SIZE = 40 };

typedef struct writer {
    explain_t *explain;
    language_t language;
    text_t *out;
    const parameters_t *p;
    const account_t *a;
    char number[NUMBERS][NUMBER_SIZE]; /* the last so many; more than one phrase takes */
    unsigned next;
} writer_t;

#define PUT(writer, ...)                                                                           \
    explain_fill((writer)->language, (writer)->out, __VA_ARGS__, (const char *)NULL)

static const char *say(const writer_t *self, const char *key)
{
    return explain_say(self->language, key);
}

static const char *places(writer_t *self, double value, int digits)
{
    char *text = self->number[self->next++ % NUMBERS];

    snprintf(text, NUMBER_SIZE, "%.*f", digits, value);
    if (strtod(text, NULL) == 0 && text[0] == '-') {
        memmove(text, text + 1, strlen(text));
    }
    return text;
}

static const char *real(writer_t *self, double value)
{
    return isfinite(value) ? places(self, value, 3) : say(self, "infinite");
}

/* A parameter, as short as it is. */
static const char *given(writer_t *self, double value)
{
    char *text = self->number[self->next++ % NUMBERS];

    snprintf(text, NUMBER_SIZE, "%.4g", value);
    return text;
}

static const char *whole(writer_t *self, int64_t value)
{
    char *text = self->number[self->next++ % NUMBERS];

    snprintf(text, NUMBER_SIZE, "%" PRId64, value);
    return text;
}

/* As many digits as show on which side of the line it stands. */
static int digits_apart(double value, double line)
{
    char one[NUMBER_SIZE], other[NUMBER_SIZE];
    int digits = 2;

    do {
        digits++;
        snprintf(one, sizeof one, "%.*f", digits, value);
        snprintf(other, sizeof other, "%.*f", digits, line);
    } while (value != line && digits < 17 && strcmp(one, other) == 0);
    return digits;
}

static const char *source_name(const writer_t *self, int32_t source)
{
    return source == MODEL_NONE ? say(self, "nobody")
                                : world_source_id(self->explain->world, (size_t)source);
}

static const char *side(bool at_or_above)
{
    return at_or_above ? "≥" : "<";
}

/* ---- Head ---- */

static void put_title(writer_t *self)
{
    const explain_request_t *request = &self->explain->request;
    const double year = self->p->time_start + (double)request->tick / self->p->time_ticks_per_year;
    char replicate[24], point[24];

    snprintf(replicate, sizeof replicate, "%" PRIu64, request->replicate);
    snprintf(point, sizeof point, "%" PRIu64, request->point);
    PUT(self, request->has_point ? "title.point" : "title", request->strong, request->weak,
        replicate, whole(self, request->tick), real(self, year), point);
}

static void put_result(writer_t *self)
{
    const account_t *a = self->a;
    const observation_t *seen = &a->seen;

    if (a->disposition == BEHAVIOUR_NONE) {
        PUT(self, "was.ended");
        return;
    }
    PUT(self, "disposition", say(self, behaviour_name(a->disposition)));
    if (a->behaviour == BEHAVIOUR_NONE) {
        PUT(self, "behaviour.none");
        PUT(self, "issue.none");
    } else {
        PUT(self, "behaviour", say(self, behaviour_name(a->behaviour)));
        PUT(self, seen->conflict ? "issue.conflict" : "issue.harmless",
            source_name(self, seen->issue_source), real(self, seen->stake),
            whole(self, a->issue_age), whole(self, a->issue_duration));
        if (seen->price > 0) {
            PUT(self, "price", real(self, seen->price), real(self, seen->concession));
        }
    }
}

/* The source that makes it the same: the focal one, or under scope "any" the first that is strong
 * for both. */
static int32_t common_source(const writer_t *self)
{
    int32_t found = self->a->seen.focal_source;
    account_threat_t threat;

    if (self->p->decision_scope == SCOPE_ANY) {
        for (size_t k = world_source_count(self->explain->world); k-- > 0;) {
            account_threat(self->a, self->explain->world, k, &threat);
            found = !threat.embodied && threat.strong_is && threat.weak_is ? (int32_t)k : found;
        }
    }
    return found;
}

/* Of a confrontation: what keeps it from ending the alliance. */
static void put_not_ending(writer_t *self)
{
    const account_t *a = self->a;
    const struct {
        bool lacks;
        const char *key;
    } reasons[] = {
        {!a->irreconcilable, "lacks.reconcilable"},
        {a->vulnerable, "lacks.vulnerable"},
        {!(a->seen.issue && a->seen.conflict), "lacks.issue"},
        {a->conditions && a->seen.issue && a->seen.conflict && !a->clock_has_run, "lacks.clock"}};
    text_t list;

    text_init(&list);
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].lacks) {
            explain_fill(self->language, &list, list.length > 0 ? "semicolon" : "",
                         (const char *)NULL);
            explain_fill(self->language, &list, reasons[i].key, whole(self, a->clock),
                         whole(self, a->clock_end), (const char *)NULL);
        }
    }
    text_append(&list, "", 1);
    if (text_inherit(self->out, &list) == FILES_OK && list.length > 1) {
        PUT(self, "why.not_ending", list.data);
    }
    text_free(&list);
}

static void put_why(writer_t *self)
{
    const account_t *a = self->a;
    const bool logit = self->p->decision_rule == DECISION_LOGIT;
    char key[40];

    if (a->disposition == BEHAVIOUR_NONE) {
        return;
    }
    PUT(self, "why");
    if (a->same) {
        PUT(self, "why.same", source_name(self, common_source(self)));
    } else {
        snprintf(key, sizeof key, "why.%s", interdependence_name(a->type));
        PUT(self, key);
    }
    if (logit) {
        PUT(self, "why.logit", say(self, behaviour_name(a->table)),
            say(self, behaviour_name(a->disposition)));
    } else if (a->disposition == BEHAVIOUR_TERMINATION) {
        PUT(self, "why.termination", whole(self, a->clock), whole(self, a->clock_end));
    } else if (a->disposition == BEHAVIOUR_CONFRONTATION) {
        put_not_ending(self);
    }
}

/* ---- 1 ---- */

static void put_dependence(writer_t *self, bool strong)
{
    const account_t *a = self->a;
    const double value = strong ? a->strong_dependence : a->weak_dependence;
    const double line = strong ? a->strong_line : a->weak_line;
    const bool is = strong ? a->strong_is : a->weak_is, was = strong ? a->strong_was : a->weak_was;
    const int digits = digits_apart(value, line);

    PUT(self, strong ? "dependence.strong" : "dependence.weak", places(self, value, digits),
        side(is), places(self, line, digits), say(self, is ? "strong" : "weak"),
        say(self, was ? "strong" : "weak"), given(self, self->p->threshold_dependence),
        given(self, self->p->threshold_band));
}

static void put_strong_parts(writer_t *self)
{
    const account_t *a = self->a;
    const parameters_t *p = self->p;
    const double security = p->dependence_security_strong, standing = p->dependence_standing;

    PUT(self, "dependence.strong.sum", given(self, security), real(self, a->seen.strong_military),
        given(self, 1 - security), real(self, a->strong_political));
    if (a->seen.issue) {
        PUT(self, "dependence.stake", real(self, a->seen.strong_political),
            real(self, a->seen.stake));
    } else {
        PUT(self, "dependence.no_stake");
    }
    PUT(self, "target.strong_military", real(self, a->strong_military_target),
        real(self, a->engagement), real(self, a->basing), given(self, standing),
        given(self, 1 - standing), real(self, a->position),
        given(self, p->consequence_substitution), real(self, a->lost), real(self, a->withdrawal));
    PUT(self, "target.strong_political", real(self, a->strong_political_target),
        real(self, a->engagement), real(self, a->salience), given(self, standing),
        given(self, 1 - standing), real(self, a->position),
        given(self, p->consequence_substitution), real(self, a->lost));
}

static void put_weak_parts(writer_t *self)
{
    const account_t *a = self->a;
    const parameters_t *p = self->p;
    const double security = p->dependence_security_weak, treaty = p->dependence_treaty;

    PUT(self, "dependence.weak.sum", given(self, security), real(self, a->seen.weak_military),
        given(self, 1 - security), real(self, a->seen.weak_political));
    PUT(self, "target.weak_military", real(self, a->weak_military_target), real(self, a->gap),
        real(self, a->support), given(self, treaty), given(self, 1 - treaty),
        real(self, a->engagement), given(self, p->dependence_substitutes),
        real(self, a->alternatives), real(self, a->sanction));
    PUT(self, "target.weak_political", real(self, a->weak_political_target));
}

static void put_interdependence(writer_t *self)
{
    PUT(self, "dependence", say(self, interdependence_name(self->a->type)));
    put_dependence(self, true);
    put_strong_parts(self);
    put_dependence(self, false);
    put_weak_parts(self);
}

/* ---- 2 ---- */

static void put_side(writer_t *self, const char *key, double threat, bool is)
{
    const double line = self->p->threshold_threat;
    const int digits = digits_apart(threat, line);

    PUT(self, key, places(self, threat, digits), side(is), places(self, line, digits),
        say(self, is ? "strong" : "weak"));
}

static void put_sources(writer_t *self)
{
    const explain_t *explain = self->explain;
    const size_t sources = world_source_count(explain->world);
    char row[256];
    size_t width = 6;

    for (size_t k = 0; k < sources; k++) {
        const size_t length = strlen(world_source_id(explain->world, k));

        width = length > width && length <= WORLD_ID_SIZE ? length : width;
    }
    PUT(self, "threat.table", given(self, self->p->walt_power),
        given(self, self->p->walt_proximity), given(self, self->p->walt_offense));
    text_append(self->out, row,
                (size_t)snprintf(
                    row, sizeof row,
                    "    %*s      P     O  | %s: I     X     m     T | %s: I     X     m     T\n",
                    (int)width + 5, "", "s", "w"));
    for (size_t k = 0; k < sources; k++) {
        account_threat_t t;

        account_threat(self->a, explain->world, k, &t);
        text_append(self->out, row,
                    (size_t)snprintf(
                        row, sizeof row,
                        "  %s %-*s%s %.3f %.3f | %6.3f %.3f %.3f %.3f | %6.3f %.3f %.3f %.3f\n",
                        (int32_t)k == self->a->seen.focal_source ? "*" : " ", (int)width,
                        world_source_id(explain->world, k), t.embodied ? " (s)" : "    ", t.power,
                        t.offense, t.strong_intention, t.strong_proximity, t.strong_menace,
                        t.strong_threat, t.weak_intention, t.weak_proximity, t.weak_menace,
                        t.weak_threat));
    }
    PUT(self, "threat.legend");
}

static void put_threats(writer_t *self)
{
    const account_t *a = self->a;
    account_threat_t focal;

    PUT(self, "threat", say(self, a->same ? "same" : "different"));
    if (a->seen.focal_source == MODEL_NONE) {
        PUT(self, "threat.none");
        return;
    }
    account_threat(a, self->explain->world, (size_t)a->seen.focal_source, &focal);
    PUT(self, a->seen.issue ? "threat.focal.issue" : "threat.focal.greatest",
        source_name(self, a->seen.focal_source));
    if (self->p->decision_scope == SCOPE_ANY) {
        PUT(self, "threat.any");
    }
    if (focal.embodied) {
        PUT(self, "threat.embodied");
    }
    put_side(self, "threat.strong", focal.strong_threat, focal.strong_is);
    put_side(self, "threat.weak", focal.weak_threat, focal.weak_is);
    put_sources(self);
}

/* ---- 3, 4 ---- */

static void put_divergence(writer_t *self)
{
    const account_t *a = self->a;
    const parameters_t *p = self->p;
    int digits = digits_apart(a->divergence, p->threshold_divergence);

    PUT(self, "divergence", say(self, a->irreconcilable ? "irreconcilable" : "reconcilable"));
    PUT(self, "divergence.value", places(self, a->divergence, digits), side(a->past_divergence),
        places(self, p->threshold_divergence, digits),
        say(self, a->past_divergence ? "irreconcilable" : "reconcilable"));
    PUT(self, "divergence.sums", real(self, a->either), real(self, a->partner),
        real(self, a->ally_threat), real(self, a->both),
        real(self, a->either + a->partner + a->ally_threat), given(self, p->threshold_threat));
    digits = digits_apart(a->ally_threat, p->threshold_ally);
    PUT(self, "ally.value", places(self, a->ally_threat, digits), side(a->past_ally),
        places(self, p->threshold_ally, digits),
        say(self, a->past_ally ? "irreconcilable" : "reconcilable"));
}

static void put_vulnerability(writer_t *self)
{
    const account_t *a = self->a;
    const parameters_t *p = self->p;
    const int digits = digits_apart(a->vulnerability, p->threshold_vulnerability);

    PUT(self, "vulnerability", say(self, a->vulnerable ? "vulnerable" : "not_vulnerable"));
    PUT(self, "vulnerability.value", places(self, a->vulnerability, digits), side(a->vulnerable),
        places(self, p->threshold_vulnerability, digits),
        say(self, a->vulnerable ? "vulnerable" : "not_vulnerable"));
    PUT(self, "vulnerability.product", real(self, a->alternatives), real(self, a->gap),
        given(self, p->dependence_self_help));
    PUT(self, "vulnerability.gap", real(self, a->gap), real(self, a->need),
        real(self, a->capability), real(self, a->everyday_need), real(self, a->deterrable));
    PUT(self, "vulnerability.alternatives", real(self, a->alternatives), real(self, a->outside),
        real(self, a->ties_open), real(self, a->patrons_open));
}

/* ---- 5, 6, 7 ---- */

static void put_table(writer_t *self)
{
    static const behaviour_t if_different[INTERDEPENDENCE_COUNT] = {
        BEHAVIOUR_NEGATIVE_RESPONSE, BEHAVIOUR_PRICE_RAISING, BEHAVIOUR_FOLLOW,
        BEHAVIOUR_CONFRONTATION};

    PUT(self, "table");
    for (int t = 0; t < INTERDEPENDENCE_COUNT; t++) {
        const bool here = t == (int)self->a->type;
        char different[96], same[96];

        snprintf(different, sizeof different, here && !self->a->same ? "[%s]" : "%s",
                 say(self, behaviour_name(if_different[t])));
        snprintf(same, sizeof same, here && self->a->same ? "[%s]" : "%s",
                 say(self, behaviour_name(BEHAVIOUR_FOLLOW)));
        PUT(self, "table.row", here ? ">" : " ",
            say(self, interdependence_name((interdependence_t)t)), different, same);
    }
}

static void put_ending(writer_t *self)
{
    const account_t *a = self->a;
    const parameters_t *p = self->p;
    const char *yes = say(self, "yes"), *no = say(self, "no");

    PUT(self, "ending");
    PUT(self, "ending.type", a->type == WEAK_WEAK ? yes : no);
    PUT(self, "ending.different", a->same ? no : yes);
    PUT(self, "ending.irreconcilable", a->irreconcilable ? yes : no,
        given(self, p->threshold_divergence), given(self, p->threshold_ally));
    PUT(self, "ending.secure", a->vulnerable ? no : yes, given(self, p->threshold_vulnerability));
    PUT(self, "ending.issue", a->seen.issue && a->seen.conflict ? yes : no);
    PUT(self, "ending.clock", a->clock >= a->clock_end ? yes : no, whole(self, a->clock),
        whole(self, a->clock_end), whole(self, a->clock_before));
}

static void put_clocks(writer_t *self)
{
    const account_t *a = self->a;
    const bool ended = a->seen.status == STATUS_ENDED;

    PUT(self, "clocks", say(self, status_name(a->status_before)),
        say(self, status_name(a->seen.status)));
    if (a->seen.issue && a->confronted > 0) {
        PUT(self, a->response == RESPONSE_PUNISH ? "clock.drift_punished" : "clock.drift", whole(self, a->confronted),
            whole(self, a->drift_after));
    }
    if (ended && a->reform_after == 0) {
        PUT(self, "clock.never");
    } else if (a->seen.status != STATUS_ALLIED) {
        PUT(self, ended ? "clock.reform" : "clock.calm", source_name(self, a->greatest_source),
            say(self, a->united ? "yes" : "no"), whole(self, a->calm),
            whole(self, ended ? a->reform_after : a->recover_after));
    }
}

/* ---- 8 ---- */

static const char *const quantity_keys[] = {
    "move.strong_dependence", "move.weak_dependence", "move.strong_threat", "move.weak_threat",
    "move.divergence",        "move.vulnerability",   "move.ally_threat"};

/* The stake with which the open (or an) issue would bring d_s to the line, if there is one. */
static void put_stake(writer_t *self, const account_move_t *move)
{
    const account_t *a = self->a;
    const double military = self->p->dependence_security_strong;
    const double political = (move->line - military * a->seen.strong_military) / (1 - military);
    const double stake = 1 - (1 - political) / (1 - a->seen.strong_political);

    if (military < 1 && a->seen.strong_political < 1 && stake > 0 && stake <= 1 &&
        (move->up || a->seen.issue)) {
        PUT(self, move->up ? "move.stake.up" : "move.stake.down", real(self, stake));
    }
}

static void put_move(writer_t *self, const account_move_t *move)
{
    const double distance = move->up ? move->line - move->value : move->value - move->line;
    const int digits = digits_apart(move->value, move->line);
    text_t name;

    text_init(&name);
    explain_fill(self->language, &name, quantity_keys[move->quantity],
                 source_name(self, move->source), (const char *)NULL);
    text_append(&name, "", 1);
    if (text_inherit(self->out, &name) == FILES_OK) {
        PUT(self, move->up ? "move.rises" : "move.falls", name.data,
            places(self, move->value, digits), places(self, move->line, digits),
            places(self, distance, digits));
    }
    text_free(&name);
    if (move->quantity == ACCOUNT_STRONG_DEPENDENCE) {
        put_stake(self, move);
    }
}

static void put_way(writer_t *self, const account_way_t *way, const account_move_t *moves)
{
    const account_t *a = self->a;
    const char *and = say(self, "semicolon");
    const bool closed = !way->open && isfinite(way->distance);

    if (!isfinite(way->distance)) {
        PUT(self, "change.no_way");
        return;
    }
    if (closed) {
        PUT(self, "change.closed", whole(self, a->clock), whole(self, a->clock_end));
    } else if (way->count == 0) {
        PUT(self, self->p->decision_rule == DECISION_LOGIT ? "change.draw" : "change.nothing");
    }
    for (size_t i = 0; i < way->count; i++) {
        if (closed || i > 0) {
            text_append(self->out, and, strcspn(and, " "));
        }
        put_move(self, &moves[i]);
    }
    PUT(self, "stop");
}

/* Ways that are shown: those open, and those to termination also while its clock has not run. */
static bool is_shown(account_route_t route, const account_way_t *way)
{
    return way->open || (route >= ROUTE_TERMINATION_DIVERGENCE && isfinite(way->distance)) ||
           (route == ROUTE_FOLLOW_SAME && !isfinite(way->distance));
}

static void put_change(writer_t *self, behaviour_t to)
{
    const double distance = self->a->distance[to];
    account_move_t *moves = self->explain->moves;
    account_way_t way;
    bool first = true;

    PUT(self, isfinite(distance) ? "change.to" : "change.out", say(self, behaviour_name(to)),
        real(self, distance));
    for (int pass = 0; pass < 2; pass++) { /* the nearest first */
        for (int r = 0; r < ROUTE_COUNT; r++) {
            account_route(self->a, self->explain->world, (account_route_t)r, &way, moves);
            if (way.disposition == to && is_shown((account_route_t)r, &way) &&
                (way.distance <= distance) == (pass == 0)) {
                if (!first) {
                    PUT(self, "change.or");
                }
                put_way(self, &way, moves);
                first = false;
            }
        }
    }
}

static void put_changes(writer_t *self)
{
    if (self->a->disposition == BEHAVIOUR_NONE) {
        PUT(self, "change.ended");
        return;
    }
    PUT(self, "change");
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        if (b != (int)self->a->disposition) {
            put_change(self, (behaviour_t)b);
        }
    }
    PUT(self, "change.note");
}

/* ---- 9 ---- */

static void put_logit(writer_t *self)
{
    const account_t *a = self->a;

    if (self->p->decision_rule != DECISION_LOGIT || a->disposition == BEHAVIOUR_NONE) {
        return;
    }
    PUT(self, "logit", given(self, self->p->decision_lambda));
    for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
        PUT(self, "logit.row", b == (int)a->disposition ? ">" : " ",
            say(self, behaviour_name((behaviour_t)b)), real(self, a->distance[b]),
            real(self, a->probability[b]));
    }
    PUT(self, "logit.draw", real(self, a->draw), say(self, behaviour_name(a->disposition)));
}

void explain_text(explain_t *explain, language_t language, text_t *out)
{
    writer_t self = {.explain = explain,
                     .language = language,
                     .out = out,
                     .p = &explain->scenario.model.parameters,
                     .a = &explain->account};

    put_title(&self);
    put_result(&self);
    put_why(&self);
    put_interdependence(&self);
    put_threats(&self);
    put_divergence(&self);
    put_vulnerability(&self);
    put_table(&self);
    put_ending(&self);
    put_clocks(&self);
    put_changes(&self);
    put_logit(&self);
    if (explain->match != EXPLAIN_UNCOMPARED) {
        PUT(&self, explain->match == EXPLAIN_SAME ? "match.same" : "match.other",
            explain->difference);
    }
}
