/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of experiments: dose-response of flips, hysteresis, sensitivity. */
#include "analysis/figure_parts.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/palette.h"

enum { PANELS_MAX = 6, SERIES_MAX = 6, WORD_SIZE = 96, WORDS_MAX = 64 };

/* The different words of a column, in their order, at most `most`; how many. */
static size_t words_of(const grid_t *grid, int column, const char **words, size_t most)
{
    size_t count = 0;

    for (size_t row = 0; row < grid->rows; row++) {
        const char *word = grid_text(grid, row, column);
        bool known = false;

        for (size_t i = 0; i < count && !known; i++) {
            known = strcmp(words[i], word) == 0;
        }
        if (!known && count < most) {
            words[count++] = word;
        }
    }
    return count;
}

static const char *prefer(const char *const *words, size_t count, const char *wish)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], wish) == 0) {
            return words[i];
        }
    }
    return count > 0 ? words[0] : "";
}

typedef struct panels {
    size_t count, columns;
    double left, right, top, height, gap_x, gap_y;
} panels_t;

/* Small multiples: side by side on a page, below one another on a phone. Sets the drawing's height. */
static panels_t lay_out(drawing_t *d, size_t count, double top)
{
    const bool narrow = drawing_narrow(d);
    panels_t p = {.count = count, .columns = count > 1 && !narrow ? 2 : 1};
    const size_t rows = (count + p.columns - 1) / p.columns;

    p.left = narrow ? 42.0 : 48.0;
    p.right = d->width - 16.0;
    p.gap_x = 64.0;
    p.gap_y = d->font * 5.4;
    p.top = top + d->font * 2.2;
    p.height = count == 1 ? (narrow ? 220.0 : 260.0) : (narrow ? 150.0 : 180.0);
    d->height = p.top + (double)rows * p.height + (double)(rows - 1) * p.gap_y + d->font * 3.4;
    return p;
}

static void place(drawing_t *d, const panels_t *p, size_t index, double box[4])
{
    const double wide =
        (p->right - p->left - (double)(p->columns - 1) * p->gap_x) / (double)p->columns;
    const size_t column = index % p->columns, row = index / p->columns;

    box[0] = p->left + (double)column * (wide + p->gap_x);
    box[1] = box[0] + wide;
    box[2] = p->top + (double)row * (p->height + p->gap_y);
    box[3] = box[2] + p->height;
    drawing_panel(d, box[0], box[1], box[2], box[3]);
}

static double or_value(double bound, double value)
{
    return isnan(bound) ? value : bound;
}

/* Whether a half-flip size lies within the sizes that were tried of its shock. */
static bool was_tried(const grid_t *dose, const char *shock, double size)
{
    double smallest = INFINITY, largest = -INFINITY;

    for (size_t row = 0; row < dose->rows; row++) {
        if (grid_is(dose, row, grid_column(dose, "shock"), shock)) {
            smallest = fmin(smallest, grid_number(dose, row, grid_column(dose, "size")));
            largest = fmax(largest, grid_number(dose, row, grid_column(dose, "size")));
        }
    }
    return size >= smallest && size <= largest;
}

