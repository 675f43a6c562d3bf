"""Charts of sensitivity analyses: what the projections hang on."""

from __future__ import annotations

import re

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from jialing.labels import (
    capitalised,
    check_language,
    colon,
    comma,
    number,
    percent,
    text,
    unit_word,
)
from jialing.learning import check_kind
from jialing.results import check_known

from . import caption
from .learning import panels
from .style import GRID, HALF, INK, LINE, MOST, QUIET, SIZE, TARGET
from .style import heading, page, series_line, settings

ROW = 0.36  # inches
NAMES = 0.42  # share of the width
TITLE = {"en": 27, "zh": 34}  # columns of a panel's title
WORDS = 54  # columns of an input's meaning, on two lines
LINES = 5  # inputs over the years
SMALLEST = 0.005  # total index that has a row of its own
EFFECTS = ("growth", "aim", "frontier")


def tornado(
    ds: xr.Dataset,
    indicator: str,
    region: str = "Chongqing",
    year: int | None = None,
    count: int = 12,
    lang: str = "en",
) -> Figure:
    """How far one uncertainty at a time moves an outcome: from its 5 % to its 95 %.

    `ds`: a file of ``jialing sensitivity``. The widest `count` bars, about the outcome with all
    inputs at their medians; without `year` the last. Returns the figure. Raises ValueError for
    another file and where no input moves the outcome, KeyError for an unknown indicator, region or
    year.

    >>> fig = jl.plot.tornado(analysed, "rd_intensity", year=2025)
    """
    cell = outcome(ds, indicator, region, year, lang)
    low, high = cell["swing_low"].values, cell["swing_high"].values
    width = np.nan_to_num(np.abs(high - low))
    order = np.argsort(-width, kind="stable")[:count]
    order = order[width[order] > 0]
    if not len(order):
        raise ValueError(f"no input moves {indicator} of {region} in {int(cell['time'])}")
    aim = target_of(cell)
    with mpl.rc_context(settings(lang)):
        figure = page(1.75 + ROW * len(order))
        height = figure.get_figheight()
        top = heading(figure, text("tornado", lang), named(cell, lang))
        foot = caption.write_below(figure, about(ds, lang, "tornado_method"), lang)
        handles = [
            Patch(color=HALF, label=text("input_low", lang)),
            Patch(color=LINE, label=text("input_high", lang)),
        ]
        if aim is not None:
            words = text("target_level", lang, value=number(aim))
            handles.append(Line2D([], [], color=TARGET, linestyle="--", label=words))
        figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.01, foot), ncols=3)
        bottom = foot + 0.62 / height
        ax = figure.add_axes((NAMES, bottom, 0.97 - NAMES, top - bottom - 0.05 / height))
        centre = float(cell["centre"])
        for row, n in enumerate(order):
            for end, colour in ((low[n], HALF), (high[n], LINE)):
                ax.barh(row, end - centre, left=centre, height=0.62, color=colour, zorder=3)
            name_input(ax, row, cell, n, lang)
        ax.axvline(centre, color=INK, linewidth=0.9, zorder=4)
        if aim is not None:
            ax.axvline(aim, color=TARGET, linestyle="--", linewidth=1.2, zorder=4)
        ax.set_xlabel(unit_word(str(cell["indicator_unit"].values), lang), color=QUIET)
        dress(ax, len(order))
        return figure


def target_of(cell: xr.Dataset) -> float | None:
    """The target of an outcome in its year, if there is one."""
    here = cell["target_indicator"].values == cell["indicator"].item()
    here &= cell["target_region"].values == cell["region"].item()
    here &= cell["target_year"].values == int(cell["time"])
    return float(cell["target_value"].values[here][0]) if here.any() else None


def figures(value: float) -> str:
    """A readable number, with two digits of small ones too."""
    if value == 0 or abs(value) >= 0.1 or not np.isfinite(value):
        return number(value)
    return f"{value:.2g}".replace("-", "−")


def name_input(ax: Axes, row: int, cell: xr.Dataset, n: int, lang: str) -> None:
    """Name of an input with its 5 and 95 % at the left of a row, in English what it means."""
    ends = [figures(float(cell[name][n])) for name in ("input_q05", "input_q95")]
    where = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "ha": "right"}
    meaning = str(cell["input_meaning"].values[n]) if lang == "en" else ""
    words = f"{input_name(cell, n, lang)}  {text('ends', lang, low=ends[0], high=ends[1])}"
    lift = 6 if meaning else 0
    ax.annotate(words, (0, row), (-6, lift), va="center", fontsize=SIZE - 0.5, **where)
    if meaning:
        lines = caption.wrap(meaning, WORDS)
        words = "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")
        small = {"fontsize": SIZE - 2.4, "color": QUIET, "linespacing": 1}
        ax.annotate(words, (0, row), (-6, 1.5), va="top", **where, **small)


