/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/portrait.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/measure.h"

enum { UNITED_STATES = 2, PLACE_SIZE = 160, FOREMOST = 3 };

void gallery_free(gallery_t *self)
{
    free(self->weak);
    free(self->alliances);
    free(self->ties);
    self->weak = NULL;
    self->alliances = NULL;
    self->ties = NULL;
    self->weak_count = self->alliance_count = self->tie_count = 0;
}

/* ---- Words ---- */

static void say(measured_t *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(measured_t *to, const char *format, ...)
{
    const size_t length = strlen(to->why);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(to->why + length, sizeof to->why - length, format, arguments);
    va_end(arguments);
}

/* "nmc.csv:12", "nmc.csv:12-14 (the nearest year)"; after a row of the same file only the line. Notes the rule. */
static void cite(measured_t *to, const char *separator, const finding_t *finding)
{
    const bool again = finding->set != NULL && finding->set == to->cited;

    if (finding->set != NULL && !(again && finding->line == to->cited_line)) {
        say(to, "%s%s%s%llu", separator, again ? "" : finding->set->name, again ? "" : ":",
            (unsigned long long)finding->line);
        if (finding->last_line != finding->line) {
            say(to, "-%llu", (unsigned long long)finding->last_line);
        }
        to->cited = finding->set;
        to->cited_line = finding->line;
    }
    if (finding->rule != NULL) {
        say(to, " (%s)", finding->rule);
        to->rule = to->rule != NULL ? to->rule : finding->rule;
    }
}

static measured_t unknown(const gallery_t *self, dataset_id_t set, int code)
{
    measured_t measured = {.value = (double)NAN};

    if (!dataset_is_there(&self->atlas->sets[set])) {
        say(&measured, "no data on it: --%s was not given", dataset_option(set));
    } else {
        say(&measured, "%s says nothing, or not all, of %s", self->atlas->sets[set].name,
            atlas_abbreviation(self->atlas, code));
    }
    return measured;
}

static finding_t cinc_of(const gallery_t *self, int code)
{
    return atlas_value(self->atlas, DATASET_CAPABILITY, CAPABILITY_CINC, code);
}

double gallery_cinc(const atlas_t *atlas, int code)
{
    return atlas_value(atlas, DATASET_CAPABILITY, CAPABILITY_CINC, code).value;
}

static double capability_of(const gallery_t *self, int code)
{
    return measure_capability(cinc_of(self, code).value, cinc_of(self, self->reference).value);
}

/* Distance of two ideal points; NaN if one is unknown. */
static double votes_apart(const gallery_t *self, int a, int b, measured_t *to)
{
    const finding_t first = atlas_ideal_point(self->atlas, a);
    const finding_t second = atlas_ideal_point(self->atlas, b);
    const double distance = fabs(first.value - second.value);

    if (!isnan(distance)) {
        cite(to, ", ", &first);
        cite(to, ", ", &second);
    }
    return distance;
}

/* Of the two states' ideal points; NaN if one is unknown and not to be filled. */
static double agreement_of(const gallery_t *self, int a, int b, double range, measured_t *to)
{
    const double distance = votes_apart(self, a, b, to);
    double agreement = (double)NAN;

    if (!isnan(distance)) {
        agreement = measure_agreement(distance, range);
    } else if (self->atlas->fill) {
        say(to, ", agreement unknown: .5");
        to->rule = to->rule != NULL ? to->rule : "agreement taken as .5";
        agreement = measure_agreement(distance, range);
    }
    return agreement;
}

static const source_portrait_t *source_of(const gallery_t *self, int code, size_t *index)
{
    const source_portrait_t *found = NULL;

    for (size_t k = 0; k < self->source_count && found == NULL; k++) {
        if (self->sources[k].code == code) {
            found = &self->sources[k];
            *index = k;
        }
    }
    return found;
}

static bool is_strong(const gallery_t *self, int code)
{
    bool found = false;

    for (size_t s = 0; s < self->strong_count; s++) {
        found = found || self->strong[s].code == code;
    }
    return found;
}

/* ---- Sources ---- */

/* A column against the reference's; NaN if either is unknown. */
static double against_reference(const gallery_t *self, int column, int code, measured_t *to)
{
    const finding_t own = atlas_value(self->atlas, DATASET_CAPABILITY, column, code);
    const finding_t other = atlas_value(self->atlas, DATASET_CAPABILITY, column, self->reference);
    double share = (double)NAN;

    if (!isnan(own.value) && other.value > 0.0) {
        share = own.value / other.value;
        cite(to, ", ", &own);
    } else {
        say(to, ", %s unknown and left out", column == CAPABILITY_SPENDING ? "milex" : "milper");
        to->rule = "spending or personnel left out, the other counts alone";
    }
    return share;
}

static measured_t measure_source_offense(const gallery_t *self, int code)
{
    measured_t measured = {.value = (double)NAN};
    const finding_t soldiers = atlas_value(self->atlas, DATASET_CAPABILITY, CAPABILITY_PERSONNEL, code);
    const finding_t people = atlas_value(self->atlas, DATASET_CAPABILITY, CAPABILITY_POPULATION, code);
    const double militarised = people.value > 0.0 ? soldiers.value / people.value : (double)NAN;
    double spending = (double)NAN, personnel = (double)NAN;

    say(&measured, "1 - (1 - sqrt(mean(milex, milper against %s's))) (1 - milper / tpop / %g / 2)",
        atlas_abbreviation(self->atlas, self->reference), MEASURE_SOLDIERS);
    spending = against_reference(self, CAPABILITY_SPENDING, code, &measured);
    personnel = against_reference(self, CAPABILITY_PERSONNEL, code, &measured);
    if (isnan(militarised)) {
        say(&measured, ", milper / tpop unknown and left out");
        measured.rule = "soldiers per head left out";
    }
    if ((isnan(spending) && isnan(personnel)) ||
        (!self->atlas->fill && (isnan(spending) || isnan(personnel) || isnan(militarised)))) {
        measured = unknown(self, DATASET_CAPABILITY, code);
    } else {
        measured.value = measure_offense(spending, personnel, militarised);
    }
    return measured;
}

static measured_t measure_state_capability(const gallery_t *self, int code)
{
    measured_t measured = {.value = (double)NAN};
    const finding_t own = cinc_of(self, code);
    const finding_t reference = cinc_of(self, self->reference);

    if (isnan(own.value)) {
        measured = unknown(self, DATASET_CAPABILITY, code);
    } else {
        say(&measured, "(c / c_%s)^(1/3)", atlas_abbreviation(self->atlas, self->reference));
        cite(&measured, ", ", &own);
        cite(&measured, ", ", &reference);
        measured.value = measure_capability(own.value, reference.value);
    }
    return measured;
}

static void measure_source(const gallery_t *self, source_portrait_t *source)
{
    measured_t *const values[] = {&source->power, &source->offense, &source->deterrable};

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (!isnan(values[i]->value)) {
            say(values[i], "said with --source");
        }
    }
    if (source->code != 0 && isnan(source->power.value)) {
        source->power = measure_state_capability(self, source->code);
    }
    if (source->code != 0 && isnan(source->offense.value)) {
        source->offense = measure_source_offense(self, source->code);
    }
    if (isnan(source->deterrable.value) && source->deterrable.why[0] == '\0') {
        say(&source->deterrable, "a state's forces: an ally's help answers them");
        source->deterrable.value = 1.0;
    }
}

