"""jialing calibrate, jialing hindcast and what a scenario does with a posterior."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from terminal import start

ROOT = Path(__file__).parents[2]
PROVINCES = ROOT / "scenarios/provinces.yaml"
SMALL = ["--members", 400, "--set", "calibration.steps=4"]
ALONE = ["--replicates", 0]
UNTIL = ["--set", "calibration.until=2015", "--set", "horizon.to=2016"]


@pytest.fixture(scope="module")
def posterior(jialing, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("posterior") / "posterior.nc"
    done = jialing("calibrate", PROVINCES, "--members", 2000, *UNTIL, *ALONE, "-o", path)
    assert done.returncode == 0, done.stderr
    return path


def own_scenario(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(f"extends: {PROVINCES}\nname: own\n{text}", encoding="utf-8")
    return path


def test_the_report_says_what_was_learnt_and_what_the_prior_decides(jialing, tmp_path):
    out = tmp_path / "p.nc"
    done = jialing("calibrate", PROVINCES, *SMALL, *UNTIL, *ALONE, "-o", out)
    assert "before (5 – 95 %)" in done.stdout and "the prior decides" in done.stdout
    assert f"posterior: {out}" in done.stdout
    told = json.loads(jialing("calibrate", PROVINCES, *SMALL, *UNTIL, *ALONE, "--json", "-o", out).stdout)
    assert told["base_year"] == 2011 and told["last_year"] == 2015 and told["draws"] == 400
    assert told["mismatch"][-1] < told["mismatch"][0]
    by_name = {each["parameter"]: each for each in told["parameters"]}
    assert by_name["leverage"]["informed"] is False  # no grants in the data
    assert by_name["sd_T"]["informed"] is True


def test_replicates_tell_what_the_draws_are_worth_and_change_none_of_them(jialing, tmp_path):
    out, alone = tmp_path / "p.nc", tmp_path / "alone.nc"
    done = jialing("calibrate", PROVINCES, *SMALL, *UNTIL, "--replicates", 3, "-o", out)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "Effective sample size of the draws, by 3 replicates with other seeds: " in told
    told = json.loads(jialing("calibrate", PROVINCES, *SMALL, *UNTIL, "--replicates", 3, "--json", "-o", out).stdout)
    assert jialing("calibrate", PROVINCES, *SMALL, *UNTIL, *ALONE, "-o", alone).returncode == 0
    sizes = {each["parameter"]: each["effective_sample_size"] for each in told["parameters"]}
    informed = {each["parameter"] for each in told["parameters"] if each["informed"]}
    assert {name for name, size in sizes.items() if size} == informed
    with xr.open_dataset(out) as file, xr.open_dataset(alone) as other:
        assert (file.score.values == other.score.values).all()
        assert file.attrs["replicates"] == told["replicates"] == 3
        assert (file.attrs["precision"], bool(file.attrs["arithmetic"])) == ("double", True)
        assert "effective_size" not in other
        of_file = dict(zip(file.parameter.values, file.effective_size.values))
        assert all(np.isnan(of_file[name]) for name in of_file if name not in informed)
        for name in informed:
            assert of_file[name] == sizes[name]["size"]
            assert 0 < sizes[name]["low"] < of_file[name] < sizes[name]["high"]
        lows, highs = file.effective_size_low.values, file.effective_size_high.values
        assert np.nanmax(lows) < 400 and (np.isnan(lows) == np.isnan(highs)).all()
    values = [of_file[name] for name in informed]
    summary = told["effective_sample_size"]
    assert summary["median"] == pytest.approx(np.median(values))
    assert summary["minimum"]["size"] == min(values) == of_file[summary["minimum_parameter"]]


def test_a_run_with_the_posterior_passes_through_what_was_observed(jialing, posterior, tmp_path, monkeypatch):
    monkeypatch.setenv("JIALING_PATH", str(posterior.parent), prepend=os.pathsep)
    scenario = own_scenario(
        tmp_path,
        f"parameters: {{posterior: {posterior}}}\nhorizon: {{to: 2017}}\n"
        "ensemble: {members: 2000}\noutput: {realizations: all, indicators: [gdp], flows: none}\n",
    )
    out = tmp_path / "run.nc"
    done = jialing("run", scenario, "-o", out, "--quiet")
    assert done.returncode == 0, done.stderr
    with xr.open_dataset(posterior) as given, xr.open_dataset(out) as run:
        assert (run.parameter_value.isel(scenario=0).values == given.parameter_value.values.T).all()
        seen = (given.indicator.values == "gdp") & (given.year.values == 2015)
        for region, value, sd in zip(
            given.region.values[seen], given.value.values[seen], given.sd.values[seen]
        ):
            if region == "mainland":
                continue
            futures = run.gdp_members.isel(scenario=0).sel(time=2015, node=region).values
            error = np.hypot(sd / value, 0.01)  # and the discrepancy
            assert abs(np.log(np.median(futures) / value)) < 3 * error, region


def test_a_scenario_of_the_last_year_takes_the_later_parameters(jialing, tmp_path):
    posterior = tmp_path / "to_2020.nc"
    few = ["--set", "calibration.indicators=[rd]"]
    done = jialing("calibrate", PROVINCES, *SMALL, *ALONE, *few, "-o", posterior)
    assert done.returncode == 0, done.stderr
    out = tmp_path / "run.nc"
    done = jialing(
        "run", ROOT / "scenarios/baseline.yaml", "--members", 16, "-o", out, "--quiet",
        "--set", f"parameters.posterior={posterior}", "--set", "parameters.delta_K=0.15",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with xr.open_dataset(posterior) as given, xr.open_dataset(out) as run:
        sampled = run.parameter_value.isel(scenario=0).values
        later = given.later_parameter_value.values[:, :16].T
        names = list(given.parameter.values)
        for name in ("kappa_rd", "gap_other", "sd_R"):
            assert (sampled[:, names.index(name)] == later[:, names.index(name)]).all(), name
        assert (sampled[:, names.index("delta_K")] == 0.15).all()  # stated beside the posterior
        assert np.isnan(later[:, names.index("a0")]).all()  # nothing is said: the prior holds
        assert np.isfinite(sampled).all()


@pytest.fixture(scope="module")
def later(jialing, tmp_path_factory):
    """A short posterior of 100 draws for a start in 2020."""
    path = tmp_path_factory.mktemp("later") / "later.nc"
    few = ["--set", "calibration.indicators=[rd]", "--later", "--draws", 100]
    done = jialing("calibrate", PROVINCES, *SMALL, *few, "-o", path)
    assert done.returncode == 0, done.stderr
    return path


def test_a_short_posterior_holds_what_the_data_moved(later):
    with xr.open_dataset(later) as short:
        names = list(short.parameter.values)
        assert {"sd_R", "gap_focus", "g_hist"} <= set(names)
        assert not {"a0", "leverage", "user_cost"} & set(names)  # nothing is said, or nothing was learnt
        assert set(short.latent_kind.values) == {"province_effect"}
        assert short.sizes["draw"] == 100
        assert "replicates" not in short.attrs
        assert np.isfinite(short.later_parameter_value).all() and np.isfinite(short.score).all()


def test_info_says_what_a_posterior_is(jialing, later):
    told = jialing("info", later)
    assert told.returncode == 0, told.stderr
    assert "posterior (of jialing calibrate)" in told.stdout and "2011 – 2020" in told.stdout
    assert json.loads(jialing("info", later, "--json").stdout)["kind"] == "posterior"


def test_a_short_posterior_is_only_for_a_start_in_its_last_year(jialing, later, tmp_path):
    chosen = ["--set", f"parameters.posterior={later}"]
    done = jialing("run", PROVINCES, "--members", 8, *chosen, "-o", tmp_path / "x.nc")
    assert done.returncode == 2
    assert "parameters.posterior: holds only what a start in 2020 needs" in done.stderr


def test_the_baseline_draws_from_its_posterior_and_can_do_without(jialing, tmp_path):
    runs = {}
    for name in ("baseline", "baseline_priors"):
        out = tmp_path / f"{name}.nc"
        done = jialing("run", ROOT / f"scenarios/{name}.yaml", "--members", 16, "-o", out, "--quiet")
        assert done.returncode == 0, done.stderr
        with xr.open_dataset(out) as ds:
            runs[name] = ds.parameter_value.isel(scenario=0).values
            names = list(ds.parameter.values)
    with xr.open_dataset(ROOT / "scenarios/data/posterior_2020.nc") as given:
        for row, name in enumerate(given.parameter.values):
            drawn = given.later_parameter_value.values[row, :16]
            assert (runs["baseline"][:, names.index(name)].astype(np.float32) == drawn).all(), name
        unmoved = [n for n, name in enumerate(names) if name not in set(given.parameter.values)]
    assert (runs["baseline"][:, unmoved] == runs["baseline_priors"][:, unmoved]).all()
    assert (runs["baseline"] != runs["baseline_priors"]).any()


def test_a_quick_calibration_finds_much_the_same_as_the_posterior_of_the_baseline(jialing, tmp_path):
    few = tmp_path / "few.nc"
    done = jialing("calibrate", PROVINCES, "--members", 800, "--quiet", "--later", "-o", few)
    assert done.returncode == 0, done.stderr
    with xr.open_dataset(ROOT / "scenarios/data/posterior_2020.nc") as shipped, xr.open_dataset(few) as quick:
        both = [name for name in shipped.parameter.values if name in set(quick.parameter.values)]
        assert len(both) > 15
        for name in both:
            if name.startswith("sd_"):
                continue  # so few members learn spreads coarsely
            of = {"parameter": list(shipped.parameter.values).index(name)}
            values = shipped.later_parameter_value.isel(of).values
            again = quick.later_parameter_value.isel(parameter=list(quick.parameter.values).index(name)).values
            assert abs(np.median(again) - np.median(values)) < 2.5 * values.std(), name


def test_a_posterior_of_another_year_is_refused(jialing, posterior, tmp_path, monkeypatch):
    monkeypatch.setenv("JIALING_PATH", str(posterior.parent), prepend=os.pathsep)
    scenario = tmp_path / "x.yaml"
    scenario.write_text(f"name: x\nextends: {ROOT}/scenarios/baseline.yaml\nparameters:\n  posterior: {posterior}\n")
    done = jialing("run", scenario, "-o", tmp_path / "x.nc")
    assert done.returncode == 2
    assert "x.yaml:4:14: parameters.posterior: starts in 2011 and is conditioned up to 2015" in done.stderr
    assert not (tmp_path / "x.nc").exists()


@pytest.mark.parametrize("content", [b"", b"no netCDF", None])
def test_what_is_no_posterior_is_refused(jialing, results, tmp_path, content):
    broken = tmp_path / "broken.nc"
    broken.write_bytes(results.read_bytes() if content is None else content)
    done = jialing(
        "run", ROOT / "scenarios/baseline.yaml", "-o", tmp_path / "x.nc", "--set", f"parameters.posterior={broken}"
    )
    assert done.returncode == 2
    assert "not a posterior of jialing" in done.stderr
    assert not (tmp_path / "x.nc").exists()


def test_faults_of_observations_are_told_with_their_place(jialing, tmp_path):
    table = tmp_path / "seen.csv"
    table.write_text(
        "region,indicator,year,value,sd\nSichuan,rd,2012,350,7\nSichaun,rd,2013,400,8\nSichuan,rdd,2013,400,8\n"
        "Sichuan,rd,2014,450,0\nSichuan,rd,2012,350,7\n"
    )
    scenario = own_scenario(tmp_path, f"calibration: {{observations: [{table}]}}\n")
    done = jialing("calibrate", scenario, "-o", tmp_path / "p.nc")
    assert done.returncode == 2
    assert "seen.csv:3:1" in done.stderr and "did you mean 'Sichuan'?" in done.stderr
    assert "seen.csv:4:2" in done.stderr and "did you mean 'rd'?" in done.stderr
    assert "seen.csv:5:5" in done.stderr
    assert "seen.csv:6:1" in done.stderr and "there twice" in done.stderr
    assert not (tmp_path / "p.nc").exists()


def test_nothing_to_learn_from_is_told(jialing, tmp_path):
    done = jialing("calibrate", ROOT / "scenarios/baseline.yaml", "-o", tmp_path / "p.nc")
    assert done.returncode == 2
    assert "calibration.observations" in done.stderr and "region, indicator, year, value, sd" in done.stderr


def test_hindcast_reports_skill_and_coverage(jialing, tmp_path):
    out = tmp_path / "h.nc"
    few = ["--set", "hindcast.origins=[2014,2016]", "--set", "hindcast.years=2", "--json"]
    done = jialing("hindcast", PROVINCES, *SMALL, *few, "-o", out)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    rd = [each for each in told["by_horizon"] if each["indicator"] == "rd" and each["horizon"] == 0][0]
    assert rd["forecasts"] == 20 * 4
    assert set(rd["benchmark_crps"]) == {"random_walk", "damped_drift", "arima"}
    assert rd["skill"] == pytest.approx(1 - rd["crps"] / min(rd["benchmark_crps"].values()))
    with xr.open_dataset(out) as file:
        chosen = file.indicator.values == "rd"
        assert file.crps.values[chosen].mean() == pytest.approx(rd["crps"])
        inside = np.abs(file.pit.values[chosen] - 0.5) <= 0.45
        assert inside.mean() == pytest.approx(rd["coverage"]["0.90"])
        assert not file.across_break.values[chosen].any()


def test_an_interrupt_leaves_nothing(tmp_path):
    out = tmp_path / "h.nc"
    running = start("hindcast", PROVINCES, "-o", out, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(2)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130, told
    assert list(tmp_path.iterdir()) == []
