"""Charts of results, in English and Chinese, readable in print and by the colour-blind."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

import matplotlib as mpl
import matplotlib.patheffects as effects
import matplotlib.pyplot as plt
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from . import results
from .fonts import families
from .labels import SIGNS, chance, check_language, indicator_name, number, place_name, text, unit

# Okabe and Ito's blue and vermilion; the tints stay apart in grey.
LINE, HALF, MOST = "#0072B2", "#7FB8D8", "#CFE3F0"
TARGET, INK, QUIET = "#D55E00", "#222222", "#666666"

A4_LANDSCAPE = (11.7, 8.3)
GRID_COLUMNS = 4


def fan(
    ds: xr.Dataset,
    indicator: str,
    region: str = "Chongqing",
    lang: str = "en",
    ax: Axes | None = None,
    scenario: int = 0,
) -> Axes:
    """An indicator of a region or node over the years: median, 25–75 and 5–95 % of the members.

    The plan's targets and its figure for 2020 are marked. Without `ax` the chart is a figure of its
    own with a legend and a caption (unit, source, size of the ensemble); with `ax` it is a panel.

    >>> ax = fan(ds, "rd_intensity", lang="zh")  # doctest: +SKIP
    >>> ax.figure.savefig("rd_intensity.pdf")  # doctest: +SKIP
    """
    check_language(lang)
    with mpl.rc_context(style(lang, 9)):
        if ax is not None:
            draw_fan(ax, ds, indicator, region, lang, scenario)
            return ax
        figure, ax = plt.subplots(figsize=(6.3, 4.4))
        draw_fan(ax, ds, indicator, region, lang, scenario)
        name = place_name(results.place(ds, indicator, region), lang)
        separator = "：" if lang == "zh" else ": "
        ax.set_title(name + separator + ax.get_title(loc="left"), loc="left", pad=18)
        marked = len(results.targets(ds, indicator, region)) > 0
        below = write_below(figure, caption(ds, [indicator], region, lang, marked), width=116)
        figure.legend(
            handles=legend_handles(lang, marked),
            loc="lower left",
            bbox_to_anchor=(0.03, below),
            ncols=2,
            fontsize=8,
        )
        figure.subplots_adjust(left=0.1, right=0.96, top=0.86, bottom=below + 0.22)
        return ax


def fan_grid(
    ds: xr.Dataset,
    indicators: Sequence[str] | None = None,
    region: str = "Chongqing",
    lang: str = "en",
    scenario: int = 0,
) -> Figure:
    """Fans of many indicators on a page (A4, landscape); by default the plan's main indicators.

    >>> fan_grid(ds, lang="zh").savefig("baseline.png", dpi=200)  # doctest: +SKIP
    """
    check_language(lang)
    if indicators is None:
        indicators = results.headline_indicators(ds)
    if not indicators:
        raise ValueError("no indicators to draw: no target of the plan lies within the horizon")
    rows = math.ceil((len(indicators) + 1) / GRID_COLUMNS)  # one cell at least is the legend's
    with mpl.rc_context(style(lang, 7.5)):
        height = A4_LANDSCAPE[1] * (0.12 + 0.22 * rows)
        figure, grid = plt.subplots(
            rows, GRID_COLUMNS, figsize=(A4_LANDSCAPE[0], height), squeeze=False
        )
        axes = list(grid.flat)
        for ax, indicator in zip(axes, indicators):
            draw_fan(ax, ds, indicator, region, lang, scenario)
        for ax in axes[len(indicators) :]:
            ax.set_axis_off()
        marked = any(len(results.targets(ds, each, region)) for each in indicators)
        axes[len(indicators)].legend(
            handles=legend_handles(lang, marked), loc="center left", fontsize=8.5, labelspacing=0.9
        )
        name = place_name(results.place(ds, indicators[0], region), lang)
        heading = text("headlines", lang, place=name)
        figure.suptitle(heading, x=0.053, y=0.985, ha="left", fontsize=13, fontweight="bold")
        below = write_below(figure, caption(ds, indicators, region, lang, marked), width=215)
        figure.subplots_adjust(
            left=0.053,
            right=0.98,
            top=1 - 0.9 / height,
            bottom=below + 0.03,
            hspace=0.6,
            wspace=0.25,
        )
        return figure


def style(lang: str, size: float) -> dict[str, object]:
    """Matplotlib's settings for the charts."""
    return {
        "font.family": families(lang),
        "font.size": size,
        "axes.edgecolor": QUIET,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": size + 0.5,
        "axes.titleweight": "bold",
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "text.color": INK,
        "legend.frameon": False,
        "pdf.fonttype": 42,
    }


def draw_fan(
    ax: Axes, ds: xr.Dataset, indicator: str, region: str, lang: str, scenario: int
) -> None:
    """The panel of one indicator: bands, median, markers, title and unit."""
    values = results.place(ds, indicator, region).isel(scenario=scenario)
    years = values["time"].values
    at = {str(name): values.sel(statistic=name).values for name in values["statistic"].values}
    ax.fill_between(years, at["q05"], at["q95"], color=MOST, linewidth=0, zorder=2)
    ax.fill_between(years, at["q25"], at["q75"], color=HALF, linewidth=0, zorder=3)
    ax.plot(years, at["q50"], color=LINE, linewidth=1.8, zorder=4)
    mark_targets(ax, results.targets(ds, indicator, region, scenario), values, lang)

    marks = "".join(f" {mark}" for mark in cautions(ds, indicator, region))
    ax.set_title(indicator_name(values, lang) + marks, loc="left", pad=15)
    ax.annotate(
        unit(values, lang),
        xy=(0, 1),
        xycoords="axes fraction",
        xytext=(0, 4),
        textcoords="offset points",
        color=QUIET,
    )
    ax.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    step = max(1, math.ceil((years[-1] - years[0]) / 20)) * (5 if years[-1] - years[0] > 6 else 1)
    ax.set_xticks([year for year in years if (year - years[0]) % step == 0])
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    ax.tick_params(labelfontfamily=families(lang))  # ticks made later keep the font
    ax.grid(axis="y", color="#E5E5E5", linewidth=0.6, zorder=0)