/* ---- Perception ---- */

static measured_t measure_state_intention(const gallery_t *self, int code, const source_portrait_t *source, bool strong)
{
    const atlas_t *atlas = self->atlas;
    measured_t measured = {.value = (double)NAN};
    const double said = strong && !isnan(source->said_strong_intention) ? source->said_strong_intention
                                                                        : source->said_intention;
    int disputes = 0;

    if (!isnan(said)) {
        say(&measured, "said with --source");
        measured.value = said;
    } else if (!dataset_is_there(&atlas->sets[DATASET_IDEAL]) && !dataset_is_there(&atlas->sets[DATASET_DISPUTES])) {
        say(&measured, "no data on it: neither --ideal nor --mid was given");
    } else {
        const finding_t enmity = atlas_enmity(atlas, code, source->code, &disputes);
        const finding_t pact = atlas_pact(atlas, code, source->code, PACTS_DEFENSE);
        double distance = (double)NAN;

        say(&measured, "votes and disputes");
        distance = votes_apart(self, code, source->code, &measured);
        if (isnan(distance) && !atlas->fill && dataset_is_there(&atlas->sets[DATASET_IDEAL])) {
            return unknown(self, DATASET_IDEAL, isnan(atlas_ideal_point(atlas, code).value) ? code : source->code);
        }
        if (isnan(distance)) {
            say(&measured, ", no ideal point: votes say nothing");
            measured.rule = dataset_is_there(&atlas->sets[DATASET_IDEAL]) ? "votes taken to say nothing" : NULL;
        }
        if (disputes > 0) {
            say(&measured, ", %d dispute%s", disputes, disputes == 1 ? "" : "s, the last");
            cite(&measured, " ", &enmity);
        }
        if (!isnan(pact.value)) {
            say(&measured, ", a pact");
            cite(&measured, " ", &pact);
        }
        measured.value = measure_intention(distance, enmity.value, !isnan(pact.value));
    }
    return measured;
}

