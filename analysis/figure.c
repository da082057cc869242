/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/figure.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analyze.h"
#include "analysis/figure_parts.h"
#include "analysis/gnuplot.h"
#include "analysis/life.h"
#include "analysis/palette.h"

const figure_t figure_table[] = {
    {"behaviours", "behaviours_over_time.csv", figure_behaviours},
    {"types", "frequencies_type_threat.csv", figure_types},
    {"life", "timeseries.csv", figure_life},
    {"transitions", "transitions.csv", figure_transitions},
    {"survival", "survival.csv", figure_survival},
    {"dose", "dose.csv", figure_dose},
    {"hysteresis", "ramps.csv", figure_hysteresis},
    {"sensitivity", "sensitivity_sobol.csv, sensitivity_morris.csv, sensitivity_regression.csv",
     figure_sensitivity},
    {"plane", "plane.csv", figure_plane},
    {"network", "alliances.csv", figure_network},
};
const size_t figure_count = sizeof figure_table / sizeof figure_table[0];

void figure_source_free(figure_source_t *source)
{
    if (source->life != NULL) {
        life_free(source->life);
        free(source->life);
        source->life = NULL;
    }
}

int figure_absent(figure_source_t *source, const char *key)
{
    source->absence = key;
    return FIGURE_ABSENT;
}

int figure_grid(figure_source_t *source, grid_t *grid, const char *name)
{
    char directory[4096];
    int status;

    failure_clear(&source->failure);
    snprintf(directory, sizeof directory, "%s/%s", source->directory, ANALYZE_DIRECTORY);
    switch (grid_read(grid, directory, name, &source->failure)) {
    case FILES_OK:
        status = grid->rows > 0 ? FIGURE_OK : figure_absent(source, "absent.rows");
        break;
    case FILES_CANNOT_OPEN:
        status = source->failure.error_number == ENOENT ? figure_absent(source, "absent.table")
                                                        : FIGURE_FILES;
        break;
    case FILES_NO_MEMORY:
        status = FIGURE_NO_MEMORY;
        break;
    default:
        status = FIGURE_FILES;
        break;
    }
    return status;
}

const char *figure_percent(char text[FIGURE_NUMBER_SIZE], double share)
{
    const double percent = 100.0 * share;

    snprintf(text, FIGURE_NUMBER_SIZE, fabs(percent) < 1.0 && percent != 0.0 ? "%.2f\u00a0%%" : "%.1f\u00a0%%",
             percent);
    return text;
}

const char *figure_number(char text[FIGURE_NUMBER_SIZE], double value)
{
    snprintf(text, FIGURE_NUMBER_SIZE, "%.3g", value);
    return text;
}

const char *figure_amount(char text[FIGURE_NUMBER_SIZE], double value)
{
    char digits[FIGURE_NUMBER_SIZE];
    size_t length, used = 0;

    snprintf(digits, sizeof digits, "%.0f", value);
    length = strlen(digits);
    for (size_t i = 0; i < length && used + 4 < FIGURE_NUMBER_SIZE; i++) {
        if (i > 0 && length > 4 && (length - i) % 3 == 0) {
            memcpy(text + used, "\u00a0", 2);
            used += 2;
        }
        text[used++] = digits[i];
    }
    text[used] = '\0';
    return text;
}

const char *figure_say(const drawing_t *drawing, const char *key)
{
    return language_say(drawing->language, key);
}

void figure_y_title(drawing_t *drawing, double x, double top, const char *text)
{
    drawing_text(drawing, x, top - drawing->font * 1.25, DRAWING_LEFT, text, PALETTE_QUIET, 0.92);
}

void figure_x_title(drawing_t *drawing, double right, double bottom, const char *text)
{
    drawing_text(drawing, right, bottom + drawing->font * 2.85, DRAWING_RIGHT, text, PALETTE_QUIET,
                 0.92);
}

double figure_step(double highest, int most)
{
    static const double round[] = {1.0, 2.0, 2.5, 5.0, 10.0};
    const double least = highest > 0.0 ? highest / most : 1.0;
    const double power = pow(10.0, floor(log10(least)));

    for (size_t i = 0; i < sizeof round / sizeof round[0]; i++) {
        if (round[i] * power >= least * (1.0 - 1e-9)) {
            return round[i] * power;
        }
    }
    return 10.0 * power;
}

