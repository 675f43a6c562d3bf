"""The chart of the plan's targets: one row each, the chance as it stands in the file."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

import jialing as jl
from charts import assert_nothing_is_cut_off, flowing, several, texts
from jialing.labels import chance
from jialing.plot.style import SERIES

pytestmark = pytest.mark.filterwarnings("error")


def markers(figure, order: int = 0):
    """The row of markers of a scenario."""
    lines = figure.axes[0].lines
    return next(x for x in lines if x.get_color() == SERIES[order] and len(x.get_xdata()) > 1)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("scenarios", [1, 3])
def test_it_is_drawn_in_both_languages(small_baseline, lang, scenarios):
    ds = several(small_baseline) if scenarios == 3 else small_baseline
    assert_nothing_is_cut_off(jl.plot.attainment(ds, lang=lang))


def test_every_target_of_the_main_indicators_has_its_chance_in_the_plans_order(small_baseline):
    table = jl.targets(small_baseline)
    table = table[table["indicator"].isin(jl.headline_indicators(small_baseline))]
    figure = jl.plot.attainment(small_baseline)
    drawn = markers(figure)
    assert list(drawn.get_xdata()) == pytest.approx(list(100 * table["probability"]))
    assert list(drawn.get_ydata()) == list(range(len(table)))
    written = texts(figure).split("\n")
    for probability in table["probability"]:
        assert chance(probability, "en") in written
    names = [text for text in written if text.startswith(("R&D growth", "Basic", "Technology-b"))]
    assert names == [
        "R&D growth per year since 2020",
        "Basic research / R&D",
        "Technology-based firms",
    ]


def test_scenarios_have_markers_of_their_own(small_baseline):
    figure = jl.plot.attainment(several(small_baseline), ["rd_intensity"])
    shapes = [markers(figure, order).get_marker() for order in range(3)]
    assert len(set(shapes)) == 3
    first, second = (markers(figure, order).get_xdata() for order in (0, 1))
    assert list(second) == pytest.approx(list(0.7 * first))
    assert "Joint fund of Chongqing and Sichuan" in texts(figure)


def test_estimates_and_missing_values_are_marked_and_explained(small_baseline):
    ds = small_baseline.copy()
    ds["target_missing"] = ds["target_missing"] + (ds["target_year"] == 2035)
    ds["target_probability"] = ds["target_probability"].where(ds["target_variable"] != "rd_growth")
    figure = jl.plot.attainment(ds)
    written = texts(figure).split("\n")
    assert "R&D / GDP *" in written and "Western (Chongqing) Science City" in written
    assert "R&D / GDP‡" in written and "–" in written
    caption = flowing(figure)
    for part in ("* Rests mainly on estimated", "‡ Some members", "– no member", "64 simulated"):
        assert part in caption
    plain = flowing(jl.plot.attainment(small_baseline, ["rd_growth"]))
    assert "*" not in plain and "‡" not in plain


def test_without_targets_there_is_no_chart(small_baseline):
    with pytest.raises(ValueError, match="no target of these indicators"):
        jl.plot.attainment(small_baseline, ["gdp"])


def test_it_serves_as_a_panel(small_baseline):
    figure, ax = plt.subplots()
    assert jl.plot.attainment(small_baseline, ax=ax) is figure
    assert not figure.texts
    plt.close(figure)
