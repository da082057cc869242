/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/catalogue.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "config/number.h"
#include "config/table.h"

enum { CELL_SIZE = 320, RANGE_SIZE = 2 * CELL_SIZE + 8, WIDEST = 28 };

typedef enum {
    COLUMN_SECTION,
    COLUMN_NAME,
    COLUMN_TYPE,
    COLUMN_UNIT,
    COLUMN_LOWEST,
    COLUMN_HIGHEST,
    COLUMN_DEFAULT,
    COLUMN_MEANING,
    COLUMN_SOURCE,
    COLUMN_COUNT
} column_t;

static const char *const headings[COLUMN_COUNT] = {"section", "name",    "type",    "unit",  "lowest",
                                                   "highest", "default", "meaning", "source"};

typedef struct {
    char cell[COLUMN_COUNT][CELL_SIZE];
} row_t;

typedef struct {
    catalogue_format_t format;
    const char *filter;
    text_t *out;
    char section[CELL_SIZE]; /* of the last row */
} list_t;

static void put(text_t *out, const char *text)
{
    (void)text_append(out, text, strlen(text)); /* a failure is sticky */
}

static void set(row_t *row, column_t column, const char *text)
{
    snprintf(row->cell[column], CELL_SIZE, "%s", text == NULL ? "" : text);
}

static void set_number(row_t *row, column_t column, double value)
{
    char number[NUMBER_SIZE] = "";
    if (isfinite(value)) {
        number_write_rounded(number, value, 10);
    }
    set(row, column, number);
}

/* RFC 4180: quotes where they are needed. */
static void put_csv(text_t *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        put(out, text);
    } else {
        put(out, "\"");
        for (const char *c = text; *c != '\0'; c++) {
            put(out, *c == '"' ? "\"" : "");
            (void)text_append(out, c, 1);
        }
        put(out, "\"");
    }
}

static void put_markdown(text_t *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        put(out, *c == '|' || *c == '*' || *c == '_' ? "\\" : "");
        (void)text_append(out, c, 1);
    }
}

static void range_of(const row_t *row, char range[RANGE_SIZE])
{
    const char *lowest = row->cell[COLUMN_LOWEST], *highest = row->cell[COLUMN_HIGHEST];
    range[0] = '\0';
    if (*lowest != '\0' && *highest != '\0') {
        snprintf(range, RANGE_SIZE, "[%s, %s]", lowest, highest);
    }
}

static void put_text_row(text_t *out, const row_t *row)
{
    char range[RANGE_SIZE], line[8 * CELL_SIZE];
    const char *unit = strcmp(row->cell[COLUMN_UNIT], "1") == 0 ? "" : row->cell[COLUMN_UNIT];
    range_of(row, range);
    snprintf(line, sizeof line, "  %-*s  %s%s%s%s%s%s%s", WIDEST, row->cell[COLUMN_NAME],
             row->cell[COLUMN_TYPE], *range == '\0' ? "" : " in ", range,
             *unit == '\0' ? "" : ", unit ", unit,
             row->cell[COLUMN_DEFAULT][0] == '\0' ? "" : ", default ", row->cell[COLUMN_DEFAULT]);
    put(out, line);
    snprintf(line, sizeof line, "\n  %*s  %s%s%s%s\n", WIDEST, "", row->cell[COLUMN_MEANING],
             row->cell[COLUMN_SOURCE][0] == '\0' ? "" : " [", row->cell[COLUMN_SOURCE],
             row->cell[COLUMN_SOURCE][0] == '\0' ? "" : "]");
    put(out, line);
}

