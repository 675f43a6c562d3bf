"""Charts of calibrations and hindcasts: what is drawn is what the file holds, in both languages."""

from __future__ import annotations

import re

import numpy as np
import pytest

import jialing as jl
from charts import assert_nothing_is_cut_off, flowing, texts
from jialing.plot.style import INK, LINE

pytestmark = pytest.mark.filterwarnings("error")

CHARTS = {
    "prior_posterior": lambda c, h, lang: jl.plot.prior_posterior(c, count=9, lang=lang),
    "split": lambda c, h, lang: jl.plot.split(c, "Sichuan", "rd", lang=lang),
    "hindcast": lambda c, h, lang: jl.plot.hindcast(h, "rd", lang=lang),
    "skill": lambda c, h, lang: jl.plot.skill(h, lang=lang),
    "pit": lambda c, h, lang: jl.plot.pit(h, lang=lang),
    "pit of a calibration": lambda c, h, lang: jl.plot.pit(c, "rd", lang=lang),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("chart", CHARTS)
def test_it_is_drawn_in_both_languages(calibrated, judged, chart, lang):
    assert_nothing_is_cut_off(CHARTS[chart](calibrated, judged, lang))


@pytest.mark.parametrize("chart", CHARTS)
def test_the_caption_says_ensemble_and_source(calibrated, judged, chart):
    english = flowing(CHARTS[chart](calibrated, judged, "en"))
    for part in ("(seed 20110101)", f"jialing {jl.__version__}", "The provinces, 2011-2020"):
        assert part in english
    chinese = texts(CHARTS[chart](calibrated, judged, "zh")).replace("\n", "")
    assert "来源：jialing" in chinese and "400 个" in chinese


@pytest.mark.parametrize("chart", ["split", "hindcast", "skill", "pit"])
def test_the_chinese_charts_have_no_english_words(calibrated, judged, chart):
    written = texts(CHARTS[chart](calibrated, judged, "zh"))
    written = written.replace(judged.attrs["title"], "").replace("The\nprovinces, 2011-2020", "")
    hashes = [each.attrs["scenario_hash"] for each in (calibrated, judged)]
    for name in ("jialing", "CRPS", "ARIMA", *hashes):
        written = written.replace(name, "")
    assert re.findall("[A-Za-z]{2,}", written) == []


def test_the_parameters_that_moved_most_come_first_and_what_decides_is_said(calibrated):
    figure = jl.plot.prior_posterior(calibrated, count=3)
    of_parameters = calibrated.latent_kind.values == "parameter"
    order = np.argsort(-calibrated.latent_contraction.values[of_parameters])
    first = calibrated.latent_variable.values[of_parameters][order][:3]
    titles = [ax.get_title(loc="left").split(",")[0] for ax in figure.axes if ax.axison]
    assert titles == list(first)
    assert "the prior decides" in texts(jl.plot.prior_posterior(calibrated, ["leverage"]))
    assert "data removed" in texts(jl.plot.prior_posterior(calibrated, ["sd_T"]))


def test_a_hindcast_shows_the_observed_series_and_the_median_of_each_origin(judged):
    figure = jl.plot.hindcast(judged, "rd", ["Sichuan"])
    (ax,) = (each for each in figure.axes if each.axison)
    rows = (judged.indicator.values == "rd") & (judged.region.values == "Sichuan")
    seen = next(line for line in ax.lines if line.get_color() == INK)
    assert dict(zip(seen.get_xdata(), seen.get_ydata())) == dict(
        zip(judged.year.values[rows], judged.observed.values[rows])
    )
    medians = [line for line in ax.lines if line.get_color() == LINE]
    assert len(medians) == 3
    middle = list(np.round(judged["quantile"].values, 2)).index(0.5)
    drawn = np.concatenate([line.get_ydata() for line in medians])
    assert drawn == pytest.approx(judged.predicted.values[rows][:, middle])


def test_skill_leaves_forecasts_across_breaks_out(judged):
    figure = jl.plot.skill(judged)
    rows = (judged.score_set.values == "by_horizon") & (judged.score_indicator.values == "rd")
    rows &= judged.score_horizon.values > 0
    panel = next(ax for ax in figure.axes if ax.get_title(loc="left") == "R&D")
    drawn = next(line for line in panel.lines if line.get_color() == LINE and len(line.get_xdata()) == 3)
    assert drawn.get_ydata() == pytest.approx(100 * judged["skill"].values[rows])
    assert "Without forecasts across breaks" in flowing(figure)


def test_a_pit_histogram_counts_every_figure(judged):
    figure = jl.plot.pit(judged, "gdp")
    (ax,) = (each for each in figure.axes if each.axison)
    bars = [patch for patch in ax.patches if patch.get_width() == pytest.approx(0.1)]
    assert sum(bar.get_height() for bar in bars) == pytest.approx(100)
    assert f"GDP ({(judged.indicator.values == 'gdp').sum()})" in texts(figure)


def bars_of(figure) -> dict[str, dict[float, tuple[float, float]]]:
    """Foot and height of the bars by part and year."""
    (ax,) = figure.axes
    return {
        bars.get_label(): {round(bar.get_x() + bar.get_width() / 2): (bar.get_y(), bar.get_height()) for bar in bars}
        for bars in ax.containers
    }


def observed_of(figure) -> dict[float, float]:
    (ax,) = figure.axes
    mark = next(line for line in ax.lines if line.get_marker() == "D")
    return dict(zip(mark.get_xdata(), mark.get_ydata()))


def of_sichuan(ds):
    return ds.isel(observation=(ds.region.values == "Sichuan") & (ds.indicator.values == "rd")).sortby("year")


def with_policy(ds):
    """The calibration as if policy had raised, and later lowered, what was observed."""
    policy = np.where(ds.year.values < 2014, 0.1, -0.05)
    return ds.assign(policy=("observation", policy))


def test_a_split_stacks_what_the_file_holds_beside_what_was_observed(calibrated):
    ds = with_policy(calibrated)
    figure = jl.plot.split(ds, "Sichuan", "rd")
    rows, bars = of_sichuan(ds), bars_of(figure)
    assert list(bars) == ["trend", "policy", "shocks"]
    for n, year in enumerate(rows.year.values):
        values = [float(rows[name].values[n]) for name in bars]
        for place, name in enumerate(bars):
            foot, height = bars[name][year]
            assert height == pytest.approx(values[place])
            same_side = [each for each in values[:place] if (each >= 0) == (height >= 0)]
            assert foot == pytest.approx(sum(same_side))
    seen = np.log(rows["value"].values / rows["base_value"].values)
    assert observed_of(figure) == pytest.approx(dict(zip(rows.year.values, seen)))
    (sums,) = (each for each in figure.axes[0].collections)
    drawn = [segment[0, 1] for segment in sums.get_segments()]
    assert drawn == pytest.approx(sum(rows[name].values for name in bars))


def test_a_split_of_a_calibration_says_what_its_scale_is_of(calibrated):
    figure = jl.plot.split(calibrated, "Sichuan", "rd")
    base = float(of_sichuan(calibrated).base_value.values[0])
    assert base == pytest.approx(294, rel=0.05)  # 100 million yuan in 2011
    assert f"as a multiple of the value of 2011 (×1 = {base:.0f})" in flowing(figure)
    assert "×1" in [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert "R&D, 100 million CNY" in flowing(figure)


def test_policy_is_only_shown_where_there_is_some(calibrated):
    without = jl.plot.split(calibrated, "Sichuan", "rd")
    assert list(bars_of(without)) == ["trend", "shocks"]
    assert "The scenario has no policy." in flowing(without)
    assert "The scenario has no policy." not in flowing(jl.plot.split(with_policy(calibrated), "Sichuan", "rd"))


def test_what_may_be_negative_is_split_in_its_unit(calibrated):
    linear = calibrated.assign(scale=("observation", np.full(calibrated.sizes["observation"], "linear", object)))
    figure = jl.plot.split(linear, "Sichuan", "rd")
    rows = of_sichuan(linear)
    assert list(observed_of(figure).values()) == pytest.approx(rows["value"].values - rows["base_value"].values)
    assert "change since 2011" in flowing(figure) and "Logarithmic" not in flowing(figure)


def test_what_is_not_there_is_told(calibrated, judged, small_baseline):
    with pytest.raises(ValueError, match="jialing calibrate"):
        jl.plot.prior_posterior(judged)
    with pytest.raises(ValueError, match="jialing hindcast"):
        jl.plot.skill(small_baseline)
    with pytest.raises(KeyError, match="kappa_rd"):
        jl.plot.prior_posterior(calibrated, ["kapa_rd"])
    with pytest.raises(ValueError, match="jialing calibrate"):
        jl.plot.split(judged, "Sichuan", "rd")
    with pytest.raises(ValueError, match="without --later"):
        jl.plot.split(calibrated.drop_dims("observation"), "Sichuan", "rd")
    with pytest.raises(KeyError, match="Sichuan"):
        jl.plot.split(calibrated, "Sichaun", "rd")
    with pytest.raises(KeyError, match="gdp"):
        jl.plot.split(calibrated, "Sichuan", "gpd")
    with pytest.raises(KeyError, match="gdp"):
        jl.plot.hindcast(judged, "gpd")
    with pytest.raises(KeyError, match="Sichuan"):
        jl.plot.hindcast(judged, "rd", ["Sichaun"])
    with pytest.raises(ValueError, match="lang"):
        jl.plot.pit(judged, lang="de")
