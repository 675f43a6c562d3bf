"""How time and memory of a member grow with the graph: synthetic nodes that keep a limited number of partners.

Runs one block of members of `bench/synthetic.py`'s scenarios on one thread and fits the exponent of time and memory
against the number of pairs that are kept, for each limit. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from synthetic import generate

PROGRAM = Path(__file__).parent.parent / "build" / "bench" / "bench" / "throughput"


def measure(nodes: int, partners: int, members: int, last_year: int) -> dict[str, float]:
    """Milliseconds of a member and step, MiB of a member, and the pairs that are kept."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = generate(Path(folder), nodes, partners, last_year)
        command = [PROGRAM, scenario, "--members", str(members), "--threads", "1"]
        report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {
        "pairs": report["pairs"],
        "ms": 1000 * report["run_seconds"] / members / report["steps"],
        "MiB": (report["peak_mib"] - report["setup_mib"]) / members,
    }


def exponent(rows: list[dict[str, float]], figure: str) -> float:
    return float(np.polyfit(np.log([row["pairs"] for row in rows]), np.log([row[figure] for row in rows]), 1)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, nargs="+", default=[400, 1000, 3000, 10000])
    parser.add_argument("--partners", type=int, nargs="+", default=[8, 64])
    parser.add_argument("--members", type=int, default=8)
    parser.add_argument("--to", type=int, default=2025, help="the run ends at the start of this year")
    arguments = parser.parse_args()
    for partners in arguments.partners:
        print(f"{partners} partners     pairs   ms per member and step   MiB per member", flush=True)
        rows = []
        for nodes in arguments.nodes:
            row = measure(nodes, partners, arguments.members, arguments.to)
            rows.append(row)
            print(f"{nodes:9} {row['pairs']:12} {row['ms']:20.3f} {row['MiB']:20.2f}", flush=True)
        print(f"exponent against pairs: time {exponent(rows, 'ms'):.2f}, memory {exponent(rows, 'MiB'):.2f}")


if __name__ == "__main__":
    main()
