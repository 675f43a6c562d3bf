"""Sensitivity analysis: estimators against closed forms, and what the engine is asked."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pytest
import xarray as xr

import jialing as jl
from conftest import BUILD, ROOT
from conftest import SMALL_ANALYSIS as SMALL
from jialing.sensitivity import analysis, estimators, evaluate
from jialing.sensitivity.command import as_json, report
from jialing.sensitivity.evaluate import Evaluator, Question
from jialing.sensitivity.inputs import PARAMETER, Input, Inputs, write_design

QUICK = {**SMALL, "indicators": ["rd_intensity"], "points": 8, "set": {"horizon.to": 2022}}


@pytest.fixture
def pretended(monkeypatch):
    """In the place of the engine a known function of the points, 100 + 3 gap_focus − 2 delta_K."""

    def evaluate(self, block, words):
        at = [self.inputs.names.index(name) for name in ("gap_focus", "delta_K")]
        outcome = 100 + block[:, at] @ [3.0, -2.0]
        years = np.arange(1, 3)  # the second year's effects are twice the first's
        places = len(self.question.indicators), len(self.question.regions)
        return np.broadcast_to(
            100 + (outcome - 100)[:, None, None, None] * years, (len(block), *places, 2)
        )

    monkeypatch.setattr(Evaluator, "evaluate", evaluate)


def ishigami(points: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * points - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_indices_are_those_of_ishigamis_function():
    design = estimators.sobol_design(3, 2048, seed=1)
    found = estimators.sobol_indices(ishigami(design), 3, seed=1)
    v1, v2 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8
    v13 = 0.01 * np.pi**8 * 8 / 225
    whole = v1 + v2 + v13
    np.testing.assert_allclose(found["S1"], np.array([v1, v2, 0]) / whole, atol=0.03)
    np.testing.assert_allclose(found["ST"], np.array([v1 + v13, v2, v13]) / whole, atol=0.03)
    assert (found["ST_conf"] < 0.1).all() and (found["ST_conf"] > 0).all()


def test_effects_of_a_linear_function_are_its_slopes():
    slopes = np.array([3.0, -2.0, 0.0, 0.5])
    design = estimators.morris_design(4, 10, seed=2)
    found = estimators.morris_effects(design, 1 + design @ slopes, seed=2)
    np.testing.assert_allclose(found["mu"], slopes, atol=1e-12)
    np.testing.assert_allclose(found["mu_star"], np.abs(slopes), atol=1e-12)
    np.testing.assert_allclose(found["sigma"], 0, atol=1e-12)


def test_points_without_outcome_take_their_group_along():
    design = estimators.morris_design(2, 8, seed=3)
    outcome = design @ np.array([1.0, 2.0])
    outcome[4] = np.nan
    found = estimators.morris_effects(design, outcome, seed=3)
    np.testing.assert_allclose(found["mu"], [1, 2], atol=1e-12)
    points = estimators.sobol_design(2, 256, seed=3)
    outcome = points @ np.array([1.0, 2.0])
    outcome[[0, 100]] = np.nan
    assert np.isfinite(estimators.sobol_indices(outcome, 2, seed=3)["ST"]).all()


def test_an_outcome_that_nothing_moves_has_no_indices():
    found = estimators.sobol_indices(np.full(64 * 4, 7.0), 2, seed=1)
    assert (found["ST"] == 0).all()


def test_variance_shares_are_those_of_an_additive_world():
    """Parameters 1, interplay 0.5, luck 2: the intervals hold the truth of most such worlds."""
    random = np.random.default_rng(4)
    truth = np.array([1, 0.5, 2]) / 3.5
    held, estimates = [], []
    for world in range(20):
        draws, lucks = random.normal(size=(200, 1)), random.normal(size=(1, 32))
        values = draws + np.sqrt(2) * lucks + np.sqrt(0.5) * random.normal(size=(200, 32))
        shares = estimators.variance_shares(values[..., None], seed=world)[..., 0]
        assert shares[:, 0].sum() == pytest.approx(1)
        estimates.append(shares[:, 0])
        held.append((shares[:, 1] <= truth) & (truth <= shares[:, 2]))
    assert (np.mean(held, axis=0) > 0.6).all()
    np.testing.assert_allclose(np.mean(estimates, axis=0), truth, atol=0.06)


def test_a_tree_finds_the_input_that_decides():
    random = np.random.default_rng(5)
    draws = random.normal(size=(1000, 6))
    names = [f"x{n}" for n in range(6)]
    found = estimators.tree(draws, draws[:, 2] > 0.5, names)
    assert found["accuracy"] > 0.98 > found["baseline"]
    assert found["importance"].argmax() == 2
    first = found["rules"].splitlines()[0]
    assert first.startswith("x2 ≤ 0.") and "met by 0 %" in first
    assert estimators.tree(draws, np.ones(1000, bool), names)["rules"] == ""


def test_what_is_missing_of_one_outcome_costs_the_others_nothing():
    random = np.random.default_rng(6)
    values = random.normal(size=(40, 8, 1)) + random.normal(size=(40, 8, 3))
    whole = estimators.variance_shares(values, seed=1)
    values[:10, 3, 1], values[:, 0, 2] = np.nan, np.nan
    found = estimators.variance_shares(values, seed=1)
    np.testing.assert_allclose(found[..., 0], whole[..., 0], atol=1e-12)
    rest = estimators.variance_shares(values[10:, :, 1:2], seed=1)
    np.testing.assert_allclose(found[..., 1], rest[..., 0], atol=1e-12)
    assert np.isnan(found[..., 2]).all()


def test_a_target_that_hardly_any_or_no_member_decides_has_no_tree():
    random = np.random.default_rng(7)
    for members, met in ((64, 4), (400, 19), (0, 0)):
        draws = random.normal(size=(members, 2))
        found = estimators.tree(draws, np.arange(members) < met, ["a", "b"])
        assert found["rules"] == "" and np.isnan(found["accuracy"])
    assert np.isnan(found["base_rate"])


def test_the_important_inputs_are_important_for_some_outcome():
    effects = np.array([[1.0, 0.1, 0, 0], [0, 0, 100.0, 40]])
    assert estimators.important(effects, 2).tolist() == [0, 2]
    assert estimators.important(effects, 9).tolist() == [0, 1, 2, 3]
    many = np.array([[1.0, 0, 0.9], [0, 1, 0.9], [0, 0, 1]])  # the last matters everywhere
    assert estimators.important(many, 1).tolist() == [2]
    effects[0] = np.nan  # an outcome without values chooses nothing
    assert estimators.important(effects, 9).tolist() == [2, 3]


def test_all_parameters_and_provinces_are_inputs(analysed):
    assert analysed.sizes["input"] == 96 + 3 * 23
    assert set(analysed.input_kind.values) == {"parameter", "province_effect"}
    assert analysed.time.values.tolist() == [2021, 2022, 2023, 2024, 2025, 2026]
    assert analysed.attrs["failed_points"] == 0


def test_what_cannot_reach_an_outcome_has_no_effect(analysed):
    """Literacy follows its own course; R&D intensity knows nothing of levers that are not there."""
    literacy = analysed.sel(indicator="science_literacy", region="Chongqing")
    others = literacy.input.values != "g_literacy"
    width = (literacy.swing_high - literacy.swing_low).transpose("input", "time").values
    assert (width[others] == 0).all() and (width[~others] > 0).all()
    assert (literacy.mu_star.transpose("input", "time").values[others] == 0).all()
    rd = analysed.sel(indicator="rd_intensity", region="Chongqing")
    for name in ("user_cost", "leverage", "g_literacy"):
        assert (rd.swing_high == rd.swing_low).sel(input=name).all(), name
    assert (rd.swing_high > rd.swing_low).sel(input="gap_focus").all()


def test_a_swing_is_what_the_engine_says_of_that_point(analysed, baseline, tmp_path):
    every = {"horizon.to": 2026, "output.realizations": "all"}
    inputs = Inputs.of_sample(jl.run(baseline, members=64, set=every))
    values = inputs.values(np.full((1, len(inputs)), 0.5))
    place = inputs.names.index("gap_focus")
    values[0, place] = np.quantile(inputs.draws[:, place], 0.95)
    write_design(tmp_path / "point.nc", inputs, values)
    point = {"ensemble.repeats": 8, "parameters.posterior": str(tmp_path / "point.nc")}
    ds = jl.run(baseline, members=8, set=every | point)
    expected = ds.rd_intensity_region_members.isel(scenario=0).sel(region="Chongqing")
    swing = analysed.swing_high.sel(indicator="rd_intensity", region="Chongqing", input="gap_focus")
    np.testing.assert_allclose(swing, expected.mean("realization")[1:], rtol=1e-6)


def test_every_point_meets_the_same_luck(baseline, tmp_path, monkeypatch):
    """Wherever it stands in a design, and however the design is cut into blocks."""
    question = Question(
        baseline, None, ("rd_intensity", "gdp"), ("Chongqing",), changes={"horizon.to": 2022}
    )
    inputs = Inputs.of_sample(question.ask(64))
    a, b = np.full((2, len(inputs)), [[0.5], [0.8]])
    together = Evaluator(question, inputs, 8, tmp_path)(np.array([a, b, a, b]), "")
    np.testing.assert_array_equal(together[:2], together[2:])
    assert (together[0] != together[1]).all()
    monkeypatch.setattr(evaluate, "BLOCK", 8)
    alone = Evaluator(question, inputs, 8, tmp_path)(np.array([b, a]), "")
    np.testing.assert_array_equal(alone, together[[1, 0]])
    assert len(list(tmp_path.glob("*.npy"))) == 3


def test_base_rates_are_the_chances_that_the_engine_says(analysed, baseline):
    run = jl.run(baseline, members=SMALL["members"], set=SMALL["set"])
    for code in SMALL["indicators"]:
        (chance,) = jl.targets(run, code, "Chongqing").query("year <= 2026")["probability"]
        row = analysed.target_indicator.values == code
        assert analysed.target_base_rate.values[row] == pytest.approx(chance)


def test_a_design_says_also_what_the_scenario_states(baseline, tmp_path):
    inputs = Inputs.of_sample(jl.run(baseline, members=16, set={"horizon.to": 2021}))
    values = inputs.values(np.full((2, len(inputs)), 0.5))
    values[:, inputs.inputs.index(Input(PARAMETER, "delta_K", unit="1/year"))] = [0.1, 0.3]
    write_design(tmp_path / "two.nc", inputs, values)
    stated = {"horizon.to": 2021, "parameters.delta_K": 0.2, "ensemble.repeats": 8}
    stated["parameters.posterior"] = str(tmp_path / "two.nc")
    run = jl.run(baseline, members=16, set=stated)
    drawn = run.parameter_value.isel(scenario=0, parameter=run.parameter.values == "delta_K")
    assert drawn.values.ravel().tolist() == [0.1] * 8 + [0.3] * 8


def test_the_pipeline_finds_a_known_function(baseline, pretended):
    found = jl.sensitivity(baseline, **QUICK).sel(indicator="rd_intensity", region="Chongqing")
    width = (found.input_q95 - found.input_q05).sel(input=["gap_focus", "delta_K"]).values
    for year, factor in ((2021, 1), (2022, 2)):
        last = found.sel(time=year)
        swing = (last.swing_high - last.swing_low).sel(input=["gap_focus", "delta_K"])
        np.testing.assert_allclose(swing, factor * width * [3, -2], rtol=1e-9)
    others = ~found.input.isin(["gap_focus", "delta_K"]).values
    assert (found.mu_star.transpose("input", "time").values[others] == 0).all()
    assert (found.swing_low == found.centre).transpose("input", "time").values[others].all()
    assert set(found.sobol_input.values) == {"gap_focus", "delta_K"}
    np.testing.assert_allclose(found.left_out, 0, atol=1e-12)


def test_one_name_is_as_good_as_a_list(baseline, pretended):
    many = jl.sensitivity(baseline, **QUICK)
    names = {"indicators": "rd_intensity", "regions": "Chongqing"}
    xr.testing.assert_identical(jl.sensitivity(baseline, **{**QUICK, **names}), many)
    names = {"indicators": ["rd_intensity"] * 2, "regions": ["Chongqing"] * 2}
    xr.testing.assert_identical(jl.sensitivity(baseline, **{**QUICK, **names}), many)


def test_the_scenarios_own_seed_is_a_seed_like_any_other(baseline, pretended):
    own = jl.sensitivity(baseline, **QUICK)
    xr.testing.assert_identical(own, jl.sensitivity(baseline, **QUICK, seed=20210101))
    other = jl.sensitivity(baseline, **QUICK, seed=7)
    assert other.attrs["seed"] == "7" and not other.mu_star.equals(own.mu_star)


def test_an_interrupted_analysis_goes_on(baseline, tmp_path, monkeypatch):
    short = {**QUICK, "set": {"horizon.to": 2021}}
    whole = jl.sensitivity(baseline, **short)
    real, calls = Evaluator.evaluate, []

    def interrupted(self, block, words):
        calls.append(words)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(self, block, words)

    out = tmp_path / "s.nc"
    monkeypatch.setattr(Evaluator, "evaluate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        jl.sensitivity(baseline, **short, output=out)
    assert not out.exists() and len(list((tmp_path / "s.nc.parts").glob("*.npy"))) == 3
    again = jl.sensitivity(baseline, **short, output=out, resume=True)
    xr.testing.assert_identical(again, whole)
    assert calls[0].startswith("one at a time") and not calls[4].startswith("one at a time")
    assert [path.name for path in tmp_path.iterdir()] == ["s.nc"]


def test_members_that_fail_do_not_count(baseline, pretended):
    """With a base year of shrinking economies, about a member in twenty."""
    wild = {"parameters.g_real_0": {"dist": "normal", "mean": 1, "sd": 0.6}}
    found = jl.sensitivity(baseline, **{**QUICK, "set": QUICK["set"] | wild})
    assert 0 < found.attrs["failed_members"] < 32
    draws = found.variance_draws.values
    assert (draws <= found.attrs["luck_draws"]).all()


def test_a_point_whose_members_fail_has_no_outcome(baseline, tmp_path):
    wild = {"horizon.to": 2022, "parameters.g_real_0": {"dist": "normal", "mean": 1, "sd": 0.6}}
    question = Question(baseline, None, ("rd_intensity",), ("Chongqing",), changes=wild)
    inputs = Inputs.of_sample(question.ask(64))
    points = np.full((2, len(inputs)), 0.5)
    points[1, inputs.names.index("g_real_0")] = 0
    evaluate = Evaluator(question, inputs, 8, tmp_path)
    outcomes = evaluate(points, "points")
    assert np.isfinite(outcomes[0]).all() and np.isnan(outcomes[1]).all()
    assert evaluate.failed == 1


def test_without_an_input_that_matters_there_are_no_indices(baseline, monkeypatch):
    def evaluate(self, block, words):
        return np.ones((len(block), 1, 1, 2))

    monkeypatch.setattr(Evaluator, "evaluate", evaluate)
    found = jl.sensitivity(baseline, **QUICK)
    assert found.sizes["sobol_input"] == 0 and (found.left_out == 0).all()


def test_parts_of_another_analysis_are_refused_and_kept(baseline, tmp_path, pretended, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    out, parts = tmp_path / "s.nc", tmp_path / "s.nc.parts"
    with monkeypatch.context() as patch:
        patch.setattr(analysis, "decisions", interrupted)
        with pytest.raises(KeyboardInterrupt):
            jl.sensitivity(baseline, **QUICK, output=out)
    kept = sorted(parts.iterdir())
    for other, words in (
        ({"repeats": 16}, "with other repeats;"),
        ({"points": 16, "seed": 7}, "with other scenario, points, seed, draws;"),
        ({"set": {"horizon.to": 2022, "parameters.delta_K": 0.1}}, "with other scenario, draws;"),
    ):
        with pytest.raises(ValueError, match=words):
            jl.sensitivity(baseline, **{**QUICK, **other}, output=out, resume=True)
        assert sorted(parts.iterdir()) == kept and not out.exists()
    jl.sensitivity(baseline, **{**QUICK, "repeats": 16}, output=out)
    assert [path.name for path in tmp_path.iterdir()] == ["s.nc"]


def test_a_folder_of_something_else_is_left_alone(baseline, tmp_path):
    other = tmp_path / "s.nc.parts" / "notes.txt"
    other.parent.mkdir()
    other.write_text("mine")
    for resume in (False, True):
        with pytest.raises(ValueError, match="something else than parts"):
            jl.sensitivity(baseline, **QUICK, output=tmp_path / "s.nc", resume=resume)
    assert other.read_text() == "mine"


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"indicators": ["rd_intensty"]}, jl.ScenarioError, "did you mean 'rd_intensity'"),
        ({"regions": ["Chonqing"]}, KeyError, "did you mean 'Chongqing'"),
        ({"points": 100}, ValueError, "power of 2"),
        ({"points": 2**40}, ValueError, "GiB of memory, this machine has"),
        ({"trajectories": 10**9}, ValueError, "use fewer trajectories or points"),
        ({"repeats": 9}, ValueError, "multiple of 8"),
        ({"members": 8}, ValueError, "members must be at least 64"),
        ({"set": {"uncertainty.parameters": "off"}}, ValueError, "nothing is uncertain"),
        ({"set": {"horizn.to": 2026}}, jl.ScenarioError, "did you mean 'horizon'"),
    ],
)
def test_what_cannot_be_is_told_at_once(baseline, tmp_path, wrong, error, words):
    with pytest.raises(error, match=words):
        jl.sensitivity(baseline, **{**SMALL, **wrong}, output=tmp_path / "s.nc")
    assert not list(tmp_path.iterdir())


def command(*words: object) -> subprocess.CompletedProcess:
    """The engine's verb, which finds the Python package in the checkout."""
    line = [str(BUILD / "jialing"), "sensitivity", *map(str, words)]
    environment = {"PATH": f"{ROOT}/.venv/bin:/usr/bin:/bin"}
    return subprocess.run(line, capture_output=True, text=True, env=environment)


