/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/explain_words.h"

#include <stdarg.h>
#include <string.h>

const phrase_t explain_phrases[] = {
    /* The words of the files */
    {"follow", {"follow", "追随"}},
    {"negative_response", {"negative response", "消极回应"}},
    {"price_raising", {"price raising", "要挟加价"}},
    {"confrontation", {"confrontation", "直接对抗"}},
    {"termination", {"termination", "结束盟约"}},
    {"strong-strong", {"① strong-strong", "①强强"}},
    {"strong-weak", {"② strong-weak", "②强弱"}},
    {"weak-strong", {"③ weak-strong", "③弱强"}},
    {"weak-weak", {"④ weak-weak", "④弱弱"}},
    {"allied", {"allied", "结盟"}},
    {"drifting", {"adrift", "漂流"}},
    {"ended", {"ended", "已结束"}},
    {"same", {"same", "相同"}},
    {"different", {"different", "差异"}},
    {"strong", {"strong", "强"}},
    {"weak", {"weak", "弱"}},
    {"yes", {"yes", "是"}},
    {"no", {"no", "否"}},
    {"nobody", {"no source", "无威胁来源"}},
    {"semicolon", {"; ", ";"}},
    {"stop", {".\n", "。\n"}},

    /* Head */
    {"title",
     {"{0} (strong) and {1} (weak): replicate {2}, tick {3} (year {4})\n",
      "{0}(强国)与{1}(弱国):第{2}次重复,第{3}期({4}年)\n"}},
    {"title.point",
     {"{0} (strong) and {1} (weak): point {5}, replicate {2}, tick {3} (year {4})\n",
      "{0}(强国)与{1}(弱国):设计点{5},第{2}次重复,第{3}期({4}年)\n"}},
    {"disposition", {"Disposition: {0}.\n", "行为倾向:{0}。\n"}},
    {"behaviour", {"Behaviour: {0}.\n", "实际行为:{0}。\n"}},
    {"behaviour.none", {"Behaviour: none.\n", "实际行为:无。\n"}},
    {"was.ended",
     {"The alliance had ended before this tick: no demand is made and the rule is not applied. The "
      "numbers below "
      "say where the two states stand.\n",
      "同盟在本期之前已经结束:强国不再提出要求,规则不再适用。下列数值仅说明两国所处的位置。\n"}},
    {"issue.none",
     {"No demand is open. The disposition is what the weak state would do if a demand hurt its "
      "interest.\n",
      "目前强国没有提出要求。行为倾向是指:一旦要求损害弱国利益,弱国将如何行事。\n"}},
    {"issue.conflict",
     {"A demand about {0} is open (stake {1}, tick {2} of at most {3}). It hurts the weak state's "
      "interest, "
      "so the weak state does what it is disposed to.\n",
      "强国就{0}提出的要求悬而未决(利害程度{1},第{2}期,最多{3}期)。该要求损害弱国利益,"
      "故弱国按其倾向行事。\n"}},
    {"issue.harmless",
     {"A demand about {0} is open (stake {1}). It does not hurt the weak state's interest, so it "
      "is followed "
      "whatever the disposition.\n",
      "强国就{0}提出要求(利害程度{1})。该要求不损害弱国利益,故无论倾向如何,弱国都会追随。\n"}},
    {"price",
     {"Price asked on this issue: {0}; paid so far: {1}.\n",
      "就此议题的要价:{0};强国已付:{1}。\n"}},
    {"why", {"\nWhy\n", "\n原因\n"}},
    {"why.same",
     {"  Both states see {0} as a strong threat. A common strong threat leaves a common security "
      "interest that "
      "bridges other differences: follow, whatever the interdependence.\n",
      "  "
      "两国都认为{0}的威胁强,威胁认知相同。共同的强大威胁带来共同安全利益,足以弥合分歧:"
      "无论相互依赖属何种类型,弱国均追随。\n"}},
    {"why.strong-strong",
     {"  They do not see the same strong threat, and each depends strongly on the other (①). The "
      "strong "
      "state's dependence makes it hesitate to punish; the weak state's own dependence keeps it "
      "from "
      "more than negative response.\n",
      "  "
      "两国威胁认知存在差异,且互为强依赖(①强强)。强国的强依赖使其惩罚有所顾忌;"
      "弱国自身的强依赖又使其不愿激怒强国:消极回应。\n"}},
    {"why.strong-weak",
     {"  They do not see the same strong threat, and the strong state depends strongly on a weak "
      "one that "
      "depends weakly on it (②). The usual asymmetry is turned over: the weak state can ask a "
      "price.\n",
      "  "
      "两国威胁认知存在差异,强国对弱国强依赖而弱国对强国弱依赖(②强弱)。原有的非对称关系被颠覆,"
      "弱国掌握主动权:要挟加价。\n"}},
    {"why.weak-strong",
     {"  They do not see the same strong threat, but the weak state depends strongly on a strong "
      "one that "
      "depends weakly on it (③, the long-run balance of asymmetric alliances): it has nothing to "
      "bargain "
      "with, and follows.\n",
      "  "
      "两国威胁认知存在差异,但弱国对强国强依赖而强国对弱国弱依赖(③弱强,非对称性同盟的长期状态):"
      "弱国处于弱势,仍然追随。\n"}},
    {"why.weak-weak",
     {"  They do not see the same strong threat, and neither depends strongly on the other (④). "
      "The weak state "
      "does not fear abandonment and the strong one does not want to pay: confrontation.\n",
      "  "
      "两国威胁认知存在差异,且互为弱依赖(④弱弱)。弱国不惧怕被“抛弃”,强国也不愿付出代价:"
      "直接对抗。\n"}},
    {"why.termination",
     {"  Their perceptions of threat cannot be reconciled, the weak state is not vulnerable, and "
      "it has "
      "confronted on these terms for {0} ticks (needed: {1}) despite warnings: it ends the "
      "alliance.\n",
      "  "
      "双方威胁认知差异难以弥合,弱国为非脆弱性依赖,且在强国警告后仍如此对抗达{0}期(所需:{1}期):"
      "结束盟约。\n"}},
    {"why.not_ending", {"  Not termination, as {0}.\n", "  尚未结束盟约,因为{0}。\n"}},
    {"lacks.reconcilable", {"the difference can still be bridged", "差异仍可弥合"}},
    {"lacks.vulnerable", {"the weak state is vulnerable", "弱国对强国存在脆弱性依赖"}},
    {"lacks.issue", {"no conflicting issue is open", "没有损害弱国利益的悬而未决的要求"}},
    {"lacks.clock",
     {"it has confronted on these terms for only {0} of {1} ticks",
      "如此对抗仅{0}期,而所需为{1}期"}},
    {"why.logit",
     {"  The decision rule is the quantal response: the table would give {0}; the draw gave {1} "
      "(probabilities "
      "below).\n",
      "  决策规则为量化响应(logit):按表应为{0};随机抽取的结果为{1}(概率见下)。\n"}},

    /* Interdependence */
    {"dependence", {"\n1. Interdependence: {0}\n", "\n一、相互依赖:{0}\n"}},
    {"dependence.strong",
     {"  Strong state on weak state: d_s = {0} {1} {2}: {3}. (It was {4} before, so the line in "
      "force is {2}; "
      "threshold {5}, band {6}.)\n",
      "  强国对弱国的依赖:d_s = {0} {1} "
      "{2}:{3}依赖。(此前为{4}依赖,故现行界线为{2};阈值{5},滞后带宽{6}。)\n"}},
    {"dependence.weak",
     {"  Weak state on strong state: d_w = {0} {1} {2}: {3}. (It was {4} before, so the line in "
      "force is {2}; "
      "threshold {5}, band {6}.)\n",
      "  弱国对强国的依赖:d_w = {0} {1} "
      "{2}:{3}依赖。(此前为{4}依赖,故现行界线为{2};阈值{5},滞后带宽{6}。)\n"}},
    {"dependence.strong.sum",
     {"    d_s = {0} x military M_s {1} + {2} x political Q_s' {3}\n",
      "    d_s = {0} × 军事安全依赖M_s {1} + {2} × 政治依赖Q_s' {3}\n"}},
    {"dependence.weak.sum",
     {"    d_w = {0} x military M_w {1} + {2} x political Q_w {3}\n",
      "    d_w = {0} × 军事安全依赖M_w {1} + {2} × 政治依赖Q_w {3}\n"}},
    {"dependence.stake",
     {"    Q_s' = 1 - (1 - Q_s {0})(1 - stake {1}): the open issue makes consent needed now\n",
      "    Q_s' = 1 - (1 - Q_s {0})(1 - 利害程度{1}):悬而未决的要求使强国当下更需要弱国的支持\n"}},
    {"dependence.no_stake",
     {"    Q_s' = Q_s, as no issue is open\n", "    Q_s' = Q_s,因为没有悬而未决的要求\n"}},
    {"target.strong_military",
     {"    M_s tends to {0} = engagement {1} x basing {2} x nearness ({3} + {4} x {5}) x (1 + {6} "
      "x {7} lost elsewhere)"
      " x (1 - {8} withdrawn)\n",
      "    M_s趋向{0} = 海外投入{1} × 基地{2} × 位置({3} + {4} × {5}) × (1 + {6} × "
      "其他同盟失去的份额{7})"
      " × (1 - 撤出{8})\n"}},
    {"target.strong_political",
     {"    Q_s tends to {0} = engagement {1} x salience {2} x nearness ({3} + {4} x {5}) x (1 + "
      "{6} x {7} lost "
      "elsewhere)\n",
      "    Q_s趋向{0} = 海外投入{1} × 政治分量{2} × 位置({3} + {4} × {5}) × (1 + {6} × "
      "其他同盟失去的份额{7})\n"}},
    {"target.weak_military",
     {"    M_w tends to {0} = gap {1} x support {2} x ({3} + {4} x engagement {5}) x (1 - {6} x "
      "alternatives {7})"
      " x (1 - sanction {8})\n",
      "    M_w趋向{0} = 军事实力差距{1} × 援助{2} × ({3} + {4} × 海外投入{5}) × (1 - {6} × "
      "替代手段{7})"
      " × (1 - 制裁{8})\n"}},
    {"target.weak_political",
     {"    Q_w tends to {0}, its political need\n", "    Q_w趋向{0},即弱国的政治需求\n"}},

    /* Threats */
    {"threat", {"\n2. Threat perception: {0}\n", "\n二、威胁认知:{0}\n"}},
    {"threat.focal.issue",
     {"  Judged on {0}, which the open issue is about.\n",
      "  以悬而未决的要求所涉及的{0}为判断依据。\n"}},
    {"threat.focal.greatest",
     {"  Judged on {0}, the strong state's greatest threat.\n",
      "  以强国眼中最大的威胁{0}为判断依据。\n"}},
    {"threat.any",
     {"  Same if any one source is strong for both (decision.scope = \"any\").\n",
      "  只要有一个来源对两国都是强威胁即为相同(decision.scope = \"any\")。\n"}},
    {"threat.none",
     {"  There are no threat sources, so there is no common threat.\n",
      "  没有威胁来源,因而没有共同威胁。\n"}},
    {"threat.strong",
     {"  The strong state sees it at {0} {1} {2}: {3}.\n",
      "  强国眼中的威胁强度{0} {1} {2}:{3}。\n"}},
    {"threat.weak",
     {"  The weak state sees it at {0} {1} {2}: {3}.\n",
      "  弱国眼中的威胁强度{0} {1} {2}:{3}。\n"}},
    {"threat.embodied",
     {"  The strong state embodies it itself and never counts it: no common threat.\n",
      "  该来源即强国自身,强国不会视其为威胁:不存在共同威胁。\n"}},
    {"threat.table",
     {"  T = max(0, I) m, m = {0} P + {1} X + {2} O. I intention (negative: a partner), X "
      "proximity, P power, O offense:\n",
      "  T = max(0, I) m,m = {0} P + {1} X + {2} "
      "O。I意图(负值:视为伙伴),X邻近,P综合实力,O进攻性实力:\n"}},
    {"threat.legend",
     {"  * the source judged; (s) embodied by the strong state, for which it is no threat\n",
      "  * 判断所依据的来源;(s) 由强国自身体现的来源,强国不视其为威胁\n"}},

    /* Divergence and vulnerability */
    {"divergence", {"\n3. How far apart perceptions are: {0}\n", "\n三、威胁认知差异的程度:{0}\n"}},
    {"irreconcilable", {"irreconcilable", "难以弥合"}},
    {"reconcilable", {"can be reconciled", "可以弥合"}},
    {"divergence.value",
     {"  Divergence Delta = {0} {1} {2}: {3}.\n", "  差异度Delta = {0} {1} {2}:{3}。\n"}},
    {"divergence.sums",
     {"    Delta = ({0} + {1} + {2} - {3}) / max({4}, {5}): sum of the greater of the two threats, "
      "what the strong "
      "state fears and the weak one takes for a partner, ally threat, less the sum of the lesser\n",
      "    Delta = ({0} + {1} + {2} - {3}) / max({4}, "
      "{5}):依次为两国威胁较大者之和、强国所惧而弱国视为伙伴者、"
      "盟国自身的威胁,减去较小者之和\n"}},
    {"ally.value",
     {"  Ally threat (the danger that the weak state sees in the strong one itself) = {0} {1} {2}: "
      "{3}.\n",
      "  盟国自身的威胁(弱国眼中强国本身带来的危险)= {0} {1} {2}:{3}。\n"}},
    {"vulnerability", {"\n4. Vulnerability of the weak state: {0}\n", "\n四、弱国的脆弱性:{0}\n"}},
    {"vulnerable", {"vulnerable", "脆弱性依赖"}},
    {"not_vulnerable", {"not vulnerable", "非脆弱性依赖"}},
    {"vulnerability.value", {"  V = {0} {1} {2}: {3}.\n", "  V = {0} {1} {2}:{3}。\n"}},
    {"vulnerability.product",
     {"    V = (1 - alternatives {0}) x min(1, gap {1} / self-help {2})\n",
      "    V = (1 - 替代手段{0}) × min(1, 差距{1} / 自助能力{2})\n"}},
    {"vulnerability.gap",
     {"    gap {0} = max(0, need {1} - capability {2}) / (1 - capability); need {1} = everyday {3} "
      "+ (1 - {3}) x "
      "greatest threat that an ally can deter {4}\n",
      "    差距{0} = max(0, 需求{1} - 军事能力{2}) / (1 - 军事能力);需求{1} = 日常{3} + (1 - {3}) "
      "× "
      "盟友可以威慑的最大威胁{4}\n"}},
    {"vulnerability.alternatives",
     {"    alternatives {0} = 1 - (1 - own {1}) x left open by ties {2} x left open by other "
      "patrons {3}\n",
      "    替代手段{0} = 1 - (1 - 自有{1}) × 安全联系未覆盖部分{2} × 其他盟国未覆盖部分{3}\n"}},

    /* The table, termination, clocks */
    {"table",
     {"\n5. The table (Wang and Dong 2025, figure 1 and table 2)\n",
      "\n五、规则表(王婧、董向荣2025,图1与表2)\n"}},
    {"table.row",
     {"  {0} {1}: different - {2}; same - {3}\n", "  {0} {1}:威胁认知差异——{2};相同——{3}\n"}},
    {"ending", {"\n6. Conditions of termination\n", "\n六、结束盟约的条件\n"}},
    {"ending.type", {"  [{0}] both depend weakly (④)\n", "  [{0}] 互为弱依赖(④弱弱)\n"}},
    {"ending.different",
     {"  [{0}] they do not see the same strong threat\n", "  [{0}] 威胁认知存在差异\n"}},
    {"ending.irreconcilable",
     {"  [{0}] irreconcilable: divergence at {1} or ally threat at {2} or above\n",
      "  [{0}] 难以弥合:差异度达到{1}或盟国自身的威胁达到{2}\n"}},
    {"ending.secure", {"  [{0}] not vulnerable: V below {1}\n", "  [{0}] 非脆弱性依赖:V低于{1}\n"}},
    {"ending.issue",
     {"  [{0}] a demand that hurts the weak state's interest is open\n",
      "  [{0}] 存在损害弱国利益的悬而未决的要求\n"}},
    {"ending.clock",
     {"  [{0}] the clock has run: {1} of {2} ticks of confrontation under these conditions ({3} "
      "before this tick)\n",
      "  [{0}] 计时已满:在上述条件下对抗{1}期,所需{2}期(本期之前{3}期)\n"}},
    {"clocks", {"\n7. Status: {0} before, {1} after\n", "\n七、同盟状态:此前{0},此后{1}\n"}},
    {"clock.drift",
     {"  Ticks of confrontation on this issue: {0}; at {1} an alliance that is allied drifts.\n",
      "  就此议题对抗的期数:{0};达到{1}期时,尚未漂流的同盟进入漂流状态。\n"}},
    {"clock.drift_punished",
     {"  Ticks of confrontation on this issue, or of price raising, which the strong state punishes alike: {0}; at {1} an "
      "alliance that is allied drifts.\n",
      "  就此议题对抗或要挟加价(强国同样予以惩罚)的期数:{0};达到{1}期时,尚未漂流的同盟进入漂流状态。\n"}},
    {"clock.calm",
     {"  Both see the strong state's greatest threat ({0}) as strong: {1}; {2} ticks without a "
      "break, recovery at {3}.\n",
      "  两国都认为强国眼中最大的威胁({0})强:{1};已连续{2}期,达到{3}期时恢复。\n"}},
    {"clock.reform",
     {"  Both see the strong state's greatest threat ({0}) as strong: {1}; {2} ticks without a "
      "break, formed again "
      "at {3}.\n",
      "  两国都认为强国眼中最大的威胁({0})强:{1};已连续{2}期,达到{3}期时重新结盟。\n"}},
    {"clock.never",
     {"  An ended alliance is never formed again here (consequence.reform_after = 0).\n",
      "  此处已结束的同盟不会重新缔结(consequence.reform_after = 0)。\n"}},

    /* What would have to change */
    {"change",
     {"\n8. What would have to change for another disposition\n",
      "\n八、需要怎样的变化才会出现其他行为倾向\n"}},
    {"change.ended",
     {"\n8. What would have to change\n  The alliance has ended: see the status above.\n",
      "\n八、需要怎样的变化\n  同盟已经结束,参见上文同盟状态。\n"}},
    {"change.to", {"  {0} (distance {1}):", "  {0}(距离{1}):"}},
    {"change.out", {"  {0} (out of reach in this tick):", "  {0}(本期不可及):"}},
    {"change.or", {"    or:", "    或:"}},
    {"change.nothing", {" no quantity would have to move", "无需改变任何量"}},
    {"change.draw", {" nothing but the draw", "只需抽取结果不同"}},
    {"change.closed",
     {" the clock would have to run ({0} of {1} ticks so far) on a demand that hurts the weak "
      "state's interest",
      "计时须走满(目前{0}期,所需{1}期),且存在损害弱国利益的要求"}},
    {"change.no_way", {" no source counts for both\n", "没有两国都可视为威胁的来源\n"}},
    {"move.rises", {" {0} from {1} to {2} (+{3})", "{0}由{1}升至{2}(+{3})"}},
    {"move.falls", {" {0} from {1} to below {2} (-{3})", "{0}由{1}降至{2}以下(-{3})"}},
    {"move.strong_dependence", {"the strong state's dependence d_s", "强国对弱国的依赖d_s"}},
    {"move.weak_dependence", {"the weak state's dependence d_w", "弱国对强国的依赖d_w"}},
    {"move.strong_threat", {"the strong state's threat from {0}", "强国眼中{0}的威胁"}},
    {"move.weak_threat", {"the weak state's threat from {0}", "弱国眼中{0}的威胁"}},
    {"move.divergence", {"divergence", "差异度"}},
    {"move.vulnerability", {"vulnerability", "脆弱性"}},
    {"move.ally_threat", {"ally threat", "盟国自身的威胁"}},
    {"move.stake.up", {" [a demand of stake {0} would do it]", "[利害程度为{0}的要求即可]"}},
    {"move.stake.down", {" [a stake below {0} would do it]", "[利害程度低于{0}即可]"}},
    {"change.note",
     {"  These are moves in what the rule reads, each with the others held fixed; a way with "
      "several needs all of "
      "them, and its distance is the greatest. In the model they are linked: a change in what the "
      "weak state "
      "fears also moves its need, d_w and the divergence. Dependence is judged by the lines in "
      "force, with "
      "hysteresis.\n",
      "  以上是规则所读各量的移动,假定其余各量不变;同一途径的各项移动须同时满足,距离为其中最大者。"
      "在模型中各量相互关联:弱国的威胁认知变化也会改变其需求、d_w和差异度。依赖强弱按现行(含滞后)"
      "界线判断。\n"}},

    /* Logit */
    {"logit",
     {"\n9. Quantal response: P ~ exp(-{0} x distance)\n",
      "\n九、量化响应:P ∝ exp(-{0} × 距离)\n"}},
    {"logit.row", {"  {0} {1}: distance {2}, probability {3}\n", "  {0} {1}:距离{2},概率{3}\n"}},
    {"logit.draw",
     {"  The draw in force (one for each issue), {0}, falls into the share of {1} (shares laid end "
      "to end in the order above).\n",
      "  现行随机数(每个议题抽取一次){0}落入{1}所占的区间(各概率按上列顺序依次相接)。\n"}},
    {"infinite", {"out of reach", "不可及"}},

    {"match.same",
     {"\nThe row of timeseries.csv says the same.\n", "\ntimeseries.csv中的记录与此一致。\n"}},
    {"match.other",
     {"\nWarning: timeseries.csv says something else: {0}. The directory is from another version, "
      "or was changed.\n",
      "\n警告:timeseries.csv中的记录与此不一致:{0}。该目录由其他版本生成,或已被改动。\n"}},
};

