/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of cells: frequency by type and threat, transitions, the plane of two factors. */
#include "analysis/figure_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/palette.h"
#include "sim/adrift.h"

enum { CELLS_ROWS = 16, CELLS_COLUMNS = 8, LABEL_SIZE = 96 };

/* Cells with a number in each; every column is a behaviour or a status. */
typedef struct cells {
    size_t rows, columns;
    char row[CELLS_ROWS][LABEL_SIZE];
    const char *heading[CELLS_ROWS]; /* above that row, or NULL */
    const char *column[CELLS_COLUMNS];
    double value[CELLS_ROWS][CELLS_COLUMNS]; /* a share; NaN: empty */
    double weight[CELLS_ROWS];               /* shown behind the row; NaN: not */
    const char *weight_title;                /* NULL: no such column */
} cells_t;

/* A heading of two lines: split at the space next to the middle, a Chinese one in the middle. */
static void split(const char *text, char lines[2][LABEL_SIZE])
{
    const size_t length = strlen(text);
    size_t at = length, width = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == ' ' && (at == length || i < length / 2 + 2)) {
            at = i;
            width = 1;
        }
    }
    if (width == 0 && (unsigned char)text[0] >= 0xE3 && length >= 12) {
        at = length / 6 * 3;
    }
    snprintf(lines[0], LABEL_SIZE, "%.*s", (int)at, text);
    snprintf(lines[1], LABEL_SIZE, "%s", at < length ? text + at + width : "");
}

static void draw_cells(drawing_t *d, const cells_t *cells)
{
    const bool narrow = drawing_narrow(d);
    const double cell = narrow ? 27.0 : 31.0, heading = d->font * 2.1;
    const double weights = cells->weight_title != NULL ? (narrow ? 46.0 : 72.0) : 0.0;
    double left = 0.0, y, right, wide, top, widest = 0.0, longest = 0.0;
    char lines[2][LABEL_SIZE];
    size_t headings = 0;
    bool slanted;

    for (size_t i = 0; i < cells->rows; i++) {
        left = fmax(left, drawing_text_width(d, cells->row[i], 0.92) + 12.0);
        headings += cells->heading[i] != NULL;
    }
    right = d->width - weights - 4.0;
    wide = (right - left) / (double)cells->columns;
    for (size_t c = 0; c < cells->columns; c++) {
        split(cells->column[c], lines);
        widest = fmax(widest, fmax(drawing_text_width(d, lines[0], 0.92),
                                   drawing_text_width(d, lines[1], 0.92)));
        longest = fmax(longest, drawing_text_width(d, cells->column[c], 0.92));
    }
    slanted = widest > wide - 4.0;
    if (slanted && weights <= 0.0) { /* room for the last one's end */
        right -= fmax(0.0, drawing_text_width(d, cells->column[cells->columns - 1], 0.92) * 0.71 +
                               d->font - wide / 2.0);
        wide = (right - left) / (double)cells->columns;
    }
    top = slanted ? longest * 0.71 + d->font * 1.4 : d->font * 3.2;
    d->height = top + (double)headings * heading + (double)cells->rows * cell + 6.0;
    drawing_begin(d, false);
    drawing_line(d, "$nothing << EOD\n0 0\nEOD");
    drawing_panel(d, 0.0, d->width, 0.0, d->height);
    drawing_line(d, "unset border; unset tics; unset grid");
    drawing_line(d, "set xrange [0:%.6g]; set yrange [%.6g:0]", d->width, d->height);
    for (size_t c = 0; c < cells->columns; c++) {
        const double middle = left + ((double)c + 0.5) * wide;

        split(cells->column[c], lines);
        if (slanted) {
            text_append(&d->script, "set label ", 10);
            drawing_quoted(d, cells->column[c]);
            drawing_line(d,
                         " at screen %.6f,%.6f left rotate by 45 front noenhanced font ',%.4g' "
                         "textcolor rgb '%s'",
                         (middle - 2.0) / d->width, 1.0 - (top - 8.0) / d->height, d->font * 0.92,
                         PALETTE_INK);
            d->labels++;
        } else if (lines[1][0] == '\0') {
            drawing_text(d, middle, top - d->font * 0.95, DRAWING_CENTRE, lines[0], PALETTE_INK,
                         0.92);
        } else {
            drawing_text(d, middle, top - d->font * 2.1, DRAWING_CENTRE, lines[0], PALETTE_INK,
                         0.92);
            drawing_text(d, middle, top - d->font * 0.95, DRAWING_CENTRE, lines[1], PALETTE_INK,
                         0.92);
        }
    }
    if (cells->weight_title != NULL) {
        drawing_text(d, d->width - 4.0,
                     slanted && headings > 0 ? top + heading * 0.55 : top - d->font * 0.95,
                     DRAWING_RIGHT, cells->weight_title, PALETTE_QUIET, 0.92);
    }
    y = top;
    for (size_t r = 0; r < cells->rows; r++) {
        char number[FIGURE_NUMBER_SIZE];

        if (cells->heading[r] != NULL) {
            drawing_text(d, 2.0, y + heading * 0.55, DRAWING_LEFT, cells->heading[r], PALETTE_QUIET,
                         0.92);
            y += heading;
        }
        drawing_text(d, left - 8.0, y + cell / 2.0, DRAWING_RIGHT, cells->row[r], PALETTE_INK,
                     0.92);
        for (size_t c = 0; c < cells->columns; c++) {
            const double value = cells->value[r][c];
            const double x = left + (double)c * wide;
            char colour[8];

            palette_scale(value, colour);
            drawing_rectangle(d, x + 1.0, y + 1.0, x + wide - 1.0, y + cell - 1.0, colour, NULL,
                              true);
            if (!isnan(value)) {
                snprintf(number, sizeof number,
                         value <= 0.0 ? "%.0f" : value < 0.0095 ? "%.2f" : "%.1f", 100.0 * value);
                drawing_text(d, x + wide / 2.0, y + cell / 2.0, DRAWING_CENTRE, number,
                             value <= 0.0 ? "#8A8F98" : palette_letters_on(colour), 0.92);
            }
        }
        if (cells->weight_title != NULL && !isnan(cells->weight[r])) {
            drawing_text(d, d->width - 4.0, y + cell / 2.0, DRAWING_RIGHT,
                         figure_amount(number, cells->weight[r]), PALETTE_QUIET, 0.92);
        }
        y += cell;
    }
    drawing_line(d, "plot $nothing using 1:2 with dots linecolor rgb '%s'", PALETTE_PAPER);
    drawing_end(d);
}

