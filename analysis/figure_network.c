/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map of alliances: strong states in the middle, weak ones around, each link divided into the
 * shares of time in which the alliance was allied, drifting and ended.
 */
#include "analysis/figure_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/palette.h"
#include "sim/adrift.h"

enum { STRONG_MAX = 24, WEAK_MAX = 160, LABELS_MAX = 60, ID_SIZE = 64 };

#define TURN 6.283185307179586

typedef struct node {
    const char *name;
    double x, y, angle;
    double pull[2];       /* sum of the directions of its patrons */
    double non_following; /* share of its demands; NaN: no demand */
    size_t order;
} node_t;

typedef struct map {
    node_t strong[STRONG_MAX], weak[WEAK_MAX];
    size_t strong_count, weak_count;
    size_t left_out; /* alliances */
} map_t;

static node_t *node_of(node_t *nodes, size_t *count, size_t most, const char *name)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(nodes[i].name, name) == 0) {
            return &nodes[i];
        }
    }
    if (*count == most) {
        return NULL;
    }
    nodes[*count] = (node_t){.name = name, .non_following = NAN, .order = *count};
    return &nodes[(*count)++];
}

static int compare_angles(const void *a, const void *b)
{
    const node_t *x = a, *y = b;

    return x->angle < y->angle ? -1 : x->angle > y->angle ? 1
           : x->order < y->order ? -1 : x->order > y->order;
}

/* Weak states in order of the direction in which their patrons lie, evenly spaced on an ellipse. */
static void lay_out(map_t *map, const grid_t *grid, double cx, double cy, double rx, double ry)
{
    const double inner = map->strong_count > 1 ? 0.34 : 0.0;

    for (size_t i = 0; i < map->strong_count; i++) {
        node_t *node = &map->strong[i];

        node->angle = TURN * (double)i / (double)map->strong_count + (map->strong_count == 2 ? TURN / 2.0 : 0.0);
        node->x = cx + inner * rx * cos(node->angle);
        node->y = cy + inner * ry * sin(node->angle);
    }
    for (size_t row = 0; row < grid->rows; row++) {
        const node_t *strong = node_of(map->strong, &map->strong_count, map->strong_count,
                                       grid_text(grid, row, grid_column(grid, "strong")));
        node_t *weak = node_of(map->weak, &map->weak_count, map->weak_count,
                               grid_text(grid, row, grid_column(grid, "weak")));

        if (strong != NULL && weak != NULL) {
            weak->pull[0] += cos(strong->angle);
            weak->pull[1] += sin(strong->angle);
        }
    }
    for (size_t i = 0; i < map->weak_count; i++) {
        node_t *node = &map->weak[i];

        node->angle = map->strong_count > 1 ? atan2(node->pull[1], node->pull[0]) : 0.0;
    }
    qsort(map->weak, map->weak_count, sizeof *map->weak, compare_angles);
    for (size_t i = 0; i < map->weak_count; i++) {
        node_t *node = &map->weak[i];

        node->angle = TURN * ((double)i + 0.5) / (double)map->weak_count +
                      (map->strong_count > 1 ? TURN / 2.0 : -TURN / 4.0);
        node->x = cx + rx * cos(node->angle);
        node->y = cy + ry * sin(node->angle);
    }
}

static void write_links(drawing_t *d, const map_t *map, const grid_t *grid, double hub)
{
    static const char *const columns[STATUS_COUNT] = {"allied", "drifting", "ended"};

    for (int status = 0; status < STATUS_COUNT; status++) {
        drawing_line(d, "$links%d << EOD", status);
        for (size_t row = 0; row < grid->rows; row++) {
            double before = 0.0, share, length, from, dx, dy;
            const node_t *strong = NULL, *weak = NULL;

            for (size_t i = 0; i < map->strong_count; i++) {
                if (grid_is(grid, row, grid_column(grid, "strong"), map->strong[i].name)) {
                    strong = &map->strong[i];
                }
            }
            for (size_t i = 0; i < map->weak_count; i++) {
                if (grid_is(grid, row, grid_column(grid, "weak"), map->weak[i].name)) {
                    weak = &map->weak[i];
                }
            }
            if (strong == NULL || weak == NULL) {
                continue;
            }
            for (int i = 0; i < status; i++) {
                before += grid_number(grid, row, grid_column(grid, columns[i]));
            }
            share = grid_number(grid, row, grid_column(grid, columns[status]));
            if (!(share > 0.0)) {
                continue;
            }
            dx = weak->x - strong->x;
            dy = weak->y - strong->y;
            length = hypot(dx, dy);
            from = length > hub ? hub / length : 0.0;
            drawing_line(d, "%.2f %.2f %.2f %.2f", strong->x + dx * (from + (1.0 - from) * before),
                         strong->y + dy * (from + (1.0 - from) * before), dx * (1.0 - from) * share,
                         dy * (1.0 - from) * share);
        }
        drawing_line(d, "-1000 -1000 1 1");
        drawing_line(d, "EOD");
    }
}

