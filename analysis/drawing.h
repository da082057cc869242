/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A gnuplot script in the making: a canvas in pixels (y downwards, as on a page), panels, legends
 * and texts at places that we know, so that nothing overlaps in either width or language. The
 * script says nothing of a terminal; drawing_terminal gives the line to put before it.
 */
#ifndef ADRIFT_ANALYSIS_DRAWING_H
#define ADRIFT_ANALYSIS_DRAWING_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/language.h"
#include "files/text.h"

typedef enum drawing_form { DRAWING_WIDE, DRAWING_NARROW, DRAWING_FORMS } drawing_form_t;

typedef struct drawing {
    text_t script;
    language_t language;
    drawing_form_t form;
    double width, height; /* pixels; the height may be set until the first panel */
    double font;          /* pixels */
    bool multiple;        /* several panels: drawing_begin has written "set multiplot" */
    bool dry;             /* legends are measured, nothing is written */
    int labels;           /* numbers in use */
    int objects;
    int arrows;
} drawing_t;

typedef struct drawing_entry {
    const char *text;
    const char *colour;
    enum { DRAWING_BOX, DRAWING_LINE, DRAWING_DASHED, DRAWING_DOT, DRAWING_RING } kind;
} drawing_entry_t;

typedef enum { DRAWING_LEFT, DRAWING_CENTRE, DRAWING_RIGHT } drawing_align_t;

void drawing_init(drawing_t *self, language_t language, drawing_form_t form);
void drawing_free(drawing_t *self);

/* True if the form is the narrow one, for a phone. */
bool drawing_narrow(const drawing_t *self);

/* What every script begins with. Set width and height before. */
void drawing_begin(drawing_t *self, bool multiple);
void drawing_end(drawing_t *self);

/* A line of script. */
void drawing_line(drawing_t *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends `text` as a gnuplot string, quotes included, without control characters. */
void drawing_quoted(drawing_t *self, const char *text);

/* Margins of the next plot, in pixels from the canvas' left and top. */
void drawing_panel(drawing_t *self, double left, double right, double top, double bottom);

/* Forgets labels, objects and arrows, for the next panel of several. */
void drawing_clear(drawing_t *self);

/* How wide a text will be, in pixels; `size` relative to the font (1 is the font itself). */
double drawing_text_width(const drawing_t *self, const char *text, double size);

/* A text at a place of the canvas; its middle line is at y. */
void drawing_text(drawing_t *self, double x, double y, drawing_align_t align, const char *text,
                  const char *colour, double size);

/* The same at coordinates of the axes ("first"). */
void drawing_text_at(drawing_t *self, double x, double y, drawing_align_t align, const char *text,
                     const char *colour, double size);

/*
 * A legend from (left, y) on, broken into lines where `right` is reached. Returns the y below it.
 */
double drawing_legend(drawing_t *self, double left, double right, double y,
                      const drawing_entry_t *entries, size_t count);

/* How high that legend would be. */
double drawing_legend_height(drawing_t *self, double left, double right,
                             const drawing_entry_t *entries, size_t count);

/* A filled rectangle in coordinates of the axes; `border` may be NULL. */
void drawing_rectangle(drawing_t *self, double x0, double y0, double x1, double y1,
                       const char *fill, const char *border, bool behind);

/* The "set terminal" line for a format ("svg", "png") at the drawing's size. */
void drawing_terminal(const drawing_t *self, const char *format, text_t *out);

#endif
