"""Charts: complete, in both languages, nothing missing, nothing cut off."""

from __future__ import annotations

import shutil
import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import pytest

import jialing as jl
from charts import assert_nothing_is_cut_off, flowing, several, texts
from jialing import fonts, labels
from jialing.__main__ import main as command_line
from jialing.plot import caption
from jialing.plot.caption import wrap
from jialing.plot.style import HALF, LINE, MOST, SERIES, TARGET

matplotlib.use("agg")
pytestmark = pytest.mark.filterwarnings("error")  # a missing glyph is a warning


@pytest.fixture
def ds(small_baseline):
    return small_baseline


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("region", ["Chongqing", "western_science_city", "Yuzhong"])
def test_a_fan_is_drawn_in_both_languages(ds, lang, region):
    assert_nothing_is_cut_off(jl.plot.fan(ds, "rd_intensity", region, lang))


def test_targets_and_the_base_are_marked(ds):
    ax = jl.plot.fan(ds, "rd_intensity").axes[0]
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
    english = flowing(jl.plot.fan(ds, "rd_intensity"))
    for part in ("Chongqing: R&D", "%", "64 simulated futures (seed 20210101)", "5–95 %"):
        assert part in english
    assert f"jialing {jl.__version__}" in english and ds.attrs["scenario_hash"] in english
    chinese = texts(jl.plot.fan(ds, "rd_intensity", lang="zh")).replace("\n", "")
    for part in ("重庆市：", "64 个模拟成员", "5–95% 区间", "来源：jialing", "规划目标"):
        assert part in chinese


def test_what_is_estimated_is_said(ds):
    assert "estimated or assumed" not in texts(jl.plot.fan(ds, "rd"))
    assert "estimated or assumed" in texts(jl.plot.fan(ds, "rd", "Yuzhong"))
    assert "One constant" in texts(jl.plot.fan(ds, "sei_output_share", "Yuzhong"))


def test_a_panel_of_a_users_figure_has_no_caption(ds):
    figure, ax = plt.subplots()
    assert jl.plot.fan(ds, "gdp", ax=ax) is figure
    plt.close(figure)
    assert not figure.legends and not figure.texts


@pytest.mark.parametrize(("lang", "region"), [("en", "Chongqing"), ("zh", "Yuzhong")])
def test_the_grid_shows_the_plans_main_indicators(ds, lang, region):
    figure = jl.plot.fan_grid(ds, region=region, lang=lang)
    drawn = [ax for ax in figure.axes if ax.axison]
    assert len(drawn) == 13
    assert_nothing_is_cut_off(figure)


def test_bands_hold_the_median(ds):
    values = jl.place(ds, "rd_intensity", "Chongqing").isel(scenario=0)
    ax = jl.plot.fan(ds, "rd_intensity").axes[0]
    bands = {
        matplotlib.colors.to_hex(band.get_facecolor()).upper(): band for band in ax.collections
    }
    for colour, low, high in ((MOST, "q05", "q95"), (HALF, "q25", "q75")):
        drawn = bands[colour.upper()].get_paths()[0].vertices[:, 1]
        assert drawn.min() == pytest.approx(values.sel(statistic=low).min().item())
        assert drawn.max() == pytest.approx(values.sel(statistic=high).max().item())
    median = next(line for line in ax.lines if line.get_color() == LINE)
    assert median.get_ydata() == pytest.approx(values.sel(statistic="q50").values)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("overlaid", [False, True])
def test_scenarios_stand_side_by_side_or_in_one_panel(ds, lang, overlaid):
    figure = jl.plot.fan(several(ds), "rd_intensity", lang=lang, overlaid=overlaid)
    assert_nothing_is_cut_off(figure)
    assert len(figure.axes) == (1 if overlaid else 3)
    for name in ("Baseline", "Joint fund of Chongqing and Sichuan", "line"):  # the id has no name
        assert name in flowing(figure)
    if overlaid:
        medians = [line for line in figure.axes[0].lines if line.get_color() in SERIES[:3]]
        dashes = {line.get_linestyle() for line in medians if len(line.get_xdata()) > 1}
        assert len(dashes) == 3  # they differ in grey, too
    else:
        assert len({ax.get_ylim() for ax in figure.axes}) == 1


def test_a_scenario_is_chosen_by_id_or_position(ds):
    three = several(ds)
    for chosen in ("fund", 1):
        line = jl.plot.fan(three, "rd_intensity", scenario=chosen).axes[0].lines[0]
        raised = three.rd_intensity_region.sel(scenario="fund", region="Chongqing", statistic="q50")
        assert line.get_ydata() == pytest.approx(raised.values)
    with pytest.raises(KeyError, match="no scenario 'moon'; the file has baseline, fund, line"):
        jl.plot.fan(three, "rd_intensity", scenario="moon")


def test_a_saved_chart_is_the_same_every_time_and_keeps_its_text(ds, tmp_path):
    for ending, lang in (("png", "en"), ("pdf", "en"), ("svg", "zh")):
        for name in ("a", "b"):
            figure = jl.plot.fan(ds, "rd_intensity", lang=lang)
            jl.plot.save(figure, tmp_path / f"{name}.{ending}", dpi=80)
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()
    drawing = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "研发经费占地区生产总值的比重</text>" in drawing and "<dc:date>" not in drawing
    assert b"/FontFile" in (tmp_path / "a.pdf").read_bytes()


def test_a_chart_in_an_unknown_format_is_refused(ds, tmp_path):
    with pytest.raises(ValueError, match=".pdf, .svg, .png"):
        jl.plot.save(jl.plot.fan(ds, "rd_intensity"), tmp_path / "a.docx")


def test_charts_are_not_kept_by_pyplot(ds):
    jl.plot.fan(ds, "rd_intensity")
    assert not plt.get_fignums()


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
    assert wrap("a 2\u00a0048 b～c", 6) == ["a", "2\u00a0048", "b～c"]


def test_the_command_draws(results, tmp_path):
    picture = tmp_path / "fan.png"
    command = [sys.executable, "-m", "jialing", "fan", results, "-o", picture, "--lang", "zh"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert picture.stat().st_size > 50000


def test_the_command_refuses_without_leaving_a_file(results, tmp_path, monkeypatch, capsys):
    given = tmp_path / "given.nc"
    shutil.copy(results, given)  # netCDF4 crashes on a second open of a file that is open (#1444)
    for arguments in (
        (tmp_path / "missing.nc", "-o", tmp_path / "none.png"),
        (given, "-o", tmp_path / "none.png", "--region", "Atlantis"),
        (given, "-o", tmp_path / "no_such_folder" / "none.png"),
        (given, "-o", tmp_path / "none.docx"),
    ):
        monkeypatch.setattr(sys, "argv", ["jialing", "fan", *map(str, arguments)])
        assert command_line() == 2
        assert "python -m jialing: " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [given]


def test_a_caption_says_when_targets_are_the_scenarios_own(ds):
    assert len(caption.plan(ds, "en", "plan")) == 1
    own = ds.assign(target_own=ds.target_own.copy(data=[1] + [0] * (ds.sizes["target"] - 1)))
    assert caption.plan(own, "en", "plan")[1] == "Some targets are the scenario’s own."
    assert caption.plan(own, "zh", "plan")[1] == "部分目标为情景自设。"
