"""Every command that writes, and every fault that its surroundings may have: a clear message, earlier results whole."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import is_zipfile

import pytest

from conftest import BASELINE, BUILD, PRIORS, SMALL_ALLOCATION, SMALL_STUDY, begin

pytestmark = pytest.mark.usefixtures("uncounted")

PROVINCES = BASELINE.parent / "provinces.yaml"
FEW = ["--members", 16]
FEW_DRAWS = ["--members", 300, "--set", "calibration.steps=1"]
ENDS = ["--set", "calibration.until=2013", "--set", "horizon.to=2014", "--replicates", 0]
ORIGIN = ["--set", "hindcast.origins=[2014]", "--set", "hindcast.years=1"]
QUICK = ["--inputs", 1, "--trajectories", 2, "--points", 8, "--members", 64, "--indicator", "gdp", "--set", "horizon.to=2022"]
BEFORE = b"what was there before"
FULL = 1024  # bytes that the disk still takes


@dataclass(frozen=True)
class Writer:
    """A command, where the names of a `Study` stand in braces."""

    words: list
    output: str = "out.nc"
    python: bool = False

    @property
    def table(self) -> str | None:
        """The scenario that it reads tables for."""
        return next((word for word in map(str, self.words) if word in ("{study}", "{fund}", "{provinces}")), None)

    @property
    def result(self) -> str | None:
        """The result file that it reads."""
        return next((word for word in map(str, self.words) if word in ("{results}", "{first}")), None)


WRITERS = {
    "run": Writer(["run", "{study}", "--scenario", "study,grants", *FEW]),
    "shard": Writer(["run", "{study}", "--scenario", "study", *FEW, "--shard", "1/2"]),
    "compare": Writer(["compare", "{study}", "grants", *FEW]),
    "merge": Writer(["merge", "{study}", "{first}", "{second}"]),
    "submit": Writer(["submit", "{study}", "--shards", 2, *FEW, "--script", "{out}"], "out.sh"),
    "allocate": Writer(["allocate", "{fund}"]),
    "calibrate": Writer(["calibrate", "{provinces}", *FEW_DRAWS, *ENDS]),
    "hindcast": Writer(["hindcast", "{provinces}", *FEW_DRAWS, *ORIGIN]),
    "sensitivity": Writer(["sensitivity", "{study}", *QUICK]),
    "graph": Writer(["graph", "{study}"], "out"),
    "init": Writer(["init"], "out"),
    "report": Writer(["report", "{results}"], "out.html"),
    "fan": Writer(["fan", "{results}", "--region", "Yubei"], "out.png", python=True),
    "excel": Writer(["excel", "{results}"], "out.xlsx", python=True),
    "iamc": Writer(["iamc", "{results}"], "out.csv", python=True),
}
FOLDERS = [name for name, writer in WRITERS.items() if writer.output == "out"]


@dataclass(frozen=True)
class Study:
    """What the commands read."""

    folder: Path

    @property
    def names(self) -> dict[str, Path]:
        files = {"study": "study.yaml", "fund": "fund.yaml", "provinces": "provinces.yaml"}
        shards = {"first": "first.nc", "second": "second.nc", "results": "results.nc"}
        return {name: self.folder / file for name, file in (files | shards).items()}

    def command(self, name: str, out: Path) -> list[str]:
        writer = WRITERS[name]
        program = [sys.executable, "-m", "jialing"] if writer.python else [BUILD / "jialing"]
        words = [str(word).format(**self.names, out=out) for word in writer.words]
        if str(out) not in words:
            words += [str(out)] if name == "init" else ["-o", str(out)]
        quiet = [] if writer.python else ["--quiet"]
        return list(map(str, [*program, *words, *quiet]))


@pytest.fixture(scope="module")
def study(jialing, tmp_path_factory) -> Study:
    made = Study(tmp_path_factory.mktemp("study"))
    write_scenarios(made)
    study = made.names["study"]
    run = ["run", study, "--scenario", "study", *FEW, "--quiet", "-o"]
    for words in (
        [*run, made.names["first"], "--shard", "1/2"],
        [*run, made.names["second"], "--shard", "2/2"],
        [*run, made.names["results"]],
    ):
        done = jialing(*words)
        assert done.returncode == 0, done.stderr
    return made


def write_scenarios(study: Study, tables: str = "") -> None:
    search = "search: {training: 8, evaluation: 16, most_evaluation: 16, starts: 1, rounds: 1, population: 8, generations: 1}"
    fund = SMALL_ALLOCATION[: SMALL_ALLOCATION.index("  search:")] + f"  {search}\n"
    for name, base, text in (
        ("study", PRIORS, SMALL_STUDY),
        ("fund", BASELINE, fund),
        ("provinces", PROVINCES, "name: Provinces\n"),
    ):
        study.names[name].write_text(f"extends: {base}\n{text}{tables}", encoding="utf-8")


def run(command: list[str], **options: object) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, timeout=300, **options)


def prepare(name: str, folder: Path) -> Path:
    """The output that the command is to write, with an earlier one there."""
    out = folder / WRITERS[name].output
    if name in FOLDERS:
        return out
    out.write_bytes(BEFORE)
    return out


def check_untouched(name: str, out: Path, told: str = "") -> None:
    """The earlier output is there and nothing beside it, but for what --resume goes on with, which is told."""
    parts = out.with_name(out.name + ".parts")
    if parts.exists():
        assert str(parts) in told and "--resume goes on" in told
        shutil.rmtree(parts)
    assert list(out.parent.iterdir()) == ([] if name in FOLDERS else [out])
    if name not in FOLDERS:
        assert out.read_bytes() == BEFORE


def check_refused(done: subprocess.CompletedProcess, *words: str) -> None:
    """The command has ended with a message for its user, which holds these words."""
    assert done.returncode in (1, 2, 3), (done.returncode, done.stderr)
    assert "Traceback" not in done.stderr and "terminate" not in done.stderr, done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk(study, tmp_path, name):
    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # too large a file is an error, as a full disk is
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))

    out = prepare(name, tmp_path)
    done = run(study.command(name, out), preexec_fn=fill, restore_signals=False)
    check_refused(done, "File too large")
    check_untouched(name, out, done.stderr)


@pytest.mark.parametrize("name", WRITERS)
def test_a_read_only_folder(study, tmp_path, name):
    out = prepare(name, tmp_path)
    tmp_path.chmod(0o555)
    without_privilege = ["setpriv", "--bounding-set", "-dac_override"] if os.getuid() == 0 else []
    done = run([*without_privilege, *study.command(name, out)])
    tmp_path.chmod(0o755)
    check_refused(done, "Permission denied")
    check_untouched(name, out)


@pytest.mark.parametrize("name", [name for name, writer in WRITERS.items() if writer.table])
def test_a_vanished_table(jialing, tmp_path, study, name):
    lacking = Study(tmp_path / "inputs")
    lacking.folder.mkdir()
    write_scenarios(lacking, "data: {regions: vanished.csv}\n")
    for shard in ("first", "second"):
        lacking.names[shard].write_bytes(study.names[shard].read_bytes())
    (tmp_path / "outputs").mkdir()
    out = prepare(name, tmp_path / "outputs")
    check_refused(run(lacking.command(name, out)), "vanished.csv", "no such file")
    check_untouched(name, out)


@pytest.mark.parametrize("name", [name for name, writer in WRITERS.items() if writer.result])
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: b"\x00" * len(content),
        None,
    ],
    ids=["half", "zeros", "vanished"],
)
def test_a_damaged_result(tmp_path, study, name, damage: Callable[[bytes], bytes] | None):
    harmed = Study(tmp_path / "inputs")
    harmed.folder.mkdir()
    write_scenarios(harmed)
    for each in ("first", "second", "results"):
        content = study.names[each].read_bytes()
        if each == "second" or damage:
            harmed.names[each].write_bytes(content if each == "second" else damage(content))
    (tmp_path / "outputs").mkdir()
    out = prepare(name, tmp_path / "outputs")
    check_refused(run(harmed.command(name, out)), harmed.names[WRITERS[name].result.strip("{}")].name)
    check_untouched(name, out)


def content(out: Path) -> dict[Path, bytes]:
    """The file, or all files of the folder, but for what holds the time when it was made."""
    files = [out] if out.is_file() else [file for file in out.rglob("*") if file.is_file()]
    return {file: b"a workbook" if is_zipfile(file) else file.read_bytes() for file in files}


@pytest.mark.parametrize("name", WRITERS)
def test_an_end_by_signal(study, tmp_path, name):
    out = prepare(name, tmp_path)
    command = study.command(name, out)
    started = time.monotonic()
    done = run(command)
    assert done.returncode == 0, done.stderr
    whole = time.monotonic() - started
    undisturbed = content(out)
    assert undisturbed and BEFORE not in undisturbed.values()
    moments = random.Random(name)
    for by in (signal.SIGTERM, signal.SIGKILL):
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()
        prepare(name, tmp_path)
        process = begin(*command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(whole * moments.uniform(0.1, 0.9))
        process.send_signal(by)
        told = process.communicate(timeout=60)[1]
        assert process.returncode in (0, 130, -by), told
        if content(out) == undisturbed:  # done before the signal came
            continue
        if by == signal.SIGTERM:
            check_untouched(name, out, told)
        else:
            assert not out.exists() if name in FOLDERS else out.read_bytes() == BEFORE
