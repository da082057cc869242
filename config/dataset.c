/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/dataset.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/document.h"
#include "config/suggest.h"
#include "files/csv_reader.h"

typedef enum column_type {
    COLUMN_CODE,   /* a state's code: whole, 1 to 9999 */
    COLUMN_YEAR,   /* whole; 1946.0 will do */
    COLUMN_DATE,   /* its year: 1920-01-10, 192001 or 1920 */
    COLUMN_NUMBER,
    COLUMN_TEXT
} column_type_t;

enum { FAR_PAST = -9999, FAR_FUTURE = 9999, TEXTS = 2 };

typedef struct column {
    const char *names; /* any of them: "year|session+1945" (what is added to the value behind '+') */
    column_type_t type;
    bool optional;
    double lowest, highest; /* of a number; both 0: any */
} column_t;

typedef struct form {
    const char *option, *title, *citation;
    column_t columns[DATASET_COLUMNS_MAX];
} form_t;

#define most 1e12 /* of what has no limit but is not negative */

static const form_t forms[DATASET_COUNT] = {
    [DATASET_STATES] =
        {"states",
         "Correlates of War, State System Membership",
         "Correlates of War Project, State System Membership List",
         {[STATES_ABBREVIATION] = {"stateabb", COLUMN_TEXT, false, 0.0, 0.0},
          [STATES_CODE] = {"ccode", COLUMN_CODE, false, 0.0, 0.0},
          [STATES_NAME] = {"statenme|statename", COLUMN_TEXT, false, 0.0, 0.0},
          [STATES_FROM] = {"styear", COLUMN_YEAR, true, 0.0, 0.0},
          [STATES_TO] = {"endyear", COLUMN_YEAR, true, 0.0, 0.0}}},
    [DATASET_CAPABILITY] =
        {"nmc",
         "Correlates of War, National Material Capabilities",
         "Singer, Bremer and Stuckey 1972",
         {[CAPABILITY_CODE] = {"ccode", COLUMN_CODE, false, 0.0, 0.0},
          [CAPABILITY_YEAR] = {"year", COLUMN_YEAR, false, 0.0, 0.0},
          [CAPABILITY_CINC] = {"cinc", COLUMN_NUMBER, false, 0.0, 1.0},
          [CAPABILITY_SPENDING] = {"milex", COLUMN_NUMBER, true, 0.0, most},
          [CAPABILITY_PERSONNEL] = {"milper", COLUMN_NUMBER, true, 0.0, most},
          [CAPABILITY_POPULATION] = {"tpop", COLUMN_NUMBER, true, 0.0, most}}},
    [DATASET_PACTS] =
        {"atop",
         "Alliance Treaty Obligations and Provisions, dyad-years",
         "Leeds, Ritter, Mitchell and Long 2002",
         {[PACTS_A] = {"mem1|stateA|ccode1", COLUMN_CODE, false, 0.0, 0.0},
          [PACTS_B] = {"mem2|stateB|ccode2", COLUMN_CODE, false, 0.0, 0.0},
          [PACTS_YEAR] = {"year", COLUMN_YEAR, false, 0.0, 0.0},
          [PACTS_DEFENSE] = {"defense|atop_defense", COLUMN_NUMBER, false, 0.0, 1.0},
          [PACTS_OFFENSE] = {"offense|atop_offense", COLUMN_NUMBER, true, 0.0, 1.0},
          [PACTS_CONSULTATION] = {"consul|atop_consul", COLUMN_NUMBER, true, 0.0, 1.0}}},
    [DATASET_DISTANCE] =
        {"distance",
         "Minimum distance between states",
         "Schvitz et al. 2022, by way of Miller 2022",
         {[DISTANCE_A] = {"ccode1|state1|statea", COLUMN_CODE, false, 0.0, 0.0},
          [DISTANCE_B] = {"ccode2|state2|stateb", COLUMN_CODE, false, 0.0, 0.0},
          [DISTANCE_YEAR] = {"year", COLUMN_YEAR, false, 0.0, 0.0},
          [DISTANCE_KM] = {"mindist", COLUMN_NUMBER, false, 0.0, 21000.0}}},
    [DATASET_CONTIGUITY] =
        {"contiguity",
         "Correlates of War, Direct Contiguity",
         "Stinnett et al. 2002",
         {[CONTIGUITY_A] = {"ccode1|statelno|state1no", COLUMN_CODE, false, 0.0, 0.0},
          [CONTIGUITY_B] = {"ccode2|statehno|state2no", COLUMN_CODE, false, 0.0, 0.0},
          [CONTIGUITY_TYPE] = {"conttype", COLUMN_NUMBER, false, 0.0, 5.0},
          [CONTIGUITY_FROM] = {"stdate|begin|year", COLUMN_DATE, false, 0.0, 0.0},
          [CONTIGUITY_TO] = {"enddate|end|year", COLUMN_DATE, false, 0.0, 0.0}}},
    [DATASET_TROOPS] =
        {"troops",
         "US troop deployments by host state",
         "Allen, Flynn and Machain 2022",
         {[TROOPS_CODE] = {"ccode", COLUMN_CODE, false, 0.0, 0.0},
          [TROOPS_YEAR] = {"year", COLUMN_YEAR, false, 0.0, 0.0},
          [TROOPS_NUMBER] = {"troops", COLUMN_NUMBER, false, 0.0, most}}},
    [DATASET_IDEAL] =
        {"ideal",
         "Ideal points in the United Nations General Assembly",
         "Bailey, Strezhnev and Voeten 2017",
         {[IDEAL_CODE] = {"ccode", COLUMN_CODE, false, 0.0, 0.0},
          [IDEAL_YEAR] = {"year|session+1945", COLUMN_YEAR, false, 0.0, 0.0},
          [IDEAL_POINT] = {"idealpointall|idealpoint", COLUMN_NUMBER, false, -10.0, 10.0}}},
    [DATASET_DISPUTES] =
        {"mid",
         "Correlates of War, Militarized Interstate Disputes, participants",
         "Palmer et al. 2022",
         {[DISPUTES_NUMBER] = {"dispnum|dispnum3|dispnum4", COLUMN_NUMBER, false, 0.0, 0.0},
          [DISPUTES_CODE] = {"ccode", COLUMN_CODE, false, 0.0, 0.0},
          [DISPUTES_SIDE] = {"sidea", COLUMN_NUMBER, false, 0.0, 1.0},
          [DISPUTES_FROM] = {"styear", COLUMN_YEAR, false, 0.0, 0.0},
          [DISPUTES_TO] = {"endyear", COLUMN_YEAR, false, 0.0, 0.0},
          [DISPUTES_HOSTILITY] = {"hostlev", COLUMN_NUMBER, false, 1.0, 5.0}}},
};

