"""Flows: the matrix shows every median, the arcs' widths follow the means."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch

import jialing as jl
from charts import assert_nothing_is_cut_off, flowing, patches, texts
from jialing.labels import number

pytestmark = pytest.mark.filterwarnings("error")


def widths(figure) -> dict[str, float]:
    """Widths of the arcs by sender and receiver."""
    arcs = figure.findobj(FancyArrowPatch)
    return {arc.get_gid().removeprefix("arc:"): arc.get_arrowstyle().tail_width for arc in arcs}


@pytest.mark.parametrize(
    ("lang", "channel"), [("en", "talent"), ("en", "capital"), ("zh", "contracts")]
)
def test_matrices_are_drawn_in_both_languages(small_baseline, lang, channel):
    assert_nothing_is_cut_off(
        jl.plot.flows(small_baseline, channel, 2025, kind="matrix", lang=lang)
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("hub", ["Chongqing", "central_urban"])
def test_maps_are_drawn_in_both_languages(small_baseline, lang, hub):
    assert_nothing_is_cut_off(jl.plot.flows(small_baseline, "contracts", 2035, hub=hub, lang=lang))


def test_the_matrix_shows_the_median_of_every_flow(small_baseline):
    figure = jl.plot.flows(small_baseline, "contracts", 2030, kind="matrix")
    medians = small_baseline.technology_contracts.isel(scenario=0)
    medians = medians.sel(flow_time=2030, statistic="q50")
    cells = {text.get_position(): text.get_text() for text in figure.axes[0].texts}
    for (row, column), value in np.ndenumerate(medians.values):
        assert cells[column, row] == number(float(value))
    names = [label.get_text().replace("\n", " ") for label in figure.axes[0].get_yticklabels()]
    assert names[0] == "Central urban districts" and names[9] == "Jiangxi"


def test_widths_of_arcs_follow_the_flows_of_chongqing_as_a_whole(small_baseline):
    mean = small_baseline.talent_rate.isel(scenario=0).sel(flow_time=2025, statistic="mean")
    inside = ["central_urban", "new_urban", "northeast", "southeast"]
    sent = mean.sel(from_group=inside).sum("from_group")
    drawn = widths(jl.plot.flows(small_baseline, "talent", 2025))
    assert len(drawn) == 16  # eight groups, both ways
    for one, other in (("yangtze_delta", "greater_bay"), ("jingjinji", "chengyu_sichuan")):
        expected = (sent.sel(to_group=one) / sent.sel(to_group=other)).item()
        assert drawn[f"Chongqing-{one}"] / drawn[f"Chongqing-{other}"] == pytest.approx(expected)


def test_the_amounts_are_written_beside_the_group(small_baseline):
    mean = small_baseline.innovation_capital.isel(scenario=0).sel(flow_time=2025, statistic="mean")
    figure = jl.plot.flows(small_baseline, "capital", 2025, hub="central_urban")
    written = texts(figure).split("\n")
    for pair in (("central_urban", "northeast"), ("chengyu_sichuan", "central_urban")):
        assert number(mean.sel(from_group=pair[0], to_group=pair[1]).item()) in written
    assert len(widths(figure)) == 8
    assert len([name for name in patches(figure) if name.isdigit()]) == 38 + 21


def test_the_caption_says_ensemble_and_interval(small_baseline):
    for kind, method in (("map", "Means of 64"), ("matrix", "Medians of 64")):
        words = flowing(jl.plot.flows(small_baseline, "talent", 2025, kind=kind))
        for part in (method, "5–95 % interval", "persons per year", "Source: jialing"):
            assert part in words


def test_what_the_file_does_not_have_is_refused(small_baseline):
    with pytest.raises(KeyError, match="no flows of 'knowledge'; the file has talent, capital"):
        jl.plot.flows(small_baseline, "knowledge", 2025)
    with pytest.raises(KeyError, match="no flows of 2026; the file has 2020, 2025, 2030, 2035"):
        jl.plot.flows(small_baseline, "talent", 2026)
    with pytest.raises(ValueError, match="map, matrix"):
        jl.plot.flows(small_baseline, "talent", 2025, kind="chord")
    with pytest.raises(ValueError, match="Chongqing, central_urban"):
        jl.plot.flows(small_baseline, "talent", 2025, hub="jingjinji")
