"""An indicator on the map."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jialing import results
from jialing.labels import check_language, comma, indicator_name, text, unit
from jialing.results import check_known
from jialing.scenarios import position

from . import caption
from .atlas import MapPanel, draw_atlas, draw_panel
from .boundaries import territory
from .choropleth import scale
from .style import settings

STATISTICS = {"median": "q50", "mean": "mean", "sd": "sd"}


def map(
    ds: xr.Dataset,
    indicator: str,
    year: int | Sequence[int],
    area: str = "chongqing",
    statistic: str = "median",
    lang: str = "en",
    ax: Axes | None = None,
    scenario: str | int = 0,
    geo: str | PathLike | None = None,
) -> Figure:
    """An indicator on the map: its districts, cities or provinces coloured by value.

    `area` is chongqing (38 districts), sichuan_chongqing (with Sichuan's cities) or provinces;
    several years stand side by side with one scale. `statistic` is median, mean, sd or a quantile
    of the file such as q05. Places that rest mainly on estimated figures are hatched, or a note
    says it when all do. Boundaries come from `geo`, see `boundaries.geo_folder`. With `ax` the
    chart is that panel for one year. Returns the figure. Raises ValueError for an unknown area, or
    an indicator that has no values there or whose differences between the places are no
    information; KeyError for an unknown indicator, year, statistic or scenario; FileNotFoundError
    without boundaries.

    >>> fig = jl.plot.map(ds, "rd_intensity", year=2035)
    >>> fig = jl.plot.map(ds, "gdp", year=[2025, 2035], area="sichuan_chongqing", lang="zh")
    """
    check_language(lang)
    years = [year] if isinstance(year, int) else list(year)
    land = territory(ds, area, lang, geo)
    names = list(land.places.index)
    values = results.places(ds, indicator).isel(scenario=position(ds, scenario))
    values = values.sel(place=names)
    refuse_uniform(ds, indicator, area, values)
    check_known(years, values["time"].values, "time")
    name = STATISTICS.get(statistic, statistic)
    check_known([name], values["statistic"].values, "statistic")
    chosen = values.sel(statistic=name, time=years).to_pandas().T  # place by year
    if chosen.isna().all(axis=None):
        shown = ", ".join(str(each) for each in years)
        raise ValueError(f"{indicator} has no values in {shown} for the places of {area}")
    classes = scale(chosen.to_numpy().ravel())
    estimated = [each for each in names if results.mainly_estimated(ds, indicator, each)]
    everywhere = len(estimated) == len(names)
    hatched = [] if everywhere else estimated
    with mpl.rc_context(settings(lang)):
        panels = [MapPanel(str(each), str(each), chosen[each]) for each in years]
        if ax is not None:
            draw_panel(ax, land, panels[0], classes, hatched)
            return ax.figure
        sentences = [f"* {text('all_estimated', lang)}"] if everywhere else []
        told = statistic_name(name, lang)
        spread = caption.interval(values.sel(time=years), lang)
        sentences += caption.ensemble(ds, lang, "map_method", statistic=told, interval=spread)
        sentences += [caption.source(ds, lang), text("boundaries", lang)]
        title = indicator_name(values, lang) + (" *" if everywhere else "")
        parts = [text(area, lang), told]
        if len(years) == 1:
            parts.append(f"{years[0]} 年" if lang == "zh" else str(years[0]))
        below = comma(lang).join(parts)
        words = (title, below, unit(values, lang))
        missing = text("no_value", lang) if chosen.isna().any(axis=None) else ""
        return draw_atlas(land, panels, classes, words, sentences, lang, hatched, missing=missing)


def refuse_uniform(ds: xr.Dataset, indicator: str, area: str, values: xr.DataArray) -> None:
    """Raises ValueError when the places' base year is one assumed constant."""
    start = values.sel(statistic="q50").isel(time=0).values
    same = np.ptp(start) <= 1e-6 * np.abs(start).max()
    if ds[indicator].attrs["uniform_base"] and (area != "provinces" or same):
        raise ValueError(
            f"{indicator} is not mapped for {area}: its base year is one assumed constant for all "
            "of these places, so differences between them are no information"
        )


def statistic_name(name: str, lang: str) -> str:
    """Name of a statistic of the file."""
    if name.startswith("q"):
        return text("median", lang) if name == "q50" else text("quantile", lang, at=int(name[1:]))
    return text(name, lang)
