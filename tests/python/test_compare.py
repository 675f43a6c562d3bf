"""Comparisons: what the engine writes, and the tables that the package makes of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import compared
import jialing as jl
from compared import LEVERS, with_attribution, with_costs
from conftest import PRIORS
from jialing import comparisons
from jialing.comparisons import robustness_of_members

KEYS = ["indicator", "region", "year", "scenario"]


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """The comparison that the engine writes of the variants, with every member."""
    folder = tmp_path_factory.mktemp("compared")
    path = compared.variants(folder, PRIORS)
    return jl.compare(path, members=64, set={"output.realizations": "all"}).load()


def test_the_engines_differences_are_those_of_numpy(real, small_comparison):
    assert list(real.difference_statistic.values) == compared.STATISTICS
    assert list(real.scenario.values) == list(small_comparison.scenario.values)
    assert set(small_comparison.data_vars) <= set(real.data_vars)
    for code in map(str, real.indicator.values):
        for suffix in ("_difference", "_region_difference"):
            ours, theirs = small_comparison[code + suffix], real[code + suffix]
            assert theirs.dims == ours.dims and theirs.attrs["reference"] == "variants"
            scale = np.abs(real[code + suffix.replace("_difference", "")]).max().item()
            for statistic in compared.STATISTICS:
                pair = [each.sel(difference_statistic=statistic) for each in (ours, theirs)]
                if statistic == "variance_removed":
                    continue  # below: rounding decides it where nothing varies
                np.testing.assert_allclose(*pair, rtol=2e-4, atol=2e-6 * scale, err_msg=code)
    removed = [jl.differences(ds, "rd_intensity") for ds in (real, small_comparison)]
    removed = [each.sel(difference_statistic="variance_removed", time=2030) for each in removed]
    np.testing.assert_allclose(*removed, rtol=1e-4)


def test_the_engines_robustness_is_that_of_the_members(real):
    engine, members = jl.robustness(real), robustness_of_members(real)
    pd.testing.assert_frame_equal(engine, members, rtol=1e-5, atol=1e-7, check_dtype=False)


def test_a_reference_and_scenarios_can_be_chosen(baseline, tmp_path):
    path = compared.variants(tmp_path, baseline)
    kept = tmp_path / "kept.nc"
    few = {"output.indicators": ["rd_intensity"], "horizon.to": 2026}
    ds = jl.compare(
        path, ["sooner"], reference="higher", members=16, seed=7, set=few, output=kept
    )
    assert list(ds.scenario.values) == ["higher", "sooner"]
    assert comparisons.reference_id(ds) == "higher" and ds.attrs["seed"] == "7"
    own = jl.differences(ds, "rd_intensity").sel(scenario="higher", difference_statistic="q50")
    assert (own == 0).all()
    ds.close()
    with jl.open(kept) as again:
        assert jl.robustness(again).scenario.nunique() == 2
    with pytest.raises(jl.ScenarioError, match="no scenario 'moon'"):
        jl.compare(path, "moon", members=16)


def test_differences_are_of_a_region_or_a_node(small_comparison):
    ds = small_comparison
    values = ds.rd_intensity_region_members.sel(region="Chongqing", time=2030)
    change = values.sel(scenario="higher") - values.sel(scenario="variants")
    found = jl.differences(ds, "rd_intensity").sel(scenario="higher", time=2030)
    assert found.sel(difference_statistic="q50") == pytest.approx(np.median(change), rel=1e-5)
    better = float((change > 0).mean())
    assert found.sel(difference_statistic="probability_of_improvement") == better
    assert jl.differences(ds, "gdp", "Yuzhong").dims == (
        "scenario",
        "difference_statistic",
        "time",
    )
    with pytest.raises(KeyError, match="no region or node 'Yuzong'.*; did you mean 'Yuzhong'"):
        jl.differences(ds, "gdp", "Yuzong")
    with pytest.raises(KeyError, match="no indicator 'happiness'"):
        jl.differences(ds, "happiness")


def test_results_without_a_comparison_are_refused(small_baseline):
    with pytest.raises(ValueError, match="no differences.*jl.compare"):
        jl.differences(small_baseline, "gdp")
    with pytest.raises(ValueError, match="neither robustness nor the members.*realizations: all"):
        jl.robustness(small_baseline)
    with pytest.raises(ValueError, match="no scenario of these results has a lever"):
        jl.costs(small_baseline)


def test_robustness_is_that_of_the_definitions(small_members):
    table = jl.robustness(small_members).set_index(KEYS)
    assert len(table) == 3 * len(jl.targets(small_members))
    values = small_members.rd_intensity_region_members.sel(region="Chongqing", time=2035)
    best = values.max("scenario")
    for scenario in map(str, small_members.scenario.values):
        row = table.loc[("rd_intensity", "Chongqing", 2035, scenario)]
        own = values.sel(scenario=scenario)
        assert row.regret_mean == pytest.approx((best - own).mean().item(), abs=1e-6)
        assert row.regret_maximum == pytest.approx((best - own).max().item())
        assert row.satisficing_share == (own >= 3).mean().item()
        assert row.tenth_percentile == pytest.approx(np.quantile(own, 0.1))
        assert row.futures == 64
    per_target = table.groupby(KEYS[:3], sort=False)
    assert (per_target.minimax.sum() == 1).all()
    smallest = table.regret_maximum == per_target.regret_maximum.transform("min")
    assert smallest[table.minimax].all()
    by_file = small_members.target_probability.transpose("target", "scenario").values.ravel()
    assert table.satisficing_share.to_numpy() == pytest.approx(by_file)


def one_target(direction: str, value: float):
    """A target as a row of the table of targets."""
    return next(pd.DataFrame([{"direction": direction, "value": value}]).itertuples())


def test_less_can_be_better_and_about_is_a_distance():
    values = np.array([[1.0, 2.0, 3.0, 4.0], [2.0, 2.0, 2.0, 2.0]], dtype="f4")
    less = comparisons.robustness_metrics(values, one_target("at_most", 2))
    assert [each["maximum"] for each in less] == [2, 1]
    assert [each["minimax"] for each in less] == [False, True]
    assert [each["satisficing_share"] for each in less] == [0.5, 1]
    assert less[0]["tenth_percentile"] == pytest.approx(np.quantile(values[0], 0.9))
    about = comparisons.robustness_metrics(values, one_target("about", 2))
    assert [each["maximum"] for each in about] == [2, 0]
    assert about[0]["satisficing_share"] == 0.25
    nothing = comparisons.robustness_metrics(values[:, :0], one_target("at_least", 2))
    assert np.isnan(nothing[0]["mean"]) and nothing[0]["futures"] == 0


def test_futures_in_which_a_scenario_has_no_value_do_not_count(small_members):
    ds = small_members.copy()
    gone = (ds.realization == 3) & (ds.scenario == "higher")
    ds["rd_intensity_region_members"] = ds["rd_intensity_region_members"].where(~gone)
    table = jl.robustness(ds)
    assert set(table[table.indicator == "rd_intensity"].futures) == {63}
    assert set(table[table.indicator == "rd_growth"].futures) == {64}


LEVERED = """
scenarios:
  package:
    policies:
      - {name: grants, type: rd_grant, targets: {regions: [Chongqing]}, years: [2022], amount: 30}
      - {name: credit, type: rd_tax_credit, targets: {regions: [Chongqing]}, years: [2022],
         credit: 0.05}