static void put_section(list_t *list, const char *section)
{
    text_t *out = list->out;
    if (strcmp(section, list->section) == 0) {
        return;
    }
    if (list->format == CATALOGUE_MARKDOWN) {
        put(out, list->section[0] == '\0' ? "### " : "\n### ");
        put(out, section);
        put(out, "\n\n| name | type | unit | range | default | meaning | source |\n"
                 "|---|---|---|---|---|---|---|\n");
    } else if (list->format == CATALOGUE_TEXT) {
        put(out, list->section[0] == '\0' ? "" : "\n");
        put(out, section);
        put(out, "\n");
    }
    snprintf(list->section, sizeof list->section, "%s", section);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool contains(const char *text, const char *part)
{
    bool found = *part == '\0';
    for (; *text != '\0' && !found; text++) {
        size_t i = 0;
        while (part[i] != '\0' && lower(text[i]) == lower(part[i])) {
            i++;
        }
        found = part[i] == '\0';
    }
    return found;
}

static void put_row(list_t *list, const row_t *row)
{
    text_t *out = list->out;
    char range[RANGE_SIZE];
    if (list->filter != NULL && !contains(row->cell[COLUMN_NAME], list->filter)) {
        return;
    }
    put_section(list, row->cell[COLUMN_SECTION]);
    if (list->format == CATALOGUE_CSV) {
        for (int c = 0; c < COLUMN_COUNT; c++) {
            put(out, c == 0 ? "" : ",");
            put_csv(out, row->cell[c]);
        }
        put(out, "\r\n");
    } else if (list->format == CATALOGUE_MARKDOWN) {
        range_of(row, range);
        put(out, "| `");
        put(out, row->cell[COLUMN_NAME]);
        put(out, "` | ");
        put_markdown(out, row->cell[COLUMN_TYPE]);
        put(out, " | ");
        put_markdown(out, row->cell[COLUMN_UNIT]);
        put(out, " | ");
        put_markdown(out, range);
        put(out, " | ");
        put_markdown(out, row->cell[COLUMN_DEFAULT]);
        put(out, " | ");
        put_markdown(out, row->cell[COLUMN_MEANING]);
        put(out, " | ");
        put_markdown(out, row->cell[COLUMN_SOURCE]);
        put(out, " |\n");
    } else {
        put_text_row(out, row);
    }
}

static void list_parameter(list_t *list, const parameter_info_t *info)
{
    row_t row = {{""}};
    char text[CELL_SIZE];
    set(&row, COLUMN_SECTION, "parameters");
    snprintf(text, sizeof text, "%s.%s", info->group, info->name);
    set(&row, COLUMN_NAME, text);
    set(&row, COLUMN_UNIT, info->unit);
    if (info->type == PARAMETER_CHOICE) {
        set(&row, COLUMN_TYPE, info->words);
        word_at(info->words, (int)info->initial, text, sizeof text);
        set(&row, COLUMN_DEFAULT, text);
    } else {
        set(&row, COLUMN_TYPE, info->type == PARAMETER_REAL ? "real" : "integer");
        set_number(&row, COLUMN_LOWEST, info->lowest);
        set_number(&row, COLUMN_HIGHEST, info->highest);
        set_number(&row, COLUMN_DEFAULT, info->initial);
    }
    set(&row, COLUMN_MEANING, info->meaning);
    set(&row, COLUMN_SOURCE, info->source);
    put_row(list, &row);
}

/* Where a section's fields stand in a path. */
static const char *prefix_of(const section_t *section)
{
    return section->id == SECTION_ALLIANCES ? "alliances.STRONG.WEAK"
           : section->id == SECTION_TIES    ? "ties.FROM.TO"
           : section->id == SECTION_EXPECT  ? "expect"
           : section->id == SECTION_SOURCES ? "sources.ID"
           : section->id == SECTION_STRONG  ? "strong.ID"
           : section->id == SECTION_WEAK    ? "weak.ID"
           : section->id == SECTION_SHOCKS  ? "shocks.ID"
                                            : "events.ID";
}

static const char *type_of(const field_t *field)
{
    static const char *const types[] = {
        [FIELD_ID] = "ID",          [FIELD_TEXT] = "text",
        [FIELD_REAL] = "real",      [FIELD_COUNT] = "integer",
        [FIELD_BOOLEAN] = "boolean", [FIELD_WORD] = "word",
        [FIELD_DISTRIBUTION] = "real or distribution",
        [FIELD_VARIABLE] = "variable", [FIELD_SOURCE] = "ID of a source",
        [FIELD_STRONG] = "ID of a strong state",
        [FIELD_WEAK] = "ID of a weak state, group or member",
        [FIELD_TARGET] = "ID",      [FIELD_PAIR] = "STRONG.WEAK",
        [FIELD_EXPECTED] = "word",  [FIELD_NEVER] = "word",
        [FIELD_SEED] = "integer"};
    return field->words != NULL ? field->words : types[field->type];
}

static void list_field(list_t *list, const char *section, const char *prefix, const field_t *field)
{
    row_t row = {{""}};
    char text[CELL_SIZE];
    bool counted = field->type == FIELD_COUNT || field->type == FIELD_REAL ||
                   field->type == FIELD_DISTRIBUTION || field->type == FIELD_SEED;
    snprintf(text, sizeof text, "%s%s%s", prefix, *prefix == '\0' ? "" : ".", field->name);
    set(&row, COLUMN_SECTION, section);
    set(&row, COLUMN_NAME, text);
    set(&row, COLUMN_TYPE, type_of(field));
    set(&row, COLUMN_UNIT, counted ? field->unit : "");
    if (counted) {
        set_number(&row, COLUMN_LOWEST, field->lowest);
        set_number(&row, COLUMN_HIGHEST, field->highest);
    }
    set(&row, COLUMN_DEFAULT, field->flags & FIELD_REQUIRED ? "must be said" : field->initial);
    set(&row, COLUMN_MEANING, field->meaning);
    put_row(list, &row);
}

/* What an agent has, and what only shocks and events can name. */
static void list_variable(list_t *list, const char *section, const char *prefix, variable_t variable)
{
    const variable_info_t *info = variable_info(variable);
    bool value = variable_has_value(variable);
    row_t row = {{""}};
    char text[CELL_SIZE];
    snprintf(text, sizeof text, "%s.%s%s", prefix, info->name,
             info->per_source && value ? ".SOURCE" : "");
    set(&row, COLUMN_SECTION, section);
    set(&row, COLUMN_NAME, text);
    set(&row, COLUMN_TYPE, value ? "real or distribution" : "only of shocks and events");
    set(&row, COLUMN_UNIT, "1");
    set_number(&row, COLUMN_LOWEST, info->lowest);
    set_number(&row, COLUMN_HIGHEST, info->highest);
    if (value) {
        set_number(&row, COLUMN_DEFAULT, info->initial);
    }
    set(&row, COLUMN_MEANING, info->meaning);
    set(&row, COLUMN_SOURCE, info->source);
    put_row(list, &row);
}

static void list_shockable(list_t *list)
{
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        row_t row = {{""}};
        char text[CELL_SIZE];
        bool action = info->role == ROLE_ACTION;
        if (!variable_shockable((variable_t)v)) {
            continue;
        }
        snprintf(text, sizeof text, "%s.%s", info->kind_name, info->name);
        set(&row, COLUMN_SECTION, "what shocks and events act on");
        set(&row, COLUMN_NAME, text);
        set(&row, COLUMN_TYPE, "size");
        set(&row, COLUMN_UNIT, "1");
        set_number(&row, COLUMN_LOWEST, action ? info->lowest : info->lowest - info->highest);
        set_number(&row, COLUMN_HIGHEST, action ? info->highest : info->highest - info->lowest);
        set(&row, COLUMN_MEANING, info->meaning);
        set(&row, COLUMN_SOURCE, info->source);
        put_row(list, &row);
    }
}

