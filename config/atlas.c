/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/atlas.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/measure.h"
#include "config/suggest.h"

/* Rows by state or pair and year; disputes by pair, an entry for each dispute in which the two were opponents. */
typedef struct entry {
    uint64_t key;
    double year;  /* disputes: of the end */
    double value; /* disputes: hostility */
    uint32_t row;
} entry_t;

struct atlas_index {
    entry_t *entries;
    size_t count, capacity;
};

static uint64_t key_of(int a, int b)
{
    return (uint64_t)(uint32_t)a << 32 | (uint32_t)b;
}

/* ---- Indexes ---- */

static bool add(atlas_index_t *self, int a, int b, double year, double value, size_t row)
{
    if (self->count == self->capacity) {
        const size_t capacity = self->capacity == 0 ? 1024 : 2 * self->capacity;
        entry_t *entries = realloc(self->entries, capacity * sizeof *entries);

        if (entries == NULL) {
            return false;
        }
        self->entries = entries;
        self->capacity = capacity;
    }
    self->entries[self->count++] = (entry_t){key_of(a, b), year, value, (uint32_t)row};
    return true;
}

static int compare_entries(const void *a, const void *b)
{
    const entry_t *first = a, *second = b;
    int order = (first->key > second->key) - (first->key < second->key);

    if (order == 0) {
        order = (first->year > second->year) - (first->year < second->year);
    }
    if (order == 0) {
        order = (first->row > second->row) - (first->row < second->row);
    }
    return order;
}

