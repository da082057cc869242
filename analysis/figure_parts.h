/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the builders of figures share; for figure*.c only. */
#ifndef ADRIFT_ANALYSIS_FIGURE_PARTS_H
#define ADRIFT_ANALYSIS_FIGURE_PARTS_H

#include "analysis/figure.h"
#include "analysis/grid.h"

typedef int figure_builder_t(figure_source_t *source, drawing_t *drawing, text_t *finding);

/* figure_time.c */
figure_builder_t figure_life, figure_behaviours, figure_survival;
/* figure_matrix.c */
figure_builder_t figure_types, figure_transitions, figure_plane;
/* figure_experiment.c */
figure_builder_t figure_dose, figure_hysteresis, figure_sensitivity;
/* figure_network.c */
figure_builder_t figure_network;

/* What a flip's dose.csv and half_flip.csv (or NULL) come to, as a sentence. */
void figure_flip_words(language_t language, const grid_t *dose, const grid_t *half, text_t *out);

enum { FIGURE_NUMBER_SIZE = 48 };

/* A table of DIRECTORY/analysis. FIGURE_OK, FIGURE_ABSENT (not there, or without rows), FIGURE_FILES, FIGURE_NO_MEMORY. */
int figure_grid(figure_source_t *source, grid_t *grid, const char *name);

/* Notes why there is nothing to show, as the key of a phrase; returns FIGURE_ABSENT. */
int figure_absent(figure_source_t *source, const char *key);

/* "81.2 %", "0.19 %"; and a number with few digits, "0.32", "1 234". Returns `text`. */
const char *figure_percent(char text[FIGURE_NUMBER_SIZE], double share);
const char *figure_number(char text[FIGURE_NUMBER_SIZE], double value);
const char *figure_amount(char text[FIGURE_NUMBER_SIZE], double value);

/* The phrase in the drawing's language. */
const char *figure_say(const drawing_t *drawing, const char *key);

/* Title of the y axis, above its upper end; of the x axis, below its right end. */
void figure_y_title(drawing_t *drawing, double x, double top, const char *text);
void figure_x_title(drawing_t *drawing, double right, double bottom, const char *text);

/* A round step that divides 0 to `highest` into at most `most` parts. */
double figure_step(double highest, int most);

/* 0xRRGGBB of "#RRGGBB". */
unsigned figure_colour(const char *colour);

#endif
