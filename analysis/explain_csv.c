/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule laid open as a table: one row per quantity or condition, {name, value, threshold,
 * margin, holds, meaning}. */
#include "analysis/explain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/explain_words.h"
#include "files/csv.h"

typedef struct sheet {
    explain_t *explain;
    language_t language;
    text_t *out;
} sheet_t;

static const phrase_t meanings[] = {
    {"disposition", {"what the rule gives", "规则给出的行为倾向"}},
    {"behavior", {"what is done about the open issue", "就悬而未决的要求采取的实际行为"}},
    {"table",
     {"the cell of the paper's table, without termination", "论文规则表中的单元格(不计结束盟约)"}},
    {"interdependence",
     {"type, the strong state's dependence first", "相互依赖类型,强国对弱国在前"}},
    {"threat_perception", {"same or different", "威胁认知相同或差异"}},
    {"focal_source",
     {"the source by which threat perception is judged", "判断威胁认知所依据的来源"}},
    {"greatest_source", {"the strong state's greatest threat", "强国眼中最大的威胁"}},
    {"status_before", {"of the alliance when the rule was applied", "规则适用时的同盟状态"}},
    {"status", {"of the alliance at the end of the tick", "本期末的同盟状态"}},
    {"issue_source", {"the source that the open issue is about", "悬而未决的要求所涉及的来源"}},
    {"stake",
     {"how much the strong state needs consent on the open issue",
      "强国就该要求对弱国同意的需求(利害程度)"}},
    {"price", {"asked on the open issue", "弱国的要价"}},
    {"concession", {"paid so far on the open issue", "强国已付"}},
    {"strong_dependence",
     {"d_s; holds: strong by the line in force", "强国对弱国的依赖d_s;holds:按现行界线为强依赖"}},
    {"strong_military", {"M_s", "强国的军事安全依赖M_s"}},
    {"strong_military_target", {"M_s*: where M_s tends", "M_s的趋向值"}},
    {"strong_political", {"Q_s", "强国的政治依赖Q_s"}},
    {"strong_political_target", {"Q_s*: where Q_s tends", "Q_s的趋向值"}},
    {"strong_political_now",
     {"Q_s' = 1 - (1 - Q_s)(1 - stake)", "计入利害程度后的强国政治依赖Q_s'"}},
    {"weak_dependence",
     {"d_w; holds: strong by the line in force", "弱国对强国的依赖d_w;holds:按现行界线为强依赖"}},
    {"weak_military", {"M_w", "弱国的军事安全依赖M_w"}},
    {"weak_military_target", {"M_w*: where M_w tends", "M_w的趋向值"}},
    {"weak_political", {"Q_w", "弱国的政治依赖Q_w"}},
    {"weak_political_target", {"Q_w*: where Q_w tends", "Q_w的趋向值"}},
    {"strong_was_strong", {"whether d_s was strong before the tick", "本期之前d_s是否为强依赖"}},
    {"weak_was_strong", {"whether d_w was strong before the tick", "本期之前d_w是否为强依赖"}},
    {"engagement", {"rho of the strong state", "强国的海外投入rho"}},
    {"support", {"B of the alliance", "同盟援助B"}},
    {"basing", {"b of the alliance", "基地b"}},
    {"salience", {"q of the alliance", "政治分量q"}},
    {"political_need", {"n of the alliance", "弱国的政治需求n"}},
    {"position", {"pos: greatest T_s X_w", "位置pos:T_s X_w的最大值"}},
    {"lost",
     {"L: share of the strong state's other alliances that are not allied",
      "强国其他同盟中非结盟状态的份额L"}},
    {"sanction", {"share of support withheld", "被扣留的援助份额"}},
    {"withdrawal", {"share of bases withdrawn", "撤出的基地份额"}},
    {"strong_threat",
     {"T_s of the focal source; holds: strong", "强国眼中焦点来源的威胁T_s;holds:强"}},
    {"weak_threat",
     {"T_w of the focal source; holds: strong", "弱国眼中焦点来源的威胁T_w;holds:强"}},
    {"divergence", {"Delta; holds: irreconcilable", "差异度Delta;holds:难以弥合"}},
    {"sum_greater", {"sum of max(T_s, T_w)", "max(T_s, T_w)之和"}},
    {"sum_lesser", {"sum of min(T_s, T_w)", "min(T_s, T_w)之和"}},
    {"partner",
     {"F: what the strong state fears and the weak one takes for a partner",
      "强国所惧而弱国视为伙伴者F"}},
    {"ally_threat",
     {"greatest T_w of what the strong state embodies; holds: irreconcilable",
      "盟国自身的威胁;holds:难以弥合"}},
    {"vulnerability", {"V; holds: vulnerable", "脆弱性V;holds:脆弱性依赖"}},
    {"alternatives", {"A", "替代手段A"}},
    {"outside_alternatives", {"a: substitutes outside the model", "模型之外的替代手段a"}},
    {"open_after_ties", {"what ties leave uncovered", "安全联系未覆盖部分"}},
    {"open_after_patrons", {"what other living patrons leave uncovered", "其他盟国未覆盖部分"}},
    {"need", {"need", "军事需求"}},
    {"gap", {"gap of capability; threshold: self-help", "军事实力差距;阈值:自助能力"}},
    {"capability", {"C of the weak state", "弱国军事能力C"}},
    {"defense_need", {"r of the weak state", "弱国日常防御需求r"}},
    {"deterrable_threat",
     {"greatest e T_w over sources foreign to the strong state", "盟友可以威慑的最大威胁"}},
    {"condition.issue", {"an issue is open", "存在悬而未决的要求"}},
    {"condition.conflict", {"it hurts the weak state's interest", "该要求损害弱国利益"}},
    {"condition.weak_weak", {"both depend weakly", "互为弱依赖"}},
    {"condition.different", {"they do not see the same strong threat", "威胁认知存在差异"}},
    {"condition.irreconcilable", {"by divergence or ally threat", "差异难以弥合"}},
    {"condition.not_vulnerable", {"V is below its threshold", "非脆弱性依赖"}},
    {"condition.clock_has_run", {"and a conflicting issue is open", "计时已满"}},
    {"condition.united",
     {"both see the strong state's greatest threat as strong", "两国都认为强国眼中最大的威胁强"}},
    {"termination_clock_before", {"ticks, before the rule", "结束盟约计时(期),规则适用之前"}},
    {"termination_clock", {"ticks, as the rule left it", "结束盟约计时(期),规则适用之后"}},
    {"drift_clock", {"ticks of confrontation on the open issue, and of price raising that is punished", "就该要求对抗(及受惩罚的要挟加价)的期数"}},
    {"calm_clock",
     {"ticks united without a break; threshold: to recover or be formed again",
      "连续共同威胁的期数"}},
    {"conceded", {"G of the strong state after the tick", "强国已作让步G"}},
    {"draw", {"uniform draw of the issue", "本议题的随机数"}},
};

