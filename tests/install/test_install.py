"""What is installed works away from the source: the command, the library, the Debian package and the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xarray as xr

from conftest import BASELINE, BUILD, ROOT

HERE = Path(__file__).parent
FEW = ["--members", "24", "--seed", "7", "--set", "horizon.to=2025", "--quiet"]


def call(*words: object, **options: object) -> str:
    """What the command prints; it must not fail. Knows nothing of this checkout."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("JIALING", "PYTHON"))}
    options.setdefault("env", own)
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("prefix")
    call("cmake", "--install", BUILD, "--prefix", folder)
    return folder


def test_the_installed_command_runs_the_installed_baseline(jialing, prefix, tmp_path):
    shipped = prefix / "share/jialing/scenarios/baseline.yaml"
    call(prefix / "bin/jialing", "run", shipped, *FEW, "-o", tmp_path / "r.nc", cwd=tmp_path)
    assert jialing("run", BASELINE, *FEW, "-o", tmp_path / "here.nc").returncode == 0
    with xr.open_dataset(tmp_path / "r.nc") as theirs, xr.open_dataset(tmp_path / "here.nc") as ours:
        assert theirs.rd_intensity_region.equals(ours.rd_intensity_region)


def test_a_small_program_finds_the_package_and_gives_the_same_figures(prefix, tmp_path):
    call("cmake", "-S", HERE / "consumer", "-B", tmp_path / "b", f"-DCMAKE_PREFIX_PATH={prefix}")
    call("cmake", "--build", tmp_path / "b")
    figures = [float(line) for line in call(tmp_path / "b/consumer", cwd=tmp_path).split()]
    assert figures == sorted(figures) and 1 < figures[1] < 5
    call(prefix / "bin/jialing", "run", BASELINE, *FEW, "-o", tmp_path / "command.nc")
    with xr.open_dataset(tmp_path / "command.nc") as command, xr.open_dataset(tmp_path / "results.nc") as library:
        assert library.rd_intensity_region.equals(command.rd_intensity_region)
        place = list(command.region.values).index("Chongqing")
        median = command.rd_intensity_region.isel(scenario=0, region=place, time=-1, statistic=4)
        assert figures[1] == pytest.approx(float(median), rel=1e-5)


def test_the_library_shows_only_its_public_names(prefix):
    names = call("nm", "--dynamic", "--defined-only", "--demangle", prefix / "lib/libjialing.so").splitlines()
    shown = [line.split(" ", 2)[2] for line in names if line.split(" ", 2)[1] in "TDBR"]
    assert any(name.startswith("jialing::Study::Study(") for name in shown)
    public = ("jialing::Study::", "jialing::InputError::", "jialing::Fault::")
    assert [name for name in shown if not name.startswith(public)] == []


def test_the_installed_package_refuses_another_version(prefix, tmp_path):
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(x NONE)\nfind_package(jialing 9.0 REQUIRED)\n"
    )
    words = ["cmake", "-S", tmp_path, "-B", tmp_path / "b", f"-DCMAKE_PREFIX_PATH={prefix}"]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True)
    assert done.returncode != 0 and "version: 0.1" in done.stderr


def test_the_debian_package_names_what_it_needs_and_runs(tmp_path):
    call("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", tmp_path)
    (package,) = tmp_path.glob("jialing_*.deb")
    needed = call("dpkg-deb", "--field", package, "Depends")
    assert all(name in needed for name in ("libnetcdf", "libyaml-cpp", "libgomp1", "libc6"))
    call("dpkg-deb", "--extract", package, tmp_path / "root")
    usr = tmp_path / "root/usr"
    version = call(usr / "bin/jialing", "--version")
    assert call("dpkg-deb", "--field", package, "Version").strip() in version
    call(usr / "bin/jialing", "run", usr / "share/jialing/scenarios/baseline.yaml", *FEW, "-o", tmp_path / "r.nc")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "pip", "wheel", ROOT, "--no-deps", "--no-build-isolation", "-q", "-w", folder)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_brings_engine_scenarios_and_charts(wheel, tmp_path):
    assert wheel.name.startswith("jialing-") and "-py3-none-linux" in wheel.name
    with zipfile.ZipFile(wheel) as held:
        names = held.namelist()
    assert "jialing/plot/attainment.py" in names and any(name.endswith("/data/bin/jialing") for name in names)
    # Its libraries are those of the environment that runs this test.
    call(sys.executable, "-m", "venv", "--system-site-packages", tmp_path / "v")
    site = next((tmp_path / "v/lib").glob("python3*")) / "site-packages"
    (site / "more.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")) + "\n")
    own = tmp_path / "v/bin"
    call(own / "python", "-m", "pip", "install", "--no-deps", "--no-index", "--force-reinstall", "-q", wheel)
    code = (
        "import jialing as jl; from jialing.plot.boundaries import geo_folder;"
        "print(jl.__file__, geo_folder());"
        f"print(float(jl.run(r'{tmp_path}/v/share/jialing/scenarios/baseline.yaml', members=8).sizes['time']))"
    )
    where, last = call(own / "python", "-c", code, cwd=tmp_path).splitlines()
    assert where.count(str(tmp_path / "v")) == 2 and last == "16.0"
    assert call(own / "jialing", "--version").startswith("jialing 0.1")
