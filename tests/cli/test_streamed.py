"""Runs of more members than are kept in memory: the table and the file say that quantiles come from a sketch."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from conftest import BASELINE

STREAMED = ["--set", "output.exact_members=0"]
STATED = 2**-10


def test_a_streamed_run_is_within_the_stated_error_of_one_that_keeps_its_members(jialing, tmp_path):
    exact, sketch = tmp_path / "exact.nc", tmp_path / "sketch.nc"
    assert jialing("run", BASELINE, "--members", 200, "-q", "-o", exact).returncode == 0
    done = jialing("run", BASELINE, "--members", 200, *STREAMED, "-o", sketch)
    assert done.returncode == 0, done.stderr
    assert "Quantiles are from a sketch and off by less than 0.1 %." in " ".join(done.stdout.split())
    with xr.open_dataset(exact) as ours, xr.open_dataset(sketch) as theirs:
        assert theirs.attrs["quantile_largest_relative_error"] == STATED
        assert ours.attrs["quantiles"] == "exact" and theirs.attrs["quantiles"].startswith("from a sketch")
        for name in ("gdp", "rd_intensity", "high_value_patents_region", "adoption", "technology_contracts"):
            expected, found = ours[name].values, theirs[name].values
            assert np.array_equal(np.isnan(expected), np.isnan(found))
            near = np.abs(found - expected) <= 1.0001 * STATED * np.abs(expected)  # single precision of the file
            assert near[~np.isnan(expected)].all()
        for name in ("target_probability", "adoption_arrival_probability", "parameter_value", "province_effect"):
            assert ours[name].values.tobytes() == theirs[name].values.tobytes()


def test_the_chinese_table_says_it_too(jialing, tmp_path):
    done = jialing("run", BASELINE, "--members", 16, *STREAMED, "--lang", "zh", "-o", tmp_path / "r.nc")
    assert "分箱" in done.stdout and "0.1%" in done.stdout


def test_json_and_info_tell_how_far_quantiles_may_be_off(jialing, tmp_path):
    path = tmp_path / "r.nc"
    report = json.loads(jialing("run", BASELINE, "--members", 16, *STREAMED, "--json", "-o", path).stdout)
    assert report["quantile_error"] == STATED
    assert "from a sketch" in jialing("info", path).stdout
    report = json.loads(jialing("run", BASELINE, "--members", 16, "--json", "-o", path).stdout)
    assert report["quantile_error"] == 0
    assert json.loads(jialing("info", path, "--json").stdout)["quantiles"] == "exact"


def test_every_member_of_a_streamed_run_cannot_be_kept(jialing, tmp_path):
    path = tmp_path / "r.nc"
    done = jialing("run", BASELINE, "--members", 1000000, "--set", "output.realizations=all", "-o", path)
    assert done.returncode == 2
    assert "GiB" in done.stderr and "output.exact_members" in done.stderr and "choose none" in done.stderr
    assert not path.exists()


@pytest.mark.parametrize("verb", ["targets", "compare", "run", "calibrate", "hindcast"])
def test_more_members_than_memory_are_refused_before_the_work(jialing, tmp_path, verb):
    settings = ["--set", "output.exact_members=1000000000"]
    scenario = "provinces.yaml" if verb in ("calibrate", "hindcast") else "plan_14fyp.yaml"
    done = jialing(verb, BASELINE.parent / scenario, "--members", 10**9, *settings, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "GiB of memory" in done.stderr and "fewer members" in done.stderr
    assert not list(tmp_path.iterdir())
