/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/drawing.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "analysis/palette.h"

enum { LINE_SIZE = 1024 };

/* The SVG and PNG of a report; PNG at this many pixels for each. */
enum { PNG_SCALE = 2 };

#define POINTS_PER_PIXEL 0.75 /* as CSS has it; this terminal takes sizes of fonts for points */

static void add(text_t *text, const char *words)
{
    text_append(text, words, strlen(words));
}

void drawing_init(drawing_t *self, language_t language, drawing_form_t form)
{
    *self = (drawing_t){0};
    text_init(&self->script);
    self->language = language;
    self->form = form;
    self->width = form == DRAWING_NARROW ? 360.0 : 760.0;
    self->height = form == DRAWING_NARROW ? 340.0 : 400.0;
    self->font = form == DRAWING_NARROW ? 12.0 : 13.0;
}

void drawing_free(drawing_t *self)
{
    text_free(&self->script);
    *self = (drawing_t){0};
}

bool drawing_narrow(const drawing_t *self)
{
    return self->form == DRAWING_NARROW;
}

void drawing_line(drawing_t *self, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length > 0) {
        text_append(&self->script, line,
                    (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
    }
    add(&self->script, "\n");
}

void drawing_quoted(drawing_t *self, const char *text)
{
    add(&self->script, "'");
    for (const char *c = text; *c != '\0'; c++) {
        const unsigned char letter = (unsigned char)*c;

        if (letter == '\'') {
            add(&self->script, "''");
        } else if (letter < 32 || letter == 127) {
            add(&self->script, " ");
        } else {
            text_append(&self->script, c, 1);
        }
    }
    add(&self->script, "'");
}

void drawing_begin(drawing_t *self, bool multiple)
{
    self->multiple = multiple;
    drawing_line(self, "set encoding utf8");
    drawing_line(self, "set datafile missing 'NaN'");
    drawing_line(self, "set border 3 linecolor rgb '%s' linewidth 1", PALETTE_QUIET);
    drawing_line(self, "set tics nomirror out scale 0.6,0.3 textcolor rgb '%s' font ',%.4g'",
                 PALETTE_QUIET, self->font * 0.92);
    drawing_line(self, "set grid ytics linetype 1 linecolor rgb '%s' linewidth 1 back",
                 PALETTE_GRID);
    drawing_line(self, "set style fill solid 1 noborder");
    drawing_line(self, "set xtics offset 0,0.25");
    drawing_line(self, "set ytics offset 0.4,0");
    drawing_line(self, "unset key");
    drawing_line(self, "unset colorbox");
    if (multiple) {
        drawing_line(self, "set multiplot");
    }
}

void drawing_end(drawing_t *self)
{
    if (self->multiple) {
        drawing_line(self, "unset multiplot");
    }
}

void drawing_clear(drawing_t *self)
{
    drawing_line(self, "unset label");
    drawing_line(self, "unset object");
    drawing_line(self, "unset arrow");
}

void drawing_panel(drawing_t *self, double left, double right, double top, double bottom)
{
    drawing_line(self, "set lmargin at screen %.6f", left / self->width);
    drawing_line(self, "set rmargin at screen %.6f", right / self->width);
    drawing_line(self, "set tmargin at screen %.6f", 1.0 - top / self->height);
    drawing_line(self, "set bmargin at screen %.6f", 1.0 - bottom / self->height);
}

/* In units of the font, from the proportions of Noto Sans; a bit generous. */
static double letter_width(uint32_t point)
{
    if (point >= 0x2E80) {
        return 1.0;
    }
    if (point < 128 && strchr("iljtfrI.,:;'|!()[] ", (int)point) != NULL) {
        return 0.34;
    }
    if (point == 'm' || point == 'w' || point == 'M' || point == 'W' || point == '%') {
        return 0.90;
    }
    return point >= 'A' && point <= 'Z' ? 0.66 : 0.58;
}

double drawing_text_width(const drawing_t *self, const char *text, double size)
{
    double width = 0.0;

    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        uint32_t point = *c;

        if (*c >= 0xE0) {
            point = 0x2E80;
            if (*c == 0xE2 && c[1] != 0x91 && c[1] != 0x96) { /* circled digits, triangles are wide */
                point = 'x'; /* dashes, arrows, quotes */
            }
        } else if (*c >= 0x80 && *c < 0xC0) {
            continue; /* a letter's second and later bytes */
        }
        width += letter_width(point);
    }
    return width * size * self->font;
}

static const char *const aligns[] = {"left", "center", "right"};

static void put_text(drawing_t *self, const char *system, double x, double y,
                     drawing_align_t align, const char *text, const char *colour, double size)
{
    text_t *script = &self->script;
    char line[LINE_SIZE];

    snprintf(line, sizeof line, "set label %d ", ++self->labels);
    add(script, line);
    drawing_quoted(self, text);
    snprintf(line, sizeof line,
             " at %s %.8g,%.8g %s front noenhanced font ',%.4g' textcolor rgb '%s'\n", system, x,
             y, aligns[align], self->font * size, colour);
    add(script, line);
}

