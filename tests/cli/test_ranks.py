"""mpirun: ranks that divide the members give the same bits as one process, print once and never hang."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from conftest import BASELINE, BUILD, SMALL_ALLOCATION, SMALL_STUDY, begin
from files import differences

ROOT = Path(__file__).parents[2]
MEMBERS = 45
TAME = ["--scenario", "study,grants"]
STREAMED = ["--set", "output.exact_members=0", "--set", "horizon.to=2025"]
# As root, on fewer processors than ranks, and in containers that forbid looking into each other's memory.
MPIRUN = ["mpirun", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "--mca", "btl_vader_single_copy_mechanism", "none"]


def launch(ranks: int, *command: object, **options: object) -> subprocess.Popen:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return begin(*MPIRUN, "-n", ranks, *command, **{**pipes, **options})


def together(ranks: int, *command: object, **options: object) -> subprocess.CompletedProcess:
    process = launch(ranks, *command, **options)
    out, err = finished(process, 240)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def finished(process: subprocess.Popen, seconds: float) -> tuple[str, str]:
    """What it printed; its ranks end with it."""
    try:
        return process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.communicate()
        raise


@pytest.fixture(scope="module")
def mpirun():
    """Runs the command with several ranks."""
    if shutil.which("mpirun") is None:
        pytest.skip("mpirun is not installed")
    if "built without MPI" in together(2, BUILD / "jialing", "--version").stderr:
        pytest.skip("the program was built without MPI")

    def run(ranks: int, *arguments: object, **options: object) -> subprocess.CompletedProcess:
        return together(ranks, BUILD / "jialing", *arguments, **options)

    return run


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("ranks") / "study.yaml"
    path.write_text(f"extends: {BASELINE}\n{SMALL_STUDY}", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(jialing, file) -> Path:
    path = file.parent / "whole.nc"
    done = jialing("run", file, *TAME, "--members", MEMBERS, "--set", "output.realizations=all", "--quiet", "--threads", 1, "-o", path)
    assert done.returncode == 0, done.stderr
    return path


def test_one_process_threads_and_ranks_give_the_same_bits(jialing, mpirun, file, whole, tmp_path):
    options = [*TAME, "--members", MEMBERS, "--set", "output.realizations=all", "--quiet", "-o", tmp_path / "r.nc"]
    assert jialing("run", file, *options, "--threads", 4).returncode == 0
    assert differences(tmp_path / "r.nc", whole) == []
    for ranks, threads in ((4, 1), (2, 3)):
        done = mpirun(ranks, "run", file, *options, "--threads", threads)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert differences(tmp_path / "r.nc", whole) == []


def test_more_ranks_than_blocks_of_members_do_no_harm(jialing, mpirun, file, tmp_path):
    options = [*TAME, "--members", 3, "--quiet"]
    assert jialing("run", file, *options, "-o", tmp_path / "one.nc").returncode == 0
    assert mpirun(4, "run", file, *options, "-o", tmp_path / "four.nc").returncode == 0
    assert differences(tmp_path / "four.nc", tmp_path / "one.nc") == []


def test_members_that_fail_are_known_to_all_ranks(jialing, mpirun, file, tmp_path):
    options = ["--members", MEMBERS, "--quiet", "--threads", 1]
    alone = jialing("run", file, *options, "-o", tmp_path / "one.nc")
    ranks = mpirun(3, "run", file, *options, "-o", tmp_path / "three.nc")
    assert alone.returncode == ranks.returncode == 3
    assert ranks.stderr.count("left the finite numbers") == 1 and alone.stderr in ranks.stderr
    assert differences(tmp_path / "three.nc", tmp_path / "one.nc") == []


def test_ranks_that_each_stream_their_own_members(jialing, mpirun, file, tmp_path):
    """Some of them fail: they are listed in their order, whichever rank ran them."""
    options = ["--members", 700, *STREAMED, "--quiet", "--threads", 1]
    alone = jialing("run", file, *options, "-o", tmp_path / "one.nc")
    assert alone.returncode == 3
    for count in (2, 4):
        ranks = mpirun(count, "run", file, *options, "-o", tmp_path / "r.nc")
        assert ranks.returncode == 3
        assert ranks.stderr.count("left the finite numbers") == 1 and alone.stderr in ranks.stderr
        assert differences(tmp_path / "r.nc", tmp_path / "one.nc") == []


@pytest.mark.usefixtures("uncounted")
def test_what_ranks_have_streamed_is_taken_over_by_any_number_of_others(jialing, mpirun, file, tmp_path):
    out, parts = tmp_path / "r.nc", tmp_path / "r.nc.parts"
    options = ["--scenario", "study", "--members", 6000, *STREAMED, "--quiet", "--threads", 1]
    assert jialing("run", file, *options, "-o", tmp_path / "one.nc").returncode == 0
    run = [BUILD / "jialing", "run", file, *options, "--checkpoint", 0, "-o", out]
    for ranks in (3, 2):
        process = launch(ranks, *run, "--resume")
        of_ranks = {"study_streamed.bin"} | {f"study_streamed_{rank}.bin" for rank in range(1, ranks)}
        while process.poll() is None and {part.name for part in parts.glob("*.bin")} != of_ranks:
            time.sleep(0.01)
        for pid in [rank_of(process.pid, rank) for rank in range(ranks)]:
            with contextlib.suppress(ProcessLookupError):  # mpirun ends the others when it misses one
                os.kill(pid, signal.SIGKILL)
        finished(process, 60)
        assert not out.exists()
    assert jialing(*run[1:], "--resume").returncode == 0
    assert differences(out, tmp_path / "one.nc") == []
    assert not parts.exists()


def test_a_comparison_with_the_split_of_its_effect(jialing, mpirun, file, tmp_path):
    options = ["study", "grants", "--attribute", "grants", "--members", MEMBERS, "--quiet", "--threads", 1]
    assert jialing("compare", file, *options, "-o", tmp_path / "one.nc").returncode == 0
    assert mpirun(2, "compare", file, *options, "-o", tmp_path / "two.nc").returncode == 0
    assert differences(tmp_path / "two.nc", tmp_path / "one.nc") == []


def test_an_allocation(jialing, mpirun, tmp_path):
    problem = tmp_path / "fund.yaml"
    problem.write_text(f"extends: {BASELINE}\n{SMALL_ALLOCATION}", encoding="utf-8")
    quick = ["--set", "allocation.search.generations=1", "--set", "allocation.search.rounds=1", "--quiet", "--threads", 1]
    assert jialing("allocate", problem, *quick, "-o", tmp_path / "one.nc").returncode == 0
    done = mpirun(2, "allocate", problem, *quick, "-o", tmp_path / "two.nc")
    assert done.returncode == 0, done.stderr
    assert differences(tmp_path / "two.nc", tmp_path / "one.nc") == []
    assert (tmp_path / "two.csv").read_text() == (tmp_path / "one.csv").read_text()
    assert not (tmp_path / "two.nc.parts").exists()


PROVINCES = [ROOT / "scenarios/provinces.yaml", "--members", 96, "--set", "calibration.steps=2", "--quiet", "--threads", 1]


def test_a_calibration(jialing, mpirun, tmp_path):
    options = [*PROVINCES, "--set", "calibration.until=2014", "--set", "horizon.to=2015", "--replicates", 2]
    assert jialing("calibrate", *options, "-o", tmp_path / "one.nc").returncode == 0
    done = mpirun(2, "calibrate", *options, "-o", tmp_path / "two.nc")
    assert done.returncode == 0, done.stderr
    assert differences(tmp_path / "two.nc", tmp_path / "one.nc") == []


def test_a_hindcast(jialing, mpirun, tmp_path):
    options = [*PROVINCES, "--set", "hindcast.origins=[2014]", "--set", "hindcast.years=1"]
    assert jialing("hindcast", *options, "-o", tmp_path / "one.nc").returncode == 0
    assert mpirun(2, "hindcast", *options, "-o", tmp_path / "two.nc").returncode == 0
    assert differences(tmp_path / "two.nc", tmp_path / "one.nc") == []


def test_a_sensitivity_analysis(jialing, mpirun, file, tmp_path):
    options = [file, "--indicator", "rd_intensity", "--inputs", 3, "--trajectories", 2, "--points", 8, "--members", 64,
               "--threads", 1, "--quiet"]  # fmt: skip
    assert jialing("sensitivity", *options, "-o", tmp_path / "one.nc").returncode == 0
    done = mpirun(2, "sensitivity", *options, "-o", tmp_path / "two.nc")
    assert done.returncode == 0, done.stderr
    assert differences(tmp_path / "two.nc", tmp_path / "one.nc") == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.nc", "two.nc"]


def test_tables_are_printed_once(jialing, mpirun, file, tmp_path):
    for verb, options in (("run", TAME), ("targets", TAME), ("compare", ["study", "grants"])):
        output = [] if verb == "targets" else ["-o", tmp_path / "r.nc"]
        words = [verb, file, *options, "--members", 16, "--json", *output]
        assert mpirun(3, *words).stdout == jialing(*words).stdout != ""


def test_the_first_rank_does_alone_what_cannot_be_divided(jialing, mpirun, file, whole, tmp_path):
    for words in (["validate", file], ["info", whole], ["show", file]):
        done = mpirun(2, *words)
        assert (done.returncode, done.stdout) == (0, jialing(*words).stdout)
    assert mpirun(2, "init", tmp_path / "study").returncode == 0
    assert (tmp_path / "study" / "scenario.yaml").exists()


@pytest.mark.usefixtures("uncounted")
def test_what_an_interrupted_run_left_is_read_by_the_first_rank(jialing, mpirun, tmp_path):
    options = [*PROVINCES, "--set", "hindcast.origins=[2013,2014,2015,2016]", "--set", "hindcast.years=1"]
    assert jialing("hindcast", *options, "-o", tmp_path / "one.nc").returncode == 0
    process = launch(2, BUILD / "jialing", "hindcast", *options, "-o", tmp_path / "two.nc")
    while process.poll() is None and not list(tmp_path.glob("two.nc.parts/*.bin")):  # the first of four
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    finished(process, 60)
    assert list(tmp_path.glob("two.nc.parts/*.bin"))
    done = mpirun(2, "hindcast", *options, "--resume", "-o", tmp_path / "two.nc")
    assert done.returncode == 0, done.stderr
    assert differences(tmp_path / "two.nc", tmp_path / "one.nc") == []
    assert not (tmp_path / "two.nc.parts").exists()


def test_faulty_input_is_reported_once(mpirun, file, tmp_path):
    for words, told in (
        (["run", file, "--set", "horizon.too=2030"], "unknown key"),
        (["run", file, "--nonsense"], "unknown option '--nonsense'"),
        (["run", tmp_path / "none.yaml"], "none.yaml"),
        (["run", file, "--shard", "1/2"], "leave out mpirun"),
        (["validate", tmp_path / "none.yaml"], "none.yaml"),
    ):
        done = mpirun(3, *words, cwd=tmp_path)
        assert done.returncode == 2 and done.stderr.count(told) == 1, done.stderr
        assert not list(tmp_path.iterdir())


def test_an_output_that_the_first_rank_cannot_write_ends_all(mpirun, file, tmp_path):
    done = mpirun(3, "run", file, *TAME, "--members", 16, "-o", tmp_path / "none" / "r.nc")
    assert done.returncode == 2 and done.stderr.count("cannot write") == 1
    assert not list(tmp_path.iterdir())


def of_rank(words: str, others: str) -> list[str]:
    """The command with other words for the second rank."""
    return ["bash", "-c", f'[ "$OMPI_COMM_WORLD_RANK" = 1 ] && exec {words}; exec {others}']


def test_a_fault_of_another_rank_ends_all_with_its_message(mpirun, file, tmp_path):
    output = tmp_path / "r.nc"
    output.write_bytes(b"an older result")
    right = f"{BUILD}/jialing run {file} --scenario study --members 4000 -o {output}"
    done = together(3, *of_rank(right.replace("study.yaml", "none.yaml"), right))
    assert done.returncode == 2 and done.stderr.count("none.yaml") == 1, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["r.nc"] and output.read_bytes() == b"an older result"


def test_ranks_that_are_not_about_the_same_say_so(mpirun, file, tmp_path):
    right = f"{BUILD}/jialing run {file} --scenario study --members 16 -o {tmp_path}/r.nc"
    for wrong in (f"{right} --seed 3", f"{BUILD}/jialing run {file} --scenario grants --members 16 -o {tmp_path}/r.nc"):
        done = together(3, *of_rank(wrong, right))
        assert done.returncode == 3 and done.stderr.count("not about the same") == 1, done.stderr
        assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize("which", ["mpirun", "the second rank"])
def test_an_interrupted_run_ends_and_leaves_what_was_there(mpirun, file, tmp_path, which):
    output = tmp_path / "r.nc"
    output.write_bytes(b"an older result")
    process = launch(2, BUILD / "jialing", "run", file, "--scenario", "study", "--members", 60000, "--threads", 1, "-o", output)
    time.sleep(3)
    if which == "mpirun":
        process.send_signal(signal.SIGINT)
    else:
        os.kill(rank_of(process.pid, 1), signal.SIGINT)
    out, err = finished(process, 60)
    assert process.returncode not in (0, 3) and out == ""
    assert err.count("interrupted") <= 1
    if which != "mpirun":
        assert process.returncode == 130 and "interrupted; nothing was written" in err
    elif list(tmp_path.glob("*.part")):  # a rank had no second left to end in order: the next run takes it away
        assert output.read_bytes() == b"an older result"
        assert mpirun(1, "run", file, *TAME, "--members", 3, "--quiet", "-o", output).returncode == 0
        output.write_bytes(b"an older result")
    assert [path.name for path in tmp_path.iterdir()] == ["r.nc"] and output.read_bytes() == b"an older result"


def rank_of(mpirun: int, number: int) -> int:
    """The process that is this rank."""
    environment = f"OMPI_COMM_WORLD_RANK={number}\0".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat, given = (folder / "stat").read_text(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == mpirun and environment in given:
            return int(folder.name)
    raise AssertionError(f"no rank {number}")