#undef most

const char *dataset_option(dataset_id_t id)
{
    return forms[id].option;
}

const char *dataset_title(dataset_id_t id)
{
    return forms[id].title;
}

const char *dataset_citation(dataset_id_t id)
{
    return forms[id].citation;
}

/* ---- Columns by name ---- */

typedef struct place {
    int column; /* of the file, -1: none */
    double plus;
} place_t;

typedef struct reading {
    dataset_t *set;
    const form_t *form;
    csv_reader_t csv;
    place_t places[DATASET_COLUMNS_MAX];
    size_t capacity; /* rows */
    report_t *report;
} reading_t;

static int complain(const reading_t *self, const failure_t *failure)
{
    const bool memory = failure->status == FILES_NO_MEMORY;

    if (failure->status == FILES_DAMAGED) {
        report_add(self->report, self->set->path, failure->line, NULL, "%s", failure->detail);
    } else {
        char line[1400];

        failure_describe(failure, line, sizeof line);
        report_add(self->report, NULL, 0, NULL, "%s", line);
    }
    return memory ? DATASET_NO_MEMORY : DATASET_INVALID;
}

/* The next name of "a|b+1945" from *at on; false at the end. */
static bool next_name(const char **at, char *name, size_t size, double *plus)
{
    const size_t length = strcspn(*at, "|+");

    if (length == 0) {
        return false;
    }
    snprintf(name, size, "%.*s", (int)length, *at);
    *at += length;
    *plus = 0.0;
    if (**at == '+') {
        *plus = strtod(*at + 1, NULL);
        *at += strcspn(*at, "|");
    }
    *at += **at == '|';
    return true;
}

