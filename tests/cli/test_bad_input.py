"""What a user gets wrong: a clear message with its place, exit 2, and no file touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import BASELINE


@pytest.fixture
def scenarios(tmp_path) -> Path:
    """A copy of the shipped scenarios that a test may spoil."""
    folder = tmp_path / "scenarios"
    shutil.copytree(BASELINE.parent, folder, ignore=shutil.ignore_patterns("geo"))
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


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Name, time and content of every file."""
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in sorted(folder.rglob("*")) if p.is_file()}


SCENARIO = "baseline.yaml"
NODES = "data/nodes.csv"

FAULTS = {
    "a misspelt key": (lambda s: edit(s / SCENARIO, "members:", "membres:"), "baseline.yaml:14:3:", "did you mean 'members'?"),
    "a wrong type": (lambda s: edit(s / SCENARIO, "members: 2000", "members: many"), "baseline.yaml:14:12:", "whole number from 1"),
    "no members": (lambda s: edit(s / SCENARIO, "members: 2000", "members: 0"), "baseline.yaml:14:12:", "whole number from 1"),
    "a horizon before 2020": (lambda s: edit(s / SCENARIO, "to: 2035", "to: 2019"), "baseline.yaml:10:7:", "2021"),
    "a missing table": (lambda s: (s / NODES).unlink(), "nodes.csv", "no such file"),
    "an empty table": (lambda s: (s / NODES).write_text(""), "nodes.csv", "empty"),
    "an empty scenario": (lambda s: (s / SCENARIO).write_text(""), "baseline.yaml", "empty"),
    "a negative GDP": (lambda s: cell(s / NODES, 0, "gdp", "-1"), "nodes.csv:2:", "gdp"),
    "a share above 1": (lambda s: cell(s / NODES, 0, "business_share", "1.2"), "nodes.csv:2:", "business_share"),
    "a value that is no number": (lambda s: cell(s / NODES, 0, "rd", "NaN"), "nodes.csv:2:", "rd"),
    "a duplicate id": (lambda s: cell(s / NODES, 1, "id", "Yuzhong"), "nodes.csv:3:", "Yuzhong"),
    "an unknown id": (lambda s: edit(s / "data/regions.csv", "city,Yuzhong,", "city,Yuzong,"), "regions.csv:2:", "did you mean 'Yuzhong'?"),
    "a missing column": (lambda s: edit(s / NODES, "id,name_zh,kind,role,province,group", "id,name_zh,kind,role,province,grup"), "nodes.csv:1:", "group"),
    "an extra comma": (lambda s: edit(s / NODES, "Yuzhong,渝中", "Yuzhong,,渝中"), "nodes.csv:2:", "30 cells, the header 29"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_faulty_input_is_explained_and_touches_nothing(jialing, scenarios, tmp_path, fault):
    spoil, place, hint = FAULTS[fault]
    spoil(scenarios)
    output = tmp_path / "results.nc"
    output.write_bytes(b"an older result")
    before = snapshot(tmp_path)
    for command in (["validate", scenarios / SCENARIO], ["run", scenarios / SCENARIO, "-o", output]):
        done = jialing(*command)
        assert done.returncode == 2, done.stderr
        assert place in done.stderr and hint in done.stderr, done.stderr
    assert snapshot(tmp_path) == before


def test_a_bom_and_windows_line_ends_change_nothing(jialing, scenarios):
    plain = jialing("run", scenarios / SCENARIO, "--members", 8, "--json", "-o", scenarios / "plain.nc")
    for name in (NODES, "data/priors.csv", SCENARIO):
        path = scenarios / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
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
    done = jialing("validate", scenarios / SCENARIO)
    assert done.returncode == 2
    for place in ("baseline.yaml:14:", "nodes.csv:2:", "nodes.csv:6:"):
        assert place in done.stderr
    assert "3 faults" in done.stderr


@pytest.mark.parametrize("arguments", [["run"], ["fly", "x.yaml"], ["run", "x.yaml", "--members", "x"], []])
def test_a_faulty_command_line_ends_with_2(jialing, arguments):
    assert jialing(*arguments).returncode == 2
