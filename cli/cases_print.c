/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cases_print.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "analysis/interval.h"
#include "files/csv.h"

enum { DATE_SIZE = 48, WORDS_SIZE = 256 };

static const double level = 0.95;

/* ---- Words ---- */

/* "Nov 2017": the month in which a date lies. */
static void write_date(double year, char date[DATE_SIZE])
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const double months_in_all = floor(year * 12 + 1e-6);
    const double whole = floor(months_in_all / 12);
    snprintf(date, DATE_SIZE, "%s %.0f", months[(int)(months_in_all - 12 * whole)], whole);
}

static void write_window(const expectation_t *expectation, char window[2 * DATE_SIZE + 16])
{
    char from[DATE_SIZE] = "the start", to[DATE_SIZE] = "the end";
    const bool begins = isfinite(expectation->from) != 0, ends = isfinite(expectation->to) != 0;
    if (begins) {
        write_date(expectation->from, from);
    }
    if (ends) {
        write_date(expectation->to, to);
    }
    if (begins || ends) {
        snprintf(window, 2 * DATE_SIZE + 16, ", %s to %s", from, to);
    } else {
        window[0] = '\0';
    }
}

/* "USA.KOR negative_response whenever asked, Nov 2017 to Apr 2022". */
static void write_expectation(const scenario_t *scenario, const expectation_t *expectation,
                              char words[WORDS_SIZE])
{
    char alliance[2 * WORLD_ID_SIZE], window[2 * DATE_SIZE + 16];
    const char *word = expectation_word(expectation->kind, expectation->value);
    static const char *const every[EXPECTATION_KIND_COUNT] = {
        [EXPECTATION_BEHAVIOUR] = " whenever asked",
        [EXPECTATION_STATUS] = " all the time",
        [EXPECTATION_OUTCOME] = " is how every issue closes",
    };
    const char *how = expectation->never  ? ""
                      : expectation->once ? " at least once"
                                          : every[expectation->kind];
    expectation_alliance(scenario, expectation, alliance, sizeof alliance);
    write_window(expectation, window);
    snprintf(words, WORDS_SIZE, "%s %s%s%s%s", alliance, expectation->never ? "never " : "", word,
             how, window);
}

static const char *unit_of(expectation_kind_t kind, uint64_t count)
{
    return kind == EXPECTATION_OUTCOME ? count == 1 ? "time" : "times"
           : count == 1                ? "tick"
                                       : "ticks";
}

/* "negative_response 18 ticks from Nov 2017, follow 1 tick from Jun 2019". */
static void write_seen(const scenario_t *scenario, const expectation_t *expectation,
                       const history_check_t *check, char seen[WORDS_SIZE])
{
    size_t length = 0;
    for (int word = 0; word < HISTORY_WORDS && length < WORDS_SIZE; word++) {
        if (check->seen[word] > 0) {
            char date[DATE_SIZE];
            write_date(history_year(scenario, check->first[word]), date);
            const int more =
                snprintf(seen + length, WORDS_SIZE - length, "%s%s %" PRIu64 " %s from %s",
                         length > 0 ? ", " : "", history_word(expectation->kind, word),
                         check->seen[word], unit_of(expectation->kind, check->seen[word]), date);
            length += more > 0 ? (size_t)more : 0;
        }
    }
    if (length == 0 && check->ticks == 0) {
        snprintf(seen, WORDS_SIZE, "no tick of the run");
    } else if (length == 0 && check->open > 0) {
        snprintf(seen, WORDS_SIZE, "none of %" PRIu64 " ticks with an issue", check->open);
    } else if (length == 0) {
        snprintf(seen, WORDS_SIZE, "no issue");
    }
}

static const char *miss_reason(miss_t miss)
{
    static const char *const reasons[] = {
        [MISS_NONE] = "",         [MISS_OTHER] = "other",     [MISS_SEEN] = "seen",
        [MISS_UNSEEN] = "unseen", [MISS_VACUOUS] = "vacuous", [MISS_OUTSIDE] = "outside",
    };
    return reasons[miss];
}

