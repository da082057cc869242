/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures along time: the life of one alliance, behaviours over the years, survival. */
#include "analysis/figure_parts.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/life.h"
#include "analysis/palette.h"
#include "sim/adrift.h"

enum { BANDS_MOMENTS = 3000 }; /* more are thinned: the page has no more pixels */

static int read_life(figure_source_t *source)
{
    failure_t failure = {0};
    int status;

    if (source->life != NULL) {
        return FIGURE_OK;
    }
    source->life = calloc(1, sizeof *source->life);
    if (source->life == NULL) {
        return FIGURE_NO_MEMORY;
    }
    status = life_read(source->life, source->directory, source->strong, source->weak,
                       source->replicate, &failure);
    if (status == FILES_OK) {
        return FIGURE_OK;
    }
    figure_source_free(source);
    if (status == FILES_CANNOT_OPEN && failure.error_number == ENOENT) {
        return figure_absent(source, "absent.timeseries");
    }
    if (status == FILES_MISUSED) {
        return figure_absent(source, "absent.alliance");
    }
    source->failure = failure;
    return status == FILES_NO_MEMORY ? FIGURE_NO_MEMORY : FIGURE_FILES;
}

static signed char part_of(const life_moment_t *moment, int row)
{
    return row == 0 ? moment->disposition : row == 1 ? moment->behaviour : moment->status;
}

/* A strip of the band: runs of the same colour as boxes, in the data block $bands. */
static void write_bands(drawing_t *d, const life_t *life, double tick)
{
    drawing_line(d, "$bands << EOD");
    for (int row = 0; row < 3; row++) {
        size_t begin = 0;

        for (size_t i = 1; i <= life->count; i++) {
            const signed char part = part_of(&life->moments[begin], row);
            const bool nothing = row < 2 && part >= BEHAVIOUR_COUNT;

            if (i < life->count && part_of(&life->moments[i], row) == part) {
                continue;
            }
            if (!nothing) {
                const double from = life->moments[begin].year;
                const double to = i < life->count ? life->moments[i].year
                                                  : life->moments[i - 1].year + tick;
                const double y = 3.5 - row;

                drawing_line(d, "%.8g %.8g %.8g %.8g %.8g %.8g %u", 0.5 * (from + to), y, from, to,
                             y - 0.36, y + 0.36,
                             figure_colour(row < 2 ? palette_behaviour(part)
                                                   : palette_status(part)));
            }
            begin = i;
        }
    }
    drawing_line(d, "EOD");
}

static const char *const hit_colours[LIFE_HITS] = {PALETTE_WEAK, PALETTE_STRONG, "#8A8F98"};

static void write_life(drawing_t *d, const life_t *life)
{
    const size_t stride = 1 + life->count / BANDS_MOMENTS;

    drawing_line(d, "$life << EOD");
    for (size_t i = 0; i < life->count; i += stride) {
        const life_moment_t *m = &life->moments[i];

        drawing_line(d, "%.8g %.6g %.6g %.6g %.6g", m->year, m->strong_dependence,
                     m->weak_dependence, m->strong_threat, m->weak_threat);
    }
    drawing_line(d, "EOD");
    for (int sign = 0; sign < 2; sign++) {
        size_t written = 0;

        drawing_line(d, "$shocks%d << EOD", sign);
        for (size_t i = 0; i < life->shock_count; i++) {
            const life_shock_t *shock = &life->shocks[i];

            if ((shock->size < 0.0) == (sign == 1)) {
                drawing_line(d, "%.8g %.3f %u", shock->year, 0.72 - 0.22 * (double)(int)shock->hit,
                             figure_colour(hit_colours[shock->hit]));
                written++;
            }
        }
        if (written == 0) {
            drawing_line(d, "-1e9 0 0");
        }
        drawing_line(d, "EOD");
    }
}

static void threshold(drawing_t *d, double value)
{
    if (!isnan(value)) {
        drawing_line(d,
                     "set arrow %d from graph 0,first %.6g to graph 1,first %.6g nohead back "
                     "dashtype (5,4) linewidth 1.2 linecolor rgb '%s'",
                     ++d->arrows, value, value, PALETTE_QUIET);
    }
}