static const char *meaning_of(const sheet_t *self, const char *name)
{
    const char *found = "";

    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (strcmp(meanings[i].key, name) == 0) {
            found = meanings[i].text[self->language];
        }
    }
    return found;
}

static void put_truth(text_t *out, bool holds)
{
    csv_word(out, holds ? "true" : "false");
}

static void end(sheet_t *self, const char *name)
{
    csv_text(self->out, meaning_of(self, name));
    csv_end_row(self->out);
}

static void word(sheet_t *self, const char *name, const char *value)
{
    csv_word(self->out, name);
    csv_text(self->out, value);
    csv_empty(self->out);
    csv_empty(self->out);
    csv_empty(self->out);
    end(self, name);
}

static void value(sheet_t *self, const char *name, double number)
{
    csv_word(self->out, name);
    csv_double17(self->out, number);
    csv_empty(self->out);
    csv_empty(self->out);
    csv_empty(self->out);
    end(self, name);
}

static void against(sheet_t *self, const char *name, double number, double line)
{
    csv_word(self->out, name);
    csv_double17(self->out, number);
    csv_double17(self->out, line);
    csv_double17(self->out, number - line);
    put_truth(self->out, number >= line);
    end(self, name);
}

static void condition(sheet_t *self, const char *name, bool holds)
{
    csv_word(self->out, name);
    csv_empty(self->out);
    csv_empty(self->out);
    csv_empty(self->out);
    put_truth(self->out, holds);
    end(self, name);
}

