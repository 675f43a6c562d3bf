"""Maps: every place is drawn, colours follow values, and what is no information is refused."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex, to_rgb

import jialing as jl
from charts import assert_nothing_is_cut_off, flowing, patches, texts
from jialing.plot.boundaries import geo_folder, territory
from jialing.plot.choropleth import scale

pytestmark = pytest.mark.filterwarnings("error")


def lightness(patch) -> float:
    red, green, blue = to_rgb(patch.get_facecolor())
    return 0.299 * red + 0.587 * green + 0.114 * blue


def districts(ds) -> list[str]:
    return list(ds.node.values[ds.node_kind.values == "district"])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("indicator", "year", "area"),
    [
        ("rd_intensity", 2035, "chongqing"),
        ("gdp", [2025, 2035], "sichuan_chongqing"),
        ("rd", 2030, "provinces"),
    ],
)
def test_maps_are_drawn_in_both_languages(small_baseline, lang, indicator, year, area):
    figure = jl.plot.map(small_baseline, indicator, year, area, lang=lang)
    assert_nothing_is_cut_off(figure)


def test_every_district_is_drawn_and_the_small_ones_enlarged(small_baseline):
    shapes = patches(jl.plot.map(small_baseline, "gdp", 2035))
    assert set(shapes) == set(districts(small_baseline)) and len(shapes) == 38
    twice = {name for name, drawn in shapes.items() if len(drawn) == 2}
    centre = small_baseline.node.values[small_baseline.group.values == "central_urban"]
    assert twice == set(centre)


def test_all_districts_are_named(small_baseline):
    for lang, names in (("en", "node"), ("zh", "node_name_zh")):
        written = set(texts(jl.plot.map(small_baseline, "gdp", 2035, lang=lang)).split("\n"))
        expected = small_baseline[names].values[small_baseline.node_kind.values == "district"]
        assert set(expected) <= written


def test_the_darker_the_more(small_baseline):
    shapes = patches(jl.plot.map(small_baseline, "rd_intensity", 2035))
    values = small_baseline.rd_intensity.isel(scenario=0).sel(statistic="q50", time=2035)
    ranked = sorted(shapes, key=lambda name: values.sel(node=name).item())
    light = [lightness(shapes[name][0]) for name in ranked]
    assert light == sorted(light, reverse=True) and light[0] > light[-1] + 0.5


def test_years_share_one_scale(small_baseline):
    figure = jl.plot.map(small_baseline, "gdp", [2025, 2035])
    assert len(patches(figure)["Chengkou"]) == 2
    both = small_baseline.gdp.isel(scenario=0).sel(statistic="q50", time=[2025, 2035])
    both = both.sel(node=districts(small_baseline))
    classes = scale(both.values.ravel())
    colours = {to_hex(patch.get_facecolor()) for patch in patches(figure)["Chengkou"]}
    expected = {to_hex(classes.colour(float(v))) for v in both.sel(node="Chengkou").values}
    assert colours == expected
    assert "2025" in texts(figure) and "2035" in texts(figure)


def test_ids_of_places_are_unique(small_baseline):
    figure = jl.plot.map(small_baseline, "gdp", [2025, 2035])
    ids = [patch.get_gid() for drawn in patches(figure).values() for patch in drawn]
    assert len(ids) == len(set(ids)) == 2 * (38 + 9)
    assert "2035:Yubei" in ids and "2035:enlarged:Yubei" in ids


def test_provinces_that_are_regions_are_drawn_and_the_rest_is_grey(small_baseline):
    shapes = patches(jl.plot.map(small_baseline, "rd_intensity", 2035, "provinces"))
    assert {"Chongqing", "Sichuan", "Hubei"} <= set(shapes)
    grey = [name for name in shapes if name.startswith("background:")]
    assert "background:410000" in grey  # Henan is part of the rest of China
    assert len(shapes) == 34


@pytest.mark.parametrize("area", ["chongqing", "sichuan_chongqing"])
@pytest.mark.parametrize(
    "indicator", ["sei_output_share", "hightech_output_share", "contract_intensity"]
)
def test_one_constant_for_all_places_is_not_mapped(small_baseline, indicator, area):
    with pytest.raises(ValueError, match="one assumed constant.*no information"):
        jl.plot.map(small_baseline, indicator, 2035, area)


def test_the_same_holds_for_provinces_where_they_share_the_constant(small_baseline):
    with pytest.raises(ValueError, match="one assumed constant"):
        jl.plot.map(small_baseline, "sei_output_share", 2035, "provinces")
    jl.plot.map(small_baseline, "contract_intensity", 2035, "provinces")


def test_places_without_a_value_are_dotted_and_a_map_without_any_is_refused(small_baseline):
    ds = small_baseline.copy()
    ds["gdp"] = ds["gdp"].where(ds["node"] != "Wuxi")
    figure = jl.plot.map(ds, "gdp", 2035)
    assert patches(figure)["Wuxi"][0].get_hatch() == "....." and "no value" in texts(figure)
    with pytest.raises(ValueError, match="rd_growth has no values in 2020"):
        jl.plot.map(small_baseline, "rd_growth", 2020)


def test_estimates_are_hatched_or_said_of_all(small_baseline):
    figure = jl.plot.map(small_baseline, "gdp", 2035)
    hatched = {name for name, drawn in patches(figure).items() if drawn[0].get_hatch()}
    share = small_baseline.estimated_share.sel(indicator="gdp")
    assert hatched == set(share.node.values[share.values > 0.5]) & set(districts(small_baseline))
    assert "mainly estimated" in texts(figure)
    figure = jl.plot.map(small_baseline, "rd", 2035)
    assert not any(drawn[0].get_hatch() for drawn in patches(figure).values())
    assert "R&D *" in texts(figure) and "* All places rest mainly" in flowing(figure)


def test_the_caption_says_statistic_ensemble_interval_and_source(small_baseline):
    english = flowing(jl.plot.map(small_baseline, "gdp", 2035))
    for part in ("median of 64 simulated futures", "5–95 % interval", "100 million CNY", "ECharts"):
        assert part in english
    assert "90 % quantile" in flowing(jl.plot.map(small_baseline, "gdp", 2035, statistic="q90"))
    chinese = texts(jl.plot.map(small_baseline, "gdp", 2035, lang="zh")).replace("\n", "")
    for part in ("64 个模拟成员", "5–95% 区间", "亿元", "来源：jialing"):
        assert part in chinese


def test_what_is_unknown_is_refused_with_what_there_is(small_baseline):
    with pytest.raises(ValueError, match="chongqing, sichuan_chongqing, provinces"):
        jl.plot.map(small_baseline, "gdp", 2035, "moon")
    with pytest.raises(KeyError, match="no time 2050; the file has 2020"):
        jl.plot.map(small_baseline, "gdp", 2050)
    with pytest.raises(KeyError, match="no statistic 'mode'; the file has q05"):
        jl.plot.map(small_baseline, "gdp", 2035, statistic="mode")
    with pytest.raises(KeyError, match="no indicator 'happiness'"):
        jl.plot.map(small_baseline, "happiness", 2035)


def test_boundaries_are_found_or_the_remedy_is_named(monkeypatch, tmp_path):
    here = geo_folder()
    assert (here / "chongqing_districts.geojson").exists()
    monkeypatch.setenv("JIALING_GEO", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="geo= or as the environment variable JIALING_GEO"):
        geo_folder()
    assert geo_folder(here) == here


def test_areas_are_true_to_size(small_baseline):
    places = territory(small_baseline, "chongqing", "en").places
    assert places.geometry.area.sum() == pytest.approx(82400, rel=0.02)  # km²


def test_classes_have_round_bounds_and_hold_all_values():
    assert scale([0.7, 5.6]).bounds == (0, 1, 2, 3, 4, 5, 6)
    assert scale([3, 700]).bounds == (2, 5, 10, 20, 50, 100, 200, 500, 1000)
    assert scale([2024.2, 2031.0], whole=True).bounds[0] == 2024


def test_it_serves_as_a_panel(small_baseline):
    figure, ax = plt.subplots()
    assert jl.plot.map(small_baseline, "gdp", 2035, "provinces", ax=ax) is figure
    assert not figure.texts and "Hubei" in patches(figure)
    plt.close(figure)
