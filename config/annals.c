/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/annals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files/csv_reader.h"

enum { STRONG, WEAK, FROM, TO, KIND, EVIDENCE, COLUMNS };

static const char *const columns[COLUMNS] = {"strong", "weak", "from", "to", "kind", "evidence"};

const char *annals_kind(int kind)
{
    return kind < BEHAVIOUR_COUNT      ? behaviour_name((behaviour_t)kind)
           : kind == ANNALS_WITHDRAWAL ? "withdrawal"
           : kind == ANNALS_MOVE       ? "move"
                                       : "pact_ended";
}

bool annals_is_coded(int kind)
{
    return kind < BEHAVIOUR_COUNT;
}

bool annals_is_end(int kind)
{
    return kind == BEHAVIOUR_TERMINATION || kind == ANNALS_PACT_ENDED;
}

void annals_free(annals_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->entries[i].evidence);
    }
    free(self->entries);
    *self = (annals_t){NULL, 0};
}

static int find_kind(csv_field_t field)
{
    int found = -1;

    for (int kind = BEHAVIOUR_NEGATIVE_RESPONSE; kind < ANNALS_KINDS && found < 0; kind++) {
        const char *word = annals_kind(kind);

        found = csv_field_is(field, word, strlen(word)) ? kind : -1;
    }
    return found;
}

static void copy_field(csv_field_t field, char *text, size_t size)
{
    const size_t length = field.length < size ? field.length : size - 1;

    memcpy(text, field.data, length);
    text[length] = '\0';
}

static bool has_alliance(const model_t *model, const annals_entry_t *entry)
{
    uint32_t member = 0;
    const int32_t strong = model_find(model->strong, model->strong_count, entry->strong);
    const int32_t weak = model_find_weak(model, entry->weak, &member);
    bool has = false;

    for (size_t i = 0; i < model->alliance_count && strong >= 0 && weak >= 0 && !has; i++) {
        const model_agent_t *alliance = &model->alliances[i];

        has = alliance->strong == strong && alliance->weak == weak &&
              (alliance->member == 0 || alliance->member == member) &&
              (member != 0) == (model->weak[weak].count != 0);
    }
    return has;
}

static int add_entry(annals_t *self, const csv_reader_t *reader, const int *column,
                     const scenario_t *scenario, const char *file, report_t *report)
{
    const csv_field_t *fields = reader->fields;
    const int line = (int)reader->line;
    annals_entry_t entry = {.line = line};
    annals_entry_t *entries = NULL;
    int status = ANNALS_OK;

    copy_field(fields[column[STRONG]], entry.strong, sizeof entry.strong);
    copy_field(fields[column[WEAK]], entry.weak, sizeof entry.weak);
    entry.kind = find_kind(fields[column[KIND]]);
    if (entry.kind < 0) {
        char word[64];

        copy_field(fields[column[KIND]], word, sizeof word);
        report_add(report, file, line, "kind",
                   "%s is none of negative_response, price_raising, confrontation, termination, "
                   "withdrawal, move, pact_ended", word);
    }
    if (!csv_field_number(fields[column[FROM]], &entry.from) ||
        !csv_field_number(fields[column[TO]], &entry.to) || !(entry.from < entry.to) ||
        !isfinite(entry.from) || !isfinite(entry.to)) {
        report_add(report, file, line, "from, to", "must be years, the first the smaller");
    }
    if (!has_alliance(&scenario->model, &entry)) {
        report_add(report, file, line, NULL, "%s has no alliance of %s and %s", scenario->name,
                   entry.strong, entry.weak);
    }
    entry.evidence = strndup(fields[column[EVIDENCE]].data, fields[column[EVIDENCE]].length);
    entries = realloc(self->entries, (self->count + 1) * sizeof *entries);
    if (entries != NULL) {
        self->entries = entries;
    }
    if (entries == NULL || entry.evidence == NULL) {
        free(entry.evidence);
        status = ANNALS_NO_MEMORY;
        goto out;
    }
    self->entries[self->count++] = entry;
out:
    return status;
}

/* "DIRECTORY/NAME", as csv_reader_open wants it; the directory is owned by the caller. */
static char *split(const char *file, const char **name)
{
    const char *slash = strrchr(file, '/');

    *name = slash == NULL ? file : slash + 1;
    return slash == NULL   ? strdup(".")
           : slash == file ? strdup("/")
                           : strndup(file, (size_t)(slash - file));
}

int annals_read(annals_t *self, const char *file, const scenario_t *scenario, report_t *report)
{
    const size_t before = report_count(report);
    const char *name = NULL;
    char *directory = split(file, &name);
    csv_reader_t reader = {.state = NULL};
    failure_t failure = {.status = FILES_OK};
    int column[COLUMNS];
    int more = 0, status = ANNALS_NO_MEMORY;

    *self = (annals_t){NULL, 0};
    if (directory == NULL) {
        goto out;
    }
    status = ANNALS_OK;
    more = csv_reader_open(&reader, directory, name, &failure);
    for (int i = 0; i < COLUMNS && more == FILES_OK; i++) {
        column[i] = csv_reader_column(&reader, columns[i], NULL);
        if (column[i] < 0) {
            report_add(report, file, 1, columns[i], "there is no such column");
        }
    }
    if (report_count(report) > before) {
        goto out;
    }
    while (more == FILES_OK && status == ANNALS_OK &&
           (more = csv_reader_next(&reader, &failure)) > 0) {
        status = add_entry(self, &reader, column, scenario, file, report);
        more = FILES_OK;
    }
    if (more < 0) {
        char words[1400];

        failure_describe(&failure, words, sizeof words);
        report_add(report, file, failure.line, NULL, "%s", words);
    }
out:
    csv_reader_close(&reader);
    free(directory);
    if (status == ANNALS_OK && report_count(report) > before) {
        status = ANNALS_INVALID;
    }
    return status;
}
