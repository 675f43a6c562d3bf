"""Boundaries of districts, cities and provinces, as maps need them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike
from pathlib import Path

import geopandas as gpd
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from shapely.geometry.base import BaseGeometry

from jialing.files import CHECKOUT, INSTALLED
from jialing.labels import spaced

from .style import BORDER, NO_DATA, QUIET

AREAS = {
    "chongqing": ("chongqing_districts",),
    "sichuan_chongqing": ("sichuan_cities", "chongqing_districts"),
    "provinces": ("china_provinces",),
}
REGIONS = {"500000": "Chongqing", "510000": "Sichuan"}  # provinces that are regions, not nodes
VARIABLE = "JIALING_GEO"
ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=36 +lon_0=105 +datum=WGS84 +units=km"


def geo_folder(geo: str | PathLike | None = None) -> Path:
    """The folder of the boundaries: `geo`, else the environment's JIALING_GEO, else scenarios/geo
    of the checkout that this package was installed from, or of its wheel.

    Raises FileNotFoundError when the folder has no boundaries.
    """
    shipped = CHECKOUT / "scenarios" / "geo"
    if not shipped.is_dir():
        shipped = INSTALLED / "share" / "jialing" / "scenarios" / "geo"
    folder = Path(geo or os.environ.get(VARIABLE) or shipped)
    if not any(folder.glob("*.geojson")):
        raise FileNotFoundError(
            f"{folder}: no boundaries (*.geojson) there; give the folder as geo= or as the "
            f"environment variable {VARIABLE}"
        )
    return folder


@lru_cache
def read(path: Path) -> gpd.GeoDataFrame:
    """Boundaries of a file by code, on a plane in km (Albers, true to area)."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]  # closes open rings
    shapes = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")
    shapes = shapes.set_index("code").to_crs(ALBERS)
    shapes.geometry = shapes.make_valid(method="structure", keep_collapsed=False)
    return shapes


def boundaries(area: str, geo: str | PathLike | None = None) -> gpd.GeoDataFrame:
    """Boundaries of an area by code. Raises ValueError for an unknown area."""
    if area not in AREAS:
        raise ValueError(f"area must be one of {', '.join(AREAS)}, not {area!r}")
    folder = geo_folder(geo)
    return pd.concat([read(folder / f"{name}.geojson") for name in AREAS[area]])


@dataclass(frozen=True)
class Territory:
    """The shapes of an area by code, and those among them that are places of the results.

    `places` is indexed by node, or by region for a province that is one; it has the place's `code`
    and the `label` to write on a map. `view` is what a map shows: China whole, else the places.
    """

    shapes: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    view: gpd.GeoDataFrame


def territory(ds: xr.Dataset, area: str, lang: str, geo: str | PathLike | None = None) -> Territory:
    """The map of an area.

    Raises ValueError for an unknown one and for results without places there, FileNotFoundError
    without files.
    """
    shapes = boundaries(area, geo)
    nodes = {str(c): str(n) for c, n in zip(ds["code"].values, ds["node"].values) if c}
    known = shapes.assign(place=shapes.index.map(REGIONS | nodes), code=shapes.index)
    places = known.dropna(subset="place").set_index("place")
    if places.empty:
        raise ValueError(f"the results have no places on the map of {area}")
    provinces = {"Chongqing": "重庆", "Sichuan": "四川"}
    chinese = dict(zip(ds["node"].values, ds["node_name_zh"].values)) | provinces
    names = [chinese[place] if lang == "zh" else spaced(place) for place in places.index]
    places = places.assign(label=names)
    return Territory(shapes, places, shapes if area == "provinces" else places)


def points(longitudes: object, latitudes: object) -> gpd.GeoSeries:
    """Places given in degrees, on the same plane as the boundaries."""
    given = gpd.points_from_xy(longitudes, latitudes, crs="EPSG:4326")
    return gpd.GeoSeries(given).to_crs(ALBERS)


def outline(shape: BaseGeometry) -> Outline:
    """A polygon, or several, as one path with its holes."""
    parts = getattr(shape, "geoms", [shape])
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return Outline.make_compound_path(*(Outline(ring.coords, closed=True) for ring in rings))


def draw_shape(ax: Axes, shape: BaseGeometry, name: str, **look: object) -> PathPatch:
    """Draws one place; `name` is its id in an SVG."""
    patch = PathPatch(outline(shape), gid=name, **{"linewidth": 0.4, "edgecolor": BORDER, **look})
    return ax.add_artist(patch)  # add_patch walks every point to find limits, which frame sets


def draw_background(
    ax: Axes, shapes: gpd.GeoDataFrame, drawn: Iterable[str] = (), prefix: str = ""
) -> None:
    """The shapes of an area but for those whose codes are `drawn` otherwise."""
    for code, shape in shapes.drop(index=list(drawn)).geometry.items():
        draw_shape(ax, shape, f"{prefix}background:{code}", facecolor=NO_DATA, zorder=0)


def frame(ax: Axes, shapes: gpd.GeoDataFrame, margin: float = 0.02) -> None:
    """Shows the whole of the shapes, true to scale, without axes."""
    left, bottom, right, top = shapes.total_bounds
    spare = margin * max(right - left, top - bottom)
    ax.set_xlim(left - spare, right + spare)
    ax.set_ylim(bottom - spare, top + spare)
    ax.set_aspect("equal")


def settle(ax: Axes) -> None:
    """Fixes a panel's place on the page, so that what is written there can be measured."""
    locator = ax.get_axes_locator()
    ax.apply_aspect(locator(ax, None) if locator else None)


def scale_bar(ax: Axes) -> None:
    """A bar at the lower right of a map that says how long 100 or 1000 km are."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    length = 100 if right - left < 2000 else 1000
    tick = 0.012 * (top - bottom)
    x, y = right - length, bottom + tick
    ends = [y + tick, y, y, y + tick]
    ax.plot([x, x, right, right], ends, color=QUIET, linewidth=0.8, clip_on=False)
    words = f"{length} km"
    ax.text(right - length / 2, y + tick, words, ha="center", va="bottom", color=QUIET, fontsize=6)