void figure_flip_words(language_t language, const grid_t *dose, const grid_t *half, text_t *out)
{
    char a[FIGURE_NUMBER_SIZE], b[FIGURE_NUMBER_SIZE], c[FIGURE_NUMBER_SIZE];
    char years[FIGURE_NUMBER_SIZE];
    size_t best = SIZE_MAX, most = SIZE_MAX;

    for (size_t row = 0; half != NULL && row < half->rows; row++) {
        const double size = grid_number(half, row, grid_column(half, "half"));

        if (!isnan(size) && grid_is(half, row, grid_column(half, "scope"), "direct") &&
            grid_is(half, row, grid_column(half, "shape"), "fitted") &&
            was_tried(dose, grid_text(half, row, grid_column(half, "shock")), size) &&
            (best == SIZE_MAX ||
             fabs(size) < fabs(grid_number(half, best, grid_column(half, "half"))))) {
            best = row;
        }
    }
    for (size_t row = 0; row < dose->rows; row++) {
        const double share = grid_number(dose, row, grid_column(dose, "share"));

        if (!isnan(share) && grid_is(dose, row, grid_column(dose, "scope"), "direct") &&
            (most == SIZE_MAX || share > grid_number(dose, most, grid_column(dose, "share")))) {
            most = row;
        }
    }
    if (best != SIZE_MAX) {
        snprintf(years, sizeof years, "%.4g",
                 grid_number(half, best, grid_column(half, "horizon")));
        language_fill(language, out, "finding.dose",
                      grid_text(half, best, grid_column(half, "shock")),
                      figure_number(a, grid_number(half, best, grid_column(half, "half"))),
                      figure_number(b, grid_number(half, best, grid_column(half, "low"))),
                      figure_number(c, grid_number(half, best, grid_column(half, "high"))), years,
                      NULL);
    } else if (most != SIZE_MAX) {
        snprintf(years, sizeof years, "%.4g",
                 grid_number(dose, most, grid_column(dose, "horizon")));
        language_fill(language, out, "finding.dose_most",
                      grid_text(dose, most, grid_column(dose, "shock")),
                      figure_number(a, grid_number(dose, most, grid_column(dose, "size"))),
                      figure_percent(b, grid_number(dose, most, grid_column(dose, "share"))),
                      years, NULL);
    }
}

