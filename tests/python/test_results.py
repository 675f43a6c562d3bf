"""Result files as a reader of netCDF meets them: xarray, ncdump, the package's own helpers."""

from __future__ import annotations

import re
import shutil
import subprocess

import numpy as np
import openpyxl
import pytest
import xarray as xr
from conftest import ROOT

import jialing as jl

PROVINCES = ROOT / "scenarios" / "provinces.yaml"  # base year 2011


@pytest.fixture
def ds(results):
    with jl.open(results) as dataset:
        yield dataset


def test_xarray_opens_it_without_help(results):
    with xr.open_dataset(results) as ds:
        assert ds.rd_intensity.dims == ("scenario", "statistic", "time", "node")
        assert ds.rd_intensity_region.dims == ("scenario", "statistic", "time", "region")
        assert list(ds.time.values) == list(range(2020, 2036))
        assert {"q05", "q50", "q95", "mean", "sd"} <= set(ds.statistic.values)
        assert ds.sizes["node"] == 81 and ds.sizes["realization"] == 64


def test_values_are_read_only_when_they_are_used(ds):
    lazy = [name for name, variable in ds.variables.items() if not variable._in_memory]
    assert {"rd_intensity", "adoption", "parameter_value"} <= set(lazy)


def test_variables_carry_units_and_names(ds):
    for code in ds.indicator.values:
        for name in (code, f"{code}_region"):
            assert ds[name].attrs["units"] and ds[name].attrs["long_name"]
            assert any("\u4e00" <= c <= "\u9fff" for c in ds[name].attrs["long_name_zh"])
    assert ds.rd_intensity.units == "%"


def test_places_can_be_chosen_by_what_they_are(ds):
    central = ds.gdp.where(ds.group == "central_urban", drop=True)
    assert "渝中" in central.node_name_zh.values
    assert set(central.province.values) == {"Chongqing"}


def test_quantiles_are_in_order_and_the_base_year_is_the_plans(ds):
    quantiles = [name for name in ds.statistic.values if name.startswith("q")]
    gdp = jl.place(ds, "gdp", "Chongqing").isel(scenario=0)
    assert (np.diff(gdp.sel(statistic=quantiles).values, axis=0) >= 0).all()
    intensity = jl.place(ds, "rd_intensity", "Chongqing").sel(statistic="q50", time=2020)
    assert intensity.item() == pytest.approx(2.11, rel=0.01)


def test_the_file_says_how_it_was_made(ds):
    assert ds.attrs["Conventions"] == "CF-1.8"
    assert ds.attrs["source"] == f"jialing {jl.__version__}"
    assert ds.attrs["members"] == 64 and ds.attrs["failed_members"] == 0
    assert "steps_per_year: 4" in ds.attrs["scenario_yaml"]
    assert len(ds.attrs["scenario_hash"]) == 16


def test_estimates_are_flagged(ds):
    meanings = ds.provenance_status.attrs["flag_meanings"].split()
    rd = ds.provenance_status.sel(node="Yuzhong", column="rd").item()
    assert meanings[rd] == "estimated"
    assert ds.estimated_share.sel(indicator="rd", node="Yuzhong") == 1
    assert ds.sei_output_share.attrs["uniform_base"] == 1


def test_a_target_stands_with_the_chance_of_meeting_it(ds):
    table = jl.targets(ds, "rd_intensity", "Chongqing")
    assert list(table.year) == [2025, 2035]
    assert list(table.value) == [2.6, 3.0]
    assert list(table.base) == [2.11, 2.11]
    assert table.probability.between(0, 1).all()
    assert len(jl.headline_indicators(ds)) == 13


def test_a_node_serves_as_well_as_a_region(ds):
    assert jl.place(ds, "gdp", "Yuzhong").sizes == {"scenario": 1, "statistic": 11, "time": 16}
    with pytest.raises(KeyError, match="no region or node 'Atlantis'"):
        jl.place(ds, "gdp", "Atlantis")
    with pytest.raises(KeyError, match="no indicator 'happiness'"):
        jl.place(ds, "happiness", "Chongqing")


