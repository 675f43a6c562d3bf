"""Flows of talent, capital and contracts between groups of regions."""

from __future__ import annotations

from os import PathLike

import matplotlib as mpl
import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnnotationBbox, HPacker, TextArea, VPacker
from matplotlib.patches import ArrowStyle, FancyArrowPatch
from shapely.geometry import Point

from jialing.fonts import families
from jialing.labels import check_language, group_names, indicator_name, number, text, unit
from jialing.results import FOCUS, flow_values
from jialing.scenarios import position

from . import caption
from .boundaries import draw_shape, frame, points, territory
from .style import INK, LINE, NO_DATA, QUIET, SIZE, bare, halo, heading, page, settings

KINDS = ("map", "matrix")
SICHUAN = "chengyu_sichuan"
SENT, RECEIVED = LINE, "#E69F00"  # dark and light, also in grey
RECEIVED_TEXT = "#A66300"
WIDEST = 9  # points: the arc of the largest flow
# Where a group's arcs end (degrees) and its fill: lighter than the arcs, unlike its neighbours'.
PLACES = {
    FOCUS: (107.3, 29.9, "#F3DCA8"),
    "central_urban": (106.55, 29.6, "#F3DCA8"),
    "new_urban": (106.65, 28.72, "#DCE9C9"),
    "northeast": (108.75, 30.95, "#D7E6F2"),
    "southeast": (108.4, 29.1, "#EBDDED"),
    SICHUAN: (104.2, 30.6, "#F4EBDD"),
    "partner_province": (99.5, 36.2, "#E3ECD8"),
    "jingjinji": (116.0, 39.3, "#EBDDED"),
    "yangtze_delta": (119.3, 32.3, "#D7E6F2"),
    "greater_bay": (113.4, 23.5, "#F6E0D2"),
    "yangtze_belt": (115.8, 27.8, "#D6ECE8"),
    "rest_of_china": (110.5, 41.0, NO_DATA),
    "international": (124.5, 25.0, NO_DATA),
}


def flows(
    ds: xr.Dataset,
    channel: str,
    year: int,
    kind: str = "map",
    hub: str = FOCUS,
    lang: str = "en",
    ax: Axes | None = None,
    scenario: str | int = 0,
    geo: str | PathLike | None = None,
) -> Figure:
    """Flows between groups of regions in a year that the file reports.

    `channel` is talent (persons a year), capital or contracts (100 million CNY a year), or a
    variable of the file. The `matrix` shows the median of every flow, senders in rows. The `map`
    shows what `hub` sends and receives as arcs whose width follows the mean flow: Chongqing with
    the other groups, or one of Chongqing's groups with the others there and in Sichuan. (Means of
    parts add up to the mean of the whole, medians do not.) With `ax` the chart is that panel,
    without heading and caption. Returns the figure. Raises ValueError for an unknown kind or hub,
    KeyError for a channel, year or scenario that the file does not have.

    >>> fig = jl.plot.flows(ds, "contracts", 2035)
    >>> fig = jl.plot.flows(ds, "talent", 2025, hub="central_urban", lang="zh")
    >>> fig = jl.plot.flows(ds, "capital", 2030, kind="matrix")
    """
    check_language(lang)
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    values = flow_values(ds, channel, year).isel(scenario=position(ds, scenario))
    mean = hub_flows(ds, values, hub)
    area = "provinces" if hub == FOCUS else "sichuan_chongqing"
    with mpl.rc_context(settings(lang)):
        if ax is None:
            figure = page(5.9 if kind == "matrix" else 5.6)
            when = f"{year} 年，" if lang == "zh" else f"{year}, "
            top = heading(figure, indicator_name(values, lang), when + unit(values, lang))
            below = caption.write_below(figure, below_text(ds, values, lang, kind), lang)
            box = (0.02, below, 0.96, top - below)
            if kind == "matrix":
                box = (0.2, below + 0.02, 0.72, top - below - 0.19)
            ax = figure.add_axes(box)
        if kind == "matrix":
            draw_matrix(ax, ds, values, lang)
        else:
            draw_arcs(ax, ds, mean, hub, area, lang, geo)
        return ax.figure


def between(values: xr.DataArray) -> xr.DataArray:
    """The flows from one group to another, without those inside a group."""
    return values.where(values["from_group"] != values["to_group"])


