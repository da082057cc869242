/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/calibration_print.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "files/csv.h"

enum { NEAREST = 5, PAIRS = 5 };

static void print_patterns(const calibration_t *self, FILE *stream)
{
    fprintf(stream, "%-61s %s\n", "pattern", "points that meet it");
    if (self->cases > 0) {
        fprintf(stream, "P2  all %2zu required cases follow their history, noise off %17.1f %%\n",
                self->cases, 100.0 * calibration_share(self, pattern_count()));
    } else {
        fprintf(stream, "P2  the cases were not played\n");
    }
    for (size_t p = 0; p < pattern_count(); p++) {
        const pattern_t *pattern = pattern_info(p);

        if (pattern->kind == PATTERN_OUTCOMES && self->applies[p]) {
            fprintf(stream, "%-3s %-57s %15.1f %%\n", pattern->number, pattern->meaning,
                    100.0 * calibration_share(self, p));
        } else if (pattern->kind == PATTERN_OUTCOMES) {
            fprintf(stream, "%-3s %-57s  does not apply\n", pattern->number, pattern->meaning);
        }
    }
    fprintf(stream, "accepted: %zu of %zu points (%.1f %%) meet all of them\n",
            self->accepted_count, self->points,
            100.0 * (double)self->accepted_count / (double)self->points);
}

static void write_base(const calibration_t *self, size_t factor, char base[24])
{
    if (isnan(self->base[factor])) {
        snprintf(base, 24, "-");
    } else {
        snprintf(base, 24, "%.4g", self->base[factor]);
    }
}

static void print_factors(const calibration_t *self, FILE *stream)
{
    fprintf(stream, "\n%-31s %7s  %-16s %-25s %8s %5s\n", "factor", "now", "tried",
            "accepted: 5, 50, 95 %", "narrowed", "D");
    for (size_t f = 0; f < self->factors; f++) {
        calibration_range_t range;
        char base[24], tried[32];

        write_base(self, f, base);
        if (calibration_factor_of(self, f, &range)) {
            snprintf(tried, sizeof tried, "%.4g to %.4g", range.low, range.high);
            fprintf(stream, "%-31s %7s  %-16s %7.4g %7.4g %7.4g   %6.0f %% %5.2f  %s\n",
                    self->path[f], base, tried, range.q05, range.q50, range.q95,
                    100.0 * range.narrowed, range.kolmogorov, range.pinned ? "moved" : "free");
        } else {
            fprintf(stream, "%-31s %7s  words\n", self->path[f], base);
        }
    }
    fprintf(stream, "narrowed: 5 to 95 %% of the accepted points to that of all; D: the greatest "
                    "difference of the two distributions;\nmoved: more than chance makes it at 5 %%, "
                    "for one factor; free: the patterns leave it undetermined\n");
}

/* The strongest correlations, one after the other. */
static void print_pairs(const calibration_t *self, FILE *stream)
{
    double limit = INFINITY;

    fprintf(stream, "\nstrongest correlations within the accepted points\n");
    for (int i = 0; i < PAIRS; i++) {
        double best = 0.0;
        size_t first = 0, second = 0;

        for (size_t a = 0; a < self->factors; a++) {
            for (size_t b = a + 1; b < self->factors; b++) {
                const double r = calibration_correlation(self, a, b);

                if (fabs(r) > fabs(best) && fabs(r) < limit) {
                    best = r;
                    first = a;
                    second = b;
                }
            }
        }
        if (first == second) {
            break;
        }
        limit = fabs(best);
        fprintf(stream, "  %5.2f  %s, %s\n", best, self->path[first], self->path[second]);
    }
}

/* The points nearest to the patterns that miss them: what it takes to come closer. */
static void print_nearest(const calibration_t *self, FILE *stream)
{
    double last = 0.0;

    fprintf(stream, "\nnearest of the others\n");
    for (int i = 0; i < NEAREST; i++) {
        size_t best = self->points;

        for (size_t point = 0; point < self->points; point++) {
            if (self->distance[point] > last &&
                (best == self->points || self->distance[point] < self->distance[best])) {
                best = point;
            }
        }
        if (best == self->points) {
            break;
        }
        last = self->distance[best];
        fprintf(stream, "  point %zu, distance %.4f\n", best, last);
    }
}

void calibration_print(const calibration_t *self, FILE *stream)
{
    fprintf(stream, "%s: %zu points of %" PRIu64 " replicates, %zu factors, scenario %s\n",
            self->source.directory, self->points, self->replicates, self->factors,
            self->source.scenario.name);
    print_patterns(self, stream);
    print_factors(self, stream);
    print_pairs(self, stream);
    print_nearest(self, stream);
}

void calibration_csv(const calibration_t *self, text_t *text)
{
    csv_word(text, "point");
    for (size_t f = 0; f < self->factors; f++) {
        csv_text(text, self->path[f]);
    }
    for (size_t p = 0; p < pattern_count(); p++) {
        const pattern_t *pattern = pattern_info(p);
        char name[64];

        if (pattern->kind == PATTERN_OUTCOMES) {
            snprintf(name, sizeof name, "%s%s%s", pattern->number, pattern->name[0] != '\0' ? "_" : "",
                     pattern->name);
            csv_word(text, name);
        }
    }
    csv_word(text, "cases_missed");
    csv_word(text, "distance");
    csv_word(text, "accepted");
    csv_end_row(text);
    for (size_t point = 0; point < self->points; point++) {
        csv_unsigned(text, point);
        for (size_t f = 0; f < self->factors; f++) {
            csv_text(text, self->texts[point * self->factors + f]);
        }
        for (size_t p = 0; p < pattern_count(); p++) {
            if (pattern_info(p)->kind == PATTERN_OUTCOMES) {
                csv_double17(text, self->means[point * pattern_count() + p]);
            }
        }
        if (self->cases > 0) {
            csv_unsigned(text, self->missed[point]);
        } else {
            csv_empty(text);
        }
        csv_double17(text, self->distance[point]);
        csv_word(text, self->accepted[point] ? "true" : "false");
        csv_end_row(text);
    }
}