const size_t explain_phrase_count = sizeof explain_phrases / sizeof explain_phrases[0];

const char *explain_say(language_t language, const char *key)
{
    const char *said = key;

    for (size_t i = 0; i < explain_phrase_count; i++) {
        if (strcmp(explain_phrases[i].key, key) == 0) {
            said = explain_phrases[i].text[language];
        }
    }
    return said;
}

enum { ARGUMENTS = 10 };

void explain_fill(language_t language, text_t *out, const char *key, ...)
{
    const char *argument[ARGUMENTS + 1] = {NULL};
    const char *at = explain_say(language, key);
    va_list list;
    int count = 0;

    va_start(list, key);
    for (const char *next = va_arg(list, const char *); next != NULL && count < ARGUMENTS;
         next = va_arg(list, const char *)) {
        argument[count++] = next;
    }
    va_end(list);
    while (*at != '\0') {
        const char *place = strchr(at, '{');

        if (place == NULL || place[1] < '0' || place[1] > '9' || place[2] != '}') {
            text_append(out, at, strlen(at));
            break;
        }
        text_append(out, at, (size_t)(place - at));
        if (place[1] - '0' < count) {
            text_append(out, argument[place[1] - '0'], strlen(argument[place[1] - '0']));
        }
        at = place + 3;
    }
}
