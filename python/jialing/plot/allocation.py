"""Charts of funding allocations: where the money goes, what it yields, growth against equity."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike

import matplotlib as mpl
import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jialing.allocations import (
    allocation_name,
    objective_axis,
    objective_title,
    position_of,
    recipient_names,
)
from jialing.labels import check_language, comma, number, percent, text
from jialing.learning import check_kind

from . import caption
from .atlas import MapPanel, draw_atlas
from .boundaries import territory
from .choropleth import diverging, scale
from .style import GRID, INK, LINE, MARKERS, QUIET, SERIES, SIZE, TARGET
from .style import heading, page, series_marker, settings

ROW = 0.2  # inches
NAMES = 0.24  # share of the width
STARS = ("*", "p", "h", "8")  # of what was optimised, one for each objective
OPTIMISED = "#F0E442"  # of Okabe and Ito's colours the one that no rule has


def allocation(
    ds: xr.Dataset, name: str | None = None, count: int = 24, lang: str = "en"
) -> Figure:
    """Where an allocation's money goes: bars by recipient, in parts by instrument.

    `ds`: a file of ``jialing allocate``. `name` is one of its allocations, without it the chosen
    one; lines show what the best rule gives. The `count` recipients with most money; the others
    are added up. Returns the figure. Raises ValueError for another file, KeyError for an unknown
    allocation.

    >>> fig = jl.plot.allocation(allocated)
    """
    check_language(lang)
    check_kind(ds, "allocation")
    shown, rule = money_of(ds, name, lang)
    order = shown.sum("instrument").values.argsort(kind="stable")[::-1]
    rows = rows_of_bars(ds, shown, rule, order, count, lang)
    with mpl.rc_context(settings(lang)):
        figure = page(1.45 + ROW * len(rows))
        top = heading(figure, text("allocation", lang), told_of(ds, name, lang))
        method = "least_budget_method" if "least_budget_money" in ds else "allocation_method"
        foot = caption.write_below(figure, about(ds, lang, method), lang)
        tall = figure.get_figheight()
        bottom = foot + 0.62 / tall
        ax = figure.add_axes((NAMES, bottom, 0.95 - NAMES, top - bottom))
        draw_bars(ax, ds, rows, rule is not None, lang)
        ax.set_xlabel(text("money_axis", lang), color=QUIET)
        figure.legend(loc="lower left", bbox_to_anchor=(0.01, foot), ncols=6, fontsize=7)
    return figure


def money_of(
    ds: xr.Dataset, name: str | None, lang: str
) -> tuple[xr.DataArray, xr.DataArray | None]:
    """Money of an allocation, over instrument and recipient, and that of the best rule."""
    if "least_budget_money" in ds:
        return ds["least_budget_money"], None
    at = position_of(ds, name)
    best = position_of(ds, ds.attrs["best_rule"])
    return ds["money"].isel(allocation=at), (
        None if at == best else ds["money"].isel(allocation=best)
    )


def told_of(ds: xr.Dataset, name: str | None, lang: str) -> str:
    """Which allocation is shown, and of how much."""
    years = years_of(ds)
    if "least_budget_money" not in ds:
        shown = allocation_name(name or ds.attrs["chosen"], lang)
        return text("allocation_below", lang, name=shown, **years)
    found = "found" if ds.attrs["least_budget_found"] == "yes" else "not_found"
    years["budget"] = number(float(ds.attrs["least_budget"]))
    wanted = percent(float(ds.attrs["chance_wanted"]), lang)
    return text(f"least_budget_{found}", lang, wanted=wanted, **years)


def rows_of_bars(
    ds: xr.Dataset,
    shown: xr.DataArray,
    rule: xr.DataArray | None,
    order: np.ndarray,
    count: int,
    lang: str,
) -> list[tuple[str, np.ndarray, float]]:
    """Name, money by instrument and money of the rule, by row; the last may stand for many."""
    names = recipient_names(ds, lang)
    others = rule.sum("instrument").values if rule is not None else np.zeros(len(order))
    rows = [(names[n], shown.values[:, n], float(others[n])) for n in order[:count]]
    if len(order) > count:
        rest = order[count:]
        words = text("other_recipients", lang, count=len(rest))
        rows.append((words, shown.values[:, rest].sum(axis=1), float(others[rest].sum())))
    return rows


def draw_bars(
    ax: Axes, ds: xr.Dataset, rows: list[tuple[str, np.ndarray, float]], rule: bool, lang: str
) -> None:
    """The bars with their parts, and marks where the best rule would end."""
    places = np.arange(len(rows))
    left = np.zeros(len(rows))
    for i, instrument in enumerate(ds["instrument"].values):
        parts = np.array([parts[i] for _, parts, _ in rows])
        colour = SERIES[i % len(SERIES)]
        ax.barh(places, parts, left=left, height=0.7, color=colour, label=instrument, zorder=3)
        left += parts
    if rule:
        words = text("best_rule", lang, name=allocation_name(ds.attrs["best_rule"], lang))
        marks = [each for _, _, each in rows]
        ax.plot(
            marks, places, "|", color=INK, markersize=9, markeredgewidth=1.4, label=words, zorder=4
        )
    ax.set_yticks(places, [name for name, _, _ in rows])
    ax.tick_params(axis="y", length=0, labelsize=SIZE - 1)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.xaxis.grid(True, color=GRID)
    ax.spines[["left"]].set_visible(False)


def marginal(
    ds: xr.Dataset,
    objective: str | None = None,
    instruments: Sequence[str] | None = None,
    kind: str = "map",
    count: int = 20,
    lang: str = "en",
    geo: str | PathLike | None = None,
) -> Figure:
    """What one more 100 million CNY a year yields, on top of the chosen allocation.

    `ds`: a file of ``jialing allocate``. `objective` is one of its objectives, without it the
    first. `kind` is map, one for each of the `instruments` (all), or bars, the `count` largest
    returns with the 5–95 % interval of their sampling error and what half of the step gives.
    Recipients that are no districts are shown as bars only. Returns the figure. Raises ValueError
    for another file or kind, KeyError for an unknown objective or instrument, FileNotFoundError
    without boundaries.

    >>> fig = jl.plot.marginal(allocated, "growth")
    """
    check_language(lang)
    check_kind(ds, "allocation")
    if "marginal_return" not in ds:
        raise ValueError("the file has no marginal returns: it answers what the least budget is")
    if kind not in ("map", "bars"):
        raise ValueError(f"kind must be map or bars, not {kind!r}")
    at = position_of(ds, objective, "objective")
    chosen = [
        position_of(ds, each, "instrument") for each in instruments or ds["instrument"].values
    ]
    part = ds.isel(objective=at, instrument=chosen)
    if kind == "bars" or not all(part["recipient_code"].values):
        return returns_as_bars(part, count, lang)
    return returns_as_maps(part, lang, geo)


def returns_as_maps(part: xr.Dataset, lang: str, geo: str | PathLike | None) -> Figure:
    """A map of the recipients for each instrument, on one scale."""
    names = {"recipient": "node", "recipient_code": "code", "recipient_name_zh": "node_name_zh"}
    land = territory(part.rename(names), "chongqing", lang, geo)
    values = part["marginal_return"]
    losses = float(values.min()) < -0.1 * float(values.max())
    classes = (diverging if losses else scale)(values.values.ravel())
    recipients = [str(each) for each in part["recipient"].values]
    with mpl.rc_context(settings(lang)):
        panels = []
        for instrument in part["instrument"].values:
            cell = part.sel(instrument=instrument)
            by_place = pd.Series(cell["marginal_return"].values, index=recipients)
            unsure = (cell["marginal_return_q05"] <= 0) & (cell["marginal_return_q95"] >= 0)
            hatched = [each for each, one in zip(recipients, unsure.values) if one]
            by_place = by_place.reindex(list(land.places.index))
            panels.append(MapPanel(str(instrument), str(instrument), by_place, hatched))
        words = (text("marginal", lang), objective_title(part, lang), objective_axis(part, lang))
        sentences = [*about(part, lang, "marginal_method"), text("boundaries", lang)]
        missing = text("no_recipient", lang) if len(recipients) < len(land.places) else ""
        return draw_atlas(
            land, panels, classes, words, sentences, lang, (), False, missing, text("undecided", lang)
        )


def returns_as_bars(part: xr.Dataset, count: int, lang: str) -> Figure:
    """The largest returns with their intervals."""
    better = 1 if str(part["objective_goal"].values) == "maximise" else -1
    flat = part.stack(cell=("instrument", "recipient"))
    order = np.argsort(-better * flat["marginal_return"].values, kind="stable")[:count]
    names = dict(zip(part["recipient"].values, recipient_names(part, lang)))
    with mpl.rc_context(settings(lang)):
        figure = page(1.35 + ROW * len(order))
        top = heading(figure, text("marginal", lang), objective_title(part, lang))
        foot = caption.write_below(figure, about(part, lang, "marginal_bars_method"), lang)
        bottom = foot + 0.45 / figure.get_figheight()
        ax = figure.add_axes((0.36, bottom, 0.6, top - bottom))
        for row, n in enumerate(order):
            cell = flat.isel(cell=n)
            value = float(cell["marginal_return"])
            ends = [float(cell[f"marginal_return_q{end}"]) for end in ("05", "95")]
            ax.barh(row, value, height=0.65, color=LINE, zorder=3)
            ax.plot(ends, [row, row], color=INK, linewidth=1, zorder=4)
            half = float(cell["marginal_return_half_step"])
            ax.plot(half, row, "o", color=TARGET, markersize=3, zorder=5)
        cells = [flat["cell"].values[n] for n in order]
        labels = [f"{names[recipient]}{comma(lang)}{instrument}" for instrument, recipient in cells]
        ax.set_yticks(range(len(order)), labels)
        ax.tick_params(axis="y", length=0, labelsize=SIZE - 1)
        ax.set_ylim(len(order) - 0.4, -0.6)
        ax.axvline(0, color=QUIET, linewidth=0.6)
        ax.xaxis.grid(True, color=GRID)
        ax.spines[["left"]].set_visible(False)
        ax.set_xlabel(objective_axis(part, lang), color=QUIET)
    return figure


def frontier(
    ds: xr.Dataset, x: str | None = None, y: str | None = None, lang: str = "en"
) -> Figure:
    """Allocations of which none is better in all objectives, two of the objectives shown.

    `ds`: a file of ``jialing allocate`` with two objectives or more; `x` and `y` are two of them,
    without a choice the first two, as differences from the best rule. Lines are the 5–95 % interval
    of their sampling error on fresh members; hollow points are beaten there. Beside them the rules
    and what was optimised; below, how the volume that the frontier covers grew. Returns the figure. Raises ValueError for another
    file and for one without a frontier, KeyError for an unknown objective.

    >>> fig = jl.plot.frontier(allocated)
    """
    check_language(lang)
    check_kind(ds, "allocation")
    if "frontier_difference" not in ds:
        raise ValueError("the file has no frontier: it needs two objectives and generations")
    across = position_of(ds, x, "objective") if x else 0
    up = position_of(ds, y, "objective") if y else 1
    with mpl.rc_context(settings(lang)):
        figure = page(6.0)
        top = heading(figure, text("frontier", lang), text("frontier_below", lang, **years_of(ds)))
        foot = caption.write_below(figure, about(ds, lang, "frontier_method"), lang)
        tall = figure.get_figheight()
        small = foot + 0.45 / tall
        volume = figure.add_axes((0.16, small, 0.35, 0.85 / tall))
        bottom = small + 1.65 / tall
        ax = figure.add_axes((0.16, bottom, 0.55, top - bottom))
        draw_points(ax, ds, across, up, lang)
        draw_candidates(ax, ds, across, up, lang)
        for axis, at, columns in ((ax.xaxis, across, 62), (ax.yaxis, up, 50)):
            part = ds.isel(objective=at)
            lines = caption.wrap(objective_title(part, lang), columns)
            axis.set_label_text(
                "\n".join([*lines, objective_axis(part, lang)]), fontsize=SIZE - 0.5
            )
            axis.grid(True, color=GRID)
            if str(part["objective_goal"].values) == "minimise":
                axis.set_inverted(True)
        ax.axhline(0, color=QUIET, linewidth=0.6, zorder=1)
        ax.axvline(0, color=QUIET, linewidth=0.6, zorder=1)
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=7)
        draw_volume(volume, ds, lang)
    return figure


def draw_points(ax: Axes, ds: xr.Dataset, across: int, up: int, lang: str) -> None:
    """The frontier with the intervals of both objectives."""
    stands = ds["frontier_stands"].values.astype(bool)
    x, y = (ds["frontier_difference"].values[:, at] for at in (across, up))
    lines = {"color": QUIET, "linewidth": 0.5, "alpha": 0.6, "zorder": 2}
    ends = [ds[f"frontier_difference_q{end}"].values for end in ("05", "95")]
    ax.hlines(y, ends[0][:, across], ends[1][:, across], **lines)
    ax.vlines(x, ends[0][:, up], ends[1][:, up], **lines)
    points = {"linestyle": "none", "marker": "o", "color": LINE, "markersize": 4}
    ax.plot(x[stands], y[stands], **points, label=text("frontier_point", lang), zorder=4)
    if not stands.all():
        beaten = {**points, "markerfacecolor": "white", "label": text("frontier_beaten", lang)}
        ax.plot(x[~stands], y[~stands], **beaten, zorder=3)


def draw_candidates(ax: Axes, ds: xr.Dataset, across: int, up: int, lang: str) -> None:
    """Rules and what was optimised, each with a marker of its own."""
    optimised = -1
    for n, name in enumerate(ds["allocation"].values):
        rule = bool(ds["is_rule"].values[n])
        optimised += not rule
        look = series_marker(n + 1)
        first_round = n + 1 < len(MARKERS)
        ax.plot(
            float(ds["difference"][n, across]),
            float(ds["difference"][n, up]),
            linestyle="none",
            markersize=6 if rule else 9,
            markerfacecolor=OPTIMISED if not rule else look["color"] if first_round else "white",
            markeredgecolor=INK,
            markeredgewidth=0.6,
            marker=look["marker"] if rule else STARS[optimised % len(STARS)],
            label=allocation_name(str(name), lang),
            zorder=5,
        )


def draw_volume(ax: Axes, ds: xr.Dataset, lang: str) -> None:
    """How the search came on."""
    ax.plot(ds["hypervolume"].values, color=LINE, linewidth=1.4)
    ax.set_xlabel(text("generation", lang), color=QUIET)
    ax.set_title(text("hypervolume", lang), loc="left", fontsize=SIZE - 0.5, fontweight="normal")
    ax.yaxis.grid(True, color=GRID)
    ax.margins(x=0.02)


def years_of(ds: xr.Dataset) -> dict[str, object]:
    """Budget and years, for phrases."""
    about = ds.attrs
    return {
        "budget": number(about["budget"]),
        "first": about["first_year"],
        "last": about["last_year"],
    }


def about(ds: xr.Dataset, lang: str, method: str) -> list[str]:
    """How the figures were made, and from what."""
    told = {
        "members": number(int(ds.attrs["members"])),
        "training": number(int(ds.attrs["training_members"])),
        "marginal": number(int(ds.attrs.get("marginal_members", 0))),
        "frontier": number(int(ds.attrs.get("frontier_members", 0))),
        "seed": ds.attrs["seed"],
        "chance": chance_of(ds, lang),
        "probability": f"{100 * float(ds.attrs.get('correct_selection', np.nan)):.0f}",
    }
    return [text(method, lang, **told), caption.source(ds, lang)]


def chance_of(ds: xr.Dataset, lang: str) -> str:
    """Chance with its interval that a least budget gives on fresh members; nothing for other files."""
    if "chance" not in ds.attrs:
        return ""
    middle, low, high = (
        percent(float(ds.attrs[f"chance{end}"]), lang) for end in ("", "_q05", "_q95")
    )
    return f"{middle} {text('ends', lang, low=low, high=high)}"
