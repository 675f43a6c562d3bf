"""Scenarios that build on others, as a user runs them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml

from conftest import BASELINE

TWO = """
name: Two growth rates
ensemble: {members: 24}
horizon: {to: 2030}
scenarios:
  slow: {name: Slow growth, description: half, parameters: {g_real_0: 0.03}}
  calm: {uncertainty: {process_noise: off}}
"""


@pytest.fixture
def two(tmp_path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(f"extends: {BASELINE}\n{TWO}", encoding="utf-8")
    return path


def run(jialing, *arguments: object) -> subprocess.CompletedProcess:
    done = jialing("run", *arguments)
    assert done.returncode == 0, done.stderr
    return done


def test_all_scenarios_of_a_file_are_run_in_one_pass(jialing, two, tmp_path):
    run(jialing, two, "--quiet", "-o", tmp_path / "all.nc")
    with xr.open_dataset(tmp_path / "all.nc") as ds:
        assert list(ds.scenario.values) == ["two", "slow", "calm"]
        assert list(ds.scenario_name.values) == ["Two growth rates", "Slow growth", "calm"]
        assert list(ds.scenario_description.values) == ["", "half", ""]
        assert ds.attrs["title"] == "Two growth rates"
        settings = [yaml.safe_load(str(text)) for text in ds.scenario_settings.values]
        assert [each["parameters"].get("g_real_0") == 0.03 for each in settings] == [False, True, False]
        whole = yaml.safe_load(ds.attrs["scenario_yaml"])
        assert list(whole["scenarios"]) == ["slow", "calm"]
        gdp = ds.gdp_region.sel(region="Chongqing", statistic="q50", time=2030)
        assert gdp.sel(scenario="slow") < 0.95 * gdp.sel(scenario="two")


def test_a_scenario_in_company_has_the_results_that_it_has_alone(jialing, two, tmp_path):
    keep = ["--set", "output.realizations=all"]
    run(jialing, two, "--quiet", *keep, "-o", tmp_path / "all.nc")
    for name in ("two", "slow", "calm"):
        run(jialing, two, "--quiet", *keep, "--scenario", name, "-o", tmp_path / "one.nc")
        with xr.open_dataset(tmp_path / "all.nc") as all_of, xr.open_dataset(tmp_path / "one.nc") as one:
            assert list(one.scenario.values) == [name]
            assert one.gdp_members.sizes["realization"] == 24
            for variable in one.data_vars:
                if "scenario" in one[variable].dims:
                    ours = all_of[variable].sel(scenario=name).values
                    assert ours.tobytes() == one[variable].isel(scenario=0).values.tobytes() or np.array_equal(
                        ours, one[variable].isel(scenario=0).values
                    ), variable


def test_the_luck_is_common(jialing, two, tmp_path):
    """What a scenario does not change is drawn alike: the same parameters, member by member."""
    run(jialing, two, "--quiet", "-o", tmp_path / "all.nc")
    with xr.open_dataset(tmp_path / "all.nc") as ds:
        drawn = ds.parameter_value
        changed = drawn.parameter == "g_real_0"
        assert (drawn.sel(scenario="slow") == drawn.sel(scenario="two")).where(~changed, True).all()
        assert (drawn.sel(scenario="slow", parameter="g_real_0") == 0.03).all()


def test_scenarios_come_in_the_order_asked_for(jialing, two, tmp_path):
    done = run(jialing, two, "--json", "--scenario", "calm,two", "-o", tmp_path / "r.nc")
    assert [each["id"] for each in json.loads(done.stdout)["scenarios"]] == ["calm", "two"]
    assert json.loads(jialing("info", tmp_path / "r.nc", "--json").stdout)["scenarios"] == ["calm", "two"]


def test_a_scenario_can_be_shown_whole(jialing, two, tmp_path):
    shown = yaml.safe_load(jialing("show", two, "--scenario", "slow").stdout)
    assert shown["parameters"]["g_real_0"] == 0.03 and "scenarios" not in shown
    both = list(yaml.safe_load_all(jialing("show", two, "--scenario", "slow,calm").stdout))
    assert [each["name"] for each in both] == ["Slow growth", "calm"]
    assert set(yaml.safe_load(jialing("show", two).stdout)["scenarios"]) == {"slow", "calm"}


def test_the_folder_of_the_tables_does_not_change_the_hash(jialing, two, tmp_path, monkeypatch):
    monkeypatch.setenv("JIALING_PATH", str(tmp_path), prepend=os.pathsep)
    inside = tmp_path / "deeper"
    inside.mkdir()
    (inside / "two.yaml").write_text("extends: ../two.yaml\nname: Two growth rates\n")
    hashes = []
    for path in (two, inside / "two.yaml"):
        run(jialing, path, "--quiet", "--members", 8, "-o", tmp_path / "r.nc")
        hashes.append(json.loads(jialing("info", tmp_path / "r.nc", "--json").stdout)["hash"])
    assert hashes[0] == hashes[1]


def test_a_patch_changes_the_base_year_and_says_where_it_comes_from(jialing, tmp_path):
    (tmp_path / "mine.csv").write_text(
        "id,column,value,status,log_sd,basis\nYubei,rd,150,reported,0,district survey\n"
    )
    (tmp_path / "p.yaml").write_text(f"extends: {BASELINE}\ndata: {{patch: [mine.csv]}}\n")
    run(jialing, tmp_path / "p.yaml", "--quiet", "--members", 8, "-o", tmp_path / "r.nc")
    with xr.open_dataset(tmp_path / "r.nc") as ds:
        cell = {"node": list(ds.node.values).index("Yubei"), "column": list(ds.column.values).index("rd")}
        assert ds.base_year_value.isel(cell) == 150
        assert str(ds.provenance_basis.isel(cell).values) == "district survey"
        assert ds.provenance_status.isel(cell) == 0
        assert ds.estimated_share.sel(indicator="rd", node="Yubei") == 0


def test_own_regions_and_targets_are_reported(jialing, tmp_path):
    (tmp_path / "own.yaml").write_text(
        f"extends: {BASELINE}\nregions: {{inner: {{nodes: [Yuzhong, Jiangbei]}}}}\n"
        "targets: [{indicator: gdp, region: inner, year: 2030, target: 4000}]\n"
    )
    done = run(jialing, tmp_path / "own.yaml", "--members", 32, "-o", tmp_path / "r.nc")
    assert "GDP, inner" in done.stdout and "4 000 (2030)" in done.stdout
    with xr.open_dataset(tmp_path / "r.nc") as ds:
        by_region = ds.gdp_region.sel(region="inner", statistic="mean")
        by_nodes = ds.gdp.sel(node=["Yuzhong", "Jiangbei"], statistic="mean").sum("node")
        np.testing.assert_allclose(by_region, by_nodes, rtol=1e-5)
        own = ds.target_own.values == 1
        assert list(ds.target_region.values[own]) == ["inner"]


def test_a_bare_file_name_may_extend_a_file_elsewhere(jialing, two, monkeypatch):
    monkeypatch.chdir(two.parent)
    done = jialing("show", two.name, "--scenario", "two")
    assert done.returncode == 0, done.stderr
    nodes = yaml.safe_load(done.stdout)["data"]["nodes"]
    assert (two.parent / nodes).samefile(BASELINE.parent / "data" / "nodes.csv")
