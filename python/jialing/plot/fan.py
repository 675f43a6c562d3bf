"""Indicators over the years: median and bands, with the plan's targets."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import matplotlib as mpl
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from jialing import results
from jialing.fonts import families
from jialing.labels import (
    SIGNS,
    chance,
    check_language,
    colon,
    indicator_name,
    number,
    place_name,
    text,
    unit,
)
from jialing.scenarios import position, positions, scenario_name

from . import caption
from .style import (
    GRID,
    HALF,
    INK,
    LINE,
    MOST,
    QUIET,
    TARGET,
    halo,
    heading,
    page,
    series_line,
    settings,
)

A4_LANDSCAPE = (11.7, 8.3)
GRID_COLUMNS = 4
PANEL_COLUMNS, TITLE_COLUMNS = 3, 30  # panels beside each other, letters of their titles


def fan(
    ds: xr.Dataset,
    indicator: str,
    region: str = "Chongqing",
    lang: str = "en",
    ax: Axes | None = None,
    scenario: str | int | Sequence[str | int] | None = None,
    overlaid: bool = False,
) -> Figure:
    """An indicator of a region or node over the years: median, 25–75 and 5–95 % of the members.

    The plan's targets and its figure for 2020 are marked. All scenarios of the file are shown, or
    those chosen by id or position: side by side on one scale, or `overlaid` in one panel (medians
    and 25–75 %). Without `ax` the chart has a legend and a caption (unit, source, size of the
    ensemble); with `ax` it is that panel, overlaid. Returns the figure. Raises KeyError for an
    unknown indicator, place or scenario.

    >>> fig = jl.plot.fan(ds, "rd_intensity", lang="zh")
    """
    check_language(lang)
    chosen = positions(ds, scenario)
    with mpl.rc_context(settings(lang)):
        if ax is not None:
            draw(ax, ds, indicator, region, lang, chosen)
            return ax.figure
        together = overlaid or len(chosen) == 1
        columns = 1 if together else min(len(chosen), PANEL_COLUMNS)
        rows = 1 if together else math.ceil(len(chosen) / columns)
        figure = page(1.2 + legend_height(chosen, overlaid) + (2.3 if together else 2.1) * rows)
        values = results.place(ds, indicator, region)
        top = heading(
            figure, place_name(values, lang) + colon(lang) + titled(ds, indicator, region, lang)
        )
        marked = len(results.targets(ds, indicator, region)) > 0
        below = caption.write_below(figure, below_text(ds, [indicator], region, lang, marked), lang)
        draw_legend(figure, below, ds, chosen, lang, marked, overlaid and len(chosen) > 1)
        axes = figure.subplots(rows, columns, squeeze=False, sharey=True)
        figure.subplots_adjust(
            left=0.08,
            right=0.97,
            top=top - (0.1 if together else 0.5) / figure.get_figheight(),
            bottom=below + (0.27 + legend_height(chosen, overlaid)) / figure.get_figheight(),
            hspace=0.55,
            wspace=0.1,
        )
        for panel, each in zip(axes.flat, [chosen] if together else [[one] for one in chosen]):
            draw(panel, ds, indicator, region, lang, each)
            if not together:
                title = "\n".join(caption.wrap(scenario_name(ds, each[0]), TITLE_COLUMNS))
                panel.set_title(title, loc="left", pad=15)
                rule_years(panel, values["time"].values, lang, narrow=columns > 2)
        for panel in axes.flat[len(chosen) if not together else 1 :]:
            panel.set_axis_off()
        return figure


def fan_grid(
    ds: xr.Dataset,
    indicators: Sequence[str] | None = None,
    region: str = "Chongqing",
    lang: str = "en",
    scenario: str | int = 0,
) -> Figure:
    """Fans of many indicators on a page (A4, landscape); by default the plan's main indicators.

    Returns the figure. Raises ValueError when there is nothing to draw, KeyError for an unknown
    indicator, place or scenario.

    >>> fig = jl.plot.fan_grid(ds, ["rd_intensity", "gdp"], lang="zh")
    """
    check_language(lang)
    if indicators is None:
        indicators = results.headline_indicators(ds)
    if not indicators:
        raise ValueError("no indicators to draw: no target lies within the horizon; name an indicator")
    at = position(ds, scenario)
    rows = math.ceil((len(indicators) + 1) / GRID_COLUMNS)  # one cell at least is the legend's
    with mpl.rc_context(settings(lang, 7.5)):
        height = A4_LANDSCAPE[1] * (0.12 + 0.22 * rows)
        figure = page(height, A4_LANDSCAPE[0])
        axes = list(figure.subplots(rows, GRID_COLUMNS, squeeze=False).flat)
        for ax, indicator in zip(axes, indicators):
            draw(ax, ds, indicator, region, lang, [at])
            ax.set_title(titled(ds, indicator, region, lang), loc="left", pad=15)
        for ax in axes[len(indicators) :]:
            ax.set_axis_off()
        marked = any(len(results.targets(ds, each, region)) for each in indicators)
        axes[len(indicators)].legend(
            handles=band_handles(lang) + (marker_handles(lang) if marked else []),
            loc="center left",
            fontsize=8.5,
            labelspacing=0.9,
        )
        name = place_name(results.place(ds, indicators[0], region), lang)
        title = text("headlines", lang, place=name)
        figure.suptitle(title, x=0.02, y=0.985, ha="left", fontsize=13, fontweight="bold")
        below = caption.write_below(figure, below_text(ds, indicators, region, lang, marked), lang)
        figure.subplots_adjust(
            left=0.053,
            right=0.98,
            top=1 - 0.9 / height,
            bottom=below + 0.03,
            hspace=0.6,
            wspace=0.25,
        )
        return figure


def draw(
    ax: Axes, ds: xr.Dataset, indicator: str, region: str, lang: str, scenarios: list[int]
) -> None:
    """The panel of one indicator: bands, medians, markers, unit and years."""
    values = results.place(ds, indicator, region)
    if len(scenarios) == 1:
        draw_bands(ax, values.isel(scenario=scenarios[0]))
    else:
        for order, scenario in enumerate(scenarios):
            draw_overlaid(ax, values.isel(scenario=scenario), order)
    targets = results.targets(ds, indicator, region, scenarios[0])
    mark_targets(ax, targets, values.isel(scenario=scenarios[0]), lang, len(scenarios) == 1)
    ax.annotate(
        unit(values, lang),
        xy=(0, 1),
        xycoords="axes fraction",
        xytext=(0, 4),
        textcoords="offset points",
        color=QUIET,
    )
    rule_values(ax, number)
    rule_years(ax, values["time"].values, lang)


def rule_values(ax: Axes, written: Callable[[float], str]) -> None:
    """An axis of values with lines across the panel."""
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value)))
    ax.grid(axis="y", color=GRID, linewidth=0.6, zorder=0)


def rule_years(ax: Axes, years: Sequence[int], lang: str, narrow: bool = False) -> None:
    """An axis of years, every fifth named when they are many, in a narrow panel every tenth."""
    ax.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    step = max(1, math.ceil((years[-1] - years[0]) / 20)) * (5 if years[-1] - years[0] > 6 else 1)
    named = [year for year in years if (year - years[0]) % step == 0]
    ax.set_xticks(named[::2] if narrow else named)
    ax.tick_params(labelfontfamily=families(lang))  # ticks made later keep the font


def draw_bands(ax: Axes, values: xr.DataArray) -> None:
    """Median, 25–75 and 5–95 % of one scenario, over statistic and time."""
    years = values["time"].values
    at = {str(name): values.sel(statistic=name).values for name in values["statistic"].values}
    ax.fill_between(years, at["q05"], at["q95"], color=MOST, linewidth=0, zorder=2)
    ax.fill_between(years, at["q25"], at["q75"], color=HALF, linewidth=0, zorder=3)
    ax.plot(years, at["q50"], color=LINE, linewidth=1.8, zorder=4)


def draw_overlaid(ax: Axes, values: xr.DataArray, order: int) -> None:
    """Median and 25–75 % of one scenario among others."""
    years, look = values["time"].values, series_line(order)
    low, middle, high = (values.sel(statistic=name).values for name in ("q25", "q50", "q75"))
    ax.fill_between(years, low, high, color=look["color"], alpha=0.18, linewidth=0, zorder=2)
    ax.plot(years, middle, zorder=4, **look)


def mark_targets(
    ax: Axes, targets: pd.DataFrame, values: xr.DataArray, lang: str, with_chance: bool
) -> None:
    """Marks the plan's targets and its figure for 2020, the chance of meeting them if wanted."""
    middle = values.sel(statistic="q50")
    last = int(values["time"][-1])
    for target in targets.itertuples():
        above = target.value >= float(middle.sel(time=target.year))
        ax.plot(target.year, target.value, clip_on=False, zorder=6, **DIAMOND)
        odds = chance(target.probability, lang)
        odds = f"（{odds}）" if lang == "zh" else f" ({odds})"
        ax.annotate(
            f"{SIGNS[target.direction]} {number(target.value)}{odds if with_chance else ''}",
            xy=(target.year, target.value),
            xytext=(0, 7) if above else (5, -4),
            textcoords="offset points",
            ha="right" if target.year > last - 3 else "center" if above else "left",
            va="bottom" if above else "top",
            color=TARGET,
            path_effects=halo(),
            zorder=7,
        )
    for base in targets["base"].dropna().unique():
        ax.plot(values["time"][0], base, clip_on=False, zorder=5, **CIRCLE)
    ax.margins(y=0.12)