def input_name(ds: xr.Dataset, n: int, lang: str) -> str:
    """A parameter's name, or in words what a province differs by."""
    variable = str(ds["input_variable"].values[n])
    if variable not in EFFECTS or not str(ds["input_place"].values[n]):
        return variable
    place = str(ds[f"input_place_{lang}"].values[n])
    return text(f"effect_{variable}", lang, place=place)


def dress(ax: Axes, rows: int) -> None:
    """Rows from the top, a quiet grid, readable numbers."""
    ax.set_ylim(rows - 0.5, -0.5)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    ax.grid(axis="x", color=GRID, linewidth=0.6, zorder=0)


def sobol(
    ds: xr.Dataset,
    indicator: str,
    region: str = "Chongqing",
    year: int | None = None,
    lang: str = "en",
) -> Figure:
    """Which inputs make the variance of an outcome: Sobol's indices, and their course.

    `ds`: a file of ``jialing sensitivity``. Left the first and the total index of each input in
    `year` (without: the last) with intervals of 90 %, right the total indices of the five largest
    over the years. Returns the figure. Raises ValueError for another file and where the outcome has
    no indices, KeyError for an unknown indicator, region or year.

    >>> fig = jl.plot.sobol(analysed, "rd_intensity", lang="zh")
    """
    cell = outcome(ds, indicator, region, year, lang)
    course = ds["ST"].sel(indicator=indicator, region=region)
    size = np.nan_to_num(cell["ST"].values)
    if np.isnan(cell["ST"].values).all():
        raise ValueError(f"{indicator} of {region} has no indices in {int(cell['time'])}")
    order = np.argsort(-size, kind="stable")
    order = order[: max(int((size > SMALLEST).sum()), 3)]
    places = [list(ds["input"].values).index(each) for each in ds["sobol_input"].values]
    names = [input_name(ds, place, lang) for place in places]
    with mpl.rc_context(settings(lang)):
        figure = page(1.75 + 0.26 * max(len(order), 7))
        height = figure.get_figheight()
        top = heading(figure, text("sobol", lang), named(cell, lang))
        left = caption.write_below(figure, sobol_caption(ds, cell, lang), lang)
        handles = [
            Line2D([], [], color=LINE, marker="o", linestyle="", label=text("total_index", lang)),
            Line2D([], [], color=TARGET, marker="D", linestyle="", label=text("first_index", lang)),
        ]
        figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.01, left), ncols=2)
        bottom = left + 0.62 / height
        tall = top - bottom - 0.22 / height
        ax = figure.add_axes((0.24, bottom, 0.28, tall))
        for row, n in enumerate(order):
            draw_index(ax, row - 0.14, cell["ST"][n], cell["ST_conf"][n], LINE, "o")
            draw_index(ax, row + 0.14, cell["S1"][n], cell["S1_conf"][n], TARGET, "D")
            where = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
            ax.annotate(names[n], (0, row), (-6, 0), ha="right", va="center", **where)
        ax.axvline(0, color=QUIET, linewidth=0.8)
        ax.set_title(str(int(cell["time"])), loc="left")
        dress(ax, len(order))
        ax.grid(axis="y", visible=False)
        draw_course(figure.add_axes((0.59, bottom, 0.2, tall)), course, order[:LINES], names, lang)
        return figure


def sobol_caption(ds: xr.Dataset, cell: xr.Dataset, lang: str) -> list[str]:
    scale = text(f"scale_{cell['scale'].item()}", lang)
    left = percent(float(cell["left_out"]), lang)
    return about(ds, lang, "sobol_method", scale=scale, left=left)


def draw_index(
    ax: Axes, row: float, index: xr.DataArray, half: xr.DataArray, colour: str, marker: str
) -> None:
    ax.errorbar(float(index), row, xerr=float(half), color=colour, marker=marker, markersize=3.5)