static void lines_panel(drawing_t *d, double left, double right, double top, double height,
                        const char *title, double line, int column)
{
    drawing_clear(d);
    figure_y_title(d, left, top, title);
    threshold(d, line);
    drawing_panel(d, left, right, top, top + height);
    drawing_line(d, "set border 2");
    drawing_line(d, "set yrange [0:1]; set ytics nomirror 0,0.5,1 format '%%.1f'");
    drawing_line(d, "set xtics format '' scale 0");
    drawing_line(d,
                 "plot $life using 1:%d with lines linewidth 1.6 linecolor rgb '%s', "
                 "$life using 1:%d with lines linewidth 1.6 linecolor rgb '%s'",
                 column, PALETTE_STRONG, column + 1, PALETTE_WEAK);
}

int figure_life(figure_source_t *source, drawing_t *d, text_t *finding)
{
    static const char *const strips[] = {"disposition", "behaviour", "status", "shocks"};
    const bool narrow = drawing_narrow(d);
    const double left = narrow ? 78.0 : 96.0, right = d->width - (narrow ? 10.0 : 14.0);
    const double panel = narrow ? 84.0 : 104.0, strip = narrow ? 80.0 : 88.0;
    drawing_entry_t lines[] = {{figure_say(d, "strong_state"), PALETTE_STRONG, DRAWING_LINE},
                               {figure_say(d, "weak_state"), PALETTE_WEAK, DRAWING_LINE},
                               {figure_say(d, "threshold"), PALETTE_QUIET, DRAWING_DASHED}};
    drawing_entry_t bands[BEHAVIOUR_COUNT + STATUS_COUNT + LIFE_HITS];
    const drawing_entry_t *kinds = bands;
    size_t band_count = 0;
    unsigned seen = 0, seen_status = 0;
    const life_t *life;
    char replicate[FIGURE_NUMBER_SIZE];
    double tick, y, heading;
    int status = read_life(source);

    if (status != FIGURE_OK) {
        return status;
    }
    life = source->life;
    tick = life->count > 1 ? life->moments[1].year - life->moments[0].year : 1.0;
    for (size_t i = 0; i < life->count; i++) {
        seen |= 1U << life->moments[i].disposition | 1U << life->moments[i].behaviour;
        seen_status |= 1U << life->moments[i].status;
    }
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        if ((seen >> i & 1U) != 0) {
            bands[band_count++] = (drawing_entry_t){figure_say(d, behaviour_name((behaviour_t)i)),
                                                    palette_behaviour(i), DRAWING_BOX};
        }
    }
    for (int i = 0; i < STATUS_COUNT; i++) {
        if ((seen_status >> i & 1U) != 0) {
            bands[band_count++] = (drawing_entry_t){figure_say(d, status_name((status_t)i)),
                                                    palette_status(i), DRAWING_BOX};
        }
    }
    if (life->shock_count > 0) {
        bands[band_count++] =
            (drawing_entry_t){figure_say(d, "hit.weak"), hit_colours[0], DRAWING_DOT};
        bands[band_count++] =
            (drawing_entry_t){figure_say(d, "hit.strong"), hit_colours[1], DRAWING_DOT};
        bands[band_count++] =
            (drawing_entry_t){figure_say(d, "hit.source"), hit_colours[2], DRAWING_DOT};
    }
    heading = d->font * 2.5;
    y = drawing_legend_height(d, left, right, lines, 3) + heading + panel + heading + panel + 14.0;
    d->height = y + strip + d->font * 3.4 +
                drawing_legend_height(d, 2.0, right, kinds, band_count) + 4.0;
    drawing_begin(d, true);
    write_life(d, life);
    write_bands(d, life, tick);
    drawing_line(d, "set xrange [%.8g:%.8g]", life->moments[0].year,
                 life->moments[life->count - 1].year + tick);

    /* The strips, with all that stands on the canvas outside panels. */
    drawing_panel(d, left, right, y, y + strip);
    y += strip;
    figure_x_title(d, right, y, figure_say(d, "axis.year"));
    drawing_legend(d, 2.0, right, y + d->font * 3.2, kinds, band_count);
    drawing_legend(d, left, right, 0.0, lines, 3);
    for (int i = 0; i < 4; i++) {
        drawing_text(d, left - 8.0, y - strip * (3.5 - i) / 4.0, DRAWING_RIGHT,
                     figure_say(d, strips[i]), PALETTE_QUIET, 0.9);
    }
    drawing_line(d, "set border 1; set yrange [0:4]; unset ytics");
    drawing_line(d, "set xtics autofreq format '%%g'");
    drawing_line(d,
                 "plot $bands using 1:2:3:4:5:6:7 with boxxyerror linecolor rgb variable fillstyle "
                 "solid 1 noborder, $shocks0 using 1:2:3 with points pointtype 9 pointsize 0.55 "
                 "linecolor rgb variable, $shocks1 using 1:2:3 with points pointtype 11 pointsize "
                 "0.55 linecolor rgb variable");

    y = drawing_legend_height(d, left, right, lines, 3) + heading;
    lines_panel(d, left, right, y, panel, figure_say(d, "axis.dependence"),
                source->dependence_threshold, 2);
    y += panel + heading;
    lines_panel(d, left, right, y, panel, figure_say(d, "axis.threat"), source->threat_threshold,
                4);
    drawing_end(d);
    snprintf(replicate, sizeof replicate, "%llu", (unsigned long long)life->replicate);
    language_fill(d->language, finding, "finding.life", life->strong, life->weak, replicate, NULL);
    return FIGURE_OK;
}