def test_other_files_are_refused(tmp_path):
    xr.Dataset({"x": 1}).to_netcdf(tmp_path / "foreign.nc")
    with pytest.raises(ValueError, match="foreign.nc: not a result file of jialing"):
        jl.open(tmp_path / "foreign.nc")
    (tmp_path / "text.nc").write_text("indicator,year\n")
    with pytest.raises(OSError, match="text.nc"):
        jl.open(tmp_path / "text.nc")


@pytest.mark.skipif(shutil.which("ncdump") is None, reason="netcdf-bin is not installed")
def test_ncdump_prints_it(results):
    header = subprocess.run(
        ["ncdump", "-h", results], capture_output=True, text=True, check=True
    ).stdout
    assert "float rd_intensity(scenario, statistic, time, node)" in header
    assert "float adoption(scenario, statistic, time, field, node)" in header


def test_info_tells_what_a_file_holds(jialing, results):
    told = jialing("info", results).stdout
    assert "64, seed 20210101" in told and "rd_intensity" in told


def test_a_file_can_be_opened_again_while_it_is_open(results):
    """As when a cell of a notebook is run again; netCDF itself crashes on the texts then."""
    with jl.open(results) as first:
        for _ in range(5):
            with jl.open(results) as again:
                assert again.parameter_meaning.equals(first.parameter_meaning)
        assert first.provenance_basis.notnull().all()


def test_a_file_that_was_replaced_is_read_anew(jialing, baseline, tmp_path):
    path = tmp_path / "results.nc"
    for members in (8, 16):
        assert jialing("run", baseline, "--members", members, "-q", "-o", path).returncode == 0
        with jl.open(path) as ds:
            assert ds.attrs["members"] == members == ds.sizes["realization"]


@pytest.mark.parametrize(
    ("indicator", "name", "hint"),
    [
        ("rd_intensty", "Chongqing", "no indicator 'rd_intensty'.*; did you mean 'rd_intensity'"),
        ("rd", "Yuzong", "no region or node 'Yuzong'.*; did you mean 'Yuzhong'"),
        ("rd", "Atlantis", "no region or node 'Atlantis'; [^;?]*$"),
    ],
)
def test_a_misspelt_name_is_recognised(small_baseline, indicator, name, hint):
    with pytest.raises(KeyError) as told:
        jl.place(small_baseline, indicator, name)
    assert re.search(hint, told.value.args[0])


def test_another_base_year_is_named_wherever_it_is_meant(jialing, tmp_path):
    own = tmp_path / "own.yaml"
    target = "{indicator: rd_2020_prices, region: Hebei, year: 2016, target: 30}"
    grant = "{name: g, type: rd_grant, targets: {nodes: [Hebei]}, years: [2012, 2013], amount: 1}"
    own.write_text(f"extends: {PROVINCES}\nhorizon: {{to: 2016}}\ntargets: [{target}]\npolicies: [{grant}]\n")
    done = jialing("run", own, "--members", 16, "--lang", "zh", "-o", tmp_path / "own.nc")
    assert "2011 年价格" in done.stdout and "2020" not in done.stdout, done.stdout + done.stderr
    with jl.open(tmp_path / "own.nc") as ds:
        assert ds["rd_2020_prices"].attrs["long_name"] == "R&D at 2011 prices"
        assert ds["rd_2020_prices"].attrs["units"] == "100 million CNY of 2011"
        told = [value for each in ds.variables.values() for key, value in each.attrs.items() if "name" in key]
        assert [each for each in told if "2020" in str(each)] == ["the plan's own figure for 2020"]
        table = jl.tables.readable_targets(ds, "zh")
        assert "2011" in table.columns and "亿元，2011 年价格" in table.index[0]
        jl.to_excel(ds, tmp_path / "own.xlsx", lang="zh")
        said = [str(cell) for page in openpyxl.load_workbook(tmp_path / "own.xlsx") for row in page.values for cell in row]
    assert any("2011 年基数" in each for each in said)
    assert not [each for each in said if re.search("2020 ?年", each)]
