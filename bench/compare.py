"""Speed and memory of the engine beside the machine's limits and the NumPy model.

From interleaved runs of whole processes. Every figure is the median of several rounds; ratios are
formed within a round, and shares of the machine's limits within a process, so that they hold when
the machine's speed drifts. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCENARIO = ROOT / "scenarios" / "baseline_priors.yaml"
STEPS = "steps of all processes"

Figures = dict[str, float]


def report(program: Path, *options: object) -> dict:
    """What a program of this folder prints."""
    command = [str(program), *map(str, options)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def engine(programs: Path, members: int, threads: int, *options: str) -> Figures:
    """One run: speed of the simulation, seconds of summary and file, memory, use of the machine."""
    run = report(
        programs / "throughput", SCENARIO, "--members", members, "--threads", threads, *options
    )
    speed = run["members"] / run["run_seconds"]
    steps = speed * run["steps"]
    return {
        "members/s": speed,
        "node-steps/s": steps * run["nodes"],
        "edge-steps/s": steps * run["weights_applied"],
        "summary, s": run["summary_seconds"],
        "file, s": run["output_seconds"],
        "peak memory, MiB": run["peak_mib"],
    } | use_of_machine(run, threads)


def use_of_machine(run: dict, threads: int) -> Figures:
    """Operations and weights per second of processor time, and the shares of what is possible."""
    steps = run["members"] * run["steps"] / (run["run_processor_seconds"] / threads)
    passes, everything = run["pass_operations"], run["pass_operations"] + run["other_operations"]
    levels, held = run["bandwidths"], run["weight_bytes_held"]
    # The arrays that were read fill half of a cache; memory holds everything.
    level = next((each for each in levels if 2 * each["thread_bytes"] >= held), levels[-1])
    loaded = steps * run["weight_bytes_loaded"]
    figures = {
        "passes over pairs, Gflop/s": steps * passes / 1e9,
        "passes, % of FMA peak": 100 * steps * passes / run["fma_peak"],
        "everything, Gflop/s": steps * everything / 1e9,
        "everything, % of FMA peak": 100 * steps * everything / run["fma_peak"],
        "weights read, GB/s": loaded / 1e9,
        f"% of {level['level']} bandwidth": 100 * loaded / level["bytes_per_second"],
        "FMA peak, Gflop/s": run["fma_peak"] / 1e9,
    }
    return figures | {f"{each['level']}, GB/s": each["bytes_per_second"] / 1e9 for each in levels}


def parts(programs: Path, members: int) -> dict[str, Figures]:
    """Share of time and speed of every part of a run on one thread."""
    run = report(programs / "profile", SCENARIO, "--members", members)
    whole = sum(part["seconds"] for part in run["parts"])

    def figures(seconds: float, operations: float) -> Figures:
        found = {"% of time": 100 * seconds / whole}
        if operations and seconds:
            speed = operations / (seconds * run["processor_seconds"] / run["run_seconds"])
            found |= {"Gflop/s": speed / 1e9, "% of FMA peak": 100 * speed / run["fma_peak"]}
        return found

    counted = {
        part["part"]: (part["seconds"], part["pass_operations"] + part["other_operations"])
        for part in run["parts"]
    }
    steps = [each for each in counted.values() if each[1]]
    counted[STEPS] = (sum(each[0] for each in steps), sum(each[1] for each in steps))
    return {name: figures(*each) for name, each in counted.items()}


def allocations(programs: Path, members: int, threads: int) -> Figures:
    """Candidates per second of the worked case, and the share of time in steps."""
    scenario = ROOT / "scenarios" / "guiding_fund.yaml"
    options = ("--members", members, "--threads", threads)
    run = report(programs / "allocation", scenario, *options)
    return {
        "candidates/s": run["candidates_per_second"],
        "in model steps, %": 100 * run["step_share"],
    }


def numpy_model(members: int) -> Figures:
    """One run of the NumPy model, 32 members at once, OpenBLAS on one thread."""
    own_choice = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
    environment = {k: v for k, v in os.environ.items() if k not in own_choice}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    program = ROOT / "bench" / "numpy_model.py"
    command = [sys.executable, program, "--members", str(members), "--batch", "32"]
    text = subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment
    ).stdout
    found = re.search(r"members/s ([\d.e+]+)\s+node-steps/s ([\d.e+]+)", text)
    return {"members/s": float(found[1]), "node-steps/s": float(found[2])}


def median(rounds: list[Figures], figure: str) -> float:
    return statistics.median(each[figure] for each in rounds if figure in each)


def print_figures(label: str, rounds: list[Figures], names: list[str]) -> None:
    figures = "   ".join(f"{name} {median(rounds, name):,.4g}" for name in names)
    print(f"{label:18}  {figures}")


def print_ratio(
    label: str, above: list[Figures], below: list[Figures], figure: str = "members/s"
) -> None:
    ratios = sorted(a[figure] / b[figure] for a, b in zip(above, below))
    print(f"{label:20}  {statistics.median(ratios):.2f}   ({ratios[0]:.2f} – {ratios[-1]:.2f})")


def print_parts(rounds: list[dict[str, Figures]]) -> None:
    columns = ["% of time", "Gflop/s", "% of FMA peak"]
    print(f"{'':24}" + "".join(f"{column:>15}" for column in columns))
    order = sorted(rounds[0], key=lambda name: -median([each[name] for each in rounds], columns[0]))
    for name in order:
        runs = [each[name] for each in rounds]
        cells = (f"{median(runs, each):.1f}" if each in runs[0] else "" for each in columns)
        print(f"{name:24}" + "".join(f"{cell:>15}" for cell in cells))


def add_programs(parser: argparse.ArgumentParser) -> None:
    built = ROOT / "build" / "bench" / "bench"
    parser.add_argument("--programs", type=Path, default=built, help="folder of built programs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--members", type=int, default=2000, help="members of an engine run")
    parser.add_argument("--numpy-members", type=int, default=128, help="members of a NumPy run")
    parser.add_argument(
        "--allocation-members", type=int, default=512, help="members of an allocation"
    )
    add_programs(parser)
    arguments = parser.parse_args()
    programs, members = arguments.programs, arguments.members

    # In this order in every round; further options of `throughput` stand after the threads.
    runs: dict[str, Callable[[], Figures]] = {
        "engine, 1 thread": partial(engine, programs, members, 1),
        "NumPy": partial(numpy_model, arguments.numpy_members),
        "single precision": partial(engine, programs, members, 1, "--precision", "single"),
        "engine, 2 threads": partial(engine, programs, members, 2),
    }
    rounds: dict[str, list[Figures]] = {name: [] for name in runs}
    profiles: list[dict[str, Figures]] = []
    allocating: dict[int, list[Figures]] = {1: [], 2: []}
    for _ in range(arguments.rounds):
        for name, run in runs.items():
            rounds[name].append(run())
        profiles.append(parts(programs, members))
        for threads, found in allocating.items():
            found.append(allocations(programs, arguments.allocation_members, threads))

    print(f"Baseline, 81 nodes, 60 steps, medians of {arguments.rounds} rounds")
    engines = {name: found for name, found in rounds.items() if name != "NumPy"}
    whole = list(rounds["engine, 1 thread"][0])
    machine = whole.index("passes over pairs, Gflop/s")
    limits = whole.index("FMA peak, Gflop/s")
    for name, found in rounds.items():
        print_figures(name, found, [each for each in whole[:machine] if each in found[0]])
    one, two = rounds["engine, 1 thread"], rounds["engine, 2 threads"]
    print_ratio("1 thread / NumPy", one, rounds["NumPy"])
    print_ratio("single / NumPy", rounds["single precision"], rounds["NumPy"])
    print_ratio("2 threads / 1 thread", two, one)
    print("Use of the machine, per second in which the threads have a processor")
    for name, found in engines.items():
        print_figures(name, found, list(found[0])[machine:limits])
    print_ratio("2 threads / 1 thread", two, one, "everything, Gflop/s")
    print("What the machine can do, all threads of a run at once")
    for name, found in engines.items():
        print_figures(name, found, list(found[0])[limits:])
    print("Parts of a run on one thread")
    print_parts(profiles)
    print(
        f"Allocations of scenarios/guiding_fund.yaml, {arguments.allocation_members} members, "
        "38 districts, 5 instruments"
    )
    for threads, found in allocating.items():
        print_figures(f"{threads} thread{'s' if threads > 1 else ' '}", found, list(found[0]))


if __name__ == "__main__":
    main()
