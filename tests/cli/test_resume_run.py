"""jialing run and compare --resume; commands that are killed again and again end with the file of an undisturbed one."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from conftest import BASELINE, BUILD, SMALL_ALLOCATION, SMALL_STUDY
from files import differences
from terminal import start

pytestmark = pytest.mark.usefixtures("uncounted")

OFTEN = ["--checkpoint", 0]
TAME = ["--scenario", "study,grants"]
MEMBERS = ["--members", 1100]  # three pieces, the last one not whole
STREAMED = ["--set", "output.exact_members=0"]
COMMANDS = {
    "run": ["run", *TAME, *MEMBERS],
    "streamed": ["run", *TAME, *MEMBERS, *STREAMED],
    "compare": ["compare", "study", "grants", *MEMBERS],
}


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("study") / "study.yaml"
    path.write_text(f"extends: {BASELINE}\n{SMALL_STUDY}", encoding="utf-8")
    return path


def command(name: str, file: Path, out: Path, *options: object) -> list:
    verb, *rest = COMMANDS[name]
    return [verb, file, *rest, "--quiet", "-o", out, *options]


@pytest.fixture(scope="module")
def undisturbed(jialing, file) -> dict[str, Path]:
    files = {}
    for name in COMMANDS:
        files[name] = file.parent / f"{name}.nc"
        done = jialing(*command(name, file, files[name]))
        assert (done.returncode, done.stderr) == (0, "")
        assert not parts_of(files[name]).exists()  # nothing is kept of so short a run
    return files


def parts_of(out: Path) -> Path:
    return out.with_name(out.name + ".parts")


def kept(out: Path) -> list[str]:
    return sorted(path.name for path in parts_of(out).glob("*.bin"))


def interrupted(words: list, out: Path, by: signal.Signals, ready) -> tuple[int, str]:
    """Exit code and errors of a command that gets the signal once its parts are ready."""
    process = start(*words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 120
    while not ready(kept(out)):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.002)
    process.send_signal(by)
    errors = process.communicate(timeout=60)[1]
    assert not out.exists()
    return process.returncode, errors


@pytest.mark.parametrize(
    ("name", "first", "later", "by"),
    [
        ("run", "study_0.bin", "grants_1.bin", signal.SIGTERM),
        ("streamed", "study_streamed.bin", "grants_streamed.bin", signal.SIGKILL),
        ("compare", "study_1.bin", "grants_0.bin", signal.SIGKILL),
    ],
)
def test_it_goes_on_after_an_interruption_with_the_same_file(jialing, file, undisturbed, tmp_path, name, first, later, by):
    out = tmp_path / "r.nc"
    words = command(name, file, out, *OFTEN)
    code, told = interrupted(words, out, by, lambda parts: first in parts)
    if by == signal.SIGTERM:
        assert code == 130
        assert f"finished parts are in '{parts_of(out)}'; the same command with --resume goes on" in told
    before = (parts_of(out) / first).stat()
    interrupted([*words, "--resume"], out, by, lambda parts: later in parts)
    if name != "streamed":
        assert (parts_of(out) / first).stat().st_ino == before.st_ino  # not made anew
    done = jialing(*words, "--resume", "--threads", 1)
    assert (done.returncode, done.stderr) == (0, "")
    assert differences(out, undisturbed[name]) == []
    assert [path.name for path in tmp_path.iterdir()] == ["r.nc"]


def test_a_resumed_run_says_what_it_goes_on_with(jialing, file, tmp_path):
    out = tmp_path / "r.nc"
    words = [word for word in command("run", file, out, *OFTEN) if word != "--quiet"]
    interrupted(words, out, signal.SIGKILL, lambda parts: "study_0.bin" in parts)
    done = jialing(*words, "--resume")
    assert done.returncode == 0 and f"going on with the parts in '{parts_of(out)}'" in done.stderr
    assert jialing(*words, "--resume").stderr.startswith("no parts in ")


def test_members_that_fail_are_told_by_a_resumed_run_too(jialing, file, tmp_path):
    out = tmp_path / "r.nc"
    words = ["run", file, *MEMBERS, "--quiet", "-o", out]
    whole = jialing(*words[:-1], tmp_path / "whole.nc")
    assert whole.returncode == 3 and "left the finite numbers" in whole.stderr
    interrupted([*words, *OFTEN], out, signal.SIGKILL, lambda parts: len(parts) >= 8)
    done = jialing(*words, "--resume")
    assert (done.returncode, done.stderr) == (3, whole.stderr)
    assert differences(out, tmp_path / "whole.nc") == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (["--seed", 7], "instead of 7"),
        (["--precision", "single"], "single precision"),
        (["--set", "parameters.delta_K=0.15"], "scenario "),
    ],
)
def test_parts_of_another_run_are_refused_and_stay(jialing, file, tmp_path, change, told):
    out = tmp_path / "r.nc"
    words = command("run", file, out, *OFTEN)
    interrupted(words, out, signal.SIGKILL, lambda parts: "study_0.bin" in parts)
    before = kept(out)
    done = jialing(*words, *change, "--resume")
    assert done.returncode == 2
    assert f"'{parts_of(out)}' holds parts of another run: " in done.stderr and told in done.stderr
    assert kept(out) == before and not out.exists()


@pytest.mark.parametrize(
    ("name", "part", "damage"),
    [
        ("run", "study_0.bin", lambda content: content[:-7]),
        ("streamed", "study_streamed.bin", lambda content: content[:-9] + b"x" + content[-8:]),
    ],
)
def test_a_damaged_piece_is_named_and_computed_anew_once_removed(jialing, file, undisturbed, tmp_path, name, part, damage):
    out = tmp_path / "r.nc"
    words = command(name, file, out, *OFTEN)
    interrupted(words, out, signal.SIGKILL, lambda parts: part in parts)
    damaged = parts_of(out) / part
    damaged.write_bytes(damage(damaged.read_bytes()))
    done = jialing(*words, "--resume")
    assert done.returncode == 2
    assert f"'{damaged}' is damaged or of another run; remove it, and it is computed anew" in done.stderr
    damaged.unlink()
    assert jialing(*words, "--resume").returncode == 0
    assert differences(out, undisturbed[name]) == []


def test_a_disk_that_takes_no_parts_does_not_end_the_run(file, undisturbed, tmp_path):
    out = tmp_path / "r.nc"
    blocks = undisturbed["run"].stat().st_size // 1024 + 2048  # room for the result, but not for a piece
    limited = ["bash", "-c", f"ulimit -f {blocks}; trap '' XFSZ; exec \"$@\"", "bash", BUILD / "jialing"]
    words = map(str, [*limited, *command("run", file, out, *OFTEN)])
    done = subprocess.run(list(words), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("the run goes on without keeping what is finished") == 1
    assert differences(out, undisturbed["run"]) == []


@pytest.fixture(scope="module")
def long_commands(jialing, file) -> dict[str, tuple[list, Path]]:
    """Commands that keep what is finished, and the file that each makes undisturbed."""
    fund = file.parent / "fund.yaml"
    fund.write_text(f"extends: {BASELINE}\n{SMALL_ALLOCATION}", encoding="utf-8")
    provinces = BASELINE.parent / "provinces.yaml"
    few = ["--members", 300, "--set", "calibration.steps=4"]
    ends = ["--set", "calibration.until=2014", "--set", "horizon.to=2015"]
    commands = {name: ([verb, file, *rest, *OFTEN], name) for name, (verb, *rest) in COMMANDS.items()}
    commands["calibrate"] = (["calibrate", provinces, *few, *ends, "--replicates", 1], "calibrate")
    commands["allocate"] = (["allocate", fund], "allocate")
    made = {}
    for name, (words, stem) in commands.items():
        path = file.parent / f"undisturbed_{stem}.nc"
        done = jialing(*words, "--quiet", "-o", path)
        assert done.returncode == 0, done.stderr
        made[name] = (words, path)
    return made


def test_fifty_kills_at_random_moments_change_no_result(jialing, long_commands, tmp_path):
    moments = random.Random(20250101)
    kills = 0
    while kills < 50:
        for name, (words, expected) in long_commands.items():
            out = tmp_path / f"{name}.nc"
            for _ in range(10):
                process = start(*words, "--quiet", "-o", out, "--resume", stdout=subprocess.DEVNULL)
                time.sleep(moments.uniform(0.05, 1.5))
                process.kill()
                kills += process.wait() == -signal.SIGKILL
                if out.exists():
                    break
            done = jialing(*words, "--quiet", "-o", out, "--resume")
            assert done.returncode == 0, done.stderr
            assert differences(out, expected) == []
            assert {path.name for path in tmp_path.glob(f"{name}*")} <= {out.name, f"{name}.csv"}
            out.unlink()