/* ---- Noise off ---- */

static const char *strength(bool strong)
{
    return strong ? "strong" : "weak";
}

/* Every quantity of the rule at the moment of a miss, against its threshold. */
static void print_moment(const scenario_t *scenario, const history_check_t *check, FILE *stream)
{
    const parameters_t *p = &scenario->model.parameters;
    const observation_t *at = &check->there;
    const bool s = at->type == STRONG_STRONG || at->type == STRONG_WEAK;
    const bool w = at->type == STRONG_STRONG || at->type == WEAK_STRONG;
    const bool apart =
        at->divergence >= p->threshold_divergence || at->ally_threat >= p->threshold_ally;
    const char *indent = "              ";
    if (at->issue) {
        fprintf(stream, "%sissue about %s, stake %.2f%s; %s\n", indent, check->issue, at->stake,
                at->conflict ? ", against its interest" : "", status_name(at->status));
    } else {
        fprintf(stream, "%sno open issue; %s\n", indent, status_name(at->status));
    }
    fprintf(stream,
            "%sd_s %.3f %s (M_s %.3f, Q_s %.3f), d_w %.3f %s (M_w %.3f, Q_w %.3f); line %.3f +- "
            "%.3f: %s\n",
            indent, at->strong_dependence, strength(s), at->strong_military, at->strong_political,
            at->weak_dependence, strength(w), at->weak_military, at->weak_political,
            p->threshold_dependence, p->threshold_band / 2, interdependence_name(at->type));
    fprintf(stream, "%sthreat of %s: %s %.3f %s, %s %.3f %s; line %.3f: %s\n", indent,
            check->focal[0] != '\0' ? check->focal : "nothing", check->strong, at->strong_threat,
            strength(at->strong_threat >= p->threshold_threat), check->weak, at->weak_threat,
            strength(at->weak_threat >= p->threshold_threat), p->threshold_threat,
            at->same ? "same" : "different");
    fprintf(stream,
            "%sdivergence %.3f (line %.3f), ally threat %.3f (line %.3f): %s; vulnerability %.3f "
            "(line %.3f): %s\n",
            indent, at->divergence, p->threshold_divergence, at->ally_threat, p->threshold_ally,
            apart ? "irreconcilable" : "reconcilable", at->vulnerability,
            p->threshold_vulnerability,
            at->vulnerability >= p->threshold_vulnerability ? "vulnerable" : "not vulnerable");
    if (at->disposition < BEHAVIOUR_COUNT) {
        fprintf(stream, "%sso the table says %s\n", indent, behaviour_name(at->disposition));
    }
}

static void print_miss(const scenario_t *scenario, const expectation_t *expectation,
                       const history_check_t *check, FILE *stream)
{
    char date[DATE_SIZE] = "";
    const char *expected = expectation_word(expectation->kind, expectation->value);
    const char *found = history_word(expectation->kind, check->found);
    if (check->tick != MODEL_NONE) {
        write_date(history_year(scenario, check->tick), date);
    }
    switch (check->miss) {
    case MISS_OTHER:
        fprintf(stream, "          parts from history in %s: expected %s, found %s (%s.%s)\n", date,
                expected, found, check->strong, check->weak);
        break;
    case MISS_SEEN:
        fprintf(stream, "          parts from history in %s: expected never %s, found it (%s.%s)\n",
                date, expected, check->strong, check->weak);
        break;
    case MISS_UNSEEN:
        fprintf(stream, "          expected %s, not found; as things stood in %s: %s (%s.%s)\n",
                expected, date, found, check->strong, check->weak);
        break;
    case MISS_VACUOUS:
        fprintf(stream,
                "          nothing to judge: no issue %s in the window; as things stood in %s "
                "(%s.%s)\n",
                expectation->kind == EXPECTATION_OUTCOME && check->open > 0 ? "closes" : "is open",
                date, check->strong, check->weak);
        break;
    default:
        fprintf(stream, "          nothing to judge: no tick of the run begins in the window\n");
        break;
    }
    if (check->tick != MODEL_NONE) {
        print_moment(scenario, check, stream);
    }
}

