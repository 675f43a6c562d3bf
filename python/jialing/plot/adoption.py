"""The diffusion of technology fields: curves, maps, years of arrival."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from os import PathLike

import matplotlib as mpl
import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from jialing import results
from jialing.labels import chance, check_language, colon, comma, place_name, text
from jialing.results import check_known
from jialing.scenarios import position

from . import caption
from .atlas import MapPanel, draw_atlas
from .boundaries import territory
from .choropleth import scale
from .fan import band_handles, draw_bands, rule_years
from .style import GRID, HALF, INK, LINE, QUIET, SIZE, heading, page, settings

KINDS = ("curves", "map", "arrival", "arrival_map")
COLUMNS = 4  # of small panels
FIRST, HALFWAY = 0.1, 0.5  # shares of adoption that count as arrival


def adoption(
    ds: xr.Dataset,
    field: str | Sequence[str] | None = None,
    place: str = "Chongqing",
    kind: str = "curves",
    year: int | None = None,
    area: str = "chongqing",
    lang: str = "en",
    scenario: str | int = 0,
    geo: str | PathLike | None = None,
) -> Figure:
    """Adoption of technology fields (% of potential users): one field, several, or all.

    `curves`: adoption at a region or node over the years, a panel a field. `map`: median adoption
    in `year` (by default the last) over an `area` as in `map`, a map a field. `arrival`: the years
    in which adoption at the place passes 10 % and 50 %, median and 5–95 %; what is not reached
    within the horizon is said with its chance. `arrival_map`: median year of passing 50 %. Returns
    the figure. Raises ValueError for an unknown kind, KeyError for an unknown field, place, year or
    scenario.

    >>> fig = jl.plot.adoption(ds)
    >>> fig = jl.plot.adoption(ds, "ic", kind="map", year=2030, lang="zh")
    >>> fig = jl.plot.adoption(ds, place="Yuzhong", kind="arrival")
    """
    check_language(lang)
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    fields = chosen_fields(ds, field)
    at = position(ds, scenario)
    with mpl.rc_context(settings(lang)):
        if kind == "curves":
            return curves(ds, fields, place, lang, at)
        if kind == "arrival":
            return arrivals(ds, fields, place, lang, at)
        return field_maps(
            ds, fields, kind, last_year(ds) if year is None else year, area, lang, at, geo
        )


def chosen_fields(ds: xr.Dataset, field: str | Sequence[str] | None) -> list[str]:
    """Codes of the fields asked for. Raises KeyError with those there are."""
    known = [str(each) for each in ds["field"].values]
    asked = known if field is None else [field] if isinstance(field, str) else list(field)
    check_known(asked, known, "field")
    return asked


def field_name(ds: xr.Dataset, field: str, lang: str) -> str:
    """Name of a technology field."""
    return str(ds[f"field_name_{lang}"].sel(field=field).values)


def last_year(ds: xr.Dataset) -> int:
    """The end of the horizon."""
    return int(ds["time"].values[-1])


def below_text(ds: xr.Dataset, lang: str, method: str, **values: object) -> list[str]:
    """The caption: size of the ensemble, what adoption is, source."""
    told = caption.ensemble(ds, lang, method, **values)
    return [*told, text("adoption_is", lang, base=results.base_year(ds)), caption.source(ds, lang)]


def curves(ds: xr.Dataset, fields: list[str], place: str, lang: str, at: int) -> Figure:
    """Adoption over the years, a panel a field; the medians of the others in grey."""
    values = 100 * results.place(ds, "adoption", place).isel(scenario=at)
    columns = min(len(fields), COLUMNS)
    rows = math.ceil((len(fields) + (columns > 1)) / columns)  # a cell for the legend
    figure = page(1.2 + (1.45 if columns > 1 else 2.6) * rows)
    title = place_name(values, lang) + colon(lang) + text("adoption", lang)
    top = heading(figure, title, text("adoption_unit", lang))
    below = caption.write_below(figure, below_text(ds, lang, "method"), lang)
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True).flat
    tall = figure.get_figheight()
    figure.subplots_adjust(
        left=0.07,
        right=0.97,
        top=top - (0.42 if columns > 1 else 0.2) / tall,
        bottom=below + 0.25 / tall,
        hspace=0.62,
        wspace=0.12,
    )
    for ax, field in zip(axes, fields):
        for other in fields:
            median = values.sel(statistic="q50", field=other)
            ax.plot(values["time"], median, color="#BBBBBB", linewidth=0.4, zorder=3.5)
        draw_bands(ax, values.sel(field=field))
        name = "\n".join(caption.wrap(field_name(ds, field, lang), 25 if columns > 1 else 90))
        ax.set_title(name, loc="left", fontsize=SIZE - 1.5, pad=3)
        rule_years(ax, values["time"].values, lang, narrow=columns > 2)
        ax.set_ylim(0, 100)
        ax.set_yticks([0, 50, 100])
        ax.grid(axis="y", color=GRID, linewidth=0.6, zorder=0)
        ax.tick_params(labelsize=SIZE - 1.5)
    for ax in list(figure.axes)[len(fields) :]:
        ax.set_axis_off()
    others = Line2D([], [], color="#BBBBBB", linewidth=0.8, label=text("other_fields", lang))
    handles = band_handles(lang) + ([others] if len(fields) > 1 else [])
    spot = figure.axes[len(fields) if columns > 1 else 0]
    spot.legend(handles=handles, loc="center left" if columns > 1 else "upper left")
    return figure


def arrival_years(
    ds: xr.Dataset, field: str, share: float, places: Iterable[str], at: int
) -> pd.DataFrame:
    """Years in which adoption passes a share, a row a place: q05, q50, q95; after the horizon NaN.

    Nodes have them in the file. Adoption only grows, so the year that a region passes the share at
    the quantile p is the year in which its (1 − p) quantile of adoption passes it.
    """
    names = list(places)
    regions = [name for name in names if name in ds["region"].values]
    nodes = [name for name in names if name not in regions]
    wanted = ["q05", "q50", "q95"]
    known = ds["adoption_arrival"].isel(scenario=at)
    known = known.sel(arrival_share=share, field=field, node=nodes, statistic=wanted)
    table = known.transpose("node", "statistic").to_pandas()
    grown = ds["adoption_region"].isel(scenario=at).sel(field=field, region=regions)
    for region in regions:
        levels = grown.sel(region=region, statistic=wanted[::-1]).values
        table.loc[region] = [crossing(ds["time"].values, each, share) for each in levels]
    return table.loc[names]


def crossing(years: np.ndarray, levels: np.ndarray, share: float) -> float:
    """Year in which a growing curve passes a share, between reports in proportion; NaN after."""
    if levels[-1] < share:
        return math.nan
    return float(np.interp(share, levels, years))


def arrivals(ds: xr.Dataset, fields: list[str], place: str, lang: str, at: int) -> Figure:
    """Years in which the fields reach 10 and 50 % at a place, a row a field."""
    values = results.place(ds, "adoption", place)
    figure = page(1.75 + 0.32 * len(fields))
    title = place_name(values, lang) + colon(lang) + text("arrival", lang)
    top = heading(figure, title, text("arrival_unit", lang))
    below = caption.write_below(figure, below_text(ds, lang, "arrival_method"), lang)
    tall = figure.get_figheight()
    bottom = below + 0.5 / tall
    ax = figure.add_axes((0.36, bottom, 0.5, top - 0.2 / tall - bottom))
    last = last_year(ds)
    for row, field in enumerate(fields):
        for share, shift in ((FIRST, -0.17), (HALFWAY, 0.17)):
            years = arrival_years(ds, field, share, [place], at).iloc[0]
            draw_arrival(ax, row + shift, years, share, last)
        ax.annotate(
            reached(ds, field, place, at, lang),
            xy=(1, row),
            xycoords=("axes fraction", "data"),
            xytext=(44, 0),
            textcoords="offset points",
            ha="right",
            va="center",
        )
    names = ["\n".join(caption.wrap(field_name(ds, field, lang), 38)) for field in fields]
    ax.set_yticks(range(len(fields)), names)
    ax.set_ylim(len(fields) - 0.4, -0.6)
    rule_years(ax, ds["time"].values, lang)
    ax.grid(axis="x", color=GRID, linewidth=0.6, zorder=0)
    ax.tick_params(axis="y", length=0, labelsize=SIZE - 1)
    ax.spines["left"].set_visible(False)
    column = text("reached_by", lang, year=last)
    ax.text(
        1.01, 1.01, column, transform=ax.transAxes, fontsize=SIZE - 1.5, color=QUIET, va="bottom"
    )
    figure.legend(
        handles=arrival_handles(lang), loc="lower left", bbox_to_anchor=(0.01, below), ncols=4
    )
    return figure


def draw_arrival(ax: Axes, row: float, years: pd.Series, share: float, last: int) -> None:
    """Median and 5–95 % of one arrival; an arrow where it goes on after the horizon."""
    look = {"color": LINE if share == HALFWAY else HALF, "zorder": 3}
    if math.isnan(years["q05"]):
        return
    open_end = math.isnan(years["q95"])
    ax.plot([years["q05"], last if open_end else years["q95"]], [row, row], linewidth=1.6, **look)
    if open_end:
        ax.plot(last + 0.2, row, marker=">", markersize=4, clip_on=False, **look)
    ax.plot(years["q50"], row, markersize=6, **arrival_marker(share), zorder=4)


def arrival_marker(share: float) -> dict[str, object]:
    """The marker of an arrival's median: full for 50 %, empty for 10 %."""
    fill = {"markerfacecolor": LINE if share == HALFWAY else "white", "markeredgecolor": LINE}
    return {"marker": "o", "linestyle": "", **fill}


