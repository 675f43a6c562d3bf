"""Scenarios against targets: how likely each is, and what a scenario changes."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from jialing import comparisons, results
from jialing.fonts import families
from jialing.labels import check_language, text
from jialing.scenarios import position, positions, scenario_name

from . import caption
from .attainment import label_row
from .attainment import below_text as attainment_text
from .style import INK, LINE, NO_DATA, QUIET, SIZE, WIDTH, bare, heading, page, settings

COLOURS = LinearSegmentedColormap.from_list("chance", ["#FFFFFF", "#7FB8D8", LINE, "#00314E"])
NAMES = 3.45  # inches that the names of the targets take
COLUMN = (0.44, 1.1)  # inches: narrowest and widest
ROW = 0.34
HEAD_COLUMNS, SLANT = 26, 50  # letters of a line of a scenario's name (at most two), its angle
HEAD_SIZE = SIZE - 0.5
DARK = 0.25  # luminance below which a cell is written on in white


def matrix(
    ds: xr.Dataset,
    indicators: Sequence[str] | None = None,
    scenarios: Sequence[str | int] | None = None,
    lang: str = "en",
    ax: Axes | None = None,
) -> Figure:
    """Probability (%) of each target in each scenario, and its change from the reference.

    Rows are the targets of the plan's main indicators in every region and year, or those of
    `indicators`; columns are all scenarios or those chosen by id or position. Without differences
    in the file the first scenario is the reference. With `ax` the chart is that panel, without
    heading and caption. Returns the figure. Raises ValueError when the file has no such target,
    KeyError for an unknown scenario.

    >>> fig = jl.plot.matrix(compared, lang="zh")
    """
    check_language(lang)
    chosen = positions(ds, scenarios)
    if indicators is None:
        indicators = results.headline_indicators(ds)
    rows = results.targets(ds)
    rows = rows[rows["indicator"].isin(list(indicators))]
    if rows.empty:
        raise ValueError("no target of these indicators lies within the horizon of the file")
    reference = reference_position(ds)
    with mpl.rc_context(settings(lang)):
        if ax is not None:
            draw(ax, ds, rows, chosen, reference, lang)
            return ax.figure
        names = [wrapped(ds, each) for each in chosen]
        column = min(max((WIDTH - NAMES - 0.15) / len(chosen), COLUMN[0]), COLUMN[1])
        reach = max(length(line) for name in names for line in name.split("\n"))
        head = reach * np.sin(np.radians(SLANT)) + 0.25
        over = reach * np.cos(np.radians(SLANT))  # what a name reaches over its column
        used = NAMES + column * len(chosen) + max(0.15, over - column / 2 + 0.15)
        figure = page(1.35 + head + ROW * len(rows), max(WIDTH, used))
        width, height = figure.get_size_inches()
        top = heading(figure, text("matrix", lang), text("matrix_axis", lang))
        told = below_text(ds, rows, chosen, reference, lang)
        foot = caption.write_below(figure, told, lang)
        low = foot + 0.4 / height
        area = (NAMES / width, low, column * len(chosen) / width, top - head / height - low)
        draw(figure.add_axes(area), ds, rows, chosen, reference, lang)
        colour_bar(figure, (0.02, foot + 0.22 / height, 0.22, 0.09 / height), lang)
        return figure


def length(line: str) -> float:
    """Inches that a line of a scenario's name takes at most."""
    return sum(1.0 if letter >= "\u2e80" else 0.6 for letter in line) * HEAD_SIZE / 72


def reference_position(ds: xr.Dataset) -> int:
    """Position of the reference; the first scenario where none is named."""
    try:
        return position(ds, comparisons.reference_id(ds))
    except ValueError:
        return 0