def below_text(ds: xr.Dataset, values: xr.DataArray, lang: str, kind: str) -> list[str]:
    """The caption of flows."""
    spread = caption.interval(between(values), lang)
    told = caption.ensemble(ds, lang, f"{kind}_flows", interval=spread)
    notes = [text("boundaries", lang)] if kind == "map" else []
    return [*told, caption.source(ds, lang), *notes]


def draw_matrix(ax: Axes, ds: xr.Dataset, values: xr.DataArray, lang: str) -> None:
    """Medians from group (row) to group (column), shaded by size, inside a group set in italics."""
    medians = values.sel(statistic="q50").to_pandas()
    known = medians.to_numpy()[medians.to_numpy() > 0]
    norm = LogNorm(known.min(), known.max())
    colours = mpl.colormaps["Blues"].resampled(256)
    ax.imshow(medians.where(medians > 0), norm=norm, cmap=shaded(colours), aspect="auto")
    for (row, column), value in np.ndenumerate(medians.to_numpy()):
        dark = value > 0 and norm(value) > 0.6
        ax.text(
            column,
            row,
            number(float(value)) if np.isfinite(value) else "–",
            ha="center",
            va="center",
            fontsize=SIZE - 2.2,
            fontstyle="italic" if row == column and lang == "en" else "normal",
            color="white" if dark else INK,
        )
    titles = group_names(ds, lang)
    names = ["\n".join(caption.wrap(titles[group], 20)) for group in medians.index]
    ax.set_xticks(range(len(names)), names, rotation=40, ha="left", rotation_mode="anchor")
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(
        top=True,
        labeltop=True,
        bottom=False,
        labelbottom=False,
        length=0,
        labelsize=SIZE - 1.5,
        labelfontfamily=families(lang),
    )
    ax.spines[:].set_visible(False)
    ax.set_xticks(np.arange(0.5, len(names) - 1), minor=True)
    ax.set_yticks(np.arange(0.5, len(names) - 1), minor=True)
    ax.grid(which="minor", color="white", linewidth=1)
    ax.tick_params(which="minor", length=0, top=False)
    corner = text("from_to", lang)
    ax.text(-0.01, 1.01, corner, transform=ax.transAxes, ha="right", va="bottom", color=QUIET)


def shaded(colours: mpl.colors.Colormap) -> mpl.colors.Colormap:
    """A map of colours without its darkest tenth, so that numbers stay readable."""
    return mpl.colors.ListedColormap(colours(np.linspace(0, 0.9, 256)))


def hub_flows(ds: xr.Dataset, values: xr.DataArray, hub: str) -> pd.DataFrame:
    """Mean flows among the groups of a hub's map; Chongqing's taken together when it is the hub.

    Raises ValueError for what is no hub.
    """
    mean = values.sel(statistic="mean").to_pandas()
    inside = [g for g in mean.index if g in ds["group"].values[ds["province"].values == FOCUS]]
    if hub == FOCUS:
        whole = {group: FOCUS if group in inside else group for group in mean.index}
        return mean.groupby(whole).sum().T.groupby(whole).sum().T
    if hub not in inside:
        raise ValueError(f"hub must be one of {', '.join([FOCUS, *inside])}, not {hub!r}")
    return mean.loc[[*inside, SICHUAN], [*inside, SICHUAN]]


def draw_arcs(
    ax: Axes,
    ds: xr.Dataset,
    mean: pd.DataFrame,
    hub: str,
    area: str,
    lang: str,
    geo: str | PathLike | None,
) -> None:
    """A map of the flows that one group sends to and receives from the others."""
    draw_groups(ax, ds, area, lang, geo)
    names = group_names(ds, lang)
    others = [group for group in mean.index if group != hub]
    degrees = [PLACES[group][:2] for group in mean.index]
    where = dict(zip(mean.index, points(*zip(*degrees))))
    sent, received = mean.loc[hub], mean[hub]
    largest = max(sent[others].max(), received[others].max())
    for group in sorted(others, key=lambda each: -sent[each] - received[each]):
        draw_arc(ax, where[hub], where[group], sent[group] / largest, SENT, f"{hub}-{group}")
        draw_arc(
            ax, where[group], where[hub], received[group] / largest, RECEIVED, f"{group}-{hub}"
        )
        write_flows(ax, where[hub], where[group], names[group], (sent[group], received[group]))
    ax.plot(where[hub].x, where[hub].y, marker="o", markersize=7, color=INK, zorder=6)
    ax.annotate(
        names[hub],
        (where[hub].x, where[hub].y),
        (0, -7 if hub == FOCUS else 7),
        textcoords="offset points",
        ha="center",
        va="top" if hub == FOCUS else "bottom",
        fontweight="bold",
        path_effects=halo(),
        zorder=7,
    )
    ax.legend(
        handles=arc_handles(float(largest), lang),
        loc="lower left",
        fontsize=SIZE - 1,
        handlelength=3,
    )


