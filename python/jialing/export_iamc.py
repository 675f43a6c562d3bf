"""Results in the format of the integrated assessment models (IAMC), for pyam and spreadsheets."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from .files import written_whole
from .results import check_known

if TYPE_CHECKING:
    import pyam

INDEX = ["model", "scenario", "region", "variable", "unit"]
STATISTICS = {"q50": "Median", "mean": "Mean", "sd": "Standard Deviation"}
WORDS = {
    "fte": "FTE",
    "gdp": "GDP",
    "hightech": "High-Tech",
    "per": "per",
    "rd": "R&D",
    "sei": "Emerging Industry",
    "tech": "Technology",
    "tfp": "TFP",
    "to": "to",
}


def to_iamc(
    ds: xr.Dataset,
    indicators: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
    statistics: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The results as an IAMC table in its wide form: a row per series, a column per year.

    Columns: model, scenario (the title, or ids where the file has several), region (regions and
    nodes by the names that `place` takes), variable ("R&D Intensity|Median",
    "Adoption|Integrated circuits|95th Percentile"), unit, and the years as integers. `indicators`
    (codes, or "adoption"), `places` and `statistics` (q05 … sd) choose; without them all there are.
    Series without any value are left out. Raises KeyError for a name that the file does not have.

    >>> table = jl.to_iamc(ds, ["rd_intensity"], ["Chongqing"], ["q50"])
    >>> table.loc[0, ["region", "variable", "unit"]].to_list()
    ['Chongqing', 'R&D Intensity|Median', '%']
    """
    check_known(places or (), [*ds["region"].values, *ds["node"].values], "region or node")
    check_known(statistics or (), ds["statistic"].values, "statistic")
    frames = [series(part, name, places, statistics) for name, part in variables(ds, indicators)]
    table = pd.concat(frames, ignore_index=True)
    table.insert(0, "model", ds.attrs["source"])
    if ds.sizes["scenario"] == 1:
        table["scenario"] = ds.attrs["title"]
    years = [int(year) for year in ds["time"].values]
    table = table.rename_axis(columns=None)[INDEX + years]
    return table.dropna(how="all", subset=years).reset_index(drop=True)


def to_pyam(
    ds: xr.Dataset,
    indicators: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
    statistics: Sequence[str] | None = None,
) -> pyam.IamDataFrame:
    """The results as a pyam.IamDataFrame, with members and seed as its meta.

    Chooses as `to_iamc` does. Raises ImportError when pyam is not installed.

    >>> frame = jl.to_pyam(ds, ["rd_intensity"], ["Chongqing", "Yuzhong"])
    >>> frame.filter(variable="R&D Intensity|Median").region
    ['Chongqing', 'Yuzhong']
    """
    pyam = load_pyam()
    frame = pyam.IamDataFrame(to_iamc(ds, indicators, places, statistics))
    for name in ("members", "seed"):
        frame.set_meta(int(ds.attrs[name]), name)
    return frame


def load_pyam() -> ModuleType:
    """pyam, with the cache of its units apart for each Python environment.

    The cache (flexcache through pint and iam_units) names files of the environment that filled it
    first; another one fails when that has gone.
    """
    environment = hashlib.sha256(sys.prefix.encode()).hexdigest()[:16]
    try:
        from platformdirs import user_cache_path  # comes with pyam

        cache = user_cache_path("jialing") / "units" / environment
        os.environ.setdefault("IAM_UNITS_CACHE", str(cache))
        import pyam
    except ImportError as error:
        raise ImportError(
            "jl.to_pyam needs pyam: pip install pyam-iamc (jl.to_iamc does without)"
        ) from error
    return pyam


def write_iamc(table: pd.DataFrame, path: str | PathLike) -> None:
    """Writes a table of `to_iamc` as .csv or .xlsx (sheet "data"), both of which pyam reads.

    A failure leaves nothing half-written. Raises ValueError for another ending, OSError when the
    file cannot be written.

    >>> jl.write_iamc(jl.to_iamc(ds, ["rd_intensity"]), "rd_intensity.csv")
    """
    ending = Path(path).suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise ValueError(f"{path}: an IAMC table is written as .csv or .xlsx")
    with written_whole(path) as beside:
        if ending == ".csv":
            table.to_csv(beside, index=False)
        else:
            table.to_excel(beside, sheet_name="data", index=False)


def variables(
    ds: xr.Dataset, indicators: Sequence[str] | None
) -> Iterator[tuple[str, xr.DataArray]]:
    """Names and values of the IAMC variables, by node and by region, without the statistic."""
    codes = [str(code) for code in ds["indicator"].values if str(code) in ds] + ["adoption"]
    check_known(indicators or (), codes, "indicator")
    for code in codes if indicators is None else indicators:
        for name in (f"{code}_region", code):
            if code != "adoption":
                yield variable_name(code), ds[name]
                continue
            for field, title in zip(ds["field"].values, ds["field_name_en"].values):
                yield f"Adoption|{title}", ds[name].sel(field=field)


def variable_name(code: str) -> str:
    """An indicator's name in the manner of IAMC: rd_intensity is "R&D Intensity"."""
    words = code.split("_")
    return " ".join(WORDS.get(word, word if word[0].isdigit() else word.title()) for word in words)


def statistic_name(code: str) -> str:
    """A statistic's name in the manner of IAMC: q05 is "5th Percentile"."""
    if code in STATISTICS:
        return STATISTICS[code]
    percent = int(re.fullmatch(r"q(\d+)", code)[1])
    ending = {1: "st", 2: "nd", 3: "rd"}.get(percent % 10 if percent // 10 != 1 else 0, "th")
    return f"{percent}{ending} Percentile"


def series(
    values: xr.DataArray,
    name: str,
    places: Sequence[str] | None,
    statistics: Sequence[str] | None,
) -> pd.DataFrame:
    """The rows of one variable: scenario, region, variable, unit, years."""
    dimension = values.dims[-1]
    if places is not None:
        values = values.sel({dimension: [each for each in places if each in values[dimension]]})
    if statistics is not None:
        values = values.sel(statistic=list(statistics))
    order = ["scenario", dimension, "statistic", "time"]
    flat = values.reset_coords(drop=True).transpose(*order).stack(row=order[:-1])
    table = flat.transpose("row", "time").to_pandas().reset_index()
    table = table.rename(columns={dimension: "region"})
    table["variable"] = name + "|" + table.pop("statistic").map(statistic_name)
    table["unit"] = "dimensionless" if values.attrs["units"] == "1" else values.attrs["units"]
    return table
