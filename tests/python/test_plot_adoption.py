"""Adoption: curves, maps and arrivals agree with the file, and what is not reached is said."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex

import jialing as jl
from charts import assert_nothing_is_cut_off, flowing, patches, texts
from jialing.plot.adoption import arrival_years, reached
from jialing.plot.style import LINE

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"field": "ic", "place": "Yuzhong"},
        {"field": ["ic", "tcm"], "kind": "map", "year": 2030},
        {"kind": "arrival", "place": "Chengkou"},
        {"kind": "arrival"},
        {"field": "ic", "kind": "arrival_map"},
    ],
    ids=str,
)
def test_adoption_is_drawn_in_both_languages(small_baseline, lang, asked):
    assert_nothing_is_cut_off(jl.plot.adoption(small_baseline, lang=lang, **asked))


def test_every_field_has_a_panel_with_its_median(small_baseline):
    figure = jl.plot.adoption(small_baseline)
    panels = [ax for ax in figure.axes if ax.axison]
    assert len(panels) == small_baseline.sizes["field"] == 13
    median = next(line for line in panels[1].lines if line.get_color() == LINE)
    values = jl.place(small_baseline, "adoption", "Chongqing").isel(scenario=0)
    expected = values.sel(statistic="q50", field="ic").values
    assert median.get_ydata() == pytest.approx(100 * expected)


def test_each_field_has_a_map_on_one_scale(small_baseline):
    shapes = patches(jl.plot.adoption(small_baseline, ["ic", "tcm"], kind="map", year=2030))
    assert len(shapes) == 38 and len(shapes["Chengkou"]) == 2


def test_arrivals_of_a_node_are_those_of_the_file(small_baseline):
    known = small_baseline.adoption_arrival.isel(scenario=0)
    known = known.sel(arrival_share=0.1, field="ic", node="Yubei")
    years = arrival_years(small_baseline, "ic", 0.1, ["Yubei"], 0).loc["Yubei"]
    for name in ("q05", "q50", "q95"):
        np.testing.assert_equal(years[name], known.sel(statistic=name).item())


def test_a_region_arrives_when_its_quantiles_pass_the_share(small_baseline):
    years = arrival_years(small_baseline, "ic", 0.5, ["Chongqing"], 0).loc["Chongqing"]
    grown = jl.place(small_baseline, "adoption", "Chongqing").isel(scenario=0).sel(field="ic")
    for arrival, level in (("q05", "q95"), ("q50", "q50")):
        curve = grown.sel(statistic=level)
        assert np.interp(years[arrival], curve.time, curve) == pytest.approx(0.5, abs=1e-4)


def test_the_rule_for_regions_agrees_with_the_nodes_own_arrivals(small_baseline):
    as_region = small_baseline.copy()
    node = small_baseline.adoption.sel(node="Yubei", drop=True)
    one = {"region": "Chongqing"}
    as_region["adoption_region"] = small_baseline.adoption_region.copy(deep=True)
    as_region.adoption_region.loc[one] = node
    theirs = arrival_years(small_baseline, "ic", 0.5, ["Yubei"], 0).iloc[0]
    ours = arrival_years(as_region, "ic", 0.5, ["Chongqing"], 0).iloc[0]
    assert list(ours) == pytest.approx(list(theirs), abs=0.25, nan_ok=True)


def test_what_is_not_reached_is_said_with_its_chance(small_baseline):
    figure = jl.plot.adoption(small_baseline, ["nev"], "Chengkou", kind="arrival")
    chance = small_baseline.adoption_arrival_probability.isel(scenario=0)
    chance = chance.sel(arrival_share=0.5, field="nev", node="Chengkou").item()
    assert chance < 0.5
    words = texts(figure)
    assert reached(small_baseline, "nev", "Chengkou", 0, "en") == f"{100 * chance:.0f} %"
    assert f"{100 * chance:.0f} %" in words and "50 % by 2035" in words
    full = [x for x in figure.axes[0].lines if to_hex(x.get_markerfacecolor()) == LINE.lower()]
    dots = [line for line in full if line.get_marker() == "o"]
    assert all(np.isnan(np.asarray(line.get_xdata(), float)).all() for line in dots)
    assert any(line.get_marker() == ">" for line in full)


def test_places_that_are_not_reached_are_dotted_on_the_map(small_baseline):
    figure = jl.plot.adoption(small_baseline, "ic", kind="arrival_map")
    known = small_baseline.adoption_arrival.isel(scenario=0)
    known = known.sel(arrival_share=0.5, field="ic", statistic="q50")
    dotted = {name for name, drawn in patches(figure).items() if drawn[0].get_hatch()}
    district = small_baseline.node_kind.values == "district"
    assert dotted == set(known.node.values[np.isnan(known.values) & district])
    assert "not by 2035 in half of the futures" in texts(figure)


def test_the_caption_says_that_adoption_is_no_statistic(small_baseline):
    for asked in ({}, {"kind": "arrival"}, {"field": "ic", "kind": "arrival_map"}):
        words = flowing(jl.plot.adoption(small_baseline, **asked))
        for part in ("no statistic of 2020 measures it", "64 simulated futures", "5–95 %"):
            assert part in words


def test_what_is_unknown_is_refused(small_baseline):
    with pytest.raises(KeyError, match="no field 'magic'; the file has ict_ai, ic"):
        jl.plot.adoption(small_baseline, "magic")
    with pytest.raises(ValueError, match="curves, map, arrival, arrival_map"):
        jl.plot.adoption(small_baseline, kind="spiral")
    with pytest.raises(KeyError, match="no time 2050"):
        jl.plot.adoption(small_baseline, "ic", kind="map", year=2050)
