"""Words and numbers of the charts, in English and Chinese."""

from __future__ import annotations

import math
import re

import xarray as xr

from .results import FOCUS

LANGUAGES = ("en", "zh")

TEXTS = {
    "tornado": {
        "en": "How far one uncertainty at a time moves the outcome",
        "zh": "单个不确定因素对结果的影响",
    },
    "input_low": {"en": "input at its 5 %", "zh": "因素取 5% 分位数"},
    "target_level": {"en": "target: {value}", "zh": "目标值：{value}"},
    "input_high": {"en": "input at its 95 %", "zh": "因素取 95% 分位数"},
    "ends": {"en": "({low} to {high})", "zh": "（{low} 至 {high}）"},
    "tornado_method": {
        "en": "One input at its 5 or 95 % quantile (in brackets), the others at their medians; line: "
        "all at their medians. Means over {repeats} courses of luck, the same for all (seed {seed}). "
        "Differences between provinces in their standard deviations.",
        "zh": "一个因素取其 5% 或 95% 分位数（括号内），其余取中位数；竖线：全部取中位数。各点取相同的 {repeats} "
        "组随机过程之均值（随机种子 {seed}）。省际差异以其标准差为单位。",
    },
    "effect_growth": {"en": "growth, {place}", "zh": "{place}：增长差异"},
    "effect_aim": {"en": "R&D drift, {place}", "zh": "{place}：研发强度走势"},
    "effect_frontier": {"en": "contracts, {place}", "zh": "{place}：技术合同前沿水平"},
    "sobol": {
        "en": "Which uncertainties make the variance",
        "zh": "方差来自哪些不确定因素",
    },
    "total_index": {"en": "total index (with interactions)", "zh": "总效应指数（含交互）"},
    "first_index": {"en": "first-order index", "zh": "一阶指数"},
    "index_course": {"en": "Total index by year", "zh": "历年总效应指数"},
    "sobol_method": {
        "en": "Sobol indices of {scale} from {points} points per column, with intervals of 90 %; means over "
        "{repeats} courses of luck, the same for all (seed {seed}). The other inputs stay at their "
        "medians; they make {left} of the squared effects in the screening. Dependence between "
        "inputs is left out.",
        "zh": "{scale}的 Sobol 指数，每列 {points} 个点，附 90% 区间；各点取相同的 {repeats} 组随机过程之均值（随机种子 {seed}）。"
        "其余因素取中位数，在筛选中占效应平方和的 {left}。未计入因素间的相关。",
    },
    "scale_log": {"en": "the logarithm", "zh": "对数"},
    "scale_linear": {"en": "the value", "zh": "数值"},
    "luck": {"en": "Parameters or luck: what makes the variance", "zh": "参数与随机性：方差的来源"},
    "luck_axis": {"en": "share of the variance, %", "zh": "占方差的百分比"},
    "share_parameters": {"en": "parameters and provinces", "zh": "参数与省际差异"},
    "share_interplay": {"en": "interplay", "zh": "交互"},
    "share_luck": {"en": "luck (noise, base year, events)", "zh": "随机性（噪声、基年数据、事件）"},
    "luck_method": {
        "en": "{draws} draws of the parameters, each under the same {lucks} courses of luck (seed "
        "{seed}); two-way analysis of variance, of the logarithm where outcomes are always above 0.",
        "zh": "{draws} 组参数，各经历相同的 {lucks} 组随机过程（随机种子 {seed}）；双因素方差分析，恒为正的指标取对数。",
    },
    "failed_points": {
        "en": "{failed} points without outcome are left out.",
        "zh": "{failed} 个点无结果，未计入。",
    },
    "prior_posterior": {
        "en": "What the data taught about the parameters",
        "zh": "数据对参数的修正",
    },
    "observed_years": {
        "en": "Conditioned on figures of {first} to {last}",
        "zh": "采用 {first}–{last} 年观测数据",
    },
    "prior_density": {"en": "before", "zh": "先验"},
    "posterior_density": {"en": "after", "zh": "后验"},
    "moved_by_data": {
        "en": "data removed {share} % of variance",
        "zh": "数据消除了 {share}% 的方差",
    },
    "prior_decides": {"en": "the prior decides", "zh": "由先验决定"},
    "prior_posterior_method": {
        "en": "Densities of {members} draws (seed {seed}) before and after conditioning; the axis "
        "covers 99.6 % of them.",
        "zh": "校准前后各 {members} 个抽样（随机种子 {seed}）的密度；横轴涵盖其中的 99.6%。",
    },
    "split_factor": {
        "en": "Trend, policy and shocks, as a multiple of the value of {year} (×1 = {value})",
        "zh": "趋势、政策与冲击，为 {year} 年数值的倍数（×1 = {value}）",
    },
    "split_change": {
        "en": "Trend, policy and shocks, change since {year} (then {value})",
        "zh": "趋势、政策与冲击，较 {year} 年的变化（当年为 {value}）",
    },
    "trend": {"en": "trend", "zh": "趋势"},
    "policy": {"en": "policy", "zh": "政策"},
    "shocks": {"en": "shocks of the years", "zh": "历年冲击"},
    "split_expected": {"en": "their sum", "zh": "合计"},
    "split_method": {
        "en": "Medians of {members} conditioned draws (seed {seed}). Trend: what happens without noise "
        "and policy; policy: what it adds; shocks: what the noise of the years up to then adds. "
        "Rises are stacked above the value of the base year, falls below it. Where the observed figure "
        "lies off their sum, the rest is taken for error of the figure or of the model.",
        "zh": "{members} 个校准后抽样（随机种子 {seed}）的中位数。趋势：无波动、无政策时的变化；政策：政策带来的变化；"
        "冲击：截至当年历年随机波动带来的变化。上升部分叠加在基年数值之上，下降部分在其之下；"
        "观测值与合计之差视为数据或模型的误差。",
    },
    "split_log": {
        "en": "Logarithmic scale: the parts multiply.",
        "zh": "对数坐标：各部分为相乘关系。",
    },
    "split_no_policy": {
        "en": "The scenario has no policy.",
        "zh": "该情景不含政策。",
    },
    "hindcast": {"en": "Forecasts of the past, and what happened", "zh": "对过去的预测与实际情况"},
    "observed": {"en": "observed", "zh": "观测值"},
    "forecast_median": {"en": "forecast, median", "zh": "预测中位数"},
    "hindcast_method": {
        "en": "Each fan begins a year after the last figure that was known; {members} members (seed "
        "{seed}), with the error of observation. Logarithmic scale.",
        "zh": "每个扇形始于最后一个已知年份的次年；{members} 个模拟成员（随机种子 {seed}），"
        "含观测误差。对数坐标。",
    },
    "skill": {"en": "How much better than the best benchmark", "zh": "比最好的基准方法好多少"},
    "skill_axis": {
        "en": "Part of the benchmark’s CRPS that is saved, %, by years ahead",
        "zh": "按预测年数，较基准方法 CRPS 减少的百分比",
    },
    "skill_label": {
        "en": "skill, with 5–95 % interval over origins",
        "zh": "技巧评分及其 5–95% 区间（按起点重抽样）",
    },
    "aim": {"en": "aim: 10 %", "zh": "目标：10%"},
    "held": {"en": "in 90 %: {shares}", "zh": "90% 区间：{shares}"},
    "skill_method": {
        "en": "CRPS of logarithms; benchmarks: random walk with drift, damped drift, ARIMA(1,1,0). "
        "Below: share of the figures in the 90 % interval, %. Without forecasts across breaks of "
        "the figures. {members} members (seed {seed}).",
        "zh": "对数值的 CRPS；基准方法：带漂移随机游走、阻尼漂移、ARIMA(1,1,0)。横轴下方为落入 90% 区间的实际占比（%）。"
        "不含跨统计口径变化的预测。"
        "{members} 个模拟成员（随机种子 {seed}）。",
    },
    "pit": {"en": "Where in the forecast the truth lay", "zh": "实际值在预测分布中的位置"},
    "pit_axis": {
        "en": "Share of the figures, %, by the share of the forecast below them",
        "zh": "按预测分布中低于实际值的比例统计的占比，%",
    },
    "share_observed": {"en": "figures", "zh": "实际值"},
    "calibrated_range": {
        "en": "90 % range if calibrated and independent",
        "zh": "校准且独立时的 90% 范围",
    },
    "pit_method": {
        "en": "A hump means intervals too wide, a trough too narrow, a slope a bias. Figures of "
        "neighbouring years and regions are not independent, so the range is too narrow. {members} "
        "members (seed {seed}).",
        "zh": "中间隆起表示区间过宽，凹陷表示过窄，倾斜表示有偏。相邻年份和地区并不独立，故该范围偏窄。"
        "{members} 个模拟成员（随机种子 {seed}）。",
    },
    "median": {"en": "median", "zh": "中位数"},
    "half": {"en": "25–75 % of the futures", "zh": "25–75% 区间"},
    "most": {"en": "5–95 % of the futures", "zh": "5–95% 区间"},
    "target": {"en": "the plan’s target (chance of meeting it)", "zh": "规划目标（达标概率）"},
    "base": {"en": "the plan’s figure for 2020", "zh": "规划公布的 2020 年数值"},
    "headlines": {"en": "{place}: the plan’s main indicators", "zh": "{place}：规划主要指标"},
    "method": {
        "en": "Bands and median of {members} simulated futures (seed {seed}).",
        "zh": "区间与中位数来自 {members} 个模拟成员（随机种子 {seed}）。",
    },
    "failed": {
        "en": "{failed} members left the finite numbers and do not count.",
        "zh": "其中 {failed} 个成员数值发散，未计入。",
    },
    "source": {
        "en": "Source: {source}, scenario “{title}” ({hash}).",
        "zh": "来源：{source}，情景“{title}”（{hash}）。",
    },
    "plan": {
        "en": "Targets and figures for 2020: Chongqing’s plan 2021–2025.",
        "zh": "目标值与 2020 年数值：重庆市“十四五”规划。",
    },
    "estimated": {
        "en": "Rests mainly on estimated or assumed figures for {base}.",
        "zh": "{base} 年基数主要为估计或假设值。",
    },
    "uniform": {
        "en": "One constant for all districts in {base}: differences between districts are no "
        "information.",
        "zh": "{base} 年各区县取同一常数：区县间差异不含信息。",
    },
    "target_alone": {"en": "the plan’s target", "zh": "规划目标"},
    "attainment": {
        "en": "How likely the plan’s targets are",
        "zh": "规划目标的达标概率",
    },
    "attainment_axis": {
        "en": "Share of the simulated futures that meet the target",
        "zh": "达到目标的模拟成员占比",
    },
    "chance_method": {
        "en": "Share of {members} simulated futures (seed {seed}); its 95 % sampling interval is "
        "at most ±{error} percentage points.",
        "zh": "概率为 {members} 个模拟成员（随机种子 {seed}）中达标者的占比，"
        "95% 抽样误差不超过 ±{error} 个百分点。",
    },
    "missing": {
        "en": "Some members have no value there and do not count.",
        "zh": "部分成员无数值，未计入。",
    },
    "no_chance": {
        "en": "– no member has a value there.",
        "zh": "“–”表示没有成员有数值。",
    },
    "own_targets": {
        "en": "Some targets are the scenario’s own.",
        "zh": "部分目标为情景自设。",
    },
    "plan_targets": {
        "en": "Targets: Chongqing’s plan 2021–2025.",
        "zh": "目标值：重庆市“十四五”规划。",
    },
    "map_method": {
        "en": "Colours: {statistic} of {members} simulated futures (seed {seed}). {interval}",
        "zh": "颜色：{members} 个模拟成员（随机种子 {seed}）的{statistic}。{interval}",
    },
    "times": {
        "en": "5–95 % interval, typically: {low} to {high} times the median.",
        "zh": "5–95% 区间通常为中位数的 {low}–{high} 倍。",
    },
    "around": {
        "en": "5–95 % interval, typically: {low} to +{high} from the median.",
        "zh": "5–95% 区间通常与中位数相差 {low} 至 +{high}。",
    },
    "quantile": {"en": "{at} % quantile", "zh": "{at}% 分位数"},
    "mean": {"en": "mean", "zh": "均值"},
    "sd": {"en": "standard deviation", "zh": "标准差"},
    "boundaries": {
        "en": "Boundaries: Apache ECharts 4.9.0; no statement about borders.",
        "zh": "边界：Apache ECharts 4.9.0，仅作示意，不代表对边界的立场。",
    },
    "all_estimated": {
        "en": "All places rest mainly on estimated or assumed figures for {base}: read differences "
        "between them with care.",
        "zh": "各地 {base} 年基数主要为估计或假设值，地区间差异须谨慎解读。",
    },
    "hatched": {
        "en": "mainly estimated or assumed for {base}",
        "zh": "{base} 年基数主要为估计或假设值",
    },
    "no_value": {"en": "no value", "zh": "无数值"},
    "not_single": {"en": "not modelled singly", "zh": "未单独建模"},
    "chongqing": {"en": "Chongqing’s districts and counties", "zh": "重庆市各区县"},
    "sichuan_chongqing": {
        "en": "Chongqing’s districts and Sichuan’s cities",
        "zh": "重庆市各区县与四川省各市",
    },
    "provinces": {"en": "Chinese provinces", "zh": "中国各省区市"},
    "from_to": {"en": "from ↓  to →", "zh": "来源 ↓  去向 →"},
    "sent": {"en": "sent", "zh": "流出"},
    "received": {"en": "received", "zh": "流入"},
    "matrix_flows": {
        "en": "Medians of {members} simulated futures (seed {seed}); sender in rows, receiver in "
        "columns, within a group on the diagonal; shades grow by factors. Between groups: "
        "{interval}",
        "zh": "{members} 个模拟成员（随机种子 {seed}）的中位数；行为来源，列为去向，对角线为组内，"
        "颜色按对数分级。组间：{interval}",
    },
    "map_flows": {
        "en": "Means of {members} simulated futures (seed {seed}); widths follow them. Numbers: "
        "sent, received. Arcs end anywhere in a group. {interval}",
        "zh": "{members} 个模拟成员（随机种子 {seed}）的均值，弧宽与之成比例，"
        "弧线端点仅示意所在组；数字依次为流出、流入。{interval}",
    },
    "adoption": {"en": "Adoption of technology fields", "zh": "技术领域采用率"},
    "adoption_unit": {"en": "% of potential users", "zh": "占潜在用户的百分比（%）"},
    "adoption_is": {
        "en": "Adoption is a quantity of the model: no statistic of {base} measures it.",
        "zh": "采用率为模型变量，{base} 年无统计数据可比。",
    },
    "other_fields": {"en": "medians of the other fields", "zh": "其他领域的中位数"},
    "arrival": {"en": "when technology fields arrive", "zh": "技术领域的到达年份"},
    "arrival_unit": {
        "en": "Year in which adoption passes 10 % and 50 % of potential users",
        "zh": "采用率超过潜在用户 10% 和 50% 的年份",
    },
    "arrival_50": {
        "en": "Year in which adoption passes 50 % of potential users",
        "zh": "采用率超过潜在用户 50% 的年份",
    },
    "years_from": {
        "en": "5–95 % interval, typically: {low} to {high}.",
        "zh": "5–95% 区间通常为 {low} 至 {high}。",
    },
    "beyond": {"en": "after {year}", "zh": "{year} 年以后"},
    "arrival_method": {
        "en": "Median and 5–95 % of {members} simulated futures (seed {seed}).",
        "zh": "{members} 个模拟成员（随机种子 {seed}）的中位数与 5–95% 区间。",
    },
    "reached_by": {"en": "50 % by {year}", "zh": "{year} 年前达 50%"},
    "passes_10": {"en": "passes 10 %", "zh": "超过 10%"},
    "passes_50": {"en": "passes 50 %", "zh": "超过 50%"},
    "after": {"en": "goes on after the horizon", "zh": "延续至模拟期之后"},
    "not_before": {
        "en": "not by {year} in half of the futures",
        "zh": "半数成员至 {year} 年仍未达到",
    },
    "year": {"en": "year", "zh": "年份"},
    "network": {"en": "The network in {year}", "zh": "{year} 年的网络"},
    "network_method": {
        "en": "Network of {year} at the central parameters, written by jialing graph. Width: "
        "{width}; size of nodes: {size}. The largest nodes are named where there is room.",
        "zh": "{year} 年网络，参数取中心值，由 jialing graph 输出。线宽：{width}；"
        "节点大小：{size}。在不重叠的前提下标注较大节点的名称。",
    },
    "road": {"en": "road", "zh": "公路"},
    "rail": {"en": "rail", "zh": "铁路"},
    "air": {"en": "air", "zh": "航空"},
    "programme": {"en": "cooperation programme", "zh": "合作项目"},
    "weight": {"en": "weight for {channel}", "zh": "{channel}权重"},
    "strength": {"en": "strength for {channel}", "zh": "{channel}强度"},
    "talent": {"en": "talent", "zh": "人才"},
    "capital": {"en": "capital", "zh": "资本"},
    "contract": {"en": "contracts", "zh": "技术合同"},
    "knowledge": {"en": "knowledge", "zh": "知识"},
    "hours": {"en": "speed (1 / hours)", "zh": "速度（1/小时）"},
    "betweenness": {"en": "betweenness", "zh": "中介中心性"},
    "pagerank": {"en": "PageRank", "zh": "PageRank 值"},
    "accessibility": {"en": "accessibility", "zh": "可达性"},
    "change": {"en": "change from {reference}", "zh": "与“{reference}”之差"},
    "better": {"en": "better: {chances}", "zh": "更优：{chances}"},
    "chance_in": {"en": "{chance} ({year})", "zh": "{chance}（{year} 年）"},
    "removed": {
        "en": "variance removed: {removed} ({year})",
        "zh": "方差减少：{removed}（{year} 年）",
    },
    "paired_method": {
        "en": "Difference from “{reference}” in each of {members} simulated futures (seed {seed}) "
        "under the same draws: median and bands. Better: share of the futures in which the "
        "scenario is better, ties count half. Variance removed: by comparing under the same "
        "draws, relative to independent runs.",
        "zh": "在 {members} 个模拟成员（随机种子 {seed}）中，以相同随机抽样逐个成员与“{reference}”"
        "相减：中位数与区间。更优：优于参照情景的成员占比，相等计一半。"
        "方差减少：相同抽样相对于独立抽样所减少的差值方差。",
    },
    "difference_method": {
        "en": "Colours: median of the difference from “{reference}” in each of {members} simulated "
        "futures (seed {seed}) under the same draws. {interval}",
        "zh": "颜色：{members} 个模拟成员（随机种子 {seed}）以相同随机抽样逐个与“{reference}”"
        "相减所得差值的中位数。{interval}",
    },
    "undecided": {
        "en": "5–95 % interval includes 0",
        "zh": "5–95% 区间包含 0",
    },
    "waterfall": {"en": "What each lever contributes", "zh": "各项政策工具的贡献"},
    "total": {"en": "all levers together", "zh": "全部政策工具合计"},
    "other_levers": {"en": "{count} other levers", "zh": "其余 {count} 项政策工具"},
    "waterfall_method": {
        "en": "Shapley values: the mean of what a lever adds when it joins the others, over all "
        "orders; mean of {members} simulated futures (seed {seed}), lines and brackets 5–95 %.",
        "zh": "沙普利值：一项政策工具在各种加入次序下带来的增量的平均；"
        "{members} 个模拟成员（随机种子 {seed}）的均值，细线与括号内为 5–95% 区间。",
    },
    "waterfall_sampled": {
        "en": "Orders were sampled: standard error of a mean at most {error} {unit}.",
        "zh": "加入次序为抽样所得，均值的标准误不超过 {error} {unit}。",
    },
    "with_levers": {
        "en": "“{scenario}” with and without its levers, {year}",
        "zh": "“{scenario}”有无政策工具之差，{year} 年",
    },
    "matrix": {
        "en": "How likely each target is in each scenario",
        "zh": "各情景下规划目标的达标概率",
    },
    "matrix_axis": {
        "en": "Share of the simulated futures that meet the target, %",
        "zh": "达到目标的模拟成员占比，%",
    },
    "matrix_changes": {
        "en": "▲ ▼ change from “{reference}” in percentage points, where it rounds to 1 or more.",
        "zh": "▲ ▼ 表示与“{reference}”相比的变化（百分点，四舍五入后不小于 1）。",
    },
    "allocation": {"en": "Where the money goes", "zh": "资金去向"},
    "allocation_below": {
        "en": "{name}; {budget} (100 million CNY) a year, {first}–{last}",
        "zh": "{name}；每年 {budget} 亿元，{first}–{last} 年",
    },
    "allocation_method": {
        "en": "Chosen among rules and what was optimised on {training} members, by {members} fresh ones with "
        "the same luck for all (seed {seed}); the probability that the chosen one is the best of them is "
        "{probability} %.",
        "zh": "从各规则与在 {training} 个成员上优化的方案中，按 {members} 个新成员（相同随机过程，随机种子 {seed}）选定；"
        "选定者为其中最优的概率为 {probability}%。",
    },
    "money_axis": {"en": "100 million CNY a year, nominal", "zh": "亿元/年（当年价格）"},
    "other_recipients": {"en": "{count} others", "zh": "其余 {count} 个"},
    "best_rule": {"en": "best rule: {name}", "zh": "最佳规则：{name}"},
    "least_budget_found": {
        "en": "Least budget for a chance of {wanted}: {budget} (100 million CNY) a year, {first}–{last}",
        "zh": "达到 {wanted} 概率所需的最低预算：每年 {budget} 亿元，{first}–{last} 年",
    },
    "least_budget_not_found": {
        "en": "Even {budget} (100 million CNY) a year do not give a chance of {wanted}, {first}–{last}",
        "zh": "每年 {budget} 亿元仍不能达到 {wanted} 的概率，{first}–{last} 年",
    },
    "least_budget_method": {
        "en": "Searched on {training} members; on {members} fresh ones (seed {seed}) the chance is {chance}, with "
        "the 5–95 % interval of its sampling error.",
        "zh": "在 {training} 个成员上搜索；在 {members} 个新成员（随机种子 {seed}）上概率为 {chance}，括号内为抽样误差的 "
        "5–95% 区间。",
    },
    "marginal": {
        "en": "What one more 100 million CNY a year yields",
        "zh": "每年再增加 1 亿元的回报",
    },
    "marginal_method": {
        "en": "At the margin of the chosen allocation (step 10 million CNY a year), {marginal} fresh members with the "
        "same luck (seed {seed}). Hatched: the 5–95 % interval of the sampling error includes 0.",
        "zh": "选定方案的边际（步长每年 1000 万元），{marginal} 个新成员，随机过程相同（随机种子 {seed}）。斜线：抽样误差的 5–95% 区间包含 0。",
    },
    "marginal_bars_method": {
        "en": "At the margin of the chosen allocation (step 10 million CNY a year), {marginal} fresh members with the "
        "same luck (seed {seed}). Line: 5–95 % interval of the sampling error. Point: from half of the step; on "
        "the bar's end where the step has converged.",
        "zh": "选定方案的边际（步长每年 1000 万元），{marginal} 个新成员，随机过程相同（随机种子 {seed}）。线段：抽样误差的 5–95% 区间。"
        "圆点：步长减半的结果，步长收敛时与条形末端重合。",
    },
    "no_recipient": {"en": "no recipient", "zh": "非受益地区"},
    "frontier": {
        "en": "What can be had together: the frontier of allocations",
        "zh": "目标之间的取舍：分配方案的前沿",
    },
    "frontier_below": {
        "en": "{budget} (100 million CNY) a year, {first}–{last}; difference from the best rule, up and to the right "
        "is better",
        "zh": "每年 {budget} 亿元，{first}–{last} 年；与最佳规则之差，右上方更优",
    },
    "frontier_method": {
        "en": "Searched on {training} members (NSGA-II), judged on {frontier} fresh ones with the same luck (seed "
        "{seed}), member by member; lines: 5–95 % interval of the sampling error. Hollow: another point is better "
        "in all objectives on fresh members.",
        "zh": "在 {training} 个成员上搜索（NSGA-II），在 {frontier} 个新成员上逐成员比较（相同随机过程，随机种子 {seed}）；"
        "线段：抽样误差的 5–95% 区间。空心：在新成员上被其他点占优。",
    },
    "frontier_point": {"en": "frontier", "zh": "前沿"},
    "frontier_beaten": {"en": "beaten on fresh members", "zh": "在新成员上被占优"},
    "generation": {"en": "generation", "zh": "代数"},
    "hypervolume": {"en": "Volume covered by the frontier", "zh": "前沿覆盖的超体积"},
    "rule_equal": {"en": "equal", "zh": "平均分配"},
    "rule_population": {"en": "by population", "zh": "按人口"},
    "rule_gdp": {"en": "by GDP", "zh": "按地区生产总值"},
    "rule_rd": {"en": "by R&D", "zh": "按研发经费"},
    "rule_researchers": {"en": "by R&D personnel", "zh": "按研发人员"},
    "rule_centrality": {"en": "by centrality", "zh": "按中心度"},
    "rule_need": {"en": "by need", "zh": "按需要"},
    "rule_greedy": {"en": "greedy", "zh": "按边际回报"},
    "optimised": {"en": "optimised", "zh": "优化方案"},
    "optimised_for": {"en": "optimised for {name}", "zh": "优化方案：{name}"},
    "form_value": {"en": "{places}", "zh": "{places}"},
    "form_gini": {"en": "Gini among {count} nodes", "zh": "{count} 个地区的基尼系数"},
    "form_theil": {"en": "Theil index among {count} nodes", "zh": "{count} 个地区的泰尔指数"},
    "form_gap": {"en": "{places}", "zh": "{places}"},
    "between": {"en": " relative to ", "zh": "与"},
    "named": {"en": ": {words}", "zh": "：{words}"},
    "statistic_mean": {"en": "mean of the members", "zh": "成员均值"},
    "statistic_quantile": {"en": "quantile of the members", "zh": "成员分位数"},
    "statistic_cvar": {"en": "mean of the worst members", "zh": "最差成员的均值"},
    "statistic_probability": {"en": "probability", "zh": "概率"},
    "panel_running": {"en": "The engine runs …", "zh": "正在计算……"},
    "panel_done": {
        "en": "{members} futures of each scenario in {seconds} s",
        "zh": "每个情景 {members} 个模拟成员，用时 {seconds} 秒",
    },
}