/* The entries of a key: the first, and how many. */
static const entry_t *entries_of(const atlas_index_t *self, int a, int b, size_t *count)
{
    const uint64_t key = key_of(a, b);
    size_t low = 0, high = self != NULL ? self->count : 0, end = 0;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (self->entries[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    end = low;
    while (self != NULL && end < self->count && self->entries[end].key == key) {
        end++;
    }
    *count = end - low;
    return end > low ? &self->entries[low] : NULL;
}

static int whole(double value)
{
    return (int)lround(value);
}

static bool index_states(atlas_index_t *index, const dataset_t *set, int year)
{
    bool fine = true;

    for (size_t row = 0; row < set->rows && fine; row++) {
        fine = isnan(dataset_value(set, row, year)) ||
               add(index, whole(dataset_value(set, row, 0)), 0, dataset_value(set, row, year), 0.0, row);
    }
    return fine;
}

/* Both ways round, as some files have a pair in one order only. `year` < 0: none. */
static bool index_pairs(atlas_index_t *index, const dataset_t *set, int year)
{
    bool fine = true;

    for (size_t row = 0; row < set->rows && fine; row++) {
        const double when = year >= 0 ? dataset_value(set, row, year) : 0.0;
        const int a = whole(dataset_value(set, row, 0));
        const int b = whole(dataset_value(set, row, 1));

        if (!isnan(when)) {
            fine = add(index, a, b, when, 0.0, row) && add(index, b, a, when, 0.0, row);
        }
    }
    return fine;
}

typedef struct part {
    double number;
    size_t row;
} part_t;

static int compare_parts(const void *a, const void *b)
{
    const part_t *first = a, *second = b;
    const int order = (first->number > second->number) - (first->number < second->number);

    return order != 0 ? order : (first->row > second->row) - (first->row < second->row);
}

/* Two parts of one dispute: were they opponents at the same time? */
static bool index_opponents(atlas_index_t *index, const dataset_t *set, size_t a, size_t b)
{
    const double from = fmax(dataset_value(set, a, DISPUTES_FROM), dataset_value(set, b, DISPUTES_FROM));
    const double to = fmin(dataset_value(set, a, DISPUTES_TO), dataset_value(set, b, DISPUTES_TO));
    const double hostility =
        fmax(dataset_value(set, a, DISPUTES_HOSTILITY), dataset_value(set, b, DISPUTES_HOSTILITY));
    const double sides = dataset_value(set, a, DISPUTES_SIDE) + dataset_value(set, b, DISPUTES_SIDE);

    return !(sides > 0.5 && sides < 1.5) || !(from <= to) || isnan(hostility) ||
           add(index, whole(dataset_value(set, a, DISPUTES_CODE)), whole(dataset_value(set, b, DISPUTES_CODE)), to,
               hostility, a);
}

static bool index_disputes(atlas_index_t *index, const dataset_t *set)
{
    part_t *parts = malloc(set->rows * sizeof *parts);
    size_t end = 0;
    bool fine = parts != NULL;

    for (size_t row = 0; row < set->rows && fine; row++) {
        parts[row] = (part_t){dataset_value(set, row, DISPUTES_NUMBER), row};
    }
    if (fine) {
        qsort(parts, set->rows, sizeof *parts, compare_parts);
    }
    for (size_t begin = 0; begin < set->rows && fine; begin = end) {
        for (end = begin + 1; end < set->rows && !(parts[end].number > parts[begin].number); end++) {
        }
        for (size_t i = begin; i < end && fine; i++) {
            for (size_t j = begin; j < end && fine; j++) {
                fine = index_opponents(index, set, parts[i].row, parts[j].row);
            }
        }
    }
    free(parts);
    return fine;
}

static bool make_index(atlas_t *self, dataset_id_t id)
{
    const dataset_t *set = &self->sets[id];
    atlas_index_t *index = calloc(1, sizeof *index);
    bool fine = index != NULL;

    self->indexes[id] = index;
    if (!fine || !dataset_is_there(set)) {
        return fine;
    }
    switch (id) {
    case DATASET_CAPABILITY:
        fine = index_states(index, set, CAPABILITY_YEAR);
        break;
    case DATASET_TROOPS:
        fine = index_states(index, set, TROOPS_YEAR);
        break;
    case DATASET_IDEAL:
        fine = index_states(index, set, IDEAL_YEAR);
        break;
    case DATASET_PACTS:
        fine = index_pairs(index, set, PACTS_YEAR);
        break;
    case DATASET_DISTANCE:
        fine = index_pairs(index, set, DISTANCE_YEAR);
        break;
    case DATASET_CONTIGUITY:
        fine = index_pairs(index, set, -1);
        break;
    case DATASET_DISPUTES:
        fine = index_disputes(index, set);
        break;
    default:
        break;
    }
    if (fine && index->count > 1) {
        qsort(index->entries, index->count, sizeof *index->entries, compare_entries);
    }
    return fine;
}

/* ---- States ---- */

/* Whether a row of the list says that the state was there in the year; its last year is open. */
static bool lives(const atlas_t *self, size_t row, int year)
{
    const dataset_t *set = &self->sets[DATASET_STATES];
    const double to = dataset_value(set, row, STATES_TO);

    return dataset_value(set, row, STATES_FROM) <= year && (to >= year || to >= set->last_year);
}

/* The row of a state in the last year, else any of its rows; SIZE_MAX if the list has none. */
static size_t row_of(const atlas_t *self, int code)
{
    const dataset_t *set = &self->sets[DATASET_STATES];
    size_t found = SIZE_MAX;

    for (size_t row = 0; row < set->rows; row++) {
        if (whole(dataset_value(set, row, STATES_CODE)) == code && (found == SIZE_MAX || !lives(self, found, self->to)) &&
            (found == SIZE_MAX || lives(self, row, self->to))) {
            found = row;
        }
    }
    return found;
}

static int compare_codes(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static bool list_members(atlas_t *self)
{
    const dataset_t *set = &self->sets[DATASET_STATES];
    size_t count = 0;

    self->members = calloc(set->rows + 1, sizeof *self->members);
    for (size_t row = 0; self->members != NULL && row < set->rows; row++) {
        if (lives(self, row, self->to)) {
            self->members[self->member_count++] = whole(dataset_value(set, row, STATES_CODE));
        }
    }
    if (self->members == NULL) {
        return false;
    }
    qsort(self->members, self->member_count, sizeof *self->members, compare_codes);
    for (size_t i = 0; i < self->member_count; i++) {
        if (count == 0 || self->members[count - 1] != self->members[i]) {
            self->members[count++] = self->members[i];
        }
    }
    self->member_count = count;
    return true;
}

bool atlas_is_member(const atlas_t *self, int code)
{
    return bsearch(&code, self->members, self->member_count, sizeof *self->members, compare_codes) != NULL;
}

const char *atlas_abbreviation(const atlas_t *self, int code)
{
    const size_t row = row_of(self, code);

    return row == SIZE_MAX ? "" : self->sets[DATASET_STATES].texts[2 * row];
}

const char *atlas_state_name(const atlas_t *self, int code)
{
    const size_t row = row_of(self, code);

    return row == SIZE_MAX ? "" : self->sets[DATASET_STATES].texts[2 * row + 1];
}

uint64_t atlas_state_line(const atlas_t *self, int code)
{
    const size_t row = row_of(self, code);

    return row == SIZE_MAX ? 0 : self->sets[DATASET_STATES].lines[row];
}

static bool contains(const char *text, const char *part)
{
    const size_t length = strlen(part);
    bool found = false;

    for (; *text != '\0' && !found; text++) {
        found = strncasecmp(text, part, length) == 0;
    }
    return found;
}

/* Members whose name has the one of `code` in it, or the other way round: the other Koreas. At most two are listed. */
static void list_namesakes(const atlas_t *self, int code, char *text, size_t size)
{
    const char *name = atlas_state_name(self, code);
    int found = 0;

    for (size_t i = 0; i < self->member_count && found < 2; i++) {
        const char *other = atlas_state_name(self, self->members[i]);

        if (contains(other, name) || contains(name, other)) {
            snprintf(text + strlen(text), size - strlen(text), "%s%s, %s", found++ == 0 ? "; did you mean " : ", or ",
                     atlas_abbreviation(self, self->members[i]), other);
        }
    }
    snprintf(text + strlen(text), size - strlen(text), "%s", found > 0 ? "?" : "");
}

/* By what resembles it: an abbreviation of the year, else a name; 0 if nothing does. */
static int resembling(const atlas_t *self, const char *name)
{
    suggest_t abbreviation, title;
    int found = 0;

    suggest_init(&abbreviation, name);
    suggest_init(&title, name);
    for (size_t i = 0; i < self->member_count; i++) {
        suggest_offer(&abbreviation, atlas_abbreviation(self, self->members[i]));
        suggest_offer(&title, atlas_state_name(self, self->members[i]));
    }
    for (size_t i = 0; i < self->member_count && found == 0; i++) {
        if (title.best == NULL ? abbreviation.best == atlas_abbreviation(self, self->members[i])
                               : title.best == atlas_state_name(self, self->members[i])) {
            found = abbreviation.best == NULL && title.best == NULL ? 0 : self->members[i];
        }
    }
    for (size_t i = 0; i < self->member_count && found == 0 && strlen(name) >= 4; i++) {
        found = contains(atlas_state_name(self, self->members[i]), name) ? self->members[i] : 0;
    }
    return found;
}

int atlas_find_state(const atlas_t *self, const char *name, const char *option, report_t *report)
{
    const dataset_t *set = &self->sets[DATASET_STATES];
    char *end = NULL;
    const long number = strtol(name, &end, 10);
    const bool numeric = end != name && *end == '\0';
    int once = 0, found = 0;
    char suggestion[256] = "";

    for (size_t row = 0; row < set->rows && found == 0; row++) {
        const int code = whole(dataset_value(set, row, STATES_CODE));

        if (numeric ? code == number : strcasecmp(set->texts[2 * row], name) == 0) {
            once = code;
            found = lives(self, row, self->to) ? code : 0;
        }
    }
    if (found == 0 && report != NULL) {
        const int near = once != 0 ? 0 : resembling(self, name);

        if (once != 0) {
            list_namesakes(self, once, suggestion, sizeof suggestion);
        } else if (near != 0) {
            snprintf(suggestion, sizeof suggestion, "; did you mean %s, %s?", atlas_abbreviation(self, near),
                     atlas_state_name(self, near));
        }
        if (once != 0) {
            report_add(report, set->path, (int)atlas_state_line(self, once), NULL, "--%s %s: %s was no state in %d%s",
                       option, name, atlas_state_name(self, once), self->to, suggestion);
        } else {
            report_add(report, set->path, 0, NULL, "--%s %s: there is no state of that abbreviation or code%s", option,
                       name, suggestion);
        }
    }
    return found;
}

/* ---- Values of states ---- */

static const finding_t unknown = {.value = (double)NAN};

static finding_t found_at(const dataset_t *set, size_t row, double value)
{
    return (finding_t){.value = value, .set = set, .line = set->lines[row], .last_line = set->lines[row]};
}

/* The mean over the years of the span that have a value, of `column`. */
static finding_t mean_of(const atlas_t *self, dataset_id_t id, int column, const entry_t *entries, size_t count)
{
    const dataset_t *set = &self->sets[id];
    finding_t finding = unknown;
    double sum = 0.0, last = (double)NAN;
    int years = 0;

    for (size_t i = 0; i < count; i++) {
        const double value = dataset_value(set, entries[i].row, column);

        if (entries[i].year < self->from || entries[i].year > self->to || isnan(value) ||
            (!isnan(last) && !(entries[i].year > last))) { /* of duplicates the first */
            continue;
        }
        if (years == 0) {
            finding = found_at(set, entries[i].row, 0.0);
        }
        finding.last_line = set->lines[entries[i].row];
        last = entries[i].year;
        sum += value;
        years++;
    }
    if (years > 0) {
        finding.value = sum / years;
    }
    return finding;
}

/* The year nearest to the span; the earlier of two. */
static finding_t nearest_of(const atlas_t *self, dataset_id_t id, int column, const entry_t *entries, size_t count)
{
    const dataset_t *set = &self->sets[id];
    finding_t finding = unknown;
    double least = ATLAS_NEAR_YEARS + 0.5;

    for (size_t i = 0; i < count; i++) {
        const double value = dataset_value(set, entries[i].row, column);
        const double distance = fmax(self->from - entries[i].year, entries[i].year - self->to);

        if (!isnan(value) && distance < least) {
            least = distance;
            finding = found_at(set, entries[i].row, value);
            finding.rule = "the nearest year";
        }
    }
    return finding;
}

static finding_t from_entries(const atlas_t *self, dataset_id_t id, int column, const entry_t *entries, size_t count)
{
    finding_t finding = mean_of(self, id, column, entries, count);

    if (isnan(finding.value) && self->fill) {
        finding = nearest_of(self, id, column, entries, count);
    }
    return finding;
}

finding_t atlas_value(const atlas_t *self, dataset_id_t set, int column, int code)
{
    size_t count = 0;
    const entry_t *entries = entries_of(self->indexes[set], code, 0, &count);

    return from_entries(self, set, column, entries, count);
}

finding_t atlas_ideal_point(const atlas_t *self, int code)
{
    finding_t finding = atlas_value(self, DATASET_IDEAL, IDEAL_POINT, code);
    double sum = 0.0;
    int partners = 0;

    if (!isnan(finding.value) || !self->fill) {
        return finding;
    }
    for (size_t i = 0; i < self->member_count; i++) {
        const int other = self->members[i];

        if (other != code && atlas_has_pact(self, code, other)) {
            const finding_t point = atlas_value(self, DATASET_IDEAL, IDEAL_POINT, other);

            if (!isnan(point.value)) {
                sum += point.value;
                partners++;
                finding.set = point.set;
                finding.line = finding.line == 0 ? point.line : finding.line;
                finding.last_line = point.line;
            }
        }
    }
    if (partners > 0) {
        finding.value = sum / partners;
        finding.rule = "the mean of its defence partners";
    }
    return finding;
}

finding_t atlas_troops_abroad(const atlas_t *self, int code)
{
    const dataset_t *set = &self->sets[DATASET_TROOPS];
    finding_t finding = unknown;
    double sum = 0.0;

    for (size_t row = 0; dataset_is_there(set) && row < set->rows; row++) {
        const double year = dataset_value(set, row, TROOPS_YEAR);
        const double troops = dataset_value(set, row, TROOPS_NUMBER);

        if (year >= self->from && year <= self->to && whole(dataset_value(set, row, TROOPS_CODE)) != code &&
            !isnan(troops)) {
            finding.set = set;
            finding.line = finding.line == 0 ? set->lines[row] : finding.line;
            finding.last_line = set->lines[row];
            sum += troops;
        }
    }
    if (finding.set != NULL) {
        finding.value = sum / (self->to - self->from + 1);
    }
    return finding;
}

/* ---- Pairs ---- */

static finding_t contiguity_of(const atlas_t *self, int a, int b)
{
    const dataset_t *set = &self->sets[DATASET_CONTIGUITY];
    finding_t finding = unknown;
    size_t count = 0;
    const entry_t *entries = entries_of(self->indexes[DATASET_CONTIGUITY], a, b, &count);

    for (size_t i = 0; i < count; i++) {
        const size_t row = entries[i].row;
        const double to = dataset_value(set, row, CONTIGUITY_TO);
        const double type = dataset_value(set, row, CONTIGUITY_TYPE);
        const bool lasts = dataset_value(set, row, CONTIGUITY_FROM) <= self->to && (to >= self->to || to >= set->last_year);
        const double proximity = isnan(type) ? (double)NAN : measure_contiguity(whole(type));

        if (lasts && !isnan(proximity) && !(proximity <= finding.value)) {
            finding = found_at(set, row, proximity);
        }
    }
    return finding;
}

finding_t atlas_proximity(const atlas_t *self, int a, int b, bool guess)
{
    size_t count = 0;
    const entry_t *entries = entries_of(self->indexes[DATASET_DISTANCE], a, b, &count);
    finding_t finding = from_entries(self, DATASET_DISTANCE, DISTANCE_KM, entries, count);

    if (!isnan(finding.value)) {
        finding.value = measure_proximity(finding.value);
    } else {
        finding = contiguity_of(self, a, b);
        if (isnan(finding.value) && guess && self->fill &&
            (dataset_is_there(&self->sets[DATASET_DISTANCE]) || dataset_is_there(&self->sets[DATASET_CONTIGUITY]))) {
            finding.value = MEASURE_UNKNOWN_PROXIMITY;
            finding.rule = "no neighbours, and no distance known";
        }
    }
    return finding;
}

finding_t atlas_pact(const atlas_t *self, int a, int b, int column)
{
    const dataset_t *set = &self->sets[DATASET_PACTS];
    finding_t finding = unknown;
    size_t count = 0;
    const entry_t *entries = entries_of(self->indexes[DATASET_PACTS], a, b, &count);

    for (size_t i = 0; i < count && isnan(finding.value); i++) {
        const size_t row = entries[i].row;

        if (entries[i].year >= self->to && entries[i].year <= self->to &&
            dataset_value(set, row, PACTS_DEFENSE) > 0.5) {
            const double value = dataset_value(set, row, column);

            finding = found_at(set, row, isnan(value) ? 0.0 : value);
        }
    }
    return finding;
}

bool atlas_has_pact(const atlas_t *self, int a, int b)
{
    return !isnan(atlas_pact(self, a, b, PACTS_DEFENSE).value);
}

finding_t atlas_enmity(const atlas_t *self, int a, int b, int *disputes)
{
    const dataset_t *set = &self->sets[DATASET_DISPUTES];
    finding_t finding = {.value = 0.0};
    size_t count = 0;
    const entry_t *entries = entries_of(self->indexes[DATASET_DISPUTES], a, b, &count);
    double sum = 0.0;
    int counted = 0;

    for (size_t i = 0; i < count; i++) {
        const size_t row = entries[i].row;
        const double weight = measure_dispute(entries[i].value, fmax(0.0, self->to - entries[i].year));

        if (dataset_value(set, row, DISPUTES_FROM) <= self->to && weight > 0.0) {
            sum += weight;
            counted++;
            finding = found_at(set, row, 0.0);
        }
    }
    finding.value = measure_enmity(sum);
    if (disputes != NULL) {
        *disputes = counted;
    }
    return finding;
}

/* ---- All of it ---- */

/* Whether the data set has the years. */
static bool covers(const atlas_t *self, dataset_id_t id, report_t *report, report_t *notes)
{
    const dataset_t *set = &self->sets[id];
    const bool strict = id == DATASET_CAPABILITY || id == DATASET_PACTS || !self->fill;
    double before = strict ? 0.0 : ATLAS_NEAR_YEARS, after = before;
    bool fine = true;

    if (id == DATASET_CONTIGUITY || id == DATASET_STATES) { /* the last year of a list is open */
        after = INFINITY;
    } else if (id == DATASET_DISPUTES) {
        before = 0.0;
        after = MEASURE_MEMORY_YEARS - 1.0;
    }
    if (self->from < set->first_year - before || self->to > set->last_year + after) {
        report_add(report, set->path, 0, NULL, "has the years %g to %g, not %d: choose another --year or a file that has it",
                   set->first_year, set->last_year, self->from < set->first_year - before ? self->from : self->to);
        fine = false;
    } else if (self->to > set->last_year && id != DATASET_STATES) {
        report_add(notes, set->path, 0, NULL, "ends in %g: what came after it is not known", set->last_year);
    }
    return fine;
}

/* Two rows that say of the same what is not the same: the first counts. */
static void note_duplicates(const atlas_t *self, dataset_id_t id, int column, report_t *notes)
{
    const dataset_t *set = &self->sets[id];
    const atlas_index_t *index = self->indexes[id];

    for (size_t i = 1; i < index->count; i++) {
        const entry_t *one = &index->entries[i - 1], *other = &index->entries[i];

        if (one->key == other->key && !(other->year > one->year) && one->year >= self->from && one->year <= self->to &&
            one->row != other->row && one->key >> 32 >= (one->key & UINT32_MAX)) {
            const double a = dataset_value(set, one->row, column);
            const double b = dataset_value(set, other->row, column);

            if (a < b || a > b) {
                report_add(notes, set->path, (int)set->lines[other->row], NULL,
                           "says otherwise of the same year than line %llu, which counts",
                           (unsigned long long)set->lines[one->row]);
            }
        }
    }
}

int atlas_init(atlas_t *self, const char *const paths[DATASET_COUNT], int from, int to, bool fill, report_t *report,
               report_t *notes)
{
    int status = ATLAS_OK;

    *self = (atlas_t){.from = from, .to = to, .fill = fill};
    for (int id = 0; id < DATASET_COUNT; id++) {
        const int read = paths[id] != NULL ? dataset_read(&self->sets[id], (dataset_id_t)id, paths[id], report) : DATASET_OK;

        if (read != DATASET_OK) {
            status = read == DATASET_NO_MEMORY ? ATLAS_NO_MEMORY : status == ATLAS_OK ? ATLAS_INVALID : status;
        } else if (paths[id] != NULL && !covers(self, (dataset_id_t)id, report, notes)) {
            status = status == ATLAS_OK ? ATLAS_INVALID : status;
        } else if (paths[id] != NULL && self->sets[id].skipped > 0) {
            report_add(notes, paths[id], 0, NULL, "%zu rows have no state's code and are left out", self->sets[id].skipped);
        }
    }
    for (int id = 0; id < DATASET_COUNT && status == ATLAS_OK; id++) {
        status = make_index(self, (dataset_id_t)id) ? ATLAS_OK : ATLAS_NO_MEMORY;
    }
    if (status == ATLAS_OK && !list_members(self)) {
        status = ATLAS_NO_MEMORY;
    }
    if (status == ATLAS_OK) {
        note_duplicates(self, DATASET_CAPABILITY, CAPABILITY_CINC, notes);
        note_duplicates(self, DATASET_TROOPS, TROOPS_NUMBER, notes);
        note_duplicates(self, DATASET_IDEAL, IDEAL_POINT, notes);
        note_duplicates(self, DATASET_DISTANCE, DISTANCE_KM, notes);
    }
    if (status == ATLAS_NO_MEMORY) {
        report_add(report, NULL, 0, NULL, "not enough memory for the data sets");
    }
    return status;
}

void atlas_free(atlas_t *self)
{
    for (int id = 0; id < DATASET_COUNT; id++) {
        dataset_free(&self->sets[id]);
        if (self->indexes[id] != NULL) {
            free(self->indexes[id]->entries);
        }
        free(self->indexes[id]);
        self->indexes[id] = NULL;
    }
    free(self->members);
    self->members = NULL;
    self->member_count = 0;
}