static void print_case(const case_result_t *result, FILE *stream)
{
    const scenario_t *scenario = result->scenario;
    fprintf(stream, "%s (%s): %s\n", scenario->name,
            scenario->required ? "required" : "open question", result->held ? "ok" : "MISS");
    if (scenario->label != NULL) {
        fprintf(stream, "    %s\n", scenario->label);
    }
    for (size_t i = 0; i < scenario->expectation_count; i++) {
        const expectation_t *expectation = &scenario->expectations[i];
        char words[WORDS_SIZE], seen[WORDS_SIZE];
        write_expectation(scenario, expectation, words);
        write_seen(scenario, expectation, &result->checks[i], seen);
        fprintf(stream, "    %-5s %s\n          seen: %s\n",
                result->checks[i].miss == MISS_NONE ? "ok" : "MISS", words, seen);
        if (result->checks[i].miss != MISS_NONE) {
            print_miss(scenario, expectation, &result->checks[i], stream);
        }
    }
    fputc('\n', stream);
}

static void print_total(const cases_result_t *result, bool noise, const char *what, FILE *stream)
{
    size_t required = 0, passed = 0;
    for (size_t i = 0; i < result->count; i++) {
        required += result->cases[i].scenario->required;
        passed += result->cases[i].scenario->required && case_passes(&result->cases[i], noise);
    }
    fprintf(stream, "%s: %zu of %zu required cases follow their history%s\n", what, passed,
            required, noise ? " in at least 90 % of replicates" : "");
}

void cases_print_play(const cases_result_t *result, bool all, FILE *stream)
{
    for (size_t i = 0; i < result->count; i++) {
        if (all || !result->cases[i].held) {
            print_case(&result->cases[i], stream);
        }
    }
    print_total(result, false, "noise off", stream);
}

/* ---- Noise on ---- */

static interval_t share_of(const case_result_t *result)
{
    return interval_wilson((double)result->kept, (double)result->replicates, level);
}

void cases_print_noise(const cases_result_t *result, FILE *stream)
{
    fprintf(stream, "%-28s %-9s %10s %7s  %-17s %s\n", "case", "", "replicates", "share",
            "95 % interval", "");
    for (size_t i = 0; i < result->count; i++) {
        const case_result_t *one = &result->cases[i];
        const interval_t share = share_of(one);
        fprintf(stream, "%-28s %-9s %10" PRIu64 " %7.3f  [%.3f, %.3f]    %s\n", one->scenario->name,
                one->scenario->required ? "required" : "open", one->replicates, share.estimate,
                share.low, share.high,
                case_passes(one, true)    ? "ok"
                : one->scenario->required ? "MISS"
                                          : "below 0.9");
        /* Which expectations fail, where more than one replicate in a hundred does. */
        for (size_t k = 0; k < one->scenario->expectation_count; k++) {
            if (100 * (one->replicates - one->kept_each[k]) > one->replicates) {
                char words[WORDS_SIZE];
                write_expectation(one->scenario, &one->scenario->expectations[k], words);
                fprintf(stream, "    held in %.3f: %s\n",
                        (double)one->kept_each[k] / (double)one->replicates, words);
            }
        }
    }
    print_total(result, true, "noise on", stream);
}

/* ---- Perturbation ---- */

static void count_variants(const case_result_t *result, bool event, size_t *held, size_t *all)
{
    *held = 0;
    *all = 0;
    for (size_t i = 0; i < result->variant_count; i++) {
        *all += result->variants[i].event == event;
        *held += result->variants[i].event == event && result->variants[i].held;
    }
}