static double or_value(double bound, double value)
{
    return isnan(bound) ? value : bound;
}

/* Behaviours over the years: means of replicates, stacked; below, each with its spread. */
int figure_behaviours(figure_source_t *source, drawing_t *d, text_t *finding)
{
    const bool narrow = drawing_narrow(d);
    const double left = narrow ? 42.0 : 48.0, right = d->width - 14.0;
    const double upper = narrow ? 130.0 : 170.0, lower = narrow ? 110.0 : 130.0;
    drawing_entry_t entries[BEHAVIOUR_COUNT];
    grid_t grid;
    double total[BEHAVIOUR_COUNT] = {0.0}, weight[BEHAVIOUR_COUNT] = {0.0};
    double below, y, highest = 0.0;
    char a[FIGURE_NUMBER_SIZE], b[FIGURE_NUMBER_SIZE];
    int status = figure_grid(source, &grid, "behaviours_over_time.csv");
    int measure, year, state, mean, low, high;
    size_t years = 0;

    if (status != FIGURE_OK) {
        goto out;
    }
    measure = grid_column(&grid, "measure");
    year = grid_column(&grid, "year");
    state = grid_column(&grid, "state");
    mean = grid_column(&grid, "mean");
    low = grid_column(&grid, "q05");
    high = grid_column(&grid, "q95");
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        entries[i] = (drawing_entry_t){figure_say(d, behaviour_name((behaviour_t)i)),
                                       palette_behaviour(i), DRAWING_BOX};
    }
    below = drawing_legend_height(d, left, right, entries, BEHAVIOUR_COUNT);
    d->height = below + 2.2 * d->font + upper + 2.4 * d->font + lower + 3.4 * d->font;
    drawing_begin(d, true);
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        size_t rows = 0;

        drawing_line(d, "$b%d << EOD", i);
        for (size_t row = 0; row < grid.rows; row++) {
            if (grid_is(&grid, row, measure, "disposition") &&
                grid_is(&grid, row, state, behaviour_name((behaviour_t)i)) &&
                !isnan(grid_number(&grid, row, mean))) {
                const double value = grid_number(&grid, row, mean);
                const double q05 = grid_number(&grid, row, low);
                const double q95 = grid_number(&grid, row, high);

                drawing_line(d, "%.8g %.6g %.6g %.6g", grid_number(&grid, row, year) + 0.5,
                             100.0 * value, 100.0 * or_value(q05, value), 100.0 * or_value(q95, value));
                highest = i > 0 ? fmax(highest, 100.0 * fmax(value, or_value(q95, value))) : highest;
                total[i] += value;
                weight[i] += 1.0;
                rows++;
            }
        }
        years = rows > years ? rows : years;
        if (rows == 0) {
            drawing_line(d, "0 0 0 0");
        }
        drawing_line(d, "EOD");
    }
    if (years == 0) {
        status = figure_absent(source, "absent.rows");
        goto out;
    }
    drawing_legend(d, left, right, 0.0, entries, BEHAVIOUR_COUNT);
    y = below + 2.2 * d->font;
    figure_y_title(d, 2.0, y, figure_say(d, "axis.share_living"));
    drawing_panel(d, left, right, y, y + upper);
    drawing_line(d, "set yrange [0:100]; set ytics 0,25,100 format '%%g'");
    drawing_line(d, "set xrange [*:*] noextend; set autoscale xfix");
    drawing_line(d, "set xtics format '' scale 0");
    /* From the top: all of them, then all but the palest, ...; the gravest stands at the bottom. */
    drawing_line(d, "$stack << EOD");
    for (size_t k = 0, row = 0; k < years; k++) {
        double sum = 0.0, levels[BEHAVIOUR_COUNT] = {0.0}, at = NAN;

        /* The k-th year of every behaviour, from the gravest on. */
        for (int i = BEHAVIOUR_COUNT - 1; i >= 0; i--) {
            size_t found = 0;

            for (row = 0; row < grid.rows; row++) {
                if (grid_is(&grid, row, measure, "disposition") &&
                    grid_is(&grid, row, state, behaviour_name((behaviour_t)i)) &&
                    !isnan(grid_number(&grid, row, mean)) && found++ == k) {
                    sum += grid_number(&grid, row, mean);
                    at = grid_number(&grid, row, year) + 0.5;
                    break;
                }
            }
            levels[i] = sum;
        }
        drawing_line(d, "%.8g %.6g %.6g %.6g %.6g %.6g", at, 100.0 * levels[0], 100.0 * levels[1],
                     100.0 * levels[2], 100.0 * levels[3], 100.0 * levels[4]);
    }
    drawing_line(d, "EOD");
    drawing_line(d,
                 "plot for [i=0:4] $stack using 1:(column(i+2)) with filledcurves y1=0 fillcolor "
                 "rgb word('%s %s %s %s %s', i+1)",
                 palette_behaviour(0), palette_behaviour(1), palette_behaviour(2),
                 palette_behaviour(3), palette_behaviour(4));

    drawing_clear(d);
    y += upper + 2.4 * d->font;
    figure_y_title(d, 2.0, y, figure_say(d, "axis.share_spread"));
    figure_x_title(d, right, y + lower, figure_say(d, "axis.year"));
    drawing_panel(d, left, right, y, y + lower);
    drawing_line(d, "set yrange [0:*]; set ytics 0,%.6g; set xtics autofreq format '%%g' scale "
                    "0.6",
                 figure_step(highest, 4));
    drawing_line(d,
                 "plot for [i=1:4] '$b'.i using 1:3:4 with filledcurves fillstyle transparent "
                 "solid 0.25 noborder fillcolor rgb word('%s %s %s %s', i), for [i=1:4] '$b'.i "
                 "using 1:2 with lines linewidth 2 linecolor rgb word('%s %s %s %s', i)",
                 palette_behaviour(1), palette_behaviour(2), palette_behaviour(3),
                 palette_behaviour(4), palette_behaviour(1), palette_behaviour(2),
                 palette_behaviour(3), palette_behaviour(4));
    drawing_end(d);
    figure_percent(a, weight[0] > 0.0 ? total[0] / weight[0] : 0.0);
    below = 0.0;
    for (int i = 1; i < BEHAVIOUR_COUNT; i++) {
        below += weight[i] > 0.0 ? total[i] / weight[i] : 0.0;
    }
    figure_percent(b, below);
    language_fill(d->language, finding, "finding.behaviours", a, b, NULL);