def reached(ds: xr.Dataset, field: str, place: str, at: int, lang: str) -> str:
    """Chance that adoption at a place passes 50 % within the horizon; of a region, to the quantiles
    of the file."""
    if place in ds["region"].values:
        final = ds["adoption_region"].isel(scenario=at, time=-1).sel(field=field, region=place)
        names = [name for name in final["statistic"].values if name.startswith("q")]
        levels = [int(name[1:]) / 100 for name in names]
        values = final.sel(statistic=names).values
        if not values[0] < HALFWAY <= values[-1]:
            bound = levels[0] if HALFWAY > values[-1] else 1 - levels[0]
            return ("< " if HALFWAY > values[-1] else "> ") + chance(bound, lang)
        return chance(1 - float(np.interp(HALFWAY, values, levels)), lang)
    known = ds["adoption_arrival_probability"].isel(scenario=at)
    return chance(float(known.sel(arrival_share=HALFWAY, field=field, node=place)), lang)


def arrival_handles(lang: str) -> list[Line2D]:
    """What the parts of an arrival mean."""
    shares = [
        Line2D([], [], markersize=6, label=text(name, lang), **arrival_marker(share))
        for share, name in ((FIRST, "passes_10"), (HALFWAY, "passes_50"))
    ]
    after = {"marker": ">", "markersize": 4, "linestyle": "", "color": INK}
    return [
        *shares,
        Line2D([], [], color=LINE, linewidth=1.6, label=text("most", lang)),
        Line2D([], [], label=text("after", lang), **after),
    ]


