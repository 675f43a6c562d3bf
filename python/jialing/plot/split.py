"""What moved a figure that was observed: trend, policy and the shocks of the years."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from jialing.labels import check_language, colon, number, signed, text
from jialing.learning import check_kind, name_of, region_names, rows_of
from jialing.results import check_known

from . import caption
from .learning import about
from .style import GRID, INK, QUIET, SERIES, heading, page, settings

PARTS = {"trend": (SERIES[0], ""), "policy": (SERIES[2], "//////"), "shocks": (SERIES[4], "......")}
HEIGHT = 3.1  # inches
WIDTH = 0.62  # of a bar, in years
RISES = (1, 1.02, 1.05, 1.1, 1.2, 1.5, 2, 3, 4, 5, 7, 10, 20, 50, 100)  # on the axis
FALLS = (1, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01)
CLOSEST = 0.06  # two of them, as a share of the axis


def split(ds: xr.Dataset, place: str, indicator: str, lang: str = "en") -> Figure:
    """What an observed figure's change since the base year is made of: a bar per year.

    `ds`: a file of ``jialing calibrate``. The parts are medians of the conditioned members: what
    happens without noise and policy (trend), what policy adds, and what noise adds (shocks). Rises
    are stacked above the base year's value and falls below it; a line marks their sum, a diamond
    what was observed. The scale is one of factors where the indicator is always above 0. Returns
    the figure. Raises ValueError for another file or a short one, KeyError for an indicator or place
    that was not observed.

    >>> fig = jl.plot.split(calibrated, "Sichuan", "rd", lang="zh")
    """
    check_language(lang)
    check_kind(ds, "posterior")
    if "scale" not in ds:
        raise ValueError("the file splits no changes: calibrate without --later, with this version")
    rows = rows_of(ds, indicator)
    check_known([place], dict.fromkeys(ds["region"].values[rows]), "region")
    chosen = ds.isel(observation=rows & (ds["region"].values == place)).sortby("year")
    log = str(chosen["scale"].values[0]) == "log"
    shown = [name for name in PARTS if name != "policy" or chosen[name].values.any()]
    with mpl.rc_context(settings(lang)):
        figure = page(HEIGHT + 0.9)
        height = figure.get_figheight()
        words = region_names(ds, lang)[place] + colon(lang) + name_of(ds, indicator, lang)
        base = {"year": int(ds.attrs["base_year"]), "value": number(chosen["base_value"].values[0])}
        below = text("split_factor" if log else "split_change", lang, **base)
        top = heading(figure, words, below)
        foot = caption.write_below(figure, sentences(ds, shown, log, lang), lang)
        ax = figure.add_axes((0.09, foot + 0.55 / height, 0.89, top - foot - 0.7 / height))
        draw(ax, chosen, shown, log, lang)
        figure.legend(
            handles=legend(shown, lang),
            loc="lower left",
            bbox_to_anchor=(0.01, foot),
            ncols=len(shown) + 2,
            columnspacing=1.2,
        )
        return figure


def sentences(ds: xr.Dataset, shown: list[str], log: bool, lang: str) -> list[str]:
    """The caption: what the bars are, whether policy is among them, source."""
    method, *rest = about(ds, lang, "split_method")
    told = [method]
    if log:
        told.append(text("split_log", lang))
    if "policy" not in shown:
        told.append(text("split_no_policy", lang))
    return [*told, *rest]


def legend(shown: list[str], lang: str) -> list[Patch | Line2D]:
    """The parts and the mark."""
    parts = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0, label=text(name, lang))
        for name, (colour, hatch) in PARTS.items()
        if name in shown
    ]
    expected = Line2D([], [], color=INK, linewidth=1.5, label=text("split_expected", lang))
    return [*parts, expected, observed_mark([], [], label=text("observed", lang))]


def observed_mark(x: object, y: object, **more: object) -> Line2D:
    """What was observed: a diamond with a white rim."""
    return Line2D(
        x,
        y,
        linestyle="",
        marker="D",
        markersize=5.5,
        color=INK,
        markeredgecolor="white",
        zorder=5,
        **more,
    )


def draw(ax: Axes, chosen: xr.Dataset, shown: list[str], log: bool, lang: str) -> None:
    """Bars of the years, rises stacked above 0 and falls below."""
    years = chosen["year"].values
    above, below = np.zeros(len(years)), np.zeros(len(years))
    for name in shown:
        colour, hatch = PARTS[name]
        values = chosen[name].values
        start = np.where(values >= 0, above, below)
        ax.bar(
            years,
            values,
            bottom=start,
            width=WIDTH,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0,
            label=name,
            zorder=3,
        )
        above, below = above + np.maximum(values, 0), below + np.minimum(values, 0)
    ax.hlines(above + below, years - WIDTH / 2, years + WIDTH / 2, INK, linewidth=1.5, zorder=4)
    ax.add_line(observed_mark(years, observed_change(chosen, log)))
    ax.axhline(0, color=INK, linewidth=0.8, zorder=4)
    ax.margins(y=0.08)
    ax.autoscale_view()
    ax.set_xticks(years)
    ax.grid(axis="y", color=GRID, linewidth=0.6, zorder=0)
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_color(QUIET)
    if log:
        low, high = ax.get_ylim()
        ax.yaxis.set_major_locator(FixedLocator(factor_ticks(low, high)))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: factor(np.exp(value))))
        ax.set_ylim(low, high)
    else:
        ax.yaxis.set_major_locator(MaxNLocator(6))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value)))


def observed_change(chosen: xr.Dataset, log: bool) -> np.ndarray:
    """Since the base year, on the scale of the bars."""
    if log:
        return np.log(chosen["value"].values / chosen["base_value"].values)
    return chosen["value"].values - chosen["base_value"].values


def factor_ticks(low: float, high: float) -> list[float]:
    """Logarithms of round factors within the axis, those nearest to 1 first, none too close."""
    ticks: list[float] = []
    for each in (*RISES, *FALLS):
        tick = float(np.log(each))
        apart = all(abs(tick - other) > CLOSEST * (high - low) for other in ticks)
        if low <= tick <= high and apart:
            ticks.append(tick)
    return sorted(ticks)


def factor(value: float) -> str:
    """A factor as the axis tells it: ×1.2."""
    return f"×{value:.3g}"
