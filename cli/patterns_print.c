/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/patterns_print.h"

#include <inttypes.h>
#include <math.h>

#include "analysis/judgement.h"
#include "files/csv.h"

static const double level = 0.95;

/* One line of the check, whatever it comes from. */
typedef struct line {
    const char *of;      /* scenario or case */
    const char *number, *name, *meaning;
    double low, high;    /* target */
    interval_t value;
    uint64_t replicates;
    bool applies, required;
    const char *verdict;
    const char *reason;  /* why it does not apply */
    const char *exact;   /* instead of a value: what is exact, not estimated; or NULL */
} line_t;

static void write_target(const line_t *line, char target[32])
{
    if (line->exact != NULL) {
        snprintf(target, 32, "exact");
    } else if (isinf(line->high)) {
        snprintf(target, 32, "at least %g", line->low);
    } else if (line->low >= line->high) {
        snprintf(target, 32, "%g", line->low);
    } else {
        snprintf(target, 32, "%g to %g", line->low, line->high);
    }
}

static void write_value(const line_t *line, char value[64])
{
    if (line->exact != NULL) {
        snprintf(value, 64, "%s", line->exact);
    } else if (isnan(line->value.estimate)) {
        snprintf(value, 64, "%8s", "");
    } else if (isnan(line->value.low)) {
        snprintf(value, 64, "%8.5f", line->value.estimate);
    } else {
        snprintf(value, 64, "%8.5f  [%.5f, %.5f]", line->value.estimate, line->value.low,
                 line->value.high);
    }
}

static void put_line(const line_t *line, FILE *stream, text_t *text)
{
    if (stream != NULL) {
        char target[32], value[64];

        write_target(line, target);
        write_value(line, value);
        if (line->applies) {
            fprintf(stream, "%-3s %-57s %-15s %-30s %s\n", line->number, line->meaning, target,
                    value, line->verdict);
        } else {
            fprintf(stream, "%-3s %-57s does not apply: %s\n", line->number, line->meaning,
                    line->reason);
        }
    }
    if (text != NULL) {
        csv_text(text, line->of);
        csv_word(text, line->number);
        csv_word(text, line->name);
        csv_double17(text, line->low);
        csv_double17(text, line->high);
        csv_double17(text, line->value.estimate);
        csv_double17(text, line->value.low);
        csv_double17(text, line->value.high);
        csv_unsigned(text, line->replicates);
        csv_word(text, line->required ? "true" : "false");
        csv_word(text, line->verdict);
        csv_text(text, line->reason);
        csv_end_row(text);
    }
}

static void count_line(const line_t *line, bool holds, patterns_score_t *score)
{
    if (line->applies && line->required) {
        score->required++;
        score->held += holds;
    }
}

void patterns_csv_header(text_t *text)
{
    csv_header(text, "scenario,pattern,line,target_low,target_high,mean,low,high,replicates,"
                     "required,verdict,reason");
}

void patterns_print_cases(const cases_result_t *result, FILE *stream, text_t *text,
                          patterns_score_t *score)
{
    for (size_t p = 0; p < pattern_count(); p++) {
        const pattern_t *pattern = pattern_info(p);
        const bool noise = pattern->kind == PATTERN_CASES_NOISE;

        if (pattern->kind != PATTERN_CASES && !noise) {
            continue;
        }
        if (stream != NULL) {
            fprintf(stream, "%s  the cases, %s\n", pattern->number,
                    noise ? "noise on: share of replicates that follow the history"
                          : "noise off");
        }
        for (size_t i = 0; i < result->count; i++) {
            const case_result_t *one = &result->cases[i];
            line_t line = {.of = one->scenario->name,
                           .number = pattern->number,
                           .name = pattern->name,
                           .meaning = one->scenario->name,
                           .low = noise ? CASES_SHARE : 1.0,
                           .high = 1.0,
                           .applies = one->scenario->required,
                           .required = one->scenario->required,
                           .replicates = noise ? one->replicates : 1,
                           .value = {one->held, NAN, NAN},
                           .verdict = "",
                           .reason = "",
                           .exact = noise ? NULL : one->held ? "followed" : "missed"};
            bool holds = one->held;

            if (noise) {
                line.value = interval_wilson((double)one->kept, (double)one->replicates, level);
                line.verdict = verdict_name(judgement_verdict(line.value, line.low, line.high));
                holds = judgement_verdict(line.value, line.low, line.high) == VERDICT_HOLDS;
            } else {
                line.verdict = verdict_name(holds ? VERDICT_HOLDS : VERDICT_FAILS);
            }
            if (!line.applies) {
                line.verdict = "";
                line.reason = "an open question, not required";
            }
            put_line(&line, stream, text);
            count_line(&line, holds, score);
        }
    }
}

static void print_head(const scenario_t *scenario, const patterns_result_t *result, FILE *stream)
{
    fprintf(stream, "\n%s: %" PRIu64 " replicates of %zu alliances over %g years, seed %" PRIu64 "%s%s\n",
            scenario->name, result->replicates, result->alliances,
            scenario->model.parameters.time_years, scenario->seed,
            scenario->seed_given ? "" : " (the default)",
            scenario->required ? "" : "; reported, only P1 is required");
}

/* P1 has no interval: it is every tick or not. */
static void judge_exact(const patterns_result_t *result, line_t *line, char words[64], bool *holds)
{
    snprintf(words, 64, "%" PRIu64 " faults in %" PRIu64 " ticks", result->faults, result->ticks);
    *holds = result->faults == 0;
    line->exact = words;
    line->value = (interval_t){(double)result->faults, NAN, NAN};
    line->verdict = verdict_name(*holds ? VERDICT_HOLDS : VERDICT_FAILS);
}

void patterns_print_scenario(const scenario_t *scenario, const patterns_result_t *result,
                             FILE *stream, text_t *text, patterns_score_t *score)
{
    if (stream != NULL) {
        print_head(scenario, result, stream);
    }
    for (size_t p = 0; p < pattern_count(); p++) {
        const pattern_t *pattern = pattern_info(p);
        char reason[PATTERN_REASON_SIZE], words[64];
        bool holds = false;
        line_t line = {.of = scenario->name,
                       .number = pattern->number,
                       .name = pattern->name,
                       .meaning = pattern->meaning,
                       .low = pattern->low,
                       .high = pattern->high,
                       .replicates = result->replicates,
                       .required = scenario->required || pattern->kind == PATTERN_EXACT,
                       .value = interval_none(),
                       .verdict = "",
                       .reason = reason};

        if (pattern->kind == PATTERN_CASES || pattern->kind == PATTERN_CASES_NOISE) {
            continue;
        }
        line.applies = pattern_applies(p, scenario, result->alliances, result->replicates, reason);
        if (line.applies && pattern->kind == PATTERN_EXACT) {
            judge_exact(result, &line, words, &holds);
        } else if (line.applies) {
            const judgement_t judgement =
                judgement_of(result->values + p * result->replicates, (size_t)result->replicates,
                             pattern->low, pattern->high, pattern->scale, level);

            line.value = judgement.value;
            line.verdict = verdict_name(judgement.verdict);
            holds = judgement.verdict == VERDICT_HOLDS;
        }
        put_line(&line, stream, text);
        count_line(&line, holds, score);
        if (stream != NULL && pattern->kind == PATTERN_EXACT && result->faults > 0) {
            fprintf(stream, "      replicate %" PRIu64 ", tick %" PRId32 ": %s\n",
                    result->fault_replicate, result->fault_tick, result->fault);
        }
    }
}
