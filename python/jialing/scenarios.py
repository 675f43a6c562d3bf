"""The scenarios of a file of results, chosen and named."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from .results import unknown


def position(ds: xr.Dataset, scenario: str | int) -> int:
    """Position of a scenario given by its id or its position. Raises KeyError with the ids."""
    known = [str(each) for each in ds["scenario"].values]
    if scenario in known:
        return known.index(str(scenario))
    if isinstance(scenario, int) and 0 <= scenario < len(known):
        return scenario
    raise unknown("scenario", scenario, known)


def positions(ds: xr.Dataset, scenario: str | int | Sequence[str | int] | None) -> list[int]:
    """Positions of the scenarios asked for; all of the file without a choice."""
    if scenario is None:
        return list(range(ds.sizes["scenario"]))
    asked = [scenario] if isinstance(scenario, str | int) else scenario
    return [position(ds, each) for each in asked]


def scenario_name(ds: xr.Dataset, at: int) -> str:
    """Name of a scenario; its id where the file has no name for it."""
    named = ds["scenario_name"] if "scenario_name" in ds else ds["scenario"]
    return str(named.values[at]) or str(ds["scenario"].values[at])
