"""`--shard`, `jialing merge` and `jialing submit`: parts of a run that together are the run."""

from __future__ import annotations

import json
import os
import random
import shutil
import struct
import subprocess
from pathlib import Path

import netCDF4
import pytest

from conftest import BASELINE, SMALL_STUDY
from files import differences

MEMBERS = 45  # no multiple of how many are simulated side by side
SHARDS = 7
CHOSEN = ["--members", MEMBERS, "--seed", 7, "--set", "output.realizations=all", "--scenario", "study,grants"]


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("shards") / "study.yaml"
    path.write_text(f"extends: {BASELINE}\n{SMALL_STUDY}", encoding="utf-8")
    return path


def computed(jialing, file: Path, folder: Path, *options: object, verb: str = "run", count: int = SHARDS) -> list[Path]:
    """The shards of a run, in a folder."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number}.nc" for number in range(1, count + 1)]
    for number, path in enumerate(paths, 1):
        done = jialing(verb, file, *options, "--shard", f"{number}/{count}", "--quiet", "-o", path)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return paths


@pytest.fixture(scope="module")
def whole(jialing, file) -> Path:
    path = file.parent / "whole.nc"
    done = jialing("run", file, *CHOSEN, "--quiet", "--threads", 1, "-o", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def shards(jialing, file) -> list[Path]:
    return computed(jialing, file, file.parent / "parts", *CHOSEN, "--threads", 1)


def test_shards_in_any_order_are_one_run_bit_for_bit(jialing, file, whole, shards, tmp_path):
    for seed in (1, 2):
        mixed = random.Random(seed).sample(shards, len(shards))
        done = jialing("merge", file, *mixed, "-o", tmp_path / "merged.nc")
        assert done.returncode == 0, done.stderr
        assert differences(tmp_path / "merged.nc", whole) == []
    assert "≥ 2 500 (2022)" in done.stdout and "Grants" in done.stdout  # the tables of run


def test_threads_of_shards_and_of_the_merge_change_no_bit(jialing, file, whole, tmp_path):
    paths = computed(jialing, file, tmp_path / "parts", *CHOSEN, "--threads", 4, count=3)
    assert jialing("merge", file, *paths, "--threads", 4, "--quiet", "-o", tmp_path / "merged.nc").returncode == 0
    assert differences(tmp_path / "merged.nc", whole) == []


def test_shards_of_members_that_are_streamed_are_one_streamed_run(jialing, file, tmp_path):
    chosen = ["--members", MEMBERS, "--set", "output.exact_members=0"]
    whole = jialing("run", file, *chosen, "--quiet", "-o", tmp_path / "whole.nc")
    assert whole.returncode == 3 and "left the finite numbers" in whole.stderr
    for count in (1, 3, SHARDS):
        paths = computed(jialing, file, tmp_path / f"{count}", *chosen, count=count)
        merged = jialing("merge", file, *reversed(paths), "--quiet", "-o", tmp_path / "merged.nc")
        assert (merged.returncode, merged.stderr) == (3, whole.stderr)
        assert differences(tmp_path / "merged.nc", tmp_path / "whole.nc") == []


def test_one_shard_and_as_many_as_members_are_allowed(jialing, file, tmp_path):
    few = ["--members", 3, "--set", "horizon.to=2021"]
    assert jialing("run", file, *few, "--quiet", "-o", tmp_path / "whole.nc").returncode in (0, 3)
    for count in (1, 3):
        paths = computed(jialing, file, tmp_path / f"{count}", *few, count=count)
        assert jialing("merge", file, *paths, "--quiet", "-o", tmp_path / "merged.nc").returncode in (0, 3)
        assert differences(tmp_path / "merged.nc", tmp_path / "whole.nc") == []


def test_the_merge_reports_what_the_run_reports(jialing, file, whole, shards, tmp_path):
    ran = json.loads(jialing("run", file, *CHOSEN, "--json", "-o", tmp_path / "r.nc").stdout)
    merged = json.loads(jialing("merge", file, *shards, "--json", "-o", tmp_path / "r.nc").stdout)
    assert merged == ran


def test_a_comparison_by_shards_is_one_comparison(jialing, file, tmp_path):
    chosen = ["grants", "study", "--reference", "study", "--members", MEMBERS]
    assert jialing("compare", file, *chosen, "--quiet", "-o", tmp_path / "whole.nc").returncode == 0
    paths = computed(jialing, file, tmp_path / "parts", *chosen, verb="compare")
    done = jialing("merge", file, *reversed(paths), "-o", tmp_path / "merged.nc")
    assert done.returncode == 0, done.stderr
    assert differences(tmp_path / "merged.nc", tmp_path / "whole.nc") == []
    assert "Compared with: Baseline" in done.stdout


def test_members_that_fail_do_so_in_shards_too(jialing, file, tmp_path):
    alone = jialing("run", file, "--members", MEMBERS, "--quiet", "-o", tmp_path / "whole.nc")
    assert alone.returncode == 3 and "left the finite numbers" in alone.stderr
    paths = computed(jialing, file, tmp_path / "parts", "--members", MEMBERS)
    merged = jialing("merge", file, *paths, "--quiet", "-o", tmp_path / "merged.nc")
    assert (merged.returncode, merged.stderr) == (3, alone.stderr)
    assert differences(tmp_path / "merged.nc", tmp_path / "whole.nc") == []


def test_without_an_output_a_shard_has_its_number_in_its_name(jialing, file, tmp_path):
    done = jialing("run", file, "--members", 4, "--scenario", "study", "--shard", "2/3", cwd=tmp_path)
    assert done.returncode == 0 and "Shard 2 of 3, members 1 – 1 of 4" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["shard_2_of_3.nc"]


@pytest.mark.parametrize("verb", ["run", "compare"])
@pytest.mark.parametrize("options", [["--resume"], ["--checkpoint", 0]])
def test_shards_do_not_pretend_to_keep_what_is_finished(jialing, file, tmp_path, verb, options):
    done = jialing(verb, file, "--members", 4, "--shard", "1/2", *options, "-o", tmp_path / "s.nc")
    assert done.returncode == 2 and "--shard" in done.stderr and options[0] in done.stderr
    assert "excludes" in done.stderr and list(tmp_path.iterdir()) == []


def test_info_tells_what_a_shard_holds(jialing, shards):
    told = json.loads(jialing("info", shards[1], "--json").stdout)
    assert (told["kind"], told["members"], told["seed"]) == ("shard", MEMBERS, "7")
    assert told["scenario"] == "Baseline: members 6 – 11 of 45 (shard 2 of 7)"


def fnv1a(content: bytes) -> int:
    value = 0xCBF29CE484222325
    for byte in content:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def resealed(path: Path, to: Path, **attributes: str) -> Path:
    """The shard with other attributes, sealed as a program that writes them would."""
    with netCDF4.Dataset(path) as shard, netCDF4.Dataset(to, "w") as other:
        other.setncatts({name: shard.getncattr(name) for name in shard.ncattrs()} | attributes)
        for name, dimension in shard.dimensions.items():
            other.createDimension(name, len(dimension))
        for name, variable in shard.variables.items():
            other.createVariable(name, variable.dtype, variable.dimensions)[:] = variable[:]
    content = to.read_bytes()
    to.write_bytes(content + struct.pack("<8sQQ", b"JLSEAL01", len(content), fnv1a(content)))
    return to


def refusal(jialing, folder: Path, file: Path, *paths: object) -> str:
    """Why merging is refused. Nothing is written, and what was there stays."""
    output = folder / "refused.nc"
    output.write_bytes(b"an older result")
    before = sorted(folder.iterdir())
    done = jialing("merge", file, *paths, "-o", output)
    assert (done.returncode, done.stdout) == (2, "")
    assert output.read_bytes() == b"an older result" and sorted(folder.iterdir()) == before
    return done.stderr


def test_another_scenario_is_refused(jialing, file, shards, tmp_path):
    other = tmp_path / file.name  # a scenario goes by the name of its file
    other.write_text(file.read_text(encoding="utf-8").replace("amount: 5", "amount: 6"), encoding="utf-8")
    told = refusal(jialing, tmp_path, other, *shards)
    assert "has another scenario (by its hash)" in told and "compute them anew" in told and str(other) in told
    other.write_text(file.read_text(encoding="utf-8").replace("grants:", "subsidies:"), encoding="utf-8")
    assert "no scenario 'grants'" in refusal(jialing, tmp_path, other, *shards)


def test_another_seed_and_another_number_of_members_are_refused(jialing, file, shards, tmp_path):
    for before, after, words in ((7, 8, "another seed: 8 instead of 7"),
                                 (MEMBERS, 50, "another number of members: 50 instead of 45")):  # fmt: skip
        path, options = tmp_path / "other.nc", [after if each == before else each for each in CHOSEN]
        assert jialing("run", file, *options, "--shard", f"2/{SHARDS}", "--quiet", "-o", path).returncode == 0
        told = refusal(jialing, tmp_path, file, shards[0], path, *shards[2:])
        assert words in told and path.name in told and shards[0].name in told and "1 fault" in told


def test_another_version_and_another_build_are_refused(jialing, file, shards, tmp_path):
    for name, value in (("version", "0.0.9"), ("build", "0123456789abcdef")):
        path = resealed(shards[1], tmp_path / "other.nc", **{name: value})
        told = refusal(jialing, tmp_path, file, shards[0], path, *shards[2:])
        assert f"another {name} of jialing: {value} instead of" in told
        every = [resealed(shard, tmp_path / f"other_{shard.name}", **{name: value}) for shard in shards]
        assert f"another {name} of jialing: {value} instead of" in refusal(jialing, tmp_path, file, *every)


def test_shards_of_another_command_or_of_other_scenarios_are_refused(jialing, file, shards, tmp_path):
    part, seed = ["--shard", f"1/{SHARDS}", "--quiet", "-o", tmp_path / "other.nc"], ["--members", MEMBERS, "--seed", 7]
    assert jialing("compare", file, "study", "grants", *seed, *part).returncode == 0
    assert "another command: compare instead of run" in refusal(jialing, tmp_path, file, shards[1], tmp_path / "other.nc")
    assert jialing("run", file, *seed, *part).returncode == 0
    told = refusal(jialing, tmp_path, file, shards[1], tmp_path / "other.nc")
    assert "another list of scenarios: study, grants, wild instead of study, grants" in told


def test_missing_members_are_named_with_the_shards_that_have_them(jialing, file, shards, tmp_path):
    told = refusal(jialing, tmp_path, file, shards[0], *shards[3:6])
    assert f"members 6 – 18 are in none of them; --shard 2/{SHARDS}, 3/{SHARDS} computes them" in told
    assert f"members 38 – 44 are in none of them; --shard 7/{SHARDS} computes them" in told and "2 faults" in told


def test_members_that_are_there_twice_are_named_with_their_files(jialing, file, shards, tmp_path):
    twin = shutil.copy(shards[2], tmp_path / "twin.nc")
    told = refusal(jialing, tmp_path, file, *shards, twin)
    assert "members 12 – 18 are also in" in told and "twin.nc" in told and "1 fault" in told


def test_overlapping_divisions_are_refused(jialing, file, shards, tmp_path):
    halves = computed(jialing, file, tmp_path / "halves", *CHOSEN, count=2)
    told = refusal(jialing, tmp_path, file, *shards[:4], halves[1])
    assert "members 22 – 24 are also in" in told


DAMAGE = {
    "cut short": lambda content: content[: len(content) // 2],
    "a seal cut off": lambda content: content[:-24],
    "its first half twice": lambda content: content[: len(content) // 2] + content,
    "empty": lambda content: b"",
    "a number changed": lambda content: content[:-1000] + bytes([content[-1000] ^ 1]) + content[-999:],
    "a byte at the beginning changed": lambda content: bytes([content[0] ^ 1]) + content[1:],
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_shards_are_refused(jialing, file, shards, tmp_path, damage):
    path = tmp_path / "damaged.nc"
    path.write_bytes(DAMAGE[damage](shards[3].read_bytes()))
    told = refusal(jialing, tmp_path, file, *shards[:3], path, *shards[4:])
    assert "damaged.nc: not a shard of jialing, cut short or damaged" in told


def test_all_files_that_are_no_shards_are_reported_together(jialing, file, whole, shards, tmp_path):
    told = refusal(jialing, tmp_path, file, whole, file, tmp_path / "none.nc", tmp_path, *shards)
    for words in ("whole.nc: not a shard", "study.yaml: not a shard", "none.nc: no such file", "is a folder", "4 faults"):
        assert words in told


@pytest.mark.parametrize("part", ["0/3", "4/3", "a/b", "1", "1/", "/3", "-1/3", "1/0", "1/3/5", "1.5/3", "", " 1/3"])
def test_parts_that_cannot_be_are_refused(jialing, file, tmp_path, part):
    for verb in ("run", "compare"):
        done = jialing(verb, file, f"--shard={part}", cwd=tmp_path)
        assert done.returncode == 2 and "--shard" in done.stderr
    assert not list(tmp_path.iterdir())


def test_more_shards_than_members_are_refused(jialing, file, tmp_path):
    done = jialing("run", file, "--members", 3, "--shard", "1/4", cwd=tmp_path)
    assert done.returncode == 2 and "3 members cannot be divided into 4 shards" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_split_of_an_effect_is_not_for_shards(jialing, file, tmp_path):
    two = tmp_path / file.name
    two.write_text(file.read_text(encoding="utf-8").replace("policies: [", "policies: [{name: more, type: rd_grant, "
                   "targets: {nodes: [Fuling]}, years: [2021, 2022], amount: 1}, "), encoding="utf-8")  # fmt: skip
    done = jialing("compare", two, "study", "grants", "--attribute", "grants", "--shard", "1/4", cwd=tmp_path)
    assert done.returncode == 2 and "--attribute: cannot be divided into shards" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


SBATCH = """#!/bin/bash
# Does at once what a queue does later, in the order in which it may.
set -e
echo "$@" >> "$LOG"
parsable= array= dependency=
while [ $# -gt 0 ]; do
  case "$1" in
    --parsable) parsable=1 ;;
    --array=*) array=${1#--array=} ;;
    --dependency=*) dependency=${1#--dependency=} ;;
    --*) ;;
    *) break ;;
  esac
  shift
