/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/dictionary.h"

#include <stdio.h>
#include <string.h>

#include "analysis/analyze.h"
#include "analysis/sheet.h"
#include "experiments/outcome.h"
#include "experiments/table.h"
#include "files/csv.h"

enum { NAME_SIZE = 96, COLUMN_WIDTH = 30 };

typedef struct list {
    catalogue_format_t format;
    const char *filter;
    text_t *out;
    char file[NAME_SIZE]; /* of the last row */
} list_t;

static void put(text_t *out, const char *text)
{
    text_append(out, text, strlen(text));
}

/* Without what Markdown would take for marks. */
static void put_escaped(text_t *out, const char *text)
{
    for (; *text != '\0'; text++) {
        put(out, *text == '|' || *text == '*' || *text == '_' ? "\\" : "");
        text_append(out, text, 1);
    }
}

static void put_markdown(list_t *list, const char *file, const char *column, const char *unit, const char *meaning)
{
    if (strcmp(list->file, file) != 0) {
        put(list->out, list->file[0] != '\0' ? "\n### " : "### ");
        put(list->out, file);
        put(list->out, "\n\n| column | unit | meaning |\n|---|---|---|\n");
    }
    put(list->out, "| `");
    put(list->out, column);
    put(list->out, "` | ");
    put_escaped(list->out, unit);
    put(list->out, " | ");
    put_escaped(list->out, meaning);
    put(list->out, " |\n");
}

static void put_text(list_t *list, const char *file, const char *column, const char *unit, const char *meaning)
{
    char padded[NAME_SIZE];

    if (strcmp(list->file, file) != 0) {
        put(list->out, list->file[0] != '\0' ? "\n" : "");
        put(list->out, file);
        put(list->out, "\n");
    }
    snprintf(padded, sizeof padded, "  %-*s %-10s ", COLUMN_WIDTH, column, unit);
    put(list->out, padded);
    put(list->out, meaning);
    put(list->out, "\n");
}

static void put_csv(list_t *list, const char *file, const char *column, const char *unit, const char *meaning)
{
    csv_text(list->out, file);
    csv_text(list->out, column);
    csv_text(list->out, unit);
    csv_text(list->out, meaning);
    csv_end_row(list->out);
}

static void tell(list_t *list, const char *file, const char *column, const char *unit, const char *meaning)
{
    if (list->filter == NULL || strstr(file, list->filter) != NULL || strstr(column, list->filter) != NULL) {
        switch (list->format) {
        case CATALOGUE_CSV:
            put_csv(list, file, column, unit, meaning);
            break;
        case CATALOGUE_MARKDOWN:
            put_markdown(list, file, column, unit, meaning);
            break;
        case CATALOGUE_TEXT:
            put_text(list, file, column, unit, meaning);
            break;
        }
        snprintf(list->file, sizeof list->file, "%s", file);
    }
}

static void tell_analysis(void *context, const char *file, const char *column, const char *unit, const char *meaning)
{
    char path[NAME_SIZE];

    snprintf(path, sizeof path, ANALYZE_DIRECTORY "/%s", file);
    tell(context, path, column, unit, meaning);
}

int dictionary_write(catalogue_format_t format, const char *filter, text_t *out)
{
    list_t list = {.format = format, .filter = filter, .out = out};

    if (format == CATALOGUE_CSV) {
        csv_header(out, "file,column,unit,meaning");
    }
    for (size_t i = 0; i < table_column_count; i++) {
        const table_column_t *column = &table_columns[i];
        const bool last = i + 1 == table_column_count || strcmp(table_columns[i + 1].file, column->file) != 0;

        tell(&list, column->file, column->column, column->unit, column->meaning);
        for (size_t o = 0; last && strcmp(column->file, TABLE_RUNS) == 0 && o < outcome_count(); o++) {
            tell(&list, TABLE_RUNS, outcome_info(o)->name, outcome_info(o)->unit, outcome_info(o)->meaning);
        }
    }
    sheet_columns(true, tell_analysis, &list);
    return out->status;
}
