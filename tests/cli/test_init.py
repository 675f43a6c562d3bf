"""A folder to start from."""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT
from terminal import start

SCENARIOS = ROOT / "scenarios"


@pytest.fixture
def study(jialing, tmp_path) -> Path:
    done = jialing("init", tmp_path / "study")
    assert done.returncode == 0, done.stderr
    assert f"jialing run {tmp_path / 'study' / 'scenario.yaml'}" in done.stdout
    return tmp_path / "study"


def shipped() -> dict[str, Path]:
    """The files that a new folder holds, with those that they are copies of."""
    tables = [f"data/{path.name}" for path in (SCENARIOS / "data").iterdir() if path.is_file()]
    copies = {name: SCENARIOS / name for name in ("baseline.yaml", "scenario.schema.json", *tables)}
    return copies | {name: SCENARIOS / "starter" / name for name in ("scenario.yaml", "README.md")}


def test_the_folder_holds_the_shipped_files(study):
    made = {str(path.relative_to(study)) for path in study.rglob("*") if path.is_file()}
    assert made == set(shipped())
    for name, original in shipped().items():
        assert (study / name).read_bytes() == original.read_bytes(), name
    assert [path.name for path in study.parent.iterdir()] == ["study"]


def test_the_baseline_of_the_folder_is_sound(jialing, study):
    assert jialing("validate", study / "baseline.yaml").returncode == 0


def test_the_starter_runs_at_once(jialing, study):
    done = jialing("run", study / "scenario.yaml", "--members", 16, "-o", study / "results.nc")
    assert done.returncode == 0, done.stderr
    assert (study / "results.nc").is_file()


def test_an_empty_folder_is_filled(jialing, tmp_path):
    (tmp_path / "study").mkdir()
    done = jialing("init", tmp_path / "study" / "", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "study" / "scenario.yaml").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


def test_the_name_is_seen_from_the_present_folder(jialing, tmp_path):
    assert jialing("init", "study", cwd=tmp_path).returncode == 0
    assert (tmp_path / "study" / "data" / "nodes.csv").is_file()


REFUSED = {
    "a folder with files": ("full", "it exists and is not empty; name a new one"),
    "a file": ("full/notes.txt", "there is a file of that name"),
    "a place below a file": ("full/notes.txt/study", "ot a directory"),
    "a place without a folder": ("none/study", "No such file or directory"),
    "the present folder": (".", "it is the present folder"),
    "nothing": ("", "the name is empty"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_there_stays_untouched(jialing, tmp_path, case):
    place, why = REFUSED[case]
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    (tmp_path / "empty").mkdir()
    before = sorted(tmp_path.rglob("*"))
    cwd = tmp_path / "empty" if place == "." else tmp_path
    done = jialing("init", place, cwd=cwd)
    assert done.returncode == 2 and why in done.stderr, done.stderr
    assert done.stdout == "" and sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "full" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("delay", [0, 0.002, 0.01, 0.03])
def test_an_interrupted_init_leaves_all_or_nothing(tmp_path, delay):
    process = start("init", tmp_path / "study")
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    process.wait(30)
    made = sorted(path.relative_to(tmp_path / "study") for path in (tmp_path / "study").rglob("*") if path.is_file())
    assert made in ([], sorted(map(Path, shipped())))
    assert process.returncode in (0, 130, -signal.SIGINT)
    assert [path for path in tmp_path.iterdir() if path.name != "study"] == []


def test_the_lines_that_the_starter_comments_out_are_sound(jialing, study):
    starter = study / "scenario.yaml"
    text = starter.read_text(encoding="utf-8")
    keys = re.sub(r"^( *)# (?=( *- \{| *[A-Za-z_0-9]+:( |$)))", r"\1", text, flags=re.M)
    for key in ("\ntargets:\n", "\nscenarios:\n", "\n  f0: "):
        assert key in keys and key not in text
    starter.write_text(keys, encoding="utf-8")
    done = jialing("validate", starter)
    assert done.returncode == 0, done.stderr
