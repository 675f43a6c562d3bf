"""Maps whose areas are coloured by a value: classes, colours, names, hatching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from jialing.fonts import families
from jialing.labels import number

from .boundaries import draw_shape, frame, settle
from .style import INK, QUIET, UNREACHED, bare, halo

COLOURS = "viridis_r"  # light is little; the same in grey and to the colour-blind
# For differences: orange is less, blue is more, grey in the middle; apart to the colour-blind.
DIVERGING = LinearSegmentedColormap.from_list(
    "difference", ["#9A4100", "#D55E00", "#F3B98F", "#F2F2F2", "#9CC9E3", "#0072B2", "#004A77"]
)
SIDE = 4  # classes of differences on each side of the middle one
SKEWED = 30  # from this ratio of the largest to the smallest value on, classes grow by factors
EDGE = "#7A7A7A"


@dataclass(frozen=True)
class Scale:
    """Classes of values with their colours."""

    bounds: Sequence[float]
    colours: Colormap

    @property
    def norm(self) -> BoundaryNorm:
        """Which class a value is in."""
        return BoundaryNorm(self.bounds, self.colours.N)

    def colour(self, value: float) -> tuple[float, ...] | str:
        """The colour of a value; of a missing one, white."""
        return UNREACHED if np.isnan(value) else self.colours(self.norm(value))


def scale(values: Iterable[float], whole: bool = False) -> Scale:
    """Few classes with round bounds that hold all values, growing by factors if they are skewed.

    `whole`: the bounds are whole numbers, such as years.
    """
    known = np.array([value for value in values if np.isfinite(value)])
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    if low > 0 and high / low > SKEWED:
        bounds = factors(low, high)
    else:
        locator = MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10], integer=whole)
        bounds = locator.tick_values(low, high)
    return Scale(tuple(bounds), mpl.colormaps[COLOURS])


def diverging(values: Iterable[float]) -> Scale:
    """Few classes with round bounds on both sides of 0, which lies in the middle of one of them.

    They grow by factors if the largest value is far from the others.
    """
    sizes = np.abs([value for value in values if np.isfinite(value) and value != 0])
    largest = sizes.max() if sizes.size else 1.0
    if sizes.size and largest / np.median(sizes) > SKEWED:
        bounds = factors(max(sizes.min(), largest / 1000), largest)[-SIDE - 1 :]
    else:
        step = MaxNLocator(nbins=SIDE, steps=[1, 2, 2.5, 5, 10]).tick_values(0, largest)[1]
        whole = np.arange(1, np.ceil(round(largest / step, 9)) + 1) * step
        bounds = np.array([step / 2, *whole])
    rounded = [float(f"{bound:.6g}") for bound in bounds]
    return Scale((*(-bound for bound in reversed(rounded)), *rounded), DIVERGING)


def factors(low: float, high: float) -> np.ndarray:
    """Round bounds that grow by factors and hold both values: 1, 2, 5, 10, … or 1, 3, 10, …"""
    steps = [1, 2, 5] if high / low < 300 else [1, 3] if high / low < 3000 else [1]
    decades = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    bounds = np.array([step * 10.0**decade for decade in decades for step in steps])
    first = np.searchsorted(bounds, low, side="right") - 1
    last = np.searchsorted(bounds, high, side="left")
    return bounds[first : last + 1]


def draw_map(
    ax: Axes,
    shapes: gpd.GeoDataFrame,
    values: Mapping[str, float],
    classes: Scale,
    hatched: Iterable[str],
    prefix: str,
) -> None:
    """Colours the places of a map; `hatched` places are to be read with care.

    `prefix` sets the ids of this map apart from others in an SVG.
    """
    marked = set(hatched)
    for place, shape in shapes.geometry.items():
        value = float(values[place])
        pattern = "....." if np.isnan(value) else "//////" if place in marked else None
        colour = classes.colour(value)
        draw_shape(ax, shape, prefix + str(place), facecolor=colour, edgecolor=EDGE, hatch=pattern)
    bare(ax)
    frame(ax, shapes)


def draw_enlarged(
    ax: Axes,
    box: tuple[float, float, float, float],
    shapes: gpd.GeoDataFrame,
    values: pd.Series,
    classes: Scale,
    hatched: Iterable[str],
    prefix: str,
) -> Axes:
    """An inset at `box` (of the panel) that enlarges some of a map's places."""
    inset = ax.inset_axes(box)
    draw_map(inset, shapes, values, classes, hatched, prefix)
    inset.spines[:].set_visible(True)
    inset.spines[:].set_color(QUIET)
    inset.spines[:].set_linewidth(0.6)
    shown = ax.indicate_inset_zoom(inset, edgecolor=QUIET, linewidth=0.6, alpha=1)
    for connector in shown.connectors:
        connector.set_visible(False)
    return inset


