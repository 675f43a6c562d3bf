#include "sim/cli/words.h"

#include <map>

namespace jialing::cli {
namespace {

const AllocationWords english_allocations = {
    .problem =
        "{budget} (100 million CNY) a year from {from} to {to}; {instruments} instruments, {recipients} "
        "recipients",
    .allocation = "Allocation",
    .value = "{name} {year}",
    .difference = "{name}: against the best rule",
    .best = "best",
    .members = "members",
    .recipient = "Recipient",
    .others = "{count} others",
    .total = "total",
    .yield = "{name}: one more",
    .instrument = "instrument",
    .half = "by half steps",
    .method =
        "On fresh members that no search has seen, with the same luck for all allocations: values on the "
        "first {first} of them, differences on all that both have met, with the 5–95 % interval of their "
        "sampling error. Best: probability of being the best of these in the first objective.",
    .chosen =
        "Chosen: {name}; the probability that it is the best of these is {probability} ({members} fresh "
        "members).",
    .gain =
        "The optimised allocation is better than the best rule ({rule}) by {fresh} ({low} to {high}) on "
        "fresh members; where it was searched, by {training}.",
    .no_gain =
        "The optimised allocation does not beat the best rule ({rule}): {fresh} ({low} to {high}) on "
        "fresh members; where it was searched, {training}.",
    .where = "Where the chosen money goes, 100 million CNY a year",
    .returns = "What one more 100 million CNY a year yields, on top of the chosen allocation",
    .returns_method =
        "At the margin, from a step of 10 million CNY a year, with the 5–95 % interval of the sampling "
        "error, {members} members. By half steps: from half of that; the largest difference between the "
        "two is {gap} of the largest return.",
    .frontier =
        "Frontier: {points} allocations of which none is better in all objectives; {stand} of them stand "
        "on fresh members. Hypervolume {first} before and {last} after {generations} generations.",
    .least = "Least budget for a chance of {wanted}: {budget} (100 million CNY) a year.",
    .least_not = "Even {budget} (100 million CNY) a year do not give a chance of {wanted}.",
    .least_method =
        "The chance is {training} where it was searched and {fresh} ({low} to {high}) on {members} fresh "
        "members.{warning}",
    .optimistic = " That is less than was asked for: the search was optimistic.",
};

const Words english = {
    .indicator = "Indicator",
    .year = "year",
    .median = "median",
    .range = "5–95 %",
    .wide_value = "{year} (5–95 %)",
    .level = "level",
    .target = "target",
    .chance = "chance",
    .scenario = "scenario",
    .node = "Node",
    .group = "group",
    .comma = ", ",
    .list_comma = ", ",
    .to = " to ",
    .percent = "{:g} %",
    .below_1 = "< 1 %",
    .above_99 = "> 99 %",
    .estimated = "* rests mainly on estimated or assumed figures for 2020",
    .plan_base = "† the plan's figure for 2020, a rise over one year",
    .method = "Median (5–95 %) of {members} members; chance: share of members that meet the target.",
    .sketched = " Quantiles are from a sketch and off by less than {error:.1f} %.",
    .kept_partners =
        "Each node keeps its {most} strongest partners in each channel, {kept:.0f} % of all pairs. Left "
        "out of the flows of the base year: talent {talent:.1f} %, capital {capital:.1f} %, contracts "
        "{contract:.1f} %, knowledge {knowledge:.1f} %.",
    .details = "Seed {seed}; uncertainty from {sources}{precision}; {seconds:.1f} s.",
    .single_precision = "; single precision",
    .results = "Results: {file}",
    .parameters = "parameters",
    .conditioned = " ({count} of them conditioned on figures up to {year})",
    .base_year = "base year",
    .process_noise = "process noise",
    .no_source = "none",
    .levels = "Levels reached with a probability of {probability}",
    .levels_method =
        "Level reached with a probability of {probability}: {probability} of the {members} members are at it or above, "
        "or at it or below where the plan asks for at most so much. {base_year}: median. Chance: share of members that "
        "meet the target.",
    .not_resolved =
        "※ {members} members do not resolve this probability: the levels are about those of the most extreme "
        "member",
    .scenarios = "The scenarios beside each other",
    .comparison = "Median in the target's year; chance: share of members that meet the target.",
    .cost = "cost",
    .costs = "Public money of the levers, 100 million CNY",
    .costs_method =
        "Sum over the years, mean of the members: nominal (at 2020 prices). What the baseline spends is not in it.",
    .cost_per_unit = "Extra public money per unit of improvement, 100 million CNY at 2020 prices",
    .cost_per_unit_method =
        "Public money beyond that of {reference} up to the target's year, over the mean difference in that year. –: it "
        "costs no more, or the mean is no better.",
    .attribution = "What each lever of {scenario} adds",
    .attribution_method =
        "Mean difference from the same scenario without levers, split by what a lever adds to those before it, on "
        "average over {orders} orders of taking them (Shapley). The shares add up to the whole.",
    .share_of_effect = "effect",
    .standard_error = "std. error",
    .part = "part",
    .other_levers = "all others",
    .difference = "difference (5–95 %)",
    .better = "better",
    .mean_regret = "regret",
    .high_regret = "95 %",
    .maximum_regret = "maximum",
    .met = "met",
    .tenth_percentile = "10 %",
    .compared = "Compared with: {reference}",
    .difference_method =
        "{reference} is the reference: median and chance. The others: median (5–95 %) of the difference from it, "
        "member "
        "by member; better: share of the {members} members that are better than in the reference (ties count half); "
        "chance: share of members that meet the target, with its change in percentage points.",
    .pairing =
        "Because the scenarios meet the same luck, the variance of the differences is {share} smaller than with "
        "separate "
        "luck (median over scenarios and targets).",
    .robustness = "Robustness over the scenarios and {futures} futures",
    .robustness_method =
        "Regret: what a scenario misses of the best scenario in the same future, in the indicator's unit: mean, 95th "
        "percentile, maximum. Met: share of futures that meet the target. 10 %: level that is surpassed in nine of ten "
        "futures.",
    .minimax = "‡ smallest maximum regret of the scenarios",
    .network =
        "Network of {year} at the central parameters: the {nodes} nodes with the highest PageRank of contract flows",
    .graph_files =
        "{nodes} nodes, {edges} edges. In the folder {folder}: network.graphml, network.geojson, "
        "node_metrics.csv (all nodes)",
    .allocations = english_allocations,
};

const AllocationWords chinese_allocations = {
    .problem = "每年 {budget} 亿元，{from}–{to} 年；{instruments} 种工具，{recipients} 个受益地区",
    .allocation = "分配方案",
    .value = "{name} {year}",
    .difference = "{name}：与最佳规则之差",
    .best = "最优概率",
    .members = "成员数",
    .recipient = "受益地区",
    .others = "其余 {count} 个",
    .total = "合计",
    .yield = "{name}：再增加 1 亿元",
    .instrument = "工具",
    .half = "半步检验",
    .method =
        "在搜索未用过的成员上评估，各方案经历相同的随机过程：数值取前 {first} "
        "个，差值取双方共有的全部成员，附抽样误差的 5–95% 区间。最优概率：在第一目标上优于表中其余方案的概率。",
    .chosen = "选定方案：{name}；其为表中最优的概率为 {probability}（{members} 个新成员）。",
    .gain = "优化方案优于最佳规则（{rule}）：新成员上 {fresh}（{low} 至 {high}）；搜索所用成员上 {training}。",
    .no_gain = "优化方案未能优于最佳规则（{rule}）：新成员上 {fresh}（{low} 至 {high}）；搜索所用成员上 {training}。",
    .where = "选定方案的资金去向（每年，亿元）",
    .returns = "在选定方案之上每年再增加 1 亿元的回报",
    .returns_method =
        "边际回报，由每年 1000 万元的步长求得，附抽样误差的 5–95% 区间，{members} "
        "个成员。半步检验：步长减半；二者最大差异为最大回报的 {gap}。",
    .frontier =
        "前沿：{points} 个互不占优的方案，其中 {stand} 个在新成员上仍成立。超体积由 {first} 升至 {last}（{generations} "
        "代）。",
    .least = "达到 {wanted} 概率所需的最低预算：每年 {budget} 亿元。",
    .least_not = "每年 {budget} 亿元仍不能达到 {wanted} 的概率。",
    .least_method = "搜索所用成员上的概率为 {training}，{members} 个新成员上为 {fresh}（{low} 至 {high}）。{warning}",
    .optimistic = "新成员上的概率低于所求：搜索偏于乐观。",
};

const Words chinese = {
    .indicator = "指标",
    .year = "年份",
    .median = "中位数",
    .range = "5–95%",
    .wide_value = "{year} (5–95%)",
    .level = "水平",
    .target = "目标",
    .chance = "达标概率",
    .scenario = "情景",
    .node = "节点",
    .group = "组",
    .comma = "，",
    .list_comma = "、",
    .to = " 至 ",
    .percent = "{:g}%",
    .below_1 = "< 1%",
    .above_99 = "> 99%",
    .estimated = "* 2020 年基数主要为估计或假设值",
    .plan_base = "† 规划公布的 2020 年数值，为当年的年增长率",
    .method = "{members} 个模拟成员的中位数（5–95% 区间）；达标概率：达到目标的模拟成员占比。",
    .sketched = "分位数由分箱计数估计，误差小于 {error:.1f}%。",
    .kept_partners =
        "每个节点在每个渠道保留 {most} 个最强伙伴，占全部节点对的 {kept:.0f}%。基年流量中略去的部分：人才 "
        "{talent:.1f}%，资本 {capital:.1f}%，合同 {contract:.1f}%，知识 {knowledge:.1f}%。",
    .details = "随机种子 {seed}；不确定性来源：{sources}{precision}；用时 {seconds:.1f} 秒。",
    .single_precision = "；单精度",
    .results = "结果文件：{file}",
    .parameters = "参数",
    .conditioned = "（其中 {count} 个以截至 {year} 年的统计数据为条件）",
    .base_year = "2020 年基数",
    .process_noise = "过程噪声",
    .no_source = "无",
    .levels = "以 {probability} 的概率达到的水平",
    .levels_method =
        "以 {probability} 的概率达到的水平：{members} 个模拟成员中有 {probability} "
        "不低于该值；规划要求“不高于”的指标则为不高于该值。{base_year} "
        "年为中位数。达标概率：达到目标的模拟成员占比。",
    .not_resolved = "※ {members} 个模拟成员不足以分辨这一概率：所列水平约为最极端成员的数值",
    .scenarios = "情景对比",
    .comparison = "目标年份的中位数；达标概率：达到目标的模拟成员占比。",
    .cost = "支出",
    .costs = "各项政策的财政支出（亿元）",
    .costs_method = "各年合计，各模拟成员均值：名义值（2020 年价格）。不含基准情景本身的支出。",
    .cost_per_unit = "每单位改善所需新增财政支出（亿元，2020 年价格）",
    .cost_per_unit_method =
        "截至目标年份超出{reference}的财政支出，除以该年差值的均值。–：支出没有增加，或均值没有改善。",
    .attribution = "{scenario}：各项政策的贡献",
    .attribution_method =
        "与同一情景不含任何政策时之差的均值，按各项政策在其之前的政策之上所增加的部分分摊，取 {orders} "
        "种先后次序的平均（Shapley 值）。各项之和等于总效果。",
    .share_of_effect = "效果",
    .standard_error = "标准误",
    .part = "占比",
    .other_levers = "其余各项",
    .difference = "差值 (5–95%)",
    .better = "更优",
    .mean_regret = "遗憾值",
    .high_regret = "95%",
    .maximum_regret = "最大值",
    .met = "达标",
    .tenth_percentile = "10%",
    .compared = "参照情景：{reference}",
    .difference_method =
        "{reference} 为参照情景：中位数与达标概率。其他情景：与参照情景逐个成员之差的中位数（5–95% "
        "区间）；更优：{members} "
        "个模拟成员中优于参照情景者的占比（相等计一半）；达标概率：达到目标的模拟成员占比，括号内为其变化（百分点）。",
    .pairing = "各情景采用相同的随机抽样，差值的方差因此减少 {share}（各情景、各目标的中位数）。",
    .robustness = "稳健性：各情景在 {futures} 个未来中的表现",
    .robustness_method =
        "遗憾值：同一未来中与最优情景的差距，以指标单位计：均值、95% 分位数、最大值。达标：达到目标的未来占比。"
        "10%：十个未来中有九个优于的水平。",
    .minimax = "‡ 各情景中最大遗憾值最小",
    .network = "{year} 年网络，参数取中心值：按技术合同流量的 PageRank 值排名前 {nodes} 的节点",
    .graph_files =
        "{nodes} 个节点，{edges} 条边。文件夹 {folder} 中：network.graphml、network.geojson、"
        "node_metrics.csv（全部节点）",
    .allocations = chinese_allocations,
};

std::string translated(const std::map<std::string, std::string>& names, const std::string& name) {
  const auto found = names.find(name);
  return found == names.end() ? name : found->second;
}

}  // namespace

const Words& words(Language language) {
  return language == Language::zh ? chinese : english;
}

// The charts use the same words: python/jialing/labels.py.
std::string unit_name(const std::string& unit, Language language) {
  static const std::map<std::string, std::string> in_english = {{"1", "ratio"}};
  static const std::map<std::string, std::string> in_chinese = {
      {"%/yr", "%/年"},
      {"1", "比值"},
      {"10 000 CNY", "万元"},
      {"100 million CNY", "亿元"},
      {"100 million CNY of 2020", "亿元，2020 年价格"},
      {"FTE", "人年"},
      {"firms", "家"},
      {"patents", "件"},
      {"percentage points", "百分点"},
      {"person-years", "人年"},
      {"relative to 2020", "2020 年 = 1"},
  };
  return translated(language == Language::zh ? in_chinese : in_english, unit);
}

std::string metric_name(const std::string& metric, Language language) {
  static const std::map<std::string, std::string> in_chinese = {
      {"strength_talent", "人才强度"},    {"strength_capital", "资本强度"}, {"strength_contract", "技术合同强度"},
      {"strength_knowledge", "知识强度"}, {"betweenness", "中介中心性"},    {"pagerank", "PageRank 值"},
      {"accessibility", "可达性"},
  };
  return language == Language::zh ? translated(in_chinese, metric) : metric;
}

std::string allocation_name(const std::string& allocation, Language language) {
  static const std::map<std::string, std::string> in_chinese = {{"equal", "平均分配"},
                                                                {"population", "按人口"},
                                                                {"gdp", "按地区生产总值"},
                                                                {"rd", "按研发经费"},
                                                                {"researchers", "按研发人员"},
                                                                {"centrality", "按中心度"},
                                                                {"need", "按需要（人均产值的倒数）"},
                                                                {"greedy", "按边际回报"},
                                                                {"optimised", "优化"}};
  if (language == Language::en) return allocation;
  const std::string optimised = "optimised for ";
  if (allocation.starts_with(optimised)) return "优化：" + allocation.substr(optimised.size());
  return translated(in_chinese, allocation);
}

}  // namespace jialing::cli