static int find_column(const csv_reader_t *csv, const char *name)
{
    int found = -1;

    for (size_t i = 0; i < csv->width && found < 0; i++) {
        if (strcasecmp(csv_reader_name(csv, i), name) == 0) {
            found = (int)i;
        }
    }
    return found;
}

/* Semicolons, tabs: what the first line has instead of commas; or NULL. */
static const char *wrong_separator(const char *path)
{
    char line[4096] = "";
    const char *separator = NULL;
    FILE *stream = fopen(path, "rb");

    if (stream != NULL) {
        const size_t size = fread(line, 1, sizeof line - 1, stream);

        line[size] = '\0';
        line[strcspn(line, "\r\n")] = '\0';
        fclose(stream);
    }
    if (strchr(line, ',') == NULL) {
        separator = strchr(line, ';') != NULL    ? "semicolons"
                    : strchr(line, '\t') != NULL ? "tabs"
                    : strchr(line, '|') != NULL  ? "vertical bars"
                    : strchr(line, ' ') != NULL  ? "blanks"
                                                 : NULL;
    }
    return separator;
}

static void complain_of_separator(const reading_t *self, const char *separator)
{
    report_add(self->report, self->set->path, 1, NULL,
               "fields are separated by %s, and must be by commas: save it as CSV with commas", separator);
}