UNITS_ZH = {
    "%/yr": "%/年",
    "1": "比值",
    "10 000 CNY": "万元",
    "100 million CNY": "亿元",
    "100 million CNY of 2020": "亿元，2020 年价格",
    "100 million CNY per year": "亿元/年",
    "FTE": "人年",
    "firms": "家",
    "patents": "件",
    "percentage points": "百分点",
    "percentage points per year": "百分点/年",
    "person-years": "人年",
    "persons per year": "人/年",
    "relative to 2020": "2020 年 = 1",
}
UNITS_EN = {"1": "ratio"}
CHANGES = {"%": "percentage points", "%/yr": "percentage points per year"}  # units of differences

SIGNS = {"at_least": "≥", "at_most": "≤", "about": "≈"}


def check_language(lang: str) -> None:
    """Raises ValueError for a language the charts do not speak."""
    if lang not in LANGUAGES:
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}, not {lang!r}")


def text(key: str, lang: str, **values: object) -> str:
    """A phrase of the charts."""
    return TEXTS[key][lang].format(**values)


def indicator_name(variable: xr.DataArray, lang: str) -> str:
    """Name of an indicator or flow, beginning with a capital."""
    return capitalised(variable.attrs["long_name_zh" if lang == "zh" else "long_name"])


def capitalised(words: str) -> str:
    """The same, beginning with a capital."""
    return words[:1].upper() + words[1:]


