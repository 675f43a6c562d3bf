"""An indicator on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from os import PathLike

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jialing import comparisons, results
from jialing.labels import (
    change_unit,
    check_language,
    colon,
    comma,
    indicator_name,
    text,
    unit,
)
from jialing.results import check_known
from jialing.scenarios import position, scenario_name

from . import caption
from .atlas import MapPanel, draw_atlas, draw_panel
from .boundaries import Territory, territory
from .choropleth import diverging, scale
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
    scenario: str | int | None = None,
    geo: str | PathLike | None = None,
    difference: bool = False,
) -> Figure:
    """An indicator on the map: its districts, cities or provinces coloured by value.

    `area` is chongqing (38 districts), sichuan_chongqing (with Sichuan's cities) or provinces;
    several years stand side by side with one scale. `statistic` is median, mean, sd or a quantile
    of the file such as q05. Places that rest mainly on estimated figures are hatched, or a note
    says it when all do. `scenario` is an id or a position, without it the first. Boundaries come
    from `geo`, see `boundaries.geo_folder`. With `ax` the chart is that panel for one year.

    With `difference` the colours are the median difference from the reference, member by member, on
    a scale with 0 in its middle; places whose 5–95 % interval includes 0 are hatched, and those
    that rest mainly on estimated figures have a star. The scenario is then, without a choice, the
    first besides the reference.

    Returns the figure. Raises ValueError for an unknown area, an indicator that has no values there
    or whose differences between the places are no information, and for differences in results that
    hold none; KeyError for an unknown indicator, year, statistic or scenario; FileNotFoundError
    without boundaries.

    >>> fig = jl.plot.map(ds, "rd_intensity", year=2035)
    >>> fig = jl.plot.map(ds, "gdp", year=[2025, 2035], area="sichuan_chongqing", lang="zh")
    >>> fig = jl.plot.map(compared, "rd_intensity", year=2035, difference=True)
    """
    check_language(lang)
    years = [int(each) for each in np.atleast_1d(year)]
    if difference and statistic != "median":
        raise ValueError("a map of differences shows their median; leave out `statistic`")
    at = shown_scenario(ds, scenario, difference)
    land = territory(ds, area, lang, geo)
    names = list(land.places.index)
    plain = results.places(ds, indicator).isel(scenario=at).sel(place=names)
    refuse_uniform(ds, indicator, area, plain)
    check_known(years, plain["time"].values, "time")
    values = plain
    if difference:
        values = comparisons.differences_of_places(ds, indicator).isel(scenario=at)
        values = values.sel(place=names).rename(difference_statistic="statistic")
    name = STATISTICS.get(statistic, statistic)
    check_known([name], values["statistic"].values, "statistic")
    chosen = values.sel(statistic=name, time=years).to_pandas().T  # place by year
    if chosen.isna().all(axis=None):
        shown = ", ".join(str(each) for each in years)
        raise ValueError(f"{indicator} has no values in {shown} for the places of {area}")
    classes = (diverging if difference else scale)(chosen.to_numpy().ravel())
    estimated = [each for each in names if results.mainly_estimated(ds, indicator, each)]
    everywhere = len(estimated) == len(names)
    hatched = [] if everywhere or difference else estimated
    starred = estimated if difference and not everywhere else []
    land = with_stars(land, starred)
    with mpl.rc_context(settings(lang)):
        panels = [
            MapPanel(
                str(each),
                str(each),
                chosen[each],
                undecided(values.sel(time=each)) if difference else (),
            )
            for each in years
        ]
        if ax is not None:
            draw_panel(ax, land, panels[0], classes, hatched)
            return ax.figure
        sentences = caption.meanings(ds, {"*": "all_estimated"}, lang) if everywhere else []
        sentences += caption.meanings(ds, {"*": "estimated"}, lang) if starred else []
        told = statistic_name(name, lang)
        spread = caption.interval(values.sel(time=years), lang, relative=not difference)
        if difference:
            names = (scenario_name(ds, at), reference_name(ds))
            told = f"{names[0]}{colon(lang)}{text('change', lang, reference=names[1])}"
            sentences += caption.ensemble(
                ds, lang, "difference_method", reference=names[1], interval=spread
            )
        else:
            sentences += caption.ensemble(ds, lang, "map_method", statistic=told, interval=spread)
        sentences += [caption.source(ds, lang), text("boundaries", lang)]
        title = indicator_name(ds[indicator], lang) + (" *" if everywhere else "")
        parts = [told] if difference else [text(area, lang), told]
        if len(years) == 1:
            parts.append(f"{years[0]} 年" if lang == "zh" else str(years[0]))
        below = comma(lang).join(parts)
        words = (title, below, (change_unit if difference else unit)(ds[indicator], lang))
        missing = text("no_value", lang) if chosen.isna().any(axis=None) else ""
        hatching = text("undecided", lang) if difference else text("hatched", lang, base=results.base_year(ds))
        return draw_atlas(
            land, panels, classes, words, sentences, lang, hatched, False, missing, hatching
        )


def shown_scenario(ds: xr.Dataset, scenario: str | int | None, difference: bool) -> int:
    """Position of the scenario asked for; without a choice, of the first that there is to show.

    Raises ValueError when the difference of the reference from itself is asked for.
    """
    if not difference:
        return position(ds, 0 if scenario is None else scenario)
    rest = comparisons.others(ds)
    if scenario is None and rest:
        return rest[0]
    at = position(ds, 0 if scenario is None else scenario)
    if at not in rest:
        raise ValueError("the reference does not differ from itself; choose another scenario")
    return at


def undecided(values: xr.DataArray) -> list[str]:
    """Places whose 5–95 % interval of the difference includes 0."""
    low, high = (values.sel(statistic=name).values for name in ("q05", "q95"))
    return [str(place) for place in values["place"].values[(low <= 0) & (high >= 0)]]


def with_stars(land: Territory, starred: Sequence[str]) -> Territory:
    """The map with a star behind the names of some places."""
    labels = land.places["label"]
    labels = labels.where(~labels.index.isin(list(starred)), labels + "*")
    return replace(land, places=land.places.assign(label=labels))


def reference_name(ds: xr.Dataset) -> str:
    """Name of the reference of a comparison."""
    return scenario_name(ds, position(ds, comparisons.reference_id(ds)))


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
