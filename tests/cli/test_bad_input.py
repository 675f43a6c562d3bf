"""What a user gets wrong: a clear message with its place, exit 2, and no file touched."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from conftest import BASELINE


@pytest.fixture
def scenarios(tmp_path) -> Path:
    """A copy of the shipped scenarios that a test may spoil."""
    folder = tmp_path / "scenarios"
    shutil.copytree(BASELINE.parent, folder, ignore=shutil.ignore_patterns("geo"))
    edit(folder / BASELINE.name, "parameters: {posterior: data/posterior_2020.nc}", "parameters: {}")
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def cell(path: Path, row: int, column: str, value: str) -> None:
    """Overwrites one cell of a table without quoted cells; row 0 is the first after the header."""
    lines = path.read_text(encoding="utf-8").split("\n")
    cells = lines[row + 1].split(",")
    cells[lines[0].split(",").index(column)] = value
    lines[row + 1] = ",".join(cells)
    path.write_text("\n".join(lines), encoding="utf-8")


def patch(scenarios: Path, row: str) -> None:
    (scenarios / "mine.csv").write_text(f"id,column,value,status,log_sd,basis\n{row}\n")
    edit(scenarios / SCENARIO, "data:\n", "data:\n  patch: [mine.csv]\n")


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Name, time and content of every file and folder."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *folder.rglob("*"))
    }


SCENARIO = "baseline.yaml"
NODES = "data/nodes.csv"

FAULTS = {
    "a misspelt key": (lambda s: edit(s / SCENARIO, "members:", "membres:"), "baseline.yaml:15:3:", "did you mean 'members'?"),
    "a wrong type": (lambda s: edit(s / SCENARIO, "members: 2000", "members: many"), "baseline.yaml:15:12:", "whole number from 1"),
    "no members": (lambda s: edit(s / SCENARIO, "members: 2000", "members: 0"), "baseline.yaml:15:12:", "whole number from 1"),
    "a horizon before 2020": (lambda s: edit(s / SCENARIO, "to: 2035", "to: 2019"), "baseline.yaml:11:7:", "after the base year 2020"),
    "a missing table": (lambda s: (s / NODES).unlink(), "nodes.csv", "no such file"),
    "an empty table": (lambda s: (s / NODES).write_text(""), "nodes.csv", "empty"),
    "an empty scenario": (lambda s: (s / SCENARIO).write_text(""), "baseline.yaml", "empty"),
    "a negative GDP": (lambda s: cell(s / NODES, 0, "gdp", "-1"), "nodes.csv:2:", "gdp"),
    "a share above 1": (lambda s: cell(s / NODES, 0, "business_share", "1.2"), "nodes.csv:2:", "business_share"),
    "a value that is no number": (lambda s: cell(s / NODES, 0, "rd", "NaN"), "nodes.csv:2:", "rd"),
    "a duplicate id": (lambda s: cell(s / NODES, 1, "id", "Yuzhong"), "nodes.csv:3:", "Yuzhong"),
    "an unknown id": (lambda s: edit(s / "data/regions.csv", "city,Yuzhong,", "city,Yuzong,"), "regions.csv:2:", "did you mean 'Yuzhong'?"),
    "a missing column": (lambda s: edit(s / NODES, "id,name_zh,kind,role,province,group", "id,name_zh,kind,role,province,grup"), "nodes.csv:1:", "group"),
    "an extends of nothing": (lambda s: edit(s / SCENARIO, "horizon:\n", "extends: baselin.yaml\nhorizon:\n"), "baseline.yaml:10:10:", "did you mean 'baseline.yaml'?"),
    "an extends of itself": (lambda s: edit(s / SCENARIO, "horizon:\n", "extends: ../scenarios/baseline.yaml\nhorizon:\n"), "baseline.yaml:10:10:", "extends itself"),
    "a region with an unknown node": (lambda s: edit(s / SCENARIO, "parameters: {}", "regions: {a: {nodes: [Yuzong]}}"), "baseline.yaml:29:23:", "did you mean 'Yuzhong'?"),
    "a region with shares above 1": (lambda s: edit(s / SCENARIO, "parameters: {}", "regions: {a: {nodes: {Yubei: {all: 0.5, rd: 0.6}}}}"), "baseline.yaml:29:", "add up to more than 1"),
    "a patch with an unknown column": (lambda s: patch(s, "Yubei,rdd,1,reported,0.1,survey"), "mine.csv:2:2:", "did you mean 'rd'?"),
    "a distribution with a wrong argument": (lambda s: edit(s / SCENARIO, "parameters: {}", "parameters: {sigma_S: {dist: normal, mean: 0, std: 1}}"), "baseline.yaml:29:47:", "unknown key; did you mean 'sd'?"),
    "a wrong unit": (lambda s: edit(s / SCENARIO, "parameters: {}", "parameters: {delta_K: 0.1 1/month}"), "baseline.yaml:29:23:", "the unit is 1/year"),
    "an unknown indicator": (lambda s: edit(s / SCENARIO, "indicators: all", "indicators: [gdpp]"), "baseline.yaml:46:16:", "did you mean 'gdp'?"),
    "an extra comma": (lambda s: edit(s / NODES, "Yuzhong,渝中", "Yuzhong,,渝中"), "nodes.csv:2:", "30 cells, the header 29"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_faulty_input_is_explained_and_touches_nothing(jialing, scenarios, tmp_path, fault):
    spoil, place, hint = FAULTS[fault]
    spoil(scenarios)
    output = tmp_path / "results.nc"
    output.write_bytes(b"an older result")
    before = snapshot(tmp_path)
    for command in (["validate"], ["show"], ["run", "-o", output], ["graph", "-o", tmp_path / "graph"]):
        done = jialing(command[0], scenarios / SCENARIO, *command[1:])
        assert done.returncode == 2, done.stderr
        assert place in done.stderr and hint in done.stderr, done.stderr
    assert snapshot(tmp_path) == before


def test_a_bom_and_windows_line_ends_change_nothing(jialing, scenarios):
    plain = jialing("run", scenarios / SCENARIO, "--members", 8, "--json", "-o", scenarios / "plain.nc")
    for name in (NODES, "data/priors.csv", SCENARIO):
        path = scenarios / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert jialing("validate", scenarios / SCENARIO).returncode == 0
    windows = jialing("run", scenarios / SCENARIO, "--members", 8, "--json", "-o", scenarios / "plain.nc")
    assert windows.returncode == 0, windows.stderr
    assert windows.stdout == plain.stdout


@pytest.mark.parametrize("place", ["no_such_folder/results.nc", "baseline.yaml/results.nc", "data"])
def test_an_output_that_cannot_be_written_is_found_before_the_work(jialing, scenarios, place):
    before = snapshot(scenarios)
    done = jialing("run", scenarios / SCENARIO, "-o", scenarios / place)
    assert done.returncode == 2
    assert place.split("/")[0] in done.stderr
    assert snapshot(scenarios) == before


def test_all_faults_of_all_files_are_reported_at_once(jialing, scenarios):
    edit(scenarios / SCENARIO, "members:", "membres:")
    cell(scenarios / NODES, 0, "gdp", "-1")
    cell(scenarios / NODES, 4, "literacy", "3")
    second = scenarios / "second.yaml"
    second.write_text("name: second\nhorizn: {to: 2030}\n")
    files = [scenarios / SCENARIO, second]
    places = [("baseline.yaml", 15), ("nodes.csv", 2), ("nodes.csv", 6), ("second.yaml", 2)]
    done = jialing("validate", *files)
    assert done.returncode == 2
    for name, line in places:
        assert f"{name}:{line}:" in done.stderr
    assert "6 faults" in done.stderr  # the table's two count for each scenario
    as_json = jialing("validate", "--json", *files)
    assert as_json.returncode == 2
    report = json.loads(as_json.stdout)
    assert not report["valid"]
    assert {(Path(fault["file"]).name, fault["line"]) for fault in report["faults"]} == set(places)


def test_the_offending_line_is_shown_with_its_place(jialing, scenarios):
    edit(scenarios / SCENARIO, "  members: 2000", "  成员: 2000")
    cell(scenarios / NODES, 0, "gdp", "-1")
    shown = jialing("validate", scenarios / SCENARIO).stderr.split("\n")
    yaml = next(i for i, line in enumerate(shown) if "baseline.yaml:15:3:" in line)
    assert shown[yaml + 1].startswith("   15 |   成员: 2000")
    assert shown[yaml + 2] == "      |   ^"
    table = next(i for i, line in enumerate(shown) if "nodes.csv:2:14:" in line)
    assert shown[table + 1].startswith("    2 | …") and shown[table + 1].endswith("…")
    mark = shown[table + 2].index("^^")
    assert shown[table + 1][mark : mark + 3] == "-1,"  # nothing wide stands before it
    as_json = json.loads(jialing("validate", "--json", scenarios / SCENARIO).stdout)
    assert "成员: 2000" in as_json["faults"][0]["excerpt"]


COMMAND_LINES = {
    "an unknown verb": (["rnu", "x.yaml"], "unknown command 'rnu'; did you mean 'run'?"),
    "an unknown option": (["run", BASELINE, "--member", "9"], "unknown option '--member'; did you mean '--members'?"),
    "no file": (["run"], "file is required"),
    "one file too many": (["show", BASELINE, "x.yaml"], "one word too many: 'x.yaml'"),
    "a change of an unknown key": (["run", BASELINE, "--set", "horizn.to=2030"], "--set: horizn: unknown key; did you mean 'horizon'?"),
    "a change without a value": (["show", BASELINE, "--set", "horizon.to"], "--set: must be key=value, such as horizon.to=2030"),
    "an unknown scenario": (["run", BASELINE, "--scenario", "basline"], "has no scenario 'basline'; did you mean 'baseline'?"),
    "no verb": ([], "Subcommands:"),
    "no number of members": (["run", BASELINE, "--members", "x"], "--members: must be a whole number"),
    "no members": (["run", BASELINE, "--members", "0"], "--members: ensemble.members: must be a whole number from 1"),
    "a seed below 0": (["run", BASELINE, "--seed", "-1"], "--seed: must be a whole number"),
    "a seed too large": (["run", BASELINE, "--seed", 2**64], "--seed: must be a whole number"),
    "too many threads": (["run", BASELINE, "--threads", "5000"], "up to 4096"),
    "a year before the base year": (["graph", BASELINE, "--year", "2019"], "2020 – 2035, got 2019"),
    "a scenario that is not there": (["run", "x.yaml"], "x.yaml: no such file"),
    "a table instead of a scenario": (["run", BASELINE.parent / "data" / "nodes.csv"], "nodes.csv:1:1:"),
}  # fmt: skip


@pytest.mark.parametrize("fault", COMMAND_LINES)
def test_a_faulty_command_line_is_explained(jialing, tmp_path, fault):
    arguments, hint = COMMAND_LINES[fault]
    done = jialing(*arguments, cwd=tmp_path)
    assert done.returncode == 2 and hint in done.stderr, done.stderr
    assert done.stdout == "" and not list(tmp_path.iterdir())


def test_a_device_that_never_ends_is_refused(jialing, tmp_path):
    done = jialing("run", BASELINE, "--set", "data.nodes=/dev/zero", cwd=tmp_path)
    assert done.returncode == 2 and "larger than 1 GiB" in done.stderr


def test_a_scenario_reads_only_below_its_folder_and_those_that_are_named(jialing, tmp_path):
    """No word of what lies elsewhere comes into a message."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.csv").write_text("password 1234\n")
    (tmp_path / "study").mkdir()
    scenario = tmp_path / "study" / "x.yaml"
    scenario.write_text(f"extends: {BASELINE}\ndata: {{nodes: ../secret/key.csv}}\n", encoding="utf-8")
    done = jialing("validate", scenario)
    assert done.returncode == 2 and "x.yaml:2:15: data.nodes" in done.stderr and "1234" not in done.stderr
    named = f"JIALING_PATH={BASELINE.parent}:{tmp_path / 'secret'}"
    assert named in done.stderr
    both = {**os.environ, "JIALING_PATH": f"{BASELINE.parent}:{tmp_path / 'secret'}"}
    assert "password" in jialing("validate", scenario, env=both).stderr  # of the user's own will
    alone = {name: value for name, value in os.environ.items() if name != "JIALING_PATH"}
    done = jialing("validate", scenario, env=alone)
    assert "x.yaml:1:10: extends" in done.stderr and "lies outside the scenario's folder" in done.stderr
