"""The verbs as a user meets them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from conftest import BASELINE
from terminal import screen_of, start


def values_of(path: Path) -> dict[str, np.ndarray]:
    with xr.open_dataset(path) as ds:
        return {name: variable.values for name, variable in ds.variables.items()}


def same(a: Path, b: Path) -> bool:
    """Every variable of both files, bit for bit."""
    ours, theirs = values_of(a), values_of(b)
    return ours.keys() == theirs.keys() and all(ours[k].tobytes() == theirs[k].tobytes() for k in ours)


OPTIONS = {
    "validate": ["--quiet", "--json"],
    "show": [],
    "run": ["--output", "--members", "--seed", "--threads", "--shard", "--lang", "--quiet", "--json"],
    "compare": ["--reference", "--output", "--members", "--seed", "--set", "--threads", "--shard", "--lang", "--quiet", "--json"],
    "merge": ["--output", "--threads", "--lang", "--quiet", "--json"],
    "submit": ["--kind", "--command", "--shards", "--output", "--script", "--time", "--memory", "--threads", "--partition",
               "--members", "--seed", "--set", "--scenario", "--reference", "--quiet"],
    "targets": ["--probability", "--indicator", "--region", "--year", "--members", "--seed", "--threads", "--lang", "--json"],
    "graph": ["--output", "--year", "--lang", "--quiet", "--json"],
    "info": ["--json"],
    "schema": [],
    "init": ["--quiet"],
}


@pytest.mark.parametrize("verb", OPTIONS)
def test_every_verb_explains_itself(jialing, verb):
    assert verb in jialing("--help").stdout
    done = jialing(verb, "--help")
    assert done.returncode == 0
    for text in (f"jialing {verb}", "Example", *OPTIONS[verb]):
        assert text in done.stdout


def test_a_sound_scenario_is_valid(jialing, baseline):
    done = jialing("validate", baseline)
    assert done.returncode == 0 and "valid" in done.stdout
    assert json.loads(jialing("validate", baseline, "--json").stdout) == {"faults": [], "valid": True}


def test_the_table_says_what_it_rests_on(jialing, baseline, tmp_path):
    done = jialing("run", baseline, "--members", 16, "-o", tmp_path / "r.nc")
    assert done.returncode == 0 and done.stderr == ""
    for text in ("R&D / GDP, %", "≥ 2.60 (2025)", "Seed 20210101", "16 members", "Western (Chongqing) Science City, % *", "estimated"):
        assert text in done.stdout


def test_json_holds_the_table_as_numbers(jialing, baseline, tmp_path):
    done = jialing("run", baseline, "--members", 16, "--json", "-o", tmp_path / "r.nc")
    report = json.loads(done.stdout)
    intensity = next(row for row in report["scenarios"][0]["targets"] if row["indicator"] == "rd_intensity" and row["target_year"] == 2025)
    assert intensity["base_2020"] == pytest.approx(2.107, abs=0.02)
    assert set(intensity["years"]) == {"2025", "2030", "2035"}
    assert 0 <= intensity["probability"] <= 1


def test_quiet_says_nothing(jialing, baseline, tmp_path):
    done = jialing("run", baseline, "--members", 8, "--quiet", "-o", tmp_path / "r.nc")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_shown_scenario_gives_the_same_results(jialing, baseline, tmp_path):
    shutil.copytree(baseline.parent / "data", tmp_path / "data")
    copy = tmp_path / "baseline.yaml"  # the scenario's id is the file's name
    copy.write_text(jialing("show", baseline).stdout, encoding="utf-8")
    first, second = tmp_path / "a.nc", tmp_path / "b.nc"
    assert jialing("run", baseline, "--members", 8, "--quiet", "-o", first).returncode == 0
    assert jialing("run", copy, "--members", 8, "--quiet", "-o", second).returncode == 0
    assert same(first, second)
    hashes = [json.loads(jialing("info", path, "--json").stdout)["hash"] for path in (first, second)]
    assert hashes[0] == hashes[1]


def test_threads_change_no_bit_and_seeds_do(jialing, baseline, tmp_path):
    runs = {"one": ["--threads", 1], "two": ["--threads", 2], "other": ["--seed", 7]}
    for name, options in runs.items():
        done = jialing("run", baseline, "--members", 40, "--quiet", "-o", tmp_path / f"{name}.nc", *options)
        assert done.returncode == 0, done.stderr
    assert same(tmp_path / "one.nc", tmp_path / "two.nc")
    assert not same(tmp_path / "one.nc", tmp_path / "other.nc")


def test_graph_files_are_read_by_others(jialing, baseline, tmp_path):
    done = jialing("graph", baseline, "-o", tmp_path / "graph")
    assert done.returncode == 0, done.stderr
    namespace = {"g": "http://graphml.graphdrawing.org/xmlns"}
    root = ElementTree.parse(tmp_path / "graph" / "network.graphml").getroot()
    assert len(root.findall(".//g:node", namespace)) == 81
    features = json.loads((tmp_path / "graph" / "network.geojson").read_text(encoding="utf-8"))["features"]
    points = [f for f in features if f["geometry"]["type"] == "Point"]
    lines = [f for f in features if f["geometry"]["type"] == "LineString"]
    assert len(points) == 81
    expected = {"layer", "hours", *(f"weight_{c}" for c in ("talent", "capital", "contract", "knowledge"))}
    assert expected <= set(lines[0]["properties"])
    header, *rows = (tmp_path / "graph" / "node_metrics.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 81
    for metric in ("strength_talent", "betweenness", "pagerank", "accessibility"):
        assert metric in header


def test_info_tells_results_from_other_files(jialing, results, tmp_path):
    done = jialing("info", results)
    assert done.returncode == 0 and "64, seed 20210101" in done.stdout
    assert json.loads(jialing("info", results, "--json").stdout)["members"] == 64
    cut = tmp_path / "cut.nc"
    cut.write_bytes(results.read_bytes()[:20000])
    for path in (cut, BASELINE, tmp_path / "none.nc"):
        done = jialing("info", path)
        assert done.returncode == 2 and str(path) in done.stderr


def long_run(output: Path, **options: object) -> subprocess.Popen:
    return start("run", BASELINE, "--members", 20000, "-o", output, **options)


@pytest.mark.parametrize("signals", [[signal.SIGINT], [signal.SIGTERM], [signal.SIGHUP], [signal.SIGINT] * 2])
def test_an_interrupted_run_leaves_what_was_there(tmp_path, signals):
    output = tmp_path / "r.nc"
    output.write_bytes(b"an older result")
    process = long_run(output, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    for each in signals:
        process.send_signal(each)
        time.sleep(0.002)
    _, message = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(signals) > 1 or b"nothing was written" in message
    assert [p.name for p in tmp_path.iterdir()] == ["r.nc"]
    assert output.read_bytes() == b"an older result"


def test_a_terminal_sees_progress_with_the_time_left(tmp_path):
    shown = screen_of(100, "run", BASELINE, "--members", 20000, "-o", tmp_path / "r.nc", interrupt_after=2)
    assert " of 20000 (" in shown and " left" in shown


def test_ten_thousand_members_fit_into_4_gib(tmp_path):
    process = start("run", BASELINE, "--members", 10000, "--quiet", "-o", tmp_path / "r.nc")
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert usage.ru_maxrss / 1024 < 4096
