"""Results as pandas tables: what the workbook holds, for work in a notebook.

Rows and columns carry the names of the file (codes); `labels` has the words.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd
import xarray as xr

from . import results
from .labels import SIGNS, chance, check_language, comma, indicator_name, number, place_name, unit

STATISTICS = ("q50", "q05", "q95")  # median and the interval that is reported with it


def report_years(ds: xr.Dataset) -> list[int]:
    """Years the scenario reports on, as far as the results hold them.

    >>> jl.tables.report_years(ds)
    [2025, 2030, 2035]
    """
    years = {int(year) for year in ds["time"].values}
    return [int(year) for year in ds["report_year"].values if int(year) in years]


def against_targets(ds: xr.Dataset, scenario: int = 0) -> pd.DataFrame:
    """The plan's targets, a row each, beside the simulated indicator.

    Columns: indicator, region, base (base year: the plan's figure, else the simulated median), then for
    each report year ``(year, q50)``, ``(year, q05)``, ``(year, q95)``, then year, direction, target
    and probability (0–1; missing when no member has a value), estimated (share of the base year
    that rests on estimated or assumed figures).

    >>> table = jl.tables.against_targets(ds)
    >>> table.loc[1, ["indicator", "region", "direction"]].to_list()
    ['rd_intensity', 'Chongqing', 'at_least']
    """
    targets = results.targets(ds, scenario=scenario)
    rows = []
    for target in targets.itertuples():
        values = results.place(ds, target.indicator, target.region).isel(scenario=scenario)
        base = target.base
        if np.isnan(base):
            base = float(values.sel(statistic="q50").isel(time=0))
        row = {"indicator": target.indicator, "region": target.region, "base": base}
        for year in report_years(ds):
            for statistic in STATISTICS:
                row[year, statistic] = float(values.sel(time=year, statistic=statistic))
        row |= {"year": target.year, "direction": target.direction, "target": target.value}
        row["probability"] = target.probability
        row["estimated"] = results.estimated_share(ds, target.indicator, target.region)
        rows.append(row)
    spread = [(year, statistic) for year in report_years(ds) for statistic in STATISTICS]
    columns = ["indicator", "region", "base", *spread, "year", "direction", "target"]
    return pd.DataFrame(rows, columns=pd.Index([*columns, "probability", "estimated"], tupleize_cols=False))


def readable_targets(ds: xr.Dataset, lang: str = "en", scenario: int = 0) -> pd.DataFrame:
    """The table of `against_targets` in words, for reading: of the plan's main indicators.

    A row per target, its index the indicator with its unit; columns for the base year, the report years as
    "median (5 %–95 %)", target and chance.

    >>> jl.tables.readable_targets(ds).loc["R&D / GDP, %", "2020"].to_list()
    ['2.11', '2.11']
    """
    check_language(lang)
    table = against_targets(ds, scenario)
    table = table[table["indicator"].isin(results.headline_indicators(ds))]
    words = {
        "name": {"en": "indicator", "zh": "指标"},
        "target": {"en": "target", "zh": "目标"},
        "chance": {"en": "chance", "zh": "达标概率"},
    }
    base = str(results.base_year(ds))
    rows = []
    for _, target in table.iterrows():
        variable = results.place(ds, target["indicator"], target["region"])
        parts = [indicator_name(variable, lang), unit(variable, lang)]
        if target["region"] != table["region"].iloc[0]:
            parts.insert(1, place_name(variable, lang))
        row = {words["name"][lang]: comma(lang).join(parts), base: number(target["base"])}
        for year in report_years(ds):
            median, low, high = (number(target[year, statistic]) for statistic in STATISTICS)
            row[str(year)] = f"{median} ({low} – {high})"
        sign = SIGNS[target["direction"]]
        row[words["target"][lang]] = f"{sign} {number(target['target'])} ({target['year']})"
        row[words["chance"][lang]] = chance(target["probability"], lang)
        rows.append(row)
    name = words["name"][lang]
    columns = [name, base, *map(str, report_years(ds)), words["target"][lang], words["chance"][lang]]
    return pd.DataFrame(rows, columns=columns).set_index(name)


def indicators_by_place(
    ds: xr.Dataset, year: int, dimension: str = "node", scenario: int = 0
) -> pd.DataFrame:
    """All indicators in a year: a row per node or region, columns ``(indicator, statistic)``.

    `dimension` is "node" or "region"; the statistics are q50, q05 and q95. Indicators that have no
    value in any of these places are left out. Raises KeyError for a year outside the horizon.

    >>> table = jl.tables.indicators_by_place(ds, 2025)
    >>> table["gdp"].columns.to_list()
    ['q50', 'q05', 'q95']
    """
    parts = {}
    for code in map(str, ds["indicator"].values):
        name = f"{code}_region" if dimension == "region" else code
        if name not in ds:
            continue
        values = ds[name].isel(scenario=scenario).sel(time=year, statistic=list(STATISTICS))
        if values.notnull().any():
            parts[code] = values.reset_coords(drop=True).transpose(dimension, ...).to_pandas()
    return pd.concat(parts, axis=1, names=["indicator", "statistic"])


def channels(ds: xr.Dataset) -> list[str]:
    """Names of the flows between groups that the file holds; none when it keeps no flows.

    >>> jl.tables.channels(ds)
    ['innovation_capital', 'talent_rate', 'technology_contracts']
    """
    return sorted(str(name) for name, each in ds.data_vars.items() if "from_group" in each.dims)


def flows(
    ds: xr.Dataset, channel: str, year: int, statistic: str = "q50", scenario: int = 0
) -> pd.DataFrame:
    """Flows of a channel in a year: rows send, columns receive.

    `channel` is talent (persons a year), capital or contracts (100 million CNY a year), or a
    variable of the file. Raises KeyError for a channel or year that the file does not have.

    >>> table = jl.tables.flows(ds, "talent", 2025)
    >>> table.index.equals(table.columns)
    True
    """
    values = results.flow_values(ds, channel, year).isel(scenario=scenario).sel(statistic=statistic)
    return values.reset_coords(drop=True).to_pandas()


def arrivals(ds: xr.Dataset, share: float, scenario: int = 0) -> pd.DataFrame:
    """When each technology field arrives at each node: adoption passes `share` (0.1 or 0.5).

    Columns: ``(field, year)``, the median, missing when it lies after the horizon, and ``(field,
    probability)`` of arriving within it (0–1). Raises KeyError for a share the file does not have.

    >>> jl.tables.arrivals(ds, 0.5)["ict_ai"].columns.to_list()
    ['year', 'probability']
    """
    years = ds["adoption_arrival"].sel(statistic="q50", arrival_share=share)
    chances = ds["adoption_arrival_probability"].sel(arrival_share=share)
    parts = {
        name: values.isel(scenario=scenario).transpose("node", "field").to_pandas()
        for name, values in (("year", years), ("probability", chances))
    }
    table = pd.concat(parts, axis=1).swaplevel(axis=1)
    order = [(field, name) for field in ds["field"].values for name in parts]
    return table[order].rename_axis(columns=["field", "value"])


def estimated_shares(ds: xr.Dataset, dimension: str = "node") -> pd.DataFrame:
    """Share (0–1) of each indicator's base year that rests on estimated or assumed figures.

    A row per node or region, a column per indicator; `dimension` is "node" or "region".

    >>> jl.tables.estimated_shares(ds).loc["Yuzhong", "rd"].item()
    1.0
    """
    name = "estimated_share_region" if dimension == "region" else "estimated_share"
    return ds[name].reset_coords(drop=True).transpose(dimension, "indicator").to_pandas()


def base_year(ds: xr.Dataset) -> pd.DataFrame:
    """Every figure of the table of nodes for the base year and where it comes from, a row each.

    Columns: node, column (of nodes.csv, with its unit), value, status (reported,
    reported_unchecked, estimated, assumed), log_sd (uncertainty of the logarithm), basis.

    >>> table = jl.tables.base_year(ds).set_index(["node", "column"])
    >>> table.loc[("Yuzhong", "rd"), "status"]
    'estimated'
    """
    names = {"value": "base_year_value", "status": "provenance_status"}
    names |= {"log_sd": "provenance_log_sd", "basis": "provenance_basis"}
    variables = {short: ds[name].reset_coords(drop=True) for short, name in names.items()}
    table = xr.Dataset(variables).to_dataframe(dim_order=["node", "column"]).reset_index()
    meanings = ds["provenance_status"].attrs["flag_meanings"].split()
    table["status"] = [meanings[int(status)] for status in table["status"]]
    return table


def parameters(ds: xr.Dataset, scenario: int = 0) -> pd.DataFrame:
    """The model's parameters, a row each: what was believed and what was drawn.

    Columns: unit, meaning, source, distribution, conditioned (True: drawn from what observations
    say, not from the distribution), prior_q50, prior_q05, prior_q95 (of the distribution), q50,
    q05, q95 (of the members).

    >>> jl.tables.parameters(ds).loc["delta_K", "prior_q50"].item()
    0.15
    """
    names = ("unit", "meaning", "source", "distribution")
    ds = ds.isel(scenario=scenario)
    table = pd.DataFrame(
        {name: ds[f"parameter_{name}"].values for name in names},
        index=pd.Index(ds["parameter"].values, name="parameter"),
    )
    table["conditioned"] = ds["parameter_conditioned"].values.astype(bool)
    centre, spread = ds["parameter_centre"].values, ds["parameter_spread"].values
    drawn = ds["parameter_value"].values
    for statistic in STATISTICS:
        probability = int(statistic[1:]) / 100
        table[f"prior_{statistic}"] = [
            prior_quantile(*prior, probability)
            for prior in zip(table["distribution"], centre, spread)
        ]
        table[statistic] = np.quantile(drawn, probability, axis=0)
    prior = [f"prior_{statistic}" for statistic in STATISTICS]
    return table[[*names, "conditioned", *prior, *STATISTICS]]


def prior_quantile(distribution: str, centre: float, spread: float, probability: float) -> float:
    """A quantile of a parameter's distribution, whose spread is on its own scale.

    >>> prior_quantile("lognormal", 0.15, 0.25, 0.5)
    0.15
    """
    shift = spread * NormalDist().inv_cdf(probability)
    if distribution == "normal":
        return centre + shift
    if distribution == "lognormal":
        return centre * float(np.exp(shift))
    if distribution == "logitnormal":
        return 1 / (1 + (1 / centre - 1) * float(np.exp(-shift)))
    raise ValueError(f"no quantiles of a distribution {distribution!r}")