/* An outcome that is a share, to be shown in per cent. */
static bool is_share(const char *outcome)
{
    static const char *const beginnings[] = {"non_following_rate", "share_", "disposition_",
                                             "type_", "status_", "same_threat"};

    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        if (strncmp(outcome, beginnings[i], strlen(beginnings[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* Of the axis of all panels, per cent: what holds every share and its interval. */
static double top_of(const grid_t *grid, const char *scope)
{
    static const double tops[] = {10.0, 20.0, 40.0, 60.0};
    double greatest = 0.0, top = 100.0;

    for (size_t row = 0; row < grid->rows; row++) {
        if (grid_is(grid, row, grid_column(grid, "scope"), scope)) {
            const double share = grid_number(grid, row, grid_column(grid, "share"));
            const double high = or_value(grid_number(grid, row, grid_column(grid, "high")), share);

            greatest = isnan(share) ? greatest : fmax(greatest, 100.0 * fmin(high, 1.0));
        }
    }
    for (size_t i = sizeof tops / sizeof tops[0]; i > 0 && greatest <= tops[i - 1]; i--) {
        top = tops[i - 1];
    }
    return top;
}

int figure_dose(figure_source_t *source, drawing_t *d, text_t *finding)
{
    const char *shocks[WORDS_MAX], *scopes[4], *horizons[SERIES_MAX];
    char names[SERIES_MAX][WORD_SIZE];
    drawing_entry_t entries[SERIES_MAX];
    grid_t grid, half = {0};
    failure_t quiet = {0};
    const char *scope;
    double top;
    size_t shock_count, all_shocks, horizon_count;
    panels_t panels;
    bool halves = false;
    char directory[4096];
    int shock, horizon, status = figure_grid(source, &grid, "dose.csv");

    if (status != FIGURE_OK) {
        goto out;
    }
    shock = grid_column(&grid, "shock");
    horizon = grid_column(&grid, "horizon");
    all_shocks = words_of(&grid, shock, shocks, WORDS_MAX);
    shock_count = all_shocks < PANELS_MAX ? all_shocks : PANELS_MAX;
    scope = prefer(scopes, words_of(&grid, grid_column(&grid, "scope"), scopes, 4), "direct");
    horizon_count = words_of(&grid, horizon, horizons, SERIES_MAX);
    for (size_t i = 0; i < horizon_count; i++) {
        text_t name;
        char number[FIGURE_NUMBER_SIZE];

        text_init_fixed(&name, names[i], WORD_SIZE - 1);
        snprintf(number, sizeof number, "%.4g", strtod(horizons[i], NULL));
        language_fill(d->language, &name, "horizon", number, NULL);
        names[i][name.length] = '\0';
        entries[i] = (drawing_entry_t){names[i], palette_series(i), DRAWING_DOT};
    }
    panels = lay_out(d, shock_count,
                     drawing_legend_height(d, 2.0, d->width - 8.0, entries, horizon_count));
    drawing_begin(d, true);
    drawing_legend(d, 2.0, d->width - 8.0, 0.0, entries, horizon_count);
    top = top_of(&grid, scope);
    drawing_line(d, "set yrange [0:%.0f]; set ytics 0,%g,100", top, top / 4.0);
    for (size_t s = 0; s < shock_count; s++) {
        double box[4], smallest = INFINITY, largest = -INFINITY;
        bool first = true;

        for (size_t row = 0; row < grid.rows; row++) {
            if (grid_is(&grid, row, shock, shocks[s])) {
                smallest = fmin(smallest, grid_number(&grid, row, grid_column(&grid, "size")));
                largest = fmax(largest, grid_number(&grid, row, grid_column(&grid, "size")));
            }
        }
        if (s > 0) {
            drawing_clear(d);
        }
        place(d, &panels, s, box);
        {
            char title[2 * WORD_SIZE];

            snprintf(title, sizeof title, "%.90s \u00b7 %s", shocks[s],
                     figure_say(d, "axis.flipped"));
            figure_y_title(d, box[0] - panels.left + 2.0, box[2], title);
        }
        figure_x_title(d, box[1], box[3], figure_say(d, "axis.size"));
        for (size_t h = 0; h < horizon_count; h++) {
            double before = -INFINITY;
            size_t rows = 0;

            drawing_line(d, "$d%zu_%zu << EOD", s, h);
            for (size_t row = 0; row < grid.rows; row++) {
                const double share = grid_number(&grid, row, grid_column(&grid, "share"));

                if (grid_is(&grid, row, shock, shocks[s]) &&
                    grid_is(&grid, row, horizon, horizons[h]) &&
                    grid_is(&grid, row, grid_column(&grid, "scope"), scope) && !isnan(share)) {
                    const double low =
                        or_value(grid_number(&grid, row, grid_column(&grid, "low")), share);
                    const double high =
                        or_value(grid_number(&grid, row, grid_column(&grid, "high")), share);
                    const double size = grid_number(&grid, row, grid_column(&grid, "size"));
                    const double fit = grid_number(&grid, row, grid_column(&grid, "fit"));

                    if (before <= 0.0 && size > 0.0 && rows > 0) {
                        drawing_line(d, "%s", ""); /* each side has a fit of its own: the line breaks */
                    }
                    if (isnan(fit)) {
                        drawing_line(d, "%.8g %.6g %.6g %.6g NaN", size, 100.0 * share,
                                     100.0 * fmax(low, 0.0), 100.0 * fmin(high, 1.0));
                    } else {
                        drawing_line(d, "%.8g %.6g %.6g %.6g %.6g", size, 100.0 * share,
                                     100.0 * fmax(low, 0.0), 100.0 * fmin(high, 1.0), 100.0 * fit);
                    }
                    before = size;
                    rows++;
                }
            }
            if (rows == 0) {
                drawing_line(d, "0 -10 -10 -10 -10");
            }
            drawing_line(d, "EOD");
        }
        drawing_line(d, "set autoscale xfix; set offsets graph 0.05, graph 0.05, 0, 0");
        text_append(&d->script, "plot ", 5);
        for (size_t h = 0; h < horizon_count; h++) {
            char line[480];
            /* Horizons stand side by side, so that their intervals can be told apart. */
            const double beside = 0.013 * (largest - smallest) *
                                  ((double)h - ((double)horizon_count - 1.0) / 2.0);

            snprintf(line, sizeof line,
                     "%s$d%zu_%zu using 1:5 with lines linewidth 1.6 linecolor rgb '%s', "
                     "$d%zu_%zu using ($1+%.6g):3:(0):($4-$3) with vectors nohead linewidth 1.2 "
                     "linecolor rgb '%s', $d%zu_%zu using ($1+%.6g):2 with points pointtype 7 "
                     "pointsize 0.5 linecolor rgb '%s'",
                     first ? "" : ", ", s, h, palette_series(h), s, h, beside, palette_series(h),
                     s, h, beside, palette_series(h));
            text_append(&d->script, line, strlen(line));
            first = false;
        }
        text_append(&d->script, "\n", 1);
    }
    drawing_end(d);
    snprintf(directory, sizeof directory, "%s/analysis", source->directory);
    switch (grid_read(&half, directory, "half_flip.csv", &quiet)) {
    case FILES_OK:
        halves = true;
        break;
    case FILES_CANNOT_OPEN:
        status = quiet.error_number == ENOENT ? FIGURE_OK : FIGURE_FILES;
        break;
    default:
        status = quiet.status == FILES_NO_MEMORY ? FIGURE_NO_MEMORY : FIGURE_FILES;
        break;
    }
    if (status != FIGURE_OK) {
        source->failure = quiet;
        goto out;
    }
    figure_flip_words(d->language, &grid, halves ? &half : NULL, finding);
    if (all_shocks > shock_count) {
        char a[FIGURE_NUMBER_SIZE], b[FIGURE_NUMBER_SIZE];

        language_fill(d->language, finding, "finding.dose_cut",
                      figure_amount(a, (double)shock_count), figure_amount(b, (double)all_shocks),
                      NULL);
    }
out:
    grid_free(&half);
    grid_free(&grid);
    return status;
}

int figure_hysteresis(figure_source_t *source, drawing_t *d, text_t *finding)
{
    static const char *const directions[] = {"up", "down"};
    static const char *const colours[] = {PALETTE_STRONG, PALETTE_WEAK};
    const char *ramps[PANELS_MAX], *outcomes[64];
    drawing_entry_t entries[2];
    const char *outcome, *factor;
    grid_t grid;
    size_t ramp_count;
    panels_t panels;
    double widest = 0.0, at = NAN, scale;
    char a[FIGURE_NUMBER_SIZE], b[FIGURE_NUMBER_SIZE];
    int ramp, of, direction, value, mean;
    int status = figure_grid(source, &grid, "ramps.csv");

    if (status != FIGURE_OK) {
        goto out;
    }
    ramp = grid_column(&grid, "ramp");
    of = grid_column(&grid, "outcome");
    direction = grid_column(&grid, "direction");
    value = grid_column(&grid, "value");
    mean = grid_column(&grid, "mean");
    ramp_count = words_of(&grid, ramp, ramps, PANELS_MAX);
    outcome = prefer(outcomes, words_of(&grid, of, outcomes, 64), "non_following_rate");
    scale = is_share(outcome) ? 100.0 : 1.0;
    factor = grid_text(&grid, 0, grid_column(&grid, "factor"));
    for (int i = 0; i < 2; i++) {
        entries[i] = (drawing_entry_t){figure_say(d, i == 0 ? "way.up" : "way.down"), colours[i],
                                       i == 0 ? DRAWING_LINE : DRAWING_DASHED};
    }
    panels = lay_out(d, ramp_count, drawing_legend_height(d, 2.0, d->width - 8.0, entries, 2));
    drawing_begin(d, true);
    drawing_legend(d, 2.0, d->width - 8.0, 0.0, entries, 2);
    for (size_t r = 0; r < ramp_count; r++) {
        double box[4];
        char title[2 * WORD_SIZE];

        if (r > 0) {
            drawing_clear(d);
        }
        place(d, &panels, r, box);
        snprintf(title, sizeof title, "%.150s%s", figure_say(d, outcome), scale > 1.0 ? ", %" : "");
        figure_y_title(d, box[0] - panels.left + 2.0, box[2], title);
        figure_x_title(d, box[1], box[3], factor);
        for (int i = 0; i < 2; i++) {
            size_t rows = 0;

            drawing_line(d, "$r%zu_%d << EOD", r, i);
            for (size_t row = 0; row < grid.rows; row++) {
                const double y = grid_number(&grid, row, mean);

                if (grid_is(&grid, row, ramp, ramps[r]) && grid_is(&grid, row, of, outcome) &&
                    grid_is(&grid, row, direction, directions[i]) && !isnan(y)) {
                    const double low =
                        or_value(grid_number(&grid, row, grid_column(&grid, "low")), y);
                    const double high =
                        or_value(grid_number(&grid, row, grid_column(&grid, "high")), y);

                    drawing_line(d, "%.8g %.6g %.6g %.6g", grid_number(&grid, row, value),
                                 scale * y, scale * (scale > 1.0 ? fmax(low, 0.0) : low),
                                 scale * (scale > 1.0 ? fmin(high, 1.0) : high));
                    rows++;
                }
            }
            if (rows == 0) {
                drawing_line(d, "0 0 0 0");
            }
            drawing_line(d, "EOD");
        }
        drawing_line(d, "set yrange [%s]; set autoscale xfix", scale > 1.0 ? "0:100" : "*:*");
        drawing_line(d,
                     "plot $r%zu_0 using 1:3:4 with filledcurves fillstyle transparent solid 0.18 "
                     "noborder fillcolor rgb '%s', $r%zu_1 using 1:3:4 with filledcurves fillstyle "
                     "transparent solid 0.18 noborder fillcolor rgb '%s', $r%zu_0 using 1:2 with "
                     "lines linewidth 2.2 linecolor rgb '%s', $r%zu_1 using 1:2 with lines "
                     "linewidth 2.2 dashtype (6,4) linecolor rgb '%s'",
                     r, colours[0], r, colours[1], r, colours[0], r, colours[1]);
    }
    drawing_end(d);
    /* Where the two ways are furthest apart, in the first ramp. */
    for (size_t up = 0; up < grid.rows; up++) {
        if (!grid_is(&grid, up, of, outcome) || !grid_is(&grid, up, direction, "up") ||
            !grid_is(&grid, up, ramp, ramps[0])) {
            continue;
        }
        for (size_t down = 0; down < grid.rows; down++) {
            if (grid_is(&grid, down, of, outcome) && grid_is(&grid, down, direction, "down") &&
                grid_is(&grid, down, ramp, ramps[0]) &&
                grid_number(&grid, down, value) == grid_number(&grid, up, value)) {
                const double gap =
                    fabs(grid_number(&grid, up, mean) - grid_number(&grid, down, mean));

                if (gap > widest) {
                    widest = gap;
                    at = grid_number(&grid, up, value);
                }
            }
        }
    }
    if (!isnan(at)) {
        snprintf(b, sizeof b, scale > 1.0 ? "%.1f" : "%.3g", scale * widest);
        language_fill(d->language, finding,
                      scale > 1.0 ? "finding.hysteresis" : "finding.hysteresis_plain", factor,
                      figure_number(a, at), b, NULL);
    }
out:
    grid_free(&grid);
    return status;
}

enum { BARS_MAX = 24 };

typedef struct bar {
    const char *factor;
    double value[2], low[2], high[2]; /* the second: Sobol's total */
} bar_t;

static int compare_bars(const void *a, const void *b)
{
    const bar_t *x = a, *y = b;
    const double i = fabs(isnan(x->value[1]) ? x->value[0] : x->value[1]);
    const double j = fabs(isnan(y->value[1]) ? y->value[0] : y->value[1]);

    return i < j ? 1 : i > j ? -1 : strcmp(x->factor, y->factor);
}

static bar_t *bar_of(bar_t *bars, size_t *count, size_t most, const char *factor)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(bars[i].factor, factor) == 0) {
            return &bars[i];
        }
    }
    if (*count == most) {
        return NULL;
    }
    bars[*count] = (bar_t){factor, {NAN, NAN}, {NAN, NAN}, {NAN, NAN}};
    return &bars[(*count)++];
}

/* Which of the three tables there is, and how its columns are called. */
typedef struct method {
    const char *table;
    const char *kind, *first, *second; /* column and words of the rows that count; NULL: all rows */
    const char *value, *low, *high;
    const char *axis;
} method_t;

static const method_t methods[] = {
    {"sensitivity_sobol.csv", "order", "total", "first", "index", "low", "high", "axis.sobol"},
    {"sensitivity_morris.csv", NULL, NULL, NULL, "mu_star", "mu_star_low", "mu_star_high",
     "axis.morris"},
    {"sensitivity_regression.csv", "coefficient", "prcc", NULL, "value", "low", "high",
     "axis.prcc"},
};

int figure_sensitivity(figure_source_t *source, drawing_t *d, text_t *finding)
{
    enum { FACTORS = 400 };
    const bool narrow = drawing_narrow(d);
    const method_t *method = NULL;
    const char *outcomes[64], *outcome;
    drawing_entry_t entries[2];
    bar_t *bars = calloc(FACTORS, sizeof *bars);
    size_t count = 0, shown;
    grid_t grid = {0};
    double left = 0.0, right, top, bottom, row_height, lowest = 0.0;
    char number[FIGURE_NUMBER_SIZE];
    int status = FIGURE_ABSENT;
    bool two;

    if (bars == NULL) {
        return FIGURE_NO_MEMORY;
    }
    for (size_t i = 0; i < sizeof methods / sizeof methods[0] && status == FIGURE_ABSENT; i++) {
        grid_free(&grid);
        status = figure_grid(source, &grid, methods[i].table);
        method = &methods[i];
    }
    if (status != FIGURE_OK) {
        goto out;
    }
    outcome = prefer(outcomes, words_of(&grid, grid_column(&grid, "outcome"), outcomes, 64),
                     "non_following_rate");
    two = method->second != NULL;
    for (size_t row = 0; row < grid.rows; row++) {
        const bool total = method->kind == NULL ||
                           grid_is(&grid, row, grid_column(&grid, method->kind), method->first);
        const bool first = two && grid_is(&grid, row, grid_column(&grid, method->kind),
                                          method->second);

        if (grid_is(&grid, row, grid_column(&grid, "outcome"), outcome) && (total || first)) {
            bar_t *bar = bar_of(bars, &count, FACTORS,
                                grid_text(&grid, row, grid_column(&grid, "factor")));
            const int which = total ? 0 : 1;

            if (bar != NULL) {
                bar->value[which] = grid_number(&grid, row, grid_column(&grid, method->value));
                bar->low[which] = or_value(
                    grid_number(&grid, row, grid_column(&grid, method->low)), bar->value[which]);
                bar->high[which] = or_value(
                    grid_number(&grid, row, grid_column(&grid, method->high)), bar->value[which]);
            }
        }
    }
    for (size_t i = 0; i < count; i++) { /* order by the total */
        const bar_t swap = bars[i];

        if (two) {
            bars[i] = (bar_t){swap.factor,
                              {swap.value[1], swap.value[0]},
                              {swap.low[1], swap.low[0]},
                              {swap.high[1], swap.high[0]}};
        }
    }
    qsort(bars, count, sizeof *bars, compare_bars);
    shown = count < BARS_MAX ? count : BARS_MAX;
    if (shown == 0) {
        status = figure_absent(source, "absent.rows");
        goto out;
    }
    entries[0] = (drawing_entry_t){figure_say(d, two ? "sobol.first" : method->axis),
                                   PALETTE_ACCENT, DRAWING_BOX};
    entries[1] = (drawing_entry_t){figure_say(d, "sobol.total"), "#A9CFE6", DRAWING_BOX};
    for (size_t i = 0; i < shown; i++) {
        left = fmax(left, drawing_text_width(d, bars[i].factor, narrow ? 0.9 : 0.92) + 12.0);
        lowest = fmin(lowest, fmin(bars[i].low[0], isnan(bars[i].low[1]) ? 0.0 : bars[i].low[1]));
    }
    /* On a phone the names stand above their bars. */
    row_height = narrow ? 38.0 : 26.0;
    left = narrow ? 10.0 : fmin(left, 330.0);
    right = d->width - 16.0;
    top = (two ? drawing_legend_height(d, 2.0, right, entries, 2) : 0.0) + d->font * 0.6;
    bottom = top + row_height * (double)shown;
    d->height = bottom + d->font * 3.6;
    drawing_begin(d, false);
    if (two) {
        drawing_legend(d, 2.0, right, 0.0, entries, 2);
    }
    for (int which = 1; which >= 0; which--) {
        size_t written = 0;

        drawing_line(d, "$v%d << EOD", which);
        for (size_t i = 0; i < shown; i++) {
            const double y = (double)i + (narrow ? 0.7 : 0.5);

            if (!isnan(bars[i].value[which])) {
                /* x y 0 value y0 y1 low high */
                drawing_line(d, "%.6g %.6g %.6g %.6g %.6g %.6g %.6g %.6g", bars[i].value[which], y,
                             0.0, bars[i].value[which], y - (which == 1 ? 0.27 : 0.17),
                             y + (which == 1 ? 0.27 : 0.17), bars[i].low[which],
                             bars[i].high[which]);
                written++;
            }
        }
        if (written == 0) {
            drawing_line(d, "0 -5 0 0 -5 -5 0 0");
        }
        drawing_line(d, "EOD");
    }
    drawing_panel(d, left, right, top, bottom);
    drawing_line(d, "set border 1; unset ytics; set grid xtics noytics linetype 1 linecolor rgb "
                    "'%s' linewidth 1 back",
                 PALETTE_GRID);
    drawing_line(d, "set yrange [%zu:0]", shown);
    drawing_line(d, lowest < 0.0 ? "set xrange [*:*]" : "set xrange [0:*]");
    drawing_line(d, "set arrow %d from 0,graph 0 to 0,graph 1 nohead front linewidth 1 linecolor "
                    "rgb '%s'",
                 ++d->arrows, PALETTE_QUIET);
    for (size_t i = 0; i < shown; i++) {
        drawing_text(d, narrow ? 2.0 : left - 8.0,
                     top + row_height * ((double)i + (narrow ? 0.26 : 0.5)),
                     narrow ? DRAWING_LEFT : DRAWING_RIGHT, bars[i].factor, PALETTE_INK,
                     narrow ? 0.9 : 0.92);
    }
    {
        char title[256];

        snprintf(title, sizeof title, "%.120s, %.120s", figure_say(d, method->axis),
                 figure_say(d, outcome));
        figure_x_title(d, right, bottom, title);
    }
    drawing_line(d,
                 "plot %s$v0 using 1:2:3:4:5:6 with boxxyerror fillcolor rgb '%s' fillstyle solid "
                 "1 noborder, %s$v0 using 1:($2+%s):7:8 with xerrorbars pointtype 0 linewidth 1.4 "
                 "linecolor rgb '%s'",
                 two ? "$v1 using 1:2:3:4:5:6 with boxxyerror fillcolor rgb '#A9CFE6' fillstyle "
                       "solid 1 noborder, "
                     : "",
                 PALETTE_ACCENT,
                 two ? "$v1 using 1:($2-0.06):7:8 with xerrorbars pointtype 0 linewidth 1.2 "
                       "linecolor rgb '#57606A', "
                     : "",
                 two ? "0.06" : "0", PALETTE_INK);
    drawing_end(d);
    language_fill(d->language, finding, "finding.sensitivity", bars[0].factor,
                  figure_number(number, isnan(bars[0].value[1]) ? bars[0].value[0]
                                                                : bars[0].value[1]),
                  figure_say(d, method->axis), NULL);
out:
    grid_free(&grid);
    free(bars);
    return status;
}
