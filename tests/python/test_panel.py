"""The panel of dials, without a browser: a slider that is let go reruns the engine."""

from __future__ import annotations

import html

import matplotlib.pyplot as plt
import pytest
import xarray as xr

import compared
import jialing as jl
from jialing.panel import Dial, Panel

FEW = {"output.indicators": ["rd_intensity"], "horizon.to": 2026}
FOCUS = Dial("parameters.gap_focus", 0.1, 0.6, 0.05, value=0.4, name="Aim of firms")


@pytest.fixture
def file(baseline, tmp_path):
    return compared.variants(tmp_path, baseline)


def effect(ds: xr.Dataset) -> float:
    """What the scenario adds to R&D relative to GDP in the last year."""
    change = jl.differences(ds, "rd_intensity").sel(scenario="higher", difference_statistic="q50")
    return change.isel(time=-1).item()


def test_a_slider_reruns_the_engine_and_draws_anew(file):
    panel = Panel(file, [FOCUS], "higher", members=16, set=FEW)
    assert bytes(panel.chart.value).startswith(b"\x89PNG")
    first, picture = effect(panel.results), panel.chart.value
    panel.sliders[0].value = 0.6
    assert panel.results.scenario.values.tolist() == ["variants", "higher"]
    assert effect(panel.results) > 1.5 * first
    assert panel.chart.value != picture
    assert "16 futures of each scenario" in panel.status.value
    direct = jl.compare(file, "higher", members=16, set=panel.changes())
    xr.testing.assert_identical(panel.results, direct)
    panel.sliders[0].value = 0.4
    assert effect(panel.results) == first and panel.chart.value == picture


def test_every_widget_is_shown_and_sliders_wait_until_they_are_let_go(file):
    panel = Panel(file, [FOCUS], "higher", members=16, set=FEW, lang="zh")
    assert panel.children == (*panel.sliders, panel.status, panel.progress, panel.chart)
    (slider,) = panel.sliders
    assert not slider.continuous_update
    assert (slider.min, slider.max, slider.step, slider.value) == (0.1, 0.6, 0.05, 0.4)
    assert slider.description == "Aim of firms"
    assert panel.status.value.startswith("每个情景 16 个模拟成员，用时")


def test_a_fault_is_told_and_the_last_chart_stays(file):
    panel = Panel(file, [FOCUS], "higher", members=16, set=FEW)
    before, kept = panel.chart.value, panel.results
    panel.always["horizn.to"] = 2030
    panel.sliders[0].value = 0.6
    assert "did you mean" in html.unescape(panel.status.value)
    assert panel.chart.value == before and panel.results is kept
    del panel.always["horizn.to"]
    panel.sliders[0].value = 0.5
    assert panel.chart.value != before


def test_the_chart_is_the_one_that_was_asked_for(file):
    drawn = []

    def draw(ds: xr.Dataset) -> plt.Figure:
        drawn.append(ds)
        return jl.plot.fan(ds, "rd_intensity", overlaid=True)

    panel = Panel(file, [FOCUS], "higher", draw, reference="sooner", members=16, set=FEW)
    assert drawn == [panel.results]
    assert panel.results.scenario.values.tolist() == ["sooner", "higher"]


def test_dials_of_one_lever_change_it_together(file, monkeypatch):
    """Nothing else of the lever is said, so that it stays as the file has it."""
    asked = {}
    monkeypatch.setattr("jialing.panel.compare", lambda *_, **given: asked.update(given))
    dials = [
        Dial("amount", 0, 60, 5, value=30, lever="Grants"),
        Dial("growth", 0, 0.2, 0.01, value=0, lever="Grants"),
        Dial("credit", 0, 0.1, 0.01, value=0.05, lever="Tax credit"),
    ]
    panel = Panel(file, dials, "money", lambda ds: plt.figure(figsize=(1, 1)))
    plt.close("all")
    grants = {"name": "Grants", "amount": 30, "growth": 0}
    credit = {"name": "Tax credit", "credit": 0.05}
    assert panel.changes() == asked["set"] == {"scenarios.money.policies": [grants, credit]}
    panel.sliders[0].value = 45
    plt.close("all")
    assert asked["set"]["scenarios.money.policies"][0]["amount"] == 45
