"""Blocks of points that ranks of mpirun evaluate together."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from jialing.ranks import ALONE, Ranks, without_ranks
from jialing.sensitivity.jobs import Jobs

FIRST, SECOND, THIRD = (Ranks(number, 3, "launch-1") for number in range(3))


def test_ranks_are_what_mpirun_says():
    of_mpirun = {
        "OMPI_COMM_WORLD_RANK": "2",
        "OMPI_COMM_WORLD_SIZE": "4",
        "PMIX_NAMESPACE": "job.7/x",
    }
    assert Ranks.of(of_mpirun) == Ranks(2, 4, "job-7-x")
    of_srun = {"PMIX_RANK": "1", "SLURM_NTASKS": "3", "PMIX_NAMESPACE": "slurm.1.0"}
    assert Ranks.of(of_srun) == Ranks(1, 3, "slurm-1-0")
    assert Ranks.of({"SLURM_NTASKS": "3"}) == Ranks.of({}) == ALONE and ALONE.first
    with pytest.raises(ValueError, match="PMIX_NAMESPACE"):
        Ranks.of({"PMI_SIZE": "4", "PMI_RANK": "1"})


def test_the_engine_is_told_nothing_of_ranks(monkeypatch):
    monkeypatch.setenv("OMPI_COMM_WORLD_SIZE", "4")
    monkeypatch.setenv("PMIX_RANK", "1")
    monkeypatch.setenv("COMPILER", "g++")
    found = without_ranks()
    assert found["COMPILER"] == "g++" and not {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK"} & found.keys()


def offered(jobs: Jobs, names: list[str]) -> None:
    for name in names:
        jobs.offer(name, lambda path: path.write_text("a design", encoding="utf-8"))


def test_a_job_is_claimed_by_one_and_by_none_when_it_is_done(tmp_path):
    ours, theirs = Jobs(tmp_path, FIRST), Jobs(tmp_path, SECOND)
    with ours.opened():
        assert theirs.arrive() and Jobs(tmp_path, THIRD).arrive()
        offered(ours, ["a"])
        with ours.claimed("a") as first, theirs.claimed("a") as second:
            assert first and not second
        with theirs.claimed("a") as again:  # whoever held it gave up
            assert again
        theirs.keep("a", np.ones(3))
        with ours.claimed("a") as done:
            assert not done
    with ours.claimed("a") as gone:
        assert not gone


def test_helpers_do_jobs_until_the_folder_goes(tmp_path):
    jobs, done = Jobs(tmp_path, FIRST), []

    def evaluate(design):
        done.append(design.stem)
        return np.full(2, float(len(done)))

    helpers = [threading.Thread(target=Jobs(tmp_path, rank).work, args=(evaluate,)) for rank in (SECOND, THIRD)]
    for helper in helpers:
        helper.start()
    names = [f"{n:02}" for n in range(20)]
    with jobs.opened():
        offered(jobs, names)
        while not all(jobs.outcomes(name).exists() for name in names):
            time.sleep(0.01)
    for helper in helpers:
        helper.join(timeout=10)
        assert not helper.is_alive()
    assert sorted(done) == names  # each once


def test_a_helper_that_comes_when_all_is_done_ends_as_well(tmp_path):
    late = [threading.Timer(delay, Jobs(tmp_path, rank).work, (None,)) for delay, rank in ((0.3, SECOND), (0.6, THIRD))]
    with Jobs(tmp_path, FIRST).opened():
        for helper in late:
            helper.start()
    for helper in late:
        helper.join(timeout=10)
        assert not helper.is_alive()


def test_nobody_is_waited_for_after_a_failure(tmp_path):
    with pytest.raises(ValueError, match="no such year"), Jobs(tmp_path, FIRST).opened():
        raise ValueError("no such year")
    assert not list(tmp_path.iterdir()) and not Jobs(tmp_path, SECOND).arrive()


def test_jobs_of_another_launch_are_left_alone(tmp_path):
    (tmp_path / "jobs-old").mkdir()
    (tmp_path / "jobs-old" / "a.nc").write_text("a design", encoding="utf-8")
    jobs = Jobs(tmp_path, Ranks(0, 2, "launch-1"))
    with jobs.opened():
        assert Jobs(tmp_path, Ranks(1, 2, "launch-1")).arrive()
        assert jobs.open_designs() == []