done
if [ -n "$array" ]; then
  for number in $(seq "${array%-*}" "${array#*-}"); do
    SLURM_CPUS_PER_TASK=2 SLURM_ARRAY_TASK_ID=$number bash "$@"
  done >&2
  echo "4711;cluster"
else
  [ "$dependency" = afterok:4711 ]
  SLURM_CPUS_PER_TASK=2 bash "$@"
fi
"""


def queue(folder: Path) -> dict[str, str]:
    """An environment with a stand-in for SLURM's queue."""
    programs = folder / "bin"
    programs.mkdir()
    (programs / "sbatch").write_text(SBATCH)
    (programs / "sbatch").chmod(0o755)
    return {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "LOG": str(folder / "sbatch.log")}


def test_the_script_for_slurm_computes_and_merges(jialing, file, whole, tmp_path):
    folder = tmp_path / "a folder; isn't it"
    folder.mkdir()
    output = folder / "results.nc"
    done = jialing("submit", "--kind", "slurm", file, "--shards", 4, "--threads", 2, "--time", "1:00:00", "--memory", "4G",
                   "--partition", "long", *CHOSEN, "-o", output)  # fmt: skip
    assert done.returncode == 0, done.stderr
    script = folder / "results.nc.sh"
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    lines = script.read_text().splitlines()
    for directive in ("--cpus-per-task=2", "--time=1:00:00", "--mem=4G", "--partition=long", "--job-name=jialing_results"):
        assert f"#SBATCH {directive}" in lines
    environment = queue(tmp_path)
    ran = subprocess.run(["bash", script], env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert differences(output, whole) == []
    calls = (tmp_path / "sbatch.log").read_text().splitlines()
    assert len(calls) == 2 and "--array=1-4" in calls[0] and "--dependency=afterok:4711" in calls[1]
    assert not list((folder / "results.nc.shards").glob("*.nc"))  # merged


def test_the_script_goes_on_with_the_shards_that_are_there(jialing, file, tmp_path):
    output = tmp_path / "c.nc"
    compared = ["--members", 12, "--set", "horizon.to=2021"]
    assert jialing("compare", file, "study", "grants", *compared, "--quiet", "-o", tmp_path / "whole.nc").returncode == 0
    done = jialing("submit", file, "--command", "compare", "--scenario", "study,grants", "--shards", 2, *compared,
                   "--script", tmp_path / "job.sh", "-o", output)  # fmt: skip
    assert done.returncode == 0, done.stderr
    for arguments in (["shard", "2"], ["shard", "1"], ["shard", "2"]):
        assert subprocess.run(["bash", tmp_path / "job.sh", *arguments], capture_output=True).returncode == 0
    first = tmp_path / "c.nc.shards" / "shard_1_of_2.nc"
    before = first.stat().st_mtime_ns
    assert subprocess.run(["bash", tmp_path / "job.sh", "shard", "1"]).returncode == 0
    assert first.stat().st_mtime_ns == before
    assert subprocess.run(["bash", tmp_path / "job.sh", "merge"], capture_output=True).returncode == 0
    assert differences(output, tmp_path / "whole.nc") == []
    assert subprocess.run(["bash", tmp_path / "job.sh", "other"], capture_output=True).returncode == 2


@pytest.mark.parametrize(
    "options",
    [["--kind", "other"], ["--shards", 0], ["--command", "calibrate"], ["--time", "1:00\n#SBATCH --x"], ["--memory", "4 G"],
     ["--partition", "a b"], ["--threads", 0], ["--scenario", "none"], ["--reference", "study"], ["--shards", 46, "--members", 45]],
)  # fmt: skip
def test_bad_options_of_submit_are_refused(jialing, file, tmp_path, options):
    shards = [] if "--shards" in options else ["--shards", 2]
    done = jialing("submit", file, *shards, *options, cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == "" and done.stderr
    assert not list(tmp_path.iterdir())
