/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/summary.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "experiments/tally.h"

typedef enum measure {
    MEASURE_SHARE_OF_DEMANDS,
    MEASURE_SHARE_OF_LIVING, /* alliance-ticks */
    MEASURE_SHARE_OF_TIME,   /* alliance-ticks, ended ones too */
    MEASURE_RATE,            /* per living alliance-year */
    MEASURE_MEAN             /* over living alliance-ticks */
} measure_t;

typedef struct line {
    const char *section;
    const char *label;
    measure_t measure;
    size_t offset; /* in tally_t: of a uint64_t, for MEASURE_MEAN of a double */
} line_t;

#define LINE(section, label, measure, field) {section, label, measure, offsetof(tally_t, field)},

static const char answers[] = "demands answered by";
static const char dispositions[] = "disposition";
static const char types[] = "interdependence, the strong state's first";
static const char statuses[] = "status";
static const char perceptions[] = "threat perception";
static const char changes[] = "a year and living alliance";
static const char means[] = "mean dependence";

static const line_t lines[] = {
    LINE(answers, "follow", MEASURE_SHARE_OF_DEMANDS, demands[BEHAVIOUR_FOLLOW])
    LINE(answers, "negative response", MEASURE_SHARE_OF_DEMANDS, demands[BEHAVIOUR_NEGATIVE_RESPONSE])
    LINE(answers, "price raising", MEASURE_SHARE_OF_DEMANDS, demands[BEHAVIOUR_PRICE_RAISING])
    LINE(answers, "confrontation", MEASURE_SHARE_OF_DEMANDS, demands[BEHAVIOUR_CONFRONTATION])
    LINE(answers, "termination", MEASURE_SHARE_OF_DEMANDS, demands[BEHAVIOUR_TERMINATION])
    LINE(answers, "(settled at a price)", MEASURE_SHARE_OF_DEMANDS, settled)
    LINE(answers, "(lapsed)", MEASURE_SHARE_OF_DEMANDS, lapsed)
    LINE(dispositions, "follow", MEASURE_SHARE_OF_LIVING, sum.disposition[BEHAVIOUR_FOLLOW])
    LINE(dispositions, "negative response", MEASURE_SHARE_OF_LIVING, sum.disposition[BEHAVIOUR_NEGATIVE_RESPONSE])
    LINE(dispositions, "price raising", MEASURE_SHARE_OF_LIVING, sum.disposition[BEHAVIOUR_PRICE_RAISING])
    LINE(dispositions, "confrontation", MEASURE_SHARE_OF_LIVING, sum.disposition[BEHAVIOUR_CONFRONTATION])
    LINE(dispositions, "termination", MEASURE_SHARE_OF_LIVING, sum.disposition[BEHAVIOUR_TERMINATION])
    LINE(types, "strong-strong", MEASURE_SHARE_OF_LIVING, sum.type[STRONG_STRONG])
    LINE(types, "strong-weak", MEASURE_SHARE_OF_LIVING, sum.type[STRONG_WEAK])
    LINE(types, "weak-strong", MEASURE_SHARE_OF_LIVING, sum.type[WEAK_STRONG])
    LINE(types, "weak-weak", MEASURE_SHARE_OF_LIVING, sum.type[WEAK_WEAK])
    LINE(perceptions, "same", MEASURE_SHARE_OF_LIVING, sum.same)
    LINE(statuses, "allied", MEASURE_SHARE_OF_TIME, sum.status[STATUS_ALLIED])
    LINE(statuses, "drifting", MEASURE_SHARE_OF_TIME, sum.status[STATUS_DRIFTING])
    LINE(statuses, "ended", MEASURE_SHARE_OF_TIME, sum.status[STATUS_ENDED])
    LINE(changes, "terminations", MEASURE_RATE, terminations)
    LINE(changes, "formations", MEASURE_RATE, formations)
    LINE(changes, "drifts", MEASURE_RATE, drifts)
    LINE(changes, "recoveries", MEASURE_RATE, recoveries)
    LINE(changes, "same threat lost", MEASURE_RATE, same_lost)
    LINE(changes, "same threat gained", MEASURE_RATE, same_gained)
    LINE(changes, "flips of disposition", MEASURE_RATE, flips)
    LINE(means, "of the strong state", MEASURE_MEAN, strong_dependence)
    LINE(means, "of the weak state", MEASURE_MEAN, weak_dependence)
};

enum { LINES = sizeof lines / sizeof lines[0] };
_Static_assert((int)LINES <= (int)SUMMARY_ROWS, "summary_t has too few rows");

static double numerator(const line_t *line, const tally_t *tally)
{
    const char *field = (const char *)tally + line->offset;
    uint64_t count = 0;
    double sum = 0.0;

    if (line->measure == MEASURE_MEAN) {
        memcpy(&sum, field, sizeof sum);
    } else {
        memcpy(&count, field, sizeof count);
        sum = (double)count;
    }
    return sum;
}