def draw_groups(ax: Axes, ds: xr.Dataset, area: str, lang: str, geo: str | PathLike | None) -> None:
    """The map below the arcs: the places of a group in one tint."""
    land = territory(ds, area, lang, geo)
    group = dict(zip(ds["node"].values, ds["group"].values)) | {
        "Sichuan": SICHUAN,
        "Chongqing": FOCUS,
    }
    tints = {code: PLACES[group[place]][2] for place, code in land.places["code"].items()}
    for code, shape in land.shapes.geometry.items():
        draw_shape(ax, shape, f"area:{code}", facecolor=tints.get(code, NO_DATA), zorder=0)
    bare(ax)
    frame(ax, land.view)
    if area == "provinces":  # room for the partners abroad
        left, right = ax.get_xlim()
        ax.set_xlim(left, right + 0.05 * (right - left))


def arc_handles(largest: float, lang: str) -> list[Line2D]:
    """Colours and widths of the arcs."""
    sizes = [largest, largest / 4]
    return [
        Line2D([], [], color=SENT, linewidth=3, label=text("sent", lang)),
        Line2D([], [], color=RECEIVED, linewidth=3, label=text("received", lang)),
        *(
            Line2D(
                [],
                [],
                color=QUIET,
                linewidth=WIDEST * size / largest,
                solid_capstyle="butt",
                label=number(size),
            )
            for size in sizes
        ),
    ]


def draw_arc(ax: Axes, start: Point, end: Point, share: float, colour: str, name: str) -> None:
    """A curved arrow whose width follows the flow; the way back curves to the other side."""
    width = max(0.5, WIDEST * share)
    style = ArrowStyle.Simple(head_length=4 + width, head_width=3 + 1.8 * width, tail_width=width)
    ax.add_patch(
        FancyArrowPatch(
            (start.x, start.y),
            (end.x, end.y),
            connectionstyle="arc3,rad=0.2",
            arrowstyle=style,
            mutation_scale=1,
            facecolor=colour,
            edgecolor="none",
            alpha=0.85,
            shrinkA=6,
            shrinkB=6,
            gid=f"arc:{name}",
            zorder=4,
        )
    )


def write_flows(
    ax: Axes, hub: Point, place: Point, name: str, amounts: tuple[float, float]
) -> None:
    """Name of a group, and below it what it gets from and gives to the hub, away from the hub."""
    east, north = place.x - hub.x, place.y - hub.y
    reach = (east**2 + north**2) ** 0.5
    across, up = 9 * east / reach, 9 * north / reach
    side = "left" if east > 0.5 * reach else "right" if east < -0.5 * reach else "center"
    packed = HPacker(
        children=[
            TextArea(number(float(amount)), textprops={"color": colour, **FLOW_TEXT})
            for amount, colour in zip(amounts, (SENT, RECEIVED_TEXT))
        ],
        pad=0,
        sep=5,
    )
    title = TextArea(
        "\n".join(caption.wrap(name, 20)), textprops={"fontsize": SIZE - 1, "path_effects": halo()}
    )
    box = AnnotationBbox(
        VPacker(children=[title, packed], align=side, pad=0, sep=2),
        (place.x, place.y),
        xybox=(across, up),
        boxcoords="offset points",
        box_alignment=(
            {"left": 0, "right": 1, "center": 0.5}[side],
            0.5 if side != "center" else 0 if north > 0 else 1,
        ),
        frameon=False,
        pad=0,
    )
    box.set_zorder(7)
    ax.add_artist(box)


FLOW_TEXT = {"fontsize": SIZE - 1, "fontweight": "bold", "path_effects": halo()}
