"""Result files of ``jialing run`` as xarray datasets.

A dataset has one variable per indicator, ``<code>(scenario, statistic, time, node)``, and one by
region, ``<code>_region``. ``statistic`` is q05 … q95, mean, sd; ``time`` is the year. Units, names
and what the figures rest on are attributes; the file's own attributes say how it was made.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from os import PathLike
from pathlib import Path

import netCDF4
import pandas as pd
import xarray as xr

HEADLINE = "box 1"  # of the plan: its main indicators
FOCUS = "Chongqing"  # region and province that the plan is for
MAINLY = 0.5  # share of estimated figures above which a value is marked
CHANNELS = {
    "talent": "talent_rate",
    "capital": "innovation_capital",
    "contracts": "technology_contracts",
}


def open(path: str | PathLike) -> xr.Dataset:
    """Opens a result file; values are read when they are used.

    Raises OSError when the file is missing, damaged or no netCDF, ValueError when it is not a
    result of jialing.

    >>> results = jl.open("results.nc")
    >>> results.rd_intensity.dims
    ('scenario', 'statistic', 'time', 'node')
    """
    dataset = xr.open_dataset(shared_store(path))
    if not str(dataset.attrs.get("source", "")).startswith("jialing "):
        dataset.close()
        raise ValueError(f"{path}: not a result file of jialing")
    return dataset


def shared_store(path: str | PathLike) -> xr.backends.NetCDF4DataStore:
    """The file, with one handle for all datasets that are opened from it.

    netCDF crashes when it reads texts from a file that is open twice and was closed once
    (Unidata/netcdf4-python issue 1444), as happens when a cell of a notebook is run again.
    """
    whole = Path(path).resolve()
    status = whole.stat()
    manager = xr.backends.CachingFileManager(
        netCDF4.Dataset,
        str(whole),
        mode="r",
        manager_id=f"{status.st_ino} {status.st_mtime_ns}",  # a file that was replaced is another
    )
    return xr.backends.NetCDF4DataStore(manager)


def unknown(kind: str, name: object, known: Iterable[object]) -> KeyError:
    """The error for a name that the file does not have, with those there are."""
    names = [str(each) for each in known]
    close = get_close_matches(name, names, 1) if isinstance(name, str) else []
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return KeyError(f"no {kind} {name!r}; the file has {', '.join(names)}{hint}")


def message(error: Exception) -> str:
    """What an error says: a KeyError would quote it."""
    return str(error.args[0] if isinstance(error, KeyError) else error)


def check_known(asked: Iterable[object], known: Iterable[object], kind: str) -> None:
    """Raises KeyError with those there are for a name that is not known."""
    names = [str(name) for name in known]
    for name in asked:
        if str(name) not in names:
            raise unknown(kind, name, names)


def check_indicator(ds: xr.Dataset, name: str) -> None:
    """Raises KeyError, with those there are, for an indicator that the file does not have."""
    if name not in ds or f"{name}_region" not in ds:
        known = [str(code) for code in ds["indicator"].values if str(code) in ds]
        raise unknown("indicator", name, known)


def place(ds: xr.Dataset, indicator: str, name: str) -> xr.DataArray:
    """An indicator of a region or, when no region has that name, of a node.

    Returns an array over scenario, statistic and time. Raises KeyError with the names there are.

    >>> intensity = jl.place(ds, "rd_intensity", "Chongqing")
    >>> round(intensity.sel(statistic="q50", time=2020).item(), 2)
    2.11
    """
    check_indicator(ds, indicator)
    suffix, dimension = kind_of_place(ds, name)
    return ds[indicator + suffix].sel({dimension: name})


def base_year(ds: xr.Dataset) -> int:
    """The year of the tables, in which all members begin."""
    return int(ds["time"].values[0])


def kind_of_place(ds: xr.Dataset, name: str) -> tuple[str, str]:
    """Suffix of the variables and dimension of a region or, when no region has that name, of a node.

    Raises KeyError with the names there are.
    """
    for suffix, dimension in (("_region", "region"), ("", "node")):
        if name in ds[dimension].values:
            return suffix, dimension
    raise unknown("region or node", name, [*ds["region"].values, *ds["node"].values])


def places(ds: xr.Dataset, name: str) -> xr.DataArray:
    """A variable of all nodes and regions, `name` and `<name>_region`, along one dimension `place`.

    Raises KeyError with the indicators there are.
    """
    check_indicator(ds, name)
    parts = [
        ds[variable].rename({dimension: "place"}).reset_coords(drop=True)
        for variable, dimension in ((name, "node"), (f"{name}_region", "region"))
    ]
    return xr.concat(parts, "place", coords="minimal", compat="override", join="override")


def estimated_share(ds: xr.Dataset, indicator: str, name: str) -> float:
    """Share of the indicator's base year there that rests on estimated or assumed figures."""
    if name in ds["region"].values:
        return float(ds["estimated_share_region"].sel(indicator=indicator, region=name))
    return float(ds["estimated_share"].sel(indicator=indicator, node=name))


