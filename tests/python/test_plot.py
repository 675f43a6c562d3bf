"""Charts: complete, in both languages, nothing missing, nothing cut off."""

from __future__ import annotations

import subprocess
import sys

import matplotlib
import pytest
from matplotlib.text import Text

import jialing as jl
from jialing import fonts, labels
from jialing.plot import TARGET, wrap

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402

pytestmark = pytest.mark.filterwarnings("error")  # a missing glyph is a warning


@pytest.fixture(scope="module")
def ds(results):
    with jl.open(results) as dataset:
        yield dataset


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def texts(figure) -> str:
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def assert_nothing_is_cut_off(figure) -> None:
    figure.canvas.draw()
    page = figure.bbox
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent()
            inside = page.x0 <= box.x0 and box.x1 <= page.x1
            inside = inside and page.y0 <= box.y0 and box.y1 <= page.y1
            assert inside, f"{text.get_text()!r} at {box}"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("region", ["Chongqing", "western_science_city", "Yuzhong"])
def test_a_fan_is_drawn_in_both_languages(ds, lang, region, tmp_path):
    figure = jl.plot.fan(ds, "rd_intensity", region, lang).figure
    assert_nothing_is_cut_off(figure)
    for ending in ("png", "pdf", "svg"):
        figure.savefig(tmp_path / f"fan.{ending}")
        assert (tmp_path / f"fan.{ending}").stat().st_size > 5000


def test_targets_and_the_base_are_marked(ds):
    ax = jl.plot.fan(ds, "rd_intensity")
    diamonds = {
        (line.get_xdata()[0], line.get_ydata()[0])
        for line in ax.lines
        if line.get_marker() == "D" and line.get_color() == TARGET
    }
    assert diamonds == {(2025, 2.6), (2035, 3.0)}
    circles = [line for line in ax.lines if line.get_marker() == "o"]
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in circles] == [(2020, 2.11)]
    assert "≥ 2.6 (" in texts(ax.figure)


def test_the_caption_says_unit_ensemble_interval_and_source(ds):
    english = texts(jl.plot.fan(ds, "rd_intensity").figure).replace("\n", " ")
    for part in ("Chongqing: R&D", "%", "64 simulated futures (seed 20210101)", "5–95 %"):
        assert part in english
    assert f"jialing {jl.__version__}" in english and ds.attrs["scenario_hash"] in english
    chinese = texts(jl.plot.fan(ds, "rd_intensity", lang="zh").figure).replace("\n", "")
    for part in ("重庆市：", "64 个模拟成员", "5–95% 区间", "来源：jialing", "规划目标"):
        assert part in chinese


def test_what_is_estimated_is_said(ds):
    assert "estimated or assumed" not in texts(jl.plot.fan(ds, "rd").figure)
    assert "estimated or assumed" in texts(jl.plot.fan(ds, "rd", "Yuzhong").figure)
    assert "One constant" in texts(jl.plot.fan(ds, "sei_output_share", "Yuzhong").figure)


def test_a_panel_of_a_users_figure_has_no_caption(ds):
    figure, ax = plt.subplots()
    assert jl.plot.fan(ds, "gdp", ax=ax) is ax
    assert not figure.legends and not figure.texts


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("region", ["Chongqing", "Yuzhong"])
def test_the_grid_shows_the_plans_main_indicators(ds, lang, region):
    figure = jl.plot.fan_grid(ds, region=region, lang=lang)
    drawn = [ax for ax in figure.axes if ax.axison]
    assert len(drawn) == 13
    assert_nothing_is_cut_off(figure)


def test_an_unknown_language_is_refused(ds):
    with pytest.raises(ValueError, match="en, zh"):
        jl.plot.fan(ds, "rd_intensity", lang="de")


def test_without_a_chinese_font_the_remedy_is_named(monkeypatch):
    monkeypatch.setattr(fonts.font_manager, "get_font_names", lambda: ["DejaVu Sans"])
    assert fonts.families("en") == ["DejaVu Sans"]
    with pytest.raises(RuntimeError, match="fonts-noto-cjk"):
        fonts.families("zh")


def test_numbers_are_readable_and_chances_never_round_to_certainty():
    shown = [labels.number(value) for value in (26371.2, 145.7, 2.11, -0.306, 0, 12)]
    assert shown == ["26\u00a0371", "146", "2.11", "−0.306", "0", "12"]
    chances = [labels.chance(p, "en") for p in (0, 0.004, 0.21, 0.996, 1, float("nan"))]
    assert chances == ["0 %", "< 1 %", "21 %", "> 99 %", "100 %", "–"]


def test_every_unit_has_a_chinese_name(ds):
    for code in ds.indicator.values:
        assert ds[code].units in {*labels.UNITS_ZH, "%"}


def test_chinese_captions_break_between_characters():
    lines = wrap("区间与中位数，来自（seed 7）。", 10)
    assert lines == ["区间与中位", "数，来自", "（seed", "7）。"]


def test_the_command_draws_and_refuses(results, tmp_path):
    def chart(*arguments: object) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "jialing", "fan", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True)

    done = chart(results, "-o", tmp_path / "fan.png", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "fan.png").stat().st_size > 50000
    for arguments in (
        (tmp_path / "missing.nc", "-o", tmp_path / "none.png"),
        (results, "-o", tmp_path / "none.png", "--region", "Atlantis"),
        (results, "-o", tmp_path / "no_such_folder" / "none.png"),
        (results, "-o", tmp_path / "none.docx"),
    ):
        refused = chart(*arguments)
        assert refused.returncode == 2 and "python -m jialing: " in refused.stderr
        assert "Traceback" not in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["fan.png"]
