"""The plan as scenarios: every measure has a lever or a reason, every lever says where it comes from, and all of it runs."""

from __future__ import annotations

import csv
import json
import re

import pytest
import yaml

from conftest import ROOT

SCENARIOS = ROOT / "scenarios"
PLAN = SCENARIOS / "plan_14fyp.yaml"
SKETCH = SCENARIOS / "plan_15fyp_sketch.yaml"
FILES = [PLAN, SKETCH]
LEFT_OUT = {"not_modelled", "indicator_only"}


def read(path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def layers(path) -> list[dict]:
    """The file itself and its variants."""
    document = read(path)
    return [document, *document.get("scenarios", {}).values()]


def entries(path) -> list[dict]:
    """All entries under `policies`, those of variants included."""
    return [lever for layer in layers(path) for lever in layer.get("policies", [])]


def levers(path) -> list[dict]:
    """The levers that a file makes; other entries change one that is there."""
    return [lever for lever in entries(path) if "type" in lever]


@pytest.fixture(scope="module")
def inventory() -> dict[str, dict[str, str]]:
    with (SCENARIOS / "data" / "plan_measures.csv").open(encoding="utf-8", newline="") as table:
        return {row["id"]: row for row in csv.DictReader(table)}


@pytest.fixture(scope="module")
def used() -> dict[str, list[dict]]:
    """The levers that stand for each measure."""
    found: dict[str, list[dict]] = {}
    for path in FILES:
        for lever in levers(path):
            for measure in lever.get("measures", []):
                found.setdefault(measure, []).append(lever)
    return found


def test_the_inventory_is_whole(inventory):
    assert len(inventory) == 377


def test_every_measure_has_a_lever_or_a_reason(inventory, used):
    for measure, row in inventory.items():
        if row["lever"] in LEFT_OUT:
            assert row["reason"], measure
            assert measure not in used, measure
        else:
            assert measure in used, measure


def test_levers_stand_for_measures_of_the_inventory(inventory, used):
    assert set(used) <= set(inventory)


def test_the_inventory_names_the_lever_that_is_used(inventory, used):
    for measure, of in used.items():
        named = inventory[measure]["lever"]
        kinds = {lever["type"] for lever in of} | {"shock" for lever in of if "shock" in lever}
        assert named in kinds, (measure, named, kinds)


def test_the_chapter_of_a_measure_is_among_its_levers_chapters(inventory, used):
    for measure, of in used.items():
        chapters = {part for lever in of for part in lever["chapter"].split("; ")}
        chapter = inventory[measure]["chapter"].removesuffix(".0")
        assert chapter in chapters, (measure, chapter, chapters)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_lever_says_its_chapter_and_why_it_has_its_size(path):
    for lever in levers(path):
        assert lever.get("chapter") and len(lever.get("source", "")) > 3, lever["name"]
        source = lever["source"]
        if source.startswith("assumed"):
            assert "because" in source or "equal money" in source, lever["name"]
        if source.startswith("as "):
            assert len(source) > 6, lever["name"]


def test_chapters_come_in_the_order_of_the_plan():
    first = [re.match(r"\d+", lever["chapter"]) for lever in read(PLAN)["policies"]]
    chapters = [int(found.group()) for found in first]
    assert chapters == sorted(chapters)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_names_are_unique_and_changes_meet_a_lever(path):
    own = [lever["name"] for lever in read(path)["policies"] if "type" in lever]
    assert len(own) == len(set(own))
    known = set(own) | ({lever["name"] for lever in read(PLAN)["policies"]} if path != PLAN else set())
    for lever in entries(path):
        assert "type" in lever or lever["name"] in known, lever["name"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_scenario_asks_its_question(path):
    for layer in layers(path):
        assert layer["description"].strip().endswith("?"), layer["name"]


def test_no_part_of_a_district_is_in_two_zone_levers():
    """Zones overlap; the same effect must not be added twice."""
    plan = read(PLAN)
    with (SCENARIOS / "data" / "zones.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["variable"] == "rd"]
    shares = {(row["zone_id"], row["node"]): float(row["share"]) for row in rows}
    shares |= {(zone, node): of["rd"] for zone, region in plan["regions"].items() for node, of in region["nodes"].items()}
    in_levers: dict[str, float] = {}
    for lever in plan["policies"]:
        if lever["type"] == "zone":
            for (zone, node), share in shares.items():
                if zone == lever["zone"]:
                    in_levers[node] = in_levers.get(node, 0) + share
    assert len(in_levers) > 20
    assert max(in_levers.values()) <= 1, in_levers


def test_own_zones_have_the_shares_of_the_table():
    with (SCENARIOS / "data" / "zones.csv").open(encoding="utf-8", newline="") as table:
        known = {(row["node"], row["variable"], float(row["share"])) for row in csv.DictReader(table)}
    for region in read(PLAN)["regions"].values():
        for node, shares in region["nodes"].items():
            for variable, share in shares.items():
                assert (node, variable, share) in known, (node, variable, share)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_scenarios_are_sound_and_run(jialing, path, tmp_path):
    done = jialing("validate", path)
    assert done.returncode == 0, done.stderr
    short = ["--members", 16, "--set", "horizon.to=2025"]
    done = jialing("run", path, *short, "--json", "-o", tmp_path / "r.nc")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert len(report["scenarios"]) == len(layers(path)) + (len(layers(PLAN)) - 1 if path == SKETCH else 0)
    for scenario in report["scenarios"]:
        assert scenario["failed_members"] == [], scenario["id"]


def test_without_the_plan_the_baseline_remains(jialing, tmp_path):
    """no_plan switches every lever off: the same results as the baseline, to the last bit."""
    levels = []
    for path, name in ((SCENARIOS / "baseline.yaml", "baseline"), (PLAN, "no_plan")):
        done = jialing("targets", path, "--scenario", name, "--members", 16, "--region", "Chongqing,Yubei", "--year", 2025,
                       "--json")  # fmt: skip
        assert done.returncode == 0, done.stderr
        [report] = json.loads(done.stdout)["scenarios"]
        levels.append(report["levels"])
    assert levels[0] == levels[1]