static measured_t measure_state_proximity(const gallery_t *self, int code, const source_portrait_t *source)
{
    const atlas_t *atlas = self->atlas;
    measured_t measured = {.value = (double)NAN};

    if (!isnan(source->said_proximity)) {
        say(&measured, "said with --source");
        measured.value = source->said_proximity;
    } else {
        const finding_t finding = atlas_proximity(atlas, code, source->code, true);

        if (isnan(finding.value)) {
            const bool contiguity = dataset_is_there(&atlas->sets[DATASET_CONTIGUITY]);

            measured = unknown(self, contiguity ? DATASET_CONTIGUITY : DATASET_DISTANCE, code);
        } else {
            say(&measured, finding.set == NULL                                ? "taken as such"
                           : finding.set == &atlas->sets[DATASET_DISTANCE] ? "1 - ln(1 + km/100) / ln(201)"
                                                                           : "by type of contiguity");
            cite(&measured, ", ", &finding);
            measured.value = finding.value;
        }
    }
    return measured;
}

static void measure_perception(const gallery_t *self, state_portrait_t *state, bool strong)
{
    for (size_t k = 0; k < self->source_count; k++) {
        const source_portrait_t *source = &self->sources[k];

        if (source->code != state->code) {
            state->intention[k] = measure_state_intention(self, state->code, source, strong);
            state->proximity[k] = measure_state_proximity(self, state->code, source);
        }
    }
}

/* Near is also what can reach the strong state's troops: in an ally, as far as they stand there. */
static void extend_to_garrisons(const gallery_t *self, size_t s)
{
    state_portrait_t *strong = (state_portrait_t *)&self->strong[s];

    for (size_t k = 0; k < self->source_count; k++) {
        measured_t *own = &strong->proximity[k];
        const alliance_portrait_t *nearest = NULL;
        double greatest = isnan(own->value) ? 0.0 : own->value;

        for (size_t i = 0; i < self->alliance_count; i++) {
            const alliance_portrait_t *alliance = &self->alliances[i];
            const double reach = alliance->basing.value * self->weak[alliance->weak].proximity[k].value;

            if (alliance->strong == s && reach > greatest) {
                greatest = reach;
                nearest = alliance;
            }
        }
        if (nearest != NULL && isnan(self->sources[k].said_proximity) && self->sources[k].code != strong->code) {
            *own = (measured_t){.value = greatest};
            say(own, "as near as its troops: basing x proximity of %s",
                atlas_abbreviation(self->atlas, self->weak[nearest->weak].code));
        }
    }
}

/* ---- Weak states ---- */

typedef struct weight {
    double value;
    int code;
} weight_t;

static void keep_foremost(weight_t foremost[FOREMOST], weight_t weight)
{
    for (size_t i = 0; i < FOREMOST; i++) {
        if (weight.value > foremost[i].value) {
            const weight_t next = foremost[i];

            foremost[i] = weight;
            weight = next;
        }
    }
}

static bool is_patron(const gallery_t *self, int code, int of)
{
    return is_strong(self, code) && atlas_has_pact(self->atlas, code, of);
}

