"""The JSON Schema of scenarios, judged by a validator that shares no code with the engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
import yaml
from jsonschema import Draft7Validator

from conftest import ROOT

SCENARIOS = ROOT / "scenarios"
SHIPPED = SCENARIOS / "scenario.schema.json"
STARTER = SCENARIOS / "starter" / "scenario.yaml"
HEADER = "# yaml-language-server: $schema=scenario.schema.json"


class Yaml12Loader(yaml.SafeLoader):
    """Reads `on` and `off` as texts and 1e9 as a number, as YAML 1.2 does; PyYAML itself follows YAML 1.1."""


RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers.items()
Yaml12Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:float")]
    for first, resolvers in RESOLVERS
}  # fmt: skip
Yaml12Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
Yaml12Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)

BASE = """
name: base
parameters:
  delta_K: {dist: lognormal, median: 0.2, log_sd: 0.2}
  f0: {dist: logitnormal, median: 0.2, logit_sd: 0.2}
"""

LOADERS = {"YAML 1.1": yaml.SafeLoader, "YAML 1.2": Yaml12Loader}


@pytest.fixture(scope="module")
def schema() -> dict:
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=LOADERS)
def faults(request, schema):
    """The faults of a text, found by the schema alone."""
    validator = Draft7Validator(schema)

    def of(text: str) -> list[str]:
        return [error.message for error in validator.iter_errors(yaml.load(text, LOADERS[request.param]))]

    return of


@pytest.fixture
def accepted(jialing, tmp_path):
    """Whether the engine accepts a text as a scenario beside the shipped tables."""
    (tmp_path / "data").symlink_to(SCENARIOS / "data")
    (tmp_path / "base.yaml").write_text(BASE)

    def accepts(text: str) -> bool:
        (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
        done = jialing("validate", tmp_path / "x.yaml")
        assert done.returncode in (0, 2), done.stderr
        return done.returncode == 0

    return accepts


def test_the_shipped_schema_is_what_the_command_prints(jialing, baseline, schema):
    done = jialing("schema", baseline)
    assert done.returncode == 0, done.stderr
    assert done.stdout == SHIPPED.read_text(encoding="utf-8"), (
        "run: jialing schema scenarios/baseline.yaml > scenarios/scenario.schema.json"
    )
    Draft7Validator.check_schema(schema)


def test_without_a_scenario_names_are_left_open(jialing):
    done = jialing("schema")
    assert done.returncode == 0, done.stderr
    general = json.loads(done.stdout)
    Draft7Validator.check_schema(general)
    validator = Draft7Validator(general)
    assert validator.is_valid({"name": "x", "parameters": {"of_other_tables": 1}})
    assert not validator.is_valid({"name": "x", "parameters": {"of_other_tables": []}})


def test_a_faulty_scenario_gives_no_schema(jialing, tmp_path):
    (tmp_path / "x.yaml").write_text("name: x\nhorizn: 1\n")
    done = jialing("schema", tmp_path / "x.yaml")
    assert done.returncode == 2 and done.stdout == "" and "did you mean 'horizon'?" in done.stderr


@pytest.mark.parametrize("path", [*sorted(SCENARIOS.glob("*.yaml")), STARTER], ids=lambda path: path.name)
def test_every_shipped_scenario_names_the_schema_and_keeps_it(path, faults):
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == HEADER
    assert faults(text) == []


def test_the_complete_scenario_keeps_the_schema(jialing, baseline, faults):
    assert faults(jialing("show", baseline).stdout) == []


def below(schema: dict, path: str = "") -> Iterator[tuple[str, dict]]:
    """Every property of a schema, with its path."""
    for name, inner in schema.items():
        if isinstance(inner, dict):
            if name == "properties":
                yield from ((f"{path}/{key}", value) for key, value in inner.items())
            yield from below(inner, f"{path}/{name}")
        elif isinstance(inner, list):
            for i, each in enumerate(inner):
                if isinstance(each, dict):
                    yield from below(each, f"{path}/{name}/{i}")


def test_every_property_is_explained(schema):
    properties = dict(below(schema))
    assert len(properties) > 120
    assert [path for path, value in properties.items() if not value.get("description")] == []
    names = [each for each in schema["definitions"]["indicator"]["anyOf"] if "const" in each]
    assert len(names) > 20 and all(each["description"] for each in names)


def test_units_defaults_and_priors_are_told(schema):
    steps = schema["properties"]["horizon"]["properties"]["steps_per_year"]
    assert steps["description"].endswith("[1/year] Accepts a whole number from 1 to 52. Default: 4.")
    assert (steps["default"], steps["minimum"], steps["maximum"]) == (4, 1, 52)
    assert schema["properties"]["ensemble"]["properties"]["seed"]["maximum"] == 2**64 - 1
    parameters = schema["definitions"]["parameters"]["properties"]
    assert len(parameters) == 97  # 96 of the model, and posterior
    assert parameters["delta_K"]["description"] == (
        "depreciation of knowledge [1/year] Prior: lognormal, median 0.15, log_sd 0.25. Symbol: \\delta_K."
    )


FAULTY = {
    "an unknown section": "horizn: {to: 2030}",
    "an unknown key": "ensemble: {membres: 10}",
    "a wrong word": "ensemble: {sampling: sobl}",
    "a number that is too large": "horizon: {to: 2101}",
    "a number that is too small": "ensemble: {members: 0}",
    "a fraction of a member": "ensemble: {members: 10.5}",
    "a word for a number": "ensemble: {members: many}",
    "a seed below 0": "ensemble: {seed: -1}",
    "a seed of 65 bits": "ensemble: {seed: 18446744073709551616}",
    "a number for a switch": "uncertainty: {events: 1}",
    "another number for a switch": "uncertainty: {events: 0}",
    "a word for a switch": "uncertainty: {events: sometimes}",
    "a switch that is left empty": "uncertainty: {events: }",
    "an unknown parameter": "parameters: {delta_k2: 0.1}",
    "a parameter below its range": "parameters: {delta_K: -0.1}",
    "a share above 1": "parameters: {f0: 1.5}",
    "a parameter in words": "parameters: {delta_K: large}",
    "a list for a parameter": "parameters: {delta_K: [0.1, 0.2]}",
    "an unknown distribution": "parameters: {sigma_S: {dist: gaussian, mean: 0.1, sd: 0.1}}",
    "an argument of another distribution": "parameters: {f0: {dist: logitnormal, median: 0.3, sd: 0.1}}",
    "a median that is no share": "parameters: {f0: {dist: logitnormal, median: 1, logit_sd: 0.1}}",
    "a negative spread": "parameters: {sigma_S: {dist: normal, mean: 0.1, sd: -0.1}}",
    "a path that is left empty": 'data: {nodes: ""}',
    "a number for a map": "horizon: 2035",
    "a list for a map": "output: [gdp]",
    "an indicator outside a list": "output: {indicators: gdp}",
    "an unknown indicator": "output: {indicators: [gdp, gpd]}",
    "no indicator in the list": "output: {indicators: []}",
    "a year before the base year": "output: {report_years: [1980]}",
    "a year in words": "output: {report_years: [2030, end]}",
    "a unit where there is none": "regions: {east: {nodes: {Yubei: 0.5 share}}}",
    "a unit without a blank": "parameters: {delta_K: 0.15per year}",
    "a target without a year": "targets: [{indicator: gdp, target: 3}]",
    "a target for an unknown indicator": "targets: [{indicator: gpd, year: 2025, target: 3}]",
    "a region of an unknown node": "regions: {east: {nodes: [Yubey]}}",
    "a share of a node above 1": "regions: {east: {nodes: {Yubei: 2}}}",
    "a variant of a key that is the same for all": "scenarios: {other: {horizon: {to: 2030}}}",
    "an unknown parameter of a variant": "scenarios: {other: {parameters: {delta_k2: 1}}}",
}


@pytest.mark.parametrize("fault", FAULTY)
def test_faulty_documents_are_refused_by_schema_and_engine(accepted, faults, fault):
    assert faults("name: x\n") == []
    text = f"name: x\n{FAULTY[fault]}\n"
    assert faults(text) and not accepted(text)


def test_a_scenario_without_a_name_is_refused(accepted, faults):
    assert faults("horizon: {to: 2030}\n") and not accepted("horizon: {to: 2030}\n")
    assert faults('name: " "\n') and not accepted('name: " "\n')
    assert faults("- name: x\n") and not accepted("- name: x\n")


SOUND = {
    "a name alone": "name: x",
    "a name that looks like a number": "name: 2020",
    "a name that looks like a switch": "name: no",
    "sections with all lines commented out": "name: x\nhorizon:\nparameters:\noutput:",
    "switches": 'name: x\nuncertainty: {parameters: on, base_year: off, process_noise: true, events: "off"}',
    "the largest seed": "name: x\nensemble: {seed: 18446744073709551615}",
    "numbers with exponents": "name: x\nparameters: {delta_K: 2e-1, sigma_S: -1e-2, mu_city: 1.5e-2}",
    "numbers without a digit on one side": "name: x\nparameters: {delta_K: .2, theta_talent: 1.}",
    "distributions": "name: x\nparameters: {f0: {dist: logitnormal, median: 0.3, logit_sd: 0},"
    " mu_city: {dist: lognormal, median: 1, log_sd: 0.1}, g_wage: {dist: normal, mean: -1, sd: 1}}",
    "numbers with units": "name: x\nhorizon: {to: 2030 year}\n"
    "parameters: {delta_K: 0.15 1/year, sigma_S: {dist: normal, mean: -0.1 elasticity, sd: 1}}",
    "a scenario that extends another": "extends: base.yaml",
    "changes of a distribution": "extends: base.yaml\nparameters: {delta_K: {log_sd: 0.1}, f0: {median: 0.3}}",
    "a region and a target of one's own": "name: x\nregions: {east: {nodes: [Yubei, Wanzhou]},"
    " rest: {name: 2, nodes: {Yubei: 0.5, Chengdu: {gdp: 1}}}}\n"
    "targets: [{indicator: gdp, region: east, year: 2030, target: 4}, {indicator: rd, year: 2025, target: 4}]",
    "nothing of one's own": "name: x\ntargets: []\ndata: {patch: []}",
    "variants": "name: x\nscenarios: {a: {uncertainty: {events: off}}, b: {parameters: {delta_K: 0.2}}, c: }",
    "lists": "name: x\noutput: {indicators: [gdp, rd_intensity], report_years: [2021, 2035]}",
}


@pytest.mark.parametrize("case", SOUND)
def test_sound_documents_are_accepted_by_schema_and_engine(accepted, faults, case):
    assert faults(SOUND[case] + "\n") == []
    assert accepted(SOUND[case] + "\n")