static double denominator(measure_t measure, const tally_t *tally, int ticks_per_year)
{
    double value = 0.0;

    switch (measure) {
    case MEASURE_SHARE_OF_DEMANDS:
        value = (double)tally_demands(tally);
        break;
    case MEASURE_SHARE_OF_TIME:
        value = (double)tally_alliance_ticks(tally);
        break;
    case MEASURE_RATE:
        value = (double)tally_living(tally) / ticks_per_year;
        break;
    case MEASURE_SHARE_OF_LIVING:
    case MEASURE_MEAN:
        value = (double)tally_living(tally);
        break;
    }
    return value;
}

static double value_of(const line_t *line, const tally_t *tally, int ticks_per_year)
{
    const double whole = denominator(line->measure, tally, ticks_per_year);

    return whole > 0.0 ? numerator(line, tally) / whole : NAN;
}

void summary_init(summary_t *self, int ticks_per_year)
{
    *self = (summary_t){.ticks_per_year = ticks_per_year};
    tally_init(&self->total);
}

void summary_add(summary_t *self, const tally_t *tally)
{
    self->replicates++;
    tally_add(&self->total, tally);
    for (size_t i = 0; i < LINES; i++) {
        const double value = value_of(&lines[i], tally, self->ticks_per_year);

        if (!isnan(value)) {
            const double off = value - self->spread[i].mean;

            self->spread[i].replicates++;
            self->spread[i].mean += off / (double)self->spread[i].replicates;
            self->spread[i].squares += off * (value - self->spread[i].mean);
        }
    }
}

size_t summary_count(void)
{
    return LINES;
}

static bool is_time(measure_t measure)
{
    return measure == MEASURE_SHARE_OF_LIVING || measure == MEASURE_SHARE_OF_TIME;
}

summary_row_t summary_row(const summary_t *self, size_t index)
{
    const line_t *line = &lines[index];
    const uint64_t n = self->spread[index].replicates;
    summary_row_t row = {.section = line->section, .label = line->label, .deviation = NAN};

    row.count = numerator(line, &self->total);
    if (is_time(line->measure)) {
        row.count /= self->ticks_per_year;
    }
    row.value = value_of(line, &self->total, self->ticks_per_year);
    if (n > 1) {
        row.deviation = sqrt(self->spread[index].squares / (double)(n - 1));
    }
    return row;
}

enum { CELL = 16 };

/* Shares in percent, rates and means as they are; "-" where there is none. */
static void format_value(char cell[CELL], measure_t measure, double value)
{
    if (isnan(value)) {
        snprintf(cell, CELL, "-");
    } else if (measure == MEASURE_RATE) {
        snprintf(cell, CELL, "%.4f", value);
    } else if (measure == MEASURE_MEAN) {
        snprintf(cell, CELL, "%.3f", value);
    } else {
        snprintf(cell, CELL, "%.2f %%", 100.0 * value);
    }
}

static void print_heading(FILE *stream, const line_t *line)
{
    const char *count = is_time(line->measure) ? "years" : line->measure == MEASURE_MEAN ? "" : "count";
    const char *value = line->measure == MEASURE_RATE   ? "rate"
                        : line->measure == MEASURE_MEAN ? "mean"
                                                        : "share";

    fprintf(stream, "\n%-42s %14s %10s %10s\n", line->section, count, value, "s.d.");
}

static void print_line(const summary_t *self, size_t index, FILE *stream)
{
    const measure_t measure = lines[index].measure;
    const summary_row_t row = summary_row(self, index);
    char count[32] = "", value[CELL], deviation[CELL];

    if (measure != MEASURE_MEAN) {
        snprintf(count, sizeof count, is_time(measure) ? "%.1f" : "%.0f", row.count);
    }
    format_value(value, measure, row.value);
    format_value(deviation, measure, row.deviation);
    fprintf(stream, "  %-40s %14s %10s %10s\n", row.label, count, value, deviation);
}

void summary_print(const summary_t *self, FILE *stream)
{
    const double years = (double)tally_alliance_ticks(&self->total) / self->ticks_per_year;

    fprintf(stream, "%" PRIu64 " demand%s in %.6g alliance-years", tally_demands(&self->total),
            tally_demands(&self->total) == 1 ? "" : "s", years);
    if (self->replicates > 1) {
        fprintf(stream, "; s.d. is between the %" PRIu64 " replicates", self->replicates);
    }
    fprintf(stream, "\n");
    for (size_t i = 0; i < LINES; i++) {
        if (i == 0 || lines[i].section != lines[i - 1].section) {
            print_heading(stream, &lines[i]);
        }
        print_line(self, i, stream);
    }
}