def mark_targets(ax: Axes, targets: pd.DataFrame, values: xr.DataArray, lang: str) -> None:
    """Marks the plan's targets, with the chance of meeting them, and its figure for 2020."""
    halo = [effects.withStroke(linewidth=2.2, foreground="white")]
    middle = values.sel(statistic="q50")
    last = int(values["time"][-1])
    for target in targets.itertuples():
        above = target.value >= float(middle.sel(time=target.year))
        ax.plot(
            target.year,
            target.value,
            marker="D",
            markersize=5.5,
            color=TARGET,
            markeredgecolor="white",
            clip_on=False,
            zorder=6,
        )
        odds = chance(target.probability, lang)
        odds = f"（{odds}）" if lang == "zh" else f" ({odds})"
        ax.annotate(
            f"{SIGNS[target.direction]} {number(target.value)}{odds}",
            xy=(target.year, target.value),
            xytext=(0, 7) if above else (5, -4),
            textcoords="offset points",
            ha="right" if target.year > last - 3 else "center" if above else "left",
            va="bottom" if above else "top",
            color=TARGET,
            path_effects=halo,
            zorder=7,
        )
    for base in targets["base"].dropna().unique():
        ax.plot(
            values["time"][0],
            base,
            marker="o",
            markersize=5,
            color="white",
            markeredgecolor=INK,
            markeredgewidth=1.2,
            clip_on=False,
            zorder=5,
        )
    ax.margins(y=0.12)


def legend_handles(lang: str, marked: bool = True) -> list[Line2D | Patch]:
    """What the parts of a fan mean; `marked` with the markers of the plan."""
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=LINE, linewidth=1.8, label=text("median", lang)),
        Patch(color=HALF, label=text("half", lang)),
        Patch(color=MOST, label=text("most", lang)),
    ]
    if marked:
        diamond = {"marker": "D", "markersize": 5.5, "color": TARGET, "markeredgecolor": "white"}
        circle = {"marker": "o", "markersize": 5, "color": "white", "markeredgecolor": INK}
        handles.append(Line2D([], [], linestyle="", **diamond, label=text("target", lang)))
        handles.append(
            Line2D([], [], linestyle="", **circle, markeredgewidth=1.2, label=text("base", lang))
        )
    return handles


def cautions(ds: xr.Dataset, indicator: str, region: str) -> dict[str, str]:
    """What a reader must know of an indicator there: the mark beside its name, and the phrase."""
    found = {}
    if results.estimated_share(ds, indicator, region) > 0.5:
        found["*"] = "estimated"
    if ds[indicator].attrs["uniform_base"] and region not in ds["region"].values:
        found["†"] = "uniform"
    return found


def caption(ds: xr.Dataset, indicators: Sequence[str], region: str, lang: str, marked: bool) -> str:
    """The text below a chart: what the marks mean, size of the ensemble, seed, source."""
    marks: dict[str, str] = {}
    for indicator in indicators:
        marks |= cautions(ds, indicator, region)
    sentences = [f"{mark} {text(phrase, lang)}" for mark, phrase in marks.items()]
    about = ds.attrs
    members, failed = int(about["members"]), int(about["failed_members"])
    sentences.append(text("method", lang, members=number(members), seed=about["seed"]))
    if failed:
        sentences.append(text("failed", lang, failed=number(failed)))
    source = {"source": about["source"], "title": about["title"], "hash": about["scenario_hash"]}
    sentences.append(text("source", lang, **source))
    if marked:
        sentences.append(text("plan", lang))
    return ("" if lang == "zh" else " ").join(sentences)


def write_below(figure: Figure, words: str, width: int) -> float:
    """Writes a caption at the foot of a figure and returns the height it takes, in the figure's.

    `width` of a line is in Latin characters.
    """
    lines = wrap(words, width)
    size, spacing, foot = 7, 1.5, 0.015
    figure.text(
        0.053,
        foot,
        "\n".join(lines),
        fontsize=size,
        linespacing=spacing,
        color=QUIET,
        va="bottom",
    )
    return foot + (len(lines) + 0.5) * size * spacing / 72 / figure.get_figheight()


def wrap(words: str, width: int) -> list[str]:
    """Breaks text at spaces and between Chinese characters, which take two columns each.

    Punctuation stays with what it opens or closes.
    """
    latin, wide = r"[^\s\u2e80-\u9fff\uff00-\uffef“”]+", r"[\u2e80-\u9fff]"
    lines, used = [""], 0
    for piece in re.findall(rf"\s+|[（“]*(?:{latin}|{wide})[，。；：、）”]*", words):
        columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in piece)
        if used + columns > width and not piece.isspace():
            lines.append("")
            used = 0
        lines[-1] += piece
        used += columns
    return [line.strip() for line in lines]
