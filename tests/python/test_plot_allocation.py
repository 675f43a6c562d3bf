"""Charts of allocations: what is drawn is what the file holds, in both languages."""

from __future__ import annotations

import re

import numpy as np
import pytest

import jialing as jl
from charts import assert_nothing_is_cut_off, flowing, texts

pytestmark = pytest.mark.filterwarnings("error")

CHARTS = {
    "allocation": lambda ds, lang: jl.plot.allocation(ds, lang=lang),
    "frontier": lambda ds, lang: jl.plot.frontier(ds, lang=lang),
    "marginal": lambda ds, lang: jl.plot.marginal(ds, lang=lang),
    "bars": lambda ds, lang: jl.plot.marginal(ds, "equity", kind="bars", lang=lang),
}

CHOICE = ("chosen", "best_rule", "correct_selection", "gain_fresh")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("chart", CHARTS)
def test_it_is_drawn_in_both_languages(allocated, chart, lang):
    assert_nothing_is_cut_off(CHARTS[chart](allocated, lang))


@pytest.mark.parametrize("chart", CHARTS)
def test_the_caption_says_method_and_source(allocated, chart):
    english = flowing(CHARTS[chart](allocated, "en"))
    for part in ("(seed 20210101)", f"jialing {jl.__version__}", allocated.attrs["scenario_hash"]):
        assert part in english
    chinese = texts(CHARTS[chart](allocated, "zh")).replace("\n", "")
    assert "来源：jialing" in chinese and "随机种子 20210101" in chinese


@pytest.mark.parametrize("chart", CHARTS)
def test_the_chinese_charts_have_no_english_words(allocated, chart):
    written = texts(CHARTS[chart](allocated, "zh"))
    own = [allocated.attrs["title"], allocated.attrs["scenario_hash"], *allocated.instrument.values]
    for name in [
        *own,
        *allocated.objective.values,
        "jialing",
        "NSGA-II",
        "GDP",
        "cities",
        "Apache",
        "ECharts",
    ]:
        written = written.replace(str(name), "")
    assert re.findall("[A-Za-z]{3,}", written) == []


def test_the_bars_are_the_money_of_the_chosen_allocation(allocated):
    figure = jl.plot.allocation(allocated)
    money = allocated.money.sel(allocation=allocated.attrs["chosen"])
    drawn = sum(bar.get_width() for bar in figure.axes[0].patches)
    assert drawn == pytest.approx(float(money.sum()))
    longest = money.sum("instrument").values.max()
    ends = [bar.get_x() + bar.get_width() for bar in figure.axes[0].patches]
    assert max(ends) == pytest.approx(longest)


def test_recipients_beyond_the_count_are_added_up(allocated):
    figure = jl.plot.allocation(allocated, "equal", count=2)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert len(labels) == 3 and labels[-1] == "3 others"
    drawn = sum(bar.get_width() for bar in figure.axes[0].patches)
    assert drawn == pytest.approx(float(allocated.money.sel(allocation="equal").sum()))


def test_the_frontier_shows_every_point_and_the_better_end_up_and_right(allocated):
    figure = jl.plot.frontier(allocated)
    ax = figure.axes[1]
    assert ax.yaxis.get_inverted() and not ax.xaxis.get_inverted()  # equity is minimised
    points = sum(
        len(line.get_xdata())
        for line in ax.lines
        if line.get_label() in ("frontier", "beaten on fresh members")
    )
    assert points == allocated.sizes["point"]
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "by GDP" in named and "optimised for growth" in named


def test_bars_show_the_largest_returns_first(allocated):
    figure = jl.plot.marginal(allocated, "growth", kind="bars", count=4)
    drawn = [bar.get_width() for bar in figure.axes[0].patches]
    largest = np.sort(
        allocated.marginal_return.sel(objective=allocated.objective == "growth").values.ravel()
    )[::-1]
    np.testing.assert_allclose(drawn, largest[:4])


def test_unknown_names_and_other_files_are_refused(allocated, analysed):
    with pytest.raises(KeyError, match="did you mean 'equal'"):
        jl.plot.allocation(allocated, "equl")
    with pytest.raises(KeyError, match="growth"):
        jl.plot.marginal(allocated, "grwth")
    with pytest.raises(KeyError, match="grants"):
        jl.plot.marginal(allocated, instruments=["grant"])
    with pytest.raises(ValueError, match="map or bars"):
        jl.plot.marginal(allocated, kind="pie")
    with pytest.raises(ValueError, match="jialing allocate"):
        jl.plot.frontier(analysed)
    with pytest.raises(ValueError, match="no frontier"):
        jl.plot.frontier(allocated.drop_vars("frontier_difference"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_least_budget_is_shown_with_its_chance(allocated, lang):
    """A file of the reverse question holds one allocation and no choice."""
    about = {
        "least_budget": 330.5,
        "chance_wanted": 0.6,
        "chance": 0.83,
        "chance_q05": 0.75,
        "chance_q95": 0.89,
    }
    money = allocated.money.isel(allocation=0)
    for found, said in (("yes", "330"), ("no", "Even 330" if lang == "en" else "仍不能")):
        ds = allocated[["recipient_name_zh"]].assign(least_budget_money=money)
        kept = {name: value for name, value in allocated.attrs.items() if name not in CHOICE}
        ds = ds.assign_attrs(kept | about | {"least_budget_found": found})
        figure = jl.plot.allocation(ds, lang=lang)
        assert_nothing_is_cut_off(figure)
        shown = texts(figure).replace("\n", "")
        assert said in shown and "83" in shown and "75" in shown and "nan" not in shown
        drawn = sum(bar.get_width() for bar in figure.axes[0].patches)
        assert drawn == pytest.approx(float(money.sum()))
