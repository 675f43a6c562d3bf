"""jialing calibrate --resume and jialing hindcast --resume: what an interrupted run leaves is not computed anew."""

from __future__ import annotations

import signal
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import start

pytestmark = pytest.mark.usefixtures("uncounted")

PROVINCES = Path(__file__).parents[2] / "scenarios/provinces.yaml"
FEW = ["--members", 300, "--set", "calibration.steps=4"]
ENDS = ["--set", "calibration.until=2014", "--set", "horizon.to=2015"]
CALIBRATE = ["calibrate", PROVINCES, *FEW, *ENDS, "--replicates", 1]
HINDCAST = ["hindcast", PROVINCES, *FEW, "--set", "hindcast.origins=[2013,2014,2015]", "--set", "hindcast.years=1"]
HEADER = 32  # bytes before the content of a part
SEED = 20110101  # of the scenario; its replicate has the next
PASSES = 7  # that are kept of a calibration: 3 to learn how large noise is, 4 steps


@pytest.fixture(scope="module")
def undisturbed(jialing, tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    for command in (CALIBRATE, HINDCAST):
        done = jialing(*command, "-o", folder / f"{command[0]}.nc")
        assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir()} == {"calibrate.nc", "hindcast.nc"}
    return {path.stem: path.read_bytes() for path in folder.iterdir()}


def interrupt(command: list, out: Path, by: signal.Signals, ready: Callable[[Path], bool]) -> subprocess.Popen:
    """Starts a command and sends it the signal once its parts are ready."""
    running = start(*command, "-o", out, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 120
    while not ready(parts_of(out)):
        assert running.poll() is None, running.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.002)
    running.send_signal(by)
    running.told = running.communicate(timeout=60)[1]
    assert not out.exists()
    return running


def parts_of(out: Path) -> Path:
    return out.with_name(out.name + ".parts")


def passes(parts: Path) -> int:
    """How many passes are finished, of the replicate and then of the calibration itself."""
    state = parts / "state.bin"
    if not state.exists():
        return 0
    seed, done = struct.unpack_from("<Qi", state.read_bytes(), HEADER)
    return done + (PASSES if seed == SEED else 0)


@pytest.fixture
def left(tmp_path) -> Path:
    """The output of a calibration that was killed, not yet there."""
    out = tmp_path / "p.nc"
    interrupt(CALIBRATE, out, signal.SIGKILL, lambda parts: passes(parts) >= 2)
    return out


@pytest.mark.parametrize(
    ("by", "after"),
    [(signal.SIGINT, 1), (signal.SIGKILL, 6), (signal.SIGTERM, 7), (signal.SIGKILL, 8), (signal.SIGKILL, 14)],
)
def test_a_calibration_goes_on_after_an_interruption_with_the_same_result(jialing, undisturbed, tmp_path, by, after):
    out = tmp_path / "p.nc"
    stopped = interrupt(CALIBRATE, out, by, lambda parts: passes(parts) >= after)
    if by != signal.SIGKILL:
        assert stopped.returncode == 130
        assert f"finished parts are in '{parts_of(out)}'; the same command with --resume goes on" in stopped.told
    assert passes(parts_of(out)) >= after
    done = jialing(*CALIBRATE, "-o", out, "--resume")
    assert done.returncode == 0, done.stderr
    assert f"going on with the parts in '{parts_of(out)}'" in done.stderr
    assert out.read_bytes() == undisturbed["calibrate"]
    assert not parts_of(out).exists()


def test_a_calibration_can_be_interrupted_again_and_again(jialing, undisturbed, tmp_path):
    out = tmp_path / "p.nc"
    for after in (1, 5, 8, 10, 13):
        resumed = [*CALIBRATE, "--resume"]
        interrupt(resumed, out, signal.SIGINT, lambda parts, n=after: passes(parts) >= n)
    assert jialing(*CALIBRATE, "-o", out, "--resume", "--threads", 1).returncode == 0
    assert out.read_bytes() == undisturbed["calibrate"]
    assert [path.name for path in tmp_path.iterdir()] == ["p.nc"]


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("origin", [2013, 2014])
def test_a_hindcast_goes_on_after_the_last_whole_origin(jialing, undisturbed, tmp_path, by, origin):
    out = tmp_path / "h.nc"
    interrupt(HINDCAST, out, by, lambda parts: (parts / f"origin_{origin}.bin").exists())
    before = (parts_of(out) / f"origin_{origin}.bin").stat()
    interrupt([*HINDCAST, "--resume"], out, by, lambda parts: (parts / f"origin_{origin + 1}.bin").exists())
    assert (parts_of(out) / f"origin_{origin}.bin").stat().st_ino == before.st_ino  # not made anew
    done = jialing(*HINDCAST, "-o", out, "--resume")
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == undisturbed["hindcast"]
    assert not parts_of(out).exists()


