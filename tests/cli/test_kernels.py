"""One program for every processor: kernels are chosen where it runs, and what they compute agrees."""

from __future__ import annotations

import os
import re
import subprocess

import numpy as np
import pytest
import xarray
from conftest import BASELINE, BUILD, PRIORS, ROOT, SMALL_ALLOCATION, SMALL_STUDY
from files import differences

TAME = ["--scenario", "study,grants"]  # no member leaves the finite numbers
LEVELS = ["x86-64-v2", "x86-64-v3", "x86-64-v4"]  # slowest first


@pytest.fixture(scope="module")
def usable(jialing) -> list[str]:
    """Levels that the program holds and this machine runs."""
    text = jialing("--version").stdout
    compiled, best = re.search(r"compiled for (.*); here runs (\S+)", text).groups()
    levels = compiled.split(", ")
    return levels[: levels.index(best) + 1]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("kernels") / "study.yaml"
    path.write_text(f"extends: {BASELINE}\n{SMALL_STUDY}", encoding="utf-8")
    return path


def with_kernels(jialing, level: str, *words: object):
    done = jialing(*words, env={**os.environ, "JIALING_KERNELS": level})
    assert done.returncode == 0, done.stderr
    return done


def of_levels(usable: list[str], *wanted: str) -> None:
    missing = [level for level in wanted if level not in usable]
    if missing:
        pytest.skip(f"this build or machine has no {', '.join(missing)}")


def medians(path) -> dict[str, np.ndarray]:
    with xarray.open_dataset(path) as data:
        found = {
            str(name): values.sel(statistic="q50").values.astype(float)
            for name, values in data.data_vars.items()
            if "statistic" in values.dims
        }
    assert len(found) > 50
    return found


def scale(values: dict[str, np.ndarray], name: str) -> float | np.ndarray:
    """Size of what a difference is a difference of: beside it, the difference itself may be next to nothing."""
    place = "_region" if name.endswith("_region") else ""
    plain = name.removesuffix("_region")
    if plain == "rd_growth":
        return 100  # per cent, of a ratio less one
    if plain == "rd_intensity_gap_national":
        return np.abs(values["rd_intensity" + place])
    return 0


def assert_close(found: dict[str, np.ndarray], exact: dict[str, np.ndarray], tolerance: float) -> None:
    assert found.keys() == exact.keys()
    assert any(not np.array_equal(exact[name], found[name], equal_nan=True) for name in exact)
    for name, values in exact.items():
        largest = tolerance * np.maximum(np.abs(values), scale(exact, name))
        both_missing = np.isnan(values) & np.isnan(found[name])
        assert (both_missing | (np.abs(found[name] - values) <= largest)).all(), name


@pytest.mark.parametrize("precision", ["double", "single"])
def test_levels_with_fused_multiply_add_give_the_same_bits(jialing, usable, file, tmp_path, precision):
    of_levels(usable, "x86-64-v3", "x86-64-v4")
    options = ["--precision", precision, "--quiet"]
    allocation = tmp_path / "fund.yaml"
    allocation.write_text(f"extends: {BASELINE}\n{SMALL_ALLOCATION}", encoding="utf-8")
    jobs = {
        "run": [file, *TAME, "--members", 40, "--set", "output.realizations=all", *options],
        "compare": [file, "study", "grants", "--members", 24, *options],
        "allocate": [allocation, *options],
    }
    for verb, words in jobs.items():
        for level in LEVELS[1:]:
            with_kernels(jialing, level, verb, *words, "-o", tmp_path / f"{verb}_{level}.nc")
        assert differences(*(tmp_path / f"{verb}_{level}.nc" for level in LEVELS[1:])) == [], verb


def test_without_fused_multiply_add_the_last_digits_differ(jialing, usable, tmp_path):
    of_levels(usable, "x86-64-v2", "x86-64-v3")
    for level in LEVELS[:2]:
        with_kernels(jialing, level, "run", BASELINE, "--members", 200, "--quiet", "-o", tmp_path / f"{level}.nc")
    old, new = (medians(tmp_path / f"{level}.nc") for level in LEVELS[:2])
    assert_close(old, new, 1e-5)


def test_single_precision_keeps_medians_to_a_ten_thousandth(jialing, tmp_path):
    for precision in ("double", "single"):
        done = jialing("run", BASELINE, "--precision", precision, "-o", tmp_path / f"{precision}.nc")
        assert done.returncode == 0, done.stderr
        assert ("single precision" in done.stdout) == (precision == "single")
        with xarray.open_dataset(tmp_path / f"{precision}.nc") as data:
            assert data.attrs["precision"] == precision
            assert data.attrs["failed_members"] == 0
    exact, rough = (medians(tmp_path / f"{precision}.nc") for precision in ("double", "single"))
    assert_close(rough, exact, 1e-4)


