"""Where the tests find the built programs and the shipped scenarios."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest

matplotlib.use("agg")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # files of tests run side by side, each with threads of its own

ROOT = Path(__file__).parent.parent
BUILD = Path(os.environ.get("JIALING_BUILD", ROOT / "build" / "release"))
BASELINE = ROOT / "scenarios" / "baseline.yaml"
PRIORS = ROOT / "scenarios" / "baseline_priors.yaml"  # the baseline without what history says
MEMBERS = 64  # of the small run that tests share
SMALL_ANALYSIS = {
    "indicators": ["rd_intensity", "science_literacy"],
    "inputs": 3,
    "trajectories": 2,
    "points": 16,
    "members": 64,
    "set": {"horizon.to": 2026},
}

# Extends a scenario; one of its variants leaves the finite numbers.
SMALL_STUDY = """
name: Baseline
horizon: {to: 2022}
output: {report_years: [2022], indicators: [rd_intensity, gdp]}
targets: [{indicator: gdp, region: Yubei, year: 2022, target: 2500}]
scenarios:
  grants:
    name: Grants
    policies:
      - {name: grants, type: rd_grant, targets: {nodes: [Yubei]}, years: [2021, 2022], amount: 5}
      - {name: credit, type: rd_tax_credit, targets: {nodes: [Fuling]}, years: [2021, 2022], credit: 0.02}
  wild: {name: Wild, parameters: {g_hist: {dist: normal, mean: 0, sd: 1000}}}
"""

SMALL_ALLOCATION = """
name: Small fund
ensemble: {sampling: monte_carlo}
allocation:
  budget: {amount: 60, per: total, from: 2026, to: 2028}
  recipients: {nodes: [Yuzhong, Yubei, Fuling, Wanzhou, Youyang]}
  instruments:
    - {name: grants, type: rd_grant, amount: 1, effectiveness: 0.33}
    - {name: talent, type: talent_programme, recruits: 200, cost: 1, effectiveness: 0.5, half_return: 5}
  objectives:
    - {name: growth, indicator: gdp_2020_prices, year: 2030}
    - {name: equity, indicator: gdp_per_head, year: 2030, form: gini, among: {regions: [Chongqing]}}
  limits:
    - {name: clusters, recipients: [northeast, southeast], at_least: 0.3}
    - {name: nobody alone, each: recipient, at_most: 0.4}
  shares: {cities: {Yubei: 2, Wanzhou: 1}}
  search: {training: 16, evaluation: 32, most_evaluation: 96, starts: 1, rounds: 3, population: 8, generations: 3}
"""


def begin(*command: object, **options: object) -> subprocess.Popen:
    """The command in the background. Who starts us may ignore signals (CI: Ctrl-C; nohup: SIGHUP), which children inherit."""

    def heed_signals() -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_DFL)

    return subprocess.Popen(list(map(str, command)), preexec_fn=heed_signals, **options)


@pytest.fixture(scope="session", autouse=True)
def engine(tmp_path_factory):
    """The Python package runs the engine under test, not another one on the machine.

    Nor do units of pyam come from a cache that another environment has filled.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIALING", str(BUILD / "jialing"))
        patch.setenv("JIALING_PATH", str(BASELINE.parent))  # what tests write elsewhere extends what lies there
        patch.setenv("IAM_UNITS_CACHE", str(tmp_path_factory.mktemp("units")))
        yield


@pytest.fixture
def uncounted(monkeypatch, tmp_path_factory) -> None:
    """The counts of `./dev coverage` do not get what killed commands, or those with a full disk, have written of them."""
    monkeypatch.setenv("GCOV_PREFIX", str(tmp_path_factory.mktemp("counts")))


@pytest.fixture(scope="session")
def jialing():
    """Runs the command with the given arguments and returns the completed process."""

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess:
        command = [BUILD / "jialing", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, **options)

    return run


@pytest.fixture(scope="session")
def baseline() -> Path:
    return BASELINE


@pytest.fixture(scope="session")
def numpy_model():
    """The independent implementation, bench/numpy_model.py."""
    sys.path.insert(0, str(ROOT / "bench"))
    import numpy_model

    return numpy_model