static const char *source_id(const sheet_t *self, int32_t source)
{
    return source == MODEL_NONE ? NULL : world_source_id(self->explain->world, (size_t)source);
}

static void put_result(sheet_t *self)
{
    const account_t *a = &self->explain->account;
    const observation_t *seen = &a->seen;

    word(self, "disposition", behaviour_name(a->disposition));
    word(self, "behavior", behaviour_name(a->behaviour));
    word(self, "table", behaviour_name(a->table));
    word(self, "interdependence", interdependence_name(a->type));
    word(self, "threat_perception", a->same ? "same" : "different");
    word(self, "focal_source", source_id(self, seen->focal_source));
    word(self, "greatest_source", source_id(self, a->greatest_source));
    word(self, "status_before", status_name(a->status_before));
    word(self, "status", status_name(seen->status));
    condition(self, "condition.issue", seen->issue);
    condition(self, "condition.conflict", seen->issue && seen->conflict);
    word(self, "issue_source", seen->issue ? source_id(self, seen->issue_source) : NULL);
    value(self, "stake", seen->issue ? seen->stake : (double)NAN);
    value(self, "price", seen->issue && seen->price > 0 ? seen->price : (double)NAN);
    value(self, "concession", seen->issue && seen->price > 0 ? seen->concession : (double)NAN);
}

static void put_dependence(sheet_t *self)
{
    const account_t *a = &self->explain->account;
    const observation_t *seen = &a->seen;

    against(self, "strong_dependence", a->strong_dependence, a->strong_line);
    condition(self, "strong_was_strong", a->strong_was);
    value(self, "strong_military", seen->strong_military);
    value(self, "strong_military_target", a->strong_military_target);
    value(self, "strong_political", seen->strong_political);
    value(self, "strong_political_target", a->strong_political_target);
    value(self, "strong_political_now", a->strong_political);
    against(self, "weak_dependence", a->weak_dependence, a->weak_line);
    condition(self, "weak_was_strong", a->weak_was);
    value(self, "weak_military", seen->weak_military);
    value(self, "weak_military_target", a->weak_military_target);
    value(self, "weak_political", seen->weak_political);
    value(self, "weak_political_target", a->weak_political_target);
    value(self, "engagement", a->engagement);
    value(self, "support", a->support);
    value(self, "basing", a->basing);
    value(self, "salience", a->salience);
    value(self, "political_need", a->political_need);
    value(self, "position", a->position);
    value(self, "lost", a->lost);
    value(self, "sanction", a->sanction);
    value(self, "withdrawal", a->withdrawal);
}

/* Rows source.ID.PART. */
static void put_source(sheet_t *self, size_t k)
{
    const double line = self->explain->scenario.model.parameters.threshold_threat;
    account_threat_t t;
    char name[128];

    account_threat(&self->explain->account, self->explain->world, k, &t);
    const struct {
        const char *part;
        double number;
    } parts[] = {{"power", t.power},
                 {"offense", t.offense},
                 {"deterrable", t.deterrable},
                 {"strong_intention", t.strong_intention},
                 {"strong_proximity", t.strong_proximity},
                 {"strong_menace", t.strong_menace},
                 {"weak_intention", t.weak_intention},
                 {"weak_proximity", t.weak_proximity},
                 {"weak_menace", t.weak_menace},
                 {"partner", t.partner}};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        snprintf(name, sizeof name, "source.%s.%s", world_source_id(self->explain->world, k),
                 parts[i].part);
        value(self, name, parts[i].number);
    }
    snprintf(name, sizeof name, "source.%s.strong_threat",
             world_source_id(self->explain->world, k));
    against(self, name, t.strong_threat, line);
    snprintf(name, sizeof name, "source.%s.weak_threat", world_source_id(self->explain->world, k));
    against(self, name, t.weak_threat, line);
    snprintf(name, sizeof name, "source.%s.embodied", world_source_id(self->explain->world, k));
    condition(self, name, t.embodied);
}