def unit(variable: xr.DataArray, lang: str) -> str:
    """Unit of a variable."""
    return unit_word(variable.units, lang)


def unit_word(symbol: str, lang: str) -> str:
    """A unit of the result files in words."""
    years = re.findall(r"\b\d{4}$", symbol)  # "100 million CNY of 2020", or of another base year
    usual = symbol.replace(years[0], "2020") if years else symbol
    words = (UNITS_ZH if lang == "zh" else UNITS_EN).get(usual, usual)
    return words.replace("2020", years[0]) if years else words


def change_unit(variable: xr.DataArray, lang: str) -> str:
    """Unit of a difference between two values of a variable."""
    return unit_word(CHANGES.get(variable.units, variable.units), lang)


def signed(value: float) -> str:
    """A readable number with its sign, unless it rounds to 0."""
    shown = number(value)
    if shown.lstrip("−") == "0":
        return "0"
    return f"+{shown}" if value > 0 else shown


def comma(lang: str) -> str:
    """What stands between the parts of an enumeration."""
    return "，" if lang == "zh" else ", "


def colon(lang: str) -> str:
    """What stands between a name and what is said of it."""
    return "：" if lang == "zh" else ": "


def place_name(variable: xr.DataArray, lang: str) -> str:
    """Name of the region or node to which a variable of one place belongs."""
    if "region" in variable.coords:
        return str(variable.coords[f"region_name_{lang}"].values)
    return node_name(variable, str(variable.coords["node"].values), lang)