def test_the_command_reports_what_the_package_finds(baseline, tmp_path):
    out = tmp_path / "s.nc"
    few = ["--indicator", "rd_intensity", "--set", "horizon.to=2021", "--members", 64]
    few += ["--points", 8, "--inputs", 2, "--trajectories", 2]
    done = command(baseline, *few, "-o", out)
    assert done.returncode == 0, done.stderr
    assert "R&D / GDP, Chongqing: parameters" in done.stdout
    assert f"Written to {out}" in done.stdout
    with jl.open(out) as ds:
        assert ds.sizes["sobol_input"] == 2


def test_what_is_missing_is_null_in_json(analysed):
    gone = analysed.copy(deep=True)
    gone["ST"][:], gone["variance_share"][:] = np.nan, np.nan
    outcome = json.loads(json.dumps(as_json(gone, "s.nc"), allow_nan=False))["outcomes"][0]
    assert set(outcome["variance"].values()) == {None}
    assert [each["ST"] for each in outcome["inputs"]] == [None] * 3
    assert "parameters –, luck –" in report(gone)


def test_what_the_indices_leave_out_is_told(analysed):
    left = float(analysed.left_out.sel(indicator="rd_intensity", region="Chongqing", time=2026))
    assert left > 0.2
    assert f"{100 * left:.0f} % of the squared effects are of inputs that have no index" in report(
        analysed
    )
    assert as_json(analysed, "s.nc")["outcomes"][0]["left_out"] == left


def test_the_command_has_help_and_refuses_what_it_cannot_do(baseline, tmp_path):
    done = command("--help")
    assert done.returncode == 0 and done.stdout.startswith("usage: jialing sensitivity")
    done = command(baseline, "--points", 100, "-o", tmp_path / "s.nc")
    assert done.returncode == 2 and "power of 2" in done.stderr
    done = command(baseline, "--set", "horizon.to", "-o", tmp_path / "s.nc")
    assert done.returncode == 2 and "key=value" in done.stderr
    done = command(baseline, "-o", tmp_path / "no" / "s.nc")
    assert done.returncode == 2 and "No such file" in done.stderr
    assert not list(tmp_path.iterdir())
