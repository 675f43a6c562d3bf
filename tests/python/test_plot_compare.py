"""Charts of comparisons: what is drawn is what the file holds, in both languages."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import to_hex, to_rgb

import jialing as jl
from charts import assert_nothing_is_cut_off, flowing, patches, texts
from compared import HIGHER, SOONER, with_attribution
from jialing.labels import chance, signed
from jialing.plot.choropleth import diverging
from jialing.plot.matrix import COLOURS
from jialing.plot.style import HALF, LINE, MOST, TARGET

pytestmark = pytest.mark.filterwarnings("error")
EFFECTS = {"joint fund": 0.21, "zone": 0.004, "tax credit": -0.03, "technology market": 0.05}
NAMES = ("Baseline", HIGHER, SOONER, "jialing", "Apache ECharts", "km", *EFFECTS)


@pytest.fixture
def ds(small_comparison):
    return small_comparison


@pytest.fixture
def attributed(ds):
    return with_attribution(ds, EFFECTS, error=0.002)


CHARTS = {
    "paired": lambda ds, lang: jl.plot.paired(ds, "rd_intensity", lang=lang),
    "paired district": lambda ds, lang: jl.plot.paired(ds, "rd", "Yuzhong", "higher", lang),
    "map": lambda ds, lang: jl.plot.map(ds, "rd_intensity", 2035, lang=lang, difference=True),
    "maps": lambda ds, lang: jl.plot.map(ds, "gdp", [2025, 2035], lang=lang, difference=True),
    "matrix": lambda ds, lang: jl.plot.matrix(ds, lang=lang),
    "waterfall": lambda ds, lang: jl.plot.waterfall(ds, lang=lang),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("chart", CHARTS)
def test_it_is_drawn_in_both_languages(attributed, chart, lang):
    assert_nothing_is_cut_off(CHARTS[chart](attributed, lang))


@pytest.mark.parametrize("chart", CHARTS)
def test_the_chinese_charts_have_no_english_words(attributed, chart):
    written = texts(CHARTS[chart](attributed, "zh"))
    for name in (attributed.attrs["scenario_hash"], *NAMES):
        written = written.replace(name, "").replace(name.replace(" ", "\n"), "")
    assert re.findall("[A-Za-z]{2,}", written) == []


@pytest.mark.parametrize("chart", CHARTS)
def test_the_caption_says_ensemble_and_source(attributed, chart):
    english = flowing(CHARTS[chart](attributed, "en"))
    for part in ("64 simulated futures (seed 20210101)", f"jialing {jl.__version__}", "Baseline"):
        assert part in english
    assert attributed.attrs["scenario_hash"] in english
    chinese = texts(CHARTS[chart](attributed, "zh")).replace("\n", "")
    assert "64 个模拟成员" in chinese and "来源：jialing" in chinese


def test_a_paired_fan_is_the_difference_with_its_bands(ds):
    figure = jl.plot.paired(ds, "rd_intensity")
    assert len(figure.axes) == 2
    for ax, scenario in zip(figure.axes, ("higher", "sooner")):
        change = jl.differences(ds, "rd_intensity").sel(scenario=scenario)
        line = next(line for line in ax.lines if line.get_color() == LINE)
        assert line.get_ydata() == pytest.approx(change.sel(difference_statistic="q50").values)
        bands = {to_hex(band.get_facecolor()).upper(): band for band in ax.collections}
        for colour, low, high in ((MOST, "q05", "q95"), (HALF, "q25", "q75")):
            drawn = bands[colour.upper()].get_paths()[0].vertices[:, 1]
            for name, end in ((low, drawn.min()), (high, drawn.max())):
                values = change.sel(difference_statistic=name)
                assert end == pytest.approx((values.min() if name == low else values.max()).item())
        zero = [line for line in ax.lines if set(line.get_ydata()) == {0}]
        assert len(zero) == 1
    assert len({ax.get_ylim() for ax in figure.axes}) == 1
    assert "percentage points" in texts(figure) and "change from Baseline" in texts(figure)


def test_a_paired_fan_states_improvement_and_variance_removed(ds):
    figure = jl.plot.paired(ds, "rd_intensity", scenarios="sooner")
    found = jl.differences(ds, "rd_intensity").sel(scenario="sooner")
    told = found.sel(difference_statistic="probability_of_improvement")
    odds = ", ".join(f"{chance(told.sel(time=y).item(), 'en')} ({y})" for y in (2025, 2030, 2035))
    removed = found.sel(difference_statistic="variance_removed", time=2035).item()
    assert f"better: {odds}\nvariance removed: {chance(removed, 'en')} (2035)" in texts(figure)
    assert SOONER in texts(figure) and HIGHER not in texts(figure)
    worse = ds.copy()
    worse["rd_intensity_region_difference"] = ds.rd_intensity_region_difference.where(
        ds.difference_statistic != "variance_removed", -0.2
    )
    assert "variance removed: −20 %" in texts(jl.plot.paired(worse, "rd_intensity"))


def test_the_reference_has_no_difference_to_draw(ds, small_baseline):
    with pytest.raises(ValueError, match="does not differ from itself"):
        jl.plot.paired(ds, "gdp", scenarios="variants")
    with pytest.raises(ValueError, match="does not differ from itself"):
        jl.plot.map(ds, "gdp", 2035, scenario="variants", difference=True)
    for draw in (
        lambda: jl.plot.paired(small_baseline, "gdp"),
        lambda: jl.plot.map(small_baseline, "gdp", 2035, difference=True),
    ):
        with pytest.raises(ValueError, match="no differences from a reference"):
            draw()
    with pytest.raises(ValueError, match="median"):
        jl.plot.map(ds, "gdp", 2035, statistic="q90", difference=True)


def test_a_map_of_differences_is_coloured_by_the_paired_median(ds):
    drawn = patches(jl.plot.map(ds, "gdp", 2035, scenario="sooner", difference=True))
    change = ds.gdp_difference.sel(scenario="sooner", time=2035)
    middle = change.sel(difference_statistic="q50")
    districts = [name for name in drawn if not name.startswith("background:")]
    assert len(districts) == 38
    classes = diverging(middle.sel(node=districts).values)
    assert classes.bounds == tuple(-bound for bound in reversed(classes.bounds))
    for name in districts:
        expected = to_hex(classes.colour(middle.sel(node=name).item()))
        assert {to_hex(patch.get_facecolor()) for patch in drawn[name]} == {expected}, name
    low, high = (change.sel(difference_statistic=name) for name in ("q05", "q95"))
    undecided = set(ds.node.values[((low <= 0) & (high >= 0)).values]) & set(districts)
    hatched = {name for name in districts if drawn[name][0].get_hatch()}
    assert hatched == undecided and 0 < len(hatched) < 38


def test_a_map_of_differences_says_what_is_hatched_and_what_is_estimated(ds):
    some = jl.plot.map(ds, "gdp", 2035, scenario="sooner", difference=True)
    written = flowing(some)
    assert "5–95 % interval includes 0" in written and "* Rests mainly on estimated" in written
    starred = {name.removesuffix("*") for name in texts(some).split("\n") if name.endswith("*")}
    share = ds.estimated_share.sel(indicator="gdp")
    estimated = set(share.node.values[(share > 0.5).values & (ds.node_kind == "district").values])
    assert starred == estimated
    everywhere = flowing(jl.plot.map(ds, "rd_intensity", 2035, difference=True))
    assert "R&D / GDP *" in everywhere and "* All places rest mainly" in everywhere
    assert "mainly estimated or assumed for 2020" not in everywhere.replace("* All places", "")
    with pytest.raises(ValueError, match="one assumed constant"):
        jl.plot.map(ds, "sei_output_share", 2035, difference=True)


def test_the_plain_map_is_as_it_was(ds):
    first = patches(jl.plot.map(ds, "gdp", 2035))
    again = patches(jl.plot.map(ds, "gdp", 2035, scenario=0))
    for name, drawn in first.items():
        assert drawn[0].get_facecolor() == again[name][0].get_facecolor()
        assert drawn[0].get_hatch() == again[name][0].get_hatch()


def test_classes_of_differences_are_round_and_0_lies_in_the_middle_one():
    assert diverging([0.7, -0.1]).bounds == (-0.8, -0.6, -0.4, -0.2, -0.1, 0.1, 0.2, 0.4, 0.6, 0.8)
    assert diverging([0.0, 0.0]).colour(0.0) == diverging([3.0]).colour(0.0)
    skewed = diverging([0.001, 0.002, -0.003, 5])
    assert skewed.bounds[-1] >= 5 and len(skewed.bounds) % 2 == 0
    less, more = to_rgb(skewed.colour(-4)), to_rgb(skewed.colour(4))
    assert less[0] > less[2] and more[2] > more[0]  # orange and blue


def cells(figure) -> dict[str, str]:
    """Colours of the cells of a matrix by row:column."""
    return {
        ":".join(patch.get_gid().split(":")): to_hex(patch.get_facecolor())
        for patch in figure.findobj(plt.Rectangle)
        if patch.get_gid()
    }


def test_a_matrix_has_a_cell_for_every_target_and_scenario(ds):
    rows = jl.targets(ds)
    rows = rows[rows["indicator"].isin(jl.headline_indicators(ds))]
    figure = jl.plot.matrix(ds)
    chances = ds.target_probability.transpose("target", "scenario").values[rows.index]
    expected = {f"{r}:{c}": to_hex(COLOURS(p)) for (r, c), p in np.ndenumerate(chances)}
    assert cells(figure) == expected
    ax = figure.axes[0]
    printed = {}
    for label in ax.texts:
        if label.get_ha() == "center":
            column, row = label.get_position()
            printed.setdefault((round(row), column), []).append(label.get_text())
    for (row, column), p in np.ndenumerate(chances):
        change = 100 * (p - chances[row, 0])
        told = [f"{'▲' if change > 0 else '▼'} {abs(change):.0f}"] if abs(change) >= 1 else []
        value = "<1" if 0 < p < 0.01 else ">99" if 0.99 < p < 1 else f"{100 * p:.0f}"
        assert printed[row, column] == [value, *told]
    assert any(len(each) == 2 for each in printed.values())


def test_a_matrix_frames_the_reference_and_follows_a_choice(ds):
    figure = jl.plot.matrix(ds, ["rd_intensity"], ["sooner", "variants"])
    assert len(cells(figure)) == 2 * len(jl.targets(ds, "rd_intensity"))
    frames = [p for p in figure.axes[0].patches if not p.get_gid()]
    assert [frame.get_x() for frame in frames] == [0.5]
    assert SOONER in texts(figure) and HIGHER not in texts(figure)
    with pytest.raises(ValueError, match="no target of these indicators"):
        jl.plot.matrix(ds, ["gdp"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_matrix_has_room_for_fifteen_scenarios(ds, lang):
    keep = [v for v in ds.data_vars if not v.endswith("_members")]
    many = ds[keep].isel(scenario=[number % 3 for number in range(15)])
    many = many.assign_coords(scenario=["variants", *(f"s{number}" for number in range(1, 15))])
    long = "Joint fund of Chongqing and Sichuan for basic research and for its application"
    many["scenario_name"] = ("scenario", ["Baseline", long, "川渝联合基金"] * 5)
    figure = jl.plot.matrix(many, lang=lang)
    assert_nothing_is_cut_off(figure)
    assert figure.get_figwidth() <= 11.7  # a page across
    heads = [t for t in figure.axes[0].texts if t.get_rotation()]
    assert len(heads) == 15
    inks = [t.get_window_extent() for t in figure.axes[0].texts if t.get_ha() == "center"]
    assert not any(a.overlaps(b) for i, a in enumerate(inks) for b in inks[:i])


def test_a_waterfall_adds_up(attributed):
    figure = jl.plot.waterfall(attributed)
    bars = [p for p in figure.axes[0].patches]
    order = ["joint fund", "technology market", "tax credit", "zone"]
    assert [bar.get_width() for bar in bars] == pytest.approx(
        [*(EFFECTS[name] for name in order), sum(EFFECTS.values())]
    )
    start = 0.0
    for bar in bars[:-1]:
        assert bar.get_x() == pytest.approx(start)
        start += bar.get_width()
    assert bars[-1].get_x() == 0 and bars[-1].get_width() == pytest.approx(start)
    colours = [to_hex(bar.get_facecolor()).upper() for bar in bars[:-1]]
    assert colours == [LINE, LINE, TARGET, LINE]
    written = texts(figure)
    for part in ("+0.21", "−0.03", "(+0.147 – +0.294)", "percentage points per year", "+0.234"):
        assert part in written
    assert "standard error of a mean at most 0.002 percentage points per year" in flowing(figure)
    assert f"“{SOONER}” with and without its levers, 2025" in written


def test_a_waterfall_draws_the_smallest_of_many_levers_as_one(ds):
    many = {f"lever {number}": 0.1 / (number + 1) for number in range(40)}
    exact = with_attribution(ds, many)
    figure = jl.plot.waterfall(exact)
    bars = figure.axes[0].patches
    assert len(bars) == 15 + 1
    assert bars[14].get_width() == pytest.approx(sum(list(many.values())[14:]))
    assert "26 other levers" in texts(figure) and "sampled" not in texts(figure)
    assert_nothing_is_cut_off(figure)


def test_what_rounds_to_0_has_no_sign():
    assert [signed(v) for v in (0.21, -0.03, 0, 4e-5, -4e-5)] == ["+0.21", "−0.03", "0", "0", "0"]


def test_they_serve_as_panels(attributed):
    for draw in (
        lambda ax: jl.plot.paired(attributed, "gdp", ax=ax),
        lambda ax: jl.plot.map(attributed, "gdp", 2035, ax=ax, difference=True),
        lambda ax: jl.plot.matrix(attributed, ax=ax),
        lambda ax: jl.plot.waterfall(attributed, ax=ax),
    ):
        figure, ax = plt.subplots()
        assert draw(ax) is figure and not figure.texts
        plt.close(figure)
