"""The network of transport lines and programmes on the map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from jialing.labels import check_language, number, spaced, text
from jialing.results import unknown

from . import caption
from .boundaries import boundaries, draw_background, frame, points, scale_bar, settle
from .style import INK, SIZE, bare, halo, heading, page, settings

LAYERS = {  # colour and dashes, the lowest layer first
    "road": ("#9A9A9A", "-"),
    "air": ("#CC79A7", (0, (1, 2))),
    "rail": ("#0072B2", "-"),
    "programme": ("#D55E00", (0, (4, 2))),
}
WIDEST, LARGEST = 3.5, 11  # points: the widest edge, the diameter of the largest node
WIDTHS = ("weight_", "hours")  # what columns begin with that an edge can be as wide as
SIZES = ("betweenness", "pagerank", "accessibility", "strength_")  # and a node as large as
NAMED = 18  # nodes, the largest first
SIDES = (
    (1, 0, "left", "center"),
    (-1, 0, "right", "center"),
    (0, 1, "center", "bottom"),
    (0, -1, "center", "top"),
)


def network(
    graph: str | PathLike,
    area: str = "chongqing",
    layers: Sequence[str] = ("road", "rail", "programme"),
    width: str = "weight_contract",
    size: str = "betweenness",
    lang: str = "en",
    ax: Axes | None = None,
    geo: str | PathLike | None = None,
) -> Figure:
    """The network that `jialing graph` wrote, on the map: edges by layer, nodes by a metric.

    `graph` is its network.geojson or the folder of it. Edges of the `layers` (road, rail, air,
    programme) between nodes of the `area` (as in `map`; provinces shows all of China) are as wide
    as `width`: weight_talent, weight_capital, weight_contract, weight_knowledge, or hours (the
    faster the wider, programmes thin). The area of a node follows `size`: betweenness, pagerank,
    accessibility or `strength_` and a channel. With `ax` the chart is that panel, without heading
    and caption. Returns the figure. Raises FileNotFoundError without the file, ValueError for a file
    of another kind or an unknown layer, KeyError for an unknown width or size.

    >>> fig = jl.plot.network(graph, size="pagerank")
    """
    check_language(lang)
    for layer in layers:
        if layer not in LAYERS:
            raise ValueError(f"layers are {', '.join(LAYERS)}, not {layer!r}")
    nodes, edges, year = read(graph)
    shapes = boundaries(area, geo)
    nodes = within(nodes, shapes, area)
    view = shapes if area == "provinces" else shapes.loc[nodes["code"]]
    for table, name, kind, beginnings in ((edges, width, "width", WIDTHS), (nodes, size, "size", SIZES)):
        known = [each for each in table if each.startswith(beginnings)]
        if name not in known:
            raise unknown(kind, name, known)
    kept = edges["layer"].isin(list(layers)) & edges[["a", "b"]].isin(nodes.index).all(axis=1)
    with mpl.rc_context(settings(lang)):
        if ax is not None:
            draw(ax, shapes, view, nodes, edges[kept], width, size, lang)
            return ax.figure
        figure = page(7.2 if area == "chongqing" else 6.2)
        title, place = text("network", lang, year=year), text(area, lang)
        top = heading(figure, title, place)
        told = {"year": year, "width": named(width, lang), "size": named(size, lang)}
        sentences = [text("network_method", lang, **told), text("boundaries", lang)]
        below = caption.write_below(figure, sentences, lang)
        ax = figure.add_axes((0.01, below + 0.05, 0.98, top - below - 0.05))
        draw(ax, shapes, view, nodes, edges[kept], width, size, lang)
        return figure


def read(graph: str | PathLike) -> tuple[gpd.GeoDataFrame, pd.DataFrame, int]:
    """Nodes by id with their places, edges, and the year of a network.

    Raises FileNotFoundError without the file, ValueError when it is no network.
    """
    path = Path(graph)
    path = path / "network.geojson" if path.is_dir() else path
    content = json.loads(path.read_text(encoding="utf-8"))
    if "year" not in content or "features" not in content:
        raise ValueError(f"{path}: not a network of `jialing graph`")
    rows = pd.DataFrame([each["properties"] for each in content["features"]])
    nodes = rows[rows["element"] == "node"].dropna(axis=1, how="all").set_index("id")
    edges = rows[rows["element"] == "edge"].dropna(axis=1, how="all")
    places = points(nodes["lon"], nodes["lat"])
    return gpd.GeoDataFrame(nodes, geometry=list(places), crs=places.crs), edges, content["year"]


def within(nodes: gpd.GeoDataFrame, shapes: gpd.GeoDataFrame, area: str) -> gpd.GeoDataFrame:
    """The nodes of an area: those with a boundary there, in China all that are not abroad."""
    if area == "provinces":
        return nodes[nodes["role"] != "external"]
    return nodes[nodes["code"].isin(shapes.index)]


def draw(
    ax: Axes,
    shapes: gpd.GeoDataFrame,
    view: gpd.GeoDataFrame,
    nodes: gpd.GeoDataFrame,
    edges: pd.DataFrame,
    width: str,
    size: str,
    lang: str,
) -> None:
    """The panel: boundaries, edges, nodes, names, legend."""
    draw_background(ax, shapes)
    bare(ax)
    frame(ax, view)
    widths = edge_widths(edges, width)
    for layer, (colour, dashes) in LAYERS.items():
        chosen = edges[edges["layer"] == layer]
        ends = [
            [nodes.geometry[end].coords[0] for end in pair] for pair in chosen[["a", "b"]].values
        ]
        lines = LineCollection(
            ends,
            linewidths=widths[chosen.index],
            colors=colour,
            linestyles=[dashes],
            gid=f"layer:{layer}",
            zorder=2 + list(LAYERS).index(layer) / 10,
        )
        ax.add_collection(lines, autolim=False)
    largest = nodes[size].max()
    diameters = LARGEST * np.sqrt(nodes[size].clip(lower=0) / largest)
    ax.scatter(
        nodes.geometry.x,
        nodes.geometry.y,
        s=np.maximum(diameters, 2.5) ** 2,
        color=INK,
        edgecolor="white",
        linewidth=0.6,
        gid="nodes",
        zorder=4,
    )
    name_nodes(ax, nodes, size, diameters, lang)
    scale_bar(ax)
    handles = layer_handles(edges, lang) + size_handles(float(largest), size, lang)
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0), ncols=6, fontsize=SIZE - 1)


def edge_widths(edges: pd.DataFrame, width: str) -> pd.Series:
    """Widths of edges in points, in proportion to a weight or to 1 / hours."""
    values = 1 / edges[width] if width == "hours" else edges[width]
    return (WIDEST * values / values.max()).clip(lower=0.3).fillna(0.8)


def name_nodes(
    ax: Axes, nodes: gpd.GeoDataFrame, size: str, diameters: pd.Series, lang: str
) -> None:
    """Names the largest nodes on the first side that has room, if any has."""
    settle(ax)
    occupied = node_boxes(ax, nodes, diameters)
    for node in nodes[size].sort_values(ascending=False).index[:NAMED]:
        name = nodes.loc[node, "name_zh"] if lang == "zh" else spaced(node)
        reach = diameters[node] / 2 + 2
        for across, up, ha, va in SIDES:
            label = ax.annotate(
                name,
                nodes.geometry[node].coords[0],
                (across * reach, up * reach),
                textcoords="offset points",
                ha=ha,
                va=va,
                fontsize=SIZE - 1.5,
                path_effects=halo(),
                zorder=5,
            )
            box = label.get_window_extent()
            if not any(box.overlaps(other) for other in occupied):
                occupied.append(box)
                break
            label.remove()


def node_boxes(ax: Axes, nodes: gpd.GeoDataFrame, diameters: pd.Series) -> list[Bbox]:
    """The room that the markers of nodes take on the page."""
    middles = ax.transData.transform(np.column_stack([nodes.geometry.x, nodes.geometry.y]))
    halves = diameters.to_numpy() / 2 * ax.figure.dpi / 72
    return [Bbox.from_extents(*(xy - half), *(xy + half)) for xy, half in zip(middles, halves)]


def layer_handles(edges: pd.DataFrame, lang: str) -> list[Line2D]:
    """Which line is which layer."""
    there = set(edges["layer"])
    return [
        Line2D([], [], color=colour, linestyle=dashes, linewidth=1.6, label=text(layer, lang))
        for layer, (colour, dashes) in LAYERS.items()
        if layer in there
    ]


def size_handles(largest: float, size: str, lang: str) -> list[Line2D]:
    """What the sizes of nodes mean."""
    look = {"linestyle": "", "marker": "o", "color": INK, "markeredgecolor": "white"}
    return [
        Line2D(
            [],
            [],
            markersize=LARGEST * share**0.5,
            label=(
                f"{named(size, lang)} {number(largest)}" if share == 1 else number(share * largest)
            ),
            **look,
        )
        for share in (1, 0.25)
    ]


def named(metric: str, lang: str) -> str:
    """Name of a weight or metric."""
    kind, _, channel = metric.partition("_")
    if channel:
        return text(kind, lang, channel=text(channel, lang))
    return text(metric, lang)