DIAMOND = {"marker": "D", "markersize": 5.5, "color": TARGET, "markeredgecolor": "white"}
CIRCLE = {
    "marker": "o",
    "markersize": 5,
    "color": "white",
    "markeredgecolor": INK,
    "markeredgewidth": 1.2,
}


def band_handles(lang: str) -> list[Line2D | Patch]:
    """What the bands of a fan mean."""
    return [
        Line2D([], [], color=LINE, linewidth=1.8, label=text("median", lang)),
        Patch(color=HALF, label=text("half", lang)),
        Patch(color=MOST, label=text("most", lang)),
    ]


def marker_handles(lang: str, target: str = "target") -> list[Line2D]:
    """What the markers of the plan mean."""
    return [
        Line2D([], [], linestyle="", label=text(target, lang), **DIAMOND),
        Line2D([], [], linestyle="", label=text("base", lang), **CIRCLE),
    ]


def overlaid_handles(ds: xr.Dataset, scenarios: list[int]) -> list[Line2D]:
    """Which line is which scenario."""
    return [
        Line2D([], [], label=scenario_name(ds, scenario), **series_line(order))
        for order, scenario in enumerate(scenarios)
    ]


def draw_legend(
    figure: Figure,
    below: float,
    ds: xr.Dataset,
    scenarios: list[int],
    lang: str,
    marked: bool,
    overlaid: bool,
) -> None:
    """The legend of a figure of one indicator, above the caption."""
    handles: list[Line2D | Patch] = band_handles(lang)
    if overlaid:
        tint = Patch(color=QUIET, alpha=0.25, linewidth=0, label=text("half", lang))
        handles = [*overlaid_handles(ds, scenarios), tint]
    if marked:
        handles += marker_handles(lang, "target_alone" if overlaid else "target")
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.01, below),
        ncols=2 if overlaid else 3,
        columnspacing=1.2,
    )