static measured_t measure_state_need(const gallery_t *self, const state_portrait_t *state)
{
    const atlas_t *atlas = self->atlas;
    measured_t measured = {.value = (double)NAN};
    weight_t foremost[FOREMOST] = {{0.0, 0}};
    double pressure = 0.0;
    size_t reaching = 0, k = 0;

    if (!dataset_is_there(&atlas->sets[DATASET_DISTANCE]) && !dataset_is_there(&atlas->sets[DATASET_CONTIGUITY])) {
        say(&measured, "no data on it: neither --distance nor --contiguity was given");
        return measured;
    }
    for (size_t i = 0; i < atlas->member_count; i++) {
        const int other = atlas->members[i];
        const finding_t proximity = atlas_proximity(atlas, state->code, other, false);
        const finding_t cinc = cinc_of(self, other);
        double hostility = 0.0;

        if (other == state->code || is_patron(self, other, state->code) || isnan(proximity.value) || isnan(cinc.value)) {
            continue;
        }
        hostility = measure_hostility(atlas_enmity(atlas, state->code, other, NULL).value,
                                      atlas_has_pact(atlas, state->code, other));
        if (source_of(self, other, &k) != NULL && state->intention[k].value > hostility) {
            hostility = state->intention[k].value;
        }
        hostility *= cinc.value * proximity.value * proximity.value;
        pressure += hostility;
        reaching++;
        keep_foremost(foremost, (weight_t){hostility, other});
    }
    say(&measured, "(sum h c X^2 / c_%s)^(1/3) over %zu states, at least %g",
        atlas_abbreviation(atlas, self->reference), reaching, MEASURE_LEAST_NEED);
    for (size_t i = 0; i < FOREMOST && foremost[i].value > 0.0; i++) {
        const finding_t cinc = cinc_of(self, foremost[i].code);
        const finding_t proximity = atlas_proximity(atlas, state->code, foremost[i].code, false);

        say(&measured, "%s %s %.0f %%", i == 0 ? ": most of it" : ",", atlas_abbreviation(atlas, foremost[i].code),
            100.0 * foremost[i].value / pressure);
        measured.cited = NULL;
        cite(&measured, " (", &cinc);
        cite(&measured, ", ", &proximity);
        say(&measured, ")");
    }
    measured.rule = NULL;
    measured.value = measure_need(pressure, cinc_of(self, self->reference).value);
    return measured;
}

/* The tie of two defence partners, whether or not it will be written; NaN if it is not known. */
static measured_t measure_state_tie(const gallery_t *self, int a, int b)
{
    measured_t measured = {.value = (double)NAN};
    const finding_t pact = atlas_pact(self->atlas, a, b, PACTS_DEFENSE);
    finding_t proximity;
    double agreement = 0.0;

    say(&measured, "%g agreement X^2", MEASURE_TIE);
    cite(&measured, ", ", &pact);
    agreement = agreement_of(self, a, b, MEASURE_PARTNER_RANGE, &measured);
    proximity = atlas_proximity(self->atlas, a, b, true);
    if (isnan(proximity.value) && self->atlas->fill) {
        proximity.value = MEASURE_UNKNOWN_PROXIMITY;
        proximity.rule = "no distance known";
    }
    cite(&measured, ", ", &proximity);
    measured.value = measure_tie(agreement, proximity.value); /* NaN if either is unknown */
    return measured;
}

static ptrdiff_t weak_index(const gallery_t *self, int code)
{
    ptrdiff_t found = -1;

    for (size_t i = 0; i < self->weak_count && found < 0; i++) {
        found = self->weak[i].code == code ? (ptrdiff_t)i : -1;
    }
    return found;
}

static bool is_written(const gallery_t *self, int partner, double tie)
{
    return self->with_ties && weak_index(self, partner) >= 0 && measure_round(tie) >= MEASURE_LEAST_TIE;
}

static measured_t measure_state_alternatives(const gallery_t *self, int code)
{
    const atlas_t *atlas = self->atlas;
    measured_t measured = {.value = (double)NAN};
    double without = 1.0;
    size_t partners = 0, ties = 0, unclear = 0;
    weight_t foremost[FOREMOST] = {{0.0, 0}};

    for (size_t i = 0; i < atlas->member_count; i++) {
        const int other = atlas->members[i];
        double tie = 0.0, capability = 0.0;

        if (other == code || is_strong(self, other) || !atlas_has_pact(atlas, code, other) ||
            isnan(cinc_of(self, other).value)) {
            continue;
        }
        tie = measure_state_tie(self, code, other).value;
        if (isnan(tie)) {
            unclear++;
            continue;
        }
        if (is_written(self, other, tie)) {
            ties++;
            continue;
        }
        capability = capability_of(self, other);
        without *= 1.0 - tie * capability;
        partners++;
        keep_foremost(foremost, (weight_t){tie * capability, other});
    }
    say(&measured, "1 - %g prod (1 - t C) over %zu defence partners without a tie below (%zu with one)",
        1.0 - MEASURE_LEAST_ALTERNATIVES, partners, ties);
    if (unclear > 0) {
        say(&measured, ", %zu unknown and left out", unclear);
        measured.rule = "partners whose tie is unknown left out";
    }
    for (size_t i = 0; i < FOREMOST && foremost[i].value > 0.0; i++) {
        const finding_t pact = atlas_pact(atlas, code, foremost[i].code, PACTS_DEFENSE);

        say(&measured, "%s %s", i == 0 ? ": most of it" : ",", atlas_abbreviation(atlas, foremost[i].code));
        cite(&measured, " ", &pact);
    }
    measured.value = measure_alternatives(without);
    return measured;
}