def test_without_resume_the_parts_are_replaced(jialing, undisturbed, left):
    done = jialing(*CALIBRATE, "--set", "name=another", "-o", left)
    assert done.returncode == 0, done.stderr
    assert not parts_of(left).exists()
    assert jialing(*CALIBRATE, "-o", left, "--resume").stderr.startswith("no parts in ")
    assert left.read_bytes() == undisturbed["calibrate"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (["--seed", 7], "seed 20110101 instead of 7"),
        (["--members", 200], "members 300 instead of 200"),
        (["--set", "parameters.delta_K=0.15"], "scenario "),
        (["--replicates", 3], "replicates 1 instead of 3"),
        (["--later"], "later no instead of yes"),
        (["--later", "--draws", 5], "draws all instead of 5"),
    ],
)
def test_parts_of_another_run_are_refused(jialing, left, change, told):
    before = (parts_of(left) / "state.bin").read_bytes()
    command = list(CALIBRATE)
    if change[0] in ("--members", "--replicates"):
        place = command.index(change[0])
        del command[place : place + 2]
    done = jialing(*command, *change, "-o", left, "--resume")
    assert done.returncode == 2
    assert f"'{parts_of(left)}' holds parts of another run: " in done.stderr and told in done.stderr
    assert "without --resume a new one begins" in done.stderr
    assert (parts_of(left) / "state.bin").read_bytes() == before
    assert not left.exists()


def test_parts_of_another_build_are_refused(jialing, left):
    mark = parts_of(left) / "parts.json"
    mark.write_text(mark.read_text().replace('"version": "', '"version": "9.'))
    done = jialing(*CALIBRATE, "-o", left, "--resume")
    assert done.returncode == 2
    assert "parts of another run: version 9." in done.stderr


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    return content[:-1000] + bytes([content[-1000] ^ 1]) + content[-999:]


@pytest.mark.parametrize("damage", [truncated, flipped, lambda _: b"", lambda content: content[:HEADER]])
def test_a_damaged_part_is_named(jialing, undisturbed, left, damage):
    state = parts_of(left) / "state.bin"
    state.write_bytes(damage(state.read_bytes()))
    done = jialing(*CALIBRATE, "-o", left, "--resume")
    assert done.returncode == 2
    assert f"'{state}' is damaged or of another run; remove it, and it is computed anew" in done.stderr
    assert not left.exists()
    state.unlink()
    assert jialing(*CALIBRATE, "-o", left, "--resume").returncode == 0
    assert left.read_bytes() == undisturbed["calibrate"]


@pytest.mark.parametrize("resume", [[], ["--resume"]])
def test_a_folder_that_holds_something_else_is_refused(jialing, tmp_path, resume):
    out = tmp_path / "p.nc"
    kept = parts_of(out) / "thesis.txt"
    kept.parent.mkdir()
    kept.write_text("years of work")
    done = jialing(*CALIBRATE, "-o", out, *resume)
    assert done.returncode == 2
    assert f"'{parts_of(out)}' holds something else than parts of a run of calibrate" in done.stderr
    assert kept.read_text() == "years of work"
    assert not out.exists()


def test_a_hindcast_does_not_touch_the_parts_of_a_calibration(jialing, left):
    done = jialing(*HINDCAST, "-o", left)
    assert done.returncode == 2
    assert "holds something else than parts of a run of hindcast" in done.stderr
    assert (parts_of(left) / "state.bin").exists()


def test_a_stranger_among_the_parts_is_not_removed(jialing, left):
    (parts_of(left) / "notes.txt").write_text("mine")
    assert jialing(*CALIBRATE, "-o", left).returncode == 2
    assert (parts_of(left) / "notes.txt").read_text() == "mine"


def test_faulty_input_leaves_no_parts(jialing, tmp_path):
    done = jialing(*HINDCAST, "--set", "hindcast.indicators=[science_literacy]", "-o", tmp_path / "h.nc")
    assert done.returncode == 2 and "nothing to judge" in done.stderr
    assert list(tmp_path.iterdir()) == []
