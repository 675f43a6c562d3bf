"""Writes a scenario of any number of nodes, to see how time and memory grow with the graph.

The nodes are districts of an imaginary country, made from the real ones. Provinces of 25 nodes lie on a square grid of
nodes 20 km apart, so that the density is the same for any number; every node is moved by up to 8 km. Each takes the row
of a real domestic node at random; its amounts (GDP, R&D, staff, firms, …) are multiplied by one log-normal factor with a
standard deviation of 0.5, its shares stay. The first province is called Chongqing, because the model has a focus. There
are no links but roads, which the engine lays to the six nearest nodes; provenance and specialisation are those of the
real node. The same number of nodes and seed give the same files.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import shutil
from pathlib import Path

SCENARIOS = Path(__file__).parent.parent / "scenarios"
DATA = SCENARIOS / "data"
PROVINCE_SIZE = 25  # nodes
SPACING_KM, SHIFT_KM = 20, 8
KM_PER_DEGREE = 111.2
SPREAD = 0.5  # standard deviation of the logarithm of a node's size
AMOUNTS = [
    "area_km2",
    "population_10k",
    "employment_10k",
    "entities_10k",
    "gdp",
    "rd",
    "rd_fte",
    "tech_firms",
    "hightech_firms",
    "high_value_patents",
]


def rows(name: str) -> list[dict[str, str]]:
    with open(DATA / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, table: list[dict[str, object]], columns: list[str]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(table)


def place(number: int, side: int, chance: random.Random) -> tuple[float, float]:
    """Longitude and latitude: blocks of 5 × 5 nodes are provinces, laid out row by row."""
    block, within = divmod(number, PROVINCE_SIZE)
    column, row = block % side * 5 + within % 5, block // side * 5 + within // 5
    east, north = (SPACING_KM * x + chance.uniform(-SHIFT_KM, SHIFT_KM) for x in (column, row))
    latitude = 30 + (north - 1000) / KM_PER_DEGREE
    return 105 + (east - 1000) / KM_PER_DEGREE / math.cos(math.radians(30)), latitude


def generate(folder: Path, count: int, max_partners: int, last_year: int = 2035, seed: int = 1) -> Path:
    """Writes `folder`/scenario.yaml with its tables and returns it; `max_partners` 0: all."""
    chance = random.Random(seed)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    real = [row for row in rows("nodes.csv") if row["role"] == "endogenous"]
    provenance: dict[str, list[dict[str, str]]] = {}
    for row in rows("nodes_provenance.csv"):
        provenance.setdefault(row["id"], []).append(row)
    specialisation = {row["id"]: row for row in rows("specialisation.csv")}

    nodes, sources, fields, regions = [], [], [], []
    side = max(1, math.isqrt(max(count // PROVINCE_SIZE, 1)))
    for number in range(count):
        model = chance.choice(real)
        size = math.exp(SPREAD * chance.gauss(0, 1))
        name = f"n{number:05d}"
        longitude, latitude = place(number, side, chance)
        province = number // PROVINCE_SIZE
        node = model | {column: float(model[column]) * size for column in AMOUNTS}
        node |= {"id": name, "name_zh": name, "lon": longitude, "lat": latitude, "code": number + 1}
        node |= {"province": "Chongqing" if province == 0 else f"province_{province}", "group": "synthetic"}
        nodes.append(node)
        sources += [row | {"id": name} for row in provenance[model["id"]]]
        fields.append(specialisation[model["id"]] | {"id": name})
        regions.append({"region": "mainland", "name_zh": "全国", "name_en": "All nodes", "kind": "country"})
        regions[-1] |= {"node": name, "variable": "all", "share": 1}

    for name, table in [
        ("nodes.csv", nodes),
        ("nodes_provenance.csv", sources),
        ("specialisation.csv", fields),
        ("regions.csv", regions),
    ]:
        write(folder / "data" / name, table, list(rows(name)[0]))
    for name in ("transport_links.csv", "chengyu_links.csv", "zones.csv", "plan_targets.csv"):
        write(folder / "data" / name, [], list(rows(name)[0]))
    for name in ("fields.csv", "priors.csv"):
        shutil.copy(DATA / name, folder / "data" / name)
    scenario = folder / "scenario.yaml"
    partners = f"graph: {{max_partners: {max_partners}}}\n" if max_partners else ""
    tables = {
        "nodes": "nodes.csv",
        "provenance": "nodes_provenance.csv",
        "transport_links": "transport_links.csv",
        "programme_links": "chengyu_links.csv",
        "fields": "fields.csv",
        "specialisation": "specialisation.csv",
        "priors": "priors.csv",
        "regions": "regions.csv",
        "zones": "zones.csv",
        "targets": "plan_targets.csv",
    }
    paths = "".join(f"  {key}: data/{name}\n" for key, name in tables.items())
    scenario.write_text(
        f'name: "{count} synthetic nodes"\nhorizon: {{to: {last_year}}}\n{partners}output: {{flows: none}}\n'
        f"data:\n{paths}",
        encoding="utf-8",
    )
    return scenario


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--nodes", type=int, default=400)
    parser.add_argument("--max-partners", type=int, default=0, help="0: all")
    parser.add_argument("--to", type=int, default=2035, help="the run ends at the start of this year")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(generate(arguments.folder, arguments.nodes, arguments.max_partners, arguments.to, arguments.seed))


if __name__ == "__main__":
    main()
