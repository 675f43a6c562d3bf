"""Speed and memory of the engine beside the NumPy model, from interleaved runs of whole processes.

Every figure is the median of several rounds; ratios are formed within a round, so that they hold when the machine's
speed drifts. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCENARIO = ROOT / "scenarios" / "baseline_priors.yaml"


def engine(members: int, threads: int) -> dict[str, float]:
    """One run of the engine: members/s and node-steps/s of the simulation, seconds of the summary, peak MiB."""
    program = ROOT / "build" / "bench" / "bench" / "throughput"
    command = [program, SCENARIO, "--members", str(members), "--threads", str(threads)]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    speed = report["members"] / report["run_seconds"]
    return {
        "members/s": speed,
        "node-steps/s": speed * report["nodes"] * report["steps"],
        "summary, s": report["summary_seconds"],
        "peak memory, MiB": report["peak_mib"],
    }


def allocations(threads: int) -> dict[str, float]:
    """Candidates per second of the worked case at 512 members, and the share of time in steps of the model."""
    program = ROOT / "build" / "bench" / "bench" / "allocation"
    command = [program, ROOT / "scenarios" / "guiding_fund.yaml", "--threads", str(threads)]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {"candidates/s": report["candidates_per_second"], "in model steps, %": 100 * report["step_share"]}


def numpy_model(members: int) -> dict[str, float]:
    """One run of the NumPy model, batch of 32 members, OpenBLAS on one thread and free to choose its kernels."""
    environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, ROOT / "bench" / "numpy_model.py", "--members", str(members), "--batch", "32"]
    text = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    found = re.search(r"members/s ([\d.e+]+)\s+node-steps/s ([\d.e+]+)", text)
    return {"members/s": float(found[1]), "node-steps/s": float(found[2])}


def median(rounds: list[dict[str, float]], figure: str) -> float:
    return statistics.median(each[figure] for each in rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--members", type=int, default=2000, help="members of an engine run")
    parser.add_argument("--numpy-members", type=int, default=128, help="members of a NumPy run")
    arguments = parser.parse_args()

    rounds: dict[str, list[dict[str, float]]] = {"engine, 1 thread": [], "engine, 2 threads": [], "NumPy": []}
    allocating: dict[int, list[dict[str, float]]] = {1: [], 2: []}
    for _ in range(arguments.rounds):
        rounds["engine, 1 thread"].append(engine(arguments.members, 1))
        rounds["NumPy"].append(numpy_model(arguments.numpy_members))
        rounds["engine, 2 threads"].append(engine(arguments.members, 2))
        for threads, runs in allocating.items():
            runs.append(allocations(threads))

    print(f"Baseline, 81 nodes, 60 steps, medians of {arguments.rounds} rounds")
    for name, runs in rounds.items():
        figures = "   ".join(f"{figure} {median(runs, figure):,.4g}" for figure in runs[0])
        print(f"{name:18}  {figures}")
    one, two, other = (
        [each["members/s"] for each in rounds[name]] for name in ("engine, 1 thread", "engine, 2 threads", "NumPy")
    )
    for label, above, below in [("1 thread / NumPy", one, other), ("2 threads / 1 thread", two, one)]:
        ratios = sorted(a / b for a, b in zip(above, below))
        print(f"{label:20}  {statistics.median(ratios):.2f}   ({ratios[0]:.2f} – {ratios[-1]:.2f})")
    print("Allocations of scenarios/guiding_fund.yaml, 512 members, 38 districts, 5 instruments")
    for threads, runs in allocating.items():
        figures = "   ".join(f"{figure} {median(runs, figure):,.4g}" for figure in runs[0])
        print(f"{threads} thread{'s' if threads > 1 else ' '}           {figures}")


if __name__ == "__main__":
    main()