def draw_course(
    ax: Axes, course: xr.DataArray, inputs: np.ndarray, names: list[str], lang: str
) -> None:
    """Total indices over the years, each named at its end."""
    years = course["time"].values
    ends = course.values[-1, inputs]
    heights = spread(ends, 0.075 * max(float(np.nanmax(course.values[:, inputs])), 0.1))
    for order, (n, height) in enumerate(zip(inputs, heights)):
        look = series_line(order)
        ax.plot(years, course.values[:, n], **look)
        ax.annotate(
            names[n],
            (years[-1], ends[order]),
            (years[-1] + 0.04 * (years[-1] - years[0]), height),
            va="center",
            color=look["color"],
            annotation_clip=False,
            fontsize=SIZE - 0.5,
        )
    ax.set_title(text("index_course", lang), loc="left")
    ax.set_ylim(bottom=min(0, float(np.nanmin(course.values[:, inputs]))))
    ax.xaxis.set_major_locator(MaxNLocator(3, integer=True))
    ax.grid(axis="y", color=GRID, linewidth=0.6)


def spread(ends: np.ndarray, gap: float) -> np.ndarray:
    """Heights for labels near `ends`, at least `gap` apart."""
    order = np.argsort(ends)
    heights = np.nan_to_num(ends).astype(float)
    for _ in range(100):
        for lower, upper in zip(order, order[1:]):
            short = gap - (heights[upper] - heights[lower])
            if short > 0:
                heights[lower] -= short / 2
                heights[upper] += short / 2
    return heights


def luck(ds: xr.Dataset, region: str = "Chongqing", lang: str = "en") -> Figure:
    """How much of the variance is due to parameters, how much to luck: a panel per indicator.

    `ds`: a file of ``jialing sensitivity``. Returns the figure. Raises ValueError for another
    file, KeyError for an unknown region.

    >>> fig = jl.plot.luck(analysed)
    """
    check_language(lang)
    check_kind(ds, "sensitivity")
    check_known([region], ds["region"].values, "region")
    place = ds.sel(region=region)
    colours = dict(zip(ds["share"].values, (LINE, HALF, MOST)))
    with mpl.rc_context(settings(lang)):
        figure, axes = panels(
            ds.sizes["indicator"],
            lang,
            text("luck", lang),
            f"{place_of(place, lang)}{colon(lang)}{text('luck_axis', lang)}",
            about(ds, lang, "luck_method", draws=ds.attrs["luck_draws"], lucks=ds.attrs["lucks"]),
            [Patch(color=each, label=text(f"share_{key}", lang)) for key, each in colours.items()],
        )
        for ax, code in zip(axes, ds["indicator"].values):
            shares = place["variance_share"].sel(indicator=code, bound="estimate")
            shares = 100 * shares.transpose("share", "time")
            ax.stackplot(ds["time"].values, shares.values, colors=list(colours.values()))
            ax.set_ylim(0, 100)
            ax.set_xlim(ds["time"].values[0], ds["time"].values[-1])
            name = indicator_of(ds.sel(indicator=code), lang)
            name = re.sub(r"(?<=\d) (?=\d)", "\N{NO-BREAK SPACE}", name)
            title = "\n".join(caption.wrap(name, TITLE[lang]))
            ax.set_title(title, loc="left", fontsize=SIZE - 0.5, linespacing=1)
            ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        return figure


def outcome(ds: xr.Dataset, indicator: str, region: str, year: int | None, lang: str) -> xr.Dataset:
    """What the file holds of one outcome in one year. Raises ValueError, KeyError."""
    check_language(lang)
    check_kind(ds, "sensitivity")
    check_known([indicator], ds["indicator"].values, "indicator")
    check_known([region], ds["region"].values, "region")
    year = int(ds["time"].values[-1]) if year is None else int(year)
    check_known([year], ds["time"].values, "year")
    return ds.sel(indicator=indicator, region=region, time=year)


def named(cell: xr.Dataset, lang: str) -> str:
    """Place, indicator and year."""
    year = int(cell["time"])
    return f"{place_of(cell, lang)}{colon(lang)}{indicator_of(cell, lang)}{comma(lang)}{year}"


def place_of(cell: xr.Dataset, lang: str) -> str:
    return str(cell[f"region_name_{lang}"].values)


def indicator_of(cell: xr.Dataset, lang: str) -> str:
    return capitalised(str(cell[f"indicator_name_{lang}"].values))


def about(ds: xr.Dataset, lang: str, phrase: str, **values: object) -> list[str]:
    """The caption: method with its sizes, and source."""
    sizes = {name: number(int(ds.attrs[name])) for name in ("members", "points", "repeats")}
    told = [text(phrase, lang, seed=ds.attrs["seed"], **sizes, **values)]
    failed = int(ds.attrs["failed_points"])
    if failed:
        told.append(text("failed_points", lang, failed=number(failed)))
    return [*told, caption.source(ds, lang)]