unsigned figure_colour(const char *colour)
{
    return (unsigned)strtoul(colour + 1, NULL, 16);
}

int figure_build(const figure_t *figure, figure_source_t *source, drawing_t *drawing,
                 text_t *finding)
{
    text_t unwanted;
    int status;

    text_init(&unwanted);
    source->absence = NULL;
    source->detail[0] = '\0';
    status = figure->build(source, drawing, finding != NULL ? finding : &unwanted);
    if (status == FIGURE_OK && drawing->script.status != FILES_OK) {
        status = FIGURE_NO_MEMORY;
    }
    text_free(&unwanted);
    return status;
}

static bool begins(const char *at, const char *end, const char *word)
{
    const size_t length = strlen(word);

    return (size_t)(end - at) >= length && memcmp(at, word, length) == 0;
}

static void append(text_t *text, const char *words)
{
    text_append(text, words, strlen(words));
}

/*
 * gnuplot's SVG made fit to stand in a page beside others: without prolog, ids and the references
 * to them begin with the prefix, the font family is the whole stack.
 */
static void tidy(const text_t *raw, const char *prefix, text_t *out)
{
    static const char *const references[] = {"id=\"", "id='", "href=\"#", "href='#", "url(#"};
    static const char family[] = "font-family=\"" PALETTE_FONT "\"";
    const char *at = raw->data;
    const char *end = at + raw->length;

    while (at < end && !begins(at, end, "<svg")) {
        at++;
    }
    while (at < end) {
        bool taken = false;

        for (size_t i = 0; i < sizeof references / sizeof references[0] && !taken; i++) {
            if (begins(at, end, references[i]) && (i > 1 || at[-1] == ' ' || at[-1] == '\t')) {
                append(out, references[i]);
                append(out, prefix);
                at += strlen(references[i]);
                taken = true;
            }
        }
        if (!taken && begins(at, end, family)) {
            append(out, "font-family=\"" PALETTE_FONT_STACK "\"");
            at += strlen(family);
            taken = true;
        }
        if (!taken) {
            text_append(out, at++, 1);
        }
    }
}

int figure_draw(const drawing_t *drawing, const char *format, const char *prefix, text_t *picture,
                figure_source_t *source)
{
    const bool vector = strcmp(format, "svg") == 0;
    text_t script, raw, messages;
    int status = FIGURE_NO_MEMORY;

    text_init(&script);
    text_init(&raw);
    text_init(&messages);
    drawing_terminal(drawing, format, &script);
    text_append(&script, drawing->script.data, drawing->script.length);
    if (script.status != FILES_OK) {
        goto out;
    }
    switch (gnuplot_run(script.data, script.length, &raw, &messages)) {
    case GNUPLOT_OK:
        status = messages.length == 0 && raw.length > 0 ? FIGURE_OK : FIGURE_FAILED;
        break;
    case GNUPLOT_MISSING:
        status = FIGURE_MISSING;
        break;
    case GNUPLOT_FAILED:
        status = FIGURE_FAILED;
        break;
    case GNUPLOT_NO_FILES:
        status = FIGURE_SYSTEM;
        snprintf(source->detail, sizeof source->detail, "%s", strerror(errno));
        break;
    default:
        break;
    }
    if (status == FIGURE_FAILED) {
        snprintf(source->detail, sizeof source->detail, "%.*s",
                 (int)(messages.length < FIGURE_DETAIL_SIZE ? messages.length
                                                            : FIGURE_DETAIL_SIZE - 1),
                 messages.data != NULL ? messages.data : "");
    }
    if (status == FIGURE_OK) {
        if (vector) {
            tidy(&raw, prefix, picture);
        } else {
            text_append(picture, raw.data, raw.length);
        }
        status = picture->status == FILES_OK ? FIGURE_OK : FIGURE_NO_MEMORY;
    }
out:
    text_free(&script);
    text_free(&raw);
    text_free(&messages);
    return status;
}
