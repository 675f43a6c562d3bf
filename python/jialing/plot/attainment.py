"""The chance of meeting each target of the plan."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import ScaledTranslation

from jialing import results
from jialing.fonts import families
from jialing.labels import (
    SIGNS,
    chance,
    check_language,
    comma,
    number,
    place_name,
    text,
    unit,
)
from jialing.scenarios import positions, scenario_name

from . import caption
from .fan import titled
from .style import GRID, INK, MOST, QUIET, SERIES, SIZE, heading, page, series_marker, settings

ROW = 0.27  # inches
NAME_OFFSET, NUMBER_OFFSET = -240, 34  # points from the axes, and from column to column


def attainment(
    ds: xr.Dataset,
    indicators: Sequence[str] | None = None,
    lang: str = "en",
    ax: Axes | None = None,
    scenario: str | int | Sequence[str | int] | None = None,
) -> Figure:
    """Probability (%) of meeting each target of the plan, a row each, in the plan's order.

    Rows are the targets of the plan's main indicators in every region and year, or those of
    `indicators`; each scenario has a marker and a column of numbers. `*` marks what rests mainly on
    estimated figures, `‡` targets with members that have no value. With `ax` the chart is that
    panel, without heading and caption. Returns the figure. Raises ValueError when the file has no
    such target, KeyError for an unknown scenario.

    >>> fig = jl.plot.attainment(ds)
    """
    check_language(lang)
    chosen = positions(ds, scenario)
    if indicators is None:
        indicators = results.headline_indicators(ds)
    tables = [results.targets(ds, scenario=each) for each in chosen]
    tables = [table[table["indicator"].isin(list(indicators))] for table in tables]
    if tables[0].empty:
        raise ValueError("no target of these indicators lies within the horizon of the file")
    names = [scenario_name(ds, each) for each in chosen]
    with mpl.rc_context(settings(lang)):
        if ax is not None:
            draw(ax, ds, tables, names, lang)
            return ax.figure
        several = len(names) > 1
        figure = page(1.35 + ROW * len(tables[0]) + 0.17 * (len(names) if several else 0))
        top = heading(figure, text("attainment", lang), text("attainment_axis", lang))
        below = caption.write_below(figure, below_text(ds, tables, lang), lang)
        if several:
            below = draw_legend(figure, below, names)
        height = figure.get_figheight()
        numbers = (16 + NUMBER_OFFSET * len(names)) / 72 / figure.get_figwidth()
        area = (0.52, below + 0.3 / height, 0.47 - numbers)
        panel = figure.add_axes((*area, top - (0.2 if several else 0) / height - area[1]))
        draw(panel, ds, tables, names, lang)
        return figure


def draw(ax: Axes, ds: xr.Dataset, tables: list[pd.DataFrame], names: list[str], lang: str) -> None:
    """The panel: names and targets at the left, markers, numbers at the right."""
    rows = range(len(tables[0]))
    for row, target in zip(rows, tables[0].itertuples()):
        ax.axhspan(row - 0.5, row + 0.5, color="#F7F7F7" if row % 2 else "white", zorder=0)
        label_row(ax, ds, row, target, lang)
    for order, table in enumerate(tables):
        probability = 100 * table["probability"].to_numpy()
        if len(tables) == 1:
            ax.barh(rows, probability, height=0.42, color=MOST, zorder=2)
        marker = series_marker(order)
        ax.plot(probability, rows, linestyle="", markersize=6, clip_on=False, zorder=4, **marker)
        print_numbers(ax, table, order, lang)
        if len(tables) > 1:
            head_column(ax, order, marker)
    ax.set_xlim(0, 100)
    ax.set_ylim(len(tables[0]) - 0.5, -0.5)
    ax.set_xticks(range(0, 101, 25))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: chance(value / 100, lang)))
    ax.set_yticks([])
    ax.spines["left"].set_color(INK)
    ax.tick_params(labelfontfamily=families(lang))
    ax.grid(axis="x", color=GRID, linewidth=0.6, zorder=1)


def label_row(ax: Axes, ds: xr.Dataset, row: int, target: tuple, lang: str) -> None:
    """Name, place, unit, level and year of a target, at the left of its row."""
    values = results.place(ds, target.indicator, target.region)
    name = titled(ds, target.indicator, target.region, lang) + ("‡" if target.missing else "")
    symbol = unit(values, lang)
    percent = symbol.startswith("%")
    level = f"{SIGNS[target.direction]} {number(target.value)}"
    if percent:
        level += symbol if lang == "zh" else f" {symbol}"
    remarks = [] if target.region == "Chongqing" else [place_name(values, lang)]
    remark = comma(lang).join(remarks if percent else [*remarks, symbol])
    where = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
    small = {"color": QUIET, "size": SIZE - 2.2, **where}
    if remark:
        ax.annotate(remark, (0, row + 0.27), (NAME_OFFSET, 0), **small)
    ax.annotate(
        name, (0, row - (0.17 if remark else 0)), (NAME_OFFSET, 0), size=SIZE - 0.5, **where
    )
    ax.annotate(level, (0, row), (-34, 0), ha="right", **where)
    ax.annotate(str(target.year), (0, row), (-7, 0), ha="right", color=QUIET, **where)


def print_numbers(ax: Axes, table: pd.DataFrame, order: int, lang: str) -> None:
    """The probabilities of one scenario, in a column at the right."""
    for row, probability in enumerate(table["probability"]):
        ax.annotate(
            chance(probability, lang),
            xy=(1, row),
            xycoords=("axes fraction", "data"),
            xytext=(12 + NUMBER_OFFSET * (order + 1), 0),
            textcoords="offset points",
            ha="right",
            va="center",
            color=SERIES[order % len(SERIES)],
            fontweight="bold",
        )


def head_column(ax: Axes, order: int, marker: dict[str, str]) -> None:
    """The marker of a scenario above its column of numbers."""
    right = ScaledTranslation(NUMBER_OFFSET * (order + 1) / 72, 7 / 72, ax.figure.dpi_scale_trans)
    ax.plot(1, 1, transform=ax.transAxes + right, clip_on=False, markersize=5, **marker)


def draw_legend(figure: Figure, below: float, names: list[str]) -> float:
    """Which marker is which scenario; returns the new foot of the chart."""
    handles = [
        Line2D([], [], linestyle="", label=name, **series_marker(i))
        for i, name in enumerate(names)
    ]
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.01, below), fontsize=SIZE)
    return below + (0.17 * len(names) + 0.1) / figure.get_figheight()


def below_text(ds: xr.Dataset, tables: list[pd.DataFrame], lang: str) -> list[str]:
    """The caption: what the marks mean, precision, size of the ensemble, source."""
    rows = tables[0].itertuples()
    estimated = any(results.mainly_estimated(ds, t.indicator, t.region) for t in rows)
    sentences = caption.meanings(ds, {"*": "estimated"}, lang) if estimated else []
    if any(table["missing"].any() for table in tables):
        sentences.append(f"‡ {text('missing', lang)}")
    if any(table["probability"].isna().any() for table in tables):
        sentences.append(text("no_chance", lang))
    error = number(100 * 1.96 * 0.5 / max(1, int(ds.attrs["members"])) ** 0.5)
    sentences += caption.ensemble(ds, lang, "chance_method", error=error)
    return [*sentences, caption.source(ds, lang), *caption.plan(ds, lang, "plan_targets")]