static void print_hangs_on(const case_result_t *result, FILE *stream)
{
    for (size_t i = 0; i < result->variant_count; i++) {
        const case_variant_t *variant = &result->variants[i];
        if (!variant->held) {
            char words[WORDS_SIZE], date[DATE_SIZE] = "no date";
            write_expectation(result->scenario, &result->scenario->expectations[variant->broken],
                              words);
            if (isfinite(variant->year)) {
                write_date(variant->year, date);
            }
            fprintf(stream, "    hangs on %s: at %.2f for %.2f it parts in %s (%s)\n",
                    variant->path, variant->to, variant->from, date, words);
        }
    }
}

void cases_print_perturb(const cases_result_t *result, FILE *stream)
{
    size_t total[2] = {0}, total_held[2] = {0};
    fprintf(stream, "Codes moved by +-%.1f, one at a time; how many histories survive\n",
            CASES_STEP);
    fprintf(stream, "%-28s %-9s %16s %16s\n", "case", "", "codes", "sizes of events");
    for (size_t i = 0; i < result->count; i++) {
        const case_result_t *one = &result->cases[i];
        size_t held[2], all[2];
        for (int event = 0; event < 2; event++) {
            count_variants(one, event != 0, &held[event], &all[event]);
            total[event] += all[event];
            total_held[event] += held[event];
        }
        fprintf(stream, "%-28s %-9s %7zu of %5zu %7zu of %5zu\n", one->scenario->name,
                one->scenario->required ? "required" : "open", held[0], all[0], held[1], all[1]);
        print_hangs_on(one, stream);
    }
    fprintf(
        stream,
        "perturbed: %zu of %zu codes and %zu of %zu sizes of events leave the history as it was\n",
        total_held[0], total[0], total_held[1], total[1]);
}

/* ---- Placebos ---- */

static size_t missed_of(const cases_result_t *result, const placebo_t *placebo,
                        char why[WORDS_SIZE])
{
    const size_t all = result->cases[placebo->events].scenario->expectation_count;
    switch (placebo->state) {
    case PLACEBO_SAME_CODES:
        snprintf(why, WORDS_SIZE, "left out: the same codes");
        break;
    case PLACEBO_UNMAPPED:
        snprintf(why, WORDS_SIZE, "left out: %s", placebo->why);
        break;
    default:
        snprintf(why, WORDS_SIZE,
                 placebo->held ? "REPRODUCED" : "no (%zu of %zu expectations missed)",
                 placebo->missed, all);
        break;
    }
    return all;
}

void cases_print_placebo(const cases_result_t *result, FILE *stream)
{
    size_t played = 0, held = 0, left_out = 0;
    fprintf(stream, "The events of one case with the codes of another, which should not reproduce "
                    "its history\n");
    fprintf(stream, "%-28s %-28s %s\n", "events and history of", "codes of", "reproduced");
    for (size_t i = 0; i < result->placebo_count; i++) {
        const placebo_t *placebo = &result->placebos[i];
        char why[WORDS_SIZE];
        missed_of(result, placebo, why);
        fprintf(stream, "%-28s %-28s %s\n", result->cases[placebo->events].scenario->name,
                result->cases[placebo->codes].scenario->name, why);
        played += placebo->state == PLACEBO_PLAYED;
        left_out += placebo->state != PLACEBO_PLAYED;
        held += placebo->held;
    }
    fprintf(stream, "placebos: %zu of %zu wrongly reproduce a history", held, played);
    if (played > 0) {
        fprintf(stream, " (%.1f %%)", 100.0 * (double)held / (double)played);
    }
    fprintf(stream, "; %zu pairs left out\n", left_out);
}

/* ---- CSV ---- */

static void csv_bool(text_t *text, bool value)
{
    csv_word(text, value ? "true" : "false");
}