static int measure_ties(gallery_t *self)
{
    size_t capacity = 0;

    for (size_t a = 0; self->with_ties && a < self->weak_count; a++) {
        for (size_t b = a + 1; b < self->weak_count; b++) {
            measured_t tie;

            if (!atlas_has_pact(self->atlas, self->weak[a].code, self->weak[b].code)) {
                continue;
            }
            tie = measure_state_tie(self, self->weak[a].code, self->weak[b].code);
            if (!(measure_round(tie.value) >= MEASURE_LEAST_TIE)) {
                continue;
            }
            if (self->tie_count == capacity) {
                tie_portrait_t *larger = NULL;

                capacity = capacity == 0 ? 64 : 2 * capacity;
                larger = realloc(self->ties, capacity * sizeof *larger);
                if (larger == NULL) {
                    return ATLAS_NO_MEMORY;
                }
                self->ties = larger;
            }
            self->ties[self->tie_count++] = (tie_portrait_t){a, b, tie};
        }
    }
    return ATLAS_OK;
}

/* ---- Alliances ---- */

static measured_t measure_alliance_basing(const gallery_t *self, int strong, int weak)
{
    const atlas_t *atlas = self->atlas;
    measured_t measured = {.value = (double)NAN};

    if (strong != UNITED_STATES && dataset_is_there(&atlas->sets[DATASET_TROOPS])) {
        say(&measured, "the data are of United States troops only");
    } else {
        finding_t troops = atlas_value(atlas, DATASET_TROOPS, TROOPS_NUMBER, weak);

        if (isnan(troops.value) && atlas->fill && dataset_is_there(&atlas->sets[DATASET_TROOPS])) {
            troops = (finding_t){.value = 0.0, .rule = "no row: no troops"};
        }
        if (isnan(troops.value)) {
            measured = unknown(self, DATASET_TROOPS, weak);
        } else {
            say(&measured, "log10(troops / 50) / 3 in [0, 1]");
            cite(&measured, ", ", &troops);
            measured.value = measure_basing(troops.value);
        }
    }
    return measured;
}

static measured_t measure_alliance_support(const gallery_t *self, int strong, int weak, const measured_t *basing)
{
    const finding_t defense = atlas_pact(self->atlas, strong, weak, PACTS_DEFENSE);
    const finding_t offense = atlas_pact(self->atlas, strong, weak, PACTS_OFFENSE);
    const finding_t consultation = atlas_pact(self->atlas, strong, weak, PACTS_CONSULTATION);
    measured_t measured = {.value = (double)NAN};

    say(&measured, "0.65 defence + 0.05 (offence + consultation) + 0.3 basing");
    cite(&measured, ", ", &defense);
    if (isnan(basing->value)) {
        say(&measured, ", basing unknown: 0");
        measured.rule = "basing taken as 0";
    }
    measured.value = measure_support(defense.value, offense.value, consultation.value,
                                     isnan(basing->value) ? 0.0 : basing->value);
    return measured;
}

static measured_t measure_alliance_salience(const gallery_t *self, int strong, const state_portrait_t *weak)
{
    measured_t measured = {.value = (double)NAN};
    const char *position = NULL;
    double greatest = 0.0, agreement = 0.0;
    bool known = false;

    for (size_t k = 0; k < self->source_count; k++) {
        const double here = self->sources[k].power.value * weak->proximity[k].value;

        known = known || !isnan(here);
        if (here > greatest && self->sources[k].code != strong) {
            greatest = here;
            position = self->sources[k].id;
        }
    }
    say(&measured, "mean of capability, position (power x proximity of %s) and agreement with %s",
        position != NULL ? position : "no source", atlas_abbreviation(self->atlas, strong));
    agreement = agreement_of(self, weak->code, strong, MEASURE_PATRON_RANGE, &measured);
    measured.value = measure_salience(weak->capability.value, greatest, agreement);
    if (!known) {
        measured = (measured_t){.value = (double)NAN};
        say(&measured, "the proximity that it rests on is not known");
    } else if (isnan(agreement)) {
        measured = unknown(self, DATASET_IDEAL, weak->code);
    }
    return measured;
}

