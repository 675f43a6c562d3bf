"""How time and memory of a member grow with the graph: synthetic nodes that keep a limited number of partners.

Steps one block of members of `bench/synthetic.py`'s scenarios on one thread and fits the exponent of time and memory
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

PROGRAM = Path(__file__).parent.parent / "build" / "bench" / "bench" / "scaling"


def measure(program: Path, nodes: int, partners: int) -> dict[str, float]:
    """Pairs that are kept, milliseconds of a member and step, MiB of a member, seconds of preparation."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = generate(Path(folder), nodes, partners)
        done = subprocess.run([program, scenario], check=True, capture_output=True, text=True)
    report = json.loads(done.stdout)
    return {
        "pairs": report["pairs"],
        "ms": 1000 * report["member_step_seconds"],
        "MiB": report["member_mib"],
        "prepare": report["prepare_seconds"],
    }


def exponent(rows: list[dict[str, float]], figure: str) -> float:
    return float(np.polyfit(np.log([row["pairs"] for row in rows]), np.log([row[figure] for row in rows]), 1)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, nargs="+", default=[400, 1000, 3000, 10000])
    parser.add_argument("--partners", type=int, nargs="+", default=[8, 64])
    parser.add_argument("--program", type=Path, default=PROGRAM)
    arguments = parser.parse_args()
    for partners in arguments.partners:
        print(f"{partners} partners: nodes, pairs, ms per member and step, MiB per member, s to prepare")
        rows = []
        for nodes in arguments.nodes:
            row = measure(arguments.program, nodes, partners)
            rows.append(row)
            figures = f"{row['ms']:10.3f} {row['MiB']:10.2f} {row['prepare']:8.1f}"
            print(f"{nodes:8} {row['pairs']:10} {figures}", flush=True)
        print(f"exponent against pairs: time {exponent(rows, 'ms'):.2f}, memory {exponent(rows, 'MiB'):.2f}")


if __name__ == "__main__":
    main()
