"""`jialing targets`: levels that are reached with a probability, against the members that `run` keeps."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from conftest import BASELINE
from terminal import start

MEMBERS = 37


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory) -> Path:
    """A copy of the shipped scenario that keeps every member, and some variants of it."""
    folder = tmp_path_factory.mktemp("scenarios")
    shutil.copytree(BASELINE.parent / "data", folder / "data")
    text = BASELINE.read_text(encoding="utf-8").replace("realizations: none", "realizations: all")
    (folder / "all.yaml").write_text(text, encoding="utf-8")
    stated = next(line for line in text.splitlines() if line.startswith("parameters: "))
    wild = stated[:-1] + ", g_hist: {dist: normal, mean: 0, sd: 1000}}"
    (folder / "failing.yaml").write_text(text.replace(stated, wild), encoding="utf-8")
    short = text.replace("to: 2035", "to: 2023").replace("report_years: [2025, 2030, 2035]", "report_years: [2022]")
    (folder / "short.yaml").write_text(short, encoding="utf-8")
    targets = (folder / "data" / "plan_targets.csv").read_text(encoding="utf-8")
    (folder / "data" / "at_most.csv").write_text(targets.replace("2025,2.6,at_least", "2025,2.6,at_most"), encoding="utf-8")
    at_most = text.replace("data/plan_targets.csv", "data/at_most.csv")
    (folder / "at_most.yaml").write_text(at_most, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def members(jialing, scenarios):
    """Values of all members of an indicator in a place and year, as the result file has them."""
    files = {}

    def values(scenario: str, indicator: str, place: str, year: int) -> np.ndarray:
        if scenario not in files:
            path = scenarios / f"{scenario}.nc"
            jialing("run", scenarios / f"{scenario}.yaml", "--members", MEMBERS, "--quiet", "-o", path)
            files[scenario] = xr.load_dataset(path)
        ds = files[scenario]
        regional = place in ds["region"].values
        variable = ds[f"{indicator}_region_members" if regional else f"{indicator}_members"]
        chosen = variable.isel(scenario=0).sel(time=year, **{"region" if regional else "node": place})
        return chosen.values.astype(float)

    return values


@pytest.fixture(scope="module")
def levels(jialing, scenarios):
    """The levels of a scenario as numbers."""

    def rows(scenario: str, *options: object, code: int = 0) -> list[dict]:
        file = scenarios / f"{scenario}.yaml"
        done = jialing("targets", file, "--members", MEMBERS, "--json", *options)
        assert done.returncode == code, done.stderr
        [report] = json.loads(done.stdout)["scenarios"]
        return report["levels"]

    return rows


PLACES = "Chongqing,western_science_city,Yubei,central_urban,Germany"
INDICATORS = "gdp,rd_intensity,tfp_contribution,rd_growth,tech_firms,knowledge"


@pytest.mark.parametrize("scenario, code", [("all", 0), ("failing", 3)])
@pytest.mark.parametrize("probability", [0.05, 0.6, 0.9])
def test_levels_are_quantiles_of_the_members(levels, members, scenario, code, probability):
    rows = levels(scenario, "--region", PLACES, "--indicator", INDICATORS, "--year", "2021,2025,2034",
                  "--probability", probability, code=code)  # fmt: skip
    assert len(rows) == 6 * 5 * 3
    counts = set()
    for row in rows:
        values = members(scenario, row["indicator"], row["region"], row["year"])
        counts.add(row["members"])
        assert row["members"] == np.count_nonzero(~np.isnan(values))
        assert (row["probability"], row["reached"]) == (probability, "at_least")
        if row["members"] == 0:
            assert row["level"] is None
        else:
            expected = np.nanquantile(values, 1 - probability)
            assert row["level"] == pytest.approx(expected, rel=1e-12, abs=1e-12), row
    assert max(counts) == MEMBERS if scenario == "all" else max(counts) < MEMBERS


def test_that_share_of_the_members_is_at_the_level_or_above(levels, members):
    for row in levels("all", "--probability", 0.7):
        values = members("all", row["indicator"], row["region"], row["year"])
        values = values[~np.isnan(values)]
        assert abs(np.mean(values >= row["level"]) - 0.7) <= 1 / len(values)


def test_the_even_chance_is_the_median_of_run(jialing, scenarios, levels, tmp_path):
    done = jialing("run", scenarios / "all.yaml", "--members", MEMBERS, "--json", "-o", tmp_path / "r.nc")
    of_zones = {"science_city_rd_intensity": "rd_intensity", "science_city_hightech_share": "hightech_output_share"}
    medians = {
        (of_zones.get(row["indicator"], row["indicator"]), row["region"], year): values["median"]
        for row in json.loads(done.stdout)["scenarios"][0]["targets"]
        for year, values in row["years"].items()
    }
    rows = levels("all", "--probability", 0.5)
    assert len(rows) == len(medians) == 3 * 19
    for row in rows:
        assert row["level"] == medians[row["indicator"], row["region"], str(row["year"])]


def test_a_surer_level_is_lower(levels):
    lists = [[row["level"] for row in levels("all", "--probability", p)] for p in (0.1, 0.4, 0.6, 0.95)]
    assert (np.diff(np.array(lists, dtype=float), axis=0) <= 0).all()


def test_the_default_is_three_in_five_for_the_plans_indicators(levels):
    rows = levels("all")
    assert {row["probability"] for row in rows} == {0.6}
    assert {row["year"] for row in rows} == {2025, 2030, 2035}
    assert {row["region"] for row in rows} == {"Chongqing", "western_science_city"}
    assert len(rows) == 3 * 19
    intensity = next(row for row in rows if row["indicator"] == "rd_intensity" and row["year"] == 2025)
    assert (intensity["target"], intensity["direction"]) == (2.6, "at_least")
    assert 0 <= intensity["target_probability"] <= 1
    assert intensity["base_2020"] == pytest.approx(2.107, abs=0.02)


def test_where_the_plan_asks_for_at_most_a_surer_level_is_higher(levels, members):
    values = members("at_most", "rd_intensity", "Chongqing", 2025)
    row = next(row for row in levels("at_most", "--probability", 0.8, "--indicator", "rd_intensity"))
    assert (row["year"], row["direction"], row["reached"]) == (2025, "at_most", "at_most")
    assert row["level"] == pytest.approx(np.quantile(values, 0.8), rel=1e-12)
    assert row["target_probability"] == np.mean(values <= 2.6)
    elsewhere = levels("at_most", "--probability", 0.8, "--indicator", "rd_intensity", "--region", "Yubei")
    assert elsewhere[0]["reached"] == "at_most"  # no target there: as in the city
    assert {row["reached"] for row in levels("at_most") if row["indicator"] != "rd_intensity"} == {"at_least"}


CHOICES = {
    "indicators alone stand for the places of their targets": (
        ["--indicator", "rd_intensity", "--indicator", "gdp"],
        [("rd_intensity", "Chongqing"), ("rd_intensity", "western_science_city"), ("gdp", "Chongqing")],
    ),
    "both": (
        ["--indicator", "gdp,rd,gdp", "--region", "Yubei", "--region", "Sichuan,Yubei"],
        [("gdp", "Yubei"), ("gdp", "Sichuan"), ("rd", "Yubei"), ("rd", "Sichuan")],
    ),
    "names of the tables": (
        ["--indicator", "研发经费", "--indicator", "GDP per head", "--region", "渝北,两江新区"],
        [(i, r) for i in ("rd", "gdp_per_head") for r in ("Yubei", "liangjiang_new_area")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("choice", CHOICES)
def test_indicators_and_places_can_be_chosen(levels, choice):
    options, expected = CHOICES[choice]
    rows = levels("all", *options, "--year", 2030)
    assert [(row["indicator"], row["region"]) for row in rows] == expected


def test_a_node_is_known_by_the_name_that_the_table_prints(jialing, scenarios, levels):
    shown = jialing("targets", scenarios / "all.yaml", "--members", 5, "--indicator", "rd", "--region", "SichuanRest").stdout
    assert "Sichuan Rest" in shown
    rows = [levels("all", "--indicator", "rd", "--region", name) for name in ("SichuanRest", "Sichuan Rest")]
    assert rows[0] == rows[1] != []


def test_places_alone_stand_for_the_indicators_with_targets(levels):
    rows = levels("all", "--region", "Yubei,Sichuan", "--year", 2030)
    assert len(rows) == len({(row["indicator"], row["region"]) for row in rows}) == 17 * 2


def test_the_table_says_what_a_level_is(jialing, tmp_path):
    done = jialing("targets", BASELINE, "--members", 16, "--probability", 0.75, cwd=tmp_path)
    text = " ".join(done.stdout.split())
    for words in ("reached with a probability of 75 %: 75 % of the 16 members are at it or above", "≥ 2.60 (2025)", "2020: median"):
        assert words in text
    assert "※" not in text
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("probability, noted", [(0.0624, True), (0.0626, False), (0.9374, False), (0.9376, True)])
def test_a_probability_that_the_members_do_not_resolve_is_noted(jialing, probability, noted):
    done = jialing("targets", BASELINE, "--members", 16, "--probability", probability, "--lang", "zh")
    assert ("※ 16 个模拟成员不足以分辨" in done.stdout) == noted


def test_failed_members_are_reported(jialing, scenarios):
    done = jialing("targets", scenarios / "failing.yaml", "--members", MEMBERS)
    assert done.returncode == 3
    assert f"of {MEMBERS} members left the finite numbers" in done.stderr
    assert "R&D / GDP" in done.stdout


@pytest.mark.parametrize("probability", ["0", "1", "-0.5", "1.5", "60%", "nan", "x", ""])
def test_a_probability_lies_between_0_and_1(jialing, probability):
    done = jialing("targets", BASELINE, f"--probability={probability}")
    assert done.returncode == 2 and done.stdout == ""
    assert "--probability" in done.stderr


def test_all_unknown_names_are_reported_at_once(jialing):
    done = jialing("targets", BASELINE, "--region", "Yubie,Chongqing", "--indicator", "rd_intensty", "--year", "2020,2030")
    assert done.returncode == 2 and done.stdout == ""
    for words in ("no region or node 'Yubie'; did you mean 'Yubei'?", "no indicator 'rd_intensty'; did you mean 'rd_intensity'?",
                  "--year: must lie in 2021 – 2035, got 2020", "3 faults"):  # fmt: skip
        assert words in done.stderr


def test_a_horizon_before_the_targets_needs_an_indicator(jialing, scenarios, levels):
    done = jialing("targets", scenarios / "short.yaml", "--members", 8)
    assert done.returncode == 2 and "no target lies within the horizon" in done.stderr
    assert [row["year"] for row in levels("short", "--indicator", "rd_intensity")] == [2022]


def test_an_interrupted_run_says_so():
    process = start("targets", BASELINE, "--members", 20000, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    output, message = process.communicate(timeout=60)
    assert (process.returncode, output) == (130, b"") and b"interrupted" in message


def test_all_scenarios_of_a_file_are_asked(jialing, scenarios):
    path = scenarios / "two.yaml"
    path.write_text("name: Baseline\nextends: all.yaml\nscenarios:\n  slow: {name: Slow growth, parameters: {g_real_0: 0.03}}\n")
    options = ["--members", 24, "--indicator", "gdp", "--year", 2030]
    reports = json.loads(jialing("targets", path, "--json", *options).stdout)["scenarios"]
    assert [report["id"] for report in reports] == ["two", "slow"]
    fast, slow = ([row["level"] for row in report["levels"]] for report in reports)
    assert slow[0] < 0.95 * fast[0]
    alone = json.loads(jialing("targets", path, "--json", "--scenario", "slow", *options).stdout)["scenarios"]
    assert alone == reports[1:]
    tables = jialing("targets", path, *options).stdout
    assert tables.index("Baseline") < tables.index("Slow growth")