static measured_t measure_alliance_political_need(const gallery_t *self, int strong, const state_portrait_t *weak)
{
    const atlas_t *atlas = self->atlas;
    const double own = cinc_of(self, strong).value;
    measured_t measured = {.value = (double)NAN};
    double all = own, agreement = 0.0;
    size_t partners = 0;

    for (size_t i = 0; i < atlas->member_count; i++) {
        const int other = atlas->members[i];
        const double cinc = cinc_of(self, other).value;

        if (other != weak->code && other != strong && !isnan(cinc) && atlas_has_pact(atlas, weak->code, other)) {
            all += cinc;
            partners++;
        }
    }
    say(&measured, "mean of %s's share in the capability of all %zu defence partners, agreement and need",
        atlas_abbreviation(atlas, strong), partners + 1);
    agreement = agreement_of(self, weak->code, strong, MEASURE_PATRON_RANGE, &measured);
    if (isnan(weak->need.value)) {
        measured = (measured_t){.value = (double)NAN};
        say(&measured, "the need that it rests on is not known");
    } else if (isnan(agreement)) {
        measured = unknown(self, DATASET_IDEAL, weak->code);
    } else {
        measured.value = measure_political_need(own / all, agreement, weak->need.value);
    }
    return measured;
}

static int measure_alliances(gallery_t *self)
{
    self->alliances = calloc(self->weak_count * self->strong_count + 1, sizeof *self->alliances);
    if (self->alliances == NULL) {
        return ATLAS_NO_MEMORY;
    }
    for (size_t w = 0; w < self->weak_count; w++) {
        for (size_t s = 0; s < self->strong_count; s++) {
            const int strong = self->strong[s].code;
            alliance_portrait_t *alliance = &self->alliances[self->alliance_count];

            if (atlas_has_pact(self->atlas, strong, self->weak[w].code)) {
                alliance->strong = s;
                alliance->weak = w;
                alliance->basing = measure_alliance_basing(self, strong, self->weak[w].code);
                alliance->support = measure_alliance_support(self, strong, self->weak[w].code, &alliance->basing);
                alliance->salience = measure_alliance_salience(self, strong, &self->weak[w]);
                alliance->political_need = measure_alliance_political_need(self, strong, &self->weak[w]);
                self->alliance_count++;
            }
        }
    }
    return ATLAS_OK;
}

static measured_t measure_strong_engagement(const gallery_t *self, int code)
{
    const atlas_t *atlas = self->atlas;
    measured_t measured = {.value = (double)NAN};

    if (code != UNITED_STATES && dataset_is_there(&atlas->sets[DATASET_TROOPS])) {
        say(&measured, "the data are of United States troops only");
    } else {
        const finding_t home = atlas_value(atlas, DATASET_TROOPS, TROOPS_NUMBER, code);
        const finding_t abroad = atlas_troops_abroad(atlas, code);

        if (isnan(home.value) || isnan(abroad.value) || home.value + abroad.value <= 0.0) {
            measured = unknown(self, DATASET_TROOPS, code);
        } else {
            say(&measured, "sqrt(share of its troops that is abroad / %g), at most 1", MEASURE_FULL_ENGAGEMENT);
            cite(&measured, ", ", &home);
            cite(&measured, ", ", &abroad);
            measured.value = measure_engagement(abroad.value, home.value);
        }
    }
    return measured;
}

int gallery_measure(gallery_t *self)
{
    int status = ATLAS_OK;

    self->reference = self->strong[0].code;
    for (size_t s = 1; s < self->strong_count; s++) {
        self->reference = cinc_of(self, self->strong[s].code).value > cinc_of(self, self->reference).value
                              ? self->strong[s].code
                              : self->reference;
    }
    for (size_t k = 0; k < self->source_count; k++) {
        measure_source(self, &self->sources[k]);
    }
    for (size_t w = 0; w < self->weak_count; w++) {
        state_portrait_t *weak = &self->weak[w];

        measure_perception(self, weak, false);
        weak->capability = measure_state_capability(self, weak->code);
        weak->need = measure_state_need(self, weak);
        weak->alternatives = measure_state_alternatives(self, weak->code);
    }
    status = measure_alliances(self);
    for (size_t s = 0; s < self->strong_count && status == ATLAS_OK; s++) {
        measure_perception(self, &self->strong[s], true);
        self->strong[s].engagement = measure_strong_engagement(self, self->strong[s].code);
        extend_to_garrisons(self, s);
    }
    if (status == ATLAS_OK) {
        status = measure_ties(self);
    }
    return status;
}
