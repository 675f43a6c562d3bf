"""`jialing compare`: paired differences and robustness, against the members that separate runs keep."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from conftest import BASELINE
from terminal import display_width, screen_of, start, text_on
from test_commands import same
from test_tables import ENGLISH_WORDS, assert_aligned

MEMBERS = 45
SCENARIOS = """
name: Baseline
horizon: {to: 2026}
output: {report_years: [2025], indicators: [rd_intensity, gdp, tfp_contribution, rd_growth]}
targets: [{indicator: gdp, region: Yubei, year: 2025, target: 3000, direction: at_most}]
scenarios:
  higher: {name: Firms aim higher, parameters: {gap_focus: {dist: normal, mean: 0.5, sd: 0.1}}}
  slow: {name: 低速增长, parameters: {g_real_0: 0.03}}
  same: {name: The same again}
"""
CODES = ["rd_intensity", "gdp", "tfp_contribution", "rd_growth"]


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("compare") / "study.yaml"
    path.write_text(f"extends: {BASELINE}\n{SCENARIOS}", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def comparison(jialing, file) -> Path:
    """All scenarios compared with the file's own."""
    path = file.parent / "comparison.nc"
    done = jialing("compare", file, "--members", MEMBERS, "--quiet", "-o", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return path


@pytest.fixture(scope="module")
def compared(comparison) -> xr.Dataset:
    return xr.load_dataset(comparison)


@pytest.fixture(scope="module")
def members(jialing, file) -> dict[str, xr.Dataset]:
    """Every member of each scenario, run by itself."""
    runs = {}
    for scenario in ("study", "higher", "slow", "same"):
        path = file.parent / f"{scenario}.nc"
        done = jialing("run", file, "--scenario", scenario, "--members", MEMBERS, "--quiet",
                       "--set", "output.realizations=all", "-o", path)  # fmt: skip
        assert done.returncode == 0, done.stderr
        runs[scenario] = xr.load_dataset(path).isel(scenario=0)
    return runs


def share_better(difference: np.ndarray) -> np.ndarray:
    """Share of members above 0, ties half; missing where there is no member."""
    score = np.where(np.isnan(difference), np.nan, (difference > 0) + 0.5 * (difference == 0))
    return np.nanmean(score, axis=0)


@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:All-NaN", "ignore:Degrees of freedom", "ignore:invalid value")
@pytest.mark.parametrize("scenario", ["higher", "slow", "same"])
@pytest.mark.parametrize("place", ["node", "region"])
@pytest.mark.parametrize("code", CODES)
def test_differences_are_those_of_the_members(compared, members, code, place, scenario):
    kept, variable = (f"{code}_members", f"{code}_difference") if place == "node" else (
        f"{code}_region_members", f"{code}_region_difference")  # fmt: skip
    ours, theirs = (members[s][kept].values.astype(float) for s in ("study", scenario))
    ours, theirs = (np.where(np.isnan(ours + theirs), np.nan, each) for each in (ours, theirs))
    difference = theirs - ours
    found = compared[variable].sel(scenario=scenario)
    assert found.dims == ("difference_statistic", "time", place)
    scale = np.nanmax(np.abs(ours)) * 3e-7  # members are kept in single precision

    def agrees(statistic: str, expected: np.ndarray, **tolerance: float) -> None:
        np.testing.assert_allclose(found.sel(difference_statistic=statistic), expected, err_msg=statistic, **tolerance)

    agrees("median_difference", np.nanmedian(theirs, axis=0) - np.nanmedian(ours, axis=0), atol=scale, rtol=1e-6)
    agrees("mean", np.nanmean(difference, axis=0), atol=scale, rtol=1e-6)
    one_pair = np.count_nonzero(~np.isnan(difference), axis=0) == 1
    agrees("sd", np.where(one_pair, 0, np.nanstd(difference, axis=0, ddof=1)), atol=scale, rtol=1e-6)
    for q in (5, 25, 50, 75, 95):
        agrees(f"q{q:02}", np.nanquantile(difference, q / 100, axis=0), atol=scale, rtol=1e-6)
    # The only target of GDP asks for at most so much: so it is wherever there is no other target.
    better = share_better(-difference if code == "gdp" else difference)
    agrees("probability_of_improvement", better, rtol=1e-6)
    variances = [np.nanvar(each, axis=0, ddof=1) for each in (ours, theirs, difference)]
    removed = np.where(variances[0] + variances[1] > 0, 1 - variances[2] / (variances[0] + variances[1]), np.nan)
    agrees("variance_removed", removed, atol=1e-5)


def test_the_same_scenario_differs_by_nothing(compared):
    for code in CODES:
        for variable in (f"{code}_difference", f"{code}_region_difference"):
            found = compared[variable].sel(scenario="same")
            statistics = ["median_difference", "mean", "sd", "q05", "q25", "q50", "q75", "q95"]
            differences = found.sel(difference_statistic=statistics).values
            assert np.nanmax(np.abs(differences)) == 0
            better = found.sel(difference_statistic="probability_of_improvement").values
            assert set(better[~np.isnan(better)]) == {0.5}


def test_the_reference_differs_from_itself_by_nothing_and_is_no_better(compared):
    found = compared.rd_intensity_region_difference.sel(scenario="study")
    assert found.attrs["reference"] == "study"
    assert np.isnan(found.sel(difference_statistic=["probability_of_improvement", "variance_removed"])).all()
    assert (found.sel(difference_statistic=["mean", "q05"], region="Chongqing") == 0).all()
    assert (compared.target_probability_difference.sel(scenario="study") == 0).all()


def test_the_file_holds_what_run_writes(jialing, file, compared, tmp_path):
    jialing("run", file, "--members", MEMBERS, "--quiet", "-o", tmp_path / "r.nc")
    with xr.open_dataset(tmp_path / "r.nc") as run:
        assert set(run.variables) <= set(compared.variables)
        for name in run.variables:
            assert run[name].dims == compared[name].dims
            assert run[name].values.tobytes() == compared[name].values.tobytes() or run[name].equals(compared[name])
        assert run.attrs["scenario_hash"] == compared.attrs["scenario_hash"]


def target_members(compared: xr.Dataset, members: dict[str, xr.Dataset], target: int) -> np.ndarray:
    """[scenario][member] of the indicator of a target in its year."""
    code, place, year = (str(compared[f"target_{part}"].values[target]) for part in ("variable", "region", "year"))
    regional = place in compared.region.values
    name = f"{code}_region_members" if regional else f"{code}_members"
    at = {"region" if regional else "node": place, "time": int(year)}
    return np.array([members[str(s)][name].sel(at).values for s in compared.scenario.values], dtype=float)


def test_robustness_follows_from_the_members(compared, members):
    checked = 0
    for t in range(compared.sizes["target"]):
        if str(compared.target_variable.values[t]) not in CODES:
            continue
        values = target_members(compared, members, t)
        level = float(compared.target_value.values[t])
        sign = -1 if compared.target_direction.values[t] == "at_most" else 1
        met = (sign * values >= sign * level).mean(axis=1)
        regret = (sign * values).max(axis=0) - sign * values
        found = compared.isel(target=t)
        np.testing.assert_allclose(found.satisficing_share, met)
        np.testing.assert_allclose(found.satisficing_share, found.target_probability)
        np.testing.assert_allclose(found.target_probability_difference, met - met[0])
        scale = np.abs(values).max() * 3e-7
        for statistic, expected in (("mean", regret.mean(axis=1)), ("maximum", regret.max(axis=1)),
                                    ("q95", np.quantile(regret, 0.95, axis=1))):  # fmt: skip
            np.testing.assert_allclose(found.regret.sel(robustness_statistic=statistic), expected, atol=scale, rtol=1e-6)
        tail = np.quantile(values, 0.1 if sign > 0 else 0.9, axis=1)
        np.testing.assert_allclose(found.tenth_percentile, tail, rtol=1e-6)
        assert found.minimax_regret_scenario == compared.scenario.values[regret.max(axis=1).argmin()]
        assert found.robustness_futures == MEMBERS
        checked += 1
    assert checked >= 4 and "at_most" in compared.target_direction


def test_threads_change_no_bit(jialing, file, comparison):
    for threads in (1, 2):
        path = file.parent / f"threads{threads}.nc"
        assert jialing("compare", file, "--members", MEMBERS, "--quiet", "--threads", threads, "-o", path).returncode == 0
        assert same(path, comparison)


CHOICES = {
    "all": ([], ["study", "higher", "slow", "same"]),
    "the first that is chosen": (["slow", "study", "slow"], ["slow", "study"]),
    "one that is chosen alone": (["slow"], ["study", "slow"]),
    "a reference that is not chosen": (["higher", "slow", "--reference", "same"], ["same", "higher", "slow"]),
    "a reference for one that is chosen": (["slow", "--reference", "same"], ["same", "slow"]),
    "a reference that is chosen": (["higher", "slow", "--reference", "slow"], ["slow", "higher"]),
    "a reference alone": (["--reference", "slow"], ["slow", "study", "higher", "same"]),
}  # fmt: skip


@pytest.mark.parametrize("choice", CHOICES)
def test_scenarios_and_reference_can_be_chosen(jialing, file, tmp_path, choice):
    options, expected = CHOICES[choice]
    done = jialing("compare", file, *options, "--members", 8, "--json", "-o", tmp_path / "c.nc")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["reference"] == expected[0]
    assert [each["id"] for each in report["scenarios"]] == expected
    assert json.loads(jialing("info", tmp_path / "c.nc", "--json").stdout)["scenarios"] == expected


def test_json_holds_the_tables_as_numbers(jialing, file, compared, tmp_path):
    done = jialing("compare", file, "--members", MEMBERS, "--json", "-o", tmp_path / "c.nc")
    report = json.loads(done.stdout)
    assert 0 < report["variance_removed"] <= 1
    assert report["scenarios"][0]["differences"] == []
    for s, scenario in enumerate(report["scenarios"]):
        assert len(scenario["robustness"]) == len(scenario["targets"]) == compared.sizes["target"]
        regrets = [row["mean_regret"] for row in scenario["robustness"]]
        np.testing.assert_allclose(np.array(regrets, dtype=float), compared.regret[s].sel(robustness_statistic="mean"))
        for t, row in enumerate(scenario["differences"]):
            assert row["indicator"] == compared.target_indicator.values[t]
            change = row["probability_difference"]
            assert change == pytest.approx(float(compared.target_probability_difference[s, t]))
    row = next(row for row in report["scenarios"][1]["differences"] if row["indicator"] == "rd_intensity")
    cell = {"scenario": "higher", "region": "Chongqing", "time": row["target_year"]}
    found = compared.rd_intensity_region_difference.sel(cell)
    for statistic in compared.difference_statistic.values:
        assert row[statistic] == pytest.approx(float(found.sel(difference_statistic=statistic)), rel=1e-6)


@pytest.fixture
def printed(jialing, file, tmp_path):
    """Lines that compare prints into a pipe."""

    def lines_of(*options: object) -> list[str]:
        done = jialing("compare", file, *options, "--members", 16, "-o", "c.nc", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    return lines_of


def robustness_of(lines: list[str]) -> list[str]:
    return lines[next(n for n, line in enumerate(lines) if line.startswith(("Robustness", "稳健性"))) :]


def test_the_tables_say_what_they_are(printed):
    text = " ".join(" ".join(printed()).split())
    for words in ("Compared with: Baseline", "Firms aim higher", "the 16 members that are better", "≥ 2.60 (2025)", "≤ 3 000 (2025)",
                  "Because the scenarios meet the same luck", "Robustness over the scenarios and 16 futures", "‡ smallest maximum regret", "Seed 20210101",
                  "Science City, % *", "* rests mainly on estimated", "Results: c.nc"):  # fmt: skip
        assert words in text


def test_the_table_shows_the_numbers_of_the_file(jialing, file, compared, tmp_path):
    done = jialing("compare", file, "higher", "--members", MEMBERS, "-o", tmp_path / "c.nc")
    line = next(line for line in done.stdout.splitlines() if "≥ 2.60 (2025)" in line)
    found = compared.rd_intensity_region_difference.sel(scenario="higher", region="Chongqing", time=2025)
    median, low, high = (float(found.sel(difference_statistic=q)) for q in ("q50", "q05", "q95"))
    shown = re.search(r"\+([\d.]+) \(([\d.]+)–([\d.]+)\)", line)
    assert [float(each) for each in shown.groups()] == pytest.approx([median, low, high], rel=5e-3)
    target = int(np.argmax((compared.target_indicator == "rd_intensity").values))
    change = 100 * float(compared.target_probability_difference.sel(scenario="higher")[target])
    assert f"({round(change):+d})" in line


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_columns_stand_below_each_other(printed, lang):
    lines = printed("--lang", lang)
    assert_aligned(lines)
    assert_right_columns(robustness_of(lines))


def assert_right_columns(lines: list[str]) -> None:
    """The numbers of scenarios below each other end where the rule ends."""
    rule = next(n for n, line in enumerate(lines) if line.startswith("─"))
    rows = lines[rule + 1 : next(n for n, line in enumerate(lines) if line.startswith(("*", "‡")))]
    numbers = [line for line in rows if re.search(r"%.* \S+$", line)]
    assert len(numbers) >= 40
    assert {display_width(line) for line in numbers} == {display_width(lines[rule])}


@pytest.mark.parametrize("columns", [80, 120, 160])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_tables_fit_the_terminal(file, tmp_path, monkeypatch, lang, columns):
    monkeypatch.chdir(tmp_path)
    lines = text_on(screen_of(columns, "compare", file, "--members", 16, "--lang", lang, "-o", "c.nc"))
    assert max(map(display_width, lines)) <= columns
    assert_right_columns(robustness_of(lines))


def test_chinese_tables_hold_no_english(printed):
    lines = [line for line in printed("slow", "same", "--lang", "zh") if "c.nc" not in line]
    text = "\n".join(lines).replace("The same again", "")
    assert not ENGLISH_WORDS.search(text)
    for words in ("参照情景", "差值 (5–95%)", "更优", "稳健性", "遗憾值", "16 个未来", "个模拟成员"):
        assert words in text


def test_quiet_says_nothing(jialing, file, tmp_path):
    done = jialing("compare", file, "--members", 8, "--quiet", "-o", tmp_path / "c.nc")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_unknown_scenarios_are_reported_together(jialing, file, tmp_path):
    done = jialing("compare", file, "hihger", "slow", "--reference", "other", cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == ""
    for words in ("no scenario 'hihger'; did you mean 'higher'?", "no scenario 'other'; there are study, higher, slow, same", "2 faults"):
        assert words in done.stderr
    assert not list(tmp_path.iterdir())


def test_one_scenario_is_not_compared(jialing, file, tmp_path):
    for arguments in ([BASELINE], [file, "study"]):
        done = jialing("compare", *arguments, cwd=tmp_path)
        assert done.returncode == 2 and "1 fault" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("options", [["--members", "-1"], ["--members", "x"], ["--threads", "-2"], ["--lang", "zhh"], ["--nonsense"]])
def test_bad_options_are_refused(jialing, file, tmp_path, options):
    done = jialing("compare", file, *options, cwd=tmp_path)
    assert done.returncode == 2 and options[0] in done.stderr
    assert not list(tmp_path.iterdir())


def test_failed_members_do_not_count(jialing, tmp_path):
    path = tmp_path / "failing.yaml"
    path.write_text(f"extends: {BASELINE}\nhorizon: {{to: 2025}}\nscenarios:\n"
                    "  wild: {parameters: {g_hist: {dist: normal, mean: 0, sd: 1000}}}\n")  # fmt: skip
    done = jialing("compare", path, "--members", 40, "-o", tmp_path / "c.nc")
    assert done.returncode == 3 and "of 40 members left the finite numbers" in done.stderr
    with xr.open_dataset(tmp_path / "c.nc") as ds:
        assert 0 < ds.attrs["failed_members"] < 40
        assert (ds.robustness_futures == 40 - ds.attrs["failed_members"]).all()
        assert f"the scenarios and {40 - ds.attrs['failed_members']} futures" in " ".join(done.stdout.split())
        assert np.isfinite(ds.rd_intensity_region_difference.sel(scenario="wild", region="Chongqing", time=2025, difference_statistic="mean"))


def test_an_interrupted_comparison_leaves_what_was_there(file, tmp_path):
    output = tmp_path / "c.nc"
    output.write_bytes(b"an older result")
    process = start("compare", file, "--members", 40000, "-o", output, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, message = process.communicate(timeout=60)
    assert process.returncode == 130 and b"nothing was written" in message
    assert [p.name for p in tmp_path.iterdir()] == ["c.nc"]
    assert output.read_bytes() == b"an older result"
