/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/language.h"

#include <stdarg.h>
#include <string.h>

enum { ARGUMENTS_MAX = 10 };

const phrase_t language_table[] = {
    /* The words of the files. */
    {"follow", {"follow", "追随"}},
    {"negative_response", {"negative response", "消极回应"}},
    {"price_raising", {"price raising", "要挟加价"}},
    {"confrontation", {"confrontation", "直接对抗"}},
    {"termination", {"termination", "结束盟约"}},
    {"strong-strong", {"① strong–strong", "① 强强"}},
    {"strong-weak", {"② strong–weak", "② 强弱"}},
    {"weak-strong", {"③ weak–strong", "③ 弱强"}},
    {"weak-weak", {"④ weak–weak", "④ 弱弱"}},
    {"same", {"same", "相同"}},
    {"different", {"different", "差异"}},
    {"allied", {"allied", "同盟"}},
    {"drifting", {"drifting", "漂流"}},
    {"ended", {"ended", "已结束"}},
    {"drifted", {"begins to drift", "开始漂流"}},
    {"recovered", {"recovers", "恢复"}},
    {"terminated", {"is ended", "结束盟约"}},
    {"formed", {"is formed again", "重新结盟"}},
    {"non_following_rate", {"share of demands not followed", "未追随的要求所占比例"}},

    /* Outcomes. */
    {"disposition_follow", {"share of alliances disposed to follow", "倾向追随的同盟比例"}},
    {"disposition_negative_response", {"disposed to respond negatively", "倾向消极回应"}},
    {"disposition_price_raising", {"disposed to raise the price", "倾向要挟加价"}},
    {"disposition_confrontation", {"disposed to confront", "倾向直接对抗"}},
    {"share_follow", {"share of demands followed", "得到追随的要求比例"}},
    {"share_negative_response", {"share answered by negative response", "消极回应所占比例"}},
    {"share_price_raising", {"share answered by price raising", "要挟加价所占比例"}},
    {"share_confrontation", {"share answered by confrontation", "直接对抗所占比例"}},
    {"share_termination", {"share answered by termination", "结束盟约所占比例"}},
    {"terminations", {"terminations a year", "每年结束盟约次数"}},
    {"drifts", {"drifts a year", "每年漂流次数"}},

    /* In figures. */
    {"strong_state", {"strong state", "强国"}},
    {"weak_state", {"weak state", "弱国"}},
    {"threshold", {"threshold", "阈值"}},
    {"disposition", {"disposition", "倾向"}},
    {"behaviour", {"behaviour", "行为"}},
    {"status", {"status", "同盟状态"}},
    {"shocks", {"shocks", "冲击"}},
    {"demands", {"demands", "要求数"}},
    {"hit.weak", {"shock to the weak state (▲ up, ▼ down)", "对弱国的冲击（▲ 升，▼ 降）"}},
    {"hit.strong", {"to the strong state", "对强国的冲击"}},
    {"hit.source", {"to a threat source", "对威胁来源的冲击"}},
    {"threat.different", {"threat perception: different", "威胁认知：差异"}},
    {"threat.same", {"threat perception: same", "威胁认知：相同"}},
    {"transitions.heading", {"from (row) to (column), % after one year", "由（行）到（列），一年后所占 %"}},
    {"axis.year", {"year", "年份"}},
    {"axis.dependence", {"dependence on the other (0 to 1)", "对对方的依赖（0 至 1）"}},
    {"axis.threat", {"threat seen in the focal source (0 to 1)", "对焦点来源的威胁认知（0 至 1）"}},
    {"axis.share_living", {"share of living alliances, %", "占存续同盟的比例，%"}},
    {"axis.share_spread", {"the four that do not follow, %: mean and 5–95 % of replicates", "四种不追随倾向，%：均值与各次模拟的 5–95 %"}},
    {"axis.survival", {"still in that state, %", "仍处于该状态的比例，%"}},
    {"axis.duration", {"years since it began", "自开始以来的年数"}},
    {"axis.flipped", {"alliances flipped, %", "发生翻转的同盟，%"}},
    {"axis.size", {"size of the shock", "冲击大小"}},
    {"axis.morris", {"Morris µ* (mean absolute effect)", "Morris µ*（平均绝对效应）"}},
    {"axis.sobol", {"Sobol index (share of variance)", "Sobol 指数（方差份额）"}},
    {"axis.prcc", {"partial rank correlation", "偏秩相关系数"}},
    {"sobol.first", {"first order: the factor alone", "一阶：该因素单独"}},
    {"sobol.total", {"total: with its interactions", "总效应：含交互作用"}},
    {"spell.alliance", {"alliance not ended", "同盟未结束"}},
    {"spell.allied", {"allied without a break", "持续同盟"}},
    {"spell.following", {"disposed to follow", "倾向追随"}},
    {"spell.drifting", {"drifting", "漂流"}},
    {"spell.non_following", {"disposed not to follow", "倾向不追随"}},
    {"horizon", {"after {0} years", "{0} 年后"}},
    {"way.up", {"on the way up", "上升过程"}},
    {"way.down", {"on the way down", "下降过程"}},
    {"network.scale", {"demands not followed, 0 to {0}", "未追随的要求，0 至 {0}"}},

    /* Titles of figures, and what each says to look for. */
    {"figure.behaviours", {"Dispositions over time", "倾向随时间的变化"}},
    {"figure.types", {"Answers to demands, by interdependence and threat perception", "按相互依赖与威胁认知划分的行为"}},
    {"figure.life", {"The life of one alliance", "一个同盟的历程"}},
    {"figure.transitions", {"Transitions between dispositions", "倾向之间的转移"}},
    {"figure.survival", {"How long states of an alliance last", "各种状态持续多久"}},
    {"figure.dose", {"How large a shock it takes", "多大的冲击才会引起翻转"}},
    {"figure.hysteresis", {"There and back again", "去程与回程"}},
    {"figure.sensitivity", {"What matters most", "哪些因素最重要"}},
    {"figure.plane", {"Two factors together", "两个因素的共同作用"}},
    {"figure.network", {"The map of alliances", "同盟网络"}},
    {"caption.behaviours", {"Above, how living alliances are disposed, year by year (means of replicates, stacked). Below, the four that do not follow, with the range from the 5th to the 95th percentile of replicates.", "上图：各年存续同盟的倾向（各次模拟的均值，堆叠）。下图：四种不追随倾向，阴影为各次模拟的第 5 至第 95 百分位。"}},
    {"caption.types", {"Each row adds up to 100 %. The darker a cell, the more often that behaviour was the answer. Types give the strong state’s dependence first; a demand counts once, by the gravest behaviour shown while it was open.", "每行合计 100 %。颜色越深，该行为越常见。类型中先列强国的依赖；每项要求按其存续期间最严重的行为计一次。"}},
    {"caption.life", {"Both dependences, both threat perceptions with their thresholds, and what followed: disposition, behaviour while a demand is open, status. Triangles mark shocks that reached this alliance.", "双方的依赖、双方的威胁认知及其阈值，以及结果：倾向、要求存续期间的行为、同盟状态。三角形表示波及该同盟的冲击。"}},
    {"caption.transitions", {"Read along a row: of alliances so disposed now, how many per cent are disposed so a year later. The diagonal is what stays.", "逐行阅读：现处于某倾向的同盟，一年后处于各倾向的百分比。对角线为保持不变者。"}},
    {"caption.survival", {"Kaplan–Meier estimates with 95 % intervals. The steeper a curve falls, the sooner that state ends; “alliance” ends with termination, “following” with the first tick of any other disposition.", "Kaplan–Meier 估计及 95 % 区间。曲线下降越快，该状态结束越早；“同盟”以结束盟约为终点，“追随”以首次出现其他倾向为终点。"}},
    {"caption.dose", {"Share of the alliances that the shock acts on whose disposition differs from that of their twin in the world without the shock. Points with 95 % intervals; lines are the fitted dose-response.", "受冲击的同盟中，倾向与无冲击的对照世界不同者所占比例。点附 95 % 区间；线为拟合的剂量反应曲线。"}},
    {"caption.hysteresis", {"The factor is raised slowly and lowered again. Where the two ways differ, what an alliance does depends on where it comes from. Bands are 95 % intervals.", "该因素先缓慢上升再下降。两条路径不同之处，同盟的行为取决于其来路。阴影为 95 % 区间。"}},
    {"caption.sensitivity", {"Factors in order of their influence on the outcome; whiskers are 95 % intervals. An interval that reaches 0 says that the influence cannot be told from none.", "各因素按对结果的影响排序；须线为 95 % 区间。区间包含 0 表示该影响与无影响无法区分。"}},
    {"caption.plane", {"The darker, the larger the outcome, over the two factors that move it most, each by itself.", "颜色越深，结果越大；图中为各自对结果影响最大的两个因素。"}},
    {"caption.network", {"Strong states in the middle, weak ones around. Each link is divided, from the middle outwards, into the shares of time in which the alliance was allied, drifting and ended. The darker a weak state’s dot, the larger the share of demands that it did not follow.", "强国居中，弱国环绕。每条连线由内向外按同盟、漂流、已结束的时间比例分段。弱国的圆点越深，其未追随的要求比例越高。"}},
    {"finding.behaviours", {"On average {0} of living alliances are disposed to follow, {1} are not.", "平均而言，{0} 的存续同盟倾向追随，{1} 倾向不追随。"}},
    {"finding.types", {"Where threat perceptions differ, alliances of type {0} follow least: {1} of demands are not followed. Where they are the same, {2} are followed.", "威胁认知差异时，{0} 类同盟最少追随：{1} 的要求未被追随；威胁认知相同时，{2} 的要求得到追随。"}},
    {"finding.life", {"{0} and {1}, replicate {2}.", "{0} 与 {1}，第 {2} 次模拟。"}},
    {"finding.transitions", {"Of those disposed to follow, {0} are so a year later; {1} lasts least: {2}.", "倾向追随者一年后仍有 {0} 如此；{1}最不持久：{2}。"}},
    {"finding.survival", {"Half of all spells of following have ended after {0} years, half of those of not following after {1}.", "一半的追随期在 {0} 年后结束，一半的不追随期在 {1} 年后结束。"}},
    {"finding.survival_follow", {"Half of all spells of following have ended after {0} years.", "一半的追随期在 {0} 年后结束。"}},
    {"finding.dose", {"It takes a shock {0} of size {1} [{2}, {3}] for half of the alliances that it acts on to differ from their twins {4} years after it.", "{0}：大小为 {1} [{2}, {3}] 的冲击，其后第 {4} 年时半数受冲击同盟的倾向与对照世界不同。"}},
    {"finding.dose_most", {"Within the sizes tried no shock makes half of the alliances that it acts on differ from their twins; {0} comes nearest: {3} years after a size of {1}, {2} of them do.", "在所试的大小范围内，没有冲击能使半数受冲击同盟的倾向与对照世界不同；最接近的是 {0}：大小为 {1} 的冲击后第 {3} 年，其中 {2} 与对照世界不同。"}},
    {"finding.dose_cut", {" The first {0} of {1} shocks are shown.", " 图中为 {1} 种冲击中的前 {0} 种。"}},
    {"finding.hysteresis", {"The two ways are furthest apart at {0} = {1}: {2} percentage points.", "两条路径在 {0} = {1} 处相差最大：{2} 个百分点。"}},
    {"finding.hysteresis_plain", {"The two ways are furthest apart at {0} = {1}: by {2}.", "两条路径在 {0} = {1} 处相差最大：{2}。"}},
    {"finding.sensitivity", {"First comes {0}: {1} ({2}).", "居首者为 {0}：{1}（{2}）。"}},
    {"finding.plane", {"It goes from {0} to {1} over {2} and {3}.", "在 {2} 与 {3} 的范围内，由 {0} 到 {1}。"}},
    {"finding.network", {"On average an alliance drifts {0} of the time and is ended {1} of it.", "平均而言，一个同盟有 {0} 的时间处于漂流，{1} 的时间已结束。"}},
    {"finding.network_cut", {" {0} alliances are not shown.", " 另有 {0} 个同盟未显示。"}},
    {"absent.table", {"its table is not there", "没有相应的表"}},
    {"absent.rows", {"its table has no rows for it", "表中没有相应的行"}},
    {"absent.timeseries", {"no time series of alliances was recorded", "没有记录各同盟的时间序列"}},
    {"absent.alliance", {"no such alliance or replicate was recorded", "没有记录该同盟或该次模拟"}},
    {"absent.gnuplot", {"gnuplot is not installed", "未安装 gnuplot"}},
    {"absent.failed", {"gnuplot could not draw it", "gnuplot 未能绘制"}},
    /* On the page. */
    {"kind.run", {"adrift · report of a run", "adrift · 模拟报告"}},
    {"kind.sweep", {"adrift · report of a sweep", "adrift · 参数扫描报告"}},
    {"kind.flip", {"adrift · report of a flip experiment", "adrift · 翻转实验报告"}},
    {"page.headline", {"Weak states followed {0} of {1} demands. When they did not, the most common answer was {2} ({3}).", "在 {1} 项要求中，弱国追随了 {0}。不追随时最常见的是{2}（{3}）。"}},
    {"page.headline_points", {"Over the points tried, weak states followed {0} of {1} demands. When they did not, the most common answer was {2} ({3}).", "就所试各点而言，在 {1} 项要求中，弱国追随了 {0}。不追随时最常见的是{2}（{3}）。"}},
    {"page.headline_end", {"One demand in {0} ended an alliance.", "平均每 {0} 项要求有一项导致盟约结束。"}},
    {"page.shares_note", {"Share of demands by the gravest behaviour shown while each was open, with 95 % intervals that treat replicates, not ticks, as independent.", "各项要求按其存续期间最严重的行为计；95 % 区间以各次模拟（而非各时间步）为独立单位。"}},
    {"page.extent", {"From {0} replicates of {1} years.", "基于 {0} 次模拟，每次 {1} 年。"}},
    {"page.extent_points", {"From {2} points with {0} replicates of {1} years each.", "基于 {2} 个参数点，每点 {0} 次模拟，每次 {1} 年。"}},
    {"page.figures", {"Figures", "图"}},
    {"page.figure_number", {"Figure {0}.", "图 {0}。"}},
    {"page.no_figures", {"No figure could be made.", "没有可以绘制的图。"}},
    {"page.not_there", {"Figures that are not here, and why", "未列出的图及其原因"}},
    {"page.run", {"What was run", "运行了什么"}},
    {"page.scenario", {"Scenario", "情景"}},
    {"page.file", {"File", "文件"}},
    {"page.design", {"Design", "实验设计"}},
    {"page.points", {"Points", "参数点"}},
    {"page.replicates", {"Replicates", "模拟次数"}},
    {"page.years", {"Years", "年数"}},
    {"page.burn_in", {"Years before, not recorded", "预热年数（不记录）"}},
    {"page.ticks", {"Ticks a year", "每年时间步"}},
    {"page.seed", {"Seed", "随机种子"}},
    {"page.program", {"Version of adrift", "adrift 版本"}},
    {"page.end", {"Finished", "完成时间"}},
    {"page.changed", {"Parameters that differ from their defaults", "不同于默认值的参数"}},
    {"page.unchanged", {"Every parameter of the model has its default.", "所有模型参数均为默认值。"}},
    {"page.unchanged_points", {"Every parameter of the model has its default, but for what the experiment varies.", "除实验所改变者外，所有模型参数均为默认值。"}},
    {"page.parameter", {"Parameter", "参数"}},
    {"page.value", {"Value", "取值"}},
    {"page.default", {"default", "默认值"}},
    {"page.meaning", {"Meaning", "含义"}},
    {"page.configuration", {"The whole configuration, as resolved", "完整的解析后配置"}},
    {"page.description", {"The whole experiment, as resolved", "完整的解析后实验"}},
    {"page.tables", {"Tables", "表"}},
    {"page.tables_note", {"Every number comes with what it rests on (n), how it was made (method) and the level of its interval. Behaviours, types and statuses are in words; all tables are in full as CSV beside this page.", "每个数字都附有其样本量（n）、方法与区间水平。全部表格以 CSV 形式存于本页旁。"}},
    {"page.rows_cut", {"The first {0} of {1} rows; all are in", "前 {0} 行，共 {1} 行；全部见"}},
    {"page.again", {"How to get the same again", "如何重现"}},
    {"page.again_command", {"The same command gives the same bytes, on any machine and with any number of threads:", "同一命令在任何机器、任何线程数下都给出相同的字节："}},
    {"page.again_version", {"adrift {0}, commit {1}, compiled by {2}. The digests of what it wrote:", "adrift {0}，提交 {1}，编译器 {2}。所写文件的摘要："}},
    {"page.rows", {"Rows", "行数"}},
    {"page.bytes", {"Bytes", "字节"}},
    {"page.footer", {"Made by adrift, after the framework of Wang and Dong, “Non-Following Behaviors of Weak States in Asymmetric Alliances”, Northeast Asia Forum 2025(6), DOI 10.13654/j.cnki.naf.2025.06.005.", "由 adrift 生成。理论框架：《非对称性同盟中的弱国不追随行为分析》，《东北亚论坛》2025 年第 6 期，DOI 10.13654/j.cnki.naf.2025.06.005。"}},
    {"table.frequencies", {"Behaviours", "行为频率"}},
    {"table.frequencies_type_threat", {"Behaviours by type and threat perception", "按类型与威胁认知划分的行为频率"}},
    {"table.types", {"Types and threat perceptions", "类型与威胁认知"}},
    {"table.transitions", {"Transitions", "转移"}},
    {"table.sojourns", {"Mean stays", "平均停留时间"}},
    {"table.survival_summary", {"Survival in short", "生存分析摘要"}},
    {"table.truth_table", {"Truth table", "真值表"}},
    {"table.half_flip", {"Shock that flips half", "使半数翻转的冲击"}},
    {"table.flip_matrix", {"From what to what", "由何种倾向到何种倾向"}},
    {"table.flip_delay", {"Delay and recovery", "延迟与恢复"}},
    {"table.ramp_areas", {"Areas between the two ways", "两条路径之间的面积"}},
    {"table.sensitivity_sobol", {"Sobol indices", "Sobol 指数"}},
    {"table.sensitivity_morris", {"Morris’ elementary effects", "Morris 基本效应"}},
    {"table.sensitivity_regression", {"Regression and rank correlation", "回归与秩相关"}},
    {"table.factors", {"Outcomes by level of each factor", "按因素水平划分的结果"}},
    {"table.alliances", {"Alliances", "各同盟"}},
    {"column.measure", {"measure", "度量"}},
    {"column.behavior", {"behaviour", "行为"}},
    {"column.count", {"count", "计数"}},
    {"column.share", {"share", "份额"}},
    {"column.low", {"low", "下限"}},
    {"column.high", {"high", "上限"}},
    {"column.replicates", {"replicates", "模拟次数"}},
    {"column.n", {"n", "n"}},
    {"column.method", {"method", "方法"}},
    {"column.level", {"level", "水平"}},
    {"column.interdependence", {"interdependence", "相互依赖"}},
    {"column.threat_perception", {"threat perception", "威胁认知"}},
    {"column.of", {"of", "对象"}},
    {"column.scale", {"scale", "尺度"}},
    {"column.from", {"from", "由"}},
    {"column.to", {"to", "到"}},
    {"column.per_year", {"per year", "每年"}},
    {"column.state", {"state", "状态"}},
    {"column.mean", {"mean", "均值"}},
    {"column.outcome", {"outcome", "结果"}},
    {"column.factor", {"factor", "因素"}},
    {"column.strong", {"strong", "强国"}},
    {"column.weak", {"weak", "弱国"}},
    {"demand", {"demand", "要求"}},
    {"issue_tick", {"tick with an open issue", "有议题的时间步"}},
};