static void list_distribution(list_t *list, distribution_kind_t kind)
{
    const distribution_info_t *info = distribution_info(kind);
    row_t row = {{""}};
    char text[CELL_SIZE];
    size_t used = 0;
    for (int i = 0; i < info->count; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i == 0 ? "" : ", ",
                                 info->parameter[i]);
    }
    set(&row, COLUMN_SECTION, "distributions");
    set(&row, COLUMN_NAME, info->name);
    set(&row, COLUMN_TYPE, "distribution");
    snprintf(row.cell[COLUMN_MEANING], CELL_SIZE, "parameters: %.200s", text);
    put_row(list, &row);
}

int catalogue_format_from_name(const char *name)
{
    static const char *const names[] = {"text", "csv", "md"};
    int found = -1;
    for (int i = 0; i < 3 && found < 0; i++) {
        found = strcmp(names[i], name) == 0 ? i : -1;
    }
    if (strcmp(name, "markdown") == 0) {
        found = CATALOGUE_MARKDOWN;
    }
    return found;
}

int catalogue_write(catalogue_format_t format, const char *filter, text_t *out)
{
    list_t list = {.format = format, .filter = filter, .out = out};
    if (format == CATALOGUE_CSV) {
        for (int c = 0; c < COLUMN_COUNT; c++) {
            put(out, c == 0 ? "" : ",");
            put(out, headings[c]);
        }
        put(out, "\r\n");
    }
    for (size_t i = 0; i < parameters_count; i++) {
        list_parameter(&list, &parameters_table[i]);
    }
    for (size_t f = 0; f < table_top_count; f++) {
        list_field(&list, "scenario", "", &table_top[f]);
    }
    for (size_t s = 0; s < SECTION_COUNT; s++) {
        const section_t *section = &sections[s];
        for (size_t f = 0; f < section->field_count; f++) {
            list_field(&list, section->name, prefix_of(section), &section->fields[f]);
        }
        for (int v = 0; v < VARIABLE_COUNT && section->kind < KIND_COUNT; v++) {
            if (variable_info((variable_t)v)->kind == section->kind) {
                list_variable(&list, section->name, prefix_of(section), (variable_t)v);
            }
        }
    }
    list_shockable(&list);
    for (int kind = 0; kind < DISTRIBUTION_KINDS; kind++) {
        list_distribution(&list, (distribution_kind_t)kind);
    }
    return out->status;
}
