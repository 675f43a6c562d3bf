"""Charts of sensitivity analyses: what is drawn is what the file holds, in both languages."""

from __future__ import annotations

import re

import numpy as np
import pytest
import xarray as xr

import jialing as jl
from charts import assert_nothing_is_cut_off, flowing, texts
from jialing.plot.sensitivity import figures
from jialing.plot.style import TARGET

pytestmark = pytest.mark.filterwarnings("error")

CHARTS = {
    "tornado": lambda ds, lang: jl.plot.tornado(ds, "rd_intensity", year=2025, lang=lang),
    "sobol": lambda ds, lang: jl.plot.sobol(ds, "rd_intensity", lang=lang),
    "luck": lambda ds, lang: jl.plot.luck(ds, lang=lang),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("chart", CHARTS)
def test_it_is_drawn_in_both_languages(analysed, chart, lang):
    assert_nothing_is_cut_off(CHARTS[chart](analysed, lang))


@pytest.mark.parametrize("chart", CHARTS)
def test_the_caption_says_method_and_source(analysed, chart):
    english = flowing(CHARTS[chart](analysed, "en"))
    for part in ("(seed 20210101)", f"jialing {jl.__version__}", analysed.attrs["scenario_hash"]):
        assert part in english
    chinese = texts(CHARTS[chart](analysed, "zh")).replace("\n", "")
    assert "来源：jialing" in chinese and "随机种子 20210101" in chinese


@pytest.mark.parametrize("chart", CHARTS)
def test_the_chinese_charts_have_no_english_words(analysed, chart):
    written = texts(CHARTS[chart](analysed, "zh")).replace("\n", " ")
    written = written.replace(analysed.attrs["title"], "").replace(analysed.attrs["scenario_hash"], "")
    for name in sorted(analysed.input.values, key=len, reverse=True):
        written = written.replace(name, "")  # parameters are called as in the tables
    for name in ("jialing", "Sobol", "GDP"):
        written = written.replace(name, "")
    assert re.findall("[A-Za-z]{3,}", written) == []


def test_the_widest_bars_come_first_about_the_centre(analysed):
    figure = jl.plot.tornado(analysed, "rd_intensity", count=4)
    cell = analysed.sel(indicator="rd_intensity", region="Chongqing", time=2026)
    width = np.abs((cell.swing_high - cell.swing_low).values)
    order = np.argsort(-width, kind="stable")[:4]
    (ax,) = figure.axes
    drawn = [bar.get_x() + bar.get_width() for bar in ax.patches]
    expected = [cell[name].values[n] for n in order for name in ("swing_low", "swing_high")]
    np.testing.assert_allclose(drawn, expected)
    shown = flowing(figure)
    assert all(str(cell.input_variable.values[n]) in shown for n in order if cell.input_kind[n] == "parameter")


def test_what_does_not_move_an_outcome_is_not_drawn(analysed):
    (ax,) = jl.plot.tornado(analysed, "science_literacy").axes
    assert len(ax.patches) == 2  # g_literacy alone


def test_the_indices_are_those_of_the_file(analysed):
    figure = jl.plot.sobol(analysed, "rd_intensity")
    cell = analysed.sel(indicator="rd_intensity", region="Chongqing", time=2026)
    left, right = figure.axes
    drawn = sorted(float(line.lines[0].get_xdata()[0]) for line in left.containers)
    np.testing.assert_allclose(drawn, sorted([*cell.ST.values, *cell.S1.values]))
    assert len(right.lines) == 3


def test_the_target_of_the_year_is_a_line(analysed):
    def at(year):
        (ax,) = jl.plot.tornado(analysed, "rd_intensity", year=year).axes
        return [line.get_xdata()[0] for line in ax.lines if line.get_color() == TARGET]

    assert at(2025) == [2.6] and at(2024) == []
    assert "target: 2.6" in texts(jl.plot.tornado(analysed, "rd_intensity", year=2025))
    assert "target" not in texts(jl.plot.tornado(analysed, "rd_intensity", year=2024))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(-0.00014, "−0.00014"), (0.0016, "0.0016"), (0.0439, "0.044"), (0, "0"), (5.678, "5.68")],
)
def test_small_figures_of_inputs_keep_their_digits(value, shown):
    assert figures(value) == shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_titles_of_many_panels_keep_apart(analysed, small_baseline, lang):
    codes = jl.headline_indicators(small_baseline)
    names = {code: small_baseline[code].attrs for code in codes}
    many = xr.concat([analysed.isel(indicator=[0])] * len(codes), "indicator", data_vars="minimal")
    many = many.assign_coords(indicator=codes)
    for key, name in (("name_en", "long_name"), ("name_zh", "long_name_zh")):
        many[f"indicator_{key}"] = ("indicator", [names[code][name] for code in codes])
    figure = jl.plot.luck(many, lang=lang)
    assert_nothing_is_cut_off(figure)
    titles = [ax._left_title.get_window_extent() for ax in figure.axes if ax.axison]
    boxes = [ax.get_window_extent() for ax in figure.axes if ax.axison]
    assert len(titles) == len(codes)
    for n, title in enumerate(titles):
        others = titles[:n] + titles[n + 1 :] + boxes
        assert not any(title.overlaps(other) for other in others), codes[n]


def test_an_outcome_that_nothing_moves_is_told(analysed):
    still = analysed.copy(deep=True)
    still["swing_low"][:], still["swing_high"][:], still["ST"][:] = 1, 1, np.nan
    with pytest.raises(ValueError, match="no input moves rd_intensity of Chongqing in 2026"):
        jl.plot.tornado(still, "rd_intensity")
    with pytest.raises(ValueError, match="rd_intensity of Chongqing has no indices in 2026"):
        jl.plot.sobol(still, "rd_intensity")


def test_bars_go_to_what_there_is(analysed):
    """A point that failed has no bar; the others keep theirs."""
    broken = analysed.copy(deep=True)
    widest = broken.swing_high.sel(indicator="rd_intensity", region="Chongqing", time=2026)
    broken["swing_low"].loc[{"input": "gap_focus"}] = np.nan
    (ax,) = jl.plot.tornado(broken, "rd_intensity", count=3).axes
    assert np.isfinite([bar.get_width() for bar in ax.patches]).all()
    assert len(ax.patches) == 6 and widest.notnull().all()


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"indicator": "gdpp"}, KeyError, "no indicator 'gdpp'"),
        ({"indicator": "rd_intensity", "region": "Moon"}, KeyError, "no region 'Moon'"),
        ({"indicator": "rd_intensity", "year": 2050}, KeyError, "no year 2050"),
        ({"indicator": "rd_intensity", "lang": "fr"}, ValueError, "lang must be"),
    ],
)
def test_what_the_file_does_not_hold_is_told(analysed, asked, error, words):
    for chart in (jl.plot.tornado, jl.plot.sobol):
        with pytest.raises(error, match=words):
            chart(analysed, **asked)


def test_another_file_is_refused(small_baseline):
    with pytest.raises(ValueError, match="not a file of jialing sensitivity"):
        jl.plot.luck(small_baseline)
