"""jl.run: the engine behind Python."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from conftest import begin

import jialing as jl

engine = sys.modules["jialing.run"]  # `jl.run` is the function of that name


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """The folder in which temporary files are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(engine.tempfile, "tempdir", str(folder))
    return folder


def program(path: Path, script: str) -> Path:
    """A program that behaves as the engine may."""
    path.write_text("#!/bin/sh\n" + textwrap.dedent(script))
    path.chmod(0o755)
    return path


def test_a_run_gives_what_the_command_writes(baseline, small_baseline, temporary):
    ds = jl.run(baseline, members=64)
    xr.testing.assert_identical(ds, small_baseline)
    assert list(temporary.iterdir()) == []


def test_members_seed_and_threads_reach_the_engine(baseline):
    one = jl.run(baseline, members=16, seed=np.int64(7), threads=1)
    two = jl.run(baseline, members=16, seed=7, threads=2)
    assert one.attrs["members"] == 16 and one.attrs["seed"] == "7"
    xr.testing.assert_identical(one, two)
    assert not one.gdp.equals(jl.run(baseline, members=16, seed=8).gdp)


def test_results_are_kept_where_one_asks(baseline, temporary, tmp_path):
    with jl.run(baseline, members=16, output=tmp_path / "kept.nc") as ds:
        assert not ds.gdp.variable._in_memory
    with jl.open(tmp_path / "kept.nc") as again:
        assert again.attrs["members"] == 16
    assert list(temporary.iterdir()) == []


def test_large_results_stay_in_a_file_that_goes_with_them(baseline, temporary, monkeypatch):
    monkeypatch.setattr(engine, "IN_MEMORY", 0)
    ds = jl.run(baseline, members=16)
    assert not ds.gdp.variable._in_memory and len(list(temporary.iterdir())) == 1
    assert ds.gdp.notnull().any()
    ds.close()
    assert list(temporary.iterdir()) == []
    jl.run(baseline, members=16)
    assert list(temporary.iterdir()) == []


def test_a_faulty_scenario_is_told_in_the_engines_words(tmp_path, temporary):
    scenario = tmp_path / "faulty.yaml"
    scenario.write_text("name: faulty\nhorizn: {to: 2030}\n")
    with pytest.raises(
        jl.ScenarioError, match=r"faulty.yaml:2:1: .*did you mean 'horizon'"
    ) as told:
        jl.run(scenario)
    assert isinstance(told.value, ValueError) and "\033" not in str(told.value)
    with pytest.raises(jl.ScenarioError, match="missing.yaml"):
        jl.run(tmp_path / "missing.yaml")
    assert list(temporary.iterdir()) == []


def test_a_faulty_choice_is_refused(baseline, tmp_path):
    with pytest.raises(jl.ScenarioError, match="--seed.*-1"):
        jl.run(baseline, seed=-1)
    with pytest.raises(jl.ScenarioError, match="no_such_folder"):
        jl.run(baseline, members=16, output=tmp_path / "no_such_folder" / "results.nc")


def test_failed_members_leave_the_results_of_the_others(results, tmp_path, temporary, monkeypatch):
    """The engine writes them, names the members that failed, and exits with 3."""
    script = f"""
        while [ "$1" != "-o" ]; do shift; done
        cp {results} "$2"
        printf '\\r\\033[Kmembers 64 of 64 (100 %%), 0 s left\\r\\033[K' >&2
        echo '1 of 64 members left the finite numbers; the results are those of the others:' >&2
        exit 3
    """
    monkeypatch.setenv("JIALING", str(program(tmp_path / "jialing", script)))
    with pytest.raises(jl.RunError, match=r"^1 of 64 members left.*others:$") as told:
        jl.run("any.yaml")
    assert told.value.results.attrs["members"] == 64
    assert list(temporary.iterdir()) == []


def test_a_failed_run_has_no_results(tmp_path, temporary, monkeypatch):
    old = tmp_path / "old.nc"
    old.write_text("results of an earlier run")
    for script, message in (("echo no memory >&2; exit 3", "no memory"), ("kill -9 $$", "SIGKILL")):
        monkeypatch.setenv("JIALING", str(program(tmp_path / "jialing", script)))
        for output in (None, old):
            with pytest.raises(jl.RunError, match=message) as told:
                jl.run("any.yaml", output=output)
            assert told.value.results is None
    assert list(temporary.iterdir()) == []


def test_without_the_engine_one_learns_how_to_build_it(tmp_path, monkeypatch):
    monkeypatch.setenv("JIALING", str(tmp_path / "nothing"))
    with pytest.raises(FileNotFoundError, match="nothing.*dev build"):
        jl.run("any.yaml")
    monkeypatch.delenv("JIALING")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(engine, "CHECKOUT", tmp_path)
    with pytest.raises(FileNotFoundError, match="not built.*dev build"):
        jl.run("any.yaml")
    on_path = program(tmp_path / "jialing", "exit 0")
    assert engine.find_engine() == on_path
    built = tmp_path / "build" / "release"
    built.mkdir(parents=True)
    assert engine.find_engine() == on_path
    assert engine.find_engine() != program(built / "jialing", "exit 0")


def test_an_interrupt_stops_the_engine_and_leaves_nothing(baseline, tmp_path):
    code = f"import jialing as jl; jl.run({str(baseline)!r}, members=20_000)"
    own = {**os.environ, "TMPDIR": str(tmp_path)}
    child = begin(sys.executable, "-c", code, env=own, stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while not list(tmp_path.glob("jialing-*/*")) and time.monotonic() < until:
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in child.communicate(timeout=60)[1]
    assert list(tmp_path.iterdir()) == []


def test_keys_of_the_scenario_can_be_set(baseline):
    ds = jl.run(
        baseline,
        members=16,
        set={"horizon.to": 2030, "uncertainty.process_noise": False, "name": "Süd 南"},
    )
    assert ds.time[-1] == 2030 and ds.attrs["title"] == "Süd 南"
    assert "process_noise: off" in ds.attrs["scenario_yaml"]
    with pytest.raises(jl.ScenarioError, match="horizn"):
        jl.run(baseline, members=16, set={"horizn.to": 2030})


def test_named_scenarios_can_be_chosen(baseline, tmp_path):
    scenario = tmp_path / "two.yaml"
    scenario.write_text(
        f"extends: {baseline}\nscenarios:\n"
        "  slow: {parameters: {g_real_0: 0.04}}\n  fast: {parameters: {g_real_0: 0.07}}\n"
    )
    ds = jl.run(scenario, members=16, scenarios=["slow", "fast"])
    assert list(ds.scenario.values) == ["slow", "fast"]
    gdp = jl.place(ds, "gdp", "Chongqing").sel(statistic="q50", time=2035)
    assert gdp.sel(scenario="slow") < gdp.sel(scenario="fast")
    assert list(jl.run(scenario, members=16, scenarios="fast").scenario.values) == ["fast"]