out:
    grid_free(&grid);
    return status;
}

typedef struct curve {
    const char *of;
    const char *colour;
} curve_t;

static const curve_t curves[] = {{"alliance", "#1F2328"},
                                 {"allied", "#009E73"},
                                 {"following", "#0072B2"},
                                 {"drifting", "#CC79A7"},
                                 {"non_following", "#D55E00"}};
enum { CURVES = sizeof curves / sizeof curves[0] };

/* Kaplan and Meier's steps with their band, as corners, and where the curve has fallen to a half. */
static size_t write_curve(drawing_t *d, const grid_t *grid, int index, double *median)
{
    const int of = grid_column(grid, "of"), time = grid_column(grid, "time");
    const int survival = grid_column(grid, "survival"), low = grid_column(grid, "low");
    const int high = grid_column(grid, "high");
    double before[3] = {NAN, NAN, NAN};
    size_t rows = 0;

    *median = NAN;
    drawing_line(d, "$s%d << EOD", index);
    for (size_t row = 0; row < grid->rows; row++) {
        double now[3], at;

        if (!grid_is(grid, row, of, curves[index].of)) {
            continue;
        }
        at = grid_number(grid, row, time);
        now[0] = grid_number(grid, row, survival);
        now[1] = grid_number(grid, row, low);
        now[2] = grid_number(grid, row, high);
        if (isnan(now[0])) {
            continue;
        }
        now[1] = isnan(now[1]) ? now[0] : now[1];
        now[2] = isnan(now[2]) ? now[0] : now[2];
        if (rows > 0) {
            drawing_line(d, "%.8g %.6g %.6g %.6g", at, 100.0 * before[0], 100.0 * before[1],
                         100.0 * before[2]);
        }
        drawing_line(d, "%.8g %.6g %.6g %.6g", at, 100.0 * now[0], 100.0 * now[1], 100.0 * now[2]);
        if (isnan(*median) && now[0] <= 0.5) {
            *median = at;
        }
        memcpy(before, now, sizeof before);
        rows++;
    }
    if (rows == 0) {
        drawing_line(d, "0 100 100 100");
    }
    drawing_line(d, "EOD");
    return rows;
}