def name_beside(ax: Axes, shapes: gpd.GeoDataFrame, size: float) -> None:
    """Names places at the right of a panel, each with a line to it, from the top to the bottom."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    spacing = 1.4 * size / 72 / ax.get_window_extent().height * ax.figure.dpi * (top - bottom)
    height = np.inf
    middles = shapes.representative_point()
    for place in middles.y.sort_values(ascending=False).index:
        height = min(height - spacing, middles[place].y)
        ax.annotate(
            shapes.loc[place, "label"],
            xy=(middles[place].x, middles[place].y),
            xytext=(right + 0.06 * (right - left), height),
            fontsize=size,
            va="center",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "linewidth": 0.5,
                "color": INK,
                "shrinkB": 0,
                "path_effects": halo(1.8),
            },
        )


def name_places(
    ax: Axes, shapes: gpd.GeoDataFrame, size: float, taken: Sequence[Bbox] = ()
) -> list[str]:
    """Writes names on the places of a map, the largest first, and returns those without room.

    A name has room when it overlaps no other and stays near its place and off the boxes `taken`.
    """
    settle(ax)
    order = shapes.geometry.area.sort_values(ascending=False).index
    names = {str(place): write_name(ax, shapes.loc[place], size) for place in order}
    fits = {
        place: not sticks_out(ax, box, shapes.loc[place]) for place, box in boxes(names).items()
    }
    return keep_apart(names, [place for place in names if fits[place]], taken)


def boxes(names: Mapping[str, Text]) -> dict[str, Bbox]:
    """The room that texts take on the page."""
    return {place: label.get_window_extent().padded(0.5) for place, label in names.items()}


def keep_apart(
    names: Mapping[str, Text], order: Iterable[str], taken: Sequence[Bbox] = ()
) -> list[str]:
    """Keeps texts in an order of preference as long as they overlap no other; removes the rest.

    Returns those without room.
    """
    room, kept, occupied = boxes(names), set(), list(taken)
    for place in order:
        if not any(room[place].overlaps(other) for other in occupied):
            occupied.append(room[place])
            kept.add(place)
    for place in names.keys() - kept:
        names[place].remove()
    return [place for place in names if place not in kept]


def write_name(ax: Axes, place: pd.Series, size: float) -> Text:
    """The name of a place at the point that is furthest from its borders."""
    parts = getattr(place.geometry, "geoms", [place.geometry])
    largest = max(parts, key=lambda part: part.area)
    middle = shapely.maximum_inscribed_circle(largest, tolerance=1).coords[0]
    return ax.text(
        *middle, place.label, fontsize=size, ha="center", va="center", path_effects=halo(1.4)
    )


def sticks_out(ax: Axes, box: Bbox, place: pd.Series) -> bool:
    """Whether less than half of a name's box lies on its place."""
    corners = ax.transData.inverted().transform(box)
    written = shapely.box(*corners.flatten())
    return written.intersection(place.geometry).area < 0.45 * written.area


def colour_bar(
    figure: Figure,
    box: tuple[float, float, float, float],
    classes: Scale,
    words: str,
    lang: str,
    plain: bool = False,
) -> None:
    """The legend of the classes at `box` of the figure; `plain` numbers are years."""
    bar = figure.colorbar(
        ScalarMappable(classes.norm, classes.colours),
        cax=figure.add_axes(box),
        orientation="horizontal",
        spacing="uniform",
        ticks=classes.bounds,
    )
    bar.ax.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:.0f}" if plain else number(value))
    )
    bar.ax.tick_params(labelsize=7, length=2, labelfontfamily=families(lang))
    bar.ax.set_title(words, fontsize=7, loc="left", pad=3, color=INK, fontweight="normal")
    bar.outline.set_linewidth(0.4)


def key(colour: str, words: str, pattern: str | None = None) -> Patch:
    """An entry of a map's legend."""
    return Patch(facecolor=colour, edgecolor=EDGE, linewidth=0.4, hatch=pattern, label=words)
