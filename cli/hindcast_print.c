/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/hindcast_print.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "analysis/skill.h"
#include "analysis/status.h"
#include "files/csv.h"

static const double level = 0.95;

enum { RESAMPLES = 1000, LISTED = 12 };

/* Which record a forecast is held against. */
typedef enum { CODED, SUSPECTED, RECORDS } which_t;

static const char *const record_names[RECORDS] = {"coded", "all"};

static const hindcast_fact_t *fact_of(const hindcast_t *self, size_t alliance, size_t period)
{
    return &self->facts[alliance * self->periods + period];
}

static bool happened(const hindcast_fact_t *fact, which_t which)
{
    return which == CODED ? fact->coded : fact->suspected;
}

/* ---- What happened ---- */

/* How many alliances of the period have a higher share, and one. */
static size_t rank_of(const hindcast_t *self, size_t alliance, size_t period, hindcast_sign_t sign)
{
    const double own = hindcast_share(self, alliance, period, sign);
    size_t rank = 1;

    for (size_t d = 0; d < self->alliances; d++) {
        rank += !fact_of(self, d, period)->gone && hindcast_share(self, d, period, sign) > own;
    }
    return rank;
}

static size_t judged_in(const hindcast_t *self, size_t period)
{
    size_t judged = 0;

    for (size_t d = 0; d < self->alliances; d++) {
        judged += !fact_of(self, d, period)->gone;
    }
    return judged;
}

static const char *usual_gravest(const hindcast_t *self, size_t alliance, size_t period)
{
    const uint64_t *counts =
        &self->gravest[(alliance * self->periods + period) * (BEHAVIOUR_COUNT + 1)];
    int most = 0;

    for (int b = 1; b <= BEHAVIOUR_COUNT; b++) {
        most = counts[b] > counts[most] ? b : most;
    }
    return most == BEHAVIOUR_COUNT ? "never asked" : behaviour_name((behaviour_t)most);
}

static void print_entry(const hindcast_t *self, const scenario_t *scenario,
                        const annals_entry_t *entry, FILE *stream)
{
    const long d = hindcast_alliance(self, entry);

    for (size_t p = 0; p < self->periods; p++) {
        const double begins = hindcast_year(scenario, self->periods, p);
        const double ends = hindcast_year(scenario, self->periods, p + 1);

        if (entry->from < ends && entry->to > begins && !fact_of(self, (size_t)d, p)->gone) {
            fprintf(stream, "%-10s %4.0f-%-4.0f %-18s", entry->weak, entry->from,
                    ceil(entry->to) - 1.0, annals_kind(entry->kind));
            for (int sign = 0; sign < HINDCAST_SIGNS; sign++) {
                fprintf(stream, "  %4.2f %3zu/%-3zu",
                        hindcast_share(self, (size_t)d, p, (hindcast_sign_t)sign),
                        rank_of(self, (size_t)d, p, (hindcast_sign_t)sign), judged_in(self, p));
            }
            fprintf(stream, "  %.0f-%.0f: %s\n", begins, ends, usual_gravest(self, (size_t)d, p));
        }
    }
}

static void print_entries(const hindcast_t *self, const scenario_t *scenario,
                          const annals_t *annals, bool coded, FILE *stream)
{
    fprintf(stream, "%-10s %-9s %-18s  %-12s  %-12s  %-12s  %s\n", "weak", "when", "happened",
            "any, rank", "grave, rank", "adrift, rank", "period: the model's most frequent gravest");
    for (size_t i = 0; i < annals->count; i++) {
        if (annals_is_coded(annals->entries[i].kind) == coded) {
            print_entry(self, scenario, &annals->entries[i], stream);
        }
    }
}

/* ---- Forecasts ---- */

/* Cells that are judged. */
typedef struct cells {
    double *p;
    bool *y;
    size_t *cluster;
    size_t count;
} cells_t;