def legend_height(scenarios: list[int], overlaid: bool) -> float:
    """Inches that the legend takes."""
    lines = math.ceil((len(scenarios) + 3) / 2) if overlaid and len(scenarios) > 1 else 2
    return 0.1 + 0.17 * lines


def titled(ds: xr.Dataset, indicator: str, region: str, lang: str) -> str:
    """Name of an indicator with the marks of what a reader must know."""
    marks = "".join(f" {mark}" for mark in cautions(ds, indicator, region))
    return indicator_name(ds[indicator], lang) + marks


def cautions(ds: xr.Dataset, indicator: str, region: str) -> dict[str, str]:
    """What a reader must know of an indicator there: the mark beside its name, and the phrase."""
    found = {}
    if results.mainly_estimated(ds, indicator, region):
        found["*"] = "estimated"
    if ds[indicator].attrs["uniform_base"] and region not in ds["region"].values:
        found["†"] = "uniform"
    return found


def below_text(
    ds: xr.Dataset, indicators: Sequence[str], region: str, lang: str, marked: bool
) -> list[str]:
    """The caption of fans: what the marks mean, size of the ensemble, seed, source, the plan."""
    marks: dict[str, str] = {}
    for indicator in indicators:
        marks |= cautions(ds, indicator, region)
    sentences = caption.meanings(ds, marks, lang)
    sentences += caption.ensemble(ds, lang, "method")
    sentences.append(caption.source(ds, lang))
    return sentences + (caption.plan(ds, lang, "plan") if marked else [])