void cases_csv_play(const cases_result_t *result, text_t *text)
{
    csv_header(text,
               "case,required,expectation,alliance,kind,word,mode,from,to,held,miss,year,found");
    for (size_t i = 0; i < result->count; i++) {
        const scenario_t *scenario = result->cases[i].scenario;
        for (size_t k = 0; k < scenario->expectation_count; k++) {
            const expectation_t *expectation = &scenario->expectations[k];
            const history_check_t *check = &result->cases[i].checks[k];
            char alliance[2 * WORLD_ID_SIZE];
            expectation_alliance(scenario, expectation, alliance, sizeof alliance);
            csv_text(text, scenario->name);
            csv_bool(text, scenario->required);
            csv_unsigned(text, k);
            csv_word(text, alliance);
            csv_word(text, expectation_kind_name(expectation->kind));
            csv_word(text, expectation_word(expectation->kind, expectation->value));
            csv_word(text, expectation->never ? "never" : expectation->once ? "once" : "always");
            csv_fixed6(text, expectation->from);
            csv_fixed6(text, expectation->to);
            csv_bool(text, check->miss == MISS_NONE);
            csv_word(text, miss_reason(check->miss));
            csv_fixed6(text, check->tick == MODEL_NONE ? NAN : history_year(scenario, check->tick));
            csv_word(text, check->found < 0 ? "" : history_word(expectation->kind, check->found));
            csv_end_row(text);
        }
    }
}

void cases_csv_noise(const cases_result_t *result, text_t *text)
{
    csv_header(text, "case,required,replicates,kept,share,low,high,passes");
    for (size_t i = 0; i < result->count; i++) {
        const case_result_t *one = &result->cases[i];
        const interval_t share = share_of(one);
        csv_text(text, one->scenario->name);
        csv_bool(text, one->scenario->required);
        csv_unsigned(text, one->replicates);
        csv_unsigned(text, one->kept);
        csv_fixed6(text, share.estimate);
        csv_fixed6(text, share.low);
        csv_fixed6(text, share.high);
        csv_bool(text, case_passes(one, true));
        csv_end_row(text);
    }
}

void cases_csv_perturb(const cases_result_t *result, text_t *text)
{
    csv_header(text, "case,required,path,from,to,held,expectation,year");
    for (size_t i = 0; i < result->count; i++) {
        const case_result_t *one = &result->cases[i];
        for (size_t k = 0; k < one->variant_count; k++) {
            const case_variant_t *variant = &one->variants[k];
            csv_text(text, one->scenario->name);
            csv_bool(text, one->scenario->required);
            csv_word(text, variant->path);
            csv_fixed6(text, variant->from);
            csv_fixed6(text, variant->to);
            csv_bool(text, variant->held);
            if (variant->held) {
                csv_empty(text);
            } else {
                csv_unsigned(text, variant->broken);
            }
            csv_fixed6(text, variant->year);
            csv_end_row(text);
        }
    }
}

void cases_csv_placebo(const cases_result_t *result, text_t *text)
{
    static const char *const states[] = {[PLACEBO_PLAYED] = "played",
                                         [PLACEBO_SAME_CODES] = "same_codes",
                                         [PLACEBO_UNMAPPED] = "unmapped"};
    csv_header(text, "events,codes,state,reproduced,missed,expectations,why");
    for (size_t i = 0; i < result->placebo_count; i++) {
        const placebo_t *placebo = &result->placebos[i];
        const bool played = placebo->state == PLACEBO_PLAYED;
        csv_text(text, result->cases[placebo->events].scenario->name);
        csv_text(text, result->cases[placebo->codes].scenario->name);
        csv_word(text, states[placebo->state]);
        if (played) {
            csv_bool(text, placebo->held);
            csv_unsigned(text, placebo->missed);
        } else {
            csv_empty(text);
            csv_empty(text);
        }
        csv_unsigned(text, result->cases[placebo->events].scenario->expectation_count);
        csv_text(text, played ? "" : placebo->why);
        csv_end_row(text);
    }
}