@pytest.fixture(scope="session")
def numpy_levers(numpy_model):
    """Its policy levers, bench/numpy_levers.py."""
    import numpy_levers

    return numpy_levers


@pytest.fixture(scope="session")
def results(jialing, baseline, tmp_path_factory) -> Path:
    """A small run of the baseline."""
    path = tmp_path_factory.mktemp("results") / "baseline.nc"
    done = jialing("run", baseline, "--members", MEMBERS, "--quiet", "-o", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="session")
def small_baseline(results):
    """The small run as a dataset in memory. Tests must not change it."""
    import jialing as jl

    with jl.open(results) as ds:
        return ds.load()


@pytest.fixture(scope="session")
def small_members(tmp_path_factory):
    """Small runs of the baseline and two variants with every member, on the priors alone, where all variants differ.

    Tests must not change it.
    """
    import compared

    import jialing as jl

    path = compared.variants(tmp_path_factory.mktemp("variants"), PRIORS)
    return jl.run(path, members=MEMBERS, set={"output.realizations": "all"}).load()


@pytest.fixture(scope="session")
def small_comparison(small_members):
    """The same compared with the baseline, in NumPy. Tests must not change it."""
    import compared

    return compared.comparison(small_members)


@pytest.fixture(scope="session")
def graph(jialing, baseline, tmp_path_factory) -> Path:
    """The folder that `jialing graph` writes of the baseline."""
    folder = tmp_path_factory.mktemp("graph")
    done = jialing("graph", baseline, "--quiet", "-o", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def provinces_files(jialing, tmp_path_factory) -> dict[str, Path]:
    """A small calibration and a small hindcast of the provinces."""
    folder = tmp_path_factory.mktemp("provinces")
    few = ["--members", 400, "--set", "calibration.steps=4", "--quiet"]
    scenario = ROOT / "scenarios" / "provinces.yaml"
    ends = ["--set", "calibration.until=2015", "--set", "horizon.to=2016", "--replicates", 0]
    origins = ["--set", "hindcast.origins=[2013,2014,2015]", "--set", "hindcast.years=3"]
    for verb, options in (("calibrate", ends), ("hindcast", origins)):
        done = jialing(verb, scenario, *few, *options, "-o", folder / f"{verb}.nc")
        assert done.returncode == 0, done.stderr
    return {verb: folder / f"{verb}.nc" for verb in ("calibrate", "hindcast")}


@pytest.fixture(scope="session")
def calibrated(provinces_files):
    """The small calibration as a dataset in memory. Tests must not change it."""
    import jialing as jl

    with jl.open(provinces_files["calibrate"]) as ds:
        return ds.load()


@pytest.fixture(scope="session")
def judged(provinces_files):
    """The small hindcast as a dataset in memory. Tests must not change it."""
    import jialing as jl

    with jl.open(provinces_files["hindcast"]) as ds:
        return ds.load()


@pytest.fixture(scope="session")
def analysed(baseline, tmp_path_factory):
    """A small sensitivity analysis of the baseline. Tests must not change it."""
    import jialing as jl

    folder = tmp_path_factory.mktemp("sensitivity")
    ds = jl.sensitivity(baseline, **SMALL_ANALYSIS, output=folder / "s.nc")
    assert [path.name for path in folder.iterdir()] == ["s.nc"]
    return ds


@pytest.fixture(scope="session")
def allocation_file(jialing, tmp_path_factory) -> Path:
    """A small study of allocations."""
    folder = tmp_path_factory.mktemp("allocation")
    scenario = folder / "fund.yaml"
    scenario.write_text(f"extends: {BASELINE}\n{SMALL_ALLOCATION}", encoding="utf-8")
    done = jialing("allocate", scenario, "-o", folder / "fund.nc")
    assert done.returncode == 0, done.stderr
    (folder / "report.txt").write_text(done.stdout, encoding="utf-8")
    return folder / "fund.nc"


@pytest.fixture(scope="session")
def allocated(allocation_file):
    """The same, open."""
    import jialing as jl

    with jl.open(allocation_file) as opened:
        yield opened.load()
