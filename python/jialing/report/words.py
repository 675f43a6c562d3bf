"""Words of the page, in English and Chinese."""

from __future__ import annotations

WORDS = {
    "contents": {"en": "Contents", "zh": "目录"},
    "answer": {"en": "The answer in short", "zh": "要点"},
    "targets": {"en": "Indicators against the plan’s targets", "zh": "指标预测与规划目标"},
    "fans": {"en": "How the indicators develop", "zh": "指标走势"},
    "compared": {"en": "What the scenarios change", "zh": "各方案的差异"},
    "maps": {"en": "Where", "zh": "空间分布"},
    "flows": {"en": "Flows between regions", "zh": "区域间流动"},
    "adoption": {"en": "Adoption of technology fields", "zh": "各技术领域的采用"},
    "reading": {"en": "How to read the uncertainty", "zh": "如何理解不确定性"},
    "sources": {"en": "What the figures rest on", "zh": "数据依据"},
    "run": {"en": "How it was computed", "zh": "计算说明"},
    "counted": {
        "en": "{scenario}: of {all} targets of the plan’s main indicators, {likely} are met in at least two thirds "
        "of the simulated futures, {open} in between, {unlikely} in less than one third.",
        "zh": "{scenario}：规划主要指标的 {all} 个目标中，{likely} 个在至少三分之二的模拟未来中达到，{unlikely} 个在不到三分之一中达到，"
        "其余 {open} 个介于两者之间。",
    },
    "nothing_counted": {
        "en": "{scenario}: no target lies within the years that were simulated.",
        "zh": "{scenario}：模拟年份内没有规划目标。",
    },
    "best": {"en": "Most certain: {names}.", "zh": "最有把握：{names}。"},
    "worst": {"en": "Furthest away: {names}.", "zh": "差距最大：{names}。"},
    "likely": {"en": "likely", "zh": "可能达到"},
    "open": {"en": "open", "zh": "尚难判断"},
    "unlikely": {"en": "unlikely", "zh": "难以达到"},
    "verdict": {"en": "verdict", "zh": "判断"},
    "targets_note": {
        "en": "Median and, in brackets, the range that nine out of ten futures lie in. Chance: share of the futures that "
        "meet the target; likely from two thirds on, unlikely below one third.",
        "zh": "中位数，括号内为九成未来所在的范围。达标概率为达到目标的未来所占比例；三分之二及以上为“可能达到”，低于三分之一为“难以达到”。",
    },
    "reading_text": {
        "en": "Each of the {members} members is one consistent future: its own draw of the parameters, of the uncertain "
        "figures of the base year and of the noise of every step. In half of the futures a value is above the median, in nine "
        "out of ten between the ends of the range. These are statements about the model with its stated uncertainties, not "
        "about everything that can happen: no pandemic, no new industry, no change of statistics is among the futures.",
        "zh": "{members} 个模拟成员各为一种自洽的未来：参数、基年不确定的数据和每一步的波动各抽取一次。一半的未来高于中位数，九成落在所给范围内。"
        "这些是模型在所列不确定性下的判断，并不涵盖一切可能：疫情、全新产业、统计口径变化都不在其中。",
    },
    "sources_text": {
        "en": "Share of an indicator’s base year that rests on estimated or assumed figures rather than reported ones. "
        "Whatever rests mainly on such figures is marked with an asterisk.",
        "zh": "各指标基年数据中估计或假设（而非公布）的比例。主要依据估计值的结果以星号标出。",
    },
    "indicator": {"en": "indicator", "zh": "指标"},
    "estimated": {"en": "estimated or assumed", "zh": "估计或假设"},
    "licence": {
        "en": "Boundaries and tables have licences of their own; NOTICE and scenarios/data/README.md of the source name them.",
        "zh": "边界与数据表各有许可，见源代码中的 NOTICE 与 scenarios/data/README.md。",
    },
    "scenario": {"en": "scenario", "zh": "情景"},
    "members": {"en": "members", "zh": "模拟成员数"},
    "failed_members": {"en": "members without result", "zh": "无结果的成员"},
    "seed": {"en": "seed", "zh": "随机种子"},
    "sampling": {"en": "sampling", "zh": "抽样方法"},
    "arithmetic": {"en": "arithmetic", "zh": "运算精度"},
    "quantiles": {"en": "quantiles", "zh": "分位数"},
    "version": {"en": "version of jialing", "zh": "jialing 版本"},
    "scenario_hash": {"en": "hash of the scenario", "zh": "情景哈希值"},
    "file": {"en": "result file", "zh": "结果文件"},
    "settings": {"en": "The scenario in full", "zh": "完整情景"},
}

ATTRIBUTES = (
    "members",
    "failed_members",
    "seed",
    "sampling",
    "arithmetic",
    "quantiles",
    "version",
    "scenario_hash",
)

VALUES_ZH = {  # what attributes of a file say
    "monte_carlo": "蒙特卡罗",
    "latin_hypercube": "拉丁超立方",
    "sobol": "Sobol 序列",
    "double precision": "双精度",
    "single precision": "单精度",
    "fused multiply-add": "融合乘加",
    "exact": "精确",
    ", ": "，",
}


def value(text: str, lang: str) -> str:
    """What an attribute of a file says, in the language of the page."""
    for english, chinese in VALUES_ZH.items() if lang == "zh" else ():
        text = text.replace(english, chinese)
    return text


def word(key: str, lang: str, **values: object) -> str:
    """A word or sentence, with its values filled in."""
    return WORDS[key][lang].format(**values)