void drawing_text(drawing_t *self, double x, double y, drawing_align_t align, const char *text,
                  const char *colour, double size)
{
    put_text(self, "screen", x / self->width, 1.0 - y / self->height, align, text, colour, size);
}

void drawing_text_at(drawing_t *self, double x, double y, drawing_align_t align, const char *text,
                     const char *colour, double size)
{
    put_text(self, "first", x, y, align, text, colour, size);
}

static void legend_mark(drawing_t *self, double x, double y, const drawing_entry_t *entry)
{
    const double w = self->width, h = self->height;
    const double side = self->font * 0.8;

    switch (entry->kind) {
    case DRAWING_BOX:
        drawing_line(self,
                     "set object %d rectangle from screen %.6f,%.6f to screen %.6f,%.6f front "
                     "fillcolor rgb '%s' fillstyle solid 1 noborder",
                     ++self->objects, x / w, 1.0 - (y + side / 2.0) / h, (x + side) / w,
                     1.0 - (y - side / 2.0) / h, entry->colour);
        break;
    case DRAWING_DOT:
    case DRAWING_RING:
        drawing_line(self,
                     "set label %d '' at screen %.6f,%.6f front point pointtype %d pointsize 0.7 "
                     "linewidth 1.5 linecolor rgb '%s'",
                     ++self->labels, (x + side / 2.0) / w, 1.0 - y / h,
                     entry->kind == DRAWING_DOT ? 7 : 6, entry->colour);
        break;
    case DRAWING_LINE:
    case DRAWING_DASHED:
        drawing_line(self,
                     "set arrow %d from screen %.6f,%.6f to screen %.6f,%.6f front nohead "
                     "linewidth 2.4 %s linecolor rgb '%s'",
                     ++self->arrows, x / w, 1.0 - y / h, (x + side * 1.7) / w, 1.0 - y / h,
                     entry->kind == DRAWING_DASHED ? "dashtype (6,4)" : "dashtype 1",
                     entry->colour);
        break;
    }
}

double drawing_legend(drawing_t *self, double left, double right, double y,
                      const drawing_entry_t *entries, size_t count)
{
    const double line = self->font * 1.55;
    double x = left;

    y += line / 2.0;
    for (size_t i = 0; i < count; i++) {
        const bool long_mark =
            entries[i].kind == DRAWING_LINE || entries[i].kind == DRAWING_DASHED;
        const double mark = self->font * (long_mark ? 1.75 : 1.15);
        const double wide = mark + drawing_text_width(self, entries[i].text, 0.96);

        if (x > left && x + wide > right) {
            x = left;
            y += line;
        }
        if (!self->dry) {
            legend_mark(self, x, y, &entries[i]);
            drawing_text(self, x + mark, y, DRAWING_LEFT, entries[i].text, PALETTE_INK, 0.96);
        }
        x += wide + self->font * 0.9;
    }
    return y + line / 2.0;
}

double drawing_legend_height(drawing_t *self, double left, double right,
                             const drawing_entry_t *entries, size_t count)
{
    double height;

    self->dry = true;
    height = drawing_legend(self, left, right, 0.0, entries, count);
    self->dry = false;
    return height;
}

void drawing_rectangle(drawing_t *self, double x0, double y0, double x1, double y1,
                       const char *fill, const char *border, bool behind)
{
    char edge[64] = "noborder";

    if (border != NULL) {
        snprintf(edge, sizeof edge, "border linecolor rgb '%s'", border);
    }
    drawing_line(self,
                 "set object %d rectangle from first %.8g,%.8g to first %.8g,%.8g %s fillcolor rgb "
                 "'%s' fillstyle solid 1 %s",
                 ++self->objects, x0, y0, x1, y1, behind ? "behind" : "front", fill, edge);
}

void drawing_terminal(const drawing_t *self, const char *format, text_t *out)
{
    char line[LINE_SIZE];

    if (strcmp(format, "png") == 0) {
        snprintf(line, sizeof line,
                 "set terminal pngcairo size %.0f,%.0f font '%s,%.4g' fontscale %.4g linewidth %d "
                 "pointscale %d dashlength %d noenhanced background rgb '%s'\n",
                 self->width * PNG_SCALE, self->height * PNG_SCALE, PALETTE_FONT, self->font,
                 PNG_SCALE * POINTS_PER_PIXEL, PNG_SCALE, PNG_SCALE, PNG_SCALE, PALETTE_PAPER);
    } else {
        snprintf(line, sizeof line,
                 "set terminal svg size %.0f,%.0f dynamic font '%s,%.4g' linewidth 1 noenhanced "
                 "background rgb '%s'\n",
                 self->width, self->height, PALETTE_FONT, self->font, PALETTE_PAPER);
    }
    add(out, line);
}
