/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one place for colours and fonts. Made from the palette of Okabe and Ito (2008), which people
 * with any kind of colour blindness can tell apart; what stands for calm is pale, what is grave is
 * dark, so that the order survives a black-and-white print.
 */
#ifndef ADRIFT_ANALYSIS_PALETTE_H
#define ADRIFT_ANALYSIS_PALETTE_H

#include <stddef.h>

#include "sim/adrift.h"

/* Lines and letters, and the surfaces under them. */
#define PALETTE_INK "#1F2328"    /* text */
#define PALETTE_QUIET "#57606A"  /* text of second rank, axes */
#define PALETTE_RULE "#C9CFD6"   /* frames */
#define PALETTE_GRID "#E7EAEE"   /* lines of a grid */
#define PALETTE_PAPER "#FFFFFF"
#define PALETTE_STRONG "#0072B2" /* the strong state's quantities */
#define PALETTE_WEAK "#D55E00"   /* the weak state's */
#define PALETTE_ACCENT "#0072B2" /* single series, links */
#define PALETTE_EMPTY "#F3F4F6"  /* a cell without a value */

/* Font families, the first that is there: Latin letters, then Chinese ones. */
#define PALETTE_FONT "Noto Sans"
#define PALETTE_FONT_STACK                                                                         \
    "'Noto Sans','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',"         \
    "'Helvetica Neue',Arial,sans-serif"
#define PALETTE_MONO_STACK "ui-monospace,'Noto Sans Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"

/* "#RRGGBB", never NULL: PALETTE_QUIET for what is no behaviour, status or type. */
const char *palette_behaviour(int behaviour); /* behaviour_t */
const char *palette_status(int status);       /* status_t */

/* For series without a colour of their own; the index may be any, they repeat after palette_series_count. */
extern const size_t palette_series_count;
const char *palette_series(size_t index);

/* The dark or the light of the two letter colours, whichever is better to read on `background`. */
const char *palette_letters_on(const char *background);

/*
 * The colour for a share of a scale from 0 (paper) to 1 (dark blue), evenly in lightness:
 * "#RRGGBB" into `colour`. Below 0 and above 1 count as 0 and 1; NaN is PALETTE_EMPTY.
 */
void palette_scale(double share, char colour[8]);

/* The same scale as a "set palette" line's defined list of gnuplot: "0 '#F7FBFF', 0.25 '#...'...". */
extern const char palette_scale_gnuplot[];

/* Red, green, blue in [0, 1] of "#RRGGBB"; black if it is none. */
void palette_components(const char *colour, double rgb[3]);

#endif
