"""Files of ``jialing calibrate``, ``hindcast`` and ``sensitivity``: what the charts take from them."""

from __future__ import annotations

import numpy as np
import xarray as xr

from .labels import capitalised, comma, spaced, unit_word
from .results import check_known


def check_kind(ds: xr.Dataset, *kinds: str) -> None:
    """Raises ValueError when a dataset is not the file of one of these commands."""
    commands = {
        "allocation": "jialing allocate",
        "posterior": "jialing calibrate",
        "hindcast": "jialing hindcast",
        "sensitivity": "jialing sensitivity",
    }
    if ds.attrs.get("kind") not in kinds:
        wanted = " or ".join(commands[kind] for kind in kinds)
        raise ValueError(f"the dataset is not a file of {wanted}")


def rows_of(ds: xr.Dataset, indicator: str) -> np.ndarray:
    """Which observations or forecasts are of an indicator. Raises KeyError when there are none."""
    check_known([indicator], dict.fromkeys(ds["indicator"].values), "indicator")
    return ds["indicator"].values == indicator


def short_name(ds: xr.Dataset, indicator: str, lang: str) -> str:
    """Name of an indicator, beginning with a capital."""
    first = int(np.argmax(rows_of(ds, indicator)))
    return capitalised(
        str(ds["indicator_name_zh" if lang == "zh" else "indicator_name"].values[first])
    )


def name_of(ds: xr.Dataset, indicator: str, lang: str) -> str:
    """Name and unit of an indicator."""
    first = int(np.argmax(rows_of(ds, indicator)))
    unit = unit_word(str(ds["indicator_unit"].values[first]), lang)
    return short_name(ds, indicator, lang) + comma(lang) + unit


def region_names(ds: xr.Dataset, lang: str) -> dict[str, str]:
    """Names of the regions by id."""
    ids = ds["region"].values
    names = ds["region_name_zh"].values if lang == "zh" else [spaced(each) for each in ids]
    return dict(zip(ids, names))


def chosen_regions(
    ds: xr.Dataset, indicator: str, regions: list[str] | None, count: int, value: str
) -> list[str]:
    """The regions asked for, or Chongqing and the largest by `value`."""
    rows = rows_of(ds, indicator)
    there = ds["region"].values[rows]
    known = list(dict.fromkeys(there))
    if regions is not None:
        check_known(regions, known, "region")
        return list(regions)
    sizes = {each: ds[value].values[rows][there == each].mean() for each in known}
    ordered = sorted(known, key=lambda each: (each != "Chongqing", -sizes[each]))
    return ordered[:count]