"""


def test_the_engine_writes_costs_and_splits_effects(baseline, tmp_path):
    path = tmp_path / "levers.yaml"
    path.write_text(f"extends: {baseline}\nhorizon: {{to: 2026}}\n{LEVERED}", encoding="utf-8")
    ds = jl.compare(path, "package", attribute="package", members=32)
    costs = jl.costs(ds).set_index(["scenario", "lever", "type", "year"])["mean"]
    assert set(costs.index.get_level_values("scenario")) == {"package"}
    assert costs["package", "grants", "rd_grant", 2023] == pytest.approx(30)
    assert costs["package", "credit", "rd_tax_credit", 2023] > 0
    split = comparisons.attribution(ds, "rd_intensity", "Chongqing", 2025)
    assert list(split.effects.index) == ["grants", "credit"] and split.scenario == "package"
    assert split.effects["mean"].sum() == pytest.approx(split.total)
    change = jl.differences(ds, "rd_intensity").sel(scenario="package", time=2025)
    assert change.sel(difference_statistic="mean") == pytest.approx(split.total, rel=1e-4)
    assert (split.effects["error"] == 0).all()
    widths = [bar.get_width() for bar in jl.plot.waterfall(ds, "rd_intensity").axes[0].patches]
    expected = split.effects["mean"].sort_values(key=abs, ascending=False)
    assert widths == pytest.approx([*expected, split.total])


def test_costs_are_tidy(small_comparison):
    ds = with_costs(small_comparison)
    table = jl.costs(ds)
    assert table.columns.to_list() == [
        "scenario", "lever", "type", "year", "mean", "q05", "q50", "q95",
    ]  # fmt: skip
    assert set(table.scenario) == {"higher", "sooner"}  # the reference has no lever
    assert len(table) == 16 * (2 + 3)
    row = table.set_index(["scenario", "lever", "year"]).loc[("higher", "graduates", 2030)]
    assert row["q50"] == 2 * (20 + 10) and row["type"] == LEVERS["graduates"]
    assert jl.costs(ds, prices="2020")["mean"].to_numpy() == pytest.approx(0.9 * table["mean"])
    with pytest.raises(ValueError, match="nominal, 2020"):
        jl.costs(ds, prices="real")


def test_an_attribution_is_found_by_its_target(small_comparison):
    effects = {"joint fund": 0.2, "market": -0.05}
    ds = with_attribution(small_comparison, effects, error=0.01)
    split = comparisons.attribution(ds, "rd_growth", "Chongqing", 2025)
    assert split.effects["mean"].to_dict() == effects
    assert split.effects["error"].to_list() == [0.01, 0.01]
    assert split.total == pytest.approx(0.15) and split.scenario == "sooner"
    with pytest.raises(ValueError, match="no target of this indicator"):
        comparisons.attribution(ds, "rd_intensity")
    with pytest.raises(ValueError, match="hold no attribution"):
        comparisons.attribution(small_comparison)