static void put_perception(sheet_t *self)
{
    const account_t *a = &self->explain->account;
    const parameters_t *p = &self->explain->scenario.model.parameters;

    against(self, "strong_threat", a->seen.strong_threat, p->threshold_threat);
    against(self, "weak_threat", a->seen.weak_threat, p->threshold_threat);
    for (size_t k = 0; k < world_source_count(self->explain->world); k++) {
        put_source(self, k);
    }
    against(self, "divergence", a->divergence, p->threshold_divergence);
    value(self, "sum_greater", a->either);
    value(self, "sum_lesser", a->both);
    value(self, "partner", a->partner);
    against(self, "ally_threat", a->ally_threat, p->threshold_ally);
    against(self, "vulnerability", a->vulnerability, p->threshold_vulnerability);
    value(self, "alternatives", a->alternatives);
    value(self, "outside_alternatives", a->outside);
    value(self, "open_after_ties", a->ties_open);
    value(self, "open_after_patrons", a->patrons_open);
    against(self, "gap", a->gap, p->dependence_self_help);
    value(self, "need", a->need);
    value(self, "capability", a->capability);
    value(self, "defense_need", a->everyday_need);
    value(self, "deterrable_threat", a->deterrable);
}

static void put_clocks(sheet_t *self)
{
    const account_t *a = &self->explain->account;
    const bool ended = a->seen.status == STATUS_ENDED;

    condition(self, "condition.weak_weak", a->type == WEAK_WEAK);
    condition(self, "condition.different", !a->same);
    condition(self, "condition.irreconcilable", a->irreconcilable);
    condition(self, "condition.not_vulnerable", !a->vulnerable);
    condition(self, "condition.clock_has_run", a->clock_has_run);
    value(self, "termination_clock_before", a->clock_before);
    against(self, "termination_clock", a->clock, a->clock_end);
    against(self, "drift_clock", a->confronted, a->drift_after);
    condition(self, "condition.united", a->united);
    if (a->seen.status == STATUS_ALLIED || (ended && a->reform_after == 0)) {
        value(self, "calm_clock", a->calm);
    } else {
        against(self, "calm_clock", a->calm, ended ? a->reform_after : a->recover_after);
    }
    value(self, "conceded", a->conceded);
}

/* "change.follow.1.weak_threat.rival": what a way needs; "change.follow.distance". */
static void put_changes(sheet_t *self)
{
    static const char *const quantities[] = {
        "strong_dependence", "weak_dependence", "strong_threat", "weak_threat",
        "divergence",        "vulnerability",   "ally_threat"};
    const account_t *a = &self->explain->account;
    account_move_t *moves = self->explain->moves;
    account_way_t way;
    char name[160];

    for (int b = 0; b < BEHAVIOUR_COUNT && a->disposition != BEHAVIOUR_NONE; b++) {
        int number = 0;

        snprintf(name, sizeof name, "change.%s.distance", behaviour_name((behaviour_t)b));
        value(self, name, a->distance[b]);
        for (int r = 0; r < ROUTE_COUNT && b != (int)a->disposition; r++) {
            account_route(a, self->explain->world, (account_route_t)r, &way, moves);
            number += way.disposition == (behaviour_t)b && way.open;
            for (size_t i = 0; i < way.count && way.disposition == (behaviour_t)b && way.open;
                 i++) {
                const char *source = source_id(self, moves[i].source);

                snprintf(name, sizeof name, "change.%s.%d.%s%s%s", behaviour_name((behaviour_t)b),
                         number, quantities[moves[i].quantity], source != NULL ? "." : "",
                         source != NULL ? source : "");
                against(self, name, moves[i].value, moves[i].line);
            }
        }
    }
}

static void put_logit(sheet_t *self)
{
    const account_t *a = &self->explain->account;
    char name[64];

    if (self->explain->scenario.model.parameters.decision_rule == DECISION_LOGIT) {
        for (int b = 0; b < BEHAVIOUR_COUNT; b++) {
            snprintf(name, sizeof name, "probability.%s", behaviour_name((behaviour_t)b));
            value(self, name, a->probability[b]);
        }
        value(self, "draw", a->draw);
    }
}

void explain_csv(explain_t *explain, language_t language, text_t *out)
{
    sheet_t self = {explain, language, out};

    csv_header(out, "name,value,threshold,margin,holds,meaning");
    put_result(&self);
    put_dependence(&self);
    put_perception(&self);
    put_clocks(&self);
    put_changes(&self);
    put_logit(&self);
}
