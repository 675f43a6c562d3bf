"""The engine against the independent NumPy model: the same numbers without noise, the same distribution with it."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pytest
import xarray as xr

from conftest import BUILD, PRIORS

TOLERANCE = 1e-9


def engine_trajectories(vectors: dict[str, np.ndarray], folder) -> dict[str, np.ndarray]:
    """Deterministic runs of the engine, variable -> [vector, year, node]."""
    given, out = folder / "vectors.json", folder / "out.json"
    given.write_text(json.dumps({name: values.tolist() for name, values in vectors.items()}))
    subprocess.run([BUILD / "tests" / "trajectory", PRIORS, given, out], check=True)
    return {name: np.array(values) for name, values in json.loads(out.read_text()).items()}


@pytest.mark.parametrize("vectors", ["central", "20 random"])
def test_deterministic_runs_agree(numpy_model, tmp_path, vectors):
    tables = numpy_model.load_tables()
    if vectors == "central":
        parameters = {name: np.array([value]) for name, value in numpy_model.central_parameters(tables).items()}
    else:
        parameters = numpy_model.sample_parameters(tables, 20, np.random.default_rng(20201231))
    count = len(next(iter(parameters.values())))
    theirs = numpy_model.simulate(tables, parameters, members=count)
    ours = engine_trajectories(parameters, tmp_path)
    assert set(ours) == set(theirs.nodes)
    for name, expected in theirs.nodes.items():
        assert ours[name].shape == expected.shape == (count, 16, 81)
        np.testing.assert_allclose(ours[name], expected, rtol=TOLERANCE, err_msg=name)


def ks_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Largest distance of two empirical distribution functions."""
    both = np.sort(np.concatenate([a, b]))
    cdf = [np.searchsorted(np.sort(x), both, side="right") / len(x) for x in (a, b)]
    return float(np.abs(cdf[0] - cdf[1]).max())


def test_ensembles_agree_in_distribution(jialing, numpy_model, tmp_path):
    """Two-sample Kolmogorov–Smirnov at a level of 1e-4 for every indicator of Chongqing in 2025 and 2035."""
    path = tmp_path / "members.nc"
    every = ["--set", "output.realizations=all"]
    done = jialing("run", PRIORS, "--members", 1024, *every, "--quiet", "-o", path)
    assert done.returncode == 0, done.stderr
    theirs = numpy_model.run_ensemble(numpy_model.load_tables(), 512, seed=7)
    level = np.sqrt(-np.log(1e-4 / 2) / 2) * np.sqrt(1 / 1024 + 1 / 512)
    with xr.open_dataset(path) as ds:
        for name, values in theirs.focus.items():
            for year in (2025, 2035):
                expected = values[:, list(theirs.years).index(year)]
                ours = ds[f"{name}_region_members"].isel(scenario=0).sel(time=year, region="Chongqing").values
                expected, ours = expected[~np.isnan(expected)], ours[~np.isnan(ours)]
                assert ks_distance(ours, expected) < level, f"{name} in {year}"
