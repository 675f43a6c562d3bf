"""What each lever contributes to the effect of a scenario on a target."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from jialing import comparisons, results
from jialing.comparisons import Attribution
from jialing.fonts import families
from jialing.labels import (
    change_unit,
    check_language,
    colon,
    number,
    place_name,
    signed,
    text,
)
from jialing.scenarios import position, scenario_name

from . import caption
from .fan import cautions, titled
from .style import GRID, INK, LINE, QUIET, SIZE, TARGET, heading, page, settings

ROW = 0.25  # inches
ROWS = 15  # levers that have a row of their own
NAMES, NUMBERS = 0.36, 0.2  # shares of the width
FINEST = 0.001  # that numbers show: a bound below it is not shown as 0
NAME_COLUMNS = 38  # letters of a lever's name


def waterfall(
    ds: xr.Dataset,
    indicator: str | None = None,
    place: str | None = None,
    year: int | None = None,
    lang: str = "en",
    ax: Axes | None = None,
) -> Figure:
    """How the effect of a scenario on a target is split among its levers (Shapley values).

    The levers stand below each other, the largest effect first, each bar beginning where the last
    one ended; the last row is the whole effect. Lines are 5–95 % of the members. The target is the
    first of those that the file splits, or the first of an `indicator`, `place` and `year`. Beyond
    15 levers the smallest are drawn as one. With `ax` the chart is that panel, without heading and
    caption. Returns the figure. Raises ValueError when the results hold no such attribution.

    >>> fig = jl.plot.waterfall(attributed, lang="zh")
    """
    check_language(lang)
    split = comparisons.attribution(ds, indicator, place, year)
    bars = steps(split.effects, lang)
    with mpl.rc_context(settings(lang)):
        if ax is not None:
            draw(ax, bars, split.total, lang)
            return ax.figure
        figure = page(1.35 + ROW * (len(bars) + 1))
        height = figure.get_figheight()
        code, region = split.target["indicator"], split.target["region"]
        where = place_name(results.place(ds, code, region), lang)
        words = text("waterfall", lang) + colon(lang) + titled(ds, code, region, lang)
        name = scenario_name(ds, position(ds, split.scenario))
        below = text("with_levers", lang, scenario=name, year=split.target["year"])
        below = f"{where}{colon(lang)}{below}"
        top = heading(figure, words, below)
        unit = change_unit(ds[code], lang)
        foot = caption.write_below(figure, below_text(ds, split, unit, lang), lang)
        low = foot + 0.42 / height
        panel = figure.add_axes((NAMES, low, 1 - NAMES - NUMBERS - 0.02, top - low))
        draw(panel, bars, split.total, lang)
        panel.set_xlabel(unit, color=QUIET)
        return figure


def steps(effects: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The bars in their order: the levers' effects, and where each begins."""
    order = effects["mean"].abs().sort_values(ascending=False, kind="stable").index
    bars = effects.loc[order, ["mean", "q05", "q95"]]
    if len(bars) > ROWS:
        rest = bars.iloc[ROWS - 1 :]
        bars = bars.iloc[: ROWS - 1].copy()
        name = text("other_levers", lang, count=len(rest))
        bars.loc[name] = [rest["mean"].sum(), np.nan, np.nan]
    return bars.assign(start=bars["mean"].cumsum() - bars["mean"])


def draw(ax: Axes, bars: pd.DataFrame, total: float, lang: str) -> None:
    """The panel: a row per lever and one for all of them."""
    for row, bar in enumerate(bars.itertuples()):
        end = bar.start + bar.mean
        colour = LINE if bar.mean >= 0 else TARGET
        ax.barh(row, bar.mean, left=bar.start, height=0.6, color=colour, zorder=3)
        ax.plot([end, end], [row, row + 1], color=QUIET, linewidth=0.6, zorder=2)
        spread = ""
        if not np.isnan(bar.q05):
            ends = [bar.start + bar.q05, bar.start + bar.q95]
            ax.plot(ends, [row, row], color=INK, linewidth=1, zorder=4)
            spread = f"{signed(bar.q05)} – {signed(bar.q95)}"
        label(ax, row, str(bar.Index), signed(bar.mean), spread, lang)
    last = len(bars)
    ax.barh(last, total, height=0.6, color=QUIET, zorder=3)
    label(ax, last, text("total", lang), signed(total), "", lang, weight="bold")
    ax.axvline(0, color=INK, linewidth=0.8, zorder=5)
    ax.axhline(last - 0.5, color=QUIET, linewidth=0.6)
    ax.set_ylim(last + 0.5, -0.5)
    ax.margins(x=0.04)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value)))
    ax.tick_params(labelfontfamily=families(lang))
    ax.grid(axis="x", color=GRID, linewidth=0.6, zorder=0)


def label(
    ax: Axes, row: int, name: str, effect: str, spread: str, lang: str, weight: str = "normal"
) -> None:
    """Name of a lever at the left of its row, its effect at the right."""
    where = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
    lines = caption.wrap(name, NAME_COLUMNS)
    size = SIZE if len(lines) == 1 else SIZE - 1.2
    words = "\n".join(lines)
    ax.annotate(words, (0, row), (-6, 0), ha="right", size=size, weight=weight, **where)
    ax.annotate(effect, (1, row), (34, 0), ha="right", weight="bold", **where)
    if spread:
        spread = f"（{spread}）" if lang == "zh" else f"({spread})"
        ax.annotate(spread, (1, row), (37, 0), size=SIZE - 1.2, color=QUIET, **where)


def below_text(ds: xr.Dataset, split: Attribution, unit: str, lang: str) -> list[str]:
    """The caption: what the marks mean, how the effect is split, precision, source."""
    marks = cautions(ds, split.target["indicator"], split.target["region"])
    sentences = caption.meanings(ds, marks, lang)
    sentences += caption.ensemble(ds, lang, "waterfall_method")
    error = split.effects["error"].max()
    if error > 0:
        bound = number(max(error, FINEST))
        sentences.append(text("waterfall_sampled", lang, error=bound, unit=unit))
    return [*sentences, caption.source(ds, lang)]
