"""Words and numbers of the charts, in English and Chinese."""

from __future__ import annotations

import math

import xarray as xr

LANGUAGES = ("en", "zh")

TEXTS = {
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
        "en": "Rests mainly on estimated or assumed figures for 2020.",
        "zh": "2020 年基数主要为估计或假设值。",
    },
    "uniform": {
        "en": "One constant for all districts in 2020: differences between districts are no "
        "information.",
        "zh": "2020 年各区县取同一常数：区县间差异不含信息。",
    },
}

UNITS_ZH = {
    "%/yr": "%/年",
    "1": "比值",
    "10 000 CNY": "万元",
    "100 million CNY": "亿元",
    "100 million CNY of 2020": "亿元，2020 年价格",
    "FTE": "人年",
    "firms": "家",
    "patents": "件",
    "percentage points": "百分点",
    "person-years": "人年",
    "relative to 2020": "2020 年 = 1",
}
UNITS_EN = {"1": "ratio"}

SIGNS = {"at_least": "≥", "at_most": "≤", "about": "≈"}


def check_language(lang: str) -> None:
    """Raises ValueError for a language the charts do not speak."""
    if lang not in LANGUAGES:
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}, not {lang!r}")


def text(key: str, lang: str, **values: object) -> str:
    """A phrase of the charts."""
    return TEXTS[key][lang].format(**values)


def indicator_name(variable: xr.DataArray, lang: str) -> str:
    """Name of an indicator, beginning with a capital."""
    name = variable.attrs["long_name_zh" if lang == "zh" else "long_name"]
    return name[:1].upper() + name[1:]


def unit(variable: xr.DataArray, lang: str) -> str:
    """Unit of an indicator."""
    return (UNITS_ZH if lang == "zh" else UNITS_EN).get(variable.units, variable.units)


def place_name(variable: xr.DataArray, lang: str) -> str:
    """Name of the region or node to which a variable of one place belongs."""
    if "region" in variable.coords:
        return str(variable.coords[f"region_name_{lang}"].values)
    return str(variable.coords["node_name_zh" if lang == "zh" else "node"].values)


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