int figure_network(figure_source_t *source, drawing_t *d, text_t *finding)
{
    const bool narrow = drawing_narrow(d);
    map_t *map = calloc(1, sizeof *map);
    grid_t grid = {0};
    drawing_entry_t entries[STATUS_COUNT];
    double label = 0.0, most = 0.0, drifting = 0.0, ended = 0.0, rx, ry, cx, cy, top, hub = 10.0;
    char a[FIGURE_NUMBER_SIZE], b[FIGURE_NUMBER_SIZE];
    const double small = narrow ? 0.8 : 0.86;
    bool labelled;
    int status;

    if (map == NULL) {
        return FIGURE_NO_MEMORY;
    }
    status = figure_grid(source, &grid, "alliances.csv");
    if (status != FIGURE_OK) {
        goto out;
    }
    for (size_t row = 0; row < grid.rows; row++) {
        node_t *strong = node_of(map->strong, &map->strong_count, STRONG_MAX,
                                 grid_text(&grid, row, grid_column(&grid, "strong")));
        node_t *weak = node_of(map->weak, &map->weak_count, WEAK_MAX,
                               grid_text(&grid, row, grid_column(&grid, "weak")));

        drifting += grid_number(&grid, row, grid_column(&grid, "drifting"));
        ended += grid_number(&grid, row, grid_column(&grid, "ended"));
        if (strong == NULL || weak == NULL) {
            map->left_out++;
            continue;
        }
        weak->non_following =
            fmax(weak->non_following, grid_number(&grid, row, grid_column(&grid, "non_following")));
        most = fmax(most, weak->non_following);
    }
    labelled = map->weak_count <= LABELS_MAX;
    for (size_t i = 0; i < map->weak_count && labelled; i++) {
        label = fmax(label, drawing_text_width(d, map->weak[i].name, small));
    }
    label = fmin(label, narrow ? 76.0 : 130.0);
    for (int i = 0; i < STATUS_COUNT; i++) {
        entries[i] = (drawing_entry_t){figure_say(d, status_name((status_t)i)), palette_status(i),
                                       i == STATUS_ENDED ? DRAWING_DASHED : DRAWING_LINE};
    }
    top = drawing_legend_height(d, 2.0, d->width - 8.0, entries, STATUS_COUNT) + d->font * 1.8;
    ry = narrow ? fmin(170.0, d->width / 2.0 - label - 14.0) : 190.0;
    rx = narrow ? d->width / 2.0 - label - 14.0 : 230.0;
    ry = narrow ? rx : ry;
    cx = d->width / 2.0;
    cy = top + label + 14.0 + ry;
    d->height = cy + ry + label + 14.0;
    lay_out(map, &grid, cx, cy, rx, ry);
    for (size_t i = 0; i < map->strong_count; i++) {
        hub = fmax(hub, drawing_text_width(d, map->strong[i].name, small) / 2.0 + 5.0);
    }
    hub = fmin(hub, narrow ? 34.0 : 46.0);
    drawing_begin(d, false);
    drawing_line(d, "unset border; unset tics; unset grid");
    drawing_line(d, "set xrange [0:%.6g]; set yrange [%.6g:0]", d->width, d->height);
    drawing_panel(d, 0.0, d->width, 0.0, d->height);
    drawing_legend(d, 2.0, d->width - 8.0, 0.0, entries, STATUS_COUNT);
    {
        double x = 2.0;
        const double y = top - d->font * 0.9;

        for (int i = 0; i < 5; i++) {
            char colour[8];

            palette_scale(0.1 + 0.9 * i / 4.0, colour);
            drawing_line(d,
                         "set label %d '' at screen %.6f,%.6f front point pointtype 7 pointsize "
                         "0.8 linecolor rgb '%s'",
                         ++d->labels, (x + 6.0) / d->width, 1.0 - y / d->height, colour);
            x += 12.0;
        }
        text_t words;
        char storage[256];

        text_init_fixed(&words, storage, sizeof storage - 1);
        language_fill(d->language, &words, "network.scale", figure_percent(a, most), NULL);
        storage[words.length] = '\0';
        drawing_text(d, x + 6.0, y, DRAWING_LEFT, storage, PALETTE_INK, 0.92);
    }
    write_links(d, map, &grid, hub);
    drawing_line(d, "$weak << EOD");
    for (size_t i = 0; i < map->weak_count; i++) {
        char colour[8];

        palette_scale(most > 0.0 ? 0.1 + 0.9 * map->weak[i].non_following / most : 0.1, colour);
        drawing_line(d, "%.2f %.2f %u", map->weak[i].x, map->weak[i].y,
                     figure_colour(isnan(map->weak[i].non_following) ? PALETTE_EMPTY : colour));
    }
    drawing_line(d, "EOD\n$strong << EOD");
    for (size_t i = 0; i < map->strong_count; i++) {
        drawing_line(d, "%.2f %.2f %.2f", map->strong[i].x, map->strong[i].y, hub);
    }
    drawing_line(d, "EOD");
    for (size_t i = 0; i < map->strong_count; i++) {
        drawing_text_at(d, map->strong[i].x, map->strong[i].y, DRAWING_CENTRE, map->strong[i].name,
                        PALETTE_PAPER, small);
    }
    for (size_t i = 0; i < map->weak_count && labelled; i++) {
        const node_t *node = &map->weak[i];
        const double c = cos(node->angle), s = sin(node->angle);
        double turn = -node->angle * 360.0 / TURN;
        char line[160];

        turn = c < 0.0 ? turn + 180.0 : turn;
        snprintf(line, sizeof line, "set label %d ", ++d->labels);
        text_append(&d->script, line, strlen(line));
        drawing_quoted(d, node->name);
        drawing_line(d, " at first %.2f,%.2f %s rotate by %.2f front noenhanced font ',%.4g' "
                        "textcolor rgb '%s'",
                     node->x + 10.0 * c, node->y + 10.0 * s, c < 0.0 ? "right" : "left", turn,
                     d->font * small, PALETTE_INK);
    }
    drawing_line(d,
                 "plot $links2 using 1:2:3:4 with vectors nohead dashtype (3,3) linewidth 1.4 "
                 "linecolor rgb '%s', $links0 using 1:2:3:4 with vectors nohead linewidth 2.2 "
                 "linecolor rgb '%s', $links1 using 1:2:3:4 with vectors nohead linewidth 2.6 "
                 "linecolor rgb '%s', $strong using 1:2:3 with circles fillstyle solid 1 noborder "
                 "fillcolor rgb '%s', $weak using 1:2:3 with points pointtype 7 pointsize 1.05 "
                 "linecolor rgb variable, $weak using 1:2 with points pointtype 6 pointsize 1.05 "
                 "linewidth 1 linecolor rgb '%s'",
                 palette_status(STATUS_ENDED), palette_status(STATUS_ALLIED),
                 palette_status(STATUS_DRIFTING), PALETTE_INK, PALETTE_QUIET);
    drawing_end(d);
    language_fill(d->language, finding, "finding.network",
                  figure_percent(a, drifting / (double)grid.rows),
                  figure_percent(b, ended / (double)grid.rows), NULL);
    if (map->left_out > 0) {
        language_fill(d->language, finding, "finding.network_cut",
                      figure_amount(a, (double)map->left_out), NULL);
    }
out:
    grid_free(&grid);
    free(map);
    return status;
}