const size_t language_count = sizeof language_table / sizeof language_table[0];

static const char *const names[LANGUAGE_COUNT] = {"en", "zh"};

bool language_from_name(const char *name, language_t *language)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (strcmp(name, names[i]) == 0) {
            *language = (language_t)i;
            return true;
        }
    }
    return false;
}

const char *language_name(language_t language)
{
    return names[language];
}

const char *language_say(language_t language, const char *key)
{
    for (size_t i = 0; i < language_count; i++) {
        if (strcmp(language_table[i].key, key) == 0) {
            return language_table[i].text[language];
        }
    }
    return key;
}

void language_fill(language_t language, text_t *out, const char *key, ...)
{
    const char *arguments[ARGUMENTS_MAX] = {NULL};
    const char *phrase = language_say(language, key);
    va_list list;

    va_start(list, key);
    for (int i = 0; i < ARGUMENTS_MAX; i++) {
        arguments[i] = va_arg(list, const char *);
        if (arguments[i] == NULL) {
            break;
        }
    }
    va_end(list);
    while (*phrase != '\0') {
        const size_t place = (size_t)(unsigned char)phrase[1] - '0';

        if (phrase[0] == '{' && place < ARGUMENTS_MAX && phrase[2] == '}') {
            if (arguments[place] != NULL) {
                text_append(out, arguments[place], strlen(arguments[place]));
            }
            phrase += 3;
        } else {
            text_append(out, phrase++, 1);
        }
    }
}