def test_single_precision_under_every_lever_stays_finite_and_close(jialing, tmp_path):
    """The plan has a lever of nearly every type; its medians are compared."""
    plan = BASELINE.parent / "plan_14fyp.yaml"
    for precision in ("double", "single"):
        done = jialing(
            "run", plan, "--precision", precision, "--members", 200, "--quiet", "-o", tmp_path / f"{precision}.nc"
        )
        assert done.returncode == 0, done.stderr
    with xarray.open_dataset(tmp_path / "single.nc") as data:
        assert data.attrs["failed_members"] == 0
    exact, rough = (medians(tmp_path / f"{precision}.nc") for precision in ("double", "single"))
    assert_close(rough, exact, 1e-4)


def test_single_precision_is_the_same_for_any_threads_and_parts(jialing, file, tmp_path):
    options = [file, *TAME, "--members", 40, "--set", "output.realizations=all", "--precision", "single", "--quiet"]
    assert jialing("run", *options, "--threads", 1, "-o", tmp_path / "one.nc").returncode == 0
    assert jialing("run", *options, "--threads", 3, "-o", tmp_path / "three.nc").returncode == 0
    assert differences(tmp_path / "one.nc", tmp_path / "three.nc") == []
    parts = [tmp_path / f"part_{number}.nc" for number in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        assert jialing("run", *options, "--shard", f"{number}/3", "-o", part).returncode == 0
    merged = jialing("merge", file, *parts, "-o", tmp_path / "merged.nc")
    assert merged.returncode == 0, merged.stderr
    assert differences(tmp_path / "merged.nc", tmp_path / "one.nc") == []


def test_shards_that_round_differently_are_not_merged(jialing, usable, file, tmp_path):
    of_levels(usable, "x86-64-v2", "x86-64-v3")
    parts = [tmp_path / "1.nc", tmp_path / "2.nc"]
    for number, (level, part) in enumerate(zip(LEVELS, parts), 1):
        with_kernels(
            jialing, level, "run", file, *TAME, "--members", 16, "--shard", f"{number}/2", "--quiet", "-o", part
        )
    refused = jialing("merge", file, *parts, "-o", tmp_path / "merged.nc")
    assert refused.returncode == 2 and "fused multiply-add" in refused.stderr
    assert not (tmp_path / "merged.nc").exists()


def test_repeats_have_the_same_luck_in_any_kernels(jialing, usable, file, tmp_path):
    """Members that share a draw of the parameters may stand in one block, with more lanes than repeats."""
    options = ["--members", 32, "--set", "ensemble.repeats=8", "--set", "output.realizations=all", "--quiet"]
    values = []
    for level in usable:
        path = tmp_path / f"{level}.nc"
        with_kernels(jialing, level, "run", PRIORS, *options, "--precision", "single", "-o", path)
        with xarray.open_dataset(path) as data:
            values.append(data["gdp_members"].values)
    for each in values[1:]:
        np.testing.assert_allclose(each, values[0], rtol=1e-3)


def test_kernels_that_are_not_there_are_named(jialing, usable):
    done = jialing("show", BASELINE, env={**os.environ, "JIALING_KERNELS": "x86-64-v9"})
    assert done.returncode == 0  # reads only
    done = jialing("run", BASELINE, "--members", 8, "-o", "x.nc", env={**os.environ, "JIALING_KERNELS": "x86-64-v9"})
    assert done.returncode != 0
    assert "JIALING_KERNELS" in done.stderr and "x86-64-v9" in done.stderr and usable[-1] in done.stderr


def test_a_precision_that_is_not_there_is_named(jialing, tmp_path):
    done = jialing("run", BASELINE, "--precision", "singel", "-o", tmp_path / "x.nc")
    assert done.returncode == 2 and "did you mean 'single'" in done.stderr
    done = jialing("run", BASELINE, "--set", "ensemble.precision=half", "-o", tmp_path / "x.nc")
    assert done.returncode == 2 and "must be one of double, single" in done.stderr
    assert not list(tmp_path.iterdir())


def test_only_the_tables_of_the_kernels_are_seen_by_the_rest(usable):
    """Nothing compiled for a better processor can be taken for a part of the program that all processors run."""
    objects = sorted((BUILD / "kernels").glob("*.o"))
    assert len(objects) >= 2

    for each in objects:
        lines = subprocess.run(["nm", "--defined-only", "--extern-only", each], capture_output=True, text=True).stdout
        names = [line.split()[-1] for line in lines.splitlines()]
        assert f"kernels_{each.stem}" in names
        assert [name for name in names if not name.startswith(("kernels_", "_ZTI", "_ZTS"))] == []


def test_only_the_kernels_see_members_side_by_side():
    """A header of sim/model or sim/block means something else in each copy of the kernels."""
    for path in sorted((ROOT / "sim").rglob("*.*")):
        if path.suffix not in {".h", ".cpp"} or path.parent.name in {"model", "block"}:
            continue
        assert not re.search(r'#include "sim/(model|block)/', path.read_text(encoding="utf-8")), path
