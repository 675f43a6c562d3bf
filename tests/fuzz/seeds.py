"""Writes seeds for the fuzzers: the shipped tables, cut short, and the scenarios' texts."""

from __future__ import annotations

import re
import sys
from pathlib import Path

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TABLES = [  # in the order of fuzz_table.cpp
    "nodes",
    "nodes_provenance",
    "patch",
    "transport_links",
    "chengyu_links",
    "fields",
    "specialisation",
    "priors",
    "regions",
    "zones",
    "plan_targets",
]
PATCH = "id,column,value,status,log_sd,basis\nYubei,gdp,2500,reported,0.1,test\n"


def main() -> None:
    folder = Path(sys.argv[1])
    tables, scenarios = folder / "table", folder / "yaml"
    for each in (tables, scenarios):
        each.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(TABLES):
        file = SCENARIOS / "data" / f"{name}.csv"
        lines = (PATCH.encode() if name == "patch" else file.read_bytes()).splitlines(keepends=True)
        for count in (2, 5):
            (tables / f"{name}_{count}").write_bytes(bytes([number]) + b"".join(lines[:count]))
    for path in sorted(SCENARIOS.rglob("*.yaml")):
        text = re.sub(r"(?m)^(extends|data):.*\n(  .*\n)*", "", path.read_text(encoding="utf-8"))
        (scenarios / path.stem).write_text(text, encoding="utf-8")
        for number, part in enumerate(re.split(r"(?m)^(?=\w)", text)):
            if part.strip():
                (scenarios / f"{path.stem}_{number}").write_text(part, encoding="utf-8")


main()
