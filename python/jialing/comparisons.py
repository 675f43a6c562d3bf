"""What ``jialing compare`` adds to results: differences, robustness, costs, effects of levers.

Scenarios meet the same draws, so a member of one can be set against the same member of another: a
paired difference. In a file of a comparison the reference comes first. For each indicator it has
``<code>_difference(scenario, difference_statistic, time, node)`` and ``<code>_region_difference``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from . import results
from .scenarios import position

ABOUT = 0.05  # a target of about a value is met within this share of it
BAD_TAIL, HIGH_REGRET = 0.1, 0.95
REGRETS = ("mean", "q95", "maximum")
COST_STATISTICS = ("mean", "q05", "q50", "q95")
COSTS = {"nominal": "cost", "2020": "cost_2020_prices"}


def reference_id(ds: xr.Dataset) -> str:
    """Id of the scenario that the others are compared with.

    Raises ValueError when the file is not one of a comparison.
    """
    for variable in ds.data_vars.values():
        if "difference_statistic" in variable.dims:
            return str(variable.attrs["reference"])
    raise ValueError(
        "these results hold no differences from a reference; jl.compare or `jialing compare` "
        "computes them"
    )


def others(ds: xr.Dataset) -> list[int]:
    """Positions of the scenarios that are compared with the reference."""
    reference = position(ds, reference_id(ds))
    return [each for each in range(ds.sizes["scenario"]) if each != reference]


def differences(ds: xr.Dataset, indicator: str, place: str = "Chongqing") -> xr.DataArray:
    """How an indicator of a region or node differs from the reference, in every scenario and year.

    Returns an array over scenario, difference_statistic and time: median_difference (of the
    medians); mean, sd, q05 … q95 of the difference member by member; probability_of_improvement
    (share of members that are better, ties count half); variance_removed (by comparing members that
    met the same draws). Raises KeyError with the names there are, ValueError when the results are
    not of a comparison.

    >>> change = jl.differences(compared, "rd_intensity")
    >>> change.sel(scenario="higher", difference_statistic="q50", time=2030).item() > 0
    True
    """
    reference_id(ds)
    results.check_indicator(ds, indicator)
    suffix, dimension = results.kind_of_place(ds, place)
    return ds[f"{indicator}{suffix}_difference"].sel({dimension: place})


def differences_of_places(ds: xr.Dataset, indicator: str) -> xr.DataArray:
    """The differences of all nodes and regions, along one dimension `place`."""
    reference_id(ds)
    results.check_indicator(ds, indicator)
    parts = [
        ds[variable].rename({dimension: "place"}).reset_coords(drop=True)
        for variable, dimension in (
            (f"{indicator}_difference", "node"),
            (f"{indicator}_region_difference", "region"),
        )
    ]
    return xr.concat(parts, "place", coords="minimal", compat="override", join="override")


def robustness(ds: xr.Dataset) -> pd.DataFrame:
    """How well each scenario does over all futures with respect to each target.

    A row per target and scenario. Columns: indicator, region, year, direction, value (of the
    target), scenario; regret_mean, regret_q95, regret_maximum (what the scenario misses of the best
    scenario in the same future, in the indicator's unit); minimax (whether its maximum is the
    smallest); satisficing_share (of the futures, in which the target is met); tenth_percentile (the
    level surpassed in nine of ten futures); futures (in which all scenarios have a value; only they
    count). These are metrics that McPhail et al. (2018, Earth's Future 6:169) compare. They are
    those of the file or, in results that keep every member (``output.realizations: all``), computed
    from the members. Raises ValueError when the results hold neither.

    >>> table = jl.robustness(compared).set_index(["indicator", "region", "year", "scenario"])
    >>> table.loc[("rd_intensity", "Chongqing", 2035, "higher"), "minimax"].item()
    True
    """
    if "regret" in ds:
        return robustness_in_file(ds)
    return robustness_of_members(ds)


def robustness_in_file(ds: xr.Dataset) -> pd.DataFrame:
    """The table of `robustness` as the engine computed it."""
    ids = [str(each) for each in ds["scenario"].values]
    rows = []
    for number, target in enumerate(results.targets(ds).itertuples()):
        least = str(ds["minimax_regret_scenario"].values[number])
        for at, scenario in enumerate(ids):
            here = ds.isel(scenario=at, target=number)
            regret = here["regret"]
            metrics = {
                **{name: float(regret.sel(robustness_statistic=name)) for name in REGRETS},
                "minimax": scenario == least,
                "satisficing_share": float(here["satisficing_share"]),
                "tenth_percentile": float(here["tenth_percentile"]),
                "futures": int(here["robustness_futures"]),
            }
            rows.append(robustness_row(target, scenario, metrics))
    return pd.DataFrame(rows)


def robustness_of_members(ds: xr.Dataset) -> pd.DataFrame:
    """The table of `robustness`, computed from the members."""
    ids = [str(each) for each in ds["scenario"].values]
    rows = []
    for target in results.targets(ds).itertuples():
        values = members(ds, target.indicator, target.region).sel(time=target.year)
        values = values.transpose("scenario", "realization").values
        complete = values[:, np.isfinite(values).all(axis=0)]
        for scenario, metrics in zip(ids, robustness_metrics(complete, target)):
            rows.append(robustness_row(target, scenario, metrics))
    return pd.DataFrame(rows)


def members(ds: xr.Dataset, indicator: str, place: str) -> xr.DataArray:
    """Every member's value of an indicator of a region or node, over scenario, member and time.

    Raises ValueError when the results do not keep them.
    """
    suffix, dimension = results.kind_of_place(ds, place)
    if f"{indicator}{suffix}_members" not in ds:
        raise ValueError(
            f"these results hold neither robustness nor the members of {indicator}; jl.compare "
            "computes the one, a run with output.realizations: all keeps the other"
        )
    return ds[f"{indicator}{suffix}_members"].sel({dimension: place})


def robustness_metrics(values: np.ndarray, target: tuple) -> list[dict[str, object]]:
    """The metrics of each scenario; `values` over scenario and future, none missing."""
    if values.shape[1] == 0:
        nothing = dict.fromkeys([*REGRETS, "satisficing_share", "tenth_percentile"], np.nan)
        return [{**nothing, "minimax": False, "futures": 0} for _ in values]
    aim = np.float32(target.value)
    performance = {"at_least": values, "at_most": -values}.get(
        target.direction, -np.abs(values - aim)
    )
    regret = performance.max(axis=0) - performance
    met = meets(values, target)
    least = int(np.argmin(regret.max(axis=1)))
    found = []
    for at in range(len(values)):
        tail = float(np.quantile(performance[at], BAD_TAIL))
        found.append(
            {
                "mean": float(regret[at].mean(dtype=float)),
                "q95": float(np.quantile(regret[at], HIGH_REGRET)),
                "maximum": float(regret[at].max()),
                "minimax": at == least,
                "satisficing_share": float(met[at].mean()),
                "tenth_percentile": tail if target.direction == "at_least" else -tail,
                "futures": values.shape[1],
            }
        )
    return found


def meets(values: np.ndarray, target: tuple) -> np.ndarray:
    """Which values meet a target, a row of `results.targets`."""
    wide = values.astype(float)
    return {"at_least": wide >= target.value, "at_most": wide <= target.value}.get(
        target.direction, np.abs(wide - target.value) <= ABOUT * abs(target.value)
    )


def robustness_row(target: tuple, scenario: str, metrics: Mapping[str, object]) -> dict:
    """A row of the table of `robustness`."""
    about = ("indicator", "region", "year", "direction", "value")
    row = {name: getattr(target, name) for name in about} | {"scenario": scenario}
    return row | {f"regret_{n}" if n in REGRETS else n: value for n, value in metrics.items()}


def costs(ds: xr.Dataset, prices: str = "nominal") -> pd.DataFrame:
    """What each lever costs the public in each scenario and year: a row each.

    Columns: scenario, lever, type, year, mean, q05, q50, q95, in 100 million CNY a year at current
    prices or, with `prices` "2020", at those of 2020. Levers that a scenario does not have are left
    out. Raises ValueError when no scenario of the results has a lever or for other prices.

    >>> jl.costs(compared).columns.to_list()
    ['scenario', 'lever', 'type', 'year', 'mean', 'q05', 'q50', 'q95']
    """
    if prices not in COSTS:
        raise ValueError(f"prices must be one of {', '.join(COSTS)}, not {prices!r}")
    if COSTS[prices] not in ds:
        raise ValueError("no scenario of these results has a lever, so there are no costs")
    values = ds[COSTS[prices]].sel(statistic=list(COST_STATISTICS)).reset_coords(drop=True)
    order = ["scenario", "lever", "time", "statistic"]
    table = values.transpose(*order).to_series().unstack("statistic")[list(COST_STATISTICS)]
    table = table.dropna(how="all").rename_axis(columns=None).reset_index()
    table = table.rename(columns={"time": "year"})
    types = dict(zip(ds["lever"].values, ds["lever_type"].values)) if "lever_type" in ds else {}
    table.insert(2, "type", [str(types.get(lever, "")) for lever in table["lever"]])
    return table


@dataclass(frozen=True)
class Attribution:
    """The effect of a scenario's levers on one target, against the same without levers.

    `effects` has a row per lever with mean, q05 and q95 and the sampling `error` of the mean (NaN
    when the split is exact); `target` is a row of `results.targets`.
    """

    effects: pd.DataFrame
    total: float
    target: pd.Series
    scenario: str


def attribution(
    ds: xr.Dataset,
    indicator: str | None = None,
    place: str | None = None,
    year: int | None = None,
) -> Attribution:
    """The effect on the first target of an indicator, place and year, those that are given.

    Raises ValueError when the results hold no attribution or none of such a target.
    """
    if "attribution" not in ds:
        raise ValueError("these results hold no attribution of effects to levers")
    split = ds["attribution"].transpose("target", "attributed_lever", "attribution_statistic")
    table = results.targets(ds)
    for column, asked in (("indicator", indicator), ("region", place), ("year", year)):
        if asked is not None:
            table = table[table[column] == asked]
    held = [number for number in table.index if split[number].notnull().any()]
    if not held:
        raise ValueError("no target of this indicator, place and year has an attribution")
    number = held[0]
    levers = pd.Index([str(each) for each in ds["attributed_lever"].values], name="lever")
    names = [str(each) for each in ds["attribution_statistic"].values]
    effects = pd.DataFrame(split[number].values, levers, names)
    effects["error"] = np.nan
    if "attribution_error" in ds:
        errors = ds["attribution_error"].transpose("target", "attributed_lever")
        effects["error"] = errors[number].values
    return Attribution(
        effects.dropna(subset="mean"),
        float(ds["attribution_total"].isel(target=number)),
        table.loc[number],
        str(split.attrs["scenario"]),
    )