def field_maps(
    ds: xr.Dataset,
    fields: list[str],
    kind: str,
    year: int,
    area: str,
    lang: str,
    at: int,
    geo: str | PathLike | None,
) -> Figure:
    """Maps of adoption in a year, or of the year in which it passes 50 %, a map a field."""
    years = [int(each) for each in ds["time"].values]
    check_known([int(year)], years, "time")
    land = territory(ds, area, lang, geo)
    names = list(land.places.index)
    arriving = kind == "arrival_map"
    grown = results.places(ds, "adoption").isel(scenario=at).sel(place=names, time=year)
    median = {"statistic": text("median", lang)}
    if arriving:
        tables = [arrival_years(ds, field, HALFWAY, names, at) for field in fields]
        values = [table["q50"] for table in tables]
        title, unit = text("arrival_50", lang), text("year", lang)
        spread = typical_years(pd.concat(tables), years[-1], lang)
    else:
        values = [100 * grown.sel(field=f, statistic="q50").to_pandas() for f in fields]
        title, unit = text("adoption", lang) + comma(lang) + str(year), text("adoption_unit", lang)
        spread = caption.interval(grown.sel(field=fields), lang)
    sentences = below_text(ds, lang, "map_method", interval=spread, **median)
    titles = ["\n".join(caption.wrap(field_name(ds, field, lang), 48)) for field in fields]
    panels = [MapPanel(*each) for each in zip(fields, titles, values)]
    unreached = any(each.isna().any() for each in values)
    where = text(area, lang)
    below = where + comma(lang) + panels[0].title if len(panels) == 1 else where
    classes = scale([v for panel in panels for v in panel.values], whole=arriving)
    return draw_atlas(
        land,
        panels,
        classes,
        (title, below, unit),
        [*sentences, text("boundaries", lang)],
        lang,
        years=arriving,
        missing=text("not_before", lang, year=years[-1]) if unreached else "",
    )


def typical_years(table: pd.DataFrame, last: int, lang: str) -> str:
    """The 5–95 % interval of the middle one of many years of arrival; a missing year is later."""
    low, high = (float(np.median(table[name].fillna(np.inf))) for name in ("q05", "q95"))
    shown = [f"{y:.0f}" if np.isfinite(y) else text("beyond", lang, year=last) for y in (low, high)]
    return text("years_from", lang, low=shown[0], high=shown[1])