int figure_survival(figure_source_t *source, drawing_t *d, text_t *finding)
{
    const bool narrow = drawing_narrow(d);
    const double left = narrow ? 42.0 : 48.0, right = d->width - 14.0;
    drawing_entry_t entries[CURVES];
    grid_t grid;
    bool there[CURVES] = {false};
    double medians[CURVES], y;
    size_t count = 0;
    char a[FIGURE_NUMBER_SIZE], b[FIGURE_NUMBER_SIZE];
    bool first = true;
    int status = figure_grid(source, &grid, "survival.csv");

    if (status != FIGURE_OK) {
        goto out;
    }
    for (int i = 0; i < CURVES; i++) {
        for (size_t row = 0; row < grid.rows && !there[i]; row++) {
            there[i] = grid_is(&grid, row, grid_column(&grid, "of"), curves[i].of);
        }
        if (there[i]) {
            char key[64];

            snprintf(key, sizeof key, "spell.%s", curves[i].of);
            entries[count++] =
                (drawing_entry_t){figure_say(d, key), curves[i].colour, DRAWING_LINE};
            /* The key is gone, what language_say gave stays: it stands in the table. */
        }
    }
    if (count == 0) {
        status = figure_absent(source, "absent.rows");
        goto out;
    }
    y = drawing_legend_height(d, left, right, entries, count) + 2.2 * d->font;
    d->height = y + (narrow ? 220.0 : 270.0) + 3.4 * d->font;
    drawing_begin(d, false);
    for (int i = 0; i < CURVES; i++) {
        medians[i] = NAN;
        if (there[i]) {
            write_curve(d, &grid, i, &medians[i]);
        }
    }
    drawing_legend(d, left, right, 0.0, entries, count);
    figure_y_title(d, 2.0, y, figure_say(d, "axis.survival"));
    drawing_panel(d, left, right, y, d->height - 3.4 * d->font);
    figure_x_title(d, right, d->height - 3.4 * d->font, figure_say(d, "axis.duration"));
    drawing_line(d, "set yrange [0:100]; set ytics 0,25,100");
    drawing_line(d, "set xrange [0:*] noextend");
    drawing_line(d, "set autoscale xfixmax");
    text_append(&d->script, "plot ", 5);
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < CURVES; i++) {
            char line[320];

            if (!there[i]) {
                continue;
            }
            if (pass == 0) {
                snprintf(line, sizeof line,
                         "%s$s%d using 1:3:4 with filledcurves fillstyle transparent solid 0.2 "
                         "noborder fillcolor rgb '%s'",
                         first ? "" : ", ", i, curves[i].colour);
            } else {
                snprintf(line, sizeof line,
                         "%s$s%d using 1:2 with lines linewidth 2 linecolor rgb '%s'",
                         first ? "" : ", ", i, curves[i].colour);
            }
            first = false;
            text_append(&d->script, line, strlen(line));
        }
    }
    text_append(&d->script, "\n", 1);
    drawing_end(d);
    if (!isnan(medians[2])) {
        figure_number(a, medians[2]);
        if (!isnan(medians[4])) {
            figure_number(b, medians[4]);
            language_fill(d->language, finding, "finding.survival", a, b, NULL);
        } else {
            language_fill(d->language, finding, "finding.survival_follow", a, NULL);
        }
    }
out:
    grid_free(&grid);
    return status;
}
