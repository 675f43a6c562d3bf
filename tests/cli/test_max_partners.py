"""`graph.max_partners`: large graphs whose nodes keep their strongest partners."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import xarray as xr

from conftest import BASELINE, ROOT

sys.path.insert(0, str(ROOT / "bench"))

CHANNELS = ("talent", "capital", "contract", "knowledge")


@pytest.fixture
def run(jialing, tmp_path):
    """Runs 24 members of the baseline; returns what is printed and the file."""

    def run_with(*options):
        done = jialing("run", BASELINE, "--members", 24, "-o", tmp_path / "run.nc", *options)
        assert done.returncode == 0, done.stderr
        with xr.open_dataset(tmp_path / "run.nc") as data:
            return done.stdout, data.load()

    return run_with


def limit(partners):
    return "--set", f"graph.max_partners={partners}"


def test_what_is_left_out_is_told_and_stands_in_the_file(run):
    text, data = run(*limit(8))
    assert "Each node keeps its 8 strongest partners in each channel" in text
    left_out = [data.attrs[f"flow_left_out_{channel}"] for channel in CHANNELS]
    assert data.attrs["max_partners"] == 8
    assert all(0 < share < 0.5 for share in left_out)
    assert f"contracts {100 * left_out[2]:.1f} %" in " ".join(text.split())


def test_chinese_says_it_too(run):
    text, _ = run(*limit(8), "--lang", "zh")
    assert "每个节点在每个渠道保留 8 个最强伙伴" in text.replace("\n", "")


def test_all_partners_are_kept_unless_it_is_said(run):
    text, data = run()
    assert "strongest partners" not in text
    assert "max_partners" not in data.attrs
    enough, same = run(*limit(80))
    assert "strongest partners" not in enough
    said = "scenario_settings"  # the limit itself
    assert data.drop_vars(said).equals(same.drop_vars(said))


def test_few_partners_give_the_same_bits_for_any_number_of_threads(run):
    _, one = run(*limit(4), "--threads", "1")
    _, three = run(*limit(4), "--threads", "3")
    assert one.equals(three)


def test_more_partners_come_closer_to_all(run):
    def median(*options):
        _, data = run(*options)
        last = data["tech_contracts_sold_neighbours_region"].isel(scenario=0, time=-1)
        return last.sel(region="Chongqing", statistic="q50").item()

    every = median()
    gaps = [abs(median(*limit(k)) / every - 1) for k in (2, 40)]
    assert gaps[1] < gaps[0]
    assert gaps[1] < 0.02


@pytest.mark.parametrize("value", ["0", "-3", "many", "2.5"])
def test_the_number_of_partners_is_a_whole_one_from_1_on(jialing, tmp_path, value):
    output = tmp_path / "none.nc"
    done = jialing("run", BASELINE, "-o", output, *limit(value))
    assert done.returncode == 2
    assert "graph.max_partners" in done.stderr
    assert not output.exists()


def test_a_synthetic_graph_of_many_nodes_runs(jialing, tmp_path):
    from synthetic import generate

    scenario = generate(tmp_path / "nodes", 120, max_partners=6, last_year=2022)
    again = generate(tmp_path / "again", 120, max_partners=6, last_year=2022)
    for table in sorted((tmp_path / "nodes" / "data").iterdir()):
        assert table.read_bytes() == (again.parent / "data" / table.name).read_bytes()
    done = jialing("run", scenario, "--members", "4", "-o", tmp_path / "out.nc")
    assert done.returncode == 0, done.stderr
    with xr.open_dataset(tmp_path / "out.nc") as data:
        assert data.sizes["node"] == 120
        assert np.isfinite(data["gdp"]).all()
