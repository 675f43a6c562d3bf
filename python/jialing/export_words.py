"""Words of the workbook, in English and Chinese."""

from __future__ import annotations

WORDS = {
    # names of the sheets
    "overview": {"en": "Overview", "zh": "说明"},
    "targets": {"en": "Targets", "zh": "规划目标"},
    "node": {"en": "Districts {year}", "zh": "区县 {year}"},
    "region": {"en": "Regions {year}", "zh": "区域 {year}"},
    "technology_contracts": {"en": "Flows of contracts", "zh": "技术合同流向"},
    "innovation_capital": {"en": "Flows of capital", "zh": "创新资本流向"},
    "talent_rate": {"en": "Flows of talent", "zh": "研发人员流动"},
    "arrivals": {"en": "Adoption of {share}", "zh": "采用率达{share}"},
    "estimated": {"en": "Estimated share", "zh": "估计占比"},
    "base_year": {"en": "Base year", "zh": "基年数据"},
    "parameters": {"en": "Parameters", "zh": "模型参数"},
    # what stands at the head of a sheet
    "targets_heading": {
        "en": "Indicators against the plan’s targets",
        "zh": "指标预测与规划目标对照",
    },
    "node_heading": {
        "en": "Indicators of districts, cities, provinces and partners abroad, {year}",
        "zh": "{year} 年各区县、城市、省份及境外伙伴指标",
    },
    "region_heading": {
        "en": "Indicators of regions and zones, {year}",
        "zh": "{year} 年各区域与园区指标",
    },
    "arrivals_heading": {
        "en": "Year in which {share} of the potential users have adopted a technology field",
        "zh": "各技术领域采用率达到 {share} 的年份",
    },
    "estimated_heading": {
        "en": "Share of the figures for {base} that are estimated or assumed, by indicator",
        "zh": "各指标 {base} 年基数中估计或假设值的占比",
    },
    "base_year_heading": {
        "en": "Figures for {base} and where they come from",
        "zh": "{base} 年基数及其来源",
    },
    "parameters_heading": {
        "en": "Parameters of the model: what was believed, and what was drawn",
        "zh": "模型参数：先验分布与实际抽样",
    },
    "targets_note": {
        "en": "Median and 5–95 % interval of the simulated futures. Chance: share of the futures that "
        "meet the target. Growth since {base} has no value in {base}: the plan’s own figure, a rise "
        "over one year, stands there.",
        "zh": "中位数与 5–95% 区间来自全部模拟成员；达标概率为达到目标的模拟成员占比。"
        "年均增长指标在 {base} 年无值，该列为规划公布的当年增速。",
    },
    "places_note": {
        "en": "Median and 5–95 % interval of the simulated futures.",
        "zh": "中位数与 5–95% 区间来自全部模拟成员。",
    },
    "flows_note": {
        "en": "{name}; {unit}. Rows send, columns receive; the diagonal stays in the group. Each "
        "cell is a statistic of its own: medians do not add up to the median of a sum.",
        "zh": "{name}，单位：{unit}。行为流出方，列为流入方，对角线为组内流动。"
        "各单元格分别统计，中位数不可相加。",
    },
    "arrivals_note": {
        "en": "Median year of the simulated futures, “> {last}” when half of them have not arrived by "
        "then; chance: share of the futures in which it arrives by {last}. {base} where "
        "the share had been passed before.",
        "zh": "模拟成员的中位年份；“> {last}”表示截至该年过半成员尚未达到；"
        "概率为 {last} 年前达到的成员占比。{base} 年以前已达到者记为 {base}。",
    },
    "estimated_note": {
        "en": "0 %: all reported; 100 %: nothing but estimates and assumptions.",
        "zh": "0% 表示全部为公布值，100% 表示全部为估计或假设值。",
    },
    "base_year_note": {
        "en": "Columns as in nodes.csv: money in 100 million CNY, “_10k” in 10 000, shares as "
        "fractions. Uncertainty: standard deviation of the logarithm.",
        "zh": "列名同 nodes.csv：金额单位为亿元，“_10k”以万计，比重以小数表示。"
        "不确定性为对数标准差。",
    },
    "parameters_note": {
        "en": "Priors from the literature and from judgement. Parameters that are marked were drawn "
        "from what is left of an earlier prior after the observed years (calibration).",
        "zh": "先验分布来自文献与判断；带标记的参数取自用历史年份校准后的分布。",
    },
    # columns
    "indicator": {"en": "Indicator", "zh": "指标"},
    "place": {"en": "Place", "zh": "地区"},
    "unit": {"en": "Unit", "zh": "单位"},
    "base": {"en": "{base}", "zh": "{base} 年"},
    "q50": {"en": "Median", "zh": "中位数"},
    "q05": {"en": "5 %", "zh": "5%"},
    "q95": {"en": "95 %", "zh": "95%"},
    "target_year": {"en": "Target year", "zh": "目标年份"},
    "sign": {"en": "Direction", "zh": "方向"},
    "target": {"en": "Target", "zh": "目标值"},
    "probability": {"en": "Chance", "zh": "概率"},
    "mark": {"en": "Mark", "zh": "标记"},
    "code": {"en": "Code", "zh": "代码"},
    "kind": {"en": "Kind", "zh": "类别"},
    "province": {"en": "Province", "zh": "省份"},
    "group": {"en": "Group", "zh": "分组"},
    "year": {"en": "Year", "zh": "年份"},
    "column": {"en": "Column", "zh": "列"},
    "value": {"en": "Value", "zh": "数值"},
    "status": {"en": "Status", "zh": "状态"},
    "log_sd": {"en": "Uncertainty", "zh": "不确定性"},
    "basis": {"en": "Source or rule", "zh": "来源或推算规则"},
    "parameter": {"en": "Parameter", "zh": "参数"},
    "meaning": {"en": "Meaning", "zh": "含义"},
    "source": {"en": "Source", "zh": "来源"},
    "distribution": {"en": "Distribution", "zh": "分布"},
    "conditioned": {"en": "Calibrated", "zh": "经校准"},
    "yes": {"en": "yes", "zh": "是"},
    "prior": {"en": "Prior", "zh": "先验分布"},
    "drawn": {"en": "Drawn", "zh": "实际抽样"},
    "from": {"en": "from \\ to", "zh": "流出 \\ 流入"},
    # the overview
    "scenario": {"en": "Scenario", "zh": "情景"},
    "description": {"en": "Description", "zh": "描述"},
    "hash": {"en": "Hash of the scenario", "zh": "情景哈希值"},
    "members": {"en": "Simulated futures", "zh": "模拟成员数"},
    "failed": {"en": "of them failed, not counted", "zh": "其中数值发散、未计入"},
    "seed": {"en": "Random seed", "zh": "随机种子"},
    "sampling": {"en": "Sampling", "zh": "抽样方法"},
    "years": {"en": "Years", "zh": "年份"},
    "version": {"en": "Made by", "zh": "生成程序"},
    "sheets": {"en": "Sheets", "zh": "工作表"},
    "reading": {"en": "How to read the figures", "zh": "如何解读"},
    "reading_1": {
        "en": "Each simulated future is one consistent course of events with its own draw of the "
        "parameters, of the uncertain figures for {base} and of chance. In half of them an indicator "
        "lies above its median, in nine out of ten between 5 % and 95 %.",
        "zh": "每个模拟成员是一条自洽的未来路径，参数、{base} 年不确定数据与随机扰动各自抽样。"
        "半数成员高于中位数，九成成员位于 5% 与 95% 之间。",
    },
    "reading_2": {
        "en": "A chance is the share of futures that meet a target. Both are statements about the "
        "model with its stated uncertainties, not about everything that can happen.",
        "zh": "达标概率是达到目标的成员占比。以上均是在模型及其所列不确定性之内的结论，"
        "并不涵盖所有可能发生的情况。",
    },
    "reading_3": {
        "en": "No district’s R&D for {base} was published: all are estimates that add up to the "
        "city’s figure. What rests mainly on estimates carries an asterisk.",
        "zh": "各区县 {base} 年研发经费均未公布，均为按全市总量推算的估计值。"
        "主要依据估计值的结果以星号标出。",
    },
    "reading_4": {
        "en": "The same scenario and seed give the same figures. Money is nominal unless its unit "
        "says otherwise.",
        "zh": "相同的情景与随机种子给出相同的结果。除单位注明外，金额均为现价。",
    },
}

KINDS_ZH = {
    "bloc": "区域组织",
    "city": "城市",
    "cluster": "片区",
    "country": "国家",
    "district": "区县",
    "group": "分组",
    "province": "省份",
    "region": "地区",
    "zone": "园区",
}

STATUSES_ZH = {
    "reported": "公布值",
    "reported_unchecked": "公布值（未核对）",
    "estimated": "估计值",
    "assumed": "假设值",
}
