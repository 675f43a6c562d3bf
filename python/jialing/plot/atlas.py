"""Pages of maps: panels on one scale, an enlarged inset, names, legend and caption."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jialing.labels import text

from . import caption
from .boundaries import Territory, draw_background, frame, scale_bar, settle
from .choropleth import Scale, colour_bar, draw_enlarged, draw_map, key, name_beside, name_places
from .style import NO_DATA, UNREACHED, WIDTH, heading, page

# Codes of Chongqing's central urban districts, too small for a map of the whole.
CENTRE = {f"5001{number:02}" for number in (3, 4, 5, 6, 7, 8, 9, 12, 13)}
INSET = (0.0, 0.6, 0.42, 0.4)  # of the panel: Chongqing leaves its upper left free
COLUMNS = 2


@dataclass(frozen=True)
class MapPanel:
    """A map of a page: an id, its title, the values by place, missing ones as NaN.

    `hatched` places are marked on this map alone.
    """

    name: str
    title: str
    values: pd.Series
    hatched: Sequence[str] = ()


def draw_atlas(
    land: Territory,
    panels: Sequence[MapPanel],
    classes: Scale,
    words: tuple[str, str, str],
    sentences: Iterable[str],
    lang: str,
    hatched: Iterable[str] = (),
    years: bool = False,
    missing: str = "",
    hatching: str = "",
) -> Figure:
    """A figure of maps side by side. `words`: title, line below it, what the classes mean.

    `hatched` places are marked as `hatching` says, besides those of a panel; `years`
    says that the classes are years, `missing` what it means to have no value.
    """
    columns = min(len(panels), COLUMNS)
    rows = math.ceil(len(panels) / columns)
    left, bottom, right, top = land.view.total_bounds
    width = 0.96 * WIDTH / columns
    height = min(width * (top - bottom) / (right - left), 5.6)
    title_height = 0.2 if len(panels) > 1 else 0
    figure = page(1.5 + rows * (height + title_height))
    head = heading(figure, *words[:2])
    foot = caption.write_below(figure, sentences, lang)
    tall = figure.get_figheight()
    colour_bar(figure, (0.03, foot + 0.3 / tall, 0.5, 0.1 / tall), classes, words[2], lang, years)
    marked = [*hatched, *(place for panel in panels for place in panel.hatched)]
    pattern = hatching if marked else ""
    draw_keys(figure, foot, lang, len(land.places) < len(land.shapes), pattern, missing)
    axes = figure.subplots(rows, columns, squeeze=False).flat
    figure.subplots_adjust(
        left=0.02,
        right=0.98,
        bottom=foot + 0.6 / tall,
        top=head - title_height / tall,
        wspace=0.02,
        hspace=0.08,
    )
    for ax, panel in zip(axes, panels):
        draw_panel(ax, land, panel, classes, hatched, size=6 if columns == 1 else 5)
        if len(panels) > 1:
            ax.set_title(panel.title, loc="left", pad=2)
    for ax in list(figure.axes)[1 + len(panels) :]:
        ax.set_axis_off()
    scale_bar(figure.axes[1])
    return figure


def draw_panel(
    ax: Axes,
    land: Territory,
    panel: MapPanel,
    classes: Scale,
    hatched: Iterable[str],
    size: float = 6,
) -> None:
    """One map with its names; Chongqing's centre enlarged when it is the map's subject."""
    places, hatched = land.places, [*hatched, *panel.hatched]
    draw_map(ax, places, panel.values, classes, hatched, f"{panel.name}:")
    draw_background(ax, land.shapes, places["code"], f"{panel.name}:")
    frame(ax, land.view)
    settle(ax)
    central = places["code"].isin(CENTRE)
    if not places["code"].str.startswith("50").all():
        name_places(ax, places, size)
        return
    inset = draw_enlarged(
        ax, INSET, places[central], panel.values, classes, hatched, f"{panel.name}:enlarged:"
    )
    name_beside(inset, places.loc[name_places(inset, places[central], size)], size)
    name_places(ax, places[~central], size, [inset.get_window_extent()])


def draw_keys(
    figure: Figure, foot: float, lang: str, background: bool, hatched: str, missing: str
) -> None:
    """The legend of what the classes do not cover; `hatched` and `missing` are its words."""
    entries = []
    if hatched:
        entries.append(key("white", hatched, "//////"))
    if missing:
        entries.append(key(UNREACHED, missing, "....."))
    if background:
        entries.append(key(NO_DATA, text("not_single", lang)))
    if entries:
        figure.legend(handles=entries, loc="lower left", bbox_to_anchor=(0.56, foot), fontsize=6.5)