static int behaviour_column(const char *word)
{
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        if (strcmp(word, behaviour_name((behaviour_t)i)) == 0) {
            return i;
        }
    }
    return strcmp(word, "ended") == 0 ? BEHAVIOUR_COUNT : -1;
}

int figure_types(figure_source_t *source, drawing_t *d, text_t *finding)
{
    static const char *const types[] = {"strong-strong", "strong-weak", "weak-strong", "weak-weak"};
    static const char *const perceptions[] = {"different", "same"};
    grid_t grid;
    cells_t cells = {0};
    double most = -1.0, demands = 0.0, followed = 0.0;
    char most_share[FIGURE_NUMBER_SIZE] = "", followed_share[FIGURE_NUMBER_SIZE] = "";
    const char *most_type = "";
    int status = figure_grid(source, &grid, "frequencies_type_threat.csv");

    if (status != FIGURE_OK) {
        goto out;
    }
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        cells.column[i] = figure_say(d, behaviour_name((behaviour_t)i));
    }
    cells.columns = BEHAVIOUR_COUNT;
    cells.weight_title = figure_say(d, "demands");
    for (int p = 0; p < 2; p++) {
        for (int t = 0; t < 4; t++) {
            const size_t r = cells.rows;
            bool any = false;

            for (size_t c = 0; c < BEHAVIOUR_COUNT; c++) {
                cells.value[r][c] = NAN;
            }
            cells.weight[r] = NAN;
            for (size_t row = 0; row < grid.rows; row++) {
                const int column =
                    behaviour_column(grid_text(&grid, row, grid_column(&grid, "behavior")));

                if (grid_is(&grid, row, grid_column(&grid, "measure"), "demand") &&
                    grid_is(&grid, row, grid_column(&grid, "interdependence"), types[t]) &&
                    grid_is(&grid, row, grid_column(&grid, "threat_perception"), perceptions[p]) &&
                    column >= 0 && column < BEHAVIOUR_COUNT) {
                    cells.value[r][column] = grid_number(&grid, row, grid_column(&grid, "share"));
                    cells.weight[r] = grid_number(&grid, row, grid_column(&grid, "n"));
                    any = any || cells.weight[r] > 0.0;
                }
            }
            if (!any) {
                continue;
            }
            snprintf(cells.row[r], LABEL_SIZE, "%s", figure_say(d, types[t]));
            if (r == 0 || t == 0 || cells.heading[r - 1] == NULL) {
                bool headed = false;

                for (size_t i = 0; i < r; i++) {
                    headed = headed || cells.heading[i] == figure_say(d, p == 0 ? "threat.different"
                                                                               : "threat.same");
                }
                cells.heading[r] =
                    headed ? NULL : figure_say(d, p == 0 ? "threat.different" : "threat.same");
            }
            if (p == 0 && !isnan(cells.value[r][0]) && 1.0 - cells.value[r][0] > most) {
                most = 1.0 - cells.value[r][0];
                most_type = figure_say(d, types[t]);
            }
            if (p == 1 && !isnan(cells.value[r][0])) {
                demands += cells.weight[r];
                followed += cells.weight[r] * cells.value[r][0];
            }
            cells.rows++;
        }
    }
    if (cells.rows == 0) {
        status = figure_absent(source, "absent.rows");
        goto out;
    }
    draw_cells(d, &cells);
    if (most >= 0.0 && demands > 0.0) {
        language_fill(d->language, finding, "finding.types", most_type,
                      figure_percent(most_share, most),
                      figure_percent(followed_share, followed / demands), NULL);
    }
