"""Files of ``jialing allocate``: names and words for what they hold."""

from __future__ import annotations

import xarray as xr

from .labels import capitalised, comma, spaced, text, unit_word
from .results import check_known

RULES = ("equal", "population", "gdp", "rd", "researchers", "centrality", "need", "greedy")
OPTIMISED = "optimised for "


def position_of(ds: xr.Dataset, name: str | None, kind: str = "allocation") -> int:
    """Position of an allocation (without a name: the chosen one), objective or instrument.

    Raises KeyError with those there are.
    """
    if name is None:
        if kind != "allocation":
            return 0
        name = str(ds.attrs["chosen"])
    known = [str(each) for each in ds[kind].values]
    check_known([name], known, kind)
    return known.index(name)


def allocation_name(name: str, lang: str) -> str:
    """An allocation in words."""
    if name in RULES:
        return text(f"rule_{name}", lang)
    if name.startswith(OPTIMISED):
        return text("optimised_for", lang, name=name.removeprefix(OPTIMISED))
    return text("optimised", lang) if name == "optimised" else name


def recipient_names(ds: xr.Dataset, lang: str) -> list[str]:
    """Names of the recipients, in their order."""
    if lang == "zh":
        return [str(each) for each in ds["recipient_name_zh"].values]
    return [spaced(str(each)) for each in ds["recipient"].values]


def objective_title(part: xr.Dataset, lang: str) -> str:
    """What one objective is: its name, indicator, place and year."""
    suffix = "_zh" if lang == "zh" else ""
    indicator = capitalised(str(part[f"objective_indicator_name{suffix}"].values))
    form = str(part["objective_form"].values)
    places = [
        spaced(each) for each in str(part[f"objective_place_names{suffix}"].values).split(";")
    ]
    joined = text("between", lang).join(places)
    where = text(f"form_{form}", lang, places=joined, count=len(places))
    words = [indicator, where, str(int(part["objective_year"]))]
    return str(part["objective"].values) + text("named", lang, words=comma(lang).join(words))


def objective_axis(part: xr.Dataset, lang: str) -> str:
    """Statistic and unit of one objective."""
    statistic = text(f"statistic_{part['objective_statistic'].values}", lang)
    unit = str(part["objective_unit"].values)
    return statistic if unit == "1" else statistic + comma(lang) + unit_word(unit, lang)