static void complain_of_column(const reading_t *self, const column_t *column)
{
    const csv_reader_t *csv = &self->csv;
    const char *nearest = NULL;
    const char *at = column->names;
    char name[64], list[256] = "";
    double plus = 0.0;

    while (next_name(&at, name, sizeof name, &plus)) {
        suggest_t suggest;

        suggest_init(&suggest, name);
        for (size_t i = 0; i < csv->width; i++) {
            suggest_offer(&suggest, csv_reader_name(csv, i));
        }
        nearest = nearest != NULL ? nearest : suggest.best;
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", list[0] == '\0' ? "" : " or ", name);
    }
    report_add(self->report, self->set->path, 1, NULL, "no column %s, which %s (--%s) must have%s%s%s", list,
               self->form->title, self->form->option, nearest != NULL ? "; is it the column " : "",
               nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
}

static int find_columns(reading_t *self)
{
    int status = DATASET_OK;

    self->set->columns = 0;
    for (size_t i = 0; i < DATASET_COLUMNS_MAX && self->form->columns[i].names != NULL; i++) {
        const column_t *column = &self->form->columns[i];
        const char *at = column->names;
        char name[64];
        double plus = 0.0;

        self->places[i].column = -1;
        while (self->places[i].column < 0 && next_name(&at, name, sizeof name, &plus)) {
            self->places[i] = (place_t){find_column(&self->csv, name), plus};
        }
        if (self->places[i].column < 0 && !column->optional) {
            complain_of_column(self, column);
            status = DATASET_INVALID;
        }
        self->set->columns++;
    }
    return status;
}

/* ---- Rows ---- */

static bool is_missing(csv_field_t field)
{
    static const char *const words[] = {"", "NA", "NaN", ".", "N/A", "NULL", "-9", "-9.0"};
    bool missing = false;

    for (size_t i = 0; i < sizeof words / sizeof words[0] && !missing; i++) {
        missing = field.length == strlen(words[i]) && strncasecmp(field.data, words[i], field.length) == 0;
    }
    return missing;
}

/* Without blanks around it. */
static csv_field_t trim(csv_field_t field)
{
    while (field.length > 0 && field.data[0] == ' ') {
        field.data++;
        field.length--;
    }
    while (field.length > 0 && field.data[field.length - 1] == ' ') {
        field.length--;
    }
    return field;
}

/* The year of a date, 1920-01-10, 192001, 19200110 or 1920. */
static bool read_date(csv_field_t field, double *value)
{
    const csv_field_t year = {field.data, field.length < 4 ? field.length : 4};

    return field.length >= 4 && csv_field_number(year, value) &&
           (field.length == 4 || field.length == 6 || field.length == 8 || field.data[4] == '-' || field.data[4] == '.');
}

static bool is_whole(double value)
{
    return !(value < floor(value) || value > floor(value));
}

static int read_value(reading_t *self, size_t column, double *value)
{
    const column_t *form = &self->form->columns[column];
    const column_type_t type = form->type;
    const size_t at = (size_t)self->places[column].column;
    char range[64];
    const csv_field_t field = trim(self->csv.fields[at]);
    failure_t failure = {.status = FILES_OK};
    const char *fault = NULL;

    *value = (double)NAN;
    if (!is_missing(field)) {
        if (type == COLUMN_DATE ? !read_date(field, value) : !csv_field_number(field, value)) {
            fault = type == COLUMN_DATE ? "no date" : isinf(*value) ? "too large" : "not a number";
        } else if (type == COLUMN_CODE && !(is_whole(*value) && *value >= 1.0 && *value <= 9999.0)) {
            fault = "no code of a state (1 to 9999)";
        } else if ((type == COLUMN_YEAR || type == COLUMN_DATE) &&
                   !(is_whole(*value) && fabs(*value) <= FAR_FUTURE)) {
            fault = "no year";
        } else if (form->highest > form->lowest && !(*value >= form->lowest && *value <= form->highest)) {
            snprintf(range, sizeof range, "must be in [%g, %g]", form->lowest, form->highest);
            fault = range;
        }
        *value += self->places[column].plus;
    }
    if (fault != NULL) {
        csv_reader_fault(&self->csv, at, fault, &failure);
        return complain(self, &failure);
    }
    return DATASET_OK;
}

/* As UTF-8: what is not is taken for Latin-1. NULL without memory. */
static char *copy_text(csv_field_t field)
{
    char *text = malloc(2 * field.length + 1);
    char *out = text;

    if (text == NULL) {
        return NULL;
    }
    memcpy(text, field.data, field.length);
    text[field.length] = '\0';
    if (strlen(text) != field.length || !document_is_utf8(text)) {
        for (size_t i = 0; i < field.length; i++) {
            const unsigned char letter = (unsigned char)field.data[i];

            if (letter < 0x80) {
                *out++ = letter == '\0' ? '?' : (char)letter;
            } else {
                *out++ = (char)(0xC0 | letter >> 6);
                *out++ = (char)(0x80 | (letter & 0x3F));
            }
        }
        *out = '\0';
    }
    return text;
}

static bool make_room(reading_t *self)
{
    dataset_t *set = self->set;
    const size_t capacity = self->capacity == 0 ? 1024 : 2 * self->capacity;
    const bool texts = set->id == DATASET_STATES;
    double *values = realloc(set->values, capacity * set->columns * sizeof *values);
    uint64_t *lines = NULL;
    char **words = NULL;

    if (values != NULL) {
        set->values = values;
    }
    lines = realloc(set->lines, capacity * sizeof *lines);
    if (lines != NULL) {
        set->lines = lines;
    }
    words = texts ? realloc(set->texts, capacity * TEXTS * sizeof *words) : NULL;
    if (words != NULL) {
        set->texts = words;
    }
    if (values == NULL || lines == NULL || (texts && words == NULL)) {
        return false;
    }
    self->capacity = capacity;
    return true;
}

static int read_row(reading_t *self)
{
    dataset_t *set = self->set;
    double *row = NULL;
    bool coded = true;
    int status = DATASET_OK;
    size_t text = 0;

    if (set->rows == self->capacity && !make_room(self)) {
        return DATASET_NO_MEMORY;
    }
    row = &set->values[set->rows * set->columns];
    for (size_t i = 0; i < set->columns && status == DATASET_OK; i++) {
        row[i] = (double)NAN;
        if (self->form->columns[i].type != COLUMN_TEXT && self->places[i].column >= 0) {
            status = read_value(self, i, &row[i]);
            coded = coded && (self->form->columns[i].type != COLUMN_CODE || !isnan(row[i]));
        }
    }
    if (status != DATASET_OK || !coded) {
        set->skipped += status == DATASET_OK;
        return status;
    }
    set->lines[set->rows] = self->csv.line;
    for (size_t i = 0; i < set->columns && status == DATASET_OK; i++) {
        if (self->form->columns[i].type == COLUMN_TEXT) {
            char *copy = copy_text(trim(self->csv.fields[self->places[i].column]));

            set->texts[set->rows * TEXTS + text++] = copy;
            status = copy != NULL ? DATASET_OK : DATASET_NO_MEMORY;
        }
    }
    if (status == DATASET_OK) {
        set->rows++;
    } else if (text == TEXTS) {
        free(set->texts[set->rows * TEXTS]);
    }
    return status;
}

static void find_years(dataset_t *set, const form_t *form)
{
    set->first_year = (double)NAN;
    set->last_year = (double)NAN;
    for (size_t i = 0; i < set->columns; i++) {
        const column_type_t type = form->columns[i].type;

        for (size_t row = 0; row < set->rows && (type == COLUMN_YEAR || type == COLUMN_DATE); row++) {
            const double year = dataset_value(set, row, (int)i);

            if (!isnan(year)) {
                set->first_year = fmin(set->first_year, year);
                set->last_year = fmax(set->last_year, year);
            }
        }
    }
}

/* A list of codes without dates: every state is taken as there always. */
static void fill_membership(dataset_t *set)
{
    for (size_t row = 0; row < set->rows; row++) {
        double *values = &set->values[row * set->columns];

        values[STATES_FROM] = isnan(values[STATES_FROM]) ? FAR_PAST : values[STATES_FROM];
        values[STATES_TO] = isnan(values[STATES_TO]) ? FAR_FUTURE : values[STATES_TO];
    }
}

int dataset_read(dataset_t *self, dataset_id_t id, const char *path, report_t *report)
{
    reading_t reading = {.set = self, .form = &forms[id], .report = report};
    failure_t failure = {.status = FILES_OK};
    const char *slash = strrchr(path, '/');
    const char *separator = NULL;
    char *directory = NULL;
    int status = DATASET_OK;
    int opened = FILES_OK, next = 0;

    *self = (dataset_t){.id = id};
    self->path = strdup(path);
    directory = slash != NULL ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    if (self->path == NULL || directory == NULL) {
        status = DATASET_NO_MEMORY;
        goto out;
    }
    self->name = slash != NULL ? self->path + (slash - path) + 1 : self->path;
    opened = csv_reader_open_foreign(&reading.csv, directory, self->name, &failure);
    separator = opened == FILES_OK || opened == FILES_DAMAGED ? wrong_separator(path) : NULL;
    if (separator != NULL) {
        complain_of_separator(&reading, separator);
        status = DATASET_INVALID;
        goto out;
    }
    if (opened != FILES_OK) {
        status = complain(&reading, &failure);
        goto out;
    }
    status = find_columns(&reading);
    while (status == DATASET_OK && (next = csv_reader_next(&reading.csv, &failure)) > 0) {
        status = read_row(&reading);
    }
    if (status == DATASET_OK && next < 0) {
        status = complain(&reading, &failure);
    }
    if (status == DATASET_OK && self->rows == 0) {
        report_add(report, self->path, 0, NULL, "no rows but the header");
        status = DATASET_INVALID;
    }
    if (status == DATASET_OK) {
        csv_reader_digest(&reading.csv, self->digest);
        find_years(self, reading.form);
        if (id == DATASET_STATES) {
            fill_membership(self);
        }
    }
out:
    csv_reader_close(&reading.csv);
    free(directory);
    if (status == DATASET_NO_MEMORY) {
        report_add(report, path, 0, NULL, "not enough memory to read it");
    }
    return status;
}

void dataset_free(dataset_t *self)
{
    for (size_t i = 0; self->texts != NULL && i < TEXTS * self->rows; i++) {
        free(self->texts[i]);
    }
    free(self->texts);
    free(self->values);
    free(self->lines);
    free(self->path);
    *self = (dataset_t){.rows = 0};
}