out:
    grid_free(&grid);
    return status;
}

int figure_transitions(figure_source_t *source, drawing_t *d, text_t *finding)
{
    grid_t grid;
    cells_t cells = {0};
    bool from_there[CELLS_COLUMNS] = {false}, to_there[CELLS_COLUMNS] = {false};
    double value[CELLS_COLUMNS][CELLS_COLUMNS], weight[CELLS_COLUMNS];
    double least = 2.0;
    int stay = 0;
    char share[FIGURE_NUMBER_SIZE], follow[FIGURE_NUMBER_SIZE];
    int status = figure_grid(source, &grid, "transitions.csv");

    if (status != FIGURE_OK) {
        goto out;
    }
    for (int i = 0; i < CELLS_COLUMNS; i++) {
        weight[i] = NAN;
        for (int j = 0; j < CELLS_COLUMNS; j++) {
            value[i][j] = NAN;
        }
    }
    for (size_t row = 0; row < grid.rows; row++) {
        const int from = behaviour_column(grid_text(&grid, row, grid_column(&grid, "from")));
        const int to = behaviour_column(grid_text(&grid, row, grid_column(&grid, "to")));

        if (grid_is(&grid, row, grid_column(&grid, "of"), "disposition") &&
            grid_is(&grid, row, grid_column(&grid, "scale"), "tick") && from >= 0 && to >= 0) {
            value[from][to] = grid_number(&grid, row, grid_column(&grid, "per_year"));
            weight[from] = grid_number(&grid, row, grid_column(&grid, "n"));
            from_there[from] = from_there[from] || weight[from] > 0.0;
            to_there[to] = to_there[to] || value[from][to] > 0.0;
        }
    }
    for (int to = 0; to <= BEHAVIOUR_COUNT; to++) {
        if (to_there[to] || (to < BEHAVIOUR_COUNT && from_there[to])) {
            cells.column[cells.columns++] = figure_say(
                d, to < BEHAVIOUR_COUNT ? behaviour_name((behaviour_t)to) : "ended");
        }
    }
    for (int from = 0; from <= BEHAVIOUR_COUNT; from++) {
        size_t c = 0;

        if (!from_there[from]) {
            continue;
        }
        snprintf(cells.row[cells.rows], LABEL_SIZE, "%s",
                 figure_say(d, from < BEHAVIOUR_COUNT ? behaviour_name((behaviour_t)from)
                                                      : "ended"));
        for (int to = 0; to <= BEHAVIOUR_COUNT; to++) {
            if (to_there[to] || (to < BEHAVIOUR_COUNT && from_there[to])) {
                cells.value[cells.rows][c++] = value[from][to];
            }
        }
        cells.weight[cells.rows++] = NAN;
        if (from > 0 && from < BEHAVIOUR_TERMINATION && value[from][from] < least) {
            least = value[from][from];
            stay = from;
        }
    }
    if (cells.rows == 0 || cells.columns == 0) {
        status = figure_absent(source, "absent.rows");
        goto out;
    }
    cells.heading[0] = figure_say(d, "transitions.heading");
    draw_cells(d, &cells);
    if (stay > 0 && !isnan(value[0][0])) {
        language_fill(d->language, finding, "finding.transitions",
                      figure_percent(follow, value[0][0]),
                      figure_say(d, behaviour_name((behaviour_t)stay)),
                      figure_percent(share, least), NULL);
    }
out:
    grid_free(&grid);
    return status;
}

