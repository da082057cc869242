/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The figures: one table {name, what it is made of, how}. A figure is a gnuplot script with its data
 * in it, in two widths (page and phone), and a caption in words. Only what the tables allow is made.
 */
#ifndef ADRIFT_ANALYSIS_FIGURE_H
#define ADRIFT_ANALYSIS_FIGURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/drawing.h"
#include "analysis/language.h"
#include "files/failure.h"
#include "files/text.h"

#define FIGURE_DIRECTORY "figures" /* in the results directory */

enum { FIGURE_DETAIL_SIZE = 512 };

enum {
    FIGURE_OK = 0,
    FIGURE_NO_MEMORY = -1,
    FIGURE_ABSENT = -2,  /* what it is made of is not there, or says nothing: `absence` tells */
    FIGURE_MISSING = -3, /* gnuplot is not installed */
    FIGURE_FAILED = -4,  /* gnuplot complained: `detail` */
    FIGURE_FILES = -5,   /* `failure` */
    FIGURE_SYSTEM = -6   /* no temporary file or no process: `detail` */
};

/* What a figure is made from, and what came of it. Zero it, then set what is wanted. */
typedef struct figure_source {
    const char *directory;     /* of results */
    language_t language;
    const char *strong, *weak; /* the alliance of "life"; NULL: a telling one */
    const uint64_t *replicate; /* of "life"; NULL: the first recorded */
    double dependence_threshold, threat_threshold; /* NaN: no line is drawn */
    /* Set by the functions below. */
    const char *absence;       /* key of a phrase */
    char detail[FIGURE_DETAIL_SIZE];
    failure_t failure;
    struct life *life;         /* kept between widths; owned, figure_source_free */
} figure_source_t;

typedef struct figure {
    const char *name;  /* of its files, and of its phrases "figure.NAME" (title) and "caption.NAME" */
    const char *needs; /* the file it is drawn from, for people */
    int (*build)(figure_source_t *source, drawing_t *drawing, text_t *finding);
} figure_t;

extern const figure_t figure_table[];
extern const size_t figure_count;

void figure_source_free(figure_source_t *source); /* legal on a zeroed one; what the caller set stays */

/*
 * The script, and what its caption says of these data (a sentence, appended to `finding`, which may
 * be NULL). `drawing` is initialised with drawing_init. FIGURE_OK, FIGURE_ABSENT, FIGURE_NO_MEMORY,
 * FIGURE_FILES.
 */
int figure_build(const figure_t *figure, figure_source_t *source, drawing_t *drawing,
                 text_t *finding);

/*
 * Has gnuplot draw a built figure, as "svg" or "png", appended to `picture`. In an SVG every id is
 * made unique by `prefix`, so that several may stand in one page, and the fonts are those of
 * palette.h. Anything that gnuplot says is FIGURE_FAILED.
 */
int figure_draw(const drawing_t *drawing, const char *format, const char *prefix, text_t *picture,
                figure_source_t *source);

#endif