static void gather(const hindcast_t *self, which_t which, hindcast_sign_t sign, cells_t *cells)
{
    cells->count = 0;
    for (size_t d = 0; d < self->alliances; d++) {
        for (size_t p = 0; p < self->periods; p++) {
            const hindcast_fact_t *fact = fact_of(self, d, p);

            if (!fact->gone) {
                cells->p[cells->count] = hindcast_share(self, d, p, sign);
                cells->y[cells->count] = happened(fact, which);
                cells->cluster[cells->count++] = d;
            }
        }
    }
}

/* Records that differ: without anything suspected there is only what is coded. */
static int count_records(const annals_t *annals)
{
    int count = SUSPECTED;

    for (size_t i = 0; i < annals->count; i++) {
        count = annals_is_coded(annals->entries[i].kind) ? count : RECORDS;
    }
    return count;
}

static int print_skills(const hindcast_t *self, const scenario_t *scenario, int records,
                        cells_t *cells, FILE *stream)
{
    int status = ANALYSIS_OK;

    fprintf(stream, "%-6s %-7s %5s %5s  %-21s %7s %7s  %-22s  %-18s\n", "record", "sign", "cells",
            "cases", "Brier score", "follow", "chance", "gain over chance", "area under ROC");
    for (int which = 0; which < records && status == ANALYSIS_OK; which++) {
        for (int sign = 0; sign < HINDCAST_SIGNS && status == ANALYSIS_OK; sign++) {
            const interval_resampling_t resampling = {scenario->seed,
                                                      hindcast_sign_name((hindcast_sign_t)sign),
                                                      RESAMPLES, level};
            skill_t skill;

            gather(self, (which_t)which, (hindcast_sign_t)sign, cells);
            status = skill_of(&skill, cells->p, cells->y, cells->cluster, cells->count,
                              self->alliances, &resampling);
            if (status == ANALYSIS_OK) {
                fprintf(stream,
                        "%-6s %-7s %5zu %5zu  %.3f [%.3f, %.3f]  %6.3f  %6.3f  %6.2f [%.2f, %.2f]  "
                        "%6.2f [%.2f, %.2f]\n",
                        record_names[which], hindcast_sign_name((hindcast_sign_t)sign), skill.n,
                        skill.cases, skill.brier.estimate, skill.brier.low, skill.brier.high,
                        skill.brier_follow, skill.brier_chance, skill.gain.estimate, skill.gain.low,
                        skill.gain.high, skill.auc.estimate, skill.auc.low, skill.auc.high);
            }
        }
    }
    return status;
}

static void print_alarms(const hindcast_t *self, int records, cells_t *cells, FILE *stream)
{
    fprintf(stream, "\nas many alarms as there were cases, the highest shares first\n");
    fprintf(stream, "%-6s %-7s %7s %6s %8s %14s %12s %16s\n", "record", "sign", "from", "hits",
            "misses", "false alarms", "rightly none", "hits by chance");
    for (int which = 0; which < records; which++) {
        for (int sign = 0; sign < HINDCAST_SIGNS; sign++) {
            gather(self, (which_t)which, (hindcast_sign_t)sign, cells);
            const skill_alarms_t alarms = skill_alarms(cells->p, cells->y, cells->count);
            const size_t raised = alarms.hits + alarms.false_alarms;
            const size_t cases = alarms.hits + alarms.misses;

            fprintf(stream, "%-6s %-7s %7.3f %6zu %8zu %14zu %12zu %16.1f\n", record_names[which],
                    hindcast_sign_name((hindcast_sign_t)sign), alarms.line, alarms.hits,
                    alarms.misses, alarms.false_alarms, alarms.rejections,
                    (double)raised * (double)cases / (double)cells->count);
        }
    }
    fprintf(stream, "everyone follows: no alarm, no hit, every case a miss\n");
}