def node_name(data: xr.Dataset | xr.DataArray, node: str, lang: str) -> str:
    """Name of a node among the nodes of a dataset or variable."""
    if lang == "en":
        return spaced(node)
    chinese = data.coords["node_name_zh"]
    return str((chinese.sel(node=node) if "node" in chinese.dims else chinese).values)


def place_names(ds: xr.Dataset, lang: str) -> dict[str, str]:
    """Names of nodes and regions by their codes; a region goes before a node of the same code."""
    nodes = [str(each) for each in ds["node"].values]
    titles = ds["node_name_zh"].values if lang == "zh" else map(spaced, nodes)
    regions = zip(ds["region"].values, ds[f"region_name_{lang}"].values)
    return dict(zip(nodes, map(str, titles))) | {str(code): str(name) for code, name in regions}


def group_names(ds: xr.Dataset, lang: str) -> dict[str, str]:
    """Names of the groups, and of Chongqing as a whole: of their region, else of their nodes."""
    places = place_names(ds, lang)
    kinds = dict(zip(ds["region"].values, ds["region_kind"].values))
    names = {FOCUS: places[FOCUS]} if FOCUS in places else {}
    for group in dict.fromkeys(map(str, ds["group"].values)):
        members = ds["node"].values[ds["group"].values == group]
        nodes = [node_name(ds, str(node), lang) for node in members]
        named = kinds.get(group) == "group"
        names[str(group)] = places[group] if named else ("、" if lang == "zh" else ", ").join(nodes)
    return names


def spaced(identifier: str) -> str:
    """The English name that an identifier spells: RestOfChina is Rest of China."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", identifier).replace(" Of ", " of ")


def number(value: float) -> str:
    """A readable number: four digits at most after rounding, thousands set apart."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    decimals = max(0, 2 - math.floor(math.log10(abs(value)))) if abs(value) < 1000 else 0
    shown = f"{value:,.{min(decimals, 3)}f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return shown.replace(",", "\N{NO-BREAK SPACE}").replace("-", "−")


def chance(probability: float, lang: str) -> str:
    """A probability in per cent that never rounds to certainty."""
    if math.isnan(probability):
        return "–"
    percent = 100 * probability
    shown = "< 1" if 0 < percent < 1 else "> 99" if 99 < percent < 100 else f"{percent:.0f}"
    return shown + ("%" if lang == "zh" else " %")


def percent(share: float, lang: str = "en") -> str:
    """A share in whole per cent, which may round to 0 or 100; a dash for a missing one."""
    if math.isnan(share):
        return "–"
    return f"{100 * share:.0f}" + ("%" if lang == "zh" else " %")