enum { PLANE_BINS = 200 };

/* Means along one factor, over all values of the other. */
typedef struct margin {
    double sum[PLANE_BINS], n[PLANE_BINS];
} margin_t;

static void margin_add(margin_t *self, double bin, double mean, double n)
{
    if (bin >= 0.0 && bin < PLANE_BINS) {
        self->sum[(size_t)bin] += n * mean;
        self->n[(size_t)bin] += n;
    }
}

static double margin_variance(const margin_t *self)
{
    double n = 0.0, sum = 0.0, squares = 0.0;

    for (size_t i = 0; i < PLANE_BINS; i++) {
        n += self->n[i];
        sum += self->sum[i];
        squares += self->n[i] > 0.0 ? self->sum[i] * self->sum[i] / self->n[i] : 0.0;
    }
    return n > 0.0 ? (squares - sum * sum / n) / n : 0.0;
}

/* The two factors along which the outcome's means differ most. Not the pair whose cells do: a cell has few runs, and
 * the widest difference among many of them is chance's. */
static int choose_pair(const grid_t *grid, const char *outcome, const char **x, const char **y,
                       double *lowest, double *highest)
{
    const int x_factor = grid_column(grid, "x_factor"), y_factor = grid_column(grid, "y_factor");
    const int mean = grid_column(grid, "mean"), of = grid_column(grid, "outcome");
    const int x_bin = grid_column(grid, "x_bin"), y_bin = grid_column(grid, "y_bin");
    const int runs = grid_column(grid, "n");
    margin_t *along = malloc(2 * sizeof *along);
    double most = -1.0;

    for (size_t first = 0; first < grid->rows && along != NULL; first++) {
        const char *a = grid_text(grid, first, x_factor), *b = grid_text(grid, first, y_factor);
        double low = INFINITY, high = -INFINITY;

        if (first > 0 && grid_is(grid, first - 1, x_factor, a) &&
            grid_is(grid, first - 1, y_factor, b)) {
            continue;
        }
        memset(along, 0, 2 * sizeof *along);
        for (size_t row = first; row < grid->rows && grid_is(grid, row, x_factor, a) &&
                                 grid_is(grid, row, y_factor, b); row++) {
            const double value = grid_number(grid, row, mean), n = grid_number(grid, row, runs);

            if (grid_is(grid, row, of, outcome) && !isnan(value)) {
                low = fmin(low, value);
                high = fmax(high, value);
                margin_add(&along[0], grid_number(grid, row, x_bin), value, n);
                margin_add(&along[1], grid_number(grid, row, y_bin), value, n);
            }
        }
        if (high >= low && margin_variance(&along[0]) + margin_variance(&along[1]) > most) {
            most = margin_variance(&along[0]) + margin_variance(&along[1]);
            *x = a;
            *y = b;
            *lowest = low;
            *highest = high;
        }
    }
    free(along);
    return along == NULL ? FIGURE_NO_MEMORY : FIGURE_OK;
}