/* The loudest alarms about nothing. */
static void print_loudest(const hindcast_t *self, const scenario_t *scenario, FILE *stream)
{
    double *shown = calloc(self->alliances * self->periods + 1, sizeof *shown);

    fprintf(stream, "\nloudest alarms with nothing on record (grave)\n");
    for (int i = 0; shown != NULL && i < LISTED; i++) {
        size_t best = self->alliances * self->periods;
        double highest = 0.0;

        for (size_t cell = 0; cell < self->alliances * self->periods; cell++) {
            const double share = hindcast_share(self, cell / self->periods, cell % self->periods,
                                                HINDCAST_GRAVE);
            const hindcast_fact_t *fact = &self->facts[cell];

            if (!fact->gone && !fact->suspected && shown[cell] < 1.0 && share > highest) {
                highest = share;
                best = cell;
            }
        }
        if (best == self->alliances * self->periods) {
            break;
        }
        shown[best] = 1.0;
        fprintf(stream, "  %-10s %.0f-%.0f  %.2f\n", self->weak[best / self->periods],
                hindcast_year(scenario, self->periods, best % self->periods),
                hindcast_year(scenario, self->periods, best % self->periods + 1), highest);
    }
    free(shown);
}

int hindcast_print(const hindcast_t *self, const scenario_t *scenario, const annals_t *annals,
                   FILE *stream)
{
    const size_t all = self->alliances * self->periods;
    cells_t cells = {calloc(all + 1, sizeof *cells.p), calloc(all + 1, sizeof *cells.y),
                     calloc(all + 1, sizeof *cells.cluster), 0};
    const int records = count_records(annals);
    int status = -1;

    if (cells.p == NULL || cells.y == NULL || cells.cluster == NULL) {
        goto out;
    }
    fprintf(stream,
            "%s: %" PRIu64 " replicates of %zu alliances, %.0f to %.0f in %zu period%s, seed %" PRIu64
            "%s\n\n",
            scenario->name, self->replicates, self->alliances,
            hindcast_year(scenario, self->periods, 0),
            hindcast_year(scenario, self->periods, self->periods), self->periods,
            self->periods == 1 ? "" : "s", scenario->seed,
            scenario->seed_given ? "" : " (the default)");
    fprintf(stream, "coded by a source: share of replicates in the period, and its rank among the "
                    "period's alliances\n");
    print_entries(self, scenario, annals, true, stream);
    if (records == RECORDS) {
        fprintf(stream, "\nsuspected from data\n");
        print_entries(self, scenario, annals, false, stream);
    }
    fprintf(stream, "\nany: any behaviour but to follow; grave: confrontation or termination; adrift: "
                    "drifting or ended.\n\nforecasts of each alliance in each period, intervals over "
                    "alliances\n");
    if (print_skills(self, scenario, records, &cells, stream) != ANALYSIS_OK) {
        goto out;
    }
    print_alarms(self, records, &cells, stream);
    print_loudest(self, scenario, stream);
    status = 0;
out:
    free(cells.p);
    free(cells.y);
    free(cells.cluster);
    return status;
}

static void csv_bool(text_t *text, bool value)
{
    csv_word(text, value ? "true" : "false");
}

void hindcast_csv(const hindcast_t *self, const scenario_t *scenario, text_t *text)
{
    csv_header(text, "strong,weak,from,to,any,grave,adrift,gravest_none,gravest_follow,"
                     "gravest_negative_response,gravest_price_raising,gravest_confrontation,"
                     "gravest_termination,replicates,coded,suspected,gone");
    for (size_t d = 0; d < self->alliances; d++) {
        for (size_t p = 0; p < self->periods; p++) {
            const hindcast_fact_t *fact = fact_of(self, d, p);
            const uint64_t *counts =
                &self->gravest[(d * self->periods + p) * (BEHAVIOUR_COUNT + 1)];

            csv_text(text, self->strong[d]);
            csv_text(text, self->weak[d]);
            csv_fixed6(text, hindcast_year(scenario, self->periods, p));
            csv_fixed6(text, hindcast_year(scenario, self->periods, p + 1));
            for (int sign = 0; sign < HINDCAST_SIGNS; sign++) {
                csv_fixed6(text, hindcast_share(self, d, p, (hindcast_sign_t)sign));
            }
            csv_unsigned(text, counts[BEHAVIOUR_COUNT]);
            for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
                csv_unsigned(text, counts[b]);
            }
            csv_unsigned(text, self->replicates);
            csv_bool(text, fact->coded);
            csv_bool(text, fact->suspected);
            csv_bool(text, fact->gone);
            csv_end_row(text);
        }
    }
}
