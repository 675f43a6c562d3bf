"""The benchmarks run in the smallest size; nothing looks at the time they take."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import numpy as np
import pytest

from conftest import BUILD, PRIORS, ROOT

PROGRAMS = BUILD / "bench"


def report(program: str, *options: object) -> dict:
    command = [PROGRAMS / program, PRIORS, "--members", "3", *map(str, options)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def lines(script: str, *options: object) -> list[str]:
    command = [sys.executable, ROOT / "bench" / script, "--rounds", "1", "--programs", PROGRAMS]
    done = subprocess.run(
        [*command, *map(str, options)], check=True, capture_output=True, text=True
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_run_is_reported_with_what_the_machine_can_do(threads):
    run = report("throughput", "--threads", threads)
    assert (run["members"], run["nodes"], run["steps"]) == (3, 81, 60)
    assert run["pass_operations"] == 2 * run["weights_applied"]
    assert run["run_seconds"] > 0 and run["peak_mib"] > 0 and run["fma_peak"] > 0
    assert [each["level"] for each in run["bandwidths"]] == ["L1", "L2", "L3", "memory"]
    assert all(each["bytes_per_second"] > 0 for each in run["bandwidths"])


def test_the_parts_of_a_run_take_no_longer_than_the_run():
    run = report("profile")
    seconds = {part["part"]: part["seconds"] for part in run["parts"]}
    assert len(seconds) == len(run["parts"])
    assert all(seconds.values())
    within = sum(spent for part, spent in seconds.items() if part not in ("summary", "output"))
    assert within <= run["run_seconds"]


def test_the_report_has_a_line_for_each_run_and_each_part():
    small = ("--members", 3, "--numpy-members", 2, "--allocation-members", 3)
    text = lines("compare.py", *small)
    for start in ("engine, 1 thread", "NumPy", "engine, 2 threads", "1 thread / NumPy", "learning"):
        assert any(line.startswith(start) for line in text), start
    engine = next(line for line in text if line.startswith("engine, 1 thread"))
    figures = dict(re.findall(r"(\S+) ([\d.,e+]+)", engine))
    members, nodes = float(figures["members/s"]), float(figures["node-steps/s"])
    assert nodes == pytest.approx(members * 81 * 60, rel=1e-3)  # printed to four digits


def test_peers_that_are_missing_are_left_out_with_a_way_to_get_them(
    numpy_model, monkeypatch, capsys
):
    import peers

    def version(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(peers.importlib.metadata, "version", version)
    assert peers.installed(peers.shares_of_links()) == {}
    text = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in text] == list(peers.PEERS)
    assert all("left out" in line and "./dev bench peers" in line for line in text)


def test_peers_stand_beside_the_engine():
    text = lines("peers.py", "--members", 1)
    assert any(line.startswith("jialing ") for line in text)


def test_links_of_the_peers_are_shares_of_others(numpy_model):
    import peers

    shares = peers.shares_of_links()
    assert shares.shape == (81, 81)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert not shares.diagonal().any()
