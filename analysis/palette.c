/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/palette.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const behaviours[BEHAVIOUR_COUNT] = {
    [BEHAVIOUR_FOLLOW] = "#D3DEE6",            /* by far the most common: pale, a background */
    [BEHAVIOUR_NEGATIVE_RESPONSE] = "#56B4E9", /* sky blue */
    [BEHAVIOUR_PRICE_RAISING] = "#E69F00",     /* orange */
    [BEHAVIOUR_CONFRONTATION] = "#B8430A",     /* vermillion, darker, to be no orange */
    [BEHAVIOUR_TERMINATION] = "#111111",       /* black */
};

static const char *const statuses[STATUS_COUNT] = {
    [STATUS_ALLIED] = "#009E73",
    [STATUS_DRIFTING] = "#CC79A7",
    [STATUS_ENDED] = "#4A5058",
};

static const char *const series[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
                                     "#1F2328"};
const size_t palette_series_count = sizeof series / sizeof series[0];

/* Lightness falls evenly; one hue, so that nothing but the amount is said. */
static const char *const scale[] = {"#F6F9FC", "#C6DDEE", "#86B9DB", "#3F8BBF", "#0B5A92", "#062F52"};
enum { SCALE_STEPS = sizeof scale / sizeof scale[0] - 1 };

const char palette_scale_gnuplot[] = "0 '#F6F9FC', 1 '#C6DDEE', 2 '#86B9DB', 3 '#3F8BBF', "
                                     "4 '#0B5A92', 5 '#062F52'";

const char *palette_behaviour(int behaviour)
{
    return behaviour >= 0 && behaviour < BEHAVIOUR_COUNT ? behaviours[behaviour] : PALETTE_QUIET;
}

const char *palette_status(int status)
{
    return status >= 0 && status < STATUS_COUNT ? statuses[status] : PALETTE_QUIET;
}

const char *palette_series(size_t index)
{
    return series[index % palette_series_count];
}

void palette_components(const char *colour, double rgb[3])
{
    unsigned value = 0;

    if (strlen(colour) == 7 && colour[0] == '#') {
        value = (unsigned)strtoul(colour + 1, NULL, 16);
    }
    rgb[0] = (double)(value >> 16 & 255U) / 255.0;
    rgb[1] = (double)(value >> 8 & 255U) / 255.0;
    rgb[2] = (double)(value & 255U) / 255.0;
}

static double linear(double component)
{
    return component <= 0.04045 ? component / 12.92 : pow((component + 0.055) / 1.055, 2.4);
}

const char *palette_letters_on(const char *background)
{
    double rgb[3];
    double luminance;

    palette_components(background, rgb);
    luminance = 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
    /* Where the contrast (WCAG 2.1) with white and with the ink is the same. */
    return luminance > 0.215 ? PALETTE_INK : PALETTE_PAPER;
}

void palette_scale(double share, char colour[8])
{
    double from[3], to[3];
    double place, part;
    int step;

    if (isnan(share)) {
        snprintf(colour, 8, "%s", PALETTE_EMPTY);
        return;
    }
    place = fmin(fmax(share, 0.0), 1.0) * SCALE_STEPS;
    step = place >= SCALE_STEPS ? SCALE_STEPS - 1 : (int)place;
    part = place - step;
    palette_components(scale[step], from);
    palette_components(scale[step + 1], to);
    snprintf(colour, 8, "#%02X%02X%02X",
             (unsigned)lround(255.0 * (from[0] + part * (to[0] - from[0]))) & 255U,
             (unsigned)lround(255.0 * (from[1] + part * (to[1] - from[1]))) & 255U,
             (unsigned)lround(255.0 * (from[2] + part * (to[2] - from[2]))) & 255U);
}