def draw(
    ax: Axes, ds: xr.Dataset, rows: pd.DataFrame, chosen: list[int], reference: int, lang: str
) -> None:
    """The panel: a cell per target and scenario, names of both."""
    chances = ds["target_probability"].transpose("target", "scenario").values[rows.index]
    ax.set_xlim(-0.5, len(chosen) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    for row, target in enumerate(rows.itertuples()):
        label_row(ax, ds, row, target, lang)
        for column, scenario in enumerate(chosen):
            change = chances[row, scenario] - chances[row, reference]
            draw_cell(ax, column, row, chances[row, scenario], change)
    for column, scenario in enumerate(chosen):
        head_column(ax, column, wrapped(ds, scenario))
        if scenario == reference:
            frame_column(ax, column, len(rows))
    bare(ax)


def draw_cell(ax: Axes, column: int, row: int, probability: float, change: float) -> None:
    """A probability and its change from the reference."""
    missing = np.isnan(probability)
    colour = NO_DATA if missing else COLOURS(probability)
    look = {"facecolor": colour, "edgecolor": "white", "linewidth": 1.2}
    ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, gid=f"{row}:{column}", **look))
    ink = "white" if luminance(colour) < DARK else INK
    marked = not np.isnan(change) and round(abs(100 * change)) >= 1
    middle = {"ha": "center", "va": "center", "color": ink}
    ax.text(column, row - (0.17 if marked else 0), written(probability), size=SIZE, **middle)
    if marked:
        arrow = "▲" if change > 0 else "▼"
        told = f"{arrow} {abs(100 * change):.0f}"
        ax.text(column, row + 0.25, told, size=SIZE - 2.2, **middle)


def luminance(colour: str | tuple[float, ...]) -> float:
    """How light a colour is to the eye, from 0 to 1."""
    linear = [((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def written(probability: float) -> str:
    """A probability in per cent without the sign, never rounded to certainty."""
    if np.isnan(probability):
        return "–"
    percent = 100 * probability
    return "<1" if 0 < percent < 1 else ">99" if 99 < percent < 100 else f"{percent:.0f}"


def head_column(ax: Axes, column: int, name: str) -> None:
    """The name of a scenario, slanted above its column."""
    ax.annotate(
        name,
        xy=(column, 1),
        xycoords=("data", "axes fraction"),
        xytext=(6 if "\n" in name else 2, 4),
        textcoords="offset points",
        fontsize=HEAD_SIZE,
        rotation=SLANT,
        rotation_mode="anchor",
        ha="left",
        va="bottom",
        linespacing=1.05,
    )


def frame_column(ax: Axes, column: int, rows: int) -> None:
    """A frame around the reference."""
    look = {"fill": False, "edgecolor": INK, "linewidth": 1.2, "clip_on": False, "zorder": 5}
    ax.add_patch(Rectangle((column - 0.5, -0.5), 1, rows, **look))


def colour_bar(figure: Figure, box: tuple[float, float, float, float], lang: str) -> None:
    """The legend of the colours."""
    bar = figure.colorbar(
        ScalarMappable(Normalize(0, 100), COLOURS),
        cax=figure.add_axes(box),
        orientation="horizontal",
        ticks=range(0, 101, 25),
    )
    bar.ax.tick_params(labelsize=7, length=2, labelfontfamily=families(lang))
    bar.outline.set_linewidth(0.4)
    bar.outline.set_edgecolor(QUIET)


def wrapped(ds: xr.Dataset, scenario: int) -> str:
    """Name of a scenario, a long one over two lines of about the same length."""
    name = scenario_name(ds, scenario)
    width = HEAD_COLUMNS
    while len(lines := caption.wrap(name, width)) > 2:
        width += 1
    return "\n".join(lines)


def below_text(
    ds: xr.Dataset, rows: pd.DataFrame, chosen: list[int], reference: int, lang: str
) -> list[str]:
    """The caption: what the marks mean, then that of the chart of one scenario's targets."""
    told = text("matrix_changes", lang, reference=scenario_name(ds, reference))
    tables = [results.targets(ds, scenario=each).loc[rows.index] for each in chosen]
    return [told, *attainment_text(ds, tables, lang)]