def mainly_estimated(ds: xr.Dataset, indicator: str, name: str) -> bool:
    """Whether the indicator's base year there rests mainly on estimated or assumed figures."""
    return estimated_share(ds, indicator, name) > MAINLY


def flow_values(ds: xr.Dataset, channel: str, year: int) -> xr.DataArray:
    """The flows of a channel in a year. Raises KeyError with those that the file has."""
    known = [str(name) for name in ds.data_vars if "from_group" in ds[name].dims]
    name = CHANNELS.get(channel, channel)
    if name not in known:
        named = [short for short, long in CHANNELS.items() if long in known]
        raise unknown("flows of", channel, named or known)
    check_known([int(year)], ds["flow_time"].values, "flows of")
    return ds[name].sel(flow_time=year)


def targets(
    ds: xr.Dataset, indicator: str | None = None, region: str | None = None, scenario: int = 0
) -> pd.DataFrame:
    """The plan's targets that the model computes, a row each, with the chance of meeting them.

    Columns: indicator (the variable that holds it), region, year, value, base (the plan's figure
    for 2020), direction, probability, missing (members that do not count), own (1: of the scenario
    itself, not of the plan), name_en, name_zh, unit, chapter. `indicator` and `region` select rows.

    >>> jl.targets(ds, "rd_intensity", "Chongqing")[["year", "value"]].to_numpy().tolist()
    [[2025.0, 2.6], [2035.0, 3.0]]
    """
    columns = ["variable", "region", "year", "value", "base", "direction", "probability"]
    columns += ["missing", "own", "name_en", "name_zh", "unit", "chapter"]
    found = {}
    if "target_variable" in ds:
        for column in columns:
            values = ds[f"target_{column}"]
            found[column] = values.isel(scenario=scenario) if "scenario" in values.dims else values
    table = pd.DataFrame({column: found[column].values if found else [] for column in columns})
    table = table.rename(columns={"variable": "indicator"})
    if indicator is not None:
        table = table[table["indicator"] == indicator]
    if region is not None:
        table = table[table["region"] == region]
    return table.reset_index(drop=True)


def headline_indicators(ds: xr.Dataset) -> list[str]:
    """Codes of the plan's main indicators (its box 1), in the plan's order.

    Where no target is of that box, as with targets of one's own, codes of all that have targets.

    >>> jl.headline_indicators(ds)[:3]
    ['rd_growth', 'rd_intensity', 'basic_research_share']
    """
    table = targets(ds)
    rows = zip(table["indicator"], table["chapter"])
    main = [code for code, chapter in rows if HEADLINE in map(str.strip, chapter.split(";"))]
    return [str(code) for code in dict.fromkeys(main or table["indicator"])]