static void plane_tics(drawing_t *d, char axis, const char text[PLANE_BINS][32], size_t bins,
                       size_t most)
{
    const size_t stride = bins > most ? (bins + most - 1) / most : 1;
    bool first = true;
    char line[128];

    snprintf(line, sizeof line, "set %ctics (", axis);
    text_append(&d->script, line, strlen(line));
    for (size_t i = 0; i < bins; i += stride) {
        text_append(&d->script, first ? "" : ", ", first ? 0 : 2);
        drawing_quoted(d, text[i]);
        snprintf(line, sizeof line, " %.1f", (double)i + 0.5);
        text_append(&d->script, line, strlen(line));
        first = false;
    }
    drawing_line(d, ") scale 0");
}

int figure_plane(figure_source_t *source, drawing_t *d, text_t *finding)
{
    const bool narrow = drawing_narrow(d);
    const char *outcome = "non_following_rate", *x_name = NULL, *y_name = NULL;
    static const size_t no_bins = 0;
    char x_text[PLANE_BINS][32], y_text[PLANE_BINS][32];
    char low_text[FIGURE_NUMBER_SIZE], high_text[FIGURE_NUMBER_SIZE];
    grid_t grid;
    double low = 0.0, high = 1.0, left, right, top, bottom;
    size_t x_bins = no_bins, y_bins = no_bins;
    bool numbers, found = false;
    int status = figure_grid(source, &grid, "plane.csv");

    if (status != FIGURE_OK) {
        goto out;
    }
    for (size_t row = 0; row < grid.rows && !found; row++) {
        found = grid_is(&grid, row, grid_column(&grid, "outcome"), outcome);
    }
    if (!found) {
        outcome = grid_text(&grid, 0, grid_column(&grid, "outcome"));
    }
    status = choose_pair(&grid, outcome, &x_name, &y_name, &low, &high);
    if (status == FIGURE_OK && x_name == NULL) {
        status = figure_absent(source, "absent.rows");
    }
    if (status != FIGURE_OK) {
        goto out;
    }
    memset(x_text, 0, sizeof x_text);
    memset(y_text, 0, sizeof y_text);
    for (size_t row = 0; row < grid.rows; row++) {
        const double xb = grid_number(&grid, row, grid_column(&grid, "x_bin"));
        const double yb = grid_number(&grid, row, grid_column(&grid, "y_bin"));

        if (grid_is(&grid, row, grid_column(&grid, "outcome"), outcome) &&
            grid_is(&grid, row, grid_column(&grid, "x_factor"), x_name) &&
            grid_is(&grid, row, grid_column(&grid, "y_factor"), y_name) && xb >= 0.0 &&
            yb >= 0.0 && xb < PLANE_BINS && yb < PLANE_BINS) {
            const size_t a = (size_t)xb, b = (size_t)yb;
            const double xv = grid_number(&grid, row, grid_column(&grid, "x"));
            const double yv = grid_number(&grid, row, grid_column(&grid, "y"));

            x_bins = a + 1 > x_bins ? a + 1 : x_bins;
            y_bins = b + 1 > y_bins ? b + 1 : y_bins;
            if (isnan(xv)) {
                snprintf(x_text[a], sizeof x_text[a], "%.31s",
                         grid_text(&grid, row, grid_column(&grid, "x")));
            } else {
                snprintf(x_text[a], sizeof x_text[a], "%.3g", xv);
            }
            if (isnan(yv)) {
                snprintf(y_text[b], sizeof y_text[b], "%.31s",
                         grid_text(&grid, row, grid_column(&grid, "y")));
            } else {
                snprintf(y_text[b], sizeof y_text[b], "%.3g", yv);
            }
        }
    }
    left = narrow ? 46.0 : 56.0;
    for (size_t i = 0; i < y_bins; i++) { /* words are wider than numbers */
        left = fmax(left, fmin(drawing_text_width(d, y_text[i], 1.0) + 14.0, d->width / 3.0));
    }
    right = d->width - 14.0;
    top = d->font * 5.0;
    bottom = top + (narrow ? 250.0 : 330.0);
    d->height = bottom + d->font * 3.4;
    numbers = (right - left) / (double)x_bins > d->font * 2.9 &&
              (bottom - top) / (double)y_bins > d->font * 1.5;
    drawing_begin(d, false);
    drawing_line(d, "$nothing << EOD\n0 0\nEOD");
    drawing_line(d, "unset grid; unset border");
    drawing_line(d, "set xrange [0:%zu]; set yrange [0:%zu]", x_bins, y_bins);
    plane_tics(d, 'x', (const char(*)[32])x_text, x_bins, narrow ? 6 : 12);
    plane_tics(d, 'y', (const char(*)[32])y_text, y_bins, 12);
    drawing_panel(d, left, right, top, bottom);
    figure_y_title(d, 2.0, top, y_name);
    figure_x_title(d, right, bottom, x_name);
    /* The scale: a bar at the top with its two ends. */
    {
        const double bar = narrow ? 90.0 : 140.0, at = d->font * 1.1;
        const double begin = 2.0 + drawing_text_width(d, figure_percent(low_text, low), 0.92) + 6.0;

        drawing_text(d, 2.0, at, DRAWING_LEFT, low_text, PALETTE_QUIET, 0.92);
        for (int i = 0; i < 40; i++) {
            char colour[8];

            palette_scale((i + 0.5) / 40.0, colour);
            drawing_line(d,
                         "set object %d rectangle from screen %.6f,%.6f to screen %.6f,%.6f front "
                         "fillcolor rgb '%s' fillstyle solid 1 noborder",
                         ++d->objects, (begin + bar * i / 40.0) / d->width,
                         1.0 - (at + 6.0) / d->height, (begin + bar * (i + 1) / 40.0 + 0.4) / d->width,
                         1.0 - (at - 6.0) / d->height, colour);
        }
        figure_percent(high_text, high);
        drawing_text(d, begin + bar + 6.0, at, DRAWING_LEFT, high_text, PALETTE_QUIET, 0.92);
        drawing_text(d,
                     narrow ? 2.0
                            : begin + bar + 16.0 + drawing_text_width(d, high_text, 0.92),
                     narrow ? at + d->font * 1.4 : at, DRAWING_LEFT, figure_say(d, outcome),
                     PALETTE_INK, 0.92);
    }
    for (size_t row = 0; row < grid.rows; row++) {
        const double xb = grid_number(&grid, row, grid_column(&grid, "x_bin"));
        const double yb = grid_number(&grid, row, grid_column(&grid, "y_bin"));
        const double mean = grid_number(&grid, row, grid_column(&grid, "mean"));
        char colour[8];

        if (!grid_is(&grid, row, grid_column(&grid, "outcome"), outcome) ||
            !grid_is(&grid, row, grid_column(&grid, "x_factor"), x_name) ||
            !grid_is(&grid, row, grid_column(&grid, "y_factor"), y_name) || !(xb < PLANE_BINS) ||
            !(yb < PLANE_BINS)) {
            continue;
        }
        palette_scale(high > low ? (mean - low) / (high - low) : mean, colour);
        drawing_rectangle(d, xb, yb, xb + 1.0, yb + 1.0, colour, PALETTE_PAPER, true);
        if (numbers && !isnan(mean)) {
            char text[FIGURE_NUMBER_SIZE];

            snprintf(text, sizeof text, "%.1f", 100.0 * mean);
            drawing_text_at(d, xb + 0.5, yb + 0.5, DRAWING_CENTRE, text,
                            palette_letters_on(colour), 0.88);
        }
    }
    drawing_line(d, "plot $nothing using 1:2 with dots linecolor rgb '%s'", PALETTE_PAPER);
    drawing_end(d);
    language_fill(d->language, finding, "finding.plane", low_text, high_text, x_name, y_name, NULL);
out:
    grid_free(&grid);
    return status;
}
