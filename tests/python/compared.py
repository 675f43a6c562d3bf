"""Comparisons for tests, made with NumPy from the members of a small run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

import jialing as jl

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
STATISTICS = ["median_difference", "mean", "sd", *QUANTILES]
STATISTICS += ["probability_of_improvement", "variance_removed"]
HIGHER, SOONER = "Firms aim higher", "Firms move sooner"
VARIANTS = """
scenarios:
  higher:
    name: Firms aim higher
    parameters: {gap_focus: {dist: normal, mean: 0.4, sd: 0.1}}
  sooner:
    name: Firms move sooner
    parameters: {kappa_rd: {dist: lognormal, median: 0.5, log_sd: 0.3}}
"""
LEVERS = {"joint fund": "rd_grant", "graduates": "talent_programme", "lost market": "procurement"}


def variants(folder: Path, baseline: Path) -> Path:
    """A scenario file with two variants of the baseline."""
    path = folder / "variants.yaml"
    path.write_text(f"extends: {baseline}\nname: Baseline{VARIANTS}")
    return path


def paired(reference: np.ndarray, other: np.ndarray, fewer: bool) -> np.ndarray:
    """Statistics of a scenario against the reference; the members are the first axis.

    Members without a value on either side do not count.
    """
    change = other - reference
    quantiles = np.quantile(change, list(QUANTILES.values()), axis=0)
    better = (change < 0) if fewer else (change > 0)
    improved = better.mean(axis=0) + (change == 0).mean(axis=0) / 2
    spread = [each.var(axis=0, ddof=1) for each in (change, reference, other)]
    with np.errstate(invalid="ignore", divide="ignore"):
        removed = 1 - spread[0] / (spread[1] + spread[2])
    centre = np.median(other, axis=0) - np.median(reference, axis=0)
    found = [centre, change.mean(axis=0), np.sqrt(spread[0]), *quantiles, improved, removed]
    statistics = np.stack(found)
    statistics[:, np.isnan(change).any(axis=0)] = np.nan
    known = np.isfinite(change)
    for at in map(tuple, np.argwhere(known.any(axis=0) & ~known.all(axis=0))):
        here = known[(slice(None), *at)]
        both = [values[(here, *at)] for values in (reference, other)]
        statistics[(slice(None), *at)] = paired(*both, fewer)
    return statistics


def comparison(ds: xr.Dataset) -> xr.Dataset:
    """Results with every member as `jialing compare` writes them; the first is the reference."""
    added = {}
    targets = jl.targets(ds)
    fewer = set(targets[targets["direction"] == "at_most"]["indicator"])
    reference = str(ds.scenario.values[0])
    for code in map(str, ds.indicator.values):
        for suffix, dimension in (("", "node"), ("_region", "region")):
            values = ds[f"{code}{suffix}_members"].transpose("scenario", "realization", ...)
            wide = values.values.astype(float)
            parts = [paired(wide[0], each, code in fewer) for each in wide]
            parts[0][:] = np.where(np.isnan(wide[0]).all(axis=0), np.nan, 0)
            parts[0][-2:] = np.nan
            about = {
                "units": values.attrs["units"],
                "long_name": values.attrs["long_name"] + ", difference from the reference",
                "long_name_zh": values.attrs["long_name_zh"] + "，与参照情景之差",
                "reference": reference,
            }
            dims = ("scenario", "difference_statistic", "time", dimension)
            added[f"{code}{suffix}_difference"] = (dims, np.stack(parts).astype("f4"), about)
    change = ds.target_probability - ds.target_probability[0]
    added["target_probability_difference"] = (change.dims, change.values, {"reference": reference})
    return ds.assign(added).assign_coords(difference_statistic=STATISTICS)


def with_costs(ds: xr.Dataset) -> xr.Dataset:
    """Costs of three levers: the second scenario has the first two, the third has all."""
    shape = [ds.sizes[name] for name in ("scenario", "statistic", "time")]
    values = np.full([*shape, len(LEVERS)], np.nan)
    years = np.arange(shape[2])
    for lever in range(len(LEVERS)):
        values[2, ..., lever] = (10 * (lever + 1) + years)[None, :]
    values[1, ..., :2] = 2 * values[2, ..., :2]
    dims = ("scenario", "statistic", "time", "lever")
    about = {"units": "100 million CNY per year"}
    added = {"cost": (dims, values, about), "cost_2020_prices": (dims, 0.9 * values, about)}
    names = {"lever": list(LEVERS), "lever_type": ("lever", list(LEVERS.values()))}
    return ds.assign(added).assign_coords(names)


def with_attribution(ds: xr.Dataset, effects: dict[str, float], error: float = 0) -> xr.Dataset:
    """Effects of levers on the first target, missing for the others; the third scenario's."""
    values = np.full([len(effects), 3, ds.sizes["target"]], np.nan)
    for at, effect in enumerate(effects.values()):
        values[at, :, 0] = (effect, effect - 0.3 * abs(effect), effect + 0.4 * abs(effect))
    total = np.where(np.arange(ds.sizes["target"]) == 0, sum(effects.values()), np.nan)
    dims = ("attributed_lever", "attribution_statistic", "target")
    about = {"scenario": str(ds.scenario.values[-1]), "reference": "the scenario without levers"}
    added = {"attribution": (dims, values, about), "attribution_total": ("target", total)}
    added["attribution_error"] = (dims[::2], np.full(values[:, 0].shape, error))
    names = {"attributed_lever": list(effects), "attribution_statistic": ["mean", "q05", "q95"]}
    return ds.assign(added).assign_coords(names)
